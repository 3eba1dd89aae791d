"""What the commands share: groups whose commands stand in other modules, and ``--today``.

Those modules are imported when a command of theirs is called, so that ``--help`` stays instant.
"""

from __future__ import annotations

import re
from datetime import date
from importlib import import_module
from typing import ClassVar

import click

Elsewhere = dict[str, tuple[str, str, str]]  # command: module, its object, one line of help


class LazyGroup(click.Group):
    """The commands of the group's own module, and those that other modules hold."""

    elsewhere: ClassVar[Elsewhere]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: D102
        return sorted([*super().list_commands(ctx), *self.elsewhere])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: D102
        if name not in self.elsewhere:
            return super().get_command(ctx, name)
        module, command, _ = self.elsewhere[name]
        found: click.Command = getattr(import_module(module), command)
        return found

    def format_commands(  # noqa: D102
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        own = ((n, c.get_short_help_str(70)) for n, c in self.commands.items())
        other = ((name, short) for name, (_, _, short) in self.elsewhere.items())
        with formatter.section("Commands"):
            formatter.write_dl(sorted([*own, *other]))


def _day(context: click.Context, _option: click.Parameter, said: str | None) -> date | None:
    if said is None:
        return None
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", said):
            return date.fromisoformat(said)
    except ValueError:
        pass  # February 30, a thirteenth month
    raise click.UsageError(
        f"--today {said[:40]!r} is no date in the calendar, written as 2024-03-20", context
    )


today_option = click.option(
    "--today",
    metavar="DATE",
    callback=_day,
    help="The day that “last year” counts from, as 2024-03-20. [now]",
)
