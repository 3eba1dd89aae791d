"""Who holds an office: "Who is the director?", answered from the people on the cards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from icpc_assistant import wording
from icpc_assistant.cards.card import Field, Person
from icpc_assistant.cards.offices import head
from icpc_assistant.collection.catalogue import Catalogue
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.own import MARK
from icpc_assistant.collection.quotes import PassageAt, statement_at
from icpc_assistant.lexicon import lexicon
from icpc_assistant.query import Query
from icpc_assistant.reader import DraftStatement
from icpc_assistant.terms import fold, is_function_word, stem, words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

if TYPE_CHECKING:
    from icpc_assistant.collection.answers import CollectionDraft

_ASKED = re.compile(
    r"(?:and |so |et |y )?"
    r"(?:who(?:'s| is| was)|what(?:'s| is) the name of|name of"
    r"|qui (?:est|etait)|(?:quel est )?le nom (?:de|du)|comment s'appelle"
    r"|quien (?:es|era|fue)|como se llama|(?:cual es )?el nombre del?)"
    r"\s+(?:(?:the|your|our|its|le|la|l'|notre|votre|el|su|nuestr[oa]|vuestr[oa])\s*)?(?P<office>.+)"
)
_OFFICES = re.compile(r",\s*|;\s*|\s+(?:and|et|y)\s+")  # several in one role
_DEPUTIES = frozenset(
    """deputy vice assistant assistante adjoint adjointe suppleant suppleante adjunto adjunta sub
    subdirector subdirectora former ex ancien ancienne antiguo antigua exdirector exdirectora acting
    interim honorary associate""".split()
)
_HIGHEST = frozenset(  # "Director General" is the director
    "general generale executive executif executive ejecutivo ejecutiva chief mr mrs ms dr".split()
)
_MOST = 3  # people of one office who are all named
# "from WICK", "at the Guild of Glass": where somebody belongs.
_BELONGS = re.compile(
    r"\b(?:from|of|at|with|de|du|del|chez|à)\s+(?:the\s+|la\s+|le\s+|el\s+|l[’'])?(?P<house>[A-ZÀ-Þ])"
)

# "A, director, and B, president, both from WICK".
_TOGETHER = re.compile(
    r"\b(?:both|all|(?:tous|toutes)(?: les)? (?:deux|trois)|amb[oa]s|tod[oa]s)\s+"
    r"(?:from|of|at|with|de|du|del)\s+(?P<house>[^,;.\n]+)"
)


# "Who has chaired the federation?", "quiénes han presidido la red a lo largo de los años": the
# office, whoever held it and when.
_PRESIDED = r"(?:chair(?:ed|ing)?|presid(?:ed|e|ee?s?|ent|ido|io|ieron|en))"
_PRESIDENT: dict[Language, tuple[str, ...]] = {
    "en": ("president", "chair"),
    "fr": ("président", "présidente"),
    "es": ("presidente", "presidenta"),
}
_HELD = re.compile(
    r"(?:and |so |et |y )?(?:who|which people|qui|quels? .{1,20}?|quien(?:es)?|que personas)\b"
    r"(?: (?:all|has|have|had|ever|already|a|ont|avait|deja|est-ce qui|ha|han|habia|habian))*"
    rf" {_PRESIDED} (?:over |a |al )?(?:the |la |le |el |l')?{MARK}+(?:'s)?(?P<rest>[^?]*)"
)
# What may follow: nothing that restricts it.
_EVER = re.compile(
    r"[\s,]*(?:(?:over|through|throughout|during|in|across) (?:the|(?:all )?the?se|those|its)"
    r" (?:\w+ )?(?:years|history|time)|so far|until now|to date|ever|since the (?:start|beginning)"
    r"|(?:au (?:fil|cours) (?:des|de ces)|pendant (?:ces|toutes ces)) (?:\w+ )?annees"
    r"|jusqu'(?:ici|a present)|depuis (?:le debut|l'origine)"
    r"|a lo largo de (?:(?:est|es)?[oa]s |l[oa]s )?(?:anos|su historia)"
    r"|(?:durante|en) (?:tod)?(?:est)?[oa]s (?:l[oa]s )?anos|hasta (?:ahora|hoy)"
    r"|desde (?:el principio|siempre))?\W*"
)


class Holder(NamedTuple):
    """Who holds an office, by identity, as a bulletin says."""

    entry: Entry
    person: Person
    identity: str
    office: Field


def holder_of_office(
    query: Query, catalogue: Catalogue, passage_at: PassageAt
) -> CollectionDraft | None:
    """Answer who holds the office that ``query`` asks for; ``None`` where it asks for none, or
    where several people could be meant.

    The office is that of the organisation itself where no other is named. The newest bulletin
    that tells of it answers, for offices pass on; it is dated.
    """
    text = query.text.strip(" ?!.¿¡")
    own = catalogue.own.marked(plain(text))
    m = _ASKED.fullmatch(own)
    if m is None or query.carried:
        return None
    office = text[m.start("office") :]
    said = [w for w in words(_without_own(office, m["office"])) if _tells(w, query.language)]
    if not said:
        return None
    named = {fold(name) for name in query.names} & {fold(word) for word in said}
    holders = _holders(said, query.language, catalogue, of_another=bool(named))
    newest = max((holder.entry.number for holder in holders), default=-1)
    holders = [holder for holder in holders if holder.entry.number == newest]
    if len({holder.identity for holder in holders}) == 1:
        holders = holders[:1]  # both offices of one person are told by that the two differ
    roles = {holder.office.text for holder in holders}
    if not 0 < len(holders) <= _MOST or len(roles) > 1:
        return None
    return _told(holders, catalogue, query.language, passage_at)


def holders_ever(
    query: Query, catalogue: Catalogue, passage_at: PassageAt
) -> CollectionDraft | None:
    """Answer who has chaired the organisation itself, in the order of the bulletins;
    ``None`` where that is not asked, or where no bulletin gives anybody the office."""
    m = _HELD.fullmatch(catalogue.own.marked(plain(query.text.strip(" ?!.¿¡"))))
    if m is None or query.carried or not _EVER.fullmatch(m["rest"]):
        return None
    found = {
        (holder.entry.number, holder.identity): holder
        for name in _PRESIDENT[query.language]
        for holder in _holders([name], query.language, catalogue, of_another=False)
    }
    if not found:
        return None
    held = [found[key] for key in sorted(found)]
    first = {holder.identity: holder for holder in reversed(held)}
    told = _told([h for h in held if first[h.identity] is h], catalogue, query.language, passage_at)
    return told and replace(told, text="")


def _without_own(office: str, marked: str) -> str:
    """Return an office without the organisation's own names."""
    return "".join(" " if mark == MARK else c for c, mark in zip(office, marked, strict=True))


