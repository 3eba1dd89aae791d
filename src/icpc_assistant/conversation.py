"""A question as the next turn of a conversation → one that stands on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from icpc_assistant.collection import Catalogue, asks_for_news, is_collection
from icpc_assistant.collection.again import narrows, with_another_restriction
from icpc_assistant.following import event_followed
from icpc_assistant.index import Index
from icpc_assistant.query import Followed, Query, checked, interpret, points_back
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
    return _Conversation(index, catalogue, vocabulary, today).read(question, history)


@dataclass
class _Conversation:
    """Reads the turns of one conversation, each with those before it, and each once."""

    index: Index
    catalogue: Catalogue
    vocabulary: Vocabulary
    today: date
    known: dict[tuple[str, tuple[int, ...]], Query] = field(default_factory=dict)

    def read(self, question: str, history: Sequence[Exchange]) -> Query:
        turns = tuple(history)[-_TURNS:]
        key = (checked(question), tuple(map(id, turns)))
        if key not in self.known:
            self.known[key] = self._read(question, turns)
        return self.known[key]

    def _interpreted(
        self, question: str, turns: Sequence[Exchange] = (), followed: Followed | None = None
    ) -> Query:
        is_word = self.index.encoder.is_word
        return interpret(question, turns, self.vocabulary, is_word, followed, self.read)

    def _read(self, question: str, turns: tuple[Exchange, ...]) -> Query:
        catalogue, today = self.catalogue, self.today
        query = self._interpreted(question, turns)
        if turns and not query.smalltalk and narrows(query.question):
            if (some := self._again(query, turns)) is not None:
                return some
        if query.carried and not points_back(query.question, query.language):
            alone = self._interpreted(question)
            request = is_collection(alone, catalogue, today)
            in_full = request and (request.restrictions or asks_for_news(alone.text))
            if in_full and alone.asking == query.asking:
                query = alone
        elif turns and not query.smalltalk and is_collection(query, catalogue, today) is None:
            if (again := self._again(query, turns)) is not None:
                return again
        followed = event_followed(turns, self.index, catalogue.organisations.own, query.question)
        if followed is None or query.smalltalk:
            return query
        leans = query.carried or followed.said
        if not leans and is_collection(query, catalogue, today):
            return query
        return self._interpreted(question, turns, followed)

    def _again(self, query: Query, turns: Sequence[Exchange]) -> Query | None:
        """Return the list before as it is asked again with another restriction, if it is."""
        return with_another_restriction(
            query, turns, self.read, self._interpreted, self.catalogue, self.today
        )
