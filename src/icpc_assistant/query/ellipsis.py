"""A question of which only what is new was said: "And in Turin?", "No, I meant the assembly"."""

from __future__ import annotations

import re
from collections.abc import Collection

from icpc_assistant.entities import MONTHS
from icpc_assistant.query.wants import folded, wanted
from icpc_assistant.terms import fold, is_function_word, words
from icpc_assistant.types import Language

_LEADS = re.compile(
    r"^[\s¿]*(?:(?:and|but|et|mais|y|pero|no|non)\b[\s,]*)?"
    r"(?:(?:what|how) about|et pour|qu'en est-il (?:de|pour)|y para)?\b\s*",
    re.IGNORECASE,
)
_PLACED = r"(?:in|at|to|from|à|a|au|aux|en|dans|pour|para|for)"
_AT = re.compile(rf"{_PLACED}\b\s*(?:the |la |le |les |el |los |l['’])?", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_IN_YEAR = re.compile(r" (?:in|en) (?:19|20)\d\d\b")
# What shows that a question says what it asks, or does (folded).
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|when|where|which|how|why|did|was|were|is|are|has|have|had|do|does"
    r"|can|will|qui|que|quoi|quand|ou|quel(?:le)?s?|combien|comment|pourquoi|est|etait|ont|sont"
    r"|il|elle|ils|elles|on|c'etait|y a|quien(?:es)?|cuando|donde|cual(?:es)?|cuant[oa]s?|como"
    r"|fue|fueron|hubo|es|son|era|hizo|va)\b"
)
# Where what is spoken of begins: "How many people attended | the conference".
_THING = re.compile(
    r"(?<=\w)\s+(?:the|at the|in the|to the|of the|la|le|les|à la|au|aux|el|los|las|al|a la)\b"
    r"|(?<=\w)\s+(?:à )?l['’]",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:the|that|le|la|les|el|los|las|un|une|una)\b|l['’]", re.IGNORECASE)
_MOST = 8  # words


def completed(
    text: str, names: Collection[str], asked: str, language: Language, *, one: bool = False
) -> str:
    """Return the question ``asked`` before with the one thing that ``text`` says in its place.

    ``names`` are the words that name something, of both. "" where ``text`` says more or less than
    a name, a place or a time. ``one`` says that one event was asked about: its year goes with its
    place.
    """
    new = _LEADS.sub("", text, count=1).strip(" ?!.")
    if not new or len(words(new)) > _MOST or _ASKS.search(folded(new)) or not words(asked):
        return ""
    content = [w for w in words(new) if not is_function_word(w, language)]
    named = {fold(name) for name in names}
    strange = [w for w in content if not _names(w, named)]
    if not content or (strange and (len(strange) == len(content) or not _AT.match(new))):
        return ""
    if all(_YEAR.fullmatch(w) for w in content):
        return _with_year(asked, content[-1])
    old = _replaced(new, asked, named) if not strange else None
    if old is not None:
        before, after = asked[: old[0]], asked[old[1] :]
        if one or any(_YEAR.fullmatch(w) for w in content):
            before, after = _IN_YEAR.sub("", before), _IN_YEAR.sub("", after)
        return before + new + after
    if any(_names(w, named) and not _dated(w) for w in words(asked)):
        return ""  # which of its names is meant to go cannot be told
    return _with(asked, new)


def put_right(text: str, asked: str) -> str:
    """Return the question ``asked`` before with what it should have been about; "" if none."""
    new = text.strip(" ¿?!.")
    if _ASKS.search(folded(new)) or wanted(new) != "other" or not words(asked):
        return ""
    lead = _LEADS.sub("", asked, count=1).strip(" ¿?!.")
    m = _THING.search(lead)
    lead = lead[: m.start()] if m and len(words(lead[: m.start()])) > 1 else lead
    if _ARTICLE.match(new):
        new = new[:1].lower() + new[1:]
    opens, end = "¿" if "¿" in asked else "", re.search(r"\s*\?*\s*$", asked)
    return f"{opens}{lead[:1].upper()}{lead[1:]} {new}{end.group() if end else ''}"


_ELSE = re.compile(
    r"[\s¿]*(?:(?:and|but|et|mais|y|pero)\b[\s,]*)?(?:(?:who|what|where) else|qui d['’]autre"
    r"|quoi d['’]autre|qui[eé]n(?:es)? m[aá]s|qu[eé] m[aá]s|alguien m[aá]s|anyone else)[\s?!.]*",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"\b(?P<en>who|what|where)\b|\b(?P<fr>qui)\b|\b(?P<es>qui[eé]n(?:es)?|qu[eé])\b", re.I
)


def who_else(text: str, asked: str) -> str:
    """Return the question ``asked`` before as one for others: "Who else spoke?"; "" if not so."""
    if not _ELSE.fullmatch(text):
        return ""
    m = _WHO.search(asked)
    if m is None or re.search(r"\b(?:else|d['’]autres?|m[aá]s)\b", asked[m.end() :][:10]):
        return ""
    more = {"en": " else", "fr": " d’autre", "es": " más"}[m.lastgroup or "en"]
    return asked[: m.end()] + more + asked[m.end() :]


def _names(word: str, named: Collection[str]) -> bool:
    return fold(word) in named or _dated(word)


def _dated(word: str) -> bool:
    return word.isdigit() or fold(word) in MONTHS


def _with_year(asked: str, year: str) -> str:
    found = list(_YEAR.finditer(asked))
    if len(found) == 1:
        return asked[: found[0].start()] + year + asked[found[0].end() :]
    return ""


def _replaced(new: str, asked: str, named: Collection[str]) -> tuple[int, int] | None:
    """Return where ``asked`` has the name that a new one stands for: a place for a place."""
    placed = bool(_AT.match(new))
    runs = []
    for m in re.finditer(r"[^\W_]+(?:[ -][^\W_]+)*", asked):
        runs += _runs(m, named)
    found = []
    for start, end in runs:
        before = re.search(rf"\b{_AT.pattern}$", asked[:start], re.IGNORECASE)
        if bool(before) == placed:
            found.append((before.start() if before else start, end))
    if not found and not placed and len(runs) == 1:
        return runs[0]
    return found[-1] if len(found) == 1 else None


def _runs(m: re.Match[str], named: Collection[str]) -> list[tuple[int, int]]:
    """Return the stretches of neighbouring words that name something."""
    runs: list[tuple[int, int]] = []
    for word in re.finditer(r"[^\W_]+", m.group()):
        if fold(word.group()) not in named:
            continue
        start, end = m.start() + word.start(), m.start() + word.end()
        if runs and start - runs[-1][1] == 1:
            runs[-1] = runs[-1][0], end
        else:
            runs.append((start, end))
    return runs


def _with(asked: str, new: str) -> str:
    """Return a question with some words at its end."""
    m = re.search(r"\s*[?!.]*\s*$", asked)
    at = m.start() if m else len(asked)
    return f"{asked[:at]} {new}{asked[at:]}"
