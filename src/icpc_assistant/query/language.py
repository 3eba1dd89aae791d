"""English, French or Spanish?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from icpc_assistant.lexicon import lexicon
from icpc_assistant.query.abbreviations import language_shown
from icpc_assistant.terms import FUNCTION_WORDS, clean, fold, words
from icpc_assistant.types import LANGUAGES, Exchange, Language
from icpc_assistant.vocabulary import misspelt


def detect_language(text: str, history: Sequence[Exchange] = ()) -> Language:
    """Tell English, French and Spanish apart by function words, then vocabulary, then marks.

    A tie goes to the language of the last question, then to that of misspelt words, else to
    English.
    """
    tokens = words(text)
    score: dict[Language, float] = dict.fromkeys(LANGUAGES, 0.0)
    known = lexicon()
    for token in tokens:
        folded = fold(token)
        for language in LANGUAGES:
            if folded in FUNCTION_WORDS[language]:
                score[language] += 1.0
            elif known.knows(token, language):
                score[language] += 0.5
        if short := language_shown(token):
            score[short] += 0.5
    score["es"] += 2.0 * len(re.findall(r"[¿¡ñ]", text))
    score["fr"] += 1.0 * len(re.findall(r"[çœêèàùâîôû]|\b[ldjnsmtc]['’]|\bqu['’]", text.lower()))
    score["es"] += 0.5 * len(re.findall(r"[áíóú]", text.lower()))
    # French "y" stands before a verb, never before a number or an article.
    score["es"] += 1.0 * len(re.findall(r"\w y (?:\d|(?:el|la|los|las|en)\b)", text.lower()))
    score["en"] += 0.5 * len(re.findall(r"[’']s\b", text.lower()))
    leaders = _leading(score)
    if len(leaders) == 1:
        return leaders[0]
    if history:
        before = detect_language(clean(history[-1].question), history[:-1][-3:])
        if before in leaders:
            return before
    for language in leaders:
        score[language] += sum(_may_misspell(token, language) for token in tokens)
    return _leading(score)[0]


def _leading(score: Mapping[Language, float]) -> list[Language]:
    best = max(score.values())
    return [language for language in LANGUAGES if score[language] == best]


def _may_misspell(token: str, language: Language) -> bool:
    """Whether a word that no language knows is near one of this."""
    known = lexicon()
    if any(known.knows(token, other) for other in LANGUAGES):
        return False
    return bool(misspelt(fold(token), known.single[language]))
