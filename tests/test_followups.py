"""Follow-up questions: what is taken over from the turns before, and what is left behind."""

import time
from dataclasses import replace
from datetime import date

import pytest

from icpc_assistant.following import event_followed, since_change
from icpc_assistant.query import Followed, changes_subject, interpret
from icpc_assistant.query.opening import opening
from icpc_assistant.terms import fold, words
from icpc_assistant.types import Exchange

BEFORE = {
    "en": "Who opened the harbour congress in Lisbon in 2018?",
    "fr": "Qui a ouvert le congrès portuaire de Lisbonne en 2018 ?",
    "es": "¿Quién abrió el congreso portuario de Lisboa en 2018?",
}


def follow(question, language="en", answer="…", followed=None):
    return interpret(question, [Exchange(BEFORE[language], answer)], followed=followed)


FORUM = Followed(
    name="Second Harbour Congress",
    full_name="Second Harbour Congress in Lisbon",
    language="en",
    first=date(2018, 4, 3),
    last=date(2018, 4, 5),
    stems=frozenset("congress harbour lisbon port mayor pledg sign speaker".split()),
    people=("Rita Sousa", "Paul Novak"),
    answer="Rita Sousa\nThe congress was opened by Rita Sousa. [1]",
)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Changing the subject: who runs the night school?", "en"),
        ("On a different note, who runs the night school?", "en"),
        ("Great, thanks. New topic: and who runs the night school?", "en"),
        ("Separate question, where is the night school?", "en"),
        ("Changeons de sujet : et qui dirige l'école du soir ?", "fr"),
        ("Rien à voir, mais qui dirige l'école du soir ?", "fr"),
        ("Tout autre chose : où est l'école du soir ?", "fr"),
        ("Cambio de tema: ¿y quién dirige la escuela nocturna?", "es"),
        ("Vale. Otro tema, ¿dónde está la escuela nocturna?", "es"),
    ],
)
def test_who_changes_the_subject_leaves_all_of_the_last_one(question, language):
    query = follow(question, language, followed=FORUM)
    assert query.changes
    assert query.carried == frozenset()
    assert "(" not in query.text
    said = {fold(word) for word in words(query.text)}
    assert not said & {"subject", "note", "topic", "question", "sujet", "voir", "tema", "pregunta"}


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Another question: how many mayors signed?", "en"),
        ("One other thing, who paid for it?", "en"),
        ("I have another question, about the same congress: who came?", "en"),
        ("Autre question : combien de maires y ont signé ?", "fr"),
        ("Autre chose, qui l'a payé ?", "fr"),
        ("Otra cosa, ¿cuánto duró?", "es"),
        ("Y otra pregunta: ¿quién más firmó?", "es"),
    ],
)
def test_who_announces_another_question_may_go_on(question, language):
    query = follow(question, language, followed=FORUM)
    assert not query.changes
    assert query.event


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Another question: who runs the night school?", "en"),
        ("Autre question : qui dirige l'école du soir ?", "fr"),
        ("Otra pregunta, ¿quién dirige la escuela nocturna?", "es"),
    ],
)
def test_another_question_that_says_all_takes_nothing_over(question, language):
    assert "(" not in follow(question, language, followed=FORUM).text


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("By the way, where was it?", "Where was it?"),
        ("Oh, sorry. So who signed?", "Who signed?"),
        ("Au fait, c'était où ?", "C'était où ?"),
        ("Ah d'accord. Sinon, qui a signé ?", "Qui a signé ?"),
        ("Por cierto, ¿dónde fue?", "¿Dónde fue?"),
        ("Ah, bueno. ¿Entonces quién firmó?", "¿Quién firmó?"),
    ],
)
def test_an_aside_is_not_searched_for_and_leaves_nothing(question, rest):
    assert opening(question) == (rest, False, False)


