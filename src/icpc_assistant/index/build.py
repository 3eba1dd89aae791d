"""Build a version: beside the live one, verified, then swapped in; or find nothing to do."""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icpc_assistant import crossencoder, intent
from icpc_assistant._version import __version__
from icpc_assistant.cards import EventCard
from icpc_assistant.chunking import View, chunk, search_text
from icpc_assistant.encoder import Encoder, file_sha256, is_default, open_encoder
from icpc_assistant.errors import CorpusError, IndexError_, IndexLocked
from icpc_assistant.index.carding import cards_of, known_cards
from icpc_assistant.index.published import Publisher
from icpc_assistant.index.records import (
    Records,
    load_records,
    records_of,
    save_bulletins,
    save_cards,
    save_passages,
    save_records,
)
from icpc_assistant.index.server import ServerAddress
from icpc_assistant.index.store import StoredRecord, write_store
from icpc_assistant.index.versions import (
    BUILDING,
    MANIFEST,
    Manifest,
    bulletin_digests,
    corpus_digest,
    damaged_file,
    file_entries,
    identity,
    index_state,
    live_version,
    read_manifest,
    swap,
    sync_folder,
    sync_tree,
    versions,
)
from icpc_assistant.sparse import Bm25, TermCosine, tagged_terms
from icpc_assistant.terms import terms

if TYPE_CHECKING:
    from icpc_assistant.config import Settings
    from icpc_assistant.types import Bulletin, Passage

Progress = Callable[[int, int, str], None]
_SLICE = 256  # views embedded between two reports of progress


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; ``embedded`` and ``reused`` count views, ``removed`` those gone.

    ``notices`` say what was left for a person to do.
    """

    version: str
    changed: bool
    bulletins: int
    passages: int
    embedded: int
    reused: int
    removed: int
    seconds: float
    notices: tuple[str, ...] = ()


def build_index(
    settings: Settings,
    bulletins: Sequence[Bulletin],
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Bring the index up to date with ``bulletins``; where it is already, change nothing.

    Only new and changed views are embedded, unless ``force``. The live version serves until the
    new one is complete and verified, and is then kept as the one to fall back on.
    ``progress(done, total, stage)`` is called along the way. Where the settings name a Chroma
    server, the vectors go into a new collection there, and the previous version's is kept.

    Raises:
        IndexLocked: another process is building.
        IndexError_: the folder cannot be written, or the disk is full, or the Chroma server cannot
            be used; nothing has changed.
        EncoderError: the encoder cannot be loaded or is not the one pinned.
        CorpusError: two bulletins share an id.
    """
    began = time.perf_counter()
    if len({bulletin.id for bulletin in bulletins}) < len(bulletins):
        raise CorpusError("Two bulletins share an id; give each its own file name.")
    try:
        with _locked(settings.index):
            publisher = Publisher(settings.index, ServerAddress.of(settings))
            live = live_version(settings.index)
            current = live and index_state(settings, bulletins).status == "current"
            if live and current and not force and publisher.holds(live):
                _remove_partial(settings.index, publisher)
                return replace(_unchanged(live, began), notices=tuple(publisher.notices))
            known = None if force else live
            return _Build(settings, bulletins, known, publisher, progress).run(began)
    except OSError as error:
        forbidden = error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}
        remedy = "make it writable for this user, or" if forbidden else "make room there or"
        raise IndexError_(
            f"The index cannot be written in {settings.index} ({error.strerror or error}); "
            f"{remedy} name another folder in ICPC_INDEX, and build again."
        ) from error


