"""The chat's server: the API, the bulletins' pages, and the Gradio page mounted beneath them.

Our routes come first; of Gradio's own, only those that the page needs are let through
(``_GRADIO``): its file, proxy, upload and developer routes answer 404 like any unknown address.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.datastructures import Headers
from starlette.routing import Match, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from icpc_assistant._version import __version__
from icpc_assistant.chat import build_chat, theme
from icpc_assistant.chat.language import CHAT_PATHS, LanguageChoice, language_of
from icpc_assistant.chat.pages import View, missing_page
from icpc_assistant.config import Settings
from icpc_assistant.directory_routes import add_directory_routes
from icpc_assistant.errors import AssistantError
from icpc_assistant.live import LiveAssistant
from icpc_assistant.pages_routes import PATHS, add_page_routes
from icpc_assistant.serving.access import Access, Door, add_sign_in
from icpc_assistant.serving.api_routes import FAILED, add_api_routes
from icpc_assistant.serving.clients import Proxies
from icpc_assistant.serving.embedding import EmbedCors, add_widget
from icpc_assistant.serving.limits import ChatQueue, Gate, RateLimit
from icpc_assistant.serving.observing import Observe, log_answers, set_up_logging
from icpc_assistant.serving.policy import OwnScripts, security_headers, with_headers
from icpc_assistant.serving.privacy import add_privacy, add_robots
from icpc_assistant.serving.reference import add_reference
from icpc_assistant.serving.replies import refusal
from icpc_assistant.serving.sessions import Cut, Ending, Sessions
from icpc_assistant.serving.subpath import SubPath

if TYPE_CHECKING:
    from icpc_assistant.assistant import Assistant
    from icpc_assistant.serving.metrics import Metrics

_LOG = logging.getLogger(__name__)

MAX_BODY = 64 * 1024  # bytes of a request
_MAX_JUDGED = 256 * 1024  # of one that sends an answer back
_BODY_SECONDS = 30  # in which a body has to arrive
_SHAPE = '{"question": "…", "history": [{"question": "…", "answer": "…"}]}'

_OURS = re.compile(
    r"/(?:api(?:/.*)?|healthz|metrics|embed\.js|privacy|robots\.txt|login|logout|look/[\w.-]+)|"
    + PATHS
)
# What Gradio's page asks for while it is used; nothing else of Gradio is served.
_GRADIO = re.compile(
    r"/(?:en|fr|es)?|/config/?|/theme\.css|/favicon\.ico|/manifest\.json|/(?:assets|static)/[\w./@-]+"
    r"|/gradio_api/(?:theme\.css|startup-events|info/?|queue/(?:join|data)|reset/?|cancel"
    r"|heartbeat/\w+)"
)


def create_app(assistant: Assistant | LiveAssistant, settings: Settings) -> FastAPI:
    """Return the whole web application around an opened assistant.

    Raises:
        AssistantError: a file of keys or users that the settings name cannot be read.
    """
    live = assistant if isinstance(assistant, LiveAssistant) else LiveAssistant(assistant)
    app = FastAPI(title="ICPC Assistant", version=__version__, docs_url=None, redoc_url=None,
                  openapi_url=None)  # fmt: skip
    gate = Gate(settings.at_once, settings.waiting, settings.patience)
    metrics = _metrics(app, live, gate) if settings.metrics else None
    live.on_answer.append(log_answers(settings.log_questions))
    door = Door(settings)
    _add_routes(app, live)
    add_api_routes(app, live, settings, gate, metrics)
    add_directory_routes(app, live)
    add_page_routes(app, live)
    add_reference(app, settings.root_path)
    add_privacy(app, settings)
    add_robots(app, settings.root_path)
    add_sign_in(app, door)
    if settings.embed_origins:
        add_widget(app)
    for path in ("/api", "/api/{rest:path}"):
        app.add_route(path, _no_such, methods=[*_METHODS], include_in_schema=False)
    for path in ("/embed.js", "/login", "/logout", "/metrics"):  # where off: not Gradio's either
        app.add_route(path, _no_page, methods=[*_METHODS], include_in_schema=False)
    app.add_exception_handler(RequestValidationError, _unusable)
    app.add_exception_handler(400, _unreadable)
    app.mount("/look", StaticFiles(directory=str(files("icpc_assistant") / "assets" / "look")))
    import gradio as gr

    head = '<link rel="icon" href="/look/icon.svg" type="image/svg+xml">' + "".join(
        f'<link rel="stylesheet" href="/look/{name}.css">'
        for name in ("tokens", "masthead", "bulletin", "chat")
    )
    chat = build_chat(live, settings)
    gr.mount_gradio_app(
        app,
        chat,
        path="/",
        root_path=settings.root_path or None,
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
    app.state.ending = Ending()
    app.add_middleware(Sessions, kept=chat.state_holder, ending=app.state.ending)
    _add_middleware(app, settings, door, metrics)
    return app


def _add_middleware(app: FastAPI, settings: Settings, door: Door, metrics: Metrics | None) -> None:
    """Add what every request passes through, the innermost first."""
    proxies = Proxies(settings.trusted_proxies)
    refused: Callable[[str], None] = metrics.refused if metrics else lambda _: None
    app.add_middleware(LanguageChoice, root=settings.root_path)
    app.add_middleware(ChatQueue, refused=refused)
    app.add_middleware(Access, door=door)
    app.add_middleware(
        RateLimit,
        per_client=settings.rate,
        total=settings.rate_total,
        proxies=proxies,
        refused=refused,
    )
    if settings.embed_origins:
        app.add_middleware(EmbedCors, origins=settings.embed_origins)
    app.add_middleware(_Guard, proxies=proxies, framed_by=settings.frame_ancestors)
    app.add_middleware(Cut, ending=app.state.ending)
    if settings.root_path:
        app.add_middleware(SubPath, root=settings.root_path)
    app.add_middleware(OwnScripts)
    app.add_middleware(Observe, proxies=proxies, metrics=metrics)


def _metrics(app: FastAPI, live: LiveAssistant, gate: Gate) -> Metrics:
    from icpc_assistant.serving.metrics import CONTENT_TYPE, Metrics

    kept = Metrics(live, gate)

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return Response(kept.text(), headers={"content-type": CONTENT_TYPE})

    return kept


def _add_routes(app: FastAPI, live: LiveAssistant) -> None:
    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> dict[str, Any]:
        return {
            "status": "ok",
            "version": __version__,
            "index": live.version,
            "bulletins": len(live.bulletins),
        }


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


async def _no_such(request: Request) -> JSONResponse:
    """Answer what is no address of /api, or not by this method."""
    routes = [
        r for r in request.app.router.routes if isinstance(r, Route) and r.endpoint != _no_such
    ]
    known = [r for r in routes if r.matches(request.scope)[0] == Match.PARTIAL]
    if not known:
        return refusal(404, "There is no such address; /api lists them all.")
    reply = refusal(405, f"{request.url.path} is not asked this way; /api says how.")
    reply.headers["allow"] = ", ".join(sorted({m for r in known for m in r.methods or ()}))
    return reply


async def _no_page(request: Request) -> HTMLResponse:
    return HTMLResponse(missing_page(View(language_of(request.scope)), "page"), 404)


async def _unusable(request: Request, error: Exception) -> JSONResponse:
    """Answer 422 with one sentence; what was sent is not repeated."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return await _unreadable(request, error)
    where = ".".join(str(part) for part in first["loc"][1:] if isinstance(part, str | int))
    return _told(request, f"{where[:80] or 'The body'}: {str(first['msg']).lower()}")


