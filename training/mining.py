"""Hard negatives: what the reader of today takes for the answer, and what is none.

Of each question some passages that do not answer, and some sentences by themselves, are read by
the adapter that the package has; the one that it is surest of becomes an example, once it is sure
enough to be worth it (hard negatives mined with the model itself: Xiong et al. 2021, ANCE).
Questions that are answered bring their right passage or sentence as well, so that answers stay as
likely as before.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bulletin_examples import (
    Asked,
    Elsewhere,
    answering,
    answering_alone,
    every_question,
)
from examples import TELLING, Example, stems
from icpc_assistant.crossencoder.export import export_reader
from icpc_assistant.terms import fold

_OWN, _OTHERS, _SENTENCES = 4, 2, 3  # passages of its bulletin, of others, and sentences, all read
_SURE = -2.5  # log-odds of "answered" from which a wrong one is worth learning from
_AT_ONCE = 500  # questions whose passages are read together


def mined(seed: int, share: float, *, only: tuple[str, ...] = ()) -> list[Example]:
    """Return the examples of a share of the questions about bulletins (``every_question``)."""
    chance = random.Random(seed)
    rows = every_question(chance, only)
    elsewhere = Elsewhere({row.bulletin.title: row.bulletin for row in rows}.values())
    rows = chance.sample(rows, int(share * len(rows)))
    found: list[Example] = []
    with TemporaryDirectory() as folder:
        reader = export_reader(Path(folder))
        for at in range(0, len(rows), _AT_ONCE):
            groups = [
                group for row in rows[at : at + _AT_ONCE] for group in wrong(row, elsewhere, chance)
            ]
            every = [example for group, _ in groups for example in group]
            readings = iter(
                reader.read(
                    [e.question for e in every], [e.passage for e in every], [()] * len(every)
                )
            )
            for group, right in groups:
                sure, n = max((next(readings).answered, -n) for n in range(len(group)))
                if sure > _SURE:
                    found += [group[-n], *filter(None, [right])]
    return found


def wrong(
    row: Asked, elsewhere: Elsewhere, chance: random.Random
) -> Iterator[tuple[list[Example], Example | None]]:
    """Yield the passages, then the sentences, that do not answer, each beside what does."""
    if row.turn.get("topic") and row.turn["answerable"]:
        return  # other passages, and other bulletins, may deal with it, too
    passages = elsewhere.passages[row.bulletin.title]
    said = {fold(form) for item in row.turn["answers"] for form in item}
    evidence = row.turn["evidence"] if row.turn["answerable"] else ()
    asked = stems(row.asked)

    def answers(text: str) -> bool:
        quoted = any(quote in text or text in quote for quote in evidence)
        return quoted or any(form in fold(text) for form in said)

    def likeliest(texts: Sequence[str], most: int) -> list[int]:
        told = [len(asked & stems(TELLING.words(t, row.bulletin.language))) for t in texts]
        fit = [i for i, text in enumerate(texts) if not answers(text)]
        return sorted(fit, key=lambda i: (-told[i], chance.random()))[:most]

    own = [row.beside(passages[i]) for i in likeliest([p.text for p in passages], _OWN)]
    group = [Example("mined", row.asked, text, True, False) for text in own]
    group += [
        Example("mined", row.asked, row.beside(passage, bulletin), False, False)
        for bulletin, passage in elsewhere.likeliest(row)[:_OTHERS]
    ]
    if group:
        yield group, (answering(row, passages) if evidence else None)
    places = [(p, s) for p in passages if len(p.sentences) > 1 for s in p.sentences]
    near = likeliest([s.text for _, s in places], _SENTENCES)
    alone = [Example("mined", row.asked, row.alone(*places[i]), True, False) for i in near]
    if alone:
        yield alone, answering_alone(row, passages) if evidence else None
