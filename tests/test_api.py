"""The server: what the API answers, what it refuses, what every reply carries."""

import json
import re

import pytest
from fastapi.testclient import TestClient

from icpc_assistant import __version__
from icpc_assistant.api import MAX_BODY, create_app
from icpc_assistant.config import load_settings


@pytest.fixture(scope="module")
def client(icpc):
    with TestClient(create_app(icpc, load_settings()), raise_server_exceptions=False) as client:
        yield client


def post(client, body, **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post("/api/ask", content=content, headers={"content-type": "application/json"} | headers)  # fmt: skip


def test_a_question_is_answered_with_quotes_that_verify(client, icpc):
    answer = post(client, {"question": "Who opened the conference in Brussels?"}).json()
    assert answer["status"] == "answered"
    for citation in answer["citations"]:
        body = icpc.bulletin(citation["bulletin_id"]).body
        assert body[citation["start"] : citation["end"]] == citation["quote"]


def test_a_french_question_is_answered_in_french_from_an_english_bulletin(client, icpc):
    question = "Combien de personnes ont assisté au congrès au Mexique ?"
    answer = post(client, {"question": question}).json()
    assert (answer["status"], answer["language"]) == ("answered", "fr")
    assert "plus de 1\u202f200" in answer["short_answer"]
    cited = answer["citations"][0]
    assert cited["bulletin_id"] == "2025-10-30-juvenile-criminal-justice-congress"
    assert "1,200 participants" in cited["quote"]
    body = icpc.bulletin(cited["bulletin_id"]).body
    assert body[cited["start"] : cited["end"]] == cited["quote"]


def test_what_no_bulletin_tells_is_declined(client):
    answer = post(client, {"question": "What is the capital of Peru?"}).json()
    assert answer["status"] == "abstained"
    assert answer["text"].startswith("Sorry")
    assert answer["citations"] == answer["statements"] == answer["bulletins"] == []
    assert answer["short_answer"] is None


def test_a_conversation_is_taken_into_account(client):
    history = [{"question": "Who opened the conference in Brussels?", "answer": "Rudi Vervoort"}]
    answer = post(client, {"question": "When was it held?", "history": history}).json()
    assert "2024" in answer["short_answer"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "send"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "send"),
        ([], "send"),
        ({}, "question"),
        ({"question": None}, "question"),
        ({"question": 7}, "question"),
        ({"question": ["When?"]}, "question"),
        ({"question": {"a": "b"}}, "question"),
        ({"question": "When?", "history": "none"}, "history"),
        ({"question": "When?", "history": [{"question": 1}]}, "history"),
        ({"question": "When?", "history": [None]}, "history"),
        ({"question": ""}, "question"),
        ({"question": " \n\t "}, "question"),
        ({"question": "?!…"}, "question"),
        ({"question": "x" * 5000}, "question"),
        (b'{"question": "\\ud800"}', "question"),
    ],
)
def test_what_cannot_be_asked_gets_one_sentence(client, body, says):
    reply = post(client, body)
    assert reply.status_code == 422
    detail = reply.json()["detail"]
    assert says in detail
    assert detail.endswith(".")
    assert "\n" not in detail
    assert len(detail) < 300
    assert "Traceback" not in reply.text


def test_a_body_over_the_limit_is_refused_declared_or_not(client):
    reply = post(client, {"question": "x" * MAX_BODY})
    assert reply.status_code == 413
    pieces = (b'{"question": "' + b"x" * 30_000 for _ in range(4))
    assert client.post("/api/ask", content=pieces).status_code == 413


@pytest.mark.parametrize(
    "question",
    [
        "<script>alert(1)</script> Who opened the conference in Brussels?",
        "![x](http://example.org/x.png) when was TACMES Day?",
        "\u202ewhen was TACMES Day\u202c 2025\u200b?",
        "When was\u0000 TACMES Day?",
        "a\ud83d b",
    ],
)
def test_hostile_text_is_only_text(client, question):
    reply = post(client, {"question": question})
    assert reply.status_code in (200, 422)
    assert reply.headers["content-type"] == "application/json"


def test_health(client, icpc):
    assert client.get("/healthz").json() == {
        "status": "ok",
        "version": __version__,
        "index": icpc.version,
        "bulletins": len(icpc.bulletins),
    }


def test_a_bulletin_is_shown_whole_with_the_quote_marked(client, icpc):
    answer = icpc.ask("When was TACMES Day 2025?")
    citation = answer.citations[0]
    page = client.get(
        f"/bulletins/{citation.bulletin_id}", params={"start": citation.start, "end": citation.end}
    )
    assert page.status_code == 200
    assert page.text.count('<mark id="quote"') == 1
    words = citation.quote.split()[:3]
    assert " ".join(words) in page.text.split('id="quote"')[1]
    assert "<script" not in page.text


@pytest.mark.parametrize("span", [{}, {"start": "a", "end": "b"}, {"start": 5, "end": 2}, {"start": 0, "end": 10**8}])  # fmt: skip
def test_a_span_that_is_none_still_opens_the_bulletin(client, icpc, span):
    page = client.get(f"/bulletins/{icpc.bulletins[0].id}", params=span)
    assert page.status_code == 200
    assert "<mark" not in page.text


@pytest.mark.parametrize("name", ["nothing", "%2e%2e%2fREADME", "<b>x</b>", "a" * 3000])
def test_no_such_bulletin_is_a_page(client, name):
    page = client.get(f"/bulletins/{name}")
    assert page.status_code == 404
    assert "There is no such" in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=http://example.org/x",
        "/gradio_api/file=README.md",
        "/gradio_api/proxy=http://example.org/x",
        "/gradio_api/upload",
        "/gradio_api/call/ask",
        "/gradio_api/run/ask",
        "/gradio_api/vibe-code",
        "/gradio_api/dev/reload",
        "/monitoring",
        "/docs",
        "/openapi.json",
        "/login",
        "/look/../api.py",
    ],
)
def test_nothing_else_of_gradio_is_served(client, path):
    for method in ("GET", "POST"):
        assert client.request(method, path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/healthz", "/bulletins/none", "/look/chat.js", "/nowhere"])
def test_every_reply_carries_the_headers(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert "default-src" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/healthz", "/bulletins/none", "/en", "/nowhere"])
def test_the_sites_of_the_settings_may_frame_it_and_no_other(client, world, path):
    def ancestors(reply):
        (found,) = re.findall(r"frame-ancestors ([^;]*)", reply.headers["content-security-policy"])
        return found

    assert ancestors(client.get(path)) == "'self'"
    app = create_app(world, load_settings(frame_ancestors="https://Frame.example/ http://[::1]:8"))
    with TestClient(app) as framed:
        reply = framed.get(path)
    assert ancestors(reply) == "'self' https://frame.example http://[::1]:8"
    assert "x-frame-options" not in reply.headers  # it would refuse them


def test_the_page_names_no_other_host_than_its_own(client):
    page = client.get("/", headers={"x-forwarded-host": "evil.example"}).text
    assert "evil.example" not in page


def test_an_unforeseen_failure_is_one_sentence(icpc, monkeypatch):
    app = create_app(icpc, load_settings())
    monkeypatch.setattr(icpc, "ask", lambda *_: 1 / 0)
    with TestClient(app, raise_server_exceptions=False) as client:
        reply = post(client, {"question": "When was TACMES Day?"})
    assert reply.status_code == 500
    assert "ZeroDivision" not in reply.text
    assert reply.json()["detail"].endswith(".")
