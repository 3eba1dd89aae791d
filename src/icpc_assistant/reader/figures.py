"""The numbers a text names, in digits or in words, as values that compare across languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from icpc_assistant.terms import fold
from icpc_assistant.types import Language

_DIGITS = r"(?<!\d)\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_PER_CENT = r"\bpour\s+cent\b|\bpor\s+cien(?:to)?\b"  # no hundred
_TOKEN = re.compile(
    rf"(?P<digits>{_DIGITS})|(?P<stop>{_PER_CENT}|[^\w\s-])|(?P<word>[^\W\d_]+)", re.IGNORECASE
)


def _numbered(names: str, first: int, step: int = 1) -> dict[str, int]:
    return {name: first + step * n for n, name in enumerate(names.split())}


# Folded words (no case, no accents); what is 20 or more may be followed by a unit.
_SIMPLE: dict[Language, dict[str, int]] = {
    "en": _numbered(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen",
        1,
    )
    | _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
    "fr": _numbered(
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
        "seize",
        1,
    )
    | _numbered("vingt trente quarante cinquante soixante septante huitante nonante", 20, 10)
    | {"une": 1},
    "es": _numbered(
        "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
        "dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres "
        "veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve",
        1,
    )
    | _numbered("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 30, 10)
    | _numbered("doscientos trescientos cuatrocientos quinientos seiscientos setecientos "
                "ochocientos novecientos", 200, 100)
    | {"un": 1, "una": 1, "ciento": 100},
}  # fmt: skip
_SCALES: dict[Language, dict[str, int]] = {
    "en": {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9},
    "fr": {"cent": 100, "cents": 100, "mille": 10**3, "million": 10**6, "millions": 10**6,
           "milliard": 10**9, "milliards": 10**9},
    "es": {"cien": 100, "mil": 10**3, "millon": 10**6, "millones": 10**6},
}  # fmt: skip
_JOINS: dict[Language, str] = {"en": "and", "fr": "et", "es": "y"}
ORDINALS: dict[Language, dict[str, int]] = {
    "en": _numbered(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
        1,
    ),
    "fr": _numbered(
        "premier deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme "
        "onzieme douzieme treizieme quatorzieme quinzieme seizieme dix-septieme dix-huitieme "
        "dix-neuvieme vingtieme",
        1,
    )
    | {"premiere": 1, "second": 2, "seconde": 2},
    "es": _numbered("primero segundo tercero cuarto quinto sexto septimo octavo noveno decimo", 1)
    | _numbered("primera segunda tercera cuarta quinta sexta septima octava novena decima", 1)
    | _numbered("undecimo duodecimo decimotercero decimocuarto decimoquinto decimosexto", 11)
    | _numbered("undecima duodecima decimotercera decimocuarta decimoquinta decimosexta", 11)
    | {"primer": 1, "tercer": 3, "decimotercer": 13, "vigesimo": 20, "vigesima": 20},
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a text names it, and the values that it may mean, in canonical form.

    "1.200" has two ("1200", "1.2"): which one depends on whose punctuation it is.
    """

    text: str
    values: frozenset[str]


def numbers(text: str, language: Language) -> Iterator[Figure]:
    """Yield the numbers of ``text``: digits, cardinals, ordinals, with "million" and the like.

    A lone "one" is no number (it is an article or a pronoun more often).
    """
    tokens = list(_TOKEN.finditer(text))
    at = 0
    while at < len(tokens):
        values, after = _read(tokens, at, language)
        if values:
            found = text[tokens[at].start() : tokens[after - 1].end()]
            yield Figure(found, frozenset(_plain(value) for value in values))
        at = max(after, at + 1)


def values(text: str, language: Language) -> frozenset[str]:
    """Return the values of all numbers of ``text``."""
    return frozenset[str]().union(*(figure.values for figure in numbers(text, language)))


def _read(tokens: list[re.Match[str]], at: int, language: Language) -> tuple[set[float], int]:
    """Read the number that begins at a token; return its values and the position after it."""
    first = tokens[at]
    if first["stop"]:
        return set(), at + 1
    if first["digits"]:
        scale, after = _scales(tokens, at + 1, language)
        return {value * scale for value in _readings(first["digits"])}, after
    ordinal = ORDINALS[language].get(fold(first["word"]))
    if ordinal:
        return {float(ordinal)}, at + 1
    value, after = _spoken(tokens, at, language)
    if after == at or (after == at + 1 and value == 1):
        return set(), at + 1
    return {value}, after


def _spoken(tokens: list[re.Match[str]], at: int, language: Language) -> tuple[float, int]:
    """Read a number in words: hundreds add up, thousands and millions close a group."""
    total, group, last, after = 0.0, 0.0, 0, at
    while after < len(tokens):
        word = fold(tokens[after]["word"] or "-")
        simple = _SIMPLE[language].get(word, 0)
        scale = _SCALES[language].get(word, 0)
        if language == "fr" and word in {"vingt", "vingts"} and last == 4:
            group, last = group + 76, 80  # quatre-vingts
        elif simple and (not last or _follows(last, simple, language)):
            group, last = group + simple, simple
        elif scale == 100:
            group, last = max(group, 1.0) * 100, 100
        elif scale:
            total, group, last = total + max(group, 1.0) * scale, 0.0, scale
        elif not (
            word == _JOINS[language] and last >= 20 and _goes_on(tokens, after, language, last)
        ):
            break
        after += 1
    return total + group, after


def _follows(last: int, simple: int, language: Language) -> bool:
    """Whether a simple number may go on from another: "twenty five", not "five six"."""
    if last >= 100:
        return simple < last
    if language == "fr" and last in {10, 60, 80}:
        return simple in {7, 8, 9} if last == 10 else simple < 20
    return last >= 20 and simple < 10


def _goes_on(tokens: list[re.Match[str]], join: int, language: Language, last: int) -> bool:
    """Whether a number follows the "and" that a number is read up to."""
    if join + 1 >= len(tokens):
        return False
    simple = _SIMPLE[language].get(fold(tokens[join + 1]["word"] or "-"), 0)
    # English joins after hundreds ("two hundred and five"), French and Spanish after tens.
    return bool(simple) and (last >= 100 if language == "en" else _follows(last, simple, language))


def _scales(tokens: list[re.Match[str]], at: int, language: Language) -> tuple[float, int]:
    """The "million" or "mil millones" that follows digits."""
    scale = 1.0
    while at < len(tokens) and (more := _SCALES[language].get(fold(tokens[at]["word"] or "-"))):
        scale, at = scale * more, at + 1
    return scale, at


def _readings(digits: str) -> set[float]:
    read: set[float] = set()
    grouped = re.fullmatch(r"(\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+)(?:[.,](\d{1,2}))?", digits)
    if grouped:
        whole = re.sub(r"\D", "", grouped[1])
        read.add(float(f"{whole}.{grouped[2] or 0}"))
    if re.fullmatch(r"\d+(?:[.,]\d+)?", digits):
        read.add(float(digits.replace(",", ".")))
    return read


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
