"""Files and folders a person names → the bulletins in them, as drafts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from icpc_assistant.bulletins import parse_bulletin
from icpc_assistant.bulletins.faults import shown
from icpc_assistant.drafting.draft import Draft, Given, draft_file
from icpc_assistant.drafting.extract import LARGEST
from icpc_assistant.errors import AssistantError, GatheringError
from icpc_assistant.gathering.feed import looks_like_feed, read_feed
from icpc_assistant.gathering.sources import Item, Sources
from icpc_assistant.types import Language

_READ = frozenset(
    ".md .markdown .mdown .txt .text .html .htm .xhtml .pdf .docx .xml .rss .atom".split()
)


def files_in(path: Path) -> list[Path]:
    """Return the file ``path``, or the documents in the folder ``path`` and below, by name.

    Hidden files and folders, and kinds of file that no bulletin comes in, are passed over.

    Raises:
        GatheringError: there is no such file or folder, or the folder holds no document.
    """
    if not path.is_dir():
        if not path.exists():
            raise GatheringError(
                f"There is no file or folder {shown(str(path))}; correct the name, or begin a web "
                "address with https://."
            )
        return [path]
    found = [
        each
        for each in sorted(path.rglob("*"))
        if each.suffix.lower() in _READ
        and each.is_file()
        and not any(part.startswith(".") for part in each.relative_to(path).parts)
    ]
    if not found:
        raise GatheringError(
            f"The folder {shown(str(path))} holds no document; put Markdown, text, HTML, PDF or "
            "DOCX files in it, or name another."
        )
    return found


def items_of(path: Path, sources: Sources, language: Language | None) -> Iterator[Item]:
    """Yield what the file holds: bulletins ready made, those drafted from it, a feed's posts."""
    name = shown(str(path))
    try:
        if path.suffix.lower() in (".md", ".markdown") and path.is_file():
            bulletin, _ = parse_bulletin(_bytes(path), path)
            if bulletin is not None:
                text = path.read_text("utf-8-sig")
                yield Item(name, (Draft(bulletin, text, (), ()),))
                return
        if path.suffix.lower() in (".xml", ".rss", ".atom"):
            data = _bytes(path)
            if looks_like_feed(data):
                yield from sources.of_feed(read_feed(data, name))
                return
        yield Item(name, tuple(draft_file(path, Given(language=language))))
    except AssistantError as error:
        yield Item(name, refused=str(error))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise GatheringError(
            f"{shown(str(path))} cannot be read ({error.strerror}); name a file that can."
        ) from None
    if len(data) > LARGEST:
        raise GatheringError(
            f"{shown(str(path))} is larger than {LARGEST // 1_000_000} MB; cut it into "
            "smaller files."
        )
    return data
