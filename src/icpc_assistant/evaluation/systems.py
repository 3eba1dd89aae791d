"""The systems that can be asked, by name.

==================  ===============================================================================
``bm25`` ``dense``  the passage that this stage alone ranks first; its best sentence, quoted
``hybrid``          the same by the assistant's whole retrieval
``quickstart``      what LlamaIndex and Chroma give out of the box, with the same encoder
``assistant``       the whole assistant, without an LLM
``assistant-llm``   the assistant with the LLM that the settings name
``assistant-bare``  the assistant, asked every turn as if nothing had been said before
``assistant-told``  the assistant, asked a person's rewrite of every follow-up, and nothing before
``oracle``          the reference answers, quoted from the reference evidence: scores 1
``random``          a sentence drawn by lot, or none: scores what luck does
``empty``           declines everything
==================  ===============================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal, get_args

from icpc_assistant.errors import UsageError
from icpc_assistant.evaluation.dataset import Item, Turn
from icpc_assistant.evaluation.world import DEPTH, Stages, System, World
from icpc_assistant.types import Answer, Exchange

Name = Literal[
    "bm25", "dense", "hybrid", "quickstart", "assistant", "assistant-llm", "assistant-bare",
    "assistant-told", "oracle", "random", "empty",
]  # fmt: skip
SYSTEMS: tuple[Name, ...] = get_args(Name)


def open_system(name: str, world: World, seed: int = 0) -> System:
    """Return the system called ``name``; ``seed`` is what ``random`` draws from.

    Raises:
        UsageError: there is none, or ``assistant-llm`` is named and no LLM is configured.
        EncoderError, IndexError_: it needs the index, which cannot be built or opened.
    """
    from icpc_assistant.evaluation import baselines, probes

    if name not in SYSTEMS:
        raise UsageError(f"There is no system {name!r}; choose one of {', '.join(SYSTEMS)}.")
    if name == "assistant-llm" and world.settings.llm == "none":
        raise UsageError(
            "The system 'assistant-llm' needs an LLM and none is configured; set ICPC_LLM and "
            "ICPC_LLM_MODEL, or choose the system 'assistant'."
        )
    made: dict[str, Any] = {
        "bm25": baselines.Bm25System,
        "dense": baselines.DenseSystem,
        "hybrid": baselines.HybridSystem,
        "quickstart": baselines.Quickstart,
        "assistant": AssistantSystem,
        "assistant-llm": LlmSystem,
        "assistant-bare": BareSystem,
        "assistant-told": ToldSystem,
        "oracle": probes.Oracle,
        "random": probes.Random,
        "empty": probes.Empty,
    }
    system: System = made[name](world, seed)
    return system


class AssistantSystem:
    """The whole assistant, asked as anyone asks it, whatever LLM the settings name."""

    name = "assistant"
    llm = False

    def __init__(self, world: World, seed: int = 0) -> None:
        from icpc_assistant.assistant import Assistant

        settings = world.settings
        if not self.llm:
            settings = settings.model_copy(update={"llm": "none"})
        self._world = world
        self._assistant = Assistant(world.index, settings)

    def answer(self, turn: Turn, item: Item, history: Sequence[Exchange]) -> tuple[Answer, Stages]:
        """Answer as the assistant does (see ``System``)."""
        answer, stages = self._assistant.trace(turn.question, history)
        return answer, {name: self._world.kept(ranked) for name, ranked in stages.items()}


class LlmSystem(AssistantSystem):
    """The assistant with the configured LLM."""

    name = "assistant-llm"
    llm = True


class BareSystem(AssistantSystem):
    """The assistant without the conversation: what a follow-up is worth by its own words.

    Where it asks back for want of any, they are searched for all the same: the assistant's
    conversation is not to be measured against a search that never was.
    """

    name = "assistant-bare"

    def answer(self, turn: Turn, item: Item, history: Sequence[Exchange]) -> tuple[Answer, Stages]:
        """Answer the turn alone."""
        from icpc_assistant.retrieval import ranked

        answer, stages = super().answer(turn, item, ())
        if not stages:
            hits = self._assistant.evidence(turn.question, DEPTH)
            found = self._world.kept(ranked(hits.evidence, DEPTH))
            stages = {"fused": found, "read": found}
        return answer, stages


class ToldSystem(AssistantSystem):
    """The assistant asked what a person made of each follow-up; without that, as it stands."""

    name = "assistant-told"

    def answer(self, turn: Turn, item: Item, history: Sequence[Exchange]) -> tuple[Answer, Stages]:
        """Answer the person's rewrite alone."""
        if not turn.standalone:
            return super().answer(turn, item, history)
        return super().answer(replace(turn, question=turn.standalone), item, ())
