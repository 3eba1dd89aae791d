"""Questions over the collection as the model reads them; here a stand-in that is told what to."""

import re
from dataclasses import replace
from datetime import date

import pytest

from icpc_assistant.cards import extract
from icpc_assistant.collection import Catalogue, answer, is_collection
from icpc_assistant.collection.fillers import without_fillers
from icpc_assistant.collection.learned import shapes_as_read
from icpc_assistant.intent import SLOTS, Intent, Word
from icpc_assistant.query import interpret
from icpc_assistant.types import Bulletin, Near
from test_collection import World

TODAY = date(2026, 11, 24)
LETTERS = {
    "T": "time",
    "P": "place",
    "N": "person",
    "O": "organisation",
    "A": "topic",
    "K": "kind",
    "E": "event",
}


def heard(marked: str, **told) -> Intent:
    """What a question marked as "not in {-P:Peru}" is taken for; ``told`` are the heads."""
    text, words = "", []
    for part in re.split(r"(\{-?[A-Z]:[^{}]+\})", marked):
        slot, out = "other", 0.0
        if m := re.fullmatch(r"\{(-?)([A-Z]):([^{}]+)\}", part):
            slot, out, part = LETTERS[m[2]], float(bool(m[1])), m[3]
        likely = tuple(float(name == slot) for name in SLOTS)
        words += [
            Word(len(text) + w.start(), len(text) + w.end(), likely, out)
            for w in re.finditer(r"[^\W_]+", part)
        ]
        text += part
    given = {"whole": 1.0, "operation": "list", "asked": "event", "measure": "people"}
    return Intent(**(given | {"sure": 1.0, "most": True} | told), words=tuple(words))


class Told:
    """Reads one question as it was told to, and any other as asking nothing of the collection."""

    def __init__(self, marked, **told):
        self.text = re.sub(r"\{-?[A-Z]:([^{}]+)\}", r"\1", marked)
        self.intent = heard(marked, **told)

    def read(self, text):
        if text == self.text:
            return self.intent
        return replace(heard(text), whole=0.0, operation="none")


@pytest.fixture(scope="module")
def world():
    return World(BULLETINS)


def bulletin(name, day, body, title):
    when = date.fromisoformat(day)
    return Bulletin(name, title, body, "en", when, when)


BULLETINS = [
    bulletin(
        "fair",
        "2023-05-04",
        "On May 4, 2023, the Dune Institute (DI) held a workshop on wells in Lima, Peru. Ada "
        "Okonkwo, Analyst at the Dune Institute, gave a talk to 80 participants from 12 "
        "countries.",
        "A workshop on wells in Lima",
    ),
    bulletin(
        "congress",
        "2024-06-10",
        "On June 10, 2024, the Dune Institute (DI) took part in a congress on sand in Amman, "
        "Jordan, with the World Health Organization. Bo Lind, Director of the Dune Institute, spoke "
        "to 300 participants. The institute has 40 members in 25 countries.",
        "The Dune Institute at a congress in Amman",
    ),
    bulletin(
        "webinar",
        "2025-02-03",
        "On February 3, 2025, the Dune Institute (DI) held an online webinar on wells. Ada Okonkwo, "
        "Analyst at the Dune Institute, answered the questions of 120 participants.",
        "Wells: a webinar",
    ),
]


def asked(world, marked, **told):
    """The request of a question read so, and the ids of the bulletins that it finds."""
    reader = Told(marked, **told)
    catalogue = replace(world.catalogue, intents=reader)
    query = interpret(reader.text)
    request = is_collection(query, catalogue, TODAY)
    if request is None:
        return None, ()
    draft = answer(request, catalogue, query.language, world.passage_at, TODAY)
    return request, draft


def test_a_question_in_words_no_pattern_knows_is_one_all_the_same(world):
    marked = "our lot ever set foot in {P:Jordan}, or what"
    assert asked(world, marked, whole=0.1, operation="none") == (None, ())
    request, draft = asked(world, marked)
    assert request.learned
    assert draft.bulletins == ("congress",)


