"""What an answer leaves out and why: no date, no place, online; and whose dates it goes by."""

from __future__ import annotations

import re

from icpc_assistant import wording
from icpc_assistant.collection.lookup import ONLINE
from icpc_assistant.collection.matching import Matches
from icpc_assistant.collection.request import Request
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

_PUBLISHED = re.compile(
    r"\b(?:publish\w*|publication\w*|publi(?:ee?s?|er)|public(?:o|aron|ad[oa]s?|acion\w*))\b"
)


def left_out(found: Matches, request: Request, language: Language) -> tuple[str, ...]:
    """Return a sentence for each reason for which bulletins were left out, with their number."""
    held = request.or_online and not any(ONLINE in place.keys for place in request.outside)
    counts = (
        ("collection_undated", found.undated),
        ("collection_online" if held else "collection_not_online", found.online),
        ("collection_unplaced", found.unplaced),
        ("collection_unmeasured", found.unmeasured),
    )
    said = [wording.say(reason, language, n=n) for reason, n in counts if n]
    time = request.time
    if time is not None and time.swapped:
        said.append(wording.say("collection_swapped", language))
    if time is not None and _PUBLISHED.search(plain(request.text)):
        said.append(wording.say("collection_published", language))
    return tuple(said)
