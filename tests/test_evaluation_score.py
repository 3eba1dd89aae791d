"""A run folder → rows → aggregates: each row by hand, the probes at their known scores."""

from __future__ import annotations

import json
import shutil
from math import log2

import numpy as np
import pytest

import stored_run as world
from icpc_assistant.errors import AssistantError, UsageError
from icpc_assistant.evaluation import measures
from icpc_assistant.evaluation.aggregate import bootstrap, slices_of
from icpc_assistant.evaluation.confidence import confidence, weighted_aurc, weighted_auroc
from icpc_assistant.evaluation.dataset import digest_of
from icpc_assistant.evaluation.score import score, score_run
from icpc_assistant.evaluation.stored import read_run
from stored_run import (
    CHAIRED,
    DREW,
    MET,
    NINE,
    OPENED,
    WENT,
    answer,
    cited,
    item,
    ranked,
    turn,
    write_lines,
    write_run,
)


def rows_of(run) -> dict[str, dict]:
    return {f"{row['id']}#{row['turn']}": row for row in score_run(run).rows}


def measured(run) -> dict[str, dict]:
    return {key: row["measures"] for key, row in rows_of(run).items()}


def one(tmp_path, key, **given) -> dict:
    """The measures of one turn, answered with ``given`` instead of the oracle's answer."""
    row_key = (key.partition("#")[0], int(key.partition("#")[2]))
    return measured(write_run(tmp_path / "run", change={row_key: answer(**given)}))[key]


# The probes


def test_the_oracle_is_always_right(tmp_path):
    scored = score_run(write_run(tmp_path / "run"))
    overall = scored.aggregates["overall"]
    perfect = ("right", "items_found", "exact_match", "token_f1", "figures_exact", "cited_first",
               "cited_any", "citation_precision", "citation_recall", "citation_f1", "verbatim",
               "set_precision", "set_recall", "set_exact", "count_exact", "language_ok")  # fmt: skip
    for name in perfect:
        assert overall[name]["mean"] == overall[name]["low"] == 1.0, name
        assert overall[name]["n"] > 0
    assert overall["false_answer"]["mean"] == overall["false_refusal"]["mean"] == 0.0
    assert scored.aggregates["verbatim"] == 1.0
    assert scored.aggregates["abstention"]["auroc"] == 1.0
    assert scored.aggregates["abstention"]["risk"] == 0.0


def test_the_empty_system_is_right_exactly_where_nothing_can_be_said(tmp_path):
    scored = score_run(write_run(tmp_path / "run", world.empty))
    slices = scored.aggregates["slices"]
    assert slices["answerable=true"]["right"]["mean"] == 0.0
    assert slices["answerable=true"]["items_found"]["mean"] == 0.0
    assert slices["answerable=true"]["cited_any"]["mean"] == 0.0
    assert slices["answerable=false"]["right"]["mean"] == 1.0
    assert slices["answerable=empty"]["right"]["mean"] == 1.0
    assert slices["answerable=smalltalk"]["right"]["mean"] == 0.0
    assert scored.aggregates["abstention"]["false_refusals"] == 1.0
    assert scored.aggregates["abstention"]["false_answers"] == 0.0
    assert scored.aggregates["abstention"]["auroc"] == 0.5
    assert scored.aggregates["verbatim"] is None
    assert scored.aggregates["curves"]["risk_coverage"] == [[1.0, 1.0]]
    assert scored.aggregates["curves"]["reliability"] == []


def test_the_parrot_is_right_about_its_one_sentence(tmp_path):
    """Of 12 turns that want an answer or a refusal, "Lisbon, May 4" answers two."""
    scored = score_run(write_run(tmp_path / "run", world.parrot))
    right = [f"{row['id']}#{row['turn']}" for row in scored.rows if row["measures"]["right"]]
    assert right == ["where#0", "quand#0"]
    abstention = scored.aggregates["abstention"]
    assert abstention["false_answers"] == abstention["false_answers_near_miss"] == 1.0
    assert abstention["false_answers_off_topic"] == 1.0
    assert abstention["coverage"] == 1.0
    # 11 turns want something (no small talk, not the empty one); 2 of them are right.
    assert abstention["risk"] == pytest.approx(9 / 11, abs=1e-6)
    assert abstention["aurc"] == pytest.approx(9 / 11, abs=1e-6)
    assert scored.aggregates["curves"]["reliability"] == [
        [0.5, pytest.approx(2 / 11, abs=1e-6), 11]
    ]


