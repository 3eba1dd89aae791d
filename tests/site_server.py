"""A small web site on the loopback interface: a feed, a WordPress list of posts, and bad manners."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, dict[str, str], bytes]


class Site:
    """``pages`` maps a path to (status, headers, body) or to a function of the request's query."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[dict[str, str]], Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.address = ""

    def page(self, path: str, body: str | bytes, kind: str = "text/html", **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (200, {"content-type": kind, **named}, data)

    def redirect(self, path: str, to: str) -> None:
        self.pages[path] = (302, {"location": to}, b"")

    def wordpress(self, posts: list[dict], *, per_page: int = 100) -> None:
        """Serve posts as WordPress does; the list is read at every request."""

        def answer(query: dict[str, str]) -> Answer:
            found = list(posts)
            if "include" in query:
                wanted = {int(n) for n in query["include"].split(",")}
                found = [post for post in found if post["id"] in wanted]
            size = min(int(query.get("per_page", 10)), per_page)
            page = int(query.get("page", 1))
            pages = max(1, -(-len(found) // size))
            if page > pages:
                return 400, {"content-type": "application/json"}, b'{"code":"invalid_page"}'
            fields = query["_fields"].split(",")
            rows = [{k: v for k, v in post.items() if k in fields} for post in found]
            body = json.dumps(rows[(page - 1) * size : page * size]).encode()
            return 200, {"content-type": "application/json", "x-wp-totalpages": str(pages)}, body

        self.pages["/wp-json/wp/v2/posts"] = answer

    def post(self, number: int, title: str, html: str, date: str, modified: str = "") -> dict:
        return {
            "id": number, "link": f"{self.address}/{number}/", "title": {"rendered": title},
            "date": date, "modified_gmt": modified or date, "content": {"rendered": html},
        }  # fmt: skip


@contextmanager
def serving():
    site = Site()
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            query = {k: v[0] for k, v in parse_qs(parts.query).items()}
            site.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            if parts.path == "/slow":
                return self._slowly()
            found = site.pages.get(
                parts.path, (404, {"content-type": "text/html"}, b"no such page")
            )
            status, headers, body = found(query) if callable(found) else found
            etag = headers.get("etag")
            if etag and self.headers.get("if-none-match") == etag:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "content-length" not in headers:
                self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _slowly(self):
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            try:
                for _ in range(100):
                    self.wfile.write(b"<p>drop</p>")
                    self.wfile.flush()
                    if ended.wait(0.05):
                        return
            except OSError:
                pass  # the client has gone

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
