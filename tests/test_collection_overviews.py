"""One event in short: the sentences that tell when and where it was, and who came."""

import pytest

from icpc_assistant.collection.overviews import overview
from icpc_assistant.query import interpret
from test_cards import INVENTED
from test_collection import TODAY, World


@pytest.fixture(scope="module")
def world():
    return World(INVENTED.values())


def told(world, question):
    return overview(interpret(question), world.catalogue, world.passage_at, TODAY)


@pytest.mark.parametrize(
    "question",
    [
        "Tell me about the forum in Lisbon",
        "Can you tell me about the forum in Lisbon?",
        "Summarise the Lisbon forum",
        "Give me a summary of the forum in Lisbon",
        "Parle-moi du forum de Lisbonne",
        "Pouvez-vous me parler du forum de Lisbonne ?",
        "Fais-moi un résumé du forum de Lisbonne",
        "Háblame del foro de Lisboa",
        "¿Qué sabes del foro de Lisboa?",
    ],
)
def test_an_event_is_told_by_its_time_place_and_people(world, question):
    draft = told(world, question)
    assert draft is not None
    assert draft.bulletins == ("harbour-safety-forum",)
    said = " ".join(s.text for s in draft.statements)
    assert "Lisbon" in said
    assert "May" in said
    starts = [s.quotes[0].start for s in draft.statements]
    assert starts == sorted(starts)
    assert 1 <= len(starts) <= 3


@pytest.mark.parametrize(
    "question",
    [
        "Tell me about the events in Lisbon",
        "Parle-moi des conférences",
        "Tell me about harbour safety",
        "Tell me about the conference in Ulaanbaatar",
        "Who opened the forum in Lisbon?",
        "Tell me who opened the forum in Lisbon",
        "What was the forum in Lisbon about?",
        "Tell me about the strategy presented at the forum in Lisbon",
        "Tell me about the tugboats at the forum in Lisbon",
        "Tell me about the second forum in Lisbon",
        "Tell me about the conference in Lisbon",
        "Tell me about the day the lights went out",
    ],
)
def test_what_asks_for_anything_else_is_left_alone(world, question):
    assert told(world, question) is None
