"""A person whose name runs into the organisation's: "Jane Doe of the City Observatory"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from icpc_assistant.cards.geography import cities
from icpc_assistant.cards.institutions import is_institution
from icpc_assistant.entities import is_role, is_unusual
from icpc_assistant.timespan.plain import plain

_WORD = r"[A-ZÀ-Þ][\w’'.-]*"
_PARTICLE = r"(?:de la|de los|del?|da|du|van der|van|von|al|el|bin|ben)"
_PERSON = rf"{_WORD}(?:\s+(?:{_PARTICLE}\s+)?{_WORD}){{1,4}}?"
_OF_HOUSE = re.compile(
    rf"^(?P<person>{_PERSON})\s+(?:of|from|at|de|du|del|des)\s+(?P<article>the\s+|la\s+|los\s+|las\s+"
    rf"|el\s+|l[’'])?(?P<house>(?:[a-zà-ÿ]+\s+)?[A-ZÀ-Þ].*)$"
)
_OFFICER_ALONE = re.compile(rf"^(?P<person>{_WORD}(?:\s+{_WORD}){{2,4}})$")
# "Jane Doe, director of waters and president of the association Fountains for All (FFA)".
_OFFICE_HOLDER = re.compile(
    rf"^(?P<person>{_PERSON}),\s+[a-zà-ÿ].*\b(?:of|at|for|de|du|del|de la|de l[’'])\s*(?:the\s+)?"
    r"(?:(?:association|asociacion|asociación|network|réseau|red)\s+)?(?P<house>[A-ZÀ-Þ].*)$"
)
_TITLE = re.compile(
    r"(?:Dr|Prof|Mrs?|Ms|Mme|Sra?|Sir|Captain|Commander|Sergeant|Lieutenant|Constable|Colonel"
    r"|Superintendent|Inspector|Brigadier|Major|Police|Deputy|Vice|Nurse|Father|Sister|Bishop"
    r"|Alder(?:man|woman)|Councill?or|Senator|Driver|Doctor|Doctora|Capit[aá]n|Capitaine"
    r"|Comandante|Commandant|Madame|Monsieur)\.?"
)


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A person's title and name, where the name begins and ends, and where an organisation's does.

    ``house`` is -1 where no organisation is named. White space in the name is one space.
    """

    title: str
    name: str
    at: int
    to: int
    house: int


def affiliation(text: str) -> Affiliation | None:
    """Return the person with whom ``text``, taken for an organisation's name, begins."""
    m = _OF_HOUSE.match(text) or _OFFICE_HOLDER.match(text)
    if m and (is_institution(m.group("house")) or re.search(r"\([A-ZÀ-Þ]", m.group("house"))):
        return _person(m.group("person"), m.start("house"))
    m = _OFFICER_ALONE.match(text)
    found = _person(m.group("person"), -1) if m else None
    return found if found and found.title else None


def _person(words: str, house: int) -> Affiliation | None:
    """Return a name of two words or more that no dictionary and no map holds whole."""
    places = list(re.finditer(r"\S+", words))
    parts = [place.group() for place in places]
    led = 0
    while led < len(parts) and (is_role(parts[led]) or _TITLE.fullmatch(parts[led])):
        led += 1
    name = " ".join(parts[led:])
    if len(parts) - led < 2 or is_institution(name) or not is_unusual(name) or cities(name):
        return None
    if re.search(r"\b(?:on|and|the|for|y|et)\b", plain(name)):
        return None
    return Affiliation(" ".join(parts[:led]), name, places[led].start(), places[-1].end(), house)
