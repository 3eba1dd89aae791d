"""A file as received → its blocks, whatever its format; what cannot be read says what to do.

Text is read here. PDF, Word and HTML go through parsers that a hostile file could keep busy, so
they run in a process of its own (`__main__`) with little memory and time.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from icpc_assistant.bulletins.faults import shown
from icpc_assistant.drafting.blocks import Block, one_line, text_blocks
from icpc_assistant.errors import AssistantError, UsageError

# A "webpage" is HTML with much around its article, which only trafilatura tells apart.
Kind = Literal["text", "html", "pdf", "docx", "webpage"]
LARGEST = 20_000_000  # bytes of a file
SECONDS = 60  # that a parser may take
_TEXTS = frozenset(".txt .text .md .markdown .mdown".split())
_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*(\S.*)$", re.MULTILINE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Extract:
    """What a file shows: its blocks, and what its format says beside the text."""

    blocks: tuple[Block, ...]
    url: str | None = None
    notes: tuple[str, ...] = field(default=())

    def to_json(self) -> str:
        """Return what ``from_json`` reads."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Extract:
        """Return what ``to_json`` wrote."""
        row: dict[str, Any] = json.loads(text)
        blocks = tuple(Block(**block) for block in row["blocks"])
        return cls(blocks, row["url"], tuple(row["notes"]))


def extract(path: Path, kind: Kind | None = None) -> Extract:
    """Return the blocks of the file ``path``, which is of ``kind`` where that is known.

    Raises:
        UsageError: it is missing, empty, too large, or in no format that can be read.
        AssistantError: its parser is not installed, or did not end.
    """
    data = _bytes(path)
    told = kind or _kind(path, data)
    found = _text(path, data) if told == "text" else _apart(told, path)
    if not any(ch.isalnum() for block in found.blocks for ch in block.text):
        remedy = "run text recognition (OCR) on it, or" if told == "pdf" else "check the file, or"
        said = "no text, only pictures" if told == "pdf" else "no text"
        raise UsageError(f"{_name(path)} holds {said}; {remedy} save its text as a .txt file.")
    return found


def _name(path: Path) -> str:
    return shown(str(path))


def _bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited on for ever
            raise OSError(0, "not a regular file")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(
            f"{_name(path)} cannot be read ({error.strerror}); name a file that can."
        ) from None
    if len(data) > LARGEST:
        raise UsageError(
            f"{_name(path)} is larger than {LARGEST // 1_000_000} MB; cut it into smaller files, "
            "or save its text as a .txt file."
        )
    if not data.strip():
        raise UsageError(f"{_name(path)} is empty; name the file that holds the bulletin.")
    return data


def _kind(path: Path, data: bytes) -> Kind:
    """Return the format by what the file begins with, else by its name."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    suffix = path.suffix.lower()
    if b"%pdf-" in head:
        return "pdf"
    if head.startswith(b"pk\x03\x04"):
        return "docx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UsageError(
            f"{_name(path)} is an old Word document or one with a password; "
            "save it as .docx without a password."
        )
    if head.startswith(b"{\\rtf") or suffix in (".rtf", ".odt"):
        raise UsageError(f"{_name(path)} is not a format that is read; save it as .docx or .txt.")
    if suffix in (".pdf", ".docx"):
        raise UsageError(
            f"{_name(path)} is damaged: it is no {suffix[1:].upper()} file inside; "
            "export it again, or save its text as a .txt file."
        )
    is_page = head.startswith((b"<!doctype html", b"<html", b"<?xml"))
    if suffix in (".html", ".htm", ".xhtml") or (is_page and suffix not in _TEXTS):
        return "html"
    return "text"


def _text(path: Path, data: bytes) -> Extract:
    text = decoded(path.name, data)
    if _CONTROL.search(text.encode("utf-8", "replace")):
        raise UsageError(
            f"{_name(path)} is not a text file; "
            "give plain text, Markdown, HTML, PDF or DOCX, or save its text as a .txt file."
        )
    front = _FRONT_MATTER.match(text)
    title = _TITLE.search(front[1]) if front else None
    if front is None or title is None:
        return Extract(tuple(text_blocks(text)))
    headline = one_line(title[1].strip().strip("\"'"))
    body = text_blocks(text[front.end() :])
    if body and body[0].kind == "heading" and one_line(body[0].text) == headline:
        del body[0]
    # Below a headline of the first level, a body's own first-level headings are its sections.
    body = [replace(b, level=b.level + 1) if b.kind == "heading" and b.level else b for b in body]
    note = "its front matter was left out, but for the title"
    return Extract((Block("heading", headline, 1), *body), notes=(note,))


def decoded(name: str, data: bytes) -> str:
    """Return the text of ``data``; raises ``UsageError`` where it is not UTF-8 text."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = getattr(error, "start", 0)
        line = data.count(b"\n", 0, start) + 1
        raise UsageError(
            f"{shown(name)} is not UTF-8 text (line {line}, byte 0x{data[start]:02X}); "
            "save it with UTF-8 encoding."
        ) from None


def _apart(kind: Kind, path: Path) -> Extract:
    """Return what the parser of ``kind`` reads, run where it can do no harm."""
    command = [sys.executable, "-m", "icpc_assistant.drafting", kind, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        done = None
    try:
        row = json.loads(done.stdout if done else b"")
    except ValueError:  # it was stopped, or ran out of memory
        raise AssistantError(
            f"{_name(path)} takes too much time or memory to read; "
            "save its text as a .txt file and draft from that."
        ) from None
    if "error" in row:
        raise (UsageError if row["usage"] else AssistantError)(row["error"])
    return Extract.from_json(json.dumps(row))
