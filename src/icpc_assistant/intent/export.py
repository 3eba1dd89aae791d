"""The reader of questions, exported to ONNX when an index is built: base weights and adapter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from icpc_assistant.encoder.export import export_adapted, trusted
from icpc_assistant.errors import EncoderError
from icpc_assistant.intent import (
    ADAPTER,
    ADAPTER_SHA256,
    HEADS,
    MAX_TOKENS,
    TOKEN_HEADS,
    OnnxIntentReader,
)

_MOST_APART = 1.5  # of an operation's log-odds, between the export and its original

_SAMPLES = (
    "how many workshops did we run in Peru since 2021?",
    "Who opened the congress?",
    "¿Qué eventos hubo sobre el agua?",
    "liste " * 120,
)


def export_intent_reader(folder: Path) -> OnnxIntentReader:
    """Export the trained model into ``folder`` and return it, checked against its original.

    Raises:
        EncoderError: the base weights or the adapter are not the pinned ones, or the exported
            model judges otherwise than its original.
        OSError: the folder cannot be written.
    """
    import torch

    from icpc_assistant.intent.network import IntentNetwork

    model = IntentNetwork.from_adapter(trusted(ADAPTER, ADAPTER_SHA256, "reader of questions"))
    ids = torch.tensor([[101, 2054, 2003, 102], [101, 2073, 102, 0]])
    export_adapted(
        model,
        {"input_ids": ids, "attention_mask": (ids > 0).long()},
        {**dict.fromkeys(HEADS, False), **dict.fromkeys(TOKEN_HEADS, True)},
        folder / "intent.json",
        adapter_sha256=ADAPTER_SHA256,
        max_length=MAX_TOKENS,
    )
    exported = OnnxIntentReader(folder)
    _check(exported, model)
    return exported


def _check(exported: OnnxIntentReader, model: Any) -> None:
    import torch

    for question in _SAMPLES:
        tokens, judged = exported.judged(question)
        ids = torch.tensor([tokens.ids])
        with torch.no_grad():
            wanted = model(ids, torch.ones_like(ids))[0][0].numpy()
        apart = np.abs(wanted - judged["operation"]).max()
        if not apart < _MOST_APART:
            raise EncoderError(
                f"The exported reader of questions differs from its original (by {apart:.3f}); "
                f"install the versions of torch, onnx and onnxruntime that pyproject.toml names "
                f"and try again."
            )
