"""Two runs side by side: differences by hand, the permutation test against SciPy's."""

from __future__ import annotations

import json

import numpy as np
import pytest

import stored_run as world
from icpc_assistant.errors import UsageError
from icpc_assistant.evaluation.compare import (
    compare,
    confidence_differences,
    differences,
    holm,
    sign_flip,
)
from stored_run import CHAIRED, DREW, OPENED, answer, ranked, write_run


def row(number: int, cluster: str, lang: str = "en", **measures) -> dict:
    return {
        "id": f"i{number}", "turn": 0, "turns": 1, "lang": lang, "kind": "factual",
        "style": "plain", "split": "dev", "operation": "", "cluster": cluster,
        "answerable": True, "smalltalk": False, "empty": False, "measures": measures,
    }  # fmt: skip


def test_a_run_against_itself_differs_nowhere(tmp_path):
    a, b = (write_run(tmp_path / name, world.parrot) for name in "ab")
    found = compare(a, b)
    assert found.turns == 13
    assert found.won == found.lost == ()
    assert all(
        (d.difference, d.low, d.high, d.p) == (0.0, 0.0, 0.0, 1.0) for d in found.overall.values()
    )


def test_the_differences_by_hand(tmp_path):
    """The oracle is right on 13 turns; the parrot on 2, both about one of the clusters."""
    found = compare(
        write_run(tmp_path / "a", world.parrot), write_run(tmp_path / "b", world.oracle)
    )
    right = found.overall["right"]
    assert right.mean_a == pytest.approx(2 / 13, abs=1e-6)
    assert right.mean_b == 1.0
    assert right.difference == pytest.approx(11 / 13, abs=1e-6)
    assert 0.4 < right.low < right.difference < right.high <= 1.0
    assert right.n == 13
    # Clusters: Lisbon (where, quand, who, false, most), Oslo (talk, near, list, count), off, none:
    # all four gain. Of 2^4 flips, two are as far from zero.
    assert right.p == 2 / 16
    assert found.overall["false_answer"].difference == -1.0
    assert found.slices["split=test"]["right"].difference == 1.0
    assert found.slices["lang=fr"]["right"].difference == 0.0


def test_turns_won_and_lost_come_with_both_answers(tmp_path):
    worse = {
        ("where", 0): answer("abstained", "No idea."),
        ("who-and-how-many", 0): answer("answered", "Ana Prata", CHAIRED),
    }
    better = {("who-and-how-many", 0): answer("answered", "x", OPENED)}
    a = write_run(tmp_path / "a", change=better)
    b = write_run(tmp_path / "b", change=worse)
    found = compare(a, b)
    [lost], [won] = found.lost, found.won
    assert (lost.id, lost.turn, lost.kind, lost.lang) == ("where", 0, "factual", "en")
    assert lost.question == "Where was the forum?"
    assert (lost.answer_a["text"], lost.answer_b["text"]) == ("Lisbon", "No idea.")
    assert (lost.measures_a["right"], lost.measures_b["right"]) == (1.0, 0.0)
    # Neither answer is right; one of the two items is found now.
    assert won.id == "who-and-how-many"
    assert won.measures_a["right"] == won.measures_b["right"] == 0.0
    assert (won.measures_a["items_found"], won.measures_b["items_found"]) == (0.0, 0.5)
    assert json.loads(json.dumps(found.to_dict()))["lost"][0]["id"] == "where"


def test_what_is_lost_most_comes_first(tmp_path):
    found = compare(
        write_run(tmp_path / "a"),
        write_run(
            tmp_path / "b",
            change={
                ("who-and-how-many", 0): answer(
                    "answered", "Ana Prata 1,200", DREW, confidence=0.9
                ),
                ("quand", 0): answer("answered", "x", DREW),
                ("most", 0): answer("abstained", "x"),
            },
        ),
    )
    # `right` is lost twice, both with all of the items found.
    assert [changed.id for changed in found.lost] == ["quand", "most"]


def test_a_missing_answer_is_a_lost_turn(tmp_path):
    found = compare(write_run(tmp_path / "a"), write_run(tmp_path / "b", drop=("where",)))
    [lost] = found.lost
    assert (lost.id, lost.answer_b) == ("where", None)
    never = compare(
        write_run(tmp_path / "c", world.parrot),
        write_run(tmp_path / "d", world.parrot, drop=("off",)),
    )
    # To say nothing is no better than to answer falsely.
    assert never.overall["false_answer"].difference == 0.0


def test_the_order_of_the_questions_does_not_matter(tmp_path):
    a = write_run(tmp_path / "a", world.parrot)
    b = write_run(tmp_path / "b", world.oracle, items=world.ITEMS[::-1])
    forward = write_run(tmp_path / "c", world.oracle)
    assert compare(a, b).overall == compare(a, forward).overall


def test_a_stage_that_one_run_lacks_is_left_out(tmp_path):
    a = write_run(
        tmp_path / "a", stages={("where", 0): {"bm25": ranked(OPENED), "read": ranked(OPENED)}}
    )
    b = write_run(tmp_path / "b", stages={("where", 0): {"read": ranked(DREW)}})
    found = compare(a, b).overall
    assert found["read.Success@1"].n == 8
    assert found["read.Success@1"].difference == pytest.approx(-1 / 8, abs=1e-6)
    assert not any(name.startswith("bm25") for name in found)


