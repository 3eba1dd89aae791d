"""Premises put right: only what the bulletin meant contradicts, with the words that prove it."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from icpc_assistant.cards import extract
from icpc_assistant.query import interpret
from icpc_assistant.reader.premises import corrected_premise
from icpc_assistant.types import Bulletin
from icpc_assistant.vocabulary import Vocabulary

FORUM = Bulletin(
    "forum",
    "Harbour Forum meets in Lisbon",
    "The Harbour Forum took place in Lisbon, Portugal, from March 3 to 5, 2021. "
    "It gathered 340 participants from 12 countries.",
    "en",
    date(2021, 3, 3),
    date(2021, 3, 5),
)
WORKSHOP = Bulletin(
    "workshop",
    "Night workers' workshop in Nairobi",
    "The Night Workers' workshop was held in Nairobi, Kenya, on June 9, 2022, with 40 guests.",
    "en",
    date(2022, 6, 9),
    date(2022, 6, 9),
)
BULLETINS = {b.id: b for b in (FORUM, WORKSHOP)}
CARDS = {b.id: extract(b) for b in BULLETINS.values()}
VOCABULARY = Vocabulary.of(f"{b.title}\n{b.body}" for b in BULLETINS.values())


def corrected(question, *names):
    """The correction of a question whose names the bulletins hold to these shares, best first."""
    shares = names or (("forum", 1.0), ("workshop", 0.0))
    candidates = [
        SimpleNamespace(passage=SimpleNamespace(bulletin_id=i), signals={"names": share})
        for i, share in shares
    ]
    return corrected_premise(interpret(question, (), VOCABULARY), candidates, CARDS, BULLETINS)


def test_another_year_is_put_right():
    found = corrected("Who opened the Harbour Forum in 2019?")
    assert (found.kind, found.stated) == ("date", "2019")
    assert (found.first, found.last) == (date(2021, 3, 3), date(2021, 3, 5))
    assert "March 3 to 5" in FORUM.body[found.start : found.end]


def test_another_city_is_put_right():
    found = corrected("¿Quién inauguró el Harbour Forum de Nairobi?")
    assert (found.kind, found.stated, found.said) == ("place", "Nairobi", "Lisbon")
    assert FORUM.body[found.start : found.end] == "Lisbon"


@pytest.mark.parametrize("question", ["Who opened the Harbour Forum in Madrid?", "Qui a ouvert le Harbour Forum à Lyon ?"])  # fmt: skip
def test_a_city_that_no_bulletin_is_about_is_put_right(question):
    found = corrected(question)
    assert (found.kind, found.said) == ("place", "Lisbon")
    assert found.stated in question


# Its own name in another language, its province, a month.
@pytest.mark.parametrize("question", ["Qui a ouvert le Harbour Forum à Lisbonne ?", "Who opened the Harbour Forum in Lisboa?", "Who opened the Harbour Forum in March 2021?", "Who opened the Harbour Forum in Spring 2021?", "Who spoke in Police Hall?", "Who at the Harbour Forum spoke about the project run in Medellín?"])  # fmt: skip
def test_where_it_was_needs_no_correction(question):
    assert corrected(question) is None


def test_another_edition_is_put_right():
    body = "The fourth Harbour Forum took place in Lisbon, Portugal, from March 3 to 5, 2021."
    told = {"forum": replace(FORUM, body=body), "workshop": WORKSHOP}
    best = SimpleNamespace(passage=SimpleNamespace(bulletin_id="forum"), signals={"names": 1.0})
    asked = interpret("Who opened the fifth Harbour Forum?", (), VOCABULARY)
    found = corrected_premise(asked, [best], CARDS, told)
    assert (found.stated, found.said) == ("fifth Harbour Forum", "fourth Harbour Forum")


@pytest.mark.parametrize("question", ["Who were the 500 participants of the Harbour Forum?", "Qui étaient les 500 participants du Harbour Forum ?"])  # fmt: skip
def test_another_figure_of_the_same_thing_is_put_right(question):
    found = corrected(question)
    assert found.kind == "figure"
    assert "340" in found.said
    assert "500" in found.stated


@pytest.mark.parametrize(
    "question",
    [
        "Who opened the Harbour Forum in March 2021?",
        "Who opened the Harbour Forum in Lisbon?",
        "Who were the 340 participants of the Harbour Forum?",
        "Which 12 countries came to the Harbour Forum?",
        "Which 7 sponsors paid for the Harbour Forum?",  # the bulletin counts no sponsors
    ],
)
def test_what_the_bulletin_says_or_does_not_count_is_left_alone(question):
    assert corrected(question) is None


def test_nothing_is_put_right_where_no_one_bulletin_is_meant():
    assert corrected("Who opened the meeting in 2019?") is None
    asked = "Who opened the Harbour Forum in 2019?"
    assert corrected(asked, ("forum", 0.4), ("workshop", 0.0)) is None
    assert corrected(asked, ("forum", 0.8), ("workshop", 0.8)) is None
    assert corrected(asked, ("workshop", 0.1), ("forum", 0.8)) is None
