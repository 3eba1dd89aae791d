"""A BEIR folder → question set + bulletins, run and scored like any other set.

A BEIR folder (Thakur et al. 2021) holds ``corpus.jsonl`` (``_id``, ``title``, ``text``),
``queries.jsonl`` (``_id``, ``text``) and ``qrels.tsv`` or ``qrels/test.tsv`` (query, document,
grade). Keys used where they are present: ``lang`` of both; of a query ``answers`` (any of which
is right, as in SQuAD), ``answerable``, and ``article``, ``doc`` or ``topic``, what it was asked
about. Retrieval is judged by whole documents, so each document is one bulletin.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icpc_assistant.errors import UsageError
from icpc_assistant.evaluation.dataset import Item, Turn, digest_of
from icpc_assistant.evaluation.measures import RETRIEVAL
from icpc_assistant.evaluation.run import MANIFEST, Plan, run, spread
from icpc_assistant.evaluation.world import Progress, World
from icpc_assistant.types import LANGUAGES, Bulletin, Language

if TYPE_CHECKING:
    from icpc_assistant.config import Settings

_REPORT = "report"  # the split that is reported on, where a part was fitted or trained on
ANSWERS = {"EM": "exact_match", "F1": "token_f1"}
# The rankings a table shows of each system; any other system shows all it has.
_SHOWN = {"hybrid": ("fused",), "assistant": ("fused", "read"), "assistant-llm": ("fused", "read")}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: one ranking of a system, and what its answers score.

    ``measures`` are shares by name (those of ``RETRIEVAL``, ``ANSWERS`` and AUROC), ``None`` where
    the set does not tell; ``ms`` is the median time a question, ``questions`` their number.
    """

    system: str
    stage: str
    questions: int
    measures: Mapping[str, float | None]
    ms: float | None
    folder: Path


def load(
    folder: Path,
    limit: int | None = None,
    split_by_article: bool = False,
    left_out: Collection[str] = (),
) -> tuple[list[Item], list[Bulletin]]:
    """Return a folder's queries as items and its documents as bulletins.

    A query that is neither judged nor answered nor said to be unanswerable tells nothing and is
    left out. ``split_by_article`` keeps the queries about every second article (the second, fourth
    and so on to appear), so that something may be fitted on the others; ``left_out`` are ids of
    queries not to be asked, which something was trained on. What is so kept is the split "report".
    ``limit`` keeps so many, spread evenly.

    Raises:
        UsageError: a file is missing or not of the layout, or a language is not one of ours.
    """
    documents = [_document(*row) for row in _rows(folder / "corpus.jsonl")]
    bulletins = {d.id: d for d in documents if any(c.isalnum() for c in d.body)}
    judged = _qrels(folder)
    queries = list(_rows(folder / "queries.jsonl"))
    if not bulletins or not queries:
        raise UsageError(f"{folder} holds no document or no query; name a filled BEIR folder.")
    articles = [_article(row, bulletins) for _, row in queries]
    if split_by_article and None in articles:
        raise UsageError(f"The queries of {folder} do not name an article; run without --split-by.")
    place = {article: n for n, article in enumerate(dict.fromkeys(articles))}
    items: list[Item] = []
    seen: set[str] = set()
    for (where, row), article in zip(queries, articles, strict=True):
        if (name := _token(row["_id"])) in seen:
            raise UsageError(f"{where}: the id {name!r} stands there twice; give each its own.")
        seen.add(name)
        if (split_by_article and place[article] % 2 == 0) or str(row["_id"]) in left_out:
            continue
        grades = {i: g for i, g in judged.get(str(row["_id"]), {}).items() if i in bulletins}
        item = _item(where, row, grades, _REPORT if split_by_article or left_out else "")
        if item.turns[0].answers or grades or not item.turns[0].answerable:
            items.append(item)
    if not items:
        raise UsageError(f"No query of {folder} is left to ask; leave out fewer.")
    return spread(items, limit), list(bulletins.values())


