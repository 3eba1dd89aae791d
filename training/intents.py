"""Examples for training the reader of questions: a question, what it asks for, and its slots.

``intents/*.txt`` hold ``label | question`` a line, with what restricts the question marked as
``{T:in spring}`` (training/README.md lists the letters). They are varied by what stands in the
same slot of other lines, and typed as people type. Questions about one event each, which ask
nothing of the whole collection, come from the sets that train the cross-encoder.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from icpc_assistant.bulletins import read_corpus
from icpc_assistant.cards import extract
from icpc_assistant.intent import ASKED, ENDS, HEADS, MEASURES, OPERATIONS, SLOTS
from icpc_assistant.types import LANGUAGES

HERE = Path(__file__).parent
CORPUS = HERE.parent / "corpus"
_SLOT = re.compile(r"\{(-?)([TPNOAKEB]):([^{}]+)\}")
_LETTERS = {
    "T": "time", "P": "place", "N": "person", "O": "organisation", "A": "topic", "K": "kind",
    "E": "event", "B": "bound",
}  # fmt: skip
# How often a slot is filled anew: a kind's noun has its article and verb around it.
_ANEW = {"T": 0.5, "P": 0.6, "N": 0.6, "O": 0.6, "A": 0.6, "K": 0.2, "E": 0.5, "B": 0.3}
_OPERATION = {"super": "superlative", "busiest": "superlative", "compare-years": "superlative"}
IGNORED = -100
_Pools = dict[tuple[str, str], list[str]]  # what may stand in a language's slot
_OF_KNOWN = 0.2  # of the questions about one event, about the bulletins of corpus/
_FROM_CARDS = 0.5  # as many names of the bulletins as other lines give
_SOUNDS = (
    ("qu", "k"), ("ll", "y"), ("v", "b"), ("h", ""), ("z", "s"), ("ph", "f"), ("ss", "s"),
    ("ck", "k"), ("eau", "o"), ("ie", "ei"), ("x", "s"), ("mm", "m"), ("tt", "t"), ("ll", "l"),
    ("s", "z"), ("c", "k"), ("y", "i"), ("ou", "u"), ("th", "t"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the number of its class for each head (``IGNORED`` where none is asked for),
    and its slots as (start, end, number, whether it is left out); ``None`` where nobody marked
    them."""

    text: str
    heads: tuple[int, ...]
    slots: tuple[tuple[int, int, int, bool], ...] | None


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a file: its language, its label and its parts, each with its slot's letter and
    whether it is left out."""

    language: str
    label: str
    parts: tuple[tuple[str, str, bool], ...]


def classes(label: str) -> tuple[int, ...]:
    """Return the number of the class of each head of ``HEADS`` for a label."""
    name, _, rest = label.partition(":")
    operation = _OPERATION.get(name, name)
    what, sign = (rest[:-1], rest[-1]) if rest[-1:] in ("+", "-") else (rest, "")
    asked = "event" if name in ("super", "compare", "total", "mean", "timeline") else what
    measure = what if name in ("super", "compare") else ""
    if name == "compare-years":
        asked, sign = "year", "+"
    found = {
        "operation": OPERATIONS.index(operation),
        "asked": ASKED.index(asked) if asked else IGNORED,
        "measure": MEASURES.index(measure) if measure else IGNORED,
        "end": ENDS.index("fewest" if sign == "-" else "most") if sign else IGNORED,
    }
    return tuple(found[head] for head in HEADS)


def lines(folder: Path = HERE / "intents") -> list[_Line]:
    """Return all marked lines."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line.strip():
                label, _, text = line.partition(" | ")
                found.append(_Line(path.stem[:2], label, tuple(_parts(text))))
    return found


def _parts(text: str) -> Iterator[tuple[str, str, bool]]:
    at = 0
    for m in _SLOT.finditer(text):
        yield "", text[at : m.start()], False
        yield m[2], m[3], bool(m[1])
        at = m.end()
    yield "", text[at:], False


def marked(rounds: int, seed: int, known: Sequence[_Line]) -> list[Example]:
    """Return ``rounds`` examples of each line, the first as written, the others varied."""
    chance = random.Random(seed)
    pools = _pools(known, chance)
    found = []
    for line in known:
        for n in range(rounds):
            one = line if n == 0 else _filled(line, pools, chance)
            found.append(_typed(_joined(one), chance if n else random.Random(0), plain=n == 0))
    return found


def _pools(known: Sequence[_Line], chance: random.Random) -> _Pools:
    """Return what may fill each slot of each language: what fills it in other lines, and the
    names on the cards of all bulletins that the questions about one event speak of."""
    pools: _Pools = defaultdict(list)
    for line in known:
        for letter, said, _ in line.parts:
            if letter:
                pools[line.language, letter].append(said)
    for letter, names in _names_on_cards().items():
        for language in LANGUAGES:
            own = pools[language, letter]
            own += chance.sample(names, min(len(names), int(_FROM_CARDS * len(own))))
    return pools


