from dataclasses import replace
from pathlib import Path

import pytest

from icpc_assistant.bulletins import read_corpus
from icpc_assistant.citations import verified
from icpc_assistant.config import load_settings
from icpc_assistant.errors import IndexStale, QuestionError, UsageError
from icpc_assistant.evaluation.dataset import Item, Turn
from icpc_assistant.evaluation.systems import SYSTEMS, open_system
from icpc_assistant.evaluation.world import DEPTH, World
from icpc_assistant.types import Exchange, Ranked

CORPUS = Path(__file__).parent / "data" / "corpus"
FORUM = "Third River Forum brings mayors to Ghent"
BUSES = "Night buses: a pilot in three districts of Tartu"
PLEDGE = "The pledge was signed by twelve mayors."

MAYORS = Turn(
    question="How many mayors signed the pledge?",
    answerable=True,
    answers=(("twelve mayors", "12 mayors"),),
    evidence=(PLEDGE,),
    bulletins=(FORUM,),
)
CATERER = Turn(question="Who catered the forum?", answerable=False)


def item(*turns, lang="en", **raw):
    return Item("q1", lang, "factual", "plain", "", "dev", turns or (MAYORS,), raw)


@pytest.fixture(scope="module")
def bulletins():
    return read_corpus(CORPUS)


@pytest.fixture(scope="module")
def a_world(world_index, bulletins):
    return World(load_settings(corpus=CORPUS, index=world_index), bulletins)


@pytest.fixture(scope="module")
def no_index(bulletins):
    """A world in which nothing can be indexed."""
    return World(load_settings(corpus=CORPUS, index=Path("/nowhere/at/all")), bulletins)


def ask(system, turn=MAYORS, history=(), **fields):
    return system.answer(turn, item(turn, **fields), history)


# Those that need the index


@pytest.mark.parametrize("name", ["bm25", "dense", "hybrid", "quickstart", "assistant"])
def test_a_system_finds_quotes_and_ranks(a_world, name):
    system = open_system(name, a_world)
    assert system.name == name
    answer, stages = ask(system)
    assert answer.status == "answered"
    assert answer.citations
    assert verified(answer.citations, a_world.bulletins)
    assert answer.citations[0].title == FORUM
    assert 0 < answer.confidence <= 1
    assert answer.timings_ms["total"] > 0
    wanted = {
        "bm25": {"bm25"}, "dense": {"dense"}, "quickstart": {"dense"},
        "hybrid": {"bm25", "dense", "fused"}, "assistant": {"bm25", "dense", "fused", "read"},
    }[name]  # fmt: skip
    assert stages.keys() == wanted
    for ranked in stages.values():
        assert 0 < len(ranked) <= DEPTH
        scores = [place.score for place in ranked]
        assert scores == sorted(scores, reverse=True)
        for place in ranked:
            assert isinstance(place, Ranked)
            assert 0 <= place.start < place.end <= len(a_world.bulletins[place.bulletin_id].body)


@pytest.mark.parametrize("name", ["bm25", "dense", "hybrid"])
def test_the_sentence_quoted_is_the_best_of_the_passage(a_world, name):
    (citation,) = ask(open_system(name, a_world))[0].citations
    assert citation.quote == PLEDGE


@pytest.mark.parametrize("name", ["dense", "hybrid"])
@pytest.mark.parametrize(
    ("question", "lang"),
    [("Did more than 60 residents take part?", "en"),
     ("Plus de 60 habitants ont pris part ?", "fr")],
)  # fmt: skip
def test_a_sentence_in_french_is_met_in_english_too(a_world, name, question, lang):
    asked = Turn(question, True, (("60",),), lang=lang)
    (citation,) = ask(open_system(name, a_world), asked)[0].citations
    assert citation.quote == "Plus de 60 habitants y ont pris part."


def test_the_quickstart_quotes_the_first_sentence_of_its_node(a_world):
    answer, stages = ask(open_system("quickstart", a_world))
    body = a_world.bulletins[answer.citations[0].bulletin_id].body
    assert stages["dense"][0][:3] == ("2019-05-14-river-forum", 0, len(body))
    assert answer.citations[0].quote.startswith("From May 14 to 16, 2019, the Lowland")
    assert body.startswith(answer.citations[0].quote)


