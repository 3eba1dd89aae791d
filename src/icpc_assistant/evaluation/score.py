"""A run folder → one row of scores a turn → aggregates, from the stored files only.

This module decides which measure applies to which turn; ``measures`` says what each one is.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from icpc_assistant.evaluation import measures
from icpc_assistant.evaluation.aggregate import aggregate
from icpc_assistant.evaluation.confidence import confidence
from icpc_assistant.evaluation.dataset import gold_digest
from icpc_assistant.evaluation.measures import Place
from icpc_assistant.evaluation.stored import StoredItem, StoredRun, StoredTurn, read_run, write_text
from icpc_assistant.query.language import detect_language
from icpc_assistant.reader.support import speaks
from icpc_assistant.terms import words
from icpc_assistant.types import Answer

Values = dict[str, float | None]
# A collection question that asks for one bulletin's figure, not for a set of bulletins.
_OF_ONE = ("superlative", "comparison")
_SET = ("set_precision", "set_recall", "set_exact", "count_exact")
_UNSURE = 2  # function words more of another language, up to which an answer may be in its own
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\([^()]*\)")
_DIGEST = 12  # hexadecimal digits by which a line's question and gold are known again
_CITED = ("cited_first", "cited_any", "citation_precision", "citation_recall", "citation_f1")


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of a run: a row a turn in the set's order, and the aggregates of all rows."""

    rows: list[dict[str, Any]]
    aggregates: dict[str, Any]


def score_run(run: Path) -> Scored:
    """Score a run and write ``scores.jsonl`` and ``aggregates.json`` into its folder.

    Raises:
        UsageError: the folder is no run, or its files do not belong together.
        AssistantError: the scores cannot be written.
    """
    scored = score(read_run(run))
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in scored.rows]
    whole = json.dumps(scored.aggregates, ensure_ascii=False, indent=1) + "\n"
    write_text(run / "scores.jsonl", "".join(lines))
    write_text(run / "aggregates.json", whole)
    return scored


def score(run: StoredRun) -> Scored:
    """Score a run without writing anything."""
    rows = score_rows(run)
    times: dict[str, list[float]] = {}
    for answer in (turn.answer for item in run.items for turn in item.turns):
        for stage, spent in (answer.timings_ms if answer else {}).items():
            times.setdefault(stage, []).append(float(spent))
    about = {
        "system": run.manifest.get("system"),
        "turns": len(rows),
        "missing": run.missing,
        "complete": run.missing == 0,
    }
    sure = {name: interval._asdict() for name, interval in confidence(rows).items()}
    return Scored(rows, {**about, **aggregate(rows, times), "confidence": sure})


def score_rows(run: StoredRun) -> list[dict[str, Any]]:
    """Return one row a turn; a turn without an answer has status ``missing``.

    It takes the worst value of every measure that applies to the turn (but of ``verbatim``, which
    is of quotes, and there are none).
    """
    retrieval = _retrieval(run)
    return [
        _row(run, item, turn, retrieval.get((item.item.id, turn.number), {}))
        for item in run.items
        for turn in item.turns
    ]


def _row(run: StoredRun, item: StoredItem, stored: StoredTurn, retrieval: Values) -> dict[str, Any]:
    answer, turn, about = stored.answer, stored.turn, item.item
    values: Values = {
        f"{stage}.{name}": None for stage in run.stages for name in measures.RETRIEVAL
    }
    values |= retrieval
    values |= _answer_values(stored)
    values |= _citation_values(stored, run.bodies)
    values |= _collection_values(item, stored)
    values |= _status_values(item, stored, values)
    return {
        "id": about.id,
        "turn": stored.number,
        "turns": len(item.turns),
        "lang": turn.lang or about.lang,
        "kind": about.kind,
        "style": about.style,
        "split": about.split,
        "operation": about.operation,
        "cluster": item.cluster,
        "digest": gold_digest(about)[:_DIGEST],
        "answerable": turn.answerable,
        "smalltalk": turn.smalltalk,
        "empty": turn.empty,
        "status": answer.status if answer else "missing",
        "confidence": float(answer.confidence) if answer else 0.0,
        "citations": len(answer.citations) if answer else 0,
        "measures": {k: None if v is None else round(float(v), 6) for k, v in values.items()},
    }


