"""What the server offers programs and partners, and what it withstands."""

import asyncio
import base64
import dataclasses
import hashlib
import html
import io
import json
import logging
import re
import subprocess
import sys
import time
from datetime import timedelta
from urllib.parse import quote

import httpx
import pytest
import schemathesis
from click.testing import CliRunner
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from icpc_assistant import types
from icpc_assistant.access_commands import keys, users
from icpc_assistant.api import create_app
from icpc_assistant.chat.desk import Desk
from icpc_assistant.config import load_settings
from icpc_assistant.errors import AssistantError, SettingsError
from icpc_assistant.feedback import FeedbackStore
from icpc_assistant.live import LiveAssistant
from icpc_assistant.serving import models
from icpc_assistant.serving.clients import Proxies
from icpc_assistant.serving.limits import Buckets
from icpc_assistant.serving.observing import JsonLines, PlainLines
from icpc_assistant.serving.sessions import Cut, Ending, Sessions

WHEN = {"question": "When was the river forum?"}
PARTNER = "https://partner.example"


def client_of(world, **given):
    given = {"rate": 0, "rate_total": 0, "feedback": False, **given}
    return TestClient(create_app(world, load_settings(**given)), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client(world, tmp_path_factory):
    kept = tmp_path_factory.mktemp("feedback") / "feedback.sqlite3"
    client = client_of(
        world, feedback=True, feedback_file=kept, embed_origins=PARTNER, metrics=True
    )
    client.kept = kept
    return client


# --- the description, and everything against it -------------------------------------------------


def test_every_route_answers_as_described(client):
    checks = [
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_schema_conformance,
    ]
    described = schemathesis.openapi.from_asgi("/api/openapi.json", client.app)
    tried = set()
    for operation in described.get_all_operations():
        made = operation.ok()

        @hypothesis_settings(
            max_examples=4, phases=[Phase.generate], deadline=None, derandomize=True,
            database=None, suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(
            case=st.one_of(
                made.as_strategy(), made.as_strategy(generation_mode=GenerationMode.NEGATIVE)
            )
        )
        def holds(case):
            case.call_and_validate(checks=checks)

        holds()
        tried.add(made.path)
    assert "/api/ask" in tried


@pytest.mark.parametrize(
    "body", [b"5\xe2\x97\x08\xf2Nr}\xf34", b"{'a': 1}", b"[" * 60_000, b"\x00"]
)
def test_a_body_that_is_no_json_is_told_so(client, body):
    reply = client.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert reply.status_code == 422
    assert "not JSON" in reply.json()["detail"]
    assert reply.json()["request_id"] == reply.headers["x-request-id"]


def test_the_description_names_every_route_and_error(client):
    said = client.get("/api/openapi.json").json()
    assert said["openapi"].startswith("3.1")
    assert set(said["paths"]) == {
        f"/api/{name}"
        for name in (
            "ask", "ask/stream", "search", "bulletins", "bulletins/{bulletin_id}", "events",
            "entities", "feedback", "health", "version",
        )
    }  # fmt: skip
    for methods in said["paths"].values():
        for route in methods.values():
            assert route["summary"]
            assert route["description"]
            for status, reply in route["responses"].items():
                assert reply["description"]
                if status >= "400":
                    ref = reply["content"]["application/json"]["schema"]["$ref"]
                    assert ref.endswith("/Problem")


@pytest.mark.parametrize(
    "name", ["Answer", "BulletinRef", "Citation", "Filter", "Retrieved", "Statement"]
)
def test_an_answer_is_described_whole(name):
    told = {field.name for field in dataclasses.fields(getattr(types, name))}
    assert set(getattr(models, name).model_fields) == told


def test_the_page_of_the_api_needs_no_script_and_no_other_host(client):
    page = client.get("/api")
    assert "<script" not in page.text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page.text)
    for name in ("/api/search", "/api/ask/stream", "Retry-After", "highlights"):
        assert name in page.text


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/ask", 405), ("DELETE", "/api/events", 405), ("POST", "/api", 405), ("GET", "/api/none", 404), ("POST", "/api/a/b", 404)])  # fmt: skip
def test_what_is_not_there_is_told_in_json(client, method, path, status):
    reply = client.request(method, path)
    assert reply.status_code == status
    assert reply.json()["request_id"] == reply.headers["x-request-id"]
    assert ("allow" in reply.headers) == (status == 405)


# --- asking, searching, reading -----------------------------------------------------------------


def events_of(text):
    found = re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)
    return [(name, json.loads(data)) for name, data in found]


