"""The hybrid retriever as a LlamaIndex ``BaseRetriever``.

Importing this module imports LlamaIndex (seconds); the assistant's own path does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, RelatedNodeInfo, TextNode

from icpc_assistant.query import interpret
from icpc_assistant.retrieval.hybrid import Retriever

if TYPE_CHECKING:
    from llama_index.core.schema import QueryBundle

    from icpc_assistant.index import Index
    from icpc_assistant.types import Evidence


class HybridRetriever(BaseRetriever):  # type: ignore[misc]  # LlamaIndex is imported untyped
    """Dense (Chroma) + BM25, fused, over an open index.

    Each node's text is the passage word for word; ``metadata`` names its bulletin and
    ``start_char_idx``/``end_char_idx`` its place in the bulletin's body. ``k`` is the most nodes.

    Raises, when it retrieves:
        QuestionError: the question is empty, too long, or no text.
    """

    def __init__(self, index: Index, k: int = 10, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._retriever = Retriever(index)
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        query = interpret(query_bundle.query_str)
        evidence = self._retriever.retrieve(query, self._k)
        return [NodeWithScore(node=self._node(e), score=e.score) for e in evidence]

    def _node(self, evidence: Evidence) -> TextNode:
        passage = evidence.passage
        bulletin = self._retriever.index.bulletins[passage.bulletin_id]
        return TextNode(
            id_=passage.id,
            text=passage.text,
            start_char_idx=passage.start,
            end_char_idx=passage.end,
            metadata={
                "bulletin_id": bulletin.id,
                "title": bulletin.title,
                "date": bulletin.date or "",
                "language": bulletin.language,
                "heading": passage.heading,
                **{f"score_{stage}": score for stage, score in evidence.stages.items()},
            },
            relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=bulletin.id)},
        )
