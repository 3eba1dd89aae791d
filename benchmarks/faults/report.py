"""The outcome of a fault, and the table of all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

PAGE = Path(__file__).parents[1] / "FAULTS.md"
_HEAD = """# Faults survived

`benchmarks/faults` starts real servers on the loopback and does this to them; `--help` says how to
do one again, which replaces its row. What is quick is a test, too. It is done without the trained
reader, so that the time of an answer is not that of its model, where a row does not say “with the
trained reader” (`--reader`).

| fault | what was done | what happened | held | run |
| --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Outcome:
    """``held`` is ``None`` where the fault could not be brought about here."""

    done: str
    happened: str
    held: bool | None

    def row(self, name: str) -> str:
        held = {True: "yes", False: "**no**", None: "not run"}[self.held]
        busy = os.getloadavg()[0] / (os.cpu_count() or 1)
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        run = (
            f"{date.today().isoformat()}; {os.cpu_count()} cores, {memory:.0f} GiB, {busy:.1f} "
            "processes waiting for each core"
        )
        cells = (f"`{name}`", self.done, self.happened, held, run)
        return "".join(f"| {_cell(cell)} " for cell in cells) + "|\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def write(outcomes: Mapping[str, Outcome], known: Mapping[str, str]) -> None:
    """Put outcomes, by the fault's name, into the page; rows of other faults stay.

    ``known`` has every fault, with what it does: one that was never run says so.
    """
    rows = {name: f"| `{name}` | {_cell(does)} | not run yet | – | – |\n"
            for name, does in known.items()}  # fmt: skip
    if PAGE.exists():
        lines = PAGE.read_text("utf-8").splitlines(keepends=True)
        rows |= {line.split("`")[1]: line for line in lines if line.startswith("| `")}
    rows |= {name: outcome.row(name) for name, outcome in outcomes.items()}
    PAGE.write_text(_HEAD + "".join(rows[name] for name in known), "utf-8")
