"""A run and its scores → what the report shows of each question: pure data, nothing rendered.

A *case* is one line of the question set; each of its turns is shown with what was expected, what
was said, every quote at its place in its bulletin, and where each stage ranked the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from icpc_assistant.evaluation.measures import Place, covers, supports
from icpc_assistant.evaluation.stored import StoredItem, StoredTurn
from icpc_assistant.types import Answer, Citation
from icpc_assistant.wording import when

Outcome = Literal["right", "wrong", "unjudged"]
Change = Literal["", "won", "lost"]
Gold = Sequence[Sequence[Place]]  # for each gold quote, every place it stands at

_TOP = 5  # candidates shown of each stage; gold ones are shown at any rank
_AROUND = 320  # characters shown on either side of a quote at most
_EXCERPT = 240  # characters of a candidate's text


@dataclass(frozen=True, slots=True)
class Bulletins:
    """The headlines and bodies of a run's bulletins, by id."""

    titles: Mapping[str, str]
    bodies: Mapping[str, str]

    def title(self, bulletin_id: str) -> str:
        """Return a bulletin's headline, or its id where the run holds no such bulletin."""
        return self.titles.get(bulletin_id) or bulletin_id

    def text(self, place: Place) -> str:
        """Return the characters at a place; "" where the run holds no such bulletin."""
        return self.bodies.get(place.bulletin_id, "")[place.start : place.end]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of a bulletin: whether the answer cites it, and whether it is gold."""

    text: str
    cited: bool
    gold: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation at its place; ``verbatim`` is whether the bulletin has it there, word for word."""

    number: int
    title: str
    date: str
    pieces: tuple[Piece, ...]
    verbatim: bool
    gold: bool


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """A gold evidence quote, the bulletin it stands in, and whether a citation overlaps it."""

    quote: str
    title: str
    cited: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage or sentence some stage ranked, with its rank (from 1) in each stage or ``None``."""

    title: str
    text: str
    gold: bool
    ranks: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a system answered."""

    status: str
    short: str
    statements: tuple[tuple[str, tuple[int, ...]], ...]
    language: str
    confidence: float
    seconds: float
    standalone: str
    notices: tuple[str, ...]
    bulletins: tuple[str, ...]
    quotes: tuple[Quote, ...]

    @property
    def brief(self) -> str:
        """The status, and the short answer or the first statement."""
        return f"{self.status}: {self.short or self.statements[0][0]}"


@dataclass(frozen=True, slots=True)
class TurnCase:
    """One turn: expected, said, and how it was found; ``other`` is the run compared with."""

    number: int
    question: str
    answerable: bool
    smalltalk: bool
    empty: bool
    answers: tuple[tuple[str, ...], ...]
    headlines: tuple[str, ...]
    said: Said | None
    gold: tuple[GoldQuote, ...]
    stages: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    measures: tuple[tuple[str, float], ...]
    outcome: Outcome
    other: Said | None = None
    change: Change = ""

    @property
    def wanted(self) -> str:
        """What was wanted in place of an answer; "" where an answer was."""
        if self.smalltalk:
            return "small talk"
        if self.empty:
            return "that nothing matches"
        return "" if self.answerable else "to decline"

    @property
    def reason(self) -> str:
        """Why the turn is not right, in a few words; "" where it is not wrong."""
        if self.outcome != "wrong":
            return ""
        if self.said is None:
            return "no answer in the run"
        if self.wanted:
            return f"{self.said.status}, where the right reply was {self.wanted}"
        if self.said.status != "answered":
            return f"{self.said.status}, though the bulletins say"
        return self._shortfall(dict(self.measures))

    def _shortfall(self, measures: dict[str, float]) -> str:
        """Why an answer that was wanted is not right, in the order ``right`` looks at it."""
        if "set_exact" in measures:
            exact = measures["set_exact"] == 1
            return "not the count asked for" if exact else "not the exact bulletins asked for"
        found = measures.get("items_found", 1.0)
        if measures.get("cited_any") == 0:
            return "no citation overlaps the evidence"
        return f"{found:.0%} of the required items found"


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the question set, its turns in order."""

    id: str
    lang: str
    kind: str
    style: str
    split: str
    turns: tuple[TurnCase, ...]

    @property
    def outcome(self) -> Outcome:
        """``wrong`` where any turn is, ``right`` where all judged turns are."""
        seen = {turn.outcome for turn in self.turns}
        return "wrong" if "wrong" in seen else "right" if "right" in seen else "unjudged"

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the turns won or lost against the other run."""
        return tuple(dict.fromkeys(turn.change for turn in self.turns if turn.change))


def case(
    item: StoredItem, measures: Mapping[int, Mapping[str, float | None]], bulletins: Bulletins
) -> Case:
    """Return what is shown of one line of the question set; ``measures`` are by turn number."""
    turns = tuple(_turn(turn, measures.get(turn.number, {}), bulletins) for turn in item.turns)
    line = item.item
    return Case(line.id, line.lang, line.kind, line.style, line.split, turns)


def said(answer: Answer | None, gold: Gold, bulletins: Bulletins) -> Said | None:
    """Return what is shown of an answer, its quotes at their places; ``None`` of none."""
    if answer is None:
        return None
    follow_up = _bare(answer.standalone_question) != _bare(answer.question)
    return Said(
        status=answer.status,
        short=answer.short_answer or "",
        statements=tuple((s.text, s.citations) for s in answer.statements) or ((answer.text, ()),),
        language=answer.language,
        confidence=answer.confidence,
        seconds=answer.timings_ms.get("total", sum(answer.timings_ms.values())) / 1000,
        standalone=answer.standalone_question if follow_up else "",
        notices=answer.notices,
        bulletins=tuple(bulletin.title for bulletin in answer.bulletins),
        quotes=tuple(_quote(citation, gold, bulletins) for citation in answer.citations),
    )


