"""Which kinds of event a bulletin's own event is of, by what its headline and opening say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from icpc_assistant.cards.card import Field
from icpc_assistant.cards.institutions import is_institution
from icpc_assistant.cards.kinds import BROADER, ONE_EVENT, kinds_in, marked
from icpc_assistant.cards.text import Sentence
from icpc_assistant.entities import Span
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Bulletin

# Over marked text, like the next.
_DEMONSTRATIVE = re.compile(
    r"\b(?:this|these|cette|cet|ce|est[ae]|la presente|the present)\s+(?:\w+\s+){0,2}?"
    rf"(?P<noun>{ONE_EVENT})\b"
)
# "The training was organised by …": the opening's own name for what it has told already.
_SUBJECT = re.compile(
    rf"(?:the|la|le|el|l')\s*(?:[\w-]+\s+){{0,2}}?(?P<noun>{ONE_EVENT}),?\s"
    r"(?=.*\b(?:was|is|were|ran|took|lasted|drew|brought|gathered|held|organi[sz]ed|opened|closed"
    r"|ended|est|a|etait|s'est|se|fue|tuvo|reunio|conto)\b)"
)
_COUNTED = re.compile(
    r"\b(?:\w+th|first|second|third|\d(?:st|nd|rd)|annual|its|premi[eè]re?|deuxième|\w+ième|primera?"
    r"|segund[oa]|tercera?|su)\s+$"
)
_OPENING = 5  # sentences in which that may stand
# A workshop for trams, a pact on training: the noun names a house or a thing.
_NO_EVENT = re.compile(
    r"\b(?:former|old|disused|converted|abandoned|ancien(?:ne)?|antigu[oa])\s+(?:[\w-]+\s+){0,2}?"
    rf"{ONE_EVENT}\b|\b{ONE_EVENT}\s+(?=(?:pact|centre|center|grounds?|manuals?|materials?|fund"
    r"|colleges?|agreement|officers?|rooms?|halls?|report|programme|reports)\b)"
)
_PRODUCT = (
    r"(?:reports?|tool ?kit|guide|guidelines|handbook|manual|book|study|tool|app|platform|website"
    r"|portal|database|atlas|map|index|survey|rapport|manuel|livre|etude|outil|boite a outils"
    r"|plateforme|site|carte|indice|informe|guia|libro|estudio|herramienta|caja de herramientas"
    r"|plataforma|portal|mapa)"
)
_LAUNCHED = re.compile(
    r"\b(?:launch(?:ed|es)|goes live|went live|unveil(?:s|ed)|a lance|lance|lancee?s?|lanza|lanzo"
    rf"|lanzad[oa]|estren[ao]|devoil\w+)\b[^.;]{{0,80}}\b{_PRODUCT}\b"
    rf"|\b{_PRODUCT}\b[^.;]{{0,60}}\b(?:launched|goes live|went live|unveiled|lancee?|lanzad[oa])\b"
    r"|\b(?:presented|presents|a presente|presente|presento|presenta)\s+(?:its|their|his|her|son|sa"
    rf"|leur|su)\s+(?:[\w-]+\s+){{0,3}}?{_PRODUCT}\b"
)


def kinds_of(
    bulletin: Bulletin,
    parts: Sequence[Sentence],
    typed: Sequence[Sequence[Span]],
    name: Field | None,
) -> tuple[str, ...]:
    """Return the kinds of event this is: named in the headline, the lead, or by "this mission"."""
    title = plain(bulletin.title)
    found = dict.fromkeys(_kinds_said(title))
    lead = [(s, t) for s, t in zip(parts, typed, strict=True) if s.lead]
    for sentence, spans_here in lead:
        if found and sentence is not lead[0][0]:
            break  # the second tells only what the first left open
        found |= dict.fromkeys(_kinds_said(plain(_without_houses(sentence, spans_here, name))))
    for sentence in parts:
        for m in _DEMONSTRATIVE.finditer(marked(sentence.folded)):
            noun = sentence.folded[slice(*m.span("noun"))]
            found |= dict.fromkeys(kinds_in(noun).keys() - {"fair", "panel"})
    if any(_LAUNCHED.search(told) for told in (title, *(s.folded for s in parts if s.lead))):
        found["launch"] = None
    if not found:
        found = dict.fromkeys(_by_subject(parts))
    for kind in tuple(found):
        if kind in BROADER:
            found[BROADER[kind]] = None
    return tuple(found)


def _kinds_said(folded: str) -> dict[str, tuple[int, int]]:
    """Return the kinds that ``plain`` text names, without houses and things called by a kind."""
    out = folded
    for m in _NO_EVENT.finditer(marked(folded)):
        out = out[: m.start()] + " " * (m.end() - m.start()) + out[m.end() :]
    return kinds_in(out)


def _without_houses(sentence: Sentence, spans_here: Sequence[Span], name: Field | None) -> str:
    """Return the sentence less the organisations in it, which may be called forums themselves.

    The event's own name stays.
    """
    text = list(sentence.text)
    for span in spans_here:
        at = sentence.start + span.start
        own = name is not None and name.start <= at < name.end
        house = span.kind == "organisation" or is_institution(span.text)
        house = house and not _COUNTED.search(sentence.text[: span.start])
        if house and span.kind != "date" and not own:
            text[span.start : span.end] = " " * (span.end - span.start)
    return "".join(text)


def _by_subject(parts: Sequence[Sentence]) -> Iterator[str]:
    """Yield the kind by which the opening calls its event after telling of it in other words."""
    for sentence in [s for s in parts if not s.heading][:_OPENING]:
        m = _SUBJECT.match(marked(sentence.folded))
        if m:
            yield from kinds_in(sentence.folded[slice(*m.span("noun"))])
            return
