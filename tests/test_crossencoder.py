"""The cross-encoder: export, what it is given, where it points, and the second look it allows."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from icpc_assistant.config import Settings, load_settings
from icpc_assistant.crossencoder import (
    ADAPTER,
    ADAPTER_SHA256,
    CrossEncoderReader,
    PassageReading,
    SentenceTransformerCrossEncoder,
    Span,
    cross_encoder_identity,
    open_cross_encoder,
)
from icpc_assistant.crossencoder.telling import Telling, header, passage_text
from icpc_assistant.encoder import file_sha256
from icpc_assistant.errors import EncoderError
from icpc_assistant.index import Index
from icpc_assistant.index.versions import live_version
from icpc_assistant.query import interpret
from icpc_assistant.reader.ranking import RANK, Candidate
from icpc_assistant.reader.rereading import READ, reread
from icpc_assistant.types import Bulletin, Evidence, Passage, Sentence
from icpc_assistant.vocabulary import Vocabulary

TEXT = "The fair opened on Monday. Ada Okonkwo gave the first talk. Some 240 people came."


@pytest.fixture(scope="module")
def folder(world_index) -> Path:
    return live_version(world_index) / "reader"


@pytest.fixture(scope="module")
def reader(folder) -> CrossEncoderReader:
    return CrossEncoderReader(folder)


def test_the_adapter_is_the_one_pinned():
    assert file_sha256(ADAPTER) == ADAPTER_SHA256
    assert ADAPTER.stat().st_size < 25e6


def test_the_export_says_what_it_is(folder):
    known = json.loads((folder / "reader.json").read_text())
    assert known["adapter_sha256"] == ADAPTER_SHA256
    assert file_sha256(folder / "model.onnx") == known["model_sha256"]
    assert (folder / "model.onnx").stat().st_size < 30e6


def ask(reader, question: str, text: str = TEXT, title: str = "Book fair") -> PassageReading:
    passage = passage_text(title, "", text)
    at = len(passage) - len(text)
    pieces, start = [], at
    for sentence in text.split(". "):
        pieces.append((start, start + len(sentence)))
        start += len(sentence) + 2
    return reader.read([question], [passage], [pieces])[0]


def test_exporting_leaves_logging_as_it_was(tmp_path):
    code = (
        "import logging, pathlib, sys\n"
        "from icpc_assistant.crossencoder.export import export_reader\n"
        "export_reader(pathlib.Path(sys.argv[1]))\n"
        "assert logging.getLogger().handlers == []\n"
        "assert logging.getLogger().level == logging.WARNING"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "reader")]
    subprocess.run(command, check=True, capture_output=True)


def test_exporting_recommends_nothing_to_whoever_starts_the_chat(tmp_path, caplog):
    from icpc_assistant.crossencoder.export import export_reader

    export_reader(tmp_path / "reader")
    assert [record.getMessage() for record in caplog.records] == []


@pytest.mark.parametrize(
    ("question", "sentence", "words"),
    [
        ("How many people came to the fair?", 2, "240"),
        ("Who gave the first talk at the fair?", 1, "Ada Okonkwo"),
        ("On which day did the fair open?", 0, "Monday"),
    ],
)
def test_it_points_into_the_sentence_that_answers(reader, question, sentence, words):
    passage = passage_text("Book fair", "", TEXT)
    spans = ask(reader, question).spans
    best = max(range(3), key=lambda i: spans[i].score)
    assert best == sentence
    assert words in passage[spans[best].start : spans[best].end]


def test_a_passage_about_something_else_answers_less(reader):
    other = "The harbour was dredged in the spring. Ships of all sizes call there again."
    asked = "Who gave the first talk at the book fair?"
    assert ask(reader, asked).answered > ask(reader, asked, other, "Harbour").answered


def test_what_answers_is_told_from_what_does_not(reader):
    asked = "How many people came to the fair?"
    without = TEXT.replace(" Some 240 people came.", "")
    assert ask(reader, asked).answered > ask(reader, asked, without).answered


def test_one_pair_and_many_give_the_same(reader):
    pairs = [("Who spoke?", "A: Ada spoke."), ("When?", "B: It was on Monday. " * 9)]
    alone = [reader.read([q], [p], [[(0, len(p))]])[0] for q, p in pairs]
    questions, passages = zip(*pairs, strict=True)
    together = reader.read(questions, passages, [[(0, len(p))] for p in passages])
    for one, other in zip(alone, together, strict=True):
        # Dynamic quantisation scales a batch as a whole.
        assert one.answered == pytest.approx(other.answered, abs=1.0)


@pytest.mark.parametrize("question", ["", "\ud800", "a" * 4000, "word " * 500])
def test_any_text_can_be_read(reader, question):
    (reading,) = reader.read([question], [""], [[]])
    assert reading.spans == ()
    (reading,) = reader.read([question], ["x \ud800 " * 900], [[(0, 10), (2000, 2010)]])
    assert reading.spans[1] is None  # beyond what was read


def test_a_question_in_another_language_comes_with_its_gloss():
    asked = Telling().asked
    assert asked("Who spoke?", "en", "en") == "Who spoke?"
    assert asked("Who spoke?", "en", "fr") == "Who spoke?"
    assert asked("Qui a parlé ?", "fr", "en").endswith(" / Qui a parlé ?")
    # Beside a passage that is glossed itself, the gloss alone.
    assert asked("Qui a parlé ?", "fr", "fr") == asked("Qui a parlé ?", "fr", "es") == "who speak"


def test_another_cross_encoder_reads_a_passage_in_its_own_words():
    telling = SentenceTransformerCrossEncoder.telling
    assert telling.words("Elle a parlé.", "fr") == "Elle a parlé."
    assert telling.asked("Qui a parlé ?", "fr", "fr") == "Qui a parlé ?"
    assert telling.asked("Qui a parlé ?", "fr", "es").endswith(" / Qui a parlé ?")


def passage_of(body: str, *sentences: str) -> Passage:
    places = [Sentence(body.index(s), body.index(s) + len(s), s) for s in sentences]
    start, end = places[0].start, places[-1].end
    return Passage("b:0", "b", start, end, body[start:end], "", tuple(places))


SPANISH = (
    "La feria se celebró en Oslo.",
    "Asistieron unas 240 personas de nueve países.",
    "La inauguró la alcaldesa, Ada Okonkwo.",
)


@pytest.mark.parametrize("glossed", [True, False])
def test_what_is_pointed_at_is_found_again_in_the_bulletin(glossed):
    body = "Antes. " + "\n\n".join(SPANISH) + " Después."
    passage = passage_of(body, *SPANISH)
    seen = Telling(glossed).passage(passage, "es")
    assert ("people" in seen.text) == glossed
    for name in ("240", "Ada Okonkwo"):
        at = body.index(name)
        first, last = seen.told(at, at + len(name))
        assert seen.text[first:last] == name
        number = next(n for n, (a, b) in enumerate(seen.sentences) if a <= first < b)
        assert seen.source(number, first, last) == (at, at + len(name))
        assert name in passage.sentences[number].text


def test_a_passage_in_spanish_is_read_in_english(reader):
    """Two questions in words that the passage has not, each in English and in French."""
    body = " ".join(SPANISH)
    bulletin = Bulletin("b", "Una feria", body + "\n", "es")
    passage = passage_of(body, *SPANISH)
    found = [
        Candidate(Evidence(passage, 1.0), s, dict.fromkeys(RANK, 0.0), 1.0)
        for s in passage.sentences
    ]
    for asked, answer in (
        ("How many people came?", "240"), ("Combien de gens sont venus ?", "240"),
        ("Who opened it?", "Ada Okonkwo"), ("Qui l'a ouverte ?", "Ada Okonkwo"),
    ):  # fmt: skip
        best = reread(reader, query(asked), found, {"b": bulletin})[0]
        assert answer in best.sentence.text
        start, end = best.span
        assert answer in body[start:end]


def test_the_header_is_short():
    assert header("A title", "") == "A title: "
    assert header("A title", "Part one") == "A title. Part one: "
    assert len(header("word " * 100, "").split()) == 24


def test_a_damaged_model_is_one_sentence(folder, tmp_path):
    broken = Path(shutil.copytree(folder, tmp_path / "reader"))
    (broken / "model.onnx").write_bytes(b"no model")
    with pytest.raises(EncoderError, match="icpc-assistant index --force"):
        CrossEncoderReader(broken)


def test_a_model_that_was_exchanged_is_refused(folder, tmp_path):
    other = Path(shutil.copytree(folder, tmp_path / "reader"))
    known = json.loads((other / "reader.json").read_text()) | {"model_sha256": "0" * 64}
    (other / "reader.json").write_text(json.dumps(known))
    with pytest.raises(EncoderError, match="not the file that was exported"):
        CrossEncoderReader(other)


def test_another_adapter_is_refused(tmp_path, monkeypatch):
    from icpc_assistant.crossencoder import export

    changed = tmp_path / "reader.safetensors"
    changed.write_bytes(ADAPTER.read_bytes()[:-1] + b"x")
    monkeypatch.setattr(export, "ADAPTER", changed)
    with pytest.raises(EncoderError, match="not the one this package trusts"):
        export.export_reader(tmp_path / "out")


def test_the_settings_choose_it(tmp_path):
    assert open_cross_encoder(load_settings(cross_encoder="none"), tmp_path) is None
    assert cross_encoder_identity(load_settings())["weights_sha256"] == ADAPTER_SHA256
    with pytest.raises(EncoderError, match="ICPC_CROSS_ENCODER"):
        open_cross_encoder(load_settings(cross_encoder=str(tmp_path / "none")), tmp_path)


def test_an_index_built_without_it_is_noticed(world_index):
    from icpc_assistant.bulletins import read_corpus
    from icpc_assistant.index import index_state

    corpus = Path(__file__).parent / "data" / "corpus"
    settings = load_settings(corpus=corpus, index=world_index, cross_encoder="none")
    state = index_state(settings, read_corpus(corpus))
    assert (state.status, state.reason) == ("stale", "it was built with another cross-encoder")


def test_without_it_the_assistant_answers_all_the_same(tmp_path):
    from icpc_assistant import open_assistant

    corpus = Path(__file__).parent / "data" / "corpus"
    settings = Settings(corpus=corpus, index=tmp_path / "index", cross_encoder="none")
    assistant = open_assistant(corpus=corpus, index=settings.index, cross_encoder="none")
    assert Index.open(settings).cross_encoder is None
    assert not (live_version(settings.index) / "reader").exists()
    bulletin = next(b for b in assistant.bulletins if b.start)
    answer = assistant.ask(f"When was “{bulletin.title}”?")
    assert answer.status in ("answered", "abstained")


# --- the second look -----------------------------------------------------------------------------


class Oracle:
    """A cross-encoder that answers by a rule of the test's."""

    telling = Telling()

    def __init__(self, right: str) -> None:
        self.right, self.passages = right, []

    def read(self, questions, passages, pieces):
        self.passages += passages
        return [
            PassageReading(
                2.0,
                2.0 if self.right in passage else -2.0,
                tuple(Span(a, b, 5.0 if self.right in passage[a:b] else -5.0) for a, b in ranges),
            )
            for passage, ranges in zip(passages, pieces, strict=True)
        ]


