"""Typed spans of a sentence: dates, figures, people, places, organisations and other names.

Rules over the shape of words, in English, French and Spanish; no list of particular names. A
short answer is one of these spans, and an answer whose question wants a type that no sentence in
reach holds is declined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from icpc_assistant.terms import FUNCTION_WORDS, fold

Kind = Literal["date", "figure", "person", "place", "organisation", "name"]


@dataclass(frozen=True, slots=True)
class Span:
    """A typed stretch of a text; ``text[start:end] == self.text``.

    ``value`` is the number of a figure, and ``counts`` the words after it that it may count.
    """

    kind: Kind
    start: int
    end: int
    text: str
    value: float | None = None
    counts: str = ""


MONTHS: dict[str, int] = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "jan feb mar apr may jun jul aug sept oct nov dec",
    )
    for number, name in enumerate(names.split(), 1)
} | {"setiembre": 9}
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Mar\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\."
    r"|[Jj]anvier|[Ff][ée]vrier|[Mm]ars|[Aa]vril|[Mm]ai|[Jj]uin|[Jj]uillet|[Aa]o[ûu]t|[Ss]eptembre"
    r"|[Oo]ctobre|[Nn]ovembre|[Dd][ée]cembre|[Ee]nero|[Ff]ebrero|[Mm]arzo|[Aa]bril|[Mm]ayo|[Jj]unio"
    r"|[Jj]ulio|[Aa]gosto|[Ss]eptiembre|[Oo]ctubre|[Nn]oviembre|[Dd]iciembre)"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|er|º)?"
_WEEKDAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[Ll]undi|[Mm]ardi|[Mm]ercredi|[Jj]eudi"
    r"|[Vv]endredi|[Ss]amedi|[Dd]imanche|[Ll]unes|[Mm]artes|[Mm]i[ée]rcoles|[Jj]ueves|[Vv]iernes"
    r"|[Ss][áa]bado|[Dd]omingo),?\s+"
)
_YEAR = r"(?:1[89]|20)\d\d"
_AND = r",?\s*(?:–|—|-|to|and|until|through|au|à|et|al|y|a|hasta|,)\s*"
_OF = r"\s+(?:de\s+|of\s+|del\s+)?"
_MONTH_FIRST = rf"(?:{_WEEKDAY})?{_MONTH}\s+{_DAY}"
_DAY_FIRST = rf"(?:{_WEEKDAY})?{_DAY}{_OF}{_MONTH}"
_DATE = re.compile(
    rf"\b(?:"
    rf"{_MONTH_FIRST}(?:{_AND}(?:the\s+)?(?:{_MONTH_FIRST}|{_DAY}\b))*(?:,?\s+{_YEAR})?"
    rf"|(?:{_DAY}(?:{_OF}{_MONTH})?{_AND}(?:le\s+|el\s+|les\s+)?)*{_DAY_FIRST}(?:(?:,|{_OF})?\s*{_YEAR})?"
    rf"|{_MONTH}(?:{_OF}|,\s*){_YEAR}"
    rf"|{_YEAR}-\d\d-\d\d|{_YEAR}(?:[–-]{_YEAR})?"
    rf"|{_MONTH}"
    rf")(?![\w])"
)

_NUMBER_WORDS: dict[str, int] = {}
for _text in (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty",
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf vingt",
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciseis diecisiete dieciocho diecinueve veinte",
):
    _NUMBER_WORDS |= {word: n for n, word in enumerate(_text.split(), 1)}
_TENS = (
    "thirty forty fifty sixty seventy eighty ninety hundred",
    "trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix cent",
    "treinta cuarenta cincuenta sesenta setenta ochenta noventa cien",
)
for _text in _TENS:
    _NUMBER_WORDS |= {word: 30 + 10 * n for n, word in enumerate(_text.split())}
_NUMBER_WORDS |= {"une": 1, "una": 1, "quatre-vingt": 80, "ciento": 100, "cents": 100}
# "un", "uno", "une" and "one" are articles or pronouns far more often than figures.
_NOT_FIGURES = {"un", "une", "uno", "una", "one"}
_NUMBER_WORD = "|".join(
    sorted((w for w in _NUMBER_WORDS if w not in _NOT_FIGURES), key=len, reverse=True)
)
_QUALIFIER = (
    r"(?:(?:more than|less than|fewer than|nearly|almost|about|around|over|approximately|some"
    r"|up to|at least|plus de|près de|environ|quelque|presque|moins de|au moins|jusqu['’]à|más de"
    r"|cerca de|casi|unos|unas|alrededor de|aproximadamente|menos de|al menos|hasta)\s+)?"
)
_GROUPED = r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?!\d)|[1-9]\d{0,2}(?:\.\d{3})+(?![\d%])"
_PER_CENT = r"per\s?cent|pour\s+cent|por\s+cien(?:to)?"
PER_CENT = re.compile(rf"%|\b(?:{_PER_CENT})\b", re.IGNORECASE)
_FIGURE = re.compile(
    rf"\b(?P<qualifier>{_QUALIFIER})(?:(?:a|one|un)\s+(?=hundred\b))?"
    rf"(?!{_PER_CENT})(?P<number>{_GROUPED}"
    rf"|\d+(?:[.,]\d{{1,3}})?(?:st|nd|rd|th|e|º)?(?![\w])|(?:{_NUMBER_WORD})\b)",
    re.IGNORECASE,
)
_NEXT_WORD = re.compile(
    rf"[-\s](?:(?:and|et|y)[-\s])?(?P<word>{_NUMBER_WORD}|one|un|uno|una|une)\b"
    r"(?!\s+hundred\b)",
    re.IGNORECASE,
)
_BEHIND_THOUSANDS = re.compile(
    rf"\s+(?:and\s+)?(?=(?:one\s+hundred|{_NUMBER_WORD})\b)", re.IGNORECASE
)
_SCALES = {"thousand": 1e3, "mille": 1e3, "mil": 1e3, "milliers": 1e3, "million": 1e6}
_SCALES |= {"millions": 1e6, "millones": 1e6, "billion": 1e9}
_UNIT = re.compile(rf"\s*%|\s+(?:{_PER_CENT}|{'|'.join(_SCALES)})\b", re.IGNORECASE)
_COUNTS = re.compile(r"(?:[-\s]+[^\W\d_][\w’'-]*){0,4}")
_OF_PART = r"(?:a|an|one|two|three|la|le|un|une|deux|trois|los|dos|tres)"
# A part is one of something: "the third congress", "half past" and "el cuarto día" are none.
_PART = (
    rf"(?:\b(?:{_OF_PART}[-\s])?(?:half|moitié|mitad)\b(?!\s+past)"
    rf"|\b{_OF_PART}[-\s](?:third|quarter|fifth|tenth|tiers|quart|cinquième|dixième|tercio|cuarto)s?"
    r"(?=\s+(?:of|des?|du|del|d['’]))(?!\s+of\s+(?:19|20)\d\d)"
    r"|\b(?:una|la) (?:tercera|cuarta|quinta|décima) parte)"
)
# "One in four", "uno de cada tres": out of so few, and not of a time or a year.
_OUT_OF = (
    rf"\b(?:one|un|une|uno|una)\s+(?:[^\W\d_]+\s+)?(?:in|out of|sur|de cada)"
    rf"\s+(?:\d{{1,3}}(?!\d)|{_NUMBER_WORD})\b"
    r"(?!\s+(?:days?|weeks?|months?|years?|hours?|jours?|semaines?|mois|ans?|années?|heures?"
    r"|d[ií]as?|semanas|mes(?:es)?|años?|horas?))"
)
_ROUND = (
    r"(?:a|an|une|una|des|some)\s+(?:dozens?|(?:diz|douz|quinz|vingt|trent|quarant|cinquant|soixant"
    r"|cent)aines?|milliers|decenas?|docenas?|veintenas?|treintenas?|centenar(?:es)?)"
)
_FRACTION = re.compile(rf"\b{_QUALIFIER}(?:{_PART}|{_OUT_OF}|\b{_ROUND})\b", re.IGNORECASE)

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'.&-]*[\w’']|[A-ZÀ-ÖØ-Þ]{1,2}\.?"
_LINK = (
    r"(?:of|the|for|and|on|de|del|la|las|los|le|les|des|du|d[’']|l[’']|et|y|pour|para|sur|al|van|von"
    r"|der|den|bin|el|da|di|&|–)"
)
_NAME = re.compile(
    rf"(?:(?:Mrs?|Ms|Dr|Prof|M|MM|Sra?|Srta|Hon|St|Ste)\.\s+)?(?:{_CAPITAL})"
    rf"(?:\s+(?:(?:{_LINK}\s+){{0,3}}(?:{_CAPITAL})|\d{{4}}))*"
)
_ACRONYM_BEHIND = re.compile(
    r"(?P<rest>[^.;:()\n]{0,90}?)\s*\((?P<acronym>[A-ZÀ-Þ][A-ZÀ-Þ&.-]{1,9})\)"
)
_POSSESSIVE = re.compile(r"[’'](?:s)?$")

_HONORIFIC = re.compile(
    r"^(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame|Lady|Lord|M|Mme|Mlle|MM|Me|Sr|Sra|Srta|Don"
    r"|Doña|Major|General|Colonel|Captain|Commissioner|Minister|President|Mayor|Senator|Judge"
    r"|Honourable|Hon|Chief|Inspector|Madame|Monsieur|Señor|Señora|Docteur|Doctor)\b\.?\s*"
)
_ORGANISATION = re.compile(
    r"\b(?:university|universit[éàe]|universidad|institute?|instituto|ministry|minist[èe]re"
    r"|ministerio|department|d[ée]partement|departamento|centre|center|centro|association"
    r"|asociaci[óo]n|union|uni[óo]n|council|conseil|consejo|committee|comit[ée]|forum|foro"
    r"|federation|f[ée]d[ée]ration|network|r[ée]seau|red|police|polic[íi]a|government|gouvernement"
    r"|gobierno|agency|agence|agencia|organi[sz]ation|organizaci[óo]n|foundation|fondation"
    r"|fundaci[óo]n|commission|comisi[óo]n|community|communaut[ée]|comunidad|office|bureau|oficina"
    r"|city of|ville de|ciudad de|company|group|society|soci[ée]t[ée]|sociedad|board|table|bank"
    r"|school|[ée]cole|escuela|college|laboratory|observator\w+|municipalit\w+|nations|naciones"
    r"|ltd|inc|programme|program|division|secretariat|alliance|coalition|partners(?:hip)?)\b",
    re.IGNORECASE,
)
_PLACE_BEFORE = re.compile(
    r"(?:\b(?:in|at|near|from|to|en|à|au|aux|dans|chez|de|desde|hacia|headquarters of|sede de"
    r"|siège de)\s+(?:the\s+|la\s+|le\s+|el\s+|les\s+|los\s+|l[’'])?)$",
    re.IGNORECASE,
)
_EVENTISH = re.compile(
    r"\b(?:conference|conférence|conferencia|congress|congrès|congreso|summit|sommet|cumbre"
    r"|seminar|séminaire|seminario|forum|workshop|atelier|taller|day|session|séance|sesión|show"
    r"|festival|meeting|réunion|reunión|edition|édition|edición|strategy|stratégie|estrategia"
    r"|study|report|project|training|week|challenges?|understanding|security|democracy)\b",
    re.IGNORECASE,
)
_TITLE_WORD = re.compile(
    r"\b(?:director|directeur|directrice|directora|president|présidente?|presidenta?|minister"
    r"|ministre|ministro|ministra|mayor|maire|alcalde|alcaldesa|professor|professeur|profesora?"
    r"|secretary|secrétaire|secretari[oa]|coordinator|coordinat\w+|coordinador\w*|consultant"
    r"|consultor\w*|expert|experte|expert[oa]|analyst|analyste|analista|head|chief|chair\w*"
    r"|executive|general|officer|manager|commissioner|representative|consul|ambassador|governor"
    r"|researcher|chercheu\w+|investigador\w*|urbaniste|spokes\w+|lawyer|judge|engineer|founder"
    r"|delegate|gouverneure?|gobernador\w*|prosecutor|vice-president|statistical|criminal|public"
    r"|justice)\b",
    re.IGNORECASE,
)


def dates(text: str) -> list[Span]:
    """Return every date of ``text``, from a bare year or month to a range of days."""
    return [
        Span("date", m.start(), m.end(), m.group())
        for m in _DATE.finditer(text)
        # "May" and "March" alone at the start of a sentence are verbs as often as months.
        if not (m.group() in {"May", "March", "Mars", "Mai", "mai", "mars"} and m.start() == 0)
    ]


def figures(text: str) -> list[Span]:
    """Return every figure that is no part of a date, with the words it may count.

    Fractions ("half", "one in four") and round numbers ("a dozen") are figures without a value.
    """
    found = [_figure(text, *m.span(), None) for m in _FRACTION.finditer(text)]
    taken = [(span.start, span.end) for span in (*dates(text), *found)]
    end = 0
    for m in _FIGURE.finditer(text):
        at = m.start("number")
        if at < end or any(start <= at < stop for start, stop in taken):
            continue
        value, end = _read_number(text, m)
        if value is None:
            continue
        unit = _UNIT.match(text, end)
        if unit:
            value, end = _scaled(value, unit), unit.end()
        value, end = _with_hundreds(text, value, end)
        found.append(_figure(text, m.start(), end, value))
    return sorted(found, key=lambda span: span.start)


def _figure(text: str, start: int, end: int, value: float | None) -> Span:
    counts = _COUNTS.match(text, end)
    said = counts.group().strip(" -\n") if counts else ""
    return Span("figure", start, end, text[start:end], value, said)


def _read_number(text: str, m: re.Match[str]) -> tuple[float | None, int]:
    """Return the value of the number that begins at a match, and where its last word ends."""
    number, end = m.group("number"), m.end("number")
    first = _NUMBER_WORDS.get(fold(number))
    if first is None:
        return _digits(number), end
    total = last = float(first)
    while more := _NEXT_WORD.match(text, end):
        value = float(_NUMBER_WORDS.get(fold(more.group("word")), 0))
        if value == 100 and last < 10:
            total += last * 99
        elif last == 4 and value == 20:
            total, value = total + 76, 80.0
        elif value and _adds(last, value):
            total += value
        else:
            break
        last, end = value, more.end()
    return total, end


def _with_hundreds(text: str, value: float, end: int) -> tuple[float, int]:
    """Return a number of thousands with what goes on behind them: "two thousand five hundred"."""
    behind = _BEHIND_THOUSANDS.match(text, end)
    if not value or value % 1000 or not behind:
        return value, end
    m = _FIGURE.match(text, behind.end())
    more, after = _read_number(text, m) if m else (None, end)
    if not more or more >= 1000:
        return value, end
    return value + more, after


def _adds(last: float, value: float) -> bool:
    """Whether a number word goes on from the last: "sixty-one", "cuarenta y dos", "cent dix"."""
    if last in (20, 60, 80):
        return value < 20
    return value < 10 if 20 < last < 100 else last == 100 > value


def _digits(number: str) -> float | None:
    """Return what digits say: "1.200" groups thousands, "3,5" and "0.85" have decimals."""
    if re.fullmatch(_GROUPED, number):
        return float(re.sub(r"\D", "", number))
    try:
        return float(re.sub(r"[^\d.]", "", number.replace(",", ".")))
    except ValueError:
        return None


def _scaled(value: float, unit: re.Match[str]) -> float:
    """Return a value with its "million"; that of a percentage is left as it stands."""
    return value * _SCALES.get(fold(unit.group().strip()), 1.0)


def names(text: str) -> list[Span]:
    """Return every name of ``text``: capitalised words and the small words that join them.

    The kind is ``person``, ``place``, ``organisation`` or, where the shape does not tell,
    ``name``. Months, weekdays and capitalised function words are no names.
    """
    found = []
    taken = [(d.start, d.end) for d in dates(text)]
    for start, end in _name_ranges(text):
        whole = _POSSESSIVE.sub("", text[start:end])
        # "Table de concertation … (TCM)": the acronym behind it shows where a name ends.
        spelt_out = _ACRONYM_BEHIND.match(text, start + len(whole))
        if spelt_out and abbreviates(
            spelt_out.group("acronym"), text[start : spelt_out.end("rest")]
        ):
            whole = text[start : spelt_out.end()]
        end = start + len(whole)
        if whole and not any(first <= start and end <= last for first, last in taken):
            found.append(Span(_kind(text, start, whole), start, end, whole))
    return found


def abbreviates(acronym: str, name: str) -> bool:
    """Whether the acronym's letters stand in order in ``name``, the first one at its start."""
    letters = iter(fold(name))
    wanted = fold(acronym.replace(".", "").replace("-", ""))
    return fold(name)[:1] == wanted[:1] and all(letter in letters for letter in wanted)


