"""Many users at once, on the loopback: requests per second, waiting times, errors, peak memory.

``icpc-assistant chat`` answers ``/api/ask``: one process with the embedded store, then one, two and
four processes in turn (round robin) with one ``chroma run``. Each user asks, waits for the answer
and asks again, without a pause: so the waiting time is what that many people would see if none of
them ever stopped to read. The last row of a setup has as many who do, ``READING`` seconds an
answer. Users and servers share the machine's cores.

    benchmarks/load.py --seconds 30                      # what benchmarks/run.py --only load runs
    benchmarks/load.py --passages 100000 --setups embedded server-2
    benchmarks/load.py --setups server-2 --users 5 --soak 60 --pause 10
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

from measuring import QUESTIONS, ROOT, Table

SETUPS = {"embedded": 0, "server-1": 1, "server-2": 2, "server-4": 4}  # 0: one, with no server
USERS = (1, 5, 20)
PASSAGES = 0  # 0: the ten bulletins; else about so many passages, made as scale.py makes them
INDEX: Path | None = None  # an index of the ten bulletins, to be copied; else one is built
SECONDS, QUICK = 20.0, 5.0
READING = 5.0  # seconds that people read an answer before they ask again
PATIENCE = 120.0  # seconds that a user waits for an answer
_PARTS = 10  # of a soak
START = 600.0  # seconds that a process may take to start
ASKED = [question for questions in QUESTIONS.values() for question in questions]
ONE_BY_ONE = "searched one by one"  # in the notice of an answer given without the server


def measure(folder: Path, *, quick: bool) -> Table:
    setups = ["embedded", "server-2"] if quick else list(SETUPS)
    seconds, users = (QUICK, USERS[:2]) if quick else (SECONDS, USERS)
    size = f"about {PASSAGES:,} passages" if PASSAGES else "ten bulletins"
    table = Table(
        f"Simultaneous users at {size}",
        ("setup", "users", "requests/s", "p50 / p95 / p99", "errors", "peak memory: web, Chroma"),
    )
    for name in setups:
        with running(folder, name) as service:
            for n in users:
                tally = asyncio.run(load(service, n, seconds))
                table.rows.append(row(name, str(n), service, tally))
            tally = asyncio.run(load(service, users[-1], seconds, READING))
            people = f"{users[-1]}, reading {READING:g} s"
            table.rows.append(row(name, people, service, tally))
    return table


# --- the users ------------------------------------------------------------------------------


@dataclass
class Tally:
    """What the users saw: seconds of each answer, failures, and answers without the server."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0
    one_by_one: int = 0
    elapsed: float = 0.0


async def load(service: Service, users: int, seconds: float, pause: float = 0.0) -> Tally:
    """Let ``users`` ask at once for ``seconds``; each answer begun is waited for.

    Between two questions a user reads for ``pause`` seconds.
    """
    tally = Tally()
    addresses = itertools.cycle(service.addresses)
    limits = httpx.Limits(max_connections=users, max_keepalive_connections=users)
    async with httpx.AsyncClient(timeout=PATIENCE, limits=limits, trust_env=False) as client:
        began = time.perf_counter()

        async def user(number: int) -> None:
            questions = random.Random(number)
            await asyncio.sleep(questions.uniform(0, pause))
            while time.perf_counter() - began < seconds:
                await ask(client, next(addresses), questions.choice(ASKED), tally)
                await asyncio.sleep(pause)

        await asyncio.gather(*(user(number) for number in range(users)))
        tally.elapsed = time.perf_counter() - began
    return tally


async def ask(client: httpx.AsyncClient, address: str, question: str, tally: Tally) -> None:
    start = time.perf_counter()
    try:
        answer = await client.post(f"{address}/api/ask", json={"question": question, "history": []})
        said = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError):
        tally.errors += 1
        return
    tally.seconds.append(time.perf_counter() - start)
    tally.one_by_one += any(ONE_BY_ONE in notice for notice in said["notices"])


def row(name: str, users: str, service: Service, tally: Tally) -> tuple[str, ...]:
    times = np.asarray(tally.seconds or [np.nan])
    p50, p95, p99 = (1000 * np.percentile(times, p) for p in (50, 95, 99))
    errors = str(tally.errors)
    if tally.one_by_one:
        errors += f", {tally.one_by_one} answered without the server"
    web, chroma = service.memory("VmHWM")
    return (
        name,
        users,
        f"{len(tally.seconds) / tally.elapsed:.1f}",
        f"{p50:.0f} / {p95:.0f} / {p99:.0f} ms",
        errors,
        f"{web}; {chroma}" if chroma else web,
    )


# --- the processes --------------------------------------------------------------------------


@dataclass
class Service:
    """Running web processes, and the Chroma server behind them, if any."""

    addresses: list[str] = field(default_factory=list)
    web: list[int] = field(default_factory=list)
    chroma: list[int] = field(default_factory=list)

    def memory(self, what: str) -> tuple[str, str]:
        """Return the memory of the web processes and of the server, as text.

        ``what`` is VmRSS (now) or VmHWM (the most since the process started).
        """
        return tuple(
            " + ".join(f"{mebibytes(pid, what):.0f}" for pid in pids) + (" MiB" if pids else "")
            for pids in (self.web, self.chroma)
        )


