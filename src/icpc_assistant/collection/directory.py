"""Who and what the bulletins name: people, organisations, places, each with its bulletins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, get_args

from icpc_assistant.cards.card import PlaceField
from icpc_assistant.cards.geography import key_of
from icpc_assistant.collection.catalogue import Catalogue, place_codes
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.quotes import Proof, Sentences
from icpc_assistant.collection.timeline import Timeline, name_key, place_label
from icpc_assistant.terms import words
from icpc_assistant.types import Passage

EntityKind = Literal["people", "organisations", "places"]
KINDS: tuple[EntityKind, ...] = get_args(EntityKind)


@dataclass(frozen=True, slots=True)
class Mention:
    """A bulletin that names somebody or something, and the first words that do.

    ``role`` is the person's in this bulletin; "organiser" or "named" for an organisation; "event"
    or "mention" for a place. ``date`` is the event's in ISO, one day or ``first/last``.
    """

    bulletin_id: str
    title: str
    date: str | None
    role: str
    proof: Proof | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "id": self.bulletin_id,
            "title": self.title,
            "date": self.date,
            "role": self.role,
            "citation": self.proof and self.proof.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation or place under one name, with the other forms met.

    ``keys`` and ``codes`` are what it is found by: folded names, of which a part will do, and a
    place's codes and names in other languages.
    """

    kind: EntityKind
    name: str
    forms: tuple[str, ...]
    bulletins: tuple[Mention, ...]
    roles: tuple[str, ...] = ()
    acronym: str = ""
    city: str = ""
    country: str = ""
    keys: frozenset[str] = field(default=frozenset(), repr=False)
    codes: frozenset[str] = field(default=frozenset(), repr=False)

    def to_dict(self, most: int | None = None) -> dict[str, Any]:
        """Return plain JSON values, at most ``most`` of the bulletins spelt out."""
        return {
            "kind": self.kind,
            "name": self.name,
            "forms": list(self.forms),
            "roles": list(self.roles),
            "acronym": self.acronym,
            "city": self.city,
            "country": self.country,
            "count": len(self.bulletins),
            "bulletins": [mention.to_dict() for mention in self.bulletins[:most]],
        }


@dataclass(frozen=True, slots=True)
class _Met:
    """One field of a card that names an entity; the lowest ``rank`` stands for its bulletin."""

    entry: Entry
    form: str
    role: str
    start: int
    end: int
    rank: bool


