"""Bulletin files: read whole, written back whole, every fault named with its line and remedy."""

import errno
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from icpc_assistant.bulletins import (
    check_corpus,
    parse_bulletin,
    read_bulletin,
    read_corpus,
    with_text,
    write_bulletin,
)
from icpc_assistant.bulletins.aliases import check_aliases
from icpc_assistant.errors import CorpusError
from icpc_assistant.types import Bulletin

ROOT = Path(__file__).parent.parent
PATH = Path("2024-05-01-fair.md")
HEAD = "title: The fair\nstart: 2024-05-01\nend: 2024-05-03\nlanguage: en\n"
TEXT = "The fair opened.\n\n- bread\n- salt\n"


def file(head=HEAD, body=TEXT) -> bytes:
    return f"---\n{head}---\n\n{body}".encode()


def faults(data: bytes) -> list[tuple[int, str, str]]:
    bulletin, found = parse_bulletin(data, PATH)
    assert (bulletin is None) == bool(found)
    return [(fault.line, fault.message, fault.remedy) for fault in found]


def test_a_bulletin_is_read_whole():
    bulletin, found = parse_bulletin(file(HEAD + "places: [Lyon, Bron]\n"), PATH)
    assert not found
    assert bulletin == Bulletin(
        "2024-05-01-fair", "The fair", "The fair opened.\n\n- bread\n- salt", "en",
        date(2024, 5, 1), date(2024, 5, 3), places=("Lyon", "Bron"),
    )  # fmt: skip
    assert bulletin.date == "2024-05-01/2024-05-03"


def test_windows_line_endings_and_a_byte_order_mark_are_no_text():
    data = b"\xef\xbb\xbf" + file().replace(b"\n", b"\r\n")
    assert parse_bulletin(data, PATH) == parse_bulletin(file(), PATH)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2024-02-29", (2024, 2, 29), (2024, 2, 29)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2023", (2023, 1, 1), (2023, 12, 31)),
        ("unknown", None, None),
    ],
)
def test_a_date_may_be_a_day_a_month_a_year_or_unknown(written, first, last):
    bulletin, _ = parse_bulletin(file(f"title: T\ndate: {written}\nlanguage: fr\n"), PATH)
    assert bulletin.start == (first and date(*first))
    assert bulletin.end == (last and date(*last))


@pytest.mark.parametrize(
    ("data", "line", "says", "remedy"),
    [
        (b"no front matter", 1, "front matter is missing", "begin the file"),
        (b"---\ntitle: T\n", 1, "no end", "---"),
        (b"---\ntitle: T\n---\n\n\xff\xfe", 5, "not UTF-8 text (byte 0xFF)", "UTF-8"),
        (file(body="a\x00b"), 8, "NUL character", "remove it"),
        (file(body="\n \n"), 6, "no text", "write its text"),
        (file(body="--- ***"), 6, "no text", "write its text"),
        (file(HEAD.replace("title: The fair\n", "")), 1, "title is missing", "as published"),
        (file(HEAD.replace("The fair", "''")), 2, "title is empty", "as published"),
        (file(HEAD.replace("2024-05-01", "2024-02-30")), 3, "not in the calendar", "YYYY-MM-DD"),
        (file(HEAD.replace("2024-05-01", "1 May 2024")), 3, "not a date in ISO form", "YYYY-MM-DD"),
        (file(HEAD.replace("2024-05-01", "2024-06-01")), 4, "before `start`", "earlier day"),
        (file(HEAD.replace("end: 2024-05-03\n", "")), 3, "`end` is missing", "add `end:`"),
        (file("title: T\nlanguage: en\n"), 1, "date is missing", "add `date:`"),
        (file(HEAD + "date: 2024-05-01\n"), 6, "both `date`", "remove one"),
        (file(HEAD.replace("en\n", "de\n")), 5, "language `de` is unknown", "en, fr, es"),
        (file(HEAD.replace("language: en\n", "")), 1, "language is missing", "en, fr, es"),
        (file(HEAD + "plases: [Lyon]\n"), 6, "key `plases` is unknown", "write `places`"),
        (file(HEAD + "zzz: 1\n"), 6, "key `zzz` is unknown", "use one of title"),
        (file(HEAD + "title: Again\n"), 6, "given twice", "remove one"),
        (file(HEAD + "places: Lyon\n"), 6, "not a list", "[one, another]"),
        (file(HEAD + "source: javascript:alert(1)\n"), 6, "not a web address", "https://"),
        (file("title: a: b\n"), 2, "not valid YAML", "quotes"),
        (file("- a\n- b\n"), 2, "no list of keys", "key: value"),
        (file("title: " + "[" * 2000 + "\n"), 2, "not valid YAML", "key: value"),
    ],
)
def test_each_fault_has_its_line_and_remedy(data, line, says, remedy):
    found = faults(data)
    assert any(at == line and says in message and remedy in mend for at, message, mend in found), found  # fmt: skip


