"""Which item of a list just given a question speaks of: "the second one", "celui de novembre"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from icpc_assistant.cards.kinds import ONE, marked
from icpc_assistant.entities import MONTHS
from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import fold, is_function_word, stem, words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

_ORDER = {
    number: re.compile(rf"(?:{forms})")
    for number, forms in {
        0: r"first|1st|premier|premiere|1e?re?|primer[oa]?|1[oaº°ª]",
        1: r"second|2nd|deuxieme|seconde?|2e(?:me)?|segund[oa]|2[oaº°ª]",
        2: r"third|3rd|troisieme|3e(?:me)?|tercer[oa]?|3[oaº°ª]",
        3: r"fourth|4th|quatrieme|4e(?:me)?|cuart[oa]|4[oaº°ª]",
        4: r"fifth|5th|cinquieme|5e(?:me)?|quint[oa]|5[oaº°ª]",
        5: r"sixth|6th|sixieme|6e(?:me)?|sext[oa]|6[oaº°ª]",
        6: r"seventh|7th|septieme|7e(?:me)?|septim[oa]|7[oaº°ª]",
        7: r"eighth|8th|huitieme|8e(?:me)?|octav[oa]|8[oaº°ª]",
        -2: r"second to last|second last|last but one|avant[- ]derniere?|penultim[oa]|penultimate",
        -1: r"(?:very )?last|derniere?|tout dernier|toute derniere|ultim[oa]",
    }.items()
}
_TWO = 2
_NTH = "|".join(f"(?:{forms.pattern})" for forms in reversed(_ORDER.values()))
# What shows that the ordinal stands for a whole item of a list.
_OF_THEM = (
    r"(?:of (?:them|these|those|(?:the|that|this|your) list|(?:the|these|those)"
    r" (?:events?|two|three|four|five|six|seven|eight|nine|ten))"
    r"|(?:in|on|from) (?:the|that|this|your) list"
    r"|d'entre (?:eux|elles)|de (?:la|cette|ta|votre) liste|de (?:ceux|celles)(?:-la|-ci)?"
    r"|(?:des|de ces) (?:deux|trois|quatre|cinq|six|evenements)"
    r"|de (?:ell[oa]s|es[oa]s|est[oa]s|(?:la|esa|tu|su) lista"
    r"|l[oa]s (?:dos|tres|cuatro|cinco|seis))(?: eventos)?)\b"
)
# What may follow an ordinal that no noun follows, so that it stands for an item by itself.
_ENDS = (
    r"(?=\s*(?:[?!.,;:)…]|$)"
    r"|\s(?:was|were|is|did|had|has|held|take place|took place|happen(?:ed)?|again|please"
    r"|etait|avait|est|s'est|c'etait|a-t-|a (?:ete|eu|dure|reuni|accueilli)"
    r"|fue|era|tuvo|se|estuvo)\b(?! (?:to|par|pour|por|para)\b))"
)
# "Qui a parlé le premier ?": who came before the others, not what.
_BEFORE_OTHERS = (
    r"(?<!parle )(?<!parole )(?<!intervenu )(?<!arrive )(?<!hablo )(?<!llego )(?<!intervino )"
)
_NTH_MEANT = re.compile(
    rf"{_BEFORE_OTHERS}\b(?:the|number|le|la|l'|du|au|el|al|del|numero)\s*(?P<nth>{_NTH})(?![^\W_])"
    rf"(?:(?P<one> one)?(?: (?P<of>{_OF_THEM})|{_ENDS}))"
)
_STRANGE = r"(?!(?:that|this|same|other|only|first|last|next|new|whole|right|wrong|big)\b)"
_TOLD_MEANT = re.compile(
    rf"\bthe (?P<en>{_STRANGE}[^\W_]+(?: {_STRANGE}[^\W_]+)?) one\b"
    r"|\bthe one (?:in|at|from|about|on|of|with|for) (?P<one>(?:[^\W_]+ ?){1,4})"
    r"|\bcel(?:ui|le) (?:de |d'|du |des |en |a |au |sur |avec )(?:(?:la|le|les) |l')?"
    r"(?P<fr>[^\W_]+(?:[- ][^\W_]+){0,2})"
    r"|\b(?:el|la|del|al) (?:de|del|en|sobre|con) (?:(?:la|el|los|las) )?"
    r"(?P<es>[^\W_]+(?: [^\W_]+){0,2})"
)

# Of two, the one that was not spoken of last; over ``marked`` text.
_OTHER = re.compile(
    rf"\b(?:the|that|l'|(?:en |a |de )?el|la|al|del) ?(?:other|autre|otr[oa])(?: one| {ONE})?"
    rf"(?:{_ENDS}|(?=\s(?:had|drew|cost|last|lasted|attract\w*|costo|duro|reunio)\b))"
)

_LEAD = re.compile(
    r"^[\s¿¡,]*(?:(?:and|but|no|sorry|et|mais|non|y|pero)\b[\s,]*)*"
    r"(?:(?:what|how) about|for|at|to|in|about|qu'en est-il (?:de|pour)|pour|a|de|para|en|sobre)?\b"
)


@dataclass(frozen=True)
class Item:
    """One event of a list: the folded stems and concepts of its headline, name and place.

    ``months`` are the numbers of those that it took place in, ``years`` likewise.
    """

    language: Language
    stems: frozenset[str]
    concepts: frozenset[int]
    months: frozenset[int] = frozenset()
    years: frozenset[int] = frozenset()

    def told_by(self, word: str, language: Language) -> bool:
        """Whether a word of a question, in ``language``, may tell it from others."""
        folded = fold(word)
        if folded in MONTHS:
            return MONTHS[folded] in self.months
        if re.fullmatch(r"(?:19|20)\d\d", folded):
            return int(folded) in self.years
        own = stem(word, language)
        if {own, folded, stem(word, self.language)} & self.stems:
            return True
        return bool(set(lexicon().of_word(own, language)) & self.concepts)


@dataclass(frozen=True)
class Reference:
    """The item that a question speaks of, counted from 0, and the words with which it does.

    ``sure`` says that nothing but an event may be meant, ``item`` that an item of a list is, if
    not of one that was given since.
    """

    number: int
    said: str
    sure: bool = False
    item: bool = False


def item_meant(
    question: str, language: Language, items: Sequence[Item], last: int | None = None
) -> Reference | None:
    """Return the one item that ``question`` speaks of; ``None`` for none, or where two fit.

    ``last`` is the number of the item that was spoken of last: of two, "the other" is not it.
    """
    if _more_than_one(plain(question)):
        return None
    other = (
        _OTHER.search(marked(plain(question))) if last is not None and len(items) == _TWO else None
    )
    if other and last is not None:
        return Reference(1 - last, question[other.start() : other.end()], sure=True, item=True)
    for m in _references(question):
        if _is_else(question, m):
            continue
        if "nth" not in m.groupdict():
            if reference := _told(m, question, language, items):
                return reference
            continue
        at = next(n for n in reversed(_ORDER) if _ORDER[n].fullmatch(m["nth"]))
        if -len(items) <= at < len(items):
            said = question[m.start() : m.end()].strip()
            return Reference(at % len(items), said, item=bool(m["one"] or m["of"]))
    return None


_ANY_NTH = re.compile(rf"\b(?:the|le|la|l'|du|au|el|al|del)\s*(?P<nth>{_NTH})(?![^\W_])")
_BUT = re.compile(
    r"\b(?:but|except|other than|before|after|not|sauf|excepte|avant|apres|pas|salvo|menos|antes de"
    r"|despues de)\s+(?:(?:de|the)\s+)?$"
)
_DAY = re.compile(r"\b(?:on|by|until|till|since)\s+$")


def _more_than_one(text: str) -> bool:
    """Whether ``plain`` text speaks of two items: "the first or the second"."""
    ordinals = {n for m in _ANY_NTH.finditer(text) for n in _ORDER if _ORDER[n].fullmatch(m["nth"])}
    return len(ordinals) > 1 or len(list(_TOLD_MEANT.finditer(text))) > 1


def _is_else(question: str, m: re.Match[str]) -> bool:
    """Whether an ordinal stands for no item: all but it, a day ("on the 3rd"), a person's name."""
    before = plain(question[: m.start()])
    named = re.search(r"[^\W_]\W+[A-ZÀ-Þ][^\W\d_]+\s+$", question[: m.start()])
    of_a_person = bool(named) and "nth" in m.groupdict() and not (m["one"] or m["of"])
    return bool(_BUT.search(before) or _DAY.search(before)) or of_a_person


