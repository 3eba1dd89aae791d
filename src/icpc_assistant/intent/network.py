"""The reader of questions as a torch module; needed for training and for the export only."""

from __future__ import annotations

from typing import Any

import torch

from icpc_assistant.encoder.adapter import AdaptedBert
from icpc_assistant.intent import HEADS, SLOTS, TOKEN_HEADS


class IntentNetwork(AdaptedBert):
    """BERT over a question; log-odds of every head of ``HEADS``, and of what each token is.

    ``forward`` returns them in the order of ``HEADS``, each (n, choices); then the slots,
    (n, tokens, slots), and whether each is left out, (n, tokens, 2).
    """

    @staticmethod
    def heads_of(size: int) -> dict[str, torch.nn.Module]:
        """Return the untrained heads."""
        return {
            **{name: torch.nn.Linear(2 * size, len(HEADS[name])) for name in HEADS},
            "slots": torch.nn.Linear(size, len(SLOTS)),
            "left_out": torch.nn.Linear(size, 2),
        }

    def forward(self, ids: Any, mask: Any) -> tuple[Any, ...]:
        """Return the log-odds (see the class)."""
        hidden = self.bert(input_ids=ids, attention_mask=mask)[0]
        both = self.summary(hidden, mask)
        of_tokens = (self.heads[name](hidden) for name in TOKEN_HEADS)
        return (*(self.heads[name](both) for name in HEADS), *of_tokens)
