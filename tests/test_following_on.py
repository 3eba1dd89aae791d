"""What follows a question: corrections, narrower lists, items, bare questions, other languages."""

from datetime import date
from types import SimpleNamespace

import pytest

from icpc_assistant.collection.again import narrows
from icpc_assistant.collection.overviews import what_is_told
from icpc_assistant.query import (
    Followed,
    Item,
    asked_at,
    asks_for_places,
    event_meant,
    interpret,
    item_meant,
    names_event,
    says_little,
    says_too_little,
    says_which,
    without_event,
)
from icpc_assistant.query.fronted import fronted, without_preamble
from icpc_assistant.query.narrowing import asks_how_many
from icpc_assistant.query.neighbours import (
    beside,
    beside_period,
    events_in,
    month_off,
    same_period,
    year_off,
)
from icpc_assistant.query.shown import shown, with_accents
from icpc_assistant.query.smalltalk import language_wanted, smalltalk
from icpc_assistant.types import Exchange

FORUM = Followed(
    "Second Harbour Congress", "Second Harbour Congress in Lisbon", "en",
    first=date(2018, 4, 3), last=date(2018, 4, 5), bulletin="forum",
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "meant", "puts_right"),
    [
        ("no, the Oslo one", "the Oslo one", True),
        ("And the Oslo congress?", "the Oslo congress", False),
        ("What about the one in Oslo?", "the one in Oslo", False),
        ("non, je veux dire celle de Gand", "celle de Gand", True),
        ("Et le congrès d'Oslo ?", "le congrès d'Oslo", False),
        ("no, el de Lima", "el de Lima", True),
        ("¿Y en el congreso de Lima?", "en el congreso de Lima", False),
        ("And in Oslo?", "", False),
        ("No, the man from the police", "", False),
        ("And when was the congress?", "", False),
        ("Where was the Oslo one?", "", False),
    ],
)
def test_another_event_is_named_and_no_more_said(question, meant, puts_right):
    assert event_meant(question) == (meant, puts_right)


@pytest.mark.parametrize(
    ("asked", "language", "rest"),
    [
        ("What did they say at the forum in Oslo in 2020?", "en", "What did they say?"),
        ("How many people attended the congress in Lima?", "en", "How many people attended it?"),
        ("When was the training on boats and harbours?", "en", "When was it?"),
        ("Combien de pays au congrès à Lima ?", "fr", "Combien de pays ?"),
        ("¿Quién abrió el congreso de Lima?", "es", "¿Quién abrió?"),
        ("¿dónde?", "es", "¿dónde?"),
        ("Who spoke?", "en", "Who spoke?"),
    ],
)
def test_a_question_without_its_event(asked, language, rest):
    assert without_event(asked, language) == rest


@pytest.mark.parametrize(
    "question",
    ["only those in Oslo", "just the ones in 2025", "seulement en 2025", "uniquement ceux de Gand",
     "solo los de Lima", "¿Cuáles en 2025?", "Montreal only"],
)  # fmt: skip
def test_some_only_of_the_list_are_asked_for(question):
    assert narrows(question)


@pytest.mark.parametrize("question", ["Who was the only speaker?", "Which of them spoke?", "y eso"])
def test_nothing_is_narrowed_by_other_words(question):
    assert not narrows(question)


@pytest.mark.parametrize(
    ("question", "language"),
    [("how many?", "en"), ("How many are there?", "en"), ("combien ?", "fr"), ("¿cuántos?", "es")],
)
def test_how_many_there_are_of_a_list(question, language):
    assert asks_how_many(question, language)
    assert not asks_how_many(question.rstrip(" ?") + " people?", language)


