"""The command line of access: ``icpc-assistant users | keys add NAME | remove NAME | list``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from icpc_assistant.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

_SETTINGS = {"users": ("users_file", "scrypt"), "keys": ("api_keys_file", "sha256")}


@click.group()
def users() -> None:
    """Say who may sign in (ICPC_USERS_FILE); a running server sees it at once."""


@click.group()
def keys() -> None:
    """Give out keys for the API (ICPC_API_KEYS_FILE); a running server sees it at once."""


def _file(what: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    setting = _SETTINGS[what][0]
    return click.option("--file", type=click.Path(path_type=Path), help=f"The file. [{setting}]")


@users.command("add")
@click.argument("name")
@_file("users")
def add_user(name: str, file: Path | None) -> None:
    """Add user NAME, or give a new password; asks for it, or reads a line of standard input."""
    path = _path("users", file)
    from icpc_assistant.serving.credentials import LEAST_PASSWORD, MOST_PASSWORD, password_hash, put

    if sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise UsageError(
            f"The password has {len(password)} characters; give {LEAST_PASSWORD} to "
            f"{MOST_PASSWORD}."
        )
    was = put(path, "scrypt", name, password_hash(password))
    click.echo(f"{name} has a new password." if was else f"{name} may sign in now.")


@keys.command("add")
@click.argument("name")
@_file("keys")
def add_key(name: str, file: Path | None) -> None:
    """Give NAME a new key and print it: it is shown this once, only its hash is kept."""
    path = _path("keys", file)
    from icpc_assistant.serving.credentials import key_hash, new_key, put

    key = new_key()
    was = put(path, "sha256", name, key_hash(key))
    click.echo(key)
    click.echo(f"The old key of {name} is void." if was else f"The key of {name}.", err=True)


def _add_common(group: click.Group, what: str) -> None:
    @group.command("remove", help=f"Remove NAME from the {what}.")
    @click.argument("name")
    @_file(what)
    def remove(name: str, file: Path | None) -> None:
        path = _path(what, file)
        from icpc_assistant.serving.credentials import put

        if not put(path, _SETTINGS[what][1], name, None):
            raise UsageError(f"There is no {name} in {path}; `{what} list` shows who is.")
        click.echo(f"{name} is removed.")

    @group.command("list", help=f"List the names of the {what}.")
    @_file(what)
    def list_names(file: Path | None) -> None:
        path = _path(what, file)
        from icpc_assistant.serving.credentials import CredentialFile

        for name in sorted(CredentialFile(path, _SETTINGS[what][1]).entries()):
            click.echo(name)


_add_common(users, "users")
_add_common(keys, "keys")


def _path(what: str, file: Path | None) -> Path:
    from icpc_assistant.config import load_settings

    setting = _SETTINGS[what][0]
    path: Path | None = file or getattr(load_settings(), setting)
    if path is None:
        raise UsageError(f"No file is set; give --file, or set ICPC_{setting.upper()}.")
    return path
