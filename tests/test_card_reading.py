"""Places that no rule finds: read by the model, or told by the headline; cards taken over."""

from datetime import date

import pytest

from icpc_assistant.card_reading import PlaceReader
from icpc_assistant.cards import EventCard, extract
from icpc_assistant.cards.geography import key_of
from icpc_assistant.cards.headline import town_named
from icpc_assistant.chunking import chunk
from icpc_assistant.collection.aliases import place_keys
from icpc_assistant.collection.catalogue import place_codes
from icpc_assistant.config import load_settings
from icpc_assistant.crossencoder import CrossEncoderReader, PassageReading, Span
from icpc_assistant.crossencoder.telling import Telling
from icpc_assistant.index import build_index
from icpc_assistant.index.carding import known_cards
from icpc_assistant.index.records import load_cards
from icpc_assistant.index.versions import identity, live_version, versions
from icpc_assistant.types import Bulletin


class Pointing:
    """A model that points at some words wherever it reads them."""

    telling = Telling(glossed=False)

    def __init__(self, words: str, answered: float = 2.0) -> None:
        self.words, self.answered, self.reads = words, answered, 0

    def read(self, questions, passages, pieces):
        self.reads += 1
        return [self._one(text, ranges) for text, ranges in zip(passages, pieces, strict=True)]

    def _one(self, text, ranges):
        spans = []
        for a, b in ranges:
            at = text.find(self.words, a, b)
            spans.append(Span(at, at + len(self.words), 1.0) if at >= 0 else None)
        return PassageReading(0.0, self.answered, tuple(spans))


def bulletin(body: str, title: str = "The network publishes its guide", language="en") -> Bulletin:
    return Bulletin("b", title, body, language, date(2024, 3, 1), date(2024, 3, 1))


def completed(b: Bulletin, model=None) -> EventCard:
    return PlaceReader(lambda: model).completed(extract(b), b, chunk(b))


def events(card: EventCard) -> list[tuple[str, str]]:
    return [(p.city, p.country_code) for p in card.places if p.role == "event"]


# No rule looks for the place behind the lead, unless something is said to be held there.
FERNS = bulletin(
    "It began with a leaking roof and nine girls who would not go home. That was ten years ago. The "
    "first evaluation of the night games was published by the league on 1 March, between the ferns "
    "of Tivoli in Ljubljana. A copy of it has been bought by the library of Oslo."
)


def test_what_the_model_points_at_is_the_event_s_place():
    assert events(extract(FERNS)) == []
    card = completed(FERNS, Pointing("Tivoli in Ljubljana"))
    assert events(card) == [("Ljubljana", "SI")]
    (place,) = (p for p in card.places if p.role == "event")
    assert FERNS.body[place.start : place.end] == "Ljubljana"
    assert place.confidence < 0.85  # less sure than what plain words tell
    assert ("Oslo", "mention") in {(p.city, p.role) for p in card.places}
    assert len({(p.city, p.country_code) for p in card.places}) == len(card.places)


def test_a_town_that_no_gazetteer_has_is_named_with_no_country():
    b = bulletin("The chairs stood in the old mill of Vernimarche, and eighty people came.")
    places = completed(b, Pointing("the old mill of Vernimarche")).places
    assert [(p.city, p.country, p.role) for p in places] == [("Vernimarche", "", "event")]
    assert b.body[places[0].start : places[0].end] == "Vernimarche"


@pytest.mark.parametrize("sure", [-6.0, -9.0])
def test_an_unsure_model_is_not_followed(sure):
    assert events(completed(FERNS, Pointing("Tivoli in Ljubljana", sure))) == []


def test_no_model_and_no_headline_leave_the_card_as_it_is():
    assert completed(FERNS) == extract(FERNS)


def test_a_card_that_has_a_place_is_not_read():
    model = Pointing("Oslo")
    b = bulletin("The forum was held in Lima on 1 March 2024. Its report went to Oslo.")
    assert completed(b, model) == extract(b)
    assert not model.reads


@pytest.mark.parametrize(
    ("title", "city"),
    [
        ("In Guayaquil, the network shows its study", "Guayaquil"),
        ("À Guayaquil, le réseau dévoile son étude", "Guayaquil"),
        ("Seventeen lifts, one key: a report on Halifax's Harbour Line", "Halifax"),
        ("An epidemiologist from Dakar heads the committee", None),
        ("From Dakar to Lima: a year of visits", None),
        ("Prize for the teachers of Beni Hamrane", None),
        ("In Beni Hamrane, a school opens", None),
        ("The network shows its study", None),
    ],
)
def test_a_headline_tells_where_something_is(title, city):
    found = town_named(bulletin("The study has ninety pages.", title))
    assert (found and found.city) == city
    assert found is None or (found.start, found.role) == (-1, "event")


