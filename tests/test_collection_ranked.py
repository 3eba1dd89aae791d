"""Several events in order, side by side, group by group; what is not told, and what is told twice."""

from datetime import date

import pytest

from icpc_assistant.collection.conflicts import conflicts
from icpc_assistant.collection.dissent import kinds_measured, with_other_sides
from icpc_assistant.query import detect_language
from icpc_assistant.types import Bulletin
from test_collection import World


def bulletin(name, day, body, title, language="en"):
    days = [date.fromisoformat(iso) for iso in day.split("/") if iso] or [None]
    return Bulletin(name, title, body, language, days[0], days[-1])


BULLETINS = [
    bulletin(
        "workshop",
        "2023-05-04",
        "On May 4, 2023, the Dune Institute (DI) held a workshop on wells in Lima, Peru. Ada "
        "Okonkwo, Analyst at the Dune Institute, spoke. It brought together 80 participants from "
        "12 countries.",
        "A workshop on wells in Lima",
    ),
    bulletin(
        "congress",
        "2024-06-10",
        "On June 10, 2024, the Dune Institute (DI) took part in a congress on sand in Amman, "
        "Jordan. Bo Lind, Director of the Dune Institute, spoke. The congress gathered 300 "
        "participants from 25 countries.",
        "The Dune Institute at a congress in Amman",
    ),
    bulletin(
        "forum",
        "2024-09-02/2024-09-04",
        "From September 2 to 4, 2024, the Dune Institute (DI) took part in a forum on rivers in "
        "Oslo, Norway. Ada Okonkwo, Analyst at the Dune Institute, presented her work. The forum "
        "welcomed 150 participants.",
        "The Dune Institute at a forum in Oslo",
    ),
    bulletin(
        "mission",
        "2025-03-10",
        "On March 10, 2025, during a mission to Quito, Ecuador, Bo Lind gave a presentation to "
        "nearly 500 people about the work of the Dune Institute (DI).",
        "The Dune Institute on a mission in Quito",
    ),
    bulletin(
        "webinar",
        "2025-02-03",
        "On February 3, 2025, the Dune Institute (DI) held an online webinar on wells. Ada "
        "Okonkwo, Analyst at the Dune Institute, answered questions.",
        "Wells: a webinar",
    ),
    bulletin(
        "seminar",
        "",
        "The Dune Institute (DI) took part in a seminar on dunes with colleagues and friends.",
        "The Dune Institute at a seminar",
    ),
]  # fmt: skip
BY_SIZE = ("congress", "forum", "workshop")


@pytest.fixture(scope="module")
def world():
    return World(BULLETINS)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("three largest events", BY_SIZE),
        ("Which two events brought together the most people?", BY_SIZE[:2]),
        ("What were our two smallest events?", ("workshop", "forum")),
        ("Rank our events by size", BY_SIZE),
        ("List all events by number of participants", BY_SIZE),
        ("Sort the events from smallest to largest", BY_SIZE[::-1]),
        ("top two events by attendance", BY_SIZE[:2]),
        ("What were the two longest events of 2024?", ("forum", "congress")),
        ("the last two events", ("mission", "webinar")),
        ("les deux plus grands événements", BY_SIZE[:2]),
        ("Quels sont les trois événements avec le plus de participants ?", BY_SIZE),
        ("Classe nos événements par nombre de participants", BY_SIZE),
        ("Classez les événements du plus petit au plus grand", BY_SIZE[::-1]),
        ("les deux derniers événements", ("mission", "webinar")),
        ("los dos eventos más grandes", BY_SIZE[:2]),
        ("¿Cuáles fueron los dos eventos con más participantes?", BY_SIZE[:2]),
        ("Ordena los eventos por número de participantes", BY_SIZE),
        ("los dos últimos eventos", ("mission", "webinar")),
    ],
)
def test_several_events_stand_in_the_order_of_what_is_measured(world, question, expected):
    draft = world.ask(question)
    assert draft.bulletins == expected
    assert [s.quotes[0].passage.bulletin_id for s in draft.statements] == list(expected)


