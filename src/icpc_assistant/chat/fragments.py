"""A conversation → the HTML of its answers and of their sources.

Pure functions of their arguments. Questions, answers and bulletins are text: each piece passes
``html.escape`` on its way in, whatever it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote as url_quote

from icpc_assistant.chat.labels import label
from icpc_assistant.chat.reading import body_html, passage_span
from icpc_assistant.types import Answer, Bulletin, BulletinRef, Citation, Language
from icpc_assistant.wording import quoted, say, when

INTERFACE: Language = "en"
_LISTED = 12  # bulletins listed before the first question

FindBulletin = Callable[[str], Bulletin | None]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer; ``answer`` is ``None`` while it is being looked for.

    ``number`` counts from 1 within the conversation; ``failed`` says there will be no answer.
    """

    number: int
    question: str
    answer: Answer | None = None
    failed: bool = False


def bulletin_url(bulletin_id: str, start: int | None = None, end: int | None = None) -> str:
    """Return the address of a bulletin's page, at a span of its body if one is given."""
    page = f"/bulletins/{url_quote(bulletin_id, safe='')}"
    return page if start is None or end is None else f"{page}?start={start}&end={end}#quote"


def date_html(iso: str | None) -> str:
    """Return an ISO day, or ``first/last``, in words inside ``<time>``; the label for no date."""
    if not iso:
        return f"<span>{escape(label('undated'))}</span>"
    return f'<time datetime="{escape(iso)}">{escape(date_words(iso))}</time>'


def date_words(iso: str) -> str:
    """Return an ISO day, or ``first/last``, in the words of the interface's language."""
    return when(iso, INTERFACE)


# --- the conversation --------------------------------------------------------------------------


def conversation_html(
    turns: Sequence[Turn], titles: TitleLinks, *, dropped: bool = False, judged: bool = False
) -> str:
    """Return the whole conversation; "" before the first question.

    ``judged`` offers thumbs up and down under each answer.
    """
    if not turns:
        return ""
    note = f'<p class="dropped">{escape(label("dropped"))}</p>' if dropped else ""
    items = "".join(
        f'<li class="turn" id="turn-{turn.number}" data-turn="{turn.number}">'
        f'<div class="question"><span class="unseen">{escape(label("you"))}</span>'
        f"<p>{escape(turn.question)}</p></div>{_answer_html(turn, titles, judged)}</li>"
        for turn in turns
    )
    return f'{note}<ol class="turns" aria-label="{escape(label("conversation"))}">{items}</ol>'


def _answer_html(turn: Turn, titles: TitleLinks, judged: bool) -> str:
    answer = turn.answer
    if turn.failed:
        text = escape(label("failed"))
        return f'<div class="answer" data-status="failed"><p>{text}</p></div>'
    if answer is None:
        return (
            '<div class="answer pending" aria-busy="true"><p>'
            f'<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>'
            f"{escape(label('pending'))}</p></div>"
        )
    notices = "".join(f'<p class="notice">{titles.html(n)}</p>' for n in _notices(answer))
    flag = f'<p class="flag">{escape(label("abstained"))}</p>' if answer.abstained else ""
    return (
        f'<div class="answer" data-status="{answer.status}">{flag}'
        f'<div class="said" lang="{answer.language}">{_said_html(turn.number, answer)}</div>'
        f"{notices}{_tools_html(turn, answer, judged)}</div>"
    )


def _said_html(number: int, answer: Answer) -> str:
    """Return what the assistant says: the short answer on its own line, then its statements."""
    if not answer.statements:
        return "".join(f"<p>{escape(line)}</p>" for line in answer.text.splitlines() if line)
    short = f'<p class="short">{escape(answer.short_answer)}</p>' if answer.short_answer else ""
    cited = {citation.number: citation for citation in answer.citations}
    return short + "".join(
        f'<p class="statement">{escape(statement.text)}'
        + "".join(_mark_html(number, cited[n]) for n in statement.citations if n in cited)
        + "</p>"
        for statement in answer.statements
    )


def _mark_html(turn: int, citation: Citation) -> str:
    name = label("mark", number=citation.number, title=citation.title)
    return (
        f'<a class="cite" href="#source-{turn}-{citation.number}" title="{escape(citation.title)}" '
        f'aria-label="{escape(name)}">{citation.number}</a>'
    )


def _notices(answer: Answer) -> list[str]:
    """Return the answer's notices, led by how a question that leans on earlier ones was read."""
    if _bare(answer.standalone_question) == _bare(answer.question):
        return list(answer.notices)
    understood = say("understood", answer.language, question=answer.standalone_question)
    return [understood, *answer.notices]


