"""Glosses: a French or Spanish question's words, put in English for a reader of English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpc_assistant.glossing import gloss, glossed
from icpc_assistant.lexicon import Lexicon, lexicon
from icpc_assistant.terms import stem, words
from icpc_assistant.types import Language


@pytest.mark.parametrize(
    ("question", "english"),
    [
        # An expression of question words before its parts.
        ("De quel pays vient la ministre ?", "of which country come the minister"),
        (
            "Au bout de combien de temps le tribunal a-t-il rejeté la plainte ?",
            "after how many time the court did reject the complaint",
        ),
        # Accents tell pupils from what is high, a door from what was carried.
        ("Combien d'élèves ont reçu un livre ?", "how many pupil receive a book"),
        ("Qui fermera les portes de la gare ?", "who close the door of the station"),
        # A present plural that the stemmer leaves.
        ("Quelles langues parlent les médiateurs ?", "what language talk the mediator"),
        # The perfect of a reflexive verb, and of the passive.
        ("Où s'est tenue la réunion ?", "where take place the meeting"),
        ("Pourquoi l'accord a-t-il été signé ?", "why the agreement was sign"),
        # A name is no inflected word, and a town's "à" is "in".
        ("Qui dirige le musée à Mons ?", "who lead the museum in Mons"),
        ("Combien a touché la patronne du bar ?", "how much touch the boss of the bar"),
        ("Un moteur est-il tombé en panne ?", "a engine is break down"),
    ],
)
def test_a_french_question_in_english_words(question: str, english: str) -> None:
    assert gloss(question, "fr", "en") == english


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("¿De qué país es la jueza?", "of which country is the judge"),
        ("¿En cuántas ciudades se celebró la feria?", "in how many city take place the fair"),
        ("¿Desde qué año ocupa el cargo?", "since which year hold the position"),
        # Stressed vowels and irregular pasts.
        ("¿Qué pidieron los vecinos?", "what ask the resident"),
        ("¿Cuándo saldrá el tren?", "when leave the train"),
        ("¿Qué trajo el barco en mayo de 2019?", "what bring the ship in May 2019"),
        # Plurals of short words; a table is no month, and one who leaves no salt.
        ("¿Cuántos días dura la mesa redonda?", "how many days last the round table"),
        ("¿A qué hora sale el autobús?", "at what time leave the bus"),
        # Without accents, a question's first word still asks.
        ("quien dirige el taller", "who lead the workshop"),
        ("¿Quién estuvo a cargo del coro?", "who was led by choir"),
        ("¿Hace cinco años hubo un incendio?", "five years ago there was a fire"),
    ],
)
def test_a_spanish_question_in_english_words(question: str, english: str) -> None:
    assert gloss(question, "es", "en") == english


@pytest.mark.parametrize("language", ["fr", "es"])
def test_no_key_word_is_glossed_to_nothing(language: Language) -> None:
    lost = [
        form
        for row in lexicon().forms[::12]  # a share, for speed
        for form in row[language]
        if row["en"] and len(form) > 3 and len(words(form)) == 1 and not gloss(form, language, "en")
    ]
    assert lost == []


def test_a_word_that_nothing_is_known_of_stays_as_typed() -> None:
    assert gloss("¿Dónde está Ylläs?", "es", "en") == "where is Ylläs"


def test_a_text_keeps_its_marks_and_each_word_its_place() -> None:
    source = "L'accord, signé à Lyon (le 3 mai), a-t-il été publié ? « Oui », dit-elle."
    read = glossed(source, "fr", "en")
    assert read.text == ("the agreement, sign in Lyon (the 3 May), was publish ? « yes », say.")
    said = {source[c:d]: read.text[a:b] for a, b, c, d in read.places}
    assert said["accord"] == "agreement"
    assert said["mai"] == "May"
    at = source.index("signé")
    assert read.text[slice(*read.target(at, at + 5))] == "sign"
    at = read.text.index("publish")
    assert source[slice(*read.source(at, at + 7))] == "publié"


COMMON = """en\tfr\tes
sign\tsigner\tfirmar
"""
RARE = """en\tfr\tes
sign language\tsigne\tseña
confer\tconférer\tconferir
smokehouse\tfumoir\tahumadero
"""


def test_rare_words_change_nothing_of_the_common_ones() -> None:
    table = Lexicon.parse(COMMON, RARE)
    assert table.core == 1
    assert table.of_word("sign", "fr") == (0,)  # "signe" has the stem of "signer"
    assert table.of_word(stem("fumoirs", "fr"), "fr") == (3,)
    assert table.knows("fumoirs", "fr")
    assert not table.is_common("fumoirs", "fr")
    assert table.is_common("signer", "fr")
    assert table.single["en"] == ()  # no slip is taken for a rare word


def test_a_slip_is_no_rare_word_of_its_stem() -> None:
    table = Lexicon.parse(COMMON, RARE)
    assert table.knows("conferred", "en")
    assert not table.knows("conferance", "en")


def test_the_shipped_rare_words_are_read() -> None:
    assert gloss("les fumoirs du golfe", "fr", "en") == "the smokehouse of the gulf"
    assert all(len(row) == 3 and row["en"] for row in lexicon().forms)


def test_what_has_no_word_has_no_place() -> None:
    read = glossed("… se …", "es", "en")
    assert read.places == ()
    assert read.source(0, len(read.text)) is None
    assert read.target(2, 4) is None


@given(st.text(max_size=80), st.sampled_from(["fr", "es"]))
def test_whatever_the_text_places_are_in_order_and_in_it(source: str, language: Language) -> None:
    read = glossed(source, language, "en")
    before = after = 0
    for start, end, first, last in read.places:
        assert before <= start < end <= len(read.text)
        assert after <= first < last <= len(source)
        before, after = end, last
    assert words(read.text) == words(gloss(source, language, "en"))
