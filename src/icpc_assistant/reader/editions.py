"""Which edition of an event a text speaks of: "the fifth congress", "la 3e édition", "IV Foro".

A question about the fifth congress is not answered by a bulletin that tells of the fourth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from icpc_assistant.cards.kinds import PARTS, nouns_in
from icpc_assistant.reader.figures import ORDINALS
from icpc_assistant.terms import fold, is_function_word
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Bulletin, Language

_ROMAN = {
    number: n
    for n, number in enumerate(
        "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI XXII XXIII "
        "XXIV XXV XXVI XXVII XXVIII XXIX XXX".split(),
        1,
    )
}
_COUNTED = re.compile(r"(\d{1,2})\.?(?:st|nd|rd|th|e|er|ere|eme|nde|a|o)")
# What follows an ordinal that counts no edition: "first nations", "21st century".
_FIXED = frozenset(
    "nations century centuries siecle siglo sector secteur war aid responder responders lady "
    "minister ministre ministra ministro chance hand class generation quarter half".split()
)
_OTHER = PARTS | {"event", "bulletin"}  # "the first session", "the second quarter's events"
# "the eighth edition of the international conference" is an eighth conference.
_EDITION = re.compile(r"(?P<edition>edition|edicion)(?P<of>\s+(?:of|d[eu]|del)\b[^.;:,]{0,60})?")
_BETWEEN = 3  # words between the ordinal and the noun: "second international youth forum"
_TOKEN = re.compile(r"\d{1,2}\.[ao](?![^\W_])|[^\W_]+")


@dataclass(frozen=True, slots=True)
class Edition:
    """An ordinal before a noun for a whole event, ``text[start:end]``, and the kind of event.

    ``kind`` is "" for an edition of what is no event noun.
    """

    number: int
    kind: str
    start: int
    end: int


def editions(text: str, language: Language) -> Iterator[Edition]:
    """Yield the editions of events that ``text`` names."""
    folded = plain(text)
    nouns = {start: (end, kind) for start, end, _, kind in nouns_in(folded) if kind not in _OTHER}
    for m in _EDITION.finditer(folded):
        of = next((nouns[at][1] for at in range(m.end("edition"), m.end()) if at in nouns), "")
        nouns[m.start()] = m.end("edition"), of
    tokens = list(_TOKEN.finditer(folded))
    for i, token in enumerate(tokens):
        number = _number(text[slice(*token.span())], language)
        for j in range(i + 1, min(i + 2 + _BETWEEN, len(tokens)) if number else 0):
            apart = re.search(r"[^\s'’-]", folded[tokens[j - 1].end() : tokens[j].start()])
            word = tokens[j].group()
            other = word in _FIXED or word.startswith(("anniv", "aniv"))
            if apart or other or is_function_word(word, language):
                break
            end, kind = nouns.get(tokens[j].start(), (0, ""))
            if end:
                yield Edition(number, kind, token.start(), end)
                break


def another_edition(
    question: str, language: Language, bulletin: Bulletin
) -> tuple[Edition, Edition] | None:
    """Return the edition that a question names and the one of its kind that a bulletin has instead.

    The second's place is in the bulletin's body. ``None`` where they agree, or where the bulletin
    counts none of that kind.
    """
    told = list(editions(bulletin.body, bulletin.language))
    titled = {e.number for e in editions(bulletin.title, bulletin.language)}
    for asked in editions(question, language):
        if not _by_name(question, asked):
            continue
        alike = [e for e in told if e.kind == asked.kind]
        if alike and asked.number not in titled | {e.number for e in alike}:
            return asked, alike[0]
    return None


def _by_name(question: str, asked: Edition) -> bool:
    """Whether an ordinal belongs to what the event is called: "the second conference that we
    attended" is counted by who asks, "the Second Conference" by who held it.
    """
    said = question[asked.start : asked.end]
    first, *rest = said.split()
    edition = _EDITION.search(plain(said)) is not None
    return asked.number > 2 or edition or first[:1].isdigit() or any(w[0].isupper() for w in rest)


def _number(word: str, language: Language) -> int:
    counted = _COUNTED.fullmatch(plain(word))
    if counted:
        return int(counted[1])
    roman = _ROMAN.get(word.removesuffix("e"), 0)
    if roman == 1 and language == "en":
        return 0  # "I" speaks of oneself
    return roman or ORDINALS[language].get(fold(word), 0)
