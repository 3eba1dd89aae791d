"""Passages for a question, with the words in them that were looked for: a search, and no answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from icpc_assistant.collection.quotes import Proof
from icpc_assistant.terms import is_function_word, stem, words

if TYPE_CHECKING:
    from datetime import date

    from icpc_assistant.assistant import Assistant
    from icpc_assistant.query import Query
    from icpc_assistant.types import Bulletin, Evidence


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that a search found.

    ``body[start:end]`` of its bulletin is its text; ``highlights`` are the words that were looked
    for, ``best`` the sentence nearest to the question. ``score`` compares within one search.
    """

    bulletin: Bulletin
    passage_id: str
    heading: str
    start: int
    end: int
    score: float
    highlights: tuple[Proof, ...]
    best: Proof

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "passage_id": self.passage_id,
            "bulletin_id": self.bulletin.id,
            "title": self.bulletin.title,
            "date": self.bulletin.date,
            "language": self.bulletin.language,
            "heading": self.heading,
            "quote": self.bulletin.body[self.start : self.end],
            "start": self.start,
            "end": self.end,
            "score": round(self.score, 6),
            "highlights": [proof.to_dict() for proof in self.highlights],
            "best": self.best.to_dict(),
        }


def search(
    assistant: Assistant, question: str, limit: int, bulletins: Collection[str] | None = None
) -> tuple[Query, list[Found]]:
    """Return how ``question`` was read, and the ``limit`` best passages, best first.

    ``bulletins`` holds the ids of those to search in; all where it is ``None``.

    Raises:
        QuestionError: the question is empty, too long, or no text.
    """
    hits = assistant.evidence(question, limit, bulletins)
    found = []
    for evidence in hits.evidence:
        bulletin = assistant.bulletin(evidence.passage.bulletin_id)
        if bulletin is not None:
            found.append(_found(evidence, bulletin, hits.terms))
    return hits.query, found


def _found(evidence: Evidence, bulletin: Bulletin, terms: frozenset[str]) -> Found:
    passage = evidence.passage
    nearest = max(
        range(len(passage.sentences)), key=lambda i: evidence.similarities[i], default=None
    )
    best = passage if nearest is None else passage.sentences[nearest]
    return Found(
        bulletin,
        passage.id,
        passage.heading,
        passage.start,
        passage.end,
        evidence.score,
        tuple(_matched(passage.text, passage.start, bulletin, terms)),
        Proof(bulletin.body[best.start : best.end], best.start, best.end),
    )


def _matched(text: str, start: int, bulletin: Bulletin, terms: frozenset[str]) -> list[Proof]:
    """Return the content words of ``text`` that stand for one of the terms, in order."""
    found, at = [], 0
    for word in words(text):
        at = text.index(word, at)
        language = bulletin.language
        if not is_function_word(word, language) and stem(word, language) in terms:
            found.append(Proof(word, start + at, start + at + len(word)))
        at += len(word)
    return found


def bulletins_within(
    assistant: Assistant,
    *,
    days: tuple[date | None, date | None] = (None, None),
    place: str | None = None,
    language: str | None = None,
) -> set[str] | None:
    """Return the ids of the bulletins that the filters leave; ``None`` where there is no filter.

    A version of a bulletin is held when and where the bulletin is.

    Raises:
        UsageError: ``place`` holds no letter or digit.
    """
    if days == (None, None) and place is None and language is None:
        return None
    held = {event.bulletin_id for event in assistant.directory.timeline.events(*days, place)}
    return {
        b.id
        for b in assistant.bulletins
        if (b.id in held or b.version_of in held) and language in (None, b.language)
    }
