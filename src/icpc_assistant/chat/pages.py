"""The frame of the pages beside the conversation; a whole bulletin, and no such page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import TypeVar
from urllib.parse import urlencode

from icpc_assistant.chat.labels import label
from icpc_assistant.chat.masthead import Place, foot_html, masthead_html
from icpc_assistant.chat.reading import body_html
from icpc_assistant.chat.references import date_html, reference
from icpc_assistant.terms import unturned
from icpc_assistant.types import Bulletin, Language

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class View:
    """How a page is looked at: the interface's language, and what the address asks for.

    ``leave``: by somebody who has signed in, and may sign out. ``site`` stands before the addresses
    of our pages where they are copied: an origin, and perhaps a path.
    """

    language: Language = "en"
    query: tuple[tuple[str, str], ...] = ()
    leave: bool = False
    site: str = ""

    def label(self, name: str, /, **values: object) -> str:
        """Return a label in the view's language, escaped."""
        return escape(label(name, self.language, **values))


def page_html(view: View, title: str, main: str, here: Place = "") -> str:
    """Return a whole page; ``title`` is text, ``main`` is HTML."""
    return _template().substitute(
        language=view.language,
        title=f"{escape(unturned(title))} · {view.label('name')}",
        skip=view.label("skip"),
        masthead=masthead_html(view.language, here, list(view.query), leave=view.leave),
        main=main,
        foot=foot_html(view.language),
    )


def bulletin_page(
    bulletin: Bulletin, view: View, start: int | None = None, end: int | None = None
) -> str:
    """Return the page of a bulletin, ``body[start:end]`` marked as ``<mark id="quote">``.

    A span that does not lie in the body is ignored: an old link still opens its bulletin.
    """
    marked = _marked(bulletin.body, start, end)
    here = (
        f'<p class="here">{view.label("here")} <a href="#quote">{view.label("to_quote")}</a></p>'
        if marked
        else ""
    )
    cited = escape(reference(bulletin, view.language, view.site))
    written = f' lang="{bulletin.language}"'
    article = (
        f'<article class="bulletin"><header><p class="kind">{view.label("bulletin")} · '
        f"{date_html(bulletin.date, view.language)}</p>"
        f"<h1{written}>{escape(bulletin.title)}</h1>{here}</header>"
        f'<div class="body"{written}>{body_html(bulletin.body, marked, anchor="quote")}</div>'
        f'<footer class="cited">{_published(bulletin.source, view)}'
        f'<h2>{view.label("cite_as")}</h2><p class="reference"{written}>{cited}</p></footer>'
        f"</article>"
    )
    return page_html(view, bulletin.title, article, "bulletins")


def plain_page(title: str, article: str, view: View, written: Language | None = None) -> str:
    """Return a page of ours around ``article``, which is markup; ``title`` is text.

    ``written`` is the language of both, where it is one alone and not the view's.
    """
    tongue = f' lang="{written}"' if written else ""
    inner = (
        f'<article class="bulletin"{tongue}><header><h1>{escape(title)}</h1></header>{article}'
        "</article>"
    )
    return page_html(view, title, inner)


def missing_page(view: View, what: str = "bulletin") -> str:
    """Return the page for what is not there: a "bulletin", an "entity", or another "page"."""
    title = label(f"no_such_{what}", view.language)
    article = (
        f'<article class="bulletin missing"><header><h1>{escape(title)}</h1></header>'
        f"<p>{view.label(f'no_such_{what}_text')}</p>"
        f'<p><a href="/">{view.label("back")}</a></p></article>'
    )
    return page_html(view, title, article)


def _marked(body: str, start: int | None, end: int | None) -> list[tuple[int, int]]:
    if start is None or end is None or not 0 <= start < end <= len(body):
        return []
    return [(start, end)]


def _published(source: str | None, view: View) -> str:
    """Return where the bulletin was published: a link only where it is a web address."""
    if not source:
        return ""
    shown = escape(source)
    if source.lower().startswith(("http://", "https://")):
        shown = f'<a href="{shown}" rel="noopener noreferrer nofollow" target="_blank">{shown}</a>'
    before, _, after = label("published", view.language).partition("{source}")
    return f'<p class="published">{escape(before)}{shown}{escape(after)}</p>'


# --- pieces of the pages that list -------------------------------------------------------------


def paged(rows: Sequence[_Row], page: int, size: int) -> tuple[Sequence[_Row], int, int]:
    """Return the rows of a page, its number, and how many pages of ``size`` rows there are.

    A number beyond the last page is the last page's.
    """
    pages = max(1, -(-len(rows) // size))
    at = min(page, pages)
    return rows[(at - 1) * size : at * size], at, pages


def pagination_html(view: View, path: str, number: int, pages: int) -> str:
    """Return the links to the page before and the page after ``number`` of ``pages``."""
    if pages < 2:
        return ""
    earlier = _page_link(view, path, number - 1, "earlier_page", "prev") if number > 1 else ""
    later = _page_link(view, path, number + 1, "later_page", "next") if number < pages else ""
    where = view.label("page_of", page=number, pages=pages)
    name = view.label("pagination")
    return f'<nav class="pagination" aria-label="{name}">{earlier}<span>{where}</span>{later}</nav>'


def _page_link(view: View, path: str, number: int, name: str, rel: str) -> str:
    address = escape(address_with(view, path, page=str(number)))
    return f'<a rel="{rel}" href="{address}">{view.label(name)}</a>'


def address_with(view: View, path: str, **changed: str) -> str:
    """Return the address of the page with some of its query changed; "" takes a part away."""
    query = {**dict(view.query), **changed}
    kept = urlencode([(name, value) for name, value in query.items() if value])
    return f"{path}?{kept}" if kept else path


@cache
def _template() -> Template:
    return Template((files("icpc_assistant") / "assets" / "page.html").read_text("utf-8"))
