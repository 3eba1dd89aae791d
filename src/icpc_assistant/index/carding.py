"""The cards of a version: taken over from the live one where nothing has changed, else made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from icpc_assistant.card_reading import PlaceReader
from icpc_assistant.cards import EventCard, extract
from icpc_assistant.crossencoder import open_cross_encoder
from icpc_assistant.index.records import load_cards
from icpc_assistant.index.versions import Manifest, bulletin_digests, damaged_file, read_manifest

if TYPE_CHECKING:
    from icpc_assistant.config import Settings
    from icpc_assistant.types import Bulletin, Passage

# What decides a card besides its bulletin.
_DECIDING = ("format", "cards", "chunking", "cross_encoder")


def cards_of(
    bulletins: Sequence[Bulletin],
    passages: Sequence[Passage],
    settings: Settings,
    reader: Path,
    known: dict[str, EventCard],
) -> Iterator[EventCard]:
    """Yield the card of each bulletin; ``reader`` is the folder of the exported cross-encoder.

    ``known`` are cards by id that need not be made again. The model is loaded once a bulletin has
    to be read for its place, which most have not.
    """
    own: dict[str, list[Passage]] = {}
    for passage in passages:
        own.setdefault(passage.bulletin_id, []).append(passage)
    places = PlaceReader(lambda: open_cross_encoder(settings, reader))
    for bulletin in bulletins:
        card = known.get(bulletin.id)
        yield card or places.completed(extract(bulletin), bulletin, own.get(bulletin.id, []))


def known_cards(
    live: Path | None, identity: Manifest, bulletins: Sequence[Bulletin]
) -> dict[str, EventCard]:
    """Return the live version's cards of bulletins that are as they were, by id.

    None where the version is damaged or its cards were made otherwise.
    """
    if live is None:
        return {}
    try:
        manifest = read_manifest(live)
        if any(manifest.get(key) != identity[key] for key in _DECIDING):
            return {}
        if damaged_file(live, manifest):
            return {}
        then, now = manifest["bulletins"], bulletin_digests(bulletins)
        cards = load_cards(live / "cards.jsonl")
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {
        card.bulletin_id: card
        for card in cards
        if card.bulletin_id in now and now[card.bulletin_id] == then.get(card.bulletin_id)
    }
