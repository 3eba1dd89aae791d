"""What the fuzzer drives: the readers of text that comes from outside, each given any bytes.

A target returns nothing and raises nothing, whatever it is given: what its reader may raise on
purpose is caught, all else is a fault found, and so is a broken promise (``AssertionError``).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

from icpc_assistant.batch import read_questions
from icpc_assistant.bulletins import parse_bulletin, write_bulletin
from icpc_assistant.bulletins.aliases import parse_aliases
from icpc_assistant.cards import extract
from icpc_assistant.chat.reading import body_html
from icpc_assistant.chunking import chunk
from icpc_assistant.drafting.draft import Given, draft_extract
from icpc_assistant.drafting.markup import page_extract, post_extract
from icpc_assistant.errors import AssistantError, GatheringError, QuestionError, UsageError
from icpc_assistant.evaluation.dataset import read_set
from icpc_assistant.gathering.feed import read_feed
from icpc_assistant.gathering.watch import read_sources
from icpc_assistant.query import interpret
from icpc_assistant.reader.llm_client import json_objects
from icpc_assistant.reader.quoting import find
from icpc_assistant.timespan import interpret_time
from icpc_assistant.types import LANGUAGES, Bulletin, Exchange

_PATH = Path("2024-05-01-fair.md")
_TODAY = date(2026, 1, 1)
_OURS = frozenset("p h2 h3 h4 h5 h6 ul ol li blockquote hr br strong em mark".split())


def bulletin(data: bytes) -> None:
    """A bulletin's file: a bulletin or faults, and what is written reads back."""
    found, faults = parse_bulletin(data, _PATH)
    assert (found is None) == bool(faults)
    assert all(fault.message and fault.remedy for fault in faults)
    if found is None:
        return
    again, faults = parse_bulletin(write_bulletin(found).encode(), _PATH)
    assert not faults
    assert again is not None
    assert (again.title, again.body) == (found.title, found.body)


def body(data: bytes) -> None:
    """A bulletin's text: passages, card and page hold its own characters and no markup of it."""
    text = _text(data)
    language = LANGUAGES[len(text) % len(LANGUAGES)]
    given = Bulletin(_PATH.stem, "The fair", text, language, date(2024, 5, 1), date(2024, 5, 3))
    for passage in chunk(given):
        assert text[passage.start : passage.end] == passage.text
        assert all(text[s.start : s.end] == s.text for s in passage.sentences)
    card = extract(given)
    for place in card.places:
        assert place.start < 0 or text[place.start : place.end].strip()
    for person in card.people:
        assert 0 <= person.start < person.end <= len(text)
    tags = _Tags()
    tags.feed(body_html(text, [(0, len(text) // 2)] if len(text) > 1 else []))
    assert tags.found <= _OURS, tags.found - _OURS


def question(data: bytes) -> None:
    """A question behind another, and the time it speaks of."""
    said, _, asked = _text(data).partition("\n\n")
    history = [Exchange(said, said[::-1])] if asked else []
    with suppress(QuestionError):
        query = interpret(asked or said, history)
        interpret_time(query.text, query.language, _TODAY)


def page(data: bytes) -> None:
    """A web page, drafted into bulletins."""
    _drafted(page_extract(_text(data), Path("page.html")))


def post(data: bytes) -> None:
    """A site's post, drafted into bulletins."""
    headline, _, html = _text(data).partition("\n")
    _drafted(post_extract(headline, html))


def feed(data: bytes) -> None:
    """An RSS or Atom feed."""
    with suppress(GatheringError):
        read_feed(data, "https://example.org/feed")


def reply(data: bytes) -> None:
    """What an LLM sends: its objects, and a quote, kept only as its bulletin has it."""
    text = _text(data)
    list(json_objects(text, 20))
    quote, _, source = text.partition("\n\n")
    passages = chunk(Bulletin(_PATH.stem, "The fair", source, "en"))
    for found in find(quote, 0, passages):
        assert source[found.start : found.end].strip()


def aliases(data: bytes) -> None:
    """The file that says which names are one."""
    parse_aliases(_text(data), Path("aliases.toml"))


def sources(data: bytes) -> None:
    """The file that names what to keep up with."""
    with _file(data) as path, suppress(UsageError):
        read_sources(path)


def question_set(data: bytes) -> None:
    """A question set, to be evaluated."""
    with _file(data) as path, suppress(UsageError):
        read_set(path, ())


def batch(data: bytes) -> None:
    """A question set, to be answered."""
    with _file(data) as path, suppress(UsageError):
        read_questions(path)


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (
        bulletin, body, question, page, post, feed, reply, aliases, sources, question_set, batch,
    )
}  # fmt: skip


def _drafted(found) -> None:
    with suppress(AssistantError):  # it says what is missing
        for draft in draft_extract(found, "page", Given()):
            assert draft.text


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


@contextmanager
def _file(data: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        yield path


class _Tags(HTMLParser):
    """Collects the names of the tags of a page, and "…" for an attribute that is none of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.found.add(tag)
        if any(not re.fullmatch(r"start|id|tabindex|autofocus", name) for name, _ in attrs):
            self.found.add("…")
