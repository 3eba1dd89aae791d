"""Thumbs up and down: kept, bounded, and turned into question-set lines."""

import json
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from icpc_assistant import feedback
from icpc_assistant.bulletins import read_corpus
from icpc_assistant.config import load_settings
from icpc_assistant.errors import AssistantError, UsageError
from icpc_assistant.evaluation.checking import check
from icpc_assistant.feedback import MAX_COMMENT, FeedbackError, FeedbackStore
from icpc_assistant.feedback_commands import feedback as commands
from icpc_assistant.types import Answer, BulletinRef, Exchange

ANSWER = Answer(
    question="Who came?", standalone_question="Who came?", language="fr", status="answered",
    text="Nobody.\nTruly nobody. [1]", bulletins=(BulletinRef("a", "The Lisbon forum", None),),
).to_dict()  # fmt: skip

CORPUS = Path(__file__).parent / "data" / "corpus"


@pytest.fixture
def store(tmp_path):
    return FeedbackStore(tmp_path / "feedback.sqlite")


def add(store, verdict="down", question="Who came?", comment="", history=(), answer=ANSWER):
    return store.add(verdict, comment, question, history, answer, "v1")


# --- kept ----------------------------------------------------------------------------------------


def test_an_entry_is_kept_as_given(store):
    history = (Exchange("Where?", "Lisbon."), Exchange("When?", "In May."))
    number = add(store, "up", comment="Good", history=history)
    entry = FeedbackStore(store.path).entries()[0]
    assert (entry.number, entry.verdict, entry.comment) == (number, "up", "Good")
    assert (entry.question, entry.history, entry.index_version) == ("Who came?", history, "v1")
    assert entry.answer == json.loads(json.dumps(ANSWER))
    assert entry.created.endswith("+00:00")
    assert entry.questions == ("Where?", "When?", "Who came?")


def test_nothing_else_is_kept(store):
    add(store)
    with sqlite3.connect(store.path) as database:
        columns = {row[1] for row in database.execute("PRAGMA table_info(feedback)")}
    assert columns == {
        "number", "created", "verdict", "comment", "index_version", "question", "history", "answer",
    }  # fmt: skip


def test_entries_come_oldest_first_and_by_verdict(store):
    for verdict, question in (("up", "a"), ("down", "b"), ("up", "c")):
        add(store, verdict, question)
    assert [e.question for e in store.entries()] == ["a", "b", "c"]
    assert [e.question for e in store.entries("up")] == ["a", "c"]


def test_no_file_is_no_feedback_and_reading_makes_none(store):
    assert store.entries() == ()
    assert store.export() == []
    assert not store.path.exists()


def test_the_folder_is_made_and_the_file_is_its_owners_alone(tmp_path):
    store = FeedbackStore(tmp_path / "new" / "folder" / "feedback.sqlite")
    add(store)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_the_file_is_in_wal_mode(store):
    add(store)
    with sqlite3.connect(store.path) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize(
    "text", ["\ud800 lone", "a\x00b", "\u202eevil", "', 1); DROP TABLE feedback; --"]
)
def test_any_text_can_be_kept(store, text):
    add(store, question=text, comment=text, history=[Exchange(text, text)], answer={"text": text})
    entry = store.entries()[0]
    assert entry.answer == {"text": text}
    assert not {"\ud800", "\x00", "\u202e"} & set(entry.question + entry.comment)


# --- bounded -------------------------------------------------------------------------------------


def test_the_oldest_are_dropped(tmp_path):
    store = FeedbackStore(tmp_path / "feedback.sqlite", most=3)
    numbers = [add(store, question=f"q{n}") for n in range(7)]
    assert [e.question for e in store.entries()] == ["q4", "q5", "q6"]
    assert [e.number for e in store.entries()] == numbers[-3:]


def test_the_file_stops_growing(tmp_path):
    store = FeedbackStore(tmp_path / "feedback.sqlite", most=20)
    for _ in range(25):
        add(store, comment="x" * MAX_COMMENT)
    full = store.path.stat().st_size
    for _ in range(50):
        add(store, comment="y" * MAX_COMMENT)
    assert store.path.stat().st_size <= full * 1.2


def test_what_is_dropped_is_gone_from_the_disk(tmp_path):
    store = FeedbackStore(tmp_path / "feedback.sqlite", most=1)
    add(store, comment="unmistakable words", answer={"text": "unmistakable words " * 2000})
    for _ in range(3):
        add(store, answer={})
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"unmistakable words" not in held


