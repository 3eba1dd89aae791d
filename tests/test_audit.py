"""What an audit of the dependencies says: sound, advised on, or not looked up at all."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

PATH = Path(__file__).parent.parent / ".ci" / "audit.py"

SOUND = {"name": "bread", "version": "1.0", "vulns": []}
ADVISED = {"name": "salt", "version": "2.0", "vulns": [{"id": "A-1", "fix_versions": ["2.1"]}]}
SKIPPED = {"name": "oil", "skip_reason": "not found"}


@pytest.fixture(scope="module")
def told():
    spec = importlib.util.spec_from_file_location("audit", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module._told


@pytest.mark.parametrize(
    ("packages", "status", "says"),
    [
        ([SOUND], 0, "1 of 1 audited, 0 advised on."),
        ([SOUND, ADVISED], 1, "salt 2.0: A-1, mended in 2.1"),
        ([ADVISED, SKIPPED], 1, "1 of 2 audited, 1 advised on."),
        ([SOUND, SKIPPED], 3, "Not looked up: oil"),
        ([SKIPPED], 3, "Not audited"),
    ],
)
def test_what_was_not_looked_up_is_not_called_sound(told, capsys, packages, status, says):
    assert told(packages) == status
    assert says in capsys.readouterr().out
