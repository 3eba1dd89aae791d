"""When the event took place: its own days, and the days of what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from icpc_assistant.cards.card import DatePrecision, Field, Occurrence
from icpc_assistant.cards.days import days_in
from icpc_assistant.cards.elsewhere import future
from icpc_assistant.cards.held import (
    ELSEWHEN,
    END_TOLD,
    MOVED,
    NOT_REPORTED,
    PLANNED,
    not_held,
    runs_on,
)
from icpc_assistant.cards.lengths import more_days
from icpc_assistant.cards.published import (
    after,
    before,
    in_year,
    is_date_line,
    publication,
    relative,
    times,
    told_back,
)
from icpc_assistant.cards.text import SPEECH, Sentence
from icpc_assistant.entities import MONTHS
from icpc_assistant.timespan.atoms import Atom, atoms
from icpc_assistant.timespan.plain import plain
from icpc_assistant.timespan.span import clamped_day
from icpc_assistant.types import Bulletin

_NEAR = timedelta(days=45)  # what was done this near the event belongs to it
_DAILY = re.compile(
    r"day|\dth|\dst|\dnd|\drd|di\b|dimanche|lunes|martes|miercoles|jueves|viernes|sabado|domingo"
    r"|dia|jornada|jour|veille|vispera|lendemain|\beve\b|afternoon|morning|evening|night"
    r"|matin|apres-midi|soir|nuit|manana|tarde|noche|\b(?:el|le) \d"
)
# "Avenida 9 de Julio", "rue du 4 Septembre": a place named after a day.
_NAMED_AFTER = re.compile(
    r"\b(?:calle|avenida|plaza|parque|mercado|puente|barrio|estadio|colegio|escuela|rue|avenue"
    r"|boulevard|place|quai|pont|gare) (?:(?:du|de|del|de la|le|el) )?$"
)
# "8, 15 and 22 September": days that share a month, ending where a date ends.
_LISTED = re.compile(
    r"(?<![\d.,:])(?P<days>(?:\d{1,2},\s+)*\d{1,2}(?:\s*,)?\s+(?:and|et|y|&)\s+\d{1,2})\s+(?:de\s+|of\s+)?"
    rf"(?:{'|'.join(m for m in MONTHS if len(m) > 2)})\b\.?(?:,?\s+(?:de\s+|del\s+)?\d{{4}})?$"
)
_TIMELY = re.compile(
    rf"\d|\b(?:{'|'.join(m for m in MONTHS if len(m) > 2)}|last|ago|yesterday|dern\w+|passee?|hier"
    r"|il y a|pasad[oa]|hace|ayer)\b"
)  # worth a closer look
_AND = re.compile(r"\s*,?\s*(?:and|et|y|&)\s*(?:on |the |le |el )?")
_TO = re.compile(
    r",?\s*(?:to|until|till|through|-|–|—|au|jusqu'au|al|hasta(?: el)?)\s*(?:the |le |el )?"
)


@dataclass(frozen=True, slots=True)
class _Dated:
    """A date of the body with the sentence it stands in; offsets are the body's."""

    atom: Atom
    start: int
    end: int
    sentence: Sentence
    behind: str = ""  # how the next sentence begins
    back: bool = False  # told from the day of publication: "last October"


@dataclass(frozen=True, slots=True)
class Times:
    """The event's times; ``undated`` are those told from a day of publication nobody gives."""

    found: tuple[Occurrence, ...]
    undated: tuple[Field, ...] = ()
    elsewhen: tuple[tuple[int, int], ...] = ()  # sentences that tell of other times alone


def times_of(
    bulletin: Bulletin, sentences: Sequence[Sentence], published: date | None = None
) -> Times:
    """Return the event's time first, then the times of its parts in the order of the text.

    Front matter is what a person checked and gives the main time; the text proves it where it
    says the same. ``published`` is the day of publication, else that of the text's date line.
    """
    if bulletin.start is None:  # else nothing is read from the day of publication
        published = published or publication(sentences, bulletin.language)
    undated = _undated(bulletin, sentences) if published is None else ()
    dated = _dated(bulletin, sentences, published)
    main = _main(bulletin, dated, [u for u, lead in undated if lead])
    if main is None:
        fields = tuple(u for u, _ in undated)
        return Times((), fields, _elsewhen(dated, None) if fields else ())
    found = _with_parts(main, dated, sentences)
    coarse = bulletin.start is None and main.precision != "day"
    return Times(found, (), _elsewhen(dated, main) if coarse else ())


