"""The command line of feedback: ``icpc-assistant feedback list | export | delete``."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from icpc_assistant.errors import AssistantError, UsageError

if TYPE_CHECKING:
    from icpc_assistant.feedback import Entry, FeedbackStore, Verdict

_file = click.option(
    "--file", type=click.Path(path_type=Path), help="Feedback file. [feedback_file]"
)


@click.group()
def feedback() -> None:
    """Read the thumbs up and down given in the chat, and delete them."""


@feedback.command("list")
@click.option("--verdict", type=click.Choice(["up", "down"]), help="Only these.")
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="How many, newest first."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@_file
def list_entries(verdict: Verdict | None, limit: int, as_json: bool, file: Path | None) -> None:
    """List what was judged, newest first."""
    entries = _store(file).entries(verdict)
    if not entries:
        click.echo("No feedback yet.", err=True)
    for entry in reversed(entries[-limit:]):
        click.echo(json.dumps(entry.to_dict()) if as_json else _shown(entry))
    if len(entries) > limit:
        click.echo(f"{limit} of {len(entries)} shown; --limit shows more.", err=True)


@feedback.command("export")
@click.argument("named", metavar="[FILE]", type=click.Path(path_type=Path), required=False)
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="The same as FILE alone."
)
@_file
def export(named: Path | None, output: Path | None, file: Path | None) -> None:
    """Write the thumbs down to a new FILE as question-set lines for a person to fill in.

    Without FILE they are printed.
    """
    if named and output:
        raise UsageError(f"{named} and {output} cannot both be written; name one file.")
    output = named or output
    lines = _store(file).export()
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        with output.open("x", encoding="utf-8") as target:
            target.write(text)
    except FileExistsError:
        raise UsageError(
            f"{output} is there already and may hold what a person filled in; name a new file."
        ) from None
    except OSError as error:
        raise AssistantError(
            f"The questions cannot be written to {output} ({error.strerror or error}); "
            "choose a place that can be written, with room."
        ) from None
    plural = "question" if len(lines) == 1 else "questions"
    click.echo(
        f"{len(lines)} {plural} written to {output}; fill in what was right, then run "
        f"`icpc-assistant eval check {output}`.",
        err=True,
    )


@feedback.command("delete")
@click.argument("numbers", metavar="[NUMBER]...", type=click.IntRange(1), nargs=-1)
@click.option(
    "--before", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="All given before this day."
)
@click.option("--yes", is_flag=True, help="Do not ask before deleting.")
@_file
def delete(numbers: tuple[int, ...], before: datetime | None, yes: bool, file: Path | None) -> None:
    """Delete entries for good: those with a NUMBER, as `list` shows them, or all before a day."""
    if not numbers and before is None:
        raise UsageError("Nothing was chosen to be deleted; give numbers, or --before with a day.")
    store = _store(file)
    chosen = store.chosen(numbers, before and before.date())
    if not chosen:
        click.echo("No feedback was given before that day; nothing was deleted.", err=True)
        return
    plural = "entry" if len(chosen) == 1 else "entries"
    if not yes:
        click.confirm(f"Delete {len(chosen)} {plural} of {store.path} for good?", abort=True)
    click.echo(f"{store.delete(chosen)} {plural} deleted.", err=True)


def _store(file: Path | None) -> FeedbackStore:
    from icpc_assistant.config import load_settings
    from icpc_assistant.feedback import FeedbackStore

    return FeedbackStore(file or load_settings().feedback_file)


def _shown(entry: Entry) -> str:
    """Return an entry for a terminal: verdict and day, question, answer, comment."""
    from icpc_assistant.terms import clean

    mark, colour = ("+", "green") if entry.verdict == "up" else ("-", "red")
    day = clean(entry.created)[:10]
    lines = [
        f"{click.style(mark, fg=colour)} #{entry.number}  {day}  {clean(entry.question)}",
        click.style(f"    {clean(str(entry.answer.get('text', '')))[:200]}", dim=True),
    ]
    if entry.comment:
        lines.append(f"    “{clean(entry.comment)}”")
    return "\n".join(lines)
