"""What stands in deploy/, checked as far as a machine without a container engine can."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
import yaml

from icpc_assistant.config import Settings, load_settings
from icpc_assistant.serving.clients import Proxies

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
ANALYZE = shutil.which("systemd-analyze")

needs_nginx = pytest.mark.skipif(
    NGINX is None or shutil.which("openssl") is None, reason="nginx or openssl is not installed"
)
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")


def test_every_variable_is_a_setting():
    # ICPC_VERSION is compose's own.
    known = {f"ICPC_{name.upper()}" for name in Settings.model_fields}
    known.add("ICPC_VERSION")
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            named = set(re.findall(r"ICPC_[A-Z_]+", path.read_text("utf-8")))
            assert named <= known, path


def test_the_image_gets_what_it_copies_and_is_not_root():
    lines = (DEPLOY / "Containerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    let_in = (DEPLOY / "Containerfile.dockerignore").read_text("utf-8").splitlines()
    allowed = [line[1:] for line in let_in if line.startswith("!")]
    copied = [
        name
        for line in lines
        if line.startswith("COPY ") and "--from" not in line
        for name in line.split()[1:-1]
    ]
    assert copied
    for name in copied:
        assert (ROOT / name).exists(), name
        assert any(fnmatch(name, pattern) for pattern in allowed), name
    stages = [i for i, line in enumerate(lines) if line.startswith("FROM ")]
    final = lines[stages[-1] :]
    assert "USER icpc" in final
    assert final.index("USER icpc") < next(i for i, x in enumerate(final) if x.startswith("CMD"))
    assert any(line.startswith("HEALTHCHECK ") and "/healthz" in line for line in final)
    pinned = (ROOT / "constraints.txt").read_text("utf-8")
    assert re.search(r"^torch==\S+$", pinned, re.MULTILINE)  # what the image greps for


def test_compose_builds_that_image_and_exposes_it_to_this_machine_only():
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]["assistant"]
    context = (DEPLOY / service["build"]["context"]).resolve()
    assert (context / service["build"]["dockerfile"]) == DEPLOY / "Containerfile"
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]


def test_no_image_is_without_a_version_and_a_way_back_builds_nothing():
    for name in ("compose.yaml", "compose.chroma.yaml"):
        services = yaml.safe_load((DEPLOY / name).read_text("utf-8"))["services"]
        images = {service["image"] for service in services.values() if "image" in service}
        assert len(images) == 1
        assert images.pop().startswith("icpc-assistant:${ICPC_VERSION:?")  # else compose stops
    page = (DEPLOY / "README.md").read_text("utf-8")
    assert page.index("ICPC_VERSION=") < page.index("docker compose ")
    (back,) = re.findall(r"\*\*Back\*\*:\s+the earlier.*?\.\n", page, re.DOTALL)
    assert "--no-build" in back


def test_the_chroma_server_is_filled_before_the_assistant_asks_it():
    shipped = yaml.safe_load((DEPLOY / "compose.chroma.yaml").read_text("utf-8"))
    chroma, index, assistant = (shipped["services"][n] for n in ("chroma", "index", "assistant"))
    port = chroma["command"][chroma["command"].index("--port") + 1]
    for asking in (index, assistant):
        url = load_settings(chroma_url=asking["environment"]["ICPC_CHROMA_URL"]).chroma_url
        assert url == f"http://chroma:{port}"
    assert f"127.0.0.1:{port}/" in chroma["healthcheck"]["test"][-1]
    assert index["depends_on"] == {"chroma": {"condition": "service_healthy"}}
    assert assistant["depends_on"] == {"index": {"condition": "service_completed_successfully"}}
    (kept,) = index["volumes"]
    assert assistant["volumes"] == [f"{kept}:ro"]
    assert "ports" not in chroma
    named = {v.split(":")[0] for s in shipped["services"].values() for v in s["volumes"]}
    assert named == set(shipped["volumes"])
    for service in (chroma, index):  # as closed as the assistant
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]


def settings_of(path: Path) -> dict[str, str]:
    lines = path.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_behind_the_shipped_proxies_each_visitor_has_limits_of_their_own():
    shipped = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    assert shipped["services"]["assistant"]["env_file"] == "${ENV_FILE:-compose.env}"
    (network,) = shipped["networks"]["default"]["ipam"]["config"]
    assert ip_address(network["gateway"]) in ip_network(network["subnet"])
    for name, proxy in (
        ("systemd/icpc-assistant.env", "127.0.0.1"),  # nginx on the same machine
        ("compose.env", network["gateway"]),
    ):
        trusted = settings_of(DEPLOY / name)["ICPC_TRUSTED_PROXIES"]
        scope = {"client": (proxy, 1), "headers": [(b"x-forwarded-for", b"203.0.113.7")]}
        assert Proxies([trusted]).client({"type": "http", **scope}) == "203.0.113.7"


def test_a_space_is_laid_out(tmp_path):
    space = tmp_path / "space"
    command = [DEPLOY / "huggingface" / "make-space", space]
    subprocess.run(command, check=True, capture_output=True)
    front = (space / "README.md").read_text("utf-8").split("---")[1]
    assert yaml.safe_load(front)["app_port"] == 7860
    image = (DEPLOY / "Containerfile").read_text("utf-8")
    added = (space / "Dockerfile").read_text("utf-8").removeprefix(image)
    settings = dict(pair.split("=") for pair in added.removeprefix("ENV ").split())
    framing = load_settings(frame_ancestors=settings.pop("ICPC_FRAME_ANCESTORS")).frame_ancestors
    assert framing == ("https://huggingface.co",)  # whose page shows the Space in a frame
    trusted = settings.pop("ICPC_TRUSTED_PROXIES")
    scope = {"type": "http", "client": ("10.16.3.4", 1)}
    scope["headers"] = [(b"x-forwarded-for", b"203.0.113.7")]
    assert Proxies([trusted]).client(scope) == "203.0.113.7"
    assert not settings
    assert len(list((space / "corpus" / "bulletins").iterdir())) == len(
        list((ROOT / "corpus" / "bulletins").iterdir())
    )
    assert (space / "src" / "icpc_assistant" / "cli.py").is_file()
    assert not list(space.rglob("__pycache__"))
    again = subprocess.run(command, check=False, capture_output=True, text=True)
    assert again.returncode == 1
    assert "name a new folder" in again.stderr


@needs_systemd
def test_the_units_are_sound_and_closed(tmp_path):
    program = tmp_path / "icpc-assistant"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    units = []
    for path in sorted((DEPLOY / "systemd").iterdir()):
        if path.suffix in (".service", ".timer"):
            text = path.read_text("utf-8")
            text = text.replace("/opt/icpc-assistant/bin/icpc-assistant", str(program))
            (tmp_path / path.name).write_text(text, "utf-8")
            units.append(tmp_path / path.name)
    done = subprocess.run(
        [ANALYZE, "verify", "--man=no", *units], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    for unit in units:
        if unit.suffix == ".service":
            done = subprocess.run(
                [ANALYZE, "security", "--offline=true", unit],
                check=False, capture_output=True, text=True,
            )  # fmt: skip
            exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
            assert exposure, done.stderr
            assert float(exposure[1]) <= 2.0


# --- nginx --------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def proxied(folder: Path, upstream: int):
    """Run nginx on the shipped configuration, ports and certificate apart; yield its TLS port."""
    plain, tls = free_port(), free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj",
         "/CN=localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    text = (DEPLOY / "nginx" / "icpc-assistant.conf").read_text("utf-8")
    for old, new in (
        (r"listen \[::\].*;", ""),
        (r"listen 80;", f"listen 127.0.0.1:{plain};"),
        (r"listen 443 ", f"listen 127.0.0.1:{tls} "),
        (r"ssl_certificate .*;", f"ssl_certificate {folder}/cert.pem;"),
        (r"ssl_certificate_key .*;", f"ssl_certificate_key {folder}/key.pem;"),
        (r"127\.0\.0\.1:7860", f"127.0.0.1:{upstream}"),
        (r"/var/log/nginx", str(folder)),
        (r"/usr/local/share/icpc-assistant", str(DEPLOY / "nginx")),
    ):
        text, found = re.subn(old, new, text)
        assert found, old
    (folder / "site.conf").write_text(text, "utf-8")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/start.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}include {folder}/site.conf;\n}}\n"
    )
    process = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"])
    try:
        for _ in range(100):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", tls)) == 0:
                    break
            assert process.poll() is None, (folder / "start.log").read_text("utf-8")
            time.sleep(0.05)
        yield tls, plain
    finally:
        process.terminate()
        process.wait(5)


def tls_connection(port: int, folder: Path) -> http.client.HTTPSConnection:
    context = ssl.create_default_context(cafile=str(folder / "cert.pem"))
    return http.client.HTTPSConnection("localhost", port, context=context, timeout=20)


@pytest.fixture
def events():
    """A server that sends one event, and the next only when it is told to."""
    go, seen = threading.Event(), []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.path, dict(self.headers)))
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            self.wfile.write(b"data: first\n\n")
            self.wfile.flush()
            go.wait(10)
            self.wfile.write(b"data: second\n\n")

        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    yield server.server_address[1], go, seen
    go.set()
    server.shutdown()
    server.server_close()


@needs_nginx
def test_nginx_passes_events_on_as_they_come_and_bounds_what_comes_in(tmp_path, events):
    upstream, go, seen = events
    with proxied(tmp_path, upstream) as (port, plain):
        asking = tls_connection(port, tmp_path)
        asking.request(
            "GET", "/assistant/gradio_api/queue/data?session_hash=x",
            headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "1.2.3.4"},
        )  # fmt: skip
        answer = asking.getresponse()
        assert answer.readline() == b"data: first\n"  # the second is not even written yet
        go.set()
        assert answer.read() == b"\ndata: second\n\n"
        path, headers = seen[0]
        assert path == "/assistant/gradio_api/queue/data?session_hash=x"
        assert headers["X-Forwarded-For"] == "127.0.0.1"
        assert headers["X-Forwarded-Proto"] == "https"
        assert "X-Forwarded-Host" not in headers
        asking.request("GET", "/assistant/metrics")
        figures = asking.getresponse()
        figures.read()
        assert figures.status == 404
        asking = tls_connection(port, tmp_path)
        asking.request("POST", "/assistant/api/ask", b"x" * 70_000)
        assert asking.getresponse().status == 413
        for size, status in ((256 * 1024, 200), (256 * 1024 + 1, 413)):  # what feedback may be
            asking = tls_connection(port, tmp_path)
            asking.request("POST", "/assistant/api/feedback", b"x" * size)
            assert asking.getresponse().status == status
        answered = []
        asking = tls_connection(port, tmp_path)
        for _ in range(25):
            asking.request("POST", "/assistant/api/ask", b"{}")
            answer = asking.getresponse()
            answer.read()
            answered.append(answer.status)
        assert answered[:15] == [200] * 15
        assert 429 in answered
        http_only = http.client.HTTPConnection("127.0.0.1", plain, timeout=5)
        http_only.request("GET", "/assistant/", headers={"Host": "localhost"})
        moved = http_only.getresponse()
        assert (moved.status, moved.headers["location"]) == (308, "https://localhost/assistant/")
    assert len([path for path, _ in seen]) == 1  # the figures of operation were not asked for


@needs_nginx
def test_no_log_of_nginx_has_a_question_or_a_visitor(tmp_path, events):
    upstream, go, _ = events
    go.set()
    with proxied(tmp_path, upstream) as (port, plain):
        address = "/assistant/?q=asked-in-confidence"
        headers = {"Referer": f"https://localhost{address}", "User-Agent": "my-own-browser"}
        for connection in (
            tls_connection(port, tmp_path),
            http.client.HTTPConnection("127.0.0.1", plain, timeout=20),
        ):
            connection.request("GET", address, headers=headers)
            connection.getresponse().read()
        for _ in range(30):  # what is too often is refused, and told to the error log
            asking = tls_connection(port, tmp_path)
            asking.request("POST", "/assistant/api/ask?q=asked-in-confidence", b"{}")
            asking.getresponse().read()
    logs = {path: path.read_text("utf-8") for path in tmp_path.glob("*.log")}
    assert " GET /assistant/ 200 " in logs[tmp_path / "icpc-assistant.log"]
    assert " POST /assistant/api/ask 429 " in logs[tmp_path / "icpc-assistant.log"]
    for path, text in logs.items():
        for secret in ("asked-in-confidence", "my-own-browser", "127.0.0.1"):
            assert secret not in text, path


@needs_nginx
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_while_the_assistant_is_away_a_page_says_so_and_tries_anew(tmp_path, method):
    with proxied(tmp_path, free_port()) as (port, _):
        asking = tls_connection(port, tmp_path)
        asking.request(method, "/assistant/?q=asked-in-confidence", b"")
        answer = asking.getresponse()
        page = answer.read().decode()
        assert answer.status == 502
        assert answer.headers["retry-after"] == "10"
        assert "strict-transport-security" in {name.lower() for name in answer.headers}
        assert '<meta http-equiv="refresh"' in page
        for words in ("starting again", "redémarre", "reiniciando"):
            assert words in page
        asking.request("GET", "/assistant/unavailable.html")  # only for that
        answer = asking.getresponse()
        answer.read()
        assert answer.status == 404
    assert "asked-in-confidence" not in "".join(
        path.read_text("utf-8") for path in tmp_path.glob("*.log")
    )


@needs_nginx
def test_the_assistant_answers_below_a_path_behind_tls(tmp_path, world):
    import uvicorn

    from icpc_assistant.api import _listening, create_app

    settings = load_settings(
        port=0, feedback_file=tmp_path / "feedback.sqlite3", root_path="/assistant"
    )
    listener = _listening(settings)
    server = uvicorn.Server(
        uvicorn.Config(create_app(world, settings), log_level="warning", ws="none")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    folder = tmp_path / "nginx"
    folder.mkdir()
    try:
        with proxied(folder, listener.getsockname()[1]) as (port, _):
            asking = tls_connection(port, folder)
            asking.request("GET", "/assistant")
            moved = asking.getresponse()
            moved.read()
            assert moved.status == 308
            asking.request("GET", "/assistant/")
            moved = asking.getresponse()
            moved.read()
            assert moved.status == 303
            assert moved.headers["location"] == "/assistant/en"
            asking.request("GET", "/assistant/en")
            answer = asking.getresponse()
            page = answer.read().decode()
            assert answer.status == 200
            assert "strict-transport-security" in {name.lower() for name in answer.headers}
            assert "/assistant/look/icon.svg" in page
            body = json.dumps({"question": "When was the Third River Forum?", "history": []})
            asking.request("POST", "/assistant/api/ask", body, {"content-type": "application/json"})
            answer = asking.getresponse()
            assert answer.status == 200
            assert json.load(answer)["bulletins"][0]["id"] == "2019-05-14-river-forum"
    finally:
        server.should_exit = True
        thread.join(10)
