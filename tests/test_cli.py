"""The command line as its users run it: a process of its own."""

import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"
CLI = str(Path(sys.executable).with_name("icpc-assistant"))


@pytest.fixture
def run(icpc_index, tmp_path):
    """Run a command in an empty folder, with the shipped corpus and a copy of its index."""
    index = shutil.copytree(icpc_index, tmp_path / "index")
    folder = tmp_path / "here"
    folder.mkdir()

    def run(*arguments, stdin="", **environment):
        return subprocess.run(
            [CLI, *arguments],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=120,
            cwd=folder,
            env=os.environ
            | {"ICPC_CORPUS": str(ROOT / "corpus"), "ICPC_INDEX": str(index)}
            | environment,
        )

    run.folder = folder
    run.index = index
    return run


def fails(result, code, *says):
    """One sentence on standard error, nothing on standard output, the exit code agreed."""
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr
    for words in says:
        assert words in result.stderr
    assert result.stderr.strip().endswith((".", "--help`."))


def test_a_question_is_answered(run):
    result = run("ask", "Who opened the conference in Brussels?")
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Rudi Vervoort"
    assert "[1]" in lines[1]
    assert lines[3].startswith("[1] ")
    assert result.stderr == ""


def test_a_source_in_another_language_than_the_answer_is_told_so(run):
    asked = (
        ("Qui a inauguré la conférence de Bruxelles ?", " (en anglais)"),
        ("¿Quién inauguró la conferencia de Bruselas?", " (en inglés)"),
        ("Who opened the conference in Brussels?", ""),
    )
    for question, told in asked:
        lines = run("ask", question).stdout.splitlines()
        (source,) = [line for line in lines if line.startswith("[1] ")]
        assert source.endswith(f"2024){told}"), source


def test_a_refusal_is_no_failure(run):
    result = run("ask", "What is the capital of Peru?")
    assert result.returncode == 0
    assert result.stdout.startswith("Sorry")


def test_json_is_the_agreed_shape(run):
    answer = json.loads(run("ask", "--json", "When was TACMES Day 2025?").stdout)
    assert set(answer) == {
        "question", "standalone_question", "language", "status", "text", "short_answer",
        "statements", "citations", "bulletins", "confidence", "retrieved", "notices",
        "filters", "choices", "timings_ms",
    }  # fmt: skip
    assert set(answer["citations"][0]) == {
        "number", "bulletin_id", "title", "date", "passage_id", "quote", "start", "end",
    }  # fmt: skip


def test_a_batch_answers_every_line_and_every_quote_verifies(run, icpc):
    lines = [
        {"id": "a", "turns": [{"question": "Who opened the conference in Brussels?"}, {"question": "When was it?"}]},
        {"id": "b", "lang": "fr", "turns": [{"question": "Quand a eu lieu la mission à Dubaï ?"}]},
        {"id": "c", "turns": [{"question": ""}]},
        {"id": "d", "turns": [{"question": "What is the capital of Peru?", "answerable": False}]},
    ]  # fmt: skip
    (run.folder / "set.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    result = run("ask", "--batch", "set.jsonl", "--output", "answers.jsonl")
    assert result.returncode == 0, result.stderr
    answers = [json.loads(line) for line in (run.folder / "answers.jsonl").open(encoding="utf-8")]
    assert [row["id"] for row in answers] == ["a", "b", "c", "d"]
    assert [len(row["turns"]) for row in answers] == [2, 1, 1, 1]
    quotes = 0
    for row in answers:
        for turn in row["turns"]:
            for citation in turn["citations"]:
                body = icpc.bulletin(citation["bulletin_id"]).body
                assert body[citation["start"] : citation["end"]] == citation["quote"]
                quotes += 1
    assert quotes >= 3


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"{", "set.jsonl:1:"),
        (b'{"id": "a", "turns": [{"question": "x"}]}\n{"id": 2}', "set.jsonl:2:"),
        (b"\xff", "cannot be read"),
    ],
)
def test_a_question_set_that_is_none(run, content, says):
    (run.folder / "set.jsonl").write_bytes(content)
    fails(run("ask", "--batch", "set.jsonl", "--output", "out.jsonl"), 2, says)
    assert not (run.folder / "out.jsonl").exists()


def test_an_output_that_cannot_be_written(run):
    (run.folder / "set.jsonl").write_text('{"id": "a", "turns": [{"question": "x y"}]}')
    result = run("ask", "--batch", "set.jsonl", "--output", "no/such/out.jsonl")
    fails(result, 1, "out.jsonl")


def test_questions_come_line_by_line_as_one_conversation(run):
    result = run("ask", stdin="Who opened the conference in Brussels?\n\n???\nWhen was it held?\n")
    assert result.returncode == 0
    assert "Rudi Vervoort" in result.stdout
    assert "2024" in result.stdout
    assert "Traceback" not in result.stderr


