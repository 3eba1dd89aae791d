"""A WordPress site's public posts, by its REST interface (``/wp-json/wp/v2/posts``).

The list of posts is read first, without their texts, page by page; then only the texts of those
that are wanted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from icpc_assistant.bulletins.faults import shown
from icpc_assistant.errors import GatheringError
from icpc_assistant.gathering.feed import Post, plain
from icpc_assistant.gathering.fetch import Fetched, Fetcher

_POSTS = "wp/v2/posts"
_LISTED, _READ = 100, 20  # posts a page: of the list (the most WordPress gives), and of texts
_PAGES = 1000
_OURS = frozenset({"page", "per_page", "_fields", "include", "offset", "context"})
_ROOT = re.compile(r"""<link\b[^>]*\brel=["']https://api\.w\.org/["'][^>]*>""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref=["']([^"']+)["']""", re.IGNORECASE)
_LINK = re.compile(r"""<([^<>]+)>\s*;\s*rel=["']?https://api\.w\.org/""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A post of the list: its number, its address, and when it was last modified."""

    number: int
    url: str
    stamp: str


def is_posts_address(url: str) -> bool:
    """Whether ``url`` is that of a site's list of posts."""
    parts = urlsplit(url)
    told = f"{parts.path.rstrip('/')}?{parts.query}"
    return bool(re.search(rf"/wp-json/{_POSTS}\?|rest_route=(?:/|%2F)?wp(?:/|%2F)v2", told, re.I))


def posts_address(page: Fetched) -> str | None:
    """Return the address of the list of posts that a page of a WordPress site announces."""
    link = _LINK.search(page.headers.get("link", ""))
    if link:
        return _below(urljoin(page.url, link[1]))
    element = _ROOT.search(page.data[:200_000].decode("utf-8", "replace"))
    href = _HREF.search(element[0]) if element else None
    return _below(urljoin(page.url, href[1].replace("&amp;", "&"))) if href else None


def usual_address(url: str) -> str:
    """Return where the list of posts stands on a site that announces nothing."""
    return urljoin(url if url.endswith("/") else f"{url}/", f"wp-json/{_POSTS}")


def _below(root: str) -> str:
    """Return the list's address below the REST root, also where the root is a query."""
    return f"{root.rstrip('/')}/{_POSTS}"


def listed(fetcher: Fetcher, address: str) -> list[Listed]:
    """Return every post of the list at ``address``, newest first as WordPress orders them.

    Raises:
        GatheringError: the list cannot be fetched or is not WordPress's; nothing partial is
            returned, so that what is missing from it is gone from the site.
    """
    found: dict[int, Listed] = {}
    for page in range(1, _PAGES + 1):
        fields = {"per_page": _LISTED, "page": page, "_fields": "id,link,modified_gmt,modified"}
        answer = fetcher.get(_with(address, fields))
        rows = _rows(answer, address)
        for row in rows:
            number, url = row.get("id"), row.get("link")
            if isinstance(number, int) and isinstance(url, str):
                stamp = str(row.get("modified_gmt") or row.get("modified") or "")
                found.setdefault(number, Listed(number, url, stamp))
        pages = answer.headers.get("x-wp-totalpages", "")
        last = page >= int(pages) if pages.isdigit() else len(rows) < _LISTED
        if last or not rows:
            return list(found.values())
    raise GatheringError(
        f"{shown(address)} lists more than {_PAGES * _LISTED} posts; narrow the address, for "
        "example with ?categories=NUMBER."
    )


def texts(fetcher: Fetcher, address: str, wanted: Sequence[Listed]) -> Iterator[Post]:
    """Yield the posts ``wanted`` with their texts; one that the site withholds has none.

    Raises:
        GatheringError: a page of them cannot be fetched.
    """
    waiting = list(wanted)
    while waiting:
        part = waiting[:_READ]
        fields = {
            "include": ",".join(str(post.number) for post in part),
            "per_page": _READ,
            "_fields": "id,link,date,title,content",
        }
        rows = _rows(fetcher.get(_with(address, fields)), address)
        by_number = {row.get("id"): row for row in rows}
        given = [post for post in part if post.number in by_number] or part[:1]
        for post in given:
            yield _post(by_number.get(post.number, {}), post)
        waiting = [post for post in waiting if post not in given]  # some sites give fewer a page


def _post(row: dict[str, Any], post: Listed) -> Post:
    content = row.get("content")
    html = content.get("rendered") if isinstance(content, dict) else None
    title = row.get("title")
    named = title.get("rendered") if isinstance(title, dict) else None
    return Post(
        url=post.url,
        title=plain(named) if isinstance(named, str) else "",
        html=html if isinstance(html, str) else "",
        published=_day(row.get("date")),
        stamp=post.stamp,
    )


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _rows(answer: Fetched, address: str) -> list[dict[str, Any]]:
    """Return the objects of a reply; raises ``GatheringError`` where it is no list of them."""
    try:
        rows = json.loads(answer.data)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise GatheringError(
            f"{shown(address)} does not answer as a WordPress site's list of posts; check the "
            "address, or give the site's feed."
        )
    return rows


def _with(address: str, fields: dict[str, Any]) -> str:
    """Return the address with ``fields`` in its query, and what the person put there kept."""
    parts = urlsplit(address)
    kept: Iterable[tuple[str, Any]] = (
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in _OURS
    )
    query = urlencode([*kept, *fields.items()], safe=",/")
    return urlunsplit(parts._replace(query=query, fragment=""))