def test_no_measure_is_a_constant(tmp_path):
    """Every measure tells some two of three systems apart."""
    stages = {("where", 0): {"fused": ranked(OPENED)}, ("talk", 0): {"fused": ranked(WENT)}}
    broken = answer("answered", "", OPENED)
    broken["citations"][0]["start"] += 1
    runs = [
        measured(write_run(tmp_path / "a", stages=stages)),
        measured(write_run(tmp_path / "b", world.empty, stages=stages)),
        measured(write_run(tmp_path / "c", world.parrot, stages={}, change={("where", 0): broken})),
    ]
    for name in {name for row in runs[0].values() for name in row}:
        seen = {row.get(name) for rows in runs for row in rows.values()} - {None}
        assert len(seen) > 1, name


# Rows


def test_a_row_says_which_turn_it_is(tmp_path):
    rows = rows_of(write_run(tmp_path / "run"))
    row = rows["talk#1"]
    assert row["digest"] == rows["talk#0"]["digest"] != rows["where#0"]["digest"]
    assert {k: v for k, v in row.items() if k not in ("measures", "digest")} == {
        "id": "talk", "turn": 1, "turns": 3, "lang": "en", "kind": "conversation", "style": "plain",
        "split": "dev", "operation": "", "cluster": "Oslo workshop", "answerable": True,
        "smalltalk": False, "empty": False, "status": "answered", "confidence": 1.0, "citations": 1,
    }  # fmt: skip


def test_measures_apply_where_they_mean_something(tmp_path):
    rows = measured(write_run(tmp_path / "run"))
    given = {key: {n for n, v in values.items() if v is not None} for key, values in rows.items()}
    assert given["near#0"] == {"right", "answered", "false_answer", "language_ok"}
    assert given["talk#2"] == {"right", "language_ok"}
    assert given["none#0"] == {
        "right", "answered", "set_precision", "set_exact", "language_ok",
    }  # fmt: skip
    cited = {"cited_first", "cited_any", "citation_precision", "citation_recall", "citation_f1"}
    judged = {"right", "answered", "false_refusal", "verbatim", "items_found", "exact_match",
              "token_f1", "language_ok", *cited}  # fmt: skip
    assert given["who-and-how-many#0"] == {*judged, "figures_exact"}
    assert given["where#0"] == judged
    assert given["list#0"] == {*judged, "set_precision", "set_recall", "set_exact"}
    assert {"count_exact", "set_exact"} <= given["count#0"]
    assert not {"count_exact", "set_exact"} & given["most#0"]


def test_half_an_answer(tmp_path):
    """One of two items, one of two evidence quotes, one idle citation, one bare statement."""
    given = answer(text="Ana Prata chaired it [1].", confidence=0.4)
    given["citations"] = [cited(1, WENT), cited(2, CHAIRED)]
    given["statements"] = [
        {"text": CHAIRED, "citations": [1, 2]},
        {"text": "Many came.", "citations": []},
        {"text": "It was in Quito.", "citations": [1]},
    ]
    found = one(tmp_path, "who-and-how-many#0", **given)
    assert found["items_found"] == 0.5
    assert found["figures_exact"] == 0.0
    assert found["cited_first"] == 0.0
    assert found["cited_any"] == 1.0
    assert found["citation_precision"] == 0.5
    assert found["citation_recall"] == pytest.approx(1 / 3, abs=1e-6)
    assert found["citation_f1"] == pytest.approx(0.4, abs=1e-6)
    assert found["right"] == 0.0
    assert found["answered"] == 1.0


def test_min_share_is_enough(tmp_path):
    line = item(
        "part", "factual",
        turn("Who?", [["Ana Prata"], ["1,200"]], [CHAIRED], ["Lisbon forum"], min_share=0.5),
    )  # fmt: skip
    for name, text, right in (("a", "Ana Prata", 1.0), ("b", "nobody", 0.0)):
        change = {("part", 0): answer("answered", text, CHAIRED if right else OPENED)}
        run = write_run(tmp_path / name, items=[line], change=change)
        assert measured(run)["part#0"]["right"] == right


def test_an_answer_must_be_cited_to_be_right(tmp_path):
    found = one(tmp_path, "where#0", status="answered", text="Lisbon", short_answer="Lisbon")
    assert found["exact_match"] == found["items_found"] == 1.0
    assert found["citation_precision"] == found["citation_recall"] == found["right"] == 0.0
    assert found["verbatim"] is None


