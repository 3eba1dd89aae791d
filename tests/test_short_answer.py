"""Which of the names, dates and figures of a sentence is the answer in front of it."""

from __future__ import annotations

from datetime import date

import pytest

from icpc_assistant.query import interpret
from icpc_assistant.reader.short_answer import Pointed, short_answer
from icpc_assistant.reader.signals import terms_of
from icpc_assistant.types import Bulletin

HANDED = (
    "The Kisumu Declaration, read out by the youngest delegate, Peace Nabirye, asks for tariffs."
)
PAID = "The Council paid for travel and lodging, while Ms Hallam lent the rooms without charge."
SIGNED = "The memorandum of 24 to 26 August was drafted in Lyon and signed on Thursday, 25 August."
WELLS = "The group visited 34 boreholes around Mchinji and found nine of them dry."
FROM = "The seminar in Arequipa closed a programme that had begun in Cochabamba."
STAYED = "The group spent six days in Tbilisi and three days in Yerevan."
FUND = "The fund of 85,000 euros was agreed by 12 members."


def short(question, sentence, words=None, sure=0.5):
    query = interpret(question)
    bulletin = Bulletin("2011-08-24-a", "A", sentence, "en", date(2011, 8, 24), date(2011, 8, 26))
    start = sentence.index(words) if words else 0
    pointed = Pointed(start, start + len(words), sure) if words else None
    return short_answer(query, terms_of(query, lambda stem: 1.0), sentence, bulletin, pointed)


@pytest.mark.parametrize(
    ("question", "sentence", "words", "said"),
    [
        ("Who read the declaration?", HANDED, "Peace Nabirye", "Peace Nabirye"),
        ("Who read the declaration?", HANDED, "the youngest delegate, Peace", "Peace Nabirye"),
        ("Who paid for the travel?", PAID, "The Council", "The Council"),
        ("Quel jour le mémorandum a-t-il été signé ?", SIGNED, "25 August", "25 août 2011"),
        ("How many boreholes were dry?", WELLS, "nine of them", "nine"),
        ("Where did the programme begin?", FROM, "Cochabamba", "Cochabamba"),
        ("Combien de temps est-il resté à Erevan ?", STAYED, "three days", "3\xa0jours"),
        ("¿Cuánto tiempo pasaron en Tiflis?", STAYED, "six days", "6 días"),
        ("¿A cuánto asciende el fondo?", FUND, "85,000 euros", "85,000 euros"),
    ],
)
def test_the_words_pointed_at_tell_which_is_meant(question, sentence, words, said):
    assert short(question, sentence, words) == said


HELD = (
    "The congress that was held in Mexico in May, like that of Singapore, drew a thousand people."
)


@pytest.mark.parametrize(
    ("question", "words", "said"),
    [
        ("Where was the congress held?", "Mexico", "Mexico"),
        ("In which country was the congress held?", "Mexico", "Mexico"),
        ("¿En qué ciudad se celebró el congreso?", "Mexico", None),
        ("Dans quelle ville s’est tenu le congrès ?", "in Mexico", None),
        ("In which city was the earlier one?", "Singapore", "Singapore"),
    ],
)
def test_a_country_is_no_city(question, words, said):
    assert short(question, HELD, words) == said


def test_a_time_is_nobody_however_surely_it_is_pointed_at():
    sentence = "Ann Roe welcomed the guests on Thursday, 25 August, in the hall."
    assert short("Who welcomed the guests?", sentence, "25 August", 1.0) == "Ann Roe"


def test_words_that_the_question_says_itself_are_no_answer():
    assert short("Who paid, the Council?", PAID, "The Council") != "The Council"


def test_words_pointed_at_unsurely_give_way_to_a_name():
    assert short("Who lent the rooms?", PAID, "travel and lodging", -0.9) == "Ms Hallam"


def test_without_words_pointed_at_the_rules_tell():
    assert short("Who lent the rooms?", PAID) == "Ms Hallam"
    assert short("Combien de membres étaient d’accord ?", FUND) == "12 membres"
