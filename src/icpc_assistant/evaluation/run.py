"""Question set + system → run folder: every answer, every stage's ranking, and what made them.

::

    manifest.json     what was run: set, system, code, corpus, index, settings, machine
    questions.jsonl   the items, each with its split
    bulletins.jsonl   the corpus they were asked about
    stages.jsonl      what each stage ranked, one line a turn
    run.trec          the passages ranked, in the format of TREC
    answers.jsonl     the answers, one line an item; an item counts as done once it stands here

Whatever comes after reads these files alone. A run that was interrupted goes on where it stopped,
as long as nothing that decides its answers has changed since: the set, the system, the code, the
corpus, the index and the settings. Two runs of the same differ in their timings only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from icpc_assistant.errors import AssistantError, QuestionError, UsageError
from icpc_assistant.evaluation.dataset import GATE, Item, Turn, digest_of, in_gate, read_set
from icpc_assistant.evaluation.provenance import IDENTITY, identity, surroundings
from icpc_assistant.evaluation.systems import open_system
from icpc_assistant.evaluation.world import (
    DEPTH,
    Progress,
    Reply,
    Stages,
    System,
    World,
    language_of,
    place_id,
)
from icpc_assistant.types import Answer, Bulletin, Exchange

FORMAT = 1
MANIFEST, QUESTIONS, BULLETINS = "manifest.json", "questions.jsonl", "bulletins.jsonl"
STAGES, TREC, ANSWERS = "stages.jsonl", "run.trec", "answers.jsonl"
_LOCK = ".lock"
_FILES = (MANIFEST, QUESTIONS, BULLETINS, STAGES, TREC, ANSWERS)
# Made from those files by later steps, so they go when a run begins anew.
_DERIVED = ("scores.jsonl", "aggregates.json")
_OURS = (_LOCK, f"{MANIFEST}.tmp")  # what a run killed at its very start leaves behind
_FINAL = ("fused", "dense", "bm25", "read")  # the stage that run.trec holds: the first there is


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask.

    ``set`` names where the items come from; ``digest`` is that of the whole set, before ``split``
    ("all" for both) and ``limit`` (``None`` for none) took their share.
    """

    set: str
    items: tuple[Item, ...]
    digest: str
    split: str = "all"
    limit: int | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Ran:
    """A finished run: its folder, its number of items, how many of them were answered just now."""

    folder: Path
    items: int
    fresh: int


def planned(
    path: Path,
    bulletins: Sequence[Bulletin],
    split: str = "all",
    limit: int | None = None,
    seed: int = 0,
) -> Plan:
    """Return what asking a question set means; ``split`` is "gate", "dev", "test" or "all".

    "gate" is the part of dev that the gate asks (see ``dataset.in_gate``).

    Raises:
        UsageError: the set is not of the format, or nothing of it is left to ask.
    """
    items = read_set(path, bulletins)
    digest = digest_of(items)
    wanted = [item for item in items if split in ("all", item.split) or _gated(item, split)]
    if not wanted:
        raise UsageError(f"The set {path} has no question of the split {split!r}; name another.")
    return Plan(str(path), tuple(spread(wanted, limit)), digest, split, limit, seed)


def _gated(item: Item, split: str) -> bool:
    return split == GATE and item.split == "dev" and in_gate(item.id, item.kind)


