"""Event cards: sums of money, stretches of time, and who is told by a common noun."""

import pytest

from icpc_assistant.cards import extract
from icpc_assistant.types import Bulletin


def card(body, language="en"):
    return extract(Bulletin("b", "A title", body, language))


def said(body, language="en"):
    return [(f.kind, f.value, f.counts) for f in card(body, language).figures]


@pytest.mark.parametrize(
    ("language", "body", "wanted"),
    [
        ("en", "The course cost 61,000 dollars.", [("money", 61000, "dollars")]),
        ("en", "It cost 1.9 million kronor.", [("money", 1_900_000, "kronor")]),
        ("en", "It paid a voucher of up to £9 a trip.", [("money", 9, "£")]),
        ("fr", "Le voyage a coûté 47 500 euros.", [("money", 47500, "euros")]),
        ("fr", "Un fonds de 3 millions d'euros a été créé.", [("money", 3_000_000, "euros")]),
        ("fr", "La somme ira de 50 à 4 000 euros.", [("money", 50, "euros"), ("money", 4000, "euros")]),
        ("es", "Costó 1.200 dólares.", [("money", 1200, "dólares")]),
        ("es", "El cheque es de 20.000 euros, cinco mil más que antes.",
         [("money", 20000, "euros"), ("money", 5000, "euros")]),
        ("es", "Hubo tres casas o trescientas; el premio era de 600 euros.",
         [("count", 3, "casas"), ("money", 600, "euros")]),
    ],
)  # fmt: skip
def test_sums_of_money(language, body, wanted):
    assert said(body, language) == wanted


@pytest.mark.parametrize(
    ("language", "body", "wanted"),
    [
        ("en", "The trial lasted nine months.", [("time", 9, "months")]),
        ("fr", "L'enquête a duré seize mois.", [("time", 16, "mois")]),
        ("es", "Viajó nueve horas en autobús.", [("time", 9, "horas")]),
        ("en", "The leader, Ada Okonkwo, 16 years old, spoke.", []),
        ("fr", "Ana Ruiz, 78 ans, a parlé.", []),
        ("es", "Ana Ruiz, de 81 años, habló.", []),
        ("fr", "Le débat a commencé à 21 heures.", []),
        ("es", "Comenzó a las 9 horas.", []),
        ("en", "They met six months later, and spat into a tube every four hours.", []),
    ],
)
def test_stretches_of_time_are_no_ages_and_no_hours_of_the_day(language, body, wanted):
    assert said(body, language) == wanted


def test_money_and_time_are_no_counts():
    found = card("It cost 61,000 dollars, took nine months and drew 40 sergeants.")
    assert [f.value for f in found.counted] == [40]


@pytest.mark.parametrize(
    ("language", "body", "wanted"),
    [
        ("en", "He examined 17 of the 40 cities.", [(17, "cities"), (40, "cities")]),
        ("fr", "Dix des 40 villes ont signé.", [(10, "villes"), (40, "villes")]),
        ("es", "Dos de los nueve miembros dimitieron.", [(2, "miembros"), (9, "miembros")]),
        ("en", "They met.\n\n- Workshops we ran: 3\n", [(3, "Workshops")]),
        ("es", "Se reunieron.\n\n- Recetas probadas: 21\n", [(21, "Recetas probadas")]),
        ("es", "Medio centenar de camareros protestó.", [(50, "camareros")]),
        ("en", "Half a dozen nurses came.", [(6, "nurses")]),
        ("es", "Miles de casas comparten una entrada.", []),
        ("fr", "Six personnes sur dix se sont révélées en danger.", []),
        ("es", "Llegaron 93 cartas, veinte menos que el año anterior.", [(93, "cartas")]),
        ("es", "Pesa seis kilos y la echaron en dos ocasiones.", []),
    ],
)  # fmt: skip
def test_what_a_number_counts(language, body, wanted):
    assert [(value, counts) for _, value, counts in said(body, language)] == wanted


@pytest.mark.parametrize(
    ("language", "body", "names", "none"),
    [
        ("en", "They went to the fire service of Oravia.", {"fire service of Oravia"}, set()),
        ("en", "Rooms were furnished by the Norwegian embassy.", {"Norwegian embassy"}, set()),
        ("en", "Nine counsellors came from the Nyota helpline.", {"Nyota helpline"}, set()),
        ("en", "Two thirds came from UN Women.", {"UN Women"}, set()),
        ("en", "The form was borrowed from a Canadian hospital.", set(), {"Canadian hospital"}),
        ("en", "A raffle organised by Finnish shelters paid it.", set(), {"Finnish"}),
        ("en", "It was run by the Alliance of Women’s Refuges and Helplines (AWRH).",
         {"Alliance of Women’s Refuges and Helplines"}, {"Alliance of Women"}),
        ("en", "But the hauliers’ federation threatened to leave.", {"hauliers’ federation"}, set()),
        ("fr", "Elle a fondé le refuge Mara Lindou.", {"refuge Mara Lindou"}, set()),
        ("fr", "Ils ont écrit à la police béninoise.", {"police béninoise"}, set()),
        ("fr", "L'étude que l'ABC, l'Alliance des bergers et des chevriers, a rendue publique.",
         {"Alliance des bergers et des chevriers"}, {"Alliance des bergers", "ABC"}),
        ("fr", "Hier, l'Association francophone et ibérique des musées et archives pour la lecture"
         " a parlé.",
         {"Association francophone et ibérique des musées et archives pour la lecture"}, set()),
        ("es", "Formaron agentes en la academia de Luque.", {"academia de Luque"}, set()),
        ("es", "Pagó la cancillería francesa.", {"cancillería francesa"}, set()),
        ("es", "Lo pidió la defensoría de la niñez.", {"defensoría de la niñez"}, set()),
        ("es", "Lo juzgó un tribunal de Rennes.", set(), {"tribunal de Rennes"}),
        ("es", "Ganaron las Abuelas del Faro, un colectivo de 64 mujeres.",
         {"Abuelas del Faro"}, {"Ganaron las Abuelas del Faro"}),
    ],
)  # fmt: skip
def test_organisations_told_by_a_common_noun(language, body, names, none):
    found = {o.name for o in card(body, language).organisations}
    assert names <= found
    assert not found & none


@pytest.mark.parametrize(
    ("language", "body", "wanted"),
    [
        ("fr", "La sociologue Aïssa Ndour-Kane a parlé. Mme Ndour-Kane a conclu.",
         ["Aïssa Ndour-Kane"]),
        ("fr", "Elle succède à la Chilienne Marisol Arancibia.", ["Marisol Arancibia"]),
        ("es", "Se suprimió en el coliseo Voltaire Paladines.", []),
        ("en", "The idea came from Precious Adeyinka, a hospital cleaner who walked home.",
         ["Precious Adeyinka"]),
        ("en", "There were more at Brezno Dolné, two years before.", []),
        ("es", "Habló la directora de la Fundación Delcroix (FDSV), Pascaline Iserentant.",
         ["Pascaline Iserentant"]),
        ("es", "La fundaron Yolanda y Rebeca Quiroz, la entidad acompaña a las obreras.",
         ["Rebeca Quiroz"]),
    ],
)  # fmt: skip
def test_who_is_a_person(language, body, wanted):
    assert [p.name for p in card(body, language).people] == wanted
