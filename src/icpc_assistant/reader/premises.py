"""What a declined question takes for granted and the bulletin it names contradicts.

"The conference in Brussels in 2023" is answered by no bulletin; that the conference was in March
2024 is what the person needs to hear. A premise is only corrected from the event card of a
bulletin that the question's other names single out, and every correction has the words of the
bulletin that state it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from icpc_assistant.cards import EventCard
from icpc_assistant.cards.card import PlaceField
from icpc_assistant.cards.geography import (
    cities,
    key_of,
    longest_names,
    provinces_of,
    territories,
)
from icpc_assistant.cards.kinds import kinds_in
from icpc_assistant.entities import MONTHS, dates, figures
from icpc_assistant.query import Query
from icpc_assistant.reader.editions import another_edition
from icpc_assistant.reader.figures import values
from icpc_assistant.reader.ranking import Candidate
from icpc_assistant.reader.signals import words_of
from icpc_assistant.terms import fold, is_function_word, words
from icpc_assistant.timespan.vocabulary import SEASON
from icpc_assistant.types import Bulletin, Language

# Where an event is put: "the forum in Lima".
_AT = re.compile(r"(?P<event>\w+)[»”\"]?,?\s+(?:in|at|à|a|en)\s+")
_HELD = re.compile(r"held|tenue?s?|place|lieu|lugar|celebr\w+|deroule\w*")
_OF_YEAR = re.compile(rf"(?:{'|'.join(MONTHS)}|{SEASON})(?: \d+)?")
_NAMED = 0.5  # share of the question's names that a bulletin must hold to be the one meant


@dataclass(frozen=True, slots=True)
class Correction:
    """A premise, ``stated`` by the question, and what bulletin ``bulletin_id`` says instead.

    ``said`` is the place's or figure's words as the bulletin writes them, ``first`` and ``last``
    the event's days where a date is corrected. ``body[start:end]`` proves it; -1 where a person
    gave the date and the text does not.
    """

    kind: Literal["date", "place", "figure"]
    bulletin_id: str
    stated: str
    said: str
    start: int
    end: int
    first: date | None = None
    last: date | None = None


def corrected_premise(
    query: Query,
    candidates: Sequence[Candidate],
    cards: Mapping[str, EventCard],
    bulletins: Mapping[str, Bulletin],
) -> Correction | None:
    """Return the first premise of ``query`` that the bulletin it names contradicts, if any."""
    bulletin_id = _meant(query, candidates)
    if bulletin_id is None:
        return None
    card, bulletin = cards[bulletin_id], bulletins[bulletin_id]
    return (
        _edition(query, bulletin)
        or _date(query, card, bulletin)
        or _place(query, card, bulletin, cards)
        or _figure(query, card, bulletin)
    )


def _meant(query: Query, candidates: Sequence[Candidate]) -> str | None:
    """Return the bulletin of the best sentence, if it alone holds most of the question's names."""
    if not query.names or not candidates:
        return None
    share: dict[str, float] = {}
    for candidate in candidates:
        share.setdefault(candidate.passage.bulletin_id, candidate.signals["names"])
    ordered = sorted(share, key=lambda i: -share[i])
    if share[ordered[0]] < _NAMED:
        return None
    if len(ordered) > 1 and share[ordered[1]] == share[ordered[0]]:
        return None
    best = candidates[0].passage.bulletin_id
    return best if best == ordered[0] else None


def _edition(query: Query, bulletin: Bulletin) -> Correction | None:
    """Return the edition that the bulletin tells of, where the question names another."""
    found = another_edition(query.text, query.language, bulletin)
    if found is None:
        return None
    asked, told = found
    stated, said = query.text[asked.start : asked.end], bulletin.body[told.start : told.end]
    return Correction("figure", bulletin.id, stated, said, told.start, told.end)


def _date(query: Query, card: EventCard, bulletin: Bulletin) -> Correction | None:
    """Return the event's days where the question names a year or month the bulletin does not."""
    main = card.main
    if main is None:
        return None
    text = f"{bulletin.title}\n{bulletin.body}"
    years = {int(word) for word in words(text) if word.isdigit() and len(word) == 4}
    months = {MONTHS[fold(w)] for s in dates(text) for w in words(s.text) if fold(w) in MONTHS}
    for occurrence in card.occurrences:
        years |= set(range(occurrence.first.year, occurrence.last.year + 1))
        months |= {occurrence.first.month, occurrence.last.month}
    if set(query.years) <= years and (set(query.months) <= months or main.precision == "year"):
        return None
    stated = " ".join(s.text for s in dates(query.text)) or ", ".join(map(str, query.years))
    return Correction(
        "date", card.bulletin_id, stated, "", main.start, main.end, main.first, main.last
    )


