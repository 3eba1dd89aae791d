"""How long an event went on after its first day: "the three-day summit, which began on Monday"."""

from __future__ import annotations

import re
from datetime import timedelta

_LENGTH = re.compile(
    r"\b(two|three|four|five|six|seven|deux|trois|quatre|cinq|six|sept|dos|tres|cuatro|cinco"
    r"|seis|siete|[2-9])[- ](?:days?|jours|dias)\b"
)
_BEGAN = re.compile(
    r"\b(?:began|started|opened|starting|beginning|s'est ouverte?|a debute|a commence|debutait"
    r"|empezo|comenzo|inicio)\W+(?:\w+\W+){0,8}$"
)
_WORDS = {
    w: n
    for ws in ("two three four five six seven", "deux trois quatre cinq six sept",
               "dos tres cuatro cinco seis siete")
    for n, w in enumerate(ws.split(), 2)
}  # fmt: skip


def more_days(folded: str, at: int, behind: str) -> timedelta:
    """Return how long the event went on after the day that stands at ``at``, its first.

    ``behind`` is how the next sentence begins.
    """
    length = _LENGTH.search(folded) or _LENGTH.search(behind)
    if not length or not _BEGAN.search(folded[:at]):
        return timedelta(0)
    word = length.group(1)
    return timedelta(days=(int(word) if word.isdigit() else _WORDS[word]) - 1)
