"""The days a question restricts itself to."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Literal

Precision = Literal["day", "month", "quarter", "season", "year", "open"]
Impossible = Literal["date", "year", "century", "contradiction", "event", "unread"]


def clamped_day(year: int, month: int, day: int) -> date:
    """Return that day, or the month's last one where it is shorter."""
    year = min(max(year, 1), 9999)
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def moved(day: date, days: int) -> date:
    """Return the day so many days later, or the calendar's first or last one beyond its ends."""
    number = min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(number)


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """The days that a question restricts itself to.

    ``start`` or ``end`` is ``None`` where it is open; ``text`` and ``span`` are the words it was
    read from. ``yearly`` is (month, day, month, day) for a time of any year, ``ranges`` every
    separate stretch where there are several ("in 2022 and 2025"). ``impossible`` says why the
    words name no time at all; then nothing else counts.
    """

    start: date | None
    end: date | None
    text: str
    span: tuple[int, int]
    precision: Precision = "day"
    yearly: tuple[int, int, int, int] | None = None
    ranges: tuple[tuple[date, date], ...] = ()
    swapped: bool = False
    impossible: Impossible | None = None

    def overlaps(self, first: date, last: date) -> bool:
        """Whether something that ran from ``first`` to ``last`` touches this time."""
        if self.impossible:
            return False
        if (self.start and last < self.start) or (self.end and first > self.end):
            return False
        if self.yearly is not None:
            m1, d1, m2, d2 = self.yearly
            return any(
                first <= clamped_day(y + ((m2, d2) < (m1, d1)), m2, d2)
                and clamped_day(y, m1, d1) <= last
                for y in range(first.year - 1, last.year + 1)
            )
        return not self.ranges or any(a <= last and first <= b for a, b in self.ranges)
