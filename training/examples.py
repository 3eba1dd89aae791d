"""Examples for training the reader: a question, a passage, and what a person would mark in it.

Public sets (``public``, from a folder of BEIR layout) come first in training, the invented
bulletins of this folder (``invented``) after them. Every answerable question brings the passage
that answers and one or two that do not: the likeliest other passage of the same article, and the
answering passage without its answering sentence. That last one is a near miss by construction.
"""

from __future__ import annotations

import json
import math
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path

from tokenizers import Tokenizer

from icpc_assistant.bulletins import read_corpus
from icpc_assistant.chunking import chunk
from icpc_assistant.crossencoder.telling import Telling, passage_text
from icpc_assistant.encoder import default_weights, holds_word
from icpc_assistant.glossing import glossed
from icpc_assistant.query import Query, detect_language, interpret
from icpc_assistant.reader.rereading import preface
from icpc_assistant.terms import fold, stem, words
from icpc_assistant.types import Bulletin, Passage, Sentence
from icpc_assistant.vocabulary import Vocabulary
from premises import Premises

HERE = Path(__file__).parent
CORPUS = HERE.parent / "corpus"
HELD_OUT = ("c-", "h-", "i-", "x-")  # invented bulletins that the reader never sees
_WINDOW = 75  # words of a public passage that are shown, about those of a bulletin's
_LONGEST = 4  # sentences of it
_ELSEWHERE = 0.25  # of the questions also meet a passage about another event
_TELLING = Telling()  # of the model that is trained
_OF_QAMR = 3000  # of its 37,678 questions, which are easy and much alike


@dataclass(frozen=True, slots=True)
class Example:
    """``answered``: the passage answers; ``relevant``: it is about what is asked; ``start``,
    ``end``: the answer's characters in ``passage``, -1 where there is none."""

    source: str
    question: str
    passage: str
    relevant: bool
    answered: bool
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class _Text:
    """A passage in sentences, with what stands before it: its title."""

    title: str
    sentences: tuple[str, ...]
    language: str

    def told(self, sentences: Sequence[str]) -> str:
        """Return some of its sentences as the model reads them, behind the title."""
        title = _TELLING.words(self.title, self.language)
        return passage_text(title, "", " ".join(self.words(s) for s in sentences))

    def words(self, sentence: str) -> str:
        """Return a sentence as the model reads it."""
        return _TELLING.words(sentence, self.language)


def public(data: Path, seed: int) -> list[Example]:
    """Return the examples of the public sets, articles that are reported on left out."""
    chance = random.Random(seed)
    taken = trained_articles(data)
    english = _squad(data / "squad_v2_dev_en", taken["squad_v2_dev_en"], data, chance)
    spanish = _spanish(data, taken["squad_v2_dev_en"], chance)
    french = _translated(data, taken["squad_v2_dev_en"], chance)
    piaf = _squad(data / "piaf_fr", taken["piaf_fr"], data, chance)
    others = [*_selqa(data / "selqa", chance), *_qamr(data / "qamr", chance)]
    return [*english, *spanish, *french, *piaf, *others]


def trained_articles(data: Path) -> dict[str, set[str]]:
    """Return the articles of each set that are trained on: those at an even place of it."""
    found = {}
    for name in ("squad_v2_dev_en", "piaf_fr"):
        titles = {row["_id"]: row["title"] for row in _rows(data / name / "corpus.jsonl")}
        order = dict.fromkeys(titles[q["doc"]] for q in _rows(data / name / "queries.jsonl"))
        found[name] = set(list(order)[::2])
    return found


def trained_ids(data: Path) -> list[str]:
    """Return the ids of all of SQuAD's questions, in any version, about a trained article."""
    taken = trained_articles(data)["squad_v2_dev_en"]
    found: dict[str, None] = {}
    for name in ("squad_v2_dev_en", "squad_v1_dev_en"):
        titles = {row["_id"]: row["title"] for row in _rows(data / name / "corpus.jsonl")}
        rows = _rows(data / name / "queries.jsonl")
        found |= dict.fromkeys(q["_id"] for q in rows if titles[q["doc"]] in taken)
    return list(found)


