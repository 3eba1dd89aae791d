"""Questions over the whole collection: lists, counts, superlatives, comparisons, timelines.

Answered from event cards, which cover every bulletin; each item is proved by a verbatim quote.
Every question is looked at here first, so what only a few of them need is imported when they come.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from icpc_assistant.collection.catalogue import Catalogue
from icpc_assistant.collection.recognise import shape_of, spelt
from icpc_assistant.collection.request import Request, Wanted
from icpc_assistant.query import Query
from icpc_assistant.types import Language

if TYPE_CHECKING:
    from icpc_assistant.collection.answers import CollectionDraft, PassageAt

__all__ = ["Catalogue", "Request", "Wanted", "answer", "is_collection"]


def is_collection(
    query: Query, catalogue: Catalogue | None = None, today: date | None = None
) -> Request | None:
    """Return what ``query`` asks of the whole collection, or ``None`` if it asks of one event.

    Names are read with the help of ``catalogue``; ``today`` is what "last year" counts from.
    """
    text = spelt(_as_named(query).strip(" ?!.¿¡"))
    shape = shape_of(query, text)
    if shape is None:
        return None
    from icpc_assistant.collection.filters import read_request
    from icpc_assistant.collection.resolve import resolve

    catalogue = catalogue or Catalogue(())
    today = today or date.today()
    request = read_request(query, text, shape, catalogue, today)
    if request and request.sides and catalogue.entries:
        one, other = (resolve(side, query.language, catalogue, today) for side in request.sides)
        if one is None or other is None or one is other:
            return None
    return request


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


def _as_named(query: Query) -> str:
    """Return the question without its boldest corrections of names.

    Two letters mend a word, but they may turn a name no bulletin holds into another one, and an
    answer about someone else is worse than none.
    """
    from rapidfuzz.distance import OSA

    text = query.text
    for typed, meant in query.corrections:
        if typed[:1].isupper() and " " not in meant and OSA.distance(typed, meant) > 1:
            text = text.replace(meant, typed)
    return text
