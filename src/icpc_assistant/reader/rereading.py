"""The second look: the cross-encoder reads the passages of the best sentences, then some alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from icpc_assistant.crossencoder import CrossEncoder
from icpc_assistant.crossencoder.telling import Telling
from icpc_assistant.entities import MONTHS
from icpc_assistant.glossing import gloss
from icpc_assistant.query import Query
from icpc_assistant.reader.ranking import Candidate, lead
from icpc_assistant.reader.signals import words_of
from icpc_assistant.terms import fold, words
from icpc_assistant.timespan import stretch
from icpc_assistant.types import Bulletin, Language, Passage, Sentence

READ = 6  # passages that are read
ALONE = 4  # sentences that are read by themselves, the best of those passages
_FIRM = 6.0  # log-odds beyond which the model is no surer

# Weights of a sentence's signals once its passage has been read, ``RANK``'s among them
# (training/README.md). ``read_answered`` and ``read_relevant`` are the passage's, ``read_span`` the
# sentence's own; ``read_alone`` says how surely it answers, read by itself: log-odds, from -1
# (surely not, or not read) to 1 for what the model is surest of.
REREAD = {
    "similarity": 1.0,
    "passage": 0.86,
    "asked": 3.36,
    "bm25": -0.03,
    "predicate": -0.88,
    "told": 1.51,
    "covered_around": 0.9,
    "covered_lead": 0.97,
    "names": 1.02,
    "about": 0.67,
    "type": 0.39,
    "time": 1.8,
    "heading": -0.59,
    "followed": 1.54,
    "read_answered": 0.45,
    "read_relevant": -0.18,
    "read_span": 0.34,
    "read_alone": 0.45,
}


# Weights for deciding whether the best sentence answers, its passage having been read: as
# ``extractive.ANSWERS``, which serves where there is no cross-encoder.
ANSWERS_READ = {
    "bias": 1.1,
    "asked": 0.0,
    "asked_told": 0.15,
    "names": 0.21,
    "names_near": 0.21,
    "numbers": 0.3,
    "time": 0.67,
    "type": 0.5,
    "unknown": -0.3,
    "no_figure": -0.41,
    "no_person": -0.07,
    "explains": -0.15,
    "known_questions": -0.45,
    "open_known": -0.9,
    "left_open": -3.0,
    "read_answered": 1.17,
    "read_span": 0.55,
    "read_most": 1.21,
    "read_alone": 0.4,
    "on_the_matter": -1.5,
}


def reread(
    model: CrossEncoder,
    query: Query,
    candidates: Sequence[Candidate],
    bulletins: Mapping[str, Bulletin],
) -> tuple[Candidate, ...]:
    """Read the passages of the best candidates, the best sentences of these by themselves, and
    rank all candidates again.

    Sentences whose passage was not read keep their order behind those that were.
    """
    found = _read(model, query, candidates, bulletins)
    most = max((read.signals["read_answered"] for read in found.values()), default=-1.0)
    again = []
    for candidate in candidates:
        read = found.get((candidate.passage.id, candidate.sentence.start))
        own = read or _Read(_UNREAD, None)
        signals = {**candidate.signals, **own.signals, "read": float(read is not None)}
        signals["read_most"] = most
        again.append(_scored(replace(candidate, signals=signals, span=own.span)))
    again.sort(key=_order)
    near = [c for c in again[:ALONE] if c.signals["read"]]
    alone = _read_alone(model, query, near, bulletins)
    again[: len(near)] = [
        _scored(replace(c, signals={**c.signals, "read_alone": alone[n]}))
        for n, c in enumerate(near)
    ]
    return tuple(sorted(again, key=_order))


def _scored(candidate: Candidate) -> Candidate:
    score = sum(weight * candidate.signals[name] for name, weight in REREAD.items())
    return replace(candidate, score=score)


def _order(candidate: Candidate) -> tuple[bool, float, str, int]:
    place = candidate.passage.id, candidate.sentence.start
    return (not candidate.signals["read"], -candidate.score, *place)


def _read_alone(
    model: CrossEncoder,
    query: Query,
    candidates: Sequence[Candidate],
    bulletins: Mapping[str, Bulletin],
) -> list[float]:
    """Return how surely each sentence answers, read by itself: it may be near what does.

    A passage of one sentence has been read so already.
    """
    texts, asked, places = [], [], []
    alone = [candidate.signals["read_answered"] for candidate in candidates]
    for n, candidate in enumerate(candidates):
        if len(candidate.passage.sentences) == 1:
            continue
        places.append(n)
        bulletin = bulletins[candidate.passage.bulletin_id]
        sentence = candidate.sentence
        before = preface(query, candidate.passage, bulletin, sentence, model.telling)
        texts.append(before + model.telling.words(sentence.text, bulletin.language))
        asked.append(_asked(query, bulletin, model.telling))
    readings = model.read(asked, texts, [()] * len(texts)) if texts else []
    for n, reading in zip(places, readings, strict=True):
        alone[n] = _held(reading.answered)
    return alone


# What joins a stretch of time to a question.
_JOINS = re.compile(
    r"(?:\b(?:between|from|since|after|before|until|during|in|entre|depuis|apr[eè]s|avant|jusqu['’][aà]u?"
    r"|d[eè]s|de|du|en|desde|hasta|durante|(?:despu[eé]s|antes|a partir) de|[aà] partir de)\s+)+"
    r"(?:the\s+|l[ae]s?\s+|l['’]|el\s+|los\s+)?$",
    re.IGNORECASE,
)


# What our own rewrites open with, which the model has not learned: "About “X”: who spoke?".
_ABOUT = re.compile(
    r"^(?:about|à propos de|sobre)\s+[“«][^”»]{3,160}[”»](?:\s*\([^()]*\))?\s*:\s*(?=\S)",
    re.IGNORECASE,
)


def _asked(query: Query, bulletin: Bulletin, telling: Telling) -> str:
    """Return the question as the model reads it beside a passage of ``bulletin``.

    Without the event that it is said to be about, which the passage's header names if it is that.
    Without "between 2021 and 2023" where the event was then: that is known, and the model, to which
    2022 is no year between, would take it for another time.
    """
    text = _ABOUT.sub("", query.text)
    found = stretch(text, query.language)
    first, last = bulletin.start, bulletin.end or bulletin.start
    if found and first and last and found.overlaps(first, last):
        start, end = found.span
        if joins := _JOINS.search(text[:start]):
            text = " ".join((text[: joins.start()] + text[end:]).split()).lstrip(" ,")
    return telling.asked(text, query.language, bulletin.language)


class _Read(NamedTuple):
    """What the model makes of one sentence: signals, and where it sees the answer."""

    signals: dict[str, float]
    span: tuple[int, int] | None


_UNREAD = dict.fromkeys(("read_answered", "read_relevant", "read_span", "read_alone"), -1.0)


def _read(
    model: CrossEncoder,
    query: Query,
    candidates: Sequence[Candidate],
    bulletins: Mapping[str, Bulletin],
) -> dict[tuple[str, int], _Read]:
    """Read the passages of the best candidates; keys are a passage's id and a sentence's start."""
    passages = list({c.passage.id: c.passage for c in candidates}.values())[:READ]
    telling = model.telling
    shown = [telling.passage(p, bulletins[p.bulletin_id].language) for p in passages]
    texts, asked, pieces = [], [], []
    for passage, seen in zip(passages, shown, strict=True):
        bulletin = bulletins[passage.bulletin_id]
        before = preface(query, passage, bulletin, telling=telling)
        texts.append(before + seen.text)
        asked.append(_asked(query, bulletin, telling))
        pieces.append([(len(before) + a, len(before) + b) for a, b in seen.sentences])
    found = {}
    for seen, text, reading in zip(shown, texts, model.read(asked, texts, pieces), strict=True):
        shift = len(text) - len(seen.text)
        for n, (sentence, span) in enumerate(
            zip(seen.passage.sentences, reading.spans, strict=True)
        ):
            signals = {
                "read_answered": _held(reading.answered),
                "read_relevant": _held(reading.relevant),
                "read_span": _held(span.score) if span else -1.0,
                "read_alone": -1.0,
            }
            place = seen.source(n, span.start - shift, span.end - shift) if span else None
            found[seen.passage.id, sentence.start] = _Read(signals, place)
    return found


def preface(
    query: Query,
    passage: Passage,
    bulletin: Bulletin,
    sentence: Sentence | None = None,
    telling: Telling = Telling(),  # noqa: B008, of no state
) -> str:
    """Return what the model reads before a passage: headline, heading, and which of the question's
    names and dates are the event's, where only the bulletin's lead or its date says so.

    A passage seldom says again where and when its event was; the model sees no other. Of a
    ``sentence`` read alone, those that only the rest of its passage has are told, too.
    """

    def words_in(text: str) -> frozenset[str]:
        return words_of(text, bulletin.language).folded

    # The very texts that the ranking has looked at: their words are at hand.
    whole = words_in(passage.text)
    said = words_in(sentence.text) if sentence else whole
    said |= words_in(f"{bulletin.title} {passage.heading}")
    held = whole | words_in(lead(bulletin.title, bulletin.body))
    held |= {str(day.year) for day in (bulletin.start, bulletin.end) if day}
    months = {day.month for day in (bulletin.start, bulletin.end) if day}
    asked = {fold(word): word for word in _names_and_dates(query, bulletin.language)}
    elsewhere = [
        word
        for name, word in asked.items()
        if name not in said and (name in held or MONTHS.get(name) in months)
    ]
    heading = " ".join([passage.heading, *elsewhere]).strip()
    return telling.header(bulletin.title, heading, bulletin.language)


def _names_and_dates(query: Query, language: Language) -> list[str]:
    """Return what names a thing or time in a question, also as ``language`` has it."""
    months = [w for w in words(query.text) if MONTHS.get(fold(w), 0) in query.months]
    named = " ".join([*query.names, *months])
    if named and query.language != language:
        named += " " + gloss(named, query.language, language)
    return [*words(named), *map(str, query.years)]


def _held(log_odds: float) -> float:
    return max(-1.0, min(1.0, log_odds / _FIRM))