def test_the_prediction_is_the_short_answer_else_the_statements(tmp_path):
    short = one(tmp_path / "a", "where#0", text="In Lisbon.", short_answer="in Lisbon")
    assert short["exact_match"] == 0.0
    assert short["token_f1"] == pytest.approx(2 / 3, abs=1e-6)
    given = answer("answered", "x")
    given["statements"] = [{"text": "Lisbon [1]", "citations": [1]}]
    assert one(tmp_path / "b", "where#0", **given)["exact_match"] == 1.0


def test_marks_and_refusals_earn_nothing(tmp_path):
    # "[2]" is a mark, not the count of two events.
    marked = one(tmp_path / "a", "count#0", text="Some events [2]")
    assert marked["items_found"] == marked["count_exact"] == 0.0
    refusal = one(tmp_path / "b", "where#0", status="abstained", text="Nothing on Lisbon.")
    assert refusal["items_found"] == refusal["answered"] == refusal["right"] == 0.0
    assert refusal["false_refusal"] == 1.0


def test_verbatim_is_the_share_of_quotes_that_stand_in_their_bulletin(tmp_path):
    given = answer("answered", "Lisbon", OPENED, DREW, NINE, MET)
    given["citations"][0]["end"] -= 1
    given["citations"][1]["quote"] = "It drew 1,300 people."
    given["citations"][2]["bulletin_id"] = "gone"
    run = write_run(tmp_path / "run", change={("where", 0): given})
    scored = score_run(run)
    assert scored.rows[0]["measures"]["verbatim"] == 0.25
    # Of all citations, not of all answers: the oracle's ten others are true.
    assert sum(row["citations"] for row in scored.rows[1:]) == 10
    assert scored.aggregates["verbatim"] == pytest.approx(11 / 14, abs=1e-6)


@pytest.mark.parametrize(
    ("key", "status", "right"),
    [
        ("near#0", "abstained", 1.0),
        ("near#0", "clarification", 1.0),
        ("near#0", "answered", 0.0),
        ("near#0", "smalltalk", 0.0),
        ("talk#2", "smalltalk", 1.0),
        ("talk#2", "abstained", 0.0),
        ("none#0", "abstained", 1.0),
        ("none#0", "answered", 1.0),
        ("none#0", "smalltalk", 0.0),
        ("where#0", "clarification", 0.0),
    ],
)
def test_what_is_right_depends_on_what_is_asked(tmp_path, key, status, right):
    assert one(tmp_path, key, status=status)["right"] == right


def test_a_false_premise_answered_is_wrong_even_with_the_correcting_quote(tmp_path):
    found = one(tmp_path, "false#0", **answer("answered", "Lisbon", OPENED))
    assert (found["right"], found["false_answer"]) == (0.0, 1.0)


def test_nothing_must_be_listed_where_nothing_matches(tmp_path):
    found = one(tmp_path, "none#0", **answer("answered", "Quito", WENT))
    assert (found["right"], found["set_exact"], found["set_precision"]) == (0.0, 0.0, 0.0)


def test_a_list_is_right_with_the_whole_set_and_no_more(tmp_path):
    few = one(tmp_path / "a", "list#0", **answer("answered", "Oslo workshop", MET))
    assert (few["set_precision"], few["set_recall"], few["set_exact"]) == (1.0, 0.5, 0.0)
    assert few["right"] == 0.0
    many = one(tmp_path / "b", "list#0", **answer("answered", "x", MET, WENT, OPENED))
    assert many["set_precision"] == pytest.approx(2 / 3, abs=1e-6)
    assert (many["set_recall"], many["right"]) == (1.0, 0.0)


def test_a_count_wants_the_number_and_the_set(tmp_path):
    wrong = one(tmp_path / "a", "count#0", **answer("answered", "Three events.", MET, WENT))
    assert (wrong["count_exact"], wrong["set_exact"], wrong["right"]) == (0.0, 1.0, 0.0)
    other = one(tmp_path / "b", "count#0", **answer("answered", "Two events.", MET, OPENED))
    assert (other["count_exact"], other["set_exact"], other["right"]) == (1.0, 0.0, 0.0)
    good = one(tmp_path / "c", "count#0", **answer("answered", "Two events.", MET, WENT))
    assert (good["count_exact"], good["right"]) == (1.0, 1.0)


SAID = "This is what the bulletins say of it, and it was not said by any other."
DIT = "Voici ce que les bulletins en disent, et aucun autre ne le dit dans « The Lisbon forum »."
OWN = {"text": SAID, "citations": [1]}


