"""Questions for the places, people, organisations and times of the events, in three languages."""

import pytest

from icpc_assistant.bulletins import read_corpus
from icpc_assistant.collection import is_collection, restricted_to
from icpc_assistant.collection.request import Restriction
from icpc_assistant.collection.restrictions import _all_events
from icpc_assistant.query import interpret
from test_collection import ROOT, TODAY, World

FIVE = {
    "en": "France, United Arab Emirates, Belgium, Canada and Mexico",
    "fr": "France, Émirats arabes unis, Belgique, Canada et Mexique",
    "es": "Francia, Emiratos Árabes Unidos, Bélgica, Canadá y México",
}


@pytest.fixture(scope="module")
def shipped():
    return World(read_corpus(ROOT / "corpus"))


@pytest.mark.parametrize(
    "question",
    [
        "How many countries have we worked in?",
        "Which countries have we visited?",
        "List the countries where we have worked",
        "How many different countries have hosted our events?",
        "Dans quels pays avons-nous travaillé ?",
        "Dans combien de pays le CIPC est-il intervenu ?",
        "Quels pays ont accueilli nos événements ?",
        "¿En cuántos países hemos trabajado?",
        "¿A qué países ha viajado el CIPC?",
        "¿En qué países se han celebrado nuestros eventos?",
    ],
)
def test_countries_are_those_of_the_events_in_the_language_of_the_question(shipped, question):
    draft = shipped.ask(question)
    assert draft.short_answer.endswith(FIVE[interpret(question).language])
    assert len(draft.bulletins) == 10


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "How many cities did we visit in 2025?",
            "2 cities: San Francisco del Rincón and Montreal",
        ),
        ("Where have we been in 2024?", "Brussels (Belgium) and Montreal (Canada)"),
        (
            "Combien de villes avons-nous visitées en 2024 ?",
            "3 villes\u202f: Bruxelles, Paris et Montréal",
        ),
        ("Où avons-nous été en 2024 ?", "Bruxelles (Belgique) et Montréal (Canada)"),
        ("¿Cuántas ciudades visitamos en 2024?", "3 ciudades: Bruselas, Paris y Montreal"),
        ("¿Dónde hemos estado en 2024?", "Bruselas (Bélgica) y Montreal (Canadá)"),
        ("Which venues have hosted our events in Mexico?", "Fox Centre, San Francisco del Rincón"),
        ("In which years were events held in Montreal?", "2024 and 2025"),
        ("En quels mois avons-nous eu des événements en 2024 ?", "mars 2024 et mai 2024"),
        ("¿En qué años hubo eventos en Montreal?", "2024 y 2025"),
        ("What was our busiest year?", "2025: 5 events"),
        ("Quelle année a compté le plus d’événements ?", "2025\u202f: 5 événements"),
        ("¿Cuál fue el año con más eventos?", "2025: 5 eventos"),
        ("Which month was the busiest?", "October 2025: 2 events and December 2025: 2 events"),
        ("Which country have we visited most often?", "Canada: 4 events"),
    ],
)
def test_places_and_times(shipped, question, answer):
    assert shipped.ask(question).short_answer == answer


@pytest.mark.parametrize(
    "question",
    [
        "How many people have represented us?",
        "Combien de personnes nous ont représentés ?",
        "¿Cuántas personas nos han representado?",
    ],
)
def test_people_are_counted_once_each(shipped, question):
    draft = shipped.ask(question)
    assert draft.short_answer.startswith("4 ")
    assert draft.short_answer.count("Champoux") == draft.short_answer.count("Figueroa") == 1


@pytest.mark.parametrize(
    "question",
    [
        "Which partners have we worked with?",
        "Avec quels partenaires avons-nous travaillé ?",
        "¿Con qué organizaciones hemos trabajado?",
    ],
)
def test_partners_are_other_organisers_and_that_is_said(shipped, question):
    draft = shipped.ask(question)
    assert "European Forum for Urban Security" in draft.short_answer
    assert "Prevention of Crime" not in draft.short_answer
    assert draft.notices


