"""Questions over the collection in the words of talk: what asks, and what only fills the sentence."""

import pytest

from icpc_assistant.collection import told_by_cards
from icpc_assistant.collection.fillers import told, without_fillers
from icpc_assistant.query import interpret
from icpc_assistant.types import Bulletin
from test_cards import INVENTED
from test_collection import TODAY, World

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


@pytest.mark.parametrize(
    "question",
    [
        "what did we have on in 2023 again?",
        "what was on in 2023",
        "What have we had on in 2023?",
        "What was there in 2023?",
        "on a fait quoi en 2023 ?",
        "Il y a eu quoi en 2023 ?",
        "Il s’est passé quoi en 2023 ?",
        "Qu’est-ce qu’on a eu en 2023 ?",
        "c’était quoi nos sorties en 2023 ?",
        "On a eu quoi comme événements en 2023 ?",
        "¿en qué andábamos en 2023?",
        "¿En qué anduvimos en 2023?",
        "¿Qué tuvimos en 2023?",
    ],
)
def test_what_there_was_in_ordinary_words(world, question):
    draft = world.ask(question)
    assert set(draft.bulletins) == IN_2023
    assert world.request(question).unread == ()


@pytest.mark.parametrize(
    "question",
    [
        "Where were we in 2023?",
        "on était où en 2023 ?",
        "On est allés où en 2023 ?",
        "¿dónde anduvimos en 2023?",
        "¿Por dónde andábamos en 2023?",
    ],
)
def test_where_we_were_in_ordinary_words(world, question):
    draft = world.ask(question)
    assert set(draft.bulletins) == IN_2023
    assert all(city in draft.short_answer for city in ("Quito", "Manchester", "Montr"))
    assert world.request(question).unread == ()


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Avant 2016, ça nous fait combien de sorties ?", "1 événement"),
        ("Ça fait combien en 2023 ?", "3 événements"),
        ("On en est à combien de sorties en 2023 ?", "3 événements"),
        ("À combien de sorties Karim Benali est-il allé pour nous ?", "1 événement"),
        ("How many does that make in 2023?", "3 events"),
        ("How many times has Karim Benali gone somewhere for us?", "1 event"),
        ("How many outings has Karim Benali been on for us?", "1 event"),
        ("¿Cuántas salidas hicimos en 2023?", "3 eventos"),
        ("¿Cuántos llevamos en 2023?", "3 eventos"),
        ("¿A cuántos actos ha ido Fatou Diop por nosotros?", "1 evento"),
    ],
)
def test_counts_in_ordinary_words(world, question, count):
    assert world.ask(question).short_answer == count


@pytest.mark.parametrize(
    "question",
    [
        "What was on the agenda in Accra?",
        "What was on display in Lyon?",
        "What was there in the charter of 2016?",
        "Il y a quoi dans la charte ?",
        "On a quoi comme chiffres sur les gares ?",
        "Ça fait combien de participants en 2016 ?",
        "La sortie du rapport sur les gares, c’était quand ?",
        "¿Qué tuvo el congreso de Zagreb?",
        "¿Cuántos llevamos?",
    ],
)
def test_what_one_event_had_is_left_to_retrieval(world, question):
    assert world.request(question) is None


def test_what_is_let_out_is_no_event(world):
    assert world.request("événements sur la sortie de prison").topics == (("prison",),)
    assert world.request("Quelles sorties de prison en 2023 ?") is None


LENGTHS = {
    "several": {
        "how many of our events went on for more than a day?",
        "multi-day events",
        "Which events lasted several days?",
        "Quels événements ont duré plus d’une journée ?",
        "événements de plusieurs jours",
        "ceux qui ont duré plus d’une journée",
        "¿Cuántos eventos duraron más de un día?",
        "eventos de varios días",
    },
    "one": {
        "one-day events",
        "How many events were over in a day?",
        "quels événements ont duré un seul jour ?",
        "événements d’une journée",
        "eventos de un solo día",
        "¿Cuántos eventos duraron un día?",
    },
    "three or more": {
        "events longer than two days",
        "Les événements d’au moins trois jours",
        "eventos de tres días o más",
    },
    "two at most": {
        "events of at most two days",
        "événements de moins de trois jours",
        "¿Qué eventos no duraron más de dos días?",
        "eventos de menos de tres días",
    },
    "two": {
        "events that lasted exactly two days",
        "two-day events",
        "événements de deux jours",
        "¿Qué eventos duraron dos días?",
    },
}
DAYS = {
    "several": range(2, 9),
    "one": (1,),
    "three or more": range(3, 9),
    "two at most": (1, 2),
    "two": (2,),
}


