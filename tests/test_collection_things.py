"""Questions for the places, people, organisations and times of the events, in three languages."""

import re
from datetime import date

import pytest

from icpc_assistant.bulletins import read_corpus
from icpc_assistant.collection import is_collection, restricted_to
from icpc_assistant.collection.request import Restriction
from icpc_assistant.collection.restrictions import _all_events
from icpc_assistant.collection.talk import said_as_events
from icpc_assistant.query import interpret
from icpc_assistant.types import Bulletin
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


def told(day, title, body, language="en"):
    return Bulletin(day, title, body, language, date.fromisoformat(day), date.fromisoformat(day))


FERRIES = World([
    told(
        "2021-03-09", "Ferries at dawn",
        "The Network of Quiet Ferries (NQF) held a workshop in Turin, Italy, on 9 March 2021. Ada "
            "Okonkwo, director of the NQF, opened it.\n\nThe Harbour Trust (HT) lent boats. Its "
            "chair, Bo Lind, spoke of tides, and Dora Weiss of Turin Police spoke of thefts.",
    ),
    told(
        "2021-10-20", "Ropes and knots",
        "The NQF held a seminar in Cork, Ireland, on 20 October 2021. The Harbour Trust (HT) lent "
        "the hall.\n\nBo Lind, chair of the Harbour Trust, spoke. So did Jon Vale, mayor of Cork.",
    ),
    told(
        "2022-05-04", "A night on the river",
        "The NQF held a study visit in Turin, Italy, on 4 May 2022.\n\nThe Guild of Glass (GG) showed "
        "its lamps. Ines Roy, coordinator of the network, and Ada Okonkwo were there.",
    ),
    told(
        "2023-01-17", "Who pays for ferries?",
        "The NQF took part in the congress of the Ministry of Transport in Lyon, France, on 17 "
        "January 2023.\n\nNobody spoke for long.",
    ),
])  # fmt: skip


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which partners appear more than once?", "Harbour Trust: 2 events"),
        ("recurring partners", "Harbour Trust: 2 events"),
        ("Which cities have hosted at least two events?", "Turin: 2 events"),
        ("people who show up in more than one event", "Ada Okonkwo: 2 events; Bo Lind: 2 events"),
        ("Who from outside was at two of our events?", "Bo Lind: 2 events"),
        ("How many organisations took part in several events?", "1 organisation: Harbour Trust"),
        ("Who attended only one event?", "Dora Weiss: 1 event; Jon Vale: 1 event; Ines Roy: 1 event"),
        ("Quels partenaires reviennent dans plusieurs événements ?",
         "Harbour Trust\u202f: 2 événements"),
        ("Quelles villes ont accueilli plus d’un événement ?", "Turin\u202f: 2 événements"),
        ("Dans quelles villes sommes-nous allés deux fois ?", "Turin\u202f: 2 événements"),
        ("¿Qué organizaciones participaron en más de un evento?", "Harbour Trust: 2 eventos"),
        ("personas que salen en dos o más eventos", "Ada Okonkwo: 2 eventos; Bo Lind: 2 eventos"),
        ("¿En qué años hubo más de un evento?", "2021: 2 eventos"),
        ("Did anybody speak at more than one of our events?",
         "Ada Okonkwo: 2 events; Bo Lind: 2 events"),
        ("Quelqu’un a-t-il parlé à plus d’un de nos événements ?",
         "Ada Okonkwo\u202f: 2 événements\u202f; Bo Lind\u202f: 2 événements"),
        ("¿Alguien habló en más de uno de nuestros eventos?",
         "Ada Okonkwo: 2 eventos; Bo Lind: 2 eventos"),
    ],
)  # fmt: skip
def test_what_stands_in_so_many_events(question, said):
    draft = FERRIES.ask(question)
    assert draft.short_answer == said
    assert draft.bulletins


@pytest.mark.parametrize(
    "question",
    [
        "Which cities have hosted more than five events?",
        "Quelles villes ont accueilli plus de cinq événements ?",
        "¿Qué ciudades acogieron más de cinco eventos?",
    ],
)
def test_where_nothing_stands_in_so_many_events_that_is_said(question):
    draft = FERRIES.ask(question)
    assert not draft.answered
    assert "6 " in draft.text


