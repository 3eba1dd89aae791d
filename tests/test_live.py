"""A server that moves to a new index version: nothing is dropped, nothing damaged is taken."""

import gc
import logging
import shutil
import threading
import time
import weakref
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from filelock import FileLock

from icpc_assistant.api import create_app
from icpc_assistant.chat.desk import Desk
from icpc_assistant.chat.labels import counted
from icpc_assistant.config import load_settings
from icpc_assistant.live import open_live
from icpc_assistant.opening import ensure_index, open_index

LAKE_TITLE = "Lake wardens meet in Annecy"
LAKE = f"""---
title: {LAKE_TITLE}
date: 2022-06-01
language: en
---

On June 1, 2022, lake wardens met in Annecy, France. The meeting was opened by Ms. Clara Duvall.
"""

DATA = Path(__file__).parent / "data"


@pytest.fixture
def place(world_index, tmp_path):
    """Settings of a corpus and an index that a test may change."""
    shutil.copytree(DATA / "corpus", tmp_path / "corpus")
    shutil.copytree(world_index, tmp_path / "index")
    return load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index", metrics=True)


def point_at(settings, name):
    fresh = settings.index / "fresh"
    fresh.write_text(name + "\n")
    fresh.replace(settings.index / "current")


def test_a_new_version_is_taken_over_while_questions_are_asked(place):
    live = open_live(place)
    first = live.version
    live.follow(0.1)
    client = TestClient(create_app(live, place))
    desk = Desk(live.as_assistant, None)
    assert "href" not in desk._links().html(LAKE_TITLE)
    assert client.get("/timeline").status_code == 200
    assert client.get("/bulletins?words=river").status_code == 200
    before = weakref.ref(live.current)
    over, failed, asked = threading.Event(), [], []

    def keep_asking():
        while not over.is_set():
            reply = client.post("/api/ask", json={"question": "When was the river forum?"})
            asked.append(reply.status_code)
            if reply.status_code != 200 or "2019" not in reply.json()["short_answer"]:
                failed.append(reply.text)
            over.wait(0.2)  # the build wants a processor, too

    thread = threading.Thread(target=keep_asking)
    thread.start()
    try:
        (place.corpus / "bulletins" / "2022-06-01-lake.md").write_text(LAKE, "utf-8")
        ensure_index(place)
        until(lambda: live.version != first)
    finally:
        over.set()
        thread.join()
    assert not failed
    assert len(asked) > 2
    gc.collect()
    assert before() is None  # and its files are let go
    second = live.version
    answer = client.post("/api/ask", json={"question": "Who opened the meeting in Annecy?"}).json()
    assert "Duvall" in answer["short_answer"]
    assert client.get("/api/bulletins", params={"place": "Annecy"}).json()["total"] == 1
    assert client.get("/api/events", params={"from": "2022", "to": "2022"}).json()["total"] == 1
    assert client.get("/healthz").json()["index"] == second
    begins = client.get("/en").text  # what the chat begins with
    assert LAKE_TITLE in begins
    assert counted("knows", len(live.bulletins), "en") in begins
    assert "2022-06-01-lake" in desk._links().html(LAKE_TITLE)
    metrics = client.get("/metrics").text
    assert f'index="{second}"' in metrics
    assert f'index="{first}"' not in metrics
    live.stop()


def test_a_server_started_while_another_process_builds_serves_what_there_is(place):
    (place.corpus / "bulletins" / "2022-06-01-lake.md").write_text(LAKE, "utf-8")
    with FileLock(place.index / ".lock"):
        live = open_live(place, open_index(place, every_byte=True))
    first = live.version
    assert "another process is building the index" in live.notices[0]
    assert not live.look()  # nothing to swap yet
    ensure_index(place)
    assert live.look()
    assert live.version != first
    assert live.notices == ()
    live.stop()


