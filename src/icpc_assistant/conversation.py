"""A question as the next turn of a conversation → one that stands on its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from icpc_assistant.collection import Catalogue, asks_for_news, is_collection
from icpc_assistant.collection.again import narrows, with_another_restriction
from icpc_assistant.collection.ambiguity import speaks_of_any
from icpc_assistant.collection.catalogue import term
from icpc_assistant.collection.elsewhere import Elsewhere, events_elsewhere, of_a_kind
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.matching import centrality, matching
from icpc_assistant.collection.overviews import what_is_told
from icpc_assistant.collection.resolve import resolve
from icpc_assistant.following import event_followed, event_name, event_of, since_change
from icpc_assistant.index import Index
from icpc_assistant.query import (
    MAX_QUESTION,
    Followed,
    Query,
    asked_at,
    asked_of_event,
    asks_for_others,
    asks_in_full,
    checked,
    event_meant,
    event_named,
    events_in,
    first_said,
    fronted,
    interpret,
    is_noun,
    last_question,
    month_off,
    names_event,
    points_back,
    said_alone,
    same_period,
    says_little,
    says_too_little,
    says_which,
    shown,
    which_one,
    without_event,
    year_off,
)
from icpc_assistant.terms import words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Exchange
from icpc_assistant.vocabulary import Vocabulary

_TURNS = 20  # that are looked at
_CHOICES = 4  # events to choose from, at most
_ASKED_BACK = 3  # turns, in which a question that says what it asks may be looked for


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
    conversation = _Conversation(index, catalogue, vocabulary, today)
    return conversation.worded(conversation.read(question, history), history)


@dataclass
class _Conversation:
    """Reads the turns of one conversation, each with those before it, and each once."""

    index: Index
    catalogue: Catalogue
    vocabulary: Vocabulary
    today: date
    known: dict[tuple[str, tuple[int, ...]], Query] = field(default_factory=dict)

    def read(self, question: str, history: Sequence[Exchange] = (), /) -> Query:
        """Return a question as the next turn of ``history``."""
        turns = tuple(history)[-_TURNS:]
        key = (checked(question), tuple(map(id, turns)))
        if key not in self.known:
            self.known[key] = self._read(question, turns)
        return self.known[key]

    def worded(self, query: Query, history: Sequence[Exchange]) -> Query:
        """Return a query with the standalone question as it is shown."""
        if query.smalltalk:
            return query
        said = [str(turn.question)[:MAX_QUESTION] for turn in history[-_TURNS:]]
        return replace(query, shown=shown(query, said, self._name(query.about)))

    def _name(self, bulletin_id: str) -> str:
        """Return what a reader would call the event of a bulletin; "" for none."""
        bulletin = self.index.bulletins.get(bulletin_id)
        return event_name(bulletin, self.index.card_of.get(bulletin_id)) if bulletin else ""

    def _interpreted(
        self, question: str, turns: Sequence[Exchange] = (), followed: Followed | None = None
    ) -> Query:
        is_word = self.index.encoder.is_word
        return interpret(question, turns, self.vocabulary, is_word, followed, self.read)

    def _read(self, question: str, turns: tuple[Exchange, ...]) -> Query:
        query = self._interpreted(question, turns)
        if query.smalltalk:
            return query
        if last_question(turns, self.read) is None:
            little = says_too_little(query) or speaks_of_any(query, self.catalogue, self.today)
            events = [e for e in self.catalogue.entries if e.main] if little else []
            either = self._choices(query.asking or query.text, events, query)
            return replace(query, unsaid=little, either=either)
        followed = self._followed(query, turns)
        again = self._again(query, turns) if narrows(query.question) else None
        if again is None and not (followed and followed.said):
            again = self._fronted(query, turns, followed)
            again = again or self._back_to_list(query, turns, followed)
            again = again or self._about_another(query, turns, followed)
            again = again or self._elsewhere(query, turns, followed)
            again = again or self._naming_another(query, turns, followed)
        again = again or self._listed_anew(query, turns, followed)
        return again or self._leaning(query, question, turns, followed)

    def _followed(self, query: Query, turns: Sequence[Exchange]) -> Followed | None:
        """Return the event that a question may go on with: that of the last answer, or of the
        last question, where that was not answered."""
        own = self.catalogue.organisations.own
        followed = event_followed(turns, self.index, own, query.question)
        if (followed and followed.said) or "[1]" in str(turns[-1].answer):
            return followed
        asked = last_question(turns, self.read)
        meant = self.index.bulletins.get(asked.about) if asked and not asked.whole else None
        if meant is None or (followed and followed.bulletin == meant.id):
            return followed
        return event_of(meant, self.index, own, "")

    def _fronted(
        self, query: Query, turns: Sequence[Exchange], followed: Followed | None
    ) -> Query | None:
        """Return a question asked of the event that it names in front, if it goes over to one:
        "No, I meant the Lima congress, who opened it?", "Back to Lima: who opened it?".
        """
        told = fronted(query.asking)
        if told is None:
            return None
        entry = resolve(told.event, query.language, self.catalogue, self.today)
        if entry is None or (followed and followed.bulletin == entry.bulletin.id):
            return None
        other = event_of(entry.bulletin, self.index, self.catalogue.organisations.own, told.event)
        return replace(self._interpreted(told.asked, turns, other), question=query.question)

    def _naming_another(
        self, query: Query, turns: Sequence[Exchange], followed: Followed | None
    ) -> Query | None:
        """Return a question that would take over something, as asked of the event that it names:
        "And how many people at the Chile workshop?".
        """
        named = event_named(query.asking, query.language) if query.carried else ""
        entry = resolve(named, query.language, self.catalogue, self.today) if named else None
        if entry is None or (followed and followed.bulletin == entry.bulletin.id):
            return None
        other = event_of(entry.bulletin, self.index, self.catalogue.organisations.own, named)
        return self._interpreted(query.question, turns, other)

    def _back_to_list(
        self, query: Query, turns: Sequence[Exchange], followed: Followed | None
    ) -> Query | None:
        """Return the list from which the talk went over to one event, for another time or place.

        Not a figure of another year that the bulletin of that event gives.
        """
        before = self._asked_before(turns) if followed else None
        if followed is None or before is None or query.changes:
            return None
        told = query.years and all(followed.tells_of(str(y), query.language) for y in query.years)
        if before.wants == "figure" and told:
            return None
        return self._again(query, since_change(turns))

    def _listed_anew(
        self, query: Query, turns: Sequence[Exchange], followed: Followed | None
    ) -> Query | None:
        """Return a question for events that only goes on by a word, as one that stands alone.

        "And what did we do in Africa?"; of "what else did we do that year?" all but the event
        that was spoken of.
        """
        others = asks_for_others(query.asking)
        said = first_said(_dated(query, followed), others=others)
        if not turns or query.changes or (not others and said == query.question):
            return None
        # "And in 2023?" asks nothing by itself: it goes on with the question before.
        if points_back(said, query.language) or not asks_in_full(query.asking):
            return None
        alone = self._interpreted(said)
        request = is_collection(alone, self.catalogue, self.today)
        if request is None or request.asked != "event" or request.operation != "list":
            return None
        kinds = {one.kind for one in request.restrictions}
        if not kinds or kinds - {"time", "place"}:
            return None
        if kinds != {"time"} and not matching(request, self.catalogue, alone.language).found:
            return None
        besides = (followed.bulletin,) if others and followed else ()
        return replace(alone, question=query.question, besides=besides)

    def _leaning(
        self, query: Query, question: str, turns: Sequence[Exchange], followed: Followed | None
    ) -> Query:
        """Return a question with what it takes over from those before, if it leans on them."""
        catalogue, today = self.catalogue, self.today
        if query.carried and not points_back(query.question, query.language):
            alone = self._interpreted(question)
            request = is_collection(alone, catalogue, today)
            in_full = request and (request.restrictions or asks_for_news(alone.text))
            query = alone if in_full and alone.asking == query.asking else query
        elif is_collection(query, catalogue, today) is None and (
            again := self._again(query, turns)
        ):
            return again
        if followed is None:
            return query
        leans = query.carried or followed.said
        request = None if leans else is_collection(query, catalogue, today)
        if request and (request.restrictions or not says_little(query)):
            return query
        query = self._interpreted(question, turns, followed)
        if not query.carried and self._told_nowhere_else(query, followed):
            query = self._interpreted(question, turns, replace(followed, only=True))
        if listing := events_in(query.asking, question, query.language):
            return replace(self._interpreted(listing), question=query.question)
        if _whole(query, followed):
            return replace(query, event=True, whole=True, about=followed.bulletin)
        return query

    def _told_nowhere_else(self, query: Query, followed: Followed) -> bool:
        """Whether the bulletin followed, and no other, has all that a question speaks of."""
        if query.changes or query.years or query.months or query.wants == "identity":
            return False
        own, language = self.catalogue.organisations.own, query.language
        said = [w for w in query.content if plain(w) not in own and is_noun(w, language)]
        if not said or names_event(query.asking) or says_which(query.asking):
            return False
        having = frozenset(range(len(self.catalogue.entries)))
        for word in said:
            having &= frozenset(np.flatnonzero(centrality(term(word, language), self.catalogue)))
        meant = [self.catalogue.entries[n].bulletin.id for n in having]
        return meant == [followed.bulletin]

    def _about_another(
        self, query: Query, turns: Sequence[Exchange], followed: Followed | None
    ) -> Query | None:
        """Return the question before as asked of another event, which is all that is said."""
        meant, puts_right = event_meant(query.question)
        before = self._asked_before(turns) if meant and not query.changes else None
        if before is None or before.language != query.language:
            return None
        asked = without_event(before.asking, before.language)
        entry = resolve(meant, query.language, self.catalogue, self.today)
        same = followed and entry and followed.bulletin == entry.bulletin.id
        if entry is None or (same and not puts_right):
            which = "" if same else which_one(meant, query.language, named=not puts_right)
            found = self._interpreted(f"{asked} ({which})") if which else None
            return replace(found, question=query.question) if found else None
        own = self.catalogue.organisations.own
        other = event_of(entry.bulletin, self.index, own, meant)
        listing = is_collection(before, self.catalogue, self.today) is not None
        whole = before.whole or listing or what_is_told(f"{asked} it") is not None
        found = self._interpreted(meant if whole else asked, turns, other)
        return replace(found, question=query.question, whole=whole)

    def _elsewhere(
        self, query: Query, turns: Sequence[Exchange], followed: Followed | None
    ) -> Query | None:
        """Return a question on what was held at another place than the event followed.

        "And in Turin?" asks the same of it again, "and what did she say in Turin?" something else.
        """
        if followed is None or query.changes:
            return None
        found = events_elsewhere(
            query.question, query.language, self.catalogue, self.today, followed.bulletin
        )
        if found is None:
            return None
        within = all(followed.tells_of(word, query.language) for word in words(found.place))
        if found.alone:
            return self._asked_there(query, found, turns, followed, within=within)
        goes_on = points_back(query.question, query.language) and not names_event(query.asking)
        if within or not goes_on or len(found.events) > 1:
            return None
        own = self.catalogue.organisations.own
        other = event_of(found.events[0].bulletin, self.index, own, found.said)
        other = replace(other, answer=followed.answer, people=followed.people)
        return self._interpreted(query.question, turns, other)

    def _asked_there(
        self,
        query: Query,
        found: Elsewhere,
        turns: Sequence[Exchange],
        followed: Followed,
        *,
        within: bool,
    ) -> Query | None:
        """Return the question before as asked of what was held elsewhere: one, or which of several.

        ``within`` says that the bulletin followed speaks of that place too.
        """
        before = self._asked_before(turns)
        if before is None or before.language != query.language:
            return None
        of_event = before.event or names_event(before.asking)
        if is_collection(before, self.catalogue, self.today) or (within and not of_event):
            return None
        asked = without_event(before.asking, before.language)
        card = self.index.card_of.get(followed.bulletin)
        events = of_a_kind(found.events, card.kinds if card else ())
        if len(events) > 1:
            which = self._interpreted(asked_at(before.asking, found.said, before.language))
            either = self._choices(asked, events, query)
            return replace(which, question=query.question, either=either)
        own = self.catalogue.organisations.own
        other = event_of(events[0].bulletin, self.index, own, found.said)
        there = self._interpreted(asked, turns, other)
        return replace(there, question=query.question)

    def _choices(self, asked: str, events: Sequence[Entry], query: Query) -> tuple[str, ...]:
        """Return a question as asked of each of some events, the latest first."""
        latest = list(reversed(events))[:_CHOICES]  # entries stand in the order of their dates
        return tuple(
            asked_of_event(
                asked, self._name(e.bulletin.id), e.main.first if e.main else None, query.language
            )
            for e in latest
        )

    def _asked_before(self, turns: Sequence[Exchange]) -> Query | None:
        """Return the last question that says what it asks: not "And in Paris?"."""
        for back in range(min(_ASKED_BACK, len(turns))):
            before = last_question(turns[: len(turns) - back], self.read)
            if before is None or asks_in_full(before.asking):
                return before
        return None

    def _again(self, query: Query, turns: Sequence[Exchange]) -> Query | None:
        """Return the list before as it is asked again with another restriction, if it is."""
        return with_another_restriction(
            query, turns, self.read, self._interpreted, self.catalogue, self.today
        )


def _dated(query: Query, followed: Followed | None) -> str:
    """Return what a question asks, with the time that it tells by that of the event followed."""
    first, language = followed.first if followed else None, query.language
    if first is None:
        return query.asking
    said = same_period(query.asking, first, language)
    return month_off(year_off(said, [first.year], language), first, language)


def _whole(query: Query, followed: Followed) -> bool:
    """Whether a question wants to be told all of the event followed, and names nothing else."""
    if followed.said and said_alone(query.asking, followed.said):
        return True
    what = what_is_told(query.asking)
    if what is None:
        return False
    if followed.said:
        return said_alone(what, plain(followed.said))
    return _POINTS.fullmatch(what) is not None


# What was spoken of: "tell me more about it".
_POINTS = re.compile(
    r"|(?:it|this|that|(?:this|that|the) (?:one|event|conference|congress|meeting|mission))"
    r"|ca|cela|celui-(?:ci|la)|celle-(?:ci|la)|(?:cet|cette|ce) [^\W_]+"
    r"|eso|esto|es[ae](?: [^\W_]+)?|est[ae](?: [^\W_]+)?"
)
