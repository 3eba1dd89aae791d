from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpc_assistant.errors import QuestionError
from icpc_assistant.query import MAX_QUESTION, MONEY, checked, detect_language, interpret, wanted
from icpc_assistant.query.misheard import land_meant
from icpc_assistant.query.smalltalk import smalltalk
from icpc_assistant.query.words import corrected
from icpc_assistant.types import Exchange
from icpc_assistant.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("When was the meeting?", "en"),
        ("Quand a eu lieu la réunion ?", "fr"),
        ("quand a eu lieu la reunion", "fr"),
        ("¿Cuándo fue la reunión?", "es"),
        ("cuando fue la reunion", "es"),
        ("Who opened it", "en"),
        ("Qui a ouvert le congrès", "fr"),
        ("Quién abrió el congreso", "es"),
        ("xyzzy", "en"),
    ],
)
def test_language(question, language):
    assert detect_language(question) == language


def test_a_tie_goes_to_the_language_of_the_conversation():
    history = [Exchange("Quand a eu lieu la réunion ?", "…")]
    assert detect_language("Xyzzy ?", history) == "fr"


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("When did it open?", "date"),
        ("the summit was when?", "date"),
        ("À quelle date s'est tenu le sommet ?", "date"),
        ("¿En qué año fue?", "date"),
        ("Where did they meet?", "place"),
        ("Où s'est tenue la réunion ?", "place"),
        ("¿En qué ciudad fue?", "place"),
        ("Who spoke?", "person"),
        ("Qui a parlé ?", "person"),
        ("¿Quién habló?", "person"),
        ("Who organised the summit?", "agent"),
        ("Qui a organisé le sommet ?", "agent"),
        ("How many people came?", "figure"),
        ("What was the turnout?", "figure"),
        ("Combien de pays ?", "figure"),
        ("¿Cuántas personas vinieron?", "figure"),
        ("How long did it last?", "duration"),
        ("Combien de temps a duré le sommet ?", "duration"),
        ("Why did they meet?", "reason"),
        ("¿Por qué se reunieron?", "reason"),
        ("How does it work?", "manner"),
        ("Did they sign?", "yesno"),
    ],
)
def test_type_of_answer_wanted(question, wants):
    assert wanted(question) == wants


@pytest.mark.parametrize("question", ["", "   ", "\u200b\u200e", "?!…", "\x00", "🙂"])
def test_a_question_without_words_is_refused_with_the_remedy(question):
    with pytest.raises(QuestionError, match="type a few words"):
        checked(question)


def test_a_question_too_long_is_refused_with_the_limit():
    with pytest.raises(QuestionError, match=f"{MAX_QUESTION:,}"):
        checked("a" * 1_000_000)


def test_a_question_that_is_no_text_is_refused():
    with pytest.raises(QuestionError, match="string"):
        checked(42)


@given(st.text(min_size=1, max_size=200))
def test_any_text_is_either_read_or_refused(text):
    try:
        query = interpret(text, [Exchange("Who spoke in Lima?", "…")])
    except QuestionError:
        return
    query.gloss.encode("utf-8")


VOCABULARY = Vocabulary.of(["The congress met in Brussels. The congress of Brussels was large."])


def test_a_misspelt_word_is_read_as_the_corpus_word():
    query = interpret("who opened the congres in brussles", vocabulary=VOCABULARY)
    assert ("brussles", "Brussels") in query.corrections
    assert "Brussels" in query.text


@pytest.mark.parametrize(
    ("question", "corrections"),
    [
        ("the canadien anual report", (("canadien", "Canadian"), ("anual", "annual"))),
        ("what was said about prevención", (("prevención", "prevention"),)),
        ("who gave the discours", ()),  # no letter or two away from what English says
        ("qué dijo el informe sobre la seguridad", ()),
    ],
)
def test_a_word_spelt_as_another_language_has_it_is_read_as_the_question_s_own(
    question, corrections
):
    assert interpret(question, (), VOCABULARY).corrections == corrections


