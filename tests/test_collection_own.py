"""Collection questions to the bulletins of any organisation, asked in many ways."""

import re
from dataclasses import replace
from datetime import date

import pytest

from icpc_assistant.collection import answer, is_collection, restricted_to
from icpc_assistant.collection.clauses import asking
from icpc_assistant.collection.idle import is_verb
from icpc_assistant.collection.own import OwnNames
from icpc_assistant.query import interpret
from icpc_assistant.types import Bulletin
from test_collection import TODAY, World


def bulletin(day, title, body):
    return Bulletin(day, title, body, "en", date.fromisoformat(day), date.fromisoformat(day))


BULLETINS = (
    bulletin(
        "2021-03-09", "Lamp menders compare notes",
        "The Network of Street Lanterns (NSL) held a workshop in Turin, Italy, on 9 March 2021. "
        "Some 40 people from 6 countries came.\n\nAda Okonkwo, director of the NSL, opened it.",
    ),
    bulletin(
        "2021-10-20", "Wicks and wires",
        "The NSL held an online seminar on wires on 20 October 2021. It drew 90 people from 11 "
        "countries.\n\nThe Guild of Glass (GG) showed new wires.",
    ),
    bulletin(
        "2022-05-04", "A night walk through Cork",
        "The NSL held a study visit in Cork, Ireland, on 4 May 2022, for 25 people.\n\n"
        "On the second evening the walkers met Ada Okonkwo and Bo Lind.",
    ),
    bulletin(
        "2023-01-17", "Who trims the wick?",
        "The NSL took part in the congress of the Guild of Glass (GG) in Lyon, France, on 17 January "
        "2023.\n\nBo Lind spoke on wires.",
    ),
)  # fmt: skip
ALL = tuple(b.id for b in BULLETINS)


@pytest.fixture(scope="module")
def world():
    return World(BULLETINS)


def test_whose_bulletins_these_are_is_found(world):
    own = world.catalogue.own
    assert {"nsl", "the network", "le reseau", "la red"} <= own.spoken
    assert "the guild" not in own.spoken
    assert (
        own.marked("what has the network put on with gg?") == "what has WWWWWWWWWWW put on with gg?"
    )
    assert OwnNames(()).marked("the network") == "the network"


def test_a_house_that_the_bulletins_only_mention_is_not_theirs():
    guest = bulletin("2023-06-01", "Guests", "The ICPC visited the NSL in Cork on 1 June 2023.")
    world = World((*BULLETINS, guest))
    assert "nsl" in world.catalogue.own.spoken
    assert world.ask("events with the ICPC").bulletins == (guest.id,)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What has the network put on since the start of 2022?", ALL[2:3]),
        ("What did the NSL set up in 2021?", ALL[:2]),
        ("What had we already organised before 2022 began?", ALL[:2]),
        ("What was organised in 2021?", ALL[:2]),
        ("Was there any event in the spring of 2022?", ALL[2:3]),
        ("Have we ever been in Ireland?", ALL[2:3]),
        ("Have we done anything on wires?", (ALL[1], ALL[3])),
        ("Qu'avons-nous tenu en 2021 ?", ALL[:2]),
        ("Quelles manifestations le réseau a-t-il mises sur pied en 2021 ?", ALL[:2]),
        ("Donne-moi la liste de ce qui a eu lieu en 2021", ALL[:2]),
        ("¿Qué encuentros se celebraron en 2021?", ALL[:2]),
        ("Enumera lo que la red llevó a cabo antes de 2022", ALL[:2]),
        ("events in Italy or Ireland", (ALL[0], ALL[2])),
        ("événements en Italie, en Irlande et en France", (ALL[0], ALL[2], ALL[3])),
        ("our in-person events in 2021", ALL[:1]),
        ("eventos en línea", ALL[1:2]),
        ("Which of our events did Bo Lind contribute to?", ALL[2:]),
        ("¿En qué eventos intervino Ada Okonkwo?", (ALL[0], ALL[2])),
        ("Where did Ada Okonkwo take part?", (ALL[0], ALL[2])),
        ("Bo Lind talks", ALL[2:]),
        ("events with the GG", (ALL[1], ALL[3])),
        ("Put every event of 2021 into date order", ALL[:2]),
        ("Of all our events, which one drew the most people?", ALL[1:2]),
        ("De tous nos événements, lequel a réuni le plus de pays ?", ALL[1:2]),
    ],
)
def test_many_ways_of_asking(world, question, found):
    assert world.ask(question).bulletins == found


