"""What a bulletin's card and sentences tell, each as a fact that a question can be asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from icpc_assistant.cards import EventCard, Figure, Organisation
from icpc_assistant.cards.kinds import marked, nouns_in
from icpc_assistant.question_generation.cues import (
    ATTENDING,
    CAME,
    FACETS,
    PARTNERS,
    SPANS_OF_TIME,
    THEME,
)
from icpc_assistant.question_generation.naming import (
    city_name,
    country_name,
    de,
    event_place,
    how_many_es,
    plural_of,
)
from icpc_assistant.terms import fold
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import LANGUAGES, Bulletin, Language, Sentence

_SURE = 0.7  # of a date; below, more of it was guessed than read
_LEAD = 3  # sentences that speak of the event as a whole
_FIGURES = 8  # of one bulletin that are asked about
_OF_A_FACET = 2  # sentences asked about under one facet
_TITLE = 120  # characters; a longer headline is not asked about
_EVERY: Mapping[Language, Mapping[str, str]] = {language: {} for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence that tells something, the words of it that answer, and what fills a template.

    ``words`` holds the values of the placeholders by language; a language it lacks has no
    question. ``placeless`` keeps the place out of the event's name, where the place is the answer.
    """

    kind: str
    sentence: Sentence
    answer: str
    words: Mapping[Language, Mapping[str, str]] = field(default_factory=lambda: _EVERY)
    placeless: bool = False


class Told:
    """A bulletin's sentences, by their place in the body."""

    def __init__(self, bulletin: Bulletin, sentences: Sequence[Sentence]) -> None:
        self.bulletin = bulletin
        self.sentences = [s for s in sentences if bulletin.body.find(s.text) == s.start]
        self.prose = [s for s in self.sentences if not self.is_heading(s)]
        self.lead = self.prose[:_LEAD]

    def at(self, start: int, end: int) -> Sentence | None:
        """Return the sentence that holds a place whole; ``None`` for a place of front matter."""
        found = (s for s in self.sentences if start >= 0 and s.start <= start and end <= s.end)
        return next(found, None)

    def is_heading(self, sentence: Sentence) -> bool:
        """Whether the sentence is a Markdown heading."""
        line = self.bulletin.body.rfind("\n", 0, sentence.start) + 1
        return self.bulletin.body[line : sentence.start].lstrip().startswith("#")


def event_facts(told: Told, card: EventCard) -> Iterator[Fact]:
    """Yield what is told of the event as a whole: what, when, how long, where, by whom, on what."""
    yield from _when(told, card)
    yield from _where(told, card)
    yield from _organised(told, card)
    if told.lead and len(card.title) <= _TITLE:
        title = {language: {"title": card.title} for language in LANGUAGES}
        yield Fact("about", told.lead[0], told.lead[0].text, title)
    for sentence in told.prose[: 2 * _LEAD]:
        m = re.search(THEME, plain(sentence.text))
        if m and (not m.group("titled") or _ends_in_event(sentence.text[: m.start()])):
            yield Fact("theme", sentence, sentence.text[slice(*m.span("theme"))].strip())
            break


def figure_facts(told: Told, card: EventCard) -> Iterator[Fact]:
    """Yield what is counted."""
    seen: set[str] = set()
    for figure in card.counted:
        sentence = told.at(figure.start, figure.end)
        key = fold(figure.counts)
        if sentence is None or key in seen or len(seen) >= _FIGURES or figure.value < 2:
            continue
        if re.match(SPANS_OF_TIME, key) or re.search(r"\d", figure.counts):
            continue
        seen.add(key)
        folded = plain(sentence.text)
        came = re.match(ATTENDING, key) and re.search(CAME, folded)
        kind = "attended" if came and sentence in told.lead else "counted"
        answer = told.bulletin.body[figure.start : figure.end]
        yield Fact(kind, sentence, answer, _counts(figure, told.bulletin.language))


def body_facts(told: Told, card: EventCard) -> Iterator[Fact]:
    """Yield what the letters of an organisation stand for, where the sentence says both."""
    for body in card.organisations:
        sentence = told.at(body.start, body.end)
        if sentence is None or not _abbreviated(body, sentence):
            continue
        words = {language: {"acronym": body.acronym} for language in LANGUAGES}
        yield Fact("acronym", sentence, body.name, words)