def test_the_answer_is_in_the_language_of_the_question(tmp_path):
    assert one(tmp_path / "a", "quand#0", **answer("answered", "4 mai", OPENED))["language_ok"] == 0
    # Every turn of a conversation is, in its own language where the set says so.
    lines = [item("c", "conversation", turn("A?"), turn("B?"), turn("Et C ?", lang="fr"))]
    rows = measured(write_run(tmp_path / "b", world.empty, lines))
    assert [rows[f"c#{n}"]["language_ok"] for n in range(3)] == [1.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("said", "ok"),
    [
        (answer("abstained", "Les bulletins ne le disent pas.", language="fr"), 1.0),
        (answer("abstained", "The bulletins do not say.", language="fr"), 0.0),
        (answer("clarification", "Which event do you mean?", language="fr"), 0.0),
        (answer("abstained", "Les bulletins ne le disent pas.", language="en"), 0.0),
        # What is quoted is in the bulletin's language.
        (answer("answered", OPENED, OPENED, language="fr"), 1.0),
        # What it says itself is judged, where enough is said.
        (answer("answered", OPENED, OPENED, language="fr") | {"notices": [SAID]}, 0.0),
        (answer("answered", OPENED, OPENED, language="fr") | {"notices": [DIT]}, 1.0),
        (answer("answered", SAID, OPENED, language="fr") | {"statements": [OWN]}, 0.0),
    ],
)
def test_the_words_of_an_answer_are_judged_and_not_its_label_alone(tmp_path, said, ok):
    assert one(tmp_path, "quand#0", **said)["language_ok"] == ok


def test_each_refusal_of_the_assistant_is_known_by_its_words():
    from icpc_assistant.query.language import detect_language
    from icpc_assistant.types import LANGUAGES
    from icpc_assistant.wording import say

    for phrase in ("abstain", "abstain_figure", "abstain_opinion", "abstain_future", "abstain_far",
                   "abstain_unsure", "clarify", "greeting", "thanks"):  # fmt: skip
        assert [detect_language(say(phrase, language)) for language in LANGUAGES] == list(LANGUAGES)


# Retrieval


def test_each_stage_is_judged_by_the_quotes_it_reaches(tmp_path):
    stages = {
        ("who-and-how-many", 0): {"bm25": ranked(WENT, DREW, DREW, CHAIRED), "read": ranked(CHAIRED)},
        ("where", 0): {"read": ranked(MET)},
    }  # fmt: skip
    rows = measured(write_run(tmp_path / "run", stages=stages))
    found = rows["who-and-how-many#0"]
    ndcg = (1 / log2(3) + 1 / log2(4)) / (1 + 1 / log2(3))
    assert found["bm25.nDCG@10"] == pytest.approx(ndcg, abs=1e-6)
    assert (found["bm25.RR@10"], found["bm25.R@5"], found["bm25.Success@1"]) == (0.5, 1.0, 0.0)
    assert (found["read.Success@1"], found["read.R@20"]) == (1.0, 0.5)
    # The system has bm25; for this turn it found nothing.
    assert rows["where#0"]["bm25.R@20"] == rows["where#0"]["read.R@20"] == 0.0
    # It has no dense stage at all, and nothing is there to be retrieved for these.
    assert not any(name.startswith("dense") for name in found)
    assert rows["near#0"]["bm25.R@20"] is rows["none#0"]["read.R@20"] is None


def test_judged_documents_stand_in_for_quotes(tmp_path):
    """A set in the BEIR layout: no quotes, graded documents, citations judged by bulletin."""
    oslo, quito = world.IDS["Oslo workshop"], world.IDS["Quito mission"]
    line = item(
        "q", "factual",
        {**turn("Where?", [["Quito"]]), "answerable": True},
        qrels={oslo: 1, quito: 2}, split="report",
    )  # fmt: skip
    stages = {("q", 0): {"dense": ranked(NINE, MET, OPENED, WENT)}}
    change = {("q", 0): answer("answered", "Quito", NINE, OPENED)}
    found = measured(write_run(tmp_path / "a", items=[line], stages=stages, change=change))["q#0"]
    # Oslo (1) first, Lisbon second, Quito (2) third.
    ndcg = (1 + 2 / log2(4)) / (2 + 1 / log2(3))
    assert found["dense.nDCG@10"] == pytest.approx(ndcg, abs=1e-6)
    assert found["dense.Success@1"] == 1.0
    assert (found["cited_first"], found["citation_precision"], found["right"]) == (1.0, 0.5, 1.0)