@pytest.mark.parametrize(
    ("length", "question"), [(key, q) for key in LENGTHS for q in sorted(LENGTHS[key])]
)
def test_a_length_restricts(world, length, question):
    mains = {e.card.bulletin_id: e.main for e in world.catalogue.entries}
    expected = {i for i, main in mains.items() if main and main.days in DAYS[length]}
    draft = world.ask(question)
    assert set(draft.bulletins) == expected
    # Three bulletins tell no day.
    assert any(": 3" in n.replace("\xa0", " ").replace(" :", ":") for n in draft.notices)


def test_a_length_is_said_back(world):
    assert world.ask("one-day events").text == "1 day: 7 events."
    assert world.ask("eventos de varios días").text.startswith("Al menos 2 días: ")
    assert world.ask("événements de moins de trois jours").text.startswith("Au plus 2 jours")


@pytest.mark.parametrize(
    "question",
    [
        "How long was the one-day event in Lyon?",
        "How many people attended the three-day conference in Accra?",
        "Qui a ouvert la journée de Bruxelles ?",
        "¿Cuánto duró la misión de varios días a Quito?",
    ],
)
def test_a_length_that_describes_one_event_makes_no_list(world, question):
    assert world.request(question) is None


def test_no_length_is_read_where_days_only_tell_when(world):
    assert world.request("events in the last two days").least is None
    assert world.request("events two days before the Oslo summit").least is None


@pytest.mark.parametrize(
    "question",
    [
        "¿Qué hubo primero y qué después a lo largo de 2023?",
        "¿Qué vino primero y qué vino luego en 2023?",
        "¿En qué orden tuvieron lugar nuestros eventos de 2023?",
        "Ponme por fecha lo que hicimos en 2023",
        "what came first and what came after in 2023?",
        "In 2023, what happened first and what happened next?",
        "In what order did the events of 2023 take place?",
        "Show me what we did in 2023 in order",
        "Events in 2023, by date",
        "dans quel ordre se sont passés nos événements de 2023",
        "Qu’y a-t-il eu d’abord, et qu’y a-t-il eu ensuite, en 2023 ?",
        "Qu’est-ce qui est venu en premier et qu’est-ce qui a suivi en 2023 ?",
    ],
)
def test_an_order_asked_for_is_a_timeline(world, question):
    assert world.request(question).operation == "timeline"
    assert world.ask(question).bulletins == ("mision-quito", "road-visit", "travailleurs-rue")


@pytest.mark.parametrize(
    "question",
    [
        "Dans quel ordre les intervenants ont-ils parlé ?",
        "In what order did the speakers take the floor?",
        "What came first and what came after at the Accra conference?",
        "¿Qué se hizo primero y qué se hizo después en el taller de Rosario?",
    ],
)
def test_the_order_within_one_event_is_left_to_retrieval(world, question):
    assert world.request(question) is None


LISBON, VALPARAISO = "Harbour cities meet in Lisbon", "Seminario internacional"


