"""What the reader is trained on: passages as the product shows them, the answer's place in them."""

import importlib
import random
import sys
from datetime import date
from pathlib import Path

import pytest

from icpc_assistant.chunking import chunk
from icpc_assistant.types import Bulletin

TRAINING = Path(__file__).parent.parent / "training"
BODY = (
    "El 4 de mayo de 2021 se inauguró en Quito el puente de los Oficios.\n\n"
    "Lo abrió la alcaldesa Marta Ibarra ante 300 vecinos. Llovió toda la tarde. "
    "La obra costó 2 millones de dólares.\n\n"
    "El puente anterior había caído en una crecida. Nadie resultó herido."
)


@pytest.fixture(scope="module")
def examples():
    sys.path.insert(0, str(TRAINING))
    yield importlib.import_module("bulletin_examples")
    sys.path.remove(str(TRAINING))


@pytest.fixture(scope="module")
def bridge():
    return Bulletin("bridge", "Un puente para Quito", BODY, "es", start=date(2021, 5, 4))


def asked(examples, bulletin, question, answer="", quote=""):
    turn = {
        "question": question,
        "answerable": bool(quote),
        "answers": [[answer]] if answer else [],
        "evidence": [quote] if quote else [],
        "bulletins": [bulletin.title],
    }
    return examples.understood([(turn, bulletin)])[0]


def test_the_answer_is_marked_in_the_words_that_are_read(examples, bridge):
    quote = "Lo abrió la alcaldesa Marta Ibarra ante 300 vecinos."
    row = asked(examples, bridge, "Who opened the bridge?", "Marta Ibarra", quote)
    whole = examples.answering(row, chunk(bridge))
    assert whole.answered
    assert whole.passage[whole.start : whole.end] == "Marta Ibarra"
    assert "the mayor" in whole.passage  # glossed, as in use
    alone = examples.answering_alone(row, chunk(bridge))
    assert alone.passage[alone.start : alone.end] == "Marta Ibarra"
    assert len(alone.passage) < len(whole.passage)


@pytest.mark.parametrize("script", ["fit_reader", "train_reader"])
def test_the_scripts_load(examples, script):
    assert importlib.import_module(script).main


def test_no_passage_that_answers_is_mined(examples, bridge):
    mining = importlib.import_module("mining")
    quote = "Lo abrió la alcaldesa Marta Ibarra ante 300 vecinos."
    row = asked(examples, bridge, "Who opened the bridge?", "Marta Ibarra", quote)
    elsewhere = examples.Elsewhere([bridge])
    groups = list(mining.wrong(row, elsewhere, random.Random(1)))
    assert groups
    for group, right in groups:
        assert right.answered
        assert not any(one.answered or "Marta Ibarra" in one.passage for one in group)


def test_what_a_false_premise_supposes_is_mined(examples, bridge):
    mining = importlib.import_module("mining")
    row = asked(examples, bridge, "Who opened the bridge in Lima in May 2021?")
    groups = list(mining.wrong(row, examples.Elsewhere([bridge]), random.Random(1)))
    assert all(right is None for _, right in groups)
    assert any("Marta Ibarra" in one.passage for group, _ in groups for one in group)
