"""Where bulletins, or two sentences of one, disagree on the same event: both sides, with places.

Conservative: a figure that may count something else, a date that may be a part's and an event that
may be another edition make no conflict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Literal

from icpc_assistant.cards.card import Field, Figure, Occurrence, Person
from icpc_assistant.cards.kinds import ONE, PARTS, kinds_in, marked
from icpc_assistant.cards.offices import head
from icpc_assistant.cards.text import Sentence, sentences
from icpc_assistant.collection.catalogue import Catalogue
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.own import MARK
from icpc_assistant.collection.retelling import apart
from icpc_assistant.terms import fold, is_function_word, stem, words
from icpc_assistant.timespan.plain import plain

ConflictKind = Literal["figure", "date", "place", "role"]
_FAR = 60  # the same within one bulletin, whose sentences speak of the event itself
_TOLERANCE = 0.1  # of a figure given as "nearly", "about"
_MORE = 1.25  # "more than 1,200" may be 1,500
# What an event counts as a whole, plain; with any other word beside it the figure may be a part's.
_WHOLE = re.compile(
    r"(?:participants?|participantes?|attendees|asistentes|delegates|delegues|delegados|countries"
    r"|pays|paises)"
)
_GATHERED = re.compile(
    r"\b(?:brought together|gathered|welcomed|attended|drew|joined|hosted|with|had|counted"
    r"|reuni\w*|rassembl\w*|accueilli\w*|compt\w+|avec|reunio|congreg\w+|asisti\w+|conto|con"
    r"|particip\w+)\b"
)
_ASIDE = re.compile(
    r"\b(?:previous|last|earlier|former|first edition|next|online|remotely|including|of whom"
    r"|registered|invited|expected|capacity|each|per|precedent\w*|derniere?|dont|parmi|inscrits"
    r"|attendus|anterior|pasad[oa]|entre ellos|incluid\w+|inscrit\w+|esperad\w+|cada)\b"
)
_HELD = re.compile(
    r"\b(?:took place|was held|were held|is held|ran from|held (?:on|from)|a eu lieu"
    r"|s'est (?:tenue?|deroulee?)|se celebro|tuvo lugar|se llevo a cabo|se realizo)\b"
)
_THIS = re.compile(
    rf"\b(?:the|this|le|la|cette|cet|ce|el|est[ae])\s+(?P<noun>{ONE})\b|\bl'(?P<noun2>{ONE})\b"
)
_AT_LEAST = re.compile(r"\b(?:more than|over|at least|plus de|au moins|mas de|al menos)\b")
_AT_MOST = re.compile(r"\b(?:less than|fewer than|up to|moins de|jusqu'a|menos de|hasta)\b")
_ABOUT = re.compile(
    r"\b(?:nearly|almost|about|around|approximately|some|pres de|environ|quelque|presque|cerca de"
    r"|casi|unos|unas|alrededor de|aproximadamente)\b"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a bulletin says: ``body[start:end]``, or its front matter where ``start`` is -1."""

    bulletin_id: str
    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims that cannot both be true."""

    kind: ConflictKind
    claims: tuple[Claim, Claim]

    def of(self, bulletin_id: str, start: int, end: int) -> bool:
        """Whether one of the claims stands in ``body[start:end]`` of a bulletin."""
        return any(
            c.bulletin_id == bulletin_id and start <= c.start and c.end <= end for c in self.claims
        )


class _Told:
    """An entry whose sentences and figures are read once, however many are compared."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    @cached_property
    def _sentences(self) -> list[Sentence]:
        return sentences(self.entry.bulletin)

    def sentence(self, at: int) -> Sentence | None:
        """Return the sentence around a character of the body."""
        return next((s for s in self._sentences if s.start <= at < s.end), None)

    @cached_property
    def wholes(self) -> list[Figure]:
        """The figures that count everybody or every country of the event."""
        figures = self.entry.card.counted
        found = [f for f in figures if _WHOLE.fullmatch(plain(f.counts)) and f.start >= 0]
        return [f for f in found if _of_all(self, f)]