@pytest.mark.parametrize("name", ["bm25", "dense", "hybrid", "quickstart"])
def test_a_baseline_answers_what_nothing_answers(a_world, name):
    answer, _ = ask(open_system(name, a_world), CATERER)
    assert answer.status == "answered"


def test_bm25_declines_only_what_shares_no_word(a_world):
    answer, stages = ask(open_system("bm25", a_world), replace(CATERER, question="Zyzzyva?"))
    assert answer.status == "abstained"
    assert stages == {"bm25": []}
    assert answer.confidence == 0


def test_a_baseline_knows_the_conversation(a_world):
    first = "Who presented the night buses pilot in Tartu?"
    system = open_system("bm25", a_world)
    follow_up = Turn("And when was that?", True)
    alone, _ = ask(system, follow_up)
    after, _ = ask(system, follow_up, [Exchange(first, "Jaan Kask")])
    assert after.standalone_question != alone.standalone_question
    assert after.citations[0].title == BUSES


@pytest.mark.parametrize("name", ["bm25", "quickstart", "assistant"])
def test_a_question_that_cannot_be_asked_is_said(a_world, name):
    with pytest.raises(QuestionError):
        ask(open_system(name, a_world), replace(CATERER, question="?!"))


def test_the_assistant_answers_as_it_does_anywhere(a_world, world):
    def untimed(answer):
        return replace(answer, timings_ms={})

    system = open_system("assistant", a_world)
    for turn in (MAYORS, CATERER):
        assert untimed(ask(system, turn)[0]) == untimed(world.ask(turn.question))


def test_the_llm_needs_to_be_configured(a_world):
    with pytest.raises(UsageError, match="set ICPC_LLM"):
        open_system("assistant-llm", a_world)


def test_an_llm_that_is_configured_is_not_asked_by_the_assistant(a_world):
    settings = a_world.settings.model_copy(
        update={"llm": "openai", "llm_model": "m", "llm_url": "http://127.0.0.1:9/v1"}
    )
    answer, _ = ask(open_system("assistant", World(settings, list(a_world.bulletins.values()))))
    assert answer.status == "answered"
    assert "llm" not in answer.timings_ms


NIGHTS = Exchange("Who presented the night buses pilot in Tartu?", "Jaan Kask")
LATER = Turn("And when was that?", True, standalone="When was the pledge signed in Ghent?")


def test_the_bare_assistant_knows_no_conversation(a_world):
    whole, bare = (open_system(name, a_world) for name in ("assistant", "assistant-bare"))
    after, alone = ask(whole, LATER, [NIGHTS])[0], ask(bare, LATER, [NIGHTS])[0]
    assert after.standalone_question != LATER.question == alone.standalone_question
    assert alone.text == ask(whole, LATER)[0].text


def test_the_bare_words_are_searched_for_where_the_assistant_would_ask_back(a_world):
    assert ask(open_system("assistant", a_world), LATER)[1] == {}
    answer, stages = ask(open_system("assistant-bare", a_world), LATER)
    assert answer.status == "clarification"
    assert stages.keys() == {"fused", "read"}
    assert 0 < len(stages["fused"]) <= DEPTH


def test_the_assistant_is_told_a_persons_rewrite_and_nothing_before(a_world):
    whole, told = (open_system(name, a_world) for name in ("assistant", "assistant-told"))
    answer, stages = ask(told, LATER, [NIGHTS])
    asked, searched = ask(whole, replace(LATER, question=LATER.standalone))
    assert (answer.question, answer.text, stages) == (LATER.standalone, asked.text, searched)
    # What has no rewrite is asked in its conversation, as ever.
    plain = replace(LATER, standalone="")
    assert ask(told, plain, [NIGHTS])[0].text == ask(whole, plain, [NIGHTS])[0].text


def test_a_system_nobody_knows(a_world):
    with pytest.raises(UsageError, match="no system 'bm52'; choose one of bm25, dense"):
        open_system("bm52", a_world)


def test_an_index_out_of_date_is_refused_where_it_may_not_be_rebuilt(world_index, bulletins):
    settings = load_settings(corpus=CORPUS, index=world_index)
    with pytest.raises(IndexStale, match="run `icpc-assistant index`"):
        _ = World(settings, bulletins[1:], rebuild=False).index


