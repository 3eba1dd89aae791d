"""A question while it is being read: which of its words are spoken for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from icpc_assistant.collection.clauses import asking
from icpc_assistant.collection.own import OwnNames
from icpc_assistant.collection.request import Restriction
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import FilterKind, Language

NameKind = Literal["person", "place", "organisation", "own"]
_SHORT = 3  # words in a short clause
_LONGEST = 9  # words in the longest name looked for


def stretches(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield every run of neighbouring words with its length, the longest first."""
    tokens = [m.span() for m in re.finditer(r"[^\W_]+", text)]
    for n in range(min(_LONGEST, len(tokens)), 0, -1):
        for i in range(len(tokens) - n + 1):
            yield tokens[i][0], tokens[i + n - 1][1], n


def free(start: int, end: int, spent: Iterable[tuple[int, int]]) -> bool:
    """Whether none of the parts ``spent`` overlaps another."""
    return all(end <= a or b <= start for a, b in spent)


@dataclass
class Reading:
    """A question being read: its words, and which of them are spoken for."""

    text: str
    language: Language
    own: OwnNames
    carried: frozenset[str]  # folded words that stand in brackets since an earlier turn said them
    spent: list[tuple[int, int]] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folded = self.own.marked(plain(self.text))

    @cached_property
    def asks(self) -> list[tuple[int, int]]:
        """The clauses that ask, where others only tell why."""
        return asking(self.folded)

    @cached_property
    def asks_or_names(self) -> list[tuple[int, int]]:
        """The same with short ones, which tell no story: "2023, events", "Spain, events"."""
        return asking(self.folded, short=_SHORT)

    def free(self, start: int, end: int) -> bool:
        """Whether no reading has used these characters yet."""
        return free(start, end, self.spent)

    def spend(self, start: int, end: int) -> None:
        """Mark characters as read."""
        self.spent.append((start, end))

    def restrict(self, kind: FilterKind, start: int, end: int) -> None:
        """Mark characters as read, and as naming what the question restricts itself to."""
        self.spend(start, end)
        self.restrictions.append(Restriction(kind, start, end))

    def name(self, kind: NameKind, start: int, end: int) -> None:
        """Mark characters as a name; the collection's own organisation restricts nothing."""
        if kind == "own":
            self.spend(start, end)
        else:
            self.restrict(kind, start, end)

    def unspent(self, gone: Iterable[tuple[int, int]]) -> str:
        """Return the question with some characters blanked."""
        text = self.text
        for start, end in gone:
            text = text[:start] + " " * (end - start) + text[end:]
        return text

    def tokens(self) -> list[re.Match[str]]:
        """Return the words not spoken for."""
        found = re.finditer(r"[^\W_]+", self.text)
        return [m for m in found if self.free(*m.span())]
