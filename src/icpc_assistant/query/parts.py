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
# "When and where was the congress?"
_TOGETHER = re.compile(
    rf"^(?P<before>(?:.{{0,80}}[,;:.!?…]\s+)?¿?)(?P<one>{_LED_IN}{_ASKS})\s+{_AND}\s+(?P<other>{_LED_IN}{_ASKS})"
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
_JOINED: dict[Language, str] = {"en": "And", "fr": "Et", "es": "Y"}
_FEWEST, _MOST = 3, 18  # words of the first part, at least, and of the second, at most


def parts(question: str, language: Language) -> tuple[str, ...]:
    """Return the questions that ``question`` asks one after the other: two, or itself alone.

    The second is worded as a follow-up of the first ("and in which city?").
    """
    text = " ".join(question.split())
    twice = _TWICE.match(text)
    if twice:
        return _two(twice["one"], twice["other"], language) or (question,)
    together = _TOGETHER.match(text)
    if together:
        before, one, other, rest = together.group("before", "one", "other", "rest")
        return f"{before}{one}{rest}", f"{before}{other}{rest}"
    for then in _THEN.finditer(text):
        one = text[: then.start()]
        if _ASKING.search(one):
            return _two(one + "?", then["other"], language) or (question,)
    return (question,)


def _two(one: str, other: str, language: Language) -> tuple[str, ...]:
    """Return two parts if each may be a question, else nothing."""
    content = [word for word in words(one) if not is_function_word(word, language)]
    if not content or len(one.split()) < _FEWEST or len(other.split()) > _MOST:
        return ()
    if not re.match(rf"{_AND}\s", other, re.IGNORECASE):
        other = f"{_JOINED[language]} {other}"
    return one, other