def test_the_prompt_keeps_a_history(run, tmp_path):
    leader, follower = pty.openpty()
    environment = os.environ | {
        "ICPC_CORPUS": str(ROOT / "corpus"), "ICPC_INDEX": str(run.index),
        "XDG_STATE_HOME": str(tmp_path / "state"), "TERM": "dumb",
    }  # fmt: skip
    process = subprocess.Popen(
        [CLI, "ask"], stdin=follower, stdout=follower, stderr=follower, env=environment, cwd=run.folder,
    )  # fmt: skip
    os.close(follower)
    shown = read_until(leader, "Question: ")
    os.write(leader, b"Who opened the conference in Brussels?\r")
    shown = read_until(leader, "Rudi Vervoort")
    if "Question: " not in shown.partition("Rudi Vervoort")[2]:
        shown += read_until(leader, "Question: ")
    os.write(leader, b"\r")
    shown += read_to_end(leader)  # a terminal nobody reads keeps the process waiting
    assert process.wait(20) == 0
    os.close(leader)
    assert "Traceback" not in shown
    assert "Brussels" in (tmp_path / "state" / "icpc-assistant" / "questions").read_text()


def read_until(leader: int, words: str) -> str:
    shown = ""
    end = time.monotonic() + 60
    while words not in shown and time.monotonic() < end:
        if select.select([leader], [], [], 1)[0]:
            shown += os.read(leader, 4096).decode("utf-8", "replace")
    assert words in shown
    return shown


def read_to_end(leader: int) -> str:
    shown = b""
    try:
        while select.select([leader], [], [], 20)[0]:
            shown += os.read(leader, 4096)
    except OSError:  # how Linux says that the other side has closed
        pass
    return shown.decode("utf-8", "replace")


@pytest.fixture
def small(world_index, tmp_path):
    """The variables under which a command finds four invented bulletins and their index."""
    return os.environ | {
        "ICPC_CORPUS": str(DATA / "corpus"),
        "ICPC_INDEX": str(shutil.copytree(world_index, tmp_path / "small")),
        "TERM": "xterm-256color",
        "COLUMNS": "100",
    }


LONG_WORK = {
    "index": (["index", "--force"], ["embedding", "cards", "storing"], "Index 20"),
    "batch": (
        ["ask", "--batch", "set.jsonl", "--output", "out.jsonl"],
        ["2/2"],
        "2 answers written",
    ),
}


@pytest.mark.parametrize("work", LONG_WORK)
def test_long_work_shows_how_far_it_is_on_a_terminal(small, tmp_path, work):
    arguments, stages, said = LONG_WORK[work]
    two_questions(tmp_path / "set.jsonl")
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [CLI, *arguments], stdin=follower, stdout=follower, stderr=follower, env=small, cwd=tmp_path
    )
    os.close(follower)
    shown = read_to_end(leader)
    assert process.wait(20) == 0, shown
    os.close(leader)
    for stage in stages:
        assert stage in shown
    assert "━" in shown
    assert re.search(r"[1-9]\d*/[1-9]\d*", shown)
    assert said in shown


@pytest.mark.parametrize("work", LONG_WORK)
def test_a_pipe_gets_the_result_and_no_bar(small, tmp_path, work):
    arguments, _, said = LONG_WORK[work]
    two_questions(tmp_path / "set.jsonl")
    done = subprocess.run(
        [CLI, *arguments], capture_output=True, text=True, env=small, cwd=tmp_path, timeout=120
    )
    assert done.returncode == 0, done.stderr
    (line,) = (done.stdout + done.stderr).splitlines()
    assert line.startswith(said)


def two_questions(path):
    lines = [
        {"id": "a", "turns": [{"question": "When was the river forum?"}]},
        {"id": "b", "turns": [{"question": "Who presented the night buses?"}]},
    ]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")


def test_index_says_when_nothing_changed(run):
    result = run("index")
    assert result.returncode == 0
    assert result.stdout.startswith("Nothing changed: 10 bulletins")


def test_a_changed_corpus_is_seen_or_refused(run, tmp_path):
    corpus = shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    next((corpus / "bulletins").glob("*tacmes*")).unlink()
    folder = {"ICPC_CORPUS": str(corpus)}
    fails(run("ask", "When was TACMES Day?", "--no-rebuild", **folder), 1, "icpc-assistant index")
    result = run("ask", "--json", "When was TACMES Day?", **folder)
    assert json.loads(result.stdout)["citations"] == []
    assert "9 bulletins" in run("index", **folder).stdout


def test_corpus_check_names_each_fault(run, tmp_path):
    said = run("corpus", "check").stdout
    # One bulletin gives its director two offices at one house.
    assert said.count("warning") == 2
    assert said.endswith("10 bulletins, no fault, 1 warning.\n")
    (tmp_path / "bulletins").mkdir()
    (tmp_path / "bulletins" / "a.md").write_text("---\ntitle: T\ndate: 2024-02-31\nlanguage: xx\n---\n\nText.")  # fmt: skip
    result = run("corpus", "check", "--corpus", str(tmp_path))
    assert result.returncode == 1
    assert [line.split(": ")[0].split("/")[-1] for line in result.stdout.splitlines()] == ["a.md:3", "a.md:4"]  # fmt: skip
    assert result.stderr == "Error: 2 faults found; mend them and run the check again.\n"


