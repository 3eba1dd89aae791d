"""Kinds of event by the nouns that name them, in English, French and Spanish.

Forms are ``plain`` (lower case, no accents) and singular; plurals are made here. The generic
nouns ("event", "bulletin") name no kind. Patterns elsewhere run over ``marked`` text, in which
every event noun is a run of one capital letter, so that they need not list the nouns.
"""

from __future__ import annotations

import re
from functools import cache

from icpc_assistant.timespan.plain import plain

_KINDS: dict[str, str] = {
    "conference": "conference|colloque|conferencia|colloquium|coloquio|symposium|simposio",
    "congress": "congress|congres|congreso",
    "summit": "summit|sommet|cumbre",
    "seminar": "seminar|seminaire|seminario|webinar|webinaire|webinario",
    "forum": "forum|foro",
    "training": "training|training session|training day|training activity|training course|course"
    "|formation|formacion|capacitacion|curso",
    "workshop": "workshop|atelier|taller",
    "meeting": "meeting|reunion|rencontre|encuentro",
    "assembly": "general meeting|general assembly|assembly|assemblee|assemblee generale|asamblea"
    "|asamblea general",
    "mission": "mission|mision|trip|voyage|viaje|visit|visite|visita|deplacement|tour|tournee|gira",
    "session": "session|seance|sesion",
    "day": "study day|journee|jornada",
    "fair": "show|fair|exhibition|festival|salon|exposition|feria|exposicion",
    "panel": "panel|round table|roundtable|table ronde|mesa redonda",
    "launch": "launch|lancement|lanzamiento",
}
_GENERIC = (
    "event|activity|evenement|evento|activite|actividad|engagement|outing|manifestation|initiative"
    "|initiativa|iniciativa|acto|happening|gathering|accomplishment|appearance|participation"
)
_DOCUMENTS = (
    "bulletin|news|news item|news article|news story|article|newsletter|post|actualite|nouvelle"
    "|boletin|articulo|noticia|actualidad|publication|publicacion|infolettre|communique"
)
# Parts of an event more often than an event: no question about all of them is meant by these.
PARTS = frozenset({"session", "panel", "workshop", "meeting", "day", "launch"})

# What stands for a noun in ``marked`` text: many or one; of whole events, parts, documents.
MANY, MANY_WHOLE, MANY_DOCUMENTS = "[MND]+", "[MD]+", "D+"
ONE, ONE_WHOLE, ONE_EVENT = "[OQE]+", "[OE]+", "[OQ]+"
_LONGEST = 3  # words in the longest noun


def _plurals(form: str) -> set[str]:
    """Return the plurals of a noun as the three languages make them.

    Of an expression both the last word and every word is tried: "training sessions", "mesas
    redondas".
    """
    if form in {"news", "congres"}:
        return {form}
    words = form.split()
    last = {_plural(words[-1])}
    if words[-1].endswith(("on", "in", "ad", "en")):
        last.add(words[-1] + "es")
    ends = {" ".join((*words[:-1], end)) for end in last}
    return ends | ({" ".join(_plural(word) for word in words)} if len(words) > 1 else set())


def _plural(word: str) -> str:
    if word.endswith("y"):
        return word[:-1] + "ies"
    if re.search(r"(?:s|ss|ch|sh)$", word):
        return word + "es"
    return word[:-2] + "a" if word.endswith("ium") else word + "s"


@cache
def _forms() -> dict[str, tuple[str, str]]:
    """Return the mark and the kind of every form; what names both one and many is many."""
    found: dict[str, tuple[str, str]] = {}
    tables = [("event", _GENERIC), ("bulletin", _DOCUMENTS), *_KINDS.items()]
    for kind, forms in tables:
        marks = "ED" if kind == "bulletin" else "QN" if kind in PARTS else "OM"
        for form in forms.split("|"):
            found.setdefault(form, (marks[0], kind))
            found.update(dict.fromkeys(_plurals(form), (marks[1], kind)))
    return found


def nouns_in(folded: str) -> list[tuple[int, int, str, str]]:
    """Return where ``plain`` text names events: start, end, mark and kind, the longest first."""
    tokens = [m.span() for m in re.finditer(r"[^\W_]+", folded)]
    found = []
    i = 0
    while i < len(tokens):
        for n in range(min(_LONGEST, len(tokens) - i), 0, -1):
            start, end = tokens[i][0], tokens[i + n - 1][1]
            known = _forms().get(folded[start:end])
            if known:
                found.append((start, end, *known))
                i += n - 1
                break
        i += 1
    return found


def marked(folded: str) -> str:
    """Return ``plain`` text with every event noun as a run of its mark, all else in place."""
    out, at = [], 0
    for start, end, mark, _ in nouns_in(folded):
        out += [folded[at:start], mark * (end - start)]
        at = end
    return "".join((*out, folded[at:]))


def is_event_noun(folded: str) -> bool:
    """Whether some ``plain`` words are an event noun, and nothing else."""
    return folded in _forms()


def kinds_in(text: str) -> dict[str, tuple[int, int]]:
    """Return the kinds of event that ``text`` names, and where each is named first."""
    found: dict[str, tuple[int, int]] = {}
    for start, end, _, kind in nouns_in(plain(text)):
        if kind in _KINDS:
            found.setdefault(kind, (start, end))
    return found


def names_bulletins(folded: str) -> bool:
    """Whether ``plain`` text speaks of bulletins, not events."""
    return any(kind == "bulletin" for *_, kind in nouns_in(folded))
