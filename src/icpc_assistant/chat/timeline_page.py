"""The timeline page: every event by date, under its year and month, to be narrowed down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby

from icpc_assistant.chat.labels import counted
from icpc_assistant.chat.pages import View, address_with, page_html, paged, pagination_html
from icpc_assistant.chat.reading import inline_html
from icpc_assistant.chat.references import FindBulletin, proof_url
from icpc_assistant.collection.timeline import Event, Timeline
from icpc_assistant.types import Language
from icpc_assistant.wording import days, month, number

_PAGE = 100  # events of one page
PATH = "/timeline"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for: a year, a month of it (1..12), a place, and a page of the list."""

    year: int | None = None
    month: int | None = None
    place: str = ""
    page: int = 1


def timeline_page(timeline: Timeline, find: FindBulletin, wanted: Wanted, view: View) -> str:
    """Return the timeline page.

    Raises:
        UsageError: the place holds no letter or digit.
    """
    place = wanted.place or None
    of_place = timeline.events(place=place)
    shown = [event for event in of_place if _in_time(event, wanted)]
    listed, at, pages = paged(shown, wanted.page, _PAGE)
    undated = sum(event.start is None for event in of_place)
    hidden = undated if wanted.year else 0
    note = counted("undated_events", hidden, view.language) if hidden else ""
    main = (
        f'<div class="lead"><h1>{view.label("timeline_title")}</h1>'
        f"<p>{view.label('timeline_lead')}</p></div>{_form(wanted, view)}"
        f"{_zoom(of_place, wanted, view)}"
        f'<p class="total" role="status">{escape(counted("events", len(shown), view.language))}'
        f"{escape(f'. {note}' if note else '')}</p>"
        + (_years(listed, find, view) or f'<p class="none">{view.label("no_events")}</p>')
        + pagination_html(view, PATH, at, pages)
    )
    return page_html(view, view.label("timeline_title"), main, "timeline")


def _in_time(event: Event, wanted: Wanted) -> bool:
    if wanted.year is None:
        return True
    first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
    if event.start is None or event.end is None or event.start > last or event.end < first:
        return False
    # An event counts in the months that it surely touches: "in 2024" is in none of them.
    return wanted.month is None or wanted.month in _months(event, wanted.year)


def _months(event: Event, year: int) -> range:
    """Return the months of ``year`` an event touches, none where only its year is known."""
    if event.start is None or event.end is None or event.precision == "year":
        return range(0)
    first = event.start.month if event.start.year == year else 1
    last = event.end.month if event.end.year == year else 12
    return range(first, last + 1)


def _form(wanted: Wanted, view: View) -> str:
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{value}">'
        for name, value in (("year", wanted.year), ("month", wanted.month))
        if value
    )
    reset = f'<a class="reset" href="{PATH}">{view.label("reset")}</a>' if view.query else ""
    return (
        f'<form class="filters" action="{PATH}" method="get" role="search">{kept}'
        f'<label class="field">{view.label("place")}<input name="place" maxlength="200" '
        f'value="{escape(wanted.place)}"></label>'
        f"<button>{view.label('show')}</button>{reset}</form>"
    )


# --- the years and months as bars that lead to them --------------------------------------------


def _zoom(events: Sequence[Event], wanted: Wanted, view: View) -> str:
    """Return a bar for each year, and for each month of the year chosen, as tall as its events."""
    per_year = Counter(
        year for e in events if e.start and e.end for year in range(e.start.year, e.end.year + 1)
    )
    if not per_year:
        return ""
    span = range(min(per_year), max(per_year) + 1)
    # A wrong date far off must not fill the page with empty years.
    years = list(span) if len(span) <= 60 else sorted(per_year)
    everything = address_with(view, PATH, year="", month="", page="")
    bars = "".join(
        _bar(view, str(y), per_year[y], max(per_year.values()), y == wanted.year,
             year=str(y), month="")
        for y in years
    )  # fmt: skip
    current = "" if wanted.year else ' aria-current="true"'
    whole = f'<a class="all" href="{escape(everything)}"{current}>{view.label("all_years")}</a>'
    rows = f'<div class="bars">{whole}<ul>{bars}</ul></div>'
    if wanted.year:
        rows += _month_bars(events, wanted.year, wanted, view)
    return f'<nav class="zoom" aria-label="{view.label("zoom")}">{rows}</nav>'


