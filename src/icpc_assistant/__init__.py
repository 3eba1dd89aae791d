"""Ask the ICPC's bulletins: cited, verbatim answers, with no network and no LLM.

    from icpc_assistant import open_assistant

    assistant = open_assistant()
    answer = assistant.ask("When was the conference in Brussels?")
    print(answer.text, answer.citations[0].quote)

Nothing heavy is imported until it is used, and nothing that reports home unless told not to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from icpc_assistant._version import __version__
from icpc_assistant.silence import silence
from icpc_assistant.types import Answer, Bulletin, Citation

if TYPE_CHECKING:
    from icpc_assistant.assistant import Assistant
    from icpc_assistant.opening import open_assistant

__all__ = ["Answer", "Assistant", "Bulletin", "Citation", "__version__", "open_assistant"]

silence()


def __getattr__(name: str) -> Any:
    if name in {"Assistant", "open_assistant"}:
        from icpc_assistant import opening

        return getattr(opening, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