def _rows(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _reported(data: Path) -> set[str]:
    """Return the ids of the questions that XQuAD took from SQuAD: they are never trained on."""
    return {row["_id"] for row in _rows(data / "xquad_q-es_p-en_pool2067" / "queries.jsonl")}


def _squad(folder: Path, articles: set[str], data: Path, chance: random.Random) -> list[Example]:
    reported = _reported(data)
    queries = [q for q in _rows(folder / "queries.jsonl") if q["_id"] not in reported]
    return _of_queries(folder, queries, articles, chance)


def _spanish(data: Path, articles: set[str], chance: random.Random) -> list[Example]:
    """Return Spanish questions on English passages, with the English answers of the same ids."""
    reported = _reported(data)
    answers = {q["_id"]: q["answers"] for q in _rows(data / "squad_v1_dev_en" / "queries.jsonl")}
    folder = data / "xling_squad_q-es-mt_p-en"
    queries = [
        {**q, "answers": answers.get(q["_id"], [])}
        for q in _rows(folder / "queries.jsonl")
        if q["_id"] not in reported
    ]
    return _of_queries(folder, queries, articles, chance)


def _translated(data: Path, articles: set[str], chance: random.Random) -> list[Example]:
    """Return SQuAD's questions in French (this folder's translations) on its English passages.

    Nothing of SQuAD is kept here: a translation names its question by a digest of its id.
    """
    lines = (HERE / "squad_questions_fr.tsv").read_text("utf-8").splitlines()
    french = dict(line.split("\t", 1) for line in lines)
    folder = data / "squad_v2_dev_en"
    queries = [
        {**q, "text": text, "lang": "fr"}
        for q in _rows(folder / "queries.jsonl")
        if (text := french.get(sha256(q["_id"].encode()).hexdigest()[:16]))
    ]
    return _of_queries(folder, queries, articles, chance)


def _of_queries(
    folder: Path, queries: Sequence[dict], articles: set[str], chance: random.Random
) -> list[Example]:
    documents = {row["_id"]: row for row in _rows(folder / "corpus.jsonl")}
    judged = dict(
        line.split("\t")[:2] for line in (folder / "qrels.tsv").read_text("utf-8").splitlines()
    )
    texts = {
        name: _Text(row["title"], tuple(_sentences(row["text"], row["lang"])), row["lang"])
        for name, row in documents.items()
        if row["title"] in articles
    }
    siblings = defaultdict(list)
    for text in texts.values():
        siblings[text.title].append(text)
    found = []
    for q in queries:
        own = judged.get(q["_id"], q["doc"])
        text = texts.get(own if own in texts else q["doc"])
        if text is not None:
            found += _examples(folder.name, q, text, siblings[text.title], chance)
    return found


def _examples(
    source: str, q: dict, text: _Text, siblings: Sequence[_Text], chance: random.Random
) -> list[Example]:
    asked = _TELLING.asked(q["text"], q["lang"], text.language)
    if not q["answerable"]:
        window, _ = _window(text, _likeliest(asked, text), chance)
        return [_negative(source, asked, text, window, relevant=True)]
    at = _answering(asked, q["answers"], text)
    if at is None:
        return []
    number, answer = at
    window, gold = _window(text, number, chance)
    found = [_positive(source, asked, text, window, gold, answer)]
    rest = [s for i, s in enumerate(window) if i != gold]
    if rest and chance.random() < 0.4 and not any(answer in s for s in rest):
        found.append(_negative(source, asked, text, rest, relevant=True))
    elif siblings and chance.random() < 0.6:
        others = [
            s for s in siblings if s is not text and not any(answer in t for t in s.sentences)
        ]
        if others:
            other = max(
                chance.sample(others, min(6, len(others))), key=lambda o: _overlap(asked, o)
            )
            window, _ = _window(other, _likeliest(asked, other), chance)
            found.append(_negative(source, asked, other, window, relevant=False))
    return found


def _positive(
    source: str, asked: str, text: _Text, window: Sequence[str], gold: int, answer: str
) -> Example:
    passage = text.told(window)
    before = text.told(window[:gold])
    first = len(before) + (gold > 0)  # behind the space that parts it from the sentence before
    start = window[gold].index(answer)
    end = start + len(answer)
    if text.language != "en":
        words = glossed(window[gold], text.language, "en")
        start, end = words.target(start, end) or (0, len(words.text))
    return Example(source, asked, passage, True, True, first + start, first + end)


def _negative(
    source: str, asked: str, text: _Text, window: Sequence[str], *, relevant: bool
) -> Example:
    return Example(source, asked, text.told(window), relevant, False)


def _sentences(text: str, language: str) -> list[str]:
    from sentencex import segment

    return [s.strip() for s in segment(language, text) if s.strip()]


@lru_cache(maxsize=50_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word, "en") for word in words(text) if len(word) > 2)


def _overlap(asked: str, text: _Text) -> float:
    mine, theirs = _stems(asked), _stems(" ".join(map(text.words, text.sentences)))
    return len(mine & theirs) / (len(mine) or 1)