def test_a_word_that_exists_is_not_corrected():
    query = interpret("who opened the progress", vocabulary=VOCABULARY, is_word=lambda w: True)
    assert query.corrections == ()


def test_names_are_found_whatever_their_case():
    assert interpret("who met in brussels", vocabulary=VOCABULARY).names == ("brussels",)
    assert interpret("Who met in Xanadu?", vocabulary=VOCABULARY).names == ("Xanadu",)


def test_years_and_months():
    query = interpret("What happened in March 2019 or may 2020?")
    assert query.years == (2019, 2020)
    assert query.months == (3, 5)
    assert interpret("What may happen?").months == ()


def test_a_follow_up_carries_the_topic_over():
    history = [Exchange("Who opened the congress in Brussels?", "Somebody.")]
    assert "Brussels" in interpret("And when was it?", history).text
    assert interpret("What is a seminar about prisons?", history).text == (
        "What is a seminar about prisons?"
    )


def test_a_new_year_replaces_the_old_one():
    history = [Exchange("Which events were held in 2019?", "…")]
    text = interpret("And in 2021?", history).text
    assert "2021" in text
    assert "2019" not in text


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Hello!", "greeting"), ("merci beaucoup", "thanks"), ("¡Gracias!", "thanks"),
        ("Hola", "greeting"), ("What can I ask you?", "help"), ("who are you", "help"),
        ("Hi, what can you do?", "help"), ("help", "help"), ("Are you a robot?", "help"),
        ("Qu'est-ce que tu sais faire ?", "help"), ("Que puis-je vous demander ?", "help"),
        ("¿Quién eres?", "help"), ("¿Qué puedo preguntarte?", "help"), ("Ayuda, por favor", "help"),
    ],
)  # fmt: skip
def test_smalltalk(said, kind):
    assert interpret(said).smalltalk == kind


@pytest.mark.parametrize(
    "question",
    [
        "Help me find the events in Turin",
        "Who are you working with?",
        "What can you tell me about the congress?",
        "¿Qué haces en Turín?",
    ],
)
def test_what_asks_for_an_event_is_no_smalltalk(question):
    assert interpret(question).smalltalk is None


@pytest.mark.parametrize("question", ["What is this about?", "How does it work?", "C'est quoi ?"])
def test_what_is_this_is_asked_of_what_was_just_spoken_of(question):
    assert interpret(question).smalltalk == "help"
    history = [Exchange("Where was the River Forum?", "Ghent.")]
    assert interpret(question, history).smalltalk is None


@pytest.mark.parametrize(
    "question",
    [
        "What was the budget of the study?",
        "How much did the mission cost?",
        "Quel était le coût du congrès ?",
        "¿Cuál fue el presupuesto del estudio?",
        "What did the visit of the delegates to the harbour cost?",
        "What did the long study of the five harbours cost to the town?",
        "Qu'a coûté la visite des délégués au port ?",
        "Que va coûter la visite ?",
        "¿Qué costó la visita de los delegados al puerto?",
    ],
)
def test_a_cost_is_a_figure_of_money(question):
    query = interpret(question)
    assert query.wants == "figure"
    assert query.counted == MONEY


@pytest.mark.parametrize(
    "question",
    ["What did the ministers say about the cost?", "What did the study find of its cost?"],
)
def test_what_is_said_of_a_cost_is_no_figure(question):
    assert interpret(question).wants != "figure"


def test_who_bore_the_cost_is_no_figure():
    assert interpret("Who covered the costs of the congress?").wants != "figure"


@pytest.mark.parametrize(
    ("question", "beyond"),
    [
        ("Do you think the congress was useful?", "opinion"),
        ("À votre avis, était-ce utile ?", "opinion"),
        ("¿Qué opinas del congreso?", "opinion"),
        ("When will the next congress be held?", "future"),
        ("Quand aura lieu le prochain congrès ?", "future"),
        ("¿Cuándo será el próximo congreso?", "future"),
        ("Should we go to the congress?", "opinion"),
        ("¿Crees que la ministra dijo la verdad?", "opinion"),
        ("Devrait-on faire ce qu'on a dit ?", "opinion"),
        ("According to the mayor, what should donors pay for first?", None),
        ("Según la alcaldesa, ¿qué deberían pagar los donantes?", None),
        ("Selon la maire, que devraient payer les donateurs ? Faut-il des micros ?", None),
        ("When was the congress held?", None),
        ("Quand le congrès a-t-il eu lieu ?", None),
    ],
)
def test_what_no_record_of_the_past_answers(question, beyond):
    assert interpret(question).beyond == beyond


