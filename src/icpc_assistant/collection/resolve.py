"""A few words → the one event they name: "the Brussels conference", "le congrès de Guanajuato"."""

from __future__ import annotations

import math
import re
from datetime import date

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.cards.geography import key_of
from icpc_assistant.cards.kinds import kinds_in
from icpc_assistant.collection.catalogue import (
    Catalogue,
    Term,
    place_codes,
    term,
)
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.lookup import any_of
from icpc_assistant.collection.measures import value_of
from icpc_assistant.collection.request import Measure
from icpc_assistant.terms import fold, is_function_word, words
from icpc_assistant.timespan import interpret_time
from icpc_assistant.types import Language

_COVERED = 0.55  # share of what is asked for that the event must meet
# "The Ghent one", "le rendez-vous de Gand": any event.
_STANDS_FOR = frozenset(
    "one that thing gathering celle celui chose rendez vous rencontre cosa cita encuentro".split()
)
_STANDS = re.compile(
    r"(?i)\b(?:the one|that|one|celle|celui|(?:el|la)(?= del? ))(?:-l[aà]|-ci)?\b"
    r"|^(?=(?:del? |d['’]))"
)
_LED = 0.8  # how central a word of the headline or the first sentences is
_CLEAR = 1.15  # how much better than any other it must meet it


def alike(sides: tuple[str, str], text: str = "") -> tuple[str, str]:
    """Return two sides, one that stands for a noun with that noun: "the Lima workshop and the one
    in Oslo", "of the two workshops, the Lima one and the Oslo one" as ``text`` names it."""
    named = [(side, kinds_in(side)) for side in sides]
    nouns = [side[slice(*at)] for side, kinds in named for at in kinds.values()]
    nouns = nouns or [text[slice(*at)] for at in kinds_in(text).values()]
    if not nouns:
        return sides
    one, other = (
        side if kinds else " ".join(_STANDS.sub(f" {nouns[0]} ", side, count=1).split())
        for side, kinds in named
    )
    return one, other


def resolve(
    text: str,
    language: Language,
    catalogue: Catalogue,
    today: date,
    measure: Measure | None = None,
) -> Entry | None:
    """Return the event that ``text`` names, or ``None`` where none or several could be meant.

    Of several, the only one that gives a ``measure`` is meant where that is asked.
    """
    time = interpret_time(text, language, today)
    kinds = set(kinds_in(text))
    content = [
        term(w, language)
        for w in words(text)
        if not is_function_word(w, language)
        and not w.isdigit()
        and fold(w) not in catalogue.organisations.own
        and not kinds_in(w)
        and fold(w) not in _STANDS_FOR
    ]
    if not content and not kinds:
        return None
    met = {t.text: how_central(t, catalogue) for t in content}
    weights = {t: _weight(found) for t, found in met.items()}
    total = sum(weights.values()) + 0.5 * bool(kinds)
    scores = np.zeros(len(catalogue.entries))
    for t, found in met.items():
        scores += weights[t] * found
    scores += 0.5 * _of_kind(text, kinds, language, catalogue)
    if time is not None and not time.impossible:
        for number in np.flatnonzero(scores).tolist():
            main = catalogue.entries[number].main
            scores[number] *= bool(main and time.overlaps(main.first, main.last))
    if not len(scores) or total == 0:
        return None
    order: list[int] = np.argsort(-scores, kind="stable").tolist()
    if scores[order[0]] / total < _COVERED:
        return None
    meant = [n for n in order if _CLEAR * scores[n] > scores[order[0]]]
    if len(meant) > 1 and measure is not None:
        meant = [n for n in meant if _gives(catalogue.entries[n], measure)]
    return catalogue.entries[meant[0]] if len(meant) == 1 else None


def _of_kind(
    text: str, kinds: set[str], language: Language, catalogue: Catalogue
) -> NDArray[np.float64]:
    """Return how far each event is of the kinds named: one of no kind that is known is so by the
    very word ("the exercise"), in its headline or first sentences."""
    met = np.zeros(len(catalogue.entries))
    for word in words(text) if kinds else ():
        if kinds_in(word):
            central = how_central(term(word, language), catalogue)
            told = [not e.card.kinds and central[e.number] >= _LED for e in catalogue.entries]
            met = np.maximum(met, np.where(told, central, 0.0))
    met[list(any_of(catalogue.lookup.kinds, kinds))] = 1.0
    return met


def _gives(entry: Entry, measure: Measure) -> bool:
    """Whether an event's bulletin gives a measure of the whole of it."""
    value = value_of(entry, measure)
    return value is not None and not value.partly


def _weight(found: NDArray[np.float64]) -> float:
    """Rare words tell more: the inverse document frequency of BM25."""
    n = np.count_nonzero(found)
    return math.log(1 + (len(found) - n + 0.5) / (n + 0.5)) + 0.1


def how_central(t: Term, catalogue: Catalogue) -> NDArray[np.float64]:
    """Return how centrally each event has a word: headline, place, lead, body."""
    key = key_of(t.text)
    placed = any_of(catalogue.lookup.places, {f"city:{key}"} | place_codes(key))
    met = np.where(catalogue.counts(t, catalogue.texts) > 0, 0.4, 0.0)
    # A lead may name a city that the event was not held in: "with the city of Ghent".
    met[catalogue.counts(t, catalogue.leads) > 0] = 0.5 if placed else 0.8
    met[list(placed)] = 0.9
    met[catalogue.counts(t, catalogue.headlines) > 0] = 1.0
    return met
