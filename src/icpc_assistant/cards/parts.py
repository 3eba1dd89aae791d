"""Parts of countries that people ask for as they ask for countries: Scotland, Catalonia.

A part's code is its country's with another behind a hyphen, "GB-SCT". Its names stand in
``parts.tsv`` with the code that GeoNames gives it. Where a name is a city's too, "Quebec", the part
goes by a longer one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from icpc_assistant.terms import stem
from icpc_assistant.types import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a country: its names by language, and what its people and things are called."""

    code: str
    admin: str  # GeoNames' code for it
    names: dict[Language, str]
    people: tuple[str, ...]


@cache
def parts() -> dict[str, Part]:
    """Return every part by its code."""
    table = files("icpc_assistant.cards").joinpath("parts.tsv").read_text("utf-8")
    found = {}
    for line in table.splitlines()[1:]:
        code, admin, *names, people = line.split("\t")
        named = dict(zip(LANGUAGES, names, strict=True))
        found[code] = Part(code, admin, named, tuple(filter(None, people.split("|"))))
    return found


def country_of(code: str) -> str:
    """Return the code of the country that a part lies in; another code stays."""
    return code.partition("-")[0]


def is_part(code: str) -> bool:
    """Whether a code is a part's of a country."""
    return "-" in code


@cache
def _by_admin() -> dict[tuple[str, str], str]:
    return {(country_of(code), part.admin): code for code, part in parts().items()}


def part_at(country: str, admin: str) -> str:
    """Return the code of the part that GeoNames puts a city in, "" where it is none of these."""
    return _by_admin().get((country, admin), "")


@cache
def _peoples() -> dict[tuple[str, Language], str]:
    return {
        (stem(said, language), language): code
        for code, part in parts().items()
        for said in part.people
        for language in LANGUAGES
    }


def part_of_people(word: str, language: Language) -> str:
    """Return the code of the part whose people or things ``word`` calls so, "" if none."""
    return _peoples().get((stem(word, language), language), "")
