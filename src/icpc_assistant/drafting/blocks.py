"""Text → blocks: the headings, paragraphs, list items and rules a page shows; and back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["paragraph", "heading", "item", "rule"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or list item, its words as published.

    ``level`` is a heading's depth where the source tells it (1 is the headline), else 0.
    ``marker`` is a list item's ("-" or "2."). ``gap`` is how many blank lines stand before it.
    A ``rule`` (a line ``---``, a new page of a text file) has no text.
    """

    kind: Kind
    text: str = ""
    level: int = 0
    marker: str = ""
    gap: int = 1


_SPACES = re.compile(r"[^\S\n]+")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)(?:\s+#+)?")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,}|={3,}|(?:[-*_] ){2,}[-*_])")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_BULLET = re.compile(r"[•●○▪▫■□‣⁃◦·∙*-]\s+(?=\S)")
_DASH = re.compile(r"[–—]\s+(?=\S)")  # a bullet only among others: it also opens speech
_NUMBER = re.compile(r"(\d{1,3}[.)])\s+(?=\S)")
_UNSEEN = "\ufeff\u00ad\u200b\u2060"  # marks for layout, no part of any word
_LONG_LINE = 120  # a longer line was never wrapped by hand
_SHORT_LINE = 40  # lines that are all shorter were broken on purpose


def normal(text: str) -> str:
    """Return ``text`` with plain spaces and line ends, without characters nobody sees."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = text.replace("\u2029", "\n\n").replace("\x0b", "\n")
    kept = (
        ch
        for ch in text
        if ch in "\n\f"
        or ch.isspace()
        or (unicodedata.category(ch) not in {"Cc", "Cs", "Cn"} and ch not in _UNSEEN)
    )
    return _SPACES.sub(lambda found: "\n\f\n" if "\f" in found[0] else " ", "".join(kept))


def one_line(text: str) -> str:
    """Return ``text`` on one line, its words untouched."""
    return " ".join(normal(text).split())


def text_blocks(text: str) -> list[Block]:
    """Return the blocks of plain or Markdown text."""
    blocks: list[Block] = []
    for gap, lines in _groups(normal(text)):
        found = list(_group_blocks(lines))
        first = found[0]
        blocks.append(Block(first.kind, first.text, first.level, first.marker, gap))
        blocks += found[1:]
    return blocks


def _groups(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the runs of lines between blank lines, each with how many blank ones precede it."""
    gap, lines = 0, list[str]()
    for line in [*(line.strip(" ") for line in text.split("\n")), ""]:
        page = line.strip() == "" and "\f" in line
        if line and not page:
            lines.append(line)
            continue
        if lines:
            yield gap, lines
            gap, lines = 0, []
        if page:
            yield gap, ["---"]
        gap += not page


def _group_blocks(lines: Sequence[str]) -> Iterator[Block]:
    under = _UNDERLINE.fullmatch(lines[1]) if len(lines) == 2 else None
    if under and not _marked(lines[0]) and (under[0][0] == "=" or lines[0][-1] not in ".;:,"):
        yield Block("heading", lines[0], 1 if under[0][0] == "=" else 2)
        return
    dashes = sum(bool(_DASH.match(line)) for line in lines) > 1
    width = max(map(len, lines))
    kept: list[str] = []
    for line in lines:
        starts = _marked(line) or (dashes and bool(_DASH.match(line)))
        if kept and (starts or _closed(kept[-1]) or not _wrapped(kept[-1], line, width)):
            yield _block(kept, dashes)
            kept = []
        kept.append(line)
    yield _block(kept, dashes)


def _marked(line: str) -> bool:
    patterns = (_BULLET, _NUMBER, _HEADING)
    return bool(_RULE.fullmatch(line)) or any(pattern.match(line) for pattern in patterns)


def _closed(line: str) -> bool:
    """Whether nothing can continue this line."""
    return bool(_RULE.fullmatch(line) or _HEADING.fullmatch(line))


def _wrapped(line: str, following: str, width: int) -> bool:
    """Whether the break behind ``line`` is only where the line was full."""
    if width > _LONG_LINE or width < _SHORT_LINE:
        return False
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width - 3


def _block(lines: Sequence[str], dashes: bool) -> Block:
    text = " ".join(lines)
    if _RULE.fullmatch(text):
        return Block("rule")
    heading = _HEADING.fullmatch(text)
    if heading:
        return Block("heading", heading[2], len(heading[1]), gap=0)
    bullet = _BULLET.match(text) or (_DASH.match(text) if dashes else None)
    if bullet:
        return Block("item", text[bullet.end() :], marker="-", gap=0)
    number = _NUMBER.match(text)
    if number:
        return Block("item", text[number.end() :], marker=number[1], gap=0)
    return Block("paragraph", text, gap=0)


def body_of(blocks: Iterable[Block]) -> str:
    """Return the blocks as the body of a bulletin file."""
    shown = [block for block in blocks if block.kind != "rule" and block.text]
    levels = [block.level for block in shown if block.kind == "heading" and block.level]
    top = min(levels, default=1)
    parts: list[str] = []
    before: Block | None = None
    for block in shown:
        if before is not None:
            parts.append("\n" if before.kind == block.kind == "item" else "\n\n")
        parts.append(_line(block, top))
        before = block
    return "".join(parts)


def _line(block: Block, top: int) -> str:
    if block.kind == "heading":
        return f"{'#' * min(2 + max(block.level - top, 0), 6)} {block.text}"
    return f"{block.marker} {block.text}" if block.kind == "item" else block.text
