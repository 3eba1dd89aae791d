"""Bulletins as received → bulletin files: their words kept, what is read from them told."""

import contextlib
import io
import json
import os
import random
import re
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icpc_assistant.bulletins import parse_bulletin, read_bulletin, read_corpus
from icpc_assistant.drafting import Given, disagreements, draft_file, given_date
from icpc_assistant.drafting.blocks import body_of, text_blocks
from icpc_assistant.drafting.extract import LARGEST
from icpc_assistant.drafting.split import split
from icpc_assistant.errors import AssistantError, UsageError

ROOT = Path(__file__).parent.parent
CLI = str(Path(sys.executable).with_name("icpc-assistant"))
TITLE = "Bakers of Larkfield Open Their Ovens to the Whole Neighbourhood"
LEAD = (
    "On 14 May 2024, the Larkfield Bakers' Guild (LBG) opened the ovens of nine bakeries in Lyon, "
    "France, to 120 neighbours. Ms. Odile Marchand, president of the guild, welcomed them."
)
MORE = (
    "Each visitor kneaded a loaf and took it home. The guild has held the day every spring for "
    "eleven years, and the mayor has never missed one."
)
ARTICLE = f"""{TITLE}

{LEAD}

What was baked

The bakers showed three kinds of bread:

  • rye, in the old manner;
  • wheat with walnuts;

{MORE}
"""
BODY = f"""{LEAD}

## What was baked

The bakers showed three kinds of bread:

- rye, in the old manner;
- wheat with walnuts;

{MORE}"""


def write(tmp_path, text, name="received.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def drafted(path, one=False, **said):
    return draft_file(path, Given(**said), one=one)


def words(text):
    return re.findall(r"\w+", text)


# --- one bulletin ----------------------------------------------------------------------------


def test_a_text_becomes_a_bulletin_file(tmp_path):
    (draft,) = drafted(write(tmp_path, ARTICLE))
    bulletin, faults = parse_bulletin(draft.text.encode(), Path(f"{draft.bulletin.id}.md"))
    assert not faults
    assert bulletin == draft.bulletin
    assert bulletin.title == TITLE
    assert bulletin.body == BODY
    assert bulletin.date == "2024-05-14"
    assert bulletin.language == "en"
    assert bulletin.id == "2024-05-14-bakers-larkfield-open-ovens-whole-neighbourhood"
    assert "Lyon" in bulletin.places
    assert "Odile Marchand" in bulletin.people
    assert "date: 2024-05-14  # check\n" in draft.text
    assert "places:  # check\n" in draft.text


def test_spaces_become_plain_and_unseen_characters_go(tmp_path):
    text = ARTICLE.replace("nine bakeries", "nine\u00a0bak\u00aderies\u200b").replace("\n", "\u202f\r\n")  # fmt: skip
    (draft,) = drafted(write(tmp_path, b"\xef\xbb\xbf" + text.encode()))
    assert draft.bulletin.body == BODY


def test_lines_wrapped_by_hand_are_joined(tmp_path):
    import textwrap

    wrapped = "\n\n".join(textwrap.fill(part, 70) for part in (TITLE, LEAD, MORE))
    (draft,) = drafted(write(tmp_path, wrapped))
    assert draft.bulletin.body == f"{LEAD}\n\n{MORE}"


def test_a_headline_directly_above_its_text(tmp_path):
    (draft,) = drafted(write(tmp_path, f"{TITLE}\n{LEAD}\n{MORE}\n"))
    assert (draft.bulletin.title, draft.bulletin.body) == (TITLE, f"{LEAD}\n\n{MORE}")


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("1. one thing\n2. another", "1. one thing\n2. another"),
        ("* one\n- two\n· three", "- one\n- two\n- three"),
        ("– one\n– two", "- one\n- two"),
        ("– Oui, dit-il.", "– Oui, dit-il."),
        ("## Deep\n\nText.\n\n### Deeper\n\nMore.", "## Deep\n\nText.\n\n### Deeper\n\nMore."),
        (
            "**bold** and [a link](https://example.org)",
            "**bold** and [a link](https://example.org)",
        ),
    ],
)
def test_lists_and_headings_are_kept(tmp_path, written, body):
    (draft,) = drafted(write(tmp_path, f"# {TITLE}\n\n{LEAD}\n\n{written}\n\n{MORE}\n"))
    assert draft.bulletin.body == f"{LEAD}\n\n{body}\n\n{MORE}"


