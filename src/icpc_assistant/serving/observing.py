"""What the operator sees: a request's id, its line in the log, and its share of the metrics.

No line holds a query string, a body or an address: what people ask stays theirs, unless
``log_questions`` says otherwise.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from datetime import UTC, datetime
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from icpc_assistant.tracing import request_id

if TYPE_CHECKING:
    from icpc_assistant.serving.clients import Proxies
    from icpc_assistant.serving.metrics import Metrics
    from icpc_assistant.types import Answer

_LOG = logging.getLogger("icpc_assistant.requests")
_GIVEN_ID = re.compile(r"[\w-]{8,64}")


class Observe:
    """Middleware, outermost: names the request, then logs and counts what became of it."""

    def __init__(self, app: ASGIApp, *, proxies: Proxies, metrics: Metrics | None) -> None:
        self._app = app
        self._proxies = proxies
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request and note it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        named = self._named(scope)
        token = request_id.set(named)
        scope["request_id"] = named  # for what answers elsewhere: the chat's queue
        began, status = time.perf_counter(), 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = named
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            self._note(scope, status, time.perf_counter() - began)
            request_id.reset(token)

    def _named(self, scope: Scope) -> str:
        """Return the id that a trusted proxy gave the request, else a new one."""
        given = Headers(scope=scope).get("x-request-id", "")
        peer = (scope.get("client") or ("",))[0]
        if _GIVEN_ID.fullmatch(given) and self._proxies.trusts(peer):
            return given
        return token_hex(8)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "")
        if not route or scope["path"].startswith("/gradio_api"):
            route = "other"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        if self._metrics is not None:
            self._metrics.request(route, method, status, seconds)
        _LOG.info(
            "request", extra={
                "fields": {
                    "method": method, "path": scope["path"][:200], "status": status,
                    "ms": round(seconds * 1000, 1),
                }
            },
        )  # fmt: skip


_METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS"))


def log_answers(told_questions: bool) -> Any:
    """Return what logs each answer given: its status and times, its question only if asked to."""

    def log(answer: Answer) -> None:
        fields: dict[str, Any] = {
            "status": answer.status,
            "language": answer.language,
            "ms": answer.timings_ms.get("total"),
            "cited": len(answer.citations),
        }
        if told_questions:
            fields["question"] = answer.question
        _LOG.info("answer", extra={"fields": fields})

    return log


def set_up_logging(form: str, *, questions: bool) -> None:
    """Write this package's log to standard error: one JSON object a line, or plain warnings.

    ``questions`` writes the lines of answers in the plain form, too: they hold the questions.
    """
    handler = logging.StreamHandler(sys.stderr)
    if form == "json":
        handler.setFormatter(JsonLines())
    else:
        handler.setFormatter(PlainLines())
    # Some libraries set their own loggers to tell what they are debugged by.
    handler.addFilter(lambda record: _ours(record) or record.levelno >= logging.WARNING)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("icpc_assistant").setLevel(logging.INFO)
    if form != "json":
        _LOG.setLevel(logging.INFO if questions else logging.WARNING)
        _LOG.addFilter(lambda record: record.msg != "request")


def _ours(record: logging.LogRecord) -> bool:
    return record.name.split(".")[0] == "icpc_assistant"


class PlainLines(logging.Formatter):
    """A line for people: the request's id in front of it, fields behind it."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s: %(named)s%(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text."""
        fields = getattr(record, "fields", None)
        named = request_id.get()
        record.named = "" if named == "-" else f"[{named}] "
        said = super().format(record)
        return f"{said} {json.dumps(fields, ensure_ascii=False)}" if fields else said


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, event, request id and its own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON in ASCII, so that no text breaks a line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            "request_id": request_id.get(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line)
