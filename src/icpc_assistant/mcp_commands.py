"""``icpc-assistant mcp``: the assistant as tools of another program's language model."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path

import click

from icpc_assistant.errors import AssistantError


@click.command()
@click.option("--corpus", type=click.Path(path_type=Path), help="Corpus folder. [corpus]")
@click.option("--index", type=click.Path(path_type=Path), help="Index folder. [index]")
@click.option(
    "--no-rebuild", is_flag=True, help="Refuse an index that is out of date instead of updating it."
)
def mcp(no_rebuild: bool, **folders: Path | None) -> None:
    """Serve the Model Context Protocol on standard input and output.

    The tools are ask, search and list_events; every bulletin is a resource.
    """
    try:
        from icpc_assistant.mcp_server import build_server
    except ModuleNotFoundError:
        raise AssistantError(
            "The package `mcp` is missing; run `pip install 'icpc-assistant[mcp]'`."
        ) from None
    from icpc_assistant.config import load_settings
    from icpc_assistant.live import open_live
    from icpc_assistant.opening import open_index
    from icpc_assistant.serving.observing import log_answers, set_up_logging

    settings = load_settings(**folders)
    set_up_logging(settings.log, questions=settings.log_questions)
    with redirect_stdout(sys.stderr):  # the protocol alone writes to standard output
        index = open_index(settings, rebuild=not no_rebuild, every_byte=True)
        live = open_live(settings, index)
        live.warm_up()
    live.on_answer.append(log_answers(settings.log_questions))
    live.follow(settings.watch_seconds)
    try:
        build_server(live).run("stdio")
    finally:
        live.stop()
