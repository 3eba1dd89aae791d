"""When, where and how long an event was: told by its card where the question asks no more than that."""

import pytest

from icpc_assistant.types import Exchange

RIVER = "2019-05-14-river-forum"


@pytest.mark.parametrize(
    ("question", "short", "bulletin"),
    [
        ("When was the forum in Belgium?", "May 14–16, 2019", RIVER),
        ("¿Cuándo fue el foro de Gante?", "14 al 16 de mayo de 2019", RIVER),
        ("Où a eu lieu le troisième forum des rivières ?", "Old Mill, Ghent, Belgique", RIVER),
        ("On what date was the third River Forum held?", "May 14–16, 2019", RIVER),
        ("When did the Tartu pilot start?", "February 3, 2020", "2020-02-03-night-buses"),
        ("How long did the River Forum last?", "3 days (May 14–16, 2019)", RIVER),
        ("How many days did the River Forum last?", "3 days (May 14–16, 2019)", RIVER),
        ("¿Cuánto duró el foro de Gante?", "3 días (14 al 16 de mayo de 2019)", RIVER),
        ("Combien de jours a duré le forum des rivières ?", "3 jours (14 au 16 mai 2019)", RIVER),
    ],
)
def test_the_card_s_sentence_answers(world, question, short, bulletin):
    answer = world.ask(question)
    assert answer.status == "answered", answer.text
    assert answer.short_answer == short
    assert [c.bulletin_id for c in answer.citations] == [bulletin]


@pytest.mark.parametrize(
    "question",
    [
        "When was the second River Forum held?",  # another edition
        "When was the River Forum in 2018?",  # another year
        "When was the Lowland Water Alliance founded?",  # no question of the event
        "When is the next River Forum?",
        "Where did the mayors dine?",
        "How long did the second River Forum last?",
        "How long did the mayor's speech at the River Forum last?",
    ],
)
def test_the_card_answers_nothing_else(world, question):
    query, _, reading, _ = world.read(question)
    from icpc_assistant.reader.event_facts import sentence_of_the_event
    from icpc_assistant.reader.signals import terms_of

    terms = terms_of(query, world._index.bm25.idf)
    told = sentence_of_the_event(
        query, terms, reading.candidates, world.cards, world._index.bulletins
    )
    assert told is None


def test_a_short_list_is_told_whole(icpc):
    answer = icpc.ask("What areas of collaboration were identified at TACMES Day?")
    assert len(answer.citations) == 1
    assert "Sharing best practices" in answer.text
    assert "joint projects" in answer.text
    assert answer.short_answer is None


def test_a_follow_up_that_names_nothing_asks_of_the_event_spoken_of(world):
    first = "Who opened the River Forum?"
    history = [Exchange(first, world.ask(first).text)]
    when = world.ask("And when was it?", history)
    assert when.short_answer == "May 14–16, 2019"
    assert [c.bulletin_id for c in when.citations] == [RIVER]
    asked = [*history, Exchange("And when was it?", when.text)]
    where = world.ask("When and where was it?", asked)
    assert where.citations[0].bulletin_id == RIVER


def test_the_second_part_s_it_is_no_earlier_event(world):
    history = [Exchange("Who opened the River Forum?", world.ask("Who opened it?").text)]
    answer = world.ask("When did the Tartu pilot start, and how much did it cost?", history)
    assert answer.short_answer == "February 3, 2020"
    assert answer.standalone_question == answer.question
