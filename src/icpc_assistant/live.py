"""An assistant that moves to a new index version while it serves.

    index/current ─ stat every few seconds ─► open the new version beside the old, verify, warm it
                                              ─► swap: what is asked from now on meets the new one

A request that has begun keeps the version it began with; that version's files are released when
the last such request is done. A version that is damaged, or whose vectors its store has not, is
refused with an error in the log, and the old one goes on. A Chroma server that is away for now
refuses none: every version is served without it until it is back.
"""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from icpc_assistant.assistant import Assistant
from icpc_assistant.errors import AssistantError, IndexCorrupt, brief
from icpc_assistant.index import Index, damaged_content
from icpc_assistant.index.versions import CURRENT, live_version, read_manifest
from icpc_assistant.types import Answer, Exchange

if TYPE_CHECKING:
    from icpc_assistant.config import Settings

_LOG = logging.getLogger(__name__)

_Mark = tuple[int, int, int]


def open_live(settings: Settings, index: Index | None = None) -> LiveAssistant:
    """Open the live version of the index, every byte of it checked, ready to follow it.

    ``index`` is one that is open already (``opening.open_index``).

    Raises:
        AssistantError: no version opens; see ``Index.open``.
    """
    # Before opening: a swap meanwhile is seen as one. Of an index given, the first look tells.
    mark = _mark(settings.index) if index is None else None
    index = index or Index.open(settings, every_byte=True)
    for notice in index.notices:  # an earlier version serves, the vectors' store does not, …
        level = logging.ERROR if notice in index.faults else logging.WARNING
        _LOG.log(level, "Index %s serves: %s", index.version, notice)
    return LiveAssistant(_assistant(index, settings), settings, mark)


class LiveAssistant:
    """The assistant that serves now, under one name: whatever ``Assistant`` has, this has.

    Attributes:
        current: the assistant of the version that serves; take it once where several calls must
            meet the same version.
        refused: why the newest version does not serve; empty where it does.
        on_answer: called with every answer given.
        on_version: called after every swap or refusal, with this.
    """

    def __init__(
        self, assistant: Assistant, settings: Settings | None = None, mark: _Mark | None = None
    ) -> None:
        self.current = assistant
        self.refused = ""
        self.on_answer: list[Callable[[Answer], None]] = []
        self.on_version: list[Callable[[LiveAssistant], None]] = []
        self._settings = settings
        self._seen = mark
        self._stopped = threading.Event()
        self._watcher: threading.Thread | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.current, name)

    @property
    def as_assistant(self) -> Assistant:
        """This, for what is written for an ``Assistant``."""
        return cast("Assistant", self)

    def ask(self, question: str, history: Sequence[Exchange] = (), **given: Any) -> Answer:
        """Answer as ``Assistant.ask`` does, and tell ``on_answer``."""
        answer: Answer = self.current.ask(question, history, **given)
        for told in self.on_answer:
            told(answer)
        return answer

    def follow(self, seconds: float) -> None:
        """Look for a new version every ``seconds``, in a thread of its own, until ``stop``."""

        def watch() -> None:
            while not self._stopped.wait(seconds):
                self.look()

        if seconds > 0 and self._settings is not None and self._watcher is None:
            self._watcher = threading.Thread(target=watch, name="index-watch", daemon=True)
            self._watcher.start()

    def stop(self) -> None:
        """End the watching; a version that is being opened is left alone."""
        self._stopped.set()
        if self._watcher is not None:
            self._watcher.join(timeout=1)

    def look(self) -> bool:
        """Take over the live version if it has changed; return whether that was done.

        Nothing is raised: whatever is wrong with the new version, the old one serves on.
        """
        if self._settings is None:
            return False
        mark = _mark(self._settings.index)
        if mark is None or mark == self._seen:
            return False
        self._seen = mark  # a refused version is not opened again until the pointer moves
        folder = live_version(self._settings.index)
        try:
            if folder is None:
                raise IndexCorrupt(f"{self._settings.index / CURRENT} names no version")
            if folder.name == self.current.version:
                self.refused = ""
                self._tell()
                return False
            self.current = _verified(folder, self._settings)
        # Anything at all may be wrong with files that another program wrote.
        except Exception as error:
            self._refuse(folder, error)
            return False
        self.refused = ""
        _LOG.info("Index %s serves now.", self.current.version)
        self._tell()
        return True

    def _refuse(self, folder: Path | None, error: Exception) -> None:
        name = folder.name if folder else CURRENT
        reason = brief(error, None)
        self.refused = f"version {name} was refused: {reason}"
        _LOG.error(
            "Index version %s was refused (%s) and %s serves on; run `icpc-assistant index "
            "--force`.", name, reason, self.current.version,
            exc_info=None if isinstance(error, AssistantError) else error,
        )  # fmt: skip
        self._tell()

    def _tell(self) -> None:
        for told in self.on_version:
            told(self)


def _assistant(index: Index, settings: Settings) -> Assistant:
    assistant = Assistant(index, settings)
    # The store's files are let go when the last request that holds this assistant is done.
    weakref.finalize(assistant, index.close).atexit = False
    return assistant


def _verified(folder: Path, settings: Settings) -> Assistant:
    """Open exactly the version in ``folder`` and put it to work once.

    Raises:
        Exception: it is damaged, or another encoder's; see ``Index.open_version``.
    """
    if name := damaged_content(folder, read_manifest(folder)):
        raise IndexCorrupt(f"its file {name} is missing or damaged")
    index = Index.open_version(folder, settings)
    try:
        assistant = _assistant(index, settings)
        assistant.warm_up()
        if index.faults:  # the store does not open, or opens and does not answer
            raise IndexCorrupt("; ".join(index.faults))
    except BaseException:
        index.close()
        raise
    return assistant


def _mark(index: Path) -> _Mark | None:
    """Return what changes whenever the pointer is replaced; ``None`` while there is none."""
    try:
        found = (index / CURRENT).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size
