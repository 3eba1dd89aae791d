"""Events counted by year, country, …: each group with its number, the busiest, a share of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from icpc_assistant import wording
from icpc_assistant.collection.answers import NAMED, SHOWN, CollectionDraft, Teller, nothing
from icpc_assistant.collection.asked import Thing
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.matching import Matches, matching
from icpc_assistant.collection.request import Often, Request, Wanted
from icpc_assistant.reader import DraftStatement
from icpc_assistant.types import FilterKind

_GROUPS = 24  # that an answer counts; the list of bulletins is always whole


def busiest(teller: Teller, found: Matches) -> CollectionDraft:
    """Return the month, city, … with the most events, or those that tie."""
    language, request = teller.language, teller.request
    named = teller.things(found.found)
    if not named:
        text = wording.say("collection_none", language, scope=teller.scope())
        return nothing(text, teller.notices(found))
    best = (max if request.most else min)(len(thing.entries) for thing in named)
    winners = [thing for thing in named if len(thing.entries) == best]
    years = request.asked == "year" and request.time and len(request.time.ranges) == 2
    two = len(request.places) == 1 and len(request.places[0].keys) == 2  # "Italy or Ireland"
    if len(named) == 2 and (years or two):
        winners = [*winners, *(thing for thing in named if thing not in winners)]  # both sides
    entries = sorted({e.number: e for t in winners for e in t.entries}.items())
    count = wording.counted(len(named), request.asked, language)
    statements = [teller.item(entry) for _, entry in entries[:SHOWN]]
    return CollectionDraft(
        text=wording.say("collection_compared", language, scope=teller.scope(), count=count),
        short_answer=wording.joined(_numbers(teller, winners[:NAMED]), language),
        statements=tuple(s for s in statements if s.quotes),
        bulletins=tuple(e.card.bulletin_id for _, e in entries),
        notices=(*teller.notices(found), *teller.told_of(winners)),
    )


def grouped(teller: Teller, found: Matches) -> CollectionDraft:
    """Return how many events each year, country, … had, and which they were."""
    language, request = teller.language, teller.request
    groups = teller.things(found.found)
    if not groups:
        text = wording.say("collection_none", language, scope=teller.scope())
        return nothing(text, teller.notices(found))
    if request.asked not in ("year", "month"):
        groups.sort(key=lambda group: -len(group.entries))
    statements = _of_the_first(teller, groups)
    within = {e.number for group in groups for e in group.entries}
    notices = list(teller.notices(found))
    if len(groups) > _GROUPS:
        notices.append(wording.say("names_more", language, n=len(groups) - _GROUPS))
    if sum(len(group.entries) for group in groups) > len(within):
        notices.append(wording.say("collection_in_several", language))
    if len(within) < len(found.found):
        ungrouped = len(found.found) - len(within)
        notices.append(wording.say("collection_ungrouped", language, n=ungrouped))
    count = wording.counted(len(found.found), request.noun, language)
    return CollectionDraft(
        text=wording.say("collection_found", language, scope=teller.scope(), count=count),
        short_answer=wording.set_apart(_numbers(teller, groups[:_GROUPS]), language),
        statements=tuple(s for s in statements if s.quotes),
        bulletins=tuple(e.card.bulletin_id for e in found.found),
        notices=tuple(notices),
    )


def repeated(teller: Teller, found: Matches, often: Often) -> CollectionDraft:
    """Return who or what stands in so many of the events, with the number of each."""
    language, request = teller.language, teller.request
    fewest, most = often
    groups = [
        group
        for group in teller.things(found.found)
        if fewest <= len(group.entries) <= (most or len(group.entries))
    ]
    if not groups:
        return nothing(
            wording.say("collection_seldom", language, scope=teller.scope()), teller.notices(found)
        )
    if request.asked not in ("year", "month"):
        groups.sort(key=lambda group: -len(group.entries))
    statements = _of_the_first(teller, groups)
    entries = sorted({e.number: e for group in groups for e in group.entries}.items())
    short = wording.set_apart(_numbers(teller, groups[:_GROUPS]), language)
    count = wording.counted(len(groups), request.asked, language)
    if request.operation == "count":
        names = wording.joined([group.name for group in groups[:NAMED]], language)
        short = wording.say("collection_measured", language, title=count, figure=names)
    return CollectionDraft(
        text=wording.say("collection_found", language, scope=teller.scope(), count=count),
        short_answer=short,
        statements=tuple(s for s in statements if s.quotes),
        bulletins=tuple(e.card.bulletin_id for _, e in entries),
        notices=(*teller.notices(found), *teller.told_of(groups)),
    )


def _of_the_first(teller: Teller, groups: Sequence[Thing]) -> list[DraftStatement]:
    """Return the events of the first groups, each under what it is grouped by."""
    placed = [(group, entry) for group in groups[:_GROUPS] for entry in group.entries][:SHOWN]
    return [_in_group(teller, group, entry) for group, entry in placed]


def shared(teller: Teller, found: Matches) -> CollectionDraft:
    """Return which share of the events meets what the question says of them."""
    language, request = teller.language, teller.request
    draft = teller.listed(found)
    whole = matching(_all_of(request), teller.catalogue, language).found
    count = wording.counted(len(whole), request.noun, language)
    part = len(found.found)
    percent = round(100 * part / max(1, len(whole)))
    short = wording.say("collection_share", language, percent=percent, part=part, whole=count)
    return replace(draft, short_answer=short)


def _all_of(request: Request) -> Request:
    """Return the request for the events that the share is of: what is named before the verb."""
    kept = [r for r in request.restrictions if r.end <= request.share_of]

    def before(kind: FilterKind, names: tuple[Wanted, ...]) -> tuple[Wanted, ...]:
        said = {request.text[r.start : r.end] for r in kept if r.kind == kind}
        return tuple(w for w in names if w.text in said)

    timed = any(r.kind == "time" for r in kept)
    return replace(
        request,
        time=request.time if timed else None,
        not_time=None,
        places=before("place", request.places),
        people=before("person", request.people),
        organisations=before("organisation", request.organisations),
        topics=(),
        relation=None,
        least=None,
        at_most=None,
        outside=(),
        without=(),
        not_kinds=(),
    )


def _numbers(teller: Teller, groups: Sequence[Thing]) -> list[str]:
    """Return each group with how many events it has."""
    language = teller.language
    numbers = (wording.counted(len(g.entries), teller.request.noun, language) for g in groups)
    return [
        wording.say("collection_measured", language, title=group.name, figure=number)
        for group, number in zip(groups, numbers, strict=True)
    ]


def _in_group(teller: Teller, group: Thing, entry: Entry) -> DraftStatement:
    """Return an event's line under its group: the year and month stand in the line already."""
    item = teller.item(entry)
    if teller.request.asked in ("year", "month"):
        return item
    said = wording.say("collection_measured", teller.language, title=group.name, figure=item.text)
    return replace(item, text=said)
