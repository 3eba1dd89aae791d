"""The questions that train the reader of questions: every line can be learned from."""

import importlib.util
import random
import re
import sys
from pathlib import Path

import pytest

from icpc_assistant.intent import ASKED, HEADS, OPERATIONS, SLOTS

TRAINING = Path(__file__).parent.parent / "training"


@pytest.fixture(scope="module")
def intents():
    spec = importlib.util.spec_from_file_location("training_intents", TRAINING / "intents.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_line_has_a_known_label_and_whole_marks(intents):
    known = intents.lines()
    assert len(known) > 6000
    assert {line.language for line in known} == {"en", "fr", "es"}
    for line in known:
        intents.classes(line.label)
        said = "".join(part for _, part, _ in line.parts)
        assert not re.search(r"[{}]", said), said
        assert said.strip(), line
        if line.label == "none":
            assert not any(letter for letter, *_ in line.parts), said


def test_no_question_stands_twice(intents):
    said = [
        (line.language, "".join(p for _, p, _ in line.parts).casefold()) for line in intents.lines()
    ]
    assert len(said) - len(set(said)) < 20  # keywords that two people typed alike


def test_labels_become_classes(intents):
    found = dict(zip(HEADS, intents.classes("busiest:month-"), strict=True))
    assert OPERATIONS[found["operation"]] == "superlative"
    assert (ASKED[found["asked"]], found["measure"]) == ("month", intents.IGNORED)
    assert found["end"] == 1
    assert set(intents.classes("none")[1:]) == {intents.IGNORED}
    with pytest.raises(ValueError, match="not in"):
        intents.classes("lists:event")


def test_marks_stay_with_their_words_however_a_question_is_typed(intents):
    line = intents._Line(
        "es", "list:event", tuple(intents._parts("qué {K:talleres} en {-P:Quito}"))
    )
    chance = random.Random(5)
    for _ in range(200):
        example = intents._typed(intents._joined(line), chance)
        (a, b, kind, _), (c, d, place, out) = example.slots
        assert (SLOTS[kind], SLOTS[place], out) == ("kind", "place", True)
        assert not re.search(r"\s", example.text[a:b] + example.text[c:d])
        assert example.text[c:d][:1].lower() in ("q", "k", "u", "i"), example.text
        assert d <= len(example.text)
