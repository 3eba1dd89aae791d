"""A scored run → JUnit XML: one test case a turn, so that any CI shows which questions fail."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icpc_assistant.errors import AssistantError
from icpc_assistant.evaluation.beside import Beside
from icpc_assistant.evaluation.cases import Case, TurnCase
from icpc_assistant.evaluation.scored import ScoredRun

if TYPE_CHECKING:
    from junitparser import TestCase, TestSuite

# What XML 1.0 cannot hold, escaped or not (section 2.2 of the recommendation).
_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def write_junit(run: Path, path: Path, against: Path | None = None) -> None:
    """Write the run's turns as JUnit XML: a suite a kind, a failure where ``right`` is below 1.

    A turn that ``right`` does not judge is skipped; a missing answer fails. A turn won or lost
    against the run ``against`` says so in its output, with what that run answered.

    Raises:
        UsageError: a folder is no run, or the two runs asked different questions.
        AssistantError: the file cannot be written.
    """
    from junitparser import JUnitXml

    scored = ScoredRun.read(run)
    beside = Beside.read(scored, against) if against is not None else None
    suites: dict[str, TestSuite] = {}
    for case in beside.cases if beside else scored.cases:
        for turn in case.turns:
            suite = suites.setdefault(case.kind, _suite(scored, case.kind, beside))
            suite.add_testcase(_test_case(case, turn))
    xml = JUnitXml(_text(f"{scored.name} on {scored.set_name}"))
    for _, suite in sorted(suites.items()):
        xml.add_testsuite(suite)
    xml.update_statistics()
    try:
        xml.write(str(path))
    except OSError as error:
        raise AssistantError(
            f"The JUnit file cannot be written to {path} ({error.strerror or error}); "
            "choose a place that can be written, with room."
        ) from None


def _suite(scored: ScoredRun, kind: str, beside: Beside | None) -> TestSuite:
    from junitparser import TestSuite

    suite = TestSuite(_text(kind))
    for key in ("system", "set", "split", "index_version", "encoder", "reader", "created"):
        value = scored.manifest.get(key)
        value = value.get("name") if isinstance(value, dict) else value
        if value is not None:
            suite.add_property(key, _text(value))
    if beside:
        suite.add_property("against", _text(f"{beside.other.name} in {beside.other.stored.path}"))
    return suite


def _test_case(case: Case, turn: TurnCase) -> TestCase:
    from junitparser import Failure, Skipped, TestCase

    number = f"#{turn.number}" if len(case.turns) > 1 else ""
    named = _text(f"{case.id}{number}: {turn.question}")
    seconds = round(turn.said.seconds, 3) if turn.said else 0.0
    test = TestCase(named, _text(f"{case.kind}.{case.lang}"), seconds)
    if turn.outcome == "unjudged":
        test.result = [Skipped("No measure judges this turn.")]
    elif turn.outcome == "wrong":
        failure = Failure(_text(turn.reason), "NotRight")
        failure.text = _text(_details(turn))
        test.result = [failure]
    if turn.change:
        before = turn.other.brief if turn.other else "no answer"
        test.system_out = _text(f"{turn.change}; before, {before}")
    return test


def _details(turn: TurnCase) -> str:
    expected = turn.wanted or "; ".join(" | ".join(forms) for forms in turn.answers)
    lines = [f"question: {turn.question}", f"expected: {expected}"]
    if turn.said is not None:
        text = " ".join(text for text, _ in turn.said.statements)
        short = f"{turn.said.short} — " if turn.said.short else ""
        lines.append(f"answered: [{turn.said.status}] {short}{text}")
    lines += [f"evidence: {gold.quote}" for gold in turn.gold]
    return "\n".join(lines)


def _text(value: Any) -> str:
    return _NO_XML.sub("\ufffd", str(value))
