"""``/api``: asking, whole or as a stream of events, searching, bulletins, feedback, health."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import FastAPI, Path, Query
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from icpc_assistant._version import __version__
from icpc_assistant.chat.references import bulletin_url
from icpc_assistant.citations import verified
from icpc_assistant.collection.timeline import place_label, read_days
from icpc_assistant.errors import AssistantError, UsageError
from icpc_assistant.feedback import FeedbackStore
from icpc_assistant.live import LiveAssistant
from icpc_assistant.query import checked
from icpc_assistant.search import bulletins_within, search
from icpc_assistant.serving import models
from icpc_assistant.serving.limits import Busy, Gate
from icpc_assistant.serving.replies import refusal
from icpc_assistant.tracing import request_id
from icpc_assistant.types import Answer, Bulletin, Citation, Exchange

if TYPE_CHECKING:
    from icpc_assistant.assistant import Assistant
    from icpc_assistant.cards import EventCard
    from icpc_assistant.config import Settings
    from icpc_assistant.serving.metrics import Metrics

_LOG = logging.getLogger(__name__)

_Problems = dict[int | str, dict[str, Any]]
# What any route may answer; the middleware's refusals are among them.
COMMON: _Problems = {
    401: {"model": models.Problem, "description": "an API key or a session is wanted"},
    422: {"model": models.Problem, "description": "what was sent cannot be used"},
    429: {"model": models.Problem, "description": "too many requests; see Retry-After"},
    500: {"model": models.Problem, "description": "the server failed; its log says more"},
    503: {"model": models.Problem, "description": "too many questions at once; see Retry-After"},
}
_BODY: _Problems = {
    400: {"model": models.Problem, "description": "the body did not arrive whole"},
    408: {"model": models.Problem, "description": "the body took too long to arrive"},
    413: {"model": models.Problem, "description": "the body is too large"},
}
_MISSING: _Problems = {404: {"model": models.Problem, "description": "there is none"}}
_EVENTS = """A stream of server-sent events; `data` is JSON on one line.

