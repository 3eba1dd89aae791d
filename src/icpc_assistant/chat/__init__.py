"""The chat page: a Gradio app around the conversation and its sources.

Gradio carries the session, the queue and the question box; what is shown is HTML of our own
(``fragments``), styled by ``assets/chat.css`` and made to answer clicks by ``assets/chat.js``.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icpc_assistant.chat.fragments import (
    TitleLinks,
    Turn,
    bulletins_html,
    conversation_html,
    date_words,
    sources_html,
)
from icpc_assistant.chat.labels import label
from icpc_assistant.errors import AssistantError, QuestionError
from icpc_assistant.feedback import MAX_COMMENT, FeedbackStore
from icpc_assistant.query import MAX_QUESTION, checked
from icpc_assistant.types import Bulletin, Exchange

if TYPE_CHECKING:
    from gradio import Blocks
    from gradio.themes import Base

    from icpc_assistant.assistant import Assistant
    from icpc_assistant.config import Settings

_LOG = logging.getLogger(__name__)

MAX_HISTORY = 20  # turns given to the assistant
_MAX_SHOWN = 30  # turns kept on the page
_MAX_EXAMPLES = 5
_SESSION_SECONDS = 6 * 60 * 60
_QUEUE = 64  # questions waiting before a visitor is told to come back
_AT_ONCE = 4  # questions read at the same time

# Gradio reports home unless told not to before its first import, and so do its dependencies.
OFFLINE = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_MCP_SERVER": "False",
    "GRADIO_SHARE": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
}

# What the page's handlers give back: turns, note, conversation, sources, question box.
_Shown = tuple[Any, ...]


def build_chat(assistant: Assistant, settings: Settings) -> Blocks:
    """Return the chat page as Gradio blocks; nothing is served yet."""
    os.environ.update(OFFLINE)
    import gradio as gr

    desk = _Desk(assistant, FeedbackStore(settings.feedback_file) if settings.feedback else None)
    with gr.Blocks(title=label("name"), analytics_enabled=False, fill_width=True) as page:
        turns = gr.State((), time_to_live=_SESSION_SECONDS)
        with gr.Row(elem_id="masthead"):
            _html(_masthead())
            new = gr.Button(label("new"), elem_id="new", size="sm")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                with gr.Column(elem_id="scroll"):
                    with gr.Column(elem_id="welcome"):
                        _html(welcome_html(assistant.bulletins))
                        examples = [
                            gr.Button(question, elem_classes="example")
                            for question in examples_of(settings.corpus)
                        ]
                    conversation = _html("", elem_id="conversation")
                with gr.Column(elem_id="composer"):
                    note = _html("", elem_id="note")
                    question = gr.Textbox(
                        label=label("question"),
                        placeholder=label("placeholder"),
                        lines=1,
                        max_lines=6,
                        autofocus=True,
                        show_label=False,
                        container=False,
                        submit_btn=label("ask"),
                        max_length=4 * MAX_QUESTION,  # what is longer than a question is told so
                        elem_id="question",
                    )
            sources = _html(bulletins_html(assistant.bulletins), elem_id="sources")
        with gr.Row(elem_id="verdicts"):  # out of sight: chat.js speaks to the server through it
            verdict = gr.Textbox(elem_id="verdict", max_length=4 * MAX_COMMENT)
            judge = gr.Button(elem_id="judge")
        shown = [turns, note, conversation, sources, question]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asking = {**quiet, "concurrency_limit": _AT_ONCE, "concurrency_id": "ask"}
        question.submit(desk.ask, [question, turns], shown, **asking)
        for example in examples:
            example.click(desk.ask, [example, turns], shown, **asking)
        judge.click(desk.judge, [verdict, turns], note, **quiet)
        new.click(desk.clear, None, shown, concurrency_limit=_AT_ONCE, **quiet)
    page.queue(max_size=_QUEUE, api_open=False)
    return page


def _html(value: str, **settings: Any) -> Any:
    import gradio as gr

    # No template of the page holds anything but the value, and the value is never a template.
    return gr.HTML(value, js_on_load=None, apply_default_css=False, **settings)


class _Desk:
    """What the page's buttons do: each handler returns everything that is shown."""

    def __init__(self, assistant: Assistant, feedback: FeedbackStore | None) -> None:
        self._assistant = assistant
        self._feedback = feedback
        self._titles = TitleLinks(assistant.bulletins)

    def ask(self, question: str, turns: tuple[Turn, ...]) -> Iterator[_Shown]:
        """Show the question at once, then its answer; a question that cannot be asked stays."""
        try:
            asked = checked(question)
        except QuestionError as error:
            yield self._refused(question, turns, str(error))
            return
        number = turns[-1].number + 1 if turns else 1
        yield self._shown((*turns, Turn(number, asked)), "")
        history = [Exchange(t.question, t.answer.text) for t in turns if t.answer is not None]
        try:
            answer = self._assistant.ask(asked, history[-MAX_HISTORY:])
        except QuestionError as error:
            yield self._refused(question, turns, str(error))
            return
        except Exception:
            _LOG.exception("A question could not be answered.")
            yield self._shown((*turns, Turn(number, asked, failed=True)), "")
            return
        yield self._shown((*turns, Turn(number, asked, answer)), None)

    def clear(self) -> _Shown:
        """Empty the conversation."""
        return self._shown((), "")

    def judge(self, verdict: str, turns: tuple[Turn, ...]) -> str:
        """Keep a verdict that ``chat.js`` sends, on an answer of this conversation; return a note.

        ``verdict`` is JSON: the turn's number, "up" or "down", and perhaps a comment.
        """
        try:
            sent = json.loads(verdict)
            at = next(i for i, t in enumerate(turns) if t.number == sent["turn"] and t.answer)
            said, comment = sent["verdict"], str(sent.get("comment", ""))
        except (ValueError, KeyError, TypeError, StopIteration, AttributeError):
            return ""
        answer = turns[at].answer
        if self._feedback is None or answer is None:
            return ""
        before = [Exchange(t.question, t.answer.text) for t in turns[:at] if t.answer is not None]
        try:
            self._feedback.add(
                said, comment, turns[at].question, before, answer.to_dict(), self._assistant.version
            )
        except AssistantError as error:
            _LOG.warning("A verdict could not be kept: %s", error)
            return f'<p role="alert">{escape(label("verdict_failed"))}</p>'
        return f'<p role="status">{escape(label("thanks"))}</p>'

    def _refused(self, question: str, turns: tuple[Turn, ...], why: str) -> _Shown:
        # The words stay in the box, to be mended there.
        return self._shown(turns, question, note=f'<p role="alert">{escape(why)}</p>')

    def _shown(self, turns: tuple[Turn, ...], box: str | None, note: str = "") -> _Shown:
        """Return the state and what is shown of it; ``box=None`` leaves the question box alone."""
        import gradio as gr

        kept = turns[-_MAX_SHOWN:]
        dropped = bool(kept) and kept[0].number > 1
        return (
            kept,
            note,
            conversation_html(
                kept, self._titles, dropped=dropped, judged=self._feedback is not None
            ),
            sources_html(kept, self._assistant.bulletin)
            or bulletins_html(self._assistant.bulletins),
            gr.skip() if box is None else box,
        )


