"""Questions for what stands in so many events: "which partners appear more than once?", "quelles
villes ont accueilli au moins deux événements ?", "¿qué personas salen en un solo evento?"."""

from __future__ import annotations

import re
from typing import NamedTuple, get_args

from icpc_assistant.cards.kinds import MANY, ONE
from icpc_assistant.collection.bounds import WORD_NUMBERS
from icpc_assistant.collection.clauses import before_brackets
from icpc_assistant.collection.request import Asked, Often, Side
from icpc_assistant.collection.things import EITHER

Span = tuple[int, int]

_WORDS = WORD_NUMBERS | {"once": 1, "twice": 2, "thrice": 3}
_N = rf"(?P<n>\d\d?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b"
_OVER = r"(?P<over>more than|over|plus (?:de |d')|mas de)"
_FROM = (
    r"(?P<least>at least|a minimum of|no fewer than|au moins|au minimum|al menos|por lo menos"
    r"|como minimo)"
)
_JUST = (
    r"(?P<just>only|just|exactly|seulement|exactement|solo|solamente|unicamente|exactamente"
    r"|qu'(?:a |dans |en |avec )?)(?: (?:at|in|for|a|dans|en|con))?"
)
_OR_MORE = r"(?:or|and|ou|et|o|y) (?:more|plus|mas)"
_SINGLE = r"single|seule?|sol[oa]|unic[oa]"
# "Twice as many", "deux fois plus": a ratio.
_NO_RATIO = (
    r"(?! (?:as|more|less|fewer|higher|lower|larger|bigger|smaller|the|plus|moins|mas|menos))\b"
)
_TIMES = rf"(?:times|occasions?|fois|reprises|ve[cz]es|vez|ocasiones|ocasion){_NO_RATIO}"
_AMONG = (
    r"(?:(?:different|distinct|separate|differente?s|distint[oa]s|diferentes"
    r"|of (?:(?:the|our|your|its|their|these|those)(?: [\w'-]+'s?)?|W+'s?)"
    r"|de (?:nos|vos|nuestr[oa]s|ces|es[oa]s|sus|l[oa]s)|des)\s+){0,2}"
)
_UNIT = rf"(?:{_AMONG}(?P<noun>{MANY}|{ONE})(?!\w)|{_TIMES})"
# How often something is met, over marked text.
_OFTEN = tuple(
    re.compile(pattern)
    for pattern in (
        # "More than one event", "au moins deux fois", "en solo un evento", "at most once" is none
        rf"\b(?:{_OVER}|{_FROM}|{_JUST})\s*{_N}(?: (?:{_SINGLE}))?\s*(?:{_UNIT}|(?<=ce)(?!\w))",
        # "Two or more events", "twice or more", "dos eventos o más"
        rf"\b{_N} (?P<more>{_OR_MORE}) {_UNIT}|\b(?P<n2>twice|thrice) (?P<more2>{_OR_MORE})\b",
        rf"\b{_N} {_UNIT} (?P<more>{_OR_MORE})\b",
        # "A single event", "une seule fois", "one event only"
        rf"\b(?P<single>(?:an?|une?|una) (?:{_SINGLE}) {_UNIT}|one {_UNIT.replace('noun', 'noun2')}"
        r" only\b)",
        # "Twice", "trois fois"
        rf"\b(?P<n2>twice|thrice){_NO_RATIO}|\b{_N} {_TIMES}",
        # "At two of our events"
        rf"\b(?:at|in|to|a|dans|en) {_N} {_AMONG}(?P<noun>{MANY})(?!\w)",
        # "Several events", "a plusieurs reprises", "recurring partners"
        rf"\b(?P<several>(?:several|multiple|plusieurs|vari[oa]s)\s+{_UNIT}|repeatedly"
        r"|again and again|(?P<sort>recurring|repeat|recurrente?s?)|repetidamente"
        r"|repetidas veces)(?!\w)",
    )
)
_NO_MORE = re.compile(r"\b(?:no|not|at most|pas|au plus|no mas)\s+(?:\w+\s+)?$")
PEOPLE = re.compile(
    r"\b(?:speakers?|guests?|experts?|colleagues?|contacts?|names?|intervenante?s?|invite[es]*"
    r"|collegues?|noms?|ponentes?|invitad[oa]s?|expert[oa]s|colegas?|contactos?|nombres?)\b"
)
_WHO = re.compile(
    r"^(?:(?:and|et|y|with|avec|con|a) )*(?:who(?:m)?|qui|quien(?:es)?"
    r"|(?:(?:did|has|have|was|were|is|are|there|est-ce que|qu'|y a-t-il(?: eu)?|hay|hubo) ?)*"
    r"(?:any(?:one|body)|some(?:one|body)|quelqu'un|personne(?! n)|alguien))\b"
)
_OUTSIDE = re.compile(
    r"\b(?:external|outside|other|extern[oa]s?|externes?|exterieure?s?|autres?)\b"
)
_WE_MET = re.compile(r"\b(?:me[et]t?|rencontr\w+|conoc\w+|encontr\w+)\b")
_OF_OURS = re.compile(
    r"^\W*(?:of ours|(?:of|from|at|de|du|des|del|d'|chez|en)\s*W+)|\bour (?:own )?(?:people|staff"
    r"|colleagues|team)\b|\bnos collegues\b|\bnuestros? (?:colegas|equipo)\b"
)
_SETS_UP = re.compile(
    r"\b(?:(?:co-?)?organi[sz]\w*|coorgani\w*|(?:co-?)?host\w*|ran|run|set up|accueil\w*|acog\w*)\b"
)
_WITHIN = re.compile(
    r"\b(?:the|th[eo]se|this|that|l[ae]s?|ces?|cette|aux?|du|des|el|los|del|al|est[aeo]s?)\s+"
    rf"(?:[\w'-]+\s+){{0,2}}?(?:{MANY}|{ONE})\b|[.;!?]"
)
# Beside which nothing is said of what is asked for.
_VERBS = re.compile(
    r"\b(?:appear\w*|show(?:s|n|ed|ing)? up"
    r"|(?:come?|came|coming|crop\w*|turn\w*|pop\w*)s? (?:back|up)"
    r"|sp[eo]ak\w*|spoke[n]?|intervien\w*|interv[ei]n\w*|parle\w*|pris la parole|habl\w+"
    r"|return\w*|recur\w*|feature\w*|involved?|named|mentioned|listed|found|seen|met"
    r"|t[ao]+ke?n? part|participat\w*|attend\w*|present|been|worked|collaborat\w*|partnered|teamed"
    r"|reviennent|revient|revenue?s?|apparai\w+|apparue?s?|figur\w+|retrouv\w+|presente?s?|cite?e?s?"
    r"|participe?\w*|pris part|assist\w+|nomme\w*|mention\w+|travaille\w*|collabor\w+|vus?|vues"
    r"|sal(?:en?|ido|ieron)|aparec\w+|repit\w+|repet\w+|vuelv\w+|estuvi\w+|asisti\w+|mencion\w+"
    r"|nombrad\w+|trabaj\w+|vist[oa]s?)\b"
)
_COUNTED = re.compile(r"\b(?:how many|number of|combien|nombre|cuant[oa]s|numero)\b")


