"""The chat below a path of its site, as deploy/ sets it up, in a browser."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from driving import CHROMIUM, answered, ask

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

QUESTION = "When was TACMES Day 2025?"


def test_below_a_path_the_address_and_its_link_stay_there(open_below, address_below):
    page = open_below(path="/")
    page.wait_for_function(f"location.href === '{address_below}/'")
    ask(page, QUESTION)
    linked = f"{address_below}/#q={quote(QUESTION)}"
    assert page.url == linked
    page.click("#turn-1 [data-link]")
    page.wait_for_function("document.querySelector('[data-link]').textContent === 'Copied'")
    assert page.evaluate("navigator.clipboard.readText()") == linked
    page.click("#new")
    page.wait_for_selector("#turn-1", state="detached")
    page.wait_for_function(f"location.href === '{address_below}/'")
    page.goto("about:blank")
    page.goto(linked)
    assert "December 9" in answered(page).inner_text()
    assert page.url == linked


def test_below_a_path_what_goes_wrong_is_told(open_below, address_below):
    page = open_below(path="/")
    page.route("**/queue/join*", lambda route: route.fulfill(
        status=429, json={"detail": "Too many questions."}))  # fmt: skip
    page.fill("#question textarea", QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector("#alert:has-text('wait a little')", timeout=10_000)
    page.unroute("**/queue/join*")
    for path in ("**/queue/join*", "**/healthz"):
        page.route(path, lambda route: route.abort())
    page.click("#alert button")
    page.wait_for_selector("#alert:has-text('cannot be reached')", timeout=10_000)
    page.unroute("**/queue/join*")
    page.unroute("**/healthz")
    page.click("#alert button:has-text('Start again')")
    page.wait_for_selector("#welcome h2")
    page.wait_for_function(f"location.href === '{address_below}/'")


def test_below_a_path_what_is_taken_away_leads_back_there(open_below, address_below):
    page = open_below(path="/")
    ask(page, QUESTION)
    for form in ("markdown", "html"):
        with page.expect_download() as download:
            page.click(f"[data-export={form}]")
        text = download.value.path().read_text("utf-8")
        assert f"{address_below}/bulletins/2025-12-09-tacmes-day?start=" in text


def test_below_a_path_the_language_is_remembered_for_it_alone(open_below, address_below):
    page = open_below(path="/?lang=fr")
    page.click("[data-tongue=es]")
    page.wait_for_function("document.documentElement.lang === 'es'")
    kept = [c for c in page.context.cookies(address_below + "/") if c["name"] == "lang"]
    assert [(c["path"], c["value"]) for c in kept] == [("/assistant/", "es")]
    # The site's own cookie of that name is another.
    page.context.add_cookies([{"name": "lang", "value": "en", "url": address_below[:-10] + "/"}])
    page.goto(f"{address_below}/timeline")
    assert page.locator("html").get_attribute("lang") == "es"
