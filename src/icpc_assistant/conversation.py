"""A question as the next turn of a conversation → one that stands on its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from icpc_assistant.collection import Catalogue, asks_for_news, is_collection
from icpc_assistant.following import event_followed
from icpc_assistant.index import Index
from icpc_assistant.query import Query, interpret, points_back
from icpc_assistant.types import Exchange
from icpc_assistant.vocabulary import Vocabulary

_TURNS = 20  # that are looked at


def in_conversation(
    question: str,
    history: Sequence[Exchange],
    index: Index,
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    today: date,
) -> Query:
    """Read ``question`` with what its conversation was about, where it leans on it.

    A question that asks for events in full leans on nothing; ``today`` is the date by which its
    times are read.

    Raises:
        QuestionError: see ``query.checked``.
    """
    turns, is_word = tuple(history)[-_TURNS:], index.encoder.is_word
    query = interpret(question, turns, vocabulary, is_word)
    if query.carried and not points_back(query.question, query.language):
        alone = interpret(question, (), vocabulary, is_word)
        request = is_collection(alone, catalogue, today)
        in_full = request and (request.restrictions or asks_for_news(alone.text))
        if in_full and alone.asking == query.asking:
            query = alone
    elif turns and not query.smalltalk and is_collection(query, catalogue, today) is None:
        from icpc_assistant.collection.again import with_another_restriction

        read = partial(interpret, vocabulary=vocabulary, is_word=is_word)
        again = with_another_restriction(query, turns, read, catalogue, today)
        if again is not None:
            return again
    followed = event_followed(turns, index, catalogue.organisations.own, query.question)
    if followed is None or query.smalltalk:
        return query
    leans = query.carried or followed.said
    if not leans and is_collection(query, catalogue, today):
        return query
    return interpret(question, turns, vocabulary, is_word, followed)
