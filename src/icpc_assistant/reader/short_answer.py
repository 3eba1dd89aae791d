"""The short answer in front: the date, figure, person or place that a sentence gives."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date

from icpc_assistant import wording
from icpc_assistant.entities import MONTHS, PER_CENT, Span
from icpc_assistant.query import Query
from icpc_assistant.reader.signals import (
    Term,
    counts_wanted,
    identity,
    met,
    places,
    spans_of,
    tells_a_date,
    words_of,
)
from icpc_assistant.terms import fold, is_function_word, words
from icpc_assistant.types import Bulletin, Language

_ADJACENT = re.compile(r"(?:\s*,)?\s*(?:\band\b|\bet\b|\by\b|\be\b|,|\bas well as\b)\s*$")
_WITHIN = re.compile(
    r"^(?:\s*\([^()]{1,30}\))?(?:,\s*|\s+(?:in|at|near|à|au|en|dans|de)\s+(?:the\s+|la\s+)?)$"
)
_VERB_BEHIND = re.compile(r"(?:\s*\([^()]{1,40}\))?,?\s+(?:has |a |ha |have |ont |han )?")
_PLURAL = re.compile(
    r"\b(?:who (?:are|were)|which people|qui (?:sont|étaient|furent)|quiénes|quienes"
    r"|members|analysts|speakers|experts|membres|analystes|miembros|analistas)\b",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:who (?:is|was) the|qui (?:est|était) l[ea’']|quién (?:es|era|fue) (?:el|la)\b)",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:by|par|por)\s+(?:the\s+|its\s+|la\s+|le\s+|les\s+|el\s+|l[’'])?$")


def short_answer(
    query: Query, terms: Sequence[Term], sentence: str, bulletin: Bulletin
) -> str | None:
    """Return the answer in a few words, or ``None`` where the sentence itself is the answer."""
    found = spans_of(sentence)
    wants = query.wants
    if wants == "date":
        return _date(query, found, bulletin)
    if wants == "identity":
        return identity(query, sentence)
    if wants == "duration":
        return _figure(query, found, sentence, bulletin) or _length(query, found, bulletin)
    if wants == "figure":
        return _figure(query, found, sentence, bulletin)
    if wants == "place":
        return _place(query, found, sentence)
    if wants in ("person", "agent", "organisation"):
        return _named(query, terms, found, sentence, bulletin)
    return None


def _date(query: Query, found: Sequence[Span], bulletin: Bulletin) -> str | None:
    named = [s for s in found if s.kind in ("name", "organisation")]
    dates = [
        s
        for s in found
        if s.kind == "date"
        and tells_a_date(query, s)
        # "Summit 2023" carries the year in its name.
        and not any(n.start < s.start and s.end <= n.end for n in named)
    ]
    if not dates:
        return None
    best = max(dates, key=lambda s: (_precision(s.text), -s.start))
    resolved = resolve(best.text, bulletin)
    if resolved is None:
        return best.text
    return wording.days(*resolved, query.language)


def _precision(text: str) -> int:
    tokens = words(text)
    month = any(fold(t) in MONTHS for t in tokens)
    day = any(re.match(r"\d{1,2}(?:\D|$)", t) for t in tokens)
    return 2 * month + day + any(len(t) == 4 and t.isdigit() for t in tokens)


def resolve(text: str, bulletin: Bulletin) -> tuple[date, date] | None:
    """Return the first and last day that a date names, or ``None`` where it names no day.

    A year it leaves out is the event's.
    """
    tokens = words(text)
    months = [MONTHS[fold(t)] for t in tokens if fold(t) in MONTHS]
    years = [int(t) for t in tokens if t.isdigit() and len(t) == 4]
    days = [int(m.group()) for t in tokens if (m := re.match(r"\d{1,2}(?!\d)", t))]
    year = years[-1] if years else bulletin.start.year if bulletin.start else None
    if not months or year is None:
        return None
    try:
        if not days:
            if not years:
                return None
            last = calendar.monthrange(year, months[-1])[1]
            return date(years[0], months[0], 1), date(year, months[-1], last)
        return date(years[0] if years else year, months[0], days[0]), date(
            year, months[-1], days[-1]
        )
    except ValueError:
        return None


_QUALIFIERS: tuple[tuple[str, dict[Language, str]], ...] = (
    (r"more than|over|plus de|más de", {"en": "more than", "fr": "plus de", "es": "más de"}),
    (r"nearly|almost|près de|presque|casi|cerca de",
     {"en": "nearly", "fr": "près de", "es": "casi"}),
    (r"about|around|approximately|some|environ|quelque|unos|unas|alrededor de|aproximadamente",
     {"en": "about", "fr": "environ", "es": "alrededor de"}),
    (r"less than|fewer than|moins de|menos de",
     {"en": "fewer than", "fr": "moins de", "es": "menos de"}),
    (r"at least|au moins|al menos", {"en": "at least", "fr": "au moins", "es": "al menos"}),
    (r"up to|jusqu['’]à|hasta", {"en": "up to", "fr": "jusqu’à", "es": "hasta"}),
)  # fmt: skip


def _figure(query: Query, found: Sequence[Span], sentence: str, bulletin: Bulletin) -> str | None:
    figures = [s for s in found if s.kind == "figure"]
    if query.wants == "figure" and query.counted:
        figures = [s for s in figures if counts_wanted(query, s, bulletin.language) == 1.0]
    elif query.wants == "duration":
        units = re.compile(
            r"^(?:day|week|month|year|hour|jour|semaine|mois|an|heure|d[ií]a|semana|mes|a[ñn]o|hora)"
        )
        figures = [s for s in figures if units.match(s.counts.casefold())]
    if not figures or (len(figures) > 1 and not query.counted):
        return None
    figure = figures[0]  # the whole stands before its parts: "700 participants, including 135 …"
    if query.language == bulletin.language:
        return sentence[figure.start : _noun_end(figure, sentence, bulletin.language)]
    return localised(figure, query.language)


def _length(query: Query, found: Sequence[Span], bulletin: Bulletin) -> str | None:
    """Return how many days the first range of dates spans."""
    for span in found:
        resolved = resolve(span.text, bulletin) if span.kind == "date" else None
        if resolved and resolved[1] > resolved[0] and re.search(r"\d", span.text):
            days = (resolved[1] - resolved[0]).days + 1
            dates = wording.days(*resolved, query.language)
            return wording.say("days", query.language, n=days, dates=dates)
    return None


def _noun_end(figure: Span, sentence: str, language: Language) -> int:
    """Return where the counted noun ends: "five major Canadian cities", "1,200 participants".

    Adjectives before an English noun are ordinary words or capitalised; the noun ends in "s" or is
    an irregular plural. Elsewhere the noun comes first.
    """
    after = list(re.finditer(r"[^\W\d_][\w’'-]*", sentence[figure.end : figure.end + 60]))[:4]
    for position, word in enumerate(after):
        if position and is_function_word(word.group(), language):
            break
        if language != "en" or re.search(r"(?:s|people|men|women|children)$", word.group()):
            return figure.end + word.end()
    return figure.end + after[0].end() if after else figure.end


def localised(figure: Span, language: Language) -> str:
    """Return a figure with its qualifier as ``language`` writes them: "plus de 1 200"."""
    qualifier = ""
    for pattern, forms in _QUALIFIERS:
        if re.match(rf"(?:{pattern})\s", figure.text, re.IGNORECASE):
            qualifier = forms[language] + " "
            break
    if figure.value is None or not figure.value.is_integer() or PER_CENT.search(figure.text):
        return figure.text
    return qualifier + wording.number(int(figure.value), language)


def _place(query: Query, found: Sequence[Span], sentence: str) -> str | None:
    found_places = places(query, sentence)
    if not found_places:
        return None
    first = found_places[0]
    end = first.end
    for span in found:
        if (
            span.start > end
            and span.kind in ("place", "organisation", "name", "person")
            and _WITHIN.match(sentence[end : span.start])
        ):
            end = span.end
    start = first.start
    head = re.search(r"headquarters of (?:the )?$", sentence[:start])
    return sentence[head.start() if head else start : end]


def _named(
    query: Query,
    terms: Sequence[Term],
    found: Sequence[Span],
    sentence: str,
    bulletin: Bulletin,
) -> str | None:
    asked = {fold(w) for w in words(query.text)} | query.told
    kinds = {
        "person": ("person",),
        "organisation": ("organisation",),
    }.get(query.wants, ("person", "organisation", "name"))
    candidates = [s for s in found if s.kind in kinds and _new(s, asked)]
    anchors = _anchors(terms, sentence, bulletin.language)
    if query.wants == "agent":
        candidates = [s for s in candidates if _acts(s, sentence, anchors)]
    if not candidates:
        return None
    best = min(candidates, key=lambda s: _distance(s, anchors))
    peers = [s for s in candidates if s.kind == best.kind]
    start, end = _coordinated(best, peers, sentence)
    if query.wants == "person" and _PLURAL.search(query.text):
        after = [sentence[s.start : s.end] for s in peers if s.start >= start]
        return wording.joined(after, query.language)
    alone = (start, end) == (best.start, best.end)
    if _ONE.search(query.text) and not alone:
        return None  # "Who was the consul?" has one answer, and two names stand there
    if query.wants == "person" and len(peers) > 1 and alone:
        near = sorted(_distance(s, anchors) for s in peers)
        # Two people equally near: the sentence says who did what, a name alone might not.
        if near[1] - near[0] < 15:
            return None
    return sentence[start:end]


def _new(span: Span, asked: set[str]) -> bool:
    """Whether a name is no part of the question: no word of a person's, not all of another's."""
    own = {fold(w) for w in words(span.text)}
    return not own & asked if span.kind == "person" else not own <= asked


def _acts(span: Span, sentence: str, anchors: Sequence[int]) -> bool:
    """Whether a name stands where the doer stands: behind "by", or right before the verb."""
    if _BY.search(sentence[: span.start]):
        return True
    verb = _VERB_BEHIND.match(sentence, span.end)
    return verb is not None and verb.end() in anchors


def _coordinated(best: Span, peers: Sequence[Span], sentence: str) -> tuple[int, int]:
    """Return where the run of names joined to ``best`` by commas and "and" starts and ends."""
    start, end = best.start, best.end
    for span in peers:
        if span.start >= end and _ADJACENT.fullmatch(sentence[end : span.start]):
            end = span.end
    for span in reversed(peers):
        if span.end <= start and _ADJACENT.fullmatch(sentence[span.end : start]):
            start = span.start
    return start, end


def _anchors(terms: Sequence[Term], sentence: str, language: Language) -> list[int]:
    """Return where the question's content words are met in the sentence."""
    return [
        m.start()
        for m in re.finditer(r"[^\W_]+", sentence)
        for here in [words_of(m.group(), language)]
        if any(met(term, here) for term in terms)
    ]


def _distance(span: Span, anchors: Sequence[int]) -> int:
    return min((min(abs(span.start - a), abs(span.end - a)) for a in anchors), default=span.start)
