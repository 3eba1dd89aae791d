"""The headers that every reply carries, and which scripts a page may run.

A page runs the scripts of this server's files and, of those written into the chat's page, the ones
that were there when it left the server, told by their hashes. What comes in later, as an attribute
(``onerror=``) or an element, runs nowhere.
"""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HASHES = "'hashes'"  # where those of a page's own scripts stand

# Gradio's page needs inline styles, and makes its HTML templates with `Function`; no other host is
# ever let in.
_PAGE_POLICY = (
    f"default-src 'self'; script-src 'self' {_HASHES} 'unsafe-eval'; script-src-attr 'none'; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-src 'none'"
)
_PLAIN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
}
_SCRIPT = re.compile(rb"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_OF_A_FILE = re.compile(rb"\bsrc\s*=")


def security_headers(framed_by: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the headers of the chat's page and those of all else.

    The sites ``framed_by`` may show either in a frame, beside this server's own pages.
    """
    framing = " ".join(("; frame-ancestors 'self'", *framed_by))
    # X-Frame-Options can name no other site, so where there is one it is left out.
    headers = _HEADERS | ({} if framed_by else {"x-frame-options": "SAMEORIGIN"})
    page, plain = (
        headers | {"content-security-policy": policy + framing}
        for policy in (_PAGE_POLICY, _PLAIN_POLICY)
    )
    return page, plain


def with_headers(send: Send, added: Mapping[str, str]) -> Send:
    """Return ``send`` with these headers put on the reply."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in added.items():
                headers[name] = value
        await send(message)

    return sent


class OwnScripts:
    """Middleware: puts the hashes of a page's own scripts into its policy, and compresses it.

    The page has to come as it is shown, so this stands outside of what changes or packs it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        packs = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        await self._app(scope, receive, _Page(send, packs).send)


class _Page:
    """One reply: a page is held until it is whole, all else goes through."""

    def __init__(self, send: Send, packs: bool) -> None:
        self._send = send
        self._packs = packs
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        """Pass a message on."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            policy = headers.get("content-security-policy", "")
            if _HASHES in policy and headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
            if _HASHES in policy:  # of no page
                headers["content-security-policy"] = policy.replace(f"{_HASHES} ", "")
                message["headers"] = headers.raw
        elif self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body", False):
                return
            await self._whole(self._start)
            return
        await self._send(message)

    async def _whole(self, start: Message) -> None:
        headers, body = MutableHeaders(raw=start["headers"]), self._body
        policy = headers["content-security-policy"]
        headers["content-security-policy"] = policy.replace(_HASHES, hashes(body))
        headers.add_vary_header("Accept-Encoding")
        if self._packs and "content-encoding" not in headers and body:
            body = gzip.compress(body, 6)
            headers["content-encoding"] = "gzip"
        if body:  # else a HEAD's, whose length is the page's
            headers["content-length"] = str(len(body))
        start["headers"] = headers.raw
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def hashes(page: bytes) -> str:
    """Return the sources of a policy that let the scripts written into ``page`` run."""
    written = [text for given, text in _SCRIPT.findall(page) if not _OF_A_FILE.search(given)]
    found = dict.fromkeys(b64encode(sha256(text).digest()).decode() for text in written)
    return " ".join(f"'sha256-{name}'" for name in found)
