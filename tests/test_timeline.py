"""Events by date and the entities named: from the cards, on the command line, over the API."""

import contextlib
import io
import json
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from icpc_assistant.api import create_app
from icpc_assistant.bulletins import read_corpus
from icpc_assistant.cards import EventCard, extract
from icpc_assistant.cards.card import Field, Occurrence, Organisation, Person, PlaceField
from icpc_assistant.chunking import chunk
from icpc_assistant.cli import main
from icpc_assistant.collection import Catalogue
from icpc_assistant.collection.directory import KINDS, Directory
from icpc_assistant.collection.quotes import Sentences
from icpc_assistant.collection.timeline import read_days
from icpc_assistant.config import load_settings
from icpc_assistant.errors import UsageError
from icpc_assistant.types import Bulletin

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"

EVENT_KEYS = {"bulletin_id", "title", "start", "end", "precision", "kind", "confidence", "places", "citation"}  # fmt: skip
ENTITY_KEYS = {"kind", "name", "acronym", "forms", "roles", "city", "country", "count", "bulletins"}


def directory(bulletins, cards) -> Directory:
    passages = [p for b in bulletins for p in chunk(b)]
    return Directory(Catalogue.of(cards, {b.id: b for b in bulletins}), passages)


@pytest.fixture(scope="module")
def shipped():
    return list(read_corpus(ROOT / "corpus"))


@pytest.fixture(scope="module")
def cards(shipped):
    return [extract(b) for b in shipped]


@pytest.fixture(scope="module")
def listed(shipped, cards):
    return directory(shipped, cards)


def at(body: str, words: str) -> tuple[int, int]:
    return body.index(words), body.index(words) + len(words)


def made(number: int, body: str, days=(), people=(), houses=(), places=(), language="en"):
    """A bulletin and a card that says just this of it, each field at its words."""
    bulletin = Bulletin(f"b{number}", f"Title {number}", body, language)
    times = [
        Occurrence(date.fromisoformat(a), date.fromisoformat(b), "day", kind, *at(body, said))
        for a, b, kind, said in days
    ]
    card = EventCard(
        bulletin.id, bulletin.title, language,
        occurrences=tuple(times),
        people=tuple(Person(name, role, *at(body, name)) for name, role in people),
        organisations=tuple(Organisation(name, acronym, *at(body, name), part) for name, acronym, part in houses),
        places=tuple(places),
    )  # fmt: skip
    return bulletin, card


def of(*pairs) -> Directory:
    bulletins, cards = zip(*pairs, strict=True)
    return directory(bulletins, cards)


def town(body, said, city, country, code, role="event", regions=(), names=(), venue=None):
    return PlaceField(city, country, code, regions, role, *at(body, said), venue, names)


def test_every_occurrence_is_an_event_once(listed, cards):
    events = listed.timeline.events()
    assert sorted((e.bulletin_id, e.start, e.end, e.kind) for e in events) == sorted(
        (c.bulletin_id, o.first, o.last, o.kind) for c in cards for o in c.occurrences
    )


def test_quotes_are_the_bulletins_words_and_hold_the_date(listed, shipped, cards):
    bodies = {b.id: b.body for b in shipped}
    spans = {
        (c.bulletin_id, o.first, o.last): (o.start, o.end) for c in cards for o in c.occurrences
    }
    for event in listed.timeline.events():
        start, end = spans[event.bulletin_id, event.start, event.end]
        if start < 0:
            assert event.proof is None
            continue
        assert bodies[event.bulletin_id][event.proof.start : event.proof.end] == event.proof.quote
        assert event.proof.start <= start
        assert end <= event.proof.end


def test_every_entity_is_quoted_word_for_word(listed, shipped):
    bodies = {b.id: b.body for b in shipped}
    found = listed.entities()
    assert {e.kind for e in found} == set(KINDS)
    for entity in found:
        ids = [m.bulletin_id for m in entity.bulletins]
        assert len(ids) == len(set(ids)) > 0
        for mention in entity.bulletins:
            body = bodies[mention.bulletin_id]
            assert body[mention.proof.start : mention.proof.end] == mention.proof.quote
            said = " ".join(mention.proof.quote.split())
            forms = {entity.name, *entity.forms, entity.acronym, entity.city, entity.country} - {""}
            assert any(form in said for form in forms), (entity, said)


