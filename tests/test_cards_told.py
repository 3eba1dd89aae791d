"""What cards read from short sentences: organisers, places, kinds, counts, people with offices."""

from datetime import date

import pytest

from icpc_assistant.cards import extract
from icpc_assistant.cards.kinds import kinds_in
from icpc_assistant.types import Bulletin


def card(body: str, language: str = "en", title: str = "A title", day=date(2023, 5, 4)):
    return extract(Bulletin("b", title, body, language, start=day, end=day))


def organisers(*given, **more) -> set[str]:
    found = card(*given, **more).organisations
    return {o.acronym or o.name for o in found if o.part == "organiser"}


def event_places(*given, **more) -> list[str]:
    return [p.city for p in card(*given, **more).places if p.role == "event"]


@pytest.mark.parametrize(
    ("body", "language", "wanted"),
    [
        ("On 4 May 2023 the Alder River Trust (ART) held its first workshop in Ghent.", "en", {"ART"}),
        ("The Alder River Trust (ART) has finished its annual congress in Ghent.", "en", {"ART"}),
        ("The second regional conference of ARTEX was held in Ghent.", "en", {"ARTEX"}),
        ("A workshop was run from 4 to 6 May in Ghent by the Alder River Trust (ART).", "en", {"ART"}),
        ("Pupils met in Ghent at the invitation of the Alder River Trust (ART).", "en", {"ART"}),
        (
            "A course was run in Ghent. It was organised by the Alder River Trust (ART) and by the"
            " Elm Lake Institute (ELI).", "en", {"ART", "ELI"},
        ),
        (
            "The session in Ghent was run jointly with the Elm Lake Institute (ELI).", "en", {"ELI"},
        ),
        (
            "Sixty people met in Ghent. They came far. They came early. The Elm Lake Institute (ELI)"
            " organised the seminar.", "en", {"ELI"},
        ),
        (
            "Du 4 au 6 mai 2023, la Fédération des lacs (FDL) a tenu à Gand son congrès.", "fr",
            {"FDL"},
        ),
        (
            "La conférence de Gand était coorganisée avec l'Union des rivières (UDR).", "fr", {"UDR"},
        ),
        (
            "La Red de Ríos (RDR), que reúne a veinte ciudades, celebró en Gante su asamblea.", "es",
            {"RDR"},
        ),
    ],
)  # fmt: skip
def test_who_set_the_event_up_is_an_organiser(body, language, wanted):
    assert organisers(body, language) == wanted


@pytest.mark.parametrize(
    "body",
    [
        "The Alder River Trust (ART) took part in a congress in Ghent.",
        "The Alder River Trust (ART) was invited to a congress in Ghent.",
        "A congress met in Ghent. The dinner was hosted by the Alder River Trust (ART).",
        "A congress met in Ghent. In 2017 it was organised by the Alder River Trust (ART).",
        "A congress met in Ghent in the margins of the session of the Elm Lake Council.",
    ],
)
def test_who_came_or_fed_the_guests_is_no_organiser(body):
    assert organisers(body) == set()


def test_whoever_takes_part_leaves_the_organiser_another():
    body = (
        "The Alder River Trust (ART) took part in a congress in Ghent organised by the Elm Lake"
        " Institute (ELI)."
    )
    assert organisers(body) == {"ELI"}


def test_a_year_behind_a_comma_is_not_the_events():
    body = "A congress met in Ghent. It was hosted by the Elm Lake Bank, which joined in 2016."
    assert organisers(body) == {"Elm Lake Bank"}


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("En 2019 los mediadores se reunieron en Cuenca, en el mercado 10 de Agosto.", "es"),
        ("En 2019, les médiateurs se sont réunis à Dakar, rue du 4 Septembre.", "fr"),
    ],
)
def test_a_place_named_after_a_day_gives_no_day(body, language):
    found = card(body, language, day=None).occurrences
    assert {o.precision for o in found} == {"year"}


def test_an_event_that_bears_a_houses_name_is_the_houses():
    body = "The General Assembly of ARTEX met in Ghent. Ana Ruiz, director of ARTEX, spoke."
    assert organisers(body) == {"ARTEX"}
    body = "The third ARTEX Youth Forum met in Ghent. Ana Ruiz, director of ARTEX, spoke."
    assert organisers(body) == {"ARTEX"}


