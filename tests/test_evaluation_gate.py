"""The gate: what passes, what fails, and what it says."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from unittest.mock import ANY

import pytest

import stored_run as world
from icpc_assistant.errors import AssistantError, UsageError
from icpc_assistant.evaluation.dataset import in_gate, read_set
from icpc_assistant.evaluation.gate import MARGINS, gate, update_baseline
from stored_run import DREW, NINE, OPENED, answer, item, ranked, turn, write_lines, write_run

ROOT = Path(__file__).parent.parent

# Forty facts on forty subjects, so that a loss can be more than luck.
MANY = [
    item(f"fact-{n}", "factual", turn("Where?", [["Lisbon"]], [OPENED], [])) for n in range(40)
] + [item(f"off-{n}", "off_topic", turn("What is a quark?")) for n in range(40)]  # fmt: skip
STAGES = {(line["id"], 0): {"read": ranked(OPENED)} for line in MANY if line["kind"] == "factual"}


def run_of_many(folder, wrong=0, false=0, **more):
    change = {(f"fact-{n}", 0): answer("abstained", "No.") for n in range(wrong)}
    change |= {(f"off-{n}", 0): answer("answered", "Lisbon", OPENED) for n in range(false)}
    return write_run(folder, items=MANY, change=change, **{"stages": STAGES, **more})


@pytest.fixture
def baseline(tmp_path):
    update_baseline(run_of_many(tmp_path / "first"), tmp_path / "eval" / "baseline.json")
    return tmp_path / "eval" / "baseline.json"


def test_the_same_run_passes(tmp_path, baseline):
    result = gate(run_of_many(tmp_path / "again"), baseline)
    assert result.passed
    assert result.failures == result.lost == result.won == ()
    assert result.worse == {}
    assert set(result.differences) == set(MARGINS)


def test_a_sure_loss_beyond_the_margin_fails_and_names_the_questions(tmp_path, baseline):
    result = gate(run_of_many(tmp_path / "worse", wrong=10), baseline)
    assert not result.passed
    [right] = [failure for failure in result.failures if failure.startswith("right")]
    # 10 of 80 turns.
    assert "from 1.000 to 0.875 over 80 turns" in right
    assert "margin of 0.01" in right
    refusal = next(f for f in result.failures if f.startswith("false_refusal"))
    assert "from 0.000 to 0.250 over 40 turns" in refusal
    assert sorted(lost.id for lost in result.lost) == sorted(f"fact-{n}" for n in range(10))
    first = result.lost[0]
    assert first.question == "Where?"
    assert (first.reply_before.status, first.reply_before.text) == ("answered", "Lisbon")
    assert (first.reply.status, first.reply.text) == ("abstained", "No.")
    assert (first.before["right"], first.after["right"]) == (1.0, 0.0)


def test_false_answers_fail_too(tmp_path, baseline):
    result = gate(run_of_many(tmp_path / "worse", false=8), baseline)
    assert {failure.split()[0] for failure in result.failures} == {"right", "false_answer"}
    assert result.differences["false_answer"].difference == pytest.approx(0.2)


def test_a_loss_that_may_be_luck_passes_but_is_told(tmp_path, baseline):
    result = gate(run_of_many(tmp_path / "worse", wrong=2), baseline)
    # .025 beyond the margin of .01, but two turns of eighty: the interval touches zero.
    assert result.passed
    assert result.differences["right"].difference == pytest.approx(-0.025)
    assert len(result.lost) == 2


def test_a_sure_loss_within_the_margin_passes(tmp_path, baseline):
    worse = run_of_many(tmp_path / "worse", wrong=10)
    wide = dict.fromkeys(MARGINS, 0.3)
    assert gate(worse, baseline, wide).passed
    assert not gate(worse, baseline, {**wide, "right": 0.12}).passed


def test_a_gain_passes_and_does_not_hide_a_loss(tmp_path):
    baseline = tmp_path / "baseline.json"
    update_baseline(run_of_many(tmp_path / "a", wrong=10), baseline)
    better = gate(run_of_many(tmp_path / "b"), baseline)
    assert better.passed
    assert [turned.id for turned in better.won] == [f"fact-{n}" for n in range(10)]
    assert (str(better.won[0].reply_before), str(better.won[0].reply)) == (
        "abstained: No.", "answered: Lisbon",
    )  # fmt: skip
    mixed = gate(run_of_many(tmp_path / "c", false=10), baseline)
    assert [f.split()[0] for f in mixed.failures] == ["false_answer"]
    assert len(mixed.won) == len(mixed.lost) == 10


def test_no_margin_allows_a_quote_that_is_not_there(tmp_path, baseline):
    run = run_of_many(tmp_path / "run")
    rows = [json.loads(line) for line in (run / "answers.jsonl").read_text().splitlines()]
    rows[3]["turns"][0]["citations"][0]["start"] += 1
    write_lines(run / "answers.jsonl", rows)
    result = gate(run, baseline, dict.fromkeys(MARGINS, 1.0))
    [failure] = result.failures
    assert "word for word in its bulletin in 1 turns (the first is fact-3#0)" in failure
    [turned] = result.worse["verbatim"]
    assert (turned.id, turned.before["verbatim"], turned.after["verbatim"]) == ("fact-3", 1.0, 0.0)


def test_a_false_quote_fails_wherever_it_is(tmp_path):
    """Also on a turn that the baseline does not hold (here: of the test split)."""
    baseline = tmp_path / "baseline.json"
    update_baseline(write_run(tmp_path / "a"), baseline)
    false = answer("answered", "Ana Prata, 1,200", DREW)
    false["citations"][0]["end"] += 1
    result = gate(write_run(tmp_path / "b", change={("who-and-how-many", 0): false}), baseline)
    assert [f.partition(" does")[0] for f in result.failures] == ["a quote"]
    [turned] = result.worse["verbatim"]
    assert (turned.id, str(turned.reply_before)) == ("who-and-how-many", "(not noted)")


def test_a_stage_that_vanished_is_a_loss(tmp_path, baseline):
    result = gate(run_of_many(tmp_path / "run", stages=None), baseline)
    assert [f.split()[0] for f in result.failures] == ["read.Success@1"]


def test_whatever_fails_lists_the_turns_that_got_worse_on_it(tmp_path, baseline):
    """Right, and with all items found: nothing is lost, but the first citation is no evidence."""
    change = {(f"fact-{n}", 0): answer("answered", "Lisbon", DREW, OPENED) for n in range(12)}
    result = gate(write_run(tmp_path / "run", items=MANY, stages=STAGES, change=change), baseline)
    assert [f.split()[0] for f in result.failures] == ["cited_first"]
    assert result.lost == ()
    assert {n: [t.id for t in worse] for n, worse in result.worse.items()} == {
        "cited_first": [f"fact-{n}" for n in range(12)]
    }
    first = result.worse["cited_first"][0]
    assert (first.before["cited_first"], first.after["cited_first"]) == (1.0, 0.0)
    vanished = gate(run_of_many(tmp_path / "none", stages=None), baseline)
    assert len(vanished.worse["read.Success@1"]) == 40


def test_answers_in_another_language_fail(tmp_path, baseline):
    said = answer("answered", "Lisbon", OPENED, language="fr")
    change = {(f"fact-{n}", 0): said for n in range(10)}
    result = gate(write_run(tmp_path / "run", items=MANY, stages=STAGES, change=change), baseline)
    assert [f.split()[0] for f in result.failures] == ["language_ok"]
    assert len(result.worse["language_ok"]) == 10
    assert result.lost == ()


def test_what_was_said_is_told_before_and_now(tmp_path, baseline):
    from io import StringIO

    from rich.console import Console

    from icpc_assistant.evaluation import tables

    def shown(run, before=baseline):
        out = Console(file=StringIO(), width=100)
        tables.gate(gate(run, before), out, 2)
        return out.file.getvalue()

    worse = run_of_many(tmp_path / "worse", wrong=10)
    text = shown(worse)
    assert "Lost: 10" in text
    assert re.search(r"fact-0#0 .*│ answered: Lisbon +│ abstained: No\.", text)
    assert re.search(r"Worse on false_refusal: 10\n", text)
    assert re.search(r"│ 0\.000 answered: Lisbon +│ 1\.000 abstained: No\.", text)
    assert "Worse on right" not in text
    assert "10 questions lost, 0 won." in text
    update_baseline(worse, tmp_path / "low.json")
    text = shown(run_of_many(tmp_path / "good"), tmp_path / "low.json")
    assert "Won: 10" in text
    assert re.search(r"fact-0#0 .*│ abstained: No\. +│ answered: Lisbon", text)
    assert "… and 8 more." in text


def test_missing_answers_fail(tmp_path, baseline):
    result = gate(run_of_many(tmp_path / "run", drop=("fact-1",)), baseline)
    assert any(f.startswith("1 turns of the baseline have no answer") for f in result.failures)
    assert [(lost.reply.status, lost.reply.text) for lost in result.lost] == [("missing", "")]


def test_a_run_of_another_set_is_refused(tmp_path, baseline):
    with pytest.raises(
        UsageError, match="lacks 80 of the 80 turns .*fact-0#0.*; run the whole dev"
    ):
        gate(write_run(tmp_path / "run"), baseline)


def test_a_question_or_a_reference_that_changed_is_refused_by_name(tmp_path, baseline):
    changed = [
        item("fact-3", "factual", turn("Where was it?", [["Lisbon"]], [OPENED])),
        item("fact-5", "factual", turn("Where?", [["Lisbon"], ["May 4"]], [OPENED])),
    ]
    ids = [line["id"] for line in changed]
    lines = [line for line in MANY if line["id"] not in ids] + changed
    run = write_run(tmp_path / "run", items=lines, stages=STAGES)
    with pytest.raises(
        UsageError, match=r"2 turns of .* has changed \(fact-3#0, fact-5#0\); .*--update"
    ):
        gate(run, baseline)
    # The order of the lines, and the split they are stored with, are nobody's question.
    assert gate(write_run(tmp_path / "b", items=MANY[::-1], stages=STAGES), baseline).passed


# A part of the dev split


def part_of_many(folder, leave_out=(), **more):
    """A run of what the gate asks of the forty facts and forty others."""
    lines = [i for i in MANY if in_gate(i["id"], i["kind"]) and i["id"] not in leave_out]
    run = write_run(folder, items=lines, stages=STAGES, **more)
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    (run / "manifest.json").write_text(json.dumps(manifest | {"split": "gate"}), "utf-8")
    return run


def test_the_gates_part_is_judged_by_that_part_of_the_baseline(tmp_path, baseline):
    kept = [i["id"] for i in MANY if in_gate(i["id"], i["kind"])]
    facts = [i for i in kept if i.startswith("fact-")]
    assert 12 < len(facts) < 28
    assert len(kept) == len(facts) + 40
    result = gate(part_of_many(tmp_path / "part"), baseline)
    assert result.passed
    assert (result.turns, result.of) == (len(kept), 80)
    worse = {(i, 0): answer("abstained", "No.") for i in facts[:10]}
    result = gate(part_of_many(tmp_path / "worse", change=worse), baseline)
    assert not result.passed
    assert [turned.id for turned in result.lost] == facts[:10]


def test_a_part_that_lacks_what_the_gate_asks_is_refused(tmp_path, baseline):
    with pytest.raises(UsageError, match=r"lacks 1 of the \d+ turns .*off-3#0"):
        gate(part_of_many(tmp_path / "part", leave_out=("off-3",)), baseline)
    # A whole run answers for the whole baseline.
    whole = part_of_many(tmp_path / "whole")
    (whole / "manifest.json").write_text('{"format": 1, "split": "dev"}', "utf-8")
    with pytest.raises(UsageError, match="of the 80 turns"):
        gate(whole, baseline)


def test_a_part_of_another_set_is_refused(tmp_path, baseline):
    """Also by a baseline that does not say which of its turns the gate asks."""
    other = write_run(tmp_path / "run")
    (other / "manifest.json").write_text('{"format": 1, "split": "gate"}', "utf-8")
    whole = json.loads(baseline.read_text("utf-8"))
    baseline.write_text(json.dumps(whole | {"format": 1}), "utf-8")
    with pytest.raises(UsageError, match="lacks 80 of the 80 turns"):
        gate(other, baseline)


def test_a_part_does_not_become_the_baseline(tmp_path, baseline):
    with pytest.raises(UsageError, match="only the part .*--split dev"):
        update_baseline(part_of_many(tmp_path / "part"), baseline)


def test_a_limited_run_does_not_become_the_baseline(tmp_path, baseline):
    run = write_run(tmp_path / "some")
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    (run / "manifest.json").write_text(json.dumps(manifest | {"limit": 5}), "utf-8")
    before = baseline.read_bytes()
    with pytest.raises(UsageError, match="only 5 lines .*without `--limit`"):
        update_baseline(run, baseline)
    assert baseline.read_bytes() == before


def test_the_gate_asks_of_every_slice_of_the_shipped_dev_split():
    from icpc_assistant.bulletins import read_corpus

    items = read_set(ROOT / "eval" / "questions", read_corpus(ROOT / "corpus"))
    dev = [item for item in items if item.split == "dev"]
    asked = [item for item in dev if in_gate(item.id, item.kind)]
    share = sum(len(i.turns) for i in asked) / sum(len(i.turns) for i in dev)
    assert 0.5 < share < 0.65
    for slices in (
        lambda i: (i.kind, i.lang), lambda i: (i.style, i.lang), lambda i: (i.operation,),
    ):  # fmt: skip
        whole, part = (Counter(map(slices, chosen)) for chosen in (dev, asked))
        assert {name: n for name, n in whole.items() if part[name] < 0.25 * n} == {}


def test_margins_are_checked(tmp_path, baseline):
    run = run_of_many(tmp_path / "run")
    with pytest.raises(UsageError, match="no measure 'nDCG'.*its measures are right"):
        gate(run, baseline, {"nDCG": 0.1})
    for margin in (-0.1, 2.0, float("nan")):
        with pytest.raises(UsageError, match="margin of right is out of range"):
            gate(run, baseline, {"right": margin})


# The baseline


def test_the_baseline_holds_the_dev_split_a_turn_a_line(tmp_path):
    path = tmp_path / "baseline.json"
    told = update_baseline(write_run(tmp_path / "run"), path)
    assert told.splitlines()[0] == "New baseline of 12 turns."
    assert "right: 1.000" in told
    whole = json.loads(path.read_text("utf-8"))
    assert (whole["format"], whole["split"], whole["system"]) == (2, "dev", "oracle")
    assert "who-and-how-many#0" not in whole["rows"]
    assert whole["rows"]["near#0"] == {
        "right": 1.0, "items_found": None, "cited_first": None, "verbatim": None,
        "false_answer": 0.0, "false_refusal": None, "read.Success@1": None,
        "language_ok": 1.0, "kind": "near_miss", "status": "abstained", "said": "The bulletins do not say.", "digest": ANY,
    }  # fmt: skip
    assert sum(line.startswith('"') for line in path.read_text("utf-8").splitlines()) == 13


def test_of_a_long_answer_the_baseline_keeps_a_line(tmp_path):
    path = tmp_path / "baseline.json"
    said = {("where", 0): answer("answered", "On\nand on " * 60 + "[1].")}
    update_baseline(write_run(tmp_path / "run", change=said), path)
    kept = json.loads(path.read_text("utf-8"))["rows"]["where#0"]["said"]
    assert kept.startswith("On and on On and on")
    assert kept.endswith("…")
    assert len(kept) <= 160


def test_a_baseline_without_what_was_said_is_read(tmp_path, baseline):
    """As earlier versions wrote it."""
    whole = json.loads(baseline.read_text("utf-8"))
    for row in whole["rows"].values():
        for name in ("kind", "status", "said", "digest", "language_ok"):
            del row[name]
    baseline.write_text(json.dumps(whole | {"format": 1}), "utf-8")
    result = gate(run_of_many(tmp_path / "worse", wrong=10), baseline)
    assert [str(lost.reply_before) for lost in result.lost] == ["(not noted)"] * 10
    assert set(result.differences) == set(MARGINS) - {"language_ok"}
    baseline.write_text(json.dumps(whole | {"format": 2}), "utf-8")
    with pytest.raises(UsageError, match="is no baseline of format 2"):
        gate(run_of_many(tmp_path / "again"), baseline)


def test_an_update_tells_what_it_changes(tmp_path):
    path = tmp_path / "baseline.json"
    update_baseline(
        write_run(tmp_path / "a", change={("off", 0): answer("answered", "x", NINE)}), path
    )
    fewer = [line for line in world.ITEMS if line["id"] != "most"]
    lost = {("where", 0): answer("abstained", "No.")}
    told = update_baseline(write_run(tmp_path / "b", items=fewer, change=lost), path).splitlines()
    assert told[0] == "Baseline of 11 turns: 0 added, 1 removed."
    assert "false_answer: 0.333 → 0.000" in told
    assert told[-2:] == ["won 1: off#0", "lost 1: where#0"]
    assert len(json.loads(path.read_text("utf-8"))["rows"]) == 11


def test_a_run_that_cannot_be_a_baseline(tmp_path):
    path = tmp_path / "baseline.json"
    with pytest.raises(UsageError, match="no answer to 3 of its 12 turns; finish it"):
        update_baseline(write_run(tmp_path / "a", drop=("talk",)), path)
    only = [line for line in world.ITEMS if line["split"] == "test"]
    with pytest.raises(UsageError, match="has no turn of the dev split.*--split dev"):
        update_baseline(write_run(tmp_path / "b", items=only), path)
    assert not path.exists()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": 3, "rows": {"a#0": {}}}', '{"format": 1, "rows": {}}',
     '{"format": 1, "rows": {"a#0": {"right": 1}}}', "\xff"],
)  # fmt: skip
def test_a_spoilt_baseline(tmp_path, text):
    path = tmp_path / "baseline.json"
    path.write_text(text, "latin-1")
    with pytest.raises(UsageError, match="is no baseline of format 2; restore it"):
        gate(write_run(tmp_path / "run"), path)


def test_scores_of_a_baseline_are_numbers(tmp_path, baseline):
    baseline.write_text(baseline.read_text("utf-8").replace('"right": 1.0', '"right": "1"', 1))
    with pytest.raises(UsageError, match="is no baseline of format 2"):
        gate(run_of_many(tmp_path / "run"), baseline)


def test_no_baseline_yet(tmp_path):
    with pytest.raises(UsageError, match="cannot be read .*--update"):
        gate(write_run(tmp_path / "run"), tmp_path / "none.json")


def test_a_baseline_that_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(AssistantError, match="cannot be written"):
        update_baseline(write_run(tmp_path / "run"), tmp_path / "file" / "baseline.json")