@pytest.mark.parametrize(
    ("question", "language", "whole"),
    [
        ("And what happened before that?", "en", "Which event came right before April 3, 2018?"),
        (
            "Et que s'est-il passé après ?",
            "fr",
            "Quel événement a eu lieu juste après le 5 avril 2018 ?",
        ),
        ("¿Y qué pasó antes de eso?", "es", "¿Qué evento hubo justo antes del 3 de abril de 2018?"),
    ],
)
def test_what_happened_before_is_told_by_the_event_spoken_of(question, language, whole):
    assert beside(question, "Who spoke?", language, FORUM.first, FORUM.last) == whole


def test_what_happened_before_a_month_or_a_year():
    asked = beside_period("And what happened before that?", date(2025, 11, 1), 2025, "en")
    assert asked == "Which events took place before November 2025?"
    assert beside_period("¿Y qué pasó después?", None, 2023, "es").endswith("después de 2023?")
    assert beside_period("And who spoke?", None, 2023, "en") == ""


@pytest.mark.parametrize(
    ("question", "language", "said"),
    [
        ("and the month after?", "en", "and in January 2026?"),
        ("et le mois d'avant ?", "fr", "et en novembre 2025 ?"),
        ("¿y el mes siguiente?", "es", "¿y en enero de 2026?"),
    ],
)
def test_the_month_beside_the_one_spoken_of(question, language, said):
    assert month_off(question, date(2025, 12, 9), language) == said
    assert events_in(said, question, language)
    assert not events_in(said, said, language)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Where did it take place?", "en"),
        ("When did it happen?", "en"),
        ("Who else?", "en"),
        ("Où est-ce que ça a eu lieu ?", "fr"),
        ("Combien de personnes y ont assisté ?", "fr"),
        ("¿Quién más?", "es"),
        ("¿Quién lo organizó?", "es"),
    ],
)
def test_who_begins_with_a_pronoun_has_said_too_little(question, language):
    assert says_too_little(interpret(question))


@pytest.mark.parametrize(
    "question",
    ["How many events were there?", "Are there trainings?", "Where was the harbour congress held?",
     "Quels événements y a-t-il eu ?", "¿Qué eventos hubo?", "Did they go to Oslo in 2020?"],
)  # fmt: skip
def test_what_is_named_is_enough(question):
    assert not says_too_little(interpret(question))


@pytest.mark.parametrize(
    ("request_", "language"),
    [
        ("in French please", "fr"),
        ("Can you say it in Spanish?", "es"),
        ("en español por favor", "es"),
        ("en anglais s'il te plaît", "en"),
        ("auf Englisch bitte", "en"),
    ],
)
def test_a_language_is_asked_for(request_, language):
    assert smalltalk(request_) == "language"
    assert language_wanted(request_) == language
    assert interpret(request_).language == language


def test_other_languages_are_not_spoken_and_a_question_is_none():
    assert smalltalk("auf Deutsch bitte") == "language_none"
    assert smalltalk("Which events were in French?") is None


@pytest.mark.parametrize(
    ("question", "language", "sentence"),
    [
        ("where?", "en", "Where was the harbour congress held?"),
        ("and who opened it?", "en", "Who opened the harbour congress?"),
        ("combien de personnes ?", "fr", "Combien de personnes ont assisté au congrès portuaire ?"),
        ("qui l'a ouvert ?", "fr", "Qui a ouvert le congrès portuaire ?"),
        ("¿dónde?", "es", "¿Dónde fue el congreso portuario?"),
        ("¿y cuándo?", "es", "¿Cuándo fue el congreso portuario?"),
    ],
)
def test_a_bare_question_is_shown_as_a_sentence(question, language, sentence):
    before = {
        "en": "Who spoke at the harbour congress?",
        "fr": "Qui a parlé au congrès portuaire ?",
        "es": "¿Quién habló en el congreso portuario?",
    }[language]
    query = interpret(question, [Exchange(before, "…")], followed=FORUM)
    assert query.about == "forum"
    assert shown(query, [before], FORUM.name) == sentence