def spread(items: Sequence[Item], limit: int | None) -> list[Item]:
    """Return ``limit`` items spread evenly over ``items``, in order; all without a limit."""
    if limit is None or limit >= len(items):
        return list(items)
    return [items[i * len(items) // limit] for i in range(limit)]


def run(
    plan: Plan,
    world: World,
    system: str,
    folder: Path | None = None,
    *,
    root: Path = Path("runs"),
    fresh: bool = False,
    progress: Progress | None = None,
) -> Ran:
    """Ask a system all that is planned, or what an interruption has left of it.

    Without a ``folder`` the run goes into one under ``root``, named after everything that decides
    its answers: the same run again finds itself finished, a changed one gets its own folder.
    ``fresh`` begins anew in a folder that holds a run already.

    Raises:
        UsageError: the folder holds another run or other files, or the system cannot be had.
        AssistantError: the folder cannot be written, or what the system needs is not there.
    """
    asked = open_system(system, world, plan.seed)
    made_by = {
        "system": system,
        "set_digest": plan.digest,
        "split": plan.split,
        "limit": plan.limit,
        "seed": plan.seed,
        # Of the items asked: by it their file is known again when the run is scored.
        "questions_digest": digest_of(plan.items),
    } | identity(world, system)
    if folder is None:
        folder = root / _folder_name(plan, system, made_by)
    with _writing(folder):
        manifest = {
            "format": FORMAT,
            "system": system,
            "set": plan.set,
            **made_by,
            **surroundings(world, system),
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "answered": 0,
            "complete": False,
        }
        done = before = _begin(folder, plan, world, manifest, fresh)
        try:
            for item in plan.items[before:]:
                _append(folder, item, _ask(asked, item), system)
                done += 1
                if progress:
                    progress(done, len(plan.items), "Answering")
        finally:
            # The manifest there may be that of an earlier start, which it goes on to tell of.
            ended = {"answered": done, "complete": done == len(plan.items)}
            _write_manifest(folder, _manifest(folder) | ended)
    return Ran(folder, len(plan.items), len(plan.items) - before)


# Asking


def _ask(system: System, item: Item) -> list[tuple[Answer, Stages]]:
    """Ask an item's turns as one conversation."""
    history: list[Exchange] = []
    answers = []
    for turn in item.turns:
        try:
            answer, stages = system.answer(turn, item, tuple(history))
        except QuestionError as error:
            answer, stages = _refused(turn, item, str(error)), {}
        answers.append((answer, stages))
        history.append(Exchange(turn.question, answer.text))
    return answers


def _refused(turn: Turn, item: Item, why: str) -> Answer:
    """Return the abstention that stands for a question that cannot be asked."""
    reply = Reply(turn.question[:200], language_of(turn.lang or item.lang))
    return replace(reply.saying("abstained", "abstain"), text=why)


# Writing


def _append(
    folder: Path, item: Item, answers: Sequence[tuple[Answer, Stages]], system: str
) -> None:
    """Write an item's lines; that of ``answers.jsonl`` comes last and says that all is there."""
    with (folder / STAGES).open("a", encoding="utf-8") as file:
        for number, (_, stages) in enumerate(answers):
            _line(file, {"id": item.id, "turn": number, "stages": stages})
    with (folder / TREC).open("a", encoding="utf-8") as file:
        for number, (_, stages) in enumerate(answers):
            final = next((stages[name] for name in _FINAL if name in stages), [])
            for rank, place in enumerate(final[:DEPTH], 1):
                score = f"{place.score:.6f}"
                file.write(
                    f"{item.id}#{number} Q0 {_token(place_id(place))} {rank} {score} {system}\n"
                )
    with (folder / ANSWERS).open("a", encoding="utf-8") as file:
        _line(file, {"id": item.id, "turns": [answer.to_dict() for answer, _ in answers]})


def _line(file: TextIO, row: dict[str, Any]) -> None:
    file.write(_json(row))
    file.flush()


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _token(text: str) -> str:
    """Return an id as one field of a TREC file, whose fields white space parts."""
    return "_".join(text.split())


def _folder_name(plan: Plan, system: str, made_by: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(made_by, sort_keys=True).encode()).hexdigest()[:8]
    few = f"-{plan.limit}" if plan.limit is not None else ""
    return f"{Path(plan.set).stem or 'set'}-{plan.split}{few}-{system}-{digest}"


# Beginning, and going on


def _begin(folder: Path, plan: Plan, world: World, manifest: dict[str, Any], fresh: bool) -> int:
    """Make the folder ready; return how many items stand in it answered already."""
    goes_on = (folder / MANIFEST).is_file() and not fresh
    if goes_on:
        _same_run(folder, manifest)
    elif (folder / MANIFEST).is_file():
        for name in (*_FILES, *_DERIVED):
            (folder / name).unlink(missing_ok=True)
    elif others := sorted(path.name for path in folder.iterdir() if path.name not in _OURS):
        raise UsageError(
            f"The folder {folder} holds other files ({others[0]}); name an empty or a new one."
        )
    if not goes_on:
        _write_manifest(folder, manifest)  # first: from here on the folder is this run's
    # Also where a run goes on: it may have been broken off before these were whole.
    questions = ({**item.raw, "split": item.split} for item in plan.items)
    _replace(folder / QUESTIONS, "".join(_json(row) for row in questions))
    _replace(folder / BULLETINS, "".join(_json(_stored(b)) for b in world.bulletins.values()))
    for name in (STAGES, TREC, ANSWERS):
        (folder / name).touch()
    return _resumed(folder, plan) if goes_on else 0


def _stored(bulletin: Bulletin) -> dict[str, Any]:
    return {
        "id": bulletin.id,
        "title": bulletin.title,
        "date": bulletin.date,
        "language": bulletin.language,
        "body": bulletin.body,
    }


def _same_run(folder: Path, manifest: dict[str, Any]) -> None:
    """Refuse to go on with a run that something else has begun."""
    found = _manifest(folder)
    for key, what in IDENTITY.items():
        if found.get(key) != manifest[key]:
            raise UsageError(
                f"The folder {folder} holds another run ({what} differs); name another folder with "
                "--output, or add --fresh to begin it anew."
            )


def _resumed(folder: Path, plan: Plan) -> int:
    """Drop what a last, broken-off item has left; return how many items are whole."""
    answers = _whole_lines(folder / ANSWERS)
    ids = [item.id for item in plan.items]
    done = [json.loads(line)["id"] for line in answers]
    if done != ids[: len(done)]:
        raise UsageError(
            f"The answers in {folder} are not those of its questions; delete the folder, or add "
            "--fresh to `eval run`, to begin anew."
        )
    kept = set(done)
    stages = [line for line in _whole_lines(folder / STAGES) if json.loads(line)["id"] in kept]
    ranks = [
        line
        for line in _whole_lines(folder / TREC, json_lines=False)
        if line.split(" ", 1)[0].rpartition("#")[0] in kept
    ]
    for name, lines in ((STAGES, stages), (TREC, ranks), (ANSWERS, answers)):
        _replace(folder / name, "".join(line + "\n" for line in lines))
    return len(done)


def _whole_lines(path: Path, *, json_lines: bool = True) -> list[str]:
    """Return a file's complete lines: a torn last one, which has no line feed, is not among them.

    With ``json_lines`` reading stops at the first line that is no JSON object with an id.
    """
    text = path.read_text("utf-8", errors="replace") if path.is_file() else ""
    lines = [line for line in text.split("\n")[:-1] if line]
    if not json_lines:
        return lines
    whole = []
    for line in lines:
        try:
            json.loads(line)["id"]
        except (ValueError, KeyError, TypeError, RecursionError):
            break
        whole.append(line)
    return whole


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (ValueError, RecursionError):
        manifest = None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise UsageError(
            f"{folder / MANIFEST} is not the manifest of a run; name another folder with --output, "
            "or add --fresh to begin it anew."
        )
    return manifest


def _write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    _replace(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")


def _replace(path: Path, text: str) -> None:
    partial = path.with_name(path.name + ".tmp")
    partial.write_text(text, "utf-8")
    partial.replace(path)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Make the folder, keep other processes out of it, and say in a sentence what goes wrong."""
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / _LOCK, timeout=0):
            yield
    except Timeout:
        raise AssistantError(
            f"Another process is writing the run in {folder}; wait for it, or name another folder "
            "with --output."
        ) from None
    except OSError as error:
        raise AssistantError(
            f"The run cannot be written in {folder} ({error.strerror or error}); name a folder "
            "that can be written, with room, with --output."
        ) from None
