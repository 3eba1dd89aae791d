"""A recognised question → its filters: time, places, people, organisations, topics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from icpc_assistant.cards.geography import key_of
from icpc_assistant.cards.kinds import is_event_noun
from icpc_assistant.collection.catalogue import Catalogue, place_codes, term
from icpc_assistant.collection.clauses import alternatives, asking
from icpc_assistant.collection.exclusions import exclusions
from icpc_assistant.collection.identities import Organisations, variants
from icpc_assistant.collection.idle import is_idle, is_ordinary, is_verb
from icpc_assistant.collection.lookup import PLACED
from icpc_assistant.collection.own import OwnNames
from icpc_assistant.collection.request import Measure, Request, Restriction, Side, Wanted
from icpc_assistant.collection.resolve import resolve
from icpc_assistant.collection.signals import PARTNERS, REPRESENTED, SELF, Shape
from icpc_assistant.lexicon import lexicon
from icpc_assistant.query import Query
from icpc_assistant.terms import fold, is_function_word, stem, words
from icpc_assistant.timespan import interpret_time
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import FilterKind, Language

_LONGEST = 9  # words in the longest name looked for
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
    r"(?:W+|(?:the |le |el )?(?:icpc|cipc)|the cent(?:er|re)|le centre|el centro)\W*$"
)
_OURS = re.compile(r"\b(?:our|nos|notre|nuestr[oa]s?)\b")
_ABOUT = re.compile(
    r"(?:related to|relating to|linked to|connected (?:to|with)|about|concerning|regarding"
    r"|mention(?:ing|s)?|lies? a|liees? a|relatifs? a|concernant|a propos d[eu]"
    r"|sur|parlent d[eu]|relacionad[oa]s? con|vinculad[oa]s? (?:a|con)|sobre|hablan de"
    r"|mencionan|concerne)\s*(?:the|la|le|l'|el|los|las|les)?\s*$"
)
_MENTIONS = re.compile(
    r"\b(?:mention\w*|talk(?:s|ing)? about|refer(?:s|ring)? to|cite[sd]?|name[sd]?|parlent?"
    r"|evoquent?|citent?|hablan|habla|mencionan?|citan)\b"
)
_ONLINE = re.compile(
    r"\b(?:online|on-line|virtual(?:ly|les?)?|virtuel(?:le)?s?|remote(?:ly)?|en ligne|en linea"
    r"|a distance|a distancia)\b"
)
_INCLUDED = re.compile(r"\s*(?:ones |events )?(?:included|compris|inclu[si]?[sdo]*)\b")
_IN_PERSON = re.compile(
    r"\b(?:in[- ]person|face[- ]to[- ]face|on[- ]site|en presentiel|presentiel(?:le)?s?|en personne"
    r"|presencial(?:es)?|en persona)\b"
)
_NUMBER = (
    r"(?P<n>\d[\d,. ]*|two|three|four|five|six|seven|deux|trois|quatre|cinq|six|sept|dos|tres"
    r"|cuatro|cinco|seis|siete|one|un|une|una)"
)
_WORD_NUMBERS = {
    w: i
    for ws in (
        "one two three four five six seven",
        "un deux trois quatre cinq six sept",
        "una dos tres cuatro cinco seis siete",
    )
    for i, w in enumerate(ws.split(), 1)
} | {"une": 1}
_LEAST = re.compile(
    rf"\b(?P<over>more than|over|longer than|plus d[e']|mas de|at least|au moins|al menos"
    rf"|minimum)?\s*{_NUMBER}\s*(?P<unit>days?|jours?|dias?|participants?|people|personnes"
    rf"|participantes|personas|attendees|asistentes|countries|pays|paises)\b"
    r"(?P<or>\s*(?:or|and|ou|o|et|y) (?:longer|more|over|plus|mas))?"
)


_ARTICLES = frozenset("the a an le la les l un une des el los las una unos unas".split())
# Verbs that lead to what an event was about.
_SPEAKS_OF = frozenset(
    """
        covered covering cover dealt dealing deals devoted focused focusing focus concerned
        concerning related linked connected regarding mention mentioned mentioning discussed
        portant porte portaient traitant traite traitaient consacre consacres consacrees concernant
        concernent lies liees relatifs relatives parlent parle abordent mentionnent trata trataron
        tratan traten trato dedicados dedicadas relacionados relacionadas vinculados hablan
        mencionan about on sur sobre
    """.split()
)
_PLACED = re.compile(r"\b(?:in|at|from|near|to|en|a|au|aux|dans|de|desde)\s+(?:the |la |le |el )?$")
_CAPITALS = re.compile(
    r"[A-ZÀ-Þ][\w’'.-]*\w(?:\s+(?:(?:of|de|del|la|du|des|the|for|pour|al|bin)\s+){0,2}"
    r"[A-ZÀ-Þ][\w’'.-]*\w)*"
)
_Kind = Literal["person", "place", "organisation", "own"]


@dataclass
class _Reading:
    """A question being read: its words, and which of them are spoken for."""

    text: str
    language: Language
    own: OwnNames
    spent: list[tuple[int, int]] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folded = self.own.marked(plain(self.text))

    def free(self, start: int, end: int) -> bool:
        """Whether no reading has used these characters yet."""
        return all(end <= a or b <= start for a, b in self.spent)

    def spend(self, start: int, end: int) -> None:
        """Mark characters as read."""
        self.spent.append((start, end))

    def restrict(self, kind: FilterKind, start: int, end: int) -> None:
        """Mark characters as read, and as naming what the question restricts itself to."""
        self.spend(start, end)
        self.restrictions.append(Restriction(kind, start, end))

    def name(self, kind: _Kind, start: int, end: int) -> None:
        """Mark characters as a name; the collection's own organisation restricts nothing."""
        if kind == "own":
            self.spend(start, end)
        else:
            self.restrict(kind, start, end)

    def unspent(self, gone: Iterable[tuple[int, int]]) -> str:
        """Return the question with some characters blanked."""
        text = self.text
        for start, end in gone:
            text = text[:start] + " " * (end - start) + text[end:]
        return text

    def tokens(self) -> list[re.Match[str]]:
        """Return the words not spoken for."""
        found = re.finditer(r"[^\W_]+", self.text)
        return [m for m in found if self.free(*m.span())]