def test_the_order_and_what_it_leaves_out_is_said(world):
    draft = world.ask("Rank our events by size")
    assert "most people first" in draft.text
    assert "300 participants" in draft.statements[0].text
    said = " ".join(draft.notices)
    assert "give no such figure: 2" in said
    assert "listeners of one talk: “The Dune Institute on a mission in Quito”" in said


@pytest.mark.parametrize(
    "question",
    [
        "Who spoke at the last two events?",
        "How many people came to the two largest events?",
        "How many events in the last two years?",
        "the last two years of events",
        "List the people at the last two events",
        "the first two sessions of the Oslo forum",
    ],
)
def test_what_only_looks_like_a_ranked_list_is_none(world, question):
    request = world.request(question)
    assert request is None or (request.operation, request.best) != ("superlative", 2)


def test_a_superlative_shows_what_comes_next(world):
    draft = world.ask("Which event had the most participants?")
    assert draft.bulletins == ("congress",)
    shown = [s.quotes[0].passage.bulletin_id for s in draft.statements]
    assert shown == ["congress", "forum", "workshop"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Compare 2023 and 2024", "2023: 1 event; 2024: 2 events"),
        ("How many events in 2023 compared with 2025?", "2023: 1 event; 2025: 2 events"),
        ("June 2024 versus September 2024", "June 2024: 1 event; September 2024: 1 event"),
        ("Compare 2023, 2024 and 2025", "2023: 1 event; 2024: 2 events; 2025: 2 events"),
        ("Comparer 2023 et 2024", "2023\u202f: 1 événement\u202f; 2024\u202f: 2 événements"),
        (
            "Combien d'événements en 2023 par rapport à 2024 ?",
            "2023\u202f: 1 événement\u202f; 2024\u202f: 2 événements",
        ),
        ("How does 2023 compare to 2024?", "2023: 1 event; 2024: 2 events"),
        ("Compara 2023 y 2024", "2023: 1 evento; 2024: 2 eventos"),
        (
            "¿Cuántos eventos hubo en 2023 en comparación con 2024?",
            "2023: 1 evento; 2024: 2 eventos",
        ),
        (
            "Compare the number of participants in 2023 and 2024",
            "2023: 80 participants in all, at 1 event; 2024: 450 participants in all, at 2 events",
        ),
    ],
)
def test_periods_stand_side_by_side(world, question, said):
    assert world.ask(question).short_answer == said


def test_spanish_is_told_by_its_and():
    assert detect_language("Compara 2023 y 2024") == "es"
    assert detect_language("Il y a combien d'années ?") == "fr"


@pytest.mark.parametrize(
    "question",
    [
        "Compare the Amman congress and the Oslo forum in participants",
        "Compare the number of participants in Amman and in Oslo",
        "Compare Amman 2024 with Oslo 2024 by number of participants",
        "How did the Amman congress compare with the Oslo forum in attendance?",
        "Comparez le congrès d'Amman et le forum d'Oslo par nombre de participants",
        "Compara el congreso de Amman y el foro de Oslo por número de participantes",
    ],
)
def test_events_stand_side_by_side(world, question):
    draft = world.ask(question)
    assert draft.bulletins == ("congress", "forum")
    assert [s.text.split()[-2] for s in draft.statements] == ["300", "150"]


@pytest.mark.parametrize(
    "question",
    [
        "Which drew more people, the Amman congress or the Oslo one?",
        "For a slide: where were there more people, at the Amman congress or at the forum in Oslo, "
        "and how many at each?",
        "Entre le forum d'Oslo et le congrès d'Amman, lequel a réuni le plus de participants, et "
        "combien chacun ?",
        "Para una lámina: ¿dónde hubo más asistentes, en el congreso de Amán o en el foro de Oslo, "
        "y cuántos en cada uno?",
    ],
)
def test_two_events_are_compared_whatever_stands_around_them(world, question):
    draft = world.ask(question)
    assert set(draft.bulletins) == {"congress", "forum"}
    assert "300" in draft.short_answer


