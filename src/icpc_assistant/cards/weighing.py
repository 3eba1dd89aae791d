"""How sure each field of a card is: 1 only where a person gave it, else by how the text marks it.

About the share of such fields that were right on the labelled bulletins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from icpc_assistant.cards.card import EventCard, Figure, Organisation, Person, PlaceField
from icpc_assistant.cards.institutions import is_institution
from icpc_assistant.cards.text import Sentence
from icpc_assistant.types import Bulletin

_PLAIN, _LIKELY, _INFERRED = 0.95, 0.85, 0.7


def weighed(card: EventCard, bulletin: Bulletin, sentences: Sequence[Sentence]) -> EventCard:
    """Return the card with the confidence of its name, places, people, organisations, figures."""
    leads = [(s.start, s.end) for s in sentences if s.lead]

    def led(start: int) -> bool:
        return any(first <= start < last for first, last in leads)

    name = card.name
    return replace(
        card,
        name=name and replace(name, confidence=_PLAIN if led(name.start) else _INFERRED),
        places=tuple(_place(p, led(p.start)) for p in card.places),
        people=tuple(_person(p) for p in card.people),
        organisations=tuple(_organisation(o) for o in card.organisations),
        figures=tuple(_figure(f, bulletin) for f in card.figures),
    )


def _place(place: PlaceField, led: bool) -> PlaceField:
    """Weigh a place: where an event took place is surest in the lead, and where a city is known."""
    if place.role == "mention":
        sure = _PLAIN if place.names or not place.city else _LIKELY
    else:
        sure = (
            _PLAIN if led and (place.city or place.venue) else _LIKELY if place.city else _INFERRED
        )
    return _with_venue(replace(place, confidence=sure), sure)


def _with_venue(place: PlaceField, sure: float) -> PlaceField:
    venue = place.venue
    return replace(place, venue=venue and replace(venue, confidence=min(sure, _LIKELY)))


def _person(person: Person) -> Person:
    sure = _PLAIN if person.role else _LIKELY
    offices = tuple(replace(o, confidence=_LIKELY) for o in person.offices)
    return replace(person, confidence=sure, offices=offices)


def _organisation(one: Organisation) -> Organisation:
    known = is_institution(one.name) or one.acronym not in ("", one.name)
    return replace(one, confidence=_PLAIN if known else _LIKELY if one.acronym else _INFERRED)


def _figure(figure: Figure, bulletin: Bulletin) -> Figure:
    digits = any(ch.isdigit() for ch in bulletin.body[figure.start : figure.end])
    return replace(figure, confidence=_PLAIN if digits else _LIKELY)
