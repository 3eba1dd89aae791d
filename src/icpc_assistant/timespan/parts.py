"""Parts of a month or year: "week 10 of 2023", "la deuxième semaine de mars", "mid-March 2024"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from icpc_assistant.entities import MONTHS
from icpc_assistant.timespan.span import moved
from icpc_assistant.timespan.vocabulary import (
    MONTH,
    MONTH_NAMES,
    NUMBER,
    OF,
    ORDINALS,
    UNITS,
    YEAR,
    Atom,
    Reader,
    ends,
    month_span,
    named,
    number,
    year_of,
)

_WORDS = (
    r"premiere?s?|first|primer[oa]?s?",
    r"second|deuxieme|seconde|segund[oa]",
    r"third|troisieme|tercer[oa]?",
    r"fourth|quatrieme|cuart[oa]",
    r"fifth|cinquieme|quint[oa]",
    r"sixth|sixieme|sext[oa]",
    r"seventh|septieme|septim[oa]",
    r"eighth|huitieme|octav[oa]",
    r"ninth|neuvieme|noven[oa]",
    r"tenth|dixieme|decim[oa]",
    r"eleventh|onzieme|undecim[oa]",
    r"twelfth|douzieme|duodecim[oa]",
)
_LAST = ORDINALS[-1]
_NTH = rf"(?P<nth>\d{{1,2}}(?:st|nd|rd|th|ere|er|eme|e|o|a|º|ª)|{'|'.join(_WORDS)}|{_LAST})"
_WEEK = r"(?:week|semaine|semana)"
_IN = (
    r"(?:,\s*|\s+(?:of|in|en|de|du|del)\s+|\s+d'|\s+)"
    r"(?:(?:the|la|el|month of|mois de|mes de|year|ano)\s+|l'|annee\s+|mois d')*"
)
_WHOLE = rf"(?:(?P<m1>{MONTH})(?:{OF}{YEAR.replace('<yr>', '<yr2>')})?|{YEAR})"
_SIZES = UNITS[:3]  # a day, a week, a month
_SIZE = f"(?P<size>{'|'.join(said for _, said in _SIZES)})"
# Of a month: its first third, its middle one, its last.
_THIRDS = (
    r"early|(?:the )?(?:beginning|start) of|(?:au )?debut(?: (?:de|d'))?"
    r"|(?:a )?(?:principios|comienzos|inicios)(?: de)?",
    r"mid|(?:the )?middle of|(?:a la )?mi|(?:au )?milieu(?: (?:de|d'))?|(?:a )?mediados(?: de)?",
    r"late|(?:the )?end of|(?:a la )?fin(?: (?:de|d'))?|(?:a )?(?:finales|fines)(?: de)?",
)


def _no_such(m: re.Match[str]) -> Atom:
    return Atom(*ends(m), date.min, date.min, "day", impossible="date")


def _whole(m: re.Match[str], today: date) -> tuple[date, date, bool]:
    """Return the month or year that a match tells a part of, and whether its year is said."""
    g = m.groupdict()
    year = year_of(g.get("yr") or g.get("yr2"), today)
    month = MONTHS[g["m1"].rstrip(".")] if g.get("m1") else 0
    return (*month_span(year or 2000, month or 1, month or 12), year is not None)


def _nth(said: str) -> int:
    """Return which one an ordinal means, -1 for the last."""
    if re.fullmatch(_LAST, said):
        return -1
    digits = re.match(r"\d+", said)
    if digits:
        return int(digits.group())
    return next(i for i, words in enumerate(_WORDS, 1) if re.fullmatch(words, said))


def _iso_week(m: re.Match[str], year: int, week: int) -> Atom:
    """Return the days of a week as ISO 8601 numbers them; -1 is the last of its year."""
    # December 28 lies in the last week of every year.
    last = date(year, 12, 28).isocalendar().week if 1 <= year <= date.max.year else 0
    week = last if week == -1 else week
    if not 1 <= week <= last:
        return _no_such(m)
    fourth = date(year, 1, 4)  # and this in the first
    monday = moved(fourth, 7 * (week - 1) - fourth.weekday())
    return Atom(*ends(m), monday, moved(monday, 6), "day")


def _numbered_week(m: re.Match[str], language: str, today: date) -> Atom:
    year = year_of(m.groupdict().get("yr"), today)
    return _iso_week(m, today.year if year is None else year, int(m["week"]))


def _nth_week(m: re.Match[str], language: str, today: date) -> Atom:
    """Of a month, the second week is its days 8 to 14, and the last its seven last days."""
    first, last, dated = _whole(m, today)
    which = _nth(m["nth"])
    if not m["m1"]:
        return _iso_week(m, first.year, which)
    start = moved(last, -6) if which == -1 else moved(first, 7 * (which - 1))
    if not first <= start <= last:
        return _no_such(m)
    return Atom(*ends(m), start, min(moved(start, 6), last), "day", dated=dated)


def _nth_month(m: re.Match[str], language: str, today: date) -> Atom:
    year = year_of(m["yr"], today) or 0
    which = 12 if (nth := _nth(m["nth"]) if m["nth"] else int(m["month"])) == -1 else nth
    if not (1 <= which <= 12 and year):
        return _no_such(m)
    return Atom(*ends(m), *month_span(year, which, which), "month")


def _nth_day(m: re.Match[str], language: str, today: date) -> Atom:
    first, last, dated = _whole(m, today)
    which = _nth(m["nth"])
    day = last if which == -1 else moved(first, which - 1)
    if not first <= day <= last:
        return _no_such(m)
    return Atom(*ends(m), day, day, "day", dated=dated)


def _several(m: re.Match[str], language: str, today: date) -> Atom:
    """ "the first three months of 2024", "les deux dernières semaines de mars"."""
    first, last, dated = _whole(m, today)
    n, of_last = number(m), re.match(r"last|final|dernier|ultim", named(m, "which")) is not None
    size = next(name for name, said in _SIZES if re.fullmatch(said, named(m, "size")))
    if size == "month":
        if m["m1"] or not 1 <= n <= 12:
            return _no_such(m)
        months = (13 - n, 12) if of_last else (1, n)
        return Atom(*ends(m), *month_span(first.year, *months), "quarter")
    days = n * (7 if size == "week" else 1) - 1
    span = (moved(last, -days), last) if of_last else (first, moved(first, days))
    if days < 0 or span[0] < first or span[1] > last:
        return _no_such(m)
    return Atom(*ends(m), *span, "day", dated=dated)


def _half_month(m: re.Match[str], language: str, today: date) -> Atom:
    first, last, dated = _whole(m, today)
    second = not re.fullmatch(ORDINALS[0], m["nth"])
    span = (first.replace(day=16), last) if second else (first, first.replace(day=15))
    return Atom(*ends(m), *span, "day", dated=dated)


def _third(m: re.Match[str], language: str, today: date) -> Atom:
    first, last, dated = _whole(m, today)
    which = next(i for i, said in enumerate(_THIRDS) if re.fullmatch(said, m["third"].strip()))
    days = ((1, 10), (11, 20), (21, last.day))[which]
    span = first.replace(day=days[0]), first.replace(day=days[1])
    return Atom(*ends(m), *span, "day", dated=dated)


def _easter(year: int) -> date:
    """Return Easter Sunday by the Gregorian rule (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def _holiday(m: re.Match[str], language: str, today: date) -> Atom:
    year = year_of(m["yr"], today) or 0
    if not year:
        return _no_such(m)
    if m["easter"]:
        sunday = _easter(year)
        return Atom(*ends(m), moved(sunday, -2), moved(sunday, 1), "day")
    if m["christmas"]:
        return Atom(*ends(m), date(year, 12, 24), date(year, 12, 26), "day")
    return Atom(*ends(m), date(year, 1, 1), date(year, 1, 1), "day")


_WHICH = r"(?P<which>first|last|final|premiere?s|derniere?s|primer[oa]s|ultim[oa]s)"
_TWIN = (("<n>", "<n2>"), ("<which>", "<which2>"), ("<size>", "<size2>"))


def _twin(pattern: str) -> str:
    for one, other in _TWIN:
        pattern = pattern.replace(one, other)
    return pattern


READERS: tuple[tuple[Reader, str], ...] = (
    (_numbered_week, r"\b(?P<yr>\d{4})-?w(?P<week>\d\d)\b"),
    (_numbered_week, rf"\b(?:(?:calendar|iso) )?{_WEEK}(?: (?:no\.?|number|numero))? "
                     rf"(?P<week>\d{{1,2}})\b(?:{_IN}{YEAR}"
                     rf"|(?! (?:of|d[eu]|del|{MONTH_NAMES})\b))"),
    (_nth_week, rf"\b{_NTH} {_WEEK}{_IN}{_WHOLE}"),
    (_nth_month, rf"\b(?:{_NTH} (?:month|mois|mes)|(?:month|mois|mes) (?P<month>\d{{1,2}}))"
                 rf"{_IN}{YEAR}"),
    (_nth_day, rf"\b{_NTH} (?:day|jour|dia){_IN}{_WHOLE}"),
    (_several, rf"\b(?:{_WHICH} {NUMBER}|{_twin(f'{NUMBER} {_WHICH}')}) {_SIZE}{_IN}{_WHOLE}"),
    (_half_month, rf"\b(?P<nth>{ORDINALS[0]}|{ORDINALS[1]}) (?:half|moitie|mitad|quinzaine"
                  rf"|quincena){_IN}(?P<m1>{MONTH})(?:{OF}{YEAR})?"),
    (_third, rf"\b(?P<third>{'|'.join(_THIRDS)})[ '-]?(?P<m1>{MONTH}){OF}{YEAR}"),
    (_holiday, r"\b(?:(?P<christmas>christmas(?: day| eve)?|noel|navidad(?:es)?)"
               r"|(?P<easter>easter(?: sunday| monday)?|paques"
               r"|(?:domingo de )?pascua(?: de resurreccion)?|semana santa)"
               rf"|new year(?:'s day)?|nouvel an|ano nuevo){_IN}{YEAR}"),
)  # fmt: skip

_WEEKDAYS = (
    r"mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|lundis?|mardis?"
    r"|mercredis?|jeudis?|vendredis?|samedis?|dimanches?|lunes|martes|miercoles|jueves|viernes"
    r"|sabados?|domingos?"
)
_OTHER_YEAR = (
    r"(?:fiscal|financial|budget|academic|school|tax) year"
    r"|(?:annee|ano) (?:scolaire|universitaire|academique|fiscale?|academico|escolar|lectivo)"
)
_WEEK_OF = re.compile(rf"\b{_WEEK} (?:of|du|de|del) (?:the )?$")
# A part of a time that nothing above reads, before the time that it is a part of.
_PART = re.compile(
    rf"\b(?:(?:(?:the|la|le|el|les|l[ao]s) )?(?:(?:{_NTH}|penultimate|avant-derniere?|penultim[oa]"
    r"|middle) (?:week|semaine|semana|month|mois|mes|day|jour|dia|quarter|trimestre|third|tiers"
    r"|tercio|fortnight|decade|half|semester|semestre)"
    rf"|(?:{_NTH.replace('<nth>', '<nth2>')} )?(?:week-?ends?|fins? de semana|fortnights?"
    rf"|{_WEEKDAYS}))|{_OTHER_YEAR}){_IN}$"
)


def of_a_part(folded: str, atom: Atom) -> Atom:
    """Return a time as what stands before it makes it: the week of a day, or a part that nobody
    can read, which must not be taken for the whole."""
    before = folded[: atom.at]
    if (week := _WEEK_OF.search(before)) and atom.first == atom.last and atom.dated:
        monday = moved(atom.first, -atom.first.weekday())
        return replace(atom, at=week.start(), first=monday, last=moved(monday, 6))
    if atom.precision != "day" and (part := _PART.search(before)):
        return replace(atom, at=part.start(), impossible=atom.impossible or "unread")
    return atom
