"""One chat completion from a configured endpoint: bounded in time and size, never trusted.

The endpoint is spoken to through LlamaIndex's own integrations. It may hang, drip, send pages
of HTML or never end; the caller still has its text or an ``LLMError`` within the time set.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
import time
from collections.abc import Iterator
from typing import Any, Protocol

from icpc_assistant.config import Settings
from icpc_assistant.errors import LLMError, LLMFailure

MAX_BYTES = 4 * 2**20  # of one reply on the wire; a streamed token costs some 250 bytes
MAX_CHARACTERS = 32_000  # of the text in it
KNOCK = 2.0  # seconds in which an endpoint that is only looked for must answer
CALLS = 16  # at once in one process; a call beyond waits its turn, within its own time
OLLAMA_URL = "http://127.0.0.1:11434"
CONTEXT_WINDOW = 8192  # tokens asked of Ollama; constant, since a new value reloads its model

_log = logging.getLogger(__name__)
_slots = threading.BoundedSemaphore(CALLS)


class _Closable(Protocol):
    def close(self) -> None: ...


class _TooMuchError(Exception):
    """The reply passed a bound; ``args[0]`` says which: ``time`` or ``size``."""


def complete(settings: Settings, system: str, user: str) -> str:
    """Return the text of the model's reply to a system and a user message.

    Returns within ``settings.llm_timeout`` seconds whatever the endpoint does: the call runs in
    a daemon thread that is left behind when its time is up, and that ends by itself soon after.

    Raises:
        LLMError: the endpoint is not configured, not reachable, slow, refuses, or talks rubbish.
    """
    deadline = time.monotonic() + settings.llm_timeout
    _check(settings)
    if not _slots.acquire(timeout=settings.llm_timeout):
        raise _slow(settings)
    call = _Call(settings, deadline, [("system", system), ("user", user)])
    threading.Thread(target=call.run, name="llm-call", daemon=True).start()
    try:
        outcome = call.outcome.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty:
        call.abandon()
        raise _slow(settings) from None
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _check(settings: Settings) -> None:
    if settings.llm == "none":
        raise LLMError("No LLM is configured; set ICPC_LLM to openai or ollama.")
    if not settings.llm_model:
        raise LLMError("No LLM model is named; set ICPC_LLM_MODEL to one that the endpoint serves.")
    if settings.llm == "openai" and not settings.llm_url:
        raise LLMError(
            "No LLM endpoint is named; set ICPC_LLM_URL, for example http://127.0.0.1:8000/v1."
        )
    if settings.llm_url and not settings.llm_url.startswith(("http://", "https://")):
        raise LLMError("The LLM endpoint is no web address; start ICPC_LLM_URL with http(s)://.")


def knock(settings: Settings) -> int:
    """Return the HTTP status that the endpoint gives to a request for its list of models.

    No question is sent. Returns within ``KNOCK`` seconds, or ``settings.llm_timeout`` if that is
    less, whatever the endpoint does.

    Raises:
        LLMError: the endpoint is not configured, not reachable, or slow.
    """
    import httpx

    _check(settings)
    wait = min(KNOCK, settings.llm_timeout)
    url = address(settings) + ("/models" if settings.llm == "openai" else "/api/tags")
    headers = {"Authorization": f"Bearer {settings.llm_key.get_secret_value() or 'none'}"}
    outcome: queue.Queue[int | Exception] = queue.Queue()

    def ask() -> None:
        try:
            with (
                httpx.Client(timeout=wait, headers=headers) as http,
                http.stream("GET", url) as reply,
            ):
                outcome.put(reply.status_code)
        except Exception as error:  # see _Call
            outcome.put(error)

    # A name that is looked up for ever, or a header that drips, passes every timeout of httpx.
    threading.Thread(target=ask, name="llm-knock", daemon=True).start()
    try:
        found = outcome.get(timeout=wait)
    except queue.Empty:
        found = httpx.ReadTimeout("")
    if isinstance(found, httpx.TimeoutException):
        raise LLMError(
            f"The LLM endpoint does not answer within {wait:g} seconds; start it, or correct "
            "ICPC_LLM_URL.",
            "away",
        )
    if isinstance(found, Exception):
        raise _named(found, settings)
    return found


def address(settings: Settings) -> str:
    """Return the base URL of the endpoint, Ollama's own where none is named; no slash ends it."""
    return (settings.llm_url or OLLAMA_URL).rstrip("/")