def test_every_fault_of_a_file_is_reported_at_once():
    head = "title: ''\nstart: 2024-13-01\nend: 2024-05-03\nlanguage: xx\nplases: []\n"
    assert [line for line, *_ in faults(file(head))] == [2, 3, 5, 6]


def test_yaml_is_only_text():
    bulletin, _ = parse_bulletin(file("title: No\ndate: 2024\nlanguage: en\n"), PATH)
    assert bulletin.title == "No"
    head = HEAD.replace("The fair", "!!python/object/apply:os.system ['true']")
    assert "not a single text" in faults(file(head))[0][1]


@given(st.binary(max_size=400))
def test_no_bytes_crash_the_parser(data):
    bulletin, found = parse_bulletin(data, PATH)
    assert (bulletin is None) == bool(found)


@given(st.text(max_size=300))
def test_no_front_matter_crashes_the_parser(head):
    faults(f"---\n{head}\n---\n\nText.".encode("utf-8", "surrogatepass"))


@settings(deadline=None)
@example("Word\r", "Title", [])
@given(
    st.text(max_size=400),
    st.text(min_size=1, max_size=60),
    st.lists(st.text(min_size=1, max_size=20), max_size=3),
)
def test_what_is_written_reads_back_to_the_character(body, title, places):
    bulletin = Bulletin(
        "2024-05-01-fair", title, body, "es", date(2024, 5, 1), date(2024, 5, 1), places=tuple(places),
    )  # fmt: skip
    try:
        text = write_bulletin(bulletin)
    except CorpusError:
        return  # no faultless file holds it, and it says so
    read, found = parse_bulletin(text.encode(), PATH)
    assert not found
    assert read.body == body
    assert read.title == title.strip()
    assert [place.strip() for place in places] == list(read.places)


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=300))
def test_no_character_of_a_body_is_lost(body):
    data = file(body=body + "x\n")
    bulletin, found = parse_bulletin(data, PATH)
    assert not found
    assert bulletin.body == body + "x"


# --- folders ---------------------------------------------------------------------------------


def corpus(tmp_path, **files) -> Path:
    (tmp_path / "bulletins").mkdir()
    for name, data in files.items():
        (tmp_path / "bulletins" / name.replace("__", ".")).write_bytes(data)
    return tmp_path


@pytest.mark.parametrize("make", [lambda p: None, lambda p: (p / "bulletins").mkdir(), lambda p: (p / "bulletins").write_text("")])  # fmt: skip
def test_a_corpus_that_is_none_says_what_to_do(tmp_path, make):
    make(tmp_path)
    for read in (read_corpus, check_corpus):
        with pytest.raises(CorpusError, match="bulletins") as error:
            read(tmp_path)
        assert "--corpus" in str(error.value)


def test_duplicates_are_found_whatever_their_spacing(tmp_path):
    folder = corpus(tmp_path, a__md=file(), b__md=file(body=TEXT.replace("\n\n", "\n \n")))
    (fault,) = check_corpus(folder)
    assert (fault.path.name, fault.message) == ("b.md", "it holds the same text as a.md")


def test_ids_that_differ_in_case_only_are_duplicates(tmp_path):
    folder = corpus(tmp_path, a__md=file(), A__md=file(body="Another text."))
    assert [fault.message for fault in check_corpus(folder)] == [
        "its id equals that of A.md, case and form of accents apart"
    ]


def test_other_documents_are_not_silently_left_out(tmp_path):
    folder = corpus(tmp_path, a__md=file(), b__docx=b"PK")
    (fault,) = check_corpus(folder)
    assert "only .md files" in fault.message
    with pytest.raises(CorpusError, match=r"b.docx:1: .*move it elsewhere\.$"):
        read_corpus(folder)


def test_a_dangling_link_and_a_pipe_are_faults_not_waits(tmp_path):
    import os

    folder = corpus(tmp_path, a__md=file())
    (folder / "bulletins" / "gone.md").symlink_to("nowhere")
    os.mkfifo(folder / "bulletins" / "pipe.md")
    assert [fault.path.name for fault in check_corpus(folder)] == ["gone.md", "pipe.md"]


def test_what_may_not_even_be_looked_for_is_a_fault(tmp_path, monkeypatch):
    """As of a folder that this user may not enter; root may, so the system's answer is given here."""
    folder = corpus(tmp_path, a__md=file())
    beside = (folder / "aliases.toml", folder / "questions" / "a.jsonl")
    real = Path.stat

    def stat(self, **given):
        if self in beside:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return real(self, **given)

    monkeypatch.setattr(Path, "stat", stat)
    _, found = check_aliases(folder)
    for fault in [*found, *check_corpus(folder)]:
        assert fault.message == "the file cannot be read (Permission denied)"
        assert fault.remedy == "make it readable or move it elsewhere"
    assert [fault.path for fault in [*found, *check_corpus(folder)]] == list(beside)


