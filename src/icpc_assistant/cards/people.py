"""People with the roles the text gives them, one entry a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from icpc_assistant.cards.affiliation import affiliation
from icpc_assistant.cards.card import Field, Person
from icpc_assistant.cards.geography import cities, key_of, territories
from icpc_assistant.cards.institutions import calendar_lead, is_institution, is_nationality
from icpc_assistant.cards.names import same_person
from icpc_assistant.cards.offices import (
    NO_OFFICE,
    another,
    at_words,
    is_office,
    office_as,
    office_before,
)
from icpc_assistant.cards.organisations import OFFICER
from icpc_assistant.cards.parts import is_part
from icpc_assistant.cards.text import Sentence
from icpc_assistant.entities import Span, is_role, is_unusual
from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import stem, words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import LANGUAGES

_HONORIFIC = re.compile(
    r"^(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame|Lady|Lord|M|Mme|Mlle|MM|Me|Sr|Sra|Srta|Don"
    r"|Doña|Major|General|Colonel|Captain|Sergeant|Lieutenant|Constable|Superintendent"
    r"|Capitaine|Commandant|Capitán|Comandante|Sargento"
    r"|Commissioner|Minister|President|Mayor|Senator|Judge|Honourable|Hon|Chief|Inspector"
    r"|Madame|Monsieur|Señor|Señora|Docteur|Doctor|Doctora"
    r"|Profesora?|Professeure?|Ministre|Maire|Alcaldesa?|Ministr[oa]|Commander|Brigadier"
    r"|Alder(?:man|woman)|Councill?or|Bishop|Father|Sister|Nurse|Driver|Justice|Canon|Sheriff"
    r"|Adjudant|Brigadière)\b\.?\s+"
)
_AFTER = re.compile(
    r"\s*,\s+(?P<role>(?:[^,;.()\n]|\.(?=\w)){3,220}?)(?=\s*(?:[,;()\n]|\.(?!\w)|$)|\s+(?:who"
    r"|qui|quien|also|and met|to|en compagnie|ainsi que)\b)"
)
_IN_BRACKETS = re.compile(r"\s*\((?P<role>[^()\n]{2,80})\)")
_VERB = re.compile(
    r"\b(?:was|were|met|said|took|presented|offered|participated|joined|spoke|est|a|ont|fue"
    r"|dijo|participo)\b",
    re.IGNORECASE,
)
# Words an office before a name is made of, besides capitalised ones.
_OFFICE_WORD = re.compile(
    r"(?:[A-ZÀ-Þ].*|of|the|for|and|de|du|des|la|le|del|los|las|en|general|générale?|director"
    r"|directora|directeur|directrice|president|présidente?|presidenta|presidente"
    r"|professor|professeure?|profesora?|minister|ministre|ministr[oa]|mayor|maire|alcald(?:e"
    r"|esa)|coordinat\w+|coordinad\w+|secretar\w+|secrétaire|consultant\w*|expert\w*"
    r"|analyst\w*|researcher|chercheu\w+|investigad\w+|criminolog\w+|head|chief|representative"
    r"|delegate|[ld][’'][A-ZÀ-Þa-z].*)"
)


_TITLED = re.compile(
    r"^(?:(?:Director|Directora|Directeur|Directrice|Consultant\w*|Analyst\w*|Analista"
    r"|Coordinat\w+|Coordinador\w*|Secretar[yi]\w*|Secrétaire|Général|Gouverneur"
    r"|Gobernador\w*|Governor|Ambassad\w+|Embajador\w*|Consul|Cónsul|Président\w*"
    r"|President[ae]|Expert\w*|Researcher|Head|Officer|Lieutenant|Sergeant|Superintendent"
    r"|Commissaire|Comisari[oa]|Criminologist|Criminologue|Criminólog[oa]|Juge|Juez|Jueza"
    r"|Procureure?|Fiscal|Deputy|Vice|Executive|Chairwoman|Chairman|Chair|Rector|Rectora"
    r"|Recteur|Dean)\s+)+(?=[A-ZÀ-Þ])"
)
# Words that stand before a name and say what somebody does.
_TRADE = (
    r"(?:\w+(?:ologist|ologue|ólog[oa]|grapher|graphe|nomist|nomiste|tecte|tect[oa]?|icienne?)"
    r"|councillor|treasurer|engineer|lawyer|nurse|historian|teacher|farmer|fisherman|joiner|sergeant"
    r"|constable|inspector|writer|journalist|poet|painter|pastor|bishop|imam|rabbi|rector|captain"
    r"|conseill[eè]re?|trésori[eè]re?|ingénieure?|avocate?|infirmi[eè]re?|historienne?|enseignante?"
    r"|agricult\w+|commandant|capitaine|lieutenant|brigadi[eè]re?|préfète?|magistrate?|médecin"
    r"|concejal\w*|tesorer[oa]|ingenier[oa]|abogad[oa]|enfermer[oa]|historiador\w*|maestr[oa]"
    r"|subinspector\w*|inspectora?|sargent[oa]|comisari[oa]|médic[oa]|doctora?|profesora?|viceminis\w+"
    r"|jefe|jefa|capitan[a]?|teniente|suboficial|periodista|guardaparques|vereador\w*)"
)
_TRADE_FIRST = re.compile(rf"^{_TRADE}\s+(?=[A-ZÀ-Þ][\w’'-]+\s+[A-ZÀ-Þ])", re.IGNORECASE)
_TRADE_BEFORE = re.compile(rf"\b{_TRADE}\s+$", re.IGNORECASE)
# "le Maltais Joseph …": a name of three words behind an article begins with something else.
_ARTICLED = re.compile(r"\b(?:[Ll][ea]|[Ee]l|[Tt]he)\s+$")
_OF_TOWN = re.compile(
    r"^(?P<name>(?:[A-ZÀ-Þ][\w’'-]+\s+){1,3}[A-ZÀ-Þ][\w’'-]+)\s+(?:of|from|de)\s+[A-ZÀ-Þ][\w -]+$"
)
# What ends a name that is no person's.
_THING = re.compile(
    r"\b(?:award|declaration|pledge|prize|yard|creek|island|lagoon|brewery|river|lake|street|road"
    r"|square|bridge|valley|hills?|mountains?|beach|park|city|town|village|district|county|province"
    r"|airport|station|market|day|week|festival|charter|code|act|plan|fund|cup|medal|protocol|island"
    r"|declaracion|premio|jornadas|compromiso|laguna|isla|calle|plaza|barrio|rio|valle|carta|acuerdo"
    r"|checklist|hotel|builders|lines|mount|gazette|museum|choir"
    r"|prix|charte|rue|place|quartier|pont|parc|ile|pacte|accord|fleuve|vallee|bay|coast|peninsula)"
    r"\b"
)
_TOWN_BEFORE = re.compile(
    r"\b(?:villages?|towns?|cit(?:y|ies)|districts?|ville|village|quartier|commune|ciudad|pueblo"
    r"|barrio|municipio|ile|isla|island|lake|lac|lago|coliseo|estadio|stade|gymnase|salle|sala"
    r"|teatro|theatre|lycee|colegio|college|rue|calle|avenida|avenue|plaza|place|quai|pont|puente"
    r"|parc|parque|hotel|prix|premio)\s+(?:of|de|du|d'|del)?\s*(?:la |the )?$"
    r"|\bat\s+$"
)
_PLAIN_TITLE = re.compile(
    r"(?:Mrs?|Ms|Miss|M|MM|Mme|Mlle|Me|Sra?|Srta|Don|Doña|Madame|Monsieur|Señora?|Dr|Doctora?"
    r"|Docteur|Honourable|Hon|Sir|Dame|Lady|Lord)"
)
_NAME_ALONE = re.compile(
    r"[A-ZÀ-Þ][\w’'-]+(?:\s+(?:(?:de|del|de la|la|los|van|von|der|den|bin|al|el|da|di"
    r"|du)\s+)*[A-ZÀ-Þ][\w’'.-]*){1,4}"
)
_COORDINATED = re.compile(r"\s*,?\s*(?:and|et|y|e)\s+(?:Mrs?\.? |Ms\.? |Dr\.? )?")


@dataclass(frozen=True, slots=True)
class _Seen:
    """One occurrence of a person's name, without its honorific."""

    name: str
    start: int
    end: int
    role: str
    offices: tuple[Field, ...] = ()