def mebibytes(pid: int, what: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1024
    raise SystemExit(f"{what} of process {pid} cannot be read; this benchmark needs Linux.")


@contextmanager
def running(folder: Path, name: str) -> Iterator[Service]:
    """Build what the setup needs in ``folder``, start its processes, and end them."""
    index, service = prepared(folder), Service()
    environment = os.environ | {
        "ICPC_CORPUS": str(ROOT / "corpus"),
        "ICPC_INDEX": str(index),
        "ICPC_FEEDBACK_FILE": str(folder / "feedback.sqlite3"),
        "ICPC_RATE": "0",  # all users come from one address
        "ICPC_RATE_TOTAL": "0",
    }
    with ExitStack() as stack:
        if SETUPS[name]:
            shutil.rmtree(folder / "chroma-data", ignore_errors=True)
            port = free_port()
            url = f"http://127.0.0.1:{port}"
            chroma = [executable("chroma"), "run", "--path", str(folder / "chroma-data")]
            command = [*chroma, "--host", "127.0.0.1", "--port", str(port)]
            service.chroma.append(stack.enter_context(process(command, environment, folder)))
            until_it_answers(f"{url}/api/v2/heartbeat")
            environment["ICPC_INDEX"] = str(published(folder, index, url))
            environment["ICPC_CHROMA_URL"] = url
        for _ in range(SETUPS[name] or 1):
            port = free_port()
            service.addresses.append(f"http://127.0.0.1:{port}")
            command = [sys.executable, __file__, "--serve"]
            if not PASSAGES:  # made bulletins stand in no corpus folder for `chat` to check
                command = [executable("icpc-assistant"), "chat", "--no-rebuild"]
            environment["ICPC_PORT"] = str(port)
            service.web.append(stack.enter_context(process(command, environment, folder)))
        for address in service.addresses:
            until_it_answers(f"{address}/healthz")
        yield service


@contextmanager
def process(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[int]:
    with (folder / "processes.log").open("ab") as log:
        started = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            yield started.pid
        finally:
            started.terminate()
            try:
                started.wait(20)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()


def until_it_answers(url: str) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end:
        try:
            if httpx.get(url, trust_env=False, timeout=10).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit(f"{url} does not answer; processes.log beside the index says why.")


def executable(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- the index ------------------------------------------------------------------------------


def bulletins() -> list:
    import scale
    from icpc_assistant.bulletins import read_corpus

    return scale.bulletins(PASSAGES) if PASSAGES else read_corpus(ROOT / "corpus")


def prepared(folder: Path) -> Path:
    """Return an index with the embedded store, built once."""
    import scale
    from icpc_assistant.config import load_settings
    from icpc_assistant.index import build_index

    index = folder / "load"
    if not (index / "current").exists():
        if INDEX:
            shutil.copytree(INDEX, index)
        elif PASSAGES:
            scale.built(index, PASSAGES)
        else:
            build_index(load_settings(index=index), bulletins())
    return index


def published(folder: Path, index: Path, url: str) -> Path:
    """Return a copy of the index whose vectors are on the server."""
    from icpc_assistant.config import load_settings
    from icpc_assistant.index import build_index

    copy = folder / "load-published"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(index, copy, copy_function=os.link)
    (copy / "current").unlink()  # the one file that changes
    shutil.copy(index / "current", copy / "current")
    build_index(load_settings(index=copy, chroma_url=url), bulletins())
    return copy


def serve() -> None:
    """Serve the index of the settings as it is, for bulletins that stand in no folder."""
    from icpc_assistant.api import serve as serve_chat
    from icpc_assistant.assistant import Assistant
    from icpc_assistant.config import load_settings
    from icpc_assistant.index import Index
    from icpc_assistant.live import LiveAssistant

    settings = load_settings()
    serve_chat(settings, lambda: LiveAssistant(Assistant(Index.open(settings), settings)))


# --- the command ----------------------------------------------------------------------------


def soak(folder: Path, name: str, users: int, minutes: float, pause: float) -> Table:
    """Ask for ``minutes``; the memory after each of ten parts of it, and what was seen by then."""
    table = Table(
        f"{minutes:g} minutes of {users} simultaneous users, {pause:g} s between their questions, "
        f"setup {name}",
        ("minute", "memory: web, Chroma", "requests", "p50 / p95 / p99", "errors"),
    )
    with running(folder, name) as service:
        asyncio.run(load(service, users, QUICK))  # what loads lazily has loaded
        table.rows.append(("0", "; ".join(filter(None, service.memory("VmRSS"))), "", "", ""))
        for part in range(1, _PARTS + 1):
            tally = asyncio.run(load(service, users, minutes * 60 / _PARTS, pause))
            _, _, _, times, errors, _ = row(name, str(users), service, tally)
            memory = "; ".join(filter(None, service.memory("VmRSS")))
            minute = f"{minutes * part / _PARTS:g}"
            table.rows.append((minute, memory, str(len(tally.seconds)), times, errors))
    return table


def main() -> None:
    global INDEX, PASSAGES, SECONDS, USERS
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--setups", nargs="+", choices=SETUPS, default=list(SETUPS))
    parser.add_argument("--users", nargs="+", type=int, default=list(USERS))
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each number of users")
    parser.add_argument("--passages", type=int, default=0, help="a made collection of this size")
    parser.add_argument("--index", type=Path, help="an index of the ten bulletins to start from")
    parser.add_argument("--soak", type=float, metavar="MINUTES", help="one long run of each setup")
    parser.add_argument(
        "--pause", type=float, default=0, help="with --soak: seconds a user reads an answer"
    )
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve()
        return
    PASSAGES, SECONDS, USERS = options.passages, options.seconds, tuple(options.users)
    INDEX = options.index
    for name in set(SETUPS) - set(options.setups):
        del SETUPS[name]
    with tempfile.TemporaryDirectory(prefix="icpc-load-") as folder:
        if options.soak is None:
            measure(Path(folder), quick=False).show()
            return
        for name in SETUPS:
            for users in USERS:
                soak(Path(folder), name, users, options.soak, options.pause).show()


if __name__ == "__main__":
    main()