@pytest.mark.parametrize(
    "question",
    [
        "How many people came to the Amman congress and the Oslo forum together?",
        "How many people came to the forum in Oslo and the congress in Amman in all?",
        "Combien de personnes ont assisté au congrès d'Amman et au forum d'Oslo en tout ?",
        "¿Cuántas personas asistieron al congreso de Amán y al foro de Oslo en total?",
    ],
)
def test_the_people_of_two_events_are_added(world, question):
    draft = world.ask(question)
    assert set(draft.bulletins) == {"congress", "forum"}
    assert draft.short_answer.startswith("450 ")


def test_of_several_events_the_one_with_the_figure_is_compared():
    other = bulletin(
        "fair",
        "2024-11-02",
        "On November 2, 2024, the Dune Institute (DI) took part in a forum on sand in Oslo, Norway.",
        "The Dune Institute at another forum in Oslo",
    )
    world = World([*BULLETINS, other])
    assert world.ask("Compare the number of participants in Amman and in Oslo").bulletins == (
        "congress",
        "forum",
    )


@pytest.mark.parametrize(
    ("question", "said", "note"),
    [
        ("How many countries were represented in total?", "25 countries", "do not add up"),
        ("How many countries took part in our events?", "25 countries", "do not add up"),
        ("Combien de pays au total ?", "25 pays", "ne s’additionnent pas"),
        ("¿Cuántos países en total?", "25 países", "no suman"),
    ],
)
def test_countries_are_not_added(world, question, said, note):
    draft = world.ask(question)
    assert set(draft.bulletins) == {"workshop", "congress"}
    assert said in draft.short_answer
    assert note in draft.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many events per year?", "2023: 1 event; 2024: 2 events; 2025: 2 events"),
        ("Combien d'événements par an ?", "2024\u202f: 2 événements"),
        ("¿Cuántos eventos por año?", "2024: 2 eventos"),
        ("How many events per month in 2025?", "February 2025: 1 event; March 2025: 1 event"),
        ("How many events in each country?", "Jordan: 1 event"),
        ("List events by country", "Norway: 1 event"),
        ("Combien d'événements dans chaque pays ?", "Norvège\u202f: 1 événement"),
        ("¿Cuántos eventos hubo en cada ciudad?", "Oslo: 1 evento"),
    ],
)
def test_events_are_counted_group_by_group(world, question, said):
    draft = world.ask(question)
    assert said in draft.short_answer
    assert len(draft.statements) > 1


def test_what_is_in_no_group_is_said(world):
    assert any(
        n.endswith("does not say: 1.") for n in world.ask("How many events per year?").notices
    )


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What percentage of our events was in Norway?", "17% (1 of 6 events)"),
        ("What share of the events of 2024 was in Norway?", "50% (1 of 2 events)"),
        ("Quelle part des événements a eu lieu en Norvège ?", "17\u202f% (1 sur 6 événements)"),
        ("¿Qué porcentaje de los eventos fue en Noruega?", "17 % (1 de 6 eventos)"),
    ],
)
def test_a_share_has_both_its_numbers(world, question, said):
    assert world.ask(question).short_answer.replace("\u202f", " ") == said.replace("\u202f", " ")


@pytest.mark.parametrize(
    "question",
    [
        "Who took part in the most events?",
        "Which people attended the most events?",
        "Qui a participé au plus grand nombre d'événements ?",
        "¿Quién participó en más eventos?",
    ],
)
def test_who_took_part_most_often(world, question):
    draft = world.ask(question)
    assert draft.short_answer.startswith("Ada Okonkwo")
    assert set(draft.bulletins) == {"workshop", "forum", "webinar"}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which events had no place given?", {"seminar"}),
        ("Which events do not say where they were held?", {"seminar"}),
        ("Quels événements n'indiquent pas le lieu ?", {"seminar"}),
        ("eventos sin lugar indicado", {"seminar"}),
        ("Which events give no date?", {"seminar"}),
        ("Quels événements sont sans date ?", {"seminar"}),
        ("¿Qué eventos no indican la fecha?", {"seminar"}),
        ("Which events had no number of participants given?", {"webinar", "seminar"}),
        ("Quels événements ne donnent pas le nombre de participants ?", {"webinar", "seminar"}),
        ("¿Qué eventos no indican el número de participantes?", {"webinar", "seminar"}),
    ],
)
def test_what_is_not_told_can_be_asked_for(world, question, expected):
    assert set(world.ask(question).bulletins) == expected


