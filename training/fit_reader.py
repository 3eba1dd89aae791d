"""Fit the extractive reader's weights: ``python training/fit_reader.py [--keep FILE]``.

Two models over the signals of a question's candidate sentences, the cross-encoder's among them:

- ``REREAD``: which sentence answers. Listwise softmax (Cao et al. 2007, ListNet's top-one form)
  over the sentences read for an answerable question, with a quadratic penalty for leaving the
  weights it starts from.
- ``ANSWERS_READ``: whether the best sentence answers. Logistic regression on answerable and
  unanswerable questions, both classes weighing the same, where no signal may count against what it
  stands for.

``--open`` fits only how much the questions left open count, ``open_known`` and ``left_open``, all
other weights held, on ``asked.jsonl`` and on dev, each reported on the other.

Data: invented bulletins of this folder that the cross-encoder was not trained on, some to fit on
and some to report, and the dev questions of ``eval/``, once with their known questions and once
without.
"""

from __future__ import annotations

import argparse
import json
import pickle
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from icpc_assistant.assistant import Assistant
from icpc_assistant.bulletins import read_corpus
from icpc_assistant.evaluation.dataset import Item, Turn, read_set
from icpc_assistant.opening import open_assistant
from icpc_assistant.query import Query
from icpc_assistant.reader import extractive, ranking, rereading
from icpc_assistant.types import Exchange

ROOT = Path(__file__).parent.parent
PULL = 0.03  # towards the weights started from, RANK
SHRINK = 0.01  # of the weights, ANSWERS
FITTED, REPORTED = ("h-", "x-"), ("c-", "i-")  # bulletins the cross-encoder has not seen
FREE = {"bias", "known_questions", "open_known", "explains"}  # signals that may count either way
# Signals that speak against an answer.
AGAINST = {"unknown", "no_figure", "no_person", "left_open", "on_the_matter"}


@dataclass(frozen=True)
class Asked:
    """A question, whether it can be answered, and the sentences read for it: their signals, and
    which of them answer (n,)."""

    query: Query
    unknown: tuple[str, ...]
    rows: list[dict[str, float]]
    gold: np.ndarray
    answerable: bool

    def matrix(self, names: Sequence[str]) -> np.ndarray:
        """Return the signals named, shape (n, names)."""
        return np.array([[row[name] for name in names] for row in self.rows])

    def best(self, rank: Mapping[str, float]) -> int:
        """Return the sentence that ``rank`` puts first."""
        return int(np.argmax(self.matrix(list(rank)) @ np.array(list(rank.values()))))

    def weighed(self, rank: Mapping[str, float]) -> dict[str, float]:
        """Return the first sentence's signals, as ``ANSWERS_READ`` weighs them."""
        return extractive.weighed_signals(self.query, self.rows[self.best(rank)], self.unknown)


def asked_of(assistant: Assistant, items: Sequence[Item]) -> list[Asked]:
    """Ask every question."""
    found = []
    for item in items:
        history: list[Exchange] = []
        for turn in item.turns:
            query, _, reading, _ = assistant.read(turn.question, history)
            if len(item.turns) > 1:
                answer = assistant.ask(turn.question, history)
                history.append(Exchange(turn.question, answer.text))
            if query.smalltalk or turn.smalltalk or turn.empty or item.kind == "collection":
                continue
            if reading is not None and reading.candidates:
                found.append(_asked(assistant, turn, reading, query))
    return found


def unprepared(asked: Sequence[Asked]) -> list[Asked]:
    """Return the questions as if no bulletin had known questions."""
    none = {"asked": 0.0, "left_open": 0.0}
    return [replace(a, rows=[{**row, **none} for row in a.rows]) for a in asked]


def _asked(assistant, turn: Turn, reading, query) -> Asked:
    candidates = [c for c in reading.candidates if c.signals.get("read", 1.0)]
    gold = [
        turn.answerable and any(_holds(assistant, c, quote) for quote in turn.evidence)
        for c in candidates
    ]
    rows = [c.signals for c in candidates]
    return Asked(query, reading.unknown, rows, np.array(gold), turn.answerable)