def read_ids(path: Path) -> frozenset[str]:
    """Return the ids in a file that has one a line.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        return frozenset(line.strip() for line in path.read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(
            f"{path} cannot be read ({reason}); name a file with one query's id a line."
        ) from None


def compare_systems(
    folder: Path,
    systems: Sequence[str],
    settings: Settings,
    *,
    output: Path,
    work: Path,
    limit: int | None = None,
    split_by_article: bool = False,
    left_out: Collection[str] = (),
    progress: Progress | None = None,
) -> list[Row]:
    """Run and score each system over a folder; return the table's rows.

    Run folders are written under ``output``, the index of the documents under ``work``, where the
    next call finds it again.

    Raises:
        UsageError, AssistantError: see ``load``, ``run.run`` and ``score.score_run``.
    """
    items, bulletins = load(folder, limit, split_by_article, left_out)
    digest = digest_of(items)
    index = work / f"{folder.resolve().name}-{_corpus_name(bulletins)}"
    world = World(
        settings.model_copy(update={"index": index}), bulletins, whole=True, progress=progress
    )
    split = _REPORT if split_by_article or left_out else "all"
    plan = Plan(str(folder.resolve().name), tuple(items), digest, split, limit)
    rows: list[Row] = []
    for system in systems:
        ran = run(plan, world, system, root=output, progress=progress)
        rows += _scored(ran.folder, system, len(items))
    return rows


def described(folder: Path, rows: Sequence[Row]) -> tuple[str, str]:
    """Return the table's title, and a sentence that says how its rows were made.

    Both from the runs' manifests: a run that was there already is as old as it says.
    """
    made = [
        json.loads((run_folder / MANIFEST).read_text("utf-8"))
        for run_folder in dict.fromkeys(row.folder for row in rows)
    ]
    split = f", split {_REPORT}" if made[0]["split"] == _REPORT else ""
    days = " to ".join(sorted({manifest["created"][:10] for manifest in made}))
    code = made[-1]["code"]
    commit = f", commit {code['commit']}" if "commit" in code else ""
    libraries = ", ".join(f"{name} {version}" for name, version in made[-1]["libraries"].items())
    return (
        f"{folder.resolve().name}{split}",
        f"Folder {folder.resolve()}, measured {days}, version {code['version']}{commit}; "
        f"{libraries}.",
    )


def _scored(folder: Path, system: str, questions: int) -> Iterator[Row]:
    from icpc_assistant.evaluation.score import score_run

    found = score_run(folder).aggregates
    overall = found["overall"]
    ranked = [name.removesuffix(".nDCG@10") for name in overall if name.endswith(".nDCG@10")]
    shown = [stage for stage in _SHOWN.get(system, ranked) if stage in ranked] or [""]
    said = {label: _mean(overall, measure) for label, measure in ANSWERS.items()}
    times = found.get("time", {}).get("total", {})
    for stage in shown:
        measures = {name: _mean(overall, f"{stage}.{name}") for name in RETRIEVAL}
        measures |= said | {"AUROC": found.get("abstention", {}).get("auroc")}
        yield Row(system, stage, questions, measures, times.get("p50"), folder)


def _mean(aggregates: Mapping[str, Any], measure: str) -> float | None:
    mean: float | None = aggregates.get(measure, {}).get("mean")
    return mean


def _corpus_name(bulletins: Sequence[Bulletin]) -> str:
    digest = hashlib.sha256()
    for b in bulletins:
        digest.update(f"{b.id}\0{b.title}\0{b.body}\0{b.language}\0".encode())
    return digest.hexdigest()[:8]


# Reading the folder


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield ("file:line", object) of a JSON-lines file whose objects have an ``_id`` and text."""
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            good = isinstance(row["_id"], str | int) and isinstance(row["text"], str)
        except (ValueError, KeyError, TypeError, RecursionError):
            good = False
        if not good:
            raise UsageError(
                f'{path}:{number}: no line of a BEIR file; write {{"_id": …, "text": …}}.'
            )
        yield f"{path}:{number}", row


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(
            f"{path} cannot be read ({reason}); name a folder with corpus.jsonl, queries.jsonl and "
            "qrels.tsv."
        ) from None


def _document(where: str, row: dict[str, Any]) -> Bulletin:
    title = str(row.get("title") or "").strip()
    body = row["text"] if row["text"].strip() else title
    return Bulletin(str(row["_id"]), title, body, _language(where, row))


def _language(where: str, row: dict[str, Any]) -> Language:
    named = row.get("lang", "en")
    for language in LANGUAGES:
        if named == language:
            return language
    raise UsageError(
        f"{where}: the language {named!r} is none of ours; use {', '.join(LANGUAGES)}."
    )


def _qrels(folder: Path) -> dict[str, dict[str, int]]:
    """Return the grades above zero by query and document."""
    path = folder / "qrels.tsv"
    if not path.is_file() and (folder / "qrels" / "test.tsv").is_file():
        path = folder / "qrels" / "test.tsv"
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for number, line in enumerate(_text(path).splitlines(), 1):
        fields = line.split("\t")
        if not line.strip() or (number == 1 and fields[-1].strip() == "score"):
            continue
        try:
            query, document, grade = fields[0], fields[-2], int(fields[-1])
        except (ValueError, IndexError):
            raise UsageError(
                f"{path}:{number}: no judgement; write query, document and a whole number, parted "
                "by tabs."
            ) from None
        if grade > 0:
            judged[query][document] = grade
    return judged


def _article(row: dict[str, Any], bulletins: Mapping[str, Bulletin]) -> str | None:
    """Return the article a query was asked about.

    A passage ("doc") belongs to the article its title names; one that is not among the documents,
    to the one its id names without the passage's number ("en-3" of "en-3-17").
    """
    for key in ("article", "topic"):
        if row.get(key):
            return str(row[key])
    if not row.get("doc"):
        return None
    doc = str(row["doc"])
    title = bulletins[doc].title if doc in bulletins else ""
    return title or doc.rpartition("-")[0] or doc


def _token(name: str | int) -> str:
    """Return an id as one word, as run files want it."""
    return "_".join(str(name).split())


def _item(where: str, row: dict[str, Any], grades: dict[str, int], split: str) -> Item:
    answers = [str(form) for form in row.get("answers") or () if str(form).strip()]
    answerable = bool(row.get("answerable", True))
    language = _language(where, row)
    asked = {
        "question": row["text"],
        "answerable": answerable,
        "answers": [answers] if answers and answerable else [],
        "bulletins": sorted(grades, key=lambda i: (-grades[i], i)) if answerable else [],
    }
    raw: dict[str, Any] = {
        "id": _token(row["_id"]),
        "lang": language,
        # In these sets what cannot be answered is asked about an article that nearly tells.
        "kind": "factual" if answerable else "near_miss",
        "turns": [asked],
        "qrels": grades if answerable else {},
    }
    turn = Turn(
        question=row["text"],
        answerable=answerable,
        answers=tuple(tuple(forms) for forms in asked["answers"]),
        bulletins=tuple(asked["bulletins"]),
    )
    return Item(raw["id"], language, raw["kind"], "plain", "", split, (turn,), raw)