def test_an_event_that_was_not_called_so_is_shown_by_its_name():
    query = interpret("Who paid?", [Exchange("Who sang?", "…")], followed=FORUM)
    assert shown(query, ["Who sang?"], FORUM.name) == (
        "About “Second Harbour Congress” (April 2018): who paid?"
    )


def test_names_keep_the_accents_that_they_were_typed_with():
    assert with_accents("ouvert a Montreal", ["Qui est à Montréal ?"]) == "ouvert a Montréal"


@pytest.mark.parametrize(
    "question",
    ["tell me more about the second one", "parle-moi du deuxième", "háblame del segundo",
     "tell me more", "dis-m'en plus", "cuéntame más"],
)  # fmt: skip
def test_more_is_wanted(question):
    assert what_is_told(question) is not None
    assert what_is_told("Who spoke?") is None


def _turns(assistant, *questions):
    history, answer = [], SimpleNamespace()
    for question in questions:
        answer = assistant.ask(question, history)
        history.append(Exchange(question, answer.text))
    return answer


@pytest.mark.parametrize(
    "questions",
    [
        ("Where was the Juvenile Justice Congress held?", "how many people attended?",
         "How long did it last?"),
        ("Où a eu lieu le congrès sur la justice juvénile ?",
         "combien de personnes y ont assisté ?", "Combien de temps a-t-il duré ?"),
        ("¿Dónde fue el congreso de justicia juvenil?", "¿cuántas personas asistieron?",
         "¿Cuánto duró?"),
    ],
)  # fmt: skip
def test_a_third_turn_is_still_about_the_event(icpc, questions):
    answer = _turns(icpc, *questions)
    assert answer.short_answer.startswith("2 ")
    assert "Juvenile" in answer.standalone_question


@pytest.mark.parametrize(
    ("questions", "short"),
    [
        (("Combien de pays au congrès au Mexique ?", "non, celle de Bruxelles"), "26 pays"),
        (("How many people attended the congress in Mexico?", "And the Brussels conference?"),
         "700 participants"),
        (("How many countries took part in the Brussels conference?", "and in the Montreal one?"),
         "15 countries"),
        (("Combien de pays à la conférence de Bruxelles ?", "et à celle de Montréal ?"), "15 pays"),
        (("¿Cuántos países en la conferencia de Bruselas?", "¿y en la de Montreal?"), "15 países"),
        (("¿Quién abrió la conferencia de Bruselas?", "¿dónde?", "no, el de Dubái"), "Dubai"),
        (("¿Quién participó en el seminario de análisis criminal?", "¿dónde?"), "en línea"),
        (("Qui a présenté l'étude à la conférence de CUTA ?", "qui l'a organisée ?"),
         "Canadian Urban Transit Association"),
    ],
)  # fmt: skip
def test_the_question_before_is_asked_of_another_event(icpc, questions, short):
    assert _turns(icpc, *questions).short_answer == short


def test_another_part_is_of_the_same_event(icpc):
    asked = "¿Quién dirigió la sesión de la mañana en la Jornada TACMES 2025?"
    assert "led by TACMES members" in _turns(icpc, asked, "¿Y la de la tarde?").text


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        (("What did we do in October 2025?", "and in December?"), "December 2025: 2 events."),
        (("Qu'avons-nous fait au printemps 2025 ?", "et à l'automne ?"),
         "Septembre–novembre 2025\u202f: 3 événements."),
        (("¿Qué hicimos en 2025?", "¿y en octubre?"), "Octubre de 2025: 2 eventos."),
        # What was of no one year leaves it open.
        (("What did we do since 2024?", "and in October?"), "October, any year: 3 events."),
    ],
)  # fmt: skip
def test_a_month_is_of_the_year_before(icpc, questions, said):
    assert said in _turns(icpc, *questions).notices


