"""A real HTTP server on loopback that speaks two LLM protocols and misbehaves on request.

``/v1/chat/completions`` is OpenAI's (server-sent events, or one JSON object without ``stream``);
``/api/chat`` is Ollama's (JSON lines, or one object). What it says is a function of the prompt it
was sent; how it says it is one of ``MANNERS``. ``/v1/models`` and ``/api/tags`` list its models.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

Manner = Literal[
    "good", "hang", "drip", "keepalive", "header-drip", "html", "broken", "truncated", "cut-short",
    "empty", "endless", "endless-line", "gzip", "redirect",
]  # fmt: skip
STEP = 0.1  # seconds between two pieces of a slow reply


@dataclass
class LlmServer:
    """Serve while the ``with`` block runs; ``says`` makes the reply of the user's message.

    ``status`` other than 200 is answered with that status and an OpenAI-like error object.
    ``requests`` keeps every request: path, headers (names in lower case), JSON body (of a GET,
    ``None``).
    """

    says: Callable[[str], str] = lambda prompt: "{}"
    manner: Manner = "good"
    status: int = 200
    requests: list[dict[str, Any]] = field(default_factory=list)

    def __enter__(self) -> LlmServer:
        self.closing = threading.Event()
        handler = type("Handler", (_Handler,), {"script": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.socket.close()
        self._thread.join(5)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: LlmServer

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""

    def do_GET(self) -> None:
        script = self.script
        self._keep(None)
        if self.path not in {"/v1/models", "/api/tags"}:
            self._whole(404, "application/json", b'{"error": "not found"}')
        elif script.manner == "hang":
            script.closing.wait(30)
        elif script.manner == "header-drip":
            try:
                self._drip_headers()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
        else:
            self._whole(script.status, "application/json", b'{"data": [], "models": []}')

    def _keep(self, body: dict[str, Any] | None) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.script.requests.append({"path": self.path, "headers": headers, "body": body})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        script = self.script
        self._keep(body)
        if self.path not in {"/v1/chat/completions", "/api/chat"}:
            self._whole(404, "application/json", b'{"error": "not found"}')
        elif script.status != 200:
            error = {"error": {"message": "Incorrect key: sk-secret <b>boo</b>", "type": "x"}}
            self._whole(script.status, "application/json", json.dumps(error).encode())
        else:
            try:
                self._answer(body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

    def _answer(self, body: dict[str, Any]) -> None:
        text = self.script.says(body["messages"][-1]["content"])
        match self.script.manner:
            case "hang":
                self.script.closing.wait(30)
            case "html":
                self._whole(200, "text/html", b"<!doctype html><h1>Welcome</h1>{}")
            case "redirect":
                self._whole(307, "text/plain", b"", Location="http://127.0.0.1:9/v1")
            case "gzip":
                bomb = gzip.compress(b" " * 50_000_000)
                self._whole(200, "text/event-stream", bomb, **{"Content-Encoding": "gzip"})
            case "header-drip":
                self._drip_headers()
            case _ if not body.get("stream"):
                self._whole(200, "application/json", self._one_object(text))
            case _:
                self._stream(text)

    def _whole(self, status: int, kind: str, payload: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)

    def _drip_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.script.closing.wait(STEP):
            self.wfile.write(b"z")
            self.wfile.flush()

    def _one_object(self, text: str) -> bytes:
        message = {"role": "assistant", "content": text}
        if self.path == "/api/chat":
            return json.dumps({"model": "m", "message": message, "done": True}).encode()
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        whole = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
        return json.dumps({**whole, "choices": [choice]}).encode()

    def _stream(self, text: str) -> None:
        self.send_response(200)
        openai = self.path != "/api/chat"
        self.send_header("Content-Type", "text/event-stream" if openai else "application/x-ndjson")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in self._pieces(text):
            data = piece if isinstance(piece, bytes) else self._event(piece)
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()
        if self.script.manner == "truncated":
            self.close_connection = True  # no last chunk: the connection just ends
            return
        last = b"data: [DONE]\n\n" if openai else self._event("", done=True)
        self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(last), last))

    def _pieces(self, text: str) -> Iterator[str | bytes]:
        """What is streamed: text to be wrapped as the protocol wants, or bytes as they are."""
        manner, closing = self.script.manner, self.script.closing
        if manner == "good":
            yield from (text[i : i + 20] for i in range(0, len(text), 20))
        elif manner in {"truncated", "cut-short"}:
            yield text[: len(text) // 2]
        elif manner == "broken":
            yield b'data: {"choices": [{"delta": {"content": \n\n'
        elif manner == "drip":
            while not closing.wait(STEP):
                yield "x"
        elif manner == "keepalive":
            while not closing.wait(STEP):
                yield b": still here\n\n" if self.path != "/api/chat" else b" "
        elif manner == "endless":
            while not closing.is_set():
                yield "word " * 50
        elif manner == "endless-line":
            while not closing.is_set():
                yield b"z" * 65536

    def _event(self, text: str, done: bool = False) -> bytes:
        message = {"role": "assistant", "content": text}
        if self.path == "/api/chat":
            return json.dumps({"model": "m", "message": message, "done": done}).encode() + b"\n"
        choice = {"index": 0, "delta": message, "finish_reason": None}
        event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        return b"data: " + json.dumps({**event, "choices": [choice]}).encode() + b"\n\n"