def test_a_stream_tells_the_stages_then_statements_then_the_answer(client, world):
    reply = client.post("/api/ask/stream", json=WHEN)
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = events_of(reply.text)
    names = [name for name, _ in events]
    assert names == sorted(names, key=["stage", "statement", "answer"].index)
    assert next(d["stage"] for n, d in events if n == "stage") == "query"
    answer = events[-1][1]
    told = [data for name, data in events if name == "statement"]
    assert [t["text"] for t in told] == [s["text"] for s in answer["statements"]]
    for cited in told[0]["citations"]:
        body = world.bulletin(cited["bulletin_id"]).body
        assert body[cited["start"] : cited["end"]] == cited["quote"]


def test_a_stream_that_fails_ends_in_an_error(world, monkeypatch):
    client = client_of(world)
    assert client.post("/api/ask/stream", json={"question": "?"}).status_code == 422
    monkeypatch.setattr(world, "ask", lambda *_, **__: 1 / 0)
    reply = client.post("/api/ask/stream", json=WHEN)
    ((name, problem),) = events_of(reply.text)
    assert name == "error"
    assert problem["request_id"] == reply.headers["x-request-id"]
    assert "ZeroDivision" not in reply.text


def test_a_search_marks_the_words_it_looked_for(client, world):
    reply = client.get("/api/search", params={"q": "foro del río", "limit": 3}).json()
    assert reply["language"] == "es"
    first = reply["passages"][0]
    assert first["bulletin_id"] == "2019-05-14-river-forum"
    body = world.bulletin(first["bulletin_id"]).body
    for span in (first, first["best"], *first["highlights"]):
        assert body[span["start"] : span["end"]] == span["quote"]
    marked = {h["quote"].lower() for h in first["highlights"]}
    assert "forum" in marked
    assert marked & {"river", "rivers"}
    assert client.get(first["url"].partition("#")[0]).status_code == 200
    scores = [p["score"] for p in reply["passages"]]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({"language": "fr"}, {"2021-10-08-atelier-lumiere"}),
        ({"from": "2020", "to": "2020"}, {"2020-02-03-night-buses"}),
        ({"place": "Belgique"}, {"2019-05-14-river-forum"}),
        ({"from": "1990", "to": "1991"}, set()),
    ],
)
def test_filters_leave_what_they_say(client, filters, left):
    listed = client.get("/api/bulletins", params=filters).json()
    assert {b["id"] for b in listed["bulletins"]} == left
    assert listed["total"] == len(left)
    found = client.get("/api/search", params={"q": "forum", **filters}).json()["passages"]
    assert {p["bulletin_id"] for p in found} == left


def test_bulletins_are_listed_by_date_and_read_whole(client, world):
    listed = client.get("/api/bulletins").json()["bulletins"]
    dates = [b["date"] for b in listed]
    assert dates == [*sorted(d for d in dates if d), *(d for d in dates if not d)]
    assert client.get("/api/bulletins", params={"limit": 1, "offset": 1}).json()["bulletins"] == listed[1:2]  # fmt: skip
    one = client.get(f"/api/bulletins/{listed[0]['id']}").json()
    assert one["body"] == world.bulletin(one["id"]).body
    person = one["card"]["people"][0]
    assert one["body"][person["start"] : person["end"]]
    assert client.get("/api/bulletins/nowhere").status_code == 404
    assert client.get("/api/bulletins", params={"titel": "x"}).status_code == 422


# --- feedback -----------------------------------------------------------------------------------


def test_feedback_is_kept_where_the_quotes_are_the_bulletins_words(client):
    asked = {"question": "Which events took place in 2019?"}
    answer = client.post("/api/ask", json=asked).json()
    assert answer["filters"]
    judged = {"verdict": "down", "comment": "too short", **asked, "answer": answer}
    reply = client.post("/api/feedback", json=judged)
    assert reply.status_code == 201
    entry = FeedbackStore(client.kept).entries()[-1]
    assert (entry.number, entry.verdict, entry.comment) == (reply.json()["number"], "down", "too short")  # fmt: skip
    assert entry.answer == answer
    answer["citations"][0]["quote"] = "never said"
    forged = client.post("/api/feedback", json={**judged, "answer": answer})
    assert forged.status_code == 422
    assert "as it was given" in forged.json()["detail"]
    for wrong in ({"verdict": "maybe"}, {"comment": "x" * 3000}, {"answer": {}}, {"answer": None}):
        assert client.post("/api/feedback", json={**judged, **wrong}).status_code == 422


