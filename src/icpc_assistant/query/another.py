"""The question before, for another event: "No, the Brussels one", "Et le congrès de Lima ?"."""

from __future__ import annotations

import re

from icpc_assistant.cards.kinds import ONE, marked
from icpc_assistant.lexicon import lexicon
from icpc_assistant.query.ellipsis import ASKS, is_placing, things_of
from icpc_assistant.query.wants import wanted
from icpc_assistant.terms import is_function_word, words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

_MOST = 10  # words that say which one
# Over ``plain`` text.
_NO = r"(?:no+|non|nope|pas ca)\b[\s,;.:!–—-]+(?:(?:sorry|pardon|perdon|desolee?)\b[\s,]+)?"
_MEANT = (
    r"(?:i (?:actually )?(?:meant|mean)(?: about)?|i was (?:asking|talking) about"
    r"|je (?:voulais|veux) (?:dire|parler de)|je (?:parlais|pensais)(?: de| a)?"
    r"|(?:yo )?me (?:referia|refiero)(?: a)?|(?:yo )?(?:queria|quise|quiero) decir"
    r"|(?:yo )?(?:hablaba|preguntaba)(?: de| por)?)"
)
_GOES_ON = (
    r"(?:(?:and|but|et|mais|y|pero)\b[\s,]*)?"
    r"(?:(?:what|how) about\b|(?:et )?pour\b|qu'en est-il (?:de|du)?\b|(?:y )?para\b)?\s*"
)
_LEAD = re.compile(rf"[\s¿¡]*(?P<no>{_NO})?(?P<meant>{_MEANT}[\s,]+)?(?P<on>{_GOES_ON})")
_PLACED = r"(?:(?:in|at|for|to|about|a|en|de|sur|sobre)\s+)?"
# What stands for an event of whatever kind: "the Brussels one", "celle de Bruxelles".
_ONE = re.compile(
    rf"{_PLACED}(?:(?:the|that)\s+(?!(?:same|other|first|last|next|right|wrong|only)\b).+\bone"
    r"|(?:the|that) one (?:in|at|about|from|on|of|with|for|where)\s.+"
    r"|cel(?:ui|le)(?:-(?:la|ci))? (?:de |du |des |d'|en |a |au |aux |sur |ou ).+"
    r"|(?:el|la|al|del) (?:de|del|en|sobre)\s.+)"
)
_NAMED = re.compile(
    rf"{_PLACED}(?:(?:the|that|le|la|el|au|du|al|del|cette|cet|ce|es[ae]|aquel(?:la)?)\s+|l')"
    rf"(?:[^\W_][\w&’'.-]*\s+){{0,5}}?(?:{ONE}|congres|day|show|journee|jornada)\b.*"
)


def event_meant(text: str) -> tuple[str, bool]:
    """Return the words with which ``text`` names another event, and no more; "" if it does not.

    The second value says that it puts right what was understood.
    """
    said = plain(text.strip(" ¿?!."))
    typed = text.strip(" ¿?!.")
    m = _LEAD.match(said)
    at = m.end() if m else 0
    puts_right = bool(m and (m["no"] or m["meant"]))
    if m is None or not (at or puts_right) or len(words(typed[at:])) > _MOST:
        return "", False
    rest = said[at:]
    if not names_one(rest) or ASKS.search(rest) or wanted(typed[at:]) not in ("other", "list"):
        return "", False
    return typed[at:], puts_right


def names_one(said: str) -> bool:
    """Whether ``plain`` words are for one event, and no more: "the Lima one", "el congreso"."""
    return bool(_ONE.fullmatch(said) or _NAMED.fullmatch(marked(said)) or _NAMED.fullmatch(said))


def which_one(meant: str, language: Language, *, named: bool) -> str:
    """Return what tells which one is meant, of words that name no kind: "Montréal" of "celle de
    Montréal"; else "".

    With ``named`` only a name: "la de la tarde" may be of the same event.
    """
    if not _ONE.fullmatch(plain(meant)):
        return ""
    told = [w for w in words(meant) if not is_function_word(w, language) and plain(w) != "one"]
    told = [w for w in told if not re.fullmatch(r"cel(?:ui|le)", plain(w))]
    if named and not any(w[0].isupper() or lexicon().names(w, language) for w in told):
        return ""
    return " ".join(told)


def asks_in_full(asked: str) -> bool:
    """Whether a question says what it asks, and does not only name something."""
    m = _LEAD.match(plain(asked))
    return wanted(asked) != "other" or bool(ASKS.search(plain(asked))) or not (m and m.end())


def names_event(asked: str) -> bool:
    """Whether a question speaks of an event by a noun for one: "who opened the congress?"."""
    return any(thing.event for thing in things_of(asked))


def event_named(asked: str, language: Language) -> str:
    """Return the one event that a question names by a noun and what tells it from others of its
    kind, with its place and time: "the Lima congress", "el taller de Chile"; else ""."""
    events = [thing for thing in things_of(asked) if thing.event]
    if len(events) != 1:
        return ""
    start, end = events[0].start, events[0].end
    tail = asked[end:].rstrip(" ?!.")
    said = asked[start:end] + (tail if is_placing(tail) else "")
    telling = [w for w in words(said) if not is_function_word(w, language)]
    telling = [w for w in telling if not re.search(ONE, marked(plain(w)))]
    return said if telling else ""


_BEFORE = re.compile(
    r"(?:\b(?:in|at|on|of|for|to|from|during|à|a|au|aux|en|dans|de|du|pour|lors|durante|para|por)"
    r"|\bd['’])\s*$",
    re.IGNORECASE,
)
_ITS_MATTER = re.compile(r"\s+(?:on|of|about|for|sur|de|sobre|para|pour)\b.*", re.IGNORECASE)
_A_NAME = re.compile(
    r"(?:(?:the|la|le|el|les|los|las)\s+|l['’])?"
    r"(?:[A-ZÀ-ÖØ-Þ][\w&-]*)(?:\s+(?:(?:of|de|du|the|la)\s+)?[A-ZÀ-ÖØ-Þ][\w&-]*)*"
    r"(?:\s+(?:19|20)\d\d)?"
)


def without_event(asked: str, language: Language) -> str:
    """Return a question without the event that it names, its place and its time.

    As it stands where it names none.
    """
    end = re.search(r"\s*[?!.]*\s*$", asked)
    stop = end.start() if end else len(asked)
    events = [thing for thing in things_of(asked) if thing.event]
    if events:
        start, at = events[-1].start, events[-1].end
    elif found := [m for m in _A_NAME.finditer(asked[:stop]) if m.start() > 1]:
        start, at = found[-1].span()
    else:
        return asked
    before, tail = asked[:start], asked[at:stop]
    if is_placing(tail) or _ITS_MATTER.fullmatch(tail):
        tail = ""
    placed = _BEFORE.search(before)
    before = before[: placed.start()] if placed else before
    stands = "" if placed or language != "en" or (events and events[-1].joined) else "it"
    rest = " ".join(f"{before} {stands}{tail}".split())
    return rest + asked[stop:] if words(rest) else asked


def asked_at(asked: str, said: str, language: Language) -> str:
    """Return a question as asked of such an event as it names elsewhere, ``said`` where."""
    end = re.search(r"\s*[?!.]*\s*$", asked)
    close = end.group() if end else ""
    events = [thing for thing in things_of(asked) if thing.event]
    if events:
        return f"{asked[: events[-1].end]} {said}{close}"
    kept = without_event(asked, language)
    return f"{kept[: len(kept) - len(close)]} {said}{close}"
