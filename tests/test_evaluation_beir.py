import json
from pathlib import Path

import numpy
import pytest

from icpc_assistant._version import __version__
from icpc_assistant.config import load_settings
from icpc_assistant.errors import UsageError
from icpc_assistant.evaluation.beir import compare_systems, described, load, read_ids

DOCUMENTS = [
    {"_id": "en-0-0", "title": "Rivers", "text": "The Schelde rises in Gouy and ends in the North Sea."},
    {"_id": "en-0-1", "title": "Rivers", "text": "The Leie joins the Schelde in Ghent."},
    {"_id": "en-1-0", "title": "Birds", "text": "A swift sleeps while it flies."},
    {"_id": "en-2-0", "title": "", "text": "Le pain se cuit à 230 degrés.", "lang": "fr"},
]  # fmt: skip
QUERIES = [
    {"_id": "a", "text": "Where does the Schelde rise?", "lang": "en", "answers": ["Gouy"], "answerable": True, "doc": "en-0-0"},
    {"_id": "b", "text": "When does a swift sleep?", "answers": ["while it flies", "flying"], "answerable": True, "doc": "en-1-0"},
    {"_id": "c", "text": "Who owns the Leie?", "answers": [], "answerable": False, "doc": "en-0-1"},
    {"_id": "d e", "text": "À combien cuit le pain ?", "lang": "fr", "answers": ["230 degrés"], "doc": "en-2-0"},
    {"_id": "f", "text": "How fast is a swift?", "answers": [], "answerable": False, "doc": "en-1-0"},
]  # fmt: skip
QRELS = [("a", "en-0-0", 2), ("a", "en-0-1", 1), ("b", "en-1-0", 1), ("d e", "en-2-0", 1), ("a", "en-1-0", 0)]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "little"
    path.mkdir()
    write(path / "corpus.jsonl", DOCUMENTS)
    write(path / "queries.jsonl", QUERIES)
    judgements(path / "qrels.tsv", QRELS)
    return path


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def judgements(path, rows):
    lines = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def test_documents_become_bulletins_and_queries_items(folder):
    items, bulletins = load(folder)
    assert [(b.id, b.title, b.language) for b in bulletins] == [
        ("en-0-0", "Rivers", "en"), ("en-0-1", "Rivers", "en"),
        ("en-1-0", "Birds", "en"), ("en-2-0", "", "fr"),
    ]  # fmt: skip
    assert bulletins[0].body == DOCUMENTS[0]["text"]
    assert [i.id for i in items] == ["a", "b", "c", "d_e", "f"]
    first, second, third, fourth, _ = items
    assert first.turns[0].answers == (("Gouy",),)
    assert first.raw["qrels"] == {"en-0-0": 2, "en-0-1": 1}
    assert first.turns[0].bulletins == ("en-0-0", "en-0-1")
    assert second.turns[0].answers == (("while it flies", "flying"),)
    assert (third.turns[0].answerable, third.kind, third.raw["qrels"]) == (False, "near_miss", {})
    assert (fourth.lang, fourth.turns[0].answerable) == ("fr", True)


def test_every_second_article_is_reported_on(folder):
    # Articles in order of appearance: Rivers (a, c), Birds (b, f), en-2 by its id (d).
    items, bulletins = load(folder, split_by_article=True)
    assert [i.id for i in items] == ["b", "f"]
    assert {i.split for i in items} == {"report"}
    assert len(bulletins) == 4


def test_what_was_trained_on_is_left_out(folder, tmp_path):
    ids = tmp_path / "ids.txt"
    ids.write_text("a\nc\n\nnot there\n", "utf-8")
    items, bulletins = load(folder, left_out=read_ids(ids))
    assert [i.id for i in items] == ["b", "d_e", "f"]
    assert {i.split for i in items} == {"report"}
    assert len(bulletins) == 4
    with pytest.raises(UsageError, match="No query of .* is left to ask; leave out fewer"):
        load(folder, left_out={row["_id"] for row in QUERIES})
    with pytest.raises(UsageError, match="name a file with one query's id a line"):
        read_ids(tmp_path / "none.txt")


