"""Models exported to ONNX, once: the default encoder, and how the trained models are.

The only step that needs torch: ``torch.onnx.export`` (opset 17), for the encoder with mean pooling
and normalisation inside the graph, then onnxruntime's own fusions written into the file, so that
loading does not repeat them.
"""

from __future__ import annotations

import json
import logging
import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from icpc_assistant.encoder import (
    DEFAULT,
    WEIGHTS_SHA256,
    OnnxEncoder,
    default_weights,
    file_sha256,
    load_sentence_transformer,
)
from icpc_assistant.errors import EncoderError

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_MIN_COSINE = 0.9999

# Short, long, empty, accented, beyond the encoder's limit.
_SAMPLES = (
    "The conference opened on Monday.",
    "Le congrès s'est tenu à Montréal du 3 au 5 mars 2024, en présence de 1 200 personnes.",
    "¿Cuántas personas participaron en la reunión?",
    "",
    "Mayors, researchers and the police of forty cities met to compare what prevents crime. " * 20,
)


def export_default(folder: Path) -> OnnxEncoder:
    """Export the default encoder into ``folder`` and return it, checked against its original.

    Raises:
        EncoderError: the weights are not the pinned ones, or the exported model gives other
            vectors (cosine below 0.9999).
        OSError: the folder cannot be written.
    """
    source = default_weights()
    # Eager attention is plain matrix algebra; the fused kernels do not trace.
    model = load_sentence_transformer(str(source), attn_implementation="eager", device="cpu")
    folder.mkdir(parents=True, exist_ok=True)
    _write_graph(model, folder / "model.onnx")
    known = {
        "name": DEFAULT,
        "weights_sha256": WEIGHTS_SHA256,
        "dimension": model.get_embedding_dimension(),
        "max_length": model.max_seq_length,
    }
    _describe(folder / "encoder.json", source, known)
    exported = OnnxEncoder(folder)
    _check(exported, model)
    return exported


def _write_graph(model: Any, path: Path) -> None:
    import torch

    bert = model[0].auto_model

    class Pooled(torch.nn.Module):
        """BERT, the mean of its token vectors, unit length: one graph."""

        def __init__(self) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, ids: Any, mask: Any, types: Any) -> Any:
            hidden = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types)
            weight = mask.unsqueeze(-1).to(hidden.last_hidden_state.dtype)
            mean = (hidden.last_hidden_state * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2, dim=1)

    example = model.tokenizer(["short", "a longer one"], padding=True, return_tensors="pt")
    raw = path.with_suffix(".raw")
    inputs = {name: example[name] for name in _INPUTS}
    trace(Pooled().eval(), inputs, {"vector": False}, raw)
    write_optimised(raw, path)


def trace(model: Any, inputs: dict[str, Any], outputs: dict[str, bool], path: Path) -> None:
    """Write ``model`` to ``path`` as an ONNX graph, traced on ``inputs`` by name.

    All of them are (texts, tokens), as are those of the ``outputs`` that are true; the others have
    a row a text.
    """
    import torch

    tokens = {0: "texts", 1: "tokens"}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warns of constants that checks would catch
        torch.onnx.export(
            model,
            tuple(inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={
                **dict.fromkeys(inputs, tokens),
                **{name: tokens if long else {0: "texts"} for name, long in outputs.items()},
            },
            opset_version=17,
            dynamo=False,
        )


def export_adapted(
    model: Any, inputs: dict[str, Any], outputs: dict[str, bool], description: Path, **known: Any
) -> None:
    """Export a trained model into the folder of ``description``, as 8-bit integers.

    ``inputs`` and ``outputs`` are as in ``trace``; the description holds what is ``known``, and
    the model's sha256.

    Raises:
        OSError: the folder cannot be written.
    """
    folder = description.parent
    folder.mkdir(parents=True, exist_ok=True)
    raw = folder / "model.raw"
    trace(model, inputs, outputs, raw)
    write_quantised(raw, folder / "model.onnx")
    _describe(description, default_weights(), known)


def _describe(description: Path, source: Path, known: dict[str, Any]) -> None:
    """Put the tokenizer of ``source`` beside an exported model, and what is known of it."""
    folder = description.parent
    shutil.copyfile(source / "tokenizer.json", folder / "tokenizer.json")
    known = known | {"model_sha256": file_sha256(folder / "model.onnx")}
    description.write_text(json.dumps(known, indent=1) + "\n", "utf-8")


def trusted(adapter: Path, sha256: str, what: str) -> Path:
    """Return the adapter of a trained model, called ``what``, where it is the pinned one.

    Raises:
        EncoderError: it is another.
    """
    if file_sha256(adapter) != sha256:
        raise EncoderError(
            f"The adapter of the {what} ({adapter}) is not the one this package trusts; run `pip "
            f"install --force-reinstall --no-deps icpc-assistant`."
        )
    return adapter


def write_optimised(raw: Path, path: Path) -> None:
    """Write a graph with onnxruntime's own fusions to ``path``, and remove ``raw``."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # "Extended" fusions hold on every processor; the next level would be this machine's own.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(path)
    options.log_severity_level = 3
    onnxruntime.InferenceSession(str(raw), options, providers=["CPUExecutionProvider"])
    raw.unlink()


def write_quantised(raw: Path, path: Path) -> None:
    """Write a graph with its weights as 8-bit integers to ``path``, and remove ``raw``.

    Each column has a scale of its own (onnxruntime's dynamic quantisation).
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    small = path.with_suffix(".small")
    # It warns through the root logger, which would give the whole process a handler that prints
    # every library's debug lines, and it recommends a preparation that changes nothing here.
    root, silent = logging.getLogger(), logging.NullHandler()
    level = root.level
    root.addHandler(silent)
    root.setLevel(logging.ERROR)
    try:
        quantize_dynamic(
            raw,
            small,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,  # without it, sums overflow on processors without VNNI
            op_types_to_quantize=["MatMul", "Gather"],
        )
    finally:
        root.removeHandler(silent)
        root.setLevel(level)
    write_optimised(small, path)
    raw.unlink()


def _check(exported: OnnxEncoder, model: Any) -> None:
    wanted = model.encode(
        list(_SAMPLES), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
    )
    cosine = float(np.min(np.sum(exported.encode(_SAMPLES) * wanted, axis=1)))
    if not cosine >= _MIN_COSINE:
        raise EncoderError(
            f"The exported encoder differs from its original (cosine {cosine:.4f}); install the "
            f"versions of torch, onnx and onnxruntime that pyproject.toml names and try again."
        )