def test_doctor(run, tmp_path):
    result = run("doctor")
    assert result.returncode == 0, result.stdout
    assert "up to date" in result.stdout
    result = run("doctor", ICPC_CORPUS=str(tmp_path / "none"))
    assert result.returncode == 1
    assert "XX  corpus" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    "command", [[], ["ask"], ["chat"], ["index"], ["corpus"], ["corpus", "check"], ["doctor"]]
)
def test_help(run, command):
    result = run(*command, "--help")
    assert result.returncode == 0
    assert result.stdout.startswith("Usage: icpc-assistant")


def test_version(run):
    from icpc_assistant import __version__

    assert __version__ in run("--version").stdout


@pytest.mark.parametrize(
    ("arguments", "environment", "says"),
    [
        (["ask", "--nothing"], {}, "--nothing"),
        (["sing"], {}, "sing"),
        (["ask", "one", "two"], {}, "two"),
        (["ask", "--batch", "set.jsonl"], {}, "--output"),
        (["ask", "x", "--batch", "a", "--output", "b"], {}, "drop one"),
        (["ask", "x y"], {"ICPC_RETRIEVED": "many"}, "ICPC_RETRIEVED"),
        (["ask", "x y"], {"ICPC_ABSTAIN_BELOW": "2"}, "ICPC_ABSTAIN_BELOW"),
        (["ask", "x y"], {"ICPC_LLM": "magic"}, "ICPC_LLM"),
        (["chat", "--port", "99999"], {}, "port"),
        (["chat", "--port", "many"], {}, "port"),
    ],
)
def test_what_cannot_be_meant_exits_with_2(run, arguments, environment, says):
    fails(run(*arguments, **environment), 2, says)


@pytest.mark.parametrize(
    ("text", "says"),
    [("retreived = 3", "retreived"), ("retrieved = 'x'", "retrieved"), ("[", "icpc.toml")],
)
def test_a_settings_file_that_is_wrong(run, text, says):
    (run.folder / "icpc.toml").write_text(text)
    fails(run("ask", "When was TACMES Day?", ICPC_CONFIG=""), 2, says)
    fails(run("ask", "When was TACMES Day?", ICPC_CONFIG="icpc.toml"), 2, says)


def test_a_settings_file_that_is_named_and_missing(run):
    fails(run("ask", "When was TACMES Day?", ICPC_CONFIG="none.toml"), 2, "none.toml")


def test_a_settings_file_is_read(run):
    (run.folder / "icpc.toml").write_text("abstain_below = 1.0")
    result = run("ask", "Who opened the conference in Brussels?", ICPC_CONFIG="icpc.toml")
    assert result.stdout.startswith("Sorry")


def test_a_reader_that_leaves_early_is_no_failure(run):
    command = f"{CLI} ask 'Who opened the conference in Brussels?' | head -c 1"
    environment = os.environ | {"ICPC_CORPUS": str(ROOT / "corpus"), "ICPC_INDEX": str(run.index)}
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, env=environment, cwd=run.folder)  # fmt: skip
    assert result.stdout == "R"
    assert result.stderr == ""


def test_an_interrupt_ends_quietly(run):
    environment = os.environ | {"ICPC_CORPUS": str(ROOT / "corpus"), "ICPC_INDEX": str(run.index)}
    process = subprocess.Popen(
        [CLI, "ask"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment, cwd=run.folder, text=True,
        # A shell's background jobs ignore interrupts, and so would what they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    process.stdin.write("Who opened the conference in Brussels?\n")
    process.stdin.flush()
    assert process.stdout.readline() == "Rudi Vervoort\n"  # it has started and waits for more
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in errors


def test_a_port_in_use_is_said_before_anything_is_loaded(run):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("chat", "--port", str(taken.getsockname()[1]))
    fails(result, 1, "cannot listen", "--port")


@pytest.mark.parametrize("said", ["yesterday", "2024-02-30", "2024", "20240320"])
def test_a_today_that_is_no_day_is_refused_in_a_sentence(run, said):
    result = run("ask", "--today", said, "How many events were there last year?")
    assert result.returncode == 2
    assert result.stderr.strip() == (
        f"Error: --today '{said}' is no date in the calendar, written as 2024-03-20; "
        "see `icpc-assistant ask --help`."
    )


def test_last_year_counts_from_the_day_given(run):
    question = "How many conferences took place last year?"
    told = [
        run("ask", "--json", "--today", day, question).stdout
        for day in ("2025-06-01", "2021-06-01")
    ]
    first, second = (json.loads(said) for said in told)
    assert "2024" in str(first["filters"])
    assert first["text"] != second["text"]


def test_help_names_today_where_a_question_is_answered(run):
    for command in ("ask", "chat"):
        assert "--today DATE" in run(command, "--help").stdout
    assert "--person NAME" in run("timeline", "--help").stdout
