"""A question that asks two things: told apart, answered one after the other, told together."""

import pytest

from icpc_assistant.citations import verified
from icpc_assistant.joining import joined
from icpc_assistant.query import detect_language, interpret, parts
from icpc_assistant.types import Answer, Citation, Statement


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When and where was the fair?", ("When was the fair?", "Where was the fair?")),
        ("¿Cuándo y dónde fue la feria?", ("¿Cuándo fue la feria?", "¿Dónde fue la feria?")),
        (
            "Quand et où s'est tenue la foire ?",
            ("Quand s'est tenue la foire ?", "Où s'est tenue la foire ?"),
        ),
        (
            "Who opened the fair, and in which town?",
            ("Who opened the fair?", "And in which town?"),
        ),
        (
            "Combien de stands y avait-il, et sur combien de jours ?",
            ("Combien de stands y avait-il?", "Et sur combien de jours ?"),
        ),
        (
            "Qui tenait la buvette, et c'était ouvert jusqu'à quand ?",
            ("Qui tenait la buvette?", "Et c'était ouvert jusqu'à quand ?"),
        ),
        (
            "Qui tenait la buvette, et ça fermait quand ?",
            ("Qui tenait la buvette?", "Et ça fermait quand ?"),
        ),
        (
            "Did the prices of the stalls fall? By how much?",
            ("Did the prices of the stalls fall?", "And by how much?"),
        ),
    ],
)
def test_two_questions_are_told_apart(question, expected):
    assert parts(question, detect_language(question, ())) == expected


@pytest.mark.parametrize(
    "question",
    [
        "What did Ada and Bo say?",
        "Which towns and villages took part?",
        "Who came and went?",
        "Who is the baker who came to town and who left again?",
        "Que dit-on des boulangers qui sont venus et qui sont repartis ?",
        "Did they say when and where it was?",
        "What is the link between where people live and how they vote?",
        "When and where and where and where was the fair?",
        "¿Qué dijo la alcaldesa que conoce a quienes vinieron?",
        "What was it and who?",  # too little to stand alone
    ],
)
def test_one_question_stays_one(question):
    assert parts(question, detect_language(question, ())) == (question,)


def test_both_parts_are_answered_and_a_sentence_that_tells_both_is_cited_once(world):
    answer = world.ask("When and where was the River Forum?")
    assert answer.short_answer == "May 14–16, 2019; Old Mill, Ghent, Belgium"
    assert len(answer.statements) == len(answer.citations) == 1
    assert answer.text.count("[1]") == 1
    assert answer.question == "When and where was the River Forum?"


def test_two_sentences_are_two_citations_that_verify(world):
    answer = world.ask("Who opened the River Forum, and how many mayors signed the pledge?")
    assert "Ilse Vandamme" in answer.short_answer
    assert "twelve mayors" in answer.short_answer
    assert [c.number for c in answer.citations] == [1, 2]
    assert [s.citations for s in answer.statements] == [(1,), (2,)]
    assert verified(answer.citations, {b.id: b for b in world.bulletins})


def test_the_part_that_is_not_told_is_said(world):
    answer = world.ask("When was the River Forum, and how much did the catering cost?")
    assert answer.short_answer == "May 14–16, 2019"
    assert any("catering" in notice for notice in answer.notices)
    assert [c.number for c in answer.citations] == [1]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("¿En qué ciudad y en qué año fue la feria?", "¿En qué ciudad fue la feria?"),
        ("Which towns and how many stalls were there?", "Which towns were there?"),
        ("¿Quién la abrió y dónde fue?", "¿Quién la abrió?"),
    ],
)
def test_each_part_can_be_read_alone(question, first):
    assert parts(question, detect_language(question, ()))[0] == first


def test_a_question_of_many_parts_is_asked_a_few_times_only(world, monkeypatch):
    asked = []
    whole = type(world)._whole
    monkeypatch.setattr(
        type(world), "_whole", lambda self, *args: asked.append(1) or whole(self, *args)
    )
    world.ask("Who opened the forum, and when and where and when and where and where was it?")
    assert len(asked) <= 3
    asked.clear()
    world.ask("When and where was the River Forum?")
    assert len(asked) == 2  # as one it is not asked where both parts are told


def test_what_is_declined_is_not_shown():
    def answer(status, text, bulletin, start):
        cited = Citation(1, bulletin, "T", None, f"{bulletin}#{start}", "Q.", start, start + 2)
        return Answer(
            "q", "q", "en", status, text, None, (Statement("Q.", (1,)),), (cited,), confidence=0.6
        )

    one, other = answer("answered", "Q. [1]", "a", 0), answer("answered", "Q. [1]", "b", 9)
    told = joined(interpret("q"), one, other, lambda: one)
    assert [c.bulletin_id for c in told.citations] == ["a"]
    assert len(told.statements) == 1
    assert "q" in told.notices[0]


def test_two_parts_have_no_more_sentences_than_one_answer():
    def answer(name, count):
        said = tuple(Statement(f"{name}{n}.", (n,)) for n in range(1, count + 1))
        cited = tuple(
            Citation(n, name, "T", None, name, f"{name}{n}.", n, n + 3) for n in range(1, count + 1)
        )
        return Answer("q", "q", "en", "answered", "", None, said, cited, confidence=0.9)

    for one, other, kept in ((3, 3, "a1. a2. b1."), (1, 3, "a1. b1. b2."), (3, 1, "a1. a2. b1.")):
        told = joined(interpret("q"), answer("a", one), answer("b", other), lambda: None)
        assert " ".join(s.text for s in told.statements) == kept
        assert [c.number for c in told.citations] == [1, 2, 3]
        assert [c.quote for c in told.citations] == kept.split()


def test_where_neither_part_is_told_the_question_is_declined_once(world):
    answer = world.ask("Who paid for the River Forum, and how much was it?")
    assert answer.abstained
    assert answer.citations == ()
