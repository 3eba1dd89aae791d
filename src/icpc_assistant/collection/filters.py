"""A recognised question → its filters: time, places, people, organisations, topics."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from icpc_assistant.cards.kinds import MANY, ONE, kinds_in, marked
from icpc_assistant.collection.bounds import bounds
from icpc_assistant.collection.catalogue import Catalogue
from icpc_assistant.collection.exclusions import exclusions
from icpc_assistant.collection.extremes import rank_of
from icpc_assistant.collection.fillers import told
from icpc_assistant.collection.heads import asks_for_else
from icpc_assistant.collection.idle import is_idle, is_verb
from icpc_assistant.collection.lookup import ONLINE
from icpc_assistant.collection.naming import HELD_ONLINE, as_written, named_as, with_names
from icpc_assistant.collection.own import MARK
from icpc_assistant.collection.reading import Reading, stretches
from icpc_assistant.collection.repeats import names_anyone
from icpc_assistant.collection.request import Request, Side, Wanted
from icpc_assistant.collection.resolve import resolve
from icpc_assistant.collection.roles import roles_of, sorts_of
from icpc_assistant.collection.signals import PARTNERS, REPRESENTED, SELF, THROUGH, Shape
from icpc_assistant.collection.supposed import without_supposed
from icpc_assistant.collection.topics import topics_of
from icpc_assistant.intent import Intent
from icpc_assistant.query import Query
from icpc_assistant.terms import is_function_word, words
from icpc_assistant.timespan import interpret_time
from icpc_assistant.timespan.plain import plain
from icpc_assistant.timespan.vocabulary import ANY_YEAR
from icpc_assistant.types import FilterKind

_ORGANISED = re.compile(
    rf"\b(?:organi[sz]ed?|host(?:ed)?|co-?ordinated?|ran|run|set up|put on) by (?:{SELF})\b"
    rf"|\b(?:did|have|has) (?:{SELF}) (?:itself |ourselves )?(?:organi[sz]ed?|host(?:ed)?"
    rf"|coordinated?|run|put on)\b"
    rf"|\b(?:organi[sz]ed|hosted) ourselves\b|\borganisee?s? par (?:{SELF})|\b(?:avons-nous"
    rf"|a-t-(?:il|on)|{SELF} a(?:-t-il)?) organisee?s?\b|\borganizad[oa]s? por (?:{SELF})"
    rf"|\b(?:organizamos|hemos organizado|organizo (?:{SELF})|{SELF} organizo)\b"
)
# "Everything about the ICPC" asks for whatever names it.
_ITSELF = re.compile(
    r"\b(?:everything|anything|all that|tout|tout ce qui|todo|todo lo que)\b.{0,30}?"
    r"\b(?:about|on|concerning|sur|concernant|sobre|acerca de)\s+"
    r"W+\W*$"
)
_OURS = re.compile(
    r"\b(?:our|nos|notre|nuestr[oa]s?)\b"
    # "How many events did we take part in?" counts what we organised too.
    rf"|\b(?:did|have|has) (?:{SELF}) (?:ever |also )?(?:take|taken|participated?|attend(?:ed)?"
    rf"|joine?d?)\b"
    rf"|\b(?:{SELF}) (?:took part|participated|attended|joined)\b"
    rf"|\b(?:avons-nous|a-t-(?:il|on)|(?:{SELF}) (?:a|avons)(?:-t-(?:il|on))?) (?:pris part"
    rf"|participe|assiste)\b"
    rf"|\b(?:participamos|asistimos|(?:hemos|ha) (?:participado|asistido)|(?:participo"
    rf"|asistio) (?:{SELF})"
    rf"|(?:{SELF}) (?:participo|asistio))\b"
)
_MENTIONS = re.compile(
    r"\b(?:mention\w*|talk(?:s|ing)? about|refer(?:s|ring)? to|cite[sd]?|name[sd]?|parlent?"
    r"|evoquent?|citent?|hablan|habla|mencionan?|citan)\b"
)
_THOSE_ONLINE = re.compile(
    rf"(?:(?:the|those|any|all|events?|ones|held|ceux|celles|les|tenus|evenements?|los|las|eventos?"
    rf"|de) )*(?:{HELD_ONLINE.pattern}|ligne|linea|distance|distancia)"
    r"(?: (?:ones?|events?|meetings?|sessions?))?"
)
_OURSELVES = re.compile(r"W+|\b(?:us|ourselves|nous(?:-memes?)?|nosotr[oa]s)\b")
# What may say that something is left out, before or behind it.
_NOT = re.compile(
    r"\b(?:not?|never|without|except\w*|exclud\w*|exclusive|aside|apart|other than|but|besides"
    r"|outside|beyond|leav\w*|left|minus|save|barr?ing|bar|nothing|skip\w*|drop\w*|ignor\w*"
    r"|forget\w*|omit\w*|count\w*|matter\w*|mind|\w+n't|pas|sans|sauf|hors|hormis|exclu\w*|part"
    r"|autres?|jamais|ni|ne|n'\w+|dehors|ailleurs|oubli\w*|compt\w*|laiss\w*|enlev\w*|retir\w*"
    r"|otez|sin|salvo|menos|fuera|aparte|quit\w*|descont\w*|lado|nunca|tampoco|demas|dej\w*|obvi\w*"
    r"|cuent\w*|contar|distint[oa]s?)\b"
)
_NOT_IN = re.compile(r"(?:not|\w+n't|pas|no)\b")
_CAME = (
    r"(?:attend\w*|tak(?:e|en) part|participat\w*|join\w*|speak|spoken|go|be(?:en)?|involved"
    r"|present|appear\w*|particip\w*|assist\w*|intervenu\w*|allee?|present\w*|estuv\w*|fue"
    r"|asisti\w*|interv\w*|acudi\w*)"
)
# "Which events did she not attend?", "sans qu'elle y participe".
_NOT_THERE = re.compile(
    rf"\b(?:not|never|\w+n't) (?:to )?{_CAME}\b|\bn'(?:a|ont|est|etait|y a|avait)(?:-t-\w+)? "
    rf"(?:pas|jamais) {_CAME}\b|\b(?:no|nunca) (?:ha )?{_CAME}\b"
)


def read_request(
    query: Query,
    text: str,
    shape: Shape,
    catalogue: Catalogue,
    today: date,
    intent: Intent | None = None,
) -> Request | None:
    """Return the request of a recognised question, or ``None`` where it lacks what it needs.

    ``intent`` is what the model makes of it, where it takes it for one of the whole collection.
    """
    language = query.language
    reading = Reading(text, language, catalogue.own, query.carried, intent, list(shape.said))
    request = _begun(shape, reading)
    if shape.sides is not None:
        return request
    request = without_supposed(request, reading)

    def days_of(what: str) -> tuple[date, date] | None:
        entry = resolve(what, language, catalogue, today)
        main = entry.card.main if entry else None
        return (main.first, main.last) if main else None

    ranked = rank_of(reading.folded) if _ranks(request) else None
    if ranked is not None:
        request = replace(request, rank=ranked[0])
        reading.spend(*ranked[1])
    request = _with_exclusions(request, reading, catalogue, today)
    aside = _between(reading.asks_or_names, len(text))
    # "What came after in 2023" asks for nothing after it.
    order = shape.said if shape.operation == "timeline" else ()
    timeless = reading.unspent((*request.left_out, *aside, *order))
    time = None if shape.periods else interpret_time(timeless, language, today, days_of)
    if time:
        reading.restrict("time", *time.span)
    request = _with_periods(request, shape, reading, today)
    least, most = bounds(reading)
    request = replace(request, time=time, least=least, at_most=most)
    request = _with_relation(request, reading, catalogue)
    request = with_names(request, reading, catalogue)
    request = _with_the_absent(request, reading)
    request = _with_left_out(request, reading)
    request = _with_times_unread(request, reading)
    request = _with_members(request, reading)
    if request.asked == "person":
        request = replace(request, roles=roles_of(reading, catalogue))
    elif request.asked == "organisation" and (sorts := sorts_of(reading)):
        named = request.named or names_anyone(reading.folded, (0, 0))
        request = replace(request, roles=sorts, named=named)
    topics, unheard = topics_of(reading, catalogue)
    request = replace(request, topics=topics, unread=(*request.unread, *unheard))
    request = replace(request, text=text, restrictions=tuple(reading.restrictions))
    if shape.learned and asks_for_else(request, reading, unheard):
        return None
    measured = least is not None or most is not None
    if not (reading.restrictions or measured) and any(_tells(reading, *clause) for clause in aside):
        return None  # whatever it is about was told in other sentences
    return request if _suffices(request, shape) else None


def _begun(shape: Shape, reading: Reading) -> Request:
    """Return the request that a shape makes, before anything restricts it."""
    for m in (*THROUGH.finditer(reading.folded), *ANY_YEAR.finditer(reading.folded)):
        reading.spend(*m.span())
    command = told(reading.text, reading.language)
    if command is not None:
        reading.spend(*command)
    return Request(
        shape.operation,
        noun=shape.noun,
        asked=shape.asked,
        measure=shape.measure,
        most=shape.most,
        kinds=_kinds(shape, reading),
        sides=shape.sides,
        mentions=shape.noun == "bulletin" or bool(_MENTIONS.search(reading.folded)),
        single=shape.single,
        side=_side(shape, reading),
        reach=shape.asked == "person" and bool(REPRESENTED.search(reading.folded)),
        learned=shape.learned,
        best=shape.best,
        winner=shape.winner,
        grouped=shape.grouped,
        share_of=shape.share_of,
        lacking=shape.lacking,
        often=shape.often,
        named=shape.named,
    )


def _kinds(shape: Shape, reading: Reading) -> tuple[str, ...]:
    """Return the kinds of event wanted: beside "bulletin", those that the model takes for such."""
    if shape.noun == "event":
        return ()
    if shape.noun != "bulletin":
        return (shape.noun,)
    intent = reading.intent
    runs = [] if intent is None else [r for r in intent.runs("kind") if not intent.leaves_out(*r)]
    found = (kind for a, b in runs for kind in kinds_in(reading.folded[a:b]))
    return tuple(kind for kind in found if kind not in ("event", "bulletin"))


def _ranks(request: Request) -> bool:
    """Whether events are ranked by something else than their dates."""
    return (
        request.operation == "superlative"
        and request.asked == "event"
        and request.measure != "start"
    )


def _between(parts: Sequence[tuple[int, int]], end: int) -> list[tuple[int, int]]:
    """Return what some parts of a text leave out, in order."""
    edges = [0, *(edge for part in parts for edge in part), end]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(start, stop) for start, stop in pairs if start < stop]


def _tells(reading: Reading, start: int, end: int) -> bool:
    """Whether part of a question holds words that could restrict it."""
    said = (t.group() for t in reading.tokens() if start <= t.start() < end)
    language = reading.language
    return any(not is_idle(word, language) and not is_verb(word, language) for word in said)


def _side(shape: Shape, reading: Reading) -> Side | None:
    if shape.asked == "organisation":
        return "others" if shape.named or PARTNERS.search(reading.folded) else None
    if shape.often is not None:
        return shape.side
    if shape.asked != "person" or shape.operation == "superlative":
        return None
    if shape.side is not None:
        return shape.side
    return "own" if REPRESENTED.search(reading.folded) else "others"


def _with_periods(request: Request, shape: Shape, reading: Reading, today: date) -> Request:
    """Read the periods that the question holds against each other."""
    if not shape.periods:
        return request
    read = (interpret_time(reading.text[a:b], reading.language, today) for a, b in shape.periods)
    reading.restrict("time", shape.periods[0][0], shape.periods[-1][1])
    return replace(request, periods=tuple(time for time in read if time is not None))


def _with_exclusions(
    request: Request, reading: Reading, catalogue: Catalogue, today: date
) -> Request:
    """Read what the question leaves out."""

    def named(said: str, n: int) -> tuple[FilterKind, Wanted] | None:
        if _THOSE_ONLINE.fullmatch(plain(said)):
            return "place", Wanted(said, frozenset({ONLINE}))
        found = named_as(said, n, reading.language, catalogue)
        if found is None or found[0] == "own":
            return None
        return found[0], as_written(found[0], found[1], reading.language, catalogue)

    found = exclusions(reading.text, reading.folded, reading.language, today, named)
    for one in found:
        if one.filter is None:
            reading.spend(one.start, one.end)
        elif one.joined:
            last = reading.restrictions.pop()
            reading.restrict(last.kind, last.start, one.end)
        else:
            reading.restrict(one.filter, one.start, one.end)
    names = [(e.filter, e.wanted) for e in found if e.wanted is not None]
    # "Apart from ourselves, which organisation …"
    apart_from_us = request.asked == "organisation" and any(
        e.filter is None and _OURSELVES.search(reading.folded[e.start : e.end]) for e in found
    )
    if apart_from_us:
        found = [e for e in found if e.filter is not None]
    denied = any(_NOT_IN.match(reading.folded[e.start :]) for e in found)
    return replace(
        request,
        not_time=next((e.time for e in found if e.time is not None), None),
        outside=tuple(w for kind, w in names if kind == "place"),
        or_online=denied,
        without=tuple(w for kind, w in names if kind != "place"),
        side="others" if apart_from_us else request.side,
        not_kinds=tuple(e.kind for e in found if e.kind),
        unread=(
            *request.unread,
            *(reading.text[e.start : e.end].strip() for e in found if e.filter is None),
        ),
        left_out=tuple((r.start, r.end) for r in reading.restrictions)
        + tuple((e.start, e.end) for e in found if e.filter is None),
    )


def _with_times_unread(request: Request, reading: Reading) -> Request:
    """Say of a time that only the model takes for one that it restricts nothing."""
    unread = []
    for start, end in reading.stretches_of("time"):
        said = reading.text[start:end]
        telling = any(not is_function_word(word, reading.language) for word in words(said))
        if reading.free(start, end) and telling:
            unread.append(said)
        for token in reading.tokens():
            if start <= token.start() < end:
                reading.spend(*token.span())
    return replace(request, unread=(*request.unread, *unread))


def _with_the_absent(request: Request, reading: Reading) -> Request:
    """Leave out who is said not to have been there: whoever is named nearest before the "not",
    else behind it."""
    m = _NOT_THERE.search(reading.folded)
    people = [r for r in reading.restrictions if r.kind == "person"]
    named = people or [r for r in reading.restrictions if r.kind == "organisation"]
    if m is None or not named:
        return request
    reading.spend(*m.span())
    gone = min(named, key=lambda r: (r.start > m.start(), abs(r.end - m.start())))
    said = reading.text[gone.start : gone.end]
    left_out = [w for w in (*request.people, *request.organisations) if w.text == said]
    return replace(
        request,
        without=(*request.without, *left_out),
        people=tuple(w for w in request.people if w not in left_out),
        organisations=tuple(w for w in request.organisations if w not in left_out),
    )


# Whom of an organisation: "from the Guild", "de la Guilde"; not "at the conference of the Guild".
_OF_HOUSE = re.compile(
    r"\s+(?:(?:from|of|at|de|du|des|del|d'|chez)|(?<=contact )(?:in|with|a|au)"
    r"|(?<=contacts )(?:in|with|a|aux?)|(?<=contactos )(?:en|con))"
    r"\s*(?:the |la |le |les |l'|el |los |las )?$"
)
_WHO = re.compile(r"^(?:and |et |y )?(?:who(?:m)?|qui|a quien(?:es)?|quien(?:es)?)\b")
_EVENT_BEFORE = re.compile(rf"\b(?:{MANY}|{ONE})$")


def _with_members(request: Request, reading: Reading) -> Request:
    """Read whether the people asked for must be of the organisations named."""
    if request.asked not in ("person", "organisation") or request.side == "own":
        return request
    for house in (r for r in reading.restrictions if r.kind == "organisation"):
        tie = _OF_HOUSE.search(reading.folded[: house.start])
        if tie is None or _of_event(reading, tie.start()):
            continue
        if request.asked == "person" or _WHO.search(reading.folded):
            return replace(request, asked="person", side="others", members=True)
    return request


def _of_event(reading: Reading, end: int) -> bool:
    """Whether an event's noun stands before: "rencontre", and not "rencontré"."""
    noun = _EVENT_BEFORE.search(marked(reading.folded)[:end])
    return noun is not None and not reading.text[:end].endswith(("é", "ée", "és", "ées"))