def _likeliest(asked: str, text: _Text) -> int:
    mine = _stems(asked)
    return max(
        range(len(text.sentences)), key=lambda i: len(mine & _stems(text.words(text.sentences[i])))
    )


def _answering(asked: str, answers: Sequence[str], text: _Text) -> tuple[int, str] | None:
    """Return the sentence, among those that hold an answer, that is likest the question."""
    mine = _stems(asked)
    held = [
        (len(mine & _stems(text.words(sentence))), -i, answer)
        for i, sentence in enumerate(text.sentences)
        for answer in answers[:3]
        if answer and answer in sentence
    ]
    return (-max(held)[1], max(held)[2]) if held else None


def _window(text: _Text, number: int, chance: random.Random) -> tuple[list[str], int]:
    """Return up to four sentences around one of them, and its place among them."""
    first = last = number
    size = len(text.sentences[number].split())
    wanted = chance.randint(1, _LONGEST)
    while last - first + 1 < wanted:
        sides = [i for i in (first - 1, last + 1) if 0 <= i < len(text.sentences)]
        if not sides:
            break
        side = chance.choice(sides)
        size += len(text.sentences[side].split())
        if size > _WINDOW:
            break
        first, last = min(first, side), max(last, side)
    return list(text.sentences[first : last + 1]), number - first


def _selqa(folder: Path, chance: random.Random) -> list[Example]:
    found = []
    for name in ("selqa-dev.json", "selqa-test.json"):
        for row in json.loads((folder / name).read_text("utf-8")):
            sentences = tuple(s for s in row["candidates"])
            if not row["answers"] or len(sentences) < 2:
                continue
            text = _Text(row["article"], sentences, "en")
            gold = chance.choice(row["answers"])
            window, place = _window(text, gold, chance)
            asked = row["question"]
            found.append(_positive("selqa", asked, text, window, place, window[place]))
            wrong = _Text(
                text.title,
                tuple(s for i, s in enumerate(sentences) if i not in row["answers"]),
                "en",
            )
            if wrong.sentences and chance.random() < 0.5:
                window, _ = _window(wrong, _likeliest(asked, wrong), chance)
                found.append(_negative("selqa", asked, text, window, relevant=True))
    return found


def _qamr(folder: Path, chance: random.Random) -> list[Example]:
    """Return some of QAMR's questions on their sentence, each beside others of its article."""
    lines = (folder / "wiki-sentences.tsv").read_text("utf-8").splitlines()
    tokens = {name: _plain(text) for name, text in (line.split("\t") for line in lines)}
    articles = defaultdict(list)
    for name in tokens:
        articles[name.rsplit(":", 2)[0]].append(name)
    rows = [
        line.split("\t")
        for name in ("qamr-dev.tsv", "qamr-test.tsv")
        for line in (folder / name).read_text("utf-8").splitlines()
    ]
    found = []
    for row in chance.sample(rows, _OF_QAMR):
        name, asked, marked = row[0], row[5], [int(i) for i in row[6].split()]
        answer = " ".join(tokens[name][marked[0] : marked[-1] + 1])
        others = [n for n in articles[name.rsplit(":", 2)[0]] if n != name]
        sentences = tuple(" ".join(tokens[n]) for n in [name, *others])
        text = _Text("", sentences, "en")
        window, gold = _window(text, 0, chance)
        found.append(_positive("qamr", asked, text, window, gold, answer))
        wrong = _Text("", tuple(s for s in sentences[1:] if answer not in s), "en")
        if wrong.sentences and chance.random() < 0.5:
            window, _ = _window(wrong, _likeliest(asked, wrong), chance)
            found.append(_negative("qamr", asked, wrong, window, relevant=True))
    return found