@contextmanager
def _locked(index: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    index.mkdir(parents=True, exist_ok=True)
    lock = FileLock(index / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise IndexLocked(
            f"Another process is building the index in {index}; wait until it is done and try "
            f"again."
        ) from None
    try:
        yield
    finally:
        lock.release()


def _unchanged(live: Path, began: float) -> BuildReport:
    counts = read_manifest(live)["counts"]
    return BuildReport(
        version=live.name,
        changed=False,
        bulletins=counts["bulletins"],
        passages=counts["passages"],
        embedded=0,
        reused=counts["records"],
        removed=0,
        seconds=time.perf_counter() - began,
    )


class _Build:
    """One build, from an empty folder to the live version."""

    def __init__(
        self,
        settings: Settings,
        bulletins: Sequence[Bulletin],
        live: Path | None,
        publisher: Publisher,
        progress: Progress | None,
    ) -> None:
        self.settings = settings
        self.bulletins = sorted(bulletins, key=lambda bulletin: bulletin.id)
        self.live = live  # whose vectors are taken over
        self.publisher = publisher
        self.progress: Progress = progress or (lambda done, total, stage: None)
        self.identity = identity(settings)
        self.digest = corpus_digest(bulletins)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        self.version = _free_name(settings.index, f"{stamp}-{self.digest[:8]}")
        self.folder = settings.index / f"{BUILDING}{self.version}"

    def run(self, began: float) -> BuildReport:
        """Build, verify and swap in; whatever fails, no partial folder stays behind."""
        self.publisher.check()
        _remove_partial(self.settings.index, self.publisher)
        try:
            self.folder.mkdir()
            report = self._write(began)
            sync_tree(self.folder)
            final = self.settings.index / self.version
            self.folder.rename(final)
            sync_folder(self.settings.index)
        except BaseException:
            if self.folder.is_dir():
                self.publisher.discard(self.folder)
            raise
        previous = _last_intact(self.settings.index, final)
        swap(self.settings.index, final)
        for path in versions(self.settings.index):
            if path not in {final, previous}:
                self.publisher.remove(path)
        return replace(report, notices=tuple(self.publisher.notices))

    def _write(self, began: float) -> BuildReport:
        by_id = {bulletin.id: bulletin for bulletin in self.bulletins}
        passages = [passage for bulletin in self.bulletins for passage in chunk(bulletin)]
        records, views = records_of(by_id, passages, self.identity["encoder"])
        self.progress(0, 1, "encoder")
        encoder = self._encoder()
        self._cross_encoder()
        self._intent_reader()
        self.progress(1, 1, "encoder")
        known = self._known_vectors()
        vectors, embedded = self._vectors(encoder, records, views, known)
        save_bulletins(self.folder / "bulletins.jsonl", self.bulletins)
        save_cards(self.folder / "cards.jsonl", self._cards(passages))
        save_passages(self.folder / "passages.jsonl", passages)
        save_records(self.folder, records)
        np.save(self.folder / "vectors.npy", vectors)
        self._sparse(by_id, passages, views)
        collection = self._store(passages, records, views, vectors)
        counts = {"bulletins": len(by_id), "passages": len(passages), "records": len(views)}
        self._manifest(counts, collection)
        kept = {key.tobytes() for key in records.key}
        return BuildReport(
            version=self.version,
            changed=True,
            bulletins=len(by_id),
            passages=len(passages),
            embedded=embedded,
            reused=len(views) - embedded,
            removed=len(known.keys() - kept),
            seconds=time.perf_counter() - began,
        )

    def _cards(self, passages: Sequence[Passage]) -> Iterator[EventCard]:
        known = known_cards(self.live, self.identity, self.bulletins)
        reader = self.folder / "reader"
        made = cards_of(self.bulletins, passages, self.settings, reader, known)
        for done, card in enumerate(made, 1):
            yield card
            self.progress(done, len(self.bulletins), "cards")

    def _encoder(self) -> Encoder:
        """Return the encoder; the exported default is taken from a version that has it."""
        folder = self.folder / "encoder"
        if is_default(self.settings) and not self._taken_over("encoder", "encoder"):
            from icpc_assistant.encoder.export import export_default

            export_default(folder)
        return open_encoder(self.settings, folder)

    def _cross_encoder(self) -> None:
        """Put the exported default cross-encoder into the version, where that is wanted."""
        wanted = self.settings.cross_encoder == crossencoder.DEFAULT
        if wanted and not self._taken_over("reader", "cross_encoder"):
            from icpc_assistant.crossencoder.export import export_reader

            export_reader(self.folder / "reader")

    def _intent_reader(self) -> None:
        """Put the exported reader of questions into the version, where that is wanted."""
        wanted = self.settings.intent_reader != intent.NONE
        if wanted and not self._taken_over("intent", "intent_reader"):
            from icpc_assistant.intent.export import export_intent_reader

            export_intent_reader(self.folder / "intent")

    def _taken_over(self, name: str, model: str) -> bool:
        """Take an exported model's folder from a version that has it; whether one has."""
        for version in reversed(versions(self.settings.index)):
            try:
                manifest = read_manifest(version)
                if _same_export(manifest, self.identity, model):
                    _link_files(version, name, self.folder, manifest)
                    return True
            except (OSError, ValueError, KeyError):
                shutil.rmtree(self.folder / name, ignore_errors=True)
        return False

    def _known_vectors(self) -> dict[bytes, NDArray[np.float32]]:
        """Return the live version's vectors by key; none where it is damaged or has other keys."""
        if self.live is None:
            return {}
        try:
            if damaged_file(self.live, read_manifest(self.live)):
                return {}
            keys = load_records(self.live).key
            vectors = np.load(self.live / "vectors.npy", allow_pickle=False)
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}

    def _vectors(
        self,
        encoder: Encoder,
        records: Records,
        views: Sequence[View],
        known: Mapping[bytes, NDArray[np.float32]],
    ) -> tuple[NDArray[np.float32], int]:
        """Return the vectors of all views, shape (R, d), and how many had to be embedded."""
        rows: dict[bytes, list[int]] = {}
        for row, key in enumerate(records.key):
            rows.setdefault(key.tobytes(), []).append(row)
        missing = [key for key in rows if key not in known]
        missing.sort(key=lambda key: len(views[rows[key][0]].text))
        fresh = dict(known)
        for at in range(0, len(missing), _SLICE):
            part = missing[at : at + _SLICE]
            texts = [views[rows[key][0]].text for key in part]
            fresh.update(zip(part, encoder.encode(texts), strict=True))
            self.progress(at + len(part), len(missing), "embedding")
        if not views:
            return np.zeros((0, encoder.encode([""]).shape[1]), np.float32), 0
        vectors = np.stack([fresh[key.tobytes()] for key in records.key]).astype(np.float32)
        return vectors, sum(len(rows[key]) for key in missing)

    def _sparse(
        self,
        bulletins: Mapping[str, Bulletin],
        passages: Sequence[Passage],
        views: Sequence[View],
    ) -> None:
        documents = [
            terms(search_text(bulletin, passage), bulletin.language)
            for passage in passages
            for bulletin in (bulletins[passage.bulletin_id],)
        ]
        Bm25.build(documents).save(self.folder / "bm25")
        asked = [tagged_terms(view.text, view.language) for view in views if view.language]
        TermCosine.build(asked).save(self.folder / "questions")

    def _store(
        self,
        passages: Sequence[Passage],
        records: Records,
        views: Sequence[View],
        vectors: NDArray[np.float32],
    ) -> str | None:
        """Put the vectors where the settings say; return the collection's name on a server."""
        stored = []
        for p, view in zip(records.passage.tolist(), views, strict=True):
            passage = passages[p]
            text = passage.text if view.sentence < 0 else passage.sentences[view.sentence].text
            stored.append(
                StoredRecord(passage.bulletin_id, passage.id, view.kind, view.sentence, text)
            )

        def told(done: int, total: int) -> None:
            self.progress(done, total, "storing")

        if self.identity["store"]:
            return self.publisher.publish(self.folder, self.version, vectors, stored, told)
        write_store(self.folder / "chroma", vectors, stored, told)
        return None

    def _manifest(self, counts: dict[str, int], collection: str | None) -> None:
        manifest = {
            **self.identity,
            "package": __version__,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "corpus": self.digest,
            "collection": collection,
            "counts": counts,
            "bulletins": bulletin_digests(self.bulletins),
            "files": file_entries(self.folder),
        }
        text = json.dumps(manifest, indent=1) + "\n"
        (self.folder / MANIFEST).write_text(text, "utf-8")


def _same_export(one: Manifest, other: Manifest, model: str) -> bool:
    """Whether two versions hold the same model, exported in the same way."""
    weights = one[model]["weights_sha256"] == other[model]["weights_sha256"]
    return weights and bool(one["format"] == other["format"])


def _link_files(version: Path, name: str, target: Path, manifest: Manifest) -> None:
    """Put a folder of ``version`` into ``target``: as hard links, else as copies.

    Raises:
        ValueError: one of its files is not what the manifest says.
    """
    (target / name).mkdir()
    for path in sorted((version / name).iterdir()):
        entry = manifest["files"][f"{name}/{path.name}"]
        if file_sha256(path) != entry["sha256"]:
            raise ValueError(f"{path} is damaged")
        try:
            os.link(path, target / name / path.name)
        except OSError:
            shutil.copyfile(path, target / name / path.name)


def _last_intact(index: Path, final: Path) -> Path | None:
    """Return the version to fall back on: the live one, or one before it if that is damaged."""
    live = live_version(index)
    others = [path for path in reversed(versions(index)) if path not in {live, final}]
    for path in [live, *others]:
        try:
            if path and damaged_file(path, read_manifest(path)) is None:
                return path
        except (OSError, ValueError):
            continue
    return None


def _free_name(index: Path, name: str) -> str:
    taken = {path.name for path in versions(index)}
    names = [name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))]
    return next(candidate for candidate in names if candidate not in taken)


def _remove_partial(index: Path, publisher: Publisher) -> None:
    """Remove what a build that was killed has left; the lock says that none is running."""
    for path in index.glob(f"{BUILDING}*"):
        if path.is_dir():
            publisher.discard(path)
        else:
            path.unlink(missing_ok=True)
