"""The report of a run, read back as a page: what it shows, what it escapes, what it asks for."""

import base64
import hashlib
import json
import os
import re
import shutil
from html.parser import HTMLParser

import pytest

from icpc_assistant.errors import AssistantError, UsageError
from icpc_assistant.evaluation import charts, report
from icpc_assistant.evaluation.cases import Bulletins, pieces
from icpc_assistant.evaluation.measures import Place
from icpc_assistant.evaluation.report import markdown_summary, write_report
from stored_run import (
    BODIES,
    CHAIRED,
    DREW,
    ITEMS,
    MET,
    NINE,
    OPENED,
    answer,
    cited,
    item,
    parrot,
    ranked,
    turn,
    write_lines,
    write_run,
)

TURNS = sum(len(line["turns"]) for line in ITEMS)
VOID = {"meta", "link", "img", "input", "br", "col"}


class Page(HTMLParser):
    """A page as (tag, attributes, text inside) of every element, in order."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self._open = []
        self.feed(text)
        assert not self._open, f"never closed: {[e[0] for e in self._open]}"

    def handle_starttag(self, tag, attributes):
        element = [tag, dict(attributes), ""]
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attributes):
        self.elements.append([tag, dict(attributes), ""])

    def handle_data(self, data):
        for element in self._open:
            element[2] += data

    def handle_endtag(self, tag):
        assert self._open.pop()[0] == tag, f"</{tag}> closes something else"

    def all(self, tag, **attributes):
        """The elements of a tag whose class (and other attributes) hold the words given."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [
            (attrs, " ".join(text.split()))
            for found, attrs, text in self.elements
            if found == tag and all(v in (attrs.get(n) or "").split() for n, v in wanted.items())
        ]

    def inside(self, case_id):
        """The page of one question alone."""
        start = next(
            n for n, (tag, attrs, _) in enumerate(self.elements)
            if tag == "details" and attrs.get("id") == f"q-{case_id}"
        )  # fmt: skip
        others = (
            n for n, (tag, attrs, _) in enumerate(self.elements)
            if n > start and ((tag == "details" and "case" in (attrs.get("class") or "").split()) or attrs.get("id") == "none")
        )  # fmt: skip
        part = object.__new__(Page)
        part.elements = self.elements[start : next(others)]
        return part


def page_of(run, tmp_path, against=None):
    output = tmp_path / "report.html"
    write_report(run, output, against)
    return Page(output.read_text("utf-8"))


@pytest.fixture
def right(tmp_path):
    return write_run(
        tmp_path / "right",
        stages={("where", 0): {"bm25": ranked(DREW, OPENED), "read": ranked(OPENED)}},
    )


# --- what it asks of others: nothing -------------------------------------------------------------


def test_the_page_names_no_host_and_allows_only_itself(right, tmp_path):
    text = (page_of(right, tmp_path), (tmp_path / "report.html").read_text("utf-8"))[1]
    page = Page(text)
    for _, attrs, _ in page.elements:
        for name in ("src", "href", "action", "srcset", "poster", "data", "formaction"):
            assert (attrs.get(name) or "#").startswith(("#", "data:image/svg+xml;base64,"))
        assert not any(name.startswith("on") or name == "style" for name in attrs)
    assert "url(" not in text
    assert "@import" not in text
    policy = next(a["content"] for a, _ in page.all("meta") if a.get("http-equiv"))
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for kind, tag in (("style", "style"), ("script", "script")):
        inline = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.S)
        assert len(inline) == 1
        digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_whatever_a_set_an_answer_or_a_manifest_holds_is_shown_as_text(tmp_path):
    evil = (
        "</script></style><img src=x onerror=alert(1)><script>alert(1)</script>&amp;\"'{{ 7 * 7 }}"
    )
    items = [
        item(f'id"><script>{n}', "factual", turn(evil, [[evil]], [OPENED], ["Lisbon forum"]), style=evil, lang="en")
        for n in range(2)
    ]  # fmt: skip

    def hostile(line, t):
        citation = cited(1, OPENED) | {"title": evil, "date": evil, "quote": evil}
        return answer(
            "answered", evil, OPENED, short_answer=evil, notices=[evil], standalone_question=evil,
            citations=[citation], statements=[{"text": evil, "citations": [1]}], language="en",
        )  # fmt: skip

    # The reader of sets may refuse a style or an id; what is stored is shown all the same.
    run = write_run(
        tmp_path / "evil",
        hostile,
        [{**i, "style": "plain", "id": f"i{n}"} for n, i in enumerate(items)],
    )
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    (run / "manifest.json").write_text(
        json.dumps(
            manifest | {"system": evil, "split": evil, "created": evil, "settings": {evil: evil}}
        ),
        "utf-8",
    )
    page = page_of(run, tmp_path)
    assert len(page.all("script")) == len(page.all("style")) == len(page.all("img")) == 1
    shown = " ".join(evil.split())
    assert page.all("p", class_="short")[0][1] == shown
    assert page.all("span", class_="asked")[0][1] == shown
    assert page.all("span", class_="form")[0][1] == shown
    assert page.all("p", class_="notice")[0][1] == shown
    assert page.all("title")[0][1].startswith(shown)
    assert any(shown in text for _, text in page.all("dd"))
    assert "7 * 7" in shown


