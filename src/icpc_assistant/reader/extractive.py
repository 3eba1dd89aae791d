"""The extractive reader: the answer is one to three sentences of the evidence, or none.

No LLM. Every candidate sentence is scored by a weighted sum of signals; the best one's signals
then say, through a logistic function, how likely it is that it answers at all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from icpc_assistant.chunking import asked_of
from icpc_assistant.index import Index
from icpc_assistant.query import Query, speaks_of_the_future
from icpc_assistant.reader import Draft, DraftStatement, Quote
from icpc_assistant.reader.short_answer import short_answer
from icpc_assistant.reader.signals import (
    Term,
    Words,
    coverage,
    numbers_met,
    terms_of,
    time_match,
    type_match,
    words_of,
)
from icpc_assistant.terms import stem, words
from icpc_assistant.types import Bulletin, Evidence, Language, Passage, Sentence

# Weights of a sentence's signals, for ranking: fitted (listwise softmax with a penalty for leaving
# the first guess) on questions about bulletins with known questions, the same without them, and
# invented bulletins that have none.
RANK = {
    "similarity": 1.0,
    "passage": 0.43,
    "asked": 1.57,
    "bm25": 0.08,
    "predicate": 0.04,
    "told": 0.53,
    "covered_around": 0.53,
    "covered_lead": 0.71,
    "names": 0.41,
    "about": 0.4,
    "type": 0.45,
    "time": 0.66,
    "heading": -0.28,
    "followed": 0.6,
}
# Weights of the best sentence's signals, for deciding whether it answers: a logistic regression on
# the same questions and as many that the bulletins do not answer, no signal allowed to count
# against what it stands for (training/README.md). ``abstain_below`` moves the operating point.
ANSWERS = {
    "bias": -2.2,
    "asked": 0.38,
    "asked_told": 0.71,
    "names": 0.65,
    "names_near": 0.76,
    "numbers": 0.58,
    "time": 0.22,
    "type": 1.19,
    "unknown": -0.67,
    "no_figure": -0.18,
    "no_person": -0.33,
    "explains": -0.42,
    "known_questions": -0.49,
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


class _Asked:
    """The words of the known questions, by the sentence that answers them."""

    def __init__(self, index: Index) -> None:
        texts: dict[tuple[str, int, Language], list[str]] = {}
        for passage in index.passages:
            for i, asked in asked_of(index.bulletins[passage.bulletin_id], passage):
                key = (passage.bulletin_id, passage.sentences[i].start, asked.language)
                texts.setdefault(key, []).append(asked.question)
        self._texts = {key: "\n".join(found) for key, found in texts.items()}
        self._bulletins: dict[tuple[str, Language], str] = {}
        for (bulletin, _, language), text in self._texts.items():
            before = self._bulletins.get((bulletin, language), "")
            self._bulletins[bulletin, language] = f"{before}\n{text}"
        self.stems = frozenset(
            stem(word, language)
            for (_, _, language), text in self._texts.items()
            for word in words(text)
        )

    def words_of(self, bulletin: str, sentence: Sentence, language: Language) -> list[Words]:
        """Return the words of a sentence's questions, in ``language`` and in English."""
        keys = [(bulletin, sentence.start, lang) for lang in dict.fromkeys((language, "en"))]
        return [words_of(self._texts[key], key[2]) for key in keys if key in self._texts]

    def words_of_bulletin(self, bulletin: str, language: Language) -> list[Words]:
        """Return the words of all of a bulletin's questions, in ``language`` and in English."""
        keys = [(bulletin, lang) for lang in dict.fromkeys((language, "en"))]
        return [words_of(self._bulletins[key], key[1]) for key in keys if key in self._bulletins]


