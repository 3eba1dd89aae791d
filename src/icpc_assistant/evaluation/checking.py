"""Whether a question set is sound: everything that reading a line alone cannot tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from icpc_assistant.bulletins import Fault
from icpc_assistant.evaluation.dataset import Item, ItemLine, Turn, Wrong, folded, read_lines
from icpc_assistant.evaluation.measures import stands_in
from icpc_assistant.types import Bulletin

_NEAR = 92  # token_sort_ratio from which two questions count as the same
_SAME_ANSWER = 72  # ratio from which they do where one answer is right for both
_NO_ANSWER = 85  # ... and where nothing answers either, which tells less
_WITHIN = 95  # token_set_ratio from which one holds the other's words
_ALONE = 8  # words from which a conversation's later turn can be understood without the others


class _Asked(NamedTuple):
    """A question that can be understood by itself, where it stands, and its folded words."""

    path: Path
    line: int
    item: Item
    turn: Turn
    words: str


def check(path: Path, bulletins: Sequence[Bulletin]) -> list[Fault]:
    """Return every fault of a question set, by file and line; empty where there is none.

    Beside the schema: ids that occur twice, headlines no bulletin has, evidence that is not in the
    bulletins named, required items of facts that no evidence says (where none is listed, that stand
    nowhere in the bulletins named), answers to what is said not to be answerable, questions nearly
    the same in both splits, and lines said to ask the ``same`` that do not.

    Raises:
        UsageError: the set cannot be read, or is empty.
    """
    faults: list[Fault] = []
    good: list[tuple[Path, int, Item]] = []
    by_title = {bulletin.title: bulletin for bulletin in bulletins}
    for file, line, item, wrong in read_lines(path, ItemLine, bulletins):
        found = list(wrong)
        if item is not None:
            good.append((file, line, item))
            found += _item_faults(item, by_title)
        faults += [Fault(file, line, w.message, w.remedy) for w in found]
    faults += _near_duplicates(good)
    faults += _not_the_same(good)
    return sorted(faults, key=lambda fault: (fault.path, fault.line))


def _item_faults(item: Item, by_title: Mapping[str, Bulletin]) -> Iterator[Wrong]:
    for number, turn in enumerate(item.turns, 1):
        where = f"turn {number}: " if len(item.turns) > 1 else ""
        for wrong in _unfounded(item, turn, by_title):
            yield Wrong(where + wrong.message, wrong.remedy)


def _unfounded(item: Item, turn: Turn, by_title: Mapping[str, Bulletin]) -> Iterator[Wrong]:
    """Yield what a turn claims that its bulletins do not bear out."""
    for title in turn.bulletins:
        if title not in by_title:
            yield _unknown_headline(title, by_title)
    named = [by_title[title] for title in turn.bulletins if title in by_title]
    for quote in turn.evidence:
        if not any(quote in bulletin.body for bulletin in named):
            elsewhere = [b.title for b in by_title.values() if quote in b.body]
            remedy = f"name {elsewhere[0]!r} in `bulletins`" if elsewhere else "quote word for word"
            yield Wrong(f"the evidence {_brief(quote)} is not in the bulletins named", remedy)
    if item.kind not in ("factual", "conversation") or not turn.answerable or not named:
        return
    # As answers are scored: a form's words in a row, so that "5" does not stand in "2015".
    where = "evidence" if turn.evidence else "bulletins named"
    said = turn.evidence or [_all_text(bulletin) for bulletin in named]
    for forms in turn.answers:
        if not any(stands_in(form, said) for form in forms):
            yield Wrong(
                f"no form of the required item {forms[0]!r} stands in the {where}",
                "add the form the bulletin uses, or the quote that says it",
            )


def _unknown_headline(title: str, by_title: Mapping[str, Bulletin]) -> Wrong:
    from rapidfuzz import process

    near = process.extractOne(title, list(by_title), score_cutoff=60)
    remedy = f"the nearest is {near[0]!r}" if near else "copy a headline word for word"
    return Wrong(f"no bulletin has the headline {_brief(title)}", remedy)


def _all_text(bulletin: Bulletin) -> str:
    lists = (bulletin.places, bulletin.people, bulletin.organisations, bulletin.topics)
    days = (bulletin.start, bulletin.end)
    return "\n".join(
        [
            bulletin.title,
            bulletin.body,
            bulletin.source or "",
            *(day.isoformat() for day in days if day),
            *(text for texts in lists for text in texts),
        ]
    )


def _near_duplicates(items: Sequence[tuple[Path, int, Item]]) -> Iterator[Fault]:
    """Yield a fault at the test question that all but stands in dev too, in the same language.

    A conversation's short later turns ("And when?") mean something else in each conversation.
    """
    asked = [
        _Asked(path, line, item, turn, folded(turn.question))
        for path, line, item in items
        for number, turn in enumerate(item.turns)
        if not turn.smalltalk and (number == 0 or len(turn.question.split()) >= _ALONE)
    ]
    for one, other in combinations(asked, 2):
        if one.item.split == other.item.split or one.item.lang != other.item.lang:
            continue
        if _same_question(one, other):
            test, dev = (one, other) if one.item.split == "test" else (other, one)
            yield Fault(
                test.path,
                test.line,
                f"the question of {test.item.id!r} (test) is nearly that of {dev.item.id!r} (dev, "
                f"{dev.path}:{dev.line})",
                "give both one `group`, or reword one",
            )


def _same_question(one: _Asked, other: _Asked) -> bool:
    """Whether two are the same word for word, or nearly so with one right answer for both.

    "When was the forum in Ghent?" and "Who paid for the forum in Ghent?" share most of their words.
    """
    from rapidfuzz import fuzz

    if fuzz.token_sort_ratio(one.words, other.words, score_cutoff=_NEAR):
        return True
    if not _same_answer(one.turn, other.turn):
        return False
    near = _SAME_ANSWER if one.turn.answerable else _NO_ANSWER
    return bool(
        fuzz.ratio(one.words, other.words, score_cutoff=near)
        or fuzz.token_set_ratio(one.words, other.words, score_cutoff=_WITHIN)
    )


def _same_answer(one: Turn, other: Turn) -> bool:
    """Whether two rest on the same bulletins, and each required item has its like.

    A list may name its bulletins and no items; nothing answers what is not answerable.
    """
    if one.answerable != other.answerable or set(one.bulletins) != set(other.bulletins):
        return False
    return _holds(one, other) and _holds(other, one)


def _holds(one: Turn, other: Turn) -> bool:
    """Whether each item that ``other`` requires shares a form with one that ``one`` does."""
    known = {folded(form) for forms in one.answers for form in forms}
    return not known or all(known & {folded(form) for form in forms} for forms in other.answers)


def _not_the_same(items: Sequence[tuple[Path, int, Item]]) -> Iterator[Fault]:
    """Yield a fault at each line that cannot be compared with its like in the other languages."""
    first: dict[str, Item] = {}
    languages: dict[str, list[str]] = {}
    for item in (item for _, _, item in items if item.same):
        first.setdefault(item.same, item)
        languages.setdefault(item.same, []).append(item.lang)
    for path, line, item in items:
        if not item.same:
            continue
        one, spoken = first[item.same], languages[item.same]
        for wrong in _apart(one, item):
            message = f"{item.id!r} is said to ask the same as {one.id!r}, and {wrong}"
            yield Fault(path, line, message, "make them alike, or give it another `same`")
        if item is one and len(set(spoken)) < len(spoken):
            message = f"{item.same!r} is asked twice in one language ({', '.join(spoken)})"
            yield Fault(path, line, message, "give each language one line")
        if item is one and len(spoken) == 1:
            message = f"{item.same!r} is asked in one language only"
            yield Fault(path, line, message, "add the other languages, or drop `same`")


def _apart(one: Item, other: Item) -> Iterator[str]:
    """Yield in what two lines differ that ask the same."""
    if len(other.turns) > 1:
        yield "is a conversation"
    if (one.kind, one.operation) != (other.kind, other.operation):
        yield "is of another kind or operation"
    if one.split != other.split:
        yield "stands in the other split"
    if set(one.turns[0].bulletins) != set(other.turns[0].bulletins):
        yield "names other bulletins"
    if one.turns[0].answerable != other.turns[0].answerable:
        yield "only one of them is answerable"


def _brief(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}…")
