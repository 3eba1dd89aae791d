"""The extractive reader: the answer is one to three sentences of the evidence, or none.

No LLM. Every candidate sentence is scored by a weighted sum of signals; the best one's signals
then say, through a logistic function, how likely it is that it answers at all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from icpc_assistant.index import Index
from icpc_assistant.query import Query, Wants, asks_for_places, speaks_of_the_future
from icpc_assistant.reader import Draft, DraftStatement, Quote
from icpc_assistant.reader.carried import asks_of_a_part, done_by_nobody
from icpc_assistant.reader.editions import another_edition
from icpc_assistant.reader.event_facts import in_short, sentence_of_the_event
from icpc_assistant.reader.premises import misplaced
from icpc_assistant.reader.ranking import Beside, Candidate, in_own_language, rank
from icpc_assistant.reader.rereading import ANSWERS_READ, reread
from icpc_assistant.reader.short_answer import Pointed, few_words, short_answer
from icpc_assistant.reader.signals import Term, terms_of
from icpc_assistant.terms import fold
from icpc_assistant.types import Bulletin, BulletinRef, Evidence, Ranked, Sentence

# Weights of the best sentence's signals, for deciding whether it answers: a logistic regression on
# the same questions and as many that the bulletins do not answer, no signal allowed to count
# against what it stands for (training/README.md). ``abstain_below`` moves the operating point.
ANSWERS = {
    "bias": -2.2,
    "asked": 0.38,
    "asked_told": 0.71,
    "names": 0.65,
    "names_near": 0.76,
    "numbers": 0.58,
    "time": 0.22,
    "type": 1.19,
    "unknown": -0.67,
    "no_figure": -0.18,
    "no_person": -0.33,
    "explains": -0.42,
    "known_questions": -0.49,
    "open_known": -0.8,
    "left_open": -2.7,
}
_ITEM = re.compile(r"(?:^|\n)\s*[-*+]\s+$")  # what stands before an item of a list
_LISTED = re.compile(r"\s*[-*+]\s")
_SHORT_LIST = 600  # characters, with what introduces it
_FROM_CARD = 0.8  # how sure a date or place is that the event card holds
_TOLD = 0.5  # share of a topic's words that a sentence tells, for it to answer in place of a list
_MORE = 0.93  # a further statement scores at least this share of the best one
_MOST_STATEMENTS = 3
_SURE = 0.3  # a sentence whose words are pointed at so surely needs no other beside it
_TYPED = ("date", "duration", "figure", "place", "identity", "person", "agent", "organisation")
# How much of the best score a sentence with the type wanted needs; a figure that counts what is
# asked is telling by itself.
_TYPED_AT_LEAST = 0.7
_COUNTED_AT_LEAST = 0.5
_OTHERS_AT_LEAST = 0.8  # the same, of a further sentence that names somebody else


@dataclass(frozen=True, slots=True)
class Reading:
    """A draft, and what it was chosen from: the candidates best first, and why it declined."""

    draft: Draft
    candidates: tuple[Candidate, ...]
    declined: str = ""
    unknown: tuple[str, ...] = ()

    def tells_of(self, bulletins: Sequence[BulletinRef]) -> bool:
        """Whether the best sentence speaks of most of what is asked, names apart.

        It stands in one of ``bulletins``, if any are named.
        """
        if not self.candidates:
            return False
        best = self.candidates[0]
        within = not bulletins or best.passage.bulletin_id in {ref.id for ref in bulletins}
        return within and best.signals["told"] >= _TOLD

    def ranked(self, k: int) -> list[Ranked]:
        """Return the ``k`` best sentences as a stage of the search."""
        return [Ranked.at(c.passage, c.sentence, c.score) for c in self.candidates[:k]]


class ExtractiveReader:
    """Chooses sentences of the evidence; reads the bulletins of an open index."""

    def __init__(self, index: Index, abstain_below: float = 0.5) -> None:
        self.index = index
        self.abstain_below = abstain_below
        self._beside = Beside(index)

    def read(
        self, query: Query, evidence: Sequence[Evidence], followed: Sequence[str] = ()
    ) -> Reading:
        """Return the answer in the evidence, or a draft that says there is none.

        ``followed`` names the bulletins that the conversation was just about.
        """
        terms = terms_of(query, self.index.bm25.idf, self._beside.stems)
        candidates = rank(query, terms, evidence, self.index.bulletins, self._beside, followed)
        if self.index.cross_encoder is not None and candidates:
            candidates = reread(self.index.cross_encoder, query, candidates, self.index.bulletins)
        own = in_own_language(candidates, self.index.bulletins, query.language)
        reading = self._decided(query, terms, own)
        if own is not candidates and not reading.draft.answered:
            reading = self._decided(query, terms, candidates)
        return reading

    def _decided(
        self, query: Query, terms: tuple[Term, ...], candidates: tuple[Candidate, ...]
    ) -> Reading:
        """Return the answer in the candidates, best first, or a draft that says there is none."""
        unknown = tuple(
            term.word
            for term in terms
            if term.name and not term.known and fold(term.word) not in query.carried
        )
        if not candidates:
            return Reading(_none(0.0), (), "nothing", unknown)
        told = sentence_of_the_event(
            query, terms, candidates, self.index.card_of, self.index.bulletins
        )
        best = _typed(query, candidates)
        # A follow-up may mean a part of the event that the reader is sure of.
        part = asks_of_a_part(query, terms, *self._called(told or best))
        if part and _confidence(query, best.signals, unknown) >= _FROM_CARD:
            told = None if best.signals["type"] == 1.0 else told
        best = told or best
        declined = _declined(query, terms, best, unknown)
        bulletin = self.index.bulletins[best.passage.bulletin_id]
        if not declined and another_edition(query.text, query.language, bulletin):
            declined = "edition"
        if not declined and misplaced(query, candidates, self.index.card_of, self.index.bulletins):
            declined = "elsewhere"
        if not declined and done_by_nobody(query, terms, best, bulletin):
            declined = "unsure"
        confidence = _confidence(query, best.signals, unknown)
        if told:
            confidence = max(confidence, _FROM_CARD)
        if confidence >= _HEEDED.get(declined, math.inf) or (declined == "untyped" and told):
            declined = ""
        if declined or confidence < self.abstain_below:
            return Reading(_none(confidence), candidates, declined or "unsure", unknown)
        listed = self._with_its_list(query, best, candidates)
        chosen = (
            [listed] if told or listed is not best else self._sentences(query, best, candidates)
        )
        draft = Draft(
            short_answer=self._in_short(query, terms, listed, chosen, from_card=told is not None),
            statements=tuple(self._statement(candidate) for candidate in chosen),
            confidence=confidence,
            answered=True,
        )
        return Reading(draft, candidates)

    def _called(self, candidate: Candidate) -> tuple[Bulletin, str]:
        """Return the bulletin of a candidate, and the name of its event."""
        bulletin = self.index.bulletins[candidate.passage.bulletin_id]
        card = self.index.card_of.get(bulletin.id)
        return bulletin, card.name.text if card and card.name else ""

    def _sentences(
        self, query: Query, best: Candidate, candidates: Sequence[Candidate]
    ) -> list[Candidate]:
        """Return the sentences of the answer; of one to "who else", those that name others."""
        if query.told and query.wants in _TYPED:
            card = self.index.card_of[best.passage.bulletin_id]
            people = [person.name.split()[-1] for person in card.people]
            new = [name for name in people if fold(name) not in query.told]
            return [best, *_others(best, candidates, new)]
        return _chosen(query, best, candidates)

    def _with_its_list(
        self, query: Query, best: Candidate, candidates: Sequence[Candidate]
    ) -> Candidate:
        """Return what introduces the short list whose item is best: the list is the answer."""
        passage = best.passage
        body = self.index.bulletins[passage.bulletin_id].body
        if query.wants not in ("other", "list") or not _ITEM.search(body[: best.sentence.start]):
            return best
        for candidate in candidates:
            opens = candidate.sentence
            between = body[opens.end : best.sentence.start].strip(" \n-*+").splitlines()
            if (
                candidate.passage.id == passage.id
                and _introduces(opens)
                and opens.end <= best.sentence.start
                and passage.end - opens.start <= _SHORT_LIST
                and all(_LISTED.match(line) for line in between[1:] if line.strip())
            ):
                return candidate
        return best

    def _in_short(
        self,
        query: Query,
        terms: tuple[Term, ...],
        best: Candidate,
        chosen: Sequence[Candidate],
        *,
        from_card: bool,
    ) -> str | None:
        """Return the answer in a few words, if the sentences or the event card give it."""
        bulletin = self.index.bulletins[best.passage.bulletin_id]
        if from_card:
            card = self.index.card_of[bulletin.id]
            if short := in_short(query, card, bulletin, best.sentence.text):
                return short
        body = bulletin.body
        shorts = (
            short_answer(query, terms, c.sentence.text, bulletin, _pointed(c, body)) for c in chosen
        )
        return next(filter(None, shorts), None) or _in_its_words(query, best, body)

    def _statement(self, candidate: Candidate) -> DraftStatement:
        passage, sentence = candidate.passage, candidate.sentence
        body = self.index.bulletins[passage.bulletin_id].body
        end = sentence.end
        if _introduces(sentence):
            end = passage.end
        text = _plain(body[sentence.start : end])
        return DraftStatement(text, (Quote(passage, sentence.start, end),))


def _introduces(sentence: Sentence) -> bool:
    """Whether a sentence says nothing without the list behind it: "The main points are:"."""
    return sentence.text.rstrip().endswith(":")


def _typed(query: Query, candidates: Sequence[Candidate]) -> Candidate:
    """Return the best sentence, the next, or a near one of its bulletin with the type wanted."""
    best = candidates[0]
    if query.wants not in _TYPED or best.signals["type"] == 1.0:
        return best
    # The rules that see types miss many; a model that read the best one is right more often.
    sure = best.signals.get("read_alone", -1.0)
    typed = [
        c
        for c in candidates
        if c.signals["type"] == 1.0 and c.signals.get("read_alone", 0.0) > sure
    ]
    for candidate in typed:
        gap = candidate.sentence.start - best.sentence.end
        follows = candidate.passage.id == best.passage.id and 0 <= gap <= 2
        if follows and query.wants != "figure":
            return candidate
    share = _COUNTED_AT_LEAST if query.wants == "figure" and query.counted else _TYPED_AT_LEAST
    for candidate in typed:
        same = candidate.passage.bulletin_id == best.passage.bulletin_id
        near = candidate.score >= share * best.score
        if same and near and not candidate.signals["heading"]:
            return candidate
    return best


def _chosen(query: Query, best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the sentence that answers and, where it is not sure to, those nearly as good."""
    top = candidates[0]
    if query.wants in _TYPED:
        # "A meeting was held. Ann and Bob talked." needs both to say who met.
        gap = best.sentence.start - top.sentence.end
        together = best is not top and top.passage.id == best.passage.id and 0 <= gap <= 2
        return [top, best] if together else [best]
    if best.signals.get("read_span", -1.0) >= _SURE:
        return [best]
    chosen = [best]
    for candidate in candidates[1:6]:
        if len(chosen) == _MOST_STATEMENTS:
            break
        if candidate.score < _MORE * best.score or candidate.signals["heading"]:
            continue
        if candidate.passage.bulletin_id == best.passage.bulletin_id:
            chosen.append(candidate)
    return [best, *sorted(chosen[1:], key=lambda c: c.sentence.start)]


