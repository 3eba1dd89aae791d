"""Questions for the events of which something is not told: "which events give no date?", "quels
événements sans lieu", "los eventos que no indican cuántos participantes hubo"."""

from __future__ import annotations

import re
from typing import NamedTuple

from icpc_assistant.cards.kinds import MANY
from icpc_assistant.collection.request import Lacking

Span = tuple[int, int]

_WHAT: dict[Lacking, str] = {
    "place": (
        r"(?:places?|locations?|venues?|cit(?:y|ies)|towns?|lieux?|endroits?|villes?|lugar(?:es)?"
        r"|sedes?|ciudad(?:es)?|sitios?)"
    ),
    "date": r"(?:dates?|days?|times?|jours?|fechas?|dias?)",
    "people": (
        r"(?:(?:number|nombre|numero|cantidad|count|total) (?:of |de |d'|des |of the )?"
        r"(?:the |los |les )?(?:participants?|people|attendees|personnes|participantes|personas"
        r"|asistentes)"
        r"|attendance(?: figures?)?|turnout|head ?count|affluence|asistencia|afluencia|figures?"
        r"|chiffres?|cifras?|participant (?:number|count|figure)s?)"
    ),
}
_ASKED = "|".join(f"(?P<{what}>{said})" for what, said in _WHAT.items())
_INDIRECT = (
    r"(?:(?P<where>where|ou|donde)|(?P<when>when|quand|cuando)"
    r"|(?P<how_many>how many(?: \w+)?|combien(?: de \w+)?|cuant[oa]s(?: \w+)?))"
)
_THE = (
    r"(?:(?:the|an?|any|known|exact|precise|le|la|les|l'|de|d'|une?|du|el|los|las|su|sus|leur|its"
    r"|their)\s*)*"
)
_NO = (
    r"(?:no|without|lack(?:s|ing)?|miss(?:es|ing)?|sans|aucune?|pas d[eu]?|sin|ningun[oa]?|falta"
    r"|manque(?:nt)?|carecen de|unknown|unspecified)"
)
_TELL = (
    r"(?:giv\w+|g(?:a|i)ve|sa(?:y|id|ys)|tell|told|state[ds]?|mention\w*|indicat\w+|specif\w+"
    r"|record\w*"
    r"|name[ds]?|know[ns]?|donn\w+|dit|disent|indiqu\w+|precis\w+|mentionn\w+|connue?s?|figur\w+"
    r"|indic\w+|menciona\w*|dic\w+|dan?|conoc\w+|consta\w*|aparec\w+|especific\w+)"
)
_NOT = r"(?:not|never|\w+n't|n'(?:est|a|y a)|ne|no|nunca)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # "No place given", "sans date indiquée", "sin fecha"
        rf"\b{_NO}\s*{_THE}(?:{_ASKED})\b(?:\W+(?:(?:is|was|are|were|est|n'est|es)\s+)?(?:{_TELL}"
        rf"|available"
        r"|disponible))?",
        # "Do not say where", "ne précisent pas le lieu", "no indican la fecha"
        rf"\b(?:{_NOT} (?:\w+ )?|n')(?:{_TELL})(?: pas| point)?\s+{_THE}(?:{_ASKED}"
        rf"|{_INDIRECT})\b(?: [\w-]+){{0,5}}?"
        r"(?=\W*$|[,;])",
        # "Whose date is not given", "dont le lieu n'est pas connu", "cuya fecha no se indica"
        rf"\b(?:whose|dont|cuy[oa]s?|for which|pour lesquel\w+|where)\s+{_THE}(?:{_ASKED})\s+"
        rf"(?:(?:is|are|was|were|has|have|been|est|sont)\s+)*(?:{_NOT}\s*(?:pas |se |est |sont "
        rf"|son |es |been )*"
        rf"{_TELL}|(?:is |are )?(?:unknown|missing|inconnue?s?"
        rf"|desconocid[oa]s?))(?:\s+pas)?\b(?: (?:given|known))?",
        # "The date is unknown"
        rf"\b(?:with|avec|con)\s+{_THE}(?:{_ASKED})\s+(?:unknown|unspecified|missing|inconnue?s?"
        r"|desconocid[oa]s?)\b",
        rf"\b(?:with|avec|con)\s+{_THE}(?:unknown|unspecified|missing)\s+(?:{_ASKED})\b",
    )
)
_PATTERNS_OF = {"where": "place", "when": "date", "how_many": "people"}
# "Undated events", "événements non datés"
_UNDATED = re.compile(
    r"\b(?:undated|non dates?|non datees?|no fechad[oa]s?)\b"
    r"|\b(?:have|has|give|with|had) (?:no|missing) dates?\b"
)


class Gap(NamedTuple):
    """What is not told of the events wanted; whether they are counted; their noun, and ``said``,
    the words that only ask."""

    lacking: Lacking
    counted: bool
    noun: Span
    said: tuple[Span, ...]


_COUNTED = re.compile(r"\b(?:how many|combien|cuant[oa]s|number of events|nombre d'evenements)\b")


def untold(folded: str, marked: str) -> Gap | None:
    """Recognise a question for the events of which ``plain`` text says something is not told."""
    noun = re.search(rf"\b{MANY}\b", marked)
    if noun is None:
        return None
    counted = _COUNTED.match(folded) is not None
    for pattern in _PATTERNS:
        for m in pattern.finditer(folded):
            if m.start() > noun.start() or m.end() <= noun.start():
                return Gap(_lacking(m), counted, noun.span(), (m.span(),))
    undated = _UNDATED.search(folded)
    if undated is None:
        return None
    return Gap("date", counted, noun.span(), (undated.span(),))


def _lacking(m: re.Match[str]) -> Lacking:
    said = next(name for name, at in m.groupdict().items() if at)
    return _PATTERNS_OF.get(said, said)  # type: ignore[return-value]
