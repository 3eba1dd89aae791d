"""Another run beside the one reported: paired differences, and both answers where they differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from icpc_assistant.evaluation.cases import Case, Change, Said, said
from icpc_assistant.evaluation.compare import Comparison, Difference, compare
from icpc_assistant.evaluation.scored import ScoredRun

WORSE_UP = frozenset({"false_answer", "false_refusal", "AURC"})  # measures of which less is better
_NEITHER = frozenset({"answered"})  # to answer more is no merit by itself


@dataclass(frozen=True, slots=True)
class Row:
    """One measure or slice of the comparison; ``verdict`` is "" where the interval holds zero."""

    name: str
    less: bool
    difference: float
    low: float
    high: float
    p: float
    n: int

    @property
    def verdict(self) -> str:
        """Whether the run is surely ``better`` or ``worse`` than the other."""
        if self.low <= 0 <= self.high or self.name in _NEITHER:
            return ""
        return "better" if (self.difference > 0) != self.less else "worse"


@dataclass(frozen=True, slots=True)
class Table:
    """Differences under one title; ``same`` names what did not change on any turn."""

    title: str
    rows: tuple[Row, ...]
    same: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """The other run, the tables of differences (the run reported minus it), and all cases.

    ``cases`` are those of the run reported; a turn won or lost also has the other's answer.
    """

    other: ScoredRun
    won: int
    lost: int
    n: int
    tables: tuple[Table, ...]
    cases: list[Case]

    @classmethod
    def read(cls, run: ScoredRun, path: Path) -> Beside:
        """Compare ``run`` with the run at ``path``.

        Raises:
            UsageError: ``path`` is no run, or the two asked different questions.
        """
        compared = compare(path, run.stored.path)
        other = ScoredRun.read(path)
        return cls(
            other=other,
            won=len(compared.won),
            lost=len(compared.lost),
            n=compared.turns,
            tables=_tables(compared),
            cases=_cases(run, other, compared),
        )


def _tables(compared: Comparison) -> tuple[Table, ...]:
    # The headline first, and what each stage ranked after what was answered.
    overall = sorted(
        compared.overall.items(), key=lambda kept: ("." in kept[0], kept[0] != "right")
    )
    slices = ((name, found["right"]) for name, found in compared.slices.items() if "right" in found)
    return (
        _table("All measures", overall),
        _table("right, by slice (p after Holm)", slices),
        _table("Confidence", compared.confidence.items()),
    )


def _table(title: str, found: Iterable[tuple[str, Difference]]) -> Table:
    rows = tuple(
        Row(
            name=name,
            less=name in WORSE_UP,
            difference=d.difference,
            low=d.low,
            high=d.high,
            p=d.p if d.p_holm is None else d.p_holm,
            n=d.n,
        )
        for name, d in found
    )
    # A mean of zero with an interval of zero on both sides: no turn differs.
    same = tuple(row.name for row in rows if row.low == row.difference == row.high == 0)
    return Table(title, tuple(row for row in rows if row.name not in same), same)


def _cases(run: ScoredRun, other: ScoredRun, compared: Comparison) -> list[Case]:
    changes: dict[tuple[str, int], Change] = {}
    for change, turns in (("won", compared.won), ("lost", compared.lost)):
        changes |= {(turn.id, turn.turn): change for turn in turns}  # type: ignore[misc]
    others = _answers(other, set(changes))
    return [
        replace(
            case,
            turns=tuple(
                replace(
                    turn,
                    change=changes.get((case.id, turn.number), ""),
                    other=others.get((case.id, turn.number)),
                )
                for turn in case.turns
            ),
        )
        for case in run.cases
    ]


def _answers(other: ScoredRun, wanted: set[tuple[str, int]]) -> dict[tuple[str, int], Said | None]:
    """Return what the other run answered, by id and turn; its quotes lie in its own bulletins."""
    return {
        (item.item.id, turn.number): said(turn.answer, turn.quotes, other.bulletins)
        for item in other.stored.items
        for turn in item.turns
        if (item.item.id, turn.number) in wanted
    }