def _others(
    best: Candidate, candidates: Sequence[Candidate], people: Sequence[str]
) -> list[Candidate]:
    """Return the next best sentences that name others of ``people``, for who asks who else."""
    chosen = [best]
    for c in candidates:
        said = " ".join(one.sentence.text for one in chosen)
        if (
            c.passage.bulletin_id == best.passage.bulletin_id
            and not c.signals["heading"]
            and c.score >= _OTHERS_AT_LEAST * best.score
            and any(name in c.sentence.text and name not in said for name in people)
        ):
            chosen.append(c)
    return chosen[1:_MOST_STATEMENTS]


# The words pointed at stand in front of the answer if the cross-encoder is this sure of them and
# they are few; a reason, a manner or a list is the sentence itself.
_POINTS_SURELY, _FEW_WORDS = 0.0, 9
_SENTENCES: tuple[Wants, ...] = ("reason", "manner", "yesno", "list", "date", "duration")


def _pointed(candidate: Candidate, body: str) -> Pointed | None:
    """Return the words of the sentence that the cross-encoder takes for the answer, whole words."""
    if candidate.span is None:
        return None
    sentence = candidate.sentence
    start, end = candidate.span
    while start > sentence.start and body[start - 1].isalnum():
        start -= 1  # the model's word pieces may begin within a word
    while end < sentence.end and body[end].isalnum():
        end += 1
    sure = min(candidate.signals["read_span"], candidate.signals["read_answered"])
    return Pointed(start - sentence.start, end - sentence.start, sure)


