"""The whole flow on a page: question → query → evidence → draft → verified answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from icpc_assistant import refusals, wording
from icpc_assistant.bulletins.aliases import read_aliases
from icpc_assistant.citations import cite, marked_text, other_versions, quoted_before
from icpc_assistant.clock import Clock, OnStage
from icpc_assistant.collection import Catalogue, Doubt, choices, told_by_cards
from icpc_assistant.collection.conflicts import Conflict, ConflictKind, conflicts
from icpc_assistant.collection.directory import Directory
from icpc_assistant.collection.dissent import Dissent, kinds_stated, with_other_sides
from icpc_assistant.config import Settings
from icpc_assistant.conversation import in_conversation
from icpc_assistant.errors import LLMError
from icpc_assistant.following import bulletins_followed
from icpc_assistant.index import Index
from icpc_assistant.joining import joined
from icpc_assistant.query import Query, parts
from icpc_assistant.reader import Draft
from icpc_assistant.reader.extractive import ExtractiveReader, Reading
from icpc_assistant.retrieval import Retriever, ranked
from icpc_assistant.types import (
    Answer,
    Bulletin,
    BulletinRef,
    Evidence,
    Exchange,
    Passage,
    Ranked,
    Retrieved,
    Status,
)
from icpc_assistant.vocabulary import Vocabulary

if TYPE_CHECKING:
    from icpc_assistant.cards import EventCard
    from icpc_assistant.reader.llm import LlmReader

Stages = dict[str, list[Ranked]]
_STAGED = 200  # places of each stage that ``trace`` gives, at most
_SURER: dict[Doubt, float] = {"kind": 0.95, "meaning": 0.6}  # a sentence than a doubtful list
_WHOLE = 2  # bulletins whose every passage the extractive reader looks at


class Read(NamedTuple):
    """A question as it was read, the evidence found, and the extractive reader's reading of it.

    ``reading`` is ``None`` where nothing was searched for.
    """

    query: Query
    evidence: list[Evidence]
    reading: Reading | None
    vectors: NDArray[np.float32]


class Hits(NamedTuple):
    """What a search found; ``terms`` are the folded stems it looked for, in every language."""

    query: Query
    terms: frozenset[str]
    evidence: list[Evidence]


class Assistant:
    """Answers questions about the bulletins of one open index.

    The corpus's ``aliases.toml`` is read when it opens.

    Raises:
        CorpusError: that file is faulty.
    """

    def __init__(self, index: Index, settings: Settings) -> None:
        self._index = index
        self._settings = settings
        self._retriever = Retriever(index)
        self._reader = ExtractiveReader(index, settings.abstain_below)
        self._llm: LlmReader | None = None
        self._vocabulary = Vocabulary.of(
            text
            for bulletin in index.bulletins.values()
            for text in (bulletin.title, *bulletin.body.splitlines())
        )
        aliases = read_aliases(settings.corpus)
        self._catalogue = Catalogue.of(
            index.cards,
            index.bulletins,
            aliases,
            index.intent_reader,
            nearest=self._retriever.nearest,
            dealt=self._retriever.dealt,
        )
        if settings.llm != "none":
            from icpc_assistant.reader.llm import LlmReader

            self._llm = LlmReader(settings)

    @cached_property
    def bulletins(self) -> tuple[Bulletin, ...]:
        """All bulletins the assistant knows, by date."""
        return tuple(sorted(self._index.bulletins.values(), key=lambda b: (b.date or "", b.id)))

    @property
    def catalogue(self) -> Catalogue:
        """The event cards of all bulletins, as the answers over the collection read them."""
        return self._catalogue

    @cached_property
    def cards(self) -> Mapping[str, EventCard]:
        """The event card of every bulletin by id, of versions of others too."""
        counted = {entry.bulletin.id: entry.card for entry in self._catalogue.entries}
        return self._index.card_of | counted

    @cached_property
    def directory(self) -> Directory:
        """The timeline and the entities, read when first asked for."""
        return Directory(self._catalogue, self._index.passages)

    @cached_property
    def _conflicts(self) -> Mapping[str, tuple[Conflict, ...]]:
        return conflicts(self._catalogue)

    @property
    def _today(self) -> date:
        return self._settings.today or date.today()

    @property
    def passages(self) -> Sequence[Passage]:
        """All passages, in the order of the index."""
        return self._index.passages

    @property
    def version(self) -> str:
        """The live version of the index."""
        return self._index.version

    @property
    def notices(self) -> tuple[str, ...]:
        """What is amiss with the index that serves; empty where all is well."""
        return tuple(self._index.notices)

    def bulletin(self, bulletin_id: str) -> Bulletin | None:
        """Return a bulletin by its id, or ``None``."""
        return self._index.bulletins.get(bulletin_id)

    def warm_up(self) -> None:
        """Answer two questions, so that the first visitor does not pay for what loads lazily."""
        self._catalogue.prepare()
        _ = self._conflicts
        for question in ("Where was the last event?", "Who opened the last meeting, and when?"):
            self.ask(question)

    def ask(
        self, question: str, history: Sequence[Exchange] = (), *, on_stage: OnStage | None = None
    ) -> Answer:
        """Answer ``question`` as the next turn of the conversation ``history``.

        ``on_stage`` is told each stage as it ends, with the milliseconds that it took.

        Raises:
            QuestionError: the question is empty, too long, or no text.
        """
        return self._answered(question, history, None, Clock(on_stage))

    def _answered(
        self, question: str, history: Sequence[Exchange], stages: Stages | None, clock: Clock
    ) -> Answer:
        query = self._interpret(question, history)
        clock.lap("query")
        asked = () if query.smalltalk or self._llm else parts(query.question, query.language)
        if len(asked) < 2:
            return self._whole(query, history, stages, clock)
        one = self._whole(self._interpret(asked[0], history), history, None, Clock())
        before = (*history, Exchange(asked[0], one.text))
        other = self._whole(self._interpret(asked[1], before), before, None, Clock())
        clock.lap("parts")
        whole = cache(lambda: self._whole(query, history, stages, clock))
        if stages is not None:  # which are those of the question as one
            whole()
        return replace(joined(query, one, other, whole), timings_ms=clock.laps())

    def _whole(
        self, query: Query, history: Sequence[Exchange], stages: Stages | None, clock: Clock
    ) -> Answer:
        """Answer a question as one, whatever parts it has."""
        if query.either:
            return self._asked_back(query, clock)
        counted, doubt = self._counted(query, clock)
        if counted is not None and not doubt and stages is None:
            return counted
        if counted is None and (asked := self._ambiguous(query, history)):
            text = wording.say("clarify_which", query.language)
            return self._answer(query, clock, status="clarification", text=text, choices=asked)
        _, evidence, reading, vectors = self._read(query, history, clock)
        if reading is None:
            return counted or self._unread(query, clock)
        if stages is not None:
            beyond = self._retriever.beyond(query, vectors, evidence, _STAGED)
            stages |= self._retriever.stages(query, vectors, _STAGED)
            stages["fused"] = [*ranked(evidence, _STAGED), *beyond]
            stages["read"] = [*reading.ranked(_STAGED), *beyond]
        read = reading.draft.answered or self._llm is not None
        if counted is not None and not (read and self._outdone(counted, doubt, reading)):
            return counted
        draft, notices = self._with_llm(query, evidence, reading.draft)
        if self._llm:
            clock.lap("llm")
        return self._from_draft(query, clock, evidence, reading, draft, notices)

    def read(self, question: str, history: Sequence[Exchange] = ()) -> Read:
        """Return how a question is read and what the extractive reader makes of the evidence.

        Raises:
            QuestionError: see ``ask``.
        """
        return self._read(self._interpret(question, history), history, Clock())

    def evidence(self, question: str, limit: int, bulletins: Collection[str] | None = None) -> Hits:
        """Return the ``limit`` best passages for ``question``, best first, and nothing read in it.

        ``bulletins`` holds the ids of those to search in; all where it is ``None``.

        Raises:
            QuestionError: see ``ask``.
        """
        query = self._interpret(question, ())
        among = None
        if bulletins is not None:
            among = np.array([p.bulletin_id in bulletins for p in self._index.passages], bool)
        found = self._retriever.retrieve(query, limit, among=among)
        return Hits(query, frozenset(self._retriever.sparse_terms(query)), found)

    def _interpret(self, question: str, history: Sequence[Exchange]) -> Query:
        return in_conversation(
            question, history, self._index, self._catalogue, self._vocabulary, self._today
        )

    def _read(self, query: Query, history: Sequence[Exchange], clock: Clock) -> Read:
        if query.smalltalk or query.unsaid or not query.content:
            return Read(query, [], None, np.zeros((0, 0), np.float32))
        followed = bulletins_followed(query, history, self._index)[:_WHOLE]
        vectors = self._retriever.encode(query)
        clock.lap("encode")
        evidence = self._retriever.retrieve(
            query, self._settings.retrieved, vectors=vectors, whole=_WHOLE, also=followed
        )
        clock.lap("retrieve")
        reading = self._reader.read(query, evidence, followed)
        clock.lap("read")
        return Read(query, evidence, reading, vectors)

    def _counted(self, query: Query, clock: Clock) -> tuple[Answer | None, Doubt]:
        """Answer a question over all bulletins from the event cards; ``None`` if it is none.

        The second value tells why a sentence may answer better.
        """
        if query.smalltalk or query.unsaid or query.beyond == "opinion":
            return None, ""
        told = told_by_cards(query, self._catalogue, self._index.passage_at, self._today)
        if told is None:
            return None, ""
        found, understood = told.draft, told.filters
        clock.lap("collection")
        dissent = self._with_other_sides(found.draft, told.kinds)
        statements, citations = cite(dissent.draft, self._index.bulletins)
        notices = (*self._reading_notices(query), *found.notices)
        if not found.answered:
            declined = self._answer(
                query, clock, status="abstained", text=found.text, notices=notices,
                confidence=found.confidence, filters=understood,
            )  # fmt: skip
            return declined, found.doubt
        answer = self._answer(
            query,
            clock,
            status="answered",
            text=marked_text(found.short_answer, statements, "\n"),
            short_answer=found.short_answer,
            statements=statements,
            citations=citations,
            bulletins=tuple(BulletinRef.of(self._index.bulletins[i]) for i in found.bulletins),
            confidence=found.confidence,
            notices=(
                *filter(None, [found.text]),
                *dissent.notices(citations, query.language),
                *notices,
            ),
            filters=understood,
        )
        return answer, found.doubt

    @staticmethod
    def _outdone(counted: Answer, doubt: Doubt, reading: Reading) -> bool:
        """Whether a sentence that answers is to be told instead of what the cards tell."""
        if doubt in _SURER:
            return reading.draft.confidence >= _SURER[doubt]
        return bool(doubt) and reading.tells_of(counted.bulletins)

    def _with_other_sides(self, draft: Draft, kinds: frozenset[ConflictKind]) -> Dissent:
        """Return the draft with what contradicts it, of the kinds it could be contradicted in."""
        known = self._conflicts if kinds else {}  # found at the first use, which takes its time
        return with_other_sides(draft, kinds, known, self._index.passage_at)

    def _ambiguous(self, query: Query, history: Sequence[Exchange]) -> tuple[str, ...]:
        """Return the questions to choose from where nothing tells which of several events."""
        if query.smalltalk or query.event or quoted_before(history, self._index.bulletins):
            return ()
        return choices(query, self._catalogue, self._today)

    def _asked_back(self, query: Query, clock: Clock) -> Answer:
        """Ask which of several complete questions is meant."""
        text = wording.say("clarify_event" if query.unsaid else "clarify_which", query.language)
        return self._answer(query, clock, status="clarification", text=text, choices=query.either)

    def _unread(self, query: Query, clock: Clock) -> Answer:
        """Answer what asks for no search: small talk, and a question that names nothing."""
        status: Status = "smalltalk" if query.smalltalk else "clarification"
        known = wording.known(self.bulletins, query.language)
        clarify = "clarify_event" if query.unsaid else "clarify"
        text = wording.say(query.smalltalk or clarify, query.language, known=known)
        return self._answer(query, clock, status=status, text=text)

    def trace(self, question: str, history: Sequence[Exchange] = ()) -> tuple[Answer, Stages]:
        """Answer as ``ask`` does, and say how each stage of the search ranks the places found.

        Raises:
            QuestionError: see ``ask``.
        """
        stages: Stages = {}
        return self._answered(question, history, stages, Clock()), stages

    def _with_llm(
        self, query: Query, evidence: Sequence[Evidence], extracted: Draft
    ) -> tuple[Draft, list[str]]:
        """Return the LLM's draft where one is configured and verifiable, else the extracted one."""
        if self._llm is None or not evidence:
            return extracted, []
        try:
            return self._llm.read(query.text, query.language, evidence, self._index.bulletins), []
        except LLMError as error:
            reason = wording.llm_failure(error, query.language)
            return extracted, [wording.say("llm_fallback", query.language, reason=reason)]

    def _from_draft(
        self,
        query: Query,
        clock: Clock,
        evidence: Sequence[Evidence],
        reading: Reading,
        draft: Draft,
        notices: list[str],
    ) -> Answer:
        kinds = kinds_stated(query.wants)
        dissent = self._with_other_sides(draft, kinds)
        statements, citations = cite(dissent.draft, self._index.bulletins)
        notices = [*dissent.notices(citations, query.language), *notices]
        notices = [*self._reading_notices(query), *notices]
        retrieved = tuple(
            Retrieved(e.passage.id, e.passage.bulletin_id, round(e.score, 6))
            for e in evidence[: self._settings.retrieved]
        )
        if not statements:
            notices += refusals.notices(query, reading, self._index)
            return self._answer(
                query,
                clock,
                status="abstained",
                text=refusals.text(query, reading),
                confidence=draft.confidence,
                retrieved=retrieved,
                notices=tuple(notices),
            )
        cited = dict.fromkeys(c.bulletin_id for c in citations)
        notices += other_versions(self._index.bulletins, cited, query.language)
        return self._answer(
            query,
            clock,
            status="answered",
            text=marked_text(draft.short_answer, statements),
            short_answer=draft.short_answer,
            statements=statements,
            citations=citations,
            bulletins=tuple(BulletinRef.of(self._index.bulletins[i]) for i in cited),
            confidence=draft.confidence,
            retrieved=retrieved,
            notices=tuple(notices),
        )

    def _reading_notices(self, query: Query) -> list[str]:
        """Return what the person should know about how the question was read."""
        said = [
            wording.say("corrected", query.language, typed=typed, meant=meant)
            for typed, meant in query.corrections
        ]
        said += [
            wording.say("index_notice", query.language, reason=reason)
            for reason in self._index.notices
        ]
        return said

    def _answer(self, query: Query, clock: Clock, **fields: Any) -> Answer:
        return Answer(
            question=query.question,
            standalone_question=query.standalone,
            language=query.language,
            timings_ms=clock.laps(),
            **fields,
        )
