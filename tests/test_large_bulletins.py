"""Bulletins of a megabyte, of ordinary words and of what a pattern might stumble over.

Each is read, cut and shown in seconds; with work that grows as the square of the length it would
take hours, so that the time limit tells the two apart on any machine.
"""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from icpc_assistant.bulletins import parse_bulletin
from icpc_assistant.chat.bulletins_page import _opening
from icpc_assistant.chat.pages import View, bulletin_page
from icpc_assistant.chat.reading import _emphasis
from icpc_assistant.chunking import chunk, plain, search_text, views

SIZE = 1_000_000  # characters
PART = 200_000  # of what makes a hundred thousand blocks; the square would still take an hour
WHOLE = ("words", "words in one line", "one word", "asterisks that open", "spaces")
SHAPES = {
    "words": "The delegates of the river forum met again in the old mill.\n",
    "words in one line": "The delegates of the river forum met again in the old mill. ",
    "one word": "x",
    "asterisks that open": "*a ",
    "double asterisks that open": "**a ",
    "underscores that open": "_a ",
    "asterisks": "*",
    "underscores": "_",
    "underscores in a word": "a" + "_" * 999_998 + "a",
    "initials": "A. ",
    "abbreviations": "Mr. ",
    "numbers": "12. ",
    "exclamations": "! ",
    "brackets": "[a](",
    "brackets that open": "[",
    "list items": "- a\n",
    "list items in one line": "- ",
    "quotations in one line": "> ",
    "quotations": "> a\n",
    "headings": "# a\n",
    "rules in one line": "- - _ _ * * ",
    "spaces": " ",
    "empty lines": "\n\n",
    "markup": "<a ",
    "quotation marks": '“a ” "',
    "backticks": "`a ",
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_bulletin_of_a_megabyte_is_read_cut_and_shown(shape):
    size = SIZE if shape in WHOLE else PART
    text = (SHAPES[shape] * (size // len(SHAPES[shape]) + 1))[:size]
    head = "---\ntitle: Large\ndate: 2020-01-01\nlanguage: en\n---\n\n"
    file = f"{head}The beginning is short. {text} The end.\n"
    bulletin, faults = parse_bulletin(file.encode(), Path("large.md"))
    assert faults == []
    passages = chunk(bulletin)
    words = 0
    for number, passage in enumerate(passages):
        assert bulletin.body[passage.start : passage.end] == passage.text
        assert views(bulletin, passage, first=not number)
        assert search_text(bulletin, passage)
        words += len(re.findall(r"[^\W_]+", passage.text))
    assert words >= len(re.findall(r"[^\W\d_]+", bulletin.body))  # numbers of lists apart
    page = bulletin_page(bulletin, View(), 4, 13)
    assert '<mark id="quote" tabindex="-1" autofocus>beginning</mark> is short.' in page
    assert "The end." in page
    assert len(page) < 20 * SIZE
    assert len(_opening(bulletin.body)) < 300


# The rule of emphasis as a pattern: exact, but slow on a long line.
EMPHASIS = re.compile(
    r"(?<![\w*])(\*\*|\*)(?=[^\s*])(.+?)(?<=[^\s*])\1(?![\w*])"
    r"|(?<![\w_])(__|_)(?=[^\s_])(.+?)(?<=[^\s_])\3(?![\w_])"
)


@given(st.text(st.sampled_from("*_* a.,é"), max_size=40), st.integers(0, 5), st.integers(0, 5))
@example("*a* **b** _c_ __d__ *e _f_ g*", 0, 0)
@example("**a*b** *c", 0, 0)
@example("***a*** **", 1, 1)
def test_emphasis_is_read_as_the_pattern_says(text, start, cut):
    end = max(start, len(text) - cut)
    runs = [(r.start, r.end, r.tag) for r in _emphasis(text, start, end)]
    wanted, at = [], start
    for found in EMPHASIS.finditer(text, start, end):
        mark, inner = (1, 2) if found[1] else (3, 4)
        tag = "strong" if len(found[mark]) == 2 else "em"
        wanted += [(at, found.start(), ""), (*found.span(inner), tag)]
        at = found.end()
    assert runs == [*wanted, (at, end, "")]


@given(st.text(st.sampled_from("_a *"), max_size=30))
def test_underscores_are_marks_outside_words_alone(text):
    slow = re.sub(r"\*+|(?<!\w)_+|_+(?!\w)", "", text)
    assert plain(text) == " ".join(slow.split())
