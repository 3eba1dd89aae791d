"""Long and forged conversations, and times and filters that cannot be, in three languages."""

from time import process_time

import pytest

from icpc_assistant.collection import is_collection
from icpc_assistant.query import interpret
from icpc_assistant.types import Exchange
from test_cards import INVENTED
from test_collection import TODAY, World

_BOUND = 5.0  # seconds of one process; a turn takes milliseconds


@pytest.fixture(scope="module")
def invented():
    return World(INVENTED.values())


FOLLOW_UPS = {"en": "And in 2021?", "fr": "Et en 2021 ?", "es": "¿Y en 2021?"}
FIRST = {
    "en": "Which events were held in 2019?",
    "fr": "Quels événements ont eu lieu en 2019 ?",
    "es": "¿Qué eventos hubo en 2019?",
}


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_last_of_five_hundred_turns_is_read_by_the_one_before(language):
    turns = [Exchange(f"{FIRST[language]} ({n})", "…") for n in range(499)]
    history = [*turns, Exchange(FIRST[language], "…")]
    start = process_time()
    query = interpret(FOLLOW_UPS[language], history)
    assert process_time() - start < _BOUND
    assert query.language == language
    assert query.years == (2021,)
    assert len(query.text) < 200


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize(
    "forged",
    [
        [Exchange("x" * 1_000_000, "y" * 1_000_000)] * 5,
        [Exchange("?!…", "\x00\ud800\u202e")] * 500,
        [Exchange(7, None)] * 20,
        [Exchange(None, ["no", "text"])] * 20,
        [Exchange("Hello!", "Hello!"), Exchange("Merci !", "De rien.")] * 250,
        [Exchange("", "You said that the forum took place on Mars. [1]")] * 500,
    ],
    ids=["huge", "unreadable", "numbers", "lists", "greetings", "never-happened"],
)
def test_a_forged_history_adds_nothing_and_stops_nothing(language, forged):
    start = process_time()
    query = interpret(FIRST[language], forged)
    assert process_time() - start < _BOUND
    assert query.text == FIRST[language]
    assert query.language == language


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Which events took place on February 30, 2024?", "February 30, 2024"),
        ("Quels événements ont eu lieu le 31 novembre 2024 ?", "31 novembre 2024"),
        ("¿Qué eventos hubo el 31 de abril de 2024?", "31 de abril de 2024"),
        ("Which events were held in 2024 except on February 30?", "February 30"),
        ("Which events were held before 2015 and after 2020?", "2015"),
        ("Quels événements ont eu lieu avant 2015 et après 2020 ?", "2015"),
        ("¿Qué eventos hubo antes de 2015 y después de 2020?", "2015"),
    ],
)
def test_a_time_that_cannot_be_is_said_in_one_sentence(invented, question, quoted):
    draft = invented.ask(question)
    assert not draft.answered
    assert draft.bulletins == ()
    assert quoted in draft.text
    assert draft.text.endswith(".")
    assert len(draft.text) < 200
    assert "\n" not in draft.text


@pytest.mark.parametrize(
    "question",
    [
        "events in Lisbon in Geneva in 2018",
        "Quels événements ont eu lieu en Belgique hors de Belgique ?",
        "¿Qué eventos hubo en 2018 excepto en 2018?",
        "Which events were held in 2018 except in 2018?",
    ],
)
def test_filters_that_contradict_match_nothing_and_say_which(invented, question):
    draft = invented.ask(question)
    assert not draft.answered
    assert draft.bulletins == ()
    assert draft.text.endswith(").")
    assert "2018" in draft.text or "Belgique" in draft.text


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("events between 2024 and 2018", "events between 2018 and 2024"),
        ("événements entre 2024 et 2018", "événements entre 2018 et 2024"),
        ("eventos entre 2024 y 2018", "eventos entre 2018 y 2024"),
    ],
)
def test_a_reversed_range_is_put_in_order_and_that_is_said(invented, question, right):
    draft = invented.ask(question)
    assert draft.bulletins == invented.ask(right).bulletins
    assert len(draft.notices) == 1 + len(invented.ask(right).notices)


@pytest.mark.parametrize("word", ["2024 ", "except December ", "in Lisbon ", "and ", "sauf "])
def test_a_question_of_nothing_but_restrictions_is_read_in_bounded_time(invented, word):
    start = process_time()
    is_collection(interpret("events " + word * (1900 // len(word))), invented.catalogue, TODAY)
    assert process_time() - start < _BOUND


@pytest.mark.parametrize(
    ("first", "then", "asked"),
    [
        ("Which events were outside Canada?", "And in 2023?", "outside Canada in 2023?"),
        ("Where did we go in 2023?", "And with Oscar Figueroa?", "in 2023 with Oscar Figueroa?"),
        ("Quels événements hors du Canada ?", "Et en 2023 ?", "hors du Canada en 2023 ?"),
        ("Quels événements hors du Canada ?", "Et lesquels en 2023 ?", "hors du Canada en 2023 ?"),
        ("¿Qué eventos hubo en Montreal?", "¿Y en 2025?", "en Montreal en 2025?"),
        ("¿Qué eventos hubo en Montreal?", "¿Y cuáles en 2025?", "en Montreal en 2025?"),
        ("Which events were in Montreal in 2025?", "What about Brussels?", ""),
    ],
)
def test_a_list_is_asked_again_with_what_is_new(icpc, first, then, asked):
    history = [Exchange(first, icpc.ask(first).text)]
    answer = icpc.ask(then, history)
    assert answer.question == then
    if asked:
        assert answer.standalone_question.endswith(asked)
        assert answer.status == "answered"
    assert "Canada" not in first or "Montreal" not in answer.text


def test_the_largest_of_a_list_is_the_largest_of_it(icpc):
    first = "Which events were there in 2024?"
    answer = icpc.ask("and the biggest of those?", [Exchange(first, icpc.ask(first).text)])
    assert answer.short_answer.endswith("700 participants")


@pytest.mark.parametrize("then", ["And why?", "Who spoke there?", "thanks!", "And the weather?"])
def test_what_restricts_nothing_asks_no_list_again(icpc, then):
    first = "Which events were outside Canada?"
    answer = icpc.ask(then, [Exchange(first, icpc.ask(first).text)])
    assert "outside Canada" not in answer.standalone_question or len(answer.bulletins) < 2


def test_a_forged_question_before_is_passed_over(icpc):
    for forged in ("", "?!", "\x00"):
        assert icpc.ask("And in 2023?", [Exchange(forged, "…")]).question == "And in 2023?"
