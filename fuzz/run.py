"""Fuzz the readers of text from outside: ``python fuzz/run.py [TARGET ...] [--seconds 60]``.

Coverage-guided, with atheris (https://github.com/google/atheris), which has wheels for Linux and
CPython 3.11 to 3.13: ``pip install -c constraints.txt -e '.[test,fuzz]'``. Each target of
``targets.py`` runs in a process of its own, from the bytes in ``fuzz/seeds/TARGET`` and those that
earlier runs found worth keeping (``fuzz/found/TARGET``, not committed). What breaks one is written
to ``fuzz/broken/TARGET-…``; once mended it belongs among the seeds, which the tests try always.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
_LONGEST = 4096  # bytes


def main() -> None:
    """Fuzz each target; exit with 1 if any broke."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="all of them by default")
    parser.add_argument("--seconds", type=int, default=60, help="for each target (60)")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    try:
        import atheris
    except ImportError:
        parser.exit(1, "atheris is not installed; run pip install -c constraints.txt atheris\n")
    if options.one:
        _fuzz(atheris, options.targets[0], options.seconds)
    else:
        sys.exit(_each(parser, options))


def _each(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    sys.path.insert(0, str(HERE))
    from targets import TARGETS

    if unknown := set(options.targets) - set(TARGETS):
        parser.error(f"no target {', '.join(unknown)}; choose among {', '.join(TARGETS)}")
    broken = []
    for name in options.targets or TARGETS:
        print(f"== {name}", flush=True)
        command = [sys.executable, __file__, name, "--one", "--seconds", str(options.seconds)]
        if subprocess.run(command, check=False).returncode:
            broken.append(name)
    print(f"Broken: {', '.join(broken)}; see {HERE / 'broken'}." if broken else "All held.")
    return 1 if broken else 0


def _fuzz(atheris, name: str, seconds: int) -> None:
    with atheris.instrument_imports(include=["icpc_assistant", "targets"]):
        sys.path.insert(0, str(HERE))
        from targets import TARGETS
    folders = [HERE / part / name for part in ("found", "seeds")]
    for folder in (*folders, HERE / "broken"):
        folder.mkdir(parents=True, exist_ok=True)
    libfuzzer = [
        "-timeout=20",  # seconds a single input may take
        "-rss_limit_mb=4000",
        "-print_final_stats=1",
        "-verbosity=0",
        f"-max_len={_LONGEST}",
        f"-max_total_time={seconds}",
        f"-artifact_prefix={HERE / 'broken' / name}-",
    ]
    atheris.Setup([sys.argv[0], *libfuzzer, *map(str, folders)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