def _asks(stored: StoredTurn) -> bool:
    """Whether the turn has an answer that must be found and cited."""
    return stored.turn.answerable and not stored.turn.empty


def _answered(stored: StoredTurn) -> Answer | None:
    """Return the answer if it is one: what a refusal happens to say earns nothing."""
    answer = stored.answer
    return answer if answer and answer.status == "answered" else None


# Retrieval


def _retrieval(run: StoredRun) -> dict[tuple[str, int], Values]:
    """Return the retrieval measures of every turn that has evidence, ``stage.measure`` → value.

    A stage the system has, but not for this turn, found nothing: zero.
    """
    asked = [
        (item.item.id, turn)
        for item in run.items
        for turn in item.turns
        if _asks(turn) and (turn.quotes or turn.documents)
    ]
    found: dict[tuple[str, int], Values] = {(i, turn.number): {} for i, turn in asked}
    # The evaluator wants text for a key: the turn's place in the list.
    qrels = {str(n): _relevance(turn) for n, (_, turn) in enumerate(asked)}
    for stage in run.stages:
        rankings = {str(n): _judged(turn, stage) for n, (_, turn) in enumerate(asked)}
        for key, scores in measures.retrieval(rankings, qrels).items():
            item_id, turn = asked[int(key)]
            found[item_id, turn.number] |= {f"{stage}.{name}": x for name, x in scores.items()}
    return found


def _relevance(stored: StoredTurn) -> dict[str, int]:
    if stored.quotes:
        return {f"q{number}": 1 for number in range(len(stored.quotes))}
    return stored.documents


def _judged(stored: StoredTurn, stage: str) -> list[str]:
    ranking = stored.stages.get(stage, ())
    if stored.quotes:
        return measures.judged_by_quotes(ranking, stored.quotes)
    return measures.judged_by_bulletins(ranking)


# Answers


def _answer_values(stored: StoredTurn) -> Values:
    """Return how far the answer says what is required; ``None`` where nothing is."""
    items = stored.turn.answers if _asks(stored) else ()
    answer = _answered(stored)
    texts = _texts(answer) if answer else []
    said = _prediction(answer) if answer else ""
    return {
        "exact_match": measures.over_items(measures.exact_match, said, items),
        "token_f1": measures.over_items(measures.token_f1, said, items),
        "items_found": measures.items_found(texts, items),
        "figures_exact": measures.figures_exact(texts, items),
    }


def _prediction(answer: Answer) -> str:
    statements = " ".join(statement.text for statement in answer.statements)
    return measures.unmarked(answer.short_answer or statements)


def _texts(answer: Answer) -> list[str]:
    """Return what the reader sees, piece by piece, so that no match spans two pieces."""
    shown = (answer.short_answer or "", measures.unmarked(answer.text))
    return [*filter(None, shown), *(citation.quote for citation in answer.citations)]


# Citations


def _citation_values(stored: StoredTurn, bodies: dict[str, str]) -> Values:
    """Return how well the answer is cited; but for ``verbatim``, only where there is evidence."""
    answer = _answered(stored)
    citations = stored.answer.citations if stored.answer else ()
    values: Values = {
        "verbatim": measures.share(
            c.start >= 0 and bodies.get(c.bulletin_id, "")[c.start : c.end] == c.quote != ""
            for c in citations
        )
    }
    if not _asks(stored) or not (stored.quotes or _relevant(stored)):
        return values | dict.fromkeys(_CITED)
    cited = answer.citations if answer else ()
    good = [_supported(stored, Place(c.bulletin_id, c.start, c.end)) for c in cited]
    supporting = {c.number for c, is_good in zip(cited, good, strict=True) if is_good}
    statements = [statement.citations for statement in answer.statements] if answer else []
    precision = measures.share(good) or 0.0
    recall = measures.citation_recall(statements, supporting)
    return values | {
        "cited_first": float(good[:1] == [True]),
        "cited_any": float(any(good)),
        "citation_precision": precision,
        "citation_recall": recall,
        "citation_f1": measures.harmonic(precision, recall),
    }


def _relevant(stored: StoredTurn) -> set[str]:
    return {document for document, grade in stored.documents.items() if grade > 0}


def _supported(stored: StoredTurn, citation: Place) -> bool:
    """Whether a citation is evidence; where no quote is listed, the right bulletin is enough."""
    if stored.quotes:
        return measures.supports(citation, stored.quotes)
    return citation.bulletin_id in _relevant(stored)