def _turn(
    stored: StoredTurn, measures: Mapping[str, float | None], bulletins: Bulletins
) -> TurnCase:
    turn = stored.turn
    relevant = [doc for doc, grade in stored.documents.items() if grade > 0]
    return TurnCase(
        number=stored.number,
        question=turn.question,
        answerable=turn.answerable,
        smalltalk=turn.smalltalk,
        empty=turn.empty,
        answers=turn.answers,
        headlines=tuple(bulletins.title(doc) for doc in relevant),
        said=said(stored.answer, stored.quotes, bulletins),
        gold=tuple(_gold_quotes(stored, bulletins)),
        stages=tuple(stored.stages),
        candidates=_candidates(stored, relevant, bulletins),
        measures=tuple((name, value) for name, value in measures.items() if value is not None),
        outcome=_outcome(measures.get("right")),
    )


def _outcome(right: float | None) -> Outcome:
    return "unjudged" if right is None else "right" if right >= 1 else "wrong"


def _place(citation: Citation) -> Place:
    return Place(citation.bulletin_id, citation.start, citation.end)


def _gold_quotes(stored: StoredTurn, bulletins: Bulletins) -> Iterator[GoldQuote]:
    cited = [_place(c) for c in stored.answer.citations] if stored.answer else []
    for quote, stands in zip(stored.turn.evidence, stored.quotes, strict=True):
        title = bulletins.title(stands[0].bulletin_id) if stands else ""
        yield GoldQuote(quote, title, any(supports(place, [stands]) for place in cited))


def _quote(citation: Citation, gold: Gold, bulletins: Bulletins) -> Quote:
    place = _place(citation)
    body = bulletins.bodies.get(place.bulletin_id, "")
    verbatim = 0 <= place.start < place.end and bulletins.text(place) == citation.quote
    if verbatim:
        shown = pieces(body, _window(body, citation.passage_id, place), place, gold)
    else:
        shown = (Piece(citation.quote, cited=True, gold=False),)
    return Quote(
        number=citation.number,
        title=citation.title or bulletins.title(place.bulletin_id),
        date=when(citation.date, "en") if citation.date else "",
        pieces=shown,
        verbatim=verbatim,
        gold=supports(place, gold),
    )


def _window(body: str, passage_id: str, place: Place) -> tuple[int, int]:
    """Return the span shown around a quote: its passage, else its lines, never very much."""
    start, end = place.start, place.end
    first, last = body.rfind("\n", 0, start) + 1, body.find("\n", end)
    last = len(body) if last < 0 else last
    found = re.search(r":(\d{1,9})-(\d{1,9})$", passage_id)
    if found and int(found[1]) <= start and end <= int(found[2]) <= len(body):
        first, last = int(found[1]), int(found[2])
    if start - first > _AROUND:  # go on from the next whole word
        cut = body.find(" ", start - _AROUND, start)
        first = start if cut < 0 else cut + 1
    if last - end > _AROUND:
        cut = body.rfind(" ", end, end + _AROUND)
        last = end if cut < 0 else cut
    return first, last


def pieces(body: str, window: tuple[int, int], cited: Place, gold: Gold) -> tuple[Piece, ...]:
    """Cut ``body[window]`` wherever the citation or a gold quote begins or ends.

    An ellipsis stands for what is left out within a line.
    """
    first, last = window
    golds = [p for stands in gold for p in stands if p.bulletin_id == cited.bulletin_id]
    edges = {first, last, *(edge for p in (cited, *golds) for edge in (p.start, p.end))}
    cuts = sorted(edge for edge in edges if first <= edge <= last)
    shown = [
        Piece(body[a:b], cited.start <= a < cited.end, any(p.start <= a < p.end for p in golds))
        for a, b in pairwise(cuts)
    ]
    if body[body.rfind("\n", 0, first) + 1 : first].strip():
        shown.insert(0, Piece("… ", cited=False, gold=False))
    if body[last:].partition("\n")[0].strip():
        shown.append(Piece(" …", cited=False, gold=False))
    return tuple(shown)


def _candidates(
    stored: StoredTurn, relevant: Sequence[str], bulletins: Bulletins
) -> tuple[Candidate, ...]:
    """Return the first few of every stage and all gold ones, the last stage's best first.

    Where no quotes are judged, every passage of a relevant bulletin is gold.
    """
    found = []
    for place, ranks in _ranks(stored.stages).items():
        whole = not stored.quotes and place.bulletin_id in relevant
        gold = whole or any(covers(place, stands) for stands in stored.quotes)
        if gold or min(rank for rank in ranks if rank) <= _TOP:
            title = bulletins.title(place.bulletin_id)
            found.append(Candidate(title, _clip(bulletins.text(place)), gold, tuple(ranks)))
    return tuple(sorted(found, key=lambda c: [rank or 99 for rank in reversed(c.ranks)]))


def _ranks(stages: Mapping[str, Sequence[Place]]) -> dict[Place, list[int | None]]:
    """Return, for each place any stage ranked, its rank in every stage."""
    ranks: dict[Place, list[int | None]] = {}
    for column, places in enumerate(stages.values()):
        for rank, place in enumerate(places, 1):
            known = ranks.setdefault(place, [None] * len(stages))
            known[column] = known[column] or rank
    return ranks


def _clip(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rstrip() + "…"


def _bare(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
