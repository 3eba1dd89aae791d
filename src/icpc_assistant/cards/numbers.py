"""Whole numbers in a text, in figures or in words: "2,400", "3 200", "thirty-six", "deux cents"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from icpc_assistant.types import Language

_UNITS: dict[Language, str] = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
    " dix-sept dix-huit dix-neuf vingt",
    "es": "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    " dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro"
    " veinticinco veintiseis veintisiete veintiocho veintinueve",
}
_TENS: dict[Language, str] = {
    "en": "thirty forty fifty sixty seventy eighty ninety",
    "fr": "trente quarante cinquante soixante septante huitante nonante",
    "es": "treinta cuarenta cincuenta sesenta setenta ochenta noventa",
}
_MORE: dict[Language, dict[str, int]] = {
    "en": {"dozen": 12},
    "fr": {"une": 1, "vingts": 20, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20,
           "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60,
           "centaine": 100, "millier": 1000},
    "es": {"un": 1, "una": 1, "veintiun": 21, "veintiuna": 21, "decena": 10, "docena": 12,
           "quincena": 15, "veintena": 20, "treintena": 30, "cuarentena": 40, "centenar": 100,
           "millar": 1000, "doscientos": 200, "doscientas": 200, "trescientos": 300,
           "trescientas": 300, "cuatrocientos": 400, "cuatrocientas": 400, "quinientos": 500,
           "quinientas": 500, "seiscientos": 600, "seiscientas": 600, "setecientos": 700,
           "setecientas": 700, "ochocientos": 800, "ochocientas": 800, "novecientos": 900,
           "novecientas": 900, "ciento": 100, "cien": 100},
}  # fmt: skip
_SCALES: dict[Language, dict[str, int]] = {
    "en": {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9},
    "fr": {"cent": 100, "cents": 100, "mille": 1000, "milliers": 1000, "million": 10**6,
           "millions": 10**6, "milliard": 10**9, "milliards": 10**9},
    "es": {"mil": 1000, "miles": 1000, "millon": 10**6, "millones": 10**6},
}  # fmt: skip
# A group of three behind the separators in use; a Spanish or French comma and an English point
# set off decimals.
_DIGITS: dict[Language, str] = {
    "en": r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?![\d])|\d+(?:\.\d+)?",
    "fr": r"\d{1,3}(?:[.\u00a0\u202f ]\d{3})+(?![\d])|\d+(?:,\d+)?",
    "es": r"\d{1,3}(?:[.\u00a0\u202f ]\d{3})+(?![\d])|\d+(?:,\d+)?",
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number at its place in a text; ``word`` where it is spelt, not written in figures."""

    start: int
    end: int
    value: float
    word: bool


@cache
def _words(language: Language) -> dict[str, int]:
    found = {w: n for n, w in enumerate(_UNITS[language].split(), 1)}
    found |= {w: 30 + 10 * n for n, w in enumerate(_TENS[language].split())}
    return found | _MORE[language] | _SCALES[language]


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    spelt = "|".join(sorted(_words(language), key=len, reverse=True))
    return re.compile(rf"(?<![\w.,])(?:(?P<digits>{_DIGITS[language]})(?!\w)|(?:{spelt})(?!\w))")


# "miles de casas" are no thousand.
_VAGUE = frozenset("milliers millions milliards miles millones".split())
# "medio centenar", "half a dozen", "une demi-douzaine".
_HALF = re.compile(r"\b(?:half a |a half[ -]|media |medio |une? demi-)$")
_JOINER = re.compile(r"[ -]|[ -](?:and|et|y)[ -]")


def numbers(folded: str, language: Language) -> list[Number]:
    """Return the numbers of ``plain`` text in order; one spelt in several words is one number."""
    known, found = _words(language), list[Number]()
    open_, end = list[float](), -1  # the words of the number being read, where it ends
    for m in _pattern(language).finditer(folded):
        digits = m.group("digits")
        value = float(_plain_digits(digits, language)) if digits else float(known[m.group()])
        scale = not digits and m.group() in _SCALES[language]
        gap = folded[end : m.start()] if open_ else ""
        if open_ and not digits and _JOINER.fullmatch(gap) and _joins(open_[-1], value, gap, scale):
            open_.append(value)
            end = m.end()
            found[-1] = Number(found[-1].start, end, _sum(open_), found[-1].word)
            continue
        open_, end = [value], m.end()
        if not digits and m.group() in _VAGUE:
            open_ = []
            continue
        half = _HALF.search(folded[: m.start()]) if not digits and value >= 10 else None
        if half:
            open_ = [value / 2]
        found.append(Number(half.start() if half else m.start(), end, open_[0], not digits))
    return found


def _plain_digits(digits: str, language: Language) -> str:
    grouped = digits.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if language == "en":
        return grouped.replace(",", "")
    return grouped.replace(".", "").replace(",", ".")


def _joins(before: float, value: float, gap: str, scale: bool) -> bool:
    """Whether two number words in a row are one number: "thirty-six", "quatre-vingts", "200"."""
    tight = not re.search(r"[a-z]", gap)
    if scale and value >= 100:
        return tight and before < value
    if before == 4 and value == 20:  # "quatre-vingts"
        return tight
    if before in {20, 30, 40, 50, 60, 70, 80, 90}:
        return value < 10 or (before in {20, 60} and value < 20)
    return (before >= 100 and value < 100) or (before >= 1000 and value < before)


def _sum(parts: list[float]) -> float:
    total = current = 0.0
    for value in parts:
        if value >= 1000:
            total, current = total + max(current, 1) * value, 0.0
        elif value == 100 and 0 < current < 10:
            current *= 100
        elif value == 20 and current % 100 == 4:
            current += 76
        else:
            current += value
    return total + current