def _in_its_words(query: Query, candidate: Candidate, body: str) -> str | None:
    """Return the words pointed at where they, few and sure, are the answer in short."""
    pointed = _pointed(candidate, body)
    if pointed is None or pointed.sure < _POINTS_SURELY or query.wants in _SENTENCES:
        return None
    if _introduces(candidate.sentence):  # its list is the answer
        return None
    return few_words(candidate.sentence.text[pointed.start : pointed.end], _FEW_WORDS)


# A sentence without the type of answer wanted, as the rules see it, answers all the same where the
# cross-encoder holds so by this much.
_READS_ANYWAY = 0.1

# A question this unlike every sentence and known question, and without a name that the bulletins
# know, is about something else.
_FAR, _FAR_ASKED = 0.2, 0.34
# … unless the reader is this sure: no word in common is no proof. Nor is a name that no bulletin
# has, which may be misread, or a question put in the future.
_HEEDED = {"far": 0.6, "unknown": 0.85, "future": 0.85, "edition": 0.85}


def _declined(
    query: Query, terms: Sequence[Term], best: Candidate, unknown: tuple[str, ...]
) -> str:
    """Return why the question is declined whatever its confidence, or ""."""
    signals = best.signals
    if query.beyond == "opinion":
        return "opinion"
    if query.beyond == "future" and not speaks_of_the_future(best.sentence.text):
        return "future"
    if unknown:
        return "unknown"
    if signals["about"] == 0.0:
        return "elsewhere"  # the bulletin that the question names does not answer it
    if signals["time"] == 0.0:
        return "time"
    lacks = signals["type"] == 0.0 and signals.get("read_answered", -1.0) < _READS_ANYWAY
    if lacks and query.wants == "figure" and query.counted:
        return "figure"
    several = query.wants == "place" and asks_for_places(query.asking or query.text)
    if lacks and (query.wants in ("date", "duration") or several):
        return "untyped"
    nearest = max(signals["similarity"], signals["passage"])
    # A follow-up is about what the question before was about.
    named = bool(query.carried) or any(term.name for term in terms)
    return "far" if nearest < _FAR and signals["asked"] < _FAR_ASKED and not named else ""


