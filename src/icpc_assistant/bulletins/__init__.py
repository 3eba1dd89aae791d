"""Bulletin files → ``Bulletin``, and back; every fault named with its file, line and remedy.

A bulletin file is UTF-8 Markdown with YAML front matter::

    ---
    title: The headline as published
    start: 2025-10-30
    end: 2025-10-31
    language: en
    ---

    The body, word for word.

``date`` may stand for ``start`` and ``end``: a day, a month (``2024-03``), a year (``2024``) or
``unknown``. ``version_of`` names the bulletin that this one says again in another language, or
nearly word for word; the two count as one event. Nothing of the body is changed but the line
endings (CRLF becomes LF). The one empty line after the front matter and the last line's ending
belong to the format, not to the body.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from icpc_assistant.bulletins.faults import Fault, corpus_error, shown
from icpc_assistant.bulletins.file import (
    parse_bulletin,
    read_bulletin,
    read_file,
    with_text,
    write_bulletin,
)
from icpc_assistant.bulletins.questions import strays, with_questions
from icpc_assistant.bulletins.versions import version_faults
from icpc_assistant.errors import CorpusError
from icpc_assistant.types import Bulletin

__all__ = [
    "Fault",
    "check_corpus",
    "parse_bulletin",
    "read_bulletin",
    "read_corpus",
    "with_text",
    "write_bulletin",
]

# Documents someone may drop beside the bulletins and would miss in the answers.
_OTHER_DOCUMENTS = frozenset(
    ".txt .text .markdown .mdown .html .htm .pdf .doc .docx .odt .rtf".split()
)


def read_corpus(folder: Path) -> tuple[Bulletin, ...]:
    """Return the bulletins of ``folder/bulletins/*.md`` with their questions, sorted by id.

    Raises ``CorpusError`` where the folder is missing, unreadable or empty, or any file is faulty:
    it names the first fault and the number of others.
    """
    bulletins, faults = _examine(folder)
    if faults:
        raise corpus_error(faults)
    return tuple(bulletins)


def check_corpus(folder: Path) -> list[Fault]:
    """Return every fault of the corpus, by file and line; empty where there is none.

    Raises ``CorpusError`` where the folder is missing, unreadable or empty.
    """
    bulletins, faults = _examine(folder)
    # Left-over questions of a bulletin that is gone do no harm, so they only show here.
    known = {bulletin.id for bulletin in bulletins} | {fault.path.stem for fault in faults}
    return [*faults, *strays(folder / "questions", known)]


def _examine(folder: Path) -> tuple[list[Bulletin], list[Fault]]:
    read: dict[Path, Bulletin] = {}
    faults: list[Fault] = []
    for path in _files(folder):
        if path.is_dir():
            remedy = "put the bulletins in it into the folder above, or give it another name"
            faults.append(Fault(path, 1, "it is a folder, where a file is meant", remedy))
            continue
        if path.suffix.lower() in _OTHER_DOCUMENTS:
            remedy = "save it as a .md file with front matter, or move it elsewhere"
            faults.append(Fault(path, 1, "only .md files are read as bulletins", remedy))
            continue
        bulletin, found = read_file(path)
        faults += found
        if bulletin is not None:
            read[path], found = with_questions(folder / "questions", bulletin)
            faults += found
    faults += _duplicates(read)
    faults += version_faults(read, {fault.path.stem for fault in faults})
    bulletins = sorted(read.values(), key=lambda bulletin: bulletin.id)
    return bulletins, sorted(faults, key=lambda fault: (fault.path, fault.line))


def _files(folder: Path) -> list[Path]:
    """Return the files that are, or were meant to be, bulletins."""
    home = folder / "bulletins"
    other = "or name another corpus with --corpus or ICPC_CORPUS."
    try:
        found = [path for path in sorted(home.iterdir()) if _meant(path)]
    except (FileNotFoundError, NotADirectoryError):
        raise CorpusError(
            f"There is no folder {shown(str(home))}; make it and put the bulletins in it as .md "
            f"files, {other}"
        ) from None
    except OSError as error:
        raise CorpusError(
            f"The folder {shown(str(home))} cannot be read ({error.strerror}); give this user the "
            f"right to read it, {other}"
        ) from None
    if not found:
        raise CorpusError(
            f"The folder {shown(str(home))} holds no bulletin; add at least one .md file with "
            f"front matter, {other}"
        )
    return found


def _meant(path: Path) -> bool:
    suffix = path.suffix.lower()
    known = suffix == ".md" or (suffix in _OTHER_DOCUMENTS and not path.is_dir())
    return known and not path.name.startswith(".")


def _duplicates(read: dict[Path, Bulletin]) -> Iterator[Fault]:
    """Yield a fault for each later file whose id or text an earlier file already has."""
    ids: dict[str, str] = {}
    texts: dict[str, str] = {}
    for path, bulletin in read.items():
        first = ids.setdefault(_same(bulletin.id), path.name)
        if first != path.name:
            message = f"its id equals that of {shown(first)}, case and form of accents apart"
            yield Fault(path, 1, message, "rename one of the two files")
        first = texts.setdefault(_same(bulletin.body), path.name)
        if first != path.name:
            message = f"it holds the same text as {shown(first)}"
            yield Fault(path, 1, message, "remove one of the two files")


def _same(text: str) -> str:
    """Return what two texts share that differ in case, spacing or composition of accents only."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(folded.split())
