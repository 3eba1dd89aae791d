"""A question → what it asks of the whole collection, or ``None`` where it is about one event."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from icpc_assistant.cards.geography import key_of
from icpc_assistant.cards.kinds import (
    MANY,
    MANY_WHOLE,
    ONE_WHOLE,
    PARTS,
    kinds_in,
    marked,
    names_bulletins,
)
from icpc_assistant.collection import signals, talk
from icpc_assistant.collection.catalogue import Catalogue
from icpc_assistant.collection.comparisons import compared, side_by_side
from icpc_assistant.collection.extremes import counts_something_else, measure_of, measuring
from icpc_assistant.collection.gaps import untold
from icpc_assistant.collection.groups import by_group, share
from icpc_assistant.collection.own import OwnNames
from icpc_assistant.collection.periods import against_each_other
from icpc_assistant.collection.ranking import ranked
from icpc_assistant.collection.reading import free, stretches
from icpc_assistant.collection.repeats import in_both, names_anyone, repeated
from icpc_assistant.collection.request import Asked, Measure, Operation
from icpc_assistant.collection.signals import Shape
from icpc_assistant.collection.things import NO_EVENTS, asked_for, busiest, sort_of_place
from icpc_assistant.collection.totals import summed, totalled
from icpc_assistant.collection.whom import met_of_house, our_people
from icpc_assistant.query import Query, Wants
from icpc_assistant.terms import words
from icpc_assistant.timespan.plain import plain

_KEYWORD_WORDS = 9  # a list of keywords is no longer than this
_MANY_WHOLE = re.compile(rf"\b{MANY_WHOLE}\b")
# "event spring 2023"
_OPENING = re.compile(r"(?:event|evenement|evento|acto|activite|activity|actividad)\b")
# "events between the Turin workshop and the visit to Cork": however long
_TIMED = re.compile(
    r" (?:between|before|after|since|entre|avant|apres|depuis|antes|despues|desde)\b"
)
_ENDING = re.compile(r"\b(?:event|evenement|evento|acto)$")  # "Portugal event"
_WITH = re.compile(rf"{MANY}(?= (?:with|avec|con)\b)")  # "meetings with Ada Okonkwo"
_HEAD_ONE = re.compile(rf"\b{ONE_WHOLE}\b")
_HOW_MANY = re.compile(r"(?:and |et |y )?(?:how many|combien|cuant[oa]s)\b")
_HEAD = re.compile(r"(?:which|what|quel|que |cual)")
# "Les nouvelles membres": no news.
_NEW = re.compile(
    r"\bnouvelles?(?= (?!sur\b|d[eu]s?\b|d'|qui\b|que\b|dans\b|en\b|ou\b|aux?\b|a\b|concern|mention"
    r"|parl|avec\b|pour\b|entre\b|depuis\b)[a-z])"
)
# "Rencontres" and "encuentros" may be events of any kind.
_ANY_KIND = re.compile(r"\b(?:rencontre|encuentro)(?P<many>s?)\b")
_VISITED = re.compile(r"\b(?P<stem>visit)(?P<end>es?)\b")  # "les pays visités" are no visits
# What a question about one event asks for, where a superlative only says which event it is.
_DETAIL: frozenset[Wants] = frozenset(
    {"person", "agent", "organisation", "reason", "manner", "identity", "yesno"}
)


def _generic(m: re.Match[str]) -> str:
    noun = "evento" if len(m.group()) < len("evenement") else "evenement"
    return f"{noun}{m['many']}"  # as long as what it stands for


@dataclass(frozen=True)
class _Asked:
    """A question as typed, as ``plain`` and as ``marked`` text, every character in its place."""

    text: str
    wants: Wants
    own: OwnNames
    named: tuple[tuple[int, int], ...] = ()  # other organisations: their nouns ask for nothing

    @cached_property
    def folded(self) -> str:
        text = plain(self.text)
        for start, end in self.named:
            text = text[:start] + "x" * (end - start) + text[end:]
        text = _NEW.sub(lambda m: "x" * len(m.group()), text)
        met = [m for m in _ANY_KIND.finditer(text) if self.text[m.end() - 1] != "é"]
        for m in met:  # "rencontre", and not "rencontré"
            text = text[: m.start()] + _generic(m) + text[m.end() :]
        for m in _VISITED.finditer(text):
            if self.text[m.end("stem")] == "é":
                text = text[: m.end("stem")] + "d" * len(m["end"]) + text[m.end() :]
        return self.own.marked(talk.said_as_events(text)[0])

    @cached_property
    def marked(self) -> str:
        return marked(self.folded)

    def noun(self, m: re.Match[str]) -> str:
        """Return the words at the noun that a pattern over marked text found, if any."""
        spans = (m.span(name) for name, at in m.groupdict().items() if "noun" in name and at)
        return next((self.folded[start:end] for start, end in spans), "event")

    def without(self, start: int, end: int) -> _Asked:
        """Return the question with some characters blanked."""
        text = self.text[:start] + " " * (end - start) + self.text[end:]
        return replace(self, text=text)


def shape_of(query: Query, text: str, catalogue: Catalogue) -> Shape | None:
    """Return what the question's wording (``spelt``) asks of the collection, or ``None``."""
    asked = _Asked(text, query.wants, catalogue.own, _houses(text, catalogue))
    if NO_EVENTS.search(asked.marked):
        return None  # no bulletin tells of a year or a city without events
    return (
        _repeated(asked)
        or _whose(asked)
        or _periods(asked)
        or _untold(asked)
        or compared(asked.text, asked.folded)
        or side_by_side(asked.text, asked.folded)
        or _news(asked)
        or _last_thing(asked)
        or _ranked(asked)
        or _shared(asked)
        or _grouped(asked)
        or summed(query.text, plain(query.text))
        or _totalled(asked)
        or _busiest(asked)
        or _adjacent(asked)
        or _superlative(asked)
        or _sequence(asked)
        or _whole(asked)
    )


