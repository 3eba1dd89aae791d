"""Figures: counts of people and things that describe the event or what came of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from icpc_assistant.cards.card import Figure, FigureKind
from icpc_assistant.cards.numbers import Number, numbers
from icpc_assistant.cards.persons import are_people
from icpc_assistant.cards.sums import money, stretch
from icpc_assistant.cards.text import SPEECH, Sentence, tells_of_event
from icpc_assistant.entities import MONTHS, Span
from icpc_assistant.terms import fold, is_function_word
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Bulletin, Language

_QUALIFIER = re.compile(
    r"\b(?:more than|less than|fewer than|nearly|almost|about|around|over|approximately|some|up to"
    r"|at least|plus de|pres de|environ|quelque|presque|moins de|au moins|jusqu'a|mas de|cerca de"
    r"|casi|unos|unas|alrededor de|aproximadamente|menos de|al menos|hasta)\s+$"
)
# A bound that somebody sets tells of a rule, not of the event ("towns of fewer than 500 homes").
_BOUND = re.compile(
    r"\b(?:(?:fewer|less) than|moins de|menos de|under"
    r"|(?:must|should|shall|for|over|has to|have to|doit|doivent|debe|deben)\b[^,;.]{0,30}"
    r"\b(?:at least|au moins|al menos))\s+$"
)
# What each one or every year has, and shares ("one in twelve", "nueve de cada diez").
_RATE = re.compile(
    r"\b(?:each|every|chaque|cada)\b(?! one| un| of| d)[^,;.:]{0,40}$"
    r"|\b(?:un|une|one|uno|una)\s+(?:[a-z]+\s+)?(?:sur|in|out of|de cada)\s+$"
    r"|\b[a-z]+\s+(?:out of|de cada)\s+$|\b(?:trois|cinq|huit|neuf|\d+)\s+sur\s+$"
)
_RATE_BEHIND = re.compile(
    r"[^,;.:]{0,25}?\b(?:par|per|por|al|each) (?:mois|month|mes|day|jour)\b"
    r"|\s+[a-z]+ (?:sur|out of|de cada) (?:trois|quatre|cinq|six|sept|huit|neuf|dix|three|four"
    r"|five|six|ten|tres|cuatro|cinco|seis|diez|\d{1,3})\b"
)
# Not a count of people or things: measures, ages, money, shares, clock times.
_UNIT = re.compile(
    r"(?:minut\w+|hours?|heures?|horas?|seconds?|secondes?|segundos|months?|mois|mes|meses|years?"
    r"|years?-olds?|ans?|annees?|anos?|decad\w+|decenni\w+|siecles?|siglos?|centur\w+|semestres?"
    r"|trimestres?|quarters?|seasons?|saisons?|lustros?"
    r"|met(?:re|er|ro)s?|kilomet(?:re|er|ro)s?|km2?|m2?|cm|miles|feet|degrees?"
    r"|degres|grados|kilos?|kilogram\w*|grammes?|grams?|gramos|lit(?:re|er|ro)s?|centimet(?:re|er|ro)s?"
    r"|decibel\w*"
    r"|euros?|dollars?|dolares|pounds|francs?|pesos|soles|rand|yen|livres sterling|libras"
    r"|inhabitants|habitants|habitantes|percent|per ?cent|pour|por|percentage"
    r"|thirds?|quarts|tiers|tercios|cuartos|fifths|halves|times|fois|veces|ocasiones|occasions|p\.?m\.?|a\.?m\.?"
    r"|o'clock|h|eme|ieme|siecle)"
)
_WEEKS = re.compile(r"(?:weeks|semaines|semanas|days|jours|dias|journees|jornadas|nights)")
_MANY = 31  # an event of more days than this would be told in months
_LATER = re.compile(
    r"(?:[a-z]+\s+)?(?:after|later|earlier|before|ago|apres|avant|plus tard|plus tot|despues|antes"
    r"|mas tarde|under)\b"
)
_WHILE_AGO = re.compile(r"\b(?:il y a|hace|within|dans les|ago|dentro de|en menos de)\s+$")
_LABEL = re.compile(
    r"\b(?:article|module|mesa|table|page|chapter|chapitre|aged?|number|no|num|n)[.,]?\s+$"
)
_FOUNDED = re.compile(
    r"\b(?:founded|created|established|set up in|began in|was born|nee?s? en|nacio|nacid[oa]"
    r"|fonde\w*|creee?s?|fundad[oa]|cread[oa])\b"
)
_EDITION = re.compile(
    r"\b(?:(?:previous|last|next|earlier) (?:edition|conference|meeting|congress|campaign|course"
    r"|session|seminar|forum)"
    r"|(?:edition|congres|colloque|conference) (?:precedente?|suivante?)|(?:precedente?|prochaine?)"
    r" (?:edition|conference|rencontre)|(?:anterior|proxima) edicion|edicion anterior)\b"
)
_COMPARISON = re.compile(
    r"^.*\b(?:than|compared (?:to|with)|que|par rapport|a la difference|en comparacion)\b[^:]*:"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_COMPARED = re.compile(r"\b(?:since|depuis|desde)(?: [a-z]+)? (?:19|20)\d\d\b")
_YEAR_BEHIND = re.compile(r"[^,;.:(]{0,50}?\b(?:in|en) ((?:19|20)\d\d)\b")
_COUNTED = re.compile(r"[^\W\d_][\w’'-]*")
_OF_THEM = re.compile(r"\s+(?:of (?:them|whom)|d['’]entre eux|d['’]entre elles|de ell[oa]s)\b")
_PARTITIVE = re.compile(r"\s+(?:de\s|d['’])")  # "une trentaine d'élus", "3 millones de personas"
_COMPARED_WITH = {"moins", "menos", "less", "fewer"}  # "twenty fewer than last year"
_SUCH = {"other", "autres", "otros", "otras", "more", "different", "further"}
_OTHER = {"de", "of", "the", "des", "its", "their", *_SUCH}
_ENGLISH_MANY = re.compile(
    r"\w+s|\w*(?:people|men|children)|staff|police|youth|personnel|youngsters|crew|folk"
)
# A second word that tells what they did: "25 policiers venus", "19 países participaron".
_VERBAL = re.compile(
    r"(?:venue?s|ées?|és|aron|ieron|aient|èrent|ant|ad[oa]s?|id[oa]s?|aban|ían|ó|issus|suivie?s)$"
)
_OF_KIND = re.compile(
    r"\s+(?P<of>of|de|d['’])\s*(?:(?:la|l['’]|los|las)\s*)?(?P<kind>[a-zà-ÿ][\w-]+)"
)
_SECOND = re.compile(
    r"(?:,\s+[a-zà-ÿ][\w-]+s(?:\s+[a-zà-ÿ][\w-]+s)?)*\s+(?:and|et|y|e)\s+[a-zà-ÿ][\w-]+s"
    r"(?:\s+(?:de|of)\s+[a-zà-ÿ][\w-]+|\s+(?!venus|issus)[a-zà-ÿ][\w-]+s)?(?=\s*(?:[.,;:]|\b(?:from|of|in|at|de|du"
    r"|d['’]|venus|who|qui|que|attended|participa\w+|filled)\b))"
)
_TOLD = re.compile(
    r"\b(?:we|i|they|nous avons|on a|j'ai|ils ont|hemos|tuvimos)\s+(?:have\s+|had\s+)?\w*"
    r"(?:ed|ceived|got|had|met|saw|found|took|brought|made|recu|vu|compte|ido|ado|imos|amos)\s+"
    r"(?:\w+\s+){0,3}$"
)

# "17 of the 40 cities", "50 to 4,000 euros": the number before has the noun behind.
_SHARES_NEXT = re.compile(
    r"\s+(?:(?:out )?of (?:the|its|their|our|these|those) |de (?:los|las|sus|estos|estas) |des |de"
    r" (?:ses|leurs|ces) |sur (?:les|ses) |parmi les |to |a |ou |or |o )\s*"
)
_LINE = re.compile(
    r"(?P<noun>[A-ZÀ-Þ][\w’'-]*(?:\s+[a-zà-ÿ][\w’'-]+)?)(?:\s+[^:.;()]{1,60})?\s?:\s*\**$"
)


def figures(
    bulletin: Bulletin,
    sentences: Sequence[Sentence],
    spans: Sequence[Sequence[Span]],
    years: Collection[int],
) -> tuple[Figure, ...]:
    """Return every count that describes the event; ``years`` are the event's own."""
    found = []
    spoken = [m.span() for m in SPEECH.finditer(bulletin.body)]
    for sentence, typed in zip(sentences, spans, strict=True):
        dated = [(s.start, s.end) for s in typed if s.kind == "date"]
        spoken_here = [(a - sentence.start, b - sentence.start) for a, b in spoken]
        found += _of_sentence(bulletin.language, sentence, dated, spoken_here, years)
    return tuple(found)


