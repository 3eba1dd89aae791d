"""Rows → aggregates: means with bootstrap intervals, whole and by slice, and the curves.

A row is one turn's scores as ``score`` writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.evaluation import measures

Row = Mapping[str, Any]
Floats = NDArray[np.float64]

RESAMPLES = 1000
SEED = 0
# Beyond every confidence, which is in 0..1: where a missing answer stands.
_SUREST, _LEAST_SURE = 2.0, -1.0
BATCH = 100  # resamples drawn at once: bounds memory with thousands of clusters


class Interval(NamedTuple):
    """A mean over ``n`` turns, and its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    n: int


def measure_names(rows: Iterable[Row]) -> list[str]:
    """Return the names of all measures in the order the rows first give them."""
    return list(dict.fromkeys(name for row in rows for name in row["measures"]))


def table(rows: Sequence[Row], names: Sequence[str]) -> Floats:
    """Return the measures as a matrix (rows × names), NaN where one does not apply."""
    values = [[row["measures"].get(name) for name in names] for row in rows]
    return np.array(values, dtype=np.float64).reshape(len(rows), len(names))


def by_cluster(values: Floats, clusters: Sequence[str]) -> tuple[Floats, Floats]:
    """Return the sums of the values and the numbers of values, each (clusters × measures)."""
    names, which = np.unique(np.asarray(clusters, dtype=object).astype(str), return_inverse=True)
    if len(names) < 2:
        # Of one cluster nothing can be learnt by resampling it: its turns stand for themselves.
        names, which = np.arange(len(values)), np.arange(len(values))
    sums = np.zeros((len(names), values.shape[1]))
    numbers = np.zeros_like(sums)
    np.add.at(sums, which, np.nan_to_num(values))
    np.add.at(numbers, which, ~np.isnan(values))
    return sums, numbers


def bootstrap(values: Floats, clusters: Sequence[str]) -> list[Interval | None]:
    """Return each column's mean with its 95 % percentile interval; ``None`` of a column of NaN.

    Clusters are resampled, not turns (Field & Welsh 2007): questions about one bulletin fail
    together. 1,000 resamples (Efron & Tibshirani 1993), always from the same seed.
    """
    numbers = (~np.isnan(values)).sum(axis=0)
    measured = numbers > 0
    if not measured.any():
        return [None] * values.shape[1]
    sums, counts = by_cluster(values[:, measured], clusters)
    rng = np.random.default_rng(SEED)
    even = np.full(len(sums), 1 / len(sums))
    means: list[Floats] = []
    for _ in range(0, RESAMPLES, BATCH):
        drawn = rng.multinomial(len(sums), even, size=BATCH).astype(np.float64)
        with np.errstate(invalid="ignore"):
            means.append((drawn @ sums) / (drawn @ counts))
    low, high = np.nanpercentile(np.concatenate(means), [2.5, 97.5], axis=0)
    mean = sums.sum(axis=0) / counts.sum(axis=0)
    found = np.full((3, values.shape[1]), np.nan)
    found[:, measured] = mean, low, high
    return [_interval(column, int(n)) for column, n in zip(found.T, numbers, strict=True)]


def _interval(column: Floats, n: int) -> Interval | None:
    mean, low, high = (round(float(x), 6) for x in column)
    return Interval(mean, low, high, n) if n else None


def slices_of(row: Row) -> list[str]:
    """Return the slices a row belongs to, as ``dimension=value``.

    ``answerable`` has ``smalltalk`` and ``empty`` (a question that nothing matches) apart; ``turn``
    counts from 1, and only conversations have it.
    """
    answerable = "true" if row["answerable"] else "false"
    if row["smalltalk"] or row["empty"]:
        answerable = "smalltalk" if row["smalltalk"] else "empty"
    dimensions = {
        "lang": row["lang"],
        "kind": row["kind"],
        "style": row["style"],
        "answerable": answerable,
        "split": row["split"],
        "operation": row["operation"],
        "turn": str(row["turn"] + 1) if row["turns"] > 1 else "",
    }
    return [f"{name}={value}" for name, value in dimensions.items() if value]


def sliced(rows: Sequence[Row]) -> dict[str, list[int]]:
    """Return the numbers of the rows in each slice, dimension by dimension, values sorted."""
    found: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        for name in slices_of(row):
            found.setdefault(name, []).append(number)
    dimensions = list(dict.fromkeys(name.partition("=")[0] for name in found))
    order = sorted(found, key=lambda name: (dimensions.index(name.partition("=")[0]), name))
    return {name: found[name] for name in order}