def _houses(text: str, catalogue: Catalogue) -> tuple[tuple[int, int], ...]:
    """Return where a question names organisations of several words, the longest names."""
    known, own = catalogue.organisations.known, catalogue.organisations.own
    found: list[tuple[int, int]] = []
    for start, end, n in stretches(text):
        key = key_of(text[start:end])
        if n > 1 and key in known and key not in own and free(start, end, found):
            found.append((start, end))
    return tuple(found)


def _whole(asked: _Asked) -> Shape | None:
    """Recognise timelines, counts and lists: none of them with one event to look into."""
    if _about_one(asked) or signals.OTHERWISE.search(asked.marked):
        return None
    folded = asked.folded
    if signals.TIMELINE.search(folded) or signals.IN_ORDER.search(asked.marked):
        return Shape("timeline", _noun(folded))
    if _by_date(folded):
        return Shape("timeline", needs="filter")
    things = asked_for(folded, asked.marked)
    if things:
        operation: Operation = "count" if things.counted else "list"
        return Shape(operation, asked=things.asked, said=things.said, named=things.named)
    count = signals.COUNT.search(asked.marked)
    if count:
        noun = asked.noun(count)
        return Shape("count", _noun(noun), needs=_needs(noun))
    if signals.COUNT_TIMES.search(folded) or talk.COUNT_OF_THAT.search(folded):
        return Shape("count", needs="filter")
    if signals.HOW_OFTEN.search(folded):
        return Shape("count", needs="who")
    return _listed(asked)


