"""A turn of the conversation on the page, and how it reads as plain text."""

from __future__ import annotations

from dataclasses import dataclass

from icpc_assistant.terms import fold, unturned, words
from icpc_assistant.types import Answer, Language
from icpc_assistant.wording import quoted, say, when


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer; ``answer`` is ``None`` while it is being looked for.

    ``number`` counts from 1 within the conversation; ``failed`` says there will be no answer.
    """

    number: int
    question: str
    answer: Answer | None = None
    failed: bool = False

    @property
    def understood(self) -> str:
        """The question as it was read, where that is not what was typed; else ""."""
        if self.answer is None:
            return ""
        read = self.answer.standalone_question
        return "" if _bare(read) == _bare(self.question) else read


def _bare(text: str) -> list[str]:
    # A name put right by its accents alone is no other question.
    return [fold(word) for word in words(text)]


def plain_text(turn: Turn, language: Language) -> str:
    """Return a turn as plain text to paste elsewhere: question, answer, numbered sources."""
    answer = turn.answer
    if answer is None:
        return turn.question
    sources = [
        say(
            "collection_measured",
            language,
            title=f"[{c.number}] {c.title}{f' ({when(c.date, language)})' if c.date else ''}",
            figure=quoted(" ".join(c.quote.split()), language),
        )
        for c in answer.citations
    ]
    return unturned("\n\n".join([turn.question, answer.text, *sources]))