@pytest.mark.parametrize(
    "questions",
    [
        ("Which events took place in 2024?", "and in 2025?", "only those in Montreal"),
        ("¿Qué eventos hubo en Montreal?", "solo en 2025"),
        ("Quels événements ont eu lieu à Montréal ?", "seulement en 2025"),
    ],
)
def test_a_list_is_narrowed_and_its_first_is_of_those(icpc, questions):
    answer = _turns(icpc, *questions)
    assert answer.short_answer.startswith("3 ")
    first = {
        "e": "which one was first?",
        "s": "¿cuál fue el primero?",
        "f": "lequel était le premier ?",
    }
    asked = first[answer.language[0] if answer.language != "es" else "s"]
    assert "CUTA" in _turns(icpc, *questions, asked).short_answer


@pytest.mark.parametrize(
    ("listing", "item"),
    [
        ("Which events took place in 2025?", "tell me more about the second one"),
        ("Quels événements ont eu lieu en 2025 ?", "le deuxième"),
        ("¿Qué eventos tuvieron lugar en 2025?", "el segundo"),
    ],
)
def test_an_item_of_the_list_is_told(icpc, listing, item):
    answer = _turns(icpc, listing, item)
    assert answer.status == "answered"
    assert [b.id for b in answer.bulletins] == ["2025-10-30-juvenile-criminal-justice-congress"]


def test_no_place_given_is_said(icpc):
    asked = "¿Quién representó al CIPC en la sesión de observatorios de 2023?"
    answer = _turns(icpc, asked, "¿dónde?")
    assert answer.status == "abstained"
    assert "no dice dónde" in answer.text


def test_an_event_that_could_be_two_is_asked_about(icpc):
    answer = icpc.ask("When was the conference in Montreal?")
    assert answer.status == "clarification"
    assert len(answer.choices) == 2
    assert icpc.ask("When was the meeting?").status == "clarification"
    assert icpc.ask("When was the conference in Brussels?").status == "answered"


@pytest.mark.parametrize(
    ("asked", "said", "language", "there"),
    [
        ("Who opened the congress in Lima?", "in Oslo", "en", "Who opened the congress in Oslo?"),
        ("Qui a ouvert le congrès de Lima ?", "à Oslo", "fr", "Qui a ouvert le congrès à Oslo ?"),
        ("¿Quién abrió el congreso de Lima?", "en Oslo", "es", "¿Quién abrió el congreso en Oslo?"),
        ("How many people came?", "in Oslo", "en", "How many people came in Oslo?"),
    ],
)
def test_a_question_is_asked_of_such_an_event_elsewhere(asked, said, language, there):
    assert asked_at(asked, said, language) == there


def test_a_question_names_an_event_by_its_noun():
    assert names_event("Who opened the congress?")
    assert not names_event("Who did Ada meet in Lima?")


@pytest.mark.parametrize(
    ("questions", "short", "about"),
    [
        (("How long was the conference in Brussels?", "and in dubai?"),
         "3 days (March 7–9, 2023)", "World Police Summit 2023"),
        (("When was the conference in Brussels?", "and in Paris?"), "October 4–6, 2022",
         "7th International Conference"),
        (("Combien de participants à la conférence de Bruxelles ?", "et à Montréal en 2024 ?"),
         "près de 400 participants", "2024 Conference on Countering Radicalization"),
        (("¿Cuándo fue la conferencia de Bruselas?", "¿y en Dubái?"),
         "7 al 9 de marzo de 2023", "World Police Summit 2023"),
    ],
)  # fmt: skip
def test_a_place_alone_means_the_event_there(icpc, questions, short, about):
    answer = _turns(icpc, *questions)
    assert answer.short_answer == short
    assert about in answer.standalone_question


