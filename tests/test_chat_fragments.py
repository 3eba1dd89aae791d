"""The chat's fragments and labels, without a server."""

import dataclasses
import re
import string
from html import escape
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from icpc_assistant.chat.export import markdown, origin_of, printable
from icpc_assistant.chat.fragments import TitleLinks, conversation_html
from icpc_assistant.chat.labels import LABELS, counted
from icpc_assistant.chat.language import accepted
from icpc_assistant.chat.references import reference
from icpc_assistant.chat.sources import sources_html
from icpc_assistant.chat.turns import Turn, plain_text
from icpc_assistant.chat.welcome import examples_of, knows, welcome_html
from icpc_assistant.types import (
    LANGUAGES,
    Answer,
    Bulletin,
    Citation,
    Filter,
    Statement,
)

BODY = "Ada <b>Okonkwo</b> opened the *meeting*."
BULLETIN = Bulletin("2024-01-02-meeting", "A & B [meet]", BODY, "en", source="https://x.example/a")
ANSWER = Answer(
    "and who?",
    "Who opened the meeting?",
    "en",
    "answered",
    f"{BODY} [1]",
    statements=(Statement(BODY, (1,)),),
    citations=(Citation(1, BULLETIN.id, BULLETIN.title, None, "p", BODY, 0, len(BODY)),),
    filters=(Filter("time", "in <2024>", "Who opened the meeting at any time?"),),
    choices=("Who opened it?",),
)
TURN = Turn(1, "and who?", ANSWER)


def find(bulletin_id):
    return BULLETIN if bulletin_id == BULLETIN.id else None


def fields(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_stands_in_every_language_with_the_same_placeholders(language):
    assert list(LABELS[language]) == list(LABELS["en"])
    for name, text in LABELS["en"].items():
        assert fields(LABELS[language][name]) == fields(text), name
        assert LABELS[language][name].strip(), name


def test_french_spaces_before_its_marks_do_not_break():
    for name, text in LABELS["fr"].items():
        assert not re.search(r" [;:?!»]|« |\u00a0|'", text), name


def test_counts_are_written_as_each_language_does():
    assert counted("events", 0, "fr") == "0 événement"
    assert counted("events", 0, "en") == "0 events"
    assert counted("events", 1200, "es") == "1200 eventos"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("de, es;q=0.4, fr;q=0.5", "fr"),
        ("de-DE", "en"),
        ("", "en"),
        ("en;q=0.1, es", "es"),
        ("fr;q=0, es;q=0.2", "es"),
    ],
)
def test_the_browsers_first_known_language_is_taken(header, language):
    assert accepted(header) == language


@given(st.text(max_size=300))
def test_any_header_gives_a_language(header):
    assert accepted(header) in LANGUAGES


def test_how_the_question_was_read_can_be_edited_and_its_filters_taken_away():
    html = conversation_html([TURN], TitleLinks([BULLETIN]), "es")
    assert 'data-edit="Who opened the meeting?"' in html
    assert 'data-ask="Who opened the meeting at any time?"' in html
    assert "in &lt;2024&gt;" in html
    assert "<b>Okonkwo" not in html
    assert 'data-ask="Who opened it?"' in html
    assert "Pregunta interpretada así:" in html


