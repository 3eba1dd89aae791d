"""Time expressions of a question → the days they mean, in English, French and Spanish.

"the last quarter of 2025", "il y a deux ans", "antes de 2023", "between X and Y", "before the
Dubai mission": read against a clock that is a parameter. A month, season or day without a year
means that time of any year.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from icpc_assistant.timespan.span import TimeSpan

__all__ = ["TimeSpan", "interpret_time", "stretch"]

# What is counted from today, as "last year", names no year and is no stretch.
_SOME_DAY = date(2000, 1, 1)


def interpret_time(
    text: str,
    language: str,
    today: date,
    when: Callable[[str], tuple[date, date] | None] | None = None,
) -> TimeSpan | None:
    """Return the time that ``text`` speaks of, or ``None``.

    ``when`` gives the first and last day of an event named in words ("the Dubai mission"), for
    "before the Dubai mission"; ``None`` if it knows no such event.
    """
    from icpc_assistant.timespan.reading import read_time  # many patterns, few questions

    return read_time(text, language, today, when)


@lru_cache(maxsize=256)  # one question, many sentences
def stretch(text: str, language: str) -> TimeSpan | None:
    """Return the time that ``text`` speaks of if it is more than one year, month or day of it.

    "From 1916 to 1922", "since 2020", "the second quarter of 2023"; ``None`` for "in May 2023".
    """
    found = interpret_time(text, language, _SOME_DAY)
    if found is None or found.impossible or found.yearly or (found.start or found.end) is None:
        return None
    if found.start is None or found.end is None:
        return found
    longer = (found.start.year, found.start.month) < (found.end.year, found.end.month)
    a_year = found.precision == "year" and found.start.year == found.end.year
    return found if longer and not a_year else None
