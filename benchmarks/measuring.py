"""What the benchmarks share: alternating timings, percentiles, tables, the questions asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent

QUESTIONS = {
    "en": (
        "When was the training held?",
        "Who opened the conference?",
        "How many people took part in the congress?",
        "What was the purpose of the mission?",
        "Where did the seminar take place?",
        "Which organisations signed an agreement?",
    ),
    "fr": (
        "Quand la formation a-t-elle eu lieu ?",
        "Qui a ouvert la conférence ?",
        "Combien de personnes ont participé au congrès ?",
        "Quel était le but de la mission ?",
    ),
    "es": (
        "¿Cuándo se celebró la formación?",
        "¿Quién inauguró la conferencia?",
        "¿Cuántas personas participaron en el congreso?",
        "¿Cuál era el objetivo de la misión?",
    ),
}


@dataclass
class Table:
    """A titled table of text cells."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def show(self) -> None:
        from rich.console import Console
        from rich.table import Table as Rich

        rich = Rich(title=self.title)
        for column in self.columns:
            rich.add_column(column)
        for row in self.rows:
            rich.add_row(*row)
        Console().print(rich)

    def markdown(self) -> str:
        lines = [self.columns, tuple("---" for _ in self.columns), *self.rows]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def alternating(
    things: Sequence[Callable[[], object]], repeats: int, warm: int = 3
) -> list[np.ndarray]:
    """Return the seconds of each call of each thing, the things taking turns, warm-ups left out."""
    times: list[list[float]] = [[] for _ in things]
    for i in range(repeats + warm):
        for thing, seconds in zip(things, times, strict=True):
            start = time.perf_counter()
            thing()
            if i >= warm:
                seconds.append(time.perf_counter() - start)
    return [np.asarray(seconds) for seconds in times]


def ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"


def ratio(value: float, floor: float) -> str:
    return f"{value / floor:.2f}×"


def percentiles(values: np.ndarray) -> tuple[float, float]:
    return float(np.percentile(values, 50)), float(np.percentile(values, 95))
