"""The systems that can be asked, by name.

==================  ===============================================================================
``bm25`` ``dense``  the passage that this stage alone ranks first; its best sentence, quoted
``hybrid``          the same by the assistant's whole retrieval
``quickstart``      what LlamaIndex and Chroma give out of the box, with the same encoder
``assistant``       the whole assistant, without an LLM
``assistant-llm``   the assistant with the LLM that the settings name
``oracle``          the reference answers, quoted from the reference evidence: scores 1
``random``          a sentence drawn by lot, or none: scores what luck does
``empty``           declines everything
==================  ===============================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

from icpc_assistant.errors import UsageError
from icpc_assistant.evaluation.dataset import Item, Turn
from icpc_assistant.evaluation.world import Stages, System, World
from icpc_assistant.types import Answer, Exchange

Name = Literal[
    "bm25", "dense", "hybrid", "quickstart", "assistant", "assistant-llm",
    "oracle", "random", "empty",
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
