"""Totals and means → what the figures of several events add up to; countries, which do not add."""

from __future__ import annotations

import re
from dataclasses import replace

from icpc_assistant import wording
from icpc_assistant.collection.answers import SHOWN, CollectionDraft, Teller, nothing
from icpc_assistant.collection.matching import Matches
from icpc_assistant.collection.request import Measure
from icpc_assistant.collection.told_ranked import Valued, uncompared, valued, whole_figures
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

_INEXACT = re.compile(
    r"\b(?:more than|over|nearly|almost|about|around|some|at least|up to|plus d|pres d|environ"
    r"|quelque|au moins|mas de|casi|unos|unas|cerca de|alrededor|al menos)"
)


def totalled(teller: Teller, found: Matches, scope: str = "") -> CollectionDraft:
    """Return what the figures of the events that give one add up to, or their mean; those of
    countries one by one. ``scope`` says which events, where the request does not."""
    language, request = teller.language, teller.request
    scope = scope or teller.scope()
    measure: Measure = request.measure or "people"
    measured = whole_figures(found.found, measure)
    unmeasured = uncompared(teller, found.found, measure)
    if not measured:
        return nothing(wording.say("abstain_figure", language), tuple(unmeasured))
    mean = request.operation == "mean"
    count = wording.counted(len(measured), request.noun, language)
    if measure == "countries" and not mean:
        short = wording.set_apart(valued(teller, measured, measure), language)
        text = wording.say("collection_no_sum", language, scope=scope)
    else:
        phrase = "collection_mean" if mean else "collection_total"
        short = wording.say(phrase, language, figure=added(measured, mean, language), count=count)
        text = wording.say("collection_added", language, scope=scope)
    return CollectionDraft(
        text=scope + "." if mean or len(measured) == 1 else text,
        short_answer=short,
        statements=tuple(
            s for e, v in measured[:SHOWN] if (s := teller.proved(e, v, measure)).quotes
        ),
        bulletins=tuple(e.card.bulletin_id for e, _ in measured),
        notices=(*teller.notices(replace(found, unmeasured=0)), *unmeasured),
    )


def added(measured: list[Valued], mean: bool, language: Language) -> str:
    """Return how many people some figures make, or their mean: "about 2,300 participants"."""
    total = sum(v.value for _, v in measured)
    people = round(total / len(measured) if mean else total)
    figure = wording.counted(people, "participant", language)
    if any(_INEXACT.search(plain(v.text)) for _, v in measured):
        figure = wording.say("about_so_many", language, figure=figure)
    return figure
