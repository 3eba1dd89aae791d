"""The cross-encoder, exported to ONNX when an index is built: base weights, adapter merged in.

Its weights are stored as 8-bit integers: a quarter of the size, faster, and on held-out questions
no worse.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from icpc_assistant.crossencoder import (
    ADAPTER,
    ADAPTER_SHA256,
    MAX_TOKENS,
    CrossEncoderReader,
)
from icpc_assistant.crossencoder.telling import passage_text
from icpc_assistant.encoder.export import export_adapted, trusted
from icpc_assistant.errors import EncoderError

_MOST_APART = 1.0  # of a judgement's log-odds, between the export and its original

_SAMPLES = (
    ("Who opened it?", "Opening: The meeting was opened by Ada Okonkwo on Monday. It rained."),
    ("how many people take part / ¿Cuántos?", "A day out: Some 240 people took part."),
    ("When?", "A very long one: " + "The mayors met and spoke of what prevents crime. " * 60),
)


def export_reader(folder: Path) -> CrossEncoderReader:
    """Export the trained reader into ``folder`` and return it, checked against its original.

    Raises:
        EncoderError: the base weights or the adapter are not the pinned ones, or the exported
            model judges otherwise than its original.
        OSError: the folder cannot be written.
    """
    from icpc_assistant.crossencoder.network import CrossEncoder

    model = CrossEncoder.from_adapter(trusted(ADAPTER, ADAPTER_SHA256, "reader"))
    export_adapted(
        model,
        _example(),
        {"judged": False, "places": True},
        folder / "reader.json",
        adapter_sha256=ADAPTER_SHA256,
        max_length=MAX_TOKENS,
    )
    exported = CrossEncoderReader(folder)
    _check(exported, model)
    return exported


def _example() -> dict[str, Any]:
    """Return two pairs of different lengths, as the model's inputs."""
    import torch

    ids = torch.tensor([[101, 2054, 102, 2009, 2003, 102], [101, 2073, 102, 2009, 102, 0]])
    types = torch.tensor([[0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 0]])
    return {"input_ids": ids, "attention_mask": (ids > 0).long(), "token_type_ids": types}


def _check(exported: CrossEncoderReader, model: Any) -> None:
    import torch

    for question, passage in _SAMPLES:
        tokens = exported.tokenized([question], [passage_text("", "", passage)])[0]
        given = [
            torch.tensor([row]) for row in (tokens.ids, [1] * len(tokens.ids), tokens.type_ids)
        ]
        with torch.no_grad():
            wanted = model(*given)[0][0].numpy()
        (reading,) = exported.read([question], [passage_text("", "", passage)], [[]])
        apart = np.abs(wanted - np.array([reading.relevant, reading.answered])).max()
        if not apart < _MOST_APART:
            raise EncoderError(
                f"The exported reader differs from its original (by {apart:.3f}); install the "
                f"versions of torch, onnx and onnxruntime that pyproject.toml names and try again."
            )
