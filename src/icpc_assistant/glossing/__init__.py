"""A question's words → the words of another language, so that a reader of that language finds them.

No translation: word for word, longest expression first, from ``lexicon.tsv``. Of several meanings
the one whose form is nearest to the word as typed is taken; into English, French and Spanish
grammar that has no word there is left out, and a word that the lexicon lacks is respelt by the
endings that the three languages share ("colonización", "colonisation"). A regular inflection
meets its headword ("travaillent", "travailler") before any other word of the same stem.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from icpc_assistant.glossing.grammar import Token, grammar, inverted
from icpc_assistant.glossing.inflection import headwords
from icpc_assistant.glossing.spelling import respelt
from icpc_assistant.lexicon import LONGEST, Lexicon, lexicon
from icpc_assistant.terms import WORD, fold, shared_start, stem
from icpc_assistant.types import Language


@lru_cache(maxsize=512)
def gloss(text: str, source: Language, target: Language) -> str:
    """Return the words of ``text`` in ``target``; one that nothing is known of stays as typed."""
    known = lexicon()
    tokens = [
        Token(m.group(), stem(m.group(), source), text[: m.start()].endswith("-"))
        for m in WORD.finditer(text)
    ]
    out: list[str] = []
    at = 0
    while at < len(tokens):
        size, form = _longest(known, tokens, at, source, target)
        if size < 2 and target == "en" and source != "en":
            said = grammar(tokens, at, source)
            form = form if said is None else said
        if form is None:
            word = tokens[at].word
            form = respelt(word, source) if target == "en" and word.islower() else word
        if form:
            out.append(form)
        at += max(size, 1)
    return " ".join(out)


def _longest(
    known: Lexicon, tokens: Sequence[Token], at: int, source: Language, target: Language
) -> tuple[int, str | None]:
    """Return how many tokens the longest known expression at ``at`` has, and its first form."""
    table = known.by_stems[source]
    capitals = any(token.word[0].isupper() for token in tokens[1:])
    for size in range(min(LONGEST, len(tokens) - at), 0, -1):
        part = tokens[at : at + size]
        if size > 1 and all(inverted(token, source) for token in part[1:]):
            continue
        typed = " ".join(token.word for token in part)
        may_be = headwords(typed.casefold(), source) if size == 1 else {}
        met = dict.fromkeys(table.get(tuple(token.stem for token in part), ()))
        for headword in may_be:
            met.update(dict.fromkeys(_single(source).get(fold(headword), ())))
        found = [concept for concept in met if known.forms[concept][target]]
        ranked = sorted(
            (_nearest(typed, known.forms[concept][source], may_be), concept) for concept in found
        )
        for n, ((kind, *_, nearest), concept) in enumerate(ranked):
            # "irán" in a text that has its capitals is no country, if it can be another word
            country = nearest[0].isupper() and typed.islower() and capitals
            country = country and any(rank[0] < _STEMMED for rank, _ in ranked[n + 1 :])
            # nor is "Milan" a thousand: a name is no inflected word, nor one of three letters
            inflected = size == 1 and kind in {_INFLECTED, _STEMMED} and nearest[0].islower()
            name = inflected and at > 0 and typed.istitle()
            short = size == 1 and kind == _STEMMED and len(typed) < _LONG
            if not country and not name and not short:
                return size, known.forms[concept][target][0]
    return 0, None


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
    for number, row in enumerate(lexicon().forms):
        for form in row[language]:
            if " " not in form:
                table[fold(form)] = (*table.get(fold(form), ()), number)
    return table
