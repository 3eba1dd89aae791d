"""Adjectives of continents and regions beside what they tell the place of: "African cities"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from icpc_assistant.cards.kinds import MANY, ONE, marked

# By the United Nations' codes of regions (M49), over plain text; longer ones first.
_ADJECTIVES = {
    "419": r"latin[- ]american|latino-?americain(?:e?s?)|latinoamerican[oa]s?",
    "003": r"north[- ]american|nord-americain(?:e?s?)|norteamerican[oa]s?",
    "005": r"south[- ]american|sud-americain(?:e?s?)|sudamerican[oa]s?|suramerican[oa]s?",
    "013": r"central[- ]american|centramericain(?:e?s?)|centroamerican[oa]s?",
    "015": r"north[- ]african|nord-africain(?:e?s?)|norteafrican[oa]s?|maghrebin(?:e?s?)",
    "145": r"middle[- ]eastern|moyen-oriental(?:e?s?)|moyen-orientaux",
    "029": r"caribbean|caribeen(?:ne)?s?|antillais(?:e?s?)|caribe[nñ][oa]s?",
    "002": r"african|africain(?:e?s?)|african[oa]s?",
    "150": r"european|europeen(?:ne)?s?|europe[oa]s?",
    "142": r"asian|asiatiques?|asiatic[oa]s?",
    "019": r"american continent|americain(?:e?s?)|american[oa]s?",
}
_GROUND = (
    r"(?:cit(?:y|ies)|towns?|countr(?:y|ies)|soil|continent|territory|villes?|pays|sol|territoires?"
    rf"|ciudad(?:es)?|pais(?:es)?|suelo|continentes?|territorios?|{MANY}|{ONE})"
)
_REGION = "|".join(f"(?P<r{code}>{said})" for code, said in _ADJECTIVES.items())
_BEFORE = re.compile(rf"(?<![\w-])(?:{_REGION})(?=\s+{_GROUND}(?!\w))")
_BEHIND = re.compile(rf"(?<![\w-])(?:{_GROUND})\s+(?P<said>{_REGION})(?!\w)")


def regional(folded: str, typed: str) -> Iterator[tuple[int, int, str]]:
    """Yield where ``plain`` text tells a region by an adjective, and the region's code.

    ``typed`` is the same text as typed: "European Forum" is a name.
    """
    text = marked(folded)
    for pattern in (_BEFORE, _BEHIND):
        for m in pattern.finditer(text):
            code = next(name for name, said in m.groupdict().items() if said and name != "said")
            start, end = m.span("said" if pattern is _BEHIND else 0)
            ground = m.start() if pattern is _BEHIND else end + 1
            if ground == 0 or not typed[ground].isupper():
                yield start, end, code[1:]
