"""Two runs over the same questions, side by side: what changed, how surely, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from icpc_assistant.errors import UsageError
from icpc_assistant.evaluation.aggregate import (
    SEED,
    Floats,
    Row,
    bootstrap,
    by_cluster,
    measure_names,
    sliced,
    table,
)
from icpc_assistant.evaluation.confidence import paired
from icpc_assistant.evaluation.score import score_rows
from icpc_assistant.evaluation.stored import StoredRun, read_run

Key = tuple[str, int]

_EXACT = 13  # clusters up to which all 2^n flips are tried
_FLIPS = 9999
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure in both runs, over the ``n`` turns that have it in both.

    ``difference`` is ``mean_b - mean_a``, with its 95 % bootstrap interval and the permutation
    test's ``p``; ``p_holm`` is p corrected for all slices of this measure, ``None`` overall.
    """

    mean_a: float
    mean_b: float
    difference: float
    low: float
    high: float
    p: float
    n: int
    p_holm: float | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A turn that one run handled better, with both answers (``Answer.to_dict()`` or ``None``)."""

    id: str
    turn: int
    lang: str
    kind: str
    question: str
    answer_a: dict[str, Any] | None
    answer_b: dict[str, Any] | None
    measures_a: dict[str, float | None]
    measures_b: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run B against run A; a turn is won where B handled it better."""

    run_a: Path
    run_b: Path
    turns: int
    overall: dict[str, Difference]
    slices: dict[str, dict[str, Difference]]
    won: tuple[Changed, ...]
    lost: tuple[Changed, ...]
    confidence: dict[str, Difference]

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain JSON."""
        return {**asdict(self), "run_a": str(self.run_a), "run_b": str(self.run_b)}


def compare(run_a: Path, run_b: Path) -> Comparison:
    """Compare two runs turn by turn, both scored afresh from their stored files.

    Raises:
        UsageError: a folder is no run, or the two answer different questions.
    """
    a, b = read_run(run_a), read_run(run_b)
    _check_same(a, b)
    rows_a = {key_of(row): row for row in score_rows(a)}
    # In one order, whatever the order the sets were run in.
    rows_b = {key_of(row): row for row in score_rows(b)}
    before, after = list(rows_a.values()), [rows_b[key] for key in rows_a]
    won, lost = changes(before, after)
    questions = {
        (item.item.id, turn.number): turn.turn.question for item in a.items for turn in item.turns
    }
    answers_a, answers_b = _answers(a), _answers(b)

    def told(keys: Iterable[Key]) -> tuple[Changed, ...]:
        return tuple(
            Changed(
                id=key[0],
                turn=key[1],
                lang=rows_a[key]["lang"],
                kind=rows_a[key]["kind"],
                question=questions[key],
                answer_a=answers_a[key],
                answer_b=answers_b[key],
                measures_a=rows_a[key]["measures"],
                measures_b=rows_b[key]["measures"],
            )
            for key in keys
        )

    return Comparison(
        run_a=run_a,
        run_b=run_b,
        turns=len(before),
        overall=differences(before, after),
        slices=differences_by_slice(before, after),
        won=told(won),
        lost=told(lost),
        confidence=confidence_differences(before, after),
    )


def key_of(row: Row) -> Key:
    """Return what names a row in every run: its item and turn."""
    return row["id"], row["turn"]


def _check_same(a: StoredRun, b: StoredRun) -> None:
    raw_a, raw_b = ({item.item.id: item.item.raw for item in run.items} for run in (a, b))
    if raw_a == raw_b:
        return
    common = sum(raw_b.get(item_id) == raw for item_id, raw in raw_a.items())
    raise UsageError(
        f"{a.path} and {b.path} answer different questions: of {len(raw_a)} and {len(raw_b)} items "
        f"they have {common} in common, word for word; run both over the same set, split and limit."
    )


def _answers(run: StoredRun) -> dict[Key, dict[str, Any] | None]:
    return {
        (item.item.id, turn.number): turn.answer.to_dict() if turn.answer else None
        for item in run.items
        for turn in item.turns
    }


def changes(before: Sequence[Row], after: Sequence[Row]) -> tuple[list[Key], list[Key]]:
    """Return the turns won and lost: by ``right`` first, where that is equal by ``items_found``."""
    gains: list[tuple[tuple[float, float], Key]] = []
    for old, new in zip(before, after, strict=True):
        gain = tuple(
            (new["measures"].get(name) or 0.0) - (old["measures"].get(name) or 0.0)
            for name in ("right", "items_found")
        )
        gains.append(((gain[0], gain[1]), key_of(old)))
    nothing = (0.0, 0.0)
    won = sorted((g for g in gains if g[0] > nothing), key=lambda g: (-g[0][0], -g[0][1]))
    lost = sorted((g for g in gains if g[0] < nothing), key=lambda g: g[0])
    return [key for _, key in won], [key for _, key in lost]


def differences(before: Sequence[Row], after: Sequence[Row]) -> dict[str, Difference]:
    """Return every measure's paired difference.

    The two lists hold the same turns in the same order; a turn counts for a measure where both
    have it, so a stage that one run lacks is left out.
    """
    names = list(dict.fromkeys([*measure_names(before), *measure_names(after)]))
    old, new = table(before, names), table(after, names)
    change = new - old  # NaN where either has none
    clusters = [row["cluster"] for row in before]
    p_values = sign_flip(change, clusters)
    found = {}
    for column, interval in enumerate(bootstrap(change, clusters)):
        if interval is None:
            continue
        shared = ~np.isnan(change[:, column])
        found[names[column]] = Difference(
            mean_a=round(float(old[shared, column].mean()), 6),
            mean_b=round(float(new[shared, column].mean()), 6),
            difference=interval.mean,
            low=interval.low,
            high=interval.high,
            p=p_values[column],
            n=interval.n,
        )
    return found


def confidence_differences(before: Sequence[Row], after: Sequence[Row]) -> dict[str, Difference]:
    """Return the paired differences of AUROC and AURC (see ``confidence``), by name."""
    return {
        name: Difference(
            mean_a=found.a,
            mean_b=found.b,
            difference=round(found.b - found.a, 6),
            low=found.low,
            high=found.high,
            p=found.p,
            n=found.n,
        )
        for name, found in paired(before, after).items()
    }


def differences_by_slice(
    before: Sequence[Row], after: Sequence[Row]
) -> dict[str, dict[str, Difference]]:
    """Return the differences of each slice, ``p_holm`` corrected for the number of slices."""
    slices = {
        name: differences([before[n] for n in chosen], [after[n] for n in chosen])
        for name, chosen in sliced(before).items()
    }
    for measure in {measure for found in slices.values() for measure in found}:
        having = [name for name, found in slices.items() if measure in found]
        adjusted = holm([slices[name][measure].p for name in having])
        for name, p in zip(having, adjusted, strict=True):
            slices[name][measure] = replace(slices[name][measure], p_holm=p)
    return slices


def sign_flip(change: Floats, clusters: Sequence[str]) -> list[float]:
    """Return each column's two-sided p of the paired permutation test, whole clusters at a time.

    If the runs did not differ, either could have given either answer: every cluster's sum of
    differences is as likely with the other sign (Fisher 1935; Good 2005). With up to 13 clusters
    all flips are tried, as ``scipy.stats.permutation_test(permutation_type="samples")`` does;
    else 9,999 drawn from one seed, the observed one counted among them (Phipson & Smyth 2010).
    """
    sums, _ = by_cluster(change, clusters)
    number = len(sums)
    least = np.abs(sums.sum(axis=0)) - 1e-9
    reached = np.zeros(change.shape[1])
    if number <= _EXACT:
        bits = np.arange(2**number)[:, None] >> np.arange(number) & 1
        reached += (np.abs((2.0 * bits - 1) @ sums) >= least).sum(axis=0)
        return [float(p) for p in reached / 2**number]
    rng = np.random.default_rng(SEED)
    for start in range(0, _FLIPS, _BATCH):
        signs = 2.0 * rng.integers(0, 2, size=(min(_BATCH, _FLIPS - start), number)) - 1
        reached += (np.abs(signs @ sums) >= least).sum(axis=0)
    return [float(p) for p in (reached + 1) / (_FLIPS + 1)]


def holm(p_values: Sequence[float]) -> list[float]:
    """Return the p values adjusted for their number (Holm 1979), in the order given."""
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=lambda n: p_values[n])):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = largest
    return adjusted
