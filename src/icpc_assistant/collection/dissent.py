"""An answer that states a disputed field also shows the other side, with its own citation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from icpc_assistant import wording
from icpc_assistant.collection.conflicts import Claim, Conflict, ConflictKind, disputed
from icpc_assistant.collection.quotes import PassageAt, statement_at
from icpc_assistant.collection.request import Request
from icpc_assistant.query.wants import Wants
from icpc_assistant.reader import Draft, DraftStatement
from icpc_assistant.types import Citation, Language

_MOST = 2  # other sides that one answer shows
_STATES: Mapping[Wants, frozenset[ConflictKind]] = {
    "figure": frozenset({"figure"}),
    "date": frozenset({"date"}),
    "duration": frozenset({"date"}),
    "place": frozenset({"place"}),
    "person": frozenset({"role"}),
    "identity": frozenset({"role"}),
    "other": frozenset(
        {"figure", "date", "place", "role"}
    ),  # "tell me about …", "what is her role"
}


@dataclass(frozen=True, slots=True)
class Dissent:
    """A draft with the other sides added, and the conflicts it then shows."""

    draft: Draft
    conflicts: tuple[Conflict, ...] = ()

    def notices(self, citations: Sequence[Citation], language: Language) -> tuple[str, ...]:
        """Return a sentence for each conflict, its values with the numbers of their citations."""
        return tuple(_notice(c, citations, language) for c in self.conflicts)


def kinds_stated(wants: Wants) -> frozenset[ConflictKind]:
    """Return the kinds of field that the answer to a question states."""
    return _STATES.get(wants, frozenset())


def kinds_measured(request: Request) -> frozenset[ConflictKind]:
    """Return the kinds of field that the answer to a question over all bulletins states."""
    if request.operation == "compare" and request.measure is None:
        return frozenset({"figure", "date"})
    if request.measure is not None and request.measure not in ("start", "days"):
        return frozenset({"figure"})
    return frozenset({"date", "place"} if request.places else {"date"})


def with_other_sides(
    draft: Draft,
    kinds: frozenset[ConflictKind],
    known: Mapping[str, Sequence[Conflict]],
    passage_at: PassageAt,
) -> Dissent:
    """Add to ``draft`` the sentences that say otherwise than those it quotes."""
    added: dict[Conflict, DraftStatement] = {}
    for conflict, other in _met(draft, kinds, known):
        statement = _saying(other, passage_at)
        if statement is not None and len(added) < _MOST:
            added.setdefault(conflict, statement)
    quoted = {_place(s) for s in draft.statements}
    new = tuple(s for s in dict.fromkeys(added.values()) if _place(s) not in quoted)
    return Dissent(replace(draft, statements=(*draft.statements, *new)), tuple(added))


def _place(statement: DraftStatement) -> tuple[tuple[str, int, int], ...]:
    """Return what a statement quotes: a list shows some of the other sides already."""
    return tuple((q.passage.bulletin_id, q.start, q.end) for q in statement.quotes)


def _met(
    draft: Draft, kinds: frozenset[ConflictKind], known: Mapping[str, Sequence[Conflict]]
) -> Iterable[tuple[Conflict, Claim]]:
    if not kinds or not known:
        return
    for statement in draft.statements:
        for quote in statement.quotes:
            found = [c for c in known.get(quote.passage.bulletin_id, ()) if c.kind in kinds]
            yield from disputed(found, quote.passage.bulletin_id, quote.start, quote.end)


def _saying(claim: Claim, passage_at: PassageAt) -> DraftStatement | None:
    """Return the sentence that makes a claim, quoted; ``None`` where no sentence does."""
    if claim.start < 0:
        return None
    said = statement_at(passage_at, claim.bulletin_id, claim.start, claim.end)
    whole = said and said.quotes[0].start <= claim.start and claim.end <= said.quotes[0].end
    return said if whole else None


def _notice(conflict: Conflict, citations: Sequence[Citation], language: Language) -> str:
    said = []
    for claim in conflict.claims:
        numbers = (
            c.number
            for c in citations
            if c.bulletin_id == claim.bulletin_id and c.start <= claim.start and claim.end <= c.end
        )
        number = next(numbers, None)
        mark = f" [{number}]" if number is not None else ""
        said.append(f"{wording.quoted(claim.said, language)}{mark}")
    return wording.say("conflict", language, values=wording.joined(said, language))
