"""Questions for what is to come, and those that are nothing but a time."""

from __future__ import annotations

from datetime import date

from icpc_assistant.cards.kinds import marked
from icpc_assistant.collection import talk
from icpc_assistant.collection.own import OwnNames
from icpc_assistant.collection.periods import against_each_other
from icpc_assistant.terms import words
from icpc_assistant.timespan import interpret_time
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

# What ties a time to what happened then.
_TIES = frozenset(
    """
        in on at of for the during since from before after until till between and by within over
        en au aux a le la les l d de du des dans pendant durant depuis avant apres entre et jusqu
        el los las del al durante desde antes despues hasta y
    """.split()
)
_SOME_DAY = date(2000, 1, 1)  # whether words tell a time hangs on no clock


def asks_ahead(text: str, language: Language, own: OwnNames) -> bool:
    """Whether a question is for events to come, at no time that it names."""
    if talk.TO_COME.search(marked(own.marked(plain(text)))) is None:
        return False
    return interpret_time(text, language, _SOME_DAY) is None


def tells_only_when(text: str, language: Language) -> bool:
    """Whether a question is nothing but a time: "au printemps 2024", "three years ago"."""
    time = interpret_time(text, language, _SOME_DAY)
    if time is None or against_each_other(plain(text), plain(text)) is not None:
        return False
    rest = words(plain(text[: time.span[0]] + " " + text[time.span[1] :]))
    # "And in December?" asks on.
    return all(word in _TIES for word in rest) and rest[:1] not in (["and"], ["et"], ["y"])
