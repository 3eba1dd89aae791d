"""Questions for several events in the order of a measure: "the three largest events", "rank our
conferences by size", "les deux derniers événements", "los eventos más largos"."""

from __future__ import annotations

import re
from typing import NamedTuple

from icpc_assistant.cards.kinds import MANY
from icpc_assistant.collection.bounds import WORD_NUMBERS
from icpc_assistant.collection.extremes import is_measured, measure_of
from icpc_assistant.collection.request import Measure

Span = tuple[int, int]
SEVERAL = 3  # events, where "the largest events" are asked for and nobody says how many

_WORDS = {word: number for word, number in WORD_NUMBERS.items() if number > 1}
_N = rf"(?:[2-9]|[1-4]\d|{'|'.join(_WORDS)})"
# "The last two years" are a time, "three days" a length.
_NO_UNIT = (
    r"(?! (?:days?|weeks?|months?|years?|quarters?|decades?|jours?|journees?|semaines?|mois"
    r"|an(?:nee)?s?"
    r"|trimestres?|dias?|semanas?|mes(?:es)?|anos?|people|participants?|countries|cities|pays"
    r"|villes"
    r"|paises|ciudades|personnes|personas)\b)"
)
_TIMELY = (
    r"(?:first|last|latest|newest|oldest|earliest|most recent|premier[es]?s?|premieres|derniere?s?"
    r"|plus (?:recente?s?|anciens?|anciennes)|primer[oa]s|ultim[oa]s"
    r"|mas (?:recientes|antigu[oa]s))"
)
_SIZED = (
    r"(?:largest|biggest|greatest|smallest|longest|shortest|busiest"
    r"|(?:best|most|least|worst|well)[- ]attended|most (?:popular|crowded|expensive)"
    r"|least expensive|cheapest|costliest"
    r"|(?:plus|moins) (?:grande?s?|gros(?:ses)?|importante?s|longs|longues|courte?s|petite?s"
    r"|suivie?s|frequentee?s|chere?s|couteu(?:x|ses))"
    r"|(?:mas|menos) (?:grandes|larg[oa]s|cort[oa]s|pequen[oa]s|concurrid[oa]s|numeros[oa]s"
    r"|multitudinari[oa]s|importantes|car[oa]s|barat[oa]s|costos[oa]s)|mayores|menores)"
)
_ADJECTIVE = rf"(?:{_TIMELY}|{_SIZED})"
# What has the most of something.
_MOST = (
    r"(?:(?:the )?(?:most|fewest)|(?:the )?(?:largest|smallest|highest|lowest|greatest) number of"
    r"|le (?:plus|moins)(?: grand nombre)?|(?:la |el )?(?:mayor|menor) (?:numero|cantidad)"
    r"|(?:mas|menos)(?= \w+(?:s|te|ente)\b))"
)
_OF = (
    r"(?:(?:of |de |d'|among |parmi |entre )?"
    r"(?:the |our |all |les |nos |des |los |las |nuestr[oa]s )*)"
)
_GAP = r"(?:(?!of\b|de\b|des\b|d'|at\b|in\b|a\b|en\b)[\w'-]+ ){0,2}?"
_NUMBERED = tuple(
    re.compile(pattern)
    for pattern in (
        # "Top five conferences by attendance"
        rf"\b(?P<top>top|bottom) (?P<n>{_N})\b{_NO_UNIT}(?: {_OF}{_GAP}(?P<noun>{MANY}))?",
        # "The three largest events", "les deux derniers", "los tres últimos congresos"
        rf"\b(?P<n>{_N}) (?:very )?(?P<sup>{_ADJECTIVE})\b{_NO_UNIT}"
        rf"(?: {_OF}{_GAP}(?P<noun>{MANY})|(?=\W*$))",
        # "The last two events", "los últimos dos"
        rf"\b(?P<sup>{_ADJECTIVE}) (?P<n>{_N})\b{_NO_UNIT}(?: {_OF}{_GAP}(?P<noun>{MANY})"
        rf"|(?=\W*$))",
        # "Les trois événements les plus longs", "los dos eventos con más participantes"
        rf"\b(?P<n>{_N}) {_OF}{_GAP}(?P<noun>{MANY})\b[^,;.?!]{{0,50}}?"
        rf"\b(?P<sup>{_SIZED}|{_MOST}|(?:plus|mas) (?:recent\w*|ancien\w*|reciente\w*|antigu\w+)"
        rf"|(?:most recent|latest)(?=\W*$)|(?:came|were|are|was) (?:first|last))(?!\w)",
    )
)
_MANY_OF_THEM = (
    re.compile(rf"(?<!of )(?<!in )(?<!at )\b(?:the|our|your) (?:very )?(?P<sup>{_ADJECTIVE}) "
               rf"(?:(?!of\b)[\w'-]+ )?(?P<noun>{MANY})\b"),
    re.compile(rf"\b(?:les|nos|vos|los|las|nuestr[oa]s) (?P<sup>{_ADJECTIVE}) (?P<noun>{MANY})\b"),
    re.compile(rf"\b(?:les|nos|vos|los|las|nuestr[oa]s) (?P<noun>{MANY})(?: [\w'-]+)? "
               rf"(?:les |los |las )?(?P<sup>{_SIZED}|(?:plus|mas) (?:recent\w*|anciens?"
               rf"|anciennes|reciente\w*"
               r"|antigu\w+)|(?:premier|dernier)e?s|ultim[oa]s)\b"),
)  # fmt: skip
# "The people at the last two events" are asked for, not the events.
_WITHIN = re.compile(
    r"\b(?:at|in|to|from|during|for|aux?|lors des?|pendant|dans|pour|durante|en|a|para)"
    r"(?: the| our| les| nos| los| las| nuestr[oa]s)* $"
)
_ORDERS = re.compile(
    r"\b(?:rank(?:ed|ing)?|sort(?:ed)?|order(?:ed)?|arrange[d]?|list|show|give"
    r"|class(?:e[zrs]?|es|ement|ement)|tri(?:e[zrs]?|ees?)|ordonne[zrs]?|range[zrs]?|liste[zr]?"
    r"|donne[zr]?|montre[zr]?|ordena\w*|clasifica\w*|lista\w*|muestra\w*|dame|enumer\w*|rangerais"
    r"|ranking)\b"
)
_RANKS = re.compile(
    r"\b(?:rank(?:ed|ing)?|sort(?:ed)?|order(?:ed)?|class(?:e[zrs]?|ees?|ement)|tri(?:e[zrs]?|ees?)"
    r"|ordonne[zrs]?|ordena\w*|clasifica\w*)\b"
)
_BY = re.compile(
    r"\b(?:by|in (?:\w+ )?order of|according to|based on|par(?: ordre)?(?: d[eu])?|selon"
    r"|en fonction d[eu]"
    r"|d'apres|por(?: orden)?(?: del?)?|segun|en funcion del?)\s*"
    r"(?:(?:their|the|its|le|la|les|leur|l'|el|su|descending|decreasing|ascending|increasing"
    r"|decroissant|croissant|descendente|ascendente|d'|de) ?)*"
    r"(?P<by>(?:(?:number|nombre|numero|cantidad) (?:of |de |d')(?:the |les |los )?)?"
    r"(?P<what>size|taille|ampleur|importance|tamano|dimension\w*|attendance|turnout|affluence"
    r"|participation"
    r"|frequentation|asistencia|afluencia|participacion|participants?|participantes|attendees"
    r"|asistentes|people|personnes|personas|public(?:o)?|audience|length|duration|duree|longueur"
    r"|duracion"
    r"|days|jours|dias|countries|pays|paises|costs?|price|budget|expense|couts?|prix|depenses?"
    r"|costes?|costos?|precio|presupuesto|gastos?))\b"
)
_COUNTED = re.compile(r"(?:number|nombre|numero|cantidad)\b")
_LONG = re.compile(r"(?:length|duration|duree|longueur|duracion|days|jours|dias)")
_COUNTRIES = re.compile(r"(?:countries|pays|paises)")
_COST = re.compile(r"(?:cost|pri[cx]|budget|expense|cout|depense|precio|presup|gasto)")
_FROM_TO = re.compile(
    r"\b(?:from (?:the )?|d[ue]s? (?:plus |moins )?|de(?:l)? (?:mas |menos )?)(?P<one>[a-z]+est"
    r"|most"
    r"|fewest|high|low|grande?|petite?|longs?|longue|courte?|mayor|menor|larg[oa]|cort[oa]"
    r"|pequen[oa])"
    r" (?:to (?:the )?|au (?:plus |moins )?|a la (?:plus |moins )?|al? (?:mas |menos )?)"
    r"(?P<other>[a-z]+est|most|fewest|high|low|grande?|petite?|longs?|longue|courte?|mayor|menor"
    r"|larg[oa]|cort[oa]|pequen[oa])\b"
)
_FIRST = re.compile(r"\b(?P<one>largest|biggest|longest|smallest|shortest|fewest) first\b")
_ASCENDING = re.compile(
    r"\b(?:ascending|increasing|croissant|ascendente|creciente|(?:smallest|shortest|fewest|lowest)"
    r" first)\b"
)
_LEAST = re.compile(r"(?:smallest|shortest|fewest|low|petite?|courte?|menor|cort[oa]|pequen[oa])")
_LONGS = re.compile(r"(?:longest|shortest|longs?|longue|courte?|larg[oa]|cort[oa])")


