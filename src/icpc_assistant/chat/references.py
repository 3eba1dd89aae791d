"""How the interface names a bulletin: its address, its date in words, and how to cite it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import quote as url_quote

from icpc_assistant.chat.labels import label
from icpc_assistant.collection.quotes import Proof
from icpc_assistant.terms import unturned
from icpc_assistant.types import Bulletin, Language
from icpc_assistant.wording import when

FindBulletin = Callable[[str], Bulletin | None]


def bulletin_url(bulletin_id: str, start: int | None = None, end: int | None = None) -> str:
    """Return the address of a bulletin's page, at a span of its body if one is given."""
    page = f"/bulletins/{url_quote(bulletin_id, safe='')}"
    return page if start is None or end is None else f"{page}?start={start}&end={end}#quote"


def proof_url(bulletin_id: str, proof: Proof | None) -> str:
    """Return the address of a bulletin's page, at the words that prove something, if any do."""
    return bulletin_url(bulletin_id, proof.start, proof.end) if proof else bulletin_url(bulletin_id)


def question_url(question: str) -> str:
    """Return the address that asks a question; what is behind its "#" is sent to no server."""
    return f"/#q={url_quote(question, safe='')}"


def date_html(iso: str | None, language: Language) -> str:
    """Return an ISO day, or ``first/last``, in words inside ``<time>``; the label for no date."""
    if not iso:
        return f"<span>{escape(label('undated', language))}</span>"
    shown = escape(when(iso, language))
    # A range is no `datetime` of HTML; its first day is.
    return f'<time datetime="{escape(iso.partition("/")[0])}">{shown}</time>'


def reference(bulletin: Bulletin, language: Language, site: str = "") -> str:
    """Return the bulletin as a scholar cites it: publisher, headline, date, address.

    What the bulletin's file does not give is left out, not made up; with ``site``, an origin and
    perhaps a path, its page there stands for an address that the file does not give.
    """
    parts = [
        label("publisher", language),
        unturned(bulletin.title),
        when(bulletin.date, language) if bulletin.date else "",
        bulletin.source or (site and site + bulletin_url(bulletin.id)),
    ]
    return " ".join(_closed(part) for part in parts if part)


def _closed(part: str) -> str:
    web = part.startswith(("http://", "https://"))  # a full stop would become part of it
    return part if web or part.endswith((".", "!", "?", "…")) else f"{part}."
