"""Systems to measure the assistant against: each of its retrieval stages alone, and a quick-start.

They quote one sentence of the passage they rank first, whatever they think of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.evaluation.dataset import Item, Turn
from icpc_assistant.evaluation.world import DEPTH, Reply, Stages, World, passage_at
from icpc_assistant.index import KINDS
from icpc_assistant.query import Query, checked, interpret
from icpc_assistant.terms import terms
from icpc_assistant.types import Answer, Bulletin, Exchange, Passage, Ranked, Sentence
from icpc_assistant.vocabulary import Vocabulary

if TYPE_CHECKING:
    from icpc_assistant.encoder import Encoder

Vectors = NDArray[np.float32]

# A score's confidence need only keep the order of scores; BM25 has no upper end of its own.
_BM25_HALF = 10.0
_TERM_SHARE = 0.25  # weight of the terms found beside the cosine when `hybrid` chooses a sentence
_DEEP = 10  # as many passages are ranked for each document that is kept, where whole ones count


class _Staged:
    """Quotes the best sentence of the passage that one stage of retrieval ranks first.

    The question is read as the assistant reads it (conversation, spelling), so that what differs
    is retrieval. Nothing is declined but a question to which the stage finds no passage at all.
    """

    name: str
    stage: str

    def __init__(self, world: World, seed: int = 0) -> None:
        from icpc_assistant.retrieval import Retriever

        self._world = world
        self._index = world.index
        self._retriever = Retriever(world.index)
        self._rows = {
            (p.bulletin_id, p.start, p.end): n for n, p in enumerate(world.index.passages)
        }
        self._vocabulary = Vocabulary.of(
            text for b in world.bulletins.values() for text in (b.title, *b.body.splitlines())
        )
        self._depth = DEPTH * (_DEEP if world.whole else 1)

    def answer(self, turn: Turn, item: Item, history: Sequence[Exchange]) -> tuple[Answer, Stages]:
        """Answer with one quote (see ``System``)."""
        began = time.perf_counter()
        query = interpret(
            turn.question, tuple(history), self._vocabulary, self._index.encoder.is_word
        )
        reply = Reply(query.question, query.language, query.text, began)
        vectors = self._retriever.encode(query)
        stages = self._stages(query, vectors)
        ranked = stages[self.stage]
        quotes: list[tuple[Passage, Sentence]] = []
        if ranked:
            row = self._rows[ranked[0][:3]]
            passage = self._index.passages[row]
            scores = self._sentence_scores(query, vectors, row)
            best = max(range(len(scores)), key=lambda i: (round(scores[i], 6), -i))
            quotes.append((passage, passage.sentences[best]))
        confidence = self._confidence(ranked[0].score) if ranked else 0.0
        answer = reply.quoting(
            self._world, quotes, confidence, retrieved=self._world.kept(ranked)[:DEPTH]
        )
        return answer, {name: self._world.kept(found) for name, found in stages.items()}

    def _stages(self, query: Query, vectors: Vectors) -> Stages:
        found = self._retriever.stages(query, vectors, self._depth)
        return {self.stage: found[self.stage]}

    def _confidence(self, score: float) -> float:
        raise NotImplementedError

    def _sentence_scores(self, query: Query, vectors: Vectors, row: int) -> list[float]:
        raise NotImplementedError

    def _shares(self, query: Query, row: int) -> list[float]:
        """Return each sentence's share of the question's terms, each weighing its idf; 0..1."""
        passage = self._index.passages[row]
        language = self._world.bulletins[passage.bulletin_id].language
        wanted = sorted(set(self._retriever.sparse_terms(query)))
        weights = {term: self._index.bm25.idf(term) for term in wanted}
        whole = sum(weights.values()) or 1.0
        held = (frozenset(terms(sentence.text, language)) for sentence in passage.sentences)
        return [sum(weights[term] for term in wanted if term in here) / whole for here in held]

    def _cosines(self, vectors: Vectors, row: int) -> list[float]:
        """Return each sentence's cosine with the question, by itself (no headline before it).

        In French and Spanish the better of its own words and their English gloss.
        """
        index = self._index
        of_passage = slice(int(index.record_start[row]), int(index.record_start[row + 1]))
        alone = index.record_kind[of_passage] == KINDS.index("sentence")
        best = np.full(len(index.passages[row].sentences), -1.0, np.float32)
        cosines = index.vectors[of_passage][alone] @ vectors[0]
        np.maximum.at(best, index.record_sentence[of_passage][alone], cosines)
        found: list[float] = best.tolist()
        return found


class Bm25System(_Staged):
    """BM25 alone; of its passage, the sentence with most of the question's terms."""

    name = stage = "bm25"

    def _confidence(self, score: float) -> float:
        return score / (score + _BM25_HALF)

    def _sentence_scores(self, query: Query, vectors: Vectors, row: int) -> list[float]:
        return self._shares(query, row)


