"""A long, rambling question → the sentence that asks, and what the rest says of the matter."""

from __future__ import annotations

import re

from icpc_assistant.query.wants import folded
from icpc_assistant.terms import fold, is_function_word, words
from icpc_assistant.types import Language
from icpc_assistant.vocabulary import Vocabulary

_LONG = 22  # words; a shorter question is taken as it stands
_FEW = 3  # content words without which the sentence that asks leans on the one before it
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\s+(?=¿)")
_ASKS = re.compile(
    r"[?¿]|^(?:who|what|when|where|which|how|why|tell|qui|que|quoi|quand|ou|quel|quelle|combien"
    r"|comment|pourquoi|quien|cuando|donde|cual|cuantos|cuantas|como|por que)\b"
)
# What people say around a question (folded words); nothing of it is asked about.
CHAT = frozenset(
    """hello hi hey dear please thanks thank remind tell wonder wondering remember recall help
    want need trying try sorry guess think heard hear mean maybe quick again kindly anyone
    bonjour bonsoir salut merci svp plait pourriez pouvez peux dire rappeler souviens sais
    cherche voudrais aimerais crois pense svp pardon
    hola buenas buenos dias tardes noches gracias favor pueden puede podrian podria decir decirme
    recuerdo quisiera quiero necesito estoy creo perdon disculpe""".split()
)


def condensed(text: str, language: Language, vocabulary: Vocabulary | None) -> tuple[str, str]:
    """Return the part of a question that asks, and the words of the rest that may matter.

    A question of ordinary length is returned whole. Of a long one the rest keeps its names,
    figures and the words that the bulletins use.
    """
    if len(words(text)) <= _LONG or vocabulary is None:
        return text, ""
    sentences = [s for s in _SENTENCES.split(text) if words(s)]
    asking = [i for i, s in enumerate(sentences) if _ASKS.search(folded(s))]
    chosen = {asking[-1] if asking else len(sentences) - 1}
    while min(chosen) and len(_content([sentences[i] for i in chosen], language)) < _FEW:
        chosen.add(min(chosen) - 1)
    kept = " ".join(sentences[i] for i in sorted(chosen))
    said = {fold(w) for w in words(kept)}
    rest = _content([s for i, s in enumerate(sentences) if i not in chosen], language)
    rest = [w for w in rest if (w in vocabulary or w.isdigit()) and fold(w) not in said]
    return _unwrapped(kept), " ".join(dict.fromkeys(rest))


def _content(sentences: list[str], language: Language) -> list[str]:
    return [
        word
        for sentence in sentences
        for word in words(sentence)
        if not is_function_word(word, language) and fold(word) not in CHAT
    ]


def _unwrapped(text: str) -> str:
    """Leave out the clauses that only chat: "Hello, ", "could you tell me please"."""
    kept = [
        clause
        for clause in re.split(r"(?<=[,;:!])\s+", text)
        if any(fold(w) not in CHAT and len(w) > 2 for w in words(clause))
    ]
    return " ".join(kept) or text
