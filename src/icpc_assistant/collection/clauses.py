"""The clauses of a question that ask, and the places that it names side by side."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from icpc_assistant.cards.kinds import MANY, ONE, marked
from icpc_assistant.collection.request import Wanted
from icpc_assistant.collection.signals import EVERYTHING, WHAT_DID

_BETWEEN = re.compile(
    r"[,;:.!?]\s+|\s+[-–—]\s+"
    # Where somebody begins to speak of himself, or to ask.
    r"|\s+(?=(?:and|but|so) (?:i|i'm|i'd|my|me|could|can|would|please)\b)"
    r"|\s+(?=(?:et|mais|donc) (?:je|j'|il me|mon|ma|mes|moi)(?!\w))"
    r"|\s+(?=(?:y|pero) (?:yo|me|mi|mis|necesito|quiero|quisiera|queria|busco|tengo)\b)"
    r"|(?<=\bme manque )|(?<=\bremind me of )"
)
_EVENTS = re.compile(rf"(?:{MANY}|{ONE})")
# What a clause behind the one that asks opens with, where it goes on with what is asked for.
_GOES_ON = re.compile(
    r"\s*(?:(?:and|or|et|ou|y|o|e)\s+)?(?:(?:in|at|on|about|with|from|for|by|during|between|since"
    r"|before|after|until|except|especially|mainly|related|en|a|au|aux|dans|de|du|des|sur|avec"
    r"|pour|par|pendant|entre|depuis|avant|apres|jusqu|sauf|surtout|lie|relatif|con|sobre|para|por"
    r"|durante|desde|antes|despues|hasta|salvo|excepto|relacionad[oa]s?"
    r"|which(?: ones)?|lesquel(?:le)?s|cuales)\b)"
)

_WHAT_FOR = re.compile(r"\s*(?:for|pour|para|by|par|por)\b")  # before a question, what it is for


def asking(
    folded: str, *, short: int = 0, marked: Sequence[tuple[int, int]] | None = None
) -> list[tuple[int, int]]:
    """Return the parts of ``plain`` text that ask; the whole where no clause stands out.

    Clauses of up to ``short`` words count too. Where the words that restrict the question are
    known, they are ``marked``: a clause with one of them asks, another does not go on with it.
    """
    edges = [0, *(m.end() for m in _BETWEEN.finditer(folded)), len(folded)]
    clauses = list(itertools.pairwise(edges))
    restricting = [any(a <= at < b for at, _ in marked or ()) for a, b in clauses]
    asks = [_asks(folded[a:b]) or held for (a, b), held in zip(clauses, restricting, strict=True)]
    if not any(asks):
        return [(0, len(folded))]
    first = asks.index(True)
    return [
        clause
        for n, clause in enumerate(clauses)
        if asks[n]
        or len((said := folded[slice(*clause)]).split()) <= short
        or (marked is None and _GOES_ON.match(said) and (n > first or not _WHAT_FOR.match(said)))
    ]


def before_brackets(text: str) -> int:
    """Return where a question's own words end: what earlier turns said stands in brackets."""
    m = re.search(r"\([^()]*\)$", text)
    return m.start() if m else len(text)


def _asks(clause: str) -> bool:
    text = marked(clause)
    return bool(_EVENTS.search(text) or EVERYTHING.search(clause) or WHAT_DID.search(clause))


_IN = (
    r"(?:(?:also |even )?(?:in|at|en|a|au|aux|dans)\s+)?"
    r"(?:the |la |le |les |l'|el |l[oa]s )?(?:de |d')?"
)
_COMMA = re.compile(rf"\s*,\s*{_IN}")
_AND_OR = re.compile(rf"\s*,?\s*(?:and|or|and/or|et|ou|et/ou|y|e|o|u|y/o)\s+{_IN}")
_OR = re.compile(r"\s*,?\s*(?:or|and/or|ou|et/ou|o|u|y/o)\s+")


def alternatives(
    names: Iterable[tuple[int, int, Wanted]], folded: str, *, only_or: bool = False
) -> list[Wanted]:
    """Return the names of a question, those side by side as one, of which any is enough.

    ``names`` has each with its place in ``folded``. Few events are in two places, so that "and"
    between places joins them too, unless ``only_or``. "Ghent, Belgium" says one place twice.
    """
    found: list[tuple[int, Wanted]] = []  # from the last to the first, with where each begins
    joining = False
    for start, end, wanted in sorted(names, key=lambda name: -name[0]):
        between = folded[end : found[-1][0]] if found else ""
        joined = bool((_OR if only_or else _AND_OR).fullmatch(between))
        if joined or (joining and _COMMA.fullmatch(between)):
            last = found.pop()[1]
            shown = f"{wanted.shown or wanted.text}, {last.shown or last.text}"
            wanted = Wanted(f"{wanted.text}, {last.text}", wanted.keys | last.keys, shown)
            joining = True
        else:
            joining = False
        found.append((start, wanted))
    return [wanted for _, wanted in reversed(found)]