def _name_ranges(text: str) -> Iterator[tuple[int, int]]:
    for m in _NAME.finditer(text):
        start, end = m.span()
        # A capitalised function word opens a sentence; it is no part of the name.
        while True:
            first = re.match(r"[\w’']+\s+", text[start:end])
            if first and _grammatical(first.group().strip()):
                start += first.end()
                rest = re.match(rf"(?:{_LINK}\s+)+", text[start:end])
                if rest:
                    start += rest.end()
                continue
            break
        # Two coordinated names are two: "Jean Spinette, Mayor" never joins, "A and B" must part.
        for piece_start, piece_end in _parted(text, start, end):
            word = text[piece_start:piece_end]
            if word and not _grammatical(word) and fold(word.strip(".")) not in MONTHS:
                yield piece_start, piece_end


_JOINED = re.compile(r"\s+(?:and|et|y|e)\s+")


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split "Jane Doe and John Roe" where both sides look like a person's name."""
    at = start
    for m in _JOINED.finditer(text, start, end):
        left, right = text[at : m.start()], text[m.end() : end]
        if not _ORGANISATION.search(left) and 1 <= len(left.split()) <= 5 and right[:1].isupper():
            yield at, m.start()
            at = m.end()
    yield at, end


def _grammatical(word: str) -> bool:
    folded = fold(word) if word else ""
    return any(folded in FUNCTION_WORDS[language] for language in FUNCTION_WORDS)


