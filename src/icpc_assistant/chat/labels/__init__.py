"""Every word of the interface itself, in English, French and Spanish, a file a language.

What the assistant says in an answer is in ``wording``; these are the labels around it.
Placeholders are filled with plain text; nothing here is markup.
"""

from __future__ import annotations

from icpc_assistant.chat.labels import en, es, fr
from icpc_assistant.types import Language
from icpc_assistant.wording import number

LABELS: dict[Language, dict[str, str]] = {"en": en.LABELS, "fr": fr.LABELS, "es": es.LABELS}


def label(name: str, language: Language, /, **values: object) -> str:
    """Return a label with its placeholders filled."""
    text = LABELS[language][name]
    return text.format(**values) if values else text


def counted(name: str, count: int, language: Language) -> str:
    """Return the label ``name_one`` or ``name_many`` for a count; French counts 0 as one."""
    one = count == 1 or (count == 0 and language == "fr")
    return label(f"{name}_{'one' if one else 'many'}", language, count=number(count, language))
