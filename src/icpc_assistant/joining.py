"""The answers to the two parts of a question → one answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from icpc_assistant import wording
from icpc_assistant.citations import marked_text
from icpc_assistant.query import Query
from icpc_assistant.types import Answer, Citation, Statement

_SURE = 0.75  # confidence at which one part alone is an answer
_MOST_STATEMENTS = 3


def joined(query: Query, one: Answer, other: Answer, whole: Callable[[], Answer]) -> Answer:
    """Return what both parts of ``query`` say; ``whole`` answers it as one where that is needed.

    A sentence that both cite is cited once. Where a part is declined, the refusal is a notice; if
    the question as one is declined, too, that stands, unless the other part is surely answered.
    """
    if "clarification" in (one.status, other.status):
        return whole()
    if other.statements and _repeats(other, one):
        other = replace(
            other, status="abstained", text=wording.say("abstain_unsure", other.language)
        )
    answered = [part for part in (one, other) if part.status == "answered"]
    sure = max((part.confidence for part in answered), default=0.0) >= _SURE
    if not (len(answered) == 2 or sure or (answered and whole().status == "answered")):
        return whole()
    listed = any("]\n" in part.text for part in answered)
    statements, citations = _cited(answered if listed else _few(answered))
    short = _in_short(answered)
    declined = [
        wording.say("part_declined", query.language, part=part.question, said=part.text)
        for part in (one, other)
        if part.status != "answered"
    ]
    notices = [notice for part in answered for notice in part.notices]
    first = answered[0].retrieved
    known = {hit.passage_id for hit in first}
    more = (h for part in answered[1:] for h in part.retrieved if h.passage_id not in known)
    # What "it" stands for in the second part is told by the first.
    alone = one.standalone_question == one.question
    return Answer(
        question=query.question,
        standalone_question=query.question if alone else query.standalone,
        language=query.language,
        status="answered",
        text=marked_text(short, statements, "\n" if listed else " "),
        short_answer=short,
        statements=statements,
        citations=citations,
        bulletins=tuple(dict.fromkeys(ref for part in answered for ref in part.bulletins)),
        confidence=min(part.confidence for part in answered),
        retrieved=(*first, *more),
        notices=tuple(dict.fromkeys((*declined, *notices))),
    )


def _few(answered: list[Answer]) -> list[Answer]:
    """Return the parts with no more statements together than an answer has, each at least one."""
    first, *rest = answered
    kept = first.statements[: _MOST_STATEMENTS - len(rest)]
    left = _MOST_STATEMENTS - len(kept)
    return [
        replace(first, statements=kept),
        *(replace(part, statements=part.statements[:left]) for part in rest),
    ]


def _cited(answered: list[Answer]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Return the statements of all parts and their citations, numbered through."""
    citations: list[Citation] = []
    statements: dict[Statement, None] = {}
    for part in answered:
        cited = {citation.number: citation for citation in part.citations}
        for said in part.statements:
            numbers = tuple(_number(cited[n], citations) for n in said.citations)
            statements[Statement(said.text, numbers)] = None
    return tuple(statements), tuple(citations)


def _in_short(answered: list[Answer]) -> str | None:
    """Return the short answers of all parts; a bare number says nothing beside another answer."""
    said = [part.short_answer for part in answered if part.short_answer]
    kept = dict.fromkeys(short for short in said if not short.isdigit() or len(answered) == 1)
    return wording.set_apart(list(kept), answered[0].language) or None


def _repeats(other: Answer, one: Answer) -> bool:
    """Whether the second part is answered by the first one's sentence, and that not surely."""
    said = {statement.text for statement in one.statements}
    return other.confidence < _SURE and all(s.text in said for s in other.statements)


def _place(citation: Citation) -> tuple[str, int, int]:
    return citation.bulletin_id, citation.start, citation.end


def _number(citation: Citation, citations: list[Citation]) -> int:
    """Return the number of a citation among ``citations``, to which it is added if it is new."""
    for known in citations:
        if _place(known) == _place(citation):
            return known.number
    citations.append(replace(citation, number=len(citations) + 1))
    return len(citations)