def test_what_is_given_wins_and_is_not_marked(tmp_path):
    (draft,) = drafted(
        write(tmp_path, ARTICLE), date_text="2024-05-15", days=given_date("2024-05-15"),
        language="fr", source="https://example.org/a",
    )  # fmt: skip
    assert draft.bulletin.date == "2024-05-15"
    assert draft.bulletin.source == "https://example.org/a"
    assert "date: 2024-05-15\nlanguage: fr\n" in draft.text


@pytest.mark.parametrize(
    ("said", "written", "told"),
    [
        ("On 14 May 2024, ", "date: 2024-05-14", None),
        ("From 14 to 16 May 2024, ", "start: 2024-05-14", None),
        ("In May 2024, ", "date: 2024-05", "only the month"),
        ("On 14 May, ", "date: unknown", "not the year"),
        ("On 14 May, at the Bread Show 2024, ", "date: 2024-05-14", "2024 was inferred"),
        ("One fine day, ", "date: unknown", "gives no date"),
    ],
)
def test_a_date_is_never_guessed_in_silence(tmp_path, said, written, told):
    (draft,) = drafted(write(tmp_path, ARTICLE.replace("On 14 May 2024, ", said)))
    assert f"{written}  # check\n" in draft.text
    assert told is None or any(told in check for check in draft.checks), draft.checks


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-05-01/2024-05-03", ("2024-05-01", "2024-05-03")),
        ("unknown", None),
    ],
)
def test_a_date_may_be_given_in_every_form(text, days):
    found = given_date(text)
    assert (found and tuple(day.isoformat() for day in found)) == days


@pytest.mark.parametrize("text", ["1 May 2024", "2024-02-30", "2024-05-03/2024-05-01", "2024-13", "0000", "/"])  # fmt: skip
def test_a_date_that_is_none(text):
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        given_date(text)


def test_the_language_is_detected(tmp_path):
    for bulletin in read_corpus(ROOT / "training")[::7]:
        text = f"{bulletin.title}\n\n{bulletin.body}"
        (draft, *_) = drafted(write(tmp_path, text), one=True)
        assert draft.bulletin.language == bulletin.language
        assert not any("language" in check for check in draft.checks)


def test_a_language_not_served_is_said(tmp_path):
    text = "Bäcker öffnen ihre Öfen\n\n" + "Am Dienstag haben neun Bäckereien ihre Backstuben geöffnet. " * 5  # fmt: skip
    (draft,) = drafted(write(tmp_path, text))
    assert any("language is not clear" in check for check in draft.checks)


# --- several in one file ---------------------------------------------------------------------


def plain(bulletin) -> str:
    """A bulletin as plain text: its headings are lines like any other."""
    return f"{bulletin.title}\n\n" + re.sub(r"^#+ ", "", bulletin.body, flags=re.MULTILINE)


def test_invented_bulletins_in_a_row_are_parted():
    everyone = read_corpus(ROOT / "training")
    right = found = wrong = untold = 0
    for seed in range(12):
        picked = random.Random(seed).sample(everyone, 10)
        articles = split(text_blocks("\n\n".join(map(plain, picked))))
        titles = {bulletin.title for bulletin in picked}
        got = [article.title for article in articles]
        doubts = " ".join(doubt for article in articles for doubt in article.doubts)
        errors = [t for t in got if t not in titles] + [t for t in titles if t not in got]
        right += sum(title in titles for title in got)
        found += len(got)
        wrong += len(errors)
        untold += sum(error not in doubts for error in errors)
    assert right >= 0.95 * 120, right
    assert right >= 0.95 * found, found
    assert untold <= 0.2 * wrong + 1, (untold, wrong)


def test_a_single_bulletin_mostly_stays_one():
    everyone = read_corpus(ROOT / "training")
    split_up = [b.id for b in everyone if len(split(text_blocks(plain(b)))) > 1]
    assert len(split_up) <= 4, split_up


