"""How much of the gap to a person's rewrite ours closes, worked out by hand."""

from __future__ import annotations

import copy
from io import StringIO

import numpy as np
from rich.console import Console

from icpc_assistant.evaluation import tables
from icpc_assistant.evaluation.rewrites import FORMS, _closed, compared
from icpc_assistant.evaluation.stored import read_run
from stored_run import MET, NINE, OPENED, item, ranked, turn, write_run

FIRST = turn("Where did the workshop meet?", [["Oslo"]], [MET], ["Oslo workshop"])


def follow_up(**more):
    asked = turn("How many?", [["nine"]], [NINE], ["Oslo workshop"])
    return asked | {"standalone": "How many cities took part?"} | more


def talk(name, *later):
    return item(name, "conversation", FIRST, *(later or (follow_up(),)))


def runs(tmp_path, items, found):
    """Return three runs; ``found`` gives by form the turns whose evidence is ranked first."""
    every = [(i["id"], n) for i in items for n in range(1, len(i["turns"]))]
    return {
        form: read_run(
            write_run(
                tmp_path / form,
                items=copy.deepcopy(items),
                stages={
                    key: {s: ranked(NINE) if key in found[form] else ranked(OPENED) for s in ("fused", "read")}
                    for key in every
                },
            )
        )
        for form in FORMS
    }  # fmt: skip


def test_the_share_of_the_gap_that_ours_closes(tmp_path):
    items = [talk(f"t{n}") for n in range(8)]
    keys = [(f"t{n}", 1) for n in range(8)]
    found = compared(
        runs(tmp_path, items, {"bare": keys[:2], "ours": keys[:5], "person": keys[:6]})
    )
    gaps = found.gaps
    gap = gaps["fused.R@5"]
    assert (gap.bare, gap.ours, gap.person) == (2 / 8, 5 / 8, 6 / 8)
    assert (gap.n, gap.conversations) == (8, 8)
    assert gap.closed.mean == 0.75
    assert 0 <= gap.closed.low < 0.75 < gap.closed.high == 1.0
    assert gaps["read.Success@1"] == gaps["fused.nDCG@10"] == gap
    # Every form says what the reference says, so here is no gap.
    assert (gaps["right"].bare, gaps["right"].closed) == (1.0, None)
    assert found.to_dict()["right"]["closed"] is None
    assert found.to_dict()["fused.R@5"]["closed"]["mean"] == 0.75


def test_ours_may_be_worse_than_the_bare_turn_and_better_than_a_person(tmp_path):
    items = [talk(f"t{n}") for n in range(4)]
    keys = [(f"t{n}", 1) for n in range(4)]
    worse = runs(tmp_path / "a", items, {"bare": keys[:2], "ours": keys[:1], "person": keys[:4]})
    assert compared(worse).gaps["fused.R@5"].closed.mean == -0.5
    better = runs(tmp_path / "b", items, {"bare": keys[:1], "ours": keys[:4], "person": keys[:2]})
    assert compared(better).gaps["fused.R@5"].closed.mean == 3.0


def test_thirds_that_were_rounded_leave_no_gap():
    """A resample of the first conversation alone has the same on both sides, but for rounding."""
    thirds = [[0.333333, 0.333333, 1.0], [0.333333, 1.0, 0.0], [0.333333, 1.0, 0.0]]
    values = np.array([*thirds, [0.0, 0.5, 1.0]])
    closed = _closed(values, ["a", "a", "a", "b"])
    assert closed.high < 2


def test_only_answerable_follow_ups_with_a_rewrite_count(tmp_path):
    thanks = turn("Thanks!", smalltalk=True)
    open_one = turn(
        "Who paid?", (), (), ["Oslo workshop"], answerable=False, standalone="Who paid?"
    )
    items = [talk("a", follow_up(), open_one, thanks), item("b", "conversation", FIRST, FIRST)]
    found = compared(runs(tmp_path, items, {form: [("a", 1)] for form in FORMS}))
    assert {gap.n for gap in found.gaps.values()} == {1}


def test_the_turns_of_a_conversation_are_drawn_together(tmp_path):
    """Of two conversations, one closed and one not, a resample may hold either alone."""
    items = [talk(name, *[follow_up() for _ in range(5)]) for name in ("a", "b")]
    one, both = [("a", n) for n in range(1, 6)], [(i, n) for i in "ab" for n in range(1, 6)]
    found = compared(runs(tmp_path, items, {"bare": [], "ours": one, "person": both}))
    gap = found.gaps["fused.R@5"]
    assert gap.closed[:] == (0.5, 0.0, 1.0, 10)


def shown(found, **options):
    out = Console(file=StringIO(), width=100)
    tables.rewrites(found, out, **options)
    return out.file.getvalue()


def test_what_a_person_finds_and_we_do_not_is_listed_of_dev_alone(tmp_path):
    items = [talk("work"), talk("held"), talk("even")]
    items[1]["split"] = "test"
    keys = [(name, 1) for name in ("work", "held", "even")]
    found = compared(runs(tmp_path, items, {"bare": [], "ours": keys[2:], "person": keys}))
    (behind,) = found.behind
    assert (behind.id, behind.turn, behind.found) == ("work", 1, (0.0, 1.0))
    assert (behind.ours, behind.person) == ("q", "How many cities took part?")
    assert "work#1" not in shown(found)
    text = shown(found, differing=True)
    assert "Found less than by a person's rewrite (nDCG@10): 1" in text
    assert "work#1" in text
    assert "held" not in text
    assert "even" not in text


def test_the_table_has_the_three_figures_and_the_share(tmp_path):
    items = [talk(f"t{n}") for n in range(4)]
    keys = [(f"t{n}", 1) for n in range(4)]
    text = shown(
        compared(runs(tmp_path, items, {"bare": [], "ours": keys[:3], "person": keys[:4]}))
    )
    assert text.startswith("4 follow-ups of 4 conversations")
    row = next(line for line in text.splitlines() if "fused.R@5" in line)
    cells = [cell.strip() for cell in row.split("│")[1:-1]]
    assert cells[:5] == ["fused.R@5", "0.000", "0.750", "1.000", "0.750"]
    assert cells[5] == "0.250–1.000"
    row = next(line for line in text.splitlines() if line.startswith("│ right"))
    assert row.count("–") == 2
