"""When the event took place: its own days, and the days of what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from icpc_assistant.cards.card import DatePrecision, Occurrence
from icpc_assistant.cards.text import Sentence
from icpc_assistant.entities import MONTHS
from icpc_assistant.timespan.atoms import Atom, atoms
from icpc_assistant.timespan.span import clamped_day
from icpc_assistant.types import Bulletin

_NEAR = timedelta(days=10)  # a meeting this near the event belongs to it
# What is only told, not reported: history, plans, deadlines, another edition.
_ELSEWHERE = re.compile(
    r"\b(?:founded|created|established|since|launched in|adopted|signed|next (?:edition|year"
    r"|meeting|conference)|will (?:be|take|host|hold)"
    r"|first (?:held|offered|organi[sz]ed)|initially|previous|previously|by (?:19|20)\d\d"
    r"|until|deadline|born|joined|elected|planned|scheduled|upcoming"
    r"|fondee?|creee?|depuis|lancee? en|adoptee?|signee?|prochaine?|sera|seront|aura lieu"
    r"|auront lieu|precedente?|initialement|d'ici|jusqu'en|prevue?|ne en"
    r"|fundad[oa]|cread[oa]|desde|adoptad[oa]|firmad[oa]|proxim[oa]|sera|seran|tendra"
    r"|se celebrara|anterior|inicialmente|previst[oa]|nacid[oa])\b"
)


_TIMELY = re.compile(
    rf"\d|\b(?:{'|'.join(m for m in MONTHS if len(m) > 2)})\b"
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


def occurrences(bulletin: Bulletin, sentences: Sequence[Sentence]) -> tuple[Occurrence, ...]:
    """Return the event's time first, then the times of its parts in the order of the text.

    Front matter is what a person checked and gives the main time; the text proves it where it
    says the same.
    """
    dated = _dated(bulletin, sentences)
    main = _main(bulletin, dated)
    if main is None:
        return ()
    parts = []
    seen = {(main.first, main.last)}
    for d in dated:
        first, last = d.atom.first, d.atom.last
        if (
            d.start == main.start
            or (first, last) in seen
            or d.atom.precision != "day"
            or not _belongs(d, main)
        ):
            continue
        seen.add((first, last))
        confidence = 0.9 if d.sentence.held else 0.7
        parts.append(Occurrence(first, last, "day", "part", d.start, d.end, confidence))
    return (main, *parts)


def _dated(bulletin: Bulletin, sentences: Sequence[Sentence]) -> list[_Dated]:
    """Return the body's dates, the years they leave out filled in."""
    reference = bulletin.start or _reference(bulletin, sentences)
    found = []
    for sentence in sentences:
        if not _TIMELY.search(sentence.folded):
            continue
        for atom in atoms(sentence.folded, bulletin.language, reference or date(2000, 1, 1)):
            if atom.impossible or (not atom.dated and reference is None):
                continue
            said = sentence.folded[atom.at : atom.to]
            relative = not re.search(r"\d", said) and atom.dated
            if relative and reference is None:
                continue
            if not atom.dated and reference is not None:
                atom = _with_year(atom, reference)
            found.append(_Dated(atom, sentence.start + atom.at, sentence.start + atom.to, sentence))
    return _ranged(found)


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
                out[-1] = _Dated(atom, one.start, d.end, one.sentence)
                continue
        out.append(d)
    return out


def _with_year(atom: Atom, reference: date) -> Atom:
    """Return the atom in the year that brings it nearest to the reference day."""
    years = (reference.year - 1, reference.year, reference.year + 1)

    def moved(year: int) -> Atom:
        shift = year - atom.first.year
        return replace(
            atom,
            first=clamped_day(year, atom.first.month, atom.first.day),
            last=clamped_day(atom.last.year + shift, atom.last.month, atom.last.day),
        )

    near = min((moved(y) for y in years), key=lambda a: abs((a.first - reference).days))
    # Only around the turn of the year is another year than the reference's own likely.
    return near if abs((near.first - reference).days) <= 45 else moved(reference.year)


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
                i + 20 * bool(_ELSEWHERE.search(sentence.folded)) + 5 * (atom.precision == "year")
            )
            if best is None or weight < best[0]:
                best = (weight, atom.first)
    if best:
        return best[1]
    for atom in atoms(bulletin.title.lower(), bulletin.language, blank):
        if atom.dated and not atom.impossible:
            return atom.first
    return None


