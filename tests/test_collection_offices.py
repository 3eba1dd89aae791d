"""Who holds an office, read from the people on the cards."""

from datetime import date

import pytest

from icpc_assistant.collection import office_holder
from icpc_assistant.collection.offices import holders_ever
from icpc_assistant.query import interpret
from icpc_assistant.types import Bulletin
from test_collection import World


def bulletin(day, title, body):
    return Bulletin(day, title, body, "en", date.fromisoformat(day), date.fromisoformat(day))


FIRST = bulletin(
    "2021-03-09", "Lamp menders compare notes",
    "## Ada Okonkwo on lamps\n\nThe Network of Street Lanterns (NSL) held a workshop in Turin, "
    "Italy, on 9 March 2021.\n\nAda Okonkwo, director of the NSL, opened it. Bo Lind, mayor of "
    "Turin, welcomed the guests, and Carla Ruiz, director of the Guild of Glass, spoke.",
)  # fmt: skip
SECOND = bulletin(
    "2022-05-04", "A night walk through Cork",
    "The NSL held a study visit in Cork, Ireland, on 4 May 2022.\n\nAda Okonkwo, director of the "
    "NSL, and Dan Moss, vice-president of the NSL, led it. Eve Katz, president of the NSL, came.",
)  # fmt: skip
THIRD = bulletin(
    "2023-01-17", "Who trims the wick?",
    "The NSL took part in a congress in Lyon, France, on 17 January 2023.\n\nMia Roy and Leo Sand, "
    "analysts at the NSL, spoke on wires.",
)  # fmt: skip


@pytest.fixture(scope="module")
def world():
    return World((FIRST, SECOND, THIRD))


def held(world, question):
    return office_holder(interpret(question), world.catalogue, world.passage_at)


@pytest.mark.parametrize(
    ("question", "name", "day"),
    [
        ("Who is the director?", "Ada Okonkwo", "2022-05-04"),
        ("Who's the director of the NSL?", "Ada Okonkwo", "2022-05-04"),
        ("What is the name of your director?", "Ada Okonkwo", "2022-05-04"),
        ("Qui est la directrice du NSL ?", "Ada Okonkwo", "2022-05-04"),
        ("¿Quién es la directora?", "Ada Okonkwo", "2022-05-04"),
        ("Who is the mayor of Turin?", "Bo Lind", "2021-03-09"),
        ("Qui est le maire de Turin ?", "Bo Lind", "2021-03-09"),
        ("Who is the director of the Guild of Glass?", "Carla Ruiz", "2021-03-09"),
        ("Who is the president?", "Eve Katz", "2022-05-04"),
        ("Who are the analysts?", None, None),
        ("Who is the analyst?", "Mia Roy and Leo Sand", "2023-01-17"),
    ],
)
def test_who_holds_an_office(world, question, name, day):
    draft = held(world, question)
    assert (draft and draft.short_answer) == name
    if draft is not None:
        assert draft.bulletins == (day,)
        assert all(part in draft.statements[0].text for part in name.split(" and "))
        assert draft.text.startswith(("As of", "Au ", "A "))


@pytest.mark.parametrize(
    "question",
    [
        "Who is the new director of the NSL?",  # which is new, no bulletin says
        "Who was the director in 2010?",
        "Who is the treasurer?",
        "Who is Ada Okonkwo?",
        "Who is the mayor of Cork?",
        "Who opened the workshop?",
        "Who is the NSL?",
        "Who is the mayor?",  # not of the organisation's own
        "Who is the glass?",
    ],
)
def test_what_asks_for_anything_else_is_left_to_reading(world, question):
    assert held(world, question) is None


def test_an_office_passes_on():
    other = bulletin(
        "2024-01-17", "A new wick", "The NSL held a workshop in Lyon, France, on 17 January 2024.\n"
        "\nFay Oda, director of the NSL, opened it.",
    )  # fmt: skip
    draft = held(World((FIRST, SECOND, other)), "Who is the director of the NSL?")
    assert draft.short_answer == "Fay Oda"
    assert draft.text == "As of January 17, 2024, the newest bulletin that says so."


def test_an_office_of_several_people_in_one_bulletin_is_left_to_reading():
    other = bulletin(
        "2024-01-17", "Two wicks", "The NSL held a workshop in Lyon, France, on 17 January 2024.\n"
        "\nFay Oda, director of training at the NSL, and Gus Poe, director of research at the NSL, "
        "opened it.",
    )  # fmt: skip
    assert held(World((other,) * 1), "Who is the director of the NSL?") is None


BOTH = bulletin(
    "2024-06-03", "Two lamps in Riga",
    "The NSL took part in a congress in Riga, Latvia, on 3 June 2024. Ada Okonkwo, Director "
    "General of the NSL, opened it. Gil Hart, Executive Director, and Ivo Fen, Associate Expert, "
    "both from WICK, spoke.\n\nThis was Ms. Okonkwo’s first visit to Latvia as Executive Director "
    "of the NSL.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is the executive director of the NSL?", "Ada Okonkwo"),
        ("Qui est la directrice exécutive du NSL ?", "Ada Okonkwo"),
        ("¿Quién es la directora ejecutiva de la NSL?", "Ada Okonkwo"),
        ("Who is the executive director?", "Ada Okonkwo"),
        ("Who is the director general of the NSL?", "Ada Okonkwo"),
        ("Who is the director of the NSL?", "Ada Okonkwo"),
        ("Who is the executive director of WICK?", "Gil Hart"),
        ("Who is the associate expert of WICK?", "Ivo Fen"),
        ("Who is the associate expert of the NSL?", None),
    ],
)
def test_both_offices_of_one_person_are_hers_and_none_of_another_house(question, name):
    draft = held(World((FIRST, SECOND, BOTH)), question)
    assert (draft and draft.short_answer) == name


def test_two_offices_at_one_house_disagree():
    from icpc_assistant.collection.conflicts import conflicts

    (conflict,) = conflicts(World((FIRST, SECOND, BOTH)).catalogue)[BOTH.id]
    assert conflict.kind == "role"
    assert [c.said for c in conflict.claims] == [
        "Director General of the NSL",
        "Executive Director of the NSL",
    ]
    assert all(BOTH.body[c.start : c.end] == c.said for c in conflict.claims)


def test_two_offices_at_two_houses_are_both_true():
    from icpc_assistant.collection.conflicts import conflicts

    other = bulletin(
        "2024-06-03", "Two lamps", "Ada Okonkwo, Director General of the NSL, spoke in Riga on "
        "3 June 2024. She thanked the city. Ms. Okonkwo came as honorary director of the Guild of "
        "Glass.",
    )  # fmt: skip
    catalogue = World((FIRST, SECOND, other)).catalogue
    (person,) = catalogue.entries[-1].card.people
    assert len(person.offices) == 2
    assert not conflicts(catalogue)


@pytest.mark.parametrize(
    "question",
    [
        "Who has chaired the NSL over the years?",
        "Qui a présidé le réseau ?",
        "¿Quiénes han presidido la red a lo largo de estos años?",
    ],
)
def test_who_held_the_chair_is_not_everybody_there(world, question):
    draft = holders_ever(interpret(question), world.catalogue, world.passage_at)
    assert draft.short_answer == "Eve Katz"


def test_who_chaired_anything_else_holds_no_office(world):
    question = interpret("Who chaired the workshop in Turin?")
    assert holders_ever(question, world.catalogue, world.passage_at) is None