# --- what it shows -------------------------------------------------------------------------------


def test_every_question_is_listed_with_its_outcome(tmp_path):
    page = page_of(write_run(tmp_path / "run", parrot), tmp_path)
    outcomes = {
        a["id"][2:]: a["data-outcome"].strip() for a, _ in page.all("details", class_="case")
    }
    assert list(outcomes) == [line["id"] for line in ITEMS]
    # The parrot says where and when the forum opened, whatever it is asked.
    assert {i for i, outcome in outcomes.items() if outcome == "right"} == {"where", "quand"}
    assert outcomes["talk"] == "wrong"
    labels = [text for _, text in page.all("label") if "Wrong" in text or "Right" in text]
    assert labels == [f"Wrong {len(ITEMS) - 2}", "Right 2"]


def test_the_large_figures_are_those_of_the_aggregates(tmp_path):
    run = write_run(tmp_path / "run", parrot)
    page = page_of(run, tmp_path)
    overall = json.loads((run / "aggregates.json").read_text("utf-8"))["overall"]
    lead = page.all("div", class_="lead")[0][1]
    assert overall["right"]["mean"] == pytest.approx(2 / TURNS, abs=1e-6)
    assert (
        lead
        == f"{2 / TURNS:.2f} right {overall['right']['low']:.2f}–{overall['right']['high']:.2f} n = {TURNS}"
    )
    false = [text for _, text in page.all("div", class_="figure") if "false answers" in text]
    assert false[0].startswith("1.00 false answers ↓")


def test_quotes_are_marked_at_their_characters_and_gold_is_underlined(right, tmp_path):
    part = page_of(right, tmp_path).inside("who-and-how-many")
    assert [(a.get("class"), text) for a, text in part.all("mark")] == [
        ("gold", CHAIRED),
        ("gold", DREW),
    ]
    assert all("on evidence" in text for _, text in part.all("p", class_="from"))
    # The passage holds both gold quotes; the one not cited there is underlined, not marked.
    first = part.all("blockquote", class_="passage")[0][1]
    assert first == BODIES["2031-05-04-lisbon"]
    assert [text for _, text in part.all("span", class_="gold")][:2] == [DREW, CHAIRED]


def test_a_quote_that_is_no_evidence_is_marked_without_gold(tmp_path):
    run = write_run(tmp_path / "run", parrot)
    part = page_of(run, tmp_path).inside("talk")
    assert {(a.get("class"), text) for a, text in part.all("mark")} == {(None, OPENED)}
    assert not any("on evidence" in text for _, text in part.all("p", class_="from"))
    assert [text for _, text in part.all("blockquote", class_="evidence")] == [
        f"{MET} Oslo workshop not cited",
        f"{NINE} Oslo workshop not cited",
    ]
    assert [text for _, text in part.all("p", class_="reason")] == [
        "no citation overlaps the evidence",
        "no citation overlaps the evidence",
        "answered, where the right reply was small talk",
    ]


def test_a_quote_that_is_not_verbatim_is_said_loudly(tmp_path):
    forged = answer("answered", "x", OPENED)
    forged["citations"][0]["quote"] = "The forum opened in Rome."
    run = write_run(tmp_path / "run", change={("where", 0): forged})
    page = page_of(run, tmp_path)
    assert [text for _, text in page.inside("where").all("strong")] == ["not verbatim"]
    assert "character for character" in page.all("p", class_="warning")[0][1]


