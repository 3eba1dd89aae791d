"""How an event, a place and a counted noun are named in a question of each language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from icpc_assistant.cards import EventCard, PlaceField
from icpc_assistant.cards.geography import territory_name
from icpc_assistant.cards.kinds import nouns_in
from icpc_assistant.lexicon import lexicon
from icpc_assistant.question_generation.templates import EVENT, NOUNS, Noun
from icpc_assistant.terms import fold, stem, words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language
from icpc_assistant.wording import quoted

_LONGEST_NAME = 90  # characters; nobody repeats more of a title in a question
_VOWEL = re.compile(r"[aeiouâàäéèêëîïôöûüœAEIOUÂÀÄÉÈÊËÎÏÔÖÛÜŒ]")
# A French h that is mute, and so elided before; any other is taken to be aspirated.
_MUTE_H = re.compile(r"h(?:ab|om|eur|[ôo]p|iv|ist|or|[ôo]t|um|ygi|élic)")


@dataclass(frozen=True, slots=True)
class EventName:
    """An event named in one language: as a subject, behind "of", "at" and "to"."""

    event: str
    of_event: str
    at_event: str
    to_event: str

    def slots(self) -> dict[str, str]:
        """Return the values of a template's placeholders."""
        return {
            "event": self.event,
            "of_event": self.of_event,
            "at_event": self.at_event,
            "to_event": self.to_event,
        }


def elided(text: str) -> bool:
    """Whether French drops the vowel of "de" or "le" before ``text``."""
    return bool(_VOWEL.match(text) or _MUTE_H.match(text))


def de(text: str) -> str:
    """Return French "de" with ``text``: "d'Oslo", "du Caire", "de Tartu"."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if text.startswith(article):
            return contracted + text.removeprefix(article)
    return f"d'{text}" if elided(text) else f"de {text}"


def event_names(card: EventCard, language: Language) -> list[EventName]:
    """Return how a question may name the card's event: in particular first, "the congress" last."""
    noun = next((NOUNS[kind] for kind in card.kinds if kind in NOUNS), EVENT)
    particular = [
        *_by_place(card, noun, language),
        *_by_acronym(card, noun, language),
        *_by_name(card, noun, language),
    ]
    return [*particular, _named(noun, "", language)]


def placeless(card: EventCard, language: Language) -> list[EventName]:
    """Return the event's names that do not tell where it was."""
    noun = next((NOUNS[kind] for kind in card.kinds if kind in NOUNS), EVENT)
    return [*_by_acronym(card, noun, language), _named(noun, "", language)]


def event_place(card: EventCard) -> PlaceField | None:
    """Return the one city the event took place in; ``None`` where the card is of two minds."""
    held = {p.city: p for p in reversed(card.places) if p.role == "event" and p.city}
    if len(held) == 1:
        return next(iter(held.values()))
    title = fold(card.title)
    told = [p for city, p in held.items() if fold(city) in title]
    return told[0] if len(told) == 1 else None


def city_name(place: PlaceField, language: Language) -> str:
    """Return the city's name as ``language`` has it, where the lexicon knows it."""
    return _proper_names(language).get(fold(place.city), place.city)


def country_name(place: PlaceField, language: Language) -> str:
    """Return the country's name in ``language``."""
    return territory_name(place.country_code, language)


def plural_of(counts: str, source: Language, target: Language) -> str | None:
    """Return a counted noun in another language, in the plural; ``None`` where it is not known.

    Only a single word is carried over: the order and agreement of more are not the same.
    """
    if source == target:
        return counts
    if len(words(counts)) != 1 or counts != counts.lower():
        return None
    if fold(counts) in _PEOPLE:  # also a nation, of which more are counted in other words
        return {"en": "people", "fr": "personnes", "es": "personas"}[target]
    for concept in lexicon().of_word(stem(counts, source), source):
        forms = lexicon().forms[concept]
        same = [
            f
            for f in forms[source]
            if len(words(f)) == 1 and stem(f, source) == stem(counts, source)
        ]
        if same and forms[target] and same[0] == forms[source][0] and same[0].islower():
            noun = forms[target][0]
            return _pluralised(noun, target) if len(words(noun)) == 1 else None
    return None


def how_many_es(noun: str) -> str:
    """Return "Cuántos" or "Cuántas", as the Spanish noun's gender wants it."""
    head = fold(words(noun)[0]) if words(noun) else ""
    return "Cuántas" if _FEMININE.search(head) and not _MASCULINE.search(head) else "Cuántos"


_PEOPLE = frozenset({"people", "personnes", "personas"})
_FEMININE = re.compile(
    r"(?:as|ades|iones|tudes|mujeres|redes|clases|calles|naves|noches|tardes|veces|partes|llaves"
    r"|imagenes|sedes|bases|fases|leyes)$"
)
_MASCULINE = re.compile(r"^(?:dias|mapas|policias|guias|colegas)$|(?:[aeo]mas|istas|artas)$")


