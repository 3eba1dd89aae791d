"""The names in a question: people, places and organisations, by the cards and as typed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from icpc_assistant.cards.bodies import names_of_body
from icpc_assistant.cards.geography import key_of
from icpc_assistant.cards.institutions import is_house_noun, is_institution
from icpc_assistant.cards.kinds import is_event_noun
from icpc_assistant.collection.catalogue import Catalogue, place_codes
from icpc_assistant.collection.clauses import alternatives
from icpc_assistant.collection.identities import Organisations, variants
from icpc_assistant.collection.idle import is_idle, is_ordinary
from icpc_assistant.collection.lookup import ONLINE, PLACED
from icpc_assistant.collection.reading import NameKind, Reading, free, stretches
from icpc_assistant.collection.regional import national, regional
from icpc_assistant.collection.request import Request, Wanted
from icpc_assistant.collection.topics import ABOUT
from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import fold, is_function_word, stem, words
from icpc_assistant.types import LANGUAGES, Language

HELD_ONLINE = re.compile(
    r"\b(?:online|on-line|virtual(?:ly|e?s)?|virtuel(?:le)?s?|remote(?:ly)?|en ligne|en linea"
    r"|a distance|a distancia)\b"
)
_INCLUDED = re.compile(r"\s*(?:ones |events )?(?:included|compris|inclu[si]?[sdo]*)\b")
_IN_PERSON = re.compile(
    r"\b(?:in[- ]person|face[- ]to[- ]face|on[- ]site|en presentiel|presentiel(?:le)?s?|en personne"
    r"|presencial(?:es)?|en persona|off-?line|hors ligne|fuera de linea)\b"
)
_PLACED = re.compile(r"\b(?:in|at|from|near|to|en|a|au|aux|dans|de|desde)\s+(?:the |la |le |el )?$")
_WITH_WHOM = re.compile(r"\b(?:with|avec|con)\s+(?:the |la |les? |l'|el |los |las )?$")
_CAPITALS = re.compile(
    r"[A-ZÀ-Þ][\w’'.-]*\w(?:\s+(?:(?:of|de|del|la|du|des|the|for|pour|al|bin)\s+){0,2}"
    r"[A-ZÀ-Þ][\w’'.-]*\w)*"
)


def with_names(request: Request, reading: Reading, catalogue: Catalogue) -> Request:
    """Read the names the question holds, the longest first."""
    named: dict[NameKind, list[tuple[int, int, Wanted]]] = defaultdict(list)
    mentions = request.mentions
    for start, end, n in stretches(reading.text):
        if not reading.free(start, end) or is_event_noun(reading.folded[start:end]):
            continue
        if reading.text.isupper() and is_function_word(reading.text[start:end], reading.language):
            continue  # "WHO", in a question in capitals
        found = named_as(reading.text[start:end], n, reading.language, catalogue)
        if found is None:
            continue
        kind, wanted = found
        reading.name(kind, start, end)
        wanted = as_written(kind, wanted, reading.language, catalogue)
        named[kind].append((start, end, wanted))
        if kind == "place" and ABOUT.search(reading.folded[:start]):
            mentions = True
    named["place"] += _adjectives(reading)
    others = [*_manner(reading), *_unknown(reading, catalogue), *_as_read(reading, catalogue)]
    of: dict[NameKind, list[Wanted]] = {
        kind: alternatives(named[kind], reading.folded, only_or=kind != "place")
        + [wanted for other, wanted in others if other == kind]
        for kind in ("person", "place", "organisation")
    }
    return replace(
        request,
        people=tuple(of["person"]),
        places=tuple(of["place"]),
        organisations=tuple(of["organisation"]),
        mentions=mentions,
    )


def _adjectives(reading: Reading) -> Iterator[tuple[int, int, Wanted]]:
    """Yield the places told by adjectives: "African cities", "Spanish workshops"."""
    adjectives = (
        *regional(reading.folded, reading.text),
        *national(reading.folded, reading.text, reading.language),
    )
    for start, end, codes in adjectives:
        if reading.free(start, end):
            reading.restrict("place", start, end)
            yield start, end, Wanted(reading.text[start:end], codes)


def _manner(reading: Reading) -> Iterator[tuple[NameKind, Wanted]]:
    """Yield "online" and "in person", as places."""
    for pattern, key in ((HELD_ONLINE, ONLINE), (_IN_PERSON, PLACED)):
        how = pattern.search(reading.folded)
        if how is None or not reading.free(*how.span()):
            continue
        if _INCLUDED.match(reading.folded[how.end() :]):
            reading.spend(*how.span())
        else:
            reading.restrict("place", *how.span())
            yield "place", Wanted(reading.text[slice(*how.span())], frozenset({key}))


def as_written(kind: NameKind, wanted: Wanted, language: Language, catalogue: Catalogue) -> Wanted:
    """Return a place with its name as the language of the question writes it."""
    if kind != "place":
        return wanted
    shown = catalogue.place_names.wanted(wanted.text, wanted.keys, language)
    return replace(wanted, shown=shown)


def named_as(
    said: str, n: int, language: Language, catalogue: Catalogue
) -> tuple[NameKind, Wanted] | None:
    """Return what kind of name some words are in this collection, and its identities."""
    key = key_of(said)
    ordinary = n == 1 and said[0].islower() and is_ordinary(said, language)
    if key in catalogue.organisations.own and not ordinary:
        return "own", Wanted(said)
    if said.isupper() and names_of_body(key):
        return _organisation(said, catalogue.organisations)  # "the WHO" is no question word
    if ordinary or (n == 1 and is_function_word(said, language)):
        return None
    acronyms = [w for w in words(said) if w.isupper() and len(w) > 1]
    if any(key_of(w) in catalogue.organisations.known for w in acronyms):
        return _organisation(said, catalogue.organisations)  # no part of a person's name
    if key in catalogue.people:
        return "person", _person(said, catalogue)
    codes = place_codes(key)
    if codes and (len(key) > 3 or said.isupper()):
        return "place", Wanted(said, codes)
    if key in catalogue.cities and len(key) > 3:
        return "place", Wanted(said, frozenset({f"city:{key}"}))
    if len(key) < 3:
        return None
    return _organisation(said, catalogue.organisations)


def _person(said: str, catalogue: Catalogue) -> Wanted:
    who = catalogue.people[key_of(said)]
    names = (name for one in who for name in catalogue.full_names.get(one, ()))
    return Wanted(said, who | {f"text:{name}" for name in names})


def _organisation(said: str, houses: Organisations) -> tuple[NameKind, Wanted] | None:
    body = names_of_body(key_of(said))
    names = variants(key_of(said)).union(body)
    identities = frozenset().union(*(houses.known.get(name, frozenset()) for name in names))
    if not (identities or body) and is_institution(said):
        identities = houses.in_other_words(key_of(said))
        names |= {name for name, who in houses.known.items() if who & identities}
    if not (identities or body):
        return None
    return "organisation", Wanted(said, identities | set(map(_in_texts, names)))


def _in_texts(name: str) -> str:
    """Return the key by which texts are looked through for a name: one that is a word too, as
    "WHO" is, only in capitals."""
    a_word = any(is_function_word(name, x) or is_ordinary(name, x) for x in LANGUAGES)
    return f"{'capitals' if a_word else 'text'}:{name}"


def _unknown(reading: Reading, catalogue: Catalogue) -> Iterator[tuple[NameKind, Wanted]]:
    """Yield the names no card holds.

    A name the texts hold all the same is looked for there; one they do not matches nothing.
    """
    # A question in capitals names nothing by them, but whom something was done with.
    capitals = all(w[0].isupper() for w in words(reading.text) if len(w) > 3)
    for m in _CAPITALS.finditer(reading.text):
        if not reading.free(*m.span()) or _says_nothing(m, reading.language):
            continue
        with_whom = _WITH_WHOM.search(reading.text[: m.start()])
        if not with_whom and (capitals or _only_asks(m, reading)):
            continue
        texts = variants(key_of(m.group()))
        here = any(catalogue.mentioning(name) for name in texts)
        if not here and free(m.start(), m.start() + 1, reading.asks_or_names):
            continue
        placed = _PLACED.search(reading.folded[: m.start()]) and not here
        keys = frozenset(f"text:{name}" for name in texts) if here else frozenset()
        kind: NameKind = "place" if placed else _bearer(m.group())
        reading.name(kind, *m.span())
        yield kind, Wanted(m.group(), keys)
    for m in reading.tokens():
        word = m.group()
        name = len(word) > 3 and lexicon().names(word, reading.language)
        if name and _PLACED.search(reading.folded[: m.start()]):
            reading.restrict("place", *m.span())
            yield "place", Wanted(word)


def _only_asks(m: re.Match[str], reading: Reading) -> bool:
    """Whether every word of a name is spoken for, or only asks."""
    return not any(m.start() <= t.start() and t.end() <= m.end() for t in reading.tokens())


def _bearer(name: str) -> NameKind:
    """Return whether a name that no card holds is a person's, as far as its words tell."""
    said = words(name)
    common = any(_is_word(w, x) or is_house_noun(fold(w), x) for w in said for x in LANGUAGES)
    personal = 1 < len(said) < 5 and not common and not any(w.isupper() for w in said)
    return "person" if personal else "organisation"


