"""What a question is about: its names, dates and nouns, without what only asks."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING

from icpc_assistant.entities import MONTHS
from icpc_assistant.lexicon import lexicon
from icpc_assistant.query.rambling import CHAT
from icpc_assistant.terms import WORD, fold, is_function_word, stem, words
from icpc_assistant.types import Language

if TYPE_CHECKING:
    from icpc_assistant.query.interpretation import Query

# Adverbs, verbs that the lexicon has no infinitive of, and words that ask or count, folded:
# nothing is about them.
_ASIDE = frozenset(
    """exactly else people many much lot okay yes also ever already again even really something
    anything someone anybody somebody everyone everybody first last next later ago place time thing
    things way kind sort held take took taken given give called name names title run ran went go
    gone going one other another
    exactement combien beaucoup monde gens quelque chose deja encore aussi vraiment lieu tenu tenue
    oui ya nom titre fois heure dit fait parle donnait occasion
    exactamente mucha muchos muchas gente cosa ya todavia realmente lugar nombre vez hora iba va
    dijo hizo habla habia hablo celebrado celebrada realizado otro otra
    estuvo estuvieron estaba tuvo tuvieron hizo hicieron participo hicimos tuvimos fuimos estuvimos
    hemos participamos""".split()
)
# Small words that stay between two words of a topic: "prevention of crime in cities" (folded).
_BETWEEN = frozenset(
    """of the in on at for and to with from against by s de du des d la le les l a au aux en dans
    sur et pour avec contre del el los las y e sobre con por para contra""".split()
)
_ARTICLES = frozenset("the la le les l el los las".split())
# What a noun follows (folded).
_BEFORE_NOUNS = frozenset(
    "the an of on in with about for la le les l un une du des el los las del una".split()
)


def topic(query: Query, text: str, said: Collection[str] = ()) -> str:
    """Return the words of ``text``, of a question, that say what it is about, as they stand there.

    Names and numbers always; of the rest no verb, adverb or word that only asks. Words folded in
    ``said`` are left out.
    """
    names = {fold(name) for name in query.names}
    phrase, end = "", 0
    for m in WORD.finditer(text):
        word = m.group()
        if _small(word, query.language) or fold(word) in said:
            continue
        if not (fold(word) in names or _after_article(text[: m.start()], word, query.language)):
            continue
        phrase += _gap(text[end : m.start()]) if phrase else ""
        phrase, end = phrase + word, m.end()
    return phrase


def _gap(between: str) -> str:
    """Return how two words of a topic are joined: as they stand, if only small words part them."""
    small = [fold(word) for word in words(between)]
    joined = re.fullmatch(r"[\w\s'’&-]*", between) and all(word in _BETWEEN for word in small)
    return between if joined and (not small or set(small) - _ARTICLES) else ", "


def _small(word: str, language: Language) -> bool:
    return is_function_word(word, language) or fold(word) in _BETWEEN


def _after_article(before: str, word: str, language: Language) -> bool:
    """Whether a word says what a question is about, which one behind an article does the more."""
    last = [fold(w) for w in words(before)[-1:]]
    return is_noun(word, language, sure=bool(last) and last[0] in _BEFORE_NOUNS)


def is_noun(word: str, language: Language, *, sure: bool = False) -> bool:
    """Whether a word may say what a question is about: a number, a month, no verb or adverb.

    ``sure`` says that it is no verb.
    """
    folded = fold(word)
    if word[0].isdigit() or folded in MONTHS:
        return True
    if folded in _ASIDE or folded in CHAT or len(folded) < 3:
        return False
    if re.search(r"\w{3}(?:mente|ement|amment)$|\w{3}ly$", folded):
        return False
    return sure or not is_verb(word, language)


# "Impartió", "participaron": no noun ends so.
_PAST_ES = re.compile(r"\w{2}(?:ó|aron|ieron)$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def is_verb(word: str, language: Language) -> bool:
    """Whether a word is the form of a verb, and not also written so as a noun."""
    if language == "es" and _PAST_ES.search(word):
        return True
    known, folded = lexicon(), fold(word)
    verb = False
    for concept in known.of_word(stem(word, language), language):
        forms = known.forms[concept]
        if _infinitive(forms["fr"], forms["es"]):
            verb = True
        elif folded in {fold(form) for form in forms[language]}:
            return False
    return verb


def _infinitive(french: tuple[str, ...], spanish: tuple[str, ...]) -> bool:
    """Whether a concept's French and Spanish are those of a verb."""
    if not french or not spanish:
        return False
    fr, es = re.sub(r"^(?:se |s['’])", "", french[0]).split()[0], fold(spanish[0].split()[0])
    if re.search(r"(?:ait|aient)$", fr):
        return True
    return bool(re.search(r"(?<!ai)(?:er|ir|re)$", fr) and re.search(r"[aei]r(?:se)?$", es))