def read_request(
    query: Query, text: str, shape: Shape, catalogue: Catalogue, today: date
) -> Request | None:
    """Return the request of a recognised question, or ``None`` where it lacks what it needs."""
    language = query.language
    reading = _Reading(text, language, catalogue.own, list(shape.said))
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
    time = interpret_time(reading.unspent(request.left_out), language, today, days_of)
    if time:
        reading.restrict("time", *time.span)
    request = replace(request, time=time, least=_least(reading))
    request = _with_relation(request, reading)
    request = _with_names(request, reading, catalogue)
    topics, unheard = _topics(reading, catalogue)
    request = replace(request, topics=topics, unread=(*request.unread, *unheard))
    request = replace(request, text=text, restrictions=tuple(reading.restrictions))
    return request if _suffices(request, shape) else None


def _side(shape: Shape, reading: _Reading) -> Side | None:
    if shape.asked == "organisation":
        return "others" if PARTNERS.search(reading.folded) else None
    if shape.asked != "person" or shape.operation == "superlative":
        return None
    return "own" if REPRESENTED.search(reading.folded) else "others"


def _least(reading: _Reading) -> tuple[Measure, float] | None:
    """Read "three days or longer", "more than 500 participants"."""
    for m in _LEAST.finditer(reading.folded):
        if not (m.group("over") or m.group("or")) or not reading.free(*m.span()):
            continue
        word, unit = m.group("n").strip(), m.group("unit")
        number = _WORD_NUMBERS.get(word) or float(re.sub(r"\D", "", word) or 1)
        measure: Measure = "people"
        if re.match(r"da|jo|di", unit):
            measure = "days"
        elif re.match(r"countr|pa[iy]s", unit):
            measure = "countries"
        reading.spend(*m.span())
        exceeds = re.match(r"more|over|longer|plus|mas", m.group("over") or "")
        return measure, float(number) + (1.0 if exceeds else 0.0)
    return None


