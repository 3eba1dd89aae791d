"""Question + history → ``Query``: what is asked, in which language, standing on its own."""

from icpc_assistant.query.followup import Followed, points_back
from icpc_assistant.query.interpretation import MAX_QUESTION, Query, checked, interpret
from icpc_assistant.query.language import detect_language
from icpc_assistant.query.listed import Item, Reference, item_meant, said_alone
from icpc_assistant.query.opening import changes_subject
from icpc_assistant.query.parts import parts
from icpc_assistant.query.wants import MONEY, SHARE, Wants, speaks_of_the_future, wanted

__all__ = [
    "MAX_QUESTION",
    "MONEY",
    "SHARE",
    "Followed",
    "Item",
    "Query",
    "Reference",
    "Wants",
    "changes_subject",
    "checked",
    "detect_language",
    "interpret",
    "item_meant",
    "parts",
    "points_back",
    "said_alone",
    "speaks_of_the_future",
    "wanted",
]
