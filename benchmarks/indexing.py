"""Embedding for the index, against bare sentence-transformers on the same texts."""

from __future__ import annotations

from pathlib import Path

from measuring import ROOT, Table, alternating, ratio


def measure(folder: Path, *, quick: bool) -> Table:
    from icpc_assistant.bulletins import read_corpus
    from icpc_assistant.chunking import chunk, views
    from icpc_assistant.config import load_settings
    from icpc_assistant.encoder import (
        OnnxEncoder,
        default_weights,
        load_sentence_transformer,
        open_encoder,
    )
    from icpc_assistant.index import build_index

    settings = load_settings(corpus=ROOT / "corpus", index=folder / "indexing")
    bulletins = read_corpus(settings.corpus)
    report = build_index(settings, bulletins)
    encoder = open_encoder(settings, settings.index / report.version / "encoder")
    assert isinstance(encoder, OnnxEncoder)
    bare = load_sentence_transformer(str(default_weights()), device="cpu")
    texts = [
        view.text
        for bulletin in bulletins
        for i, passage in enumerate(chunk(bulletin))
        for view in views(bulletin, passage, first=i == 0)
    ]
    texts.sort(key=len)

    def ours() -> None:
        for at in range(0, len(texts), 256):  # the slices a build embeds
            encoder.encode(texts[at : at + 256])

    def theirs() -> None:
        bare.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)

    here, there = alternating((ours, theirs), 2 if quick else 3, warm=1)
    rate, floor = len(texts) / here.min(), len(texts) / there.min()
    passages = report.passages / here.min()
    table = Table(
        "Embedding for the index (aim: at least 0.9×)",
        ("texts", "ours", "passages", "sentence-transformers", "ratio"),
    )
    table.rows.append(
        (str(len(texts)), f"{rate:.0f} texts/s", f"{passages:.1f} passages/s",
         f"{floor:.0f} texts/s", ratio(rate, floor))
    )  # fmt: skip
    return table
