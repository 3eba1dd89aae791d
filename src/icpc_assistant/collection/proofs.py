"""Where the body of an event that matches shows what the request asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from icpc_assistant.cards.card import Occurrence
from icpc_assistant.collection.catalogue import Term, term
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.measures import value_of
from icpc_assistant.collection.request import Request, Wanted
from icpc_assistant.terms import stem
from icpc_assistant.timespan import TimeSpan
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

Span = tuple[int, int]


def proofs(entry: Entry, request: Request, language: Language) -> tuple[Span, ...]:
    """Return a span of the body for each thing the request asks for, the most telling first."""
    found = _place(entry, request)
    persons = zip(entry.card.people, entry.person_ids, strict=True)
    found += _where(entry, [(p.start, p.end, who) for p, who in persons], request.people)
    houses = zip(entry.card.organisations, entry.organisation_ids, strict=True)
    found += _where(entry, [(o.start, o.end, who) for o, who in houses], request.organisations)
    if request.time is not None or not (found or request.topics):
        found.append(_dated(entry, request))
    for group in request.topics:
        found += [span for topic in group for span in _first(entry, term(topic, language))][:1]
    bound = request.least or request.at_most
    measured = value_of(entry, bound[0]) if bound else None
    if measured:
        found.append((measured.start, measured.end))
    return tuple(span for span in found if span[0] >= 0)


def _place(entry: Entry, request: Request) -> list[Span]:
    if request.asked in ("continent", "country", "city", "venue", "place") and not request.places:
        return [(p.start, p.end) for p in entry.card.places if p.role == "event"][:1]
    wanted = {key for w in request.places for key in w.keys}
    return [(p.start, p.end) for p in entry.card.places if wanted & entry.keys_of(p)][:1]


def _where(
    entry: Entry, named: Sequence[tuple[int, int, str]], wanted: Sequence[Wanted]
) -> list[Span]:
    """Return where the body first holds each person or organisation wanted.

    ``named`` are those of the card, each with its identity.
    """
    folded = plain(entry.bulletin.body) if wanted else ""
    found = (_on_card(named, one) or _in_text(folded, one) for one in wanted)
    return [span for span in found if span]


def _on_card(named: Sequence[tuple[int, int, str]], wanted: Wanted) -> Span | None:
    return next(((start, end) for start, end, who in named if who in wanted.keys), None)


def _in_text(folded: str, wanted: Wanted) -> Span | None:
    for key in sorted(wanted.keys):
        if key.startswith("text:"):
            name = re.escape(key.removeprefix("text:")).replace("\\ ", "[^a-z0-9]+")
            m = re.search(rf"(?<!\w){name}(?!\w)", folded)
            if m:
                return m.span()
    return None


def _dated(entry: Entry, request: Request) -> tuple[int, int]:
    """Return where the body states the time asked for: a part's own day where that is meant."""
    occurrences = entry.card.occurrences
    time = request.time
    if time is not None:
        met = [o for o in occurrences if o.start >= 0 and time.overlaps(o.first, o.last)]
        for o in sorted(met, key=lambda o: (not _within(o, time), o.kind == "part")):
            return o.start, o.end
    return next(((o.start, o.end) for o in occurrences if o.start >= 0), (-1, -1))


def _within(o: Occurrence, time: TimeSpan) -> bool:
    return (time.start is None or time.start <= o.first) and (
        time.end is None or o.last <= time.end
    )


def _first(entry: Entry, topic: Term) -> list[Span]:
    """Return where the body first holds a topic word; folding keeps every character's place."""
    language = entry.bulletin.language
    body = plain(entry.bulletin.body)
    for form in topic.forms[language]:
        stub = form[0][:-1] if len(form[0]) > 4 else form[0]
        for m in re.finditer(rf"\b{stub}[a-z]{{0,6}}(?:\W+[a-z0-9]+){{{len(form) - 1}}}\b", body):
            if tuple(stem(w, language) for w in re.findall(r"[a-z0-9]+", m.group())) == form:
                return [m.span()]
    return []
