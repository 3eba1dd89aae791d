"""Every sentence of the evidence, with its signals and its score."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from icpc_assistant.chunking import asked_of
from icpc_assistant.index import Index
from icpc_assistant.query import Query
from icpc_assistant.reader.signals import (
    Matches,
    Term,
    Words,
    lies_in,
    numbers_met,
    type_match,
    words_of,
)
from icpc_assistant.reader.times import time_match
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with its signals and score.

    ``span`` is where in the bulletin's body the cross-encoder sees the answer, if it read it.
    """

    evidence: Evidence
    sentence: Sentence
    signals: dict[str, float]
    score: float
    span: tuple[int, int] | None = None

    @property
    def passage(self) -> Passage:
        """The passage the sentence stands in."""
        return self.evidence.passage


class Beside:
    """What is known beside a bulletin's text: the words of its known questions, by the sentence
    that answers them, and the countries and regions that its card puts it in."""

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
        self._territories = {
            card.bulletin_id: lies_in(
                code for place in card.places for code in (place.country_code, *place.regions)
            )
            for card in index.cards
        }
        stems = {
            stem(word, language)
            for (_, _, language), text in self._texts.items()
            for word in words(text)
        }
        self.stems = frozenset(stems.union(*(t.stems for t in self._territories.values())))

    def words_of(self, bulletin: str, sentence: Sentence, language: Language) -> list[Words]:
        """Return the words of a sentence's questions, in ``language`` and in English, and the
        territories its bulletin is in."""
        keys = [(bulletin, sentence.start, lang) for lang in dict.fromkeys((language, "en"))]
        asked = [words_of(self._texts[key], key[2]) for key in keys if key in self._texts]
        return [*asked, self._territories[bulletin]]

    def words_of_bulletin(self, bulletin: str, language: Language) -> list[Words]:
        """Return the words of all of a bulletin's questions, in ``language`` and in English, and
        the territories it is in."""
        keys = [(bulletin, lang) for lang in dict.fromkeys((language, "en"))]
        asked = [words_of(self._bulletins[key], key[1]) for key in keys if key in self._bulletins]
        return [*asked, self._territories[bulletin]]


def rank(
    query: Query,
    terms: tuple[Term, ...],
    evidence: Sequence[Evidence],
    bulletins: Mapping[str, Bulletin],
    beside: Beside,
    followed: Sequence[str] = (),
) -> tuple[Candidate, ...]:
    """Return every sentence of the evidence with its signals, best first."""
    ranking = _Ranking(query, terms, beside, followed, evidence)
    candidates = [
        candidate
        for item in evidence
        for candidate in ranking.of(item, bulletins[item.passage.bulletin_id])
    ]
    candidates.sort(key=lambda c: (-c.score, c.passage.id, c.sentence.start))
    return tuple(candidates)


def in_own_language(
    candidates: tuple[Candidate, ...], bulletins: Mapping[str, Bulletin], language: Language
) -> tuple[Candidate, ...]:
    """Return the candidates with those of the best one's version in ``language`` before its own.

    The very same candidates where it is in ``language`` or has no such version.
    """
    if not candidates:
        return candidates

    def event(candidate: Candidate) -> str:
        bulletin = bulletins[candidate.passage.bulletin_id]
        return bulletin.version_of or bulletin.id

    def elsewhere(candidate: Candidate) -> bool:
        return bulletins[candidate.passage.bulletin_id].language != language

    told = event(candidates[0])
    if not elsewhere(candidates[0]) or all(elsewhere(c) for c in candidates if event(c) == told):
        return candidates
    return tuple(sorted(candidates, key=lambda c: event(c) != told or elsewhere(c)))


