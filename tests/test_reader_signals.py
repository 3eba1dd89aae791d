"""What a question and a sentence have in common."""

import pytest

from icpc_assistant.entities import figures
from icpc_assistant.query import interpret
from icpc_assistant.reader.signals import (
    Matches,
    Term,
    counts_wanted,
    identity,
    lies_in,
    met,
    numbers_met,
    terms_of,
    words_of,
)

SENTENCE = "She joined more than 1,200 participants from nine countries across the Americas."


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How many participants were there?", [1.0, 0.0]),
        ("How many countries were represented?", [0.0, 1.0]),
        ("¿Cuántos países participaron?", [0.0, 1.0]),
        ("Combien de pays étaient représentés ?", [0.0, 1.0]),
        ("How much did it cost?", [0.0, 0.0]),
    ],
)
def test_a_figure_counts_its_own_noun(question, wanted):
    found = sorted(figures(SENTENCE), key=lambda span: span.start)
    assert [counts_wanted(interpret(question), span, "en") for span in found] == wanted


def test_a_price_is_money():
    (span,) = figures("The study received 40,000 dollars.")
    assert counts_wanted(interpret("What was the budget?"), span, "en") == 1.0


@pytest.mark.parametrize(
    ("sentence", "share"),
    [("Less than a fifth of the shift is talk.", 1.0), ("It takes 30 % of the shift.", 1.0),
     ("About 30 per cent is talk.", 1.0),
     ("The shift counts nine guards.", 0.0)],
)  # fmt: skip
def test_a_share_is_a_fraction_or_a_percentage(sentence, share):
    for question in ("How much of a shift is talk?", "Quelle part du service est-ce ?"):
        (span,) = figures(sentence)
        assert counts_wanted(interpret(question), span, "en") == share


def test_a_name_is_known_whatever_language_its_bulletin_is_in():
    # Spanish bulletins are indexed by Spanish stems: "bilba", "valenci".
    held = {"bilba", "valenci"}
    for question in ("What happened in Bilbao?", "Que s'est-il passé à Valencia ?"):
        found = terms_of(interpret(question), lambda stem: 1.0 if stem in held else 9.0)
        assert [term.known for term in found if term.name] == [True]


@pytest.mark.parametrize(
    ("question", "met"),
    [
        ("Why was it planned over ten years?", 0.0),
        ("Why was it planned over three years?", 1.0),
        ("Why was it planned in 2024?", 1.0),  # a year is another matter
        ("Why was it planned?", 1.0),
    ],
)
def test_numbers_of_the_question_are_looked_for(question, met):
    assert numbers_met(interpret(question), "It spans three years.", "en") == met


def test_coverage_weighs_each_term_where_it_is_met_best():
    terms = [
        Term("seminar", frozenset({"seminar"}), frozenset(), 3.0, False, True),
        Term("lima", frozenset({"lima"}), frozenset(), 1.0, True, True),
    ]
    matches = Matches(terms)
    here, title = words_of("The seminar began.", "en"), words_of("In Lima", "en")
    assert matches.coverage((0, 1), here) == 0.75
    assert matches.coverage((0, 1), here, title) == 1.0
    assert matches.coverage((1,), here) == 0.0
    assert matches.coverage((), here) == 1.0


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("¿Quién es Nuria Ortega?", None),
        ("Who is Joaquín Ortega?", "head of research at the institute"),
        ("Who is Ortega?", "head of research at the institute"),
    ],
)
def test_who_shares_a_surname_is_somebody_else(question, told):
    sentence = "Joaquín Ortega, head of research at the institute, taught on Monday."
    assert identity(interpret(question), sentence) == told


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did the Tunisians ask for in Senegal?", {"Tunisians": "TN", "Senegal": "SN"}),
        ("Que voulaient les Mauritaniens au Royaume-Uni ?",
         {"Mauritaniens": "MR", "Royaume": "GB", "Uni": "GB"}),
        ("¿Qué hicieron los Tunecinos?", {"Tunecinos": "TN"}),
    ],
)  # fmt: skip
def test_a_country_is_met_where_a_bulletin_lies_in_it(question, named):
    found = {t.word: t for t in terms_of(interpret(question), lambda stem: 9.0) if t.name}
    for word, code in named.items():
        assert met(found[word], lies_in([code])) == 1.0
        assert met(found[word], lies_in(["PE"])) == 0.0
