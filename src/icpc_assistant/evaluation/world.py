"""What every system is given, and gives back: bulletins with their index in; answers, ranks out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from icpc_assistant import wording
from icpc_assistant.citations import cite, marked_text
from icpc_assistant.errors import IndexStale
from icpc_assistant.evaluation.dataset import Item, Turn
from icpc_assistant.reader import Draft, DraftStatement, Quote
from icpc_assistant.types import (
    LANGUAGES,
    Answer,
    Bulletin,
    BulletinRef,
    Exchange,
    Language,
    Passage,
    Ranked,
    Retrieved,
    Sentence,
)

if TYPE_CHECKING:
    from icpc_assistant.config import Settings
    from icpc_assistant.index import Index

Stages = dict[str, list[Ranked]]
"""By stage, the places it ranked, best first, offsets in the bulletin's body."""

Progress = Callable[[int, int, str], None]

DEPTH = 20  # places of a stage that are kept
# What "last year" counts from in a run: the clock would change its answers from day to day.
TODAY = date(2026, 1, 1)


class System(Protocol):
    """Anything that answers a question set's turns."""

    name: str

    def answer(self, turn: Turn, item: Item, history: Sequence[Exchange]) -> tuple[Answer, Stages]:
        """Return the answer to ``turn`` of ``item`` after ``history``, and what each stage ranked.

        Raises:
            QuestionError: the question cannot be asked.
        """
        ...


class World:
    """What systems answer from: settings, bulletins, and their index, built when first needed.

    The settings have their day pinned (``TODAY``), unless they name one.

    ``whole`` is for sets judged by whole documents: a stage then keeps only the best place of
    each bulletin, so that ``DEPTH`` places are as many documents.
    """

    def __init__(
        self,
        settings: Settings,
        bulletins: Sequence[Bulletin],
        *,
        rebuild: bool = True,
        whole: bool = False,
        progress: Progress | None = None,
    ) -> None:
        pinned = {"today": settings.today or TODAY}
        self.settings = settings.model_copy(update=pinned)
        self.bulletins = {bulletin.id: bulletin for bulletin in bulletins}
        self.by_title = {b.title: b for b in reversed(bulletins)}
        self.whole = whole
        self._rebuild, self._progress = rebuild, progress

    @cached_property
    def index(self) -> Index:
        """The index of these bulletins, brought up to date; vectors are searched exactly.

        Raises:
            IndexStale: it is out of date, and ``rebuild`` is false.
            EncoderError, IndexError_: see ``errors``.
        """
        from icpc_assistant.index import Index, build_index, index_state

        bulletins = list(self.bulletins.values())
        if self._rebuild:
            build_index(self.settings, bulletins, progress=self._progress)
        elif (state := index_state(self.settings, bulletins)).status != "current":
            raise IndexStale(
                f"The index is not up to date ({state.reason}); run `icpc-assistant index`."
            )
        return Index.open(self.settings, exact=True)

    @property
    def opened(self) -> Index | None:
        """The index if any system has needed it, else ``None``."""
        found: Index | None = self.__dict__.get("index")
        return found

    @cached_property
    def passages(self) -> dict[str, tuple[Passage, ...]]:
        """The passages of each bulletin, by its id; made without the index."""
        from icpc_assistant.chunking import chunk

        return {bulletin.id: chunk(bulletin) for bulletin in self.bulletins.values()}

    def kept(self, ranked: Iterable[Ranked]) -> list[Ranked]:
        """Return the best ``DEPTH`` places of a stage that ranked best first."""
        if self.whole:
            first: dict[str, Ranked] = {}
            for place in ranked:
                first.setdefault(place.bulletin_id, place)
            ranked = first.values()
        return [Ranked(i, start, end, round(score, 6)) for i, start, end, score in ranked][:DEPTH]


class Reply:
    """Puts an answer together, with the time taken since ``began`` (``time.perf_counter()``)."""

    def __init__(
        self, question: str, language: Language, standalone: str = "", began: float | None = None
    ) -> None:
        self._began = time.perf_counter() if began is None else began
        self._question, self._language = question, language
        self._standalone = standalone or question

    def quoting(
        self,
        world: World,
        quotes: Sequence[tuple[Passage, Sentence]],
        confidence: float,
        *,
        short: str | None = None,
        bulletins: Sequence[Bulletin] = (),
        retrieved: Sequence[Ranked] = (),
    ) -> Answer:
        """Return an answer of one statement a quote, or an abstention where there is no quote.

        ``bulletins`` are named where they are given, else those that are cited.
        """
        draft = Draft(
            short_answer=short,
            statements=tuple(
                DraftStatement(" ".join(s.text.split()), (Quote(p, s.start, s.end),))
                for p, s in quotes
            ),
            confidence=confidence,
            answered=True,
        )
        statements, citations = cite(draft, world.bulletins)
        if not statements:
            return self.saying("abstained", "abstain", confidence, retrieved)
        named = bulletins or [
            world.bulletins[i] for i in dict.fromkeys(c.bulletin_id for c in citations)
        ]
        return Answer(
            question=self._question,
            standalone_question=self._standalone,
            language=self._language,
            status="answered",
            text=marked_text(short, statements),
            short_answer=short,
            statements=statements,
            citations=citations,
            bulletins=tuple(BulletinRef.of(b) for b in named),
            confidence=round(confidence, 6),
            retrieved=_retrieved(retrieved),
            timings_ms=self._timings(),
        )

    def saying(
        self,
        status: str,
        phrase: str,
        confidence: float = 0.0,
        retrieved: Sequence[Ranked] = (),
    ) -> Answer:
        """Return an answer that quotes nothing: ``status`` "abstained" or "smalltalk"."""
        return Answer(
            question=self._question,
            standalone_question=self._standalone,
            language=self._language,
            status="smalltalk" if status == "smalltalk" else "abstained",
            text=wording.say(phrase, self._language),
            confidence=round(confidence, 6),
            retrieved=_retrieved(retrieved),
            timings_ms=self._timings(),
        )

    def _timings(self) -> dict[str, float]:
        return {"total": round((time.perf_counter() - self._began) * 1000, 3)}


def _retrieved(ranked: Sequence[Ranked]) -> tuple[Retrieved, ...]:
    return tuple(Retrieved(place_id(place), place.bulletin_id, place.score) for place in ranked)


def place_id(place: Ranked) -> str:
    """Return the id of the passage at a place (that of ``Passage.id``)."""
    return f"{place.bulletin_id}:{place.start}-{place.end}"


def passage_at(world: World, place: Ranked) -> Passage:
    """Return the characters at a place as a passage of one sentence."""
    text = world.bulletins[place.bulletin_id].body[place.start : place.end]
    sentence = Sentence(place.start, place.end, text)
    return Passage(
        place_id(place), place.bulletin_id, place.start, place.end, text, "", (sentence,)
    )


def language_of(name: str) -> Language:
    """Return a language by its code; English where the assistant speaks it not."""
    return next((language for language in LANGUAGES if language == name), "en")
