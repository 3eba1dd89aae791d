"""The words of a question: misspelt ones corrected, names and months told from the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from icpc_assistant.cards.bodies import names_of_body
from icpc_assistant.cards.kinds import is_event_noun
from icpc_assistant.entities import MONTHS
from icpc_assistant.lexicon import lexicon
from icpc_assistant.query.misheard import land_meant
from icpc_assistant.terms import fold, is_function_word, stem, words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import LANGUAGES, Language
from icpc_assistant.vocabulary import Vocabulary


def corrected(
    text: str,
    language: Language,
    vocabulary: Vocabulary | None,
    is_word: Callable[[str], bool],
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Replace words that no vocabulary knows by the corpus word they misspell."""
    if vocabulary is None:
        return text, ()
    known = lexicon()
    corrections = []
    for word in dict.fromkeys(words(text)):
        spelt_out = (
            vocabulary.expansion(word) if word.isupper() and word not in vocabulary else None
        )
        if spelt_out:
            corrections.append((word, spelt_out))
            text = re.sub(rf"\b{re.escape(word)}\b", spelt_out, text)
            continue
        if word in vocabulary:
            written = vocabulary.proper.get(fold(word), word)
            if fold(written) == fold(word) and written.casefold() != word.casefold():
                # A name typed without its accents: its stem would be another.
                text = re.sub(rf"\b{re.escape(word)}\b", written, text)
            continue
        if any(known.knows(word, lang) for lang in LANGUAGES):
            # The encoder's words are English; "longer" is one, whatever French says.
            meant = None if language == "en" and is_word(word) else _cognate(word, language)
            if meant:
                if fold(meant) != fold(word):
                    corrections.append((word, meant))
                text = re.sub(rf"\b{re.escape(word)}\b", meant, text)
            continue
        if _stands(word, language) or is_word(word):
            continue
        meant = land_meant(word, text, language) or vocabulary.nearest(word, _ordinary(language))
        if meant and word[0].isupper() and not _same_name(word, meant, text):
            continue
        if meant and stem(meant, language) != stem(word, language):
            corrections.append((word, meant))
            text = re.sub(rf"\b{re.escape(word)}\b", meant, text)
    return text, tuple(corrections)


def _cognate(word: str, language: Language) -> str | None:
    """Return the language's own word for one written as another's: "canadien" in English.

    At most two letters apart, and the same thing; ``None`` where it is one of the language's words.
    One without its accents ("policia"), whose stem is another, gets them back.
    """
    from rapidfuzz.distance import OSA

    known, folded = lexicon(), fold(word)
    if len(folded) < _SHORTEST_COGNATE or known.knows(word, language):
        return None
    concepts = (c for lang in LANGUAGES for c in known.of_word(stem(word, lang), lang))
    own = (form for c in concepts for form in known.forms[c][language])
    near = [form for form in own if OSA.distance(folded, fold(form)) <= 2]
    return min(near, key=lambda form: OSA.distance(folded, fold(form)), default=None)


# Nouns for many things that questions are full of; the lexicon has each for one.
_MANY: dict[Language, str] = {
    "en": "bulletins events activities conferences meetings workshops seminars missions trainings"
    " partners countries cities people participants organisations organizations",
    "fr": "bulletins evenements activites conferences reunions ateliers seminaires missions"
    " formations partenaires villes personnes participants organisations rencontres",
    "es": "boletines eventos actividades conferencias reuniones talleres seminarios misiones"
    " formaciones socios paises ciudades personas participantes organizaciones encuentros",
}


@cache
def _ordinary(language: Language) -> tuple[str, ...]:
    """Return words of the language, folded, that may stand misspelt in any question."""
    return (*lexicon().single[language], *_MANY[language].split())


# "Ponme", "dinos", "pásamelos": what somebody is told to do.
_TOLD = re.compile(r"\w{2,}(?:me|nos)(?:l[oa]s?)?")


