"""A follow-up question → one that stands on its own, with what the last questions were about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icpc_assistant.query.wants import folded
from icpc_assistant.terms import fold, is_function_word, words
from icpc_assistant.types import Language

if TYPE_CHECKING:
    from icpc_assistant.query.interpretation import Query

_PRONOUNS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:he|she|they|it|him|her|them|his|their|its|there)\b"
        r"|\b(?:that|this|the same) (?:one|event|day|conference|congress|meeting|mission|session"
        r"|seminar|training|summit|study|person|trip|visit)\b"
    ),
    "fr": re.compile(
        r"\b(?:elle|ils|elles|lui|celui-ci|celle-ci|la-bas|cela)\b"
        r"|(?<!y a-t-)(?<!est-ce qu')\bil\b(?! y a)|\by (?:a-t-|etai|ont|avai|particip|assist|eu)"
        r"|\b(?:cet|cette|ce|son|sa|ses|leurs?) \w+"
    ),
    "es": re.compile(
        r"\b(?:ella|ellos|ellas|alli|alla|ahi|eso)\b|\bel\b(?= (?:fue|hizo|dijo|present|habl))"
        r"|\b(?:ese|esa|este|esta|su|sus|dich[oa]) \w+"
    ),
}


def carried_over(text: str, language: Language, before: Query | None) -> tuple[str, ...]:
    """Return what a follow-up leaves out: the content words of the question ``before``.

    Empty where the question stands on its own.
    """
    if before is None or not _leans(text, language):
        return ()
    named = {fold(w) for w in words(text)}
    carried = [
        w
        for w in words(before.text)
        if not is_function_word(w, before.language) and fold(w) not in named
    ]
    # "And in 2023?" replaces the year it follows.
    if re.search(r"\b(?:19|20)\d\d\b", text):
        carried = [w for w in carried if not re.fullmatch(r"(?:19|20)\d\d", w)]
    carried = [w for w in carried if not re.fullmatch(r"combien|cuant[oa]s?|many", fold(w))]
    return tuple(carried)


def _leans(text: str, language: Language) -> bool:
    """Whether a question cannot be understood without the one before it."""
    plain = folded(text)
    content = [w for w in words(text) if not is_function_word(w, language)]
    if len(content) <= 1 or re.match(r"^(?:and|but|et|mais|y|pero)\b", plain):
        return True
    return bool(_PRONOUNS[language].search(plain))
