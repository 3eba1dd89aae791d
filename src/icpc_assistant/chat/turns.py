"""A turn of the conversation on the page, and how it reads as plain text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from icpc_assistant.terms import fold, unturned, words
from icpc_assistant.types import Answer, Citation, Language
from icpc_assistant.wording import foreign, quoted, say, when


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer; ``answer`` is ``None`` while it is being looked for.

    ``number`` counts from 1 within the conversation; ``failed`` says there will be no answer, and
    is the id of the request that brought none.
    """

    number: int
    question: str
    answer: Answer | None = None
    failed: str = ""

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


def plain_text(
    turn: Turn, language: Language, written: Callable[[str], Language | None] = lambda _: None
) -> str:
    """Return a turn as plain text to paste elsewhere: question, answer, numbered sources.

    ``written`` tells the language of the bulletin with an id.
    """
    answer = turn.answer
    if answer is None:
        return turn.question

    def source(c: Citation) -> str:
        date = f" ({when(c.date, language)})" if c.date else ""
        tongue = foreign(written(c.bulletin_id), answer.language, language)
        quote = quoted(" ".join(c.quote.split()), language)
        title = f"[{c.number}] {c.title}{date}{tongue}"
        return say("collection_measured", language, title=title, figure=quote)

    sources = map(source, answer.citations)
    return unturned("\n\n".join([turn.question, answer.text, *sources]))