def test_a_quote_is_sought_in_its_named_bulletins_first(tmp_path):
    line = item("o", "factual", turn("Oslo?", [["Oslo"]], ["Oslo"], ["Quito mission"]))
    [stored] = read_run(write_run(tmp_path / "run", items=[line])).items
    assert [p.bulletin_id for p in stored.turns[0].quotes[0]] == [world.IDS["Quito mission"]]
    assert stored.cluster == "Quito mission"


# Aggregates


def test_slices():
    row = {"lang": "fr", "kind": "conversation", "style": "plain", "answerable": True, "turn": 1,
           "turns": 3, "smalltalk": False, "empty": False, "split": "dev", "operation": ""}  # fmt: skip
    assert slices_of(row) == [
        "lang=fr", "kind=conversation", "style=plain", "answerable=true", "split=dev", "turn=2",
    ]  # fmt: skip
    assert "answerable=smalltalk" in slices_of({**row, "answerable": False, "smalltalk": True})
    assert "answerable=empty" in slices_of({**row, "empty": True})
    assert "operation=count" in slices_of({**row, "operation": "count"})


def test_slices_hold_their_rows(tmp_path):
    aggregates = score_run(write_run(tmp_path / "run", world.parrot)).aggregates
    assert aggregates["overall"]["right"]["n"] == 13
    assert aggregates["overall"]["right"]["mean"] == pytest.approx(2 / 13, abs=1e-6)
    assert aggregates["slices"]["kind=factual"]["right"]["mean"] == pytest.approx(2 / 3, abs=1e-6)
    assert aggregates["slices"]["lang=fr"]["right"]["n"] == 1
    assert aggregates["slices"]["split=test"]["right"] == {
        "mean": 0.0,
        "low": 0.0,
        "high": 0.0,
        "n": 1,
    }
    assert aggregates["slices"]["turn=3"]["right"]["n"] == 1
    assert "items_found" not in aggregates["slices"]["answerable=false"]


def test_times_are_percentiles_by_stage(tmp_path):
    lines = [item(f"i{n}", "off_topic", turn("?")) for n in range(5)]
    change = {(f"i{n}", 0): answer("abstained", timings_ms={"read": n * 10.0}) for n in range(5)}
    aggregates = score_run(write_run(tmp_path / "run", items=lines, change=change)).aggregates
    assert aggregates["time"] == {"read": {"p50": 20.0, "p95": 38.0}}


def test_the_bootstrap_resamples_clusters():
    values = np.array([[1.0], [1.0], [0.0], [0.0], [np.nan]])
    together = bootstrap(values, ["a", "a", "b", "b", "c"])[0]
    assert together[:] == (0.5, 0.0, 1.0, 4)
    apart = bootstrap(np.tile(values[:4], (50, 1)), [str(n) for n in range(200)])[0]
    # The normal approximation's half width: 1.96 · √(.25 / 200) = .069.
    assert apart.high - apart.mean == pytest.approx(0.069, abs=0.01)
    assert apart.mean - apart.low == pytest.approx(0.069, abs=0.01)
    assert bootstrap(values[4:], ["c"]) == [None]


def test_the_bootstrap_is_the_same_every_time():
    values = np.random.default_rng(1).random((40, 3))
    clusters = [str(n % 7) for n in range(40)]
    assert bootstrap(values, clusters) == bootstrap(values, clusters)


@pytest.mark.parametrize("seed", range(3))
def test_where_each_turn_is_a_cluster_the_interval_is_scipys(seed):
    stats = pytest.importorskip("scipy.stats")
    values = np.random.default_rng(seed).random((80, 1)) ** 2
    expected = stats.bootstrap(
        (values[:, 0],), np.mean, method="percentile", n_resamples=10_000,
        rng=np.random.default_rng(seed + 1),
    ).confidence_interval  # fmt: skip
    found = bootstrap(values, [str(n) for n in range(80)])[0]
    # A 1,000 resamples are as near to the limit as this.
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.006)


def test_one_cluster_alone_still_shows_its_spread():
    interval = bootstrap(np.array([[0.0], [1.0]] * 10), ["only"] * 20)[0]
    assert interval.low < 0.5 < interval.high


# Confidence


def confident(number, kind, sure, *, answerable=False, right=False, cluster=None):
    return {
        "cluster": cluster or f"c{number}", "kind": kind, "answerable": answerable, "empty": False,
        "smalltalk": False, "status": "answered", "confidence": sure,
        "measures": {"right": float(right)},
    }  # fmt: skip


