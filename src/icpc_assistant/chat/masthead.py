"""The head of every page: its name, the way to the other pages, and the languages."""

from __future__ import annotations

from html import escape
from typing import Literal

from icpc_assistant.chat.labels import label
from icpc_assistant.chat.language import switch_links
from icpc_assistant.types import Language

Place = Literal["ask", "bulletins", "timeline", "names", ""]
_PAGES: tuple[tuple[Place, str], ...] = (
    ("ask", "/"),
    ("bulletins", "/bulletins"),
    ("timeline", "/timeline"),
    ("names", "/people"),
)


def masthead_html(
    language: Language,
    here: Place,
    query: list[tuple[str, str]] | None = None,
    *,
    leave: bool = False,
) -> str:
    """Return the head of the page ``here``; ``query`` is what its address asks for.

    ``leave`` offers to sign out.
    """
    name = escape(label("name", language))
    if here == "ask":
        brand = (
            f'<div class="words"><h1>{name}</h1>'
            f'<p class="tagline">{escape(label("tagline", language))}</p></div>'
        )
        new = f'<button type="button" id="new">{escape(label("new", language))}</button>'
    else:
        brand = f'<p class="words"><a href="/">{name}</a></p>'
        new = ""
    return (
        '<div class="masthead"><div class="brand"><span class="seal" aria-hidden="true"></span>'
        f"{brand}</div>{_nav_html(language, here)}"
        f"{_switch_html(language, query or [])}{_leave_html(language) if leave else ''}{new}</div>"
    )


def foot_html(language: Language) -> str:
    """Return the foot of every page."""
    return f'<p class="foot"><a href="/privacy">{escape(label("privacy", language))}</a></p>'


def _nav_html(language: Language, here: Place) -> str:
    links = "".join(
        f'<a href="{address}"{_current(place == here, "page")}>'
        f"{escape(label(f'nav_{place}', language))}</a>"
        for place, address in _PAGES
    )
    return f'<nav class="pages" aria-label="{escape(label("pages", language))}">{links}</nav>'


def _switch_html(language: Language, query: list[tuple[str, str]]) -> str:
    names = {"en": "English", "fr": "Français", "es": "Español"}
    links = "".join(
        f'<a href="{escape(address)}" lang="{code}" hreflang="{code}" data-tongue="{code}" '
        f'title="{names[code]}"{_current(code == language, "true")}>{code.upper()}'
        f'<span class="unseen"> {names[code]}</span></a>'
        for code, address in switch_links(query)
    )
    name = escape(label("language", language))
    return f'<nav class="tongues" aria-label="{name}">{links}</nav>'


def _leave_html(language: Language) -> str:
    name = escape(label("sign_out", language))
    return (
        '<form class="leave" method="post" action="/logout">'
        f'<button title="{name}"><span>{name}</span></button></form>'
    )


def _current(here: bool, value: str) -> str:
    return f' aria-current="{value}"' if here else ""
