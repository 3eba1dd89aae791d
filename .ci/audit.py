"""Hold the pinned versions against the published advisories: ``make audit``.

pip-audit calls everything sound that it could not look up. Here it counts as not audited.
Exit status: 0 audited and sound, 1 an advisory names a pinned version, 3 not (all) audited.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PINS = Path(__file__).parent.parent / "constraints.txt"
_ADVISED, _UNKNOWN = 1, 3


def main() -> int:
    """Audit ``constraints.txt``; print what was found."""
    command = [
        sys.executable, "-m", "pip_audit", "-r", str(PINS), "--no-deps", "--disable-pip",
        "--format", "json", "--progress-spinner", "off",
    ]  # fmt: skip
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        packages = json.loads(ran.stdout)["dependencies"]
    except (ValueError, KeyError):
        print("Not audited: pip-audit gave no result; read on standard error why, and run again.")
        print(ran.stderr.strip()[-2000:], file=sys.stderr)
        return _UNKNOWN
    return _told(packages)


def _told(packages: list[dict]) -> int:
    advised = [package for package in packages if package.get("vulns")]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    for package in advised:
        for found in package["vulns"]:
            mended = ", ".join(found["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {found['id']}, mended in {mended}")
    if len(skipped) == len(packages):
        print("Not audited: the advisories cannot be reached; run `make audit` with a network.")
    elif skipped:
        print(f"Not looked up: {', '.join(skipped)}; look for these by hand.")
    print(f"{len(packages) - len(skipped)} of {len(packages)} audited, {len(advised)} advised on.")
    if advised:
        return _ADVISED
    return _UNKNOWN if skipped else 0


if __name__ == "__main__":
    sys.exit(main())
