"""What a follow-up's rewrite is worth: its bare words, the assistant's rewrite, a person's.

Each form is a run of its own, so that all is measured as everything else is. A person's rewrite
shows what there is to gain over the bare turn; of that gap, the assistant's closes a share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from icpc_assistant.errors import UsageError
from icpc_assistant.evaluation.aggregate import BATCH, RESAMPLES, SEED, Floats, Interval, by_cluster
from icpc_assistant.evaluation.run import Plan, run
from icpc_assistant.evaluation.score import score_rows
from icpc_assistant.evaluation.stored import StoredItem, StoredRun, StoredTurn, read_run
from icpc_assistant.evaluation.world import Progress, World

FORMS = {"bare": "assistant-bare", "ours": "assistant", "person": "assistant-told"}
# What retrieval finds, whether the right sentence comes first when it is read, and the answer.
MEASURES = ("fused.R@5", "fused.nDCG@10", "read.Success@1", "right")
_RANKED = "fused.nDCG@10"
_NO_GAP = 1e-3  # thirds rounded in the rows add up to less
_Key = tuple[str, int]
_Rows = dict[str, dict[_Key, dict[str, float | None]]]


@dataclass(frozen=True, slots=True)
class Gap:
    """A measure's means by form over ``n`` follow-ups, and the share of the gap that is closed.

    ``closed`` is ``None`` where the person's rewrite is no better than the bare turn.
    """

    bare: float
    ours: float
    person: float
    n: int
    conversations: int
    closed: Interval | None


@dataclass(frozen=True, slots=True)
class Behind:
    """A follow-up for which a person's rewrite finds more than ours; both, with their nDCG@10."""

    id: str
    turn: int
    question: str
    ours: str
    person: str
    found: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Compared:
    """The gaps by measure, and the follow-ups that ours is behind in; none of the test split."""

    gaps: dict[str, Gap]
    behind: tuple[Behind, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the gaps as plain JSON."""
        return {
            name: {**asdict(gap), "closed": gap.closed._asdict() if gap.closed else None}
            for name, gap in self.gaps.items()
        }


def ask(plan: Plan, world: World, root: Path, progress: Progress | None = None) -> Compared:
    """Ask the conversations of a plan that have rewrites in each form, and compare the forms.

    Raises:
        UsageError: none of them has a rewrite.
        AssistantError: see ``run.run``.
    """
    items = tuple(item for item in plan.items if any(turn.standalone for turn in item.turns))
    if not items:
        raise UsageError(
            f"No follow-up of {plan.set} (split {plan.split!r}) has a person's rewrite; write "
            "`standalone` beside it (see eval/README.md), or name another set."
        )
    asked = replace(plan, items=items)
    runs = {
        form: read_run(run(asked, world, system, root=root, progress=_named(progress, form)).folder)
        for form, system in FORMS.items()
    }
    return compared(runs)


def _named(progress: Progress | None, form: str) -> Progress | None:
    if progress is None:
        return None
    tell = progress
    return lambda done, total, stage: tell(done, total, f"{stage} ({form})")


def compared(runs: Mapping[str, StoredRun]) -> Compared:
    """Compare runs, one a form, over the answerable follow-ups that have a rewrite.

    Raises:
        UsageError: there is none.
    """
    rows: _Rows = {
        form: {(r["id"], r["turn"]): r["measures"] for r in score_rows(run)}
        for form, run in runs.items()
    }
    wanted = _rewritten(runs["ours"])
    found = {}
    for name in MEASURES:
        values = {key: [rows[form][key].get(name) for form in FORMS] for key in wanted}
        judged = {key: forms for key, forms in values.items() if None not in forms}
        if judged:
            table = np.array(list(judged.values()), dtype=np.float64)
            found[name] = _gap(table, [item_id for item_id, _ in judged])
    if not found:
        raise UsageError(
            "No follow-up with a person's rewrite is answered by the bulletins; name a set or a "
            "split that has some."
        )
    return Compared(found, tuple(_behind(wanted, rows)))


def _rewritten(stored: StoredRun) -> dict[_Key, tuple[StoredItem, StoredTurn]]:
    return {
        (item.item.id, turn.number): (item, turn)
        for item in stored.items
        for turn in item.turns
        if turn.turn.standalone and turn.turn.answerable and not turn.turn.empty
    }


def _behind(wanted: Mapping[_Key, tuple[StoredItem, StoredTurn]], rows: _Rows) -> Iterator[Behind]:
    for key, (item, turn) in wanted.items():
        ours, person = (rows[form][key].get(_RANKED) for form in ("ours", "person"))
        if item.item.split == "test" or ours is None or person is None or ours >= person:
            continue
        read = turn.answer.standalone_question if turn.answer else ""
        asked = turn.turn
        yield Behind(*key, asked.question, read, asked.standalone, (ours, person))


def _gap(values: Floats, conversations: Sequence[str]) -> Gap:
    """Return the means of the columns (turns × forms), and what of the gap is closed."""
    bare, ours, person = (round(float(mean), 6) for mean in values.mean(axis=0))
    return Gap(
        bare, ours, person, len(values), len(set(conversations)), _closed(values, conversations)
    )


def _closed(values: Floats, conversations: Sequence[str]) -> Interval | None:
    """Return (ours - bare) / (person - bare) with its 95 % percentile interval.

    Whole conversations are resampled, as ``aggregate.bootstrap`` does with bulletins. A resample in
    which the person's rewrite gains nothing has no gap, and is left out.
    """
    sums, _ = by_cluster(values, conversations)
    whole = _share_closed(sums.sum(axis=0, keepdims=True))
    if np.isnan(whole).all():
        return None
    rng = np.random.default_rng(SEED)
    even = np.full(len(sums), 1 / len(sums))
    shares = []
    for _ in range(0, RESAMPLES, BATCH):
        drawn = rng.multinomial(len(sums), even, size=BATCH).astype(np.float64)
        shares.append(_share_closed(drawn @ sums))
    low, high = np.nanpercentile(np.concatenate(shares), [2.5, 97.5])
    mean, low, high = (round(float(x), 6) for x in (whole[0], low, high))
    return Interval(mean, low, high, len(values))


def _share_closed(sums: Floats) -> Floats:
    gained, gap = sums[:, 1] - sums[:, 0], sums[:, 2] - sums[:, 0]
    some = gap > _NO_GAP
    return np.where(some, gained / np.where(some, gap, 1.0), np.nan)
