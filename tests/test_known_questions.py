"""Questions known beside a bulletin: those it answers help to find, those it leaves open to decline."""

import json
import shutil
from pathlib import Path

import pytest

from icpc_assistant import open_assistant
from icpc_assistant.index import KINDS
from icpc_assistant.types import Evidence, Passage

DATA = Path(__file__).parent / "data"
NAME = "2019-05-14-river-forum"
OPENED = {
    "question": "Who opened the River Forum?", "language": "en", "answer": "Ilse Vandamme",
    "quote": "The forum was opened by the Governor of the province, Ms. Ilse Vandamme, before an "
    "audience of nearly 340 delegates from eleven countries.",
}  # fmt: skip
LEFT = [
    {"question": "Who closed the River Forum?", "language": "en", "open": True},
    {"question": "Which mayors signed the pledge, by name?", "language": "en", "open": True},
    {"question": "Qui a payé le forum des rivières ?", "language": "fr", "open": True},
]


def opened(folder, rows):
    shutil.copytree(DATA / "corpus", folder / "corpus", dirs_exist_ok=True)
    sidecar = folder / "corpus" / "questions" / f"{NAME}.jsonl"
    sidecar.parent.mkdir(exist_ok=True)
    sidecar.write_text("".join(json.dumps({**row, "source": "person"}) + "\n" for row in rows))
    return open_assistant(corpus=folder / "corpus", index=folder / "index")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The invented bulletins, one of them with questions of both kinds."""
    return opened(tmp_path_factory.mktemp("prepared"), [OPENED, *LEFT])


def signals(assistant, question):
    _, _, reading, _ = assistant.read(question)
    best = reading.candidates[0]
    assert best.passage.bulletin_id == NAME
    return best.signals


def test_a_question_like_one_left_open_counts_against_an_answer(prepared, world):
    for question in ("Who closed the River Forum?", "who was it that closed the river forum"):
        assert signals(prepared, question)["left_open"] > 0.3
        assert signals(world, question)["left_open"] == 0.0
        assert prepared.ask(question).confidence < world.ask(question).confidence


def test_a_question_like_one_answered_counts_for_it(prepared, world):
    question = "Who opened the River Forum?"
    assert signals(prepared, question)["left_open"] < -0.3
    assert prepared.ask(question).confidence > world.ask(question).confidence
    assert "Ilse Vandamme" in (prepared.ask(question).short_answer or "")


def test_a_question_about_another_number_does_not_vote(tmp_path):
    rows = [
        {**OPENED, "question": "Where was the 7th River Forum opened?"},
        {"question": "Where was the 6th River Forum held?", "language": "en", "open": True},
    ]
    known = opened(tmp_path, rows)
    assert signals(known, "Where was the 6th River Forum held?")["left_open"] > 0.3
    assert signals(known, "Where was the 7th River Forum held?")["left_open"] < 0


def test_open_questions_are_known_in_every_language(prepared):
    assert signals(prepared, "Qui a payé pour le forum des rivières ?")["left_open"] > 0


def test_open_questions_are_no_passage_and_no_evidence(prepared):
    index = prepared._index
    assert (index.record_kind == KINDS.index("open")).sum() == len(LEFT)
    assert len(index.questions) == 1 + len(LEFT)
    for answer in (prepared.ask(row["question"]) for row in LEFT):
        assert all(row["question"] not in answer.text for row in LEFT)


def test_a_bulletin_without_open_questions_hears_no_vote():
    from icpc_assistant.reader.ranking import _left_open

    def item(bulletin, *votes):
        return Evidence(Passage("p", bulletin, 0, 1, "x", "", ()), 1.0, votes=votes)

    found = _left_open([item("a", 5.0, 0.0), item("b", 1.0, 0.0), item("b", 0.0, 3.0)])
    assert found == {"a": 0.0, "b": 0.25}


def test_open_questions_that_go_leave_the_index(tmp_path):
    opened(tmp_path, [OPENED, *LEFT])
    again = opened(tmp_path, [OPENED])
    assert not (again._index.record_kind == KINDS.index("open")).any()
