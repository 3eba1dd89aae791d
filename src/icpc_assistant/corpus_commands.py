"""``icpc-assistant corpus``: check the bulletin files; draft new ones; add them from anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import click

from icpc_assistant.commands import Elsewhere, LazyGroup
from icpc_assistant.errors import AssistantError, UsageError
from icpc_assistant.types import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icpc_assistant.bulletins import Fault
    from icpc_assistant.bulletins.aliases import Aliases
    from icpc_assistant.drafting import Draft
    from icpc_assistant.drafting.draft import Known
    from icpc_assistant.types import Bulletin, Language

_folder = click.option(
    "--corpus", "folder", type=click.Path(path_type=Path), help="Corpus folder. [corpus]"
)


class _Corpus(LazyGroup):
    elsewhere: ClassVar[Elsewhere] = {
        "add": (
            "icpc_assistant.gathering_commands",
            "add",
            "Add files, folders, web pages, feeds or a WordPress site.",
        ),
        "watch": (
            "icpc_assistant.gathering_commands",
            "watch",
            "Keep up with the sources that sources.toml names.",
        ),
        "questions": (
            "icpc_assistant.questions_commands",
            "questions",
            "Draft questions that a bulletin answers; keep them beside it.",
        ),
    }


@click.group(cls=_Corpus)
def corpus() -> None:
    """Look after the bulletin files."""


@corpus.command("check")
@_folder
def check(folder: Path | None) -> None:
    """Validate every bulletin file and aliases.toml; report each fault with its file, line, remedy.

    A warning, and no fault, is where the front matter says other than the text, where bulletins or
    two sentences of one disagree, and where aliases.toml has a name that no bulletin has.
    """
    from icpc_assistant.bulletins import check_corpus, read_corpus
    from icpc_assistant.bulletins.aliases import check_aliases

    home = _home(folder)
    aliases, mistaken = check_aliases(home)
    faults = [*check_corpus(home), *mistaken]
    for fault in faults:
        click.echo(str(fault))
    if faults:
        plural = "fault" if len(faults) == 1 else "faults"
        raise AssistantError(f"{len(faults)} {plural} found; mend them and run the check again.")
    bulletins = read_corpus(home)
    warned = 0
    for found in _warnings(home, bulletins, aliases):
        click.echo(f"{found.where}: warning: {found.message}; {found.remedy}")
        warned += 1
    more = f", {warned} {'warning' if warned == 1 else 'warnings'}" if warned else ""
    click.echo(f"{len(bulletins)} bulletins, no fault{more}.")


def _home(folder: Path | None) -> Path:
    from icpc_assistant.config import load_settings

    return load_settings(corpus=folder).corpus


def _warnings(home: Path, bulletins: tuple[Bulletin, ...], aliases: Aliases) -> Iterator[Fault]:
    from icpc_assistant.bulletins.aliases import unmet
    from icpc_assistant.drafting import disagreements

    yield from unmet(aliases, home, bulletins)
    for bulletin in bulletins:
        path = home / "bulletins" / f"{bulletin.id}.md"
        if path.is_file():
            yield from disagreements(bulletin, path)
    yield from _unlinked(home, bulletins)
    yield from _contradictions(home, bulletins, aliases)


def _unlinked(home: Path, bulletins: tuple[Bulletin, ...]) -> Iterator[Fault]:
    """Yield a warning for each bulletin that says the same as an earlier one without naming it."""
    from icpc_assistant.bulletins import Fault
    from icpc_assistant.gathering.versions import Versions

    known = Versions()
    for bulletin in bulletins:
        found = known.find(bulletin) if bulletin.version_of is None else None
        known.add(bulletin)
        if found is None or found.bulletin.version_of == bulletin.id:
            continue
        original = found.bulletin.version_of or found.bulletin.id
        yield Fault(
            home / "bulletins" / f"{bulletin.id}.md",
            1,
            f"it seems to be another version of {original}, and counts as a second event",
            f"write `version_of: {original}` in its front matter, or let it be",
        )


def _contradictions(
    home: Path, bulletins: tuple[Bulletin, ...], aliases: Aliases
) -> Iterator[Fault]:
    from icpc_assistant.bulletins import Fault
    from icpc_assistant.cards import extract
    from icpc_assistant.collection import Catalogue
    from icpc_assistant.collection.conflicts import conflicts

    known = {b.id: b for b in bulletins}
    found = conflicts(Catalogue.of(map(extract, bulletins), known, aliases))
    for conflict in dict.fromkeys(c for of_one in found.values() for c in of_one):
        one, other = sorted(conflict.claims, key=lambda c: (c.bulletin_id, c.start))
        path = home / "bulletins" / f"{other.bulletin_id}.md"
        where = "further up" if one.bulletin_id == other.bulletin_id else f"in {one.bulletin_id}"
        message = f"“{other.said}” here, “{one.said}” {where} ({conflict.kind})"
        remedy = "correct the one that is wrong; answers show both until then"
        yield Fault(path, _line_at(path, known[other.bulletin_id], other.start), message, remedy)


def _line_at(path: Path, bulletin: Bulletin, start: int) -> int:
    """Return the line of the file on which a character of the body stands."""
    text = path.read_text("utf-8").replace("\r\n", "\n") if path.is_file() else ""
    at = max(0, text.find(bulletin.body)) + max(0, start)
    return text.count("\n", 0, at) + 1


@corpus.command("draft")
@click.argument("file", type=click.Path(path_type=Path))
@_folder
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Folder to write to. [the corpus's bulletins/]",
)
@click.option("--date", "date_text", metavar="ISO", help="The event's date, if the text errs.")
@click.option("--source", metavar="URL", help="Where it was published.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Its language. [detected]")
@click.option("--one", is_flag=True, help="FILE holds one bulletin, whatever it looks like.")
def draft(
    file: Path,
    folder: Path | None,
    output: Path | None,
    date_text: str | None,
    source: str | None,
    language: Language | None,
    one: bool,
) -> None:
    """Turn FILE, a bulletin as received or several in a row, into bulletin files.

    FILE is plain text, Markdown, HTML, PDF or DOCX. The words stay as published; dates, places,
    people and organisations are read from them, and marked for you to check. No file is replaced.
    """
    from icpc_assistant.drafting import Given, draft_file, given_date
    from icpc_assistant.drafting.draft import Known

    if source is not None and not source.startswith(("https://", "http://")):
        raise UsageError("--source is not a web address; begin it with https:// or http://.")
    days = given_date(date_text) if date_text else None
    bulletins = _home(folder) / "bulletins"
    target = output or bulletins
    if output is None and not bulletins.parent.is_dir():
        raise UsageError(
            f"There is no folder {bulletins.parent}; make it, or name another with --corpus or "
            "--output."
        )
    drafts = draft_file(file, Given(days, date_text, source, language), one=one)
    known = Known((bulletins, target))
    written = [path for path in (_write(d, target, known) for d in drafts) if path]
    _conclude(len(drafts), len(written), many=len(drafts) > 1)


def _write(draft: Draft, target: Path, known: Known) -> Path | None:
    """Write a draft to a new file and say what is in it; ``None`` where it is there already."""
    from icpc_assistant.bulletins.faults import shown
    from icpc_assistant.drafting.draft import write_new
    from icpc_assistant.terms import clean

    there = known.same(draft.bulletin)
    if there:
        click.echo(f"“{clean(draft.bulletin.title)}” was left out: {there} holds the same text.\n")
        return None
    checks = list(draft.checks)
    near = known.near(draft.bulletin)
    if near:
        checks.append(f"{near} says nearly the same: remove one, if it is the same bulletin")
    path = write_new(target, draft.bulletin.id, draft.text)
    known.add(draft.bulletin, path)
    click.echo(click.style(shown(str(path)), bold=True))
    for label, said in draft.read:
        click.echo(f"  {label:>6}  {clean(said)}")
    for check in checks:
        click.echo(click.style(f"  {'check':>6}  {clean(check)}", fg="yellow"))
    click.echo()
    return path


def _conclude(found: int, written: int, *, many: bool) -> None:
    """Say what to do next; raises ``AssistantError`` where a bulletin was left out."""
    if written:
        plural = "bulletin" if written == 1 else "bulletins"
        one = " (if the file is a single bulletin, remove them and give --one)" if many else ""
        click.echo(
            f"{written} {plural} drafted{one}; check each line marked `# check`, delete the mark, "
            "then run `icpc-assistant corpus check`.",
            err=True,
        )
    if written < found:
        those = "It is" if found == 1 else f"{found - written} of {found} bulletins are"
        raise AssistantError(
            f"{those} in the corpus already, with the same words; remove the old file first if "
            "the new one should replace it."
        )