def test_a_rambling_question_keeps_what_it_asks_and_what_the_bulletins_know():
    vocabulary = Vocabulary.of(["The seminar in Lima was opened by the mayor of Cusco."])
    query = interpret(
        "Hello, I am new here and was not at the seminar in Lima because my train was late, "
        "which was a pity. Could you please tell me who from the town hall opened it?",
        (),
        vocabulary,
    )
    assert query.wants == "person"
    assert "seminar" in query.text
    assert "Lima" in query.text
    assert "train" not in query.text
    assert "Hello" not in query.text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hola, buenos días", "greeting"),
        ("bonjour, ça va ?", "greeting"),
        ("Great, thank you for your help!", "thanks"),
        ("gracias, muy amable", "thanks"),
        ("Thanks! And where was it?", None),
        ("ok", "thanks"),
        ("thx a lot, really helpful!", "thanks"),
        ("ty :)", "thanks"),
        ("Cheers mate", "thanks"),
        ("awesome, thanks loads", "thanks"),
        ("ok top, merci bcp", "thanks"),
        ("nickel !", "thanks"),
        ("Super, c'était tout, merci", "thanks"),
        ("mil gracias, eso era todo", "thanks"),
        ("grax", "thanks"),
        ("excelente, muchísimas gracias", "thanks"),
        ("thx, and who paid?", None),
        ("cheers in Brussels", None),
        ("Top events", None),
        ("Nice?", None),
        ("nickel merci, et qui l'a payé ?", None),
        ("mil gracias, eso era todo el programa", None),
        ("all good practices", None),
        ("c'est bon, et où ?", None),
    ],
)
def test_small_talk(text, kind):
    assert interpret(text).smalltalk == kind


def test_a_name_typed_without_its_accents_gets_them_back():
    vocabulary = Vocabulary.of(["A talk by Jorge Jofré, and Jofré again."])
    query = interpret("who is jorge jofre", (), vocabulary)
    assert "Jofré" in query.text
    assert query.corrections == ()


@pytest.mark.parametrize(
    "question",
    [
        "Which events were held with Interpol?",
        "Interpol: when?",
        "¿Interpol participó?",
        "Et Interpol ?",
    ],
)
def test_a_name_is_never_mended_into_another_one(question):
    vocabulary = Vocabulary.of(["The Ministry of the Interior spoke.", "With the Interior again."])
    assert interpret(question, (), vocabulary).corrections == ()
    mended = interpret("Did the Interier speak?", (), vocabulary)
    assert mended.corrections == (("Interier", "Interior"),)