def test_what_only_tells_why_one_asks_restricts_nothing(world):
    asked = "I'm writing the report and my notes are a mess, could you list all events of 2021?"
    draft = world.ask(asked)
    assert draft.bulletins == ALL[:2]
    assert world.ask("Je prépare un papier, quels événements en 2021 ?").bulletins == ALL[:2]


def test_a_topic_that_no_bulletin_has_still_restricts(world):
    for question in (
        "Which events in 2021 covered knitting?",
        "knitting events in 2021",
        "¿Qué eventos trataron de apicultura en 2021?",
    ):
        assert not world.ask(question).answered, question


def test_who_is_found_in_the_text_is_proved_there(world):
    draft = world.ask("Which of our events did Bo Lind contribute to?")
    proofs = [quote.passage.text[quote.start - quote.passage.start : quote.end - quote.passage.start]
              for statement in draft.statements for quote in statement.quotes]  # fmt: skip
    assert [("Bo Lind" in proof) for proof in proofs] == [True, True]


def test_what_is_not_understood_is_said_of_superlatives_too(world):
    request = world.request("Which event drew the most people?")
    request = replace(request, unread=("zzyzx",))
    draft = answer(request, world.catalogue, "en", world.passage_at)
    assert draft.bulletins == ALL[1:2]
    assert "zzyzx" in draft.notices[0]


def test_topics_that_are_told_in_common_words_stay_topics(world):
    for question in ("soil events in 2021", "fumes events in 2021"):
        assert not world.ask(question).answered, question
    assert world.ask("What safety walk events were there in 2022?").bulletins == ALL[2:3]


def test_two_years_are_no_two_sides(world):
    question = "Of all the events in 2021 and 2022, which one drew the most people?"
    assert world.ask(question).bulletins == ALL[1:2]


def test_an_acronym_that_is_a_word_is_told_by_its_capitals():
    bulletins = [
        bulletin(f"202{i}-03-09", f"Evening {i}", f"ART held a workshop in Turin, Italy, on 9 March 202{i}.")
        for i in range(1, 5)
    ]  # fmt: skip
    world = World(bulletins)
    assert "art" in world.catalogue.own.names
    assert world.request("events about art in 2021").topics == (("art",),)
    assert len(world.ask("events of ART in 2021").bulletins) == 1


def test_a_name_told_before_the_question_is_not_forgotten(world):
    told = (
        "A reader asks whether you did anything with the Zoological Union. Which events were those?"
    )
    assert world.request(told) is None or not world.ask(told).answered


def test_meetings_may_be_events_of_any_kind(world):
    draft = world.ask("Which meetings took place in 2021?")
    assert draft.bulletins == ALL[:2]
    assert "every kind" in draft.notices[0]
    assert not world.ask("Which meetings took place in 2019?").answered


def test_verbs_are_told_from_nouns():
    assert is_verb("contribute", "en")
    assert is_verb("intervino", "es")
    assert is_verb("attiré", "fr")
    assert not is_verb("training", "en")
    assert not is_verb("taller", "es")
    assert not is_verb("militaire", "fr")
    assert not is_verb("nosuchword", "en")


def test_the_clause_that_asks():
    text = "i lost my list, which events were in turin, and in cork?"
    assert [text[a:b] for a, b in asking(text)] == ["which events were in turin, ", "and in cork?"]
    assert asking("who came first?") == [(0, 15)]


def test_a_region_told_by_an_adjective_beside_a_place_or_event(world):
    assert world.ask("events in European cities").bulletins == (ALL[0], ALL[2], ALL[3])
    assert not world.ask("Nos événements dans des villes africaines").answered
    assert not world.ask("our African events").answered
    named = "events with the European Forum on Knots in 2021"
    assert world.request(named) is None or not world.ask(named).answered


