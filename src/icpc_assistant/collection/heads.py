"""What a question asks for by its own noun or verb: events, or what no card holds.

"Which agreements were signed in 2025?" and "what was signed in 2025?" ask for no events, though
they are put as questions for events are. As in ``signals``, patterns run over ``plain`` text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from icpc_assistant.cards.institutions import is_house
from icpc_assistant.cards.kinds import MANY, ONE, marked
from icpc_assistant.collection.clauses import before_brackets
from icpc_assistant.collection.reading import Reading
from icpc_assistant.collection.repeats import PEOPLE
from icpc_assistant.collection.request import Asked, Request
from icpc_assistant.collection.signals import HELD
from icpc_assistant.collection.things import EITHER
from icpc_assistant.timespan.plain import plain

# Nothing that can be told; events; people, places or times; organisations; something else.
Head = Literal["", "events", "thing", "house", "else"]

_OPENS = r"(?:^|[,:;.]\s*¿?)(?:(?:and|so|but|et|mais|y|pero)\s+)*"
_OF_OURS = (
    r"(?:\s+(?:(?:of|are|were|have been|sont|etaient|ont ete|son|fueron|han sido|de)\s+)?"
    r"(?:the|our|all|les|des|nos|l[oa]s|nuestr[oa]s)\b)?"
)
# What ends the noun that "which" asks with.
_ENDS = (
    r"(?:was|were|are|is|did|do|does|have|has|had|will|would|can|could|should|that|who|which|we|us"
    r"|you|they|he|she|it|there|took|take|came|went|in|at|on|from|since|between|before|after|during"
    r"|by|with|to|for|about|over|across|within|until"
    r"|ont|a|avons|avez|avait|avions|etaient|etait|est|sont|sommes|furent|fut|on|nous|vous|ils?"
    r"|elles?|y|qui|que|qu'\w*|dont|auxquel\w*|en|au|aux|dans|sur|pour|par|avec|depuis|entre|avant"
    r"|apres|pendant|lors|chez"
    r"|se|hubo|hay|habia|ha|han|hemos|fueron|fue|es|son|nos|con|para|por|sobre|desde|antes|despues"
    r"|durante|hasta|al|\w+(?:aron|ieron|amos|imos))\b"
)
_WORD = rf"(?!{_ENDS})[\w-]+"
_NOUN = re.compile(
    rf"{_OPENS}(?:which|quel(?:le)?s?|cuales|how many|combien|cuant[oa]s"
    rf"|(?:what|que)(?= {_WORD}(?: {_WORD}){{0,3}} {_ENDS})){_OF_OURS}"
    rf"\s+(?:de |d')?(?P<noun>{_WORD}(?:\s+{_WORD}){{0,3}})"
)
# What stands for events of whatever kind.
_ANYTHING = re.compile(
    r"\b(?:things?|stuff|occasions?|gigs?|highlights?|moments?|appointments?|dates?|stops?"
    r"|commitments?|trucs?|choses?|rendez|temps forts?|deplacements?|cosas?|ocasion(?:es)?|citas?"
    r"|momentos?|compromisos?)\b"
)
_SITES = re.compile(
    r"\b(?:sites?|spots?|rooms?|buildings?|hotels?|premises|addresses|batiments?|locaux|adresses?"
    r"|endroits?|edificios?|hotel(?:es)?|locales|direcciones|recintos?)\b"
)
# What only asks, or counts days and times.
_NO_NOUN = re.compile(
    r"\b(?:else|all|exactly|ever|ones?|of|times?|kinds?|types?|sorts?|fois|genres?|sortes?|ve[cz]es"
    r"|tipos?|clases?|mas|tal|tan|autres?|otr[oa]s?|days?|weeks?|hours?|jours?|semaines?|heures?"
    r"|dias?|semanas?|horas?|happen\w*|occurr\w*|paso|sucedio|ocurrio)\b"
)
# "What was signed?", "qu'est-ce qui a été signé ?", "¿qué se firmó?": a verb for events, or not.
_DONE = re.compile(
    rf"{_OPENS}(?:what (?:else |all )?(?:was|were|has been|have been|had been) (?=\w+ed\b)"
    r"|(?:qu'est-ce qui|ce qui) (?:a|avait) (?:deja )?ete |que (?:se (?:ha )?|ha sido )"
    rf"|que fue (?=\w+[ai]d[oa]\b))(?!{HELD}\b|(?:plan|schedul|arrang|accompli|achiev|complet"
    r"|conduct|carri|prev|program|accompl|men|deroul|desarroll|reuni|hac|vivi|pas)\w*)(?P<verb>\w+)"
)
# What is made, said or got, and is no event.
_MADE = (
    r"(?:sign|publish|releas|announc|writ|wrote|adopt|approv|decid|recommend|propos|receiv|bought"
    r"|buy|sell|sold|learn|said|say|conclu|elect|fund|financ|award|w[io]n|earn|spen[dt]|vot"
    r"|publi|annonc|ecri|approuv|recommand|recu|achet|vend|appri|dit|elu|gagn|obten|remport|depens"
    r"|firm|anunci|escri|aprob|aprueb|decidi|recomend|recib|compr|aprend|dij|dich|concluy|eleg"
    r"|eligi|gan|gast)\w*"
)
_WE_MADE = re.compile(
    rf"{_OPENS}(?:what (?:else |all )?(?:did|have|has|had) (?:\w+ ){{1,2}}?"
    r"|qu'(?:avons-nous|a-t-on|est-ce qu'on a|est-ce que nous avons|avions-nous) (?:deja )?"
    rf"|(?:on|nous) (?:a|avons) |que (?:hemos |(?=\w+mos\b))){_MADE}\b"
)

_VERB_OF = (
    r"\b(?:lo que|ce qu[ei]|qu'est-ce qui|what|whatever)"
    r"(?: (?:se|nous|nos|on|we|you|all|has|have))*(?: | s'est | a | ha )"
)
# What has nouns of its own: "which islands", "which decade".
_PLACE_OR_TIME: frozenset[Asked] = frozenset(
    {"place", "continent", "country", "city", "year", "month"}
)


def asks_for_else(request: Request, reading: Reading, unheard: Sequence[str]) -> bool:
    """Whether a question that only the model takes for one over the collection asks for something
    that no card holds; or names it (``unheard``), and no event."""
    if request.operation in ("total", "mean", "compare"):
        return False
    head, (start, end) = _head(reading.folded)
    if request.asked in _PLACE_OR_TIME:
        return request.operation == "count" and head == "else"  # districts are no cities
    if request.operation == "count" and request.asked == "event" and head not in ("", "events"):
        return True  # districts are counted, and no events
    if head == "else" or (head == "house" and request.asked == "event"):
        # A noun that the bulletins know restricts the events to those about it.
        about = (r.start < end and r.end > start for r in reading.restrictions)
        return not (any(about) or request.roles)
    events = re.search(rf"{MANY}|{ONE}", marked(reading.folded))
    # "Lo que cayó en mayo": its own verb names nothing.
    unheard = [word for word in unheard if not re.search(_VERB_OF + plain(word), reading.folded)]
    return bool(unheard) and request.asked == "event" and events is None


def head_of(folded: str) -> Head:
    """Return what a question asks for by the noun of "which …", "how many …", or by what was
    done."""
    return _head(folded)[0]


def _head(folded: str) -> tuple[Head, tuple[int, int]]:
    """Return the same, and where the noun stands."""
    folded = folded[: before_brackets(folded)]
    m = _NOUN.search(folded)
    if m is None:
        done = _DONE.search(folded) or _WE_MADE.search(folded)
        return "else" if done else "", (0, 0)
    return _of_noun(m["noun"]), m.span("noun")


def _of_noun(noun: str) -> Head:
    if re.search(rf"{MANY}|{ONE}", marked(noun)):
        return ""  # the patterns for events know it
    if any(p.search(noun) for p in (EITHER, PEOPLE, _SITES)):
        return "thing"
    if any(map(is_house, noun.split())):
        return "house"
    if _ANYTHING.search(noun):
        return "events"
    return "" if _NO_NOUN.search(noun) else "else"
