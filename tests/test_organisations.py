"""The ten invented organisations and the later questions: the sets are valid, and are recognised."""

from datetime import date
from pathlib import Path

import pytest

from icpc_assistant.bulletins import read_corpus
from icpc_assistant.cards import extract
from icpc_assistant.collection import Catalogue, is_collection
from icpc_assistant.evaluation.checking import check
from icpc_assistant.evaluation.dataset import read_set
from icpc_assistant.index.versions import live_version
from icpc_assistant.intent import OnnxIntentReader
from icpc_assistant.query import interpret

TODAY = date(2025, 6, 1)
FOLDERS = sorted((Path(__file__).parent.parent / "eval" / "organisations").iterdir())
# Bulletins, questions over all of them, factual ones about one.
SIZES = {"league": (12, 60, 38), "observatory": (14, 70, 36)}
OTHERS = (14, 90, 36)
# These four have questions over all bulletins and conversations in one file, of denser prose.
DENSE = ("police", "rescue", "transport", "youth")
WITH_SINGLE = [f for f in FOLDERS if f.name not in DENSE]


@pytest.fixture(scope="module")
def intents(world_index):
    return OnnxIntentReader(live_version(world_index) / "intent")


def taken(items, catalogue):
    """How many questions are taken for such over all bulletins."""
    asked = (is_collection(interpret(i.turns[0].question), catalogue, TODAY) for i in items)
    return sum(request is not None for request in asked)


@pytest.mark.parametrize("folder", FOLDERS, ids=[f.name for f in FOLDERS])
def test_the_set_is_valid_and_its_questions_are_taken_for_what_they_are(folder, intents):
    bulletins = read_corpus(folder)
    assert check(folder / "questions.jsonl", bulletins) == []
    items = read_set(folder / "questions.jsonl", bulletins)
    dense = folder.name in DENSE
    sizes = (10, 58) if dense else SIZES.get(folder.name, OTHERS)[:2]
    assert (len(bulletins), len(items)) == sizes
    cards, by_id = [extract(b) for b in bulletins], {b.id: b for b in bulletins}
    catalogue = Catalogue.of(cards, by_id, intents=intents)
    assert any(name.startswith("the ") for name in catalogue.own.spoken)
    assert catalogue.own_name.isupper()
    over_all = [i for i in items if i.kind == "collection"]
    assert taken(over_all, catalogue) > (0.6 if dense else 0.8) * len(over_all)


@pytest.mark.parametrize("folder", WITH_SINGLE, ids=[f.name for f in WITH_SINGLE])
def test_questions_about_one_bulletin_are_valid_and_left_to_the_reader(folder, intents):
    bulletins = read_corpus(folder)
    assert check(folder / "single.jsonl", bulletins) == []
    items = [i for i in read_set(folder / "single.jsonl", bulletins) if i.kind == "factual"]
    assert len(items) == SIZES.get(folder.name, OTHERS)[2]
    cards, by_id = [extract(b) for b in bulletins], {b.id: b for b in bulletins}
    assert taken(items, Catalogue.of(cards, by_id)) <= 0.06 * len(items)
    # The model takes some more of them, whose lists give way to a sentence.
    assert taken(items, Catalogue.of(cards, by_id, intents=intents)) <= 0.1 * len(items)


@pytest.mark.parametrize("name", ["questions.jsonl", "asked_blind.jsonl"])
def test_the_later_questions_are_valid(name):
    root = FOLDERS[0].parent.parent.parent
    assert check(root / "eval" / "later" / name, read_corpus(root / "corpus")) == []
