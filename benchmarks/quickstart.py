"""The same questions through a plain LlamaIndex + Chroma quick-start with the same encoder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from measuring import ROOT, Table, alternating, ms, percentiles

QUESTIONS = 40


def measure(folder: Path, *, quick: bool) -> Table:
    from icpc_assistant import open_assistant

    assistant = open_assistant(corpus=ROOT / "corpus", index=folder / "quickstart")
    asked = questions()
    retriever = plain_retriever(assistant)
    ours = [first_of(assistant, question) for question, _ in asked]
    theirs = [retriever.retrieve(question)[0].node.metadata["title"] for question, _ in asked]
    repeats = 1 if quick else 3
    whole, plain = alternating(
        (
            lambda: [assistant.ask(question) for question, _ in asked],
            lambda: [retriever.retrieve(question) for question, _ in asked],
        ),
        repeats,
        warm=1,
    )
    table = Table(
        f"A plain LlamaIndex + Chroma quick-start, {len(asked)} questions",
        ("", "right bulletin first", "time a question"),
    )
    for name, found, times in (
        ("this assistant: the passage it ranks first", ours, whole),
        ("the quick-start: the same", theirs, plain),
    ):
        right = sum(f == wanted for f, (_, wanted) in zip(found, asked, strict=True))
        table.rows.append(
            (name, f"{right} of {len(asked)}", ms(percentiles(times)[0] / len(asked)))
        )
    return table


def questions() -> list[tuple[str, str]]:
    """Return questions of the dev split with the one bulletin that answers each, spread evenly."""
    from icpc_assistant.bulletins import read_corpus
    from icpc_assistant.evaluation.dataset import read_set

    items = read_set(ROOT / "eval" / "questions", read_corpus(ROOT / "corpus"))
    fit = [
        (item.turns[0].question, item.turns[0].bulletins[0])
        for item in items
        if item.kind == "factual" and item.split == "dev" and len(item.turns[0].bulletins) == 1
    ]
    return fit[:: max(1, len(fit) // QUESTIONS)][:QUESTIONS]


def first_of(assistant: Any, question: str) -> str:
    """Return the title of the bulletin our retrieval puts first, whether or not it answers."""
    answer = assistant.ask(question)
    return assistant.bulletin(answer.retrieved[0].bulletin_id).title if answer.retrieved else ""


def plain_retriever(assistant: Any) -> Any:
    """Return what LlamaIndex's quick-start gives: its splitter, Chroma, cosine, two passages."""
    import chromadb
    from llama_index.core import Document, MockEmbedding, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.chroma import ChromaVectorStore

    encoder = assistant._index.encoder

    class Embedding(MockEmbedding):
        """The same encoder behind LlamaIndex's interface."""

        def _vector(self, texts: list[str]) -> list[list[float]]:
            return encoder.encode(texts).tolist()

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._vector([query])[0]

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._vector([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return self._vector(texts)

    collection = chromadb.EphemeralClient().create_collection("plain", embedding_function=None)
    store = ChromaVectorStore(chroma_collection=collection)
    index = VectorStoreIndex.from_documents(
        [
            Document(text=f"{b.title}\n\n{b.body}", metadata={"title": b.title})
            for b in assistant.bulletins
        ],
        storage_context=StorageContext.from_defaults(vector_store=store),
        embed_model=Embedding(embed_dim=384),
        transformations=[SentenceSplitter()],
    )
    return index.as_retriever(similarity_top_k=2)
