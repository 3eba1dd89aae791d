"""The nouns: frozen dataclasses that every stage speaks.

All offsets are positions in ``Bulletin.body`` counted in Unicode code points (Python string
indices), half open: ``body[start:end] == text``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

Language = Literal["en", "fr", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "fr", "es")

Status = Literal["answered", "abstained", "clarification", "smalltalk"]
FilterKind = Literal["time", "place", "person", "organisation", "topic"]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that a sentence answers, written in advance (PAQ, Lewis et al. 2021).

    It helps to find that sentence: ``body[start:end]`` of its bulletin. ``answer`` is never shown.
    ``source`` is ``person``, ``rule`` or ``llm:<model>``.
    """

    question: str
    language: Language
    answer: str
    start: int
    end: int
    source: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that a bulletin's readers may ask and that it does not answer, written in advance.

    It helps to decline: a question nearer to it than to those answered is likely left open too.
    """

    question: str
    language: Language
    source: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One news article, word for word.

    ``start`` and ``end`` are the event's first and last day; both are ``None`` where the text
    gives no date. ``id`` is the file's stem and never changes. ``version_of`` names the bulletin
    that reports the same event in the same words: in another language, or nearly the same.
    """

    id: str
    title: str
    body: str
    language: Language
    start: date | None = None
    end: date | None = None
    source: str | None = None
    places: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    asked: tuple[AskedQuestion, ...] = ()
    left_open: tuple[OpenQuestion, ...] = ()
    version_of: str | None = None

    @property
    def date(self) -> str | None:
        """The event's date as ISO text: one day, or ``first/last``."""
        if self.start is None:
            return None
        if self.end is None or self.end == self.start:
            return self.start.isoformat()
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence (or a heading, a bullet, a caption) of a bulletin, at its place in the body."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What is retrieved and cited: neighbouring sentences of one bulletin.

    ``text == body[start:end]``; ``heading`` is the section it stands under ("" if none).
    """

    id: str
    bulletin_id: str
    start: int
    end: int
    text: str
    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A retrieved passage, with what retrieval thought of it.

    ``score`` is the fused score (higher is better); ``stages`` holds each stage's own score by
    name (``dense``, ``bm25``, ``fused``); ``similarities`` is, for every sentence of the passage,
    the cosine of its best view with the query, and ``asked`` how near the query comes to a
    question that the sentence is known to answer (0 where none is known). ``votes`` weigh the
    questions known with the passage by how near the query comes to each: those that it answers, and
    those that the bulletin leaves open, all of which stand with the first of its passages.
    """

    passage: Passage
    score: float
    stages: dict[str, float] = field(default_factory=dict)
    similarities: tuple[float, ...] = ()
    asked: tuple[float, ...] = ()
    votes: tuple[float, float] = (0.0, 0.0)


class Ranked(NamedTuple):
    """A place of a bulletin's body and what a stage of the search thinks of it, higher better."""

    bulletin_id: str
    start: int
    end: int
    score: float

    @classmethod
    def at(cls, passage: Passage, place: Passage | Sentence, score: float) -> Ranked:
        """Return a place of ``passage``'s bulletin, its score rounded."""
        return cls(passage.bulletin_id, place.start, place.end, round(score, 6))


class Near(NamedTuple):
    """The cosine to some words of a bulletin's nearest text, and its nearest sentence,
    ``body[start:end]``."""

    score: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """One earlier turn of the conversation: what was asked and what was answered."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote: ``body[start:end] == quote`` in the bulletin named."""

    number: int
    bulletin_id: str
    title: str
    date: str | None
    passage_id: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the answer and the numbers of the citations that prove it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BulletinRef:
    """A bulletin by name."""

    id: str
    title: str
    date: str | None

    @classmethod
    def of(cls, bulletin: Bulletin) -> BulletinRef:
        """Return the name of ``bulletin``."""
        return cls(bulletin.id, bulletin.title, bulletin.date)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A retrieved passage by name, best first in ``Answer.retrieved``."""

    passage_id: str
    bulletin_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Filter:
    """Something a question over all bulletins was understood to restrict itself to.

    ``shown`` is in the question's language ("October–December 2025"); ``without`` is the
    standalone question with that restriction's words taken out.
    """

    kind: FilterKind
    shown: str
    without: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says, and everything needed to check it.

    ``text`` carries ``[1]`` marks; ``short_answer`` is the date, person, place or figure asked
    for, where there is one. ``confidence`` is in 0..1. An abstention has no citations.
    ``filters`` are those of a question over all bulletins; ``choices`` are complete questions to
    choose from, where a ``clarification`` can offer any.
    """

    question: str
    standalone_question: str
    language: Language
    status: Status
    text: str
    short_answer: str | None = None
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    bulletins: tuple[BulletinRef, ...] = ()
    confidence: float = 0.0
    retrieved: tuple[Retrieved, ...] = ()
    notices: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    choices: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def abstained(self) -> bool:
        """Whether the assistant declined to answer."""
        return self.status == "abstained"

    def to_dict(self) -> dict[str, Any]:
        """Return the agreed JSON shape (``ask --json``, ``/api/ask``, batch files)."""
        return asdict(self)
