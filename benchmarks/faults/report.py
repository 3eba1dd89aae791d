"""The outcome of a fault, and the table of all."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import date
from pathlib import Path

PAGE = Path(__file__).parents[1] / "FAULTS.md"
_HEAD = """# Faults survived

`benchmarks/faults` starts real servers on the loopback and does this to them; `--help` says how to
run one. What is quick is a test, too.

| fault: what was done | what happened | held |
| --- | --- | --- |
"""


@dataclass(frozen=True)
class Outcome:
    """``held`` is ``None`` where the fault could not be brought about here."""

    done: str
    happened: str
    held: bool | None

    def row(self) -> str:
        held = {True: "yes", False: "**no**", None: "not run"}[self.held]
        return f"| {_cell(self.done)} | {_cell(self.happened)} | {held} |\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def write(outcomes: list[Outcome]) -> None:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    where = (
        f"\nRun on {date.today().isoformat()}: Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, {memory:.0f} GiB, other work beside it; without the trained "
        "reader but where it is named.\n"
    )
    PAGE.write_text(_HEAD + "".join(o.row() for o in outcomes) + where, "utf-8")