def _of_sentence(
    language: Language,
    sentence: Sentence,
    dated: Sequence[tuple[int, int]],
    spoken: Sequence[tuple[int, int]],
    years: Collection[int],
) -> list[Figure]:
    """Return a sentence's figures; a number that counts nothing itself may share its neighbour's
    noun."""
    said = [
        n
        for n in numbers(sentence.folded, language)
        if not any(start <= n.start < end for start, end in dated)
    ]
    found: list[Figure | None] = []
    known = ""  # the currency of the last sum
    for number in said:
        speech = any(start < number.start < end for start, end in spoken)
        one = _figure(language, sentence, number, years, speech, known)
        known = one.counts if one and one.kind == "money" else known
        found.append(one)
    for i in range(len(said) - 1, 0, -1):
        gap = sentence.folded[said[i - 1].end : said[i].start]
        one, other = found[i - 1], found[i]
        if other and not one and _SHARES_NEXT.fullmatch(gap):
            found[i - 1] = _shared(sentence, said[i - 1], other)
    for n in {0, len(said) - 1} if said else ():
        found[n] = found[n] or _listed(language, sentence, said[n])
    return [f for f in found if f]


def _shared(sentence: Sentence, number: Number, other: Figure) -> Figure | None:
    """Return a number as a figure of what another counts: "17 of the 40 cities"."""
    if number.value < 2 or not number.value.is_integer():
        return None
    at = sentence.start
    return replace(
        other, value=number.value, qualifier="", start=at + number.start, end=at + number.end
    )


