"""``icpc-assistant eval``: check, run, score, languages, rewrites, compare, gate, report, beir.

Each command only translates; the stage it names is imported inside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from icpc_assistant.errors import AssistantError

if TYPE_CHECKING:
    from icpc_assistant.config import Settings
    from icpc_assistant.evaluation.world import Progress, World

_SET = Path("eval/questions")
_BASELINE = Path("eval/baseline.json")
_RUNS = Path("runs")
_SYSTEM = "assistant"
_BEIR_SYSTEMS = ("bm25", "dense", "hybrid", "assistant")
# The modules of the extra `eval`; nothing else that fails to import is put down to it.
_EXTRA = frozenset({"ir_measures", "jinja2", "junitparser", "pytrec_eval", "scipy", "sklearn"})

_path = click.Path(path_type=Path)
_set = click.argument("questions", metavar="[SET]", type=_path, default=_SET)
_folders = (
    click.option("--corpus", type=_path, help="Corpus folder. [corpus]"),
    click.option("--index", type=_path, help="Index folder. [index]"),
)
_runs = click.option(
    "--runs", type=_path, default=_RUNS, show_default=True, help="Where run folders are kept."
)
_most = click.option(
    "--most",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="Show at most so many of the questions won and lost.",
)


def _with_folders(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_folders):
        command = option(command)
    return command


def _needs_extra(command: Callable[..., Any]) -> Callable[..., Any]:
    """Say how to get the libraries of the extra `eval` where one of them is missing."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in _EXTRA:
                raise
            raise AssistantError(
                f"Evaluation needs the library {error.name!r}; run "
                "`pip install 'icpc-assistant[eval]'`."
            ) from None

    return wrapped


@click.group("eval")
def evaluate() -> None:
    """Measure the answers: run question sets, score, compare, gate, report."""


@evaluate.command()
@_set
@click.option("--corpus", type=_path, help="Corpus folder. [corpus]")
def check(questions: Path, corpus: Path | None) -> None:
    """Validate a question SET (file or folder) against the bulletins. [eval/questions]"""
    from icpc_assistant.bulletins import read_corpus
    from icpc_assistant.evaluation.checking import check as faults_of
    from icpc_assistant.evaluation.dataset import read_set

    bulletins = read_corpus(_settings(corpus=corpus).corpus)
    faults = faults_of(questions, bulletins)
    for fault in faults:
        click.echo(str(fault))
    if faults:
        plural = "fault" if len(faults) == 1 else "faults"
        raise AssistantError(f"{len(faults)} {plural} found; mend them and run the check again.")
    items = read_set(questions, bulletins)
    sides = {side: sum(item.split == side for item in items) for side in ("dev", "test")}
    turns = sum(len(item.turns) for item in items)
    click.echo(
        f"{len(items)} lines, {turns} questions ({sides['dev']} lines dev, {sides['test']} test), "
        "no fault."
    )


@evaluate.command()
@_set
@click.option(
    "--split",
    type=click.Choice(["gate", "dev", "test", "all"]),
    default="dev",
    show_default=True,
    help="Which part of the set: dev to work on (gate is a part of it); test is for reporting, "
    "never for tuning.",
)
@click.option("--system", default=_SYSTEM, show_default=True, help="Which system answers.")
@click.option("--limit", type=click.IntRange(1), help="Ask so many, spread evenly over the set.")
@click.option("--seed", type=int, default=0, show_default=True, help="What `random` draws from.")
@click.option("--output", type=_path, help="Run folder. [one of its own under --runs]")
@click.option("--fresh", is_flag=True, help="Begin anew in a folder that holds a run.")
@click.option("--no-rebuild", is_flag=True, help="Refuse an index that is out of date.")
@_runs
@_with_folders
def run(
    questions: Path,
    split: str,
    system: str,
    limit: int | None,
    seed: int,
    output: Path | None,
    fresh: bool,
    no_rebuild: bool,
    runs: Path,
    **folders: Path | None,
) -> None:
    """Ask a system a question SET; print the run folder. An interrupted run goes on."""
    from icpc_assistant.evaluation import run as running

    with _progress() as progress:
        world = _world(progress, folders, rebuild=not no_rebuild)
        plan = running.planned(questions, list(world.bulletins.values()), split, limit, seed)
        ran = running.run(plan, world, system, output, root=runs, fresh=fresh, progress=progress)
    click.echo(f"{ran.items} lines answered, {ran.fresh} of them now.", err=True)
    click.echo(str(ran.folder))


