"""The empty chat page: what the assistant is, what it knows, and questions to begin with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from icpc_assistant.chat.labels import counted, label
from icpc_assistant.errors import QuestionError
from icpc_assistant.query import checked
from icpc_assistant.types import LANGUAGES, Bulletin, Language
from icpc_assistant.wording import month_of

_MAX_EXAMPLES = 5
_TONGUE = re.compile(rf"({'|'.join(LANGUAGES)})\s*:\s*(.+)")


def welcome_html(bulletins: Sequence[Bulletin], examples: Sequence[str], language: Language) -> str:
    """Return the empty page; ``examples`` are offered to be asked."""
    if not bulletins:
        text = label("nothing_known", language)
        return f'<div class="greeting"><h2>{escape(text)}</h2></div>'
    buttons = "".join(
        f'<li><button type="button" class="example" data-ask="{escape(question)}">'
        f"{escape(question)}</button></li>"
        for question in examples
    )
    listed = (
        f'<ul class="examples" aria-label="{escape(label("examples", language))}">{buttons}</ul>'
        if buttons
        else ""
    )
    return (
        f'<div class="greeting"><h2>{escape(label("welcome", language))}</h2>'
        f"<p>{escape(knows(bulletins, language))}. {escape(label('promise', language))}</p>"
        f'<p class="quiet">{escape(label("languages", language))}</p>{listed}</div>'
    )


def knows(bulletins: Sequence[Bulletin], language: Language) -> str:
    """Return how many bulletins there are, and the months they span where they are dated."""
    known = counted("knows", len(bulletins), language)
    starts = [b.start for b in bulletins if b.start is not None]
    if not starts:
        return known
    ends = [b.end or b.start for b in bulletins if b.start is not None]
    first = month_of(min(starts), language)
    last = month_of(max(e for e in ends if e is not None), language)
    if first == last:
        return label("knows_single", language, known=known, first=first)
    said = label("knows_when", language, known=known, first=first, last=last)
    # French elides: "d’octobre", "d’avril".
    return re.sub(r", de (?=[aeiou])", ", d’", said) if language == "fr" else said


def examples_of(corpus: Path, language: Language) -> list[str]:
    """Return the first questions of ``examples.txt`` in the corpus for an interface language.

    A line may begin with its language, as in ``fr: Où … ?``; one that does not is offered in
    every language. Empty lines and lines that begin with ``#`` are left out, and so is what could
    not be asked; without the file there are none.
    """
    try:
        lines = (corpus / "examples.txt").read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    found: list[str] = []
    for line in lines:
        if line.lstrip().startswith("#"):
            continue
        tongue = _TONGUE.fullmatch(line.strip())
        if tongue and tongue[1] != language:
            continue
        try:
            asked = checked(tongue[2] if tongue else line)
        except QuestionError:
            continue
        if asked not in found:
            found.append(asked)
    return found[:_MAX_EXAMPLES]
