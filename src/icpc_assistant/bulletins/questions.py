"""Questions written in advance: the sidecar ``questions/<bulletin id>.jsonl`` of a bulletin.

One object a line (Lewis et al. 2021, "PAQ: 65 Million Probably-Asked Questions")::

    {"question": "Who opened it?", "language": "en", "answer": "Ada Okonkwo",
     "quote": "Ada Okonkwo opened the meeting.", "source": "person"}
    {"question": "Who closed it?", "language": "en", "open": true, "source": "person"}

``quote`` stands in the bulletin word for word, ``answer`` in the quote or, with
``"inferred": true``, not. ``"open": true`` marks what a reader may ask and the bulletin does not
say. ``source`` says who wrote it: ``person``, ``rule`` or ``llm:<model>``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from icpc_assistant.bulletins.faults import Fault, encodable, shown, unreadable
from icpc_assistant.types import LANGUAGES, AskedQuestion, Bulletin, OpenQuestion

_TEXTS_OPEN = ("question", "language", "source")
_TEXTS = (*_TEXTS_OPEN, "answer", "quote")
_MARKS = ("inferred", "open")
_KEYS = (*_TEXTS, *_MARKS)
_SOURCE = re.compile(r"person|rule|llm:\S+")
_LONGEST = 500  # characters of a question


def with_questions(folder: Path, bulletin: Bulletin) -> tuple[Bulletin, list[Fault]]:
    """Return the bulletin with the questions of its sidecar in ``folder``, if any, and the faults.

    Never raises; a faulty line is left out.
    """
    path = folder / f"{bulletin.id}.jsonl"
    try:
        if not path.exists():  # where that may not even be asked, it raises
            return bulletin, []
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return bulletin, [unreadable(path, error)]
    found: dict[tuple[str, str], AskedQuestion | OpenQuestion] = {}
    faults: list[Fault] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        question, fault = _read(line, bulletin)
        key = (question.question.casefold(), question.language) if question else None
        if question is None:
            faults.append(Fault(path, number, *fault))
        elif key in found:
            faults.append(Fault(path, number, "the question stands twice", "remove one of the two"))
        elif key:
            found[key] = question
    asked = tuple(q for q in found.values() if isinstance(q, AskedQuestion))
    left_open = tuple(q for q in found.values() if isinstance(q, OpenQuestion))
    return replace(bulletin, asked=asked, left_open=left_open), faults


def strays(folder: Path, ids: set[str]) -> Iterator[Fault]:
    """Yield a fault for each sidecar whose bulletin does not exist."""
    for path in sorted(folder.glob("*.jsonl")) if folder.is_dir() else ():
        if path.stem not in ids:
            message = f"there is no bulletin {shown(path.stem)}.md"
            yield Fault(path, 1, message, "name the file after its bulletin, or remove it")


def _read(
    line: str, bulletin: Bulletin
) -> tuple[AskedQuestion | OpenQuestion | None, tuple[str, str]]:
    """Return the question of one line, or ``None`` with what is wrong and the remedy."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None, ("the line is not JSON", "write one JSON object a line")
    wrong = _wrong(row)
    if wrong:
        return None, wrong
    if row.get("open"):
        return OpenQuestion(row["question"].strip(), row["language"], row["source"]), ("", "")
    start = bulletin.body.find(row["quote"])
    if start < 0:
        return None, ("the quote does not stand in the bulletin", "copy it word for word")
    if not row.get("inferred") and row["answer"] not in row["quote"]:
        remedy = 'copy it from the quote, or add `"inferred": true`'
        return None, ("the answer does not stand in the quote", remedy)
    end = start + len(row["quote"])
    return AskedQuestion(
        row["question"].strip(), row["language"], row["answer"], start, end, row["source"]
    ), ("", "")


def _wrong(row: object) -> tuple[str, str] | None:
    if not isinstance(row, dict):
        return "the line is not a JSON object", "write one JSON object a line"
    for key in sorted(row.keys() - set(_KEYS)):
        return f"unknown key {shown(repr(key))}", f"use {', '.join(_KEYS)}"
    for key in _MARKS:
        if not isinstance(row.get(key, False), bool):
            return f"`{key}` is neither true nor false", "write true, or leave it out"
    wanted = _TEXTS_OPEN if row.get("open") else _TEXTS
    for key in wanted:
        if not isinstance(row.get(key), str):
            return f"`{key}` is missing or no text", "write it as a text in quotation marks"
    if not all(encodable(row[key]) for key in wanted):
        return "a text holds half a character", "write it again"
    for key in _KEYS:
        if row.get("open") and key in row and key not in (*wanted, "open"):
            return f"an open question has no `{key}`", f'remove `{key}`, or `"open": true`'
    return _wrong_value(row)


def _wrong_value(row: Mapping[str, Any]) -> tuple[str, str] | None:
    if not any(char.isalnum() for char in row["question"]) or len(row["question"]) > _LONGEST:
        return "the question holds no word or is too long", f"write 1 to {_LONGEST} characters"
    if row["language"] not in LANGUAGES:
        return f"the language {shown(repr(row['language']))} is not known", "write en, fr or es"
    if not row.get("open") and not any(char.isalnum() for char in row["quote"]):
        return "the quote holds no word", "copy the sentence that answers"
    if not _SOURCE.fullmatch(row["source"]):
        return f"the source {shown(repr(row['source']))} is not known", (
            "write person, rule or llm:<model>"
        )
    return None
