"""Sizes, costs, continents and areas of the events, as questions over the collection set them."""

from datetime import date

import pytest

from icpc_assistant.cards import extract
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.measures import value_of
from icpc_assistant.types import Bulletin
from test_collection import World


def bulletin(name, day, title, body, language="en"):
    return Bulletin(name, title, body, language, date.fromisoformat(day), date.fromisoformat(day))


BULLETINS = [
    bulletin(
        "workshop", "2021-05-04", "A workshop on wells in Lima",
        "On May 4, 2021, the Dune Institute (DI) held a workshop on wells in Lima, Peru. It brought"
        " together 80 participants.\n\nThe workshop cost 9,000 euros. A second one would cost"
        " 70,000 euros.",
    ),
    bulletin(
        "congress", "2022-06-10", "The Dune Institute at a congress in Helsinki",
        "On June 10, 2022, the Dune Institute (DI) held a congress on sand in Helsinki, Finland."
        " The congress gathered 300 participants.\n\nThe congress cost £60,000. Its film cost"
        " 900,000 euros.",
    ),
    bulletin(
        "seminario", "2023-04-20", "Un seminario sobre arenas en Nairobi",
        "El 20 de abril de 2023, el Dune Institute (DI) organizó un seminario sobre arenas en"
        " Nairobi, Kenia. Participaron 150 participantes.\n\nEl seminario costó 3 millones de"
        " pesos. El depósito cuesta 5.000 euros por año.",
        "es",
    ),
]  # fmt: skip
ALL = {"workshop", "congress", "seminario"}


@pytest.fixture(scope="module")
def world():
    return World(BULLETINS)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("At how many events did attendance go over 100?", {"congress", "seminario"}),
        ("In which events did turnout exceed 200?", {"congress"}),
        ("Which events didn't exceed 100 participants?", {"workshop"}),
        ("Which events did not reach 200 participants?", {"workshop", "seminario"}),
        ("Quels événements ont dépassé les 100 participants ?", {"congress", "seminario"}),
        ("Quels événements ont attiré un public de plus de 200 ?", {"congress"}),
        ("Quels événements n'ont pas atteint 100 participants ?", {"workshop"}),
        ("¿Qué eventos superaron los 200 asistentes?", {"congress"}),
        ("¿En cuántos eventos la asistencia superó los 100?", {"congress", "seminario"}),
        ("¿Qué eventos no llegaron a los 100 participantes?", {"workshop"}),
    ],
)
def test_verbs_bound_the_size(world, question, found):
    assert set(world.ask(question).bulletins) == found


@pytest.mark.parametrize(
    ("question", "winner", "figure"),
    [
        ("Which event cost the most?", "congress", "£60,000"),
        ("What was our cheapest event?", "workshop", "9,000 euros"),
        ("Quel a été l'événement le plus cher ?", "congress", "£60,000"),
        ("¿Qué evento costó más?", "congress", "£60,000"),
        ("¿Cuál fue el evento más barato?", "workshop", "9,000 euros"),
        ("Did the Lima workshop cost more than the Helsinki congress?", "congress", "£60,000"),
    ],
)
def test_events_are_compared_by_what_they_cost(world, question, winner, figure):
    draft = world.ask(question)
    assert draft.answered
    assert figure in draft.short_answer
    assert winner in draft.bulletins


@pytest.mark.parametrize(
    ("body", "cost"),
    [
        ("Held on 4 May 2021, the workshop cost 9,000 euros.", 9000),
        ("In May the workshop cost 9,000 euros.", 9000),
        ("The workshop may have cost 9,000 euros.", None),
    ],
)
def test_the_month_of_may_makes_no_cost_doubtful(body, cost):
    given = bulletin("workshop", "2021-05-04", "A workshop", body)
    found = value_of(Entry(0, extract(given), given), "cost")
    assert (found and found.value) == cost


def test_what_is_told_in_another_currency_is_not_compared(world):
    draft = world.ask("Rank our events by cost")
    assert draft.bulletins == ("congress", "workshop")
    assert any("3 millones de pesos" in notice for notice in draft.notices)


def test_two_currencies_that_nobody_can_compare_stand_side_by_side(world):
    draft = world.ask("Did the Lima workshop cost more than the Nairobi seminar?")
    assert "9,000 euros" in draft.short_answer
    assert "3 millones de pesos" in draft.short_answer


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Which events took place in the Nordic countries?", {"congress"}),
        ("nordic events", {"congress"}),
        ("Quels événements ont eu lieu dans les pays andins ?", {"workshop"}),
        ("¿Qué eventos hubo en los países nórdicos o en los países andinos?",
         {"workshop", "congress"}),
        ("events in the second quarter, whatever the year", ALL),
        ("eventos del segundo trimestre (abril-junio), todos los años", ALL),
        ("Combien d'événement ont eu lieu en Finlande ?", {"congress"}),
        ("Rappelle-moi ce qu'il y a eu avant le congrès de Helsinki.", {"workshop"}),
        ("What was there after the Lima workshop?", {"congress", "seminario"}),
    ],
)  # fmt: skip
def test_areas_and_times_of_any_year(world, question, found):
    assert set(world.ask(question).bulletins) == found


@pytest.mark.parametrize(
    "question",
    [
        "On how many continents have we held events?",
        "Sur combien de continents avons-nous organisé des événements ?",
        "¿En cuántos continentes hemos organizado algo?",
    ],
)
def test_continents_are_counted(world, question):
    assert world.ask(question).short_answer.startswith("3 continent")


@pytest.mark.parametrize(
    "question",
    [
        "Adding the Lima workshop and the Helsinki congress together, how many people were there?",
        "Combien de participants si j'additionne l'atelier de 2021 et le congrès de 2022 ?",
        "Sumando el taller de Lima y el congreso de Helsinki, ¿cuántas personas participaron?",
        "How many attendees did the 2021 workshop and the 2022 congress have combined?",
    ],
)
def test_two_named_events_are_added(world, question):
    assert "380" in world.ask(question).short_answer