def conflicts(catalogue: Catalogue) -> Mapping[str, tuple[Conflict, ...]]:
    """Return the conflicts a bulletin is part of, by its id."""
    found: dict[str, list[Conflict]] = {}
    for conflict in _all(catalogue):
        for bulletin_id in dict.fromkeys(c.bulletin_id for c in conflict.claims):
            found.setdefault(bulletin_id, []).append(conflict)
    return {bulletin_id: tuple(all_of) for bulletin_id, all_of in found.items()}


def _all(catalogue: Catalogue) -> Iterator[Conflict]:
    told = [_Told(entry) for entry in catalogue.entries]
    for one in told:
        yield from _figures_within(one)
        yield from _dates_within(one)
        yield from _offices_within(one.entry, catalogue)
    for first, second in sorted(catalogue.retold):
        yield from _between(told[first], told[second])


def _between(first: _Told, second: _Told) -> Iterator[Conflict]:
    one, other = first.entry, second.entry
    for a in first.wholes:
        for b in second.wholes:
            if _noun(a) == _noun(b) and _contrary(a, b):
                yield Conflict("figure", (_counted(one, a), _counted(other, b)))
    x, y = one.main, other.main
    if x and y and x.precision == y.precision == "day" and apart(x, y) > 0:
        yield Conflict("date", (_dated(one, x), _dated(other, y)))
    yield from _places(one, other)
    yield from _roles(one, other)


def _of_all(told: _Told, figure: Figure) -> bool:
    """Whether the sentence counts who came, and neither a part of the event nor another one."""
    entry, sentence = told.entry, told.sentence(figure.start)
    if sentence is None or not _GATHERED.search(sentence.folded):
        return False
    before = sentence.folded[: figure.start - sentence.start]
    behind = sentence.folded[figure.end - sentence.start :]
    if len(behind.partition(plain(figure.counts))[0].split()) > 1:
        return False  # "12 of the 40 participants", "50 to 60 participants"
    years = set(re.findall(r"\b(?:19|20)\d\d\b", sentence.folded))
    main = entry.main
    elsewhere = years - {str(main.first.year), str(main.last.year)} if main else years
    partly = set(kinds_in(sentence.folded)) & PARTS - set(entry.card.kinds)
    return not (elsewhere or partly or _ASIDE.search(before))


def _figures_within(told: _Told) -> Iterator[Conflict]:
    entry = told.entry
    nouns = [_noun(f) for f in entry.card.counted if _WHOLE.fullmatch(plain(f.counts))]
    if len(nouns) == len(set(nouns)):
        return
    for a, b in combinations(told.wholes, 2):
        if _noun(a) == _noun(b) and _contrary(a, b):
            yield Conflict("figure", (_counted(entry, a), _counted(entry, b)))


def _noun(figure: Figure) -> str:
    return plain(figure.counts).rstrip("s")


def _contrary(a: Figure, b: Figure) -> bool:
    (low, high), (least, most) = _range(a), _range(b)
    return high < least or most < low


def _range(figure: Figure) -> tuple[float, float]:
    """Return the least and the most that a figure may mean."""
    said, value = plain(figure.qualifier), figure.value
    if _AT_LEAST.search(said):
        return value, value * _MORE
    if _AT_MOST.search(said):
        return value / _MORE, value
    if _ABOUT.search(said):
        return value * (1 - _TOLERANCE), value * (1 + _TOLERANCE)
    return value, value


def _counted(entry: Entry, figure: Figure) -> Claim:
    body = entry.bulletin.body
    said = f"{' '.join(body[figure.start : figure.end].split())} {figure.counts}".strip()
    return Claim(entry.bulletin.id, said, figure.start, figure.end)


def _dates_within(told: _Told) -> Iterator[Conflict]:
    """Yield where "the conference took place on" one day, and the card says another."""
    entry = told.entry
    main = entry.main
    parts = [o for o in entry.card.occurrences if o.kind == "part" and o.start >= 0]
    if main is None or main.precision != "day" or main.start < 0 or not parts:
        return
    for part in parts:
        if part.precision == "day" and 0 < apart(main, part) <= _FAR and _itself(told, part):
            yield Conflict("date", (_dated(entry, main), _dated(entry, part)))


