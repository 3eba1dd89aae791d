"""The index: what a build does and does not do, what opening checks, what searching finds."""

import hashlib
import json
import resource
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from icpc_assistant import __version__
from icpc_assistant.chunking import CHUNKING
from icpc_assistant.config import load_settings
from icpc_assistant.crossencoder import ADAPTER_SHA256
from icpc_assistant.encoder import WEIGHTS_SHA256, OnnxEncoder
from icpc_assistant.errors import (
    CorpusError,
    IndexCorrupt,
    IndexError_,
    IndexLocked,
    IndexMissing,
    IndexStale,
)
from icpc_assistant.index import QUESTIONS, Index, build_index, corpus_digest, index_state
from icpc_assistant.index.store import VectorStore
from icpc_assistant.index.versions import file_entries, versions
from icpc_assistant.types import Bulletin

# Each bulletin below is two passages of two sentences (a heading is one): a view of each passage,
# and two of each sentence.
RECORDS = 3 * 2 * (1 + 2 * 2)
TOPICS = {
    "bees": "The beekeepers of Ljubljana counted 4,000 hives. The mayor opened a honey market.",
    "trams": "A new tram line opened in Porto. It carries 900 passengers an hour to the river.",
    "chess": "The chess club of Turku held its spring cup. A pupil of twelve won the final.",
}


def world(topics=TOPICS) -> list[Bulletin]:
    return [
        Bulletin(name, f"News of {name}", f"{body}\n\n## Thanks\n\nThe {name} team thanks all.",
                 "en", date(2024, 3, i + 1), date(2024, 3, i + 2))
        for i, (name, body) in enumerate(topics.items())
    ]  # fmt: skip


def extended() -> list[Bulletin]:
    return world({**TOPICS, "boats": "Forty wooden boats raced on the lake of Annecy at dawn."})


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """An index of the three bulletins, never to be changed."""
    folder = tmp_path_factory.mktemp("built") / "index"
    build_index(load_settings(index=folder), world())
    return folder


@pytest.fixture
def settings(built, tmp_path):
    """Settings with a copy of that index, to be changed at will."""
    return load_settings(index=shutil.copytree(built, tmp_path / "index"))


@pytest.fixture
def opened(settings):
    index = Index.open(settings)
    yield index
    index.close()


@pytest.fixture
def encoded(monkeypatch) -> list[str]:
    """Every text that is embedded from here on."""
    texts: list[str] = []
    original = OnnxEncoder.encode

    def encode(self, given, *, query=False):
        texts.extend(given)
        return original(self, given, query=query)

    monkeypatch.setattr(OnnxEncoder, "encode", encode)
    return texts


def live(settings) -> Path:
    return settings.index / (settings.index / "current").read_text().strip()


def ask(index: Index, question: str) -> str:
    """The bulletin of the record nearest to the question."""
    rows, _ = index.nearest(index.encoder.encode([question], query=True)[0], 1)
    return index.passages[index.record_passage[rows[0]]].bulletin_id


# --- building -------------------------------------------------------------------------------


def test_a_first_build(tmp_path, built):
    index = Index.open(load_settings(index=built))
    assert index.notices == []
    assert list(index.bulletins.values()) == sorted(world(), key=lambda b: b.id)
    assert index.manifest["counts"] == {"bulletins": 3, "passages": 6, "records": RECORDS}
    for passage in index.passages:
        body = index.bulletins[passage.bulletin_id].body
        assert body[passage.start : passage.end] == passage.text
        assert all(body[s.start : s.end] == s.text for s in passage.sentences)
    assert ask(index, "How many hives are there?") == "bees"
    assert ask(index, "Who won at chess?") == "chess"
    index.close()


