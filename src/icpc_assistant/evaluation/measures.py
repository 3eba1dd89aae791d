"""The measures: one short function a formula, on plain values, so that each is checked by hand.

Nothing here reads a file or knows a run; ``score`` decides which measure applies to which turn.
Every value is in 0..1. Where a measure is taken over nothing (no citation, one class only) it is
``None``: not measured, rather than good or bad.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from icpc_assistant.entities import MONTHS, dates, figures
from icpc_assistant.terms import fold, words

RETRIEVAL = ("nDCG@10", "RR@10", "R@5", "R@20", "Success@1")


@dataclass(frozen=True, slots=True)
class Place:
    """The characters ``start`` to ``end`` (half open) of a bulletin's body."""

    bulletin_id: str
    start: int
    end: int


def overlap(one: Place, other: Place) -> int:
    """Return how many characters two places share."""
    if one.bulletin_id != other.bulletin_id:
        return 0
    return max(0, min(one.end, other.end) - max(one.start, other.start))


# Retrieval, judged by quotes -----------------------------------------------------------------


def covers(item: Place, quote: Sequence[Place]) -> bool:
    """Whether ``item`` holds at least half of the quote at one of its places."""
    return any(0 < p.end - p.start <= 2 * overlap(item, p) for p in quote)


def judged_by_quotes(ranking: Iterable[Place], quotes: Sequence[Sequence[Place]]) -> list[str]:
    """Return the ranking as documents, so that every way of making passages is comparable.

    Walking down, an item that covers quotes not yet covered becomes those quotes' documents
    (``q0``, ``q1``: the quote's number); one that covers only covered quotes is skipped, since it
    tells the reader nothing new; any other is a non-relevant document of its own.
    """
    documents: list[str] = []
    covered: set[int] = set()
    for rank, item in enumerate(ranking):
        hit = {number for number, quote in enumerate(quotes) if covers(item, quote)}
        documents += [f"q{number}" for number in sorted(hit - covered)]
        if not hit:
            documents.append(f"other{rank}")
        covered |= hit
    return documents


def judged_by_bulletins(ranking: Iterable[Place]) -> list[str]:
    """Return the ranking as bulletin ids, each at its first occurrence."""
    return list(dict.fromkeys(item.bulletin_id for item in ranking))


def retrieval(
    rankings: Mapping[str, Sequence[str]], qrels: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, float]]:
    """Return the measures ``RETRIEVAL`` of every query of ``qrels``, computed by ir-measures.

    ``qrels`` gives each query's documents their relevance (1 or more: relevant). A query without
    a ranking scores zero.
    """
    from ir_measures import Qrel, ScoredDoc, iter_calc, parse_measure

    scores = {query: dict.fromkeys(RETRIEVAL, 0.0) for query in qrels}
    run = [
        # Falling scores keep the order given: the evaluator may sort ties as it likes.
        ScoredDoc(query, document, -float(rank))
        for query in qrels
        for rank, document in enumerate(rankings.get(query, ()))
    ]
    judged = [Qrel(query, doc, grade) for query in qrels for doc, grade in qrels[query].items()]
    if run and judged:
        for metric in iter_calc([parse_measure(name) for name in RETRIEVAL], judged, run):
            scores[metric.query_id][str(metric.measure)] = float(metric.value)
    return scores


# Answers -------------------------------------------------------------------------------------

_ELISION = re.compile(r"\bl['’]")
# The articles SQuAD's script drops, with those of French and, as MLQA's does, of Spanish.
_ARTICLES = frozenset("a an the le la les l un une des el los las una unos unas".split())
_SEMICOLON = re.compile(r"\s*;\s*")
_LISTED = re.compile(r"\s*;\s*|,\s+(?:(?:and|et|y|e)\s+)?|\s+(?:and|et|y|e)\s+")
_MARK = re.compile(r"\s*\[\d+\]")


def unmarked(text: str) -> str:
    """Return ``text`` without its ``[1]`` marks, whose numbers are nobody's answer."""
    return _MARK.sub("", text)


def normalised(text: str) -> list[str]:
    """Return the tokens SQuAD compares: no case, accents, punctuation or articles.

    Rajpurkar et al. 2016 (SQuAD 1.1's evaluation script), extended to French and Spanish. A text
    of nothing but articles ("UN", the organisation) is left whole.
    """
    folded = "".join(
        char
        for char in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(char)
    )
    folded = _ELISION.sub(" ", folded)
    kept = "".join(c for c in folded if unicodedata.category(c)[0] not in "PS").split()
    return [token for token in kept if token not in _ARTICLES] or kept