def _stands(word: str, language: Language) -> bool:
    """Whether a word that the lexicon does not know is one all the same.

    An event's noun, a plural, a function word, an order ("ponme"), or "interpol", which no bulletin
    may name.
    """
    return (
        is_event_noun(plain(word))
        or _plural_known(word, language)
        or bool(names_of_body(fold(word)))
        or any(is_function_word(word, lang) for lang in LANGUAGES)
        or (language == "es" and _TOLD.fullmatch(word.lower()) is not None)
    )


def _plural_known(word: str, language: Language) -> bool:
    """Whether the lexicon knows the singular of a word, whose stem may be another ("actos")."""
    ends = [end for end in ("s", "es") if word.lower().endswith(end) and len(word) > len(end) + 2]
    return any(lexicon().knows(word[: -len(end)], language) for end in ends)


_SHORTEST_COGNATE = 5  # letters
_LONG_NAME = 10  # letters; two slips in so many still leave one name: "Nuakchot", "Nouakchott"


def _same_name(word: str, meant: str, text: str) -> bool:
    """Whether a capitalised word may be mended so: a name into a name, by a letter or two.

    "Interpol" is neither a misspelt "interior" nor the "Interior" of a ministry's name. A long word
    ("Comunity") may be one of several that make a name, and the word that opens the question no
    name at all.
    """
    from rapidfuzz.distance import OSA

    slips = OSA.distance(fold(word), fold(meant))
    if meant[0].isupper():
        return slips <= 1 + (len(meant) >= _LONG_NAME and fold(word)[0] == fold(meant)[0])
    if len(meant) >= _LONG_NAME and slips <= 1:
        return True
    return text.lstrip("¿¡«“\"' ").startswith(word)


# Where a word may be capitalised for opening a sentence.
_OPENING = re.compile(r"(?:^|[.!?:…]\s+|[¿¡(]\s*)[\"«“'‘]?\s*([^\W_])")
# Forms of address (folded) name nobody by themselves.
_TITLES = frozenset(
    "mr mrs ms dr prof mme mlle m monsieur madame sr sra srta dra don dona senor senora".split()
)


def _all_capitals(word: str) -> bool:
    return word.isupper() and len(word) > 1


def names_in(text: str, language: Language, vocabulary: Vocabulary | None) -> tuple[str, ...]:
    """Words that name something: capitalised inside the question, or names in the corpus."""
    found = []
    opening = {m.start(1) for m in _OPENING.finditer(text)}
    for match in re.finditer(r"[^\W_]+", text):
        word = match.group()
        folded = fold(word)
        if is_function_word(word, language) or word.isdigit() or folded in MONTHS:
            continue
        if folded in _TITLES:
            continue
        capital = word[0].isupper() and (match.start() not in opening or _all_capitals(word))
        proper = vocabulary is not None and folded in vocabulary.proper and len(folded) > 2
        ordinary = lexicon().is_common(word, language) and not lexicon().names(word, language)
        if capital or (proper and not ordinary):
            found.append(word)
    # A question typed all in capitals, or as a title, names nothing by its capitals.
    content = [w for w in words(text) if not is_function_word(w, language)]
    if len(content) > 3 and all(w[0].isupper() for w in content):
        found = [w for w in found if vocabulary is not None and fold(w) in vocabulary.proper]
    return tuple(dict.fromkeys(found))


def months_in(text: str) -> tuple[int, ...]:
    """Return the numbers of the months that ``text`` names."""
    found = []
    tokens = words(text)
    for i, word in enumerate(tokens):
        number = MONTHS.get(fold(word))
        if number is None or len(word) < 3:
            continue
        around = {fold(w) for w in tokens[max(0, i - 1) : i] + tokens[i + 1 : i + 2]}
        surely = word[0].isupper() or fold(word) not in {"may", "march", "mars", "mai"}
        if surely or any(w.isdigit() for w in around) or around & {"in", "en", "de", "of", "since"}:
            found.append(number)
    return tuple(dict.fromkeys(found))
