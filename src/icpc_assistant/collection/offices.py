"""Who holds an office: "Who is the director?", answered from the people on the cards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from icpc_assistant import wording
from icpc_assistant.cards.card import Person
from icpc_assistant.collection.catalogue import Catalogue
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.own import MARK
from icpc_assistant.collection.quotes import sentence_holding
from icpc_assistant.lexicon import lexicon
from icpc_assistant.query import Query
from icpc_assistant.reader import DraftStatement, Quote
from icpc_assistant.terms import fold, is_function_word, stem, words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language, Passage, Sentence

if TYPE_CHECKING:
    from icpc_assistant.collection.answers import CollectionDraft, PassageAt

_ASKED = re.compile(
    r"(?:and |so |et |y )?"
    r"(?:who(?:'s| is| was)|what(?:'s| is) the name of|name of"
    r"|qui (?:est|etait)|(?:quel est )?le nom (?:de|du)|comment s'appelle"
    r"|quien (?:es|era|fue)|como se llama|(?:cual es )?el nombre del?)"
    r"\s+(?:(?:the|your|our|its|le|la|l'|notre|votre|el|su|nuestr[oa]|vuestr[oa])\s*)?(?P<office>.+)"
)
_MOST = 3  # people of one office who are all named
Holder = tuple[Entry, Person, str]


def holder_of_office(
    query: Query, catalogue: Catalogue, passage_at: PassageAt
) -> CollectionDraft | None:
    """Answer who holds the office that ``query`` asks for; ``None`` where it asks for none, or
    where several people could be meant.

    The office is that of the organisation itself where no other is named; the newest bulletin
    that tells of it proves it.
    """
    text = query.text.strip(" ?!.¿¡")
    own = catalogue.own.marked(plain(text))
    m = _ASKED.fullmatch(own)
    if m is None or query.carried:
        return None
    office, names_own = text[m.start("office") :], MARK in m["office"]
    said = [w for w in words(_without_own(office, m["office"])) if _tells(w, query.language)]
    if not said:
        return None
    holders = [
        (entry, person, identity)
        for entry in catalogue.entries
        for person, identity in zip(entry.card.people, entry.person_ids, strict=True)
        if person.role and _holds(said, person.role, query.language, entry.bulletin.language)
    ]
    holders = _meant(holders, said, query.language, catalogue, names_own=names_own)
    who = dict.fromkeys(identity for _, _, identity in holders)
    if not who or len(who) > _MOST:
        return None
    if len(who) > 1 and len({(entry.number, person.role) for entry, person, _ in holders}) > 1:
        return None
    return _told(holders, list(who), catalogue, query.language, passage_at)


def _without_own(office: str, marked: str) -> str:
    """Return an office without the organisation's own names."""
    return "".join(" " if mark == MARK else c for c, mark in zip(office, marked, strict=True))


def _tells(word: str, language: Language) -> bool:
    return not is_function_word(word, language)


def _holds(said: Sequence[str], role: str, asked: Language, spoken: Language) -> bool:
    """Whether a role tells all that is said of the office, in whatever language."""
    held = {fold(w) for w in words(role)} | {stem(w, spoken) for w in words(role)}
    meant = {c for w in words(role) for c in lexicon().of_word(stem(w, spoken), spoken)}
    return all(
        fold(word) in held
        or stem(word, asked) in held
        or not meant.isdisjoint(lexicon().of_word(stem(word, asked), asked))
        for word in said
    )


def _meant(
    holders: Sequence[Holder],
    said: Sequence[str],
    language: Language,
    catalogue: Catalogue,
    *,
    names_own: bool,
) -> list[Holder]:
    """Return those of the organisation itself, if they may be meant; those whose role begins with
    the office before others ("President" before "Vice-President")."""
    own = [h for h in holders if h[2] in catalogue.staff]
    kept = own if own or names_own else list(holders)
    head = [
        (e, p, who)
        for e, p, who in kept
        if _holds(said[:1], words(p.role)[0], language, e.bulletin.language)
    ]
    return head or kept


def _proof(entry: Entry, person: Person, passage_at: PassageAt) -> tuple[Passage, Sentence] | None:
    """Return the sentence that gives a person's role beside the name, else one with the name."""
    body = entry.bulletin.body
    places = [m.span() for m in re.finditer(re.escape(person.role), body)]
    found: list[tuple[bool, int, Passage, Sentence]] = []
    for start, end in (*places, (person.start, person.end)):
        passage = passage_at(entry.bulletin.id, start, end)
        sentence = sentence_holding(passage, start, end) if passage else None
        if passage is not None and sentence is not None:
            named = person.name.split()[-1] in sentence.text and person.role in sentence.text
            found.append((not named, len(found), passage, sentence))
    return min(found)[2:] if found else None


def _told(
    holders: Sequence[Holder],
    who: Sequence[str],
    catalogue: Catalogue,
    language: Language,
    passage_at: PassageAt,
) -> CollectionDraft | None:
    from icpc_assistant.collection.answers import CollectionDraft

    newest = max(entry.number for entry, _, _ in holders)
    statements, names = [], []
    for entry, person, identity in holders:
        if entry.number != newest:
            continue
        proof = _proof(entry, person, passage_at)
        if proof is None:
            return None
        passage, sentence = proof
        names.append(catalogue.shown.get(identity, person.name))
        quote = Quote(passage, sentence.start, sentence.end)
        statement = DraftStatement(sentence.text, (quote,))
        if statement not in statements:
            statements.append(statement)
    bulletin = catalogue.entries[newest].bulletin
    if len(names) < len(who):
        return None  # the newest does not name them all
    day = bulletin.end or bulletin.start
    return CollectionDraft(
        text=wording.say("office_as_of", language, day=wording.day(day, language)) if day else "",
        short_answer=wording.joined(names, language),
        statements=tuple(statements),
        bulletins=(bulletin.id,),
    )