def _with_left_out(request: Request, reading: Reading) -> Request:
    """Leave out what the model takes for left out, beside a word that says so."""
    for one in reading.restrictions:
        if not (reading.intent and reading.intent.leaves_out(one.start, one.end)):
            continue
        before, behind = reading.folded[: one.start][-40:], reading.folded[one.end :][:30]
        beside = re.split(r"[,;:.()]", before)[-1], re.split(r"[,;:.()]", behind)[0]
        if (one.start, one.end) in request.left_out or not any(map(_NOT.search, beside)):
            continue
        request = replace(request, left_out=(*request.left_out, (one.start, one.end)))
        said = reading.text[one.start : one.end]
        if one.kind == "time" and request.time is not None and request.not_time is None:
            request = replace(request, time=None, not_time=request.time)
        places = tuple(w for w in request.places if w.text == said)
        names = tuple(w for w in (*request.people, *request.organisations) if w.text == said)
        request = replace(
            request,
            places=tuple(w for w in request.places if w not in places),
            outside=(*request.outside, *places),
            people=tuple(w for w in request.people if w not in names),
            organisations=tuple(w for w in request.organisations if w not in names),
            without=(*request.without, *names),
        )
    return request


# "The Organization of American States" is not us.
_OF_WHAT = re.compile(r"\s+(?:of|for|d[eu]|des|del|pour|para)\b|\s+d'")