@pytest.mark.parametrize("typed", ["who opened the MEETING", "Who ópened the meeting?"])
def test_a_question_read_as_typed_is_not_repeated(typed):
    same = Turn(1, typed, ANSWER)
    assert "data-edit" not in conversation_html([same], TitleLinks([]), "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_thumb_keeps_is_said_beside_it(language):
    html = conversation_html([TURN], TitleLinks([]), language, judged=True)
    assert f'<span class="judging" id="judging-1">{escape(LABELS[language]["judging"])}' in html
    thumbs = re.findall(r"<button[^>]* data-verdict=[^>]*>", html)
    assert [re.search('data-verdict="(.*?)"', thumb)[1] for thumb in thumbs] == ["up", "down"]
    assert all('aria-describedby="judging-1"' in thumb for thumb in thumbs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_thumb_is_offered_where_nothing_is_kept(language):
    html = conversation_html([TURN], TitleLinks([]), language, judged=False)
    assert "thumb" not in html
    assert "data-verdict" not in html
    assert "judging" not in html


def test_a_citation_gives_what_is_known_and_nothing_else():
    assert reference(BULLETIN, "fr") == "CIPC. A & B [meet]. https://x.example/a"


def test_without_an_address_of_its_own_a_bulletin_is_cited_by_its_page():
    bare = dataclasses.replace(BULLETIN, source=None)
    site = "https://a.example/assistant"
    assert reference(bare, "en", site).endswith(f" {site}/bulletins/{bare.id}")
    assert reference(BULLETIN, "en", site).endswith(" https://x.example/a")
    # In the chat the browser puts before it where it is.
    page = f'data-address="/bulletins/{bare.id}"'
    assert page in sources_html([TURN], lambda _: bare, "en")
    assert page not in sources_html([TURN], find, "en")


@pytest.mark.parametrize(
    ("spoken", "language", "told"),
    [
        ("en", "fr", ""), ("fr", "fr", " (en anglais)"), ("es", "es", " (en inglés)"),
        ("fr", "en", " (in English)"),
    ],
)  # fmt: skip
def test_a_quote_in_another_language_than_the_answer_is_told_so(spoken, language, told):
    turn = Turn(1, "q", dataclasses.replace(ANSWER, language=spoken))
    links = TitleLinks([BULLETIN])
    for shown in (
        sources_html([turn], find, language),
        markdown([turn], find, language),
        printable([turn], find, language),
        plain_text(turn, language, links.written.get),
        conversation_html([turn], links, language),
    ):
        assert len(re.findall(r" \((?:in|en) \w+\)", shown)) == bool(told)
        assert told in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_that_failed_names_its_request(language):
    shown = conversation_html([Turn(1, "q", failed="0a1b2c")], TitleLinks(()), language)
    assert "0a1b2c" in shown
    assert 'data-status="failed"' in shown


def test_the_markdown_reads_back_as_the_words_it_was_made_of():
    from markdown_it import MarkdownIt

    text = markdown([TURN], find, "en", "http://127.0.0.1:7860")
    html = MarkdownIt("commonmark").render(text)
    assert "<b>" not in html
    assert "Ada &lt;b&gt;Okonkwo&lt;/b&gt; opened the *meeting*." in html
    assert "A &amp; B [meet]" in html
    assert "http://127.0.0.1:7860/bulletins/2024-01-02-meeting?start=0" in html
    assert html.count("<h2>") == 1


@given(st.text(max_size=200))
@example("-")
@example("1.")
def test_no_word_of_a_bulletin_becomes_markup_in_markdown(words):
    from markdown_it import MarkdownIt

    answer = Answer("q", "q", "en", "answered", " ".join(words.split()))
    html = MarkdownIt("commonmark").render(markdown([Turn(1, "q", answer)], find, "en"))
    for tag in ("<em>", "<strong>", "<a ", "<img", "<script", "<h3>", "<ul>", "<ol>", "<code>"):
        assert tag not in html


def test_the_page_to_print_is_whole_and_escaped():
    page = printable([TURN], find, "fr")
    assert page.startswith('<!doctype html>\n<html lang="fr">')
    assert "<b>Okonkwo" not in page
    assert "<script" not in page
    assert "Question interprétée ainsi" in page


@pytest.mark.parametrize("text", ["javascript:alert(1)", "http://a b", "http://a/<x>", "", "x"])
def test_only_an_origin_stands_before_the_addresses(text):
    assert origin_of(text) == ""


def test_examples_are_those_of_the_language_and_of_none(tmp_path):
    (tmp_path / "examples.txt").write_text("# c\nen: When?\nfr: Quand ?\nWho: and when?\n?!\n")
    assert examples_of(tmp_path, "en") == ["When?", "Who: and when?"]
    assert examples_of(tmp_path, "fr") == ["Quand ?", "Who: and when?"]
    assert examples_of(tmp_path / "none", "fr") == []


def test_the_welcome_says_so_where_there_is_nothing_to_know():
    assert "no bulletins yet" in welcome_html([], ["When?"], "en")
    assert "data-ask" not in welcome_html([], ["When?"], "en")
    assert knows([BULLETIN], "es") == "He leído un boletín"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_shipped_is_answered_in_its_language(icpc, language):
    examples = examples_of(Path(__file__).parent.parent / "corpus", language)
    assert len(examples) == 5
    for question in examples:
        answer = icpc.ask(question)
        assert (answer.status, answer.language) == ("answered", language), question


def test_the_chat_answers_after_hundreds_of_turns(world):
    """Of which the last are given to the assistant, and the last are shown."""
    from icpc_assistant.chat.desk import MAX_HISTORY, Desk
    from icpc_assistant.chat.turns import Turn

    given = []

    class Counted:
        bulletins, version, bulletin = world.bulletins, world.version, world.bulletin

        def ask(self, question, history):
            given.append(len(history))
            return world.ask(question, history)

    first = world.ask("Who opened the river forum?")
    turns = tuple(Turn(n, "Who opened the river forum?", first) for n in range(1, 501))
    *_, (kept, note, shown, *_) = Desk(Counted(), None).ask("And when was it?", turns, "en")
    assert given == [MAX_HISTORY]
    assert note == ""
    assert kept[-1].number == 501
    assert kept[-1].answer.status == "answered"
    assert "2019" in kept[-1].answer.text
    assert "And when was it?" in shown
