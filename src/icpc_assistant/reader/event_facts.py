"""When, where and how long the event of a bulletin was and how many came, where a question asks no
more than that.

"When was the congress in Lima?" holds no word of the sentence that tells it. The event card knows
which sentence that is; it answers where the headline, the opening and the event's places hold
every word of the question that says something.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from icpc_assistant import wording
from icpc_assistant.cards import EventCard
from icpc_assistant.cards.attendance import CAME, of_a_part, who_came
from icpc_assistant.cards.geography import territory_name
from icpc_assistant.cards.kinds import kinds_in
from icpc_assistant.lexicon import lexicon
from icpc_assistant.query import MONEY, SHARE, Query, asks_for_places
from icpc_assistant.reader.ranking import Candidate, lead
from icpc_assistant.reader.signals import Term, Words, met, numbers_of, words_of
from icpc_assistant.terms import fold, stem, words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Bulletin, Language

# What a question says of an event besides naming it, by its first English meaning.
_HELD = frozenset(
    """
        hold take place happen occur organize organise celebrate start begin end finish run date day
        month year time week city country town venue location site building exact exactly precise
        event events ago back
    """.split()
)
_LASTING = frozenset(
    "last lasted lasts long length duration dure dura duro durado durar durer duree duracion "
    "temps tiempo dias jours".split()
)
_HELD_AS_TYPED = _LASTING | frozenset(
    "many held take took taken place taking lieu eu tenu tenue tuvo lugar celebro celebrado "
    "realizo exactement exactamente located happened started began ended sede fecha fechas".split()
)
# Who came, in a question that counts them, and that they came.
_PEOPLE = re.compile(r"people|persons?|folks?|guests|personnes?|gens|monde|personas?|gente")
_COMING = re.compile(
    r"attend\w*|came|come|took|taken?|part|particip\w+|gathered|showed|turned|present|there|total|all"
    r"|venue?s?|venir|assist\w+|pris|presente?s?|reuni\w*|rassembl\w+|acud\w+|asist\w+|fueron|drew"
    r"|attir\w+|atraj\w+|tom\w+|parte"
)
# Another edition than the bulletin's, or another moment than the event's, unless the bulletin's
# headline or opening says so itself.
_ANOTHER = re.compile(
    r"\b(?:first|second|third|last|previous|next|earlier|other|before|after|since|until|premiere?s?"
    r"|second[ea]?s?|dernier[es]*|prochaine?s?|precedente?s?|autre|avant|apres|depuis|primer[ao]?"
    r"|segund[ao]|ultim[ao]|proxim[ao]|anterior|otr[ao]|antes|despues|desde|hasta)\b"
)


def sentence_of_the_event(
    query: Query,
    terms: Sequence[Term],
    candidates: Sequence[Candidate],
    cards: Mapping[str, EventCard],
    bulletins: Mapping[str, Bulletin],
) -> Candidate | None:
    """Return the candidate that tells when or where, or how long, if ``query`` asks that.

    ``None`` where the question says anything that names no event, or more than one event.
    """
    if query.beyond or not _asks_of_an_event(query):
        return None
    telling = [term for term in terms if not _only_asks(term.word, query)]
    if query.carried:
        # "And where was it?" names nothing itself: the event spoken of is meant.
        if any(fold(term.word) not in query.carried for term in telling):
            return None
        # "How long was her speech?" asks of no event, though the question before spoke of it.
        own = {fold(word) for word in words(query.asking)}
        said = [term for term in telling if fold(term.word) in own]
        if query.wants == "duration" and not all(kinds_in(term.word) for term in said):
            return None
    elif not any(term.name for term in terms) and len(telling) < 2:
        return None
    places = {
        name: _place_of_the_answer(query, cards[name], bulletins[name])
        for name in cards.keys() & {candidate.passage.bulletin_id for candidate in candidates}
    }
    found: dict[str, tuple[float, Candidate]] = {}
    for candidate in candidates:
        name = candidate.passage.bulletin_id
        card, at = cards.get(name), places.get(name, -1)
        if card is None or not candidate.sentence.start <= at < candidate.sentence.end:
            continue
        if query.carried:
            near = float(candidate.signals["followed"] > 0)
        else:
            near = _names(query, telling, card, bulletins[name])
        if near and name not in found:
            found[name] = near, candidate
    ranked = sorted(
        found.items(), key=lambda item: (-item[1][0], _abroad(query, bulletins[item[0]]))
    )
    if not ranked:
        return None
    (name, (near, first)), rest = ranked[0], ranked[1:]
    event = bulletins[name].version_of or name
    others = [n for other, (n, _) in rest if (bulletins[other].version_of or other) != event]
    return first if not others or near > max(others) else None


def _abroad(query: Query, bulletin: Bulletin) -> bool:
    return bulletin.language != query.language


def in_short(query: Query, card: EventCard, bulletin: Bulletin, sentence: str) -> str | None:
    """Return the event's date, length or place as the question's language writes it.

    Of the place only what the sentence says itself.
    """
    if query.wants in ("date", "duration"):
        main = card.main
        if main is None or main.days is None:
            return None
        dates = wording.days(main.first, main.last, query.language)
        if query.wants == "date":
            return dates
        if main.days == 1:
            return f"{wording.say('one_day', query.language)} ({dates})"
        return wording.say("days", query.language, n=main.days, dates=dates)
    place = next((p for p in card.places if p.role == "event"), None)
    if place is None or query.wants == "figure":
        return None
    venue = place.venue.text if place.venue else ""
    city = bulletin.body[place.start : place.end] or place.city
    city = city if city[:1].isupper() else place.city  # of a web address
    told = [part for part in (venue, city) if part and part in sentence]
    if city and territory_name(place.country_code, bulletin.language) in sentence:
        told.append(territory_name(place.country_code, query.language))
    return ", ".join(dict.fromkeys(told)) or None


def _place_of_the_answer(query: Query, card: EventCard, bulletin: Bulletin) -> int:
    """Return where the body tells the event's date, place or size, -1 where it does not."""
    if query.wants == "figure":
        came = who_came(card, bulletin)
        return came.start if came and not of_a_part(came, card, bulletin) else -1
    if query.wants == "date":
        return card.main.start if card.main else -1
    if query.wants == "duration":
        return card.main.start if card.main and card.main.days else -1
    place = next((p for p in card.places if p.role == "event"), None)
    if place is None:
        return -1
    return place.venue.start if place.venue and place.venue.start >= 0 else place.start


