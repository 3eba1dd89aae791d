"""Commands from process start to their last output, against importing sentence-transformers."""

from __future__ import annotations

import os
import subprocess
import sys
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


# A process starts with its parent's peak memory, so a small one of its own starts the command.
LAUNCHER = """
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


def run(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Return a command's seconds and its own peak memory in MiB."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", LAUNCHER, *command],
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{command} failed:\n{done.stderr}")
    seconds, kibibytes = map(float, done.stdout.split())
    return seconds, kibibytes / 1024
