"""Serving below a path, as ``https://example.org/assistant/``, behind a proxy or without one."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A link of a page of ours, as markup or as markup inside JSON. Text never looks like this: its
# quotation marks are escaped.
_LINK = re.compile(rb'(\b(?:href|src|action)=\\?")/(?!/)')
_OTHERS = re.compile(r"/(?:api|metrics)(?:/.*)?")  # what holds no pages


class SubPath:
    """Middleware: takes the path off requests, whether or not the proxy did, and puts it on links.

    The pages name one another by absolute paths ("/bulletins/…"), in Gradio's messages, too.
    """

    def __init__(self, app: ASGIApp, *, root: str) -> None:
        self._app = app
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request as if it had come without the path."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["below"] = self._root
        path = scope["path"]
        if path == self._root:
            await RedirectResponse(f"{self._root}/", 308)(scope, receive, send)
            return
        if path.startswith(f"{self._root}/"):
            scope["path"] = path.removeprefix(self._root)
            raw = scope.get("raw_path")
            scope["raw_path"] = raw and raw.removeprefix(self._root.encode())
        if _OTHERS.fullmatch(scope["path"]) and scope["path"] != "/api":
            await self._app(scope, receive, send)
            return
        # What is compressed cannot be read here; the proxy in front may compress.
        scope["headers"] = [h for h in scope["headers"] if h[0] != b"accept-encoding"]
        await self._app(scope, receive, _Linked(send, self._root).send)


class _Linked:
    """Puts the path on the links of one reply: a page as a whole, a stream message by message."""

    def __init__(self, send: Send, root: str) -> None:
        self._send = send
        self._root = root
        self._links = rb"\g<1>" + root.encode() + b"/"
        self._start: Message | None = None
        self._body = b""
        self._kind = ""

    async def send(self, message: Message) -> None:
        """Pass a message on."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            self._kind = headers.get("content-type", "").partition(";")[0]
            leads = headers.get("location", "")
            # A redirection to a page of ours; sign-in's own name the path already.
            if leads.startswith("/") and not f"{leads}/".startswith(f"{self._root}/"):
                headers["location"] = self._root + leads
                message["headers"] = headers.raw
            if self._kind == "text/html":  # its length is told first
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._kind == "text/event-stream":
            message["body"] = _LINK.sub(self._links, message.get("body", b""))
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body", False):
                return
            message["body"] = _LINK.sub(self._links, self._body)
            if message["body"]:  # else a HEAD's, whose length is the page's
                headers = MutableHeaders(raw=self._start["headers"])
                headers["content-length"] = str(len(message["body"]))
                self._start["headers"] = headers.raw
            await self._send(self._start)
            self._start = None
        await self._send(message)