def _with_exclusions(
    request: Request, reading: _Reading, catalogue: Catalogue, today: date
) -> Request:
    """Read what the question leaves out."""

    def named(said: str, n: int) -> tuple[FilterKind, Wanted] | None:
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


def _as_written(kind: _Kind, wanted: Wanted, language: Language, catalogue: Catalogue) -> Wanted:
    """Return a place with its name as the language of the question writes it."""
    if kind != "place":
        return wanted
    shown = catalogue.place_names.wanted(wanted.text, wanted.keys, language)
    return replace(wanted, shown=shown)


def _with_relation(request: Request, reading: _Reading) -> Request:
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


def _with_names(request: Request, reading: _Reading, catalogue: Catalogue) -> Request:
    """Read the names the question holds, the longest first."""
    named: dict[_Kind, list[Wanted]] = {"person": [], "place": [], "organisation": [], "own": []}
    places: list[tuple[int, int, Wanted]] = []
    mentions = request.mentions
    for start, end, n in _stretches(reading):
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
        if kind == "place" and _ABOUT.search(reading.folded[:start]):
            mentions = True
    named["place"] += alternatives(places, reading.folded)
    for pattern, key in ((_ONLINE, "city:online"), (_IN_PERSON, PLACED)):
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


def _stretches(reading: _Reading) -> Iterator[tuple[int, int, int]]:
    """Yield every run of neighbouring words with its length, the longest first."""
    tokens = [m.span() for m in re.finditer(r"[^\W_]+", reading.text)]
    for n in range(min(_LONGEST, len(tokens)), 0, -1):
        for i in range(len(tokens) - n + 1):
            yield tokens[i][0], tokens[i + n - 1][1], n


def _named(
    said: str, n: int, language: Language, catalogue: Catalogue
) -> tuple[_Kind, Wanted] | None:
    """Return what kind of name some words are in this collection, and its identities."""
    key = key_of(said)
    if key in catalogue.organisations.own:
        return "own", Wanted(said)
    if n == 1 and (
        is_function_word(said, language) or (said[0].islower() and is_ordinary(said, language))
    ):
        return None
    if said.isupper() and key in catalogue.organisations.known:
        return _organisation(said, catalogue.organisations)
    if key in catalogue.people:
        return "person", Wanted(said, catalogue.people[key])
    codes = place_codes(key)
    if codes and (len(key) > 3 or said.isupper()):
        return "place", Wanted(said, codes)
    if key in catalogue.cities and len(key) > 3:
        return "place", Wanted(said, frozenset({f"city:{key}"}))
    if len(key) < 3:
        return None
    return _organisation(said, catalogue.organisations)


def _organisation(said: str, houses: Organisations) -> tuple[_Kind, Wanted] | None:
    names = variants(key_of(said))
    identities = frozenset().union(*(houses.known.get(name, frozenset()) for name in names))
    if not identities:
        return None
    return "organisation", Wanted(said, identities | {f"text:{name}" for name in names})


def _unknown(reading: _Reading, catalogue: Catalogue) -> Iterator[tuple[_Kind, Wanted]]:
    """Yield the names no card holds.

    A name the texts hold all the same is looked for there; one they do not matches nothing.
    """
    if all(w[0].isupper() for w in words(reading.text) if len(w) > 3):
        return  # a question in capitals names nothing by them
    asks = asking(reading.folded)
    for m in _CAPITALS.finditer(reading.text):
        if not reading.free(*m.span()) or _says_nothing(m, reading.language):
            continue
        texts = variants(key_of(m.group()))
        here = any(catalogue.mentioning(name) for name in texts)
        if not here and not any(a <= m.start() < b for a, b in asks):
            continue
        placed = _PLACED.search(reading.folded[: m.start()]) and not here
        keys = frozenset(f"text:{name}" for name in texts) if here else frozenset()
        kind: _Kind = "place" if placed else "organisation"
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


