"""A real Chroma server on the loopback, to be started, killed, frozen and started again."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

# What the command `chroma` runs, without importing the whole of chromadb first.
CHROMA = "import sys, chromadb_rust_bindings; chromadb_rust_bindings.cli(sys.argv)"


class ChromaServer:
    """``chroma run`` with its data in ``folder``, on a free port that stays its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        address = ["--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, "-c", CHROMA, "run", "--path", self.folder, *address],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if httpx.get(f"{self.url}/api/v2/heartbeat").is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise TimeoutError("the Chroma server does not start")

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.process = None

    def freeze(self) -> None:
        """Let it take connections, and answer none."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def collections(self) -> set[str]:
        """The names of all collections, asked without Chroma's client."""
        answer = httpx.get(f"{self.database}/collections", timeout=20)
        return {row["name"] for row in answer.raise_for_status().json()}

    def drop(self, name: str) -> None:
        httpx.delete(f"{self.database}/collections/{name}", timeout=20).raise_for_status()

    @property
    def database(self) -> str:
        return f"{self.url}/api/v2/tenants/default_tenant/databases/default_database"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
