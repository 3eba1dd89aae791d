"""Drafts → bulletin files of a corpus: what is new is added, what is there already is told."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

import yaml

from icpc_assistant.bulletins import parse_bulletin, with_text
from icpc_assistant.bulletins.faults import shown
from icpc_assistant.bulletins.questions import with_questions
from icpc_assistant.drafting.draft import Draft, gist, write_new
from icpc_assistant.errors import AssistantError
from icpc_assistant.gathering.versions import Found, Versions
from icpc_assistant.types import Bulletin

What = Literal["added", "updated", "unchanged", "changed", "near", "version", "refused", "removed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one bulletin; ``name`` is where it came from.

    ``path`` is its file, also where it was there already or, in a dry run, would be. ``other`` is
    the id of the bulletin that it is the same as or a version of; ``said`` the reason of a refusal
    with its remedy; ``checks`` what a person should look at.
    """

    what: What
    name: str
    path: Path | None = None
    other: str = ""
    said: str = ""
    checks: tuple[str, ...] = ()
    digest: str = ""

    @property
    def wrote(self) -> bool:
        """Whether the corpus has changed, or would have but for the dry run."""
        return self.what in ("added", "updated", "near", "version")


class Gatherer:
    """Puts drafts into a corpus; its faulty files are passed over: ``corpus check`` names them."""

    def __init__(self, corpus: Path, *, dry_run: bool = False, update: bool = False) -> None:
        """Read the bulletins; ``update`` lets a changed text replace that of its file."""
        self._home = corpus / "bulletins"
        self._questions = corpus / "questions"
        self._dry_run, self._update = dry_run, update
        self._by_source: dict[str, list[str]] = {}
        self._files: dict[str, tuple[Bulletin, Path]] = {}
        self._versions = Versions()
        for path in sorted(self._home.glob("*.md")) if self._home.is_dir() else ():
            bulletin, _ = parse_bulletin(path.read_bytes(), path) if path.is_file() else (None, 0)
            if bulletin is not None:
                self._remember(bulletin, path)

    def _remember(self, bulletin: Bulletin, path: Path) -> None:
        self._files[bulletin.id] = (bulletin, path)
        self._versions.add(bulletin)
        ids = self._by_source.setdefault(source_key(bulletin.source or ""), [])
        if bulletin.source and bulletin.id not in ids:
            ids.append(bulletin.id)

    def holds(self, bulletin_id: str) -> bool:
        """Whether the corpus has a bulletin of this id."""
        return bulletin_id in self._files

    def put(self, drafts: Sequence[Draft], name: str, gathered: str = "") -> list[Outcome]:
        """Put the drafts of one source into the corpus; return what became of each.

        ``gathered`` is the digest of the text taken from there before: where the file still holds
        that text, no person has worked on it, and a new text replaces it without being asked for.
        """
        alone = len(drafts) == 1
        return [self._put(draft, name, gathered, alone) for draft in drafts]

    def _put(self, draft: Draft, name: str, gathered: str, alone: bool) -> Outcome:
        digest = text_digest(draft.bulletin.body)
        try:
            before = self._before(draft.bulletin, alone)
            if before is not None:
                outcome = self._again(draft, name, before, gathered)
            else:
                outcome = self._new(draft, name, self._versions.find(draft.bulletin))
        except AssistantError as error:
            outcome = Outcome("refused", name, said=str(error))
        return replace(outcome, digest=digest)

    def _before(self, bulletin: Bulletin, alone: bool) -> str | None:
        """Return the id under which this source's bulletin stands already, if it does."""
        ids = self._by_source.get(source_key(bulletin.source or ""), []) if bulletin.source else []
        same = [i for i in ids if gist(self._files[i][0].body) == gist(bulletin.body)]
        if same or (alone and len(ids) == 1):
            return (same or ids)[0]
        found = self._versions.find(bulletin) if ids else None
        return found.bulletin.id if found and found.bulletin.id in ids else None

    # --- one that is there already -----------------------------------------------------------

    def _again(self, draft: Draft, name: str, bulletin_id: str, gathered: str) -> Outcome:
        old, path = self._files[bulletin_id]
        title, body = draft.bulletin.title, draft.bulletin.body
        if gist(old.body) == gist(body):
            return Outcome("unchanged", name, path, bulletin_id)
        untouched = bool(gathered) and text_digest(old.body) == gathered
        if not (self._update or untouched):
            said = (
                f"its text differs from that of {shown(str(path))}; run `icpc-assistant corpus "
                "add --update` with its address to take the new text, or leave the file as it is."
            )
            return Outcome("changed", name, path, bulletin_id, said)
        text = with_text(path.read_bytes(), title, body)
        new, faults = parse_bulletin(text.encode("utf-8"), path)
        if new is not None and (new.title, new.body) == (title.strip(), body):
            faults = with_questions(self._questions, new)[1]
        else:
            new = None
        if new is None or faults:
            why = faults[0].message if faults else "it would not read back as it is"
            said = (
                f"its new text does not fit {shown(str(path))} ({why}); take over by hand what has "
                "changed."
            )
            return Outcome("changed", name, path, bulletin_id, said)
        if not self._dry_run:
            _replace(path, text)
        self._versions.forget(bulletin_id)
        self._remember(new, path)
        return Outcome("updated", name, path, bulletin_id, checks=draft.checks)

    # --- a new one ---------------------------------------------------------------------------

    def _new(self, draft: Draft, name: str, found: Found | None) -> Outcome:
        what: What = "added"
        original = ""
        if found is not None:
            other = found.bulletin
            if found.how == "same":
                return Outcome("unchanged", name, self._files[other.id][1], other.id)
            what = "near" if found.how == "near" else "version"
            original = other.version_of or other.id
            draft = _with_version(draft, original)
        if self._dry_run:
            path = self._home / f"{draft.bulletin.id}.md"
        else:
            path = write_new(self._home, draft.bulletin.id, draft.text)
        self._remember(replace(draft.bulletin, id=path.stem), path)
        return Outcome(what, name, path, original, checks=draft.checks)


def source_key(url: str) -> str:
    """Return what two spellings of one address share: no scheme, no "www.", no tracking."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url
    query = [(k, v) for k, v in parse_qsl(parts.query) if not re.match(r"utm_|fbclid$|gclid$", k)]
    return f"{host}{port}{parts.path.rstrip('/')}?{urlencode(sorted(query))}"


def text_digest(body: str) -> str:
    """Return a sha256 over a text's words, the same for two layouts of it."""
    return hashlib.sha256(" ".join(gist(body)).encode("utf-8", "surrogatepass")).hexdigest()


def _with_version(draft: Draft, original: str) -> Draft:
    """Return the draft with ``version_of`` in its front matter, marked for a person to check."""
    line = yaml.safe_dump({"version_of": original}, allow_unicode=True, width=10_000)
    head, fence, body = draft.text.partition("\n---\n")
    text = f"{head}\n{line.rstrip()}  # check{fence}{body}"
    return replace(draft, text=text, bulletin=replace(draft.bulletin, version_of=original))


def _replace(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` whole or not at all."""
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.write_text(text, "utf-8", newline="\n")
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise AssistantError(
            f"{shown(str(path))} cannot be written ({error.strerror or error}); make room there or "
            "give this user the right to write it."
        ) from None
