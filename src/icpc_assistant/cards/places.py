"""Where the event took place, told apart from places that are only named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from icpc_assistant.cards.card import Field, PlaceField
from icpc_assistant.cards.geography import (
    City,
    cities,
    key_of,
    longest_names,
    regions_of,
    territories,
    territory_name,
)
from icpc_assistant.cards.text import Sentence
from icpc_assistant.entities import MONTHS
from icpc_assistant.terms import fold, is_function_word
from icpc_assistant.types import LANGUAGES, Bulletin

_PREPOSITION = re.compile(
    r"(?:\b(?:in|at|near|outside|across|to|from|en|dans|aux?|a|vers|hacia|desde|downtown"
    r"|central|and|et|y"
    r"|throughout|ville de|city of|ciudad de|town of)\s+(?:the\s+|la\s+|le\s+|el\s+|les\s+"
    r"|los\s+|l')?)$"
)
_LOCATIVE = re.compile(
    r"(?:\b(?:in|at|near|outside|downtown|en|dans|aux?|a)\s+(?:the\s+|la\s+|le\s+|el\s+|les\s+"
    r"|los\s+|l')?"
    r"(?:(?:city|town|ville|ciudad|municipality|village|capital|capitale) (?:of|de|d')\s*)?)$"
)
_MOTION = re.compile(
    r"\b(?:mission|visit|trip|travel\w*|tour|went|came|voyage|deplacement|visite|rend\w*"
    r"|mision|viaje|visita|viaj\w+)\s+"
    r"(?:\w+\s+)?(?:to|in|into|a|au|aux|en|dans|vers)\s+(?:the\s+|la\s+|le\s+"
    r"|l')?(?:[a-z]\w+\s+(?:and|et|y)\s+)?$"
    r"|\b(?:visited|visits|toured|visito|visitaron|visite|visita|visitent"
    r"|visitaient)\s+(?:a\s+|la\s+|le\s+|the\s+)?$"
)
# A place behind one of these tells whose something is, not where: "the Canadian Consul in Dubai".
_POSSESSOR = re.compile(
    r"\b(?:consul\w*|consulat\w*|embassy|ambassad\w+|embajad\w+|police|policia|university"
    r"|universite|universidad|government|gouvernement"
    r"|gobierno|minister\w*|ministr\w+|ministere|ministry|mayor\w*|maire|alcald\w+"
    r"|municipalit\w+|office|president\w*|director\w*|directeur|directrice"
    r"|department|prosecutor|procureur\w*|fiscal|professor\w*|professeur\w*|forum|association"
    r"|centre|center|network|expert\w*|researcher\w*"
    r"|delegat\w+|partners?|cities|countries|representatives?|participants?|people|native|born"
    r"|based|living|mayors|officials|hub|chapter|section|division"
    r"|jeunes|villes|pays|partenaires?|representants?|ciudades|paises|socios?|base[e]?s?"
    r"|basad[oa]s?)\b(?:\s+\w+){0,2}\s+"
    r"(?:of|in|from|at|de|du|des|d'|del|en|a|au)?\s*(?:the\s+|la\s+|le\s+|el\s+|l')?$"
)
_FAR = re.compile(
    r"\b(?:from|such as|including|like|as in|unlike|similar|next|future|following|previous"
    r"|earlier|notamment|comme|provenant|venus? d|originaires? d|procedentes|como"
    r"|incluid[oa]s?"
    r"|will|sera|seront|aura|prochaine?|proxim[oa]|tendra|was founded|founded)\b"
)
_HOSTS = re.compile(r"\s+(?:hosted|welcomed|acogio|fue sede|a accueilli|accueillait|recibio)\b")
_HELD_IN = re.compile(
    r"\b(?:held|took place|takes place|hosted|organi[sz]ed|gathered|met|tenue?s?|deroulee?s?"
    r"|eu lieu|organisee?s?|reunie?s?|celebr\w+|tuvo lugar|realiz\w+|organizad[oa])\s+"
    r"(?:in|at|a|aux?|en)\s+(?:the\s+|la\s+|le\s+|el\s+)?$"
)
_AT = re.compile(
    r"\b(?:held|took place|takes place|hosted|organi[sz]ed|gathered|met|tenue?s?|deroulee?s?"
    r"|eu lieu|organisee?s?|reunie?s?|celebr\w+|tuvo lugar|realiz\w+|organizad[oa])\b.{0,120}$"
)
_VENUE = re.compile(
    r"(?:\bat|\baux?|\bà l[a’']|\ben el|\ben la|\bdans l[ae’']s?|\bin the|\bau sein du"
    r"|\bchez)\s+(?:the\s+|la\s+|le\s+|el\s+)?"
    r"(?P<venue>(?:(?:headquarters|offices|premises|siège|sede|campus|city hall"
    r"|town hall)\s+(?:of|de|du|des|del)\s+(?:the\s+|la\s+|l[’'])?)?"
    r"[A-ZÀ-Þ][^,.;:\n]{2,80}?)\s*(?:,|\(.{2,12}\))?\s*(?:in|à|en|de|d[’']|at|,)?\s*(?:the\s+"
    r"|la\s+|le\s+|el\s+)?$"
)
_ONLINE = re.compile(
    r"\b(?:online|on-line|virtual(?:ly|le)?|virtuelle?|en ligne|en linea|via zoom"
    r"|by video ?conference|par visioconference|webinar|webinaire|webinario)\b"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A place name in the body, not yet joined to its neighbours."""

    start: int
    end: int
    city: City | None
    code: str  # country, or region
    sentence: Sentence
    at: int  # in the sentence


