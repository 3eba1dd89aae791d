"""A few words → the one event they name: "the Brussels conference", "le congrès de Guanajuato"."""

from __future__ import annotations

import math
from datetime import date

from icpc_assistant.cards.geography import key_of
from icpc_assistant.cards.kinds import kinds_in
from icpc_assistant.collection.catalogue import (
    OWN,
    Catalogue,
    Entry,
    Term,
    place_codes,
    term,
)
from icpc_assistant.terms import fold, is_function_word, words
from icpc_assistant.timespan import TimeSpan, interpret_time
from icpc_assistant.types import Language

_COVERED = 0.55  # share of what is asked for that the event must meet
_CLEAR = 1.15  # how much better than any other it must meet it


def resolve(text: str, language: Language, catalogue: Catalogue, today: date) -> Entry | None:
    """Return the event that ``text`` names, or ``None`` where none or several could be meant."""
    time = interpret_time(text, language, today)
    kinds = set(kinds_in(text))
    content = [
        term(w, language)
        for w in words(text)
        if not is_function_word(w, language)
        and not w.isdigit()
        and fold(w) not in OWN
        and not kinds_in(w)
    ]
    if not content and not kinds:
        return None
    met = {t.text: _met(t, catalogue) for t in content}
    weights = {t: _weight(found) for t, found in met.items()}
    total = sum(weights.values()) + 0.5 * bool(kinds)
    scored = []
    for i, entry in enumerate(catalogue.entries):
        score = sum(weights[t] * found[i] for t, found in met.items())
        score += 0.5 * bool(kinds & set(entry.card.kinds))
        scored.append((score * _in_time(entry, time), i))
    scored.sort(reverse=True)
    if not scored or total == 0 or scored[0][0] / total < _COVERED:
        return None
    if len(scored) > 1 and scored[0][0] < _CLEAR * scored[1][0]:
        return None
    return catalogue.entries[scored[0][1]]


def _in_time(entry: Entry, time: TimeSpan | None) -> float:
    if time is None or time.impossible:
        return 1.0
    main = entry.card.main
    return 1.0 if main and time.overlaps(main.first, main.last) else 0.0


def _weight(found: list[float]) -> float:
    """Rare words tell more: the inverse document frequency of BM25."""
    n = sum(f > 0 for f in found)
    return math.log(1 + (len(found) - n + 0.5) / (n + 0.5)) + 0.1


def _met(t: Term, catalogue: Catalogue) -> list[float]:
    """Return how centrally each event has a word: headline, place, lead, body."""
    headlines = catalogue.counts(t, catalogue.headlines)
    leads = catalogue.counts(t, catalogue.leads)
    texts = catalogue.counts(t, catalogue.texts)
    key = key_of(t.text)
    places = {f"city:{key}"} | place_codes(key)
    return [
        1.0
        if e.number in headlines
        else 0.9
        if places & e.places
        else 0.8
        if e.number in leads
        else 0.4 * (e.number in texts)
        for e in catalogue.entries
    ]
