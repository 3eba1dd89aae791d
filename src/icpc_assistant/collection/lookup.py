"""Which events have a kind, place, person or organisation: looked up, so that many stay fast."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from icpc_assistant.cards.geography import key_of
from icpc_assistant.collection.entry import Entry
from icpc_assistant.entities import MONTHS

Numbers = frozenset[int]
PLACED = "placed"  # the key in ``places`` of whatever was held somewhere
ONLINE = "city:online"  # and of what was held online
_NONE: Numbers = frozenset()


@dataclass(frozen=True, slots=True)
class Lookup:
    """The numbers of entries by what their cards hold; ``organised`` are the collection's own.

    ``placed`` are those held somewhere: not online, nor where nobody says (``unplaced``).
    """

    kinds: Mapping[str, Numbers]
    places: Mapping[str, Numbers]
    named_places: Mapping[str, Numbers]
    people: Mapping[str, Numbers]
    organisations: Mapping[str, Numbers]
    organised: Numbers
    undated: Numbers
    placed: Numbers
    unplaced: Numbers

    @classmethod
    def of(cls, entries: Iterable[Entry], own: frozenset[str]) -> Lookup:
        """Read every entry once; ``own`` are the names of the collection's own organisation."""
        entries = tuple(entries)
        placed = frozenset(e.number for e in entries if any(map(str.isupper, e.places)))
        unplaced = frozenset(e.number for e in entries if not e.places)
        return cls(
            _by((e.number, e.card.kinds) for e in entries),
            _by((e.number, e.places) for e in entries) | {PLACED: placed},
            _by((e.number, e.named_places) for e in entries),
            _by((e.number, e.people) for e in entries),
            _by((e.number, e.organisations) for e in entries),
            frozenset(e.number for e in entries if _organised(e, own)),
            frozenset(e.number for e in entries if e.main is None),
            placed,
            unplaced,
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


# Somebody else's event, where no organiser is named.
_TOOK_PART = re.compile(
    r"\b(?:participat(?:ed|es|ing|ion) (?:in|of)|t(?:oo|a)ke?n? part|taking part|attend(?:ed|s"
    r"|ing)?"
    r"|(?:was|were) (?:invited|represented|at)|presented at|represented (?:the|by)"
    r"|participe?[eos]?(?:aron|aient|ait|ent|ons|ado|amos|acion|ation)? (?:a|au|aux|en|del?)"
    r"|p[rt]+it part|pris part|assist(?:e|ait|aron|io|o) a|invit(?:ee?s?|ad[oa]s?)"
    r"|represent(?:ad[oa]s? por|ee?s? par))\b"
)


def _organised(entry: Entry, own: frozenset[str]) -> bool:
    """Whether the organisation itself organised the event: as the bulletin says, or, where it
    names no organiser, as it does not say that the organisation only took part."""
    organisers = [o for o in entry.card.organisations if o.part == "organiser"]
    if organisers:
        return any(key_of(o.name) in own or key_of(o.acronym) in own for o in organisers)
    return not any(_ours(m, own) for m in _TOOK_PART.finditer(entry.central))


# "175 volunteers from nine countries took part": those who came.
_SO_MANY = re.compile(
    rf"(?<![\w.,])\d[\d,. ]*\s(?!(?:{'|'.join(MONTHS)})\b)(?:[a-z]+ )?[a-z]{{2,}}s\b"
)
_WE = re.compile(r"\b(?:we|nous|nosotros)\b")


def _ours(m: re.Match[str], own: frozenset[str]) -> bool:
    """Whether it is not said of a number of people that they took part."""
    before = re.split(r"[.!?;:]\s|\n", m.string[: m.start()])[-1]
    counted = _SO_MANY.search(before)
    if counted is None:
        return True
    behind = before[counted.start() :]
    named = any(re.search(rf"\b{re.escape(name)}\b", behind) for name in own if name)
    return named or _WE.search(behind) is not None