@pytest.mark.parametrize(
    "question",
    [
        "So far, how many congresses were there?",
        "A different topic was discussed where?",
        "Another question was raised where?",
        "À propos du congrès, qui a parlé ?",
        "Other events in 2018?",
        "Otra conferencia en Lisboa",
        "Sorry",
    ],
)
def test_what_is_asked_is_no_aside(question):
    assert opening(question).rest == question
    assert not changes_subject(question)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("New subject: where was the night fair of that same year?", "en"),
        ("Autre sujet : où était la foire de nuit de cette même année ?", "fr"),
        ("Otro tema: ¿dónde fue la feria nocturna de ese mismo año?", "es"),
    ],
)
def test_the_year_alone_may_be_taken_over(question, language):
    query = follow(question, language)
    assert query.text.endswith("(2018)")
    assert query.years == (2018,)


@pytest.mark.parametrize(
    ("before", "carried"),
    [
        ("Hello, who exactly spoke at the congress of ports in Lisbon?", "congress of ports in Lisbon"),
        ("How many people really came to the Lisbon seminar?", "Lisbon seminar"),
        ("Qui a vraiment organisé la conférence sur les ports à Lisbonne ?",
         "conférence sur les ports à Lisbonne"),
        ("¿Quién organizó exactamente el congreso de puertos?", "congreso de puertos"),
    ],
)  # fmt: skip
def test_what_is_taken_over_reads_as_a_person_would_say_it(before, carried):
    where = {"H": "And where?", "Q": "Et où ?", "¿": "¿Y dónde?"}[before[0]]
    assert interpret(where, [Exchange(before, "…")]).text == f"{where} ({carried})"


def test_a_chain_of_follow_ups_is_about_what_its_first_question_was_about():
    history = [
        Exchange(q, "…") for q in (BEFORE["en"], "And who paid for it?", "Why did they sign?")
    ]
    text = interpret("And when was that signed?", history).text
    assert text == "And when was that signed? (harbour congress in Lisbon in 2018)"


@pytest.mark.parametrize(
    ("question", "language", "whole"),
    [
        ("And in Porto?", "en", "Who opened the harbour congress in Porto in 2018?"),
        ("How about Porto?", "en", "Who opened the harbour congress in Porto in 2018?"),
        ("What about 2020?", "en", "Who opened the harbour congress in Lisbon in 2020?"),
        ("Et en 2020 ?", "fr", "Qui a ouvert le congrès portuaire de Lisbonne en 2020 ?"),
        ("¿Y en 2020?", "es", "¿Quién abrió el congreso portuario de Lisboa en 2020?"),
        ("No, I meant the fishing seminar", "en", "Who opened the fishing seminar?"),
        ("Non, je parlais de la foire", "fr", "Qui a ouvert la foire ?"),
        ("Perdón, me refería a la feria", "es", "¿Quién abrió la feria?"),
    ],
)
def test_the_one_thing_said_takes_its_place_in_the_question_before(question, language, whole):
    query = follow(question, language)
    assert query.text == whole
    assert query.wants == "person"
    assert query.question == question


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        (
            "What did the abbot say about floods?",
            "No, I meant the bishop",
            "What did the bishop say about floods?",
        ),
        (
            "What did the abbot say at the fair?",
            "I meant the forum",
            "What did the abbot say at the forum?",
        ),
        ("Who is the treasurer of the WHO?", "I meant the UN", "Who is the treasurer of the UN?"),
        (
            "How many people came to the fair in Oslo?",
            "I meant women",
            "How many women came to the fair in Oslo?",
        ),
        (
            "When did the ports congress in Oslo start?",
            "I meant the fair",
            "When did the fair in Oslo start?",
        ),
        ("Who opened the fair in Oslo?", "I meant Bergen", "Who opened the fair in Bergen?"),
        ("Qui a fermé la foire d'Oslo ?", "Non, je pensais au congrès", "Qui a fermé le congrès ?"),
        ("Qui est venu à la foire ?", "Je parlais du congrès", "Qui est venu au congrès ?"),
        (
            "¿Quién cerró la feria de Oslo?",
            "No, me refería al congreso",
            "¿Quién cerró el congreso?",
        ),
        ("¿Quién asistió a la feria?", "Hablaba del congreso", "¿Quién asistió al congreso?"),
    ],
)
def test_what_was_meant_takes_the_place_of_what_it_corrects_alone(before, question, whole):
    assert interpret(question, [Exchange(before, "…")]).text == whole