def of_chance(number, seed=0):
    """Turns whose confidence holds ties, about half of them answerable, most of those right."""
    rng = np.random.default_rng(seed)
    kinds = ("near_miss", "off_topic")
    return [
        confident(n, "factual", float(sure), answerable=True, right=rng.random() < 0.8)
        if rng.random() < 0.5
        else confident(n, kinds[n % 2], float(sure) / 2)
        for n, sure in enumerate(rng.integers(0, 11, number) / 10)
    ]


def test_each_kind_of_unanswerable_turn_is_parted_by_itself():
    rows = [confident(n, "factual", 0.6, answerable=True, right=True) for n in range(20)]
    rows += [confident(20 + n, "near_miss", 0.7 if n % 2 else 0.5) for n in range(10)]
    rows += [confident(30 + n, "off_topic", 0.1) for n in range(10)]
    found = confidence(rows)
    assert list(found) == ["AUROC", "AUROC near_miss", "AUROC off_topic", "AURC"]
    assert {name: value.mean for name, value in found.items() if name != "AURC"} == {
        "AUROC": 0.75, "AUROC near_miss": 0.5, "AUROC off_topic": 1.0,
    }  # fmt: skip
    assert [value.n for value in found.values()] == [20, 10, 10, 40]
    assert found["AUROC near_miss"].low < 0.4 < 0.6 < found["AUROC near_miss"].high
    assert found["AUROC off_topic"][:3] == (1.0, 1.0, 1.0)
    assert confidence(rows[:20]).keys() == {"AURC"}
    assert confidence([]) == {}


@pytest.mark.parametrize("seed", range(3))
def test_the_weighted_forms_are_the_plain_ones_of_turns_that_stand_more_than_once(seed):
    rows = of_chance(60, seed)
    times = np.random.default_rng(seed + 10).integers(0, 4, len(rows))
    repeated = [row for row, often in zip(rows, times, strict=True) for _ in range(often)]

    def parts(given):
        return (
            np.array([row["answerable"] for row in given]),
            np.array([row["confidence"] for row in given]),
            np.array([bool(row["answerable"] and row["measures"]["right"]) for row in given]),
        )

    answerable, sure, right = parts(rows)
    weights = np.vstack([times, np.ones(len(rows))]).astype(float)
    for given, auroc, aurc in zip(
        (repeated, rows),
        weighted_auroc(answerable, sure, weights),
        weighted_aurc(sure, right, weights),
        strict=True,
    ):
        wanted, confidences, good = parts(given)
        assert auroc == pytest.approx(measures.auroc(list(wanted), list(confidences)))
        assert aurc == pytest.approx(measures.aurc(list(confidences), list(good)))


def test_the_interval_of_auroc_is_scipys():
    stats = pytest.importorskip("scipy.stats")
    rows = of_chance(150)
    answerable = np.array([row["answerable"] for row in rows])
    sure = np.array([row["confidence"] for row in rows])

    def statistic(positive, confidences):
        return measures.auroc(list(positive), list(confidences))

    expected = stats.bootstrap(
        (answerable, sure), statistic, paired=True, vectorized=False, method="percentile",
        n_resamples=1000, rng=np.random.default_rng(3),
    ).confidence_interval  # fmt: skip
    found = confidence(rows)["AUROC"]
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.015)


def test_scores_hold_the_confidence(tmp_path):
    scored = score_run(write_run(tmp_path / "run", world.parrot))
    found = scored.aggregates["confidence"]
    assert found["AUROC"] == {"mean": 0.5, "low": 0.5, "high": 0.5, "n": 3}
    assert found["AURC"]["mean"] == scored.aggregates["abstention"]["aurc"]
    assert found["AUROC false_premise"]["n"] == 1


# Files