class ExtractiveReader:
    """Chooses sentences of the evidence; reads the bulletins of an open index."""

    def __init__(self, index: Index, abstain_below: float = 0.5) -> None:
        self.index = index
        self.abstain_below = abstain_below
        self._asked = _Asked(index)

    def read(
        self, query: Query, evidence: Sequence[Evidence], followed: Sequence[str] = ()
    ) -> Reading:
        """Return the answer in the evidence, or a draft that says there is none.

        ``followed`` names the bulletins that the conversation was just about.
        """
        terms = terms_of(query, self.index.bm25.idf, self._asked.stems)
        candidates = rank(query, terms, evidence, self.index.bulletins, self._asked, followed)
        unknown = tuple(term.word for term in terms if term.name and not term.known)
        if not candidates:
            return Reading(_none(0.0), (), "nothing", unknown)
        best = _typed(query, candidates)
        declined = _declined(query, terms, best, unknown)
        confidence = _confidence(query, best.signals, unknown)
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
    known: _Asked,
    followed: Sequence[str] = (),
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
        whole = _bulletin_words(bulletin)
        wordings = known.words_of_bulletin(bulletin.id, query.language)
        named = coverage(names, whole, *wordings)
        rarest = max((t for t in names if t.known), key=lambda t: t.weight, default=None)
        about = 1.0 if rarest is None else float(coverage((rarest,), whole, *wordings) > 0)
        follows = (1.0 + bool(query.carried)) * about if bulletin.id in followed else 0.0
        told_somewhere = coverage(said, whole, *wordings)
        counted = numbers_met(query, f"{bulletin.title}\n{bulletin.body}", bulletin.language)
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
                "told": coverage(
                    said, here, title, *known.words_of(bulletin.id, sentence, query.language)
                ),
                "told_somewhere": told_somewhere,
                "numbers": counted,
                "followed": follows,
                "names": named,
                "about": about,
                "names_near": coverage(
                    names,
                    here,
                    title,
                    lead,
                    around,
                    *known.words_of(bulletin.id, sentence, query.language),
                ),
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


# A question this unlike every sentence and known question, and without a name that the bulletins
# know, is about something else.
_FAR, _FAR_ASKED = 0.2, 0.34


def _declined(
    query: Query, terms: Sequence[Term], best: Candidate, unknown: tuple[str, ...]
) -> str:
    """Return why the question is declined whatever its confidence, or ""."""
    signals = best.signals
    if query.beyond == "opinion":
        return "opinion"
    if query.beyond == "future" and not speaks_of_the_future(best.sentence.text):
        return "future"
    if unknown:
        return "unknown"
    if signals["about"] == 0.0:
        return "elsewhere"  # the bulletin that the question names does not answer it
    if signals["time"] == 0.0:
        return "time"
    if query.wants == "figure" and query.counted and signals["type"] == 0.0:
        return "figure"
    nearest = max(signals["similarity"], signals["passage"])
    named = any(term.name for term in terms)
    return "far" if nearest < _FAR and signals["asked"] < _FAR_ASKED and not named else ""


def weighed_signals(
    query: Query, signals: Mapping[str, float], unknown: Sequence[str]
) -> dict[str, float]:
    """Return a sentence's signals and what ``ANSWERS`` makes of them."""
    typed = query.wants in _TYPED
    return {
        **signals,
        "bias": 1.0,
        "asked_told": signals["asked"] * signals["told"],
        "type": signals["type"] if typed else 0.5,
        "unknown": float(bool(unknown)),
        "no_figure": float(query.wants == "figure" and signals["type"] < 1),
        "no_person": float(query.wants == "person" and signals["type"] < 1),
        "explains": float(query.wants in ("reason", "manner")),
        "known_questions": float(signals["asked"] > 0),
    }


def _confidence(query: Query, signals: Mapping[str, float], unknown: tuple[str, ...]) -> float:
    """Return how likely a sentence is to answer, 0..1 (see ``ANSWERS``)."""
    weighed = weighed_signals(query, signals, unknown)
    return 1.0 / (1.0 + math.exp(-sum(w * weighed[name] for name, w in ANSWERS.items())))


def _none(confidence: float) -> Draft:
    return Draft(None, (), confidence, False)


def _bulletin_words(bulletin: Bulletin) -> Words:
    return words_of(f"{bulletin.title}\n{bulletin.body}", bulletin.language)


def _plain(text: str) -> str:
    """Return a quote as one line of text, without its list marks."""
    lines = [re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", line).strip() for line in text.splitlines()]
    return " ".join(line for line in lines if line)
