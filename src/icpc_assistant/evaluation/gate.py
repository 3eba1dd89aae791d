"""A run against the stored baseline: may this change go in, and what did it win and lose?"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from icpc_assistant.errors import UsageError
from icpc_assistant.evaluation.compare import Difference, Key, changes, differences, key_of
from icpc_assistant.evaluation.dataset import GATE, in_gate
from icpc_assistant.evaluation.measures import unmarked
from icpc_assistant.evaluation.score import score_rows
from icpc_assistant.evaluation.stored import StoredRun, StoredTurn, read_run, write_text
from icpc_assistant.types import Answer

FORMAT = 2
_READ = (1, FORMAT)  # format 1 had the measures alone, not what was said
SPLIT = "dev"

# How far a measure's mean may get worse. Beyond it the change must also be more than luck.
MARGINS: dict[str, float] = {
    "right": 0.01,
    "items_found": 0.01,
    "cited_first": 0.01,
    "false_answer": 0.02,
    "false_refusal": 0.02,
    "read.Success@1": 0.02,
    "language_ok": 0.01,
}
_LOWER_IS_BETTER = ("false_answer", "false_refusal")
_STORED = ("right", "items_found", "cited_first", "verbatim", *list(MARGINS)[3:])
_SINCE_2 = ("language_ok",)  # measures that format 1 did not have

_NAMED = 5  # turns named in a sentence
_BRIEF = 160  # characters of an answer that the baseline keeps

Row = dict[str, Any]
Values = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered, in brief: the status ("" where nobody noted it), and one line."""

    status: str = ""
    text: str = ""

    def __str__(self) -> str:
        return f"{self.status}: {self.text}" if self.status else "(not noted)"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the baseline keeps of a turn; ``digest`` is that of its line of the set.

    Both texts are "" where the baseline's format did not have them.
    """

    measures: Values
    kind: str = ""
    reply: Reply = Reply()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Turned:
    """A turn that the run handled better or worse than the baseline; both replies, both scores."""

    id: str
    turn: int
    kind: str
    question: str
    reply_before: Reply
    reply: Reply
    before: Values
    after: Values


@dataclass(frozen=True, slots=True)
class GateResult:
    """Whether a run is as good as the baseline; ``failures`` are sentences, empty if it passed.

    A turn is won or lost by ``right``, and where that is equal by its items found. ``worse`` has
    the turns that got worse on each measure that fails, and under ``verbatim`` those with a quote
    that does not stand in its bulletin. ``turns`` of the baseline's ``of`` were compared.
    """

    passed: bool
    failures: tuple[str, ...]
    lost: tuple[Turned, ...]
    won: tuple[Turned, ...]
    worse: dict[str, tuple[Turned, ...]]
    differences: dict[str, Difference]
    turns: int
    of: int


def gate(run: Path, baseline: Path, margins: Mapping[str, float] | None = None) -> GateResult:
    """Judge a run by the baseline's turns; a run of the split "gate" by those that the gate asks.

    It fails where a measure's mean is worse by more than its margin *and* the 95 % bootstrap
    interval of the paired difference excludes zero, where a quote does not stand word for word in
    its bulletin, and where a turn of the baseline has no answer.

    ``margins`` replaces those of ``MARGINS`` it names.

    Raises:
        UsageError: the run or the baseline cannot be read, the run lacks turns of the baseline or
            has them with another question or reference, or a margin is for no measure of the gate.
    """
    allowed = _margins(margins or {})
    stored = read_run(run)
    rows = score_rows(stored)
    whole = _read(baseline)
    old_rows = _asked(whole, stored) if stored.manifest.get("split") == GATE else whole
    by_key = {_name(row): row for row in rows}
    absent = [name for name in old_rows if name not in by_key]
    if absent:
        raise UsageError(
            f"{run} lacks {len(absent)} of the {len(old_rows)} turns of {baseline} (the first is "
            f"{absent[0]}); run the whole {SPLIT} split of the baseline's set, or rewrite the "
            "baseline with `icpc-assistant eval gate --update`."
        )
    _check_same(run, baseline, old_rows, by_key)
    new = [by_key[name] for name in old_rows]
    old = [_as_row(row, old_rows[_name(row)]) for row in new]
    comparable = [_comparable(a, b) for a, b in zip(old, new, strict=True)]
    found = differences(old, comparable)
    found = {name: found[name] for name in allowed if name in found}
    failing = {n: said for n in found if (said := _failure(n, found[n], allowed[n]))}
    unproven = [row for row in rows if row["measures"]["verbatim"] not in (None, 1.0)]
    failures = [*_unproven(unproven), *_unanswered(new), *failing.values()]
    worse = {name: _worse(name, old, comparable) for name in failing}
    if unproven:
        worse["verbatim"] = [key_of(row) for row in unproven]
    won, lost = changes(old, new)
    turns = _turns(stored)

    def told(keys: Sequence[Key]) -> tuple[Turned, ...]:
        return tuple(_turned(turns[key], key, by_key, old_rows) for key in keys)

    return GateResult(
        passed=not failures,
        failures=tuple(failures),
        lost=told(lost),
        won=told(won),
        worse={name: told(keys) for name, keys in worse.items()},
        differences=found,
        turns=len(new),
        of=len(whole),
    )


def update_baseline(run: Path, baseline: Path) -> str:
    """Write the run's dev split as the new baseline; return what that changes, line by line.

    Raises:
        UsageError: the run cannot be read, is not complete, or is not of the dev split.
        AssistantError: the baseline cannot be written.
    """
    stored = read_run(run)
    if stored.manifest.get("split") == GATE:
        raise UsageError(
            f"{run} has only the part of the {SPLIT} split that the gate asks, and the baseline is "
            f"made of all of it; run it with `--split {SPLIT}`."
        )
    if stored.manifest.get("limit"):
        raise UsageError(
            f"{run} has only {stored.manifest['limit']} lines of its set, and the baseline is made "
            f"of all of the {SPLIT} split; run it without `--limit`."
        )
    rows = [row for row in score_rows(stored) if row["split"] == SPLIT]
    if not rows:
        raise UsageError(
            f"{run} has no turn of the {SPLIT} split, which the baseline is made of; run it with "
            f"`--split {SPLIT}`."
        )
    missing = sum(row["status"] == "missing" for row in rows)
    if missing:
        raise UsageError(
            f"{run} has no answer to {missing} of its {len(rows)} turns; finish it with "
            "`icpc-assistant eval run` before it becomes the baseline."
        )
    before = _read(baseline) if baseline.exists() else {}
    turns = _turns(stored)
    after = {
        _name(row): Kept(
            _stored(row), row["kind"], _reply(turns[key_of(row)].answer), row["digest"]
        )
        for row in rows
    }
    _write(baseline, stored, after)
    return "\n".join(_told(before, after))


# The baseline file


def _read(path: Path) -> dict[str, Kept]:
    try:
        whole = json.loads(path.read_bytes())
        rows = {str(name): _kept(row, whole["format"]) for name, row in whole["rows"].items()}
        sound = whole["format"] in _READ and bool(rows)
        sound = sound and all(
            _is_score(x) for kept in rows.values() for x in kept.measures.values()
        )
    except OSError as error:
        raise UsageError(
            f"The baseline {path} cannot be read ({error.strerror or error}); write one with "
            "`icpc-assistant eval gate RUN --update`."
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        sound = False
    if not sound:
        raise UsageError(
            f"{path} is no baseline of format {FORMAT}; restore it, or write it anew with "
            "`icpc-assistant eval gate RUN --update`."
        )
    return rows


def _kept(row: Mapping[str, Any], form: int) -> Kept:
    if form == 1:
        return Kept({name: None if name in _SINCE_2 else row[name] for name in _STORED})
    measures = {measure: row[measure] for measure in _STORED}
    reply = Reply(str(row["status"]), str(row["said"]))
    return Kept(measures, str(row["kind"]), reply, str(row["digest"]))


def _is_score(value: object) -> bool:
    return value is None or (isinstance(value, (int, float)) and math.isfinite(value))


def _write(path: Path, run: StoredRun, rows: Mapping[str, Kept]) -> None:
    """Write the baseline, a turn a line, so that a version control's difference can be read."""
    about = {key: run.manifest.get(key) for key in ("system", "set", "set_digest", "created")}
    head = json.dumps({"format": FORMAT, "split": SPLIT, **about}, ensure_ascii=False)[1:-1]
    lines = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(_line(kept), ensure_ascii=False)}"
        for name, kept in rows.items()
    )
    write_text(path, f'{{{head},\n"rows": {{\n{lines}\n}}}}\n')