def _with_relation(request: Request, reading: Reading, catalogue: Catalogue) -> Request:
    organised = _ORGANISED.search(reading.folded)
    for m in re.finditer(rf"\b(?:{SELF})\b", reading.folded):
        named = " " in m.group() and MARK not in m.group()
        if not named or not (
            _OF_WHAT.match(reading.folded, m.end()) or _begins(m, reading, catalogue)
        ):
            reading.spend(*m.span())
    ours = bool(_OURS.search(reading.folded))
    return replace(
        request,
        relation="organised" if organised else None,
        ours=ours,
        itself=_ITSELF.search(reading.folded) is not None,
    )


def _begins(m: re.Match[str], reading: Reading, catalogue: Catalogue) -> bool:
    """Whether a longer name begins with the noun that some words end with."""
    start = m.start() + m.group().rindex(" ") + 1
    return any(
        a == start and b > m.end() and named_as(reading.text[a:b], n, reading.language, catalogue)
        for a, b, n in stretches(reading.text)
    )


def _suffices(request: Request, shape: Shape) -> bool:
    """Whether the question restricts enough to be about more than one event at large."""
    named = bool(request.people or request.organisations or request.places or request.time)
    named = named or bool(request.left_out) or request.itself
    if shape.needs == "when-or-where":
        placed = bool(request.places or request.people or request.outside)
        placed = placed or any(house.keys for house in request.organisations)
        return bool(request.time or request.not_time or placed)
    if shape.needs == "when":
        return bool(request.time)
    if shape.needs == "where":
        return bool(request.places)
    if shape.needs == "house":
        return request.members
    if shape.needs == "who":
        return bool(request.people)
    if shape.needs == "name":
        return named
    if shape.needs == "filter":
        kinds = request.kinds if shape.learned else ()
        return named or bool(request.topics or request.least or request.at_most or kinds)
    return True
