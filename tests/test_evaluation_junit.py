"""JUnit XML of a run, read back with the standard library's parser."""

import xml.etree.ElementTree as ET

import pytest

from icpc_assistant.errors import AssistantError, UsageError
from icpc_assistant.evaluation.junit import write_junit
from stored_run import ITEMS, NINE, OPENED, answer, item, parrot, turn, write_run

TURNS = sum(len(line["turns"]) for line in ITEMS)


def written(run, tmp_path):
    write_junit(run, tmp_path / "junit.xml")
    return ET.parse(tmp_path / "junit.xml").getroot()


def test_every_turn_is_a_test_case_and_kinds_are_suites(tmp_path):
    root = written(write_run(tmp_path / "run"), tmp_path)
    assert root.tag == "testsuites"
    suites = {s.get("name"): int(s.get("tests")) for s in root.iter("testsuite")}
    assert suites == {
        "factual": 3, "conversation": 3, "near_miss": 1, "false_premise": 1, "off_topic": 1, "collection": 4,
    }  # fmt: skip
    cases = [case.get("name") for case in root.iter("testcase")]
    assert len(cases) == TURNS
    assert "where: Where was the forum?" in cases
    assert "talk#1: How many cities?" in cases
    assert not list(root.iter("failure"))
    assert root.get("failures") == "0"


def test_what_is_not_right_fails_and_says_why(tmp_path):
    wrong = answer("answered", "x", OPENED, short_answer="Rome")
    run = write_run(
        tmp_path / "run", change={("near", 0): wrong, ("talk", 1): answer("abstained", "No.")}
    )
    failures = {
        case.get("name").partition(":")[0]: case.find("failure")
        for case in written(run, tmp_path).iter("testcase")
        if case.find("failure") is not None
    }
    assert set(failures) == {"near", "talk#1"}
    assert failures["near"].get("message") == "answered, where the right reply was to decline"
    assert failures["talk#1"].get("message") == "abstained, though the bulletins say"
    assert f"answered: [answered] Rome — {OPENED}" in failures["near"].text
    assert "expected: to decline" in failures["near"].text
    assert "expected: nine | 9" in failures["talk#1"].text
    assert f"evidence: {NINE}" in failures["talk#1"].text


def test_failures_are_as_many_as_turns_not_right(tmp_path):
    root = written(write_run(tmp_path / "run", parrot), tmp_path)
    assert (root.get("tests"), root.get("failures")) == (str(TURNS), str(TURNS - 2))


def test_what_another_run_answered_stands_beside_what_was_won_and_lost(tmp_path):
    new = write_run(tmp_path / "new", change={("where", 0): answer("abstained", "No idea.")})
    old = write_run(tmp_path / "old", parrot)
    write_junit(new, tmp_path / "junit.xml", old)
    root = ET.parse(tmp_path / "junit.xml").getroot()
    against = {p.get("value") for p in root.iter("property") if p.get("name") == "against"}
    assert against == {f"parrot in {old}"}
    told = {
        case.get("name").partition(":")[0]: case.findtext("system-out")
        for case in root.iter("testcase")
        if case.find("system-out") is not None
    }
    assert told["where"] == f"lost; before, answered: {OPENED}"
    assert told["near"] == f"won; before, answered: {OPENED}"
    assert "quand" not in told
    assert not list(written(new, tmp_path).iter("system-out"))


def test_a_missing_answer_fails(tmp_path):
    root = written(write_run(tmp_path / "run", drop=("where",)), tmp_path)
    assert [f.get("message") for f in root.iter("failure")] == ["no answer in the run"]


def test_times_are_the_answers_own(tmp_path):
    root = written(write_run(tmp_path / "run"), tmp_path)
    case = next(c for c in root.iter("testcase") if c.get("name").startswith("where:"))
    assert float(case.get("time")) == pytest.approx(0.004)


def test_characters_that_xml_cannot_hold_do_not_break_it(tmp_path):
    question = "a\x00b\x0b <&\"'> ]]> \ufffe é"
    run = write_run(tmp_path / "run", parrot, [item("a", "off_topic", turn(question))])
    root = written(run, tmp_path)
    name = next(root.iter("testcase")).get("name")
    assert name == "a: a\ufffdb\ufffd <&\"'> ]]> \ufffd é"
    assert name.removeprefix("a: ") in next(root.iter("failure")).text


def test_what_made_the_run_is_in_the_properties(tmp_path):
    properties = {
        p.get("name"): p.get("value")
        for p in written(write_run(tmp_path / "r"), tmp_path).iter("property")
    }
    assert properties == {"system": "oracle", "set": "invented"}


def test_a_folder_that_is_no_run_and_a_place_that_cannot_be_written_are_said(tmp_path):
    with pytest.raises(UsageError, match="no run folder"):
        write_junit(tmp_path, tmp_path / "junit.xml")
    with pytest.raises(AssistantError, match=r"cannot be written .*with room\.$"):
        write_junit(write_run(tmp_path / "run"), tmp_path / "nowhere" / "junit.xml")
