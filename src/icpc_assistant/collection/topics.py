"""The words of a question that nothing else has read: what the events should be about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from icpc_assistant.cards.geography import key_of
from icpc_assistant.cards.kinds import is_event_noun
from icpc_assistant.collection.catalogue import Catalogue, term
from icpc_assistant.collection.clauses import before_brackets
from icpc_assistant.collection.idle import is_idle, is_verb
from icpc_assistant.collection.reading import OR, Reading, free
from icpc_assistant.collection.request import Restriction
from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import fold, is_function_word, stem, words
from icpc_assistant.types import Language

ABOUT = re.compile(
    r"(?:related to|relating to|linked to|connected (?:to|with)|about|concerning|regarding"
    r"|mention(?:ing|s)?|lies? a|liees? a|relatifs? a|concernant|a propos d[eu]"
    r"|sur|parlent d[eu]|relacionad[oa]s? con|vinculad[oa]s? (?:a|con)|sobre|hablan de"
    r"|mencionan|concerne)\s*(?:the|la|le|l'|el|los|las|les)?\s*$"
)
_ARTICLES = frozenset("the a an le la les l un une des el los las una unos unas".split())
# Verbs that lead to what an event was about.
_SPEAKS_OF = frozenset(
    """
        covered covering cover dealt dealing deals devoted focused focusing focus concerned
        concerning related linked connected regarding mention mentioned mentioning discussed
        portant porte portaient traitant traite traitaient consacre consacres consacrees concernant
        concernent lies liees relatifs relatives parlent parle abordent mentionnent trata trataron
        tratan traten trato dedicados dedicadas relacionados relacionadas vinculados hablan
        mencionan about on sur sobre
    """.split()
)


def topics_of(
    reading: Reading, catalogue: Catalogue
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Return the words left over: what the events should be about, alternatives side by side.

    Of the rest, a verb says what happened at them, not what they were about. A word that stands
    where no topic does and that no bulletin knows is returned apart, to be passed over.
    """
    groups: list[list[str]] = []
    unheard: list[str] = []
    join = False
    roles = _roles(reading, catalogue)
    for start, end in _left_over(reading):
        said = reading.text[start:end]
        if fold(said) in OR:
            join = bool(groups)
        elif any(
            end <= at and {stem(w, reading.language) for w in words(said)} <= role
            for at, role in roles
        ):
            continue
        elif _restricts(said, start, end, reading):
            if join:
                groups[-1].append(said)
                start = reading.restrictions.pop().start
            elif (
                reading.slot_at(start) == "topic"
                or _stands_as_topic(start, end, reading)
                or _known(said, reading, catalogue)
            ):
                groups.append([said])
            else:
                unheard.append(said)
                continue
            reading.restrictions.append(Restriction("topic", start, end))
            join = False
    return tuple(tuple(group) for group in groups), tuple(unheard)


def _roles(reading: Reading, catalogue: Catalogue) -> list[tuple[int, frozenset[str]]]:
    """Return where people are named, each with the stems of what the bulletins call them.

    "Our probation training coordinator Ada Okonkwo" asks for nothing about probation.
    """
    people = [r for r in reading.restrictions if r.kind == "person"]
    found = []
    for r in people:
        who = catalogue.people.get(key_of(reading.text[r.start : r.end]), frozenset())
        roles = (role for one in who for role in catalogue.roles.get(one, ()))
        stems = frozenset(stem(w, reading.language) for role in roles for w in words(role))
        found.append((r.start, stems))
    return found


def _left_over(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield the words and expressions not spoken for that could restrict, and each "or"."""
    tokens = [t for t in reading.tokens() if not free(*t.span(), reading.asks)]
    # What a long question says beside what it asks stands in brackets too, and restricts nothing.
    aside = before_brackets(reading.text)
    tokens = [t for t in tokens if t.start() < aside or fold(t.group()) in reading.carried]
    i = 0
    while i < len(tokens):
        size = _expression(tokens[i : i + 4], reading.language)
        start, end = tokens[i].start(), tokens[i + size - 1].end()
        if fold(tokens[i].group()) in OR:
            yield tokens[i].span()
        elif size > 1 and is_verb(reading.text[start:end], reading.language):
            pass
        elif is_idle(tokens[i].group(), reading.language):
            size = 1
        else:
            yield start, end
        i += size


def _restricts(said: str, start: int, end: int, reading: Reading) -> bool:
    """Whether some words are no verb, nor the office or sort of what is named behind them."""
    named = (r.start for r in reading.restrictions if r.kind in ("person", "organisation"))
    if any(re.fullmatch(r",?\s+", reading.text[end:name]) for name in named):
        return False
    # "Knitting", "public speaking": in English a verb with -ing is what something is about.
    gerund = reading.language == "en" and said.endswith("ing")
    verb = is_verb(said, reading.language) and not gerund
    return not verb or bool(ABOUT.search(reading.folded[:start]))


def _stands_as_topic(start: int, end: int, reading: Reading) -> bool:
    """Whether some words stand beside an event's noun, or behind a verb or "about"."""
    if ABOUT.search(reading.folded[:start]) or any(
        r.kind == "topic" and not words(reading.text[r.end : start]) for r in reading.restrictions
    ):
        return True
    behind = words(reading.folded[end:])[:1]
    if behind and is_event_noun(behind[0]):
        return True
    for word in reversed(words(reading.folded[:start])):
        if not is_function_word(word, reading.language) and word not in _ARTICLES:
            about = is_verb(word, reading.language) or word in _SPEAKS_OF
            return is_event_noun(word) or about
    return False


def _known(said: str, reading: Reading, catalogue: Catalogue) -> bool:
    """Whether a bulletin speaks of a topic at all."""
    return bool(catalogue.counts(term(said, reading.language), catalogue.texts).any())


def _expression(tokens: list[re.Match[str]], language: Language) -> int:
    """Return how many of the next words the lexicon knows as one expression."""
    known = lexicon().by_stems[language]
    stems = tuple(stem(t.group(), language) for t in tokens)
    for n in range(len(stems), 1, -1):
        near = all(tokens[k + 1].start() - tokens[k].end() <= 2 for k in range(n - 1))
        if near and stems[:n] in known:
            return n
    return 1
