"""Languages, links, chips, what goes wrong, and the pages beside the chat, in a browser."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from click.testing import CliRunner
from driving import CHROMIUM, answered, ask
from hosting import opening, serving

from icpc_assistant.access_commands import users

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

LISTING = "Which events took place in Canada in 2025?"


def test_the_language_is_the_browsers_and_a_switch_keeps_the_conversation(open_page, address):
    page = open_page(locale="fr-CA")
    assert page.locator("#welcome h2").inner_text() == "Que souhaitez-vous savoir\u202f?"
    page.wait_for_url(f"{address}/")  # led to the language's page, it takes its own address back
    ask(page, "Who opened the conference in Brussels?")
    page.click("[data-tongue=es]")
    page.wait_for_function("document.documentElement.lang === 'es'")
    assert page.locator("#turn-1 .short").inner_text() == "Rudi Vervoort"
    assert page.locator("#turn-1 [data-copy]").inner_text() == "Copiar"
    assert page.get_attribute("#question textarea", "placeholder") == "Su pregunta…"
    assert page.title() == "Asistente del CIPC"
    ask(page, "And when was it?", turn=2)
    assert page.locator("#turn-2 [data-copy]").inner_text() == "Copiar"
    # Remembered: here, and on a page without any script.
    page.goto(address)
    page.wait_for_selector("#question textarea")
    assert page.locator("#welcome h2").inner_text() == "¿Qué desea saber?"
    page.goto(f"{address}/timeline")
    assert page.locator("h1").inner_text() == "Cronología"


def test_a_filter_is_taken_away_and_a_choice_is_asked(open_page):
    page = open_page()
    ask(page, LISTING)
    chips = page.locator("#turn-1 .chip")
    assert chips.count() == 2
    assert "Canada <b>" in chips.nth(1).inner_text()
    page.fill("#question textarea", "a draft")
    chips.nth(1).locator("button").click()
    answered(page, 2)
    assert page.locator("#turn-2 .question p").inner_text() == "Which events took place in 2025?"
    assert page.input_value("#question textarea") == "a draft"
    ask(page, "When was it, the one or the other?", turn=3)
    choice = page.locator("#turn-3 button.choice").first
    choice.focus()
    page.keyboard.press("Enter")
    assert "December 9" in answered(page, 4).inner_text()


def test_a_question_as_it_was_understood_is_put_into_the_box(open_page):
    page = open_page()
    ask(page, "Who opened the conference in Brussels?")
    ask(page, "And when was it?", turn=2)
    edit = page.locator("#turn-2 button.edit")
    understood = edit.get_attribute("data-edit")
    edit.click()
    assert page.input_value("#question textarea") == understood
    assert page.evaluate("document.activeElement === document.querySelector('#question textarea')")


def held_back(page, path="/"):
    """Open ``path`` with the script of the chat held back; return what lets it run."""
    waiting = []
    page.route("**/look/chat.js", lambda route: waiting.append(route))
    page.goto(path)
    page.wait_for_selector("#question textarea")
    page.wait_for_selector("#go", state="attached")
    page.wait_for_timeout(500)

    def let_it_run():
        with page.expect_response("**/look/chat.js"):
            waiting[0].continue_()
        page.wait_for_function("'language' in document.querySelector('#words').dataset")
        page.wait_for_timeout(300)

    return let_it_run


def test_a_question_is_asked_once_however_late_the_script_comes(open_page, address):
    page = open_page(path="/privacy")
    let_it_run = held_back(page, address)
    page.fill("#question textarea", "Who opened the conference in Brussels, please?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#turn-1 .pending")
    let_it_run()
    answered(page)
    page.wait_for_timeout(1000)
    assert page.locator(".turn").count() == 1
    ask(page, "And when was it?", turn=2)
    assert page.locator("#turn-2 .question p").inner_text() == "And when was it?"


def test_a_link_is_asked_however_late_the_script_comes(open_page, address):
    page = open_page(path="/privacy")
    held_back(page, f"{address}/?q={quote('When was TACMES Day 2025?')}")()
    assert "December 9" in answered(page).inner_text()


def test_a_link_asks_its_question_and_the_address_follows(open_page, address):
    question = "When was TACMES Day 2025?"
    page = open_page(path=f"/?q={quote(question)}")
    assert "December 9" in answered(page).inner_text()
    assert page.url == f"{address}/#q={quote(question)}"
    page.click("#turn-1 [data-link]")
    page.wait_for_function("document.querySelector('[data-link]').textContent === 'Copied'")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    ask(page, "Where was it?", turn=2)
    assert page.url == f"{address}/#q={quote(question)}"
    page.click("#new")
    page.wait_for_selector("#turn-1", state="detached")
    page.wait_for_function("location.search === '' && location.hash === ''")


def test_no_request_holds_what_was_asked(open_page, address):
    page = open_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    ask(page, "When was TACMES Day 2025?")
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    assert "December 9" in answered(page).inner_text()
    # Pasted into the address of the open page, another is asked, too.
    page.evaluate("location.hash = '#q=Who%20opened%20the%20conference%20in%20Brussels%3F'")
    assert "Rudi Vervoort" in answered(page, 2).inner_text()
    page.goto(f"{address}/bulletins?words=police")
    page.click(".total a")
    answered(page)
    assert [url for url in asked if "queue/join" in url]
    queried = ("TACMES", "opened", "police")
    held = [url.partition("#")[0] for url in asked if "words=" not in url]
    assert not [url for url in held if any(word in url for word in queried)]
    # A link of the older form reaches the server itself, and nothing after it.
    asked.clear()
    page.goto(f"{address}/?q={quote('When was TACMES Day 2025?')}")
    answered(page)
    assert all("gradio_api" not in url for url in asked if "TACMES" in url.partition("#")[0])


def test_markup_that_comes_in_runs_nothing(open_page, address):
    page = open_page()
    page.evaluate("""() => {
        document.querySelector('#foot').innerHTML = '<img src="/look/none" onerror="window.ran = 1">';
        const script = document.createElement('script');
        script.textContent = 'window.ran = 2';
        document.body.append(script);
    }""")
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran") is None
    assert "December 9" in ask(page, "When was TACMES Day 2025?").inner_text()


def test_a_link_is_asked_after_signing_in_and_signing_out_ends_it(browser, icpc, tmp_path):
    file = tmp_path / "users"
    CliRunner().invoke(users, ["add", "ana", "--file", str(file)], input="correct horse\n")
    with serving(icpc, users_file=file, feedback=False) as door, opening(browser, door) as open_it:
        page = open_it(path="/#q=When%20was%20TACMES%20Day%202025%3F", width=320)
        page.wait_for_url("**/login**")
        page.fill("input[name=name]", "ana")
        page.fill("input[name=password]", "correct horse")
        page.click(".sign-in button")
        assert "December 9" in answered(page).inner_text()
        page.click(".leave button")
        page.wait_for_url("**/login")
        page.goto(f"{door}/people")
        assert "/login" in page.url


def test_the_conversation_and_a_citation_are_taken_away(open_page, icpc, address):
    page = open_page()
    ask(page, "When was TACMES Day 2025?")
    for form, ending in (("markdown", ".md"), ("html", ".html")):
        with page.expect_download() as download:
            page.click(f"[data-export={form}]")
        saved = download.value
        assert saved.suggested_filename.endswith(ending)
        text = saved.path().read_text("utf-8")
        assert "When was TACMES Day 2025?" in text
        assert f"{address}/bulletins/2025-12-09-tacmes-day?start=" in text
    page.click("#source-1-1 .links [data-copy]")
    page.wait_for_function("document.querySelector('.links [data-copy]').textContent === 'Copied'")
    title = icpc.bulletin("2025-12-09-tacmes-day").title
    copied = page.evaluate("navigator.clipboard.readText()")
    # It has no address of its own, so its page's stands for it.
    page_of_it = f"{address}/bulletins/2025-12-09-tacmes-day"
    assert copied == f"ICPC. {title}. December 9, 2025. {page_of_it}"


@pytest.mark.parametrize("status", [429, 503, 500])
def test_a_server_that_takes_no_question_is_told_and_the_question_kept(open_page, status):
    page = open_page()
    page.route("**/queue/join*", lambda route: route.fulfill(
        status=status, json={"detail": "Too many questions."},
        headers={"x-request-id": "0a1b2c3d"}))  # fmt: skip
    page.fill("#question textarea", "When was TACMES Day 2025?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#alert")
    assert ("wait a little" in page.inner_text("#alert")) == (status != 500)
    assert ("the number 0a1b2c3d" in page.inner_text("#alert")) == (status == 500)
    assert page.input_value("#question textarea") == "When was TACMES Day 2025?"
    page.unroute("**/queue/join*")
    page.click("#alert button")
    assert "December 9" in answered(page).inner_text()
    page.wait_for_selector("#alert", state="detached")


def test_a_server_out_of_reach_is_told_and_the_way_on_when_it_is_back(open_page):
    page = open_page()
    for path in ("**/queue/join*", "**/healthz"):
        page.route(path, lambda route: route.abort())
    page.fill("#question textarea", "When was TACMES Day 2025?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#alert:has-text('cannot be reached')")
    page.unroute("**/queue/join*")
    page.unroute("**/healthz")
    page.click("#alert button:has-text('Ask again')")
    assert "December 9" in answered(page).inner_text()


def test_without_script_the_timeline_leads_to_the_words_that_prove(open_page):
    page = open_page(path="/timeline", java_script_enabled=False)
    page.click(".zoom a.bar:has-text('2024')")
    assert page.locator(".year h2").inner_text() == "2024"
    page.locator(".event .title a").first.click()
    assert page.locator("mark#quote").inner_text()
    page.click("nav.pages a:has-text('Bulletins')")
    page.fill("input[name=words]", "police")
    page.click("form.filters button")
    assert page.locator(".result mark").count() >= 1
    page.click("nav.pages a:has-text('Who and where')")
    page.locator(".names a").first.click()
    assert page.locator(".event blockquote").count() >= 1
    page.click("[hreflang=fr]")
    assert page.locator("html").get_attribute("lang") == "fr"


PAGES = (
    "/timeline?year=2025", "/bulletins?words=police", "/bulletins", "/people", "/organisations",
    "/places", "/people/nobody", "/bulletins/2025-12-09-tacmes-day?start=0&end=40", "/timeline",
    "/api", "/privacy", "/nowhere",
)  # fmt: skip


@pytest.fixture
def faults():
    """What axe finds on a page that is serious."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def faults(page):
        found = axe.run(page).response["violations"]
        return [
            f"{v['id']}: {v['nodes'][0]['html'][:160]}"
            for v in found
            if v["impact"] in ("serious", "critical")
        ]

    return faults


