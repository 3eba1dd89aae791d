"""Which of the events just listed: "Which of these were online?", "lesquels étaient en 2025 ?"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icpc_assistant.entities import MONTHS
from icpc_assistant.query.topic import topic
from icpc_assistant.terms import fold, words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

if TYPE_CHECKING:
    from icpc_assistant.query.interpretation import Query

_LONGEST = 8_000  # characters of an answer that are looked at
_ENTRY = re.compile(r"\[\d{1,3}\]$")
_LEAD = r"[\s¿¡]*(?:(?:and|so|but|ok|okay|et|mais|donc|alors|y|pero|entonces)\b[\s,]*)*¿?"
_EVENTS = r"(?:events?|activities|evenements?|activites|eventos?|actividades)"
_OF_THEM = (
    r"(?:(?:of|among|from) (?:all )?(?:these|those|them|the (?:above|list))\b"
    r"(?: events| activities)?"
    r"|(?:d'entre|parmi) (?:eux|elles|ceux-(?:ci|la)|celles-(?:ci|la))"
    r"|(?:de|parmi) ces (?:evenements|activites|rendez-vous)(?:-la)?"
    r"|de (?:ceux|celles)-(?:la|ci)|de (?:la|cette) liste"
    r"|(?:de|entre) (?:(?:todos|todas) )?(?:ell[oa]s|es[oa]s|est[oa]s)\b(?: eventos| actividades)?"
    r"|de (?:la|esa|esta) lista)"
)
# A question's own words for which ones, alone or with more than one thing meant.
_ASKED: dict[Language, tuple[str, str, str, str]] = {
    "en": (
        rf"(?P<at>(?:in|at|to|for|on|during) )?which(?: (?P<many>ones|{_EVENTS})| one)?"
        rf"(?: {_OF_THEM})?",
        "which event",
        "which events",
        rf"how many(?: {_EVENTS})? {_OF_THEM}",
    ),
    "fr": (
        r"(?:(?P<at>dans|pour|lors de) )?(?:(?:le|la|au|du|a la|de la)quel(?:le)?"
        rf"|(?P<many>(?:les|aux|des)quel(?:le)?s))(?: {_OF_THEM})?",
        "quel événement",
        "quels événements",
        rf"combien {_OF_THEM}",
    ),
    "es": (
        rf"(?:(?P<at>en|a|para|durante) )?cual(?P<many>es)?(?: {_OF_THEM})?",
        "qué evento",
        "qué eventos",
        rf"cuant[oa]s {_OF_THEM}",
    ),
}
_COUNTED: dict[Language, str] = {
    "en": "how many events",
    "fr": "combien d’événements",
    "es": "cuántos eventos",
}
_AHEAD = re.compile(rf"{_LEAD}{_OF_THEM}\s*,\s*")
# Behind a bare "which": what was asked of events, no noun ("Which city was it in?").
_VERB = re.compile(
    r"\s+(?:was|were|is|are|had|has|have|did|took|lasted|dealt|brought|focused|happened|covered"
    r"|involved|included|came|gathered|fue|fueron|era|eran|trat\w+|tuv\w+|se|dur\w+|reuni\w+"
    r"|particip\w+|estuv\w+|hab(?:lo|laron))\b"
)
_NOUNS = frozenset(
    "event events activity activities evenement evenements activite activites evento eventos"
    " actividad actividades".split()
)
# What a list that answers this holds: no events.
_NO_EVENTS = frozenset({"person", "agent", "identity", "organisation", "place"})
_ONE = re.compile(r"\s+(?:was|is|has|had (?:the )?(?:most|more))\b")


def is_list(answer: str) -> bool:
    """Whether an answer lists several things, each on a line with its mark."""
    lines = [line.rstrip() for line in answer[:_LONGEST].splitlines()]
    return sum(bool(_ENTRY.search(line)) for line in lines) > 1


def narrowed(asking: str, before: Query, *, sure: bool = True) -> tuple[str, str]:
    """Return a question for some of the events listed, as one for events, and what those were.

    "Which of these were online?" behind "What was on in 2024?", which is ``before``, gives "Which
    events were online?" and "2024"; ("", "") where some of them are not asked for. ``sure`` says
    that the list was the last answer, so that a bare "which" means its events.
    """
    language = before.language
    if before.wants in _NO_EVENTS:
        return "", ""
    ahead = _AHEAD.match(plain(asking))
    text = asking[ahead.end() :] if ahead else asking
    which, one, several, many = _ASKED[language]
    said = plain(text)
    if m := re.match(rf"{_LEAD}(?P<said>{many})(?!\w)", said):
        return _written(text, m, _COUNTED[language], before)
    m = re.match(rf"{_LEAD}(?P<said>{which})(?!\w)", said)
    if m is None or not (ahead or _means_them(m, said, sure=sure)):
        return "", ""
    plural = m["many"] or (re.search(_OF_THEM, m["said"]) and not _ONE.match(said, m.end()))
    if language != "en":
        plural = m["many"]
    return _written(text, m, several if plural else one, before)


def _means_them(m: re.Match[str], said: str, *, sure: bool) -> bool:
    """Whether the words for which ones mean events of the list, and nothing that follows them."""
    bare = re.search(r"\b(?:which|cual(?:es)?)$", m["said"])
    return not bare or (bool(sure or m["at"]) and bool(_VERB.match(said, m.end())))


def _written(text: str, m: re.Match[str], events: str, before: Query) -> tuple[str, str]:
    """Return a question whose words for which ones are ``events``, and what those are."""
    at = f"{m['at'].strip()} " if "at" in m.groupdict() and m["at"] else ""
    if re.match(r"(?:au|aux)quel", m["said"]):
        at = "à "
    asked = at + events + _dated(text[m.end("said") :], before)
    opens = "¿" if "¿" in text[: m.start("said")] else ""
    told = {fold(word) for word in words(asked)} | _NOUNS
    if re.search(r"\b(?:19|20)\d\d\b", asked):
        told |= {str(year) for year in before.years}
    return opens + asked[:1].upper() + asked[1:], topic(before, before.text, told)


def _dated(text: str, before: Query) -> str:
    """Return what is asked, with its month's year where that of all events listed is known."""
    months = [m for m in re.finditer(r"[^\W\d_]+", text) if fold(m.group()) in MONTHS]
    if len(months) != 1 or len(before.years) != 1 or re.search(r"\b(?:19|20)\d\d\b", text):
        return text
    end = months[0].end()
    return f"{text[:end]}{' de' if before.language == 'es' else ''} {before.years[0]}{text[end:]}"
