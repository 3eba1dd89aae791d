"""A request → a draft answer: the counted list, each event proved by a verbatim quote."""

from __future__ import annotations

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
from icpc_assistant.collection.measures import counted_noun
from icpc_assistant.collection.proofs import proofs
from icpc_assistant.collection.quotes import PassageAt, opening, statement_at
from icpc_assistant.collection.request import Doubt, Measure, Often, Request
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

NAMED = 12  # places, people, … that an answer names
SHOWN = 50  # events an answer spells out; the list of bulletins is always whole


_BY_MEANING = 0.7  # how sure a list is that only meaning makes


@dataclass(frozen=True, slots=True)
class CollectionDraft:
    """What the cards answer, before citations are numbered.

    ``text`` says in one sentence how the question was understood and how many events match;
    ``bulletins`` is the whole counted list in date order, or as it is ranked.
    ``answered=False``: nothing matches, or the question's time is impossible; ``text`` then says
    so. ``doubt`` tells why a sentence may answer better.
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
    teller = Teller(request, catalogue, language, passage_at)
    for time in (request.time, request.not_time, *request.periods):
        if time is not None and time.impossible:
            phrase = f"collection_impossible_{time.impossible}"
            return nothing(wording.say(phrase, language, text=time.text))
    if request.sides is not None or request.periods:
        from icpc_assistant.collection import told_sides

        if request.often is not None and request.sides is not None:
            return told_sides.in_both(teller, request.sides, request.often, today or date.today())
        if request.sides is None:
            return told_sides.periods(teller)
        if request.operation == "total":
            return told_sides.summed(teller, request.sides, today or date.today())
        return told_sides.compared(teller, request.sides, today or date.today())
    found = matching(request, catalogue, language)
    if not found.found and request.kinds == ("meeting",):
        # "Meetings" may be events of any kind, where no bulletin calls one so.
        wider = replace(request, kinds=(), noun="event")
        draft = answered(wider, catalogue, language, passage_at, today)
        said = (wording.say("collection_no_meeting", language),) if draft.answered else ()
        return replace(draft, notices=(*said, *draft.notices))
    if not found.found:
        scope = teller.scope()
        text = nothing_matches(request, catalogue, language, scope)
        if request.lacking:
            text = wording.say("none_lacking", language, scope=scope)
        notices = (*teller.notices(found), *nearest_in_time(request, catalogue, language))
        return replace(nothing(text, notices), doubt="sentence" if may_be_misread(request) else "")
    return _told(teller, found)


def _told(teller: Teller, found: Matches) -> CollectionDraft:
    """Word the answer in the way of what is asked; what few questions need is imported for them."""
    request = teller.request
    if request.operation in ("total", "mean"):
        from icpc_assistant.collection.told_totals import totalled

        return totalled(teller, found)
    if request.operation == "superlative" and request.asked == "event":
        from icpc_assistant.collection.told_ranked import superlative

        return superlative(teller, found)
    if request.operation == "superlative" or request.grouped or request.share_of or request.often:
        from icpc_assistant.collection import told_groups

        if request.often:
            return told_groups.repeated(teller, found, request.often)
        if request.grouped:
            return told_groups.grouped(teller, found)
        return (told_groups.shared if request.share_of else told_groups.busiest)(teller, found)
    return teller.listed(found)


def nothing(text: str, notices: tuple[str, ...] = ()) -> CollectionDraft:
    """Return the draft that only says why there is no answer."""
    return CollectionDraft(text, None, (), (), notices, answered=False)


class Teller:
    """Words the answer to one request."""

    def __init__(
        self, request: Request, catalogue: Catalogue, language: Language, passage_at: PassageAt
    ) -> None:
        self.request = request
        self.catalogue = catalogue
        self.language = language
        self._passage_at = passage_at

    def listed(self, found: Matches) -> CollectionDraft:
        """Return the counted list in date order."""
        language, request = self.language, self.request
        matches = found.found
        count = wording.counted(len(matches), request.noun, language)
        named = self.things(matches)
        if request.members and not named:
            return nothing(nobody_of(request, language), self.notices(found))
        if request.asked == "organisation" and request.roles and not named:
            text = wording.say("collection_seldom", language, scope=self.scope())
            return nothing(text, self.notices(found))
        ours = request.side == "own" and not request.reach
        if ours and not named and self.catalogue.staff:
            return nothing(wording.say("collection_none_of_ours", language), self.notices(found))
        if named and (request.members or request.roles or ours):
            matches = tuple(e for e in matches if any(e in thing.entries for thing in named))
            count = wording.counted(len(matches), request.noun, language)
        short = self._asked(named) or count
        statements = [self.item(entry, found.near) for entry in matches[:SHOWN]]
        notices = [*self._by_meaning(found), *self.notices(found), *self.told_of(named)]
        notices += self._retold(matches)
        notices += self.beyond(len(matches))
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

    def things(self, matches: Sequence[Entry]) -> list[Thing]:
        """Return the places, people, … asked for of some events."""
        request, catalogue, language = self.request, self.catalogue, self.language
        if request.asked == "event":
            return []
        found = things(matches, request, catalogue, language)
        told = request.side is not None and not (request.side == "own" and catalogue.staff)
        if not found and told and request.operation == "list":
            found = things(matches, replace(request, side=None), catalogue, language)
        return found

    def scope(self) -> str:
        """Return how the question was understood: "2025, Ghent, Ada Okonkwo"."""
        request, language = self.request, self.language
        said = []
        if request.time is not None:
            said.append(period_of(request.time, language))
        said += [period_of(time, language) for time in request.periods]
        for wanted in (*request.places, *request.people, *request.organisations):
            said.append(wanted.shown or wanted.text)
        outside = [w for w in request.outside if ONLINE not in w.keys]
        said += [wording.say("outside", language, place=w.shown or w.text) for w in outside]
        gone = [w.text for w in (*request.outside, *request.without) if w not in outside]
        gone += [wording.plural(kind, language) for kind in request.not_kinds]
        if request.besides:
            told = [
                e.card.title for e in self.catalogue.entries if e.bulletin.id in request.besides
            ]
            gone += [wording.quoted(" ".join(title.split()), language) for title in told]
        if request.not_time is not None:
            gone.append(period_of(request.not_time, language))
        said += [wording.say("except", language, what=what) for what in gone]
        said += ["/".join(group) for group in request.topics]
        said += self._bounds()
        if request.often is not None:
            said.append(self.often(request.often))
        if request.lacking is not None:
            said.append(wording.say(f"lacking_{request.lacking}", language))
        scope = ", ".join(said) or wording.say("collection_all", language)
        return scope[:1].upper() + scope[1:]

    def _bounds(self) -> list[str]:
        """Return the least and the most asked for: "at least 2 days", "1 day"."""
        request, language = self.request, self.language
        if request.least and request.least == request.at_most:
            return [self._amount(*request.least)]
        return [
            wording.say(phrase, language, n=self._amount(*bound))
            for phrase, bound in (("at_least", request.least), ("at_most", request.at_most))
            if bound is not None
        ]

    def often(self, often: Often) -> str:
        """Return in how many events something must be: "at least 2 events", "1 event"."""
        fewest, most = often
        count = wording.counted(fewest, self.request.noun, self.language)
        return count if most == fewest else wording.say("at_least", self.language, n=count)

    def _amount(self, measure: Measure, value: float) -> str:
        """Return a bound with its unit: "2 days", "1,200 participants"."""
        if measure == "days":
            return self.length(value)
        noun = "country" if measure == "countries" else "participant"
        return wording.counted(round(value), noun, self.language)

    def length(self, days: float) -> str:
        """Return a length in days: "2 days"."""
        n = int(days)
        return wording.say("one_day" if n == 1 else "n_days", self.language, n=n)

    def notices(self, found: Matches) -> tuple[str, ...]:
        """Return what was left out and why, and the other reading's number."""
        language, request = self.language, self.request
        said = [*left_out(found, request, language), *self._vague(found.found), *self.unread()]
        if request.relation == "organised":
            said.append(self._ours("collection_organised", found.widened))
        elif request.ours:
            said.append(self._ours("collection_ours", found.widened))
        return tuple(said)

    def _ours(self, key: str, number: int) -> str:
        own = self.catalogue.own_name or wording.say("icpc", self.language)
        return wording.say(key, self.language, own=own, n=number)

    def unread(self) -> tuple[str, ...]:
        """Say which words were not understood."""
        words = self.request.unread
        return tuple(wording.say("unread", self.language, words=said) for said in words)

    def _retold(self, matches: Sequence[Entry]) -> list[str]:
        """Say which of the events counted seem to be one, told by two bulletins."""
        numbers = {entry.number for entry in matches}
        pairs = ((a, b) for a, b in self.catalogue.retold if a in numbers and b in numbers)
        met = sorted({number for pair in pairs for number in pair})
        return self._of("collection_one_event", [self.catalogue.entries[n] for n in met])

    def _vague(self, matches: Sequence[Entry]) -> list[str]:
        """Say which events are known by a month or year that the time asked for cuts."""
        time = self.request.time
        mains = [(entry, main) for entry in matches if (main := entry.main) is not None]
        vague = [
            entry
            for entry, main in mains
            if time is not None
            and main.precision != "day"
            and not (time.overlaps(main.first, main.first) and time.overlaps(main.last, main.last))
        ]
        return self._of("collection_imprecise", vague)

    def _of(self, phrase: str, entries: Sequence[Entry]) -> list[str]:
        """Say something of some events by their titles, or nothing where there are none."""
        titles = [wording.quoted(e.card.title, self.language) for e in entries[:NAMED]]
        said = wording.joined(titles, self.language)
        return [wording.say(phrase, self.language, titles=said)] if said else []

    def beyond(self, shown: int) -> tuple[str, ...]:
        """Say how many of a list are in the list of bulletins alone."""
        if shown <= SHOWN:
            return ()
        return (wording.say("collection_more", self.language, n=shown - SHOWN),)

    def unmeasured(self, number: int) -> tuple[str, ...]:
        """Say how many bulletins give no such figure."""
        return (wording.say("collection_unmeasured", self.language, n=number),)

    def _asked(self, found: Sequence[Thing]) -> str | None:
        """Return the things asked for ("where did we go"), named and, if so asked, counted."""
        request, language = self.request, self.language
        names = [thing.name for thing in found[:NAMED]]
        said = wording.joined(names, language)
        if said and request.operation == "count":
            count = wording.counted(len(found), request.asked, language)
            return wording.say("collection_measured", language, title=count, figure=said)
        return said or None

    def told_of(self, found: Sequence[Thing]) -> list[str]:
        """Return what the things named are of all that there may be."""
        said = []
        if len(found) > NAMED:
            said.append(wording.say("names_more", self.language, n=len(found) - NAMED))
        named = self.request.named and self.request.asked == "organisation"
        if found and self.request.asked in ("person", "organisation") and not named:
            said.append(wording.say(f"counted_{self.request.asked}", self.language))
        return said

    def _doubt(self, found: Matches) -> Doubt:
        if found.near:
            return "meaning" if self.request.learned else "kind"
        return "sentence" if self._deeds(found.found) else ""

    def _deeds(self, matches: Sequence[Entry]) -> bool:
        """Whether what somebody did at one event is asked: "What did Ada Okonkwo do in Lima?"."""
        request = self.request
        did = request.learned or WHAT_DID.search(plain(request.text))
        return len(matches) == 1 and bool(request.people and did)

    def _by_meaning(self, found: Matches) -> tuple[str, ...]:
        """Say where the events come near what is asked in meaning alone."""
        if not found.near:
            return ()
        topic = " ".join(said for group in self.request.topics for said in group[:1])
        return (wording.say("collection_near", self.language, topic=topic),)

    def item(self, entry: Entry, near: Mapping[str, Near] | None = None) -> DraftStatement:
        """Return an event with its date, proved by a sentence."""
        text = wording.say(
            "collection_measured",
            self.language,
            title=_date(entry, self.language),
            figure=entry.card.title,
        )
        spans = proofs(entry, self.request, self.language)
        if near:
            spans = ((near[entry.bulletin.id].start, near[entry.bulletin.id].end),)
        return DraftStatement(_sentence(text), self._quotes(entry, spans))

    def proved(self, entry: Entry, value: Measured, measure: Measure) -> DraftStatement:
        """Return an event with what it measures, proved by the sentence that says so."""
        spans = ((value.start, value.end),) if value.start >= 0 else ()
        figure = self.figure(entry, value, measure)
        text = wording.say(
            "collection_measured", self.language, title=entry.card.title, figure=figure
        )
        return DraftStatement(_sentence(text), self._quotes(entry, spans))

    def figure(self, entry: Entry, value: Measured, measure: Measure) -> str:
        """Return what an event measures as the question's language writes it."""
        language = self.language
        if measure == "start":
            return _date(entry, language)
        if measure == "days":
            length = self.length(value.value)
            return f"{length} ({_date(entry, language)})"
        if measure == "cost":
            return value.text if value.counts in value.text else f"{value.text} {value.counts}"
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
