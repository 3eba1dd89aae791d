"""``corpus add``: from files, pages, feeds and a WordPress site, over a real loopback server."""

from __future__ import annotations

import re
import shutil
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from icpc_assistant.bulletins import check_corpus, read_bulletin, read_corpus
from icpc_assistant.cli import cli
from icpc_assistant.errors import AssistantError, GatheringError
from icpc_assistant.gathering import fetch
from icpc_assistant.gathering.fetch import Fetcher, GoneError
from site_server import serving

DATA = Path(__file__).parent / "data" / "corpus" / "bulletins"

BREAD = (
    "<p>From March 3 to 5, 2021, the Guild of Northern Bakers (GNB) held its Rye Bread Fair in "
    "Tartu, Estonia. Ms. Liis Tamme opened it before 420 visitors from 14 countries.</p>"
    "<h2>Judging</h2><p>A jury of nine tasted 63 loaves over two days; the first prize went to "
    "Mr. Oskar Lind for a loaf of rye and honey.</p><ul><li>Rye</li><li>Spelt</li></ul>"
)
LAMPS = (
    "<p>On December 9, the Lantern Society showed 75 lamps at the harbour museum in Porto, "
    "Portugal. Mr. Rui Matos explained how each was restored by volunteers over the winter.</p>"
    "<p>The museum keeps the lamps until spring, and schools may visit them without paying.</p>"
)


@pytest.fixture(scope="module")
def server():
    with serving() as site:
        yield site


@pytest.fixture
def site(server):
    server.pages.clear()
    server.asked.clear()
    return server


@pytest.fixture
def corpus(tmp_path):
    home = tmp_path / "corpus"
    (home / "bulletins").mkdir(parents=True)
    return home


def add(corpus: Path, *arguments: str) -> tuple[str, BaseException | None]:
    done = CliRunner().invoke(cli, ["corpus", "add", *arguments, "--corpus", str(corpus)])
    assert done.exception is None or isinstance(done.exception, AssistantError | SystemExit), done
    return done.stdout, done.exception


def labels(said: str) -> list[str]:
    return [
        line.partition(":")[0].partition("  (")[0] for line in said.splitlines() if line[0] != " "
    ]


def rss(*items: str, more: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Guild News</title>{more}{''.join(items)}</channel></rss>"
    )


def item(url: str, title: str, html: str = "", date: str = "Wed, 10 Mar 2021 08:00:00 +0000"):
    body = f"<content:encoded><![CDATA[{html}]]></content:encoded>" if html else ""
    return f"<item><title>{title}</title><link>{url}</link><pubDate>{date}</pubDate>{body}</item>"


def page(title: str, body: str) -> str:
    menu = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(9))
    return (
        f"<!doctype html><html><head><title>{title} - Guild</title></head><body><div class=menu>"
        f"<ul>{menu}</ul></div><h1>{title}</h1><div class=text>{body}</div><div class=foot>"
        "<p>© Guild. All rights reserved.</p><a href='/x'>Subscribe</a></div></body></html>"
    )


def test_a_feed_is_added_once_and_keeps_its_words_and_addresses(site, corpus):
    closing = '<p>The post <a href="#">Rye &amp; honey</a> appeared first on <a>Guild News</a>.</p>'
    late = "Thu, 07 Jan 2021 09:00:00 +0000"
    site.page(
        "/feed", rss(
            item(f"{site.address}/rye", "Rye &amp;amp; honey", BREAD + closing),
            item(f"{site.address}/lamps", "Seventy-five lamps", LAMPS, late),
        ), "application/rss+xml",
    )  # fmt: skip
    said, error = add(corpus, f"{site.address}/feed")
    assert error is None
    assert labels(said) == ["added", "added"]
    lamps, rye = read_corpus(corpus)
    assert (rye.title, rye.source) == ("Rye & honey", f"{site.address}/rye")
    assert rye.date == "2021-03-03/2021-03-05"
    assert rye.body.endswith("\n\n- Rye\n- Spelt")  # the closing line of the feed is no part of it
    assert "## Judging" in rye.body
    # "December 9", published in January 2021: the year before, and a person is told so.
    assert lamps.date == "2020-12-09"
    assert "the year 2020 is by the day of publication" in said
    assert "# check" in (corpus / "bulletins" / f"{rye.id}.md").read_text("utf-8")
    said, error = add(corpus, f"{site.address}/feed")
    assert (labels(said), error) == (["unchanged", "unchanged"], None)
    assert len(list((corpus / "bulletins").iterdir())) == 2


