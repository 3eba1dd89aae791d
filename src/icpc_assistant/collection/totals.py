"""Questions for a figure over several events: how many people came in all, how many on average."""

from __future__ import annotations

import re

from icpc_assistant.cards.kinds import MANY
from icpc_assistant.collection.signals import Shape

_WHO = (
    r"(?:participants?|people|persons|attendees|visitors|personnes|personas|participantes"
    r"|asistentes)"
)
_MEAN = (
    r"average|mean|typical(?:ly)?|on average|en moyenne|moyenne?|moyen|en promedio|de media"
    r"|promedio|media"
)
_COUNTED = (
    r"(?:how many|combien (?:de |d')|cuant[oa]s|(?:(?:number|nombre|numero)|(?P<turnout>attendance"
    rf"|turnout|affluence|asistencia|afluencia))(?: (?:total|cumule|{_MEAN}))?"
    r"(?: (?:of|de|d')\s*)?)"
)
# "How many people came to our events?", "average number of participants at the conferences".
_OVER = re.compile(
    rf"\b{_COUNTED}\s*(?:(?<=attendance )|(?<=turnout )|{_WHO}\b)?.{{0,60}}?"
    rf"\b(?:our|all(?: of)?(?: the| our)?|the|those|these|nos|tou(?:s|tes) (?:les|nos)|les|ces|des"
    rf"|nuestr[oa]s|tod[oa]s (?:l[oa]s|nuestr[oa]s)|l[oa]s|es[oa]s)\s+(?:[\w'-]+\s+){{0,2}}?"
    rf"{MANY}\b"
)
_TOTAL = re.compile(
    rf"\b(?:total (?:number of )?(?P<one>{_WHO}|attendance|turnout)"
    rf"|(?:nombre|numero) total (?:de |d'){_WHO}|total (?:de |d'){_WHO}|asistencia total"
    r"|affluence totale)\b"
)
_MEANS = re.compile(rf"\b(?:{_MEAN})\b")
_OF_MEANS = re.compile(
    rf"\b(?:{_MEAN}) (?:number of |de |d')?(?:{_WHO}|attendance|turnout)\b"
    rf"|\b(?:nombre|numero) (?:{_MEAN}) (?:de |d'){_WHO}\b|\b{_COUNTED}\s*{_WHO}\b"
)
# "How many people spoke at our events", "how many countries": other questions.
_OTHERWISE = re.compile(
    r"\b(?:spoke|speak\w*|met|meet|present\w*|organi[sz]\w*|interven\w*|parle\w*|rencontr\w+"
    r"|hablaron|represent\w+|works?|travaill\w+|trabaj\w+|with|avec|more than|over|at least|plus d"
    r"|mas de|con)\b"
)


def totalled(folded: str, marked: str) -> Shape | None:
    """Recognise a question for the people at all of several events, in all or on average.

    ``folded`` is ``plain`` text, ``marked`` the same with the events' nouns marked.
    """
    means = _MEANS.search(folded)
    m = _OVER.search(marked) or (_TOTAL.search(folded) if not means else None)
    if m is None and means:
        m = _OF_MEANS.search(folded)
    if m is None:
        return None
    said = folded[m.start() : m.end()]
    if _OTHERWISE.search(said) or not re.search(rf"{_WHO}|attendance|turnout|asistencia", said):
        return None
    spans = [n.span() for n in (means, m) if n]
    return Shape("mean" if means else "total", measure="people", said=tuple(spans))
