"""Times named by themselves: "March 2024", "last year", "le 4e trimestre", "otoño de 2022".

Patterns run over ``plain`` text (lower case, no accents), which keeps every character's place.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from icpc_assistant.entities import MONTHS
from icpc_assistant.timespan import parts
from icpc_assistant.timespan.span import Precision, clamped_day, moved
from icpc_assistant.timespan.vocabulary import (
    DAY,
    DIGITS,
    MONTH,
    MONTH_NAMES,
    NUMBER,
    OF,
    ORDINAL,
    ORDINALS,
    PREPOSITION,
    SEASON,
    SEASONS,
    THINGS,
    TO,
    UNIT,
    UNITS,
    WEEKDAY,
    YEAR,
    Atom,
    Reader,
    ends,
    group_of,
    month_span,
    named,
    number,
    year_of,
)

__all__ = ["Atom", "atoms"]

_SEASON = f"(?P<season>{SEASON})"
_PARTS: tuple[tuple[str, tuple[int, int]], ...] = (
    (r"early|(?:the )?(?:beginning|start) of|(?:au )?debut(?: de)?|a? ?(?:principios|comienzos"
     r"|inicios)(?: de)?", (1, 4)),
    (r"mid|(?:the )?middle of|(?:a la )?mi|(?:au )?milieu(?: de)?|(?:a )?mediados(?: de)?", (5, 8)),
    (r"late|(?:the )?end of|(?:a la )?fin(?: de)?|(?:a )?(?:finales|fines)(?: de)?", (9, 12)),
)  # fmt: skip


def _whole_days(m: re.Match[str], days: list[tuple[int, int, int | None]]) -> Atom:
    """Return the atom of one or two days (day, month, year); one that never was is impossible."""
    year = days[-1][2]
    dates = []
    for day, month, own in days:
        try:
            dates.append(date(own or year or 2000, month, day))
        except ValueError:
            return Atom(*ends(m), date.min, date.min, "day", impossible="date")
    return Atom(*ends(m), min(dates), max(dates), "day", dated=year is not None)


def _month_first(m: re.Match[str], language: str, today: date) -> Atom:
    g = m.groupdict()
    month = MONTHS[g["m1"].rstrip(".")]
    year = year_of(g["yr"], today)
    days = [(int(m.group("d1")), month, year)]
    if g["d2"]:
        month = MONTHS[g["m2"].rstrip(".")] if g["m2"] else month
        days.append((int(g["d2"]), month, year))
    return _whole_days(m, days)


def _day_first(m: re.Match[str], language: str, today: date) -> Atom:
    g = m.groupdict()
    last = MONTHS[g["m2"].rstrip(".")]
    year = year_of(g["yr"], today)
    days = [(int(g["d2"]), last, year)]
    if g["d1"]:
        days.insert(0, (int(g["d1"]), MONTHS[g["m1"].rstrip(".")] if g["m1"] else last, year))
    return _whole_days(m, days)


def _iso(m: re.Match[str], language: str, today: date) -> Atom:
    year, month, day = int(m.group(1)), int(m.group(2)), m.group(3)
    if day:
        if not 1 <= month <= 12:
            return Atom(*ends(m), date.min, date.min, "day", impossible="date")
        return _whole_days(m, [(int(day), month, year)])
    if not 1 <= month <= 12:
        return Atom(*ends(m), date.min, date.min, "month", impossible="date")
    return Atom(*ends(m), *month_span(year, month, month), "month")


def _numeric(m: re.Match[str], language: str, today: date) -> Atom:
    day, month = int(m.group(1)), int(m.group(2))
    # Month first is an English habit; a number over twelve settles it.
    if (language == "en" and day <= 12) or month > 12:
        day, month = month, day
    if not 1 <= month <= 12:
        return Atom(*ends(m), date.min, date.min, "day", impossible="date")
    return _whole_days(m, [(day, month, int(m.group(3)))])


def _month_year(m: re.Match[str], language: str, today: date) -> Atom:
    month, year = MONTHS[m.group("m1").rstrip(".")], year_of(m.group("yr"), today)
    first, last = month_span(year or 2000, month, month)
    return Atom(*ends(m), first, last, "month", dated=year is not None)


def _relative_month(m: re.Match[str], language: str, today: date) -> Atom:
    """ "last October" is the latest one that is over; "next" and "this" as they say."""
    word = m.group("m1") or m.group("m2")
    month = MONTHS[word.rstrip(".")]
    year = today.year - (month >= today.month)
    return Atom(*ends(m), *month_span(year, month, month), "month")


def _quarter(m: re.Match[str], language: str, today: date) -> Atom:
    g = m.groupdict()
    year = year_of(g.get("yr"), today)
    if g.get("ord"):
        which = next(i for i, p in enumerate(ORDINALS, 1) if re.fullmatch(p, g["ord"]))
        if which == 5 and year is None:
            return _stretch(m, "quarter", 1, today)
        which = min(which, 4)
    else:
        which = int(re.sub(r"\D", "", m.group("q")))
    if not 1 <= which <= 4:
        return Atom(*ends(m), date.min, date.min, "quarter", impossible="date")
    first, last = month_span(year or today.year, 3 * which - 2, 3 * which)
    return Atom(*ends(m), first, last, "quarter")


def _half(m: re.Match[str], language: str, today: date) -> Atom:
    g = m.groupdict()
    year = year_of(g.get("yr"), today) or today.year
    said = g.get("ord")
    second = not re.fullmatch(ORDINALS[0], said) if said else "2" in m.group("h")
    first, last = month_span(year, 7 if second else 1, 12 if second else 6)
    return Atom(*ends(m), first, last, "quarter")


def _season(m: re.Match[str], language: str, today: date) -> Atom:
    first_month, last_month = SEASONS[group_of(SEASONS, m.group("season"))][1]
    g = m.groupdict()
    year = year_of(g.get("yr"), today)
    if year is None and g.get("past"):
        year = today.year
        while year > 1 and month_span(year, first_month, last_month)[1] >= today:
            year -= 1
    elif year is None and g.get("this"):
        year = today.year
    first, last = month_span(year or 2000, first_month, last_month)
    return Atom(*ends(m), first, last, "season", dated=year is not None)


def _part(m: re.Match[str], language: str, today: date) -> Atom:
    months = _PARTS[group_of(_PARTS, m.group("part").strip())][1]
    year = year_of(m.group("yr"), today) or today.year
    return Atom(*ends(m), *month_span(year, *months), "season")


def _beginning(m: re.Match[str], language: str, today: date) -> Atom:
    year = year_of(m.group("yr"), today) or today.year
    return Atom(*ends(m), *month_span(year, *_PARTS[0][1]), "season")


def _ago(m: re.Match[str], language: str, today: date) -> Atom:
    """ "two years ago" is that year, "three months ago" that month."""
    return _stretch(m, _unit(m), number(m), today)


def _last_n(m: re.Match[str], language: str, today: date) -> Atom:
    """ "the last two years" runs up to today from the same day two years before."""
    unit, n = _unit(m), number(m)
    back = {"day": n, "week": 7 * n}.get(unit)
    if back is not None:
        first = moved(today, -back)
    else:
        months = n * {"month": 1, "quarter": 3, "year": 12}[unit]
        first = _shifted(today, -months)
    return Atom(*ends(m), first, today, "day")


def _unit(m: re.Match[str]) -> str:
    return UNITS[group_of(tuple((p, n) for n, p in UNITS), named(m, "unit"))][0]


def _shifted(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    return clamped_day(at // 12, at % 12 + 1, day.day)


def _stretch(m: re.Match[str], unit: str, back: int, today: date) -> Atom:
    """Return the whole day, week, month, quarter or year that lies ``back`` units before today."""
    at, to = ends(m)
    if unit == "day":
        when = moved(today, -back)
        return Atom(at, to, when, when, "day")
    if unit == "week":
        monday = moved(today, -today.weekday() - 7 * back)
        return Atom(at, to, monday, moved(monday, 6), "day")
    if unit == "year":
        return Atom(at, to, *month_span(today.year - back, 1, 12), "year")
    size = 3 if unit == "quarter" else 1
    then = _shifted(today.replace(day=1), -size * back)
    first = then.month - (then.month - 1) % size
    precision: Precision = "quarter" if unit == "quarter" else "month"
    return Atom(at, to, *month_span(then.year, first, first + size - 1), precision)


def _this(m: re.Match[str], language: str, today: date) -> Atom:
    return _stretch(m, _unit(m), 0, today)


def _previous(m: re.Match[str], language: str, today: date) -> Atom:
    return _stretch(m, _unit(m), 1, today)


def _next(m: re.Match[str], language: str, today: date) -> Atom:
    return _stretch(m, _unit(m), -1, today)


def _relative_year(m: re.Match[str], language: str, today: date) -> Atom:
    year = year_of(m.group("yr"), today) or today.year
    return Atom(*ends(m), *month_span(year, 1, 12), "year")


def _today(m: re.Match[str], language: str, today: date) -> Atom:
    back = 1 if re.fullmatch(r"yesterday|hier|ayer", m.group()) else 0
    return _stretch(m, "day", back, today)


def _decade(m: re.Match[str], language: str, today: date) -> Atom:
    digits = next(g for g in m.groups() if g)
    year = int(digits) if len(digits) == 4 else (2000 if int(digits) < 50 else 1900) + int(digits)
    return Atom(*ends(m), clamped_day(year, 1, 1), clamped_day(year + 9, 12, 31), "year")


def _no_year(m: re.Match[str], language: str, today: date) -> Atom:
    return Atom(*ends(m), date.min, date.min, "year", impossible="year")


def _century(m: re.Match[str], language: str, today: date) -> Atom:
    return Atom(*ends(m), date.min, date.min, "year", impossible="century")


def _years(m: re.Match[str], language: str, today: date) -> Atom:
    first, last = int(m.group(1)), m.group(2)
    end = int(last) if len(last) == 4 else first - first % 100 + int(last)
    first, end = min(first, end), max(first, end)
    return Atom(*ends(m), clamped_day(first, 1, 1), clamped_day(end, 12, 31), "year")


def _one_year(m: re.Match[str], language: str, today: date) -> Atom:
    year = int(m.group("y"))
    if not year:
        return Atom(*ends(m), date.min, date.min, "year", impossible="date")
    return Atom(*ends(m), clamped_day(year, 1, 1), clamped_day(year, 12, 31), "year")


# "may", "march", "mars", "mai" and the short forms are other words too, unless a preposition leads.
_SURE_MONTH = "|".join(
    m
    for m in MONTHS
    if m in {"mayo", "juin", "aout", "june", "july"} or (len(m) > 4 and m != "march")
)
_READERS: tuple[tuple[Reader, str], ...] = (
    (_iso, r"\b(\d{4})-(\d{2})(?:-(\d{2}))?(?![\d-])"),
    (_numeric, r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b"),
    (_month_first, rf"\b{WEEKDAY}(?P<m1>{MONTH})\s+{DAY.replace('(', '(?P<d1>', 1)}"
                   rf"(?:{TO}(?:{WEEKDAY}(?P<m2>{MONTH})\s+)?"
                   rf"{DAY.replace('(', '(?P<d2>', 1)}(?!\s+(?:{MONTH_NAMES})\b))?"
                   rf"(?:{OF}{YEAR})?"),
    (_day_first, rf"\b{WEEKDAY}(?:{DAY.replace('(', '(?P<d1>', 1)}(?:\s+(?:de\s+"
        rf"|of\s+)?(?P<m1>{MONTH}))?{TO}{WEEKDAY})?"
                 rf"{DAY.replace('(', '(?P<d2>', 1)}\s+(?:de\s+"
                 rf"|of\s+)?(?P<m2>{MONTH})(?:{OF}{YEAR})?"),
    (_month_year, rf"\b(?P<m1>{MONTH}){OF}{YEAR}"),
    (_relative_month, rf"\b(?:last|this past) (?P<m1>{MONTH})"
                      rf"|\b(?P<m2>{MONTH}) (?:dernier|passe|pasado|ultimo)\b"),
    (_month_year, rf"\b{PREPOSITION}\s?(?P<at>)(?P<m1>{MONTH})(?P<yr>)(?!\w)"),
    (_month_year, rf"\b(?P<m1>{_SURE_MONTH})\b(?P<yr>)"),
    (_quarter, rf"\b(?P<q>q[1-9]|[1-9]q|t[1-9]|[1-9]t)\b(?:{OF}{YEAR})?"),
    (_quarter, rf"\b(?P<yr>{DIGITS})\s*(?P<q>q[1-9]|t[1-9])\b"),
    (_quarter, rf"\b{ORDINAL}\s+(?:quarter|trimestre)\b(?:{OF}{YEAR})?"),
    (_half, rf"\b{ORDINAL}\s+(?:half|semestre|semester|moitie|mitad)\b"
            rf"(?:{OF}(?:l'annee )?{YEAR})?"),
    (_half, rf"\b(?P<h>h[12]|s[12])\b{OF}{YEAR}"),
    (_season, rf"\b{_SEASON}(?:\s+(?:of\s+|de\s+|del\s+)?|'s\s+){YEAR}(?:\s?[-–/]\s?\d{{2,4}})?"),
    (_season, rf"\b(?:(?P<past>last|this past)|(?P<this>this)) {_SEASON}\b"),
    (_season, rf"\b(?:l'|el |la |le )?{_SEASON} (?P<past>dernier|passe|pasad[oa])\b"),
    (_season, rf"\b(?:(?P<this>cet|ce|est[ea])|in(?: the)?|during the|en|l'|au|el|la|le|each"
        rf"|every) ?{_SEASON}\b(?! \w+ee?s?\b)"),
    (_part, rf"\b(?P<part>{'|'.join(p for p, _ in _PARTS)})[ -]?{YEAR}"),
    (_ago, rf"\b{NUMBER} {UNIT} ago\b|\b(?:il y a"
        rf"|hace) {NUMBER.replace('<n>', '<n2>')} {UNIT.replace('<unit>', '<unit2>')}"),
    (_last_n, rf"\b(?:last|past|previous|derniere?s|ultim[oa]s|pasad[oa]s) {NUMBER} {UNIT}"
              rf"|\b(?:l[ae]s|ces|los|las) {NUMBER.replace('<n>', '<n2>')} (?:derniere?s"
              rf"|ultim[oa]s) {UNIT.replace('<unit>', '<unit2>')}"),
    (_this, rf"\b(?:this|the current|cette|ce|est[ea]) {UNIT}"),
    (_previous, rf"\b(?:last|the previous) {UNIT}"
                rf"|\b(?:l[ea]s?|el|l[ao]s?) {UNIT.replace('<unit>', '<unit2>')} (?:derniere?"
                rf"|passee?|precedente?|pasad[oa]|anterior)\b"),
    (_next, rf"\bnext {UNIT}|\b(?:l[ea]|el) {UNIT.replace('<unit>', '<unit2>')} (?:prochaine?"
        rf"|proxim[oa]|que viene)\b"),
    (_relative_year, rf"\b{YEAR.replace(DIGITS + '|', '')}\b"),
    (_today, r"\b(?:today|yesterday|aujourd'hui|hier|hoy|ayer)\b"),
    (_decade, r"\b(?:the )?(\d{3}0)s\b|\bannees (\d{3}0|\d0)\b|\b(?:los anos"
        r"|la decada de(?: los)?) (\d{3}0|\d0)\b"),
    (_century, r"\b(?:\d{1,2}(?:st|nd|rd|th|e|eme)|[ivx]+e|\w+(?:th|st|ieme)) (?:century|siecle)\b"
        r"|\bsiglo (?:[ivx]+|\d+)\b"),
    (_no_year, r"\b(?:year|annee|ano|in|en|since|depuis|desde|before|avant|after|apres) \d{5,9}\b"
        r"(?!\s*[a-z%])|\b(?:from|de|entre|between) \d{5,9} (?:to|and|a|et|y|hasta) \d{5,9}\b"),
    (_years, r"\b((?:19|20)\d\d)\s?[-–/]\s?((?:19|20)?\d\d)\b"),
    (_one_year, rf"\b(?P<y>(?:19|20|21)\d\d)\b(?![,.]\d){THINGS}"),
    (_one_year, rf"\b(?:in|en|since|depuis|desde|before|avant|antes de|after|apres"
        rf"|despues de) (?P<at>)(?P<y>\d{{4}})\b{THINGS}"),
)  # fmt: skip
# What is asked of, and seldom written.
_ASKED: tuple[tuple[Reader, str], ...] = (
    (_beginning, r"\b(?:(?:the )?(?:very )?(?:begin+ing|start|outset) of|(?:le )?(?:tout )?(?:debut"
                 r"|commencement) (?:de |d')|(?:el |al )?(?:principio|comienzo|inicio)s? del?)"
                 rf"(?: ?(?:the year|l'annee|(?:el )?ano))? ?{YEAR}"),
    (_last_n, rf"\b{NUMBER} (?:last|past|derniere?s|ultim[oa]s|pasad[oa]s) {UNIT}"),
    (_one_year, rf"\b(?:until|jusqu'en|hasta|year|annee|an|ano|du|del) (?P<at>)(?P<y>\d{{4}})\b"
                rf"{THINGS}"),
    (_one_year, r"\b(?:of|de) (?P<at>)(?P<y>\d{4})\b(?![,.]\d|\s*\w)"),
    (_no_year, r"\b(?:(?:antes|despues) de|until|jusqu'en|hasta|an) \d{5,9}\b(?!\s*[a-z%])"),
    *parts.READERS,
)  # fmt: skip


@cache
def _compiled(asked: bool) -> list[tuple[Reader, re.Pattern[str]]]:
    readers = (*_READERS, *_ASKED) if asked else _READERS
    return [(reader, re.compile(pattern)) for reader, pattern in readers]


def atoms(folded: str, language: str, today: date, *, asked: bool = False) -> list[Atom]:
    """Return the times named in ``plain`` text, in order; where two overlap, the longer one.

    Of what is ``asked``, parts of them are read too: "the second week of March".
    """
    compiled = _compiled(asked)
    found = [reader(m, language, today) for reader, p in compiled for m in p.finditer(folded)]
    kept: list[Atom] = []
    for atom in sorted(found, key=lambda a: (a.at - a.to, a.at)):
        if all(atom.to <= other.at or other.to <= atom.at for other in kept):
            kept.append(atom)
    kept.sort(key=lambda a: a.at)
    return [parts.of_a_part(folded, atom) for atom in kept] if asked else kept