def test_a_comment_has_a_longest(store):
    add(store, comment="x" * MAX_COMMENT)
    with pytest.raises(UsageError, match=r"2,001 characters; shorten it to 2,000\.$"):
        add(store, comment="x" * (MAX_COMMENT + 1))
    assert len(store.entries()) == 1


def test_only_the_newest_turns_are_kept(store):
    add(store, history=[Exchange(f"q{n}", "a") for n in range(25)])
    assert [e.question for e in store.entries()[0].history] == [f"q{n}" for n in range(5, 25)]


def test_a_conversation_beyond_all_measure_is_refused(store):
    with pytest.raises(UsageError, match=r"too long to be kept; start a new one"):
        add(store, answer={"text": "x" * 200_001})


def test_there_are_two_verdicts(store):
    with pytest.raises(UsageError, match=r"'sideways'; give 'up' or 'down'\.$"):
        add(store, "sideways")
    with pytest.raises(UsageError, match="at least 1"):
        FeedbackStore(store.path, most=0)


# --- together ------------------------------------------------------------------------------------


def test_many_threads_and_stores_lose_nothing(tmp_path):
    path = tmp_path / "feedback.sqlite"
    stores = [FeedbackStore(path) for _ in range(4)]
    failed = []

    def work(number):
        try:
            for n in range(10):
                add(stores[number % 4], question=f"{number}-{n}")
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert {e.question for e in stores[0].entries()} == {
        f"{a}-{b}" for a in range(8) for b in range(10)
    }


# --- failures ------------------------------------------------------------------------------------


def test_a_full_disk_is_said_and_loses_nothing(store, monkeypatch):
    add(store, question="first")
    connect = sqlite3.connect

    def nearly_full(*arguments, **options):
        database = connect(*arguments, **options)
        pages = database.execute("PRAGMA page_count").fetchone()[0]
        database.execute(f"PRAGMA max_page_count = {pages}")
        return database

    def fill():
        for _ in range(50):
            add(store, comment="x" * MAX_COMMENT)

    monkeypatch.setattr(feedback.sqlite3, "connect", nearly_full)
    with pytest.raises(FeedbackError, match=r"disk is full\); free some space on its disk\.$"):
        fill()
    monkeypatch.undo()
    assert store.entries()[0].question == "first"
    add(store, question="last")
    assert store.entries()[-1].question == "last"


def test_a_write_that_fails_in_the_system_is_said(tmp_path):
    code = """if True:
        import resource, sys
        from pathlib import Path
        from icpc_assistant.feedback import FeedbackError, FeedbackStore
        store = FeedbackStore(Path(sys.argv[1]))
        store.add("up", "", "q", (), {}, "v")
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
        try:
            for _ in range(100):
                store.add("up", "x" * 2000, "q", (), {}, "v")
        except FeedbackError as error:
            print(error)
    """
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "f.sqlite")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "cannot be used (" in done.stdout
    assert done.stdout.strip().endswith(".")


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path):
    code = """if True:
        import sys
        from pathlib import Path
        from icpc_assistant.feedback import FeedbackStore
        store = FeedbackStore(Path(sys.argv[1]))
        while True:
            print(store.add("down", "x" * 2000, "q", (), {}, "v"), flush=True)
    """
    file = tmp_path / "f.sqlite"
    kept = 0
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", code, str(file)], stdout=subprocess.PIPE)
        told = [int(writer.stdout.readline()) for _ in range(5)]  # it is at work
        writer.kill()
        told += [int(line) for line in writer.stdout.read().split()]
        kept += len(told)
        writer.wait()
    store = FeedbackStore(file)
    numbers = {entry.number for entry in store.entries()}
    assert len(numbers) >= kept
    assert numbers == set(range(1, max(numbers) + 1))
    with sqlite3.connect(file) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4096]
)
def test_a_file_that_is_no_database_is_said_and_left_alone(store, content):
    store.path.write_bytes(content)
    with pytest.raises(FeedbackError, match=r"move it away, and a new one will be started\.$"):
        add(store)
    assert store.path.read_bytes() == content


def test_another_programs_database_is_not_written_to(store):
    with sqlite3.connect(store.path) as database:
        database.execute("CREATE TABLE theirs (x)")
    before = store.path.read_bytes()
    for use in (lambda: add(store), store.entries):
        with pytest.raises(FeedbackError, match=r"set feedback_file to another place\.$"):
            use()
    assert store.path.read_bytes() == before


def test_a_damaged_entry_is_said(store):
    add(store)
    with sqlite3.connect(store.path) as database:
        database.execute("UPDATE feedback SET answer = '['")
    with pytest.raises(FeedbackError, match=r"not of this format\); move it away"):
        store.entries()


