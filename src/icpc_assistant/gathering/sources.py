"""An address → the bulletins that stand there, as drafts: a page, a document, a feed, a site.

What an address is, is told by what it answers: a feed, a WordPress site's list of posts, a PDF, …;
a site's front page stands for the posts that it announces.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urljoin, urlsplit

from icpc_assistant.bulletins.faults import shown
from icpc_assistant.drafting.blocks import Block, one_line
from icpc_assistant.drafting.draft import Draft, Given, draft_extract
from icpc_assistant.drafting.extract import Extract, extract
from icpc_assistant.drafting.extract import Kind as Format
from icpc_assistant.drafting.markup import post_extract
from icpc_assistant.errors import AssistantError, GatheringError, UsageError
from icpc_assistant.gathering import wordpress
from icpc_assistant.gathering.feed import Feed, Post, looks_like_feed, read_feed
from icpc_assistant.gathering.fetch import Fetched, Fetcher
from icpc_assistant.types import Language

SourceKind = Literal["page", "feed", "wordpress"]
KINDS: tuple[SourceKind, ...] = get_args(SourceKind)
Wanted = Callable[[str, str], bool]  # address and stamp of a post: is its text to be read?

_FEED_PAGES = 100
_IMPRINT = 60  # characters a feed's closing line has beside the headline and the site's name
_ALTERNATE = re.compile(
    r"<link\b(?=[^>]*\brel=[\"']alternate[\"'])(?=[^>]*\btype=[\"']application/(?:rss|atom)\+xml)"
    r"[^>]*\bhref=[\"']([^\"']+)[\"'][^>]*>",
    re.IGNORECASE,
)
_FORMATS: dict[str, tuple[Format, str]] = {
    "page": ("webpage", ".html"), "pdf": ("pdf", ".pdf"), "docx": ("docx", ".docx"),
    "text": ("text", ".txt"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """What one address holds: drafts, or the reason why there are none. ``stamp`` as in ``Post``.

    ``passing`` tells that the reason may be gone at the next try.
    """

    url: str
    drafts: tuple[Draft, ...] = ()
    refused: str = ""
    passing: bool = False
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a source gave. ``items`` is read once, as it is fetched.

    ``urls`` is the whole list of its posts where the source has one; a feed has not: it drops old
    posts. ``validators`` go with the next request.
    """

    kind: SourceKind
    items: Iterator[Item]
    urls: frozenset[str] | None = None
    validators: Mapping[str, str] = field(default_factory=dict)
    unchanged: bool = False


