"""One question, warm, in process, against one bare encoding of that question."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from measuring import QUESTIONS, ROOT, Table, alternating, ms, percentiles, ratio


def measure(folder: Path, *, quick: bool) -> Table:
    from icpc_assistant import open_assistant

    assistant = open_assistant(corpus=ROOT / "corpus", index=folder / "asking")
    table = Table(
        "Answering one question at ten bulletins (aim: at most 2×)",
        ("questions", "answer p50 / p95", "bare encoding p50 / p95", "ratio p50 / p95"),
    )
    for language, questions in QUESTIONS.items():
        table.rows.append(row(assistant, language, questions, 10 if quick else 60))
    return table


def row(assistant, name, questions, repeats) -> tuple[str, ...]:
    encoder = assistant._index.encoder
    answers, bare = [], []
    for question in questions:
        whole, floor = alternating(
            (
                lambda question=question: assistant.ask(question),
                lambda question=question: encoder.encode([question], query=True),
            ),
            repeats,
        )
        answers.append(whole)
        bare.append(floor)
    (a50, a95), (b50, b95) = percentiles(np.concatenate(answers)), percentiles(np.concatenate(bare))
    return (
        name,
        f"{ms(a50)} / {ms(a95)}",
        f"{ms(b50)} / {ms(b95)}",
        f"{ratio(a50, b50)} / {ratio(a95, b95)}",
    )
