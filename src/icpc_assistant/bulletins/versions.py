"""``version_of`` in the front matter: what it names has to be there, and to be an original."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from icpc_assistant.bulletins.faults import Fault, shown
from icpc_assistant.types import Bulletin


def version_faults(read: Mapping[Path, Bulletin], faulty: Collection[str]) -> Iterator[Fault]:
    """Yield a fault for each ``version_of`` that names no bulletin, or itself a version.

    ``faulty`` are the ids of bulletins that could not be read, which have a fault of their own.
    """
    by_id = {bulletin.id: bulletin for bulletin in read.values()}
    for path, bulletin in read.items():
        named = bulletin.version_of
        if named is None or named in faulty:
            continue
        original = by_id.get(named)
        if original is None:
            message = f"`version_of` names {shown(named)}, and there is no such bulletin"
            remedy = "write the id of a bulletin of this corpus, or remove the line"
            yield Fault(path, _line(path), message, remedy)
        elif original.version_of is not None:
            message = f"`version_of` names {shown(named)}, which is itself a version"
            back = original.version_of == bulletin.id
            instead = f"write `version_of: {shown(original.version_of)}`, the original"
            remedy = "remove the line from one of the two" if back else instead
            yield Fault(path, _line(path), message, remedy)


def _line(path: Path) -> int:
    """Return the line (from 1) of the key; the first one where the file has just changed."""
    lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    return next((n for n, line in enumerate(lines, 1) if line.startswith("version_of:")), 1)
