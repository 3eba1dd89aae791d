"""A real ``icpc-assistant chat`` on the loopback, asked and watched from outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))  # whose chat, Chroma and LLM stand-ins are used here
PATIENCE = 600.0  # seconds
READER = "none"  # the cross-encoder: without it, the time of an answer is not that of its model
COMMAND = [sys.executable, "-m", "icpc_assistant.cli"]


def reader() -> str:
    return READER


def environment(
    folder: Path, more: Mapping[str, str] = MappingProxyType({}), **settings: object
) -> dict[str, str]:
    """Return an environment in which nothing outside ``folder`` counts, and ``more`` variables."""
    (folder / "empty.toml").touch()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ICPC_")}
    given = {
        "config": folder / "empty.toml",
        "corpus": folder / "corpus",
        "index": folder / "index",
        "feedback_file": folder / "feedback.sqlite3",
        "cross_encoder": reader(),
        "rate": 0,
        "rate_total": 0,
        "metrics": "true",
        "watch_seconds": 0.5,
        **settings,
    }
    return {**kept, **more} | {f"ICPC_{name.upper()}": str(value) for name, value in given.items()}


def command(folder: Path, *words: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    """Run an ``icpc-assistant`` command to its end."""
    return subprocess.run(
        [*COMMAND, *words], env=environment(folder, **settings),
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip


class Server:
    """``icpc-assistant chat`` in a process of its own; the ``with`` block ends it."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self._settings = {**settings, "port": self.port}
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def start(self) -> float:
        """Start it and return the seconds until it answered."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "chat", "--no-rebuild"],
                env=environment(self.folder, **self._settings),
                stdout=log, stderr=log,
            )  # fmt: skip
        while time.monotonic() - began < PATIENCE:
            if self.process.poll() is not None:
                raise SystemExit(f"The server ended: {self.log.read_text()[-2000:]}")
            try:
                if self.get("/healthz").is_success:
                    return time.monotonic() - began
            except httpx.TransportError:
                time.sleep(0.05)
        self.kill()
        raise SystemExit("The server does not answer.")

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=PATIENCE, trust_env=False)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return httpx.get(self.url + path, timeout=PATIENCE, trust_env=False, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return httpx.post(self.url + path, timeout=PATIENCE, trust_env=False, **options)

    def ask(self, question: str, history: Sequence[dict[str, str]] = ()) -> dict[str, Any]:
        asked = {"question": question, "history": list(history)}
        return self.post("/api/ask", json=asked).raise_for_status().json()

    def health(self) -> dict[str, Any]:
        return self.get("/api/health").json()

    def metric(self, name: str) -> float:
        lines = self.get("/metrics").text.splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(name))

    def rss(self) -> float:
        """Return its memory in MiB."""
        return self._status("VmRSS") / 1024

    def threads(self) -> int:
        return self._status("Threads")

    def open_files(self) -> int:
        assert self.process is not None
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def _status(self, name: str) -> int:
        assert self.process is not None
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(holds: Callable[[], bool], seconds: float = 60.0) -> float | None:
    """Return the seconds until ``holds``; ``None`` if it does not in time."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if holds():
            return time.monotonic() - began
        time.sleep(0.05)
    return None