def test_articles_may_be_named_or_not_be_among_the_documents(folder):
    named = [row | {"article": name} for row, name in zip(QUERIES, "xyxzy", strict=True)]
    write(folder / "queries.jsonl", named)
    assert [i.id for i in load(folder, split_by_article=True)[0]] == ["b", "f"]
    elsewhere = [row | {"doc": doc} for row, doc in zip(QUERIES, ["es-0-0", "es-0-1", "es-1-0", "es-1-1", "es-2-0"], strict=True)]  # fmt: skip
    write(folder / "queries.jsonl", elsewhere)
    assert [i.id for i in load(folder, split_by_article=True)[0]] == ["c", "d_e"]
    write(
        folder / "queries.jsonl", [{k: v for k, v in row.items() if k != "doc"} for row in QUERIES]
    )
    with pytest.raises(UsageError, match="do not name an article; run without --split-by"):
        load(folder, split_by_article=True)


def test_a_limit_is_spread_over_the_queries(folder):
    assert [i.id for i in load(folder, 2)[0]] == ["a", "c"]


def test_a_folder_as_beir_ships_it(folder):
    (folder / "qrels.tsv").unlink()
    (folder / "qrels").mkdir()
    judgements(folder / "qrels" / "test.tsv", [("b", "en-1-0", 1)])
    write(
        folder / "queries.jsonl",
        [{"_id": r["_id"], "text": r["text"], "metadata": {}} for r in QUERIES],
    )
    items, _ = load(folder)
    # A query that nobody judged says nothing about anyone.
    assert [i.id for i in items] == ["b"]
    assert items[0].turns[0].answers == ()


def test_a_document_without_text_is_its_title_or_nothing(folder):
    write(
        folder / "corpus.jsonl",
        [*DOCUMENTS, {"_id": "t", "title": "Bread", "text": " "}, {"_id": "e", "text": ""}],
    )
    bulletins = {b.id: b.body for b in load(folder)[1]}
    assert bulletins["t"] == "Bread"
    assert "e" not in bulletins


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("corpus.jsonl", None, "cannot be read"),
        ("queries.jsonl", None, "cannot be read"),
        ("qrels.tsv", None, "cannot be read"),
        ("corpus.jsonl", "", "holds no document"),
        ("queries.jsonl", "\n", "holds no document or no query"),
        ("corpus.jsonl", "{", r"corpus.jsonl:1: no line of a BEIR file; write"),
        ("corpus.jsonl", '{"_id": "a"}', r"corpus.jsonl:1"),
        ("queries.jsonl", '{"_id": "a", "text": 7}', r"queries.jsonl:1"),
        ("queries.jsonl", '{"_id": "a", "text": "Wo?", "lang": "de"}', "'de' is none of ours; use en"),
        ("qrels.tsv", "a\ten-0-0\tmuch", "qrels.tsv:1: no judgement; write"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nonly", "qrels.tsv:2"),
        ("corpus.jsonl", b"\xff", "not UTF-8"),
        ("queries.jsonl", '{"_id": "a b", "text": "?"}\n{"_id": "a_b", "text": "?"}', "queries.jsonl:2: the id 'a_b' stands there twice"),
    ],
)  # fmt: skip
def test_a_folder_that_is_none(folder, name, content, says):
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UsageError, match=says):
        load(folder)


def rows_of(folder, tmp_path, *systems, **fields):
    return compare_systems(
        folder,
        systems,
        load_settings(),
        output=tmp_path / "runs",
        work=tmp_path / "work",
        **fields,
    )


