"""Organisations with their acronyms, and which of them the text says organised the event."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from icpc_assistant.cards.affiliation import affiliation
from icpc_assistant.cards.bodies import names_of_body
from icpc_assistant.cards.card import Organisation
from icpc_assistant.cards.geography import cities, key_of, territories
from icpc_assistant.cards.institutions import (
    ACRONYM_LED,
    DEMONYM,
    NO_HOUSE,
    calendar_lead,
    is_head,
    is_institution,
    name_end,
    named_by_context,
    phrases,
    without_calendar,
)
from icpc_assistant.cards.offices import office_before
from icpc_assistant.cards.organising import by_common_noun, organises, with_partners
from icpc_assistant.cards.text import Sentence
from icpc_assistant.entities import Span, abbreviates, is_role
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

_BRACKETED = re.compile(r"^(?P<name>.+?)\s*\((?P<acronym>[A-ZÀ-Þ][\wÀ-Þ&.-]{1,11})\)$")
_ACRONYM_BEFORE = re.compile(r"^(?P<acronym>[A-ZÀ-Þ]{2,10})\s*\((?P<name>[^()]{6,120})\)$")
_SPELT = re.compile(r"\s\(([A-ZÀ-Þ][A-ZÀ-Þ&.-]{1,10})\)")
_PERSONS_HOUSE = re.compile(
    r"\b(?:conference|conférence|conferencia|congress|congrès|congreso|summit|seminar"
    r"|séminaire|seminario)\b",
    re.IGNORECASE,
)
_SHAPED = re.compile(r"[A-ZÀ-Þ]{2,8}-[A-ZÀ-Þ][\w]+|[A-ZÀ-Þ][a-zà-ÿ]+\.[a-z]{3,}")
_OFFICE = re.compile(
    r"^(?:[A-ZÀ-Þ][\w-]*\s+|and\s+|et\s+|y\s+)*?(?:Director|Directora|Directeur|Directrice"
    r"|Coordinat\w+|Coordinador\w*|President|Présidente?|Presidenta|Presidente|Secretary"
    r"|Secrétaire|Secretari[oa]"
    r"|Head|Chief|Chair\w*|Minister|Ministre|Ministr[oa]|Professor|Professeure?|Profesora?"
    r"|Expert\w*|Consultant\w*|Representative|General|Général|Member|Dean|Rector|Manager"
    r"|Officer|Mayor|Maire|Alcald\w+|Consul)"
    r"(?:\s+(?:General|Général|Executive|Ejecutiv[oa]|Exécutive?))?\s+(?:of|for|at|de|du|des"
    r"|del|d[’'])\s*(?:the\s+|la\s+|le\s+|el\s+|l[’'])?"
)
# "Sergeant Jane Doe of the City Police": an officer, then the organisation.
OFFICER = re.compile(
    r"^(?P<title>(?:(?:Sergeant|Captain|Lieutenant|Constable|Superintendent|Inspector|Chief"
    r"|Colonel|Major|General|Commander|Commissioner|Officer|Capitaine|Commandant|Commissaire"
    r"|Capitán|Comandante|Sargento|Comisari[oa]|Dr|Professor|Mr|Ms|Mrs"
    r"|Mme)\.?\s+)+)(?P<name>[A-ZÀ-Þ][\w’'-]+(?:\s+[A-ZÀ-Þ][\w’'-]+){1,3})\s+(?:of|from|de|du"
    r"|del|at)\s+(?:the\s+|la\s+|l[’'])?"
)
_AND = re.compile(
    r"\s+(?:and|et|y|e)\s+(?:(?:of|by|with|from|de|à|par|por|con|avec)\s+)?"
    r"(?:(?:the|la|le|el|les|los|las|du|del|des)\s+|(?:de )?l[’'])?(?=[A-ZÀ-Þ])"
)
# "Police's Prevention Department": the one house and a part of it.
_POSSESSIVE = re.compile(r"[’']s\s+(?=[A-ZÀ-Þ])")
_ABOUT_PEOPLE = re.compile(r"\b(?:of|for) (?:Women|Men|Children|People|Workers|Nurses)$")
# "the Quiet Streets Programme for WICK": the house behind what it runs.
_SCHEME = re.compile(
    r".*\b(?:Programme|Program|Project|Projet|Proyecto|Programa|Campaign|Initiative)\s+"
    r"(?:of|for|at|by|du|de|del)\s+(?:the\s+|la\s+|el\s+|l[’'])?(?=[A-ZÀ-Þ])"
)
# "Director of Planning and Statistics for the Police": what an office is concerned with.
_MATTER = re.compile(
    r"(?:[A-ZÀ-Þ][\w’'-]+\s+)+(?:for|at|within|au|à|en|pour|para)\s+(?:the\s+|la\s+|el\s+|l[’'])?"
    r"(?=[A-ZÀ-Þ])"
)
_OFFICE_LED = re.compile(
    r"\b(?:Direct(?:or|ora|eur|rice)|Head|Chief|Manager|Officer|Coordinat\w+|Coordinador\w*)\b"
    r"[^.;:()]{0,60}\b(?:of|and|de|et|y)\s+$"
)
_OF_OFFICE = re.compile(
    r"\b(?:Direct(?:or|ora|eur|rice)|President|Présidente?|Presidenta|Presidente|Head|Chair\w*"
    r"|Secretary|Secrétaire|Secretari[oa]|[Mm]embers?)(?: General| Général| Générale)?\s+"
    r"(?:of|de|du|del)\s+(?:the\s+|la\s+|l[’'])?$"
)
# Letters that stand for an office or a degree, or for a way of working.
_NO_ACRONYM = re.compile(r"(?:SG|DG|CEO|COO|CFO|CTO|VP|PDG|MP|PM|MBA|HR|RH|Q&A)")
_METHOD = re.compile(
    r"\s+(?:approach(?:es)?|methods?|methodology|models?|framework|principles?|technolog\w+|tools?"
    r"|standards?|systems?|software|certificate|techniques?|screening|tests?)\b"
)
_GERUND = re.compile(r"[A-ZÀ-Þ][a-z]+ing\s")
_SITE = re.compile(r"[A-ZÀ-Þ]\w*\.[a-z]|[A-ZÀ-Þ]{3,}")
_ARTICLE = re.compile(r"(?:The|Le|La|Les|El|Los|Las|A|An|Une?|Una?|Its|Their|Our)\s+|[LD][’']")
# "Convened by the Commission", "Ontario à l'invitation de l'Office": only the end is the name.
_CALLED = re.compile(
    r"(?:[A-ZÀ-Þ]\w+(?:ed|ée?s?|ad[oa]s?)\s+(?:by|par|por)|[A-ZÀ-Þ]\w+(?:aron|ieron|ó)(?=\s+[lds])"
    r"|.{0,60}?,\s+(?:organi[sz]ed|hosted|convened|invited|run|organisée?s?|convoquée?s?|invitée?s?"
    r"|organizad[oa]s?|convocad[oa]s?|invitad[oa]s?)\s+(?:by|par|por)"
    r"|.{0,40}?(?:à l[’'](?:invitation|initiative)"
    r"|at the (?:invitation|initiative))\s+(?:of|de|du|des))\s+"
    r"(?:(?:the|las?|el|los|les?)\s+|l[’'])?"
    r"(?=[A-ZÀ-Þ])"
)
# "Cinco restauradoras del Centro …": what comes before the name.
_LED = re.compile(
    r"[^\W\d_][\w-]*\s+[a-zà-ÿ][\w-]+\s+(?:del|de la|des?|du|de l[’']|of the|of)\s*(?=[A-ZÀ-Þ])"
)
_THEMED = re.compile(
    r"\b(?:forum|foro|exchange|workshop|assembly|encuentro|rencontres?|dialogue|meeting|taller"
    r"|atelier)s? (?:on|sur|sobre|about)\b"
)
_OFFICES = re.compile(
    r"\b(?:and|et|y)\s+(?:[A-ZÀ-Þ]\w+\s+)?(?:Expert|Prosecutor|President|Director|Chair|Head"
    r"|Member)"
)
_GENERIC = re.compile(
    r"(?:The\s+|Le\s+|La\s+|El\s+)?[A-ZÀ-Þ][a-zà-ÿ’'-]+|Boards? of Directors|Support Network"
)
_HALL = re.compile(r"\b(?:Centre|Center|Hall|Centro|Palais|Palacio|Palace|Office|Bureau)\b")


def organisations(
    language: Language,
    sentences: Sequence[Sentence],
    spans: Sequence[Sequence[Span]],
    years: Collection[int] = (),
) -> tuple[Organisation, ...]:
    """Return every organisation once, in order of appearance; ``years`` are the event's own."""
    found: list[Organisation] = []
    for sentence, typed in zip(sentences, spans, strict=True):
        pieces = _candidates(language, sentence, typed)
        ones = [one for piece in pieces if (one := _organisation(sentence, piece, years))]
        found += with_partners(sentence, ones)
    return tuple(by_common_noun(sentences, _joined(found)))


