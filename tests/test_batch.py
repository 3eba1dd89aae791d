import errno
import json
import os
import re
import threading
from pathlib import Path

import pytest

from icpc_assistant.batch import answer_batch, check_output, read_questions
from icpc_assistant.errors import AssistantError, QuestionError, UsageError
from icpc_assistant.types import Answer


class Echo:
    """An assistant that repeats the question and says how many turns came before."""

    def ask(self, question, history=()):
        if not question.strip():
            raise QuestionError("The question is empty; type a few words.")
        return Answer(question, question, "en", "answered", f"{len(history)} before")


def write(path, *rows):
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows))
    return path


def test_every_line_gets_an_answer_and_turns_are_one_conversation(tmp_path):
    path = write(
        tmp_path / "set.jsonl",
        {"id": "a", "turns": [{"question": "Who?"}, {"question": "When?"}], "extra": 1},
        {"id": 7, "turns": [{"question": " "}]},
    )
    done = []
    count = answer_batch(
        Echo(), read_questions(path), tmp_path / "out.jsonl", lambda *a: done.append(a)
    )
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert count == 2
    assert [row["id"] for row in rows] == ["a", "7"]
    assert [turn["text"] for turn in rows[0]["turns"]] == ["0 before", "1 before"]
    assert rows[1]["turns"][0]["status"] == "abstained"
    assert "type a few words" in rows[1]["turns"][0]["text"]
    assert done[-1][:2] == (2, 2)
    assert not list(tmp_path.glob("*.tmp"))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "the line is not JSON"),
        ("[]", "no JSON object"),
        ('"text"', "no JSON object"),
        ("7", "no JSON object"),
        ('{"id": "a"}', "no turns"),
        ('{"id": "a", "turns": []}', "no turns"),
        ('{"id": "a", "turns": {"question": "x"}}', "no turns"),
        ('{"id": "a", "turns": [{"question": "x"}, {"question": 3}]}', "turn 2 has no question"),
        ('{"id": "a", "turns": ["x"]}', "turn 1 has no question"),
        ('{"turns": [{"question": "x"}]}', "no id"),
        ('{"id": null, "turns": [{"question": "x"}]}', "no id"),
        ("[" * 100_000, "nested too deeply"),
        ('{"id": "\\ud800", "turns": [{"question": "x"}]}', "half a character"),
    ],
)
def test_a_faulty_line_is_named(tmp_path, line, says):
    good = '{"id": "a", "turns": [{"question": "x"}]}'
    with pytest.raises(UsageError, match=f"set.jsonl:2: .*{says}.*; write .*[.]$") as refused:
        read_questions(write(tmp_path / "set.jsonl", good, line))
    assert not re.search(r"\w+Error", str(refused.value))


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe{"])
def test_an_empty_or_unreadable_set_is_refused(tmp_path, content):
    path = tmp_path / "set.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="(is empty|is not UTF-8).*; "):
        read_questions(path)


def test_a_missing_set_is_refused(tmp_path):
    path = tmp_path / "none.jsonl"
    with pytest.raises(UsageError, match=r"\(No such file or directory\).* JSON-lines") as refused:
        read_questions(path)
    assert str(refused.value).count(str(path)) == 1
    assert "Errno" not in str(refused.value)


def test_half_a_character_in_a_question_costs_no_answer(tmp_path, world):
    path = write(
        tmp_path / "set.jsonl",
        {"id": "a", "turns": [{"question": "Who opened the river forum \ud800?"}]},
        {"id": "b", "turns": [{"question": "\ud800"}]},
    )
    assert answer_batch(world, read_questions(path), tmp_path / "out.jsonl") == 2
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert "Vandamme" in rows[0]["turns"][0]["text"]
    assert rows[1]["turns"][0]["status"] == "abstained"


def test_an_output_that_cannot_be_written_is_one_sentence(tmp_path):
    path = write(tmp_path / "set.jsonl", {"id": "a", "turns": [{"question": "x"}]})
    with pytest.raises(AssistantError, match="can be written"):
        answer_batch(Echo(), read_questions(path), tmp_path / "none" / "out.jsonl")


ONE = {"id": "a", "turns": [{"question": "x"}]}


@pytest.mark.parametrize("name", ["set.jsonl", "../here/set.jsonl", "link.jsonl", "hard.jsonl"])
def test_the_answers_never_replace_the_questions(tmp_path, name):
    here = tmp_path / "here"
    here.mkdir()
    path = write(here / "set.jsonl", ONE)
    (here / "link.jsonl").symlink_to("set.jsonl")
    (here / "hard.jsonl").hardlink_to(path)
    with pytest.raises(UsageError, match="would replace the question set.*--output"):
        check_output(path, here / name)
    check_output(path, here / "out.jsonl")


def test_a_question_set_beside_the_answers_is_left_whatever_its_name(tmp_path):
    path = write(tmp_path / "out.jsonl.tmp", ONE)
    before = path.read_text()
    answer_batch(Echo(), read_questions(path), tmp_path / "out.jsonl")
    assert path.read_text() == before


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_followed(tmp_path, there):
    (tmp_path / "far").mkdir()
    real = tmp_path / "far" / "answers.jsonl"
    if there:
        real.write_text("old")
    link = tmp_path / "out.jsonl"
    link.symlink_to(real)
    answer_batch(Echo(), read_questions(write(tmp_path / "set.jsonl", ONE)), link)
    assert link.is_symlink()
    assert json.loads(real.read_text())["id"] == "a"
    assert [path.name for path in (tmp_path / "far").iterdir()] == ["answers.jsonl"]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()), daemon=True)
    reader.start()
    answer_batch(Echo(), read_questions(write(tmp_path / "set.jsonl", ONE)), pipe)
    reader.join(10)
    assert json.loads(got[0])["id"] == "a"
    assert pipe.is_fifo()


def test_a_file_that_is_standard_output_is_written_on(tmp_path, monkeypatch):
    log = tmp_path / "log"
    log.write_text("before\n")
    with log.open("a") as stdout:
        monkeypatch.setattr("sys.stdout", stdout)
        answer_batch(Echo(), read_questions(write(tmp_path / "set.jsonl", ONE)), log)
        stdout.write("after\n")
    before, answer, after = log.read_text().splitlines()
    assert (before, json.loads(answer)["id"], after) == ("before", "a", "after")


def test_a_folder_that_nothing_can_be_written_in_is_one_sentence(tmp_path, monkeypatch):
    lines = read_questions(write(tmp_path / "set.jsonl", ONE))

    def refused(self, *args, **kwargs):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(self))

    for name in ("open", "unlink"):
        monkeypatch.setattr(Path, name, refused)
    with pytest.raises(AssistantError, match=r"\(Read-only file system\); choose a place"):
        answer_batch(Echo(), lines, tmp_path / "out.jsonl")
