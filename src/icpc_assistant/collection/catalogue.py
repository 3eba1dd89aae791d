"""All cards of the collection, ready to be asked by name, place or words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.bulletins.aliases import NO_ALIASES, Aliases
from icpc_assistant.cards.card import EventCard
from icpc_assistant.cards.geography import key_of, territories
from icpc_assistant.collection.aliases import PlaceAliases, with_listed
from icpc_assistant.collection.areas import area_of
from icpc_assistant.collection.entry import Entry, ascii_text
from icpc_assistant.collection.identities import COMMON, ICPC, Organisations, person_identities
from icpc_assistant.collection.lookup import Lookup, any_of
from icpc_assistant.collection.measures import MEASURES, value_of
from icpc_assistant.collection.own import OwnNames, dominant, written_out
from icpc_assistant.collection.placenames import PlaceNames
from icpc_assistant.collection.retelling import retold
from icpc_assistant.collection.wordindex import Counts, WordIndex
from icpc_assistant.intent import IntentReader
from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import is_function_word, stem, words
from icpc_assistant.types import LANGUAGES, Bulletin, Language, Near

# Some words, their language and a cosine → by its id, each bulletin that comes as near in meaning.
Nearest = Callable[[str, Language, float], Mapping[str, Near]]
# A question, its language and such bulletins → by their ids, how surely each deals with what it
# asks about, in log-odds; nothing where no reader can tell.
Dealt = Callable[[str, Language, Mapping[str, Near]], Mapping[str, float]]
_READ_FOR_NAMES = 200  # bulletins: an organisation writes its name out now and then


@dataclass(frozen=True)
class Catalogue:
    """Every card with its bulletin, in date order, and the names that lead to them.

    ``people`` has the identities of a folded name; ``shown`` the name to show for an identity,
    where ``aliases.toml`` gives one. ``intents`` reads what questions ask for, and ``nearest``
    tells how near the bulletins come to some words in meaning, where there is one; ``dealt`` reads
    whether they deal with it.
    """

    entries: tuple[Entry, ...]
    people: Mapping[str, frozenset[str]] = field(default_factory=dict)
    organisations: Organisations = field(default_factory=Organisations)
    cities: frozenset[str] = frozenset()
    shown: Mapping[str, str] = field(default_factory=dict)
    intents: IntentReader | None = None
    nearest: Nearest | None = None
    dealt: Dealt | None = None

    @classmethod
    def of(
        cls,
        cards: Iterable[EventCard],
        bulletins: Mapping[str, Bulletin],
        aliases: Aliases = NO_ALIASES,
        intents: IntentReader | None = None,
        nearest: Nearest | None = None,
        dealt: Dealt | None = None,
    ) -> Catalogue:
        """Join cards to their bulletins and names to identities, as ``aliases`` corrects them."""
        known = [c for c in cards if _is_original(c, bulletins)]
        cards = sorted(
            (with_listed(c, bulletins[c.bulletin_id], aliases) for c in known),
            key=lambda c: (c.main.first if c.main else date.max, c.bulletin_id),
        )
        one, apart = aliases.names, aliases.apart
        persons = person_identities(
            (p.name for c in cards for p in c.people), one["person"], apart["person"]
        )
        houses = Organisations.of(
            (o for c in cards for o in c.organisations),
            one["organisation"],
            apart["organisation"],
            partial(dominant, cards),
        )
        places = PlaceAliases.of(one["place"], apart["place"])
        entries = tuple(
            Entry(
                i,
                c,
                bulletins[c.bulletin_id],
                tuple(persons[p.name] for p in c.people),
                tuple(houses.identity(o) for o in c.organisations),
                places,
            )
            for i, c in enumerate(cards)
        )
        return cls(
            entries,
            people=_people_names(persons),
            organisations=houses,
            cities=places.cities | _cities(cards),
            shown={persons[group[0]]: group[0] for group in reversed(one["person"])}
            | {houses.of_name(group[0]): group[0] for group in reversed(one["organisation"])},
            intents=intents,
            nearest=nearest,
            dealt=dealt,
        )

    @cached_property
    def headlines(self) -> WordIndex:
        """The words of headlines and event names."""
        return WordIndex.of(e.headline for e in self.entries)

    @cached_property
    def leads(self) -> WordIndex:
        """The words of what each bulletin is about."""
        return WordIndex.of(e.central for e in self.entries)

    @cached_property
    def texts(self) -> WordIndex:
        """The words of whole bulletins."""
        return WordIndex.of(e.folded for e in self.entries)

    @cached_property
    def lookup(self) -> Lookup:
        """Which events have what on their cards."""
        return Lookup.of(self.entries, self.organisations.own)

    @cached_property
    def place_names(self) -> PlaceNames:
        """What the cities are called in each language."""
        return PlaceNames(self.entries)

    @cached_property
    def _spoken(self) -> dict[Language, NDArray[np.bool_]]:
        """Which bulletins are in each of the languages met."""
        met = [e.bulletin.language for e in self.entries]
        return {language: np.array([m == language for m in met]) for language in dict.fromkeys(met)}

    @cached_property
    def staff(self) -> frozenset[str]:
        """The identities of people whose office, on some card, is at the organisation itself."""
        own = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, self._names))})(?![a-z0-9])")
        found = set()
        for entry in self.entries:
            for person, identity in zip(entry.card.people, entry.person_ids, strict=True):
                offices = [ascii_text(office.text) for office in person.held]
                if any(own.search(said) or self.own.has_office(said) for said in offices):
                    found.add(identity)
        return frozenset(found)

    @cached_property
    def itself(self) -> frozenset[int]:
        """The entries that name the organisation whose bulletins these are."""
        named = any_of(self.lookup.organisations, self.organisations.ours)
        return named.union(*map(self.mentioning, self._names))

    @property
    def _names(self) -> frozenset[str]:
        """What the organisation goes by that names no other house by itself."""
        return self.organisations.own - COMMON

    @cached_property
    def own(self) -> OwnNames:
        """What a question may call the organisation."""
        return OwnNames(self._names, written_out(self._names, self.entries[:_READ_FOR_NAMES]))

    @cached_property
    def own_name(self) -> str:
        """The acronym by which the bulletins mostly call the organisation, else its name; "" for
        the ICPC, whose names the wording knows."""
        if not self.organisations.own.isdisjoint(ICPC):
            return ""
        ours = self.organisations.ours
        named = [
            (house.acronym or house.name)
            for entry in self.entries
            for house, who in zip(entry.card.organisations, entry.organisation_ids, strict=True)
            if who in ours
        ]
        said = Counter(sorted(named, key=lambda name: (" " in name, name)))
        return said.most_common(1)[0][0] if said else ""

    @cached_property
    def full_names(self) -> Mapping[str, tuple[str, ...]]:
        """The folded names of two words and more by which one person alone goes."""
        found: dict[str, list[str]] = {}
        for name, who in self.people.items():
            if len(who) == 1 and " " in name:
                found.setdefault(next(iter(who)), []).append(name)
        return {who: tuple(names) for who, names in found.items()}

    @cached_property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        """What the cards call each person."""
        found: dict[str, list[str]] = {}
        for entry in self.entries:
            for person, identity in zip(entry.card.people, entry.person_ids, strict=True):
                if person.role:
                    found.setdefault(identity, []).extend(o.text for o in person.held)
        return {who: tuple(roles) for who, roles in found.items()}

    @cached_property
    def role_stems(self) -> frozenset[tuple[Language, str]]:
        """The stems in each language of the words of all roles."""
        said = {word for roles in self.roles.values() for role in roles for word in words(role)}
        return frozenset((lang, stem(word, lang)) for lang in LANGUAGES for word in said)

    @cached_property
    def retold(self) -> frozenset[tuple[int, int]]:
        """The numbers of each two entries that seem to tell of one event."""
        return frozenset(retold(self.entries))

    def leading(self, names: Mapping[Language, str]) -> frozenset[int]:
        """Return the entries whose lead holds a name, as given for the language of each."""
        return frozenset(
            n
            for language, name in names.items()
            for n in self.leads.holding(re.findall(r"[a-z0-9]+", ascii_text(name)))
            if self.entries[n].bulletin.language == language
        )

    def prepare(self) -> None:
        """Build now what the first question about a topic or a figure would wait for."""
        _ = self.headlines, self.leads, self.texts, self.lookup, self.staff, self.place_names
        _ = self.itself, self.retold
        for entry in self.entries:
            for measure in MEASURES:
                value_of(entry, measure)

    def mentioning(self, name: str, *, in_capitals: bool = False) -> frozenset[int]:
        """Return the entries whose text holds ``name``, whole words, accents apart, and case,
        where it need not stand there ``in_capitals``."""
        found = self.texts.holding(re.findall(r"[a-z0-9]+", ascii_text(name)))
        if not in_capitals:
            return found
        written = re.compile(rf"\b{re.escape(name.upper())}\b")
        return frozenset(n for n in found if written.search(self.entries[n].bulletin.body))

    def counts(self, of: Term, where: WordIndex) -> Counts:
        """Return how often each entry holds a term, or its like in the bulletin's language."""
        total = np.zeros(len(self.entries), np.int32)
        for language, spoken in self._spoken.items():
            for form in of.forms[language]:
                total += where.count(form, language) * spoken
        # A name may have no stem in the bulletin's language: the word itself always counts.
        held = where.holding(key_of(of.text).split())
        if held:
            there = np.fromiter(held, np.int64, len(held))
            total[there] = np.maximum(total[there], 1)
        return total


