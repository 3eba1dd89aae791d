"""Where the event took place, told apart from places that are only named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from icpc_assistant.cards.card import Field, Occurrence, PlaceField
from icpc_assistant.cards.elsewhere import Setting
from icpc_assistant.cards.geography import (
    City,
    cities,
    key_of,
    longest_names,
    regions_of,
    territories,
    territories_named,
    territory_name,
)
from icpc_assistant.cards.institutions import is_institution
from icpc_assistant.cards.parts import country_of, is_part
from icpc_assistant.cards.text import SPEECH, Sentence
from icpc_assistant.cards.towns import capitals, headline_towns, is_unknown_town
from icpc_assistant.cards.whereabouts import (
    LOCATIVE,
    dateline,
    hall_of,
    held_near,
    opens_there,
    took_place,
)
from icpc_assistant.entities import MONTHS
from icpc_assistant.terms import fold, is_function_word, words
from icpc_assistant.types import LANGUAGES, Bulletin

_PREPOSITION = re.compile(
    r"(?:\b(?:in|at|near|around|outside|across|to|from|en|dans|aux?|a|vers|hacia|desde|downtown"
    r"|central|and|et|y"
    r"|throughout|ville de|city of|ciudad de|town of)\s+(?:the\s+|la\s+|le\s+|el\s+|les\s+"
    r"|los\s+|l')?)$"
)
_OWN = re.compile(r"['’]s\b|\s+(?:hosted|acoge|reúne|accueille|gathers)\b")
_FROM_HERE = re.compile(r"\bfrom \w+(?: \w+)? to\b")
_TITLE_IN = re.compile(r"\b(?:in|at|en|a|au|aux|to)\s+(?:la |le |el |the )?$")
_VENUE = re.compile(
    r"(?:\bat|\baux?|\bà l[a’']|\ben el|\ben la|\bdans l[ae’']s?|\bin the|\bau sein du"
    r"|\bchez)\s+(?:the\s+|la\s+|le\s+|el\s+)?"
    r"(?P<venue>(?:(?:headquarters|offices|premises|siège|sede|campus|city hall"
    r"|town hall)\s+(?:of|de|du|des|del)\s+(?:the\s+|la\s+|l[’'])?)?"
    r"[A-ZÀ-Þ][^,.;:()\n]{2,80}?)\s*(?:,|\(.{2,12}\))?\s*(?:in|à|en|de|d[’']|at|,)?\s*(?:the\s+"
    r"|la\s+|le\s+|el\s+)?$"
)
_HOUSE_BEHIND = re.compile(
    r"['’]s\s+(?:Cathedral|Church|Chapel|Hospital|College|School|Hall|Park|Square|Hotel|Abbey)\b"
)
_HOUSE_OF = re.compile(
    r"(?:Convent|Monastery|Abbey|Church|Cathedral|Chapel|Hotel|Hôtel|Palace|Castle|Couvent|Abbaye"
    r"|Église|Cathédrale|Chapelle|Château|Convento|Monasterio|Iglesia|Catedral|Capilla|Palacio"
    r"|Castillo|convent|couvent|convento|abbaye|iglesia|église)\s+(?:of|de|d[’']|del)\s*"
    r"(?=(?:San|Santa|Santo|São|Saint|Sainte|St|Ste)\b|$)(?:S[a-zã]+ )?$"
)
ONLINE = re.compile(
    r"\b(?:online|on-line|virtually|(?<!realite )(?<!realites )virtuelle?|(?<!realidad )virtual"
    r"(?! (?:realit|world|street|environment|assistant|headset|training tool))"
    r"|en ligne|en linea|a distance|a distancia"
    r"|via zoom|by video ?conference|par visioconference|webinars?|webinaires?|webinarios?"
    r"|videoconference|remotely|en remoto|por internet|par internet"
    r"|(?:\d+|others|more|autres|otr[oa]s)\s+(?:(?:people|persons|participants?|viewers|personnes"
    r"|internautes|personas|participantes|asistentes)\s+)?"
    r"(?P<joined>connected|logged (?:in|on)|connecte[es]+|conectad[oa]s))\b"
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
    unknown: str = ""  # the name of a town that no gazetteer knows


def places(
    bulletin: Bulletin,
    sentences: Sequence[Sentence],
    times: Sequence[Occurrence],
    elsewhen: Sequence[tuple[int, int]] = (),
) -> tuple[PlaceField, ...]:
    """Return the places of the bulletin: where the event took place first, then mentions.

    ``times`` are the event's: what is dated in another year took place elsewhere, and so did what
    the sentences at ``elsewhen`` tell.
    """
    setting = Setting(
        years={y for o in times[:1] for y in (o.first.year, o.last.year)},
        dated=[o.start for o in times if o.precision == "day" and o.start >= 0],
        spoken=[m.span() for m in SPEECH.finditer(bulletin.body)],
        titled=f" {key_of(bulletin.title)} ",
        towns=headline_towns(bulletin),
        elsewhen=elsewhen,
    )
    found = _settled([f for sentence in sentences for f in _named(sentence, setting)])
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
        field = _field(f, joined, setting)
        if i and fields and fields[-1].role == "event" and _coordinate(found[i - 1], f):
            field = replace(field, role="event")
        fields.append(field)
    fields = _from_title(bulletin, _abroad(fields, sentences))
    if not any(p.role == "event" for p in fields) and online(sentences) is None:
        fields = _from_opening(fields, sentences, setting)
    return _merged(_at_home(fields, bulletin, sentences))


def _abroad(fields: list[PlaceField], sentences: Sequence[Sentence]) -> list[PlaceField]:
    """Take a country that only the body names for none of the event's, where the lead has a city
    in another: "a scheme tested in Morocco", of a congress in Nairobi."""
    leads = [(s.start, s.end) for s in sentences if s.lead]

    def led(p: PlaceField) -> bool:
        return any(start <= p.start < end for start, end in leads)

    home = {p.country_code for p in fields if p.role == "event" and p.city and led(p)}
    return [
        replace(p, role="mention")
        if home and not (p.city or led(p)) and p.country_code and p.country_code not in home
        else p
        for p in fields
    ]


def _from_opening(
    fields: list[PlaceField], sentences: Sequence[Sentence], setting: Setting
) -> list[PlaceField]:
    """Take the first town that the lead is set in, where nothing tells plainly of a place."""
    lead = [s for s in sentences if s.lead]
    for i, p in enumerate(fields):
        sentence = next((s for s in lead if s.start <= p.start < s.end), None)
        if sentence and p.city and opens_there(sentence, p.start - sentence.start, setting):
            return [*fields[:i], replace(p, role="event"), *fields[i + 1 :]]
    return fields


def _at_home(
    fields: list[PlaceField], bulletin: Bulletin, sentences: Sequence[Sentence]
) -> list[PlaceField]:
    """Put places that no gazetteer knows in the event's country, else in that which is told of."""
    if all(p.country_code or not p.city for p in fields):
        return [p for p in fields if p.country_code or p.regions != ("",)]
    home = next((_land(p) for p in fields if p.role == "event" and p.country_code), "")
    home = home or country_told([bulletin.title], bulletin)
    lead = max((s.end for s in sentences if s.lead), default=0)
    home = home or next((_land(p) for p in fields if p.country_code and p.start < lead), "")
    home = home or country_told([s.text for s in sentences if s.lead], bulletin)
    only = {_land(p): p for p in fields if p.country_code}
    home = home or (next(iter(only)) if len(only) == 1 else "")
    return [
        in_country(p, home) if home and p.city and not p.country_code else p
        for p in fields
        if p.country_code or p.regions != ("",) or home
    ]


