"""Whether a sentence, or its event, lies in the time that a question speaks of."""

from __future__ import annotations

from datetime import date

import pytest

from icpc_assistant.query import interpret
from icpc_assistant.reader.times import time_match
from icpc_assistant.types import Bulletin

EVENT = Bulletin("2023-05-01-fair", "The fair", "…", "en", date(2023, 5, 1), date(2023, 5, 3))
UNDATED = Bulletin("fair", "The fair", "…", "en")


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("Who opened the fair in 2023?", 1.0),
        ("Who opened the fair in May 2023?", 1.0),
        ("Who opened the fair in March 2023?", 0.0),
        ("Who opened the fair between 2021 and 2024?", 1.0),
        ("Qui a ouvert la foire entre 2019 et 2022 ?", 0.0),
        ("¿Quién abrió la feria entre abril y junio de 2023?", 1.0),
        ("¿Quién abrió la feria entre enero y marzo de 2023?", 0.0),
        ("What was launched there since 2020?", 1.0),
        ("What was launched there before 2020?", 0.0),
        ("What was launched there?", 0.5),
    ],
)
def test_an_event_lies_in_the_time_asked_for_or_not(question, fits):
    assert time_match(interpret(question), "It was launched.", EVENT) == fits


@pytest.mark.parametrize(
    ("sentence", "fits"),
    [
        ("She led it from 1911 until 1930.", 1.0),
        ("She led it in 1918.", 1.0),
        ("She led it from 1923 until 1930.", 0.0),
        ("She led it.", 0.0),
    ],
)
def test_years_that_a_sentence_says_may_touch_a_stretch_of_time(sentence, fits):
    assert time_match(interpret("Who led it from 1916 to 1922?"), sentence, UNDATED) == fits


@pytest.mark.parametrize(
    "question",
    [
        "Who opened the River Forum between 2018 and 2020?",
        "Since 2017, who opened the River Forum?",
        "Qui a ouvert le forum des rivières depuis 2018 ?",
    ],
)
def test_a_stretch_of_time_around_the_event_does_not_stand_in_the_way(world, question):
    plain = world.ask("Who opened the River Forum?")
    answer = world.ask(question)
    assert answer.status == "answered", answer.text
    assert answer.citations[0].quote == plain.citations[0].quote


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Who opened the River Forum between 2020 and 2022?", "for 2020–2022."),
        ("Who opened the River Forum after 2020?", "of the kind from January 1, 2021 on."),
        ("¿Quién inauguró el foro de Gante antes de 2018?", "hasta el 31 de diciembre de 2017."),
    ],
)
def test_a_refusal_names_the_stretch_of_time(world, question, says):
    answer = world.ask(question)
    assert answer.abstained
    assert answer.text.endswith(says)