def test_events_stand_by_date_the_whole_before_its_parts_and_no_date_last():
    found = of(
        made(1, "Nothing is dated."),
        made(2, "It ran May 2 to 4, with a dinner on May 2.", [
            ("2020-05-02", "2020-05-02", "part", "dinner on May 2"),
            ("2020-05-02", "2020-05-04", "main", "May 2 to 4"),
        ]),
        made(3, "Held on May 1.", [("2020-05-01", "2020-05-01", "main", "May 1")]),
    )  # fmt: skip
    events = found.timeline.events()
    assert [(e.bulletin_id, e.kind) for e in events] == [
        ("b3", "main"), ("b2", "main"), ("b2", "part"), ("b1", "main"),
    ]  # fmt: skip
    assert (events[-1].start, events[-1].precision, events[-1].proof) == (None, None, None)
    assert events[-1].to_dict()["start"] is None
    assert found.timeline.undated() == 1
    assert [e.bulletin_id for e in found.timeline.events(date(2020, 5, 3))] == ["b2"]
    assert [e.bulletin_id for e in found.timeline.events(None, date(2020, 5, 1))] == ["b3"]


def test_the_time_asked_for_keeps_what_touches_it(listed, cards):
    days = {d for c in cards for o in c.occurrences for d in (o.first, o.last)}
    for day in days:
        for first, last in ((day, day), (day - timedelta(9), day), (None, day), (day, None)):
            kept = {(e.bulletin_id, e.start, e.end) for e in listed.timeline.events(first, last)}
            assert kept == {
                (c.bulletin_id, o.first, o.last)
                for c in cards
                for o in c.occurrences
                if (first or date.min) <= o.last and o.first <= (last or date.max)
            }


def test_a_place_is_found_by_its_names_and_never_by_a_mere_mention():
    body = "Held in Cork, at the Old Mill, with guests from Oman."
    other = "Held in Iasi."
    found = of(
        made(1, body, places=[
            town(body, "Cork", "Cork", "Ireland", "IE", regions=("150",), names=("corcaigh",), venue=Field("the Old Mill", *at(body, "the Old Mill"))),
            town(body, "Oman", "", "Oman", "OM", role="mention"),
        ]),
        made(2, other, places=[town(other, "Iasi", "Iași", "Romania", "RO", names=("iasi",))]),
    )  # fmt: skip
    for name in ("Cork", "CORCAIGH", "Irlande", "Irlanda", "Europe", "old mill", "Cork, Ireland"):
        assert [e.bulletin_id for e in found.timeline.events(place=name)] == ["b1"], name
    assert [e.bulletin_id for e in found.timeline.events(place="Roumanie")] == ["b2"]
    assert found.timeline.events(place="Oman") == []
    assert found.timeline.undated("Cork") == 1
    event = found.timeline.events(place="Cork")[0]
    assert event.to_dict()["places"] == [
        {
            "name": "Cork, Ireland", "city": "Cork", "country": "Ireland", "venue": "the Old Mill",
            "confidence": 1.0,
        }
    ]  # fmt: skip
    assert [e.name for e in found.entities("places", "Irlande")] == ["Cork, Ireland"]
    assert [e.bulletins[0].role for e in found.entities("places", "oman")] == ["mention"]


def test_a_person_is_one_under_each_form_and_a_shared_surname_is_not():
    found = of(
        made(1, "Ana Ruiz spoke.", people=[("Ana Ruiz", "chair")]),
        made(2, "Ana Ruíz Mora and Leo Ruiz spoke.", [("2021-01-01", "2021-01-01", "main", "spoke")],
             people=[("Ana Ruíz Mora", "Chair of the board"), ("Leo Ruiz", "")]),
    )  # fmt: skip
    ana, leo = found.entities("people")
    assert (ana.name, ana.forms) == ("Ana Ruíz Mora", ("Ana Ruiz",))
    assert ana.roles == ("Chair of the board", "chair")
    assert [(m.bulletin_id, m.date) for m in ana.bulletins] == [("b2", "2021-01-01"), ("b1", None)]
    assert leo.name == "Leo Ruiz"
    assert len(found.entities(name="RUÍZ")) == 2
    assert [e.name for e in found.entities("people", "mora")] == ["Ana Ruíz Mora"]
    assert found.entities("organisations", "ruiz") == []


