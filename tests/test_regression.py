"""The gate: the answers to the dev questions are no worse than those of ``eval/baseline.json``."""

from pathlib import Path

from click.testing import CliRunner

ROOT = Path(__file__).parent.parent


def test_the_answers_are_no_worse_than_the_baseline(icpc_index, tmp_path):
    from icpc_assistant.evaluation.commands import evaluate

    result = CliRunner().invoke(
        evaluate,
        [
            "gate",
            *("--set", str(ROOT / "eval" / "questions")),
            *("--baseline", str(ROOT / "eval" / "baseline.json")),
            *("--corpus", str(ROOT / "corpus")),
            *("--index", str(icpc_index)),
            *("--runs", str(tmp_path)),
        ],
    )
    assert result.exit_code == 0, result.output
    assert "The gate passes." in result.output
