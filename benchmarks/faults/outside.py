"""What others do: the vectors' server goes away, the clock jumps, the LLM is rude."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import threading
import time
from pathlib import Path

from report import Outcome
from server import Server, command, until

from chat_client import Chat
from chroma_server import ChromaServer
from llm_server import LlmServer

QUESTION = "Who opened the conference in Brussels?"
_DAY = 24 * 60 * 60


def chroma_away(folder: Path) -> Outcome:
    """Kill `chroma run` under a serving assistant, and start it again."""
    chroma = ChromaServer(folder / "chroma-data")
    chroma.start()
    try:
        assert command(folder, "index", chroma_url=chroma.url).returncode == 0
        with Server(folder, chroma_url=chroma.url) as server:
            until(lambda: server.health()["status"] == "ok")
            before = server.ask(QUESTION)
            chroma.kill()
            began = time.monotonic()
            first = server.ask(QUESTION)
            waited = time.monotonic() - began
            away = server.ask(QUESTION)
            degraded = server.health()["status"]
            chroma.start()
            back = until(lambda: server.health()["status"] == "ok")
            after = server.ask(QUESTION)
    finally:
        if chroma.process is not None:
            chroma.kill()
    told = [n for n in away["notices"] if "one by one" in n]
    same = before["citations"] == first["citations"] == away["citations"] == after["citations"]
    quiet = not before["notices"] and not after["notices"]
    return Outcome(
        "the Chroma server killed and started again under a serving assistant",
        f"while it was away the answer was {'the same' if same else 'ANOTHER'}, with the notice "
        f"“{told[0] if told else 'NONE'}” (/api/health: {degraded}); the first one came after "
        f"{waited:.1f} s; {_seconds(back)} after its start it was used again, without a notice",
        same and bool(told) and quiet and degraded == "degraded" and back is not None,
    )


# --- the clock ------------------------------------------------------------------------------

# Shifts what a process takes for the time of day, and not its monotonic clocks.
_SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

static volatile long long *shift;

static long long shifted(void) {
    if (!shift) {
        void *at = mmap(0, 8, PROT_READ, MAP_SHARED, open(getenv("FAULT_CLOCK"), O_RDONLY), 0);
        shift = at;
    }
    return *shift;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(clock, now);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) now->tv_sec += shifted();
    return failed;
}

int gettimeofday(struct timeval *now, void *zone) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *at) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (at) *at = exact.tv_sec;
    return exact.tv_sec;
}
"""


class _Clock:
    """A clock of the wall that can be set while a process looks at it."""

    def __init__(self, folder: Path) -> None:
        (folder / "shim.c").write_text(_SHIM)
        self.library = folder / "shim.so"
        build = ["gcc", "-shared", "-fPIC", "-o", self.library, folder / "shim.c", "-ldl"]
        subprocess.run(build, check=True)
        self.file = folder / "clock"
        self.file.write_bytes(struct.pack("q", 0))
        self.environment = {"LD_PRELOAD": str(self.library), "FAULT_CLOCK": str(self.file)}

    def shift(self, seconds: int) -> None:
        with self.file.open("r+b") as file:
            file.write(struct.pack("q", seconds))


