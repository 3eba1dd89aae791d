"""Walks deploy/README.md from nothing, where there is no container engine and no systemd.

    deploy/verify.py server BASE       # the Debian server: every line of its four blocks, in order
    deploy/verify.py container BASE    # the Containerfile, then the services of the compose files

BASE is a fresh Debian 12 as debootstrap makes it (``--variant=minbase
--include=ca-certificates,iproute2 bookworm BASE``); it is copied, not changed. As root, with
PyYAML. What is left out or stands in for something is said in VERIFIED.md, which this rewrites.
``--bind FOLDER`` shows a folder of this machine inside (a mirror of packages, certificates).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PAGE = HERE / "VERIFIED.md"
USER = "setpriv --reuid=1000 --regid=1000 --clear-groups --no-new-privs --bounding-set=-all"
ASK = """curl -sf {0}/api/ask -H 'content-type: application/json' -d '{{"question": "When was TACMES Day 2025?", "history": []}}' -o /tmp/answer.json; grep -o '"status":"[a-z]*","text":"[^"]*"' /tmp/answer.json"""
SITE = "https://assistant.example.org/assistant"
BOUND: list[str] = []

# What systemd and the certificate's authority do on a real machine.
SYSTEMCTL = r"""#!/bin/bash
case "$*" in
daemon-reload) ;;
"reload nginx") nginx -s reload ;;
"stop icpc-assistant") kill $(cat /run/icpc.pid); while kill -0 $(cat /run/icpc.pid) 2>/dev/null; do sleep 0.2; done ;;
"enable --now icpc-assistant"|"start icpc-assistant")
    unit=/etc/systemd/system/icpc-assistant.service
    cd "$(sed -n 's/^WorkingDirectory=//p' $unit)"
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin $(sed -n 's/^Environment=//p' $unit) $(grep -v '^#' /etc/icpc-assistant.env) \
        setpriv --reuid=icpc --regid=icpc --init-groups --no-new-privs \
        $(sed -n 's/^ExecStart=//p' $unit) >>/var/log/icpc.log 2>&1 </dev/null &
    echo $! >/run/icpc.pid ;;
