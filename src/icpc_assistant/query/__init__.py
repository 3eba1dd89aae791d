"""Question + history → ``Query``: what is asked, in which language, standing on its own."""

from icpc_assistant.query.another import (
    asked_at,
    asks_in_full,
    event_meant,
    event_named,
    names_event,
    which_one,
    without_event,
)
from icpc_assistant.query.followup import (
    Followed,
    asks_for_others,
    first_said,
    points_back,
)
from icpc_assistant.query.fronted import fronted
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
from icpc_assistant.query.little import says_little, says_too_little, says_which
from icpc_assistant.query.neighbours import events_in, month_off, same_period, year_off
from icpc_assistant.query.opening import changes_subject
from icpc_assistant.query.parts import parts
from icpc_assistant.query.shown import asked_of_event, shown
from icpc_assistant.query.topic import is_noun
from icpc_assistant.query.wants import (
    MONEY,
    SHARE,
    Wants,
    asks_for_places,
    speaks_of_the_future,
    wanted,
)

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
    "asked_at",
    "asked_of_event",
    "asks_for_others",
    "asks_for_places",
    "asks_in_full",
    "changes_subject",
    "checked",
    "detect_language",
    "event_meant",
    "event_named",
    "events_in",
    "first_said",
    "fronted",
    "interpret",
    "is_noun",
    "item_meant",
    "last_question",
    "month_off",
    "names_event",
    "parts",
    "points_back",
    "said_alone",
    "same_period",
    "says_little",
    "says_too_little",
    "says_which",
    "shown",
    "speaks_of_the_future",
    "wanted",
    "which_one",
    "without_event",
    "year_off",
]