def places(
    bulletin: Bulletin, sentences: Sequence[Sentence], years: Collection[int]
) -> tuple[PlaceField, ...]:
    """Return the places of the bulletin: where the event took place first, then mentions.

    ``years`` are the event's: what a sentence dates in another year took place elsewhere.
    """
    found = [f for sentence in sentences for f in _named(sentence)]
    found = _settled(found)
    fields: list[PlaceField] = []
    skip = -1
    for i, f in enumerate(found):
        if i == skip:
            continue
        joined = found[i + 1] if i + 1 < len(found) and _continues(f, found[i + 1]) else None
        if joined is not None and f.city is not None:
            skip = i + 1
        else:
            joined = None
        fields.append(_field(f, joined, years))
    if not any(p.role == "event" for p in fields):
        fields = _from_title(bulletin, fields)
    return _merged(fields)


def _named(sentence: Sentence) -> Iterator[_Found]:
    """Yield the places a sentence names, the longest name at each spot."""
    taken = -1
    for start, _, run in longest_names(sentence.text):
        if start < taken:
            continue
        name = run.removesuffix("'s").removesuffix("’s")
        if fold(name) in MONTHS or any(is_function_word(name, lang) for lang in LANGUAGES):
            continue
        if name.isupper() and len(name) > 3:  # a dateline
            name = name.title()
        codes = territories().get(key_of(name), frozenset()) if len(name) > 3 else frozenset()
        city = None if codes else _city(name, sentence, start)
        if not codes and city is None:
            continue
        if _inside_name(sentence.text, start, start + len(name)):
            continue
        taken = start + len(name)
        code = next(iter(sorted(codes)), "") if codes and not city else ""
        yield _Found(sentence.start + start, sentence.start + taken, city, code, sentence, start)


def _city(name: str, sentence: Sentence, at: int) -> City | None:
    """Return the city a name means here: a big one, or a small one in a place's position."""
    known = cities(name)
    if not known or name.isdigit():
        return None
    before = sentence.folded[:at]
    placed = bool(_PREPOSITION.search(before)) or bool(
        re.match(r"\s*[,(]\s*[A-ZÀ-Þ]", sentence.text[at + len(name) :])
    )
    placed = placed or " " in name
    if known[0].big and (placed or known[0].population >= 500_000):
        return known[0]
    return known[0] if placed and len(name) > 3 and _PREPOSITION.search(before) else None


def _inside_name(text: str, start: int, end: int) -> bool:
    """Whether the place is a word of a longer name: "Paris Hilton", "Canada Centre for …"."""
    after = re.match(r"[ -](?:[A-ZÀ-Þ][\w’'-]+)", text[end:])
    before = re.search(r"(?:[A-ZÀ-Þ][a-zà-ÿ’'-]+)[ -]$", text[:start])
    if before and re.match(
        r"(?:In|At|To|From|En|À|A|Au|Aux|Dans|Old|New|Greater|The|La|Le|El|Downtown|Central"
        r"|East|West|North|South|And|Et|Y)[ -]$",
        before.group(),
    ):
        before = None
    return bool(after or before) and not re.match(
        r"[ -](?:City|Province|State|Region)\b", text[end:]
    )


def _settled(found: list[_Found]) -> list[_Found]:
    """Choose among cities of one name the one in a country that the bulletin names.

    A small city stays only where its country, or a bigger city of it, is named too.
    """
    countries = Counter(f.code for f in found if f.code and not f.code.isdigit())
    countries.update(f.city.country for f in found if f.city and f.city.big)
    kept = []
    for f in found:
        if f.city is None:
            kept.append(f)
            continue
        name = f.sentence.text[f.at : f.at + f.end - f.start]
        near = next((c for c in cities(name) if c.country in countries), None)
        city = (
            f.city
            if f.city.population >= 1_000_000 and f.city.country not in countries
            else near or f.city
        )
        # A village by the name of an institution's town, far from any country in the text.
        if city.big or city.country in countries or _LOCATIVE.search(f.sentence.folded[: f.at]):
            kept.append(replace(f, city=city))
    return kept