def _is_original(card: EventCard, bulletins: Mapping[str, Bulletin]) -> bool:
    """Whether a card counts: another version of a bulletin that is here is the same event."""
    bulletin = bulletins.get(card.bulletin_id)
    return bulletin is not None and bulletin.version_of not in bulletins


def _cities(cards: Iterable[EventCard]) -> frozenset[str]:
    named = {(p.city, p.names) for card in cards for p in card.places}
    return frozenset(n for city, names in named for n in (*names, key_of(city)) if n)


def _people_names(persons: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return who goes by a folded name: the full ones, and surnames."""
    found: dict[str, set[str]] = {}
    for name, identity in persons.items():
        parts = key_of(name).split()
        found.setdefault(" ".join(parts), set()).add(identity)
        for i in range(1, len(parts)):
            found.setdefault(" ".join(parts[i:]), set()).add(identity)
            found.setdefault(f"{parts[0]} {parts[i]}", set()).add(identity)
    return {name: frozenset(who) for name, who in found.items()}


@dataclass(frozen=True, slots=True)
class Term:
    """A topic word: the stems its concept has in each language (one or several words each)."""

    text: str
    forms: Mapping[Language, tuple[tuple[str, ...], ...]]
    parts: tuple[Term, ...] = ()  # the words of an expression, each a term


def term(text: str, language: Language) -> Term:
    """Return the topic term of a word or expression, with what its concept is called elsewhere."""
    stems = tuple(stem(w, language) for w in words(text))
    known = lexicon()
    forms: dict[Language, set[tuple[str, ...]]] = {lang: {stems} for lang in LANGUAGES}
    concepts = known.by_stems[language].get(stems, ())
    for concept in concepts:
        for lang in LANGUAGES:
            for form in known.forms[concept][lang]:
                pieces = tuple(stem(w, lang) for w in words(form))
                if pieces and len(pieces) <= 3:
                    forms[lang].add(pieces)
    own = [w for w in words(text) if not is_function_word(w, language)]
    parts = tuple(term(w, language) for w in own) if len(own) > 1 else ()
    return Term(text, {lang: tuple(sorted(found)) for lang, found in forms.items()}, parts)


def place_codes(key: str) -> frozenset[str]:
    """Return the codes of the country or region that a folded name stands for."""
    return territories().get(key, frozenset()) or area_of(key)
