"""Times named by themselves: "March 2024", "last year", "le 4e trimestre", "otoño de 2022".

Patterns run over ``plain`` text (lower case, no accents), which keeps every character's place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from icpc_assistant.entities import MONTHS
from icpc_assistant.timespan.span import Impossible, Precision, clamped_day


@dataclass(frozen=True, slots=True)
class Atom:
    """A time named by itself, at its place: "March 2024", "last year", "the 4th quarter"."""

    at: int
    to: int
    first: date
    last: date
    precision: Precision
    dated: bool = True  # whether it says its year
    impossible: Impossible | None = None


_M = "|".join(sorted((re.escape(m) for m in MONTHS), key=len, reverse=True))
_MN = rf"(?:{_M})\b\.?"
_D = r"(\d{1,2})(?:st|nd|rd|th|er|º|o)?(?![\d:/,.]\d|\d)(?!\s*(?:h|am|pm)\b)"
_Y = r"\d{4}(?!\d|[,.]\d)"
_OF = (
    r"(?:\s+(?:of\s+|de\s+|del\s+|du\s+|d')?(?:the\s+year\s+|l'annee\s+|el\s+ano\s+|ano\s+)?|,\s*)"
)
_TO = (
    r"\s*(?:-|–|—|to|and|until|till|through|au|et|al|y|a|hasta(?:\s+el)?|jusqu'au"
    r"|&)\s*(?:the\s+|le\s+|el\s+)?"
)
_WD = (
    r"(?:(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|lundi|mardi|mercredi|jeudi"
    r"|vendredi|samedi|dimanche|lunes|martes|miercoles|jueves|viernes|sabado|domingo),?\s+)?"
)
_LAST_YEAR = (
    r"last year|the (?:previous|past) year|l'an(?:nee)? (?:derniere?|passee?|precedente)"
    r"|(?:el )?(?:ano|año) (?:pasado|anterior)"
)
_THIS_YEAR = r"this year|the current year|cette annee|l'annee en cours|este ano|el ano en curso"
_NEXT_YEAR = r"next year|l'an(?:nee)? prochaine?|(?:el )?(?:proximo ano|ano (?:proximo|que viene))"
_YR = rf"(?P<yr>{_Y}|{_LAST_YEAR}|{_THIS_YEAR}|{_NEXT_YEAR})"
_ORDINALS = (
    r"first|1st|premiere?|1ere?|1er|primer[oa]?|1o|1º|1a",
    r"second|2nd|deuxieme|2e|2eme|segund[oa]|2o|2º",
    r"third|3rd|troisieme|3e|3eme|tercer[oa]?|3o|3º",
    r"fourth|4th|quatrieme|4e|4eme|cuart[oa]|4o|4º",
    r"last|final|derniere?|ultim[oa]",
)
_ORD = f"(?P<ord>{'|'.join(_ORDINALS)})"
_SEASONS: tuple[tuple[str, tuple[int, int]], ...] = (
    (r"spring(?:time)?|printemps|primavera", (3, 5)),
    (r"summer(?:time)?|ete|verano", (6, 8)),
    (r"autumn|fall|automne|otono", (9, 11)),
    (r"winter|hiver|invierno", (12, 2)),
)
_SEASON = "(?P<season>" + "|".join(names for names, _ in _SEASONS) + ")"
_PARTS: tuple[tuple[str, tuple[int, int]], ...] = (
    (r"early|(?:the )?(?:beginning|start) of|(?:au )?debut(?: de)?|a? ?(?:principios|comienzos"
     r"|inicios)(?: de)?", (1, 4)),
    (r"mid|(?:the )?middle of|(?:a la )?mi|(?:au )?milieu(?: de)?|(?:a )?mediados(?: de)?", (5, 8)),
    (r"late|(?:the )?end of|(?:a la )?fin(?: de)?|(?:a )?(?:finales|fines)(?: de)?", (9, 12)),
)  # fmt: skip
_NUMBERS = {
    w: n
    for words in ("a two three four five six seven eight nine ten",
                  "un deux trois quatre cinq six sept huit neuf dix",
                  "un dos tres cuatro cinco seis siete ocho nueve diez")
    for n, w in enumerate(words.split(), 1)
} | {"one": 1, "an": 1, "une": 1, "una": 1, "couple of": 2}  # fmt: skip
_N = r"(?P<n>\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_UNITS = (
    ("day", r"days?|jours?|dias?"),
    ("week", r"weeks?|semaines?|semanas?"),
    ("month", r"months?|mois|mes(?:es)?"),
    ("quarter", r"quarters?|trimestres?"),
    ("year", r"years?|ans?|annees?|anos?"),
)
_UNIT = "(?P<unit>" + "|".join(p for _, p in _UNITS) + r")\b"


def _ends(m: re.Match[str]) -> tuple[int, int]:
    """Return where the time stands; the empty group ``at`` marks its start behind a preposition."""
    return m.start("at") if "at" in m.re.groupindex else m.start(), m.end()


def _named(m: re.Match[str], name: str) -> str:
    """Return a group that has a twin (``unit2``) in the pattern's other branch."""
    groups = m.groupdict()
    return groups.get(name) or groups[f"{name}2"]


