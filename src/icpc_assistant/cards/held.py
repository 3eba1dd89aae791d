"""Whether the words around a date tell of the event, or of plans, deadlines, history."""

from __future__ import annotations

import re

# What is only told, not reported: history, plans, deadlines, another edition.
NOT_REPORTED = re.compile(
    r"\b(?:founded|created|established|since|launched in|adopted|signed|next (?:edition|year"
    r"|meeting|conference)|will (?:be|take|host|hold)"
    r"|first (?:held|offered|organi[sz]ed)|initially|previous|previously|by (?:19|20)\d\d"
    r"|until|deadline|born|joined|elected|planned|scheduled|upcoming"
    r"|fondee?|creee?|depuis|lancee? en|adoptee?|signee?|prochaine?|sera|seront|aura lieu"
    r"|auront lieu|precedente?|initialement|d'ici|jusqu'en|prevue?|ne en"
    r"|fundad[oa]|cread[oa]|desde|adoptad[oa]|firmad[oa]|proxim[oa]|sera|seran|tendra"
    r"|se celebrara|anterior|inicialmente|previst[oa]|nacid[oa])\b"
)


# The same for a full date near the event, which history seldom gives.
ELSEWHEN = re.compile(
    r"\b(?:founded|born|since|depuis|desde|next (?:edition|year|meeting|conference|week)|will"
    r"|deadline|planned|scheduled|upcoming|until|postponed from|published|announced for"
    r"|previous (?:edition|year)|prochaine?s?|sera|seront|aura|auront|d'ici|jusqu'au|prevue?s?"
    r"|annoncee?s? pour|proxim[oa]s?|sera|seran|tendra|hasta el|previst[oa]s?"
    r"|plazo|date limite)\b|\b(?:before|by|avant le|antes del)\s+$"
)
PLANNED = re.compile(
    r"\b(?:will (?:be|take|meet|host|hold|open|publish|follow)|is (?:planned|due|expected)"
    r"|is scheduled|are (?:planned|due)|(?:aura|auront) lieu|se (?:tiendra|retrouver\w+)"
    r"|(?:doit|devrai(?:t|ent))"
    r"|se celebrara|tendra lugar|volvera|esta previst[oa])\b"
)
# "planned for Tuesday, it was put off to Wednesday": Wednesday is the day it was.
MOVED = re.compile(
    r"\b(?:postponed|put off|put back|moved|brought forward|shifted|reporte\w*|repousse\w*"
    r"|avance\w*|deplace\w*|traslad\w+|aplaz\w+|adelant\w+)\s+(?:\w+\s+)?(?:to|until|au|a|al)\s+"
    r"(?:the |le |el )?$"
)
# What had been set for a day and did not take place.
_SET_FOR = re.compile(
    r"\b(?:expected|announced|fixed|set|due|programmee?s?|annoncee?s?|fixee?s?|prevue?s?"
    r"|programad[oa]s?|anunciad[oa]s?|fijad[oa]s?|previst[oa]s?)\s+"
    r"(?:on|for|at|by|pour|le|au|para|el)\s+(?:the |le |el )?$"
)
_CALLED_OFF = re.compile(
    r"\b(?:cancel\w+|called off|dropped|did not|could not|was not|were not|n'a pas|n'ont pas"
    r"|n'a pu|annule\w*|supprim\w+|suprimi\w+|no se|no pud\w+|no hubo|suspend\w+"
    r"|abandon\w+)\b"
)
END_TOLD = re.compile(
    r"\b(?:began|started|opened|launch\w*|ended|closed|concluded|finished|arrived|left|starting"
    r"|commenc\w+|debut\w+|ouvert\w*|s'est (?:ouvert|achev|termin|clos)\w*|achev\w+|arriv\w+"
    r"|comenz\w+|empez\w+|inici\w+|termin\w+|conclu\w+|finaliz\w+|inaugur\w+|clausur\w+|ran)\b"
    r"[^.;]*$"
)


def not_held(folded: str, at: int, end: int) -> bool:
    """Whether something was only set for a day: "expected on Wednesday, was dropped"."""
    set_for = _SET_FOR.search(folded[:at])
    return bool(set_for and _CALLED_OFF.search(folded[end:]))


def runs_on(folded: str, at: int, end: int) -> bool:
    """Whether the date is one end of a stretch of days: "from 30 May", "au 4 octobre"."""
    return bool(
        re.search(
            r"\b(?:from|du|del|desde el|until|to|au|al|entre|between)\s+(?:el\s+|le\s+)?$",
            folded[:at],
        )
        or re.match(r",?\s+(?:to|until|au|al|hasta)\b", folded[end:])
    )