@pytest.mark.parametrize("language", ["fr", "es"])
def test_in_other_languages_axe_finds_nothing_serious_and_nothing_stands_on_another(
    open_page, address, faults, language
):
    page = open_page(width=320, locale=language)
    assert faults(page) == []
    ask(page, "Who opened the conference in Brussels?")
    assert faults(page) == []
    apart(page)
    for path in PAGES:
        page.goto(address + path)
        assert faults(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        apart(page)


def apart(page):
    """Assert that no two parts of the masthead overlap, and none is wider than it stands."""
    parts = [
        box
        for part in page.locator(".masthead :is(.words, .tongues, .pages, .leave, #new)").all()
        if (box := part.bounding_box())
    ]
    for i, a in enumerate(parts):
        for b in parts[i + 1 :]:
            beside = a["x"] + a["width"] <= b["x"] + 0.5 or b["x"] + b["width"] <= a["x"] + 0.5
            below = a["y"] + a["height"] <= b["y"] + 0.5 or b["y"] + b["height"] <= a["y"] + 0.5
            assert beside or below, (a, b)
    words = page.locator(".masthead .words")
    assert words.evaluate("e => e.scrollWidth <= e.clientWidth"), words.inner_text()


def test_axe_finds_nothing_serious_where_one_signs_in(browser, icpc, tmp_path, faults):
    (tmp_path / "users").write_text("")
    with (
        serving(icpc, users_file=tmp_path / "users", feedback=False) as door,
        opening(browser, door) as open_it,
    ):
        for language, scheme in (("en", "dark"), ("fr", "light"), ("es", "dark")):
            page = open_it(path="/login", width=320, locale=language, scheme=scheme)
            assert faults(page) == []
            page.fill("input[name=name]", "ana")
            page.fill("input[name=password]", "wrong horse")
            page.click(".sign-in button")
            page.wait_for_selector("[role=alert]")
            assert faults(page) == []
            apart(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(open_page, address, faults, scheme):
    page = open_page(scheme=scheme)
    assert faults(page) == []
    ask(page, LISTING)
    ask(page, "How many people attended TACMES Day?", turn=2)
    ask(page, "When was it, the one or the other?", turn=3)
    assert faults(page) == []
    page.click("#turn-1 a.cite")
    page.locator("#sources section:not([hidden]) a.open").first.click()
    page.wait_for_selector("#reader #quote")
    assert faults(page) == []
    beside = open_page(scheme=scheme, path="/timeline", width=320)
    for path in PAGES:
        beside.goto(address + path)
        assert faults(beside) == [], path
        assert beside.evaluate("document.documentElement.scrollWidth") <= 320, path