@pytest.mark.parametrize(
    ("question", "measure", "won"),
    [
        ("Entre le forum de Lisbonne et le séminaire de Valparaíso, où comptait-on le moins de pays ?", "countries", VALPARAISO),
        ("Entre le forum de Lisbonne et le séminaire de Valparaíso, lequel a duré le plus longtemps ?", "days", LISBON),
        ("C’est le forum de Lisbonne ou le séminaire de Valparaíso qui est venu d’abord ?", "start", VALPARAISO),
        ("Il y avait plus de monde au forum de Lisbonne ou au séminaire de Valparaíso ?", "people", LISBON),
        ("Où y avait-il plus de monde, au forum de Lisbonne ou au séminaire de Valparaíso ?", "people", LISBON),
        ("Entre Lisbonne et Valparaíso, où y a-t-il eu le plus de monde ?", "people", LISBON),
        ("between the forum in Lisbon and the seminar in Valparaíso, where were there more people?", "people", LISBON),
        ("Was it the forum in Lisbon or the seminar in Valparaíso that came first?", "start", VALPARAISO),
        ("did more people turn up for the forum in Lisbon or for the seminar in Valparaíso?", "people", LISBON),
        ("Where were there fewer countries, at the forum in Lisbon or at the seminar in Valparaíso?", "countries", VALPARAISO),
        ("¿Fue más gente al foro de Lisboa o al seminario de Valparaíso?", "people", LISBON),
        ("Entre el foro de Lisboa y el seminario de Valparaíso, ¿dónde hubo menos países?", "countries", VALPARAISO),
        ("¿Vino antes el foro de Lisboa o el seminario de Valparaíso?", "start", VALPARAISO),
        ("¿Fue el foro de Lisboa o el seminario de Valparaíso el que duró más?", "days", LISBON),
        ("¿Duró más el foro de Lisboa o el seminario de Valparaíso?", "days", LISBON),
        ("Which was bigger, the forum in Lisbon or the seminar in Valparaíso?", "people", LISBON),
        ("Lequel était le plus petit, le forum de Lisbonne ou le séminaire de Valparaíso ?", "people", VALPARAISO),
        ("¿Cuál fue mayor, el foro de Lisboa o el seminario de Valparaíso?", "people", LISBON),
        ("Was the Lisbon forum bigger than the Valparaíso one?", "people", LISBON),
        ("Did the Lisbon forum draw more people than the Valparaíso seminar?", "people", LISBON),
        ("Did the forum in Lisbon or the one in Valparaíso go on for longer?", "days", LISBON),
        ("Le forum de Lisbonne a-t-il réuni plus de monde que celui de Valparaíso ?", "people", LISBON),
        ("Est-ce que le forum de Lisbonne a duré plus longtemps que celui de Valparaíso ?", "days", LISBON),
        ("¿Tuvo el foro de Lisboa más participantes que el de Valparaíso?", "people", LISBON),
    ],
)  # fmt: skip
def test_two_events_are_compared_however_it_is_asked(world, question, measure, won):
    assert world.request(question).measure == measure
    draft = world.ask(question)
    assert draft.bulletins in (
        ("harbour-safety-forum", "seminario-costas"),
        ("seminario-costas", "harbour-safety-forum"),
    )
    assert draft.short_answer.startswith(won)


@pytest.mark.parametrize(
    "question",
    [
        "Was it the mayor or the governor who first opened the Accra conference?",
        "Did more men or more women attend the forum in Lisbon?",
        "C’est le maire ou le préfet qui est venu en premier à Lyon ?",
        "¿Hubo más hombres o más mujeres en el foro de Lisboa?",
    ],
)
def test_what_is_no_event_is_compared_by_retrieval(world, question):
    assert world.request(question) is None


def test_times_between_which_events_lay_are_no_sides(world):
    assert (
        world.request("Entre 2020 et 2022, quels événements ont eu le plus de pays ?").sides is None
    )


@pytest.mark.parametrize(
    ("question", "scope"),
    [
        ("Which events lasted no fewer than three days?", "At least 3 days"),
        ("Quels événements ont duré pas moins de trois jours ?", "Au moins 3 jours"),
        ("¿Qué eventos duraron no menos de tres días?", "Al menos 3 días"),
        ("Which events lasted three days or longer?", "At least 3 days"),
        ("Quels événements ont eu lieu il y a moins de deux semaines ?", ""),
    ],
)
def test_no_fewer_is_no_less_and_a_distance_in_time_no_length(world, question, scope):
    text = world.ask(question).text
    assert (scope in text.replace("au m", "Au m")) if scope else ("jour" not in text)