def _group(patterns: tuple[tuple[str, object], ...], word: str) -> int:
    return next(i for i, (p, _) in enumerate(patterns) if re.fullmatch(p, word))


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    """Return the days of months ``first`` to ``last``; a smaller ``last`` is of the next year."""
    return clamped_day(year, first, 1), clamped_day(year + (last < first), last, 31)


def _year(word: str | None, today: date) -> int | None:
    if not word:
        return None
    if word.isdigit():
        return int(word)
    if re.fullmatch(_LAST_YEAR, word):
        return today.year - 1
    return today.year + (1 if re.fullmatch(_NEXT_YEAR, word) else 0)


def _whole_days(m: re.Match[str], days: list[tuple[int, int, int | None]]) -> Atom:
    """Return the atom of one or two days (day, month, year); one that never was is impossible."""
    year = days[-1][2]
    dates = []
    for day, month, own in days:
        try:
            dates.append(date(own or year or 2000, month, day))
        except ValueError:
            return Atom(*_ends(m), date.min, date.min, "day", impossible="date")
    return Atom(*_ends(m), min(dates), max(dates), "day", dated=year is not None)


def _month_first(m: re.Match[str], language: str, today: date) -> Atom:
    g = m.groupdict()
    month = MONTHS[g["m1"].rstrip(".")]
    year = _year(g["yr"], today)
    days = [(int(m.group("d1")), month, year)]
    if g["d2"]:
        month = MONTHS[g["m2"].rstrip(".")] if g["m2"] else month
        days.append((int(g["d2"]), month, year))
    return _whole_days(m, days)


def _day_first(m: re.Match[str], language: str, today: date) -> Atom:
    g = m.groupdict()
    last = MONTHS[g["m2"].rstrip(".")]
    year = _year(g["yr"], today)
    days = [(int(g["d2"]), last, year)]
    if g["d1"]:
        days.insert(0, (int(g["d1"]), MONTHS[g["m1"].rstrip(".")] if g["m1"] else last, year))
    return _whole_days(m, days)


def _iso(m: re.Match[str], language: str, today: date) -> Atom:
    year, month, day = int(m.group(1)), int(m.group(2)), m.group(3)
    if day:
        if not 1 <= month <= 12:
            return Atom(*_ends(m), date.min, date.min, "day", impossible="date")
        return _whole_days(m, [(int(day), month, year)])
    if not 1 <= month <= 12:
        return Atom(*_ends(m), date.min, date.min, "month", impossible="date")
    return Atom(*_ends(m), *_months(year, month, month), "month")


def _numeric(m: re.Match[str], language: str, today: date) -> Atom:
    day, month = int(m.group(1)), int(m.group(2))
    # Month first is an English habit; a number over twelve settles it.
    if (language == "en" and day <= 12) or month > 12:
        day, month = month, day
    if not 1 <= month <= 12:
        return Atom(*_ends(m), date.min, date.min, "day", impossible="date")
    return _whole_days(m, [(day, month, int(m.group(3)))])


def _month_year(m: re.Match[str], language: str, today: date) -> Atom:
    month, year = MONTHS[m.group("m1").rstrip(".")], _year(m.group("yr"), today)
    first, last = _months(year or 2000, month, month)
    return Atom(*_ends(m), first, last, "month", dated=year is not None)


def _relative_month(m: re.Match[str], language: str, today: date) -> Atom:
    """ "last October" is the latest one that is over; "next" and "this" as they say."""
    word = m.group("m1") or m.group("m2")
    month = MONTHS[word.rstrip(".")]
    year = today.year - (month >= today.month)
    return Atom(*_ends(m), *_months(year, month, month), "month")


