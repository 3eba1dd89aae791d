"""Figures for Prometheus: requests, answers, stages, refusals, and the index that serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from icpc_assistant import wording
from icpc_assistant._version import __version__

if TYPE_CHECKING:
    from icpc_assistant.live import LiveAssistant
    from icpc_assistant.serving.limits import Gate
    from icpc_assistant.types import Answer

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The figures of one application, in a registry of its own."""

    def __init__(self, live: LiveAssistant, gate: Gate) -> None:
        registry = self._registry = CollectorRegistry()
        self._requests = Counter(
            "icpc_requests", "Requests by route, method and status",
            ["route", "method", "status"], registry=registry,
        )  # fmt: skip
        self._latency = Histogram(
            "icpc_request_seconds", "Seconds a request took, by route",
            ["route"], registry=registry, buckets=_SECONDS,
        )  # fmt: skip
        self._answers = Counter(
            "icpc_answers", "Answers by status (abstained: declined) and language",
            ["status", "language"], registry=registry,
        )  # fmt: skip
        self._stages = Histogram(
            "icpc_stage_seconds", "Seconds of an answer, by stage",
            ["stage"], registry=registry, buckets=_SECONDS,
        )  # fmt: skip
        self._fallbacks = Counter(
            "icpc_llm_fallbacks", "Answers given without the LLM, which failed", registry=registry
        )
        self._refused = Counter(
            "icpc_refused", "Requests refused because there were too many, by whose",
            ["whose"], registry=registry,
        )  # fmt: skip
        self._index = Gauge(
            "icpc_index_info", "The version of index and program that serve",
            ["index", "version"], registry=registry,
        )  # fmt: skip
        self._bulletins = Gauge("icpc_bulletins", "Bulletins in the index", registry=registry)
        self._stale = Gauge(
            "icpc_index_refused", "1 where the newest index was refused", registry=registry
        )
        for name, help_text, read in (
            ("icpc_questions_running", "Questions being answered", lambda: gate.running),
            ("icpc_questions_waiting", "Questions waiting for their turn", lambda: gate.waiting),
        ):
            Gauge(name, help_text, registry=registry).set_function(read)
        live.on_answer.append(self.answer)
        live.on_version.append(self.version)
        self.version(live)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request; the times of Gradio's own, which stay open, say nothing."""
        self._requests.labels(route, method, str(status)).inc()
        if route != "other":
            self._latency.labels(route).observe(seconds)

    def answer(self, answer: Answer) -> None:
        """Count an answer and the seconds of its stages."""
        self._answers.labels(answer.status, answer.language).inc()
        for stage, milliseconds in answer.timings_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1000)
        sign = wording.say("llm_fallback", answer.language, reason="\0").partition("\0")[0]
        if any(notice.startswith(sign) for notice in answer.notices):
            self._fallbacks.inc()

    def refused(self, whose: str) -> None:
        """Count a refusal: ``client``, ``total`` or ``queue``."""
        self._refused.labels(whose).inc()

    def version(self, live: LiveAssistant) -> None:
        """Tell the version that serves now."""
        self._index.clear()
        self._index.labels(live.version, __version__).set(1)
        self._bulletins.set(len(live.bulletins))
        self._stale.set(bool(live.refused))

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self._registry)