@pytest.mark.parametrize("place", ["a-file/feedback.sqlite", "."])
def test_a_place_that_cannot_be_written_is_said(tmp_path, place):
    (tmp_path / "a-file").touch()
    with pytest.raises(FeedbackError, match=r"let this user write there, or set feedback_file"):
        add(FeedbackStore(tmp_path / place))


def test_a_writer_that_never_ends_is_said(store, monkeypatch):
    monkeypatch.setattr(feedback, "_BUSY", 0.05)
    add(store)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(FeedbackError, match=r"locked\); end the other program"):
        add(store)
    other.close()
    add(store)


# --- exported ------------------------------------------------------------------------------------


def test_only_thumbs_down_are_exported(store):
    add(store, "up", "a")
    add(store, "down", "b")
    assert [line["turns"][-1]["question"] for line in store.export()] == ["b"]


def test_a_line_leaves_what_was_right_to_a_person(store):
    add(store, comment="It was Ana.")
    (line,) = store.export()
    assert line["lang"] == "fr"
    assert line["kind"] == "factual"
    assert line["turns"] == [
        {"question": "Who came?", "answerable": None, "answers": [], "evidence": [], "bulletins": ["The Lisbon forum"]}
    ]  # fmt: skip
    assert "“Nobody. Truly nobody. [1]”" in line["todo"]
    assert "Comment: “It was Ana.”." in line["todo"]
    assert line["todo"].endswith("then remove this todo.")


def test_a_conversation_is_exported_whole(store):
    add(store, history=[Exchange("Where?", "Lisbon.")])
    (line,) = store.export()
    assert line["kind"] == "conversation"
    assert [turn["question"] for turn in line["turns"]] == ["Where?", "Who came?"]
    assert [turn["bulletins"] for turn in line["turns"]] == [[], ["The Lisbon forum"]]


def test_the_same_question_makes_one_line_and_ids_are_stable(store):
    add(store, comment="Wrong.")
    add(store, question="Other?")
    add(store, comment="Still wrong.")
    first, second = store.export()
    assert "“Wrong.” “Still wrong.”" in first["todo"]
    assert first["id"] != second["id"]
    assert [line["id"] for line in store.export()] == [first["id"], second["id"]]
    assert first["id"].startswith("feedback-")


@pytest.mark.parametrize(
    "answer", [{}, {"bulletins": None}, {"bulletins": [1, {"x": 2}], "language": "de"}]
)
def test_an_answer_that_lacks_everything_can_be_exported(store, answer):
    add(store, answer=answer)
    (line,) = store.export()
    assert (line["lang"], line["turns"][0]["bulletins"]) == ("en", [])


BULLETIN = read_corpus(CORPUS)[0]
QUOTE = next(line for line in BULLETIN.body.splitlines() if len(line.split()) > 4)
ANSWERED = {"answerable": True, "answers": [[QUOTE]], "evidence": [QUOTE], "bulletins": [BULLETIN.title]}  # fmt: skip
UNANSWERABLE = {"answerable": False, "answers": [], "evidence": [], "bulletins": []}


@pytest.mark.parametrize(
    ("history", "kind", "turns"),
    [
        ((), "factual", [ANSWERED]),
        ((), "near_miss", [UNANSWERABLE]),
        ((Exchange("And what else?", "Much."),), "conversation", [ANSWERED, ANSWERED]),
        ((Exchange("And what else?", "Much."),), "conversation", [ANSWERED, UNANSWERABLE]),
    ],
)
def test_the_check_reports_a_line_until_it_is_filled_in(store, tmp_path, history, kind, turns):
    add(store, question="What does it say?", history=history, answer={"text": "Nothing."})
    (line,) = store.export()

    def faults(line):
        path = tmp_path / "set.jsonl"
        path.write_text(json.dumps(line) + "\n", "utf-8")
        return " ".join(str(fault) for fault in check(path, read_corpus(CORPUS)))

    assert "todo" in faults(line)
    filled = {key: value for key, value in line.items() if key != "todo"}
    assert "answerable" in faults(filled)
    filled["kind"] = kind
    for number, right in enumerate(turns):
        assert "answerable" in faults(filled)
        filled["turns"] = [
            old | right if n == number else old for n, old in enumerate(filled["turns"])
        ]
    assert faults(filled) == ""
    assert "todo" in faults({**filled, "todo": line["todo"]})


# --- the command line ----------------------------------------------------------------------------


def run(*arguments):
    return CliRunner().invoke(commands, [str(argument) for argument in arguments])


