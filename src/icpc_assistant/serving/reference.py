"""/api/openapi.json, and the same description as a page for people at /api."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from markdown_it import MarkdownIt

from icpc_assistant._version import __version__
from icpc_assistant.chat.pages import View, plain_page
from icpc_assistant.chat.viewing import page_reply, view_of

_ABOUT = """Cited answers over the bulletins, in English, French and Spanish. Every quote is
verbatim: `body[start:end] == quote`, counted in Unicode code points of the bulletin's `body`.

Every error is JSON: `detail` is one sentence that says what to do, and `request_id` names the
request in the server's log, as the header `X-Request-Id` of every reply does. 429 and 503 carry
`Retry-After`, in seconds. Where the server wants an API key, send `Authorization: Bearer KEY`.
"""
_TAGS = [
    {"name": "questions", "description": "Asking, searching, judging."},
    {"name": "bulletins", "description": "What the collection holds."},
    {"name": "server", "description": "How the server is."},
]
_EXAMPLE = """curl -s SERVER/api/ask -H 'content-type: application/json' \\
     -d '{"question": "When was the last event?", "history": []}'"""


def add_reference(app: FastAPI, root_path: str) -> None:
    """Add the two routes; call it when every route of /api is there."""

    @cache
    def description() -> dict[str, Any]:
        said = get_openapi(
            title="ICPC Assistant", version=__version__, openapi_version="3.1.0",
            description=_ABOUT, routes=app.routes, tags=_TAGS,
            servers=[{"url": root_path or "/"}],
        )  # fmt: skip
        said["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        said["security"] = [{}, {"key": []}]  # a key is wanted only where the operator set a file
        return said

    @app.get("/api/openapi.json", include_in_schema=False)
    async def openapi() -> JSONResponse:
        return JSONResponse(description())

    @app.get("/api", include_in_schema=False)
    async def page(request: Request) -> Response:
        view = view_of(request)
        return page_reply(_page(description(), view), view)


def _page(said: dict[str, Any], view: View) -> str:
    schemas = said["components"]["schemas"]
    parts = [
        '<link rel="stylesheet" href="/look/plain.css">',
        _text(said["info"]["description"]),
        f'<pre tabindex="0"><code>{escape(_EXAMPLE)}</code></pre>',
        '<p>For programs: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>',
    ]
    for path, methods in said["paths"].items():
        parts += [_route(path, method.upper(), route) for method, route in methods.items()]
    parts.append('<h2 id="shapes">Shapes</h2>')
    parts += [_shape(name, schema) for name, schema in schemas.items()]
    return plain_page("The API", f'<div class="reference">{"".join(parts)}</div>', view, "en")


def _route(path: str, method: str, route: dict[str, Any]) -> str:
    rows = [
        _row(p["name"], p["schema"], p.get("description", ""), p.get("required", False))
        for p in route.get("parameters", ())
    ]
    sent = route.get("requestBody", {}).get("content", {}).get("application/json", {})
    replies = "".join(
        f"<li><code>{escape(status)}</code> {escape(reply.get('description', ''))}"
        f"{_replied(reply)}</li>"
        for status, reply in sorted(route["responses"].items())
    )
    body = f"<p>Send {_type(sent['schema'])} as JSON.</p>" if sent else ""
    return (
        f"<section><h2><code>{method} {escape(path)}</code></h2>"
        f"<p><strong>{escape(route.get('summary', ''))}</strong></p>"
        f"{_text(route.get('description', ''))}{body}{_table(rows)}<ul>{replies}</ul></section>"
    )


def _replied(reply: dict[str, Any]) -> str:
    schema = reply.get("content", {}).get("application/json", {}).get("schema", {})
    return f": {_type(schema)}" if "$ref" in schema else ""


def _shape(name: str, schema: dict[str, Any]) -> str:
    needed = schema.get("required", ())
    rows = [
        _row(field, part, part.get("description", ""), field in needed)
        for field, part in schema.get("properties", {}).items()
    ]
    text = _text(schema.get("description", ""))
    return f'<h3 id="{escape(name)}">{escape(name)}</h3>{text}{_table(rows)}'


def _row(name: str, schema: dict[str, Any], description: str, needed: bool) -> str:
    bounds = [
        f"{word} {schema[key]}"
        for key, word in (
            ("default", "default"), ("minimum", "at least"), ("maximum", "at most"),
            ("maxLength", "characters at most"), ("maxItems", "items at most"),
        )
        if schema.get(key) not in (None, "")
    ]  # fmt: skip
    told = "; ".join(filter(None, [description, *bounds]))
    mark = "" if needed else ' <span class="optional">optional</span>'
    return (
        f"<tr><th scope='row'><code>{escape(name)}</code>{mark}</th>"
        f"<td>{_type(schema)}</td><td>{_inline(told)}</td></tr>"
    )


def _table(rows: list[str]) -> str:
    return f'<div class="wide" tabindex="0"><table>{"".join(rows)}</table></div>' if rows else ""


def _type(schema: dict[str, Any]) -> str:
    """Return a schema's type in a few words, shapes as links."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f'<a href="/api#{escape(name)}">{escape(name)}</a>'
    if "anyOf" in schema:
        return " or ".join(_type(part) for part in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f"<code>{escape(str(v))}</code>" for v in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return escape(str(schema.get("type", "anything")))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def _text(text: str) -> str:
    return str(_markdown().render(text))


def _inline(text: str) -> str:
    return str(_markdown().renderInline(text))
