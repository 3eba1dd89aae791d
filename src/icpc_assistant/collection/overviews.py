"""What one event was, in short: "Tell me about the Brussels conference", "Parle-moi du congrès"."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from icpc_assistant.cards.kinds import ONE, marked
from icpc_assistant.collection.catalogue import Catalogue
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.measures import value_of
from icpc_assistant.collection.quotes import opening, sentence_holding
from icpc_assistant.collection.resolve import resolve
from icpc_assistant.query import Query
from icpc_assistant.reader import DraftStatement, Quote
from icpc_assistant.timespan.plain import plain

if TYPE_CHECKING:
    from icpc_assistant.collection.answers import CollectionDraft, PassageAt

_OF = r"(?:(?:of|on|about|regarding|acerca de|sobre|sur|del|des|du|de)\b|d')"
_ASKED = re.compile(
    r"(?:(?:please|can you|could you|peux-tu|pouvez-vous|puedes|podrias|and|so|ok|hi|hello|bonjour"
    r"|hola)[, ]+)*"
    r"(?:tell (?:me|us) (?:more |something |a bit |a little |all )?about|describe|summari[sz]e"
    rf"|(?:(?:give|show) (?:me|us) )?(?:(?:a|an|some|the) )?(?:(?:short|brief|quick) )?"
    rf"(?:summary|overview|description|details|information|info|resume|apercu|resumen) {_OF}"
    r"|(?:fais|faites)-(?:moi|nous) un resume|(?:haz|hazme|dame|deme) un resumen"
    r"|what do you know about|what (?:can|could) you tell (?:me|us) about"
    r"|(?:parle|parlez)-(?:moi|nous)|me parler|(?:decris|decrivez|resumez?|presentez?)"
    r"(?:-(?:moi|nous))?|que (?:sais-tu|savez-vous)|(?:hablame|hableme|cuentame|cuenteme)"
    r"|describeme|resumeme|resuma|que (?:sabes|sabe))"
    rf"\s*(?:{_OF})?\s*(?P<what>.+)"
)
_NAMED = re.compile(rf"\b(?:{ONE})\b|\b(?:congres|day|show|journee)\b")
_SEVERAL = re.compile(r"(?:des|les|nos|los|las|nuestr[oa]s|all|our|everything|tou[st]|tod[oa]s?)\b")


def overview(
    query: Query, catalogue: Catalogue, passage_at: PassageAt, today: date
) -> CollectionDraft | None:
    """Return what a bulletin says of the one event that ``query`` wants to be told about.

    When and where it was, what opens its bulletin, and how many came; ``None`` where something
    else is asked, or where it is not clear which event is meant.
    """
    text = query.text.strip(" ?!.¿¡")
    m = _ASKED.fullmatch(plain(text))
    if m is None or query.carried or _SEVERAL.match(m["what"]):
        return None
    if not (_NAMED.search(marked(m["what"])) or _NAMED.search(m["what"])):
        return None
    entry = resolve(text[m.start("what") :], query.language, catalogue, today)
    statements = _told(entry, passage_at) if entry else ()
    if entry is None or not statements:
        return None
    from icpc_assistant.collection.answers import CollectionDraft

    return CollectionDraft("", None, statements, (entry.card.bulletin_id,), confidence=0.85)


def _told(entry: Entry, passage_at: PassageAt) -> tuple[DraftStatement, ...]:
    """Return the sentences that tell most of an event, in their order."""
    came = value_of(entry, "people")
    main = entry.main
    places = [
        (main.start, main.end) if main and main.start >= 0 else opening(entry),
        opening(entry),
        *([(came.start, came.end)] if came else []),
    ]
    found: dict[int, DraftStatement] = {}
    for start, end in places:
        passage = passage_at(entry.bulletin.id, start, end)
        sentence = sentence_holding(passage, start, end) if passage else None
        if passage is not None and sentence is not None:
            quote = Quote(passage, sentence.start, sentence.end)
            found[sentence.start] = DraftStatement(sentence.text, (quote,))
    return tuple(found[start] for start in sorted(found))
