"""The words the bulletins use: which are known, which are names, which one a typo meant."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from icpc_assistant.terms import fold, words

_SHORTEST = 5  # letters of a word that is corrected
_LONG = 10  # letters of a word that may have two slips and still be told
# Words an acronym usually passes over ("Organization of American States").
_SMALL = frozenset(
    "of the and for on in to de du des la le les l d et pour y del los las el en".split()
)


@dataclass(frozen=True)
class Vocabulary:
    """Folded words of the corpus with their counts; ``proper`` maps a name to its usual form.

    ``sequence`` is every word but the smallest in order, ``initials`` their first letters.
    """

    counts: Counter[str]
    proper: dict[str, str]
    sequence: tuple[str, ...] = ()
    initials: str = ""

    @classmethod
    def of(cls, texts: Iterable[str]) -> Vocabulary:
        """Collect the vocabulary of ``texts``.

        A word is a name when every occurrence that does not open its text is capitalised.
        """
        counts: Counter[str] = Counter()
        capital: Counter[str] = Counter()
        inner: Counter[str] = Counter()
        forms: dict[str, Counter[str]] = {}
        sequence: list[str] = []
        for text in texts:
            sequence.append("\n")
            for position, word in enumerate(words(text)):
                folded = fold(word)
                counts[folded] += 1
                if folded not in _SMALL:
                    sequence.append(sys.intern(folded))
                if position:
                    inner[folded] += 1
                    if word[0].isupper():
                        capital[folded] += 1
                        forms.setdefault(folded, Counter())[word] += 1
        proper = {
            word: forms[word].most_common(1)[0][0]
            for word in capital
            if capital[word] == inner[word]
        }
        return cls(counts, proper, tuple(sequence), "".join(word[0] for word in sequence))

    def __contains__(self, word: str) -> bool:
        return fold(word) in self.counts

    def expansion(self, acronym: str) -> str | None:
        """Return the words of the corpus that ``acronym`` ("AGM") abbreviates, or ``None``.

        They stand one after another, small words apart; the commonest such run wins.
        """
        letters = fold(acronym)
        if not 3 <= len(letters) <= 6 or not letters.isalpha():
            return None
        runs: Counter[str] = Counter()
        at = self.initials.find(letters)
        while at >= 0:
            run = self.sequence[at : at + len(letters)]
            if all(len(word) > 3 for word in run):
                runs[" ".join(run)] += 1
            at = self.initials.find(letters, at + 1)
        return runs.most_common(1)[0][0] if runs else None

    def nearest(self, word: str, ordinary: Sequence[str] = ()) -> str | None:
        """Return the corpus word that ``word`` is a likely misspelling of, or ``None``.

        The nearest (``misspelt``), of several the commoner. One of the ``ordinary`` words, folded,
        is meant where it is nearer than all of the corpus and no other word may be meant as well.
        """
        folded = fold(word)
        if folded in self.counts:
            return None
        slips = [hit for hit in misspelt(folded, ordinary) if _is_slip(folded, *hit)]
        near = [*misspelt(folded, self.counts.keys()), *slips]
        if not near:
            return None
        best = min(near, key=lambda hit: (hit[1], -self.counts[hit[0]]))[0]
        return self.proper.get(best, best)


# Letters that are taken for each other by ear: "formasion", "espertos", "obserbatorios".
_ALIKE = ("sczxt", "bv", "ckq", "iyj", "gj", "mn")


def _is_slip(typed: str, meant: str, edits: float) -> bool:
    """Whether a word of no vocabulary is another but for letters left out, doubled or exchanged.

    With another letter in its place or another ending it may well be a word that nobody knows
    here: "figer" is no misspelt "fixer", "étais" none of "était".
    """
    if edits > 1 and len(typed) < _LONG:
        return False
    if sorted(typed) == sorted(meant) or meant.startswith(typed):
        return True
    begins = meant.startswith(typed[: min(len(typed), len(meant)) - 2])
    if begins and typed[-1] != meant[-1]:
        return False
    if len(typed) != len(meant):
        return True
    apart = [(a, b) for a, b in zip(typed, meant, strict=True) if a != b]
    return all(any(a in alike and b in alike for alike in _ALIKE) for a, b in apart)


def misspelt(folded: str, known: Iterable[str]) -> list[tuple[str, float]]:
    """Return the words that a folded one may be a misspelling of, with the edits each takes.

    At most one edit (insertion, deletion, substitution, swap of neighbours) for five to seven
    letters and two beyond, the first letter kept or swapped; a shorter word may be anything.
    """
    if len(folded) < _SHORTEST or folded.isdigit():
        return []
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    allowed = 1 if len(folded) < 8 else 2
    near = extract(folded, list(known), scorer=OSA.distance, score_cutoff=allowed, limit=5)
    return [(hit[0], hit[1]) for hit in near if hit[0][:1] in folded[:2] and not hit[0].isdigit()]
