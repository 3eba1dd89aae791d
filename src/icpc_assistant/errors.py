"""Everything that can go wrong, each message one sentence that ends with the remedy.

::

    AssistantError                 anything this package raises on purpose; exit code 1
    ├── UsageError                 the request itself is wrong; exit code 2
    │   ├── QuestionError          a question that cannot be asked (empty, too long, not text)
    │   └── SettingsError          a setting with an impossible value
    ├── CorpusError                the corpus folder or a bulletin file cannot be used
    ├── GatheringError             a web address, feed or site gives no bulletins
    ├── EncoderError               the encoder cannot be loaded, or its weights are not those pinned
    ├── IndexError_                the index cannot be built or opened
    │   ├── IndexMissing           no index has been built yet
    │   ├── IndexStale             the index was built from another corpus, encoder or chunking
    │   ├── IndexLocked            another process is building it
    │   └── IndexCorrupt           no version opens
    ├── FeedbackError              the file of thumbs up and down cannot be read or written
    └── LLMError                   the configured LLM cannot be used (no reader of answers sees it)
"""

from __future__ import annotations

from typing import Literal

LLMFailure = Literal["unset", "slow", "away", "refused", "failed", "rubbish", "unverified"]


class AssistantError(Exception):
    """Anything this package raises on purpose."""

    exit_code = 1


class UsageError(AssistantError):
    """The request itself is wrong."""

    exit_code = 2


class QuestionError(UsageError):
    """A question that cannot be asked: empty, too long, not text."""


class SettingsError(UsageError):
    """A setting has an impossible value."""


class CorpusError(AssistantError):
    """The corpus folder, or a bulletin file in it, cannot be used."""


class GatheringError(AssistantError):
    """A web address, a feed or a site gives no bulletins, or a file to be added cannot be read."""


class EncoderError(AssistantError):
    """The encoder cannot be loaded, or its weights are not those pinned."""


class IndexError_(AssistantError):  # noqa: N801,N818 - `IndexError` is Python's own
    """The index cannot be built or opened."""


class IndexMissing(IndexError_):
    """No index has been built yet."""


class IndexStale(IndexError_):
    """The index was built from another corpus, encoder or chunking."""


class IndexLocked(IndexError_):
    """Another process is building the index."""


class IndexCorrupt(IndexError_):
    """No version of the index opens."""


class FeedbackError(AssistantError):
    """The file of thumbs up and down cannot be read or written."""


class LLMError(AssistantError):
    """The configured LLM cannot be used; the answer falls back to the extractive reader.

    Attributes:
        why: the cause in a word, for whoever does not read English (``wording.llm_failure``).
    """

    def __init__(self, message: str, why: LLMFailure = "unset") -> None:
        super().__init__(message)
        self.why: LLMFailure = why


def brief(error: Exception, most: int | None = 200) -> str:
    """Return an error's text on one line of at most ``most`` characters."""
    return " ".join(str(error).split())[:most].rstrip(".") or type(error).__name__