def _holds(assistant: Assistant, candidate, quote: str) -> bool:
    body = assistant.bulletin(candidate.passage.bulletin_id).body
    at = body.find(quote)
    shared = min(candidate.sentence.end, at + len(quote)) - max(candidate.sentence.start, at)
    return at >= 0 and 2 * shared >= len(quote)


def fit_rank(asked: Sequence[Asked], first: Mapping[str, float]) -> dict[str, float]:
    """Return weights by the names of ``first``, that of "similarity" being 1."""
    names = list(first)
    scale = 6.0  # what a difference of scores is worth in odds
    start = scale * np.array([first[name] for name in names])
    useful = [(a.matrix(names), a.gold) for a in asked if a.gold.any()]

    def loss(weights):
        total, slope = 0.0, np.zeros_like(weights)
        for signals, gold in useful:
            scores = signals @ weights
            every, right = _softmax(scores), _softmax(np.where(gold, scores, -np.inf))
            top = scores.max()
            total += np.log(np.exp(scores - top).sum()) - np.log(np.exp(scores - top)[gold].sum())
            slope += signals.T @ (every - right)
        away = weights - start
        n = len(useful)
        return total / n + PULL * (away**2).mean(), slope / n + 2 * PULL * away / len(away)

    weights = minimize(loss, start, jac=True, method="L-BFGS-B").x
    weights /= weights[names.index("similarity")]
    return dict(zip(names, weights.round(2).tolist(), strict=True))


def _softmax(scores):
    shifted = np.exp(scores - scores.max())
    return shifted / shifted.sum()


