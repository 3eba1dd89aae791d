"""Pictures of every state of every page, to be looked at: ``python tests/browser/shots.py FOLDER``.

A server of its own answers over the bulletins of this repository; nothing else is asked.
``--only NAME`` takes the states whose name holds NAME; ``--widths``, ``--schemes`` and
``--languages`` take some of theirs.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from driving import ask
from hosting import opening, serving

WIDTHS = {320: 640, 375: 812, 768: 1024, 1280: 800}
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "fr", "es")

ANSWERED = {
    "en": "Who opened the conference in Brussels?",
    "fr": "Qui a inauguré la conférence de Bruxelles ?",
    "es": "¿Quién inauguró la conferencia de Bruselas?",
}
LISTED = {
    "en": "Which events took place in Canada in 2025?",
    "fr": "Quels événements ont eu lieu au Canada en 2025 ?",
    "es": "¿Qué eventos tuvieron lugar en Canadá en 2025?",
}
DECLINED = {
    "en": "How many people attended TACMES Day?",
    "fr": "Combien de personnes ont assisté à la journée TACMES ?",
    "es": "¿Cuántas personas asistieron a la jornada TACMES?",
}
PAGES = {
    "bulletins": "/bulletins",
    "found": "/bulletins?words=police",
    "none-found": "/bulletins?words=zzzz",
    "bulletin": "/bulletins/2025-12-09-tacmes-day?start=0&end=40",
    "timeline": "/timeline",
    "timeline-year": "/timeline?year=2025",
    "people": "/people",
    "places": "/places",
    "api": "/api",
    "privacy": "/privacy",
    "missing": "/nowhere",
}
Act = Callable[[Any, str], None]


def answered(page: Any, language: str) -> None:
    ask(page, ANSWERED[language])


def listed(page: Any, language: str) -> None:
    ask(page, LISTED[language])


def declined(page: Any, language: str) -> None:
    ask(page, DECLINED[language])


def sources(page: Any, language: str) -> None:
    answered(page, language)
    page.click("#turn-1 a.cite")
    page.wait_for_timeout(1800)


def reading(page: Any, language: str) -> None:
    sources(page, language)
    page.locator("#sources section:not([hidden]) a.open").first.click()
    page.wait_for_selector("#reader #quote")


def judging(page: Any, language: str) -> None:
    answered(page, language)
    page.click("#turn-1 .thumb[data-verdict=down]")
    page.wait_for_selector("form.comment")


def _submit(page: Any, language: str) -> None:
    page.fill("#question textarea", ANSWERED[language])
    page.keyboard.press("Enter")


def limited(page: Any, language: str) -> None:
    page.route("**/queue/join*", lambda route: route.fulfill(status=429, json={"detail": "…"}))
    _submit(page, language)
    page.wait_for_selector("#alert")


def refused(page: Any, language: str) -> None:
    given = {"x-request-id": "1f3e5a7c9b2d4f60"}
    page.route(
        "**/queue/join*",
        lambda route: route.fulfill(status=500, headers=given, json={"detail": "…"}),
    )
    _submit(page, language)
    page.wait_for_selector("#alert")


def offline(page: Any, language: str) -> None:
    for path in ("**/queue/join*", "**/healthz"):
        page.route(path, lambda route: route.abort())
    _submit(page, language)
    page.wait_for_selector("#alert")


def restarted(page: Any, language: str) -> None:
    offline(page, language)
    page.unroute("**/healthz")
    page.wait_for_selector("#alert button")


CHAT: dict[str, Act] = {
    "empty": lambda page, language: None,
    "answered": answered,
    "listed": listed,
    "declined": declined,
    "sources": sources,
    "reading": reading,
    "judging": judging,
    "limited": limited,
    "refused": refused,
    "offline": offline,
    "restarted": restarted,
}


SIGNING_IN = ("login", "login-wrong", "signed-in", "signed-in-people")


def sign_in(page: Any, password: str) -> None:
    """Send the sign-in page's form."""
    page.fill("input[name=name]", "ana")
    page.fill("input[name=password]", password)
    page.click(".sign-in button")
    page.wait_for_load_state()


def take(origin: str, door: str, browser: Any, folder: Path, args: argparse.Namespace) -> None:
    """Take the pictures; ``door`` is a server that wants everybody to sign in."""
    for width, scheme, language in itertools.product(args.widths, args.schemes, args.languages):

        def shot(name: str, page: Any, whole: bool, *, at=(width, scheme, language)) -> None:
            file = folder / f"{name}-{'-'.join(map(str, at))}.png"
            page.screenshot(path=file, full_page=whole)
            over = page.evaluate("document.documentElement.scrollWidth") - at[0]
            print(file, f"is {over} pixels too wide" if over > 0 else "", flush=True)

        look = {"width": width, "height": WIDTHS[width], "scheme": scheme, "locale": language}
        for name, act in CHAT.items():
            if args.only in name:
                with opening(browser, origin) as open_page:
                    page = open_page(**look)
                    act(page, language)
                    shot(name, page, whole=False)
        if pages := {name: path for name, path in PAGES.items() if args.only in name}:
            with opening(browser, origin) as open_page:
                for name, path in pages.items():
                    shot(name, open_page(**look, path=path), whole=name not in ("api", "timeline"))
        if any(args.only in name for name in SIGNING_IN):
            with opening(browser, door) as open_page:
                page = open_page(**look, path="/login")
                shot("login", page, whole=True)
                sign_in(page, "no horse at all")
                shot("login-wrong", page, whole=True)
                sign_in(page, "correct horse")
                page.wait_for_selector("#question textarea")
                answered(page, language)
                page.evaluate("document.querySelector('#masthead').scrollIntoView()")
                shot("signed-in", page, whole=False)
                page.goto(f"{door}/people")
                shot("signed-in-people", page, whole=False)


def main() -> None:
    """Start two servers and a browser, and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--widths", type=int, nargs="+", default=list(WIDTHS), choices=WIDTHS)
    parser.add_argument("--schemes", nargs="+", default=SCHEMES, choices=SCHEMES)
    parser.add_argument("--languages", nargs="+", default=LANGUAGES, choices=LANGUAGES)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)

    from click.testing import CliRunner
    from driving import CHROMIUM, FLAGS
    from playwright.sync_api import sync_playwright

    from icpc_assistant import open_assistant
    from icpc_assistant.access_commands import users

    root = Path(__file__).parents[2]
    with tempfile.TemporaryDirectory() as kept:
        file = Path(kept, "users")
        CliRunner().invoke(users, ["add", "ana", "--file", str(file)], input="correct horse\n")
        given = {"rate": 0, "rate_total": 0, "feedback_file": Path(kept, "feedback.sqlite3")}
        assistant = open_assistant(corpus=root / "corpus", index=root / "index")
        with (
            serving(assistant, **given) as origin,
            serving(assistant, **given, users_file=file) as door,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            take(origin, door, browser, args.folder, args)
            browser.close()


if __name__ == "__main__":
    main()
