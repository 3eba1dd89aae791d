"""PDF → blocks: lines as they stand on the pages, joined to paragraphs by place and size."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from icpc_assistant.bulletins.faults import shown
from icpc_assistant.drafting.blocks import Block, one_line, text_blocks
from icpc_assistant.drafting.extract import Extract
from icpc_assistant.drafting.split import titular
from icpc_assistant.errors import UsageError

if TYPE_CHECKING:
    import pypdfium2

_PAGES = 300
_BOLD = 600  # font weight
_SMALLER = 0.8  # times the size of the running text, below which an edge line is a margin's
_LARGER = 1.1  # times the size of the running text, from which a line is a heading
_PARTED = 0.05  # share of lines that end in a hyphen, from which words are parted at line ends
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|página|-)?\s*\d{1,4}(?:\s*(?:/|of|sur|de|-)\s*\d{0,4})?", re.I
)
_HYPHENS = "\u0002\ufffe\u00ad"  # how PDFium marks a word broken at the line's end


_BULLETS = dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf076\uf0fc", "•")  # Word's symbol fonts
_PREFIXES = frozenset(
    """anti auto bi co cross ex extra inter intra macro mi micro mid mini mono multi neo non post
    pre pro pseudo re self semi socio sub super trans ultra vice well""".split()
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its words, size and place (points from the page's lower left)."""

    page: int
    text: str
    size: float
    bold: bool
    left: float
    right: float
    base: float


def pdf_extract(path: Path) -> Extract:
    """Return the blocks of a PDF file; none where its pages are pictures."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UsageError(
                f"{shown(str(path))} is locked with a password; save a copy without one."
            ) from None
        raise UsageError(
            f"{shown(str(path))} is damaged; export it again, or save its text as a .txt file."
        ) from None
    if len(document) > _PAGES:
        raise UsageError(
            f"{shown(str(path))} has more than {_PAGES} pages; cut out those of the bulletin."
        )
    lines = [line for n in range(len(document)) for line in _lines(document[n], n)]
    kept, dropped = _without_margins(lines, len(document))
    ends = [line.text for line in kept if line.text[-1] in _HYPHENS]
    notes = [f"words broken at a line's end were joined ({len(ends)}): check them"] if ends else []
    if dropped:
        notes.append(f"left out from the pages' margins: {', '.join(dropped)}")
    return Extract(tuple(_Page(kept).blocks()) if kept else (), notes=tuple(notes))


def _lines(page: pypdfium2.PdfPage, number: int) -> Iterator[Line]:
    """Yield the lines of a page; PDFium hides a line's end behind a hyphen, so it is undone."""
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    raw: Any = text_page.raw
    chars: list[tuple[int, str]] = []
    broken_at: float | None = None
    for i in range(text_page.count_chars()):
        ch = chr(pdfium.FPDFText_GetUnicode(raw, i))
        if broken_at is not None and _origin(raw, i)[1] < broken_at - 1:
            yield from _line(text_page, number, chars)
            chars, broken_at = [], None
        if ch in "\r\n":
            yield from _line(text_page, number, chars)
            chars = []
            continue
        broken_at = _origin(raw, i)[1] if pdfium.FPDFText_IsHyphen(raw, i) == 1 else None
        chars.append((i, _HYPHENS[0] if broken_at is not None else ch))
    yield from _line(text_page, number, chars)


def _origin(raw: Any, at: int) -> tuple[float, float]:
    import ctypes

    import pypdfium2.raw as pdfium

    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(raw, at, x, y)
    return x.value, y.value


def _line(text_page: Any, number: int, chars: Sequence[tuple[int, str]]) -> Iterator[Line]:
    import pypdfium2.raw as pdfium

    seen = [i for i, ch in chars if not ch.isspace() and ch != "\0"]
    text = "".join(_BULLETS.get(ch, ch) for _, ch in chars).replace("\0", "").strip()
    if not seen or not text:
        return
    left, bottom, _, top = text_page.get_charbox(seen[0])
    right = text_page.get_charbox(seen[-1])[2]
    sizes = [pdfium.FPDFText_GetFontSize(text_page.raw, i) for i in seen]
    bold = sum(pdfium.FPDFText_GetFontWeight(text_page.raw, i) >= _BOLD for i in seen)
    # Some writers set every size to 1 and scale the page: the height of the letters tells more.
    size = median(sizes) if median(sizes) > 3 else max(top - bottom, 1.0)
    base = _origin(text_page.raw, seen[0])[1]
    yield Line(number, text, round(size, 1), bold > 0.8 * len(seen), left, right, base)