def test_a_name_is_never_mended_into_an_ordinary_word():
    vocabulary = Vocabulary.of(["The ministry of the interior spoke of interior matters."])
    query = interpret("What did Interpor say?", (), vocabulary)
    assert query.corrections == ()


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("¿Cómo se llaman los dos ponentes del taller?", "person"),
        ("Comment s'appellent les deux bénévoles ?", "person"),
        ("summit 2027 host city", "place"),
        ("congreso 2027 ciudad sede", "place"),
        ("Quelle proportion des maires est venue ?", "figure"),
    ],
)
def test_names_and_places_asked_for_in_passing(question, wants):
    assert interpret(question).wants == wants


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("What rule was proposed for those who visit on their own?", "other"),
        ("Qu'est-ce qui attend les villes qui n'ont rien fait ?", "other"),
        ("¿Qué dijeron quienes asistieron?", "other"),
        ("How were the people who live there helped?", "manner"),
        ("Which of the people who came spoke first?", "person"),
        ("When was the meeting and who opened it?", "date"),
        ("Can you tell me who opened the congress?", "person"),
        ("Qui est-ce qui a ouvert la conférence ?", "person"),
        ("C'était qui au juste, la directrice ?", "person"),
        ("Avec qui la mission a-t-elle été organisée ?", "agent"),
        ("How much longer will he stay?", "duration"),
        ("What was the total budget of the mission?", "figure"),
        ("Quel a été le budget du congrès ?", "figure"),
        ("¿Cuál fue el presupuesto?", "figure"),
        ("budget mission Dubai", "figure"),
        ("What was done to lower the costs of crime?", "other"),
        ("We have to cut costs. Which cities came?", "place"),
        ("mayor speech city budgets", "other"),
        ("What did the experts say?", "other"),
        ("What did the city do?", "other"),
        ("Which other expert spoke?", "person"),
        ("What is the mayor's name?", "person"),
        ("What was the mayor's proposal?", "other"),
        ("¿Es verdad que los expertos se quejaron?", "other"),
        ("¿Qué experto habló?", "person"),
        ("In which Belgian city was it?", "place"),
    ],
)
def test_what_is_asked_is_told_from_what_is_only_said(question, wants):
    assert wanted(question) == wants


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how many ppl went w/ the mayor b4 the congress", "how many people went with the mayor before the congress"),
        ("wat r the talks abt?", "what are the talks about?"),
        ("who spoke there btw?", "who spoke there?"),
        ("pls, who opened it?", "who opened it?"),
        ("did u go w/o the mayor, plz?", "did you go without the mayor?"),
        ("qd a eu lieu la réunion svp ?", "quand a eu lieu la réunion ?"),
        ("cmb de gens pr la réunion", "combien de gens pour la réunion"),
        ("Pk la réunion, et ki est venu ?", "Pourquoi la réunion, et qui est venu ?"),
        ("c où la réunion ?", "c'est où la réunion ?"),
        ("c était quand la réunion ?", "c'était quand la réunion ?"),
        ("ya eu bcp de monde à la réunion ?", "il y a eu beaucoup de monde à la réunion ?"),
        ("keske la maire a dit ?", "qu'est-ce que la maire a dit ?"),
        ("q dijo la alcaldesa", "que dijo la alcaldesa"),
        ("xq se reunieron y dnd fue", "por qué se reunieron y dónde fue"),
        ("x q se reunieron", "por qué se reunieron"),
        ("cuant@s alcaldes fueron tb x la tarde", "cuántos alcaldes fueron también por la tarde"),
    ],
)  # fmt: skip
def test_what_is_shortened_in_a_chat_is_written_out(question, text):
    query = interpret(question)
    assert query.text == text
    assert query.question == question
    assert query.corrections == ()


@pytest.mark.parametrize(
    "question",
    [
        "Who met the PPL?",
        "Was it in the U.S. or in P.R. China?",
        "Who signed it for R and D?",
        "Qui a parlé pour le PQ ?",
        "Qui a vu c'est-à-dire le film ?",
        "¿Quién ganó el premio K?",
        "Qui a vu Ban Ki Moon ?",
        "Pr Dupont a parlé ?",
        "Who spoke at the congress?",
        "who wrote to w@x.org?",
    ],
)
def test_what_only_looks_like_an_abbreviation_stays(question):
    assert interpret(question).text == question


def test_a_name_of_the_bulletins_is_no_abbreviation():
    vocabulary = Vocabulary.of(["A talk of the PQ in Mali, by Mr. Ki and Mr. Ki again."])
    assert interpret("qd a parlé ki ?", (), vocabulary).text == "quand a parlé ki ?"
    assert interpret("quand a parlé le pq ?", (), vocabulary).text == "quand a parlé le pq ?"


