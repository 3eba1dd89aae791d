"""Questions that count the events group by group, "how many per year", or ask for a
share of them."""

from __future__ import annotations

import re
from typing import NamedTuple, get_args

from icpc_assistant.cards.kinds import MANY
from icpc_assistant.collection.request import Asked

Span = tuple[int, int]

_BY = (
    r"(?:per|by|(?:for |in )?(?:each|every)|(?:broken down|split|grouped?) (?:by|into|per)|par"
    r"|(?:pour |dans )?chaque"
    r"|por|(?:para |en )?cada)"
)
_NOUNS = (
    r"(?:(?P<year>years?|annum|ans?|annees?|anos?)|(?P<month>months?|mois|mes(?:es)?)"
    r"|(?P<country>countr(?:y|ies)|nations?|pays|pais(?:es)?)"
    r"|(?P<city>cit(?:y|ies)|towns?|villes?|ciudad(?:es)?)"
    r"|(?P<place>places?|locations?|lieux?|endroits?|lugar(?:es)?)|(?P<venue>venues?|salles?"
    r"|sedes?)"
    r"|(?P<person>persons?|people|personnes?|personas?|speakers?)"
    r"|(?P<organisation>organi[sz]ations?|organi[sz]ers?|partners?|organismes?|organisateurs?"
    r"|partenaires?"
    r"|organizacion(?:es)?|organizador(?:es)?|socios?))"
)
# What may follow: the end, or what restricts the events further; no name ("by partner Guild").
_GROUP = re.compile(
    rf"\b{_BY} (?:calendar |single )?{_NOUNS}\b(?=\W*$|[,;]"
    r"|\W+(?:in|since|from|between|during|for|with|at|on|about|have|has|did|do|were|was|took|are"
    r"|there|depuis"
    r"|entre|pour|en|au|aux|dans|sur|avec|desde|durante|con|sobre|hubo|ha|han|hemos|avons|avez"
    r"|ont|a|y)\b)"
)
_COUNTS = re.compile(
    r"\b(?:how many|number of|count|combien|nombre|cuant[oa]s|numero|cantidad|breakdown"
    r"|distribution"
    r"|repartition|distribucion|desglose|reparto|list|show|give|liste|donne|montre|lista|muestra"
    r"|dame"
    r"|group(?:ed)?|split|broken)"
)
_MEAN = re.compile(r"\b(?:average|mean|typical|moyenne?|promedio|media)\b")
_DIVIDED = (
    r"(?:(?:what|which) (?:percentage|percent|share|proportion|fraction|part)"
    r"|(?:the )?(?:percentage|share"
    r"|proportion) of|(?:quel|quelle) (?:pourcentage|part|proportion|fraction)|(?:le )?pourcentage"
    r"|(?:la )?(?:part|proportion)(?= d)|que (?:porcentaje|proporcion|parte|fraccion)"
    r"|(?:el |la )?(?:porcentaje|proporcion)|how (?:much|large a share))"
)
_SHARE = re.compile(
    rf"\b{_DIVIDED}\s*(?:of |de |d'|des |del )?(?:all |the |our |your |les |nos |tous |toutes "
    rf"|los |las"
    rf" |nuestr[oa]s |tod[oa]s )*(?:(?!of|de)[\w'-]+ )?(?P<noun>{MANY})\b"
)
_VERB = re.compile(
    r"\b(?:was|were|is|are|took|take|had|have|happened|involved?|dealt|deal|lasted|a|ont|etait"
    r"|etaient|est"
    r"|sont|s'est|se sont|porte\w*|avait|fue|fueron|tuvo|tuvieron|se (?:celebr|realiz|hiz|hic)\w*"
    r"|es|son"
    r"|trat\w+|duro|duraron)\b"
)


class Grouped(NamedTuple):
    """By what the events are counted, where their noun stands, and the words that only ask."""

    asked: Asked
    noun: Span | None
    said: tuple[Span, ...]


class Share(NamedTuple):
    """Where the events end of which a share is asked for, their noun, the words that only ask."""

    end: int
    noun: Span
    said: tuple[Span, ...]


def by_group(folded: str, marked: str) -> Grouped | None:
    """Recognise a question that counts events by year, country, … in ``plain`` text.

    ``marked`` is the same with the events' nouns marked.
    """
    m, noun = _GROUP.search(folded), re.search(rf"\b{MANY}\b", marked)
    if m is None or noun is None or _MEAN.search(folded):
        return None
    opens = len(marked[: noun.start()].split()) <= 2  # "Events by country"
    counts = _COUNTS.search(folded)
    if not (counts or opens) or (m.start() < noun.start() and not counts):
        return None
    asked = next(one for one in get_args(Asked) if m.groupdict().get(one))
    return Grouped(asked, noun.span(), (m.span(), *([counts.span()] if counts else [])))


def share(marked: str) -> Share | None:
    """Recognise a question for a share of the events in ``marked`` text."""
    m = _SHARE.search(marked)
    if m is None:
        return None
    verb = _VERB.search(marked, m.end())
    end = verb.start() if verb else m.end()
    return Share(end, m.span("noun"), ((m.start(), m.start("noun")),))