class Ranking(NamedTuple):
    """Which events are wanted in order of a measure: the ``best``, 0 for all; where their noun
    stands if it does, and ``said``, the words that only ask."""

    measure: Measure
    most: bool
    best: int
    noun: Span | None
    said: tuple[Span, ...]


def ranked(folded: str, marked: str) -> Ranking | None:
    """Recognise a question for several events in the order of a measure.

    ``folded`` is ``plain`` text, ``marked`` the same with the events' nouns marked.
    """
    numbered = next((m for p in _NUMBERED if (m := p.search(marked))), None)
    if numbered is not None and _WITHIN.search(marked, 0, numbered.start()):
        return None
    if numbered is not None and (numbered["noun"] or "top" not in numbered.groupdict()):
        return _of_number(folded, marked, numbered)
    whole = _whole(folded, marked)
    if whole is not None:
        return whole
    several = next((m for p in _MANY_OF_THEM if (m := p.search(marked))), None)
    if several is None or _WITHIN.search(marked, 0, several.start()):
        return None
    measure, most = _by_adjective(folded[slice(*several.span("sup"))])
    return Ranking(measure, most, SEVERAL, several.span("noun"), (several.span("sup"),))


def _of_number(folded: str, marked: str, m: re.Match[str]) -> Ranking | None:
    """Read "the three largest events", and what "top three" or "the most" are of."""
    n = folded[slice(*m.span("n"))]
    best = _WORDS.get(n) or int(n)
    noun = m.span("noun") if m["noun"] else None
    by = _BY.search(folded)
    top = m.groupdict().get("top")
    said = [m.span("n"), *([by.span()] if by else [])]
    if top:
        said.append((m.start(), m.end("n")))
        measure = _by(by) if by else "people"
        return Ranking(measure, top == "top", best, noun, tuple(said))
    start, end = m.span("sup")
    said.append((start, end))
    if re.fullmatch(_ADJECTIVE, marked[start:end]):
        measure, most = _by_adjective(folded[start:end])
    else:
        behind = re.match(r"(?:\W*[\w'-]+){0,4}", folded[end:])
        what = folded[start : end + (behind.end() if behind else 0)]
        if not is_measured(what):
            return None  # the most of something that no card counts
        measure, most = measure_of(what, default="people")
    return Ranking(measure, most, best, noun, tuple(said))