def _land(place: PlaceField) -> str:
    """Return the code of the part of a country that a place lies in, else of the country."""
    return next(filter(is_part, place.regions), place.country_code)


def in_country(place: PlaceField, code: str) -> PlaceField:
    """Put a town that no gazetteer knows in a country, or a part of one."""
    land = country_of(code)
    return replace(place, country=territory_name(land), country_code=land, regions=regions_of(code))


def country_told(texts: Sequence[str], bulletin: Bulletin) -> str:
    """Return the code of the first country that texts name, by its people too."""
    for text in texts:
        named = territories_named(words(text), bulletin.language)
        for at in sorted(named):
            code = next((c for c in sorted(named[at]) if not c.isdigit()), "")
            if code:
                return code
    return ""


def _named(sentence: Sentence, setting: Setting) -> Iterator[_Found]:
    """Yield the places a sentence names, the longest name at each spot."""
    for at, end, seat in capitals(sentence.folded):
        yield _Found(sentence.start + at, sentence.start + end, seat, "", sentence, at)
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
        city = None if codes else _city(name, sentence, start, setting)
        if not codes and city is None:
            if is_unknown_town(sentence, start, run, name, setting):
                taken = start + len(name)
                at = sentence.start
                yield _Found(at + start, at + taken, None, "", sentence, start, name)
            continue
        if inside_name(sentence.text, start, start + len(name)):
            continue
        taken = start + len(name)
        code = next(iter(sorted(codes)), "") if codes and not city else ""
        yield _Found(sentence.start + start, sentence.start + taken, city, code, sentence, start)


