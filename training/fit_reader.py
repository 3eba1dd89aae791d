"""Fit the extractive reader's weights: ``python training/fit_reader.py [--write]``.

Two models over the signals of ``reader.extractive.rank``:

- ``RANK``: which sentence answers. Listwise softmax (Cao et al. 2007, ListNet's top-one form) over
  the candidate sentences of an answerable question, with a quadratic penalty for leaving the
  weights it starts from.
- ``ANSWERS``: whether the best sentence answers. Logistic regression on answerable and unanswerable
  questions, both classes weighing the same, where no signal may count against what it stands for.

Data: the invented bulletins of this folder, those whose names begin with "c-" held out, and the
dev questions of ``eval/``, once with their known questions and once without.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from icpc_assistant.assistant import Assistant, open_assistant
from icpc_assistant.evaluation.dataset import Item, Turn, read_set
from icpc_assistant.reader import extractive
from icpc_assistant.types import Exchange

ROOT = Path(__file__).parent.parent
PULL = 0.03  # towards the weights started from, RANK
SHRINK = 0.01  # of the weights, ANSWERS
FREE = {"bias", "known_questions", "explains"}  # signals that may count either way
AGAINST = {"unknown", "no_figure", "no_person"}  # signals that speak against an answer


@dataclass(frozen=True)
class Asked:
    """A question's candidates: signals (n, s), which of them answer (n,), the best one's weighed
    signals for ``ANSWERS``, and whether it can be answered."""

    signals: np.ndarray
    gold: np.ndarray
    best: dict[str, float]
    answerable: bool


def asked_of(assistant: Assistant, items: Sequence[Item], blind: bool = False) -> list[Asked]:
    """Ask every question; ``blind`` takes the known questions away."""
    found = []
    for item in items:
        history: list[Exchange] = []
        for turn in item.turns:
            query, _, reading, _ = assistant.read(turn.question, history)
            answer = assistant.ask(turn.question, history)
            history.append(Exchange(turn.question, answer.text))
            if query.smalltalk or turn.smalltalk or turn.empty or item.kind == "collection":
                continue
            if reading is not None and reading.candidates:
                found.append(_asked(assistant, turn, reading, query, blind))
    return found


def _asked(assistant, turn: Turn, reading, query, blind: bool) -> Asked:
    candidates = reading.candidates
    rows = [{**c.signals, "asked": 0.0 if blind else c.signals["asked"]} for c in candidates]
    gold = [
        turn.answerable and any(_holds(assistant, c, quote) for quote in turn.evidence)
        for c in candidates
    ]
    weighed = extractive.weighed_signals(query, rows[0], reading.unknown)
    matrix = np.array([[row[name] for name in extractive.RANK] for row in rows])
    return Asked(matrix, np.array(gold), weighed, turn.answerable)


def _holds(assistant: Assistant, candidate, quote: str) -> bool:
    body = assistant.bulletin(candidate.passage.bulletin_id).body
    at = body.find(quote)
    shared = min(candidate.sentence.end, at + len(quote)) - max(candidate.sentence.start, at)
    return at >= 0 and 2 * shared >= len(quote)


def fit_rank(asked: Sequence[Asked]) -> dict[str, float]:
    """Return the weights of ``RANK``, that of "similarity" being 1."""
    names = list(extractive.RANK)
    scale = 6.0  # what a difference of scores is worth in odds
    start = scale * np.array([extractive.RANK[name] for name in names])
    useful = [a for a in asked if a.gold.any()]

    def loss(weights):
        total, slope = 0.0, np.zeros_like(weights)
        for a in useful:
            scores = a.signals @ weights
            every, right = _softmax(scores), _softmax(np.where(a.gold, scores, -np.inf))
            top = scores.max()
            total += np.log(np.exp(scores - top).sum()) - np.log(np.exp(scores - top)[a.gold].sum())
            slope += a.signals.T @ (every - right)
        away = weights - start
        n = len(useful)
        return total / n + PULL * (away**2).mean(), slope / n + 2 * PULL * away / len(away)

    weights = minimize(loss, start, jac=True, method="L-BFGS-B").x
    weights /= weights[names.index("similarity")]
    return dict(zip(names, weights.round(2).tolist(), strict=True))


def _softmax(scores):
    shifted = np.exp(scores - scores.max())
    return shifted / shifted.sum()


def fit_answers(asked: Sequence[Asked]) -> dict[str, float]:
    """Return the weights of ``ANSWERS``."""
    names = [name for name in extractive.ANSWERS if name != "bias"]
    rows = np.array([[1.0, *(a.best[name] for name in names)] for a in asked])
    right = np.array([a.answerable for a in asked], float)
    each = np.where(right == 1, 0.5 / right.mean(), 0.5 / (1 - right.mean()))
    shrunk = np.array([0.0] + [0.0 if name == "known_questions" else 1.0 for name in names])

    def loss(weights):
        score = rows @ weights
        slope = (1 / (1 + np.exp(-score)) - right) * each
        value = ((np.logaddexp(0, score) - right * score) * each).mean()
        value += SHRINK * (shrunk * weights**2).sum() / 2
        return value, (rows * slope[:, None]).mean(0) + SHRINK * shrunk * weights

    bounds = [(None, None)] + [_bounds(name) for name in names]
    weights = minimize(loss, np.zeros(rows.shape[1]), jac=True, bounds=bounds).x
    return dict(zip(["bias", *names], weights.round(2).tolist(), strict=True))


def _bounds(name: str) -> tuple[float | None, float | None]:
    if name in FREE:
        return None, None
    return (None, 0.0) if name in AGAINST else (0.0, None)


def report(name: str, asked: Sequence[Asked], rank, answers) -> None:
    """Print how often the right sentence comes first, and how well refusing separates."""
    from sklearn.metrics import roc_auc_score

    weights = np.array(list(rank.values()))
    first = [a.gold[np.argmax(a.signals @ weights)] for a in asked if a.answerable]
    score = np.array([sum(w * a.best[n] for n, w in answers.items()) for a in asked])
    right = np.array([a.answerable for a in asked])
    print(
        f"{name:24} right first {np.mean(first):.3f} (n {len(first)})   AUROC "
        f"{roc_auc_score(right, score):.3f}   at .5: false answers {(score > 0)[~right].mean():.2f}"
        f", false refusals {(score <= 0)[right].mean():.2f}"
    )


def main() -> None:
    """Fit on what is not held out; print the weights and what they give."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        invented = open_assistant(corpus=ROOT / "training", index=Path(folder) / "index")
        items = read_set(ROOT / "training" / "questions.jsonl", invented.bulletins)
        shown = asked_of(invented, [i for i in items if not i.id.startswith("c-")])
        held = asked_of(invented, [i for i in items if i.id.startswith("c-")])
    shipped = open_assistant(corpus=ROOT / "corpus", index=ROOT / "index")
    items = read_set(ROOT / "eval" / "questions", shipped.bulletins)
    dev = [item for item in items if item.split == "dev"]
    with_questions, without = asked_of(shipped, dev), asked_of(shipped, dev, blind=True)
    rank = fit_rank([*shown, *with_questions, *without])
    answers = fit_answers([*shown, *with_questions])
    for title, weights in (
        ("now", (extractive.RANK, extractive.ANSWERS)),
        ("fit", (rank, answers)),
    ):
        report(f"{title}: invented, shown", shown, *weights)
        report(f"{title}: invented, held out", held, *weights)
        report(f"{title}: dev", with_questions, *weights)
    print("RANK =", rank)
    print("ANSWERS =", answers)


if __name__ == "__main__":
    main()