def _kind(text: str, start: int, name: str) -> Kind:
    honorific = _HONORIFIC.match(name)
    if honorific and re.fullmatch(
        rf"(?:(?:{_CAPITAL}|al|el|de|bin|van|von)\s*)+", name[honorific.end() :]
    ):
        return "name" if _TITLE_WORD.search(name[honorific.end() :]) else "person"
    if (
        name.endswith(")")
        or _ORGANISATION.search(name)
        or re.fullmatch(r"[A-Z][A-Z.&-]{1,9}", name)
    ):
        return "organisation"
    if _EVENTISH.search(name) or any(ch.isdigit() for ch in name):
        return "name"
    if _TITLE_WORD.search(name):
        return "name"
    if _PLACE_BEFORE.search(text[:start]):
        return "place"
    parts = [p for p in name.split() if p[:1].isupper()]
    joined = re.search(r"\b(?:of|for|on|the|and|pour|para|sur|des|les|los|las)\b", name)
    if 2 <= len(parts) <= 4 and not joined and _unheard_of(parts):
        return "person"
    return "name"


def _unheard_of(parts: list[str]) -> bool:
    """Whether some part is no word of the vocabulary: "Ambitious Objectives" names nobody."""
    from icpc_assistant.lexicon import lexicon

    known = lexicon()
    return any(
        not any(known.is_common(piece, language) for language in FUNCTION_WORDS)
        for part in parts
        for piece in part.split("-")
        if len(piece) > 1
    )


def is_unusual(name: str) -> bool:
    """Whether some part of a name is no word of the vocabulary, as in most people's names."""
    return _unheard_of([part for part in name.split() if part[:1].isupper()])


def is_role(text: str) -> bool:
    """Whether a few words name an office or profession ("Director of Studies")."""
    return bool(_TITLE_WORD.search(text))


def spans(text: str) -> list[Span]:
    """Return all typed spans of ``text`` in order of their start."""
    return sorted([*dates(text), *figures(text), *names(text)], key=lambda s: (s.start, -s.end))
