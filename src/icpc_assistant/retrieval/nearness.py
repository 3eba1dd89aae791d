"""Which bulletins come near some words in meaning, and by which of their sentences."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from icpc_assistant.glossing import gloss
from icpc_assistant.index import KINDS, Index
from icpc_assistant.types import Language

_OPEN, _SENTENCE = KINDS.index("open"), KINDS.index("sentence")


class Near(NamedTuple):
    """The cosine of the nearest text of a bulletin, and its nearest sentence,
    ``body[start:end]``."""

    score: float
    start: int
    end: int


def nearest(index: Index, text: str, language: Language) -> dict[str, Near]:
    """Return how near each bulletin comes to some words, by its passages, sentences and known
    questions; one in French or Spanish is read through its English gloss."""
    asked = text if language == "en" else gloss(text, language, "en")
    (vector,) = index.encoder.encode([asked], query=True)
    scores = index.vectors @ vector
    scores[index.record_kind == _OPEN] = -1.0  # what a bulletin leaves open it is not about
    of_passages = np.maximum.reduceat(scores, index.record_start[:-1])
    sentences = np.where(index.record_kind == _SENTENCE, scores, -1.0)
    found: dict[str, Near] = {}
    for p in np.argsort(-of_passages, kind="stable").tolist():
        passage = index.passages[p]
        if passage.bulletin_id not in found:
            first, last = index.record_start[p : p + 2].tolist()
            best = first + int(sentences[first:last].argmax())
            span = passage.sentences[max(0, int(index.record_sentence[best]))]
            score = float(of_passages[p])
            found[passage.bulletin_id] = Near(score, span.start, span.end)
    return found