class Sources:
    """Reads addresses over one fetcher."""

    def __init__(self, fetcher: Fetcher, language: Language | None = None) -> None:
        self._fetcher = fetcher
        self._language = language

    def read(
        self,
        url: str,
        kind: SourceKind | None = None,
        *,
        wanted: Wanted = lambda url, stamp: True,
        validators: Mapping[str, str] | None = None,
    ) -> Gathered:
        """Return what stands at ``url``; ``kind`` where the person says what it is.

        Raises:
            GatheringError: it cannot be fetched, or is nothing that holds bulletins.
        """
        if kind in (None, "wordpress") and wordpress.is_posts_address(url):
            return self._wordpress(url, wanted)
        answer = self._fetcher.get(url, validators)
        if answer.unchanged:
            return Gathered(kind or "page", iter(()), unchanged=True, validators=validators or {})
        if kind == "wordpress":
            found = wordpress.posts_address(answer) if answer.kind == "page" else None
            return self._wordpress(found or wordpress.usual_address(answer.url), wanted)
        is_feed = answer.kind in ("feed", "page", "text") and looks_like_feed(answer.data)
        if kind == "feed" or is_feed:
            return self._feed(answer if is_feed else self._announced_feed(answer), wanted)
        if kind is None and answer.kind == "page" and urlsplit(answer.url).path in ("", "/"):
            posts = wordpress.posts_address(answer)
            if posts:
                return self._wordpress(posts, wanted)
            if _ALTERNATE.search(_head(answer)):
                return self._feed(self._announced_feed(answer), wanted)
        return self._single(answer)

    def of_feed(self, feed: Feed) -> Iterator[Item]:
        """Yield the posts of a feed that was read from a file."""
        return self._posts(iter(feed.posts))

    # --- the three kinds ---------------------------------------------------------------------

    def _wordpress(self, address: str, wanted: Wanted) -> Gathered:
        posts = wordpress.listed(self._fetcher, address)
        read = [post for post in posts if wanted(post.url, post.stamp)]
        return Gathered(
            "wordpress",
            self._posts(wordpress.texts(self._fetcher, address, read)),
            urls=frozenset(post.url for post in posts),
        )

    def _announced_feed(self, page: Fetched) -> Fetched:
        href = _ALTERNATE.search(_head(page)) if page.kind == "page" else None
        if href is None:
            raise GatheringError(
                f"{shown(page.url)} is no feed and announces none; give the feed's own address."
            )
        return self._fetcher.get(urljoin(page.url, href[1].replace("&amp;", "&")))

    def _feed(self, first: Fetched, wanted: Wanted) -> Gathered:
        feed = read_feed(first.data, first.url, first.headers)
        return Gathered(
            "feed", self._posts(self._paged(feed, first.url, wanted)), validators=_validators(first)
        )

    def _paged(self, feed: Feed, url: str, wanted: Wanted) -> Iterator[Post]:
        """Yield the wanted posts of a feed's pages, until a page has none (RFC 5005)."""
        seen = {url}
        for _ in range(_FEED_PAGES):
            new = [post for post in feed.posts if wanted(post.url, post.stamp)]
            yield from new
            url = urljoin(url, feed.onward) if feed.onward else ""
            if not new or not url or url in seen:
                return
            seen.add(url)
            answer = self._fetcher.get(url)
            feed = read_feed(answer.data, answer.url, answer.headers)

    def _single(self, answer: Fetched) -> Gathered:
        if answer.kind not in _FORMATS:
            raise GatheringError(
                f"{shown(answer.url)} holds data and no bulletin; give a page, a feed, a WordPress "
                "site, or a text, Markdown, PDF or DOCX file."
            )
        item = self._item(answer.url, lambda: self._drafts(answer, Given(source=answer.url)))
        return Gathered("page", iter((item,)), validators=_validators(answer))

    # --- drafts ------------------------------------------------------------------------------

    def _posts(self, posts: Iterator[Post]) -> Iterator[Item]:
        for post in posts:
            item = self._item(post.url or post.title, partial(self._of_post, post))
            yield replace(item, stamp=post.stamp)

    def _item(self, url: str, drafts: Callable[[], list[Draft]]) -> Item:
        try:
            return Item(url, tuple(drafts()))
        except AssistantError as error:
            return Item(url, refused=str(error), passing=isinstance(error, GatheringError))

    def _of_post(self, post: Post) -> list[Draft]:
        source = post.url if post.url.startswith(("https://", "http://")) else None
        given = Given(source=source, language=self._language, published=post.published)
        if post.html is None:
            return self._drafts(self._fetcher.get(post.url), given)
        found = post_extract(post.title, post.html)
        name = shown(post.url or post.title)
        if not any(char.isalnum() for block in found.blocks[1:] for char in block.text):
            raise UsageError(
                f"{name} holds no text to be read; add it by hand, if it should be in."
            )
        blocks = _without_imprint(found.blocks, post)
        return draft_extract(replace(found, blocks=blocks), name, given, one=True)

    def _drafts(self, answer: Fetched, given: Given) -> list[Draft]:
        given = replace(given, language=self._language)
        form, suffix = _FORMATS.get(answer.kind, _FORMATS["page"])
        data = answer.data
        if answer.charset and form in ("webpage", "text"):  # the server knows best
            try:
                data = data.decode(answer.charset).encode("utf-8", "replace")
                data = _CHARSET.sub(rb"\1utf-8", data, count=1) if form == "webpage" else data
            except (LookupError, UnicodeDecodeError):
                data = answer.data  # a wrong claim
        found = _extracted(data, form, suffix, answer.url)
        return draft_extract(found, shown(answer.url), given, one=form == "webpage")


_CHARSET = re.compile(rb"(<meta[^>]{0,200}charset\s*=\s*[\"']?\s*)[\w-]{1,40}", re.IGNORECASE)


def _extracted(data: bytes, form: Format, suffix: str, url: str) -> Extract:
    """Return what ``drafting`` reads from ``data``; its errors name ``url`` and not the file."""
    with tempfile.TemporaryDirectory(prefix="icpc-") as folder:
        path = Path(folder) / f"content{suffix}"
        path.write_bytes(data)
        try:
            return extract(path, form)
        except AssistantError as error:
            raise type(error)(str(error).replace(str(path), shown(url))) from None


def _without_imprint(blocks: tuple[Block, ...], post: Post) -> tuple[Block, ...]:
    """Leave out "The post X appeared first on Y", which WordPress puts below a feed's posts."""
    if len(blocks) < 3 or not post.site:
        return blocks
    last = one_line(blocks[-1].text)
    named = one_line(post.title) in last and one_line(post.site) in last
    return blocks[:-1] if named and len(last) < len(post.title + post.site) + _IMPRINT else blocks


def _validators(answer: Fetched) -> dict[str, str]:
    return {k: answer.headers[k] for k in ("etag", "last-modified") if k in answer.headers}


def _head(page: Fetched) -> str:
    return page.data[:200_000].decode("utf-8", "replace")
