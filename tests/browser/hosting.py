"""A server in this process for the browser's tests, and pages of it that ask nothing elsewhere."""

from __future__ import annotations

import dataclasses
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from icpc_assistant.types import Answer, Filter


class Offering:
    """The real assistant, which also offers choices and filters, so that the page shows them.

    It takes its time over ``SLOW``.
    """

    SLOW = "Who opened the conference in Brussels, please?"
    CHOICES = ("When was TACMES Day 2025?", "When was the conference in Brussels?")

    def __init__(self, assistant) -> None:
        self._assistant = assistant

    def __getattr__(self, name):
        return getattr(self._assistant, name)

    def ask(self, question, history=()):
        if question == self.SLOW:
            time.sleep(2)
        if question == "When was it, the one or the other?":
            return Answer(question, question, "en", "clarification", "Which?", choices=self.CHOICES)
        answer = self._assistant.ask(question, history)
        if question == "Which events took place in Canada in 2025?":
            filters = (
                Filter("time", "2025", "Which events took place in Canada?"),
                Filter("place", "Canada <b>", "Which events took place in 2025?"),
            )
            return dataclasses.replace(answer, filters=filters)
        return answer


@contextmanager
def serving(assistant, **changed):
    """A server in this process; yields where it listens."""
    import uvicorn

    from icpc_assistant.api import _listening, create_app
    from icpc_assistant.config import load_settings

    settings = load_settings(corpus=Path(__file__).parents[2] / "corpus", port=0, **changed)
    listener = _listening(settings)
    app = create_app(Offering(assistant), settings)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    for _ in range(300):
        if server.started:
            break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@contextmanager
def opening(browser, address):
    """Yield what opens a page at ``address``; afterwards nothing has gone elsewhere or wrong."""
    opened = []
    requested: list[str] = []
    errors: list[str] = []

    def open_page(width=1280, height=800, scheme="light", path="", **settings):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, **settings
        )
        context.grant_permissions(
            ["clipboard-read", "clipboard-write"], origin="/".join(address.split("/")[:3])
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("request", lambda request: requested.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address + path)
        if path in ("", "/") or path.startswith("/?"):
            page.wait_for_selector("#question textarea")
        opened.append(context)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert requested
    abroad = [url for url in requested if not url.startswith((address, "data:", "blob:"))]
    assert not abroad
    assert not errors
