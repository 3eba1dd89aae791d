"""Quotes ↔ characters: numbers a draft's quotes and verifies each against its bulletin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from icpc_assistant import wording
from icpc_assistant.reader import Draft, Quote
from icpc_assistant.types import Bulletin, Citation, Exchange, Language, Statement

_TELLING = 20  # characters of a quoted statement that tell its bulletin
_PIECES = 60  # of an answer that are looked at: a forged one may be long

# What a bulletin writes like one of our marks: "[1]", "[2, 3]".
_THEIRS = re.compile(r"\[(\s*\d+(?:\s*[,;–-]\s*\d+)*\s*)\]")


def cite(
    draft: Draft, bulletins: Mapping[str, Bulletin]
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Return the draft's statements with numbered citations, each quote verified.

    A quote that is not in its bulletin at its offsets is dropped, and with it a statement that
    has no other; equal quotes share one number. Numbers count from 1 in order of appearance.
    """
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    statements: list[Statement] = []
    for drafted in draft.statements:
        marks: list[int] = []
        for quote in drafted.quotes:
            bulletin = bulletins.get(quote.passage.bulletin_id)
            if bulletin is None or not _in_bulletin(quote, bulletin):
                continue
            key = (bulletin.id, quote.start, quote.end)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                citations.append(_citation(numbers[key], quote, bulletin))
            if numbers[key] not in marks:
                marks.append(numbers[key])
        if marks:
            statements.append(Statement(drafted.text, tuple(marks)))
    return tuple(statements), tuple(citations)


def _in_bulletin(quote: Quote, bulletin: Bulletin) -> bool:
    """Whether the offsets lie in the body and the passage still reads there as it was indexed."""
    passage = quote.passage
    return (
        0 <= quote.start < quote.end <= len(bulletin.body)
        and bulletin.body[passage.start : passage.end] == passage.text
        and passage.start <= quote.start
        and quote.end <= passage.end
    )


def _citation(number: int, quote: Quote, bulletin: Bulletin) -> Citation:
    return Citation(
        number=number,
        bulletin_id=bulletin.id,
        title=bulletin.title,
        date=bulletin.date,
        passage_id=quote.passage.id,
        quote=bulletin.body[quote.start : quote.end],
        start=quote.start,
        end=quote.end,
    )


def verified(citations: Sequence[Citation], bulletins: Mapping[str, Bulletin]) -> bool:
    """Whether every citation's quote stands in its bulletin, character for character."""
    return all(
        c.bulletin_id in bulletins
        and bulletins[c.bulletin_id].body[c.start : c.end] == c.quote
        and c.quote != ""
        for c in citations
    )


def marked_text(
    short_answer: str | None, statements: Sequence[Statement], between: str = " "
) -> str:
    """Return the answer as plain text: the short answer on its own line, then marked statements.

    Every "[1]" in it is a mark of a citation; one that the bulletin's own words hold reads "(1)".
    """
    sentences = between.join(
        _without_theirs(statement.text)
        + " "
        + "".join(f"[{number}]" for number in statement.citations)
        for statement in statements
    )
    return f"{_without_theirs(short_answer)}\n{sentences}" if short_answer else sentences


def _without_theirs(text: str) -> str:
    return _THEIRS.sub(r"(\1)", text)


def other_versions(
    bulletins: Mapping[str, Bulletin], cited: Iterable[str], language: Language
) -> list[str]:
    """Say which quotes are from a version of a bulletin in another language than the question."""
    found = (bulletins[i] for i in cited)
    return [
        wording.say(f"version_{b.language}", language, title=b.title)
        for b in found
        if b.version_of is not None and b.language != language
    ]


def quoted_before(
    history: Sequence[Exchange], bulletins: Mapping[str, Bulletin]
) -> tuple[str, ...]:
    """Return the bulletins that the last answer quoted, told by the words it quoted.

    A list of a single event names its headline instead.
    """
    return last_quoting(history, bulletins)[0]


def last_quoting(
    history: Sequence[Exchange], bulletins: Mapping[str, Bulletin]
) -> tuple[tuple[str, ...], str]:
    """Return what ``quoted_before`` does, with the text of the answer that quoted it."""
    for exchange in reversed(history[-3:]):
        text = str(exchange.answer)
        # The short answer in front, which bears no mark, may stand in many bulletins.
        head, _, rest = text.partition("\n")
        text = rest if "[1]" in rest and "[1]" not in head else text
        said = [s.strip() for s in re.split(r"\[\d+\]|\n|\(\d\d?\)", text)]
        said = [statement for statement in said if len(statement) >= _TELLING][:_PIECES]
        found = [i for i, b in bulletins.items() if any(s in b.body for s in said)]
        if not found:
            listed = [
                i for i, b in bulletins.items() if any(s.endswith(f": {b.title}.") for s in said)
            ]
            found = listed if len(listed) == 1 else []
        if found:
            return tuple(found), str(exchange.answer)
    return (), ""
