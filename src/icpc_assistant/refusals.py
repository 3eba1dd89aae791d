"""What a refusal says: why, and the nearest thing that the bulletins do say."""

from __future__ import annotations

from icpc_assistant import wording
from icpc_assistant.index import Index
from icpc_assistant.query import Query
from icpc_assistant.reader.extractive import Reading
from icpc_assistant.reader.premises import corrected_premise
from icpc_assistant.timespan import stretch
from icpc_assistant.types import Language

_NEAREST = 2  # bulletins that are named
_NEAR = 0.0  # log-odds of being about what is asked, for a sentence to be told all the same
_UNSURE = 0.3  # confidence from which "the bulletins do not say" would be saying too much
_QUOTED_MOST = 400  # characters of it


def text(query: Query, reading: Reading) -> str:
    """Return the sentence that declines, as particular as the reason allows."""
    language = query.language
    if reading.declined == "unknown":
        named = [wording.quoted(name, language) for name in reading.unknown]
        what = wording.joined(named, language, denied=True)
        return wording.say("abstain_unknown", language, what=what)
    if reading.declined == "time":
        asked = stretch(query.text, language)
        if asked and not asked.ranges:
            what = wording.period(asked.start, asked.end, language)
            known = "abstain_when" if asked.start and asked.end else "abstain_open_when"
            return wording.say(known, language, what=what)
        months = wording.joined([wording.month(m, language) for m in query.months], language)
        years = wording.joined([str(year) for year in query.years], language)
        of = " de " if language == "es" else " "
        what = of.join(filter(None, (months, years)))
        return wording.say("abstain_when", language, what=what)
    if reading.declined in ("figure", "opinion", "future", "far"):
        return wording.say(f"abstain_{reading.declined}", language)
    unsure = reading.declined == "unsure" and reading.draft.confidence >= _UNSURE
    return wording.say("abstain_unsure" if unsure else "abstain", language)


def notices(query: Query, reading: Reading, index: Index) -> list[str]:
    """Return what to say beside a refusal: a premise put right, or the nearest thing said."""
    if reading.declined not in ("unknown", "future", "opinion", "far"):
        corrected = _correction(query, reading, index)
        if corrected:
            return [corrected]
    return _nearest(index, reading, query.language)


def _correction(query: Query, reading: Reading, index: Index) -> str:
    """Return what the question takes for granted and its bulletin contradicts, "" if nothing."""
    found = corrected_premise(query, reading.candidates, index.card_of, index.bulletins)
    if found is None:
        return ""
    said = found.said
    if found.first is not None:
        said = wording.days(found.first, found.last, query.language)
    title = wording.quoted(index.bulletins[found.bulletin_id].title, query.language)
    correction = wording.say(
        f"correction_{found.kind}", query.language, title=title, said=said, stated=found.stated
    )
    quote = _sentence_at(index, found.bulletin_id, found.start, found.end)
    if 0 < len(quote) <= _QUOTED_MOST:
        correction += " " + wording.quoted(quote, query.language)
    return correction


def _sentence_at(index: Index, bulletin_id: str, start: int, end: int) -> str:
    """Return the sentence that holds a place of a bulletin's body, on one line, "" if none does."""
    passage = index.passage_at(bulletin_id, start, end)
    for sentence in passage.sentences if passage else ():
        if sentence.start <= start < sentence.end:
            return " ".join(sentence.text.split())
    return ""


def _nearest(index: Index, reading: Reading, language: Language) -> list[str]:
    """Say what the bulletins do say, where it is near, else name the nearest bulletins."""
    # What holds the names asked about is nearer than what sounds like the question.
    named = sorted(reading.candidates, key=lambda c: -(c.signals["about"] + c.signals["names"]))
    if named and reading.declined not in ("unknown", "opinion", "far"):
        best = named[0]
        quote = " ".join(best.sentence.text.split())
        near = best.signals.get("read_relevant", -1.0) >= _NEAR and not best.signals["heading"]
        if near and len(quote) <= _QUOTED_MOST:
            title = index.bulletins[best.passage.bulletin_id].title
            return [wording.say("nearest_said", language, quote=quote, title=title)]
    ids = dict.fromkeys(c.passage.bulletin_id for c in named)
    titles = [index.bulletins[i].title for i in list(ids)[:_NEAREST]]
    if not titles:
        return []
    if len(titles) == 1:
        return [wording.say("nearest_one", language, titles=titles[0])]
    quotes = wording.joined([wording.quoted(title, language) for title in titles], language)
    return [wording.say("nearest_many", language, titles=quotes)]
