"""Examples of questions about bulletins: the invented ones of this folder, and the ten.

Every question is understood as the product understands it, and meets passages as the product
shows them to the model. One that is answered meets its passage and mostly one that does not
answer: the likeliest other of its bulletin, or its own without the answering sentence, which is a
near miss by construction.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tokenizers import Tokenizer

from examples import HERE, TELLING, Example, rows_of, stems
from icpc_assistant.bulletins import read_corpus
from icpc_assistant.chunking import chunk
from icpc_assistant.encoder import default_weights, holds_word
from icpc_assistant.query import Query, detect_language, interpret
from icpc_assistant.reader.rereading import preface
from icpc_assistant.terms import fold, words
from icpc_assistant.types import Bulletin, Passage, Sentence
from icpc_assistant.vocabulary import Vocabulary
from premises import Premises

CORPUS = HERE.parent / "corpus"
HELD_OUT = ("c-", "h-", "i-", "x-")  # invented bulletins that the reader never sees
_ELSEWHERE = 0.25  # of the questions also meet a passage about another event


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the product understands it, and how the model reads it beside its bulletin."""

    query: Query
    asked: str
    turn: dict
    bulletin: Bulletin

    def beside(self, passage: Passage, bulletin: Bulletin | None = None) -> str:
        """Return a passage, of its own bulletin or another, as the model reads it."""
        about = bulletin or self.bulletin
        return preface(self.query, passage, about) + TELLING.words(passage.text, about.language)

    def pointed(self, passage: Passage, start: int, end: int) -> tuple[str, int, int]:
        """Return a passage of its own bulletin as the model reads it, and where in it
        ``body[start:end]`` stands."""
        before = preface(self.query, passage, self.bulletin)
        seen = TELLING.passage(passage, self.bulletin.language)
        first, last = seen.told(start, end) or (0, len(seen.text))
        return before + seen.text, len(before) + first, len(before) + last

    def alone(self, passage: Passage, sentence: Sentence) -> str:
        """Return one of its sentences as the model reads it by itself."""
        before = preface(self.query, passage, self.bulletin, sentence)
        return before + TELLING.words(sentence.text, self.bulletin.language)


def invented(seed: int, *, held_out: bool = False, only: tuple[str, ...] = ("",)) -> list[Example]:
    """Return the examples of the invented bulletins, those held out or all others.

    ``only`` keeps the questions whose ids begin with one of these. Each question meets its own
    passage and the likeliest others of its bulletin; which ones, and what is cut from them, changes
    with ``seed``.
    """
    return _of_rows(questions(held_out, only), random.Random(seed))


def known(seed: int) -> list[Example]:
    """Return the examples of questions about the ten bulletins: known ones, and ``known.jsonl``."""
    return _of_rows(understood(list(about_the_ten())), random.Random(seed))


def alone(seed: int, *, only: tuple[str, ...] = ()) -> list[Example]:
    """Return examples of single sentences: those that answer, and the likeliest others.

    Of ``every_question``.
    """
    chance = random.Random(seed)
    rows = every_question(chance, only)
    passages: dict[str, Sequence[Passage]] = {}
    found = []
    for row in rows:
        if row.bulletin.id not in passages:
            passages[row.bulletin.id] = chunk(row.bulletin)
        found += _of_sentences(row, passages[row.bulletin.id], chance)
    return found


def every_question(chance: random.Random, only: tuple[str, ...] = ()) -> list[Asked]:
    """Return the questions about the invented bulletins and about the ten, and false premises;
    of ``only`` as in ``invented``, the first alone."""
    if only:
        return questions(only=only)
    return [*questions(), *understood(list(about_the_ten())), *false_premises(chance)]


def about_the_ten() -> Iterator[tuple[dict, Bulletin]]:
    """Yield the questions about the ten bulletins as turns, each with its bulletin."""
    bulletins = {b.id: b for b in read_corpus(CORPUS)}
    for b in bulletins.values():
        yield from ((_turn(q.question, q.answer, b.body[q.start : q.end]), b) for q in b.asked)
        yield from ((_turn(q.question), b) for q in b.left_open)
    for row in rows_of(HERE / "known.jsonl"):
        turn = _turn(row["question"], row.get("answer", ""), row.get("quote", ""))
        if row["bulletin"] in bulletins:
            yield turn, bulletins[row["bulletin"]]


def falsified(seed: int) -> list[Example]:
    """Return examples of false premises, made from what the bulletins answer (``premises``).

    Of questions about the invented bulletins and about the ten; each beside the passage that
    would answer, and mostly beside another.
    """
    chance = random.Random(seed)
    return _of_rows(false_premises(chance), chance)


