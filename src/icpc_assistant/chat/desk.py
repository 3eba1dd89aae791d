"""What the chat page's boxes and buttons do: each handler returns everything that is shown."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from icpc_assistant.chat.export import markdown, origin_of, printable
from icpc_assistant.chat.fragments import TitleLinks, conversation_html
from icpc_assistant.chat.labels import label
from icpc_assistant.chat.sources import bulletins_html, sources_html
from icpc_assistant.chat.turns import Turn
from icpc_assistant.errors import AssistantError, QuestionError
from icpc_assistant.query import MAX_QUESTION, checked
from icpc_assistant.tracing import request_id
from icpc_assistant.types import LANGUAGES, Answer, Exchange, Language
from icpc_assistant.wording import number

if TYPE_CHECKING:
    from icpc_assistant.assistant import Assistant
    from icpc_assistant.feedback import FeedbackStore

_LOG = logging.getLogger(__name__)

MAX_HISTORY = 20  # turns given to the assistant
_MAX_SHOWN = 30  # turns kept on the page

# What a handler gives back: turns, note, conversation, sources, question box.
Shown = tuple[Any, ...]
Turns = tuple[Turn, ...]


class Desk:
    """The conversation's side of the server, for one assistant and all its visitors."""

    def __init__(
        self, assistant: Assistant, feedback: FeedbackStore | None, root: str = ""
    ) -> None:
        """``root`` is the path that the pages are served below, as "/assistant"."""
        self._assistant = assistant
        self._root = root
        self._feedback = feedback
        self._titles = ("", TitleLinks(()))  # of a version of the index

    def ask(
        self, question: str, turns: Turns, language: Language, named: str = "-"
    ) -> Iterator[Shown]:
        """Show the question at once, then its answer; a question that cannot be asked stays.

        ``named`` is the id of the request that asks.
        """
        yield from self._asked(question, turns, language, named, "")

    def ask_offered(
        self, question: str, turns: Turns, language: Language, named: str = "-"
    ) -> Iterator[Shown]:
        """Ask what the page offers (an example, a choice, a link), whatever the box holds."""
        yield from self._asked(question, turns, language, named, None)

    def _asked(
        self, question: str, turns: Turns, language: Language, named: str, box: str | None
    ) -> Iterator[Shown]:
        try:
            asked = checked(question)
        except QuestionError:
            yield self._refused(question, turns, language)
            return
        at = turns[-1].number + 1 if turns else 1
        yield self.shown((*turns, Turn(at, asked)), language, box)
        history = [Exchange(t.question, t.answer.text) for t in turns if t.answer is not None]
        try:
            answer = self._answer(asked, history[-MAX_HISTORY:], named)
        except QuestionError:
            yield self._refused(question, turns, language)
            return
        if answer is None:
            yield self.shown((*turns, Turn(at, asked, failed=named)), language, box)
            return
        yield self.shown((*turns, Turn(at, asked, answer)), language, None)

    def _answer(self, asked: str, history: list[Exchange], named: str) -> Answer | None:
        """Return the answer; ``None`` where there is none, for a reason that the log tells."""
        # The queue works for all; whatever is logged of this answer names its own request.
        outer = request_id.set(named)
        try:
            return self._assistant.ask(asked, history)
        except QuestionError:
            raise
        except Exception:
            _LOG.exception("A question could not be answered.")
            return None
        finally:
            request_id.reset(outer)

    def clear(self, language: Language) -> Shown:
        """Empty the conversation."""
        return self.shown((), language, "")

    def judge(self, verdict: str, turns: Turns, language: Language) -> str:
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
            return f'<p role="alert">{escape(label("verdict_failed", language))}</p>'
        return f'<p role="status">{escape(label("thanks", language))}</p>'

    def export(self, wanted: str, turns: Turns, language: Language) -> str:
        """Return the conversation as JSON ``{"name", "type", "text"}`` for ``chat.js`` to save.

        ``wanted`` is JSON: ``form`` ("markdown" or "html") and the page's ``origin``.
        """
        try:
            sent = json.loads(wanted)
            form, origin = sent["form"], origin_of(str(sent.get("origin", "")))
        except (ValueError, KeyError, TypeError, AttributeError):
            return ""
        make, ending, kind = {
            "markdown": (markdown, "md", "text/markdown"),
            "html": (printable, "html", "text/html"),
        }.get(form, (markdown, "md", "text/markdown"))
        site = origin and origin + self._root
        text = make(turns, self._assistant.bulletin, language, site)
        name = f"{label('export_file', language)}.{ending}"
        return json.dumps({"name": name, "type": kind, "text": text})

    def language(self, code: str) -> Language:
        """Return the language of a code that the page sends; English for any other."""
        return next((known for known in LANGUAGES if known == code), "en")

    def _links(self) -> TitleLinks:
        """Return the links of the titles that are known now."""
        version = self._assistant.version  # before the titles: of a swap meanwhile, too few
        if self._titles[0] != version:
            self._titles = version, TitleLinks(self._assistant.bulletins)
        return self._titles[1]

    def _refused(self, question: str, turns: Turns, language: Language) -> Shown:
        # The words stay in the box, to be mended there.
        if len(question) > MAX_QUESTION:
            count, most = number(len(question), language), number(MAX_QUESTION, language)
            why = label("refused_long", language, count=count, most=most)
        else:
            why = label("refused_empty", language)
        return self.shown(turns, language, question, f'<p role="alert">{escape(why)}</p>')

    def shown(self, turns: Turns, language: Language, box: str | None, note: str = "") -> Shown:
        """Return the state and what is shown of it; ``box=None`` leaves the question box alone."""
        import gradio as gr

        kept = turns[-_MAX_SHOWN:]
        dropped = bool(kept) and kept[0].number > 1
        judged = self._feedback is not None
        return (
            kept,
            note,
            conversation_html(kept, self._links(), language, dropped=dropped, judged=judged),
            sources_html(kept, self._assistant.bulletin, language)
            or bulletins_html(self._assistant.bulletins, language),
            gr.skip() if box is None else box,
        )