def aggregate(rows: Sequence[Row], times: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """Return the aggregates of a run's rows; ``times`` holds each stage's milliseconds.

    A measure that applies to no turn of a slice is left out of it.
    """
    names = measure_names(rows)
    values = table(rows, names)
    clusters = [row["cluster"] for row in rows]

    def means(chosen: Sequence[int]) -> dict[str, dict[str, float]]:
        intervals = bootstrap(values[chosen], [clusters[n] for n in chosen])
        return {
            name: interval._asdict()
            for name, interval in zip(names, intervals, strict=True)
            if interval
        }

    overall = means(range(len(rows)))
    wanted = [row for row in rows if wants_verdict(row)]
    return {
        "overall": overall,
        "slices": {name: means(chosen) for name, chosen in sliced(rows).items()},
        "curves": _curves(wanted),
        "abstention": _abstention(wanted),
        "time": {
            stage: {f"p{p}": round(float(np.percentile(spent, p)), 3) for p in (50, 95)}
            for stage, spent in times.items()
        },
        "verbatim": _verbatim(rows),
    }


def _verbatim(rows: Iterable[Row]) -> float | None:
    """Return the share of all citations that stand word for word; ``None`` of a run with none."""
    cited = [(row["citations"], row["measures"]["verbatim"]) for row in rows if row["citations"]]
    number = sum(n for n, _ in cited)
    return round(sum(n * share for n, share in cited) / number, 6) if number else None


def wants_verdict(row: Row) -> bool:
    """Whether a turn wants an answer or a refusal."""
    return not row["smalltalk"] and not row["empty"]


def is_right(row: Row) -> bool:
    """Whether answering was right: never where nothing could be answered."""
    return bool(row["answerable"] and row["measures"]["right"])


def sureness(row: Row) -> float:
    """Return the confidence by which a turn is covered, above every other where it was not asked.

    A missing answer is wrong, and an error covered first is the worst there is.
    """
    return _SUREST if row["status"] == "missing" else float(row["confidence"])


def parting(row: Row) -> float:
    """Return the confidence that is to part answerable from unanswerable turns.

    A missing answer stands on the wrong side of all others.
    """
    if row["status"] == "missing":
        return _LEAST_SURE if row["answerable"] else _SUREST
    return float(row["confidence"])


def _curves(rows: Sequence[Row]) -> dict[str, list[list[float]]]:
    """Return the curves by confidence, over the turns that want an answer or a refusal.

    To cover a turn is to answer it, so an unanswerable one covered is an error, and so is an
    answerable one that the system did not answer: nobody knows what it would have said.
    """
    sure, right = [sureness(row) for row in rows], [is_right(row) for row in rows]
    answered = [row for row in rows if row["status"] == "answered"]
    reliability = measures.reliability(
        [row["confidence"] for row in answered], [is_right(row) for row in answered]
    )
    return {
        "risk_coverage": [_rounded(point) for point in measures.risk_coverage(sure, right)],
        "reliability": [_rounded(point) for point in reliability],
    }


def _rounded(point: Iterable[float]) -> list[float]:
    return [x if isinstance(x, int) else round(x, 6) for x in point]


def _abstention(rows: Sequence[Row]) -> dict[str, float | None]:
    """Return how well the system knows what it cannot answer; shares, not numbers of turns.

    ``coverage`` is the share of all turns answered and ``risk`` the share of wrong answers among
    them, at the threshold the system shipped with. A missing answer is no coverage, and a risk.
    """
    sure = [sureness(row) for row in rows]
    risked = [row for row in rows if row["status"] in ("answered", "missing")]
    found = {
        "auroc": measures.auroc([row["answerable"] for row in rows], [parting(r) for r in rows]),
        "aurc": measures.aurc(sure, [is_right(row) for row in rows]),
        "coverage": measures.share(row["status"] == "answered" for row in rows),
        "risk": measures.share(not is_right(row) for row in risked),
        "false_refusals": _mean(rows, "false_refusal"),
        "false_answers": _mean(rows, "false_answer"),
    }
    for kind in sorted({row["kind"] for row in rows if not row["answerable"]}):
        found[f"false_answers_{kind}"] = _mean(
            (r for r in rows if r["kind"] == kind), "false_answer"
        )
    return {name: None if x is None else round(x, 6) for name, x in found.items()}


def _mean(rows: Iterable[Row], name: str) -> float | None:
    numbers = [row["measures"][name] for row in rows if row["measures"][name] is not None]
    return sum(numbers) / len(numbers) if numbers else None
