"""The same bulletin twice: the same words, nearly the same words, or another language.

Nearly the same words are told by shingles (Broder 1997, "On the resemblance and containment of
documents"): runs of three words, the share that two texts have in common. A version in another
language shares no such run; it gives the same days, figures and names, and its words stand for the
same concepts of the lexicon. All four have to agree, so that two events of one day stay two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from icpc_assistant.drafting.draft import gist
from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import FUNCTION_WORDS, fold, stem, words
from icpc_assistant.types import Bulletin

Likeness = Literal["same", "near", "translated"]

_RUN = 3  # words of a shingle
_RESEMBLES = 0.6  # share of shingles two texts have in common; one word in ten changed leaves .57
# Of 5,864 pairs of bulletins in two languages that report two events, none shared more of its names
# than .14 or of its concepts than .23, and 28 enough figures; four translations shared .45, .36 and
# .86 at least.
_FIGURES, _NAMES, _CONCEPTS = 0.6, 0.38, 0.29
_FEWEST_NAMES = 3
_LENGTHS = 2.5  # one text has at most so many times the words of its translation

_GRAMMAR = frozenset[str]().union(*FUNCTION_WORDS.values())
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"\d{1,3}(?:[,.]\d{3})+(?!\d)|\d+")


class Found(NamedTuple):
    """The bulletin that says the same, and how."""

    bulletin: Bulletin
    how: Likeness


@dataclass(frozen=True)
class _Profile:
    """What a bulletin is compared by, each part read when it is first needed."""

    bulletin: Bulletin

    @cached_property
    def gist(self) -> tuple[str, ...]:
        """The words, layout, case and accents apart."""
        return gist(self.bulletin.body)

    @cached_property
    def runs(self) -> frozenset[int]:
        """The shingles, as hashes: they hold for one process."""
        said = self.gist
        return frozenset(
            hash(said[i : i + _RUN]) for i in range(max(len(said) - _RUN + 1, min(len(said), 1)))
        )

    @cached_property
    def _text(self) -> str:
        return f"{self.bulletin.title}\n{self.bulletin.body}"

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of two and more digits."""
        found = (fold(number) for number in _NUMBER.findall(_THOUSANDS.sub("", self._text)))
        return frozenset(number for number in found if len(number) > 1)

    @cached_property
    def figures(self) -> frozenset[str]:
        """The numbers, but for those of the event's own days."""
        days = [day for day in (self.bulletin.start, self.bulletin.end) if day]
        dated = {str(number) for day in days for number in (day.day, day.year)}
        return self.numbers - dated

    @cached_property
    def names(self) -> frozenset[str]:
        """The words written with a capital; between languages, those shared are names."""
        told = (fold(w) for w in words(self._text) if w[0].isupper() and len(w) > 2)
        return frozenset(told) - _GRAMMAR

    @cached_property
    def concepts(self) -> frozenset[int]:
        """The concepts of the lexicon that the words stand for."""
        language = self.bulletin.language
        return lexicon().concepts([stem(w, language) for w in words(self._text)], language)


class Versions:
    """The bulletins that are there already, to be compared with; N of them."""

    def __init__(self, bulletins: Iterable[Bulletin] = ()) -> None:
        self._profiles: dict[str, _Profile] = {}
        self._gists: dict[tuple[str, ...], str] = {}
        self._runs: dict[int, list[str]] = {}
        for bulletin in bulletins:
            self.add(bulletin)

    def add(self, bulletin: Bulletin) -> None:
        """Remember a bulletin."""
        self.forget(bulletin.id)
        profile = _Profile(bulletin)
        self._profiles[bulletin.id] = profile
        self._gists.setdefault(profile.gist, bulletin.id)
        for run in profile.runs:
            self._runs.setdefault(run, []).append(bulletin.id)

    def forget(self, bulletin_id: str) -> None:
        """Leave a bulletin out again."""
        profile = self._profiles.pop(bulletin_id, None)
        if profile is None:
            return
        if self._gists.get(profile.gist) == bulletin_id:
            del self._gists[profile.gist]
        for run in profile.runs:
            self._runs[run].remove(bulletin_id)

    def find(self, bulletin: Bulletin) -> Found | None:
        """Return the bulletin, other than itself, that says the same; ``None`` where none does."""
        mine = _Profile(bulletin)
        same = self._gists.get(mine.gist)
        if same is not None and same != bulletin.id:
            return Found(self._profiles[same].bulletin, "same")
        near = self._near(mine)
        if near is not None:
            return Found(near.bulletin, "near")
        translated = (p for p in self._profiles.values() if _translates(mine, p))
        best = max(translated, key=lambda p: _share(mine.concepts, p.concepts), default=None)
        return Found(best.bulletin, "translated") if best else None

    def _near(self, mine: _Profile) -> _Profile | None:
        """Return the bulletin that resembles ``mine`` most, if enough and of no other days."""
        met = Counter(i for run in mine.runs for i in self._runs.get(run, ()))
        for bulletin_id, shared in met.most_common():
            theirs = self._profiles[bulletin_id]
            both = len(mine.runs) + len(theirs.runs) - shared
            if bulletin_id == mine.bulletin.id or shared < _RESEMBLES * both:
                continue
            days = _together(mine.bulletin, theirs.bulletin)
            # The report of last year's event may have been copied, and its day replaced.
            if days or (days is None and mine.numbers == theirs.numbers):
                return theirs
        return None


def _together(one: Bulletin, other: Bulletin) -> bool | None:
    """Whether two bulletins report the same days; ``None`` where one gives none."""
    if one.start is None or other.start is None:
        return None
    return one.start <= (other.end or other.start) and other.start <= (one.end or one.start)


def _translates(one: _Profile, other: _Profile) -> bool:
    """Whether two bulletins in two languages say the same; cheap questions first."""
    mine, theirs = one.bulletin, other.bulletin
    if mine.language == theirs.language or not _together(mine, theirs):
        return False
    lengths = sorted((len(one.gist), len(other.gist)))
    if lengths[1] > _LENGTHS * lengths[0]:
        return False
    shared = one.names & other.names
    if len(shared) < _FEWEST_NAMES or _held(one.names, other.names) < _NAMES:
        return False
    if one.figures | other.figures and _held(one.figures, other.figures) < _FIGURES:
        return False
    return _share(one.concepts, other.concepts) >= _CONCEPTS


def _held(one: frozenset[str], other: frozenset[str]) -> float:
    """Return what share of the smaller set the larger one holds."""
    return len(one & other) / max(1, min(len(one), len(other)))


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    """Return what share of both sets together the two have in common (Jaccard)."""
    return len(one & other) / max(1, len(one | other))