def test_list_shows_the_newest_first(store):
    add(store, "up", "First?")
    add(store, "down", "Second?", comment="Bad \x1b[31m news")
    result = run("list", "--file", store.path)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line[:4] for line in lines if not line.startswith("    ")] == ["- #2", "+ #1"]
    assert lines[0].endswith("Second?")
    assert lines[1].strip() == "Nobody. Truly nobody. [1]"
    assert lines[2].strip() == "“Bad [31m news”"
    assert "\x1b" not in result.stdout


def test_list_narrows_and_says_what_is_left_out(store):
    for n in range(3):
        add(store, "up", f"q{n}")
    add(store, "down")
    result = run("list", "--file", store.path, "--verdict", "up", "--limit", 2, "--json")
    assert [json.loads(line)["question"] for line in result.stdout.splitlines()] == ["q2", "q1"]
    assert "2 of 3 shown" in result.stderr


def test_list_of_nothing_says_so(store):
    result = run("list", "--file", store.path)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No feedback yet.\n")


@pytest.mark.parametrize("option", [["--output"], []])
def test_export_writes_lines_and_never_over_a_file(store, tmp_path, option):
    add(store, question="Où ?")
    output = tmp_path / "set.jsonl"
    result = run("export", "--file", store.path, *option, output)
    assert "1 question written" in result.stderr
    assert f"icpc-assistant eval check {output}" in result.stderr
    assert [json.loads(line) for line in output.read_text("utf-8").splitlines()] == store.export()
    assert "Où ?" in output.read_text("utf-8")
    again = run("export", "--file", store.path, *option, output)
    assert isinstance(again.exception, UsageError)
    assert "name a new file" in str(again.exception)
    assert isinstance(
        run("export", "--file", store.path, *option, tmp_path / "no" / "x").exception,
        AssistantError,
    )


def test_export_writes_to_one_file(store, tmp_path):
    add(store)
    result = run("export", tmp_path / "a", "--output", tmp_path / "b", "--file", store.path)
    assert isinstance(result.exception, UsageError)
    assert "name one file" in str(result.exception)
    assert not list(tmp_path.glob("[ab]"))


def test_export_prints_without_a_file_to_write(store):
    add(store)
    result = run("export", "--file", store.path)
    assert json.loads(result.stdout) == store.export()[0]
    assert result.stderr == ""


# --- deleted -------------------------------------------------------------------------------------


def test_delete_says_how_many_and_takes_them_from_the_disk(store):
    for question in ("First secret?", "Second?", "Third secret?"):
        add(store, question=question)
    asked = run("delete", 1, 3, "--file", store.path)
    assert "Delete 2 entries" in asked.output
    assert asked.exit_code == 1  # nobody said yes
    assert len(store.entries()) == 3
    result = run("delete", 1, 3, "--yes", "--file", store.path)
    assert result.stderr == "2 entries deleted.\n"
    assert [entry.question for entry in store.entries()] == ["Second?"]
    left = b"".join(file.read_bytes() for file in store.path.parent.iterdir())
    assert b"secret" not in left
    assert b"Second?" in left


def test_an_entry_that_is_not_there_is_told_and_nothing_deleted(store):
    add(store)
    result = run("delete", 1, 7, "--yes", "--file", store.path)
    assert isinstance(result.exception, UsageError)
    assert str(result.exception).startswith("There is no entry 7 in ")
    assert "feedback list" in str(result.exception)
    assert len(store.entries()) == 1
    assert isinstance(run("delete", "--file", store.path).exception, UsageError)


def test_delete_before_a_day_leaves_that_day_and_later_ones(store):
    for day in ("2024-01-01", "2024-05-02", "2024-05-03"):
        number = add(store, question=day)
        with sqlite3.connect(store.path) as database:
            database.execute("UPDATE feedback SET created = ? WHERE number = ?",
                             (f"{day}T23:59:59+00:00", number))  # fmt: skip
    result = run("delete", "--before", "2024-05-02", "--yes", "--file", store.path)
    assert result.stderr == "1 entry deleted.\n"
    assert [entry.question for entry in store.entries()] == ["2024-05-02", "2024-05-03"]
    again = run("delete", "--before", "2024-05-02", "--yes", "--file", store.path)
    assert "nothing was deleted" in again.stderr
    assert again.exit_code == 0
    assert add(store) == 4  # a number is given once


def test_the_setting_names_the_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ICPC_FEEDBACK_FILE", str(tmp_path / "set.sqlite"))
    assert load_settings().feedback_file == tmp_path / "set.sqlite"
    add(FeedbackStore(tmp_path / "set.sqlite"), question="From the setting?")
    assert "From the setting?" in run("list").stdout