def test_a_dry_run_writes_nothing(site, corpus):
    site.page("/feed", rss(item(f"{site.address}/rye", "Rye and honey", BREAD)), "text/xml")
    said, error = add(corpus, "--dry-run", f"{site.address}/feed")
    assert (labels(said), error) == (["would be added"], None)
    assert not list((corpus / "bulletins").iterdir())


def test_a_page_is_added_without_what_stands_around_it(site, corpus):
    site.page("/rye", page("Rye and honey", BREAD), "text/html; charset=utf-8")
    said, error = add(corpus, f"{site.address}/rye?utm_source=mail")
    assert (labels(said), error) == (["added"], None)
    (rye,) = read_corpus(corpus)
    assert rye.title == "Rye and honey"
    assert "Section" not in rye.body
    assert "rights reserved" not in rye.body
    assert rye.body.startswith("From March 3 to 5, 2021, the Guild of Northern Bakers")
    said, _ = add(corpus, f"{site.address}/rye/")  # another spelling of the same address
    site.page("/rye/", page("Rye and honey", BREAD))
    said, _ = add(corpus, f"{site.address}/rye/")
    assert labels(said) == ["unchanged"]


def test_a_feed_without_texts_sends_for_the_pages(site, corpus):
    site.page("/feed", rss(item(f"{site.address}/rye", "Rye"), item(f"{site.address}/no", "None")))
    site.page("/rye", page("Rye and honey", BREAD))
    said, error = add(corpus, f"{site.address}/feed")
    assert labels(said) == ["added", "refused"]
    assert "is not there (404)" in said
    assert "1 was refused" in str(error)
    assert read_corpus(corpus)[0].source == f"{site.address}/rye"


def test_a_wordpress_site_is_read_page_by_page(site, corpus):
    posts = [
        site.post(n, f"Loaf no. {n} &#8211; a report", BREAD.replace("420", f"4{n}0").replace(
            "From March 3 to 5", f"On March {n}"), f"2021-04-{n:02}T09:00:00")
        for n in range(1, 24)
    ]  # fmt: skip
    posts[3]["content"] = {"rendered": "", "protected": True}
    site.wordpress(posts, per_page=10)
    home = (
        '<html><head><link rel="https://api.w.org/" href="/wp-json/"></head><body>Hi</body></html>'
    )
    site.page("/", home)
    said, error = add(corpus, site.address)
    assert labels(said).count("added") == 22
    assert labels(said).count("refused") == 1
    assert "holds no text" in said
    assert error is not None
    first = min(read_corpus(corpus), key=lambda b: b.start)
    assert (first.title, first.date) == ("Loaf no. 1 – a report", "2021-03-01")
    assert first.source == f"{site.address}/1/"
    asked = [path for path, _ in site.asked if "wp-json" in path]
    assert len(asked) == 3 + 3  # pages of the list, then of texts: not one a post
    assert all(headers["user-agent"] == fetch.USER_AGENT for _, headers in site.asked)


def test_versions_are_linked_and_counted_once(site, corpus):
    shutil.copy(DATA / "2019-05-14-river-forum.md", corpus / "bulletins")
    site.page("/fr", RIVER_FR, "text/plain; charset=utf-8")
    near = (DATA / "2019-05-14-river-forum.md").read_text("utf-8").replace("nearly 340", "some 340")
    (corpus / "near.md").write_text(near.replace("Third River", "River"), "utf-8")
    said, error = add(corpus, f"{site.address}/fr", str(corpus / "near.md"))
    assert error is None
    river = "2019-05-14-river-forum"
    assert labels(said) == [f"other-language version of {river}", f"near-duplicate of {river}"]
    found = {b.id: b for b in read_corpus(corpus)}
    assert [b.version_of for b in found.values()].count(river) == 2
    assert not check_corpus(corpus)
    # A version of a version is a version of the first.
    again = near.replace("some 340", "about 340").replace("Third River", "The River")
    (corpus / "again.md").write_text(again.replace("2019-05-16", "2019-05-15"), "utf-8")
    said, _ = add(corpus, str(corpus / "again.md"))
    assert labels(said) == [f"near-duplicate of {river}"]