def test_no_feedback_where_it_is_off(world):
    client = client_of(world)
    answer = client.post("/api/ask", json=WHEN).json()
    judged = {"verdict": "up", **WHEN, "answer": answer}
    assert client.post("/api/feedback", json=judged).status_code == 404


# --- limits -------------------------------------------------------------------------------------


def test_a_long_history_is_refused_in_a_sentence(client):
    turn = {"question": "a", "answer": "b"}
    reply = client.post("/api/ask", json={**WHEN, "history": [turn] * 41})
    assert reply.status_code == 422
    assert "40" in reply.json()["detail"]
    long = {"question": "a", "answer": "b" * 20_001}
    assert client.post("/api/ask", json={**WHEN, "history": [long]}).status_code == 422


def test_twenty_megabytes_are_refused(client):
    reply = client.post("/api/ask", json={"question": "x" * 20_000_000})
    assert reply.status_code == 413
    assert reply.json()["detail"].endswith("send a shorter one.")
    assert reply.headers["x-request-id"]


@pytest.mark.parametrize("path", ["/api/ask", "/api/events", "/gradio_api/queue/join"])
def test_whoever_asks_too_often_is_told_when_to_come_back(world, path):
    client = client_of(world, rate=3)
    method = "GET" if path == "/api/events" else "POST"
    for _ in range(3):
        assert client.request(method, path, headers={"x-forwarded-for": "9.9.9.9"}).status_code != 429  # fmt: skip
    # A forged header buys nothing.
    reply = client.request(method, path, headers={"x-forwarded-for": "8.8.8.8"})
    assert reply.status_code == 429
    assert 1 <= int(reply.headers["retry-after"]) <= 60
    assert "try again in" in reply.json()["detail"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/api/health").status_code == 200
    assert client.get("/").status_code == 200


def test_behind_a_trusted_proxy_each_client_has_its_own_allowance(world):
    app = create_app(world, load_settings(rate=1, rate_total=5, trusted_proxies="10.0.0.0/8"))
    client = TestClient(app, client=("10.1.2.3", 5000))
    said = [
        client.get("/api/events", headers={"x-forwarded-for": f"1.1.1.1, {who}"}).status_code
        for who in ("2.2.2.2", "3.3.3.3", "2.2.2.2", "4.4.4.4", "5.5.5.5", "6.6.6.6", "7.7.7.7")
    ]
    assert said == [200, 200, 429, 200, 200, 200, 503]


@pytest.mark.parametrize(
    ("peer", "said", "client"),
    [
        ("9.9.9.9", "1.1.1.1", "9.9.9.9"),
        ("10.0.0.1", "1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
        ("10.0.0.1", "1.1.1.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.1", "1.1.1.1", "1.1.1.1"),
    ],
)
def test_the_client_is_the_last_hop_that_nobody_vouches_for(peer, said, client):
    scope = {"client": (peer, 1), "headers": [(b"x-forwarded-for", said.encode())]}
    assert Proxies(["10.0.0.0/8"]).client(scope) == client


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 20))
def test_no_minute_gives_more_than_two_allowances(pauses, rate):
    now, taken = 0.0, []
    buckets = Buckets(rate, clock=lambda: now)
    for pause in pauses:
        now += pause
        if not buckets.wait("a"):
            buckets.take("a")
            taken.append(now)
    for at in taken:
        assert sum(at <= t < at + 60 for t in taken) <= 2 * rate
    now += 60
    assert not buckets.wait("a")


def test_two_hundred_questions_at_once(world, monkeypatch):
    real = world.ask
    monkeypatch.setattr(world, "ask", lambda *a, **k: (time.sleep(0.05), answer)[1])
    answer = real("When was the river forum?")
    settings = load_settings(rate=0, rate_total=0, at_once=2, waiting=20, feedback=False)

    async def ask_all():
        transport = httpx.ASGITransport(create_app(world, settings))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            asked = [asyncio.create_task(client.post("/api/ask", json=WHEN)) for _ in range(200)]
            await asyncio.sleep(0.1)
            began = time.perf_counter()
            health = await client.get("/healthz")
            quick = time.perf_counter() - began
            replies = await asyncio.gather(*asked)
            later = await client.post("/api/ask", json=WHEN)
        return replies, health, quick, later

    replies, health, quick, later = asyncio.run(ask_all())
    assert health.status_code == 200
    assert quick < 1
    statuses = [reply.status_code for reply in replies]
    assert statuses.count(200) == 22
    assert statuses.count(503) == 178
    refused = next(reply for reply in replies if reply.status_code == 503)
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.json()["detail"].endswith("ask again in a few seconds.")
    assert later.status_code == 200


