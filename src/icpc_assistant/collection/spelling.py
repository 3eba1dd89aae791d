"""Misspelt words that ask, mended: "hapened", "evnts"."""

from __future__ import annotations

import re

from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import is_function_word
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import LANGUAGES, Language

_KNOWN = frozenset(
    (
        "events event activities missions conferences seminars trainings which happened"
        " evenements evenement activites conferences seminaires formations quels quelles combien"
        " eventos evento"
        " actividades misiones conferencias seminarios cuantos cuantas hubo participants largest"
        " summer winter autumn spring hiver automne printemps invierno otono verano primavera"
        " many there ever hubo cual cuales quels quelles reciente ultimo primer fueron fue tuvo"
        " ont sont"
        " recent timeline chronology chronologie cronologia bulletins boletines"
    ).split()
)


def spelt(text: str, language: Language) -> str:
    """Mend misspelt signal words: "hapened", "evnts"."""
    from rapidfuzz.distance import OSA

    out: list[str] = []
    for piece in re.split(r"(\W+)", text):
        folded = plain(piece)
        short = len(piece) == 3 and not piece.isupper()
        name = piece[:1].isupper() and any(map(str.isalpha, "".join(out))) and not text.isupper()
        may_slip = piece.isalpha() and (len(piece) > 3 or short) and not name
        if may_slip and folded not in _KNOWN and not _ordinary(folded, language):
            near = [w for w in _KNOWN if OSA.distance(folded, w, score_cutoff=1) == 1]
            piece = min(near) if near else piece
        out.append(piece)
    return "".join(out)


def _ordinary(word: str, language: Language) -> bool:
    """Whether a folded word is one of the language, inflected perhaps, or just so of another."""
    known = lexicon()
    if known.knows(word, language) or any(word in known.single[lang] for lang in LANGUAGES):
        return True
    return any(is_function_word(word, lang) for lang in LANGUAGES)
