"""The assistant with an LLM at its side: what that says and proves, else the bulletins' own words."""

import json
import re

import pytest

from icpc_assistant import Assistant
from icpc_assistant.citations import verified
from icpc_assistant.config import load_settings
from llm_server import LlmServer

QUESTION = "Who opened the river forum?"
SAID = "The forum was opened by the Governor, Ms. Ilse Vandamme."
QUOTE = "The forum was opened by the Governor of the province, Ms. Ilse Vandamme"
KINDS = ("openai", "ollama")
FAST, SLOW = 1.0, 20.0  # seconds that the LLM is given: where it never ends, and where it does


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="module", autouse=True)
def _loaded():
    """Load the integrations once, so that the time given is the endpoint's alone."""
    import llama_index.llms.ollama
    import llama_index.llms.openai_like  # noqa: F401


def reply(text, quote, passage=1):
    said = {"text": text, "quotes": [{"passage": passage, "quote": quote}]}
    return json.dumps({"answerable": True, "short_answer": None, "sentences": [said]})


def good(prompt):
    """Cite the passage that holds the words, by the number it has in the prompt."""
    rows = [json.loads(line) for line in prompt.splitlines() if line.startswith('{"passage"')]
    holding = next((row["passage"] for row in rows if QUOTE in row["text"]), 0)
    return reply(SAID, QUOTE, holding)


def with_llm(world, url, kind="openai", seconds=SLOW):
    address = url + ("/v1" if kind == "openai" else "")
    given = {"llm": kind, "llm_model": "m", "llm_url": address, "llm_timeout": seconds}
    return Assistant(world._index, load_settings(**given))


def by_id(assistant):
    return {bulletin.id: bulletin for bulletin in assistant.bulletins}


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_llm_is_heard_and_its_quote_verified(world, kind):
    with LlmServer(good) as server:
        answer = with_llm(world, server.origin, kind).ask(QUESTION)
    assert len(server.requests) == 1
    assert server.requests[0]["body"]["stream"] is True  # it comes in pieces
    assert answer.status == "answered"
    assert [statement.text for statement in answer.statements] == [SAID]
    assert answer.statements[0].citations == (1,)
    assert QUOTE in answer.citations[0].quote
    assert verified(answer.citations, by_id(world))
    assert answer.notices == ()
    assert "llm" in answer.timings_ms


INVENTED = reply("The forum was opened by Mr. Bruno Falk.", "Mr. Bruno Falk opened the forum")
MISREAD = reply("The forum was opened by Mr. Bruno Falk.", QUOTE)  # the quote says otherwise
PROSE = "It was Ms. Ilse Vandamme who opened the forum, as everybody knows [1]."


def fell_back(answer, extracted, reason):
    """The answer is the one without an LLM, and says in one sentence why."""
    assert answer.status == extracted.status == "answered"
    assert answer.text == extracted.text
    assert answer.statements == extracted.statements
    assert answer.citations == extracted.citations != ()
    *others, notice = answer.notices
    assert others == list(extracted.notices)
    assert re.search(reason, notice)
    return notice


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("manner", "says", "reason"),
    [
        ("hang", good, "did not finish within 1 seconds"),
        ("drip", good, "did not finish within 1 seconds"),
        ("keepalive", good, "did not finish within 1 seconds"),
        ("endless", good, "wrote without end|did not finish"),
        ("html", good, "no chat reply|form asked for"),
        ("broken", good, "no chat reply"),
        ("truncated", good, "broke off|form asked for"),
        ("cut-short", good, "form asked for"),
        ("empty", good, "form asked for"),
        ("redirect", good, "HTTP 307"),
        ("good", lambda prompt: PROSE, "form asked for"),
        ("good", lambda prompt: INVENTED, "could be verified in the bulletins"),
        ("good", lambda prompt: MISREAD, "could be verified in the bulletins"),
        ("good", lambda prompt: good(prompt).replace(QUOTE, QUOTE[::-1]), "could be verified"),
    ],
)
def test_an_llm_that_fails_leaves_the_bulletins_own_words(world, kind, manner, says, reason):
    seconds = FAST if manner in ("hang", "drip", "keepalive") else SLOW
    with LlmServer(says, manner) as server:
        answer = with_llm(world, server.origin, kind, seconds).ask(QUESTION)
    assert len(server.requests) == 1
    notice = fell_back(answer, world.ask(QUESTION), reason)
    assert notice.startswith("The language model gave no answer that could be verified (")
    assert verified(answer.citations, by_id(world))
    assert "Falk" not in answer.text


@pytest.mark.parametrize(
    ("status", "reason"), [(401, "refused the key"), (404, "HTTP 404"), (500, "HTTP 500")]
)
def test_an_llm_that_refuses_leaves_them_too(world, status, reason):
    with LlmServer(good, status=status) as server:
        answer = with_llm(world, server.origin).ask(QUESTION)
    notice = fell_back(answer, world.ask(QUESTION), reason)
    assert "sk-secret" not in notice


@pytest.mark.parametrize("kind", KINDS)
def test_an_llm_that_is_down_leaves_them_too_in_the_questions_language(world, kind, caplog):
    with LlmServer(good) as server:
        origin = server.origin  # where nobody listens any more
    question = "Qui a animé l’atelier à Besançon ?"
    answer = with_llm(world, origin, kind).ask(question)
    notice = fell_back(answer, world.ask(question), r"\(il est injoignable\)")
    assert notice.startswith("Le modèle de langue")
    assert "cannot be reached; start it" in caplog.text
    assert verified(answer.citations, by_id(world))


def test_what_no_passage_answers_is_declined_with_an_llm_or_without(world):
    question = "How many people took the night buses in Tartu?"
    with LlmServer(lambda prompt: '{"answerable": false, "sentences": []}') as server:
        declined = with_llm(world, server.origin).ask(question)
    assert declined.abstained
    assert declined.citations == ()
    with LlmServer(lambda prompt: INVENTED) as server:
        assert with_llm(world, server.origin).ask(question).abstained