_AT = r"(?:(?:at|in|during|to|a|aux?|dans|en|lors d[eu]|lors de la|durante) )?"
_BOTH = re.compile(
    rf"\b(?:both|a la fois|tanto|a la vez) {_AT}(?P<one>.{{4,90}}?)"
    rf",? (?:and|et|y|como) (?:also )?{_AT}(?P<other>.{{4,90}}?)\W*$"
)


class Repeated(NamedTuple):
    """What is met how often; where the events' noun stands if it does; the words that only ask.

    ``named``: whoever a bulletin names counts, not organisers alone.
    """

    asked: Asked
    often: Often
    side: Side | None
    counted: bool
    named: bool
    noun: Span | None
    said: tuple[Span, ...]


def repeated(folded: str, marked: str) -> Repeated | None:
    """Recognise a question for what stands in so many events.

    ``folded`` is ``plain`` text, ``marked`` the same with the events' nouns marked.
    """
    end = before_brackets(folded)
    folded, marked = folded[:end], marked[:end]
    m = next((m for pattern in _OFTEN if (m := pattern.search(marked))), None)
    thing = _thing(folded, marked, m) if m else None
    if (
        m is None
        or thing is None
        or _often(m) == (1, None)
        or _NO_MORE.search(marked, 0, m.start())
    ):
        return None
    asked, (start, stop) = thing
    if _WITHIN.search(marked, stop, m.start()):
        return None  # "the people at the congress that was held twice"
    sets_up = not names_anyone(folded, (start, stop))
    if sets_up and asked == "person":
        asked = "organisation"
    side: Side | None = None
    if asked == "person":
        outside = _OUTSIDE.search(folded, max(0, start - 12), stop + 16)
        ours = _OF_OURS.search(marked[stop:]) or _OF_OURS.search(folded)
        side = "others" if outside or _WE_MET.search(folded) else "own" if ours else None
        stop = outside.end() if outside and outside.start() <= stop + 1 else stop
    noun = next((m.span(k) for k in ("noun", "noun2") if m.groupdict().get(k)), None)
    said = (m.span(), (start, stop), *(v.span() for v in _VERBS.finditer(folded)))
    counted = _COUNTED.search(folded) is not None
    return Repeated(asked, _often(m), side, counted, not sets_up, noun, said)


