"""What a place is called in a language: as the bulletins write it, else as the language does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from icpc_assistant.cards.card import PlaceField
from icpc_assistant.cards.geography import key_of, territory_name
from icpc_assistant.collection.aliases import PlaceIdentity
from icpc_assistant.collection.entry import Entry
from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import stem
from icpc_assistant.types import LANGUAGES, Language


class PlaceNames:
    """The cities on the cards by what each is called in each language."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._written: dict[tuple[PlaceIdentity, Language], Counter[str]] = {}
        self._cities: dict[str, dict[PlaceIdentity, str]] = {}
        self._found: dict[tuple[PlaceIdentity, str, Language], str] = {}
        for entry in entries:
            _ = entry.held
            for place in entry.card.places:
                if place.city:
                    self._add(entry, place)

    def _add(self, entry: Entry, place: PlaceField) -> None:
        identity = entry.place_aliases.identity(place, entry.bulletin)
        name = entry.place_aliases.name(identity) or place.city
        for key in entry.keys_of(place):
            if key.startswith("city:"):
                self._cities.setdefault(key, {}).setdefault(identity, name)
        said = " ".join(entry.bulletin.body[max(place.start, 0) : max(place.end, 0)].split())
        if said[:1].isupper():
            forms = self._written.setdefault((identity, entry.bulletin.language), Counter())
            forms[said] += 1

    def city(
        self, entry: Entry, identity: PlaceIdentity, place: PlaceField, language: Language
    ) -> str:
        """Return what a city that an event was ``held`` in is called in ``language``."""
        given = entry.place_aliases.name(identity)
        return given or self._known(identity, place.city, language) or place.city

    def country(self, place: PlaceField, language: Language) -> str:
        """Return what the country of a card's place is called in ``language``."""
        return territory_name(place.country_code, language) if place.country_code else place.country

    def label(
        self, entry: Entry, identity: PlaceIdentity, place: PlaceField, language: Language
    ) -> str:
        """Return the city with its country, "Ghent (Belgium)", or the country alone."""
        country = self.country(place, language)
        if not place.city:
            return country
        city = self.city(entry, identity, place, language)
        return f"{city} ({country})" if country else city

    def wanted(self, said: str, keys: frozenset[str], language: Language) -> str:
        """Return how ``language`` writes a place that a question names, "" where it is as typed.

        ``keys`` are what the place is found by. A name of no language, "UK", stays.
        """
        if len(keys) != 1:
            return ""
        (key,) = keys
        if not key.startswith("city:"):
            names = {lang: key_of(territory_name(key, lang)) for lang in LANGUAGES}
            return territory_name(key, language) if key_of(said) in names.values() else ""
        cities = self._cities.get(key, {})
        if len(cities) != 1:
            return ""
        ((identity, name),) = cities.items()
        return name if identity[0] == "alias" else self._known(identity, name, language)

    def _known(self, identity: PlaceIdentity, name: str, language: Language) -> str:
        asked = identity, name, language
        if asked not in self._found:
            self._found[asked] = self._named(*asked)
        return self._found[asked]

    def _named(self, identity: PlaceIdentity, name: str, language: Language) -> str:
        forms = self._written.get((identity, language))
        if forms:
            return max(forms, key=lambda form: (forms[form], form))
        # The lexicon has the largest cities.
        known = lexicon()
        for concept in known.of_word(stem(name, "en"), "en"):
            named = known.forms[concept]
            cities = [form for form in named["en"] if form[0].isupper()]  # no "cork"
            if any(key_of(form) == key_of(name) for form in cities) and named[language]:
                return named[language][0]
        return ""