def test_the_manifest_says_what_was_built_of_what(built):
    folder = live(load_settings(index=built))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["encoder"]["name"] == "all-MiniLM-L6-v2"
    assert manifest["encoder"]["weights_sha256"] == WEIGHTS_SHA256
    assert manifest["cross_encoder"] == {"name": "icpc-reader", "weights_sha256": ADAPTER_SHA256}
    assert manifest["chunking"] == CHUNKING
    assert manifest["corpus"] == corpus_digest(world())
    assert set(manifest["bulletins"]) == set(TOPICS)
    assert manifest["package"] == __version__
    assert manifest["store"] is manifest["collection"] is None
    created = datetime.fromisoformat(manifest["created"])
    assert timedelta(0) <= datetime.now(UTC) - created < timedelta(hours=1)
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    assert set(files) == {*manifest["files"], "manifest.json"}
    for name, entry in manifest["files"].items():
        if not name.startswith("chroma/"):  # which Chroma writes to when it is opened
            assert hashlib.sha256(files[name].read_bytes()).hexdigest() == entry["sha256"], name


def test_the_records_of_a_passage_lie_side_by_side(opened):
    assert len(opened.record_start) == len(opened.passages) + 1
    for p, passage in enumerate(opened.passages):
        rows = slice(opened.record_start[p], opened.record_start[p + 1])
        assert set(opened.record_passage[rows]) == {p}
        sentences = opened.record_sentence[rows].tolist()
        twice = [i for i in range(len(passage.sentences)) for _ in range(2)]
        assert sentences == ([-1, *twice] if len(passage.sentences) > 1 else twice)
    assert np.linalg.norm(opened.vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_bm25_finds_words_titles_dates_and_headings(opened):
    for term, bulletin in [("hive", "bees"), ("porto", "trams"), ("twelv", "chess")]:
        best = opened.passages[int(opened.bm25.scores([term]).argmax())]
        assert best.bulletin_id == bulletin
    assert (opened.bm25.scores(["2024"]) > 0).all()
    assert (opened.bm25.scores(["march"]) > 0).all()


def test_nothing_to_do_changes_nothing(settings, encoded):
    before = {path: path.stat().st_mtime_ns for path in settings.index.rglob("*")}
    report = build_index(settings, world())
    assert not report.changed
    assert (report.bulletins, report.embedded, report.removed) == (3, 0, 0)
    assert report.version == live(settings).name
    assert encoded == []
    after = {path: path.stat().st_mtime_ns for path in settings.index.rglob("*")}
    assert {p: t for p, t in after.items() if p.name != ".lock"} == {
        p: t for p, t in before.items() if p.name != ".lock"
    }


def test_nothing_to_do_imports_nothing_heavy(settings):
    run("build", settings, 3, check="not {'chromadb', 'torch', 'onnxruntime', 'bm25s'} & loaded")


def test_the_order_of_the_corpus_does_not_matter(settings):
    assert not build_index(settings, world()[::-1]).changed


def test_sync_embeds_only_what_is_new(settings, encoded):
    report = build_index(settings, extended())
    assert report.changed
    assert report.embedded == len(encoded) == 6
    assert all("boats" in text.lower() or text == "Thanks" for text in encoded)
    assert report.reused == 24 - 0 + 0 if "Thanks" in encoded else 25
    index = Index.open(settings)
    assert ask(index, "Which boats raced?") == "boats"
    assert ask(index, "How many hives are there?") == "bees"
    index.close()


def test_sync_after_a_change_gives_the_index_a_fresh_build_gives(settings, encoded, tmp_path):
    changed = [replace(world()[0], body=world()[0].body + "\n\nA queen was crowned."), *world()[1:]]
    build_index(settings, changed)
    assert all("bees" in text or text == "A queen was crowned." for text in encoded)
    synced = Index.open(settings, exact=True)
    build_index(settings, changed, force=True)
    fresh = Index.open(settings, exact=True)
    assert synced.version != fresh.version
    assert synced.passages == fresh.passages
    assert np.asarray(synced.vectors) == pytest.approx(np.asarray(fresh.vectors), abs=1e-5)


def test_removed_text_is_never_found_again(settings):
    without = [b for b in world() if b.id != "chess"]
    report = build_index(settings, without)
    assert report.removed == RECORDS // 3 - 1  # the heading alone is the other bulletins' too
    index = Index.open(settings)
    assert "chess" not in index.bulletins
    rows, _ = index.nearest(index.encoder.encode(["chess cup"])[0], 1000)
    assert len(rows) == len(index.vectors)
    assert not index.bm25.scores(["chess", "turku"]).any()
    index.close()
    # Chroma writes its vectors' file with room to grow, filled with whatever lay in memory.
    aside = {"tokenizer.json", "data_level0.bin"}
    for path in live(settings).rglob("*"):
        if path.is_file() and path.name not in aside:
            assert b"Turku" not in path.read_bytes(), path


def test_what_a_killed_build_left_goes_although_nothing_changed(settings):
    left = settings.index / ".building-20240101T000000-12345678"
    (left / "bm25").mkdir(parents=True)
    (left / "bulletins.jsonl").write_text("half")
    (settings.index / ".building-current").write_text("half")
    with FileLock(settings.index / ".lock"), pytest.raises(IndexLocked):
        build_index(settings, world())  # it may still be at work
    assert left.exists()
    assert not build_index(settings, world()).changed
    assert not list(settings.index.glob(".building-*"))


def test_force_embeds_everything_again(settings, encoded):
    report = build_index(settings, world(), force=True)
    assert report.changed
    assert report.reused == 0
    assert report.embedded == RECORDS
    assert len(set(encoded)) == len(encoded)  # equal texts are embedded once


def test_an_empty_corpus(settings):
    report = build_index(settings, [])
    assert (report.bulletins, report.passages) == (0, 0)
    for exact in (False, True):
        index = Index.open(settings, exact=exact)
        assert index.notices == []
        rows, cosine = index.nearest(np.ones(384, np.float32), 5)
        assert len(rows) == len(cosine) == 0
        assert len(index.bm25.scores(["a"])) == 0


def test_text_of_any_kind(settings):
    odd = Bulletin("odd", "\u202eTitle <b>", "a\x00b 🙂\n\n# \n\n中文。" + "x" * 5000, "es")
    build_index(settings, [odd])
    index = Index.open(settings)
    assert index.bulletins["odd"] == odd
    assert index.notices == []
    index.close()


def test_two_bulletins_of_one_id_are_refused(settings):
    with pytest.raises(CorpusError, match="share an id"):
        build_index(settings, [*world(), world()[0]])


def test_progress_is_told_to_the_end(settings):
    told = []
    build_index(settings, extended(), progress=lambda *step: told.append(step))
    assert {stage for _, _, stage in told} == {"encoder", "embedding", "cards", "storing"}
    for stage in ("encoder", "embedding", "storing"):
        done, total, _ = [step for step in told if step[2] == stage][-1]
        assert done == total


def test_the_previous_version_is_kept_and_older_ones_go(settings):
    first = live(settings)
    build_index(settings, extended())
    second = live(settings)
    build_index(settings, world())
    third = live(settings)
    left = {path for path in settings.index.iterdir() if path.is_dir()}
    assert left == {second, third}
    assert first not in left


def test_the_exported_encoder_is_taken_over_without_torch(settings):
    run("build", settings, 4, check="'torch' not in loaded")
    encoders = {path.stat().st_ino for path in settings.index.glob("*/encoder/model.onnx")}
    assert len(encoders) == 1, "linked, not copied"


def test_a_damaged_encoder_is_not_taken_over(settings):
    tokenizer = live(settings) / "encoder" / "tokenizer.json"
    text = tokenizer.read_text("utf-8")
    tokenizer.unlink()
    tokenizer.write_text(text.replace("the", "hte", 1), "utf-8")
    build_index(settings, extended())
    assert (live(settings) / "encoder" / "tokenizer.json").read_text("utf-8") == text


def test_models_exported_for_another_format_are_exported_anew(settings):
    before = live(settings)
    manifest = json.loads((before / "manifest.json").read_text("utf-8")) | {"format": 1}
    for name in ("encoder", "reader", "intent"):
        path = before / name / f"{name}.json"
        text = path.read_text("utf-8")
        path.unlink()
        path.write_text(text.replace("max_length", "max_tokens"), "utf-8")
    files = {k: v for k, v in file_entries(before).items() if k in manifest["files"]}
    (before / "manifest.json").write_text(json.dumps(manifest | {"files": files}), "utf-8")
    build_index(settings, world())
    assert Index.open(settings, exact=True).version != before.name


# --- state ----------------------------------------------------------------------------------


def test_states(settings, tmp_path, monkeypatch):
    assert index_state(settings, world()) == ("current", "")
    assert index_state(load_settings(index=tmp_path / "none"), world()).status == "missing"
    status, reason = index_state(settings, extended()[1:])
    assert (status, reason.split(": ")[1]) == ("stale", "1 added, 1 removed")
    prompted = load_settings(index=settings.index, encoder_query_prompt="q: ")
    assert index_state(prompted, world()) == ("stale", "it was built with another encoder")
    monkeypatch.setattr("icpc_assistant.index.versions.CHUNKING", "other")
    assert index_state(settings, world()).reason == "passages are cut in another way now"


def test_a_lost_file_damages_the_index_and_a_build_mends_it(settings):
    (live(settings) / "vectors.npy").unlink()
    status, reason = index_state(settings, world())
    assert status == "damaged"
    assert "vectors.npy" in reason
    assert build_index(settings, world()).changed
    assert index_state(settings, world()).status == "current"


@pytest.mark.parametrize(
    "change",
    [
        {"title": "x"}, {"body": "x"}, {"language": "fr"}, {"start": None}, {"source": "x"},
        {"end": date(2030, 1, 1)}, {"places": ("x",)}, {"people": ("x",)}, {"topics": ("x",)},
        {"organisations": ("x",)}, {"id": "x"},
    ],
)  # fmt: skip
def test_the_digest_covers_every_field(change):
    one, *others = world()
    assert corpus_digest([replace(one, **change), *others]) != corpus_digest(world())


# --- searching ------------------------------------------------------------------------------


def test_chroma_and_the_exact_search_find_the_same(settings, opened):
    exact = Index.open(settings, exact=True)
    for question in ("honey", "Who won?", "the team", "river tram"):
        vector = opened.encoder.encode([question], query=True)[0]
        for k in (1, 5, RECORDS, 999):
            _, ours = exact.nearest(vector, k)
            rows, theirs = opened.nearest(vector, k)
            assert theirs == pytest.approx(ours, abs=1e-5)
            assert len(set(rows.tolist())) == len(rows) == min(k, RECORDS)
            assert np.asarray(exact.vectors[rows]) @ vector == pytest.approx(theirs, abs=1e-5)
    assert opened.notices == []


@pytest.mark.parametrize("exact", [True, False])
def test_a_mask_restricts_the_search(settings, exact):
    index = Index.open(settings, exact=exact)
    vector = index.encoder.encode(["hives of honey"])[0]
    mask = np.array([p.bulletin_id == "trams" for p in index.passages])
    rows, cosine = index.nearest(vector, 5, mask)
    assert {index.passages[p].bulletin_id for p in index.record_passage[rows]} == {"trams"}
    assert cosine.tolist() == sorted(cosine.tolist(), reverse=True)
    assert len(index.nearest(vector, 5, np.zeros(len(index.passages), bool))[0]) == 0
    index.close()


def test_opening_for_one_question_imports_nothing_it_can_spare(settings):
    spared = "{'chromadb', 'torch', 'transformers', 'bm25s', 'scipy', 'llama_index', 'markdown_it'}"
    run("open", settings, check=f"not {spared} & loaded")


def test_a_store_that_stops_answering_is_replaced_by_the_exact_search(opened, monkeypatch):
    vector = opened.encoder.encode(["honey"])[0]
    before, _ = opened.nearest(vector, 3)

    def fail(*_):
        raise RuntimeError("disk gone")

    monkeypatch.setattr(type(opened._store), "nearest", fail)
    after, _ = opened.nearest(vector, 3)
    assert after.tolist() == before.tolist()
    (notice,) = opened.notices
    assert "disk gone" in notice
    assert "icpc-assistant index --force" in notice


def test_a_store_that_may_not_be_written_is_spared_without_alarm(settings, monkeypatch, caplog):
    """As on a read-only disk, where Chroma does not even open to read; root may write elsewhere."""
    vector = Index.open(settings, exact=True).encoder.encode(["honey"])[0]
    expected, _ = Index.open(settings, exact=True).nearest(vector, 3)

    def in_folder(_):
        raise RuntimeError("(code: 8) attempt to write a readonly database")

    monkeypatch.setattr(VectorStore, "in_folder", in_folder)
    monkeypatch.setattr("os.access", lambda path, mode: "chroma" not in str(path))
    for _ in range(2):
        index = Index.open(settings)
        assert index.nearest(vector, 3)[0].tolist() == expected.tolist()
        assert index.notices == index.faults == []
    (said,) = [record.getMessage() for record in caplog.records]
    assert str(live(settings)) in said
    assert said.endswith("make the folder writable if that is too slow.")


# --- opening what is missing, foreign or damaged ----------------------------------------------


def test_no_index(tmp_path):
    with pytest.raises(IndexMissing, match="run `icpc-assistant index`"):
        Index.open(load_settings(index=tmp_path / "none"))


def test_another_encoder_never_meets_the_index(settings):
    with pytest.raises(IndexStale, match="another encoder"):
        Index.open(load_settings(index=settings.index, encoder_document_prompt="d: "))


@pytest.mark.parametrize(
    ("rules", "says"), [("CHUNKING", "passages are cut"), ("CARDS", "event cards are read")]
)
def test_other_rules_than_this_packages_never_meet_the_index(settings, monkeypatch, rules, says):
    monkeypatch.setattr(f"icpc_assistant.index.versions.{rules}", "other")
    with pytest.raises(IndexStale, match=f"{says}.*run `icpc-assistant index`"):
        Index.open(settings, exact=True)
    with pytest.raises(IndexStale, match=says):
        Index.open_version(live(settings), settings)


def test_no_version_of_other_rules_is_fallen_back_on(twice, tmp_path):
    settings = load_settings(index=shutil.copytree(twice, tmp_path / "index"))
    (before,) = set(versions(settings.index)) - {live(settings)}
    manifest = json.loads((before / "manifest.json").read_text("utf-8"))
    (before / "manifest.json").write_text(json.dumps(manifest | {"cards": "other"}), "utf-8")
    overwrite(live(settings) / "bulletins.jsonl")  # which no size tells, so nothing builds it anew
    with pytest.raises(IndexCorrupt, match=rf"bulletins.jsonl.*{before.name}.*index --force"):
        Index.open(settings, exact=True)


def overwrite(path: Path) -> None:
    """Replace the middle of a file; its size stays."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8] = b"\xff" * len(content[middle : middle + 8])
    path.unlink()
    path.write_bytes(content)


def cut(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: len(content) // 2])


FILES = [
    "manifest.json", "bulletins.jsonl", "passages.jsonl", "vectors.npy", "record_start.npy",
    "bm25/terms.json", "bm25/scores.npy", "encoder/model.onnx", "encoder/tokenizer.json",
]  # fmt: skip


@pytest.fixture(scope="module")
def twice(built, tmp_path_factory) -> Path:
    """An index with a version to fall back on."""
    folder = Path(shutil.copytree(built, tmp_path_factory.mktemp("twice") / "index"))
    build_index(load_settings(index=folder), extended())
    return folder


@pytest.mark.parametrize("damage", [cut, overwrite, Path.unlink])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_version_falls_back_loudly(twice, tmp_path, name, damage, monkeypatch):
    monkeypatch.setattr(CORPUS, lambda _: extended())  # for a manifest that says nothing any more
    settings = load_settings(index=shutil.copytree(twice, tmp_path / "index"))
    damage(live(settings) / name)
    index = Index.open(settings, exact=True)
    assert index.version != live(settings).name
    assert "boats" not in index.bulletins
    (notice,) = index.notices
    assert live(settings).name in notice
    assert "does not open" in notice
    assert notice.endswith("run `icpc-assistant index --force`.")
    assert ask(index, "How many hives are there?") == "bees"


CORPUS = "icpc_assistant.index.remaining.read_corpus"


@pytest.mark.parametrize("name", ["vectors.npy", "manifest.json"])
def test_no_removed_or_corrected_text_comes_back_with_an_earlier_version(
    settings, monkeypatch, name
):
    now = world({"bees": TOPICS["bees"], "trams": "The tram line of Porto was put off by a year."})
    build_index(settings, now)
    monkeypatch.setattr(CORPUS, lambda _: now)
    cut(live(settings) / name)
    index = Index.open(settings)
    assert index.version != live(settings).name
    assert set(index.bulletins) == set(index.card_of) == {"bees"}
    assert {p.bulletin_id for p in index.passages} == {"bees"}
    assert not index.bm25.scores(["chess", "turku", "passeng"]).any()
    assert index.bm25.scores(["hive"]).max() > 0
    for question in ("Who won the chess cup?", "How many passengers does the tram carry?"):
        assert ask(index, question) == "bees"
    for p, passage in enumerate(index.passages):
        first, last = index.record_start[p : p + 2]
        assert set(index.record_passage[first:last]) == {p}
        assert max(index.record_sentence[first:last]) < len(passage.sentences)
    sizes = {len(index.vectors), len(index.record_kind), len(index.record_wants)}
    assert sizes == {len(index.record_passage)} == {index.record_start[-1]}
    assert len(index.questions) == np.count_nonzero(np.isin(index.record_kind, QUESTIONS))
    lost, left = index.notices
    assert "2 bulletins" in " ".join((lost, left))
    assert "left out" in " ".join((lost, left))


def test_no_earlier_version_serves_that_holds_only_what_is_gone(settings, monkeypatch, tmp_path):
    build_index(settings, now := world({"boats": "Boats raced on the lake of Annecy at dawn."}))
    cut(live(settings) / "vectors.npy")
    with pytest.raises(IndexCorrupt, match="no bulletin that is still there"):
        Index.open(settings)
    cut(live(settings) / "manifest.json")
    monkeypatch.setattr(CORPUS, lambda _: now)
    with pytest.raises(IndexCorrupt, match="no bulletin that is still there"):
        Index.open(settings)
    monkeypatch.undo()
    with pytest.raises(IndexCorrupt, match="nothing tells which bulletins have been removed"):
        Index.open(load_settings(index=settings.index, corpus=tmp_path / "none"))


@pytest.mark.parametrize("damage", [cut, overwrite, Path.unlink])
def test_a_damaged_store_is_spared(settings, damage):
    damage(live(settings) / "chroma" / "chroma.sqlite3")
    index = Index.open(settings)
    assert ask(index, "How many hives are there?") == "bees"
    assert len(index.notices) <= 1
    if damage is not overwrite:  # SQLite may never read the eight bytes
        assert "--force" in index.notices[0]
    index.close()


def test_a_version_built_before_the_clock_was_put_right_is_live(settings, monkeypatch):
    """Built while the clock was years behind, it is the newest by its pointer, not by its name."""
    first = live(settings)

    class Behind(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(1999, 12, 31, tzinfo=tz)

    monkeypatch.setattr("icpc_assistant.index.build.datetime", Behind)
    build_index(settings, extended())
    second = live(settings)
    assert second.name < first.name
    assert "boats" in Index.open(settings, exact=True).bulletins
    cut(second / "bulletins.jsonl")
    assert Index.open(settings, exact=True).version == first.name
    monkeypatch.undo()
    build_index(settings, extended())
    third = live(settings)
    assert {path.name for path in versions(settings.index)} == {first.name, third.name}


def test_no_version_that_opens(settings):
    cut(live(settings) / "bulletins.jsonl")
    with pytest.raises(IndexCorrupt, match=r"bulletins.jsonl.*icpc-assistant index --force"):
        Index.open(settings)
    assert build_index(settings, world()).changed
    assert Index.open(settings, exact=True).notices == []


@pytest.mark.parametrize("name", ["", "../elsewhere", "no-such-version", "\x00", "."])
def test_a_pointer_that_points_nowhere(settings, name, monkeypatch):
    monkeypatch.setattr(CORPUS, lambda _: world())
    (settings.index / "current").write_text(name)
    index = Index.open(settings, exact=True)
    assert "no version is marked as live" in index.notices[0]
    assert index_state(settings, world()).status == "damaged"
    assert build_index(settings, world()).changed


# --- one writer, and what interrupts it -----------------------------------------------------


def test_a_second_writer_is_refused(settings):
    with (
        FileLock(settings.index / ".lock"),
        pytest.raises(IndexLocked, match="Another process.*wait"),
    ):
        build_index(settings, extended())
    assert build_index(settings, extended()).changed


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "index").write_text("not a folder")
    with pytest.raises(IndexError_, match="cannot be written.*ICPC_INDEX"):
        build_index(load_settings(index=tmp_path / "index"), world())


@pytest.mark.parametrize("limit", [1_000, 30_000, 100_000])
def test_a_full_disk_leaves_the_old_version(settings, limit):
    """Files may not grow beyond ``limit`` bytes: vectors, then Chroma, fail to be written."""
    before = live(settings)
    done = run("build", settings, 4, limit=limit, fails=True)
    assert done.stderr.startswith("IndexError_: "), done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "build again" in done.stderr
    assert live(settings) == before
    assert not list(settings.index.glob(".building-*"))
    index = Index.open(settings)
    assert index.notices == []
    index.close()


def test_an_interrupted_build_leaves_nothing_behind(settings):
    before = sorted(settings.index.iterdir())

    def interrupt(done, total, stage):
        if stage == "storing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(settings, extended(), progress=interrupt)
    assert sorted(settings.index.iterdir()) == before
    assert build_index(settings, extended()).changed


@pytest.mark.slow
def test_kill_9_at_any_moment_leaves_a_good_index(settings):
    """Kill a building process at ten moments spread over its work; build on after each."""
    corpora = {3: world(), 4: extended()}
    process = begun(settings, 4)
    began = time.perf_counter()
    process.wait()
    work = time.perf_counter() - began
    size, met, missed = 4, 0, 0
    while met < 10:
        assert missed < 30, "the builds end before they can be killed"
        wanted = 7 - size
        process = begun(settings, wanted)
        # A build that was over too early is made again, and waited for less.
        time.sleep(work * (0.02 + 0.09 * met) * 0.8**missed)
        at_work = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        met, missed = (met + 1, missed) if at_work else (met, missed + 1)
        index = Index.open(settings)
        assert index.notices == []
        assert len(index.bulletins) in {size, wanted}
        assert corpus_digest(list(index.bulletins.values())) == index.manifest["corpus"]
        assert ask(index, "How many hives are there?") == "bees"
        index.close()
        build_index(settings, corpora[wanted])
        assert index_state(settings, corpora[wanted]).status == "current"
        assert not list(settings.index.glob(".building-*"))
        size = wanted


def begun(settings, bulletins):
    """A process that builds, and has put the first of its files into the index's folder."""
    command = [sys.executable, __file__, "build", settings.index, str(bulletins)]
    process = subprocess.Popen(command)
    while process.poll() is None and not list(settings.index.glob(".building-*")):
        time.sleep(0.002)
    return process


# --- other processes --------------------------------------------------------------------------


def run(action, settings, bulletins=3, *, limit=0, check="True", fails=False):
    """Build or open in a process of its own, which then evaluates ``check``."""
    command = [sys.executable, __file__, action, str(settings.index), str(bulletins)]
    done = subprocess.run([*command, str(limit), check], capture_output=True, text=True)
    assert (done.returncode != 0) == fails, done.stderr
    return done


def main(action, folder, bulletins="3", limit="0", check="True"):
    settings = load_settings(index=Path(folder))
    if int(limit):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    try:
        if action == "build":
            build_index(settings, world() if bulletins == "3" else extended())
        else:
            index = Index.open(settings, exact=True)
            index.nearest(index.encoder.encode(["a question"], query=True)[0], 3)
    except IndexError_ as error:
        sys.exit(f"{type(error).__name__}: {error}")
    loaded = set(sys.modules)
    assert eval(check, {"loaded": loaded}), loaded  # ours, from this file


if __name__ == "__main__":
    main(*sys.argv[1:])