def _with_parts(
    main: Occurrence, dated: Sequence[_Dated], sentences: Sequence[Sentence]
) -> tuple[Occurrence, ...]:
    whole = any((d.atom.first, d.atom.last) == (main.first, main.last) for d in dated)
    parts = [
        Occurrence(d.atom.first, d.atom.last, "day", "part", d.start, d.end, _confidence(d))
        for d in dated
        if d.atom.precision == "day" and _belongs(d, main, whole=whole)
    ]
    if main.precision == "day":
        parts += _told_by_event(main, dated, sentences, whole=whole)
    seen = {(main.first, main.last)}
    kept = []
    for part in sorted(parts, key=lambda o: o.start):
        if (part.first, part.last) not in seen:
            seen.add((part.first, part.last))
            kept.append(part)
    return (main, *kept)


def _confidence(d: _Dated) -> float:
    return 0.9 if d.sentence.held else 0.7


def _told_by_event(
    main: Occurrence, dated: Sequence[_Dated], sentences: Sequence[Sentence], *, whole: bool
) -> list[Occurrence]:
    """Return the days that are told by the event's own: "on Friday", "the day before"."""
    spans = [(main.first, main.last)]
    # The text's own stretch of days, where front matter also covers what lay around it.
    stated = [
        (d.atom.first, _last_day(d, "day"))
        for d in dated
        if d.atom.precision == "day" and main.first <= d.atom.first and d.atom.last <= main.last
    ]
    longest = max(stated, key=lambda s: s[1] - s[0], default=None)
    found = []
    if longest and longest[0] < longest[1]:
        spans.insert(0, longest)
        at = next(d for d in dated if d.atom.first == longest[0])
        found.append(Occurrence(*longest, "day", "part", at.start, at.end, 0.7))
    taken = [(d.start, d.end) for d in dated]
    for sentence in sentences:
        if not _DAILY.search(sentence.folded):
            continue
        # A day in somebody's mouth is of any week: "on Monday it will all be as before".
        spoken = [m.span() for m in SPEECH.finditer(sentence.text)]
        named = [(d.end - sentence.start, d.atom.last) for d in dated if d.sentence is sentence]
        for day in days_in(sentence.folded, spans, named):
            start, end = sentence.start + day.at, sentence.start + day.to
            free = all(end <= s or e <= start for s, e in taken)
            before = sentence.folded[: day.at]
            end_told = not whole and day.number and day.first in spans[-1]
            end_told = end_told and bool(END_TOLD.search(before[-70:]))
            quoted = not day.number and any(a < day.at < b for a, b in spoken)
            if not free or end_told or quoted or not_held(sentence.folded, day.at, day.to):
                continue
            if MOVED.search(before) or not ELSEWHEN.search(before[-60:]):
                found.append(Occurrence(day.first, day.last, "day", "part", start, end, 0.7))
    return found


def _undated(bulletin: Bulletin, sentences: Sequence[Sentence]) -> list[tuple[Field, bool]]:
    """Return the words that tell a time from a day that nobody gives, and whether they lead."""
    if bulletin.start is not None:
        return []
    found = []
    for sentence in sentences:
        if not (sentence.held or sentence.lead) or not _TIMELY.search(sentence.folded):
            continue
        for atom in relative(sentence.folded, bulletin.language, date(2000, 1, 1)):
            if not NOT_REPORTED.search(sentence.folded[: atom.at][-40:]):
                at = sentence.start
                said = bulletin.body[at + atom.at : at + atom.to]
                found.append((Field(said, at + atom.at, at + atom.to), sentence.lead))
    return found


def _elsewhen(dated: Sequence[_Dated], main: Occurrence | None) -> tuple[tuple[int, int], ...]:
    """Return the sentences whose every date lies outside the event's own time."""
    own: dict[int, tuple[Sentence, bool]] = {}
    for d in dated:
        near = main is not None and d.atom.first <= main.last and main.first <= d.atom.last
        own[id(d.sentence)] = (d.sentence, near or own.get(id(d.sentence), (0, False))[1])
    return tuple((s.start, s.end) for s, near in own.values() if not near)