def names_anyone(folded: str, noun: Span) -> bool:
    """Whether whoever a bulletin names is asked for, not organisers: ``noun`` is what they are."""
    start, stop = noun
    rest = folded[:start] + " " * (stop - start) + folded[stop:]
    return _SETS_UP.search(rest) is None


def in_both(folded: str, marked: str) -> tuple[Repeated, tuple[Span, Span]] | None:
    """Recognise a question for what two events have in common, and where each is told:
    "which partner was both at the Lima congress and at the Turin forum?"."""
    m = _BOTH.search(folded)
    thing = _thing(folded, marked, m) if m else None
    if m is None or thing is None:
        return None
    asked, (start, _) = thing
    if asked not in ("person", "organisation") or start > m.start():
        return None
    said = ((0, len(folded)),)
    found = Repeated(asked, (2, 2), None, False, True, None, said)
    return found, (m.span("one"), m.span("other"))


def _thing(folded: str, marked: str, m: re.Match[str]) -> tuple[Asked, Span] | None:
    """Return what is asked for, and where it is said: before, or right behind "recurring"."""
    said = m.groupdict()
    several = said.get("several") is not None and not said.get("noun")
    sort = said.get("sort") is not None  # "recurring partners", "partenaires récurrents"
    behind = EITHER.match(folded, m.end() + 1) or PEOPLE.match(folded, m.end() + 1)
    found = behind if several and behind else EITHER.search(marked, 0, m.start())
    found = found or PEOPLE.search(marked, 0, m.start()) or _WHO.match(marked)
    if sort and found is not None and found is not behind and found.end() != m.start() - 1:
        return None  # "recurring violence"
    if found is None or (found.start() >= m.start() and found is not behind):
        return None
    asked: Asked = next((x for x in get_args(Asked) if found.groupdict().get(x)), "person")
    return asked, found.span()


def _often(m: re.Match[str]) -> Often:
    """Return the fewest and the most events."""
    said = m.groupdict()
    if said.get("several") or said.get("single"):
        return (2, None) if said.get("several") else (1, 1)
    word = said.get("n") or said.get("n2") or "1"
    number = _WORDS.get(word) or int(word)
    if said.get("over"):
        return number + 1, None
    return number, number if said.get("just") else None
