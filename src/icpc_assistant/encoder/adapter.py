"""A fine-tuned model as its difference from the base: small enough to ship with the package.

Of every linear layer it is the product of two thin matrices (Hu et al. 2021, LoRA, here by a
truncated singular value decomposition after the training), of biases and norms the whole; heads,
which the base lacks, are kept as they are. Needed for training and for the export only.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

import torch

from icpc_assistant.encoder import default_weights

_DOWN, _UP = ".down", ".up"
_HEADS = "heads."


class AdaptedBert(torch.nn.Module):
    """The pinned base model's BERT, its word vectors frozen, with heads of its own."""

    def __init__(self, bert: torch.nn.Module, size: int) -> None:
        super().__init__()
        self.bert = bert
        self.heads = torch.nn.ModuleDict(self.heads_of(size))

    @staticmethod
    def heads_of(size: int) -> dict[str, torch.nn.Module]:
        """Return untrained heads over hidden states of ``size``."""
        raise NotImplementedError

    @classmethod
    def from_base(cls, attention: str = "sdpa", dropout: float = 0.0) -> Self:
        """Return the base model with untrained heads.

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
        return cls(bert, int(bert.config.hidden_size))

    @classmethod
    def from_adapter(cls, path: Path) -> Self:
        """Return the trained model: the base with the adapter in ``path`` merged into it."""
        from safetensors.torch import load_file

        model = cls.from_base("eager")
        model.apply_adapter(load_file(str(path)))
        return model.eval()

    def summary(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the first hidden state beside the mean of all, (n, 2 × size)."""
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        return torch.cat([hidden[:, 0], mean], 1)

    def adapter(self, rank: int) -> dict[str, torch.Tensor]:
        """Return this model's difference from the base, in half precision, of rank ``rank``."""
        base = self.from_base().state_dict()
        found = {}
        for name, weight in self.state_dict().items():
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

    def apply_adapter(self, adapter: Mapping[str, torch.Tensor]) -> None:
        """Add an adapter to this model's weights; its heads replace this model's."""
        own = dict(self.named_parameters())
        with torch.no_grad():
            for name, value in adapter.items():
                if name.startswith(_HEADS):
                    own[name].copy_(value.float())
                elif name.endswith(_UP):
                    down = adapter[name.removesuffix(_UP) + _DOWN]
                    own[name.removesuffix(_UP)].add_(value.float() @ down.float())
                elif not name.endswith(_DOWN):
                    own[name].add_(value.float())