def _dated(
    bulletin: Bulletin, sentences: Sequence[Sentence], published: date | None
) -> list[_Dated]:
    """Return the body's dates, the years they leave out filled in."""
    reference = bulletin.start or published or _reference(bulletin, sentences)
    found = []
    following = {id(s): n.folded[:40] for s, n in pairwise(sentences)}
    for sentence in sentences:
        if not _TIMELY.search(sentence.folded):
            continue
        day = reference or date(2000, 1, 1)
        behind = following.get(id(sentence), "")
        at = sentence.start
        for atom in _apart(sentence.folded, times(sentence.folded, bulletin.language, day)):
            if atom.impossible or (not atom.dated and reference is None):
                continue
            if not atom.dated and _NAMED_AFTER.search(sentence.folded[: atom.at]):
                continue
            said = sentence.folded[atom.at : atom.to]
            if atom.dated and not re.search(r"\d", said):
                continue  # "last week" is told from the day of writing
            back = not atom.dated and told_back(sentence.folded, atom) is not None
            if back and bulletin.start is None:
                continue
            if not atom.dated and reference is not None:
                own = None if bulletin.start else published
                atom = _by_publication(atom, sentence, own) or _with_year(atom, reference)
            found.append(_Dated(atom, at + atom.at, at + atom.to, sentence, behind))
        if published is not None and bulletin.start is None:
            for atom in relative(sentence.folded, bulletin.language, published):
                found.append(_Dated(atom, at + atom.at, at + atom.to, sentence, behind, back=True))
    return _ranged(sorted(found, key=lambda d: d.start))


def _by_publication(atom: Atom, sentence: Sentence, published: date | None) -> Atom | None:
    """Return the atom in the year that the day of publication gives: what is told is over."""
    if published is None:
        return None
    planned = PLANNED.search(sentence.folded) or ELSEWHEN.search(sentence.folded[: atom.at])
    coming = after(atom, published)
    # An announcement may leave out its "will": what no verb tells as past may be soon to come.
    soon = not sentence.held and coming.first - published <= _NEAR
    return coming if planned or soon else before(atom, published)


def _apart(folded: str, found: Sequence[Atom]) -> Iterator[Atom]:
    """Yield each of the days that "8, 15 and 22 June" lists, days in a row as one time."""
    for atom in found:
        said = folded[atom.at : atom.to]
        listed = _LISTED.search(folded[: atom.at] + said)
        days = (
            [int(n) for n in re.findall(r"\d{1,2}(?!\d)", listed.group("days"))] if listed else []
        )
        if atom.precision != "day" or len(days) < 2 or atom.impossible:
            yield atom
            continue
        in_a_row = days == list(range(days[0], days[-1] + 1))
        at = listed.start("days")  # type: ignore[union-attr]
        dates_ = [clamped_day(atom.last.year, atom.last.month, n) for n in days]
        if in_a_row:
            yield replace(atom, at=at, first=dates_[0], last=dates_[-1])
            continue
        for m, day in zip(re.finditer(r"\d{1,2}", folded[at : atom.to]), dates_, strict=False):
            yield replace(atom, at=at + m.start(), to=at + m.end(), first=day, last=day)


def _ranged(dated: list[_Dated]) -> list[_Dated]:
    """Join "from Monday, May 27, to Friday, May 31, 2024" into one time."""
    out: list[_Dated] = []
    for d in dated:
        if out and out[-1].sentence is d.sentence:
            one = out[-1]
            between = d.sentence.folded[one.atom.to : d.atom.at]
            follows = d.atom.first - one.atom.last == timedelta(days=1) and _AND.fullmatch(between)
            if follows or (_TO.fullmatch(between) and one.atom.first <= d.atom.last):
                atom = replace(one.atom, to=d.atom.to, last=d.atom.last)
                out[-1] = _Dated(atom, one.start, d.end, one.sentence, one.behind)
                continue
        out.append(d)
    return out


def _with_year(atom: Atom, reference: date) -> Atom:
    """Return the atom in the year that brings it nearest to the reference day."""
    years = (reference.year - 1, reference.year, reference.year + 1)
    near = min((in_year(atom, y) for y in years), key=lambda a: abs((a.first - reference).days))
    # Only around the turn of the year is another year than the reference's own likely.
    return near if abs((near.first - reference).days) <= 45 else in_year(atom, reference.year)


def _reference(bulletin: Bulletin, sentences: Sequence[Sentence]) -> date | None:
    """Return a day that tells which year the text speaks of, where nobody gave one."""
    blank = date(2000, 1, 1)
    best: tuple[int, date] | None = None
    for i, sentence in enumerate(sentences[:40]):
        for atom in atoms(sentence.folded, bulletin.language, blank):
            if (
                not atom.dated
                or atom.impossible
                or not re.search(r"\d{4}", sentence.folded[atom.at : atom.to])
            ):
                continue
            weight = (
                i + 20 * bool(NOT_REPORTED.search(sentence.folded)) + 5 * (atom.precision == "year")
            )
            if best is None or weight < best[0]:
                best = (weight, atom.first)
    if best:
        return best[1]
    for atom in atoms(bulletin.title.lower(), bulletin.language, blank):
        if atom.dated and not atom.impossible:
            return atom.first
    return None


