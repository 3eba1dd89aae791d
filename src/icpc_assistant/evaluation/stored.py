"""A run folder → its items with their gold located in the bulletins, and what was answered."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args

from icpc_assistant.errors import AssistantError, UsageError
from icpc_assistant.evaluation.dataset import Item, Turn, digest_of, read_stored
from icpc_assistant.evaluation.measures import Place
from icpc_assistant.types import Answer, BulletinRef, Citation, Filter, Statement, Status

FORMAT = 1
_FILES = ("manifest.json", "questions.jsonl", "bulletins.jsonl", "answers.jsonl")


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One turn: what was wanted, what was said (``None``: never), what each stage ranked.

    ``quotes`` gives each evidence quote its places (the same words may stand twice; a quote found
    nowhere has none). ``documents`` gives the relevant bulletins' ids their relevance.
    """

    number: int
    turn: Turn
    quotes: tuple[tuple[Place, ...], ...]
    documents: dict[str, int]
    answer: Answer | None
    stages: dict[str, tuple[Place, ...]]


@dataclass(frozen=True, slots=True)
class StoredItem:
    """One line of the question set.

    ``cluster`` names what its scores hang together with: the first bulletin named, else itself.
    """

    item: Item
    cluster: str
    turns: tuple[StoredTurn, ...]


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run as it lies in its folder. ``stages`` are those found, in the pipeline's order."""

    path: Path
    manifest: dict[str, Any]
    bodies: dict[str, str]
    items: tuple[StoredItem, ...]
    stages: tuple[str, ...]

    @property
    def missing(self) -> int:
        """The number of turns without an answer."""
        return sum(turn.answer is None for item in self.items for turn in item.turns)


def read_run(path: Path) -> StoredRun:
    """Read a run folder; what an interruption left unanswered has ``answer=None``.

    Raises:
        UsageError: the folder is no run, a line of it is malformed or occurs twice, or its
            questions or answers are those of another question set.
    """
    for name in _FILES:
        if not (path / name).is_file():
            raise UsageError(
                f"{path} is no run folder (it has no {name}); name one that "
                "`icpc-assistant eval run` wrote."
            )
    manifest = _manifest(path / "manifest.json")
    items = read_stored(path / "questions.jsonl")
    _check_asked(path, manifest, items)
    titles, bodies = _bulletins(path / "bulletins.jsonl")
    answers = _answers(path / "answers.jsonl", {item.id: len(item.turns) for item in items})
    stages = _stages(path / "stages.jsonl")
    found = {name for by_name in stages.values() for name in by_name}
    pipeline = ("bm25", "dense", "fused", "read")
    ordered = [name for name in pipeline if name in found] + sorted(found - set(pipeline))
    return StoredRun(
        path=path,
        manifest=manifest,
        bodies=bodies,
        items=tuple(_stored(item, titles, bodies, answers, stages) for item in items),
        stages=tuple(ordered),
    )


def _stored(
    item: Item,
    titles: dict[str, list[str]],
    bodies: dict[str, str],
    answers: dict[str, list[Answer]],
    stages: dict[tuple[str, int], dict[str, tuple[Place, ...]]],
) -> StoredItem:
    said = answers.get(item.id, [])
    judged = {str(doc): int(grade) for doc, grade in (item.raw.get("qrels") or {}).items()}
    turns = []
    for number, turn in enumerate(item.turns):
        named = _ids(turn.bulletins, titles, bodies)
        turns.append(
            StoredTurn(
                number=number,
                turn=turn,
                quotes=tuple(_places(quote, named, bodies) for quote in turn.evidence),
                documents=judged or dict.fromkeys(named, 1),
                answer=said[number] if number < len(said) else None,
                stages=stages.get((item.id, number), {}),
            )
        )
    about = [name for turn in item.turns for name in turn.bulletins]
    about += [doc for doc, grade in judged.items() if grade > 0]
    return StoredItem(item, about[0] if about else item.id, tuple(turns))


def _ids(names: Sequence[str], titles: dict[str, list[str]], bodies: dict[str, str]) -> list[str]:
    """Return the ids of bulletins given by headline or id; a name none bears stands for itself."""
    ids = [i for name in names for i in ([name] if name in bodies else titles.get(name, [name]))]
    return list(dict.fromkeys(ids))


def _places(quote: str, named: Sequence[str], bodies: dict[str, str]) -> tuple[Place, ...]:
    """Return where a quote stands: in the bulletins named, else wherever it does."""
    inside = [p for i in named for p in _occurrences(quote, i, bodies.get(i, ""))]
    return tuple(inside or (p for i, body in bodies.items() for p in _occurrences(quote, i, body)))


