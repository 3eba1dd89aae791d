"""What is wrong with a bulletin file, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from icpc_assistant.errors import CorpusError

# Category Cc but for newline and tab; a lone CR is left over when CRLF has become LF.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a bulletin file, on which line (from 1), and what to do about it."""

    path: Path
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}; {self.remedy}"

    @property
    def where(self) -> str:
        """The file and the line, fit for a terminal."""
        return f"{shown(str(self.path))}:{self.line}"


def unreadable(path: Path, error: OSError | UnicodeDecodeError) -> Fault:
    """Return the fault of a file that cannot be opened, or that is no UTF-8 text."""
    if isinstance(error, OSError):
        message = f"the file cannot be read ({error.strerror or error})"
        return Fault(path, 1, message, "make it readable or move it elsewhere")
    return Fault(path, 1, f"the file cannot be read ({error})", "save it again as UTF-8 text")


class Source:
    """The text of one file, and the faults found in it so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = ""
        self.faults: list[Fault] = []

    def fault(self, offset: int, message: str, remedy: str) -> None:
        """Add a fault at the character ``offset`` of the text."""
        line = self.text.count("\n", 0, offset) + 1
        self.faults.append(Fault(self.path, line, message, remedy))


def corpus_error(faults: list[Fault]) -> CorpusError:
    """Return the error that names the first fault and the number of others."""
    first, others = faults[0], len(faults) - 1
    more = ""
    if others:
        plural = "fault" if others == 1 else "faults"
        more = f" (and {others} other {plural}, see `icpc-assistant corpus check`)"
    return CorpusError(f"{first.where}: {first.message}{more}; {first.remedy}.")


def shown(text: str) -> str:
    """Return ``text`` fit for a terminal: what cannot be printed is escaped."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def encodable(text: str) -> bool:
    """Whether ``text`` can be written as UTF-8, which a lone surrogate cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
