"""A version's vectors on a Chroma server that may go away and come back while questions come in."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.index.server import ChromaServer, ServerAddress, is_missing, reason

if TYPE_CHECKING:
    from icpc_assistant.index.store import VectorStore

_RETRY = 3.0  # seconds between attempts to reach a server that is away
_AWAY = (
    "the server of the vectors is away and they are searched one by one; `icpc-assistant doctor` "
    "says more."
)
_LOST = (
    "the server of the vectors has not all those of version {version}, which are searched one by "
    "one; run `icpc-assistant index`."
)
_log = logging.getLogger(__name__)


class ServedStore:
    """The collection of one version, asked while its server answers.

    While it does not, a thread of its own looks for it, so that no question waits for it.

    Attributes:
        notice: what a person should know, without the address, which is not theirs to know; empty
            while the server answers.
    """

    def __init__(self, address: ServerAddress, name: str, size: int, version: str) -> None:
        """Connect to the collection ``name`` of ``size`` vectors, waiting as long as an answer may.

        A server that is away is no error: it is looked for from then on.
        """
        import chromadb.api.fastapi  # noqa: F401 - before the clock starts

        self.notice = ""
        self._address = address
        self._name = name
        self._size = size
        self._version = version
        self._lock = threading.Lock()
        self._store: VectorStore | None = None
        self._tried = threading.Event()
        self._closed = threading.Event()
        self._look_for_it()
        if not self._tried.wait(address.timeout):
            self._is_away(_AWAY, "no answer in time")

    @property
    def lost(self) -> bool:
        """Whether the server has not all the vectors, as against being away for now."""
        return self.notice not in ("", _AWAY)

    def nearest(
        self, vector: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]] | None:
        """Return rows and cosines of the ``k`` nearest, or ``None`` while the server is away."""
        store = self._store
        if store is None:
            return None
        try:
            rows, cosines = store.nearest(vector, k)
            if not len(rows) or rows.min() < 0 or rows.max() >= self._size:
                raise ValueError("it names records that this version does not have")
            return rows, cosines
        # httpx, Chroma and a stranger on its port fail in their own ways; the vectors lie here too
        except Exception as error:
            self._lose(store, error)
            return None

    def close(self) -> None:
        """Release the connection, and look for the server no more."""
        self._closed.set()
        with self._lock:
            store, self._store = self._store, None
        if store is not None:
            store.close()

    def _lose(self, store: VectorStore, error: Exception) -> None:
        """Do without ``store``, once, however many questions found it gone."""
        with self._lock:
            if self._store is not store:
                return
            self._store = None
        self._is_away(_AWAY, reason(error))
        store.close()
        self._look_for_it()

    def _look_for_it(self) -> None:
        threading.Thread(target=self._connect, name="chroma-server", daemon=True).start()

    def _connect(self) -> None:
        """Try to open the collection until that succeeds, or the store is closed."""
        while not self._closed.is_set():
            try:
                store = self._open()
            except Exception as error:  # see nearest
                lost = isinstance(error, _IncompleteError) or is_missing(error)
                notice = _LOST.format(version=self._version) if lost else _AWAY
                self._is_away(notice, reason(error))
                self._tried.set()
                self._closed.wait(_RETRY)
            else:
                self._is_back(store)
                self._tried.set()
                return

    def _open(self) -> VectorStore:
        server = ChromaServer(self._address)
        try:
            store = server.store(self._name)
            if store.size != self._size:
                raise _IncompleteError(f"it holds {store.size} of {self._size} vectors")
            return store
        except BaseException:
            server.close()
            raise

    def _is_away(self, notice: str, why: str) -> None:
        with self._lock:
            if self._store is not None or self._closed.is_set():
                return
            known, self.notice = self.notice, notice
        if notice != known:
            _log.warning(
                "The Chroma server at %s cannot be used (%s); the vectors of version %s are "
                "searched one by one until it can.",
                *(self._address.url, why, self._version),
            )

    def _is_back(self, store: VectorStore) -> None:
        with self._lock:
            if not self._closed.is_set():
                known, self.notice, self._store = self.notice, "", store
                store_used = True
            else:
                known, store_used = "", False
        if not store_used:
            store.close()
        elif known:
            _log.warning("The Chroma server at %s is used again.", self._address.url)


class _IncompleteError(Exception):
    """The collection does not hold as many vectors as the version."""