@evaluate.command()
@click.argument("run_folder", metavar="RUN", type=_path)
@click.option("--json", "as_json", is_flag=True, help="Print the aggregates as JSON.")
@_needs_extra
def score(run_folder: Path, as_json: bool) -> None:
    """Score a RUN from its stored files: a row a turn, then means with 95 % intervals."""
    from icpc_assistant.evaluation import tables
    from icpc_assistant.evaluation.score import score_run

    scored = score_run(run_folder)
    if as_json:
        click.echo(json.dumps(scored.aggregates, ensure_ascii=False))
    else:
        tables.scores(scored.aggregates, tables.console())


@evaluate.command()
@click.argument("run_folder", metavar="RUN", type=_path)
@click.option("--json", "as_json", is_flag=True, help="Print the means as JSON.")
@click.option(
    "--differing",
    is_flag=True,
    help="List the questions of dev whose languages differ, and what came back; never those of "
    "test.",
)
@_needs_extra
def languages(run_folder: Path, as_json: bool, differing: bool) -> None:
    """Say how often a question brings the same bulletins in each language, from a RUN.

    Of a set whose lines share a `same`, such as eval/languages.
    """
    from icpc_assistant.evaluation import tables
    from icpc_assistant.evaluation.languages import agreement

    found = agreement(run_folder)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False))
    else:
        tables.languages(found, tables.console(), differing=differing)


@evaluate.command()
@_set
@click.option(
    "--split",
    type=click.Choice(["dev", "test", "all"]),
    default="dev",
    show_default=True,
    help="Which part of the set: dev to work on; test is for reporting, never for tuning.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option(
    "--differing",
    is_flag=True,
    help="List the follow-ups of dev for which a person's rewrite finds more; never those of test.",
)
@_runs
@_with_folders
@_needs_extra
def rewrites(
    questions: Path,
    split: str,
    as_json: bool,
    differing: bool,
    runs: Path,
    **folders: Path | None,
) -> None:
    """Measure a follow-up's rewrite against its bare words and a person's. [eval/questions]

    Asks the conversations of the SET that have rewrites (`standalone`) in each of the three forms.
    """
    from icpc_assistant.evaluation import run as running
    from icpc_assistant.evaluation import tables
    from icpc_assistant.evaluation.rewrites import ask

    with _progress() as progress:
        world = _world(progress, folders)
        plan = running.planned(questions, list(world.bulletins.values()), split)
        found = ask(plan, world, runs, progress)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False))
    else:
        tables.rewrites(found, tables.console(), differing=differing)


@evaluate.command()
@click.argument("run_a", type=_path)
@click.argument("run_b", type=_path)
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
@_most
@_needs_extra
def compare(run_a: Path, run_b: Path, as_json: bool, most: int) -> None:
    """Set RUN_B against RUN_A: paired differences, and the questions won and lost."""
    from icpc_assistant.evaluation import tables
    from icpc_assistant.evaluation.compare import compare as compared

    found = compared(run_a, run_b)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False))
    else:
        tables.comparison(found, tables.console(), most)


@evaluate.command()
@click.argument("run_folder", metavar="[RUN]", type=_path, required=False)
@click.option("--set", "questions", type=_path, default=_SET, show_default=True, help="Set to ask.")
@click.option("--baseline", type=_path, default=_BASELINE, show_default=True)
@click.option("--all", "whole", is_flag=True, help="Ask the whole dev split, not the gate's part.")
@click.option("--update", is_flag=True, help="Make the run the baseline; print the difference.")
@_most
@_runs
@_with_folders
@_needs_extra
def gate(
    run_folder: Path | None,
    questions: Path,
    baseline: Path,
    whole: bool,
    update: bool,
    most: int,
    runs: Path,
    **folders: Path | None,
) -> None:
    """Hold a RUN against the baseline; without one, ask the assistant first.

    It is asked more than half of the dev split, chosen by a rule; the whole of it with --all or
    --update.
    """
    from icpc_assistant.evaluation import run as running
    from icpc_assistant.evaluation import tables
    from icpc_assistant.evaluation.gate import gate as judged
    from icpc_assistant.evaluation.gate import update_baseline

    if run_folder is None:
        with _progress() as progress:
            world = _world(progress, folders)
            split = "dev" if whole or update else "gate"
            plan = running.planned(questions, list(world.bulletins.values()), split)
            run_folder = running.run(plan, world, _SYSTEM, root=runs, progress=progress).folder
        click.echo(str(run_folder), err=True)
    if update:
        click.echo(update_baseline(run_folder, baseline))
        return
    result = judged(run_folder, baseline)
    tables.gate(result, tables.console(), most)
    if not result.passed:
        raise AssistantError(
            "The gate does not pass; mend what is listed above, or accept it with --update."
        )
    click.echo("The gate passes.")


