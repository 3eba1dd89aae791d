"""Figures of one kind, so that "largest" and "longest" compare like with like."""

from __future__ import annotations

import re
from typing import get_args

from icpc_assistant.cards.attendance import CAME, PART_OF, of_a_part, who_came
from icpc_assistant.cards.card import Figure
from icpc_assistant.collection.costs import cost_of
from icpc_assistant.collection.entry import Entry, Measured
from icpc_assistant.collection.request import Measure
from icpc_assistant.timespan.plain import plain

_KINDS: dict[str, re.Pattern[str]] = {
    "countries": re.compile(r"\b(?:countries|pays|paises|nations|states)\b"),
    "places": re.compile(
        r"\b(?:cities|villes|ciudades|municipalities|towns|municipios|municipalites)\b"
    ),
}
# "It now has 163 members in 48 countries": no countries of the event's.
_OF_MEMBERS = re.compile(
    r"\b(?:members?|membres|miembros|offices|bureaux|oficinas|branches|chapters|sections"
    r"|subsidiaries"
    r"|affiliates|filiales|afiliad[oa]s)\s+(?:(?:in|from|across|over|dans|de|en|d'|issus de)\s*)"
    r"(?:some |about |more than |over |plus de |mas de |unos |quelque )?$"
)

MEASURES: tuple[Measure, ...] = get_args(Measure)


def value_of(entry: Entry, measure: Measure) -> Measured | None:
    """Return what an event measures, or ``None`` where its bulletin does not say."""
    if measure not in entry.measured:
        entry.measured[measure] = _value_of(entry, measure)
    return entry.measured[measure]


def _value_of(entry: Entry, measure: Measure) -> Measured | None:
    card, body = entry.card, entry.bulletin.body
    if measure == "cost":
        return cost_of(entry)
    if measure == "start":
        main = card.main
        return Measured(main.first.toordinal(), "", "", main.start, main.end) if main else None
    if measure == "days":
        main = card.main
        if main is None or main.days is None:
            return None
        return Measured(main.days, str(main.days), "", main.start, main.end)
    if measure in ("people", "any"):
        best = who_came(card, entry.bulletin)
        partly = best is not None and of_a_part(best, card, entry.bulletin)
    else:
        best, partly = _most(entry, _KINDS[measure]), False
    if best is None:
        return None
    return Measured(
        best.value, body[best.start : best.end], best.counts, best.start, best.end, partly
    )


def _most(entry: Entry, kind: re.Pattern[str]) -> Figure | None:
    """Return the largest figure of a noun; ``None`` where none is of the event."""
    body = entry.bulletin.body
    figures = [f for f in entry.card.counted if kind.search(plain(f.counts)) and _of_event(f, body)]
    return max(figures, key=lambda f: f.value, default=None)


def _of_event(figure: Figure, body: str) -> bool:
    """Whether a figure is of no part of those there, and of nobody elsewhere."""
    before = plain(body[max(0, figure.start - 40) : figure.start])
    return not any(p.search(before) for p in (PART_OF, _OF_MEMBERS))


def counted_noun(measured: Measured, measure: Measure) -> str:
    """Return which of the nouns that ``wording`` knows a figure counts."""
    if measure in ("countries", "places"):
        return "country" if measure == "countries" else "city"
    return "participant" if CAME.search(plain(measured.counts)) else "person"
