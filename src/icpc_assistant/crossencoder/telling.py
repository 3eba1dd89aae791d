"""A question and a passage → the texts that the model reads.

The trained reader's base knows English only: French and Spanish, a question's or a passage's, are
read through their English gloss, word by word, and where the model points is found again in the
bulletin. Another cross-encoder reads a passage in its own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from icpc_assistant.glossing import Glossed, gloss, glossed
from icpc_assistant.types import Language, Passage

_TITLE_WORDS = 24


def header(title: str, heading: str) -> str:
    """Return what stands before a passage: whose it is, and under which heading."""
    short = " ".join(title.split()[:_TITLE_WORDS])
    return f"{short}. {heading}: " if heading else f"{short}: "


def passage_text(title: str, heading: str, text: str) -> str:
    """Return a passage as the model reads it."""
    return header(title, heading) + text


@dataclass(frozen=True, slots=True)
class ToldPassage:
    """A passage as the model reads it; ``sentences``: where its sentences stand in ``text``."""

    text: str
    sentences: tuple[tuple[int, int], ...]
    passage: Passage
    glosses: tuple[Glossed, ...] = ()

    def source(self, number: int, start: int, end: int) -> tuple[int, int] | None:
        """Return where ``text[start:end]``, within a sentence, stands in the bulletin's body.

        None where it holds no word of the bulletin's.
        """
        first, sentence = self.sentences[number][0], self.passage.sentences[number]
        place: tuple[int, int] | None = (start - first, end - first)
        if self.glosses:
            place = self.glosses[number].source(start - first, end - first)
        return (place[0] + sentence.start, place[1] + sentence.start) if place else None

    def told(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where ``body[start:end]`` stands in ``text``, if any word of it does."""
        found = []
        for n, sentence in enumerate(self.passage.sentences):
            first, last = max(start, sentence.start), min(end, sentence.end)
            place: tuple[int, int] | None = (first - sentence.start, last - sentence.start)
            if self.glosses and first < last:
                place = self.glosses[n].target(first - sentence.start, last - sentence.start)
            if first < last and place:
                found.append((place[0] + self.sentences[n][0], place[1] + self.sentences[n][0]))
        return (found[0][0], found[-1][1]) if found else None


@dataclass(frozen=True, slots=True)
class Telling:
    """How a model is told what it reads; ``glossed``: it knows English only."""

    glossed: bool = True

    def asked(self, text: str, language: Language, passage_language: Language) -> str:
        """Return a question as it is read beside a passage of ``passage_language``."""
        return _asked(text, language, passage_language, self.glossed)

    def words(self, text: str, language: Language) -> str:
        """Return a bulletin's words as they are read."""
        return glossed(text, language, "en").text if self._glosses(language) else text

    def header(self, title: str, heading: str, language: Language) -> str:
        """Return what stands before a passage (``header``), as it is read."""
        return header(self.words(title, language), self.words(heading, language))

    def passage(self, passage: Passage, language: Language) -> ToldPassage:
        """Return a passage as it is read, sentence by sentence."""
        if not self._glosses(language):
            places = [(s.start - passage.start, s.end - passage.start) for s in passage.sentences]
            return ToldPassage(passage.text, tuple(places), passage)
        glosses = tuple(glossed(sentence.text, language, "en") for sentence in passage.sentences)
        text, at, places = "", 0, []
        for sentence, words in zip(passage.sentences, glosses, strict=True):
            text += passage.text[at : sentence.start - passage.start]
            places.append((len(text), len(text) + len(words.text)))
            text += words.text
            at = sentence.end - passage.start
        return ToldPassage(text + passage.text[at:], tuple(places), passage, glosses)

    def _glosses(self, language: Language) -> bool:
        return self.glossed and language != "en"


@lru_cache(maxsize=256)  # several passages are read for one question
def _asked(text: str, language: Language, passage_language: Language, passage_glossed: bool) -> str:
    if language == "en" or (language == passage_language and not passage_glossed):
        return text
    told = gloss(text, language, "en")
    # As typed, too, where its own words may stand in the passage.
    return told if passage_language != "en" and passage_glossed else f"{told} / {text}"
