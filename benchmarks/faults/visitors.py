"""What visitors can do to a server that serves others, too; all of them visit one server."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
from report import Outcome
from server import Server, until

from chat_client import Chat

QUESTION = "Who opened the conference in Brussels?"
_QUICK = 0.2  # seconds in which /healthz has to answer, whatever goes on
_LEAVING = 50  # visitors
_KEPT = 0.4  # MiB that a conversation may cost; the chat keeps the 1,000 used last


# --- many at once ---------------------------------------------------------------------------


def two_hundred_at_once(server: Server) -> Outcome:
    """Ask 200 questions at once, and for the server's health meanwhile."""
    with _health_watched(server) as idle:
        time.sleep(2)
    with _health_watched(server) as health:
        replies, seconds = asyncio.run(_ask_at_once(server, 200))
    said = Counter(reply.status_code for reply in replies)
    refused = [reply for reply in replies if reply.status_code == 503]
    told = all(
        int(reply.headers["retry-after"]) >= 1 and reply.json()["detail"].endswith("seconds.")
        for reply in refused
    )
    sentence = refused[0].json()["detail"] if refused else ""
    later = server.ask(QUESTION)["status"] == "answered"
    slow = sum(second > _QUICK for second in health)
    return Outcome(
        "200 questions at once",
        f"{said[200]} answered in {seconds:.1f} s, {said[503]} told “{sentence}” with Retry-After, "
        f"{200 - said[200] - said[503]} others; /healthz meanwhile, asked {len(health)} times: "
        f"p50 {_ms(health, 0.5)}, p95 {_ms(health, 0.95)}, longest {_ms(health, 1)}, {slow} over "
        f"200 ms (idle: p50 {_ms(idle, 0.5)}, p95 {_ms(idle, 0.95)}, longest {_ms(idle, 1)})",
        said[200] + said[503] == 200 and said[200] >= 68 and told and later
        and _at(health, 0.95) < max(_QUICK, 3 * _at(idle, 0.95)),
    )  # fmt: skip


async def _ask_at_once(server: Server, number: int) -> tuple[list[httpx.Response], float]:
    """Ask as many questions at once; return the replies and the seconds until the last."""
    limits = httpx.Limits(max_connections=number)
    async with httpx.AsyncClient(timeout=120, trust_env=False, limits=limits) as client:
        body = {"question": QUESTION, "history": []}
        began = time.monotonic()
        asked = [client.post(f"{server.url}/api/ask", json=body) for _ in range(number)]
        replies = await asyncio.gather(*asked)
        return replies, time.monotonic() - began


# In a process of its own: one that sends 200 questions is busier than the server it would time.
_WATCH = """
import http.client, sys, time
def watch(port):
    while True:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        connection.close()
        print(time.monotonic() - began, flush=True)
        time.sleep(0.02)
watch(int(sys.argv[1]))
"""


@contextmanager
def _health_watched(server: Server) -> Iterator[list[float]]:
    """Ask for the server's health over and over; the seconds of each stand there at the end."""
    found: list[float] = []
    with subprocess.Popen(
        [sys.executable, "-c", _WATCH, str(server.port)], stdout=subprocess.PIPE, text=True
    ) as watcher:
        assert watcher.stdout is not None
        watcher.stdout.readline()  # it has begun
        yield found
        watcher.terminate()
        found += [float(line) for line in watcher.stdout if line.endswith("\n")]


def _at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))] if times else 0.0


def _ms(times: list[float], share: float) -> str:
    return f"{1000 * _at(times, share):.0f} ms"


# --- leaving --------------------------------------------------------------------------------


def leaving_the_stream(server: Server) -> Outcome:
    """Visitors of /api/ask/stream who go after its first event."""

    def visit() -> None:
        body = {"question": QUESTION}
        with (
            server.client() as client,
            client.stream("POST", "/api/ask/stream", json=body) as reply,
        ):
            next(reply.iter_bytes(), None)

    return _left(server, visit, f"{_LEAVING} clients of /api/ask/stream gone after its first event")


def leaving_the_chat(server: Server) -> Outcome:
    """Visitors of the chat who close its page when their question is begun."""

    def visit() -> None:
        with server.client() as client:
            Chat(client).leave(QUESTION)

    return _left(server, visit, f"{_LEAVING} visitors of the chat gone in the middle of an answer")