def _bare(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _tools_html(turn: Turn, answer: Answer, judged: bool) -> str:
    if answer.status == "smalltalk":
        return ""
    count = len(answer.citations)
    many = "show_sources_one" if count == 1 else "show_sources_many"
    sources = (
        f'<button type="button" class="tool" data-show-sources="{turn.number}">'
        f"{escape(label(many, count=count))}</button>"
        if count
        else ""
    )
    return (
        f'<div class="tools">{sources}<button type="button" class="tool" '
        f'data-copy="{escape(plain_text(turn))}" data-copied="{escape(label("copied"))}" '
        f'data-copy-failed="{escape(label("copy_failed"))}" title="{escape(label("copy_hint"))}">'
        f"{escape(label('copy'))}</button>{_thumbs_html() if judged else ''}</div>"
    )


def _thumbs_html() -> str:
    return "".join(
        f'<button type="button" class="tool thumb" data-verdict="{verdict}" aria-pressed="false" '
        f'aria-label="{escape(label(name))}" title="{escape(label(name))}"></button>'
        for verdict, name in (("up", "good"), ("down", "bad"))
    )


def plain_text(turn: Turn) -> str:
    """Return a turn as plain text to paste elsewhere: question, answer, numbered sources."""
    answer = turn.answer
    if answer is None:
        return turn.question
    sources = [
        f"[{c.number}] {c.title}{f' ({date_words(c.date)})' if c.date else ''}: "
        + quoted(" ".join(c.quote.split()), answer.language)
        for c in answer.citations
    ]
    return "\n\n".join([turn.question, answer.text, *sources])


class TitleLinks:
    """Escapes text and makes a link of every bulletin's title that stands in it."""

    def __init__(self, bulletins: Iterable[Bulletin]) -> None:
        self._ids = {bulletin.title: bulletin.id for bulletin in bulletins}
        # The longest first: one title may begin another.
        titles = sorted(filter(None, self._ids), key=len, reverse=True)
        self._titles = re.compile("|".join(map(re.escape, titles)) or r"(?!)")

    def html(self, text: str) -> str:
        """Return ``text`` as HTML."""
        out: list[str] = []
        at = 0
        for found in self._titles.finditer(text):
            out.append(escape(text[at : found.start()]))
            out.append(_bulletin_link(self._ids[found[0]], found[0]))
            at = found.end()
        return "".join(out) + escape(text[at:])


def _bulletin_link(bulletin_id: str, title: str) -> str:
    return (
        f'<a class="bulletin-link" data-bulletin href="{escape(bulletin_url(bulletin_id))}">'
        f"{escape(title)}</a>"
    )


# --- the sources -------------------------------------------------------------------------------


def bulletins_html(bulletins: Sequence[Bulletin]) -> str:
    """Return the list of what the assistant has read, the latest first; no more than a screenful.

    It stands in the place of the sources until there is an answer.
    """
    latest = sorted(bulletins, key=lambda b: (b.date or "", b.id), reverse=True)
    rows = "".join(_row(BulletinRef(b.id, b.title, b.date)) for b in latest[:_LISTED])
    more = len(latest) - _LISTED
    rest = f'<p class="none">{escape(label("more", count=more))}</p>' if more > 0 else ""
    return (
        f'<section class="sources"><h2>{escape(label("read"))}</h2>'
        f'<p class="none">{escape(label("sources_empty"))}</p>'
        f'<ul class="refs">{rows}</ul>{rest}</section>'
    )


def _row(ref: BulletinRef) -> str:
    return f"<li>{date_html(ref.date)} {_bulletin_link(ref.id, ref.title)}</li>"


def sources_html(turns: Sequence[Turn], find: FindBulletin) -> str:
    """Return the sources of every answered turn, all but the last one's hidden; "" if none is."""
    answered = [turn for turn in turns if turn.answer is not None]
    if not answered:
        return ""
    head = f"<h2>{escape(label('sources'))}</h2>"
    last = answered[-1].number
    return "".join(
        f'<section class="sources" data-turn="{turn.number}"'
        f"{'' if turn.number == last else ' hidden'}>{head}"
        f"{_turn_sources(turn, turn.answer, find)}</section>"
        for turn in answered
        if turn.answer is not None
    )


def _turn_sources(turn: Turn, answer: Answer, find: FindBulletin) -> str:
    asked = f'<p class="for">{escape(label("sources_for", question=_shortened(turn.question)))}</p>'
    cards = "".join(_source_html(turn.number, c, find(c.bulletin_id)) for c in answer.citations)
    listed = f'<ol class="cards">{cards}</ol>' if cards else ""
    cited = {citation.bulletin_id for citation in answer.citations}
    others = [ref for ref in answer.bulletins if ref.id not in cited]
    if others:
        rows = "".join(map(_row, others))
        listed += f'<h3>{escape(label("counted"))}</h3><ul class="refs">{rows}</ul>'
    return asked + (listed or f'<p class="none">{escape(label("sources_none"))}</p>')


def _shortened(text: str, limit: int = 90) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _source_html(turn: int, citation: Citation, bulletin: Bulletin | None) -> str:
    """Return a source card; a bulletin gone since shows its quote alone, with no link."""
    if bulletin is None:
        passage = f"<p><mark>{escape(citation.quote)}</mark></p>"
        link, language = "", ""
    else:
        first, last = passage_span(bulletin.body, citation.passage_id, citation.start, citation.end)
        span = [(citation.start, citation.end)]
        passage = body_html(bulletin.body, span, start=first, end=last, heading=4)
        address = bulletin_url(bulletin.id, citation.start, citation.end)
        link = f'<a class="open" data-bulletin href="{escape(address)}">{escape(label("open"))}</a>'
        language = f' lang="{bulletin.language}"'
    return (
        f'<li class="source" id="source-{turn}-{citation.number}" tabindex="-1">'
        f'<span class="number" aria-hidden="true">{citation.number}</span>'
        f"<h3{language}>{escape(citation.title)}</h3>"
        f'<p class="when">{date_html(citation.date)}</p>'
        f'<blockquote class="passage"{language}>{passage}</blockquote>{link}</li>'
    )
