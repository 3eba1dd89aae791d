"""Questions over the whole collection: lists, counts, superlatives, comparisons, timelines.

Answered from event cards, which cover every bulletin; each item is proved by a verbatim quote.
Every question is looked at here first, so what only a few of them need is imported when they come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from icpc_assistant import wording
from icpc_assistant.collection.catalogue import Catalogue
from icpc_assistant.collection.clauses import before_brackets
from icpc_assistant.collection.fillers import without_fillers
from icpc_assistant.collection.learned import (
    LIKELY,
    may_ask,
    shapes_as_read,
    sides_as_read,
    with_asked,
)
from icpc_assistant.collection.recognise import shape_of
from icpc_assistant.collection.request import Doubt, Request, Wanted
from icpc_assistant.collection.signals import NEWS, Shape
from icpc_assistant.collection.spelling import spelt
from icpc_assistant.collection.whens import asks_ahead, tells_only_when
from icpc_assistant.intent import Intent
from icpc_assistant.query import Query, interpret
from icpc_assistant.terms import words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Filter, Language

if TYPE_CHECKING:
    from icpc_assistant.collection.answers import CollectionDraft
    from icpc_assistant.collection.conflicts import ConflictKind
    from icpc_assistant.collection.quotes import PassageAt

__all__ = [
    "Catalogue",
    "Doubt",
    "Request",
    "Wanted",
    "answer",
    "asks_for_news",
    "choices",
    "is_collection",
    "office_holder",
    "restricted_to",
    "told_by_cards",
]


def is_collection(
    query: Query, catalogue: Catalogue | None = None, today: date | None = None
) -> Request | None:
    """Return what ``query`` asks of the whole collection, or ``None`` if it asks of one event.

    Names are read with the help of ``catalogue``; ``today`` is what "last year" counts from.
    """
    text = without_fillers(spelt(query.text.strip(" ?!.¿¡"), query.language))
    catalogue = catalogue or Catalogue(())
    if asks_ahead(text, query.language, catalogue.own):
        return None
    intent = catalogue.intents.read(text) if catalogue.intents is not None else None
    likely = intent if intent is not None and intent.whole >= LIKELY else None
    for shape in _shapes(query, text, catalogue, intent):
        if (request := _request(query, text, shape, catalogue, today, likely)) is not None:
            return request
    return None


def _shapes(
    query: Query, text: str, catalogue: Catalogue, intent: Intent | None
) -> Iterator[Shape]:
    """Yield what the patterns find that a question asks for, then what the model takes it for."""
    if tells_only_when(text, query.language):
        yield Shape("list", needs="filter")
        return
    shape = shape_of(query, text, catalogue)
    if intent is None or before_brackets(text) < len(text):
        # The model knows no question with what it leaves out in brackets.
        if shape is not None:
            yield shape
        return
    read = list(shapes_as_read(intent, text, query.wants))
    if shape is not None and may_ask(shape, intent):
        yield with_asked(shape, intent, read[-1] if read else None)
    if shape is not None and shape.share_of:
        return  # a share told by what is not understood is no number of all
    compares = shape is not None and shape.operation == "compare"  # of two events, no others
    yield from (one for one in read if one.operation == "compare" or not compares)


def _request(
    query: Query,
    text: str,
    shape: Shape,
    catalogue: Catalogue,
    today: date | None,
    intent: Intent | None,
) -> Request | None:
    """Return the request of a question of a shape, or ``None`` where it lacks what it needs."""
    from icpc_assistant.collection.filters import read_request
    from icpc_assistant.collection.resolve import alike, resolve

    today = today or date.today()
    request = read_request(query, text, shape, catalogue, today, intent)
    if request is None or request.sides is None or not catalogue.entries:
        return request
    as_read = sides_as_read(intent, text) if intent is not None else None
    for named in filter(None, (request.sides, as_read)):
        sides = alike(named, text)
        one, other = (
            resolve(side, query.language, catalogue, today, request.measure or "people")
            for side in sides
        )
        if one is not None and other is not None and one is not other:
            return replace(request, sides=sides)
    return None


def asks_for_news(text: str) -> bool:
    """Whether a question is for whatever is newest: "What's new?"."""
    return NEWS.fullmatch(plain(text.strip(" ?!.¿¡"))) is not None


def answer(
    request: Request,
    catalogue: Catalogue,
    language: Language,
    passage_at: PassageAt,
    today: date | None = None,
) -> CollectionDraft:
    """Answer ``request`` from the cards, in ``language``.

    ``passage_at`` returns the indexed passage that holds ``body[start:end]`` of a bulletin.
    """
    from icpc_assistant.collection.answers import answered

    return answered(request, catalogue, language, passage_at, today)


def office_holder(
    query: Query, catalogue: Catalogue, passage_at: PassageAt
) -> CollectionDraft | None:
    """Answer who holds an office ("Who is the director?"), or ``None`` where that is not asked."""
    if query.beyond or query.wants in ("date", "duration", "figure", "place", "reason", "manner"):
        return None
    from icpc_assistant.collection.offices import holder_of_office

    return holder_of_office(query, catalogue, passage_at)


class Told(NamedTuple):
    """What the cards answer; what the question was understood to restrict itself to, and in what
    kinds of facts bulletins may contradict the answer."""

    draft: CollectionDraft
    filters: tuple[Filter, ...]
    kinds: frozenset[ConflictKind]


def told_by_cards(
    query: Query, catalogue: Catalogue, passage_at: PassageAt, today: date
) -> Told | None:
    """Answer a question over all bulletins, for an office, or to be told about one event.

    ``None`` where it is none of these.
    """
    if query.whole or query.wants in ("other", "list", "manner"):
        from icpc_assistant.collection.overviews import overview

        if (found := overview(query, catalogue, passage_at, today)) is not None:
            return Told(found, (), frozenset({"figure", "date", "place"}))
    if query.event:
        from icpc_assistant.collection.bare import asked_barely

        barely = asked_barely(query, catalogue, passage_at) if query.about else None
        return Told(barely, (), frozenset({"place"})) if barely else None
    if asks_ahead(query.text, query.language, catalogue.own):
        return Told(_none_announced(query), (), frozenset())
    if query.wants in ("person", "other", "list", "agent"):
        from icpc_assistant.collection.offices import holders_ever

        if (held := holders_ever(query, catalogue, passage_at)) is not None:
            return Told(held, (), frozenset({"role"}))
    request = is_collection(query, catalogue, today)
    if request is None:
        office = office_holder(query, catalogue, passage_at)
        return Told(office, (), frozenset({"role"})) if office else None
    from icpc_assistant.collection.dissent import kinds_measured

    if query.besides:
        request = replace(request, besides=query.besides)
    draft = answer(request, catalogue, query.language, passage_at, today)
    return Told(draft, restricted_to(request, query, catalogue, today), kinds_measured(request))


def _none_announced(query: Query) -> CollectionDraft:
    """Return that the past is told, and what comes next is not, unless a sentence looks ahead."""
    from icpc_assistant.collection.answers import CollectionDraft

    text = wording.say("abstain_future", query.language)
    doubt: Doubt = "sentence" if query.beyond == "future" else ""
    return CollectionDraft(text, None, (), (), answered=False, doubt=doubt)


def restricted_to(
    request: Request, query: Query, catalogue: Catalogue, today: date
) -> tuple[Filter, ...]:
    """Return what a question was understood to restrict itself to, each part removable."""
    from icpc_assistant.collection.restrictions import filters_of

    if not request.restrictions:
        return ()
    opens, closes = _edges(query.text)

    def reread(text: str) -> Request | None:
        # Nothing may be left of a question when one of its parts is taken out.
        return is_collection(interpret(text), catalogue, today) if words(text) else None

    return filters_of(request, query.language, reread, (opens, closes))


def choices(query: Query, catalogue: Catalogue, today: date) -> tuple[str, ...]:
    """Return complete questions to offer where several events are meant equally; else nothing."""
    from icpc_assistant.collection.ambiguity import choices as of

    return of(query, catalogue, today)


def _edges(text: str) -> tuple[str, str]:
    """Return the marks around a question that are no part of what is read."""
    inner = text.strip(" ?!.¿¡")
    before, _, after = text.partition(inner)
    return before.strip(" "), after.rstrip()