@evaluate.command()
@click.argument("run_folder", metavar="RUN", type=_path)
@click.option("--against", type=_path, metavar="RUN", help="Show the differences from this run.")
@click.option("--output", type=_path, help="HTML file. [RUN/report.html]")
@click.option("--markdown", type=_path, help="Write a summary in Markdown here too.")
@click.option("--junit", type=_path, help="Write the questions as JUnit tests here too.")
@_needs_extra
def report(
    run_folder: Path,
    against: Path | None,
    output: Path | None,
    markdown: Path | None,
    junit: Path | None,
) -> None:
    """Write a RUN's report: one HTML file that needs nothing else."""
    from icpc_assistant.evaluation.junit import write_junit
    from icpc_assistant.evaluation.report import markdown_summary, write_report

    page = output or run_folder / "report.html"
    write_report(run_folder, page, against)
    written = [page]
    if markdown:
        _write(markdown, markdown_summary(run_folder, against))
        written.append(markdown)
    if junit:
        write_junit(run_folder, junit, against)
        written.append(junit)
    for path in written:
        click.echo(str(path))


@evaluate.command()
@click.argument("folder", type=_path)
@click.option(
    "--system",
    "systems",
    multiple=True,
    default=_BEIR_SYSTEMS,
    show_default=True,
    help="Which systems answer; give it once for each.",
)
@click.option(
    "--split-by",
    type=click.Choice(["article"]),
    help="Ask every second article: the split `report`.",
)
@click.option(
    "--leave-out", type=_path, help="File of query ids, one a line, that are not to be asked."
)
@click.option("--limit", type=click.IntRange(1), help="Ask so many, spread evenly over the set.")
@click.option(
    "--output", type=_path, default=_RUNS, show_default=True, help="Where run folders go."
)
@click.option("--work", type=_path, help="Where indexes are kept. [OUTPUT/indexes]")
@click.option("--markdown", is_flag=True, help="Print the table as Markdown.")
@_needs_extra
def beir(
    folder: Path,
    systems: tuple[str, ...],
    split_by: str | None,
    leave_out: Path | None,
    limit: int | None,
    output: Path,
    work: Path | None,
    markdown: bool,
) -> None:
    """Run and score systems over a BEIR FOLDER (corpus.jsonl, queries.jsonl, qrels.tsv)."""
    from icpc_assistant.evaluation import tables
    from icpc_assistant.evaluation.beir import compare_systems, described, read_ids

    with _progress() as progress:
        rows = compare_systems(
            folder,
            systems,
            _settings(),
            output=output,
            work=work or output / "indexes",
            limit=limit,
            split_by_article=split_by == "article",
            left_out=read_ids(leave_out) if leave_out else (),
            progress=progress,
        )
    title, made = described(folder, rows)
    tables.beir(rows, title, tables.console(), made, markdown=markdown)
    for row_folder in dict.fromkeys(row.folder for row in rows):
        click.echo(str(row_folder), err=True)


def _settings(**given: Any) -> Settings:
    from icpc_assistant.config import load_settings

    return load_settings(**given)


def _world(
    progress: Progress, folders: Mapping[str, Path | None], *, rebuild: bool = True
) -> World:
    from icpc_assistant.bulletins import read_corpus
    from icpc_assistant.evaluation.world import World

    settings = _settings(**folders)
    return World(settings, read_corpus(settings.corpus), rebuild=rebuild, progress=progress)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise AssistantError(
            f"{path} cannot be written ({error.strerror or error}); choose a place that can be "
            "written, with room."
        ) from None


@contextmanager
def _progress() -> Iterator[Progress]:
    """Yield a callback (done, total, stage) that draws a bar a stage on standard error."""
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    tasks: dict[str, TaskID] = {}
    with Bars(console=Console(stderr=True), transient=True) as bars:

        def advance(done: int, total: int, stage: str) -> None:
            if stage not in tasks or bars.tasks[tasks[stage]].total != total:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done)

        yield advance
