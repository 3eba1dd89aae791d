"""``icpc-assistant corpus questions``: known questions drafted, shown, and kept in sidecars."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from icpc_assistant.errors import CorpusError, UsageError

if TYPE_CHECKING:
    from icpc_assistant.config import Settings
    from icpc_assistant.types import AskedQuestion, Bulletin, Language, OpenQuestion

Rows = list[dict[str, Any]]


@click.command("questions")
@click.argument("bulletin_id", metavar="[ID]", required=False)
@click.option("--write", is_flag=True, help="Add the new ones to corpus/questions/ID.jsonl.")
@click.option(
    "--source",
    type=click.Choice(["rule", "llm"]),
    default="rule",
    show_default=True,
    help="Draft by rule from the event card, or with the configured LLM.",
)
@click.option("--language", type=click.Choice(["en", "fr", "es"]), help="Only in this language.")
@click.option("--corpus", type=click.Path(path_type=Path), help="Corpus folder. [corpus]")
def questions(
    bulletin_id: str | None,
    write: bool,
    source: str,
    language: Language | None,
    corpus: Path | None,
) -> None:
    """Draft questions that the bulletin ID, or every bulletin, answers; an LLM also drafts some
    that it leaves open.

    Shows those its file of known questions has ("=") and the new ones ("+").
    """
    from icpc_assistant.bulletins import read_corpus
    from icpc_assistant.config import load_settings
    from icpc_assistant.types import LANGUAGES

    settings = load_settings(corpus=corpus)
    bulletins = {b.id: b for b in read_corpus(settings.corpus)}
    if bulletin_id is not None and bulletin_id not in bulletins:
        raise UsageError(
            f"There is no bulletin “{bulletin_id}”; `icpc-assistant cards` lists them all."
        )
    languages = (language,) if language else LANGUAGES
    added = 0
    for bulletin in [bulletins[bulletin_id]] if bulletin_id else bulletins.values():
        rows, dropped = _drafted(settings, bulletin, source, languages)
        new = _new(rows, bulletin)
        if write and new:
            append(settings.corpus / "questions", bulletin, new)
        added += len(new)
        _show(bulletin, new, dropped, languages)
    click.echo(_summary(added, write), err=True)


def append(folder: Path, bulletin: Bulletin, rows: Sequence[dict[str, Any]]) -> None:
    """Add ``rows`` to the bulletin's sidecar in ``folder``; every byte that stands there stays.

    The file is replaced in one step, so that a reader, or a power cut, meets the old or the new.

    Raises:
        CorpusError: the folder cannot be written.
    """
    from icpc_assistant.llm_questions import line

    # The file itself, where the sidecar is a link to it.
    path = Path(os.path.realpath(folder / f"{bulletin.id}.jsonl"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        old = path.read_bytes() if path.exists() else b""
        gap = b"\n" if old and not old.endswith(b"\n") else b""
        text = old + gap + "".join(map(line, rows)).encode("utf-8")
        _replace(path, text)
    except OSError as error:
        raise CorpusError(
            f"The questions cannot be written to {path} ({error.strerror or error}); give this "
            "user the right to write there, with room, and run the command again."
        ) from None


def _replace(path: Path, content: bytes) -> None:
    number, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}-", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, name)
        else:
            umask = os.umask(0)
            os.umask(umask)
            Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _drafted(
    settings: Settings, bulletin: Bulletin, source: str, languages: Sequence[Language]
) -> tuple[Rows, int]:
    """Return rows for the sidecar, and how many an LLM wrote that were no use."""
    if source == "llm":
        from icpc_assistant.llm_questions import draft

        drafts = [draft(settings, bulletin, language) for language in languages]
        return [row for d in drafts for row in d.rows], sum(d.dropped for d in drafts)
    from icpc_assistant.cards import extract
    from icpc_assistant.question_generation import drafted

    asked = [q for q in drafted(bulletin, extract(bulletin)) if q.language in languages]
    return [
        {
            "question": q.question,
            "language": q.language,
            "answer": q.answer,
            "quote": bulletin.body[q.start : q.end],
            "source": q.source,
        }
        for q in asked
    ], 0


def _new(rows: Rows, bulletin: Bulletin) -> Rows:
    """Return the rows whose question is in no sidecar yet, each once."""
    known = {(q.question.casefold(), q.language) for q in _kept(bulletin)}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        key = (row["question"].casefold(), row["language"])
        if key not in known:
            found.setdefault(key, row)
    return list(found.values())


def _kept(bulletin: Bulletin) -> tuple[AskedQuestion | OpenQuestion, ...]:
    """Return all questions of the bulletin's sidecar."""
    return (*bulletin.asked, *bulletin.left_open)


def _show(bulletin: Bulletin, new: Rows, dropped: int, languages: Sequence[Language]) -> None:
    from icpc_assistant.terms import clean

    click.echo(click.style(clean(bulletin.title), bold=True))
    click.echo(click.style(bulletin.id, dim=True))
    for asked in _kept(bulletin):
        if asked.language in languages:
            click.echo(click.style(f"  = {asked.language}  {clean(asked.question)}", dim=True))
    for row in new:
        click.echo(f"  + {row['language']}  {clean(row['question'])}")
        answer = "left open" if row.get("open") else clean(row["answer"])[:120]
        click.echo(click.style(f"          {answer}", dim=True))
    if dropped:
        click.echo(
            f"{bulletin.id}: {_counted(dropped, 'line')} of the LLM dropped; no such quote in the "
            "bulletin, no such answer in the quote, or written twice.",
            err=True,
        )
    click.echo()


def _summary(added: int, write: bool) -> str:
    if not added:
        return "No new question."
    if write:
        return f"{_counted(added, 'question')} added; run `icpc-assistant index` to use them."
    return f"{_counted(added, 'new question')}; --write adds them to the files of known questions."


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