def test_where_all_is_told_there_is_no_such_event():
    draft = World(BULLETINS[:3]).ask("Which events give no date?")
    assert not draft.answered
    assert draft.text == "There is no such event (No date given)."


def test_what_was_held_online_is_not_among_the_events_not_online(world):
    draft = world.ask("Events not online")
    assert "webinar" not in draft.bulletins
    assert "Events held online, not counted: 1." in draft.notices


@pytest.mark.parametrize(
    "question",
    [
        "How many events did we take part in?",
        "À combien d'événements avons-nous participé ?",
        "¿En cuántos eventos participamos?",
    ],
)
def test_both_numbers_are_told_of_what_we_took_part_in(world, question):
    draft = world.ask(question)
    assert any(notice.rstrip(".").endswith(" 3") for notice in draft.notices), draft.notices


def test_an_event_known_by_its_month_may_not_fall_on_a_day():
    vague = Bulletin(
        "vague",
        "A visit to Cork",
        "In September 2023, the Dune Institute visited Cork, Ireland, for a mission on rivers.",
        "en",
    )
    world = World([*BULLETINS, vague])
    draft = world.ask("Events on September 10, 2023")
    assert draft.bulletins == ("vague",)
    assert any("month or year alone" in n and "A visit to Cork" in n for n in draft.notices)
    assert not any("month or year" in n for n in world.ask("Events in September 2023").notices)


TWICE = [
    bulletin(
        "one",
        "2024-03-05",
        "On March 5, 2024, the Dune Institute (DI) attended the conference in Oslo, Norway. The "
        "conference brought together 300 participants. Ada Okonkwo, Director at the Dune "
        "Institute, spoke.",
        "The Harbour Safety Conference",
    ),
    bulletin(
        "two",
        "2024-03-07",
        "On March 7, 2024, the Dune Institute (DI) attended the conference in Bergen, Norway. The "
        "conference brought together 450 participants. Ada Okonkwo, Analyst at the Dune "
        "Institute, spoke.",
        "The Harbour Safety Conference",
    ),
]


def test_two_bulletins_on_one_event_disagree_in_all_kinds_of_facts():
    world = World(TWICE)
    found = conflicts(world.catalogue)["one"]
    assert {c.kind for c in found} == {"figure", "date", "place", "role"}


def test_an_event_told_twice_is_not_counted_twice_without_a_word():
    draft = World([*TWICE, *BULLETINS]).ask("How many events in 2024?")
    assert any("same event" in notice for notice in draft.notices)
    alone = World(BULLETINS).ask("How many events in 2024?")
    assert not any("same event" in notice for notice in alone.notices)


def test_a_headline_that_names_the_place_tells_of_one_event_too():
    day = "On March 5, 2024, the Dune Institute (DI) attended the conference in Oslo, Norway."
    here = bulletin("here", "2024-03-05", day, "The Harbour Safety Conference in Oslo")
    also = bulletin("also", "2024-03-05", day, "The Harbour Safety Conference")
    assert World([here, also]).catalogue.retold == {(0, 1)}
    later = day.replace("March 5", "March 9").replace("Oslo", "Bergen")
    there = bulletin("there", "2024-03-09", later, "The Harbour Safety Conference in Bergen")
    assert not World([here, there]).catalogue.retold  # a tour


