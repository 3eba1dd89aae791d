"""The tables of a terminal: what is in a cell, what is dim, and that they fit."""

from __future__ import annotations

import re
from io import StringIO

from rich.console import Console

from icpc_assistant.evaluation import tables
from icpc_assistant.evaluation.score import score
from icpc_assistant.evaluation.stored import read_run
from stored_run import ITEMS, answer, item, turn, write_run

MANY = [item(f"off-{n}", "off_topic", turn("What is a quark?")) for n in range(12)]
LONG = [{**ITEMS[7], "id": "long", "operation": "list_organisation"}]


def shown(run, *, colour=False):
    out = Console(file=StringIO(), width=100, color_system="standard" if colour else None)
    tables.scores(score(read_run(run)).aggregates, out)
    return out.file.getvalue()


def row_of(text, name):
    """Return the cells of a table's row, its two lines joined."""
    lines = [line.split("│")[1:-1] for line in text.splitlines() if line.startswith("│")]
    at = next(n for n, cells in enumerate(lines) if cells[0].strip() == name)
    first, second = ([cell.strip() for cell in cells] for cells in lines[at : at + 2])
    return [" ".join(filter(None, pair)) for pair in zip(first, second, strict=True)]


def test_each_measure_of_a_slice_has_its_own_number_and_interval(tmp_path):
    wrong = {("off-0", 0): answer("answered", "x"), ("off-1", 0): answer("answered", "x")}
    text = shown(write_run(tmp_path / "run", items=[*ITEMS, *MANY], change=wrong))
    # 13 turns to decline, 2 of them answered; nothing there to be found or cited.
    _, right, items, cited, false_answer, refusal = row_of(text, "kind=off_topic")
    assert re.fullmatch(r"0\.85 · 13 0\.\d\d–1\.00", right)
    assert re.fullmatch(r"0\.15 · 13 0\.00–0\.\d\d", false_answer)
    assert (items, cited, refusal) == ("–", "–", "–")
    assert row_of(text, "kind=near_miss")[4] == "0.00 · 1 0.00–0.00"


def test_what_few_turns_say_is_dim_cell_by_cell(tmp_path):
    text = shown(write_run(tmp_path / "run", items=[*ITEMS, *MANY]), colour=True)
    [line] = [line for line in text.splitlines() if "style=plain" in line]
    dim = re.findall(r"\x1b\[2m\s*(\d\.\d\d · \d+)", line)
    bright = re.findall(
        r"(?<!\x1b\[2m)(?<!\d)(\d\.\d\d · \d\d)", re.sub(r"\x1b\[2m[^\x1b]*", "", line)
    )
    assert {cell.split("· ")[1] for cell in dim} == {"8"}
    assert {cell.split("· ")[1] for cell in bright} == {"25", "15"}


def test_the_tables_fit_in_a_hundred_columns(tmp_path):
    text = shown(write_run(tmp_path / "run", items=[*ITEMS, *MANY, *LONG]))
    assert max(len(line) for line in text.splitlines() if "│" in line) <= 100
    assert row_of(text, "operation=list_organisation")[1] == "1.00 · 1 1.00–1.00"
