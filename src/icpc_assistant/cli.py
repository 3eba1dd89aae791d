"""The command line: ``icpc-assistant ask | chat | index | corpus | doctor | eval | feedback``.

Each command only translates: options in, an ``Answer`` or a report out. Whatever a command needs
is imported inside it, so that ``--help`` stays instant.
"""

from __future__ import annotations

import errno
import gc
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click

from icpc_assistant._version import __version__
from icpc_assistant.commands import Elsewhere, LazyGroup, today_option
from icpc_assistant.errors import AssistantError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from icpc_assistant.assistant import Assistant
    from icpc_assistant.config import Settings
    from icpc_assistant.live import LiveAssistant
    from icpc_assistant.types import Answer

_FOLDERS = (
    click.option("--corpus", type=click.Path(path_type=Path), help="Corpus folder. [corpus]"),
    click.option("--index", type=click.Path(path_type=Path), help="Index folder. [index]"),
)
_no_rebuild = click.option(
    "--no-rebuild", is_flag=True, help="Refuse an index that is out of date instead of updating it."
)

# What writing says where there is no room; with no file's name, it is standard output's.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


def _folders(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_FOLDERS):
        command = option(command)
    return command


class _Commands(LazyGroup):
    """The commands of this module, and those that other modules hold, imported when called."""

    elsewhere: ClassVar[Elsewhere] = {
        "cards": (
            "icpc_assistant.cards_commands",
            "cards",
            "Show the event cards read from the bulletins.",
        ),
        "corpus": (
            "icpc_assistant.corpus_commands",
            "corpus",
            "Look after the bulletin files.",
        ),
        "entities": (
            "icpc_assistant.directory_commands",
            "entities",
            "List the people, organisations and places named.",
        ),
        "eval": (
            "icpc_assistant.evaluation.commands",
            "evaluate",
            "Measure the assistant and compare runs.",
        ),
        "feedback": (
            "icpc_assistant.feedback_commands",
            "feedback",
            "Look at thumbs up and down; make questions of them.",
        ),
        "keys": (
            "icpc_assistant.access_commands",
            "keys",
            "Give out and withdraw keys for the API.",
        ),
        "mcp": (
            "icpc_assistant.mcp_commands",
            "mcp",
            "Serve the Model Context Protocol on standard input.",
        ),
        "users": (
            "icpc_assistant.access_commands",
            "users",
            "Say who may sign in to the chat.",
        ),
        "timeline": (
            "icpc_assistant.directory_commands",
            "timeline",
            "List every event by date.",
        ),
    }


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Settings come from options, then ICPC_… variables, then icpc.toml; see the README.",
)
@click.version_option(__version__, "-V", "--version", prog_name="icpc-assistant")
def cli() -> None:
    """Ask the ICPC's bulletins: cited, verbatim answers, with no network and no LLM."""


@cli.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one JSON object.")
@click.option(
    "--batch",
    type=click.Path(path_type=Path),
    metavar="SET",
    help="Answer every line of a question set (JSON lines).",
)
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Where --batch writes."
)
@today_option
@_no_rebuild
@_folders
def ask(
    question: str | None,
    as_json: bool,
    batch: Path | None,
    output: Path | None,
    today: date | None,
    no_rebuild: bool,
    **folders: Path | None,
) -> None:
    """Ask QUESTION; without one, open an interactive prompt."""
    if (batch is None) != (output is None):
        raise UsageError("--batch and --output go together; give both a file.")
    if batch is not None and question is not None:
        raise UsageError("A question and --batch were both given; drop one of them.")
    if question is not None:
        gc.set_threshold(200_000)  # a process that asks once has little garbage to look for
        from icpc_assistant.query import checked

        checked(question)  # a question that cannot be asked costs no index

    def opened(one_shot: bool) -> Assistant:
        from icpc_assistant.opening import open_assistant

        with _progress() as progress:
            return open_assistant(
                rebuild=not no_rebuild,
                one_shot=one_shot,
                progress=progress,
                today=today,
                **folders,
            )

    if batch is not None and output is not None:
        from icpc_assistant.batch import answer_batch, check_output, read_questions

        lines = read_questions(batch)
        check_output(batch, output)
        assistant = opened(one_shot=False)
        with _progress() as progress:
            answered = answer_batch(assistant, lines, output, progress)
        click.echo(f"{answered} answers written to {output}.", err=True)
    elif question is not None:
        assistant = opened(one_shot=True)
        _show(assistant, assistant.ask(question), as_json)
    else:
        _converse(opened(one_shot=False), as_json)


