"""Question + history → ``Query``: what is asked, in which language, standing on its own."""

from icpc_assistant.query.another import (
    asks_in_full,
    event_meant,
    which_one,
    without_event,
)
from icpc_assistant.query.followup import (
    Followed,
    asks_for_others,
    points_back,
    says_too_little,
)
from icpc_assistant.query.interpretation import (
    CONTEXT,
    MAX_QUESTION,
    Query,
    checked,
    interpret,
    last_question,
)
from icpc_assistant.query.language import detect_language
from icpc_assistant.query.listed import Item, Reference, item_meant, said_alone
from icpc_assistant.query.neighbours import events_in
from icpc_assistant.query.opening import changes_subject
from icpc_assistant.query.parts import parts
from icpc_assistant.query.shown import shown
from icpc_assistant.query.wants import MONEY, SHARE, Wants, speaks_of_the_future, wanted

__all__ = [
    "CONTEXT",
    "MAX_QUESTION",
    "MONEY",
    "SHARE",
    "Followed",
    "Item",
    "Query",
    "Reference",
    "Wants",
    "asks_for_others",
    "asks_in_full",
    "changes_subject",
    "checked",
    "detect_language",
    "event_meant",
    "events_in",
    "interpret",
    "item_meant",
    "last_question",
    "parts",
    "points_back",
    "said_alone",
    "says_too_little",
    "shown",
    "speaks_of_the_future",
    "wanted",
    "which_one",
    "without_event",
]