def _itself(told: _Told, date: Occurrence) -> bool:
    """Whether the sentence around a date says that the event itself took place then."""
    entry, sentence = told.entry, told.sentence(date.start)
    if sentence is None or not _HELD.search(sentence.folded) or _ASIDE.search(sentence.folded):
        return False
    m = _THIS.search(marked(sentence.folded))
    if m is None:
        return False
    noun = sentence.folded[slice(*m.span("noun" if m["noun"] else "noun2"))]
    kinds = kinds_in(noun)
    own = set(kinds) & set(entry.card.kinds) - PARTS
    others = set(kinds_in(sentence.folded)) - set(entry.card.kinds)
    return bool(own) and not others


def _dated(entry: Entry, time: Occurrence) -> Claim:
    body = entry.bulletin.body
    said = " ".join(body[time.start : time.end].split()).rstrip(".,") if time.start >= 0 else ""
    return Claim(entry.bulletin.id, said or time.first.isoformat(), time.start, time.end)


def _places(one: Entry, other: Entry) -> Iterator[Conflict]:
    """Yield where each bulletin gives one city, and not the same one."""
    cities = [
        [p for p in e.card.places if p.role == "event" and p.city and p.start >= 0]
        for e in (one, other)
    ]
    if not all(len({p.city for p in found}) == 1 for found in cities):
        return
    a, b = cities[0][0], cities[1][0]
    if not {k for k in one.keys_of(a) & other.keys_of(b) if k.startswith("city:")}:
        claims = (
            Claim(one.bulletin.id, a.city, a.start, a.end),
            Claim(other.bulletin.id, b.city, b.start, b.end),
        )
        yield Conflict("place", claims)


def _roles(one: Entry, other: Entry) -> Iterator[Conflict]:
    """Yield where the two give a person offices that share no word."""
    there: dict[str, Person] = {}
    for person, identity in zip(other.card.people, other.person_ids, strict=True):
        there.setdefault(identity, person)
    for person, identity in zip(one.card.people, one.person_ids, strict=True):
        same = there.get(identity)
        if same is None or not person.role or not same.role:
            continue
        office, there_said = _content(person.role, one), _content(same.role, other)
        if office and there_said and not office & there_said:
            claims = (_office(one, person), _office(other, same))
            yield Conflict("role", claims)


def _offices_within(entry: Entry, catalogue: Catalogue) -> Iterator[Conflict]:
    """Yield where a person is director general of a house, and its executive director too."""
    for person in entry.card.people:
        for a, b in combinations([o for o in person.offices if o.start >= 0], 2):
            one, other = head(a.text), head(b.text)
            if one & other and one - other and other - one and _one_house(a, b, catalogue):
                claims = (
                    Claim(entry.bulletin.id, a.text, a.start, a.end),
                    Claim(entry.bulletin.id, b.text, b.start, b.end),
                )
                yield Conflict("role", claims)


def _one_house(one: Field, other: Field, catalogue: Catalogue) -> bool:
    """Whether two offices are at the same house, or one of them does not say where."""
    own, there = (catalogue.own.marked(plain(o.text)) for o in (one, other))
    if MARK in own and MARK in there:
        return True
    rests = [{fold(w) for w in words(o.text)} - head(o.text) for o in (one, other)]
    return not rests[0] or not rests[1] or rests[0] == rests[1]


def _content(role: str, entry: Entry) -> set[str]:
    """Return the stems of an office, without where it is held: "analyst at the Dune Institute"."""
    language = entry.bulletin.language
    houses = entry.card.organisations
    named = {fold(w) for house in houses for w in words(f"{house.name} {house.acronym}")}
    said = (w for w in words(role) if not is_function_word(w, language) and fold(w) not in named)
    return {stem(w, language) for w in said}


def _office(entry: Entry, person: Person) -> Claim:
    return Claim(entry.bulletin.id, person.role, person.start, person.end)


def disputed(
    found: Sequence[Conflict], bulletin_id: str, start: int, end: int
) -> list[tuple[Conflict, Claim]]:
    """Return the conflicts that ``body[start:end]`` of a bulletin is one side of, and the other."""
    out = []
    for conflict in found:
        one, other = conflict.claims
        if conflict.of(bulletin_id, start, end):
            inside = one.bulletin_id == bulletin_id and start <= one.start and one.end <= end
            out.append((conflict, other if inside else one))
    return out
