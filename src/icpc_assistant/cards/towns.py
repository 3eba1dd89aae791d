"""Towns told without a gazetteer: by the words before a name, by the headline, as a capital."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from icpc_assistant.cards.elsewhere import Setting
from icpc_assistant.cards.geography import City, capital_of, country_of_people, key_of, territories
from icpc_assistant.cards.institutions import is_institution
from icpc_assistant.cards.text import Sentence
from icpc_assistant.cards.whereabouts import MOTION, hall_of, told_there
from icpc_assistant.entities import MONTHS
from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import fold, words
from icpc_assistant.types import LANGUAGES, Bulletin

_NAME = (
    r"(?!The |Le |La )[A-ZÀ-ɏ][\w’'-]+(?:\s(?:(?:de|del|la|du|des|el|al)\s)?[A-ZÀ-ɏ][\w’'-]+){0,2}"
)
_TOWN_NAME = re.compile(_NAME)
_TOWN = re.compile(r"\b(?:in|at|to|a|en|visited|visito|visite)\s+$")
# "sustituye a Ana Ruiz": a person of two names, of whom no motion tells.
_TO_SOMEBODY = re.compile(r"(?:^|\s)a\s+$")
_HOUSE_OF = re.compile(r"(?P<house>[A-ZÀ-Þ][\w’'-]+)\s+(?:of|de|du|d[’'])\s*$")
_WORD_BEHIND = re.compile(r"\s([a-zà-ÿ]{4,})")
_SET_IN = re.compile(rf"(?:^|\s)(?:[Ii]n|[Aa]t|[Nn]ear|[Àà]|[Ee]n|a)\s+(?P<town>{_NAME})")
# A headline that opens with where it is: "À Sarvignac, les pompiers …", "In Oulmes: …".
_OPENS_IN = re.compile(rf"(?:In|At|À|A|En)\s+(?P<town>{_NAME})\s*[,:]")
_ESTATE = (
    r"(?:estate|valley|moor|forest|island|peninsula|campsite|farm|range|marshes|plateau|bay|woods?)"
)
_OPENS_WITH = re.compile(
    rf"(?P<town>{_NAME})\s*(?::|,\s|(?:hosts|gathers|runs|accueille|acoge|reúne)\b)"
)
_CAPITAL = re.compile(
    r"\b(?:the|la)\s+(?:(?P<en>[a-z]{4,})\s+capital\b|capitale?\s+(?:of\s+|du\s+|de\s+la\s+|de\s+l'"
    r"|de\s+|del\s+)?(?P<of>[a-z]{4,}))"
)


def is_unknown_town(sentence: Sentence, at: int, run: str, name: str, setting: Setting) -> bool:
    """Whether the words around a name leave no doubt that it is a town's, known or not."""
    end = at + len(name)
    if not _TOWN_NAME.fullmatch(name) or key_of(name.split()[-1]) in territories():
        return False
    if run != name or not 4 <= len(name) <= 25 or is_institution(name) or sentence.heading:
        return False
    if re.match(r"[ -](?:[A-ZÀ-Þ]|(?:of|de|du|for|des)\b)", sentence.text[end:]):
        return False
    if re.search(r"[A-ZÀ-Þ][\w’'-]*[ -]$", sentence.text[:at]) and at > 4:
        return False
    # "en Hesbaye belge": what a country has a share of is no town.
    behind = _WORD_BEHIND.match(sentence.text, end)
    if behind and any(country_of_people(behind.group(1), lang) for lang in ("fr", "es")):
        return False
    if name in setting.towns:
        return True
    before = sentence.folded[:at]
    house = _HOUSE_OF.search(sentence.text[:at])
    if house and is_institution(f"{house.group('house')} {name}"):
        return False
    if " " in name and _TO_SOMEBODY.search(before) and not MOTION.search(before):
        return False
    placed = (_TOWN.search(before) or MOTION.search(before)) and told_there(sentence, at, setting)
    return not _ordinary(name) and bool(placed or hall_of(before))


def _ordinary(name: str) -> bool:
    return any(lexicon().is_common(words(name)[-1], lang) for lang in LANGUAGES)


def headline_towns(bulletin: Bulletin) -> frozenset[str]:
    """Return what the headline sets the news in, and the body too: "at Glenmorrow", "à Căușel"."""
    title = bulletin.title
    opening = _OPENS_WITH.match(title)
    named = {m.group("town") for m in _SET_IN.finditer(title)}
    named |= {opening.group("town")} if opening else set()
    first = _OPENS_IN.match(title)
    sure = first.group("town") if first else ""
    return frozenset(n for n in named if _is_town(n, bulletin.body, sure=n == sure))


def _is_town(name: str, body: str, *, sure: bool) -> bool:
    """Whether the body, too, has a name as a town's; any mention will do for a ``sure`` one."""
    if is_institution(name) or key_of(name) in territories() or fold(name) in MONTHS:
        return False
    if _ordinary(name) or not 4 <= len(name) <= 25:
        return False
    whole = rf"{re.escape(name)}(?![\w’'-]|\s[A-ZÀ-Þ])"
    placed = rf"\b(?:in|at|near|à|en)\s+{whole}|\b(?:[Tt]he\s+{whole}\s+{_ESTATE}\b)"
    return re.search(rf"(?<![\w-]){whole}" if sure else placed, body) is not None


def capitals(folded: str) -> Iterator[tuple[int, int, City]]:
    """Yield where a sentence speaks of a capital by its country: "the Paraguayan capital"."""
    if "capital" not in folded:
        return
    for m in _CAPITAL.finditer(folded):
        said = "en" if m.group("en") else "of"
        seat = _seat(m.group(said))
        if seat is not None:
            yield m.start("en") if said == "en" else m.start() + 3, m.end(), seat


@cache
def _seat(word: str) -> City | None:
    codes = territories().get(key_of(word), frozenset()) | {
        country_of_people(word, lang) for lang in LANGUAGES
    }
    return next((seat for c in sorted(codes - {""}) if (seat := capital_of(c))), None)