def _names_on_cards() -> dict[str, list[str]]:
    """Return the people, places and organisations of the corpus and the invented bulletins."""
    found: dict[str, set[str]] = {"N": set(), "P": set(), "O": set()}
    for folder in (CORPUS, HERE):
        for bulletin in read_corpus(folder):
            card = extract(bulletin)
            found["N"].update(person.name for person in card.people)
            found["O"].update(n for o in card.organisations for n in (o.name, o.acronym))
            found["P"].update(n for place in card.places for n in (place.city, place.country))
    return {letter: sorted(names - {""}) for letter, names in found.items()}


def _filled(line: _Line, pools: _Pools, chance: random.Random) -> _Line:
    parts = tuple(
        (letter, chance.choice(pools[line.language, letter]), out)
        if letter and chance.random() < _ANEW[letter]
        else (letter, said, out)
        for letter, said, out in line.parts
    )
    return replace(line, parts=parts)


def _joined(line: _Line) -> Example:
    text, slots = "", []
    for letter, said, out in line.parts:
        if letter:
            slots.append((len(text), len(text) + len(said), SLOTS.index(_LETTERS[letter]), out))
        text += said
    return Example(text, classes(line.label), tuple(slots))


def about_one(number: int, seed: int) -> list[Example]:
    """Return questions that ask nothing of the whole collection.

    Most are about invented bulletins: where too many name one organisation, the model takes its
    name for a sign that one event is meant.
    """
    chance = random.Random(seed)
    invented = [turn["question"] for turn in _turns(HERE / "questions.jsonl")]
    known = [turn["question"] for turn in _turns(HERE / "known.jsonl", HERE / "asked.jsonl")]
    for path in sorted((CORPUS / "questions").glob("*.jsonl")):
        rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
        known += [row["question"] for row in rows]
    none = classes("none")
    of_known = min(len(known), int(_OF_KNOWN * number))
    picked = chance.sample(invented, min(len(invented), number - of_known))
    picked += chance.sample(known, of_known)
    return [_typed(Example(text, none, None), chance) for text in picked]


def _turns(*paths: Path) -> Iterator[dict[str, str]]:
    """Yield the first turn of every line of some question sets."""
    for path in paths:
        rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
        yield from (row.get("turns", [row])[0] for row in rows)


def _typed(example: Example, chance: random.Random, *, plain: bool = False) -> Example:
    """Return an example as people type: without accents, capitals or marks, with slips."""
    if plain:
        return example
    text, slots = example.text, example.slots
    if chance.random() < 0.25:
        text = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    if chance.random() < 0.2:
        text = "".join(_bare(c) for c in text)
    if chance.random() < 0.35:
        text = text.rstrip("?!. ")
        if text[:1] in "¿¡":
            text = " " + text[1:]  # every character keeps its place
    if chance.random() < 0.25:
        text = _slipped(text, chance)
    if chance.random() < 0.12:
        return _by_ear(Example(text, example.heads, slots), chance)
    return Example(text, example.heads, slots)


def _by_ear(example: Example, chance: random.Random) -> Example:
    """Return an example as somebody writes it who writes by ear: "emos echo", "kels"."""
    text, moved = "", [0]
    for word in re.split(r"(\W+)", example.text):
        heard = word
        for written, sounds in chance.sample(_SOUNDS, 4):
            if chance.random() < 0.6:
                heard = heard.replace(written, sounds, 1)
        text += heard or word
        # Each character of the word is held to stand where its share of the new one does.
        size = len(heard or word)
        base = len(text) - size
        moved += [base + round((k + 1) * size / len(word)) for k in range(len(word))]
    slots = example.slots
    if slots is not None:
        slots = tuple((moved[a], moved[b], n, out) for a, b, n, out in slots)
    return Example(text, example.heads, slots)


def _bare(character: str) -> str:
    return unicodedata.normalize("NFD", character)[0]


def _slipped(text: str, chance: random.Random) -> str:
    """Return a text with two neighbouring letters of one or two words exchanged or one doubled."""
    out = list(text)
    words = list(re.finditer(r"[^\W\d_]{4,}", text))
    for m in chance.sample(words, min(len(words), chance.choice((1, 2)))):
        at = chance.randrange(m.start() + 1, m.end() - 1)
        if chance.random() < 0.5:
            out[at], out[at + 1] = out[at + 1], out[at]
        else:
            out[at + 1] = out[at]
    return "".join(out)