*) echo "systemctl $*: no stand-in" >&2; exit 1 ;;
esac
"""
CERTBOT = r"""#!/bin/bash
set -e
while [ $# -gt 0 ]; do case "$1" in --domain) name=$2;; --webroot-path) web=$2;; esac; shift; done
mkdir -p "$web/.well-known/acme-challenge" "/etc/letsencrypt/live/$name"
echo proof >"$web/.well-known/acme-challenge/token"
[ "$(curl -s http://$name/.well-known/acme-challenge/token)" = proof ]
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj "/CN=$name" \
    -addext "subjectAltName=DNS:$name" -keyout "/etc/letsencrypt/live/$name/privkey.pem" \
    -out "/etc/letsencrypt/live/$name/fullchain.pem" 2>/dev/null
"""
JUDGE = """python3 -c "import json; a = json.load(open('/tmp/answer.json')); print(json.dumps({'verdict': 'down', 'comment': 'kept', 'question': a['question'], 'answer': a}))" >/tmp/verdict.json"""


class StepError(Exception):
    """A step did not do what the page says."""


def lines_of(heading: str) -> list[list[str]]:
    """Return the fenced blocks below a heading of README.md, continued lines joined."""
    text = (HERE / "README.md").read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [re.sub(r"\\\n\s*", "", block).splitlines() for block in blocks]


def walk(root: Path, lines: Sequence[str], *, network: bool) -> list[tuple[str, str, float]]:
    """Run lines in one shell within ``root``; return each, the end of what it said, its seconds."""
    script = [
        "cd /checkout",
        "exec 2>&1",
        "trap 'tail -n 20 /var/log/icpc.log /tmp/*.log 2>/dev/null' EXIT",
    ]
    for n, line in enumerate(lines):
        script += [
            f"echo '@@{n}'",
            line.removeprefix("check: "),
            f"code=$?; printf '\\n@@end {n} %s\\n' $code",
        ]
        script += ["[ $code = 0 ] || exit 1"]
    (root / "walk.sh").write_text("\n".join(script), "utf-8")
    found: list[tuple[str, str, float]] = []
    began, said, failed = time.monotonic(), [], False
    for out in inside(root, ["bash", "/walk.sh"], network=network):
        if re.fullmatch(r"@@\d+\n", out):
            began, said = time.monotonic(), []
        elif ended := re.fullmatch(r"@@end (\d+) (\d+)\n", out):
            line = lines[int(ended[1])]
            found.append((line, "".join(said), time.monotonic() - began))
            print(f"{ended[2]}  {line}", flush=True)
            failed = ended[2] != "0"
        else:
            said.append(out)
    if failed or len(found) != len(lines):
        raise StepError("".join(said[-60:]))
    return found


def inside(root: Path, command: Sequence[str], *, network: bool):
    """Run a command in ``root`` with a process table of its own; yield what it says, by lines."""
    binds = "".join(f"mkdir -p {root}{b}; mount --rbind {b} {root}{b}; " for b in ["/dev", *BOUND])
    outer = f"{binds}mount -t proc proc {root}/proc; " + ("" if network else "ip link set lo up; ")
    separate = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    separate += [] if network else ["--net"]
    environment = {k: v for k, v in os.environ.items() if k.startswith("PIP_")}
    environment |= {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
    environment |= {"DEBIAN_FRONTEND": "noninteractive", "HOME": "/root", "LANG": "C.UTF-8"}
    given = [f"{name}={value}" for name, value in environment.items()]
    process = subprocess.Popen(
        [*separate, "sh", "-c", f'{outer}exec chroot {root} env -i "$@"', "sh", *given, *command],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout
    yield from process.stdout
    process.wait()


def fresh(base: Path, root: Path) -> Path:
    """Return a copy of the bare system that holds this checkout; one kept gets it anew."""
    if not root.exists():
        subprocess.run(["cp", "-a", "--reflink=auto", base, root], check=True)
        with (root / "etc/hosts").open("a") as hosts:
            hosts.write("127.0.0.1 localhost assistant.example.org chroma\n")
    shutil.rmtree(root / "checkout", ignore_errors=True)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    (root / "checkout").mkdir()
    names = subprocess.check_output(["git", "-C", ROOT, "ls-files", "-z"])
    archive = subprocess.run(
        ["tar", "-C", ROOT, "-cf", "-", "--null", "-T", "-"], input=names, check=True, capture_output=True
    )  # fmt: skip
    subprocess.run(["tar", "-C", root / "checkout", "-xf", "-"], input=archive.stdout, check=True)
    return root


# --- the server -----------------------------------------------------------------------------


def server(root: Path) -> list[tuple[str, str, float]]:
    """Walk the four blocks of the Debian server, with checks between them."""
    for name, text in (("systemctl", SYSTEMCTL), ("certbot", CERTBOT)):
        (root / "usr/local/bin" / name).write_text(text)
        (root / "usr/local/bin" / name).chmod(0o755)
    install, site, saving, restoring = lines_of("A Debian server")
    install = [line.replace(" --index-url ADDRESS-FOR-CPU", "") for line in install]
    split = next(i for i, line in enumerate(install) if "constraints.txt" in line) + 1
    if (done := root / "installed.json").exists():
        found = [tuple(step) for step in json.loads(done.read_text())]
    else:
        found = walk(root, install[:split], network=True)
        done.write_text(json.dumps(found))
    state = "find corpus users -type f -exec sha256sum {} + | sort > /tmp/state"
    checks = "cd /var/lib/icpc-assistant; "
    bundle = "export CURL_CA_BUNDLE=/etc/letsencrypt/live/$NAME/fullchain.pem"
    rest = [
        "VERSION=0.1.0", *install[split:], "check: " + ASK.format("http://127.0.0.1:7860/assistant"),
        "check: nginx", site[0], site[1], "check: " + bundle, *site[2:],
        "check: " + ASK.format(SITE), "check: curl -s http://$NAME/.well-known/acme-challenge/token",
        "check: curl -s -o /dev/null -w '%{http_code} %{redirect_url}' http://$NAME/assistant/?q=x",
        "check: ! grep -r q=x /var/log/nginx; cat /var/log/nginx/icpc-assistant.log | tail -n 1",
        "check: stat -c '%A %U:%G %n' /etc/icpc-assistant.env",
        "check: printf 'correct horse 9\\ncorrect horse 9\\n' | icpc-assistant users add ana --file users",
        "check: " + JUDGE,
        f"check: curl -sf {SITE}/api/feedback -H 'content-type: application/json' -d @/tmp/verdict.json",
        *saving, "check: " + checks + state,
        "check: rm -rf corpus/bulletins users feedback.sqlite3* feedback.saved; echo '# lost' > /etc/icpc-assistant.env",
        *restoring, "check: " + state.replace("/tmp/state", "/tmp/now") + "; cmp /tmp/state /tmp/now && wc -l < /tmp/now",
        "check: icpc-assistant feedback list | grep -c kept",
        f"check: curl -sf --retry 60 --retry-all-errors {SITE}/healthz",
        "check: " + ASK.format(SITE), "check: icpc-assistant doctor",
        "check: systemctl stop icpc-assistant; curl -sk " + SITE + "/ | grep -c lang=",
    ]  # fmt: skip
    return found + walk(root, rest, network=False)


# --- the container --------------------------------------------------------------------------


def container(base: Path, work: Path) -> list[tuple[str, str, float]]:
    """Carry out the Containerfile, then start the services of the compose files."""
    text = (HERE / "Containerfile").read_text("utf-8")
    steps = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    roots: dict[str, Path] = {}
    environment: dict[str, str] = {}
    cwd, found, root = "/", [], base
    said: dict[str, str] = {}
    for step in filter(None, steps):
        word, _, rest = step.partition(" ")
        if word == "FROM":
            name = rest.partition(" AS ")[2] or "image"
            root = roots[name] = fresh(base, work / name)
            environment, cwd = {}, "/"
            setup = "apt-get update -qq && apt-get install -yqq python3.11-venv"
            python = "ln -sfn /usr/bin/python3.11 /usr/local/bin/python"
            walk(root, [setup, python], network=True)
        elif word in ("ARG", "ENV"):
            for pair in shlex.split(rest):
                key, _, value = pair.partition("=")
                environment[key] = value.replace("$PATH", environment.get("PATH", "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"))  # fmt: skip
        elif word == "WORKDIR":
            cwd = rest
            (root / cwd[1:]).mkdir(parents=True, exist_ok=True)
        elif word == "COPY":
            copied(rest, roots, root, cwd)
        elif word == "RUN":
            given = " ".join(f"{k}={shlex.quote(v)}" for k, v in environment.items())
            line = f"cd {cwd} && env {given} sh -c {shlex.quote(rest)}"
            ((_, out, seconds),) = walk(root, [line], network="pip install" in rest)
            found.append((f"RUN {rest}", out, seconds))
        else:
            said[word] = rest
    image = roots["image"]
    health = shlex.join(yaml.safe_load(said["HEALTHCHECK"].split(" CMD ")[1]))
    command = yaml.safe_load(said["CMD"])
    for files in (["compose.yaml"], ["compose.yaml", "compose.chroma.yaml"]):
        found.append((f"services of {' and '.join(files)}:", "", 0.0))
        found += composed(work, image, files, environment, command, health)
    return found


def copied(rest: str, roots: Mapping[str, Path], root: Path, cwd: str) -> None:
    """Do what one COPY says."""
    words = rest.split()
    options = dict(w[2:].split("=") for w in words if w.startswith("--"))
    *sources, target = (w for w in words if not w.startswith("--"))
    at = root / str(Path(cwd) / target)[1:]
    whence = roots[options["from"]] if "from" in options else root / "checkout"
    for source in sources:
        to = at / source if len(sources) > 1 or target.endswith("/") else at
        to.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-aT", whence / source.lstrip("/"), to], check=True)
    if "chown" in options:
        subprocess.run(["chroot", root, "chown", "-R", options["chown"], target], check=True)


def composed(
    work: Path, image: Path, files: Sequence[str], environment: Mapping[str, str],
    command: Sequence[str], health: str,
) -> list[tuple[str, str, float]]:  # fmt: skip
    """Start services as the files say: read-only root, volumes, no capability, user 1000."""
    services: dict[str, dict] = {}
    for file in files:
        for name, given in yaml.safe_load((HERE / file).read_text("utf-8"))["services"].items():
            known = services.setdefault(name, {})
            known["volumes"] = known.get("volumes", []) + given.pop("volumes", [])
            known.update(given)
    settings = dict(
        line.split("=", 1) for line in (HERE / "compose.env").read_text().splitlines() if line[:1] not in ("", "#")
    )  # fmt: skip
    run = {}
    for name, service in services.items():
        values = {**environment, **(settings if "env_file" in service else {})}
        values |= service.get("environment", {})
        given = [f"{k}={shlex.quote(v)}" for k, v in values.items()]
        run[name] = f"chroot /run/{name} {USER} env -i {' '.join(given)} env -C /var/lib/icpc-assistant "  # fmt: skip
    lines = [f"check: {mounted(name, service)}" for name, service in services.items()]

    def until(name: str, test: str) -> str:
        return f"for i in $(seq 120); do {run[name]} {test} 2>/dev/null && break; sleep 1; done; {run[name]} {test}"

    if "chroma" in services:
        chroma = services["chroma"]
        lines += [
            f"{run['chroma']} {shlex.join(chroma['command'])} >/tmp/chroma.log 2>&1 &",
            until("chroma", shlex.join(chroma["healthcheck"]["test"][1:])),
            f"{run['index']} {shlex.join(services['index']['command'])}",
            f"{run['index']} {shlex.join(services['index']['command'])}",
        ]
    lines += [
        f"{run['assistant']} {shlex.join(command)} >/tmp/assistant.log 2>&1 &",
        until("assistant", health),
        "check: " + ASK.format("http://127.0.0.1:7860"),
        "check: curl -s http://127.0.0.1:7860/api/health",
        f"check: {run['assistant']} icpc-assistant doctor",
        f"check: {run['assistant']} sh -c 'echo x > /srv/icpc-assistant/corpus/x' && exit 1 || true",
        "check: " + JUDGE,
        "check: curl -sf http://127.0.0.1:7860/api/feedback -H 'content-type: application/json' -d @/tmp/verdict.json",
        "check: kill %$(jobs | tail -n 1 | tr -dc 0-9 | head -c 1); sleep 3; cat /tmp/assistant.log",
    ]  # fmt: skip
    # `docker compose run … COMMAND`, as the page has it for back-up and restoring
    saving, restoring = lines_of("A container")[1:3]
    for line in (
        saving[1],
        "rm /run/assistant/var/lib/icpc-assistant/feedback.sqlite3*",
        restoring[0],
    ):
        lines.append(re.sub(r"^docker compose .* assistant ", lambda _: run["assistant"], line))
    lines.append(f"check: {run['assistant']} icpc-assistant feedback list | grep -c kept")
    host = fresh_host(work, image)
    return walk(host, lines, network=False)


def fresh_host(work: Path, image: Path) -> Path:
    """Return a root from which services are started; it has the image at /image."""
    host = work / "host"
    if not host.exists():
        subprocess.run(["cp", "-a", "--reflink=auto", image, host], check=True)
        setup = "apt-get update -qq && apt-get install -yqq curl"
        walk(host, [setup], network=True)
        (host / "image").mkdir()
    if not os.path.ismount(host / "image"):
        subprocess.run(["mount", "--bind", image, host / "image"], check=True)
    return host


def mounted(name: str, service: Mapping) -> str:
    """Return the command that makes a service's file system below /run."""
    at = f"/run/{name}"
    parts = [f"mkdir -p {at} /volumes", f"mount --bind /image {at}"]
    parts += [f"mount -o remount,bind,ro {at}"] if service.get("read_only") else []
    parts += [f"mount -t proc proc {at}/proc", f"mount --rbind /dev {at}/dev"]
    for spec in service.get("tmpfs", []):
        path, _, options = spec.partition(":")
        parts.append(f"mount -t tmpfs -o {options} tmpfs {at}{path}")
    for spec in service["volumes"]:
        volume, path, *mode = spec.split(":")
        # An engine fills a new volume with what the image has there.
        parts.append(f"[ -e /volumes/{volume} ] || cp -a /image{path} /volumes/{volume}")
        parts.append(f"mount --bind /volumes/{volume} {at}{path}")
        parts += [f"mount -o remount,bind,ro {at}{path}"] if mode == ["ro"] else []
    return " && ".join(parts)


# --- the page -------------------------------------------------------------------------------

_HEAD = """# Verified

`deploy/verify.py` walked [README.md](README.md) from a bare Debian 12, in a change of root, as root.
What it could not do here: there is no systemd (the units' `ExecStart` is run with their
`Environment`, as the user they name; their sandbox is held by `tests/test_deploy.py`), no authority
for certificates (`certbot` is a stand-in that proves the webroot is served and signs its own), no
container engine (the lines of the Containerfile and the services of the compose files are carried
out one by one: read-only root, volumes, user 1000, no capabilities, one loopback for the compose
network; not the engine's own work, nor limits of memory), no address for the CPU build of PyTorch
(pip's own index). Once the packages are installed there is no network but the loopback. Lines that
begin with `check:` are not of the page.
"""


def write(part: str, found: Sequence[tuple[str, str, float]], note: str) -> None:
    """Put one part into the page; the other stays."""
    text = PAGE.read_text("utf-8") if PAGE.exists() else _HEAD
    old = {p.split("\n")[0]: p for p in text.split("\n## ")[1:]}
    rows = [f"{part}\n", f"{date.today().isoformat()}: every line did what the page says.{note}\n"]
    rows += ["| line | the end of what it said | seconds |", "| --- | --- | --- |"]
    for line, said, seconds in found:
        rows.append(f"| {cell(line, 400)} | {cell(ending(said), 400)} | {seconds:.1f} |")
    old[part] = "\n".join(rows) + "\n"
    PAGE.write_text(
        _HEAD + "".join("\n## " + old[p].rstrip("\n") + "\n" for p in sorted(old)), "utf-8"
    )


def ending(said: str) -> str:
    """Return the last lines of what a step said."""
    return " ".join(line[:200] for line in said.splitlines()[-3:])


def cell(text: str, most: int) -> str:
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = " ".join(text.split()).replace("|", "\\|").replace("`", "'")
    if len(text) > most:
        text = text[:most].rpartition(" ")[0] + " …"
    return f"`{text}`" if text else ""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=("server", "container"))
    parser.add_argument("base", type=Path)
    parser.add_argument("--bind", action="append", default=[])
    parser.add_argument("--work", type=Path, help="keep what was installed, to go on from there")
    options = parser.parse_args()
    if "VERIFYING" not in os.environ:  # its mounts go with it
        again = ["unshare", "--mount", sys.executable, __file__, *sys.argv[1:]]
        raise SystemExit(subprocess.run(again, env=os.environ | {"VERIFYING": "1"}).returncode)
    BOUND.extend(options.bind)
    found: list[tuple[str, str, float]] = []
    with tempfile.TemporaryDirectory(prefix="icpc-verify-") as scratch:
        work = options.work or Path(scratch)
        work.mkdir(exist_ok=True)
        try:
            if options.part == "server":
                found = server(fresh(options.base, work / "root"))
            else:
                found = container(options.base, work)
        except StepError as failure:
            raise SystemExit(str(failure)) from None
        finally:
            subprocess.run(["umount", "-l", f"{work}/host/image"], stderr=subprocess.DEVNULL)
    write(options.part, found, " (From what an earlier run had installed.)" if options.work else "")


if __name__ == "__main__":
    main()
