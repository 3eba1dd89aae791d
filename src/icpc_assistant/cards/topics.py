"""What a bulletin is about, by the words of its headline and headings that its text takes up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from icpc_assistant.cards.card import Field
from icpc_assistant.cards.text import Sentence
from icpc_assistant.terms import is_function_word, stem, words
from icpc_assistant.types import Bulletin

_SHORTEST = 3  # letters
_HEADING = 2  # times that running text says a heading's word, where it is more than layout
_TITLE, _HEADED = 0.9, 0.7


def topics(bulletin: Bulletin, sentences: Sequence[Sentence]) -> tuple[Field, ...]:
    """Return the front matter's topics, then the words of headline and headings at their place.

    A word stands for its first mention in the running text, else in a heading. A heading's word
    that the text does not take up ("key", "forward") is layout, and no topic.
    """
    language = bulletin.language
    said: dict[str, list[Field]] = {}
    for sentence in sorted(sentences, key=lambda s: s.heading):
        for m in re.finditer(r"[^\W\d_][\w-]*", sentence.text):
            at = sentence.start + m.start()
            said.setdefault(stem(m.group(), language), []).append(
                Field(m.group(), at, at + len(m.group()))
            )
    prose = Counter(stem(w, language) for s in sentences if not s.heading for w in words(s.text))
    found: dict[str, Field] = {}
    for text, confidence in (
        (bulletin.title, _TITLE),
        *((s.text, _HEADED) for s in sentences if s.heading),
    ):
        for word in words(text):
            key = stem(word, language)
            plainly = len(word) >= _SHORTEST and not word.isdigit()
            if not plainly or key in found or is_function_word(word, language):
                continue
            if key not in said or (confidence < _TITLE and prose[key] < _HEADING):
                continue
            first = said[key][0]
            found[key] = Field(first.text, first.start, first.end, confidence)
    return (*(Field(t) for t in bulletin.topics), *found.values())