def facet_facts(told: Told) -> Iterator[Fact]:
    """Yield what a reader often wants to know of an event: funds, decisions, what comes next."""
    for kind, pattern in FACETS.items():
        found = 0
        for sentence in told.prose:
            if found < _OF_A_FACET and re.search(pattern, marked(plain(sentence.text))):
                found += 1
                yield Fact(kind, sentence, sentence.text)


def heading_facts(told: Told) -> Iterator[Fact]:
    """Yield the headings, each with the sentence below it."""
    language = told.bulletin.language
    for heading, below in zip(told.sentences, told.sentences[1:], strict=False):
        text = heading.text.strip(" :.*_")
        if not told.is_heading(heading) or told.is_heading(below) or "?" in text:
            continue
        yield Fact("section", below, below.text, {language: {"heading": text}})
        # "What are the conclusions?": one noun in the plural, with what qualifies it.
        if re.fullmatch(r"(?:[A-ZÀ-Þ][a-zà-ÿ]+ )?\w+s", text) and not text.isupper():
            plural = text[:1].lower() + text[1:]
            yield Fact("heading", below, below.text, {language: {"heading": plural}})


def _when(told: Told, card: EventCard) -> Iterator[Fact]:
    main = card.main
    sentence = told.at(main.start, main.end) if main else None
    if main is None or sentence is None or main.confidence < _SURE:
        return
    answer = told.bulletin.body[main.start : main.end]
    several = main.last > main.first and main.precision == "day"
    yield Fact("when_days" if several else "when", sentence, answer)
    for figure in card.counted:
        said = told.at(figure.start, figure.end)
        if said in told.lead and re.match(SPANS_OF_TIME, fold(figure.counts)):
            whole = told.bulletin.body[figure.start : figure.end]
            before = plain(told.bulletin.body[max(0, figure.start - 12) : figure.start])
            spoken = any(mark in "OQE" for *_, mark, _ in nouns_in(plain(said.text)))
            if spoken and re.search(r"\b(?:for|during|pendant|durant|durante)\s+\w*\s*$", before):
                yield Fact("length", said, whole, _counts(figure, told.bulletin.language))
                return


def _where(told: Told, card: EventCard) -> Iterator[Fact]:
    place = event_place(card)
    if place is None:
        return
    sentence = told.at(place.start, place.end)
    if sentence is not None:
        answer = told.bulletin.body[place.start : place.end]
        yield Fact("city", sentence, answer, placeless=True)
        for language in LANGUAGES:
            name = country_name(place, language)
            if name in sentence.text:
                yield Fact("country", sentence, name)
                break
    if place.venue and place.venue.text not in (place.city, place.country):
        where = told.at(place.venue.start, place.venue.end)
        if where is not None and fold(city_name(place, told.bulletin.language)) != fold(
            place.venue.text
        ):
            yield Fact("venue", where, place.venue.text)


def _organised(told: Told, card: EventCard) -> Iterator[Fact]:
    for body in card.organisations:
        sentence = told.at(body.start, body.end)
        if sentence is not None and body.part == "organiser":
            yield Fact(
                "organiser", sentence, body.name if body.name in sentence.text else body.acronym
            )
            break
    for sentence in told.prose:
        if m := re.search(PARTNERS, plain(sentence.text)):
            partner = next(
                (o for o in card.organisations if 0 <= o.start - sentence.start - m.end() < 12),
                None,
            )
            if partner and any(mark in "OQE" for *_, mark, _ in nouns_in(plain(sentence.text))):
                yield Fact("partners", sentence, told.bulletin.body[partner.start : partner.end])
                return


def _ends_in_event(text: str) -> bool:
    """Whether the last word names an event: a handbook may be titled too."""
    last = plain(text).rstrip()
    return any(end == len(last) and mark in "OQE" for _, end, mark, _ in nouns_in(last))


def _counts(figure: Figure, source: Language) -> dict[Language, dict[str, str]]:
    """Return the counted noun in every language it is known in."""
    found: dict[Language, dict[str, str]] = {}
    for language in LANGUAGES:
        noun = plural_of(figure.counts, source, language)
        if noun:
            many = how_many_es(noun) if language == "es" else ""
            found[language] = {"counts": noun, "de_counts": de(noun), "how_many": many}
    return found


def _abbreviated(body: Organisation, sentence: Sentence) -> bool:
    both = body.name != body.acronym and body.name in sentence.text
    return both and len(body.acronym) > 1 and f"({body.acronym})" in sentence.text
