"""A city asked for is no country, and a country no city."""

from __future__ import annotations

import re

from icpc_assistant.cards.geography import capital_of, cities, key_of, territories
from icpc_assistant.query import Query
from icpc_assistant.timespan.plain import plain

_ASKS = r"\b(?:which|what|quel(?:le)?|que|cual|en|dans|in)\s+(?:[a-z]+\s+)?"
_CITY = re.compile(_ASKS + r"(?:city|town|village|ville|commune|ciudad|pueblo|localidad)\b")
_COUNTRY = re.compile(_ASKS + r"(?:country|pays|pais)\b")
_BEFORE = re.compile(r"^(?:(?:in|at|en|à|aux?|dans|the|la|le|el)\s+|l[’'])+", re.IGNORECASE)


def is_sort_asked(query: Query, place: str) -> bool:
    """Whether a place is a city where a city is asked for, a country where a country is.

    What no list knows may be either. Singapore is both.
    """
    asked = plain(query.asking or query.text)
    place = _BEFORE.sub("", place)
    if _CITY.search(asked):
        return not _is_country(place)
    if _COUNTRY.search(asked):
        return key_of(place) in territories() or not cities(place)
    return True


def _is_country(place: str) -> bool:
    key = key_of(place)
    seats = [capital_of(code) for code in territories().get(key, ()) if not code.isdigit()]
    return bool(seats) and not any(seat and key_of(seat.name) == key for seat in seats)
