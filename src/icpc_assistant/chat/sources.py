"""The sources of a conversation → HTML: each answer's quotes in their passages, and what is known.

Pure functions of their arguments. Bulletins are text: each piece passes ``html.escape`` on its way
in, whatever it looks like.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from icpc_assistant.chat.labels import label
from icpc_assistant.chat.reading import body_html, inline_html, passage_span
from icpc_assistant.chat.references import FindBulletin, bulletin_url, date_html, reference
from icpc_assistant.chat.turns import Turn
from icpc_assistant.types import Answer, Bulletin, BulletinRef, Citation, Language
from icpc_assistant.wording import foreign

_LISTED = 12  # bulletins listed before the first question


def bulletins_html(bulletins: Sequence[Bulletin], language: Language) -> str:
    """Return the list of what the assistant has read, the latest first; no more than a screenful.

    It stands in the place of the sources until there is an answer.
    """
    latest = sorted(bulletins, key=lambda b: (b.date or "", b.id), reverse=True)
    rows = "".join(_row(b.id, b.title, b.date, b.language, language) for b in latest[:_LISTED])
    more = len(latest) - _LISTED
    rest = (
        f'<p class="none"><a href="/bulletins">{escape(label("more", language, count=more))}'
        "</a></p>"
        if more > 0
        else ""
    )
    return (
        f'<section class="sources"><h2>{escape(label("read", language))}</h2>'
        f'<p class="none">{escape(label("sources_empty", language))}</p>'
        f'<ul class="refs">{rows}</ul>{rest}</section>'
    )


def _row(bulletin_id: str, title: str, date: str | None, written: str, language: Language) -> str:
    return (
        f"<li>{date_html(date, language)} "
        f'<a class="bulletin-link" data-bulletin href="{escape(bulletin_url(bulletin_id))}"'
        f' lang="{escape(written)}">{inline_html(title)}</a></li>'
    )


def sources_html(turns: Sequence[Turn], find: FindBulletin, language: Language) -> str:
    """Return the sources of every answered turn, all but the last one's hidden; "" if none is."""
    answered = [turn for turn in turns if turn.answer is not None]
    if not answered:
        return ""
    head = f"<h2>{escape(label('sources', language))}</h2>"
    last = answered[-1].number
    return "".join(
        f'<section class="sources" data-turn="{turn.number}"'
        f"{'' if turn.number == last else ' hidden'}>{head}"
        f"{_turn_sources(turn, turn.answer, find, language)}</section>"
        for turn in answered
        if turn.answer is not None
    )


def _turn_sources(turn: Turn, answer: Answer, find: FindBulletin, language: Language) -> str:
    question = label("sources_for", language, question=_shortened(turn.question))
    asked = f'<p class="for">{escape(question)}</p>'
    cards = "".join(
        _source_html(turn.number, c, find(c.bulletin_id), answer.language, language)
        for c in answer.citations
    )
    listed = f'<ol class="cards">{cards}</ol>' if cards else ""
    cited = {citation.bulletin_id for citation in answer.citations}
    others = [ref for ref in answer.bulletins if ref.id not in cited]
    if others:
        rows = "".join(_ref_row(ref, find, language) for ref in others)
        listed += f'<h3>{escape(label("counted", language))}</h3><ul class="refs">{rows}</ul>'
    return asked + (listed or f'<p class="none">{escape(label("sources_none", language))}</p>')


def _ref_row(ref: BulletinRef, find: FindBulletin, language: Language) -> str:
    bulletin = find(ref.id)
    return _row(ref.id, ref.title, ref.date, bulletin.language if bulletin else "", language)


def _shortened(text: str, limit: int = 90) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _source_html(
    turn: int, citation: Citation, bulletin: Bulletin | None, spoken: Language, language: Language
) -> str:
    """Return a source card; a bulletin gone since shows its quote alone, with no link."""
    if bulletin is None:
        passage = f"<p><mark>{escape(citation.quote)}</mark></p>"
        links, written, tongue = "", "", ""
    else:
        first, last = passage_span(bulletin.body, citation.passage_id, citation.start, citation.end)
        span = [(citation.start, citation.end)]
        passage = body_html(bulletin.body, span, start=first, end=last, heading=4)
        address = bulletin_url(bulletin.id, citation.start, citation.end)
        links = (
            f'<p class="links"><a class="open" data-bulletin href="{escape(address)}">'
            f"{escape(label('open', language))}</a>"
            + copy_button(
                "copy_citation",
                reference(bulletin, language),
                language,
                address="" if bulletin.source else bulletin_url(bulletin.id),
            )
            + "</p>"
        )
        written = f' lang="{bulletin.language}"'
        tongue = escape(foreign(bulletin.language, spoken, language))
    title = escape(citation.title)
    if tongue:  # words of ours beside it
        title, tongue = inline_html(citation.title), f'<span class="tongue">{tongue}</span>'
    return (
        f'<li class="source" id="source-{turn}-{citation.number}" tabindex="-1">'
        f'<span class="number" aria-hidden="true">{citation.number}</span>'
        f"<h3><span{written}>{title}</span>{tongue}</h3>"
        f'<p class="when">{date_html(citation.date, language)}</p>'
        f'<blockquote class="passage"{written}>{passage}</blockquote>{links}</li>'
    )


def copy_button(name: str, text: str, language: Language, address: str = "") -> str:
    """Return a button that copies ``text``; ``name`` is its label, ``name_hint`` its tooltip.

    ``address`` is of a page of ours: the browser knows what stands before it, and copies it, too.
    """
    page = f'data-address="{escape(address)}" ' if address else ""
    return (
        f'<button type="button" class="tool" data-copy="{escape(text)}" {page}'
        f'data-copied="{escape(label("copied", language))}" '
        f'data-copy-failed="{escape(label("copy_failed", language))}" '
        f'title="{escape(label(f"{name}_hint", language))}">{escape(label(name, language))}'
        "</button>"
    )
