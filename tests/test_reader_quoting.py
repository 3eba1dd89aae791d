"""Quotes are found again in the bulletin's own characters, or not at all."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpc_assistant.reader.quoting import FEWEST_WORDS, find
from icpc_assistant.terms import words
from icpc_assistant.types import Passage, Sentence


def passage(text: str, start: int = 0, sentences: tuple[tuple[int, int], ...] = ()) -> Passage:
    inside = tuple(Sentence(start + a, start + b, text[a:b]) for a, b in sentences)
    return Passage(f"b:{start}", "b", start, start + len(text), text, "", inside)


def found(quote: str, text: str, **given: object) -> list[str]:
    return [text[q.start : q.end] for q in find(quote, 0, [passage(text, **given)])]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("quote", "text", "kept"),
    [
        ("the bridge was closed", "On Monday the bridge was closed.", "the bridge was closed"),
        ("THE Bridge was  closed", "the bridge\nwas closed", "the bridge\nwas closed"),
        ('said "we stay" again', "She said “we\u00a0stay” again", "said “we\u00a0stay” again"),
        ("it's the mayor's word", "it’s the mayor’s word", "it’s the mayor’s word"),
        ("open 9-11 May - daily", "open 9–11 May — daily", "open 9–11 May — daily"),
        ("the very last day", "the **very** last day", "the **very** last day"),
        ("the café is open", "the cafe\u0301 is open", "the cafe\u0301 is open"),
        ("an office so difficult", "an oﬃce so diﬃcult", "an oﬃce so diﬃcult"),
        ("a soft hyphen here", "a soft hy\u00adphen here", "a soft hy\u00adphen here"),
        ('"the bridge was closed."', "the bridge was closed, it seems", "the bridge was closed"),
        ("... the bridge was closed ...", "and the bridge was closed at", "the bridge was closed"),
        ("la rue était fermée", "la rue Était fermée", "la rue Était fermée"),
    ],
)
def test_what_copying_changes_is_forgiven(quote: str, text: str, kept: str) -> None:
    assert found(quote, text) == [kept]


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("200 people came today", "1,200 people came today"),
        ("200 people came today", "1 200 people came today"),
        ("costs no more than 1", "costs no more than 1.5 million"),
        ("costs no more than 1", "costs no more than 1 500 euros"),
        ("violent crime is rising", "non-violent crime is rising"),
        ("the police did", "the police didn’t come"),
        ("they say they can", "they say they can’t"),
        ("art is for all", "cart is for all"),
        ("this is for all", "this is for allied"),
        ("the bridge was open", "the bridge was closed"),
        ("the cafe is open", "the café is closed"),
        ("the bridge", "the bridge was closed"),
        ("", "the bridge was closed"),
        (" … ", "the bridge … was closed"),
        ('"', "the bridge “was” closed"),
    ],
)
def test_what_the_bulletin_does_not_say_is_not_found(quote: str, text: str) -> None:
    assert found(quote, text) == []


def test_a_later_occurrence_on_whole_words_is_taken() -> None:
    text = "It cost 1,200 euros a day, then 200 euros a day."
    (quote,) = find("200 euros a day", 0, [passage(text)])
    assert quote.start == text.rindex("200")


def test_a_number_in_a_date_may_end_a_quote() -> None:
    assert found("opened on December 9", "opened on December 9, 2025 in Rome") == [
        "opened on December 9"
    ]
    assert found("opened on December 9", "opened on December 9 2025") == ["opened on December 9"]


def test_a_short_quote_counts_as_a_whole_sentence_only() -> None:
    text = "Photo: Rome. It rained all day."
    assert found("Photo: Rome", text) == []
    assert found("Photo: Rome", text, sentences=((0, 12),)) == ["Photo: Rome"]


def test_words_left_out_make_several_quotes() -> None:
    text = "The mayor, who was late, opened the new bridge."
    assert found("who was late … opened the new bridge", text) == [
        "who was late",
        "opened the new bridge",
    ]


def test_the_cited_passage_comes_first_and_offsets_count_in_the_body() -> None:
    body = "It rained all day. Nobody came. It rained all day."
    first, last = passage(body[:18]), passage(body[32:], 32)
    assert [q.start for q in find("It rained all day", 0, [first, last])] == [0]
    assert [q.start for q in find("It rained all day", 1, [first, last])] == [32]
    assert [q.start for q in find("It rained all day", 7, [first, last])] == [0]


@given(st.text(max_size=60), st.text(max_size=120), st.integers(-2, 3))
def test_any_quote_of_any_text_is_safe(quote: str, text: str, cited: int) -> None:
    for got in find(quote, cited, [passage(text, 7)]):
        assert 7 <= got.start < got.end <= 7 + len(text)
        assert len(words(text[got.start - 7 : got.end - 7])) >= FEWEST_WORDS


_SPOKEN = st.lists(
    st.text("abcdeéñœ’'", min_size=1, max_size=8).filter(
        lambda w: w[0].isalpha() and w[-1].isalpha()
    ),
    min_size=FEWEST_WORDS,
    max_size=12,
)


@given(_SPOKEN, st.sampled_from([" ", "\n", "\u00a0", " \n "]), st.data())
def test_a_copy_with_other_space_case_and_composition_is_found(
    spoken: list[str], space: str, data: st.DataObject
) -> None:
    text = space.join(spoken)
    first = data.draw(st.integers(0, len(spoken) - FEWEST_WORDS))
    copy = unicodedata.normalize("NFD", " ".join(spoken[first:]).upper())
    (got,) = find(copy, 0, [passage(text)])
    kept = text[got.start : got.end]
    assert " ".join(kept.split()).endswith(" ".join(spoken[first:]))
