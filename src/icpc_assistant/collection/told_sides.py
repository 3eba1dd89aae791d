"""Comparisons: two events by what they measure, or two periods by their events, side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from icpc_assistant import wording
from icpc_assistant.collection.answers import SHOWN, CollectionDraft, Teller, nothing
from icpc_assistant.collection.costs import unbeaten
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.matching import Matches, matching
from icpc_assistant.collection.measures import value_of
from icpc_assistant.collection.request import Measure, Often
from icpc_assistant.collection.resolve import resolve
from icpc_assistant.collection.restrictions import period_of
from icpc_assistant.collection.told_groups import repeated
from icpc_assistant.collection.told_ranked import Valued, uncompared, whole_figures, won
from icpc_assistant.collection.told_totals import added, totalled
from icpc_assistant.reader import DraftStatement

_ALL: tuple[Measure, ...] = ("start", "people", "countries")  # where no measure is named


def compared(teller: Teller, sides: tuple[str, str], today: date) -> CollectionDraft:
    """Return which of two events comes first, lasted longer, had more; or both, side by side."""
    language, request = teller.language, teller.request
    measure: Measure = request.measure or "start"
    told = request.measure or "people"
    found = (resolve(side, language, teller.catalogue, today, told) for side in sides)
    known = [e for e in found if e is not None]
    if len(known) == 2 and not request.winner:
        return _both(teller, known)
    values = [value_of(e, measure) for e in known]
    if len(known) < 2 or any(v is None for v in values):
        return replace(nothing(wording.say("abstain_figure", language)), doubt="sentence")
    pairs = [(e, v) for e, v in zip(known, values, strict=True) if v is not None]
    if measure == "cost" and all(unbeaten([v for _, v in pairs], most=request.most)):
        return _both(teller, known)  # nobody can tell, the currencies being two
    best = (max if request.most else min)(v.value for _, v in pairs)
    winners = [(e, v) for e, v in pairs if v.value == best]
    short = won(teller, winners, measure)
    return _draft(short + ".", short, [teller.proved(e, v, measure) for e, v in pairs], known)


def in_both(teller: Teller, sides: tuple[str, str], often: Often, today: date) -> CollectionDraft:
    """Return who or what stands in each of two events."""
    found = [resolve(side, teller.language, teller.catalogue, today) for side in sides]
    return repeated(teller, Matches(tuple(e for e in found if e is not None)), often)


def summed(teller: Teller, sides: tuple[str, str], today: date) -> CollectionDraft:
    """Return how many people came to two events together, where both tell it."""
    known = [resolve(side, teller.language, teller.catalogue, today, "people") for side in sides]
    found = tuple(e for e in known if e is not None)
    if len(whole_figures(found, "people")) < len(sides):
        return replace(nothing(wording.say("abstain_figure", teller.language)), doubt="sentence")
    titles = [wording.quoted(e.card.title, teller.language) for e in found]
    return totalled(teller, Matches(found), wording.joined(titles, teller.language))


def _both(teller: Teller, known: list[Entry]) -> CollectionDraft:
    """Return what each of two events measures, and no winner."""
    language, measure = teller.language, teller.request.measure
    measures = (measure,) if measure else _ALL
    said, statements = [], []
    for entry in known:
        values = [(m, v) for m in measures if (v := value_of(entry, m)) is not None]
        statements += [teller.proved(entry, v, m) for m, v in values]
        figures = [teller.figure(entry, v, m) for m, v in values]
        figure = ", ".join(figures) or wording.say("no_figure", language)
        title = entry.card.title
        said.append(wording.say("collection_measured", language, title=title, figure=figure))
    if not statements:
        return replace(nothing(wording.say("abstain_figure", language)), doubt="sentence")
    short = wording.set_apart(said, language)
    count = wording.counted(len(known), "event", language)
    text = wording.say("collection_compared", language, scope=teller.scope(), count=count)
    partly = uncompared(teller, known, measure) if measure else []
    return replace(_draft(text, short, statements, known), notices=tuple(partly))


def _draft(
    text: str, short: str, statements: list[DraftStatement], known: list[Entry]
) -> CollectionDraft:
    return CollectionDraft(
        text=text,
        short_answer=short,
        statements=tuple(s for s in statements if s.quotes),
        bulletins=tuple(e.card.bulletin_id for e in known),
    )


def periods(teller: Teller) -> CollectionDraft:
    """Return what each of several periods had, side by side: events, or people at them."""
    language, request = teller.language, teller.request
    said: list[str] = []
    statements: list[DraftStatement] = []
    found: list[Entry] = []
    notices: list[str] = []
    for time in request.periods:
        one = replace(request, periods=(), time=time)
        matches = matching(one, teller.catalogue, language)
        measured = whole_figures(matches.found, "people") if request.measure == "people" else []
        figure = _of_period(teller, matches, measured)
        title = period_of(time, language)
        said.append(wording.say("collection_measured", language, title=title, figure=figure))
        if request.measure == "people":
            statements += [teller.proved(e, v, "people") for e, v in measured]
            notices += uncompared(teller, matches.found, "people")
        else:
            statements += [teller.item(entry) for entry in matches.found]
        notices += teller.notices(matches)
        found += [e for e in matches.found if e not in found]
    if not found:
        text = wording.say("collection_none", language, scope=teller.scope())
        return nothing(text, tuple(dict.fromkeys(notices)))
    count = wording.counted(len(found), request.noun, language)
    draft = _draft(
        wording.say("collection_compared", language, scope=teller.scope(), count=count),
        wording.set_apart(said, language),
        statements[:SHOWN],
        found,
    )
    return replace(draft, notices=tuple(dict.fromkeys(notices)))


def _of_period(teller: Teller, matches: Matches, measured: list[Valued]) -> str:
    language, request = teller.language, teller.request
    count = wording.counted(len(matches.found), request.noun, language)
    if request.measure != "people":
        return count
    if not measured:
        return wording.say("no_figure", language)
    count = wording.counted(len(measured), request.noun, language)
    figure = added(measured, False, language)
    return wording.say("collection_total", language, figure=figure, count=count)
