"""Whether a sentence or its event lies in the time that a question speaks of."""

from __future__ import annotations

from datetime import date

from icpc_assistant.entities import MONTHS
from icpc_assistant.query import Query
from icpc_assistant.reader.signals import spans_of
from icpc_assistant.terms import fold, words
from icpc_assistant.timespan import stretch
from icpc_assistant.types import Bulletin


def time_match(query: Query, sentence: str, bulletin: Bulletin) -> float:
    """Return 1 where the query's years and months fit, 0 where they contradict, .5 if it has none.

    A year fits when the event or the sentence has it; a stretch of time ("from 1916 to 1922",
    "since 2020") where the event or the sentence's years touch it.
    """
    if not query.years and not query.months:
        return 0.5
    known = [day for day in (bulletin.start, bulletin.end) if day]
    said = words(" ".join(s.text for s in spans_of(sentence) if s.kind == "date"))
    stated = [int(word) for word in said if _is_year(word)]
    named = [int(word) for word in words(bulletin.title) if _is_year(word)]
    if asked := stretch(query.text, query.language):
        told = [(known[0], known[-1])] if known else []
        told += [(date(min(y), 1, 1), date(max(y), 12, 31)) for y in (stated, named) if y]
        return float(any(asked.overlaps(first, last) for first, last in told))
    months = {MONTHS[fold(word)] for word in said if fold(word) in MONTHS}
    months |= {day.month for day in known}
    fits = not set(query.years).isdisjoint([*stated, *named, *(day.year for day in known)])
    in_month = not query.months or bool(set(query.months) & months)
    return float((fits or not query.years) and in_month)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word != "0000"