def misplaced(
    query: Query,
    candidates: Sequence[Candidate],
    cards: Mapping[str, EventCard],
    bulletins: Mapping[str, Bulletin],
) -> bool:
    """Whether ``query`` puts the event of the bulletin it names in a city where it was not."""
    bulletin_id = _meant(query, candidates)
    if bulletin_id is None:
        return False
    return _place(query, cards[bulletin_id], bulletins[bulletin_id], cards) is not None


def _place(
    query: Query, card: EventCard, bulletin: Bulletin, cards: Mapping[str, EventCard]
) -> Correction | None:
    """Return where the event was, where the question puts it in another city: one that its
    bulletin does not name."""
    own = next((p for p in card.places if p.role == "event" and p.start >= 0), None)
    if own is None:
        return None
    if city := _other_city(query, own, bulletin):
        said = bulletin.body[own.start : own.end]
        return Correction("place", card.bulletin_id, city, said, own.start, own.end)
    here = words_of(f"{bulletin.title}\n{bulletin.body}", bulletin.language).folded
    named = {fold(word): word for name in query.names for word in words(name)}
    for other in cards.values():
        for place in other.places:
            forms = {fold(place.city), *place.names} & set(named)
            if place.role != "event" or not forms or forms & here:
                continue
            if {fold(place.city), *place.names} & {fold(own.city), *own.names}:
                continue
            stated = named[sorted(forms)[0]]
            said = bulletin.body[own.start : own.end]
            return Correction("place", card.bulletin_id, stated, said, own.start, own.end)
    return None


def _other_city(query: Query, own: PlaceField, bulletin: Bulletin) -> str:
    """Return the city that the question puts the event in, "" if none or by no name another."""
    if not (own.city and own.country_code):
        return ""
    said = f" {key_of(f'{bulletin.title} {bulletin.body}')} "
    here = {key_of(own.city), *own.names}
    put = {m.end() for m in _AT.finditer(query.text) if _is_event(m["event"])}
    for start, _, name in longest_names(query.text):
        if start not in put:
            continue
        put.discard(start)  # "in Police Hall" is in no city of Police
        key = key_of(name)
        known = key in here or key in territories() or f" {key} " in said
        if known or _OF_YEAR.fullmatch(key):
            continue  # before the list of all cities, which takes its time to load
        found = cities(name)[:1]
        names = {key, *(other for city in found for other in city.names)}
        if not found or names & here or any(f" {one} " in said for one in names):
            continue
        if key not in map(key_of, provinces_of(own.country_code)):
            return name
    return ""


def _is_event(word: str) -> bool:
    """Whether the word before a place is the end of an event's name, or says that one was held."""
    return (
        word[0].isupper() or word.isdigit() or bool(kinds_in(word) or _HELD.fullmatch(fold(word)))
    )


def _figure(query: Query, card: EventCard, bulletin: Bulletin) -> Correction | None:
    """Return a figure that counts what the question's figure counts, and is another."""
    for asked in figures(query.text):
        head = _head(asked.counts, query.language)
        meant = values(asked.text, query.language)
        if not head or not meant:
            continue
        same = [f for f in card.counted if _alike(head, query.language, f.counts, bulletin)]
        if not same or any(
            meant & values(bulletin.body[f.start : f.end], bulletin.language) for f in same
        ):
            continue
        if meant & values(bulletin.body, bulletin.language):
            continue  # it stands there, whatever it counts
        found = same[0]
        said = bulletin.body[found.start : found.end]
        said = said if fold(found.counts) in fold(said) else f"{said} {found.counts}"
        stated = f"{asked.text} {head}" if head not in asked.text else asked.text
        return Correction("figure", card.bulletin_id, stated, said, found.start, found.end)
    return None


def _head(counts: str, language: Language) -> str:
    first = next(iter(words(counts)), "")
    return "" if not first or is_function_word(first, language) else first


def _alike(head: str, language: Language, counts: str, bulletin: Bulletin) -> bool:
    """Whether a card's figure counts what the question's does: the same noun or its meaning."""
    mine, theirs = words_of(head, language), words_of(counts, bulletin.language)
    return bool(mine.stems & theirs.stems or mine.concepts & theirs.concepts)