def _plain(text: str) -> list[str]:
    """Return QAMR's tokens with the treebank's brackets and quotation marks as printed."""
    printed = {"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"'}
    return [printed.get(token, token) for token in text.split()]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as the product understands it, and how the model reads it beside its bulletin."""

    query: Query
    asked: str
    turn: dict
    bulletin: Bulletin

    def beside(self, passage: Passage, bulletin: Bulletin | None = None) -> str:
        """Return a passage, of its own bulletin or another, as the model reads it."""
        about = bulletin or self.bulletin
        return preface(self.query, passage, about) + _TELLING.words(passage.text, about.language)

    def pointed(self, passage: Passage, start: int, end: int) -> tuple[str, int, int]:
        """Return a passage of its own bulletin as the model reads it, and where in it
        ``body[start:end]`` stands."""
        before = preface(self.query, passage, self.bulletin)
        seen = _TELLING.passage(passage, self.bulletin.language)
        first, last = seen.told(start, end) or (0, len(seen.text))
        return before + seen.text, len(before) + first, len(before) + last

    def alone(self, passage: Passage, sentence: Sentence) -> str:
        """Return one of its sentences as the model reads it by itself."""
        before = preface(self.query, passage, self.bulletin, sentence)
        return before + _TELLING.words(sentence.text, self.bulletin.language)


def invented(seed: int, *, held_out: bool = False, only: tuple[str, ...] = ("",)) -> list[Example]:
    """Return the examples of the invented bulletins, those held out or all others.

    ``only`` keeps the questions whose ids begin with one of these. Each question meets its own
    passage and the likeliest others of its bulletin; which ones, and what is cut from them, changes
    with ``seed``.
    """
    return _of_rows(_questions(held_out, only), random.Random(seed))


def known(seed: int) -> list[Example]:
    """Return the examples of questions about the ten bulletins: known ones, and ``known.jsonl``."""
    return _of_rows(_understood(list(_about_the_ten())), random.Random(seed))


def alone(seed: int) -> list[Example]:
    """Return examples of single sentences: those that answer, and the likeliest others.

    Of questions about the invented bulletins and about the ten, and of false premises.
    """
    chance = random.Random(seed)
    rows = [*_questions(False, ("",)), *_understood(list(_about_the_ten())), *_falsified(chance)]
    passages: dict[str, Sequence[Passage]] = {}
    found = []
    for row in rows:
        if row.bulletin.id not in passages:
            passages[row.bulletin.id] = chunk(row.bulletin)
        found += _of_sentences(row, passages[row.bulletin.id], chance)
    return found


def _about_the_ten() -> Iterator[tuple[dict, Bulletin]]:
    bulletins = {b.id: b for b in read_corpus(CORPUS)}
    for b in bulletins.values():
        yield from ((_turn(q.question, q.answer, b.body[q.start : q.end]), b) for q in b.asked)
        yield from ((_turn(q.question), b) for q in b.left_open)
    for row in _rows(HERE / "known.jsonl"):
        turn = _turn(row["question"], row.get("answer", ""), row.get("quote", ""))
        if row["bulletin"] in bulletins:
            yield turn, bulletins[row["bulletin"]]


def falsified(seed: int) -> list[Example]:
    """Return examples of false premises, made from what the bulletins answer (``premises``).

    Of questions about the invented bulletins and about the ten; each beside the passage that
    would answer, and mostly beside another.
    """
    chance = random.Random(seed)
    return _of_rows(_falsified(chance), chance)


def _falsified(chance: random.Random) -> list[_Asked]:
    asked = [(row.turn, row.bulletin) for row in _questions(False, ("",))]
    asked += _about_the_ten()
    asked = [(turn, bulletin) for turn, bulletin in asked if turn["answerable"]]
    premises = Premises({b.id: b for _, b in asked}.values())
    together = defaultdict(list)
    for turn, bulletin in asked:
        language = detect_language(turn["question"], ())
        if new := premises.falsified(turn["question"], language, bulletin, chance):
            told = {**turn, "question": new, "answerable": False, "answers": []}
            together[bulletin.id].append((told, bulletin))
    return [row for rows in together.values() for row in _understood(rows)]


def _turn(question: str, answer: str = "", quote: str = "") -> dict:
    """Return a question as a turn of a question set; one left open has no quote."""
    answers = [[answer]] if answer else []
    return {
        "question": question,
        "answerable": bool(quote),
        "answers": answers,
        "evidence": [quote] if quote else [],
    }


def _of_rows(rows: Sequence[_Asked], chance: random.Random) -> list[Example]:
    elsewhere = _Elsewhere({row.bulletin.title: row.bulletin for row in rows}.values())
    found = []
    for row in rows:
        found += _of_bulletin(row, elsewhere.passages[row.bulletin.title], chance)
        if chance.random() < _ELSEWHERE:
            text = elsewhere.tempting(row, chance)
            found += [Example("invented", row.asked, text, False, False)] if text else []
    return found


def _questions(held_out: bool, only: tuple[str, ...]) -> list[_Asked]:
    """Return the questions, understood with the words of the bulletins written together."""
    bulletins = {b.title: b for b in read_corpus(HERE)}
    together = defaultdict(list)
    for row in _rows(HERE / "questions.jsonl"):
        about = row["turns"][0]["bulletins"]
        taken = row["id"].startswith(only) and row["id"].startswith(HELD_OUT) == held_out
        if taken and about and about[0] in bulletins:
            together[row["id"].partition("-")[0]].append((row["turns"][0], bulletins[about[0]]))
    return [row for rows in together.values() for row in _understood(rows)]


def _understood(rows: Sequence[tuple[dict, Bulletin]]) -> list[_Asked]:
    """Return questions as the product understands them over their bulletins."""
    tokenizer = Tokenizer.from_file(str(default_weights() / "tokenizer.json"))
    texts = {b.id: (b.title, *b.body.splitlines()) for _, b in rows}.values()
    vocabulary = Vocabulary.of(line for text in texts for line in text)
    found = []
    for turn, bulletin in rows:
        query = interpret(turn["question"], (), vocabulary, partial(holds_word, tokenizer))
        asked = _TELLING.asked(query.text, query.language, bulletin.language)
        found.append(_Asked(query, asked, turn, bulletin))
    return found


class _Elsewhere:
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
                told = _TELLING.words(
                    f"{title} {passage.heading} {passage.text}", bulletin.language
                )
                for term in _stems(told):
                    self._holding[term].append(len(self._all))
                self._all.append((bulletin, passage))
            self._words[title] = frozenset(said)

    def tempting(self, row: _Asked, chance: random.Random) -> str | None:
        """Return a passage of another bulletin that shares the question's words, but lacks a name
        or number of it that its own bulletin has; without such, it might answer too."""
        question = row.turn["question"]
        telling = {fold(w) for w in words(question)[1:] if w[0].isupper() or w.isdigit()}
        telling &= self._words[row.bulletin.title]
        worth: dict[int, float] = defaultdict(float)
        for term in _stems(row.asked):
            holding = self._holding.get(term, ())
            for i in holding:
                worth[i] += math.log(len(self._all) / len(holding))
        likely = sorted(worth, key=lambda i: (-worth[i], i))[:40]
        others = [i for i in likely if telling - self._words[self._all[i][0].title]]
        if not others:
            return None
        bulletin, passage = self._all[chance.choice(others[:5])]
        return row.beside(passage, bulletin)


def _of_bulletin(row: _Asked, passages: Sequence[Passage], chance: random.Random) -> list[Example]:
    source, asked, turn, mine = "invented", row.asked, row.turn, _stems(row.asked)

    def near(passage: Passage) -> float:
        told = _TELLING.words(passage.text, row.bulletin.language)
        return len(mine & _stems(told)) + chance.random()

    evidence = turn["evidence"][0] if turn["evidence"] else ""
    own = [p for p in passages if evidence and evidence in p.text]
    others = sorted((p for p in passages if p not in own), key=near, reverse=True)
    if not turn["answerable"]:
        shown = (own + others)[: 2 if chance.random() < 0.6 else 1]
        return [Example(source, asked, row.beside(p), True, False) for p in shown]
    if not own:
        return []
    forms = [f for item in turn["answers"] for f in item if f and f in evidence]
    answer = forms[0] if forms else evidence
    at = own[0].start + own[0].text.index(evidence) + evidence.index(answer)
    found = [Example(source, asked, *_marked(row.pointed(own[0], at, at + len(answer))))]
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


def _of_sentences(row: _Asked, passages: Sequence[Passage], chance: random.Random) -> list[Example]:
    """Return examples of the sentence that answers and of two that tempt, each by itself."""
    mine = _stems(row.asked)
    evidence = row.turn["evidence"][0] if row.turn["evidence"] else ""
    every = [(p, s) for p in passages for s in p.sentences]
    own = [(p, s) for p, s in every if evidence and (evidence in s.text or s.text in evidence)]

    def near(place: tuple[Passage, Sentence]) -> float:
        told = _TELLING.words(place[1].text, row.bulletin.language)
        return len(mine & _stems(told)) + chance.random()

    found = []
    if row.turn["answerable"]:
        whole = next(((p, s) for p, s in own if evidence in s.text), None)
        if whole is None:
            return []
        passage, sentence = whole
        forms = [f for item in row.turn["answers"] for f in item if f and f in evidence]
        answer = forms[0] if forms else evidence
        at = sentence.text.index(evidence) + evidence.index(answer)
        words = _TELLING.passage(_only(passage, sentence), row.bulletin.language)
        text = row.alone(passage, sentence)
        first, last = words.told(sentence.start + at, sentence.start + at + len(answer)) or (0, 0)
        shift = len(text) - len(words.text)
        found.append(Example("alone", row.asked, text, True, True, first + shift, last + shift))
        others = [place for place in every if place not in own]
    else:
        others = every
    others = sorted(others, key=near, reverse=True)[:4]
    shown = 2 if row.turn["answerable"] else 1
    for passage, sentence in chance.sample(others, min(shown, len(others))):
        text = row.alone(passage, sentence)
        found.append(Example("alone", row.asked, text, True, False))
    return found
