"""A group of commands of which some stand in other modules, imported when they are called.

So that ``--help`` stays instant, whatever a command needs.
"""

from __future__ import annotations

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