def _tells(word: str, language: Language) -> bool:
    return not is_function_word(word, language)


def _holders(
    said: Sequence[str], language: Language, catalogue: Catalogue, *, of_another: bool
) -> list[Holder]:
    """Return who holds an office: those whose role says it in its own words, else in like ones.

    ``of_another`` says that the question names whose office it is; otherwise it is that of the
    organisation itself, and a role in anything else ("head of the Africa programme") is not meant.
    """
    found: dict[int, list[Holder]] = {}
    for entry in catalogue.entries:
        for person, identity in zip(entry.card.people, entry.person_ids, strict=True):
            for office in person.held:
                holder = Holder(entry, person, identity, office)
                where = f" {_together(holder)}" if of_another else ""
                for part in _OFFICES.split(office.text):
                    like = _likeness(said, part + where, language, entry.bulletin.language)
                    if like and (
                        of_another
                        or (
                            _is_own(said, part, like, entry, catalogue, language)
                            and not _is_anothers(holder, catalogue)
                        )
                    ):
                        found.setdefault(like, []).append(holder)
    holders = found[max(found)] if found else []
    own = [] if of_another else [h for h in holders if h.identity in catalogue.staff]
    return own or holders


def _is_anothers(holder: Holder, catalogue: Catalogue) -> bool:
    """Whether the sentence behind a bare office places its holder in another organisation:
    "Bo Lind, director, and Eve Katz, president, both from the Guild"."""
    office = catalogue.own.marked(plain(holder.office.text))
    if holder.identity in catalogue.staff or MARK in office:
        return False
    behind = _behind(holder)
    own = catalogue.own.marked(plain(behind))
    return any(own[m.start("house")] != MARK for m in _BELONGS.finditer(behind))