def _occurrences(quote: str, bulletin_id: str, body: str) -> Iterator[Place]:
    at = body.find(quote)
    while at >= 0 and quote:
        yield Place(bulletin_id, at, at + len(quote))
        at = body.find(quote, at + 1)


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all, making its folder if need be.

    Raises:
        AssistantError: it cannot be written.
    """
    partial = path.with_name(path.name + ".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, "utf-8")
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise AssistantError(
            f"{path} cannot be written ({error.strerror or error}); make its folder writable, "
            "with room."
        ) from None


# Reading


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(_read(path))
    except (ValueError, RecursionError):
        manifest = None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise UsageError(
            f"{path} is not the manifest of a run of format {FORMAT}; run "
            "`icpc-assistant eval run` again."
        )
    return manifest


def _check_asked(path: Path, manifest: dict[str, Any], items: Sequence[Item]) -> None:
    """Refuse questions or gold that were exchanged since they were asked."""
    asked = manifest.get("questions_digest")  # runs of earlier versions have none
    if asked is not None and asked != digest_of(items):
        raise UsageError(
            f"{path / 'questions.jsonl'} does not hold what was asked in this run (a question or "
            "its reference has changed since); run `icpc-assistant eval run` again with --fresh."
        )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror or error}); make it readable, or run "
            "`icpc-assistant eval run` again."
        ) from None


def _rows(path: Path, *, torn: bool = False) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, row); ``torn`` drops a last line that an interruption cut short."""
    lines = _read(path).split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            if torn and number == len(lines):
                return
            row = None
        if not isinstance(row, dict):
            raise _malformed(path, number, "it is no JSON object")
        yield number, row


def _malformed(path: Path, number: int, why: str) -> UsageError:
    return UsageError(
        f"{path}:{number}: no line of a run ({why}); run `icpc-assistant eval run` again into a "
        "new folder."
    )


def _bulletins(path: Path) -> tuple[dict[str, list[str]], dict[str, str]]:
    titles: dict[str, list[str]] = {}
    bodies: dict[str, str] = {}
    for number, row in _rows(path):
        bulletin_id, title, body = row.get("id"), row.get("title"), row.get("body")
        if not (isinstance(bulletin_id, str) and isinstance(title, str) and isinstance(body, str)):
            raise _malformed(path, number, "a bulletin has an id, a title and a body")
        if bulletin_id in bodies:
            raise _malformed(path, number, f"the bulletin {bulletin_id!r} stands there twice")
        titles.setdefault(title, []).append(bulletin_id)
        bodies[bulletin_id] = body
    return titles, bodies


def _answers(path: Path, turns: dict[str, int]) -> dict[str, list[Answer]]:
    answers: dict[str, list[Answer]] = {}
    for number, row in _rows(path, torn=True):
        item_id, said = row.get("id"), row.get("turns")
        if item_id in answers:
            raise _malformed(path, number, f"{item_id!r} is answered twice")
        if item_id not in turns:
            raise UsageError(
                f"{path}:{number}: {item_id!r} is no question of this run's set; the answers are "
                "those of another set: score the folder they were written to."
            )
        if not isinstance(said, list) or len(said) > turns[item_id]:
            raise _malformed(path, number, f"{item_id!r} has {turns[item_id]} turns to answer")
        try:
            answers[item_id] = [_answer(row) for row in said]
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise _malformed(path, number, f"no answer: {error}") from None
    return answers


_KNOWN = {field.name for field in fields(Answer)}


def _answer(row: dict[str, Any]) -> Answer:
    """Return the answer a dictionary stands for (the inverse of ``Answer.to_dict``)."""
    known = {key: value for key, value in row.items() if key in _KNOWN}
    known["statements"] = tuple(
        Statement(str(s["text"]), tuple(int(n) for n in s["citations"]))
        for s in row.get("statements") or ()
    )
    known["citations"] = tuple(Citation(**c) for c in row.get("citations") or ())
    known["bulletins"] = tuple(BulletinRef(**b) for b in row.get("bulletins") or ())
    known["filters"] = tuple(Filter(**f) for f in row.get("filters") or ())
    known["choices"] = tuple(str(choice) for choice in row.get("choices") or ())
    answer = Answer(**known)
    if answer.status not in get_args(Status):
        raise ValueError(f"{answer.status!r} is no status")
    if not all(isinstance(t, str) for t in (answer.text, answer.short_answer or "")):
        raise ValueError("the text is no text")
    if not all(
        isinstance(c.quote, str) and isinstance(c.start, int) and isinstance(c.end, int)
        for c in answer.citations
    ):
        raise ValueError("a citation has a quote, a start and an end")
    times = answer.timings_ms.values()
    if not all(_finite(number) for number in (answer.confidence, *times)):
        raise ValueError("the confidence and the timings are numbers")
    return answer


def _finite(number: object) -> bool:
    return isinstance(number, (int, float)) and math.isfinite(number)


def _stages(path: Path) -> dict[tuple[str, int], dict[str, tuple[Place, ...]]]:
    """Return what each stage ranked; a run that stored none has none."""
    if not path.exists():
        return {}
    found: dict[tuple[str, int], dict[str, tuple[Place, ...]]] = {}
    for number, row in _rows(path, torn=True):
        try:
            key = str(row["id"]), int(row["turn"])
            ranked = {str(name): _ranking(places) for name, places in row["stages"].items()}
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise _malformed(path, number, f"no ranking: {error!r}") from None
        if key in found:
            raise _malformed(path, number, f"turn {key[1]} of {key[0]!r} is ranked twice")
        found[key] = ranked
    return found


def _ranking(places: Iterable[Sequence[Any]]) -> tuple[Place, ...]:
    return tuple(Place(str(i), int(start), int(end)) for i, start, end, *_ in places)
