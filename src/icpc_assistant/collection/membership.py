"""Who of the people on a card is of an organisation: "both from WICK", "Bo Lind (WICK)"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from icpc_assistant.cards.card import Organisation, Person
from icpc_assistant.cards.geography import key_of
from icpc_assistant.cards.offices import is_office, office_before
from icpc_assistant.collection.catalogue import Catalogue
from icpc_assistant.collection.entry import Entry, ascii_text
from icpc_assistant.collection.identities import variants
from icpc_assistant.collection.request import Wanted
from icpc_assistant.timespan.plain import plain

_REACH = 300  # characters between a person and the organisation, in one sentence
_STOP = re.compile(r"[.;:!?\n](?!\w)")
# "Its director, …", "…, su coordinadora": of whom the text named last.
_ITS = r"(?:its|their|sa|son|leur|su)"
_ITS_BEFORE = re.compile(rf"(?:^|[\s(]){_ITS}\s+(?P<office>(?:[\w’'-]+\s+){{0,5}}?[\w’'-]+,?\s+)$")
_ITS_BEHIND = re.compile(rf"\s*,\s+{_ITS}\s+(?P<office>\w.*)")
_AT_NOUN = re.compile(
    r"\b(?:(?:of|at) the|(?:de|a) la|du|au|del?|al|(?:de|a) l')\s*(?P<noun>[a-z]{4,})$"
)
# What may stand between the people of one organisation and its name.
_BETWEEN = frozenset(
    """
        and both all three of from at for the with in as well mr mrs ms dr prof major
        et tous toutes les deux trois de du des d l la le chez a au m mme mlle
        y e ambos ambas todos todas los las tres del en el sr sra don dona
    """.split()
)


def names_of(houses: Iterable[Wanted], catalogue: Catalogue) -> frozenset[str]:
    """Return every name, folded, by which the organisations that a question names go."""
    wanted = list(houses)
    keys = frozenset().union(*(house.keys for house in wanted))
    said = {key.partition(":")[2] for key in keys if ":" in key}
    for house in wanted:
        said |= variants(key_of(house.text))
    known = catalogue.organisations.known.items()
    # "Paper Trails" is the Paper Trails Foundation, where no other house bears the words.
    for name in [name for name in said if " " in name]:
        holding = [ids for longer, ids in known if f" {name} " in f" {longer} "]
        if len(frozenset().union(*holding)) == 1:
            keys |= holding[0]
    return frozenset(said | {name for name, ids in known if not ids.isdisjoint(keys)})


def is_of(person: Person, entry: Entry, names: frozenset[str]) -> bool:
    """Whether a bulletin says that somebody is of an organisation that goes by one of ``names``:
    in the role, or in the sentence, behind nobody else's organisation, or "its director"."""
    role = ascii_text(person.role)
    if any(re.search(rf"\b{_spaced(name)}\b", role) for name in names if name):
        return True
    if _by_its_noun(role, entry, names):
        return True
    body = plain(entry.bulletin.body)
    house = re.compile(rf"\b(?:{'|'.join(map(_spaced, filter(None, names)))})\b")
    aside = _aside(entry)
    for m in re.finditer(rf"\b{_called(person, entry)}\b", body):
        behind = body[m.end() : m.end() + _REACH]
        behind = behind[: stop.start()] if (stop := _STOP.search(behind)) else behind
        named = house.search(behind)
        if named and not _others(behind[: named.start()], aside):
            return True
        if _in_its_office(body[: m.start()][-_REACH:], behind):
            before = [o for o in entry.card.organisations if 0 <= o.start < m.start()]
            before += _repeated(before, body[: m.start()])
            last = max(before, key=lambda o: o.end, default=None)
            if last is not None and not names.isdisjoint((key_of(last.name), key_of(last.acronym))):
                return True
    return False


def _in_its_office(before: str, behind: str) -> bool:
    """Whether somebody is called "its director" on either side of the name."""
    said = _ITS_BEFORE.search(before)
    if said and office_before(said["office"]):
        return True
    said = _ITS_BEHIND.match(behind)
    return said is not None and is_office(said["office"])


def _called(person: Person, entry: Entry) -> str:
    """Return a pattern of a person's name, and of the surname alone where it is nobody else's."""
    name = plain(person.name)
    last = name.rpartition(" ")[2]
    others = (plain(p.name).split() for p in entry.card.people if p is not person)
    alone = len(last) > 3 and not any(last in parts for parts in others)
    return rf"(?:{re.escape(name)}|{re.escape(last)})" if alone else re.escape(name)


def _repeated(found: Iterable[Organisation], body: str) -> list[Organisation]:
    """Return organisations at the last place in a text that names them: a card has the first."""
    out = []
    for one in found:
        forms = "|".join(re.escape(plain(n)) for n in (one.name, one.acronym) if n)
        places = list(re.finditer(rf"\b(?:{forms})(?!\w)", body))
        if places:
            out.append(replace(one, start=places[-1].start(), end=places[-1].end()))
    return out


def _by_its_noun(role: str, entry: Entry, names: frozenset[str]) -> bool:
    """Whether a role is at what the bulletin names with that noun, and only there: "director of
    the foundation"."""
    m = _AT_NOUN.search(role)
    if m is None:
        return False
    keys = [{key_of(o.name), key_of(o.acronym)} for o in entry.card.organisations]
    having = [forms for forms in keys if any(m["noun"] in form.split() for form in forms)]
    return bool(having) and all(not names.isdisjoint(forms) for forms in having)


def _spaced(name: str) -> str:
    return r"[\W_]+".join(map(re.escape, name.split()))


def _aside(entry: Entry) -> re.Pattern[str] | None:
    """Return a pattern of the people on a card and their roles, plain, the longest first."""
    said = {plain(text) for p in entry.card.people for text in (p.name, p.role) if text}
    longest = sorted(said, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest))) if longest else None


def _others(between: str, aside: re.Pattern[str] | None) -> bool:
    """Whether something is said there that is no person, no role and no small word."""
    rest = aside.sub(" ", between) if aside else between
    return any(word not in _BETWEEN for word in re.findall(r"[^\W_]+", rest))
