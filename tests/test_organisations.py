"""The six invented organisations and the later questions: the sets are valid, and are recognised."""

from datetime import date
from pathlib import Path

import pytest

from icpc_assistant.bulletins import read_corpus
from icpc_assistant.cards import extract
from icpc_assistant.collection import Catalogue, is_collection
from icpc_assistant.evaluation.checking import check
from icpc_assistant.evaluation.dataset import read_set
from icpc_assistant.query import interpret

FOLDERS = sorted((Path(__file__).parent.parent / "eval" / "organisations").iterdir())


@pytest.mark.parametrize("folder", FOLDERS, ids=[f.name for f in FOLDERS])
def test_the_set_is_valid_and_its_questions_are_taken_for_what_they_are(folder):
    bulletins = read_corpus(folder)
    assert check(folder / "questions.jsonl", bulletins) == []
    items = read_set(folder / "questions.jsonl", bulletins)
    assert (len(bulletins), len(items)) in ((12, 60), (14, 70), (14, 90))
    catalogue = Catalogue.of([extract(b) for b in bulletins], {b.id: b for b in bulletins})
    assert any(name.startswith("the ") for name in catalogue.own.spoken)
    assert catalogue.own_name.isupper()
    today = date(2025, 6, 1)
    taken = [is_collection(interpret(i.turns[0].question), catalogue, today) for i in items]
    # By patterns alone; the model, which is not asked here, takes more of them for such.
    assert sum(request is not None for request in taken) > 0.6 * len(items)


@pytest.mark.parametrize("folder", FOLDERS, ids=[f.name for f in FOLDERS])
def test_questions_about_one_bulletin_are_valid_and_left_to_the_reader(folder):
    bulletins = read_corpus(folder)
    assert check(folder / "single.jsonl", bulletins) == []
    items = [i for i in read_set(folder / "single.jsonl", bulletins) if i.kind == "factual"]
    assert len(items) in (36, 38)
    catalogue = Catalogue.of([extract(b) for b in bulletins], {b.id: b for b in bulletins})
    taken = [is_collection(interpret(i.turns[0].question), catalogue) for i in items]
    assert sum(request is not None for request in taken) <= 0.06 * len(items)


def test_the_later_questions_are_valid():
    root = FOLDERS[0].parent.parent.parent
    assert check(root / "eval" / "later" / "questions.jsonl", read_corpus(root / "corpus")) == []
