"""Kinds of event by the nouns that name them, in English, French and Spanish.

Forms are ``plain`` (lower case, no accents) and singular; plurals are made here. The generic
nouns ("event", "bulletin") name no kind. Patterns elsewhere run over ``marked`` text, in which
every event noun is a run of one capital letter, so that they need not list the nouns.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from icpc_assistant.timespan.plain import plain

_KINDS: dict[str, str] = {
    "conference": "conference|colloque|conferencia|colloquium|coloquio|symposium|simposio",
    "congress": "congress|congres|congreso",
    "summit": "summit|sommet|cumbre",
    "seminar": "seminar|seminaire|seminario",
    "webinar": "webinar|webinaire|webinario|online seminar|seminaire en ligne|seminario en linea",
    "forum": "forum|foro",
    "training": "training|training session|training day|training activity|training course|course"
    "|formation|formacion|capacitacion|curso",
    "workshop": "workshop|atelier|taller",
    "meeting": "meeting|reunion|rencontre|encuentro",
    "assembly": "general meeting|general assembly|assembly|assemblee|assemblee generale|asamblea"
    "|asamblea general",
    "mission": "mission|mision|trip|voyage|viaje|visit|visite|visita|deplacement|tour|tournee|gira",
    "study visit": "study visit|study tour|study trip|study mission|visite d'etude|voyage d'etude"
    "|visita de estudio|viaje de estudio|viaje de estudios|visite d'etudes|voyage d'etudes",
    "academy": "academy|academie|academia|summer school|winter school|spring school|autumn school"
    "|ecole d'ete|ecole d'hiver|universite d'ete|escuela de verano|escuela de invierno"
    "|universidad de verano",
    "campaign": "campaign|campagne|campana",
    "ceremony": "ceremony|ceremonie|ceremonia|prize-giving|award ceremony|remise des prix",
    "exercise": "exercise|drill|exercice|simulation exercise|ejercicio|simulacro",
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
# What is also of a wider kind: who asks for seminars wants webinars too, not the other way round.
BROADER = {"webinar": "seminar", "study visit": "mission"}
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
    first = {" ".join((_plural(words[0]), *words[1:]))} if len(words) > 1 else set()
    if words[-1].endswith(("on", "in", "ad", "en", "er")):
        last.add(words[-1] + "es")
    ends = {" ".join((*words[:-1], end)) for end in last}
    return ends | first | ({" ".join(_plural(word) for word in words)} if len(words) > 1 else set())


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


_TOKEN = re.compile(r"[^\W_]+")
_SHOWING = re.compile(
    r"\s+(?:me|us|them|you|it|that|how|where|what|why|who|which|whether|the|all|every|each|an?|our|up|off)\b"
)


def _is_verb(folded: str, start: int, end: int) -> bool:
    """Whether "show" is what somebody does: "to show where they feel unsafe", "show me …"."""
    if folded[start:end] not in {"show", "shows"}:
        return False
    return bool(re.search(r"\bto $", folded[:start]) or _SHOWING.match(folded, end))


@cache
def _openings() -> frozenset[str]:
    """Return the words with which a noun begins."""
    return frozenset(_TOKEN.findall(form)[0] for form in _forms())


def nouns_in(folded: str) -> list[tuple[int, int, str, str]]:
    """Return where ``plain`` text names events: start, end, mark and kind, the longest first."""
    tokens = [m.span() for m in _TOKEN.finditer(folded)]
    found = []
    i = 0
    while i < len(tokens):
        if folded[slice(*tokens[i])] not in _openings():
            i += 1
            continue
        for n in range(min(_LONGEST, len(tokens) - i), 0, -1):
            start, end = tokens[i][0], tokens[i + n - 1][1]
            known = _forms().get(folded[start:end])
            if known and not _is_verb(folded, start, end):
                found.append((start, end, *known))
                i += n - 1
                break
        i += 1
    return found


@lru_cache(maxsize=512)  # one sentence is asked of by many rules
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
