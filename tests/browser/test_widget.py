"""The widget on a page of another origin, by keyboard, in headless Chromium."""

from __future__ import annotations

import http.server
import shutil
import threading
import time
from functools import partial

import pytest

from icpc_assistant.types import Answer

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PAGE = (
    '<!doctype html><html lang="es"><meta charset="utf-8"><title>Otro sitio</title>'
    "<style>* {{ color: red }}</style><h1>Otro sitio</h1>"
    '<script src="{server}/embed.js" async></script></html>'
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def partner(tmp_path):
    """The origin of a site, and the folder of its pages."""
    (tmp_path / "site").mkdir()
    handler = partial(Quiet, directory=str(tmp_path / "site"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", tmp_path / "site"
    server.shutdown()


@pytest.fixture
def serve(world):
    """Serve the assistant for some origins; return its address."""
    import uvicorn

    from icpc_assistant.api import _listening, create_app
    from icpc_assistant.config import load_settings

    running = []

    def start(origins):
        settings = load_settings(port=0, feedback=False, embed_origins=origins or ())
        listener = _listening(settings)
        app = create_app(world, settings)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        running.append((server, thread))
        while not server.started:
            time.sleep(0.05)
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(10)


def test_a_partner_page_asks_by_keyboard_and_links_to_the_quote(partner, serve):
    from playwright.sync_api import sync_playwright

    origin, folder = partner
    server = serve(origin)
    (folder / "index.html").write_text(PAGE.format(server=server), "utf-8")
    asked = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(origin)
        launch = page.get_by_role("button", name="Consultar los boletines del CIPC")
        launch.wait_for()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.type("¿Quién inauguró el foro? <b>Foro del río</b>")
        page.keyboard.press("Enter")
        quote = page.locator("blockquote").first
        quote.wait_for()
        assert "Vandamme" in quote.inner_text()
        assert page.locator(".asked b").count() == 0  # text stays text
        assert page.evaluate("document.querySelectorAll('blockquote').length") == 0  # in its shadow
        red = quote.evaluate("node => getComputedStyle(node).color")
        assert red != "rgb(255, 0, 0)"
        link = quote.locator("a").get_attribute("href")
        page.keyboard.press("Escape")
        assert launch.is_visible()
        assert page.context.cookies() == []
        page.goto(link)
        assert "Vandamme" in page.locator("mark").inner_text()
        browser.close()
    assert all(url.startswith((origin, server)) for url in asked)


def test_questions_to_choose_from_are_buttons(partner, serve, world, monkeypatch):
    from playwright.sync_api import sync_playwright

    whole = "Who opened the river forum?"

    def ask(question, history=()):
        if question == whole:
            return type(world).ask(world, question, history)
        return Answer(question, question, "en", "clarification", "Which?", choices=(whole, "<b>"))

    monkeypatch.setattr(world, "ask", ask, raising=False)
    origin, folder = partner
    (folder / "index.html").write_text(PAGE.format(server=serve(origin)), "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.goto(origin)
        page.get_by_role("button", name="Consultar").click()
        page.keyboard.type("Who opened it?")
        page.keyboard.press("Enter")
        offered = page.get_by_role("list", name="Quizá quería preguntar")
        offered.get_by_role("button", name="<b>").wait_for()
        offered.get_by_role("button", name=whole).click()
        quote = page.locator("blockquote").first
        quote.wait_for()
        assert "Vandamme" in quote.inner_text()
        assert page.locator(".asked").all_inner_texts() == ["Who opened it?", whole]
        browser.close()


@pytest.mark.parametrize(
    ("status", "told"),
    [(429, "Hay muchas preguntas"), (503, "Hay muchas preguntas"), (422, "No se aceptó"), (500, "La respuesta no llegó")],
)  # fmt: skip
def test_why_there_is_no_answer_is_told_in_the_pages_language(partner, serve, status, told):
    from playwright.sync_api import sync_playwright

    origin, folder = partner
    (folder / "index.html").write_text(PAGE.format(server=serve(origin)), "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        shared = {"access-control-allow-origin": origin}
        page.route("**/api/ask", lambda route: route.fulfill(
            status=status, json={"detail": "In English."},
            headers=shared | {"access-control-allow-headers": "content-type"}))  # fmt: skip
        page.goto(origin)
        page.get_by_role("button", name="Consultar").click()
        page.keyboard.type("¿Quién inauguró el foro?")
        page.keyboard.press("Enter")
        alert = page.get_by_role("alert")
        alert.wait_for()
        assert told in alert.inner_text()
        browser.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_widget(partner, serve, scheme):
    from playwright.sync_api import sync_playwright

    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    origin, folder = partner
    text = PAGE.format(server=serve(origin)).replace("* { color: red }", "")
    (folder / "index.html").write_text(text, "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(color_scheme=scheme, viewport={"width": 320, "height": 640})
        page.goto(origin)
        for step in (None, "¿Quién inauguró el foro?"):
            if step:
                page.get_by_role("button", name="Consultar").click()
                page.keyboard.type(step)
                page.keyboard.press("Enter")
                page.locator("blockquote").first.wait_for()
            else:
                page.get_by_role("button", name="Consultar").wait_for()
            found = axe.run(page).response["violations"]
            serious = [v for v in found if v["impact"] in ("serious", "critical")]
            assert [(v["id"], v["nodes"][0]["html"][:160]) for v in serious] == []
        browser.close()


def test_another_origin_gets_a_sentence_and_no_answer(partner, serve):
    from playwright.sync_api import sync_playwright

    origin, folder = partner
    server = serve("https://elsewhere.example")
    (folder / "index.html").write_text(PAGE.format(server=server), "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.goto(origin)
        page.get_by_role("button", name="Consultar").click()
        page.keyboard.type("¿Quién inauguró el foro?")
        page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        assert page.locator("blockquote").count() == 0
        browser.close()
