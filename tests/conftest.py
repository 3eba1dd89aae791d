"""Shared fixtures: two small worlds, each indexed once a session.

``world`` holds invented bulletins (tests/data/corpus), so that nothing passes because of what a
particular bulletin says; ``icpc`` holds the bulletins this project ships.
"""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch, tmp_path):
    import os

    for name in list(os.environ):
        if name.startswith("ICPC_"):
            monkeypatch.delenv(name)
    (tmp_path / "empty.toml").touch()
    monkeypatch.setenv("ICPC_CONFIG", str(tmp_path / "empty.toml"))


@pytest.fixture(scope="session")
def icpc_index(tmp_path_factory) -> Path:
    """The folder of an index of the shipped bulletins, built once."""
    return _built(ROOT / "corpus", tmp_path_factory.mktemp("icpc"))


@pytest.fixture(scope="session")
def world_index(tmp_path_factory) -> Path:
    """The folder of an index of the invented bulletins, built once."""
    return _built(DATA / "corpus", tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def icpc(icpc_index):
    """An assistant that knows the shipped bulletins."""
    from icpc_assistant import open_assistant

    return open_assistant(corpus=ROOT / "corpus", index=icpc_index, rebuild=False)


@pytest.fixture(scope="session")
def world(world_index):
    """An assistant that knows the invented bulletins."""
    from icpc_assistant import open_assistant

    return open_assistant(corpus=DATA / "corpus", index=world_index, rebuild=False)


def _built(corpus: Path, index: Path) -> Path:
    from icpc_assistant.config import load_settings
    from icpc_assistant.opening import ensure_index

    ensure_index(load_settings(corpus=corpus, index=index))
    return index