def _name(row: Mapping[str, Any]) -> str:
    return f"{row['id']}#{row['turn']}"


def _line(kept: Kept) -> Row:
    said = {"status": kept.reply.status, "said": kept.reply.text}
    return {**kept.measures, "kind": kept.kind, **said, "digest": kept.digest}


def _stored(row: Row) -> Values:
    return {measure: row["measures"].get(measure) for measure in _STORED}


def _reply(answer: Answer | None) -> Reply:
    """Return an answer in brief: its short answer, else its first statement, else what it says."""
    if answer is None:
        return Reply("missing")
    first = answer.statements[0].text if answer.statements else answer.text
    line = " ".join(unmarked(answer.short_answer or first).split())
    brief = line if len(line) <= _BRIEF else f"{line[: _BRIEF - 1].rstrip()}…"
    return Reply(answer.status, brief)


def _turns(run: StoredRun) -> dict[Key, StoredTurn]:
    return {(item.item.id, turn.number): turn for item in run.items for turn in item.turns}


# Judging


def _margins(given: Mapping[str, float]) -> dict[str, float]:
    unknown = sorted(set(given) - set(MARGINS))
    if unknown:
        raise UsageError(
            f"The gate has no measure {unknown[0]!r} to give a margin; its measures are "
            f"{', '.join(MARGINS)}."
        )
    wrong = [name for name, margin in given.items() if not 0 <= margin <= 1]
    if wrong:
        raise UsageError(f"The margin of {wrong[0]} is out of range; give a number from 0 to 1.")
    return {**MARGINS, **given}