def _city(name: str, sentence: Sentence, at: int, setting: Setting) -> City | None:
    """Return the city a name means here: a big one, or a small one in a place's position."""
    known = cities(name)
    if not known or name.isdigit():
        return None
    before = sentence.folded[:at]
    behind = sentence.text[at + len(name) :]
    placed = bool(_PREPOSITION.search(before)) or bool(re.match(r"\s*[,(]\s*[A-ZÀ-Þ]", behind))
    placed = placed or " " in name or dateline(sentence, at, at + len(name))
    placed = placed or hall_of(before)
    placed = placed or (known[0].big and f" {key_of(name)} " in setting.titled)
    if known[0].big and (placed or known[0].population >= 500_000 or _OWN.match(behind)):
        return known[0]
    led = _PREPOSITION.search(before) or hall_of(before)
    return known[0] if placed and len(name) > 3 and led else known[0] if led else None


def inside_name(text: str, start: int, end: int) -> bool:
    """Whether the place is a word of a longer name: "Paris Hilton", "Canada Centre for …"."""
    after = re.match(r"[ -](?:[A-ZÀ-Þ][\w’'-]+)", text[end:])
    # "St George's Cathedral", "Convent of São Francisco": a building's patron is no town.
    if re.match(_HOUSE_BEHIND, text[end:]) or _HOUSE_OF.search(text[:start]):
        return True
    before = re.search(r"(?:[A-ZÀ-Þ][a-zà-ÿ’'-]+)[ -]$", text[:start])
    if is_institution(text[start:end]):
        return True
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
    votes: dict[str, set[str]] = {}
    for f in found:
        said = f.sentence.text[f.at : f.at + f.end - f.start]
        if f.city.big if f.city else f.code and not f.code.isdigit():
            votes.setdefault(f.city.country if f.city else country_of(f.code), set()).add(said)
    kept = []
    for f in found:
        if f.city is None:
            kept.append(f)
            continue
        name = f.sentence.text[f.at : f.at + f.end - f.start]
        # A name has no vote on its own country.
        countries = {code for code, names in votes.items() if names - {name}}
        near = next((c for c in cities(name) if c.country in countries), None)
        # A big city yields to another of its name only where that one is big, too.
        lesser = near is not None and near.population * 5 < f.city.population
        famous = f.city.population >= 1_000_000 and f.city.country not in countries
        city = f.city if famous or (f.city.big and lesser) else near or f.city
        # A village by the name of an institution's town, far from any country in the text.
        if city.big or city.country in countries or LOCATIVE.search(f.sentence.folded[: f.at]):
            kept.append(replace(f, city=city))
    return kept


def _continues(one: _Found, other: _Found) -> bool:
    """Whether the second name tells more of where the first is: "Brussels, Belgium"."""
    if one.sentence is not other.sentence or one.city is None or other.city is not None:
        return False
    between = one.sentence.text[one.at + one.end - one.start : other.at]
    if not re.fullmatch(
        r"\s*,\s*(?:[A-ZÀ-Þ][\w-]+,\s*)?|\s*\(|,?\s+(?:en|in|au|aux|du|de|del)\s+(?:la |le |el )?",
        between,
    ):
        return False
    return country_of(other.code) == one.city.country or any(
        c.country == country_of(other.code)
        for c in cities(one.sentence.text[one.at : one.at + one.end - one.start])
    )


