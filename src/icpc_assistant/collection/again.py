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
from icpc_assistant.errors import QuestionError
from icpc_assistant.query import Query
from icpc_assistant.terms import is_function_word, words
from icpc_assistant.types import Exchange

_LEADS = re.compile(
    r"^[\s¿]*(?:(?:and|but|so|ok|et|mais|alors|y|pero|bueno)\b[\s,]*)*"
    r"(?:(?:what|how) about|et pour|qu'en est-il (?:de|pour)|y para|qué tal"
    r"|which(?: ones)?|lesquel(?:le)?s|cu[aá]les)?\b\s*",
    re.IGNORECASE,
)
_MOST = 7  # words


class Reads(Protocol):
    """Reads a question, with the turns before it."""

    def __call__(self, question: str, history: Sequence[Exchange] = ()) -> Query:
        """Return the question as read.

        Raises:
            QuestionError: see ``query.checked``.
        """
        ...


def with_another_restriction(
    query: Query,
    turns: Sequence[Exchange],
    read: Reads,
    catalogue: Catalogue,
    today: date,
) -> Query | None:
    """Return the last question of ``turns`` with the one restriction that ``query`` says, or
    ``None`` where it says anything else, or the last did not ask of the whole collection.

    A restriction of the same kind gives way to it.
    """
    new = _LEADS.sub("", query.question, count=1).strip(" ?!.")
    if not new or new == query.question.strip(" ?!.¿¡") or len(words(new)) > _MOST:
        return None
    try:
        before = read(turns[-1].question, turns[:-1])
    except QuestionError:  # no question that was ever asked
        return None
    if before.language != query.language:
        return None
    request = is_collection(before, catalogue, today)
    kinds = _kinds(new, query, read, catalogue, today)
    if request is None or len(kinds) != 1:
        return None
    asked = before.text
    for one in restricted_to(request, before, catalogue, today):
        if one.kind in kinds:
            asked = one.without
            break
    end = " ?" if query.language == "fr" else "?"
    whole = read(f"{asked.rstrip(' ?!.')} {new}{end}")
    again = is_collection(whole, catalogue, today)
    if again is None:
        return None
    if kinds != {"time"} and not matching(again, catalogue, whole.language).found:
        return None  # a place of the one event that was spoken of, perhaps
    return replace(whole, question=query.question)


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
