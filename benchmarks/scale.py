"""One question, warm, in process, at 100,000 passages, with and without a date filter.

The bulletins are made by resampling the corpus's sentences, each made unique by a number; the
index is a real one on disk, opened as any other. Only its vectors are not embedded one by one,
which would take a day: each is that of a sentence of the corpus, with noise added, at unit length.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from measuring import QUESTIONS, ROOT, Table, alternating, ms, percentiles, ratio

PASSAGES, QUICK = 100_000, 5_000
PER_BULLETIN = 20
NOISE = 0.6  # length of the noise beside a vector of length 1


def measure(folder: Path, *, quick: bool) -> Table:
    wanted = QUICK if quick else PASSAGES
    assistant = opened(folder / "scale", wanted)
    index = assistant._index
    years = {i: b.start.year for i, b in index.bulletins.items()}
    masks = {
        "whole collection": None,
        "one year of ten": np.array([years[p.bulletin_id] == 2020 for p in index.passages]),
        "one day": np.array(
            [index.bulletins[p.bulletin_id].start == date(2020, 5, 1) for p in index.passages]
        ),
    }
    table = Table(
        f"Answering one question at {len(index.passages):,} passages, {len(index.vectors):,} "
        "vectors (aim: at most 4×)",
        ("search", "answer p50 / p95", "bare encoding p50 / p95", "ratio p50 / p95"),
    )
    for name, mask in masks.items():
        table.rows.append(row(assistant, name, mask, 5 if quick else 15))
    return table


def row(assistant, name, mask, repeats) -> tuple[str, ...]:
    encoder = assistant._index.encoder
    retrieve = assistant._retriever.retrieve

    def filtered(query, k=10, **options):
        return retrieve(query, k, among=mask, **options)

    assistant._retriever.retrieve = filtered
    try:
        times = [
            alternating(
                (lambda q=q: assistant.ask(q), lambda q=q: encoder.encode([q], query=True)), repeats
            )
            for q in QUESTIONS["en"]
        ]
    finally:
        assistant._retriever.retrieve = retrieve
    a50, a95 = percentiles(np.concatenate([t[0] for t in times]))
    b50, b95 = percentiles(np.concatenate([t[1] for t in times]))
    return (
        name,
        f"{ms(a50)} / {ms(a95)}",
        f"{ms(b50)} / {ms(b95)}",
        f"{ratio(a50, b50)} / {ratio(a95, b95)}",
    )


def opened(folder: Path, passages: int):
    """Return an assistant over an index of about so many passages, built in ``folder``."""
    from icpc_assistant.assistant import Assistant
    from icpc_assistant.index import Index

    settings = built(folder, passages)
    return Assistant(Index.open(settings), settings)


def built(folder: Path, passages: int):
    """Build an index of about so many passages in ``folder``; return its settings."""
    from icpc_assistant.bulletins import read_corpus
    from icpc_assistant.config import load_settings
    from icpc_assistant.index import Index, build, build_index

    settings = load_settings(index=folder)
    build_index(settings, read_corpus(ROOT / "corpus"))  # exports the encoder taken over below
    index = Index.open(settings, exact=True)
    jittered = _Jittered(index.encoder, np.array(index.vectors))
    honest = build.open_encoder
    build.open_encoder = lambda *_: jittered
    try:
        build_index(settings, bulletins(passages), force=True)
    finally:
        build.open_encoder = honest
    return settings


def bulletins(passages: int) -> list:
    """Return the bulletins that hold about so many passages, the same every time."""
    from icpc_assistant.bulletins import read_corpus
    from icpc_assistant.chunking import chunk

    corpus = read_corpus(ROOT / "corpus")
    sentences = [
        " ".join(s.text.split()) for b in corpus for passage in chunk(b) for s in passage.sentences
    ]
    return list(resampled(sentences, passages))


class _Jittered:
    """An encoder whose texts lie about where the texts of the corpus lie."""

    def __init__(self, encoder, vectors) -> None:
        self._encoder = encoder
        self._vectors = vectors
        self._random = np.random.default_rng(7)

    def encode(self, texts, *, query=False):
        if query:
            return self._encoder.encode(texts, query=True)
        base = self._vectors[self._random.integers(len(self._vectors), size=len(texts))]
        noise = self._random.standard_normal(base.shape).astype(np.float32)
        mixed = base + NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        return mixed / np.linalg.norm(mixed, axis=1, keepdims=True)

    def is_word(self, word):
        return self._encoder.is_word(word)


def resampled(sentences, passages):
    """Yield bulletins of ``PER_BULLETIN`` paragraphs, each one passage of two long sentences."""
    from icpc_assistant.types import Bulletin

    rng = random.Random(7)
    first = date(2015, 1, 1)
    number = 0
    for i in range(passages // PER_BULLETIN):
        paragraphs = []
        for _ in range(PER_BULLETIN):
            pair = []
            for _ in range(2):
                number += 1
                words = f"In district {number}".split()
                while len(words) < 33:
                    words += rng.choice(sentences).rstrip(".").split()
                pair.append(" ".join(words[:45]) + ".")
            paragraphs.append(" ".join(pair))
        day = first + timedelta(days=rng.randrange(3652))
        title = f"Report {i}: {' '.join(rng.choice(sentences).split()[:8])}"
        yield Bulletin(f"b{i:05}", title, "\n\n".join(paragraphs), "en", day, day)