def chat_of(client):
    mounts = (getattr(route, "app", None) for route in client.app.routes)
    return next(app for app in mounts if hasattr(app, "get_blocks")).get_blocks()


@pytest.mark.parametrize(("waiting", "most"), [(3, 3), (0, 1)])
def test_the_chat_takes_on_what_the_settings_say(world, waiting, most):
    chat = chat_of(client_of(world, waiting=waiting, at_once=2))
    assert chat._queue.max_size == most
    asking = [f.concurrency_limit for f in chat.fns.values() if f.concurrency_id == "ask"]
    assert asking
    assert set(asking) == {2}


def test_a_full_queue_of_the_chat_is_told_in_our_words(world):
    client = client_of(world, metrics=True)
    chat_of(client)._queue.max_size = 0
    join = {"data": ["When?", []], "fn_index": 0, "session_hash": "abc"}
    reply = client.post("/gradio_api/queue/join", json=join)
    assert reply.status_code == 503
    assert reply.json()["detail"].endswith("ask again in a few seconds.")
    assert int(reply.headers["retry-after"]) >= 1
    assert 'icpc_refused_total{whose="queue"} 1.0' in client.get("/metrics").text


# --- keys and sessions --------------------------------------------------------------------------


def run(command, *words, typed=None):
    done = CliRunner().invoke(command, [str(w) for w in words], input=typed, catch_exceptions=True)
    return done


def test_with_a_keys_file_the_api_wants_a_key(world, tmp_path):
    file = tmp_path / "keys"
    given = run(keys, "add", "partner", "--file", file)
    key = given.stdout.split()[0]
    assert key not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    client = client_of(world, api_keys_file=file, feedback=True, feedback_file=tmp_path / "f", metrics=True)  # fmt: skip
    holds = {"authorization": f"Bearer {key}"}
    for path in ("/api/events", "/api/openapi.json", "/metrics", "/api"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers={"authorization": "Bearer icpc_no"}).status_code == 401
        assert client.get(path, headers=holds).status_code == 200
    refused = client.post("/api/ask", json=WHEN)
    assert refused.status_code == 401
    assert "www-authenticate" in refused.headers
    answer = client.post("/api/ask", json=WHEN, headers=holds).json()
    judged = {"verdict": "up", **WHEN, "answer": answer}
    assert client.post("/api/feedback", json=judged, headers=holds).status_code == 403
    assert client.get("/healthz").status_code == client.get("/").status_code == 200
    run(keys, "remove", "partner", "--file", file)
    assert client.get("/api/events", headers=holds).status_code == 401
    file.unlink()
    assert client.get("/api/events", headers=holds).status_code == 503  # nobody comes in by that


def test_with_a_users_file_everybody_signs_in(world, tmp_path):
    file = tmp_path / "users"
    assert run(users, "add", "ana", "--file", file, typed="short\n").exception
    assert not run(users, "add", "ana", "--file", file, typed="correct horse\n").exception
    assert "correct" not in file.read_text()
    client = client_of(world, users_file=file)
    browser = {"accept": "text/html"}
    turned = client.get("/bulletins/x?start=1&end=2", headers=browser, follow_redirects=False)
    assert turned.status_code == 303
    assert turned.headers["location"] == "/login?next=/bulletins/x%3Fstart%3D1%26end%3D2"
    assert client.get("/config").status_code == 401
    assert client.post("/api/ask", json=WHEN).status_code == 401
    assert client.get("/look/plain.css").status_code == client.get("/privacy").status_code == 200
    form = {"name": "ana", "password": "wrong horse 1", "next": "//evil.example"}
    wrong = client.post("/login", data=form)
    assert wrong.status_code == 401
    assert "evil" not in wrong.text
    unknown = client.post("/login", data={**form, "name": "<b>eve"})
    assert unknown.status_code == 401
    assert "<b>" not in unknown.text
    right = {**form, "password": "correct horse"}
    elsewhere = client.post("/login", data=right, headers={"sec-fetch-site": "cross-site"})
    assert elsewhere.status_code == 403
    signed = client.post("/login", data=right, follow_redirects=False)
    assert signed.headers["location"] == "/"
    cookie = signed.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert client.get("/").status_code == 200
    assert client.post("/api/ask", json=WHEN).status_code == 200
    held = client.cookies["icpc_session"]
    client.cookies.clear()

    def status(session):
        return client.get("/config", headers={"cookie": f"icpc_session={session}"}).status_code

    forged = [held.replace(held[2], "A" if held[2] != "A" else "B", 1), held[:-4], "x", ""]
    assert [status(session) for session in forged] == [401] * 4
    assert status(held) == 200
    run(users, "add", "ana", "--file", file, typed="another horse\n")
    assert status(held) == 401  # a new password ends the old sessions


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/fr?q=How+many+%26+who%3F", None),
        ("/?q=What%27s%20new%20(in%20Gand)!*~", None),
        ("/people/Jos%C3%A9%20Silva?page=2", None),
        ("/bulletins?place=Ghent,+Belgium;x:y", None),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ('/"><script>', "/"),
    ],
)
def test_signing_in_leads_on_to_what_was_asked_for(world, tmp_path, wanted, reached):
    file = tmp_path / "users"
    run(users, "add", "ana", "--file", file, typed="correct horse\n")
    client = client_of(world, users_file=file)
    turned = f"/login?next={quote(wanted)}"
    if reached is None:
        there = client.get(wanted, headers={"accept": "text/html"}, follow_redirects=False)
        assert httpx.URL(there.headers["location"]).params == httpx.URL(turned).params
    form = client.get(turned).text
    kept = html.unescape(re.search(r'name="next" value="([^"]*)"', form)[1])
    assert kept == (reached or wanted)
    right = {"name": "ana", "password": "correct horse", "next": kept}
    signed = client.post("/login", data=right, follow_redirects=False)
    assert signed.headers["location"] == kept