def _quarter(m: re.Match[str], language: str, today: date) -> Atom:
    g = m.groupdict()
    year = _year(g.get("yr"), today)
    if g.get("ord"):
        which = next(i for i, p in enumerate(_ORDINALS, 1) if re.fullmatch(p, g["ord"]))
        if which == 5 and year is None:
            return _stretch(m, "quarter", 1, today)
        which = min(which, 4)
    else:
        which = int(re.sub(r"\D", "", m.group("q")))
    if not 1 <= which <= 4:
        return Atom(*_ends(m), date.min, date.min, "quarter", impossible="date")
    first, last = _months(year or today.year, 3 * which - 2, 3 * which)
    return Atom(*_ends(m), first, last, "quarter")


def _half(m: re.Match[str], language: str, today: date) -> Atom:
    g = m.groupdict()
    year = _year(g.get("yr"), today) or today.year
    said = g.get("ord")
    second = not re.fullmatch(_ORDINALS[0], said) if said else "2" in m.group("h")
    first, last = _months(year, 7 if second else 1, 12 if second else 6)
    return Atom(*_ends(m), first, last, "quarter")


def _season(m: re.Match[str], language: str, today: date) -> Atom:
    first_month, last_month = _SEASONS[_group(_SEASONS, m.group("season"))][1]
    g = m.groupdict()
    year = _year(g.get("yr"), today)
    if year is None and g.get("past"):
        year = today.year
        while _months(year, first_month, last_month)[1] >= today:
            year -= 1
    elif year is None and g.get("this"):
        year = today.year
    first, last = _months(year or 2000, first_month, last_month)
    return Atom(*_ends(m), first, last, "season", dated=year is not None)


def _part(m: re.Match[str], language: str, today: date) -> Atom:
    months = _PARTS[_group(_PARTS, m.group("part").strip())][1]
    year = _year(m.group("yr"), today) or today.year
    return Atom(*_ends(m), *_months(year, *months), "season")


def _ago(m: re.Match[str], language: str, today: date) -> Atom:
    """ "two years ago" is that year, "three months ago" that month."""
    return _stretch(m, _unit(m), _number(m), today)


def _last_n(m: re.Match[str], language: str, today: date) -> Atom:
    """ "the last two years" runs up to today from the same day two years before."""
    unit, n = _unit(m), _number(m)
    back = {"day": n, "week": 7 * n}.get(unit)
    if back is not None:
        first = today - timedelta(days=back)
    else:
        months = n * {"month": 1, "quarter": 3, "year": 12}[unit]
        first = _shifted(today, -months)
    return Atom(*_ends(m), first, today, "day")


def _unit(m: re.Match[str]) -> str:
    return _UNITS[_group(tuple((p, n) for n, p in _UNITS), _named(m, "unit"))][0]


def _number(m: re.Match[str]) -> int:
    n = _named(m, "n")
    return int(n) if n.isdigit() else _NUMBERS[n]


