"""A web page as a site serves it → its article, without menus, teasers and footers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from icpc_assistant.bulletins.faults import shown
from icpc_assistant.drafting.blocks import Block, one_line
from icpc_assistant.drafting.extract import Extract
from icpc_assistant.drafting.markup import body_blocks, page_extract, page_text
from icpc_assistant.errors import UsageError

_SENTENCE = 80  # characters of a block that is no caption, link or imprint
_SHORTEST = 200  # characters that an article has at least


def webpage_extract(path: Path) -> Extract:
    """Return the blocks of a page's article, told from what stands around it by trafilatura.

    Where it finds none, the whole page is taken and a note says so.

    Raises:
        UsageError: the page has no text of an article's length.
    """
    import trafilatura
    from selectolax.lexbor import LexborHTMLParser

    page = page_text(path)
    whole = page_extract(page, path)
    found = trafilatura.extract(
        page, output_format="html", include_formatting=True, include_comments=False,
        include_links=False, favor_recall=True,
    )  # fmt: skip
    blocks = body_blocks(LexborHTMLParser(found)) if found else []
    if sum(len(block.text) for block in blocks) < _SHORTEST:
        if sum(len(b.text) for b in whole.blocks if len(b.text) > _SENTENCE) < _SHORTEST:
            raise UsageError(
                f"{shown(str(path))} shows no article; save the text as a .txt file and add that."
            )
        note = "no article was told from the rest of the page: remove what does not belong to it"
        return replace(whole, notes=(*whole.notes, note))
    headline = _headline(whole)
    blocks = [b for b in blocks if b.kind != "heading" or one_line(b.text) != headline]
    return replace(whole, blocks=(Block("heading", headline, 1), *blocks))


def _headline(whole: Extract) -> str:
    """Return the first heading of the first level, which the page shows or its head gives."""
    return next((b.text for b in whole.blocks if b.kind == "heading" and b.level == 1), "")
