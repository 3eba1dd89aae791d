"""The hybrid retriever as LlamaIndex sees it."""

import asyncio

import pytest

from icpc_assistant.errors import QuestionError
from icpc_assistant.query import interpret
from icpc_assistant.retrieval import Retriever

QUESTIONS = (
    "Who opened the river forum?",
    "Qui a animé l’atelier à Besançon ?",
    "¿Cuántos distritos tienen autobuses nocturnos?",
    "What is the capital of Peru?",
)


@pytest.fixture(scope="module")
def retriever(world):
    from icpc_assistant.retrieval.llamaindex import HybridRetriever

    return HybridRetriever(world._index, k=4)


def test_it_is_a_retriever_of_llamaindex(retriever):
    from llama_index.core.base.base_retriever import BaseRetriever

    assert isinstance(retriever, BaseRetriever)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_node_is_a_passage_at_its_place_the_best_first(retriever, world, question):
    nodes = retriever.retrieve(question)
    assert 0 < len(nodes) <= 4
    for found in nodes:
        bulletin = world.bulletin(found.node.metadata["bulletin_id"])
        start, end = found.node.start_char_idx, found.node.end_char_idx
        assert found.node.get_content() == found.text == bulletin.body[start:end] != ""
        assert found.node.source_node.node_id == bulletin.id
        assert found.node.metadata["title"] == bulletin.title
        assert found.node.metadata["language"] == bulletin.language
        assert found.score == found.node.metadata["score_fused"]
    scores = [found.score for found in nodes]
    assert scores == sorted(scores, reverse=True)
    assert len({found.node.node_id for found in nodes}) == len(nodes)


def test_it_finds_what_the_assistants_own_retriever_finds(retriever, world):
    for question in QUESTIONS:
        own = Retriever(world._index).retrieve(interpret(question), 4)
        found = retriever.retrieve(question)
        assert [n.node.node_id for n in found] == [e.passage.id for e in own]
        later = asyncio.run(retriever.aretrieve(question))
        assert [n.node.node_id for n in later] == [n.node.node_id for n in found]
    assert "Vandamme" in retriever.retrieve(QUESTIONS[0])[0].text


@pytest.mark.parametrize("question", ["", " \n", "?!", "why " * 900])
def test_what_is_no_question_is_said_to_be_none(retriever, question):
    with pytest.raises(QuestionError, match="type a few words|shorten it"):
        retriever.retrieve(question)


@pytest.mark.parametrize(
    ("words", "language", "bulletin"),
    [
        ("late public transport", "en", "2020-02-03-night-buses"),
        ("old photographs", "en", "undated-archive"),
        ("ríos más limpios", "es", "2019-05-14-river-forum"),
    ],
)
def test_the_nearest_bulletin_in_meaning_comes_first_with_a_sentence_of_its_own(
    world, words, language, bulletin
):
    retriever = Retriever(world._index)
    near = retriever.nearest(words, language, -1.0)
    assert set(near) == {b.id for b in world.bulletins}
    assert next(iter(near)) == bulletin == max(near, key=lambda i: near[i].score)
    scores = sorted(one.score for one in near.values())
    assert set(retriever.nearest(words, language, scores[-2])) == set(list(near)[:2])
    for i, one in near.items():
        assert -1 <= one.score <= 1
        assert world.bulletin(i).body[one.start : one.end].strip()


def test_another_encoder_gives_no_such_measure(world, monkeypatch):
    other = world._index.manifest | {"encoder": {"name": "another"}}
    monkeypatch.setattr(world._index, "manifest", other)
    assert Retriever(world._index).nearest("late public transport", "en", -1.0) == {}


def test_the_reader_tells_what_a_bulletin_deals_with(world, monkeypatch):
    retriever = Retriever(world._index)
    question = "anything on getting home late by public transport?"
    near = retriever.nearest("getting home late by public transport", "en", -1.0)
    read = retriever.dealt(question, "en", near)
    assert read.keys() == near.keys()
    assert max(read, key=lambda i: read[i]) == "2020-02-03-night-buses"
    assert retriever.dealt(question, "en", {}) == {}
    other = world._index.manifest | {"cross_encoder": {"name": "another"}}
    monkeypatch.setattr(world._index, "manifest", other)
    assert retriever.dealt(question, "en", near) == {}