@pytest.mark.parametrize(
    ("questions", "asked", "choice"),
    [
        (("How many people came to the conference in Brussels?", "and in Montreal?"),
         "How many people came to the conference in Montreal?", "How many people came to “2024"),
        (("Qui a ouvert la conférence de Bruxelles ?", "et à Montréal ?"),
         "Qui a ouvert la conférence à Montréal ?", "À propos de «\u202f2024"),
        (("¿Quién inauguró la conferencia de Bruselas?", "¿y en Montreal?"),
         "¿Quién inauguró la conferencia en Montreal?", "Sobre «2024"),
    ],
)  # fmt: skip
def test_a_place_of_several_events_is_asked_back(icpc, questions, asked, choice):
    answer = _turns(icpc, *questions)
    assert answer.status == "clarification"
    assert answer.standalone_question == asked
    assert any(choice in one for one in answer.choices)


@pytest.mark.parametrize(
    ("question", "choice"),
    [
        ("And who spoke there?", "About “TACMES Day 2025”: who spoke there?"),
        ("Et qui de chez nous y a pris la parole ?",
         "À propos de «\u202fTACMES Day 2025\u202f»\u202f: qui de chez nous y a pris la parole ?"),
        ("¿Y quién habló allí?", "Sobre «TACMES Day 2025»: ¿quién habló allí?"),
        ("Who organised that?", "Who organised “TACMES Day 2025”?"),
    ],
)  # fmt: skip
def test_what_leans_on_nothing_said_is_asked_back_with_events_to_choose(icpc, question, choice):
    answer = icpc.ask(question)
    assert answer.status == "clarification"
    assert answer.choices[0] == choice
    assert len(answer.choices) == 4


@pytest.mark.parametrize(
    ("questions", "short"),
    [
        (("When was the crime observatories session?", "which countries?"), "Chile and Mexico"),
        (("Où était la conférence sur la sécurité de la mobilité ?", "quels pays ?"),
         "France, Belgique et Canada"),
        (("¿Cuándo fue la sesión de los observatorios del delito?", "¿qué países?"),
         "Chile y México"),
        (("When was the crime observatories session?", "and which cities?"),
         "Peñalolén and Nezahualcóyotl"),
    ],
)  # fmt: skip
def test_which_countries_are_those_of_the_event(icpc, questions, short):
    assert _turns(icpc, *questions).short_answer == short


@pytest.mark.parametrize(
    "questions",
    [
        ("How many people came to the congress in Mexico?", "From how many countries?",
         "Which countries?"),
        ("Combien de personnes ont assisté au congrès au Mexique ?", "Quels pays ?"),
        ("¿Cuántas personas asistieron al congreso de México?", "¿De qué países?"),
    ],
)  # fmt: skip
def test_countries_that_are_only_counted_are_not_told(icpc, questions):
    answer = _turns(icpc, *questions)
    assert answer.status == "abstained"
    assert "nine countries" in answer.notices[0]


@pytest.mark.parametrize(
    "text", ["which countries?", "dans quelles villes ?", "¿De qué países venían?"]
)
def test_several_places_are_asked_for(text):
    assert asks_for_places(text)
    assert not asks_for_places("which country?")
    assert not asks_for_places("Dans quelle ville ?")


@pytest.mark.parametrize("asked", ["which countries?", "quels pays ?", "¿cuántos países?"])
def test_a_word_or_two_may_be_of_one_event(asked):
    assert says_little(interpret(asked))
    assert not says_little(interpret("Which countries have we been to?"))
    assert not says_little(interpret("How many events?"))
    assert says_which("¿El segundo de qué país es?")
    assert not says_which(asked)


@pytest.mark.parametrize(
    "questions",
    [
        ("Who did the training on youth and police?", "when?"),
        ("Qui a donné la formation sur les jeunes et la police ?", "quand ?"),
        ("¿Quién impartió la formación sobre jóvenes y policía?", "¿cuándo?"),
    ],
)
def test_when_alone_is_when_the_event_was(icpc, questions):
    assert "2025" in _turns(icpc, *questions).short_answer


