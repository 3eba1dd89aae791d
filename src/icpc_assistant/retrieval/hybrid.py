"""The hybrid retriever: dense neighbours and BM25, fused by a weighted sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.encoder import DEFAULT
from icpc_assistant.glossing import gloss
from icpc_assistant.index import KINDS, QUESTIONS, WANTS, Index, number_bits
from icpc_assistant.query import Query
from icpc_assistant.retrieval.dealing import dealt
from icpc_assistant.retrieval.nearness import nearest
from icpc_assistant.sparse import tagged_terms
from icpc_assistant.terms import stem, terms, words
from icpc_assistant.types import LANGUAGES, Evidence, Language, Near, Ranked

# Passages either stage brings into the fusion, and the dense records asked for to find them (a
# passage has several records: itself, its sentences, its sentences under the headline).
_DEPTH = 50
_RECORDS = 128

# Passages of one bulletin that are read whole.
_WHOLE_MOST = 60

# Weights of the fused score.
_W_PASSAGE, _W_SENTENCE, _W_CONTEXT, _W_BM25, _W_ASKED = 0.3, 0.35, 0.35, 0.25, 0.5

# Share of the question as typed in the query vector of a French or Spanish question; the rest is
# its word-for-word English, since the default encoder reads English best.
_AS_TYPED = 0.3

# How near a known question comes: by meaning and, more surely, by words. A wording in another
# language was met through the question's word-for-word translation and counts a little less.
_MEANING, _TRANSLATED = 0.4, 0.9
_QUESTIONS = 50  # known questions that bring their passages into the fusion

# How fast the vote of a known question falls with its distance from the query, and what is left of
# it where it asks for another type of answer (who closed it says little of how many came) or names
# other numbers ("the 6th congress").
_KERNEL, _OTHER = 0.05, 0.05
# All questions left open weigh at most this share of all that are answered: how many of either
# somebody wrote says nothing of a query. A few are too few for that.
_OPEN_SHARE, _FEW = 0.35, 20


class Retriever:
    """Finds evidence for a query in an open index."""

    def __init__(self, index: Index) -> None:
        self.index = index
        rows: dict[str, list[int]] = {}
        for row, passage in enumerate(index.passages):
            rows.setdefault(passage.bulletin_id, []).append(row)
        self._rows: dict[str, NDArray[np.int64]] = {
            i: np.array(found[:_WHOLE_MOST], np.int64) for i, found in rows.items()
        }
        self.languages: tuple[Language, ...] = tuple(
            sorted({bulletin.language for bulletin in index.bulletins.values()})
        )
        asked = np.isin(index.record_kind, QUESTIONS)
        answered, left_open = (int((index.record_kind == kind).sum()) for kind in QUESTIONS)
        self._open_weight = min(1.0, (_OPEN_SHARE * answered + _FEW) / max(left_open, 1))
        self._question_rows = np.flatnonzero(asked)
        self._question_at = np.cumsum(asked) - 1  # a question record's number among questions

    def encode(self, query: Query) -> NDArray[np.float32]:
        """Return the query's vectors, shape (n, d), of unit length.

        The first is searched for; any others are what a known question is compared with: the
        question in English and as typed.
        """
        if query.language == "en":
            vector: NDArray[np.float32] = self.index.encoder.encode([query.text], query=True)
            return vector
        in_english, typed = self.index.encoder.encode([query.gloss, query.text], query=True)
        mixed = (1 - _AS_TYPED) * in_english + _AS_TYPED * typed
        mixed /= max(float(np.linalg.norm(mixed)), 1e-9)
        return np.stack([mixed, in_english, typed]).astype(np.float32)

    def nearest(self, text: str, language: Language, least: float) -> dict[str, Near]:
        """Return the bulletins that come as near some words in meaning as ``least``, by their id.

        Nothing where another encoder than the default one gives the measure.
        """
        if self.index.manifest["encoder"]["name"] != DEFAULT:
            return {}
        return nearest(self.index, text, language, least)

    def dealt(
        self, question: str, language: Language, near: Mapping[str, Near]
    ) -> dict[str, float]:
        """Return how surely each bulletin deals with what a question is about (``dealing``)."""
        return dealt(self.index, question, language, near)

    def sparse_terms(self, query: Query) -> list[str]:
        """Return the terms that BM25 looks for, in every language the corpus speaks."""
        found: dict[str, None] = {}
        for language in self.languages:
            text = query.text
            if language != query.language:
                text = gloss(text, query.language, language)
            found.update(dict.fromkeys(terms(text, language)))
        for name in query.names:
            found.update(dict.fromkeys(stem(w, query.language) for w in words(name)))
        return list(found)

    def retrieve(
        self,
        query: Query,
        k: int = 10,
        *,
        vectors: NDArray[np.float32] | None = None,
        among: NDArray[np.bool_] | None = None,
        whole: int = 0,
        also: Sequence[str] = (),
    ) -> list[Evidence]:
        """Return the ``k`` best passages, best first.

        After them come the other passages of the ``whole`` best bulletins and of those ``also``
        named: what a bulletin says of its event often stands in a sentence that does not name the
        event again.
        ``among`` (shape (passages,)) restricts the search to the passages marked true; ``vectors``
        are those of ``encode`` where the caller has them already.
        """
        index = self.index
        if not index.passages or (among is not None and not among.any()):
            return []
        vectors = self.encode(query) if vectors is None else vectors
        search = _Search(
            vectors,
            index.bm25.scores(self.sparse_terms(query)),
            self._wordings(query),
            WANTS.index(query.wants),
            np.uint64(number_bits(query.text)),
        )
        if among is not None:
            search.bm25[~among] = 0
        fused = self._fuse(self._candidates(search, among), search)
        best, others = fused[:k], fused[k:]
        leading = list(dict.fromkeys(e.passage.bulletin_id for e in best))[:whole]
        leading += [name for name in also if name in self._rows and name not in leading]
        if not leading:
            return best
        best += [e for e in others if e.passage.bulletin_id in leading]
        found = {e.passage.id for e in best}
        rest = np.concatenate([self._rows[name] for name in leading])
        missing = [index.passages[p].id not in found for p in rest]
        rest = rest[np.asarray(missing, bool) & (True if among is None else among[rest])]
        # In the order of their scores, as if they had all been found at once.
        whole_ones = [*best[k:], *self._fuse(rest, search)]
        return best[:k] + sorted(whole_ones, key=lambda e: (-e.score, e.passage.id))

    def stages(self, query: Query, vectors: NDArray[np.float32], k: int) -> dict[str, list[Ranked]]:
        """Return the ``k`` best passages by BM25 alone and by their own vectors alone.

        Exhaustive, for measuring: known questions take no part.
        """
        index = self.index
        views = np.flatnonzero(~np.isin(index.record_kind, QUESTIONS))
        dense = np.full(len(index.passages), -1.0, np.float32)
        np.maximum.at(dense, index.record_passage[views], index.vectors[views] @ vectors[0])
        found = {"bm25": index.bm25.scores(self.sparse_terms(query)), "dense": dense}
        return {
            name: [
                Ranked.at(p, p, float(scores[row]))
                for row in np.argsort(-scores, kind="stable")[:k]
                if scores[row] > 0
                for p in (index.passages[row],)
            ]
            for name, scores in found.items()
        }

    def beyond(
        self, query: Query, vectors: NDArray[np.float32], given: Sequence[Evidence], k: int
    ) -> list[Ranked]:
        """Return what of the ``k`` best passages is not among those given to a reader.

        Behind what a reader makes of the first few, the others keep their order.
        """
        known = {e.passage.id for e in given}
        found = self.retrieve(query, k, vectors=vectors)
        return ranked([e for e in found if e.passage.id not in known], k)

    def _wordings(self, query: Query) -> NDArray[np.float32]:
        """Return how many words each known question shares with the query, 0..1, (questions,)."""
        known = self.index.questions
        if not len(known):
            return np.zeros(0, np.float32)
        best = known.similarities(tagged_terms(query.text, query.language))
        for language in LANGUAGES:
            if language != query.language:
                text = gloss(query.text, query.language, language)
                other = _TRANSLATED * known.similarities(tagged_terms(text, language))
                best = np.maximum(best, other)
        return best

    def _candidates(self, search: _Search, among: NDArray[np.bool_] | None) -> NDArray[np.int64]:
        """Return the rows of the passages that any stage thinks well of."""
        index = self.index
        records, _ = index.nearest(
            search.vectors[0], min(_RECORDS, len(index.record_passage)), among
        )
        passages = index.record_passage[records]
        _, first = np.unique(passages, return_index=True)
        dense = passages[np.sort(first)][: 4 * _DEPTH]
        sparse = np.argpartition(-search.bm25, min(_DEPTH, len(search.bm25) - 1))[:_DEPTH]
        found: list[NDArray[np.integer[Any]]] = [dense, sparse[search.bm25[sparse] > 0]]
        if len(search.wordings):
            near = np.argpartition(-search.wordings, min(_QUESTIONS, len(search.wordings) - 1))
            near = near[:_QUESTIONS][search.wordings[near[:_QUESTIONS]] > 0]
            asked = index.record_passage[self._question_rows[near]]
            found.append(asked if among is None else asked[among[asked]])
        held = np.zeros(len(index.passages), bool)
        held[np.concatenate(found)] = True
        return np.flatnonzero(held)

    def _fuse(self, candidates: NDArray[np.int64], search: _Search) -> list[Evidence]:
        """Return the candidates (passage rows) with their fused scores, best first."""
        if not len(candidates):
            return []
        index = self.index
        starts, ends = index.record_start[candidates], index.record_start[candidates + 1]
        rows = np.concatenate([np.arange(a, b) for a, b in zip(starts, ends, strict=True)])
        scores = self._record_scores(rows, search)
        # One column a sentence, those of one passage side by side.
        sizes = [len(index.passages[p].sentences) for p in candidates]
        first = np.concatenate([[0], np.cumsum(sizes)])
        column = np.repeat(first[:-1], ends - starts) + np.maximum(index.record_sentence[rows], 0)
        best = np.zeros((len(KINDS), int(first[-1])), np.float32)
        np.maximum.at(best, (index.record_kind[rows], column), scores)
        top = max(float(search.bm25.max(initial=0.0)), 1e-9)
        owner = np.repeat(np.arange(len(candidates)), ends - starts)
        votes = self._votes(rows, scores, search, owner)
        evidence = [
            self._evidence(
                p, best[:, first[i] : first[i + 1]], float(search.bm25[p]) / top, votes_of
            )
            for i, (p, votes_of) in enumerate(zip(candidates.tolist(), votes.tolist(), strict=True))
        ]
        evidence.sort(key=lambda e: (-e.score, e.passage.id))
        return evidence

    def _record_scores(self, rows: NDArray[np.int64], search: _Search) -> NDArray[np.float32]:
        """Return what each record scores: its cosine, or how near its question comes."""
        index = self.index
        cosines = index.vectors[rows] @ search.vectors.T
        scores: NDArray[np.float32] = cosines[:, 0].copy()
        questions = np.isin(index.record_kind[rows], QUESTIONS)
        if questions.any():
            meaning = cosines[questions].max(axis=1)
            wording = search.wordings[self._question_at[rows[questions]]]
            scores[questions] = _MEANING * meaning + (1 - _MEANING) * wording
        return scores

    def _votes(
        self,
        rows: NDArray[np.int64],
        scores: NDArray[np.float32],
        search: _Search,
        owner: NDArray[np.int64],
    ) -> NDArray[np.float64]:
        """Return the votes of the questions answered and left open, shape (passages, 2).

        ``owner`` is the passage's number of each record. An exponential kernel, as in kernel
        regression (Nadaraya 1964, Watson 1964): the nearest questions count, the others hardly.
        """
        near = np.exp((scores.astype(np.float64) - 1.0) / _KERNEL)
        near[self.index.record_wants[rows] != search.wants] *= _OTHER
        numbers = self.index.record_numbers[rows]
        if search.numbers:
            near[(numbers != 0) & (numbers & search.numbers == 0)] *= _OTHER
        kinds = self.index.record_kind[rows]
        near[kinds == QUESTIONS[1]] *= self._open_weight
        each = [np.where(kinds == kind, near, 0.0) for kind in QUESTIONS]
        return np.stack([np.bincount(owner, weights) for weights in each], axis=1)

    def _evidence(
        self, p: int, of_views: NDArray[np.float32], bm25: float, votes: Sequence[float]
    ) -> Evidence:
        """Score one passage from the best score of each kind of view of each sentence, (kinds, n).

        The passage's own score stands in the first column of its row; 0 where there is none.
        """
        whole, alone, context, asked, _ = of_views
        of_passage = float(whole[0]) if whole[0] else float(context.max())
        dense = (
            _W_PASSAGE * of_passage
            + _W_SENTENCE * float(alone.max())
            + _W_CONTEXT * float(context.max())
        )
        score = dense + _W_BM25 * bm25 + _W_ASKED * float(asked.max())
        return Evidence(
            passage=self.index.passages[p],
            score=score,
            stages={"dense": dense, "bm25": bm25, "fused": score, "passage": of_passage},
            similarities=tuple(((alone + context) / 2).tolist()),
            asked=tuple(asked.tolist()),
            votes=(votes[0], votes[1]),
        )


def ranked(evidence: Sequence[Evidence], k: int) -> list[Ranked]:
    """Return the ``k`` best passages of the fused stage, as ``Retriever.stages`` does others."""
    return [Ranked.at(e.passage, e.passage, e.score) for e in evidence[:k]]


class _Search(NamedTuple):
    """One query as it is compared: vectors (n, d), BM25 by passage, words shared by question, what
    it wants, and the numbers it names."""

    vectors: NDArray[np.float32]
    bm25: NDArray[np.float32]
    wordings: NDArray[np.float32]
    wants: int
    numbers: np.uint64
