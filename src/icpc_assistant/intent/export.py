"""The reader of questions, exported to ONNX when an index is built: base weights and adapter."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from icpc_assistant.encoder import default_weights, file_sha256
from icpc_assistant.encoder.export import write_quantised
from icpc_assistant.errors import EncoderError
from icpc_assistant.intent import (
    ADAPTER,
    ADAPTER_SHA256,
    HEADS,
    MAX_TOKENS,
    TOKEN_HEADS,
    OnnxIntentReader,
)

_INPUTS = ("input_ids", "attention_mask")
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
    from icpc_assistant.intent.network import IntentNetwork

    if file_sha256(ADAPTER) != ADAPTER_SHA256:
        raise EncoderError(
            f"The adapter of the reader of questions ({ADAPTER}) is not the one this package "
            f"trusts; run `pip install --force-reinstall --no-deps icpc-assistant`."
        )
    model = IntentNetwork.from_adapter(ADAPTER)
    folder.mkdir(parents=True, exist_ok=True)
    _write_graph(model, folder / "model.onnx")
    shutil.copyfile(default_weights() / "tokenizer.json", folder / "tokenizer.json")
    known = {
        "adapter_sha256": ADAPTER_SHA256,
        "max_tokens": MAX_TOKENS,
        "model_sha256": file_sha256(folder / "model.onnx"),
    }
    (folder / "intent.json").write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    exported = OnnxIntentReader(folder)
    _check(exported, model)
    return exported


def _write_graph(model: Any, path: Path) -> None:
    import torch

    ids = torch.tensor([[101, 2054, 2003, 102], [101, 2073, 102, 0]])
    raw = path.with_suffix(".raw")
    outputs = [*HEADS, *TOKEN_HEADS]
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warns of constants the check below would catch
        torch.onnx.export(
            model,
            (ids, (ids > 0).long()),
            str(raw),
            input_names=list(_INPUTS),
            output_names=outputs,
            dynamic_axes={
                **{name: {0: "questions", 1: "tokens"} for name in (*_INPUTS, *TOKEN_HEADS)},
                **{name: {0: "questions"} for name in HEADS},
            },
            opset_version=17,
            dynamo=False,
        )
    write_quantised(raw, path)


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