def candidates_of(texts: list[str]) -> tuple[list[Candidate], dict[str, Bulletin]]:
    """One passage of one sentence a text, the first scoring best."""
    body = "\n\n".join(texts) + "\n"
    bulletin = Bulletin("b", "A fair", body, "en", start=date(2020, 1, 1), end=date(2020, 1, 1))
    found = []
    for n, text in enumerate(texts):
        start = body.index(text)
        sentence = Sentence(start, start + len(text), text)
        passage = Passage(f"b:{n}", "b", start, start + len(text), text, "", (sentence,))
        signals = {**dict.fromkeys(RANK, 0.0), "similarity": 1 - n / 100}
        found.append(Candidate(Evidence(passage, 1.0), sentence, signals, 1 - n / 100))
    return found, {"b": bulletin}


def query(text: str):
    return interpret(text, (), Vocabulary.of([]), lambda word: True)


def test_a_passage_that_answers_comes_first():
    found, bulletins = candidates_of(["It rained.", "The sun shone.", "Ada opened it."])
    again = reread(Oracle("Ada"), query("Who opened it?"), found, bulletins)
    assert again[0].sentence.text == "Ada opened it."
    assert again[0].signals["read_answered"] > 0 > again[1].signals["read_answered"]
    assert {c.signals["read_most"] for c in again} == {again[0].signals["read_answered"]}


