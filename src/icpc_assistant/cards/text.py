"""A body in sentences with what the extractors ask of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Bulletin

_END = re.compile(r"(?<=[.!?…])(?P<close>[\"”’»)]*)\s+(?=[\"“‘«(¿¡]*[A-ZÀ-Þ\d])|(?<!\s)\s*\n+\s*")
_DATE_LINE = re.compile(r"\s*\([^()\n]{4,60}\b\d{4}\)(?=[ \t]+[\"“‘«¿¡]?[A-ZÀ-Þ])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Ste|Sr|Sra|Srta|M|Mme|MM|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov"
    r"|Dec|No"
    r"|Hon|Gen|Col|Lic|Ing|Lt|Sgt|vs|etc|approx|Inc|Ltd)|\b[A-Z])\.$"
)
_TAIL = 12  # characters at the end of a piece that may be an abbreviation
_LONGEST = 2_000  # characters of a sentence; what goes on is no prose, and is read in parts
_HELD = re.compile(
    r"\b(?:held|met|meets|gathers|se reuni\w+|se sont reuni\w*|visito|closed|took place"
    r"|take place|takes place|taking place|organi[sz]ed|hosted|hosts?|gathered"
    r"|brought together|opened|convened"
    r"|attend(?:ed)?|took part|taking part|participat\w+|visited|travel(?:l?ed)|invited"
    r"|welcomed|ran from|launched|co-?organi[sz]ed"
    r"|s'est (?:tenue?|deroulee?|rendue?)|se sont (?:tenue?s|deroulee?s|rendus)|a eu lieu"
    r"|ont eu lieu|aura lieu|organisee?s?|accueilli\w*|a reuni|ont reuni"
    r"|a pris part|a participe|ont participe|se tenait|etait tenue?|invitee?|se rend\w*"
    r"|se celebr\w+|celebrad\w+|celebro|tuvo lugar|tuvieron lugar"
    r"|organiz(?:o|ada|ado|aron)|acogio|reunio|participo|participaron|asisti\w+|viajo|visito"
    r"|se realiz\w+|realizad\w+|se llev\w+ a cabo|llevad\w+ a cabo)\b"
)


def tells_of_event(folded: str) -> bool:
    """Whether ``plain`` text says that something took place or was attended."""
    return bool(_HELD.search(folded))


# What somebody is quoted to have said.
SPEECH = re.compile(r"“[^”\n]*”|«[^»\n]*»|\"[^\"\n]*\"")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or heading: where it stands, its text, and its text folded."""

    start: int
    end: int
    text: str
    folded: str
    heading: bool
    lead: bool  # among the first of the running text

    @property
    def held(self) -> bool:
        """Whether it says that something took place or was attended."""
        return tells_of_event(self.folded)


def sentences(bulletin: Bulletin) -> list[Sentence]:
    """Return the body's sentences in order; a line break ends one."""
    body = bulletin.body
    found: list[Sentence] = []
    at = prose = 0
    ends = [(m.start() + len(m.group("close") or ""), m.end()) for m in _END.finditer(body)]
    ends.append((len(body), len(body)))
    if m := _DATE_LINE.match(body):  # "(March 14, 2023) The Centre held …"
        ends.insert(0, (m.end(), m.end()))
    for stop, following in ends:
        joins = stop < len(body) and "\n" not in body[stop:following]
        if joins and _ABBREVIATED.search(body, max(at, stop - _TAIL), stop):
            continue
        piece = body[at:stop]
        lead_in = len(piece) - len(piece.lstrip(" #*->\t"))
        start, text = at + lead_in, piece[lead_in:].rstrip()
        if text:
            heading = piece.lstrip().startswith("#") or (
                text[-1] not in '.!?:;…”"»' and len(text.split()) < 12
            )
            prose += not heading
            lead = not heading and prose <= 2
            for first, last in _parts(text):
                part = text[first:last]
                found.append(
                    Sentence(start + first, start + last, part, plain(part), heading, lead)
                )
        at = following
    return found


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of ``text`` in parts of ``_LONGEST`` at most, cut at spaces where it can."""
    start = 0
    while len(text) - start > _LONGEST:
        space = text.rfind(" ", start, start + _LONGEST)
        end = space if space > start else start + _LONGEST
        yield start, end
        start = end
    if text[start:].strip():
        yield start, len(text)
