"""The extractive reader: the answer is one to three sentences of the evidence, or none.

No LLM. Every candidate sentence is scored by a weighted sum of signals; the best one's signals
then say, through a logistic function, how likely it is that it answers at all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from icpc_assistant.index import Index
from icpc_assistant.query import Query
from icpc_assistant.reader import Draft, DraftStatement, Quote
from icpc_assistant.reader.short_answer import short_answer
from icpc_assistant.reader.signals import (
    Term,
    Words,
    coverage,
    terms_of,
    time_match,
    type_match,
    words_of,
)
from icpc_assistant.types import Bulletin, Evidence, Passage, Sentence

# Weights of a sentence's signals, for ranking: fitted (listwise softmax with a penalty for leaving
# the first guess) on the dev questions, each once with and once without the known questions.
RANK = {
    "similarity": 1.0,
    "passage": 0.47,
    "asked": 1.8,
    "bm25": 0.22,
    "covered": 0.05,
    "predicate": 0.28,
    "covered_around": 0.65,
    "covered_lead": 0.95,
    "names": 0.12,
    "type": 0.57,
    "time": 0.7,
    "heading": -0.3,
}
# Weights of the best sentence's signals, for deciding whether it answers.
ANSWERS = {
    "bias": -5.0,
    "similarity": 5.0,
    "covered_around": 3.0,
    "names": 1.5,
    "type": 2.0,
    "time": 1.5,
}
_MORE = 0.93  # a further statement scores at least this share of the best one
_MOST_STATEMENTS = 3
_TYPED = ("date", "duration", "figure", "place", "identity", "person", "agent", "organisation")
# How much of the best score a sentence with the type wanted needs; a figure that counts what is
# asked is telling by itself.
_TYPED_AT_LEAST = 0.7
_COUNTED_AT_LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with its signals and score."""

    evidence: Evidence
    sentence: Sentence
    signals: dict[str, float]
    score: float

    @property
    def passage(self) -> Passage:
        """The passage the sentence stands in."""
        return self.evidence.passage


@dataclass(frozen=True, slots=True)
class Reading:
    """A draft, and what it was chosen from: the candidates best first, and why it declined."""

    draft: Draft
    candidates: tuple[Candidate, ...]
    declined: str = ""
    unknown: tuple[str, ...] = ()


class ExtractiveReader:
    """Chooses sentences of the evidence; reads the bulletins of an open index."""

    def __init__(self, index: Index, abstain_below: float = 0.5) -> None:
        self.index = index
        self.abstain_below = abstain_below

    def read(self, query: Query, evidence: Sequence[Evidence]) -> Reading:
        """Return the answer in the evidence, or a draft that says there is none."""
        terms = terms_of(query, self.index.bm25.idf)
        candidates = rank(query, terms, evidence, self.index.bulletins)
        unknown = tuple(term.word for term in terms if term.name and not term.known)
        if not candidates:
            return Reading(_none(0.0), (), "nothing", unknown)
        best = _typed(query, candidates)
        declined = _declined(query, best, unknown)
        confidence = _confidence(best.signals, unknown)
        if declined or confidence < self.abstain_below:
            return Reading(_none(confidence), candidates, declined or "unsure", unknown)
        chosen = _chosen(query, best, candidates)
        bulletin = self.index.bulletins[best.passage.bulletin_id]
        shorts = (short_answer(query, terms, c.sentence.text, bulletin) for c in chosen)
        draft = Draft(
            short_answer=next(filter(None, shorts), None),
            statements=tuple(self._statement(candidate) for candidate in chosen),
            confidence=confidence,
            answered=True,
        )
        return Reading(draft, candidates)

    def _statement(self, candidate: Candidate) -> DraftStatement:
        passage, sentence = candidate.passage, candidate.sentence
        body = self.index.bulletins[passage.bulletin_id].body
        end = sentence.end
        # "The main points are as follows:" says nothing without its list.
        if sentence.text.rstrip().endswith(":"):
            end = passage.end
        text = _plain(body[sentence.start : end])
        return DraftStatement(text, (Quote(passage, sentence.start, end),))


