"""Questions drafted by rule from a bulletin and its event card (PAQ, Lewis et al. 2021).

``drafted`` asks, in English, French and Spanish, what the card's fields and the bulletin's
sentences answer; each question points to the sentence that does. ``templates`` holds every
wording. Where the card is unsure there is no question: a wrong one finds a wrong sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from icpc_assistant.cards import EventCard
from icpc_assistant.types import LANGUAGES, AskedQuestion, Bulletin, Language

if TYPE_CHECKING:
    from icpc_assistant.question_generation.facts import Fact

# Names the rules, for whatever keeps what they made.
DRAFTING = "rules-1"
MOST = 40  # questions a language


def drafted(bulletin: Bulletin, card: EventCard) -> tuple[AskedQuestion, ...]:
    """Return questions that sentences of ``bulletin`` answer, at most ``MOST`` a language.

    No question stands twice in a language, and the same bulletin gives the same questions.
    """
    facts = list(_facts(bulletin, card))
    found: list[AskedQuestion] = []
    for language in LANGUAGES:
        asked: dict[str, AskedQuestion] = {}
        for text, fact in _in_turn(facts, card, language):
            if len(asked) == MOST:
                break
            place = fact.sentence
            asked.setdefault(
                text.casefold(),
                AskedQuestion(text, language, fact.answer, place.start, place.end, "rule"),
            )
        found += asked.values()
    return tuple(found)


def _facts(bulletin: Bulletin, card: EventCard) -> Iterator[Fact]:
    """Yield what the bulletin tells, what is asked most first."""
    from icpc_assistant.chunking import chunk  # what reads Markdown loads slowly
    from icpc_assistant.question_generation import facts, people

    told = facts.Told(bulletin, [s for p in chunk(bulletin) for s in p.sentences])
    yield from facts.event_facts(told, card)
    yield from people.person_facts(told, card)
    yield from facts.figure_facts(told, card)
    yield from people.clause_facts(told, card)
    yield from people.body_deeds(told, card)
    yield from facts.facet_facts(told)
    yield from facts.body_facts(told, card)
    yield from facts.heading_facts(told)


def _in_turn(
    facts: Sequence[Fact], card: EventCard, language: Language
) -> Iterator[tuple[str, Fact]]:
    """Yield every fact's first question, then every fact's second, and so on.

    A fact is asked about in each of its wordings and under each of the event's names; the
    particular names come before the general one.
    """
    from icpc_assistant.question_generation.naming import event_names, placeless
    from icpc_assistant.question_generation.templates import TEMPLATES

    names, elsewhere = event_names(card, language), placeless(card, language)
    for turn in range(max(len(names), 2)):
        for fact in facts:
            wordings = TEMPLATES[fact.kind][language]
            words = fact.words.get(language)
            # Without the answer in the quote, or the noun in this language, there is no question.
            if words is None or not wordings or fact.answer not in fact.sentence.text:
                continue
            known = elsewhere if fact.placeless else names
            event = known[turn % len(known)].slots()
            yield wordings[turn % len(wordings)].format(**event, **words), fact