def _month_bars(events: Sequence[Event], year: int, wanted: Wanted, view: View) -> str:
    per_month = Counter(m for e in events if _in_time(e, Wanted(year)) for m in _months(e, year))
    most = max(per_month.values(), default=1)
    bars = "".join(
        _bar(view, _short(m, view.language), per_month[m], most, m == wanted.month, month=str(m))
        for m in range(1, 13)
    )
    whole = escape(address_with(view, PATH, month="", page=""))
    current = "" if wanted.month else ' aria-current="true"'
    return (
        f'<div class="bars"><a class="all" href="{whole}"{current}>'
        f"{view.label('whole_year', year=year)}</a>"
        f'<ul class="months">{bars}</ul></div>'
    )


def _short(number_: int, language: Language) -> str:
    name = month(number_, language)
    if len(name) < 5:
        return name
    # "janv", "févr", "juil" and "sept", but "avr", "oct", "nov" and "déc".
    return name[: 4 if language == "fr" and number_ in (1, 2, 7, 9) else 3]


def _bar(view: View, name: str, count: int, most: int, here: bool, **address: str) -> str:
    height = -(-10 * count // most)  # 0..10, drawn by the class of that number
    said = escape(counted("events", count, view.language))
    inner = (
        f'<i class="h{height}" aria-hidden="true"></i><b>{escape(name)}</b>'
        f'<span class="n" aria-hidden="true">{number(count, view.language) if count else ""}</span>'
        f'<span class="unseen">, {said}</span>'
    )
    if not count:
        return f'<li><span class="bar">{inner}</span></li>'
    link = escape(address_with(view, PATH, page="", **address))
    current = ' aria-current="true"' if here else ""
    return f'<li><a class="bar" href="{link}"{current}>{inner}</a></li>'


# --- the events --------------------------------------------------------------------------------


def _years(events: Iterable[Event], find: FindBulletin, view: View) -> str:
    def year(event: Event) -> int:
        return event.start.year if event.start else 0

    out = []
    for y, of_year in groupby(events, year):
        head = str(y) if y else view.label("undated")
        out.append(f'<section class="year"><h2>{head}</h2>{_groups(of_year, find, view)}</section>')
    return "".join(out)


def _groups(events: Iterable[Event], find: FindBulletin, view: View) -> str:
    def group(event: Event) -> int:
        return event.start.month if event.start and event.precision != "year" else 0

    out = []
    # An event of a whole year stands before the months, like the days of January it begins with.
    for m, found in groupby(sorted(events, key=lambda e: (group(e), e.start or date.max)), group):
        listed = list(found)
        dated = listed[0].start is not None
        name = month(m, view.language).capitalize() if m else view.label("whole")
        head = f"<h3>{name}</h3>" if dated else ""
        rows = "".join(_event(event, find, view) for event in listed)
        out.append(f'{head}<ol class="events">{rows}</ol>')
    return "".join(out)


def _event(event: Event, find: FindBulletin, view: View) -> str:
    bulletin = find(event.bulletin_id)
    written = f' lang="{bulletin.language}"' if bulletin else ""
    proof = event.proof
    address = escape(proof_url(event.bulletin_id, proof))
    when = (
        f'<time datetime="{event.start.isoformat()}">'
        f"{escape(days(event.start, event.end, view.language))}</time>"
        if event.start
        else f"<span>{view.label('undated')}</span>"
    )
    names = dict.fromkeys(place.name for place in event.places if place.name)
    places = " · ".join(map(inline_html, names))
    where = f' <span class="where">{places}</span>' if places else ""
    part = f'<span class="part">{view.label("part")}</span> ' if event.kind == "part" else ""
    quote = f"<blockquote{written}>{escape(proof.quote)}</blockquote>" if proof else ""
    return (
        f'<li class="event {event.kind}"><p class="when">{when}{where}</p>'
        f'<p class="title">{part}<a href="{address}"{written}>{inline_html(event.title)}</a></p>'
        f"{quote}</li>"
    )
