"""Rows → how well confidence tells what can be answered, with intervals, alone and beside a run.

``AUROC`` is over all turns that want an answer or a refusal, ``AUROC near_miss`` over the
answerable ones and those of that kind alone, and so on for each kind: to tell a near miss apart is
harder than to tell small talk about the weather. ``AURC`` is over all; of it less is better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.evaluation.aggregate import (
    BATCH,
    RESAMPLES,
    SEED,
    Floats,
    Interval,
    Row,
    is_right,
    parting,
    sureness,
    wants_verdict,
)

Bools = NDArray[np.bool_]
_Statistic = Callable[[Floats], Floats]  # weights (resamples × turns) → a value a resample


class Paired(NamedTuple):
    """A measure of confidence in two runs, and the 95 % bootstrap interval of the difference.

    ``p`` is two-sided, from the same resamples: twice the share of differences on the rarer side
    of zero (Efron & Tibshirani 1993, the observed one counted among them).
    """

    a: float
    b: float
    low: float
    high: float
    p: float
    n: int


def confidence(rows: Sequence[Row]) -> dict[str, Interval]:
    """Return AUROC, whole and by kind of unanswerable turn, and AURC, each with its interval.

    ``n`` counts the unanswerable turns that AUROC parts from the answerable ones, and all turns of
    AURC. What has no value (no answerable turn, no other) is left out.
    """
    wanted = [row for row in rows if wants_verdict(row)]
    if not wanted:
        return {}
    found = {}
    statistics = _statistics(wanted)
    clusters = [row["cluster"] for row in wanted]
    for (name, values), (_, n) in zip(
        _resampled(statistics, clusters).items(), _counts(wanted).items(), strict=True
    ):
        mean = _of_all(statistics[name], len(wanted))
        if not np.isnan(mean):
            low, high = _rounded(*np.nanpercentile(values, [2.5, 97.5]))
            found[name] = Interval(round(mean, 6), low, high, n)
    return found


def paired(before: Sequence[Row], after: Sequence[Row]) -> dict[str, Paired]:
    """Return the same of two runs over the same turns in the same order, ``b`` being ``after``."""
    chosen = [n for n, row in enumerate(before) if wants_verdict(row)]
    if not chosen:
        return {}
    rows = [[run[n] for n in chosen] for run in (before, after)]
    clusters = [row["cluster"] for row in rows[0]]
    statistics = [_statistics(run) for run in rows]
    # One seed: both runs are resampled alike.
    old, new = (_resampled(of_run, clusters) for of_run in statistics)
    found = {}
    for name, n in _counts(rows[0]).items():
        a, b = (_of_all(of_run[name], len(chosen)) for of_run in statistics)
        if np.isnan(a) or np.isnan(b):
            continue
        change = new[name] - old[name]
        change = change[~np.isnan(change)]
        low, high = np.percentile(change, [2.5, 97.5])
        rarer = min((change <= 0).sum(), (change >= 0).sum())
        p = min(1.0, float(2 * (rarer + 1) / (len(change) + 1)))
        found[name] = Paired(round(a, 6), round(b, 6), *_rounded(low, high), p, n)
    return found


def _rounded(low: float, high: float) -> tuple[float, float]:
    return round(float(low), 6), round(float(high), 6)


def _counts(rows: Sequence[Row]) -> dict[str, int]:
    """Return the names of the measures, with the turns that each is about."""
    kinds = [row["kind"] for row in rows if not row["answerable"]]
    by_kind = {f"AUROC {kind}": kinds.count(kind) for kind in sorted(set(kinds))}
    return {"AUROC": len(kinds), **by_kind, "AURC": len(rows)}


def _statistics(rows: Sequence[Row]) -> dict[str, _Statistic]:
    answerable = np.array([bool(row["answerable"]) for row in rows])
    kinds = np.array([row["kind"] for row in rows])
    apart = np.array([parting(row) for row in rows])
    sure = np.array([sureness(row) for row in rows])
    right = np.array([is_right(row) for row in rows])

    def auroc(among: Bools) -> _Statistic:
        return lambda weights: weighted_auroc(answerable, apart, weights * among)

    found = {"AUROC": auroc(np.ones(len(rows), dtype=bool))}
    for name in _counts(rows):
        if name.startswith("AUROC "):
            found[name] = auroc(answerable | (kinds == name.removeprefix("AUROC ")))
    return found | {"AURC": lambda weights: weighted_aurc(sure, right, weights)}


def _of_all(statistic: _Statistic, number: int) -> float:
    return float(statistic(np.ones((1, number)))[0])


def _resampled(statistics: Mapping[str, _Statistic], clusters: Sequence[str]) -> dict[str, Floats]:
    """Return each statistic's values over the resamples."""
    values: dict[str, list[Floats]] = {name: [] for name in statistics}
    for weights in _weights(clusters):
        for name, statistic in statistics.items():
            values[name].append(statistic(weights))
    return {name: np.concatenate(found) for name, found in values.items()}