def _candidates(language: Language, sentence: Sentence, typed: Sequence[Span]) -> list[Span]:
    """Return what may name an organisation; of two that overlap the longer one."""
    text = sentence.text
    # What stands between a person's name and the organisation's is an office, whole or in part.
    people = [
        (span.start, span.start + who.house)
        for span in typed
        if span.kind == "organisation" and (who := affiliation(span.text)) and who.house > 0
    ]
    found = [
        piece
        for span in typed
        if not any(start < span.start < end for start, end in people)
        for piece in _pieces(sentence, span)
    ]
    found += [
        Span("organisation", start, end, text[start:end])
        for start, end in phrases(text, sentence.folded, language)
    ]
    kept: list[Span] = []
    for span in sorted(found, key=lambda s: (s.start - s.end, s.start)):
        if all(span.end <= k.start or k.end <= span.start for k in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)


def _pieces(sentence: Sentence, span: Span) -> list[Span]:
    """Return the organisations in a name: without the office before it, "A and B.c" in two."""
    if span.kind in ("date", "figure"):
        return []
    text = sentence.text
    start, stop = span.start, span.start + len(without_calendar(span.text))
    start += calendar_lead(text, start, stop)
    person = affiliation(text[start:stop])
    if person and person.house < 0:
        return []
    start += person.house if person else 0
    office = OFFICER.match(text[start:stop]) or _OFFICE.match(text[start:stop])
    start = _start(text, start + office.end() if office else start, stop)
    out = []
    whole = text[:start].endswith("(") and text[stop : stop + 1] == ")"
    parted = [] if whole else [*_AND.finditer(text, start, stop)]
    parted += [
        m
        for m in _POSSESSIVE.finditer(text, start, stop)
        if is_institution(text[start : m.start()])
        and not _ABOUT_PEOPLE.search(text[start : m.start()])
    ]
    for m in (*sorted(parted, key=lambda m: m.start()), None):
        end = m.start() if m else stop
        left, right = text[start:end], text[m.end() : stop] if m else ""
        both = (is_institution(left) or left.isupper()) and is_institution(right)
        if m and not _SITE.match(right) and not both:
            continue
        if end > start:
            out.append(Span("organisation", start, end, left))
        start = m.end() if m else stop
    return [p for p in (_proved(sentence, span, piece) for piece in out) if p]


