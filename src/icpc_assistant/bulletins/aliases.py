"""``aliases.toml`` beside the bulletins: which names are one, and which never, as a person says.

Optional. A table for each correction, of a ``person``, an ``organisation`` or a ``place``::

    [[organisation]]
    names = ["Blas Pascal University", "Universidad Blas Pascal", "UBP"]   # one; shown as the first

    [[person]]
    apart = ["Jean Martin", "Jean Pierre Martin"]                           # two people

The file is read when the assistant opens; nothing of the index depends on it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from icpc_assistant.bulletins.faults import CONTROL, Fault, corpus_error, shown, unreadable
from icpc_assistant.terms import fold, words
from icpc_assistant.types import Bulletin

FILE = "aliases.toml"
AliasKind = Literal["person", "organisation", "place"]
_KINDS: tuple[AliasKind, ...] = get_args(AliasKind)
_KEYS = ("names", "apart")
_HINT_SCORE = 60  # rapidfuzz ratio, 0..100, from which an unknown key is called a misspelling
_EXAMPLE = '`names = ["one form", "another"]`'
_AT = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class Aliases:
    """Names as a person wrote them, in groups of at least two.

    ``names`` are the groups that stand for one person, organisation or place each, ``apart`` those
    whose names stand for different ones.
    """

    names: Mapping[AliasKind, tuple[tuple[str, ...], ...]]
    apart: Mapping[AliasKind, tuple[tuple[str, ...], ...]]

    def __bool__(self) -> bool:
        """Whether the file says anything."""
        return any(self.names.values()) or any(self.apart.values())


NO_ALIASES = Aliases(dict.fromkeys(_KINDS, ()), dict.fromkeys(_KINDS, ()))


def read_aliases(folder: Path) -> Aliases:
    """Return what ``folder/aliases.toml`` says; nothing where there is no such file.

    Raises:
        CorpusError: the file is faulty; it names the first fault and the number of others.
    """
    aliases, faults = check_aliases(folder)
    if faults:
        raise corpus_error(faults)
    return aliases


def check_aliases(folder: Path) -> tuple[Aliases, list[Fault]]:
    """Return what ``folder/aliases.toml`` says and its faults by line; never raises."""
    path = folder / FILE
    try:
        if not path.exists():  # where that may not even be asked, it raises
            return NO_ALIASES, []
        if not path.is_file():
            raise OSError(0, "not a regular file")
        text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
    except (OSError, UnicodeDecodeError) as error:
        return NO_ALIASES, [unreadable(path, error)]
    return parse_aliases(text, path)


def parse_aliases(text: str, path: Path) -> tuple[Aliases, list[Fault]]:
    """Return what the text of the file ``path`` says and its faults by line; never raises."""
    try:
        rows = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = _AT.search(str(error))
        problem = shown(_AT.sub("", str(error)).strip())
        remedy = f"write `[[person]]` on a line and {_EXAMPLE} below it"
        line = int(at[1]) if at else text.count("\n") + 1
        return NO_ALIASES, [Fault(path, line, f"the file is not valid TOML: {problem}", remedy)]
    reader = _Reader(text, path)
    reader.read(rows)
    if reader.faults:
        return NO_ALIASES, sorted(reader.faults, key=lambda fault: fault.line)
    return Aliases(reader.groups["names"], reader.groups["apart"]), []


def unmet(aliases: Aliases, folder: Path, bulletins: Iterable[Bulletin]) -> Iterator[Fault]:
    """Yield a warning for each name of the file that no bulletin has, case and accents apart."""
    texts = [_spaced(t) for b in bulletins for t in (b.title, b.body, *_given(b))]
    path = folder / FILE
    text = path.read_text("utf-8", "replace") if path.is_file() else ""
    for groups in (aliases.names, aliases.apart):
        for name in dict.fromkeys(n for kind in _KINDS for group in groups[kind] for n in group):
            key = _spaced(name)
            if not any(key in known for known in texts):
                at = text.count("\n", 0, max(0, text.find(name))) + 1
                message = f"no bulletin names {shown(name)}"
                yield Fault(path, at, message, "correct the name, or keep it for those who ask")


def _given(bulletin: Bulletin) -> tuple[str, ...]:
    return (*bulletin.people, *bulletin.organisations, *bulletin.places)


def _spaced(text: str) -> str:
    return f" {' '.join(fold(word) for word in words(text))} "


class _Reader:
    """Gathers the groups of a parsed file, and what is wrong with them."""

    def __init__(self, text: str, path: Path) -> None:
        self._lines = text.split("\n")
        self._path = path
        self.faults: list[Fault] = []
        self.groups: dict[str, dict[AliasKind, tuple[tuple[str, ...], ...]]] = {
            key: dict.fromkeys(_KINDS, ()) for key in _KEYS
        }

    def read(self, rows: Mapping[str, Any]) -> None:
        """Take in the file's tables by kind."""
        for kind, tables in rows.items():
            known = next((k for k in _KINDS if k == kind), None)
            if known is None:
                self._unknown(self._key_line(kind), kind, _KINDS)
            elif not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
                remedy = f"write `[[{kind}]]` with two brackets, and {_EXAMPLE} below it"
                self._fault(self._key_line(kind), f"`{kind}` is no list of tables", remedy)
            else:
                for number, table in enumerate(tables):
                    self._table(known, table, self._table_line(kind, number))
        self._contradictions()

    def _table(self, kind: AliasKind, table: Mapping[str, Any], line: int) -> None:
        for key in table.keys() - set(_KEYS):
            self._unknown(self._key_line(key, line), key, _KEYS)
        if not table.keys() & set(_KEYS):
            self._fault(line, f"this `{kind}` has neither `names` nor `apart`", f"add {_EXAMPLE}")
        for key in _KEYS:
            if key in table:
                group = self._group(key, table[key], self._key_line(key, line))
                self.groups[key][kind] += (group,) if group else ()

    def _group(self, key: str, value: Any, line: int) -> tuple[str, ...]:
        """Return a list of names; empty, with a fault, where it is none."""
        remedy = f"write at least two names, as {_EXAMPLE.replace('names', key)}"
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            self._fault(line, f"`{key}` is not a list of names", remedy)
            return ()
        for name in value:
            if not words(name) or CONTROL.search(name) or "\n" in name:
                at = self._name_line(name, line)
                self._fault(
                    at, f"“{shown(name)}” is no name", "write letters or digits on one line"
                )
                return ()
        if len({_spaced(name) for name in value}) < 2:
            self._fault(line, f"`{key}` holds fewer than two different names", remedy)
            return ()
        return tuple(value)

    def _contradictions(self) -> None:
        """Find names that one table joins and another keeps apart."""
        for kind in _KINDS:
            joined = _joined(self.groups["names"][kind])
            for group in self.groups["apart"][kind]:
                met: dict[str, str] = {}
                for name in group:
                    one = joined.get(_spaced(name), _spaced(name))
                    other = met.setdefault(one, name)
                    if other != name:
                        said = f"{shown(other)} and {shown(name)} are both one and apart"
                        remedy = "keep the one of `names` and `apart` that is true"
                        self._fault(self._name_line(name, 1), said, remedy)

    def _unknown(self, line: int, key: str, known: Iterable[str]) -> None:
        from rapidfuzz import fuzz, process

        known = tuple(known)
        near = process.extractOne(key.lower(), known, scorer=fuzz.ratio, score_cutoff=_HINT_SCORE)
        remedy = (
            f"write `{near[0]}` if that is meant, or remove it"
            if near
            else (f"use one of {', '.join(known)}, or remove it")
        )
        self._fault(line, f"the key `{shown(key)}` is unknown", remedy)

    def _fault(self, line: int, message: str, remedy: str) -> None:
        self.faults.append(Fault(self._path, line, message, remedy))

    # tomllib gives values without their places, so a place is looked for in the text.
    def _table_line(self, kind: str, number: int) -> int:
        header = re.compile(rf"\s*\[\[\s*[\"']?{re.escape(kind)}[\"']?\s*\]\]")
        found = [i for i, line in enumerate(self._lines, 1) if header.match(line)]
        return found[number] if number < len(found) else self._key_line(kind)

    def _key_line(self, key: str, after: int = 1) -> int:
        return self._first(re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}\b"), after)

    def _name_line(self, name: str, after: int) -> int:
        return self._first(re.compile(rf".*[\"']{re.escape(name)}[\"']"), after)

    def _first(self, pattern: re.Pattern[str], after: int) -> int:
        lines = enumerate(self._lines[after - 1 :], after)
        return next((i for i, line in lines if pattern.match(line)), after)


def _joined(groups: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Return one of the names that stand for the same, for every name of the groups."""
    found: dict[str, str] = {}
    for group in groups:
        keys = [_spaced(name) for name in group]
        one = next((found[key] for key in keys if key in found), keys[0])
        olds = {found.get(key, key) for key in keys}
        found.update({key: one for key, known in found.items() if known in olds})
        found.update(dict.fromkeys(keys, one))
    return found