- `stage`: `{"stage", "ms"}`, each step of the work as it ends
- `statement`: `{"text", "citations": [Citation, …]}`, once its quotes are verified
- `answer`: the whole Answer, as `/api/ask` gives it; the last event
- `error`: a Problem; the last event
"""
_EVENT = {  # of the stream, each
    "type": "object",
    "required": ["event", "data"],
    "properties": {
        "event": {"type": "string", "enum": ["stage", "statement", "answer", "error"]},
        "data": {"type": "string", "description": "JSON, on one line"},
    },
}
_STREAM: _Problems = {200: {"content": {"text/event-stream": {"schema": _EVENT}}}}


class _SearchAsked(models.Span):
    q: str = Field(max_length=8_000, description="a question, or any words")
    limit: int = Field(10, ge=1, le=50, description="how many passages")
    language: models.Language | None = Field(None, description="only bulletins in this language")
    bulletin: str | None = Field(
        None, max_length=models.MAX_PARAMETER, description="only the bulletin with this id"
    )


class _BulletinsAsked(models.Page, models.Span):
    language: models.Language | None = Field(None, description="only those in this language")
    title: str | None = Field(
        None, max_length=models.MAX_PARAMETER, description="a part of the title, case apart"
    )


def add_api_routes(
    app: FastAPI, live: LiveAssistant, settings: Settings, gate: Gate, metrics: Metrics | None
) -> None:
    """Add every route of /api but ``events`` and ``entities`` (see ``directory_routes``)."""
    _add_asking(app, live, gate, metrics)
    _add_reading(app, live, gate, metrics)
    _add_feedback(app, live, settings)
    _add_state(app, live, settings)


def _add_asking(app: FastAPI, live: LiveAssistant, gate: Gate, metrics: Metrics | None) -> None:
    @app.post(
        "/api/ask", response_model=models.Answer, responses=COMMON | _BODY, tags=["questions"],
        summary="Ask a question",
    )  # fmt: skip
    async def ask(asked: models.Asked) -> Response:
        """Answer a question from the bulletins, every sentence beside the words that prove it.

        What the bulletins do not say is declined: `status` is then `abstained`.
        """
        try:
            question = checked(asked.question)
            async with gate.turn():
                answer = await run_in_threadpool(live.ask, question, _history(asked.history))
        except UsageError as error:
            return _unanswered(error, metrics)
        return JSONResponse(answer.to_dict())

    @app.post(
        "/api/ask/stream", responses=COMMON | _BODY | _STREAM, tags=["questions"],
        summary="Ask a question, and see the answer come", description=_EVENTS,
        response_class=StreamingResponse,
    )  # fmt: skip
    async def stream(asked: models.Asked) -> Response:
        try:
            question = checked(asked.question)
            began = await gate.enter()
        except UsageError as error:
            return _unanswered(error, metrics)
        told: _Told = asyncio.Queue()
        work = _work(live, question, _history(asked.history), told)
        working = asyncio.create_task(work)
        # Whatever becomes of the client, the place is given back when the work is done.
        working.add_done_callback(lambda _: gate.leave(began))
        return StreamingResponse(
            _lines(told, working), media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )  # fmt: skip


_Told = asyncio.Queue[bytes | None]


async def _lines(told: _Told, working: asyncio.Task[None]) -> AsyncIterator[bytes]:
    """Yield the events that ``working`` tells, until it tells no more."""
    while (line := await told.get()) is not None:
        yield line
    await working


async def _work(live: LiveAssistant, question: str, history: list[Exchange], told: _Told) -> None:
    """Answer, and tell the events of it; runs to its end, since a thread cannot be stopped."""
    loop = asyncio.get_running_loop()

    def stage(name: str, milliseconds: float) -> None:
        line = _event("stage", {"stage": name, "ms": milliseconds})
        loop.call_soon_threadsafe(told.put_nowait, line)

    try:
        answer = await run_in_threadpool(live.ask, question, history, on_stage=stage)
        for statement in _statements(answer):
            told.put_nowait(_event("statement", statement))
        told.put_nowait(_event("answer", answer.to_dict()))
    except UsageError as error:
        told.put_nowait(_event("error", _problem(str(error))))
    except Exception:
        _LOG.exception("A question could not be answered.")
        told.put_nowait(_event("error", _problem(FAILED)))
    finally:
        told.put_nowait(None)


FAILED = "Something went wrong on the server; ask again, or look at its log."


def _problem(detail: str) -> dict[str, str]:
    return {"detail": detail, "request_id": request_id.get()}


def _statements(answer: Answer) -> list[dict[str, Any]]:
    cited: dict[int, Citation] = {c.number: c for c in answer.citations}
    return [
        {"text": s.text, "citations": [asdict(cited[n]) for n in s.citations]}
        for s in answer.statements
    ]


def _event(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


def _history(turns: list[models.Turn]) -> list[Exchange]:
    return [Exchange(turn.question, turn.answer) for turn in turns]


def _unanswered(error: UsageError, metrics: Metrics | None) -> Response:
    if isinstance(error, Busy):
        if metrics is not None:
            metrics.refused("queue")
        return refusal(503, str(error), retry_after=error.retry_after)
    return refusal(422, str(error))


def _add_reading(app: FastAPI, live: LiveAssistant, gate: Gate, metrics: Metrics | None) -> None:
    @app.get(
        "/api/search", response_model=models.SearchReply, responses=COMMON, tags=["questions"],
        summary="Search for passages",
    )  # fmt: skip
    async def find(asked: Annotated[_SearchAsked, Query()]) -> Response:
        """Find the passages nearest to a question, in any of the three languages."""
        try:
            async with gate.turn():
                return JSONResponse(await run_in_threadpool(_found, live, asked))
        except UsageError as error:
            return _unanswered(error, metrics)

    @app.get(
        "/api/bulletins", response_model=models.BulletinsReply, responses=COMMON,
        tags=["bulletins"], summary="List bulletins",
    )  # fmt: skip
    def bulletins(asked: Annotated[_BulletinsAsked, Query()]) -> Response:
        """List bulletins by the date of their event; those without one come last."""
        assistant = live.current
        try:
            found = _listed(assistant, asked)
        except UsageError as error:
            return refusal(422, str(error))
        shown = found[asked.offset : asked.offset + asked.limit]
        rows = [_row(b, assistant.cards[b.id]) for b in shown]
        page = {"total": len(found), "offset": asked.offset, "limit": asked.limit}
        return JSONResponse({**page, "bulletins": rows})

    @app.get(
        "/api/bulletins/{bulletin_id}", response_model=models.BulletinReply,
        responses=COMMON | _MISSING, tags=["bulletins"], summary="Read one bulletin",
    )  # fmt: skip
    def bulletin(
        bulletin_id: Annotated[str, Path(description="its id", max_length=models.MAX_PARAMETER)],
    ) -> Response:
        """Return a bulletin word for word, with its event card."""
        assistant = live.current
        found = assistant.bulletin(bulletin_id)
        if found is None:
            return refusal(404, "There is no such bulletin; /api/bulletins lists them all.")
        card = assistant.cards[found.id]
        return JSONResponse({**_row(found, card), "body": found.body, "card": card.to_row()})


def _found(live: LiveAssistant, asked: _SearchAsked) -> dict[str, Any]:
    """Search, all in one version of the index.

    Raises:
        UsageError: the question or a filter cannot be used.
    """
    assistant = live.current
    among = bulletins_within(
        assistant,
        days=read_days(asked.first, asked.last),
        place=asked.place,
        language=asked.language,
    )
    if asked.bulletin is not None:
        one = {asked.bulletin}
        among = one if among is None else among & one
    query, found = search(assistant, checked(asked.q), asked.limit, among)
    passages = [
        {**f.to_dict(), "url": bulletin_url(f.bulletin.id, f.best.start, f.best.end)} for f in found
    ]
    return {"query": query.text, "language": query.language, "passages": passages}


def _listed(assistant: Assistant, asked: _BulletinsAsked) -> list[Bulletin]:
    within = bulletins_within(
        assistant,
        days=read_days(asked.first, asked.last),
        place=asked.place,
        language=asked.language,
    )
    part = (asked.title or "").casefold()
    found = [
        b
        for b in assistant.bulletins
        if (within is None or b.id in within) and part in b.title.casefold()
    ]
    return sorted(found, key=lambda b: (b.date is None, b.date or "", b.id))


def _row(bulletin: Bulletin, card: EventCard) -> dict[str, Any]:
    places = [place_label(p) for p in card.places if p.role == "event"]
    return {
        "id": bulletin.id,
        "title": bulletin.title,
        "date": bulletin.date,
        "start": bulletin.start and bulletin.start.isoformat(),
        "end": bulletin.end and bulletin.end.isoformat(),
        "language": bulletin.language,
        "source": bulletin.source,
        "places": list(dict.fromkeys(filter(None, places))),
        "url": bulletin_url(bulletin.id),
    }


def _add_feedback(app: FastAPI, live: LiveAssistant, settings: Settings) -> None:
    store = FeedbackStore(settings.feedback_file) if settings.feedback else None
    refused: _Problems = {
        403: {"model": models.Problem, "description": "an API key only reads"},
        404: {"model": models.Problem, "description": "this server keeps no feedback"},
    }

    @app.post(
        "/api/feedback", response_model=models.Kept, responses=COMMON | _BODY | refused,
        tags=["questions"], summary="Judge an answer", status_code=201,
    )  # fmt: skip
    def judge(judged: models.Judged) -> Response:
        """Keep a thumb up or down on an answer, perhaps with a comment.

        The file that keeps them is bounded: the oldest go first.
        """
        if store is None:
            return refusal(404, "This server keeps no feedback; write to its operator instead.")
        answer = judged.answer.model_dump()
        given = [Citation(**c.model_dump()) for c in judged.answer.citations]
        assistant = live.current
        if not verified(given, {b.id: b for b in assistant.bulletins}):
            return refusal(
                422, "The answer's quotes are not the bulletins' words; send it as it was given."
            )
        before = _history(judged.history)
        try:
            number = store.add(
                judged.verdict, judged.comment, judged.question, before, answer, assistant.version
            )
        except UsageError as error:
            return refusal(422, str(error))
        except AssistantError as error:
            _LOG.warning("A verdict could not be kept: %s", error)
            return refusal(503, "The verdict could not be kept; tell the server's operator.")
        return JSONResponse({"number": number}, 201)


def _add_state(app: FastAPI, live: LiveAssistant, settings: Settings) -> None:
    rare: _Problems = {500: COMMON[500]}

    @app.get(
        "/api/health", response_model=models.Health, responses=rare, tags=["server"],
        summary="Is the server well?",
    )  # fmt: skip
    async def health() -> Response:
        """Say whether the server is well, quickly, however many questions are waiting."""
        notices = [*live.current.notices, *([live.refused] if live.refused else [])]
        status: Literal["ok", "degraded"] = "degraded" if notices else "ok"
        state = {"status": status, "version": __version__, "index": live.version}
        return JSONResponse({**state, "bulletins": len(live.bulletins), "notices": notices})

    @app.get(
        "/api/version", response_model=models.Version, responses=rare, tags=["server"],
        summary="What is running?",
    )  # fmt: skip
    async def version() -> Response:
        """Say which program, index, encoder and language model serve."""
        llm = "none" if settings.llm == "none" else f"{settings.llm} {settings.llm_model}".strip()
        said = {"name": "icpc-assistant", "version": __version__, "index": live.version}
        return JSONResponse({**said, "encoder": settings.encoder, "llm": llm})
