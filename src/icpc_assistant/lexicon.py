"""The trilingual lexicon: words of a question ↔ concepts ↔ words of another language.

``lexicon.tsv`` holds one concept a line, its English, French and Spanish forms (best first,
separated by ``|``). It lets a French or Spanish question meet an English bulletin although the
encoder reads English alone, and lets "open" meet "inaugurate".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from icpc_assistant.terms import fold, stem, stems, words
from icpc_assistant.types import LANGUAGES, Language

LONGEST = 5  # words in the longest expression looked up


@dataclass(frozen=True)
class Lexicon:
    """Concepts by their stemmed forms, one table a language."""

    forms: tuple[dict[Language, tuple[str, ...]], ...]
    by_stems: dict[Language, dict[tuple[str, ...], tuple[int, ...]]]

    @classmethod
    def parse(cls, text: str) -> Lexicon:
        """Read the table (see the module's docstring for its form)."""
        concepts: list[dict[Language, tuple[str, ...]]] = []
        for line in text.splitlines()[1:]:
            cells = line.split("\t")
            if len(cells) == len(LANGUAGES):
                forms = (tuple(form for form in cell.split("|") if form) for cell in cells)
                concepts.append(dict(zip(LANGUAGES, forms, strict=True)))
        return cls(tuple(concepts), {lang: _by_stems(concepts, lang) for lang in LANGUAGES})

    def knows(self, word: str, language: Language) -> bool:
        """Whether ``word`` is a form (or inflected form) of the language's vocabulary."""
        return (stem(word, language),) in self.by_stems[language]

    @cached_property
    def single(self) -> dict[Language, tuple[str, ...]]:
        """The folded words, of five letters and more, that stand for a concept by themselves."""
        alone = {lang: [w for row in self.forms for w in row[lang]] for lang in LANGUAGES}
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


def _by_stems(
    concepts: Sequence[Mapping[Language, Sequence[str]]], language: Language
) -> dict[tuple[str, ...], tuple[int, ...]]:
    """Return the numbers of the concepts by the stems of each of their forms."""
    split = [
        [[form] if form.isalpha() else words(form) for form in row[language]] for row in concepts
    ]
    stem_of = stems({word for forms in split for form in forms for word in form}, language)
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, forms in enumerate(split):
        for key in dict.fromkeys(tuple(stem_of[word] for word in form) for form in forms):
            if key:
                found[key].append(number)
    return {key: tuple(numbers) for key, numbers in found.items()}


@cache
def lexicon() -> Lexicon:
    """Return the shipped lexicon, read once."""
    return Lexicon.parse(files("icpc_assistant").joinpath("lexicon.tsv").read_text("utf-8"))
