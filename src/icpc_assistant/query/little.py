"""A question of few words: whether it says enough to be asked by itself, and of which it speaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icpc_assistant.query.followup import only_which, speaks_of_events, stands_for
from icpc_assistant.query.topic import is_noun
from icpc_assistant.query.wants import folded
from icpc_assistant.terms import fold, is_function_word, words
from icpc_assistant.types import Language

if TYPE_CHECKING:
    from icpc_assistant.query.interpretation import Query

_THERE_IS = re.compile(
    r"\b(?:is|are|was|were|has been|have been) there\b|\bthere (?:is|are|was|were|has|have)\b"
    r"|\bil (?:y a|y avait|etait|est|faut|s'agit)\b|\b(?:is|was) it (?:true|possible|that)\b"
)
_THAT = re.compile(r"\b(?:ca|cela|y)\b(?! a\b| avait\b)|\bl'(?:a|ont|avait|avaient) \w+")
_OF_ANY = frozenset(
    """people persons participants attendees attended personnes gens monde participants assiste
    assistes participe personas gente participantes asistentes asistieron happen happens happened
    occur occurred start started begin began end ended last lasted say said tell told talk talked
    speak spoke come came go went attend attended organize organized organise organised host hosted
    lead led pay paid fund funded pris prise parole palabra
    alli alla ahi""".split()
)
# What was done, by the form alone: "Qui y a parlé ?"; a Spanish past is known for a verb by it.
_DONE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b\w{2,}ed\b"),
    "fr": re.compile(r"(?<=\ba )\w+|(?<=\bont )\w+|(?<=\best )\w+é\w*|(?<=\bsont )\w+é\w*"),
}


_NTH = re.compile(
    r"\b(?:first|second|third|fourth|last|other|latter|former|premiere?|deuxieme|second|seconde"
    r"|troisieme|derniere?|autre|primer[oa]?|segund[oa]|tercer[oa]?|ultim[oa]|otr[oa])\b"
)


def says_which(text: str) -> bool:
    """Whether a question speaks of one of several: "the second", "l'autre"."""
    return bool(_NTH.search(folded(text)))


_OF_US = re.compile(
    r"\b(?:you|your|we|our|us|all|ever|nous|nos|notre|vous|vos|votre|on|tous?|toutes?|nosotr[oa]s"
    r"|nuestr[oa]s?|ustedes|tod[oa]s?|hemos|han|habeis)\b"
)
_LITTLE = 2  # content words


def says_little(query: Query) -> bool:
    """Whether a question is a word or two for something that one event has as well as all have:
    "Which countries?".
    """
    plain = folded(query.asking)
    return not (
        len(query.content) > _LITTLE
        or query.names
        or _OF_US.search(plain)
        or speaks_of_events(plain)
        or only_which(query.asking, query.language)
    )


def says_too_little(query: Query) -> bool:
    """Whether a question speaks of something that has not been said: "Where did it take place?".

    Only where nothing was said before.
    """
    if query.names or query.years or query.months:
        return False
    plain, language = folded(query.text), query.language
    said = re.sub(r"\bthen\W*$", "", _THERE_IS.sub(" ", plain))
    if not stands_for(said, language) and not (language == "fr" and _THAT.search(said)):
        return False
    form = _DONE.get(language)
    done = {fold(m.group()) for m in form.finditer(query.text)} if form else set()
    telling = (
        word
        for word in words(query.text)
        if not is_function_word(word, language) and fold(word) not in _OF_ANY | done
    )
    return not any(is_noun(word, language) and not word[0].isdigit() for word in telling)