def test_words_that_only_ask_restrict_nothing(world):
    _, draft = asked(world, "wall calendar time: which events fell in {T:2023}, sunshine")
    assert draft.bulletins == ("fair",)


def test_what_the_model_takes_for_a_place_is_never_passed_over(world):
    request, draft = asked(world, "which events were in {P:lumbuctoo}")
    assert [place.text for place in request.places] == ["lumbuctoo"]
    assert not draft.answered


def test_a_time_that_cannot_be_read_is_told(world):
    request, draft = asked(world, "which events came {T:round about yuletide}")
    assert request.unread == ("round about yuletide",)
    assert any("yuletide" in notice for notice in draft.notices)


def test_the_rest_of_a_name_that_was_read_belongs_to_it(world):
    request, draft = asked(world, "which events were in {P:the fair old town of Lima}")
    assert not request.topics
    assert draft.bulletins == ("fair",)


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("which events were there, {-P:Peru} left aside", ("congress",)),
        ("which events were there, {-N:Ada Okonkwo} not counted", ("congress",)),
        ("which events were there, {-T:2024} not being of interest", ("fair", "webinar")),
        ("which events were in {-P:Jordan}, leaving {-P:Peru} aside", ("congress",)),
    ],
)
def test_what_is_left_out_in_any_words_is_left_out(world, marked, found):
    assert asked(world, marked)[1].bulletins == found


def test_what_was_held_online_is_not_in_a_country_but_not_outside_it_either(world):
    beside = asked(world, "which events were not in {-P:Peru}")[1]
    assert beside.bulletins == ("congress", "webinar")
    assert "Events held online are among them: 1." in beside.notices
    outside = asked(world, "which events were outside {-P:Peru}")[1]
    assert outside.bulletins == ("congress",)
    assert "Events held online, not counted: 1." in outside.notices


def test_either_of_two_people_is_enough(world):
    _, draft = asked(world, "which events had {N:Lind} or {N:Okonkwo}")
    assert draft.bulletins == ("fair", "congress", "webinar")


def test_the_second_largest(world):
    told = {"operation": "superlative", "measure": "people"}
    assert asked(world, "runner-up by crowd is", **told)[1].bulletins == ("congress",)
    assert asked(world, "second by crowd is", **told)[1].bulletins == ("webinar",)
    assert asked(world, "third by crowd is", **told)[1].bulletins == ("fair",)


def test_the_members_of_an_organisation_are_no_countries_of_its_event(world):
    told = {"operation": "superlative", "measure": "countries"}
    assert asked(world, "tops them all by lands is", **told)[1].bulletins == ("fair",)


def test_people_are_those_whose_roles_are_asked_for(world):
    request, draft = asked(world, "which analysts of ours showed up", asked="own")
    assert request.roles == ("analysts",)
    assert draft.short_answer == "Ada Okonkwo"


def test_a_kind_beside_the_word_bulletin_restricts(world):
    request, draft = asked(world, "which bulletins speak of {K:webinars}")
    assert request.kinds == ("webinar",)
    assert draft.bulletins == ("webinar",)


def test_a_comparison_of_two_events(world):
    told = {"operation": "compare", "measure": "people"}
    _, draft = asked(world, "fuller house: {E:the Lima workshop} as against {E:Amman}", **told)
    assert draft.short_answer.endswith("300 participants")
    assert not list(shapes_as_read(heard("fuller: {E:the Lima workshop}", **told), ""))


def test_an_international_body_is_known_by_its_acronym_in_any_language(world):
    for name in ("OMS", "WHO", "Organisation mondiale de la santé"):
        _, draft = asked(world, f"which events were with {{O:{name}}}")
        assert draft.bulletins == ("congress",), name
    _, draft = asked(world, "which events were with {O:Interpol}")
    assert not draft.answered