def test_an_organisation_is_one_with_its_acronym():
    full = "Harbour Safety League"
    found = of(
        made(1, f"The {full} (HSL) met.", houses=[(full, "HSL", "named")]),
        made(2, "The HSL and the City Guard met. The HSL ran it.", houses=[("HSL", "HSL", "organiser"), ("City Guard", "", "named")]),
        made(3, f"The {full} met.", houses=[(full, "", "named")]),
    )  # fmt: skip
    league, guard = found.entities("organisations")
    assert (league.name, league.acronym, league.forms) == (full, "HSL", ())
    assert [(m.bulletin_id, m.role) for m in league.bulletins] == [
        ("b1", "named"), ("b2", "organiser"), ("b3", "named"),
    ]  # fmt: skip
    assert guard.acronym == ""
    assert found.entities(name="hsl") == [league]
    row = league.to_dict(most=2)
    assert row["count"] == 3
    assert len(row["bulletins"]) == 2


def test_what_is_held_online_is_an_event_there_but_no_place():
    body = "Held online."
    found = of(made(1, body, places=[PlaceField("", "", "", (), "event", 5, 11, Field("online", 5, 11), ("online",))]))  # fmt: skip
    assert len(found.timeline.events(place="online")) == 1
    assert found.entities() == []


def test_a_collection_of_nothing_lists_nothing():
    found = Directory(Catalogue(()), [])
    assert found.timeline.events() == found.entities() == []


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (None, None, (None, None)),
        ("2024", "2024", (date(2024, 1, 1), date(2024, 12, 31))),
        ("2024-02", "2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        (" 2024-02-29 ", None, (date(2024, 2, 29), None)),
        (None, "2023-02", (None, date(2023, 2, 28))),
        ("2024-05", "2024-05-01", (date(2024, 5, 1), date(2024, 5, 1))),
    ],
)
def test_days_months_and_years_are_read(first, last, days):
    assert read_days(first, last) == days


BAD_DATES = [
    "2024-02-30", "2024-13", "0000", "24", "", " ", "May 2024", "20240320", "2024-3", "2024-W12",
    "99999", "2024-03-20T00:00", "٢٠٢٤", "-1", "2024-00", "x" * 10_000, "\u202e2024\x1b[31m",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD_DATES, ids=range(len(BAD_DATES)))
def test_an_impossible_date_gets_one_sentence(text):
    for days in ((text, None), (None, text)):
        with pytest.raises(UsageError, match="no date in the calendar; give a day") as failed:
            read_days(*days)
        assert len(str(failed.value)) < 200
        assert "\x1b" not in str(failed.value)


def test_a_time_turned_round_is_refused():
    with pytest.raises(UsageError, match="runs backwards; swap the two."):
        read_days("2025", "2024")


@pytest.mark.parametrize("text", ["", " ", "?!", "—", "\u200b"])
def test_a_filter_that_says_nothing_is_refused_and_matches_not_all(listed, text):
    for ask in (lambda: listed.entities(name=text), lambda: listed.timeline.events(place=text)):
        with pytest.raises(UsageError, match="no letter or digit; give"):
            ask()


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=40))
def test_any_text_is_a_filter_or_refused(listed, text):
    for ask in (
        lambda: read_days(text, text),
        lambda: listed.entities(name=text),
        lambda: listed.timeline.events(place=text),
    ):
        with contextlib.suppress(UsageError):
            ask()


def test_words_outside_any_sentence_are_quoted_alone():
    bulletin = Bulletin("b", "T", "One two. Three four.", "en")
    sentences = Sentences(chunk(bulletin))
    assert sentences.around(bulletin, 4, 7).quote == "One two."
    assert sentences.around(bulletin, 4, 14).quote == "two. Three"  # over two sentences
    assert Sentences([]).around(bulletin, 4, 7).quote == "two"
    for span in ((-1, -1), (5, 5), (7, 4), (0, 99)):
        assert sentences.around(bulletin, *span) is None


# The command line


@pytest.fixture
def run(world_index, tmp_path, monkeypatch, capsys):
    """Run a command over a copy of the invented bulletins' index; its code and what it said."""
    index = shutil.copytree(world_index, tmp_path / "index")
    monkeypatch.setenv("ICPC_CORPUS", str(DATA / "corpus"))
    monkeypatch.setenv("ICPC_INDEX", str(index))

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["icpc-assistant", *arguments])
        code = 0
        try:
            main()
        except SystemExit as done:
            code = done.code or 0
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture(scope="module")
def invented():
    return {b.id: b for b in read_corpus(DATA / "corpus")}


def test_the_timeline_is_a_table(run, invented):
    code, out, err = run("timeline", "--no-rebuild")
    assert (code, err) == (0, "")
    told = [" ".join(b.title.split()[:3]) for b in invented.values()]
    assert all(words in out for words in told)
    assert "no date given" in out.split("│")[-4]


