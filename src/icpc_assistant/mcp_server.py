"""The Model Context Protocol: the assistant as tools of another program's language model.

Tools ``ask``, ``search`` and ``list_events``; each bulletin is a resource, ``bulletin://ID``.
Needs the extra ``icpc-assistant[mcp]``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.server.mcpserver.resources import FunctionResource
from mcp_types import ToolAnnotations
from pydantic import Field

from icpc_assistant._version import __version__
from icpc_assistant.collection.timeline import read_days
from icpc_assistant.errors import UsageError
from icpc_assistant.live import LiveAssistant
from icpc_assistant.search import bulletins_within
from icpc_assistant.search import search as find
from icpc_assistant.serving import models
from icpc_assistant.types import Exchange

_ABOUT = (
    "Answers about the bulletins of one organisation, quoted word for word. `ask` answers a "
    "question or declines; `search` finds passages; `list_events` lists what took place when and "
    "where. Quote the citations; do not add to them."
)
_TURNS = 20  # earlier turns that `ask` takes
_DAY = "a day, month or year, as 2024-03-20, 2024-03 or 2024"
_PLACE = "a city, country or region, in English, French or Spanish"
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def build_server(live: LiveAssistant) -> MCPServer:
    """Return the server around an assistant; it reads and answers, and changes nothing."""
    server = MCPServer("icpc-assistant", instructions=_ABOUT, version=__version__)
    _add_tools(server, live)
    _add_resources(server, live)
    return server


def _add_tools(server: MCPServer, live: LiveAssistant) -> None:
    @server.tool(annotations=_READS)
    def ask(
        question: Annotated[str, Field(description="in English, French or Spanish")],
        history: Annotated[
            list[models.Turn], Field(max_length=_TURNS, description="earlier turns, oldest first")
        ] = [],  # noqa: B006 - pydantic copies it
    ) -> models.Answer:
        """Answer a question from the bulletins, with verbatim citations, or decline."""
        before = [Exchange(turn.question, turn.answer) for turn in history]
        try:
            return models.Answer.model_validate(live.ask(question, before).to_dict())
        except UsageError as error:
            raise ToolError(str(error)) from None

    @server.tool(annotations=_READS)
    def search(
        query: Annotated[str, Field(description="a question, or any words")],
        limit: Annotated[int, Field(ge=1, le=50)] = 5,
        first: Annotated[str | None, Field(description=f"from {_DAY}")] = None,
        last: Annotated[str | None, Field(description=f"to {_DAY}")] = None,
        held_in: Annotated[str | None, Field(description=_PLACE)] = None,
    ) -> models.SearchReply:
        """Find the passages nearest to a question, best first, the matching words with them."""
        assistant = live.current
        try:
            among = bulletins_within(assistant, days=read_days(first, last), place=held_in)
            read, found = find(assistant, query, limit, among)
        except UsageError as error:
            raise ToolError(str(error)) from None
        passages = [
            models.Passage.model_validate({**f.to_dict(), "url": f"bulletin://{f.bulletin.id}"})
            for f in found
        ]
        return models.SearchReply(query=read.text, language=read.language, passages=passages)

    @server.tool(annotations=_READS)
    def list_events(
        first: Annotated[str | None, Field(description=f"from {_DAY}")] = None,
        last: Annotated[str | None, Field(description=f"to {_DAY}")] = None,
        place: Annotated[str | None, Field(description=_PLACE)] = None,
        limit: Annotated[int, Field(ge=1, le=models.MAX_ROWS)] = 50,
        offset: Annotated[int, Field(ge=0)] = 0,
    ) -> models.EventsReply:
        """List events by date, each with the words that state it; those without a date last."""
        timeline = live.current.directory.timeline
        try:
            found = timeline.events(*read_days(first, last), place)
            undated = timeline.undated(place)
        except UsageError as error:
            raise ToolError(str(error)) from None
        shown = [models.Event.model_validate(e.to_dict()) for e in found[offset : offset + limit]]
        return models.EventsReply(
            total=len(found), offset=offset, limit=limit, undated=undated, events=shown
        )


def _add_resources(server: MCPServer, live: LiveAssistant) -> None:
    def body(bulletin_id: str) -> str:
        found = live.bulletin(bulletin_id)
        if found is None:
            raise ResourceNotFoundError("There is no such bulletin; list the resources.")
        return str(found.body)

    def reader(bulletin_id: str) -> Callable[[], str]:
        return lambda: body(bulletin_id)

    server.resource(
        "bulletin://{bulletin_id}", mime_type="text/plain", title="A bulletin, word for word"
    )(body)
    # Those there are at the start; the template above reaches what comes later.
    for bulletin in live.bulletins:
        server.add_resource(
            FunctionResource(
                uri=f"bulletin://{bulletin.id}", name=bulletin.id, title=bulletin.title,
                description=bulletin.date or "undated", mime_type="text/plain",
                fn=reader(bulletin.id),
            )
        )  # fmt: skip
