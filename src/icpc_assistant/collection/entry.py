"""A card beside its bulletin, and who and what is named on it by identity."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from icpc_assistant.cards.card import EventCard, Occurrence, PlaceField
from icpc_assistant.collection.aliases import NO_PLACE_ALIASES, PlaceAliases, PlaceIdentity
from icpc_assistant.types import Bulletin


@dataclass(frozen=True, slots=True)
class Measured:
    """A value of an event with where the body gives it.

    ``text`` is how the body says it, ``counts`` the noun it counts; ``partly``: of a part of the
    event alone, who listened to a talk.
    """

    value: float
    text: str
    counts: str
    start: int
    end: int
    partly: bool = False


@dataclass(frozen=True)
class Entry:
    """A card beside its bulletin, and who and what is named on it by identity.

    ``number`` is its place in the catalogue; ``person_ids`` and ``organisation_ids`` stand in the
    order of the card's people and organisations.
    """

    number: int
    card: EventCard
    bulletin: Bulletin
    person_ids: tuple[str, ...] = ()
    organisation_ids: tuple[str, ...] = ()
    place_aliases: PlaceAliases = NO_PLACE_ALIASES
    measured: dict[str, Measured | None] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def main(self) -> Occurrence | None:
        """The event's own time, or ``None`` where the bulletin gives none."""
        return self.card.main

    @cached_property
    def people(self) -> frozenset[str]:
        """The identities of the people named."""
        return frozenset(self.person_ids)

    @cached_property
    def organisations(self) -> frozenset[str]:
        """The identities of the organisations named."""
        return frozenset(self.organisation_ids)

    @cached_property
    def central(self) -> str:
        """What the bulletin is about, folded: headline, headings, event name, first sentences."""
        body = self.bulletin.body
        lead = body[:600]
        headings = " ".join(re.findall(r"(?m)^#+ (.*)$", body))
        name = self.card.name.text if self.card.name else ""
        topics = " ".join(self.bulletin.topics)
        return ascii_text("\n".join((self.card.title, headings, name, topics, lead)))

    @cached_property
    def headline(self) -> str:
        """The headline and the event's name, folded."""
        name = self.card.name.text if self.card.name else ""
        return ascii_text(f"{self.card.title} \n {name}")

    @cached_property
    def folded(self) -> str:
        """The headline and body, folded."""
        return ascii_text(f"{self.card.title} \n {self.bulletin.body}")

    @cached_property
    def places(self) -> frozenset[str]:
        """Keys of the places the event took place in: city names, country and region codes."""
        return self._place_keys(p for p in self.card.places if p.role == "event")

    @cached_property
    def named_places(self) -> frozenset[str]:
        """Keys of every place the bulletin names."""
        return self._place_keys(self.card.places)

    @cached_property
    def held(self) -> tuple[tuple[PlaceIdentity, PlaceField], ...]:
        """The cities and countries the event took place in, each with what tells it from others."""
        of, bulletin = self.place_aliases.identity, self.bulletin
        held = (p for p in self.card.places if p.role == "event" and (p.city or p.country))
        return tuple((of(p, bulletin), p) for p in held)

    def keys_of(self, place: PlaceField) -> frozenset[str]:
        """Return what one of the card's places is found by: "city:montreal", "CA", "019"."""
        return self.place_aliases.keys(place, self.bulletin)

    def _place_keys(self, places: Iterable[PlaceField]) -> frozenset[str]:
        return frozenset(key for place in places for key in self.keys_of(place))


def ascii_text(text: str) -> str:
    """Return ``text`` in lower case without accents (lengths may change)."""
    return unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