def test_ranks_are_shown_stage_by_stage(right, tmp_path):
    part = page_of(right, tmp_path).inside("where")
    heads = [text for _, text in part.all("th")]
    assert heads == ["candidate", "bm25", "read"]
    rows = [text for _, text in part.all("tr")][1:]
    # bm25 ranked the evidence second, the reader ranked it first.
    assert rows == [f"gold {OPENED}Lisbon forum21", f"{DREW}Lisbon forum1·"]
    assert len(part.all("tr", class_="hit")) == 1


def test_gold_is_shown_at_whatever_rank(tmp_path):
    others = [["2032-02-10-oslo", n, n + 5, 9.0 - n] for n in range(12)]
    stages = {("where", 0): {"bm25": [*others, *ranked(OPENED)]}}
    part = page_of(write_run(tmp_path / "run", stages=stages), tmp_path).inside("where")
    assert [text for _, text in part.all("td", class_="n")] == ["1", "2", "3", "4", "5", "13"]


def test_what_has_no_answer_is_shown_and_counted(tmp_path):
    page = page_of(write_run(tmp_path / "run", drop=("talk", "where")), tmp_path)
    assert f"4 of {TURNS} turns have no answer" in page.all("p", class_="warning")[0][1]
    assert page.inside("where").all("p", class_="missing")
    assert page.inside("where").all("span", class_="why")[0][1] == "no answer in the run"


def test_small_slices_are_greyed(tmp_path):
    many = [
        item(
            f"m{n}",
            "factual",
            turn("Where?", [["Lisbon"]], [OPENED], ["Lisbon forum"]),
            lang="en" if n else "fr",
        )
        for n in range(11)
    ]
    page = page_of(write_run(tmp_path / "run", items=many), tmp_path)
    bars = {
        text.split()[0]: "few" in (a.get("class") or "")
        for a, text in page.all("tr")
        if text.split()[0] in ("en", "fr")
    }
    assert bars == {"en": False, "fr": True}


def test_a_very_long_list_shows_what_is_wrong_first(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "_LISTED", 3)
    run = write_run(
        tmp_path / "run",
        change={
            ("list", 0): answer("abstained", "No."),
            ("near", 0): answer("answered", "x", NINE),
        },
    )
    page = page_of(run, tmp_path)
    assert [a["id"][2:] for a, _ in page.all("details", class_="case")] == ["near", "list", "where"]
    assert f"{len(ITEMS) - 3} questions are left out" in page.all("section", id="questions")[0][1]


# --- scores --------------------------------------------------------------------------------------


def test_scores_older_than_the_answers_are_made_anew(tmp_path):
    run = write_run(tmp_path / "run")
    assert page_of(run, tmp_path).all("div", class_="lead")[0][1].startswith("1.00 right")
    write_lines(
        run / "answers.jsonl",
        [{"id": i["id"], "turns": [parrot(i, t) for t in i["turns"]]} for i in ITEMS],
    )
    later = (run / "scores.jsonl").stat().st_mtime + 5
    os.utime(run / "answers.jsonl", (later, later))
    assert (
        page_of(run, tmp_path).all("div", class_="lead")[0][1].startswith(f"{2 / TURNS:.2f} right")
    )


def test_scores_that_are_there_are_not_made_again(right, tmp_path, monkeypatch):
    page_of(right, tmp_path)
    monkeypatch.setattr(
        "icpc_assistant.evaluation.score.score_run", lambda run: pytest.fail("scored again")
    )
    page_of(right, tmp_path)


@pytest.mark.parametrize("make", [write_report, lambda run, out: markdown_summary(run)])
def test_a_folder_that_is_no_run_is_refused(tmp_path, make):
    with pytest.raises(UsageError, match=r"no run folder .*; .*eval run.*\.$"):
        make(tmp_path, tmp_path / "out.html")


def test_damaged_scores_are_said(right, tmp_path):
    page_of(right, tmp_path)
    (right / "aggregates.json").write_text("{", "utf-8")
    with pytest.raises(UsageError, match=r"eval score .* again\.$"):
        page_of(right, tmp_path)