def test_the_leads_common_noun_is_the_houses():
    body = (
        "The International Federation of Bakers went home content. The federation's ninth congress"
        " met in Ghent."
    )
    assert organisers(body) == {"International Federation of Bakers"}


def test_a_person_does_not_run_into_an_organisation():
    found = card("Zdenka Kowalczyk of the Night Sky Observatory (NSO) spoke at a forum in Ghent.")
    assert [p.name for p in found.people] == ["Zdenka Kowalczyk"]
    assert [(o.name, o.acronym) for o in found.organisations] == [("Night Sky Observatory", "NSO")]
    found = card("Police Commissioner Zdenka Akemi Kowalczyk spoke at a forum in Ghent.")
    assert [(p.name, p.role) for p in found.people] == [
        ("Zdenka Akemi Kowalczyk", "Police Commissioner")
    ]
    assert not found.organisations


def test_a_day_is_no_part_of_a_name():
    found = card("From 4 to 6 May the Alder River Trust held a forum in Ghent.")
    assert [o.name for o in found.organisations] == ["Alder River Trust"]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("The third youth forum filled the student quarter of Ghent.", ["Gent"]),
        ("A mission of nine officers spent five days in and around Ghent.", ["Gent"]),
        ("The new hall of the Elm Lake Museum in Ghent has opened to visitors.", ["Gent"]),
        ("A forum was held in Ghent. The minister was called away to Riyadh.", ["Gent"]),
        ("A seminar met at the Convent of Saint George in Ghent.", ["Gent"]),
        (
            "The academy was held in Ghent. The first academy, in Lisbon, had admitted only"
            " teachers.", ["Gent"],
        ),
        ("Ana Ruiz, who lived in Lisbon, is remembered.", []),
    ],
)  # fmt: skip
def test_where_the_event_was(body, wanted):
    assert event_places(body) == wanted


def test_the_headline_makes_a_name_a_town():
    body = "Four delegates left Valparaíso on Thursday with a signed agreement."
    assert event_places(body, title="Mission ends its visit to Valparaíso") == ["Valparaíso"]
    assert event_places(body) == []


def test_a_year_compared_with_does_not_hide_a_count():
    found = card("It was the first assembly since 2018, and 340 participants came to Ghent.")
    assert [(f.value, f.counts) for f in found.figures] == [(340, "participants")]
    found = card("In 2018, 340 participants came to Ghent.")
    assert not found.figures


def test_half_a_word_is_no_qualifier():
    found = card("Un test a été mené auprès de 60 instituteurs à Gand.", "fr")
    assert [(f.value, f.qualifier) for f in found.figures] == [(60, "")]


@pytest.mark.parametrize(
    ("body", "title", "kinds"),
    [
        ("People met. The online webinar drew 90 people.", "A title", {"webinar", "seminar"}),
        ("The study visit in Ghent drew ten people.", "A title", {"study visit", "mission"}),
        ("The toolkit is here. We launched the toolkit in Ghent.", "A title", {"launch"}),
        ("Pupils walk Ghent.", "Pupils walk to show where they feel unsafe", set()),
        ("It met in Ghent in the halls of a former railway workshop.", "A title", set()),
        ("Nine engineers sat in Ghent. The training was run by a bank.", "A title", {"training"}),
        ("Chiefs signed in Ghent.", "Chiefs sign a training pact", set()),
    ],
)
def test_kinds(body, title, kinds):
    assert set(card(body, title=title).kinds) == kinds


def test_who_asks_for_webinars_means_no_other_seminars():
    assert set(kinds_in("webinars")) == {"webinar"}
    assert set(kinds_in("visitas de estudio")) == {"study visit"}
    assert set(kinds_in("study visits and academies")) == {"study visit", "academy"}
    assert "fair" not in kinds_in("show me the forums")


@pytest.mark.parametrize(
    ("body", "language", "role"),
    [
        ("Head of training Zdenka Kowalczyk spoke in Ghent.", "en", "Head of training"),
        ("Programme officer Zdenka Kowalczyk spoke in Ghent.", "en", "Programme officer"),
        ("Zdenka Kowalczyk, alderwoman for youth, spoke.", "en", "alderwoman for youth"),
        ("Zdenka Kowalczyk, responsable de formación, habló.", "es", "responsable de formación"),
        ("La directora de la casa, Zdenka Kowalczyk, habló.", "es", "directora de la casa"),
        ("Su coordinadora, Zdenka Kowalczyk, habló.", "es", "coordinadora"),
        ("Zdenka Kowalczyk, ya que la directora no pudo, habló.", "es", ""),
        ("Zdenka Kowalczyk, thanked by the clerk, spoke.", "en", ""),
    ],
)
def test_offices(body, language, role):
    assert [(p.name, p.role) for p in card(body, language).people] == [("Zdenka Kowalczyk", role)]


