"""A bulletin's body → HTML to read, with quoted spans marked at their characters.

Block structure (headings, lists, quotations, rules, paragraphs) is kept; everything else is shown
as written. Text is data: every character passes ``html.escape``, and nothing in a bulletin can
become a link, an image or a script. A block of HTML holds a bulletin's words alone; where they
stand amid others, ``inline_html`` keeps them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal, NamedTuple

from icpc_assistant.terms import unturned

Span = tuple[int, int]
Kind = Literal["paragraph", "heading", "bullet", "numbered", "quotation", "rule"]

_MARKERS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("heading", re.compile(r" {0,3}(#{1,6})[ \t]+")),
    ("rule", re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")),
    ("bullet", re.compile(r"[ \t]*[-*+•·–‣◦][ \t]+")),
    ("numbered", re.compile(r"[ \t]*(\d{1,9})[.)][ \t]+")),
    ("quotation", re.compile(r" {0,3}>[ \t]?")),
)
_LIST: dict[Kind, str] = {"bullet": "ul", "numbered": "ol"}


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body: its kind, its text's spans (one a line), and its number or level.

    ``ordinal`` is a heading's level (1..6) or a numbered item's number, else 0.
    """

    kind: Kind
    lines: tuple[Span, ...]
    ordinal: int = 0


def inline_html(text: str) -> str:
    """Return a bulletin's words as HTML for a line that holds others, which they never turn round.

    Every bulletin is in a language written from left to right, whatever script it begins in.
    """
    return f'<bdi dir="ltr">{escape(unturned(text))}</bdi>'


def blocks(body: str, start: int = 0, end: int | None = None) -> Iterator[Block]:
    """Yield the blocks of ``body[start:end]``; offsets count from the body's beginning."""
    open_kind: Kind | None = None
    ordinal, lines = 0, list[Span]()
    for first, last in _lines(body, start, len(body) if end is None else end):
        kind, inner, number = _kind(body, first, last)
        blank = not body[first:last].strip()
        # A plain line goes on with the paragraph or list item above it, as Markdown reads it.
        goes_on = not blank and (
            (kind == "paragraph" and open_kind not in (None, "heading", "rule"))
            or (kind == "quotation" and open_kind == "quotation")
        )
        if goes_on:
            lines.append((inner, last))
            continue
        if open_kind is not None:
            yield Block(open_kind, tuple(lines), ordinal)
        open_kind, lines, ordinal = (None, [], 0) if blank else (kind, [(inner, last)], number)
    if open_kind is not None:
        yield Block(open_kind, tuple(lines), ordinal)


def _lines(body: str, start: int, end: int) -> Iterator[Span]:
    while start < end:
        newline = body.find("\n", start, end)
        last = end if newline < 0 else newline
        yield start, last
        start = last + 1


def _kind(body: str, first: int, last: int) -> tuple[Kind, int, int]:
    """Return a line's kind, where its text begins, and its level or number."""
    line = body[first:last]
    for kind, pattern in _MARKERS:
        if found := pattern.match(line):
            mark = found[1] if pattern.groups else ""
            number = len(mark) if mark.startswith("#") else int(mark or 0)
            return kind, first + found.end(), number
    return "paragraph", first + len(line) - len(line.lstrip()), 0


def body_html(
    body: str,
    marked: Sequence[Span] = (),
    *,
    start: int = 0,
    end: int | None = None,
    anchor: str = "",
    heading: int = 2,
) -> str:
    """Return ``body[start:end]`` as HTML, the spans in ``marked`` inside ``<mark>``.

    Args:
        body: the bulletin's text.
        marked: spans of the body, in order and apart from each other.
        start: the first character shown.
        end: one past the last character shown; the body's end by default.
        anchor: the ``id`` of the first mark, which then also takes the focus and is scrolled to.
        heading: the level given to the body's own top headings.
    """
    shown = list(blocks(body, start, end))
    top = min((b.ordinal for b in shown if b.kind == "heading"), default=1)
    marker = _Marker(body, marked, anchor)
    out: list[str] = []
    open_list = ""
    for block in shown:
        wanted = _LIST.get(block.kind, "")
        if wanted != open_list:
            out.append(f"</{open_list}>" if open_list else "")
            out.append(_list_start(wanted, block) if wanted else "")
            open_list = wanted
        out.append(_block_html(block, marker, min(6, heading + block.ordinal - top)))
    out.append(f"</{open_list}>" if open_list else "")
    return "".join(out)


def _list_start(tag: str, block: Block) -> str:
    return f'<ol start="{block.ordinal}">' if tag == "ol" else f"<{tag}>"