def false_premises(chance: random.Random) -> list[Asked]:
    """Return questions that take for granted what is not so (``Premises``)."""
    asked = [(row.turn, row.bulletin) for row in questions()]
    asked += about_the_ten()
    asked = [(turn, bulletin) for turn, bulletin in asked if turn["answerable"]]
    premises = Premises({b.id: b for _, b in asked}.values())
    together = defaultdict(list)
    for turn, bulletin in asked:
        language = detect_language(turn["question"], ())
        if new := premises.falsified(turn["question"], language, bulletin, chance):
            told = {**turn, "question": new, "answerable": False, "answers": []}
            together[bulletin.id].append((told, bulletin))
    return [row for rows in together.values() for row in understood(rows)]


def _turn(question: str, answer: str = "", quote: str = "") -> dict:
    """Return a question as a turn of a question set; one left open has no quote."""
    answers = [[answer]] if answer else []
    return {
        "question": question,
        "answerable": bool(quote),
        "answers": answers,
        "evidence": [quote] if quote else [],
    }


def _of_rows(rows: Sequence[Asked], chance: random.Random) -> list[Example]:
    elsewhere = Elsewhere({row.bulletin.title: row.bulletin for row in rows}.values())
    found = []
    for row in rows:
        found += _of_bulletin(row, elsewhere.passages[row.bulletin.title], chance)
        if chance.random() < _ELSEWHERE:
            text = elsewhere.tempting(row, chance)
            found += [Example("invented", row.asked, text, False, False)] if text else []
    return found


def questions(held_out: bool = False, only: tuple[str, ...] = ("",)) -> list[Asked]:
    """Return the questions, understood with the words of the bulletins written together."""
    bulletins = {b.title: b for b in read_corpus(HERE)}
    together = defaultdict(list)
    for row in rows_of(HERE / "questions.jsonl"):
        about = row["turns"][0]["bulletins"]
        taken = row["id"].startswith(only) and row["id"].startswith(HELD_OUT) == held_out
        if taken and about and about[0] in bulletins:
            together[row["id"].partition("-")[0]].append((row["turns"][0], bulletins[about[0]]))
    return [row for rows in together.values() for row in understood(rows)]


def understood(rows: Sequence[tuple[dict, Bulletin]]) -> list[Asked]:
    """Return questions as the product understands them over their bulletins."""
    tokenizer = Tokenizer.from_file(str(default_weights() / "tokenizer.json"))
    texts = {b.id: (b.title, *b.body.splitlines()) for _, b in rows}.values()
    vocabulary = Vocabulary.of(line for text in texts for line in text)
    found = []
    for turn, bulletin in rows:
        query = interpret(turn["question"], (), vocabulary, partial(holds_word, tokenizer))
        asked = TELLING.asked(query.text, query.language, bulletin.language)
        found.append(Asked(query, asked, turn, bulletin))
    return found


class Elsewhere:
    """The passages of all bulletins, for those of another event that tempt."""

    def __init__(self, bulletins: Iterable[Bulletin]) -> None:
        self.passages: dict[str, Sequence[Passage]] = {}
        self._all: list[tuple[Bulletin, Passage]] = []
        self._holding: dict[str, list[int]] = defaultdict(list)
        self._words: dict[str, frozenset[str]] = {}
        for bulletin in bulletins:
            title = bulletin.title
            self.passages[title] = own = chunk(bulletin)
            said: set[str] = {fold(word) for word in words(title)}
            for passage in own:
                said |= {fold(word) for word in words(passage.text)}
                told = TELLING.words(f"{title} {passage.heading} {passage.text}", bulletin.language)
                for term in stems(told):
                    self._holding[term].append(len(self._all))
                self._all.append((bulletin, passage))
            self._words[title] = frozenset(said)

    def tempting(self, row: Asked, chance: random.Random) -> str | None:
        """Return one of the likeliest passages of other bulletins (``likeliest``), as read."""
        others = self.likeliest(row)[:5]
        if not others:
            return None
        bulletin, passage = chance.choice(others)
        return row.beside(passage, bulletin)

    def likeliest(self, row: Asked) -> list[tuple[Bulletin, Passage]]:
        """Return passages of other bulletins that share the question's words, the likeliest first,
        of bulletins that lack a name or number of it that its own has: others might answer too."""
        question = row.turn["question"]
        telling = {fold(w) for w in words(question)[1:] if w[0].isupper() or w.isdigit()}
        telling &= self._words[row.bulletin.title]
        worth: dict[int, float] = defaultdict(float)
        for term in stems(row.asked):
            holding = self._holding.get(term, ())
            for i in holding:
                worth[i] += math.log(len(self._all) / len(holding))
        likely = sorted(worth, key=lambda i: (-worth[i], i))[:40]
        return [self._all[i] for i in likely if telling - self._words[self._all[i][0].title]]