@pytest.mark.parametrize("between", ["\f", "\n---\n\n", "\n* * *\n\n"])
def test_rules_and_new_pages_part_bulletins(tmp_path, between):
    second = (
        ARTICLE.replace(TITLE, "Second").replace("On 14 May", "On 3 June").replace("rye", "oat")
    )
    drafts = drafted(write(tmp_path, ARTICLE + between + second))
    assert [draft.bulletin.title for draft in drafts] == [TITLE, "Second"]
    assert drafts[1].bulletin.date == "2024-06-03"


def test_headings_of_the_first_level_part_bulletins(tmp_path):
    text = f"# One\n\n{LEAD}\n\n## Part\n\n{MORE}\n\nTwo\n===\n\n{MORE}\n\n# Three\n\n{LEAD}"
    drafts = drafted(write(tmp_path, text, "several.md"))
    assert [draft.bulletin.title for draft in drafts] == ["One", "Two", "Three"]
    assert drafts[0].bulletin.body == f"{LEAD}\n\n## Part\n\n{MORE}"


def test_one_keeps_a_file_whole(tmp_path):
    (draft,) = drafted(write(tmp_path, f"# One\n\n{LEAD}\n\n# Two\n\n{MORE}"), one=True)
    assert draft.bulletin.body == f"{LEAD}\n\n## Two\n\n{MORE}"


def test_a_date_for_several_bulletins_is_refused(tmp_path):
    path = write(tmp_path, f"# One\n\n{LEAD}\n\n# Two\n\n{MORE}")
    with pytest.raises(UsageError, match="--one"):
        drafted(path, date_text="2024", days=given_date("2024"))


@given(st.text(max_size=400))
@settings(deadline=None)
def test_no_text_crashes_and_no_word_is_lost(text):
    blocks = text_blocks(text)
    articles = split(blocks)
    kept = " ".join(f"{a.title} {body_of(a.blocks)}" for a in articles)
    assert [w for w in words(kept) if not w.isdigit()] == [
        w for w in words(" ".join(b.text for b in blocks)) if not w.isdigit()
    ]


# --- formats ---------------------------------------------------------------------------------

PAGE = f"""<!doctype html><html><head><meta charset="utf-8"><title>{TITLE} | The Guild</title>
<link rel="canonical" href="https://example.org/ovens">
<meta property="article:published_time" content="2024-05-20T10:00:00Z"><script>var a = "no";</script>
</head><body><header><nav><ul><li>Home</li><li>News</li></ul></nav></header><main><p>News &gt; Bread</p>
<article><header><h1>{TITLE}</h1></header><p>{escape(LEAD).replace("nine ", "nine&nbsp;<b>").replace("bakeries", "bakeries</b>")}</p>
<h2>What was baked</h2><p>The bakers showed three kinds of bread:</p>
<ul><li>rye, in the old manner;</li><li><p>wheat with walnuts;</p></li></ul><p>{MORE}</p>
<aside>Read also: Millers</aside></article></main><footer>© The Guild</footer></body></html>"""


def test_a_page_gives_its_article(tmp_path):
    (draft,) = drafted(write(tmp_path, PAGE, "page.html"))
    assert (draft.bulletin.title, draft.bulletin.body) == (TITLE, BODY)
    assert draft.bulletin.source == "https://example.org/ovens"
    assert any("published on 2024-05-20" in check for check in draft.checks)


def test_a_page_in_another_encoding(tmp_path):
    page = PAGE.replace('charset="utf-8"', 'charset="windows-1252"').replace("Marchand", "Éluard")
    (draft,) = drafted(write(tmp_path, page.encode("windows-1252"), "page.htm"))
    assert "Odile Éluard" in draft.bulletin.body


def test_a_page_nested_deep_is_read(tmp_path):
    page = f"<html><body>{'<div>' * 30_000}<h1>{TITLE}</h1><p>{LEAD}</p></body></html>"
    (draft,) = drafted(write(tmp_path, page, "deep.html"))
    assert draft.bulletin.body == LEAD


