"""An RSS or Atom feed → its posts. The parser is feedparser, which also cleans their HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

from icpc_assistant.bulletins.faults import shown
from icpc_assistant.drafting.blocks import one_line
from icpc_assistant.errors import GatheringError

_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Post:
    """One article of a site: ``html`` is its body, ``None`` where only its page at ``url`` has it.

    ``site`` is the feed's own title. ``stamp`` changes whenever the site has changed the post.
    """

    url: str
    title: str
    html: str | None
    published: date | None = None
    site: str = ""
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """The posts of a feed in its order, and the address of the next page of it, if any."""

    posts: tuple[Post, ...]
    onward: str | None = None


def looks_like_feed(data: bytes) -> bool:
    """Whether a document begins as an RSS or Atom feed does."""
    return bool(_FEED.search(data[:2048]))


def read_feed(data: bytes, url: str, headers: Mapping[str, str] | None = None) -> Feed:
    """Return the posts in ``data``; ``url`` is where it came from, or the name of its file.

    Raises:
        GatheringError: it is no feed, or too damaged to hold a post.
    """
    import feedparser

    told = {"content-location": url, **(headers or {})}
    parsed = feedparser.parse(data, response_headers=told)
    if not parsed.get("version") and not parsed.entries:  # of no bytes it makes nothing
        raise GatheringError(
            f"{shown(url)} is no RSS or Atom feed that can be read; check the address, or add the "
            "pages of its posts one by one."
        )
    if parsed.bozo and not parsed.entries:
        raise GatheringError(
            f"{shown(url)} is a damaged feed without a post that can be read; try again later, or "
            "add the pages of its posts one by one."
        )
    site = plain(parsed.feed.get("title", ""))
    posts = tuple(post for entry in parsed.entries if (post := _post(entry, site)))
    links = parsed.feed.get("links", [])
    onward = next((link.get("href") for link in links if link.get("rel") == "next"), None)
    return Feed(posts, onward)


def plain(html: str) -> str:
    """Return a headline's text on one line: feeds and sites send it as HTML."""
    return one_line(unescape(_TAG.sub("", html)))


def _post(entry: Any, site: str) -> Post | None:
    url = str(entry.get("link") or "")
    whole = max((c.get("value", "") for c in entry.get("content", ())), key=len, default="")
    if not whole and not url:
        whole = entry.get("summary", "")  # all there is of it
    if not whole and not url:
        return None
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    return Post(
        url=url,
        title=plain(entry.get("title", "")),
        html=whole or None,
        published=date(*when[:3]) if when else None,
        site=site,
        stamp=str(entry.get("updated") or entry.get("published") or ""),
    )
