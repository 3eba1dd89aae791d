"""The shape of a question in words that no pattern of ``signals`` knows, as the model reads it."""

from __future__ import annotations

from typing import cast

from icpc_assistant.cards.kinds import kinds_in, names_bulletins
from icpc_assistant.collection.request import Asked, Measure, Operation, Side
from icpc_assistant.collection.signals import Shape
from icpc_assistant.intent import Intent
from icpc_assistant.timespan.plain import plain

LIKELY = 0.5  # how likely a question must ask of the whole collection, to believe its slots
_WHOLE = 0.85  # the same where no pattern knows its words
_SURELY = 0.9  # the same where nothing restricts it


def shape_as_read(intent: Intent, text: str) -> Shape | None:
    """Return what a question asks of the collection, or ``None`` where that is not likely."""
    if intent.whole < _WHOLE or intent.operation == "none":
        return None
    if intent.operation == "compare":
        sides = sides_as_read(intent, text)
        measured = cast(Measure, intent.measure)
        return sides and Shape("compare", measure=measured, most=intent.most, sides=sides)
    asked, side = _asked(intent)
    superlative = intent.operation == "superlative"
    measure: Measure | None = "people" if intent.operation in ("total", "mean") else None
    if superlative and asked == "event":
        measure = cast(Measure, intent.measure)
    return Shape(
        cast(Operation, intent.operation),
        _noun(intent, text),
        asked=asked,
        measure=measure,
        most=intent.most or not superlative,
        side=side,
        needs="" if intent.whole >= _SURELY else "filter",
        learned=True,
    )


def sides_as_read(intent: Intent, text: str) -> tuple[str, str] | None:
    """Return the two events that a question names, or ``None`` where it names others."""
    named = [text[start:end] for start, end in intent.runs("event")]
    return (named[0], named[1]) if len(named) == 2 else None


def _asked(intent: Intent) -> tuple[Asked, Side | None]:
    if intent.operation in ("timeline", "total", "mean"):
        return "event", None
    if intent.asked == "own":
        return "person", "own"
    if intent.asked == "others":
        return "person", "others"
    return cast(Asked, intent.asked), None


def _noun(intent: Intent, text: str) -> str:
    """Return the kind of event named, if one is: not one that is left out."""
    for start, end in intent.runs("kind"):
        kinds = kinds_in(plain(text[start:end]))
        if kinds:
            return min(kinds, key=lambda kind: kinds[kind])
    return "bulletin" if names_bulletins(plain(text)) else "event"
