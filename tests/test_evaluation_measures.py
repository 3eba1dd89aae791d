"""Every measure, against values worked out by hand."""

from __future__ import annotations

import random
from math import log2

import pytest

from icpc_assistant.evaluation import measures as m
from icpc_assistant.evaluation.measures import Place


def place(start: int, end: int, bulletin: str = "b") -> Place:
    return Place(bulletin, start, end)


# Places


def test_overlap():
    assert m.overlap(place(0, 10), place(5, 20)) == 5
    assert m.overlap(place(0, 10), place(2, 4)) == 2
    assert m.overlap(place(0, 10), place(10, 20)) == 0
    assert m.overlap(place(0, 10), place(15, 20)) == 0
    assert m.overlap(place(0, 10), place(0, 10, "other")) == 0


def test_an_item_covers_a_quote_from_half_of_its_characters():
    quote = (place(100, 200),)
    assert m.covers(place(150, 400), quote)
    assert not m.covers(place(151, 400), quote)
    assert m.covers(place(0, 1000), quote)
    assert not m.covers(place(100, 200, "other"), quote)
    assert not m.covers(place(0, 10), ())


def test_a_quote_that_stands_twice_is_covered_at_either_place():
    assert m.covers(place(0, 10), (place(500, 510), place(0, 10)))


# Retrieval


def test_a_ranking_is_judged_by_the_quotes_it_reaches():
    quotes = [(place(0, 10),), (place(20, 30),)]
    ranking = [
        place(50, 60),  # nothing: a document of its own
        place(20, 30),  # the second quote
        place(18, 32),  # the second again: skipped
        place(70, 80),  # nothing
        place(0, 30),  # the first, and the second again
    ]
    assert m.judged_by_quotes(ranking, quotes) == ["other0", "q1", "other3", "q0"]


def test_an_item_with_two_new_quotes_is_both_documents():
    assert m.judged_by_quotes([place(0, 30)], [(place(0, 10),), (place(20, 30),)]) == ["q0", "q1"]


def test_bulletins_count_at_their_first_occurrence():
    ranking = [place(0, 5, "b"), place(0, 5, "a"), place(7, 9, "b"), place(0, 5, "c")]
    assert m.judged_by_bulletins(ranking) == ["b", "a", "c"]


def test_retrieval_measures_by_hand():
    scores = m.retrieval(
        {"one": ["x", "q1", "y", "q0"], "none": [], "all": ["q0"]},
        {"one": {"q0": 1, "q1": 1}, "none": {"q0": 1}, "all": {"q0": 1}, "unheard": {"q0": 1}},
    )
    # Gains at ranks 2 and 4 over the ideal at ranks 1 and 2.
    ndcg = (1 / log2(3) + 1 / log2(5)) / (1 / log2(2) + 1 / log2(3))
    assert scores["one"] == pytest.approx(
        {"nDCG@10": ndcg, "RR@10": 0.5, "R@5": 1.0, "R@20": 1.0, "Success@1": 0.0}
    )
    assert set(scores["all"].values()) == {1.0}
    assert set(scores["none"].values()) == {0.0}
    assert scores["unheard"] == scores["none"]
    assert tuple(scores["one"]) == m.RETRIEVAL


def test_cut_offs_cut():
    deep = [f"x{n}" for n in range(10)] + ["q0"]
    assert m.retrieval({"d": deep}, {"d": {"q0": 1}})["d"] == {
        "nDCG@10": 0.0, "RR@10": 0.0, "R@5": 0.0, "R@20": 1.0, "Success@1": 0.0,
    }  # fmt: skip


def test_graded_relevance_weighs():
    best, worse = ["a", "b"], ["b", "a"]
    qrels = {"q": {"a": 2, "b": 1, "c": 0}}
    assert m.retrieval({"q": best}, qrels)["q"]["nDCG@10"] == pytest.approx(1.0)
    expected = (1 + 2 / log2(3)) / (2 + 1 / log2(3))
    assert m.retrieval({"q": worse}, qrels)["q"]["nDCG@10"] == pytest.approx(expected)


def test_ndcg_is_the_formula():
    """Järvelin & Kekäläinen 2002, written out, on rankings drawn at random."""
    draw = random.Random(4)
    rankings, qrels, expected = {}, {}, {}
    for number in range(60):
        documents = [f"d{n}" for n in range(draw.randint(1, 30))]
        draw.shuffle(documents)
        relevant = [*draw.sample(documents, draw.randint(1, min(4, len(documents)))), "unfound"]
        gains = [1 / log2(r + 2) for r, d in enumerate(documents[:10]) if d in relevant]
        ideal = sum(1 / log2(r + 2) for r in range(min(10, len(relevant))))
        rankings[str(number)], qrels[str(number)] = documents, dict.fromkeys(relevant, 1)
        expected[str(number)] = sum(gains) / ideal
    found = {query: scores["nDCG@10"] for query, scores in m.retrieval(rankings, qrels).items()}
    assert found == pytest.approx(expected)


