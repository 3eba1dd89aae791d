"""Parts of the world that people speak of and no table of regions has: "the Nordic countries"."""

from __future__ import annotations

from functools import cache

from icpc_assistant.cards.geography import key_of

# By a folded name without what leads to it, each with the countries that are mostly meant.
_AREAS = {
    "nordic": "DK FI IS NO SE FO GL AX",
    "scandinavia": "DK NO SE FI IS",
    "baltic": "EE LV LT",
    "british isles": "GB IE IM JE GG",
    "benelux": "BE NL LU",
    "balkans": "AL BA BG HR XK ME MK RS SI GR RO",
    "iberia": "ES PT AD",
    "andes": "BO CO EC PE CL VE",
    "southern cone": "AR CL UY PY",
    "sahel": "BF ML MR NE SN TD GM GN NG CM ER SD",
    "gulf": "AE BH KW OM QA SA",
    "caucasus": "AM AZ GE",
    "great lakes of africa": "BI CD RW UG TZ KE",
    "horn of africa": "DJ ER ET SO",
}
_NAMES = {
    "nordic": "nordics|the nordics|nordic countries|nordic region|northern countries"
    "|pays nordiques|pays du nord|europe nordique|paises nordicos|region nordica|nordicos",
    "scandinavia": "scandinavia|scandinavie|escandinavia|scandinavian countries|pays scandinaves"
    "|paises escandinavos",
    "baltic": "baltics|baltic states|baltic countries|pays baltes|etats baltes|paises balticos"
    "|estados balticos|republicas balticas",
    "british isles": "british isles|britain and ireland|iles britanniques|islas britanicas",
    "benelux": "benelux|low countries",
    "balkans": "balkans|balkan|western balkans|les balkans|balcanes|paises balcanicos"
    "|pays balkaniques|balkan countries",
    "iberia": "iberia|iberian peninsula|peninsule iberique|peninsula iberica",
    "andes": "andean countries|andean region|pays andins|paises andinos|region andina"
    "|region andine",
    "southern cone": "southern cone|cone sud|cono sur",
    "sahel": "sahel|sahel region|region sahelienne|pays du sahel|paises del sahel",
    "gulf": "gulf states|gulf countries|persian gulf|pays du golfe|paises del golfo"
    "|golfe persique|golfo persico",
    "caucasus": "caucasus|caucase|caucaso|south caucasus",
    "great lakes of africa": "great lakes region of africa|african great lakes"
    "|grands lacs africains|region des grands lacs|grandes lagos africanos",
    "horn of africa": "horn of africa|corne de l afrique|cuerno de africa",
}


@cache
def _named() -> dict[str, frozenset[str]]:
    return {
        key_of(name): frozenset(_AREAS[area].split())
        for area, names in _NAMES.items()
        for name in names.split("|")
    }


def area_of(key: str) -> frozenset[str]:
    """Return the codes of the countries of an area by its folded name, none for any other name."""
    return _named().get(key, frozenset())


def countries_of(area: str) -> frozenset[str]:
    """Return the codes of the countries of an area that ``regional`` knows by an adjective."""
    return frozenset(_AREAS[area].split())
