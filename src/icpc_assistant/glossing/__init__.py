"""A question's words → the words of another language, so that a reader of that language finds them.

No translation: word for word, longest expression first, from ``lexicon.tsv``. Of several meanings
the one whose form is nearest to the word as typed is taken; into English, French and Spanish
grammar that has no word there is left out, and a word that the lexicon lacks is respelt by the
endings that the three languages share ("colonización", "colonisation"). A regular inflection
meets its headword ("travaillent", "travailler") before any other word of the same stem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from icpc_assistant.glossing.grammar import Token, grammar, inverted
from icpc_assistant.glossing.inflection import headwords
from icpc_assistant.glossing.spelling import respelt
from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import WORD, fold, shared_start, stem
from icpc_assistant.types import Language


class Glossed(NamedTuple):
    """A text in another language's words, and where each of them comes from.

    ``places`` has a row a word or expression: its start and end in ``text``, then in the source.
    """

    text: str
    places: tuple[tuple[int, int, int, int], ...]

    def source(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the place in the source of ``text[start:end]``, if any word of it has one."""
        met = [place for place in self.places if place[0] < end and place[1] > start]
        return (met[0][2], met[-1][3]) if met else None

    def target(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the place in ``text`` of the source's ``[start:end]``, if a word of it has one."""
        met = [place for place in self.places if place[2] < end and place[3] > start]
        return (met[0][0], met[-1][1]) if met else None


@lru_cache(maxsize=512)
def gloss(text: str, source: Language, target: Language) -> str:
    """Return the words of ``text`` in ``target``; one that nothing is known of stays as typed."""
    return " ".join(form for _, _, form in _forms(text, source, target) if form)


@lru_cache(maxsize=4096)
def glossed(text: str, source: Language, target: Language) -> Glossed:
    """Return ``text`` with its words in ``target`` between its own marks, to be read as a text."""
    said, at = "", 0
    places: list[tuple[int, int, int, int]] = []
    for start, end, form in _forms(text, source, target):
        # An apostrophe or hyphen within a word of the source parts two of the target's.
        said += re.sub(r"(?<!\s)['’-]$", " ", text[at:start])
        if form:
            places.append((len(said), len(said) + len(form), start, end))
            said += form
        elif said.endswith(" "):
            said = said[:-1]
        at = end
    return Glossed(said + text[at:], tuple(places))


def _forms(text: str, source: Language, target: Language) -> Iterator[tuple[int, int, str]]:
    """Yield each word or expression's place in ``text`` and its form in ``target``, "" for none."""
    found = list(WORD.finditer(text))
    tokens = [
        Token(m.group(), stem(m.group(), source), text[max(m.start() - 1, 0) : m.start()] == "-")
        for m in found
    ]
    capitals = any(token.word[0].isupper() for token in tokens[1:])
    at = 0
    while at < len(tokens):
        size, form = _longest(tokens, at, source, target, capitals)
        if size < 2 and target == "en" and source != "en":
            said = grammar(tokens, at, source)
            form = form if said is None else said
        if form is None:
            word = tokens[at].word
            form = respelt(word, source) if target == "en" and word.islower() else word
        last = at + max(size, 1)
        yield found[at].start(), found[last - 1].end(), form
        at = last


def _longest(
    tokens: Sequence[Token], at: int, source: Language, target: Language, capitals: bool
) -> tuple[int, str | None]:
    """Return how many tokens the longest known expression at ``at`` has, and its first form.

    ``capitals``: the text has its capitals, so that "irán" in it is no country.
    """
    known = lexicon()
    forms, longest = known.forms, known.longest[source].get(tokens[at].stem, 1)
    for size in range(min(longest, len(tokens) - at), 0, -1):
        part = tokens[at : at + size]
        if size > 1 and all(inverted(token, source) for token in part[1:]):
            continue
        typed = " ".join(token.word for token in part)
        ranked = _met(typed, tuple(token.stem for token in part), source, target)
        for n, (kind, nearest, concept) in enumerate(ranked):
            country = nearest[0].isupper() and typed.islower() and capitals
            # unless it can be no other word
            country = country and any(other < _STEMMED for other, *_ in ranked[n + 1 :])
            # nor is "Milan" a thousand: a name is no inflected word, nor one of three letters
            inflected = size == 1 and kind in {_INFLECTED, _STEMMED} and nearest[0].islower()
            name = inflected and at > 0 and typed.istitle()
            short = size == 1 and kind == _STEMMED and len(typed) < _LONG
            if not country and not name and not short:
                return size, forms[concept][target][0]
    return 0, None


@lru_cache(maxsize=16384)
def _met(
    typed: str, stems: tuple[str, ...], source: Language, target: Language
) -> tuple[tuple[int, str, int], ...]:
    """Return the concepts with a word in ``target`` that words typed meet, nearest first.

    Of each how it is met, by which of its forms, and its number.
    """
    known = lexicon()
    met = dict.fromkeys(known.by_stems[source].get(stems, ()))
    may_be = headwords(typed.casefold(), source) if len(stems) == 1 else {}
    for headword in may_be:
        met.update(dict.fromkeys(_single(source).get(fold(headword), ())))
    found = [concept for concept in met if known.forms[concept][target]]
    ranked = sorted(
        (_nearest(typed, known.forms[concept][source], may_be), concept) for concept in found
    )
    return tuple((kind, nearest, concept) for (kind, *_, nearest), concept in ranked)


# How a word typed meets a form of the lexicon, nearest first.
_EXACT, _INFLECTED, _SPELT, _STEMMED = range(4)
_LONG = 4  # letters of a word whose stem says enough


def _nearest(typed: str, forms: Sequence[str], may_be: dict[str, int]) -> tuple[int, int, int, str]:
    """Return how the words typed meet the nearest of ``forms``, how far it is, and that form."""
    ranks = []
    for form in forms:
        plain = form.casefold()
        accents = _letters(typed.casefold(), plain)
        if plain == typed.casefold():
            ranks.append((_EXACT, 0, 0, form))
        elif plain in may_be:
            ranks.append((_INFLECTED, may_be[plain], 0, form))
        elif fold(plain) == fold(typed):
            ranks.append((_SPELT, 0, accents, form))
        else:
            order = [n for headword, n in may_be.items() if fold(headword) == fold(plain)]
            kind, n = (_SPELT, 1 + min(order)) if order else (_STEMMED, 0)
            n = n or _letters(fold(typed), fold(" ".join(WORD.findall(form))))
            ranks.append((kind, n, accents, form))
    return min(ranks)


def _letters(one: str, other: str) -> int:
    return len(one) + len(other) - 2 * shared_start(one, other)


@cache
def _single(language: Language) -> dict[str, tuple[int, ...]]:
    """Return the concepts by their folded forms of one word."""
    table: dict[str, tuple[int, ...]] = {}
    known = lexicon()
    for number, row in enumerate(known.forms):
        for form in row[language]:
            # A rare concept only by the words that no common one has.
            met = number < known.core or number in known.of_word(stem(form, language), language)
            if met and " " not in form:
                table[fold(form)] = (*table.get(fold(form), ()), number)
    return table
