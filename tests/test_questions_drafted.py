"""Questions drafted by rule and by an LLM, and the command that keeps them in sidecars."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from icpc_assistant.bulletins import check_corpus, read_corpus
from icpc_assistant.cards import (
    EventCard,
    Field,
    Figure,
    Occurrence,
    Organisation,
    Person,
    PlaceField,
    extract,
)
from icpc_assistant.errors import AssistantError, CorpusError, UsageError
from icpc_assistant.llm_questions import checked
from icpc_assistant.question_generation import MOST, drafted
from icpc_assistant.question_generation.naming import de, event_names, how_many_es, plural_of
from icpc_assistant.questions_commands import append, questions
from icpc_assistant.types import LANGUAGES, Bulletin, Language
from llm_server import LlmServer, Manner

ROOT = Path(__file__).parent.parent
WORLD = Path(__file__).parent / "data" / "corpus"

CONGRESS = Bulletin(
    id="2021-05-03-congress",
    title="Night librarians meet in Oslo",
    language="en",
    body=(
        "The Union of Night Librarians (UNL) held its fourth congress from 3 to 5 May in Oslo, "
        "Norway, at the Old Customs House. Some 212 delegates from 14 countries took part.\n\n"
        "Opening the congress, Ada Okonkwo, mayor of Oslo, recalled the first night bus. "
        "Bjarte Lindqvist presented a study of 38 reading rooms. The participants agreed to meet "
        "every year. The congress was funded by the Harbour Trust. Since 2014, the union has "
        "lent lamps to students.\n"
    ),
    start=date(2021, 5, 3),
    end=date(2021, 5, 5),
)
FORMATION = Bulletin(
    id="2022-10-08-formation",
    title="Les veilleurs apprennent à écouter",
    language="fr",
    body=(
        "L'Association des veilleurs urbains (AVU) a organisé une formation à Abidjan le 8 octobre "
        "2022. Soixante habitants y ont participé. Yvette Kouamé, présidente de l'AVU, a présenté "
        "la carte des rues sombres. Le Lundi 10 octobre, le groupe a visité le port.\n"
    ),
    start=date(2022, 10, 8),
    end=date(2022, 10, 8),
)
ENCUENTRO = Bulletin(
    id="2023-03-02-encuentro",
    title="Los guardianes del río se reúnen en Cuenca",
    language="es",
    body=(
        "La Red de Guardianes del Río (RGR) organizó un encuentro en Cuenca el 2 de marzo de 2023. "
        "Participaron ochenta personas. Nube Quizhpe, coordinadora de la Red, explicó el mapa. "
        "Se acordó limpiar la orilla.\n"
    ),
    start=date(2023, 3, 2),
    end=date(2023, 3, 2),
)


def place(bulletin: Bulletin, text: str) -> tuple[int, int]:
    start = bulletin.body.index(text)
    return start, start + len(text)


def city(bulletin: Bulletin, name: str, country: str, code: str) -> PlaceField:
    return PlaceField(name, country, code, (), "event", *place(bulletin, name))


def when(bulletin: Bulletin, text: str) -> Occurrence:
    assert bulletin.start is not None
    assert bulletin.end is not None
    return Occurrence(bulletin.start, bulletin.end, "day", "main", *place(bulletin, text))


CONGRESS_CARD = EventCard(
    bulletin_id=CONGRESS.id,
    title=CONGRESS.title,
    language="en",
    kinds=("congress",),
    occurrences=(when(CONGRESS, "from 3 to 5 May"),),
    places=(
        PlaceField(
            "Oslo", "Norway", "NO", (), "event", *place(CONGRESS, "Oslo"),
            venue=Field("Old Customs House", *place(CONGRESS, "Old Customs House")),
        ),
    ),
    people=(
        Person("Ada Okonkwo", "mayor of Oslo", *place(CONGRESS, "Ada Okonkwo")),
        Person("Bjarte Lindqvist", "", *place(CONGRESS, "Bjarte Lindqvist")),
    ),
    organisations=(
        Organisation(
            "Union of Night Librarians", "UNL", *place(CONGRESS, "Union of Night Librarians"),
            part="organiser",
        ),
    ),
    figures=(
        Figure(212, "some", "delegates", *place(CONGRESS, "Some 212")),
        Figure(14, "", "countries", *place(CONGRESS, "14")),
    ),
)  # fmt: skip
FORMATION_CARD = EventCard(
    bulletin_id=FORMATION.id,
    title=FORMATION.title,
    language="fr",
    kinds=("training",),
    occurrences=(when(FORMATION, "8 octobre 2022"),),
    places=(city(FORMATION, "Abidjan", "Côte d’Ivoire", "CI"),),
    people=(Person("Yvette Kouamé", "présidente de l'AVU", *place(FORMATION, "Yvette Kouamé")),),
    organisations=(
        Organisation(
            "Association des veilleurs urbains", "AVU",
            *place(FORMATION, "Association des veilleurs urbains"), part="organiser",
        ),
    ),
    figures=(Figure(60, "", "habitants", *place(FORMATION, "Soixante")),),
)  # fmt: skip
ENCUENTRO_CARD = EventCard(
    bulletin_id=ENCUENTRO.id,
    title=ENCUENTRO.title,
    language="es",
    kinds=("meeting",),
    occurrences=(when(ENCUENTRO, "2 de marzo de 2023"),),
    places=(city(ENCUENTRO, "Cuenca", "Ecuador", "EC"),),
    people=(Person("Nube Quizhpe", "coordinadora de la Red", *place(ENCUENTRO, "Nube Quizhpe")),),
    organisations=(
        Organisation(
            "Red de Guardianes del Río", "RGR", *place(ENCUENTRO, "Red de Guardianes del Río"),
            part="organiser",
        ),
    ),
    figures=(Figure(80, "", "personas", *place(ENCUENTRO, "ochenta")),),
)  # fmt: skip


def asked(bulletin: Bulletin, card: EventCard, language: Language) -> dict[str, tuple[str, str]]:
    return {
        q.question: (q.answer, bulletin.body[q.start : q.end])
        for q in drafted(bulletin, card)
        if q.language == language
    }


@pytest.mark.parametrize(
    ("bulletin", "card", "language", "question", "answer"),
    [
        (CONGRESS, CONGRESS_CARD, "en", "When did the congress in Oslo take place?",
         "from 3 to 5 May"),
        (CONGRESS, CONGRESS_CARD, "en", "Where did the UNL congress take place?", "Oslo"),
        (CONGRESS, CONGRESS_CARD, "en", "In which city was the congress held?", "Oslo"),
        (CONGRESS, CONGRESS_CARD, "en", "Where exactly was the congress in Oslo held?",
         "Old Customs House"),
        (CONGRESS, CONGRESS_CARD, "en", "Who is Ada Okonkwo?", "mayor of Oslo"),
        (CONGRESS, CONGRESS_CARD, "en", "Who is the mayor of Oslo?", "Ada Okonkwo"),
        (CONGRESS, CONGRESS_CARD, "en", "Who opened the congress in Oslo?", "Ada Okonkwo"),
        (CONGRESS, CONGRESS_CARD, "en", "Who presented a study of 38 reading rooms?",
         "Bjarte Lindqvist"),
        (CONGRESS, CONGRESS_CARD, "en", "Who organised the congress in Oslo?",
         "Union of Night Librarians"),
        (CONGRESS, CONGRESS_CARD, "en", "What does UNL stand for?", "Union of Night Librarians"),
        (CONGRESS, CONGRESS_CARD, "en", "How many delegates took part in the congress in Oslo?",
         "Some 212"),
        (CONGRESS, CONGRESS_CARD, "en", "Since when has the union lent lamps to students?", "2014"),
        (CONGRESS, CONGRESS_CARD, "en", "Who funded the congress in Oslo?",
         "The congress was funded by the Harbour Trust."),
        (CONGRESS, CONGRESS_CARD, "fr", "Quand a eu lieu le congrès d'Oslo ?", "from 3 to 5 May"),
        (CONGRESS, CONGRESS_CARD, "fr", "Dans quel pays a eu lieu le congrès d'Oslo ?", "Norway"),
        (CONGRESS, CONGRESS_CARD, "fr", "Qui exerce la fonction de maire d'Oslo ?", "Ada Okonkwo"),
        (CONGRESS, CONGRESS_CARD, "fr", "Combien de pays ont participé au congrès d'Oslo ?", "14"),
        (CONGRESS, CONGRESS_CARD, "es", "¿Cuáles fueron las fechas del congreso UNL?",
         "from 3 to 5 May"),
        (CONGRESS, CONGRESS_CARD, "es", "¿Cuántos países participaron en el congreso de Oslo?",
         "14"),
        (FORMATION, FORMATION_CARD, "fr", "Quand a eu lieu la formation d'Abidjan ?",
         "8 octobre 2022"),
        (FORMATION, FORMATION_CARD, "fr", "Qui a présenté la carte des rues sombres ?",
         "Yvette Kouamé"),
        (FORMATION, FORMATION_CARD, "fr", "Qui exerce la fonction de présidente de l'AVU ?",
         "Yvette Kouamé"),
        (FORMATION, FORMATION_CARD, "fr", "Quel jour est-ce que le groupe a visité le port ?",
         "Lundi 10 octobre"),
        (FORMATION, FORMATION_CARD, "es", "¿Quién organizó la formación de Abiyán?",
         "Association des veilleurs urbains"),
        (ENCUENTRO, ENCUENTRO_CARD, "es", "¿Cuándo tuvo lugar el encuentro de Cuenca?",
         "2 de marzo de 2023"),
        (ENCUENTRO, ENCUENTRO_CARD, "es", "¿Quién explicó el mapa?", "Nube Quizhpe"),
        (ENCUENTRO, ENCUENTRO_CARD, "es", "¿Cuántas personas participaron en el encuentro de Cuenca?",
         "ochenta"),
        (ENCUENTRO, ENCUENTRO_CARD, "es", "¿Qué se decidió en el encuentro de Cuenca?",
         "Se acordó limpiar la orilla."),
        (ENCUENTRO, ENCUENTRO_CARD, "en", "How many people took part in the meeting in Cuenca?",
         "ochenta"),
        (ENCUENTRO, ENCUENTRO_CARD, "fr", "Combien de personnes ont participé à la rencontre de Cuenca ?",
         "ochenta"),
    ],
)  # fmt: skip
def test_what_a_card_tells_is_asked(bulletin, card, language, question, answer):
    found = asked(bulletin, card, language)
    assert question in found, "\n".join(found)
    assert found[question][0] == answer


def test_an_unsure_date_is_not_asked_about():
    guess = Occurrence(
        date(2021, 5, 3), date(2021, 5, 5), "day", "main", *place(CONGRESS, "from 3 to 5 May"), 0.4
    )
    card = EventCard(CONGRESS.id, CONGRESS.title, "en", occurrences=(guess,))
    assert not any(q.startswith("When did") for q in asked(CONGRESS, card, "en"))


def test_two_cities_of_the_event_are_not_asked_about():
    norway = PlaceField("Oslo", "Norway", "NO", (), "event", *place(CONGRESS, "Oslo"))
    bergen = PlaceField("Bergen", "Norway", "NO", (), "event", *place(CONGRESS, "Norway"))
    card = EventCard(CONGRESS.id, "Librarians meet", "en", places=(norway, bergen))
    assert not any(q.startswith(("Where", "In which")) for q in asked(CONGRESS, card, "en"))


def test_a_name_that_is_an_ordinary_word_is_no_person():
    market = Bulletin("x", "x", "Market Square, mayor of all, opened the congress.", "en")
    card = EventCard(
        "x", "x", "en", people=(Person("Market Square", "mayor of all", *place(market, "Market Square")),)
    )  # fmt: skip
    assert not any("Market Square" in q for q in asked(market, card, "en"))


@pytest.mark.parametrize(
    ("text", "said"),
    [("Oslo", "d'Oslo"), ("Tartu", "de Tartu"), ("Le Caire", "du Caire"), ("Évora", "d'Évora"),
     ("habitants", "d'habitants"), ("hiboux", "de hiboux"), ("Les Abymes", "des Abymes")],
)  # fmt: skip
def test_french_elides_and_contracts(text, said):
    assert de(text) == said


@pytest.mark.parametrize(
    ("noun", "said"),
    [("personas", "Cuántas"), ("países", "Cuántos"), ("ciudades", "Cuántas"), ("días", "Cuántos"),
     ("programas", "Cuántos"), ("mujeres", "Cuántas"), ("periodistas", "Cuántos")],
)  # fmt: skip
def test_spanish_counts_with_gender(noun, said):
    assert how_many_es(noun) == said


@pytest.mark.parametrize(
    ("noun", "source", "target", "said"),
    [("people", "en", "fr", "personnes"), ("countries", "en", "es", "países"),
     ("pays", "fr", "en", "countries"), ("delegates", "en", "es", "delegados"),
     ("carved doors", "en", "fr", None), ("zorbs", "en", "fr", None)],
)  # fmt: skip
def test_a_counted_noun_in_another_language(noun, source, target, said):
    assert plural_of(noun, source, target) == said


def test_names_of_an_event():
    named = EventCard("x", "x", "es", name=Field("VII Encuentro Andino"), kinds=("meeting",))
    assert [n.of_event for n in event_names(named, "es")] == [
        "del VII Encuentro Andino", "del encuentro",
    ]  # fmt: skip
    assert [n.at_event for n in event_names(named, "fr")] == [
        "lors de la rencontre « VII Encuentro Andino »", "lors de la rencontre",
    ]  # fmt: skip


# --- over every bulletin at hand --------------------------------------------------------------


def bulletins() -> list[Bulletin]:
    folders = [ROOT / "corpus", ROOT / "training", WORLD]
    return [b for folder in folders if folder.is_dir() for b in read_corpus(folder)]


@pytest.fixture(scope="module")
def every() -> list[tuple[Bulletin, tuple[Any, ...]]]:
    return [(b, drafted(b, extract(b))) for b in bulletins()]


def test_every_question_stands_on_its_quote(every):
    for bulletin, found in every:
        for q in found:
            quote = bulletin.body[q.start : q.end]
            assert q.answer, (bulletin.id, q)
            assert q.answer in quote, (bulletin.id, q)
            assert bulletin.body.find(quote) == q.start, (bulletin.id, q)


def test_questions_are_few_and_different(every):
    for bulletin, found in every:
        for language in LANGUAGES:
            said = [q.question.casefold() for q in found if q.language == language]
            assert len(said) == len(set(said)) <= MOST, bulletin.id
        assert {q.source for q in found} <= {"rule"}
    # Each bulletin that tells anything is asked about in every language.
    assert all({q.language for q in found} == set(LANGUAGES) for _, found in every if found)


def test_questions_are_well_formed(every):
    for bulletin, found in every:
        for q in found:
            said = (bulletin.id, q.question)
            assert "{" not in q.question, said
            assert "  " not in q.question, said
            assert "\n" not in q.question, said
            assert q.question.startswith("¿") == (q.language == "es"), said
            assert q.question.endswith(" ?" if q.language == "fr" else "?"), said
            if q.language == "fr" and bulletin.title not in q.question:
                assert " de le " not in q.question, said
                assert " à le " not in q.question, said


def test_drafting_is_deterministic(every):
    for bulletin, found in every[::7]:
        assert drafted(bulletin, extract(bulletin)) == found


def test_what_is_drafted_passes_the_check(every):
    for bulletin, found in every[::5]:
        rows = [row_of(bulletin, q) for q in found]
        assert checked(rows, bulletin) == rows


def row_of(bulletin: Bulletin, q: Any) -> dict[str, Any]:
    return {
        "question": q.question, "language": q.language, "answer": q.answer,
        "quote": bulletin.body[q.start : q.end], "source": q.source,
    }  # fmt: skip


# --- the command ------------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "bulletins").mkdir(parents=True)
    for path in (WORLD / "bulletins").glob("*.md"):
        (folder / "bulletins" / path.name).write_bytes(path.read_bytes())
    return folder


FORUM = "2019-05-14-river-forum"
FORUM_QUOTE = "The next forum is planned for Porto."


def run(corpus: Path, *args: str) -> Any:
    result = CliRunner().invoke(questions, [*args, "--corpus", str(corpus)])
    if result.exception and not isinstance(result.exception, AssistantError):
        raise result.exception
    return result


def sidecar(corpus: Path, name: str = FORUM) -> Path:
    return corpus / "questions" / f"{name}.jsonl"


def test_the_command_shows_and_writes_nothing(corpus):
    result = run(corpus, FORUM, "--language", "en")
    assert "  + en  What does LWA stand for?" in result.stdout
    assert "+ fr" not in result.stdout
    assert "--write adds them" in result.stderr
    assert not sidecar(corpus).exists()


def test_the_command_writes_what_the_check_accepts(corpus):
    result = run(corpus, "--write")
    assert "added; run `icpc-assistant index`" in result.stderr
    assert check_corpus(corpus) == []
    assert all(b.asked for b in read_corpus(corpus))
    assert not list((corpus / "questions").glob(".*"))


def test_writing_twice_adds_nothing(corpus):
    run(corpus, FORUM, "--write")
    before = sidecar(corpus).read_bytes()
    result = run(corpus, FORUM, "--write")
    assert sidecar(corpus).read_bytes() == before
    assert "No new question." in result.stderr
    assert "  = en  What does LWA stand for?" in result.stdout


def test_a_persons_lines_stay_byte_for_byte(corpus):
    mine = (
        '{"source":"person",  "question":"what does lwa STAND for?","language":"en",'
        '"answer":"Lowland Water Alliance","quote":"From May 14 to 16, 2019, the Lowland Water '
        'Alliance (LWA) held its Third River Forum at the Old Mill in Ghent, Belgium."}'
    )  # no line ending
    sidecar(corpus).parent.mkdir()
    sidecar(corpus).write_text(mine, "utf-8")
    sidecar(corpus).chmod(0o640)
    run(corpus, FORUM, "--write")
    lines = sidecar(corpus).read_text("utf-8").split("\n")
    assert lines[0] == mine
    assert not any("What does LWA stand for" in line for line in lines[1:])
    assert sidecar(corpus).stat().st_mode & 0o777 == 0o640
    assert check_corpus(corpus) == []


def test_a_faulty_sidecar_is_not_added_to(corpus):
    sidecar(corpus).parent.mkdir()
    sidecar(corpus).write_text("not JSON\n", "utf-8")
    result = run(corpus, FORUM, "--write")
    assert isinstance(result.exception, CorpusError)
    assert sidecar(corpus).read_text("utf-8") == "not JSON\n"


def test_an_unknown_bulletin_is_named(corpus):
    result = run(corpus, "nonesuch")
    assert isinstance(result.exception, UsageError)
    assert "There is no bulletin “nonesuch”" in str(result.exception)


def test_a_folder_that_cannot_be_written_is_named(corpus):
    (corpus / "questions").write_text("a file is in the way", "utf-8")
    with pytest.raises(CorpusError, match=r"cannot be written to .*run the command again\.$"):
        append(corpus / "questions", Bulletin("x", "x", "x", "en"), [{"question": "?"}])


# --- with an LLM ------------------------------------------------------------------------------


GOOD = {"question": "Where will the next forum be?", "answer": "Porto", "quote": FORUM_QUOTE}
INFERRED = {
    "question": "Is another forum planned?", "answer": "Yes", "quote": FORUM_QUOTE, "inferred": True,
}  # fmt: skip
LEFT_OPEN = {"question": "What will the next forum cost?", "open": True}
BAD = [
    {"question": "Where is Atlantis?", "answer": "Atlantis", "quote": "It lies in Atlantis."},
    {"question": "Who won?", "answer": "Nobody", "quote": FORUM_QUOTE},
    {"question": "Where WILL the next forum be?", "answer": "Porto", "quote": FORUM_QUOTE},
    {"question": "???", "answer": "Porto", "quote": FORUM_QUOTE},
    {"question": 5, "answer": "Porto", "quote": FORUM_QUOTE},
    {"question": "Half a character?", "answer": "\ud800", "quote": FORUM_QUOTE, "inferred": True},
]


def says(*rows: dict[str, Any]) -> Any:
    text = "Here they are:\n```\n" + "\n".join(json.dumps(row) for row in rows) + "\n```"
    return lambda prompt: text


def configured(monkeypatch: pytest.MonkeyPatch, kind: str, url: str, seconds: float = 120) -> None:
    monkeypatch.setenv("ICPC_LLM", kind)
    monkeypatch.setenv("ICPC_LLM_MODEL", "small model:7b")
    monkeypatch.setenv("ICPC_LLM_URL", url)
    monkeypatch.setenv("ICPC_LLM_TIMEOUT", str(seconds))


def by_llm(corpus: Path, *args: str) -> Any:
    return run(corpus, FORUM, "--source", "llm", "--language", "en", *args)


def test_good_lines_of_an_llm_are_kept_and_bad_ones_counted(corpus, monkeypatch):
    with LlmServer(says=says(GOOD, INFERRED, *BAD)) as server:
        configured(monkeypatch, "openai", f"{server.origin}/v1")
        result = by_llm(corpus, "--write")
    assert result.exception is None
    rows = [json.loads(line) for line in sidecar(corpus).read_text("utf-8").splitlines()]
    assert [row["question"] for row in rows] == [GOOD["question"], INFERRED["question"]]
    assert {row["source"] for row in rows} == {"llm:small-model:7b"}
    assert f"{len(BAD)} lines of the LLM dropped" in result.stderr
    assert check_corpus(corpus) == []


def test_what_an_llm_says_is_left_open_is_kept_as_such(corpus, monkeypatch):
    with LlmServer(says=says(GOOD, LEFT_OPEN)) as server:
        configured(monkeypatch, "openai", f"{server.origin}/v1")
        assert "left open" in by_llm(corpus).stdout
        by_llm(corpus, "--write")
        again = by_llm(corpus)
    assert "No new question." in again.stderr
    assert check_corpus(corpus) == []
    (bulletin,) = [b for b in read_corpus(corpus) if b.id == FORUM]
    assert [q.question for q in bulletin.left_open] == [LEFT_OPEN["question"]]


def test_ollama_is_asked_for_one_object(corpus, monkeypatch):
    with LlmServer(says=lambda prompt: json.dumps({"questions": [GOOD, *BAD]})) as server:
        configured(monkeypatch, "ollama", server.origin)
        result = by_llm(corpus)
    assert f"+ en  {GOOD['question']}" in result.stdout
    assert not sidecar(corpus).exists()


def test_the_bulletin_is_fenced_as_data(corpus, monkeypatch):
    with LlmServer(says=says(GOOD)) as server:
        configured(monkeypatch, "openai", f"{server.origin}/v1")
        by_llm(corpus)
        system, user = (m["content"] for m in server.requests[0]["body"]["messages"])
    mark = user.split(">", 1)[0].removeprefix("<bulletin ")
    assert mark in system
    shown = user.split("\n")[1]
    assert json.loads(shown)["text"].startswith("From May 14 to 16")
    assert user.count(mark) == 2


@pytest.mark.parametrize(
    "manner", ["hang", "drip", "html", "broken", "empty", "endless", "truncated"]
)
def test_a_misbehaving_endpoint_is_one_sentence(corpus, monkeypatch, manner: Manner):
    with LlmServer(says=lambda prompt: "no JSON at all", manner=manner) as server:
        configured(monkeypatch, "openai", f"{server.origin}/v1", seconds=1.5)
        result = by_llm(corpus, "--write")
    assert isinstance(result.exception, AssistantError)
    assert str(result.exception).endswith(".")
    assert "\n" not in str(result.exception)
    assert not sidecar(corpus).exists()


def test_an_endpoint_that_is_down_or_refuses_is_one_sentence(corpus, monkeypatch):
    configured(monkeypatch, "openai", "http://127.0.0.1:9/v1")
    assert "cannot be reached; start it" in str(by_llm(corpus).exception)
    with LlmServer(status=401) as server:
        configured(monkeypatch, "openai", f"{server.origin}/v1")
        assert "refused the key" in str(by_llm(corpus).exception)
    monkeypatch.setenv("ICPC_LLM", "none")
    assert str(by_llm(corpus).exception).startswith("No LLM is configured; set ICPC_LLM")