def test_what_a_director_does_her_house_has_not_done():
    body = "On 4 May Ana Ruiz, Director of the Alder River Trust, took part in a congress in Ghent."
    assert organisers(body) == set()
    body = "On 4 May the director of the Alder River Trust held a seminar in Ghent."
    assert organisers(body) == set()


def test_an_academy_named_with_its_town_is_no_place_of_the_event():
    body = (
        "A drill was held in Ghent. It was long. It was loud. A report by the head of studies at"
        " the Tampere academy will follow."
    )
    assert event_places(body) == ["Gent"]


def test_a_long_name_runs_to_its_acronym():
    body = "Le Réseau des villes pour la santé des jeunes (RVS) a tenu à Gand son congrès."
    houses = card(body, "fr").organisations
    assert [(o.name, o.acronym) for o in houses] == [
        ("Réseau des villes pour la santé des jeunes", "RVS")
    ]


def test_the_second_sentence_tells_the_kind_that_the_first_left_open():
    body = "Is light enough? Nine engineers were asked in an online webinar."
    assert set(card(body).kinds) == {"webinar", "seminar"}


def test_people_brought_to_a_town_met_there():
    body = (
        "The fifth Elm Congress brought 64 people from 12 countries to Lund, Sweden, on 4 May 2023."
    )
    assert event_places(body) == ["Lund"]
    body = "On 4 May 2023 the Elm Lake Institute (ELI) welcomed to Lund, Sweden, its summer school."
    assert event_places(body) == ["Lund"]
    body = "On 4 May 2023 a meeting in Turin heard of the road from 12 countries to Lund."
    assert event_places(body) == ["Turin"]


@pytest.mark.parametrize(
    ("body", "language", "name"),
    [
        (
            "Lo firmaron Ada Okonkwo y la directora de la fundación, Lucía Ferrer, en Gante.", "es",
            "Lucía Ferrer",
        ),
        ("Eulalia Cruz Ferrer llegó a Gante con polvo en los zapatos.", "es", "Eulalia Cruz Ferrer"),
    ],
)  # fmt: skip
def test_a_person_is_no_organisation(body, language, name):
    found = card(body, language)
    assert name in [p.name for p in found.people]
    assert not [o.name for o in found.organisations if "Ferrer" in o.name]


def test_an_office_at_a_house_is_no_house():
    found = card("Awa Lind, the League's Secretary General, spoke in Ghent on 4 May 2023.")
    assert "League's Secretary General" not in [o.name for o in found.organisations]
    assert "Cruz Roja" in {o.name for o in card("La Cruz Roja acudió.", "es").organisations}


@pytest.mark.parametrize(
    ("body", "language", "role"),
    [
        ("Bo Ferrer, asesor de la LDR para Chile, asistió en Gante.", "es", "asesor"),
        ("Bo Ferrer, conseiller de la LDR, était à Gand.", "fr", "conseiller"),
    ],
)
def test_advisers_hold_an_office(body, language, role):
    (person,) = (p for p in card(body, language).people if p.name == "Bo Ferrer")
    assert person.role.startswith(role)


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (
            "Lima, Perú. Con dos bolígrafos prestados se firmó el jueves 4 de mayo el convenio.",
            "es",
        ),
        ("Lima, Peru. With two borrowed pens the agreement was signed on 4 May 2023.", "en"),
        ("Lima, Pérou. Avec deux stylos, l'accord a été signé le 4 mai 2023.", "fr"),
    ],
)
def test_a_news_item_is_dated_from_a_town(body, language):
    assert event_places(body, language) == ["Lima"]


def days(body: str, language: str = "en", last: int = 6) -> list[str]:
    given = Bulletin(
        "b", "A title", body, language, start=date(2023, 5, 1), end=date(2023, 5, last)
    )
    found = extract(given).occurrences[1:]
    return [f"{o.first.day}" if o.first == o.last else f"{o.first.day}-{o.last.day}" for o in found]


