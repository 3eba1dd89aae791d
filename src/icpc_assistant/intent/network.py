"""The model that reads what questions ask for, as a torch module; for training and the export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from icpc_assistant.encoder.adapter import base_bert, difference, merge
from icpc_assistant.intent import HEADS, SLOTS, TOKEN_HEADS


class IntentNetwork(torch.nn.Module):
    """BERT over a question; log-odds of every head of ``HEADS``, and of what each token is.

    ``forward`` returns them in the order of ``HEADS``, each (n, choices); then the slots,
    (n, tokens, slots), and whether each is left out, (n, tokens, 2).
    """

    def __init__(self, bert: torch.nn.Module, size: int) -> None:
        super().__init__()
        self.bert = bert
        heads = {name: torch.nn.Linear(2 * size, len(HEADS[name])) for name in HEADS}
        slots = torch.nn.Linear(size, len(SLOTS))
        self.heads = torch.nn.ModuleDict(
            {**heads, "slots": slots, "left_out": torch.nn.Linear(size, 2)}
        )

    @classmethod
    def from_base(cls, attention: str = "sdpa", dropout: float = 0.0) -> IntentNetwork:
        """Return the pinned base model with untrained heads (see ``base_bert``).

        Raises:
            EncoderError: the base model's weights are missing, or not the pinned ones.
        """
        bert = base_bert(attention, dropout)
        return cls(bert, int(bert.config.hidden_size))

    @classmethod
    def from_adapter(cls, path: Path) -> IntentNetwork:
        """Return the trained model: the base with the adapter in ``path`` merged into it."""
        from safetensors.torch import load_file

        model = cls.from_base("eager")
        merge(model, load_file(str(path)))
        return model.eval()

    def forward(self, ids: Any, mask: Any) -> tuple[Any, ...]:
        """Return the log-odds (see the class)."""
        hidden = self.bert(input_ids=ids, attention_mask=mask)[0]
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        both = torch.cat([hidden[:, 0], mean], 1)
        of_tokens = (self.heads[name](hidden) for name in TOKEN_HEADS)
        return (*(self.heads[name](both) for name in HEADS), *of_tokens)

    def adapter(self, rank: int) -> dict[str, torch.Tensor]:
        """Return this model's difference from the base, in half precision, of rank ``rank``."""
        return difference(self.state_dict(), IntentNetwork.from_base().state_dict(), rank)
