"""What a follow-up asks of the event that it leans on: of a part of it, or who did what there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from icpc_assistant.query import Query, Wants, is_noun
from icpc_assistant.reader.event_facts import says_nothing
from icpc_assistant.reader.ranking import Candidate
from icpc_assistant.reader.signals import Term, met, words_of
from icpc_assistant.terms import fold, words
from icpc_assistant.types import Bulletin

# Who did what no word of the sentence is for has to be read in it: "who chaired it?".
_DOERS: tuple[Wants, ...] = ("person", "agent")
_READS_DONE = 0.25
# What one person does for a meeting, which no other word of a sentence tells (folded).
_PARTS_PLAYED = re.compile(
    r"chair(?:ed|s)?|presid\w+|moderat\w+|moder(?:e|ee|o|aba)|animee?|ouvert\w*|open(?:ed|s)|abrio"
    r"|inaugur\w+|clos(?:ed|e)|clotur\w+|clausur\w+|cerro"
)


def asks_of_a_part(query: Query, terms: Sequence[Term], bulletin: Bulletin, name: str) -> bool:
    """Whether a follow-up may ask when or where something else than the event itself was.

    Not where it says nothing, as "when?" does, and the event is what was spoken of: its bulletin's
    headline, or its ``name``, has every noun taken over.
    """
    if not query.carried or query.wants == "duration":
        return False
    own = {fold(word) for word in words(query.asking)}
    called = words_of(f"{bulletin.title}\n{name}", bulletin.language)
    return any(
        fold(term.word) in own if fold(term.word) not in query.carried else not met(term, called)
        for term in terms
        if is_noun(term.word, query.language) and not says_nothing(term.word, query.language)
    )


def done_by_nobody(
    query: Query, terms: Sequence[Term], best: Candidate, bulletin: Bulletin
) -> bool:
    """Whether a follow-up asks who did what neither the best sentence nor the model tells of."""
    if not query.carried or query.wants not in _DOERS:
        return False
    own = {fold(word) for word in words(query.asking)} - query.carried
    asked = [t for t in terms if fold(t.word) in own and not t.name]
    if not asked or not all(_PARTS_PLAYED.fullmatch(fold(t.word)) for t in asked):
        return False
    said = words_of(best.sentence.text, bulletin.language)
    untold = not any(met(term, said) for term in asked)
    return untold and best.signals.get("read_answered", 1.0) < _READS_DONE
