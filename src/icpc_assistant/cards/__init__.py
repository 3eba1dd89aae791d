"""``Bulletin`` → ``EventCard``: dates, places, people, organisations and figures, by rule.

Every field points at the characters it was read from. Front matter, which a person checked, wins
for the event's days. Runs when the index is built; what is stored are plain rows.
"""

from __future__ import annotations

from datetime import date

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
CARDS = "rules-8"

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
    "published_on",
]


def extract(bulletin: Bulletin, published: date | None = None) -> EventCard:
    """Return what ``bulletin`` says of its event; ``published`` is the day it came out, if known.

    Only where the front matter gives no day does a text need it: for "last October", "on 3 May".
    """
    from icpc_assistant.cards.extraction import card_of  # not needed to ask questions

    return card_of(bulletin, published)


def published_on(bulletin: Bulletin) -> date | None:
    """Return the day that a date line of ``bulletin`` gives, the day it was published."""
    from icpc_assistant.cards.published import publication
    from icpc_assistant.cards.text import sentences

    return publication(sentences(bulletin), bulletin.language)
