"""Questions over the collection in the words of talk: what asks, and what only fills the sentence."""

import pytest

from icpc_assistant.collection.fillers import told, without_fillers
from test_cards import INVENTED
from test_collection import World

IN_2023 = {"mision-quito", "road-visit", "travailleurs-rue"}
IN_FRANCE = {"atelier-eclairage"}
WITH_KARIM = {"atelier-eclairage"}


@pytest.fixture(scope="module")
def world():
    return World(INVENTED.values())


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("so which events were there over the whole of 2023?", IN_2023),
        ("how many events have we actually had in France so far?", IN_FRANCE),
        ("How many events did we really have altogether in 2023?", IN_2023),
        ("roughly how many events did we hold in 2023, all told?", IN_2023),
        ("Up to now, exactly how many events have there been in France?", IN_FRANCE),
        ("Quels événements sur l’ensemble de l’année 2023 ?", IN_2023),
        ("Combien d’événements avons-nous vraiment eus en 2023, en gros ?", IN_2023),
        ("Combien d’événements à peu près avons-nous eus en 2023, en tout et pour tout ?", IN_2023),
        ("L’ensemble de nos événements en 2023", IN_2023),
        ("¿Cuántos eventos hubo realmente en 2023?", IN_2023),
        ("¿Cuántos eventos hubo más o menos en 2023?", IN_2023),
        ("¿Cuántos eventos hemos tenido en Francia hasta ahora?", IN_FRANCE),
    ],
)
def test_words_that_restrict_nothing_are_no_topic(world, question, found):
    draft = world.ask(question)
    assert set(draft.bulletins) == found
    request = world.request(question)
    assert request.topics == request.unread == request.organisations == ()


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("events about whole-school mediation", "events about whole-school mediation"),
        ("events in all countries", "events in all countries"),
        ("events of the Really Useful Group", "events of the Really Useful Group"),
        ("keeping registers up to date", "keeping registers up to date"),
        ("Overall, what did we do in total", "what did we do"),
        ("Actually", "Actually"),
        ("formations sur l’environnement", "formations sur l’environnement"),
        ("eventos organizados en conjunto con la red", "eventos organizados en conjunto con la red"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_filler_stays(question, left):
    assert without_fillers(question) == left


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Sácame los eventos de 2023", IN_2023),
        ("Búscanos todo lo que hicimos en Francia", IN_FRANCE),
        ("Recuérdame los eventos en los que participó Karim Benali", WITH_KARIM),
        ("ponme los eventos de 2023", IN_2023),
        ("Ressors-moi les événements où Karim Benali est intervenu", WITH_KARIM),
        ("Sors-moi les événements de 2023", IN_2023),
        ("Dresse-moi la liste des événements de 2023", IN_2023),
        ("Pull up the events Karim Benali took part in", WITH_KARIM),
        ("Run me through the events of 2023", IN_2023),
        ("Give me a rundown of the events of 2023", IN_2023),
    ],
)
def test_an_order_at_the_head_is_no_name(world, question, found):
    draft = world.ask(question)
    assert set(draft.bulletins) == found
    assert world.request(question).organisations == world.request(question).unread == ()


def test_a_name_that_ends_as_an_order_does_is_none():
    assert told("Sácame los eventos", "es") == (0, 6)
    assert told("y dime los eventos", "es") == (2, 6)
    assert told("Jaime Ruiz participó en eventos", "es") is None
    assert told("Some events", "en") is None


@pytest.mark.parametrize(
    "question",
    [
        "Rappelle-moi les noms des intervenants",
        "Dis-moi qui a animé les ateliers",
        "Sácame la cifra de participantes de la conferencia de Acra",
        "Pull up the number of participants at the Accra conference",
        "Remind me of who opened the sessions of the congress",
    ],
)
def test_an_order_for_a_detail_of_one_event_is_left_to_retrieval(world, question):
    assert world.request(question) is None
