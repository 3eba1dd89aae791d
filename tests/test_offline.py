"""Nothing leaves the machine: with the network taken away, and with every look-up written down."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CLI = str(Path(sys.executable).with_name("icpc-assistant"))
UNSHARE = shutil.which("unshare")

WATCHED = """
import json, sys

outside = []

def watch(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        if arguments[0] not in (None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0"):
            outside.append(f"{event} {arguments[0]}")
    elif event == "socket.getnameinfo":
        outside.append(f"{event} {arguments[0]}")
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        if arguments[1][0] not in ("127.0.0.1", "::1", "localhost"):
            outside.append(f"{event} {arguments[1][0]}")

sys.addaudithook(watch)

from fastapi.testclient import TestClient
from icpc_assistant.api import create_app
from icpc_assistant.assistant import open_assistant
from icpc_assistant.config import load_settings

settings = load_settings()
assistant = open_assistant()
assistant.warm_up()
with TestClient(create_app(assistant, settings)) as client:
    assert client.get("/").status_code == 200
    assert client.get("/config").status_code == 200
    said = client.post("/api/ask", json={"question": "Who opened the conference in Brussels?"})
    assert said.json()["status"] == "answered"
print(json.dumps(outside))
"""


def environment(index: Path, feedback: Path) -> dict[str, str]:
    return os.environ | {
        "ICPC_CORPUS": str(ROOT / "corpus"),
        "ICPC_INDEX": str(index),
        "ICPC_FEEDBACK_FILE": str(feedback),
    }


def no_network() -> list[str]:
    """What runs a command without a network, or the test is skipped."""
    command = [UNSHARE or "unshare", "-r", "-n"]
    if UNSHARE is None or subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("this user may not take the network away (unshare -r -n)")
    return command


@pytest.mark.parametrize("network", ["with a network", "without"])
def test_no_other_host_is_looked_up_or_called(icpc_index, tmp_path, network):
    before = no_network() if network == "without" else []
    done = subprocess.run(
        [*before, sys.executable, "-c", WATCHED],
        env=environment(icpc_index, tmp_path / "feedback.sqlite3"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_a_first_build_and_an_answer_need_no_network(tmp_path):
    done = subprocess.run(
        [*no_network(), CLI, "ask", "Who opened the conference in Brussels?"],
        env=environment(tmp_path / "index", tmp_path / "feedback.sqlite3"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Rudi Vervoort")
