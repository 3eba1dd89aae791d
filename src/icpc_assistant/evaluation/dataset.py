"""Question sets: JSON-lines files → items, each validated and given its split.

A line is one item: a question, or a conversation of several turns. ``eval/README.md`` describes
the format, the kinds and the split, which follows from what an item asks about, not from chance.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from icpc_assistant.errors import UsageError
from icpc_assistant.types import Bulletin, Language

Split = Literal["dev", "test"]
Kind = Literal[
    "factual", "near_miss", "false_premise", "off_topic", "future", "opinion",
    "other_organisation", "collection", "conversation",
]  # fmt: skip
Style = Literal["plain", "paraphrase", "keyword", "misspelt", "rambling"]
Operation = Literal[
    "list_time", "list_place", "list_person", "list_organisation", "list_topic",
    "count", "superlative", "comparison", "timeline",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
GATE = "gate"  # the part of dev that the gate asks
# Of the kinds with many questions the gate asks every second.
_THINNED: frozenset[Kind] = frozenset(
    {"factual", "near_miss", "false_premise", "conversation", "collection"}
)

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_ALIKE = str.maketrans("’‘“”«»–—\u00a0\u202f", '\'\'""""--  ')


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what a right answer holds.

    ``answers`` has one tuple of accepted forms a required item; an answer is right with at least
    ``min_share`` of the items. ``evidence`` holds verbatim quotes of the bulletins whose headlines
    ``bulletins`` lists. ``smalltalk`` wants no retrieval; ``empty`` is a question over the
    collection that nothing matches; ``lang`` is the language of a turn that changes it, else "".
    ``standalone`` is a person's rewrite of a follow-up, which can be understood alone, else "".
    """

    question: str
    answerable: bool
    answers: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[str, ...] = ()
    bulletins: tuple[str, ...] = ()
    min_share: float = 1.0
    smalltalk: bool = False
    empty: bool = False
    lang: str = ""
    standalone: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a question set; ``raw`` is the line as read, ``split`` "" if not known.

    ``same`` is what the lines that ask one question in several languages share, else "".
    """

    id: str
    lang: str
    kind: str
    style: str
    operation: str
    split: str
    turns: tuple[Turn, ...]
    raw: dict[str, Any]
    same: str = ""


_Text = Annotated[str, StringConstraints(pattern=r"\S")]


class _Line(BaseModel):
    """The schema of a turn's keys that both levels share: unknown keys and loose types fail."""

    model_config = ConfigDict(extra="forbid", strict=True)


class _TurnLine(_Line):
    question: _Text
    answerable: bool
    answers: list[Annotated[list[_Text], Field(min_length=1)]] = []
    evidence: list[_Text] = []
    bulletins: list[_Text] = []
    min_share: float = Field(1.0, gt=0, le=1)
    smalltalk: bool = False
    empty: bool = False
    lang: Language | None = None
    standalone: _Text | None = None


class ItemLine(_Line):
    """A line of a question set."""

    id: Annotated[str, StringConstraints(pattern=r"^\S+$")]
    lang: Language
    kind: Kind
    style: Style = "plain"
    group: _Text | None = None
    same: _Text | None = None
    operation: Operation | None = None
    empty: bool = False
    turns: Annotated[list[_TurnLine], Field(min_length=1)]


class _StoredLine(ItemLine):
    """A line of a run folder: it has its split, and of a BEIR folder its relevance judgements."""

    split: Split | Literal["", "fit", "report"]
    qrels: dict[str, int] = {}


class Wrong(NamedTuple):
    """What is wrong with a line, and what to do about it."""

    message: str
    remedy: str


class Read(NamedTuple):
    """A line of a file, and the item it holds unless something is wrong."""

    path: Path
    line: int
    item: Item | None
    wrong: list[Wrong]


def read_set(path: Path, bulletins: Sequence[Bulletin] | None) -> list[Item]:
    """Return the items of a question set: a file, or all ``*.jsonl`` of a folder, sorted by name.

    Without ``bulletins`` the split of an item that has no ``group`` is not known ("").

    Raises:
        UsageError: the set cannot be read, is empty, has an id twice, or a line is not of the
            format (named by file and line).
    """
    return _items(read_lines(path, ItemLine, bulletins))


