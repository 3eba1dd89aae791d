"""Blocks of one file → the bulletins in it, each a headline and what follows it.

Where the source shows its structure (headings of the first level, new pages, rules), that decides.
Plain text shows none: a headline and a heading are both a short line without a full stop. There a
line is weighed by what a news item's opening has and a section's has not: a long headline, whose
words come back below it, a date, names not met before, and an organisation introduced again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import median

from icpc_assistant.drafting.blocks import Block
from icpc_assistant.entities import MONTHS
from icpc_assistant.query.language import detect_language
from icpc_assistant.terms import fold, terms, words
from icpc_assistant.timespan.plain import plain

# Weights of the evidence, set on joined bulletins of `training/`; see `_score`.
_ENOUGH = 2.0  # from this score on a line is a headline
_DOUBT = 1.0  # this near to it, the person is told
_LONGEST_TITLE = 220  # characters
_LEAD = 120  # characters of a paragraph that opens a news item
_USUAL = 6  # content words of a headline
_TEASER = 50  # characters of a sentence that may stand before it
_ANAPHORA = frozenset(
    """this these that those he she they it his her their its also however moreover meanwhile then
    such another other finally furthermore besides
    ce cet cette ces il elle ils elles son sa leur leurs celui celle ceux aussi ensuite puis enfin
    outre autre cependant toutefois
    este esta estos estas esa esos esas ella ellos ellas su sus tambien ademas asimismo luego
    finalmente otro otra""".split()  # folded, "él" is "el", which opens many a lead
)
_MONTH = "|".join(sorted((m for m in MONTHS if len(m) > 2), key=len, reverse=True))
_DAY = re.compile(
    rf"\b(?:(?:{_MONTH})\s+\d{{1,2}}\b|\d{{1,2}}(?:st|nd|rd|th|er)?\s+(?:de\s+)?(?:{_MONTH})\b"
    r"|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4})"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ACRONYM = re.compile(r"\(([A-Z][A-Za-zÀ-ÿ.&-]*[A-Z])\)")
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-ZÀ-Þ][\w’'-]{2,}")
# A full stop at the end, or a question, then more and a quotation mark: speech, no headline.
_FINISHED = re.compile(r"[.;:,…][\"”»’)\s]*$|[.!?]\s+[\"“«A-ZÀ-Þ].*[.!?]\s?[\"”»]$")
_CAPTION = re.compile(r"\([^)]{3,}\)")


@dataclass(frozen=True, slots=True)
class Article:
    """One bulletin of a file: its headline, its blocks, and what a person should look at."""

    title: str
    blocks: tuple[Block, ...]
    doubts: tuple[str, ...] = ()


def split(blocks: Sequence[Block], *, one: bool = False) -> list[Article]:
    """Return the bulletins of a file in order; with ``one``, the whole file as one bulletin."""
    blocks = [block for block in blocks if block.kind == "rule" or block.text]
    while blocks and blocks[0].kind == "rule":
        del blocks[0]
    if not blocks:
        return []
    if one:
        return [_article(blocks)]
    tops = _tops(blocks)
    starts, doubts = (
        (tops, _level_doubts(blocks, tops)) if tops else _ruled(blocks) or _weighed(blocks)
    )
    found = []
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        told = tuple(text for at, text in doubts if start <= at < end)
        found.append(_article(blocks[start:end], told))
    return found


def _article(blocks: Sequence[Block], doubts: tuple[str, ...] = ()) -> Article:
    title, *rest = blocks
    if title.kind == "paragraph" and not titular(title.text):
        return Article(
            "", tuple(_headed(blocks)), ("no line looks like a headline: write it in", *doubts)
        )
    shown = title.level > 0  # then the source marks its other headings too
    return Article(title.text, tuple(rest if shown else _headed(rest)), doubts)


def titular(text: str) -> bool:
    """Whether ``text`` has the form of a headline or heading: short, and no finished sentence."""
    return (
        len(text) <= _LONGEST_TITLE
        and not _FINISHED.search(text)
        and any(ch.isalpha() for ch in text)
        and not text[0].islower()
    )


# --- structure the source shows --------------------------------------------------------------


def _tops(blocks: Sequence[Block]) -> list[int]:
    """Return where the headings of the highest level stand, if the first block is one of them."""
    levels = {i: b.level for i, b in enumerate(blocks) if b.kind == "heading" and b.level}
    top = min(levels.values(), default=0)
    if not top or levels.get(0) != top:
        return []
    found = [i for i, level in levels.items() if level == top]
    # A headline with nothing below it is part of what follows: a kicker, a heading set twice.
    return [i for n, i in enumerate(found) if n + 1 == len(found) or found[n + 1] > i + 1 or n == 0]


def _level_doubts(blocks: Sequence[Block], starts: Sequence[int]) -> list[tuple[int, str]]:
    if len(starts) < 2 or blocks[0].level == 1:
        return []
    return [(i, "its headline stands on the level of a section: is it one?") for i in starts[1:]]


def _ruled(blocks: Sequence[Block]) -> tuple[list[int], list[tuple[int, str]]] | None:
    """Return the starts between rules and new pages; ``None`` unless each part has a headline."""
    starts = [0, *(i + 1 for i, block in enumerate(blocks) if block.kind == "rule")]
    starts = [i for i in starts if i < len(blocks) and blocks[i].kind != "rule"]
    opens = [i for i in starts if _candidate(blocks, i)]
    if len(opens) < 2 or opens[0] != 0:
        return None
    doubts = [
        (i, "a rule or new page stands in it: does another bulletin begin there?")
        for i in starts
        if i not in opens
    ]
    return opens, doubts


# --- plain text ------------------------------------------------------------------------------


def _weighed(blocks: Sequence[Block]) -> tuple[list[int], list[tuple[int, str]]]:
    """Return where bulletins start in text that shows no structure, and the doubtful places."""
    starts, doubts = [0], list[tuple[int, str]]()
    for run in _runs(blocks):
        scored = [(_score(blocks, i, starts[-1]), i) for i in run if i > 0]
        if not scored or 0 in run:
            continue
        score, at = max(scored, key=lambda pair: (pair[0], -pair[1]))
        said = f"“{blocks[at].text}”"
        if score >= _ENOUGH:
            starts.append(at)
            if score < _ENOUGH + _DOUBT:
                doubts.append((at, f"{said} was taken for a headline: it may be a heading"))
        elif score > _ENOUGH - _DOUBT:
            doubts.append((at, f"{said} was taken for a heading: it may be a headline"))
    return starts, doubts


def _runs(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """Yield the candidates that stand close together: at most one of them is a headline."""
    run: list[int] = []
    for i in range(len(blocks)):
        if _candidate(blocks, i):
            run.append(i)
        elif run and (i - run[-1] > 1 or not titular(blocks[i].text or "-.")):
            yield run
            run = []
    if run:
        yield run


def _candidate(blocks: Sequence[Block], at: int) -> bool:
    block = blocks[at]
    if block.kind not in ("paragraph", "heading") or not titular(block.text):
        return False
    if at and blocks[at - 1].text.endswith(":"):
        return False
    return _lead(blocks, at) is not None


def _lead(blocks: Sequence[Block], at: int) -> int | None:
    """Return where the paragraph below a headline stands; up to two short lines may come first."""
    for i in range(at + 1, min(at + 4, len(blocks))):
        block = blocks[i]
        if block.kind in ("rule", "item"):
            return None
        if len(block.text) >= _TEASER and block.text[-1] in '.!?…:;”"»)':
            return i
        if not titular(block.text):
            return None
    return None


def _score(blocks: Sequence[Block], at: int, start: int) -> float:
    """Return how much speaks for a headline at ``at`` of what has run since ``start``."""
    title = blocks[at].text
    lead_at = _lead(blocks, at)
    if lead_at is None:
        return -9.0
    lead = blocks[lead_at].text
    if len(lead) < _LEAD and lead_at + 1 < len(blocks):
        lead += " " + blocks[lead_at + 1].text
    before = " ".join(block.text for block in blocks[start:at])
    after = " ".join(block.text for block in blocks[lead_at : lead_at + 3])
    score = max(-2.0, min(2.0, 0.5 * (len(words(title)) - 6.5)))
    score += _dated(lead, before)
    score -= 1.0 * (fold((words(lead) or [""])[0]) in _ANAPHORA)
    score += 1.5 * (_echo(title, lead) - 0.3)
    score += 2.0 * (_novelty(title + " " + after, before) - 0.6)
    score += 1.5 * _introduced_again(lead, before)
    score -= 1.5 * bool(_CAPTION.search(title))
    score -= 2.0 * (len(before) < 2 * _LEAD)
    score += min(len(before), 2000) / 1000 - 1.0
    usual = median(block.gap for block in blocks)
    return score + 1.0 * (blocks[at].gap > usual)


def _dated(lead: str, before: str) -> float:
    """Weigh the date a lead gives: with its year most, less one already given."""
    days = set(_DAY.findall(plain(lead)))
    if not days:
        return -0.5
    known = bool(days & set(_DAY.findall(plain(before))))
    return 1.0 + bool(_YEAR.search(lead)) - 1.5 * known


def _echo(title: str, lead: str) -> float:
    """Return the share of a headline's content words that its lead repeats.

    As if it had six at least: that a lead repeats the one such word of a heading says little.
    """
    said = _terms(title)
    return len(said & _terms(lead)) / max(len(said), _USUAL)


@cache
def _terms(text: str) -> frozenset[str]:
    return frozenset(terms(text, detect_language(text)))


def _novelty(after: str, before: str) -> float:
    """Return the share of the names below a headline that have not occurred above it."""
    names = {fold(name) for name in _NAME.findall(after)}
    known = {fold(name) for name in _NAME.findall(before)}
    return len(names - known) / len(names) if names else 0.5


def _introduced_again(lead: str, before: str) -> bool:
    """Whether an acronym that is already in use is explained once more."""
    used = set(words(before))
    return any(acronym in used for acronym in _ACRONYM.findall(lead))


# --- headings of plain text ------------------------------------------------------------------


def _headed(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks; where the source marks no heading, short lines above text become some."""
    blocks = [block for block in blocks if block.kind != "rule"]
    marked = any(block.kind == "heading" for block in blocks)
    for i, block in enumerate(blocks):
        heads = not marked and block.kind == "paragraph" and _heads(blocks, i)
        yield replace(block, kind="heading") if heads else block


def _heads(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line of plain text is a heading: a few words, no caption, running text below."""
    text = blocks[at].text
    if not titular(text) or len(words(text)) > 12 or re.search(r"[(,]", text):
        return False
    if at and blocks[at - 1].text.endswith(":"):
        return False
    below = [
        b for b in blocks[at + 1 : at + 3] if not _CAPTION.search(b.text) or len(b.text) > _LEAD
    ]
    return bool(below) and below[0].kind == "paragraph" and not titular(below[0].text)