def _listed(asked: _Asked) -> Shape | None:
    folded = asked.folded
    if signals.WHERE_GO.search(folded) or talk.WHERE_WE_WERE.search(folded):
        return Shape("list", asked=sort_of_place(folded), needs="filter")
    if signals.WHO_MET.search(folded):
        ever = signals.EVER.search(folded)
        return Shape("list", asked="person", needs="" if ever else "when-or-where")
    many = signals.LIST_MANY.search(asked.marked)
    if many and not _counts_something_else(folded, many):
        noun = asked.noun(many)
        sort: Asked = "organisation" if signals.WHICH_HOUSES.search(folded) else "event"
        return Shape("list", _noun(noun), asked=sort, needs=_needs(noun))
    if signals.EVERYTHING.search(folded) or talk.THAT_LASTED.search(folded):
        return Shape("list", needs="filter")
    of_ours = talk.WHICH_OF_OURS.search(asked.marked)
    if of_ours:
        return Shape("list", _noun(asked.noun(of_ours)), needs="filter")
    ours = talk.WHAT_WERE_OURS.search(asked.marked)
    if ours:
        return Shape("list", _noun(asked.noun(ours)))
    did = signals.WHAT_DID.search(folded) or talk.WHAT_WE_DID.search(folded)
    if did or talk.WHAT_WAS_ON.search(folded):
        by_us = did is not None and talk.OURSELVES.search(did.group()) is not None
        sure = by_us and signals.TIMED.search(folded) is not None
        return Shape("list", needs="when-or-where", sure=sure)
    if signals.ANY_HELD.search(folded) or talk.NOTHING_HELD.search(folded):
        return Shape("list", needs="filter")
    if signals.BEEN_IN.search(folded):
        return Shape("list", needs="where")
    talks = signals.TALKS.search(folded)
    if talks:
        return Shape("list", needs="who", said=(talks.span(talks.lastgroup or 0),))
    one = signals.LIST_ONE.search(asked.marked)
    # "What did they do after the Lima congress?" asks for no congress.
    timed = one is not None and signals.TIMED.search(asked.folded, one.start(), one.start("noun"))
    if one and not timed and asked.wants not in ("date", "duration", "reason"):
        return Shape("list", _noun(asked.noun(one)), needs="name", single=True)
    return _keywords(asked)


def _sequence(asked: _Asked) -> Shape | None:
    """Recognise "what came first and what came after in 2023?"."""
    m = talk.FIRST_AND_NEXT.search(asked.folded)
    if m is None or _about_one(asked.without(*m.span())):
        return None
    said = tuple(n.span() for n in talk.SEQUENCE.finditer(asked.folded, *m.span()))
    return Shape("timeline", needs="filter", said=said)


def _by_date(folded: str) -> bool:
    """Whether all there was is wanted in its order, named by no noun: "what we did, by date"."""
    there_was = (signals.EVERYTHING, signals.WHAT_DID, talk.WHAT_WAS_ON)
    return bool(talk.BY_DATE.search(folded) and any(p.search(folded) for p in there_was))


def _keywords(asked: _Asked) -> Shape | None:
    """Recognise "december 2025 events", "missions en Europe": plural nouns and filters only."""
    opening = (
        _OPENING.match(asked.folded) or _ENDING.search(asked.folded) or _WITH.match(asked.marked)
    )
    many = _MANY_WHOLE.search(asked.marked) or opening
    timed = many is not None and _TIMED.match(asked.folded, many.end())
    if not many or (len(words(asked.folded)) > _KEYWORD_WORDS and not timed):
        return None
    if asked.wants not in ("other", "list", "organisation", "figure"):
        return None
    if signals.SENTENCE.search(asked.folded):
        return None
    at_edge = many.start() == 0 or many.end() == len(asked.text)
    leading = re.match(r"^(?:[\w-]+ ){0,3}$", asked.folded[: many.start()])
    if not (at_edge or leading):
        return None
    return Shape("list", _noun(asked.folded[slice(*many.span())]), needs="filter")


def _counts_something_else(folded: str, many: re.Match[str]) -> bool:
    """Whether the plural noun only tells more about what is asked ("topics of the events")."""
    before = folded[max(0, many.start() - 25) : many.start()]
    return bool(re.search(r"\b(?:how many|combien|cuant[oa]s)\b", before))


def _noun(folded: str) -> str:
    """Return what is counted or listed: an event kind, "bulletin" or "event"."""
    if names_bulletins(folded):
        return "bulletin"
    kinds = kinds_in(folded)
    return min(kinds, key=lambda k: kinds[k]) if kinds else "event"


