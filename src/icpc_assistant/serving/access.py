"""API keys and signing in, both off unless their files are set.

With a keys file, /api wants ``Authorization: Bearer KEY``; with a users file, everything wants a
session, and /api takes a key or a session. A key only reads: it leaves no feedback.
"""

from __future__ import annotations

import re
import secrets
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from icpc_assistant.chat.labels import label
from icpc_assistant.chat.language import language_of
from icpc_assistant.chat.pages import View, plain_page
from icpc_assistant.chat.viewing import page_reply
from icpc_assistant.errors import AssistantError
from icpc_assistant.serving.credentials import ApiKeys, Users
from icpc_assistant.serving.replies import refusal

if TYPE_CHECKING:
    from icpc_assistant.config import Settings

_COOKIE = "icpc_session"
_LASTS = 12 * 60 * 60  # seconds
# What anybody may see: what tells that the server lives, and what the sign-in page is made of.
_OPEN = re.compile(
    r"/healthz|/api/(?:health|version)|/login|/logout|/privacy|/embed\.js|/look/[\w.-]+"
    r"|/favicon\.ico|/robots\.txt"
)
_PROGRAMS = re.compile(r"/api(?:/.*)?|/metrics")
_WRITES = "/api/feedback"


class Door:
    """The two files, opened, and the sessions signed."""

    def __init__(self, settings: Settings) -> None:
        """Open what the settings name.

        Raises:
            AssistantError: a file cannot be read.
        """
        self.keys = ApiKeys(settings.api_keys_file) if settings.api_keys_file else None
        self.users = Users(settings.users_file) if settings.users_file else None
        self.secure = settings.secure_cookies
        self.root = settings.root_path
        secret = settings.session_secret.get_secret_value() or secrets.token_hex(32)
        self._signer = URLSafeTimedSerializer(secret, salt="icpc-assistant session")

    def session(self, name: str) -> str:
        """Return the signed session of a user who has shown the password."""
        assert self.users is not None
        return str(self._signer.dumps([name, self.users.proof(name)]))

    def signed_in(self, headers: Headers) -> bool:
        """Whether the request carries a session of somebody who is still a user."""
        held = cookie_parser(headers.get("cookie", "")).get(_COOKIE, "")
        if self.users is None or not held:
            return False
        try:
            name, proof = self._signer.loads(held, max_age=_LASTS)
        except (BadSignature, ValueError, TypeError):
            return False
        return isinstance(name, str) and proof == self.users.proof(name) and proof is not None

    def has_key(self, headers: Headers) -> bool:
        """Whether the request carries one of the keys."""
        scheme, _, key = headers.get("authorization", "").partition(" ")
        if self.keys is None or scheme.lower() != "bearer":
            return False
        return self.keys.holder(key.strip()) is not None


class Access:
    """Middleware: whoever may not come in gets 401, or the sign-in page."""

    def __init__(self, app: ASGIApp, *, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        reply = self._refused(scope) if scope["type"] == "http" else None
        await (reply or self._app)(scope, receive, send)

    def _refused(self, scope: Scope) -> Response | None:
        door, path = self._door, scope["path"]
        if door.keys is None and door.users is None:
            return None
        headers = Headers(scope=scope)
        anybody = _OPEN.fullmatch(path)
        try:
            scope["signed_in"] = door.signed_in(headers)
            if anybody or scope["signed_in"]:
                return None
            if not _PROGRAMS.fullmatch(path):
                return None if door.users is None else self._sign_in(scope, headers)
            if not door.has_key(headers):
                how = "send `Authorization: Bearer KEY` with a key that this server's operator gave"
                if door.users is not None:
                    how += ", or sign in at /login"
                return refusal(401, f"This server wants an API key; {how}.")
        except AssistantError as error:  # the file has gone or is damaged
            return None if anybody else refusal(503, str(error))
        if path == _WRITES:
            return refusal(403, "An API key only reads; leave feedback in the chat.")
        return None

    def _sign_in(self, scope: Scope, headers: Headers) -> Response:
        if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
            here = quote(scope["path"], safe="/") + (
                f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
            )
            return RedirectResponse(f"{self._door.root}/login?next={quote(here, safe='/')}", 303)
        return refusal(401, "Your session has ended; sign in again at /login.")


def add_sign_in(app: FastAPI, door: Door) -> None:
    """Add /login and /logout; without a users file they are not there."""
    users = door.users
    if users is None:
        return

    @app.get("/login", include_in_schema=False)
    async def login_page(request: Request, next: str = "/") -> HTMLResponse:
        return _page(request, _own(next))

    @app.post("/login", include_in_schema=False)
    async def login(request: Request) -> Response:
        if not _same_site(request.headers):
            return refusal(403, "This form was sent from another site; sign in at /login.")
        sent = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=10)
        name, password, onward = (
            (sent.get(field) or [""])[0] for field in ("name", "password", "next")
        )
        if not await run_in_threadpool(users.knows, name, password):
            return _page(request, _own(onward), wrong=True)
        reply = RedirectResponse(door.root + _own(onward), 303)
        reply.set_cookie(
            _COOKIE, door.session(name), max_age=_LASTS, path=door.root or "/", httponly=True,
            samesite="lax", secure=door.secure,
        )  # fmt: skip
        return reply

    @app.post("/logout", include_in_schema=False)
    async def logout(request: Request) -> Response:
        if not _same_site(request.headers):
            return refusal(403, "This form was sent from another site; sign out here.")
        reply = RedirectResponse(door.root + "/login", 303)
        reply.delete_cookie(_COOKIE, path=door.root or "/")
        return reply


def _same_site(headers: Headers) -> bool:
    """Whether a form came from a page of this server, as browsers tell since 2023."""
    return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _own(address: str) -> str:
    """Return a path on this server, and no other server's address."""
    # The characters of an address as a browser sends it (RFC 3986), but no fragment.
    safe = re.fullmatch(r"/(?!/)[\w.~!$&'()*+,;=:@%/?-]*", address)
    return address if safe and len(address) < 1000 else "/"


def _page(request: Request, onward: str, wrong: bool = False) -> HTMLResponse:
    # Another language keeps the way onward, after a wrong password, too.
    view = View(language_of(request.scope), () if onward == "/" else (("next", onward),))
    alert = f'<p role="alert">{view.label("sign_in_wrong")}</p>' if wrong else ""
    # With no `action` the form goes to its own address, and keeps what is behind the "#" of it.
    form = (
        f'<link rel="stylesheet" href="/look/plain.css">{alert}'
        '<form class="sign-in" method="post">'
        f'<input type="hidden" name="next" value="{escape(onward)}">'
        f'<p><label>{view.label("sign_in_name")}<br><input name="name" autocomplete="username" '
        'required maxlength="64" autofocus></label></p>'
        f'<p><label>{view.label("password")}<br><input name="password" type="password" '
        'autocomplete="current-password" required maxlength="200"></label></p>'
        f'<p><button type="submit">{view.label("sign_in")}</button></p></form>'
    )
    page = plain_page(label("sign_in", view.language), form, view)
    return page_reply(page, view, 401 if wrong else 200)
