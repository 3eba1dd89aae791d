"""What stands in front of a question: words about the talk itself, or the event it is asked of."""

from __future__ import annotations

import re
from typing import NamedTuple

from icpc_assistant.cards.kinds import ONE, marked
from icpc_assistant.query.another import names_one
from icpc_assistant.query.ellipsis import ASKS
from icpc_assistant.terms import words
from icpc_assistant.timespan.plain import plain

_MOST = 16  # words in front of a question
# Over ``plain`` text. A question word that opens what follows a mark.
_OPENS = (
    r"(?=[\s¿]*(?:(?:at|by|for|from|in|of|on|to|with|a|au|avec|d'|de|dans|en|par|pour|con|desde|por|sobre)\s+)?"
    r"(?:who|whom|whose|what|when|where|which|how|why|did|was|were|is|are|do|does|has|have"
    r"|qu[ie]|qu'|quoi|quand|ou|quel(?:le)?s?|combien|comment|pourquoi|est-ce|y a|lequel|laquelle"
    r"|quien(?:es)?|cuando|donde|cual(?:es)?|cuant[oa]s?|como)\b)"
)
_MARK = r"\s*[:;–—]\s+"
_TOLD_FIRST = re.compile(rf"(?P<front>[^:;?¿–—]{{3,140}}?){_MARK}{_OPENS}")
# Whoever asks, and for what: "for my slide", "mi jefe"; but not what it is about.
_OF_ONESELF = re.compile(
    r"\b(?:i|i'm|i'll|i'd|my|me|je|moi|mon|ma|mes|me|mi|mis|yo)\b|\b[jm]'"
    r"|^(?:and |et |y )?(?:for|pour|para) (?:an?|une?|un|una)\b"
    r"|\b(?:remind|switch\w*|bascul\w*|cambi[oa]\w*|pas(?:o|ons|ando)|sigo|seguimos)\b"
)
_ABOUT = re.compile(
    r"\b(?:about|regarding|concerning|on the (?!line|phone)|of the|a propos|concernant|sur l\w+"
    r"|du|au sujet|sobre"
    r"|acerca|del|de la|meant|mean|dire|parl\w+|pens\w+|refer\w+|refier\w+|back|retour\w*|reven\w+"
    r"|volv\w+|vuelv\w+|regres\w+)\b"
)
_TONGUE = re.compile(r"english|french|spanish|anglais|francais|espagnol|ingles|frances|espanol")
_BACK = (
    r"(?:(?:(?:go(?:ing)?|com(?:e|ing)|get(?:ting)?|return(?:ing)?|turning|let's go"
    r"|let us go) )?back to"
    r"|returning to|(?:pour )?reven(?:ons|ir|ant)(?: (?:a|au|aux)\b)|(?:de )?retour (?:a|au|aux)\b"
    r"|volviendo a(?:l)?\b|vol(?:vamos|ver) a(?:l)?\b|vuelvo a(?:l)?\b|regres(?:ando"
    r"|emos) a(?:l)?\b"
    r"|as for|quant (?:a|au|aux)\b|en cuanto a(?:l)?\b|respecto (?:a|de)l?\b)"
)
_EVENT_FIRST = re.compile(
    r"[\s¿]*(?:(?:and|but|so|right|ok|et|mais|bon|alors|y|pero|bueno)\b[\s,]*)?"
    rf"(?P<back>{_BACK}\s*)?(?P<event>[^,:;?¿–—]{{2,90}}?)\s*[,:–—]\s+{_OPENS}"
)


class Fronted(NamedTuple):
    """An event that a question puts in front, what it asks of it, and whether it says that it
    goes back to it."""

    event: str
    asked: str
    back: bool


def without_preamble(text: str) -> str:
    """Return a question without what only tells who asks, what for or in which language.

    "I am switching to English for my colleague: who opened it?" asks who opened it.
    """
    said = plain(text)
    m = _TOLD_FIRST.match(said)
    if m is None or len(words(m["front"])) > _MOST or len(words(text[m.end() :])) < 2:
        return text
    front = m["front"]
    typed = re.sub(r"(?<=[.!…])\s+\w+", " ", text[: m.end("front")].strip())
    names = [w for w in words(typed)[1:] if w[0].isupper() and w != "I"]
    tells = any(not _TONGUE.fullmatch(plain(name)) for name in names) or re.search(r"\d", front)
    if tells or _ABOUT.search(front) or re.search(ONE, marked(front)):
        return text
    if not (_OF_ONESELF.search(front) or _TONGUE.search(front)) or ASKS.match(front):
        return text
    rest = text[m.end() :].lstrip()
    at = 1 if rest[:1] in "¿¡" else 0
    return rest[:at] + rest[at : at + 1].upper() + rest[at + 1 :]


def fronted(text: str) -> Fronted | None:
    """Return the event that a question names before it asks: "Back to Lima: who opened it?"."""
    said = plain(text)
    m = _EVENT_FIRST.match(said)
    if m is None or len(words(m["event"])) > _MOST or ASKS.match(m["event"].strip()):
        return None
    if not (m["back"] or names_one(m["event"])):
        return None
    asked = text[m.end() :].lstrip()
    opens = "¿" if "¿" in text and "¿" not in asked else ""
    return Fronted(text[slice(*m.span("event"))].strip(), opens + asked, bool(m["back"]))