# Answers


TWO = [["Ana Prata"], ["1,200", "1200 people"]]


@pytest.mark.parametrize(
    ("said", "items", "em", "f1"),
    [
        ("Ana Prata, 1,200", TWO, 1.0, 1.0),
        ("1200 people and Ana Prata", TWO, 1.0, 1.0),
        ("Ana Prata", TWO, 0.5, 0.5),
        # The second part is "1,200 of them": one of its three tokens, all of the form's one.
        ("Ana Prata; 1,200 of them", TWO, 0.5, (1 + 0.5) / 2),
        ("Security, Democracy and Cities; Ghent", [["Security, Democracy and Cities"], ["Ghent"]], 1.0, 1.0),
        ("Rome, Ghent y Tartu", [["Ghent"], ["Tartu"], ["Oslo"]], 2 / 3, 2 / 3),
        ("", TWO, 0.0, 0.0),
        # Of one item the whole prediction counts, as SQuAD has it.
        ("Ghent, Tartu", [["Ghent"]], 0.0, 2 / 3),
        ("Ghent", [], None, None),
    ],
)  # fmt: skip
def test_em_and_f1_are_averaged_over_the_required_items(said, items, em, f1):
    assert m.over_items(m.exact_match, said, items) == (None if em is None else pytest.approx(em))
    assert m.over_items(m.token_f1, said, items) == (None if f1 is None else pytest.approx(f1))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The City of Montréal!", ["city", "of", "montreal"]),
        ("L’Union internationale", ["union", "internationale"]),
        ("les 4 et 5 mai", ["4", "et", "5", "mai"]),
        ("El 4 de mayo, las dos", ["4", "de", "mayo", "dos"]),
        ("Safe.brussels", ["safebrussels"]),
        ("UN", ["un"]),
        ("", []),
    ],
)  # fmt: skip
def test_normalised(text, tokens):
    assert m.normalised(text) == tokens


def test_exact_match():
    assert m.exact_match("the Lisbon.", ["Porto", "lisbon"]) == 1.0
    assert m.exact_match("in Lisbon", ["Lisbon"]) == 0.0
    assert m.exact_match("", ["Lisbon"]) == 0.0


def test_token_f1_by_hand():
    # Three tokens said, two wanted, two in common: P 2/3, R 1.
    assert m.token_f1("the port of Lisbon", ["port Lisbon"]) == pytest.approx(0.8)
    # The best form counts.
    assert m.token_f1("Lisbon", ["port of Lisbon", "Lisbon"]) == 1.0
    assert m.token_f1("Oslo", ["Lisbon"]) == 0.0
    assert m.token_f1("", ["Lisbon"]) == 0.0
    # A repeated word is found once: P 1/2, R 1.
    assert m.token_f1("Oslo Oslo", ["Oslo"]) == pytest.approx(2 / 3)


def test_items_found():
    items = [["Ana Prata"], ["1,200", "1200"], ["Montréal"]]
    assert m.items_found(["ana prata spoke", "1200 came"], items) == pytest.approx(2 / 3)
    assert m.items_found(["Ana", "Prata"], items[:1]) == 0.0
    assert m.items_found(["MONTREAL"], items[2:]) == 1.0
    assert m.items_found([], items) == 0.0
    assert m.items_found(["anything"], []) is None


@pytest.mark.parametrize(
    ("form", "text", "stands"),
    [
        ("200", "1,200 people", False),
        ("1200", "1,200 people", True),
        ("1,200", "1\u00a0200 personnes", True),
        ("art", "the party", False),
        ("4-6 October", "on 4–6 October 2022", True),
        ("Sécurité", "SECURITE publique", True),
        ("...", "anything ...", False),
    ],
)
def test_forms_stand_on_word_boundaries(form, text, stands):
    assert m.stands_in(form, [text]) is stands


def test_marks_are_no_answer():
    assert m.unmarked("Held in Oslo [1], in May [12].") == "Held in Oslo, in May."


def test_figures_exact():
    items = [["1,200", "more than 1,200"], ["May 4", "4 mai"], ["Lisbon"]]
    assert m.figures_exact(["1,200 people on 4 May 2031"], items) == 1.0
    assert m.figures_exact(["12,000 people on 4 May 2031"], items) == 0.5
    assert m.figures_exact(["1,200 people on May 5"], items) == 0.5
    assert m.figures_exact(["Lisbon"], items) == 0.0
    assert m.figures_exact(["Lisbon"], [["Lisbon"]]) is None
    assert m.figures_exact(["whatever"], []) is None


