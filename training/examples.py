"""Examples for training the reader: a question, a passage, and what a person would mark in it.

Public sets (``public``, from a folder of BEIR layout) come first in training, questions about
bulletins (``bulletin_examples``) after them. Every answerable question brings the passage
that answers and one or two that do not: the likeliest other passage of the same article, and the
answering passage without its answering sentence. That last one is a near miss by construction.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from icpc_assistant.crossencoder.telling import Telling, passage_text
from icpc_assistant.glossing import glossed
from icpc_assistant.terms import stem, words

HERE = Path(__file__).parent
_WINDOW = 75  # words of a public passage that are shown, about those of a bulletin's
_LONGEST = 4  # sentences of it
TELLING = Telling()  # of the model that is trained
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
        title = TELLING.words(self.title, self.language)
        return passage_text(title, "", " ".join(self.words(s) for s in sentences))

    def words(self, sentence: str) -> str:
        """Return a sentence as the model reads it."""
        return TELLING.words(sentence, self.language)


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
        titles = {row["_id"]: row["title"] for row in rows_of(data / name / "corpus.jsonl")}
        order = dict.fromkeys(titles[q["doc"]] for q in rows_of(data / name / "queries.jsonl"))
        found[name] = set(list(order)[::2])
    return found


def trained_ids(data: Path) -> list[str]:
    """Return the ids of all of SQuAD's questions, in any version, about a trained article."""
    taken = trained_articles(data)["squad_v2_dev_en"]
    found: dict[str, None] = {}
    for name in ("squad_v2_dev_en", "squad_v1_dev_en"):
        titles = {row["_id"]: row["title"] for row in rows_of(data / name / "corpus.jsonl")}
        rows = rows_of(data / name / "queries.jsonl")
        found |= dict.fromkeys(q["_id"] for q in rows if titles[q["doc"]] in taken)
    return list(found)


def rows_of(path: Path) -> Iterator[dict]:
    """Yield the rows of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _reported(data: Path) -> set[str]:
    """Return the ids of the questions that XQuAD took from SQuAD: they are never trained on."""
    return {row["_id"] for row in rows_of(data / "xquad_q-es_p-en_pool2067" / "queries.jsonl")}


def _squad(folder: Path, articles: set[str], data: Path, chance: random.Random) -> list[Example]:
    reported = _reported(data)
    queries = [q for q in rows_of(folder / "queries.jsonl") if q["_id"] not in reported]
    return _of_queries(folder, queries, articles, chance)


def _spanish(data: Path, articles: set[str], chance: random.Random) -> list[Example]:
    """Return Spanish questions on English passages, with the English answers of the same ids."""
    reported = _reported(data)
    answers = {q["_id"]: q["answers"] for q in rows_of(data / "squad_v1_dev_en" / "queries.jsonl")}
    folder = data / "xling_squad_q-es-mt_p-en"
    queries = [
        {**q, "answers": answers.get(q["_id"], [])}
        for q in rows_of(folder / "queries.jsonl")
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
        for q in rows_of(folder / "queries.jsonl")
        if (text := french.get(sha256(q["_id"].encode()).hexdigest()[:16]))
    ]
    return _of_queries(folder, queries, articles, chance)


def _of_queries(
    folder: Path, queries: Sequence[dict], articles: set[str], chance: random.Random
) -> list[Example]:
    documents = {row["_id"]: row for row in rows_of(folder / "corpus.jsonl")}
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
    asked = TELLING.asked(q["text"], q["lang"], text.language)
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
def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's words, as English ones: those of a gloss."""
    return frozenset(stem(word, "en") for word in words(text) if len(word) > 2)


def _overlap(asked: str, text: _Text) -> float:
    mine, theirs = stems(asked), stems(" ".join(map(text.words, text.sentences)))
    return len(mine & theirs) / (len(mine) or 1)


def _likeliest(asked: str, text: _Text) -> int:
    mine = stems(asked)
    return max(
        range(len(text.sentences)), key=lambda i: len(mine & stems(text.words(text.sentences[i])))
    )


def _answering(asked: str, answers: Sequence[str], text: _Text) -> tuple[int, str] | None:
    """Return the sentence, among those that hold an answer, that is likest the question."""
    mine = stems(asked)
    held = [
        (len(mine & stems(text.words(sentence))), -i, answer)
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
