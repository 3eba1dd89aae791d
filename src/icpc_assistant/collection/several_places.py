"""Which countries or cities the event spoken of brought together: "which countries?".

Where it was held is no answer to that. Countries are those of one sentence, as many as the bulletin
counts if it counts any; cities those that the event was held in, or that one sentence names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from icpc_assistant import wording
from icpc_assistant.cards.card import PlaceField
from icpc_assistant.cards.geography import territories_named, territory_name
from icpc_assistant.collection.answers import CollectionDraft
from icpc_assistant.collection.entry import Entry, Measured
from icpc_assistant.collection.measures import value_of
from icpc_assistant.collection.quotes import PassageAt, statement_at
from icpc_assistant.reader import DraftStatement
from icpc_assistant.types import Language

_CONFIDENCE = 0.8
_FEWEST = 2
# Over ``plain`` text, without what leads to it.
_WERE = (
    r"(?:(?:were|are|was|is) (?:they|those|these|it|there|that|represented|involved|present)"
    r"|(?:took part|participated|attended|came|were there)"
    r"|(?:did )?(?:they|people|participants) (?:come|came) from|exactly"
    r"|(?:y )?(?:etaient|ont ete|sont|furent) (?:la|presente?s?|representee?s?|concernee?s?)"
    r"|(?:y )?ont (?:participe|assiste)|(?:etaient|sont|venaient)-(?:ils|elles|ce)|exactement|ca"
    r"|(?:eran|fueron|son|estaban|estuvieron)(?: representad[oa]s| presentes)?"
    r"|(?:participaron|asistieron|venian|vinieron|hubo|habia)|exactamente)"
)
_COUNTRIES = re.compile(
    r"(?:(?:from|in|with) )?(?:which|what) (?:were the |are the )?countries"
    rf"(?: {_WERE})?(?: from)?"
    r"|(?:(?:de|dans|avec) )?quels (?:etaient (?:les|ces) |sont (?:les|ces) )?pays"
    rf"(?: {_WERE})?"
    r"|(?:(?:de|en|con) )?(?:que|cuales)(?: (?:son|eran|fueron) (?:los|esos))? paises"
    rf"(?: {_WERE})?"
)
_CITIES = re.compile(
    rf"(?:(?:from|in|with) )?(?:which|what) (?:cities|towns)(?: {_WERE})?(?: from)?"
    rf"|(?:(?:de|dans|avec) )?quelles villes(?: {_WERE})?"
    rf"|(?:(?:de|en|con) )?(?:que|cuales) (?:ciudades|municipios)(?: {_WERE})?"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def asked_for_several(
    asked: str, entry: Entry, language: Language, passage_at: PassageAt
) -> CollectionDraft | None:
    """Return the countries or cities of an event where ``asked``, plain text, is no more than that.

    ``None`` where anything else is asked, or where the bulletin names no two cities.
    """
    if _COUNTRIES.fullmatch(asked):
        return _countries(entry, language, passage_at)
    return _cities(entry, language, passage_at) if _CITIES.fullmatch(asked) else None


def _countries(entry: Entry, language: Language, passage_at: PassageAt) -> CollectionDraft | None:
    counted = value_of(entry, "countries")
    named: dict[DraftStatement, list[str]] = {}
    for start, end, code in _countries_named(entry):
        if told := statement_at(passage_at, entry.bulletin.id, start, end):
            codes = named.setdefault(told, [])
            codes.extend([code] if code not in codes else [])
    fitting = {
        told: codes
        for told, codes in named.items()
        if len(codes) >= _FEWEST and (counted is None or len(codes) == counted.value)
    }
    if not fitting:
        return _not_named(entry, counted, language, passage_at)
    told = max(fitting, key=lambda one: len(fitting[one]))
    return _draft([territory_name(c, language) for c in fitting[told]], [told], entry, language)


def _countries_named(entry: Entry) -> Iterator[tuple[int, int, str]]:
    """Yield each word of the body that names a country, or its people, and the country's code."""
    found = list(_WORD.finditer(entry.bulletin.body))
    named = territories_named([m.group() for m in found], entry.bulletin.language)
    for at, codes in sorted(named.items()):
        countries = [code for code in codes if code.isalpha() and len(code) == 2]
        if len(countries) == 1 and found[at].group()[0].isupper():
            yield found[at].start(), found[at].end(), countries[0]


def _not_named(
    entry: Entry, counted: Measured | None, language: Language, passage_at: PassageAt
) -> CollectionDraft:
    """Return that the bulletin does not say which, with the sentence that counts them, if any."""
    told = (
        statement_at(passage_at, entry.bulletin.id, counted.start, counted.end) if counted else None
    )
    title = " ".join(entry.card.title.split())
    text = wording.say("abstain_no_countries", language, title=wording.quoted(title, language))
    notices: tuple[str, ...] = ()
    if told:
        notices = (wording.say("nearest_said", language, quote=told.text, title=title),)
    return CollectionDraft(
        text, None, (), (), notices=notices, confidence=_CONFIDENCE, answered=False
    )


def _cities(entry: Entry, language: Language, passage_at: PassageAt) -> CollectionDraft | None:
    held = [p for p in entry.card.places if p.role == "event" and p.city]
    if len({p.city for p in held}) >= _FEWEST:
        told = (statement_at(passage_at, entry.bulletin.id, p.start, p.end) for p in held)
        return _draft([_called(p, entry) for p in held], filter(None, told), entry, language)
    named: dict[DraftStatement, list[str]] = {}
    for place in (p for p in entry.card.places if p.role == "mention" and p.city):
        if one := statement_at(passage_at, entry.bulletin.id, place.start, place.end):
            named.setdefault(one, []).append(_called(place, entry))
    told_of = max(named, key=lambda one: len(set(named[one])), default=None)
    if told_of is None or len(set(named[told_of])) < _FEWEST:
        return None
    return _draft(named[told_of], [told_of], entry, language)


def _called(place: PlaceField, entry: Entry) -> str:
    """Return a city as the bulletin calls it."""
    said = entry.bulletin.body[place.start : place.end] if place.start >= 0 else ""
    return said if said[:1].isupper() else place.city


def _draft(
    names: Iterable[str], told: Iterable[DraftStatement], entry: Entry, language: Language
) -> CollectionDraft | None:
    short = wording.joined(list(dict.fromkeys(names)), language)
    statements = tuple(dict.fromkeys(told))
    if not statements:
        return None
    return CollectionDraft("", short, statements, (entry.bulletin.id,), confidence=_CONFIDENCE)
