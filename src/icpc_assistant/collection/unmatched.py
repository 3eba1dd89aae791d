"""A request that no event matches: whether it was read rightly, and what lies nearest in time."""

from __future__ import annotations

import re
from dataclasses import replace

from icpc_assistant import wording
from icpc_assistant.collection.catalogue import Catalogue
from icpc_assistant.collection.matching import matching
from icpc_assistant.collection.request import Request
from icpc_assistant.types import Language


def may_be_misread(request: Request) -> bool:
    """Whether a question that finds no event may be one about what a sentence tells.

    It names a topic, a word that nothing reads, or a person or organisation that no card holds. A
    time is no topic; a sentence is held against a year or month, not against "last spring". Where
    only the model takes the question for one over the collection, it may be none.
    """
    names = (*request.people, *request.organisations)
    time = request.time
    spelt_out = time is None or bool(re.search(r"\b(?:19|20)\d\d\b", time.text))
    telling = bool(request.topics or request.unread) or any(not named.keys for named in names)
    return request.learned or (telling and spelt_out)


def nothing_matches(request: Request, catalogue: Catalogue, language: Language, scope: str) -> str:
    """Say that nothing matches; of places that each had events, that none was in them all."""
    places = request.places
    apart = len(places) > 1 and all(
        matching(replace(request, places=(place,)), catalogue, language).found for place in places
    )
    if apart:
        said = wording.joined([place.shown or place.text for place in places], language)
        return wording.say("collection_apart", language, places=said)
    return wording.say("collection_none", language, scope=scope)


def nobody_of(request: Request, language: Language) -> str:
    """Say that nobody of the organisations named is."""
    what = wording.joined([house.text for house in request.organisations], language)
    return wording.say("collection_nobody", language, what=what)


def nearest_in_time(request: Request, catalogue: Catalogue, language: Language) -> tuple[str, ...]:
    """Name the bulletins whose events come last before and first after a time that has none."""
    time = request.time
    if time is None or time.start is None or time.end is None or time.yearly or time.ranges:
        return ()
    dated = [(main, entry.card.title) for entry in catalogue.entries if (main := entry.main)]
    if any(time.overlaps(m.first, m.last) for m, _ in dated):
        return ()  # it is not the time that has none
    before = max(((m.last, t) for m, t in dated if m.last < time.start), default=None)
    after = min(((m.first, t) for m, t in dated if m.first > time.end), default=None)
    titles = [wording.quoted(near[1], language) for near in (before, after) if near]
    if len(titles) == 2:
        return (wording.say("nearest_many", language, titles=wording.joined(titles, language)),)
    near = before or after
    return (wording.say("nearest_one", language, titles=near[1]),) if near else ()
