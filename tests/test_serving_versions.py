"""A bulletin that is a version of another: read, filtered and searched for like any other."""

import re
import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from icpc_assistant.api import create_app
from icpc_assistant.config import load_settings
from icpc_assistant.opening import open_assistant

DATA = Path(__file__).parent / "data"
RIVER = "2019-05-14-river-forum"
FLEUVES = "2019-05-14-forum-rivieres"
TEXT = f"""---
title: Le troisième Forum des rivières réunit des maires à Gand
start: 2019-05-14
end: 2019-05-16
language: fr
version_of: {RIVER}
---

Du 14 au 16 mai 2019, la Lowland Water Alliance (LWA) a tenu son troisième Forum des rivières au
Vieux Moulin de Gand, en Belgique. Le forum a été ouvert par la gouverneure, Mme Ilse Vandamme.
"""


@pytest.fixture(scope="module")
def client(world_index, tmp_path_factory):
    home = tmp_path_factory.mktemp("versions")
    shutil.copytree(DATA / "corpus", home / "corpus")
    shutil.copytree(world_index, home / "index")
    (home / "corpus" / "bulletins" / f"{FLEUVES}.md").write_text(TEXT, "utf-8")
    assistant = open_assistant(corpus=home / "corpus", index=home / "index", one_shot=True)
    settings = load_settings(rate=0, feedback=False)
    return TestClient(create_app(assistant, settings), raise_server_exceptions=False)


def test_a_version_is_read_whole_with_its_card(client):
    reply = client.get(f"/api/bulletins/{FLEUVES}")
    assert reply.status_code == 200
    assert "Vieux Moulin" in reply.json()["body"]
    assert reply.json()["card"]["bulletin_id"] == FLEUVES
    assert "Belgium" in reply.json()["places"][0]


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({"language": "fr"}, {FLEUVES, "2021-10-08-atelier-lumiere"}),
        ({"language": "fr", "place": "Ghent"}, {FLEUVES}),
        ({"language": "en", "place": "Ghent"}, {RIVER}),
        ({"from": "2019", "to": "2019"}, {RIVER, FLEUVES}),
        ({"from": "2020"}, {"2020-02-03-night-buses", "2021-10-08-atelier-lumiere"}),
    ],
)
def test_a_version_is_held_when_and_where_its_original_is(client, filters, left):
    listed = client.get("/api/bulletins", params=filters).json()["bulletins"]
    assert {b["id"] for b in listed} == left
    found = client.get("/api/search", params={"q": "forum", **filters}).json()["passages"]
    assert {p["bulletin_id"] for p in found} == left
    assert client.get("/api/events", params={"from": "2019", "to": "2019"}).json()["total"] == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=gouverneure", [FLEUVES]),
        ("words=%22vieux+moulin%22", [FLEUVES]),
        ("words=alliance+vandamme", [RIVER, FLEUVES]),
        ("place=Ghent", [RIVER, FLEUVES]),
        ("place=Ghent&written=fr", [FLEUVES]),
    ],
)
def test_the_page_of_all_bulletins_finds_a_version(client, query, found):
    page = client.get(f"/bulletins?{query}").text
    assert re.findall(r'<h2 lang="..">\s*<a href="/bulletins/([^"?]+)', page) == found