def _topics(
    reading: _Reading, catalogue: Catalogue
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Return the words left over: what the events should be about, alternatives side by side.

    Of the rest, a verb says what happened at them, not what they were about. A word that stands
    where no topic does and that no bulletin knows is returned apart, to be passed over.
    """
    groups: list[list[str]] = []
    unheard: list[str] = []
    asks = asking(reading.folded)
    tokens = [t for t in reading.tokens() if any(a <= t.start() < b for a, b in asks)]
    join = False
    i = 0
    while i < len(tokens):
        word, size = tokens[i].group(), 1
        if fold(word) in ("or", "ou", "o", "u"):
            join = bool(groups)
        elif not is_idle(word, reading.language):
            size = _expression(tokens[i : i + 4], reading.language)
            start, end = tokens[i].start(), tokens[i + size - 1].end()
            said = " ".join(t.group() for t in tokens[i : i + size])
            if _restricts(said, start, end, reading):
                if join:
                    groups[-1].append(said)
                    start = reading.restrictions.pop().start
                elif _stands_as_topic(start, end, reading) or _known(said, reading, catalogue):
                    groups.append([said])
                else:
                    unheard.append(said)
                    i += size
                    continue
                reading.restrictions.append(Restriction("topic", start, end))
            join = False
        i += size
    return tuple(tuple(group) for group in groups), tuple(unheard)


def _restricts(said: str, start: int, end: int, reading: _Reading) -> bool:
    """Whether some words are neither a verb nor the office of a person named behind them."""
    people = (r.start for r in reading.restrictions if r.kind == "person")
    if any(re.fullmatch(r",?\s+", reading.text[end:person]) for person in people):
        return False
    return not is_verb(said, reading.language) or bool(_ABOUT.search(reading.folded[:start]))


def _stands_as_topic(start: int, end: int, reading: _Reading) -> bool:
    """Whether some words stand beside an event's noun, or behind a verb or "about"."""
    if _ABOUT.search(reading.folded[:start]) or any(
        r.kind == "topic" and not words(reading.text[r.end : start]) for r in reading.restrictions
    ):
        return True
    behind = words(reading.folded[end:])[:1]
    if behind and is_event_noun(behind[0]):
        return True
    for word in reversed(words(reading.folded[:start])):
        if not is_function_word(word, reading.language) and word not in _ARTICLES:
            about = is_verb(word, reading.language) or word in _SPEAKS_OF
            return is_event_noun(word) or about
    return False


def _known(said: str, reading: _Reading, catalogue: Catalogue) -> bool:
    """Whether a bulletin speaks of a topic at all."""
    return bool(catalogue.counts(term(said, reading.language), catalogue.texts).any())


def _expression(tokens: list[re.Match[str]], language: Language) -> int:
    """Return how many of the next words the lexicon knows as one expression."""
    known = lexicon().by_stems[language]
    stems = tuple(stem(t.group(), language) for t in tokens)
    for n in range(len(stems), 1, -1):
        near = all(tokens[k + 1].start() - tokens[k].end() <= 2 for k in range(n - 1))
        if near and stems[:n] in known:
            return n
    return 1


def _suffices(request: Request, shape: Shape) -> bool:
    """Whether the question restricts enough to be about more than one event at large."""
    named = bool(request.people or request.organisations or request.places or request.time)
    named = named or bool(request.left_out) or request.itself
    if shape.needs == "when-or-where":
        placed = request.places or request.people or request.outside
        placed = placed or any(house.keys for house in request.organisations)
        return bool(request.time or request.not_time or placed)
    if shape.needs == "where":
        return bool(request.places)
    if shape.needs == "who":
        return bool(request.people)
    if shape.needs == "name":
        return named
    if shape.needs == "filter":
        return named or bool(request.topics) or bool(request.least)
    return True
