"""``icpc-assistant cards``: what the extractor read from each bulletin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from icpc_assistant.errors import UsageError

if TYPE_CHECKING:
    from icpc_assistant.cards import EventCard
    from icpc_assistant.types import Bulletin


@click.command("cards")
@click.argument("bulletin_id", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.option("--corpus", type=click.Path(path_type=Path), help="Corpus folder. [corpus]")
def cards(bulletin_id: str | None, as_json: bool, corpus: Path | None) -> None:
    """Show the event card of the bulletin ID, or of every bulletin."""
    from icpc_assistant.bulletins import read_corpus
    from icpc_assistant.cards import extract
    from icpc_assistant.config import load_settings

    bulletins = {b.id: b for b in read_corpus(load_settings(corpus=corpus).corpus)}
    if bulletin_id is not None and bulletin_id not in bulletins:
        raise UsageError(
            f"There is no bulletin “{bulletin_id}”; `icpc-assistant cards` lists them all."
        )
    chosen = [bulletins[bulletin_id]] if bulletin_id else list(bulletins.values())
    for bulletin in chosen:
        card = extract(bulletin)
        if as_json:
            click.echo(json.dumps(card.to_row(), ensure_ascii=False))
        else:
            _show(card, bulletin)


def _show(card: EventCard, bulletin: Bulletin) -> None:
    from icpc_assistant.terms import clean
    from icpc_assistant.wording import days

    click.echo(click.style(clean(card.title), bold=True))
    click.echo(click.style(card.bulletin_id, dim=True))
    if card.name:
        _line("name", card.name.text)
    if card.kinds:
        _line("kind", ", ".join(card.kinds))
    for o in card.occurrences:
        said = f" “{bulletin.body[o.start : o.end]}”" if o.start >= 0 else ""
        _line("when", f"{days(o.first, o.last, 'en')} ({o.kind}, {o.confidence:.1f}){said}")
    for words in card.undated:
        _line("when", f"“{words.text}”: not read, for nothing says when it was published")
    for p in card.places:
        named = ", ".join(filter(None, (p.city, p.country))) or bulletin.body[p.start : p.end]
        venue = f", {p.venue.text}" if p.venue and p.venue.text != named else ""
        _line("where" if p.role == "event" else "names", f"{named}{venue}")
    for person in card.people:
        more = (office.text for office in person.offices[1:])
        _line("who", "; ".join((", ".join(filter(None, (person.name, person.role))), *more)))
    for body in card.organisations:
        acronym = f" ({body.acronym})" if body.acronym not in ("", body.name) else ""
        _line("body", f"{body.name}{acronym}{' [organiser]' if body.part == 'organiser' else ''}")
    for f in card.figures:
        _line("figure", f"{f.qualifier} {f.value:,.0f} {f.counts}".strip())
    click.echo()


def _line(label: str, text: str) -> None:
    from icpc_assistant.terms import clean

    click.echo(f"  {label:>6}  {clean(text)}")