@pytest.mark.parametrize(
    ("before", "question", "rest"),
    [
        ("What did the abbot say about the tax?", "No, I meant the bishop", "the bishop ("),
        ("¿Quién la cerró?", "Me refería al congreso", "al congreso ("),
    ],
)
def test_where_it_cannot_be_told_what_is_corrected_nothing_is_replaced(before, question, rest):
    assert interpret(question, [Exchange(before, "…")]).text.startswith(rest)


@pytest.mark.parametrize("question", ["And the sponsor?", "And in Porto, who opened it?"])
def test_what_asks_for_something_itself_replaces_nothing(question):
    assert follow(question).text.startswith(question)


@pytest.mark.parametrize(
    ("question", "carried"),
    [
        ("How many mayors signed the pledge?", "Second Harbour Congress"),
        ("What did the mayors sign there?", "Second Harbour Congress"),
        ("What did she say of the port?", "Rita Sousa, Second Harbour Congress"),
        ("What did she do in Oslo?", "Rita Sousa"),
        ("What did the mayor sign on the 4th?", "Second Harbour Congress, April 4, 2018"),
    ],
)
def test_the_event_followed_is_called_by_its_name(question, carried):
    query = follow(question, answer=FORUM.answer, followed=FORUM)
    assert query.text.startswith(f"{question} ({carried}")
    assert query.event == ("Congress" in carried)


def test_a_subject_said_again_by_a_pronoun_is_nobody():
    def carried(question):
        history = [Exchange("Qui a ouvert le congrès ?", FORUM.answer)]
        return interpret(question, history, followed=FORUM).text

    assert "Rita Sousa" in carried("Et où enseigne-t-il ?")
    assert "Rita Sousa" not in carried("Et ce congrès y compte-t-il ?")


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the prison handbook?",
        "Which mayors signed the pledge in 2020?",
        "Which events about ports were there?",
    ],
)
def test_what_the_event_followed_does_not_tell_is_not_about_it(question):
    assert not follow(question, followed=FORUM).event


@pytest.mark.parametrize(
    ("question", "language", "text"),
    [
        ("Who else?", "en", "Who else opened the harbour congress in Lisbon in 2018?"),
        ("Et qui d'autre ?", "fr", "Qui d’autre a ouvert le congrès portuaire de Lisbonne en 2018 ?"),
        ("¿Y quién más?", "es", "¿Quién más abrió el congreso portuario de Lisboa en 2018?"),
        ("Who else signed?", "en", "Who else signed?"),
    ],
)  # fmt: skip
def test_who_else_is_somebody_whom_the_last_answer_did_not_name(question, language, text):
    query = follow(question, language, followed=FORUM)
    assert query.text.startswith(text)
    assert {"rita", "sousa"} <= query.told
    assert "novak" not in query.told


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("Who sang in Oslo?", "Where else?", "Where else? (Oslo"),
        ("Who closed the fair?", "What else?", "What else? ("),
        ("What happened in Oslo?", "Who else?", "Who else? (Oslo"),
        ("What city hosted the fair?", "What else?", "What else? ("),
        ("What happened in Oslo?", "And what else?", "What else happened in Oslo?"),
        ("¿Qué dijo la jueza?", "¿Quién más?", "¿Quién más? (jueza"),
        ("¿Qué dijo la jueza?", "¿Y qué más?", "¿Qué más dijo la jueza?"),
        ("Qu'est-ce qui s'est passé à Oslo ?", "Quoi d'autre ?", "Quoi d'autre ? ("),
    ],
)
def test_who_else_is_asked_only_after_who(before, question, text):
    assert interpret(question, [Exchange(before, "…")]).text.startswith(text)


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("Who closed the congress in Oslo?", "And in French?"),
        ("When was the congress in Oslo?", "And in June?"),
        ("Who closed the congress in Oslo in May 2018?", "And in June?"),
        ("Who closed the congress in Oslo?", "And for Norway?"),
        ("How many people came to Oslo?", "And 70?"),
        ("¿Habló Eva Sanz en Oslo?", "¿Y Luis Vega?"),
        ("Qui a parlé à Lyon ?", "Et en anglais ?"),
    ],
)
def test_only_a_place_stands_for_a_place(before, question):
    text = interpret(question, [Exchange(before, "…")]).text
    assert text.startswith(question) or text == "¿Habló Luis Vega en Oslo?"