def test_a_date_is_the_same_in_every_language():
    wanted = [["October 4 to 6, 2022"]]
    for said in ("du 4 au 6 octobre 2022", "del 4 al 6 de octubre de 2022", "4-6 October 2022"):
        assert m.figures_exact([said], wanted) == 1.0, said
    assert m.figures_exact(["2022-10-04"], [["4 octobre 2022"]]) == 1.0
    # The parts of one date may not come from two.
    assert m.figures_exact(["May 4, 2021, and June 5, 2022"], [["May 4, 2022"]]) == 0.0


def test_an_item_one_form_of_which_holds_no_figure_is_no_figure():
    assert m.figures_exact(["x"], [["Lisbon", "May 4"]]) is None


def test_count_exact():
    assert m.count_exact("five", "", ["5", "five"]) == 1.0
    assert m.count_exact("", "In 2025, cinq bulletins (7 pages).", ["5"]) == 1.0
    assert m.count_exact("6", "five", ["5"]) == 0.0
    assert m.count_exact("", "None of them.", ["0", "none"]) == 1.0
    assert m.count_exact("", "", ["5"]) == 0.0


# Sets


def test_sets_by_hand():
    said, wanted = {"a", "b", "x"}, {"a", "b", "c", "d"}
    assert m.set_precision(said, wanted) == pytest.approx(2 / 3)
    assert m.set_recall(said, wanted) == 0.5
    assert m.set_exact(said, wanted) == 0.0
    assert m.set_exact(wanted, wanted) == 1.0


def test_sets_of_nothing():
    assert m.set_precision([], []) == 1.0
    assert m.set_precision([], ["a"]) == 0.0
    assert m.set_precision(["a"], []) == 0.0
    assert m.set_recall(["a"], []) is None
    assert m.set_exact([], []) == 1.0


# Citations


def test_a_citation_supports_by_half_of_the_shorter():
    quotes = [(place(100, 200),), ()]
    assert m.supports(place(110, 120), quotes)  # a phrase of the quote
    assert m.supports(place(0, 900), quotes)  # a passage around it
    assert m.supports(place(195, 205), quotes)  # half of the citation
    assert not m.supports(place(196, 206), quotes)
    assert not m.supports(place(150, 150), quotes)
    assert not m.supports(place(110, 120, "other"), quotes)


def test_citation_recall_by_hand():
    assert m.citation_recall([(1,), (2, 3), ()], {3}) == pytest.approx(1 / 3)
    assert m.citation_recall([], {1}) == 0.0


def test_harmonic():
    assert m.harmonic(0.5, 1.0) == pytest.approx(2 / 3)
    assert m.harmonic(0.0, 0.0) == 0.0


def test_share():
    assert m.share([True, False, True, True]) == 0.75
    assert m.share([]) is None


# Confidence


def test_auroc_by_hand():
    # Pairs (answerable, not): .9>.5, .9>.1, .5=.5 (half), .5>.1 → 3.5 of 4.
    assert m.auroc([True, True, False, False], [0.9, 0.5, 0.5, 0.1]) == pytest.approx(0.875)
    assert m.auroc([True, False], [0.3, 0.3]) == 0.5
    assert m.auroc([True, True], [0.3, 0.4]) is None
    assert m.auroc([], []) is None


def test_risk_coverage_by_hand():
    confidence, right = [0.9, 0.7, 0.4, 0.2], [True, False, True, False]
    coverage, risk = zip(*m.risk_coverage(confidence, right), strict=True)
    assert coverage == pytest.approx((0.25, 0.5, 0.75, 1.0))
    assert risk == pytest.approx((0.0, 0.5, 1 / 3, 0.5))
    assert m.aurc(confidence, right) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


def test_ties_share_their_errors_whatever_their_order():
    assert m.risk_coverage([0.5, 0.5], [True, False]) == [(1.0, 0.5)]
    assert m.aurc([0.5, 0.5], [True, False]) == m.aurc([0.5, 0.5], [False, True]) == 0.5


def test_better_confidence_has_less_area():
    right = [True, True, False]
    assert m.aurc([0.9, 0.8, 0.1], right) < m.aurc([0.1, 0.2, 0.9], right)
    assert m.aurc([], []) is None
    assert m.risk_coverage([], []) == []


def test_reliability_by_hand():
    found = m.reliability([0.05, 0.92, 0.98, 1.0], [False, True, True, False])
    assert found[0] == (0.05, 0.0, 1)
    assert found[1] == pytest.approx(((0.92 + 0.98 + 1.0) / 3, 2 / 3, 3))
    assert len(found) == 2