def test_a_name_that_is_no_text_is_shown_escaped(tmp_path):
    path = tmp_path / "a\x1b[31m.md"
    path.write_bytes(b"x")
    with pytest.raises(CorpusError) as error:
        read_bulletin(path)
    assert "\x1b" not in str(error.value)


# --- the bulletins this project ships --------------------------------------------------------


def test_the_shipped_corpus_has_no_fault_and_plain_spaces():
    assert check_corpus(ROOT / "corpus") == []
    for bulletin in read_corpus(ROOT / "corpus"):
        assert bulletin.start is not None
        assert bulletin.id.startswith(bulletin.start.isoformat())
        assert "\u00a0" not in bulletin.body
        assert not re.search(r"[ \t]+$", bulletin.body, re.MULTILINE)


# Known questions


def corpus_with(tmp_path, *lines, name="one"):
    (tmp_path / "bulletins").mkdir()
    (tmp_path / "questions").mkdir()
    (tmp_path / "bulletins" / "one.md").write_text(
        "---\ntitle: T\ndate: 2024-02-03\nlanguage: en\n---\n\nAda opened it. Bob came.", "utf-8"
    )
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (tmp_path / "questions" / f"{name}.jsonl").write_text(text, "utf-8")
    return tmp_path


def known(**fields):
    return {
        "question": "Who opened it?", "language": "en", "answer": "Ada", "quote": "Ada opened it.",
        "source": "person", **fields,
    }  # fmt: skip


def test_known_questions_point_at_the_words_that_answer(tmp_path):
    corpus = corpus_with(tmp_path, known(), "", known(question="Qui ?", language="fr"))
    (bulletin,) = read_corpus(corpus)
    assert [q.question for q in bulletin.asked] == ["Who opened it?", "Qui ?"]
    assert bulletin.body[bulletin.asked[0].start : bulletin.asked[0].end] == "Ada opened it."
    assert check_corpus(corpus) == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        (known(quote="Ada closed it."), "does not stand in the bulletin"),
        (known(answer="Bob"), "does not stand in the quote"),
        (known(language="de"), "de"),
        (known(source="somebody"), "somebody"),
        (known(extra=1), "extra"),
        (known(question="?"), "no word"),
        (known(question=1), "question"),
        (known(inferred="yes"), "inferred"),
        (known(answer="\ud800", inferred=True), "half a character"),
        (known(open=True), "has no"),
        (known(open="yes"), "open"),
        ({"question": "Who closed it?", "language": "en", "open": True}, "source"),
    ],
)
def test_a_known_question_that_is_none_is_named_with_its_line(tmp_path, line, says):
    (fault,) = check_corpus(corpus_with(tmp_path, known(), line))
    assert (fault.path.name, fault.line) == ("one.jsonl", 2)
    assert says in fault.message
    assert fault.remedy


def test_an_answer_read_between_the_lines_is_marked(tmp_path):
    corpus = corpus_with(tmp_path, known(answer="yes", inferred=True))
    assert check_corpus(corpus) == []


def test_an_open_question_needs_no_answer_and_stands_apart(tmp_path):
    left = {"question": "Who closed it?", "language": "en", "open": True, "source": "person"}
    corpus = corpus_with(tmp_path, known(), left)
    assert check_corpus(corpus) == []
    (bulletin,) = read_corpus(corpus)
    assert [q.question for q in bulletin.asked] == ["Who opened it?"]
    assert [q.question for q in bulletin.left_open] == ["Who closed it?"]


def test_questions_left_over_from_a_bulletin_are_only_reported(tmp_path):
    corpus = corpus_with(tmp_path, known(), name="two")
    assert len(read_corpus(corpus)) == 1
    (fault,) = check_corpus(corpus)
    assert "two" in fault.message


def test_a_known_question_twice_is_once_too_often(tmp_path):
    (fault,) = check_corpus(corpus_with(tmp_path, known(), known()))
    assert "twice" in fault.message


@pytest.mark.parametrize(
    "front",
    [
        "title: A headline\nlanguage: en\ndate: 2024-01-02",
        "title: A headline  # check\nlanguage: en\ndate: 2024-01-02",
        "language: en\ntitle: >-\n  A headline\n  over\n  lines\ndate: 2024-01-02",
        'date: 2024-01-02\nlanguage: en\ntitle: "A\n  headline"',
    ],
)
@pytest.mark.parametrize("fence", ["---", "---  "])
def test_another_text_keeps_the_rest_of_the_front_matter(front, fence):
    old = f"{fence}\n{front}\n{fence}\n\nThe old words.\n".encode()
    new = with_text(old, "B: “new” # headline", "The new words.\n\n---\n\nAnd more.")
    read, faults = parse_bulletin(new.encode(), Path("a.md"))
    assert not faults
    assert (read.title, read.body) == ("B: “new” # headline", "The new words.\n\n---\n\nAnd more.")
    assert (read.language, read.date) == ("en", "2024-01-02")
    assert ("# check" in new) == ("# check" in front)
