"""Which of a bulletin's figures tells how many people came."""

from datetime import date

import pytest

from icpc_assistant.cards import extract
from icpc_assistant.cards.persons import are_people
from icpc_assistant.collection.entry import Entry
from icpc_assistant.collection.measures import value_of
from icpc_assistant.types import Bulletin


def came_to(given):
    found = value_of(Entry(0, extract(given), given), "people")
    return found and (found.value, found.partly)


@pytest.mark.parametrize(
    ("language", "title", "body", "came"),
    [
        ("en", "A drill", "The drill drew 284 volunteers. Its guide is read by 900 people.", 284),
        ("en", "A study", "A survey of 212 players was shown to a full room.", None),
        ("en", "A study", "It followed 212 players for a year, and 63 girls still play.", None),
        ("en", "A town", "Some 300 people live there.", None),
        ("en", "A bridge", "The lamps light a bridge that 9,000 people cross each evening.", None),
        ("en", "A camp", "The camp drew 418 boys and girls from 22 countries.", 418),
        ("en", "A hearing", "It brought together 31 mayors, 12 judges and a priest.", None),
        ("en", "Fair", "The fair closed.\n\n- Participants: 780, against 1,100 in Lima", 780),
        ("en", "Forty-eight weavers", "It opened to 48 weavers. Six participants won.", 48),
        ("en", "A visit", "It was held on 4 May 2024, for 25 people.", 25),
        ("en", "A visit", "On May 4, it drew 25 people.", 25),
        ("en", "A visit", "In early May the visit drew 25 people.", 25),
        ("en", "A visit", "It closed. The next one may well draw 25 people.", None),
        (
            "fr",
            "Un colloque",
            "175 sauveteurs bénévoles et médecins ont pris part au colloque.",
            175,
        ),
        ("fr", "Trente-deux animateurs", "L'atelier n'a perdu aucun de ses 32 inscrits.", 32),
        ("fr", "Une enquête", "L'enquête a été menée auprès de 1 960 volontaires.", None),
        ("fr", "Une mission", "La mission s'est entretenue avec 212 jeunes détenus.", None),
        ("es", "Una asamblea", "Asistieron 45 alcaldesas; por 19 votos ganó la más joven.", 45),
        ("es", "Una misión", "La misión conversó con 48 vecinos y examinó a 90 reclusos.", None),
        ("es", "Un taller", "Reunió a 60 mujeres de nueve países, de 340 solicitantes.", 60),
    ],
)
def test_the_figure_of_who_came(language, title, body, came):
    given = Bulletin("b", title, body, language, date(2024, 5, 4))
    assert came_to(given) == (came and (came, False))


def test_a_part_of_an_event_is_not_its_size():
    given = Bulletin(
        "b", "A visit to Turin",
        "The Dune Institute (DI) made a visit to Turin." + " It saw the wells of the town." * 30
        + " A half-day seminar on sand gathered 60 students.", "en", date(2024, 5, 4),
    )  # fmt: skip
    assert came_to(given) == (60, True)


@pytest.mark.parametrize(
    ("language", "counts", "people"),
    [
        ("en", "lorry drivers", True),
        ("en", "representatives of transport", True),
        ("en", "curators, conservators and registrars", True),
        ("en", "water containers", False),
        ("fr", "sauveteurs bénévoles", True),
        ("fr", "jeunes conducteurs", True),
        ("fr", "ordinateurs", False),
        ("es", "adolescentes inscritos", True),
        ("es", "vendedoras", True),
        ("es", "emisoras", False),
    ],
)
def test_nouns_of_people(language, counts, people):
    assert are_people(counts, language) == people
