"""The benchmarks: every figure beside a floor measured in the same run, as a ratio.

``make bench`` runs all of them and rewrites the tables in ``benchmarks/README.md``; machines are
noisy, so measured thing and floor alternate, and only their ratio is worth comparing.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import re
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path

from measuring import Table

HERE = Path(__file__).parent
BENCHMARKS = ("asking", "cards", "indexing", "commands", "quickstart", "scale")
APART = ("load", "page")  # run only where named: what wants the machine for itself, or Chromium


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", choices=BENCHMARKS + APART, action="append", help="run only this one"
    )
    parser.add_argument("--quick", action="store_true", help="few repeats, a small large index")
    parser.add_argument("--write", action="store_true", help="rewrite the tables in README.md")
    parser.add_argument(
        "--passages", type=int, help="size of the large index [100000; load: the ten bulletins]"
    )
    options = parser.parse_args()
    if options.passages:
        for name in ("scale", "load"):
            importlib.import_module(name).PASSAGES = options.passages
    with tempfile.TemporaryDirectory(prefix="icpc-bench-") as folder:
        for name in options.only or BENCHMARKS:
            table = importlib.import_module(name).measure(Path(folder), quick=options.quick)
            table.show()
            if options.write:
                write(name, table)


def write(name: str, table: Table) -> None:
    """Put ``table`` between its markers in README.md, with when and on what it was measured."""
    page = HERE / "README.md"
    text = page.read_text("utf-8")
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, _, rest = text.partition(start)
    _, _, after = rest.partition(end)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ("onnxruntime", "chromadb", "sentence-transformers", "torch")
    where = (
        f"Measured {date.today().isoformat()}: Python {platform.python_version()}, "
        f"{', '.join(f'{p} {version(p)}' for p in packages)}; {os.cpu_count()} cores, "
        f"{memory:.0f} GiB, {os.getloadavg()[0] / (os.cpu_count() or 1):.1f} processes waiting for "
        "each core.\n"
    )
    text = f"{before}{start}{table.markdown()}\n{where}{end}{after}"
    page.write_text(followed(text) if name == "indexing" else text, "utf-8")


def followed(text: str) -> str:
    """Return README.md with what a million bulletins would need by the rate its table has now."""
    found = re.search(r"<!-- indexing -->.*?(\d+) texts/s", text, re.DOTALL)
    assert found
    rate = int(found[1])
    hours, minutes = 31.9e6 / rate / 3600, 319_000 / rate / 60
    for old, new in (
        (r"\| embedding \| \d+", f"| embedding | {rate}"),
        (r"(?<=31\.9 M / )\d+ .*? on 2 cores; \d+ hours",
         f"{rate} per second | {hours:.0f} hours on 2 cores; {hours / 8:.0f} hours"),
        (r"(?<=319,000 / )\d+ .*? minutes", f"{rate} per second | {minutes:.0f} minutes"),
    ):  # fmt: skip
        text, times = re.subn(old, new, text)
        assert times == 1, old
    return text


if __name__ == "__main__":
    main()