def test_a_bracket_says_nothing_of_the_language():
    text = "Et quand ? (First International Meeting on the Prevention of Floods)"
    assert interpret(text).language == "fr"


OPENED = Exchange(
    "Who opened the River Forum?",
    "Ms. Ilse Vandamme\nThe forum was opened by the Governor of the province, Ms. Ilse Vandamme, "
    "before an audience of nearly 340 delegates from eleven countries. [1]",
)


def test_the_event_followed_is_the_one_quoted(world):
    followed = event_followed([OPENED], world._index)
    assert followed.first == date(2019, 5, 14)
    assert followed.tells_of("mayors", "en")
    assert not followed.tells_of("buses", "en")


def test_nothing_is_followed_before_a_change_of_subject(world):
    changed = [OPENED, Exchange("Different topic: who wrote the novel?", "Sorry.")]
    assert since_change(changed) == changed[1:]
    assert event_followed(changed, world._index) is None


def test_a_follow_up_about_the_event_followed_is_never_off_topic(world):
    answer = world.ask("Who else spoke?", [OPENED])
    assert "River Forum" in answer.standalone_question
    assert "do not cover that" not in answer.text
    assert "Vandamme" not in (answer.short_answer or "")


def test_the_standalone_question_stands_alone_when_sent_again(world):
    answer = world.ask("How many delegates came?", [OPENED])
    again = world.ask(answer.standalone_question)
    assert [c.quote for c in again.citations] == [c.quote for c in answer.citations]
    assert again.language == answer.language == "en"


def test_a_day_of_an_event_over_two_months_is_one_of_its_days():
    event = replace(FORUM, first=date(2018, 4, 30), last=date(2018, 5, 2))
    assert "May 1, 2018" in follow("What did the mayor sign on the 1st?", followed=event).text
    assert "April 30, 2018" in follow("What did the mayor sign on the 30th?", followed=event).text


def test_the_answer_followed_is_the_one_that_quoted(world):
    history = [OPENED, Exchange("Who baked the bread?", "Nothing in the bulletins tells that.")]
    assert event_followed(history, world._index).answer == OPENED.answer


def test_a_long_conversation_takes_no_longer():
    turn = Exchange("ok, " * 500 + "who spoke?", "…")
    start = time.perf_counter()
    assert len(since_change([turn] * 5000)) == 20
    assert opening("ok, " * 490 + "who spoke?").rest == "Who spoke?"
    assert time.perf_counter() - start < 2


def test_another_event_is_asked_for_in_french_too():
    assert not follow("Qui a parlé lors d'un autre congrès ?", "fr", followed=FORUM).event


LISTED = Exchange(
    "Which events were there?",
    "4 events\n"
    "May 14–16, 2019: Third River Forum brings mayors to Ghent. [1]\n"
    "February 3, 2020: Night buses: a pilot in three districts of Tartu. [2]\n"
    "October 8, 2021: Un atelier sur l’éclairage public à Besançon. [3]\n"
    "No date given: The Alliance opens its archive. [4]",
)
RIVER, BUSES, LIGHT, ARCHIVE = "River Forum", "Night buses", "Besançon", "archive"


