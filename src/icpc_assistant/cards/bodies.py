"""International bodies by their names and acronyms in three languages: "OEA" is "OAS".

A bulletin names them in its own language, a question in its asker's. ``bodies.tsv`` has a body a
line, its names in English, French and Spanish, each list separated by commas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from icpc_assistant.cards.geography import key_of
from icpc_assistant.terms import is_function_word
from icpc_assistant.types import LANGUAGES


@cache
def _bodies() -> tuple[tuple[str, ...], ...]:
    table = files("icpc_assistant.cards").joinpath("bodies.tsv").read_text("utf-8")
    rows = (line.replace("\t", ",").split(",") for line in table.splitlines()[1:])
    return tuple(tuple(dict.fromkeys(key_of(name) for name in row)) for row in rows)


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    """Return the names of each body by any of them, with its small words and without."""
    found = {}
    for names in _bodies():
        for name in names:
            bare = (w for w in name.split() if not any(is_function_word(w, x) for x in LANGUAGES))
            found[" ".join(bare) or name] = found[name] = names
    return found


def names_of_body(key: str) -> tuple[str, ...]:
    """Return all names, folded, of the international body that goes by one of them, if any."""
    return _by_name().get(key, ())


def well_known(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """Yield the names of each body that ``pairs`` of folded names and acronyms hold.

    An acronym that stands for something else there is none of its names.
    """
    full: dict[str, set[str]] = {}
    for name, acronym in pairs:
        full.setdefault(name, set())
        if acronym:
            full.setdefault(acronym, set()).add(name)
    for names in _bodies():
        known = frozenset(names)
        own = tuple(n for n in names if full.get(n, known) <= known)
        if any(name in full for name in own):
            yield own
