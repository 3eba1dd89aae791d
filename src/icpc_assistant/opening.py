"""The assistant opened: its index brought up to date with the corpus first, where it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from icpc_assistant.assistant import Assistant
from icpc_assistant.bulletins import read_corpus
from icpc_assistant.config import Settings, load_settings
from icpc_assistant.errors import IndexError_, IndexLocked, IndexStale
from icpc_assistant.index import BuildReport, Index, build_index, bulletin_digests, index_state

if TYPE_CHECKING:
    from icpc_assistant.index.build import Progress


def ensure_index(
    settings: Settings, *, rebuild: bool = True, progress: Progress | None = None
) -> BuildReport | None:
    """Bring the index up to date with the corpus; return what was built, if anything.

    Raises:
        IndexStale: it is out of date and ``rebuild`` is false.
        CorpusError, EncoderError, IndexError_: see ``errors``.
    """
    bulletins = read_corpus(settings.corpus)
    state = index_state(settings, bulletins)
    if state.status == "current" or (state.status == "damaged" and not rebuild):
        return None
    if not rebuild:
        raise IndexStale(
            f"The index is not up to date ({state.reason}); run `icpc-assistant index`."
        )
    return build_index(settings, bulletins, progress=progress)


def open_assistant(
    *,
    rebuild: bool = True,
    one_shot: bool = False,
    progress: Progress | None = None,
    **overrides: Any,
) -> Assistant:
    """Open the assistant, building or updating its index where needed.

    ``overrides`` are settings (see ``config.Settings``). ``rebuild=False`` refuses an index that
    is out of date instead. ``one_shot`` is for a process that asks once: it spares the import of
    the vector store and searches the same vectors exactly.

    Raises:
        AssistantError: see ``errors``; every message ends with the remedy.
    """
    settings = load_settings(**overrides)
    index = open_index(settings, rebuild=rebuild, progress=progress, exact=one_shot)
    return Assistant(index, settings)


def open_index(
    settings: Settings,
    *,
    rebuild: bool = True,
    progress: Progress | None = None,
    exact: bool = False,
    every_byte: bool = False,
) -> Index:
    """Open the index (``Index.open``), brought up to date first (``ensure_index``).

    While another process builds it, what was built before is opened, and says so.

    Raises:
        AssistantError: see ``ensure_index`` and ``Index.open``.
    """
    try:
        ensure_index(settings, rebuild=rebuild, progress=progress)
        return Index.open(settings, exact=exact, every_byte=every_byte)
    except IndexLocked as locked:
        return _before_the_build(settings, locked, exact, every_byte)


def _before_the_build(
    settings: Settings, locked: IndexLocked, exact: bool, every_byte: bool
) -> Index:
    """Open what serves while another process builds, without what the corpus no longer has.

    Raises:
        IndexLocked: nothing serves.
    """
    now = bulletin_digests(read_corpus(settings.corpus))
    try:
        index = Index.open(settings, exact=exact, every_byte=every_byte, corpus=now)
    except IndexError_:
        raise locked from None
    index.tell(
        f"another process is building the index, and version {index.version} answers meanwhile; "
        "ask again when it is done."
    )
    return index
