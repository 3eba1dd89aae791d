"""A request → a draft answer: the counted list, each event proved by a verbatim quote."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from icpc_assistant import wording
from icpc_assistant.collection.asked import Thing, things
from icpc_assistant.collection.catalogue import Catalogue
from icpc_assistant.collection.entry import Entry, Measured
from icpc_assistant.collection.leftout import left_out
from icpc_assistant.collection.lookup import ONLINE
from icpc_assistant.collection.matching import Matches, matching
from icpc_assistant.collection.measures import counted_noun, value_of
from icpc_assistant.collection.proofs import proofs
from icpc_assistant.collection.quotes import PassageAt, opening, statement_at
from icpc_assistant.collection.request import Doubt, Measure, Request
from icpc_assistant.collection.resolve import resolve
from icpc_assistant.collection.restrictions import period_of
from icpc_assistant.collection.signals import WHAT_DID
from icpc_assistant.collection.unmatched import (
    may_be_misread,
    nearest_in_time,
    nobody_of,
    nothing_matches,
)
from icpc_assistant.entities import Span
from icpc_assistant.reader import Draft, DraftStatement, Quote
from icpc_assistant.reader.short_answer import localised
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language, Near

_NAMED = 12  # places, people, … that an answer names
_SHOWN = 50  # events an answer spells out; the list of bulletins is always whole


_BY_MEANING = 0.7  # how sure a list is that only meaning makes
_INEXACT = re.compile(
    r"\b(?:more than|over|nearly|almost|about|around|some|at least|up to|plus d|pres d|environ"
    r"|quelque|au moins|mas de|casi|unos|unas|cerca de|alrededor|al menos)"
)


@dataclass(frozen=True, slots=True)
class CollectionDraft:
    """What the cards answer, before citations are numbered.

    ``text`` says in one sentence how the question was understood and how many events match;
    ``bulletins`` is the whole counted list in date order. ``answered=False``: nothing matches, or
    the question's time is impossible; ``text`` then says so. ``doubt`` tells why a sentence may
    answer better.
    """

    text: str
    short_answer: str | None
    statements: tuple[DraftStatement, ...]
    bulletins: tuple[str, ...]
    notices: tuple[str, ...] = ()
    confidence: float = 0.9
    answered: bool = True
    doubt: Doubt = ""

    @property
    def draft(self) -> Draft:
        """The same as a reader's draft, for ``citations.cite``."""
        return Draft(self.short_answer, self.statements, self.confidence, self.answered)


def answered(
    request: Request,
    catalogue: Catalogue,
    language: Language,
    passage_at: PassageAt,
    today: date | None = None,
) -> CollectionDraft:
    """Answer ``request`` from the cards, in ``language``."""
    draft = _answered(request, catalogue, language, passage_at, today)
    if request.learned and draft.answered and not draft.doubt:
        return replace(draft, doubt="kind")
    return draft


def _answered(
    request: Request,
    catalogue: Catalogue,
    language: Language,
    passage_at: PassageAt,
    today: date | None,
) -> CollectionDraft:
    teller = _Teller(request, catalogue, language, passage_at)
    for time in (request.time, request.not_time):
        if time is not None and time.impossible:
            phrase = f"collection_impossible_{time.impossible}"
            return _nothing(wording.say(phrase, language, text=time.text))
    if request.sides is not None:
        return teller.compared(request.sides, today or date.today())
    found = matching(request, catalogue, language)
    if not found.found and request.kinds == ("meeting",):
        # "Meetings" may be events of any kind, where no bulletin calls one so.
        wider = replace(request, kinds=(), noun="event")
        draft = answered(wider, catalogue, language, passage_at, today)
        said = (wording.say("collection_no_meeting", language),) if draft.answered else ()
        return replace(draft, notices=(*said, *draft.notices))
    if not found.found:
        text = nothing_matches(request, catalogue, language, teller.scope())
        notices = (*teller.notices(found), *nearest_in_time(request, catalogue, language))
        return replace(_nothing(text, notices), doubt="sentence" if may_be_misread(request) else "")
    if request.operation == "superlative":
        return teller.superlative(found) if request.asked == "event" else teller.busiest(found)
    if request.operation in ("total", "mean"):
        return teller.totalled(found)
    return teller.listed(found)


def _nothing(text: str, notices: tuple[str, ...] = ()) -> CollectionDraft:
    return CollectionDraft(text, None, (), (), notices, answered=False)