def _listed(language: Language, sentence: Sentence, last: Number) -> Figure | None:
    """Return the figure of a line of a list that ends in it: "Recipes tested: 21".

    More may follow where people are counted: "Participants: 780, against 1,100 in 2019".
    """
    m = _LINE.match(sentence.text, 0, last.start)
    noun = m.group("noun") if m else ""
    if not noun or last.word or last.value < 2:
        return None
    behind = sentence.text[last.end :].strip(" .;,*")
    if behind and not (sentence.text[last.end] in ",;(" and are_people(noun.split()[0], language)):
        return None
    first, *more = noun.split()
    if is_function_word(first, language):
        return None
    noun = first if more and is_function_word(more[0], language) else noun
    at = sentence.start
    return Figure(last.value, "", noun, at + last.start, at + last.end)


def _figure(
    language: Language,
    sentence: Sentence,
    number: Number,
    years: Collection[int],
    speech: bool,
    known: str,
) -> Figure | None:
    before, behind = sentence.folded[: number.start], sentence.folded[number.end :]
    if number.value < 2 or (speech and not _TOLD.search(before)):
        return None
    if sum_ := money(sentence, number, known):
        start, end, counts = sum_
        return _made(sentence, number, start, end, counts, "money")
    if (
        not number.value.is_integer()
        or _is_no_count(sentence, number, before, behind)
        or _is_aside(before, behind, years)
    ):
        return None
    counts = _counted(sentence.text[number.end :], language)
    if counts and not _measures(number, counts, before, behind):
        return _made(sentence, number, number.start, number.end, counts, "count")
    counts = (
        ""
        if _LATER.match(_behind_unit(behind)) or _WHILE_AGO.search(before)
        else stretch(sentence, number)
    )
    return _made(sentence, number, number.start, number.end, counts, "time") if counts else None


def _made(
    sentence: Sentence, number: Number, start: int, end: int, counts: str, kind: FigureKind
) -> Figure:
    led = _QUALIFIER.search(sentence.folded[:start])
    first = sentence.start + (led.start() if led else start)
    return Figure(
        number.value, led.group().strip() if led else "", counts, first, sentence.start + end, kind
    )


def _behind_unit(behind: str) -> str:
    """Return what stands behind the first word of ``behind``."""
    return re.sub(r"^\s*\S+\s*", "", behind)