def test_a_place_that_cannot_be_written_is_said(right, tmp_path):
    with pytest.raises(AssistantError, match=r"cannot be written .*; choose a place"):
        write_report(right, tmp_path / "nowhere" / "report.html")


def test_the_curves_and_the_bars_are_drawn(tmp_path):
    """Each of the numbers that the aggregates hold has its place on the page."""
    run = write_run(
        tmp_path / "run", lambda i, t: {**parrot(i, t), "confidence": len(i["id"]) / 20}
    )
    page = page_of(run, tmp_path)
    found = json.loads((run / "aggregates.json").read_text("utf-8"))
    assert len(page.all("figure", class_="plot")) == len(page.all("svg", role="img")) == 2
    points = found["curves"]["risk_coverage"]
    curve = page.all("path", class_="own")[0][0]["d"]
    assert curve.count("L") == len(points) - 1 > 2
    assert len(page.all("path", class_="diagonal")) == 1
    dots = [text for _, text in page.all("title")][1:]
    assert dots[0].startswith("as shipped: coverage 1.00")
    assert len(dots) == 1 + len(found["curves"]["reliability"]) > 2
    measured = [slice_ for slice_ in found["slices"].values() if "right" in slice_]
    assert len(page.all("svg", class_="bar")) == len(page.all("rect", class_="fill"))
    assert len(page.all("svg", class_="bar")) == len(measured)


# --- against another run -------------------------------------------------------------------------


def test_against_another_run_the_turns_won_and_lost_show_both_answers(tmp_path):
    new = write_run(tmp_path / "new", change={("where", 0): answer("abstained", "No idea.")})
    old = write_run(tmp_path / "old", parrot)
    page = page_of(new, tmp_path, old)
    outcomes = {
        a["id"][2:]: a["data-outcome"].split()[1:] for a, _ in page.all("details", class_="case")
    }
    assert outcomes["where"] == ["lost"]
    assert outcomes["quand"] == []
    assert outcomes["talk"] == ["won"]
    # Right of all turns but one, against right of two.
    assert page.all("section", id="against")[0][1].startswith(
        f"Against parrot {TURNS - 2} turns won, 1 lost, of {TURNS}."
    )
    said = [text for _, text in page.inside("where").all("div", class_="said")]
    assert "No idea." in said[0]
    assert OPENED in said[1]
    difference = next(text for _, text in page.all("tr") if text.startswith("right"))
    assert f"{(TURNS - 3) / TURNS:+.2f}" in difference


def test_less_of_a_false_answer_is_better(tmp_path):
    page = page_of(write_run(tmp_path / "new"), tmp_path, write_run(tmp_path / "old", parrot))
    rows = {
        text.split()[0]: (a["class"].split(), text) for a, text in page.all("tr", class_="better")
    }
    assert "−1.00" in rows["false_answer"][1]
    assert not page.all("tr", class_="worse")


def test_runs_of_different_questions_are_not_compared(tmp_path):
    new, old = write_run(tmp_path / "new"), write_run(tmp_path / "old", items=ITEMS[:2])
    with pytest.raises(UsageError, match=r"different questions"):
        page_of(new, tmp_path, old)


def test_confidence_is_shown_by_kind_and_beside_the_other_run(tmp_path):
    new = write_run(tmp_path / "new", parrot)
    page = page_of(new, tmp_path, write_run(tmp_path / "old"))
    pairs = [text for _, text in page.all("span", class_="pair")]
    assert "0.50 AUROC (0.50–0.50)" in pairs
    assert "0.50 AUROC near_miss (0.50–0.50)" in pairs
    assert any(text.startswith("0.82 AURC (") for text in pairs)
    assert "AUROC" in {text.split("−")[0] for _, text in page.all("tr", class_="worse")}
    assert any(text.startswith("AURC ↓+0.") for _, text in page.all("tr"))


# --- the Markdown summary ------------------------------------------------------------------------


