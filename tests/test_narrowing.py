"""Questions for some of the events that were just listed."""

import pytest

from icpc_assistant.query import interpret
from icpc_assistant.types import Exchange

LIST = "2 events\nMay 2, 2024: A forum in Lima. [1]\nJune 3, 2024: A seminar in Quito. [2]"
ONE = "1 event\nMay 2, 2024: A forum in Lima. [1]"
BEFORE = {
    "en": "Which events were there in Peru in 2024?",
    "fr": "Quels événements ont eu lieu au Pérou en 2024 ?",
    "es": "¿Qué eventos hubo en Perú en 2024?",
}


def read(question, language="en", *between):
    history = [Exchange(BEFORE[language], LIST), *(Exchange(q, a) for q, a in between)]
    return interpret(question, history)


@pytest.mark.parametrize(
    ("language", "question", "asked"),
    [
        ("en", "Which of these dealt with prisons?", "Which events dealt with prisons?"),
        ("en", "And which of them was online?", "Which event was online?"),
        ("en", "Which ones were online?", "Which events were online?"),
        ("en", "Which was the largest?", "Which event was the largest?"),
        ("en", "In which of them did the mayor speak?", "In which events did the mayor speak?"),
        ("en", "Of those, which was the last?", "Which event was the last?"),
        ("en", "How many of them were in May?", "How many events were in May 2024?"),
        ("fr", "Lesquels étaient en ligne ?", "Quels événements étaient en ligne ?"),
        ("fr", "Lequel a duré trois jours ?", "Quel événement a duré trois jours ?"),
        (
            "fr",
            "Parmi ceux-là, lesquels étaient en mai ?",
            "Quels événements étaient en mai 2024 ?",
        ),
        ("fr", "Et combien d'entre eux en mai ?", "Combien d’événements en mai 2024 ?"),
        ("fr", "Auxquels Ann est-elle allée ?", "À quels événements Ann est-elle allée ?"),
        ("es", "¿Cuáles fueron en línea?", "¿Qué eventos fueron en línea?"),
        ("es", "¿Y cuál de ellos fue el más largo?", "¿Qué evento fue el más largo?"),
        ("es", "De esos, ¿cuál reunió a más gente?", "¿Qué evento reunió a más gente?"),
        ("es", "¿Cuántos de ellos fueron en mayo?", "¿Cuántos eventos fueron en mayo de 2024?"),
        ("en", "Which drew the most people?", "Which event drew the most people?"),
        ("en", "Which mentioned prisons?", "Which event mentioned prisons?"),
        ("en", "Which were organised with UNODC?", "Which events were organised with UNODC?"),
        ("en", "Of these, how many were in May?", "How many events were in May 2024?"),
        ("en", "Which of the two was longer?", "Which event was longer?"),
        ("en", "Which of them may concern youth?", "Which events may concern youth?"),
        ("fr", "Lequel des deux était le plus long ?", "Quel événement était le plus long ?"),
        ("fr", "Parmi eux, combien étaient en mai ?", "Combien d’événements étaient en mai 2024 ?"),
        ("fr", "Duquel a parlé le maire ?", "De quel événement a parlé le maire ?"),
        ("fr", "Dites-moi lesquels étaient en ligne", "Quels événements étaient en ligne"),
        ("es", "¿Cuál fue el más grande?", "¿Qué evento fue el más grande?"),
        ("es", "¿Cuáles no fueron en línea?", "¿Qué eventos no fueron en línea?"),
        ("es", "¿A cuáles asistió Ann?", "¿A qué eventos asistió Ann?"),
    ],
)
def test_which_of_them_asks_for_events_of_the_list(language, question, asked):
    query = read(question, language)
    assert query.asking == asked
    assert query.text.startswith(f"{asked} (")
    assert {"peru", "perou"} & query.carried


def test_a_year_of_its_own_stands_for_that_of_the_list():
    query = read("Which of them were in 2023?")
    assert query.years == (2023,)


def test_the_list_may_lie_some_answers_back():
    between = ("Which of these was online?", ONE)
    assert read("Which of these dealt with prisons?", "en", between).asking == (
        "Which events dealt with prisons?"
    )
    assert read("Which was the largest?", "en", between).asking == "Which was the largest?"


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Which city was the forum in?"),
        ("en", "Which mayor opened it?"),
        ("en", "How many people came?"),
        ("en", "Which events were there in Chile?"),
        ("en", "Which events were about youth?"),
        ("en", "What did the minister say of these?"),
        ("en", "Which is the theme of the forum?"),
        ("en", "Which are the members of ICPC?"),
        ("en", "Which of these cities is the largest?"),
        ("en", "How many of those people were women?"),
        ("en", "Which of these bulletins mention prisons?"),
        ("fr", "Lesquels de ces pays sont en Europe ?"),
        ("es", "¿Cuál es el nombre del alcalde?"),
        ("es", "¿Cuál fue el tema del seminario en Quito?"),
        ("es", "¿Cuáles fueron las conclusiones?"),
        ("es", "¿Cuáles de estos países participaron?"),
        ("es", "¿Cuántas de esas personas eran mujeres?"),
    ],
)
def test_other_questions_are_left_alone(language, question):
    assert read(question, language).asking == question


@pytest.mark.parametrize(
    "before",
    [
        "What was on before 2024?",
        "Which events were not in Peru in 2024?",
        "What did ICPC do last month?",
        "Which events had more than 100 participants?",
        "List the forums of 2024",
    ],
)
def test_a_list_told_by_more_than_names_and_years_is_not_narrowed(before):
    asked = "Which of these were online?"
    assert interpret(asked, [Exchange(before, LIST)]).asking == asked


@pytest.mark.parametrize("before", ["Which events took place in 2024?", "What was on in 2024?"])
def test_a_list_of_events_however_asked_for(before):
    query = interpret("Which of these were online?", [Exchange(before, LIST)])
    assert (query.asking, query.matter) == ("Which events were online?", "2024")


def test_a_history_of_lists_is_read_in_linear_time(monkeypatch):
    from icpc_assistant.query import interpretation

    calls = []
    before = interpretation.last_question
    monkeypatch.setattr(
        interpretation, "last_question", lambda *given: calls.append(given) or before(*given)
    )
    history = [Exchange("Which of these were online?", LIST)] * 12
    interpret("Which of these were in May?", history)
    assert len(calls) < 20


def test_where_nothing_was_listed_nothing_is_narrowed():
    history = [Exchange("Who opened the forum?", "Ada\nAda opened it. [1] It was large. [2]")]
    assert interpret("Which of them was online?", history).asking == "Which of them was online?"


def test_people_listed_are_no_events():
    history = [Exchange("Who spoke for us in 2024?", "2 people\nAda Falk. [1]\nBo Lind. [2]")]
    assert interpret("Which of them was in Lima?", history).asking == "Which of them was in Lima?"


def test_a_change_of_subject_leaves_the_list():
    asked = read("Something else: which of them was online?").asking
    assert "event" not in asked
