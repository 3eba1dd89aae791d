"""A question as it was understood → a sentence that a person would say: "Where was “X”?"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from icpc_assistant import wording
from icpc_assistant.cards.kinds import kinds_in
from icpc_assistant.query.ellipsis import things_of
from icpc_assistant.terms import fold, words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

if TYPE_CHECKING:
    from icpc_assistant.query.interpretation import Query

_GOES_ON = re.compile(r"^[\s¿]*(?:and|but|so|et|mais|y|pero)\b[\s,]*", re.IGNORECASE)
# Over ``plain`` text: bare questions, and the sentence that each of them is, of an event.
_BARE: dict[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        (r"where(?: (?:was|is) (?:it|that)(?: held)?)?|where did it (?:take place|happen)",
         "Where was {event} held?"),
        (r"when(?: (?:was|is) (?:it|that)(?: held)?)?|when did it (?:take place|happen)",
         "When was {event} held?"),
        (r"why(?: (?:was|is) (?:it|that))?", "Why was {event} held?"),
        (r"who(?: was (?:there|it|that))?", "Who was at {event}?"),
        (r"how many(?: people)?(?: (?:were there|came|attended|took part))?"
         r"(?: there| (?:to )?it)?",
         "How many people came to {event}?"),
        (r"how long(?: was it| did it (?:last|take|go on))?", "How long did {event} last?"),
        (r"who (?P<did>(?:organi[sz]ed|hosted|opened|led|funded|ran|coordinated)) (?:it|that)",
         "Who {did} {event}?"),
    ),
    "fr": (
        (r"(?:c'etait )?ou(?: a(?:-t-(?:il|elle))? eu lieu| (?:etait-ce|c'etait)| (?:est-ce que )?"
         r"(?:ca|cela) a eu lieu)?", "Où a eu lieu {event} ?"),
        (r"(?:c'etait )?quand(?: a(?:-t-(?:il|elle))? eu lieu| (?:etait-ce|c'etait)|"
         r" (?:est-ce que )?"
         r"(?:ca|cela) a eu lieu)?", "Quand a eu lieu {event} ?"),
        (r"pourquoi", "Pourquoi {event} a-t-il eu lieu ?"),
        (r"qui", "Qui était à {event} ?"),
        (r"combien(?: de (?:personnes|gens|participants?|monde))?(?: (?:y )?(?:ont|etaient) \w+)?",
         "Combien de personnes ont assisté à {event} ?"),
        (r"combien de temps(?: (?:(?:cela|ca) )?a(?:-t-(?:il|elle))? dure)?",
         "Combien de temps a duré {event} ?"),
        (r"qui l'a (?P<did>organise|ouvert|finance|dirige|coordonne)e?", "Qui a {did} {event} ?"),
    ),
    "es": (
        (r"(?:en )?donde(?: (?:fue|era|se celebro|tuvo lugar|ocurrio))?", "¿Dónde fue {event}?"),
        (r"cuando(?: (?:fue|era|se celebro|tuvo lugar|ocurrio))?", "¿Cuándo fue {event}?"),
        (r"por que", "¿Por qué se celebró {event}?"),
        (r"quien(?:es)?(?: (?:fue|fueron|estuvo|estuvieron))?(?: alli)?",
         "¿Quién estuvo en {event}?"),
        (r"cuant[oa]s(?: personas| participantes)?(?: (?:fueron|asistieron|participaron|hubo))?",
         "¿Cuántas personas asistieron a {event}?"),
        (r"cuanto(?: tiempo)?(?: duro)?", "¿Cuánto duró {event}?"),
        (r"quien(?:es)? l[oa] (?P<did>organizo|inauguro|abrio|financio|dirigio|coordino)",
         "¿Quién {did} {event}?"),
    ),
}  # fmt: skip
_DATED = re.compile(r"(?P<name>.+), (?P<when>(?:\d{1,2} )?(?:[^\W\d]+ (?:de )?)?(?:19|20)\d\d)")
_ARTICLES = r"(?:(?P<art>the|la|le|les|el|los|las|au|aux|du|al|del)\s+|(?P<elided>[ld]['’]))"
_WHOLE = {"au": "le", "du": "le", "aux": "les", "al": "el", "del": "el"}
_CONTRACTED = (
    (r"\bà le (?=\w)", "au "), (r"\bà les (?=\w)", "aux "), (r"\ba el (?=\w)", "al "),
    (r"\bde le (?=\w)", "du "), (r"\bde les (?=\w)", "des "),
)  # fmt: skip


def shown(query: Query, said_before: Sequence[str], name: str = "") -> str:
    """Return the standalone question as it is shown; names keep the accents of ``said_before``.

    ``name`` is that of the event that it leans on.
    """
    text, bracket = query.text, f" ({query.matter})"
    if query.matter and text.endswith(bracket):
        asking = text[: -len(bracket)]
        if query.whole:
            event = _event(query, said_before, name)
            text = _contracted(wording.say("told_about", query.language, event=event))
        elif query.event and any(thing.event for thing in things_of(asking)):
            text = asking  # it names the event itself
        elif query.event:
            text = _asked_of(asking, _event(query, said_before, name), query.language)
        else:
            end = re.search(r"\s*[?!.]*$", asking)
            at = end.start() if end else len(asking)
            text = f"{asking[:at]}{bracket}{asking[at:]}"
    return with_accents(text, (query.question, *said_before))


def asked_of_event(asked: str, name: str, day: date | None, language: Language) -> str:
    """Return a question as asked of the event of a name, on or around a day."""
    event = wording.quoted(name, language)
    if day is not None and str(day.year) not in name:
        event = f"{event} ({wording.month_of(day, language)})"
    return _asked_of(asked, event, language)


def _event(query: Query, said_before: Sequence[str], called: str) -> str:
    """Return the event as it was called: with the article that it had, or as a name, quoted."""
    parts = query.matter.split(", ")
    for part in reversed(parts):
        for text in reversed(said_before):
            at = plain(text).find(plain(part))
            is_name = len(parts) == 1 and _is_its_name(part, called)
            if at < 0 or not (is_name or kinds_in(part)) or part in called:
                continue
            m = re.search(_ARTICLES + "$", text[:at], re.IGNORECASE)
            told = text[at : at + len(part)]
            if m is None:
                return told if part[0].isupper() else wording.quoted(told, query.language)
            if m["elided"]:
                return f"l{m['elided'][-1]}{told}"
            article = m["art"].lower()
            return f"{_WHOLE.get(article, article)} {told}"
    m = _DATED.fullmatch(query.matter)
    name = wording.quoted(called or (m["name"] if m else query.matter), query.language)
    return f"{name} ({m['when']})" if m else name


def _is_its_name(said: str, called: str) -> bool:
    """Whether some words are a name, and the event's: no person's, nor a name with a verb."""
    named = {fold(word) for word in words(called)}
    told = words(said)
    return all(w[0].isupper() or w.isdigit() for w in told) and any(fold(w) in named for w in told)


def _asked_of(asking: str, event: str, language: Language) -> str:
    rest = _GOES_ON.sub("", asking, count=1)
    bare = rest.strip(" ?!.¿¡")
    for pattern, sentence in _BARE[language]:
        if m := re.fullmatch(pattern, plain(bare)):
            did = bare[slice(*m.span("did"))] if "did" in m.groupdict() else ""
            return _contracted(sentence.format(event=event, did=did))
    opens = "¿" if language == "es" and "?" in rest else ""
    rest = rest.lstrip("¿ ")
    asked = opens + (rest if rest[1:2].isupper() else rest[:1].lower() + rest[1:])
    return _contracted(wording.say("asked_about", language, event=event, asked=asked))


def _contracted(text: str) -> str:
    for written, short in _CONTRACTED:
        text = re.sub(written, short, text)
    return text


def with_accents(text: str, sources: Iterable[str]) -> str:
    """Return ``text`` with its words spelt as in the first of ``sources`` that gives them an
    accent.
    """
    spelt: dict[str, str] = {}
    for source in sources:
        for word in words(str(source)):
            if not word.isascii():
                spelt.setdefault(fold(word), word)
    return re.sub(
        r"[^\W\d_]+",
        lambda m: _spelt(m.group(), spelt.get(fold(m.group()), "")),
        text,
    )


def _spelt(word: str, source: str) -> str:
    named = len(source) > 1 and word.isascii() and word[0].isupper() and source[0].isupper()
    return source if named else word