@pytest.mark.parametrize(
    ("question", "measure", "least", "most"),
    [
        ("Which events had between 100 and 500 participants?", "people", 100, 500),
        ("events with 100 to 500 people", "people", 100, 500),
        ("Quels événements ont réuni entre 100 et 500 participants ?", "people", 100, 500),
        ("¿Qué eventos reunieron de 100 a 500 participantes?", "people", 100, 500),
        ("Which events had more than 100 but fewer than 500 people?", "people", 101, 499),
        ("¿Qué eventos reunieron más de 100 y menos de 500 personas?", "people", 101, 499),
        ("which events had at least 3, at most 5 countries?", "countries", 3, 5),
        ("Which events lasted two or three days?", "days", 2, 3),
        ("Quels événements ont duré deux ou trois jours ?", "days", 2, 3),
        ("¿Qué eventos duraron dos o tres días?", "days", 2, 3),
        ("events of two to three weeks", "days", 14, 21),
        ("Which events lasted from two to three days?", "days", 2, 3),
        ("Which events lasted between two days and a week?", "days", 2, 7),
        ("Which events lasted between 2.5 and 4 days?", "days", 2.5, 4),
        ("Which events had between 500 and 100 participants?", "people", 100, 500),
        ("Which events had fewer than 500 and more than 100 people?", "people", 101, 499),
        ("Which events had at most 500 and at least 100 participants?", "people", 100, 500),
        ("Which events had more than 100 participants but fewer than 500?", "people", 101, 499),
    ],
)
def test_a_range_has_two_ends(world, question, measure, least, most):
    request = world.request(question)
    assert request.least == (measure, least)
    assert request.at_most == (measure, most)


@pytest.mark.parametrize(
    "question",
    [
        "Which events took place in the past two or three weeks?",
        "Which events took place in the next two to three weeks?",
        "Which events did not have between 100 and 500 participants?",
        "Which events lay two or three weeks apart?",
    ],
)
def test_a_range_of_time_or_denied_bounds_nothing(world, question):
    request = world.request(question)
    assert request is None or (request.least, request.at_most) == (None, None)


@pytest.mark.parametrize(
    "question",
    [
        "Look up who spoke at the conferences",
        "Remind me of the topics of our conferences",
        "Traduis-moi les bulletins",
        "Dans quel ordre les participants des formations ont-ils parlé ?",
        "Which topics were discussed at conferences by date?",
        "Il y a quoi comme recommandations en 2021 ?",
        "Ça fait combien, les participants au congrès de Turin ?",
    ],
)
def test_what_is_asked_of_events_is_no_list_of_them(world, question):
    assert world.request(question) is None


HOUSES = World([
    Bulletin(name, title, body, language)
    for name, title, body, language in (
        ("lima", "Our mission to Lima", "On 8 March 2023, Dora Weiss, head of training of the "
         "Organization of American States (OAS), met our team in Lima, Peru. Bo Lind, adviser, "
         "and Ada Okonkwo, analyst, both from the Rivers Trust, came too. Jon Vale of Oslo Police "
         "spoke about those who wait.", "en"),
        ("oslo", "Seminar in Oslo", "On 4 May 2024, the Rivers Trust held a seminar in Oslo, "
         "Norway, on who pays for ferries. Ines Roy, mayor, opened it.", "en"),
        ("nowhere", "A session on ports", "On 6 June 2025, a session on ports was held. "
         "Representatives of Cusco (Peru) spoke.", "en"),
    )
])  # fmt: skip


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Events with the Organization of American States", {"lima"}),
        ("Events with the Organisation of American States", {"lima"}),
        ("Events with the OAS", {"lima"}),
        ("How many events with the Organization of American States?", {"lima"}),
        ("Événements avec l’Organisation des États américains", {"lima"}),
        ("Eventos con la Organización de los Estados Americanos", {"lima"}),
        ("Events with the World Health Organization", set()),  # "who" is no WHO
        ("Événements avec l’Organisation mondiale de la santé", set()),
        ("Eventos con la Organización Mundial de la Salud", set()),
        ("Events with the Organization of Lakes", set()),
        ("Eventos con Banco Sur", set()),
        ("Events with the Rivers Trust", {"lima", "oslo"}),
    ],
)
def test_a_named_organisation_is_never_passed_over(question, found):
    request = HOUSES.request(question)
    assert request.organisations
    assert set(HOUSES.ask(question).bulletins) == found


