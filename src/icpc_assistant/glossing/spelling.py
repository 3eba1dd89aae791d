"""Learned words of French and Spanish → their English spelling."""

from __future__ import annotations

from icpc_assistant.terms import fold
from icpc_assistant.types import Language

# Endings shared by French, Spanish and English (learned words from Latin and Greek), longest first.
_ENDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "fr": (
        ("isations", "izations"), ("isation", "ization"), ("ologies", "ologies"),
        ("ologie", "ology"), ("ateurs", "ators"), ("ateur", "ator"), ("atrice", "ator"),
        ("ismes", "isms"), ("isme", "ism"), ("istes", "ists"), ("iste", "ist"),
        ("iques", "ic"), ("ique", "ic"), ("ités", "ities"), ("ité", "ity"), ("aires", "ary"),
        ("aire", "ary"), ("euses", "ous"), ("euse", "ous"), ("eux", "ous"), ("ives", "ive"),
        ("ifs", "ive"), ("if", "ive"), ("ellement", "ally"), ("elles", "al"), ("elle", "al"),
        ("els", "al"), ("el", "al"), ("ances", "ances"), ("graphie", "graphy"), ("cratie", "cracy"),
    ),
    "es": (
        ("izaciones", "izations"), ("ización", "ization"), ("cciones", "ctions"),
        ("cción", "ction"), ("ciones", "tions"), ("ción", "tion"),
        ("siones", "sions"), ("sión", "sion"), ("idades", "ities"), ("idad", "ity"),
        ("ismos", "isms"), ("ismo", "ism"), ("istas", "ists"), ("ista", "ist"),
        ("adores", "ators"), ("ador", "ator"), ("adora", "ator"), ("ología", "ology"),
        ("icos", "ic"), ("icas", "ic"), ("ico", "ic"), ("ica", "ic"), ("ivos", "ive"),
        ("ivas", "ive"), ("ivo", "ive"), ("iva", "ive"), ("osos", "ous"), ("osas", "ous"),
        ("oso", "ous"), ("osa", "ous"), ("arios", "ary"), ("arias", "ary"), ("ario", "ary"),
        ("aria", "ary"), ("encias", "ences"), ("encia", "ence"), ("ancia", "ance"),
        ("mentos", "ments"), ("mento", "ment"), ("ografía", "ography"), ("cracia", "cracy"),
    ),
}  # fmt: skip
_SHORTEST = 7


def respelt(word: str, source: Language) -> str:
    """Return a word that the lexicon lacks with its English ending, if it has such a one."""
    if len(word) >= _SHORTEST and source in _ENDINGS:
        plain = fold(word)
        for ending, english in _ENDINGS[source]:
            if plain.endswith(fold(ending)):
                return plain.removesuffix(fold(ending)) + english
    return word
