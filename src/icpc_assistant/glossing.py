"""A question's words → the words of another language, so that a reader of that language finds them.

No translation: word for word, longest expression first, from ``lexicon.tsv``. Of several meanings
the one whose form is nearest to the word as typed is taken; into English, French and Spanish
grammar that has no word there is left out, and a word that the lexicon lacks is respelt by the
endings that the three languages share ("colonización", "colonisation"). A regular inflection
meets its headword ("travaillent", "travailler") before any other word of the same stem.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from icpc_assistant.lexicon import LONGEST, Lexicon, lexicon
from icpc_assistant.terms import WORD, fold, shared_start, stem
from icpc_assistant.types import Language


@dataclass(frozen=True, slots=True)
class _Token:
    """A word as typed; ``joined`` by a hyphen to the word before it ("a-t-elle")."""

    word: str
    stem: str
    joined: bool


@lru_cache(maxsize=512)
def gloss(text: str, source: Language, target: Language) -> str:
    """Return the words of ``text`` in ``target``; one that nothing is known of stays as typed."""
    known = lexicon()
    tokens = [
        _Token(m.group(), stem(m.group(), source), text[: m.start()].endswith("-"))
        for m in WORD.finditer(text)
    ]
    out: list[str] = []
    at = 0
    while at < len(tokens):
        size, form = _longest(known, tokens, at, source, target)
        if size < 2 and target == "en" and source != "en":
            grammar = _grammar(tokens, at, source)
            form = form if grammar is None else grammar
        if form is None:
            word = tokens[at].word
            form = _respelt(word, source) if target == "en" and word.islower() else word
        if form:
            out.append(form)
        at += max(size, 1)
    return " ".join(out)


def _longest(
    known: Lexicon, tokens: Sequence[_Token], at: int, source: Language, target: Language
) -> tuple[int, str | None]:
    """Return how many tokens the longest known expression at ``at`` has, and its first form."""
    table = known.by_stems[source]
    capitals = any(token.word[0].isupper() for token in tokens[1:])
    for size in range(min(LONGEST, len(tokens) - at), 0, -1):
        part = tokens[at : at + size]
        if size > 1 and all(_inverted(token, source) for token in part[1:]):
            continue
        typed = " ".join(token.word for token in part)
        headwords = _headwords(typed.casefold(), source) if size == 1 else {}
        met = dict.fromkeys(table.get(tuple(token.stem for token in part), ()))
        for headword in headwords:
            met.update(dict.fromkeys(_single(source).get(fold(headword), ())))
        found = [concept for concept in met if known.forms[concept][target]]
        ranked = sorted(
            (_nearest(typed, known.forms[concept][source], headwords), concept) for concept in found
        )
        for n, ((kind, *_, nearest), concept) in enumerate(ranked):
            # "irán" in a text that has its capitals is no country, if it can be another word
            country = nearest[0].isupper() and typed.islower() and capitals
            country = country and any(rank[0] < _STEMMED for rank, _ in ranked[n + 1 :])
            # nor is "Milan" a thousand: a name is no inflected word, nor one of three letters
            inflected = size == 1 and kind in {_INFLECTED, _STEMMED} and nearest[0].islower()
            name = inflected and at > 0 and typed.istitle()
            short = size == 1 and kind == _STEMMED and len(typed) < _LONG
            if not country and not name and not short:
                return size, known.forms[concept][target][0]
    return 0, None


# How a word typed meets a form of the lexicon, nearest first.
_EXACT, _INFLECTED, _SPELT, _STEMMED = range(4)
_LONG = 4  # letters of a word whose stem says enough


def _nearest(
    typed: str, forms: Sequence[str], headwords: dict[str, int]
) -> tuple[int, int, int, str]:
    """Return how the words typed meet the nearest of ``forms``, how far it is, and that form."""
    ranks = []
    for form in forms:
        plain = form.casefold()
        accents = _letters(typed.casefold(), plain)
        if plain == typed.casefold():
            ranks.append((_EXACT, 0, 0, form))
        elif plain in headwords:
            ranks.append((_INFLECTED, headwords[plain], 0, form))
        elif fold(plain) == fold(typed):
            ranks.append((_SPELT, 0, accents, form))
        else:
            order = [n for headword, n in headwords.items() if fold(headword) == fold(plain)]
            kind, n = (_SPELT, 1 + min(order)) if order else (_STEMMED, 0)
            n = n or _letters(fold(typed), fold(" ".join(WORD.findall(form))))
            ranks.append((kind, n, accents, form))
    return min(ranks)


def _letters(one: str, other: str) -> int:
    return len(one) + len(other) - 2 * shared_start(one, other)


@cache
def _single(language: Language) -> dict[str, tuple[int, ...]]:
    """Return the concepts by their folded forms of one word."""
    table: dict[str, tuple[int, ...]] = {}
    for number, row in enumerate(lexicon().forms):
        for form in row[language]:
            if " " not in form:
                table[fold(form)] = (*table.get(fold(form), ()), number)
    return table


# Regular inflections that the stemmer leaves, or cuts to another word's stem: an ending and what
# the dictionary has in its place, the likelier first (a plural before a verb).
_INFLECTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "fr": (
        (r"aux$", "al ail au"), (r"[sx]$", ","), (r"enne(s?)$", "en"), (r"elle(s?)$", "el"),
        (r"euse(s?)$", "eur eux"), (r"trice(s?)$", "teur"), (r"ive(s?)$", "if"),
        (r"ère(s?)$", "er"), (r"(?<=[^é])e(s?)$", ","), (r"ée$", "é"), (r"ées$", "é"),
        (r"ée?s?$", "er"), (r"issent$|issait$|issaient$|issant$", "ir"),
        (r"ll(e|ent|era|eront)$", "ler"), (r"tt(e|ent|era|eront)$", "ter"),
        (r"i(e|ent|era|eront)$", "yer"), (r"e?ai(t|ent)$", "er re ir"),
        (r"ent$", "er re ir"), (r"er(a|ont|ait|aient)$", "er"), (r"ir(a|ont|ait|aient)$", "ir"),
        (r"r(a|ont|ait|aient)$", "re"), (r"e?ant$", "er re ir"), (r"ie?s?$|it$|irent$", "ir re"),
        (r"ue?s?$", "re ir oir"), (r"es?$", "er"), (r"e?a$|èrent$", "er"), (r"s?ons$|ez$", "er"),
    ),
    "es": (
        (r"(?<=[aeiouáéó])s$", ","), (r"ces$", "z"), (r"es$", ","), (r"iones$", "ión"),
        (r"anes$", "án"), (r"eses$", "és"), (r"as?$", "o"), (r"oras?$", "or"),
        (r"(?<=r)(se|me|te|le|lo|la|nos|les|los|las)$", ","),
        (r"(a|an|as|o|amos|é|ó|aste|aron|aba|aban|ar[áé]|arán|aría|arían|ad[oa]s?|ando|ara|aran"
         r"|ase|asen)$", "ar"),
        (r"(e|en|es|emos|ió|ieron|ía|ían|er[áé]|erán|ería|erían|id[oa]s?|iendo|iera|ieran)$",
         "er ir"),
        (r"(imos|ir[áé]|irán|iría|irían)$", "ir"), (r"y(e|en|ó|eron|endo|era)$", "ir er"),
        (r"qu(e|é|en)$", "car"), (r"gu(e|é|en)$", "gar"), (r"c(e|é|en)$", "zar"), (r"en?$", "ar"),
        (r"z(ca|can|co)$", "cer cir"), (r"j(a|an|o)$", "ger gir"), (r"(a|an|o)$", "er ir"),
    ),
}  # fmt: skip
# A stem's vowel under stress, and in the infinitive.
_STRESSED = ((r"ie(?=[^aeiou]+$)", "e"), (r"ue(?=[^aeiou]+$)", "o"), (r"ue(?=[^aeiou]+$)", "u"),
             (r"i(?=[^aeiou]+$)", "e"), (r"u(?=[^aeiou]+$)", "o"))  # fmt: skip


@lru_cache(maxsize=4096)
def _headwords(word: str, source: Language) -> dict[str, int]:
    """Return what a dictionary may have for an inflected word → its rank, likeliest 0."""
    found: list[str] = []
    for pattern, endings in _INFLECTIONS.get(source, ()):
        root = re.sub(rf"(?:{pattern})", "", word)
        if root == word or len(root) < 2:
            continue
        for ending in endings.replace(",", " ").split(" "):
            found.append(root + ending)
            if source == "es" and ending in {"ar", "er", "ir"}:
                stems = [re.sub(old, new, root) for old, new in _STRESSED]
                found += [one + ending for one in [root, *stems]]
                found += [one + ending + "se" for one in [root, *stems]]
    return {headword: n for n, headword in enumerate(dict.fromkeys(found)) if headword != word}


# Words of grammar, as typed with their accents, and what stands for them in an English question;
# "" where English has no word.
_GRAMMAR: dict[str, dict[str, str]] = {
    "fr": {
        "t": "", "y": "", "ne": "", "n": "", "se": "", "s": "", "m": "", "c": "it",
        "est": "is", "sont": "are", "était": "was", "étaient": "were", "fut": "was",
        "furent": "were", "sera": "will be", "seront": "will be", "son": "its", "sa": "its",
        "ses": "its", "leur": "their", "leurs": "their", "ils": "they", "elles": "they",
        "dont": "whose", "où": "where", "au": "at the", "aux": "at the", "du": "of the",
        "des": "of", "ont": "have", "avait": "had", "avaient": "had", "on": "people",
    },
    "es": {
        "se": "", "es": "is", "son": "are", "era": "was", "eran": "were", "fue": "was",
        "fueron": "were", "está": "is", "están": "are", "estaba": "was", "estaban": "were",
        "será": "will be", "serán": "will be", "sido": "been", "hubo": "there was",
        "hay": "there is", "su": "its", "sus": "its", "al": "to the", "del": "of the",
        "ha": "has", "han": "have", "había": "had", "habían": "had", "a": "to", "sí": "yes",
        "lo": "it", "le": "", "les": "", "me": "me",
    },
}  # fmt: skip
# What a word of grammar is within a sentence, not at its beginning.
_WITHIN = {
    "fr": {"que": "that", "qu": "that", "ou": "or"},
    "es": {"que": "that", "como": "as"},
}
# Question words typed without their accents, at a question's beginning.
_OPENING = {
    "fr": {"ou": "where"},
    "es": {"quien": "who", "quienes": "who", "que": "what", "como": "how", "porque": "why"},
}
_TO = {"fr": frozenset("à au aux".split()), "es": frozenset[str]()}
_PRONOUNS = frozenset("t il elle on ils elles ce".split())
_BE = frozenset("est sont était étaient".split())
_HAVE = {"fr": frozenset("a as ai ont avait avaient avons avez".split()),
         "es": frozenset("ha han había habían he hemos".split())}  # fmt: skip
_PARTICIPLE = {
    "fr": re.compile(
        r".{2,}(?:é|ée|és|ées)|eue?s?|été|(?:re|dé|contre|sur)?faite?s?|dite?s?|.*mise?s?|.*prise?s?"
        r"|vue?s?|sue?s?|pue?s?|dû|due?s?|.*lue?s?|.*[tv]enue?s?|.*çue?s?|.*ndue?s?"
        r"|.*(?:uv|ff|uff)erte?s?|.*crite?s?|.*uite?s?|.*[lns]ie?s?|connue?s?"
    ),
    "es": re.compile(
        r".{2,}[aií]d[oa]s?|.*hech[oa]s?|dich[oa]s?|.*puest[oa]s?|.*vist[oa]s?"
        r"|.*biert[oa]s?|.*crit[oa]s?|.*uelt[oa]s?|muert[oa]s?|rot[oa]s?"
    ),
}


def _grammar(tokens: Sequence[_Token], at: int, source: Language) -> str | None:
    """Return what stands in English for a word of grammar, ``None`` for any other word."""
    token = tokens[at]
    word = token.word.casefold()
    before = tokens[at - 1].word.casefold() if at else ""
    if _inverted(token, source):
        return ""
    if word in _HAVE[source]:
        after = [t for t in tokens[at + 1 :] if not _inverted(t, source) and t.word != "pas"]
        if after and _PARTICIPLE[source].fullmatch(after[0].word.casefold()):
            return "did" if _asked(tokens, at, source) and after[0].word != "été" else ""
        if source == "fr" and word == "a":
            accents = any(not t.word.isascii() for t in tokens)
            named = bool(after) and after[0].word[0].isupper()
            return "in" if named else "has" if accents and after else "at"
    if source == "fr" and word == "été":
        return "was" if before in _HAVE["fr"] | _PRONOUNS | {"pas", "avoir"} else None
    if source == "fr" and before in {"s", "se"} and word in _BE:
        # "s'est-il tenu", "se sont réunis": the perfect of a reflexive verb
        return "did" if _asked(tokens, at, source) else ""
    if word in _TO[source] and at + 1 < len(tokens) and tokens[at + 1].word[0].isupper():
        return "in"
    if word == "de" and _dates(tokens, at):
        return ""
    if not at and word in _OPENING[source]:
        return _OPENING[source][word]
    if at and word in _WITHIN[source]:
        return _WITHIN[source][word]
    return _GRAMMAR[source].get(word)


def _asked(tokens: Sequence[_Token], at: int, source: Language) -> bool:
    """Whether the verb's subject follows it, as in a question: "a-t-elle"."""
    return at + 1 < len(tokens) and _inverted(tokens[at + 1], source)


def _dates(tokens: Sequence[_Token], at: int) -> bool:
    """Whether a "de" stands between parts of a date: "3 de mayo de 2020"."""
    after = tokens[at + 1].word if at + 1 < len(tokens) else ""
    year = after.isdigit() and len(after) == 4
    return year or (
        at > 0
        and tokens[at - 1].word.isdigit()
        and after.isalpha()
        and after.islower()
        and bool(lexicon().names(after, "es"))
    )


def _inverted(token: _Token, source: Language) -> bool:
    """Whether the token is the pronoun of a French question: "a-t-elle"."""
    return source == "fr" and token.joined and token.word.casefold() in _PRONOUNS


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


def _respelt(word: str, source: Language) -> str:
    """Return a word that the lexicon lacks with its English ending, if it has such a one."""
    if len(word) >= _SHORTEST and source in _ENDINGS:
        plain = fold(word)
        for ending, english in _ENDINGS[source]:
            if plain.endswith(fold(ending)):
                return plain.removesuffix(fold(ending)) + english
    return word
