"""The reader of questions: what is asked of the whole collection, and every word's slot."""

import json
import shutil
from pathlib import Path

import pytest

from icpc_assistant.config import load_settings
from icpc_assistant.errors import EncoderError
from icpc_assistant.index.versions import live_version
from icpc_assistant.intent import (
    ADAPTER,
    ADAPTER_SHA256,
    OnnxIntentReader,
    intent_reader_identity,
    open_intent_reader,
)


@pytest.fixture(scope="module")
def folder(world_index):
    return live_version(world_index) / "intent"


@pytest.fixture(scope="module")
def reader(folder):
    return OnnxIntentReader(folder)


def slots(reader, text):
    return {text[w.start : w.end]: w.slot for w in reader.read(text).words}


@pytest.mark.parametrize(
    ("question", "operation", "asked"),
    [
        ("which seminars did you put on about soil in Kenya?", "list", "event"),
        ("how many countries have you been active in", "count", "country"),
        ("Lequel de vos colloques a attiré le plus de monde ?", "superlative", "event"),
        ("¿Quiénes de los nuestros fueron a Chile el año pasado?", "list", "own"),
        ("ponme en orden cronológico lo de 2021", "timeline", "event"),
        ("average turnout at our workshops?", "mean", "event"),
    ],
)
def test_what_is_asked_of_the_whole_collection(reader, question, operation, asked):
    intent = reader.read(question)
    assert intent.whole > 0.8
    assert intent.operation == operation
    assert asked in (intent.asked, "event")


@pytest.mark.parametrize(
    "question",
    [
        "Who opened the soil congress in Nairobi?",
        "Combien de personnes ont suivi l'atelier sur les sols ?",
        "¿Qué recomendó el panel sobre riego del foro de Lima?",
        "thanks a lot",
    ],
)
def test_what_is_asked_of_one_event_or_of_none(reader, question):
    intent = reader.read(question)
    assert intent.whole < 0.2
    assert intent.operation == "none"


def test_each_word_is_a_restriction_or_only_asks(reader):
    found = slots(reader, "please list all workshops on soil erosion in Kenya since March 2021")
    assert {found[w] for w in ("please", "list", "all")} == {"other"}
    assert (found["workshops"], found["erosion"], found["Kenya"]) == ("kind", "topic", "place")
    assert (found["since"], found["2021"]) == ("time", "time")


def test_what_is_left_out_is_told_from_what_is_wanted(reader):
    text = "events in Canada but not in Montreal"
    intent = reader.read(text)
    at = text.index("Montreal")
    assert intent.leaves_out(at, at + 8)
    assert not intent.leaves_out(text.index("Canada"), text.index(" but"))
    assert not intent.leaves_out(len(text), len(text) + 5)


@pytest.mark.parametrize("text", ["", " ", "???", "\x00", "\ud800", "a" * 100_000, "list " * 5000])
def test_any_text_can_be_read(reader, text):
    intent = reader.read(text)
    assert 0 <= intent.whole <= 1
    assert all(0 <= w.start < w.end <= len(text) for w in intent.words)


def test_a_model_that_was_exchanged_is_refused(folder, tmp_path):
    other = Path(shutil.copytree(folder, tmp_path / "intent"))
    known = json.loads((other / "intent.json").read_text()) | {"model_sha256": "0" * 64}
    (other / "intent.json").write_text(json.dumps(known))
    with pytest.raises(EncoderError, match="icpc-assistant index --force"):
        OnnxIntentReader(other)


def test_another_adapter_is_refused(tmp_path, monkeypatch):
    from icpc_assistant.intent import export

    changed = tmp_path / "intent.safetensors"
    changed.write_bytes(ADAPTER.read_bytes()[:-1] + b"x")
    monkeypatch.setattr(export, "ADAPTER", changed)
    with pytest.raises(EncoderError, match="not the one this package trusts"):
        export.export_intent_reader(tmp_path / "out")


def test_an_export_that_differs_is_refused(tmp_path, monkeypatch):
    from icpc_assistant.intent import export

    monkeypatch.setattr(export, "_MOST_APART", -1.0)
    with pytest.raises(EncoderError, match="differs from its original"):
        export.export_intent_reader(tmp_path / "out")


def test_the_settings_choose_it(tmp_path):
    assert open_intent_reader(load_settings(intent_reader="none"), tmp_path) is None
    assert intent_reader_identity(load_settings())["weights_sha256"] == ADAPTER_SHA256
    assert intent_reader_identity(load_settings(intent_reader="none"))["weights_sha256"] == ""


def test_an_index_built_without_it_is_noticed(world_index):
    from icpc_assistant.bulletins import read_corpus
    from icpc_assistant.index import index_state

    corpus = Path(__file__).parent / "data" / "corpus"
    settings = load_settings(corpus=corpus, index=world_index, intent_reader="none")
    state = index_state(settings, read_corpus(corpus))
    assert (state.status, state.reason) == (
        "stale",
        "it was built with another reader of questions",
    )


def test_without_it_patterns_answer_all_the_same(tmp_path):
    from icpc_assistant import open_assistant

    corpus = Path(__file__).parent / "data" / "corpus"
    assistant = open_assistant(corpus=corpus, index=tmp_path / "index", intent_reader="none")
    assert not (live_version(tmp_path / "index") / "intent").exists()
    assert assistant.ask("How many events were there in all?").status == "answered"