@pytest.mark.parametrize(
    ("question", "event"),
    [
        ("Who opened the first of them?", RIVER),
        ("the last of these, what does it hold?", ARCHIVE),
        ("And the second one, who presented it?", BUSES),
        ("and the third?", LIGHT),
        ("Where was the second held?", BUSES),
        ("The October one, who led the workshop?", LIGHT),
        ("And who signed at the Ghent one?", RIVER),
        ("Who spoke at the one in Tartu?", BUSES),
        ("Et le premier, c'était où ?", RIVER),
        ("Qui a animé la troisième ?", LIGHT),
        ("Et pour l'avant-dernière, qui est venu ?", LIGHT),
        ("Celui de Belgique, qui l'a ouvert ?", RIVER),
        ("et celui de février ?", BUSES),
        ("¿Y la segunda?", BUSES),
        ("¿Quién abrió el primero?", RIVER),
        ("el de octubre, ¿cuánta gente fue?", LIGHT),
        ("¿Y el de Besançon?", LIGHT),
        ("La última de la lista, ¿qué contiene?", ARCHIVE),
    ],
)
def test_an_item_of_a_list_just_given_is_the_event_followed(world, question, event):
    followed = event_followed([LISTED], world._index, (), question)
    assert event in followed.name
    query = world._interpret(question, [LISTED])
    assert query.event
    assert followed.name in query.text


@pytest.mark.parametrize(
    "question",
    [
        "Who spoke in the first session?",
        "Who was the first speaker?",
        "Who was the first to speak?",
        "Who spoke first?",
        "The ninth one, who opened it?",
        "The November one, who came?",
        "That one?",
        "And the other one?",
        "When was the last event in Ghent?",
        "Qu'a-t-on fait la première journée ?",
        "Qui a parlé le premier ?",
        "Qui était le premier ministre ?",
        "Qui a été le premier à parler ?",
        "¿Cuándo fue la primera vez?",
        "¿Quién habló en la primera sesión?",
        "¿Y el de la policía?",
        "New topic: who opened the first of them?",
    ],
)
def test_what_speaks_of_no_item_of_the_list_picks_none(world, question):
    assert event_followed([LISTED], world._index, (), question) is None


def test_an_item_is_picked_only_where_it_alone_fits(world):
    both = replace(LISTED, answer=LISTED.answer.replace("October 8, 2021", "May 8, 2021"))
    assert event_followed([both], world._index, (), "And the Ghent one?") is not None
    assert event_followed([both], world._index, (), "And the pilot workshop one?") is None


@pytest.mark.parametrize(
    ("questions", "event"),
    [
        (["Who wept at the second of them?", "What did they launch?"], BUSES),
        (["Who wept at the second of them?", "And the third?"], LIGHT),
        (
            ["Who wept at the second of them?", "And since when?", "The first of them, where?"],
            RIVER,
        ),
        (["Who wept at the second of them?", "And the third?", "Who led it?"], LIGHT),
    ],
)
def test_the_turns_after_follow_the_item_too(world, questions, event):
    *earlier, question = questions
    history = [LISTED, *(Exchange(q, "Nothing in the bulletins tells that.") for q in earlier)]
    assert event in event_followed(history, world._index, (), question).name
    assert event in world._interpret(question, history).text


def test_another_item_is_asked_what_the_one_before_was(world):
    history = [LISTED, Exchange("Who opened the first of them?", OPENED.answer)]
    text = world._interpret("And the second?", history).text
    assert text.startswith("Who opened the second? (Night buses")
    thanked = [*history, Exchange("Thanks!", "You are welcome.")]
    assert world._interpret("And the second?", thanked).text == text


def test_the_first_of_several_people_named_since_is_no_item(world):
    named = Exchange("Who presented the pilot?", "Jaan Kask and Piret Saar\nBoth did. [1]")
    question = "What did the first of them say?"
    assert event_followed([LISTED, named], world._index, (), question) is None