def test_only_the_best_passages_are_read_and_the_others_stay_behind():
    found, bulletins = candidates_of([f"Line number {n} says so." for n in range(READ + 3)])
    oracle = Oracle(f"number {READ + 1} ")
    again = reread(oracle, query("Which line says so?"), found, bulletins)
    assert len(oracle.passages) == READ
    assert [c.signals["read"] for c in again] == [1.0] * READ + [0.0] * 3
    assert [c.sentence.text for c in again[READ:]] == [c.sentence.text for c in found[READ:]]


def test_the_original_candidates_are_left_alone():
    found, bulletins = candidates_of(["It rained."])
    before = replace(found[0], signals=dict(found[0].signals))
    reread(Oracle("Ada"), query("Who opened it?"), found, bulletins)
    assert found[0] == before


def test_the_best_sentences_are_read_by_themselves_too():
    """A passage that answers as a whole does not lift a sentence that, read alone, does not."""
    said = ["The fair was in Oslo.", "Ada opened it.", "It rained."]
    body = " ".join(said) + "\n"
    bulletin = Bulletin("b", "A fair", body, "en", start=date(2020, 1, 1), end=date(2020, 1, 1))
    sentences = tuple(Sentence(body.index(t), body.index(t) + len(t), t) for t in said)
    passage = Passage("b:0", "b", 0, len(body) - 1, body.strip(), "", sentences)
    none = dict.fromkeys(RANK, 0.0)
    found = [Candidate(Evidence(passage, 1.0), s, none, 1.0) for s in sentences]
    oracle = Oracle("Ada")
    again = reread(oracle, query("Who opened it?"), found, {"b": bulletin})
    read = [p.removeprefix("A fair: ") for p in oracle.passages]
    assert read[0] == body.strip()
    assert sorted(read[1:]) == sorted(said)
    assert again[0].sentence.text == "Ada opened it."
    alone = {c.sentence.text: c.signals["read_alone"] for c in again}
    assert alone["Ada opened it."] > 0 > alone["It rained."]