def exact_match(prediction: str, forms: Iterable[str]) -> float:
    """Whether the normalised prediction equals an accepted form (SQuAD's EM)."""
    said = normalised(prediction)
    return float(any(said == normalised(form) for form in forms))


def token_f1(prediction: str, forms: Iterable[str]) -> float:
    """Return the best F1 between the tokens of the prediction and of a form (SQuAD's F1)."""
    return max((_f1(normalised(prediction), normalised(form)) for form in forms), default=0.0)


def over_items(
    measure: Callable[[str, Iterable[str]], float], prediction: str, items: Sequence[Sequence[str]]
) -> float | None:
    """Return EM or F1 averaged over the required items, each by its best form; ``None`` of none.

    SQuAD knows one answer a question. Where one item is required, its forms are compared with the
    whole prediction, as there; of several, each with the whole or with the part that fits it best
    of those that a list sets apart (semicolon, comma, "and" in the three languages). What is said
    beyond the items takes nothing away: precision is told by ``citation_precision``.
    """
    said = {prediction}
    if len(items) > 1:
        said |= {*_SEMICOLON.split(prediction), *_LISTED.split(prediction)}
    best = [max(measure(part, forms) for part in said) for forms in items]
    return sum(best) / len(best) if best else None


def _f1(said: list[str], wanted: list[str]) -> float:
    if not said or not wanted:
        return float(said == wanted)
    common = (Counter(said) & Counter(wanted)).total()
    return harmonic(common / len(said), common / len(wanted))


def harmonic(precision: float, recall: float) -> float:
    """Return F1, the harmonic mean of precision and recall."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def stands_in(form: str, texts: Iterable[str]) -> bool:
    """Whether the form's words stand in a row in one of the texts (no case, no accents)."""
    wanted = _folded(form)
    return len(wanted) > 2 and any(wanted in _folded(text) for text in texts)


def _folded(text: str) -> str:
    return f" {' '.join(fold(word) for word in words(text))} "


def items_found(texts: Sequence[str], items: Sequence[Sequence[str]]) -> float | None:
    """Return the share of required items of which a form stands in one of the texts."""
    return share(any(stands_in(form, texts) for form in forms) for forms in items)


def share(hits: Iterable[bool]) -> float | None:
    """Return the share of hits that are true; ``None`` of none."""
    counted = list(hits)
    return sum(counted) / len(counted) if counted else None


@dataclass(frozen=True, slots=True)
class _Figures:
    """The numbers of a text, and each of its dates as a set of day, month and year."""

    numbers: frozenset[float]
    dates: tuple[frozenset[str], ...]

    def hold(self, wanted: _Figures) -> bool:
        return wanted.numbers <= self.numbers and all(
            any(asked <= said for said in self.dates) for asked in wanted.dates
        )


def _figures(text: str) -> _Figures:
    numbers = frozenset(span.value for span in figures(text) if span.value is not None)
    return _Figures(numbers, tuple(_date(span.text) for span in dates(text)))


_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def _date(text: str) -> frozenset[str]:
    """Return the parts of a date in no language: "October 4 to 6" → {"month 10", "4", "6"}."""
    iso = _ISO.fullmatch(text)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
        return frozenset({str(year), f"month {month}", str(day)})
    parts = set()
    for word in words(text):
        month_number = MONTHS.get(fold(word))
        digits = re.match(r"\d+", word)
        if month_number:
            parts.add(f"month {month_number}")
        elif digits:
            parts.add(str(int(digits.group())))
    return frozenset(parts)


def figures_exact(texts: Sequence[str], items: Sequence[Sequence[str]]) -> float | None:
    """Return the share of required figures and dates that one of the texts states exactly.

    A required item is a figure where each of its forms holds a number or a date; it is stated
    where all numbers and dates of one form are, a date in any language and order. ``None`` where
    no item is a figure.
    """
    asked = [[_figures(form) for form in forms] for forms in items]
    asked = [forms for forms in asked if forms and all(f.numbers or f.dates for f in forms)]
    if not asked:
        return None
    said = [_figures(text) for text in texts]
    return share(any(text.hold(form) for form in forms for text in said) for forms in asked)


