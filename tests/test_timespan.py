"""Time expressions in three languages, read against a fixed day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpc_assistant.timespan import interpret_time
from icpc_assistant.timespan.plain import plain
from icpc_assistant.wording import period

TODAY = date(2026, 11, 24)

# question, language, first day, last day ("" is open)
TIMES = [
    ("What events took place in 2023?", "en", "2023-01-01", "2023-12-31"),
    ("events between January and June 2024", "en", "2024-01-01", "2024-06-30"),
    ("December 2025 events", "en", "2025-12-01", "2025-12-31"),
    ("between March 2024 and the end of that year", "en", "2024-03-01", "2024-12-31"),
    ("from April 2022 until the end of the same year", "en", "2022-04-01", "2022-12-31"),
    ("entre mars 2024 et la fin de cette année-là", "fr", "2024-03-01", "2024-12-31"),
    ("entre marzo de 2024 y el final de ese año", "es", "2024-03-01", "2024-12-31"),
    ("since the begining of 2020", "en", "2020-01-01", ""),
    ("since the very start of 2020", "en", "2020-01-01", ""),
    ("depuis le tout début de l'année 2020", "fr", "2020-01-01", ""),
    ("desde el comienzo de 2020", "es", "2020-01-01", ""),
    ("antes del inicio del año 2020", "es", "", "2019-12-31"),
    ("up to 2020", "en", "", "2020-12-31"),
    ("What did we get up to in 2020?", "en", "2020-01-01", "2020-12-31"),
    ("from March 2024 to 2025", "en", "2024-03-01", "2025-12-31"),
    ("in the summer of 2024", "en", "2024-06-01", "2024-08-31"),
    ("since 1 November 2025", "en", "2025-11-01", ""),
    ("before 2023", "en", "", "2022-12-31"),
    ("after 2023", "en", "2024-01-01", ""),
    ("until March 2023", "en", "", "2023-03-31"),
    ("between 1 January 2023 and 31 March 2024", "en", "2023-01-01", "2024-03-31"),
    ("last year", "en", "2025-01-01", "2025-12-31"),
    ("next year", "en", "2027-01-01", "2027-12-31"),
    ("this month", "en", "2026-11-01", "2026-11-30"),
    ("last month", "en", "2026-10-01", "2026-10-31"),
    ("last quarter", "en", "2026-07-01", "2026-09-30"),
    ("last week", "en", "2026-11-16", "2026-11-22"),
    ("yesterday", "en", "2026-11-23", "2026-11-23"),
    ("two years ago", "en", "2024-01-01", "2024-12-31"),
    ("three months ago", "en", "2026-08-01", "2026-08-31"),
    ("the last two years", "en", "2024-11-24", "2026-11-24"),
    ("last October", "en", "2026-10-01", "2026-10-31"),
    ("last December", "en", "2025-12-01", "2025-12-31"),
    ("since March 2024", "en", "2024-03-01", ""),
    ("from 2023 onwards", "en", "2023-01-01", ""),
    ("2024 and later", "en", "2024-01-01", ""),
    ("from 2022 to 2024", "en", "2022-01-01", "2024-12-31"),
    ("between 2025 and 2023", "en", "2023-01-01", "2025-12-31"),
    ("in the last quarter of 2025", "en", "2025-10-01", "2025-12-31"),
    ("Q4 2025", "en", "2025-10-01", "2025-12-31"),
    ("first half of 2025", "en", "2025-01-01", "2025-06-30"),
    ("early 2025", "en", "2025-01-01", "2025-04-30"),
    ("spring 2023", "en", "2023-03-01", "2023-05-31"),
    ("winter 2022-2023", "en", "2022-12-01", "2023-02-28"),
    ("in the 2020s", "en", "2020-01-01", "2029-12-31"),
    ("from October 4 to 6, 2022", "en", "2022-10-04", "2022-10-06"),
    ("October 30 and 31, 2025", "en", "2025-10-30", "2025-10-31"),
    ("3 November 2025", "en", "2025-11-03", "2025-11-03"),
    ("on 2025-11-03", "en", "2025-11-03", "2025-11-03"),
    ("03/11/2025", "en", "2025-03-11", "2025-03-11"),
    ("from November 2022 to February 2023", "en", "2022-11-01", "2023-02-28"),
    ("from November to February 2023", "en", "2022-11-01", "2023-02-28"),
    ("after March 2023 and before June 2024", "en", "2023-04-01", "2024-05-31"),
    ("2023-2024", "en", "2023-01-01", "2024-12-31"),
    ("in 3024", "en", "3024-01-01", "3024-12-31"),
    ("il y a deux ans", "fr", "2024-01-01", "2024-12-31"),
    ("l’année dernière", "fr", "2025-01-01", "2025-12-31"),
    ("l'an passé", "fr", "2025-01-01", "2025-12-31"),
    ("cette année", "fr", "2026-01-01", "2026-12-31"),
    ("avant 2023", "fr", "", "2022-12-31"),
    ("depuis mars 2024", "fr", "2024-03-01", ""),
    ("à partir de 2024", "fr", "2024-01-01", ""),
    ("jusqu’en 2023", "fr", "", "2023-12-31"),
    ("entre le 1er janvier et le 31 mars 2024", "fr", "2024-01-01", "2024-03-31"),
    ("du 4 au 6 octobre 2022", "fr", "2022-10-04", "2022-10-06"),
    ("au printemps 2023", "fr", "2023-03-01", "2023-05-31"),
    ("à l’été 2024", "fr", "2024-06-01", "2024-08-31"),
    ("au 4e trimestre 2025", "fr", "2025-10-01", "2025-12-31"),
    ("au dernier trimestre de 2025", "fr", "2025-10-01", "2025-12-31"),
    ("premier semestre de 2024", "fr", "2024-01-01", "2024-06-30"),
    ("fin 2025", "fr", "2025-09-01", "2025-12-31"),
    ("ces deux dernières années", "fr", "2024-11-24", "2026-11-24"),
    ("03/11/2025", "fr", "2025-11-03", "2025-11-03"),
    ("hace 3 años", "es", "2023-01-01", "2023-12-31"),
    ("el año pasado", "es", "2025-01-01", "2025-12-31"),
    ("el mes pasado", "es", "2026-10-01", "2026-10-31"),
    ("el otoño de 2022", "es", "2022-09-01", "2022-11-30"),
    ("antes de 2023", "es", "", "2022-12-31"),
    ("desde marzo de 2024", "es", "2024-03-01", ""),
    ("entre junio de 2024 y septiembre de 2025", "es", "2024-06-01", "2025-09-30"),
    ("del 4 al 6 de octubre de 2022", "es", "2022-10-04", "2022-10-06"),
    ("en el segundo semestre de 2025", "es", "2025-07-01", "2025-12-31"),
    ("a finales de 2025", "es", "2025-09-01", "2025-12-31"),
    ("los últimos 6 meses", "es", "2026-05-24", "2026-11-24"),
    ("événements des deux dernières années", "fr", "2024-11-24", "2026-11-24"),
    ("des douze derniers mois", "fr", "2025-11-24", "2026-11-24"),
    ("dès 2024", "fr", "2024-01-01", ""),
    ("los últimos doce meses", "es", "2025-11-24", "2026-11-24"),
    ("the past eighteen months", "en", "2025-05-24", "2026-11-24"),
    ("in the year 9999", "en", "9999-01-01", "9999-12-31"),
    ("en el año 1066", "es", "1066-01-01", "1066-12-31"),
    ("en l'an 1066", "fr", "1066-01-01", "1066-12-31"),
    ("in week 10 of 2023", "en", "2023-03-06", "2023-03-12"),
    ("2023-W10", "en", "2023-03-06", "2023-03-12"),
    ("semaine 53 de 2020", "fr", "2020-12-28", "2021-01-03"),
    ("la dixième semaine de 2023", "fr", "2023-03-06", "2023-03-12"),
    ("en la semana 10 de 2023", "es", "2023-03-06", "2023-03-12"),
    ("the second week of March 2023", "en", "2023-03-08", "2023-03-14"),
    ("la deuxième semaine d’avril 2023", "fr", "2023-04-08", "2023-04-14"),
    ("la segunda semana de marzo de 2023", "es", "2023-03-08", "2023-03-14"),
    ("the fifth week of March 2023", "en", "2023-03-29", "2023-03-31"),
    ("la última semana de febrero de 2024", "es", "2024-02-23", "2024-02-29"),
    ("the week of 8 March 2023", "en", "2023-03-06", "2023-03-12"),
    ("la semaine du 8 mars 2023", "fr", "2023-03-06", "2023-03-12"),
    ("the third month of 2024", "en", "2024-03-01", "2024-03-31"),
    ("le mois 12 de 2024", "fr", "2024-12-01", "2024-12-31"),
    ("the first day of March 2023", "en", "2023-03-01", "2023-03-01"),
    ("les trois premiers mois de 2024", "fr", "2024-01-01", "2024-03-31"),
    ("los primeros tres meses de 2024", "es", "2024-01-01", "2024-03-31"),
    ("the last two weeks of March 2024", "en", "2024-03-18", "2024-03-31"),
    ("the first half of March 2024", "en", "2024-03-01", "2024-03-15"),
    ("fin mars 2024", "fr", "2024-03-21", "2024-03-31"),
    ("a mediados de marzo de 2024", "es", "2024-03-11", "2024-03-20"),
    ("between Christmas 2022 and Easter 2023", "en", "2022-12-24", "2023-04-10"),
    ("entre Noël 2022 et Pâques 2023", "fr", "2022-12-24", "2023-04-10"),
    ("entre Navidad de 2022 y Pascua de 2024", "es", "2022-12-24", "2024-04-01"),
]


@pytest.mark.parametrize(("text", "language", "first", "last"), TIMES)
def test_times(text, language, first, last):
    span = interpret_time(text, language, TODAY)
    assert span is not None
    assert span.impossible is None
    assert (str(span.start or ""), str(span.end or "")) == (first, last)
    assert text[slice(*span.span)] == span.text


@pytest.mark.parametrize(
    "text",
    [
        "no date at all", "more than 2000 participants", "who may attend the march",
        "une formation a été organisée", "the second session", "on the fall of crime", "¿quién fue?",
    ],
)  # fmt: skip
def test_no_time(text):
    assert interpret_time(text, "en", TODAY) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("February 30, 2024", "date"), ("30 février 2024", "date"), ("31 de abril de 2025", "date"),
        ("29 February 2023", "date"), ("2025-13-01", "date"), ("Q5 2025", "date"),
        ("in the 21st century", "century"), ("au XXIe siècle", "century"),
        ("en el siglo XXI", "century"), ("after 2025 and before 2023", "contradiction"),
        ("after 9999", "year"), ("before 0001", "year"), ("in the year 12024", "year"),
        ("en l'an 12024", "year"), ("week 54 of 2023", "date"), ("13e mois de 2024", "date"),
        ("del mes 13 de 2024", "date"), ("the sixth week of March 2023", "date"),
        ("the second Tuesday of March 2023", "unread"), ("on Mondays in 2024", "unread"),
        ("les week-ends de 2023", "unread"), ("el tercer fin de semana de marzo", "unread"),
        ("the fifth quarter of 2023", "unread"), ("in fiscal year 2023", "unread"),
        ("année scolaire 2023", "unread"), ("año académico 2023", "unread"),
    ],
)  # fmt: skip
def test_impossible_times_say_why(text, why):
    span = interpret_time(text, "en", TODAY)
    assert span is not None
    assert span.impossible == why
    assert not span.overlaps(date(1, 1, 1), date(9999, 12, 31))


_SAID = {
    "en": ("in {}", "after {}", "before {}", "in winter {}", "December {}", "the last week of {}",
           "Christmas {}", "the 1{:03d}s", "between May {} and Easter {}", "week 52 of {}"),
    "fr": ("en {}", "après {}", "avant {}", "hiver {}", "fin décembre {}", "Pâques {}"),
    "es": ("en {}", "después de {}", "antes de {}", "invierno de {}", "semana 1 de {}"),
}  # fmt: skip


@given(st.integers(1, 9999), st.sampled_from(sorted(_SAID)), st.data())
def test_every_year_of_the_calendar_can_be_read_and_said(year, language, data):
    form = data.draw(st.sampled_from(_SAID[language]))
    digits = [f"{year:04d}"] * 2 if "03d" not in form else [year % 1000]
    span = interpret_time(form.format(*digits), language, TODAY)
    if span is None or span.impossible:
        assert span is None or year in (1, 9999)
        return
    assert period(span.start, span.end, language)
    assert not (span.start and span.end) or span.start <= span.end
    assert span.overlaps(date.min, date.max)


@given(st.dates(), st.sampled_from(["yesterday", "last week", "900 weeks ago", "next month",
       "the last 999 years", "last winter", "hace 99 semanas", "this quarter"]))  # fmt: skip
def test_time_counted_from_any_day_stays_in_the_calendar(today, said):
    span = interpret_time(said, "es" if "hace" in said else "en", today)
    assert span.start <= span.end


def test_a_part_of_a_month_of_any_year():
    assert interpret_time("the second week of March", "en", TODAY).yearly == (3, 8, 3, 14)


def test_a_reversed_range_is_put_in_order_and_says_so():
    assert interpret_time("between 2025 and 2023", "en", TODAY).swapped
    assert not interpret_time("between 2023 and 2025", "en", TODAY).swapped


def test_a_month_without_a_year_is_that_month_of_any_year():
    span = interpret_time("events in October", "en", TODAY)
    assert span.yearly == (10, 1, 10, 31)
    assert span.overlaps(date(1999, 9, 30), date(1999, 10, 1))
    assert not span.overlaps(date(1999, 9, 1), date(1999, 9, 30))


def test_winter_of_any_year_spans_the_turn_of_the_year():
    span = interpret_time("in winter", "en", TODAY)
    assert span.overlaps(date(2020, 1, 5), date(2020, 1, 5))
    assert span.overlaps(date(2020, 12, 5), date(2020, 12, 5))
    assert not span.overlaps(date(2020, 7, 5), date(2020, 7, 5))


def test_two_years_named_leave_out_those_between():
    span = interpret_time("in 2022 and 2025", "en", TODAY)
    assert span.overlaps(date(2022, 5, 1), date(2022, 5, 1))
    assert not span.overlaps(date(2023, 5, 1), date(2023, 5, 1))


def test_an_event_may_tell_the_time():
    asked = []

    def when(what):
        asked.append(what)
        return date(2021, 5, 12), date(2021, 5, 14)

    before = interpret_time("what happened before the Lisbon forum?", "en", TODAY, when)
    after = interpret_time("¿qué pasó después del foro de Lisboa?", "es", TODAY, when)
    assert (before.start, before.end) == (None, date(2021, 5, 11))
    assert (after.start, after.end) == (date(2021, 5, 15), None)
    assert asked[0] == "the Lisbon forum"


def test_an_event_nobody_knows_is_said_to_be_unknown():
    span = interpret_time("events before the Atlantis forum", "en", TODAY, lambda what: None)
    assert span.impossible == "event"


@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text):
    span = interpret_time(text, "en", TODAY)
    assert span is None or text[slice(*span.span)] == span.text


@given(st.text(max_size=200))
def test_plain_keeps_every_character_in_its_place(text):
    assert len(plain(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the second quarter of any year", "en"),
        ("le deuxième trimestre, toutes années confondues", "fr"),
        ("segundo trimestre (abril-junio), todos los años", "es"),
    ],
)
def test_a_quarter_of_any_year(text, language):
    found = interpret_time(text, language, date(2026, 11, 30))
    assert found.yearly == (4, 1, 6, 30)
    assert found.start is found.end is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("l'exercice de 2017 et le congrès de 2019", "fr"),
        ("the 2017 exercise and the 2019 congress", "en"),
        ("el premio de 2017 o el taller de 2019", "es"),
    ],
)
def test_the_years_of_two_events_contradict_nothing(text, language):
    found = interpret_time(text, language, date(2026, 11, 30))
    assert [first.year for first, _ in found.ranges] == [2017, 2019]
