"""Faults, done to real servers on the loopback, and a table of what happened: benchmarks/FAULTS.md.

    benchmarks/faults                        # all of them, about half an hour, and the table
    benchmarks/faults --only build_killed    # some, printed
    benchmarks/faults --work FOLDER          # keep the index that all start from, to run again
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import bulletins
import outside
import storage
import visitors
from report import Outcome, write
from server import ROOT, command

FAULTS: tuple[Callable[[Path], Outcome], ...] = (
    storage.server_killed,
    storage.build_killed,
    storage.build_on_full_disk,
    storage.feedback_on_full_disk,
    storage.index_damaged,
    outside.chroma_away,
    outside.clock_jumps,
    outside.llm_misbehaves,
    visitors.two_hundred_at_once,
    visitors.too_often,
    visitors.leaving_the_stream,
    visitors.leaving_the_chat,
    visitors.two_conversations,
    visitors.forged_host,
    visitors.gradio_routes,
    visitors.large_bodies,
    bulletins.gives_orders,
    bulletins.stuffed,
    bulletins.pretends,
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [fault.__name__ for fault in FAULTS]
    parser.add_argument("--only", nargs="+", choices=names, help="run these, and write no table")
    parser.add_argument("--work", type=Path, help="where the index to start from is kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="icpc-faults-") as scratch:
        base = prepared(options.work or Path(scratch) / "base")
        outcomes = []
        for fault in FAULTS:
            if options.only and fault.__name__ not in options.only:
                continue
            folder = Path(scratch) / fault.__name__
            shutil.copytree(base, folder)
            began = time.monotonic()
            outcome = fault(folder)
            print(f"{fault.__name__} ({time.monotonic() - began:.0f} s): {outcome}", flush=True)
            outcomes.append(outcome)
            shutil.rmtree(folder)
    if not options.only:
        write(outcomes)
    if any(outcome.held is False for outcome in outcomes):
        raise SystemExit("Something did not hold.")


def prepared(base: Path) -> Path:
    """Return a folder with the shipped corpus and its index, without the trained reader."""
    if not (base / "index" / "current").exists():
        base.mkdir(parents=True, exist_ok=True)
        shutil.copytree(ROOT / "corpus", base / "corpus", dirs_exist_ok=True)
        done = command(base, "index")
        if done.returncode:
            raise SystemExit(done.stderr)
    return base


if __name__ == "__main__":
    main()