def docx(paragraphs, **parts) -> bytes:
    """A Word document of (style, text) paragraphs; the style "•" is a list."""
    named = {"h1": "Heading1", "h2": "Heading2", "title": "Title"}

    def paragraph(style, text):
        properties = f'<w:pStyle w:val="{named[style]}"/>' if style in named else ""
        if style == "•":
            properties = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        bold = "<w:rPr><w:b/></w:rPr>" if style == "b" else ""
        return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{bold}<w:t>{escape(text)}</w:t></w:r></w:p>"

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{i}"><w:name w:val="{n}"/></w:style>'
        for i, n in (("Heading1", "heading 1"), ("Heading2", "heading 2"), ("Title", "Title"))
    )
    files = {
        "[Content_Types].xml": f"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/></Types>""",
        "_rels/.rels": f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="a" Type="{link}/officeDocument" Target="word/document.xml"/></Relationships>""",
        "word/_rels/document.xml.rels": f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="a" Type="{link}/styles" Target="styles.xml"/>
<Relationship Id="b" Type="{link}/numbering" Target="numbering.xml"/></Relationships>""",
        "word/styles.xml": f"<w:styles {space}>{styles}</w:styles>",
        "word/numbering.xml": f"""<w:numbering {space}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">
<w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>""",
        "word/document.xml": f"<w:document {space}><w:body>{''.join(paragraph(*p) for p in paragraphs)}</w:body></w:document>",
    } | parts  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


REST = [
    ("", LEAD), ("h2", "What was baked"), ("", "The bakers showed three kinds of bread:"),
    ("•", "rye, in the old manner;"), ("•", "wheat with walnuts;"), ("", MORE),
]  # fmt: skip


@pytest.mark.parametrize("headline", ["title", "h1", "b"])
def test_a_word_document_gives_its_headings_and_lists(tmp_path, headline):
    rest = [("b" if headline == "b" and style == "h2" else style, text) for style, text in REST]
    (draft,) = drafted(write(tmp_path, docx([(headline, TITLE), *rest]), "received.docx"))
    assert (draft.bulletin.title, draft.bulletin.body) == (TITLE, BODY)


def test_a_word_document_of_several_bulletins(tmp_path):
    data = docx([("h1", TITLE), *REST, ("h1", "Second"), ("", MORE)])
    drafts = drafted(write(tmp_path, data, "received.docx"))
    assert [draft.bulletin.title for draft in drafts] == [TITLE, "Second"]


