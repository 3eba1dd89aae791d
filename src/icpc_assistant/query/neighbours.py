"""What lies beside what was spoken of: "And the one before?", "And the year after?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from icpc_assistant import wording
from icpc_assistant.query.wants import wanted
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

_BESIDE = re.compile(
    r"[\s¿¡]*(?:(?:and|et|y)\s+)?(?:what about\s+)?(?:what came\s+|which (?:one )?came\s+)?"
    r"(?:the (?:one|event) (?:right |just )?(?:before|(?P<en>after))(?: (?:it|that))?"
    r"|the (?:previous|(?P<en2>next)) (?:one|event)"
    r"|(?<=came )(?:right |just )?(?:before|(?P<en3>after)) (?:it|that)"
    r"|(?:celui|celle) (?:juste )?d'(?:avant|(?P<fr>apres))"
    r"|l[ea] (?:precedente?|(?P<fr2>suivante?))"
    r"|(?:el|la) (?:de )?(?:anterior|antes|(?P<es>siguiente|despues)))\W*"
)
_NEXT_TO: dict[Language, tuple[str, str]] = {
    "en": ("Which event came right before {day}?", "Which event came right after {day}?"),
    "fr": (
        "Quel événement a eu lieu juste avant le {day} ?",
        "Quel événement a eu lieu juste après le {day} ?",
    ),
    "es": ("¿Qué evento hubo justo antes del {day}?", "¿Qué evento hubo justo después del {day}?"),
}
# "The twelfth congress … and the previous one?": another edition, whatever lay between.
_EDITION = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th|eme|e|[ao])|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
    r"|tenth|\w+teenth|twelfth|twentieth|premiere?|deuxieme|\w+ieme|primer[ao]?|segund[ao]|tercer[ao]?"
    r"|cuart[ao]|quint[ao]|edition|edicion))\b"
)
# "And the year after?": no more is said of it.
_YEAR_OFF = re.compile(
    r"(?:\b(?:in |and )?the (?:(?P<en>year after|following year)|year before|previous year)"
    r"|\bl'annee (?:(?P<fr>suivante|d'apres)|precedente|d'avant)"
    r"|\b(?:en )?el ano (?:(?P<es>siguiente|despues)|anterior|previo|antes))(?=\W*$)"
)


def beside(
    asking: str, before: str, language: Language, first: date | None, last: date | None
) -> str:
    """Return "And the one before?" as a question for the event before the one followed; else "".

    ``first`` and ``last`` are its days. Only where the question ``before`` asked for an event, its
    date or its place: behind one for a person, another person is meant.
    """
    m = _BESIDE.fullmatch(plain(asking))
    if m is None or first is None or _EDITION.search(plain(before)):
        return ""
    which = re.match(r"\W*(?:which|what was|quel(?:le)?|cual|que)\b", plain(before))
    if wanted(before) not in ("date", "place") and not which:
        return ""
    later = any(m.groupdict().values())
    day = wording.day(last or first if later else first, language)
    return _NEXT_TO[language][later].format(day=day)


def year_off(text: str, years: Sequence[int], language: Language) -> str:
    """Return a question that speaks of the year after or before the last of ``years`` by number.

    "And the year after?" behind a question on 2024 is "And in 2025?".
    """
    m = _YEAR_OFF.search(plain(text))
    if m is None or not years:
        return text
    year = years[-1] + (1 if m["en"] or m["fr"] or m["es"] else -1)
    opens = "and " if m.group().startswith("and ") else ""
    said = f"{opens}{'in' if language == 'en' else 'en'} {year}"
    return text[: m.start()] + said + text[m.end() :]
