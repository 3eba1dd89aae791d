"""A question beside a passage → is it about it, does it answer, and where.

The trained reader is a cross-encoder on the default encoder's weights with three small heads
(training/README.md), one pass a passage, run by onnxruntime. Where it points is only a place in
the passage; what is quoted is always the bulletin's own characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.crossencoder.telling import Telling
from icpc_assistant.encoder import encodable, load_cross_encoder, open_exported
from icpc_assistant.errors import EncoderError, brief

if TYPE_CHECKING:
    from icpc_assistant.config import Settings

DEFAULT, NONE = "icpc-reader", "none"
ADAPTER = Path(__file__).parent / "reader.safetensors"
ADAPTER_SHA256 = "6086bf6901bea1702363791e2f3a8ec4d73fbd3f24ffd6f345d2bc337640cf97"
MAX_TOKENS = 256
_SPAN_TOKENS = 24  # an answer is no longer than these
_BATCH_TOKENS = 2048


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the text given, ``text[start:end]``, and how much it is preferred to none."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What the model makes of one passage; log-odds, positive for yes.

    ``relevant``: the passage is about what is asked; ``answered``: it answers. ``spans`` holds the
    best span inside each of the pieces asked for, ``None`` for a piece that was cut off.
    """

    relevant: float
    answered: float
    spans: tuple[Span | None, ...]


class CrossEncoder(Protocol):
    """Reads questions beside passages; ``telling`` says in which words."""

    telling: Telling

    def read(
        self,
        questions: Sequence[str],
        passages: Sequence[str],
        pieces: Sequence[Sequence[tuple[int, int]]],
    ) -> list[PassageReading]:
        """Read each question beside its passage (as ``telling`` tells them).

        ``pieces`` are, for each passage, the character ranges (its sentences) among which spans
        are looked for.
        """
        ...


