"""What a superlative or comparison measures, and which end of it is wanted."""

from __future__ import annotations

import re

from icpc_assistant.collection.request import Measure

_FEW = re.compile(
    r"\b(?:smallest|shortest|fewest|least|moins|menos|petite?s?|courte?s?|cort[oa]s?"
    r"|pequen[oa]s?|menor(?:es)?|fewer|smaller|shorter|cheap(?:er|est)?|barat[oa]s?)\b"
)
_MORE = re.compile(
    r"\b(?:the )?(?:greatest|highest|largest|biggest|most)(?: number(?: of)?)?\b"
    r"|\b(?:le |la )?(?:plus|moins)(?: grand nombre)?(?: d[e'])?|\b(?:mas|menos)\b"
    r"|\b(?:mayor|menor) (?:numero|cantidad) de\b"
)
_EARLY = re.compile(
    r"\b(?:first|earliest|oldest|premiere?s?|anciennes?|anciens?|primer[oa]?s?|antigu[oa]s?|antes"
    r"|before|earlier|avant|d'abord|older)\b"
)
_LATE = re.compile(
    r"\b(?:last|latest|newest|most recent|derniere?s?|recente?s?|ultim[oa]s?|recientes?|tardive?s?"
    r"|later"
    r"|after|previous|newer|apres|despues)\b"
)
_LONG = re.compile(
    r"\b(?:longest|shortest|longer|shorter|longues?|longs?|courte?s?|larg[oa]s?|cort[oa]s?"
    r"|dur[oaeé]\w*|alarg\w+|prolong\w+"
    r"|lasted|time|days|jours|dias|tiempo)\b"
)
_PEOPLE = re.compile(
    r"\b(?:participants?|people|attendees|attendance|attended|personnes|gens|monde"
    r"|participantes|personas|gente|asistentes|audience|crowd|turnout|concurrid[oa]"
    r"|multitudinari[oa]|delegates)\b"
)
_COST = re.compile(
    r"\b(?:cost|costs|costed|costing|cost(?:ly|lier|liest)|expensive|pric(?:ey|ier|iest)|dear(?:er|est)"
    r"|cheap(?:er|est)?|budgets?|bill|expenses?|couts?|coute\w*|couteu(?:x|ses?)|chere?s?|onereu\w+"
    r"|depenses?|facture|costes?|costos?|costo|costar\w*|costado|costos[oa]s?|car[oa]s?"
    r"|barat[oa]s?|presupuestos?|gastos?|factura)\b"
)
_COUNTRIES = re.compile(r"\b(?:countries|pays|paises|nations)\b")
_PLACES = re.compile(r"\b(?:cities|villes|ciudades)\b")

# Size, of two events, is a number of people where nothing else is said to be compared.
_SIZE = re.compile(
    r"\b(?:larger|bigger|smaller|busier|fuller|grande?s?|gros(?:se)?|petite?s?|importante?s?"
    r"|mayor(?:es)?|menor(?:es)?|pequen[oa]s?)\b"
)


def measuring(folded: str) -> tuple[tuple[int, int], ...]:
    """Return the characters that say what is compared, and which end of it is wanted."""
    patterns = (_FEW, _EARLY, _LATE, _LONG, _PEOPLE, _COUNTRIES, _PLACES, _COST, _MORE)
    return tuple(m.span() for pattern in patterns for m in pattern.finditer(folded))


_NTH = {
    2: r"second|2nd|deuxieme|2e(?:me)?|seconde?|segund[oa]|2[ao]",
    3: r"third|3rd|troisieme|3e(?:me)?|tercer[oa]?|3[ao]",
    4: r"fourth|4th|quatrieme|4e(?:me)?|cuart[oa]",
    5: r"fifth|5th|cinquieme|5e(?:me)?|quint[oa]",
}
# No rank: "the second quarter", "la deuxième édition".
_NO_RANK = (
    r"(?! (?:half|quarter|part|day|week|edition|time|moitie|trimestre|semestre|partie|jour|semaine"
    r"|fois|mitad|semestre|parte|dia|semana|edicion|vez|conference|congress|congres|congreso)\b)"
)


def rank_of(folded: str) -> tuple[int, tuple[int, int]] | None:
    """Return which of all ranked events is wanted, and where that is said, if not the first."""
    for rank, said in _NTH.items():
        if m := re.search(rf"\b(?:{said})\b{_NO_RANK}", folded):
            return rank, m.span()
    return None


# "The most burned cars": a number of things that no card counts.
_OF_WHAT = re.compile(
    r"\b(?:(?:the )?(?:most|fewest)|(?:largest|smallest|highest|lowest|greatest) number of"
    r"|le (?:plus|moins) d[e']|plus grand nombre d[e']|(?:mayor|menor) (?:numero|cantidad) de"
    r"|mas|menos)"
    r"\s*(?:of (?:the )?)?(?:[a-z]+ )?(?P<what>[a-z]{3,}s)\b"
)


def counts_something_else(marked: str) -> bool:
    """Whether the most of something is wanted that is neither people, countries nor places.

    ``marked`` is text in which no noun for an event is left.
    """
    m = _OF_WHAT.search(marked)
    measured = (_PEOPLE, _COUNTRIES, _PLACES, _LONG, _COST)
    return m is not None and not any(p.search(m["what"]) for p in measured)


def is_measured(folded: str) -> bool:
    """Whether a comparison is told by a word for time, size, length, people or places."""
    return measure_of(folded, default="any")[0] != "any" or bool(_SIZE.search(folded))


def measure_of(folded: str, *, default: Measure) -> tuple[Measure, bool]:
    """Return what a superlative or comparison measures, and whether the most of it is wanted."""
    fewest = bool(_FEW.search(folded))
    for measure, pattern in (
        ("cost", _COST),
        ("countries", _COUNTRIES),
        ("places", _PLACES),
        ("people", _PEOPLE),
    ):
        if pattern.search(folded):
            return measure, not fewest  # type: ignore[return-value]
    if _LONG.search(folded):
        return "days", not fewest
    late = _LATE.search(folded)
    if late or _EARLY.search(folded):
        return "start", bool(late)
    if default == "start" and _SIZE.search(folded):
        return "people", not fewest
    return default, not fewest