def test_the_pages_of_plain_text_follow_the_language(world, tmp_path):
    (tmp_path / "users").write_text("")
    client = client_of(world, users_file=tmp_path / "users")
    open_ = client_of(world)
    for asked, path in ((client, "/login"), (client, "/privacy"), (open_, "/privacy"), (open_, "/api")):  # fmt: skip
        page = asked.get(path, headers={"cookie": "lang=fr"})
        assert '<html lang="fr">' in page.text
        assert "Accept-Language" in page.headers["vary"]
        assert "set-cookie" not in page.headers
        chosen = asked.get(f"{path}?lang=es", follow_redirects=False)
        assert chosen.headers["location"] == path
        asked.cookies.clear()
    assert '<article class="bulletin" lang="en">' in page.text  # the API's page is in English
    for language, said in (("en", "What is kept"), ("fr", "Ce qui est"), ("es", "Qué se guarda")):
        notice = open_.get("/privacy", headers={"cookie": f"lang={language}"}).text
        assert f"<h1>{said}" in notice
        open_.cookies.clear()
    french = {"cookie": "lang=fr"}
    assert "Mot de passe" in (form := client.get("/login", headers=french).text)
    assert "Password" not in form
    assert "incorrect" in client.post("/login", data={"name": "a"}, headers=french).text
    wrong = {"name": "ana", "password": "wrong horse", "next": "/people?page=2"}
    for form in (client.get("/login?next=/people?page=2"), client.post("/login", data=wrong)):
        links = [html.unescape(a) for a in re.findall(r'href="(\?[^"]*lang=es)"', form.text)]
        assert links == ["?next=%2Fpeople%3Fpage%3D2&lang=es"]


def test_the_styles_of_plain_pages_meet_the_frame(client):
    page, style = client.get("/api").text, client.get("/look/plain.css").text
    (frame,) = re.findall(r"\.([\w-]+) main:has\(\.reference\)", style)
    assert frame in re.search(r'<body class="([^"]*)"', page)[1].split()


def test_guessing_passwords_is_slow(world, tmp_path):
    file = tmp_path / "users"
    file.write_text("")
    client = client_of(world, users_file=file)
    said = [client.post("/login", headers={"sec-fetch-site": "cross-site"}).status_code for _ in range(11)]  # fmt: skip
    assert said == [403] * 10 + [429]


def test_a_damaged_file_lets_no_server_start(world, tmp_path):
    file = tmp_path / "keys"
    file.write_text("somebody plaintext\n")
    with pytest.raises(AssistantError, match="keys:1 is no entry"):
        create_app(world, load_settings(api_keys_file=file))


# --- other sites, other paths -------------------------------------------------------------------


def test_the_widget_asks_from_listed_origins_only(client):
    assert client.get("/embed.js").headers["content-type"].startswith("text/javascript")
    ask = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    allowed = client.options("/api/ask", headers={"origin": PARTNER, **ask})
    assert allowed.headers["access-control-allow-origin"] == PARTNER
    assert "access-control-allow-credentials" not in allowed.headers
    other = client.options("/api/ask", headers={"origin": "https://other.example", **ask})
    assert "access-control-allow-origin" not in other.headers
    reply = client.post("/api/ask", json=WHEN, headers={"origin": PARTNER})
    assert reply.headers["access-control-allow-origin"] == PARTNER
    elsewhere = client.get("/api/events", headers={"origin": PARTNER})
    assert "access-control-allow-origin" not in elsewhere.headers


