"""Which names are one person's or organisation's: by rule, and as ``aliases.toml`` says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from icpc_assistant.cards.bodies import well_known
from icpc_assistant.cards.card import Organisation
from icpc_assistant.cards.geography import key_of
from icpc_assistant.cards.names import same_person
from icpc_assistant.collection.translations import alike, translated
from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import fold, stem
from icpc_assistant.types import LANGUAGES

# The organisation whose bulletins these are: a question that names it restricts nothing.
ICPC = frozenset(
    {
        "icpc", "cipc", "international centre for the prevention of crime",
        "international center for the prevention of crime",
        "centre international pour la prevention de la criminalite",
        "centro internacional para la prevencion de la criminalidad",
        "centro internacional para la prevencion del crimen",
    }
)  # fmt: skip
OWN = ICPC | {"centre", "the centre", "centro"}
COMMON = frozenset({"centre", "the centre", "centro"})  # of these, what names other houses too
_KEPT = 1024  # names as typed whose organisation is remembered: all known ones are gone through
# Sorts of body that go by a town's name in each language, as English puts them before or behind.
_OF_TOWN = (
    ("police", "police", "policia"),
    ("university", "universite", "universidad"),
    ("municipality", "municipalite", "municipio"),
    ("city council", "conseil municipal", "ayuntamiento"),
    ("chamber of commerce", "chambre de commerce", "camara de comercio"),
)
_CITY = re.compile(r"(?:the |la )?(?:city of|ville de|ciudad de) (?P<of>.+)")
# What the names of organisations hold, as Britain and as America spell it.
_AMERICAN = {
    "organisation": "organization", "organisations": "organizations", "centre": "center",
    "centres": "centers", "programme": "program", "programmes": "programs", "labour": "labor",
    "defence": "defense", "neighbourhood": "neighborhood", "neighbourhoods": "neighborhoods",
    "neighbour": "neighbor", "harbour": "harbor", "theatre": "theater", "behaviour": "behavior",
    "specialised": "specialized", "organised": "organized", "honour": "honor", "urbanisation":
    "urbanization", "standardisation": "standardization", "victimisation": "victimization",
    "radicalisation": "radicalization", "licence": "license", "colour": "color",
}  # fmt: skip
_BRITISH = {american: british for british, american in _AMERICAN.items()}
Groups = tuple[tuple[str, ...], ...]


class Classes:
    """Disjoint classes of keys (union–find), some of which never join."""

    def __init__(self, joined: Groups = (), apart: Groups = ()) -> None:
        self._parent: dict[str, str] = {}
        self._foes: dict[str, set[str]] = {}
        for group in joined:
            for name in group[1:]:
                self.join(key_of(group[0]), key_of(name))
        for group in apart:
            roots = {self.root(key_of(name)) for name in group}
            for one in roots:
                self._foes.setdefault(one, set()).update(roots - {one})

    def root(self, key: str) -> str:
        """Return the key that stands for the class of ``key``."""
        top = key
        while (above := self._parent.setdefault(top, top)) != top:
            top = above
        while key != top:
            self._parent[key], key = top, self._parent[key]
        return top

    def may_join(self, one: str, other: str) -> bool:
        """Whether nobody has said that the two are apart."""
        return self.root(other) not in self._foes.get(self.root(one), ())

    def join(self, one: str, other: str) -> None:
        """Make two classes one, that of ``one``, unless they are apart."""
        kept, gone = self.root(one), self.root(other)
        if kept == gone or not self.may_join(kept, gone):
            return
        self._parent[gone] = kept
        foes = self._foes.pop(gone, set())
        if foes:
            self._foes.setdefault(kept, set()).update(foes)
        for foe in foes:
            self._foes[foe] = (self._foes[foe] - {gone}) | {kept}


def person_identities(
    names: Iterable[str], joined: Groups = (), apart: Groups = ()
) -> dict[str, str]:
    """Return the identity (the fullest form, folded) of every person's name, listed ones too.

    By rule, names meet only under one first name and where just one person can be meant, so two
    people with one surname stay two.
    """
    classes = Classes(joined, apart)
    listed = (name for group in joined for name in group)
    parts = {name: key_of(name).split() for name in (*names, *listed)}
    by_word: dict[tuple[str, str], list[str]] = {}  # (first name, any other word) → fullest names
    for name, own in sorted(parts.items(), key=lambda item: -len(item[1])):
        key, first = " ".join(own), own[0]
        lists = [by_word.get((first, word), []) for word in own[1:] or own]
        near = min(lists, key=len)
        same = [full for full in near if same_person(name, full)]
        same = [full for full in same if classes.may_join(key, key_of(full))]
        met = {classes.root(key_of(full)) for full in same}
        if len(met) == 1:
            classes.join(key_of(same[0]), key)
        else:
            for word in dict.fromkeys(own[1:] or own):
                by_word.setdefault((first, word), []).append(name)
    return {name: classes.root(" ".join(own)) for name, own in parts.items()}


@dataclass(frozen=True)
class Organisations:
    """Organisations by every name they go by, folded, in the variants of other languages too.

    ``known`` has the identities of a name; ``own`` the names of the collection's own organisation,
    ``ours`` its identity.
    """

    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    own: frozenset[str] = OWN
    ours: frozenset[str] = frozenset()
    _classes: Classes = field(default_factory=Classes)

    @classmethod
    def of(
        cls,
        named: Iterable[Organisation],
        joined: Groups = (),
        apart: Groups = (),
        most: Callable[[Mapping[str, str]], str] = lambda identity: "",
    ) -> Organisations:
        """Join a name with its acronym, with what says the same in another language, with the
        names of an international body, and identities that share a name.

        ``most`` tells whose bulletins these are, of the identities by name; where it cannot tell,
        they are those of ``OWN``.
        """
        pairs = dict.fromkeys((key_of(o.name), key_of(o.acronym)) for o in named)
        joined = (*joined, *well_known(pairs))
        classes = Classes(joined, apart)
        listed = dict.fromkeys((key_of(n), "") for group in joined for n in group)
        holders: dict[str, str] = {}
        variants_of: dict[str, set[str]] = {}
        for pair in (*pairs, *listed):
            keys = [key for key in pair if key]
            for key in keys:
                classes.join(keys[0], key)
                if key not in variants_of:
                    variants_of[key] = variants(key)
                # "UN-Habitat" and "ONU-Habitat" are one: identities that share a name are joined.
                for variant in variants_of[key]:
                    classes.join(holders.setdefault(variant, key), key)
        for one, other in translated(variants_of):
            classes.join(one, other)
        ours = sorted(name for name in OWN if name in variants_of)
        for name in ours[1:]:
            classes.join(ours[0], name)
        chosen = most({key: classes.root(key) for key in variants_of})
        others = bool(chosen) and chosen not in map(classes.root, ours)
        if others:
            ours = [chosen]
        known: dict[str, set[str]] = {}
        for key, forms in variants_of.items():
            for form in forms:
                known.setdefault(form, set()).add(classes.root(key))
        own = (frozenset() if others else OWN) | {
            key for key in variants_of if ours and classes.root(key) == classes.root(ours[0])
        }
        mine = frozenset({classes.root(ours[0])}) if ours else frozenset()
        return cls({n: frozenset(ids) for n, ids in known.items()}, own, mine, classes)

    @cached_property
    def in_other_words(self) -> Callable[[str], frozenset[str]]:
        """What returns the identities of the one organisation that a folded name calls in another
        language than the bulletins do; none where several could be meant."""
        return lru_cache(maxsize=_KEPT)(self._in_other_words)

    def _in_other_words(self, name: str) -> frozenset[str]:
        houses = [known for known in self.known if known.count(" ") <= name.count(" ") + 3]
        who = frozenset().union(*(self.known[other] for other in alike(name, houses)))
        return who if len(who) == 1 else frozenset()

    def identity(self, named: Organisation) -> str:
        """Return the identity of an organisation on a card."""
        return self._classes.root(key_of(named.name) or key_of(named.acronym))

    def of_name(self, name: str) -> str:
        """Return the identity of a name."""
        return self._classes.root(key_of(name))


def _spelt(name: str, as_in: Mapping[str, str]) -> str:
    return " ".join(as_in.get(word, word) for word in name.split(" "))


def variants(name: str) -> set[str]:
    """Return a folded name with its first word in the other languages ("un habitat", "onu …"),
    and as the other side of the Atlantic spells it."""
    out = {name, _spelt(name, _AMERICAN), _spelt(name, _BRITISH)}
    city = _CITY.match(name)
    if city:
        out |= {f"{said} {city['of']}" for said in ("city of", "ville de", "ciudad de")}
    out |= _of_town(name)
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


def _of_town(name: str) -> set[str]:
    """Return "police de lima", "policia de lima", "lima police" of one of them."""
    for english, french, spanish in _OF_TOWN:
        behind = name.removesuffix(f" {english}")
        town = behind if behind != name else ""
        for said in (f"{english} of ", f"{french} de ", f"{french} d ", f"{spanish} de "):
            town = town or (name.removeprefix(said) if name.startswith(said) else "")
        if town and " of " not in f" {town} ":
            town = town.removeprefix("the ")
            return {
                f"{town} {english}", f"{english} of {town}", f"{french} de {town}",
                f"{spanish} de {town}",
            }  # fmt: skip
    return set()