class _Call:
    """One call in its own thread; ``outcome`` gets the text or the exception, once."""

    def __init__(
        self, settings: Settings, deadline: float, messages: list[tuple[str, str]]
    ) -> None:
        self.settings = settings
        self.deadline = deadline
        self.messages = messages
        self.outcome: queue.Queue[str | Exception] = queue.Queue()
        self.http: _Closable | None = None

    def run(self) -> None:
        try:
            self.outcome.put(self._text())
        except Exception as error:
            self.outcome.put(error)
        finally:
            _slots.release()

    def abandon(self) -> None:
        """Close the connection under a thread that nobody waits for any more."""
        if self.http is not None:
            self.http.close()

    def _text(self) -> str:
        build = _integration(self.settings)
        llm, self.http = build(self.settings, _bounds(self.settings, self.deadline))
        try:
            # Loading the integration takes seconds the first time: nobody may wait any more.
            if time.monotonic() > self.deadline:
                raise _TooMuchError("time")
            return "".join(self._deltas(llm))
        except Exception as error:
            # The client libraries parse what an untrusted endpoint sent, so anything at all may
            # be raised here; whatever it is, this endpoint has given no answer.
            _log.info("LLM call failed: %s", type(error).__name__)
            raise _named(error, self.settings) from None
        finally:
            self.http.close()

    def _deltas(self, llm: Any) -> Iterator[str]:
        from llama_index.core.base.llms.types import ChatMessage

        received = 0
        messages = [ChatMessage(role=role, content=text) for role, text in self.messages]
        for part in llm.stream_chat(messages):
            if time.monotonic() > self.deadline:
                raise _TooMuchError("time")
            delta = part.delta or ""
            received += len(delta)
            if received > MAX_CHARACTERS:
                raise _TooMuchError("size")
            yield delta


def _integration(settings: Settings) -> Any:
    """Return what builds the LlamaIndex LLM; its package is an extra, so it may be absent."""
    build, package = (
        (_openai_like, "llama_index.llms.openai_like")
        if settings.llm == "openai"
        else (_ollama, "llama_index.llms.ollama")
    )
    try:
        __import__(package)
    except ModuleNotFoundError as error:
        # A module missing inside an installed integration is another fault, with another cure.
        if error.name is None or not f"{package}.".startswith(f"{error.name}."):
            raise
        raise LLMError(
            f"The LLM setting {settings.llm!r} needs a package that is not installed; run "
            f"pip install 'icpc-assistant[{settings.llm}]'."
        ) from None
    return build


def _openai_like(settings: Settings, bounds: dict[str, Any]) -> tuple[Any, _Closable]:
    import httpx
    from llama_index.llms.openai_like import OpenAILike

    http = httpx.Client(**bounds)
    llm = OpenAILike(
        model=settings.llm_model,
        api_base=settings.llm_url,
        # Without a key of ours the client would send OPENAI_API_KEY to whatever URL is set.
        api_key=settings.llm_key.get_secret_value() or "none",
        is_chat_model=True,
        is_function_calling_model=False,
        temperature=0.0,
        max_retries=0,
        timeout=settings.llm_timeout,
        http_client=http,
    )
    return llm, http


def _ollama(settings: Settings, bounds: dict[str, Any]) -> tuple[Any, _Closable]:
    from llama_index.llms.ollama import Ollama
    from ollama import Client

    url = settings.llm_url or OLLAMA_URL
    # As above: the client would otherwise send OLLAMA_API_KEY.
    bounds["headers"]["Authorization"] = f"Bearer {settings.llm_key.get_secret_value() or 'none'}"
    client = Client(host=url, **bounds)
    llm = Ollama(
        model=settings.llm_model,
        base_url=url,
        temperature=0.0,
        context_window=CONTEXT_WINDOW,
        request_timeout=settings.llm_timeout,
        json_mode=True,
        thinking=False,  # a person waits; a model that cannot think ignores it
        client=client,
    )
    return llm, client


