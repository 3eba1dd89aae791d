"""BM25 over terms: built by bm25s, read back with numpy alone.

bm25s scores eagerly: at build time it stores, for each term, the score of every passage that
holds it (a sparse matrix in CSC form). Answering is then a sum over the query's terms, which needs
no import of bm25s (a third of a second) in a process that only asks.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_K1, _B = 0.9, 0.4  # Anserini's defaults, tuned for passages rather than whole documents


class Bm25:
    """BM25 scores of the passages of one index; ``build`` or ``load`` makes one."""

    def __init__(
        self,
        scores: NDArray[np.float32],
        passages: NDArray[np.int32],
        starts: NDArray[np.int64],
        terms: dict[str, int],
        size: int,
    ) -> None:
        """Take the matrix: the column of term ``t`` lies at ``starts[t]:starts[t + 1]``."""
        self._scores, self._passages, self._starts = scores, passages, starts
        self._terms, self._size = terms, size

    def __len__(self) -> int:
        """Return the number of passages."""
        return self._size

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

    def save(self, folder: Path) -> None:
        """Write the matrix and the terms into ``folder``, made if missing."""
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / "scores.npy", self._scores)
        np.save(folder / "passages.npy", self._passages)
        np.save(folder / "starts.npy", self._starts)
        known = {"size": self._size, "terms": list(self._terms)}
        text = json.dumps(known, ensure_ascii=True, separators=(",", ":"))
        (folder / "terms.json").write_text(text, "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Bm25:
        """Return what ``save`` wrote.

        Raises:
            OSError, ValueError, KeyError: a file is missing or damaged.
        """
        scores, passages, starts = (
            np.load(folder / f"{name}.npy", allow_pickle=False)
            for name in ("scores", "passages", "starts")
        )
        known = json.loads((folder / "terms.json").read_text("utf-8"))
        terms = {term: i for i, term in enumerate(known["terms"])}
        if len(starts) != len(terms) + 1 or int(starts[-1]) != len(scores):
            raise ValueError(f"{folder} does not hold one BM25 matrix")
        return cls(scores, passages, starts, terms, int(known["size"]))

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Return the BM25 score of every passage, shape (passages,); a repeated term counts twice.

        A term no passage holds adds nothing.
        """
        total = np.zeros(self._size, np.float32)
        for term in terms:
            if (column := self._terms.get(term)) is not None:
                held = slice(int(self._starts[column]), int(self._starts[column + 1]))
                # A passage stands once in a column, so plain indexed addition is exact.
                total[self._passages[held]] += self._scores[held]
        return total

    def idf(self, term: str) -> float:
        """Return ln(1 + (N - n + 0.5) / (n + 0.5)), n of the N passages holding ``term``.

        A term no passage holds has the highest value of all, that of n = 0.
        """
        column = self._terms.get(term)
        n = 0 if column is None else int(self._starts[column + 1] - self._starts[column])
        return math.log(1 + (self._size - n + 0.5) / (n + 0.5))