def test_a_person_beside_an_event_does_not_name_it():
    before = "What did Ada Okonkwo present in Lisbon?"
    query = interpret("who hosted it?", [Exchange(before, "…")], followed=FORUM)
    assert "Second Harbour Congress" in shown(query, [before], FORUM.name)
    assert with_accents("A harbour congress", ["À qui ?"]) == "A harbour congress"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Sorry, switching to English for my boss: who opened it?", "Who opened it?"),
        ("Je passe à l'espagnol pour mon chef : ¿quién lo abrió?", "¿Quién lo abrió?"),
        ("Para una diapositiva: ¿dónde fue el congreso?", "¿Dónde fue el congreso?"),
        ("I'm writing about the Lima congress: who opened it?", None),
        ("Youth and police: who led the training?", None),
        ("Je parle du congrès de Lima : qui l'a ouvert ?", None),
    ],
)
def test_what_only_tells_who_asks_is_dropped(question, asked):
    assert without_preamble(question) == (asked or question)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Back to Lima: who opened it?", ("Lima", "who opened it?", True)),
        ("Revenons à Gand : qui dirigeait ?", ("Gand", "qui dirigeait ?", True)),
        ("Volviendo a Quito, ¿quién pagó?", ("Quito", "¿quién pagó?", True)),
        ("el taller de Quito, ¿cuántos eran?", ("el taller de Quito", "¿cuántos eran?", False)),
        ("In 2019, who won the prize?", None),
        ("According to the mayor, who paid?", None),
    ],
)
def test_an_event_may_stand_in_front_of_what_is_asked_of_it(question, told):
    assert fronted(question) == told


@pytest.mark.parametrize(
    ("question", "later"),
    [
        ("Et celui d'avant, c'était quoi ?", False),
        ("And the one before it, what was it?", False),
        ("¿Y el anterior, cuál fue?", False),
        ("And what was the next event after that one?", True),
        ("Et quel a été l'événement suivant ?", True),
        ("¿Cuál fue el siguiente?", True),
        ("What is the next event?", None),
        ("Where was the previous one?", None),
        ("Et celui d'avant ?", None),
    ],
)
def test_the_event_beside_is_asked_for_whatever_was_asked_before(question, later):
    found = beside(question, "Who won it?", "en", date(2018, 4, 3), date(2018, 4, 5))
    day = "after April 5, 2018" if later else "before April 3, 2018"
    assert found == ("" if later is None else f"Which event came right {day}?")


def test_a_time_told_by_that_of_the_event_is_said_by_its_name():
    day = date(2018, 4, 3)
    assert same_period("What else did we do that year?", day, "en").endswith("do in 2018?")
    assert same_period("Et qu'a-t-on fait ce mois-là ?", day, "fr").endswith("fait en avril 2018 ?")
    assert same_period("¿Qué hubo el año pasado?", day, "es") == "¿Qué hubo el año pasado?"
    assert year_off("¿Y qué se hizo al año siguiente?", [2018], "es") == "¿Y qué se hizo en 2019?"


@pytest.mark.parametrize(
    "said",
    [
        "gracias, con eso me vale",
        "that'll do, ta",
        "Merci, ça me suffit",
        "C'est tout ce qu'il me fallait, merci bien",
        "Ya tengo todo lo que necesitaba",
        "Perfect, no more questions.",
    ],
)
def test_who_has_enough_is_thanked(said):
    assert smalltalk(said) == "thanks"


def test_the_other_of_two_is_not_the_one_spoken_of_last():
    lima, oslo = (Item("en", frozenset({name}), frozenset()) for name in ("lima", "oslo"))
    for question, language in [
        ("And the other one?", "en"),
        ("Who led the other workshop?", "en"),
        ("Et à l'autre ?", "fr"),
        ("¿Y en el otro, quién habló?", "es"),
    ]:
        assert item_meant(question, language, [lima, oslo], last=0).number == 1
        assert item_meant(question, language, [lima, oslo]) is None
    assert item_meant("What did the other speakers say?", "en", [lima, oslo], last=0) is None
