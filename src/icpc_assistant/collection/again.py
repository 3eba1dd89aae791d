"""A question over all bulletins, asked again with another time, place or name: "Et en 2023 ?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from icpc_assistant import wording
from icpc_assistant.collection import is_collection, restricted_to
from icpc_assistant.collection.catalogue import Catalogue
from icpc_assistant.collection.matching import matching
from icpc_assistant.collection.request import Request
from icpc_assistant.errors import QuestionError
from icpc_assistant.query import CONTEXT, Query, event_meant
from icpc_assistant.terms import is_function_word, words
from icpc_assistant.types import Exchange

_LEADS = re.compile(
    r"^[\s¿]*(?:(?:and|but|so|ok|et|mais|alors|y|pero|bueno)\b[\s,]*)*"
    r"(?:(?:what|how) about|et pour|qu'en est-il (?:de|pour)|y para|qué tal"
    r"|which(?: ones)?|lesquel(?:le)?s|cu[aá]les)?\b\s*",
    re.IGNORECASE,
)
# "Only those in Montreal", "solo en 2025": some of the list just given.
_ONLY = r"(?:only|just|seulement|uniquement|juste|rien que|s[oó]lo|solamente|[uú]nicamente)"
_THOSE = (
    r"(?:(?:those|the ones?|the events)|(?:ceux|celles|les événements)"
    r"|(?:aquell[oa]s|l[oa]s(?: eventos)?)(?=\s+(?:que|de|del|en)\b))"
)
# "Which of them in 2024?", "¿Cuáles en 2025?"
_WHICH = (
    r"(?:which(?: ones)?(?: of (?:them|these|those))?|lesquel(?:le)?s(?: d['’]entre (?:eux|elles))?"
    r"|cu[aá]les(?: de (?:ell[oa]s|es[oa]s|est[oa]s))?)(?=\s+(?:in|at|en|à|au|aux)\b)"
)
_THAT_WERE = (
    r"(?:(?:that|which|qui|que) (?:(?:were|was) held|(?:were|took place|happened)|ont eu lieu"
    r"|étaient|se sont tenus|(?:tuvieron lugar|fueron|hubo|se celebraron))\b)"
)
_NARROWS = re.compile(
    rf"^[\s¿]*(?:(?:and|but|ok|et|mais|y|pero)\b[\s,]*)?(?:{_ONLY}\b\s*{_THOSE}?|{_THOSE}|{_WHICH})(?!\w)\s*"
    rf"{_THAT_WERE}?\s*",
    re.IGNORECASE,
)
_ONLY_BEHIND = re.compile(rf"[\s,]+{_ONLY}$", re.IGNORECASE)
_OF = re.compile(r"(?:de|del|du|d['’])\s*(?P<year>(?:19|20)\d\d)?", re.IGNORECASE)
_MOST = 7  # words
_BACK = 5  # turns, in which a list may be asked for again


class Reads(Protocol):
    """Reads a question, with the turns before it."""

    def __call__(self, question: str, history: Sequence[Exchange] = (), /) -> Query:
        """Return the question as read.

        Raises:
            QuestionError: see ``query.checked``.
        """
        ...


def narrows(question: str) -> bool:
    """Whether a question says that it is for some only of what was just listed."""
    said = question.strip(" ?!.")
    return bool(_NARROWS.match(said) or _ONLY_BEHIND.search(said))


def with_another_restriction(
    query: Query,
    turns: Sequence[Exchange],
    before: Reads,
    read: Reads,
    catalogue: Catalogue,
    today: date,
) -> Query | None:
    """Return the last question of ``turns`` over the whole collection with the one restriction
    that ``query`` says, or ``None`` where it says anything else, or none was so asked.

    A restriction of the same kind gives way to it. ``before`` reads a question in its place in
    the conversation, ``read`` one that stands alone. Questions on one event that were asked since
    are passed over where the list was for such a restriction as the one that is said.
    """
    new = _restriction(query)
    kinds = _kinds(new, query, read, catalogue, today) if new else set()
    if not kinds or (len(kinds) > 1 and not narrows(query.question)):
        return None
    found = _list_before(turns, kinds, before, catalogue, today)
    if found is None:
        return None
    asked, request = found
    if kinds == {"time"}:
        new = _in_its_year(new, read, query, request, catalogue, today)
    restricted = restricted_to(request, asked, catalogue, today)
    text = next((one.without for one in restricted if one.kind in kinds), asked.text)
    if asked.language != query.language:
        if event_meant(query.question)[0]:
            return None  # "et celui de février ?" is one of those listed, in any language
        if request.operation != "list" or request.asked != "event" or len(restricted) > 1:
            return None
        text = wording.say("list_all", query.language)
    end = " ?" if query.language == "fr" else "?"
    end = "" if text.startswith(wording.say("list_all", query.language)) else end
    whole = read(f"{text.rstrip(' ?!.')} {new}{end}")
    again = is_collection(whole, catalogue, today)
    if again is None:
        return None
    if kinds != {"time"} and not matching(again, catalogue, whole.language).found:
        return None  # a place of the one event that was spoken of, perhaps
    return replace(whole, question=query.question)


def _list_before(
    turns: Sequence[Exchange], kinds: set[str], before: Reads, catalogue: Catalogue, today: date
) -> tuple[Query, Request] | None:
    """Return the last question over the whole collection, and what it asks for."""
    for at in range(len(turns) - 1, max(len(turns) - 1 - _BACK, -1), -1):
        try:
            asked = before(turns[at].question, turns[max(at - CONTEXT, 0) : at])
        except QuestionError:  # no question that was ever asked
            return None
        aside = at < len(turns) - 1
        request = None if asked.smalltalk else is_collection(asked, catalogue, today)
        if request is None or (aside and asked.event):
            continue
        if aside and not kinds <= {one.kind for one in request.restrictions}:
            return None
        return asked, request
    return None


def _in_its_year(
    new: str, read: Reads, query: Query, request: Request, catalogue: Catalogue, today: date
) -> str:
    """Return a month or season of any year with the one year that was asked about before."""
    alone = is_collection(
        read(f"{wording.say('list_all', query.language)} {new}"), catalogue, today
    )
    before = request.time
    if alone is None or alone.time is None or alone.time.yearly is None or before is None:
        return new
    first, last = before.start, before.end
    if first is None or last is None or before.ranges or first.year != last.year:
        return new
    return f"{new} {first.year}"


def _restriction(query: Query) -> str:
    """Return the few words of a question that may restrict a list; "" where it says more."""
    said = query.asking.strip(" ?!.¿¡")  # "the month after" by its name
    new = _NARROWS.sub("", said, count=1)
    if new == said:
        new = _LEADS.sub("", said, count=1)
    elif query.language != "en" and (of := _OF.match(new)):
        placed = "en " if of["year"] or query.language == "es" else "à "
        new = placed + (of["year"] or "") + new[of.end() :]  # "ceux de Montréal"
    new = _ONLY_BEHIND.sub("", new)
    return "" if new == said or not words(new) or len(words(new)) > _MOST else new


def _kinds(new: str, query: Query, read: Reads, catalogue: Catalogue, today: date) -> set[str]:
    """Return the kinds of restriction that some words are, if they are nothing else."""
    every = wording.say("list_all", query.language)
    request = is_collection(read(f"{every} {new}"), catalogue, today)
    if request is None or request.unread or any(r.kind == "topic" for r in request.restrictions):
        return set()
    left = [
        m.group()
        for m in re.finditer(r"[^\W_]+", request.text[len(every) :])
        if not any(r.start <= m.start() + len(every) < r.end for r in request.restrictions)
    ]
    telling = any(not is_function_word(word, query.language) for word in left)
    return set() if telling else {one.kind for one in request.restrictions}
