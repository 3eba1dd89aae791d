"""A question about "the conference" where several could be meant: which complete ones to offer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np

from icpc_assistant import wording
from icpc_assistant.cards.geography import key_of
from icpc_assistant.cards.kinds import ONE, is_event_noun, kinds_in, marked
from icpc_assistant.collection.catalogue import Catalogue, place_codes, term
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.idle import is_idle
from icpc_assistant.collection.lookup import any_of
from icpc_assistant.collection.matching import centrality
from icpc_assistant.query import Query
from icpc_assistant.timespan import interpret_time
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

_FEWEST, _MOST = 2, 4  # choices
_DETAILS = frozenset({"date", "place", "figure", "duration", "person", "agent", "organisation"})
# "the conference", over marked text: one event with an article, and no word between the two.
_DEFINITE = re.compile(
    rf"(?<![\w'])(?:(?:the|this|that|la|le|el|cette|cet|ce|est[ae]|es[ae])\s+|l')(?P<noun>{ONE})\b"
)


def choices(query: Query, catalogue: Catalogue, today: date) -> tuple[str, ...]:
    """Return the questions to choose from, or nothing where one event is meant, or none.

    Nothing but the kind of the event and its place may tell which is meant: no other name, no time,
    and no other word that is more at home in one bulletin than in another.
    """
    if query.wants not in _DETAILS or query.carried or query.beyond:
        return ()
    placed = _held_where(query, catalogue) if query.names else None
    if query.names and (placed is None or query.wants == "place"):
        return ()
    m = _DEFINITE.search(marked(plain(query.text)))
    if m is None or interpret_time(query.text, query.language, today) is not None:
        return ()
    noun = query.text[slice(*m.span("noun"))]
    kinds = kinds_in(noun)
    numbers = any_of(catalogue.lookup.kinds, kinds) - catalogue.lookup.undated
    numbers = numbers if placed is None else numbers & placed
    meant = _equally_meant(query, numbers, catalogue)
    return _questions(query, m.span(), [catalogue.entries[n] for n in meant])


def speaks_of_any(query: Query, catalogue: Catalogue, today: date) -> bool:
    """Whether a question is for a detail of "the meeting" and no event is called so.

    Nor does any other word of it tell which is meant.
    """
    if query.wants not in _DETAILS or query.carried or query.names or query.beyond:
        return False
    m = _DEFINITE.search(marked(plain(query.text)))
    if m is None or any_of(catalogue.lookup.kinds, kinds_in(query.text[slice(*m.span("noun"))])):
        return False
    if interpret_time(query.text, query.language, today) is not None:
        return False
    return all(is_event_noun(plain(w)) or is_idle(w, query.language) for w in query.content)


def _held_where(query: Query, catalogue: Catalogue) -> frozenset[int] | None:
    """Return the events held in the one place that a question names; ``None`` where it names
    anything else.
    """
    key = key_of(" ".join(query.names))
    found = any_of(catalogue.lookup.places, {f"city:{key}"} | place_codes(key))
    return found or None


def _equally_meant(query: Query, numbers: frozenset[int], catalogue: Catalogue) -> list[int]:
    """Return the entries among which no other word of the question tells; none where one does."""
    candidates = np.array(sorted(numbers), np.int64)
    if len(candidates) < _FEWEST:
        return []
    for word in query.content:
        folded = plain(word)
        if is_event_noun(folded) or is_idle(word, query.language) or word in query.names:
            continue
        held = centrality(term(word, query.language), catalogue)[candidates]
        # What stands in none of them is said in other words somewhere: the reader may find it.
        if held.max() == 0 or held.max() != held.min():
            return []
    return [int(n) for n in candidates]


def _questions(query: Query, where: tuple[int, int], meant: Sequence[Entry]) -> tuple[str, ...]:
    """Return the question once for each event, the latest first, each told from the others."""
    start, end = where
    before, noun, after = query.text[:start], query.text[start:end], query.text[end:]
    latest = list(reversed(meant))[:_MOST]  # entries stand in the order of their dates
    told = [_told(noun, entry, query) for entry in latest]
    if query.names or len(set(told)) < len(told):  # its place is said already
        told = [_titled(noun, entry, query.language) for entry in latest]
    kept = tuple(dict.fromkeys(f"{before}{said}{after}" for said in told))
    return kept if len(kept) >= _FEWEST else ()


def _told(noun: str, entry: Entry, query: Query) -> str:
    """Return the event by its month and city, but for the one of them that is asked for."""
    main = entry.main
    assert main is not None
    if query.wants in ("date", "duration"):
        return _titled(noun, entry, query.language)
    month = wording.month_of(main.first, query.language)
    city = next((p.city or p.country for p in entry.card.places if p.role == "event"), "")
    phrase = "event_in_of" if city and query.wants != "place" else "event_of"
    return wording.say(phrase, query.language, event=noun, city=city, month=month)


def _titled(noun: str, entry: Entry, language: Language) -> str:
    name = entry.card.name.text if entry.card.name else entry.card.title
    return f"{noun} {wording.quoted(' '.join(name.split()), language)}"
