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
