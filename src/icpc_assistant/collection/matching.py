"""A request's filters over the catalogue: which events match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from icpc_assistant.cards.geography import key_of, territory_name
from icpc_assistant.collection.catalogue import OWN, Catalogue, Entry, Term, ascii_text, term
from icpc_assistant.collection.measures import value_of
from icpc_assistant.collection.request import Request, Wanted
from icpc_assistant.types import Language

_CENTRAL = 0.7  # how central the topics must be on average


@dataclass(frozen=True)
class Matches:
    """The matching events in date order, and how many were left out for want of a date."""

    found: tuple[Entry, ...]
    undated: int = 0
    only_topics_failed: bool = False
    widened: int = 0  # what the other reading (organised or took part) would count


def matching(request: Request, catalogue: Catalogue, language: Language) -> Matches:
    """Return the events that meet every filter of ``request``."""
    texts = _texts(request, catalogue)
    hard = [e for e in catalogue.entries if _named(e, request, texts)]
    undated = [e for e in hard if request.time and e.card.main is None]
    timed = [e for e in hard if _in_time(e, request)]
    groups = [[_Topic(term(t, language), catalogue) for t in group] for group in request.topics]
    about = [e for e in timed if _about(e, groups, request.mentions)] if groups else timed
    least = [e for e in about if _enough(e, request)]
    kept = [e for e in least if request.relation != "organised" or own_organiser(e)]
    other = len(least) if request.relation == "organised" else sum(map(own_organiser, least))
    return Matches(
        tuple(kept),
        undated=len(undated),
        only_topics_failed=bool(groups) and bool(timed) and not about,
        widened=other,
    )


def _texts(request: Request, catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """Return the bulletins that hold each name which is looked for in the texts."""
    wanted = {k for w in request.organisations for k in w.keys if k.startswith("text:")}
    return {k: catalogue.mentioning(k.removeprefix("text:")) for k in wanted}


def _named(entry: Entry, request: Request, texts: dict[str, frozenset[str]]) -> bool:
    card = entry.card
    if request.kinds and not set(request.kinds) & set(card.kinds):
        return False
    held = entry.named_places if request.mentions else entry.places
    if not all(w.keys & held or (request.mentions and _said(entry, w)) for w in request.places):
        return False
    if not all(w.keys & entry.people for w in request.people):
        return False
    return all(
        w.keys & entry.organisations or any(card.bulletin_id in texts.get(k, ()) for k in w.keys)
        for w in request.organisations
    )


def _said(entry: Entry, wanted: Wanted) -> bool:
    """Whether the headline or first sentences name a region the event has to do with."""
    names = {
        ascii_text(territory_name(c, entry.bulletin.language))
        for c in wanted.keys
        if not c.startswith("city:")
    }
    return any(name in entry.central for name in names | {key_of(wanted.text)} if name)


def _in_time(entry: Entry, request: Request) -> bool:
    if request.time is None:
        return True
    main = entry.card.main
    return main is not None and request.time.overlaps(main.first, main.last)


class _Topic:
    """Where a topic word stands in all bulletins, looked up once a question."""

    def __init__(self, of: Term, catalogue: Catalogue) -> None:
        self._leads = catalogue.counts(of, catalogue.leads)
        self._texts = catalogue.counts(of, catalogue.texts)
        self._parts = [
            (catalogue.counts(part, catalogue.leads), catalogue.counts(part, catalogue.texts))
            for part in of.parts
        ]

    def centrality(self, entry: Entry) -> float:
        """Return 1 for a word of the headline or lead, .8 where the body keeps returning to it."""
        n = entry.number
        if n in self._leads:
            return 1.0
        times = self._texts.get(n, 0)
        if times >= max(2, len(entry.folded) // 1500):
            return 0.8
        # "public transport": a lead on public transit, and transport further down
        near = any(n in leads for leads, _ in self._parts)
        if near and all(n in texts for _, texts in self._parts):
            return 0.6
        return 0.4 if times else 0.0


def _about(entry: Entry, groups: Sequence[Sequence[_Topic]], mentions: bool) -> bool:
    scores = [max(topic.centrality(entry) for topic in group) for group in groups]
    if mentions:
        return all(score > 0 for score in scores)
    return sum(scores) / len(scores) >= _CENTRAL and min(scores) > 0


def _enough(entry: Entry, request: Request) -> bool:
    if request.least is None:
        return True
    measured = value_of(entry, request.least[0])
    return measured is not None and measured.value >= request.least[1]


def own_organiser(entry: Entry) -> bool:
    """Whether the bulletin says that the organisation itself organised or coordinated the event."""
    return any(
        o.part == "organiser" and (key_of(o.name) in OWN or key_of(o.acronym) in OWN)
        for o in entry.card.organisations
    )
