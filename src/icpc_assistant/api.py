"""The chat's server: the API, the bulletins' pages, and the Gradio page mounted beneath them.

Our routes come first; of Gradio's own, only those that the page needs are let through
(``_GRADIO``): its file, proxy, upload and developer routes answer 404 like any unknown address.
"""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, StrictStr
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from icpc_assistant._version import __version__
from icpc_assistant.chat import build_chat, theme
from icpc_assistant.chat.language import LanguageChoice, language_of
from icpc_assistant.chat.pages import View, missing_page
from icpc_assistant.config import Settings
from icpc_assistant.directory_routes import add_directory_routes
from icpc_assistant.errors import AssistantError, QuestionError
from icpc_assistant.pages_routes import PATHS, add_page_routes
from icpc_assistant.types import Exchange

if TYPE_CHECKING:
    from icpc_assistant.assistant import Assistant

_LOG = logging.getLogger(__name__)

MAX_BODY = 64 * 1024  # bytes of a request
_SHAPE = '{"question": "…", "history": [{"question": "…", "answer": "…"}]}'

_OURS = re.compile(rf"/(?:api/(?:ask|events|entities)|healthz|look/[\w.-]+)|{PATHS}")
# What Gradio's page asks for while it is used; nothing else of Gradio is served.
_GRADIO = re.compile(
    r"/(?:en|fr|es)?|/config/?|/theme\.css|/favicon\.ico|/manifest\.json|/robots\.txt|/(?:assets|static)/[\w./@-]+"
    r"|/gradio_api/(?:theme\.css|startup-events|info/?|queue/(?:join|data)|reset/?|cancel"
    r"|heartbeat/\w+)"
)

# Gradio's page needs inline scripts and styles, and makes its HTML templates with `Function`; no
# other host is ever let in.
_PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-src 'none'; frame-ancestors 'self'"
)
_PLAIN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
}


class _Turn(BaseModel):
    question: StrictStr
    answer: StrictStr = ""


class _Asked(BaseModel):
    question: StrictStr
    history: list[_Turn] = []


def create_app(assistant: Assistant, settings: Settings) -> FastAPI:
    """Return the whole web application around an opened assistant."""
    app = FastAPI(title="ICPC Assistant", version=__version__, docs_url=None, redoc_url=None,
                  openapi_url=None)  # fmt: skip
    _add_routes(app, assistant)
    add_directory_routes(app, assistant.catalogue, assistant.passages)
    add_page_routes(app, assistant)
    app.add_exception_handler(RequestValidationError, _unusable)
    app.add_exception_handler(Exception, _unforeseen)
    app.mount("/look", StaticFiles(directory=str(files("icpc_assistant") / "assets" / "look")))
    import gradio as gr

    head = '<link rel="icon" href="/look/icon.svg" type="image/svg+xml">' + "".join(
        f'<link rel="stylesheet" href="/look/{name}.css">'
        for name in ("tokens", "masthead", "bulletin", "chat")
    )
    gr.mount_gradio_app(
        app,
        build_chat(assistant, settings),
        path="/",
        theme=theme(),
        head=head + '<script src="/look/chat.js" defer></script>',
        footer_links=[],
        show_error=False,
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size=1,
        allowed_paths=[],
        pwa=False,
    )
    app.add_middleware(LanguageChoice)
    app.add_middleware(_Guard)
    return app


def _add_routes(app: FastAPI, assistant: Assistant) -> None:
    @app.post("/api/ask")
    async def ask(asked: _Asked) -> JSONResponse:
        history = [Exchange(turn.question, turn.answer) for turn in asked.history]
        try:
            answer = await run_in_threadpool(assistant.ask, asked.question, history)
        except QuestionError as error:
            return JSONResponse({"detail": str(error)}, 422)
        return JSONResponse(answer.to_dict())

    @app.get("/healthz")
    async def healthz() -> dict[str, Any]:
        return {
            "status": "ok",
            "version": __version__,
            "index": assistant.version,
            "bulletins": len(assistant.bulletins),
        }


async def _unusable(request: Request, error: Exception) -> JSONResponse:
    """Answer 422 with one sentence; what was sent is not repeated."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        what = "The body is not JSON"
    else:
        where = ".".join(str(part) for part in first["loc"][1:] if isinstance(part, str | int))
        what = f"{where or 'The body'}: {str(first['msg']).lower()}"
    remedy = f"send {_SHAPE}" if request.method == "POST" else "correct it or leave it out"
    return JSONResponse({"detail": f"{what[:200]}; {remedy}."}, 422)


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    _LOG.error("A request failed.", exc_info=error)
    return JSONResponse(
        {"detail": "Something went wrong on the server; ask again, or look at its log."}, 500
    )


class _Guard:
    """Middleware: known addresses only, bounded bodies, security headers on everything."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            # No web socket is used; `lifespan` has to pass.
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        path = scope["path"]
        ours = bool(_OURS.fullmatch(path))
        send = _with_headers(send, _PLAIN_POLICY if ours else _PAGE_POLICY)
        if not ours and not _GRADIO.fullmatch(path):
            page = HTMLResponse(missing_page(View(language_of(scope)), "page"), 404)
            await page(scope, receive, send)
            return
        # Gradio would build its links from whatever host a visitor names here.
        dropped = (b"x-forwarded-host", b"x-forwarded-proto")
        scope["headers"] = [h for h in scope["headers"] if h[0].lower() not in dropped]
        if scope["method"] in ("POST", "PUT", "PATCH", "DELETE"):
            body = await _body(scope, receive)
            if body is None:
                detail = f"The request is over {MAX_BODY // 1024} KiB; send a shorter question."
                await JSONResponse({"detail": detail}, 413)(scope, receive, send)
                return
            receive = _replayed(body, receive)
        await self._app(scope, receive, send)


def _with_headers(send: Send, policy: str) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers["content-security-policy"] = policy
        await send(message)

    return sent


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """Read a request's body; ``None`` as soon as it is over the limit, declared or not."""
    declared = Headers(scope=scope).get("content-length", "0")
    if declared.isdigit() and int(declared) > MAX_BODY:
        return None
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":  # the client has gone
            return body
        body += bytes(message.get("body", b""))
        if len(body) > MAX_BODY:
            return None
        if not message.get("more_body", False):
            return body


def _replayed(body: bytes, receive: Receive) -> Receive:
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed


def serve(
    settings: Settings, opened: Callable[[], Assistant], *, open_browser: bool = False
) -> None:
    """Serve the chat and the API until interrupted; says "Ready" when the first question may come.

    ``opened`` builds the assistant; it is called once the address is known to be free.

    Raises:
        AssistantError: the address cannot be listened on.
    """
    import uvicorn

    with _listening(settings) as listener:
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else {"0.0.0.0": "127.0.0.1"}.get(host, host)
        address = f"http://{shown}:{port}"
        assistant = opened()
        assistant.warm_up()
        app = create_app(assistant, settings)

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                if self.started:
                    print(f"Ready: {address}", flush=True)
                    if open_browser:
                        import webbrowser

                        webbrowser.open(address)

        config = uvicorn.Config(
            app, log_level="warning", server_header=False, ws="none", timeout_graceful_shutdown=3
        )
        Server(config).run(sockets=[listener])


def _listening(settings: Settings) -> socket.socket:
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
            listener.listen(128)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise AssistantError(
            f"The chat cannot listen on {settings.host}:{settings.port} "
            f"({error.strerror or error}); choose another with --port or --host."
        ) from None
    return listener
