"""Full-text search of the bulletins: every word asked for, in any inflection, and exact phrases.

The words are those that the answers over the collection use (``Catalogue.texts``), and those of
versions, which the collection does not count; the order is BM25's saturation and idf without its
length norm, since bulletins are of a length.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from icpc_assistant.cards.geography import key_of
from icpc_assistant.collection import Catalogue
from icpc_assistant.collection.entry import ascii_text
from icpc_assistant.collection.wordindex import WordIndex
from icpc_assistant.terms import clean, fold, is_function_word, stem, words
from icpc_assistant.types import LANGUAGES, Bulletin, Language, Passage

_K1 = 0.9
_MOST_WORDS = 12
_EXCERPTS = 2  # sentences shown of a bulletin
_PHRASE = re.compile(r"[\"“”«»„](.{1,200}?)[\"“”«»„]")
_WORD = re.compile(r"[^\W_]+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sought:
    """A search as read: ``words`` in any inflection and ``phrases`` word for word."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def read(cls, text: str) -> Sought:
        """Read what was typed; words that only carry grammar count where there are no others."""
        text = clean(text)
        phrases = tuple(
            tuple(key_of(found).split()) for found in _PHRASE.findall(text) if key_of(found)
        )
        typed = list(dict.fromkeys(words(_PHRASE.sub(" ", text))))[:_MOST_WORDS]
        content = [w for w in typed if not any(is_function_word(w, code) for code in LANGUAGES)]
        return cls(tuple(content or ([] if phrases else typed)), phrases)

    def spans(self, text: str, language: Language) -> list[Span]:
        """Return where the words sought stand in ``text``, in order."""
        folded = {fold(w) for w in self.words} | {w for phrase in self.phrases for w in phrase}
        stems = {stem(w, language) for w in self.words}
        return [
            m.span()
            for m in _WORD.finditer(text)
            if fold(m[0]) in folded or stem(m[0], language) in stems
        ]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A sentence of a bulletin, ``body[start:end]``, and the words in it that were sought."""

    start: int
    end: int
    spans: tuple[Span, ...]


class Search:
    """Searches the bulletins of an open index."""

    def __init__(
        self, catalogue: Catalogue, bulletins: Iterable[Bulletin], passages: Iterable[Passage]
    ) -> None:
        self._catalogue = catalogue
        counted = {entry.bulletin.id: entry.number for entry in catalogue.entries}
        versions = [b for b in bulletins if b.id not in counted]
        self._bulletins = [*(e.bulletin for e in catalogue.entries), *versions]
        # By the event's date: a version stands where its original does.
        self._places = [*counted.values(), *(counted.get(b.version_of or "", -1) for b in versions)]
        self._passages = passages

    @cached_property
    def _texts(self) -> list[tuple[int, WordIndex]]:
        """The words of the bulletins, each index with the number of its first one."""
        first = len(self._catalogue.entries)
        versions = [ascii_text(f"{b.title} \n {b.body}") for b in self._bulletins[first:]]
        return [(0, self._catalogue.texts), (first, WordIndex.of(versions))]

    def find(self, sought: Sought) -> list[Bulletin]:
        """Return the bulletins that hold every word and phrase sought, the best first."""
        counts = [self._counts(word) for word in sought.words]
        exact = [set(self._holding(phrase)) for phrase in sought.phrases]
        if not counts and not exact:
            return []
        every = set.intersection(*(set(c) for c in counts), *exact)
        total = len(self._bulletins)

        def score(number: int) -> float:
            return sum(
                math.log(1 + (total - len(c) + 0.5) / (len(c) + 0.5)) * c[number]
                / (c[number] + _K1) for c in counts
            )  # fmt: skip

        order = sorted(every, key=lambda n: (-round(score(n), 6), -self._places[n], n))
        return [self._bulletins[n] for n in order]

    def _counts(self, word: str) -> dict[int, int]:
        """Return how often each bulletin holds a word, inflected as its own language does."""
        found: dict[int, int] = {}
        for first, texts in self._texts:
            for language in self._languages:
                counts = texts.count((stem(word, language),), language)
                for number in counts.nonzero()[0].tolist():
                    if self._bulletins[first + number].language == language:
                        found[first + number] = int(counts[number])
        for number in self._holding(tuple(key_of(word).split())):
            found.setdefault(number, 1)
        return found

    def _holding(self, phrase: Sequence[str]) -> Iterator[int]:
        for first, texts in self._texts:
            yield from (first + number for number in texts.holding(phrase))

    @cached_property
    def _languages(self) -> Sequence[Language]:
        spoken = {bulletin.language for bulletin in self._bulletins}
        return [language for language in LANGUAGES if language in spoken]

    def excerpts(self, bulletin: Bulletin, sought: Sought) -> list[Excerpt]:
        """Return the sentences that hold most of what is sought, in the order of the text.

        Where none does (the headline alone matched), the first sentence.
        """
        rated: list[tuple[int, Excerpt]] = []
        for start, end in self._sentences.get(bulletin.id, []):
            text = bulletin.body[start:end]
            spans = sought.spans(text, bulletin.language)
            told = len({fold(text[a:b])[:5] for a, b in spans})
            moved = tuple((start + a, start + b) for a, b in spans)
            rated.append((told, Excerpt(start, end, moved)))
        best = sorted((r for r in rated if r[0]), key=lambda r: (-r[0], r[1].start))[:_EXCERPTS]
        return sorted((e for _, e in best or rated[:1]), key=lambda e: e.start)

    @cached_property
    def _sentences(self) -> dict[str, list[Span]]:
        found: dict[str, set[Span]] = {}
        for passage in self._passages:
            spans = found.setdefault(passage.bulletin_id, set())
            spans.update((s.start, s.end) for s in passage.sentences)
        return {bulletin_id: sorted(spans) for bulletin_id, spans in found.items()}
