"""Whether a question brings the same bulletins in each language, worked out by hand."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from icpc_assistant.errors import UsageError
from icpc_assistant.evaluation import tables
from icpc_assistant.evaluation.languages import agreement
from stored_run import MET, OPENED, WENT, answer, item, turn, write_run

BOTH = ["Oslo workshop", "Quito mission"]
QUESTIONS = {"en": "Which events were in 2032?", "fr": "Quoi en 2032 ?", "es": "¿Qué hubo en 2032?"}


def lines(same="in-2032", languages=("en", "fr", "es"), **keys):
    asked = turn("", (), [], BOTH)
    return [
        item(
            f"{same}-{lang}",
            "collection",
            {**asked, "question": QUESTIONS[lang]},
            lang=lang,
            same=same,
            operation="list_time",
            **keys,
        )
        for lang in languages
    ]


def compared(tmp_path, said, items=None, **given):
    """Return the questions of a run in which each line says these quotes (`None`: it declines)."""
    told = {
        (line_id, 0): answer("abstained", "No.")
        if quotes is None
        else answer("answered", "", *quotes)
        for line_id, quotes in said.items()
    }
    return agreement(write_run(tmp_path / "run", items=items or lines(), change=told, **given))


def test_the_same_in_all_languages(tmp_path):
    found = compared(
        tmp_path, dict.fromkeys(("in-2032-en", "in-2032-fr", "in-2032-es"), (MET, WENT))
    )
    (asked,) = found.questions
    assert not asked.differs
    assert set(asked.measures.values()) == {1.0}
    assert list(asked.measures)[5:] == ["en-fr", "en-es", "fr-es"]
    assert found.overall["pairs_equal"][:] == (1.0, 1.0, 1.0, 1)


def test_one_language_brings_less(tmp_path):
    said = {"in-2032-en": (MET, WENT), "in-2032-fr": (MET,), "in-2032-es": (WENT, MET)}
    (asked,) = compared(tmp_path, said).questions
    assert asked.differs
    assert asked.measures == pytest.approx(
        {
            "pairs_equal": 1 / 3,
            "jaccard": (1 / 2 + 1 + 1 / 2) / 3,
            "all_equal": 0,
            "exact": 2 / 3,
            "all_exact": 0,
            "en-fr": 0,
            "en-es": 1,
            "fr-es": 0,
        }
    )
    assert [len(came.bulletins) for came in asked.came.values()] == [2, 1, 2]


def test_the_same_wrong_bulletin_agrees_and_is_not_exact(tmp_path):
    said = dict.fromkeys(("in-2032-en", "in-2032-fr", "in-2032-es"), (OPENED,))
    (asked,) = compared(tmp_path, said).questions
    assert (asked.measures["all_equal"], asked.measures["exact"]) == (1, 0)


def test_what_declines_brings_none(tmp_path):
    said = {"in-2032-en": None, "in-2032-fr": None, "in-2032-es": (MET, WENT)}
    (asked,) = compared(tmp_path, said).questions
    assert (asked.measures["en-fr"], asked.measures["pairs_equal"]) == (1, pytest.approx(1 / 3))
    assert asked.measures["jaccard"] == pytest.approx(1 / 3)
    assert asked.measures["exact"] == pytest.approx(1 / 3)


def test_a_missing_answer_agrees_with_none(tmp_path):
    said = {"in-2032-fr": None}
    found = compared(tmp_path, said, drop=("in-2032-en", "in-2032-es"))
    (asked,) = found.questions
    assert {name: asked.measures[name] for name in ("pairs_equal", "jaccard", "exact")} == {
        "pairs_equal": 0, "jaccard": 0, "exact": 0,
    }  # fmt: skip


def test_only_what_is_asked_in_several_languages_is_compared(tmp_path):
    alone = lines("alone", ("en",))
    found = compared(tmp_path, {}, [*lines(languages=("en", "es")), *alone])
    assert [asked.same for asked in found.questions] == ["in-2032"]
    assert found.slices.keys() == {"kind=collection", "operation=list_time"}
    with pytest.raises(UsageError, match="eval/languages"):
        agreement(write_run(tmp_path / "alone", items=alone))


def test_questions_on_one_bulletin_are_drawn_together(tmp_path):
    """The intervals are those of bulletins: of one alone, its questions stand for themselves."""
    items, said = [], {}
    for n in range(6):
        of = {"turns": [turn("Q?", (), [], ["Lisbon forum" if n < 3 else "Oslo workshop"])]}
        items += [line | of for line in lines(f"s{n}", ("en", "fr"))]
        said |= {f"s{n}-en": (OPENED,), f"s{n}-fr": (OPENED,) if n < 3 else None}
    found = compared(tmp_path, said, items)
    assert found.overall["pairs_equal"][:] == (0.5, 0.0, 1.0, 6)


def shown(found, **options):
    out = Console(file=StringIO(), width=100)
    tables.languages(found, out, **options)
    return out.file.getvalue()


def test_the_questions_that_differ_are_listed_of_dev_alone(tmp_path):
    items = [*lines("work"), *lines("held", split="test")]
    said = {
        "work-en": (MET,),
        "work-fr": None,
        "work-es": (MET,),
        "held-en": (WENT,),
        "held-fr": None,
    }
    found = compared(tmp_path, said, items)
    assert "Differing" not in shown(found)
    text = shown(found, differing=True)
    assert "Differing: 1" in text
    assert "work (fr)" in text
    assert "(none)" in text
    assert "held" not in text
    assert max(map(len, text.splitlines())) <= 100
