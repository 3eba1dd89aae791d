"""The chat's open pages: forgotten an hour after they are closed, and let go when the server ends.

A page holds a stream open, its heartbeat, for as long as it is looked at. Gradio alone would keep
what the page showed until a thousand others came, and would keep the server from ending.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from contextlib import suppress
from datetime import datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from icpc_assistant.serving.replies import refusal

_KEPT = 60 * 60  # seconds that the conversation of a closed page is kept
_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/(\w+)")
_AGAIN = 5  # seconds after which to ask again, where the server ends


class Ending:
    """Tells streams that the server is about to end."""

    def __init__(self) -> None:
        self.begun = False
        self._told: set[asyncio.Event] = set()

    def begin(self) -> None:
        """Let every stream that waits for nothing but the end go."""
        self.begun = True
        for event in self._told:
            event.set()

    async def receive(self, receive: Receive) -> Message:
        """Return the next message of a request; once the server ends, that the client has gone."""
        told = asyncio.Event()
        if self.begun:
            told.set()
        self._told.add(told)
        came, ended = asyncio.ensure_future(receive()), asyncio.ensure_future(told.wait())
        try:
            await asyncio.wait((came, ended), return_when=asyncio.FIRST_COMPLETED)
            return await came if came.done() else {"type": "http.disconnect"}
        finally:
            self._told.discard(told)
            for waiting in (came, ended):
                waiting.cancel()


class Sessions:
    """Middleware around the heartbeats; ``kept`` is Gradio's holder of the pages' states."""

    def __init__(self, app: ASGIApp, *, kept: Any, ending: Ending) -> None:
        self._app = app
        self._kept = kept
        self._ending = ending
        self._open: Counter[str] = Counter()
        self._due: dict[str, asyncio.TimerHandle] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        found = scope["type"] == "http" and _HEARTBEAT.fullmatch(scope["path"])
        if not found:
            await self._app(scope, receive, send)
            return
        session = found[1]
        self._open[session] += 1
        try:
            await self._app(scope, lambda: self._ending.receive(receive), send)
        finally:
            self._open[session] -= 1
            if not self._open[session]:
                del self._open[session]
                self._forget_in(_KEPT, session)

    def _forget_in(self, seconds: float, session: str) -> None:
        if session in self._due:
            self._due.pop(session).cancel()
        if session in self._kept:
            loop = asyncio.get_running_loop()
            self._due[session] = loop.call_later(seconds, self._forget, session)

    def _forget(self, session: str) -> None:
        self._due.pop(session, None)
        if session in self._open:
            return
        used = self._kept.time_last_used.get(session)
        # A page whose stream broke off may still be in use.
        left = _KEPT - (datetime.now() - used).total_seconds() if used else 0
        if left > 0:
            self._forget_in(left, session)
            return
        with self._kept.lock:
            self._kept.session_data.pop(session, None)
            self._kept.time_last_used.pop(session, None)


class Cut:
    """Middleware: a request that the server's end cuts off ends in order, with no traceback."""

    def __init__(self, app: ASGIApp, *, ending: Ending) -> None:
        self._app = app
        self._ending = ending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def sent(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except asyncio.CancelledError:
            if not self._ending.begun:
                raise
            if not started:
                told = "The server is ending; ask again in a moment."
                await refusal(503, told, retry_after=_AGAIN)(scope, receive, send)
                return
            with suppress(Exception):  # of a reply whose length was told, nothing else ends it
                await send({"type": "http.response.body", "body": b"", "more_body": False})
