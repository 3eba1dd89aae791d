"""The chat page: a Gradio app around the conversation and its sources, a page a language.

Gradio carries the session, the queue and the question box; what is shown is HTML of our own
(``fragments``, ``sources``), styled by ``assets/look/chat.css`` and made to answer clicks by
``assets/look/chat.js``. ``language`` leads a visitor at ``/`` to the page of their language; a
change of language on the page keeps the conversation. What a page begins with is made anew when
another version of the index serves.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from icpc_assistant.chat.desk import Desk
from icpc_assistant.chat.labels import label
from icpc_assistant.chat.masthead import foot_html, masthead_html
from icpc_assistant.chat.sources import bulletins_html
from icpc_assistant.chat.welcome import examples_of, welcome_html
from icpc_assistant.feedback import MAX_COMMENT, FeedbackStore
from icpc_assistant.query import MAX_QUESTION
from icpc_assistant.silence import SILENT
from icpc_assistant.types import LANGUAGES, Language

if TYPE_CHECKING:
    from gradio import Blocks
    from gradio.themes import Base

    from icpc_assistant.assistant import Assistant
    from icpc_assistant.chat.desk import Shown, Turns
    from icpc_assistant.config import Settings
    from icpc_assistant.live import LiveAssistant

_SESSIONS = 1_000  # conversations kept, the longest unused going first; each holds about 0.3 MiB

# The chat opens no tunnel, offers no tools and fetches no model, whatever the surroundings say.
_OFFLINE = {
    "GRADIO_MCP_SERVER": "False", "GRADIO_SHARE": "False", "HF_HUB_OFFLINE": "1",
    # Those that are read from here on; onnxruntime and Chroma have been imported by now.
    **{name: SILENT[name] for name in ("GRADIO_ANALYTICS_ENABLED", "HF_HUB_DISABLE_TELEMETRY")},
}  # fmt: skip

# The labels that ``chat.js`` shows itself.
_SCRIPT_WORDS = (
    "name", "close", "loading", "not_opened", "comment", "comment_up", "send", "kept", "offline",
    "back_again", "ask_again", "begin_again", "forgotten", "busy", "refused",
    "report",
)  # fmt: skip


def build_chat(live: LiveAssistant, settings: Settings) -> Blocks:
    """Return the chat as Gradio blocks, pages ``/en``, ``/fr`` and ``/es``; nothing is served."""
    os.environ.update(_OFFLINE)
    import gradio as gr

    # It warns of what nobody asked for.
    warnings.filterwarnings("ignore", message="SSR mode is not supported")
    feedback = FeedbackStore(settings.feedback_file) if settings.feedback else None
    assistant = live.as_assistant
    face = _Face(assistant, settings, Desk(assistant, feedback, settings.root_path))
    # Gradio wants a page at "/"; nobody is led to it.
    with gr.Blocks(title=label("name", "en"), analytics_enabled=False, fill_width=True) as blocks:
        gr.Navbar(visible=False)
    for language in LANGUAGES:
        with blocks.route(label("name", language), f"/{language}", show_in_navbar=False):
            gr.Navbar(visible=False)
            face.lay_out(language)
    # Gradio counts as waiting what it has yet to take up: with none, it would take up nothing.
    blocks.queue(max_size=max(1, settings.waiting), api_open=False)
    live.on_version.append(lambda _: face.renew(blocks))
    blocks.state_session_capacity = _SESSIONS  # Gradio's own 10,000 would come to gigabytes
    return blocks


class _Face:
    """The page's parts and what each event shows in them."""

    def __init__(self, assistant: Assistant, settings: Settings, desk: Desk) -> None:
        self._assistant = assistant
        self._desk = desk
        self._at_once = settings.at_once
        self._leave = settings.users_file is not None  # whoever sees the page has signed in
        self._examples = {code: examples_of(settings.corpus, code) for code in LANGUAGES}
        self._listing: list[tuple[Any, Callable[[], str]]] = []  # parts, and what each begins with

    def lay_out(self, language: Language) -> None:
        """Put the page of a language into the Gradio page that is open."""
        import gradio as gr

        desk = self._desk
        # No time to live: a clock that is set must not end the conversation of an open page.
        turns = gr.State(())
        spoken = gr.State(language)
        masthead = _html(self._masthead(language), elem_id="masthead")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                with gr.Column(elem_id="scroll"):
                    welcome = self._listed(partial(self._welcome, language), "welcome")
                    conversation = _html("", elem_id="conversation")
                    foot = _html(foot_html(language), elem_id="foot")
                with gr.Column(elem_id="composer"):
                    note = _html("", elem_id="note")
                    question = gr.Textbox(
                        **_box_words(language),
                        lines=1,
                        max_lines=6,
                        autofocus=True,
                        show_label=False,
                        container=False,
                        max_length=4 * MAX_QUESTION,  # what is longer than a question is told so
                        elem_id="question",
                    )
            sources = self._listed(partial(self._known, language), "sources")
        with gr.Row(elem_id="wires"):  # out of sight: chat.js speaks to the server through it
            wire = gr.Textbox(elem_id="wire", max_length=4 * max(MAX_COMMENT, MAX_QUESTION))
            saved = gr.Textbox(elem_id="saved")
            go, judge, clear, speak, save = (
                gr.Button(elem_id=name) for name in ("go", "judge", "clear", "speak", "save")
            )
        shown = [turns, note, conversation, sources, question]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asking = {**quiet, "concurrency_limit": self._at_once, "concurrency_id": "ask"}
        light = {**quiet, "concurrency_limit": self._at_once}
        question.submit(_named(desk.ask), [question, turns, spoken], shown, **asking)
        go.click(_named(desk.ask_offered), [wire, turns, spoken], shown, **asking)
        judge.click(desk.judge, [wire, turns, spoken], note, **quiet)
        clear.click(desk.clear, [spoken], shown, **light)
        save.click(desk.export, [wire, turns, spoken], saved, **light)
        around = [spoken, masthead, welcome, foot]
        speak.click(self.speak, [wire, turns], [*around, *shown], **light)

    def renew(self, blocks: Blocks) -> None:
        """Let the pages begin with what the assistant knows now; those that are open stay."""
        for part, make in self._listing:
            part.value = make()
        blocks.config = blocks.get_config_file()  # what a page is made of, as Gradio keeps it

    def _listed(self, make: Callable[[], str], name: str) -> Any:
        part = _html(make(), elem_id=name)
        self._listing.append((part, make))
        return part

    def _welcome(self, language: Language) -> str:
        return welcome_html(self._assistant.bulletins, self._examples[language], language)

    def _known(self, language: Language) -> str:
        return bulletins_html(self._assistant.bulletins, language)

    def speak(self, code: str, turns: Turns) -> tuple[Any, ...]:
        """Return the whole page in the language of ``code``, the conversation kept."""
        import gradio as gr

        language = self._desk.language(code)
        return (
            language,
            self._masthead(language),
            self._welcome(language),
            foot_html(language),
            *self._desk.shown(turns, language, None)[:-1],
            gr.update(**_box_words(language)),
        )

    def _masthead(self, language: Language) -> str:
        words = "".join(
            f' data-{name.replace("_", "-")}="{escape(label(name, language))}"'
            for name in _SCRIPT_WORDS
        )
        head = masthead_html(language, "ask", leave=self._leave)
        return f'{head}<span id="words" hidden data-language="{language}"{words}></span>'


def _named(ask: Callable[[str, Turns, Language, str], Iterator[Shown]]) -> Any:
    """Return ``ask`` as Gradio calls it, which is told the id of the request."""
    import gradio as gr

    def asked(question: str, turns: Turns, language: Language, request: Any) -> Iterator[Shown]:
        scope = getattr(request.request, "scope", {})
        yield from ask(question, turns, language, scope.get("request_id", "-"))

    asked.__annotations__ = {"request": gr.Request}  # by which it is known to Gradio
    return asked


def _box_words(language: Language) -> dict[str, str]:
    return {
        "label": label("question", language),
        "placeholder": label("placeholder", language),
        "submit_btn": label("ask", language),
    }


def _html(value: str, **settings: Any) -> Any:
    import gradio as gr

    # No template of the page holds anything but the value, and the value is never a template.
    return gr.HTML(value, js_on_load=None, apply_default_css=False, **settings)


def theme() -> Base:
    """Return Gradio's theme, bound to the palette of ``assets/tokens.css``; no font is fetched."""
    os.environ.update(_OFFLINE)
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
