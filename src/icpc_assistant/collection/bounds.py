"""Lengths and sizes that a question sets: "three days or longer", "de un solo día"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from icpc_assistant.cards.kinds import MANY, ONE, marked
from icpc_assistant.collection.reading import Reading
from icpc_assistant.collection.request import Measure

Bound = tuple[Measure, float]

WORD_NUMBERS = {
    word: number
    for words in (
        "one two three four five six seven eight nine ten",
        "un deux trois quatre cinq six sept huit neuf dix",
        "un dos tres cuatro cinco seis siete ocho nueve diez",
    )
    for number, word in enumerate(words.split(), 1)
} | {"a": 1, "une": 1, "una": 1, "uno": 1}
_NUMBER = rf"(?P<n>\d[\d,. ]*|(?:{'|'.join(sorted(WORD_NUMBERS, key=len, reverse=True))})\b)"
_SINGLE = r"(?:(?:single|seule?|sol[oa]|full|whole|entiere?)\s+)?"
_LENGTH = r"(?:days?|journees?|jours?|dias?|jornadas?|weeks?|semaines?|semanas?)"
_UNIT = (
    rf"(?P<unit>{_LENGTH}|participants?|people|personnes|participantes|personas|attendees"
    r"|asistentes|countries|pays|paises)\b"
)
# What follows a verb: "dépassé les 200 participants", "superaron la cifra de 500".
_MARK = (
    r"(?:(?: (?:the|les?|la|l[ao]s))?(?: (?:(?:barre|cap|seuil|nombre|chiffre|cifra|barrera"
    r"|mark|number) (?:of|d[eu]s?|de l[ao]s)))?)"
)
_OVER = (
    r"(?:more than|(?<!held )(?<!spread )(?<!tenu )over|longer than|beyond|above|upwards of"
    r"|(?:going|goes|gone|go|went) (?:over|above|beyond|past)"
    rf"|(?:exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topp?(?:s|ed|ing)?){_MARK}"
    r"|plus d(?:e |')|plus longtemps qu(?:e |')|au-dela d[eu]s?|au-dessus d[eu]s?"
    rf"|(?:de)?pass(?:e|ee|es|ees|er|ent|ait|aient|ant) (?:les|la barre|le cap|le seuil){_MARK}"
    rf"|depass(?:e|ee|es|ees|er|ent|ait|aient|ant){_MARK}"
    r"|mas de|mas que|por encima del?(?: l[oa]s)?|por arriba del?"
    rf"|(?:super(?:o|a|an|ar|aron|aba|aban|ado|ando|e|en)|rebas\w+|sobrepas\w+"
    rf"|exced(?:io|ieron|e|en|er|ia|ian|ido)|pas(?:o|aron|a|an|ar|ado) del?){_MARK})"
)
_REACHED = (
    r"(?:reach(?:ed|es|ing)?|attei(?:nt|gnait|gnaient|gnent|ndre)|alcanz(?:o|aron|a|an|ar|ado)"
    rf"|lleg(?:o|aron|a|an|ar|ado) a){_MARK}"
)
_UNDER = (
    rf"(?:(?:not|no|pas|\w+n't) (?:\w+ )?{_REACHED}|less than|fewer than|shorter than|under"
    r"|below|short of"
    r"|moins d(?:e |')|moins longtemps qu(?:e |')|en dessous d[eu]s?|au-dessous d[eu]s?"
    r"|sous (?:la barre d[eu]s?|l[ae]s?|le seuil d[eu]s?)|menos de|menos que"
    r"|por debajo del?(?: l[oa]s)?|por abajo del?)"
)
_FROM = (
    r"(?:at least|au moins|al menos|por lo menos|minimum"
    rf"|{_REACHED}|(?:no|not|pas|\w+n't) (?:\w+ )?{_UNDER})"  # "no fewer than"
)
_UP_TO = (
    r"(?:(?:at|no) most|(?:no|not) (?:more|longer) than|not over|up to|maximum|pas plus d(?:e |')"
    r"|au (?:plus|maximum)|jusqu'a|no mas de|como (?:mucho|maximo)|a lo sumo|hasta"
    rf"|(?:not|no|pas|\w+n't) (?:\w+ ){{0,2}}?{_OVER}"
    rf"|n(?:e |')(?:\w+ )?depass\w+ pas{_MARK})"
)
_BOUND = re.compile(
    rf"\b(?:(?P<up_to>{_UP_TO})|(?P<under>{_UNDER})|(?P<over>{_OVER})|(?P<from>{_FROM}))?\s*"
    rf"\b{_NUMBER}\s*{_SINGLE}{_UNIT}"
    r"(?:\s*(?:(?P<or_more>(?:or|and|ou|o|et|y) (?:longer|more|over|plus|mas))"
    r"|(?P<or_less>(?:or|ou|o) (?:less|fewer|shorter|under|moins|menos))"
    r"|(?P<most>at (?:the )?most|maximum|au (?:plus|maximum)|como (?:mucho|maximo)|a lo sumo)"
    r"|(?P<least>at least|minimum|au moins|al menos|por lo menos))\b)?"
)
# "Attendance over 200", "plus de 100 y ont assisté": people, whom another word tells.
_BARE = re.compile(
    rf"\b(?:(?P<up_to>{_UP_TO})|(?P<under>{_UNDER})|(?P<over>{_OVER})|(?P<from>{_FROM}))\s*"
    r"\b(?P<n>\d[\d,. ]*\d|\d+)(?![\w%€£$])(?! (?:%|per cent|percent|pour cent|por ciento))"
    r"(?=\W*$|[,;:?!.)]|\s+(?:(?:ever |actually )?(?:attend\w*|turned|came|showed|took part"
    r"|participat\w*|registered|joined|were|was|at|in|and|or|to|y|et|ont|a|au|aux|en|dans|sont"
    r"|etaient|particip\w*|assist\w*|venu\w*|inscrit\w*|acud\w+|fueron|asist\w+|o|ou)\b))"
)
_TURNOUT = (
    r"attendances?|turn-?outs?|crowds?|audiences?|affluence|frequentation|assistance|public"
    r"|asistencias?|afluencia|concurrencia|publico|aforo"
)
_PEOPLE = re.compile(
    rf"\b(?:(?P<turnout>{_TURNOUT})|attend\w*|turned (?:up|out)|showed up|participa\w*|people"
    r"|persons|delegates|visitors|came|personnes|gens|monde|assiste\w*|venue?s|inscrits?"
    r"|asist\w+|gente|personas|acud\w+|inscrit[oa]s)\b"
)
# "Between 100 and 500 participants", "two or three days", "more than 100 but fewer than 500".
_BUT = r"\s*,?\s*(?:(?:and|but|et|mais|y|pero)\s+)?"
_LEAST, _MOST = rf"(?P<over>{_OVER})|{_FROM}", rf"(?P<under>{_UNDER})|{_UP_TO}"
_ONE = _NUMBER.replace("<n>", "<one>") + rf"(?:\s*{_UNIT.replace('<unit>', '<first>')})?"
_OTHER = _NUMBER.replace("<n>", "<other>") + rf"(?:\s*{_UNIT})?"
# Each with the number that is the least, and the one that is the most.
_RANGES = tuple(
    (re.compile(rf"\b{form}"), least, most)
    for form, least, most in (
        (rf"(?:between|entre)\s+{_ONE}\s+(?:and|et|y|e)\s+{_OTHER}", "one", "other"),
        (rf"{_ONE}\s*(?:to|or|ou|o|u|a|-|–)\s*{_OTHER}", "one", "other"),
        (rf"(?:{_LEAST})\s+{_ONE}{_BUT}(?:{_MOST})\s+{_OTHER}", "one", "other"),
        (rf"(?:{_MOST})\s+{_ONE}{_BUT}(?:{_LEAST})\s+{_OTHER}", "other", "one"),
    )
)
# "The last two or three weeks" are a time.
_ROLLING = re.compile(
    r"\b(?:last|past|next|coming|previous|first|every|each|ces|les|derniere?s|prochaine?s|chaque"
    r"|ultim[oa]s|proxim[oa]s|pasad[oa]s|primer[oa]s|cada)\s+$"
)
_DENIED = re.compile(r"(?:\b(?:not|never|pas|ne|no|sin|sans|without)|n't)\b(?:\s+[\w']+){0,3}\s*$")
# A distance in time is no length: "less than two weeks ago", "30 days before the forum".
_AGO = re.compile(r"\b(?:il y a|hace|within|dans|in)\s+$")
_FROM_THEN = re.compile(r"\bfrom\s+$")  # but "from two to three days"
_AWAY = re.compile(
    r"\s*(?:ago|apart|before|after|from (?:now|today)|earlier|later|avant|apres|plus tot"
    r"|plus tard|antes|despues|mas tarde)\b"
)
# "Several days": two or more.
_SEVERAL = re.compile(
    r"\b(?:multi-?(?: ?days?|jours?|journees?)|(?:several|a few|multiple|many|some)[ -]days?"
    r"|plusieurs (?:jours|journees)|quelques jours|(?:varios|algunos|multiples) dias"
    r"|varias jornadas|(?:of|for|over) days(?= *$))\b"
)
# A length told without more or less is the very length, where it is said of the event itself.
_EXACT = re.compile(
    rf"\b(?:(?:{MANY}|{ONE})\s+(?:(?:that|which|who|qui|que) )?(?:of |d'|de )"
    r"|(?:last(?:ed|ing|s)?|took|take|dur(?:e|ee|es|aient|ait|ent|o|aron|aban?|an|a)|end(?:ed)? in"
    r"|over (?:and done )?(?:with )?in|held (?:over|on|in)|tenue?s? (?:sur|en)|eu lieu (?:sur|en)"
    r"|celebra\w+ en)\s+(?:(?:just|only|for|seulement|que|qu'|solo|solamente|d'|de)"
    rf" ?)*)(?P<said>{_NUMBER}[ -]*{_SINGLE}(?P<unit>{_LENGTH})\b)(?! ago| plus tot| antes)"
    rf"|\b(?P<said2>{_NUMBER.replace('<n>', '<n2>')}-(?P<unit2>days?|weeks?))\b"
)
_DAY = re.compile(
    r"(?<=une )(?:seule )?journee\b|\bjournees\b|(?<=una )(?:sola )?jornada\b|\bjornadas\b"
)
# "One single day" can be no part of a time.
_ONE_DAY = re.compile(
    r"\b(?:(?:a|one) single day|single-day|(?:just|only) (?:a|one) day|one day only|un seul jour"
    r"|une seule journee|un(?:a)? sol[oa] (?:dia|jornada))\b"
)


def bounds(reading: Reading) -> tuple[Bound | None, Bound | None]:
    """Return the least and the most that a question asks events to measure, its words spent."""
    least, most = _bounds(reading)
    if "people" in (bound[0] for bound in (least, most) if bound):
        for m in _PEOPLE.finditer(reading.folded):
            if m["turnout"] and reading.free(*m.span()):
                reading.spend(*m.span())
    return least, most


def _bounds(reading: Reading) -> tuple[Bound | None, Bound | None]:
    for m, low, high in _ranges(reading.folded):
        if reading.free(*m.span()):
            reading.spend(*m.span())
            return low, high
    for m in _BOUND.finditer(reading.folded):
        least, most = _bound(m)
        before, after = reading.folded[: m.start()], reading.folded[m.end() :]
        if _tells_when(m["unit"], before, after, _AGO, _FROM_THEN):
            continue
        if (least or most) and reading.free(*m.span()):
            reading.spend(*m.span())
            return least, most
    people = _PEOPLE.search(reading.folded)
    for m in _BARE.finditer(reading.folded) if people else ():
        if reading.free(*m.span()):
            reading.spend(*m.span())
            return _bound_of(m, "people", _number(m["n"]))
    for start, end, fewest, longest in _lengths(reading.folded):
        if reading.free(start, end):
            reading.spend(start, end)
            return ("days", fewest), None if longest is None else ("days", longest)
    return None, None


def _tells_when(unit: str, before: str, after: str, *leads: re.Pattern[str]) -> bool:
    """Whether a length tells when: "in the last two or three weeks", "2 or 3 days ago"."""
    led = any(lead.search(before) for lead in leads)
    return bool(re.match(_LENGTH, unit) and (led or _AWAY.match(after)))


def _ranges(folded: str) -> Iterator[tuple[re.Match[str], Bound, Bound]]:
    """Yield where a range stands, with its least and its most."""
    for form, least, most in _RANGES:
        for m in form.finditer(folded):
            before, after = folded[: m.start()], folded[m.end() :]
            unit = m["unit"] or m["first"]
            if not unit or _DENIED.search(before):
                continue
            if _tells_when(unit, before, after, _AGO, _ROLLING):
                continue
            low, high = _measured(m[least], _unit(m, least)), _measured(m[most], _unit(m, most))
            said = m.groupdict()
            low = low[0], low[1] + bool(said.get("over"))
            high = high[0], high[1] - bool(said.get("under"))
            if low[0] == high[0]:
                yield (m, low, high) if low[1] <= high[1] else (m, high, low)


def _unit(m: re.Match[str], number: str) -> str:
    """Return the unit of one of a range's numbers: its own, else the other's."""
    own, other = ("first", "unit") if number == "one" else ("unit", "first")
    return m[own] or m[other]


def _measured(number: str, unit: str) -> Bound:
    """Return what a number with its unit measures, weeks in days."""
    if re.match(_LENGTH, unit):
        return "days", _days(_number(number), unit)
    return ("countries" if re.match(r"countr|pa[iy]s", unit) else "people"), _number(number)


def _bound(m: re.Match[str]) -> tuple[Bound | None, Bound | None]:
    """Return the least and the most of "three days or longer", "under 500 participants"."""
    measure, number = _measured(m["n"], m["unit"])
    if m["or_less"] or m["most"]:
        return None, (measure, number)
    if m["or_more"] or m["least"]:
        return (measure, number), None
    return _bound_of(m, measure, number)


def _bound_of(
    m: re.Match[str], measure: Measure, number: float
) -> tuple[Bound | None, Bound | None]:
    """Return the least and the most by what stands before a number."""
    if m["up_to"]:
        return None, (measure, number)
    if m["under"]:
        return None, (measure, number - 1.0)
    if m["over"]:
        return (measure, number + 1.0), None
    return (measure, number) if m["from"] else None, None


def _lengths(folded: str) -> Iterator[tuple[int, int, float, float | None]]:
    """Yield where plain text tells a length in itself, and the fewest and most days it means."""
    for m in _SEVERAL.finditer(folded):
        yield *m.span(), 2.0, None
    for m in _ONE_DAY.finditer(folded):
        yield *m.span(), 1.0, 1.0
    for m in _EXACT.finditer(_marked(folded)):
        said, n, unit = ("said", "n", "unit") if m["said"] else ("said2", "n2", "unit2")
        days = _days(_number(m[n]), m[unit])
        yield *m.span(said), days, days


def _marked(folded: str) -> str:
    """Return marked text in which "journée" is a length, no event."""
    text = marked(folded)
    for m in _DAY.finditer(folded):
        text = text[: m.start()] + m.group() + text[m.end() :]
    return text


def _number(said: str) -> float:
    word = said.strip()
    if m := re.fullmatch(r"(\d+)[.,](\d{1,2})", word):
        return float(f"{m[1]}.{m[2]}")
    return float(WORD_NUMBERS.get(word) or re.sub(r"\D", "", word) or 1)


def _days(number: float, unit: str) -> float:
    return number * 7 if unit.startswith(("week", "sem")) else number
