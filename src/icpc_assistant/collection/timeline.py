"""Every event of the collection in date order, each beside the words that state its date."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from icpc_assistant.cards.card import DatePrecision, Occurrence, PlaceField
from icpc_assistant.cards.geography import key_of, territory_name
from icpc_assistant.collection.catalogue import Catalogue, place_codes
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.quotes import Proof, Sentences
from icpc_assistant.errors import UsageError
from icpc_assistant.terms import clean

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_REPEATED = 40  # characters of what a person typed that an error repeats


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where an event took place; ``name`` is how to show it, ``confidence`` the card's."""

    name: str
    city: str
    country: str
    venue: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Event:
    """An occurrence of a bulletin: its event as a whole (``main``), or a part of it.

    ``start``, ``end`` and ``precision`` are ``None`` where the bulletin gives no date, ``proof``
    is ``None`` where its text does not state it. ``confidence`` is the card's.
    """

    bulletin_id: str
    title: str
    start: date | None
    end: date | None
    precision: DatePrecision | None
    kind: Literal["main", "part"]
    places: tuple[EventPlace, ...]
    confidence: float = 0.0
    proof: Proof | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "bulletin_id": self.bulletin_id,
            "title": self.title,
            "start": self.start and self.start.isoformat(),
            "end": self.end and self.end.isoformat(),
            "precision": self.precision,
            "kind": self.kind,
            "confidence": self.confidence,
            "places": [
                {
                    "name": p.name,
                    "city": p.city,
                    "country": p.country,
                    "venue": p.venue,
                    "confidence": p.confidence,
                }
                for p in self.places
            ],
            "citation": self.proof and self.proof.to_dict(),
        }


class Timeline:
    """The events of a catalogue, read once and asked often."""

    def __init__(self, catalogue: Catalogue, sentences: Sentences) -> None:
        self._catalogue = catalogue
        found = [(e, entry) for entry in catalogue.entries for e in _events(entry, sentences)]
        # The whole before its parts, and what gives no date last.
        self._events = sorted(
            found,
            key=lambda f: (
                f[0].start or date.max, f[0].kind == "part", f[0].end or date.max, f[0].bulletin_id,
            ),
        )  # fmt: skip

    def events(
        self,
        first: date | None = None,
        last: date | None = None,
        place: str | None = None,
        person: str | None = None,
    ) -> list[Event]:
        """Return the events that touch the days ``first`` to ``last`` and took place in ``place``,
        of bulletins that name ``person``.

        A bulletin without a date comes last, and only where no days are asked for.

        Raises:
            UsageError: ``place`` or ``person`` holds no letter or digit.
        """
        there = self._chosen(place, person)
        timed = first is not None or last is not None
        return [
            event
            for event, entry in self._events
            if (_touches(event, first, last) if timed else True) and there(entry)
        ]

    def undated(self, place: str | None = None, person: str | None = None) -> int:
        """Return how many bulletins give no date, and are in no time that is asked for."""
        there = self._chosen(place, person)
        return sum(event.start is None and there(entry) for event, entry in self._events)

    def _chosen(self, place: str | None, person: str | None) -> Callable[[Entry], bool]:
        there, named = self._held_in(place), self._naming(person)
        return lambda entry: there(entry) and named(entry)

    def _naming(self, person: str | None) -> Callable[[Entry], bool]:
        """Return the test for a person, by a part of any name that he or she goes by."""
        if person is None:
            return lambda _: True
        key = name_key(person)
        meant = {who for name, of in self._catalogue.people.items() if key in name for who in of}
        return lambda entry: not meant.isdisjoint(entry.people)

    def _held_in(self, place: str | None) -> Callable[[Entry], bool]:
        """Return the test for a place: a country, region or city by its names, else part of one."""
        if place is None:
            return lambda _: True
        key = name_key(place)
        city = {f"city:{key}"} if key in self._catalogue.cities else set()
        keys = place_codes(key) | city
        if keys:  # "Oman" is a country, and no part of "Romania"
            return lambda entry: bool(keys & entry.places)
        return lambda entry: any(key in name for name in self._shown[entry.number])

    @cached_property
    def _shown(self) -> list[tuple[str, ...]]:
        return [_shown_places(entry) for entry in self._catalogue.entries]


def read_days(first: str | None, last: str | None) -> tuple[date | None, date | None]:
    """Return the days that two ISO days, months or years mean, as first and last day.

    Raises:
        UsageError: one is no date in the calendar, or they run backwards.
    """
    start = None if first is None else _day(first, closes=False)
    end = None if last is None else _day(last, closes=True)
    if start and end and end < start:
        raise UsageError(
            f"The time from {start.isoformat()} to {end.isoformat()} runs backwards; swap the two."
        )
    return start, end


def name_key(name: str) -> str:
    """Return a name that a person looks for, folded.

    Raises:
        UsageError: it holds no letter or digit, and would match everything.
    """
    key = key_of(name)
    if not key:
        raise UsageError(
            f"“{clean(name)[:_REPEATED]}” holds no letter or digit; give a name or a part of one."
        )
    return key


def place_label(place: PlaceField) -> str:
    """Return how to show a place: "Dubai, United Arab Emirates", a region's name, "online"."""
    named = ", ".join(filter(None, (place.city, place.country)))
    if named or not place.regions:
        return named or (place.venue.text if place.venue else "")
    return territory_name(place.regions[0])


def _day(text: str, *, closes: bool) -> date:
    m = _ISO.fullmatch(text.strip())
    try:
        if m:
            year, month = int(m[1]), int(m[2] or (12 if closes else 1))
            end = calendar.monthrange(year, month)[1] if closes else 1
            return date(year, month, int(m[3] or end))
    except ValueError:
        pass  # a thirteenth month, February 30, the year 0
    raise UsageError(
        f"“{clean(text)[:_REPEATED]}” is no date in the calendar; give a day, month or year as "
        "2024-03-20, 2024-03 or 2024."
    )


def _events(entry: Entry, sentences: Sentences) -> list[Event]:
    card = entry.card
    where = tuple(
        EventPlace(place_label(p), p.city, p.country, p.venue.text if p.venue else "", p.confidence)
        for p in card.places
        if p.role == "event"
    )
    if not card.occurrences:
        return [Event(card.bulletin_id, card.title, None, None, None, "main", where)]

    def event(o: Occurrence) -> Event:
        proof = sentences.around(entry.bulletin, o.start, o.end)
        return Event(
            card.bulletin_id, card.title, o.first, o.last, o.precision, o.kind, where,
            o.confidence, proof,
        )  # fmt: skip

    return [event(o) for o in card.occurrences]


def _touches(event: Event, first: date | None, last: date | None) -> bool:
    if event.start is None or event.end is None:
        return False
    return (first is None or event.end >= first) and (last is None or event.start <= last)


def _shown_places(entry: Entry) -> tuple[str, ...]:
    held = [p for p in entry.card.places if p.role == "event"]
    said = [text for p in held for text in (place_label(p), p.venue.text if p.venue else "")]
    return tuple(key_of(text) for text in said)
