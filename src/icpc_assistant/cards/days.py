"""Days that a text names by the event they lie in: "on Friday", "the 22nd", "the day before".

Each is read against the days of the event. What fits none of them, or more than one, is left
unread: a wrong day is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from icpc_assistant.cards.kinds import nouns_in
from icpc_assistant.entities import MONTHS
from icpc_assistant.timespan.span import clamped_day


@dataclass(frozen=True, slots=True)
class Day:
    """A day or a run of days at its place in a sentence."""

    at: int
    to: int
    first: date
    last: date
    number: bool = False  # whether the text gives the day of the month


_WEEKDAYS = {
    name: number
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "lunes martes miercoles jueves viernes sabado domingo",
    )
    for number, name in enumerate(names.split())
}
_WD = "|".join(_WEEKDAYS)
_M = "|".join(sorted((re.escape(m) for m in MONTHS), key=len, reverse=True))
_D = r"(?:0?[1-9]|[12]\d|3[01])"
_NTH = rf"{_D}(?:st|nd|rd|th)"
# A weekday alone: no number behind it, no habit ("every Friday"), no plan ("planned for Friday"),
# none of a range's ends ("de lunes a viernes"), no other week ("last Friday").
_WEEKDAY = re.compile(
    rf"(?<![\w-])(?P<day>{_WD})(?![\w-])(?!,?\s+(?:the\s+|le\s+)?\d|\s+(?:last|next|dernier|pasado"
    r"|prochain|proximo)\b)"
)
_NO_WEEKDAY = re.compile(
    r"\b(?:every|each|chaque|cada|los|les|last|next|pasado|proximo|black|good|ash|by|until|before"
    r"|after|(?:planned|scheduled|due|set|prevu\w*|previst[oa]s?)\s+(?:for|le|para|el))"
    r"\s+(?:el\s+|le\s+|on\s+)?$"
)
# "last Friday", told just after an event that ended on a Friday.
_LAST_WEEKDAY = re.compile(
    rf"(?<![\w-])(?<!closed )(?<!ended )(?:last (?P<en>{_WD})|(?P<back>{_WD}) (?:dernier|pasado)"
    rf"|pasado (?P<es>{_WD}))(?![\w-])(?!,?\s+\d)"
)
_FROM_TO = re.compile(
    rf"\b(?:from|de|du|del|between|entre)\s+(?:el\s+|le\s+)?(?:{_WD})s?\s+(?:a|to|au|al|and|et|y)\s+"
    rf"(?:el\s+|le\s+)?(?:{_WD})"
)
_NUMBERED = re.compile(
    rf"(?<![\w-])(?:(?:{_WD}),?\s+(?:the\s+|le\s+)?(?P<n>{_D})(?:st|nd|rd|th)?"
    rf"|(?:los\s+dias|el\s+dia|del\s+dia|les\s+jours|dia)\s+(?P<d>{_D})"
    rf"|(?:on|of|by|until|from|to|and)\s+the\s+(?P<th>{_NTH})"
    rf"|(?:el|le)\s+(?P<bare>{_D})(?=\s*[,.;:)]|$))"
    rf"(?:\s*(?:to|and|-|–|a|al|y|et|au)\s+(?:the\s+|el\s+|le\s+)?(?:(?:{_WD}),?\s+)?"
    rf"(?P<n2>{_D})(?:st|nd|rd|th)?)?"
    rf"(?!\w|[.,:]\d|\s*(?:de\s+|of\s+|,\s*)?(?:{_M})\b|\s*(?:et|y|and|,|to|au|al|-|–)\s*\d"
    r"|\s+(?:edition|congress|conference|anniversary|century|meeting|summit|forum|session|annual"
    r"|\d|(?:to|au|al|a)\s+(?:\w+\s+)?\d))"
)
_EVE = re.compile(
    r"\b(?:(?:the\s+)?(?:day|evening|afternoon|night|morning) before(?! yesterday)"
    r"|(?:on\s+)?the eve(?= of)|la veille|la vispera|el dia anterior|la tarde anterior"
    r"|la noche anterior)\b"
)
_AFTER = re.compile(
    r"\b(?:(?:the\s+)?(?:day|morning) after|the (?:next|following) (?:day|morning)|le lendemain"
    r"|al dia siguiente|el dia siguiente|a la manana siguiente)\b"
)
# "the eve of the vote" is no eve of the congress: only that of an event or its opening is.
_OF = re.compile(
    r"\s*(?:(?:of|de|du|d'|del|avant|antes de)\s*(?:the|la|le|l'|el|los|las|its|son|sa|su)?"
    r"|(?:the|its|their|our))\s*\b"
)
_OPENING = re.compile(
    r"(?:opening|start|ceremony|session|hearing|audience|audiencia|sesion|ouverture|debut|ceremonie"
    r"|inauguration|apertura|inicio|inauguracion|ceremonia|acto)\b"
)
_OPENS = re.compile(r"(?:^|[.;:]\s+)[\s\-*#]*$")  # where a clause begins
_ORDINALS = (
    ("first|opening|premier|premiere|primer|primera", 0),
    ("second|deuxieme|seconde|segundo|segunda", 1),
    ("third|troisieme|tercer|tercera", 2),
    ("fourth|quatrieme|cuarto|cuarta", 3),
    ("fifth|cinquieme|quinto|quinta", 4),
    ("sixth|sixieme|sexto|sexta", 5),
    ("last|final|closing|dernier|derniere|ultimo|ultima", -1),
)
_ORD = "|".join(o for o, _ in _ORDINALS)
_DAYTIME = (
    r"(?:day|morning|afternoon|evening|night|jour|journee|matin|matinee|apres-midi|soir|soiree|nuit"
    r"|dia|jornada|manana|tarde|noche)"
)
_ORDINAL_DAY = re.compile(
    rf"\b(?:the|la|le|l'|el|du|del)\s*(?P<ord>{_ORD})\s+{_DAYTIME}\b"
    r"(?!\s+of\s+(?:the\s+)?(?:year|month|school))"
    rf"|\b{_DAYTIME}, (?:the|la|le|el)\s+(?P<apposed>{_ORD})\b(?=,)"
)


def days_in(
    folded: str, spans: Sequence[tuple[date, date]], named: Sequence[tuple[int, date]]
) -> Iterator[Day]:
    """Yield the days of a sentence that are told by the event's.

    ``spans`` are the event's stretches of days, the likeliest first; ``named`` are the full dates
    of the sentence with the places where they end.
    """
    if not spans:
        return
    yield from _numbered(folded, spans)
    yield from _weekdays(folded, spans)
    yield from _eves(folded, spans, named)
    first, last = spans[0]
    for m in _ORDINAL_DAY.finditer(folded):
        said = m.group("ord") or m.group("apposed")
        n = next(n for names, n in _ORDINALS if said in names.split("|"))
        day = last if n < 0 else first + timedelta(days=n)
        if first < last and day <= last and (last - first).days <= 21:
            yield Day(m.start(), m.end(), day, day)


def _weekdays(folded: str, spans: Sequence[tuple[date, date]]) -> Iterator[Day]:
    ends = [m.span() for m in _FROM_TO.finditer(folded)]
    for m in _LAST_WEEKDAY.finditer(folded):
        last = spans[-1][1]
        if last.weekday() == _WEEKDAYS[m.group("en") or m.group("back") or m.group("es")]:
            yield Day(m.start(), m.end(), last, last)
    for m in _WEEKDAY.finditer(folded):
        if any(start <= m.start() < end for start, end in ends):
            continue
        if _NO_WEEKDAY.search(folded[: m.start()]):
            continue
        for first, last in spans:
            length = (last - first).days
            fit = [
                day
                for n in range(min(length, 40) + 1)
                if (day := first + timedelta(days=n)).weekday() == _WEEKDAYS[m.group("day")]
            ]
            ended = re.search(r"\b(?:ended|closed|concluded|acheve\w*|clos\w*|termin\w+)\b", folded)
            if length and (len(fit) == 1 or (fit and ended and fit[-1] == last)):
                yield Day(m.start(), m.end(), fit[-1], fit[-1])
                break


def _numbered(folded: str, spans: Sequence[tuple[date, date]]) -> Iterator[Day]:
    """Yield "Wednesday 19", "the 22nd", "el día 17", "from the 11th to the 13th"."""
    for m in _NUMBERED.finditer(folded):
        bare = m.group("bare")
        n = m.group("n") or m.group("d") or bare or re.sub(r"\D", "", m.group("th"))
        first = _nearest(int(n), spans[0])
        last = _nearest(int(m.group("n2")), spans[0]) if m.group("n2") else first
        weekday = re.match(rf"(?:{_WD})", m.group())
        if first is None or last is None or last < first:
            continue
        # "el 27" alone may count anything: it is a day only where the event has one of that number.
        if bare and not any(start <= first <= end for start, end in spans):
            continue
        if weekday and _WEEKDAYS[weekday.group()] != first.weekday():
            continue
        yield Day(m.start(), m.end(), first, last, number=True)


def _nearest(number: int, span: tuple[date, date]) -> date | None:
    """Return the day of that number nearest to the event, within two weeks of it."""
    first, last = span
    months = [(first.year, first.month), (last.year, last.month)]
    months.append((first.year - (first.month == 1), (first.month - 2) % 12 + 1))
    months.append((last.year + (last.month == 12), last.month % 12 + 1))
    fit = [d for y, m in months if (d := clamped_day(y, m, number)).day == number]
    near = min(fit, key=lambda d: max((first - d).days, (d - last).days, 0), default=None)
    distance = max((first - near).days, (near - last).days, 0) if near else 99
    return near if distance <= 14 else None


def _eves(
    folded: str, spans: Sequence[tuple[date, date]], named: Sequence[tuple[int, date]]
) -> Iterator[Day]:
    """Yield the day before or after one just named in the sentence, else the event's eve or morrow.

    An event's own is told at the head of a clause ("The day before, …") or by its name.
    """
    for pattern, by in ((_EVE, -1), (_AFTER, 1)):
        for m in pattern.finditer(folded):
            # "on the eve of the congress, 17 March": the date says itself which day it is.
            if re.match(r"[^.;:]{0,40}?\d", folded[m.end() :]):
                continue
            of = _OF.match(folded, m.end())
            owner = folded[of.end() :] if of else ""
            own = bool(owner) and _names_event(owner)
            told = [day for end, day in named if end <= m.start()]
            if owner and not own:
                continue
            opens = own or _OPENS.search(folded[: m.start()])
            if told and not own:
                day = told[-1] + timedelta(days=by)
            elif opens and (by < 0 or spans[-1][0] == spans[-1][1]):
                day = spans[0][0 if by < 0 else 1] + timedelta(days=by)
            else:
                continue
            yield Day(m.start(), m.end(), day, day)


def _names_event(folded: str) -> bool:
    """Whether words begin with an event's noun, a word or two before it at most."""
    if _OPENING.match(folded):
        return True
    return any(folded[:start].count(" ") <= 1 for start, *_ in nouns_in(folded[:60]))
