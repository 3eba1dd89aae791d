"""What people shorten in a chat, written out: "ppl", "qd", "xq"."""

from __future__ import annotations

import re

from icpc_assistant.terms import fold, is_function_word
from icpc_assistant.types import LANGUAGES, Language
from icpc_assistant.vocabulary import Vocabulary

# Folded, to what is written out.
_MEANT: dict[Language, dict[str, str]] = {
    "en": {
        "ppl": "people", "abt": "about", "u": "you", "ur": "your", "r": "are", "wat": "what",
        "wut": "what", "b4": "before",
    },
    "fr": {
        "bcp": "beaucoup", "qd": "quand", "cb": "combien", "cmb": "combien", "pk": "pourquoi",
        "pq": "pourquoi", "pkoi": "pourquoi", "ki": "qui", "koi": "quoi", "pr": "pour",
        "ds": "dans", "c": "c'est",
    },
    "es": {
        "q": "que", "k": "que", "xq": "por qué", "pq": "por qué", "xk": "por qué",
        "dnd": "dónde", "dnde": "dónde", "tb": "también", "tmb": "también", "x": "por",
        "cuant@s": "cuántos",
    },
}  # fmt: skip
_SHORT = re.compile(r"(?<![\w@.'’/-])[^\W_]+(?:@s)?(?![\w@'’/-]|\.\w)")
# What is more than one word, or shows by what stands beside it.
_EXPRESSIONS: dict[Language, tuple[tuple[re.Pattern[str], str], ...]] = {
    "en": (
        (re.compile(r"(?<![\w/])w/o(?!\w)", re.IGNORECASE), "without"),
        (re.compile(r"(?<![\w/])w/\s*(?=\w)", re.IGNORECASE), "with "),
    ),
    "fr": (
        (re.compile(r"(?<![\w'’-])(?:il )?ya(?![\w'’-])"), "il y a"),
        (re.compile(r"\bkes(?:k|que?)['’ ]?(?P<who>ils?|elles?|on)\b", re.IGNORECASE),
         r"qu'est-ce qu'\g<who>"),
        (re.compile(r"\b(?:kesk|keske|keskeu|qeske)\b", re.IGNORECASE),
         "qu'est-ce que"),
        (re.compile(r"(?<![\w'’.-])c (?=(?:[ée]tait|est)\b)"), "c'"),
        (re.compile(r"(?<!il )\by['’]a\b(?!-)"), "il y a"),
    ),
    "es": (
        (re.compile(r"(?<![\w.-])x[ ]?(?:q|k)(?:ue)?(?![\w'’.-])", re.IGNORECASE), "por qué"),
        (re.compile(r"(?<![\w@.])(?P<stem>tod|much|niñ|alumn)@s(?![\w.])"), r"\g<stem>os"),
    ),
}  # fmt: skip
# Nothing is lost without these.
_DROPPED = r"(?:[Bb]tw|[Pp]l[sz]+|[Ss]vp|[Ss]tp|[Xx]fa|[Pp]orfa|[Xx]favor)\b"
_PLEASE = re.compile(
    rf"^[\s,]*{_DROPPED}[\s,]+(?=[^\W\d_])|,?\s+{_DROPPED}(?=[\s?!.…]*$)|,\s*{_DROPPED}(?=\s*,)"
)
# Beside these an "r" is short for "are".
_YOU = frozenset("who what wat wut where how when why we you u they there these those".split())
_ARTICLES = frozenset("the a an that this le la les l un une des el los las una mi su".split())
# One letter is short for a word only in front of another.
_LETTERS = re.compile(r"\s+(?:[a-zà-ÿ]|\d{4}\b|[A-Z][a-zà-ÿ])")
_TITLE = re.compile(r"[Pp]r [A-ZÀ-Þ]")  # "le Pr Dupont"
_NAMELIKE = frozenset("r u c q k x ki pr ds b4".split())
_OWN = {
    short: languages[0]
    for short in {s for table in _MEANT.values() for s in table if len(s) > 1}
    if short not in {"pr", "ds", "cb", "ki", "tb"}
    and len(languages := [lang for lang in LANGUAGES if short in _MEANT[lang]]) == 1
    and not any(is_function_word(short, lang) for lang in LANGUAGES)
}


def language_shown(word: str) -> Language | None:
    """Return the one language in which a word in lower case is an abbreviation of the chat."""
    return _OWN.get(fold(word)) if word.islower() else None


def written_out(text: str, language: Language, vocabulary: Vocabulary | None) -> str:
    """Return a question with what is shortened in it written out.

    A name of the bulletins stays, as does what is typed in capitals.
    """
    said = text
    for pattern, meant in _EXPRESSIONS[language]:
        said = pattern.sub(meant, said)

    def full(m: re.Match[str]) -> str:
        word, short = m.group(), fold(m.group())
        meant = _MEANT[language].get(short)
        if meant is None or _is_name(m, vocabulary):
            return word
        if short in _NAMELIKE and not _short_here(said, m, language):
            return word
        return meant[:1].upper() + meant[1:] if word[0].isupper() else meant

    return _PLEASE.sub("", _SHORT.sub(full, said)) or text


def _short_here(said: str, m: re.Match[str], language: Language) -> bool:
    """Whether a letter or syllable that may be a name's, a grade or a unit is short for a word.

    It stands before another word, at the beginning or behind grammar: not "plan x", "hépatite c".
    """
    word, before = m.group(), re.findall(r"[^\W_]+", said[: m.start()])
    if word[0].isupper() or not _LETTERS.match(said, m.end()):
        return False
    if fold(word) == "r":
        behind = re.match(r"\s+(\w+)", said[m.end() :])
        return bool(before and fold(before[-1]) in _YOU) or bool(behind and fold(behind[1]) in _YOU)
    if fold(word) in {"q", "u"} or not before:
        return True
    behind = re.match(r"\s+([^\W_]+)", said[m.end() :])
    return (
        is_function_word(before[-1], language)
        or not said[: m.start()].rstrip()[-1:].isalnum()
        or bool(behind and fold(behind[1]) in _ARTICLES)
    )


def _is_name(m: re.Match[str], vocabulary: Vocabulary | None) -> bool:
    """Whether an abbreviation may name something, as it is typed or as the bulletins have it."""
    word = m.group()
    opens = not re.search(r"\w", m.string[: m.start()])
    if word[0].isupper() and not opens:
        return True
    if len(word) == 1:
        return False
    if word.isupper() or _TITLE.match(m.string, m.start()):
        return True
    return vocabulary is not None and fold(word) in vocabulary.proper