def _weights(clusters: Sequence[str]) -> Iterator[Floats]:
    """Yield how often each turn is drawn (resamples × turns): whole clusters, as ``bootstrap``."""
    names, which = np.unique(np.asarray(clusters, dtype=object).astype(str), return_inverse=True)
    if len(names) < 2:
        names = which = np.arange(len(clusters))
    rng = np.random.default_rng(SEED)
    even = np.full(len(names), 1 / len(names))
    for _ in range(0, RESAMPLES, BATCH):
        yield rng.multinomial(len(names), even, size=BATCH)[:, which].astype(np.float64)


def weighted_auroc(answerable: Bools, sure: Floats, weights: Floats) -> Floats:
    """Return ``measures.auroc`` of each row of weights (resamples × turns), NaN of one class."""
    order = np.argsort(sure, kind="stable")
    starts = _starts(sure[order])
    drawn, positive = weights[:, order], answerable[order]
    pos = np.add.reduceat(drawn * positive, starts, axis=1)
    neg = np.add.reduceat(drawn * ~positive, starts, axis=1)
    below = np.cumsum(neg, axis=1) - neg
    with np.errstate(invalid="ignore", divide="ignore"):
        won: Floats = (pos * (below + neg / 2)).sum(axis=1) / (pos.sum(axis=1) * neg.sum(axis=1))
    return won


def weighted_aurc(sure: Floats, right: Bools, weights: Floats) -> Floats:
    """Return ``measures.aurc`` of each row of weights, which are whole numbers.

    Of a group of m turns of one confidence with N turns and E errors before them, the risks at
    N + 1, …, N + m sum to e + (E - e N / m) (H(N + m) - H(N)), where e are the group's errors and
    H(n) = 1 + 1/2 + … + 1/n.
    """
    order = np.argsort(-sure, kind="stable")
    starts = _starts(sure[order])
    drawn, wrong = weights[:, order], ~right[order]
    size = np.add.reduceat(drawn, starts, axis=1)
    errors = np.add.reduceat(drawn * wrong, starts, axis=1)
    upto, wrong_upto = np.cumsum(size, axis=1), np.cumsum(errors, axis=1)
    before, wrong_before = upto - size, wrong_upto - errors
    most = int(upto[:, -1].max())
    harmonic = np.concatenate([[0.0], np.cumsum(1 / np.arange(1, most + 1))])
    rate = np.divide(errors, size, out=np.zeros_like(errors), where=size > 0)
    span = harmonic[upto.astype(int)] - harmonic[before.astype(int)]
    areas: Floats = (errors + (wrong_before - rate * before) * span).sum(axis=1) / upto[:, -1]
    return areas


def _starts(ordered: Floats) -> NDArray[np.intp]:
    """Return where each run of equal values begins."""
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