def _show(assistant: Assistant, answer: Answer, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(answer.to_dict(), ensure_ascii=False))
        return
    from icpc_assistant.terms import clean
    from icpc_assistant.wording import foreign, quoted, when

    # A bulletin's text may hold what turns the rest of a terminal's line round, or hides in it.
    said = {clean(statement.text) for statement in answer.statements}
    text = answer.text
    if answer.short_answer:
        click.echo(click.style(clean(answer.short_answer), bold=True))
        text = text.partition("\n")[2]
    click.echo("\n".join(map(clean, text.splitlines())))
    for citation in answer.citations:
        date = f" ({when(citation.date, answer.language)})" if citation.date else ""
        quote = clean(citation.quote)
        cited = assistant.bulletin(citation.bulletin_id)
        written = cited.language if cited else None
        tongue = foreign(written, answer.language, answer.language)
        source = f"[{citation.number}] {clean(citation.title)}{date}{tongue}"
        click.echo()
        click.echo(click.style(source, dim=True))
        if quote not in said:  # else the statement above is the quote, word for word
            click.echo(f"    {quoted(quote, answer.language)}")
    for choice in answer.choices:
        click.echo(f"  {clean(choice)}")
    for notice in answer.notices:
        click.echo()
        click.echo(click.style(clean(notice), dim=True))


def _converse(assistant: Assistant, as_json: bool) -> None:
    from icpc_assistant.types import Exchange

    history: list[Exchange] = []
    refused = False
    for question in _questions():
        try:
            answer = assistant.ask(question, history)
        except UsageError as error:
            click.echo(str(error), err=True)
            refused = True
            continue
        _show(assistant, answer, as_json)
        click.echo()
        history.append(Exchange(question, answer.text))
    if history or sys.stdin.isatty():
        return
    if refused:  # and why has been said
        sys.exit(UsageError.exit_code)
    raise UsageError("Standard input holds no question; write one a line, or give it in quotes.")


def _questions() -> Iterator[str]:
    """Yield typed questions: a prompt with history on a terminal, else lines of standard input."""
    if not sys.stdin.isatty():
        if isinstance(sys.stdin, io.TextIOWrapper):  # bytes that are no text spoil their line alone
            sys.stdin.reconfigure(errors="replace")
        yield from (line.strip() for line in sys.stdin if line.strip())
        return
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory, History, InMemoryHistory

    state = Path(os.environ.get("XDG_STATE_HOME", "~/.local/state")).expanduser()
    history: History = InMemoryHistory()
    try:
        (state / "icpc-assistant").mkdir(parents=True, exist_ok=True)
        history = FileHistory(str(state / "icpc-assistant" / "questions"))
    except OSError:
        pass  # a home that cannot be written only costs the history
    session: PromptSession[str] = PromptSession("Question: ", history=history)
    click.echo("Ask about the bulletins; an empty line or Ctrl-D ends.", err=True)
    while True:
        try:
            question = session.prompt().strip()
        except (EOFError, KeyboardInterrupt):
            return
        if not question:
            return
        yield question


@cli.command()
@click.option("--host", help="Address to listen on. [127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on. [7860]")
@click.option("--open", "open_browser", is_flag=True, help="Open the page in a browser.")
@today_option
@_no_rebuild
@_folders
def chat(
    host: str | None,
    port: int | None,
    open_browser: bool,
    today: date | None,
    no_rebuild: bool,
    **folders: Path | None,
) -> None:
    """Start the chat and the API on http://127.0.0.1:7860."""
    settings = _settings(host=host, port=port, today=today, **folders)
    from icpc_assistant.api import serve

    def opened() -> LiveAssistant:
        from icpc_assistant.live import open_live
        from icpc_assistant.opening import open_index

        with _progress() as progress:
            index = open_index(settings, rebuild=not no_rebuild, progress=progress, every_byte=True)
        return open_live(settings, index)

    serve(settings, opened, open_browser=open_browser)


