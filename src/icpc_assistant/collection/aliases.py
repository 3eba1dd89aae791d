"""What ``aliases.toml`` changes on the cards: names the rules missed, places under other names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import eq

from icpc_assistant.bulletins.aliases import Aliases, AliasKind
from icpc_assistant.cards.card import EventCard, Organisation, Person, PlaceField
from icpc_assistant.cards.geography import key_of, territories
from icpc_assistant.cards.names import same_person
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Bulletin

PlaceIdentity = tuple[str, ...]


def with_listed(card: EventCard, bulletin: Bulletin, aliases: Aliases) -> EventCard:
    """Return the card with the listed people and organisations that only its text names."""
    if not aliases:
        return card
    body = plain(bulletin.body)
    people = [
        Person(bulletin.body[start:end], "", start, end)
        for start, end in _missed(card.people, "person", aliases, body)
    ]
    houses = [
        Organisation(bulletin.body[start:end], "", start, end)
        for start, end in _missed(card.organisations, "organisation", aliases, body)
    ]
    return replace(
        card,
        people=(*card.people, *people),
        organisations=(*card.organisations, *houses),
    )


def _missed(
    found: Sequence[Person | Organisation], kind: AliasKind, aliases: Aliases, body: str
) -> Iterator[tuple[int, int]]:
    """Yield where the text names somebody listed whom no field of the card stands for."""
    held = [key_of(f.name) for f in found]
    held += [key_of(f.acronym) for f in found if isinstance(f, Organisation)]
    same = same_person if kind == "person" else eq
    for group in aliases.names[kind]:
        keys = [key_of(name) for name in group]
        if any(same(key, other) for key in keys for other in held):
            continue
        where = [span for key in keys for span in _spans(key, body)]
        yield from sorted(where)[:1]
    for group in aliases.apart[kind]:
        for key in map(key_of, group):
            if key not in held:
                yield from _spans(key, body)[:1]


def _spans(key: str, body: str) -> list[tuple[int, int]]:
    pieces = key.split()
    if not all(piece in body for piece in pieces):
        return []
    pattern = r"[^a-z0-9]+".join(map(re.escape, pieces))
    return [m.span() for m in re.finditer(rf"(?<![a-z0-9]){pattern}(?![a-z0-9])", body)]


def place_keys(place: PlaceField) -> set[str]:
    """Return what a place is found by: "city:montreal", "CA", "019"."""
    keys = {f"city:{name}" for name in place.names} | set(place.regions)
    if place.city:
        keys.add(f"city:{key_of(place.city)}")
    if place.country_code:
        keys.add(place.country_code)
    return keys


@dataclass(frozen=True)
class PlaceAliases:
    """Places that go by several names, and names that GeoNames holds for one place wrongly.

    Each of ``joined`` has the keys of one place, each of ``apart`` folded names of different ones.
    """

    joined: tuple[frozenset[str], ...] = ()
    apart: tuple[frozenset[str], ...] = ()
    shown: tuple[str, ...] = ()
    cities: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[tuple[str, ...]], apart: Iterable[tuple[str, ...]]) -> PlaceAliases:
        """Read the groups of the file."""
        groups = [[key_of(name) for name in group] for group in names]
        different = [frozenset(map(key_of, group)) for group in apart]
        return cls(
            tuple(frozenset(k for key in group for k in _keys(key)) for group in groups),
            tuple(different),
            tuple(group[0] for group in names),
            frozenset(key for group in (*groups, *different) for key in group),
        )

    def keys(self, place: PlaceField, bulletin: Bulletin) -> frozenset[str]:
        """Return what ``place`` of a bulletin's card is found by."""
        keys = place_keys(place)
        for said, others in self._parted(place, bulletin):
            keys = (keys - {f"city:{other}" for other in others}) | {f"city:{said}"}
        for group in self.joined:
            if keys & group:
                keys |= group
        return frozenset(keys)

    def identity(self, place: PlaceField, bulletin: Bulletin) -> PlaceIdentity:
        """Return what tells a place from every other."""
        own = {f"city:{key_of(place.city)}", *(f"city:{n}" for n in place.names)}
        if not place.city:
            own = {place.country_code} if place.country_code else set(place.regions)
        parted = [said for said, _ in self._parted(place, bulletin)]
        if not parted:
            for number, group in enumerate(self.joined):
                if own & group:
                    return "alias", str(number)
        regions = () if place.country_code else place.regions
        return (place.city, place.country_code, *regions, *parted)

    def name(self, identity: PlaceIdentity) -> str:
        """Return the name the file gives a place, "" where it gives none."""
        return self.shown[int(identity[1])] if identity[0] == "alias" else ""

    def _parted(
        self, place: PlaceField, bulletin: Bulletin
    ) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield the name a bulletin uses where it is said to be another place, and the others."""
        if not self.apart:
            return
        said = key_of(bulletin.body[place.start : place.end] if place.start >= 0 else place.city)
        for group in self.apart:
            if said in group:
                yield said, group - {said}


NO_PLACE_ALIASES = PlaceAliases()


def _keys(key: str) -> set[str]:
    return {f"city:{key}"} | set(territories().get(key, ()))
