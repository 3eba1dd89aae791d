"""A conversation with its sources → Markdown, or a page of HTML that prints by itself.

Both are whole documents: every quote stands in them with its reference and its address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from icpc_assistant.chat.labels import label
from icpc_assistant.chat.references import FindBulletin, bulletin_url, reference
from icpc_assistant.chat.turns import Turn
from icpc_assistant.terms import unturned
from icpc_assistant.types import Bulletin, Citation, Language
from icpc_assistant.wording import foreign, quoted, when

_ORIGIN = re.compile(r"https?://[\w.:\[\]-]{1,255}")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
_AT_START = re.compile(r"(?m)^(\s*)([-+]|\d+[.)])(?=\s|$)")


def origin_of(text: str) -> str:
    """Return an address's origin where it is one ("https://host:port"), else ""."""
    return text if _ORIGIN.fullmatch(text) else ""


def markdown(turns: Sequence[Turn], find: FindBulletin, language: Language, site: str = "") -> str:
    """Return the conversation as Markdown (CommonMark); words are escaped, never markup.

    ``site`` stands before the addresses of the bulletins: an origin, and a path if it has one.
    """
    out = [f"# {_md(label('export_title', language))}"]
    for turn in turns:
        out.append(f"## {_md(' '.join(turn.question.split()))}")
        answer = turn.answer
        if answer is None:
            continue
        if turn.understood:
            out.append(f"*{_md(label('understood', language))} {_md(turn.understood)}*")
        out += [_md(line) for line in answer.text.splitlines() if line.strip()]
        out += [f"> {_md(' '.join(notice.split()))}" for notice in answer.notices]
        rows = [
            _markdown_source(c, find(c.bulletin_id), answer.language, language, site)
            for c in answer.citations
        ]
        if rows:
            out += [f"### {_md(label('sources', language))}", "\n".join(rows)]
    return "\n\n".join(out) + "\n"


def _markdown_source(
    citation: Citation, bulletin: Bulletin | None, spoken: Language, language: Language, site: str
) -> str:
    quote = quoted(_md(" ".join(citation.quote.split())), language)
    address = site + bulletin_url(citation.bulletin_id, citation.start, citation.end)
    link = f" <{address}>" if site and bulletin else ""
    return (
        f"- **\\[{citation.number}\\]** {quote}\n  "
        f"{_md(_reference(citation, bulletin, spoken, language))}{link}"
    )


def _reference(
    citation: Citation, bulletin: Bulletin | None, spoken: Language, language: Language
) -> str:
    if bulletin is not None:
        return reference(bulletin, language) + foreign(bulletin.language, spoken, language)
    date = f" {when(citation.date, language)}." if citation.date else ""
    return f"{unturned(citation.title)}.{date}"


def _md(text: str) -> str:
    escaped = _MARKUP.sub(r"\\\1", unturned(text))
    return _AT_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] in "-+" else
                         f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", escaped)  # fmt: skip


def printable(turns: Sequence[Turn], find: FindBulletin, language: Language, site: str = "") -> str:
    """Return the conversation as one HTML file with its styles inside and no script."""
    return _template().substitute(
        language=language,
        title=escape(label("export_title", language)),
        turns="".join(_turn_html(turn, find, language, site) for turn in turns),
    )


def _turn_html(turn: Turn, find: FindBulletin, language: Language, site: str) -> str:
    head = f"<section><h2>{escape(turn.question)}</h2>"
    answer = turn.answer
    if answer is None:
        return f"{head}</section>"
    read = label("understood", language) + " " + turn.understood if turn.understood else ""
    told = unturned(answer.text).splitlines()
    said = "".join(f"<p>{escape(line)}</p>" for line in told if line.strip())
    notices = "".join(f'<p class="notice">{escape(unturned(n))}</p>' for n in answer.notices)
    rows = "".join(
        _source_html(c, find(c.bulletin_id), answer.language, language, site)
        for c in answer.citations
    )
    sources = f"<h3>{escape(label('sources', language))}</h3><ol>{rows}</ol>" if rows else ""
    return (
        f'{head}<p class="notice">{escape(read)}</p>'.replace('<p class="notice"></p>', "")
        + f'<div lang="{answer.language}">{said}{notices}</div>{sources}</section>'
    )


def _source_html(
    citation: Citation, bulletin: Bulletin | None, spoken: Language, language: Language, site: str
) -> str:
    written = f' lang="{bulletin.language}"' if bulletin else ""
    address = escape(site + bulletin_url(citation.bulletin_id, citation.start, citation.end))
    link = f'<br><a href="{address}">{address}</a>' if site and bulletin else ""
    return (
        f'<li value="{citation.number}"><blockquote{written}>{escape(citation.quote)}</blockquote>'
        f"<p>{escape(_reference(citation, bulletin, spoken, language))}{link}</p></li>"
    )


@cache
def _template() -> Template:
    return Template((files("icpc_assistant") / "assets" / "export.html").read_text("utf-8"))