@pytest.mark.parametrize("question", ["¿A cuántos actos fue la alcaldesa?", "Quels colloques ?"])
def test_an_event_noun_is_never_mended_into_another_word(question):
    vocabulary = Vocabulary.of(["The acts of the congress. Those acts were colloquies of all."])
    query = interpret(question, (), vocabulary)
    assert query.corrections == ()
    assert query.text == question


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("Lors du congrès que l'ONU a organisé qui a parlé ?", "person"),
        ("en el congreso que organizó la ONU quién habló?", "person"),
        ("In the forum on how to prevent crime who was the speaker?", "person"),
        ("Quel est l'expert qui a parlé ?", "person"),
        ("Comment s'appelle celui qui a parlé ?", "person"),
        ("Quelle est l'organisation qui a financé le forum ?", "organisation"),
        ("¿Cuál fue la persona que habló?", "person"),
        ("Quel prix a été remis lors du congrès ?", "other"),
        ("Was the cost of crime discussed?", "yesno"),
        ("c'est quand le forum ?", "date"),
    ],
)
def test_who_asks_wherever_it_stands(question, wants):
    assert wanted(question) == wants


@pytest.mark.parametrize(
    "question",
    ["What does the PLS do?", "Qui représentait le SVP ?", "hépatite c en prison", "R and D projects",
     "plan x de 2023", "robert k merton", "the r package", "ban ki moon conference"],
)  # fmt: skip
def test_names_grades_and_initials_are_no_abbreviations(question):
    assert interpret(question).text == question


@pytest.mark.parametrize(
    "words", ["super " * 60 + "x", "super cool " * 30 + "x", "thanks all good " * 90]
)
def test_small_talk_is_told_in_no_time(words):
    start = perf_counter()
    assert smalltalk(words) is None
    assert perf_counter() - start < 1


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("buletins", "en", "bulletins"),
        ("evrything", "en", "everything"),
        ("formasion", "fr", "formation"),
        ("comissaire", "fr", "commissaire"),
        ("conferensia", "es", "conferencia"),
    ],
)
def test_an_ordinary_word_is_mended_in_its_own_language(typed, language, meant):
    text, corrections = corrected(f"{typed} 2024", language, Vocabulary.of(()), lambda _: False)
    assert (text, corrections) == (f"{meant} 2024", ((typed, meant),))


@pytest.mark.parametrize(
    ("word", "language"),
    [("figer", "fr"), ("étais", "fr"), ("mentionnent", "fr"), ("reverses", "en"), ("macron", "fr")],
)
def test_a_word_that_may_be_one_of_the_language_stays(word, language):
    assert corrected(word, language, Vocabulary.of(()), lambda _: False) == (word, ())


def test_an_accent_left_out_comes_back_without_a_word():
    vocabulary = Vocabulary.of(("La police municipale.",))
    text, corrections = corrected("la policia local", "es", vocabulary, lambda _: False)
    assert (text, corrections) == ("la policía local", ())


def test_the_name_of_an_international_body_is_no_slip():
    vocabulary = Vocabulary.of(("The Ministry of the Interior.",))
    assert corrected("interpol events", "en", vocabulary, lambda _: False)[1] == ()


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("en suise ou en belgik", "fr", "en Suisse ou en Belgique"),
        ("in swizerland or belguim", "en", "in Switzerland or Belgium"),
        ("en Suisa o en alemannia", "es", "en Suiza o en Alemania"),
        ("au brézil", "fr", "au Brésil"),
        ("¿en equador?", "es", "¿en Ecuador?"),
    ],
)
def test_a_country_typed_as_it_sounds_is_no_word_of_the_bulletins(typed, language, meant):
    vocabulary = Vocabulary.of(("La suite du projet, la suisse", "alemana", "belong"))
    vocabulary.counts.pop("suisse")
    assert corrected(typed, language, vocabulary, lambda _: False)[0] == meant


@pytest.mark.parametrize(
    ("word", "text", "language"),
    [
        ("chino", "fui a chino", "es"),  # a people, no slip
        ("canaca", "la canaca", "es"),  # a slip away, where no place stands
        ("mallo", "en mallo", "es"),
        ("chilly", "in chilly weather", "en"),
        ("aways", "the take-aways of our meeting", "en"),  # not Hawaii: parts are not heard
    ],
)
def test_a_word_that_only_looks_like_a_country_stays(word, text, language):
    assert land_meant(word, text, language) is None