def _block_html(block: Block, marker: _Marker, level: int) -> str:
    if block.kind == "rule":
        return "<hr>"
    text = "<br>".join(marker.text(*line) for line in block.lines)
    tag = {
        "heading": f"h{level}",
        "bullet": "li",
        "numbered": "li",
        "quotation": "blockquote",
    }.get(block.kind, "p")
    return f"<{tag}>{text}</{tag}>"


class _Marker:
    """Escapes pieces of one body, putting its marked spans inside ``<mark>``."""

    def __init__(self, body: str, marked: Sequence[Span], anchor: str) -> None:
        self._body = body
        self._marked = marked
        self._anchor = anchor

    def text(self, start: int, end: int) -> str:
        """Return ``body[start:end]`` escaped and marked, its emphasis in place of the asterisks."""
        runs = list(_emphasis(self._body, start, end))
        out: list[str] = []
        at = start
        for first, last in self._marked:
            first, last = max(first, at), min(last, end)
            if first >= last:
                continue
            out.append(self._styled(runs, at, first))
            out.append(f"<mark{self._attributes()}>{self._styled(runs, first, last)}</mark>")
            at = last
        out.append(self._styled(runs, at, end))
        return "".join(out)

    def _styled(self, runs: Sequence[_Run], start: int, end: int) -> str:
        out: list[str] = []
        for run in runs:
            piece = escape(self._body[max(run.start, start) : min(run.end, end)])
            out.append(f"<{run.tag}>{piece}</{run.tag}>" if run.tag and piece else piece)
        return "".join(out)

    def _attributes(self) -> str:
        # `autofocus` makes a browser scroll there with no script, and a screen reader start there.
        anchor, self._anchor = self._anchor, ""
        return f' id="{escape(anchor)}" tabindex="-1" autofocus' if anchor else ""


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters of one emphasis: ``tag`` is ``strong``, ``em`` or "" for plain text."""

    start: int
    end: int
    tag: str


# A run of asterisks or underscores; one or two of them may begin or end an emphasis.
_RUN = re.compile(r"\*+|_+")


def _emphasis(body: str, start: int, end: int) -> Iterator[_Run]:
    """Yield the runs of ``body[start:end]``; the markers of emphasis are in none of them."""
    at = start
    for first, last in _emphasised(body, start, end):
        yield _Run(at, first.start, "")
        yield _Run(first.end, last.start, "strong" if len(first.text) == 2 else "em")
        at = last.end
    yield _Run(at, end, "")


class _Mark(NamedTuple):
    """A run of asterisks or underscores, and whether it may open or close an emphasis."""

    start: int
    end: int
    text: str
    opens: bool
    closes: bool

    @classmethod
    def of(cls, body: str, start: int, end: int, last: int) -> _Mark:
        """Return the run ``body[start:end]`` of a line that ends at ``last``."""
        text = body[start:end]
        before, after = body[max(start - 1, 0) : start], body[end : min(end + 1, last)]
        short = len(text) <= 2 and before != text[0]
        opens = short and bool(after.strip()) and not _in_word(before)
        return cls(start, end, text, opens, short and bool(before.strip()) and not _in_word(after))


def _emphasised(body: str, start: int, end: int) -> Iterator[tuple[_Mark, _Mark]]:
    """Yield the marks around each emphasis: one that opens, and the next of its kind that closes.

    A line may be a million characters of marks that nothing closes, so each is looked at once.
    """
    marks = [_Mark.of(body, run.start(), run.end(), end) for run in _RUN.finditer(body, start, end)]
    nearest: dict[str, _Mark] = {}
    closing: list[_Mark | None] = []
    for mark in reversed(marks):
        closing.append(nearest.get(mark.text))
        if mark.closes:
            nearest[mark.text] = mark
    at = start
    for mark, closed in zip(marks, reversed(closing), strict=True):
        if mark.opens and closed is not None and mark.start >= at:
            yield mark, closed
            at = closed.end


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def passage_span(body: str, passage_id: str, start: int, end: int) -> Span:
    """Return what to show around the quote ``body[start:end]``: its passage, or its paragraph.

    ``passage_id`` ends in ``:start-end``; where it does not, or its span does not hold the quote,
    the lines the quote stands on are shown. A marker of a list or heading before the first
    character comes with it.
    """
    first, last = body.rfind("\n", 0, start) + 1, body.find("\n", end)
    last = len(body) if last < 0 else last
    found = re.search(r":(\d{1,9})-(\d{1,9})$", passage_id)
    if found and int(found[1]) <= start and end <= int(found[2]) <= len(body):
        first, last = int(found[1]), int(found[2])
        line = body.rfind("\n", 0, first) + 1
        if not any(ch.isalpha() for ch in body[line:first]):
            first = line
    return first, last
