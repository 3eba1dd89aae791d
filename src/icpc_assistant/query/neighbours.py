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
# The same said of an event in so many words, whatever was asked before: "celui d'avant, c'était
# quoi ?", "what was the next event after that one?".
_BEFORE_IT = r"(?: (?:before|after) (?:that|this|it|the latter)(?: one| event)?)?"
_EVENT_BESIDE = re.compile(
    r"[\s¿¡]*(?:(?:and|so|et|y)\s+)?(?:"
    r"(?:(?:what|which) (?:was|came) )?(?:the|your|our) (?:(?:very )?(?P<en>next|following"
    r"|subsequent)|previous|preceding) (?:one|event|activity)"
    + _BEFORE_IT
    + r"(?P<what>\W+(?:what|which)"
    r" (?:one )?(?:was|is) (?:it|that))?"
    r"|(?:what|which)(?: event| activity| one)? (?:was|came|took place|happened|followed)"
    r" (?:right |just |next )?(?:before|(?P<en2>after)) (?:that|this|it)(?: one| event)?"
    r"|(?:what|which) (?:event|activity) (?:(?P<en3>followed|came next|was next)|came before"
    r"|preceded it)"
    r"(?: (?:it|that|this)(?: one)?)?"
    r"|the (?:one|event) (?:right |just )?(?:before|(?P<en4>after))(?: (?:it|that|this))?(?: one)?"
    r"(?P<what2>\W+(?:what|which) (?:one )?(?:was|is) (?:it|that))"
    r"|(?:quel (?:a ete|est|etait|fut) |c'etait (?:quoi|lequel) )?l'(?:evenement|activite)"
    r" (?:d'(?:avant|(?P<fr>apres))|precedente?|(?P<fr2>suivante?)|qui (?:(?P<fr3>suivait"
    r"|a suivi|suit)"
    r"|precedait|a precede))(?P<what3>\W+c'etait (?:quoi|lequel))?"
    r"|(?:quel(?:le)? (?:a ete|est|etait|fut) )?(?:celui|celle|l[ea]) (?:juste )?(?:d'(?:avant"
    r"|(?P<fr4>apres))|precedente?|(?P<fr5>suivante?))\W+(?:c'(?:est|etait) (?:quoi|lequel"
    r"|laquelle)"
    r"|(?:quel(?:le)?|lequel|laquelle) (?:etait-ce|est-ce|c'etait))"
    r"|(?:avant|(?P<fr6>apres)) (?:celui|celle)-(?:la|ci)\W+c'etait (?:quoi|lequel|laquelle)"
    r"|(?:cual|que) (?:fue|es|era|vino) el (?:evento|acto) (?:anterior|previo"
    r"|(?P<es>siguiente|posterior))(?: a (?:ese|este|eso))?"
    r"|el (?:evento|acto) (?:anterior|previo|(?P<es2>siguiente|posterior))(?: a (?:ese|este|eso))?"
    r"(?:\W+(?:cual|que) (?:fue|era|es))?"
    r"|(?:el|la) (?:de )?(?:anterior|antes|(?P<es3>siguiente|despues))\W+(?:cual|que) (?:fue"
    r"|era|es)"
    r"|(?:cual|que) (?:fue|era) (?:el|la) (?:anterior|de antes|(?P<es4>siguiente|de despues))"
    r")\W*"
)
# "And what happened before that?", "¿Y qué pasó después?": an event, whatever was asked before.
_HAPPENED = re.compile(
    r"[\s¿¡]*(?:(?:and|et|y)\s+)?(?:"
    r"what (?:happened|took place|was there|came) (?:right |just )?(?:before|(?P<en>after))"
    r"(?: (?:that|this|it|then))?|what (?:happened|came) (?P<en2>next)"
    r"|(?:que s'est-il|qu'est-ce qui s'est|il s'est) passe(?: quoi)?"
    r" (?:juste )?(?:avant|(?P<fr>apres))"
    r"(?: (?:cela|ca))?|(?:qu'y a-t-il|qu'est-ce qu'il y a) eu (?:juste )?(?:avant|(?P<fr2>apres))"
    r"(?: (?:cela|ca))?"
    r"|que (?:paso|hubo|ocurrio|sucedio|vino) (?:justo )?(?:antes|(?P<es>despues))"
    r"(?: de (?:eso|esto|ello))?)\W*"
)
_EVENTS_IN: dict[Language, str] = {
    "en": "Which events took place in {when}?",
    "fr": "Quels événements ont eu lieu en {when} ?",
    "es": "¿Qué eventos hubo en {when}?",
}
_EVENTS_BESIDE: dict[Language, tuple[str, str]] = {
    "en": ("Which events took place before {when}?", "Which events took place after {when}?"),
    "fr": (
        "Quels événements ont eu lieu avant {when} ?",
        "Quels événements ont eu lieu après {when} ?",
    ),
    "es": ("¿Qué eventos hubo antes de {when}?", "¿Qué eventos hubo después de {when}?"),
}
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
# "And the month after?": no more is said of it.
_MONTH_OFF = re.compile(
    r"(?:\b(?:in |and )?the (?:(?P<en>month after|following month|next month)|month before"
    r"|previous month)"
    r"|\ble mois (?:(?P<fr>suivant|d'apres)|precedent|d'avant)"
    r"|\b(?:(?:en )?e|a)l mes (?:(?P<es>siguiente|despues)|anterior|previo|antes))(?=\W*$|\s*,)"
)
# "And the year after?": no more is said of it.
_YEAR_OFF = re.compile(
    r"(?:\b(?:in |and )?the (?:(?P<en>year after|following year)|year before|previous year)"
    r"|\bl'annee (?:(?P<fr>suivante|d'apres)|precedente|d'avant)"
    r"|\b(?:(?:en )?e|a)l ano (?:(?P<es>siguiente|despues)|anterior|previo|antes))(?=\W*$|\s*,)"
)


