"""Which collections on the Chroma server belong to the versions of an index folder.

A version's folder says in ``collection.json`` which collection holds its vectors, from before the
collection is made until after it is deleted: so what a killed build leaves on the server is found
by the next. Nothing is looked for by name, and no other folder's collection is touched.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.errors import IndexError_
from icpc_assistant.index.server import (
    OWNER,
    ChromaServer,
    ServerAddress,
    is_missing,
    persistently,
    unusable,
)
from icpc_assistant.index.store import StoredRecord, VectorStore, add, batches, verify
from icpc_assistant.index.versions import live_version, read_manifest

if TYPE_CHECKING:
    from icpc_assistant.config import Settings

COLLECTION = "collection.json"
_BATCH = 1000  # records a request: megabytes, where the server takes tens of them
_TIMEOUT = 60.0  # seconds that a request of a build may take
_SAMPLE = 1000  # vectors asked back


class Holding(NamedTuple):
    """What the server of the settings says; ``exposed``: its token travels unencrypted."""

    server: str
    version: str
    complete: bool
    exposed: bool


def server_holding(settings: Settings) -> Holding:
    """Ask the server of the settings for its version, and for the live version's vectors.

    Raises:
        IndexError_: it cannot be used, or the settings name none.
    """
    address = ServerAddress.of(settings)
    if address is None:
        raise IndexError_("No Chroma server is configured; name one in ICPC_CHROMA_URL.")
    publisher = Publisher(settings.index, address)
    server = publisher.check()
    live = live_version(settings.index)
    if live is None:
        return Holding(server, "none", False, address.exposes_token)
    try:
        complete = read_manifest(live).get("store") == address.identity() and publisher.holds(live)
    except (OSError, ValueError):  # of the index, which has its own line
        complete = False
    return Holding(server, live.name, complete, address.exposes_token)


class Publisher:
    """Puts versions' vectors on the server of the settings, if any, and takes them away again.

    Attributes:
        notices: what was left on a server, for the person who builds.
    """

    def __init__(self, index: Path, address: ServerAddress | None) -> None:
        self._owner = str(index.resolve())
        self._address = address
        self.notices: list[str] = []

    def check(self) -> str:
        """Make sure that the server, if any, answers before work is done for it; its version.

        Raises:
            IndexError_: it does not, within the time an answer may take.
        """
        if self._address is None:
            return ""
        with closing(ChromaServer(self._address)) as server:
            try:
                return server.version()
            # httpx, Chroma and a stranger on its port fail in their own ways
            except Exception as error:
                raise unusable(self._address, error) from error

    def holds(self, folder: Path) -> bool:
        """Whether all vectors of the version in ``folder`` are where the settings say.

        Raises:
            IndexError_: the server cannot be asked.
        """
        if self._address is None:
            return True
        manifest = read_manifest(folder)
        with closing(ChromaServer(self._address)) as server:
            try:
                size = server.collection(str(manifest["collection"])).count()
            except Exception as error:  # see check
                if is_missing(error):
                    return False
                raise unusable(self._address, error) from error
        return bool(size == manifest["counts"]["records"])

    def publish(
        self,
        folder: Path,
        version: str,
        vectors: NDArray[np.float32],
        records: Sequence[StoredRecord],
        progress: Callable[[int, int], None],
    ) -> str:
        """Put the records into a new collection, verify it, and return its name.

        Raises:
            IndexError_: the server fails, or does not give back what was written.
        """
        assert self._address is not None
        name = f"icpc-{version}-{secrets.token_hex(4)}"
        row = {**self._address.identity(), "name": name}
        with (folder / COLLECTION).open("w", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with closing(ChromaServer(self._address, _TIMEOUT)) as server:
            try:
                _fill(server, name, self._owner, vectors, records, progress)
            except IndexError_:
                raise
            except Exception as error:  # see check
                raise unusable(self._address, error) from error
        return name

    def remove(self, folder: Path) -> None:
        """Delete a version's folder and its collection; without the server, neither."""
        if self._drop(folder):
            shutil.rmtree(folder, ignore_errors=True)

    def discard(self, folder: Path) -> None:
        """Delete an unfinished version; without the server, all but the name of its collection."""
        if self._drop(folder):
            shutil.rmtree(folder, ignore_errors=True)
            return
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name != COLLECTION:
                path.unlink(missing_ok=True)

    def _drop(self, folder: Path) -> bool:
        """Delete the collection of a version; whether its folder is of no more use."""
        try:
            row = json.loads((folder / COLLECTION).read_text("utf-8"))
            name = str(row.pop("name"))
        except (OSError, ValueError, AttributeError, KeyError):
            return True
        if self._address is None or row != self._address.identity():
            self.notices.append(
                f"The collection {name} is left on the Chroma server at {row.get('url')}, which "
                f"is no longer the one of the settings; delete it there."
            )
            return True
        return self._dropped(name)

    def _dropped(self, name: str) -> bool:
        assert self._address is not None
        with closing(ChromaServer(self._address)) as server:
            try:
                owner = (server.collection(name).metadata or {}).get(OWNER)
                if owner == self._owner:
                    server.drop(name)
                else:  # this folder is a copy, or has moved
                    self.notices.append(
                        f"The collection {name} is left on the Chroma server: it was built for "
                        f"the index folder {owner}; delete it there once that does not need it."
                    )
                return True
            except Exception as error:  # see check
                return is_missing(error)


def _fill(
    server: ChromaServer,
    name: str,
    owner: str,
    vectors: NDArray[np.float32],
    records: Sequence[StoredRecord],
    progress: Callable[[int, int], None],
) -> None:
    collection = server.create(name, owner)
    for rows in batches(len(records), _BATCH):
        persistently(lambda rows=rows: add(collection, rows, vectors, records))  # type: ignore[misc]
        progress(rows.stop, len(records))
    if len(records):
        sample = np.linspace(0, len(records) - 1, min(_SAMPLE, len(records))).astype(int)
        # Closed with the server, which is still needed.
        verify(VectorStore(collection, lambda: None), vectors, sample.tolist())