def test_the_summary_has_the_headline_the_tables_and_what_went_wrong(tmp_path):
    run = write_run(tmp_path / "run", change={("off", 0): answer("answered", "x", NINE)})
    lines = markdown_summary(run).splitlines()
    assert lines[0] == "# oracle on invented"
    assert lines[2].startswith(f"**{(TURNS - 1) / TURNS:.2f} right**")
    assert any(re.match(r"\| false_answer ↓ \| 0\.33 \| .* \| 3 \|$", line) for line in lines)
    assert any(line.startswith("| kind=off_topic (few) | 0.00 |") for line in lines)
    assert lines[-1] == "- `off` What is a quark? — answered, where the right reply was to decline"
    assert "## Not right: 1 turns" in lines
    tables = [line for line in lines if line.startswith("|")]
    assert len({line.count("|") for line in tables}) == 1


def test_the_summary_tells_of_confidence_and_time(tmp_path):
    lines = markdown_summary(write_run(tmp_path / "run", parrot)).splitlines()
    assert "| AUROC | 0.50 | 0.50–0.50 | 3 |" in lines
    assert "| AUROC near_miss | 0.50 | 0.50–0.50 | 1 |" in lines
    assert any(
        re.match(r"\| AURC ↓ \| 0\.82 \| 0\.\d\d–\d\.\d\d \| 11 \|$", line) for line in lines
    )
    assert "Time in ms, p50 / p95: read 2.0 / 2.0, total 4.0 / 4.0." in lines


def test_the_summary_sets_the_run_against_another(tmp_path):
    new = write_run(tmp_path / "new", change={("where", 0): answer("abstained", "No | idea.")})
    text = markdown_summary(new, write_run(tmp_path / "old", parrot))
    lines = text.splitlines()
    assert f"## Against parrot: {TURNS - 2} turns won, 1 lost, of {TURNS}" in lines
    right = f"{(TURNS - 3) / TURNS:+.2f}"
    assert any(line.startswith(f"| right (better) | {right} |") for line in lines)
    assert "| false_answer ↓ (better) | −1.00 | −1.00 to −1.00 | 3 |" in lines
    assert any(line.startswith("| AUROC (better) | +0.") for line in lines)
    assert (
        f"- lost `where` Where was the forum? — answered: {OPENED} → abstained: No \\| idea."
        in lines
    )
    assert f"- won `talk#1` How many cities? — answered: {OPENED} → answered: nine" in lines
    tables = [line for line in lines if line.startswith("| ")]
    assert (
        len({line.count(" | ") for line in tables if "---" not in line and "idea" not in line}) == 1
    )
    assert "Against" not in markdown_summary(new)


def test_the_summary_shows_hostile_text_literally(tmp_path):
    items = [item("a", "off_topic", turn("What | is <b>*this*</b>\n# x [l](http://h)?"))]
    text = markdown_summary(write_run(tmp_path / "run", parrot, items))
    assert text.splitlines()[-1].startswith(
        r"- `a` What \| is \<b\>\*this\*\</b\> \# x \[l\](http://h)? —"
    )


def test_a_long_list_of_wrong_turns_is_cut(tmp_path):
    items = [item(f"q{n}", "off_topic", turn(f"What {n}?")) for n in range(43)]
    lines = markdown_summary(write_run(tmp_path / "run", parrot, items)).splitlines()
    assert lines[-1] == "- … and 3 more"
    assert sum(line.startswith("- `q") for line in lines) == 40


# --- charts --------------------------------------------------------------------------------------


def test_a_risk_coverage_curve_lies_where_its_numbers_say():
    plot = charts.risk_coverage([[[0.0, 0.0], [0.5, 0.25], [1.0, 0.5]]], (0.5, 0.1))
    # 308 units across from 40; 198 up from 210, reaching to a risk of 0.5.
    assert plot.lines == ("M40 210L194 111L348 12",)
    assert [tick.label for tick in plot.up] == ["0", "0.1", "0.2", "0.3", "0.4", "0.5"]
    assert (plot.dots[0].x, plot.dots[0].y) == (194.0, 170.4)


def test_a_long_curve_is_thinned_and_keeps_its_ends():
    curve = [[n / 5000, n / 10000] for n in range(5001)]
    path = charts.risk_coverage([curve]).lines[0]
    assert path.count("L") == 399
    assert path.startswith("M40 210L")
    assert path.endswith("L348 12")


def test_a_reliability_dot_is_as_large_as_its_share():
    plot = charts.reliability([[0.25, 0.5, 4], [0.75, 1.0, 16], [0.9, 0.9, 0]])
    assert [(dot.x, dot.y, dot.radius) for dot in plot.dots] == [
        (117.0, 111.0, 3.5),
        (271.0, 12.0, 7.0),
    ]


