"""The words times are made of, and what a time named by itself is read as."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

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


MONTH_NAMES = "|".join(sorted((re.escape(m) for m in MONTHS), key=len, reverse=True))
MONTH = rf"(?:{MONTH_NAMES})\b\.?"
DAY = r"(\d{1,2})(?:st|nd|rd|th|er|º|o)?(?![\d:/,.]\d|\d)(?!\s*(?:h|am|pm)\b)"
DIGITS = r"\d{4}(?!\d|[,.]\d)"
OF = r"(?:\s+(?:of\s+|de\s+|del\s+|du\s+|d')?(?:the\s+year\s+|l'annee\s+|el\s+ano\s+|ano\s+)?|,\s*)"
TO = (
    r"\s*(?:-|–|—|to|and|until|till|through|au|et|al|y|a|hasta(?:\s+el)?|jusqu'au"
    r"|&)\s*(?:the\s+|le\s+|el\s+)?"
)
WEEKDAY = (
    r"(?:(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|lundi|mardi|mercredi|jeudi"
    r"|vendredi|samedi|dimanche|lunes|martes|miercoles|jueves|viernes|sabado|domingo),?\s+)?"
)
LAST_YEAR = (
    r"last year|the (?:previous|past) year|l'an(?:nee)? (?:derniere?|passee?|precedente)"
    r"|(?:el )?(?:ano|año) (?:pasado|anterior)"
)
THIS_YEAR = r"this year|the current year|cette annee|l'annee en cours|este ano|el ano en curso"
NEXT_YEAR = r"next year|l'an(?:nee)? prochaine?|(?:el )?(?:proximo ano|ano (?:proximo|que viene))"
YEAR = rf"(?P<yr>{DIGITS}|{LAST_YEAR}|{THIS_YEAR}|{NEXT_YEAR})"
ORDINALS = (
    r"first|1st|premiere?|1ere?|1er|primer[oa]?|1o|1º|1a",
    r"second|2nd|deuxieme|2e|2eme|segund[oa]|2o|2º",
    r"third|3rd|troisieme|3e|3eme|tercer[oa]?|3o|3º",
    r"fourth|4th|quatrieme|4e|4eme|cuart[oa]|4o|4º",
    r"last|final|derniere?|ultim[oa]",
)
ORDINAL = f"(?P<ord>{'|'.join(ORDINALS)})"
# Their names, and their first and last month.
SEASONS: tuple[tuple[str, tuple[int, int]], ...] = (
    (r"spring(?:time)?|printemps|primavera", (3, 5)),
    (r"summer(?:time)?|ete|verano", (6, 8)),
    (r"autumn|fall|automne|otono", (9, 11)),
    (r"winter|hiver|invierno", (12, 2)),
)
SEASON = "|".join(names for names, _ in SEASONS)
# No year is told where any would do: "the second quarter, every year".
ANY_YEAR = re.compile(
    r"\b(?:(?:in|of|for|over|across) )?(?:any|every|each|all(?: the)?) years?\b"
    r"|\b(?:regardless of|whatever|no matter) (?:the|what|which) year\b"
    r"|\b(?:(?:de|en) )?(?:n'importe quelle|chaque) annee\b"
    r"|\b(?:de |sur )?toutes (?:les )?annees(?: confondues)?\b"
    r"|\b(?:quelle que soit|peu importe|sans distinction d[e'] ?) ?l?'?annee\b"
    r"|\b(?:(?:de|en) )?(?:cualquier|cada) ano\b|\b(?:(?:de|en) )?todos los anos\b"
    r"|\b(?:sea cual (?:sea|fuere)|sin importar|independientemente de?l?) ?(?:el )?ano\b"
)
_NUMBERS = {
    w: n
    for words in ("a two three four five six seven eight nine ten eleven twelve",
                  "un deux trois quatre cinq six sept huit neuf dix onze douze",
                  "un dos tres cuatro cinco seis siete ocho nueve diez once doce")
    for n, w in enumerate(words.split(), 1)
} | {"one": 1, "an": 1, "une": 1, "una": 1, "couple of": 2, "fifteen": 15, "eighteen": 18,
     "twenty": 20, "thirty": 30, "quinze": 15, "dix-huit": 18, "vingt": 20, "trente": 30,
     "quince": 15, "dieciocho": 18, "veinte": 20, "treinta": 30}  # fmt: skip
NUMBER = r"(?P<n>\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
UNITS = (
    ("day", r"days?|jours?|dias?"),
    ("week", r"weeks?|semaines?|semanas?"),
    ("month", r"months?|mois|mes(?:es)?"),
    ("quarter", r"quarters?|trimestres?"),
    ("year", r"years?|ans?|annees?|anos?"),
)
UNIT = "(?P<unit>" + "|".join(p for _, p in UNITS) + r")\b"


def ends(m: re.Match[str]) -> tuple[int, int]:
    """Return where the time stands; the empty group ``at`` marks its start behind a preposition."""
    return m.start("at") if "at" in m.re.groupindex else m.start(), m.end()


def named(m: re.Match[str], name: str) -> str:
    """Return a group that has a twin (``unit2``) in the pattern's other branch."""
    groups = m.groupdict()
    return groups.get(name) or groups[f"{name}2"]


def group_of(patterns: tuple[tuple[str, object], ...], word: str) -> int:
    """Return which of some patterns a word is."""
    return next(i for i, (p, _) in enumerate(patterns) if re.fullmatch(p, word))


def month_span(year: int, first: int, last: int) -> tuple[date, date]:
    """Return the days of months ``first`` to ``last``; a smaller ``last`` is of the next year."""
    year = min(max(year, date.min.year), date.max.year)
    if last < first and year == date.max.year:
        return date(year, first, 1), date.max
    return date(year, first, 1), clamped_day(year + (last < first), last, 31)


def year_of(word: str | None, today: date) -> int | None:
    """Return the year that digits or "last year" say, ``None`` where no word does."""
    if not word:
        return None
    if word.isdigit():
        return int(word)
    if re.fullmatch(LAST_YEAR, word):
        return today.year - 1
    return today.year + (1 if re.fullmatch(NEXT_YEAR, word) else 0)


def number(m: re.Match[str]) -> int:
    """Return the number that a match holds, in digits or as a word."""
    n = named(m, "n")
    return int(n) if n.isdigit() else _NUMBERS[n]


Reader = Callable[[re.Match[str], str, date], Atom]
PREPOSITION = (
    r"(?:in|during|of|since|from|before|after|until|by|for|en|depuis|avant|apres|des|jusqu'en|de"
    r"|del|desde|antes de|despues de|hasta|durante|d'|au mois de?|el|y|et|and|to|a|between|entre)"
)
THINGS = (
    r"(?!\s*(?:%|people|participants?|persons?|personnes?|personas|countries|pays|paises"
    r"|attend|euros?|dollars?))"
)

# "May" in folded text where it is the verb, what is not yet so: no day or year beside it, and
# nothing before it that leads to a month ("on 4 May", "in early May", "May 4").
MAY_VERB = (
    r"(?<!\b\d )(?<!\b\d\d )(?<!\d(?:st|nd|rd|th) )(?<!\b(?:in|of|by) )"
    r"(?<!\b(?:this|last|next|late|from) )(?<!\b(?:early|since|until) )(?<!mid-)may\b(?!,|\s+\d)"
)
