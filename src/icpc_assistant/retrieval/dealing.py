"""Whether a bulletin deals with what a question asks about, in whatever words: as the reader reads.

The trained reader has learned from 2,000 such questions ("anything on sport to keep kids off the
street?") what a passage deals with and what it only touches (training/README.md).
"""

from __future__ import annotations

from collections.abc import Mapping

from icpc_assistant.crossencoder import DEFAULT
from icpc_assistant.index import Index
from icpc_assistant.types import Language, Near, Passage


def dealt(
    index: Index, question: str, language: Language, near: Mapping[str, Near]
) -> dict[str, float]:
    """Return how surely each of the bulletins ``near`` deals with what a question is about.

    Log-odds by the bulletin's id, the highest of its nearest passage, its lead and its nearest
    sentence alone. Nothing where another cross-encoder than the trained one reads.
    """
    model = index.cross_encoder
    if model is None or index.manifest["cross_encoder"]["name"] != DEFAULT:
        return {}
    telling = model.telling
    asked, texts, whose = [], [], []
    for bulletin_id, met in near.items():
        bulletin = index.bulletins[bulletin_id]
        title, language_there = bulletin.title, bulletin.language
        told = [
            telling.header(title, p.heading, language_there)
            + telling.passage(p, language_there).text
            for p in _passages(index, bulletin_id, met)
        ]
        sentence = bulletin.body[met.start : met.end]
        told.append(
            telling.header(title, "", language_there) + telling.words(sentence, language_there)
        )
        texts += told
        whose += [bulletin_id] * len(told)
        asked += [telling.asked(question, language, language_there)] * len(told)
    found: dict[str, float] = {}
    readings = model.read(asked, texts, [()] * len(texts))
    for bulletin_id, reading in zip(whose, readings, strict=True):
        found[bulletin_id] = max(found.get(bulletin_id, reading.answered), reading.answered)
    return found


def _passages(index: Index, bulletin_id: str, met: Near) -> list[Passage]:
    """Return the passage of the nearest sentence, and the bulletin's first where it is another."""
    own = index.passages_of(bulletin_id)
    nearest = index.passage_at(bulletin_id, met.start, met.end) or own[0]
    return [nearest] if nearest.id == own[0].id else [nearest, own[0]]
