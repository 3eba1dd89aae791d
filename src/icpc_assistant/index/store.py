"""The vectors in Chroma: written once in a fresh collection, verified, then only read.

Chroma is asked for vectors' neighbours and nothing else: no embedding function (it would fetch a
model), no metadata filter at query time (tens of times slower than the query).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.errors import IndexError_, brief

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

# ef_search covers the 128 records a query asks for, with some to spare.
HNSW: CreateHNSWConfiguration = {"space": "cosine", "ef_construction": 200, "ef_search": 400}
_COLLECTION = "records"
_BATCH = 5000  # Chroma refuses more than 5,461 at once
_VERIFIED = 5000  # vectors asked back at once
_PROBES = 50  # records that must find themselves
_SAME = 1e-3  # cosine distance below which a vector is itself, in single precision


class StoredRecord(NamedTuple):
    """What the store says about a record, for whoever opens it with another client."""

    bulletin_id: str
    passage_id: str
    kind: str
    sentence: int
    text: str


class VectorStore:
    """An open Chroma collection of records; ids are row numbers."""

    def __init__(self, collection: Collection, close: Callable[[], None]) -> None:
        """Take an open collection; ``close`` releases what holds it open.

        Raises:
            Exception: whatever Chroma raises on a collection that cannot be read.
        """
        self._records = collection
        self._close = close
        self.size = collection.count()

    @classmethod
    def in_folder(cls, folder: Path) -> VectorStore:
        """Open the embedded store in ``folder`` for reading.

        Raises:
            Exception: whatever Chroma raises on a store that does not open.
        """
        client = _client(folder)
        try:
            return cls(client.get_collection(_COLLECTION, embedding_function=None), client.close)
        except BaseException:
            client.close()
            raise

    def nearest(
        self, vector: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return rows and cosines of the ``k`` nearest records, nearest first."""
        found = self._records.query(
            query_embeddings=np.asarray(vector, np.float32)[None, :],
            n_results=k,
            include=["distances"],
        )
        distances = found["distances"]
        assert distances is not None  # asked for above
        rows = np.asarray([int(i) for i in found["ids"][0]], np.int64)
        return rows, 1 - np.asarray(distances[0], np.float32)

    def vectors(self, rows: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """Return the stored vectors of ``rows`` that have one."""
        found = self._records.get(ids=[str(row) for row in rows], include=["embeddings"])
        stored = found["embeddings"]
        assert stored is not None  # asked for above
        return {
            int(i): np.asarray(vector, np.float32)
            for i, vector in zip(found["ids"], stored, strict=True)
        }

    def close(self) -> None:
        """Release the store's files, or its connection."""
        self._close()


def may_open(folder: Path) -> bool:
    """Whether the embedded store in ``folder`` may be written, without which Chroma opens none."""
    return all(os.access(path, os.W_OK) for path in (folder, folder / "chroma.sqlite3"))


def write_store(
    folder: Path,
    vectors: NDArray[np.float32],
    records: Sequence[StoredRecord],
    progress: Callable[[int, int], None],
) -> None:
    """Write the records into a new store in ``folder``, then open it again and verify it.

    Raises:
        IndexError_: Chroma cannot write them, or does not give back what was written.
    """
    try:
        _write(folder, vectors, records, progress)
        if len(records):
            with closing(VectorStore.in_folder(folder)) as store:
                verify(store, vectors, range(len(vectors)))
    except IndexError_:
        raise
    # Chroma's Rust core raises its own exceptions, SQLite's and the system's alike
    except Exception as error:
        raise IndexError_(
            f"The vector store cannot be written ({brief(error)}); make room on the disk, or name "
            f"another folder in ICPC_INDEX, and build again."
        ) from error


def _write(
    folder: Path,
    vectors: NDArray[np.float32],
    records: Sequence[StoredRecord],
    progress: Callable[[int, int], None],
) -> None:
    client = _client(folder)
    try:
        collection = client.create_collection(
            _COLLECTION, embedding_function=None, configuration={"hnsw": HNSW}
        )
        for rows in batches(len(records), _BATCH):
            add(collection, rows, vectors, records)
            progress(rows.stop, len(records))
    finally:
        client.close()


def batches(size: int, most: int) -> Iterator[range]:
    """Yield the rows from 0 to ``size`` in ranges of at most ``most``."""
    for at in range(0, size, most):
        yield range(at, min(at + most, size))


def add(
    collection: Collection,
    rows: range,
    vectors: NDArray[np.float32],
    records: Sequence[StoredRecord],
) -> None:
    """Add ``rows`` of the records to a collection; those it holds already stay as they are."""
    collection.add(
        ids=[str(row) for row in rows],
        embeddings=vectors[rows.start : rows.stop],
        documents=[records[row].text for row in rows],
        metadatas=[
            {key: value for key, value in records[row]._asdict().items() if key != "text"}
            for row in rows
        ],
    )


def verify(store: VectorStore, vectors: NDArray[np.float32], rows: Sequence[int]) -> None:
    """Check the store's count, the vectors of ``rows``, and that sampled records find themselves.

    ``vectors`` (R, d) are what was written, R at least 1.

    Raises:
        IndexError_: it does not give back what was written.
    """
    if store.size != len(vectors):
        raise _unfaithful(f"{store.size} of {len(vectors)} vectors are there")
    for part in batches(len(rows), _VERIFIED):
        wanted = rows[part.start : part.stop]
        held = store.vectors(wanted)
        stored = np.stack([held[row] for row in wanted if row in held] or [vectors[0]])
        if len(held) != len(wanted) or not np.allclose(stored, vectors[list(wanted)], atol=1e-5):
            raise _unfaithful(f"{len(held)} of {len(wanted)} vectors came back")
    for row in np.linspace(0, len(vectors) - 1, _PROBES).astype(int):
        _, cosine = store.nearest(vectors[row], 1)
        if not len(cosine) or cosine[0] < 1 - _SAME:
            raise _unfaithful(f"record {row} does not find itself")


def _unfaithful(reason: str) -> IndexError_:
    return IndexError_(
        f"The vector store does not give back what was written ({reason}); build again with "
        f"`icpc-assistant index --force`."
    )


def _client(folder: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    return cast("Client", chromadb.PersistentClient(path=str(folder), settings=settings))
