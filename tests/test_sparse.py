"""BM25: the published formula, the builder's own scores, and what is kept on disk."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icpc_assistant.sparse import Bm25, TermCosine, tagged_terms

DOCUMENTS = [["a", "b"], ["b", "c", "c"], [], ["d"] * 9, ["é", "b", "a"]]


def by_the_formula(documents, query, k1=0.9, b=0.4):
    """Lucene's BM25, written out (Kamphuis et al. 2020, table 1)."""
    n = len(documents)
    mean = sum(map(len, documents)) / n
    scores = []
    for document in documents:
        score = 0.0
        for term in query:
            tf = document.count(term)
            df = sum(term in other for other in documents)
            if tf:
                idf = math.log(1 + (n - df + 0.5) / (df + 0.5))
                score += idf * tf / (tf + k1 * (1 - b + b * len(document) / mean))
        scores.append(score)
    return scores


_TERMS = st.lists(st.sampled_from("abcde"), max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(_TERMS, min_size=1, max_size=6), _TERMS)
def test_scores_follow_the_formula(documents, query):
    found = Bm25.build(documents).scores(query)
    assert found.dtype == np.float32
    assert found == pytest.approx(by_the_formula(documents, query), abs=1e-5)


def test_scores_are_those_of_bm25s():
    import bm25s

    theirs = bm25s.BM25(k1=0.9, b=0.4, method="lucene")
    theirs.index(DOCUMENTS, show_progress=False)
    for query in (["b"], ["c", "a"], ["d", "é", "b"]):
        assert Bm25.build(DOCUMENTS).scores(query) == pytest.approx(theirs.get_scores(query))


def test_the_passage_with_the_rare_term_is_first():
    scores = Bm25.build(DOCUMENTS).scores(["b", "c"])
    assert scores.argmax() == 1
    assert scores[2] == scores[3] == 0


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_nothing_to_find_gives_zeros(documents):
    bm25 = Bm25.build(documents)
    assert bm25.scores(["a", "b"]).tolist() == [0] * len(documents)
    assert bm25.idf("a") > 0


def test_unknown_terms_and_no_terms_give_zeros():
    bm25 = Bm25.build(DOCUMENTS)
    assert not bm25.scores(["nowhere"]).any()
    assert not bm25.scores([]).any()
    assert bm25.scores(["a", "nowhere"]).tolist() == bm25.scores(["a"]).tolist()


def test_idf_falls_as_more_passages_hold_the_term():
    bm25 = Bm25.build(DOCUMENTS)
    assert bm25.idf("nowhere") > bm25.idf("c") > bm25.idf("a") > bm25.idf("b") > 0
    assert bm25.idf("b") == pytest.approx(math.log(1 + (5 - 3 + 0.5) / (3 + 0.5)))


@pytest.mark.parametrize("documents", [DOCUMENTS, [[], []], []])
def test_what_is_saved_comes_back(tmp_path, documents):
    built = Bm25.build(documents)
    built.save(tmp_path / "bm25")
    loaded = Bm25.load(tmp_path / "bm25")
    assert len(loaded) == len(documents)
    for query in (["b"], ["c", "é", "x"]):
        assert loaded.scores(query).tolist() == built.scores(query).tolist()
        assert loaded.idf(query[0]) == built.idf(query[0])


def test_parts_of_different_matrices_are_refused(tmp_path):
    Bm25.build(DOCUMENTS).save(tmp_path)
    Bm25.build(DOCUMENTS[:2]).save(tmp_path / "other")
    (tmp_path / "other" / "terms.json").replace(tmp_path / "terms.json")
    with pytest.raises(ValueError):
        Bm25.load(tmp_path)


def test_reading_does_not_import_the_builder(tmp_path):
    Bm25.build(DOCUMENTS).save(tmp_path)
    code = (
        "import sys, pathlib\nfrom icpc_assistant.sparse import Bm25\n"
        "assert Bm25.load(pathlib.Path(sys.argv[1])).scores(['c'])[1] > 0\n"
        "assert not {'bm25s', 'scipy', 'numba'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)


def test_cosine_of_shared_terms():
    matrix = TermCosine.build([["a", "b"], ["a", "c"], ["d"]])
    same = matrix.similarities(["b", "a", "a"])
    assert same[0] == pytest.approx(1.0)
    assert same[2] == 0.0
    # "a" stands in two of three: ln(1 + 1.5 / 2.5); "b" and "c" in one: ln(1 + 2.5 / 1.5).
    common, rare = math.log(1.6), math.log(1 + 2.5 / 1.5)
    assert same[1] == pytest.approx(common**2 / (common**2 + rare**2))


def test_a_term_that_no_question_holds_lowers_every_cosine():
    matrix = TermCosine.build([["a"], ["b"]])
    assert matrix.similarities(["a", "unheard"])[0] < matrix.similarities(["a"])[0]
    assert not matrix.similarities([]).any()


def test_cosines_are_saved(tmp_path):
    matrix = TermCosine.build([["a", "b"], ["b"], []])
    matrix.save(tmp_path)
    again = TermCosine.load(tmp_path)
    assert again.similarities(["b"]).tolist() == matrix.similarities(["b"]).tolist()
    assert len(again) == 3


def test_questions_keep_their_little_words_and_their_language():
    assert tagged_terms("Who came?", "en") != tagged_terms("Who came?", "fr")
    assert tagged_terms("Who came?", "en")[0] == "en:who"