def people(sentences: Sequence[Sentence], spans: Sequence[Sequence[Span]]) -> tuple[Person, ...]:
    """Return everybody named in full, in order of appearance."""
    seen = []
    for sentence, found in zip(sentences, spans, strict=True):
        ones = [one for span in found if (one := _occurrence(sentence, span))]
        seen += [_with_offices(one, sentence) for one in _sharing(sentence, ones)]
    return _joined(seen)


def _with_offices(one: _Seen, sentence: Sentence) -> _Seen:
    """Give somebody the offices of a sentence at their words: beside the name, "as director"."""
    start, end = one.start - sentence.start, one.end - sentence.start
    also = office_as(sentence.text, end)
    said = [one.role, also if is_role(also) and not _VERB.search(also) else ""]
    offices = [at_words(sentence, role, start, end) for role in said if role]
    if len(offices) > 1 and not another(offices[1].text, offices[0].text):
        del offices[1]
    return replace(one, role=offices[0].text if offices else "", offices=tuple(offices))


def _occurrence(sentence: Sentence, span: Span) -> _Seen | None:
    if span.kind in ("date", "figure"):
        return None
    if span.kind == "organisation":
        at = sentence.start + span.start
        officer = OFFICER.match(span.text)
        member = None if officer else affiliation(span.text)
        if member:
            return _Seen(member.name, at + member.at, at + member.to, member.title)
        if not officer:
            return None
        title, name = officer.group("title").strip(), officer.group("name")
        return _Seen(name, at + officer.start("name"), at + officer.end("name"), title)
    name, start, title = _untitled(span, sentence.text)
    role = _role(sentence.text, span.start, start + len(name)) or title
    trade = _TRADE_BEFORE.search(sentence.text[:start])
    role = role or (trade.group().strip() if trade else "")
    if _is_thing(sentence, start, name, role):
        return None
    # A name whose every word is an ordinary one is a person's where an office goes with it.
    if span.kind == "place" and not role and not cities(name):
        role = _apposition(sentence.text, start + len(name))
    shortened = name != span.text and _NAME_ALONE.fullmatch(name) is not None
    person = span.kind == "person" or shortened
    if not person and (not role or _is_role(name)):
        return None
    if not person and not _NAME_ALONE.fullmatch(name):
        return None
    if not _is_personal(name) or _is_label(sentence, span, name, role):
        return None
    at = sentence.start + start
    return _Seen(name, at, at + len(name), role)