def pdf(pages, extra="") -> bytes:
    """A PDF of pages of (size, x, y, text) lines, in Helvetica."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]  # fmt: skip
    kids = []
    for lines in pages:
        shown = "".join(
            f"BT /F1 {size} Tf {x} {y} Td ({escaped(text)}) Tj ET\n" for size, x, y, text in lines
        )
        stream = shown.encode("cp1252").decode("latin-1")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}endstream")
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects)} 0 R /Resources << /Font << /F1 3 0 R >> >> >>")  # fmt: skip
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {extra} >>\nstartxref\n{len(out)}\n%%EOF\n"  # fmt: skip
    return out.encode("latin-1")


def escaped(text):
    return re.sub(r"([()])", r"\\\1", text)


def typeset(paragraphs, width=80):
    """Lines of (size, x, y, text), a page of paragraphs; a size of 0 is running text."""
    import textwrap

    y, lines = 760, []
    for size, text in paragraphs:
        x = 70 if text.startswith("\u2022") else 50
        for line in textwrap.wrap(text, width if not size else 50):
            lines.append((size or 11, x, y, line))
            y -= 14 if not size else 22
        y -= 10
    return lines


def test_a_pdf_gives_its_headings_paragraphs_and_lists(tmp_path):
    page = typeset([
        (18, TITLE), (0, LEAD), (14, "What was baked"), (0, "The bakers showed three kinds of bread:"),
        (0, "\u2022 rye, in the old manner;"), (0, "\u2022 wheat with walnuts;"), (0, MORE),
    ])  # fmt: skip
    (draft,) = drafted(write(tmp_path, pdf([[*page, (7, 300, 20, "1")]]), "received.pdf"))
    assert (draft.bulletin.title, draft.bulletin.body) == (TITLE, BODY)


def test_a_paragraph_over_two_pages_and_a_word_over_two_lines(tmp_path):
    first = [(18, 50, 760, TITLE), (11, 50, 720, "The bakers of the town opened their doors to every neigh-"), (11, 50, 706, "bour, and the neighbours who came, a hundred of them and more, were")]  # fmt: skip
    second = [(11, 50, 760, "glad of it. Each of these neighbours took a loaf home, whole-grain"), (11, 50, 746, "bread most of all.")]  # fmt: skip
    (draft,) = drafted(write(tmp_path, pdf([first, second]), "received.pdf"))
    assert "to every neighbour, and" in draft.bulletin.body
    assert "were glad of it" in draft.bulletin.body
    assert any("joined (1)" in check for check in draft.checks)


# --- what cannot be read ---------------------------------------------------------------------

LOCK = "/Encrypt << /Filter /Standard /V 1 /R 2 /O (" + "a" * 32 + ") /U (" + "b" * 32 + ") /P -4 >> /ID [<00><00>]"  # fmt: skip


def bomb() -> bytes:
    return docx([("", LEAD)], **{"word/media/a.bin": b"\0" * 120_000_000})


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("a.txt", lambda: b"", "is empty"),
        ("a.txt", lambda: b" \n\n", "is empty"),
        ("a.txt", lambda: b"---\n\n---\n", "holds no text"),
        ("a.txt", lambda: f"{TITLE}\n".encode(), "headline and no text"),
        ("a.txt", lambda: b"Caf\xe9 opens", "not UTF-8"),
        ("a.txt", lambda: b"\x00\x01\x02binary", "not a text file"),
        ("a.bin", lambda: os.urandom(1000), "a.bin"),
        ("a.txt", lambda: b"a" * (LARGEST + 1), "larger than 20 MB"),
        ("a.pdf", lambda: b"not a pdf", "damaged"),
        ("a.pdf", lambda: b"%PDF-1.7\nnothing", "damaged"),
        ("a.pdf", lambda: pdf([[(11, 50, 700, LEAD)]], LOCK), "password"),
        ("a.pdf", lambda: pdf([[]]), "OCR"),
        ("a.docx", lambda: b"not a docx", "damaged"),
        ("a.docx", lambda: docx([("", LEAD)])[:500], "damaged"),
        ("a.docx", lambda: docx([("", LEAD)], **{"word/document.xml": "<w:doc"}), "damaged"),
        ("a.docx", bomb, "unpacks to more"),
        ("a.docx", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 100, "password"),
        ("a.docx", lambda: zipped("other.txt"), "no Word document"),
        ("a.rtf", lambda: b"{\\rtf1 text}", "save it as"),
        ("a.html", lambda: b"<html><body><script>1</script></body></html>", "no text"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_what_to_do(tmp_path, name, make, says):
    path = write(tmp_path, make(), name)
    started = time.monotonic()
    with pytest.raises(UsageError) as error:
        drafted(path)
    assert time.monotonic() - started < 20
    said = str(error.value)
    assert says in said
    assert said.endswith(".")
    assert ";" in said


def zipped(name) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "text")
    return out.getvalue()


def test_a_file_that_is_none(tmp_path):
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            drafted(path)


def test_a_bulletin_file_is_not_drafted_again(tmp_path):
    path = next((ROOT / "training" / "bulletins").glob("*.md"))
    with pytest.raises(UsageError, match="already"):
        drafted(path)


def test_a_parser_that_is_not_installed(tmp_path, monkeypatch):
    from icpc_assistant.drafting.__main__ import read

    for name, kind in (("pypdfium2", "pdf"), ("mammoth", "docx"), ("selectolax.lexbor", "html")):
        monkeypatch.setitem(sys.modules, name, None)
        path = write(tmp_path, docx([("", LEAD)]) if kind == "docx" else PAGE, f"a.{kind}")
        with pytest.raises(AssistantError, match=r"pip install 'icpc-assistant\[draft\]'`\.$"):
            read(kind, path)


def test_a_parser_that_never_ends_is_stopped(tmp_path, monkeypatch):
    from icpc_assistant.drafting import extract

    monkeypatch.setattr(extract, "SECONDS", 0.01)
    with pytest.raises(AssistantError, match="too much time or memory"):
        drafted(write(tmp_path, PAGE, "a.html"))


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_no_bytes_crash_the_text_reader(tmp_path_factory, data):
    path = write(tmp_path_factory.getbasetemp(), data, "fuzzed.txt")
    with contextlib.suppress(UsageError):
        drafted(path)


# --- the command -----------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()

    def run(*arguments):
        return subprocess.run(
            [CLI, "corpus", *map(str, arguments)], capture_output=True, encoding="utf-8",
            timeout=120, cwd=tmp_path, env=os.environ | {"ICPC_CORPUS": str(corpus)},
        )  # fmt: skip

    run.bulletins = corpus / "bulletins"
    return run


def test_draft_writes_says_and_never_overwrites(run, tmp_path):
    path = write(tmp_path, ARTICLE)
    result = run("draft", path)
    assert result.returncode == 0, result.stderr
    (made,) = run.bulletins.iterdir()
    assert read_bulletin(made).body == BODY
    for said in (made.name, TITLE, "2024-05-14, from “14 May 2024”", "Lyon", "Odile Marchand"):
        assert said in result.stdout
    assert "icpc-assistant corpus check" in result.stderr
    before = made.read_text()

    again = run("draft", write(tmp_path, ARTICLE.upper().replace("\n\n", "\n \n"), "again.txt"))
    assert again.returncode == 1
    assert "Traceback" not in again.stderr
    assert f"{made.name} holds the same text" in again.stdout

    other = run("draft", write(tmp_path, ARTICLE.replace("eleven", "twelve"), "other.txt"))
    assert other.returncode == 0
    assert "nearly the same" in other.stdout
    assert sorted(p.stem for p in run.bulletins.iterdir()) == [made.stem, f"{made.stem}-2"]
    assert made.read_text() == before


def test_draft_to_a_folder_of_its_own(run, tmp_path):
    text = f"# One\n\n{LEAD}\n\n# Two\n\n{MORE}\n\n# Three\n\n{MORE}"
    result = run("draft", write(tmp_path, text), "--output", tmp_path / "new" / "drafts")
    assert result.returncode == 1
    assert "1 of 3 bulletins" in result.stderr
    assert "2 bulletins drafted" in result.stderr
    assert "--one" in result.stderr
    assert len(list((tmp_path / "new" / "drafts").iterdir())) == 2
    assert not run.bulletins.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["none.txt"], 2, "cannot be read"),
        (["received.txt", "--date", "soon"], 2, "YYYY-MM-DD"),
        (["received.txt", "--source", "example.org"], 2, "https://"),
        (["received.txt", "--language", "de"], 2, "de"),
        (["received.txt", "--corpus", "nowhere"], 2, "no folder nowhere"),
        (["received.txt", "--output", "received.txt"], 1, "cannot be written"),
        ([], 2, "FILE"),
    ],
)
def test_draft_refuses_in_one_sentence(run, tmp_path, arguments, code, says):
    write(tmp_path, ARTICLE)
    result = run("draft", *arguments)
    assert result.returncode == code, result.stderr
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stderr.strip().count("\n") == 0


def test_help_imports_no_parser():
    code = "import sys, json; import icpc_assistant.corpus_commands; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"yaml", "numpy", "selectolax", "mammoth", "pypdfium2", "icpc_assistant.cards"}
    assert not set(json.loads(done.stdout)) & heavy


# --- the front matter against the text -------------------------------------------------------


def warned(tmp_path, head, body=LEAD):
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: {TITLE}\n{head}language: en\n---\n\n{body}\n", "utf-8")
    return [(found.line, found.message) for found in disagreements(read_bulletin(path), path)]


@pytest.mark.parametrize(
    ("head", "line", "says"),
    [
        ("date: 2024-05-14\n", None, ""),
        ("date: 2024-05\n", None, ""),
        ("start: 2024-05-13\nend: 2024-05-14\n", None, ""),
        ("date: unknown\n", None, ""),
        ("date: 2023-05-14\n", 3, "“14 May 2024”, and not 2023-05-14"),
        ("date: 2024-06-14\n", 3, "not 2024-06-14"),
        ("start: 2025-01-01\nend: 2025-01-02\n", 3, "not 2025-01-01/2025-01-02"),
        ("date: 2024-05-14\nplaces: [Lyon, France]\n", None, ""),
        ("date: 2024-05-14\nplaces: [Larkfield]\n", None, ""),
        ("date: 2024-05-14\nplaces:\n- Lyon\n- Madrid\n", 6, "never names Madrid"),
    ],
)
def test_a_front_matter_that_disagrees_is_warned_of(tmp_path, head, line, says):
    found = warned(tmp_path, head)
    assert [at for at, _ in found] == ([line] if line else [])
    assert all(says in message for _, message in found)


def test_no_warning_where_the_text_gives_no_day(tmp_path):
    assert warned(tmp_path, "date: 2024-05-14\n", MORE) == []


def test_a_place_under_another_name_is_named(tmp_path):
    body = LEAD.replace("Lyon, France", "Bruxelles")
    assert warned(tmp_path, "date: 2024-05-14\nplaces: [Brussels, Belgium]\n", body) == []


def test_the_shipped_corpus_agrees_and_the_invented_one_mostly():
    for folder, most in (("corpus", 0), ("training", 5)):
        home = ROOT / folder
        found = [
            fault
            for bulletin in read_corpus(home)
            for fault in disagreements(bulletin, home / "bulletins" / f"{bulletin.id}.md")
            if bulletin.start is not None
        ]
        assert len(found) <= most, found


def test_a_wrong_year_or_month_is_mostly_seen(tmp_path):
    from dataclasses import replace

    seen = asked = 0
    for bulletin in read_corpus(ROOT / "corpus"):
        path = ROOT / "corpus" / "bulletins" / f"{bulletin.id}.md"
        for years, months in ((1, 0), (0, 1)):
            month = bulletin.start.month % 12 + months if months else bulletin.start.month
            moved = [
                day.replace(year=day.year - years, month=max(month, 1), day=min(day.day, 28))
                for day in (bulletin.start, bulletin.end)
            ]
            wrong = replace(bulletin, start=moved[0], end=moved[1])
            asked += 1
            seen += bool(disagreements(wrong, path))
    assert seen >= 0.6 * asked, (seen, asked)


def test_check_warns_and_does_not_fail(run, tmp_path):
    run.bulletins.mkdir()
    (run.bulletins / "a.md").write_text(
        f"---\ntitle: {TITLE}\ndate: 2023-05-14\nlanguage: en\nplaces: [Madrid]\n---\n\n{LEAD}\n", "utf-8"
    )  # fmt: skip
    result = run("check")
    assert result.returncode == 0, result.stderr
    assert "a.md:3: warning: the text says “14 May 2024”" in result.stdout
    assert "a.md:5: warning: the text never names Madrid" in result.stdout
    assert result.stdout.endswith("1 bulletins, no fault, 2 warnings.\n")


TOLD_BACK = [
    ("Last October, the Guild held a forum in Lyon, France. A seminar took place in Turin, Italy, "
     "in November 2022.", "Last October"),
    ("En octobre dernier, la Guilde a organisé un forum à Lyon, en France. Un séminaire a eu lieu "
     "à Turin, en Italie, en novembre 2022.", "octobre dernier"),
    ("El pasado octubre se celebró un foro en Lyon, Francia. Un seminario tuvo lugar en Turín, "
     "Italia, en noviembre de 2022.", "pasado octubre"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), TOLD_BACK)
def test_a_time_told_back_is_left_out_and_told_without_a_date_line(tmp_path, text, said):
    (draft,) = drafted(write(tmp_path, f"{TITLE}\n\n{text}\n"))
    assert draft.bulletin.start is None
    assert any(f"“{said}” and not when it was published" in check for check in draft.checks)
    assert draft.bulletin.places[0] == "Lyon"
    assert not {"Turin", "Italy"} & set(draft.bulletin.places)
    found = warned(tmp_path, "date: unknown\n", text)
    assert [at for at, _ in found] == [3]
    assert said in found[0][1]


@pytest.mark.parametrize(("text", "said"), TOLD_BACK)
def test_a_time_told_back_is_read_from_the_day_of_publication(tmp_path, text, said):
    (draft,) = drafted(write(tmp_path, f"{TITLE}\n\n{text}\n"), published=date(2023, 3, 14))
    assert "date: 2022-10  # check" in draft.text
    assert any("by the day of publication" in check for check in draft.checks)
    assert "Turin" not in draft.bulletin.places


def test_a_front_matter_of_the_day_of_publication_is_warned_of(tmp_path):
    body = f"(March 14, 2023) {TOLD_BACK[0][0]}"
    assert "Last October" in warned(tmp_path, "date: 2023-03-14\n", body)[0][1]
    assert warned(tmp_path, "date: 2022-10\n", body) == []
