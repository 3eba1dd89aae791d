"""Figures of one kind, so that "largest" and "longest" compare like with like."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import get_args

from icpc_assistant.cards.card import Figure
from icpc_assistant.cards.institutions import is_house
from icpc_assistant.collection.costs import cost_of
from icpc_assistant.collection.entry import Entry, Measured
from icpc_assistant.collection.request import Measure
from icpc_assistant.timespan.plain import plain

_KINDS: dict[str, re.Pattern[str]] = {
    "people": re.compile(
        r"\b(?:participants?|people|persons?|attendees|delegates|professionals|practitioners"
        r"|experts|guests|students|locals|visitors|actors|stakeholders"
        r"|personnes|participantes?|participant(?:e)?s|delegue(?:e)?s|professionnels"
        r"|intervenants|etudiants|personas|asistentes|delegados|profesionales|expertos"
        r"|estudiantes|visitantes|spectators)\b"
    ),
    "countries": re.compile(r"\b(?:countries|pays|paises|nations|states)\b"),
    "places": re.compile(
        r"\b(?:cities|villes|ciudades|municipalities|towns|municipios|municipalites)\b"
    ),
}
# Who came, before who listened to one of the talks or was one of a few.
_CAME = re.compile(
    r"\b(?:participants?|participantes|attendees|asistentes|delegates|delegados|delegue(?:e)?s)\b"
)
# Who they were may be told in any noun, where so many came from so many countries.
_FROM_COUNTRIES = re.compile(
    r"[^.;:]{0,60}?\b(?:from|in|of|de|d'|en|dans)\s*(?:\w+ ){0,2}?(?:\d+|[a-z-]+)"
    r" (?:different |differents? |distintos )?(?:countries|pays|paises|nations)\b"
)
_CAME_TOGETHER = re.compile(
    r"\b(?:brought together|gathered|drew|attracted|welcomed|attended by|joined by|followed by"
    r"|participated|participaron|asistieron|acudieron|reunio(?: a)?|congrego(?: a)?|atrajo(?: a)?"
    r"|(?:a|ont) (?:reuni|rassemble|accueilli|attire)|ont (?:participe|assiste|suivi)"
    r"|s'y sont retrouve\w+)\s+"
    r"(?:some |about |around |quelque |environ |unos |unas |cerca de |a )*$"
)
# "Las 26 mujeres que del 19 al 23 de mayo participaron en el taller"
_WHO_CAME = re.compile(
    r"\W*(?:\w+ ){0,2}?(?:que|qui|who) (?:[^.;:,]{0,40} )?(?:took part|attended|participated"
    r"|ont (?:participe|assiste|pris part)|participaron|asistieron|acudieron)\b"
)
_PART_OF = re.compile(
    r"\b(?:including|among them|of whom|dont|parmi|incluid[oa]s|entre ellos"
    r"|de los cuales)\W+(?:[\w,]+\W+){0,2}$"
)
# "It now has 163 members in 48 countries": no countries of the event's.
_OF_MEMBERS = re.compile(
    r"\b(?:members?|membres|miembros|offices|bureaux|oficinas|branches|chapters|sections"
    r"|subsidiaries"
    r"|affiliates|filiales|afiliad[oa]s)\s+(?:(?:in|from|across|over|dans|de|en|d'|issus de)\s*)"
    r"(?:some |about |more than |over |plus de |mas de |unos |quelque )?$"
)

# "Offered a presentation to nearly 200 people"
_LISTENED = re.compile(
    r"\b(?:present(?:ation|ed|e|acion|o)|talk|speech|lectur\w*|keynote|address(?:ed)?|spoke"
    r"|speaking|expose"
    r"|discours|(?:prise|pris) (?:de|la) parole|ponencia|charla|discurso|conferencia|conference"
    r"|intervention|intervencion|intervenue?|intervino|hablo)\b[^.;:]{0,60}?"
    r"\b(?:to|before|in front of|for|devant|a|ante|frente a)\s+(?:an audience of |un public de "
    r"|un auditoire de"
    r" |un publico de )?(?:[a-z]+ (?:than )?){0,3}$"
    r"|\b(?:audience|listeners|auditoire|public|auditorio|publico) (?:of|de|d'"
    r"|de plus de)\s*(?:[a-z]+ ){0,3}$"
)
# Of all parts together, before each by itself.
_IN_ALL = re.compile(
    r"\b(?:in (?:all|total)|all told|altogether|(?:a|the) total of|au total|en tout|un total d[e']"
    r"|en total)\W+(?:\w+\W+){0,2}$"
)
_TOOK_PART = re.compile(
    r"\W*(?:\w+\W+){0,4}?(?:trained|attend\w*|took part|came|gathered|present|formee?s?"
    r"|particip\w+|assist\w+|venue?s?|reunie?s?|formad[oa]s|asist\w+|acud\w+|capacitad[oa]s)\b"
)
# Who was heard or chosen is no audience.
_HEARD = re.compile(
    r"\b(?:heard|interviewed|shortlisted|hired|appointed|elected|employs?|auditionne|entendu"
    r"|interroge|recrute|nomme|emploie|entrevist\w+|contrat\w+|emplea|elig\w+"
    r"|trabajo a|staff of)\s+(?:\w+ ){0,2}$"
)
_FEW = 10  # fewer people than this, of some sort, are no figure of who came
_TALKS = frozenset({"webinar", "session", "panel", "launch", "day", "workshop"})

MEASURES: tuple[Measure, ...] = get_args(Measure)


def value_of(entry: Entry, measure: Measure) -> Measured | None:
    """Return what an event measures, or ``None`` where its bulletin does not say."""
    if measure not in entry.measured:
        entry.measured[measure] = _value_of(entry, measure)
    return entry.measured[measure]


def _value_of(entry: Entry, measure: Measure) -> Measured | None:
    card, body = entry.card, entry.bulletin.body
    if measure == "cost":
        return cost_of(entry)
    if measure == "start":
        main = card.main
        return Measured(main.first.toordinal(), "", "", main.start, main.end) if main else None
    if measure == "days":
        main = card.main
        if main is None or main.days is None:
            return None
        return Measured(main.days, str(main.days), "", main.start, main.end)
    kind = _KINDS["people" if measure == "any" else measure]
    people = measure in ("people", "any")
    figures = [f for f in card.counted if kind.search(_folded(f.counts)) and _of_event(f, body)]
    figures = [f for f in figures if not (people and _a_few(f, body))]
    if not figures and people:
        figures = [f for f in card.counted if _counts_who_came(f, body) and _of_event(f, body)]
    if not figures:
        return None
    best = max(figures, key=lambda f: _tells_most(f, entry))
    text = body[best.start : best.end]
    partly = _of_a_talk(best, entry)
    return Measured(best.value, text, best.counts, best.start, best.end, partly)


def _of_event(figure: Figure, body: str) -> bool:
    """Whether a figure is of no part of those there, and of nobody elsewhere."""
    before = plain(body[max(0, figure.start - 40) : figure.start])
    return not any(p.search(before) for p in (_PART_OF, _OF_MEMBERS, _HEARD))


def _a_few(figure: Figure, body: str) -> bool:
    """Whether a figure is of some of those there: "two students", who are said to be no more."""
    came = _CAME.search(_folded(figure.counts)) or _counts_who_came(figure, body)
    return figure.value < _FEW and not came


def _tells_most(figure: Figure, entry: Entry) -> tuple[bool, bool, bool, float]:
    """Return what a figure is chosen by: of the whole event, in all, of those who came, the
    largest."""
    whole = not _of_a_talk(figure, entry)
    before = plain(entry.bulletin.body[max(0, figure.start - 40) : figure.start])
    behind = plain(entry.bulletin.body[figure.end : figure.end + 60])
    in_all = bool(_IN_ALL.search(before) and _TOOK_PART.match(behind))
    return whole, in_all, bool(_CAME.search(_folded(figure.counts))), figure.value


def _of_a_talk(figure: Figure, entry: Entry) -> bool:
    """Whether a figure counts the listeners of one talk at an event that is more than that, and
    calls them no participants of it."""
    if not set(entry.card.kinds) - _TALKS or _CAME.search(_folded(figure.counts)):
        return False
    body = entry.bulletin.body
    return _LISTENED.search(plain(body[max(0, figure.start - 100) : figure.start])) is not None


def _counts_who_came(figure: Figure, body: str) -> bool:
    """Whether a figure of any noun is of those who came: "420 firefighters from 14 countries"."""
    counted = _folded(figure.counts)
    if any(_KINDS[kind].search(counted) for kind in ("countries", "places")):
        return False
    nouns = [word for word in (counted.split()[:1] + counted.split()[-1:]) if word.endswith("s")]
    if any(map(is_house, nouns)):
        return False  # "71 centros juveniles"
    before, behind = body[max(0, figure.start - 60) : figure.start], body[figure.end :][:120]
    told = plain(behind)
    came = _FROM_COUNTRIES.match(told) or _WHO_CAME.match(told)
    return bool(came or _CAME_TOGETHER.search(plain(before)))


@lru_cache(maxsize=4096)
def _folded(counts: str) -> str:
    return plain(counts)


def counted_noun(measured: Measured, measure: Measure) -> str:
    """Return which of the nouns that ``wording`` knows a figure counts."""
    if measure in ("countries", "places"):
        return "country" if measure == "countries" else "city"
    return "participant" if _CAME.search(plain(measured.counts)) else "person"
