"""What people and organisations are told to be and to have done.

In the bulletin's own language a question keeps the order of the sentence behind its subject:
"Ada Okonkwo opened the fair" answers "Who opened the fair?", in French and Spanish alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from icpc_assistant.cards import EventCard, Figure, Person
from icpc_assistant.entities import dates
from icpc_assistant.lexicon import lexicon
from icpc_assistant.question_generation.cues import (
    APPEARANCES,
    FINITE,
    HELD_BY_MANY,
    OPENING,
    PREDICATE,
    SINCE,
    SPANS_OF_TIME,
)
from icpc_assistant.question_generation.facts import Fact, Told
from icpc_assistant.question_generation.naming import de, elided, how_many_es
from icpc_assistant.terms import fold, is_function_word, stem, words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import LANGUAGES, Language, Sentence

_ROLE = 12  # words of the longest role asked about
_CLAUSE = (3, 24)  # words of what somebody did, fewest and most
# Between a name and its verb: an apposition, a bracket, "of the Riga Institute".
_APART = r"(?:\s*\([^()]{2,60}\)|,[^,;:.]{3,90},|\s(?:of|from|de|du|del|des)\s[^,;:.]{3,60}?)?\s+"
_NO_SUBJECT = re.compile(
    r"\b(?:and|et|y|e|by|par|por|with|avec|con|to|a|à|for|pour|para|between|entre|like|than)\s+"
    r"(?:[\w’'-]+\s+){0,4}$",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?:.*[,;]\s)?(?:(?:the|le|la|el|les|los|las)\s|l['’])?", re.IGNORECASE | re.DOTALL
)
_HEAD = re.compile(
    r"(?P<head>[a-zà-ÿ]+) (?:of|de|du|d['’]) ?(?P<rest>[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*)"
)


def person_facts(told: Told, card: EventCard) -> Iterator[Fact]:
    """Yield who is who, and what each was seen to do; none of a name that may be no person's."""
    for person in card.people:
        sentence = told.at(person.start, person.end)
        if sentence is None or not _personal(person.name):
            continue
        name: dict[Language, dict[str, str]] = {
            language: {"name": person.name, "de_name": de(person.name)} for language in LANGUAGES
        }
        role = _role(person, sentence)
        if role:
            yield Fact("person", sentence, role, name)
            if roles := _roles(role, told.bulletin.language):
                yield Fact("role", sentence, person.name, roles)
        yield from _deeds(told, person, sentence, name)


def body_deeds(told: Told, card: EventCard) -> Iterator[Fact]:
    """Yield what organisations are told to have done."""
    language = told.bulletin.language
    for body in card.organisations:
        sentence = told.at(body.start, body.end)
        if sentence is None:
            continue
        answer = told.bulletin.body[body.start : body.end]
        clause = _clause(sentence, body.start, body.end, language)
        # "Nurses from the Trust taught them" tells what the nurses did.
        first = _OPENS.fullmatch(sentence.text[: body.start - sentence.start])
        if clause and first:
            yield Fact("which_body", sentence, answer, {language: {"clause": clause}})


def clause_facts(told: Told, card: EventCard) -> Iterator[Fact]:
    """Yield what sentences tell that open with a number, a day, or "since"."""
    language = told.bulletin.language
    for figure in card.counted:
        sentence = told.at(figure.start, figure.end)
        if sentence and (clause := _counted(figure, sentence, language)):
            slots = {"clause": clause, "de_clause": de(clause), "how_many": how_many_es(clause)}
            answer = told.bulletin.body[figure.start : figure.end]
            yield Fact("how_many", sentence, answer, {language: slots})
    for sentence in told.prose:
        yield from _since(sentence, language)
        yield from _on_a_day(sentence, language)


def _counted(figure: Figure, sentence: Sentence, language: Language) -> str:
    """Return what those counted did, from their noun on: "streets were dimmed by half"."""
    at = sentence.text.find(figure.counts, figure.start - sentence.start)
    if at < 0 or re.match(SPANS_OF_TIME, fold(figure.counts)):
        return ""
    if figure.start == sentence.start:
        clause = _cut(sentence.text[at:], commas=True)
        return clause if re.search(FINITE[language], clause) else ""
    clause = _cut(sentence.text[at:])
    # Within a sentence a participle may follow ("students chosen by lot"), so its own verb must.
    own = re.compile(rf"\s(?:{HELD_BY_MANY[language]})\b")
    return clause if own.match(clause, len(figure.counts)) else ""


def _deeds(
    told: Told, person: Person, sentence: Sentence, name: dict[Language, dict[str, str]]
) -> Iterator[Fact]:
    language, folded = told.bulletin.language, plain(sentence.text)
    clause = _clause(sentence, person.start, person.end, language)
    one = len(_people_in(told, sentence)) == 1
    if one and re.search(OPENING, folded):
        yield Fact("opened", sentence, person.name)
    kind = next((k for k, p in APPEARANCES.items() if one and re.search(p, folded)), None)
    if kind or clause:
        yield Fact(kind or "did", sentence, sentence.text, name)
    if clause:
        yield Fact("who", sentence, person.name, {language: {"clause": clause}})


