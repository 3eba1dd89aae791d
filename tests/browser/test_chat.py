"""The chat as its users see it: headless Chromium on a server of its own."""

from __future__ import annotations

import re
import shutil
import threading
import time
from pathlib import Path

import pytest

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

# A browser that asks nothing of any host but the page's own.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

HOSTILE = (
    "<img src=x onerror=\"document.title='taken'\"> ![x](http://example.org/x.png) {{1+1}} ${1+1}"
)


kept: dict[str, Path] = {}


@pytest.fixture(scope="module")
def address(icpc, tmp_path_factory):
    """The address of a server in this process."""
    import uvicorn

    from icpc_assistant.api import _listening, create_app
    from icpc_assistant.config import load_settings

    settings = load_settings(
        corpus=Path(__file__).parents[2] / "corpus",
        port=0,
        feedback_file=tmp_path_factory.mktemp("feedback") / "feedback.sqlite3",
    )
    listener = _listening(settings)
    server = uvicorn.Server(
        uvicorn.Config(create_app(icpc, settings), log_level="warning", ws="none")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    for _ in range(300):
        if server.started:
            break
        time.sleep(0.1)
    kept["file"] = settings.feedback_file
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, address):
    """Open the chat; afterwards no request has gone, or tried to go, to another host."""
    opened = []
    requested: list[str] = []
    errors: list[str] = []

    def open_page(width=1280, height=800, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        page = context.new_page()
        page.on("request", lambda request: requested.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
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


def ask(page, question, turn=1):
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    return answered(page, turn)


def answered(page, turn=1):
    page.wait_for_selector(f"#turn-{turn} .answer:not(.pending)")
    return page.locator(f"#turn-{turn} .answer")


def test_a_newcomer_is_told_what_this_is_and_what_it_knows(open_page):
    page = open_page()
    greeting = page.locator("#welcome").inner_text()
    assert "10 bulletins, October 2022 to December 2025" in greeting
    assert page.locator("button.example").count() >= 4
    assert page.locator("#sources .refs li").count() == 10


def test_an_answer_stands_there_with_its_proof_highlighted(open_page, icpc):
    page = open_page()
    answer = ask(page, "Who opened the conference in Brussels?")
    assert answer.locator(".short").inner_text() == "Rudi Vervoort"
    assert page.input_value("#question textarea") == ""
    assert not page.is_visible("#welcome")
    answer.locator("a.cite").first.click()
    card = page.locator("#source-1-1")
    assert card.evaluate("card => card === document.activeElement")
    marked = card.locator("mark").all_inner_texts()
    assert "Rudi Vervoort" in " ".join(marked)
    body = icpc.bulletin("2024-03-20-security-democracy-cities").body
    assert " ".join(marked) in re.sub(r"\s+", " ", body)


def test_the_bulletin_opens_at_the_place(open_page):
    page = open_page()
    ask(page, "When was TACMES Day 2025?")
    page.click("#source-1-1 a.open")
    page.wait_for_selector("#reader #quote")
    quote = page.locator("#reader #quote")
    assert "December 9" in quote.inner_text()
    box, window = quote.bounding_box(), page.viewport_size
    assert 0 < box["y"] < window["height"] - 20
    page.keyboard.press("Escape")
    page.wait_for_selector("#reader", state="hidden")
    # Without the dialog the same link is a page of its own.
    page.goto(page.locator("#source-1-1 a.open").evaluate("link => link.href"))
    assert "December 9" in page.locator("mark#quote").inner_text()


def test_a_question_the_bulletins_do_not_answer_is_declined(open_page):
    page = open_page()
    answer = ask(page, "How many people attended TACMES Day?")
    assert answer.get_attribute("data-status") == "abstained"
    assert answer.locator("a.cite").count() == 0
    assert answer.locator("a.bulletin-link").count() >= 1


def test_examples_answer_and_a_new_conversation_is_empty(open_page):
    page = open_page()
    examples = page.locator("button.example").all_inner_texts()
    for turn, question in enumerate(examples, 1):
        if turn > 1:
            page.click("#new")
            page.wait_for_selector("#turn-1", state="detached")
        page.click(f"button.example:has-text({question!r})")
        answer = answered(page)
        assert answer.get_attribute("data-status") == "answered", question
    page.click("#new")
    page.wait_for_selector("#turn-1", state="detached")
    assert page.is_visible("#welcome")


def test_a_follow_up_knows_what_came_before(open_page):
    page = open_page()
    ask(page, "Who opened the conference in Brussels?")
    answer = ask(page, "When did it take place?", turn=2)
    assert "2024" in answer.locator(".short").inner_text()
    assert page.locator("#sources section:visible").get_attribute("data-turn") == "2"
    page.click("#turn-1 [data-show-sources]")
    assert page.locator("#sources section:visible").get_attribute("data-turn") == "1"


def test_what_is_typed_is_only_text(open_page):
    page = open_page()
    ask(page, HOSTILE)
    page.wait_for_timeout(300)
    assert page.locator("#turn-1 .question p").inner_text() == HOSTILE
    assert page.title() == "ICPC Assistant"
    assert page.locator("#conversation img").count() == 0


def test_a_question_that_is_too_long_stays_in_the_box(open_page):
    page = open_page()
    page.fill("#question textarea", "why " * 900)
    page.keyboard.press("Enter")
    page.wait_for_selector("#note [role=alert]")
    assert page.input_value("#question textarea").startswith("why why")
    assert page.locator(".turn").count() == 0


def test_an_answer_is_copied_with_its_source(open_page):
    page = open_page()
    answer = ask(page, "When was TACMES Day 2025?")
    answer.locator("[data-copy]").click()
    page.wait_for_function("document.querySelector('[data-copy]').textContent === 'Copied'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "December 9, 2025" in copied
    assert "[1] ICPC Strengthens Collaboration" in copied


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_it_fits_and_reads_at_any_width(open_page, width, scheme):
    page = open_page(width=width, height=740, scheme=scheme)
    ask(page, "Who opened the conference in Brussels?")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    below = page.locator("#sources").bounding_box()["y"] > page.locator("#turn-1").bounding_box()["y"] + 50  # fmt: skip
    assert below == (width < 900)
    box = page.locator("#question").bounding_box()
    assert box["y"] + box["height"] <= 740
    assert contrast(page, "#turn-1 .statement", "body") >= 4.5
    assert contrast(page, "#turn-1 .question p", "#turn-1 .question p") >= 4.5
    assert contrast(page, "#source-1-1 mark", "#source-1-1 mark") >= 4.5
    assert contrast(page, ".tool", "body") >= 4.5


def contrast(page, ink: str, paper: str) -> float:
    """The contrast ratio of one element's ink on another's background (WCAG 2.2, 1.4.3)."""

    def luminance(selector, attribute):
        colour = page.locator(selector).first.evaluate(
            f"element => getComputedStyle(element).{attribute}"
        )
        channels = [int(n) / 255 for n in re.findall(r"\d+", colour)[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((luminance(ink, "color"), luminance(paper, "backgroundColor")))[::-1]
    return (bright + 0.05) / (dark + 0.05)


def test_a_thumbs_down_is_kept_with_its_comment(open_page, icpc):
    from icpc_assistant.feedback import FeedbackStore

    store = FeedbackStore(kept["file"])
    before = len(store.entries())
    page = open_page()
    ask(page, "Who opened the conference in Brussels?")
    ask(page, "When did it take place?", turn=2)
    page.click("#turn-2 .thumb[data-verdict=down]")
    page.wait_for_selector("#note [role=status]")
    page.fill("form.comment textarea", "The <b>end</b> is missing.")
    page.click("form.comment button")
    page.wait_for_function("!document.querySelector('form.comment')")
    for _ in range(50):
        entries = store.entries()[before:]
        if len(entries) == 2:
            break
        page.wait_for_timeout(100)
    assert [entry.verdict for entry in entries] == ["down", "down"]
    assert entries[-1].comment == "The <b>end</b> is missing."
    assert entries[-1].questions == (
        "Who opened the conference in Brussels?", "When did it take place?",
    )  # fmt: skip
    assert entries[-1].index_version == icpc.version
    assert page.get_attribute("#turn-2 .thumb[data-verdict=down]", "aria-pressed") == "true"
    ask(page, "Where was it?", turn=3)
    assert page.get_attribute("#turn-2 .thumb[data-verdict=down]", "aria-pressed") == "true"