def test_scores_are_written_and_stay_the_same(tmp_path):
    run = write_run(tmp_path / "run", stages={("where", 0): {"fused": ranked(OPENED)}})
    scored = score_run(run)
    lines = (run / "scores.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == scored.rows
    first = (run / "aggregates.json").read_bytes()
    assert json.loads(first) == json.loads(json.dumps(scored.aggregates))
    score_run(run)
    assert (run / "aggregates.json").read_bytes() == first
    assert score(read_run(run)).rows == scored.rows


def test_missing_answers_score_zero_and_stay(tmp_path):
    whole = score_run(write_run(tmp_path / "a"))
    scored = score_run(write_run(tmp_path / "b", drop=("where", "near", "list", "count", "none")))
    rows = {row["id"]: row for row in scored.rows}
    assert len(scored.rows) == len(whole.rows)
    assert (scored.aggregates["missing"], scored.aggregates["complete"]) == (5, False)
    assert (whole.aggregates["missing"], whole.aggregates["complete"]) == (0, True)
    assert rows["where"]["status"] == "missing"
    for item_id in ("where", "near", "list", "count", "none"):
        left = rows[item_id]["measures"]
        had = next(row for row in whole.rows if row["id"] == item_id)["measures"]
        for name, value in left.items():
            if name in ("false_refusal", "false_answer"):
                assert value == (None if had[name] is None else 1.0), name
                continue
            assert value == (0.0 if had[name] is not None and name != "verbatim" else None), name
    assert rows["where"]["measures"]["false_refusal"] == 1.0
    assert rows["near"]["measures"]["false_answer"] == 1.0
    assert scored.aggregates["overall"]["right"]["mean"] == pytest.approx(8 / 13, abs=1e-6)


@pytest.mark.parametrize("dropped", ["where", "near"])
def test_a_missing_answer_is_the_worst_that_confidence_can_be(tmp_path, dropped):
    """Of the oracle's run, and of one whose every answer has the same confidence."""

    def unsure(line, t):
        return {**world.oracle(line, t), "confidence": 0.0}

    for system, auroc in ((world.oracle, 1.0), (unsure, 0.5)):
        whole, less = (
            score_run(write_run(tmp_path / f"{system.__name__}-{n}", system, drop=drop)).aggregates
            for n, drop in enumerate([(), (dropped,)])
        )
        assert whole["abstention"]["auroc"] == auroc
        # 8 answerable turns and 3 that are not; the dropped one loses against all of the others.
        share = 7 / 8 if dropped == "where" else 2 / 3
        assert less["abstention"]["auroc"] == pytest.approx(auroc * share, abs=1e-6)
        assert less["abstention"]["aurc"] > whole["abstention"]["aurc"]
        assert less["abstention"]["risk"] > whole["abstention"]["risk"] == 0.0
        assert less["curves"]["risk_coverage"][0] == [pytest.approx(1 / 11, abs=1e-6), 1.0]


def test_a_conversation_cut_short_misses_its_last_turns(tmp_path):
    run = write_run(tmp_path / "run")
    lines = [json.loads(line) for line in (run / "answers.jsonl").read_text().splitlines()]
    for line in lines:
        line["turns"] = line["turns"][:1]
    write_lines(run / "answers.jsonl", lines)
    rows = rows_of(run)
    assert rows["talk#0"]["measures"]["right"] == 1.0
    assert rows["talk#1"]["status"] == rows["talk#2"]["status"] == "missing"
    assert rows["talk#2"]["measures"]["right"] == 0.0


def test_a_torn_last_line_is_a_missing_answer(tmp_path):
    run = write_run(tmp_path / "run", stages={("where", 0): {"fused": ranked(OPENED)}})
    whole = (run / "answers.jsonl").read_bytes()
    torn_letter = '{"id": "é'.encode()[:-1]
    for name in ("answers.jsonl", "stages.jsonl"):
        with (run / name).open("ab") as file:
            file.write(torn_letter)
    assert score_run(run).aggregates["missing"] == 0
    (run / "answers.jsonl").write_bytes(whole[:-40])
    assert score_run(run).aggregates["missing"] == 1


# Bad input


@pytest.mark.parametrize(
    "name", ["manifest.json", "questions.jsonl", "bulletins.jsonl", "answers.jsonl"]
)
def test_no_run_folder(tmp_path, name):
    with pytest.raises(UsageError, match="is no run folder .*eval run"):
        score_run(tmp_path / "nowhere")
    run = write_run(tmp_path / "run")
    (run / name).unlink()
    with pytest.raises(UsageError, match=f"it has no {name}"):
        score_run(run)


def spoil(run, name, edit) -> None:
    rows = [json.loads(line) for line in (run / name).read_text("utf-8").splitlines()]
    write_lines(run / name, edit(rows))


def first_turn(**given):
    def edit(rows):
        rows[0]["turns"][0] |= given
        return rows

    return edit


@pytest.mark.parametrize(
    ("name", "edit", "message"),
    [
        ("answers.jsonl", lambda r: [*r, r[0]], "answers.jsonl:12: .*'where' is answered twice"),
        ("answers.jsonl", lambda r: [{**r[0], "id": "who?"}], "'who\\?' is no question of this run"),
        ("answers.jsonl", lambda r: [{"id": "where"}], "1: .*'where' has 1 turns to answer"),
        ("answers.jsonl", lambda r: [{"id": "where", "turns": [1]}], "no answer"),
        ("answers.jsonl", lambda r: [{**r[0], "turns": r[0]["turns"] * 2}], "has 1 turns"),
        ("answers.jsonl", lambda r: [["a"], *r], "it is no JSON object"),
        ("answers.jsonl", first_turn(status="sure"), "'sure' is no status"),
        ("answers.jsonl", first_turn(text=3), "the text is no text"),
        ("answers.jsonl", first_turn(confidence="high"), "are numbers"),
        ("answers.jsonl", first_turn(confidence=float("nan")), "are numbers"),
        ("answers.jsonl", first_turn(timings_ms=None), "no answer"),
        ("answers.jsonl", first_turn(citations=[{"quote": "x"}]), "no answer"),
        ("answers.jsonl", first_turn(citations=[{**cited(1, OPENED), "start": "0"}]), "a start and"),
        ("answers.jsonl", first_turn(statements=[{"text": "x"}]), "no answer"),
        ("bulletins.jsonl", lambda r: [{"id": "x"}], "a bulletin has an id, a title and a body"),
        ("bulletins.jsonl", lambda r: [*r, r[1]], "bulletins.jsonl:4: .*'2032-02-10-oslo' stands there twice"),
        ("stages.jsonl", lambda r: [*r, r[0]], "stages.jsonl:2: .*turn 0 of 'where' is ranked twice"),
        ("stages.jsonl", lambda r: [{"id": "where", "turn": 0}], "no ranking"),
        ("stages.jsonl", lambda r: [{**r[0], "stages": {"fused": [["b", 1]]}}], "no ranking"),
        ("questions.jsonl", lambda r: [], "is empty"),
        ("questions.jsonl", lambda r: [*r, r[0]], "the id 'where' stands in"),
        ("questions.jsonl", lambda r: [{"id": "where"}], "is missing"),
    ],
)  # fmt: skip
def test_a_spoilt_run_is_one_clear_sentence(tmp_path, name, edit, message):
    run = write_run(tmp_path / "run", stages={("where", 0): {"fused": ranked(OPENED)}})
    spoil(run, name, edit)
    with pytest.raises(UsageError, match=message) as caught:
        score_run(run)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_other_questions_than_were_asked_are_refused(tmp_path):
    run = write_run(tmp_path / "run")
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    asked = digest_of([stored.item for stored in read_run(run).items])
    (run / "manifest.json").write_text(json.dumps(manifest | {"questions_digest": asked}), "utf-8")
    assert score_run(run).rows
    spoil(run, "questions.jsonl", first_turn(answers=[["Rome"]]))
    with pytest.raises(
        UsageError, match=r"not hold what was asked .*changed since\); run .*--fresh"
    ):
        score_run(run)


@pytest.mark.parametrize("text", ["", "[]", '{"format": 2}', "\xff"])
def test_a_manifest_of_another_format(tmp_path, text):
    run = write_run(tmp_path / "run")
    (run / "manifest.json").write_text(text, "latin-1")
    with pytest.raises(UsageError, match="is not the manifest of a run of format 1; run "):
        score_run(run)


def test_scores_that_cannot_be_written(tmp_path):
    run = write_run(tmp_path / "run")
    (run / "scores.jsonl.tmp").mkdir()
    with pytest.raises(AssistantError, match="cannot be written .*; make its folder writable"):
        score_run(run)
    shutil.rmtree(run / "scores.jsonl.tmp")
    assert score_run(run).rows


def test_350_items_take_a_few_seconds(tmp_path):
    import time

    lines = [{**line, "id": f"{line['id']}-{n}"} for n in range(32) for line in world.ITEMS]
    stages = {
        (line["id"], n): {stage: ranked(OPENED, MET, WENT, NINE) for stage in ("bm25", "dense", "fused", "read")}
        for line in lines
        for n in range(len(line["turns"]))
    }  # fmt: skip
    run = write_run(tmp_path / "run", items=lines, stages=stages)
    score_run(run)  # the libraries are loaded once
    start = time.process_time()
    assert len(score_run(run).rows) == 13 * 32
    assert time.process_time() - start < 10