class Directory:
    """The timeline and the entities of an open index."""

    def __init__(self, catalogue: Catalogue, passages: Iterable[Passage]) -> None:
        self._catalogue = catalogue
        self._sentences = Sentences(passages)

    @cached_property
    def timeline(self) -> Timeline:
        """Every event by date."""
        return Timeline(self._catalogue, self._sentences)

    def entities(self, kind: EntityKind | None = None, name: str | None = None) -> list[Entity]:
        """Return the entities of a kind (all kinds), those in most bulletins first.

        ``name`` is part of a name, case and accents apart; a place also goes by its country, its
        region, and what they are called in the other languages.

        Raises:
            UsageError: ``name`` holds no letter or digit.
        """
        found = [e for e in self._entities if kind in (None, e.kind)]
        if name is None:
            return found
        key = name_key(name)
        territory = place_codes(key)
        codes = territory | {f"city:{key}"}

        def goes_by(entity: Entity) -> bool:
            if codes & entity.codes:
                return True
            # "Oman" is a country, and no part of "Romania".
            exact = bool(territory) and entity.kind == "places"
            return not exact and any(key in known for known in entity.keys)

        return [e for e in found if goes_by(e)]

    @cached_property
    def _entities(self) -> list[Entity]:
        found = [*self._people(), *self._organisations(), *self._places()]
        by_kind = {kind: i for i, kind in enumerate(KINDS)}
        return sorted(found, key=lambda e: (by_kind[e.kind], -len(e.bulletins), key_of(e.name)))

    def _people(self) -> Iterator[Entity]:
        met: dict[str, list[_Met]] = {}
        for entry in self._catalogue.entries:
            for p, identity in zip(entry.card.people, entry.person_ids, strict=True):
                one = _Met(entry, p.name, p.role, p.start, p.end, not p.role)
                met.setdefault(identity, []).append(one)
        for identity, found in met.items():
            forms = _counted(found)
            fullest = max(forms, key=lambda f: (key_of(f) == identity, forms[f], f))
            name = self._catalogue.shown.get(identity, fullest)
            yield Entity(
                "people", name, _others(forms, name), self._mentions(found),
                roles=tuple(dict.fromkeys(m.role for m in found if m.role)), keys=_keys(forms),
            )  # fmt: skip

    def _organisations(self) -> Iterator[Entity]:
        met: dict[str, list[_Met]] = {}
        acronyms: dict[str, Counter[str]] = {}
        for entry in self._catalogue.entries:
            for o, own in zip(entry.card.organisations, entry.organisation_ids, strict=True):
                one = _Met(entry, o.name, o.part, o.start, o.end, o.part != "organiser")
                met.setdefault(own, []).append(one)
                acronyms.setdefault(own, Counter()).update([o.acronym] if o.acronym else [])
        for own, found in met.items():
            forms = _counted(found)
            # In full where the bulletins give it so, then as they mostly write it.
            written = max(forms, key=lambda f: (len(words(f)) > 1, forms[f], len(f), f))
            name = self._catalogue.shown.get(own, written)
            known = acronyms[own]
            acronym = max(known, key=lambda a: (known[a], a), default="")
            yield Entity(
                "organisations", name, _others({**forms, **known}, name, acronym),
                self._mentions(found), acronym="" if acronym == name else acronym,
                keys=_keys([*forms, *known]),
            )  # fmt: skip

    def _places(self) -> Iterator[Entity]:
        met: dict[tuple[str, ...], list[_Met]] = {}
        known: dict[tuple[str, ...], tuple[Entry, PlaceField]] = {}
        for entry in self._catalogue.entries:
            for p in entry.card.places:
                if not place_label(p) or not (p.city or p.country or p.regions):
                    continue  # held online: no place
                said = entry.bulletin.body[p.start : p.end] if p.start >= 0 else place_label(p)
                one = _Met(entry, said, p.role, p.start, p.end, p.role != "event")
                identity = entry.place_aliases.identity(p, entry.bulletin)
                met.setdefault(identity, []).append(one)
                known.setdefault(identity, (entry, p))
        for identity, found in met.items():
            entry, place = known[identity]
            forms = _counted(found)
            name = entry.place_aliases.name(identity) or place_label(place)
            yield Entity(
                "places", name, _others(forms, name, place.city, place.country),
                self._mentions(found), city=place.city, country=place.country,
                keys=_keys([name, place.city, place.country, *forms]),
                codes=entry.keys_of(place),
            )  # fmt: skip

    def _mentions(self, found: Iterable[_Met]) -> tuple[Mention, ...]:
        """Return one mention a bulletin, in the catalogue's order, which is by date."""
        best: dict[int, _Met] = {}
        for m in sorted(found, key=lambda m: (m.entry.number, m.rank, m.start)):
            best.setdefault(m.entry.number, m)
        return tuple(
            Mention(
                m.entry.card.bulletin_id,
                m.entry.card.title,
                _date(m.entry),
                m.role,
                self._sentences.around(m.entry.bulletin, m.start, m.end),
            )
            for m in best.values()
        )


def _date(entry: Entry) -> str | None:
    main = entry.card.main
    if main is None:
        return None
    first, last = main.first.isoformat(), main.last.isoformat()
    return first if first == last else f"{first}/{last}"


def _counted(found: Iterable[_Met]) -> Counter[str]:
    """Return in how many bulletins each form stands, as written but for line breaks."""
    return Counter(" ".join(m.form.split()) for m in found)


def _others(forms: Iterable[str], *shown: str) -> tuple[str, ...]:
    return tuple(sorted(set(forms) - {*shown, ""}))


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(key_of(name) for name in names) - {""}
