"""``icpc-assistant timeline`` and ``entities``: events by date, and who and what is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from icpc_assistant.collection.directory import Directory, Entity, EntityKind, Mention
    from icpc_assistant.collection.quotes import Proof
    from icpc_assistant.collection.timeline import Event

_WIDTH = 120  # where the output is no terminal
_OPTIONS = (
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line."),
    click.option(
        "--no-rebuild",
        is_flag=True,
        help="Refuse an index that is out of date instead of updating it.",
    ),
    click.option("--corpus", type=click.Path(path_type=Path), help="Corpus folder. [corpus]"),
    click.option("--index", type=click.Path(path_type=Path), help="Index folder. [index]"),
)


def _shared(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command("timeline")
@click.option("--from", "first", metavar="ISO", help="First day, month or year, as 2024-03.")
@click.option("--to", "last", metavar="ISO", help="Last day, month or year.")
@click.option("--place", metavar="NAME", help="Only events held in this city, country or region.")
@click.option("--person", metavar="NAME", help="Only events of bulletins that name this person.")
@_shared
def timeline(
    first: str | None,
    last: str | None,
    place: str | None,
    person: str | None,
    as_json: bool,
    no_rebuild: bool,
    **folders: Path | None,
) -> None:
    """List every event by date, with the words that state it; those without a date come last."""
    from icpc_assistant.collection.timeline import name_key, read_days
    from icpc_assistant.wording import say

    days = read_days(first, last)  # what cannot be meant costs no index
    for name in (place, person):
        if name is not None:
            name_key(name)
    found = _opened(not no_rebuild, folders).timeline
    events = found.events(*days, place, person)
    if not events:
        click.echo("No event matches; widen the time, or name another place or person.", err=True)
    elif as_json:
        _lines(event.to_dict() for event in events)
    else:
        _show_events(events, _console())
    if any(days) and (undated := found.undated(place, person)):
        click.echo(say("collection_undated", "en", n=undated), err=True)


@click.command("entities")
@click.argument(
    "kind", type=click.Choice(["people", "organisations", "places"]), metavar="[KIND]",
    required=False,
)  # fmt: skip
@click.option("--name", metavar="TEXT", help="Only those whose name holds this.")
@_shared
def entities(
    kind: EntityKind | None,
    name: str | None,
    as_json: bool,
    no_rebuild: bool,
    **folders: Path | None,
) -> None:
    """List the people, organisations or places that the bulletins name, with the bulletins.

    KIND is people, organisations or places; without it, all three. With --name, and in JSON, each
    bulletin comes with the words that name them.
    """
    from icpc_assistant.collection.timeline import name_key

    if name is not None:
        name_key(name)  # what cannot be meant costs no index
    found = _opened(not no_rebuild, folders).entities(kind, name)
    if not found:
        click.echo("No name matches; give a part of it, or leave out the kind.", err=True)
    elif as_json:
        _lines(entity.to_dict() for entity in found)
    else:
        _show_entities(found, _console(), quotes=name is not None)


def _opened(rebuild: bool, folders: dict[str, Path | None]) -> Directory:
    from icpc_assistant.bulletins.aliases import read_aliases
    from icpc_assistant.collection import Catalogue
    from icpc_assistant.collection.directory import Directory
    from icpc_assistant.config import load_settings
    from icpc_assistant.opening import open_index

    settings = load_settings(**folders)
    aliases = read_aliases(settings.corpus)
    said: list[str] = []

    def progress(done: int, total: int, stage: str) -> None:
        if not said:
            said.append(stage)
            click.echo("Bringing the index up to date …", err=True)

    index = open_index(settings, rebuild=rebuild, progress=progress, exact=True)
    for notice in index.notices:
        click.echo(notice, err=True)
    catalogue = Catalogue.of(index.cards, index.bulletins, aliases)
    return Directory(catalogue, index.passages)


def _lines(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False))


def _console() -> Console:
    import sys

    from rich.console import Console

    width = None if sys.stdout.isatty() else _WIDTH
    return Console(width=width, highlight=False, markup=False)


def _show_events(events: list[Event], out: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    from icpc_assistant.wording import days, say

    table = Table("when", "event", "where", show_lines=True)
    for event in events:
        when = days(event.start, event.end, "en") if event.start else say("no_date", "en")
        title = _text(event.title, "bold" if event.kind == "main" else "")
        if event.kind == "part":
            title = _text("part of", "dim") + Text(" ") + title
        where = "; ".join(place.name for place in event.places)
        table.add_row(_text(when), _quoted(title, event.proof), _text(where))
    out.print(table)


def _show_entities(found: list[Entity], out: Console, *, quotes: bool) -> None:
    from rich.table import Table

    for kind in dict.fromkeys(entity.kind for entity in found):
        table = Table(kind, "bulletins, by date", show_lines=True)
        for entity in found:
            if entity.kind == kind:
                cells = [_mention(m, quotes) for m in entity.bulletins]
                table.add_row(_names(entity), _below(*cells))
        out.print(table)


def _names(entity: Entity) -> Text:
    acronym = f" ({entity.acronym})" if entity.acronym else ""
    said = [_text(entity.name + acronym, "bold")]
    said += [_text(f"also {other}", "dim") for other in entity.forms]
    return _below(*said, *(_text(role) for role in entity.roles))


def _mention(mention: Mention, quotes: bool) -> Text:
    from icpc_assistant.wording import say, when

    date = when(mention.date, "en") if mention.date else say("no_date", "en")
    role = f" [{mention.role}]" if mention.role in ("organiser", "event") else ""
    said = _text(f"{date}: {mention.title}{role}")
    return _quoted(said, mention.proof) if quotes else said


def _quoted(said: Text, proof: Proof | None) -> Text:
    from icpc_assistant.wording import quoted

    return _below(said, _text(quoted(proof.quote, "en"), "dim")) if proof else said


def _below(*lines: Text) -> Text:
    from rich.text import Text

    return Text("\n").join(lines)


def _text(shown: str, style: str = "") -> Text:
    """Return a bulletin's text for the terminal: one line, no markup, no control characters."""
    from rich.text import Text

    from icpc_assistant.terms import clean

    return Text(clean(shown), style=style)
