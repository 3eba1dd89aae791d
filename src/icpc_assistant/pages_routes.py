"""The pages beside the chat: a bulletin, all of them, the timeline, who and where.

HTML from the server, with no script; unusable parts of an address are left out or said to be so,
and never cost the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from icpc_assistant.chat.bulletins_page import Asked, bulletins_page
from icpc_assistant.chat.entity_pages import Addresses, entities_page, entity_page
from icpc_assistant.chat.labels import label
from icpc_assistant.chat.pages import View, bulletin_page, missing_page, page_html
from icpc_assistant.chat.search import Search
from icpc_assistant.chat.timeline_page import Wanted, timeline_page
from icpc_assistant.chat.viewing import page_reply, view_of
from icpc_assistant.collection.directory import KINDS, EntityKind
from icpc_assistant.errors import UsageError

if TYPE_CHECKING:
    from icpc_assistant.assistant import Assistant
    from icpc_assistant.live import LiveAssistant

# What `api` lets through to these routes.
PATHS = r"/(?:timeline|bulletins(?:/[^/]+)?|(?:people|organisations|places)(?:/[^/]+)?)"

_LONGEST = 300  # characters of what is searched for


def add_page_routes(app: FastAPI, live: LiveAssistant) -> None:
    """Add the pages over what serves now; what they list is read at the first request."""
    library = _Library(live)

    @app.get("/bulletins", include_in_schema=False)
    def bulletins(request: Request) -> HTMLResponse:
        view = view_of(request)
        given = _given(request)
        asked = Asked(
            given("words"), _number(given("year")), given("place"), given("written"),
            _number(given("page")) or 1,
        )  # fmt: skip
        shelf = library.now()
        return _page(
            view, given("place"),
            lambda: bulletins_page(
                shelf.assistant.bulletins, shelf.assistant.directory.timeline, shelf.search(),
                asked, view,
            ),
        )  # fmt: skip

    @app.get("/bulletins/{bulletin_id}", include_in_schema=False)
    def bulletin(
        request: Request, bulletin_id: str, start: str = "", end: str = ""
    ) -> HTMLResponse:
        view = view_of(request)
        found = library.now().assistant.bulletin(bulletin_id)
        if found is None:
            return page_reply(missing_page(view), view, 404)
        return page_reply(bulletin_page(found, view, _number(start), _number(end)), view)

    @app.get("/timeline", include_in_schema=False)
    def timeline(request: Request) -> HTMLResponse:
        view = view_of(request)
        given = _given(request)
        year, month = _number(given("year")), _number(given("month"))
        year = year if year and year <= 9999 else None
        month = month if year and month and month <= 12 else None
        wanted = Wanted(year, month, given("place"), _number(given("page")) or 1)
        shelf = library.now()
        return _page(
            view, wanted.place,
            lambda: timeline_page(
                shelf.assistant.directory.timeline, shelf.assistant.bulletin, wanted, view
            ),
        )  # fmt: skip

    for kind in KINDS:
        _add_entity_routes(app, library, kind)


def _add_entity_routes(app: FastAPI, library: _Library, kind: EntityKind) -> None:
    @app.get(f"/{kind}", include_in_schema=False)
    def entities(request: Request) -> HTMLResponse:
        view = view_of(request)
        given = _given(request)
        name, page = given("name"), _number(given("page")) or 1
        shelf = library.now()
        return _page(
            view, name,
            lambda: entities_page(
                shelf.assistant.directory, shelf.addresses(), kind, name, page, view
            ),
        )  # fmt: skip

    @app.get(f"/{kind}/{{slug}}", include_in_schema=False)
    def entity(request: Request, slug: str) -> HTMLResponse:
        view = view_of(request)
        shelf = library.now()
        found = shelf.addresses().find(kind, slug)
        if found is None:
            return page_reply(missing_page(view, "entity"), view, 404)
        page = _number(_given(request)("page")) or 1
        path = request.url.path
        return page_reply(entity_page(found, shelf.assistant.bulletin, path, page, view), view)


class _Library:
    """What the pages list of the version of the index that serves now."""

    def __init__(self, live: LiveAssistant) -> None:
        self._live = live
        self._shelf: _Shelf | None = None
        live.on_version.append(self._clear)  # or it would hold the version before until it is asked

    def now(self) -> _Shelf:
        """Return the shelf of the version that serves; take it once a request."""
        current, shelf = self._live.current, self._shelf
        if shelf is None or shelf.assistant is not current:
            shelf = self._shelf = _Shelf(current)
        return shelf

    def _clear(self, _: LiveAssistant) -> None:
        self._shelf = None


class _Shelf:
    """One version's bulletins and what the pages list of them, each read once."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.addresses = cache(lambda: Addresses(assistant.directory))
        self.search = cache(
            lambda: Search(assistant.catalogue, assistant.bulletins, assistant.passages)
        )


def _given(request: Request) -> Callable[[str], str]:
    return lambda name: request.query_params.get(name, "").strip()[:_LONGEST]


def _number(text: str) -> int | None:
    # An unusable number costs what it asked for, not the page.
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _page(view: View, name: str, make: Callable[[], str]) -> HTMLResponse:
    """Return the page that ``make`` makes; a name it cannot use is said on a page of its own."""
    try:
        return page_reply(make(), view)
    except UsageError:
        title = label("unusable", view.language, text=name[:40])
        article = f'<article class="bulletin missing"><p role="alert">{escape(title)}</p></article>'
        return page_reply(page_html(view, title, article), view, 422)
