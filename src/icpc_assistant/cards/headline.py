"""The town that only a headline names: "In Guayaquil, the network shows its study"."""

from __future__ import annotations

from icpc_assistant.cards.card import PlaceField
from icpc_assistant.cards.geography import (
    City,
    cities,
    key_of,
    longest_names,
    territory_name,
)
from icpc_assistant.cards.institutions import is_institution
from icpc_assistant.cards.places import inside_name, set_in
from icpc_assistant.types import Bulletin

_TITLED = 0.6  # how sure it is that the event was there


def town_named(bulletin: Bulletin, *, anyhow: bool = False) -> PlaceField | None:
    """Return the one big town that the headline names; ``None`` where it names several, or none.

    It has to be where something is ("in Guayaquil", "Halifax's"), unless ``anyhow``: "an expert
    from Dakar" tells of no place. The field's ``start`` is -1, as of what front matter gives: the
    town stands nowhere in the body.
    """
    title = bulletin.title
    found: dict[str, tuple[City, str]] = {}
    taken = -1
    for start, end, run in longest_names(title):
        name = run.removesuffix("'s").removesuffix("’s")
        known = cities(name)
        if start < taken or not known or not known[0].big or is_institution(run):
            continue
        taken = end
        owned = name != run or title[end : end + 2] in ("'s", "’s")
        if not owned and inside_name(title, start, end):
            continue  # "Beni Hamrane" is not Beni
        found[known[0].name] = known[0], "" if owned else key_of(name)
    if len(found) != 1:
        return None
    ((city, name),) = found.values()
    if not anyhow and name and not set_in(key_of(title), name):
        return None
    return PlaceField(
        city=city.name,
        country=territory_name(city.country),
        country_code=city.country,
        regions=city.regions,
        role="event",
        names=tuple(n for n in city.names if len(n) > 2)[:60],
        confidence=_TITLED,
    )