def _needs(noun: str) -> str:
    """Sessions and workshops are parts of events; without a time or place none is meant."""
    kinds = kinds_in(noun)
    return "when-or-where" if kinds and set(kinds) <= PARTS else ""


def _about_one(asked: _Asked) -> bool:
    """Whether the question looks into one event: "during the congress", "of TACMES Day"."""
    # "before the Dubai mission" tells a time.
    end = m.start() if (m := signals.TIMED.search(asked.folded)) else len(asked.text)
    cut = asked.marked[:end]
    for m in signals.CONTAINER.finditer(cut):
        start, stop = m.span("what") if m.group("what") else m.span("what2")
        if asked.folded[start:stop] not in _NO_CONTAINER:
            return True
    if signals.SUBJECT.search(cut):
        return True
    return any(_names_event(m.group()) for m in signals.NAMED.finditer(asked.text[:end]))


# "In the news" and the collection's own bulletins hold no one event.
_NO_CONTAINER = frozenset("news bulletin boletin newsletter publication initiative".split())


def _names_event(name: str) -> bool:
    """Whether a capitalised name holds an event's noun."""
    capitals = " ".join(w for w in name.split() if re.match(r"[A-ZÀ-Þ“\"«\d]", w))
    folded = plain(capitals)
    return bool(re.search(r"\b(?:day|show)\b", folded) or _HEAD_ONE.search(marked(folded)))


def _news(asked: _Asked) -> Shape | None:
    """Recognise "what's new?": the last event of all."""
    if signals.NEWS.fullmatch(asked.folded) is None:
        return None
    return Shape("superlative", measure="start", said=((0, len(asked.folded)),))


def _last_thing(asked: _Asked) -> Shape | None:
    """Recognise "what was the last thing we took part in?"."""
    m = talk.LAST_THING.search(asked.folded)
    if m is None or _about_one(asked):
        return None
    measure, most = measure_of(m["which"], default="start")
    return Shape("superlative", measure=measure, most=most, said=(m.span(),))


def _periods(asked: _Asked) -> Shape | None:
    """Recognise "compare 2023 and 2024"."""
    found = against_each_other(asked.folded, asked.marked)
    if found is None or _about_one(asked.without(*found.run)):
        return None
    noun = _noun(asked.folded[slice(*found.noun)]) if found.noun else "event"
    return Shape(
        "count", noun, measure="people" if found.people else None, periods=found.each,
        said=found.said, sure=True,
    )  # fmt: skip


def _repeated(asked: _Asked) -> Shape | None:
    """Recognise "which partners appear more than once?"."""
    common = in_both(asked.folded, asked.marked)
    if common is not None:
        what, (one, other) = common
        return Shape(
            "list", asked=what.asked, side=what.side, often=what.often, named=True, sure=True,
            said=what.said, sides=(asked.text[slice(*one)], asked.text[slice(*other)]),
        )  # fmt: skip
    found = repeated(asked.folded, asked.marked)
    if found is None or _about_one(asked):
        return None
    noun = _noun(asked.folded[slice(*found.noun)]) if found.noun else "event"
    operation: Operation = "count" if found.counted else "list"
    return Shape(
        operation, noun, asked=found.asked, side=found.side, often=found.often, named=found.named,
        said=found.said, sure=True,
    )  # fmt: skip


def _whose(asked: _Asked) -> Shape | None:
    """Recognise "who went to Lima for us?", "whom from the Guild did we meet?"."""
    said = our_people(asked.folded)
    if said and not _about_one(asked):
        return Shape(
            "list", asked="person", side="own", needs="when-or-where", sure=True, said=said
        )
    if met_of_house(asked.folded):
        return Shape("list", asked="person", side="others", needs="house", sure=True)
    return None


def _untold(asked: _Asked) -> Shape | None:
    """Recognise "which events give no date?"."""
    found = untold(asked.folded, asked.marked)
    if found is None or _about_one(asked):
        return None
    noun = _noun(asked.folded[slice(*found.noun)])
    operation: Operation = "count" if found.counted else "list"
    return Shape(operation, noun, lacking=found.lacking, said=found.said, sure=True)


