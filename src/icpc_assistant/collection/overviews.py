"""What one event was, in short: "Tell me about the Brussels conference", "Parle-moi du congrès"."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from icpc_assistant.cards.kinds import ONE, kinds_in, marked
from icpc_assistant.collection.catalogue import Catalogue, term
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.measures import value_of
from icpc_assistant.collection.quotes import PassageAt, opening, statement_at
from icpc_assistant.collection.resolve import how_central, resolve
from icpc_assistant.entities import MONTHS
from icpc_assistant.query import Query
from icpc_assistant.reader import DraftStatement
from icpc_assistant.terms import fold, is_function_word, words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

if TYPE_CHECKING:
    from icpc_assistant.collection.answers import CollectionDraft

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
    r"|describeme|resumeme|resuma|que (?:sabes|sabe)"
    rf"|(?:more|details|plus de details|mas detalles) {_OF}"
    rf"|(?:i (?:want|would like|'d like) to |(?:je )?(?:veux|voudrais) (?:en )?"
    rf"|(?:quiero|quisiera) )?(?:know|savoir|saber) (?:more|plus|mas) {_OF}"
    rf"|en (?:savoir|dire) plus {_OF}"
    rf")\s*(?:{_OF})?\s*(?P<what>.+)"
)
# The same, where what was spoken of is meant: "tell me more".
_MORE = re.compile(
    r"(?:(?:please|and|so|ok|et|y|can you|could you)[, ]+)*"
    r"(?:(?:tell|give) (?:me|us) more|tell (?:me|us) more|more details|dis-m'en plus"
    r"|dites-m'en plus|plus de details|(?:cuentame|dime|digame|deme|dame) mas|mas detalles)"
    r"(?: details| detalles)?"
    r"(?: please| s'il (?:te|vous) plait| por favor)?"
)
# The event's noun stands first, but for what describes it: no "strategy presented at the congress".
_NAMED = re.compile(
    r"(?:(?!(?:of|at|in|on|for|from|to|by|with|about|and|or|that|who|which|presented|de|du|des|d|a|au"
    r"|aux|en|dans|sur|pour|avec|et|ou|qui|que|del|al|con|por|para|y|o)\b)[\w&’'.-]+[ ,]+){0,8}?"
    rf"(?:(?:{ONE})|congres)\b"
)
_DAY = re.compile(r"(?:[Tt]he |la |el )?(?:[A-ZÀ-Þ][\w’'-]*\s+)+(?:Day|Show)\b")  # "River Day"
_ANOTHER = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th|e|eme|er|[ao])|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
    r"|tenth|\w+teenth|last|next|previous|premiere?|deuxieme|troisieme|derniere?|prochaine?|precedente?"
    r"|primer[ao]?|segund[ao]|tercer[ao]?|cuart[ao]|quint[ao]|ultim[ao]|proxim[ao]|anterior)\b"
)
_SEVERAL = re.compile(r"(?:des|les|nos|los|las|nuestr[oa]s|all|our|everything|tou[st]|tod[oa]s?)\b")


_CENTRAL = 0.5  # of ``how_central``: more than that a body mentions it


def overview(
    query: Query, catalogue: Catalogue, passage_at: PassageAt, today: date
) -> CollectionDraft | None:
    """Return what a bulletin says of the one event that ``query`` wants to be told about.

    When and where it was, what opens its bulletin, and how many came; ``None`` where something
    else is asked, or where it is not clear which event is meant.
    """
    if query.whole:
        return _of_bulletin(query.about, catalogue, passage_at)
    text = query.text.strip(" ?!.¿¡")
    m = _ASKED.fullmatch(plain(text))
    if m is None or query.carried or _SEVERAL.match(m["what"]):
        return None
    what = text[m.start("what") :]
    if not (_NAMED.match(marked(m["what"])) or _NAMED.match(m["what"]) or _DAY.match(what)):
        return None
    entry = resolve(what, query.language, catalogue, today)
    if entry is None or not _is_named(what, query.language, entry, catalogue):
        return None
    return _draft(entry, passage_at)


def what_is_told(text: str) -> str | None:
    """Return what a question wants to be told of, "" where it does not say, or ``None`` where it
    asks anything else.
    """
    said = plain(text.strip(" ?!.¿¡"))
    if _MORE.fullmatch(said):
        return ""
    m = _ASKED.fullmatch(said)
    return m["what"] if m else None


def _of_bulletin(
    bulletin_id: str, catalogue: Catalogue, passage_at: PassageAt
) -> CollectionDraft | None:
    """Return what a bulletin says of its event, or ``None`` where it is not in the catalogue."""
    found = (entry for entry in catalogue.entries if entry.bulletin.id == bulletin_id)
    entry = next(found, None)
    return _draft(entry, passage_at) if entry else None


def _draft(entry: Entry, passage_at: PassageAt) -> CollectionDraft | None:
    statements = _told(entry, passage_at)
    if not statements:
        return None
    from icpc_assistant.collection.answers import CollectionDraft

    return CollectionDraft("", None, statements, (entry.card.bulletin_id,), confidence=0.85)


def _is_named(what: str, language: Language, entry: Entry, catalogue: Catalogue) -> bool:
    """Whether all that is said is of the event: its kind, and what its headline, lead or place has.

    "The second conference" is none whose bulletin does not call it so.
    """
    kinds = set(kinds_in(what))
    if kinds and entry.card.kinds and kinds.isdisjoint(entry.card.kinds):
        return False
    if any(entry.number not in catalogue.leads.holding([n]) for n in _ANOTHER.findall(plain(what))):
        return False
    said = (w for w in words(what) if not is_function_word(w, language) and not w.isdigit())
    telling = [w for w in said if not kinds_in(w) and fold(w) not in MONTHS]
    own = catalogue.organisations.own
    return all(
        fold(w) in own or how_central(term(w, language), catalogue)[entry.number] >= _CENTRAL
        for w in telling
    )


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
        if said := statement_at(passage_at, entry.bulletin.id, start, end):
            found[said.quotes[0].start] = said
    return tuple(found[start] for start in sorted(found))
