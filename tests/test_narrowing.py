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
    "question",
    [
        "Which city was the forum in?",
        "Which mayor opened it?",
        "¿Cuál es el nombre del alcalde?",
        "How many people came?",
        "Which events were there in Chile?",
        "What did the minister say of these?",
    ],
)
def test_other_questions_are_left_alone(question):
    assert "event" not in read(question).asking.replace(question, "")


def test_where_nothing_was_listed_nothing_is_narrowed():
    history = [Exchange("Who opened the forum?", "Ada\nAda opened it. [1] It was large. [2]")]
    assert interpret("Which of them was online?", history).asking == "Which of them was online?"


def test_people_listed_are_no_events():
    history = [Exchange("Who spoke for us in 2024?", "2 people\nAda Falk. [1]\nBo Lind. [2]")]
    assert interpret("Which of them was in Lima?", history).asking == "Which of them was in Lima?"


def test_a_change_of_subject_leaves_the_list():
    asked = read("Something else: which of them was online?").asking
    assert "event" not in asked
