"""What the doctor says: every line whatever another meets, and an LLM's endpoint as it is."""

import re
import time
from pathlib import Path

import pytest

from icpc_assistant.config import load_settings
from icpc_assistant.doctor import examine
from llm_server import LlmServer

CORPUS = Path(__file__).parent / "data" / "corpus"
KINDS = {"openai": "/v1", "ollama": ""}  # kind: what its base URL ends in


@pytest.fixture
def settings(tmp_path):
    """Return settings that name no index, with an LLM as given."""

    def settings(**llm):
        return load_settings(corpus=CORPUS, index=tmp_path / "index", port=0, **llm)

    return settings


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def found(settings, name="LLM"):
    return next(finding for finding in examine(settings) if finding.name == name)


def knocked(settings, server, kind, **given):
    """What is said of an LLM that the server plays."""
    url = server.origin + KINDS[kind]
    return found(settings(**{"llm": kind, "llm_model": "m", "llm_url": url, **given}))


# --- every line -------------------------------------------------------------------------------


def test_what_is_unforeseen_in_one_line_costs_no_other(settings, monkeypatch):
    def fail(_):
        raise RuntimeError("no such\nthing")

    whole = [finding.name for finding in examine(settings())]
    for line in ("_packages", "_corpus"):
        monkeypatch.setattr(f"icpc_assistant.doctor.{line}", fail)
    findings = {finding.name: finding for finding in examine(settings())}
    assert list(findings) == whole
    for name in ("packages", "corpus"):
        assert findings[name].level == "fail"
        assert "(RuntimeError: no such thing)" in findings[name].text
        assert findings[name].text.endswith("with ICPC_DEBUG=1 to see where.")
    monkeypatch.setenv("ICPC_DEBUG", "1")
    with pytest.raises(RuntimeError):
        list(examine(settings()))


def test_the_index_is_named_by_its_version(settings, world_index):
    version = (world_index / "current").read_text().strip()
    now = load_settings(corpus=CORPUS, index=world_index)
    assert found(now, "index").text.startswith(f"version {version} is up to date in ")
    then = load_settings(corpus=CORPUS, index=world_index, encoder_query_prompt="q: ")
    assert found(then, "index").text == (
        f"version {version} is stale (it was built with another encoder); run `icpc-assistant "
        "index`."
    )
    assert found(settings(), "index").text.startswith("missing (no index has been built yet);")


def test_vectors_that_may_not_be_written_are_told_without_alarm(world_index, monkeypatch):
    settings = load_settings(corpus=CORPUS, index=world_index)
    assert found(settings, "vectors").level == "ok"
    monkeypatch.setattr("os.access", lambda path, mode: "chroma" not in str(path))
    finding = found(settings, "vectors")
    assert finding.level == "warn"
    assert "searched one by one; make it writable" in finding.text


# --- the LLM ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"llm": "openai", "llm_model": "m"}, "ICPC_LLM_URL"),
        ({"llm": "openai", "llm_url": "http://127.0.0.1:9/v1"}, "ICPC_LLM_MODEL"),
        ({"llm": "openai", "llm_model": "m", "llm_url": "localhost:9/v1"}, "http"),
        ({"llm": "ollama"}, "ICPC_LLM_MODEL"),
    ],
)
def test_an_llm_that_would_refuse_every_question_is_not_well(settings, given, says):
    finding = found(settings(**given))
    assert finding.level == "fail"
    assert says in finding.text


def test_an_endpoint_that_answers_is_asked_for_nothing_but_its_models(settings, kind):
    with LlmServer() as server:
        finding = knocked(settings, server, kind, llm_key="sk-mine")
    assert finding.level == "ok"
    assert finding.text == f"{kind} m at {server.origin}{KINDS[kind]} is reachable"
    ((asked, body, key),) = [
        (r["path"], r["body"], r["headers"]["authorization"]) for r in server.requests
    ]
    assert (asked, body) == ({"openai": "/v1/models", "ollama": "/api/tags"}[kind], None)
    assert key == "Bearer sk-mine"


def test_an_address_may_end_in_a_slash(settings, kind):
    with LlmServer() as server:
        url = f"{server.origin}{KINDS[kind]}/"
        assert knocked(settings, server, kind, llm_url=url).level == "ok"


@pytest.mark.parametrize(
    ("status", "level", "says"),
    [
        (401, "fail", "ICPC_LLM_KEY"),
        (403, "fail", "ICPC_LLM_KEY"),
        (429, "warn", "quota"),
        (503, "warn", "log"),
        (307, "warn", "ICPC_LLM_URL"),
    ],
)
def test_a_refusal_has_its_remedy(settings, kind, status, level, says):
    with LlmServer(status=status) as server:
        finding = knocked(settings, server, kind, llm_key="sk-mine")
    assert finding.level == level
    assert re.search(rf"HTTP {status}\); .*{says}.*\.$", finding.text)
    assert "sk-" not in finding.text


def test_a_wrong_path_is_told_from_an_endpoint_that_is_down(settings, kind):
    with LlmServer() as server:
        finding = knocked(settings, server, kind, llm_url=f"{server.origin}/v2")
        assert finding.level == "warn"
        assert re.search(r"HTTP 404\); .*ICPC_LLM_URL", finding.text)
    finding = knocked(settings, server, kind)
    assert finding.level == "fail"
    assert finding.text == "The LLM endpoint cannot be reached; start it, or correct ICPC_LLM_URL."


@pytest.mark.parametrize(
    ("manner", "timeout", "waited"), [("hang", 30, 2), ("header-drip", 0.5, 0.5)]
)
def test_a_slow_endpoint_is_waited_for_two_seconds_at_most(settings, manner, timeout, waited):
    found(settings())  # what it imports is there now
    with LlmServer(manner=manner) as server:
        begun = time.monotonic()
        finding = knocked(settings, server, "openai", llm_timeout=timeout)
        assert time.monotonic() - begun < waited + 5  # the other lines, too
    assert finding.level == "fail"
    assert f"does not answer within {waited:g} seconds; start it" in finding.text