def _is_no_count(sentence: Sentence, number: Number, before: str, behind: str) -> bool:
    """Whether a number is part of a name, a date, a sum of money or a compound."""
    capital = sentence.text[number.start].isupper() and number.start > 0 and number.word
    hyphened = re.match(r"-\w", behind) is not None
    year = not number.word and 1900 <= number.value <= 2100 and "," not in _said(sentence, number)
    return bool(
        (capital and not re.search(r"[:.?!>“«\"—–-]\s*$|^[\W\d]*$", before))
        or (hyphened and (capital or re.match(r"-[A-ZÀ-Þ]", sentence.text[number.end :])))
        or (hyphened and re.match(r"-(?:day|week|month|year|hour|minute|member|page)\b", behind))
        or (year and re.fullmatch(r"\d{4}", _said(sentence, number)))
        or re.match(r"\s*(?:%|(?:st|nd|rd|th|er|e|o)\b)", behind)
        or _LABEL.search(before)
    )


def _said(sentence: Sentence, number: Number) -> str:
    return sentence.text[number.start : number.end]


def _is_aside(before: str, behind: str, years: Collection[int]) -> bool:
    """Whether the words around a number tell of rules, rates, history or another edition."""
    if _BOUND.search(before) or _RATE.search(before) or _RATE_BEHIND.match(behind):
        return True
    founded = _FOUNDED.search(before)
    # "More than at any earlier seminar: 212 participants" are this one's.
    clause = _COMPARISON.sub("", before)
    if _EDITION.search(clause) or (founded and not tells_of_event(before[founded.end() :])):
        return True
    # "The first since 2018, and 340 participants came": the year is only what it is compared to.
    told = {int(y) for y in _YEAR.findall(_COMPARED.sub("", before[-60:]))}
    once = _YEAR_BEHIND.match(behind)
    return bool(years) and (
        bool(told and not told & set(years)) or bool(once and int(once.group(1)) < min(years))
    )


def _measures(number: Number, counts: str, before: str, behind: str) -> bool:
    """Whether what is counted is a measure, or a stretch of time that is not the event's."""
    first = fold(next((w for w in counts.split() if fold(w) not in _OTHER), ""))
    if _UNIT.fullmatch(first):
        return True
    last = counts.split()[-1]
    days = next((w for w in (first, fold(last)) if _WEEKS.fullmatch(w)), None)
    if days is None:
        return False
    rest = behind[behind.find(days) + len(days) :].lstrip() if days in behind else ""
    return number.value > _MANY or bool(_LATER.match(rest)) or bool(_WHILE_AGO.search(before))


def _counted(text: str, language: Language) -> str:
    """Return the noun phrase a figure counts: up to the first word that ends it."""
    of_them = _OF_THEM.match(text)
    partitive = _PARTITIVE.match(text)
    at = of_them.end() if of_them else partitive.end() if partitive else 0
    other = -1  # where "other mayors" begins
    kept: list[re.Match[str]] = []
    for m in _COUNTED.finditer(text, at):
        gap = text[kept[-1].end() if kept else at : m.start()]
        if not re.fullmatch(r"[-\s\u00a0]*", gap) or len(kept) == 4:
            break
        word = fold(m.group())
        if not kept and not of_them and word in _OTHER:
            at = m.end()
            other = m.start() if word in _SUCH else at
            continue
        if is_function_word(m.group(), language) or word in MONTHS or word in _COMPARED_WITH:
            break
        kept.append(m)
    if not kept:
        return ""
    if language == "en":
        stop = next((i for i, m in enumerate(kept) if _ENGLISH_MANY.fullmatch(m.group())), None)
        if stop is None:
            return ""
        kept = kept[: stop + 1]
    else:
        if not re.search(r"[sxz]$", kept[0].group().split("’")[0].split("'")[0]):
            return ""
        kept = kept[:1] if len(kept) > 1 and _VERBAL.search(kept[1].group()) else kept[:2]
    end = _phrase_end(text, kept, language)
    return text[other if -1 < other < kept[0].start() else kept[0].start() : end].strip()


def _phrase_end(text: str, kept: Sequence[re.Match[str]], language: Language) -> int:
    """Return where the counted words end: with "of waste", "and councillors" where they follow."""
    end = kept[-1].end()
    of = _OF_KIND.match(text, end) if len(kept) == 1 else None
    kind = of.group("kind") if of else ""
    if of and not is_function_word(kind, language) and not numbers(plain(kind), language):
        end = of.end()
    more = _SECOND.match(text, end)
    return more.end() if more else end
