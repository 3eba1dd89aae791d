"""Faults, done to real servers on the loopback, and a table of what happened: benchmarks/FAULTS.md.

    benchmarks/faults                        # all of them
    benchmarks/faults --only build_killed    # some; the others' rows stay as they are
    benchmarks/faults --work FOLDER          # keep the index that all start from, to run again
    benchmarks/faults --reader --only two_hundred_at_once    # with the trained reader

It needs Linux; the full disks want root, the clock that jumps gcc.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from server import ROOT, Server, command  # isort: skip - first, as it finds the stand-ins

import outside
import server
import storage
import visitors
from report import Outcome, write

import bulletins

FAULTS: tuple[Callable[[Path], Outcome], ...] = (
    storage.server_killed,
    storage.build_killed,
    storage.build_on_full_disk,
    storage.feedback_on_full_disk,
    storage.index_damaged,
    outside.chroma_away,
    outside.clock_jumps,
    outside.llm_misbehaves,
    bulletins.gives_orders,
    bulletins.stuffed,
    bulletins.pretends,
)
VISITORS: tuple[Callable[[Server], Outcome], ...] = (
    visitors.two_hundred_at_once,
    visitors.leaving_the_stream,
    visitors.leaving_the_chat,
    visitors.two_conversations,
    visitors.forged_host,
    visitors.gradio_routes,
    visitors.large_bodies,
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    faults = (*FAULTS, *VISITORS)
    names = {fault.__name__: (fault.__doc__ or "").strip() for fault in faults}
    parser.add_argument("--only", nargs="+", choices=names, help="these and no others")
    parser.add_argument("--work", type=Path, help="where the index to start from is kept")
    parser.add_argument("--reader", action="store_true", help="with the trained reader")
    options = parser.parse_args()
    if options.reader:
        server.READER = "icpc-reader"
    with tempfile.TemporaryDirectory(prefix="icpc-faults-") as scratch:
        base = prepared(options.work or Path(scratch) / "base")
        wanted = options.only or names
        outcomes: dict[str, Outcome] = {}
        for fault in (f for f in FAULTS if f.__name__ in wanted):
            folder = Path(shutil.copytree(base, Path(scratch) / fault.__name__))
            outcomes[fault.__name__] = told(fault, folder)
            write(outcomes, names)
            shutil.rmtree(folder)
        if visiting := [f for f in VISITORS if f.__name__ in wanted]:
            folder = Path(shutil.copytree(base, Path(scratch) / "visited"))
            with Server(folder) as visited:
                for visit in visiting:
                    outcomes[visit.__name__] = told(visit, visited)
                    write(outcomes, names)
    if any(outcome.held is False for outcome in outcomes.values()):
        raise SystemExit("Something did not hold.")


def told(fault: Callable[[Any], Outcome], at: Path | Server) -> Outcome:
    began = time.monotonic()
    outcome = fault(at)
    if server.READER != "none":
        outcome = replace(outcome, done=f"{outcome.done}, with the trained reader")
    print(f"{fault.__name__} ({time.monotonic() - began:.0f} s): {outcome}", flush=True)
    return outcome


def prepared(base: Path) -> Path:
    """Return a folder with the shipped corpus and its index."""
    if not (base / "index" / "current").exists():
        base.mkdir(parents=True, exist_ok=True)
        shutil.copytree(ROOT / "corpus", base / "corpus", dirs_exist_ok=True)
        done = command(base, "index")
        if done.returncode:
            raise SystemExit(done.stderr)
    return base


if __name__ == "__main__":
    main()