def _start(text: str, start: int, stop: int) -> int:
    """Return where the name begins: without its article and what counts its members."""
    called = _CALLED.match(text, start, stop)
    start = called.end() if called else start
    scheme = _SCHEME.match(text, start, stop)
    if scheme and (
        is_institution(text[scheme.end() : stop]) or _SHAPED.match(text[scheme.end() : stop])
    ):
        start = scheme.end()
    matter = _MATTER.match(text, start, stop) if _OFFICE_LED.search(text[:start]) else None
    if matter and not is_institution(matter.group()) and is_institution(text[matter.end() : stop]):
        start = matter.end()
    article = _ARTICLE.match(text, start, stop)
    start = article.end() if article else start
    led = _LED.match(text, start, stop)
    counted = led and not any(is_head(w) for w in led.group().split())
    if led and counted and is_head(re.match(r"\w+", text[led.end() :]).group()):  # type: ignore[union-attr]
        return led.end()
    # "Can Tho Institute": a name's first word may look like a word of grammar.
    more = re.search(r"(?<=[a-z,] )(?!The |A |An )[A-ZÀ-Þ][a-zà-ÿ]+ $", text[:start])
    return more.start() if more and not article else start


def _proved(sentence: Sentence, span: Span, piece: Span) -> Span | None:
    """Return the piece where a noun, its shape or the words beside it make it an organisation."""
    name = piece.text
    if sentence.text[: piece.start].endswith(("“", "«", "« ", '"')) and " " in name:
        return None  # a title in quotes
    officer = _POSSESSIVE.search(name)
    if officer and is_role(name[officer.end() :]) and not is_institution(name[officer.end() :]):
        return None  # "the League's Secretary General"
    if _OFFICES.search(name) or (sentence.heading and _GERUND.match(name)):
        return None
    if _NO_ACRONYM.fullmatch(name) or (name.isupper() and _METHOD.match(sentence.text, piece.end)):
        return None
    if _GENERIC.fullmatch(name) is None and (
        is_institution(name)
        or _SHAPED.fullmatch(name)
        or (" " in name and names_of_body(key_of(name)))
        or (span.kind == "organisation" and not is_institution(span.text) and not _lost(name))
    ):
        return piece
    # "The director of the foundation, Jane Doe": the foundation is not called so.
    before = sentence.text[max(0, piece.start - 160) : piece.start]
    aside = span.kind == "person" and before.endswith(", ") and office_before(before)
    if (
        not named_by_context(sentence.text, sentence.folded, piece.start, piece.end)
        or aside
        or is_role(name)
        or name.endswith("-based")
        or DEMONYM.fullmatch(name)
    ):
        return None
    end = name_end(sentence.text, piece.end, sentence.folded, piece.start)
    return Span("organisation", piece.start, end, sentence.text[piece.start : end])


