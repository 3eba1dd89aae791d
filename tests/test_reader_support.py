"""What an LLM's sentence may say on the ground of its quotes, told by reason."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpc_assistant.reader import Quote
from icpc_assistant.reader.support import ground, share_held, speaks, unsupported
from icpc_assistant.types import LANGUAGES, Bulletin, Language, Passage

BODY = (
    "From March 20 to 22, 2024, Dr. Lena Ortiz led the eighth seminar on safe parks in the "
    "United States. About 1,200 people and twelve teams came, and 3.5% stayed. "
    "Participants liked the tents. Bob Marlow slept in another city, on 5 May 1987."
)
SEMINAR = Bulletin(
    "seminar", "Safe Parks 2024: A Seminar", BODY, "en", date(2024, 3, 20), date(2024, 3, 22)
)


def reason(
    text: str,
    quote: str = BODY[: BODY.index(" Participants")],
    question: str = "",
    language: Language = "en",
) -> str | None:
    start = BODY.index(quote)
    passage = Passage("seminar:0", "seminar", 0, len(BODY), BODY, "", ())
    quotes = [Quote(passage, start, start + len(quote))]
    return unsupported(text, language, ground(quotes, question, language, {"seminar": SEMINAR}))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Lena Ortiz led the 8th seminar on safe parks, on 20–22 March 2024.", "en"),
        ("Some 1200 people and 12 teams came to the seminar.", "en"),
        ("The seminar on parks drew 1,200 people; 3,5 % stayed.", "en"),
        ("Participants: 1,200 people came to the parks seminar.", "en"),
        ("Ortiz's seminars on safe parks are from March 2024.", "en"),
        ("Du 20 au 22 mars 2024, Lena Ortiz a animé le séminaire aux États-Unis.", "fr"),
        ("Del 20 al 22 de marzo de 2024, Lena Ortiz dirigió el seminario en Estados Unidos.", "es"),
        ("Quelque 1 200 personnes et douze équipes sont venues au séminaire.", "fr"),
    ],
)
def test_what_the_quotes_say_may_be_said(text: str, language: Language) -> None:
    assert reason(text, language=language) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("About 1,300 people came to the seminar.", "figure '1,300'"),
        ("About 200 people came to the seminar.", "figure '200'"),
        ("Some fifteen teams came to the seminar.", "figure '.*fifteen'"),
        ("About 22 teams and 1,200 people came.", "figure '22'"),
        ("Lena Ortiz led the seminar on March 23, 2024.", "date 'March 23, 2024'"),
        ("Lena Ortiz led the seminar in April 2024.", "date 'April 2024'"),
        ("Lena Ortiz led the seminar in 2023.", "date '2023'"),
        ("Maria Ortiz led the seminar on safe parks.", "name 'Maria'"),
        ("The seminar on safe parks was led by Lena Cruz.", "name 'Cruz'"),
        ("Brazil led the seminar on safe parks.", "name 'Brazil'"),
        ("The seminar on safe parks was held by UNESCO.", "name 'UNESCO'"),
        ("The seminar on safe parks used HAL9.", "name 'HAL9'|figure '9'"),
        ("Lena Ortiz led the seminar: www.example.org", "link"),
        ("Lena Ortiz led the seminar, write to a@b.org", "link"),
        ("Lena Ortiz dislikes cheese, opera, umbrellas and slow violin music.", "only"),
    ],
)
def test_what_they_do_not_say_may_not_be_said(text: str, why: str) -> None:
    quote = "Dr. Lena Ortiz led the eighth seminar on safe parks"
    if "people" in text or "teams" in text:
        quote = "About 1,200 people and twelve teams came"
    import re

    given = reason(text, quote)
    assert given is not None
    assert re.search(why, given), given


def test_the_days_of_the_bulletins_date_may_be_said_in_dates_alone() -> None:
    quote = "About 1,200 people and twelve teams came"
    assert reason("About 1,200 people came on 20 March 2024.", quote) is None
    assert reason("About 20 people came.", quote) is not None


def test_a_question_lends_only_words_its_bulletin_has() -> None:
    quote = "led the eighth seminar on safe parks"
    said = "Bob Marlow led the seminar on safe parks."
    assert reason(said, quote) is not None
    # The bulletin names him, so the question may; that he led it is for the LLM to get right.
    assert reason(said, quote, "Did Bob Marlow lead it?") is None
    assert reason("Ann Marsh led the seminar on safe parks.", quote, "Did Ann Marsh lead it?")
    assert reason("The seminar on safe parks had 700 guests.", quote, "Did 700 guests come?")


def test_the_share_is_of_content_words() -> None:
    passage = Passage("seminar:0", "seminar", 0, len(BODY), BODY, "", ())
    start = BODY.index("Participants")
    held = ground([Quote(passage, start, start + 28)], "", "en", {"seminar": SEMINAR})
    assert share_held("The participants liked the tents.", "en", held) == 1.0
    assert share_held("Elephants liked the violins.", "en", held) == pytest.approx(1 / 3)
    assert share_held("It was there.", "en", held) == 1.0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The mayor of the city opened the library.", "en"),
        ("La mairesse a ouvert la bibliothèque de la ville.", "fr"),
        ("La alcaldesa abrió la biblioteca de la ciudad.", "es"),
    ],
)
def test_a_sentence_in_another_language_is_told(text: str, language: Language) -> None:
    assert [lang for lang in LANGUAGES if speaks(text, lang)] == [language] or language != "en"
    assert speaks(text, language)
    if language != "en":
        assert not speaks(text, "en")


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_any_sentence_and_question_are_safe(text: str, question: str, language: Language) -> None:
    given = reason(text, question=question, language=language)
    assert given is None or isinstance(given, str)


def test_a_surname_in_the_quote_may_get_its_forename_from_the_bulletin() -> None:
    quote = "Ortiz led the eighth seminar on safe parks"
    assert reason("Lena Ortiz led the seminar on safe parks.", quote) is None
    assert reason("Maria Ortiz led the seminar on safe parks.", quote) is not None
    assert reason("Lena Marlow led the seminar on safe parks.", quote) is not None


def test_an_acronym_may_turn_its_letters_in_another_language() -> None:
    body = "The NATO seminar was held in Rome."
    bulletin = Bulletin("nato", "", body, "en")
    passage = Passage("nato:0", "nato", 0, len(body), body, "", ())
    quotes = [Quote(passage, 0, len(body))]

    def said(text: str, language: Language) -> str | None:
        return unsupported(text, language, ground(quotes, "", language, {"nato": bulletin}))

    assert said("Le séminaire de l'OTAN était à Rome.", "fr") is None
    assert said("Le séminaire de l'ONU était à Rome.", "fr") is not None
    assert said("The OTAN seminar was held in Rome.", "en") is not None


def test_a_name_may_be_spelt_as_its_language_does() -> None:
    body = "Ms. Ruiz came from California, U.S., to Katowice."
    bulletin = Bulletin("trip", "", body, "en")
    passage = Passage("trip:0", "trip", 0, len(body), body, "", ())
    quotes = [Quote(passage, 0, len(body))]

    def said(text: str, language: Language) -> str | None:
        return unsupported(text, language, ground(quotes, "", language, {"trip": bulletin}))

    assert said("Mme Ruiz venait de Californie, aux États-Unis.", "fr") is None
    assert said("Mme Ruiz venait de Caroline, aux États-Unis.", "fr") is not None
    assert said("Ms. Ruiz came from Californie.", "en") is not None
    assert said("Ms. Ruiz came to Katowice from the US.", "en") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The seminar on safe parks was not led by Lena Ortiz.", "en"),
        ("The seminar on safe parks doesn’t say who led it.", "en"),
        ("Le séminaire sur les parcs n'a pas été animé par Lena Ortiz.", "fr"),
        ("Lena Ortiz no dirigió el seminario sobre parques seguros.", "es"),
    ],
)
def test_a_denial_needs_one_in_the_quotes(text: str, language: Language) -> None:
    quote = "Lena Ortiz led the eighth seminar on safe parks"
    assert reason(text, quote, language=language) == "it denies what no quote denies"