_SAME = re.compile(
    r"\b(?:in |during )?(?:(?:that|the) (?:very )?same|that) (?:year|(?P<month>month))\b"
    r"|\b(?:(?:dans|pendant|durant|au cours de) )?(?:cette(?: meme)?|la meme) annee(?:-la)?\b"
    r"|\b(?:(?:dans|pendant|durant|au cours de) )?(?:ce(?: meme)?"
    r"|le meme) (?P<month2>mois)(?:-la)?\b"
    r"|\b(?:en |durante |a lo largo de )?(?:(?:ese|aquel)(?: mismo)?|el mismo) (?:ano"
    r"|(?P<month3>mes))\b"
)


def beside(
    asking: str, before: str, language: Language, first: date | None, last: date | None
) -> str:
    """Return "And the one before?" as a question for the event before the one followed; else "".

    ``first`` and ``last`` are its days. Only where the question ``before`` asked for an event, its
    date or its place: behind one for a person, another person is meant.
    """
    happened = _HAPPENED.fullmatch(plain(asking)) or _EVENT_BESIDE.fullmatch(plain(asking))
    m = happened or _BESIDE.fullmatch(plain(asking))
    if m is None or first is None or (_EDITION.search(plain(before)) and not happened):
        return ""
    which = re.match(r"\W*(?:which|what was|quel(?:le)?|cual|que)\b", plain(before))
    if not happened and wanted(before) not in ("date", "place") and not which:
        return ""
    later = any(said for group, said in m.groupdict().items() if not group.startswith("what"))
    day = wording.day(last or first if later else first, language)
    return _NEXT_TO[language][later].format(day=day)


def same_period(text: str, day: date | None, language: Language) -> str:
    """Return a question with "that year" or "that month", of the event of ``day``, by its name."""
    m = _SAME.search(plain(text))
    if m is None or day is None:
        return text
    named = wording.month_of(day, language) if any(m.groups()) else str(day.year)
    placed = "in" if language == "en" else "en"
    return f"{text[: m.start()]}{placed} {named}{text[m.end() :]}"


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


def month_off(text: str, month: date | None, language: Language) -> str:
    """Return a question that speaks of the month after or before ``month`` by its name.

    "And the month after?" behind a question on October 2025 is "And in November 2025?".
    """
    m = _MONTH_OFF.search(plain(text))
    if m is None or month is None:
        return text
    later = bool(m["en"] or m["fr"] or m["es"])
    number = month.year * 12 + month.month - 1 + (1 if later else -1)
    opens = "and " if m.group().startswith("and ") else ""
    said = wording.month_of(date(number // 12, number % 12 + 1, 1), language)
    placed = "in" if language == "en" else "en"
    return f"{text[: m.start()]}{opens}{placed} {said}{text[m.end() :]}"


def beside_period(asking: str, month: date | None, year: int | None, language: Language) -> str:
    """Return "And what happened before that?" of a month or year as a question for events."""
    m = _HAPPENED.fullmatch(plain(asking))
    when = wording.month_of(month, language) if month else str(year or "")
    if m is None or not when:
        return ""
    return _EVENTS_BESIDE[language][any(m.groupdict().values())].format(when=when)


def events_in(text: str, typed: str, language: Language) -> str:
    """Return a question that is no more than a month or year beside the one spoken of, as one
    for its events; else "".
    """
    m = re.fullmatch(
        r"\W*(?:(?:and|et|y)\s+)?(?:in|en)\s+(?P<when>.*\d{4})\W*", text, re.IGNORECASE
    )
    beside = _MONTH_OFF.search(plain(typed)) or _YEAR_OFF.search(plain(typed))
    return _EVENTS_IN[language].format(when=m["when"]) if m and beside else ""
