"""The widget that other sites show: one script, and CORS for those sites alone."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from fastapi import FastAPI
from fastapi.responses import Response
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_PATHS = frozenset(("/api/ask", "/api/ask/stream"))


class EmbedCors:
    """Middleware: the listed origins' pages may ask, without cookies; no other page may."""

    def __init__(self, app: ASGIApp, *, origins: Sequence[str]) -> None:
        self._app = app
        self._shared = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["POST"],
            allow_headers=["content-type", "authorization"],
            expose_headers=["retry-after", "x-request-id"],
            max_age=600,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, or add the headers that let the origin read the reply."""
        shared = scope["type"] == "http" and scope["path"] in _PATHS
        await (self._shared if shared else self._app)(scope, receive, send)


def add_widget(app: FastAPI) -> None:
    """Add /embed.js."""
    script = (files("icpc_assistant") / "assets" / "embed.js").read_text("utf-8")

    @app.get("/embed.js", include_in_schema=False)
    async def embed() -> Response:
        shared = {"cache-control": "max-age=600", "cross-origin-resource-policy": "cross-origin"}
        return Response(script, media_type="text/javascript", headers=shared)
