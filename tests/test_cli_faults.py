"""What the command line says where files, disks and other processes fail it: one sentence.

Most of it runs in this process. What a user without rights meets is played, since root meets it not.
"""

import builtins
import errno
import io
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from icpc_assistant.cli import main

DATA = Path(__file__).parent / "data"
CLI = str(Path(sys.executable).with_name("icpc-assistant"))
ASKED = "Who opened the river forum?"
OPENED = "Ms. Ilse Vandamme"
LAKE = """---
title: Lake wardens meet in Annecy
date: 2022-06-01
language: en
---

On June 1, 2022, lake wardens met in Annecy, France. The meeting was opened by Ms. Clara Duvall.
"""


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """A copy of the invented bulletins, which the commands read; there is no index."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ICPC_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.setenv("ICPC_INDEX", str(tmp_path / "index"))
    return Path(shutil.copytree(DATA / "corpus", tmp_path / "corpus"))


@pytest.fixture
def index(corpus, world_index, tmp_path):
    """A copy of their index, which is up to date."""
    return Path(shutil.copytree(world_index, tmp_path / "index"))


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command: its exit code, standard output and standard error."""

    def run(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "argv", ["icpc-assistant", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        code = 0
        try:
            main()
        except SystemExit as done:
            code = done.code
        return code, *capsys.readouterr()

    return run


def said(result, code):
    """The one sentence on standard error of a command that failed with ``code``."""
    assert result[0] == code, result
    assert result[1] == ""
    sentence = result[2]
    assert sentence.startswith("Error: ")
    assert sentence.endswith(".\n")
    assert sentence.count("\n") == 1
    assert "unforeseen" not in sentence
    return sentence


# --- the corpus -------------------------------------------------------------------------------

COMMANDS = [("ask", ASKED), ("index",), ("corpus", "check")]


def shut(monkeypatch, path):
    """Refuse what the system refuses to who has no right to a file, or a folder and all in it."""
    for name in ("stat", "iterdir", "open"):
        real = getattr(Path, name)

        def refused(self, *args, name=name, real=real, **kwargs):
            if path in self.parents or (self == path and name != "stat"):
                raise PermissionError(errno.EACCES, "Permission denied", str(self))
            return real(self, *args, **kwargs)

        monkeypatch.setattr(Path, name, refused)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_corpus_that_is_missing(corpus, run, command):
    shutil.rmtree(corpus)
    assert "no folder" in said(run(*command), 1)
    corpus.mkdir()
    assert "make it and put the bulletins in it" in said(run(*command), 1)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_corpus_that_is_empty(corpus, run, command):
    shutil.rmtree(corpus)
    (corpus / "bulletins").mkdir(parents=True)
    assert "holds no bulletin; add" in said(run(*command), 1)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["", "bulletins"])
def test_a_corpus_that_may_not_be_read(corpus, run, monkeypatch, command, name):
    shut(monkeypatch, corpus / name)
    sentence = said(run(*command), 1)
    assert "cannot be read (Permission denied); give this user the right" in sentence


@pytest.mark.parametrize("command", COMMANDS[:2])
@pytest.mark.parametrize(
    "name", ["bulletins/2019-05-14-river-forum.md", "questions", "aliases.toml"]
)
def test_a_file_that_may_not_be_read(corpus, index, run, monkeypatch, command, name):
    (corpus / "aliases.toml").touch()
    (corpus / "questions").mkdir()
    shut(monkeypatch, corpus / name)
    if name == "aliases.toml" and command == ("index",):  # which does not depend on it
        assert run(*command)[0] == 0
        return
    assert "cannot be read (Permission denied)" in said(run(*command), 1)
    code, out, _ = run("corpus", "check")
    assert code == 1
    assert f"{corpus / name}" in out
    assert "the file cannot be read (Permission denied); make it readable" in out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_corpus_without_rights(corpus, run, command):
    corpus.chmod(0)
    try:
        assert "Permission denied" in said(run(*command), 1)
    finally:
        corpus.chmod(0o755)


def test_no_file_name_reaches_the_terminal_as_it_is(corpus, run):
    name = os.fsdecode(b"2019-\x1b]0;owned\x07-\xff.md")
    (corpus / "bulletins" / name).write_text(LAKE, "utf-8")
    code, out, _ = run("corpus", "check")
    assert code == 1
    assert "2019-\\x1b]0;owned\\x07-\\udcff.md:1: the file name is not plain text" in out


def test_a_folder_with_a_bulletins_name_is_told(corpus, run):
    (corpus / "bulletins" / "2022-lake.md").mkdir()
    code, out, _ = run("corpus", "check")
    assert code == 1
    assert "2022-lake.md:1: it is a folder, where a file is meant; put" in out


def test_no_folder_name_reaches_the_terminal_in_a_warning(corpus, run):
    home = corpus.rename(corpus.with_name("\x1b]0;owned\x07"))
    (home / "aliases.toml").write_text('[[person]]\nnames = ["Zoë Quill", "Z. Quill"]\n', "utf-8")
    code, out, _ = run("corpus", "check", "--corpus", str(home))
    assert code == 0
    assert "\\x1b]0;owned\\x07/aliases.toml:2: warning: no bulletin names Zoë Quill" in out
    assert "\x1b" not in out


# --- the index --------------------------------------------------------------------------------


@pytest.fixture
def read_only(index, monkeypatch):
    """Return how to make the index folder refuse to be written, with an error of the system."""

    def read_only(code):
        def guard(module, name, writes):
            real = getattr(module, name)

            def guarded(path, *args, **kwargs):
                named = isinstance(path, (str, bytes, os.PathLike))
                inside = named and Path(os.fsdecode(path)).is_relative_to(index)
                if inside and writes(*args, **kwargs):
                    raise OSError(code, os.strerror(code), str(path))
                return real(path, *args, **kwargs)

            monkeypatch.setattr(module, name, guarded)

        def access(path, mode, may=os.access):
            return may(path, mode) and not (mode & os.W_OK and Path(path).is_relative_to(index))

        def in_folder(_):  # what Chroma's own core says, which these do not reach
            raise RuntimeError("(code: 8) attempt to write a readonly database")

        monkeypatch.setattr(os, "access", access)
        monkeypatch.setattr("icpc_assistant.index.store.VectorStore.in_folder", in_folder)

        wanted = os.O_WRONLY | os.O_RDWR | os.O_CREAT
        guard(os, "open", lambda flags=0, *_, **__: bool(flags & wanted))
        for name in ("mkdir", "rename", "replace", "unlink"):
            guard(os, name, lambda *_, **__: True)
        for module in (io, builtins):
            guard(module, "open", lambda mode="r", *_, **__: bool(set(mode) & set("wax+")))

    return read_only


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES])
def test_an_index_that_may_not_be_written(read_only, run, code):
    read_only(code)
    sentence = said(run("index"), 1)
    assert f"({os.strerror(code)}); make it writable for this user, or name another" in sentence
    assert "room" not in sentence
    for question, typed in ((ASKED, ""), (None, ASKED)):  # which need nothing to be written
        code, out, _ = run("ask", *filter(None, [question]), stdin=typed.encode())
        assert code == 0
        assert out.startswith(OPENED)
        assert "--force" not in out


