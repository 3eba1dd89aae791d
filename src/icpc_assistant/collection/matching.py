"""A request's filters over the catalogue: which events match."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.cards.geography import territory_name
from icpc_assistant.collection.catalogue import Catalogue, Term, term
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.lookup import ONLINE, Numbers, any_of
from icpc_assistant.collection.measures import value_of
from icpc_assistant.collection.request import Request, Wanted
from icpc_assistant.terms import is_function_word, words
from icpc_assistant.types import LANGUAGES, Language, Near

# By the default encoder's cosine, with so much more for the words of the topic that a bulletin has
# too. Of 33 topics in other words than the bulletins' of two organisations, 15 were found so (four
# of them with a bulletin too many) and of 85 that none treats one; by the cosine alone it was 12
# (seven) and four.
_NEAR, _APART, _SHARED = 0.54, 0.1, 0.25
# Where the trained reader tells: so many are read, its log-odds count so much beside the cosine,
# and so much together is enough. Of 160 topics in other words than a bulletin's, which the reader
# never saw, that is so for .47, of 160 that a bulletin only touches for .06 (by the cosine alone
# it orders them hardly better than chance, AUROC .61 for .84).
_TRIED, _READ, _DEALT = 8, 0.1, 0.55
_SURELY_NOT = -2.5  # what comes near by the cosine it is not about, by these log-odds
_CENTRAL = 0.7  # how central the topics must be on average


@dataclass(frozen=True)
class Matches:
    """The matching events in date order, and how many had no date or no figure to go by."""

    found: tuple[Entry, ...]
    undated: int = 0
    unmeasured: int = 0  # what says nothing of the length or size that the question sets
    widened: int = 0  # what the other reading (organised or took part) would count
    online: int = 0  # held online, where a place is left out
    unplaced: int = 0  # what says of no place, where one is asked for or left out
    near: Mapping[str, Near] = field(default_factory=dict)  # where only the meaning is that asked


def matching(request: Request, catalogue: Catalogue, language: Language) -> Matches:
    """Return the events that meet every filter of ``request``."""
    hard = _named(request, catalogue)
    timely = request.time or request.not_time
    undated = len(hard & catalogue.lookup.undated) if timely else 0
    timed = [e for n in sorted(hard) if _in_time(e := catalogue.entries[n], request)]
    about = _about(timed, request, catalogue, language) if request.topics else timed
    near: Mapping[str, Near] = {}
    listed = request.operation in ("list", "count", "timeline")
    if not about and request.topics and listed:
        near = _nearest(timed, request, catalogue, language)
        about = [e for e in timed if e.bulletin.id in near]
    least = [e for e in about if _enough(e, request) and _lacks(e, request)]
    online = 0
    if request.outside:
        places = (*request.places, Wanted("", frozenset({ONLINE})))
        anywhere = replace(request, outside=(), places=places, operation="list")
        online = len(matching(anywhere, catalogue, language).found)
    unplaced = 0
    if (request.places or request.outside) and not (request.mentions or request.reach):
        nowhere = replace(request, places=(), outside=())
        none_given = catalogue.lookup.unplaced - hard
        unplaced = len(_meeting(nowhere, catalogue, language, none_given))
    bound = request.least or request.at_most
    unmeasured = sum(value_of(e, bound[0]) is None for e in about) if bound else 0
    organised = [e for e in least if e.number in catalogue.lookup.organised]
    kept, other = (organised, least) if request.relation == "organised" else (least, organised)
    return Matches(
        tuple(kept),
        undated=undated,
        unmeasured=unmeasured,
        widened=len(other),
        online=online,
        unplaced=unplaced,
        near=near,
    )


def _meeting(
    request: Request, catalogue: Catalogue, language: Language, among: Numbers
) -> list[Entry]:
    """Return those of some entries that meet every filter in its very words."""
    hard = _named(request, catalogue) & among
    timed = [e for n in sorted(hard) if _in_time(e := catalogue.entries[n], request)]
    about = _about(timed, request, catalogue, language) if request.topics and timed else timed
    return [e for e in about if _enough(e, request)]


def _named(request: Request, catalogue: Catalogue) -> Numbers:
    """Return the events of the kinds wanted that have to do with every name."""
    lookup = catalogue.lookup
    met = [any_of(lookup.kinds, request.kinds)] if request.kinds else []
    for place in request.places:
        held = any_of(lookup.named_places if request.mentions else lookup.places, place.keys)
        if request.mentions:
            held |= _said(place, catalogue)
        if request.reach:
            held |= any_of(lookup.named_places, place.keys) - lookup.placed
        met.append(held)
    met += [_with(person, lookup.people, catalogue) for person in request.people]
    met += [_with(house, lookup.organisations, catalogue) for house in request.organisations]
    everything = frozenset(range(len(catalogue.entries)))
    if request.outside:
        there = frozenset().union(*(any_of(lookup.places, w.keys) for w in request.outside))
        # An event held online, or nobody knows where, was not held elsewhere.
        elsewhere = lookup.placed
        if request.or_online:
            elsewhere |= any_of(lookup.places, {ONLINE})
        met.append(elsewhere - there)
    if request.itself:
        met.append(catalogue.itself)
    gone = [any_of(lookup.kinds, request.not_kinds)] if request.not_kinds else []
    for name in request.without:
        gone += [_with(name, held, catalogue) for held in (lookup.people, lookup.organisations)]
    if request.besides:
        gone.append(
            frozenset(e.number for e in catalogue.entries if e.bulletin.id in request.besides)
        )
    return everything.intersection(*met).difference(*gone)


def _with(named: Wanted, held: Mapping[str, Numbers], catalogue: Catalogue) -> Numbers:
    """Return the events whose cards (``held``) or texts name a person or organisation."""
    said = any_of(held, named.keys)
    for key in named.keys:
        how, _, name = key.partition(":")
        if how == "text":
            said |= catalogue.mentioning(name)
        elif how == "capitals":
            said |= catalogue.mentioning(name, in_capitals=True)
    return said


def _said(wanted: Wanted, catalogue: Catalogue) -> Numbers:
    """Return the events whose headline or first sentences name a place they have to do with."""
    found = catalogue.leading(dict.fromkeys(LANGUAGES, wanted.text))
    for code in wanted.keys:
        if not code.startswith("city:"):
            found |= catalogue.leading({lang: territory_name(code, lang) for lang in LANGUAGES})
    return found


def _in_time(entry: Entry, request: Request) -> bool:
    time, gone = request.time, request.not_time
    if time is None and gone is None:
        return True
    main = entry.main
    if main is None or (gone is not None and gone.overlaps(main.first, main.last)):
        return False
    return time is None or time.overlaps(main.first, main.last)


def _about(
    entries: Sequence[Entry], request: Request, catalogue: Catalogue, language: Language
) -> list[Entry]:
    """Return those of ``entries`` that every group of topics is central to."""
    groups = [
        np.maximum.reduce([centrality(term(t, language), catalogue) for t in group])
        for group in request.topics
    ]
    least = np.minimum.reduce(groups) > 0
    if not request.mentions:
        least &= np.mean(groups, axis=0) >= _CENTRAL
    return [e for e in entries if least[e.number]]


def _nearest(
    entries: Sequence[Entry], request: Request, catalogue: Catalogue, language: Language
) -> Mapping[str, Near]:
    """Return those of ``entries`` that come near the topics in meaning, in whatever words."""
    spans = [(r.start, r.end) for r in request.restrictions if r.kind == "topic"]
    nearest = catalogue.nearest
    if not spans or nearest is None:
        return {}
    said = request.text[min(a for a, _ in spans) : max(b for _, b in spans)]
    after = re.match(r"[^,;:.?!()]*", request.text[max(b for _, b in spans) :])
    if after and all(is_function_word(word, language) for word in words(after.group())):
        said += after.group()  # "locked up"
    found = nearest(said, language, _NEAR - _SHARED)
    shared = _SHARED * _shared(request, catalogue, language)
    near = {
        entry.bulletin.id: met._replace(score=met.score + float(shared[entry.number]))
        for entry in catalogue.entries
        if (met := found.get(entry.bulletin.id)) is not None
    }
    ids = {entry.bulletin.id for entry in entries}
    read: Mapping[str, float] = {}
    if catalogue.dealt is not None:
        tried = sorted(ids & near.keys(), key=lambda i: (-near[i].score, i))[:_TRIED]
        read = catalogue.dealt(request.text, language, {i: near[i] for i in tried})
    least = max(_NEAR, max((met.score for met in near.values()), default=0.0) - _APART)
    return {
        i: met
        for i, met in near.items()
        if i in ids
        and (
            (met.score >= least and read.get(i, 0.0) > _SURELY_NOT)
            or (i in read and found[i].score + _READ * read[i] >= _DEALT)
        )
    }


def _shared(request: Request, catalogue: Catalogue, language: Language) -> NDArray[np.float64]:
    """Return what share of the words of the topics each event's bulletin has, the rarer ones
    counting more."""
    number = len(catalogue.entries)
    total, shared = 0.0, np.zeros(number)
    for group in request.topics:
        counts = [catalogue.counts(term(t, language), catalogue.texts) for t in group]
        held = np.logical_or.reduce([count > 0 for count in counts])
        with_it = np.count_nonzero(held)
        weight = math.log(1 + (number - with_it + 0.5) / (with_it + 0.5))
        total += weight
        shared += weight * held
    return shared / total if total else shared


def centrality(of: Term, catalogue: Catalogue) -> NDArray[np.float64]:
    """Return 1 for a word of the headline or lead, .8 where the body keeps returning to it."""
    leads, texts = catalogue.leads, catalogue.texts
    times = catalogue.counts(of, texts)
    central = np.where(times > 0, 0.4, 0.0)
    # "public transport": a lead on public transit, and transport further down
    if of.parts:
        near = np.logical_or.reduce([catalogue.counts(p, leads) > 0 for p in of.parts])
        held = np.logical_and.reduce([catalogue.counts(p, texts) > 0 for p in of.parts])
        central[near & held] = 0.6
    central[times >= np.maximum(2, texts.lengths // 1500)] = 0.8
    central[catalogue.counts(of, leads) > 0] = 1.0
    return central


def _enough(entry: Entry, request: Request) -> bool:
    for bound, sign in ((request.least, 1), (request.at_most, -1)):
        if bound is None:
            continue
        measured = value_of(entry, bound[0])
        if measured is None or sign * measured.value < sign * bound[1]:
            return False
    return True


def _lacks(entry: Entry, request: Request) -> bool:
    """Whether a bulletin does not tell what the events wanted do not tell, if that is asked."""
    if request.lacking == "date":
        return entry.main is None
    if request.lacking == "place":
        return not entry.places
    return request.lacking is None or value_of(entry, "people") is None
