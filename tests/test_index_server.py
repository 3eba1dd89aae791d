"""The index with its vectors on a Chroma server, against a real one on the loopback."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from chroma_server import ChromaServer, free_port
from icpc_assistant.bulletins import read_corpus
from icpc_assistant.config import load_settings
from icpc_assistant.doctor import examine
from icpc_assistant.errors import IndexError_, SettingsError
from icpc_assistant.index import Index, build_index, index_state
from icpc_assistant.live import open_live

CORPUS = Path(__file__).parent / "data" / "corpus"
PATIENCE = 60  # seconds for what takes a few on a quiet machine

pytestmark = pytest.mark.skipif(
    shutil.which("chroma", path=Path(sys.executable).parent) is None,
    reason="the command `chroma` of the package chromadb is not here",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def bulletins():
    return read_corpus(CORPUS)


@pytest.fixture(scope="module")
def published(server, bulletins, world_index, tmp_path_factory) -> Path:
    """An index whose live version is on the server, never to be changed."""
    folder = linked(world_index, tmp_path_factory.mktemp("published") / "index")
    report = build_index(with_server(folder, server.url), bulletins)
    assert report.changed
    assert report.embedded == 0, "the vectors are those of the embedded version"
    assert report.notices == ()
    return folder


@pytest.fixture
def settings(server, published, tmp_path):
    return with_server(linked(published, tmp_path / "index"), server.url)


def with_server(index: Path, url: str, timeout: float = 30):
    """Settings whose server may take its time, so that a busy machine fails no test."""
    return load_settings(index=index, chroma_url=url, chroma_timeout=timeout)


def linked(index: Path, target: Path) -> Path:
    """A copy of an index folder, whose files never change once written."""
    shutil.copytree(index, target, copy_function=os.link, ignore=shutil.ignore_patterns(".lock"))
    (target / "current").unlink()
    shutil.copy(index / "current", target / "current")
    return target


def manifest(settings, version: str) -> dict:
    return json.loads((settings.index / version / "manifest.json").read_text("utf-8"))


def live(settings) -> str:
    return (settings.index / "current").read_text().strip()


def probe(index: Index) -> np.ndarray:
    return np.asarray(index.vectors[len(index.vectors) // 2])


def only_server(index: Index, monkeypatch) -> None:
    """From here on, a search that the server does not make fails."""

    def refuse(*_):
        raise AssertionError("searched one by one")

    monkeypatch.setattr(index, "_exact", refuse)


def until(true) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


# --- building -------------------------------------------------------------------------------


def test_the_server_finds_what_the_exact_search_finds(settings, server, monkeypatch):
    built = manifest(settings, live(settings))
    assert built["store"]["url"] == server.url
    assert built["collection"] in server.collections()
    assert not list(settings.index.glob(f"{live(settings)}/chroma*"))
    exact = Index.open(settings, exact=True)
    index = Index.open(settings)
    only_server(index, monkeypatch)
    for question in ("honey", "Who won the prize?", "Où est le port ?"):
        vector = index.encoder.encode([question], query=True)[0]
        for k in (1, 10, 100):
            rows, cosines = index.nearest(vector, k)
            assert len(set(rows.tolist())) == min(k, len(exact.vectors))
            assert cosines == pytest.approx(exact.nearest(vector, k)[1], abs=1e-4)
            assert exact.vectors[rows] @ vector == pytest.approx(cosines, abs=1e-4)
    assert index.notices == []
    index.close()


def test_an_update_is_a_new_collection_and_only_the_last_two_are_kept(settings, server, bulletins):
    before = server.collections()
    assert not build_index(settings, bulletins).changed
    # The fixture's collection was built for another folder, so a copy of it must leave it alone.
    versions = [live(settings)]
    for corpus in (bulletins[1:], bulletins, bulletins[1:]):
        report = build_index(settings, corpus)
        assert (report.changed, report.version) == (True, live(settings))
        assert report.embedded < report.reused
        versions.append(report.version)
        index = Index.open(settings)
        assert len(index.bulletins) == len(corpus)
        assert index.notices == []
        index.close()
    kept = [manifest(settings, version)["collection"] for version in versions[2:]]
    assert server.collections() == before | set(kept)
    assert not (settings.index / versions[1]).exists()


def test_a_copy_of_an_index_leaves_the_collections_of_the_original(
    settings, published, server, bulletins
):
    original = manifest(settings, live(settings))["collection"]
    build_index(settings, bulletins[1:])
    (notice,) = build_index(settings, bulletins).notices
    assert original in notice
    assert str(published) in notice
    assert original in server.collections()
    assert Index.open(with_server(published, server.url)).notices == []


def test_a_collection_that_is_lost_is_built_again_without_embedding(settings, server, bulletins):
    build_index(settings, bulletins, force=True)
    server.drop(manifest(settings, live(settings))["collection"])
    index = Index.open(settings)
    assert len(index.nearest(probe(index), 5)[0]) == 5
    (notice,) = index.notices
    assert "run `icpc-assistant index`" in notice
    report = build_index(settings, bulletins)
    assert (report.changed, report.embedded) == (True, 0)
    again = Index.open(settings)
    assert again.notices == []
    again.close()
    index.close()


def test_a_killed_build_leaves_the_old_version_and_the_next_build_cleans_up(
    settings, server, bulletins
):
    before, version = server.collections(), live(settings)
    done = subprocess.run([sys.executable, __file__, settings.index, server.url])
    assert done.returncode == -signal.SIGKILL
    (stray,) = server.collections() - before
    assert live(settings) == version
    index = Index.open(settings)
    assert index.notices == []
    index.close()
    build_index(settings, bulletins[1:])
    assert stray not in server.collections()
    assert not list(settings.index.glob(".building-*"))


def test_a_failed_build_takes_its_collection_away(settings, server, bulletins):
    before = server.collections()

    def interrupt(done, total, stage):
        if stage == "storing":
            assert len(server.collections()) == len(before) + 1
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(settings, bulletins[1:], progress=interrupt)
    assert server.collections() == before
    assert not list(settings.index.glob(".building-*"))


def test_another_store_in_the_settings_makes_the_index_stale(settings, bulletins):
    embedded = load_settings(index=settings.index)
    state = index_state(embedded, bulletins)
    assert (state.status, state.reason) == (
        "stale",
        "its vectors do not lie where the settings say",
    )
    index = Index.open(embedded)
    assert len(index.nearest(probe(index), 5)[0]) == 5
    (notice,) = index.notices
    assert notice.endswith("run `icpc-assistant index`.")
    (left,) = {n for _ in range(2) for n in build_index(embedded, bulletins, force=True).notices}
    assert "delete it there" in left
    assert Index.open(embedded).notices == []


# --- a server that comes and goes ------------------------------------------------------------


def test_a_server_that_is_killed_hangs_and_comes_back(settings, server, monkeypatch):
    monkeypatch.setattr("icpc_assistant.index.served._RETRY", 0.2)
    hasty = with_server(settings.index, server.url, timeout=2)
    index = Index.open(hasty)
    until(lambda: not index.notices)
    vector = probe(index)
    expected = index.nearest(vector, 10)[1]

    server.kill()
    began = time.monotonic()
    assert index.nearest(vector, 10)[1] == pytest.approx(expected, abs=1e-4)
    assert time.monotonic() - began < 5
    (notice,) = index.notices
    assert "one by one" in notice
    assert server.url not in notice
    late = Index.open(hasty)  # while it is away
    assert late.notices == [notice]
    server.start()
    until(lambda: not index.notices and not late.notices)
    with monkeypatch.context() as patch:
        only_server(index, patch)
        assert index.nearest(vector, 10)[1] == pytest.approx(expected, abs=1e-4)

    server.freeze()
    try:
        began = time.monotonic()
        assert index.nearest(vector, 10)[1] == pytest.approx(expected, abs=1e-4)
        assert 1.9 < time.monotonic() - began < 6
        began = time.monotonic()
        assert index.nearest(vector, 10)[1] == pytest.approx(expected, abs=1e-4)
        assert time.monotonic() - began < 1.5, "only the first question waits"
        assert index.notices == [notice]
        began = time.monotonic()
        with pytest.raises(IndexError_, match="no answer in time"):
            build_index(hasty, read_corpus(CORPUS)[1:])
        assert time.monotonic() - began < 8
    finally:
        server.thaw()
    until(lambda: not index.notices)
    index.close()
    late.close()


def test_a_version_is_taken_over_while_the_server_is_away_but_not_without_its_vectors(
    settings, server, bulletins
):
    following = open_live(settings)
    build_index(settings, bulletins[1:])
    server.kill()
    try:
        assert following.look()
        assert following.version == live(settings)
        assert not following.refused
        assert "one by one" in following.notices[0]
    finally:
        server.start()
    until(lambda: not following.notices)
    good = following.version
    build_index(settings, bulletins)
    server.drop(manifest(settings, live(settings))["collection"])
    assert not following.look()
    assert following.version == good
    assert "not all those" in following.refused


def test_a_server_that_is_away_refuses_a_build_and_nothing_changes(settings, bulletins):
    away = load_settings(index=settings.index, chroma_url=f"http://127.0.0.1:{free_port()}")
    before = sorted(path.name for path in settings.index.iterdir() if path.name != ".lock")
    with pytest.raises(
        IndexError_, match="refused.*; start it, or correct ICPC_CHROMA_URL"
    ) as said:
        build_index(away, bulletins)
    assert away.chroma_url in str(said.value)
    after = sorted(path.name for path in settings.index.iterdir() if path.name != ".lock")
    assert after == before


def test_what_is_no_chroma_server_is_told_and_secrets_stay_secret(settings, bulletins):
    heard: list[str | None] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.headers["Authorization"])
            self.send_response(200 if len(heard) < 2 else 401)
            self.end_headers()
            self.wfile.write(b"<html>Welcome</html>")

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as page:
        threading.Thread(target=page.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{page.server_port}"
        wrong = load_settings(index=settings.index, chroma_url=url, chroma_token="s3cret")
        with pytest.raises(IndexError_, match="no Chroma server answers there"):
            build_index(wrong, bulletins)
        with pytest.raises(IndexError_, match="HTTP 401, the token is refused"):
            build_index(wrong, bulletins)
        page.shutdown()
    assert heard == ["Bearer s3cret"] * 2
    assert "s3cret" not in repr(wrong)


@pytest.mark.parametrize(
    "url",
    ["localhost:8000", "ftp://x", "http://", "http://x:99999", "http://a:b@x", "http://x?t=1"],
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(SettingsError, match="chroma_url.*ICPC_CHROMA_URL") as said:
        load_settings(chroma_url=url)
    assert "a:b" not in str(said.value)


def test_the_doctor_says_what_is_configured_and_whether_it_answers(settings, server):
    def vectors(settings):
        return next(finding for finding in examine(settings) if finding.name == "vectors")

    found = vectors(settings)
    assert found.level == "ok"
    assert server.url in found.text
    assert live(settings) in found.text
    away = load_settings(index=settings.index, chroma_url=f"http://127.0.0.1:{free_port()}")
    found = vectors(away)
    assert found.level == "fail"
    assert "ICPC_CHROMA_URL" in found.text
    assert "in the index folder" in vectors(load_settings(index=settings.index)).text


if __name__ == "__main__":  # a build that is killed while it stores

    def die(done: int, total: int, stage: str) -> None:
        if stage == "storing":
            os.kill(os.getpid(), signal.SIGKILL)

    build_index(
        with_server(Path(sys.argv[1]), sys.argv[2]),
        read_corpus(CORPUS)[1:],
        progress=die,
    )