def _asked(rows: dict[str, Kept], run: StoredRun) -> dict[str, Kept]:
    """Return the baseline's turns that the gate asks: all of them where the run has none.

    Where the baseline names no kinds, those of the run are taken for them.
    """
    ran = {f"{key[0]}#{key[1]}" for key in _turns(run)}
    asked = {
        name: kept
        for name, kept in rows.items()
        if name in ran or (kept.kind and in_gate(name.rpartition("#")[0], kept.kind))
    }
    return asked or rows


def _check_same(
    run: Path, baseline: Path, old_rows: Mapping[str, Kept], rows: Mapping[str, Row]
) -> None:
    """Refuse to compare answers to one question with answers to another of the same id."""
    changed = [n for n, old in old_rows.items() if old.digest not in ("", rows[n]["digest"])]
    if changed:
        raise UsageError(
            f"{len(changed)} turns of {run} are not those of {baseline}: a question or its "
            f"reference has changed ({', '.join(changed[:_NAMED])}"
            f"{', …' if len(changed) > _NAMED else ''}); run the baseline's set, or rewrite the "
            "baseline with `icpc-assistant eval gate --update`."
        )


def _as_row(row: Row, kept: Kept) -> Row:
    """Return the baseline's turn as a row like the run's."""
    return {**row, "measures": dict(kept.measures)}


def _comparable(old: Row, new: Row) -> Row:
    """Return the new row with zero for what the baseline measured and the run no longer does.

    A stage that vanished must not pass for lack of numbers.
    """
    values = dict(new["measures"])
    for name, before in old["measures"].items():
        if before is not None and values.get(name) is None and name in MARGINS:
            values[name] = 1.0 if name in _LOWER_IS_BETTER else 0.0
    return {**new, "measures": values}


