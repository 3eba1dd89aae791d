"""A run folder with its scores, as the report, the summary and the JUnit file read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from icpc_assistant.errors import UsageError
from icpc_assistant.evaluation.cases import Bulletins, Case, case
from icpc_assistant.evaluation.stored import StoredRun, read_run

Json = dict[str, Any]
_SCORES = ("scores.jsonl", "aggregates.json")


@dataclass(frozen=True)
class ScoredRun:
    """One run: its files, its rows (one a turn), and its aggregates."""

    stored: StoredRun
    bulletins: Bulletins
    rows: list[Json]
    aggregates: Json

    @classmethod
    def read(cls, path: Path) -> ScoredRun:
        """Read a run folder, scoring it where its scores are missing or older than its answers.

        Raises:
            UsageError: it is no run folder, or one of its files is damaged.
        """
        stored = read_run(path)
        if not _scored(path):
            from icpc_assistant.evaluation.score import score_run

            score_run(path)
        try:
            rows = _lines(path / "scores.jsonl")
            aggregates = json.loads((path / "aggregates.json").read_text("utf-8"))
            titles = {b["id"]: b["title"] for b in _lines(path / "bulletins.jsonl")}
        except (OSError, ValueError) as error:
            raise UsageError(
                f"The scores in {path} cannot be read ({error}); run "
                f"`icpc-assistant eval score {path}` again."
            ) from None
        return cls(stored, Bulletins(titles, stored.bodies), rows, aggregates)

    @property
    def manifest(self) -> Json:
        """How the run was made."""
        return self.stored.manifest

    @property
    def name(self) -> str:
        """The system that was run."""
        return str(self.manifest.get("system", "unknown system"))

    @property
    def set_name(self) -> str:
        """The question set's file or folder, without the folders it lies in."""
        return Path(str(self.manifest.get("set", ""))).name or "unknown set"

    @property
    def measures(self) -> dict[str, Json]:
        """Every measure over all turns: ``mean``, ``low``, ``high``, ``n``."""
        return dict(self.aggregates.get("overall") or {})

    @cached_property
    def cases(self) -> list[Case]:
        """What is shown of each line of the set, in the set's order."""
        measures: dict[str, dict[int, dict[str, float | None]]] = {}
        for row in self.rows:
            measures.setdefault(str(row["id"]), {})[int(row["turn"])] = row["measures"]
        return [
            case(item, measures.get(item.item.id, {}), self.bulletins) for item in self.stored.items
        ]


def _scored(path: Path) -> bool:
    """Whether the scores are there and no older than the answers they were made of."""
    answered = (path / "answers.jsonl").stat().st_mtime_ns
    files = [path / name for name in _SCORES]
    return all(file.is_file() and file.stat().st_mtime_ns >= answered for file in files)


def _lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
