"""Which language a visitor reads the interface in: what they chose, else what their browser asks.

The choice lives in a cookie that holds the language's code and nothing else. ``?lang=fr`` on any
page sets it and comes back to the same address without it, so it works with no script.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from icpc_assistant.types import LANGUAGES, Language

COOKIE = "lang"
PARAMETER = "lang"
CHAT_PATHS = tuple(f"/{language}" for language in LANGUAGES)
_CHOSEN = re.compile(rf"(?:^|;)\s*{COOKIE}=\"?({'|'.join(LANGUAGES)})\"?\s*(?:;|$)")
_YEAR = 365 * 24 * 60 * 60  # seconds
# What programs and pages ask for; a parameter that is no choice of language stays as it is.
_NO_PAGES = re.compile(r"/(?:api|gradio_api|look)/.*|/healthz|/metrics|/embed\.js")
_RANGE = re.compile(r"\s*([a-z]{2,3}|\*)(?:-[\w-]+)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")


def language_of(scope: Scope) -> Language:
    """Return the language of a request: its cookie's, else the best of its Accept-Language."""
    headers = Headers(scope=scope)
    # The first: below a path, a cookie of that name of the site's own comes after ours.
    chosen = _CHOSEN.search(headers.get("cookie", ""))
    return _known(chosen[1] if chosen else "") or accepted(headers.get("accept-language", ""))


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
    """Middleware: leads ``/`` to the chat page of the visitor's language, and keeps a choice."""

    def __init__(self, app: ASGIApp, *, root: str = "") -> None:
        """``root`` is the path that the pages are served below: the choice is theirs alone."""
        self._app = app
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer ``/`` and ``?lang=`` with a redirection; let all else through."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            reply = _redirection(scope, self._root)
            if reply is not None:
                await reply(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _redirection(scope: Scope, root: str) -> RedirectResponse | None:
    path: str = scope["path"]
    if _NO_PAGES.fullmatch(path):
        return None
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    chosen = next((_known(value) for name, value in pairs if name == PARAMETER), None)
    if chosen is None and path != "/":
        return None
    rest = urlencode([pair for pair in pairs if pair[0] != PARAMETER])
    # chat.js puts "/" back into the address bar: a link opens in its reader's language.
    chat = path == "/" or path in CHAT_PATHS
    # One leading slash only: two would name another host.
    page = f"/{chosen or language_of(scope)}" if chat else "/" + quote(path.lstrip("/"))
    headers = {"vary": "Accept-Language, Cookie", "cache-control": "no-store"}
    reply = RedirectResponse(f"{page}?{rest}" if rest else page, 303, headers)
    if chosen:
        reply.set_cookie(COOKIE, chosen, max_age=_YEAR, path=f"{root}/", samesite="lax")
    return reply


def switch_links(query: list[tuple[str, str]]) -> list[tuple[Language, str]]:
    """Return, for each language, the address that turns the page with this query into it."""
    rest = [pair for pair in query if pair[0] != PARAMETER]
    return [(code, "?" + urlencode([*rest, (PARAMETER, code)])) for code in LANGUAGES]
