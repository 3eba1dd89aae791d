"""``icpc-assistant chat`` as its users start it: it says when it is ready, answers, and ends."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
import uvicorn

from icpc_assistant.api import serve
from icpc_assistant.config import load_settings
from icpc_assistant.live import LiveAssistant

DATA = Path(__file__).parent / "data"
CLI = str(Path(sys.executable).with_name("icpc-assistant"))
SEEN_WARM = """
import sys
from icpc_assistant.config import load_settings
from icpc_assistant.live import open_live

live = open_live(load_settings())
live.warm_up()
before = set(sys.modules)
assert "Vandamme" in live.ask("Who opened the river forum?").text
late = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(late & {"bm25s", "chromadb", "onnxruntime", "sentencex", "tokenizers"}))
"""


@pytest.fixture
def environment(world_index, tmp_path):
    """The variables under which the command finds the invented bulletins and their index."""
    return os.environ | {
        "ICPC_CORPUS": str(DATA / "corpus"),
        "ICPC_INDEX": str(shutil.copytree(world_index, tmp_path / "index")),
        "ICPC_FEEDBACK_FILE": str(tmp_path / "feedback.sqlite3"),
    }


@pytest.fixture
def chat(environment, tmp_path):
    """A running chat on a port of its own: the process, and its address."""
    with (tmp_path / "errors").open("w") as errors:
        process = subprocess.Popen(
            [CLI, "chat", "--port", "0", "--no-rebuild"],
            stdout=subprocess.PIPE, stderr=errors, env=environment, cwd=tmp_path, text=True,
            # A shell's background jobs ignore interrupts, and so would what they start.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
    said = process.stdout.readline()
    assert said.startswith("Ready: http://127.0.0.1:"), (tmp_path / "errors").read_text()
    yield process, said.removeprefix("Ready: ").strip()
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize(("told", "codes"), [("SIGINT", {0, 130}), ("SIGTERM", {0, -15})])
def test_it_answers_and_declines_and_ends_when_it_is_told_to(chat, tmp_path, world, told, codes):
    process, address = chat
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        health = client.get("/healthz").json()
        assert (health["status"], health["bulletins"]) == ("ok", len(world.bulletins))
        answer = client.post("/api/ask", json={"question": "Who opened the river forum?"}).json()
        assert answer["status"] == "answered"
        quoted = answer["citations"][0]
        body = world.bulletin(quoted["bulletin_id"]).body
        assert body[quoted["start"] : quoted["end"]] == quoted["quote"]
        assert "Ilse Vandamme" in quoted["quote"]
        unknown = {"question": "Who won the football match in Oslo?"}
        declined = client.post("/api/ask", json=unknown).json()
        assert (declined["status"], declined["citations"]) == ("abstained", [])
        assert client.get("/en").status_code == 200
        process.send_signal(signal.Signals[told])
        assert process.wait(30) in codes
        with pytest.raises(httpx.ConnectError):
            client.get("/healthz")
    assert process.stdout.read() == ""
    assert "Traceback" not in (tmp_path / "errors").read_text()


def test_an_open_page_holds_no_server_back(chat, tmp_path):
    process, address = chat
    with (
        httpx.Client(base_url=address, timeout=60, trust_env=False) as client,
        client.stream("GET", "/gradio_api/heartbeat/abc") as beats,
    ):
        lines = beats.iter_lines()
        assert "ALIVE" in next(lines)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (0, -15)
        assert time.monotonic() - began < 3
        assert all(not line or "ALIVE" in line for line in lines)  # and it ends in order
    assert (tmp_path / "errors").read_text() == ""


def test_ready_is_said_once_all_is_warm(world, monkeypatch, capsys):
    live = LiveAssistant(world)
    told = []
    monkeypatch.setattr(live, "warm_up", lambda: told.append(capsys.readouterr().out))
    monkeypatch.setattr("icpc_assistant.api.set_up_logging", lambda *_, **__: None)

    async def nothing_comes(server):
        told.append(capsys.readouterr().out)

    monkeypatch.setattr(uvicorn.Server, "main_loop", nothing_comes)
    serve(load_settings(port=0, feedback=False), lambda: live)
    before, after = told
    assert before == ""
    assert after.startswith("Ready: http://127.0.0.1:")


def test_once_warm_the_first_question_waits_for_no_model(environment, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", SEEN_WARM],
        env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
