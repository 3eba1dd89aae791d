"""Where the event spoken of was, who organised it, which countries came: "where?", "qui l'a …".

Asked in a word or two, these have no word of the sentence that answers; the event card has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from icpc_assistant import wording
from icpc_assistant.cards.card import Organisation, PlaceField
from icpc_assistant.cards.geography import territory_name
from icpc_assistant.collection.answers import CollectionDraft
from icpc_assistant.collection.catalogue import Catalogue
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.quotes import PassageAt, statement_at
from icpc_assistant.collection.several_places import asked_for_several
from icpc_assistant.query import Query
from icpc_assistant.reader import DraftStatement
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

_CONFIDENCE = 0.9
_LEAD = r"(?:(?:and|but|so|ok|et|mais|y|pero)\b[\s,]*)?"
# Over ``plain`` text.
_WHERE = re.compile(
    _LEAD + r"(?:where(?: exactly)?(?: (?:was|is) (?:it|that|this)(?: held)?| did (?:it|that|this)"
    r" (?:take place|happen))?"
    r"|(?:c'etait )?ou(?: exactement)?(?: a-t-(?:il|elle) eu lieu| etait-ce"
    r"| (?:c'|est-ce que c')etait"
    r"| (?:est-ce que )?(?:ca|cela) (?:a eu lieu|s'est (?:passe|tenu|deroule))"
    r"| s'est-(?:il|elle) tenue?)?"
    r"|(?:en )?donde(?: exactamente)?(?: (?:fue|era|se (?:celebro|hizo|realizo)|tuvo lugar"
    r"|ocurrio))?)"
)
_ORGANISED = re.compile(
    _LEAD + r"(?:who (?:organi[sz]ed|hosted) (?:it|that|this)|who (?:was|were) the organi[sz]ers?"
    r"|(?:qui|par qui) (?:l'a|l'avait|a-t-il ete|a-t-elle ete) organisee?"
    r"|(?:quien(?:es)?|por quien) (?:l[oa] (?:organizo|organizaron)|fue organizad[oa]))"
)


def asked_barely(
    query: Query, catalogue: Catalogue, passage_at: PassageAt
) -> CollectionDraft | None:
    """Return where the event that ``query`` leans on was, who organised it or which countries it
    brought together, where no more is asked.

    ``None`` where anything else is, or where the card does not say.
    """
    asked = plain(query.asking.strip(" ?!.¿¡"))
    where, organised = _WHERE.fullmatch(asked), _ORGANISED.fullmatch(asked)
    found = (e for e in catalogue.entries if e.bulletin.id == query.about)
    entry = next(found, None)
    if entry is None:
        return None
    if where:
        return _place(entry, query.language, passage_at)
    if organised:
        return _organisers(entry, query.language, passage_at)
    return asked_for_several(re.sub(f"^{_LEAD}", "", asked), entry, query.language, passage_at)


def _place(entry: Entry, language: Language, passage_at: PassageAt) -> CollectionDraft | None:
    place = next((p for p in entry.card.places if p.role == "event"), None)
    if place is None:
        title = wording.quoted(" ".join(entry.card.title.split()), language)
        text = wording.say("abstain_no_place", language, title=title)
        return CollectionDraft(text, None, (), (), confidence=_CONFIDENCE, answered=False)
    at = place.venue if place.venue and place.venue.start >= 0 else place
    told = statement_at(passage_at, entry.bulletin.id, at.start, at.end)
    if told is None:
        return None
    return _draft(_called(entry, place, told.text, language), [told], entry)


def _called(entry: Entry, place: PlaceField, said: str, language: Language) -> str:
    """Return a place as the sentence that tells it calls it, its country in ``language``."""
    if not (place.city or place.country):
        return wording.say("online", language)
    venue = place.venue.text if place.venue else ""
    city = entry.bulletin.body[place.start : place.end] if place.start >= 0 else ""
    told = [venue, city if city[:1].isupper() else place.city]
    if place.country_code and territory_name(place.country_code, entry.bulletin.language) in said:
        told.append(territory_name(place.country_code, language))
    return ", ".join(dict.fromkeys(filter(None, told)))


def _organisers(entry: Entry, language: Language, passage_at: PassageAt) -> CollectionDraft | None:
    organisers = [o for o in entry.card.organisations if o.part == "organiser"]
    told = _statements(organisers, entry, passage_at)
    if not told:
        return None
    return _draft(wording.joined([o.name for o in organisers], language), told, entry)


def _statements(
    organisers: Iterable[Organisation], entry: Entry, passage_at: PassageAt
) -> list[DraftStatement]:
    found = (statement_at(passage_at, entry.bulletin.id, o.start, o.end) for o in organisers)
    return list(dict.fromkeys(said for said in found if said))


def _draft(short: str, told: Iterable[DraftStatement], entry: Entry) -> CollectionDraft:
    return CollectionDraft("", short, tuple(told), (entry.bulletin.id,), confidence=_CONFIDENCE)
