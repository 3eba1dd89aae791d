"""A page's request and reply: how it is looked at, and what a cache has to know of it."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse

from icpc_assistant.chat.language import language_of
from icpc_assistant.chat.pages import View


def view_of(request: Request) -> View:
    """Return how a request wants its page: the language, and the query to keep in links.

    Whoever lets the signed in through says so in the request's scope as ``signed_in``, and whoever
    takes a path off that all pages stand below, as ``below``.
    """
    query = tuple((name, value) for name, value in request.query_params.multi_items())
    site = f"{request.url.scheme}://{request.url.netloc}{request.scope.get('below', '')}"
    return View(language_of(request.scope), query, bool(request.scope.get("signed_in")), site)


def page_reply(html: str, view: View, status: int = 200) -> HTMLResponse:
    """Return the reply that a page is sent in."""
    headers = {"content-language": view.language, "vary": "Accept-Language, Cookie"}
    return HTMLResponse(html, status, headers)
