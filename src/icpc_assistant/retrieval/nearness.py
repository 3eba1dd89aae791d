"""Which bulletins come near some words in meaning, and by which of their sentences."""

from __future__ import annotations

import numpy as np

from icpc_assistant.glossing import gloss
from icpc_assistant.index import KINDS, Index
from icpc_assistant.types import Language, Near

_OPEN, _SENTENCE = KINDS.index("open"), KINDS.index("sentence")


def nearest(index: Index, text: str, language: Language, least: float) -> dict[str, Near]:
    """Return the bulletins that come as near some words as a cosine of ``least``, by their
    passages, sentences and known questions, the nearest first.

    Words in French or Spanish are read through their English gloss.
    """
    asked = text if language == "en" else gloss(text, language, "en")
    (vector,) = index.encoder.encode([asked], query=True)
    scores = index.vectors @ vector
    scores[index.record_kind == _OPEN] = -1.0  # what a bulletin leaves open it is not about
    of_passages = np.maximum.reduceat(scores, index.record_start[:-1])
    sentences = np.where(index.record_kind == _SENTENCE, scores, -1.0)
    found: dict[str, Near] = {}
    for p in np.argsort(-of_passages, kind="stable").tolist():
        if of_passages[p] < least:
            break
        passage = index.passages[p]
        if passage.bulletin_id not in found:
            first, last = index.record_start[p : p + 2].tolist()
            best = first + int(sentences[first:last].argmax())
            span = passage.sentences[max(0, int(index.record_sentence[best]))]
            score = float(of_passages[p])
            found[passage.bulletin_id] = Near(score, span.start, span.end)
    return found
