"""Which bulletins of an earlier version are still what they were when it was built.

A bulletin that was taken out of the corpus, or corrected in it, must not come back because the
version without it is damaged and the one before serves.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from icpc_assistant.bulletins import read_corpus
from icpc_assistant.errors import CorpusError, IndexCorrupt
from icpc_assistant.index.versions import Manifest, bulletin_digests, read_manifest

if TYPE_CHECKING:
    from icpc_assistant.config import Settings

Digests = Mapping[str, str]  # a sha256 over all of a bulletin, by its id


def served_last(live: Path | None, settings: Settings) -> Digests:
    """Return the bulletins that the live version was built from; else those of the corpus.

    Raises:
        IndexCorrupt: neither can be read, so that nothing tells what has been removed.
    """
    try:
        if live is not None:
            return dict(read_manifest(live)["bulletins"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # it is damaged too
    try:
        return bulletin_digests(read_corpus(settings.corpus))
    except CorpusError as error:
        raise IndexCorrupt(
            f"The live version of the index in {settings.index} is damaged, and no earlier one may "
            f"serve while nothing tells which bulletins have been removed: {error}"
        ) from None


def gone(version: Manifest, now: Digests | None) -> frozenset[str]:
    """Return the bulletins of ``version`` that are not there ``now``, or not the same."""
    if now is None:
        return frozenset()
    then: Digests = version["bulletins"]
    return frozenset(i for i, digest in then.items() if now.get(i) != digest)