def said_alone(question: str, said: str) -> bool:
    """Whether a question is no more than its words for an item: "And the second one?"."""
    rest = _LEAD.sub("", plain(question.replace(said, " ", 1)), count=1)
    return not words(rest)


def asked_of(said: str, asked: str) -> str:
    """Return the question ``asked`` of one item before, now of the item called ``said``."""
    found = _references(asked)
    return asked[: found[0].start()] + said + asked[found[0].end() :] if found else asked


def _references(question: str) -> list[re.Match[str]]:
    text = plain(question)
    found = (_NTH_MEANT.search(text), _TOLD_MEANT.search(text))
    return sorted((m for m in found if m), key=lambda m: m.start())


def _told(
    m: re.Match[str], question: str, language: Language, items: Sequence[Item]
) -> Reference | None:
    """Return the item that the words behind "the one in …" tell; as many words as tell one.

    What follows the words that tell it belongs to what is asked of it.
    """
    group = m.lastgroup or "en"
    said = question[m.start(group) : m.end(group)]
    content = [w for w in words(said) if not is_function_word(w, language)]
    least = len(content) if group == "en" else 1
    for length in range(len(content), least - 1, -1):
        told = content[:length]
        fit = [n for n, item in enumerate(items) if all(item.told_by(w, language) for w in told)]
        if len(fit) == 1 and told:
            end = (
                m.end() if group == "en" else m.start(group) + said.index(told[-1]) + len(told[-1])
            )
            return Reference(fit[0], question[m.start() : end], sure=group == "en")
        if fit:
            return None
    return None
