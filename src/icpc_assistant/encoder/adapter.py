"""A fine-tuned model as its difference from the base: small enough to ship with the package.

Of every linear layer it is the product of two thin matrices (Hu et al. 2021, LoRA, here by a
truncated singular value decomposition after the training), of biases and norms the whole; heads,
which the base lacks, are kept as they are. Needed for training and for the export only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from icpc_assistant.encoder import default_weights

_DOWN, _UP = ".down", ".up"
_HEADS = "heads."


def base_bert(attention: str = "sdpa", dropout: float = 0.0) -> Any:
    """Return the pinned base model's BERT, its word vectors frozen.

    ``attention`` "eager" is plain matrix algebra, which can be exported; ``dropout`` is for
    training.

    Raises:
        EncoderError: the base model's weights are missing, or not the pinned ones.
    """
    from transformers import BertModel
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    bert = BertModel.from_pretrained(
        str(default_weights()),
        add_pooling_layer=False,
        use_safetensors=True,
        attn_implementation=attention,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=0.0,  # torch's quick attention on a CPU has none
    )
    bert.embeddings.requires_grad_(False)
    return bert


def difference(
    weights: Mapping[str, torch.Tensor], base: Mapping[str, torch.Tensor], rank: int
) -> dict[str, torch.Tensor]:
    """Return how ``weights`` differ from those of the base, in half precision, of rank ``rank``."""
    found = {}
    for name, weight in weights.items():
        if name.startswith(_HEADS):
            found[name] = weight.half()
            continue
        apart = weight - base[name]
        if apart.dim() == 2 and not name.startswith("bert.embeddings"):
            up, scale, down = torch.linalg.svd(apart, full_matrices=False)
            root = scale[:rank].sqrt()
            found[name + _UP] = (up[:, :rank] * root).half().contiguous()
            found[name + _DOWN] = (root[:, None] * down[:rank]).half().contiguous()
        elif apart.is_floating_point() and bool(apart.any()):
            found[name] = apart.half()
    return found


def merge(model: torch.nn.Module, adapter: Mapping[str, torch.Tensor]) -> None:
    """Add an adapter to a model's weights; its heads replace the model's."""
    own = dict(model.named_parameters())
    with torch.no_grad():
        for name, value in adapter.items():
            if name.startswith(_HEADS):
                own[name].copy_(value.float())
            elif name.endswith(_UP):
                down = adapter[name.removesuffix(_UP) + _DOWN]
                own[name.removesuffix(_UP)].add_(value.float() @ down.float())
            elif not name.endswith(_DOWN):
                own[name].add_(value.float())