RIVER_FR = """Le troisième Forum des rivières réunit des maires à Gand

Du 14 au 16 mai 2019, la Lowland Water Alliance (LWA) a tenu son troisième Forum des rivières au \
Vieux Moulin de Gand, en Belgique. Le forum a été ouvert par la gouverneure de la province, Mme Ilse \
Vandamme, devant près de 340 délégués de onze pays.

Un engagement pour des rivières plus propres

Les participants se sont engagés à planter des arbres le long de 120 kilomètres de berges, car les \
berges nues partent dans l’eau après chaque orage. L’engagement a été signé par douze maires.

Le prochain forum est prévu à Porto.
"""


def test_a_changed_text_is_told_and_taken_over_only_on_request(site, corpus):
    def published(title: str, loaves: str) -> None:
        html = BREAD.replace("63 loaves", loaves)
        site.wordpress([site.post(1, title, html, "2021-03-10T08:00:00")])

    address = f"{site.address}/wp-json/wp/v2/posts"
    published("Rye and honey", "63 loaves")
    add(corpus, address)
    (path,) = (corpus / "bulletins").iterdir()
    path.write_text(
        path.read_text("utf-8").replace("people:  # check", "people: # by hand"), "utf-8"
    )
    published("Rye, honey and spelt", "64 loaves")
    said, error = add(corpus, address)
    assert (labels(said), error) == (["changed there"], None)
    assert "63 loaves" in path.read_text("utf-8")
    said, error = add(corpus, address, "--update")
    assert (labels(said), error) == (["updated"], None)
    assert read_bulletin(path).title == "Rye, honey and spelt"
    assert "64 loaves" in path.read_text("utf-8")
    assert "people: # by hand" in path.read_text("utf-8")
    # A known question quotes words that the next text has no more: the file stays.
    (corpus / "questions").mkdir()
    (corpus / "questions" / f"{path.stem}.jsonl").write_text(
        '{"question": "How many?", "language": "en", "answer": "64", "quote": "64 loaves", '
        '"source": "person"}\n', "utf-8"
    )  # fmt: skip
    published("Rye", "65 loaves")
    said, _ = add(corpus, address, "--update")
    assert labels(said) == ["changed there"]
    assert "the quote does not stand in the bulletin" in said
    assert "64 loaves" in path.read_text("utf-8")


def test_a_folder_gives_what_is_in_it_and_refuses_what_cannot_be_read(corpus, tmp_path):
    folder = tmp_path / "received"
    (folder / "below" / ".hidden").mkdir(parents=True)
    shutil.copy(DATA / "2020-02-03-night-buses.md", folder / "buses.md")
    (folder / "below" / "fair.html").write_text(page("The fair", BREAD), "utf-8")
    (folder / "below" / "feed.xml").write_text(rss(item("https://example.org/l", "Lamps", LAMPS)))
    (folder / "below" / ".hidden" / "no.txt").write_text("Not this one.")
    (folder / "empty.txt").write_text(" \n")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    said, error = add(corpus, str(folder), str(tmp_path / "nowhere"))
    assert sorted(labels(said)) == ["added", "added", "added", "refused", "refused"]
    assert "empty.txt is empty" in said
    assert "There is no file or folder" in said
    assert error is not None
    ready = (corpus / "bulletins" / "buses.md").read_bytes()
    assert ready == (DATA / "2020-02-03-night-buses.md").read_bytes()


def refusal(url: str, **limits) -> str:
    with Fetcher(**limits) as fetcher, pytest.raises(GatheringError) as caught:
        fetcher.get(url)
    message = str(caught.value)
    assert re.fullmatch(r"\S.*;\s[^;]+\.", message, re.DOTALL), message  # the remedy comes last
    return message