def read_stored(path: Path) -> list[Item]:
    """Return the items of a run folder's ``questions.jsonl``, with the split stored there.

    Raises:
        UsageError: as for ``read_set``.
    """
    return _items(read_lines(path, _StoredLine, None))


def _items(lines: Iterator[Read]) -> list[Item]:
    items = []
    for path, number, item, wrong in lines:
        if item is None or wrong:
            raise UsageError(f"{path}:{number}: {wrong[0].message}; {wrong[0].remedy}.")
        items.append(item)
    return items


def split_of(item_raw: Mapping[str, Any], bulletins: Sequence[Bulletin]) -> Split:
    """Return the split an item belongs to, by what it asks about.

    The key is the item's ``group`` or ``same``; else the bulletin and the paragraph of the body
    (from 0, separated by blank lines) that hold the first turn's first evidence quote; else the id.
    Of five equal shares of sha256(key), three are "dev" and two "test".
    """
    return _side(_key(item_raw, bulletins))


def in_gate(item_id: str, kind: str) -> bool:
    """Whether the gate asks a line of the dev split, which follows from its id and kind alone.

    Every line of the kinds that have few; of the others those whose
    sha256(id), its first eight hexadecimal digits as a number, is even. So a new line
    moves no other in or out, and every kind, language and style keeps its share.
    """
    number = int(hashlib.sha256(item_id.encode()).hexdigest()[:8], 16)
    return kind not in _THINNED or number % 2 == 0


def _side(key: str) -> Split:
    return "dev" if int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % 5 < 3 else "test"


def _key(raw: Mapping[str, Any], bulletins: Sequence[Bulletin]) -> str:
    if named := raw.get("group") or raw.get("same"):
        return str(named)
    first = raw["turns"][0]
    for quote in first.get("evidence", [])[:1]:
        for bulletin in bulletins:
            at = bulletin.body.find(quote) if bulletin.title in first.get("bulletins", []) else -1
            if at >= 0:
                return f"{bulletin.id}/{len(_PARAGRAPH.findall(bulletin.body, 0, at))}"
    return str(raw["id"])


def digest_of(items: Sequence[Item]) -> str:
    """Return a sha256 over items as they stood in their set: question, gold and all."""
    rows = (_unsplit(item) for item in items)
    lines = (json.dumps(row, sort_keys=True, ensure_ascii=True) + "\n" for row in rows)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def gold_digest(item: Item) -> str:
    """Return a sha256 over what a line asks and what is right, by which it is known again.

    A person's rewrite is neither: no answer to the line itself changes with it.
    """
    row = _unsplit(item)
    turns = [{key: v for key, v in turn.items() if key != "standalone"} for turn in row["turns"]]
    return digest_of([replace(item, raw={**row, "turns": turns})])


def _unsplit(item: Item) -> dict[str, Any]:
    """Return the line without the split that a run folder adds to it."""
    return {key: value for key, value in item.raw.items() if key != "split"}