def _is_thing(sentence: Sentence, start: int, name: str, role: str) -> bool:
    """Whether a name is a prize's, a town's, a language's; never where an office goes with it."""
    folded = plain(name)
    if re.search(r"\s[–—-]\s", name) or _TOWN_BEFORE.search(sentence.folded[:start]):
        return True
    if role:
        return False
    known = folded in _languages() or folded.startswith(_lands())  # "Sri Lankan"
    return known or bool(_THING.search(folded)) or bool(cities(name))


@cache
def _lands() -> tuple[str, ...]:
    # No parts of countries: Brittany is a name, too.
    lands = (key for key, codes in territories().items() if not all(map(is_part, codes)))
    return tuple(key for key in lands if len(key) > 6)


@cache
def _languages() -> frozenset[str]:
    from babel import Locale

    return frozenset(plain(name) for lang in LANGUAGES for name in Locale(lang).languages.values())


def _untitled(span: Span, text: str) -> tuple[str, int, str]:
    """Return a name without what leads it ("Commissioner General", "Ms."), its place, the title."""
    day = calendar_lead(text, span.start, span.end)
    name, start, title = text[span.start + day : span.end], span.start + day, ""
    if (
        (span.kind == "person" or is_nationality(name.split()[0]))
        and _ARTICLED.search(text[:start])
        and len(name.split()) == 3
        and name[0].isupper()
    ):
        behind = name.index(" ") + 1
        if name[behind].isupper() and not _HONORIFIC.match(name) and not _TITLED.match(name):
            name, start = name[behind:], start + behind
    while m := _HONORIFIC.match(name) or _TITLED.match(name) or _TRADE_FIRST.match(name):
        said = m.group().strip(" .")
        if not _PLAIN_TITLE.fullmatch(said):
            title = f"{title} {said}".strip()
        name, start = name[m.end() :], start + m.end()
    town = _OF_TOWN.match(name)
    if town and not is_institution(name) and is_unusual(town.group("name")):
        name = town.group("name")
    return name, start, title


def _is_label(sentence: Sentence, span: Span, name: str, role: str) -> bool:
    """Whether ordinary words in capitals open a bullet or stand in a heading or a title."""
    if re.search(r"[’']s\b", name):
        return True
    last = words(name)[-1]
    ordinary = any(
        lexicon().is_common(last, lang) and not lexicon().names(last, lang) for lang in LANGUAGES
    )
    behind = sentence.text[span.end : span.end + 1]
    return (behind == ":" and not role) or (
        ordinary and (sentence.heading or behind in {"”", "»", ".", '"'})
    )


