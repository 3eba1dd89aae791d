"""Offices in words that stand before a name, or behind it: "Head of training Ana Ruiz", "Ana Ruiz
went there as director of the Guild"."""

from __future__ import annotations

import re

from icpc_assistant.cards.card import Field
from icpc_assistant.cards.text import Sentence
from icpc_assistant.terms import fold, words

# Offices and trades besides those every name is read with.
MORE_OFFICES = re.compile(
    r"\b(?:responsable|oficial|alder(?:man|woman)|councill?or|adjoint[e]?|syndic|intendent[ea]"
    r"|intendente|concejala?|editor|curator|conservatrice|conservateur|treasurer|doyenne?|decan[oa]"
    r"|rapporteure?|clinician|chef|cheffe|jef[ea]|chargée?|encargad[oa]|organiser|organizer"
    r"|moderator|interpreter|clerk|rector[a]?|rectrice|recteur|fondat(?:eur|rice)|fundador[a]?"
    r"|lecturer|trainer|conseill(?:er|ère)|asesora?|consejer[oa]|facilitator|advis[eo]r|attaché|envoy|ombuds\w+|archivist|librarian)\b",
    re.IGNORECASE,
)
# What goes on behind a name without saying who it belongs to.
NO_OFFICE = re.compile(
    r"(?:and|but|which|who|whose|that|while|on|by|for|with|because|where|when|after|before|mais|et"
    r"|qui|que|dont|car|où|tandis|sur|par|avec|lui-même|elle-même|ya|y|pero|cuy[oa]s?|porque|donde"
    r"|mientras|con|por|para|sobre)\b",
    re.IGNORECASE,
)
_NOUN = (
    r"(?:vice-)?(?:director[a]?|directeur|directrice|president[ea]?|présidente?"
    r"|secretary(?: general)?"
    r"|secrétaire(?: générale?)?|secretari[oa](?: general)?|coordinator|coordinat(?:eur|rice)"
    r"|coordinador[a]?|head|chief|officer|manager|responsable|oficial|mayor|maire|alcalde(?:sa)?"
    r"|alder(?:woman|man)|councill?or|minister|ministre|ministr[oa]|consultante?|consultor[a]?"
    r"|rector[a]?|recteur|rectrice|governor|gouverneure?|gobernador[a]?|dean|doyenne?|decan[oa]"
    r"|chair(?:woman|man)?|editor|curator|treasurer|commissioner|founder|fundador[a]?"
    r"|fondat(?:eur|rice)|intendente|syndic|jef[ea]|cheffe?|concejala?|adjointe?|rapporteure?)"
)
_OF = r"(?:of|for|on|de|du|des|del|en|aux?|à|d[’'])\s*(?:the\s+|la\s+|el\s+|los\s+|las\s+|l[’'])?"
_BEFORE = re.compile(
    r"(?:^|[.,;:(“«]\s*|\b(?:and|while|by|with|et|y|par|por|con|avec)\s+)"
    r"(?:(?:the|la|le|el|its|their|sa|son|sus?|l[’'])\s*\b)?"
    rf"(?P<role>(?:[\w’'-]+\s+){{0,2}}?{_NOUN}(?:\s+(?:adjointe?|adjunt[oa]|interin[oa]"
    rf"|anfitrion[a]"
    rf"|anfitriona|sortante?|générale?|general|ejecutiv[oa]))?(?:\s+{_OF}[\w’'-]+"
    rf"(?:\s+(?:{_OF})?[\w’'-]+){{0,3}}?)?),?\s+$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s\([A-ZÀ-Þ][\w&.-]{1,11}\)")  # the acronym of whose office it is
_FINITE = re.compile(
    r"\b(?:was|were|is|are|said|told|met|thanked|welcomed|est|a|ont|fue|fueron|era|dijo|had|has)\b"
)
# "explicó la jefa de la misión": the office begins behind the article.
_LED_IN = re.compile(
    rf"^.*?\b(?:(?:the|la|le|el|our|notre|nuestr[oa])\s+|l[’'])(?=(?:[\w-]+\s+)?{_NOUN}\b)",
    re.IGNORECASE,
)
# Behind a name an office comes first: ", head of …", not ", thanked the head of …".
_SOON = re.compile(rf"(?:[\w’'-]+\s+){{0,3}}?{MORE_OFFICES.pattern}", re.IGNORECASE)
_DONE = re.compile(r"\b\w+(?:ed|ó|aron|ieron)\b|\bdio\b")


def is_office(words: str) -> bool:
    """Whether words that are not known offices of every text begin with one of ours."""
    m = _SOON.match(words)
    return m is not None and not _DONE.search(m.group())


def office_before(text: str) -> str:
    """Return the office that ends ``text``, which a name follows; nothing where there is none."""
    clause = re.split(r"[.;:(]\s", _BRACKETS.sub("", text))[-1]
    m = _BEFORE.search(clause)
    if not m or _FINITE.search(m.group("role")):
        return ""
    role = _LED_IN.sub("", m.group("role").strip())
    return "" if NO_OFFICE.match(role) else role


# "her first visit to Mexico as Executive Director of the Guild".
_AS = re.compile(
    r"[^.;:()\n]{0,90}?(?:\bas|\ben (?:sa |son )?(?:tant que|qualité (?:de |d[’']))|\bcomo"
    r"|\ben (?:su )?(?:calidad|condición) de)\s*"
    r"(?:(?:the|its|their|our|la|le|el|su|sa|son)\s+|l[’'])?(?P<role>[^,;:.()“”«»\n]{3,120}?(?:\.\w[^,;:.()\n]{0,40})?)"
    r"(?=\s*(?:[,;:()“”«»\n]|\.(?!\w)|$)|\s+(?:and|et|y)\s+(?:as|en tant|como)\b"
    r"|\s+(?:who|which|to|qui|que|pour|para)\b)",
)
_HEAD_ENDS = re.compile(r",|\s(?:of|for|at|in|on|with|de|du|des|del|en|à|d[’']|au|aux|pour|para)\b")


def office_as(text: str, end: int) -> str:
    """Return the office in which somebody, whose name ends at ``end``, is said to act."""
    m = _AS.match(text, end)
    if m is None or re.search(r"[A-ZÀ-Þ]\w+ [A-ZÀ-Þ]\w+", text[end : m.start("role")]):
        return ""  # another person's, it may be
    return m.group("role").strip()


def head(office: str) -> frozenset[str]:
    """Return the words of an office before it says whose: "director general" of the Guild."""
    return frozenset(fold(w) for w in words(_HEAD_ENDS.split(office, maxsplit=1)[0]))


def another(office: str, known: str) -> bool:
    """Whether two offices of one person are not the same one, told at more or less length."""
    one, other = head(office), head(known)
    return bool(one and other) and not (one <= other or other <= one)


def at_words(sentence: Sentence, role: str, start: int, end: int) -> Field:
    """Return an office at the words that give it nearest to a name, -1 where none does."""
    pattern = r"[\s.,]+".join(map(re.escape, role.split()))
    places = [m.span() for m in re.finditer(pattern, sentence.text)]
    if not places:
        return Field(role)
    first, last = min(places, key=lambda p: max(start - p[1], p[0] - end, 0))
    return Field(sentence.text[first:last], sentence.start + first, sentence.start + last)