def _coordinate(one: _Found, other: _Found) -> bool:
    """Whether the second of two towns is where the first is: "toured Montevideo and Maldonado"."""
    if one.sentence is not other.sentence or one.code or other.code:
        return False
    between = one.sentence.folded[one.at + one.end - one.start : other.at]
    return re.fullmatch(r"\s+(?:and|et|y|e)\s+(?:(?:in|at|a|en)\s+)?", between) is not None


def _field(f: _Found, country: _Found | None, setting: Setting) -> PlaceField:
    city, code = f.city, f.code
    if city is not None:
        land = country_of(country.code) if country is not None else city.country
        if land != city.country:
            name = f.sentence.text[f.at : f.at + f.end - f.start]
            city = next(c for c in cities(name) if c.country == land)
        code = city.part or city.country
    names = [n for n in city.names if len(n) > 2] if city else [key_of(f.unknown)] * bool(f.unknown)
    is_country = bool(code) and not code.isdigit()
    return PlaceField(
        city=city.name if city else f.unknown,
        country=territory_name(country_of(code)) if is_country else "",
        country_code=country_of(code) if is_country else "",
        regions=regions_of(code) if is_country else (code,),
        role=_role(f, setting),
        start=f.start,
        end=f.end,
        venue=_venue(f) if city else None,
        names=tuple(names)[:60],
    )


def _role(f: _Found, setting: Setting) -> Literal["event", "mention"]:
    city = f.city is not None
    if took_place(f.sentence, f.at, f.at + f.end - f.start, setting, city=city):
        return "event"
    told = f.sentence.lead or f.sentence.held
    venue = told and city and _venue(f) is not None and held_near(f.sentence, f.at)
    return "event" if venue else "mention"


def _venue(f: _Found) -> Field | None:
    m = _VENUE.search(f.sentence.text[: f.at])
    if not m or len(m.group("venue").split()) > 14:
        return None
    at = f.sentence.start
    return Field(m.group("venue"), at + m.start("venue"), at + m.end("venue"))


def _from_title(bulletin: Bulletin, fields: list[PlaceField]) -> list[PlaceField]:
    """Take the headline's word for a city: "Forum on Water in Lyon", "Lyon hosts …"."""
    folded_title = key_of(bulletin.title)
    nowhere = not any(p.role == "event" for p in fields)
    out = []
    for p in fields:
        said = {key_of(bulletin.body[p.start : p.end]), key_of(p.city)} - {""}
        placed = (p.city or nowhere) and any(set_in(folded_title, name) for name in said)
        placed = placed and not _FROM_HERE.search(folded_title)
        out.append(replace(p, role="event") if placed else p)
    return out


def set_in(title: str, place: str) -> bool:
    """Whether a folded headline opens with a place or says that something was in or at it."""
    at = title.find(place)
    while place and at >= 0:
        whole = not title[at + len(place) : at + len(place) + 1].isalnum()
        if whole and (at == 0 or _TITLE_IN.search(title[:at])):
            return True
        at = title.find(place, at + 1)
    return False


def _merged(fields: Sequence[PlaceField]) -> tuple[PlaceField, ...]:
    """Return every place once, event places first; a country whose city is there goes with it."""
    best: dict[tuple[str, str, tuple[str, ...]], PlaceField] = {}
    for p in sorted(fields, key=lambda p: (p.role != "event", p.venue is None, p.start)):
        parts = tuple(filter(is_part, p.regions))  # Scotland is not Wales
        key = (p.city, p.country_code, parts if p.country_code else p.regions)
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
            m = ONLINE.search(sentence.folded)
            if m:
                start, end = m.span("joined" if m.group("joined") else 0)
                at = sentence.start
                return Field(sentence.text[start:end], at + start, at + end)
    return None
