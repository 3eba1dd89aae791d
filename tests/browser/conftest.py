"""One browser and one server for all browser tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import CHROMIUM, FLAGS
from hosting import opening, serving


@pytest.fixture(scope="session")
def feedback_file(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("feedback") / "feedback.sqlite3"


@pytest.fixture(scope="session")
def address(icpc, feedback_file):
    """The address of a server."""
    with serving(icpc, feedback_file=feedback_file) as origin:
        yield origin


@pytest.fixture(scope="session")
def address_below(icpc, feedback_file):
    """The address of a server below a path."""
    with serving(icpc, feedback_file=feedback_file, root_path="/assistant") as origin:
        yield f"{origin}/assistant"


# Not the session's: its event loop would be in the way of every later test that starts one.
@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, address):
    """Open the chat, or ``path``; afterwards nothing has gone, or tried to go, elsewhere."""
    with opening(browser, address) as open_page:
        yield open_page


@pytest.fixture
def open_below(browser, address_below):
    """As ``open_page``, below a path; afterwards nothing has gone beside it."""
    with opening(browser, address_below) as open_page:
        yield open_page