@pytest.mark.parametrize(
    ("body", "language", "wanted"),
    [
        ("On the fourth night of the camp a moose was saved.", "en", ["4"]),
        ("Le premier matin, chaque groupe a reçu une valise.", "fr", ["1"]),
        ("La segunda noche faltó el agua.", "es", ["2"]),
        ("Se abrió una jornada, la última, a quince docentes.", "es", ["6"]),
        ("Last Saturday she received a certificate.", "en", ["6"]),
        ("The camp closed last Saturday.", "en", []),
        ("Entregó el cuaderno al alcalde el 3, sin prisa.", "es", ["3"]),
        ("Yo pago el 3 por ciento.", "es", []),
        ("The walk planned for Tuesday was postponed to Wednesday.", "en", ["3"]),
        ("The drill, expected on 3 May 2023, was cancelled.", "en", []),
        ("«El martes volvemos a lo mismo», dijo.", "es", []),
        ("La candidate s'était retirée la veille du scrutin.", "fr", []),
        ("La veille du congrès, un dîner a réuni les membres.", "fr", ["30"]),
        ("El traspaso se hará el 15 de mayo de 2023.", "es", []),
    ],
)
def test_the_days_of_an_event_are_told_in_words(body, language, wanted):
    assert days(body, language) == wanted


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("They were 120 in Lisbon three years earlier.", "en"),
        ("Elles étaient 350 à Lisbonne, quatre ans plus tôt.", "fr"),
        ("La cuarta edición, organizada en Lisboa hace dos años, duró más.", "es"),
        ("La précédente s'était tenue à Lisbonne.", "fr"),
        ("A training course follows in Lisbon in June.", "en"),
        ("La prochaine session se tiendra à Lisbonne.", "fr"),
        ("La asamblea se celebrará en Lisboa.", "es"),
        ("A lawyer told how couriers in Lisbon met a judge.", "en"),
        ("A telephone application, developed in Lisbon, was shown at the forum.", "en"),
        ("Acudieron veinte delegaciones, tres más que en Lisboa, al foro.", "es"),
        ("The speaker of the forum was stuck in Lisbon.", "en"),
    ],
)
def test_where_something_else_was_is_a_mention(said, language):
    held = {
        "en": "A forum was held in Ghent on 4 May 2023. ",
        "fr": "Un forum s'est tenu à Gand le 4 mai 2023. ",
        "es": "Un foro se celebró en Gante el 4 de mayo de 2023. ",
    }[language]
    more = {"en": "People came. ", "fr": "On est venu. ", "es": "Vinieron muchos. "}[language]
    assert event_places(held + more + said, language) == ["Gent"]


def test_a_house_of_a_town_in_the_lead_is_where_it_was():
    body = (
        "Una asociación recogió el premio el 4 de mayo de 2023 en el teatro Alborada de Zaragoza."
    )
    assert event_places(body, "es") == ["Zaragoza"]


def test_two_towns_of_one_motion_are_both_where_it_was():
    body = "Diecisiete funcionarios recorrieron Montevideo y Maldonado."
    assert event_places(body, "es") == ["Montevideo", "Maldonado"]


def test_a_capital_is_told_by_its_country():
    assert event_places("The congress met in the Georgian capital.") == ["Tbilisi"]
    assert event_places("El congreso se reunió en la capital paraguaya.", "es") == ["Asunción"]


def test_the_headline_makes_an_unknown_name_a_town():
    body = "Partis sous la neige, ils sont entrés à Căuşelmic sous les lilas."
    (place,) = card(body, "fr", title="Un convoi pour la Moldavie est arrivé à Căuşelmic").places
    assert (place.city, place.country_code, place.role) == ("Căuşelmic", "MD", "event")


def test_a_name_has_no_vote_on_its_own_country():
    body = "The ports of Cartagena, on Spain's coast, signed a pact in Cartagena on 4 May 2023."
    assert [p.country_code for p in card(body).places if p.role == "event"] == ["ES"]


def test_a_person_thanked_is_no_town():
    body = "El 4 de mayo de 2023 el foro de Gante concedió el premio a Maritza Alvarado."
    assert "Maritza Alvarado" not in event_places(body, "es")


def test_people_connected_are_online():
    body = "El congreso reunió en Gante a 390 asistentes en persona y a otros 720 conectados."
    assert [p.venue.text for p in card(body, "es").places if not p.country_code] == ["conectados"]
