"""HTML and DOCX → blocks; a Word document is turned into HTML first."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from icpc_assistant.bulletins.faults import shown
from icpc_assistant.drafting.blocks import Block, one_line
from icpc_assistant.drafting.extract import Extract, decoded
from icpc_assistant.drafting.split import titular
from icpc_assistant.errors import UsageError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
_LEFT_OUT = (
    "script, style, noscript, template, svg, iframe, form, button, nav, aside, footer, dialog, "
    "[hidden], [aria-hidden=true], [role=navigation], [role=banner], [role=contentinfo], "
    "body > header, .sharedaddy, .jp-relatedposts"
)
_MAIN = ("main article", "article", "main", "[role=main]")
_BLOCKS = frozenset(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure
    h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th thead
    tr ul br""".split()
)
_STYLES = "\n".join(
    [
        "p[style-name='Title'] => h1:fresh",
        *(f"p[style-name='heading {n}'] => h{n + 1}:fresh" for n in range(1, 6)),
        *(f"p[style-name='Heading {n}'] => h{n + 1}:fresh" for n in range(1, 6)),
    ]
)
_UNPACKED = 100_000_000  # bytes of a Word document's parts
_PARTS = 5_000


def html_extract(path: Path) -> Extract:
    """Return the article of a web page, without what stands around it."""
    return page_extract(page_text(path), path)