def _of_bulletin(row: Asked, passages: Sequence[Passage], chance: random.Random) -> list[Example]:
    source, asked, turn, mine = "invented", row.asked, row.turn, stems(row.asked)

    def near(passage: Passage) -> float:
        told = TELLING.words(passage.text, row.bulletin.language)
        return len(mine & stems(told)) + chance.random()

    evidence = turn["evidence"][0] if turn["evidence"] else ""
    own = [p for p in passages if evidence and evidence in p.text]
    others = sorted((p for p in passages if p not in own), key=near, reverse=True)
    if not turn["answerable"]:
        shown = (own + others)[: 2 if chance.random() < 0.6 else 1]
        return [Example(source, asked, row.beside(p), True, False) for p in shown]
    right = answering(row, passages)
    if right is None:
        return []
    found = [right]
    if turn.get("topic"):  # other passages may deal with it, too
        return found
    bereft = replace(own[0], text=own[0].text.replace(evidence, "").strip())
    without = row.beside(bereft)
    said = {fold(f) for item in turn["answers"] for f in item}
    empty = len(own[0].sentences) > 2 and not any(form in fold(without) for form in said)
    if empty and chance.random() < 0.6:
        found.append(Example(source, asked, without, True, False))
    if others and chance.random() < 0.7:
        other = others[0] if chance.random() < 0.7 else chance.choice(others)
        found.append(Example(source, asked, row.beside(other), True, False))
    return found


def answering(row: Asked, passages: Sequence[Passage]) -> Example | None:
    """Return the question beside the passage of its bulletin that answers it, the answer marked."""
    evidence = row.turn["evidence"][0] if row.turn["evidence"] else ""
    own = next((p for p in passages if evidence and evidence in p.text), None)
    if own is None:
        return None
    forms = [f for item in row.turn["answers"] for f in item if f and f in evidence]
    answer = forms[0] if forms else evidence
    at = own.start + own.text.index(evidence) + evidence.index(answer)
    return Example("invented", row.asked, *_marked(row.pointed(own, at, at + len(answer))))


def _marked(pointed: tuple[str, int, int]) -> tuple[str, bool, bool, int, int]:
    """Return the fields of an example that answers: its passage, and where."""
    text, start, end = pointed
    return text, True, True, start, end


def _only(passage: Passage, sentence: Sentence) -> Passage:
    """Return a passage of one of its sentences."""
    return replace(
        passage,
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        sentences=(sentence,),
    )


def _of_sentences(row: Asked, passages: Sequence[Passage], chance: random.Random) -> list[Example]:
    """Return examples of the sentence that answers and of two that tempt, each by itself."""
    mine = stems(row.asked)
    evidence = row.turn["evidence"][0] if row.turn["evidence"] else ""
    every = [(p, s) for p in passages for s in p.sentences]
    own = [(p, s) for p, s in every if evidence and (evidence in s.text or s.text in evidence)]

    def near(place: tuple[Passage, Sentence]) -> float:
        told = TELLING.words(place[1].text, row.bulletin.language)
        return len(mine & stems(told)) + chance.random()

    found = []
    if row.turn["answerable"]:
        right = answering_alone(row, passages)
        if right is None:
            return []
        found.append(right)
        if row.turn.get("topic"):
            return found
        others = [place for place in every if place not in own]
    else:
        others = every
    others = sorted(others, key=near, reverse=True)[:4]
    shown = 2 if row.turn["answerable"] else 1
    for passage, sentence in chance.sample(others, min(shown, len(others))):
        text = row.alone(passage, sentence)
        found.append(Example("alone", row.asked, text, True, False))
    return found


def answering_alone(row: Asked, passages: Sequence[Passage]) -> Example | None:
    """Return the question beside the sentence that answers it, by itself, the answer marked."""
    evidence = row.turn["evidence"][0] if row.turn["evidence"] else ""
    places = ((p, s) for p in passages for s in p.sentences if evidence and evidence in s.text)
    passage, sentence = next(places, (None, None))
    if passage is None or sentence is None:
        return None
    forms = [f for item in row.turn["answers"] for f in item if f and f in evidence]
    answer = forms[0] if forms else evidence
    at = sentence.start + sentence.text.index(evidence) + evidence.index(answer)
    words = TELLING.passage(_only(passage, sentence), row.bulletin.language)
    text = row.alone(passage, sentence)
    first, last = words.told(at, at + len(answer)) or (0, 0)
    shift = len(text) - len(words.text)
    return Example("alone", row.asked, text, True, True, first + shift, last + shift)
