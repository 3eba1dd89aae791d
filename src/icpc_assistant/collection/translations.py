"""One organisation's name in several languages: "Forum for Safe Cities", "Foro … Ciudades Seguras".

Two names are one where each says, word for word and in whatever order, what the other says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import NamedTuple

from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import is_function_word, stem, words
from icpc_assistant.types import LANGUAGES, Language

_FEWEST = 3  # words that say something; with fewer, two houses may well be called alike
_ALIKE = 5  # letters with which words of several languages begin alike: "europeo", "européen"
_SHARE = 0.65  # of the longer word, that they make at least


class Meaning(NamedTuple):
    """A word of a name, and the concepts that it may stand for."""

    word: str
    concepts: frozenset[int]

    def shared(self) -> Iterator[int | str]:
        """Yield what words that mean the same may share."""
        yield from self.concepts
        if len(self.word) >= _ALIKE:
            yield self.word[:_ALIKE]

    def same(self, other: Meaning) -> bool:
        """Whether two words, of two languages, mean the same."""
        if self.concepts & other.concepts:
            return True
        pairs = zip(self.word, other.word, strict=False)
        alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        return alike >= max(_ALIKE, _SHARE * max(len(self.word), len(other.word)))


Languages = frozenset[Language]


def translated(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of folded ``names``, of two languages, that say the same."""
    holding: dict[int | str, set[str]] = defaultdict(set)
    known: dict[str, tuple[Languages, tuple[Meaning, ...]]] = {}
    for name in dict.fromkeys(names):
        languages = _languages(name)
        said = [w for w in words(name) if not any(is_function_word(w, x) for x in languages)]
        if len(said) < _FEWEST:
            continue
        meant = tuple(_meaning(word, languages) for word in said)
        alike = [_holding_any(holding, meaning) for meaning in meant]
        for other in sorted(set.intersection(*alike)):
            spoken, theirs = known[other]
            apart = spoken.isdisjoint(languages)
            if apart and len(theirs) == len(meant) and _one_to_one(meant, theirs):
                yield other, name
        known[name] = languages, meant
        for meaning in meant:
            for key in meaning.shared():
                holding[key].add(name)


def alike(name: str, known: Iterable[str]) -> frozenset[str]:
    """Return those of the folded names ``known`` that say in another language what ``name`` says.

    Two words are enough: whoever asks means one of those there are.
    """
    languages = _languages(name)
    meant = _said(name, languages)
    ends = {meaning.word for meaning in meant}
    if len(meant) < 2 or not {words(name)[0], words(name)[-1]} <= ends:
        return frozenset()  # "who of the Guild did"
    return frozenset(
        other
        for other in known
        if (spoken := _languages(other)).isdisjoint(languages) or len(spoken) > 1
        if len(theirs := _said(other, spoken)) == len(meant) and _one_to_one(meant, theirs)
        if {meaning.word for meaning in theirs} != ends
    )


def _said(name: str, languages: Languages) -> tuple[Meaning, ...]:
    said = (w for w in words(name) if not any(is_function_word(w, x) for x in languages))
    return tuple(_meaning(word, languages) for word in said)


def _holding_any(holding: dict[int | str, set[str]], meaning: Meaning) -> set[str]:
    """Return the names that hold any of a word's meanings."""
    return set().union(*(holding[key] for key in meaning.shared() if key in holding))


def _languages(name: str) -> Languages:
    """Return the languages that a name's small words may be of; all where it has none."""
    count = {lang: sum(is_function_word(w, lang) for w in words(name)) for lang in LANGUAGES}
    return frozenset(lang for lang in LANGUAGES if count[lang] == max(count.values()))


def _meaning(word: str, languages: Languages) -> Meaning:
    concepts = (c for lang in languages for c in lexicon().of_word(stem(word, lang), lang))
    return Meaning(word, frozenset(concepts))


def _one_to_one(meant: tuple[Meaning, ...], theirs: tuple[Meaning, ...]) -> bool:
    """Whether the words of two names can be paired, each with one of like meaning."""
    left = list(theirs)
    for meaning in sorted(meant, key=lambda m: sum(m.same(other) for other in theirs)):
        match = next((other for other in left if meaning.same(other)), None)
        if match is None:
            return False
        left.remove(match)
    return True
