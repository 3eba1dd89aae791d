"""Organisations with their acronyms, and which of them the text says organised the event."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from icpc_assistant.cards.card import Organisation
from icpc_assistant.cards.geography import cities, key_of, territories
from icpc_assistant.cards.text import Sentence
from icpc_assistant.entities import Span
from icpc_assistant.timespan.plain import plain

_BRACKETED = re.compile(r"^(?P<name>.+?)\s*\((?P<acronym>[A-ZÀ-Þ][\wÀ-Þ&.-]{1,11})\)$")
_ACRONYM_BEFORE = re.compile(r"^(?P<acronym>[A-ZÀ-Þ]{2,10})\s*\((?P<name>[^()]{6,120})\)$")
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
    r"\s+(?:and|et|y)\s+(?:the\s+|la\s+|le\s+|el\s+)?(?=[A-ZÀ-Þ][\w]*\.[a-z]|[A-ZÀ-Þ]{3,})"
)
_GENERIC = re.compile(
    r"(?:The\s+|Le\s+|La\s+|El\s+)?[A-ZÀ-Þ][a-zà-ÿ’'-]+|Boards? of Directors|Support Network"
)
_HALL = re.compile(r"\b(?:Centre|Center|Hall|Centro|Palais|Palacio|Palace|Office|Bureau)\b")
_BY = re.compile(
    r"\b(?:organi[sz]ed|hosted|coordinated|convened|co-?organi[sz]ed|organisee?s?"
    r"|coordonnee?s?|animee?s?|organizad[oa]s?|coordinad[oa]s?|convocad[oa]s?)\s+"
    r"(?:jointly |conjointement |conjuntamente )?(?:by|par|por)\s+(?:its |our |ses |sus |the "
    r"|la |le |les |el |los |l'|[a-z]+ and |[a-z]+, )*$"
)
_DOES = re.compile(
    r"^\s*(?:\([^)]*\)\s*)?(?:also |jointly |has |had |a |ont |ha )?(?:organi[sz]ed|hosted"
    r"|coordinated|convened|organise|a organise|accueilli|organisait|organizo|acogio|coordino"
    r"|held|ran)\b"
)


def organisations(
    sentences: Sequence[Sentence], spans: Sequence[Sequence[Span]]
) -> tuple[Organisation, ...]:
    """Return every organisation once, in order of appearance."""
    found = [
        one
        for sentence, typed in zip(sentences, spans, strict=True)
        for span in typed
        for piece in _pieces(sentence, span)
        if (one := _organisation(sentence, piece))
    ]
    return _joined(found)


def _pieces(sentence: Sentence, span: Span) -> list[Span]:
    """Return the organisations in a name: without the office before it, "A and B.c" in two."""
    if span.kind not in ("organisation", "name", "place"):
        return []
    if span.kind != "organisation":
        return [span] if _SHAPED.fullmatch(span.text) else []
    start, out = span.start, []
    office = OFFICER.match(span.text) or _OFFICE.match(span.text)
    if office:
        start += office.end()
    for m in (*_AND.finditer(sentence.text, start, span.end), None):
        stop = m.start() if m else span.end
        out.append(Span("organisation", start, stop, sentence.text[start:stop]))
        start = m.end() if m else stop
    return out


def _organisation(sentence: Sentence, span: Span) -> Organisation | None:
    name, acronym, start, end = span.text, "", span.start, span.end
    bracketed = _BRACKETED.match(name) or _ACRONYM_BEFORE.match(name)
    if bracketed:
        name, acronym = bracketed.group("name").strip(), bracketed.group("acronym")
        start = span.start + bracketed.start("name")
        end = start + len(name)
    elif re.fullmatch(r"[A-ZÀ-Þ][A-ZÀ-Þ&.-]{1,10}", name):
        acronym = name
    if _GENERIC.fullmatch(name) or sentence.text[span.end : span.end + 1] == ":":
        return None
    event = _PERSONS_HOUSE.search(name) and not _HALL.search(name)
    if (
        _is_dateline(sentence, span)
        or cities(name)
        or key_of(name) in territories()
        or event
        or re.search(r"\d", name)
    ):
        return None
    by = _BY.search(sentence.folded[: span.start])
    does = _DOES.match(plain(sentence.text[span.end :][:60]))
    at = sentence.start
    # Far down a bulletin, "held its assembly" tells of something beside the event.
    part = "organiser" if by or (does and sentence.lead) else "named"
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
