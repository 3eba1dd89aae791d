"""The day a bulletin was published, and the times it tells from there: "last October", "hier".

Such a time is read against a date line of the text, else against the front matter's day; where
there is neither it stays unread, and the card says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from icpc_assistant.cards.text import Sentence
from icpc_assistant.entities import MONTHS
from icpc_assistant.timespan.atoms import Atom, atoms
from icpc_assistant.timespan.span import clamped_day
from icpc_assistant.types import Language

_FIRST, _LAST = 3, 2  # sentences at either end of a text where its date line stands
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PUBLISHED = re.compile(
    r"\W*(?:(?:published|posted|released|updated|date|dated|publie|mis en ligne|paru|publicado"
    r"|publicada|fecha)\b[:,]?\s*(?:on |le |el |du |del? )?)?\W*"
)
_FROM_TOWN = re.compile(r"\W*[A-ZÀ-Þ][\w .’'-]{0,40},\s*(?:[Ll]e |[Ee]l |on )?\W*")
_CLOSES = re.compile(r"[\s.,)\]]*$|\s*[)\]]|\s*(?:\([^)]*\)\s*)?[–—-]")
_M = "|".join(m for m in MONTHS if len(m) > 2)
# Words that tell a time from the day of writing, around a month or by themselves.
_PAST_BEFORE = re.compile(
    r"\b(?:last|this past|this last|pasad[oa]|ultim[oa]|dernier)\s+(?:mes\s+de\s+|mois\s+d[e']\s*"
    r"|dia\s+|(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?$"
)
_PAST_BEHIND = re.compile(r"\s+(?:last|dernier|passe|pasado|ultimo)\b(?!\s+(?:year|an|ano))")
_TURNED = re.compile(
    r"\b(?:el\s+)?pasado\s+(?P<mes>mes|ano)\b(?! de\b)|\bla\s+pasada\s+(?P<week>semana)\b"
)
_BACK = re.compile(
    r"\b(?:last|this past|past|previous|yesterday|ago|dernier|derniere|passee?|precedente?|hier"
    r"|il y a|pasad[oa]|anterior|hace|ayer)\b"
)
_SPAN = re.compile(r"\b(?:over|during|depuis|since|desde|until|hasta|jusqu'a) (?:the |los |les )?$")
_DAY_BACK = re.compile(
    rf"(?P<day>\b\d{{1,2}}(?:er|st|nd|rd|th)? (?:de |of )?(?:{_M}))"
    r"(?P<back> (?:dernier|passe|pasado|ultimo))\b"
)
_BACK_DAY = re.compile(rf"\b(?P<back>last )(?P<day>(?:{_M}) \d{{1,2}}\b)")
_LONGEST = 31  # days; "over the last two years" tells no time of an event


def publication(sentences: Sequence[Sentence], language: Language) -> date | None:
    """Return the day that a date line gives: "(March 14, 2023)", "OSLO, 14 January 2024 –"."""
    ends = [*sentences[:_FIRST], *sentences[-_LAST:]]
    for sentence in filter(lambda s: _YEAR.search(s.text), ends):
        for atom in atoms(sentence.folded[:120], language, date(2000, 1, 1)):
            if is_date_line(sentence, atom):
                return atom.first
    return None


def is_date_line(sentence: Sentence, atom: Atom) -> bool:
    """Whether a day only says when a bulletin was written."""
    if atom.precision != "day" or not atom.dated or atom.impossible or atom.first != atom.last:
        return False
    before, behind = sentence.text[: atom.at], sentence.text[atom.to :]
    led = _PUBLISHED.fullmatch(sentence.folded[: atom.at]) or _FROM_TOWN.fullmatch(before)
    # "May 3, 2020 - May 5, 2020" and "May 3, 2020 – Oslo" at the head are the event's own.
    return bool(led and _CLOSES.match(behind) and not re.match(r"\s*[–—-]\s*\d", behind))


def relative(folded: str, language: Language, day: date) -> list[Atom]:
    """Return the past times that a sentence tells from ``day``, the day it was written."""
    found = [_turned(m, day) for m in _TURNED.finditer(folded)]
    for atom in times(folded, language, day):
        said = folded[atom.at : atom.to]
        if atom.impossible:
            continue
        if not atom.dated and (start := told_back(folded, atom)) is not None:
            found.append(replace(before(atom, day), at=start))
        elif atom.dated and _BACK.search(said) and not re.search(r"\d", said):
            short = (atom.last - atom.first).days < _LONGEST
            found += [atom] if short or atom.precision != "day" else []
    return sorted((a for a in found if not _SPAN.search(folded[: a.at])), key=lambda a: a.at)


def times(folded: str, language: Language, day: date) -> list[Atom]:
    """Return the times that ``plain`` text names; "14 octobre dernier" keeps its day."""
    bare = _DAY_BACK.sub(lambda m: m.group("day") + " " * len(m.group("back")), folded)
    bare = _BACK_DAY.sub(lambda m: " " * len(m.group("back")) + m.group("day"), bare)
    return atoms(bare, language, day)


def _turned(m: re.Match[str], day: date) -> Atom:
    """Read "el pasado mes", "el pasado año", "la pasada semana"."""
    said = {"mes": "el mes pasado", "ano": "el ano pasado", "semana": "la semana pasada"}
    atom = atoms(said[m.group("mes") or m.group("week")], "es", day)[0]
    return replace(atom, at=m.start(), to=m.end())


def told_back(folded: str, atom: Atom) -> int | None:
    """Return where a month or day without a year begins that is told from the day of writing."""
    led = _PAST_BEFORE.search(folded[: atom.at])
    if led:
        return led.start()
    return atom.at if _PAST_BEHIND.match(folded, atom.to) else None


def before(atom: Atom, day: date) -> Atom:
    """Return a time without its year in the latest year that puts it before ``day``."""
    moved = in_year(atom, day.year)
    past = moved.last < day if atom.precision != "day" else moved.first <= day
    return moved if past else in_year(atom, day.year - 1)


def after(atom: Atom, day: date) -> Atom:
    """Return a time without its year in the first year that puts it after ``day``."""
    moved = in_year(atom, day.year)
    return moved if moved.last >= day else in_year(atom, day.year + 1)


def in_year(atom: Atom, year: int) -> Atom:
    """Return the atom with its year filled in."""
    shift = year - atom.first.year
    return replace(
        atom,
        first=clamped_day(year, atom.first.month, atom.first.day),
        last=clamped_day(atom.last.year + shift, atom.last.month, atom.last.day),
    )