def test_figures_that_are_compared_show_their_other_side():
    world = World([*TWICE, *BULLETINS])
    request = world.request("Compare the number of participants in Bergen and in Amman")
    assert kinds_measured(request) == {"figure"}
    draft = world.ask("Compare the number of participants in Bergen and in Amman").draft
    dissent = with_other_sides(
        draft, kinds_measured(request), conflicts(world.catalogue), world.passage_at
    )
    assert any("300 participants" in s.text for s in dissent.draft.statements)


def test_the_other_side_that_a_list_shows_already_is_not_shown_again():
    world = World(TWICE)
    draft = world.ask("List all events in Norway").draft
    kinds = kinds_measured(world.request("List all events in Norway"))
    dissent = with_other_sides(draft, kinds, conflicts(world.catalogue), world.passage_at)
    assert {c.kind for c in dissent.conflicts} == {"date", "place"}
    assert dissent.draft.statements == draft.statements


@pytest.mark.parametrize(
    "question",
    [
        "What percentage of our events were abroad?",
        "Quel pourcentage de nos événements était réussi ?",
    ],
)
def test_a_share_of_what_is_not_understood_is_no_number(icpc, question):
    assert icpc.ask(question).status == "abstained"


TOTALS = World([
    bulletin(
        "three", "2023-05-04",
        "The Dune Institute (DI) held a course for 22 participants in Lima and for 26 participants "
        "in Quito. In total, 65 people were trained.", "A course on wells",
    ),
    bulletin(
        "four", "2024-05-04",
        "The Dune Institute (DI) held a meeting in Oslo, Norway. The jury interviewed three people "
        "for a post. Some 40 participants came. In total, 90,000 people were robbed last year.",
        "A meeting in Oslo",
    ),
    bulletin(
        "five", "2025-05-04",
        "The Dune Institute (DI) held an online webinar on sand, from Amman.", "A webinar on sand",
    ),
])  # fmt: skip


def test_what_is_told_in_all_is_the_size_of_an_event():
    assert "65" in TOTALS.ask("What was the largest event?").short_answer


FEW = World([
    bulletin(
        "drill", "2023-05-04",
        "The Dune Institute (DI) held a drill in Lima, Peru. Two students carried the pump.",
        "A drill in Lima",
    ),
    bulletin(
        "assembly", "2024-05-04",
        "The Dune Institute (DI) held an assembly in Oslo, Norway, which brought together 71 centres.",
        "An assembly in Oslo",
    ),
    bulletin(
        "course", "2025-05-04",
        "Las 96 mujeres que del 2 al 4 de mayo participaron en el curso del Dune Institute (DI), en "
        "Quito, Ecuador, venían de la costa.", "Un curso en Quito", "es",
    ),
    bulletin(
        "visit", "2026-05-04",
        "The Dune Institute (DI) made a visit to Turin, Italy, with five participants in all. Some "
        "300 people live there.", "A visit to Turin",
    ),
])  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [
        "Which event had the fewest participants?",
        "Quel événement a eu le moins de participants ?",
        "¿Qué evento tuvo menos participantes?",
    ],
)
def test_a_few_of_some_sort_and_houses_are_no_figure_of_who_came(question):
    draft = FEW.ask(question)
    assert draft.bulletins == ("visit",)
    titles = [statement.text.split(":")[0].strip() for statement in draft.statements]
    assert titles == ["A visit to Turin", "Un curso en Quito"]


def test_who_was_heard_is_no_audience():
    assert "40" in TOTALS.ask("What was the smallest event?").short_answer


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("How many countries have hosted our online events?", ("five",)),
        ("What was on the agenda in May 2024?", ("four",)),
        ("Qu’y avait-il à l’agenda de mai 2024 ?", ("four",)),
        ("¿Qué había en la agenda de mayo de 2024?", ("four",)),
        ("Combien de pays visités depuis 2024 ?", ("four", "five")),
    ],
)
def test_which_of_our_events_are_meant(question, found):
    assert TOTALS.ask(question).bulletins == found
