"""The page of all bulletins: browsed, narrowed down by year, place and language, or searched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from icpc_assistant.chat.labels import counted, label
from icpc_assistant.chat.pages import View, page_html, paged, pagination_html
from icpc_assistant.chat.references import bulletin_url, date_html, question_url
from icpc_assistant.chat.search import Excerpt, Search, Sought, Span
from icpc_assistant.collection.timeline import Timeline
from icpc_assistant.terms import clean
from icpc_assistant.types import LANGUAGES, Bulletin

PATH = "/bulletins"
_PAGE = 20  # bulletins of one page
_OPENING = 240  # characters shown of a bulletin that is browsed


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: words, a year, a place, the text's language, a page."""

    words: str = ""
    year: int | None = None
    place: str = ""
    written: str = ""
    page: int = 1


def bulletins_page(
    bulletins: Sequence[Bulletin], timeline: Timeline, search: Search, asked: Asked, view: View
) -> str:
    """Return the page; ``bulletins`` are all of them, oldest first.

    Raises:
        UsageError: the place holds no letter or digit.
    """
    sought = Sought.read(asked.words)
    searching = bool(sought.words or sought.phrases)
    found = search.find(sought) if searching else list(reversed(bulletins))
    if asked.words.strip() and not searching:
        found = []
    found = _narrowed(found, timeline, asked)
    listed, at, pages = paged(found, asked.page, _PAGE)
    rows = "".join(
        _row(b, search.excerpts(b, sought) if searching else [], sought, view) for b in listed
    )
    title = view.label("bulletins_title")
    main = (
        f'<div class="lead"><h1>{title}</h1><p>{view.label("bulletins_lead")}</p></div>'
        f"{_form(bulletins, asked, view)}"
        f'<p class="total" role="status">'
        f"{escape(counted('found_bulletins', len(found), view.language))}"
        f"{_instead(asked, view)}</p>"
        + (f'<ol class="results">{rows}</ol>' if rows else _nothing(view, bool(bulletins)))
        + pagination_html(view, PATH, at, pages)
    )
    return page_html(view, label("bulletins_title", view.language), main, "bulletins")


def _narrowed(found: Iterable[Bulletin], timeline: Timeline, asked: Asked) -> list[Bulletin]:
    there = (
        {event.bulletin_id for event in timeline.events(place=asked.place)} if asked.place else None
    )

    def kept(bulletin: Bulletin) -> bool:
        if asked.written and bulletin.language != asked.written:
            return False
        if asked.year and asked.year not in _years(bulletin):
            return False
        return there is None or bulletin.id in there or bulletin.version_of in there

    return [bulletin for bulletin in found if kept(bulletin)]


def _years(bulletin: Bulletin) -> range:
    if bulletin.start is None:
        return range(0)
    return range(bulletin.start.year, (bulletin.end or bulletin.start).year + 1)


def _instead(asked: Asked, view: View) -> str:
    """Return the link that asks the assistant what was searched for; "" where nothing was."""
    question = clean(asked.words)
    if not question:
        return ""
    address = escape(question_url(question))
    return f' · <a href="{address}">{view.label("asked_instead", question=question)}</a>'


def _nothing(view: View, any_known: bool) -> str:
    return f'<p class="none">{view.label("none_found" if any_known else "nothing_known")}</p>'


def _form(bulletins: Sequence[Bulletin], asked: Asked, view: View) -> str:
    years = sorted({y for b in bulletins for y in _years(b)}, reverse=True)
    spoken = {b.language for b in bulletins}
    by_year = _choice("year", view.label("any_year"), [(str(y), str(y)) for y in years],
                      str(asked.year or ""))  # fmt: skip
    by_language = _choice(
        "written", view.label("any_language"),
        [(code, view.label(f"lang_{code}")) for code in LANGUAGES if code in spoken],
        asked.written,
    )  # fmt: skip
    reset = f'<a class="reset" href="{PATH}">{view.label("reset")}</a>' if view.query else ""
    return (
        f'<form class="filters" action="{PATH}" method="get" role="search">'
        f'<label class="field wide">{view.label("search")}'
        f'<input type="search" name="words" maxlength="300" value="{escape(asked.words)}" '
        f'placeholder="{view.label("search_hint")}"></label>'
        f'<label class="field">{view.label("year")}{by_year}</label>'
        f'<label class="field">{view.label("place")}<input name="place" maxlength="200" '
        f'value="{escape(asked.place)}"></label>'
        f'<label class="field">{view.label("written_in")}{by_language}</label>'
        f"<button>{view.label('show')}</button>{reset}</form>"
    )


def _choice(name: str, every: str, options: Sequence[tuple[str, str]], chosen: str) -> str:
    listed = "".join(
        f'<option value="{value}"{" selected" if value == chosen else ""}>{shown}</option>'
        for value, shown in options
    )
    return f'<select name="{name}"><option value="">{every}</option>{listed}</select>'


def _row(bulletin: Bulletin, excerpts: Sequence[Excerpt], sought: Sought, view: View) -> str:
    written = f' lang="{bulletin.language}"'
    title = _marked(bulletin.title, sought.spans(bulletin.title, bulletin.language))
    if excerpts:
        shown = "".join(
            f'<p class="excerpt"{written}><a href="'
            f'{escape(bulletin_url(bulletin.id, e.start, e.end))}">'
            f"{_marked(bulletin.body, e.spans, e.start, e.end)}</a></p>"
            for e in excerpts
        )
    else:
        shown = f'<p class="excerpt"{written}>{escape(_opening(bulletin.body))}</p>'
    return (
        f'<li class="result"><p class="when">{date_html(bulletin.date, view.language)}</p>'
        f'<h2{written}><a href="{escape(bulletin_url(bulletin.id))}">{title}</a></h2>{shown}</li>'
    )


def _marked(text: str, spans: Iterable[Span], start: int = 0, end: int | None = None) -> str:
    """Return ``text[start:end]`` escaped, its ``spans`` inside ``<mark>``."""
    out, at = [], start
    for first, last in spans:
        out.append(f"{escape(text[at:first])}<mark>{escape(text[first:last])}</mark>")
        at = last
    out.append(escape(text[at : len(text) if end is None else end]))
    return "".join(out)


def _opening(body: str) -> str:
    """Return the first prose of a body: its first paragraph that is longer than a heading."""
    plain = [line.strip() for line in body.splitlines() if line.strip()]
    prose = next((line for line in plain if len(line) > 80 and not line.startswith("#")), "")
    text = " ".join((prose or " ".join(plain)).split())
    return text if len(text) <= _OPENING else text[:_OPENING].rsplit(" ", 1)[0] + " …"