def _shared(asked: _Asked) -> Shape | None:
    """Recognise "what percentage of our events was in Spain?"."""
    found = share(asked.marked)
    if found is None:
        return None
    noun = _noun(asked.folded[slice(*found.noun)])
    return Shape("count", noun, share_of=found.end, said=found.said, needs="filter", sure=True)


def _grouped(asked: _Asked) -> Shape | None:
    """Recognise "how many events per year?"."""
    found = by_group(asked.folded, asked.marked)
    if found is None or _about_one(asked):
        return None
    noun = _noun(asked.folded[slice(*found.noun)]) if found.noun else "event"
    return Shape("count", noun, asked=found.asked, grouped=True, said=found.said, sure=True)


def _ranked(asked: _Asked) -> Shape | None:
    """Recognise "the three largest events", "rank our events by size"."""
    if asked.wants in _DETAIL or _HOW_MANY.match(asked.folded):
        return None  # "who spoke at the last two events?"
    found = ranked(asked.folded, asked.marked)
    if found is None or _about_one(asked.without(*found.noun) if found.noun else asked):
        return None
    noun = _noun(asked.folded[slice(*found.noun)]) if found.noun else "event"
    return Shape(
        "superlative", noun, measure=found.measure, most=found.most, best=found.best, sure=True,
        said=found.said,
    )  # fmt: skip


def _totalled(asked: _Asked) -> Shape | None:
    """Recognise "how many people came to our events?"."""
    found = None if _about_one(asked) else totalled(asked.folded, asked.marked)
    if found is None:
        return None
    noun = _noun(asked.folded[slice(*found.noun)]) if found.noun else "event"
    operation: Operation = "mean" if found.mean else "total"
    measure: Measure = "countries" if found.countries else "people"
    return Shape(operation, noun, measure=measure, said=found.said, sure=found.countries)


def _adjacent(asked: _Asked) -> Shape | None:
    """Recognise "what came right after the Lima mission?": the first event after it."""
    m = signals.RIGHT_AFTER.search(asked.folded)
    if m is None or not signals.ANY_EVENT.search(asked.marked, 0, m.start()):
        return None
    last = m["before"] is not None
    return Shape("superlative", measure="start", most=last, needs="when", said=(m.span("how"),))


def _busiest(asked: _Asked) -> Shape | None:
    """Recognise "which month had the most events?"."""
    things = busiest(asked.folded, asked.marked)
    if things is None or _about_one(asked):
        return None
    noun = _noun(asked.folded[slice(*things.noun)]) if things.noun else "event"
    named = things.asked == "organisation" and names_anyone(asked.folded, things.said[0])
    return Shape(
        "superlative", noun, asked=things.asked, most=things.most, said=things.said,
        sure=things.sure, named=named, side="others" if named else None,
    )  # fmt: skip


def _superlative(asked: _Asked) -> Shape | None:
    m = signals.SUPERLATIVE.search(asked.marked)
    if not m or _named_ordinal(asked.text, m):
        return None
    if asked.wants in (*_DETAIL, "figure") and not _HEAD.match(asked.folded):
        return None
    if _about_one(asked.without(*m.span())):
        return None
    said = next((v for k, v in m.groupdict().items() if k.startswith("sup") and v), "")
    if counts_something_else(asked.marked):
        return None
    # "The first event", "the last conference": in time, whatever else the words could measure.
    if signals.IN_TIME.fullmatch(said):
        measure, most = measure_of(said, default="start")
    else:
        measure, most = measure_of(asked.folded, default="any")
    noun = _noun(asked.noun(m))
    return Shape("superlative", noun, measure=measure, most=most, said=measuring(asked.folded))


def _named_ordinal(text: str, m: re.Match[str]) -> bool:
    """Whether the superlative belongs to a name: "the First International Congress on …"."""
    at = next(m.start(k) for k, v in m.groupdict().items() if k.startswith("sup") and v)
    return at > 0 and text[at].isupper() and not text.isupper()