def test_what_was_held_online_is_nowhere():
    b = bulletin("Ninety people listened, and a copy went to Oslo.", "Kisumu joins us online")
    assert completed(b, Pointing("Oslo")) == extract(b)


def test_a_parish_is_near_the_town_of_the_headline():
    b = bulletin(
        "Chairs were lent by the parish of Chamelivar, and the guide was read aloud.",
        "Mothers of San Pedro Sula write a guide",
    )
    read = events(completed(b, Pointing("the parish of Chamelivar")))
    assert read == [("Chamelivar", "HN"), ("San Pedro Sula", "HN")]
    assert events(completed(b)) == []


@pytest.mark.parametrize(
    ("language", "title", "body", "there"),
    [
        ("fr", "À Sarvaillac, les pompiers débattent",
         "Il a fallu ajouter des bancs. Sarvaillac, 2 300 âmes, avait été préférée à Lyon.",
         [("Sarvaillac", "FR")]),
        ("fr", "À Vanzoulle, on parle enfin",
         "Dans l'ancienne sucrerie de Vanzoulle, en Hesbaye belge, ils ont pris la parole.",
         [("Vanzoulle", "BE")]),
        ("en", "Night of flames: a drill at Glenmoidart",
         "The drill was held on the Glenmoidart estate in the Scottish uplands.",
         [("Glenmoidart", "GB")]),
        ("en", "A guide for the islands",
         "Rather than in Lyon, the guide was read aloud on the quay.", []),
        ("es", "Una guía para la costa",
         "En lugar de en Lyon, la guía se leyó en voz alta en el muelle.", []),
    ],
)  # fmt: skip
def test_a_town_of_the_headline_and_one_that_was_passed_over(language, title, body, there):
    found = events(completed(bulletin(body, title, language)))
    assert found[: len(there) or None] == there
    assert "Lyon" not in {city for city, _ in found}


@pytest.mark.parametrize(
    ("language", "body", "there"),
    [
        ("en", "Back from Madagascar with soot in their papers, the experts read us their report.",
         [("", "MG")]),
        ("fr", "De retour du Pérou, les quatre experts ont remis leur guide.", [("", "PE")]),
        ("es", "De regreso de Perú, los cuatro expertos entregaron su guía.", [("", "PE")]),
        ("en", "The ambassador of Madagascar read the guide.", []),
        ("en", "Back from Madagascar and Peru, the experts read us their report.", []),
    ],
)  # fmt: skip
def test_the_only_country_of_the_lead_where_nothing_tells_more(language, body, there):
    assert events(completed(bulletin(body, "After the fires", language))) == there


@pytest.mark.parametrize("asked", ["Scotland", "Écosse", "Escocia", "United Kingdom"])
def test_a_part_of_a_country_is_a_place_too(asked):
    (place,) = extract(bulletin("The forum was held in Glasgow on 1 March 2024.")).places
    assert place_codes(key_of(asked)) & place_keys(place)
    assert not place_codes(key_of("Wales")) & place_keys(place)
    assert place.country == "United Kingdom"


def test_the_trained_reader_finds_a_place(icpc_index):
    model = CrossEncoderReader(live_version(icpc_index) / "reader")
    assert events(completed(FERNS, model)) == [("Ljubljana", "SI")]


def test_cards_of_unchanged_bulletins_are_taken_over(tmp_path):
    settings = load_settings(index=tmp_path / "index", cross_encoder="none")
    one = bulletin("The forum was held in Lima on 1 March 2024.")
    other = Bulletin("c", "Chess", "The cup was held in Oslo.", "en", one.start, one.end)
    build_index(settings, [one, other])
    live = live_version(settings.index)
    changed = Bulletin("c", "Chess", "The cup was held in Turku.", "en", one.start, one.end)
    assert known_cards(live, identity(settings), [one, changed]).keys() == {"b"}
    build_index(settings, [one, changed])
    live = live_version(settings.index)
    assert len(versions(settings.index)) == 2
    assert load_cards(live / "cards.jsonl") == [extract(one), extract(changed)]


@pytest.mark.parametrize("key", ["cards", "cross_encoder", "chunking", "format"])
def test_cards_made_otherwise_are_made_again(tmp_path, key):
    settings = load_settings(index=tmp_path / "index", cross_encoder="none")
    one = bulletin("The forum was held in Lima on 1 March 2024.")
    build_index(settings, [one])
    live = live_version(settings.index)
    assert known_cards(live, identity(settings), [one])
    assert not known_cards(live, {**identity(settings), key: "another"}, [one])
    (live / "cards.jsonl").write_text("{}")
    assert not known_cards(live, identity(settings), [one])