def test_bars_leave_out_what_was_not_measured():
    slices = {
        "lang=en": {"right": {"mean": 0.5, "low": 0.25, "high": 0.75, "n": 10}},
        "lang=fr": {"other": {"mean": 0.5, "low": 0.25, "high": 0.75, "n": 10}},
        "kind=a=b": {"right": {"mean": 1.0, "low": 1.0, "high": 1.0, "n": 9}},
    }
    bars = charts.bars(slices, "right", 10)
    assert bars == {
        "lang": [charts.Bar("en", 0.5, 0.25, 0.75, 10, few=False)],
        "kind": [charts.Bar("a=b", 1.0, 1.0, 1.0, 9, few=True)],
    }
    assert bars["lang"][0].width == 50


def test_pieces_are_the_window_cut_at_every_edge():
    body = "one two three four"
    cut = pieces(body, (4, 13), Place("b", 4, 7), [[Place("b", 6, 13)], [Place("other", 0, 18)]])
    assert [(p.text, p.cited, p.gold) for p in cut] == [
        ("… ", False, False),
        ("tw", True, False),
        ("o", True, True),
        (" three", False, True),
        (" …", False, False),
    ]


def test_a_bulletin_nobody_stored_goes_by_its_id():
    bulletins = Bulletins({"a": "A title"}, {"a": "text"})
    assert (bulletins.title("a"), bulletins.title("b")) == ("A title", "b")
    assert (bulletins.text(Place("a", 1, 3)), bulletins.text(Place("b", 0, 3))) == ("ex", "")


# --- in a browser --------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium is installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_the_page(tmp_path, scheme):
    from playwright.sync_api import sync_playwright

    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    stages = {("where", 0): {"bm25": ranked(DREW, OPENED), "read": ranked(OPENED)}}
    lost = {("where", 0): answer("abstained", "No idea.", notices=["The nearest is near."])}
    new = write_run(tmp_path / "new", change=lost, drop=("most",), stages=stages)
    write_report(new, tmp_path / "report.html", write_run(tmp_path / "old", parrot))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        # The page's policy lets no script in but its own; axe is let past it.
        page = browser.new_page(color_scheme=scheme, bypass_csp=True)
        page.goto((tmp_path / "report.html").as_uri())
        page.eval_on_selector_all("details", "all => all.forEach(d => d.open = true)")
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
        found = axe.run(page).response["violations"]
        browser.close()
    assert (sum(int(n) for n in re.findall(r"\d+", dark)[:3]) < 200) == (scheme == "dark")
    assert [
        f"{v['id']}: {v['nodes'][0]['html'][:160]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ] == []


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium is installed")
def test_the_list_can_be_narrowed_on_a_phone(tmp_path):
    from playwright.sync_api import sync_playwright

    run = write_run(
        tmp_path / "run", change={("off", 0): answer("answered", "x", NINE, short_answer="Crème")}
    )
    write_report(run, tmp_path / "report.html")
    address = (tmp_path / "report.html").as_uri()
    asked, said = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 375, "height": 800})
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)

        def shown():
            return page.eval_on_selector_all(
                "details.case:not([hidden])", "all => all.map(c => c.id.slice(2))"
            )

        assert shown() == [line["id"] for line in ITEMS]
        assert page.evaluate("document.documentElement.scrollWidth") == 375
        page.check("input[value=wrong]", force=True)
        assert shown() == ["off"]
        page.check("input[value='']", force=True)
        page.fill("input[name=words]", "WHERE forum")
        assert shown() == ["where"]
        page.fill("input[name=words]", "creme")
        assert shown() == ["off"]
        page.fill("input[name=words]", "nothing of the kind")
        assert shown() == []
        assert page.is_visible("#none")
        page.click("a[data-set='kind=collection']")
        assert shown() == [
            "list",
            "count",
            "most",
            "none",
        ]
        page.evaluate("location.hash = 'q-near'")
        page.wait_for_selector("#q-near[open]")
        assert len(shown()) == len(ITEMS)
        browser.close()
    assert all(url == address or url.startswith("data:") for url in asked)
    assert said == []
