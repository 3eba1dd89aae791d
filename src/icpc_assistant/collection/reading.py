"""A question while it is being read: which of its words are spoken for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from icpc_assistant.collection.clauses import asking, before_brackets
from icpc_assistant.collection.own import OwnNames
from icpc_assistant.collection.request import Restriction
from icpc_assistant.collection.talk import said_as_events
from icpc_assistant.intent import Intent
from icpc_assistant.terms import fold
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import FilterKind, Language

NameKind = Literal["person", "place", "organisation", "own"]
_SHORT = 3  # words in a short clause
_LONGEST = 9  # words in the longest name looked for
OR = frozenset({"or", "ou", "o", "u"})
_ONLY_ASKS = 0.6  # how likely a word must only ask, to restrict nothing


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
    intent: Intent | None = None  # what the model makes of the question, where it has one
    spent: list[tuple[int, int]] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)

    def __post_init__(self) -> None:
        folded, like_events = said_as_events(plain(self.text))
        self.folded = self.own.marked(folded)
        self.spent += like_events

    @cached_property
    def only_asking(self) -> frozenset[tuple[int, int]]:
        """The words that ask, fill or decorate, and restrict nothing, as the model reads them."""
        end = before_brackets(self.text)
        read = self.intent.words if self.intent else ()
        return frozenset(
            (w.start, w.end)
            for w in read
            if w.end <= end
            and w.slot == "other"
            and w.slots[0] >= _ONLY_ASKS
            and fold(self.text[w.start : w.end]) not in OR
        )

    def stretches_of(self, slot: str) -> Iterator[tuple[int, int]]:
        """Yield the stretches that the model reads as a slot, without what stands in brackets."""
        end = before_brackets(self.text)
        runs = self.intent.runs(slot) if self.intent else ()
        return (run for run in runs if run[1] <= end)

    def slot_at(self, start: int) -> str:
        """Return the slot of the word that begins there, as the model reads it, or ""."""
        read = self.intent.words if self.intent else ()
        return next((w.slot for w in read if w.start == start), "")

    @cached_property
    def asks(self) -> list[tuple[int, int]]:
        """The clauses that ask, where others only tell why."""
        return asking(self.folded, marked=self._restricting)

    @cached_property
    def asks_or_names(self) -> list[tuple[int, int]]:
        """The same with short ones, which tell no story: "2023, events", "Spain, events"."""
        return asking(self.folded, short=_SHORT, marked=self._restricting)

    @cached_property
    def _restricting(self) -> list[tuple[int, int]] | None:
        """The words that restrict the question, as the model reads it, if it does."""
        if self.intent is None:
            return None
        return [(w.start, w.end) for w in self.intent.words if w.slot != "other"]

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

    def tokens_read(self) -> list[re.Match[str]]:
        """Return the words not spoken for, those that only ask among them."""
        return [m for m in re.finditer(r"[^\W_]+", self.text) if self.free(*m.span())]

    def tokens(self) -> list[re.Match[str]]:
        """Return the words not spoken for."""
        return [m for m in self.tokens_read() if m.span() not in self.only_asking]
