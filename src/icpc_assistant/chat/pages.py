"""The pages of our own beside the conversation: a whole bulletin, and no such bulletin."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from icpc_assistant.chat.fragments import date_html
from icpc_assistant.chat.labels import label
from icpc_assistant.chat.reading import body_html
from icpc_assistant.types import Bulletin


def bulletin_page(bulletin: Bulletin, start: int | None = None, end: int | None = None) -> str:
    """Return the page of a bulletin, ``body[start:end]`` marked as ``<mark id="quote">``.

    A span that does not lie in the body is ignored: an old link still opens its bulletin.
    """
    marked = _marked(bulletin.body, start, end)
    here = f'<p class="here" lang="en">{escape(label("here"))}</p>' if marked else ""
    article = (
        f'<article class="bulletin" lang="{bulletin.language}">'
        f'<header><p class="kind" lang="en">{escape(label("bulletin"))} · '
        f"{date_html(bulletin.date)}</p><h1>{escape(bulletin.title)}</h1>{here}</header>"
        f'<div class="body">{body_html(bulletin.body, marked, anchor="quote")}</div>'
        f"{_published(bulletin.source)}</article>"
    )
    return _page(bulletin.title, article, bulletin.language)


def plain_page(title: str, article: str, language: str = "en") -> str:
    """Return a page of ours around ``article``, which is markup; ``title`` is text."""
    return _page(
        title,
        f'<article class="bulletin"><header><h1>{escape(title)}</h1></header>{article}</article>',
        language,
    )


def missing_page(what: str = "bulletin") -> str:
    """Return the page for a bulletin, or another page (``what="page"``), that is not there."""
    title, text = label(f"no_such_{what}"), label(f"no_such_{what}_text")
    article = (
        f'<article class="bulletin missing"><header><h1>{escape(title)}</h1></header>'
        f"<p>{escape(text)}</p></article>"
    )
    return _page(title, article, "en")


def _marked(body: str, start: int | None, end: int | None) -> list[tuple[int, int]]:
    if start is None or end is None or not 0 <= start < end <= len(body):
        return []
    return [(start, end)]


def _published(source: str | None) -> str:
    """Return where the bulletin was published: a link only where it is a web address."""
    if not source:
        return ""
    shown = escape(source)
    if source.lower().startswith(("http://", "https://")):
        shown = f'<a href="{shown}" rel="noopener noreferrer nofollow" target="_blank">{shown}</a>'
    before, _, after = label("published").partition("{source}")
    return f'<p class="published" lang="en">{escape(before)}{shown}{escape(after)}</p>'


def _page(title: str, article: str, language: str) -> str:
    return _template().substitute(
        language=language,
        title=escape(title),
        name=escape(label("name")),
        back=escape(label("back")),
        article=article,
    )


@cache
def _template() -> Template:
    return Template((files("icpc_assistant") / "assets" / "bulletin.html").read_text("utf-8"))
