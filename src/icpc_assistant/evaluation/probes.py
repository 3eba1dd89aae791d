"""Three systems whose scores are known beforehand: they test the evaluation itself."""

from __future__ import annotations

import random
from collections.abc import Sequence

from icpc_assistant.evaluation.dataset import Item, Turn
from icpc_assistant.evaluation.world import DEPTH, Reply, Stages, World, language_of, passage_at
from icpc_assistant.types import Answer, Bulletin, Exchange, Ranked

_ANSWERING = 0.5  # how often `random` answers


class Oracle:
    """Knows the reference: quotes the evidence, says the answers, declines what has none."""

    name = "oracle"

    def __init__(self, world: World, seed: int = 0) -> None:
        self._world = world

    def answer(self, turn: Turn, item: Item, history: Sequence[Exchange]) -> tuple[Answer, Stages]:
        """Answer with the first form of every required item and all the evidence.

        Where no evidence is listed, the bulletins named are quoted from their first sentence.
        """
        reply = Reply(turn.question, language_of(turn.lang or item.lang))
        if turn.smalltalk:
            return reply.saying("smalltalk", "greeting"), {}
        named = self._named(turn, item)
        if not turn.answerable or not named:
            return reply.saying("abstained", "abstain"), {}
        places = [_place(quote, named) for quote in turn.evidence]
        found = [place for place in places if place is not None]
        if not found:
            firsts = (self._world.passages[b.id][0].sentences[0] for b in named)
            found = [Ranked(b.id, s.start, s.end, 1.0) for b, s in zip(named, firsts, strict=True)]
        passages = [passage_at(self._world, place) for place in found]
        answer = reply.quoting(
            self._world,
            [(passage, passage.sentences[0]) for passage in passages],
            1.0,
            short="; ".join(forms[0] for forms in turn.answers) or None,
            bulletins=named,
            retrieved=found,
        )
        ranked = [Ranked(*place[:3], 1.0 - rank / 100) for rank, place in enumerate(found)]
        return answer, {stage: self._world.kept(ranked) for stage in ("fused", "read")}

    def _named(self, turn: Turn, item: Item) -> list[Bulletin]:
        """Return the bulletins a turn names, those judged the most relevant first."""
        judged = item.raw.get("qrels") or {}
        by_grade = sorted(judged, key=lambda i: (-judged[i], i))
        found = [self._world.bulletins[i] for i in by_grade if judged[i] > 0]
        by_title = self._world.by_title
        return found or [by_title[title] for title in turn.bulletins if title in by_title]


def _place(quote: str, named: Sequence[Bulletin]) -> Ranked | None:
    for bulletin in named:
        at = bulletin.body.find(quote)
        if at >= 0:
            return Ranked(bulletin.id, at, at + len(quote), 1.0)
    return None


class Random:
    """Draws everything by lot: always the same lot for one seed, item and turn."""

    name = "random"

    def __init__(self, world: World, seed: int = 0) -> None:
        self._world, self._seed = world, seed
        self._all = [
            (p, s) for found in world.passages.values() for p in found for s in p.sentences
        ]

    def answer(self, turn: Turn, item: Item, history: Sequence[Exchange]) -> tuple[Answer, Stages]:
        """Quote a sentence drawn by lot, or decline."""
        reply = Reply(turn.question, language_of(turn.lang or item.lang))
        lot = random.Random(f"{self._seed}/{item.id}/{len(history)}")
        confidence = lot.random()
        answering = lot.random() < _ANSWERING
        drawn = lot.sample(self._all, min(DEPTH, len(self._all)))
        ranked = [
            Ranked(passage.bulletin_id, sentence.start, sentence.end, 1.0 - rank / 100)
            for rank, (passage, sentence) in enumerate(drawn)
        ]
        answer = reply.quoting(
            self._world, drawn[:1] if answering else [], confidence, retrieved=ranked
        )
        return answer, {"read": self._world.kept(ranked)}


class Empty:
    """Declines everything."""

    name = "empty"

    def __init__(self, world: World, seed: int = 0) -> None:
        pass

    def answer(self, turn: Turn, item: Item, history: Sequence[Exchange]) -> tuple[Answer, Stages]:
        """Decline."""
        reply = Reply(turn.question, language_of(turn.lang or item.lang))
        return reply.saying("abstained", "abstain"), {}
