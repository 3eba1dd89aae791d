"""A question → what it asks of the whole collection, and what restricts it, as a model reads it.

Joint intent detection and slot filling (Chen, Zhuo and Wang 2019, arXiv:1902.10909): one pass of a
small model over the question gives the operation asked for and, for every word, what it is: a time,
a place, a name, a topic, or a word that only asks. It knows questions in other words than the
patterns of ``collection`` do; what it finds is looked up on the cards all the same. Trained in
training/README.md on questions about organisations that do not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.encoder import encodable, open_exported

if TYPE_CHECKING:
    from icpc_assistant.config import Settings

DEFAULT, NONE = "icpc-intent", "none"
ADAPTER = Path(__file__).parent / "intent.safetensors"
ADAPTER_SHA256 = "5df6358ea404b3eca452e3975679166ba1a779fd317d02202224ca45edbff93a"
MAX_TOKENS = 96
# What each head tells apart; a model's outputs are in this order.
OPERATIONS = ("none", "list", "count", "timeline", "superlative", "compare", "total", "mean")
ASKED = (
    "event", "country", "city", "place", "venue", "own", "others", "organisation", "month", "year"
)  # fmt: skip
MEASURES = ("people", "days", "start", "countries", "any")
ENDS = ("most", "fewest")
SLOTS = (
    "other", "time", "place", "person", "organisation", "topic", "kind", "event", "bound"
)  # fmt: skip
HEADS = {"operation": OPERATIONS, "asked": ASKED, "measure": MEASURES, "end": ENDS}
TOKEN_HEADS = ("slots", "left_out")
_MAY_BE = 0.1  # how likely a word must be of the slot of its two neighbours
_LEFT_OUT = 0.4  # how likely the question must leave something out, on average of its words
_JOINING = frozenset("or and than versus vs ou et contre que qu o u y e".split())
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question, ``text[start:end]``, how likely each of ``SLOTS`` is for it, and
    how likely the question leaves out what it names ("not in Canada")."""

    start: int
    end: int
    slots: tuple[float, ...]
    left_out: float
    joins: bool = False  # "or", "and": what stands on either side is not one

    @property
    def slot(self) -> str:
        """The likeliest slot."""
        return SLOTS[max(range(len(SLOTS)), key=self.slots.__getitem__)]


@dataclass(frozen=True, slots=True)
class Intent:
    """What a question asks for: the likeliest of each head, and every word's slot.

    ``whole`` is the probability that it asks of the whole collection, ``sure`` that of the
    operation, ``sure_of_asked`` that of what is asked for; ``asked`` may be "own" or "others",
    people of the organisation or from elsewhere.
    """

    whole: float
    operation: str
    sure: float
    asked: str
    measure: str
    most: bool
    words: tuple[Word, ...]
    sure_of_asked: float = 1.0

    def leaves_out(self, start: int, end: int) -> bool:
        """Whether the question leaves out what ``text[start:end]`` names."""
        said = [w.left_out for w in self.words if w.start < end and w.end > start]
        return bool(said) and sum(said) / len(said) > _LEFT_OUT

    def runs(self, slot: str) -> Iterator[tuple[int, int]]:
        """Yield the stretches ``text[start:end]`` of neighbouring words of a slot.

        A word between two of them that may be one too belongs to them: "the meeting *in* Oslo".
        """
        k = SLOTS.index(slot)
        held = [word.slot == slot for word in self.words]
        for n in range(1, len(held) - 1):
            bridge = self.words[n].slots[k] > _MAY_BE and not self.words[n].joins
            held[n] |= held[n - 1] and held[n + 1] and bridge
        for found, run in groupby(zip(held, self.words, strict=True), key=lambda one: one[0]):
            if found:
                words = [word for _, word in run]
                yield words[0].start, words[-1].end


class IntentReader(Protocol):
    """Reads what questions ask for."""

    def read(self, text: str) -> Intent:
        """Return what a question asks for."""
        ...


class OnnxIntentReader:
    """An exported model: a folder of ``model.onnx``, its tokenizer and ``intent.json``."""

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        """Load the model; ``threads`` 0 lets onnxruntime choose.

        Raises:
            EncoderError: a file is missing or damaged.
        """
        exported = open_exported(folder, "intent.json", "reader of questions", threads)
        self._session, self._tokenizer = exported.session, exported.tokenizer
        # One question is looked at several times on its way to an answer.
        self.remembered = lru_cache(maxsize=256)(self._read)

    def read(self, text: str) -> Intent:
        """Return what a question asks for (see ``IntentReader``)."""
        return self.remembered(text)

    def judged(self, text: str) -> tuple[Any, dict[str, NDArray[np.float32]]]:
        """Return a question's tokens, and the log-odds of every head."""
        tokens = self._tokenizer.encode(encodable(text))
        ids = np.array([tokens.ids], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        names = [*HEADS, *TOKEN_HEADS]
        found = self._session.run(names, given)
        return tokens, {n: np.asarray(v[0], np.float32) for n, v in zip(names, found, strict=True)}

    def _read(self, text: str) -> Intent:
        tokens, judged = self.judged(text)
        likely = {name: _softmax(judged[name]) for name in HEADS}
        best = {name: HEADS[name][int(likely[name].argmax())] for name in HEADS}
        return Intent(
            whole=1.0 - float(likely["operation"][0]),
            operation=best["operation"],
            sure=float(likely["operation"].max()),
            asked=best["asked"],
            measure=best["measure"],
            most=best["end"] == "most",
            sure_of_asked=float(likely["asked"].max()),
            words=_words(
                text,
                tokens.offsets,
                _softmax(judged["slots"]),
                _softmax(judged["left_out"])[:, 1],
            ),
        )


def _softmax(x: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(x - x.max(-1, keepdims=True))
    found: NDArray[np.float32] = raised / raised.sum(-1, keepdims=True)
    return found


def _words(
    text: str,
    offsets: list[tuple[int, int]],
    likely: NDArray[np.float32],
    left_out: NDArray[np.float32],
) -> tuple[Word, ...]:
    """Return each word with the mean of what its tokens are taken for."""
    starts, ends = (np.array(side) for side in zip(*offsets, strict=True))
    found = []
    for m in _WORD.finditer(text):
        held = (starts < m.end()) & (ends > m.start())
        if held.any():
            slots = tuple(likely[held].mean(0).tolist())
            joins = m.group().lower() in _JOINING
            found.append(Word(*m.span(), slots, float(left_out[held].mean()), joins))
    return tuple(found)


def open_intent_reader(settings: Settings, folder: Path) -> IntentReader | None:
    """Return the reader of questions exported into ``folder``, or ``None`` if none is wanted.

    Raises:
        EncoderError: it does not load.
    """
    if settings.intent_reader == NONE:
        return None
    return OnnxIntentReader(folder, threads=settings.threads)


def intent_reader_identity(settings: Settings) -> dict[str, str]:
    """Return what tells this reader of questions from any other; loads no model."""
    wanted = settings.intent_reader != NONE
    return {"name": settings.intent_reader, "weights_sha256": ADAPTER_SHA256 if wanted else ""}
