"""``corpus watch``: sources looked at when they are due, over a real loopback server."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from icpc_assistant.bulletins import read_corpus
from icpc_assistant.cli import cli
from icpc_assistant.config import load_settings
from icpc_assistant.errors import AssistantError, SettingsError
from icpc_assistant.gathering.watch import State, Watch, read_sources
from site_server import serving
from test_corpus_add import BREAD, LAMPS, item, rss

FAST = settings(max_examples=60, deadline=None)


@pytest.fixture
def site():
    with serving() as site:
        yield site


@pytest.fixture
def corpus(tmp_path):
    home = tmp_path / "corpus"
    (home / "bulletins").mkdir(parents=True)
    return home


class Run:
    """One corpus's watch with a clock of its own, and no index to be built."""

    def __init__(self, corpus, monkeypatch):
        self.corpus, self.now = corpus, datetime(2026, 1, 1, tzinfo=UTC)
        self.said: list[str] = []
        self.told: list[tuple[str, str]] = []
        self.indexed = 0
        self.slept: list[float] = []
        monkeypatch.setattr(Watch, "_indexed", lambda _: self._index())

    def _index(self):
        self.indexed += 1
        return True

    def sources(self, *entries: str) -> None:
        text = "".join(f"[[source]]\n{entry}\n" for entry in entries)
        (self.corpus / "sources.toml").write_text(text, "utf-8")

    def watch(self, sleep=lambda _: None) -> Watch:
        return Watch(
            load_settings(corpus=self.corpus),
            lambda outcome: self.told.append((outcome.what, outcome.name)),
            self.said.append, sleep=sleep, now=lambda: self.now,
        )  # fmt: skip

    def once(self) -> list[tuple[str, str]]:
        self.told.clear()
        self.failed = self.watch().run(once=True)
        return list(self.told)


@pytest.fixture
def run(corpus, monkeypatch):
    return Run(corpus, monkeypatch)


def test_a_wordpress_site_is_kept_up_with(site, run):
    posts = [
        site.post(1, "Rye and honey", BREAD, "2021-03-10T08:00:00"),
        site.post(2, "Seventy-five lamps", LAMPS, "2021-01-07T08:00:00"),
    ]
    site.wordpress(posts)
    run.sources(f'url = "{site.address}/wp-json/wp/v2/posts"\nevery = "6h"')
    assert [what for what, _ in run.once()] == ["added", "added"]
    assert run.indexed == 1
    site.asked.clear()
    assert run.once() == []
    assert len(site.asked) == 1  # the list; no text is sent for again
    assert run.indexed == 1
    # The site mends a text that nobody has touched here; one that a person has worked on stays.
    rye, lamps = sorted((run.corpus / "bulletins").iterdir(), reverse=True)
    lamps.write_text(lamps.read_text("utf-8").replace("75 lamps", "seventy-five lamps"), "utf-8")
    for post, old, new in ((posts[0], "63", "64"), (posts[1], "75", "76")):
        post["content"]["rendered"] = post["content"]["rendered"].replace(old, new)
        post["modified_gmt"] = "2021-06-01T08:00:00"
    told = run.once()
    assert sorted(what for what, _ in told) == ["changed", "updated"]
    assert "tasted 64 loaves" in rye.read_text("utf-8")
    assert "seventy-five lamps" in lamps.read_text("utf-8")
    assert run.indexed == 2
    # A post that the site removes is told; its file stays.
    del posts[0]
    assert run.once() == [("removed", f"{site.address}/1/")]
    assert rye.is_file()
    assert run.once() == []
    # A bulletin that a person removes does not come back.
    lamps.unlink()
    posts[0]["modified_gmt"] = "2021-07-01T08:00:00"
    assert run.once() == []
    assert [b.id for b in read_corpus(run.corpus)] == [rye.stem]


def test_an_unchanged_feed_is_not_sent_again(site, run):
    site.page("/feed", rss(item(f"{site.address}/rye", "Rye", BREAD)), "text/xml", etag='"a"')
    run.sources(f'url = "{site.address}/feed"\nkind = "feed"')
    assert [what for what, _ in run.once()] == ["added"]
    assert run.once() == []
    assert site.asked[-1][1]["if-none-match"] == '"a"'
    state = json.loads((run.corpus / "sources.state.json").read_text("utf-8"))
    assert state[f"{site.address}/feed"]["validators"] == {"etag": '"a"'}
    # A post of a feed whose page fails is asked for again, although the feed is the same.
    both = rss(item(f"{site.address}/rye", "Rye", BREAD), item(f"{site.address}/lamps", "Lamps"))
    site.page("/feed", both, "text/xml", etag='"b"')
    assert [what for what, _ in run.once()] == ["refused"]
    site.page("/lamps", f"<html><body><h1>Lamps</h1><article>{LAMPS}</article></body></html>")
    assert [what for what, _ in run.once()] == ["added"]


