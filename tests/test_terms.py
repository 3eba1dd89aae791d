from hypothesis import given
from hypothesis import strategies as st

from icpc_assistant.terms import clean, fold, is_function_word, stem, terms, words


def test_words_keep_numbers_whole_and_split_elisions():
    assert words("L’ICPC: more than 1,200 people, 3.5 hours") == [
        "L", "ICPC", "more", "than", "1,200", "people", "3", "5", "hours",
    ]  # fmt: skip


def test_fold_drops_case_accents_and_thousands_separators():
    assert fold("Montréal") == "montreal"
    assert fold("1,200") == fold("1\u202f200") == "1200"


def test_inflections_of_a_word_are_one_term():
    assert stem("participants", "en") == stem("Participant", "en")
    assert stem("inaugurée", "fr") == stem("inaugurer", "fr")
    assert stem("conferencias", "es") == stem("conferencia", "es")


def test_function_words_are_no_terms_in_any_language():
    assert terms("When was the conference?", "en") == ["confer"]
    assert is_function_word("où", "fr")
    assert is_function_word("cuándo", "es")
    assert terms("¿Cuándo fue la cumbre?", "es") == [stem("cumbre", "es")]


def test_clean_drops_what_nobody_can_read():
    assert clean("a\u200bb\u202e c\x00\ud800\n d") == "ab c? d"


@given(st.text())
def test_any_text_can_be_cleaned_and_split(text):
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    for word in words(cleaned):
        assert fold(word) is not None
        assert word in cleaned