def test_an_item_of_a_list_is_answered_from_its_bulletin(world):
    answer = world.ask("the October one, which association was behind that?", [LISTED])
    assert answer.short_answer == "Clair-Obscur"
    assert "éclairage" in answer.standalone_question


SENT = {
    "en": "Who did we send to the harbour congress?",
    "fr": "Qui a-t-on envoyé au congrès portuaire ?",
    "es": "¿A quién enviamos al congreso portuario?",
}


@pytest.mark.parametrize(
    ("question", "language", "text"),
    [
        ("No, I meant the woman from the tax office", "en",
         "Who did we send to the harbour congress, the woman from the tax office?"),
        ("no, the one from the bank", "en",
         "Who did we send to the harbour congress, the one from the bank?"),
        ("Non, celle de la mairie", "fr",
         "Qui a-t-on envoyé au congrès portuaire, celle de la mairie ?"),
        ("non, je voulais dire l'homme de la douane", "fr",
         "Qui a-t-on envoyé au congrès portuaire, l'homme de la douane ?"),
        ("No, la del ayuntamiento", "es",
         "¿A quién enviamos al congreso portuario, la del ayuntamiento?"),
        ("perdón, me refería al hombre de la aduana", "es",
         "¿A quién enviamos al congreso portuario, el hombre de la aduana?"),
    ],
)  # fmt: skip
def test_who_was_meant_is_asked_for_in_the_question_before(question, language, text):
    history = [Exchange(SENT[language], FORUM.answer)]
    query = interpret(question, history, followed=FORUM)
    assert query.text.startswith(f"{text} (Second Harbour Congress")
    assert query.event
    assert query.wants == "person"
    assert interpret(question, history).text == text


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("When was the fair?", "No, the one from the bank"),
        ("Who closed the fair?", "No, the one in Porto"),
        ("¿Quién cerró la feria?", "No, la de Oporto"),
        ("Who closed the fair?", "No, who opened it?"),
        ("Who closed the fair?", "No"),
        ("¿Quién cerró la feria?", "No, ¿quién la abrió?"),
    ],
)
def test_what_tells_of_nobody_is_no_person_meant(before, question):
    assert before[1:-1] not in interpret(question, [Exchange(before, "…")]).text


@pytest.mark.parametrize(
    ("question", "language", "asked"),
    [
        ("No sorry, forget him, I meant who was the pledge written for?", "en",
         "Who was the pledge written for?"),
        ("Forget her, who was it meant for?", "en", "Who was it meant for?"),
        ("Non pardon, oublie-le, je voulais dire à qui était destinée la journée ?", "fr",
         "À qui était destinée la journée ?"),
        ("No, olvídalo, quería decir ¿para quién era la jornada?", "es",
         "¿Para quién era la jornada?"),
    ],
)  # fmt: skip
def test_who_is_dismissed_is_left_out_and_the_event_kept(question, language, asked):
    history = [
        Exchange("Who opened the congress?" if language == "en" else SENT[language], FORUM.answer)
    ]
    query = interpret(question, history, followed=FORUM)
    assert query.text.lower().startswith(f"{asked} (Second Harbour Congress".lower())
    assert "Sousa" not in query.text


def test_to_forget_may_be_what_is_asked_about():
    question = "Forget him who spoke in Oslo"
    assert opening(question).rest == question


@pytest.mark.parametrize(
    "question", ["What did we do in 2020?", "Qu'avons-nous fait en 2020 ?", "¿Qué hicimos en 2020?"]
)
@pytest.mark.parametrize("before", ["Which airline flew Sofie Vandamme to Oslo?", OPENED.question])
def test_what_asks_for_events_in_full_leans_on_no_question_before(world, question, before):
    history = [Exchange(before, world.ask(before).text)]
    answer = world.ask(question, history)
    assert answer.standalone_question == question
    assert [b.title for b in answer.bulletins] == [
        "Night buses: a pilot in three districts of Tartu"
    ]


def test_what_asks_for_events_by_a_word_said_before_still_leans(world):
    history = [Exchange("Where was the River Forum?", "Ghent.")]
    assert "River Forum" in world.ask("And in 2020?", history).standalone_question