def _main(
    bulletin: Bulletin, dated: Sequence[_Dated], undated: Sequence[Field]
) -> Occurrence | None:
    if bulletin.start is not None:
        last = bulletin.end or bulletin.start
        span = _proof(bulletin.start, last, dated)
        precision = _precision(bulletin.start, last)
        return Occurrence(bulletin.start, last, precision, "main", *span)
    candidates = [d for d in dated if not _aside(d)]
    candidates = [d for d in candidates if not _dateline(d)] or candidates
    if undated:  # what follows "last October" in other sentences is as often another event
        told = undated[0]
        candidates = [d for d in candidates if d.sentence.start < told.start or _same(d, told)]
    if not candidates:
        return None
    best = max(candidates, key=_weight)
    precision = _named_precision(best.atom)
    confidence = 0.9 if best.sentence.lead and precision == "day" and not best.back else 0.7
    return Occurrence(
        best.atom.first,
        _last_day(best, precision),
        precision,
        "main",
        best.start,
        best.end,
        confidence,
    )


def _last_day(d: _Dated, precision: DatePrecision) -> date:
    if precision != "day" or d.atom.first != d.atom.last:
        return d.atom.last
    folded = d.sentence.folded
    return d.atom.first + more_days(folded, d.start - d.sentence.start, d.behind)


def _weight(d: _Dated) -> tuple[float, int]:
    score = {"day": 3.0, "month": 2.0, "quarter": 1.0, "season": 1.0}.get(d.atom.precision, 0.0)
    score += 2.0 * d.sentence.lead + 1.5 * d.sentence.held
    score -= 4.0 * bool(NOT_REPORTED.search(d.sentence.folded[: d.start - d.sentence.start][-40:]))
    return score, -d.start


def _aside(d: _Dated) -> bool:
    """Whether a bare year or a told date stands outside the event ("founded in 1994")."""
    before = d.sentence.folded[: d.start - d.sentence.start][-40:]
    told = d.atom.precision == "year" or d.back
    return (told and bool(NOT_REPORTED.search(before))) or (
        d.back and not (d.sentence.held or d.sentence.lead)
    )


def _dateline(d: _Dated) -> bool:
    """Whether the date only says when a news item was sent: "OSLO, 14 January 2024 – …"."""
    return is_date_line(d.sentence, d.atom)


def _same(d: _Dated, undated: Field) -> bool:
    """Whether a date may be the time that is told as "last October"."""
    named = [MONTHS[w] for w in re.findall(r"[a-z]+", plain(undated.text)) if w in MONTHS]
    return bool(named) and d.sentence.held and d.atom.first.month == named[0]


def _proof(first: date, last: date, dated: Sequence[_Dated]) -> tuple[int, int]:
    """Return where the body says the main date: the same days, else a day or month of them."""
    exact = [d for d in dated if (d.atom.first, d.atom.last) == (first, last)]
    within = [d for d in dated if d.atom.precision == "day" and first <= d.atom.first <= last]
    around = [d for d in dated if d.atom.first <= first and last <= d.atom.last]
    for found in (exact, within, around):
        if found:
            best = min(found, key=lambda d: (d.atom.precision == "year", d.start))
            return best.start, best.end
    return -1, -1


def _belongs(d: _Dated, main: Occurrence, *, whole: bool) -> bool:
    """Whether a dated day lies in or near the event and is reported, not told or planned.

    ``whole`` tells whether the text gives the event's days in one piece elsewhere.
    """
    if _dateline(d):
        return False
    folded, end = d.sentence.folded, d.end - d.sentence.start
    before = folded[: d.start - d.sentence.start]
    first, last = d.atom.first, d.atom.last
    # "opened on Monday 29 April and closed on Friday 3 May" gives the event's ends, no parts.
    if first == last and first in (main.first, main.last) and main.first != main.last:
        return whole or not (END_TOLD.search(before[-70:]) or runs_on(folded, len(before), end))
    if not_held(folded, len(before), end):
        return False
    if main.precision == "day" and main.first <= first and last <= main.last:
        return True
    # "El traspaso se hará el 15 de enero".
    if (
        future(d.sentence.text[: len(before)])
        or ELSEWHEN.search(before[-80:])
        or PLANNED.search(folded)
    ):
        return False
    return main.first - _NEAR <= first and last <= main.last + _NEAR


def _precision(first: date, last: date) -> DatePrecision:
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return "year"
    whole_month = first.day == 1 and last == clamped_day(first.year, first.month, 31)
    return "month" if whole_month else "day"


def _named_precision(atom: Atom) -> DatePrecision:
    if atom.precision in ("day", "month", "year"):
        return atom.precision
    return "month"