def _sharing(sentence: Sentence, ones: list[_Seen]) -> list[_Seen]:
    """Give both of "A and B, analysts at C" the role that stands behind the second."""
    out = list(ones)
    for i in range(len(out) - 2, -1, -1):
        one, other = out[i], out[i + 1]
        between = sentence.text[one.end - sentence.start : other.start - sentence.start]
        if not one.role and re.match(r"\w+s\b", other.role) and _COORDINATED.fullmatch(between):
            out[i] = replace(one, role=other.role)
    return out


def _is_personal(name: str) -> bool:
    """Whether every part could be a name and the whole is no place."""
    parts = words(name)
    if not parts or key_of(name) in territories():
        return False
    stems = tuple(stem(w, "en") for w in parts)
    if len(stems) > 1 and stems in lexicon().by_stems["en"]:
        return False
    if any(key_of(" ".join(parts[i : i + 2])) in territories() for i in range(len(parts))):
        return False
    return not any(part.isdigit() for part in parts) and not re.search(r"[“”\"]", name)


def _is_role(text: str) -> bool:
    """Whether some words name an office, in the singular or the plural."""
    single = re.sub(r"(\w{4,})s\b", r"\1", text)
    return is_role(text) or is_role(single) or is_office(single)


def _role(text: str, start: int, end: int) -> str:
    """Return the role behind the name ("…, Director of X") or before it ("Mayor …")."""
    after = _AFTER.match(text, end)
    said = after.group("role").strip() if after else ""
    if _is_role(said) and not _VERB.search(said) and not NO_OFFICE.match(said):
        return re.sub(r"^(?:(?:the|le|la|el|its|sa|son|su)\s+|l[’'])", "", said)
    role = _before(text[max(0, start - 160) : start])
    if role:
        role = re.sub(
            r"^(?:(?:and|the|of|with|by|de|la|le|et|y|el|en|des|du|su|sa|son|its|their)\s+|l[’'])+",
            "",
            role,
            flags=re.IGNORECASE,
        )
        if _is_role(role) and len(role) > 2:
            return role
    led = office_before(text[max(0, start - 160) : start])
    if led:
        return led
    brackets = _IN_BRACKETS.match(text, end)
    if brackets and _is_role(brackets.group("role")):
        return brackets.group("role").strip()
    return ""


def _apposition(text: str, end: int) -> str:
    """Return the lower-case words behind "a cargo de Ana Ruiz, psicóloga de la …"."""
    m = _AFTER.match(text, end)
    said = m.group("role") if m else ""
    if m and re.match(r"\s+(?:who|quien)\b", text[m.end() :]):
        return re.sub(r"^(?:an?|una?)\s+", "", said)
    return (
        said
        if re.match(r"(?:the |la |le |el |l[’'])?[a-zà-ÿ]", said) and not _VERB.search(said)
        else ""
    )


def _before(text: str) -> str:
    """Return the run of office words that ends ``text``: "the ICPC Director General, "."""
    tokens = re.findall(r"\S+", text)
    kept: list[str] = []
    for token in reversed(tokens[-12:]):
        bare = token.rstrip(",")
        if not _OFFICE_WORD.fullmatch(bare) or bare.endswith((".", ";", ":")):
            break
        kept.append(token)
    return " ".join(reversed(kept)).strip(" ,")


def _joined(seen: Sequence[_Seen]) -> tuple[Person, ...]:
    """Join "Ms. Champoux" to "Ann Champoux" and "Oscar Figueroa" to "Óscar Figueroa Ulloa"."""
    kept: list[Person] = []
    for one in seen:
        known = next((i for i, p in enumerate(kept) if same_person(one.name, p.name)), None)
        if known is None:
            kept.append(Person(one.name, one.role, one.start, one.end, one.offices))
            continue
        person = kept[known]
        if len(words(one.name)) > len(words(person.name)):
            person = replace(person, name=one.name, start=one.start, end=one.end)
        for office in one.offices:
            if all(another(office.text, held.text) for held in person.offices):
                person = replace(person, offices=(*person.offices, office))
        if not person.role and one.role:
            person = replace(person, role=one.role)
        kept[known] = person
    # A surname alone that no full name explains is no person we know ("the Ford").
    return tuple(p for p in kept if len(p.name.split()) > 1)