@pytest.mark.parametrize(
    "question", ["Eventos con María Pérez", "Events with John Smith", "Événements avec Zoé Weil"]
)
def test_somebody_nobody_knows_is_a_person_who_was_nowhere(question):
    request = HOUSES.request(question)
    assert [r.kind for r in request.restrictions] == ["person"]
    assert not HOUSES.ask(question).answered


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("Who did we meet from the Rivers Trust?", "Bo Lind and Ada Okonkwo"),
        ("¿A quién conocimos del Rivers Trust?", "Bo Lind y Ada Okonkwo"),
        ("Qui avons-nous rencontré du Rivers Trust ?", "Bo Lind et Ada Okonkwo"),
        ("Who did we meet from the OAS in 2023?", "Dora Weiss"),
        ("Who did we meet from Oslo Police in 2023?", "Jon Vale"),
    ],
)
def test_whom_of_an_organisation_we_met(question, who):
    draft = HOUSES.ask(question)
    assert draft.short_answer == who
    assert draft.bulletins == ("lima",)


def test_nobody_of_an_organisation_is_said():
    draft = HOUSES.ask("Who did we meet from the Rivers Trust in 2024?")
    assert not draft.answered
    assert "Rivers Trust" in draft.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Events in Lima in Oslo", "Lima and Oslo"),
        ("Événements à Lima à Oslo", "Lima et Oslo"),
        ("Eventos en Lima en Oslo", "Lima y Oslo"),
    ],
)
def test_two_places_at_once_are_told_apart(question, said):
    draft = HOUSES.ask(question)
    assert not draft.answered
    assert said in draft.text


@pytest.mark.parametrize(
    "question", ["Events in Peru", "Événements hors de Norvège", "Eventos fuera de Noruega"]
)
def test_what_gives_no_place_is_told_where_one_is_asked_for(question):
    draft = HOUSES.ask(question)
    assert draft.bulletins == ("lima",)
    assert [n for n in draft.notices if n.endswith("1.")]


@pytest.mark.parametrize(
    "question", ["Events without a place", "Événements sans lieu", "Eventos sin lugar conocido"]
)
def test_what_gives_no_place_may_be_asked_for(question):
    draft = HOUSES.ask(question)
    assert draft.bulletins == ("nowhere",)
    assert draft.notices == ()


@pytest.mark.parametrize(
    ("question", "number"),
    [("Who represented us in Peru?", 2), ("Events in Peru", 1), ("¿Quién nos representó en Perú?", 2)],
)  # fmt: skip
def test_an_event_held_nowhere_may_be_with_a_place(question, number):
    assert len(HOUSES.ask(question).bulletins) == number


@pytest.mark.parametrize(
    "question",
    [
        "List the bulletins published in 2024",
        "bulletins publiés en 2024",
        "boletines publicados en 2024",
    ],
)
def test_that_dates_are_those_of_events_is_told_of_what_was_published(question):
    draft = HOUSES.ask(question)
    assert draft.bulletins == ("oslo",)
    assert any(w in " ".join(draft.notices) for w in ("publication", "publiés", "publicaron"))
    assert not HOUSES.ask("events in 2024").notices


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("au printemps 2024", {"oslo"}),
        ("three years ago", {"lima"}),
        ("il y a trois ans", {"lima"}),
        ("hace tres años", {"lima"}),
        ("in the first week of May 2024", {"oslo"}),
        ("Events in the year 9999", set()),
        ("événements en l’an 12024", set()),
        ("Eventos después de 9999", set()),
    ],
)
def test_a_question_that_is_but_a_time_asks_what_happened_then(question, found):
    assert set(HOUSES.ask(question).bulletins) == found


@pytest.mark.parametrize(
    "question",
    ["When is the next event?", "Upcoming events in Peru", "Prochains événements",
     "Événements à venir", "¿Cuándo es el próximo evento?", "Próximos eventos"],
)  # fmt: skip
def test_events_to_come_are_no_list_of_past_ones(question):
    assert HOUSES.request(question) is None
    told = told_by_cards(interpret(question), HOUSES.catalogue, HOUSES.passage_at, TODAY)
    assert told is not None
    assert not told.draft.answered


def test_the_events_next_to_a_time_are_past_ones():
    assert HOUSES.request("Which event came next after May 2023?") is not None
