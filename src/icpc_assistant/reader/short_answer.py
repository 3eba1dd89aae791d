"""The short answer in front: the date, figure, person or place that a sentence gives.

A sentence may name several. Which one answers, the cross-encoder has read: it points at words. What
is named among these is written out by the rules here (a date with its year, a figure in the
question's language); where nothing is, the words themselves are the answer.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from icpc_assistant import wording
from icpc_assistant.entities import MONTHS, PER_CENT, Span
from icpc_assistant.query import MONEY, SHARE, Query, Wants, asks_for_places
from icpc_assistant.reader.signals import (
    CURRENCY,
    Term,
    counts_wanted,
    identity,
    met,
    places,
    spans_of,
    tells_a_date,
    words_of,
)
from icpc_assistant.reader.sorts_of_place import is_sort_asked
from icpc_assistant.terms import fold, is_function_word, words
from icpc_assistant.types import Bulletin, Language

_ADJACENT = re.compile(r"(?:\s*,)?\s*(?:\band\b|\bet\b|\by\b|\be\b|,|\bas well as\b)\s*$")
_WITHIN = re.compile(
    r"^(?:\s*\([^()]{1,30}\))?(?:,\s*|\s+(?:in|at|near|à|au|en|dans|de)\s+(?:the\s+|la\s+)?)$"
)
_VERB_BEHIND = re.compile(r"(?:\s*\([^()]{1,40}\))?,?\s+(?:has |a |ha |have |ont |han )?")
_PERFECT = re.compile(r"\s+(?:a|ont|avait|avaient|ha|han|había|habían)\s+\w+$")
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


class Pointed(NamedTuple):
    """The words of a sentence that the cross-encoder takes for the answer.

    ``sure`` says how surely, -1 to 1 (``rereading.REREAD``).
    """

    start: int
    end: int
    sure: float

    def touches(self, span: Span) -> bool:
        """Whether a span of the sentence holds any of these words."""
        return span.start < self.end and self.start < span.end


def _spans(sentence: str, pointed: Pointed | None) -> list[Span]:
    """Return the typed spans of a sentence; where words are pointed at, those that they touch."""
    return [s for s in spans_of(sentence) if pointed is None or pointed.touches(s)]


# The words pointed at stand for a name where no name is among them, as "customs officers" for who,
# if they are few and the cross-encoder is this sure of them; less sure, where a name that it does
# not point at would be told instead.
_NAMES_SURELY, _NAMES_RATHER, _NAME_WORDS = 0.0, -0.5, 6
_NAMED: tuple[Wants, ...] = ("person", "agent", "organisation", "place")


def short_answer(
    query: Query,
    terms: Sequence[Term],
    sentence: str,
    bulletin: Bulletin,
    pointed: Pointed | None = None,
) -> str | None:
    """Return the answer in a few words, or ``None`` where the sentence itself is the answer."""
    if pointed is None or query.wants == "identity":
        return _typed(query, terms, sentence, bulletin, None)
    if short := _typed(query, terms, sentence, bulletin, pointed):
        return _with_its_noun(short, sentence, pointed) if query.wants in _NAMED else short
    short = _typed(query, terms, sentence, bulletin, None)
    if query.wants in _NAMED and pointed.sure >= (_NAMES_RATHER if short else _NAMES_SURELY):
        return _unnamed(query, sentence, pointed) or short
    return short


def _with_its_noun(short: str, sentence: str, pointed: Pointed) -> str:
    """Return a name with the words pointed at around it: "the Oak brewery" for a house.

    A person's name stands for itself.
    """
    said = _named_words(sentence, pointed)
    kinds = {span.kind for span in _spans(sentence, pointed)}
    house = pointed.sure >= _NAMES_SURELY and kinds <= {"organisation", "name"}
    return said if said and house and short in said else short


def _unnamed(query: Query, sentence: str, pointed: Pointed) -> str | None:
    """Return the words pointed at, if they may be who or where: no time, no number, not asked."""
    if any(span.kind in ("date", "figure") for span in _spans(sentence, pointed)):
        return None
    said = _named_words(sentence, pointed)
    asked = {fold(w) for w in words(query.text)}
    if said and query.wants == "place" and not is_sort_asked(query, said):
        return None
    return said if said and not {fold(w) for w in words(said)} <= asked else None


def _named_words(sentence: str, pointed: Pointed) -> str | None:
    """Return the few words pointed at, without a verb of the perfect that they run on into: in the
    gloss that the model reads, "a organisé" is one word."""
    return few_words(_PERFECT.sub("", sentence[pointed.start : pointed.end]), _NAME_WORDS)


def few_words(text: str, most: int) -> str | None:
    """Return words pointed at as they are shown, or ``None`` where they are none, or too many."""
    said = text.strip(' \n,.;:()«»“”"').split()
    if not 0 < len(said) <= most:
        return None
    short = " ".join(said)
    return f"{short})" if short.count("(") > short.count(")") else short


def _typed(
    query: Query, terms: Sequence[Term], sentence: str, bulletin: Bulletin, pointed: Pointed | None
) -> str | None:
    """Return what the sentence, or the words pointed at, hold of the type wanted, as an answer."""
    wants = query.wants
    if wants == "date":
        return _date(query, _spans(sentence, pointed), bulletin)
    if wants == "identity":
        return identity(query, sentence)
    if wants == "duration":
        figure = _figure(query, sentence, bulletin, pointed)
        return figure or _length(query, _spans(sentence, pointed), bulletin)
    if wants == "figure":
        return _figure(query, sentence, bulletin, pointed)
    if wants == "place":
        return _place(query, sentence, pointed)
    if wants in ("person", "agent", "organisation"):
        return _named(query, terms, sentence, bulletin, pointed)
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


def _figure(query: Query, sentence: str, bulletin: Bulletin, pointed: Pointed | None) -> str | None:
    figures: Sequence[Span] = [s for s in _spans(sentence, pointed) if s.kind == "figure"]
    telling: Sequence[Span] = []
    counted = query.counted
    if query.wants == "figure" and counted:
        telling = _counting(query, figures, bulletin.language)
        figures = telling or _of_them(query, figures, sentence, bulletin.language, pointed)
    elif query.wants == "duration":
        figures = [s for s in figures if _unit(s)]
    if not figures or (len(figures) > 1 and not counted):
        return None
    figure = figures[0]  # the whole stands before its parts: "700 participants, including 135 …"
    told = sentence[figure.start : _noun_end(figure, sentence, bulletin.language)]
    # What the figure counts may have another name in the question; if so, it keeps its own.
    renamed = query.wants == "figure" and counted and not telling
    if query.language == bulletin.language or renamed:
        return told
    if _unit(figure):
        return _lasting(figure, query.language)
    if CURRENCY.search(told):
        return told
    short = localised(figure, query.language)
    noun = _noun_asked(query) if counted and figure.value != 1 else ""
    return f"{short} {noun}" if noun and short[-1:].isdigit() else short


_SEVERAL = re.compile(r"(?:[sx]|people|men|women|children)$", re.IGNORECASE)


def _noun_asked(query: Query) -> str:
    """Return what is counted, as the question has it: "¿Cuántas ciudades …?" – "ciudades"."""
    if query.counted in (MONEY, SHARE) or query.counted[0] not in words(query.text):
        return ""
    several = [n for n, word in enumerate(query.counted) if _SEVERAL.search(word)]
    # An adjective stands before an English noun, the noun first elsewhere.
    last = several[0] if several and (query.language == "en" or several[0] == 0) else -1
    noun = " ".join(query.counted[: last + 1])
    return noun if noun in query.text else ""


def _of_them(
    query: Query,
    figures: Sequence[Span],
    sentence: str,
    language: Language,
    pointed: Pointed | None,
) -> Sequence[Span]:
    """Return the one figure pointed at though it does not stand before what it counts.

    "34 wells, nine of them dry": it stands before nothing else either, or no other figure does.
    """
    if pointed is None or len(figures) != 1 or query.counted in (MONEY, SHARE):
        return []
    every = [s for s in spans_of(sentence) if s.kind == "figure"]
    noun = words(figures[0].counts)[:1]
    bare = not noun or is_function_word(noun[0], language)
    return figures if bare or not _counting(query, every, language) else []


def _counting(query: Query, figures: Sequence[Span], language: Language) -> list[Span]:
    return [s for s in figures if counts_wanted(query, s, language) == 1.0]


_UNITS = {
    "hour": r"hour|heure|hora",
    "day": r"day|jour|d[ií]a",
    "week": r"week|semaine|semana",
    "month": r"month|mois|mes(?:es)?\b",
    "year": r"year|ans?\b|ann[ée]e|a[ñn]o",
}


def _unit(figure: Span) -> str | None:
    """Return the unit of time that a figure counts, if it counts one."""
    counts = figure.counts.casefold()
    return next((unit for unit, forms in _UNITS.items() if re.match(forms, counts)), None)


def _lasting(figure: Span, language: Language) -> str:
    """Return a length of time as ``language`` writes it: "six months" → "6 mois"."""
    unit = _unit(figure)
    short = localised(figure, language)
    if figure.value is None or not figure.value.is_integer() or unit is None:
        return short
    from babel.units import format_unit  # seldom needed, and slow to load

    number = wording.number(int(figure.value), language)
    length: str = format_unit(int(figure.value), f"duration-{unit}", locale=language)
    return short.replace(number, length, 1) if number in length else length


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
    if after and is_function_word(after[0].group(), language):
        return figure.end  # "nine of them"
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


def _place(query: Query, sentence: str, pointed: Pointed | None) -> str | None:
    if asks_for_places(query.asking or query.text):
        return None  # one of them is no answer; the words pointed at may be
    found_places = [
        p
        for p in places(query, sentence)
        if (pointed is None or pointed.touches(p)) and is_sort_asked(query, p.text)
    ]
    if not found_places:
        return None
    first = found_places[0]
    end = first.end
    for span in spans_of(sentence):
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
    query: Query, terms: Sequence[Term], sentence: str, bulletin: Bulletin, pointed: Pointed | None
) -> str | None:
    asked = {fold(w) for w in words(query.text)} | query.told
    kinds = {
        "person": ("person",),
        "organisation": ("organisation",),
    }.get(query.wants, ("person", "organisation", "name"))
    named = [s for s in spans_of(sentence) if s.kind in kinds and _new(s, asked)]
    candidates = [s for s in named if pointed is None or pointed.touches(s)]
    anchors = _anchors(terms, sentence, bulletin.language)
    if query.wants == "agent" and pointed is None:
        candidates = [s for s in candidates if _acts(s, sentence, anchors)]
    if not candidates:
        return None
    best = min(candidates, key=lambda s: _distance(s, anchors))
    alike = [s for s in named if s.kind == best.kind]
    start, end = _coordinated(best, alike, sentence)
    if query.wants == "person" and _PLURAL.search(query.text):
        after = [sentence[s.start : s.end] for s in alike if s.start >= start]
        return wording.joined(after, query.language)
    alone = (start, end) == (best.start, best.end)
    peers = [s for s in candidates if s.kind == best.kind]
    if _ONE.search(query.text) and not alone:
        # "Who was the consul?" has one answer, and two names stand there.
        return best.text if pointed and len(peers) == 1 else None
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
