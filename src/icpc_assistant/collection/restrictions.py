"""What a question over the collection restricts itself to, each part removable on its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from icpc_assistant import wording
from icpc_assistant.collection.exclusions import begins_with_exclusion
from icpc_assistant.collection.request import Request, Restriction
from icpc_assistant.terms import is_function_word, words
from icpc_assistant.timespan import TimeSpan
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Filter, FilterKind, Language

# Words before a name that only tie it to the question, over plain text.
_TIES: dict[Language, str] = {
    "en": "in|at|on|of|for|from|with|by|to|near|about|during|between|since|after|before|until"
    "|through|regarding|concerning|mention|mentions|mentioning|related to|relating to|devoted to"
    "|involving|the|and|or|that|which|who|did|year|month",
    "fr": "en|a|au|aux|dans|de|du|des|d'|avec|par|pour|sur|pendant|durant|depuis|entre|avant|apres"
    "|lors de|jusqu'a|jusqu'en|concernant|a propos de|lies a|liees a|consacres a|mentionnent"
    "|mentionnant|parlent de|portant sur|le|la|les|l'|et|ou|qui|que|annee|mois",
    "es": "en|a|al|de|del|con|por|para|sobre|durante|desde|entre|antes de|despues de|hasta"
    "|relacionados con|relacionadas con|dedicados a|mencionan|hablan de|el|la|los|las|y|o|que|ano"
    "|mes",
}
_TIED: dict[Language, re.Pattern[str]] = {
    language: re.compile(rf"(?:(?:(?<=^)|(?<=[\s,(¿]))(?:{ties})(?:\s+|(?<=')))+$")
    for language, ties in _TIES.items()
}
# "events in Lima and in 2024": what joined two restrictions, where one is gone.
_LEFT_OVER = re.compile(
    r"^\s*,?\s*(?:and|or|et|ou|y|e|o)\s+(?=(?:in|at|on|with|about|en|à|au|dans|avec|sur|con|sobre"
    r"|de|[A-ZÀ-Þ\d])\b|[A-ZÀ-Þ])"
)
_BOTH = re.compile(r"\b(?:both|à la fois|tanto)\s+")
# A question that ends so has lost what it said of the events.
_DANGLING = re.compile(
    r"\b(?:were|was|are|is|do|did|have|had|both|sont|etaient|etait|est|ont|a|fueron|fue|eran|son"
    r"|hay|that|which|who|qui|que|parlent|mention)\s*$"
)
# How a name is tied to "list all events" in its place. French has "à", "en", "au" or "aux" before a
# place, which the name alone does not tell.
_BY_KIND: dict[Language, dict[FilterKind, str]] = {
    "en": {"time": "in", "place": "in", "person": "with", "organisation": "with", "topic": "about"},
    "fr": {"time": "en", "place": ",", "person": "avec", "organisation": "avec", "topic": "sur"},
    "es": {"time": "en", "place": "en", "person": "con", "organisation": "con", "topic": "sobre"},
}
Reread = Callable[[str], Request | None]


def filters_of(
    request: Request, language: Language, reread: Reread, marks: tuple[str, str] = ("", "")
) -> tuple[Filter, ...]:
    """Return what ``request`` restricts itself to, in the order of the question.

    ``reread`` reads another question as ``request`` was read; ``marks`` stood around the question.
    Where the words left over would be read otherwise, ``without`` is a list of all events with the
    other restrictions.
    """
    found = _merged(request, language)
    filters = []
    for gone in found:
        rest = [r for r in found if r is not gone]
        left = _without(request.text, gone, language)
        dangles = _DANGLING.search(plain(left))
        if not dangles and _asks_the_same(reread(left), rest, language):
            left = f"{marks[0]}{left}{marks[1]}"
        else:
            left = _all_events(request.text, rest, language)
        filters.append(Filter(gone.kind, _shown(request, gone, language), left))
    return tuple(filters)


def period_of(time: TimeSpan, language: Language) -> str:
    """Return a time as read from a question, whatever its shape."""
    if time.ranges:
        periods = [wording.period(a, b, language) for a, b in time.ranges]
        return wording.joined(periods, language)
    if time.yearly is not None:
        return wording.say("any_year", language, days=wording.yearly(*time.yearly, language))
    return wording.period(time.start, time.end, language)


def _merged(request: Request, language: Language) -> list[Restriction]:
    """Return the restrictions by place, the words of one topic ("trust of the young") as one."""
    merged: list[Restriction] = []
    for one in sorted(request.restrictions, key=lambda r: r.start):
        last = merged[-1] if merged else None
        if last and last.kind == one.kind == "topic":
            between = words(request.text[last.end : one.start])
            if all(is_function_word(word, language) for word in between) and len(between) < 4:
                merged[-1] = Restriction("topic", last.start, one.end)
                continue
        merged.append(one)
    return merged


def _shown(request: Request, one: Restriction, language: Language) -> str:
    gone = (one.start, one.end) in request.left_out
    if one.kind == "time" and request.time is not None and not gone:
        known = "" if request.time.impossible else period_of(request.time, language)
        return known or request.time.text
    said = " ".join(request.text[one.start : one.end].split())
    if one.kind == "place":
        for wanted in (*request.places, *request.outside):
            if wanted.shown and said.endswith(wanted.text):
                return said.removesuffix(wanted.text) + wanted.shown
    return said


def _tied(text: str, one: Restriction, language: Language) -> int:
    """Return where the words that tie a restriction to the question begin."""
    tied = _TIED[language].search(plain(text[: one.start]))
    return tied.start() if tied else one.start


def _without(text: str, gone: Restriction, language: Language) -> str:
    """Return the question with a restriction's words taken out."""
    before, after = text[: _tied(text, gone, language)].rstrip(" ,"), text[gone.end :]
    left = f"{before} {_LEFT_OVER.sub(' ', after).lstrip(' ,')}"
    left = _BOTH.sub("", re.sub(r"\(\s*\)", "", left))
    return re.sub(r"\s+(?=[,.)])|(?<=\()\s+", "", " ".join(left.split()))


def _all_events(text: str, rest: Sequence[Restriction], language: Language) -> str:
    """Return the request for all events that meet the restrictions left."""
    said = [wording.say("list_all", language)]
    for one in rest:
        tied = text[_tied(text, one, language) : one.end].strip(" ,")
        named = text[one.start : one.end]
        bare = tied == named and not begins_with_exclusion(plain(named))
        said.append(f"{_BY_KIND[language][one.kind]} {named}" if bare else tied)
    return " ".join(said).replace(" ,", ",")


def _asks_the_same(
    request: Request | None, rest: Sequence[Restriction], language: Language
) -> bool:
    """Whether a question is read as one over the collection with just these restrictions."""
    if request is None:
        return False
    return sorted(r.kind for r in _merged(request, language)) == sorted(r.kind for r in rest)
