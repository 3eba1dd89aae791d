"""Where the front matter says other than the text: most often a slip, so it is a warning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from icpc_assistant.bulletins.faults import Fault, shown
from icpc_assistant.cards import EventCard, Occurrence, extract, published_on
from icpc_assistant.cards.geography import key_of
from icpc_assistant.timespan.span import clamped_day
from icpc_assistant.types import Bulletin

_SURE = 0.9  # confidence of a date that the text gives as the event's, and not for what comes next


def disagreements(bulletin: Bulletin, path: Path) -> list[Fault]:
    """Return where the card read from the text of ``path`` disagrees with its front matter."""
    head = path.read_text("utf-8").partition("\n---")[0].split("\n")
    found: list[Fault] = []
    if bulletin.start is not None:
        found += _date(bulletin, path, head)
    else:
        found += _undated(bulletin, path, head)
    if bulletin.places:
        found += _places(bulletin, path, head)
    return found


def _date(bulletin: Bulletin, path: Path, head: list[str]) -> Iterator[Fault]:
    """Yield a warning where the text gives days, and none of them is the front matter's.

    A date without its year is read in the front matter's; a text that gives no day proves nothing.
    """
    assert bulletin.start is not None
    told = extract(bulletin).main
    read = extract(replace(bulletin, start=None, end=None)).main
    if read is None or not _sure(read, bulletin):
        return
    if told is None or _proven(told, bulletin):
        return
    said = _words_at(read, bulletin)
    first, last = read.first, read.last
    if not re.search(r"\d{4}", said) and published_on(bulletin) is None:  # any year will do
        year = bulletin.start.year
        years = last.year - first.year
        first = clamped_day(year, first.month, first.day)
        last = clamped_day(year + years, last.month, last.day)
    if first <= (bulletin.end or bulletin.start) and bulletin.start <= last:
        return
    yield Fault(
        path,
        _line(head, "date", "start"),
        f"the text says “{shown(said)}”, and not {bulletin.date}",
        "correct the date, or keep it if the text is wrong",
    )


def _sure(read: Occurrence, bulletin: Bulletin) -> bool:
    """Whether a text's own date can be held against another: a sure day, or one told back from
    a date line ("last October")."""
    if read.precision == "day" and read.confidence >= _SURE:
        return True
    back = not re.search(r"\d{4}", _words_at(read, bulletin)) and read.start >= 0
    return back and published_on(bulletin) is not None


def _undated(bulletin: Bulletin, path: Path, head: list[str]) -> Iterator[Fault]:
    """Yield a warning where a text tells its time from a day of publication that nobody gives."""
    for words in extract(bulletin).undated[:1]:
        yield Fault(
            path,
            _line(head, "date", "start"),
            f"the text says “{shown(words.text)}”, and nothing when it was published",
            "write the date in, if you know it",
        )


def _proven(told: Occurrence, bulletin: Bulletin) -> bool:
    """Whether the body gives the front matter's days; its year, or a date line, is no proof."""
    if told.first == told.last == published_on(bulletin):
        return False
    return told.start >= 0 and not re.fullmatch(r"(?:\W|\d{4})*", _words_at(told, bulletin))


def _words_at(found: Occurrence, bulletin: Bulletin) -> str:
    return " ".join(bulletin.body[found.start : found.end].split()).rstrip(".,")


def _places(bulletin: Bulletin, path: Path, head: list[str]) -> Iterator[Fault]:
    """Yield a warning for each place that neither the text nor what it implies names."""
    text = f" {key_of(bulletin.title)} {key_of(bulletin.body)} "
    implied = _implied(extract(replace(bulletin, places=())))
    for place in bulletin.places:
        name = key_of(place)
        if name and f" {name} " not in text and name not in implied:
            yield Fault(
                path,
                _line(head, "places", item=place),
                f"the text never names {shown(place)}",
                "correct the place, or keep it if you know it from elsewhere",
            )


def _implied(card: EventCard) -> set[str]:
    """Return the names of the card's places in any language, their countries and regions."""
    names = {
        name
        for place in card.places
        for name in (place.city, place.country, *place.regions, *place.names)
    }
    return {key_of(name) for name in names if name}


def _line(head: list[str], *keys: str, item: str = "") -> int:
    """Return the line (from 1) of a key of the front matter, or of an item below it."""
    at = next((i for i, line in enumerate(head) if line.partition(":")[0] in keys), 0)
    return 1 + next((i for i in range(at, len(head)) if item and item in head[i]), at)
