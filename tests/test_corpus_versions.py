"""The same bulletin twice: recognised, linked by ``version_of``, counted once, quoted either way."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icpc_assistant.bulletins import check_corpus, parse_bulletin, read_bulletin, write_bulletin
from icpc_assistant.gathering.versions import Versions
from icpc_assistant.types import Bulletin

WORLD = Path(__file__).parent / "data" / "corpus"
TRAINING = Path(__file__).parent.parent / "training" / "bulletins"
RIVER = read_bulletin(WORLD / "bulletins" / "2019-05-14-river-forum.md")
RIVER_FR = Bulletin(
    "2019-05-14-forum-rivieres",
    "Le troisième Forum des rivières réunit des maires à Gand",
    "Du 14 au 16 mai 2019, la Lowland Water Alliance (LWA) a tenu son troisième Forum des rivières "
    "au Vieux Moulin de Gand, en Belgique. Le forum a été ouvert par la gouverneure de la province, "
    "Mme Ilse Vandamme, devant près de 340 délégués de onze pays.\n\n"
    "## Un engagement pour des rivières plus propres\n\n"
    "Les participants se sont engagés à planter des arbres le long de 120 kilomètres de berges, car "
    "les berges nues partent dans l’eau après chaque orage. L’engagement a été signé par douze "
    "maires.\n\nLe prochain forum est prévu à Porto.",
    "fr", date(2019, 5, 14), date(2019, 5, 16),
)  # fmt: skip
# Another event of the same days, place and people.
PRIZE_FR = Bulletin(
    "2019-05-15-prix",
    "La Lowland Water Alliance remet ses prix à Gand",
    "Le 15 mai 2019, la Lowland Water Alliance (LWA) a remis ses prix annuels au Vieux Moulin de "
    "Gand, en Belgique. Mme Ilse Vandamme a félicité les 26 lauréats, choisis parmi 185 dossiers. "
    "Le premier prix, de 7 500 euros, va à une école de Porto pour ses ateliers sur la pêche.",
    "fr", date(2019, 5, 15), date(2019, 5, 15),
)  # fmt: skip


def how(bulletin: Bulletin, *known: Bulletin) -> tuple[str, str] | None:
    found = Versions(known).find(bulletin)
    return found and (found.how, found.bulletin.id)


def test_another_language_is_told_by_days_figures_names_and_words():
    assert how(RIVER_FR, RIVER) == ("translated", RIVER.id)
    assert how(RIVER, PRIZE_FR, RIVER_FR) == ("translated", RIVER_FR.id)
    assert how(PRIZE_FR, RIVER) is None
    other_year = replace(RIVER_FR, start=date(2018, 5, 14), end=date(2018, 5, 16))
    assert how(other_year, RIVER) is None
    assert how(replace(RIVER_FR, start=None, end=None), RIVER) is None  # no day proves nothing
    other = replace(RIVER_FR, body=RIVER_FR.body.replace("340", "85").replace("120", "64"))
    assert how(replace(other, title="Le Forum des rivières"), RIVER) is None


def test_nearly_the_same_words_are_told_but_not_of_another_day():
    mended = RIVER.body.replace("nearly 340", "more than 350").replace(
        "## A pledge", "## The pledge"
    )
    near = replace(RIVER, id="near", body=mended)
    assert how(near, RIVER) == ("near", RIVER.id)
    assert how(replace(near, body=RIVER.body.upper() + "\n"), RIVER) == ("same", RIVER.id)
    next_year = replace(near, start=date(2020, 5, 12), end=date(2020, 5, 14))
    assert how(next_year, RIVER) is None  # last year's report, used again
    undated = replace(near, start=None, end=None)
    assert how(undated, RIVER) is None
    assert how(replace(undated, body=RIVER.body + " It rained."), RIVER) == ("near", RIVER.id)
    assert how(RIVER, RIVER) is None


def test_no_two_of_many_bulletins_are_taken_for_one():
    known = Versions()
    for path in sorted(TRAINING.glob("*.md")):
        bulletin = read_bulletin(path)
        assert known.find(bulletin) is None, path
        known.add(bulletin)


WORDS = st.lists(st.sampled_from("rye bread spelt honey loaf 340 Ghent Tamme".split()), max_size=30)


@settings(max_examples=80, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6), st.integers(0, 5))
def test_what_is_forgotten_is_found_no_more(bodies, gone):
    bulletins = [
        Bulletin(f"b{i}", "T", " ".join(body) or "x", "en", date(2020, 1, 1), date(2020, 1, 1))
        for i, body in enumerate(bodies)
    ]
    known = Versions(bulletins)
    known.add(bulletins[0])  # again: it still stands there once
    left = [b for b in bulletins if b.id != f"b{gone}"]
    known.forget(f"b{gone}")
    known.forget("nothing")
    for bulletin in left:
        found = known.find(replace(bulletin, id="new"))
        assert found is not None
        assert found.bulletin in left


def corpus_of(home: Path, *bulletins: Bulletin) -> Path:
    (home / "bulletins").mkdir(parents=True)
    for bulletin in bulletins:
        path = home / "bulletins" / f"{bulletin.id}.md"
        path.write_text(write_bulletin(bulletin), "utf-8")
    return home


def test_version_of_names_an_original(tmp_path):
    good = replace(RIVER_FR, version_of=RIVER.id)
    text = write_bulletin(good)
    assert parse_bulletin(text.encode(), Path(f"{good.id}.md")) == (good, [])
    assert not check_corpus(corpus_of(tmp_path / "good", RIVER, good))
    chained = replace(PRIZE_FR, version_of=RIVER_FR.id)
    astray = replace(RIVER, version_of="no-such")
    faults = check_corpus(corpus_of(tmp_path / "bad", astray, good, chained))
    assert [(f.path.stem, f.line) for f in faults] == [
        (good.id, 6), (astray.id, 6), (chained.id, 6),
    ]  # fmt: skip
    assert [f.message.partition(", ")[2] for f in faults] == [
        "which is itself a version", "and there is no such bulletin", "which is itself a version",
    ]  # fmt: skip
    itself = text.replace(f"version_of: {RIVER.id}", f"version_of: {good.id}")
    _, found = parse_bulletin(itself.encode(), Path(f"{good.id}.md"))
    assert [(f.line, f.message) for f in found] == [
        (6, "the bulletin is named as a version of itself")
    ]


def test_versions_that_are_not_linked_are_warned_of(tmp_path):
    from click.testing import CliRunner

    from icpc_assistant.cli import cli

    apart = corpus_of(tmp_path / "apart", RIVER, RIVER_FR)
    done = CliRunner().invoke(cli, ["corpus", "check", "--corpus", str(apart)])
    assert f"another version of {RIVER_FR.id}" in done.stdout
    assert "2 bulletins, no fault, 1 warning." in done.stdout
    linked = corpus_of(tmp_path / "linked", RIVER, replace(RIVER_FR, version_of=RIVER.id))
    done = CliRunner().invoke(cli, ["corpus", "check", "--corpus", str(linked)])
    assert "2 bulletins, no fault." in done.stdout


@pytest.fixture(scope="module")
def both(world_index, tmp_path_factory):
    """An assistant that knows the invented bulletins, one of them also in French."""
    from icpc_assistant import open_assistant

    home = tmp_path_factory.mktemp("both")
    shutil.copytree(WORLD, home / "corpus")
    shutil.copytree(world_index, home / "index")
    path = home / "corpus" / "bulletins" / f"{RIVER_FR.id}.md"
    path.write_text(write_bulletin(replace(RIVER_FR, version_of=RIVER.id)), "utf-8")
    return open_assistant(corpus=home / "corpus", index=home / "index", today=date(2024, 1, 1))


def test_a_version_is_the_same_event_to_whoever_counts(both):
    answer = both.ask("How many events took place in 2019?")
    assert answer.short_answer == "1 event"
    assert [b.id for b in answer.bulletins] == [RIVER.id]
    assert len(both.bulletins) == 5  # and can still be opened
    assert RIVER_FR.id not in {e.bulletin.id for e in both.catalogue.entries}


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("Combien de délégués ont assisté au Forum des rivières ?", RIVER_FR.id),
        ("How many delegates attended the Third River Forum?", RIVER.id),
    ],
)
def test_the_answer_quotes_the_version_in_the_question_s_language(both, question, cited):
    answer = both.ask(question)
    assert answer.status == "answered"
    assert [c.bulletin_id for c in answer.citations] == [cited]
    assert "340" in answer.text
    assert not answer.notices


def test_a_quote_from_a_version_in_another_language_says_so(both):
    answer = both.ask("¿Cuántos delegados asistieron al Forum des rivières de Gand?")
    quoted = [c for c in answer.citations if c.bulletin_id == RIVER_FR.id]
    said = [notice for notice in answer.notices if "versión en francés" in notice]
    assert bool(quoted) == bool(said)
    from icpc_assistant.citations import other_versions

    bulletins = {b.id: b for b in both.bulletins}
    assert other_versions(bulletins, [RIVER.id, RIVER_FR.id], "en") == [
        "The bulletin “Le troisième Forum des rivières réunit des maires à Gand” is quoted from "
        "its French version."
    ]
    assert other_versions(bulletins, [RIVER_FR.id], "fr") == []
