"""A visitor of the chat without a browser: the page's configuration, and its queue's protocol."""

from __future__ import annotations

import json
import secrets
from typing import Any

import httpx


class Chat:
    """One conversation; ``client`` reaches the server, whose page is that of ``language``."""

    def __init__(self, client: httpx.Client, language: str = "en") -> None:
        self._client = client
        self._session = secrets.token_hex(6)
        page = client.get(f"/{language}").raise_for_status().text
        start = page.index("window.gradio_config = ") + len("window.gradio_config = ")
        config, _ = json.JSONDecoder().raw_decode(page, start)
        parts = config["components"]
        (box,) = (p["id"] for p in parts if p["props"].get("elem_id") == "question")
        self._submit = next(
            call["id"]
            for call in config["dependencies"]
            if (box, "submit") in [tuple(target) for target in call["targets"]]
        )

    def join(self, question: str) -> httpx.Response:
        """Put a question into the queue."""
        call = {"data": [question, None, None], "fn_index": self._submit}
        call |= {"session_hash": self._session, "event_data": None, "trigger_id": None}
        return self._client.post("/gradio_api/queue/join", json=call)

    def ask(self, question: str) -> str:
        """Return what is shown once the answer is there: the HTML of conversation and sources."""
        for event in self._events(question):
            if event["msg"] == "process_completed":
                shown = event["output"].get("data") or []
                return "\n".join(part for part in shown if isinstance(part, str))
        raise AssertionError("the stream ended without an answer")

    def leave(self, question: str) -> None:
        """Ask, see the work begin, and go."""
        for event in self._events(question):
            if event["msg"] in ("process_starts", "process_generating"):
                return

    def _events(self, question: str) -> Any:
        self.join(question).raise_for_status()
        asked = {"session_hash": self._session}
        with self._client.stream("GET", "/gradio_api/queue/data", params=asked) as events:
            for line in events.iter_lines():
                if line.startswith("data: "):
                    yield json.loads(line[6:])