def _people_in(told: Told, sentence: Sentence) -> list[str]:
    """Return runs of capitalised words, each of which may be somebody's name."""
    return re.findall(r"(?<!^)\b[A-ZÀ-Þ][a-zà-ÿ’'-]+(?: [A-ZÀ-Þ][\w’'-]+)+", sentence.text) or [""]


def _personal(name: str) -> bool:
    """Whether neither the first nor the last word of a name is an ordinary one."""
    parts = words(name)
    return not any(
        lexicon().is_common(part, language) and not lexicon().names(part, language)
        for part in (parts[0], parts[-1])
        for language in LANGUAGES
    )


def _role(person: Person, sentence: Sentence) -> str:
    role = re.sub(r"^(?:who|qui|que|and|et|y)\b.*", "", person.role)
    role = role.strip(" ,")
    # A bare title ("Major") tells nobody who that is.
    told = len(role.split()) > 1 or role.islower()
    return role if told and role in sentence.text and len(role.split()) <= _ROLE else ""


def _roles(role: str, source: Language) -> dict[Language, dict[str, str]]:
    """Return a role that tells whose it is, in the languages it can be said in."""
    found: dict[Language, dict[str, str]] = {}
    head = re.split(r"\s(?:of|at|for|in|de|du|des|del|à|au|en)\s|\sd['’]", role)[0]
    # "Her director" is nobody's in a question, and "analysts" are more than one.
    if is_function_word(role.split()[0].lower(), source) or re.search(r"[^s]s$", head):
        return {}
    if len(role.split()) > 1:
        found[source] = {"role": role, "de_role": de(role)}
    if m := _HEAD.fullmatch(role):
        for language in LANGUAGES:
            head = _head(m["head"], source, language)
            if head and language != source:
                of = f"of {m['rest']}" if language == "en" else f"de {m['rest']}"
                whole = f"{head} {de(m['rest']) if language == 'fr' else of}"
                found[language] = {"role": whole, "de_role": de(whole)}
    return found


def _head(word: str, source: Language, target: Language) -> str:
    for concept in lexicon().of_word(stem(word, source), source):
        forms = lexicon().forms[concept]
        if forms[target] and forms[source][:1] == (word,):
            return forms[target][0]
    return ""


def _clause(sentence: Sentence, start: int, end: int, language: Language) -> str:
    """Return what the subject at a place is told to have done: the words from its verb on."""
    text, start, end = sentence.text, start - sentence.start, end - sentence.start
    if _NO_SUBJECT.search(text[:start]) or (
        "," in text[:start] and text[:start].rstrip()[-1] not in ","
    ):
        return ""
    m = re.compile(_APART + rf"(?P<verb>{PREDICATE[language]})").match(text, end)
    return _cut(text[m.start("verb") :]) if m else ""


def _cut(text: str, commas: bool = False) -> str:
    """Return a clause up to its end; "" where it is too short, too long, or cut in a quotation."""
    ends = r"[;:!?—“”«»\"]|\.(?=\s|$)" + ("" if commas else r"|,\s")
    clause = re.split(ends, text)[0].strip(" ,")
    few, most = _CLAUSE
    quoted = text[len(clause) :].lstrip(" ,:")[:1] in set('“”«»"')
    sound = few <= len(clause.split()) <= most and not re.search(r"(?:^|[\s.])\w$", clause)
    return clause if sound and not quoted and "*" not in clause and "\n" not in clause else ""


def _since(sentence: Sentence, language: Language) -> Iterator[Fact]:
    m = re.match(SINCE[language], sentence.text)
    if not m or not dates(m["date"]):
        return
    clause = (
        f"{m['verb']} {_uncapped(m['subject'], language)} {m['rest']}"
        if language == "en"
        else _uncapped(m["clause"], language)
    )
    yield Fact("since", sentence, m["date"], {language: {"clause": clause}})


def _on_a_day(sentence: Sentence, language: Language) -> Iterator[Fact]:
    """Yield the day a sentence opens with: "On Monday 2 May, the group visited …"."""
    m = re.match(r"(?:On |Le |El )?(?P<day>[^,]{4,32}), (?P<clause>.+)", sentence.text, re.DOTALL)
    found = dates(m["day"]) if m else []
    if not m or not found or found[0].text != m["day"]:
        return
    clause = _cut(m["clause"])
    own = PREDICATE[language] if language != "en" else FINITE[language]
    if clause and (re.search(own, clause) or re.search(FINITE[language], clause)):
        # French "que" loses its vowel; a clause that would want that is left alone.
        if language == "fr" and elided(clause):
            return
        yield Fact("day", sentence, m["day"], {language: {"clause": _uncapped(clause, language)}})


def _uncapped(clause: str, language: Language) -> str:
    first = clause.split()[0]
    return clause[:1].lower() + clause[1:] if is_function_word(first.lower(), language) else clause