def test_without_origins_there_is_no_widget(world):
    client = client_of(world)
    for path in ("/embed.js", "/login", "/logout", "/metrics"):
        for method in ("GET", "POST", "PUT"):
            missing = client.request(method, path, follow_redirects=False)
            assert missing.status_code == 404
    reply = client.post("/api/ask", json=WHEN, headers={"origin": PARTNER})
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("before", ["", "/assistant"])  # a proxy that takes the path off, or not
def test_below_a_path_every_link_stays_below_it(world, before):
    client = client_of(world, root_path="assistant/")
    for path in ("/", "/bulletins/2019-05-14-river-forum", "/api", "/privacy"):
        page = client.get(before + path, headers={"accept-encoding": "gzip"})
        assert page.status_code == 200
        links = re.findall(r'\b(?:href|src|action)="(/[^"]*)', page.text)
        assert links
        assert not [link for link in links if not link.startswith("/assistant/")]
    config = client.get(before + "/config").json()
    assert config["root"].endswith("/assistant")
    assert client.post(before + "/api/ask", json=WHEN).status_code == 200
    assert client.get("/assistant", follow_redirects=False).headers["location"] == "/assistant/"
    assert client.get("/assistants/").status_code == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("root_path", "/a b"), ("root_path", '/"><script>'), ("trusted_proxies", "everyone"),
        ("embed_origins", "*"), ("embed_origins", "example.org"),
        ("embed_origins", "https://a.example/path"), ("log", "xml"), ("rate", -1),
        ("frame_ancestors", "*"), ("frame_ancestors", "https://a.example;script-src"),
    ],
)  # fmt: skip
def test_impossible_settings_are_refused(name, value):
    with pytest.raises(SettingsError, match=name):
        load_settings(**{name: value})


# --- what is kept, and what may run -------------------------------------------------------------


@pytest.mark.parametrize("path", ["/privacy", "/timeline", "/bulletins/2019-05-14-river-forum", "/api", "/nowhere", "/en"])  # fmt: skip
def test_every_page_leads_to_the_notice_of_what_is_kept(client, path):
    page = client.get(path, headers={"accept-language": "fr"}).text
    page = page.replace("\\u003c", "<").replace("\\u003e", ">").replace('\\"', '"')
    assert '<a href="/privacy">' in page


def test_whoever_has_signed_in_may_sign_out_from_every_page(world, tmp_path):
    file = tmp_path / "users"
    run(users, "add", "ana", "--file", file, typed="correct horse\n")
    client = client_of(world, users_file=file)
    form = 'action="/logout"'
    assert form not in client.get("/privacy").text
    client.post("/login", data={"name": "ana", "password": "correct horse"})
    for path in ("/privacy", "/people", "/en"):
        assert form in client.get(path).text.replace('\\"', '"'), path
    left = client.post("/logout", follow_redirects=False)
    assert left.headers["location"] == "/login"
    assert form not in client.get("/privacy").text
    assert form not in client_of(world).get("/en").text.replace('\\"', '"')


def test_no_machine_is_led_to_ask(client, world):
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /?q=", "Disallow: /fr?q=", "Disallow: /api/"} <= set(lines)
    below = client_of(world, root_path="/a").get("/a/robots.txt").text
    assert "Disallow: /a/?q=" in below


