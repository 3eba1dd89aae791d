"""An open index: passages, vectors, BM25 and encoder of one version, only ever read."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.crossencoder import CrossEncoder, open_cross_encoder
from icpc_assistant.encoder import Encoder, file_sha256, open_encoder
from icpc_assistant.errors import EncoderError, IndexCorrupt, IndexMissing, IndexStale, brief
from icpc_assistant.index.records import (
    QUESTIONS,
    load_bulletins,
    load_cards,
    load_passages,
    load_records,
)
from icpc_assistant.index.remaining import Digests, gone, served_last
from icpc_assistant.index.server import ServerAddress
from icpc_assistant.index.store import VectorStore, may_open
from icpc_assistant.index.versions import (
    Manifest,
    damaged_content,
    damaged_file,
    live_version,
    outdated,
    read_manifest,
    versions,
)
from icpc_assistant.intent import IntentReader, open_intent_reader
from icpc_assistant.sparse import Bm25, TermCosine

if TYPE_CHECKING:
    from icpc_assistant.cards import EventCard
    from icpc_assistant.config import Settings
    from icpc_assistant.index.served import ServedStore
    from icpc_assistant.types import Bulletin, Passage

_LOG = logging.getLogger(__name__)

# Files up to this size are hashed on opening (some milliseconds); larger ones have their size
# checked here unless every byte is asked for, and the model its sha256 by the encoder.
_HASHED = 16 << 20
# Vectors beyond this size stay on the disk and are mapped; picking rows of a map is slower.
_MAPPED = 256 << 20


class Index:
    """One version of the index, open.

    Attributes:
        version: its name.
        manifest: what built it.
        bulletins: the bulletins by id.
        cards: the event cards, in the bulletins' order.
        card_of: the same by their bulletin's id.
        passages: all passages, P of them.
        vectors: one vector a record, shape (R, d), of unit length.
        record_passage: the passage of each record, shape (R,).
        record_sentence: the sentence in that passage, shape (R,); -1 is the whole passage.
        record_kind: what each record is, a place in ``records.KINDS``, shape (R,).
        record_wants: what each question asks for, a place in ``records.WANTS``, shape (R,).
        record_numbers: which numbers each question names (``records.number_bits``), shape (R,).
        record_start: the records of passage ``p`` are ``record_start[p]:record_start[p + 1]``.
        bm25: BM25 over the passages.
        questions: the wordings of the records that are questions (``records.QUESTIONS``), in the
            order of those records.
        encoder: the encoder that made the vectors.
        cross_encoder: what reads a question beside a passage; ``None`` if the settings have none.
        intent_reader: what reads what a question asks for; ``None`` if the settings have none.
        notices: what a person should know now: that an earlier version serves, and why; that the
            vectors' store does not answer.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Load the version in ``folder``; callers want ``Index.open``.

        Raises:
            OSError, ValueError, KeyError, TypeError: a file is missing or damaged.
            EncoderError: the encoder does not load.
            IndexStale: another encoder built it, or another version of this package.
        """
        self.version = folder.name
        self.manifest = _checked_manifest(folder, settings)
        # The models open beside each other while the rest is read: most of it is native code.
        with ThreadPoolExecutor(3) as pool:
            encoder = pool.submit(open_encoder, settings, folder / "encoder")
            reader = pool.submit(open_cross_encoder, settings, folder / "reader")
            intent = pool.submit(open_intent_reader, settings, folder / "intent")
            self._read(folder)
        self.encoder: Encoder = encoder.result()
        self.cross_encoder: CrossEncoder | None = reader.result()
        self.intent_reader: IntentReader | None = intent.result()
        self._notices: list[str] = []
        self._passing: list[str] = []
        self._store: VectorStore | None = None
        self._served: ServedStore | None = None
        self._of_bulletin: dict[str, list[Passage]] | None = None
        self._of_title: dict[str, list[str]] | None = None
        self._partial = False  # whether bulletins were left out, whose vectors the store still has

    def _read(self, folder: Path) -> None:
        """Read everything of the version but its models."""
        self.bulletins: dict[str, Bulletin] = load_bulletins(folder / "bulletins.jsonl")
        self.cards: list[EventCard] = load_cards(folder / "cards.jsonl")
        self.card_of: dict[str, EventCard] = {card.bulletin_id: card for card in self.cards}
        self.passages: list[Passage] = load_passages(folder / "passages.jsonl", self.bulletins)
        records = load_records(folder)
        self.record_passage: NDArray[np.int32] = records.passage
        self.record_sentence: NDArray[np.int32] = records.sentence
        self.record_kind: NDArray[np.uint8] = records.kind
        self.record_wants: NDArray[np.uint8] = records.wants
        self.record_numbers: NDArray[np.uint64] = records.numbers
        self.record_start: NDArray[np.int64] = records.start
        large = (folder / "vectors.npy").stat().st_size > _MAPPED
        self.vectors: NDArray[np.float32] = np.load(
            folder / "vectors.npy", mmap_mode="r" if large else None
        )
        self.bm25 = Bm25.load(folder / "bm25")
        self.questions = TermCosine.load(folder / "questions")
        if not (
            len(self.passages) == len(self.bm25) == len(self.record_start) - 1
            and len(self.vectors) == len(self.record_passage) == len(self.record_sentence)
            and len(self.questions) == np.count_nonzero(np.isin(records.kind, QUESTIONS))
        ):
            raise ValueError("its files do not belong together")

    def _leave_out(self, bulletins: frozenset[str]) -> None:
        """Forget some bulletins: nothing of them is found, counted or shown."""
        if not bulletins:
            return
        passages = np.array([p.bulletin_id not in bulletins for p in self.passages], bool)
        records = passages[self.record_passage]
        self.bulletins = {i: b for i, b in self.bulletins.items() if i not in bulletins}
        self.cards = [card for card in self.cards if card.bulletin_id not in bulletins]
        self.card_of = {card.bulletin_id: card for card in self.cards}
        self.passages = [p for p, kept in zip(self.passages, passages, strict=True) if kept]
        self.bm25 = self.bm25.only(passages)
        self.questions = self.questions.only(records[np.isin(self.record_kind, QUESTIONS)])
        sizes = np.diff(self.record_start)[passages]
        self.record_start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.record_passage = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        for name in ("sentence", "kind", "wants", "numbers"):
            setattr(self, f"record_{name}", getattr(self, f"record_{name}")[records])
        self.vectors = self.vectors[records]
        self._partial = True
        count = "one bulletin" if len(bulletins) == 1 else f"{len(bulletins)} bulletins"
        self._notices.append(
            f"{count} of version {self.version}, removed or changed since, "
            f"{'is' if len(bulletins) == 1 else 'are'} left out; run `icpc-assistant index`."
        )

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        exact: bool = False,
        every_byte: bool = False,
        corpus: Digests | None = None,
    ) -> Index:
        """Open the live version, or the last good one where that does not open.

        An earlier version is opened without the bulletins that were removed or changed after it
        was built, and so is the live one without those that ``corpus`` has not, if that is given.
        ``exact`` searches the vectors themselves instead of Chroma, with the same result: for a
        process that asks once, to which importing Chroma would cost more than it saves.
        ``every_byte`` compares large files with their sha256, too: for a process that stays.

        Raises:
            IndexMissing: none has been built.
            IndexStale: another encoder than the settings' built it, or another version of this
                package.
            IndexCorrupt: no version opens.
        """
        live = live_version(settings.index)
        found = versions(settings.index)
        if live is None and not found:
            raise IndexMissing(
                f"There is no index in {settings.index} yet; run `icpc-assistant index`."
            )
        reasons = [] if live else ["no version is marked as live"]
        for folder in ([live] if live else []) + [f for f in reversed(found) if f != live]:
            try:
                if every_byte:
                    _read_every_byte(folder)
                index = cls(folder, settings)
                now = served_last(live, settings) if reasons and corpus is None else corpus
                outdated = gone(index.manifest, now)
            except IndexStale:
                if not reasons:
                    raise
                # The reasons before it need `--force`: plain `index` may not see that damage.
                reasons.append(f"version {folder.name} was built by other rules or models")
                continue
            except (OSError, ValueError, KeyError, TypeError, EncoderError) as error:
                reasons.append(f"version {folder.name} does not open ({brief(error)})")
                continue
            if outdated and outdated >= index.bulletins.keys():
                reasons.append(f"version {folder.name} has no bulletin that is still there")
                continue
            index._leave_out(outdated)
            index._notices += [f"{r}; run `icpc-assistant index --force`." for r in reasons]
            if not exact:
                index._open_vectors(folder, settings)
            return index
        raise IndexCorrupt(
            f"No version of the index in {settings.index} opens: {'; '.join(reasons)}; run "
            f"`icpc-assistant index --force`."
        )

    @classmethod
    def open_version(cls, folder: Path, settings: Settings) -> Index:
        """Open exactly the version in ``folder``; another is never taken for it.

        Raises:
            OSError, ValueError, KeyError, TypeError: a file is missing or damaged.
            EncoderError: the encoder does not load.
            IndexStale: another encoder built it, or another version of this package.
        """
        index = cls(folder, settings)
        index._open_vectors(folder, settings)
        return index

    @property
    def notices(self) -> list[str]:  # noqa: D102 - see the class
        served = [self._served.notice] if self._served and self._served.notice else []
        return [*self._notices, *self._passing, *served]

    def tell(self, notice: str) -> None:
        """Add a notice of what passes by itself."""
        self._passing.append(notice)

    @property
    def faults(self) -> list[str]:
        """Those of the notices that do not pass by themselves: damage, and vectors lost."""
        lost = [self._served.notice] if self._served and self._served.lost else []
        return [*self._notices, *lost]

    def passage_at(self, bulletin_id: str, start: int, end: int) -> Passage | None:
        """Return the passage that holds ``body[start:end]``, ``None`` if none does."""
        return next(
            (p for p in self.passages_of(bulletin_id) if p.start <= start and end <= p.end), None
        )

    def titled(self, title: str) -> list[str]:
        """Return the bulletins under a headline, whatever its case and the mark at its end."""
        if self._of_title is None:
            found: dict[str, list[str]] = {}
            for bulletin in self.bulletins.values():
                found.setdefault(_bare(bulletin.title), []).append(bulletin.id)
            self._of_title = found  # whole: several threads ask
        return self._of_title.get(_bare(title), [])

    def passages_of(self, bulletin_id: str) -> list[Passage]:
        """Return a bulletin's passages in order."""
        if self._of_bulletin is None:
            found: dict[str, list[Passage]] = {}
            for passage in self.passages:
                found.setdefault(passage.bulletin_id, []).append(passage)
            self._of_bulletin = found  # whole: several threads ask
        return self._of_bulletin.get(bulletin_id, [])

    def nearest(
        self, vector: NDArray[np.float32], k: int, passages: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return rows and cosines of the ``k`` records nearest to ``vector``, nearest first.

        ``passages`` (shape (P,)) restricts the search to the passages marked true.
        """
        k = min(k, len(self.vectors))
        if k < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if passages is not None:
            rows = np.flatnonzero(np.asarray(passages, bool)[self.record_passage])
            return self._exact(vector, k, rows)
        if self._served is not None and (found := self._served.nearest(vector, k)):
            return found
        if self._store is not None:
            try:
                return self._store.nearest(vector, k)
            # Chroma's Rust core raises what it likes; the same vectors lie in vectors.npy
            except Exception as error:
                self._without_store(error)
        return self._exact(vector, k, None)

    def close(self) -> None:
        """Release the vector store; searching goes on without it."""
        if self._store is not None:
            self._store.close()
            self._store = None
        if self._served is not None:
            self._served.close()
            self._served = None

    def _exact(
        self, vector: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Search by the matrix product with all vectors, or with those of ``rows``."""
        cosine = (self.vectors if rows is None else self.vectors[rows]) @ vector
        k = min(k, len(cosine))
        best = np.argpartition(-cosine, k - 1)[:k] if k else np.zeros(0, np.int64)
        best = best[np.lexsort((best, -cosine[best]))]
        return (best if rows is None else rows[best]).astype(np.int64), cosine[best]

    def _open_vectors(self, folder: Path, settings: Settings) -> None:
        """Open the store that the settings name, if it is the one that has this version's."""
        server = ServerAddress.of(settings)
        if not len(self.vectors) or self._partial:
            return
        if self.manifest.get("store") != (server.identity() if server else None):
            self._notices.append(
                "the vectors of this version do not lie where the settings say and are searched "
                "one by one; run `icpc-assistant index`."
            )
        elif server is None:
            self._open_store(folder / "chroma")
        else:
            from icpc_assistant.index.served import ServedStore

            name = str(self.manifest["collection"])
            self._served = ServedStore(server, name, len(self.vectors), self.version)

    def _open_store(self, folder: Path) -> None:
        try:
            if not (folder / "chroma.sqlite3").exists():  # Chroma would make a new one
                raise FileNotFoundError("its database is missing")
            if not may_open(folder):
                _say_read_only(folder)
                return
            store = VectorStore.in_folder(folder)
            if store.size != len(self.vectors):
                store.close()
                raise ValueError(f"it holds {store.size} of {len(self.vectors)} vectors")
            self._store = store
        # Chroma's Rust core raises what it likes; the same vectors lie in vectors.npy
        except Exception as error:
            self._without_store(error)

    def _without_store(self, error: Exception) -> None:
        self._store = None
        self._notices.append(
            f"the vector store does not answer ({brief(error)}) and its vectors are searched one "
            f"by one; run `icpc-assistant index --force`."
        )


@cache
def _say_read_only(folder: Path) -> None:
    """Log, once, that Chroma does not open; no notice, since a server may be meant to be so."""
    _LOG.warning(
        "Chroma cannot open the vectors in %s, where this user may not write, and they are "
        "searched one by one, with the same result; make the folder writable if that is too slow.",
        folder,
    )


def _read_every_byte(folder: Path) -> None:
    """Compare every file but the vector store's, without which an index still answers.

    Raises:
        OSError, ValueError: the manifest cannot be read, or a file is missing or damaged.
    """
    if name := damaged_content(folder, read_manifest(folder), store=False):
        raise ValueError(f"{name} is missing or damaged")


def _bare(title: str) -> str:
    return title.strip().rstrip(".!?…").casefold()


def _checked_manifest(folder: Path, settings: Settings) -> Manifest:
    manifest = read_manifest(folder)
    if changed := outdated(manifest, settings, store=False):
        raise IndexStale(
            f"The index in {settings.index} cannot be used ({changed}); run `icpc-assistant index`."
        )
    if name := damaged_file(folder, manifest, store=False):
        raise ValueError(f"{name} is missing or damaged")
    for name, entry in manifest["files"].items():
        small = entry["size"] <= _HASHED and not name.startswith("chroma/")
        if small and file_sha256(folder / name) != entry["sha256"]:
            raise ValueError(f"{name} is damaged")
    return manifest