def test_whole_documents_are_ranked_once_each(world_index, bulletins):
    settings = load_settings(corpus=CORPUS, index=world_index)
    system = open_system("dense", World(settings, bulletins, whole=True))
    _, stages = ask(system)
    ids = [place.bulletin_id for place in stages["dense"]]
    assert sorted(ids) == sorted(b.id for b in bulletins)


# Those that test the tests, and need no index


def test_the_oracle_says_the_answer_and_quotes_the_evidence(no_index):
    answer, stages = ask(open_system("oracle", no_index))
    assert answer.status == "answered"
    assert answer.short_answer == "twelve mayors"
    assert [c.quote for c in answer.citations] == [PLEDGE]
    assert [b.title for b in answer.bulletins] == [FORUM]
    assert verified(answer.citations, no_index.bulletins)
    assert answer.confidence == 1
    assert stages["read"] == stages["fused"]
    place = stages["read"][0]
    assert no_index.bulletins[place.bulletin_id].body[place.start : place.end] == PLEDGE


def test_the_oracle_says_every_required_item_and_names_every_bulletin(no_index):
    turn = replace(MAYORS, answers=(("Ghent",), ("Tartu",)), evidence=(), bulletins=(BUSES, FORUM))
    answer, _ = ask(open_system("oracle", no_index), turn)
    assert answer.short_answer == "Ghent; Tartu"
    assert [b.title for b in answer.bulletins] == [BUSES, FORUM]
    assert {c.title for c in answer.citations} == {BUSES, FORUM}


@pytest.mark.parametrize(
    ("turn", "status"),
    [
        (CATERER, "abstained"),
        (replace(CATERER, evidence=(PLEDGE,), bulletins=(FORUM,)), "abstained"),
        (Turn("What happened in 1950?", True, empty=True), "abstained"),
        (Turn("Thanks!", False, smalltalk=True), "smalltalk"),
    ],
)
def test_the_oracle_declines_what_has_no_answer(no_index, turn, status):
    answer, stages = ask(open_system("oracle", no_index), turn)
    assert answer.status == status
    assert (answer.citations, stages, answer.confidence) == ((), {}, 0)


def test_the_oracle_of_judged_documents_puts_the_most_relevant_first(no_index):
    turn = replace(MAYORS, evidence=(), bulletins=())
    grades = {"2020-02-03-night-buses": 1, "2019-05-14-river-forum": 4, "undated-archive": 0}
    _, stages = ask(open_system("oracle", no_index), turn, qrels=grades)
    ids = [place.bulletin_id for place in stages["fused"]]
    assert ids == ["2019-05-14-river-forum", "2020-02-03-night-buses"]


def test_the_oracle_speaks_the_language_of_the_turn(no_index):
    turn = replace(MAYORS, lang="es")
    assert ask(open_system("oracle", no_index), turn, lang="fr")[0].language == "es"
    assert ask(open_system("oracle", no_index), lang="fr")[0].language == "fr"


def test_lots_are_drawn_by_seed_item_and_turn(no_index):
    def drawn(seed, id_="q1", history=()):
        system = open_system("random", no_index, seed)
        answer, stages = system.answer(MAYORS, replace(item(), id=id_), history)
        return answer.status, answer.confidence, tuple(stages["read"])

    assert drawn(0) == drawn(0)
    others = {drawn(1), drawn(0, "q2"), drawn(0, history=[Exchange("?")])}
    assert len(others | {drawn(0)}) == 4


def test_lots_answer_about_half_of_the_time_and_quote_all_over(no_index):
    system = open_system("random", no_index)
    answers = [system.answer(MAYORS, replace(item(), id=f"q{n}"), ())[0] for n in range(400)]
    answered = [a for a in answers if a.status == "answered"]
    assert 150 < len(answered) < 250
    assert {a.citations[0].bulletin_id for a in answered} == set(no_index.bulletins)
    assert verified([a.citations[0] for a in answered], no_index.bulletins)
    assert 0.4 < sum(a.confidence for a in answers) / len(answers) < 0.6


def test_the_empty_system_declines_everything(no_index):
    for turn in (MAYORS, CATERER):
        answer, stages = ask(open_system("empty", no_index), turn)
        assert (answer.status, answer.confidence, stages) == ("abstained", 0, {})


def test_every_name_opens_a_system_of_that_name(a_world):
    for name in SYSTEMS:
        if name != "assistant-llm":
            assert open_system(name, a_world).name == name
