"""Which event of a list that an earlier answer gave a question speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from icpc_assistant import wording
from icpc_assistant.citations import last_quoting
from icpc_assistant.index import Index
from icpc_assistant.query import (
    Item,
    Reference,
    changes_subject,
    detect_language,
    item_meant,
    said_alone,
    wanted,
)
from icpc_assistant.query.smalltalk import smalltalk
from icpc_assistant.reader.signals import words_of
from icpc_assistant.terms import clean, words
from icpc_assistant.types import LANGUAGES, Exchange

_BACK = 6  # turns; a list given before is out of sight
_START = 400  # characters of a question, in which it says which item it means
_LINES = 60  # of an answer that are looked at: a forged one may be long
_LONGEST = 8_000  # characters of an answer that are looked at
_TAIL = 100  # characters at the end of a line, in which its marks stand
_MARKS = re.compile(r"(?<![\s\]])\s{0,3}(?:\[\d{1,3}\])+$")
_PARTS = re.compile(r"\s?: ")
# An answer in front that names several things, of which "the first one" may be one.
_SEVERAL = re.compile(r", [^\W\d]|\s(?:and|et|y|e)\s")
_TWO = 2
_NAMING = frozenset({"person", "agent", "organisation", "list", "place"})


class Picked(NamedTuple):
    """The bulletin of an item of a list, the words that pick it, what was asked of another."""

    bulletin: str
    said: str
    asked: str = ""


def picked_from_list(question: str, turns: Sequence[Exchange], index: Index) -> Picked | None:
    """Return the item of the last list given that ``question`` speaks of.

    ``None`` where it speaks of none, where two items fit, or where it may mean something that was
    named since.
    """
    question = clean(str(question)[:_START])
    back, listed = last_listed(turns, index)
    if not listed:
        back, listed = _both_told(turns, index)
    since = turns[len(turns) - back + 1 :] if back else ()
    before: list[Reference | None] = []
    last: int | None = None
    for turn in since:
        meant = _meant(clean(str(turn.question)[:_START]), turns, listed, index, last)
        before.append(meant)
        last = meant.number if meant else _told_in(turn, listed, index, last)
    reference = _meant(question, turns, listed, index, last)
    if reference is None:
        return None
    if since and not reference.sure:
        several = any(_names_several(t) for t, r in zip(since, before, strict=True) if not r)
        if several or not (reference.item or any(before)):
            return None
    asked = [
        str(turn.question)[:_START]
        for turn, other in zip(since, before, strict=True)
        if not (other and said_alone(clean(str(turn.question)[:_START]), other.said))
        and not smalltalk(str(turn.question)[:_START])
    ]
    return Picked(listed[reference.number], reference.said, asked[-1] if asked else "")


def last_listed(turns: Sequence[Exchange], index: Index) -> tuple[int, tuple[str, ...]]:
    """Return how many turns ago a list of events was given, and its bulletins in order.

    (0, ()) where none was.
    """
    for back in range(1, min(_BACK, len(turns)) + 1):
        if listed := _listed(str(turns[-back].answer), index):
            return back, listed
    return 0, ()


def _both_told(turns: Sequence[Exchange], index: Index) -> tuple[int, tuple[str, ...]]:
    """Return as ``last_listed`` the two bulletins that alone were spoken of one after the other."""
    told: dict[str, int] = {}
    for back in range(1, min(_BACK, len(turns)) + 1):
        found, _ = last_quoting(turns[-back:][:1], index.bulletins)
        told |= dict.fromkeys(found, back) if len(found) == 1 else {}
    return (max(told.values()) + 1, tuple(told)) if len(told) == _TWO else (0, ())


def _told_in(turn: Exchange, listed: Sequence[str], index: Index, last: int | None) -> int | None:
    """Return the number of the one item that an answer quotes, else that spoken of ``last``."""
    found = {*last_quoting([turn], index.bulletins)[0]} & {*listed}
    return listed.index(found.pop()) if len(found) == 1 else last


def _meant(
    question: str,
    turns: Sequence[Exchange],
    listed: Sequence[str],
    index: Index,
    last: int | None,
) -> Reference | None:
    if not (listed and words(question)) or changes_subject(question):
        return None
    language = detect_language(question, turns[-3:])
    return item_meant(question, language, [_item(i, index) for i in listed], last)


def _names_several(turn: Exchange) -> bool:
    """Whether a turn asked for names, and its answer begins with several."""
    head, answer = str(turn.answer).partition("\n")[0][:_START], str(turn.answer)
    return (
        "[1]" in answer
        and wanted(str(turn.question)[:_START]) in _NAMING
        and bool(_SEVERAL.search(head))
    )


def _item(bulletin_id: str, index: Index) -> Item:
    bulletin, card = index.bulletins[bulletin_id], index.card_of.get(bulletin_id)
    places = [p for p in card.places if p.role == "event"] if card else []
    named = [card.name.text] if card and card.name else []
    named += [word for p in places for word in (p.city, p.country, *p.names)]
    said = words_of("\n".join([bulletin.title, *named]), bulletin.language)
    main = card.main if card else None
    days = (main.first, main.last) if main else ()
    return Item(
        bulletin.language,
        said.stems | said.folded,
        said.concepts,
        frozenset(day.month for day in days) if main and main.precision != "year" else frozenset(),
        frozenset(day.year for day in days),
    )


def only_listed(answer: str, index: Index) -> str:
    """Return the one bulletin that an answer gives on a line, or in front of others as the one
    asked for ("the largest"); else ""."""
    found = _items(answer, index)
    first = answer[:_LONGEST].partition("\n")[0].strip()
    return found[0] if len(found) == 1 or (found and _named(first, index) == found[0]) else ""


def _listed(answer: str, index: Index) -> tuple[str, ...]:
    """Return the bulletins that an answer lists, a line each; none where it is no list."""
    found = _items(answer, index)
    return found if len(set(found)) > 1 else ()


def _items(answer: str, index: Index) -> tuple[str, ...]:
    """Return the bulletins whose headlines an answer's lines give; none where another line has a
    mark."""
    whole = [line.strip() for line in re.split(r"\n|(?<=\])\s", answer[:_LONGEST])][:_LINES]
    lines = [line for line in map(_unmarked, whole) if line]
    found = [_named(line, index) for line in lines]
    return tuple(found) if all(found) else ()


def _unmarked(line: str) -> str:
    """Return a line without the citation marks at its end, "" where it has none."""
    before, tail = line[:-_TAIL], line[-_TAIL:]
    m = _MARKS.search(tail)
    return before + tail[: m.start()] if m else ""


def _named(line: str, index: Index) -> str:
    """Return the bulletin whose headline a line gives, behind its date or before a figure."""
    for m in _PARTS.finditer(line):
        for said in (line[m.end() :], line[: m.start()]):
            if found := index.titled(said):
                return min(found, key=lambda i: (not _dated(i, line, index), _is_version(i, index)))
    return ""


def _dated(bulletin_id: str, line: str, index: Index) -> bool:
    """Whether a line has the days of an event, which alone tell it from one called the same."""
    card = index.card_of.get(bulletin_id)
    main = card.main if card else None
    if main is None:
        return False
    return any(wording.days(main.first, main.last, language) in line for language in LANGUAGES)


def _is_version(bulletin_id: str, index: Index) -> bool:
    return index.bulletins[bulletin_id].version_of is not None
