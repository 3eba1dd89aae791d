"""Query → evidence: dense and BM25 retrieval, fused.

``Retriever`` is what the assistant uses; ``llamaindex.HybridRetriever`` is the same retriever as
a LlamaIndex ``BaseRetriever``, for anyone who plugs it into a LlamaIndex pipeline.
"""

from icpc_assistant.retrieval.hybrid import Retriever, ranked

__all__ = ["Retriever", "ranked"]
