"""The events at the place that a follow-up says: "And in Turin?", "Et à Nairobi, il … ?"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from icpc_assistant.cards.geography import key_of
from icpc_assistant.collection.catalogue import Catalogue, place_codes
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.lookup import any_of
from icpc_assistant.entities import MONTHS
from icpc_assistant.terms import fold, is_function_word, words
from icpc_assistant.timespan import interpret_time
from icpc_assistant.types import Language

_AT = re.compile(
    r"\b(?:in|at|à|a|au|aux|en|dans)\s+(?:(?:the|la|le|les|el|los|las)\s+|l['’])?", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_LONGEST = 5  # words in the name of a place
_LEADS = frozenset("what how about qu est il".split())  # "what about", "qu'en est-il"


class Elsewhere(NamedTuple):
    """What a question says of where, the events there, and whether it says no more.

    ``place`` are the words that name it alone.
    """

    said: str
    place: str
    alone: bool
    events: tuple[Entry, ...]


def events_elsewhere(
    text: str, language: Language, catalogue: Catalogue, today: date, followed: str
) -> Elsewhere | None:
    """Return the place that a question says and the events there, at the time that it says.

    ``None`` where it names no place of an event, or that of the bulletin ``followed``, which may
    speak of what was held beside its event too.
    """
    here = next((e for e in catalogue.entries if e.bulletin.id == followed), None)
    for at in _AT.finditer(text):
        if (found := _place(text, at.end(), catalogue)) is None:
            continue
        end, keys = found
        numbers = any_of(catalogue.lookup.places, keys)
        if here is not None and any(keys & here.keys_of(place) for _, place in here.held[:1]):
            return None
        place = text[at.end() : end]
        rest = f"{text[: at.start()]} {text[end:]}"
        when = interpret_time(rest, language, today)
        events = [catalogue.entries[n] for n in sorted(numbers)]
        events = [e for e in events if e is not here]
        if when is not None and not when.impossible:
            events = [e for e in events if e.main and when.overlaps(e.main.first, e.main.last)]
        alone = all(_says_nothing(word, language) for word in words(rest))
        said = text[at.start() :].strip(" ?!.") if alone else text[at.start() : end]
        return Elsewhere(said, place, alone, tuple(events)) if events else None
    return None


def of_a_kind(events: Iterable[Entry], kinds: Iterable[str]) -> tuple[Entry, ...]:
    """Return those of some events that are of one of the kinds, or all where none is."""
    every, wanted = tuple(events), set(kinds)
    return tuple(e for e in every if wanted & set(e.card.kinds)) or every


def _place(text: str, start: int, catalogue: Catalogue) -> tuple[int, frozenset[str]] | None:
    """Return where the longest name of an event's place at ``start`` ends, and its keys."""
    ends: list[int] = []
    at = start
    while len(ends) < _LONGEST and (m := _WORD.match(text, at)):
        ends.append(m.end())
        at = m.end() + (text[m.end() : m.end() + 1] == " ")
    for end in reversed(ends):
        key = key_of(text[start:end])
        keys = frozenset({f"city:{key}"} | place_codes(key))
        if any_of(catalogue.lookup.places, keys):
            return end, keys
    return None


def _says_nothing(word: str, language: Language) -> bool:
    folded = fold(word)
    dated = folded.isdigit() or folded in MONTHS
    return dated or folded in _LEADS or is_function_word(word, language)
