"""A question that asks two things → the two questions: "When and where was it?"."""

from __future__ import annotations

import re

from icpc_assistant.terms import is_function_word, words
from icpc_assistant.types import Language

_ASKS = (
    r"(?:who(?:m|se)?|what|when|where|which|why|how|qui|quoi|quand|où|quel(?:le)?s?|combien"
    r"|comment|pourquoi|lequel|laquelle|qui[eé]n(?:es)?|qué|cu[aá]ndo|d[oó]nde|cu[aá]l(?:es)?"
    r"|cu[aá]nt[oa]s?|c[oó]mo|por\s+qu[eé])"
)
_LED_IN = (
    r"(?:(?:in|on|at|for|with|by|from|to|of|à|au|aux|avec|sur|dans|en|de|pour|par|depuis|con|por"
    r"|para|desde|a|sobre|entre)\s+|d['’])?"
)
_AND = r"(?:and|et|y|e)"
# What is asked for, as far as its noun: "where", "in which city".
_ASKED = (
    rf"{_LED_IN}(?:(?:which|how\s+(?:many|much)|combien\s+de|cu[aá]nt[oa]s|quel(?:le)?s?|qué"
    rf"|cu[aá]l(?:es)?)\s+[^\W\d_]+|{_ASKS})"
)
# "When and where was the congress?"
_TOGETHER = re.compile(
    rf"^(?P<before>(?:.{{0,80}}[,;:.!?…]\s+)?¿?)(?P<one>{_ASKED})\s+{_AND}\s+(?P<other>{_ASKED})"
    rf"(?P<rest>\s+\w.+)$",
    re.IGNORECASE,
)
# "Who opened it, and in which city?", "c'était qui, et ça ouvre quand ?"
_THEN = re.compile(
    rf",?\s+(?P<and>{_AND})\s+(?P<other>{_LED_IN}{_ASKS}\b.*"
    r"|(?:[\w'’-]+\s+){1,4}(?:à partir de )?(?:quand|où|combien|comment|pourquoi)\s*\??)$",
    re.IGNORECASE,
)
# "Did the sanctions fall? By how much?"
_TWICE = re.compile(
    rf"^(?P<one>[^?]*\?)\s+¿?(?P<other>(?:{_AND}\s+)?{_LED_IN}{_ASKS}\b[^?]*\?)$", re.IGNORECASE
)
_ASKING = re.compile(rf"\b{_ASKS}\b", re.IGNORECASE)
_AND_ASKS = re.compile(rf"(?:,|\s+{_AND})\s+{_LED_IN}{_ASKS}\b", re.IGNORECASE)
_ENDS_ASKING = re.compile(rf"\b{_ASKS}[,\s]*$", re.IGNORECASE)
_AT_ONCE = re.compile(rf"(?:^|[.!?:;,¿]\s*)(?:{_AND}\s+)?{_LED_IN}{_ASKS}\b", re.IGNORECASE)
# Words that open a clause as often as a question.
_RELATIVE = frozenset("who whom which where qui où quien quienes donde".split())
_BETWEEN = re.compile(rf"\b(?:between|entre|about|sur|sobre)\s+{_ASKS}\b", re.IGNORECASE)
_JOINED: dict[Language, str] = {"en": "And", "fr": "Et", "es": "Y"}
_FEWEST, _MOST = 3, 18  # words of the first part, at least, and of the second, at most


def parts(question: str, language: Language) -> tuple[str, ...]:
    """Return the questions that ``question`` asks one after the other: two, or itself alone.

    The second is worded as a follow-up of the first ("And in which city?").
    """
    text = " ".join(question.split())
    twice = _TWICE.match(text)
    if twice:
        return _two(twice["one"], twice["other"], language) or (question,)
    together = _TOGETHER.match(text)
    if together:
        before, one, other, rest = together.group("before", "one", "other", "rest")
        if _ASKING.search(before) or _AND_ASKS.match(rest):
            return (question,)  # "did they say when and where", "when and where and why"
        opening = "¿" if before.endswith("¿") else ""
        return f"{before}{one}{rest}", f"{opening}{other[:1].upper()}{other[1:]}{rest}"
    for then in _THEN.finditer(text):
        one = text[: then.start()]
        if _ASKING.search(one) and not _embedded(one, then["other"]):
            return _two(one + "?", then["other"], language) or (question,)
    return (question,)


def _embedded(one: str, other: str) -> bool:
    """Whether the second part only goes on with a clause of the first: "who came and who left"."""
    if _ENDS_ASKING.search(one) and not re.match(rf"{_LED_IN}\b(?<=\s)", other, re.IGNORECASE):
        return True  # "when and how to act", but not "when and with how many"
    asks = _ASKING.search(other)
    word = asks.group().casefold() if asks else ""
    if word in _RELATIVE:
        # The first "qui" asks, a second one belongs to a noun; and where no sentence begins by
        # asking, what follows does not either.
        return len(re.findall(rf"\b{word}\b", one, re.IGNORECASE)) > 1 or not _AT_ONCE.search(one)
    return bool(_BETWEEN.search(one))


def _two(one: str, other: str, language: Language) -> tuple[str, ...]:
    """Return two parts if each may be a question, else nothing."""
    content = [word for word in words(one) if not is_function_word(word, language)]
    if not content or len(one.split()) < _FEWEST or len(other.split()) > _MOST:
        return ()
    other = re.sub(rf"^¿?{_AND}\s+", "", other, flags=re.IGNORECASE).lstrip("¿")
    joined = f"{_JOINED[language]} {other[:1].lower()}{other[1:]}"
    if language != "es":
        return one, joined
    return one, f"¿{joined.rstrip('?')}?"
