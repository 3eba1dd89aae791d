"""The cross-encoder as a torch module: the default encoder's BERT, an adapter, two heads.

Needed for training and for the export only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from icpc_assistant.encoder.adapter import base_bert, difference, merge


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
        bert = base_bert(attention, dropout)
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
        return difference(self.state_dict(), CrossEncoder.from_base().state_dict(), rank)

    def apply_adapter(self, adapter: dict[str, torch.Tensor]) -> None:
        """Add an adapter to this model's weights; its heads replace this model's."""
        merge(self, adapter)
