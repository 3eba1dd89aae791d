"""Versions on disk: which one is live, what built it, and whether that still holds."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from icpc_assistant.cards import CARDS
from icpc_assistant.chunking import CHUNKING
from icpc_assistant.crossencoder import cross_encoder_identity
from icpc_assistant.encoder import encoder_identity
from icpc_assistant.index.server import ServerAddress
from icpc_assistant.intent import intent_reader_identity
from icpc_assistant.types import Bulletin

if TYPE_CHECKING:
    from icpc_assistant.config import Settings

FORMAT = 8  # of the files in a version folder; another format is another index
MANIFEST = "manifest.json"
CURRENT = "current"
BUILDING = ".building-"

Manifest = dict[str, Any]


class IndexState(NamedTuple):
    """Whether the index serves the corpus as it is now; ``reason`` says why not.

    "damaged": a file of its live version is not as it was built, or no version is live; what
    cannot be opened so, ``Index.open`` replaces by an earlier version and says so.
    """

    status: Literal["missing", "current", "stale", "damaged"]
    reason: str


def index_state(settings: Settings, bulletins: Sequence[Bulletin]) -> IndexState:
    """Compare the live index with the settings and the corpus; loads no model and no vectors.

    Raises:
        EncoderError: the settings name an encoder folder that holds no weights.
    """
    folder = live_version(settings.index)
    if folder is None and versions(settings.index):
        return IndexState("damaged", "no version is marked as live")
    if folder is None:
        return IndexState("missing", "no index has been built yet")
    try:
        manifest = read_manifest(folder)
    except (OSError, ValueError) as error:
        return IndexState("damaged", f"its manifest cannot be read: {error}")
    if changed := outdated(manifest, settings):
        return IndexState("stale", changed)
    if manifest["corpus"] != corpus_digest(bulletins):
        return IndexState("stale", _difference(manifest["bulletins"], bulletin_digests(bulletins)))
    if damaged := damaged_file(folder, manifest):
        return IndexState("damaged", f"its file {damaged} is missing or damaged")
    return IndexState("current", "")


_CHANGED = {
    "format": "it was built by another version of this package",
    "chunking": "passages are cut in another way now",
    "cards": "event cards are read by other rules now",
    "encoder": "it was built with another encoder",
    "cross_encoder": "it was built with another cross-encoder",
    "intent_reader": "it was built with another reader of questions",
    "store": "its vectors do not lie where the settings say",
}


def outdated(manifest: Manifest, settings: Settings, *, store: bool = True) -> str:
    """Say what was otherwise when a version was built than it is now; "" where nothing was.

    ``store=False`` leaves out where the vectors lie, without which an index still answers.

    Raises:
        EncoderError: the settings name an encoder folder that holds no weights.
    """
    for key, wanted in identity(settings).items():
        if manifest.get(key) != wanted and (store or key != "store"):
            return _CHANGED[key]
    return ""


def identity(settings: Settings) -> Manifest:
    """Return what, besides the corpus, decides what an index holds, and where its vectors lie."""
    server = ServerAddress.of(settings)
    return {
        "format": FORMAT,
        "chunking": CHUNKING,
        "cards": CARDS,
        "encoder": encoder_identity(settings),
        "cross_encoder": cross_encoder_identity(settings),
        "intent_reader": intent_reader_identity(settings),
        "store": server.identity() if server else None,
    }


def corpus_digest(bulletins: Sequence[Bulletin]) -> str:
    """Return a sha256 over every field of every bulletin, whatever their order."""
    lines = "".join(f"{i}\0{d}\n" for i, d in sorted(bulletin_digests(bulletins).items()))
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()


def bulletin_digests(bulletins: Sequence[Bulletin]) -> dict[str, str]:
    """Return a sha256 over all fields of each bulletin, by id."""
    return {b.id: hashlib.sha256(bulletin_row(b).encode()).hexdigest() for b in bulletins}


def bulletin_row(bulletin: Bulletin) -> str:
    """Return a bulletin as one line of JSON (ASCII)."""
    row = _fields(bulletin)
    if row["version_of"] is None:  # so that a corpus without versions keeps its digest
        del row["version_of"]
    if not row["left_open"]:
        del row["left_open"]
    return json.dumps(row, default=_plain)


def _plain(value: Any) -> object:
    return value.isoformat() if isinstance(value, date) else _fields(value)


def _fields(value: Any) -> dict[str, Any]:
    """Return a dataclass's fields; ``asdict`` would copy every known question several times."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _difference(then: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Say what became of the bulletins: "2 bulletins added, 1 changed"."""
    counts = {
        "added": len(now.keys() - then.keys()),
        "changed": sum(now[key] != then[key] for key in now.keys() & then.keys()),
        "removed": len(then.keys() - now.keys()),
    }
    parts = [f"{n} {what}" for what, n in counts.items() if n]
    return f"bulletins have changed since it was built: {', '.join(parts)}"


