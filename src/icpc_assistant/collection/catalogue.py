"""All cards of the collection, ready to be asked by name, place or words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from icpc_assistant.cards.card import EventCard
from icpc_assistant.cards.geography import key_of, territories
from icpc_assistant.cards.names import same_person
from icpc_assistant.collection.wordindex import WordIndex
from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import fold, is_function_word, stem, words
from icpc_assistant.types import LANGUAGES, Bulletin, Language

# The organisation whose bulletins these are: a question that names it restricts nothing.
OWN = frozenset(
    {
        "icpc", "cipc", "international centre for the prevention of crime",
        "international center for the prevention of crime",
        "centre international pour la prevention de la criminalite",
        "centro internacional para la prevencion de la criminalidad",
        "centro internacional para la prevencion del crimen", "centre", "the centre", "centro",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A card beside its bulletin, and who and what is named on it by identity.

    ``number`` is its place in the catalogue.
    """

    number: int
    card: EventCard
    bulletin: Bulletin
    people: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()

    @cached_property
    def central(self) -> str:
        """What the bulletin is about, folded: headline, headings, event name, first sentences."""
        body = self.bulletin.body
        lead = body[:600]
        headings = " ".join(re.findall(r"(?m)^#+ (.*)$", body))
        name = self.card.name.text if self.card.name else ""
        topics = " ".join(self.bulletin.topics)
        return ascii_text("\n".join((self.card.title, headings, name, topics, lead)))

    @cached_property
    def headline(self) -> str:
        """The headline and the event's name, folded."""
        name = self.card.name.text if self.card.name else ""
        return ascii_text(f"{self.card.title} \n {name}")

    @cached_property
    def folded(self) -> str:
        """The headline and body, folded."""
        return ascii_text(f"{self.card.title} \n {self.bulletin.body}")

    @cached_property
    def places(self) -> frozenset[str]:
        """Keys of the places the event took place in: city names, country and region codes."""
        return frozenset(k for p in self.card.places if p.role == "event" for k in place_keys(p))

    @cached_property
    def named_places(self) -> frozenset[str]:
        """Keys of every place the bulletin names."""
        return frozenset(k for p in self.card.places for k in place_keys(p))


def place_keys(place: object) -> set[str]:
    """Return what a place is found by: "city:montreal", "CA", "019"."""
    from icpc_assistant.cards.card import PlaceField

    assert isinstance(place, PlaceField)
    keys = {f"city:{n}" for n in place.names} | set(place.regions)
    if place.city:
        keys.add(f"city:{key_of(place.city)}")
    if place.country_code:
        keys.add(place.country_code)
    return keys


def ascii_text(text: str) -> str:
    """Return ``text`` in lower case without accents (lengths may change)."""
    return unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()


@dataclass(frozen=True)
class Catalogue:
    """Every card with its bulletin, in date order, and the names that lead to them."""

    entries: tuple[Entry, ...]
    people: Mapping[str, frozenset[str]] = field(default_factory=dict)
    organisations: Mapping[str, frozenset[str]] = field(default_factory=dict)
    cities: frozenset[str] = frozenset()

    @classmethod
    def of(cls, cards: Iterable[EventCard], bulletins: Mapping[str, Bulletin]) -> Catalogue:
        """Join cards to their bulletins and names to identities."""
        cards = sorted(
            (c for c in cards if _is_original(c, bulletins)),
            key=lambda c: (c.main.first if c.main else date.max, c.bulletin_id),
        )
        persons = _identities([p.name for c in cards for p in c.people])
        acronyms = {
            o.acronym: key_of(o.name)
            for c in cards for o in c.organisations if o.acronym and o.acronym != o.name
        }  # fmt: skip

        def org_keys(card: EventCard) -> frozenset[str]:
            return frozenset(
                acronyms.get(o.acronym, key_of(o.name)) if o.acronym else key_of(o.name)
                for o in card.organisations
            )

        entries = tuple(
            Entry(
                i,
                c,
                bulletins[c.bulletin_id],
                frozenset(persons[p.name] for p in c.people),
                org_keys(c),
            )
            for i, c in enumerate(cards)
        )
        return cls(
            entries,
            people=_people_names(persons),
            organisations=_organisation_names(cards, acronyms),
            cities=frozenset(
                n for c in cards for p in c.places for n in (*p.names, key_of(p.city)) if n
            ),
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

    def prepare(self) -> None:
        """Build now what the first question about a topic would wait for."""
        _ = self.headlines, self.leads, self.texts

    def mentioning(self, name: str) -> frozenset[str]:
        """Return the bulletins whose text holds ``name``, whole words, case and accents apart."""
        pieces = re.findall(r"[a-z0-9]+", ascii_text(name))
        return frozenset(self.entries[n].card.bulletin_id for n in self.texts.holding(pieces))

    def counts(self, of: Term, where: WordIndex) -> dict[int, int]:
        """Return how often each entry holds a term, or its like in the bulletin's language."""
        total: dict[int, int] = {}
        for language in {e.bulletin.language for e in self.entries}:
            for form in of.forms[language]:
                for number, count in where.count(form, language).items():
                    if self.entries[number].bulletin.language == language:
                        total[number] = total.get(number, 0) + count
        # A name may have no stem in the bulletin's language: the word itself always counts.
        for number in where.holding(key_of(of.text).split()):
            total.setdefault(number, 1)
        return total


def _is_original(card: EventCard, bulletins: Mapping[str, Bulletin]) -> bool:
    """Whether a card counts: another version of a bulletin that is here is the same event."""
    bulletin = bulletins.get(card.bulletin_id)
    return bulletin is not None and bulletin.version_of not in bulletins


def _identities(names: Iterable[str]) -> dict[str, str]:
    """Return the identity (the fullest form, folded) of every person's name.

    Names meet only under one first name, so two people with one surname stay two.
    """
    buckets: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        buckets.setdefault(fold(words(name)[0]), []).append(name)
    found: dict[str, str] = {}
    for bucket in buckets.values():
        fullest: list[str] = []
        for name in sorted(bucket, key=lambda n: -len(words(n))):
            same = [f for f in fullest if same_person(name, f)]
            if len(same) != 1:
                fullest.append(name)
                same = [name]
            found[name] = key_of(same[0])
    return found


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


def _organisation_names(
    cards: Iterable[EventCard], acronyms: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for card in cards:
        for o in card.organisations:
            key = acronyms.get(o.acronym, key_of(o.name)) if o.acronym else key_of(o.name)
            for name in {key_of(o.name), key_of(o.acronym)} - {""}:
                for variant in variants(name):
                    found.setdefault(variant, set()).add(key)
    # "UN-Habitat" and "ONU-Habitat" are one: identities that share a name are joined.
    return {name: frozenset(keys) for name, keys in found.items()}


def variants(name: str) -> set[str]:
    """Return a folded name with its first word in the other languages ("un habitat", "onu …")."""
    out = {name}
    first, _, rest = name.partition(" ")
    known = lexicon()
    if rest and len(first) <= 4:
        for language in LANGUAGES:
            for concept in known.of_word(stem(first, language), language):
                forms = known.forms[concept]
                if any(f.isupper() and fold(f) == first for f in forms[language]):
                    out |= {
                        f"{fold(f)} {rest}"
                        for lang in LANGUAGES
                        for f in forms[lang]
                        if f.isupper()
                    }
    return out


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
    return territories().get(key, frozenset())
