"""How much is taken on: requests a minute by client and in all, and questions at one time."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from icpc_assistant.errors import UsageError
from icpc_assistant.serving.clients import Proxies
from icpc_assistant.serving.replies import refusal

_BUSY = "Many questions are being answered right now; ask again in a few seconds."
_UNUSABLE = "The chat cannot use what was sent; open its page again and ask there."
_CHAT_WAIT = 5  # seconds that the chat's queue, when full, asks for
_ROUNDING = 1e-9  # of a token
_MOST_CLIENTS = 20_000  # buckets kept; a full bucket is as good as none
_MOST_WAIT = 60.0  # seconds a client is told to wait at most
_SIGN_INS = 10  # tries a minute from one address

# What costs next to nothing is not counted, so that watching the server never stops it.
_FREE = re.compile(r"/api/(?:health|version|openapi\.json)|/gradio_api/(?:heartbeat/.*|queue/data)")


class Busy(UsageError):  # noqa: N818 - as the others of `errors`
    """Too many questions at once; ``retry_after`` is in seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(_BUSY)
        self.retry_after = retry_after


class Buckets:
    """Token buckets (one a client): each holds a minute's allowance and fills evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._clock = clock
        self._held: dict[str, tuple[float, float]] = {}  # client: tokens, when

    def wait(self, client: str) -> float:
        """Return the seconds until ``client`` has a token; 0 where it has one now."""
        if not self._most:
            return 0.0
        missing = 1 - self._tokens(client)
        return missing * 60 / self._most if missing > _ROUNDING else 0.0

    def take(self, client: str) -> None:
        """Take a token of ``client``'s."""
        if not self._most:
            return
        if client not in self._held and len(self._held) >= _MOST_CLIENTS:
            self._held = {c: h for c, h in self._held.items() if self._tokens(c) < self._most - 1}
            while len(self._held) >= _MOST_CLIENTS:
                del self._held[next(iter(self._held))]
        self._held[client] = (self._tokens(client) - 1, self._clock())

    def _tokens(self, client: str) -> float:
        if client not in self._held:
            return self._most
        tokens, then = self._held[client]
        return min(self._most, tokens + (self._clock() - then) * self._most / 60)


class RateLimit:
    """Middleware: refuses with 429 whoever asks too often, and with 503 when all together do."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        per_client: int,
        total: int,
        proxies: Proxies,
        refused: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._app = app
        self._clients = Buckets(per_client)
        self._total = Buckets(total)
        self._sign_ins = Buckets(_SIGN_INS)
        self._proxies = proxies
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http" or not self._counts(scope):
            await self._app(scope, receive, send)
            return
        client = self._proxies.client(scope)
        buckets = [self._clients]
        if scope["path"] == "/login":
            buckets.append(self._sign_ins)
        if wait := max(bucket.wait(client) for bucket in buckets):
            self._refused("client")
            wait = min(wait, _MOST_WAIT)
            detail = f"Too many requests came from your address; try again in {_seconds(wait)}."
            await refusal(429, detail, retry_after=wait)(scope, receive, send)
            return
        if wait := self._total.wait(""):
            self._refused("total")
            wait = min(wait, _MOST_WAIT)
            detail = f"Too many people are asking at once; try again in {_seconds(wait)}."
            await refusal(503, detail, retry_after=wait)(scope, receive, send)
            return
        for bucket in buckets:
            bucket.take(client)
        self._total.take("")
        await self._app(scope, receive, send)

    def _counts(self, scope: Scope) -> bool:
        if _FREE.fullmatch(scope["path"]):
            return False
        return scope["method"] == "POST" or str(scope["path"]).startswith("/api/")


class ChatQueue:
    """Middleware: says what the chat refuses as the API says it, not in Gradio's words.

    These may repeat what was sent.
    """

    def __init__(self, app: ASGIApp, *, refused: Callable[[str], None] = lambda _: None) -> None:
        self._app = app
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or not scope["path"].startswith("/gradio_api/"):
            await self._app(scope, receive, send)
            return
        status = 0

        async def sent(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            if status < 400:
                await send(message)

        await self._app(scope, receive, sent)
        if status == 503:
            self._refused("queue")
            await refusal(503, _BUSY, retry_after=_CHAT_WAIT)(scope, receive, send)
        elif status >= 400:
            await refusal(status, _UNUSABLE)(scope, receive, send)


def _seconds(wait: float) -> str:
    whole = max(1, int(wait + 0.999))
    return f"{whole} second{'s' if whole > 1 else ''}"


class Gate:
    """Lets ``at_once`` questions in at one time, ``waiting`` wait, and refuses the others.

    Belongs to one event loop, as its semaphore does.
    """

    def __init__(self, at_once: int, waiting: int, patience: float) -> None:
        self.running = self.waiting = 0
        self._free = asyncio.Semaphore(at_once)
        self._at_once = at_once
        self._most_waiting = waiting
        self._patience = patience
        self._usual = 1.0  # seconds an answer takes, as a moving mean

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold one of the places, waiting for it if need be.

        Raises:
            Busy: too many wait already, or the wait was longer than ``patience``.
        """
        began = await self.enter()
        try:
            yield
        finally:
            self.leave(began)

    async def enter(self) -> float:
        """Take a place, and return when; whoever does gives it back with ``leave``.

        Raises:
            Busy: see ``turn``.
        """
        if self._free.locked() and self.waiting >= self._most_waiting:
            raise self._busy()
        self.waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._free.acquire()
        except TimeoutError:
            raise self._busy() from None
        finally:
            self.waiting -= 1
        self.running += 1
        return time.perf_counter()

    def leave(self, began: float) -> None:
        """Give a place back."""
        self.running -= 1
        self._usual += 0.1 * (time.perf_counter() - began - self._usual)
        self._free.release()

    def _busy(self) -> Busy:
        ahead = (self.waiting + self.running) / self._at_once
        return Busy(min(max(1.0, ahead * self._usual), _MOST_WAIT))
