"""Commands from process start to their last output, against importing sentence-transformers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from measuring import ROOT, Table, ratio

FLOOR = '`python -c "import sentence_transformers"`'
ASK = ("ask", "Who opened the conference?")


def measure(folder: Path, *, quick: bool) -> Table:
    environment = os.environ | {
        "ICPC_CORPUS": str(ROOT / "corpus"),
        "ICPC_INDEX": str(folder / "commands"),
    }
    cli = str(Path(sys.executable).with_name("icpc-assistant"))
    commands = {
        "`icpc-assistant ask`": [cli, *ASK],
        "`icpc-assistant --help`": [cli, "--help"],
        FLOOR: [sys.executable, "-c", "import sentence_transformers"],
        "`python -c pass`": [sys.executable, "-c", "pass"],
    }
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for i in range((3 if quick else 7) + 1):
        for name, command in commands.items():
            result = run(command, environment)
            if i:  # the first round builds the index and warms the disk
                runs[name].append(result)
    medians = {name: np.median(np.asarray(found), axis=0) for name, found in runs.items()}
    floor = medians[FLOOR][0]
    table = Table(
        "Commands (aims: ask at most 0.25×, --help at most 0.3 s)",
        ("command", "median", "peak memory", "ratio to the import"),
    )
    for name, (seconds, memory) in medians.items():
        table.rows.append((name, f"{seconds:.2f} s", f"{memory:.0f} MiB", ratio(seconds, floor)))
    return table


def run(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Return a command's seconds and its own peak memory in MiB."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed:\n{errors.decode()}")
    return seconds, usage.ru_maxrss / 1024
