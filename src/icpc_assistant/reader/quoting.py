"""Quotes an LLM gives → the characters of a bulletin they were copied from, or nothing.

A quote counts only where the passage itself reads so: word for word, forgiving what copying by
machine changes (white space, typographic quotes and dashes, case, Markdown emphasis). What is
kept is always the bulletin's own characters, never the LLM's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from icpc_assistant.reader import Quote
from icpc_assistant.terms import words
from icpc_assistant.types import Passage

FEWEST_WORDS = 3  # a shorter quote proves too little, unless it is a whole sentence
_SAME = str.maketrans(
    dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‘’‚‛‹›`´′ʼ", "'")
    | dict.fromkeys("‐‑‒–—―−﹘", "-")
)
_EMPHASIS = frozenset("*_#")
_ELLIPSIS = re.compile(r"\s*[\[(]?(?:\.{3,}|…)[\])]?\s*")
_THOUSANDS = re.compile(r"\d{3}(?!\d)")
_WRAPPING = " \t\n\"'.,;:"


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text as it is compared; character ``i`` was read from ``starts[i]:ends[i]``."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def find(quote: str, cited: int, passages: Sequence[Passage]) -> tuple[Quote, ...]:
    """Return where ``quote`` stands in ``passages``, in the bulletin's own characters.

    ``cited`` is the position (from 0) of the passage the LLM named; it is looked at first, and a
    quote that only another passage holds is given to that one. A quote with words left out ("…")
    becomes one quote for each part found. Empty where nothing long enough is found.
    """
    order = [p for i, p in enumerate(passages) if i == cited]
    order += [p for i, p in enumerate(passages) if i != cited]
    for wording in _wordings(quote):
        for passage in order:
            place = _locate(wording, passage)
            if place is not None:
                return (place,)
    parts = [part for part in _ELLIPSIS.split(quote) if part.strip()]
    if len(parts) < 2:
        return ()
    return tuple(found for part in parts for found in find(part, cited, passages))


def _wordings(quote: str) -> Iterator[str]:
    """The quote as given, then without the marks an LLM wraps quotes in."""
    bare = quote.strip()
    yield bare
    unwrapped = _fold(bare).text.strip(_WRAPPING)
    if unwrapped != bare:
        yield unwrapped


def _locate(quote: str, passage: Passage) -> Quote | None:
    """Find ``quote`` in one passage, exactly or folded; offsets count in the bulletin's body."""
    text = passage.text
    for start, end in (*_exact(quote, text), *_loose(quote, text)):
        if _on_words(text, start, end) and _enough(text[start:end], passage):
            return Quote(passage, passage.start + start, passage.start + end)
    return None


def _exact(quote: str, text: str) -> Iterator[tuple[int, int]]:
    at = text.find(quote) if quote else -1
    while at >= 0:
        yield at, at + len(quote)
        at = text.find(quote, at + 1)


def _loose(quote: str, text: str) -> Iterator[tuple[int, int]]:
    folded = _fold(text)
    for start, end in _exact(_fold(quote).text.strip(), folded.text):
        yield folded.starts[start], folded.ends[end - 1]


@lru_cache(maxsize=512)
def _fold(text: str) -> _Folded:
    """Fold compatibility forms, case, quotes, dashes and white space, keeping every place."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        piece = unicodedata.normalize("NFKC", text[start:end].translate(_SAME)).casefold()
        for ch in piece:
            if ch.isspace():
                ch = " "
                if out and out[-1] == " ":
                    continue
            elif ch in _EMPHASIS or unicodedata.category(ch) in {"Cc", "Cf"}:
                continue
            out.append(ch)
            starts.append(start)
            ends.append(end)
    return _Folded("".join(out), tuple(starts), tuple(ends))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Each character with the combining marks after it, so that both spellings of é compare."""
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or not unicodedata.combining(text[i]):
            yield start, i
            start = i


def _on_words(text: str, start: int, end: int) -> bool:
    """Whether the stretch neither opens nor closes inside a word, a number or a compound.

    "200 people" is no quote of "1,200 people", nor "violent" of "non-violent".
    """
    if text[start].isalnum():
        before = text[max(0, start - 2) : start]
        if re.search(r"[^\W_]\Z|\w[-‐‑]\Z", before):
            return False
        if re.search(r"\d[.,]\Z", before) and text[start].isdigit():
            return False
        if re.search(r"\d[\u00a0\u202f ]\Z", before) and _THOUSANDS.match(text, start):
            return False
    if not text[end - 1].isalnum():
        return True
    after = text[end : end + 3]
    if re.match(r"[^\W_]|[-‐‑]\w|['’]t\b", after):
        return False
    if not text[end - 1].isdigit():
        return True
    return not (
        re.match(r"[.,]\d", after)
        or (re.match(r"[\u00a0\u202f ]", after) and _THOUSANDS.match(text, end + 1))
    )


def _enough(quote: str, passage: Passage) -> bool:
    """Whether the quote is at least a few words, or all of a sentence."""
    spoken = words(quote)
    if len(spoken) >= FEWEST_WORDS:
        return True
    return bool(spoken) and any(spoken == words(s.text) for s in passage.sentences)
