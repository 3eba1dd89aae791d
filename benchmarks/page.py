"""The chat's page in headless Chromium: when one can type, when an answer is painted, its weight.

A real ``icpc-assistant chat`` with the trained reader, started ``STARTS`` times. Each visit is of a
browser context of its own, so that nothing is cached. The floors are measured in turns with the
page: another address of the same server with next to nothing on it (``/healthz``), and the same
question asked by ``/api/ask``. Times are those of a script outside the browser, so each has the
browser's own protocol on top.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np

from measuring import QUESTIONS, ROOT, Table, ms, percentiles, ratio

sys.path.insert(0, str(ROOT / "tests" / "browser"))  # whose browser and its flags are used here
from driving import CHROMIUM, FLAGS

STARTS, QUICK = 5, 2
VISITS = 4  # to each started server, after the one that waited for it
QUESTION = "#question textarea"
USABLE, PAINTED = 1.5, 0.3  # seconds: the aims
SETTLED = 1500  # milliseconds after which nothing more is fetched
PAINT = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def measure(folder: Path, *, quick: bool) -> Table:
    if CHROMIUM is None:
        raise SystemExit("The page is measured in Chromium; install it (on Debian: chromium).")
    from playwright.sync_api import sync_playwright

    times: dict[str, list[float]] = {
        name: [] for name in ("first", "page", "bare", "painted", "api")
    }
    weights: list[tuple[float, float]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for start in range(QUICK if quick else STARTS):
            with started(folder) as address:
                times["first"].append(visit(browser, address, None)["page"])
                for n in range(VISITS):
                    asked = QUESTIONS["en"][(start * VISITS + n) % len(QUESTIONS["en"])]
                    times["bare"].append(bare(browser, address))
                    times["api"].append(by_api(address, asked))
                    seen = visit(browser, address, asked)
                    times["page"].append(seen["page"])
                    times["painted"].append(seen["painted"])
                    weights.append((seen["requests"], seen["bytes"]))
        browser.close()
    return table(times, *np.median(np.asarray(weights), axis=0))


def table(times: dict[str, list[float]], requests: float, size: float) -> Table:
    found = {name: np.asarray(seconds) for name, seconds in times.items()}
    shown = Table(
        f"The page (aims: typed in within {USABLE:g} s, an answer within {1000 * PAINTED:.0f} ms)",
        ("what", "p50 / p95", "floor p50", "ratio p50"),
    )
    for name, floor, what in (
        ("first", "bare", "the question can be typed, first visit after “Ready”"),
        ("page", "bare", "the question can be typed, later visits, nothing cached"),
        ("painted", "api", "the answer is painted, from Enter"),
    ):
        p50, p95 = percentiles(found[name])
        least = percentiles(found[floor])[0]
        shown.rows.append((what, f"{ms(p50)} / {ms(p95)}", ms(least), ratio(p50, least)))
    weight = f"{requests:.0f} requests, {size / 2**20:.2f} MiB"
    shown.rows.append(("the page's weight, as sent", weight, "", ""))
    return shown


@contextmanager
def started(folder: Path) -> Iterator[str]:
    """Start a server and wait until it says "Ready"; the ``with`` block ends it."""
    environment = os.environ | {
        "ICPC_CORPUS": str(ROOT / "corpus"),
        "ICPC_INDEX": str(folder / "page"),
        "ICPC_FEEDBACK_FILE": str(folder / "feedback.sqlite3"),
        "ICPC_PORT": "0",
        "ICPC_RATE": "0",
        "ICPC_RATE_TOTAL": "0",
    }
    command = [sys.executable, "-m", "icpc_assistant.cli", "chat"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            ready = next((line for line in server.stdout if line.startswith("Ready: ")), None)
            if ready is None:
                raise SystemExit("The server did not start; what it said stands above.")
            yield ready.split()[1]
        finally:
            server.terminate()


def bare(browser, address: str) -> float:
    """Return the seconds to an address that has next to nothing on it."""
    page = browser.new_context().new_page()
    began = time.perf_counter()
    page.goto(f"{address}/healthz")
    page.evaluate(PAINT)
    seconds = time.perf_counter() - began
    page.context.close()
    return seconds


def by_api(address: str, question: str) -> float:
    began = time.perf_counter()
    body = {"question": question, "history": []}
    httpx.post(f"{address}/api/ask", json=body, trust_env=False, timeout=60).raise_for_status()
    return time.perf_counter() - began


def visit(browser, address: str, question: str | None) -> dict[str, float]:
    """Open the page, type ``question`` and wait for its answer; return what was measured."""
    context = browser.new_context()
    page = context.new_page()
    sent: list[float] = []
    network = context.new_cdp_session(page)
    network.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    network.send("Network.enable")
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.fill(QUESTION, question or "W")  # waits until it is there and takes text
    page.evaluate(PAINT)
    seen = {"page": time.perf_counter() - began}
    page.wait_for_timeout(SETTLED)  # Gradio keeps a request open, so it is never idle
    seen |= {"requests": len(sent), "bytes": sum(sent)}
    if question:
        if page.input_value(QUESTION) != question:
            raise SystemExit(f"The page lost what was typed: {json.dumps(question)}")
        began = time.perf_counter()
        page.press(QUESTION, "Enter")
        page.wait_for_selector("#turn-1 .answer:not(.pending)")
        page.evaluate(PAINT)
        seen["painted"] = time.perf_counter() - began
    context.close()
    return seen
