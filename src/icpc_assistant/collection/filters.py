"""A recognised question → its filters: time, places, people, organisations, topics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from icpc_assistant.cards.geography import key_of
from icpc_assistant.cards.kinds import is_event_noun
from icpc_assistant.collection.bounds import bounds
from icpc_assistant.collection.catalogue import Catalogue, place_codes
from icpc_assistant.collection.clauses import alternatives
from icpc_assistant.collection.exclusions import exclusions
from icpc_assistant.collection.fillers import told
from icpc_assistant.collection.identities import Organisations, variants
from icpc_assistant.collection.idle import is_idle, is_ordinary, is_verb
from icpc_assistant.collection.lookup import ONLINE, PLACED
from icpc_assistant.collection.reading import NameKind, Reading, free, stretches
from icpc_assistant.collection.regional import national, regional
from icpc_assistant.collection.request import Request, Side, Wanted
from icpc_assistant.collection.resolve import resolve
from icpc_assistant.collection.signals import PARTNERS, REPRESENTED, SELF, THROUGH, Shape
from icpc_assistant.collection.talk import OUTINGS
from icpc_assistant.collection.topics import ABOUT, topics_of
from icpc_assistant.lexicon import lexicon
from icpc_assistant.query import Query
from icpc_assistant.terms import is_function_word, words
from icpc_assistant.timespan import interpret_time
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import FilterKind, Language

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
_OURS = re.compile(r"\b(?:our|nos|notre|nuestr[oa]s?)\b")
_MENTIONS = re.compile(
    r"\b(?:mention\w*|talk(?:s|ing)? about|refer(?:s|ring)? to|cite[sd]?|name[sd]?|parlent?"
    r"|evoquent?|citent?|hablan|habla|mencionan?|citan)\b"
)
_ONLINE = re.compile(
    r"\b(?:online|on-line|virtual(?:ly|e?s)?|virtuel(?:le)?s?|remote(?:ly)?|en ligne|en linea"
    r"|a distance|a distancia)\b"
)
_THOSE_ONLINE = re.compile(
    rf"(?:(?:the|those|any|all|events?|ones|held|ceux|celles|les|tenus|evenements?|los|las|eventos?"
    rf"|de) )*(?:{_ONLINE.pattern}|ligne|linea|distance|distancia)"
    r"(?: (?:ones?|events?|meetings?|sessions?))?"
)
_INCLUDED = re.compile(r"\s*(?:ones |events )?(?:included|compris|inclu[si]?[sdo]*)\b")
_IN_PERSON = re.compile(
    r"\b(?:in[- ]person|face[- ]to[- ]face|on[- ]site|en presentiel|presentiel(?:le)?s?|en personne"
    r"|presencial(?:es)?|en persona|off-?line|hors ligne|fuera de linea)\b"
)
_PLACED = re.compile(r"\b(?:in|at|from|near|to|en|a|au|aux|dans|de|desde)\s+(?:the |la |le |el )?$")
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
_CAPITALS = re.compile(
    r"[A-ZÀ-Þ][\w’'.-]*\w(?:\s+(?:(?:of|de|del|la|du|des|the|for|pour|al|bin)\s+){0,2}"
    r"[A-ZÀ-Þ][\w’'.-]*\w)*"
)


def read_request(
    query: Query, text: str, shape: Shape, catalogue: Catalogue, today: date
) -> Request | None:
    """Return the request of a recognised question, or ``None`` where it lacks what it needs."""
    language = query.language
    reading = Reading(text, language, catalogue.own, query.carried, list(shape.said))
    for m in (*THROUGH.finditer(reading.folded), *OUTINGS.finditer(reading.folded)):
        reading.spend(*m.span())
    command = told(text, language)
    if command is not None:
        reading.spend(*command)
    request = Request(
        shape.operation,
        noun=shape.noun,
        asked=shape.asked,
        measure=shape.measure,
        most=shape.most,
        kinds=() if shape.noun in ("event", "bulletin") else (shape.noun,),
        sides=shape.sides,
        mentions=shape.noun == "bulletin" or bool(_MENTIONS.search(reading.folded)),
        single=shape.single,
        side=_side(shape, reading),
    )
    if shape.operation == "compare":
        return request

    def days_of(what: str) -> tuple[date, date] | None:
        entry = resolve(what, language, catalogue, today)
        main = entry.card.main if entry else None
        return (main.first, main.last) if main else None

    request = _with_exclusions(request, reading, catalogue, today)
    aside = _between(reading.asks_or_names, len(text))
    # "What came after in 2023" asks for nothing after it.
    order = shape.said if shape.operation == "timeline" else ()
    timeless = reading.unspent((*request.left_out, *aside, *order))
    time = interpret_time(timeless, language, today, days_of)
    if time:
        reading.restrict("time", *time.span)
    least, most = bounds(reading)
    request = replace(request, time=time, least=least, at_most=most)
    request = _with_relation(request, reading)
    request = _with_names(request, reading, catalogue)
    request = _with_the_absent(request, reading)
    topics, unheard = topics_of(reading, catalogue)
    request = replace(request, topics=topics, unread=(*request.unread, *unheard))
    request = replace(request, text=text, restrictions=tuple(reading.restrictions))
    measured = least is not None or most is not None
    if not (reading.restrictions or measured) and any(_tells(reading, *clause) for clause in aside):
        return None  # whatever it is about was told in other sentences
    return request if _suffices(request, shape) else None


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
        return "others" if PARTNERS.search(reading.folded) else None
    if shape.asked != "person" or shape.operation == "superlative":
        return None
    return "own" if REPRESENTED.search(reading.folded) else "others"


def _with_exclusions(
    request: Request, reading: Reading, catalogue: Catalogue, today: date
) -> Request:
    """Read what the question leaves out."""

    def named(said: str, n: int) -> tuple[FilterKind, Wanted] | None:
        if _THOSE_ONLINE.fullmatch(plain(said)):
            return "place", Wanted(said, frozenset({ONLINE}))
        found = _named(said, n, reading.language, catalogue)
        if found is None or found[0] == "own":
            return None
        return found[0], _as_written(found[0], found[1], reading.language, catalogue)

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
    return replace(
        request,
        not_time=next((e.time for e in found if e.time is not None), None),
        outside=tuple(w for kind, w in names if kind == "place"),
        without=tuple(w for kind, w in names if kind != "place"),
        not_kinds=tuple(e.kind for e in found if e.kind),
        unread=tuple(reading.text[e.start : e.end].strip() for e in found if e.filter is None),
        left_out=tuple((r.start, r.end) for r in reading.restrictions)
        + tuple((e.start, e.end) for e in found if e.filter is None),
    )


def _as_written(kind: NameKind, wanted: Wanted, language: Language, catalogue: Catalogue) -> Wanted:
    """Return a place with its name as the language of the question writes it."""
    if kind != "place":
        return wanted
    shown = catalogue.place_names.wanted(wanted.text, wanted.keys, language)
    return replace(wanted, shown=shown)


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


def _with_relation(request: Request, reading: Reading) -> Request:
    organised = _ORGANISED.search(reading.folded)
    for m in re.finditer(rf"\b(?:{SELF})\b", reading.folded):
        reading.spend(*m.span())
    ours = bool(_OURS.search(reading.folded))
    return replace(
        request,
        relation="organised" if organised else None,
        ours=ours,
        itself=_ITSELF.search(reading.folded) is not None,
    )


def _with_names(request: Request, reading: Reading, catalogue: Catalogue) -> Request:
    """Read the names the question holds, the longest first."""
    named: dict[NameKind, list[Wanted]] = {"person": [], "place": [], "organisation": [], "own": []}
    places: list[tuple[int, int, Wanted]] = []
    mentions = request.mentions
    for start, end, n in stretches(reading.text):
        if not reading.free(start, end) or is_event_noun(reading.folded[start:end]):
            continue
        found = _named(reading.text[start:end], n, reading.language, catalogue)
        if found is None:
            continue
        kind, wanted = found
        reading.name(kind, start, end)
        wanted = _as_written(kind, wanted, reading.language, catalogue)
        if kind == "place":
            places.append((start, end, wanted))
        else:
            named[kind].append(wanted)
        if kind == "place" and ABOUT.search(reading.folded[:start]):
            mentions = True
    adjectives = (
        *regional(reading.folded, reading.text),
        *national(reading.folded, reading.text, reading.language),
    )
    for start, end, code in adjectives:
        if reading.free(start, end):
            reading.restrict("place", start, end)
            places.append((start, end, Wanted(reading.text[start:end], frozenset({code}))))
    named["place"] += alternatives(places, reading.folded)
    for pattern, key in ((_ONLINE, ONLINE), (_IN_PERSON, PLACED)):
        how = pattern.search(reading.folded)
        if how is None or not reading.free(*how.span()):
            continue
        if _INCLUDED.match(reading.folded[how.end() :]):
            reading.spend(*how.span())
        else:
            reading.restrict("place", *how.span())
            said = reading.text[slice(*how.span())]
            named["place"].append(Wanted(said, frozenset({key})))
    for kind, wanted in _unknown(reading, catalogue):
        named[kind].append(wanted)
    return replace(
        request,
        people=tuple(named["person"]),
        places=tuple(named["place"]),
        organisations=tuple(named["organisation"]),
        mentions=mentions,
    )


def _named(
    said: str, n: int, language: Language, catalogue: Catalogue
) -> tuple[NameKind, Wanted] | None:
    """Return what kind of name some words are in this collection, and its identities."""
    key = key_of(said)
    ordinary = n == 1 and said[0].islower() and is_ordinary(said, language)
    if key in catalogue.organisations.own and not ordinary:
        return "own", Wanted(said)
    if ordinary or (n == 1 and is_function_word(said, language)):
        return None
    acronyms = [w for w in words(said) if w.isupper() and len(w) > 1]
    if any(key_of(w) in catalogue.organisations.known for w in acronyms):
        return _organisation(said, catalogue.organisations)  # no part of a person's name
    if key in catalogue.people:
        return "person", _person(said, catalogue)
    codes = place_codes(key)
    if codes and (len(key) > 3 or said.isupper()):
        return "place", Wanted(said, codes)
    if key in catalogue.cities and len(key) > 3:
        return "place", Wanted(said, frozenset({f"city:{key}"}))
    if len(key) < 3:
        return None
    return _organisation(said, catalogue.organisations)


def _person(said: str, catalogue: Catalogue) -> Wanted:
    who = catalogue.people[key_of(said)]
    names = (name for one in who for name in catalogue.full_names.get(one, ()))
    return Wanted(said, who | {f"text:{name}" for name in names})


def _organisation(said: str, houses: Organisations) -> tuple[NameKind, Wanted] | None:
    names = variants(key_of(said))
    identities = frozenset().union(*(houses.known.get(name, frozenset()) for name in names))
    if not identities:
        return None
    return "organisation", Wanted(said, identities | {f"text:{name}" for name in names})


def _unknown(reading: Reading, catalogue: Catalogue) -> Iterator[tuple[NameKind, Wanted]]:
    """Yield the names no card holds.

    A name the texts hold all the same is looked for there; one they do not matches nothing.
    """
    if all(w[0].isupper() for w in words(reading.text) if len(w) > 3):
        return  # a question in capitals names nothing by them
    for m in _CAPITALS.finditer(reading.text):
        if not reading.free(*m.span()) or _says_nothing(m, reading.language):
            continue
        texts = variants(key_of(m.group()))
        here = any(catalogue.mentioning(name) for name in texts)
        if not here and free(m.start(), m.start() + 1, reading.asks_or_names):
            continue
        placed = _PLACED.search(reading.folded[: m.start()]) and not here
        keys = frozenset(f"text:{name}" for name in texts) if here else frozenset()
        kind: NameKind = "place" if placed else "organisation"
        reading.name(kind, *m.span())
        yield kind, Wanted(m.group(), keys)
    for m in reading.tokens():
        word = m.group()
        name = len(word) > 3 and lexicon().names(word, reading.language)
        if name and _PLACED.search(reading.folded[: m.start()]):
            reading.restrict("place", *m.span())
            yield "place", Wanted(word)


def _says_nothing(m: re.Match[str], language: Language) -> bool:
    """Whether capitals only open the question, or ordinary question words bear them."""
    first, *rest = words(m.group())
    if any(not is_idle(w, language) and len(w) > 2 for w in rest):
        return False
    return is_idle(first, language) or (m.start() == 0 and is_ordinary(first, language))


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
    if shape.needs == "who":
        return bool(request.people)
    if shape.needs == "name":
        return named
    if shape.needs == "filter":
        return named or bool(request.topics or request.least or request.at_most)
    return True