def test_a_damaged_version_is_served_around_or_mended(index, run):
    good = (index / "current").read_text().strip()
    damaged = shutil.copytree(index / good, index / f"{good}-later")
    (damaged / "passages.jsonl").write_text("")
    (index / "current").write_text(damaged.name)
    code, out, _ = run("ask", "--no-rebuild", ASKED)
    assert code == 0
    assert out.startswith(OPENED)
    assert f"version {damaged.name} does not open" in out
    assert "run `icpc-assistant index --force`" in out
    _, out, _ = run("ask", ASKED)
    assert out.startswith(OPENED)
    assert "--force" not in out


def test_another_process_that_builds(corpus, index, run):
    hold = (
        "import sys; from filelock import FileLock; lock = FileLock(sys.argv[1]); lock.acquire(); "
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(index / ".lock")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdout.readline() == "held\n"
        sentence = said(run("index"), 1)
        assert "Another process is building the index" in sentence
        assert "wait until it is done" in sentence
        assert run("ask", ASKED)[1].startswith(OPENED)  # meanwhile
        (corpus / "bulletins" / "2022-06-01-lake.md").write_text(LAKE, "utf-8")
        (gone,) = (corpus / "bulletins").glob("*night-bus*")
        gone.unlink()
        code, out, _ = run("ask", ASKED)
        assert code == 0
        assert out.startswith(OPENED)
        assert "another process is building the index, and version" in out
        assert "one bulletin of version" in out  # and of what was removed, nothing is told
        assert '"bulletin_id": "' + gone.stem not in run("ask", "--json", "Which buses run?")[1]
        assert run("ask", "--no-rebuild", ASKED)[0] == 1
        shutil.move(index / "current", index.parent / "aside")
        for version in index.glob("20*"):
            shutil.rmtree(version)
        assert "wait until it is done" in said(run("ask", ASKED), 1)
    assert run("index")[1].startswith("Index 20")


def test_a_full_disk(corpus, index, run):
    """No file may grow beyond a thousand bytes."""
    before = sorted(path.name for path in index.iterdir())
    lake = corpus / "bulletins" / "2022-06-01-lake.md"
    lake.write_text(LAKE, "utf-8")
    done = subprocess.run(
        [CLI, "index"], capture_output=True, text=True, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000)),
    )  # fmt: skip
    last = done.stderr.splitlines(keepends=True)[-1]  # after the bars of its progress
    assert "build again" in said((done.returncode, done.stdout, last), 1)
    assert sorted(path.name for path in index.iterdir()) == before
    lake.unlink()
    code, out, _ = run("ask", "--no-rebuild", ASKED)
    assert code == 0
    assert out.startswith(OPENED)


