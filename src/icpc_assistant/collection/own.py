"""Whose bulletins these are: the organisation's names, and what a question may call it instead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from icpc_assistant.cards.card import EventCard
from icpc_assistant.cards.geography import key_of
from icpc_assistant.cards.institutions import is_house_noun
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.idle import is_ordinary
from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import fold, stem, words
from icpc_assistant.types import LANGUAGES, Language

MARK = "W"  # in place of each character of such a name; plain text has no capital
_SHARE = 0.6  # of the bulletins name the organisation whose they are
_FEWEST = 3  # bulletins without which nobody can tell
_THE: dict[Language, tuple[str, ...]] = {
    "en": ("the", "our"),
    "fr": ("le", "la", "l'", "notre"),
    "es": ("el", "la", "nuestro", "nuestra"),
}


def dominant(cards: Iterable[EventCard], identity: Mapping[str, str]) -> str:
    """Return the organisation that most cards name, "" where none stands out.

    ``identity`` has the organisation that goes by each folded name.
    """
    cards = list(cards)
    named = Counter(
        who
        for card in cards
        for who in {identity.get(key_of(o.name or o.acronym), "") for o in card.organisations}
    )
    named.pop("", None)
    ranked = named.most_common(2)
    if not ranked or ranked[0][1] < max(_FEWEST, _SHARE * len(cards)):
        return ""
    return ranked[0][0] if len(ranked) == 1 or ranked[1][1] < ranked[0][1] else ""


def written_out(names: Iterable[str], entries: Iterable[Entry]) -> frozenset[str]:
    """Return the nouns of institutions that stand first in what the bulletins write before the
    organisation's acronym, folded: "institute" of "Institute for Staff Training (IST)"."""
    acronyms = "|".join(re.escape(n) for n in names if " " not in n)
    if not acronyms:
        return frozenset()
    before = re.compile(rf"((?:[\w’'-]+,? +){{2,16}})\((?:{acronyms})\)", re.IGNORECASE)
    found: set[str] = set()
    for entry in entries:
        language = entry.bulletin.language
        said = before.search(entry.bulletin.body)
        capitals = (w for w in words(said[1]) if w[0].isupper()) if said else ()
        nouns = (fold(w) for w in capitals if is_house_noun(fold(w), language))
        found.update([next(nouns, "")])
    return frozenset(found - {""})


class OwnNames:
    """What a question may call the organisation: its names, "the network", "el instituto".

    ``nouns`` are what it calls itself with an article.
    """

    def __init__(self, names: Iterable[str], nouns: Iterable[str] = ()) -> None:
        self.names = frozenset(names)
        self._nouns = frozenset(nouns)

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The names, and the noun at the head of one behind an article, folded."""
        said = set(self.names)
        for name in (*self.names, *self._nouns):
            said |= _by_its_noun(name)
        return frozenset(said)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        # An acronym that is a word of some language ("ART") is told only by its capitals.
        told = (n for n in self.spoken if " " in n or not any(is_ordinary(n, x) for x in LANGUAGES))
        longest = sorted((n for n in told if len(n) > 1), key=len, reverse=True)
        said = "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in longest)
        return re.compile(rf"(?<!\w)(?:(?:the|le|la|el) )?(?:{said})(?!\w)") if said else None

    def marked(self, folded: str) -> str:
        """Return ``plain`` text with every such name as a run of ``MARK``, all else in place."""
        if self._pattern is None:
            return folded
        return self._pattern.sub(lambda m: MARK * len(m.group()), folded)

    def has_office(self, office: str) -> bool:
        """Whether a folded office is at the organisation by its noun: "director of the network"."""
        return self._offices is not None and self._offices.search(office) is not None

    @cached_property
    def _offices(self) -> re.Pattern[str] | None:
        articles = {the for forms in _THE.values() for the in forms}
        said = {name.split(" ", 1)[-1].split("'")[-1] for name in self.spoken - self.names}
        nouns = "|".join(sorted(noun for noun in said - articles if noun.isalpha()))
        if not nouns:
            return None
        # "President of the League", "presidente de la Liga", "the League's president"
        return re.compile(
            rf"\b(?:(?:of|at|for|to) the|(?:de|a) la|du|au|del?|al|(?:de|a) l')\s*(?:{nouns})\b"
            rf"(?!\s+(?:of|for|de|du|des|del|d'|para|pour))|^(?:{nouns})'s\b"
        )


def _by_its_noun(name: str) -> set[str]:
    """Return "the network", "le reseau", "la red" for a name with that noun."""
    known = lexicon()
    for word in name.split():
        for language in LANGUAGES:
            if not is_house_noun(word, language):
                continue
            concepts = known.of_word(stem(word, language), language)
            forms = [known.forms[c] for c in concepts]
            forms = [f for f in forms if any(fold(form) == word for form in f[language])]
            nouns = {lang: {fold(f[lang][0]) for f in forms if f[lang]} for lang in LANGUAGES}
            nouns[language].add(word)
            return {
                f"{the}{'' if the.endswith(chr(39)) else ' '}{noun}"
                for lang in LANGUAGES
                for noun in nouns[lang]
                for the in _THE[lang]
                if " " not in noun and is_house_noun(noun, lang)  # no "middle" for a centre
            }
    return set()
