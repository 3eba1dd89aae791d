"""Questions that hold periods against each other: "compare 2023 and 2024", "2023 face à 2025"."""

from __future__ import annotations

import re
from typing import NamedTuple

from icpc_assistant.cards.kinds import MANY
from icpc_assistant.entities import MONTHS
from icpc_assistant.timespan.vocabulary import SEASON

Span = tuple[int, int]

_COMPARES = re.compile(
    r"\b(?:(?:in |by |en |a titre de )?(?:comparison|comparaison|comparacion)|compar(?:e|es|ed|ing"
    r"|er|ez|ee|ees|ons|a|as|ar|ad[oa]s?|amos|ando|eme|ame|emos|en)|versus|vs|against"
    r"|(?:the )?difference"
    r"|(?:la )?diferencia|par rapport|face a|frente a|contre|respecto)\b"
)
_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_SEASON = f"(?:{SEASON})"
_QUARTER = (
    r"(?:(?:first|second|third|fourth|last|premier|deuxieme|troisieme|quatrieme|dernier|primer"
    r"|segundo|tercer|cuarto|ultimo) (?:quarter|half|trimestre|semestre))"
)
_TIME = (
    rf"(?:(?:(?:{_MONTH}|{_SEASON}|{_QUARTER})\s+(?:of |de |d'|del )?)?(?:19|20)\d\d"
    r"|(?:this|last) year|l'an(?:nee)? (?:derniere?|passee?)|cette annee|este ano"
    r"|el ano pasado)(?![\w-])"
)
_JOINT = (
    r"\s*(?:,|and|with|to|vs\.?|versus|or|against|than|et|avec|a|ou|contre|face a|par rapport a"
    r"|y|e|con|o|frente a|(?:con )?respecto a|(?:in|en|por) (?:comparison|comparaison|comparacion)"
    r" (?:with|to|avec|a|con)|(?:when |se )?compared? (?:with|to|a|avec)|comparee?s? (?:a|avec)"
    r"|comparad[oa]s? (?:con|a))"
    r"\s+(?:(?:and|et|y|the|in|of|those|that|celles?|celui|ceux|en|de|du|d'|la|le|el|los|las"
    r"|aquell[oa]s"
    r"|events|les?)\s*\b)*?"
)
_RUN = re.compile(rf"(?<![\w-]){_TIME}(?:{_JOINT}{_TIME})+")
_EACH = re.compile(rf"(?<![\w-]){_TIME}")
_PEOPLE = re.compile(
    r"\b(?:participants?|people|attendees|attendance|turnout|personnes|participantes|personas|gente"
    r"|asistentes|asistencia|affluence|afluencia)\b"
)


class Periods(NamedTuple):
    """Where each period stands, and all of them with what joins them; whether the people at
    their events are compared; ``said`` are the words that only ask."""

    each: tuple[Span, ...]
    run: Span
    people: bool
    noun: Span | None
    said: tuple[Span, ...]


def against_each_other(folded: str, marked: str) -> Periods | None:
    """Recognise periods that ``plain`` text compares; ``marked`` has its events' nouns marked."""
    word, run = _COMPARES.search(folded), _RUN.search(folded)
    if word is None or run is None:
        return None
    each = tuple(m.span() for m in _EACH.finditer(folded, *run.span()))
    noun = re.search(rf"\b{MANY}\b", marked)
    people = _PEOPLE.search(folded)
    said = [m.span() for m in _COMPARES.finditer(folded)] + [
        m.span() for m in _PEOPLE.finditer(folded)
    ]
    return Periods(each, run.span(), people is not None, noun.span() if noun else None, tuple(said))