def _shifted(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    return clamped_day(at // 12, at % 12 + 1, day.day)


def _stretch(m: re.Match[str], unit: str, back: int, today: date) -> Atom:
    """Return the whole day, week, month, quarter or year that lies ``back`` units before today."""
    at, to = _ends(m)
    if unit == "day":
        when = today - timedelta(days=min(back, 36500))
        return Atom(at, to, when, when, "day")
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return Atom(at, to, monday, monday + timedelta(days=6), "day")
    if unit == "year":
        return Atom(at, to, *_months(today.year - back, 1, 12), "year")
    size = 3 if unit == "quarter" else 1
    then = _shifted(today.replace(day=1), -size * back)
    first = then.month - (then.month - 1) % size
    precision: Precision = "quarter" if unit == "quarter" else "month"
    return Atom(at, to, *_months(then.year, first, first + size - 1), precision)


def _this(m: re.Match[str], language: str, today: date) -> Atom:
    return _stretch(m, _unit(m), 0, today)


def _previous(m: re.Match[str], language: str, today: date) -> Atom:
    return _stretch(m, _unit(m), 1, today)


def _next(m: re.Match[str], language: str, today: date) -> Atom:
    return _stretch(m, _unit(m), -1, today)


def _relative_year(m: re.Match[str], language: str, today: date) -> Atom:
    year = _year(m.group("yr"), today) or today.year
    return Atom(*_ends(m), *_months(year, 1, 12), "year")


def _today(m: re.Match[str], language: str, today: date) -> Atom:
    back = 1 if re.fullmatch(r"yesterday|hier|ayer", m.group()) else 0
    return _stretch(m, "day", back, today)


def _decade(m: re.Match[str], language: str, today: date) -> Atom:
    digits = next(g for g in m.groups() if g)
    year = int(digits) if len(digits) == 4 else (2000 if int(digits) < 50 else 1900) + int(digits)
    return Atom(*_ends(m), clamped_day(year, 1, 1), clamped_day(year + 9, 12, 31), "year")


def _no_year(m: re.Match[str], language: str, today: date) -> Atom:
    return Atom(*_ends(m), date.min, date.min, "year", impossible="date")


def _century(m: re.Match[str], language: str, today: date) -> Atom:
    return Atom(*_ends(m), date.min, date.min, "year", impossible="century")


def _years(m: re.Match[str], language: str, today: date) -> Atom:
    first, last = int(m.group(1)), m.group(2)
    end = int(last) if len(last) == 4 else first - first % 100 + int(last)
    first, end = min(first, end), max(first, end)
    return Atom(*_ends(m), clamped_day(first, 1, 1), clamped_day(end, 12, 31), "year")


def _one_year(m: re.Match[str], language: str, today: date) -> Atom:
    year = int(m.group("y"))
    if not year:
        return Atom(*_ends(m), date.min, date.min, "year", impossible="date")
    return Atom(*_ends(m), clamped_day(year, 1, 1), clamped_day(year, 12, 31), "year")


_Reader = Callable[[re.Match[str], str, date], Atom]
_PREP = (
    r"(?:in|during|of|since|from|before|after|until|by|for|en|depuis|avant|apres|des|jusqu'en|de"
    r"|del|desde|antes de|despues de|hasta|durante|d'|au mois de?|el|y|et|and|to|a|between|entre)"
)
_THINGS = (
    r"(?!\s*(?:%|people|participants?|persons?|personnes?|personas|countries|pays|paises"
    r"|attend|euros?|dollars?))"
)
# "may", "march", "mars", "mai" and the short forms are other words too, unless a preposition leads.
_SURE_MONTH = "|".join(
    m
    for m in MONTHS
    if m in {"mayo", "juin", "aout", "june", "july"} or (len(m) > 4 and m != "march")
)
_READERS: tuple[tuple[_Reader, str], ...] = (
    (_iso, r"\b(\d{4})-(\d{2})(?:-(\d{2}))?(?![\d-])"),
    (_numeric, r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b"),
    (_month_first, rf"\b{_WD}(?P<m1>{_MN})\s+{_D.replace('(', '(?P<d1>', 1)}"
                   rf"(?:{_TO}(?:{_WD}(?P<m2>{_MN})\s+)?"
                   rf"{_D.replace('(', '(?P<d2>', 1)}(?!\s+(?:{_M})\b))?"
                   rf"(?:{_OF}{_YR})?"),
    (_day_first, rf"\b{_WD}(?:{_D.replace('(', '(?P<d1>', 1)}(?:\s+(?:de\s+"
        rf"|of\s+)?(?P<m1>{_MN}))?{_TO}{_WD})?"
                 rf"{_D.replace('(', '(?P<d2>', 1)}\s+(?:de\s+"
                 rf"|of\s+)?(?P<m2>{_MN})(?:{_OF}{_YR})?"),
    (_month_year, rf"\b(?P<m1>{_MN}){_OF}{_YR}"),
    (_relative_month, rf"\b(?:last|this past) (?P<m1>{_MN})"
                      rf"|\b(?P<m2>{_MN}) (?:dernier|passe|pasado|ultimo)\b"),
    (_month_year, rf"\b{_PREP}\s?(?P<at>)(?P<m1>{_MN})(?P<yr>)(?!\w)"),
    (_month_year, rf"\b(?P<m1>{_SURE_MONTH})\b(?P<yr>)"),
    (_quarter, rf"\b(?P<q>q[1-9]|[1-9]q|t[1-9]|[1-9]t)\b(?:{_OF}{_YR})?"),
    (_quarter, rf"\b(?P<yr>{_Y})\s*(?P<q>q[1-9]|t[1-9])\b"),
    (_quarter, rf"\b{_ORD}\s+(?:quarter|trimestre)\b(?:{_OF}{_YR})?"),
    (_half, rf"\b{_ORD}\s+(?:half|semestre|semester|moitie|mitad)\b(?:{_OF}(?:l'annee )?{_YR})?"),
    (_half, rf"\b(?P<h>h[12]|s[12])\b{_OF}{_YR}"),
    (_season, rf"\b{_SEASON}(?:\s+(?:of\s+|de\s+|del\s+)?|'s\s+){_YR}(?:\s?[-–/]\s?\d{{2,4}})?"),
    (_season, rf"\b(?:(?P<past>last|this past)|(?P<this>this)) {_SEASON}\b"),
    (_season, rf"\b(?:l'|el |la |le )?{_SEASON} (?P<past>dernier|passe|pasad[oa])\b"),
    (_season, rf"\b(?:(?P<this>cet|ce|est[ea])|in(?: the)?|during the|en|l'|au|el|la|le|each"
        rf"|every) ?{_SEASON}\b(?! \w+ee?s?\b)"),
    (_part, rf"\b(?P<part>{'|'.join(p for p, _ in _PARTS)})[ -]?{_YR}"),
    (_ago, rf"\b{_N} {_UNIT} ago\b|\b(?:il y a"
        rf"|hace) {_N.replace('<n>', '<n2>')} {_UNIT.replace('<unit>', '<unit2>')}"),
    (_last_n, rf"\b(?:last|past|previous|derniere?s|ultim[oa]s|pasad[oa]s) {_N} {_UNIT}"
              rf"|\b(?:l[ae]s|ces|los|las) {_N.replace('<n>', '<n2>')} (?:derniere?s"
              rf"|ultim[oa]s) {_UNIT.replace('<unit>', '<unit2>')}"),
    (_this, rf"\b(?:this|the current|cette|ce|est[ea]) {_UNIT}"),
    (_previous, rf"\b(?:last|the previous) {_UNIT}"
                rf"|\b(?:l[ea]s?|el|l[ao]s?) {_UNIT.replace('<unit>', '<unit2>')} (?:derniere?"
                rf"|passee?|precedente?|pasad[oa]|anterior)\b"),
    (_next, rf"\bnext {_UNIT}|\b(?:l[ea]|el) {_UNIT.replace('<unit>', '<unit2>')} (?:prochaine?"
        rf"|proxim[oa]|que viene)\b"),
    (_relative_year, rf"\b{_YR.replace(_Y + '|', '')}\b"),
    (_today, r"\b(?:today|yesterday|aujourd'hui|hier|hoy|ayer)\b"),
    (_decade, r"\b(?:the )?(\d{3}0)s\b|\bannees (\d{3}0|\d0)\b|\b(?:los anos"
        r"|la decada de(?: los)?) (\d{3}0|\d0)\b"),
    (_century, r"\b(?:\d{1,2}(?:st|nd|rd|th|e|eme)|[ivx]+e|\w+(?:th|st|ieme)) (?:century|siecle)\b"
        r"|\bsiglo (?:[ivx]+|\d+)\b"),
    (_no_year, r"\b(?:year|annee|ano|in|en|since|depuis|desde|before|avant|after|apres) \d{5,9}\b"
        r"(?!\s*[a-z%])|\b(?:from|de|entre|between) \d{5,9} (?:to|and|a|et|y|hasta) \d{5,9}\b"),
    (_years, r"\b((?:19|20)\d\d)\s?[-–/]\s?((?:19|20)?\d\d)\b"),
    (_one_year, rf"\b(?P<y>(?:19|20|21)\d\d)\b(?![,.]\d){_THINGS}"),
    (_one_year, rf"\b(?:in|en|since|depuis|desde|before|avant|antes de|after|apres"
        rf"|despues de) (?P<at>)(?P<y>\d{{4}})\b{_THINGS}"),
)  # fmt: skip


@cache
def _compiled() -> list[tuple[_Reader, re.Pattern[str]]]:
    return [(reader, re.compile(pattern)) for reader, pattern in _READERS]


def atoms(folded: str, language: str, today: date) -> list[Atom]:
    """Return the times named in ``plain`` text, in order; where two overlap, the longer one."""
    found = [reader(m, language, today) for reader, p in _compiled() for m in p.finditer(folded)]
    kept: list[Atom] = []
    for atom in sorted(found, key=lambda a: (a.at - a.to, a.at)):
        if all(atom.to <= other.at or other.to <= atom.at for other in kept):
            kept.append(atom)
    return sorted(kept, key=lambda a: a.at)