def page_text(path: Path) -> str:
    """Return a page's text in the encoding it declares, else UTF-8."""
    data = path.read_bytes()
    named = _CHARSET.search(data[:4096])
    if named and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return data.decode(named[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong claim; UTF-8 is likelier, and says where it is not
    return decoded(str(path), data)


def page_extract(page: str, path: Path) -> Extract:
    """Return the blocks of the HTML text ``page``."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(page)
    url = _attribute(tree, "link[rel=canonical]", "href")
    headline = _attribute(tree, "meta[property='og:title']", "content")
    published = _attribute(tree, "meta[property='article:published_time']", "content")
    name = tree.css_first("title")
    headline = headline or (one_line(name.text()) if name else "")
    outside = tree.css_first("h1")
    headline = one_line(outside.text()) if outside and one_line(outside.text()) else headline
    for node in tree.css(_LEFT_OUT):
        if node.css_first("h1") is None or node.tag in ("nav", "footer", "aside"):
            node.decompose()
    blocks: list[Block] = []
    for region in _regions(tree):
        found = list(_walk(region))
        blocks += [Block("rule"), *found] if blocks else found
    levels = {block.level for block in blocks if block.kind == "heading"}
    if headline and 1 not in levels and blocks:
        blocks.insert(0, Block("heading", headline, 1))
    blocks = _from_headline(blocks)
    notes = [f"the page says it was published on {published[:10]}"] if published else []
    return Extract(tuple(blocks), url if re.match(r"https?://", url) else None, tuple(notes))


def post_extract(headline: str, html: str) -> Extract:
    """Return a post, of whose ``html`` all is article, below its headline.

    Parsed in this process: a site's posts are many, short, and their HTML is walked in one pass.
    """
    from selectolax.lexbor import LexborHTMLParser

    title = Block("heading", one_line(headline), 1)
    return Extract((title, *body_blocks(LexborHTMLParser(html))))


def body_blocks(tree: LexborHTMLParser) -> list[Block]:
    """Return the blocks of a page that is all article, its first-level headings as sections."""
    for node in tree.css(_LEFT_OUT):
        node.decompose()
    blocks = _walk(tree.body) if tree.body else []
    return [replace(b, level=max(b.level, 2)) if b.kind == "heading" and b.level else b
            for b in blocks]  # fmt: skip


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    node = tree.css_first(selector)
    return one_line((node.attributes.get(name) or "") if node else "")


def _regions(tree: LexborHTMLParser) -> list[LexborNode]:
    """Return what holds the article or articles of a page."""
    for selector in _MAIN:
        found = [n for n in tree.css(selector) if len(n.text()) > 200]
        if selector.endswith("article") and len(found) > 1:
            if all(node.css_first("h1") is None for node in found):
                continue  # teasers, not articles
            found = [n for n in found if n.css_first("h1") is not None]
        if found:
            return found if selector.endswith("article") else found[:1]
    return [tree.body] if tree.body else []


def _from_headline(blocks: list[Block]) -> list[Block]:
    """Leave out the few short lines above a page's headline: where it stands, its date."""
    for i, block in enumerate(blocks[:6]):
        if block.kind == "heading" and block.level == 1:
            return blocks[i:] if all(len(b.text) < 100 for b in blocks[:i]) else blocks
    return blocks


class _Walk:
    """Gathers the text of one block after another."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.text: list[str] = []
        self.strong = 0  # characters of the block that are set bold

    def end(self, tag: str, marker: str, level: int) -> bool:
        """Close the block begun, if any; return whether there was one."""
        text = one_line("".join(self.text))
        strong, self.strong = self.strong, 0
        self.text.clear()
        if tag == "hr":
            self.blocks.append(Block("rule"))
        if not text:
            return False
        if level:
            self.blocks.append(Block("heading", text, level))
        elif marker:
            self.blocks.append(Block("item", text, marker=marker))
        elif strong >= len(text) and titular(text):  # a heading set by hand
            self.blocks.append(Block("heading", text))
        else:
            self.blocks.append(Block("paragraph", text))
        return True


def _walk(root: LexborNode) -> list[Block]:
    """Return the blocks below ``root``, without recursion: a page may be nested very deep."""
    walk = _Walk()
    lists: list[int] = []  # for each open list the last number, -1 where it has bullets
    marker, level, bold = "", 0, 0
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, closing = stack.pop()
        tag = node.tag or ""
        if tag == "-text":
            text = node.text(deep=False)
            walk.text.append(text)
            walk.strong += len(one_line(text)) if bold else 0
            continue
        if tag in _BLOCKS:
            ended = walk.end(tag, marker, level)
            marker = "" if ended or tag == "li" else marker  # a paragraph in an item is the item
        if tag in ("b", "strong"):
            bold += -1 if closing else 1
        elif tag in ("ul", "ol"):
            if not closing:
                lists.append(_first(node, tag))
            elif lists:
                lists.pop()
        elif tag == "li" and not closing:
            marker = _marker(lists)
        elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            level = 0 if closing else int(tag[1])
        if not closing:
            stack.append((node, True))
            stack += [(child, False) for child in reversed(list(node.iter(include_text=True)))]
    walk.end("", marker, 0)
    return walk.blocks


def _first(node: LexborNode, tag: str) -> int:
    start = node.attributes.get("start") or "1"
    return -1 if tag == "ul" else int(start) - 1 if start.isdecimal() else 0


def _marker(lists: list[int]) -> str:
    if not lists or lists[-1] < 0:
        return "-"
    lists[-1] += 1
    return f"{lists[-1]}."


def docx_extract(path: Path) -> Extract:
    """Return the blocks of a Word document; its styles tell headings from text."""
    import mammoth

    data = path.read_bytes()
    _check_parts(path, data)
    page = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
    ).value
    found = page_extract(f"<body>{page}</body>", path)
    levels = [block.level for block in found.blocks if block.level]
    if levels and min(levels) > 1:  # no style "Title": the first headings are the headlines
        blocks = (
            Block(b.kind, b.text, b.level - 1, b.marker) if b.level else b for b in found.blocks
        )
        return Extract(tuple(blocks))
    return Extract(found.blocks)


def _check_parts(path: Path, data: bytes) -> None:
    """Refuse what only looks like a Word document, and what unpacks to more than any bulletin."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            infos = parts.infolist()
            names = {info.filename for info in infos}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UsageError(
            f"{shown(str(path))} is damaged; save it again as .docx, or its text as a .txt file."
        ) from None
    if len(infos) > _PARTS or sum(info.file_size for info in infos) > _UNPACKED:
        raise UsageError(
            f"{shown(str(path))} unpacks to more than {_UNPACKED // 1_000_000} MB; "
            "save its text as a .txt file."
        )
    if "word/document.xml" not in names:
        raise UsageError(
            f"{shown(str(path))} is an archive but no Word document; save the bulletin as .docx, "
            "or its text as a .txt file."
        )