def _asks_of_an_event(query: Query) -> bool:
    """Whether a question is for what its card holds of an event."""
    if query.wants == "figure":
        return _asks_who_came(query)
    if query.wants == "place":
        return not asks_for_places(query.asking or query.text)
    return query.wants in ("date", "duration")


def _asks_who_came(query: Query) -> bool:
    """Whether a number of people is asked for who have no other name than that they came."""
    counted = query.counted
    if not counted or counted in (MONEY, SHARE):
        return False
    noun = plain(counted[0])
    return bool(CAME.fullmatch(noun) or _PEOPLE.fullmatch(noun))


def _only_asks(word: str, query: Query) -> bool:
    """Whether a word of the question names nothing of the event: asks, or counts who came."""
    if query.wants == "figure" and query.counted:
        noun = plain(word)
        if noun == plain(query.counted[0]) or _COMING.fullmatch(noun):
            return True
    return says_nothing(word, query.language)


def says_nothing(word: str, language: Language) -> bool:
    """Whether a word of the question only asks, or calls the event an event."""
    folded = fold(word)
    if folded in _HELD_AS_TYPED or folded.isdigit():
        return True
    known = lexicon()
    meanings = [known.forms[c]["en"] for c in known.of_word(stem(word, language), language)]
    return bool(meanings) and all(forms and forms[0] in _HELD for forms in meanings)


def _names(query: Query, telling: Sequence[Term], card: EventCard, bulletin: Bulletin) -> float:
    """Return how surely the question names a bulletin's event, 0 if it says anything else.

    The headline, the opening and the event's places hold all that it tells; those that the
    headline or the places hold make it the surer.
    """
    text = f"{bulletin.title}\n{lead(bulletin.title, bulletin.body)}"
    places = [
        name
        for place in card.places
        if place.role == "event"
        for name in (place.city, territory_name(place.country_code, query.language), *place.names)
    ]
    here = words_of(text, bulletin.language)
    another = {m.group() for m in _ANOTHER.finditer(fold(query.text))}
    if query.wants == "duration":  # "How long did it last?"
        another -= _LASTING
    if not _in_time(query, card, text, bulletin.language) or not another <= here.folded:
        return 0.0
    there = words_of(" ".join(places), query.language)
    title = words_of(bulletin.title, bulletin.language)
    # A speech that the opening tells of is shorter than the event: its headline has to name it.
    where = title if query.wants == "duration" else here
    if not all(
        _held(term, here if term.name else where, there) or _called(term, card) for term in telling
    ):
        return 0.0
    return 1.0 + sum(_held(term, title, there) for term in telling)


def _called(term: Term, card: EventCard) -> bool:
    """Whether a word is a noun for the kind of event that the card's is."""
    kinds = kinds_in(term.word)
    return bool(kinds) and (not card.kinds or not kinds.keys().isdisjoint(card.kinds))


def _in_time(query: Query, card: EventCard, text: str, language: Language) -> bool:
    """Whether the event was when the question says, and is told of with the same numbers."""
    days = [day for day in (card.main and card.main.first, card.main and card.main.last) if day]
    years = {day.year for day in days}
    numbers = numbers_of(query.text, query.language) - {str(year) for year in years}
    return (
        set(query.years) <= years
        and set(query.months) <= {day.month for day in days}
        and numbers <= numbers_of(text, language)
    )


def _held(term: Term, *texts: Words) -> bool:
    return any(met(term, text) > 0 for text in texts)