def fit_answers(asked: Sequence[Asked], rank: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of ``ANSWERS_READ`` for the sentences that ``rank`` puts first."""
    names = [name for name in rereading.ANSWERS_READ if name != "bias"]
    weighed = [a.weighed(rank) for a in asked]
    rows = np.array([[1.0, *(row[name] for name in names)] for row in weighed])
    right = np.array([a.answerable for a in asked], float)
    each = np.where(right == 1, 0.5 / right.mean(), 0.5 / (1 - right.mean()))
    shrunk = np.array([0.0] + [0.0 if name in FREE - {"explains"} else 1.0 for name in names])

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

    first = [a.gold[a.best(rank)] for a in asked if a.answerable]
    weighed = [a.weighed(rank) for a in asked]
    score = np.array([sum(w * row[n] for n, w in answers.items()) for row in weighed])
    right = np.array([a.answerable for a in asked])
    print(
        f"{name:24} right first {np.mean(first):.3f} (n {len(first)})   AUROC "
        f"{roc_auc_score(right, score):.3f}   at .5: false answers {(score > 0)[~right].mean():.2f}"
        f", false refusals {(score <= 0)[right].mean():.2f}"
    )


def main() -> None:
    """Fit on what is not held out; print the weights and what they give."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, help="file to keep the signals in, or take them from")
    parser.add_argument(
        "--open", action="store_true", help="fit only the weights of open questions"
    )
    options = parser.parse_args()
    if options.open:
        fit_open()
        return
    kept = options.keep
    if kept and kept.exists():
        shown, held, dev, blind = pickle.loads(kept.read_bytes())
    else:
        shown, held, dev, blind = signals()
        if kept:
            kept.write_bytes(pickle.dumps((shown, held, dev, blind)))
    rank = fit_rank([*shown, *dev, *blind], rereading.REREAD)
    answers = fit_answers([*shown, *dev, *blind], rank)
    for title, weights in (
        ("unread", (ranking.RANK, extractive.ANSWERS)),
        ("now", (rereading.REREAD, rereading.ANSWERS_READ)),
        ("fit", (rank, answers)),
    ):
        report(f"{title}: invented, shown", shown, *weights)
        report(f"{title}: invented, held out", held, *weights)
        report(f"{title}: dev", dev, *weights)
        report(f"{title}: dev, none known", blind, *weights)
    print("REREAD =", rank)
    print("ANSWERS_READ =", answers)


def fit_open() -> None:
    """Print the weights of the questions left open, fitted on one set, with the other's AUROC."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    shipped = open_assistant(corpus=ROOT / "corpus", index=ROOT / "index")
    items = read_set(ROOT / "eval" / "questions", shipped.bulletins)
    sets = {
        "dev": asked_of(shipped, [item for item in items if item.split == "dev"]),
        "asked": _asked_alone(shipped),
    }
    for name, others in (("asked", "dev"), ("dev", "asked")):
        (rows, right), (theirs, truth) = (_open_rows(sets[key]) for key in (name, others))
        model = LogisticRegression(C=10, class_weight="balanced", fit_intercept=False)
        _, known, left = model.fit(rows, right).coef_[0] / model.coef_[0][0]
        without, with_ = (
            roc_auc_score(truth, s) for s in (theirs[:, 0], model.decision_function(theirs))
        )
        print(f"fitted on {name}: open_known {known:.2f}, left_open {left:.2f};", end=" ")
        print(f"AUROC on {others} {without:.3f} without, {with_:.3f} with")


def _open_rows(asked: Sequence[Asked]) -> tuple[np.ndarray, np.ndarray]:
    """Return the score without open questions beside their two signals (n, 3), and which are
    answerable."""
    weights = dict(rereading.ANSWERS_READ)
    for name in ("open_known", "left_open"):
        del weights[name]
    weighed = [a.weighed(rereading.REREAD) for a in asked]
    rows = [
        (sum(w * row[k] for k, w in weights.items()), row["open_known"], row["left_open"])
        for row in weighed
    ]
    return np.array(rows), np.array([a.answerable for a in asked])


def _asked_alone(assistant: Assistant) -> list[Asked]:
    """Ask the questions of ``asked.jsonl``."""
    found = []
    for line in (ROOT / "training" / "asked.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        turn = Turn(row["question"], not row.get("open"), evidence=tuple(row.get("quotes", ())))
        query, _, reading, _ = assistant.read(turn.question)
        if reading is not None and reading.candidates:
            found.append(_asked(assistant, turn, reading, query))
    return found


def signals() -> tuple[list[Asked], list[Asked], list[Asked], list[Asked]]:
    """Ask the invented questions, those to fit on and those held out, and dev, twice."""
    shown, held = (
        [row for name in names for row in _invented(name)] for names in (FITTED, REPORTED)
    )
    shipped = open_assistant(corpus=ROOT / "corpus", index=ROOT / "index")
    items = read_set(ROOT / "eval" / "questions", shipped.bulletins)
    dev = asked_of(shipped, [item for item in items if item.split == "dev"])
    return shown, held, dev, unprepared(dev)


def _invented(beginning: str) -> list[Asked]:
    """Ask the questions whose ids begin so, of the bulletins they are about and no others."""
    training = ROOT / "training"
    lines = (training / "questions.jsonl").read_text("utf-8").splitlines(keepends=True)
    own = [line for line in lines if json.loads(line)["id"].startswith(beginning)]
    titles = {title for line in own for title in json.loads(line)["turns"][0]["bulletins"]}
    with tempfile.TemporaryDirectory() as folder:
        corpus, questions = Path(folder) / "corpus", Path(folder) / "questions.jsonl"
        (corpus / "bulletins").mkdir(parents=True)
        for bulletin in read_corpus(training):
            if bulletin.title in titles:
                shutil.copy(training / "bulletins" / f"{bulletin.id}.md", corpus / "bulletins")
        questions.write_text("".join(own), "utf-8")
        assistant = open_assistant(corpus=corpus, index=Path(folder) / "index")
        return asked_of(assistant, read_set(questions, assistant.bulletins))


if __name__ == "__main__":
    main()