def count_exact(short_answer: str, text: str, forms: Sequence[str]) -> float:
    """Whether the first number of the short answer, else of the text, is the count asked for."""
    wanted = {span.value for form in forms for span in figures(form)}
    for said in (short_answer, text):
        found = figures(said)
        if found and wanted:
            return float(found[0].value in wanted)
    # "One" and "none" are no figures to the reader of figures.
    return float(any(stands_in(form, [short_answer or text]) for form in forms))


# Sets of bulletins ---------------------------------------------------------------------------


def set_precision(said: Collection[str], wanted: Collection[str]) -> float:
    """Return the share of the bulletins listed that belong; 1 for none listed and none wanted."""
    if not said:
        return float(not wanted)
    return len(set(said) & set(wanted)) / len(set(said))


def set_recall(said: Collection[str], wanted: Collection[str]) -> float | None:
    """Return the share of the bulletins wanted that are listed; ``None`` if none is wanted."""
    return share(one in said for one in set(wanted))


def set_exact(said: Collection[str], wanted: Collection[str]) -> float:
    """Whether the bulletins listed are those wanted, no more and no fewer."""
    return float(set(said) == set(wanted))


# Citations: ALCE (Gao et al. 2023), with overlap with gold evidence in place of its NLI model ----


def supports(citation: Place, quotes: Iterable[Sequence[Place]]) -> bool:
    """Whether a citation overlaps an evidence quote by half of the shorter of the two.

    The shorter: a citation may be a phrase of a long quote, or a passage around a short one.
    """
    return any(
        0 < min(place.end - place.start, citation.end - citation.start)
        <= 2 * overlap(citation, place)
        for quote in quotes
        for place in quote
    )  # fmt: skip


def citation_recall(statements: Iterable[Iterable[int]], supporting: Collection[int]) -> float:
    """Return the share of statements (each its citations' numbers) with a supporting citation."""
    return share(any(n in supporting for n in numbers) for numbers in statements) or 0.0


# Confidence ----------------------------------------------------------------------------------


def auroc(answerable: Sequence[bool], confidence: Sequence[float]) -> float | None:
    """Return the chance that an answerable question has more confidence than an unanswerable one.

    Ties count half (Hanley & McNeil 1982), computed by scikit-learn. ``None`` with one class only.
    """
    if len(set(answerable)) < 2:
        return None
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(answerable, confidence))


def _risks(confidence: Sequence[float], right: Sequence[bool]) -> list[tuple[float, bool]]:
    """Return (risk, whether a threshold can stop here) with 1, 2, … of the surest covered.

    Questions of one confidence share their errors evenly, so that no order among them counts.
    """
    groups: dict[float, list[bool]] = {}
    for sure, good in sorted(zip(confidence, right, strict=True), key=lambda pair: -pair[0]):
        groups.setdefault(sure, []).append(good)
    risks: list[tuple[float, bool]] = []
    errors = 0.0
    for group in groups.values():
        each = group.count(False) / len(group)
        for place in range(1, len(group) + 1):
            errors += each
            risks.append((errors / (len(risks) + 1), place == len(group)))
    return risks


def risk_coverage(confidence: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """Return (coverage, risk) at every threshold of confidence (El-Yaniv & Wiener 2010).

    Coverage is the share of questions at or above the threshold; risk the share of wrong ones
    among them.
    """
    risks = _risks(confidence, right)
    return [(n / len(risks), risk) for n, (risk, stop) in enumerate(risks, 1) if stop]


def aurc(confidence: Sequence[float], right: Sequence[bool]) -> float | None:
    """Return the mean risk over coverages 1/n, 2/n, … 1 (Geifman et al. 2018); lower is better."""
    risks = _risks(confidence, right)
    return sum(risk for risk, _ in risks) / len(risks) if risks else None


def reliability(
    confidence: Sequence[float], right: Sequence[bool], bins: int = 10
) -> list[tuple[float, float, int]]:
    """Return (mean confidence, accuracy, n) of each bin that holds an answer (Guo et al. 2017)."""
    held: dict[int, list[tuple[float, bool]]] = {}
    for sure, good in zip(confidence, right, strict=True):
        number = min(bins - 1, max(0, int(sure * bins)))
        held.setdefault(number, []).append((sure, good))
    return [
        (sum(s for s, _ in pairs) / len(pairs), sum(g for _, g in pairs) / len(pairs), len(pairs))
        for _, pairs in sorted(held.items())
    ]
