"""Passages, records and their vectors as files of a version."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.cards import EventCard
from icpc_assistant.chunking import View, ViewKind, views
from icpc_assistant.encoder import DEFAULT
from icpc_assistant.index.versions import bulletin_row
from icpc_assistant.query.wants import Wants, wanted
from icpc_assistant.types import AskedQuestion, Bulletin, OpenQuestion, Passage, Sentence

KINDS: tuple[ViewKind, ...] = ("passage", "sentence", "context", "question", "open")
# The kinds that are questions, which are matched by their words, too.
QUESTIONS = (KINDS.index("question"), KINDS.index("open"))
WANTS: tuple[Wants, ...] = get_args(Wants)
_KEY = 16  # bytes of sha256 that tell one embedded text from another


@dataclass(frozen=True, slots=True)
class Records:
    """The embedded views of all passages, R rows, those of one passage side by side.

    ``passage``, ``sentence`` (-1: the whole passage) and ``kind`` (a place in ``KINDS``) have shape
    (R,), as have, of a question, ``wants``: what it asks for (a place in ``WANTS``), and
    ``numbers``: those it names (see ``number_bits``); both are 0 for any other text. The rows of
    passage ``p`` are ``start[p]:start[p + 1]``; ``key`` (R, 16) tells texts of one encoder apart.
    """

    passage: NDArray[np.int32]
    sentence: NDArray[np.int32]
    kind: NDArray[np.uint8]
    wants: NDArray[np.uint8]
    numbers: NDArray[np.uint64]
    start: NDArray[np.int64]
    key: NDArray[np.uint8]


def records_of(
    bulletins: Mapping[str, Bulletin], passages: Sequence[Passage], encoder: Mapping[str, str]
) -> tuple[Records, list[View]]:
    """Return the records of ``passages`` and the view behind each row."""
    in_english = encoder["name"] == DEFAULT
    found: list[View] = []
    owner: list[int] = []
    start = [0]
    for p, passage in enumerate(passages):
        first = not p or passages[p - 1].bulletin_id != passage.bulletin_id
        bulletin = bulletins[passage.bulletin_id]
        of_passage = views(bulletin, passage, first=first, in_english=in_english)
        found += of_passage
        owner += [p] * len(of_passage)
        start.append(len(found))
    salt = json.dumps(encoder, sort_keys=True)
    keys = b"".join(_key(salt, view.text) for view in found)
    return Records(
        np.asarray(owner, np.int32),
        np.asarray([view.sentence for view in found], np.int32),
        np.asarray([KINDS.index(view.kind) for view in found], np.uint8),
        np.asarray([_wanted(view) for view in found], np.uint8),
        np.asarray([number_bits(v.text) if v.language else 0 for v in found], np.uint64),
        np.asarray(start, np.int64),
        np.frombuffer(keys, np.uint8).reshape(len(found), _KEY),
    ), found


def _wanted(view: View) -> int:
    return WANTS.index(wanted(view.text)) if view.language else 0


def number_bits(text: str) -> int:
    """Return the numbers that ``text`` names in digits, "7th" as "7": a bit for each, of 64.

    Two that share a bit pass for one number, which at worst leaves a difference unseen.
    """
    bits = 0
    for digits in re.findall(r"\d+", text):
        bits |= 1 << int(digits) % 64
    return bits


def _key(salt: str, text: str) -> bytes:
    content = f"{salt}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).digest()[:_KEY]


def save_records(folder: Path, records: Records) -> None:
    """Write the arrays as ``record_*.npy``."""
    for name in Records.__slots__:
        np.save(folder / f"record_{name}.npy", getattr(records, name))


def load_records(folder: Path) -> Records:
    """Return what ``save_records`` wrote.

    Raises:
        OSError, ValueError: a file is missing or damaged.
    """
    arrays = {
        name: np.load(folder / f"record_{name}.npy", allow_pickle=False)
        for name in Records.__slots__
    }
    return Records(**arrays)


def save_bulletins(path: Path, bulletins: Sequence[Bulletin]) -> None:
    """Write bulletins, one JSON object a line."""
    path.write_text("".join(bulletin_row(b) + "\n" for b in bulletins), "utf-8")


def save_cards(path: Path, cards: Iterable[EventCard]) -> None:
    """Write event cards, one JSON array or object a line."""
    path.write_text("".join(json.dumps(card.to_row()) + "\n" for card in cards), "utf-8")


def load_cards(path: Path) -> list[EventCard]:
    """Return the event cards.

    Raises:
        OSError, ValueError, KeyError, TypeError: the file is missing or damaged.
    """
    with path.open(encoding="utf-8") as lines:
        return [EventCard.from_row(json.loads(line)) for line in lines]


def load_bulletins(path: Path) -> dict[str, Bulletin]:
    """Return the bulletins by id.

    Raises:
        OSError, ValueError, TypeError: the file is missing or damaged.
    """
    with path.open(encoding="utf-8") as lines:
        return {row["id"]: _bulletin(row) for row in map(json.loads, lines)}


def _bulletin(row: dict[str, Any]) -> Bulletin:
    for name in ("start", "end"):
        row[name] = row[name] and date.fromisoformat(row[name])
    for name in ("places", "people", "organisations", "topics"):
        row[name] = tuple(row[name])
    row["asked"] = tuple(AskedQuestion(**asked) for asked in row["asked"])
    row["left_open"] = tuple(OpenQuestion(**left) for left in row.get("left_open", ()))
    return Bulletin(**row)


def save_passages(path: Path, passages: Sequence[Passage]) -> None:
    """Write passages, one JSON array a line: bulletin, heading, the ends of each sentence.

    Texts are not written twice: they are the bulletin's, between those ends.
    """
    rows = (
        json.dumps([p.bulletin_id, p.heading, [n for s in p.sentences for n in (s.start, s.end)]])
        for p in passages
    )
    path.write_text("".join(row + "\n" for row in rows), "utf-8")


def load_passages(path: Path, bulletins: Mapping[str, Bulletin]) -> list[Passage]:
    """Return the passages, their texts cut from ``bulletins``.

    Raises:
        OSError, ValueError, KeyError: the file is missing or damaged.
    """
    with path.open(encoding="utf-8") as lines:
        return [_passage(json.loads(line), bulletins) for line in lines]


def _passage(row: list[Any], bulletins: Mapping[str, Bulletin]) -> Passage:
    bulletin_id, heading, ends = row
    body = bulletins[bulletin_id].body
    start, end = ends[0], ends[-1]
    return Passage(
        id=f"{bulletin_id}:{start}-{end}",
        bulletin_id=bulletin_id,
        start=start,
        end=end,
        text=body[start:end],
        heading=heading,
        sentences=tuple(
            Sentence(s, e, body[s:e]) for s, e in zip(ends[::2], ends[1::2], strict=True)
        ),
    )