def test_bad_manners_of_a_server_are_refused(site):
    site.redirect("/round", f"{site.address}/round")
    assert "redirects more than 5 times" in refusal(f"{site.address}/round")
    site.redirect("/file", "file:///etc/passwd")
    assert "leads to file:///etc/passwd" in refusal(f"{site.address}/file")
    site.page("/huge", b"x" * 300_000)
    assert "is larger than 0.2 MB" in refusal(f"{site.address}/huge", largest=200_000)
    site.pages["/lie"] = (200, {"content-type": "text/html", "transfer-encoding": "chunked"},
                          b"10\r\n" + b"y" * 16 + b"\r\n0\r\n\r\n")  # fmt: skip
    assert "took more than 0 seconds" in refusal(f"{site.address}/slow", whole=0.2)
    site.page("/picture", b"\x89PNG", "image/png")
    assert "holds image/png" in refusal(f"{site.address}/picture")
    site.pages["/busy"] = (503, {"retry-after": "120"}, b"")
    assert "try again in 120 seconds" in refusal(f"{site.address}/busy")
    site.pages["/locked"] = (403, {}, b"")
    assert "may not be read (403)" in refusal(f"{site.address}/locked")
    with Fetcher() as fetcher, pytest.raises(GoneError, match=r"is not there \(404\)"):
        fetcher.get(f"{site.address}/nothing")
    assert "is no web address" in refusal("ftp://example.org/x")
    assert "is no web address" in refusal("http:///x")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert "cannot be fetched" in refusal(f"http://127.0.0.1:{closed.getsockname()[1]}/")


def test_a_silent_server_is_given_up(site):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert "does not answer in time" in refusal(f"http://127.0.0.1:{port}/", silence=0.2)


def test_a_public_address_may_not_lead_to_a_private_one(site, monkeypatch):
    site.redirect("/out", f"{site.address}/in")
    site.page("/in", "<p>secret</p>")
    with Fetcher() as fetcher:
        assert fetcher.get(f"{site.address}/out").data == b"<p>secret</p>"  # typed by the person
    port = site.address.rpartition(":")[2]
    real = socket.getaddrinfo

    def resolved(host, *rest, **more):
        # A public name, as the resolver would tell before the connection is made.
        if host == "public.example":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 0))]
        return real(host, *rest, **more)

    monkeypatch.setattr(fetch.socket, "getaddrinfo", resolved)
    site.redirect("/out", f"http://localhost:{port}/in")
    with Fetcher() as fetcher:
        told = fetch._is_private("public.example")
        assert not told
        monkeypatch.setattr(fetch, "_is_private", lambda host: host == "localhost")
        monkeypatch.setattr(fetch, "_connected_privately", lambda answer: False)
        with pytest.raises(GatheringError, match="redirects to an address on a private network"):
            fetcher.get(f"{site.address}/out")


def test_a_public_name_that_turns_out_private_is_refused(site, monkeypatch):
    site.page("/in", "<p>secret</p>")
    monkeypatch.setattr(fetch, "_is_private", lambda host: False)
    with Fetcher() as fetcher, pytest.raises(GatheringError, match="private network"):
        fetcher.get(f"{site.address}/in")


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"<?xml version='1.0'?><rss><channel><item><title>x", "application/rss+xml", "no post"),
        (b"<rss><!-- not one", "application/rss+xml", "feed"),
        (b"\x00\xff\xfe garbage", "application/rss+xml", "is no feed and announces none"),
        ("{}", "application/json", "holds data and no bulletin"),
        (page("Only a headline", ""), "text/html", "shows no article"),
    ],
)
def test_what_holds_no_bulletin_is_refused(site, corpus, body, kind, reason):
    site.page("/x", body, kind)
    arguments = ["--kind", "feed"] if "rss" in kind else []
    said, error = add(corpus, f"{site.address}/x", *arguments)
    if reason == "no post":  # a truncated feed: nothing, or its one post refused
        assert error is not None or not said
    else:
        assert labels(said) == ["refused"]
        assert reason in said
    assert not list((corpus / "bulletins").iterdir())


def test_a_hostile_post_is_data(site, corpus):
    hostile = BREAD + "<script>alert(1)</script><p>---\nsource: http://evil.example\n---</p>"
    title = 'Rye: [honey] # &lt;b&gt; "x" ../../etc &amp; --- {{1}}'
    site.wordpress([site.post(1, title, hostile, "2021-04-01T00:00:00")])
    _, error = add(corpus, f"{site.address}/wp-json/wp/v2/posts?categories=4")
    assert error is None
    assert "categories=4" in site.asked[0][0]
    (found,) = read_corpus(corpus)
    assert found.title == 'Rye: [honey] # <b> "x" ../../etc & --- {{1}}'
    assert "alert" not in found.body
    assert found.source == f"{site.address}/1/"
    assert (corpus / "bulletins" / f"{found.id}.md").parent == corpus / "bulletins"
    assert re.fullmatch(r"[a-z0-9-]+", found.id)
    assert not check_corpus(corpus)