def _main(bulletin: Bulletin, dated: Sequence[_Dated]) -> Occurrence | None:
    if bulletin.start is not None:
        last = bulletin.end or bulletin.start
        span = _proof(bulletin.start, last, dated)
        precision = _precision(bulletin.start, last)
        return Occurrence(bulletin.start, last, precision, "main", *span)
    candidates = [d for d in dated if not _aside(d)]
    candidates = [d for d in candidates if not _dateline(d)] or candidates
    if not candidates:
        return None
    best = max(candidates, key=_weight)
    precision = _named_precision(best.atom)
    confidence = 0.9 if best.sentence.lead and precision == "day" else 0.7
    return Occurrence(
        best.atom.first,
        _last_day(best, precision),
        precision,
        "main",
        best.start,
        best.end,
        confidence,
    )


_LENGTH = re.compile(
    r"\b(two|three|four|five|six|seven|deux|trois|quatre|cinq|six|sept|dos|tres|cuatro|cinco"
    r"|seis|siete|[2-9])[- ](?:day|jours|dias)\b"
)
_BEGAN = re.compile(
    r"\b(?:began|started|opened|starting|beginning|s'est ouverte?|a debute|a commence|debutait"
    r"|empezo|comenzo|inicio)\W+(?:\w+\W+){0,3}$"
)
_WORDS = {
    w: n
    for ws in ("two three four five six seven", "deux trois quatre cinq six sept",
               "dos tres cuatro cinco seis siete")
    for n, w in enumerate(ws.split(), 2)
}  # fmt: skip


def _last_day(d: _Dated, precision: DatePrecision) -> date:
    """Return the last day: of "the three-day summit, which began on January 12" two days on."""
    folded = d.sentence.folded
    length = _LENGTH.search(folded)
    if precision != "day" or d.atom.first != d.atom.last or not length:
        return d.atom.last
    if not _BEGAN.search(folded[: d.start - d.sentence.start]):
        return d.atom.last
    word = length.group(1)
    return d.atom.first + timedelta(days=(int(word) if word.isdigit() else _WORDS[word]) - 1)


def _weight(d: _Dated) -> tuple[float, int]:
    score = {"day": 3.0, "month": 2.0, "quarter": 1.0, "season": 1.0}.get(d.atom.precision, 0.0)
    score += 2.0 * d.sentence.lead + 1.5 * d.sentence.held
    score -= 4.0 * bool(_ELSEWHERE.search(d.sentence.folded[: d.start - d.sentence.start][-40:]))
    return score, -d.start


def _aside(d: _Dated) -> bool:
    """Whether a bare year or a told date stands outside the event ("founded in 1994")."""
    before = d.sentence.folded[: d.start - d.sentence.start][-40:]
    return d.atom.precision == "year" and bool(_ELSEWHERE.search(before))


def _dateline(d: _Dated) -> bool:
    """Whether the date only says when a news item was sent: "OSLO, 14 January 2024 – …"."""
    before = d.sentence.text[: d.start - d.sentence.start]
    behind = d.sentence.text[d.end - d.sentence.start :]
    return bool(
        re.fullmatch(r"[A-ZÀ-Þ][\w .’'-]{0,40},\s*(?:le |el )?(?:\([^)]*\)\s*)?", before)
    ) and bool(re.match(r"\s*(?:\([^)]*\)\s*)?[–—-]", behind))


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


def _belongs(d: _Dated, main: Occurrence) -> bool:
    """Whether a dated day lies in or beside the event and is reported, not told."""
    if _dateline(d):
        return False
    if main.precision == "day" and main.first <= d.atom.first and d.atom.last <= main.last:
        return True
    if _ELSEWHERE.search(d.sentence.folded[: d.start - d.sentence.start][-60:]):
        return False
    near = main.first - _NEAR <= d.atom.first and d.atom.last <= main.last + _NEAR
    return near and d.sentence.held


def _precision(first: date, last: date) -> DatePrecision:
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return "year"
    whole_month = first.day == 1 and last == clamped_day(first.year, first.month, 31)
    return "month" if whole_month else "day"


def _named_precision(atom: Atom) -> DatePrecision:
    if atom.precision in ("day", "month", "year"):
        return atom.precision
    return "month"
