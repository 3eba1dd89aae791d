"""Countries and regions typed as they sound, or with a slip: "en suise", "in swizerland"."""

from __future__ import annotations

import re
from functools import cache

from icpc_assistant.cards.geography import country_of_people, territories, territory_name
from icpc_assistant.cards.parts import is_part
from icpc_assistant.terms import fold, words
from icpc_assistant.types import Language

_SHORTEST, _LONG = 5, 9  # letters of a name that is told with a slip, and with two
_SOUNDING = 4  # letters of one that is told by its sound
# How a letter sounds that another may stand for, one after the other, over folded text.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"qu(?=[eiy])|qu$|[ck]k|q", "k"),
        (r"gu(?=[eiy])|gh", "g"),
        (r"g(?=[eiy])|j", "j"),
        (r"sc(?=[eiy])|c(?=[eiy])|[zx]|ss", "s"),
        (r"c(?!h)", "k"),
        (r"(?<![cs])h", ""),
        (r"y", "i"),
        (r"v", "b"),
        (r"(.)\1", r"\1"),
        (r"(?<=\w{3})(?:e?s|e|h|t)$", ""),
    )
)
_PLACED = r"\b(?:in|to|from|en|au|aux|a|dans|du|de|desde|vers|hacia|or|ou|o|and|et|y)\s+"


def land_meant(word: str, text: str, language: Language) -> str | None:
    """Return the country or region of one word that an unknown ``word`` of ``text`` stands for.

    It sounds like the word; or, where a place may stand, it is a slip or two away.
    """
    folded, known = fold(word), _lands(language)
    if country_of_people(word, language):
        return None  # "chino" is no misspelt China
    said = sound(folded)
    alike = _sounding(language).get(said, frozenset()) if len(said) >= _SOUNDING else frozenset()
    if len(alike) == 1:
        return next(iter(alike))
    if len(folded) < _SHORTEST or not re.search(_PLACED + re.escape(folded), fold(text)):
        return None
    from rapidfuzz.distance import OSA

    slips = 2 if len(folded) >= _LONG else 1
    near = {
        known[name] for name in known if OSA.distance(folded, name, score_cutoff=slips) <= slips
    }
    return near.pop() if len(near) == 1 else None


def sound(folded: str) -> str:
    """Return a folded word as it sounds, roughly the same in all three languages."""
    for written, said in _SOUNDS:
        folded = written.sub(said, folded)
    return folded


@cache
def _sounding(language: Language) -> dict[str, frozenset[str]]:
    """Return the same countries and regions by how their names sound."""
    found: dict[str, frozenset[str]] = {}
    for folded, name in _lands(language).items():
        said = sound(folded)
        found[said] = found.get(said, frozenset()) | {name}
    return found


@cache
def _lands(language: Language) -> dict[str, str]:
    """Return the countries and regions of one word by their folded names, as a language writes
    them; no parts of countries, of which some sound like everyday words."""
    codes = {code for found in territories().values() for code in found if not is_part(code)}
    named = (territory_name(code, language) for code in codes)
    return {fold(name): name for name in named if len(words(name)) == 1}
