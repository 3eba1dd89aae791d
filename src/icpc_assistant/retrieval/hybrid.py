"""The hybrid retriever: dense neighbours and BM25, fused by a weighted sum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.index import Index
from icpc_assistant.lexicon import lexicon
from icpc_assistant.query import Query
from icpc_assistant.terms import stem, terms, words
from icpc_assistant.types import Evidence, Language

# Passages either stage brings into the fusion, and the dense records asked for to find them (a
# passage has several records: itself, its sentences, its sentences under the headline).
_DEPTH = 50
_RECORDS = 256

# Passages of one bulletin that are read whole.
_WHOLE_MOST = 60

# Weights of the fused score.
_W_PASSAGE, _W_SENTENCE, _W_CONTEXT, _W_BM25 = 0.3, 0.35, 0.35, 0.25

# Share of the question as typed in the query vector of a French or Spanish question; the rest is
# its word-for-word English, since the default encoder reads English best.
_AS_TYPED = 0.3


class Retriever:
    """Finds evidence for a query in an open index."""

    def __init__(self, index: Index) -> None:
        self.index = index
        rows: dict[str, list[int]] = {}
        for row, passage in enumerate(index.passages):
            rows.setdefault(passage.bulletin_id, []).append(row)
        self._rows = {i: np.array(found[:_WHOLE_MOST], np.int64) for i, found in rows.items()}
        self.languages: tuple[Language, ...] = tuple(
            sorted({bulletin.language for bulletin in index.bulletins.values()})
        )

    def encode(self, query: Query) -> NDArray[np.float32]:
        """Return the query's vector, shape (d,), of unit length."""
        if query.language == "en":
            vector: NDArray[np.float32] = self.index.encoder.encode([query.text], query=True)[0]
            return vector
        gloss, typed = self.index.encoder.encode([query.gloss, query.text], query=True)
        mixed = (1 - _AS_TYPED) * gloss + _AS_TYPED * typed
        unit: NDArray[np.float32] = mixed / max(float(np.linalg.norm(mixed)), 1e-9)
        return unit.astype(np.float32, copy=False)

    def sparse_terms(self, query: Query) -> list[str]:
        """Return the terms that BM25 looks for, in every language the corpus speaks."""
        found: dict[str, None] = {}
        for language in self.languages:
            text = query.text
            if language != query.language:
                text = lexicon().gloss(text, query.language, language)
            found.update(dict.fromkeys(terms(text, language)))
        for name in query.names:
            found.update(dict.fromkeys(stem(w, query.language) for w in words(name)))
        return list(found)

    def retrieve(
        self,
        query: Query,
        k: int = 10,
        *,
        vector: NDArray[np.float32] | None = None,
        among: NDArray[np.bool_] | None = None,
        whole: int = 0,
    ) -> list[Evidence]:
        """Return the ``k`` best passages, best first.

        After them come the other passages of the ``whole`` best bulletins: what a bulletin says
        of its event often stands in a sentence that does not name the event again.
        ``among`` (shape (passages,)) restricts the search to the passages marked true; ``vector``
        is the query's vector where the caller has it already.
        """
        index = self.index
        if not index.passages or (among is not None and not among.any()):
            return []
        vector = self.encode(query) if vector is None else vector
        records, _ = index.nearest(vector, min(_RECORDS, len(index.record_passage)), among)
        dense = np.unique(index.record_passage[records])[: 4 * _DEPTH]
        bm25 = index.bm25.scores(self.sparse_terms(query))
        if among is not None:
            bm25 = np.where(among, bm25, 0)
        sparse = np.argpartition(-bm25, min(_DEPTH, len(bm25) - 1))[:_DEPTH]
        candidates = np.unique(np.concatenate([dense, sparse[bm25[sparse] > 0]]))
        best = self._fuse(candidates, vector, bm25)[:k]
        found = {e.passage.id for e in best}
        leading = list(dict.fromkeys(e.passage.bulletin_id for e in best))[:whole]
        if not leading:
            return best
        rest = np.concatenate([self._rows[i] for i in leading])
        if among is not None:
            rest = rest[among[rest]]
        return best + [e for e in self._fuse(rest, vector, bm25) if e.passage.id not in found]

    def _fuse(
        self,
        candidates: NDArray[np.int64],
        vector: NDArray[np.float32],
        bm25: NDArray[np.float32],
    ) -> list[Evidence]:
        """Return the candidates (passage rows) with their fused scores, best first."""
        if not len(candidates):
            return []
        index = self.index
        top = max(float(bm25.max(initial=0.0)), 1e-9)
        starts = index.record_start
        rows = np.concatenate([np.arange(starts[p], starts[p + 1]) for p in candidates])
        cosines = np.asarray(index.vectors[rows]) @ vector
        sentences = index.record_sentence[rows]
        evidence = []
        at = 0
        for p in candidates:
            n = int(starts[p + 1] - starts[p])
            evidence.append(
                self._evidence(
                    int(p), cosines[at : at + n], sentences[at : at + n], float(bm25[p]) / top
                )
            )
            at += n
        evidence.sort(key=lambda e: (-e.score, e.passage.id))
        return evidence

    def _evidence(
        self, p: int, cosines: NDArray[np.float32], sentences: NDArray[np.int32], bm25: float
    ) -> Evidence:
        """Score one passage from the cosines of its records."""
        passage = self.index.passages[p]
        alone, context = _by_sentence(cosines, sentences, len(passage.sentences))
        whole = cosines[sentences < 0]
        of_passage = float(whole[0]) if len(whole) else max(context)
        dense = _W_PASSAGE * of_passage + _W_SENTENCE * max(alone) + _W_CONTEXT * max(context)
        score = dense + _W_BM25 * bm25
        return Evidence(
            passage=passage,
            score=score,
            stages={"dense": dense, "bm25": bm25, "fused": score, "passage": of_passage},
            similarities=tuple((a + c) / 2 for a, c in zip(alone, context, strict=True)),
        )


def _by_sentence(
    cosines: NDArray[np.float32], sentences: NDArray[np.int32], n: int
) -> tuple[Sequence[float], Sequence[float]]:
    """Return each sentence's cosine alone and under its headline (records stand in that order)."""
    alone, context = [0.0] * n, [0.0] * n
    seen: set[int] = set()
    for cosine, sentence in zip(cosines.tolist(), sentences.tolist(), strict=True):
        if sentence < 0:
            continue
        if sentence in seen:
            context[sentence] = cosine
        else:
            alone[sentence] = context[sentence] = cosine
            seen.add(sentence)
    return alone, context
