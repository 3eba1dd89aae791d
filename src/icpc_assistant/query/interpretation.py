"""A question, read: cleaned, corrected, made to stand alone, and its parts named."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from icpc_assistant.errors import QuestionError
from icpc_assistant.glossing import gloss
from icpc_assistant.query.followup import carried_over
from icpc_assistant.query.language import detect_language
from icpc_assistant.query.rambling import condensed
from icpc_assistant.query.smalltalk import Smalltalk, smalltalk
from icpc_assistant.query.wants import Beyond, Wants, beyond, counted_words, wanted
from icpc_assistant.query.words import corrected, months_in, names_in
from icpc_assistant.terms import clean, fold, is_function_word, words
from icpc_assistant.types import Exchange, Language
from icpc_assistant.vocabulary import Vocabulary

MAX_QUESTION = 2000  # characters


@dataclass(frozen=True)
class Query:
    """A question, read.

    ``question`` is what was typed (cleaned); ``text`` the standalone form that is searched for;
    ``corrections`` the misspelt words and what they were read as; ``counted`` the folded words
    that a wanted figure should count; ``beyond`` what a record of the past does not hold (an
    opinion, the future); ``carried`` the folded words taken over from the question before;
    ``gloss`` ``text`` word for word in English.
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
    smalltalk: Smalltalk | None = None
    beyond: Beyond | None = None
    carried: frozenset[str] = frozenset()

    @cached_property
    def gloss(self) -> str:
        """The standalone question word for word in English, the encoder's language."""
        if self.language == "en":
            return self.text
        return gloss(self.text, self.language, "en")

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
    kind = smalltalk(typed)
    if kind:
        return Query(typed, typed, language, "other", smalltalk=kind)
    text, corrections = corrected(typed, language, vocabulary, is_word)
    asking, rest = condensed(text, language, vocabulary)
    before = _before(history, vocabulary)
    text = f"{asking} ({rest})" if rest else asking
    carried = carried_over(text, language, before)
    if carried:
        text = f"{text} ({' '.join(carried)})"
    return Query(
        question=typed,
        text=text,
        language=language,
        wants=wanted(asking),
        beyond=beyond(asking),
        carried=frozenset(map(fold, carried)),
        counted=counted_words(asking, language) or counted_words(text, language),
        corrections=corrections,
        names=names_in(text, language, vocabulary),
        years=tuple(int(y) for y in dict.fromkeys(re.findall(r"\b(?:19|20)\d\d\b", text))),
        months=months_in(text),
    )


def _before(history: Sequence[Exchange], vocabulary: Vocabulary | None) -> Query | None:
    """Return the last question that asked something, read in its own place."""
    for turn in range(len(history) - 1, -1, -1):
        try:
            query = interpret(history[turn].question, history[max(turn - 4, 0) : turn], vocabulary)
        except QuestionError:
            continue
        if not query.smalltalk:
            return query
    return None
