"""Bulletins that tell of one event: the same name, in one language, at about one time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from icpc_assistant.cards.card import Occurrence
from icpc_assistant.collection.entry import Entry
from icpc_assistant.terms import fold, is_function_word, words

_NEAR = 14  # days between two dates of one event, at most: a slip of the pen, no other edition
_NAME = 3  # content words of a name that tells an event from others
_MANY = 48  # bulletins of one name that are held against each other


def retold(entries: Iterable[Entry]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of each two entries that report one event.

    A headline may name the place too; what is alike but for that, in another place at another
    time, is another event.
    """
    named: dict[tuple[str, str], list[Entry]] = {}
    placeless: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        card, language = entry.card, entry.bulletin.language
        for said in {card.name.text if card.name else "", card.title}:
            if key := _key(said, entry):
                named.setdefault((language, key), []).append(entry)
            if bare := _key(said, entry, placed=False):
                placeless.setdefault((language, bare), []).append(entry)
    met: set[tuple[int, int]] = set()
    for groups, anywhere in ((named, True), (placeless, False)):
        for group in groups.values():
            for one, other in combinations(group[:_MANY], 2):
                pair = one.number, other.number
                if pair not in met and _one_event(one, other, anywhere):
                    met.add(pair)
                    yield pair


def apart(a: Occurrence, b: Occurrence) -> int:
    """Return the days between two times, 0 where they touch."""
    return max(0, (b.first - a.last).days, (a.first - b.last).days)


def _key(name: str, entry: Entry, *, placed: bool = True) -> str:
    """Return the words that tell an event by its name; "" where they are too few."""
    places = set() if placed else _places(entry)
    content = [w for w in words(name) if not is_function_word(w, entry.bulletin.language)]
    folded = [fold(w) for w in content if not w.isdigit()]
    kept = [w for w in folded if w not in places]
    return " ".join(kept) if len(kept) >= _NAME else ""


def _places(entry: Entry) -> set[str]:
    held = (p for p in entry.card.places if p.role == "event")
    return {fold(w) for place in held for w in words(f"{place.city} {place.country}")}


def _one_event(one: Entry, other: Entry, anywhere: bool) -> bool:
    a, b = one.main, other.main
    if one is other or a is None or b is None or apart(a, b) > _NEAR:
        return False
    return anywhere or apart(a, b) == 0 or bool(_cities(one) & _cities(other))


def _cities(entry: Entry) -> set[str]:
    return {key for key in entry.places if key.startswith("city:")}
