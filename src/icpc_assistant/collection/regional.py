"""Adjectives of places beside what they tell the place of: "African cities"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from icpc_assistant.cards.geography import country_of_people
from icpc_assistant.cards.kinds import MANY, ONE, marked
from icpc_assistant.collection.areas import countries_of
from icpc_assistant.types import Language

# By the United Nations' codes of regions (M49) or the names of ``areas``, over plain text; longer
# ones first.
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
    "nordic": r"nordic|nordiques?|nordic[oa]s?",
    "scandinavia": r"scandinavian|scandinaves?|escandinav[oa]s?",
    "baltic": r"baltic|baltes?|baltic[oa]s?",
    "balkans": r"balkan|balkaniques?|balcanic[oa]s?",
    "andes": r"andean|andine?s?|andin[oa]s?",
    "sahel": r"sahelian|sahelien(?:ne)?s?|sahelian[oa]s?",
    "iberia": r"iberian|iberiques?|iberic[oa]s?",
    "019": r"american continent|americain(?:e?s?)|american[oa]s?",
}
# Part of how the region is told; the others say what is there.
_SOIL = r"(?:soil|continent|territory|sol|territoires?|suelo|continentes?|territorios?)"
_GROUND = (
    r"(?:cit(?:y|ies)|towns?|countr(?:y|ies)|villes?|pays|ciudad(?:es)?|pais(?:es)?"
    rf"|{MANY}|{ONE})"
)
_GROUNDS = re.compile(rf"(?<![\w-]){_GROUND}(?!\w)")
_WORD_BEFORE = re.compile(r"(?<![\w-])([^\W\d_]{4,})\s+\Z")
_WORD_BEHIND = re.compile(r"\s+([^\W\d_]{4,})(?![\w-])")
_REGION = "|".join(f"(?P<r{code}>{said})" for code, said in _ADJECTIVES.items())
_BEFORE = re.compile(
    rf"(?<![\w-])(?P<told>(?:{_REGION})(?:\s+{_SOIL}(?!\w)|(?=\s+(?P<ground>{_GROUND})(?!\w))))"
)
_BEHIND = re.compile(
    rf"(?<![\w-])(?:(?P<ground>{_GROUND})\s+|(?={_SOIL}\s))"
    rf"(?P<told>(?:{_SOIL}\s+)?(?:{_REGION}))(?!\w)"
)


def regional(folded: str, typed: str) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Yield where ``plain`` text tells a region by an adjective, and what places there are found
    by.

    ``typed`` is the same text as typed: "European Forum" is a name.
    """
    text = marked(folded)
    for pattern in (_BEFORE, _BEHIND):
        for m in pattern.finditer(text):
            ground, start = m.start("ground"), m.start("told")
            named = ground > 0 and typed[ground].isupper()
            if named or (pattern is _BEHIND and typed[start].isupper()):
                continue
            said = (name for name, words in m.groupdict().items() if words)
            code = next(name for name in said if name not in ("told", "ground"))
            code = code.removeprefix("r")
            yield *m.span("told"), countries_of(code) if code.isalpha() else frozenset({code})


def national(
    folded: str, typed: str, language: Language
) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Yield where text tells a country by an adjective ("Canadian events"), and its code."""
    for ground in _GROUNDS.finditer(marked(folded)):
        if typed[ground.start()].isupper():
            continue  # "Canadian Forum on Violence"
        if language == "en":
            told = _WORD_BEFORE.search(typed, 0, ground.start())
        else:
            told = _WORD_BEHIND.match(typed, ground.end())
        if told and (language == "en" or told.group(1).islower()):
            code = country_of_people(told.group(1), language)
            if code:
                yield *told.span(1), frozenset({code})
