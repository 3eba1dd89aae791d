"""The shapes of /api: what is sent and what comes back, as its description tells them.

All offsets count Unicode code points of a bulletin's ``body``: ``body[start:end] == quote``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictStr

from icpc_assistant.feedback import MAX_COMMENT

MAX_TURNS = 40  # the assistant itself looks at the last 20
MAX_SAID = 20_000  # characters of an earlier answer
MAX_ROWS = 500  # rows of one reply
MAX_PARAMETER = 200  # characters

Language = Literal["en", "fr", "es"]
Status = Literal["answered", "abstained", "clarification", "smalltalk"]


class Turn(BaseModel):
    """An earlier turn of the conversation."""

    question: StrictStr = Field(max_length=MAX_SAID)
    answer: StrictStr = Field("", max_length=MAX_SAID, description="the `text` answered")


History = Annotated[
    list[Turn], Field(max_length=MAX_TURNS, description="the conversation so far, oldest first")
]


class Asked(BaseModel):
    """A question, and the conversation that it goes on."""

    question: StrictStr = Field(
        description="at most 2,000 characters, in English, French or Spanish",
        examples=["When was the last event?"],
    )
    history: History = []


class Problem(BaseModel):
    """Why a request was refused."""

    detail: str = Field(description="one sentence that ends with the remedy")
    request_id: str = Field(description="names the request in the server's log")


class Quote(BaseModel):
    """Words of a bulletin, verbatim."""

    quote: str
    start: int
    end: int


class Citation(Quote):
    """The words that prove a statement."""

    number: int
    bulletin_id: str
    title: str
    date: str | None = Field(description="the event's, in ISO: one day, or `first/last`")
    passage_id: str


class Statement(BaseModel):
    """A sentence of the answer."""

    text: str
    citations: list[int] = Field(description="numbers of the citations that prove it")


class BulletinRef(BaseModel):
    """A bulletin by name."""

    id: str
    title: str
    date: str | None


class Retrieved(BaseModel):
    """A passage that was found, best first."""

    passage_id: str
    bulletin_id: str
    score: float


class Filter(BaseModel):
    """What a question over all bulletins was understood to restrict itself to."""

    kind: Literal["time", "place", "person", "organisation", "topic"]
    shown: str = Field(description="in the question's language")
    without: str = Field(description="the question with these words taken out")


class Answer(BaseModel):
    """What the assistant says, and everything needed to check it."""

    question: str
    standalone_question: str = Field(description="as it was read, without the conversation")
    language: Language
    status: Status
    text: str = Field(description="carries `[1]` marks")
    short_answer: str | None = Field(description="the date, person, place or figure asked for")
    statements: list[Statement]
    citations: list[Citation] = Field(description="none where `status` is `abstained`")
    bulletins: list[BulletinRef] = Field(description="those cited, or the whole list counted")
    confidence: float = Field(ge=0, le=1)
    retrieved: list[Retrieved]
    notices: list[str]
    filters: list[Filter] = Field([], description="of a question over all bulletins")
    choices: list[str] = Field(
        [], description="whole questions to choose from, where `status` is `clarification`"
    )
    timings_ms: dict[str, float]


class Passage(Quote):
    """A passage that a search found."""

    passage_id: str
    bulletin_id: str
    title: str
    date: str | None
    language: Language
    heading: str = Field(description="of the section it stands under; empty if none")
    score: float = Field(description="higher is nearer; comparable within one reply")
    highlights: list[Quote] = Field(description="the words in it that were looked for")
    best: Quote = Field(description="the sentence of it that is nearest to the question")
    url: str = Field(description="the page of the bulletin at this place, below the server")


class SearchReply(BaseModel):
    """Passages for a question, best first."""

    query: str = Field(description="the question as it was read")
    language: Language = Field(description="the question's language")
    passages: list[Passage]


class Page(BaseModel):
    """Which rows of a list to return; an unknown parameter is refused, not ignored."""

    # A misspelt filter must not pass for no filter.
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(100, ge=1, le=MAX_ROWS, description="how many to return")
    offset: int = Field(0, ge=0, le=10**9, description="how many to pass over first")


class Span(BaseModel):
    """Filters by the event's time and place."""

    model_config = ConfigDict(extra="forbid")

    first: str | None = Field(
        None,
        alias="from",
        max_length=MAX_PARAMETER,
        description="first day, month or year, as 2024-03",
    )
    last: str | None = Field(
        None,
        alias="to",
        max_length=MAX_PARAMETER,
        description="last day, month or year, as 2024-03-20",
    )
    place: str | None = Field(
        None,
        max_length=MAX_PARAMETER,
        description="a city, country or region where the event was held, in any of the three "
        "languages, or a part of its name",
    )


