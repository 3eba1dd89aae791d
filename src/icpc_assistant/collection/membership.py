"""Who of the people on a card is of an organisation: "both from WICK", "Bo Lind (WICK)"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from icpc_assistant.cards.card import Person
from icpc_assistant.cards.geography import key_of
from icpc_assistant.collection.catalogue import Catalogue
from icpc_assistant.collection.entry import Entry, ascii_text
from icpc_assistant.collection.identities import variants
from icpc_assistant.collection.request import Wanted
from icpc_assistant.timespan.plain import plain

_REACH = 300  # characters between a person and the organisation, in one sentence
_STOP = re.compile(r"[.;:!?\n](?!\w)")
# What may stand between the people of one organisation and its name.
_BETWEEN = frozenset(
    """
        and both all three of from at for the with in as well mr mrs ms dr prof major
        et tous toutes les deux trois de du des d l la le chez a au m mme mlle
        y e ambos ambas todos todas los las tres del en el sr sra don dona
    """.split()
)


def names_of(houses: Iterable[Wanted], catalogue: Catalogue) -> frozenset[str]:
    """Return every name, folded, by which the organisations that a question names go."""
    wanted = list(houses)
    keys = frozenset().union(*(house.keys for house in wanted))
    said = {key.partition(":")[2] for key in keys if ":" in key}
    for house in wanted:
        said |= variants(key_of(house.text))
    known = catalogue.organisations.known.items()
    return frozenset(said | {name for name, ids in known if not ids.isdisjoint(keys)})


def is_of(person: Person, entry: Entry, names: frozenset[str]) -> bool:
    """Whether a bulletin says that somebody is of an organisation that goes by one of ``names``:
    in the role, or in the sentence, behind nobody else's organisation."""
    if any(re.search(rf"\b{_spaced(name)}\b", ascii_text(person.role)) for name in names if name):
        return True
    body = plain(entry.bulletin.body)
    house = re.compile(rf"\b(?:{'|'.join(map(_spaced, filter(None, names)))})\b")
    aside = _aside(entry)
    for m in re.finditer(rf"\b{re.escape(plain(person.name))}\b", body):
        behind = body[m.end() : m.end() + _REACH]
        behind = behind[: stop.start()] if (stop := _STOP.search(behind)) else behind
        named = house.search(behind)
        if named and not _others(behind[: named.start()], aside):
            return True
    return False


def _spaced(name: str) -> str:
    return r"[\W_]+".join(map(re.escape, name.split()))


def _aside(entry: Entry) -> re.Pattern[str] | None:
    """Return a pattern of the people on a card and their roles, plain, the longest first."""
    said = {plain(text) for p in entry.card.people for text in (p.name, p.role) if text}
    longest = sorted(said, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest))) if longest else None


def _others(between: str, aside: re.Pattern[str] | None) -> bool:
    """Whether something is said there that is no person, no role and no small word."""
    rest = aside.sub(" ", between) if aside else between
    return any(word not in _BETWEEN for word in re.findall(r"[^\W_]+", rest))