def _behind(holder: Holder) -> str:
    """Return the rest of the sentence that names somebody."""
    person = holder.person
    behind = holder.entry.bulletin.body[person.end : person.end + 300]
    return re.split(r"[.;\n]", behind, maxsplit=1)[0]


def _together(holder: Holder) -> str:
    """Return the house that a sentence gives to a bare office together with another's."""
    m = _TOGETHER.search(_behind(holder))
    bare = head(holder.office.text) == {fold(w) for w in words(holder.office.text)}
    return m.group("house") if m and bare else ""


def _likeness(said: Sequence[str], role: str, asked: Language, spoken: Language) -> int:
    """Return how a role says an office: 3 in the very words, 2 in their translation, 1 in words of
    like meaning, 0 not at all; a deputy's is another office."""
    held, _, _ = _read(role, spoken)
    if held & _DEPUTIES - {fold(word) for word in said}:
        return 0
    return min((_said_by(word, role, asked, spoken) for word in said), default=0)


def _said_by(word: str, role: str, asked: Language, spoken: Language) -> int:
    held, stems, concepts = _read(role, spoken)
    if fold(word) in held or stem(word, asked) in stems:
        return 3
    known = lexicon()
    meant = known.of_word(stem(word, asked), asked)
    if any(known.forms[c][spoken] and fold(known.forms[c][spoken][0]) in held for c in meant):
        return 2
    return 0 if concepts.isdisjoint(meant) else 1


@lru_cache(maxsize=65_536)
def _read(role: str, language: Language) -> tuple[frozenset[str], frozenset[str], frozenset[int]]:
    """Return a role's folded words, their stems and what they may mean."""
    said = words(role)
    stems = frozenset(stem(word, language) for word in said)
    concepts = frozenset(c for term in stems for c in lexicon().of_word(term, language))
    return frozenset(map(fold, said)), stems, concepts


def _is_own(
    said: Sequence[str],
    role: str,
    like: int,
    entry: Entry,
    catalogue: Catalogue,
    language: Language,
) -> bool:
    """Whether a role is the organisation's own, and no more than what is said of it."""
    spoken = entry.bulletin.language
    own = catalogue.own.marked(plain(role))
    rest = words("".join(" " if c == MARK else r for c, r in zip(own, role, strict=True)))
    more = [
        w
        for w in rest
        if not is_function_word(w, spoken)
        and fold(w) not in _HIGHEST
        and not any(_said_by(word, w, language, spoken) >= like for word in said)
    ]
    return not more


def _proof(holder: Holder, passage_at: PassageAt) -> DraftStatement | None:
    """Return the sentence that gives a person's office beside the name, else one with the name."""
    entry, person, role = holder.entry, holder.person, holder.office.text
    places = [m.span() for m in re.finditer(re.escape(role), entry.bulletin.body)]
    found: list[DraftStatement] = []
    for start, end in (*places, (person.start, person.end)):
        if said := statement_at(passage_at, entry.bulletin.id, start, end):
            found.append(said)
    named = (s for s in found if person.name.split()[-1] in s.text and role in s.text)
    return next(named, None) or next(iter(found), None)


def _told(
    holders: Sequence[Holder], catalogue: Catalogue, language: Language, passage_at: PassageAt
) -> CollectionDraft | None:
    """Return the answer that one bulletin gives: whom it names, and the sentences that do."""
    from icpc_assistant.collection.answers import CollectionDraft

    names, statements = [], []
    for holder in holders:
        proof = _proof(holder, passage_at)
        if proof is None:
            return None
        names.append(catalogue.shown.get(holder.identity, holder.person.name))
        statements.append(proof)
    bulletin = holders[0].entry.bulletin
    ids = tuple(dict.fromkeys(holder.entry.bulletin.id for holder in holders))
    day = bulletin.end or bulletin.start
    return CollectionDraft(
        text=wording.say("office_as_of", language, day=wording.day(day, language)) if day else "",
        short_answer=wording.joined(list(dict.fromkeys(names)), language),
        statements=tuple(dict.fromkeys(statements)),
        bulletins=ids,
    )
