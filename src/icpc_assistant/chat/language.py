"""Which language a visitor reads the interface in: what they chose, else what their browser asks.

The choice lives in a cookie that holds the language's code and nothing else. ``?lang=fr`` on any
page sets it and comes back to the same address without it, so it works with no script.
"""

from __future__ import annotations

import re
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from icpc_assistant.types import LANGUAGES, Language

COOKIE = "lang"
PARAMETER = "lang"
_YEAR = 365 * 24 * 60 * 60  # seconds
_RANGE = re.compile(r"\s*([a-z]{2,3}|\*)(?:-[\w-]+)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")


def language_of(scope: Scope) -> Language:
    """Return the language of a request: its cookie's, else the best of its Accept-Language."""
    headers = Headers(scope=scope)
    try:
        chosen = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        chosen = None
    return _known(chosen.value if chosen else "") or accepted(headers.get("accept-language", ""))


def accepted(header: str) -> Language:
    """Return the language an Accept-Language header asks for before others; English if none.

    RFC 9110, 12.5.4: the highest ``q`` wins, and of equals the first.
    """
    best: tuple[float, Language] = (0.0, "en")
    for part in header.lower()[:500].split(","):
        if m := _RANGE.fullmatch(part):
            quality, language = float(m[2] or 1), _known("en" if m[1] == "*" else m[1])
            if language and quality > best[0]:
                best = quality, language
    return best[1]


def _known(code: str) -> Language | None:
    return next((language for language in LANGUAGES if language == code), None)


class LanguageChoice:
    """Middleware: serves ``/`` in the visitor's language and keeps the choice of another one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lead ``/`` to the chat page of its language; answer ``?lang=`` here."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith("/gradio_api/"):
            await self._app(scope, receive, send)
            return
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        chosen = next((_known(value) for name, value in pairs if name == PARAMETER), None)
        if chosen:
            rest = urlencode([pair for pair in pairs if pair[0] != PARAMETER])
            # One leading slash only: two would name another host.
            path = "/" + quote(scope["path"].lstrip("/"))
            reply = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
            reply.set_cookie(COOKIE, chosen, max_age=_YEAR, samesite="lax")
            await reply(scope, receive, send)
            return
        if scope["path"] == "/":
            # The address stays "/": a link to it opens in the reader's language, not the sender's.
            page = "/" + language_of(scope)
            scope = {**scope, "path": page, "raw_path": page.encode(), "query_string": b""}
            send = _varying(send)
        await self._app(scope, receive, send)


def _varying(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["vary"] = "Accept-Language, Cookie"
            headers["cache-control"] = "no-cache"
        await send(message)

    return sent


def switch_links(query: list[tuple[str, str]]) -> list[tuple[Language, str]]:
    """Return, for each language, the address that turns the page with this query into it."""
    rest = [pair for pair in query if pair[0] != PARAMETER]
    return [(code, "?" + urlencode([*rest, (PARAMETER, code)])) for code in LANGUAGES]
