"""``Bulletin`` → ``EventCard``: dates, places, people, organisations and figures, by rule.

Every field points at the characters it was read from. Front matter, which a person checked, wins
for the event's days. Runs when the index is built; what is stored are plain rows.
"""

from __future__ import annotations

from icpc_assistant.cards.card import (
    EventCard,
    Field,
    Figure,
    Occurrence,
    Organisation,
    Person,
    PlaceField,
)
from icpc_assistant.types import Bulletin

# Names the rules; part of an index's identity, so that cards read by other rules are made anew.
CARDS = "rules-3"

__all__ = [
    "CARDS",
    "EventCard",
    "Field",
    "Figure",
    "Occurrence",
    "Organisation",
    "Person",
    "PlaceField",
    "extract",
]


def extract(bulletin: Bulletin) -> EventCard:
    """Return what ``bulletin`` says of its event."""
    from icpc_assistant.cards.extraction import card_of  # not needed to ask questions

    return card_of(bulletin)
