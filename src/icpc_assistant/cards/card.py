"""The event card: what a bulletin says of its event, every field at the characters it stands on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

DatePrecision = Literal["day", "month", "year"]
FigureKind = Literal["count", "money", "time"]


@dataclass(frozen=True, slots=True)
class Field:
    """Words of the body: ``body[start:end] == text``, or -1 where front matter gave them.

    ``confidence`` is 1 where a person gave them, lower the less plainly the text marks them: about
    the share of such fields that are right. It is so of every field of a card.
    """

    text: str
    start: int = -1
    end: int = -1
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A time at which something of the bulletin's event took place.

    ``main`` is the event as a whole, ``part`` a day or meeting within or beside it. ``confidence``
    is 1 where a person gave the date, lower the more of it was inferred.
    """

    first: date
    last: date
    precision: DatePrecision
    kind: Literal["main", "part"]
    start: int = -1
    end: int = -1
    confidence: float = 1.0

    @property
    def days(self) -> int | None:
        """How many days it lasted; ``None`` where the days are not known."""
        return (self.last - self.first).days + 1 if self.precision == "day" else None


@dataclass(frozen=True, slots=True)
class PlaceField:
    """A place: canonical English names, ISO and M49 codes.

    ``role`` tells where the event took place ("event") from a place that is only named
    ("mention"). ``names`` are the city's other names, folded, so that a question in another
    language finds it.
    """

    city: str
    country: str
    country_code: str
    regions: tuple[str, ...]
    role: Literal["event", "mention"]
    start: int = -1
    end: int = -1
    venue: Field | None = None
    names: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Person:
    """A person, under the fullest form of the name, with the role the text gives.

    ``offices`` are all that the text gives, each at its words, where they are not one and the same;
    ``role`` is the first.
    """

    name: str
    role: str
    start: int
    end: int
    offices: tuple[Field, ...] = ()
    confidence: float = 1.0

    @property
    def held(self) -> tuple[Field, ...]:
        """The offices, also where only the role is known."""
        return self.offices or ((Field(self.role),) if self.role else ())


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation; ``part`` tells whether the text says that it organised the event."""

    name: str
    acronym: str
    start: int
    end: int
    part: Literal["organiser", "named"] = "named"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the noun it counts: "more than", 1200, "participants".

    ``kind`` tells a sum of money, whose ``counts`` is the currency's word or sign, and a stretch of
    time from a count of people, of things or of the event's own days.
    """

    value: float
    qualifier: str
    counts: str
    start: int
    end: int
    kind: FigureKind = "count"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class EventCard:
    """What one bulletin says of its event.

    ``topics`` are the words of its headline and headings that tell what it is about, each where
    the body says it, and what front matter lists. ``undated`` are words that tell its time from a
    day of publication that nobody gives: "last October".
    """

    bulletin_id: str
    title: str
    language: str
    name: Field | None = None
    kinds: tuple[str, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    places: tuple[PlaceField, ...] = ()
    people: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    figures: tuple[Figure, ...] = ()
    topics: tuple[Field, ...] = ()
    undated: tuple[Field, ...] = ()

    @property
    def main(self) -> Occurrence | None:
        """The event's own time, or ``None`` where the bulletin gives none."""
        return next((o for o in self.occurrences if o.kind == "main"), None)

    @property
    def counted(self) -> tuple[Figure, ...]:
        """The figures that count people or things; no sums of money, no stretches of time."""
        return tuple(f for f in self.figures if f.kind == "count")

    def to_row(self) -> dict[str, Any]:
        """Return the card as plain JSON values."""
        row = asdict(self)
        for occurrence in row["occurrences"]:
            for name in ("first", "last"):
                occurrence[name] = occurrence[name].isoformat()
        return row

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> EventCard:
        """Return the card that ``to_row`` wrote.

        Raises:
            KeyError, TypeError, ValueError: the row is damaged.
        """
        return cls(
            bulletin_id=row["bulletin_id"],
            title=row["title"],
            language=row["language"],
            name=Field(**row["name"]) if row["name"] else None,
            kinds=tuple(row["kinds"]),
            occurrences=tuple(_occurrence(o) for o in row["occurrences"]),
            places=tuple(_place(p) for p in row["places"]),
            people=tuple(_person(p) for p in row["people"]),
            organisations=tuple(Organisation(**o) for o in row["organisations"]),
            figures=tuple(Figure(**f) for f in row["figures"]),
            topics=tuple(Field(**t) for t in row["topics"]),
            undated=tuple(Field(**u) for u in row["undated"]),
        )


def _occurrence(row: dict[str, Any]) -> Occurrence:
    days = {name: date.fromisoformat(row[name]) for name in ("first", "last")}
    return Occurrence(**{**row, **days})


def _person(row: dict[str, Any]) -> Person:
    return Person(**{**row, "offices": tuple(Field(**o) for o in row["offices"])})


def _place(row: dict[str, Any]) -> PlaceField:
    venue = Field(**row["venue"]) if row["venue"] else None
    lists = {name: tuple(row[name]) for name in ("regions", "names")}
    return PlaceField(**{**row, **lists, "venue": venue})