def weighed_signals(
    query: Query, signals: Mapping[str, float], unknown: Sequence[str]
) -> dict[str, float]:
    """Return a sentence's signals and what ``ANSWERS`` and ``ANSWERS_READ`` make of them."""
    typed = query.wants in _TYPED
    return {
        **signals,
        "bias": 1.0,
        "asked_told": signals["asked"] * signals["told"],
        "type": signals["type"] if typed else 0.5,
        "unknown": float(bool(unknown)),
        "no_figure": float(query.wants == "figure" and signals["type"] < 1),
        "no_person": float(query.wants == "person" and signals["type"] < 1),
        "explains": float(query.wants in ("reason", "manner")),
        "known_questions": float(signals["asked"] > 0),
        "open_known": float(signals["left_open"] != 0.0),
        # As surely as a passage is on the matter, it should answer: else it is a near miss.
        "on_the_matter": max(0.0, signals.get("read_relevant", 0.0)),
    }


def _confidence(query: Query, signals: Mapping[str, float], unknown: tuple[str, ...]) -> float:
    """Return how likely a sentence is to answer, 0..1 (see ``ANSWERS``)."""
    weighed = weighed_signals(query, signals, unknown)
    weights = ANSWERS_READ if "read" in signals else ANSWERS
    return 1.0 / (1.0 + math.exp(-sum(w * weighed[name] for name, w in weights.items())))


def _none(confidence: float) -> Draft:
    return Draft(None, (), confidence, False)


def _plain(text: str) -> str:
    """Return a quote as one line of text, without its list marks."""
    lines = [re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", line).strip() for line in text.splitlines()]
    return " ".join(line for line in lines if line)