_IRREGULAR = {"person": "people", "man": "men", "woman": "women", "child": "children"}


def _pluralised(noun: str, language: Language) -> str:
    if noun.endswith(("s", "x")) and not (language == "es" and re.search("[áéíóú]s$", noun)):
        return noun
    if language == "en":
        if noun in _IRREGULAR:
            return _IRREGULAR[noun]
        if re.search(r"[^aeiou]y$", noun):
            return noun[:-1] + "ies"
        return noun + ("es" if re.search(r"(?:ch|sh|ss|x)$", noun) else "s")
    if language == "fr":
        if noun.endswith("al"):
            return noun[:-2] + "aux"
        return noun + ("x" if noun.endswith(("au", "eu")) else "s")
    if noun.endswith("z"):
        return noun[:-1] + "ces"
    if re.search("[áéó][ns]$", noun):
        return noun.translate(str.maketrans("áéó", "aeo")) + "es"
    if noun.endswith("ís"):
        return noun + "es"
    return noun + ("s" if _VOWEL.match(noun[-1]) or noun[-1] in "íóú" else "es")


@cache
def _proper_names(language: Language) -> dict[str, str]:
    """Return proper names of the lexicon in ``language`` by their folded names in English."""
    return {
        fold(form): row[language][0]
        for row in lexicon().forms
        for form in row["en"]
        if form[:1].isupper() and row[language]
    }


def _by_place(card: EventCard, noun: Noun, language: Language) -> list[EventName]:
    place = event_place(card)
    if place is None:
        return []
    city = city_name(place, language)
    if language == "fr":
        behind = _at_fr(city) if noun.travelled else de(city)
    else:
        to, at = ("to", "in") if language == "en" else ("a", "de")
        behind = f"{to if noun.travelled else at} {city}"
    return [_named(noun, behind, language)]


def _at_fr(city: str) -> str:
    for article, contracted in (("Le ", "au "), ("Les ", "aux ")):
        if city.startswith(article):
            return contracted + city.removeprefix(article)
    return f"à {city}"


def _by_acronym(card: EventCard, noun: Noun, language: Language) -> list[EventName]:
    """Name the event after the one that organised it, else the first organisation abbreviated."""
    bodies = sorted(card.organisations, key=lambda body: body.part != "organiser")
    for body in bodies[:3]:
        if 2 < len(body.acronym) < 10 and body.acronym.isupper():
            if language == "en":
                return [_named(noun._replace(en=f"{body.acronym} {noun.en}"), "", language)]
            return [_named(noun, body.acronym, language)]
    return []


def _by_name(card: EventCard, noun: Noun, language: Language) -> list[EventName]:
    """Name the event by its own name, which stays in the bulletin's language."""
    name = re.sub(
        r"^(?:the|le|la|l['’]|el|los|las)\s*\b", "", card.name.text if card.name else "", flags=re.I
    )
    name = " ".join(name.split())
    if len(name.split()) < 2 or len(name) > _LONGEST_NAME or "[" in name or "*" in name:
        return []
    found = [(mark, kind) for _, _, mark, kind in nouns_in(plain(name)) if kind in NOUNS]
    own = NOUNS[found[0][1]] if found else noun
    # The name alone does with an article where its own noun, in the singular, gives the gender.
    if not found or found[0][0] not in "OQ" or card.language != language:
        # As a keyboard types it, like the rest of the question.
        return [_named(own, quoted(name, language).replace("\u202f", " "), language)]
    return [_named(own._replace(en=name, fr=name, es=name), "", language)]


def _named(noun: Noun, behind: str, language: Language) -> EventName:
    """Return the noun with what stands behind it, under its article and prepositions."""
    after = f" {behind}" if behind else ""
    if language == "en":
        the = f"the {noun.en}{after}"
        at = "during" if noun.travelled else "at"
        return EventName(the, f"of {the}", f"{at} {the}", f"to {the}")
    if language == "fr":
        return _french(noun.fr + after, noun.fr_feminine, noun.travelled)
    the = f"{'la' if noun.es_feminine else 'el'} {noun.es}{after}"
    at = f"durante {the}" if noun.travelled else f"en {the}"
    if noun.es_feminine:
        return EventName(the, f"de {the}", at, f"a {the}")
    return EventName(the, f"d{the}", at, f"a{the[1:]}")


def _french(noun: str, feminine: bool, travelled: bool) -> EventName:
    if elided(noun[:1].lower() + noun[1:]):
        the = f"l'{noun}"
        of, to = f"de {the}", f"à {the}"
    elif feminine:
        the = f"la {noun}"
        of, to = f"de {the}", f"à {the}"
    else:
        the, of, to = f"le {noun}", f"du {noun}", f"au {noun}"
    # "À la campagne" would be in the country.
    return EventName(the, of, f"pendant {the}" if travelled else f"lors {of}", to)