def _continues(one: _Found, other: _Found) -> bool:
    """Whether the second name tells more of where the first is: "Brussels, Belgium"."""
    if one.sentence is not other.sentence or one.city is None or other.city is not None:
        return False
    between = one.sentence.text[one.at + one.end - one.start : other.at]
    if not re.fullmatch(
        r"\s*,\s*(?:[A-ZÀ-Þ][\w-]+,\s*)?|\s*\(|\s+(?:en|in|au|aux|,)\s+(?:la |le )?", between
    ):
        return False
    return other.code == one.city.country or any(
        c.country == other.code
        for c in cities(one.sentence.text[one.at : one.at + one.end - one.start])
    )


def _field(f: _Found, country: _Found | None, years: Collection[int]) -> PlaceField:
    city, code = f.city, f.code
    if city is not None:
        if country is not None and country.code != city.country:
            name = f.sentence.text[f.at : f.at + f.end - f.start]
            city = next(c for c in cities(name) if c.country == country.code)
        code = city.country
    is_country = bool(code) and not code.isdigit()
    return PlaceField(
        city=city.name if city else "",
        country=territory_name(code) if is_country else "",
        country_code=code if is_country else "",
        regions=regions_of(code) if is_country else (code,),
        role=_role(f, years),
        start=f.start,
        end=f.end,
        venue=_venue(f) if city else None,
        names=tuple(n for n in city.names if len(n) > 2)[:60] if city else (),
    )


def _role(f: _Found, years: Collection[int]) -> Literal["event", "mention"]:
    return "event" if _took_place(f, years) else "mention"


def _took_place(f: _Found, years: Collection[int]) -> bool:
    """Whether the words around a place say that the event took place there."""
    before, behind = f.sentence.folded[: f.at], f.sentence.folded[f.at + f.end - f.start :]
    said = {int(y) for y in re.findall(r"\b(?:19|20)\d\d\b", f.sentence.folded)}
    if years and said and not said & set(years):
        return False
    if f.city and _HOSTS.match(behind):
        return True
    told = f.sentence.lead or f.sentence.held
    if told and (_MOTION.search(before) or (_HELD_IN.search(before) and not _FAR.search(before))):
        return True
    if told and f.city and _venue(f) is not None and _AT.search(before):
        return True
    if _POSSESSOR.search(before) or _FAR.search(before[-45:]):
        return False
    if told and not f.sentence.heading and _LOCATIVE.search(before):
        return True
    # "PARIS, 3 March 2024 – …": where a news item is dated from.
    return f.at == 0 and f.sentence.lead and bool(re.match(r"\s*[,(–—-]", behind))


def _venue(f: _Found) -> Field | None:
    m = _VENUE.search(f.sentence.text[: f.at])
    if not m or len(m.group("venue").split()) > 14:
        return None
    at = f.sentence.start
    return Field(m.group("venue"), at + m.start("venue"), at + m.end("venue"))


def _from_title(bulletin: Bulletin, fields: list[PlaceField]) -> list[PlaceField]:
    """Where the text places the event nowhere, the headline may: "Forum on Water in Lyon"."""
    folded_title = key_of(bulletin.title)
    out = []
    for p in fields:
        said = key_of(bulletin.body[p.start : p.end])
        placed = re.search(
            rf"\b(?:in|at|en|a|au|aux|to)\s+(?:la |le |el |the )?{re.escape(said)}\b", folded_title
        )
        out.append(replace(p, role="event") if placed else p)
    return out


def _merged(fields: Sequence[PlaceField]) -> tuple[PlaceField, ...]:
    """Return every place once, event places first; a country whose city is there goes with it."""
    best: dict[tuple[str, str, tuple[str, ...]], PlaceField] = {}
    for p in sorted(fields, key=lambda p: (p.role != "event", p.venue is None, p.start)):
        key = (p.city, p.country_code, () if p.country_code else p.regions)
        if key not in best:
            best[key] = p
    with_city = {(p.country_code, p.role) for p in best.values() if p.city}
    kept = [
        p
        for p in best.values()
        if p.city or (p.country_code, p.role) not in with_city or not p.country_code
    ]
    return tuple(sorted(kept, key=lambda p: (p.role != "event", p.start)))


def online(sentences: Sequence[Sentence]) -> Field | None:
    """Return the words that say the event was held online, if the lead does."""
    for sentence in sentences:
        if sentence.lead:
            m = _ONLINE.search(sentence.folded)
            if m:
                at = sentence.start
                return Field(sentence.text[m.start() : m.end()], at + m.start(), at + m.end())
    return None