@pytest.mark.parametrize(
    "question",
    [
        "How many people did we train?",
        "Which cities are covered by the national study?",
        "How many years has the ICPC existed?",
        "Which countries do our members come from?",
        "Which countries do we work with?",
        "Which institutions fund the ICPC?",
        "What places does the study cover?",
        "Combien de pays étaient représentés ?",
        "¿Cuántas ciudades forman parte del estudio?",
    ],
)
def test_what_the_events_do_not_tell_is_left_to_retrieval(shipped, question):
    assert shipped.request(question) is None


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("Quels événements ont eu lieu à Brussels ?", "Bruxelles"),
        ("Quels événements ont eu lieu en Belgium ?", "Belgique"),
        ("¿Qué eventos hubo en Canada?", "Canadá"),
        ("¿Qué eventos hubo fuera de Canada?", "fuera de Canadá"),
        ("Which events were held in Montréal?", "Montreal"),
        ("Which events were held in the UAE?", "UAE"),
    ],
)
def test_a_place_is_shown_as_the_question_s_language_writes_it(shipped, question, shown):
    query = interpret(question)
    request = is_collection(query, shipped.catalogue, TODAY)
    found = restricted_to(request, query, shipped.catalogue, TODAY)
    assert [f.shown for f in found if f.kind == "place"] == [shown]
    assert shown.casefold() in shipped.ask(question).text.casefold()


@pytest.mark.parametrize(
    ("question", "left", "chips"),
    [
        ("Which events were held in 2025 except December?", 3, {"2025", "except December"}),
        ("events in 2025 apart from those in October", 3, {"2025", "apart from those in October"}),
        ("events in 2025 not in October", 3, {"2025", "not in October"}),
        (
            "Quels événements ont eu lieu en 2025 sauf en décembre ?",
            3,
            {"2025", "sauf en décembre"},
        ),
        ("¿Qué eventos hubo en 2025 excepto en diciembre?", 3, {"2025", "excepto en diciembre"}),
        ("events except in Canada and Belgium", 3, {"except in Canada and Belgium"}),
        ("¿Qué eventos no tuvieron lugar en Canadá?", 5, {"no tuvieron lugar en Canadá"}),
        ("Events not in Canada", 5, {"not in Canada"}),
        ("Événements hors du Canada", 4, {"hors du Canada"}),
        ("events outside Canada", 4, {"outside Canada"}),
        ("events without Ann Champoux", 7, {"without Ann Champoux"}),
        ("tous les événements hormis les formations", 9, {"hormis les formations"}),
    ],
)
def test_what_is_left_out_is_left_out(shipped, question, left, chips):
    assert len(shipped.ask(question).bulletins) == left
    query = interpret(question)
    request = is_collection(query, shipped.catalogue, TODAY)
    found = restricted_to(request, query, shipped.catalogue, TODAY)
    assert {f.shown for f in found} == chips
    for one in found:
        assert is_collection(interpret(one.without), shipped.catalogue, TODAY) is not None


def test_no_french_preposition_is_guessed_before_a_place(shipped):
    asked = "événements, Canada, 2024"
    rest = [Restriction("place", 12, 18), Restriction("time", 20, 24)]
    said = _all_events(asked, rest, "fr")
    assert said == "Liste de tous les événements, Canada en 2024"
    assert is_collection(interpret(said), shipped.catalogue, TODAY).places


@pytest.mark.parametrize(
    "question",
    [
        "List all events except the ones with young people",
        "Liste de tous les événements sauf ceux qui étaient trop longs",
        "Lista de todos los eventos excepto los que no me gustan",
    ],
)
def test_what_is_left_out_but_not_understood_is_said(shipped, question):
    draft = shipped.ask(question)
    assert len(draft.bulletins) == 10
    assert any(w in " ".join(draft.notices) for w in ("not understood", "compris", "entendió"))