def _whole(folded: str, marked: str) -> Ranking | None:
    """Read "rank our events by size", "all events, from largest to smallest"."""
    noun = re.search(rf"\b{MANY}\b", marked)
    by, order = _BY.search(folded), _FROM_TO.search(folded) or _FIRST.search(folded)
    if by is None and order is None:
        return None
    if noun is None or not (_ORDERS.search(folded) or order or _opens(marked, noun.start())):
        return None
    if by is not None and not (
        _COUNTED.match(by["by"]) or _is_size(by["what"]) or _RANKS.search(folded)
    ):
        return None
    end = order["one"] if order else ""
    most = not (_LEAST.fullmatch(end) if order else _ASCENDING.search(folded))
    measure: Measure = _by(by) if by else "days" if _LONGS.fullmatch(end) else "people"
    words = (p.finditer(folded) for p in (_ORDERS, _RANKS, _BY, _FROM_TO, _FIRST, _ASCENDING))
    said = tuple(m.span() for found in words for m in found)
    return Ranking(measure, most, 0, noun.span(), said)


def _opens(marked: str, at: int) -> bool:
    """Whether only a few describing words stand before the noun: "All events by size"."""
    return len(marked[:at].split()) <= 3


def _is_size(what: str) -> bool:
    return not re.match(
        r"(?:people|personnes|personas|countries|pays|paises|days|jours|dias)", what
    )


def _by(m: re.Match[str]) -> Measure:
    """Return what "by …" orders by."""
    if _LONG.match(m["what"]):
        return "days"
    if _COST.match(m["what"]):
        return "cost"
    return "countries" if _COUNTRIES.match(m["what"]) else "people"


def _by_adjective(said: str) -> tuple[Measure, bool]:
    """Return what "largest", "last" compare, and which end of it is wanted."""
    if re.fullmatch(_TIMELY, said):
        return measure_of(said, default="start")
    measure, most = measure_of(said, default="people")
    return measure, most and not re.match(r"(?:least|moins|menos|worst|menores)", said)
