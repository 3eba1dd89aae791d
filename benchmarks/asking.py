"""One question, warm, in process, against the model passes it needs, and one bare encoding.

The passes are those that the answer itself made, recorded once and made again with nothing around
them: each text encoded, each question and passage read.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from measuring import QUESTIONS, ROOT, Table, alternating, ms, percentiles, ratio


def measure(folder: Path, *, quick: bool) -> Table:
    from icpc_assistant import open_assistant

    assistant = open_assistant(corpus=ROOT / "corpus", index=folder / "asking")
    table = Table(
        "Answering one question at ten bulletins (aim: at most 1.3× its passes, 200 ms)",
        (
            "questions",
            "answer p50 / p95",
            "its model passes p50 / p95",
            "ratio p50",
            "bare encoding p50 / p95",
            "ratio p50 / p95 to it",
        ),
    )
    for language, questions in QUESTIONS.items():
        table.rows.append(row(assistant, language, questions, 10 if quick else 60))
    return table


class Passes:
    """The model passes that answering a question makes, to be made again."""

    def __init__(self, assistant, question: str) -> None:
        index = assistant._index
        self._made = []
        models = [(index.encoder, "encode")]
        if index.cross_encoder is not None:
            models.append((index.cross_encoder, "read"))
        if index.intent_reader is not None:
            models.append((index.intent_reader, "judged"))
            index.intent_reader.remembered.cache_clear()
        for model, name in models:
            setattr(model, name, self._recorded(getattr(model, name)))
        assistant.ask(question)
        for model, name in models:
            delattr(model, name)

    def _recorded(self, call):
        def recorded(*given, **named):
            if call.__name__ == "read":  # where the answer stands is not the model's pass
                questions, passages, _ = given
                self._made.append((call, (questions, passages, [() for _ in passages]), named))
            else:
                self._made.append((call, given, named))
            return call(*given, **named)

        return recorded

    def __call__(self) -> None:
        for call, given, named in self._made:
            call(*given, **named)


def asked(assistant, question: str) -> None:
    """Ask as for the first time: what a question asks for is remembered otherwise."""
    if assistant._index.intent_reader is not None:
        assistant._index.intent_reader.remembered.cache_clear()
    assistant.ask(question)


def row(assistant, name, questions, repeats) -> tuple[str, ...]:
    encoder = assistant._index.encoder
    answers, passes, bare = [], [], []
    for question in questions:
        whole, needed, floor = alternating(
            (
                lambda question=question: asked(assistant, question),
                Passes(assistant, question),
                lambda question=question: encoder.encode([question], query=True),
            ),
            repeats,
        )
        answers.append(whole)
        passes.append(needed)
        bare.append(floor)
    (a50, a95), (p50, p95), (b50, b95) = (
        percentiles(np.concatenate(times)) for times in (answers, passes, bare)
    )
    return (
        name,
        f"{ms(a50)} / {ms(a95)}",
        f"{ms(p50)} / {ms(p95)}",
        ratio(a50, p50),
        f"{ms(b50)} / {ms(b95)}",
        f"{ratio(a50, b50)} / {ratio(a95, b95)}",
    )
