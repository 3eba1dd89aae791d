"""The fuzzer's targets hold for its seeds, for what once broke them, and for a few bytes more."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

FUZZ = Path(__file__).parent.parent / "fuzz"
sys.path.insert(0, str(FUZZ))

from targets import TARGETS  # noqa: E402

SEEDS = sorted((FUZZ / "seeds").glob("*/*"))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed.parent.name}-{seed.name}")
def test_a_seed_holds(seed):
    TARGETS[seed.parent.name](seed.read_bytes())


def test_every_target_has_a_seed():
    assert {seed.parent.name for seed in SEEDS} == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=25, deadline=None)
@given(cut=st.integers(0, 400), wild=st.binary(max_size=40) | st.text(max_size=20).map(str.encode))
def test_a_seed_cut_open_holds(name, cut, wild):
    for seed in SEEDS:
        if seed.parent.name == name:
            data = seed.read_bytes()
            TARGETS[name](data[:cut] + wild + data[cut:])
            TARGETS[name](data[:cut] + wild)
