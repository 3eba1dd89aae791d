"""``icpc-assistant corpus add`` and ``corpus watch``: the commands that may contact a host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from icpc_assistant.errors import AssistantError, UsageError
from icpc_assistant.types import LANGUAGES, Language

if TYPE_CHECKING:
    from icpc_assistant.gathering.gather import Gatherer, Outcome
    from icpc_assistant.gathering.sources import Item, SourceKind, Sources

_KINDS = ("page", "feed", "wordpress")  # as ``gathering.sources.KINDS``, without its imports
_folder = click.option(
    "--corpus", "folder", type=click.Path(path_type=Path), help="Corpus folder. [corpus]"
)
_language = click.option(
    "--language", type=click.Choice(LANGUAGES), help="The language of all of it. [detected]"
)


@click.command("add")
@click.argument("what", nargs=-1, required=True, metavar="FILE|FOLDER|URL…")
@_folder
@click.option("--dry-run", is_flag=True, help="Say what would become of each; write nothing.")
@click.option("--update", is_flag=True, help="Where an address has a new text, take it over.")
@click.option("--kind", type=click.Choice(_KINDS), help="What the URL is. [told by its answer]")
@_language
def add(
    what: tuple[str, ...],
    folder: Path | None,
    dry_run: bool,
    update: bool,
    kind: SourceKind | None,
    language: Language | None,
) -> None:
    """Add bulletins to the corpus, from files, folders and web addresses.

    A file is text, Markdown, HTML, PDF, DOCX or a feed. A URL is an article's page, a document, an
    RSS or Atom feed, or a WordPress site: its front page or its list of posts. The words stay as
    published; dates, places, people and organisations are read from them and marked for you to
    check. A bulletin that is there already is told, nearly the same one and one in another language
    are linked to the first (`version_of`) and not counted twice.
    """
    from icpc_assistant.gathering.fetch import is_address

    home = _home(folder)
    if kind and not any(map(is_address, what)):
        raise UsageError("--kind says what a URL is, and none was given; leave it out.")
    refused = wrote = 0
    with _gathering(home, dry_run, update, language) as (gatherer, sources):
        for each in what:
            for outcome in _of_each(each, gatherer, sources, kind, language):
                _show(outcome, dry_run)
                refused += outcome.what == "refused"
                wrote += outcome.wrote
    _conclude(wrote, refused, dry_run)


@click.command("watch")
@_folder
@click.option("--index", type=click.Path(path_type=Path), help="Index folder. [index]")
@click.option("--once", is_flag=True, help="Look at every source once, now, and end.")
def watch(folder: Path | None, index: Path | None, once: bool) -> None:
    """Look at the sources of CORPUS/sources.toml as often as each says; then update the index.

    \b
    [[source]]
    url = "https://example.org/feed/"
    kind = "feed"        # feed, wordpress or page; left out: told by its answer
    every = "6h"         # minutes, hours or days: 30m, 6h, 1d
    language = "en"      # left out: detected

    A source that fails is told and does not stop the others. A post that its site has removed is
    told; its file stays until you remove it. A file that you have worked on is never replaced.
    """
    from icpc_assistant.config import load_settings
    from icpc_assistant.gathering.watch import Watch

    settings = load_settings(corpus=folder, index=index)
    with _needed():
        failed = Watch(settings, _show, lambda text: click.echo(text, err=True)).run(once=once)
    if failed:
        plural = "source" if failed == 1 else "sources"
        raise AssistantError(f"{failed} {plural} failed; each line above says why and what to do.")


def _home(folder: Path | None) -> Path:
    from icpc_assistant.config import load_settings

    home = load_settings(corpus=folder).corpus
    if not home.is_dir():
        raise UsageError(f"There is no folder {home}; make it, or name another with --corpus.")
    return home


@contextmanager
def _gathering(
    home: Path, dry_run: bool, update: bool, language: Language | None
) -> Iterator[tuple[Gatherer, Sources]]:
    with _needed():
        from icpc_assistant.gathering.fetch import Fetcher
        from icpc_assistant.gathering.gather import Gatherer
        from icpc_assistant.gathering.sources import Sources

        with Fetcher() as fetcher:
            yield Gatherer(home, dry_run=dry_run, update=update), Sources(fetcher, language)


@contextmanager
def _needed() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("icpc_assistant"):
            raise
        raise AssistantError(
            f"Gathering bulletins needs the package {error.name}; "
            "run `pip install 'icpc-assistant[gather]'`."
        ) from None


def _of_each(
    each: str,
    gatherer: Gatherer,
    sources: Sources,
    kind: SourceKind | None,
    language: Language | None,
) -> Iterator[Outcome]:
    """Yield what becomes of all that one argument names; a refusal does not end the others."""
    from icpc_assistant.gathering.fetch import is_address
    from icpc_assistant.gathering.files import files_in, items_of
    from icpc_assistant.gathering.gather import Outcome

    try:
        if is_address(each):
            yield from _put(sources.read(each, kind).items, gatherer)
            return
        for path in files_in(Path(each)):
            yield from _put(items_of(path, sources, language), gatherer)
    except AssistantError as error:
        yield Outcome("refused", each, said=str(error))


def _put(items: Iterable[Item], gatherer: Gatherer) -> Iterator[Outcome]:
    from icpc_assistant.gathering.gather import Outcome

    for item in items:
        if item.refused:
            yield Outcome("refused", item.url, said=item.refused)
        yield from gatherer.put(item.drafts, item.url)


_SAID = {
    "added": "added", "updated": "updated", "unchanged": "unchanged", "changed": "changed there",
    "near": "near-duplicate of", "version": "other-language version of", "refused": "refused",
    "removed": "removed there",
}  # fmt: skip


def _show(outcome: Outcome, dry_run: bool = False) -> None:
    """Print one line: what became of a bulletin, its file, and where it came from."""
    from icpc_assistant.terms import clean

    label = _SAID[outcome.what]
    colour = {"refused": "red", "changed": "yellow", "removed": "yellow"}.get(outcome.what, "green")
    other = f" {outcome.other}" if outcome.what in ("near", "version") else ""
    would = "would be " if dry_run and outcome.wrote else ""
    line = click.style(f"{would}{label}{other}", fg=colour)
    if outcome.path is not None:
        line += f": {clean(outcome.path.name)}"
    line += f"  ({clean(outcome.name)})"
    if outcome.said:
        line += f"\n    {clean(outcome.said)}"
    for check in outcome.checks:
        line += f"\n    check: {clean(check)}"
    click.echo(line)


def _conclude(wrote: int, refused: int, dry_run: bool) -> None:
    if wrote and not dry_run:
        click.echo(
            "Check each line marked `# check`, delete the mark, then run `icpc-assistant corpus "
            "check` and `icpc-assistant index`.",
            err=True,
        )
    if refused:
        plural = "was" if refused == 1 else "were"
        raise AssistantError(
            f"{refused} {plural} refused; each line above says why and what to do."
        )
