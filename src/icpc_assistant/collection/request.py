"""What a question about all bulletins asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from icpc_assistant.types import FilterKind

if TYPE_CHECKING:
    from icpc_assistant.timespan import TimeSpan

Operation = Literal["list", "count", "superlative", "compare", "timeline", "total", "mean"]
Asked = Literal[
    "event",
    "place",
    "continent",
    "country",
    "city",
    "venue",
    "person",
    "organisation",
    "year",
    "month",
]
Measure = Literal["start", "days", "people", "countries", "places", "cost", "any"]
# Why a sentence may answer better: it may tell what no card holds ("sentence", of a question that
# names more than times, places and names and finds no match, and of what somebody did at the one
# event found), or only the model takes the question for one over the collection ("kind"), or only
# the meaning of a topic is met (the same), or both ("meaning").
Doubt = Literal["", "sentence", "meaning", "kind"]
Lacking = Literal["place", "date", "people"]
Relation = Literal["organised"]
Side = Literal["own", "others"]
Often = tuple[int, int | None]  # the fewest events, and the most


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name the question restricts itself to: as typed, and the identities it may stand for.

    ``keys`` are the catalogue's identities (a country's code, a person's key); none for a name
    that no bulletin holds, which matches nothing. ``shown`` is how the question's language writes
    a place; "" where it is as typed.
    """

    text: str
    keys: frozenset[str] = frozenset()
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Restriction:
    """Where a question names something it restricts itself to: ``text[start:end]``."""

    kind: FilterKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Request:
    """A question over the whole collection, read.

    ``measure`` and ``most`` say what a superlative or comparison compares and which end of it is
    wanted (``rank`` is 2 for the second largest, ``best`` 3 for the three largest and 0 for all in
    their order), or what a total or mean is of; ``sides`` are the
    two things compared, in the question's words. Names in ``places``, ``people``,
    ``organisations`` and ``topics`` must all be met; the topics of one inner tuple are alternatives
    ("young people or minors"). ``mentions`` asks where something is mentioned at all rather than
    what an event is about. ``restrictions`` are their places in ``text``, the question as it was
    read. Events in ``outside``, at ``not_time``, with a name in ``without`` or of ``not_kinds`` are
    left out; ``unread`` are words that leave out nobody knows what, ``left_out`` the places of all
    of these in ``text``. What was held online is not "outside Canada", but it is "not in Canada"
    (``or_online``).
    ``side`` says which of the people named are asked for: the organisation's own ("who represented
    us") or others ("whom did we meet"); ``roles`` are what they must be by their roles on the
    cards, and where they are ``members``, they must be of the organisations named. ``reach``: an
    event held nowhere that is known, or online, counts for a place that its bulletin names.
    ``periods`` are held against each other, ``sides`` without a ``winner`` too; ``grouped`` counts
    the events by what is ``asked``. ``share_of`` is where the events end of which a share is asked
    for, 0 where none is; ``lacking`` what the events wanted do not tell.
    ``often`` is in how many of the events what is asked for must be; ``named`` counts whomever a
    bulletin names, not organisers alone.
    ``besides`` are the ids of bulletins that were just spoken of, where others are asked for.
    ``learned``: only the model takes it for a question over the collection.
    """

    operation: Operation
    noun: str = "event"  # what is counted: an event kind, "event" or "bulletin"
    asked: Asked = "event"
    measure: Measure | None = None
    most: bool = True
    kinds: tuple[str, ...] = ()
    time: TimeSpan | None = None
    places: tuple[Wanted, ...] = ()
    people: tuple[Wanted, ...] = ()
    organisations: tuple[Wanted, ...] = ()
    topics: tuple[tuple[str, ...], ...] = ()
    relation: Relation | None = None
    sides: tuple[str, str] | None = None
    least: tuple[Measure, float] | None = None  # "three days or longer", "over 500 participants"
    at_most: tuple[Measure, float] | None = None  # "two days at most"; as ``least``: just so long
    mentions: bool = False
    single: bool = False  # "which conference …": one event is expected
    ours: bool = False  # whether the question names the organisation whose bulletins these are
    itself: bool = False  # "everything about the ICPC": whatever names that organisation
    text: str = ""
    restrictions: tuple[Restriction, ...] = ()
    outside: tuple[Wanted, ...] = ()
    not_time: TimeSpan | None = None
    without: tuple[Wanted, ...] = ()
    not_kinds: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    left_out: tuple[tuple[int, int], ...] = ()
    or_online: bool = False
    side: Side | None = None
    learned: bool = False
    rank: int = 1
    best: int = 1
    winner: bool = True
    periods: tuple[TimeSpan, ...] = ()
    grouped: bool = False
    share_of: int = 0
    lacking: Lacking | None = None
    roles: tuple[str, ...] = ()
    members: bool = False
    often: Often | None = None
    named: bool = False
    reach: bool = False
    besides: tuple[str, ...] = ()
