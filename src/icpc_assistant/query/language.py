"""English, French or Spanish?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from icpc_assistant.lexicon import lexicon
from icpc_assistant.query.abbreviations import language_shown
from icpc_assistant.terms import FUNCTION_WORDS, clean, fold, words
from icpc_assistant.types import LANGUAGES, Exchange, Language


def detect_language(text: str, history: Sequence[Exchange] = ()) -> Language:
    """Tell English, French and Spanish apart by function words, then vocabulary, then marks.

    A tie goes to the language of the last question, else to English.
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
    score["en"] += 0.5 * len(re.findall(r"[’']s\b", text.lower()))
    best = max(score.values())
    leaders = [language for language in LANGUAGES if score[language] == best]
    if len(leaders) == 1:
        return leaders[0]
    if history:
        before = detect_language(clean(history[-1].question), history[:-1][-3:])
        if before in leaders:
            return before
    return leaders[0]
