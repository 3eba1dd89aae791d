"""Where an event took place, read by the trained reader where no rule tells.

Rules find the place that plain words tell: "held in Lima". "In the assembly hall of a school in
Belize City, the network published …" they leave open; the reader, asked as a person would ask,
points at it. Only bulletins whose card has no place for the event are read, when the index is
built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

from icpc_assistant.cards import EventCard, PlaceField
from icpc_assistant.cards.elsewhere import UNREAL, clause_of, owned
from icpc_assistant.cards.geography import key_of, territories
from icpc_assistant.cards.headline import town_named
from icpc_assistant.cards.institutions import is_institution
from icpc_assistant.cards.places import ONLINE, country_told, in_country
from icpc_assistant.cards.text import sentences
from icpc_assistant.cards.towns import headline_towns
from icpc_assistant.cards.whereabouts import LOCATIVE
from icpc_assistant.crossencoder import CrossEncoder
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Bulletin, Passage

_ASKED = "Where did the event take place?"
# Log-odds of "answered" and the span's over none, added up, from which the reader is followed. Of
# 320 invented bulletins it then placed ten that no rule and no headline did, nine of them rightly.
_SURE = -3.0
_READ = 0.7  # how sure a place so read is
_LEAST = 0.5  # a country where nothing tells more
_BACK = re.compile(
    r"\b(?:back|returned|home|return|rentree?s?|revenue?s?|retour|de regreso|regresaron|volvieron"
    r"|vueltos?|regreso) (?:from|de|du|d'|des|del) ?(?:the |la |los |las |l')?$"
)
_NAME = r"[A-ZÀ-ɏ][\w’'-]+(?:\s(?:(?:de|del|la|du|des|el)\s)?[A-ZÀ-ɏ][\w’'-]+){0,2}"
_TOWN = re.compile(
    rf"(?:\b(?:in|at|near|à|a|en|of|de|du|del)\s+|\bd[’'])(?P<town>{_NAME})\s*(?:,|$)"
)
_FURTHER = re.compile(r"[\s,(]+(?:(?:in|at|near|of|à|en|de|du)\s+|d[’'])?")


class PlaceReader:
    """Completes cards; the model is loaded with the first that needs it."""

    def __init__(self, load: Callable[[], CrossEncoder | None]) -> None:
        """Take what loads the model, or gives ``None`` where none is wanted."""
        self._load = load

    @cached_property
    def _model(self) -> CrossEncoder | None:
        return self._load()

    def completed(
        self, card: EventCard, bulletin: Bulletin, passages: Sequence[Passage]
    ) -> EventCard:
        """Return the card with the place of its event, where rules found none and something tells.

        A town that the headline sets the news in, what the reader points at, and the only town
        that the headline names at all; nothing where the headline says that it was online.
        """
        if any(p.role == "event" for p in card.places) or ONLINE.search(plain(bulletin.title)):
            return card
        there = [_town(bulletin, name) for name in sorted(headline_towns(bulletin))]
        if not there and (span := self._pointed(bulletin, passages)):
            there = _named(card, bulletin, span)
        # A parish that no gazetteer has is near the town of the headline.
        titled = town_named(bulletin, anyhow=bool(there))
        if titled is not None and not any(p.country_code for p in there):
            there.append(titled)
        home = next((p.country_code for p in there if p.country_code), "")
        home = home or country_told([bulletin.title], bulletin)
        there = [in_country(p, home) if home and not p.country_code else p for p in there]
        there = there or _only_country(card, bulletin)
        kept = [p for p in card.places if not any(_same(p, one) for one in there)]
        return replace(card, places=(*there, *kept))

    def _pointed(self, bulletin: Bulletin, passages: Sequence[Passage]) -> tuple[int, int] | None:
        """Return where in the body the model sees the event's place; ``None`` if it is unsure."""
        if self._model is None:
            return None
        telling, language = self._model.telling, bulletin.language
        shown = [telling.passage(p, language) for p in passages]
        before = [telling.header(bulletin.title, p.heading, language) for p in passages]
        readings = self._model.read(
            [telling.asked(_ASKED, "en", language)] * len(shown),
            [first + seen.text for first, seen in zip(before, shown, strict=True)],
            [
                [(len(first) + a, len(first) + b) for a, b in seen.sentences]
                for first, seen in zip(before, shown, strict=True)
            ],
        )
        best, place = _SURE, None
        for seen, first, reading in zip(shown, before, readings, strict=True):
            for n, span in enumerate(reading.spans):
                if span is None or reading.answered + span.score < best:
                    continue
                told = seen.source(n, span.start - len(first), span.end - len(first))
                if told is not None:
                    best, place = reading.answered + span.score, told
        return place


def _named(card: EventCard, bulletin: Bulletin, span: tuple[int, int]) -> list[PlaceField]:
    """Return the places named in what the reader points at, else a town that no gazetteer has."""
    start, end = span
    further = _FURTHER.match(bulletin.body, end)  # "the ferns of Tivoli" it points at, in Ljubljana
    last = further.end() if further else end
    known = [p for p in card.places if start <= p.start < end or p.start == last]
    if known:
        cities = [p for p in known if p.city] or known
        return [replace(p, role="event", confidence=_READ) for p in cities]
    said = bulletin.body[start:end]
    if re.fullmatch(_NAME, said) and said in bulletin.title and not is_institution(said):
        return [_town(bulletin, said, start)]
    for m in reversed([*_TOWN.finditer(bulletin.body, start, end)]):
        town = m.group("town")
        if not is_institution(town) and key_of(town) not in territories():
            return [_town(bulletin, town, m.start("town"))]
    return []


def _only_country(card: EventCard, bulletin: Bulletin) -> list[PlaceField]:
    """Return the country of an event of which nothing tells more, where the lead names but one.

    It has to be where something is ("in Peru") or where somebody is back from: an ambassador of
    Peru is of no event there.
    """
    lead = [s for s in sentences(bulletin) if s.lead]
    end = max((s.end for s in lead), default=0)
    named = [p for p in card.places if p.country_code and p.start < end]
    if len({p.country_code for p in named}) != 1 or any(p.city for p in named):
        return []
    for p in named:
        sentence = next((s for s in lead if s.start <= p.start < s.end), None)
        if sentence is None:
            continue
        at = p.start - sentence.start
        before = sentence.folded[:at]
        there = LOCATIVE.search(before) and not owned(sentence, at)
        if _BACK.search(before) or (there and not UNREAL.search(clause_of(before))):
            return [replace(p, role="event", confidence=_LEAST)]
    return []


def _town(bulletin: Bulletin, name: str, at: int | None = None) -> PlaceField:
    """Return a town that no gazetteer knows, where the body names it (first, if not ``at``)."""
    at = bulletin.body.index(name) if at is None else at
    names = (key_of(name),)
    return PlaceField(name, "", "", (), "event", at, at + len(name), names=names, confidence=_READ)


def _same(one: PlaceField, other: PlaceField) -> bool:
    return (one.city, one.country_code) == (other.city, other.country_code)
