"""Time expressions of a question → the days they mean, in English, French and Spanish.

"the last quarter of 2025", "il y a deux ans", "antes de 2023", "between X and Y", "before the
Dubai mission": read against a clock that is a parameter. A month, season or day without a year
means that time of any year.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from icpc_assistant.timespan.span import TimeSpan

__all__ = ["TimeSpan", "interpret_time"]


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