def test_the_timeline_as_json(run, invented):
    code, out, _ = run("timeline", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert {r["bulletin_id"] for r in rows} == set(invented)
    for row in rows:
        assert set(row) == EVENT_KEYS
        if row["citation"]:
            body = invented[row["bulletin_id"]].body
            quote, start, end = (row["citation"][k] for k in ("quote", "start", "end"))
            assert body[start:end] == quote
    starts = [r["start"] for r in rows]
    assert starts == sorted(starts, key=lambda s: s or "9")
    assert starts[-1] is None


def test_the_timeline_of_a_time_and_place(run, invented):
    start = min(b.start for b in invented.values() if b.start)
    undated = sum(b.start is None for b in invented.values())
    code, out, err = run("timeline", "--json", "--from", start.isoformat(), "--to", str(start.year))
    assert code == 0
    assert {json.loads(line)["start"][:4] for line in out.splitlines()} == {str(start.year)}
    assert f"give no date: {undated}." in err
    code, out, err = run("timeline", "--from", "1801", "--to", "1802")
    assert (code, out) == (0, "")
    assert err.startswith("No event matches; ")
    code, out, err = run("timeline", "--place", "Nowhere at all")
    assert (code, out, err.startswith("No event matches; ")) == (0, "", True)


@pytest.mark.parametrize("kind", [None, *KINDS])
def test_entities_are_listed(run, invented, kind):
    given = [kind] if kind else []
    code, out, _ = run("entities", *given, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert {r["kind"] for r in rows} == ({kind} if kind else set(KINDS))
    for row in rows:
        assert set(row) == ENTITY_KEYS
        assert row["count"] == len(row["bulletins"])
        for mention in row["bulletins"]:
            cited = mention["citation"]
            assert invented[mention["id"]].body[cited["start"] : cited["end"]] == cited["quote"]
    code, out, err = run("entities", *given)
    assert (code, err) == (0, "")
    assert all(row["name"].split()[0] in out for row in rows)


def test_entities_by_name_come_with_their_words(run):
    name = json.loads(run("entities", "people", "--json")[1].splitlines()[0])["name"]
    part = name.split()[0].upper()
    code, out, _ = run("entities", "--name", part)
    assert code == 0
    assert name in out
    assert "“" in out
    code, out, err = run("entities", "--name", "Nobody Atall")
    assert (code, out) == (0, "")
    assert err.startswith("No name matches; ")


def test_a_bulletins_text_stays_text_on_a_terminal():
    from rich.console import Console

    from icpc_assistant.directory_commands import _show_events

    body = "On [bold]May 1[/bold] \x1b[31m it was held."
    console = Console(width=100, record=True, markup=False, file=io.StringIO())
    found = of(made(1, body, [("2020-05-01", "2020-05-01", "main", "May 1")]))
    _show_events(found.timeline.events(), console)
    shown = console.export_text()
    assert "[bold]May 1[/bold]" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["timeline", "--from", "2024-02-30"], "“2024-02-30” is no date in the calendar; give"),
        (["timeline", "--to", "soon"], "“soon” is no date in the calendar; give"),
        (["timeline", "--from", "2025", "--to", "2024"], "swap the two"),
        (["timeline", "--place", "?"], "holds no letter or digit; give"),
        (["entities", "--name", ""], "holds no letter or digit; give"),
        (["entities", "dogs"], "organisations"),
        (["entities", "people", "places"], "places"),
        (["timeline", "2024"], "2024"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence_and_2(run, arguments, says):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert err.endswith((".\n", "--help`.\n"))


def test_an_index_out_of_date_is_refused_where_asked(run, monkeypatch):
    monkeypatch.setenv("ICPC_CORPUS", str(ROOT / "corpus"))
    code, out, err = run("timeline", "--no-rebuild")
    assert (code, out) == (1, "")
    assert "icpc-assistant index" in err


def test_help_is_instant():
    code = (
        "import sys\nfrom icpc_assistant.cli import cli\n"
        "for name in ('timeline', 'entities'):\n"
        "    cli.main([name, '--help'], standalone_mode=False)\n"
        "print(*sorted(sys.modules), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "--place" in done.stdout
    assert "--name" in done.stdout
    loaded = set(done.stdout.splitlines())
    assert not loaded & {"numpy", "pydantic", "rich", "fastapi", "onnxruntime", "babel"}


# The API


@pytest.fixture(scope="module")
def client(world):
    with TestClient(create_app(world, load_settings()), raise_server_exceptions=False) as client:
        yield client


def test_events_over_the_api(client, world):
    reply = client.get("/api/events")
    assert reply.status_code == 200
    found = reply.json()
    assert set(found) == {"total", "offset", "limit", "undated", "events"}
    assert found["total"] == len(found["events"])
    assert found["undated"] == sum(b.start is None for b in world.bulletins)
    for row in found["events"]:
        assert set(row) == EVENT_KEYS
        if row["citation"]:
            body = world.bulletin(row["bulletin_id"]).body
            assert body[row["citation"]["start"] : row["citation"]["end"]] == row["citation"]["quote"]  # fmt: skip


def test_the_api_filters_as_the_command_line_does(client):
    every = client.get("/api/events").json()["events"]
    year = every[0]["start"][:4]
    there = every[0]["places"][0]
    found = client.get("/api/events", params={"from": year, "to": year}).json()
    assert {e["start"][:4] for e in found["events"]} == {year}
    found = client.get("/api/events", params={"place": there["country"]}).json()
    assert every[0] in found["events"]
    assert found["total"] < len(every)
    found = client.get("/api/entities", params={"kind": "people"}).json()
    assert {e["kind"] for e in found["entities"]} == {"people"}
    name = found["entities"][0]["name"]
    by_name = client.get("/api/entities", params={"name": name.swapcase()}).json()
    assert found["entities"][0] in by_name["entities"]
    assert client.get("/api/entities", params={"name": "nobody atall"}).json()["entities"] == []


def test_replies_come_in_pages(client):
    for path, rows in (("/api/events", "events"), ("/api/entities", "entities")):
        every = client.get(path).json()
        paged = [
            client.get(path, params={"limit": 1, "offset": n}).json()[rows]
            for n in range(every["total"])
        ]
        assert [row for page in paged for row in page] == every[rows]
        assert client.get(path, params={"offset": every["total"]}).json()[rows] == []
    short = client.get("/api/entities", params={"bulletins": 0}).json()["entities"]
    assert all(row["count"] > 0 and row["bulletins"] == [] for row in short)


@pytest.mark.parametrize(
    ("path", "asked", "says"),
    [
        ("events", {"from": "2024-02-30"}, "no date in the calendar; give"),
        ("events", {"from": "2025", "to": "2024"}, "swap the two"),
        ("events", {"to": ""}, "no date in the calendar"),
        ("events", {"place": "?"}, "no letter or digit"),
        ("events", {"place": "x" * 201}, "place"),
        ("events", {"limit": "501"}, "limit"),
        ("events", {"limit": "0"}, "limit"),
        ("events", {"limit": "many"}, "limit"),
        ("events", {"offset": "-1"}, "offset"),
        ("events", {"offset": "9" * 30}, "offset"),
        ("events", {"form": "2024"}, "form"),
        ("entities", {"kind": "dogs"}, "kind"),
        ("entities", {"name": ""}, "no letter or digit"),
        ("entities", {"limit": "501"}, "limit"),
        ("entities", {"bulletins": "501"}, "bulletins"),
        ("entities", {"place": "Ghent"}, "place"),
    ],
)
def test_what_the_api_cannot_use_is_one_sentence(client, path, asked, says):
    reply = client.get(f"/api/{path}", params=asked)
    assert reply.status_code == 422
    detail = reply.json()["detail"]
    assert says in detail
    assert detail.endswith(".")
    assert "\n" not in detail
    assert len(detail) < 300
    assert "question" not in detail  # what /api/ask wants


@pytest.mark.parametrize("path", ["/api/events", "/api/entities", "/api/events?limit=0"])
def test_every_reply_carries_the_headers(client, path):
    headers = client.get(path).headers
    assert headers["content-type"] == "application/json"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")


def test_each_parameter_is_described(client):
    paths = client.app.openapi()["paths"]
    for path, names in (
        ("/api/events", {"from", "to", "place", "limit", "offset"}),
        ("/api/entities", {"kind", "name", "bulletins", "limit", "offset"}),
    ):
        described = {p["name"]: p["description"] for p in paths[path]["get"]["parameters"]}
        assert set(described) == names
        assert all(described.values())
        assert paths[path]["get"]["description"]


def test_events_of_a_person_by_any_part_of_the_name(listed):
    everybody = listed.entities("people")
    for person in everybody[:3]:
        wanted = {mention.bulletin_id for mention in person.bulletins}
        found = listed.timeline.events(person=person.name.upper())
        assert {event.bulletin_id for event in found} == wanted
    assert listed.timeline.events(person="Nobody Known") == []
    with pytest.raises(UsageError, match="no letter or digit"):
        listed.timeline.events(person="!")
