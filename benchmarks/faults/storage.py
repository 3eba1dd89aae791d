"""What becomes of the index and the feedback when processes die, disks fill and files rot."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from report import Outcome
from server import COMMAND, Server, command, environment, reader, until

from icpc_assistant.assistant import Assistant
from icpc_assistant.config import load_settings
from icpc_assistant.errors import AssistantError
from icpc_assistant.index import Index
from icpc_assistant.types import Answer

_NO_DISK = "mounting a small disk needs root; the tests limit the size of files instead"
QUESTION = "Who opened the conference in Brussels?"
NEWS = """---
title: Lake wardens meet in Annecy
date: 2022-06-01
language: en
---

On June 1, 2022, lake wardens met in Annecy, France. The meeting was opened by Ms. Clara Duvall.
"""


def add_news(folder: Path) -> None:
    (folder / "corpus" / "bulletins" / "2022-06-01-lake.md").write_text(NEWS, "utf-8")


def verdict(server: Server, answer: dict, comment: str = "") -> httpx.Response:
    said = {"verdict": "down", "comment": comment, "question": answer["question"], "answer": answer}
    return server.post("/api/feedback", json=said)


def opened_and_asked(index: Path) -> Answer:
    """Open an index as a server does, but for its vector store, and ask."""
    corpus = index.parent / "corpus"
    settings = load_settings(index=index, corpus=corpus, cross_encoder=reader())
    return Assistant(Index.open(settings, exact=True, every_byte=True), settings).ask(QUESTION)


def sound(folder: Path) -> bool:
    with sqlite3.connect(folder / "feedback.sqlite3") as database:
        return database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


# --- kill -9 --------------------------------------------------------------------------------


def server_killed(folder: Path) -> Outcome:
    """Eight visitors ask and judge without a pause; the server is killed; three times."""
    kept: set[str] = set()
    lost = slow = 0
    for round_ in range(3):
        server = Server(folder)
        slow = max(slow, server.start())
        answer = server.ask(QUESTION)
        over = threading.Event()

        def visit(number: int, server=server, answer=answer, over=over, round_=round_) -> None:
            at = 0
            while not over.is_set():
                comment = f"{round_}-{number}-{at}"
                try:
                    server.ask(QUESTION)
                    if verdict(server, answer, comment).status_code == 201:
                        kept.add(comment)
                except httpx.HTTPError:
                    return
                at += 1

        visitors = [threading.Thread(target=visit, args=(n,)) for n in range(8)]
        for visitor in visitors:
            visitor.start()
        time.sleep(2 + random.random())
        server.kill()
        over.set()
        for visitor in visitors:
            visitor.join()
        with sqlite3.connect(folder / "feedback.sqlite3") as database:
            rows = database.execute("SELECT comment FROM feedback").fetchall()
        lost = len(kept - {comment for (comment,) in rows})
    with Server(folder) as server:
        answered = server.ask(QUESTION)["status"] == "answered"
        well = server.health()["status"] == "ok"
    doctor = command(folder, "doctor", "--deep").returncode
    held = answered and well and not lost and sound(folder) and doctor == 0 and bool(kept)
    return Outcome(
        "the server killed (`kill -9`) three times while eight visitors ask and judge",
        f"{len(kept)} verdicts had been acknowledged and {lost} of them are lost; the feedback "
        f"file is {'sound' if sound(folder) else 'damaged'}; every byte of the index is as it was "
        f"built (`doctor --deep`); the next start answered after {slow:.0f} s at most",
        held,
    )


def build_killed(folder: Path) -> Outcome:
    """Kill `icpc-assistant index --force` ten times at random moments, a server on the index."""
    began = time.monotonic()
    assert command(folder, "index", "--force").returncode == 0
    whole = time.monotonic() - began
    killed = wrong = 0
    with Server(folder) as server:
        before = server.ask(QUESTION)["citations"]
        for _ in range(10):
            build = subprocess.Popen(
                [*COMMAND, "index", "--force"], env=environment(folder),
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            time.sleep(random.uniform(0.02, 1.0) * whole)
            killed += build.poll() is None
            build.send_signal(signal.SIGKILL)
            build.wait()
            fresh = list(opened_and_asked(folder / "index").to_dict()["citations"])
            wrong += fresh != before or server.ask(QUESTION)["citations"] != before
        partial = len(list((folder / "index").glob(".building-*")))
        rebuilt = command(folder, "index", "--force").returncode == 0
        swapped = until(lambda: server.get("/healthz").json()["index"] in live(folder).name)
        last = server.ask(QUESTION)["citations"]
    left = len(list((folder / "index").glob(".building-*")))
    held = not wrong and rebuilt and not left and swapped is not None and last == before
    return Outcome(
        "an index build killed (`kill -9`) ten times at random moments",
        f"{killed} of the kills met it at work ({whole:.0f} s a build); after each, the "
        f"index opened anew and the running server gave the same cited answer ({wrong} did not); "
        f"the partial folder left behind ({partial}) went with the next build, which succeeded "
        "and was taken over by the server",
        held and killed >= 5,
    )


def live(folder: Path) -> Path:
    return folder / "index" / (folder / "index" / "current").read_text().strip()


# --- a full disk ----------------------------------------------------------------------------


@contextmanager
def small_disk(at: Path, size: int) -> Iterator[Callable[[int], None] | None]:
    """Mount a disk of ``size`` bytes, where that is allowed; yields how to make it larger."""
    at.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", at], capture_output=True
    )
    if mounted.returncode:
        yield None
        return

    def larger(size: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", at], check=True)

    try:
        yield larger
    finally:
        subprocess.run(["umount", "-l", at], check=True)


def build_on_full_disk(folder: Path) -> Outcome:
    """Update an index on a disk that has four megabytes left."""
    what = "the disk full during an index build"
    real = folder / "index"
    size = sum(path.stat().st_size for path in real.rglob("*") if path.is_file())
    with small_disk(folder / "disk", size + (4 << 20)) as larger:
        if larger is None:
            return Outcome(what, _NO_DISK, None)
        index = folder / "disk" / "index"
        shutil.copytree(real, index)
        with Server(folder, index=index) as server:
            before = server.ask(QUESTION)["citations"]
            add_news(folder)
            full = command(folder, "index", "--force", index=index)
            said = full.stderr.strip().splitlines()[-1]
            same = server.ask(QUESTION)["citations"] == before
            left = list(index.glob(".building-*"))
            larger(size * 4)
            room = command(folder, "index", index=index)
            swapped = until(lambda: server.get("/healthz").json()["bulletins"] > 10)
    (folder / "corpus" / "bulletins" / "2022-06-01-lake.md").unlink()
    one = "Traceback" not in full.stderr and said.endswith("build again.")
    held = full.returncode == 1 and one and same and not left and room.returncode == 0
    return Outcome(
        what,
        f"exit {full.returncode} with “{said.replace(str(index), 'INDEX')}”; the running server "
        f"answered as before; nothing partial stayed; with room, the next build succeeded"
        + (f" and served {swapped:.1f} s later" if swapped is not None else ""),
        held and swapped is not None,
    )


def feedback_on_full_disk(folder: Path) -> Outcome:
    """Judge until the disk of the feedback file is full, then give it room."""
    what = "the disk full during feedback"
    with small_disk(folder / "small", 400 << 10) as larger:
        if larger is None:
            return Outcome(what, _NO_DISK, None)
        file = folder / "small" / "feedback.sqlite3"
        with Server(folder, feedback_file=file) as server:
            answer = server.ask(QUESTION)
            replies = []
            while len(replies) < 400 and (not replies or replies[-1].status_code == 201):
                replies.append(verdict(server, answer, "x" * 2000))
            kept = sum(reply.status_code == 201 for reply in replies)
            refused = replies[-1]
            answers = server.ask(QUESTION)["status"] == "answered"
            with sqlite3.connect(file) as database:
                whole = database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                rows = database.execute("SELECT count(*) FROM feedback").fetchone()[0]
            larger(8 << 20)
            again = verdict(server, answer, "y").status_code
        done = command(folder, "feedback", "list", "--limit", "1", feedback_file=file)
        lines = command(folder, "feedback", "export", feedback_file=file).stdout.splitlines()
        parsed = all(json.loads(line) for line in lines) and bool(lines)
    said = refused.json()["detail"] if refused.status_code != 201 else ""
    held = refused.status_code == 503 and rows == kept and whole and again == 201 and answers
    return Outcome(
        what,
        f"after {kept} verdicts: {refused.status_code}, “{said}” (the log says more); all {rows} "
        "are there, the file is sound and exports as whole JSON lines; questions are answered; "
        f"with room, the next verdict is kept ({again})",
        held and parsed and done.returncode == 0,
    )


# --- damaged files --------------------------------------------------------------------------


def _truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _rotten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for at in range(len(content) // 3, len(content), max(1, len(content) // 7)):
        content[at] ^= 0xFF
    path.write_bytes(content)


def index_damaged(folder: Path) -> Outcome:
    """Damage each file of the live version in turn: opened anew, and at a server's start."""
    add_news(folder)
    assert command(folder, "index").returncode == 0  # the version before is the one to fall back on
    names = sorted(
        str(path.relative_to(live(folder)))
        for path in live(folder).rglob("*")
        if path.is_file() and path.stat().st_size
    )
    quiet, fell, spared = [], 0, 0
    for damage in (_truncated, _rotten):
        for name in names:
            copy = folder / "damaged"
            shutil.copytree(folder / "index", copy)
            damage(copy / live(folder).name / name)
            try:
                answer = opened_and_asked(copy)
            except AssistantError as error:
                quiet.append(f"{damage.__name__} {name}: {error}")
                continue
            finally:
                shutil.rmtree(copy)
            loud = any("--force" in notice for notice in answer.notices)
            right = answer.status == "answered"
            fell += loud
            spared += right and not loud
            if not right or not (loud or name.startswith("chroma/")):
                quiet.append(f"{damage.__name__} {name}: {answer.status}, {answer.notices}")
    started = _started_on_damage(folder)
    (folder / "corpus" / "bulletins" / "2022-06-01-lake.md").unlink()
    return Outcome(
        f"each of the {len(names)} files of the live index version truncated, then overwritten",
        f"in {fell} of {2 * len(names)} cases the answer came from the version before, with a "
        f"notice that names the file and the remedy; in {spared}, files of the vector store, "
        f"the command did not need them; a server started on a damaged version {started}"
        + (f"; NOT: {'; '.join(quiet)}" if quiet else ""),
        not quiet and "degraded" in started,
    )


def _started_on_damage(folder: Path) -> str:
    """Start a server on a damaged live version, and say what it says."""
    copy = folder / "damaged"
    shutil.copytree(folder / "index", copy)
    (folder / "server.log").unlink(missing_ok=True)
    _truncated(copy / live(folder).name / "passages.jsonl")
    with Server(folder, index=copy) as server:
        health = server.health()
        notices = server.ask(QUESTION)["notices"]
        log = server.log.read_text()
    shutil.rmtree(copy)
    told = [
        f"/api/health says {health['status']}",
        "every answer says so" if any("--force" in n for n in notices) else "NO answer says so",
        "the log says so" if "passages.jsonl" in log else "NOTHING in the log says so",
    ]
    return "serves the one before: " + ", ".join(told)
