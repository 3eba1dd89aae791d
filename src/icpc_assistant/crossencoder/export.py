"""The cross-encoder, exported to ONNX when an index is built: base weights, adapter merged in.

Its weights are stored as 8-bit integers: a quarter of the size, faster, and on held-out questions
no worse.
"""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from icpc_assistant.crossencoder import (
    ADAPTER,
    ADAPTER_SHA256,
    MAX_TOKENS,
    CrossEncoderReader,
    passage_text,
)
from icpc_assistant.encoder import default_weights, file_sha256
from icpc_assistant.encoder.export import write_quantised
from icpc_assistant.errors import EncoderError

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
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

    if file_sha256(ADAPTER) != ADAPTER_SHA256:
        raise EncoderError(
            f"The reader's adapter ({ADAPTER}) is not the one this package trusts; run `pip "
            f"install --force-reinstall --no-deps icpc-assistant`."
        )
    model = CrossEncoder.from_adapter(ADAPTER)
    folder.mkdir(parents=True, exist_ok=True)
    _write_graph(model, folder / "model.onnx")
    shutil.copyfile(default_weights() / "tokenizer.json", folder / "tokenizer.json")
    known = {
        "adapter_sha256": ADAPTER_SHA256,
        "max_tokens": MAX_TOKENS,
        "model_sha256": file_sha256(folder / "model.onnx"),
    }
    (folder / "reader.json").write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    exported = CrossEncoderReader(folder)
    _check(exported, model)
    return exported


def _write_graph(model: Any, path: Path) -> None:
    import torch

    ids = torch.tensor([[101, 2054, 102, 2009, 2003, 102], [101, 2073, 102, 2009, 102, 0]])
    mask = (ids > 0).long()
    types = torch.tensor([[0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 0]])
    raw = path.with_suffix(".raw")
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warns of constants the check below would catch
        torch.onnx.export(
            model,
            (ids, mask, types),
            str(raw),
            input_names=list(_INPUTS),
            output_names=["judged", "places"],
            dynamic_axes={
                **{name: {0: "pairs", 1: "tokens"} for name in _INPUTS},
                "judged": {0: "pairs"},
                "places": {0: "pairs", 1: "tokens"},
            },
            opset_version=17,
            dynamo=False,
        )
    write_quantised(raw, path)


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