def test_no_page_of_ours_puts_a_question_where_a_log_would_hold_it(client):
    for path in ("/bulletins?words=river", "/people"):
        page = client.get(path).text
        entity = re.search(r'href="(/people/[^"?]+)"', page)
        page += client.get(entity[1]).text if entity else ""
        assert "?q=" not in page
        assert "/#q=" in page


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("root", ["", "/assistant"])
def test_the_chats_page_runs_its_own_scripts_and_no_others(world, root, encoding):
    client = client_of(world, root_path=root)
    page = client.get(f"{root}/en", headers={"accept-encoding": encoding})
    policy = page.headers["content-security-policy"]
    (scripts,) = re.findall(r"script-src ([^;]*);", policy)
    assert "unsafe-inline" not in scripts
    assert "script-src-attr 'none'" in policy
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page.text, re.DOTALL)
    assert len(inline) >= 3
    for script in inline:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in scripts
    assert (page.headers.get("content-encoding") == "gzip") == (encoding == "gzip")
    other = client.get(f"{root}/config").headers["content-security-policy"]
    assert "hashes" not in other


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("queue/join", {"data": "my secret question", "fn_index": []}),
        ("queue/join", {"data": ["my secret question"], "fn_index": 99_999, "session_hash": "a"}),
        ("queue/join", b"my secret question"),
        ("cancel", {"session_hash": ["my secret question"]}),
        ("reset", {"event_id": {"my secret": "question"}}),
    ],
)
def test_the_chat_repeats_nothing_of_what_it_cannot_use(client, path, body):
    sent = {"content": body} if isinstance(body, bytes) else {"json": body}
    reply = client.post(f"/gradio_api/{path}", **sent)
    assert reply.status_code >= 400
    assert "secret" not in reply.text
    assert set(reply.json()) == {"detail", "request_id"}
    assert reply.json()["request_id"] == reply.headers["x-request-id"]


def test_a_closed_page_is_forgotten_after_an_hour(world):
    chat = chat_of(client_of(world))
    kept, told = chat.state_holder, []

    async def beats(scope, receive, send):
        assert (await receive())["type"] == "http.disconnect"

    async def gone():
        return {"type": "http.disconnect"}

    async def visit():
        sessions = Sessions(beats, kept=kept, ending=Ending())
        loop = asyncio.get_running_loop()
        later = loop.call_later
        loop.call_later = lambda after, call, *given: told.append((after, call, given)) or later(9999, print)  # fmt: skip
        for name in ("left", "unknown"):
            if name == "left":
                kept[name].state_data["said"] = "my secret question"
            scope = {"type": "http", "path": f"/gradio_api/heartbeat/{name}"}
            await sessions(scope, gone, None)
        (first,) = told
        assert first[0] == 3600
        first[1](*first[2])  # used a moment ago: looked at again when its hour is over
        assert "left" in kept
        after, forget, given = told[-1]
        assert 3590 < after <= 3600
        kept.time_last_used["left"] -= timedelta(hours=1)
        forget(*given)
        assert "left" not in kept
        assert "left" not in kept.time_last_used

    asyncio.run(visit())


def test_a_stream_that_waits_is_let_go_when_the_server_ends():
    ending = Ending()

    async def never():
        await asyncio.Event().wait()

    async def waits():
        waiting = asyncio.create_task(ending.receive(never))
        await asyncio.sleep(0)
        ending.begin()
        return await asyncio.wait_for(waiting, 1)

    assert asyncio.run(waits()) == {"type": "http.disconnect"}


@pytest.mark.parametrize("started", [True, False])
def test_a_request_that_the_end_cuts_off_ends_in_order(started):
    ending, sent = Ending(), []

    async def works(scope, receive, send):
        if started:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    async def cut():
        cutting = Cut(works, ending=ending)
        task = asyncio.create_task(cutting({"type": "http"}, None, send))
        await asyncio.sleep(0)
        task.cancel()
        if not ending.begun:
            with pytest.raises(asyncio.CancelledError):
                await task
        else:
            await task

    asyncio.run(cut())  # a cut that is not the end's goes on
    sent.clear()
    ending.begin()
    asyncio.run(cut())
    assert sent[0]["status"] == (200 if started else 503)
    assert not sent[-1].get("more_body", False)


# --- what the operator sees ---------------------------------------------------------------------


def test_metrics_count_what_happened(client, world):
    client.post("/api/ask", json={"question": "Who won the chess cup in Lima?"})
    text = client.get("/metrics").text
    assert 'icpc_requests_total{method="POST",route="/api/ask",status="200"}' in text
    assert 'icpc_answers_total{language="en",status="abstained"}' in text
    assert 'icpc_stage_seconds_count{stage="retrieve"}' in text
    assert f'index="{world.version}"' in text
    assert "icpc_questions_waiting 0.0" in text
    assert client_of(world).get("/metrics").status_code == 404


@pytest.mark.parametrize("told", [False, True])
def test_the_log_is_json_and_holds_no_question_unless_told(world, told):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    log = logging.getLogger("icpc_assistant.requests")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        client = client_of(LiveAssistant(world), log_questions=told)
        asked = client.post("/api/ask", json=WHEN)
        client.get("/api/search", params={"q": "river forum"})
    finally:
        log.removeHandler(handler)
        log.setLevel(logging.NOTSET)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    request = next(line for line in lines if line["event"] == "request")
    assert request["request_id"] == asked.headers["x-request-id"]
    assert (request["method"], request["path"], request["status"]) == ("POST", "/api/ask", 200)
    assert ("river forum" in stream.getvalue()) == told
    assert "testclient" not in stream.getvalue()


