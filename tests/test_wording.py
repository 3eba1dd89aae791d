import re
import string
from datetime import date

import pytest

from icpc_assistant import wording
from icpc_assistant.types import LANGUAGES


def test_every_phrase_stands_in_every_language_with_the_same_placeholders():
    for phrase, forms in wording.PHRASES.items():
        assert set(forms) == set(LANGUAGES), phrase
        fields = {
            frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)
            for text in forms.values()
        }
        assert len(fields) == 1, phrase


@pytest.mark.parametrize(
    ("start", "end", "language", "expected"),
    [
        (date(2019, 7, 9), None, "en", "July 9, 2019"),
        (date(2019, 7, 9), date(2019, 7, 11), "en", "July 9–11, 2019"),
        (date(2019, 7, 30), date(2019, 8, 2), "en", "July 30 – August 2, 2019"),
        (date(2019, 4, 1), None, "fr", "1er avril 2019"),
        (date(2019, 4, 1), None, "es", "1 de abril de 2019"),
        (date(2019, 7, 1), date(2019, 7, 3), "fr", "1er au 3 juillet 2019"),
        (date(2019, 6, 30), date(2019, 7, 1), "fr", "30 juin au 1er juillet 2019"),
        (date(2019, 2, 1), date(2019, 2, 14), "en", "February 1–14, 2019"),
        (date(2019, 5, 1), date(2019, 5, 30), "es", "1 al 30 de mayo de 2019"),
        (date(2019, 7, 9), date(2019, 7, 11), "fr", "9 au 11 juillet 2019"),
        (date(2019, 7, 30), date(2019, 8, 2), "es", "30 de julio al 2 de agosto de 2019"),
        (date(2019, 7, 1), date(2019, 7, 31), "es", "julio de 2019"),
        (date(2019, 1, 1), date(2019, 12, 31), "en", "2019"),
        (date(2019, 12, 31), date(2020, 1, 2), "fr", "31 décembre 2019 – 2 janvier 2020"),
    ],
)
def test_days_as_each_language_writes_them(start, end, language, expected):
    assert wording.days(start, end, language) == expected


def test_joined():
    assert wording.joined(["a", "b", "c"], "es") == "a, b y c"
    assert wording.joined(["a"], "en") == "a"
    assert wording.joined([], "fr") == ""
    assert wording.joined(["Francia", "Italia"], "es") == "Francia e Italia"
    assert wording.joined(["«Oro»", "«Hijos»"], "es") == "«Oro» e «Hijos»"
    assert wording.joined(["agua", "hielo"], "es") == "agua y hielo"
    assert wording.joined(["a", "b", "c"], "en", denied=True) == "a, b or c"
    assert wording.joined(["a", "b"], "fr", denied=True) == "a ni b"
    assert wording.set_apart(["a", "b"], "fr") == "a\u202f; b"


def test_french_spaces_do_not_break_and_its_apostrophes_are_typographic():
    for name, forms in wording.PHRASES.items():
        assert not re.search(r" [;:?!»]|« |\u00a0|'", forms["fr"]), name
        assert not re.search(r"\s[;:?!»]|«\s|\s{2}", forms["es"] + forms["en"]), name


@pytest.mark.parametrize(
    ("count", "language", "expected"),
    [
        (0, "fr", "0 événement"),
        (1, "fr", "1 événement"),
        (0, "es", "0 eventos"),
        (1200, "en", "1,200 events"),
        (1200, "fr", "1\u202f200 événements"),
        (1200, "es", "1200 eventos"),
        (12000, "es", "12\u202f000 eventos"),
    ],
)
def test_counts_as_each_language_writes_them(count, language, expected):
    assert wording.counted(count, "event", language) == expected


@pytest.mark.parametrize(
    ("month", "expected"), [(3, "conférence de mars"), (10, "conférence d’octobre")]
)
def test_french_de_is_elided_before_a_month(month, expected):
    name = wording.month(month, "fr")
    assert wording.say("event_of", "fr", event="conférence", month=name) == expected


def test_times_of_any_year():
    assert wording.yearly(12, 1, 12, 24, "fr") == "1er décembre – 24 décembre"
    assert wording.yearly(2, 1, 2, 28, "es") == "febrero"
    assert wording.yearly(1, 1, 1, 28, "en") == "January 1 – January 28"