async def _unreadable(request: Request, _: Exception) -> JSONResponse:
    """Answer 422 to a body that is no JSON, or no text at all."""
    return _told(request, "The body is not JSON")


def _told(request: Request, what: str) -> JSONResponse:
    if request.method == "POST":
        remedy = f"send {_SHAPE}" if "/ask" in request.url.path else "/api says what to send"
    else:
        remedy = "correct it or leave it out"
    return refusal(422, f"{what[:200]}; {remedy}.")


class _Guard:
    """Middleware: known addresses only, bounded bodies, security headers on everything."""

    def __init__(self, app: ASGIApp, *, proxies: Proxies, framed_by: Sequence[str]) -> None:
        self._app = app
        self._proxies = proxies
        self._page, self._plain = security_headers(framed_by)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            # No web socket is used; `lifespan` has to pass.
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        path = scope["path"]
        ours = bool(_OURS.fullmatch(path))
        send = with_headers(send, self._plain if ours else self._page)
        if not ours and not _GRADIO.fullmatch(path):
            page = HTMLResponse(missing_page(View(language_of(scope)), "page"), 404)
            await page(scope, receive, send)
            return
        scope["scheme"] = self._proxies.scheme(scope)
        # Gradio would build its links from whatever host a visitor names here.
        dropped = [b"x-forwarded-host", b"x-forwarded-proto"]
        if path in CHAT_PATHS:  # `OwnScripts` reads it, and packs it itself
            dropped.append(b"accept-encoding")
        scope["headers"] = [h for h in scope["headers"] if h[0].lower() not in dropped]
        if scope["method"] in ("POST", "PUT", "PATCH", "DELETE"):
            most = _MAX_JUDGED if path == "/api/feedback" else MAX_BODY
            body = await _body(scope, receive, most)
            if not isinstance(body, bytes):
                await body(scope, receive, send)
                return
            receive = _replayed(body, receive)
        await _guarded(self._app, scope, receive, send)