def _bounds(settings: Settings, deadline: float) -> dict[str, Any]:
    """Return the options of an httpx client that stops a reply at its time or size.

    The bound stands below the client libraries, on the bytes themselves: a keep-alive comment or
    an endless line is seen here although no library ever hands it on.
    """
    import httpx

    class Bounded(httpx.SyncByteStream):
        def __init__(self, stream: httpx.SyncByteStream) -> None:
            self.stream = stream

        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for part in self.stream:
                size += len(part)
                if size > MAX_BYTES:
                    raise _TooMuchError("size")
                if time.monotonic() > deadline:
                    raise _TooMuchError("time")
                yield part

        def close(self) -> None:
            self.stream.close()

    def bound(response: httpx.Response) -> None:
        # Compressed bytes would pass the bound and then unfold beyond it.
        if response.headers.get("content-encoding", "identity") != "identity":
            raise _TooMuchError("size")
        assert isinstance(response.stream, httpx.SyncByteStream)
        response.stream = Bounded(response.stream)

    return {
        "timeout": httpx.Timeout(settings.llm_timeout, connect=min(5.0, settings.llm_timeout)),
        "headers": {"Accept-Encoding": "identity"},
        "event_hooks": {"response": [bound]},
        "follow_redirects": False,
    }


def _slow(settings: Settings) -> LLMError:
    return LLMError(
        f"The LLM did not finish within {settings.llm_timeout:g} seconds; raise ICPC_LLM_TIMEOUT "
        "or choose a faster model.",
        "slow",
    )


def _named(error: Exception, settings: Settings) -> LLMError:
    """Say in one sentence what went wrong; never what the endpoint wrote, nor the key or URL."""
    import httpx

    causes = list(_chain(error))
    status = next((s for e in causes if (s := getattr(e, "status_code", None)) is not None), None)
    if any(isinstance(e, httpx.TimeoutException) for e in causes) or any(
        isinstance(e, _TooMuchError) and e.args == ("time",) for e in causes
    ):
        return _slow(settings)
    if any(isinstance(e, _TooMuchError) for e in causes):
        return LLMError("The LLM wrote without end; choose another ICPC_LLM_MODEL.", "rubbish")
    if isinstance(status, int) and status >= 300:
        why: LLMFailure = "failed" if status >= 500 else "refused"
        return LLMError(f"The LLM endpoint {refusal(status)}", why)
    if any(isinstance(e, (httpx.ConnectError, ConnectionError)) for e in causes):
        return LLMError(
            "The LLM endpoint cannot be reached; start it, or correct ICPC_LLM_URL.", "away"
        )
    if any(isinstance(e, httpx.TransportError) for e in causes):
        return LLMError(
            "The LLM endpoint broke off its reply; look at its log and ask again.", "failed"
        )
    return LLMError(
        "The LLM endpoint sent what is no chat reply; check that ICPC_LLM_URL names an "
        f"{'Ollama' if settings.llm == 'ollama' else 'OpenAI-compatible'} endpoint.",
        "rubbish",
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(8):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def refusal(status: int) -> str:
    """Say in words that follow the endpoint's name what a status of 300 or more means."""
    if status in {401, 403}:
        return f"refused the key (HTTP {status}); correct ICPC_LLM_KEY."
    if status == 404:
        return "knows no such model or path (HTTP 404); correct ICPC_LLM_MODEL or ICPC_LLM_URL."
    if status == 429:
        return "is over its limit (HTTP 429); wait a while or raise its quota."
    if status >= 500:
        return f"failed (HTTP {status}); look at its log and ask again."
    return f"refused the request (HTTP {status}); check ICPC_LLM_MODEL and ICPC_LLM_URL."


def json_objects(text: str, most: int) -> Iterator[dict[str, Any]]:
    """Yield every JSON object in a reply, whatever stands around it, from ``most`` places tried."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    for _ in range(most):
        if at < 0:
            return
        try:
            found, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):  # no JSON here, or too deep, or a giant number
            at = text.find("{", at + 1)
            continue
        yield found
        at = text.find("{", end)