def _is_word(said: str, language: Language) -> bool:
    """Whether the lexicon has a word just as it is said: "Pérez" is none by its stem alone."""
    known, folded = lexicon(), fold(said)
    concepts = known.of_word(stem(said, language), language)
    forms = {fold(form) for concept in concepts for form in known.forms[concept][language]}
    return folded in forms and not known.names(said, language)


def _as_read(reading: Reading, catalogue: Catalogue) -> Iterator[tuple[NameKind, Wanted]]:
    """Yield the names that only the model takes for such, however they are typed.

    Where part of one has been read ("the city of Lyon"), the rest belongs to it.
    """
    slots: tuple[NameKind, ...] = ("place", "person", "organisation")
    for slot in slots:
        for start, end in reading.stretches_of(slot):
            if not reading.free(start, end):
                for token in reading.tokens():
                    if start <= token.start() < end:
                        reading.spend(*token.span())
                continue
            said = reading.text[start:end]
            if all(_common(word, reading.language) for word in words(said)):
                continue
            texts = variants(key_of(said))
            here = any(catalogue.mentioning(name) for name in texts)
            if not here and slot == "organisation" and len(words(said)) == 1 and said.islower():
                continue  # an ordinary word, misspelt perhaps: a topic
            reading.name(slot, start, end)
            yield slot, Wanted(said, frozenset(f"text:{t}" for t in texts) if here else frozenset())


def _common(word: str, language: Language) -> bool:
    return is_ordinary(word, language) or is_idle(word, language)


def _says_nothing(m: re.Match[str], language: Language) -> bool:
    """Whether capitals only open the question, or ordinary question words bear them."""
    first, *rest = words(m.group())
    if any(not is_idle(w, language) and len(w) > 2 for w in rest):
        return False
    return is_idle(first, language) or (m.start() == 0 and is_ordinary(first, language))
