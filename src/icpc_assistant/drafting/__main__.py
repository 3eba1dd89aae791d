"""The process that runs a parser: ``python -m icpc_assistant.drafting KIND FILE`` → JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from icpc_assistant.bulletins.faults import shown
from icpc_assistant.drafting.extract import SECONDS, Extract
from icpc_assistant.errors import AssistantError, UsageError

_NEEDS = {"webpage": ("web pages", "gather")}
_MEMORY = 2_000_000_000  # bytes of address space


def _limit() -> None:
    """Bound this process, where the system can (not on Windows: there only time is bounded)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def read(kind: str, path: Path) -> Extract:
    """Return what the file shows; raises ``AssistantError`` where it cannot be read."""
    try:
        if kind == "pdf":
            from icpc_assistant.drafting.pdf import pdf_extract

            return pdf_extract(path)
        if kind == "webpage":
            from icpc_assistant.drafting.webpage import webpage_extract

            return webpage_extract(path)
        from icpc_assistant.drafting.markup import docx_extract, html_extract

        return docx_extract(path) if kind == "docx" else html_extract(path)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("icpc_assistant"):
            raise
        what, extra = _NEEDS.get(kind, (f"{kind.upper()} files", "draft"))
        raise AssistantError(
            f"Reading {what} needs the package {error.name}; "
            f"run `pip install 'icpc-assistant[{extra}]'`."
        ) from None
    except (AssistantError, MemoryError):
        raise
    except Exception as error:  # parsers raise anything on a damaged file
        raise UsageError(
            f"{shown(str(path))} is damaged ({type(error).__name__}); "
            "export it again, or save its text as a .txt file."
        ) from None


def main() -> None:
    """Print the blocks, or the error, as one JSON object."""
    _limit()
    try:
        said = read(sys.argv[1], Path(sys.argv[2])).to_json()
    except AssistantError as error:
        said = json.dumps({"error": str(error), "usage": isinstance(error, UsageError)})
    print(said)


if __name__ == "__main__":
    main()
