"""Scores by shared terms, stored term by term and read back with numpy alone.

``Bm25`` ranks passages. bm25s scores eagerly: at build time it stores, for each term, the score of
every passage that holds it (a sparse matrix in CSC form). Answering is then a sum over the query's
terms, which needs no import of bm25s (a third of a second) in a process that only asks.
``TermCosine`` compares questions in the same way.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.terms import stem, words
from icpc_assistant.types import Language

_K1, _B = 0.9, 0.4  # Anserini's defaults, tuned for passages rather than whole documents


class _TermMatrix:
    """What each term adds to the score of each document that holds it, in CSC form."""

    def __init__(
        self,
        scores: NDArray[np.float32],
        documents: NDArray[np.int32],
        starts: NDArray[np.int64],
        terms: dict[str, int],
        size: int,
    ) -> None:
        """Take the matrix: the column of term ``t`` lies at ``starts[t]:starts[t + 1]``."""
        self._scores, self._documents, self._starts = scores, documents, starts
        self._terms, self._size = terms, size

    def __len__(self) -> int:
        """Return the number of documents."""
        return self._size

    def save(self, folder: Path) -> None:
        """Write the matrix and the terms into ``folder``, made if missing."""
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / "scores.npy", self._scores)
        np.save(folder / "documents.npy", self._documents)
        np.save(folder / "starts.npy", self._starts)
        known = {"size": self._size, "terms": list(self._terms)}
        text = json.dumps(known, ensure_ascii=True, separators=(",", ":"))
        (folder / "terms.json").write_text(text, "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return what ``save`` wrote.

        Raises:
            OSError, ValueError, KeyError: a file is missing or damaged.
        """
        scores, documents, starts = (
            np.load(folder / f"{name}.npy", allow_pickle=False)
            for name in ("scores", "documents", "starts")
        )
        known = json.loads((folder / "terms.json").read_text("utf-8"))
        terms = {term: i for i, term in enumerate(known["terms"])}
        if len(starts) != len(terms) + 1 or int(starts[-1]) != len(scores):
            raise ValueError(f"{folder} does not hold one matrix of terms")
        return cls(scores, documents, starts, terms, int(known["size"]))

    def only(self, kept: NDArray[np.bool_]) -> Self:
        """Return the matrix of the documents marked true, which keep their scores."""
        held = kept[self._documents]
        starts = np.concatenate([[0], np.cumsum(held)])[self._starts].astype(np.int64)
        places = (np.cumsum(kept) - 1).astype(np.int32)
        documents = places[self._documents[held]]
        return type(self)(self._scores[held], documents, starts, self._terms, int(kept.sum()))

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Return the score of every document, shape (documents,); a repeated term counts twice.

        A term no document holds adds nothing.
        """
        total = np.zeros(self._size, np.float32)
        for term in terms:
            if (column := self._terms.get(term)) is not None:
                held = slice(int(self._starts[column]), int(self._starts[column + 1]))
                # A document stands once in a column, so plain indexed addition is exact.
                total[self._documents[held]] += self._scores[held]
        return total

    def idf(self, term: str) -> float:
        """Return ln(1 + (N - n + 0.5) / (n + 0.5)), n of the N documents holding ``term``.

        A term no document holds has the highest value of all, that of n = 0.
        """
        column = self._terms.get(term)
        n = 0 if column is None else int(self._starts[column + 1] - self._starts[column])
        return math.log(1 + (self._size - n + 0.5) / (n + 0.5))


class Bm25(_TermMatrix):
    """BM25 scores of the passages of one index; ``build`` or ``load`` makes one."""

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> Bm25:
        """Return the BM25 of passages given as lists of terms (see ``terms.terms``).

        Lucene's form of BM25 (Kamphuis et al. 2020, "Which BM25 do you mean?"), k1 = 0.9, b = 0.4.
        """
        terms: dict[str, int] = {}
        ids = [[terms.setdefault(term, len(terms)) for term in document] for document in documents]
        if not terms:
            none = np.zeros(0, np.float32), np.zeros(0, np.int32), np.zeros(1, np.int64)
            return cls(*none, terms={}, size=len(documents))
        import bm25s

        matrix = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        matrix.index((ids, terms), create_empty_token=False, show_progress=False)
        return cls(
            np.asarray(matrix.scores["data"], np.float32),
            np.asarray(matrix.scores["indices"], np.int32),
            np.asarray(matrix.scores["indptr"], np.int64),
            terms,
            len(documents),
        )


class TermCosine(_TermMatrix):
    """How near a question comes to each of many others, by the terms they share; 0..1."""

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> TermCosine:
        """Return the matrix of questions given as lists of terms.

        Cosine of binary term vectors weighted by idf (Salton and Buckley 1988).
        """
        terms: dict[str, int] = {}
        ids = [
            sorted({terms.setdefault(t, len(terms)) for t in document}) for document in documents
        ]
        flat = np.asarray([t for row in ids for t in row], np.int64)
        owner = np.repeat(np.arange(len(ids), dtype=np.int32), [len(row) for row in ids])
        counts = np.bincount(flat, minlength=len(terms))
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        made = cls(np.zeros(len(flat), np.float32), owner, starts, terms, len(documents))
        squared = np.asarray([made.idf(term) ** 2 for term in terms], np.float64)
        norms = np.sqrt(np.bincount(owner, squared[flat], minlength=len(documents)))
        order = np.argsort(flat, kind="stable")
        made._documents = owner[order]
        made._scores = (squared[flat] / norms[owner])[order].astype(np.float32)
        return made

    def similarities(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Return the cosine of a question's ``terms`` with every question, shape (documents,).

        A term that no question holds weighs as much as the rarest, so it keeps all cosines low.
        """
        distinct = list(dict.fromkeys(terms))
        norm = math.sqrt(sum(self.idf(term) ** 2 for term in distinct))
        return self.scores(distinct) / norm if norm else np.zeros(len(self), np.float32)


def tagged_terms(text: str, language: Language) -> list[str]:
    """Return the terms of a question, every word counting, marked with its language.

    Question words count too: "who" and "when" tell two questions about one event apart.
    """
    return [f"{language}:{stem(word, language)}" for word in words(text)]