def test_a_country_told_by_an_adjective(world):
    for question in ("all Italian events", "les événements italiens", "los eventos italianos"):
        assert world.ask(question).bulletins == world.ask("all events in Italy").bulletins != ()
    assert not world.ask("our Peruvian events").answered


@pytest.mark.parametrize(
    "question",
    [
        "Quelles sont les deux nouvelles membres accueillies en 2021 ?",
        "assembly 2021 which number",
        "How many people were in the room? (represented NSL 2021 workshop)",
        "What did Ada Okonkwo's mother do?",
        "La red que montó la semana de 2021, ¿quién la dirige?",
    ],
)
def test_what_asks_of_one_event_is_left_to_reading(world, question):
    assert world.request(question) is None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which of the events in 2021 was the largest?", "90"),
        ("Which of our events was the largest?", "90"),
        ("Of the things we held in 2021, which one was the largest in terms of people?", "90"),
        ("Laquelle des rencontres de 2021 a réuni le plus de monde ?", "90"),
        ("¿Cuál de los eventos de 2021 fue el más grande?", "90"),
    ],
)
def test_which_of_several_is_the_most_of_them(world, question, said):
    draft = world.ask(question)
    assert draft.bulletins == ("2021-10-20",)
    assert said in draft.short_answer


@pytest.mark.parametrize(
    "question",
    [
        "How many events did we hold apart from the online ones?",
        "Leaving the online ones aside, how many events did we hold?",
        "How many events were there, not counting the online ones?",
        "Combien d’événements, sans ceux en ligne ?",
        "Combien d’événements, mis à part ceux en ligne ?",
        "¿Cuántos eventos hubo sin contar los virtuales?",
        "¿Cuántos eventos hubo, dejando aparte los virtuales?",
        "Which events were not online?",
        "événements hors ligne",
    ],
)
def test_what_was_online_may_be_left_out(world, question):
    draft = world.ask(question)
    assert draft.bulletins == ("2021-03-09", "2022-05-04", "2023-01-17")
    assert not any("understood" in n or "compris" in n or "entend" in n for n in draft.notices)


def test_what_somebody_is_called_is_no_topic():
    chair = bulletin(
        "2024-02-01", "Wicks again",
        "The NSL held a workshop in Cork, Ireland, on 1 February 2024.\n\nAda Okonkwo, glass "
        "training coordinator of the NSL, led it.",
    )  # fmt: skip
    world = World((*BULLETINS, chair))
    asked = "List all the things our glass training coordinator Ada Okonkwo was involved in"
    assert world.ask(asked).bulletins == ("2021-03-09", "2022-05-04", "2024-02-01")


def test_countries_of_one_part_of_the_world_are_counted(world):
    draft = world.ask("How many European countries have we held an event in?")
    assert draft.short_answer.startswith("3 countries")
    assert world.ask("How many African countries have we held an event in?").answered is False


def test_a_part_of_the_question_that_is_all_of_it_can_be_taken_out(world):
    query = interpret("Les lanternes, on a fait quelque chose là-dessus ?")
    request = is_collection(query, world.catalogue, TODAY)
    assert request is not None
    assert [f.kind for f in restricted_to(request, query, world.catalogue, TODAY)] == ["topic"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many people attended our events in total?", "about 155 participants in all, at 3 events"),
        ("How many participants did the events of 2021 have?", "about 130 participants in all, at 2 events"),
        ("total number of participants in 2021", "about 130 participants in all, at 2 events"),
        ("Combien de personnes ont participé à nos événements ?", "environ 155 participants au total, pour 3 événements"),
        ("¿Cuántas personas asistieron a nuestros eventos?", "unos 155 participantes en total, en 3 eventos"),
        ("How many people came to the workshops?", "about 40 participants in all, at 1 workshop"),
        ("How many people took part in all our online events?", "90 participants in all, at 1 event"),
        ("What is the average number of participants?", "about 52 participants on average, at 3 events"),
        ("nombre moyen de participants par événement", "environ 52 participants en moyenne, pour 3 événements"),
        ("¿Cuál es el promedio de participantes?", "unos 52 participantes de media, en 3 eventos"),
    ],
)  # fmt: skip
def test_figures_of_several_events_are_added_up(world, question, said):
    draft = world.ask(question)
    assert draft.short_answer == said
    if not re.search("2021|workshops|online", question):
        assert any("left out" in n or "laissés" in n or "no incluidos" in n for n in draft.notices)