def _masthead() -> str:
    return (
        '<div class="brand"><span class="seal" aria-hidden="true"></span>'
        f'<div><h1>{escape(label("name"))}</h1><p class="tagline">{escape(label("tagline"))}</p>'
        f"</div></div>{_words()}"
    )


def _words() -> str:
    """Return the few labels that ``chat.js`` shows itself."""
    return (
        f'<span id="words" hidden data-close="{escape(label("close"))}" '
        f'data-loading="{escape(label("loading"))}" '
        f'data-not-opened="{escape(label("not_opened"))}" '
        f'data-comment="{escape(label("comment"))}" '
        f'data-send="{escape(label("send"))}" data-kept="{escape(label("kept"))}"></span>'
    )


def welcome_html(bulletins: Sequence[Bulletin]) -> str:
    """Return the empty page: what this is and what it knows, read from the bulletins."""
    return (
        f"<div class='greeting'><h2>{escape(label('welcome'))}</h2>"
        f"<p>{escape(knows(bulletins))}. {escape(label('promise'))}</p>"
        f'<p class="quiet">{escape(label("languages"))}</p></div>'
    )


def knows(bulletins: Sequence[Bulletin]) -> str:
    """Return how many bulletins there are, and the months they span where they are dated."""
    count = len(bulletins)
    known = label("knows_one") if count == 1 else label("knows_many", count=count)
    dates = [b.start for b in bulletins if b.start is not None]
    ends = [b.end or b.start for b in bulletins if b.start is not None]
    if not dates:
        return known
    first, last = (_month(min(dates)), _month(max(e for e in ends if e is not None)))
    if first == last:
        return label("knows_single", known=known, first=first)
    return label("knows_when", known=known, first=first, last=last)


def _month(day: Any) -> str:
    # A whole month's span is worded as the month: "October 2022".
    import calendar

    last = calendar.monthrange(day.year, day.month)[1]
    return date_words(f"{day.year}-{day.month:02}-01/{day.year}-{day.month:02}-{last}")


def examples_of(corpus: Path) -> list[str]:
    """Return the first questions of ``examples.txt`` in the corpus, one a line; none without it.

    Empty lines and lines that begin with ``#`` are left out, and so is what could not be asked.
    """
    try:
        lines = (corpus / "examples.txt").read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    found: list[str] = []
    for line in lines:
        try:
            asked = "" if line.lstrip().startswith("#") else checked(line)
        except QuestionError:
            continue
        if asked and asked not in found:
            found.append(asked)
    return found[:_MAX_EXAMPLES]


def theme() -> Base:
    """Return Gradio's theme, bound to the palette of ``assets/tokens.css``; no font is fetched."""
    os.environ.update(OFFLINE)
    import gradio as gr

    sans = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
    mono = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
    base = gr.themes.Base(font=sans, font_mono=mono)
    plain = {
        "body_background_fill": "var(--paper)",
        "body_text_color": "var(--ink)",
        "body_text_color_subdued": "var(--ink-soft)",
        "background_fill_primary": "var(--sheet)",
        "background_fill_secondary": "var(--paper)",
        "border_color_primary": "var(--line)",
        "block_background_fill": "transparent",
        "input_background_fill": "var(--sheet)",
        "input_border_color": "var(--line)",
        "input_placeholder_color": "var(--ink-soft)",
        "button_primary_background_fill": "var(--accent)",
        "button_primary_text_color": "var(--on-accent)",
        "button_secondary_background_fill": "var(--sheet)",
        "button_secondary_text_color": "var(--ink)",
    }
    both = {**plain, **{f"{name}_dark": value for name, value in plain.items()}}
    return base.set(**both)
