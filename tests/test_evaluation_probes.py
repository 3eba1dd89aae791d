"""The three systems whose scores are known beforehand, on the set that ships: no index needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from icpc_assistant.bulletins import read_corpus
from icpc_assistant.config import load_settings
from icpc_assistant.evaluation.run import planned, run
from icpc_assistant.evaluation.score import score
from icpc_assistant.evaluation.stored import read_run
from icpc_assistant.evaluation.world import World

pytest.importorskip("ir_measures")
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def bulletins():
    return read_corpus(ROOT / "corpus")


@pytest.fixture(scope="module")
def plan(bulletins):
    return planned(ROOT / "eval" / "questions", bulletins)


@pytest.fixture
def scored(plan, bulletins, tmp_path):
    def scored(system):
        settings = load_settings(corpus=ROOT / "corpus", index=Path("/nowhere/at/all"))
        ran = run(plan, World(settings, bulletins), system, tmp_path / system)
        return score(read_run(ran.folder))

    return scored


def turns(plan):
    return [turn for item in plan.items for turn in item.turns]


def test_the_oracle_scores_one_on_every_measure(plan, scored):
    found = scored("oracle")
    means = {name: value["mean"] for name, value in found.aggregates["overall"].items()}
    assert means.pop("false_answer") == means.pop("false_refusal") == 0.0
    # To answer is no merit: as many turns as have an answer are answered.
    asked = [turn for turn in turns(plan) if not turn.smalltalk]
    answerable = sum(turn.answerable and not turn.empty for turn in asked)
    assert means.pop("answered") == pytest.approx(answerable / len(asked), abs=1e-6)
    # Of a turn with more than five quotes, five places hold five.
    quotes = [len(set(t.evidence)) or len(t.bulletins) for t in turns(plan) if t.answerable]
    most = [min(1.0, 5 / number) for number in quotes if number]
    assert min(most) < 1.0
    for stage in ("fused", "read"):
        recall = sum(most) / len(most)
        assert means.pop(f"{stage}.R@5") == pytest.approx(recall, abs=1e-6)
    assert set(means) > {"right", "items_found", "exact_match", "set_exact", "count_exact",
                         "language_ok", "verbatim", "figures_exact", "read.nDCG@10"}  # fmt: skip
    assert {name: mean for name, mean in means.items() if mean != 1.0} == {}
    assert found.aggregates["abstention"]["auroc"] == 1.0
    assert found.aggregates["verbatim"] == 1.0


def test_to_decline_everything_is_right_where_there_is_something_to_decline(plan, scored):
    found = scored("empty").aggregates
    declined = sum(t.empty or not (t.answerable or t.smalltalk) for t in turns(plan))
    assert 0.3 < declined / len(turns(plan)) < 0.4
    right = found["overall"]["right"]
    assert right["n"] == len(turns(plan))
    assert right["mean"] == pytest.approx(declined / len(turns(plan)), abs=1e-6)
    assert found["abstention"]["auroc"] == 0.5
    assert found["abstention"]["false_answers"] == 0.0
    assert found["abstention"]["false_refusals"] == 1.0


def test_lots_are_no_better_than_luck(plan, scored):
    found = scored("random").aggregates
    # It answers every other turn, whatever is asked, and is never surer of the one than of another.
    for name in ("auroc", "false_answers", "false_refusals"):
        assert found["abstention"][name] == pytest.approx(0.5, abs=0.1), name
    assert found["abstention"]["risk"] > 0.98
    overall = found["overall"]
    assert overall["verbatim"]["mean"] == overall["language_ok"]["mean"] == 1.0
    assert overall["items_found"]["mean"] < 0.02
    # Half of what is to be declined, and next to nothing else.
    asked = turns(plan)
    declined = sum(turn.empty or not (turn.answerable or turn.smalltalk) for turn in asked)
    assert overall["right"]["mean"] == pytest.approx(declined / len(asked) / 2, abs=0.04)