def folded(text: str) -> str:
    """Return ``text`` without case, accents, typographic variants and runs of white space."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_ALIKE).casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


# Reading


def read_lines(
    path: Path, schema: type[ItemLine], bulletins: Sequence[Bulletin] | None
) -> Iterator[Read]:
    """Yield every line of the set, with what is wrong with it by itself.

    Raises:
        UsageError: the set cannot be read, or is empty.
    """
    seen: dict[str, str] = {}
    lines = [(file, number, text) for file in _files(path) for number, text in _lines(file)]
    if not lines:
        raise UsageError(
            f"The question set {path} is empty; write one JSON object a line (see eval/README.md)."
        )
    for file, number, text in lines:
        item, wrong = _item(text, schema, bulletins)
        if item is not None and item.id in seen:
            message = f"the id {item.id!r} stands in {seen[item.id]} already"
            wrong.append(Wrong(message, "give each line its own id"))
        if item is not None:
            seen.setdefault(item.id, f"{file}:{number}")
        yield Read(file, number, item, wrong)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.glob("*.jsonl") if file.is_file())
    if not files:
        raise UsageError(
            f"The folder {path} holds no question set; name a .jsonl file, or a folder of them."
        )
    return files


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(
            f"The question set {path} cannot be read ({reason}); give a UTF-8 JSON-lines file, or "
            "a folder of them."
        ) from None
    # Only a line feed ends a line of JSON Lines; U+2028 may stand inside a text.
    return [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]


def _item(
    text: str, schema: type[ItemLine], bulletins: Sequence[Bulletin] | None
) -> tuple[Item | None, list[Wrong]]:
    try:
        raw = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return None, [Wrong(f"no JSON object ({error})", "write one JSON object a line")]
    if not isinstance(raw, dict):
        return None, [Wrong("no JSON object", "write one JSON object a line")]
    try:
        line = schema.model_validate(raw)
    except ValidationError as error:
        return None, [_schema_fault(e, schema) for e in error.errors()]
    turns = tuple(_turn(turn, alone=len(line.turns) == 1 and line.empty) for turn in line.turns)
    wrong = [w for turn in turns for w in _contradictions(line, turn)]
    wrong += _misplaced_rewrites(turns)
    if isinstance(line, _StoredLine):
        wrong = []  # what was run was sound, or is a BEIR folder's, whose judgements say how
    split: str = getattr(line, "split", "")
    if bulletins is not None:
        split = split_of(raw, bulletins)
    elif not split and (named := line.group or line.same):
        split = _side(named)
    return Item(
        id=line.id,
        lang=line.lang,
        kind=line.kind,
        style=line.style,
        operation=line.operation or "",
        split=split,
        turns=turns,
        raw=raw,
        same=line.same or "",
    ), wrong


def _turn(line: _TurnLine, *, alone: bool) -> Turn:
    return Turn(
        question=line.question,
        answerable=line.answerable,
        answers=tuple(tuple(forms) for forms in line.answers),
        evidence=tuple(line.evidence),
        bulletins=tuple(line.bulletins),
        min_share=line.min_share,
        smalltalk=line.smalltalk,
        empty=line.empty or alone,
        lang=line.lang or "",
        standalone=line.standalone or "",
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return row


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _schema_fault(error: Any, schema: type[ItemLine]) -> Wrong:
    """Say what pydantic found, with the nearest known key for one that is unknown."""
    where = [str(part) for part in error["loc"]]
    name = ".".join(where)
    if error["type"] == "missing":
        return Wrong(f"the key {name!r} is missing", "add it (see eval/README.md)")
    if error["type"] != "extra_forbidden":
        return Wrong(
            f"{name!r} is not usable ({error['msg'][0].lower()}{error['msg'][1:]})",
            "correct it (see eval/README.md)",
        )
    from rapidfuzz import process

    known = list((_TurnLine if where[0] == "turns" else schema).model_fields)
    near = process.extractOne(where[-1], known, score_cutoff=60)
    hint = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(known)}"
    return Wrong(f"the key {name!r} is unknown", f"{hint.rstrip('?')}; rename or remove it")


def _contradictions(line: ItemLine, turn: Turn) -> Iterator[Wrong]:
    """Yield what a turn says against itself, whatever the bulletins say."""
    if not turn.answerable and turn.answers:
        yield Wrong(
            "the turn is said not to be answerable, and has answers",
            "empty `answers` or set `answerable` to true",
        )
    if turn.answerable and turn.smalltalk:
        yield Wrong("small talk is said to be answerable", "set `answerable` to false")
    if turn.empty and turn.bulletins:
        yield Wrong("the turn is said to match nothing, and names bulletins", "drop one of the two")
    if turn.answerable and not turn.empty and not (turn.answers or turn.bulletins):
        yield Wrong(
            "the turn is said to be answerable, and nothing says how",
            "list `answers`, `evidence` and `bulletins`, or set `answerable` to false",
        )
    if line.kind == "factual" and turn.answerable and not turn.answers:
        yield Wrong("a factual turn has no answers", "list at least one required item")


def _misplaced_rewrites(turns: Sequence[Turn]) -> Iterator[Wrong]:
    """Yield where a rewrite stands that follows nothing, or is missing beside others."""
    begun = False
    for number, turn in enumerate(turns, 1):
        follows = begun and not turn.smalltalk
        begun = begun or not turn.smalltalk
        if turn.standalone and not follows:
            yield Wrong(
                f"turn {number} follows no question, and has a rewrite",
                "keep `standalone` for follow-ups",
            )
        elif follows and not turn.standalone and any(t.standalone for t in turns):
            yield Wrong(
                f"turn {number} has no rewrite, and another of its conversation has",
                "write `standalone` for each follow-up, or for none",
            )
