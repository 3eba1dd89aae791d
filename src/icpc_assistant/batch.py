"""Question sets in, answers out: the format that evaluation runs on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

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
        raise UsageError(
            f"The question set {path} cannot be read ({error}); give a UTF-8 JSON-lines file."
        ) from None
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise UsageError(f"The question set {path} is empty; write one JSON object a line.")
    return tuple(_conversation(path, number, line) for number, line in lines)


def _conversation(path: Path, number: int, line: str) -> Conversation:
    try:
        row = json.loads(line)
        turns = row["turns"]
        questions = tuple(turn["question"] for turn in turns)
        if not questions or not all(isinstance(q, str) for q in questions):
            raise ValueError("a turn's question is not text")
        if not encodable(str(row["id"])):
            raise ValueError("the id holds half a character")
        return Conversation(str(row["id"]), questions)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(
            f"{path}:{number}: no line of a question set ({type(error).__name__}: {error}); "
            'write {"id": …, "turns": [{"question": …}]}.'
        ) from None


def answer_batch(
    assistant: Assistant,
    conversations: Sequence[Conversation],
    output: Path,
    progress: Callable[[int, int, str], None] | None = None,
) -> int:
    """Answer every conversation, one JSON line each; return how many were written.

    The file appears whole or not at all. A question that cannot be asked gets an abstention that
    says why.

    Raises:
        AssistantError: the output cannot be written.
    """
    partial = output.with_name(output.name + ".tmp")
    try:
        with partial.open("w", encoding="utf-8") as file:
            for done, conversation in enumerate(conversations, 1):
                turns = [answer.to_dict() for answer in _converse(assistant, conversation)]
                row = {"id": conversation.id, "turns": turns}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                if progress:
                    progress(done, len(conversations), "Answering")
        partial.replace(output)
    except OSError as error:
        raise AssistantError(
            f"The answers cannot be written to {output} ({error.strerror or error}); "
            "choose a place that can be written, with room."
        ) from None
    finally:
        partial.unlink(missing_ok=True)
    return len(conversations)


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