class Rows(BaseModel):
    """One page of a list."""

    total: int = Field(description="rows in all")
    offset: int
    limit: int


class ListedBulletin(BulletinRef):
    """A bulletin without its text."""

    start: str | None = Field(description="the event's first day, in ISO")
    end: str | None
    language: Language
    source: str | None = Field(description="where it was published")
    places: list[str] = Field(description="where the event took place")
    url: str = Field(description="its page, below the server")


class BulletinsReply(Rows):
    """Bulletins by date; those without one last."""

    bulletins: list[ListedBulletin]


class BulletinReply(ListedBulletin):
    """A bulletin, word for word, with what was read from it."""

    body: str
    card: dict[str, Any] = Field(
        description="the event card: dates, places, people, organisations and figures, each with "
        "`start` and `end` in `body`, or -1 where front matter gave it"
    )


class EventPlace(BaseModel):
    """Where an event took place; `name` is how to show it."""

    name: str
    city: str
    country: str
    venue: str
    confidence: float = Field(description="how sure it is that the event took place there")


class Event(BaseModel):
    """A bulletin's event as a whole (`main`), or a `part` of it."""

    bulletin_id: str
    title: str
    start: str | None
    end: str | None
    precision: Literal["day", "month", "year"] | None
    kind: Literal["main", "part"]
    confidence: float = Field(description="1 where a person gave the date, lower where inferred")
    places: list[EventPlace]
    citation: Quote | None


class EventsReply(Rows):
    """Events by date; those without one last."""

    undated: int = Field(description="events in this place that no date is known of")
    events: list[Event]


class Mention(BaseModel):
    """A bulletin that names an entity."""

    id: str
    title: str
    date: str | None
    role: str
    citation: Quote | None


class Entity(BaseModel):
    """A person, organisation or place under one name."""

    kind: Literal["people", "organisations", "places"]
    name: str
    forms: list[str]
    roles: list[str]
    acronym: str
    city: str
    country: str
    count: int = Field(description="bulletins that name it")
    bulletins: list[Mention]


class EntitiesReply(Rows):
    """Entities, those in most bulletins first."""

    entities: list[Entity]


class Judged(BaseModel):
    """A verdict on an answer."""

    verdict: Literal["up", "down"]
    comment: StrictStr = Field("", max_length=MAX_COMMENT)
    question: StrictStr = Field(max_length=MAX_SAID)
    history: History = []
    answer: Answer = Field(description="as `ask` gave it; its quotes are verified again")


class Kept(BaseModel):
    """A verdict that was kept."""

    number: int


class Health(BaseModel):
    """Whether the server is well."""

    status: Literal["ok", "degraded"] = Field(
        description="degraded: it answers, but from an older or a damaged index; see `notices`"
    )
    version: str
    index: str
    bulletins: int
    notices: list[str]


class Version(BaseModel):
    """What is running."""

    name: str
    version: str
    index: str = Field(description="the version of the index that serves")
    encoder: str
    llm: str = Field(description="the language model by setting, or `none`")
