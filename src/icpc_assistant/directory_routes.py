"""``/api/events`` and ``/api/entities``: what the command line lists, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any

from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from icpc_assistant.collection import Catalogue
from icpc_assistant.collection.directory import Directory, EntityKind
from icpc_assistant.collection.timeline import read_days
from icpc_assistant.errors import UsageError
from icpc_assistant.types import Passage

_MOST = 500  # rows of one reply
_LONGEST = 200  # characters of a parameter


class _Page(BaseModel):
    # A misspelt filter must not pass for no filter.
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(100, ge=1, le=_MOST, description="how many to return")
    offset: int = Field(0, ge=0, le=10**9, description="how many to pass over first")


class _EventsAsked(_Page):
    first: str | None = Field(
        None, alias="from", max_length=_LONGEST, description="first day, month or year, as 2024-03"
    )
    last: str | None = Field(
        None, alias="to", max_length=_LONGEST, description="last day, month or year, as 2024-03-20"
    )
    place: str | None = Field(
        None,
        max_length=_LONGEST,
        description="a city, country or region where the event was held, in any of the three "
        "languages, or a part of its name",
    )


class _EntitiesAsked(_Page):
    kind: EntityKind | None = Field(None, description="only these; else all three")
    name: str | None = Field(
        None, max_length=_LONGEST, description="a part of the name, case and accents apart"
    )
    bulletins: int = Field(
        20, ge=0, le=_MOST, description="how many bulletins to spell out for each"
    )


def add_directory_routes(app: FastAPI, catalogue: Catalogue, passages: Sequence[Passage]) -> None:
    """Add the two routes over an open index's; what they list is read at the first request."""

    @cache
    def directory() -> Directory:
        return Directory(catalogue, passages)

    @app.get("/api/events")
    def events(asked: Annotated[_EventsAsked, Query()]) -> JSONResponse:
        """Every event by date, each with the words of its bulletin that state the date.

        An occurrence is a bulletin's event as a whole (`main`) or a `part` of it;
        `body[start:end] == quote` for its `citation`. Those without a date come last; `undated`
        counts them, and where a time is asked for they are left out.
        """
        timeline = directory().timeline
        try:
            days = read_days(asked.first, asked.last)
            found = timeline.events(*days, asked.place)
            undated = timeline.undated(asked.place)
        except UsageError as error:
            return JSONResponse({"detail": str(error)}, 422)
        shown = found[asked.offset : asked.offset + asked.limit]
        rows = [event.to_dict() for event in shown]
        return JSONResponse(_reply(asked, len(found), undated=undated, events=rows))

    @app.get("/api/entities")
    def entities(asked: Annotated[_EntitiesAsked, Query()]) -> JSONResponse:
        """People, organisations and places, each with the bulletins that name them by date.

        `count` is the number of those bulletins; each is given with its first words that name
        the entity, `body[start:end] == quote`. Those in most bulletins come first.
        """
        try:
            found = directory().entities(asked.kind, asked.name)
        except UsageError as error:
            return JSONResponse({"detail": str(error)}, 422)
        shown = found[asked.offset : asked.offset + asked.limit]
        rows = [entity.to_dict(asked.bulletins) for entity in shown]
        return JSONResponse(_reply(asked, len(found), entities=rows))


def _reply(asked: _Page, total: int, **rows: Any) -> dict[str, Any]:
    return {"total": total, "offset": asked.offset, "limit": asked.limit, **rows}
