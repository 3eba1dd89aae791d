"""The words of French and Spanish grammar, and what stands for them in an English question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from icpc_assistant.lexicon import lexicon
from icpc_assistant.types import Language


@dataclass(frozen=True, slots=True)
class Token:
    """A word as typed; ``joined`` by a hyphen to the word before it ("a-t-elle")."""

    word: str
    stem: str
    joined: bool


# Words of grammar, as typed with their accents, and what stands for them in an English question;
# "" where English has no word.
_GRAMMAR: dict[str, dict[str, str]] = {
    "fr": {
        "t": "", "y": "", "ne": "", "n": "", "se": "", "s": "", "m": "", "c": "it",
        "est": "is", "sont": "are", "était": "was", "étaient": "were", "fut": "was",
        "furent": "were", "sera": "will be", "seront": "will be", "son": "its", "sa": "its",
        "ses": "its", "leur": "their", "leurs": "their", "ils": "they", "elles": "they",
        "dont": "whose", "où": "where", "au": "at the", "aux": "at the", "du": "of the",
        "des": "of", "ont": "have", "avait": "had", "avaient": "had", "on": "people",
    },
    "es": {
        "se": "", "es": "is", "son": "are", "era": "was", "eran": "were", "fue": "was",
        "fueron": "were", "está": "is", "están": "are", "estaba": "was", "estaban": "were",
        "será": "will be", "serán": "will be", "sido": "been", "hubo": "there was",
        "hay": "there is", "su": "its", "sus": "its", "al": "to the", "del": "of the",
        "ha": "has", "han": "have", "había": "had", "habían": "had", "a": "to", "sí": "yes",
        "lo": "it", "le": "", "les": "", "me": "me",
    },
}  # fmt: skip
# What a word of grammar is within a sentence, not at its beginning.
_WITHIN = {
    "fr": {"que": "that", "qu": "that", "ou": "or"},
    "es": {"que": "that", "como": "as"},
}
# Question words typed without their accents, at a question's beginning.
_OPENING = {
    "fr": {"ou": "where"},
    "es": {"quien": "who", "quienes": "who", "que": "what", "como": "how", "porque": "why"},
}
_TO = {"fr": frozenset("à au aux".split()), "es": frozenset[str]()}
_PRONOUNS = frozenset("t il elle on ils elles ce".split())
_BE = frozenset("est sont était étaient".split())
_HAVE = {"fr": frozenset("a as ai ont avait avaient avons avez".split()),
         "es": frozenset("ha han había habían he hemos".split())}  # fmt: skip
_PARTICIPLE = {
    "fr": re.compile(
        r".{2,}(?:é|ée|és|ées)|eue?s?|été|(?:re|dé|contre|sur)?faite?s?|dite?s?|.*mise?s?|.*prise?s?"
        r"|vue?s?|sue?s?|pue?s?|dû|due?s?|.*lue?s?|.*[tv]enue?s?|.*çue?s?|.*ndue?s?"
        r"|.*(?:uv|ff|uff)erte?s?|.*crite?s?|.*uite?s?|.*[lns]ie?s?|connue?s?"
    ),
    "es": re.compile(
        r".{2,}[aií]d[oa]s?|.*hech[oa]s?|dich[oa]s?|.*puest[oa]s?|.*vist[oa]s?"
        r"|.*biert[oa]s?|.*crit[oa]s?|.*uelt[oa]s?|muert[oa]s?|rot[oa]s?"
    ),
}


def grammar(tokens: Sequence[Token], at: int, source: Language) -> str | None:
    """Return what stands in English for a word of grammar, ``None`` for any other word."""
    token = tokens[at]
    word = token.word.casefold()
    before = tokens[at - 1].word.casefold() if at else ""
    if inverted(token, source):
        return ""
    if word in _HAVE[source]:
        after = [t for t in tokens[at + 1 :] if not inverted(t, source) and t.word != "pas"]
        if after and _PARTICIPLE[source].fullmatch(after[0].word.casefold()):
            return "did" if _asked(tokens, at, source) and after[0].word != "été" else ""
        if source == "fr" and word == "a":
            accents = any(not t.word.isascii() for t in tokens)
            named = bool(after) and after[0].word[0].isupper()
            return "in" if named else "has" if accents and after else "at"
    if source == "fr" and word == "été":
        return "was" if before in _HAVE["fr"] | _PRONOUNS | {"pas", "avoir"} else None
    if source == "fr" and before in {"s", "se"} and word in _BE:
        # "s'est-il tenu", "se sont réunis": the perfect of a reflexive verb
        return "did" if _asked(tokens, at, source) else ""
    if word in _TO[source] and at + 1 < len(tokens) and tokens[at + 1].word[0].isupper():
        return "in"
    if word == "de" and _dates(tokens, at):
        return ""
    if not at and word in _OPENING[source]:
        return _OPENING[source][word]
    if at and word in _WITHIN[source]:
        return _WITHIN[source][word]
    return _GRAMMAR[source].get(word)


def _asked(tokens: Sequence[Token], at: int, source: Language) -> bool:
    """Whether the verb's subject follows it, as in a question: "a-t-elle"."""
    return at + 1 < len(tokens) and inverted(tokens[at + 1], source)


def _dates(tokens: Sequence[Token], at: int) -> bool:
    """Whether a "de" stands between parts of a date: "3 de mayo de 2020"."""
    after = tokens[at + 1].word if at + 1 < len(tokens) else ""
    year = after.isdigit() and len(after) == 4
    return year or (
        at > 0
        and tokens[at - 1].word.isdigit()
        and after.isalpha()
        and after.islower()
        and bool(lexicon().names(after, "es"))
    )


def inverted(token: Token, source: Language) -> bool:
    """Whether the token is the pronoun of a French question: "a-t-elle"."""
    return source == "fr" and token.joined and token.word.casefold() in _PRONOUNS
