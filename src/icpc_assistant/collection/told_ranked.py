"""Superlatives and ranked lists → the events at the asked end of a measure, each figure cited."""

from __future__ import annotations

from collections.abc import Sequence

from icpc_assistant import wording
from icpc_assistant.collection.answers import NAMED, SHOWN, CollectionDraft, Teller, nothing
from icpc_assistant.collection.costs import compared_money, currency_of, unbeaten
from icpc_assistant.collection.entry import Entry, Measured
from icpc_assistant.collection.matching import Matches
from icpc_assistant.collection.measures import value_of
from icpc_assistant.collection.request import Measure

Valued = tuple[Entry, Measured]
_MANY = 3  # that tie are told by their number, not by their titles
_NEXT = 2  # events that a superlative shows beside the winner


def superlative(teller: Teller, found: Matches) -> CollectionDraft:
    """Return the event at the asked end of the measure, those that tie, and who comes next; or,
    if so asked, the best few or all in order."""
    language, request = teller.language, teller.request
    measure: Measure = request.measure or "start"
    measured = whole_figures(found.found, measure)
    if not measured:
        text = wording.say("collection_none", language, scope=teller.scope())
        return nothing(text, tuple(uncompared(teller, found.found, measure)))
    measured.sort(key=lambda one: one[1].value, reverse=request.most)
    measured, apart = _in_one_money(measured) if measure == "cost" else (measured, [])
    winners = _best(measured, request.best) if request.best != 1 else _at(measured, request.rank)
    if measure == "cost" and request.best == request.rank == 1:
        may_win = unbeaten([v for _, v in measured], most=request.most)
        winners = [one for one, may in zip(measured, may_win, strict=True) if may]
    behind = _behind(measured, winners) if request.best == request.rank == 1 else []
    shown = [*winners, *(() if measure == "start" else behind)]
    statements = [teller.proved(e, v, measure) for e, v in shown[:SHOWN]]
    notices = [*teller.unread(), *uncompared(teller, found.found, measure)]
    if apart:
        notices.append(_in_other_money(teller, apart))
    if request.best != 1:
        notices += teller.beyond(len(winners))
    several = request.best != 1
    short = wording.counted(len(winners), request.noun, language) if several else None
    return CollectionDraft(
        text=_compared(teller, len(measured), measure),
        short_answer=short or won(teller, winners, measure),
        statements=tuple(s for s in statements if s.quotes),
        bulletins=tuple(e.card.bulletin_id for e, _ in winners),
        notices=tuple(notices),
    )


def _in_one_money(costs: list[Valued]) -> tuple[list[Valued], list[Valued]]:
    """Return what sums can be held against each other, and those in other currencies."""
    money = compared_money([v for _, v in costs])
    same = [(e, v) for e, v in costs if currency_of(v) in money]
    return same, [one for one in costs if one not in same]


def _in_other_money(teller: Teller, apart: Sequence[Valued]) -> str:
    said = wording.joined(valued(teller, apart, "cost"), teller.language)
    return wording.say("collection_other_money", teller.language, titles=said)


def _compared(teller: Teller, number: int, measure: Measure) -> str:
    """Return how many events were compared; of several to be shown, in what order they stand."""
    language, request = teller.language, teller.request
    count = wording.counted(number, request.noun, language)
    if request.best == 1:
        return wording.say("collection_compared", language, scope=teller.scope(), count=count)
    counted = "people" if measure == "any" else measure
    order = wording.say(f"{'most' if request.most else 'least'}_{counted}", language)
    return wording.say(
        "collection_ranked", language, scope=teller.scope(), count=count, order=order
    )


def whole_figures(entries: Sequence[Entry], measure: Measure) -> list[Valued]:
    """Return the events that give what is measured, not of a part of them alone."""
    valued = [(e, v) for e in entries if (v := value_of(e, measure)) is not None]
    return [(e, v) for e, v in valued if not v.partly]


def uncompared(teller: Teller, entries: Sequence[Entry], measure: Measure) -> list[str]:
    """Return which events were not compared: without a figure, or with that of a part alone."""
    values = [value_of(e, measure) for e in entries]
    missing = sum(v is None for v in values)
    partly = [
        wording.quoted(e.card.title, teller.language)
        for e, v in zip(entries, values, strict=True)
        if v is not None and v.partly
    ]
    said = list(teller.unmeasured(missing)) if missing else []
    if partly:
        titles = wording.joined(partly[:NAMED], teller.language)
        said.append(wording.say("collection_partly", teller.language, titles=titles))
    return said


def won(teller: Teller, winners: Sequence[Valued], measure: Measure) -> str:
    """Return the winner with its figure; where several tie, how many."""
    language = teller.language
    if len(winners) < _MANY or measure == "start":
        return wording.joined(valued(teller, winners, measure), language)
    entry, value = winners[0]
    figure = (
        teller.length(value.value) if measure == "days" else teller.figure(entry, value, measure)
    )
    count = wording.counted(len(winners), teller.request.noun, language)
    return wording.say("collection_tied", language, count=count, figure=figure)


def valued(teller: Teller, entries: Sequence[Valued], measure: Measure) -> list[str]:
    """Return events with their figures."""
    figures = [teller.figure(e, v, measure) for e, v in entries[:NAMED]]
    return [
        wording.say("collection_measured", teller.language, title=e.card.title, figure=figure)
        for (e, _), figure in zip(entries, figures, strict=False)
    ]


def _at(ordered: Sequence[Valued], rank: int) -> list[Valued]:
    """Return what stands at a rank, ties together."""
    ends = list(dict.fromkeys(v.value for _, v in ordered))
    best = ends[min(rank, len(ends)) - 1]
    return [(e, v) for e, v in ordered if v.value == best]


def _best(ordered: list[Valued], number: int) -> list[Valued]:
    """Return the first few of the ordered, with what ties with the last; all for 0."""
    if not 0 < number < len(ordered):
        return ordered
    last = ordered[number - 1][1].value
    return [*ordered[:number], *(one for one in ordered[number:] if one[1].value == last)]


def _behind(ordered: Sequence[Valued], winners: Sequence[Valued]) -> list[Valued]:
    """Return the events that come next behind the winners."""
    return list(ordered[len(winners) :][:_NEXT])
