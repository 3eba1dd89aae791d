"""The pages beside the chat, over invented bulletins: what they list, find, and refuse."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from icpc_assistant.chat.language import LanguageChoice
from icpc_assistant.chat.search import Search, Sought
from icpc_assistant.live import LiveAssistant
from icpc_assistant.pages_routes import add_page_routes


@pytest.fixture(scope="module")
def client(world):
    app = FastAPI()
    add_page_routes(app, LiveAssistant(world))
    app.add_middleware(LanguageChoice)
    with TestClient(app) as client:
        yield client


def page(client, path, language="en", **query):
    return client.get(path, params=query, headers={"accept-language": language})


def links(html):
    return [a.replace("&amp;", "&") for a in re.findall(r'href="([^"]+)"', html)]


def test_every_page_speaks_the_readers_language(client):
    for path in ("/timeline", "/bulletins", "/people", "/organisations", "/places"):
        seen = {code: page(client, path, code) for code in ("en", "fr", "es")}
        for code, reply in seen.items():
            assert reply.status_code == 200, path
            assert f'<html lang="{code}">' in reply.text
            assert "<script" not in reply.text
        assert len({re.sub(r"\s+", " ", r.text) for r in seen.values()}) == 3


def test_a_language_chosen_is_kept_and_the_address_comes_back_clean(client):
    reply = client.get("/timeline?year=2024&lang=es", follow_redirects=False)
    assert reply.status_code == 303
    assert reply.headers["location"] == "/timeline?year=2024"
    assert "lang=es" in reply.headers["set-cookie"]
    kept = client.get("/timeline", headers={"cookie": "lang=es", "accept-language": "fr"})
    assert '<html lang="es">' in kept.text
    client.cookies.clear()


@pytest.mark.parametrize("beside", ['a={"x": 1}', "a b=1", "x@y=1", "a[0]=1", "b"])
def test_a_language_chosen_is_found_beside_any_other_cookie(client, beside):
    for cookie in (f"{beside}; lang=es", f"lang=es; {beside}"):
        kept = client.get("/timeline", headers={"cookie": cookie, "accept-language": "fr"})
        assert '<html lang="es">' in kept.text


@pytest.mark.parametrize(
    "path",
    ["/api/search", "/api/bulletins/x", "/metrics", "/healthz", "/embed.js", "/look/icon.svg"],
)
def test_what_is_no_page_is_never_led_elsewhere(client, path):
    reply = client.get(f"{path}?lang=fr", follow_redirects=False)
    assert reply.status_code == 404  # here are the pages alone
    assert "set-cookie" not in reply.headers


@pytest.mark.parametrize(
    "path", ["//evil.example/?lang=fr", "/%0d%0aX:/?lang=fr", "/\\evil?lang=fr"]
)
def test_choosing_a_language_never_leads_elsewhere(client, path):
    reply = client.get("http://testserver" + path, follow_redirects=False)
    where = reply.headers.get("location", "/")
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))
    assert "x" not in reply.headers


def test_the_root_leads_to_the_chat_of_the_language_with_its_question(client):
    reply = client.get("/?q=When%3F", headers={"accept-language": "fr"}, follow_redirects=False)
    assert reply.headers["location"] == "/fr?q=When%3F"
    assert client.get("/en?lang=es", follow_redirects=False).headers["location"] == "/es"
    client.cookies.clear()


def test_the_timeline_holds_every_event_and_each_link_opens_its_words(client, world):
    html = page(client, "/timeline").text
    for bulletin in world.bulletins:
        assert f"/bulletins/{bulletin.id}" in html
    spans = [a for a in links(html) if "start=" in a]
    assert spans
    for address in spans[:5]:
        opened = client.get(address.partition("#")[0])
        assert '<mark id="quote"' in opened.text


def test_the_timeline_is_narrowed_by_its_own_bars(client):
    html = page(client, "/timeline").text
    bars = [a for a in links(html) if re.fullmatch(r"/timeline\?year=\d+", a)]
    assert bars
    total = int(re.search(r'role="status">(\d+)', html)[1])
    counts = []
    for bar in bars:
        year = client.get(bar).text
        counts.append(int(re.search(r'role="status">(\d+)', year)[1]))
        assert re.search(r"month=\d+", year)
    assert all(0 < count <= total for count in counts)
    assert sum(counts) >= total - html.count("undated")


def test_an_entity_has_a_page_with_every_bulletin_that_names_it(client, world):
    for kind in ("people", "organisations", "places"):
        listed = [a for a in links(page(client, f"/{kind}").text) if a.startswith(f"/{kind}/")]
        assert listed
        one = client.get(listed[0])
        assert one.status_code == 200
        assert "/bulletins/" in one.text
        named = client.get(f"/{kind}", params={"name": "zzzz"})
        assert not [a for a in links(named.text) if a.startswith(f"/{kind}/")]


def test_what_cannot_be_used_is_said_or_left_out_and_never_an_error(client):
    assert page(client, "/bulletins", place="!!").status_code == 422
    assert page(client, "/people", name="¿?").status_code == 422
    assert page(client, "/people/nobody").status_code == 404
    for query in ({"year": "x"}, {"year": "0"}, {"year": "2024", "month": "99"}, {"page": "9999"}):
        assert page(client, "/timeline", **query).status_code == 200
        assert page(client, "/bulletins", **query).status_code == 200
    hostile = '"><script>alert(1)</script>'
    for path in ("/timeline", "/bulletins", "/people"):
        for name in ("place", "words", "name", "year"):
            assert "<script>" not in page(client, path, **{name: hostile}).text


def test_words_find_the_bulletins_that_hold_them_all(client, world):
    search = Search(world.catalogue, world.bulletins, world.passages)
    bulletin = world.bulletins[0]
    sentence = max(re.findall(r"[^.\n]+\.", bulletin.body), key=len)
    words = [w for w in re.findall(r"[^\W\d_]+", sentence) if len(w) > 4][:3]
    assert words
    found = search.find(Sought.read(" ".join(words)))
    assert bulletin in found
    for excerpt in search.excerpts(bulletin, Sought.read(" ".join(words))):
        assert excerpt.spans
        assert all(excerpt.start <= a < b <= excerpt.end for a, b in excerpt.spans)
    phrase = f"{words[0]} zzz"
    assert search.find(Sought.read(f'"{phrase}"')) == []
    assert search.find(Sought.read(" ".join([*words, "zzzzqqq"]))) == []
    html = page(client, "/bulletins", words=words[0]).text
    assert "<mark>" in html


def test_words_of_grammar_alone_are_still_looked_for():
    assert Sought.read("the of").words == ("the", "of")
    assert Sought.read("the police").words == ("police",)
    assert Sought.read("“crime prevention” youth").phrases == (("crime", "prevention"),)
    assert Sought.read("!!") == Sought()
