"""``/api/events`` and ``/api/entities``: what the command line lists, for programs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from icpc_assistant.collection.directory import EntityKind
from icpc_assistant.collection.timeline import read_days
from icpc_assistant.errors import UsageError
from icpc_assistant.live import LiveAssistant
from icpc_assistant.serving import models
from icpc_assistant.serving.api_routes import COMMON
from icpc_assistant.serving.replies import refusal


class _EventsAsked(models.Page, models.Span):
    pass


class _EntitiesAsked(models.Page):
    kind: EntityKind | None = Field(None, description="only these; else all three")
    name: str | None = Field(
        None,
        max_length=models.MAX_PARAMETER,
        description="a part of the name, case and accents apart",
    )
    bulletins: int = Field(
        20, ge=0, le=models.MAX_ROWS, description="how many bulletins to spell out for each"
    )


def add_directory_routes(app: FastAPI, live: LiveAssistant) -> None:
    """Add the two routes; what they list is read at the first request of each index version."""

    @app.get(
        "/api/events", response_model=models.EventsReply, responses=COMMON, tags=["bulletins"],
        summary="List events by date",
    )  # fmt: skip
    def events(asked: Annotated[_EventsAsked, Query()]) -> JSONResponse:
        """Every event by date, each with the words of its bulletin that state the date.

        An occurrence is a bulletin's event as a whole (`main`) or a `part` of it;
        `body[start:end] == quote` for its `citation`. Those without a date come last; `undated`
        counts them, and where a time is asked for they are left out.
        """
        timeline = live.current.directory.timeline
        try:
            days = read_days(asked.first, asked.last)
            found = timeline.events(*days, asked.place)
            undated = timeline.undated(asked.place)
        except UsageError as error:
            return refusal(422, str(error))
        shown = found[asked.offset : asked.offset + asked.limit]
        rows = [event.to_dict() for event in shown]
        return JSONResponse(_reply(asked, len(found), undated=undated, events=rows))

    @app.get(
        "/api/entities", response_model=models.EntitiesReply, responses=COMMON, tags=["bulletins"],
        summary="List people, organisations and places",
    )  # fmt: skip
    def entities(asked: Annotated[_EntitiesAsked, Query()]) -> JSONResponse:
        """People, organisations and places, each with the bulletins that name them by date.

        `count` is the number of those bulletins; each is given with its first words that name
        the entity, `body[start:end] == quote`. Those in most bulletins come first.
        """
        try:
            found = live.current.directory.entities(asked.kind, asked.name)
        except UsageError as error:
            return refusal(422, str(error))
        shown = found[asked.offset : asked.offset + asked.limit]
        rows = [entity.to_dict(asked.bulletins) for entity in shown]
        return JSONResponse(_reply(asked, len(found), entities=rows))


def _reply(asked: models.Page, total: int, **rows: Any) -> dict[str, Any]:
    return {"total": total, "offset": asked.offset, "limit": asked.limit, **rows}
