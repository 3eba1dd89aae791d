"""Numbers in digits and words, in three languages, as values that compare."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpc_assistant.reader.figures import numbers, values
from icpc_assistant.types import LANGUAGES, Language


@pytest.mark.parametrize(
    ("text", "language", "read"),
    [
        ("twenty-five teams", "en", {"25"}),
        ("two hundred and fifty", "en", {"250"}),
        ("one hundred thousand and one", "en", {"100001"}),
        ("1.2 million euros", "en", {"1200000"}),
        ("five and six", "en", {"5", "6"}),
        ("five, six", "en", {"5", "6"}),
        ("one of them", "en", set()),
        ("the 8th and the ninth", "en", {"8", "9"}),
        ("from 9–11 May 2024", "en", {"9", "11", "2024"}),
        ("in 2024 200 came", "en", {"2024", "200"}),
        ("1,200,000.50", "en", {"1200000.5"}),
        ("1,200", "en", {"1200", "1.2"}),
        ("007 and 3.50", "en", {"7", "3.5"}),
        ("1 200 personnes", "fr", {"1200"}),
        ("1\u202f200 personnes", "fr", {"1200"}),
        ("quatre-vingt-dix-sept", "fr", {"97"}),
        ("soixante et onze", "fr", {"71"}),
        ("soixante-quinze", "fr", {"75"}),
        ("vingt et un", "fr", {"21"}),
        ("dix-huit mille trois cents", "fr", {"18300"}),
        ("dix pour cent", "fr", {"10"}),
        ("el 10 por ciento", "es", {"10"}),
        ("trois millions", "fr", {"3000000"}),
        ("une personne et deux chiens", "fr", {"2"}),
        ("la huitième édition", "fr", {"8"}),
        ("treinta y cinco", "es", {"35"}),
        ("veintidós mil quinientos", "es", {"22500"}),
        ("500 mil millones", "es", {"500000000000"}),
        ("ciento veinte", "es", {"120"}),
        ("cinco y seis", "es", {"5", "6"}),
        ("la décima sesión", "es", {"10"}),
        ("nothing here", "en", set()),
    ],
)
def test_values(text: str, language: Language, read: set[str]) -> None:
    assert values(text, language) == read


def test_a_figure_keeps_its_words() -> None:
    assert [f.text for f in numbers("Some 1.2 million, then twenty five.", "en")] == [
        "1.2 million",
        "twenty five",
    ]


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_is_read(text: str, language: Language) -> None:
    for figure in numbers(text, language):
        assert figure.text in text
        assert figure.values


@given(st.integers(2, 999_999_999))
def test_digits_with_any_grouping_mean_the_number(number: int) -> None:
    for mark in (",", "\u202f", "\u00a0", " ", "."):
        assert str(number) in values(f"{number:,}".replace(",", mark), "en")