def clock_jumps(folder: Path) -> Outcome:
    """Set the wall clock forward and back under a server whose LLM never finishes."""
    what = "the wall clock set 400 days forward, then 400 days back, while serving"
    if shutil.which("gcc") is None:
        return Outcome(what, "the clock's stand-in needs a C compiler", None)
    clock = _Clock(folder)
    with (
        LlmServer(manner="hang") as llm,
        Server(
            folder, more=clock.environment, rate=60, llm="openai", llm_model="m", llm_timeout=2,
            llm_url=f"{llm.origin}/v1",
        ) as server,
    ):  # fmt: skip
        chat = Chat(server.client())
        begun = "answered" in chat.ask(QUESTION)
        years = [_last_year(server)]
        took = []
        for days in (400, -400):
            setting = threading.Timer(1, clock.shift, [days * _DAY])
            setting.start()
            began = time.monotonic()
            late = server.ask(QUESTION)
            took.append(time.monotonic() - began)
            years.append(_last_year(server))
        followed = "answered" in chat.ask("And when was it?")
        refused = _drained(server)
        clock.shift(400 * _DAY)
        held = [server.get("/api/events?limit=1")]
        clock.shift(-400 * _DAY)
        held.append(server.get("/api/events?limit=1"))
        waits = [int(reply.headers.get("retry-after", 0)) for reply in (refused, *held)]
        time.sleep(waits[-1] + 1)
        again = server.get("/api/events?limit=1").status_code
        built = command(folder, "index", "--force", more=clock.environment, llm="none")
        over = until(lambda: server.get("/healthz").json()["index"] in built.stdout)
    now = int(time.strftime("%Y"))
    counted = years == [str(now - 1 + by) for by in _years_after((0, 400, -400))]
    steady = all(reply.status_code == 429 for reply in (refused, *held)) and max(waits) <= 60
    timed = all(2 <= seconds < 30 for seconds in took) and bool(late["notices"])
    return Outcome(
        what,
        f"“last year” was {', '.join(years)} in turn; an LLM that hangs was given up after "
        f"{took[0]:.1f} and {took[1]:.1f} s although the clock jumped meanwhile (limit 2 s, the "
        f"rest is the answer); a used-up rate stayed used up (429, wait {waits} s) and was free "
        f"again {waits[-1] + 1} s later ({again}); a conversation in the chat went on; a version "
        f"built in the past was taken over {_seconds(over)} after its build",
        counted and steady and timed and begun and followed and again == 200 and over is not None,
    )


def _years_after(shifts: tuple[int, ...]) -> list[int]:
    today = time.time()
    year = int(time.strftime("%Y"))
    return [int(time.strftime("%Y", time.localtime(today + d * _DAY))) - year for d in shifts]


def _last_year(server: Server) -> str:
    """Return the year that the server takes for the last one."""
    answer = server.ask("Which events took place last year?")
    shown = [f["shown"] for f in answer.get("filters", ()) if f["kind"] == "time"]
    return shown[0] if shown else json.dumps(answer)[:300]


def _drained(server: Server):
    """Use up the allowance; return the refusal."""
    for _ in range(200):
        reply = server.get("/api/events?limit=1")
        if reply.status_code != 200:
            return reply
    return reply


# --- the LLM --------------------------------------------------------------------------------

_MANNERS = {
    "hang": "slow",
    "drip": "a letter at a time",
    "html": "a web page",
    "broken": "broken JSON",
    "truncated": "hanging up",
    "endless": "endless",
    "redirect": "redirecting",
}


def llm_misbehaves(folder: Path) -> Outcome:
    """Ask with an LLM endpoint that is slow, rude, failing, and then down."""
    took: dict[str, float] = {}
    wrong = []
    with LlmServer() as llm:
        url = f"{llm.origin}/v1"
        given = {"llm": "openai", "llm_model": "m", "llm_timeout": 2, "llm_url": url}
        with Server(folder, **given) as server:
            plain = None

            def tried(name: str) -> None:
                nonlocal plain
                began = time.monotonic()
                answer = server.ask(QUESTION)
                took[name] = time.monotonic() - began
                plain = plain or answer["citations"]
                told = [n for n in answer["notices"] if "sk-" not in n and llm.origin not in n]
                if answer["citations"] != plain or not plain or not told:
                    wrong.append(name)

            for manner, name in _MANNERS.items():
                llm.manner = manner  # type: ignore[assignment]
                tried(name)
            for status in (401, 429, 500):
                llm.manner, llm.status = "good", status
                tried(f"HTTP {status}")
            llm.__exit__()
            tried("down")
            threads = server.threads()
            time.sleep(3)
            left = server.threads() - threads
    slowest = max(took, key=lambda name: took[name])
    return Outcome(
        f"an LLM endpoint that is {', '.join(took)}",
        f"each time the answer without it, with a notice that names no address and no key"
        f"{' BUT ' + ', '.join(wrong) if wrong else ''}; the longest took {took[slowest]:.1f} s "
        f"({slowest}, its limit being 2 s), the shortest {min(took.values()):.1f} s",
        not wrong and max(took.values()) < 10 and left <= 0,
    )


def _seconds(found: float | None) -> str:
    return "NEVER" if found is None else f"{found:.1f} s"