@pytest.mark.parametrize(
    ("first", "then", "year"),
    [
        ("What was the most recent event?", "Where was it?", "2021"),
        ("Quel est le dernier événement ?", "Où a-t-il eu lieu ?", "2021"),
        ("¿Cuál fue el primer evento?", "¿Dónde fue?", "2019"),
    ],
)
def test_the_most_of_all_events_is_followed(world, first, then, year):
    answer = world.ask(first)
    history = [Exchange(first, answer.text)]
    assert len(answer.bulletins) == 1
    followed = event_followed(history, world._index, (), then)
    assert followed is not None
    assert str(followed.first.year) == year
    assert followed.name in world.ask(then, history).standalone_question
    again = [*history, Exchange(then, world.ask(then, history).text)]
    assert followed.name in world.ask("And who organised it?", again).standalone_question


@pytest.mark.parametrize(
    ("asked", "then", "standalone"),
    [
        ("Which events were there?", "How many in 2020?", "How many events in 2020?"),
        ("Quels événements y a-t-il eu ?", "Combien en 2020 ?", "Combien d’événements en 2020 ?"),
        ("¿Qué eventos hubo?", "¿Cuántos en 2020?", "¿Cuántos eventos en 2020?"),
    ],
)
def test_how_many_of_the_list_just_given(world, asked, then, standalone):
    history = [Exchange(asked, world.ask(asked).text)]
    assert world.ask(then, history).standalone_question == standalone


def test_how_many_came_asks_for_people(world):
    history = [Exchange("Which events were there?", world.ask("Which events were there?").text)]
    assert "events" not in world.ask("How many came?", history).standalone_question.split("(")[0]


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        ("And the one before?", "Which event came right before May 14, 2019?"),
        ("and the next one?", "Which event came right after May 16, 2019?"),
        ("What came after it?", "Which event came right after May 16, 2019?"),
        ("Et celui d'avant ?", "Quel événement a eu lieu juste avant le 14 mai 2019 ?"),
        ("¿Y el siguiente?", "¿Qué evento hubo justo después del 16 de mayo de 2019?"),
    ],
)
def test_the_event_beside_the_one_followed(world, question, standalone):
    when = "When was the River Forum?"
    history = [Exchange(when, world.ask(when).text)]
    assert world.ask(question, history).standalone_question == standalone


@pytest.mark.parametrize(
    "before", ["Who opened the River Forum?", "When was the third River Forum?"]
)
def test_one_before_a_person_or_an_edition_is_no_event(world, before):
    history = [Exchange(before, world.ask(before).text)]
    assert "right before" not in world.ask("And the one before?", history).standalone_question


def test_the_other_end_of_all_events_is_none_of_the_one_followed(world):
    history = [
        Exchange("What was the longest event?", world.ask("What was the longest event?").text)
    ]
    answer = world.ask("and the shortest?", history)
    assert answer.status == "answered"
    assert answer.bulletins != world.ask("What was the longest event?").bulletins


def test_the_event_after_the_one_followed_is_answered(world):
    when = "When was the River Forum?"
    answer = world.ask("And the one after?", [Exchange(when, world.ask(when).text)])
    assert [b.title for b in answer.bulletins] == [
        "Night buses: a pilot in three districts of Tartu"
    ]


@pytest.mark.parametrize(
    ("before", "question", "standalone"),
    [
        ("Which events were there in 2019?", "And the year after?", "Which events were there in 2020?"),
        ("Quels événements en 2020 ?", "Et l'année d'avant ?", "Quels événements en 2019 ?"),
        ("¿Qué eventos hubo en 2020?", "¿Y el año siguiente?", "¿Qué eventos hubo en 2021?"),
    ],
)  # fmt: skip
def test_the_year_after(world, before, question, standalone):
    history = [Exchange(before, world.ask(before).text)]
    assert world.ask(question, history).standalone_question == standalone
