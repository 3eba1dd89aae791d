"""Which edition of an event is meant: the fifth congress is not the fourth."""

from datetime import date

import pytest

from icpc_assistant.reader.editions import another_edition, editions
from icpc_assistant.types import Bulletin

CONGRESS = Bulletin(
    "congress",
    "Fourth Harbour Congress in Nairobi",
    "The fourth international Harbour Congress was held in Nairobi, Kenya, on June 9, 2022. "
    "On the second day, the third session of the morning was about tides. The fifth edition of "
    "the Night Forum follows in May.",
    "en",
    date(2022, 6, 9),
    date(2022, 6, 9),
)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("the Fifth International Congress", "en", [(5, "congress")]),
        ("Who spoke at the 12th World Urban Forum?", "en", [(12, "forum")]),
        ("la 3e édition du forum", "fr", [(3, "forum")]),
        ("la segunda edición", "es", [(2, "")]),
        ("le premier congrès", "fr", [(1, "congress")]),
        ("el quinto congreso y el IV Foro", "es", [(5, "congress"), (4, "forum")]),
        ("el 3.º congreso", "es", [(3, "congress")]),
        ("El decimoquinto Congreso", "es", [(15, "congress")]),
        ("le XIVe congrès", "fr", [(14, "congress")]),
        ("the X Congress, and I conference", "en", [(10, "congress")]),
        ("First Nations youth forum", "en", []),
        ("the second world war conference", "en", []),
        ("a 21st century policing conference", "en", []),
        ("the first of three conferences", "en", []),
        ("the second quarter's events", "en", []),
        ("the third session, the second day", "en", []),
        ("the tenth anniversary conference", "en", []),
    ],
)
def test_an_ordinal_before_an_event_is_an_edition(text, language, found):
    assert [(e.number, e.kind) for e in editions(text, language)] == found


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        ("¿En qué ciudad será el quinto congreso?", "es", "fourth international Harbour Congress"),
        ("Who opened the third Harbour Congress?", "en", "fourth international Harbour Congress"),
        ("Who opened the 4th Harbour Congress?", "en", ""),
        ("When is the 5th edition of the forum?", "en", ""),
        ("Who opened the Second Night Forum?", "en", "fifth edition"),
        ("Who opened the second forum?", "en", ""),  # of those that somebody counts
        ("Qui a ouvert la deuxième assemblée ?", "fr", ""),
        ("Who opened the congress?", "en", ""),
    ],
)
def test_another_edition_than_the_bulletin_tells_of(question, language, told):
    found = another_edition(question, language, CONGRESS)
    assert (CONGRESS.body[found[1].start : found[1].end] if found else "") == told
