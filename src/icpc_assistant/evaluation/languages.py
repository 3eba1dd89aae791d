"""One question in several languages: do the same bulletins come back? From a run's stored files.

The lines that ask one question share their ``same``. What comes back is the bulletins that an
answer names; one that declines brings none. Every measure is of a question, not of a turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from icpc_assistant.errors import UsageError
from icpc_assistant.evaluation import measures
from icpc_assistant.evaluation.aggregate import Interval, bootstrap, measure_names, table
from icpc_assistant.evaluation.stored import StoredItem, read_run
from icpc_assistant.types import LANGUAGES

Values = dict[str, float]


@dataclass(frozen=True, slots=True)
class Came:
    """What came back in one language: the ids of the bulletins; ``None`` where no answer is."""

    question: str
    bulletins: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in its languages, the bulletins it wants, and how far the languages agree."""

    same: str
    kind: str
    operation: str
    split: str
    cluster: str
    wanted: frozenset[str]
    came: Mapping[str, Came]
    measures: Values

    @property
    def differs(self) -> bool:
        """Whether not the same bulletins came back in all languages."""
        return self.measures["all_equal"] < 1


@dataclass(frozen=True, slots=True)
class Agreement:
    """All questions of a run, and the means of their measures, whole and by slice."""

    questions: tuple[Asked, ...]
    overall: dict[str, Interval]
    slices: dict[str, dict[str, Interval]]

    def to_dict(self) -> dict[str, Any]:
        """Return the means as plain JSON."""
        return {
            "questions": len(self.questions),
            "overall": _plain(self.overall),
            "slices": {name: _plain(found) for name, found in self.slices.items()},
        }


def agreement(run: Path) -> Agreement:
    """Compare what came back in each language, for the questions of a run asked in several.

    Raises:
        UsageError: the folder is no run, or none of its questions is asked in two languages.
    """
    groups: dict[str, list[StoredItem]] = {}
    for item in read_run(run).items:
        if item.item.same:
            groups.setdefault(item.item.same, []).append(item)
    several = (lines for lines in groups.values() if len({one.item.lang for one in lines}) > 1)
    asked = tuple(map(_asked, several))
    if not asked:
        raise UsageError(
            f"No question of {run} is asked in several languages; run a set whose lines share a "
            "`same`, such as eval/languages."
        )
    slices: dict[str, list[Asked]] = {}
    for name in ("kind", "operation"):
        for one in asked:
            if value := getattr(one, name):
                slices.setdefault(f"{name}={value}", []).append(one)
    return Agreement(asked, _means(asked), {name: _means(few) for name, few in slices.items()})


def _asked(lines: Sequence[StoredItem]) -> Asked:
    first = lines[0]
    wanted = frozenset(doc for doc, grade in first.turns[0].documents.items() if grade > 0)
    came = {line.item.lang: _came(line) for line in sorted(lines, key=_place)}
    line = first.item
    return Asked(
        same=line.same,
        kind=line.kind,
        operation=line.operation,
        split=line.split,
        cluster=first.cluster,
        wanted=wanted,
        came=came,
        measures=_agreement(wanted, {lang: found.bulletins for lang, found in came.items()}),
    )


def _place(line: StoredItem) -> int:
    return LANGUAGES.index(line.item.lang)


def _came(line: StoredItem) -> Came:
    answer = line.turns[0].answer
    question = line.turns[0].turn.question
    if answer is None:
        return Came(question, None)
    answered = answer.status == "answered"
    return Came(question, frozenset(b.id for b in answer.bulletins) if answered else frozenset())


def _agreement(wanted: frozenset[str], came: Mapping[str, frozenset[str] | None]) -> Values:
    """Return how far the languages agree, and how often what came back is what is wanted.

    An answer that is missing agrees with none.
    """
    values: Values = {}
    pairs = list(combinations(came, 2))
    equal = [came[a] is not None and came[a] == came[b] for a, b in pairs]
    exact = [found == wanted for found in came.values()]
    values["pairs_equal"] = measures.share(equal) or 0.0
    values["jaccard"] = sum(_jaccard(came[a], came[b]) for a, b in pairs) / len(pairs)
    values["all_equal"] = float(all(equal))
    values["exact"] = measures.share(exact) or 0.0
    values["all_exact"] = float(all(exact))
    for (a, b), same in zip(pairs, equal, strict=True):
        values[f"{a}-{b}"] = float(same)
    return values


def _jaccard(one: frozenset[str] | None, other: frozenset[str] | None) -> float:
    """Return the share of two sets' bulletins that both have; 1 of two that are empty."""
    if one is None or other is None:
        return 0.0
    return len(one & other) / len(one | other) if one | other else 1.0


def _means(asked: Sequence[Asked]) -> dict[str, Interval]:
    """Return the means, their intervals bootstrapped over bulletins as all others are."""
    rows = [{"measures": one.measures} for one in asked]
    names = measure_names(rows)
    found = bootstrap(table(rows, names), [one.cluster for one in asked])
    return {name: interval for name, interval in zip(names, found, strict=True) if interval}


def _plain(found: Mapping[str, Interval]) -> dict[str, dict[str, float]]:
    return {name: interval._asdict() for name, interval in found.items()}