async def _guarded(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Run the application; a failure is one sentence to whoever asked, and whole in the log."""
    started = False

    async def sent(message: Message) -> None:
        nonlocal started
        started = True
        await send(message)

    try:
        await app(scope, receive, sent)
    except Exception:
        _LOG.exception("A request failed.")
        if not started:
            await refusal(500, FAILED)(scope, receive, send)


async def _body(scope: Scope, receive: Receive, most: int) -> bytes | JSONResponse:
    """Read a request's body; a refusal as soon as it is over the limit, declared or not."""
    large = f"The request is over {most // 1024} KiB; send a shorter one."
    declared = Headers(scope=scope).get("content-length", "0")
    if declared.isdigit() and int(declared) > most:
        return refusal(413, large)
    body = b""
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    return refusal(400, "The request broke off; send it again.")
                body += bytes(message.get("body", b""))
                if len(body) > most:
                    return refusal(413, large)
                if not message.get("more_body", False):
                    return body
    except TimeoutError:
        return refusal(408, f"The body did not arrive in {_BODY_SECONDS} seconds; send it again.")


def _replayed(body: bytes, receive: Receive) -> Receive:
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed


def serve(
    settings: Settings, opened: Callable[[], LiveAssistant], *, open_browser: bool = False
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
        address = f"http://{shown}:{port}{settings.root_path}"
        set_up_logging(settings.log, questions=settings.log_questions)
        live = opened()
        live.warm_up()
        app = create_app(live, settings)

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                if self.started:
                    print(f"Ready: {address}", flush=True)
                    if open_browser:
                        import webbrowser

                        webbrowser.open(address)

            async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
                app.state.ending.begin()
                await super().shutdown(sockets)

        config = uvicorn.Config(
            app,
            log_level="warning",
            log_config=None,
            server_header=False,
            proxy_headers=False,  # else whoever comes from this machine may name any address
            ws="none",
            timeout_graceful_shutdown=settings.shutdown_seconds,
        )
        live.follow(settings.watch_seconds)
        try:
            Server(config).run(sockets=[listener])
        finally:
            live.stop()


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