def _worse(name: str, old: Sequence[Row], new: Sequence[Row]) -> list[Key]:
    """Return the turns that got worse on a measure, those that lost most first."""
    sign = -1 if name in _LOWER_IS_BETTER else 1
    losses = []
    for before, after in zip(old, new, strict=True):
        was, now = before["measures"].get(name), after["measures"].get(name)
        if was is not None and now is not None and sign * (now - was) < 0:
            losses.append((sign * (now - was), key_of(before)))
    return [key for _, key in sorted(losses, key=lambda loss: loss[0])]


def _failure(name: str, found: Difference, margin: float) -> str | None:
    sign = -1 if name in _LOWER_IS_BETTER else 1
    # The interval of the gain: its upper end below zero says the loss is more than luck.
    surely = (found.high if sign > 0 else -found.low) < 0
    if not surely or -sign * found.difference <= margin:
        return None
    return (
        f"{name} went from {found.mean_a:.3f} to {found.mean_b:.3f} over {found.n} turns (95 % "
        f"interval of the change {found.low:+.3f} to {found.high:+.3f}), beyond its margin of "
        f"{margin:g}; look at the questions that got worse."
    )


def _unproven(rows: Sequence[Row]) -> list[str]:
    if not rows:
        return []
    return [
        f"a quote does not stand word for word in its bulletin in {len(rows)} turns (the first "
        f"is {_name(rows[0])}); no margin allows that: correct the citation."
    ]


def _unanswered(rows: Sequence[Row]) -> list[str]:
    missing = [_name(row) for row in rows if row["status"] == "missing"]
    if not missing:
        return []
    return [
        f"{len(missing)} turns of the baseline have no answer (the first is {missing[0]}); "
        "finish the run."
    ]


def _turned(
    stored: StoredTurn, key: Key, rows: Mapping[str, Row], old_rows: Mapping[str, Kept]
) -> Turned:
    name = f"{key[0]}#{key[1]}"
    # A quote that is false is told of wherever it is, also where the baseline has no such turn.
    old = old_rows.get(name) or Kept(dict.fromkeys(_STORED))
    return Turned(
        id=key[0],
        turn=key[1],
        kind=rows[name]["kind"],
        question=stored.turn.question,
        reply_before=old.reply,
        reply=_reply(stored.answer),
        before=old.measures,
        after=_stored(rows[name]),
    )


# Telling


def _told(before: Mapping[str, Kept], after: Mapping[str, Kept]) -> list[str]:
    if not before:
        return [f"New baseline of {len(after)} turns.", *_means({}, after)]
    added, removed = set(after) - set(before), set(before) - set(after)
    lines = [f"Baseline of {len(after)} turns: {len(added)} added, {len(removed)} removed."]
    lines += _means(before, after)
    common = [name for name in after if name in before]
    for word, sign in (("won", 1), ("lost", -1)):
        names = [n for n in common if sign * (_right(after[n]) - _right(before[n])) > 0]
        if names:
            lines.append(f"{word} {len(names)}: {', '.join(names)}")
    return lines


def _right(kept: Kept) -> float:
    return kept.measures["right"] or 0.0


def _means(before: Mapping[str, Kept], after: Mapping[str, Kept]) -> list[str]:
    lines = []
    for measure in _STORED:
        old, new = _mean(before, measure), _mean(after, measure)
        if old is None and new is None:
            continue
        shown = [f"{x:.3f}" if x is not None else "none" for x in (old, new)]
        lines.append(f"{measure}: {' → '.join(shown) if before else shown[1]}")
    return lines


def _mean(rows: Mapping[str, Kept], measure: str) -> float | None:
    numbers = [x for kept in rows.values() if (x := kept.measures[measure]) is not None]
    return sum(numbers) / len(numbers) if numbers else None