def _lost(name: str) -> bool:
    """Whether a name is a text's or a prize's, whatever institution it mentions."""
    return bool(NO_HOUSE.search(plain(name)))


def _organisation(sentence: Sentence, span: Span, years: Collection[int]) -> Organisation | None:
    name, acronym, start, end = span.text, "", span.start, span.end
    bracketed = _BRACKETED.match(name) or _ACRONYM_BEFORE.match(name)
    if bracketed:
        name, acronym = bracketed.group("name").strip(), bracketed.group("acronym")
        start = span.start + bracketed.start("name")
        end = start + len(name)
    elif re.fullmatch(r"[A-ZÀ-Þ][A-ZÀ-Þ&.-]{1,10}", name):
        acronym = name
    elif (led := ACRONYM_LED.search(sentence.text[:start])) and abbreviates(led.group(1), name):
        acronym = led.group(1)
    elif (behind := _SPELT.match(sentence.text, end)) and is_institution(name):
        acronym = "" if key_of(behind.group(1)) in territories() else behind.group(1)
    if sentence.text[span.end : span.end + 1] == ":" or (" " not in name and name.islower()):
        return None
    themed = _THEMED.search(plain(name)) and not _OF_OFFICE.search(sentence.text[:start])
    event = themed or (_PERSONS_HOUSE.search(name) and not _HALL.search(name))
    if (
        _is_dateline(sentence, span)
        or cities(name)
        or key_of(name) in territories()
        or event
        or re.search(r"\d", name)
    ):
        return None
    at = sentence.start
    part = "organiser" if organises(sentence, start, span.end, years) else "named"
    return Organisation(name, acronym, at + start, at + end, part)  # type: ignore[arg-type]


def _is_dateline(sentence: Sentence, span: Span) -> bool:
    """Whether capitals that open a news item name the city it is dated from ("OSLO, 14 May")."""
    behind = sentence.text[span.end : span.end + 8]
    return (
        span.start == 0
        and span.text.isupper()
        and bool(re.match(r"\s*[,(–—]\s*\w", behind))
        and bool(cities(span.text.title()))
    )


def _joined(found: Sequence[Organisation]) -> tuple[Organisation, ...]:
    """Join the occurrences of one organisation: same name, or an acronym once spelt out."""
    spelt = {o.acronym: key_of(o.name) for o in found if o.acronym and o.name != o.acronym}
    kept: dict[str, Organisation] = {}
    for one in found:
        key = spelt.get(one.acronym, key_of(one.name)) if one.acronym else key_of(one.name)
        known = kept.get(key)
        if known is None:
            kept[key] = one
            continue
        if known.name == known.acronym and one.name != one.acronym:
            known = replace(one, part=known.part)
        if one.acronym and not known.acronym:
            known = replace(known, acronym=one.acronym)
        if one.part == "organiser":
            known = replace(known, part="organiser")
        kept[key] = known
    return tuple(kept.values())