def _without_margins(lines: Sequence[Line], pages: int) -> tuple[list[Line], list[str]]:
    """Return the lines without page numbers and what stands at the edge of most pages."""
    if not lines:
        return [], []
    usual = _usual([line.size for line in lines for _ in line.text])
    at_edge: list[int] = []
    for page in range(pages):
        here = sorted(
            (i for i, line in enumerate(lines) if line.page == page), key=lambda i: lines[i].base
        )
        at_edge += dict.fromkeys([*here[:2], *here[-2:]])
    often = Counter(_pattern(lines[i]) for i in at_edge)
    drop = {
        i
        for i in at_edge
        if often[_pattern(lines[i])] > max(2, pages // 2)
        or lines[i].size < _SMALLER * usual
        or _PAGE_NUMBER.fullmatch(lines[i].text)
    }
    said = dict.fromkeys(f"“{one_line(lines[i].text)}”" for i in sorted(drop))
    return [line for i, line in enumerate(lines) if i not in drop], list(said)[:5]


def _pattern(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


class _Page:
    """The measures of the running text, by which its lines are joined to paragraphs."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        body = _usual([line.size for line in lines for _ in line.text])
        running = [line for line in lines if line.size == body]
        self.pitch = _pitch(running)
        self.width = max(line.right for line in running)
        self.left = _usual([round(line.left / 5) * 5.0 for line in running])
        self.letter = (running[0].right - running[0].left) / max(len(running[0].text), 1)
        larger = sorted({line.size for line in lines if line.size >= _LARGER * body}, reverse=True)
        self.levels = {size: min(level, 6) for level, size in enumerate(larger, 1)}

    def blocks(self) -> list[Block]:
        """Return the blocks; indented ones side by side are a list whose marks are drawn."""
        groups: list[list[Line]] = []
        for line in self.lines:
            if groups and not self._parts(groups[-1][-1], line):
                groups[-1].append(line)
            else:
                groups.append([line])
        inset = [group[0].left > self.left + 3 * self.letter for group in groups]
        found = []
        for n, group in enumerate(groups):
            listed = inset[n] and (inset[n - 1 : n] == [True] or inset[n + 1 : n + 2] == [True])
            found += self._paragraph(group, listed)
        return found

    def _parts(self, one: Line, two: Line) -> bool:
        """Whether a new paragraph, heading or item begins with line ``two``."""
        if abs(one.size - two.size) > 0.6 or one.bold != two.bold:
            return True
        if text_blocks(two.text)[0].kind == "item":
            return True
        ended = one.text[-1] in '.!?:;”"»'
        if one.page != two.page:
            return ended and not two.text[:1].islower()
        if one.base - two.base > 1.3 * self.pitch and one.size not in self.levels:
            return True
        # The next word would have fitted: the line was ended on purpose.
        word = two.text.split(" ", 1)[0]
        room = (self.width - one.right) / self.letter - len(word)
        return one.size not in self.levels and room > (4 if ended else 10)

    def _paragraph(self, lines: Sequence[Line], listed: bool) -> list[Block]:
        text = one_line(_joined([line.text for line in lines], self.lines))
        if not text:
            return []
        level = self.levels.get(lines[0].size, 0)
        if level and titular(text):
            return [Block("heading", text, level)]
        if lines[0].bold and titular(text) and len(lines) < 3:
            return [Block("heading", text)]
        block = text_blocks(text)[0]
        if block.kind == "item":
            return [block]
        return [Block("item", text, marker="-") if listed else Block("paragraph", text)]


def _usual(values: Sequence[float]) -> float:
    return Counter(values).most_common(1)[0][0]


def _pitch(lines: Sequence[Line]) -> float:
    """Return the usual distance from one line of running text to the next."""
    steps = [
        round(one.base - two.base, 1)
        for one, two in pairwise(lines)
        if one.page == two.page and one.base - two.base > 1
    ]
    return _usual(steps) if steps else 1.4 * lines[0].size


def _joined(texts: Sequence[str], lines: Sequence[Line]) -> str:
    """Return the lines as one; a word broken at a line's end is made whole."""
    text = ""
    for piece in texts:
        if text and text[-1] in _HYPHENS:
            text = text[:-1] + ("-" if _keeps_hyphen(text[:-1], piece, lines) else "") + piece
        else:
            text = f"{text} {piece}" if text else piece
    return "".join("-" if ch in _HYPHENS else ch for ch in text)


def _keeps_hyphen(before: str, after: str, lines: Sequence[Line]) -> bool:
    """Whether the hyphen at a line's end belongs to the word ("inter-regional", "Paris-Brest")."""
    first = re.findall(r"\w*$", before)[0]
    second = re.findall(r"^\w*", after)[0]
    if not second or not second[0].islower() or not first.isalpha():
        return True
    text = " ".join(line.text for line in lines)
    if f"{first}-{second}" in text:
        return True
    if f"{first}{second}" in text:
        return False
    # A text whose words are parted at all is full of them; else the hyphen is the writer's own.
    broken = sum(line.text[-1] in _HYPHENS for line in lines)
    return first.lower() in _PREFIXES or broken < _PARTED * len(lines)
