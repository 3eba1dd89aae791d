import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpc_assistant.citations import cite, marked_text, verified
from icpc_assistant.reader import Draft, DraftStatement, Quote
from icpc_assistant.types import Bulletin, Passage, Sentence

BODY = "They met in Lima. It rained – all day.\n\nNobody minded."


def passage_of(body: str, start: int, end: int) -> Passage:
    text = body[start:end]
    return Passage(f"b:{start}-{end}", "b", start, end, text, "", (Sentence(start, end, text),))


def draft_of(*quotes: Quote) -> Draft:
    return Draft(None, tuple(DraftStatement("It says so.", (q,)) for q in quotes), 0.9, True)


def bulletins(body: str = BODY) -> dict[str, Bulletin]:
    return {"b": Bulletin("b", "Rain in Lima", body, "en")}


def test_quotes_are_numbered_in_order_and_equal_ones_share_a_number():
    whole = passage_of(BODY, 0, len(BODY))
    first, second = Quote(whole, 0, 17), Quote(whole, 18, 38)
    statements, citations = cite(draft_of(first, second, first), bulletins())
    assert [s.citations for s in statements] == [(1,), (2,), (1,)]
    assert [c.quote for c in citations] == ["They met in Lima.", "It rained – all day."]
    assert verified(citations, bulletins())


@pytest.mark.parametrize(
    "quote",
    [
        Quote(passage_of(BODY, 0, 17), 0, 30),  # leaves its passage
        Quote(passage_of(BODY, 0, 17), 5, 5),  # empty
        Quote(passage_of(BODY, 0, 17), -3, 5),
        Quote(Passage("b:0-17", "b", 0, 17, "They met in Rome.", "", ()), 0, 17),  # text changed
        Quote(
            Passage("c:0-17", "c", 0, 17, "They met in Lima.", "", ()), 0, 17
        ),  # no such bulletin
    ],
)
def test_a_statement_whose_quote_fails_is_dropped(quote):
    good = Quote(passage_of(BODY, 0, 17), 0, 17)
    statements, citations = cite(draft_of(quote, good), bulletins())
    assert len(statements) == len(citations) == 1
    assert citations[0].quote == "They met in Lima."


@given(st.text(min_size=1), st.data())
def test_whatever_is_cited_stands_in_the_body(body, data):
    start = data.draw(st.integers(-2, len(body)))
    end = data.draw(st.integers(-2, len(body) + 2))
    quote = Quote(passage_of(body, 0, len(body)), start, end)
    _, citations = cite(draft_of(quote), bulletins(body))
    for citation in citations:
        assert body[citation.start : citation.end] == citation.quote != ""


def test_a_tampered_citation_is_not_verified():
    _, citations = cite(draft_of(Quote(passage_of(BODY, 0, 17), 0, 17)), bulletins())
    assert not verified(citations, bulletins(BODY.replace("Lima", "Rome")))
    assert not verified(citations, {})


def test_marked_text_puts_the_short_answer_on_its_own_line():
    statements, _ = cite(draft_of(Quote(passage_of(BODY, 0, 17), 0, 17)), bulletins())
    assert marked_text("Lima", statements) == "Lima\nIt says so. [1]"
    assert marked_text(None, statements) == "It says so. [1]"