class DenseSystem(_Staged):
    """Vectors alone; of their passage, the sentence nearest to the question."""

    name = stage = "dense"

    def _confidence(self, score: float) -> float:
        return _unit(score)

    def _sentence_scores(self, query: Query, vectors: Vectors, row: int) -> list[float]:
        return self._cosines(vectors, row)


class HybridSystem(_Staged):
    """The assistant's whole retrieval; of its passage, the sentence nearest in vector and terms."""

    name = "hybrid"
    stage = "fused"

    def _stages(self, query: Query, vectors: Vectors) -> Stages:
        evidence = self._retriever.retrieve(query, self._depth, vectors=vectors)
        found = self._retriever.stages(query, vectors, self._depth)
        places = ((e.passage, e.score) for e in evidence)
        return found | {"fused": [Ranked(p.bulletin_id, p.start, p.end, s) for p, s in places]}

    def _confidence(self, score: float) -> float:
        return score / (score + 1.0)

    def _sentence_scores(self, query: Query, vectors: Vectors, row: int) -> list[float]:
        shares = self._shares(query, row)
        cosines = self._cosines(vectors, row)
        return [c + _TERM_SHARE * s for c, s in zip(cosines, shares, strict=True)]


def _unit(score: float) -> float:
    return min(1.0, max(0.0, score))


class Quickstart:
    """What LlamaIndex and Chroma give out of the box, with the assistant's encoder.

    Its splitter, one vector a node, cosine; neither conversation nor threshold.
    """

    name = "quickstart"

    def __init__(self, world: World, seed: int = 0) -> None:
        self._world = world
        bulletins = list(world.bulletins.values())
        self._retrieve = plain_retriever(bulletins, world.index.encoder, 2 * DEPTH)

    def answer(self, turn: Turn, item: Item, history: Sequence[Exchange]) -> tuple[Answer, Stages]:
        """Quote the first sentence of the node most similar to the question as typed."""
        question = checked(turn.question)
        reply = Reply(question, "en")
        ranked = self._world.kept(self._retrieve(question))
        quotes = []
        if ranked:
            node = passage_at(self._world, ranked[0])
            quotes = [(node, self._first_sentence(ranked[0]))]
        confidence = _unit(ranked[0].score) if ranked else 0.0
        return reply.quoting(self._world, quotes, confidence, retrieved=ranked), {"dense": ranked}

    def _first_sentence(self, node: Ranked) -> Sentence:
        """Return the first whole sentence of a node, or the node itself if it holds none."""
        for passage in self._world.passages[node.bulletin_id]:
            for sentence in passage.sentences:
                if node.start <= sentence.start and sentence.end <= node.end:
                    return sentence
        return passage_at(self._world, node).sentences[0]


def plain_retriever(
    bulletins: Sequence[Bulletin], encoder: Encoder, k: int
) -> Callable[[str], list[Ranked]]:
    """Return question → places, best first, as LlamaIndex's first page builds it on Chroma."""
    import chromadb
    from chromadb.config import Settings
    from llama_index.core import Document, MockEmbedding, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.chroma import ChromaVectorStore

    class Embedding(MockEmbedding):  # type: ignore[misc]  # LlamaIndex is imported untyped
        """The assistant's encoder behind LlamaIndex's interface."""

        def _vectors(self, texts: list[str]) -> list[list[float]]:
            vectors: list[list[float]] = encoder.encode(texts).tolist()
            return vectors

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._vectors([query])[0]

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._vectors([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return self._vectors(texts)

    client: Any = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
    name = f"quickstart-{id(encoder):x}"
    if name in {collection.name for collection in client.list_collections()}:
        client.delete_collection(name)
    collection = client.create_collection(name, embedding_function=None)
    index = VectorStoreIndex.from_documents(
        [
            Document(text=b.body, metadata={"bulletin_id": b.id, "title": b.title})
            for b in bulletins
        ],
        storage_context=StorageContext.from_defaults(
            vector_store=ChromaVectorStore(chroma_collection=collection)
        ),
        embed_model=Embedding(embed_dim=encoder.encode(["x"]).shape[1]),
        transformations=[SentenceSplitter()],
    )
    retriever = index.as_retriever(similarity_top_k=k)
    bodies = {b.id: b.body for b in bulletins}

    def retrieve(question: str) -> list[Ranked]:
        found = []
        for hit in retriever.retrieve(question):
            bulletin_id = hit.node.metadata["bulletin_id"]
            text = hit.node.text
            start = bodies[bulletin_id].find(text)
            if start >= 0:  # the splitter may normalise white space; then it has no place to quote
                found.append(
                    Ranked(bulletin_id, start, start + len(text), round(float(hit.score), 6))
                )
        return sorted(found, key=lambda place: (-place.score, place))

    return retrieve
