"""Every word of the interface itself, in one place, so that other languages can follow.

What the assistant says in an answer is in ``wording``; these are the labels around it.
Placeholders are filled with plain text; nothing here is markup.
"""

from __future__ import annotations

LABELS: dict[str, str] = {
    # The page
    "name": "ICPC Assistant",
    "tagline": "Answers from the bulletins, each with its source, word for word.",
    "new": "New conversation",
    # Before the first question
    "welcome": "What would you like to know?",
    "knows_one": "I have read one bulletin",
    "knows_many": "I have read {count} bulletins",
    "knows_when": "{known}, {first} to {last}",
    "knows_single": "{known}, {first}",
    "promise": "Every answer quotes the bulletin it comes from. Where the bulletins say nothing, "
    "I say so.",
    "languages": "Ask in English, French or Spanish.",
    # The question box
    "question": "Your question",
    "placeholder": "Ask about an event…",
    "ask": "Ask",
    # The conversation
    "conversation": "Conversation",
    "you": "You asked",
    "pending": "Reading the bulletins…",
    "copy": "Copy",
    "copied": "Copied",
    "copy_hint": "Copy this answer with its sources",
    "copy_failed": "Select and copy",
    "good": "Good answer",
    "bad": "Bad answer",
    "thanks": "Noted, thank you.",
    "comment": "What was wrong, or missing? (optional)",
    "send": "Send",
    "kept": "The conversation, this answer and your comment are kept on this server, and nothing "
    "about you.",
    "verdict_failed": "Your verdict could not be kept; try again later.",
    "show_sources_one": "1 source",
    "show_sources_many": "{count} sources",
    "mark": "Source {number}: {title}",
    "abstained": "Not in the bulletins",
    "failed": "Something went wrong while reading the bulletins; please ask again.",
    "dropped": "Earlier questions of this conversation are no longer shown.",
    # The sources
    "sources": "Sources",
    "sources_for": "for “{question}”",
    "read": "What I have read",
    "sources_empty": "Once you ask, the passages that prove the answer stand here.",
    "more": "… and {count} more",
    "sources_none": "This answer quotes no bulletin.",
    "counted": "Bulletins counted",
    "undated": "Undated",
    "open": "Open the bulletin at this place",
    # A bulletin
    "bulletin": "Bulletin",
    "close": "Close",
    "back": "Back to the assistant",
    "loading": "Opening the bulletin…",
    "not_opened": "The bulletin could not be opened; check that the assistant is still running.",
    "published": "As published: {source}",
    "here": "The quoted words are highlighted.",
    "no_such_bulletin": "There is no such bulletin",
    "no_such_bulletin_text": "It may have been renamed or removed since this link was made.",
    "no_such_page": "There is no such page",
    "no_such_page_text": "Go back to the assistant and ask there.",
}


def label(name: str, **values: object) -> str:
    """Return a label with its placeholders filled."""
    return LABELS[name].format(**values) if values else LABELS[name]
