"""What those asked for are: "which of our analysts …", "quelles universités …"."""

from __future__ import annotations

from collections.abc import Sequence

from icpc_assistant.cards.institutions import is_house
from icpc_assistant.collection.catalogue import Catalogue, Term, term
from icpc_assistant.collection.idle import is_verb
from icpc_assistant.collection.reading import Reading
from icpc_assistant.collection.things import EITHER
from icpc_assistant.terms import fold, is_function_word, stem, words
from icpc_assistant.types import LANGUAGES, Language


def roles_of(reading: Reading, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the words of a question that say what people are by their roles on the cards.

    The model must take them for words that ask: a topic may stand in a role too.
    """
    language, known = reading.language, catalogue.role_stems
    found = []
    for start, end in sorted(reading.only_asking):
        word = reading.text[start:end]
        if not reading.free(start, end) or is_function_word(word, language):
            continue
        if is_verb(word, language) or word.lower() in _ANYBODY:
            continue
        forms = term(word, language).forms
        if any((lang, s[0]) in known for lang in LANGUAGES for s in forms[lang] if len(s) == 1):
            found.append(word)
    return tuple(found)


# What says of nobody what he is.
_ANYBODY = frozenset(
    "people person persons staff team name names someone anyone personnes personne gens equipe nom "
    "noms personas persona gente equipo nombre nombres quien quienes organisation organización "
    "organization centre center centro institute institut instituto network réseau red".split()
)


def sorts_of(reading: Reading) -> tuple[str, ...]:
    """Return the nouns that say what sort of organisations are asked for: "which universities"."""
    found = []
    for token in reading.tokens_read():
        word = fold(token.group())
        if word.endswith("s") and is_house(word) and not EITHER.fullmatch(word):
            reading.spend(*token.span())
            found.append(token.group())
    return tuple(found)


def is_sort(name: str, wanted: Sequence[Term]) -> bool:
    """Whether the name of an organisation, in whatever language, has one of the words wanted:
    "which universities and ministries"."""
    return any(has_roles(name, (one,), language) for one in wanted for language in LANGUAGES)


def has_roles(role: str, wanted: Sequence[Term], language: Language) -> bool:
    """Whether what a bulletin in ``language`` calls somebody has all the words wanted."""
    stems = _stems(role, language)
    return all(any(set(form) <= stems for form in one.forms[language]) for one in wanted)


def _stems(role: str, language: Language) -> set[str]:
    return {stem(word, language) for word in words(role)}