def test_one_failing_source_does_not_stop_the_others(site, run):
    site.page("/feed", rss(item(f"{site.address}/rye", "Rye", BREAD)), "text/xml")
    run.sources(f'url = "{site.address}/nothing"', f'url = "{site.address}/feed"')
    assert [what for what, _ in run.once()] == ["added"]
    assert run.failed == 1
    assert "is not there (404)" in run.said[0]


def test_a_removed_page_is_told(site, run):
    site.page("/lamps", f"<html><body><h1>Lamps</h1><article>{LAMPS}</article></body></html>")
    run.sources(f'url = "{site.address}/lamps"\nkind = "page"')
    assert [what for what, _ in run.once()] == ["added"]
    site.pages.clear()
    assert [what for what, _ in run.once()] == ["removed"]
    assert run.failed == 1
    assert len(read_corpus(run.corpus)) == 1


def test_each_source_is_looked_at_when_it_is_due(site, run):
    for name in ("often", "seldom"):
        site.page(f"/{name}", rss(), "text/xml")
    run.sources(
        f'url = "{site.address}/often"\nevery = "30m"',
        f'url = "{site.address}/seldom"\nevery = "2h"',
    )
    steps = iter([10, 20, 30, 70])

    def sleep(seconds):
        run.slept.append(seconds)
        run.now += timedelta(minutes=next(steps))

    with pytest.raises(StopIteration):
        run.watch(sleep).run()
    asked = [path for path, _ in site.asked]
    assert asked == ["/often", "/seldom", "/often", "/often", "/often", "/seldom"]
    assert max(run.slept) <= 600


def test_a_second_watch_is_refused(site, run):
    run.sources(f'url = "{site.address}/feed"')
    site.page("/feed", rss(), "text/xml")

    def second(_):
        with pytest.raises(AssistantError, match="Another process watches"):
            run.watch().run(once=True)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.watch(second).run()


def test_the_index_is_brought_up_to_date(site, corpus, tmp_path, world_index, monkeypatch):
    import shutil

    index = tmp_path / "index"
    shutil.copytree(world_index, index)
    monkeypatch.setenv("ICPC_CROSS_ENCODER", "none")
    site.page("/feed", rss(item(f"{site.address}/rye", "Rye", BREAD)), "text/xml")
    (corpus / "sources.toml").write_text(f'[[source]]\nurl = "{site.address}/feed"\n', "utf-8")
    arguments = ["corpus", "watch", "--once", "--corpus", str(corpus), "--index", str(index)]
    done = CliRunner().invoke(cli, arguments)
    assert done.exception is None, done.output
    assert "added: 2021-03-03-rye.md" in done.stdout
    assert "1 bulletins" in done.stderr
    # A corpus that cannot be read is told, and the command fails.
    (corpus / "bulletins" / "bad.md").write_text("no front matter", "utf-8")
    site.page("/feed", rss(item(f"{site.address}/lamps", "Lamps", LAMPS)), "text/xml")
    done = CliRunner().invoke(cli, arguments)
    assert "The index was not updated." in done.stderr
    assert "1 source failed" in str(done.exception)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "or none"),
        ("[[source]]\nurl = 'x'\n", "source 1: `url` is no web address"),
        ("[[source]]\nurl = 'http://a/'\nevery = '6 moons'\n", "`every` is no length of time"),
        ("[[source]]\nurl = 'http://a/'\nkind = 'blog'\n", "its kind is unknown"),
        ("[[source]]\nurl = 'http://a/'\nevry = '6h'\n", "`evry` is unknown"),
        ("[[source]]\nurl = 'http://a/'\n" * 2, "names one url twice"),
        ("[[source", "cannot be read"),
        ("source = 3", "something else"),
    ],
)
def test_a_faulty_list_of_sources_says_what_to_do(tmp_path, text, reason):
    (tmp_path / "sources.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        read_sources(tmp_path / "sources.toml")
    assert reason in str(caught.value)
    with pytest.raises(SettingsError, match=r"There is no file .*; write it"):
        read_sources(tmp_path / "none.toml")


@FAST
@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)
    )
)
def test_a_damaged_state_is_as_none(tmp_path_factory, found):
    path = tmp_path_factory.mktemp("state") / "sources.state.json"
    path.write_text(json.dumps({"http://a/": found}), "utf-8")
    row = State(path).of("http://a/")
    assert isinstance(row["posts"], dict)
    assert isinstance(row["validators"], dict)
