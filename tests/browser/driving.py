"""What the browser tests do on the chat's page."""

from __future__ import annotations

import re
import shutil

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

# A browser that asks nothing of any host but the page's own.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def ask(page, question, turn=1):
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    return answered(page, turn)


def answered(page, turn=1):
    page.wait_for_selector(f"#turn-{turn} .answer:not(.pending)")
    return page.locator(f"#turn-{turn} .answer")


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
