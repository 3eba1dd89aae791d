"""Which events have a kind, place, person or organisation: looked up, so that many stay fast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from icpc_assistant.cards.geography import key_of
from icpc_assistant.collection.entry import Entry

Numbers = frozenset[int]
_NONE: Numbers = frozenset()


@dataclass(frozen=True, slots=True)
class Lookup:
    """The numbers of entries by what their cards hold; ``organised`` are the collection's own.

    ``placed`` are those held somewhere: not online, nor where nobody says.
    """

    kinds: Mapping[str, Numbers]
    places: Mapping[str, Numbers]
    named_places: Mapping[str, Numbers]
    people: Mapping[str, Numbers]
    organisations: Mapping[str, Numbers]
    organised: Numbers
    undated: Numbers
    placed: Numbers

    @classmethod
    def of(cls, entries: Iterable[Entry], own: frozenset[str]) -> Lookup:
        """Read every entry once; ``own`` are the names of the collection's own organisation."""
        entries = tuple(entries)
        return cls(
            _by((e.number, e.card.kinds) for e in entries),
            _by((e.number, e.places) for e in entries),
            _by((e.number, e.named_places) for e in entries),
            _by((e.number, e.people) for e in entries),
            _by((e.number, e.organisations) for e in entries),
            frozenset(e.number for e in entries if _organised(e, own)),
            frozenset(e.number for e in entries if e.main is None),
            frozenset(e.number for e in entries if any(map(str.isupper, e.places))),
        )


def any_of(found: Mapping[str, Numbers], keys: Iterable[str]) -> Numbers:
    """Return the entries that have one of the keys."""
    return _NONE.union(*(found.get(key, _NONE) for key in keys))


def _by(held: Iterable[tuple[int, Iterable[str]]]) -> dict[str, Numbers]:
    found: dict[str, list[int]] = {}
    for number, keys in held:
        for key in keys:
            found.setdefault(key, []).append(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


def _organised(entry: Entry, own: frozenset[str]) -> bool:
    """Whether the bulletin says that the organisation itself organised or coordinated the event."""
    return any(
        o.part == "organiser" and (key_of(o.name) in own or key_of(o.acronym) in own)
        for o in entry.card.organisations
    )