@pytest.mark.parametrize(
    "question",
    [
        "Which events lasted more than one day?",
        "How many people attended the congress that was held twice?",
        "Which events were held in more than one city?",
    ],
)
def test_what_is_of_several_otherwise_stands_in_no_events(question):
    request = FERRIES.request(question)
    assert request is None or request.often is None


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("Who travelled to Turin for us?", "Ada Okonkwo and Ines Roy"),
        ("Who from the network went to Turin in 2022?", "Ada Okonkwo and Ines Roy"),
        ("Which of our people were in Turin in 2021?", "Ada Okonkwo"),
        ("Qui est allé à Turin en 2021 de notre part ?", "Ada Okonkwo"),
        ("Qui est allé à Turin pour nous ?", "Ada Okonkwo et Ines Roy"),
        ("¿Quién viajó a Turín por nosotros?", "Ada Okonkwo e Ines Roy"),
        ("¿Quién de los nuestros estuvo en Turín en 2021?", "Ada Okonkwo"),
    ],
)
def test_who_of_us_was_there(question, who):
    draft = FERRIES.ask(question)
    assert set(re.split(r",? (?:and|et|y|e) ", draft.short_answer)) == set(
        re.split(r",? (?:and|et|y|e) ", who)
    )


@pytest.mark.parametrize(
    "question",
    [
        "Who travelled to Cork for us?",
        "Qui est allé à Cork pour nous ?",
        "¿Quién viajó a Cork por nosotros?",
    ],
)
def test_nobody_else_is_named_for_one_of_us(question):
    draft = FERRIES.ask(question)
    assert not draft.answered
    assert "Vale" not in draft.text


@pytest.mark.parametrize(
    ("question", "who", "where"),
    [
        ("Who from the Harbour Trust did we meet?", "Bo Lind", 2),
        ("our contacts at the Harbour Trust", "Bo Lind", 2),
        ("Qui du Harbour Trust avons-nous rencontré ?", "Bo Lind", 2),
        ("¿A quién del Harbour Trust conocimos en 2021?", "Bo Lind", 2),
        ("Qui de la police de Turin avons-nous rencontré ?", "Dora Weiss", 1),
        ("¿Con quién de la policía de Turin nos reunimos?", "Dora Weiss", 1),
    ],
)
def test_whom_of_a_house_we_met(question, who, where):
    draft = FERRIES.ask(question)
    assert draft.short_answer == who
    assert len(draft.bulletins) == where


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who was both in Turin in 2021 and at the Cork seminar?", "Bo Lind: 2 events"),
        ("Qui était à la fois à Turin en 2021 et au séminaire de Cork ?",
         "Bo Lind\u202f: 2 événements"),
        ("¿Quién estuvo tanto en Turín en 2021 como en el seminario de Cork?",
         "Bo Lind: 2 eventos"),
    ],
)  # fmt: skip
def test_what_two_events_have_in_common(question, said):
    assert FERRIES.ask(question).short_answer == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Did we have more events in Italy or in Ireland?", "Italy: 2 events and Ireland: 1 event"),
        ("Plus d’événements à Turin ou à Cork ?",
         "Turin\u202f: 2 événements et Cork\u202f: 1 événement"),
        ("¿Hubo menos eventos en Italia o en Irlanda?", "Irlanda: 1 evento e Italia: 2 eventos"),
    ],
)  # fmt: skip
def test_two_places_are_held_against_each_other(question, said):
    assert FERRIES.ask(question).short_answer == said


@pytest.mark.parametrize(
    "question",
    [
        "events with the Ministry of Transport",
        "événements avec le ministère des Transports",
        "eventos con el Ministerio de Transporte",
    ],
)
def test_an_organisation_is_known_by_its_name_in_another_language(question):
    assert FERRIES.ask(question).bulletins == ("2023-01-17",)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What was the shortest event?", "4 events tie at 1 day"),
        ("Quel a été l’événement le plus court ?", "4 événements à égalité\u202f: 1 jour"),
        ("¿Cuál fue el evento más corto?", "4 eventos en empate: 1 día"),
    ],
)
def test_many_that_tie_are_told_by_their_number_and_listed(question, said):
    draft = FERRIES.ask(question)
    assert draft.short_answer == said
    assert len(draft.statements) == 4


def _held(name, day, body):
    when = date.fromisoformat(day)
    return Bulletin(name, name.title(), body, "en", when, when)


