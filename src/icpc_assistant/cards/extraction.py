"""A bulletin's fields, read by rule and gathered on its card."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeVar

from icpc_assistant.cards.card import (
    EventCard,
    Field,
    Organisation,
    Person,
    PlaceField,
)
from icpc_assistant.cards.dates import times_of
from icpc_assistant.cards.figures import figures
from icpc_assistant.cards.geography import key_of
from icpc_assistant.cards.institutions import calendar_lead
from icpc_assistant.cards.kinds import ONE_EVENT, kinds_in, marked
from icpc_assistant.cards.kinds_told import kinds_of
from icpc_assistant.cards.organisations import organisations
from icpc_assistant.cards.organising import namesakes
from icpc_assistant.cards.people import people
from icpc_assistant.cards.places import online, places
from icpc_assistant.cards.text import Sentence, sentences
from icpc_assistant.cards.topics import topics
from icpc_assistant.cards.weighing import weighed
from icpc_assistant.entities import Span, spans
from icpc_assistant.terms import fold, words
from icpc_assistant.types import Bulletin

_NAME_OPENS = re.compile(r"(?:\b(?:\d{1,3}(?:st|nd|rd|th|e|ª|º)|(?:19|20)\d\d)\s+)$")
_TITLED_EVENT = re.compile(
    rf"{ONE_EVENT}\s+(?:titled|entitled|called|intitulee?|titulad[oa]|denominad[oa])?\s*[“«\"]\s?"
    r"(?P<after>[^”»\"\n]{5,140}?)[.,]?\s?[”»\"]"
    r"|[“«\"]\s?(?P<before>[^”»\"\n]{5,140}?)[.,]?\s?[”»\"]\s+"
    rf"{ONE_EVENT}\b"
)
_DAY_NAMED = re.compile(r"\b(?:Day|Week|Show|Semaine|Semana|Journée|Jornada)\b")
_HOUSES = {
    "forum",
    "assembly",
    "day",
    "fair",
    "training",
    "panel",
    "academy",
}  # also what organisations are called
_EDITION = re.compile(
    r"(?:^|\b)(?:\w+th|first|second|third|annual|1st|2nd|3rd|its|edition of the|\w+ième"
    r"|premi[eè]re?|édition du|annuel|edición del|primer|segundo|tercer|cuarto|quinto"
    r"|anual)\s+$"
)
_NUMBERED = re.compile(
    r"(?:[IVX]+|\d{1,3}(?:st|nd|rd|th|e|º)|First|Second|Third|Annual|Primer|Premi[eè]re?)\s"
)
_HALL = re.compile(r"\b(?:Centre|Center|Hall|Centro|Palais|Palacio)$")
_THEME = re.compile(
    r"\s+(?:on|against|sobre|contra|contre|sur)\s+(?:the\s+|la\s+|le\s+|les\s+|el\s+|los\s+"
    r"|las\s+|l[’'])?[A-ZÀ-Þ][\w’'-]+(?:\s+(?:(?:of|in|de|del|la|des|du"
    r"|en)\s+)*[A-ZÀ-Þ][\w’'-]+)*"
)
_ABOUT = re.compile(r"\b(?:on|for|of|about|sur|pour|sobre|para|de)\b")
_MORE_OF_NAME = re.compile(
    r"(?:,\s+(?:[A-ZÀ-Þ][\w’'-]+\s?)+(?=,|\s+(?:and|et|y)\b))*,?\s+(?:and|et|y"
    r"|to)\s+(?:[A-ZÀ-Þ][\w’'-]+(?:\s+(?:of|in|for|de|del|la|des|du"
    r"|en)(?=\s+[A-ZÀ-Þ]))*\s?)+(?<!\s)"
)


def card_of(bulletin: Bulletin, published: date | None = None) -> EventCard:
    """Return what ``bulletin`` says of its event; ``published`` is the day it came out."""
    parts = sentences(bulletin)
    typed = [spans(sentence.text) for sentence in parts]
    name = _name(bulletin, parts, typed)
    told = times_of(bulletin, parts, published)
    times = told.found
    years = {y for o in times[:1] for y in (o.first.year, o.last.year)}
    houses = organisations(bulletin.language, parts, typed, years)
    card = EventCard(
        bulletin_id=bulletin.id,
        title=bulletin.title,
        language=bulletin.language,
        name=name,
        kinds=kinds_of(bulletin, parts, typed, name),
        occurrences=times,
        places=(*places(bulletin, parts, times, told.elsewhen), *_online(parts)),
        people=_outside(_no_house(people(parts, typed), houses), name),
        organisations=namesakes(_outside(houses, name), name),
        figures=figures(bulletin, parts, typed, years),
        topics=topics(bulletin, parts),
        undated=told.undated,
    )
    return weighed(card, bulletin, parts)


def _no_house(found: Sequence[Person], houses: Sequence[Organisation]) -> tuple[Person, ...]:
    """Leave out who is an organisation by what the text says beside the name."""
    names = {key_of(h.name) for h in houses}
    return tuple(
        p
        for p in found
        if key_of(p.name) not in names and all(p.end <= h.start or h.end <= p.start for h in houses)
    )


_Named = TypeVar("_Named", Person, Organisation)


def _outside(found: tuple[_Named, ...], name: Field | None) -> tuple[_Named, ...]:
    """Leave out what is only a piece of the event's own name.

    What has an acronym beside its name is somebody: "the Fisheries Conference (FC)".
    """
    if name is None:
        return found
    return tuple(
        f
        for f in found
        if f.end <= name.start
        or name.end <= f.start
        or (isinstance(f, Organisation) and f.acronym not in ("", f.name))
    )


def _online(parts: Sequence[Sentence]) -> tuple[PlaceField, ...]:
    said = online(parts)
    if said is None:
        return ()
    return (
        PlaceField("", "", "", (), "event", said.start, said.end, venue=said, names=("online",)),
    )


def _name(
    bulletin: Bulletin, parts: Sequence[Sentence], typed: Sequence[Sequence[Span]]
) -> Field | None:
    """Return the event's own name: the best name in the lead that holds an event's noun."""
    title = fold(bulletin.title)
    best: tuple[float, Field] | None = None
    for sentence, found in zip(parts, typed, strict=True):
        if sentence.start > 1500:
            break
        for start, end in _named_events(sentence, found):
            name = sentence.text[start:end]
            score = 3.0 * sentence.lead + min(len(words(name)), 8) / 8 + (fold(name) in title)
            if best is None or score > best[0]:
                best = (score, Field(name, sentence.start + start, sentence.start + end))
    return best[1] if best else None


def _named_events(sentence: Sentence, found: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield where a sentence names an event: by a proper name, or by a title in quotes."""
    for m in _TITLED_EVENT.finditer(marked(sentence.folded)):
        yield m.span("after") if m.group("after") else m.span("before")
    for span in found:
        if span.kind not in ("name", "organisation", "place"):
            continue
        opens = _NAME_OPENS.search(sentence.text[: span.start])
        skipped = calendar_lead(sentence.text, span.start, span.end)
        start = opens.start() if opens and not skipped else span.start + skipped
        end = start + len(re.split(r",\s+(?=[a-zà-ÿ])|\s\(", sentence.text[start : span.end])[0])
        name = sentence.text[start:end]
        edition = _EDITION.search(sentence.text[:start]) or _NUMBERED.match(
            sentence.text[start : span.end]
        )
        house = span.kind == "organisation" and not edition
        eventful = kinds_in(name).keys() - _HOUSES if house else kinds_in(name)
        # An academy, like a hall, is a house unless it is counted: "the second Safety Academy".
        eventful = set(eventful) if edition else set(eventful) - {"academy"}
        if _HALL.search(name) or " " not in name:
            continue
        if len(words(name)) < 2 or not (eventful or _DAY_NAMED.search(name)):
            continue
        theme = _THEME.match(sentence.text, end)
        end = theme.end() if theme else end
        more = _MORE_OF_NAME.match(sentence.text, end) if theme or _ABOUT.search(name) else None
        yield start, more.end() if more else end
