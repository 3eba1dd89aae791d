import json

import pytest

from icpc_assistant.batch import answer_batch, read_questions
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
    "line",
    ["{", "[]", "7", '{"id": "a"}', '{"id": "a", "turns": []}', '{"id": "a", "turns": [{"question": 3}]}',
     '{"turns": [{"question": "x"}]}', "[" * 100_000, '{"id": "\\ud800", "turns": [{"question": "x"}]}'],
)  # fmt: skip
def test_a_faulty_line_is_named(tmp_path, line):
    good = '{"id": "a", "turns": [{"question": "x"}]}'
    with pytest.raises(UsageError, match="set.jsonl:2: .*write"):
        read_questions(write(tmp_path / "set.jsonl", good, line))


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe{"])
def test_an_empty_or_unreadable_set_is_refused(tmp_path, content):
    path = tmp_path / "set.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError):
        read_questions(path)


def test_a_missing_set_is_refused(tmp_path):
    with pytest.raises(UsageError, match="JSON-lines"):
        read_questions(tmp_path / "none.jsonl")


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
