"""The indexed sentence around some characters of a bulletin: what proves a field of its card."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from icpc_assistant.collection.entry import Entry
from icpc_assistant.reader import DraftStatement, Quote
from icpc_assistant.types import Bulletin, Passage

PassageAt = Callable[[str, int, int], Passage | None]


@dataclass(frozen=True, slots=True)
class Proof:
    """Words of a bulletin, verbatim: ``body[start:end] == quote``."""

    quote: str
    start: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


class Sentences:
    """Every sentence of the passages, found by its place in the body."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        found: dict[str, set[tuple[int, int]]] = {}
        for passage in passages:
            of_bulletin = found.setdefault(passage.bulletin_id, set())
            of_bulletin.update((s.start, s.end) for s in passage.sentences)
        self._of = {bulletin_id: sorted(spans) for bulletin_id, spans in found.items()}

    def around(self, bulletin: Bulletin, start: int, end: int) -> Proof | None:
        """Return the sentence that holds ``body[start:end]``, or just those characters.

        ``None`` where they are not in the body: front matter gave the field.
        """
        body = bulletin.body
        if not 0 <= start < end <= len(body):
            return None
        spans = self._of.get(bulletin.id, [])
        at = bisect_right(spans, (start, len(body))) - 1
        if at >= 0 and end <= spans[at][1]:
            start, end = spans[at]
        return Proof(body[start:end], start, end)


def statement_at(
    passage_at: PassageAt, bulletin_id: str, start: int, end: int
) -> DraftStatement | None:
    """Return the sentence that holds ``body[start:end]`` whole, else one that it cuts, quoted.

    ``None`` where no passage holds the place.
    """
    passage = passage_at(bulletin_id, start, end)
    if passage is None:
        return None
    inside = [s for s in passage.sentences if s.start <= start and end <= s.end]
    cut = [s for s in passage.sentences if s.start < end and start < s.end]
    sentence = next(iter((*inside, *cut)), None)
    if sentence is None:
        return None
    quote = Quote(passage, sentence.start, sentence.end)
    return DraftStatement(" ".join(sentence.text.split()), (quote,))


def opening(entry: Entry) -> tuple[int, int]:
    """Return the first words of the body that are no heading."""
    body = entry.bulletin.body
    for line in body.splitlines():
        if len(line.split()) > 8 and not line.startswith("#"):
            at = body.index(line)
            return at, at + len(line.split()[0])
    at = len(body) - len(body.lstrip())
    return at, at + 1