def live_version(index: Path) -> Path | None:
    """Return the folder that ``current`` names, ``None`` where there is none."""
    try:
        name = (index / CURRENT).read_text("utf-8").strip()
    except (OSError, ValueError):
        return None
    folder = index / name
    # A name is a plain folder name; anything else was not written here.
    return folder if name and Path(name).name == name and folder.is_dir() else None


def versions(index: Path) -> list[Path]:
    """Return the folders of all finished versions, oldest first."""
    if not index.is_dir():
        return []
    return sorted(
        path
        for path in index.iterdir()
        if not path.name.startswith(".") and (path / MANIFEST).is_file()
    )


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a version.

    Raises:
        OSError, ValueError: it is missing, or is no manifest.
    """
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise ValueError(f"{folder / MANIFEST} is not a manifest")
    return manifest


def file_entries(folder: Path) -> dict[str, dict[str, Any]]:
    """Return size and sha256 of every file of a version, by its path in it."""
    from icpc_assistant.encoder import file_sha256

    return {
        path.relative_to(folder).as_posix(): {
            "size": path.stat().st_size,
            "sha256": file_sha256(path),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def damaged_file(folder: Path, manifest: Manifest, *, store: bool = True) -> str | None:
    """Return the first file whose size is not the manifest's, ``None`` if there is none.

    SQLite may grow and shrink its file on opening, so of that one only the presence counts.
    ``store=False`` leaves out the vector store, without which an index still answers.
    """
    for name, entry in manifest["files"].items():
        if not store and name.startswith("chroma/"):
            continue
        try:
            size = (folder / name).stat().st_size
        except OSError:
            return str(name)
        if size != entry["size"] and not name.endswith((".sqlite3", ".sqlite3-wal")):
            return str(name)
    return None


def damaged_content(folder: Path, manifest: Manifest, *, store: bool = True) -> str | None:
    """Return the first file whose sha256 is not the manifest's, ``None`` if there is none.

    Reads every byte. Chroma writes to its own database on opening it, so that one's content is
    left to ``damaged_file`` and to the search; ``store`` is as there.
    """
    from icpc_assistant.encoder import file_sha256

    if name := damaged_file(folder, manifest, store=store):
        return name
    for name, entry in manifest["files"].items():
        if not name.startswith("chroma/") and file_sha256(folder / name) != entry["sha256"]:
            return str(name)
    return None


def swap(index: Path, folder: Path) -> None:
    """Make ``folder`` the live version, in one step that a crash cannot leave half done.

    Raises:
        OSError: the pointer cannot be written; the old version is still live.
    """
    fresh = index / f"{BUILDING}{CURRENT}"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(folder.name + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(index / CURRENT)
    sync_folder(index)


def sync_tree(folder: Path) -> None:
    """Flush every file and folder under ``folder`` to the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # not every system opens folders
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