class _Ranking:
    """One query's ranking: what holds for a whole bulletin is found once."""

    def __init__(
        self,
        query: Query,
        terms: tuple[Term, ...],
        beside: Beside,
        followed: Sequence[str],
        evidence: Sequence[Evidence],
    ) -> None:
        self._query, self._beside, self._followed = query, beside, followed
        self._left_open = _left_open(evidence)
        self._matches = Matches(terms)
        self._every = tuple(range(len(terms)))
        self._names = tuple(i for i, term in enumerate(terms) if term.name)
        self._said = tuple(i for i, term in enumerate(terms) if not term.name)
        telling = [i for i in self._names if terms[i].known]
        self._rarest = tuple(sorted(telling, key=lambda i: -terms[i].weight)[:1])
        self._of_bulletin: dict[str, dict[str, float]] = {}

    def of(self, item: Evidence, bulletin: Bulletin) -> list[Candidate]:
        """Return the sentences of one passage."""
        if bulletin.id not in self._of_bulletin:
            self._of_bulletin[bulletin.id] = self._whole(bulletin)
        shared = {
            **self._of_bulletin[bulletin.id],
            "passage": item.stages["passage"],
            "bm25": item.stages["bm25"],
        }
        heading = item.passage.heading
        around = (
            words_of(f"{bulletin.title} {heading}", bulletin.language),
            words_of(item.passage.text, bulletin.language),
            words_of(lead(bulletin.title, bulletin.body), bulletin.language),
        )
        candidates = []
        for sentence, similarity, asked in zip(
            item.passage.sentences, item.similarities, item.asked, strict=True
        ):
            signals = {
                **shared,
                **self._met(bulletin, sentence, *around),
                "similarity": similarity,
                "asked": asked,
                "type": type_match(self._query, sentence.text, bulletin),
                "time": time_match(self._query, sentence.text, bulletin),
                "heading": float(sentence.text == heading or _headless(sentence.text)),
            }
            score = sum(weight * signals[name] for name, weight in RANK.items())
            candidates.append(Candidate(item, sentence, signals, score))
        return candidates

    def _whole(self, bulletin: Bulletin) -> dict[str, float]:
        """Return the signals that all sentences of a bulletin share."""
        query, met = self._query, self._matches.coverage
        text = f"{bulletin.title}\n{bulletin.body}"
        texts = (
            words_of(text, bulletin.language),
            *self._beside.words_of_bulletin(bulletin.id, query.language),
        )
        about = float(met(self._rarest, *texts) > 0)
        follows = (1.0 + bool(query.carried)) * about if bulletin.id in self._followed else 0.0
        return {
            "names": met(self._names, *texts),
            "about": about,
            "numbers": numbers_met(query, text, bulletin.language),
            "followed": follows,
            # A follow-up, with the words of the question before it, is no wording to compare.
            "left_open": 0.0 if query.carried else self._left_open[bulletin.id],
        }

    def _met(
        self, bulletin: Bulletin, sentence: Sentence, title: Words, passage: Words, lead: Words
    ) -> dict[str, float]:
        """Return how far a sentence, and what stands around it, meets the query's words."""
        met = self._matches.coverage
        here = words_of(sentence.text, bulletin.language)
        asked = self._beside.words_of(bulletin.id, sentence, self._query.language)
        return {
            "predicate": met(self._said, here),
            "covered_around": met(self._every, here, title, passage),
            "covered_lead": met(self._every, here, lead),
            "told": met(self._said, here, title, *asked),
            "names_near": met(self._names, here, title, lead, passage, *asked),
        }


def _left_open(evidence: Sequence[Evidence]) -> dict[str, float]:
    """Return for each bulletin whether the questions known with it say that it does not answer.

    From -.5, those near the query are all answered, to .5, all left open; 0 where none is known to
    be left open.
    """
    votes: dict[str, tuple[float, float]] = {}
    for item in evidence:
        answered, left_open = votes.get(item.passage.bulletin_id, (0.0, 0.0))
        more = item.votes
        votes[item.passage.bulletin_id] = (answered + more[0], left_open + more[1])
    return {
        name: left_open / (answered + left_open) - 0.5 if left_open else 0.0
        for name, (answered, left_open) in votes.items()
    }


@lru_cache(maxsize=4096)
def lead(title: str, body: str) -> str:
    """Return the headline and the first paragraph that states something: who, when, where."""
    for paragraph in body.split("\n\n"):
        if not _headless(paragraph):
            return f"{title} {paragraph}"
    return title


def _headless(text: str) -> bool:
    """Whether a line looks like a heading or caption: no end mark, few words."""
    return len(text.split()) < 9 and not re.search(r"[.!?;:…”»]$", text.rstrip())
