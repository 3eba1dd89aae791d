"""Question sets in, answers out: the format that evaluation runs on."""

from __future__ import annotations

import json
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from icpc_assistant.bulletins.faults import encodable
from icpc_assistant.errors import AssistantError, QuestionError, UsageError
from icpc_assistant.terms import clean
from icpc_assistant.types import Answer, Exchange

if TYPE_CHECKING:
    from icpc_assistant.assistant import Assistant


@dataclass(frozen=True, slots=True)
class Conversation:
    """One line of a question set: its id and the questions of its turns, in order."""

    id: str
    questions: tuple[str, ...]


def read_questions(path: Path) -> tuple[Conversation, ...]:
    """Read a question set; only ``id`` and each turn's ``question`` are looked at.

    Raises:
        UsageError: the file cannot be read, is empty, or a line is not of the format (it names
            the line).
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(
            f"The question set {path} cannot be read ({why}); give a UTF-8 JSON-lines file."
        ) from None
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise UsageError(f"The question set {path} is empty; write one JSON object a line.")
    return tuple(_conversation(path, number, line) for number, line in lines)


def _conversation(path: Path, number: int, line: str) -> Conversation:
    row: Any = None
    try:
        row = json.loads(line)
        fault = _fault(row)
    except ValueError:
        fault = "the line is not JSON"
    except RecursionError:
        fault = "the line is nested too deeply"
    if fault:
        raise UsageError(
            f'{path}:{number}: {fault}; write {{"id": …, "turns": [{{"question": …}}]}}.'
        )
    return Conversation(str(row["id"]), tuple(turn["question"] for turn in row["turns"]))


def _fault(row: Any) -> str:
    """Say why a line is none of a question set; "" where it is one."""
    if not isinstance(row, dict):
        return "the line is no JSON object"
    if not isinstance(row.get("id"), (str, int, float)):
        return "it has no id"
    if not encodable(str(row["id"])):
        return "its id holds half a character"
    turns = row.get("turns")
    if not isinstance(turns, list) or not turns:
        return "it has no turns"
    for place, turn in enumerate(turns, 1):
        if not isinstance(turn, dict) or not isinstance(turn.get("question"), str):
            return f"its turn {place} has no question in words"
    return ""


def check_output(path: Path, output: Path) -> None:
    """Make sure that the answers would not take the place of the question set.

    Raises:
        UsageError: both are one file, under whatever names.
    """
    try:
        same = path.is_file() and path.samefile(output)
    except OSError:  # a file that is not there yet, or that says itself why it cannot be written
        return
    if same:
        raise UsageError(
            f"The answers would replace the question set {path}; name another file in --output."
        )


def answer_batch(
    assistant: Assistant,
    conversations: Sequence[Conversation],
    output: Path,
    progress: Callable[[int, int, str], None] | None = None,
) -> int:
    """Answer every conversation, one JSON line each; return how many were written.

    A file appears whole or not at all; a device or a pipe gets each line as it comes. A question
    that cannot be asked gets an abstention that says why.

    Raises:
        AssistantError: the output cannot be written.
    """
    try:
        with _written(output) as file:
            for done, conversation in enumerate(conversations, 1):
                turns = [answer.to_dict() for answer in _converse(assistant, conversation)]
                row = {"id": conversation.id, "turns": turns}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                if progress:
                    progress(done, len(conversations), "Answering")
    except BrokenPipeError:  # whoever read the answers has gone
        raise
    except OSError as error:
        raise AssistantError(
            f"The answers cannot be written to {output} ({error.strerror or error}); "
            "choose a place that can be written, with room."
        ) from None
    return len(conversations)


@contextmanager
def _written(output: Path) -> Iterator[TextIO]:
    """Yield what to write to; the file that ``output`` names, or a link leads to, is swapped in."""
    if _straight(output):
        with output.open("a", encoding="utf-8", buffering=1) as file:
            yield file
        return
    target = output.resolve()
    partial = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with partial.open("x", encoding="utf-8") as file:
            yield file
        partial.replace(target)
    except BaseException:
        with suppress(OSError):  # what cannot be written cannot be removed, and was never there
            partial.unlink(missing_ok=True)
        raise


def _straight(output: Path) -> bool:
    """Whether nothing may take the place of ``output``: a device, a pipe, our standard output."""
    try:
        there = output.stat()
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(there.st_mode):
        return True
    with suppress(OSError, ValueError):  # no standard output, or none of the system's
        return os.path.samestat(there, os.fstat(sys.stdout.fileno()))
    return False


def _converse(assistant: Assistant, conversation: Conversation) -> list[Answer]:
    history: list[Exchange] = []
    answers = []
    for question in conversation.questions:
        try:
            answer = assistant.ask(question, history)
        except QuestionError as error:
            shown = clean(question)[:200]
            answer = Answer(shown, shown, "en", "abstained", str(error))
        answers.append(answer)
        history.append(Exchange(question, answer.text))
    return answers