@pytest.mark.parametrize(
    "question",
    [
        "How many people attended the workshop in Turin?",
        "How many people spoke at our events?",
        "How many people did the director meet?",
        "How many visitors saw the lamps during the visits?",
        "How many people attended the media briefing in Turin?",
        "Combien de participants ont écrit les règles des ateliers ?",
    ],
)
def test_what_is_asked_of_one_event_or_of_something_else_is_not_added_up(world, question):
    request = world.request(question)
    assert request is None or request.operation not in ("total", "mean")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What came right after the workshop in Turin?", ALL[1:2]),
        ("Which event took place just before the study visit in Cork?", ALL[1:2]),
        ("Quel événement a eu lieu juste après l’atelier de Turin ?", ALL[1:2]),
        ("¿Qué evento hubo justo antes de la visita a Cork?", ALL[1:2]),
        ("events between the Turin workshop and the study visit in Cork", ALL[1:2]),
        ("What happened after the online seminar on wires?", ALL[2:]),
        ("Which events did Ada Okonkwo not attend?", (ALL[1], ALL[3])),
        ("À quels événements Ada Okonkwo n’a-t-elle pas participé ?", (ALL[1], ALL[3])),
        ("¿En qué eventos no participó Ada Okonkwo?", (ALL[1], ALL[3])),
        ("Which events did Bo Lind attend but Ada Okonkwo did not attend?", ALL[3:]),
        ("the event with the fewest participants", ALL[2:3]),
        ("¿Cuál fue el evento con menos participantes?", ALL[2:3]),
        ("L’événement avec le plus de participants ?", ALL[1:2]),
    ],
)
def test_what_lies_beside_or_is_left_out(world, question, found):
    assert world.ask(question).bulletins == found


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Were there more events in 2021 or in 2022?", "2021: 2 events and 2022: 1 event"),
        ("Were there more events in 2021 than in 2022?", "2021: 2 events and 2022: 1 event"),
        ("¿Hubo más eventos en 2021 que en 2022?", "2021: 2 eventos y 2022: 1 evento"),
        (
            "Y a-t-il eu plus d’événements en 2021 qu’en 2022 ?",
            "2021\u202f: 2 événements et 2022\u202f: 1 événement",
        ),
        ("¿Hubo menos eventos en 2021 o en 2022?", "2022: 1 evento y 2021: 2 eventos"),
        ("Which year had more events, 2021 or 2023?", "2021: 2 events and 2023: 1 event"),
    ],
)
def test_two_years_are_compared_by_their_events(world, question, said):
    assert world.ask(question).short_answer == said


@pytest.mark.parametrize(
    "question",
    [
        "Which years had no events?",
        "In which year were there no events?",
        "Which workshop had the most burned lamps?",
        "What happened right after the lamps went out?",
    ],
)
def test_what_no_card_tells_is_left_to_reading(world, question):
    assert world.request(question) is None


def test_where_no_cost_is_told_no_other_figure_stands_for_it(world):
    asked = "Which was more expensive, the workshop in Turin or the study visit in Cork?"
    assert world.request(asked).measure == "cost"
    draft = world.ask(asked)
    assert not draft.answered
    assert draft.bulletins == ()


@pytest.mark.parametrize("question", ["What's new?", "Quoi de neuf ?", "¿Hay novedades?"])
def test_what_is_new_is_the_last_event(world, question):
    assert world.ask(question).bulletins == ALL[3:]


@pytest.mark.parametrize(
    "question", ["Give me a summary of 2021", "Un résumé de l’année 2021", "Resumen de 2021"]
)
def test_a_summary_of_a_year_is_its_events(world, question):
    assert world.ask(question).bulletins == ALL[:2]


def test_a_summary_of_a_text_is_none(world):
    assert world.request("Give me a summary of the workshop in Turin") is None
