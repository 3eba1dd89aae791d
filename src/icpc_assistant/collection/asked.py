"""The places, people, organisations, months or years of the events found, each told once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from icpc_assistant import wording
from icpc_assistant.cards.geography import territory_name
from icpc_assistant.collection.catalogue import Catalogue, term
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.membership import is_of, names_of
from icpc_assistant.collection.request import Request
from icpc_assistant.collection.roles import has_roles, is_sort
from icpc_assistant.terms import words
from icpc_assistant.types import Language

_CONTINENTS = frozenset({"002", "009", "019", "142", "150", "AQ"})


@dataclass
class Thing:
    """One of the things asked for, under its fullest name, with the events that have it."""

    name: str
    entries: list[Entry] = field(default_factory=list)


def things(
    matches: Sequence[Entry], request: Request, catalogue: Catalogue, language: Language
) -> list[Thing]:
    """Return what ``request`` asks for of the events, in the order of their dates."""
    found: dict[Hashable, Thing] = {}
    for entry in matches:
        for identity, name in _of(entry, request, catalogue, language):
            thing = found.setdefault(identity, Thing(name))
            if len(words(name)) > len(words(thing.name)):
                thing.name = name
            if not thing.entries or thing.entries[-1] is not entry:
                thing.entries.append(entry)
    return list(found.values())


def _of(
    entry: Entry, request: Request, catalogue: Catalogue, language: Language
) -> Iterable[tuple[Hashable, str]]:
    if request.asked in ("month", "year"):
        return _time(entry, request, language)
    if request.asked == "person":
        return _people(entry, request, catalogue, language)
    if request.asked == "organisation":
        return _organisers(entry, request, catalogue, language)
    return _places(entry, request, catalogue, language)


def _time(entry: Entry, request: Request, language: Language) -> Iterator[tuple[Hashable, str]]:
    """Yield the month or year in which an event began."""
    main = entry.main
    if main is None:
        return
    year, month = main.first.year, main.first.month
    if request.asked == "year":
        yield year, str(year)
    elif main.precision in ("day", "month"):
        yield (year, month), wording.month_of(main.first, language)


def _places(
    entry: Entry, request: Request, catalogue: Catalogue, language: Language
) -> Iterator[tuple[Hashable, str]]:
    """Yield the countries, cities or venues of an event; else the first place of it."""
    names = catalogue.place_names
    for identity, place in entry.held[:1] if request.asked == "place" else entry.held:
        city = names.city(entry, identity, place, language) if place.city else ""
        if request.asked == "continent":
            for code in place.regions:
                if code in _CONTINENTS:
                    yield code, territory_name(code, language)
        elif request.asked == "country":
            yield place.country_code or place.country, names.country(place, language)
        elif request.asked == "city":
            if city:
                yield identity, city
        elif request.asked == "venue":
            if place.venue and place.venue.text:
                venue = ", ".join(filter(None, (place.venue.text, city)))
                yield venue, venue
        else:
            yield identity, names.label(entry, identity, place, language)


def _people(
    entry: Entry, request: Request, catalogue: Catalogue, language: Language
) -> Iterator[tuple[Hashable, str]]:
    """Yield the people of a bulletin: the organisation's own, or the others, if so asked, and
    those who are what is asked for."""
    wanted = [term(role, language) for role in request.roles]
    houses = names_of(request.organisations, catalogue) if request.members else frozenset()
    for person, identity in zip(entry.card.people, entry.person_ids, strict=True):
        own = identity in catalogue.staff
        if request.side is not None and own != (request.side == "own"):
            continue
        if request.members and not is_of(person, entry, houses):
            continue
        if not wanted or has_roles(person.role, wanted, entry.bulletin.language):
            yield identity, catalogue.shown.get(identity, person.name)


def _organisers(
    entry: Entry, request: Request, catalogue: Catalogue, language: Language
) -> Iterator[tuple[Hashable, str]]:
    """Yield who organised an event; all but the organisation itself, if so asked.

    All whom a bulletin names, where it is asked who appears.
    """
    wanted = [term(role, language) for role in request.roles]
    for house, identity in zip(entry.card.organisations, entry.organisation_ids, strict=True):
        ours = identity in catalogue.organisations.ours
        if ours and request.side == "others":
            continue
        if wanted and not is_sort(house.name, wanted):
            continue
        if house.part == "organiser" or request.named or request.noun == "bulletin":
            yield identity, catalogue.shown.get(identity, house.name)
