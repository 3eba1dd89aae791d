"""Nothing leaves the machine: with the network taken away, and with every look-up written down.

Python's own hooks do not see what native code does: that is seen in the files left behind, and by
the system.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CLI = str(Path(sys.executable).with_name("icpc-assistant"))
UNSHARE = shutil.which("unshare")
STRACE = shutil.which("strace")

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
from icpc_assistant.opening import open_assistant
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


XDG = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
WAIT = "import time; time.sleep({})"

ASKED = """
import time
from icpc_assistant import open_assistant

assert open_assistant(rebuild=False).ask("Who opened the conference in Brussels?").citations
time.sleep(3)
"""


@pytest.mark.parametrize("way", ["the library", "the chat"])
def test_nothing_is_written_but_what_is_meant_to_be(icpc_index, tmp_path, way):
    """Every folder that a program may think its own is an empty one."""
    index = shutil.copytree(icpc_index, tmp_path / "index")
    before = files(index)
    places = {name: tmp_path / "fresh" / name for name in ("HOME", "TMPDIR", *XDG)}
    for place in places.values():
        place.mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-c", ASKED if way == "the library" else f"{WATCHED}\n{WAIT.format(3)}"],
        env=environment(index, tmp_path / "fresh" / "feedback.sqlite3") | places,
        cwd=places["HOME"],
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    assert files(tmp_path / "fresh") <= {"feedback.sqlite3"}
    assert {name for name in files(index) - before if "/chroma/" not in name} == set()


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


# A name server, wherever it listens, and the services that ask one for others.
LOOKED_UP = re.compile(r"htons\((53|853|5353)\)|resolve|nscd")


def test_no_native_code_looks_up_a_name_while_the_chat_is_open(icpc_index, tmp_path):
    """Onnxruntime did, half a minute after its import, from a thread of its own."""
    taken = no_network()
    seen = tmp_path / "seen"
    traced = [STRACE or "strace", "-f", "-qq", "-o", str(seen), "-e", "trace=network"]
    if STRACE is None or subprocess.run([*taken, *traced, "true"], capture_output=True).returncode:
        pytest.skip("this user may not watch a process (strace)")
    done = subprocess.run(
        [*taken, *traced, sys.executable, "-c", f"{WATCHED}\n{WAIT.format(30)}"],
        env=environment(icpc_index, tmp_path / "feedback.sqlite3") | {"HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    calls = seen.read_text().splitlines()
    assert any("socketpair(" in call for call in calls)  # it was watched
    assert [call for call in calls if LOOKED_UP.search(call)] == []