class _Teller:
    """Words the answer to one request."""

    def __init__(
        self, request: Request, catalogue: Catalogue, language: Language, passage_at: PassageAt
    ) -> None:
        self._request = request
        self._catalogue = catalogue
        self._language = language
        self._passage_at = passage_at

    def listed(self, found: Matches) -> CollectionDraft:
        """Return the counted list in date order."""
        language, request = self._language, self._request
        matches = found.found
        count = wording.counted(len(matches), request.noun, language)
        named = self._things(matches)
        if request.members:
            if not named:
                return _nothing(nobody_of(request, language), self.notices(found))
            matches = tuple(e for e in matches if any(e in thing.entries for thing in named))
            count = wording.counted(len(matches), request.noun, language)
        short = self._asked(named) or count
        statements = [self._item(entry, found.near) for entry in matches[:_SHOWN]]
        notices = [*self._by_meaning(found), *self.notices(found), *self._told_of(named)]
        if len(matches) > _SHOWN:
            notices.append(wording.say("collection_more", language, n=len(matches) - _SHOWN))
        if request.single and len(matches) == 1:
            short = matches[0].card.title
        return CollectionDraft(
            text=wording.say("collection_found", language, scope=self.scope(), count=count),
            short_answer=short,
            statements=tuple(s for s in statements if s.quotes),
            bulletins=tuple(e.card.bulletin_id for e in matches),
            notices=tuple(notices),
            doubt=self._doubt(found),
            confidence=_BY_MEANING if found.near else 0.9,
        )

    def superlative(self, found: Matches) -> CollectionDraft:
        """Return the event (or the events that tie) at the asked end of the measure."""
        language, request = self._language, self._request
        measure: Measure = request.measure or "start"
        measured = [(e, v) for e in found.found if (v := value_of(e, measure)) is not None]
        if not measured:
            text = wording.say("collection_none", language, scope=self.scope())
            return _nothing(text, self._unmeasured(len(found.found)))
        ends = sorted({v.value for _, v in measured}, reverse=request.most)
        best = ends[min(request.rank, len(ends)) - 1]
        winners = [(e, v) for e, v in measured if v.value == best]
        statements = [self._measured(e, v, measure) for e, v in winners[:_SHOWN]]
        left_out = len(found.found) - len(measured)
        unmeasured = self._unmeasured(left_out) if left_out else ()
        count = wording.counted(len(measured), request.noun, language)
        return CollectionDraft(
            text=wording.say("collection_compared", language, scope=self.scope(), count=count),
            short_answer=self._won(winners, measure),
            statements=tuple(s for s in statements if s.quotes),
            bulletins=tuple(e.card.bulletin_id for e, _ in winners),
            notices=(*self._unread(), *unmeasured),
        )

    def totalled(self, found: Matches) -> CollectionDraft:
        """Return what the figures of the events that give one add up to, or their mean."""
        language, measure = self._language, self._request.measure or "people"
        measured = [(e, v) for e in found.found if (v := value_of(e, measure)) is not None]
        left_out = len(found.found) - len(measured)
        unmeasured = self._unmeasured(left_out) if left_out else ()
        if not measured:
            return _nothing(wording.say("abstain_figure", language), unmeasured)
        total = sum(v.value for _, v in measured)
        mean = self._request.operation == "mean"
        figure = wording.counted(
            round(total / len(measured) if mean else total), "participant", language
        )
        if any(_INEXACT.search(plain(v.text)) for _, v in measured):
            figure = wording.say("about_so_many", language, figure=figure)
        phrase = "collection_mean" if mean else "collection_total"
        count = wording.counted(len(measured), self._request.noun, language)
        short = wording.say(phrase, language, figure=figure, count=count)
        added = wording.say("collection_added", language, scope=self.scope())
        return CollectionDraft(
            text=self.scope() + "." if mean or len(measured) == 1 else added,
            short_answer=short,
            statements=tuple(
                s for e, v in measured[:_SHOWN] if (s := self._measured(e, v, measure)).quotes
            ),
            bulletins=tuple(e.card.bulletin_id for e, _ in measured),
            notices=(*self.notices(replace(found, unmeasured=0)), *unmeasured),
        )

    def busiest(self, found: Matches) -> CollectionDraft:
        """Return the month, city, … with the most events, or those that tie."""
        language, request = self._language, self._request
        named = self._things(found.found)
        if not named:
            text = wording.say("collection_none", language, scope=self.scope())
            return _nothing(text, self.notices(found))
        best = (max if request.most else min)(len(thing.entries) for thing in named)
        winners = [thing for thing in named if len(thing.entries) == best]
        if request.asked == "year" and request.time and len(request.time.ranges) == len(named) == 2:
            winners = [*winners, *(thing for thing in named if thing not in winners)]  # both sides
        entries = sorted({e.number: e for t in winners for e in t.entries}.items())
        said = [
            wording.say(
                "collection_measured",
                language,
                title=thing.name,
                figure=wording.counted(len(thing.entries), "event", language),
            )
            for thing in winners[:_NAMED]
        ]
        count = wording.counted(len(named), request.asked, language)
        statements = [self._item(entry) for _, entry in entries[:_SHOWN]]
        return CollectionDraft(
            text=wording.say("collection_compared", language, scope=self.scope(), count=count),
            short_answer=wording.joined(said, language),
            statements=tuple(s for s in statements if s.quotes),
            bulletins=tuple(e.card.bulletin_id for _, e in entries),
            notices=(*self.notices(found), *self._told_of(winners)),
        )

    def _things(self, matches: Sequence[Entry]) -> list[Thing]:
        request, catalogue, language = self._request, self._catalogue, self._language
        if request.asked == "event":
            return []
        found = things(matches, request, catalogue, language)
        if not found and request.side is not None and request.operation == "list":
            found = things(matches, replace(request, side=None), catalogue, language)
        return found

    def compared(self, sides: tuple[str, str], today: date) -> CollectionDraft:
        """Return which of two events comes first, lasted longer, had more."""
        language, request = self._language, self._request
        measure: Measure = request.measure or "start"
        entries = [resolve(side, language, self._catalogue, today) for side in sides]
        known = [e for e in entries if e is not None]
        values = [value_of(e, measure) for e in known]
        if len(known) < 2 or any(v is None for v in values):
            return replace(_nothing(wording.say("abstain_figure", language)), doubt="sentence")
        pairs = [(e, v) for e, v in zip(known, values, strict=True) if v is not None]
        best = (max if request.most else min)(v.value for _, v in pairs)
        winners = [(e, v) for e, v in pairs if v.value == best]
        statements = [self._measured(e, v, measure) for e, v in pairs]
        short = self._won(winners, measure)
        return CollectionDraft(
            text=short + ".",
            short_answer=short,
            statements=tuple(s for s in statements if s.quotes),
            bulletins=tuple(e.card.bulletin_id for e in known),
        )

    def _won(self, winners: Sequence[tuple[Entry, Measured]], measure: Measure) -> str:
        """Return the winner with its figure; several where they tie."""
        language = self._language
        said = [
            wording.say(
                "collection_measured",
                language,
                title=e.card.title,
                figure=self._figure(e, v, measure),
            )
            for e, v in winners[:_SHOWN]
        ]
        return wording.joined(said, language)

    def scope(self) -> str:
        """Return how the question was understood: "2025, Ghent, Ada Okonkwo"."""
        request, language = self._request, self._language
        said = []
        if request.time is not None:
            said.append(period_of(request.time, language))
        for wanted in (*request.places, *request.people, *request.organisations):
            said.append(wanted.shown or wanted.text)
        outside = [w for w in request.outside if ONLINE not in w.keys]
        said += [wording.say("outside", language, place=w.shown or w.text) for w in outside]
        gone = [w.text for w in (*request.outside, *request.without) if w not in outside]
        gone += [wording.plural(kind, language) for kind in request.not_kinds]
        if request.not_time is not None:
            gone.append(period_of(request.not_time, language))
        said += [wording.say("except", language, what=what) for what in gone]
        said += ["/".join(group) for group in request.topics]
        said += self._bounds()
        scope = ", ".join(said) or wording.say("collection_all", language)
        return scope[:1].upper() + scope[1:]

    def _bounds(self) -> list[str]:
        """Return the least and the most asked for: "at least 2 days", "1 day"."""
        request, language = self._request, self._language
        if request.least and request.least == request.at_most:
            return [self._amount(*request.least)]
        return [
            wording.say(phrase, language, n=self._amount(*bound))
            for phrase, bound in (("at_least", request.least), ("at_most", request.at_most))
            if bound is not None
        ]

    def _amount(self, measure: Measure, value: float) -> str:
        """Return a bound with its unit: "2 days", "1,200 participants"."""
        if measure == "days":
            return self._length(value)
        noun = "country" if measure == "countries" else "participant"
        return wording.counted(round(value), noun, self._language)

    def _length(self, days: float) -> str:
        n = int(days)
        return wording.say("one_day" if n == 1 else "n_days", self._language, n=n)

    def notices(self, found: Matches) -> tuple[str, ...]:
        """Return what was left out and why, and the other reading's number."""
        language, request = self._language, self._request
        said = [*left_out(found, request, language), *self._unread()]
        if request.relation == "organised":
            said.append(self._ours("collection_organised", found.widened))
        elif request.ours:
            said.append(self._ours("collection_ours", found.widened))
        return tuple(said)

    def _ours(self, key: str, number: int) -> str:
        own = self._catalogue.own_name or wording.say("icpc", self._language)
        return wording.say(key, self._language, own=own, n=number)

    def _unread(self) -> tuple[str, ...]:
        words = self._request.unread
        return tuple(wording.say("unread", self._language, words=said) for said in words)

    def _unmeasured(self, number: int) -> tuple[str, ...]:
        return (wording.say("collection_unmeasured", self._language, n=number),)

    def _asked(self, found: Sequence[Thing]) -> str | None:
        """Return the things asked for ("where did we go"), named and, if so asked, counted."""
        request, language = self._request, self._language
        names = [thing.name for thing in found[:_NAMED]]
        said = wording.joined(names, language)
        if said and request.operation == "count":
            count = wording.counted(len(found), request.asked, language)
            return wording.say("collection_measured", language, title=count, figure=said)
        return said or None

    def _told_of(self, found: Sequence[Thing]) -> list[str]:
        """Return what the things named are of all that there may be."""
        said = []
        if len(found) > _NAMED:
            said.append(wording.say("names_more", self._language, n=len(found) - _NAMED))
        if found and self._request.asked in ("person", "organisation"):
            said.append(wording.say(f"counted_{self._request.asked}", self._language))
        return said

    def _doubt(self, found: Matches) -> Doubt:
        if found.near:
            return "meaning" if self._request.learned else "kind"
        return "sentence" if self._deeds(found.found) else ""

    def _deeds(self, matches: Sequence[Entry]) -> bool:
        """Whether what somebody did at one event is asked: "What did Ada Okonkwo do in Lima?"."""
        request = self._request
        did = request.learned or WHAT_DID.search(plain(request.text))
        return len(matches) == 1 and bool(request.people and did)

    def _by_meaning(self, found: Matches) -> tuple[str, ...]:
        """Say where the events come near what is asked in meaning alone."""
        if not found.near:
            return ()
        topic = " ".join(said for group in self._request.topics for said in group[:1])
        return (wording.say("collection_near", self._language, topic=topic),)

    def _item(self, entry: Entry, near: Mapping[str, Near] | None = None) -> DraftStatement:
        text = wording.say(
            "collection_measured",
            self._language,
            title=_date(entry, self._language),
            figure=entry.card.title,
        )
        spans = proofs(entry, self._request, self._language)
        if near:
            spans = ((near[entry.bulletin.id].start, near[entry.bulletin.id].end),)
        return DraftStatement(_sentence(text), self._quotes(entry, spans))

    def _measured(self, entry: Entry, value: Measured, measure: Measure) -> DraftStatement:
        spans = ((value.start, value.end),) if value.start >= 0 else ()
        figure = self._figure(entry, value, measure)
        text = wording.say(
            "collection_measured", self._language, title=entry.card.title, figure=figure
        )
        return DraftStatement(_sentence(text), self._quotes(entry, spans))

    def _figure(self, entry: Entry, value: Measured, measure: Measure) -> str:
        language = self._language
        if measure == "start":
            return _date(entry, language)
        if measure == "days":
            length = self._length(value.value)
            return f"{length} ({_date(entry, language)})"
        if entry.bulletin.language == language:
            return f"{value.text} {value.counts}"
        span = Span("figure", 0, len(value.text), value.text, value.value)
        noun = counted_noun(value, measure)
        if value.value == 1:
            return wording.counted(1, noun, language)
        return f"{localised(span, language)} {wording.plural(noun, language)}"

    def _quotes(self, entry: Entry, spans: Sequence[tuple[int, int]]) -> tuple[Quote, ...]:
        """Return the one sentence that holds most of the spans; the lead where there are none."""
        bulletin = entry.bulletin
        tried = [s for s in spans if s[0] >= 0] or [opening(entry)]
        best: tuple[int, Quote] | None = None
        for start, end in tried:
            found = statement_at(self._passage_at, bulletin.id, start, end)
            if found is None:
                continue
            (quote,) = found.quotes
            held = sum(quote.start <= s and e <= quote.end for s, e in tried)
            if best is None or held > best[0]:
                best = (held, quote)
        return (best[1],) if best else ()


def _date(entry: Entry, language: Language) -> str:
    main = entry.main
    if main is None:
        return wording.say("no_date", language)
    return wording.days(main.first, main.last, language)


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text[-1] in ".!?…" else text + "."