class CrossEncoderReader:
    """An exported cross-encoder: a folder of ``model.onnx``, its tokenizer and ``reader.json``."""

    telling = Telling(glossed=True)

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        """Load the model; ``threads`` 0 lets onnxruntime choose.

        Raises:
            EncoderError: a file is missing or damaged.
        """
        exported = open_exported(folder, "reader.json", "reader", threads)
        # Of a pair too long the passage is cut; the question too where it alone is too long.
        self._session, self._tokenizer = exported.session, exported.tokenizer

    def read(
        self,
        questions: Sequence[str],
        passages: Sequence[str],
        pieces: Sequence[Sequence[tuple[int, int]]],
    ) -> list[PassageReading]:
        """Read each question beside its passage (see ``CrossEncoder``)."""
        tokens = self.tokenized(questions, passages)
        found: list[PassageReading | None] = [None] * len(tokens)
        order = sorted(range(len(tokens)), key=lambda i: len(tokens[i].ids))
        for rows in _batches(order, [len(t.ids) for t in tokens]):
            judged, places = self._run([tokens[i] for i in rows])
            for n, i in enumerate(rows):
                found[i] = _reading(tokens[i], judged[n], places[n], pieces[i])
        return [reading for reading in found if reading is not None]

    def tokenized(self, questions: Sequence[str], passages: Sequence[str]) -> list[Any]:
        """Return the pairs as the model's tokens."""
        pairs = [(_short(q), encodable(p)) for q, p in zip(questions, passages, strict=True)]
        found: list[Any] = self._tokenizer.encode_batch(pairs)
        return found

    def _run(self, batch: Sequence[Any]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        ids = np.zeros((len(batch), max(len(t.ids) for t in batch)), np.int64)
        mask, types = np.zeros_like(ids), np.zeros_like(ids)
        for i, encoding in enumerate(batch):
            n = len(encoding.ids)
            ids[i, :n], mask[i, :n], types[i, :n] = encoding.ids, 1, encoding.type_ids
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        judged, places = self._session.run(None, given)
        return np.asarray(judged, np.float32), np.asarray(places, np.float32)


class SentenceTransformerCrossEncoder:
    """Any sentence-transformers cross-encoder; it judges sentences, and points at no words."""

    telling = Telling(glossed=False)

    def __init__(self, name: str) -> None:
        """Load the model, from this machine alone.

        Raises:
            EncoderError: it is not on this machine, or does not load without code of its own.
        """
        try:
            self._model = load_cross_encoder(name)
        # whatever a model's own files make transformers raise
        except Exception as error:
            raise EncoderError(
                f"The cross-encoder {name!r} does not load from this machine ({brief(error)}); "
                f"fetch it once with `hf download`, or name its folder in ICPC_CROSS_ENCODER."
            ) from error

    def read(
        self,
        questions: Sequence[str],
        passages: Sequence[str],
        pieces: Sequence[Sequence[tuple[int, int]]],
    ) -> list[PassageReading]:
        """Score each question beside its passage, and beside each piece (see ``CrossEncoder``)."""
        pairs = [(encodable(q), encodable(p)) for q, p in zip(questions, passages, strict=True)]
        cut = [
            (q, p[first:last])
            for (q, p), ranges in zip(pairs, pieces, strict=True)
            for first, last in ranges
        ]
        scores = self._model.predict(pairs + cut, show_progress_bar=False).tolist()
        of_pieces = iter(scores[len(pairs) :])
        return [
            PassageReading(
                score, score, tuple(Span(first, last, next(of_pieces)) for first, last in ranges)
            )
            for score, ranges in zip(scores, pieces, strict=False)
        ]


def open_cross_encoder(settings: Settings, folder: Path) -> CrossEncoder | None:
    """Return the cross-encoder the settings name; ``folder`` holds the default one as exported.

    Raises:
        EncoderError: it does not load.
    """
    if settings.cross_encoder == NONE:
        return None
    if settings.cross_encoder == DEFAULT:
        return CrossEncoderReader(folder, threads=settings.threads)
    return SentenceTransformerCrossEncoder(settings.cross_encoder)


def cross_encoder_identity(settings: Settings) -> dict[str, str]:
    """Return what tells this cross-encoder from any other; loads no model."""
    default = settings.cross_encoder == DEFAULT
    return {"name": settings.cross_encoder, "weights_sha256": ADAPTER_SHA256 if default else ""}


def _short(question: str) -> str:
    """Return at most the first 60 words of a question: the passage needs the room."""
    return " ".join(encodable(question).split()[:60])


def _batches(order: Sequence[int], sizes: Sequence[int]) -> list[list[int]]:
    """Return ``order`` (by size) in batches of at most ``_BATCH_TOKENS``, padding included."""
    batches: list[list[int]] = []
    for i in order:
        if batches and (len(batches[-1]) + 1) * sizes[i] <= _BATCH_TOKENS:
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches


def _reading(
    tokens: Any,
    judged: NDArray[np.float32],
    places: NDArray[np.float32],
    pieces: Sequence[tuple[int, int]],
) -> PassageReading:
    """Return the reading of one passage from its two judgements and (tokens, 2) places."""
    none = float(places[0].sum())
    held = np.array(tokens.type_ids) == 1
    starts = np.array([a for a, _ in tokens.offsets])
    ends = np.array([b for _, b in tokens.offsets])
    spans: list[Span | None] = []
    for first, last in pieces:
        inside = np.flatnonzero(held & (starts >= first) & (ends <= last) & (ends > starts))
        spans.append(_best(places[inside], starts[inside], ends[inside], none))
    return PassageReading(float(judged[0]), float(judged[1]), tuple(spans))


def _best(
    places: NDArray[np.float32],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    none: float,
) -> Span | None:
    """Return the span with the best sum of a start's and a later end's log-odds."""
    n = len(places)
    if not n:
        return None
    sums = places[:, 0][:, None] + places[:, 1][None, :]
    apart = np.arange(n)[None, :] - np.arange(n)[:, None]
    sums = np.where((apart >= 0) & (apart < _SPAN_TOKENS), sums, -np.inf)
    i, j = np.unravel_index(int(np.argmax(sums)), sums.shape)
    return Span(int(starts[i]), int(ends[j]), float(sums[i, j]) - none)
