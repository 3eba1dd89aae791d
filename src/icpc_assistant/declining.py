"""How a question is declined: as particular as the reason allows, with what is near."""

from __future__ import annotations

from icpc_assistant import wording
from icpc_assistant.index import Index
from icpc_assistant.query import Query
from icpc_assistant.reader.extractive import Reading
from icpc_assistant.types import Language

_NEAREST = 2  # bulletins an abstention names
_NEAR = 0.0  # log-odds of being about what is asked, for a sentence to be told all the same
_QUOTED_MOST = 400  # characters of it


def refusal(query: Query, reading: Reading) -> str:
    """Return the sentence that declines, as particular as the reason allows."""
    language = query.language
    if reading.declined == "unknown":
        what = wording.joined([wording.quoted(n, language) for n in reading.unknown], language)
        return wording.say("abstain_unknown", language, what=what)
    if reading.declined == "time":
        stated = [wording.month(m, language) for m in query.months]
        stated += [str(year) for year in query.years]
        return wording.say("abstain_when", language, what=" ".join(stated))
    if reading.declined in ("figure", "opinion", "future", "far"):
        return wording.say(f"abstain_{reading.declined}", language)
    return wording.say("abstain", language)


def nearest(index: Index, reading: Reading, language: Language) -> list[str]:
    """Say what the bulletins do say, where it is near, else name the nearest bulletins."""
    # What holds the names asked about is nearer than what sounds like the question.
    named = sorted(reading.candidates, key=lambda c: -(c.signals["about"] + c.signals["names"]))
    if named and reading.declined != "unknown":
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
