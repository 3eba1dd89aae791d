"""The chat as its users see it: headless Chromium on a server of its own."""

from __future__ import annotations

import re

import pytest
from driving import CHROMIUM, answered, ask, contrast

from icpc_assistant.chat.labels import label

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

HOSTILE = (
    "<img src=x onerror=\"document.title='taken'\"> ![x](http://example.org/x.png) {{1+1}} ${1+1} "
    "<script>document.title='taken'</script> [x](javascript:document.title='taken') "
    "<a href=\"javascript:document.title='taken'\">x</a> <svg onload=\"document.title='taken'\">"
)


def test_a_newcomer_is_told_what_this_is_and_what_it_knows(open_page):
    page = open_page()
    greeting = page.locator("#welcome").inner_text()
    assert "10 bulletins, from October 2022 to December 2025" in greeting
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
    for live in ("img", "script", "svg", "a[href*='script:']", "[onerror], [onload]"):
        assert page.locator(f":is(#conversation, #sources, #welcome) {live}").count() == 0, live
    page.goto(page.url)  # the address holds the question
    answered(page)
    assert page.locator("#turn-1 .question p").inner_text() == HOSTILE
    assert page.title() == "ICPC Assistant"


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


@pytest.mark.parametrize("verdict", ["up", "down"])
def test_a_verdict_is_kept_with_its_comment(open_page, icpc, feedback_file, verdict):
    from icpc_assistant.feedback import FeedbackStore

    store = FeedbackStore(feedback_file)
    before = len(store.entries())
    page = open_page()
    ask(page, "Who opened the conference in Brussels?")
    ask(page, "When did it take place?", turn=2)
    thumb = f"#turn-2 .thumb[data-verdict={verdict}]"
    # What a click keeps is read before it, what a comment keeps before it is sent.
    assert page.is_visible("#turn-2 .judging")
    page.click(thumb)
    page.wait_for_selector("#note [role=status]")
    asks = page.get_attribute("form.comment textarea", "placeholder")
    assert asks == label("comment_up" if verdict == "up" else "comment", "en")
    assert page.inner_text("form.comment p") == label("kept", "en")
    page.fill("form.comment textarea", "The <b>end</b> is missing.")
    page.click("form.comment button")
    page.wait_for_function("!document.querySelector('form.comment')")
    for _ in range(50):
        entries = store.entries()[before:]
        if len(entries) == 2:
            break
        page.wait_for_timeout(100)
    assert [entry.verdict for entry in entries] == [verdict, verdict]
    assert entries[-1].comment == "The <b>end</b> is missing."
    assert entries[-1].questions == (
        "Who opened the conference in Brussels?", "When did it take place?",
    )  # fmt: skip
    assert entries[-1].index_version == icpc.version
    assert page.get_attribute(thumb, "aria-pressed") == "true"
    ask(page, "Where was it?", turn=3)
    assert page.get_attribute(thumb, "aria-pressed") == "true"