@cli.command()
@click.option("--force", is_flag=True, help="Build even if nothing changed.")
@_folders
def index(force: bool, **folders: Path | None) -> None:
    """Build or update the index from the corpus."""
    settings = _settings(**folders)
    from icpc_assistant.bulletins import read_corpus
    from icpc_assistant.index import build_index

    bulletins = read_corpus(settings.corpus)
    with _progress() as progress:
        report = build_index(settings, bulletins, force=force, progress=progress)
    for notice in report.notices:
        click.echo(notice, err=True)
    if not report.changed:
        click.echo(f"Nothing changed: {report.bulletins} bulletins, index {report.version}.")
        return
    click.echo(
        f"Index {report.version}: {report.bulletins} bulletins, {report.passages} passages; "
        f"of the texts they are found by, {report.embedded} embedded, {report.reused} kept, "
        f"{report.removed} removed in {report.seconds:.1f} s."
    )


@cli.command()
@click.option("--deep", is_flag=True, help="Also read every byte of the index, and ask about it.")
@_folders
def doctor(deep: bool, **folders: Path | None) -> None:
    """Say what is installed, live and configured, and how to mend it."""
    from icpc_assistant.doctor import examine

    failed = 0
    for finding in examine(_settings(**folders), deep=deep):
        mark, colour = {"ok": ("ok", "green"), "warn": ("!!", "yellow"), "fail": ("XX", "red")}[
            finding.level
        ]
        click.echo(f"{click.style(mark, fg=colour)}  {finding.name}: {finding.text}")
        failed += finding.level == "fail"
    if failed:
        those = "One of these needs" if failed == 1 else f"{failed} of these need"
        raise AssistantError(f"{those} mending; each line marked XX says how.")


def _settings(**given: Any) -> Settings:
    from icpc_assistant.config import load_settings

    return load_settings(**given)


@contextmanager
def _progress() -> Iterator[Callable[[int, int, str], None]]:
    """Yield a callback (done, total, stage) that draws a bar on standard error, once called.

    Where that is no terminal, nothing is drawn.
    """
    if not sys.stderr.isatty():
        yield lambda done, total, stage: None
        return
    bars: list[Any] = []
    tasks: dict[str, Any] = {}

    def advance(done: int, total: int, stage: str) -> None:
        if not bars:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            bars.append(
                Progress(
                    TextColumn("{task.description}"),
                    BarColumn(),
                    MofNCompleteColumn(),
                    console=Console(stderr=True),
                )
            )
            bars[0].start()
        if stage not in tasks:
            tasks[stage] = bars[0].add_task(stage, total=total)
        bars[0].update(tasks[stage], completed=done, total=total)

    try:
        yield advance
    finally:
        for bar in bars:
            bar.stop()


def main() -> None:
    """Run the command line; every failure is one sentence on standard error."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        where = getattr(getattr(error, "ctx", None), "command_path", "icpc-assistant")
        said = error.format_message().rstrip(".")
        click.echo(f"Error: {said}; see `{where} --help`.", err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except AssistantError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read the output has gone; nothing is lost. Keep the interpreter's own flush quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FULL and error.filename is None:
            click.echo(
                f"Error: standard output cannot be written ({error.strerror}); make room there, or "
                "send it elsewhere.",
                err=True,
            )
            sys.exit(1)
        if os.environ.get("ICPC_DEBUG"):
            raise
        click.echo(
            f"Error: something unforeseen went wrong ({type(error).__name__}: {error}); "
            "run `icpc-assistant doctor`, or again with ICPC_DEBUG=1 to see where.",
            err=True,
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
