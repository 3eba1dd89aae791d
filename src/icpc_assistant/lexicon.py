"""The trilingual lexicon: words of a question ↔ concepts ↔ words of another language.

``lexicon.tsv`` holds one concept a line, its English, French and Spanish forms (best first,
separated by ``|``). It lets a French or Spanish question meet an English bulletin although the
encoder reads English alone, and lets "open" meet "inaugurate". ``lexicon_more.tsv`` holds rarer
words of bulletins in the same form: it says what words mean of which the first table has nothing,
and changes nothing of those that it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from icpc_assistant.terms import fold, shared_start, stem, stems, words
from icpc_assistant.types import LANGUAGES, Language

LONGEST = 5  # words in the longest expression looked up
_ENDING = 3  # letters of an inflection


@dataclass(frozen=True)
class Lexicon:
    """Concepts by their stemmed forms, one table a language; the first ``core`` are common."""

    forms: tuple[dict[Language, tuple[str, ...]], ...]
    by_stems: dict[Language, dict[tuple[str, ...], tuple[int, ...]]]
    core: int

    @classmethod
    def parse(cls, text: str, more: str = "") -> Lexicon:
        """Read the tables (see the module's docstring for their form)."""
        common, rare = _concepts(text), _concepts(more)
        by_stems = {
            lang: _by_stems(rare, lang, len(common)) | _by_stems(common, lang) for lang in LANGUAGES
        }
        return cls((*common, *rare), by_stems, len(common))

    def knows(self, word: str, language: Language) -> bool:
        """Whether ``word`` is a form (or inflected form) of the language's vocabulary.

        Of a rare word only what lies near it: "conferance" is none of "confer".
        """
        found = self.of_word(stem(word, language), language)
        if any(number < self.core for number in found):
            return True
        folded = fold(word)
        near = (fold(form) for number in found for form in self.forms[number][language])
        return any(len(folded) - shared_start(folded, form) <= _ENDING for form in near)

    def is_common(self, word: str, language: Language) -> bool:
        """Whether ``word`` is of the common words: rare ones are as often somebody's name."""
        return any(number < self.core for number in self.of_word(stem(word, language), language))

    @cached_property
    def single(self) -> dict[Language, tuple[str, ...]]:
        """The folded words, of five letters and more, that stand for a concept by themselves."""
        common = self.forms[: self.core]  # a slip is none of a rare word
        alone = {lang: [w for row in common for w in row[lang]] for lang in LANGUAGES}
        return {
            lang: tuple(dict.fromkeys(fold(w) for w in said if w.isalpha() and len(w) >= 5))
            for lang, said in alone.items()
        }

    @cached_property
    def longest(self) -> dict[Language, dict[str, int]]:
        """The number of words of the longest expression that begins with a stem."""
        found: dict[Language, dict[str, int]] = {}
        for language, table in self.by_stems.items():
            sizes = found.setdefault(language, {})
            for key in table:
                sizes[key[0]] = max(len(key), sizes.get(key[0], 1))
        return found

    def names(self, word: str, language: Language) -> bool:
        """Whether ``word`` is a proper name of the vocabulary (a country, a large city)."""
        found = self.of_word(stem(word, language), language)
        return any(
            self.forms[concept]["en"][:1] and self.forms[concept]["en"][0][0].isupper()
            for concept in found
        )

    def concepts(self, stems: Sequence[str], language: Language) -> frozenset[int]:
        """Return every concept met in a sequence of stems, expressions included."""
        table = self.by_stems[language]
        met: set[int] = set()
        for i in range(len(stems)):
            for n in range(1, min(LONGEST, len(stems) - i) + 1):
                met.update(table.get(tuple(stems[i : i + n]), ()))
        return frozenset(met)

    def of_word(self, term: str, language: Language) -> tuple[int, ...]:
        """Return the concepts a single stem may stand for."""
        return self.by_stems[language].get((term,), ())


def _concepts(text: str) -> list[dict[Language, tuple[str, ...]]]:
    found: list[dict[Language, tuple[str, ...]]] = []
    for line in text.splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) == len(LANGUAGES):
            forms = (tuple(form for form in cell.split("|") if form) for cell in cells)
            found.append(dict(zip(LANGUAGES, forms, strict=True)))
    return found


def _by_stems(
    concepts: Sequence[Mapping[Language, Sequence[str]]], language: Language, first: int = 0
) -> dict[tuple[str, ...], tuple[int, ...]]:
    """Return the concepts' numbers, ``first`` on, by the stems of each of their forms."""
    split = [
        [[form] if form.isalpha() else words(form) for form in row[language]] for row in concepts
    ]
    stem_of = stems({word for forms in split for form in forms for word in form}, language)
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, forms in enumerate(split, first):
        for key in dict.fromkeys(tuple(stem_of[word] for word in form) for form in forms):
            if key:
                found[key].append(number)
    return {key: tuple(numbers) for key, numbers in found.items()}


@cache
def lexicon() -> Lexicon:
    """Return the shipped lexicon, read once."""
    folder = files("icpc_assistant")
    tables = ("lexicon.tsv", "lexicon_more.tsv")
    return Lexicon.parse(*(folder.joinpath(name).read_text("utf-8") for name in tables))
