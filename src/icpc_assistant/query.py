"""Question + history → ``Query``: what is asked, in which language, standing on its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from icpc_assistant.entities import MONTHS
from icpc_assistant.errors import QuestionError
from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import (
    FUNCTION_WORDS,
    clean,
    fold,
    is_function_word,
    stem,
    words,
)
from icpc_assistant.types import LANGUAGES, Exchange, Language
from icpc_assistant.vocabulary import Vocabulary

MAX_QUESTION = 2000  # characters

Wants = Literal[
    "date", "duration", "figure", "identity", "person", "agent", "organisation", "place", "reason", "manner",
    "yesno", "list", "other",
]  # fmt: skip

# Over folded text (lower case, no accents). First match wins, so the more particular stand first.
_WANTS: tuple[tuple[Wants, str], ...] = (
    ("reason", r"\bwhy\b|\bwhat (?:is |was |were )?(?:the )?reasons?\b|\bpourquoi\b|\bpor que\b"
               r"|\bpara que\b|\bfor what reason\b"),
    ("duration", r"\bhow long\b|\bhow many (?:days|weeks|months|years|hours)\b"
                 r"|\bcombien de (?:temps|jours|semaines|mois|annees|ans|heures)\b"
                 r"|\bcuant[oa]s? (?:tiempo|dias|semanas|meses|anos|horas)\b|\bduration\b|\bduree\b"
                 r"|\bduracion\b"),
    ("figure", r"\bhow (?:many|much|large|big)\b|\bnumber of\b|\bwhat (?:percentage|share)\b"
               r"|\bturn-?out\b|\battendance\b|\bhead ?count\b|\bcombien\b|\bnombre d\b|\bnombre de\b"
               r"|\bcuant[oa]s?\b|\b(?:numero|cantidad) de\b|\bquel pourcentage\b|\bquelle part\b"
               r"|\bque porcentaje\b"),
    ("date", r"\bwhen\b|\b(?:what|which|on what|in what|in which)(?: was the| is the)?"
             r" (?:exact )?(?:dates?|days?|months?|years?|time)\b"
             r"|\bquand\b|\b(?:quel|quelle|quels|quelles) (?:est la |etait la )?"
             r"(?:dates?|jours?|mois|annees?)\b|\bcuando\b|\b(?:que|cual|cuales)(?: es la| fue la)?"
             r" (?:fechas?|dias?|mes|meses|anos?)\b|^dates?\b|\bdates?$|\bfechas?$"),
    ("place", r"\bwhere\b|\b(?:what|which)(?: was the| is the)? (?:city|cities|country|countries|place"
              r"|venue|town|location|building|region)\b|\bd?['’]?où\b|^ou\b|\bdans quel(?:le)?s? (?:ville"
              r"|pays|lieu|endroit|batiment)\b|\b(?:quel|quelle)(?: est le| est la| etait le)? (?:ville"
              r"|pays|lieu|endroit)\b|\b[ae]?n?donde\b|\b(?:que|cual) (?:ciudad|pais|lugar|sede|sitio)\b"
              r"|\ben que (?:ciudad|pais|lugar|sede)\b|^venue\b|\b(?:venue|location|lieu|lugar)$"),
    ("identity", r"^who(?: is|['’]s| was| are| were) (?!the\b|your\b|our\b)\w+(?: \w+){0,3}\s*\??$"
                 r"|^qui (?:est|etait|sont) (?!l[ea]s?\b|l['’]|votre\b)\w+(?: \w+){0,3}\s*\??$"
                 r"|^quien(?:es)? (?:es|era|fue|son) (?!el\b|la\b|los\b|las\b)\w+(?: \w+){0,3}\s*\??$"
                 r"|\b(?:role|position|job|title|fonction|poste|cargo|puesto) (?:of|de|does|d['’])"),
    ("agent", r"\bwho(?:se)?\b.{0,25}\b(?:organi[sz]|host|fund|financ|sponsor|run|ran|coordinat|led|lead"
              r"|behind|paid|set up|facilitat|moderat)|\bqui\b.{0,25}\b(?:organis|accueill|financ"
              r"|coordonn|anim|dirig|mene)|\bquien(?:es)?\b.{0,25}\b(?:organiz|acog|financ|coordin|dirig"
              r"|facilit|moder)|\b(?:funded|organi[sz]ed|hosted) by (?:who|whom)\b|\bpar qui\b"
              r"|\bpor quien"),
    ("organisation", r"\b(?:what|which) (?:organi[sz]ations?|partners?|universit|institut|agenc"
                     r"|associations?|compan|bod(?:y|ies)|networks?)|\bquel(?:le)?s? (?:organis|partenaire"
                     r"|universit|institut|agence|association|reseau)|\bque (?:organizaci|soci|universid"
                     r"|instituci|agencia|asociaci|red)"),
    ("person", r"\bwho(?:m|se)?\b|\b(?:what|which) (?:person|people|speakers?|minister|mayor|director"
               r"|experts?|professor|official|analysts?)\b|\bname of the (?:director|president|minister"
               r"|mayor|consul|professor|speaker|expert|head|man|woman|person)|\bqui\b(?! est-ce qu)"
               r"|\bquel(?:le)?s? (?:personnes?|ministre|maire|directeur|directrice|intervenante?s?"
               r"|experte?s?|professeur)\b|\bquien(?:es)?\b|\bque (?:personas?|ministr[oa]|alcalde(?:sa)?"
               r"|director[a]?|expert[oa]s?|profesor[a]?)\b|\bcomo se llama\b"),
    ("list", r"\b(?:list|name|enumerate)\b|\bwhat (?:were|are) the\b|\bwhich\b.{2,30}s\b"
             r"|\bquels\b|\bquelles\b|\bcuales\b|\benumer|\bliste"),
    ("manner", r"\bhow\b|\bcomment\b|\bde quelle (?:facon|maniere)\b|\bcomo\b|\bde que (?:manera|forma)\b"),
    ("yesno", r"^(?:did|does|do|is|are|was|were|has|have|had|can|could|will)\b|^est-ce\b"
              r"|^(?:a|ont|est|etait)-(?:t-)?(?:il|elle|on|ils|elles)\b"),
)  # fmt: skip
_WANTS_COMPILED = [(wants, re.compile(pattern)) for wants, pattern in _WANTS]

# What is counted follows one of these (folded words).
_COUNTING = frozenset(
    "how many|how much|number of|percentage of|share of|combien de|combien d|combien|nombre de"
    "|nombre d|cuantos|cuantas|cuanto|cuanta|numero de|cantidad de".split("|")
)
_VERB = re.compile(r"\w{3,}ed|came|went|took|spoke|met|attend|participate|come", re.IGNORECASE)
_ATTENDANCE = re.compile(
    r"\bturn-?out\b|\battendance\b|\bhead ?count\b|\bafluencia\b|\baffluence\b"
)

_PRONOUNS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:he|she|they|it|him|her|them|his|their|its|there)\b"
        r"|\b(?:that|this|the same) (?:one|event|day|conference|congress|meeting|mission|session"
        r"|seminar|training|summit|study|person|trip|visit)\b"
    ),
    "fr": re.compile(
        r"\b(?:elle|ils|elles|lui|celui-ci|celle-ci|la-bas|cela)\b"
        r"|(?<!y a-t-)(?<!est-ce qu')\bil\b(?! y a)|\by (?:a-t-|etai|ont|avai|particip|assist|eu)"
        r"|\b(?:cet|cette|ce|son|sa|ses|leurs?) \w+"
    ),
    "es": re.compile(
        r"\b(?:ella|ellos|ellas|alli|alla|ahi|eso)\b|\bel\b(?= (?:fue|hizo|dijo|present|habl))"
        r"|\b(?:ese|esa|este|esta|su|sus|dich[oa]) \w+"
    ),
}
_GREETING = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|bonjour|bonsoir|salut|hola"
    r"|buenos dias|buenas(?: tardes| noches)?)(?: there| everyone)?[\s!.,]*$"
)
_THANKS = re.compile(
    r"^(?:(?:ok|okay|great|perfect|super|parfait|perfecto|genial)[\s,!.]*)?(?:many |thank you so |merci |muchas )?"
    r"(?:thanks?(?: you)?(?: (?:so|very) much| a lot)?|merci(?: beaucoup| bien)?"
    r"|(?:muchas )?gracias|beaucoup|bye|goodbye|au revoir|adios|ok|okay|great|perfect|parfait|perfecto)[\s!.]*$"
)


@dataclass(frozen=True)
class Query:
    """A question, read.

    ``question`` is what was typed (cleaned); ``text`` the standalone form that is searched for;
    ``corrections`` the misspelt words and what they were read as; ``counted`` the folded words
    that a wanted figure should count; ``gloss`` ``text`` word for word in English.
    """

    question: str
    text: str
    language: Language
    wants: Wants
    counted: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    smalltalk: Literal["greeting", "thanks"] | None = None

    @cached_property
    def gloss(self) -> str:
        """The standalone question word for word in English, the encoder's language."""
        if self.language == "en":
            return self.text
        return lexicon().gloss(self.text, self.language, "en")

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The content words, as written, repeats left out."""
        kept = (w for w in words(self.text) if not is_function_word(w, self.language))
        return tuple(dict.fromkeys(kept))


def checked(question: str) -> str:
    """Return the question cleaned of what nobody can read.

    Raises:
        QuestionError: it is no text, empty, without a letter or digit, or over ``MAX_QUESTION``.
    """
    if not isinstance(question, str):
        raise QuestionError("The question is not text; send it as a string.")
    if len(question) > MAX_QUESTION:
        raise QuestionError(
            f"The question has {len(question):,} characters; shorten it to {MAX_QUESTION:,}."
        )
    cleaned = clean(question)
    if not cleaned:
        raise QuestionError("The question is empty; type a few words.")
    if not words(cleaned):
        raise QuestionError("The question holds no word; type a few words.")
    return cleaned


def interpret(
    question: str,
    history: Sequence[Exchange] = (),
    vocabulary: Vocabulary | None = None,
    is_word: Callable[[str], bool] = lambda word: False,
) -> Query:
    """Read ``question`` as the next turn of ``history``.

    ``is_word`` tells an ordinary word the corpus happens not to use from a misspelling.

    Raises:
        QuestionError: see ``checked``.
    """
    typed = checked(question)
    language = detect_language(typed, history)
    folded = _folded(typed)
    if _GREETING.match(folded) or _THANKS.match(folded):
        kind: Literal["greeting", "thanks"] = "greeting" if _GREETING.match(folded) else "thanks"
        return Query(typed, typed, language, "other", smalltalk=kind)
    text, corrections = _corrected(typed, language, vocabulary, is_word)
    wants = wanted(text)
    text = _standalone(text, language, history, vocabulary)
    return Query(
        question=typed,
        text=text,
        language=language,
        wants=wants,
        counted=_counted(text, language),
        corrections=corrections,
        names=_names(text, language, vocabulary),
        years=tuple(int(y) for y in dict.fromkeys(re.findall(r"\b(?:19|20)\d\d\b", text))),
        months=_months(text),
    )


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


def wanted(text: str) -> Wants:
    """Return the type of answer that ``text`` asks for."""
    folded = _folded(text)
    # The accent alone tells French "où" (where) from "ou" (or).
    if re.search(r"\b(?:où|Où)\b", text):
        return "place"
    for wants, pattern in _WANTS_COMPILED:
        if pattern.search(folded):
            return wants
    return "other"


def _folded(text: str) -> str:
    return " ".join(fold(piece) if piece else piece for piece in text.strip(" ¿¡").split())


def _counted(text: str, language: Language) -> tuple[str, ...]:
    folded = _folded(text)
    if _ATTENDANCE.search(folded):
        return ("participants",)
    tokens = words(text)
    for i, token in enumerate(tokens):
        pair = f"{fold(token)} {fold(tokens[i + 1])}" if i + 1 < len(tokens) else ""
        if pair in _COUNTING or fold(token) in _COUNTING:
            rest = tokens[i + (2 if pair in _COUNTING else 1) :]
            break
    else:
        return ()
    counted: list[str] = []
    for word in rest:
        if is_function_word(word, language) and counted:
            break
        if not is_function_word(word, language):
            counted.append(word)
    # "How many came?" counts people.
    if language == "en" and counted and _VERB.fullmatch(counted[0]):
        return ("people",)
    return tuple(counted[:3])


def _names(text: str, language: Language, vocabulary: Vocabulary | None) -> tuple[str, ...]:
    """Words that name something: capitalised inside the question, or names in the corpus."""
    found = []
    for position, word in enumerate(words(text)):
        folded = fold(word)
        if is_function_word(word, language) or word.isdigit() or folded in MONTHS:
            continue
        capital = word[0].isupper() and (position > 0 or word.isupper())
        proper = vocabulary is not None and folded in vocabulary.proper and len(folded) > 2
        ordinary = lexicon().knows(word, language) and not lexicon().names(word, language)
        if capital or (proper and not ordinary):
            found.append(word)
    # A question typed all in capitals, or as a title, names nothing by its capitals.
    content = [w for w in words(text) if not is_function_word(w, language)]
    if len(content) > 3 and all(w[0].isupper() for w in content):
        found = [w for w in found if vocabulary is not None and fold(w) in vocabulary.proper]
    return tuple(dict.fromkeys(found))


def _months(text: str) -> tuple[int, ...]:
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


def _corrected(
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
        if word in vocabulary or any(known.knows(word, lang) for lang in LANGUAGES):
            continue
        if any(is_function_word(word, lang) for lang in LANGUAGES) or is_word(word):
            continue
        meant = vocabulary.nearest(word)
        if meant and stem(meant, language) != stem(word, language):
            corrections.append((word, meant))
            text = re.sub(rf"\b{re.escape(word)}\b", meant, text)
    return text, tuple(corrections)


def _standalone(
    text: str, language: Language, history: Sequence[Exchange], vocabulary: Vocabulary | None
) -> str:
    """Carry over what a follow-up leaves out: the names and topic of the question before it."""
    if not history:
        return text
    folded = _folded(text)
    content = [w for w in words(text) if not is_function_word(w, language)]
    elliptic = len(content) <= 1 or bool(re.match(r"^(?:and|but|et|mais|y|pero)\b", folded))
    if not elliptic and not _PRONOUNS[language].search(folded):
        return text
    before = interpret(history[-1].question, history[:-1][-4:], vocabulary)
    if before.smalltalk:
        return _standalone(text, language, history[:-1], vocabulary)
    named = {fold(w) for w in words(text)}
    carried = [
        w
        for w in words(before.text)
        if not is_function_word(w, before.language) and fold(w) not in named
    ]
    # "And in 2023?" replaces the year it follows.
    if re.search(r"\b(?:19|20)\d\d\b", text):
        carried = [w for w in carried if not re.fullmatch(r"(?:19|20)\d\d", w)]
    carried = [w for w in carried if not re.fullmatch(r"combien|cuant[oa]s?|many", fold(w))]
    return f"{text} ({' '.join(carried)})" if carried else text
