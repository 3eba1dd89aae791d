"""The shape of a question in words that no pattern of ``signals`` knows, as the model reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from icpc_assistant.cards.kinds import kinds_in, names_bulletins
from icpc_assistant.collection.extremes import measure_of
from icpc_assistant.collection.heads import head_of
from icpc_assistant.collection.request import Asked, Measure, Operation, Side
from icpc_assistant.collection.signals import TIMED, Shape
from icpc_assistant.intent import Intent
from icpc_assistant.query import Wants
from icpc_assistant.timespan.plain import plain

LIKELY = 0.5  # how likely a question must ask of the whole collection, to believe its slots
_WHOLE = 0.9  # the same where no pattern knows its words
_SURELY = 0.95  # the same where nothing restricts it, or patterns find otherwise
_EVEN_SO = 0.98  # the same of what seems to ask for a date or reason
_HARDLY = 0.05  # the same, for patterns to be believed
_SURE = 0.5  # how likely the operation must be
_BEYOND_DOUBT = 0.985  # the same where patterns find another
_OF_ONE: tuple[Wants, ...] = ("date", "duration", "reason")  # mostly wanted of one event


def shapes_as_read(intent: Intent, text: str, wants: Wants = "other") -> Iterator[Shape]:
    """Yield what a question may ask of the collection, the likeliest first; nothing where it is
    not likely to ask anything of it."""
    operation = intent.operation
    if intent.whole < _WHOLE or intent.sure < _SURE or operation == "none":
        return
    if operation == "count" and wants == "duration":
        return  # "how many days were we in Lima?" counts no events
    if operation == "list" and wants in _OF_ONE and intent.whole < _EVEN_SO:
        return
    sides = sides_as_read(intent, text)
    if operation == "total" and sides:
        yield Shape("total", measure="people", sides=sides, learned=True)
        return
    if operation in ("compare", "superlative") and sides:
        # "Between the Lima fair and the one in Oslo, which …" names two events.
        measure, most = _measured(intent, text)
        yield Shape("compare", measure=measure, most=most, sides=sides)
    if operation != "compare":
        yield _shape(intent, text)


def _shape(intent: Intent, text: str) -> Shape:
    asked, side = _asked(intent)
    if head_of(plain(text)) == "events":
        asked, side = "event", None  # "which occasions"
    measure: Measure | None = "people" if intent.operation in ("total", "mean") else None
    most = True
    if intent.operation == "superlative":
        measure, most = _measured(intent, text) if asked == "event" else (None, intent.most)
    return Shape(
        cast(Operation, intent.operation),
        _noun(intent, text),
        asked=asked,
        measure=measure,
        most=most,
        side=side,
        needs="" if intent.whole >= _SURELY else "filter",
        learned=True,
    )


def _measured(intent: Intent, text: str) -> tuple[Measure, bool]:
    """Return what is measured and whether the most of it is wanted, as patterns tell if they do."""
    measure, most = measure_of(plain(text), default="any")
    return (cast(Measure, intent.measure), intent.most) if measure == "any" else (measure, most)


def may_ask(shape: Shape, intent: Intent) -> bool:
    """Whether a question that patterns know may ask of the whole collection at all.

    Of 14 that the model finds next to impossible 11 looked into one event, and two of the others
    compared two.
    """
    return shape.sure or intent.whole >= _HARDLY or shape.operation == "compare"


def with_asked(shape: Shape, intent: Intent, read: Shape | None) -> Shape:
    """Return the shape that patterns found, with what the model surely takes for asked instead:
    "which people have represented us at events …", "in how many countries …"."""
    if shape.sure or read is None or intent.whole < _SURELY or shape.single:
        return shape
    in_order = {"list", "timeline"} == {read.operation, shape.operation}
    if read.operation != shape.operation and intent.sure >= _BEYOND_DOUBT and not in_order:
        return replace(read, learned=False)
    if shape.asked != "event" or read.operation != shape.operation:
        return shape
    if intent.sure_of_asked < _SURELY or shape.operation not in ("list", "count"):
        return shape
    return replace(shape, asked=read.asked, side=read.side)


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
    """Return the kind of event named, if one is: not one left out, or that tells a time."""
    timed = TIMED.search(plain(text))
    for start, end in intent.runs("kind"):
        if timed and start > timed.start():
            break  # "after the Lima congress"
        kinds = kinds_in(plain(text[start:end]))
        if kinds and not intent.leaves_out(start, end):
            return min(kinds, key=lambda kind: kinds[kind])
    return "bulletin" if names_bulletins(plain(text)) else "event"