# --- questions --------------------------------------------------------------------------------

NO_QUESTIONS = [
    ("", "is empty; type"),
    (" \t\n ", "is empty; type"),
    ("\0", "is empty; type"),
    ("?! … «»", "holds no word; type"),
    ("a" * 2**20, "has 1,048,576 characters; shorten it to 2,000"),
]
IDS = ["empty", "blank", "NUL", "punctuation", "1 MB"]


@pytest.mark.parametrize(("question", "says"), NO_QUESTIONS, ids=IDS)
def test_what_is_no_question_is_usage(corpus, run, question, says):
    assert says in said(run("ask", question), 2)
    assert not Path("index").exists()  # and costs no index


def test_what_is_no_question_ends_no_conversation(index, run):
    lines = [question for question, _ in NO_QUESTIONS[2:]]
    typed = [*(line.encode() for line in lines), b"\xff\xfe?", ASKED.encode()]
    code, out, errors = run("ask", stdin=b"\n".join(typed))
    assert code == 0
    assert out.startswith(OPENED)
    assert [line.endswith(".") for line in errors.splitlines()] == [True] * 4


UNASKABLE = [(b"", "holds no question"), (b" \n\n", "holds no question")]


@pytest.mark.parametrize(("typed", "says"), UNASKABLE)
def test_standard_input_without_a_question_is_usage(index, run, typed, says):
    assert says in said(run("ask", stdin=typed), 2)


def test_standard_input_whose_every_line_is_refused_is_usage(index, run):
    code, out, errors = run("ask", stdin=b"a" * 1_200_000 + b"\n???\n")
    assert (code, out) == (2, "")
    assert [line.endswith(".") for line in errors.splitlines()] == [True] * 2


# --- output -----------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no /dev/full")
@pytest.mark.parametrize("command", [("ask", ASKED), ("--version",), ("--help",), ("index",)])
def test_an_output_that_is_full(index, command):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [CLI, *command], stdout=full, stderr=subprocess.PIPE, text=True, timeout=120
        )
    assert "standard output cannot be written (No space left on device); make room" in said(
        (done.returncode, "", done.stderr), 1
    )


def test_the_answers_are_not_written_over_the_questions(corpus, run):
    path = Path("set.jsonl")
    path.write_text('{"id": "a", "turns": [{"question": "x y"}]}', "utf-8")
    Path("link.jsonl").symlink_to(path)
    for output in ("set.jsonl", "./set.jsonl", "link.jsonl"):
        sentence = said(run("ask", "--batch", "set.jsonl", "--output", output), 2)
        assert "would replace the question set" in sentence
    assert path.read_text("utf-8").startswith('{"id"')
    assert not Path("index").exists()
