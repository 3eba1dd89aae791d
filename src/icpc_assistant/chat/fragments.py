"""A conversation → the HTML of its questions and answers.

Pure functions of their arguments. Questions and answers are text: each piece passes
``html.escape`` on its way in, whatever it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from icpc_assistant.chat.labels import counted, label
from icpc_assistant.chat.reading import inline_html
from icpc_assistant.chat.references import bulletin_url
from icpc_assistant.chat.sources import copy_button
from icpc_assistant.chat.turns import Turn, plain_text
from icpc_assistant.terms import unturned
from icpc_assistant.types import Answer, Bulletin, Citation, Filter, Language


def conversation_html(
    turns: Sequence[Turn],
    titles: TitleLinks,
    language: Language,
    *,
    dropped: bool = False,
    judged: bool = False,
) -> str:
    """Return the whole conversation; "" before the first question.

    ``judged`` offers thumbs up and down under each answer, and says what a click on one keeps.
    """
    if not turns:
        return ""
    note = f'<p class="dropped">{escape(label("dropped", language))}</p>' if dropped else ""
    items = "".join(
        f'<li class="turn" id="turn-{turn.number}" data-turn="{turn.number}">'
        f'<div class="question"><span class="unseen">{escape(label("you", language))}</span>'
        f"<p>{escape(turn.question)}</p></div>{_answer_html(turn, titles, language, judged)}</li>"
        for turn in turns
    )
    name = escape(label("conversation", language))
    return (
        f'{note}<ol class="turns" aria-label="{name}">{items}</ol>{_export_html(turns, language)}'
    )


def _answer_html(turn: Turn, titles: TitleLinks, language: Language, judged: bool) -> str:
    answer = turn.answer
    if turn.failed:
        text = escape(label("failed", language))
        report = escape(label("report", language, id=turn.failed))
        return (
            f'<div class="answer" data-status="failed"><p>{text}</p>'
            f'<p class="notice">{report}</p></div>'
        )
    if answer is None:
        return (
            '<div class="answer pending" aria-busy="true"><p>'
            f'<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>'
            f"{escape(label('pending', language))}</p></div>"
        )
    notices = "".join(
        f'<p class="notice" lang="{answer.language}">{titles.html(n)}</p>' for n in answer.notices
    )
    flag = f'<p class="flag">{escape(label("abstained", language))}</p>' if answer.abstained else ""
    return (
        f'<div class="answer" data-status="{answer.status}">{flag}'
        f'<div class="said" lang="{answer.language}">{_said_html(turn.number, answer, language)}'
        f"</div>{notices}{_choices_html(answer, language)}{_reading_html(turn, answer, language)}"
        f"{_tools_html(turn, answer, titles, language, judged)}</div>"
    )


def _said_html(number: int, answer: Answer, language: Language) -> str:
    """Return what the assistant says: the short answer on its own line, then its statements."""
    if not answer.statements:
        return "".join(f"<p>{escape(line)}</p>" for line in answer.text.splitlines() if line)
    short = f'<p class="short">{escape(answer.short_answer)}</p>' if answer.short_answer else ""
    cited = {citation.number: citation for citation in answer.citations}
    return short + "".join(
        f'<p class="statement">{inline_html(statement.text)}'
        + "".join(_mark_html(number, cited[n], language) for n in statement.citations if n in cited)
        + "</p>"
        for statement in answer.statements
    )


def _mark_html(turn: int, citation: Citation, language: Language) -> str:
    name = label("mark", language, number=citation.number, title=citation.title)
    return (
        f'<a class="cite" href="#source-{turn}-{citation.number}" title="{escape(citation.title)}" '
        f'aria-label="{escape(name)}">{citation.number}</a>'
    )


# --- how the question was read, and what else may be asked -------------------------------------


def _reading_html(turn: Turn, answer: Answer, language: Language) -> str:
    """Return the question as it was read, to be changed, and its filters, to be taken away."""
    read = ""
    if turn.understood:
        hint = escape(label("edit_hint", language))
        read = (
            f'<p class="understood">{escape(label("understood", language))} '
            f'<button type="button" class="edit" data-edit="{escape(turn.understood)}" '
            f'title="{hint}" lang="{answer.language}">{escape(turn.understood)}</button></p>'
        )
    if not answer.filters:
        return read
    chips = "".join(_chip_html(f, answer.language, language) for f in answer.filters)
    name = escape(label("filters", language))
    return f'{read}<ul class="chips" aria-label="{name}">{chips}</ul>'


def _chip_html(part: Filter, spoken: Language, language: Language) -> str:
    name = escape(label("without", language, filter=unturned(part.shown)))
    return (
        f'<li class="chip"><span class="kind">{escape(label(f"filter_{part.kind}", language))}'
        f'</span> <span lang="{spoken}">{inline_html(part.shown)}</span>'
        f'<button type="button" data-ask="{escape(part.without)}" aria-label="{name}" '
        f'title="{name}">×</button></li>'
    )


def _choices_html(answer: Answer, language: Language) -> str:
    if not answer.choices:
        return ""
    buttons = "".join(
        f'<li><button type="button" class="choice" lang="{answer.language}" '
        f'data-ask="{escape(choice)}">{inline_html(choice)}</button></li>'
        for choice in answer.choices
    )
    name = escape(label("choices", language))
    return f'<ul class="choices" aria-label="{name}">{buttons}</ul>'


# --- what can be done with an answer -----------------------------------------------------------


def _tools_html(
    turn: Turn, answer: Answer, titles: TitleLinks, language: Language, judged: bool
) -> str:
    if answer.status == "smalltalk":
        return ""
    count = len(answer.citations)
    sources = (
        f'<button type="button" class="tool" data-show-sources="{turn.number}">'
        f"{escape(counted('show_sources', count, language))}</button>"
        if count
        else ""
    )
    link = (
        f'<button type="button" class="tool" data-link="{escape(answer.standalone_question)}" '
        f'data-copied="{escape(label("copied", language))}" '
        f'data-copy-failed="{escape(label("copy_failed", language))}" '
        f'title="{escape(label("copy_link_hint", language))}">'
        f"{escape(label('copy_link', language))}</button>"
    )
    text = plain_text(turn, language, titles.written.get)
    return (
        f'<div class="tools">{sources}{copy_button("copy", text, language)}'
        f"{link}{_thumbs_html(turn.number, language) if judged else ''}</div>"
    )


def _thumbs_html(turn: int, language: Language) -> str:
    """Return both thumbs and, beside them, what a click keeps: it is read before, not after."""
    thumbs = "".join(
        f'<button type="button" class="tool thumb" data-verdict="{verdict}" aria-pressed="false" '
        f'aria-label="{escape(label(name, language))}" title="{escape(label(name, language))}" '
        f'aria-describedby="judging-{turn}"></button>'
        for verdict, name in (("up", "good"), ("down", "bad"))
    )
    notice = escape(label("judging", language))
    return (
        f'<span class="thumbs">{thumbs}</span>'
        f'<span class="judging" id="judging-{turn}">{notice}</span>'
    )


def _export_html(turns: Sequence[Turn], language: Language) -> str:
    if not any(turn.answer for turn in turns):
        return ""
    buttons = "".join(
        f'<button type="button" class="tool" data-export="{form}">'
        f"{escape(label(f'export_{form}', language))}</button>"
        for form in ("markdown", "html")
    )
    name = escape(label("export", language))
    return (
        f'<div class="export" role="group" aria-label="{name}"><span>{name}</span>{buttons}</div>'
    )


class TitleLinks:
    """Escapes text and makes a link of every bulletin's title that stands in it.

    ``written`` holds each bulletin's language by its id.
    """

    def __init__(self, bulletins: Iterable[Bulletin]) -> None:
        listed = tuple(bulletins)
        self.written = {bulletin.id: bulletin.language for bulletin in listed}
        self._ids = {bulletin.title: bulletin.id for bulletin in listed}
        # The longest first: one title may begin another.
        titles = sorted(filter(None, self._ids), key=len, reverse=True)
        self._titles = re.compile("|".join(map(re.escape, titles)) or r"(?!)")

    def html(self, text: str) -> str:
        """Return ``text`` as HTML."""
        out: list[str] = []
        at = 0
        for found in self._titles.finditer(text):
            out.append(escape(unturned(text[at : found.start()])))
            out.append(
                '<a class="bulletin-link" data-bulletin '
                f'href="{escape(bulletin_url(self._ids[found[0]]))}">{inline_html(found[0])}</a>'
            )
            at = found.end()
        return "".join(out) + escape(unturned(text[at:]))
