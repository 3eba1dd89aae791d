"""What a conversation is about by now: the one event that its last answer quoted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from icpc_assistant.cards.card import EventCard
from icpc_assistant.citations import last_quoting
from icpc_assistant.index import Index
from icpc_assistant.listing import last_listed, only_listed, picked_from_list
from icpc_assistant.query import Followed, Query, asks_for_others, changes_subject
from icpc_assistant.reader.signals import words_of
from icpc_assistant.terms import is_function_word, stem, words
from icpc_assistant.types import Bulletin, Exchange

_TURNS = 20  # that are looked at
_START = 200  # characters of a question, in which a change of subject is said
_LONGEST = 2000  # characters of an answer before the last that are looked at
_TELLING = 3  # content words in a name that tells which event is meant


def since_change(history: Sequence[Exchange]) -> Sequence[Exchange]:
    """Return the turns since the person last said that they speak of something else."""
    history = history[-_TURNS:]
    for turn in range(len(history) - 1, 0, -1):
        if changes_subject(str(history[turn].question)[:_START]):
            return history[turn:]
    return history


def bulletins_followed(query: Query, history: Sequence[Exchange], index: Index) -> tuple[str, ...]:
    """Return the bulletins that ``query`` may go on with."""
    if query.changes:
        return ()
    turns = since_change(history)
    picked = picked_from_list(query.question, turns, index)
    found = (picked.bulletin,) if picked else _about(turns, index)[0]
    versions = {index.bulletins[i].version_of or i for i in found}
    return (query.about,) if query.about and query.about not in versions else found


def event_followed(
    history: Sequence[Exchange], index: Index, own: Collection[str] = (), question: str = ""
) -> Followed | None:
    """Return the one event that ``question`` picks from a list, else the last answer quoted.

    ``None`` if it quoted none or several. ``own`` are the names of the organisation whose
    bulletins these are: every event is its own.
    """
    turns = since_change(history)
    picked = picked_from_list(question, turns, index)
    found, answer = ((picked.bulletin,), "") if picked else _about(turns, index)
    quoted = [index.bulletins[i] for i in found]
    if len({b.version_of or b.id for b in quoted}) != 1:
        return None
    return replace(
        event_of(quoted[0], index, own, picked.said if picked else ""),
        answer=answer,
        told=_told_in_turn(turns),
        asked=picked.asked if picked else "",
        listed=quoted[0].id in (*last_listed(turns, index)[1], only_listed(answer, index)),
    )


def event_of(bulletin: Bulletin, index: Index, own: Collection[str], said: str) -> Followed:
    """Return the event of a bulletin, which a question picks with the words ``said``."""
    card = index.card_of.get(bulletin.id)
    told = words_of(f"{bulletin.title}\n{bulletin.body}", bulletin.language)
    ours = {stem(word, bulletin.language) for name in own for word in words(name)}
    main = card.main if card else None
    return Followed(
        name=event_name(bulletin, card),
        full_name=f"{card.name.text if card and card.name else ''} {bulletin.title}",
        language=bulletin.language,
        first=main.first if main else None,
        last=main.last if main else None,
        stems=told.stems | ours,
        concepts=told.concepts,
        people=tuple(person.name for person in card.people) if card else (),
        said=said,
        bulletin=bulletin.version_of or bulletin.id,
    )


def _told_in_turn(turns: Sequence[Exchange]) -> str:
    """Return the answers before the last, as far back as each question was for others."""
    told = []
    for at in range(len(turns) - 1, 0, -1):
        if not asks_for_others(str(turns[at].question)[:_START]):
            break
        told.append(str(turns[at - 1].answer)[:_LONGEST])
    return " ".join(told)


def _about(turns: Sequence[Exchange], index: Index) -> tuple[tuple[str, ...], str]:
    """Return the bulletins that the last answer quoted, and its text.

    Where it quoted none, or several, that of the item of a list that its question spoke of, or
    the one that is told in front of the others: "the largest".
    """
    for at in range(len(turns) - 1, max(len(turns) - 4, -1), -1):
        found, answer = last_quoting(turns[at : at + 1], index.bulletins)
        if len(found) != 1 and (
            picked := picked_from_list(str(turns[at].question), turns[:at], index)
        ):
            return (picked.bulletin,), str(turns[at].answer)
        if len(found) != 1 and (one := only_listed(str(turns[at].answer), index)):
            found, answer = (one,), str(turns[at].answer)
        if found:
            return found, answer
    return (), ""


def event_name(bulletin: Bulletin, card: EventCard | None) -> str:
    """Return what a reader would call the event: its name if that tells it, else the headline."""
    name = " ".join(card.name.text.split()) if card and card.name else ""
    short = name.split(": ")[0]
    for said in (short, name):
        content = [w for w in words(said) if not is_function_word(w, bulletin.language)]
        if len(content) >= _TELLING:
            return said
    return " ".join(bulletin.title.split())