@pytest.fixture(scope="module")
def houses():
    """Two events of the Dune Institute, one of them co-organised, and one it took part in."""
    return World(
        [
            _held(
                "wells",
                "2023-05-04",
                "On May 4, 2023, the Dune Institute (DI) held a workshop on wells in Lima, Peru. "
                "Ada Okonkwo of Strand University spoke. It was organised by the Dune Institute "
                "and the Harbour Centre.",
            ),
            _held(
                "sand",
                "2024-06-10",
                "On June 10, 2024, the Dune Institute (DI) took part in a congress on sand in "
                "Ghent, Belgium. Bo Lind represented the Dune Institute. The Centre for Tides sent "
                "a film.",
            ),
            _held(
                "tides",
                "2025-02-03",
                "On February 3, 2025, the Dune Institute (DI) held a webinar on tides online.",
            ),
        ]
    )


@pytest.mark.parametrize(
    "question",
    [
        "Which universities are mentioned, and about which event?",
        "Quelles universités sont mentionnées dans les bulletins, et à propos de quel événement ?",
        "¿Qué universidades se mencionan en los boletines y a propósito de qué evento?",
    ],
)
def test_houses_of_a_sort_are_those_a_bulletin_names(houses, question):
    draft = houses.ask(question)
    assert (draft.short_answer, draft.bulletins) == ("Strand University", ("wells",))


@pytest.mark.parametrize(
    "question",
    [
        "Which centres hosted or co-organised one of our events?",
        "Quels centres ont accueilli ou coorganisé un de nos événements ?",
        "¿Qué centros han acogido o coorganizado uno de nuestros eventos?",
    ],
)
def test_houses_that_set_an_event_up_are_its_organisers_alone(houses, question):
    draft = houses.ask(question)
    assert (draft.short_answer, draft.bulletins) == ("Harbour Centre", ("wells",))


@pytest.mark.parametrize(
    "question",
    [
        "Qui nous a représentés lors des rendez-vous européens ?",
        "¿Quién nos ha representado en las citas europeas?",
        "Who has represented us at European meetings?",
    ],
)
def test_rendez_vous_are_events_of_any_kind(houses, question):
    request = houses.request(question)
    assert (request.asked, request.topics) == ("person", ())
    assert [place.keys for place in request.places] == [{"150"}]
    assert houses.ask(question).bulletins == ("sand",)


def test_a_verb_is_no_rendez_vous():
    assert said_as_events("ou vous vous etes rendus") == ("ou vous vous etes rendus", [])
    folded, met = said_as_events("nos rendez-vous et ses sorties")
    assert folded == "nos initiatives et ses eventos"
    assert met == [(4, 15), (23, 30)]


@pytest.mark.parametrize(
    ("question", "supposed"),
    [
        (
            "I recall a certain Bo Lind, from Peru I think, in which of our events did he take part?",
            "from Peru I think",
        ),
        (
            "Je me souviens d'un certain Bo Lind, du Pérou je crois : à quels événements a-t-il "
            "participé ?",
            "du Pérou je crois",
        ),
        (
            "Me suena un tal Bo Lind, creo que de Perú, ¿en qué eventos nuestros participó?",
            "creo que de Perú",
        ),
    ],
)
def test_what_is_only_supposed_of_somebody_excludes_nothing(houses, question, supposed):
    assert houses.request(question).unread == (supposed,)
    draft = houses.ask(question)
    assert draft.bulletins == ("sand",)
    assert any(supposed in notice for notice in draft.notices)


def test_where_the_events_are_supposed_to_be_restricts_them(houses):
    question = "Which events were there in Peru, I think?"
    assert houses.ask(question).bulletins == ("wells",)


@pytest.mark.parametrize(
    "question",
    [
        "Of our in-person events, which were not in Europe?",
        "Parmi nos événements en présentiel, lesquels n'étaient pas en Europe ?",
        "Parmi nos événements en présentiel, lesquels ne se sont pas tenus en Europe ?",
        "De nuestros eventos presenciales, ¿cuáles no fueron en Europa?",
        "De nuestros eventos presenciales, ¿cuáles no se han celebrado en Europa?",
    ],
)
def test_which_of_ours_were_not_somewhere(houses, question):
    request = houses.request(question)
    assert [place.keys for place in request.outside] == [{"150"}]
    assert houses.ask(question).bulletins == ("wells",)