@pytest.mark.parametrize("form", ["plain", "json"])
def test_what_libraries_debug_themselves_by_is_not_shown(form):
    code = (
        "import logging\n"
        "from icpc_assistant.serving.observing import set_up_logging\n"
        f"set_up_logging({form!r}, questions=False)\n"
        "other = logging.getLogger('bm25s')\n"
        "other.setLevel(logging.DEBUG)\n"
        "other.debug('building')\n"
        "other.warning('a disk is full')\n"
        "logging.getLogger('icpc_assistant.live').info('an index came')"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "building" not in done.stderr
    assert "a disk is full" in done.stderr
    assert "an index came" in done.stderr


def test_a_plain_line_names_its_request(world, monkeypatch):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PlainLines())
    log = logging.getLogger("icpc_assistant")
    log.addHandler(handler)
    monkeypatch.setattr(world, "ask", lambda *_, **__: 1 / 0)
    try:
        reply = client_of(world).post("/api/ask", json=WHEN)
        desk = Desk(world, None)
        turns = [shown[0] for shown in desk.ask("When was it?", (), "en", "named-0123")][-1]
        log.warning("of no request")
    finally:
        log.removeHandler(handler)
    lines = stream.getvalue().splitlines()
    assert f"ERROR: [{reply.json()['request_id']}] A request failed." in lines
    assert turns[-1].failed == "named-0123"
    assert "ERROR: [named-0123] A question could not be answered." in lines
    assert "WARNING: of no request" in lines


def test_a_request_id_is_ours_unless_a_trusted_proxy_gave_it(world, client):
    given = {"x-request-id": "forged-forged"}
    assert client.get("/healthz", headers=given).headers["x-request-id"] != "forged-forged"
    app = create_app(world, load_settings(trusted_proxies="10.0.0.1"))
    proxied = TestClient(app, client=("10.0.0.1", 1))
    assert proxied.get("/healthz", headers=given).headers["x-request-id"] == "forged-forged"
    assert (
        proxied.get("/healthz", headers={"x-request-id": "a b\n"}).headers["x-request-id"] != "a b"
    )


def test_the_privacy_notice_says_what_the_settings_do(world, tmp_path):
    (tmp_path / "users").write_text("")
    quiet = client_of(world).get("/privacy").text
    open_ = client_of(world, feedback=True, log_questions=True, users_file=tmp_path / "users").get("/privacy").text  # fmt: skip
    for said, in_open in (("No other cookies are set", False), ("A second cookie", True), ("holds the text of the questions", True), ("No feedback is kept", False)):  # fmt: skip
        assert (said in open_) == in_open
        assert (said in quiet) != in_open


@pytest.mark.parametrize(
    ("given", "nowhere", "words", "numbers"),
    [
        ({}, True, False, False),
        ({"llm": "ollama", "llm_model": "m"}, False, True, False),
        ({"chroma_url": "http://127.0.0.1:9"}, False, False, True),
        ({"llm": "ollama", "llm_model": "m", "chroma_url": "http://127.0.0.1:9"}, False, True, True),
    ],
)  # fmt: skip
def test_the_privacy_notice_says_what_leaves_the_server(world, given, nowhere, words, numbers):
    client = client_of(world, **given)
    page = "".join(
        client.get("/privacy", headers={"accept-language": code}).text
        for code in ("en", "fr", "es")
    )
    for said in ("sent nowhere", "envoyées nulle part", "a ninguna parte"):
        assert (said in page) == nowhere
    for said in ("language model that", "modèle de langue choisi", "modelo de lenguaje elegido"):
        assert (said in page) == words
    for said in ("vector database", "données vectorielle", "datos vectorial"):
        assert (said in page) == numbers


def test_no_cookie_is_set_but_those_of_the_notice(client):
    for path in ("/", "/config", "/api", "/privacy"):
        assert "set-cookie" not in client.get(path).headers
    chosen = client.get("/timeline?lang=fr", follow_redirects=False).headers["set-cookie"]
    client.cookies.clear()
    assert re.fullmatch(r"lang=fr; Max-Age=31536000; Path=/; SameSite=lax", chosen)
    for code, said in (("en", "for a year"), ("fr", "pendant un an"), ("es", "durante un año")):
        assert said in client.get("/privacy", headers={"accept-language": code}).text