# Collections


def _collection_values(item: StoredItem, stored: StoredTurn) -> Values:
    """Return how exact the set of bulletins is, for questions that ask for a set."""
    if item.item.kind != "collection" or item.item.operation in _OF_ONE:
        return dict.fromkeys(_SET)
    wanted, answer = _relevant(stored), _answered(stored)
    said = {bulletin.id for bulletin in answer.bulletins} if answer else set()
    values: Values = {
        "set_precision": measures.set_precision(said, wanted),
        "set_recall": measures.set_recall(said, wanted),
        "set_exact": measures.set_exact(said, wanted),
        "count_exact": None,
    }
    if item.item.operation == "count" and stored.turn.answers:
        short, text = (answer.short_answer or "", answer.text) if answer else ("", "")
        forms = stored.turn.answers[0]
        values["count_exact"] = measures.count_exact(short, measures.unmarked(text), forms)
    if stored.answer is None:
        # No answer is not the same as an answer that lists nothing.
        return {name: None if value is None else 0.0 for name, value in values.items()}
    return values


# Verdicts


def _status_values(item: StoredItem, stored: StoredTurn, values: Values) -> Values:
    answered = float(_answered(stored) is not None)
    # Nobody knows what a missing answer would have said: it earns nothing by its silence.
    answered_wrongly = 1.0 if stored.answer is None else answered
    turn = stored.turn
    wants = not turn.smalltalk and not turn.empty
    return {
        "right": float(_is_right(item, stored, values)),
        "answered": None if turn.smalltalk else answered,
        "false_answer": answered_wrongly if wants and not turn.answerable else None,
        "false_refusal": 1.0 - answered if wants and turn.answerable else None,
        "language_ok": float(_in_language(stored.answer, turn.lang or item.item.lang)),
    }


def _in_language(answer: Answer | None, expected: str) -> bool:
    """Whether the answer says that it is in a language, and its own words are.

    What it quotes is in the bulletin's language and is not judged, nor are titles and the names
    that it puts in quotation marks or brackets. Of a refusal enough is left to tell the language;
    of an answer whether what is left is plainly in another.
    """
    if answer is None or answer.language != expected:
        return False
    if answer.status != "answered":
        return detect_language(_QUOTED.sub(" ", answer.text)) == expected
    return speaks(_own_words(answer), answer.language, _UNSURE)


def _own_words(answer: Answer) -> str:
    """Return what an answer says itself: its notices, and statements that are no quotes."""
    quotes = [f" {' '.join(words(c.quote))} " for c in answer.citations]
    own = [
        statement.text
        for statement in answer.statements
        if not any(f" {' '.join(words(statement.text))} " in quote for quote in quotes)
    ]
    text = "\n".join([*own, *answer.notices])
    for title in {c.title for c in answer.citations} | {ref.title for ref in answer.bulletins}:
        text = text.replace(title, " ") if title else text
    return _QUOTED.sub(" ", text)


def _is_right(item: StoredItem, stored: StoredTurn, values: Values) -> bool:
    """Whether the turn was handled as it should be: the headline measure.

    A missing answer never is. Small talk wants small talk; what cannot be answered, a refusal or
    a question back; a question that nothing matches, a refusal or an answer that lists nothing;
    a set of bulletins, that set (and its number, if asked for). Anything else wants an answer with
    ``min_share`` of its required items and a citation of evidence.
    """
    turn, answer = stored.turn, stored.answer
    if answer is None:
        return False
    if turn.smalltalk:
        return answer.status == "smalltalk"
    if turn.empty:
        return answer.abstained or (answer.status == "answered" and not answer.bulletins)
    if not turn.answerable:
        return answer.status in ("abstained", "clarification")
    if values["set_exact"] is not None:
        exact = values["set_exact"] == 1.0 and values["count_exact"] in (None, 1.0)
        return answer.status == "answered" and exact
    return (
        answer.status == "answered"
        and _reaches(values["items_found"], turn.min_share)
        and values["cited_any"] in (None, 1.0)
    )


def _reaches(found: float | None, least: float) -> bool:
    # A share of thirds or sixths may miss its bound by the last bit.
    return found is None or found >= least - 1e-9