def test_runs_of_different_questions_are_refused(tmp_path):
    a = write_run(tmp_path / "a")
    b = write_run(tmp_path / "b", items=world.ITEMS[:4])
    changed = [{**world.ITEMS[0], "lang": "es"}, *world.ITEMS[1:]]
    c = write_run(tmp_path / "c", items=changed)
    with pytest.raises(UsageError, match="of 11 and 4 items they have 4 in common.*; run both"):
        compare(a, b)
    with pytest.raises(UsageError, match="of 11 and 11 items they have 10 in common"):
        compare(a, c)


# Statistics


@pytest.mark.parametrize("seed", range(3))
def test_the_permutation_test_is_scipys(seed):
    from scipy.stats import permutation_test

    change = np.random.default_rng(seed).normal(0.3, 1, size=(10, 1))
    expected = permutation_test(
        (change[:, 0], np.zeros(10)), lambda x, y: np.sum(x - y), permutation_type="samples"
    )
    assert sign_flip(change, [str(n) for n in range(10)]) == [pytest.approx(expected.pvalue)]


def test_the_sampled_test_is_near_the_exact_one():
    change = np.random.default_rng(5).normal(0.4, 1, size=(13, 1))
    [exact] = sign_flip(change, [str(n) for n in range(13)])
    # A fourteenth cluster without a difference changes nothing but the way it is computed.
    [sampled] = sign_flip(np.vstack([change, [[0.0]]]), [str(n) for n in range(14)])
    assert sampled == pytest.approx(exact, abs=0.02)
    assert sampled != exact


def test_clusters_flip_together():
    change = np.array([[1.0]] * 8)
    assert sign_flip(change, list("abcdefgh")) == [2 / 2**8]
    assert sign_flip(change, list("aaaabbbb")) == [2 / 2**2]


def test_a_difference_of_one_turn_is_luck_and_of_forty_is_not():
    def rows(better: int) -> tuple[list, list]:
        before = [row(n, f"c{n}", right=0.0) for n in range(40)]
        after = [row(n, f"c{n}", right=float(n < better)) for n in range(40)]
        return before, after

    luck, sure = (differences(*rows(n))["right"] for n in (1, 40))
    assert luck.p == 1.0
    assert luck.low == 0.0
    assert sure.p == pytest.approx(1 / 10_000)
    assert sure.low == 1.0


def sure(number, confidence, *, answerable):
    return {
        **row(number, f"c{number}", right=float(answerable)), "answerable": answerable,
        "kind": "factual" if answerable else "near_miss", "status": "answered",
        "confidence": confidence,
    }  # fmt: skip


def test_worse_confidence_is_seen_where_every_answer_is_the_same():
    """Forty turns, half of them answerable; the other run is no surer of those."""
    rng = np.random.default_rng(0)
    answerable = [n % 2 == 0 for n in range(40)]
    good = [sure(n, 0.4 * a + 0.6 * rng.random(), answerable=a) for n, a in enumerate(answerable)]
    bad = [sure(n, rng.random(), answerable=a) for n, a in enumerate(answerable)]
    same = confidence_differences(good, good)
    assert all((d.difference, d.low, d.high, d.p) == (0.0, 0.0, 0.0, 1.0) for d in same.values())
    found = confidence_differences(good, bad)
    assert list(found) == ["AUROC", "AUROC near_miss", "AURC"]
    auroc, aurc = found["AUROC"], found["AURC"]
    assert auroc.mean_a > 0.75
    assert auroc.low < auroc.difference < auroc.high < 0
    assert auroc.p < 0.05
    assert aurc.difference > 0
    assert (auroc.n, aurc.n) == (20, 40)
    back = confidence_differences(bad, good)["AUROC"]
    assert (back.low, back.high, back.p) == (-auroc.high, -auroc.low, auroc.p)


def test_a_comparison_holds_the_confidence(tmp_path):
    unsure = write_run(tmp_path / "b", lambda *a: {**world.oracle(*a), "confidence": 0.5})
    found = compare(write_run(tmp_path / "a"), unsure)
    assert found.overall["right"].difference == 0.0
    assert found.confidence["AUROC"].difference == -0.5
    assert json.loads(json.dumps(found.to_dict()))["confidence"]["AURC"]["difference"] > 0


def test_only_turns_that_both_have_count():
    before = [row(0, "a", x=1.0), row(1, "b", x=None), row(2, "c", x=0.0)]
    after = [row(0, "a", x=0.0), row(1, "b", x=1.0), row(2, "c", x=None)]
    found = differences(before, after)["x"]
    assert (found.n, found.mean_a, found.mean_b, found.difference) == (1, 1.0, 0.0, -1.0)


def test_holm_by_hand():
    # Sorted .01 .03 .04: ×3, ×2, ×1, never falling.
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []


def test_slices_are_corrected_for_their_number(tmp_path):
    found = compare(
        write_run(tmp_path / "a", world.parrot), write_run(tmp_path / "b", world.oracle)
    )
    assert found.overall["right"].p_holm is None
    slices = {name: measures["right"] for name, measures in found.slices.items()}
    assert len(slices) > 10
    least = min(slices.values(), key=lambda d: d.p)
    assert least.p_holm == pytest.approx(min(1.0, least.p * len(slices)))
    assert all(d.p <= d.p_holm <= 1.0 for d in slices.values())
