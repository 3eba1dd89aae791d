"""Which texts hold a word, or any of its inflections, and how often: for thousands of texts."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.terms import stem
from icpc_assistant.types import Language

Counts = NDArray[np.int32]  # for every text, by its number

_COUNT_BITS = 8  # a posting is the text's number and, in its lowest bits, the count
_MOST = (1 << _COUNT_BITS) - 1
_JOINT = r"[^a-z0-9]+(?:(?:de|of|des|du|del|la|en|the|l|d)[^a-z0-9]+)?"


@dataclass
class WordIndex:
    """The words of texts that ``catalogue.ascii_text`` folded."""

    texts: Sequence[str]
    _postings: dict[str, array[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Iterable[str]) -> WordIndex:
        """Count the words of every text."""
        index = cls(tuple(texts))
        postings = index._postings
        for number, text in enumerate(index.texts):
            for word, count in Counter(re.findall(r"[a-z0-9]+", text)).items():
                if word not in postings:
                    postings[word] = array("I")
                postings[word].append(number << _COUNT_BITS | min(count, _MOST))
        return index

    @cached_property
    def lengths(self) -> Counts:
        """The characters of each text."""
        return np.array([len(text) for text in self.texts], np.int32)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._postings)

    def holding(self, pieces: Sequence[str]) -> frozenset[int]:
        """Return the texts that hold exactly these words, one after another."""
        if not pieces or any(piece not in self._postings for piece in pieces):
            return frozenset()
        lists = [{p >> _COUNT_BITS for p in self._postings[piece]} for piece in set(pieces)]
        found = set.intersection(*lists)
        if len(pieces) == 1:
            return frozenset(found)
        pattern = re.compile(rf"(?<![a-z0-9]){'[^a-z0-9]+'.join(pieces)}(?![a-z0-9])")
        return frozenset(n for n in found if pattern.search(self.texts[n]))

    def count(self, form: Sequence[str], language: Language) -> Counts:
        """Return how often each text holds the words of these stems, one after another."""
        words = [self._inflected(piece, language) for piece in form]
        if not all(words):
            return np.zeros(len(self.texts), np.int32)
        if len(words) == 1:
            return self._counted(words[0])
        near = np.flatnonzero(np.logical_and.reduce([self._counted(w) > 0 for w in words]))
        rest = re.compile("".join(f"{_JOINT}(?:{'|'.join(w)})" for w in words[1:]) + "(?![a-z0-9])")
        counts = np.zeros(len(self.texts), np.int32)
        for number in near.tolist():
            counts[number] = _runs(self.texts[number], words[0], rest)
        return counts

    def _counted(self, words: Iterable[str]) -> Counts:
        counts = np.zeros(len(self.texts), np.int32)
        for word in words:
            postings = np.frombuffer(self._postings[word], np.uint32)
            counts[postings >> _COUNT_BITS] += (postings & _MOST).astype(np.int32)
        return counts

    def _inflected(self, piece: str, language: Language) -> list[str]:
        """Return the texts' words of one stem; those stripped of accents may stem a letter off."""
        # "safeti" is the stem of "safety": the last letter may differ.
        stub = piece[:-1] if len(piece) > 4 else piece
        at, found = bisect_left(self._sorted, stub), []
        while at < len(self._sorted) and self._sorted[at].startswith(stub):
            word = self._sorted[at]
            if len(word) <= len(piece) + 6 and _meets(stem(word, language), piece):
                found.append(word)
            at += 1
        return found


def _runs(text: str, first: Iterable[str], rest: re.Pattern[str]) -> int:
    """Count where one of the ``first`` words stands before ``rest``."""
    count = 0
    for word in first:
        at = text.find(word)
        while at >= 0:
            whole = at == 0 or not text[at - 1].isalnum()
            count += whole and rest.match(text, at + len(word)) is not None
            at = text.find(word, at + len(word))
    return count


def _meets(found: str, piece: str) -> bool:
    if found == piece:
        return True
    alike = found.startswith(piece) or piece.startswith(found)
    return len(piece) > 4 and alike and abs(len(found) - len(piece)) < 2
