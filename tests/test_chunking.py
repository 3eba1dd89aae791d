"""Passages: where they begin and end, what stays together, and that no word is lost."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icpc_assistant.chunking import chunk, context_header, plain, search_text, views
from icpc_assistant.types import Bulletin


def bulletin(body: str, language="en", **fields) -> Bulletin:
    return Bulletin(id="b", title="The Title", body=body, language=language, **fields)


def sentences(body: str, language="en") -> list[str]:
    return [s.text for p in chunk(bulletin(body, language)) for s in p.sentences]


def words(n: int, tag: str = "word") -> str:
    return " ".join(f"{tag}{i}" for i in range(n))


def test_a_heading_names_the_passages_below_it_and_is_found_in_the_first():
    passages = chunk(bulletin(f"Before.\n\n## A Part ##\n\n{words(80)}.\n\n{words(80, 'more')}.\n"))
    assert [p.heading for p in passages] == ["", "A Part", "A Part"]
    assert [p.sentences[0].text for p in passages] == ["Before.", "A Part", f"{words(80, 'more')}."]


def test_headings_with_nothing_below_are_a_passage():
    passages = chunk(bulletin("Text.\n\n## Photo by a friend\n### Thanks\n"))
    assert [s.text for s in passages[-1].sentences] == ["Photo by a friend", "Thanks"]
    assert passages[-1].heading == "Thanks"


def test_setext_headings_and_rules():
    assert [p.heading for p in chunk(bulletin("Name\n====\n\nText.\n\n---\n\nMore."))] == ["Name"]
    # a paragraph that stands right above a rule is no heading
    assert {p.heading for p in chunk(bulletin("One line.\nAnother line.\n---\nText."))} == {""}


@pytest.mark.parametrize("mark", ["-", "*", "+", "•", "–", "▪"])
def test_list_items_are_sentences_without_their_marker(mark):
    body = f"The goals:\n\n{mark} Share. Then act;\n{mark} Learn;\n{mark} Go on.\n\nAfter."
    assert sentences(body) == ["The goals:", "Share.", "Then act;", "Learn;", "Go on.", "After."]


def test_numbers_of_items_are_markers_and_years_are_words():
    assert sentences("1. First\n2. Second\n") == ["First", "Second"]
    assert sentences("2024. That was the year.\n") == ["2024. That was the year."]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("> quoted words\n", "quoted words"),
        ("    indented words\n", "indented words"),
        ("```\nfenced words\n", "fenced words"),
        ("<div>html words</div>\n", "html words"),
        ("[ref]: http://example.org 'title words'\n", "title words"),
        ("| a cell | table words |\n|---|---|\n| c | more words |\n", "more words"),
        ("- outer\n\n    - inner words\n", "inner words"),
        ("Text.\n\u2028line words\x0bpage words\n", "page words"),
    ],
)
def test_words_in_any_block_are_kept(body, text):
    assert any(text in sentence for sentence in sentences(body))


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("fr", "M. Dupont et Mme. Roy ouvrent. Suite.", ["M. Dupont et Mme. Roy ouvrent.", "Suite."]),
        ("es", "Habló el Sr. Pérez. Luego la Dra. Gil.", ["Habló el Sr. Pérez.", "Luego la Dra. Gil."]),
        ("en", "Mr. X met Dr. J. Doe. They left.", ["Mr. X met Dr. J. Doe.", "They left."]),
        ("en", "Is it? Yes! “It is.” Done.", ["Is it?", "Yes!", "“It is.”", "Done."]),
        ("en", "It ended ... . Next.", ["It ended ... .", "Next."]),
    ],
)  # fmt: skip
def test_sentences(language, body, expected):
    assert sentences(body, language) == expected


def test_a_lead_in_line_stays_with_its_list():
    items = "\n".join(f"- {words(15, f'item{i}x')}" for i in range(4))
    first, second = chunk(bulletin(f"{words(70)}.\n\nThe goals are:\n\n{items}\n"))
    assert first.text == f"{words(70)}."
    assert second.sentences[0].text == "The goals are:"
    assert len(second.sentences) == 5


def test_a_list_too_long_is_cut_between_items_and_its_lead_in_keeps_the_first():
    items = "\n".join(f"- {words(20, f'a{i}x')}. {words(20, f'b{i}x')}." for i in range(5))
    passages = chunk(bulletin(f"The goals are:\n\n{items}\n"))
    assert len(passages) > 1
    assert [s.text for s in passages[0].sentences][:2] == ["The goals are:", f"{words(20, 'a0x')}."]
    for passage in passages[1:]:
        assert passage.sentences[0].text.startswith("a"), "an item is not cut in two"


def test_a_long_block_is_cut_between_sentences():
    body = " ".join(f"{words(30, f's{i}x').capitalize()}." for i in range(10))
    passages = chunk(bulletin(body))
    assert len(passages) == 3
    assert all(len(p.text.split()) <= 120 for p in passages)
    assert all(p.text.endswith(".") for p in passages)


def test_a_sentence_longer_than_the_encoder_reads_is_cut_at_spaces():
    parts = sentences(words(400))
    assert [len(part.split()) for part in parts] == [180, 180, 40]
    assert " ".join(parts) == words(400)
    assert sentences(words(170)) == [words(170)]


def test_passages_never_cross_headings():
    passages = chunk(bulletin("One.\n\n## Second\n\nTwo.\n\n## Third\n\nThree.\n"))
    assert [p.text for p in passages] == ["One.", "Second\n\nTwo.", "Third\n\nThree."]
    assert [p.id for p in passages] == ["b:0-4", "b:9-21", "b:26-39"]


def test_views_carry_the_title_the_date_in_words_and_the_places():
    source = bulletin(
        "Un mot.  Deux\nmots.", "fr",
        start=date(2024, 3, 20), end=date(2024, 3, 22), places=("Montréal",),
    )  # fmt: skip
    header = context_header(source)
    assert header == "The Title · 20 au 22 mars 2024 · Montréal"
    (passage,) = chunk(source)
    assert tuple(view[:3] for view in views(source, passage)) == (
        ("passage", -1, f"{header}\nUn mot. Deux mots."),
        ("sentence", 0, "Un mot."),
        ("context", 0, f"{header}\nUn mot."),
        ("sentence", 1, "Deux mots."),
        ("context", 1, f"{header}\nDeux mots."),
    )


def test_a_bulletin_in_another_language_is_embedded_in_english_too():
    source = bulletin("Elle a gagné.  Tout est fermé.", "fr", places=("Montréal",))
    (passage,) = chunk(source)
    own, all_of_them = views(source, passage), views(source, passage, in_english=True)
    assert all_of_them[: len(own)] == own
    told = all_of_them[len(own) :]
    assert [view[:2] for view in told] == [view[:2] for view in own]
    assert told[0].text.endswith("\nshe win. all is closed.")
    assert told[1].text == "she win."
    english = bulletin("She won.  It rained.")
    (passage,) = chunk(english)
    assert views(english, passage, in_english=True) == views(english, passage)


def test_a_passage_of_one_sentence_is_not_embedded_twice_over():
    source = bulletin("Alone.")
    (passage,) = chunk(source)
    assert [view.kind for view in views(source, passage)] == ["sentence", "context"]


def test_plain_text_has_no_marks():
    marked = '- **Bold** _and_ `code`, [a link](http://x.org/a_b "t"), ![alt](i.png) snake_case 2*3'
    assert plain(marked) == "Bold and code, a link, alt snake_case 23"
    assert plain("a\n> b\n## c") == "a b c"


def test_search_text_holds_title_date_heading_and_words():
    source = bulletin("## Part\n\nThe words.", start=date(2024, 3, 1), end=date(2024, 3, 1))
    text = search_text(source, chunk(source)[0])
    for part in ("The Title", "March 1, 2024", "Part", "The words."):
        assert part in text


@pytest.mark.parametrize("body", ["", " \n\t\n", "---\n***\n", "…\n\n•\n", "\ufeff", "# \n"])
def test_a_body_without_words_has_no_passages(body):
    assert chunk(bulletin(body)) == ()


_PIECES = st.sampled_from(
    ["\n", "\n\n", "\r\n", "\r", " ", "    ", "\t", "- ", "* ", "• ", "1. ", "2024. ", "> ", "# ",
     "## ", "---", "===", "```", "| a | b |\n|---|---|\n", "<div>", "[r]: http://x ", "M. ", "J. ",
     "One two. ", "goals: ", "**b**", "\x00", "\u2028", "\x0b", "\u00a0", "\ud800", "«", "»", "…",
     "é", "e\u0301", "\u202e", "中文。", "🙂", "\\", "&amp;", "$", "?! "]
)  # fmt: skip
_BODIES = st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=40).map("".join)


@settings(max_examples=400, deadline=None)
@given(_BODIES, st.sampled_from(["en", "fr", "es"]))
def test_whatever_the_text_offsets_hold_and_no_word_is_lost(body, language):
    source = bulletin(body, language)
    covered = set()
    before = 0
    for passage in chunk(source):
        assert passage.text == body[passage.start : passage.end]
        assert passage.id == f"b:{passage.start}-{passage.end}"
        assert passage.sentences[0].start == passage.start >= before
        assert passage.sentences[-1].end == passage.end
        for sentence in passage.sentences:
            assert before <= sentence.start < sentence.end
            assert sentence.text == body[sentence.start : sentence.end] == sentence.text.strip()
            covered.update(range(sentence.start, sentence.end))
            before = sentence.end
        assert views(source, passage)
    # A word holds a letter or a longer number; one or two digits may be the marker of a list.
    for word in re.finditer(r"[^\W_]+", body):
        if not re.fullmatch(r"\d{1,2}", word.group()):
            assert covered.issuperset(range(*word.span())), word
