"""How long each stage of an answer took."""

from __future__ import annotations

import time
from collections.abc import Callable

OnStage = Callable[[str, float], None]  # a stage that has ended, and its milliseconds


class Clock:
    """Milliseconds by stage, and in total."""

    def __init__(self, on_stage: OnStage | None = None) -> None:
        self._first = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}
        self._on_stage = on_stage

    def lap(self, stage: str) -> None:
        """Note what has passed since the last stage ended."""
        now = time.perf_counter()
        self._laps[stage] = round((now - self._last) * 1000, 3)
        self._last = now
        if self._on_stage is not None:
            self._on_stage(stage, self._laps[stage])

    def laps(self) -> dict[str, float]:
        """Return the milliseconds of each stage so far, and ``total``."""
        total = round((time.perf_counter() - self._first) * 1000, 3)
        return {**self._laps, "total": total}
