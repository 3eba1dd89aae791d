"""A question, read: cleaned, corrected, made to stand alone, and its parts named."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import NamedTuple

from icpc_assistant.errors import QuestionError
from icpc_assistant.glossing import gloss
from icpc_assistant.query.abbreviations import written_out
from icpc_assistant.query.correcting import says_no, with_the_one_meant
from icpc_assistant.query.ellipsis import completed, put_right, who_else
from icpc_assistant.query.followup import (
    Carried,
    Followed,
    carried_over,
    only_which,
    told_before,
    with_event,
)
from icpc_assistant.query.fronted import without_preamble
from icpc_assistant.query.language import detect_language
from icpc_assistant.query.listed import asked_of, said_alone
from icpc_assistant.query.narrowing import asks_for_some, asks_how_many, is_list, narrowed
from icpc_assistant.query.neighbours import beside, beside_period, month_off, year_off
from icpc_assistant.query.opening import Opening, opening
from icpc_assistant.query.rambling import condensed
from icpc_assistant.query.smalltalk import Smalltalk, language_wanted, smalltalk
from icpc_assistant.query.wants import Beyond, Wants, beyond, counted_words, wanted
from icpc_assistant.query.words import corrected, months_in, names_in
from icpc_assistant.terms import clean, fold, is_function_word, words
from icpc_assistant.types import Exchange, Language
from icpc_assistant.vocabulary import Vocabulary

IsWord = Callable[[str], bool]
Reads = Callable[[str, Sequence[Exchange]], "Query"]  # a question, with the turns before it
CONTEXT = 4  # turns that a question of the conversation is read with, the same for all
MAX_QUESTION = 2000  # characters
_LISTED_BACK = 4  # turns, in which a list is still in sight


@dataclass(frozen=True)
class Query:
    """A question, read.

    ``question`` is what was typed (cleaned); ``text`` the standalone form that is searched for;
    ``corrections`` the misspelt words and what they were read as; ``counted`` the folded words
    that a wanted figure should count; ``beyond`` what a record of the past does not hold (an
    opinion, the future); ``carried`` the folded words taken over from the question before, and
    ``event`` whether the event that the last answer was about is among them; ``asking`` is the
    text without them, ``matter`` they as they stand there; ``changes`` says that it speaks of
    something else than the last question, and ``told`` holds the folded words of the last answer
    where what it did not say is asked for; ``about`` is the id of the bulletin of the event that
    it leans on, and ``whole`` says that all of it is to be told. ``shown`` is the standalone form
    as a sentence, where it is not the text itself; ``unsaid`` says that it speaks of something
    that has not been said; ``either`` holds complete questions, of which one is meant, and
    ``besides`` the ids of the bulletins that a list is to leave out.
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
    event: bool = False
    asking: str = ""
    matter: str = ""
    changes: bool = False
    told: frozenset[str] = frozenset()
    about: str = ""
    whole: bool = False
    shown: str = ""
    unsaid: bool = False
    either: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()

    @property
    def standalone(self) -> str:
        """The standalone question as a person would say it."""
        return self.shown or self.text

    @cached_property
    def gloss(self) -> str:
        """The standalone question word for word in English, the encoder's language."""
        if self.language == "en":
            return self.text
        return gloss(self.text, self.language, "en")

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The content words, as written, repeats left out; letters alone are none."""
        said = words(self.text)
        if all(len(w) == 1 and w.isalpha() for w in said):
            return ()
        return tuple(dict.fromkeys(w for w in said if not is_function_word(w, self.language)))


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
    is_word: IsWord = lambda word: False,
    followed: Followed | None = None,
    read: Reads | None = None,
) -> Query:
    """Read ``question`` as the next turn of ``history``.

    ``is_word`` tells an ordinary word the corpus happens not to use from a misspelling;
    ``followed`` is the one event that the last answer was about; ``read`` reads the questions
    before, without what was followed where it is ``None``.

    Raises:
        QuestionError: see ``checked``.
    """
    typed = checked(question)
    # What stands in brackets at the end names a thing, in whatever language its bulletin has.
    asked = without_preamble(typed)
    language = detect_language(_unbracketed(asked), history)
    kind = smalltalk(typed, begins=not history)
    if kind:
        language = language_wanted(typed) or language
        return Query(typed, typed, language, "other", smalltalk=kind)
    read = read or partial(interpret, vocabulary=vocabulary, is_word=is_word)
    before = last_question(history, read)
    said = written_out(asked, language, vocabulary)
    opened = opening(said) if before else Opening(said)
    text, corrections = corrected(opened.rest, language, vocabulary, is_word)
    if before is not None:
        years = before.years or ([followed.first.year] if followed and followed.first else [])
        text = year_off(text, years, language)
        text = month_off(text, _month(before, followed), language)
    turn = _Turn(*condensed(text, language, vocabulary), opened, language, before, followed)
    asking, carried = _standalone(turn, history, vocabulary, read)
    rest = turn.rest
    text = f"{asking} ({rest})" if rest else asking
    if carried.text:
        text = f"{text} ({carried.text})"
    return Query(
        question=typed,
        text=text,
        language=language,
        wants=wanted(asking),
        beyond=beyond(asking),
        carried=carried.words - {fold(w) for w in words(asking)},
        event=carried.event,
        asking=asking,
        matter=carried.text,
        changes=opened.changes,
        about=followed.bulletin if followed and carried.event else "",
        told=told_before(asking, followed) if carried.event else frozenset(),
        counted=counted_words(asking, language) or counted_words(text, language),
        corrections=corrections,
        names=names_in(text, language, vocabulary),
        years=tuple(int(y) for y in dict.fromkeys(re.findall(r"\b(?:19|20)\d\d\b", text))),
        months=months_in(text),
    )


def _month(before: Query, followed: Followed | None) -> date | None:
    """Return the one month that was spoken of: by name, else that of the event followed."""
    if len(before.months) == 1 and len(before.years) == 1:
        return date(before.years[0], before.months[0], 1)
    if before.months or before.years or followed is None:
        return None
    return followed.first


def _unbracketed(text: str) -> str:
    """Return ``text`` without what stands in brackets at its end, if anything else does."""
    kept = re.sub(r"\s*\([^()]*\)\W*$", "", text)
    return kept if words(kept) else text


class _Turn(NamedTuple):
    """What a question says: what it asks, the rest of it, how it opens; and what was before it."""

    asking: str
    rest: str
    opened: Opening
    language: Language
    before: Query | None
    followed: Followed | None

    @property
    def goes_on(self) -> Query | None:
        """The question before, where this one may complete it."""
        if self.before is None or self.opened.changes or self.before.language != self.language:
            return None
        return self.before


def _standalone(
    turn: _Turn, history: Sequence[Exchange], vocabulary: Vocabulary | None, read: Reads
) -> tuple[str, Carried]:
    """Return what a turn asks by itself, and what it takes over from those before."""
    picked = turn.followed is not None and bool(turn.followed.said)
    lasts = wanted(turn.asking) == "duration"  # "how long did it last?" asks for no last event
    if not (picked or lasts) and only_which(turn.asking, turn.language):
        turn = turn._replace(followed=None)  # "and the smallest?" of all, not of the one followed
    asking, before, followed = turn.asking, turn.before, turn.followed
    one = "" if picked else _the_one(turn)
    some, matter = "", ""
    if turn.goes_on:
        some, matter = _some(asking, turn.goes_on, history, read)
    near = ""
    if before is not None and followed is not None:
        near = beside(asking, before.asking, turn.language, followed.first, followed.last)
    elif before is not None and before.years:
        month = _month(before, None)
        near = beside_period(asking, month, before.years[-1], turn.language)
    whole = one or some or near or ("" if picked else _whole(turn, vocabulary))
    if whole:
        return whole, with_event(before, followed) if before and one else Carried(matter)
    said = f"{asking} ({turn.rest})" if turn.rest else asking
    carried = carried_over(
        said,
        turn.language,
        names_in(said, turn.language, vocabulary),
        before,
        followed,
        alone=turn.opened.changes,
        corrects=turn.opened.corrects,
    )
    other = who_else(asking, before.asking) if before else ""
    return other or _of_item(asking, turn.language, followed), carried


def _whole(turn: _Turn, vocabulary: Vocabulary | None) -> str:
    """Return the whole question of which only what is new was said; "" where it says all."""
    before = turn.goes_on
    if before is None:
        return ""
    if turn.opened.corrects:
        return put_right(turn.asking, before.asking)
    names = (*before.names, *names_in(f"… {turn.asking}", turn.language, vocabulary))
    one = turn.followed is not None
    return completed(turn.asking, names, before.asking, turn.language, one=one)


def _the_one(turn: _Turn) -> str:
    """Return the question before with the person who was meant; "" where nobody was put right."""
    meant = turn.asking if turn.opened.corrects else says_no(turn.asking)
    return with_the_one_meant(meant, turn.goes_on, turn.followed) if turn.goes_on and meant else ""


def _some(asking: str, before: Query, history: Sequence[Exchange], read: Reads) -> tuple[str, str]:
    """Return a question for some of the events last listed, and what those were (``narrowed``)."""
    if not asks_for_some(asking, before.language):
        return "", ""
    fewest = 1 if asks_how_many(asking, before.language) else 2
    for back in range(1, min(_LISTED_BACK, len(history)) + 1):
        if is_list(str(history[-back].answer), fewest):
            listing: Query | None = before
            if back > 1:
                listing = last_question(history[: len(history) - back + 1], read)
            if listing is None or listing.language != before.language:
                break
            return narrowed(asking, listing, sure=back == 1)
    return "", ""


def _of_item(asking: str, language: Language, followed: Followed | None) -> str:
    """Return a question; one that only picks another item of a list as asked of that item."""
    if followed is None or not followed.asked or not said_alone(asking, followed.said):
        return asking
    asked = opening(clean(followed.asked)).rest
    if asked_of("", asked) == asked and re.search(r"\w\W+[A-ZÀ-Þ]", asked):
        return asking  # it names another event, or somebody
    return asked_of(followed.said, asked) if detect_language(asked) == language else asking


def last_question(history: Sequence[Exchange], read: Reads) -> Query | None:
    """Return the last question that asked something, read in its own place."""
    for turn in range(len(history) - 1, -1, -1):
        try:
            query = read(history[turn].question, history[max(turn - CONTEXT, 0) : turn])
        except QuestionError:
            continue
        if not query.smalltalk:
            return query
    return None