def test_where_nothing_is_found_a_sentence_may_yet_tell(world):
    _, draft = asked(world, "our lot ever deal with {A:camels}, or what")
    assert not draft.answered
    assert draft.doubt == "sentence"


def test_a_follow_up_with_what_it_leaves_out_in_brackets_is_no_question_of_this_kind(world):
    assert asked(world, "from how many lands (congress, Amman)", asked="country")[0] is None


def test_politeness_is_no_topic():
    assert without_fillers("eventos en Lima, por favor") == "eventos en Lima"
    assert without_fillers("events in Lima please") == "events in Lima"


def test_the_middle_is_no_name_of_a_centre():
    said = "In 2023 the Centre for Calm Streets (CCS) held {} in Graz, Austria, on calm streets."
    texts = [said.format(f"event number {n}") for n in range(4)]
    known = [bulletin(f"b{n}", "2023-05-04", text, f"Event {n}") for n, text in enumerate(texts)]
    catalogue = Catalogue.of(map(extract, known), {b.id: b for b in known})
    assert catalogue.own.marked("to the middle east") == "to the middle east"
    assert "the centre" not in catalogue.own.marked("what did the centre do")


def test_a_topic_in_other_words_is_met_by_meaning_and_said_so(world):
    def nearest(said, language, least):
        assert (said, language) == ("drawing water", "en")
        scores = {"fair": 0.62, "webinar": 0.55, "congress": 0.51}
        return {name: Near(score, 0, 20) for name, score in scores.items()}

    reader = Told("which events were about {A:drawing water}")
    catalogue = replace(world.catalogue, intents=reader, nearest=nearest)
    query = interpret(reader.text)
    request = is_collection(query, catalogue, TODAY)
    draft = answer(request, catalogue, query.language, world.passage_at, TODAY)
    assert draft.bulletins == ("fair", "webinar")  # the congress lies too far behind the best
    assert any("nearest in meaning" in notice for notice in draft.notices)
    assert (draft.doubt, draft.confidence) == ("kind", 0.7)
    far = replace(catalogue, nearest=lambda *_: {"fair": Near(0.4, 0, 20)})
    assert not answer(request, far, query.language, world.passage_at, TODAY).answered


@pytest.mark.parametrize(
    ("read", "found"),
    [
        ({"fair": 2.0, "congress": -4.0}, {"fair"}),  # surely dealt with, though not near
        ({"fair": 1.0, "congress": -1.0}, {"fair", "congress"}),  # near, and not surely apart
        ({"fair": 0.0, "congress": -4.0}, set()),  # near, and surely not dealt with
        ({}, {"congress"}),  # nothing reads
    ],
)
def test_the_reader_tells_whether_a_bulletin_deals_with_a_topic(world, read, found):
    reader = Told("which events were about {A:drawing water}")
    near = {"fair": Near(0.45, 0, 20), "congress": Near(0.55, 0, 20)}
    asked_for = []

    def dealt(question, language, tried):
        asked_for.append((question, language, set(tried)))
        return {i: read[i] for i in tried if i in read}

    catalogue = replace(world.catalogue, intents=reader, nearest=lambda *_: near, dealt=dealt)
    query = interpret(reader.text)
    request = is_collection(query, catalogue, TODAY)
    draft = answer(request, catalogue, query.language, world.passage_at, TODAY)
    assert set(draft.bulletins) == found
    assert asked_for[0] == (reader.text, "en", {"fair", "congress"})


def test_the_words_of_a_topic_that_a_bulletin_has_bring_it_nearer(world):
    reader = Told("which events were about {A:sand for grapes}")
    near = {"fair": Near(0.5, 0, 20), "congress": Near(0.5, 0, 20)}
    catalogue = replace(world.catalogue, intents=reader, nearest=lambda *_: near)
    query = interpret(reader.text)
    request = is_collection(query, catalogue, TODAY)
    draft = answer(request, catalogue, query.language, world.passage_at, TODAY)
    assert draft.bulletins == ("congress",)  # the fair tells of no sand


