"""The sources a corpus is kept up with: ``sources.toml``, what was seen of each, one pass, a loop.

Beside ``sources.toml`` stands ``sources.state.json``: for each source its validators (ETag,
Last-Modified) and, for each post, the bulletin it became, its stamp and a digest of its text. It
may be removed: the next pass then looks at everything again, and finds what is there unchanged.
"""

from __future__ import annotations

import json
import re
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from icpc_assistant.bulletins.faults import shown
from icpc_assistant.errors import AssistantError, SettingsError
from icpc_assistant.gathering.fetch import Fetcher, GoneError, is_address
from icpc_assistant.gathering.gather import Gatherer, Outcome
from icpc_assistant.gathering.sources import KINDS, Item, SourceKind, Sources
from icpc_assistant.types import LANGUAGES, Language

if TYPE_CHECKING:
    from icpc_assistant.config import Settings

_EVERY = re.compile(r"(\d{1,5})\s*([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SOONEST = timedelta(minutes=5)
_KEYS = ("url", "kind", "every", "language")
_LONGEST_SLEEP = 600.0  # seconds, so that a changed sources.toml is seen


@dataclass(frozen=True, slots=True)
class Source:
    """One source to keep up with."""

    url: str
    kind: SourceKind | None
    every: timedelta
    language: Language | None = None


def read_sources(path: Path) -> tuple[Source, ...]:
    """Return the sources of a ``sources.toml``.

    Raises:
        SettingsError: it is missing, no TOML, or an entry of it is not usable.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise SettingsError(
            f"There is no file {shown(str(path))}; write it with one [[source]] a source, see "
            "`icpc-assistant corpus watch --help`."
        ) from None
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"{shown(str(path))} cannot be read ({shown(str(error))}); correct it."
        ) from None
    rows = table.get("source")
    if table.keys() - {"source"} or not isinstance(rows, list) or not rows:
        raise SettingsError(
            f"{shown(str(path))} holds something else than [[source]] entries, or none; write one "
            "[[source]] a source."
        )
    found = tuple(_source(path, number, row) for number, row in enumerate(rows, 1))
    if len({source.url for source in found}) < len(found):
        raise SettingsError(f"{shown(str(path))} names one url twice; remove one of the two.")
    return found


def _source(path: Path, number: int, row: object) -> Source:
    def wrong(what: str, remedy: str) -> SettingsError:
        return SettingsError(f"{shown(str(path))}, source {number}: {what}; {remedy}.")

    if not isinstance(row, dict):
        raise wrong("it is no table", "begin it with [[source]]")
    for key in row.keys() - set(_KEYS):
        raise wrong(f"the key `{shown(str(key))}` is unknown", f"use {', '.join(_KEYS)}")
    url, every = row.get("url"), row.get("every", "1d")
    if not isinstance(url, str) or not is_address(url):
        raise wrong("`url` is no web address", "begin it with https:// or http://")
    kind, language = row.get("kind"), row.get("language")
    if kind is not None and kind not in KINDS:
        raise wrong("its kind is unknown", f"write one of {', '.join(KINDS)}, or leave it out")
    if language is not None and language not in LANGUAGES:
        raise wrong("its language is unknown", "write en, fr or es, or leave it out")
    told = _EVERY.fullmatch(every) if isinstance(every, str) else None
    if told is None or int(told[1]) == 0:
        raise wrong("`every` is no length of time", 'write minutes, hours or days, as "30m", "6h"')
    wait = max(timedelta(**{_UNITS[told[2]]: int(told[1])}), _SOONEST)
    return Source(url, kind, wait, language)


class State:
    """What was seen of each source, kept in a file."""

    def __init__(self, path: Path) -> None:
        """Read the file; one that is missing or damaged is as one that is empty."""
        self._path = path
        try:
            rows = json.loads(path.read_text("utf-8"))
            self._rows: dict[str, Any] = rows if isinstance(rows, dict) else {}
        except (OSError, ValueError):
            self._rows = {}

    def of(self, url: str) -> dict[str, Any]:
        """Return what was seen of a source, to be changed in place."""
        row = self._rows.setdefault(url, {})
        if not isinstance(row, dict):
            row = self._rows[url] = {}
        for key in ("posts", "validators"):
            if not isinstance(row.get(key), dict):
                row[key] = {}
        return cast("dict[str, Any]", row)

    def save(self) -> None:
        """Write the file whole; raises ``AssistantError`` where it cannot be written."""
        aside = self._path.with_name(f".{self._path.name}.new")
        try:
            aside.write_text(json.dumps(self._rows, indent=1, ensure_ascii=False) + "\n", "utf-8")
            aside.replace(self._path)
        except OSError as error:
            raise AssistantError(
                f"{shown(str(self._path))} cannot be written ({error.strerror or error}); make "
                "room there or give this user the right to write it."
            ) from None


class Watch:
    """Looks at the sources of a corpus when they are due, and brings the index up to date.

    ``show`` is told each outcome but those unchanged, ``say`` everything else, a line at a time.
    """

    def __init__(
        self,
        settings: Settings,
        show: Callable[[Outcome], None],
        say: Callable[[str], None],
        *,
        fetcher: Callable[[], Fetcher] = Fetcher,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings, self._show, self._say = settings, show, say
        self._fetcher, self._sleep, self._now = fetcher, sleep, now
        self._file = settings.corpus / "sources.toml"

    def run(self, *, once: bool = False) -> int:
        """Look at every source that is due, for ever or ``once``; return how many failed.

        Raises:
            SettingsError: see ``read_sources``.
            AssistantError: another process watches this corpus, or the state cannot be written.
        """
        with self._alone():
            while True:
                sources = read_sources(self._file)
                state = State(self._file.with_name("sources.state.json"))
                due = sources if once else [s for s in sources if self._wait(s, state) <= 0]
                failed = self._pass(due, state) if due else 0
                if once:
                    return failed
                waits = [self._wait(source, state) for source in sources]
                self._sleep(min(max(min(waits), 1.0), _LONGEST_SLEEP))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        lock = FileLock(self._file.with_name(".sources.lock"), timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise AssistantError(
                f"Another process watches {self._settings.corpus}; end it, or wait for its end."
            ) from None
        except OSError as error:
            raise AssistantError(
                f"{shown(str(self._settings.corpus))} cannot be written ({error.strerror}); make "
                "the folder, or give this user the right to write it."
            ) from None
        try:
            yield
        finally:
            lock.release()

    def _wait(self, source: Source, state: State) -> float:
        """Return the seconds until a source is due."""
        try:
            checked = datetime.fromisoformat(str(state.of(source.url).get("checked")))
            return (checked + source.every - self._now()).total_seconds()
        except (ValueError, TypeError):
            return 0.0

    def _pass(self, sources: tuple[Source, ...] | list[Source], state: State) -> int:
        failed, wrote = 0, False
        gatherer = Gatherer(self._settings.corpus)
        with self._fetcher() as fetcher:
            for source in sources:
                counts, reason = self._look(source, fetcher, gatherer, state)
                state.of(source.url)["checked"] = self._now().isoformat(timespec="seconds")
                state.save()
                wrote = wrote or bool(counts.keys() & {"added", "updated", "near", "version"})
                failed += bool(reason)
                told = (
                    ", ".join(f"{n} {what}" for what, n in sorted(counts.items())) or "nothing new"
                )
                self._say(f"{shown(source.url)}: {reason or told}")
        if wrote:
            failed += not self._indexed()
        return failed

    def _look(
        self, source: Source, fetcher: Fetcher, gatherer: Gatherer, state: State
    ) -> tuple[dict[str, int], str]:
        """Look at one source; return how many of each outcome there were, and why it failed."""
        row = state.of(source.url)
        posts: dict[str, Any] = row["posts"]
        counts: dict[str, int] = {}

        def told(outcome: Outcome) -> None:
            counts[outcome.what] = counts.get(outcome.what, 0) + 1
            if outcome.what != "unchanged":
                self._show(outcome)

        def wanted(url: str, stamp: str) -> bool:
            seen = posts.get(url)
            return not (isinstance(seen, dict) and stamp and seen.get("stamp") == stamp)

        try:
            sources = Sources(fetcher, source.language)
            found = sources.read(
                source.url, source.kind, wanted=wanted, validators=row["validators"]
            )
            row["kind"] = row.get("kind") if found.unchanged else found.kind
            whole = True
            for item in found.items:
                whole = _take(item, gatherer, posts, told) and whole
            # A post that could not be read is to be asked for again, so the source must answer.
            row["validators"] = dict(found.validators) if whole else {}
            for url in posts.keys() - found.urls if found.urls is not None else ():
                told(_removed(url, posts.pop(url), self._settings.corpus))
        except GoneError as error:
            for url in list(posts) if row.get("kind") == "page" else ():
                told(_removed(url, posts.pop(url), self._settings.corpus))
            return counts, str(error)
        except AssistantError as error:
            return counts, str(error)
        return counts, ""

    def _indexed(self) -> bool:
        """Bring the index up to date; say so, or why not."""
        from icpc_assistant.bulletins import read_corpus
        from icpc_assistant.index import build_index

        try:
            report = build_index(self._settings, read_corpus(self._settings.corpus))
        except AssistantError as error:
            self._say(f"The index was not updated. {error}")
            return False
        self._say(f"Index {report.version}: {report.bulletins} bulletins.")
        return True


def _take(
    item: Item, gatherer: Gatherer, posts: dict[str, Any], told: Callable[[Outcome], None]
) -> bool:
    """Put one item into the corpus and remember it; return whether it could be read."""
    seen = posts.get(item.url)
    seen = seen if isinstance(seen, dict) else {}
    if item.refused:
        told(Outcome("refused", item.url, said=item.refused))
        if not item.passing:
            posts[item.url] = {"stamp": item.stamp}
        return not item.passing
    known = seen.get("bulletin")
    if known and not gatherer.holds(str(known)):
        return True  # a person has removed it
    digest = str(seen.get("digest", ""))
    outcomes = gatherer.put(item.drafts, item.url, digest)
    for outcome in outcomes:
        told(outcome)
    first = outcomes[0]
    kept = digest if first.what == "changed" else first.digest
    name = first.path.stem if first.path and first.what != "refused" else None
    posts[item.url] = {"bulletin": name, "stamp": item.stamp, "digest": kept}
    return True


def _removed(url: str, seen: object, corpus: Path) -> Outcome:
    name = seen.get("bulletin") if isinstance(seen, dict) else None
    path = corpus / "bulletins" / f"{name}.md" if name else None
    if path is None or not path.is_file():
        return Outcome("removed", url, said="it had become no bulletin; there is nothing to do.")
    said = f"the site has it no more; remove {shown(str(path))} if it should go from the answers."
    return Outcome("removed", url, path, said=said)