def test_a_damaged_version_is_refused_loudly_and_the_old_one_serves_on(place, caplog):
    live = open_live(place)
    client = TestClient(create_app(live, place))
    good = live.version
    damaged = place.index / f"{good}-damaged"
    shutil.copytree(place.index / good, damaged)
    vectors = damaged / "vectors.npy"
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 1  # what only its sha256 tells
    vectors.write_bytes(content)
    point_at(place, damaged.name)
    with caplog.at_level(logging.ERROR):
        assert not live.look()
    assert live.version == good
    assert "vectors.npy" in caplog.text
    health = client.get("/api/health").json()
    assert health["status"] == "degraded"
    assert damaged.name in health["notices"][0]
    assert "icpc_index_refused 1.0" in client.get("/metrics").text
    assert client.post("/api/ask", json={"question": "When was the forum?"}).status_code == 200
    point_at(place, good)
    assert not live.look()  # nothing to swap, and nothing amiss any more
    assert client.get("/api/health").json()["status"] == "ok"
    assert "icpc_index_refused 0.0" in client.get("/metrics").text


def test_a_server_started_on_a_damaged_version_serves_the_one_before(place, caplog, monkeypatch):
    monkeypatch.setattr("icpc_assistant.index.opened._HASHED", 0)  # as if every file were large
    good = open_live(place).version
    damaged = place.index / f"{good}-damaged"
    shutil.copytree(place.index / good, damaged)
    vectors = damaged / "vectors.npy"
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 1
    vectors.write_bytes(content)
    point_at(place, damaged.name)
    with caplog.at_level(logging.ERROR):
        live = open_live(place)
    assert live.version == good
    assert "vectors.npy is missing or damaged" in caplog.text
    client = TestClient(create_app(live, place))
    assert client.get("/api/health").json()["status"] == "degraded"
    answer = client.post("/api/ask", json={"question": "When was the forum?"}).json()
    assert any(damaged.name in notice and "--force" in notice for notice in answer["notices"])


def test_a_server_that_may_not_write_takes_over_what_another_has_built(place, monkeypatch):
    def in_folder(_):
        raise RuntimeError("(code: 8) attempt to write a readonly database")

    monkeypatch.setattr("icpc_assistant.index.store.VectorStore.in_folder", in_folder)
    monkeypatch.setattr("os.access", lambda path, mode: "chroma" not in str(path))
    live = open_live(place)
    fresh = place.index / f"{live.version}-again"
    shutil.copytree(place.index / live.version, fresh)
    point_at(place, fresh.name)
    assert live.look()
    assert live.version == fresh.name
    assert TestClient(create_app(live, place)).get("/api/health").json()["status"] == "ok"


def until(holds, seconds=200):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("pointer", ["nowhere", "../..", ""])
def test_a_pointer_to_nothing_is_refused(place, pointer):
    live = open_live(place)
    version = live.version
    point_at(place, pointer)
    assert not live.look()
    assert live.version == version
    assert live.refused
    assert not live.look()  # and not tried again before it changes


def test_what_began_on_a_version_ends_on_it(place, monkeypatch):
    live = open_live(place)
    old = live.current
    began, go_on, said = threading.Event(), threading.Event(), []

    def slow(query):
        began.set()
        go_on.wait(30)
        return kept(query)

    kept = old._retriever.encode
    monkeypatch.setattr(old._retriever, "encode", slow)
    thread = threading.Thread(target=lambda: said.append(live.ask("Who opened the river forum?")))
    thread.start()
    began.wait(30)
    live.current = open_live(place).current
    go_on.set()
    thread.join(30)
    assert "Vandamme" in said[0].text


def test_a_deep_examination_reads_every_byte(place):
    from icpc_assistant.doctor import examine

    deep = {"files", "quotes", "neighbours"}
    found = {f.name: f for f in examine(place, deep=True)}
    assert {found[name].level for name in deep} == {"ok"}
    assert not deep & {f.name for f in examine(place)}
    large = next((place.index / live_name(place)).rglob("*.onnx"))
    content = bytearray(large.read_bytes())
    content[len(content) // 2] ^= 1
    large.write_bytes(content)
    files = next(f for f in examine(place, deep=True) if f.name == "files")
    assert files.level == "fail"
    assert large.name in files.text


def live_name(settings):
    return (settings.index / "current").read_text().strip()