def test_patterns_give_way_where_the_model_finds_a_question_next_to_impossible(world):
    marked = "which events were in Lima"
    assert asked(world, marked)[0] is not None
    assert asked(world, marked, whole=0.01, operation="none")[0] is None


def test_what_is_surely_asked_beside_the_events_is_told(world):
    marked = "which people of ours were at events in {P:Peru}"
    assert asked(world, marked, asked="own")[1].short_answer == "Ada Okonkwo"


def test_an_organisation_apart_from_ours(world):
    told = {"operation": "superlative", "asked": "organisation"}
    request, _ = asked(world, "apart from the Dune Institute, whom do bulletins name most", **told)
    assert (request.side, request.unread) == ("others", ())


@pytest.mark.parametrize(
    ("marked", "told"),
    [
        ("Which agreements were signed in {T:2023}", {}),
        ("What was signed in {T:2023}", {}),
        ("What did we publish in {T:2023}", {}),
        ("How many grants did we receive in {T:2023}", {"operation": "count"}),
        ("Which partnerships were concluded in {T:2023}", {}),
        ("Quels accords ont été signés en {T:2023}", {}),
        ("Qu'est-ce qui a été signé en {T:2023}", {}),
        ("Quelles lois ont été adoptées en {T:2023}", {"asked": "others"}),
        ("Qu'a-t-on publié en {T:2023}", {}),
        ("Qué acuerdos se firmaron en {T:2023}", {"asked": "organisation"}),
        ("Qué se firmó en {T:2023}", {}),
        ("Qué premios ganamos en {T:2023}", {"asked": "organisation"}),
        ("{K:treaties} {T:2023}", {}),
    ],
)
def test_what_no_card_holds_is_no_list_of_all_events(world, marked, told):
    assert asked(world, marked, **told)[0] is None


@pytest.mark.parametrize(
    ("marked", "told"),
    [
        ("Which occasions were there in {T:2023}", {"asked": "venue"}),
        ("What did we pull off in {T:2023}", {}),
        ("What was planned in {T:2023}", {}),
        ("Quels rendez-vous avons-nous eus en {T:2023}", {"asked": "others"}),
        ("Qué citas tuvimos en {T:2023}", {"asked": "city"}),
        ("Qué se programó en {T:2023}", {}),
    ],
)
def test_what_stands_for_events_of_any_kind_asks_for_them(world, marked, told):
    request, draft = asked(world, marked, **told)
    assert (request.asked, draft.bulletins) == ("event", ("fair",))


def test_a_noun_for_those_asked_for_is_no_other_thing(world):
    marked = "Which organizations had a hand in it in {T:2024}"
    assert asked(world, marked, asked="organisation")[0] is not None
    marked = "Which analysts came along in {T:2023}"
    assert asked(world, marked, asked="own")[1].short_answer == "Ada Okonkwo"


@pytest.mark.parametrize(
    "marked",
    [
        "Adding up both gatherings, {E:the workshop in Lima} and {E:the Amman congress}, how many",
        "En sumant, {E:l'atelier de Lima} et {E:le congrès d'Amman}, combien de monde",
        "Sumando los dos, {E:el taller de Lima} y {E:el congreso de Amán}, cuántas personas",
    ],
)
def test_the_people_of_two_events_are_added(world, marked):
    _, draft = asked(world, marked, operation="total")
    assert set(draft.bulletins) == {"fair", "congress"}
    assert draft.short_answer.startswith("380 ")
    assert "A workshop on wells in Lima" in draft.text


def test_two_events_one_of_which_nobody_knows_are_not_added(world):
    marked = "Sumando {E:el taller de Lima} y {E:el foro de Ulan Bator}, cuántas personas"
    assert asked(world, marked, operation="total")[0] is None
