"""The reader: evidence in, a draft answer out, every statement backed by verbatim quotes.

Two readers hand back the same ``Draft``: the extractive one, which needs nothing, and the
optional LLM one, whose every sentence is checked against the bulletins.
"""

from __future__ import annotations

from dataclasses import dataclass

from icpc_assistant.types import Passage


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters of a bulletin: ``body[start:end]`` in the bulletin ``passage`` is taken from.

    Offsets count in the bulletin's body (not in the passage), half open.
    """

    passage: Passage
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """One plain-text sentence of the answer, without citation marks, and what proves it."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader made of the evidence, before the assistant numbers its citations.

    ``short_answer`` is the date, person, place or figure asked for, where there is one.
    ``confidence`` is in 0..1. ``answered=False`` means that the evidence does not answer; its
    statements are then empty.
    """

    short_answer: str | None
    statements: tuple[DraftStatement, ...]
    confidence: float
    answered: bool
