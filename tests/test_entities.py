import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpc_assistant.entities import dates, figures, names, spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On July 9, 2021, they met.", ["July 9, 2021"]),
        ("From June 3 to 6, 2019, in Lima", ["June 3 to 6, 2019"]),
        ("held from Monday, May 6, to Friday, May 10, 2019", ["Monday, May 6, to Friday, May 10, 2019"]),
        ("le 1er avril 2020 à Lyon", ["1er avril 2020"]),
        ("du 3 au 5 mai 2018", ["3 au 5 mai 2018"]),
        ("el 14 de agosto de 2017", ["14 de agosto de 2017"]),
        ("in September 2016", ["September 2016"]),
        ("since 1998 and until 2003", ["1998", "2003"]),
        ("2016-05-04", ["2016-05-04"]),
        ("they may march", []),
        ("room 1204 was full", []),
    ],
)  # fmt: skip
def test_dates(text, expected):
    assert [s.text for s in dates(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("more than 1,200 delegates from nine countries", [(1200, "delegates"), (9, "countries")]),
        ("près de 300 invités", [(300, "invités")]),
        ("más de 45 ciudades", [(45, "ciudades")]),
        ("a three-year plan", [(3, "year")]),
        ("on May 3, 2019", []),
        ("37 % of them", [(37, "of")]),
        ("thirty-four towns of one hundred and twelve", [(34, "towns"), (112, "")]),
        ("quatre-vingt-douze villes, vingt et un maires", [(92, "villes"), (21, "maires")]),
        ("cuarenta y dos pueblos", [(42, "pueblos")]),
        ("plus de trois mille jeunes", [(3000, "jeunes")]),
        ("2 million people", [(2_000_000, "people")]),
        ("two hundred and five thousand euros", [(205_000, "euros")]),
        ("between two and three weeks", [(2, "and"), (3, "weeks")]),
        ("1.200 personas", [(1200, "personas")]),
        ("less than a fifth of the shift", [(None, "of")]),
        ("one guard in four sleeps badly", [(None, "sleeps")]),
        ("une vingtaine de villes", [(None, "de")]),
        ("the second quarter of 2024", []),
        ("1.200.000 personas", [(1_200_000, "personas")]),
        ("two thousand five hundred guests", [(2500, "guests")]),
        ("3,5 millions d'euros", [(3_500_000, "d'euros")]),
        ("deux cents personnes", [(200, "personnes")]),
        ("between twenty and one hundred people", [(20, "and"), (100, "people")]),
        ("20 por ciento de los jóvenes", [(20, "de")]),
        ("un colloque sur deux jours", [(2, "jours")]),
        ("one event in 2019", []),
        ("the third congress", []),
        ("50 miles away", [(50, "miles")]),
        ("a rate of 0.852 points", [(0.852, "points")]),
        ("twenty fıve people", [(20, "fıve")]),
    ],
)
def test_figures_with_what_they_count(text, expected):
    found = [(s.value, (s.counts.split() or [""])[0]) for s in figures(text)]
    assert found == expected


def test_names_by_kind():
    found = {s.text: s.kind for s in names(
        "Ms. Ada Okonkwo, from the University of Lund, met Piotr Zieliński in Gdansk, with NATO."
    )}  # fmt: skip
    assert found["Ms. Ada Okonkwo"] == "person"
    assert found["Piotr Zieliński"] == "person"
    assert found["University of Lund"] == "organisation"
    assert found["Gdansk"] == "place"
    assert found["NATO"] == "organisation"


def test_two_people_joined_by_and_are_two():
    found = [s.text for s in names("It was run by Ada Okonkwo and Piotr Zieliński.")]
    assert found[-2:] == ["Ada Okonkwo", "Piotr Zieliński"]


@given(st.text(max_size=300))
def test_spans_reproduce_their_text(text):
    for span in spans(text):
        assert text[span.start : span.end] == span.text