def _typed(query: Query, candidates: Sequence[Candidate]) -> Candidate:
    """Return the best sentence, the next, or a near one of its bulletin with the type wanted."""
    best = candidates[0]
    if query.wants not in _TYPED or best.signals["type"] == 1.0:
        return best
    for candidate in candidates:
        gap = candidate.sentence.start - best.sentence.end
        follows = candidate.passage.id == best.passage.id and 0 <= gap <= 2
        if follows and candidate.signals["type"] == 1.0 and query.wants != "figure":
            return candidate
    share = _COUNTED_AT_LEAST if query.wants == "figure" and query.counted else _TYPED_AT_LEAST
    for candidate in candidates:
        if candidate.score < share * best.score:
            break
        same = candidate.passage.bulletin_id == best.passage.bulletin_id
        if same and candidate.signals["type"] == 1.0 and not candidate.signals["heading"]:
            return candidate
    return best


def _chosen(query: Query, best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the sentence that answers, and those nearly as good that add something."""
    top = candidates[0]
    if query.wants in _TYPED:
        # "A meeting was held. Ann and Bob talked." needs both to say who met.
        gap = best.sentence.start - top.sentence.end
        together = best is not top and top.passage.id == best.passage.id and 0 <= gap <= 2
        return [top, best] if together else [best]
    chosen = [best]
    for candidate in candidates[1:6]:
        if len(chosen) == _MOST_STATEMENTS:
            break
        if candidate.score < _MORE * best.score or candidate.signals["heading"]:
            continue
        if candidate.passage.bulletin_id == best.passage.bulletin_id:
            chosen.append(candidate)
    return [best, *sorted(chosen[1:], key=lambda c: c.sentence.start)]


def rank(
    query: Query,
    terms: tuple[Term, ...],
    evidence: Sequence[Evidence],
    bulletins: Mapping[str, Bulletin],
) -> tuple[Candidate, ...]:
    """Return every sentence of the evidence with its signals, best first."""
    candidates = []
    for item in evidence:
        passage = item.passage
        bulletin = bulletins[passage.bulletin_id]
        title = words_of(f"{bulletin.title} {passage.heading}", bulletin.language)
        around = words_of(passage.text, bulletin.language)
        lead = words_of(_lead(bulletin), bulletin.language)
        names = tuple(term for term in terms if term.name)
        said = tuple(term for term in terms if not term.name)
        named = coverage(names, _bulletin_words(bulletin))
        for sentence, similarity, asked in zip(
            passage.sentences, item.similarities, item.asked, strict=True
        ):
            here = words_of(sentence.text, bulletin.language)
            signals = {
                "similarity": similarity,
                "passage": item.stages["passage"],
                "asked": asked,
                "bm25": item.stages["bm25"],
                "covered": coverage(terms, here),
                "predicate": coverage(said, here),
                "covered_around": coverage(terms, here, title, around),
                "covered_lead": coverage(terms, here, lead),
                "names": named,
                "type": type_match(query, sentence.text, bulletin),
                "time": time_match(query, sentence.text, bulletin),
                "heading": float(sentence.text == passage.heading or _headless(sentence.text)),
            }
            score = sum(weight * signals[name] for name, weight in RANK.items())
            candidates.append(Candidate(item, sentence, signals, score))
    candidates.sort(key=lambda c: (-c.score, c.passage.id, c.sentence.start))
    return tuple(candidates)


def _lead(bulletin: Bulletin) -> str:
    """Return the headline and the first paragraph that states something: who, when, where."""
    for paragraph in bulletin.body.split("\n\n"):
        if not _headless(paragraph):
            return f"{bulletin.title} {paragraph}"
    return bulletin.title


def _headless(text: str) -> bool:
    """Whether a line looks like a heading or caption: no end mark, few words."""
    return len(text.split()) < 9 and not re.search(r"[.!?;:…”»]$", text.rstrip())


def _declined(query: Query, best: Candidate, unknown: tuple[str, ...]) -> str:
    """Return why the question is declined whatever its confidence, or ""."""
    if unknown:
        return "unknown"
    if best.signals["time"] == 0.0:
        return "time"
    if query.wants == "figure" and query.counted and best.signals["type"] == 0.0:
        return "figure"
    return ""


def _confidence(signals: Mapping[str, float], unknown: tuple[str, ...]) -> float:
    total = ANSWERS["bias"] + sum(
        weight * signals[name] for name, weight in ANSWERS.items() if name != "bias"
    )
    return 1.0 / (1.0 + math.exp(-(total - 2.0 * len(unknown))))


def _none(confidence: float) -> Draft:
    return Draft(None, (), confidence, False)


def _bulletin_words(bulletin: Bulletin) -> Words:
    return words_of(f"{bulletin.title}\n{bulletin.body}", bulletin.language)


def _plain(text: str) -> str:
    """Return a quote as one line of text, without its list marks."""
    lines = [re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", line).strip() for line in text.splitlines()]
    return " ".join(line for line in lines if line)
