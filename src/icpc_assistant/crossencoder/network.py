"""The cross-encoder as a torch module; needed for training and for the export only."""

from __future__ import annotations

from typing import Any

import torch

from icpc_assistant.encoder.adapter import AdaptedBert


class CrossEncoder(AdaptedBert):
    """BERT over a question and a passage; two judgements of the pair, and places in it.

    ``forward`` returns judgements (n, 2: relevant, answered) and places (n, tokens, 2: start,
    end), all of them log-odds.
    """

    @staticmethod
    def heads_of(size: int) -> dict[str, torch.nn.Module]:
        """Return the untrained heads."""
        return {"judged": torch.nn.Linear(2 * size, 2), "places": torch.nn.Linear(size, 2)}

    def forward(self, ids: Any, mask: Any, types: Any) -> tuple[Any, Any]:
        """Return the judgements and the places (see the class)."""
        hidden = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types)[0]
        return self.heads["judged"](self.summary(hidden, mask)), self.heads["places"](hidden)