def _left(server: Server, visit, done: str) -> Outcome:
    for _ in range(4):
        visit()
    _settle(server)
    samples = []
    for _ in range(2):
        threads = [threading.Thread(target=_patiently, args=(visit,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        _settle(server)
        samples.append((server.threads(), server.open_files(), server.rss()))
    (threads_1, files_1, rss_1), (threads_2, files_2, rss_2) = samples
    running = server.metric("icpc_questions_running") + server.metric("icpc_questions_waiting")
    began = time.monotonic()
    answered = server.ask(QUESTION)["status"] == "answered"
    return Outcome(
        done,
        f"every place given back ({running:.0f} still held), the next question answered in "
        f"{time.monotonic() - began:.1f} s; after {_LEAVING} and after {2 * _LEAVING}: "
        f"{threads_1} and {threads_2} threads, {files_1} and {files_2} open files, {rss_1:.0f} and "
        f"{rss_2:.0f} MiB",
        not running and answered and threads_2 <= threads_1 + 2 and files_2 <= files_1 + 2
        and rss_2 < rss_1 + _LEAVING * _KEPT,
    )  # fmt: skip


def _patiently(visit) -> None:
    for _ in range(-(-_LEAVING // 4)):
        visit()


def _settle(server: Server) -> None:
    until(lambda: not server.metric("icpc_questions_running"), 60)
    time.sleep(3)


# --- two conversations ----------------------------------------------------------------------

_A = ("Who opened the conference in Brussels?", "And when was it?", "And where was it?")
_B = ("When was TACMES Day 2025?", "And where was it?", "Who took part in it?")


def two_conversations(server: Server) -> Outcome:
    """Two chats turn by turn and at the same time, against the same two held alone."""
    alone = [_held(Chat(server.client()), questions) for questions in (_A, _B)]
    together: list[list[str]] = [[], []]
    chats = (Chat(server.client()), Chat(server.client()))
    for pair in zip(_A, _B, strict=True):
        asking = [
            threading.Thread(target=lambda i=i, q=q: together[i].append(_words(chats[i].ask(q))))
            for i, q in enumerate(pair)
        ]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
    same = together == alone
    crossed = sum(a in page for a in _A[:1] for page in together[1]) + sum(
        b in page for b in _B[:1] for page in together[0]
    )
    return Outcome(
        "two conversations in the chat, three turns each with follow-ups, at the same time",
        f"each reads {'word for word' if same else 'NOT'} as when it was held alone; the question "
        f"of one stands in {crossed} pages of the other",
        same and not crossed and all("answered" in page for page in (alone[0][0], alone[1][0])),
    )


def _held(chat: Chat, questions: tuple[str, ...]) -> list[str]:
    return [_words(chat.ask(question)) for question in questions]


def _words(page: str) -> str:
    return re.sub(r"\s+", " ", page)


# --- what is refused ------------------------------------------------------------------------


def forged_host(server: Server) -> Outcome:
    """Send X-Forwarded-Host."""
    evil = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}
    paths = ("/", "/en", "/config", "/api", "/timeline", "/bulletins", "/gradio_api/info")
    pages = [server.get(path, headers=evil, follow_redirects=True) for path in paths]
    named = sum("evil.example" in page.text + str(page.headers) for page in pages)
    return Outcome(
        "X-Forwarded-Host forged",
        f"it stands in {named} of {len(pages)} replies (chat, its configuration, API, pages)",
        not named,
    )


@contextmanager
def _canary() -> Iterator[tuple[str, list[str]]]:
    """A server that nobody should call, and whoever did."""
    called: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            called.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/secret", called
        http.shutdown()


def gradio_routes(server: Server) -> Outcome:
    """Ask for other hosts and files by way of Gradio, and upload."""
    before = server.rss()
    with _canary() as (url, called):
        replies = [
            server.get(f"/gradio_api/file={url}"),
            server.get(f"/gradio_api/proxy={url}"),
            server.get(f"/gradio_api/file%3D{url}"),
            server.get("/gradio_api/file=/etc/passwd"),
        ]
        large = {"files": ("large.bin", b"x" * 10_000_000)}
        upload = server.post("/gradio_api/upload", files=large)
        time.sleep(0.5)
    statuses = {reply.status_code for reply in replies}
    grown = server.rss() - before
    return Outcome(
        "/gradio_api/file=http…, proxy=http…, file=/etc/passwd, and an upload of 10 MB",
        f"{sorted(statuses)} and {upload.status_code}; the address was called {len(called)} times; "
        f"memory {grown:+.1f} MiB",
        statuses == {404} and upload.status_code in (404, 413) and not called and grown < 8,
    )


def large_bodies(server: Server) -> Outcome:
    """Questions of 20 MB: with their length declared, and in pieces."""
    question = b'{"question": "' + b"x" * 20_000_000 + b'"}'

    def pieces() -> Iterator[bytes]:
        for at in range(0, len(question), 1 << 16):
            yield question[at : at + (1 << 16)]

    before, most, seen = server.rss(), 0.0, Counter()
    for _ in range(10):
        for content in (question, pieces()):
            seen[_sent(server, content)] += 1
            most = max(most, server.rss())
    after = server.rss()
    return Outcome(
        "twenty questions of 20 MB, half of them in pieces without a length",
        f"{dict(seen)}; memory {before:.0f} MiB before, {most:.0f} MiB at most, {after:.0f} MiB "
        "after",
        set(seen) <= {"413", "broken off"} and seen["413"] >= 10 and most < before + 10,
    )


def _sent(server: Server, content: bytes | Iterator[bytes]) -> str:
    try:
        return str(server.post("/api/ask", content=content).status_code)
    except httpx.TransportError:  # the server has answered and closed; the rest met no reader
        return "broken off"


ALL = (
    forged_host, gradio_routes, large_bodies, two_conversations, leaving_the_stream,
    leaving_the_chat, two_hundred_at_once,
)  # fmt: skip