def test_known_systems_score_what_they_must(folder, tmp_path):
    pytest.importorskip("ir_measures")
    fused, read, empty = rows_of(folder, tmp_path, "oracle", "empty")
    assert (fused.system, fused.stage, read.stage) == ("oracle", "fused", "read")
    assert fused.questions == 5
    assert fused.measures == {
        "nDCG@10": 1, "RR@10": 1, "R@5": 1, "R@20": 1, "Success@1": 1, "EM": 1, "F1": 1, "AUROC": 1,
    }  # fmt: skip
    assert read.measures == fused.measures
    assert (empty.stage, empty.measures["nDCG@10"]) == ("", None)
    assert (empty.measures["EM"], empty.measures["F1"]) == (0, 0)
    assert empty.measures["AUROC"] == 0.5
    assert not (tmp_path / "work").exists()


def test_a_table_says_how_it_was_made(folder, tmp_path):
    pytest.importorskip("ir_measures")
    rows = rows_of(folder, tmp_path, "oracle", "empty")
    manifest = json.loads((rows[0].folder / "manifest.json").read_text("utf-8"))
    old = manifest | {"created": "2020-02-03T04:05:06+00:00"}
    (rows[0].folder / "manifest.json").write_text(json.dumps(old), "utf-8")
    title, made = described(folder, rows)
    assert title == "little"
    today = manifest["created"][:10]
    assert made.startswith(
        f"Folder {folder}, measured 2020-02-03 to {today}, version {__version__}"
    )
    assert f"numpy {numpy.__version__}" in made
    # A commit is named where the code lies in a checkout of its own.
    assert (", commit " in made) == ("commit" in manifest["code"])
    parts = rows_of(folder, tmp_path, "empty", split_by_article=True)
    assert described(folder, parts)[0] == "little, split report"
    left = rows_of(folder, tmp_path, "empty", left_out={"a"})
    assert described(folder, left)[0] == "little, split report"


def test_graded_judgements_count_by_hand(folder, tmp_path, monkeypatch):
    """One query, its documents of grades 2 and 1 ranked the wrong way round behind nothing else.

    nDCG = (1/log2(2) + 2/log2(3)) / (2/log2(2) + 1/log2(3)) = 2.2619 / 2.6309 = 0.8597
    """
    pytest.importorskip("ir_measures")
    from icpc_assistant.evaluation import run as running
    from icpc_assistant.types import Ranked

    class Backwards:
        name = "backwards"

        def __init__(self, world, seed):
            self.world = world

        def answer(self, turn, item, history):
            reply = running.Reply(turn.question, "en").saying("abstained", "abstain")
            places = [
                Ranked("en-0-1", 0, 8, 3.0),
                Ranked("en-0-1", 9, 20, 2.5),
                Ranked("en-0-0", 0, 9, 2.0),
            ]
            return reply, {"dense": self.world.kept(places)}

    monkeypatch.setattr(running, "open_system", lambda name, world, seed: Backwards(world, seed))
    write(folder / "queries.jsonl", QUERIES[:1])
    (row,) = rows_of(folder, tmp_path, "backwards")
    assert row.measures["nDCG@10"] == pytest.approx(0.8597, abs=5e-5)
    assert (row.measures["R@5"], row.measures["RR@10"], row.measures["Success@1"]) == (1, 1, 1)


def test_real_systems_find_the_documents(folder, tmp_path):
    pytest.importorskip("ir_measures")
    bm25, fused, read = rows_of(folder, tmp_path, "bm25", "assistant", limit=4)
    assert (bm25.stage, fused.stage, read.stage) == ("bm25", "fused", "read")
    assert bm25.measures["Success@1"] == fused.measures["Success@1"] == 1
    assert fused.ms > 0
    assert len(list((tmp_path / "work").iterdir())) == 1
    again = rows_of(folder, tmp_path, "bm25", limit=4)
    assert again[0].folder == bm25.folder
    assert again[0].measures == bm25.measures
    assert Path(bm25.folder, "aggregates.json").is_file()
