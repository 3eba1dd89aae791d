"""The cross-encoder as a torch module: the default encoder's BERT, an adapter, three heads.

Needed for training and for the export only. The adapter is the trained weights' difference from
the base: of every linear layer the product of two thin matrices (Hu et al. 2021, LoRA, here by a
truncated singular value decomposition after the training), of biases and norms the whole.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from icpc_assistant.encoder import default_weights

_DOWN, _UP = ".down", ".up"


class CrossEncoder(torch.nn.Module):
    """BERT over a question and a passage; two judgements of the pair, and places in it.

    ``forward`` returns judgements (n, 2: relevant, answered) and places (n, tokens, 2: start,
    end), all of them log-odds.
    """

    def __init__(self, bert: torch.nn.Module, size: int) -> None:
        super().__init__()
        self.bert = bert
        self.heads = torch.nn.ModuleDict(
            {"judged": torch.nn.Linear(2 * size, 2), "places": torch.nn.Linear(size, 2)}
        )

    @classmethod
    def from_base(cls, attention: str = "sdpa", dropout: float = 0.0) -> CrossEncoder:
        """Return the pinned base model with untrained heads, its word vectors frozen.

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
    def from_adapter(cls, path: Path) -> CrossEncoder:
        """Return the trained model: the base with the adapter in ``path`` merged into it."""
        from safetensors.torch import load_file

        model = cls.from_base("eager")
        model.apply_adapter(load_file(str(path)))
        return model.eval()

    def forward(self, ids: Any, mask: Any, types: Any) -> tuple[Any, Any]:
        """Return the judgements and the places (see the class)."""
        hidden = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types)[0]
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        judged = self.heads["judged"](torch.cat([hidden[:, 0], mean], 1))
        return judged, self.heads["places"](hidden)

    def adapter(self, rank: int) -> dict[str, torch.Tensor]:
        """Return this model's difference from the base, in half precision, of rank ``rank``."""
        base = CrossEncoder.from_base().state_dict()
        found = {}
        for name, weight in self.state_dict().items():
            apart = weight - base[name]
            if name.startswith("heads."):
                found[name] = weight.half()
            elif apart.dim() == 2 and not name.startswith("bert.embeddings"):
                up, scale, down = torch.linalg.svd(apart, full_matrices=False)
                root = scale[:rank].sqrt()
                found[name + _UP] = (up[:, :rank] * root).half().contiguous()
                found[name + _DOWN] = (root[:, None] * down[:rank]).half().contiguous()
            elif apart.is_floating_point() and bool(apart.any()):
                found[name] = apart.half()
        return found

    def apply_adapter(self, adapter: dict[str, torch.Tensor]) -> None:
        """Add an adapter to this model's weights; its heads replace this model's."""
        own = dict(self.named_parameters())
        with torch.no_grad():
            for name, value in adapter.items():
                if name.startswith("heads."):
                    own[name].copy_(value.float())
                elif name.endswith(_UP):
                    down = adapter[name.removesuffix(_UP) + _DOWN]
                    own[name.removesuffix(_UP)].add_(value.float() @ down.float())
                elif not name.endswith(_DOWN):
                    own[name].add_(value.float())
