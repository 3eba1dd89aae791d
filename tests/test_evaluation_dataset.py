import json
import re
from pathlib import Path
from typing import get_args

import pytest

from icpc_assistant.bulletins import read_corpus
from icpc_assistant.errors import UsageError
from icpc_assistant.evaluation.checking import check
from icpc_assistant.evaluation.dataset import (
    KINDS,
    Operation,
    Style,
    digest_of,
    folded,
    gold_digest,
    read_set,
    read_stored,
    split_of,
)

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"

FORUM = "Third River Forum brings mayors to Ghent"
BUSES = "Night buses: a pilot in three districts of Tartu"
PLEDGE = "The pledge was signed by twelve mayors."


@pytest.fixture(scope="module")
def bulletins():
    return read_corpus(DATA / "corpus")


def item(id_="q1", *turns, **fields):
    return {"id": id_, "lang": "en", "kind": "factual", "turns": list(turns) or [turn()], **fields}


def turn(question="How many mayors signed the pledge?", **fields):
    return {
        "question": question,
        "answerable": True,
        "answers": [["twelve mayors", "12 mayors"]],
        "evidence": [PLEDGE],
        "bulletins": [FORUM],
    } | fields


def unanswerable(question="Who catered the forum?", **fields):
    return {"question": question, "answerable": False} | fields


def write(path, *rows):
    lines = (r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in rows)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def messages(path, bulletins):
    return [str(fault) for fault in check(path, bulletins)]


# Reading


def test_a_line_becomes_an_item(tmp_path, bulletins):
    raw = item("a-1", turn(min_share=0.5), unanswerable("Thanks!", smalltalk=True), style="keyword")
    (read,) = read_set(write(tmp_path / "set.jsonl", raw), bulletins)
    assert (read.id, read.lang, read.kind, read.style, read.operation) == (
        "a-1", "en", "factual", "keyword", "",
    )  # fmt: skip
    first, second = read.turns
    assert first.answers == (("twelve mayors", "12 mayors"),)
    assert (first.evidence, first.bulletins, first.min_share) == ((PLEDGE,), (FORUM,), 0.5)
    assert (first.answerable, second.answerable) == (True, False)
    assert (first.smalltalk, second.smalltalk) == (False, True)
    assert second.min_share == 1.0
    assert read.raw == raw


def test_a_folder_is_read_file_by_file_in_order(tmp_path, bulletins):
    write(tmp_path / "b.jsonl", item("b"))
    write(tmp_path / "a.jsonl", item("a2"), "", item("a1"))
    (tmp_path / "notes.txt").write_text("not a set")
    assert [i.id for i in read_set(tmp_path, bulletins)] == ["a2", "a1", "b"]


def test_an_item_that_matches_nothing_says_so_for_its_only_turn(tmp_path, bulletins):
    raw = item("a", unanswerable(answerable=True), kind="collection", empty=True, operation="count")
    (read,) = read_set(write(tmp_path / "set.jsonl", raw), bulletins)
    assert read.turns[0].empty
    assert read.operation == "count"


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "empty"), (b"\n  \n", "empty"), (b"\xff\xfe{", "cannot be read")],
)
def test_a_set_without_a_question_is_refused(tmp_path, content, says):
    path = tmp_path / "set.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=says):
        read_set(path, None)


def test_a_missing_set_and_an_empty_folder_are_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_set(tmp_path / "none.jsonl", None)
    with pytest.raises(UsageError, match="holds no question set"):
        read_set(tmp_path, None)


BAD = [
    ("{", "no JSON object"),
    ("[]", "no JSON object"),
    ("[" * 100_000, "no JSON object"),
    ('{"id": "a", "id": "b"}', "a key stands twice"),
    ('{"id": NaN}', "NaN"),
    (item(kind="fact"), "'kind' is not usable"),
    (item(lang="de"), "'lang' is not usable"),
    (item("two words"), "'id' is not usable"),
    (item(turns=[]), "'turns' is not usable"),
    (item("a", turn(question="  ")), "turns.0.question"),
    (item("a", turn(answerable="yes")), "turns.0.answerable"),
    (item("a", turn(min_share=0)), "turns.0.min_share"),
    (item("a", turn(answers=[[]])), "turns.0.answers.0"),
    (item("a", turn(answers=["twelve"])), "turns.0.answers.0"),
    ({"id": "a", "lang": "en", "turns": [turn()]}, "the key 'kind' is missing"),
    (item("a", turn(evidance=[])), "'turns.0.evidance' is unknown; did you mean 'evidence'"),
    (item(opreation="count"), "'opreation' is unknown; did you mean 'operation'"),
    (item(zzz=1), "'zzz' is unknown; the keys are id, lang"),
    (item(split="dev"), "'split' is unknown"),
    (item("a", unanswerable(answers=[["x"]])), "not to be answerable, and has answers"),
    (item("a", turn(answers=[])), "a factual turn has no answers"),
    (item("a", turn(smalltalk=True)), "small talk is said to be answerable"),
    (item("a", turn(empty=True)), "matches nothing|match nothing"),
    (item("a", turn(answers=[], bulletins=[]), kind="collection"), "nothing says how"),
]


@pytest.mark.parametrize(("row", "says"), BAD)
def test_a_faulty_line_is_named_and_reported(tmp_path, bulletins, row, says):
    path = write(tmp_path / "set.jsonl", item("good"), row)
    with pytest.raises(UsageError, match=rf"set\.jsonl:2: .*({says}).*; .*\.$"):
        read_set(path, bulletins)
    found = [fault for fault in check(path, bulletins) if fault.line == 2]
    assert any(says.split("|")[-1] in str(fault) for fault in found)
    assert all(fault.remedy for fault in found)


def test_an_id_stands_once_in_the_whole_set(tmp_path, bulletins):
    write(tmp_path / "a.jsonl", item("same"))
    write(tmp_path / "b.jsonl", item("other", turn("Who signed?")), item("same", turn("Who else?")))
    with pytest.raises(UsageError, match=r"b\.jsonl:2: the id 'same' stands in .*a\.jsonl:1"):
        read_set(tmp_path, bulletins)
    (fault,) = check(tmp_path, bulletins)
    assert (fault.path.name, fault.line) == ("b.jsonl", 2)


# Splitting. The sides were computed by hand: first eight hexadecimal digits of
# `printf %s KEY | sha256sum`, as a number, modulo 5; below 3 is dev.


NEXT = "The next forum is planned for Porto."
LEAD = "The forum was opened by the Governor of the province, Ms. Ilse Vandamme"


@pytest.mark.parametrize(
    ("raw", "side"),
    [
        (item("q1", turn(evidence=[LEAD])), "dev"),  # 2019-05-14-river-forum/0: 59ad883b, 2
        (item("q1", turn(evidence=[NEXT])), "test"),  # 2019-05-14-river-forum/3: 312f599f, 4
        (item("q1", turn(evidence=[LEAD, NEXT])), "dev"),  # the first quote counts
        (item("q1", turn(evidence=[NEXT]), turn(evidence=[LEAD])), "test"),  # and the first turn
        (item("q1", turn(bulletins=[BUSES])), "dev"),  # not in the bulletin named: q1: c75de8c1, 2
        (item("q2", unanswerable()), "test"),  # q2: bee98bf1, 3
        (item("q2", unanswerable(), group="forum"), "dev"),  # forum: 4eb41a2a, 1
        (item("q1", turn(evidence=[LEAD]), group="rivers"), "test"),  # rivers: cfa5b483, 3
    ],
)
def test_the_split_follows_from_what_is_asked_about(bulletins, raw, side):
    assert split_of(raw, bulletins) == side


def test_without_bulletins_only_a_group_tells_the_split(tmp_path):
    path = write(tmp_path / "set.jsonl", item("q1"), item("q2", group="rivers"))
    assert [i.split for i in read_set(path, None)] == ["", "test"]


def test_stored_items_keep_the_split_and_judgements_they_were_run_with(tmp_path):
    raw = item("q1", split="report", qrels={"d1": 2})
    (read,) = read_stored(write(tmp_path / "questions.jsonl", raw))
    assert read.split == "report"
    assert read.raw["qrels"] == {"d1": 2}
    with pytest.raises(UsageError, match="'split' is missing"):
        read_stored(write(tmp_path / "questions.jsonl", item("q1")))


# Checking


def test_a_sound_set_has_no_fault(tmp_path, bulletins):
    path = write(tmp_path / "set.jsonl", item("q1"), item("q2", unanswerable(), kind="near_miss"))
    assert check(path, bulletins) == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (turn(evidence=["The pledge was signed by ten mayors."]), "is not in the bulletins named; quote word"),
        (turn(bulletins=[BUSES]), f"is not in the bulletins named; name '{FORUM}'"),
        (turn(bulletins=["Third River Forum brings mayors to Gent"]), f"no bulletin has the headline .*; the nearest is '{FORUM}'"),
        (turn(bulletins=["Something else"], evidence=[]), "no bulletin has the headline 'Something else'; copy"),
        (turn(answers=[["eleven mayors"]]), "no form of the required item 'eleven mayors'"),
        (turn(answers=[["twelve mayors"], ["13 mayors", "treize maires"]]), "no form of the required item '13 mayors'"),
    ],
)  # fmt: skip
def test_what_the_bulletins_do_not_bear_out_is_a_fault(tmp_path, bulletins, wrong, says):
    path = write(tmp_path / "set.jsonl", item("q0", turn("Who signed it?")), item("q1", wrong))
    found = check(path, bulletins)
    assert found
    assert {fault.line for fault in found} == {2}
    assert any(re.search(says, str(fault)) for fault in found)


@pytest.mark.parametrize(
    "form",
    ["TWELVE  mayors", "2019-05-14", "Third river forum", "Ilse Vändamme", "340"],
)
def test_a_form_is_found_whatever_its_case_accents_and_place(tmp_path, bulletins, form):
    path = write(tmp_path / "set.jsonl", item("q1", turn(answers=[[form]], evidence=[])))
    assert check(path, bulletins) == []


@pytest.mark.parametrize("form", ["TWELVE  mayors", "plédge", "signed by"])
def test_a_form_is_found_in_the_evidence(tmp_path, bulletins, form):
    path = write(tmp_path / "set.jsonl", item("q1", turn(answers=[[form]])))
    assert check(path, bulletins) == []


@pytest.mark.parametrize(
    ("form", "evidence", "where"),
    [
        ("340", [PLEDGE], "evidence"),  # elsewhere in the bulletin
        ("mayor", [PLEDGE], "evidence"),  # no word of it
        ("34", [], "bulletins named"),  # of 340
        ("hen", [], "bulletins named"),  # of Ghent
    ],
)
def test_a_form_must_stand_in_the_evidence_word_for_word(
    tmp_path, bulletins, form, evidence, where
):
    path = write(tmp_path / "set.jsonl", item("q1", turn(answers=[[form]], evidence=evidence)))
    (found,) = messages(path, bulletins)
    assert f"no form of the required item '{form}' stands in the {where}; add" in found


def test_the_faults_of_a_conversation_name_the_turn(tmp_path, bulletins):
    raw = item("c", turn(), turn("And when?", answers=[["in June"]]), kind="conversation")
    (found,) = messages(write(tmp_path / "set.jsonl", raw), bulletins)
    assert "turn 2: no form of the required item 'in June'" in found


def test_counts_over_the_collection_need_not_stand_in_a_bulletin(tmp_path, bulletins):
    raw = item("c", turn(answers=[["3", "three events"]], evidence=[]), kind="collection")
    assert check(write(tmp_path / "set.jsonl", raw), bulletins) == []


def sides(*questions):
    """Return items with these questions, one of each split, told apart by their groups."""
    return [
        item(f"q{n}", turn(question), group=group)
        for n, (question, group) in enumerate(zip(questions, ("forum", "rivers"), strict=True))
    ]


def test_nearly_the_same_question_in_both_splits_is_a_fault(tmp_path, bulletins):
    twins = sides("How many mayors signed the pledge?", "the pledge: how many MAYORS signed")
    (found,) = messages(write(tmp_path / "set.jsonl", *twins), bulletins)
    assert "the question of 'q1' (test) is nearly that of 'q0' (dev" in found
    assert "set.jsonl:2:" in found


@pytest.mark.parametrize(
    "questions",
    [
        ("Who signed the pledge at the April forum?", "Who signed the pledge at the Third River Forum?"),
        ("Which mayors came to the forum in in 2019?", "Which mayors came to the forum during 2019?"),
        ("Which bulletins mention the pledge?", "bulletins mentioning the pledge"),
        ("Who signed at the forum?", "And by the way, do you know who signed that day at the forum?"),
    ],
)  # fmt: skip
def test_twins_in_other_words_are_known_by_their_answer(tmp_path, bulletins, questions):
    one, other = sides(*questions)
    assert len(check(write(tmp_path / "a.jsonl", one, other), bulletins)) == 1
    # A list names its bulletins and perhaps no item.
    other["turns"][0]["answers"] = []
    one["kind"] = other["kind"] = "collection"
    assert len(check(write(tmp_path / "a.jsonl", one, other), bulletins)) == 1
    other["turns"][0]["bulletins"] = [BUSES]
    other["turns"][0]["evidence"] = []
    assert check(write(tmp_path / "a.jsonl", one, other), bulletins) == []


def test_what_has_another_answer_is_no_twin(tmp_path, bulletins):
    one, other = sides("Who opened the forum of the rivers?", "Where was the forum of the rivers?")
    other["turns"][0] |= {"answers": [["Ghent"]], "evidence": []}
    assert messages(write(tmp_path / "a.jsonl", one, other), bulletins) == []
    other["turns"][0] |= {"answers": [["Ghent"], ["twelve mayors"]]}
    assert messages(write(tmp_path / "a.jsonl", one, other), bulletins) == []
    other["turns"][0] = unanswerable(other["turns"][0]["question"], bulletins=[FORUM])
    other["kind"] = "near_miss"
    assert messages(write(tmp_path / "a.jsonl", one, other), bulletins) == []


def test_what_nothing_answers_must_be_nearer_to_be_a_twin(tmp_path, bulletins):
    def near_misses(*questions):
        one, other = sides(*questions)
        for raw in (one, other):
            raw["kind"] = "near_miss"
            raw["turns"] = [unanswerable(raw["turns"][0]["question"], bulletins=[FORUM])]
        return check(write(tmp_path / "a.jsonl", one, other), bulletins)

    asked = "Which hotel in Ghent took in the mayors who came to the river forum?"
    assert near_misses(asked, "Which hotel at Ghent took in mayors who came for the forum?")
    assert not near_misses(asked, "Which company in Ghent drove the mayors to the river forum?")


def test_what_differs_in_words_language_or_not_in_split_is_no_duplicate(tmp_path, bulletins):
    one, other = sides("How many mayors signed?", "Where was the forum held in 2019?")
    assert check(write(tmp_path / "a.jsonl", one, other), bulletins) == []
    one, other = sides("How many mayors signed?", "How many mayors signed?")
    assert len(check(write(tmp_path / "a.jsonl", one, other), bulletins)) == 1
    assert check(write(tmp_path / "a.jsonl", one, other | {"lang": "fr"}), bulletins) == []
    assert check(write(tmp_path / "a.jsonl", one, other | {"group": one["group"]}), bulletins) == []


def test_a_short_later_turn_may_stand_in_both_splits(tmp_path, bulletins):
    def conversations(later):
        one, other = sides("How many mayors signed?", "Where was the forum in 2019?")
        for raw in (one, other):
            raw["turns"].append(turn(later))
            raw["kind"] = "conversation"
        return one, other

    assert (
        check(write(tmp_path / "a.jsonl", *conversations("And where was that?")), bulletins) == []
    )
    long = "And how many mayors in all signed that pledge?"
    assert len(check(write(tmp_path / "a.jsonl", *conversations(long)), bulletins)) == 1


# Rewrites, and one question in several languages


THANKS = unanswerable("Thanks!", smalltalk=True)


def talk(*turns):
    return item("talk", *turns, kind="conversation")


def test_a_follow_up_may_have_a_persons_rewrite(tmp_path, bulletins):
    raw = talk(turn(), turn("Where?", standalone="Where was the pledge signed?"), THANKS)
    path = write(tmp_path / "a.jsonl", raw)
    assert check(path, bulletins) == []
    (read,) = read_set(path, bulletins)
    assert [t.standalone for t in read.turns] == ["", "Where was the pledge signed?", ""]


@pytest.mark.parametrize(
    ("turns", "says"),
    [
        ([turn(standalone="How many?"), turn("Where?", standalone="Where?")], "turn 1 follows no"),
        ([THANKS, turn("Where?", standalone="Where?")], "turn 2 follows no question"),
        ([turn(), turn("Where?"), turn("Who?", standalone="Who?")], "turn 2 has no rewrite"),
        ([turn(), THANKS | {"standalone": "Thank you!"}], "turn 2 follows no question"),
        ([turn(), turn("Where?", standalone=" ")], "'turns.1.standalone' is not usable"),
    ],
)
def test_a_rewrite_stands_where_a_follow_up_does(tmp_path, bulletins, turns, says):
    path = write(tmp_path / "a.jsonl", talk(*turns))
    (message,) = messages(path, bulletins)
    assert says in message
    with pytest.raises(UsageError, match="a.jsonl:1: "):
        read_set(path, bulletins)


def test_a_rewrite_changes_a_run_and_not_what_is_right(tmp_path, bulletins):
    def read(**rewrite):
        path = write(tmp_path / "a.jsonl", talk(turn(), turn("Where?", **rewrite)))
        return read_set(path, bulletins)

    bare, one, other = read(), read(standalone="Where was it?"), read(standalone="At what place?")
    assert len({digest_of(items) for items in (bare, one, other)}) == 3
    assert gold_digest(bare[0]) == gold_digest(one[0]) == gold_digest(other[0]) == digest_of(bare)
    assert gold_digest(read_set(write(tmp_path / "b.jsonl", item()), bulletins)[0]) != digest_of(
        bare
    )


def test_what_the_languages_share_decides_the_split(tmp_path, bulletins):
    def split(**keys):
        (read,) = read_set(write(tmp_path / "a.jsonl", item(**keys)), bulletins)
        return read.same, read.split

    names = {split(same=f"s{n}") for n in range(9)}
    assert {side for _, side in names} == {"dev", "test"}
    for name, side in names:
        assert split(group=name) == ("", side)
        assert {split(same=f"other{n}", group=name)[1] for n in range(9)} == {side}


def in_languages(**french):
    one = item("q-en", same="pledge")
    other = item("q-fr", turn("Combien de maires ont signé l'engagement ?"), lang="fr")
    return one, {**other, "same": "pledge", **french}


def test_one_question_in_two_languages_is_sound(tmp_path, bulletins):
    assert messages(write(tmp_path / "a.jsonl", *in_languages()), bulletins) == []


@pytest.mark.parametrize(
    ("french", "says"),
    [
        ({"lang": "en", "turns": [turn("Were there twelve signers?")]}, "asked twice in one"),
        ({"same": "other"}, "'pledge' is asked in one language only"),
        ({"kind": "near_miss"}, "is of another kind or operation"),
        ({"group": "s0"}, "stands in the other split"),
        ({"turns": [turn("Qui ?", answers=[["Jaan Kask"]], evidence=[], bulletins=[BUSES])]},
         "names other bulletins"),
        ({"turns": [unanswerable("Qui ?", bulletins=[FORUM])]}, "only one of them is answerable"),
        ({"turns": [turn("Qui ?"), turn("Où ?")]}, "is a conversation"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_across_languages_is_told(tmp_path, bulletins, french, says):
    found = messages(write(tmp_path / "a.jsonl", *in_languages(**french)), bulletins)
    assert [message for message in found if says in message]


def test_folding():
    assert folded("  L’Été\u00a0à  «Besançon» — ") == 'l\'ete a "besancon" -'


# The sets that ship


def test_the_shipped_sets_are_sound_and_hold_what_they_should():
    bulletins = read_corpus(ROOT / "corpus")
    assert messages(ROOT / "eval" / "questions", bulletins) == []
    items = read_set(ROOT / "eval" / "questions", bulletins)
    assert len(items) >= 300
    by_lang = {lang: sum(i.lang == lang for i in items) for lang in ("en", "fr", "es")}
    assert by_lang["en"] >= 150
    assert min(by_lang["fr"], by_lang["es"]) >= 75
    assert sum(i.kind == "collection" for i in items) >= 50
    assert sum(i.kind == "conversation" for i in items) >= 40
    single = [i for i in items if len(i.turns) == 1]
    declined = [i for i in single if not i.turns[0].answerable]
    assert len(declined) >= 60
    assert sum(i.kind in ("near_miss", "false_premise") for i in declined) >= len(declined) / 2
    assert {i.operation for i in items if i.kind == "collection"} == set(get_args(Operation))
    assert {len(i.turns) for i in items if i.kind == "conversation"} == {2, 3, 4, 5}
    for lang in by_lang:
        mine = [i for i in items if i.lang == lang]
        assert {i.style for i in mine if i.kind == "factual"} == set(get_args(Style))
    named = {title for i in items for t in i.turns for title in t.bulletins}
    assert named == {b.title for b in bulletins}
    dev = sum(i.split == "dev" for i in items) / len(items)
    assert 0.5 < dev < 0.75


def test_a_turn_in_another_language_than_its_line_says_so():
    from icpc_assistant.query.language import detect_language

    items = read_set(ROOT / "eval" / "questions", None)
    asked = [(item, turn) for item in items for turn in item.turns]
    wrong = [i.id for i, t in asked if detect_language(t.question) != (t.lang or i.lang)]
    assert wrong == []
    assert sum(bool(turn.lang) for _, turn in asked) == 3


def test_each_follow_up_worked_on_and_reported_has_a_rewrite():
    organisations = ROOT / "eval" / "organisations"
    sets = [ROOT / "eval" / "questions"]
    sets += [organisations / name / "single.jsonl" for name in ("institute", "league", "network")]
    items = [item for path in sets for item in read_set(path, None) if len(item.turns) > 1]
    rewritten = [turn for item in items for turn in item.turns if turn.standalone]
    assert len(rewritten) >= 180
    assert [item.id for item in items if not any(turn.standalone for turn in item.turns)] == [
        "rounds-fr-02"  # "thanks" is all that follows
    ]


def test_the_questions_in_three_languages_are_sound_and_not_the_gates():
    bulletins = read_corpus(ROOT / "corpus")
    path = ROOT / "eval" / "languages"
    assert messages(path, bulletins) == []
    items = read_set(path, bulletins)
    asked = {item.same: [i.lang for i in items if i.same == item.same] for item in items}
    assert len(asked) >= 60
    assert {tuple(sorted(spoken)) for spoken in asked.values()} == {("en", "es", "fr")}
    assert sum(i.kind == "factual" for i in items) >= 3 * 20
    assert sum(i.split == "test" for i in items) >= len(items) * 0.4
    assert not any(item.same for item in read_set(ROOT / "eval" / "questions", None))


def test_the_readme_counts_the_sets_as_they_are():
    readme = (ROOT / "eval" / "README.md").read_text("utf-8")
    items = read_set(ROOT / "eval" / "questions", read_corpus(ROOT / "corpus"))
    assert f"{len(items)} lines, {sum(len(i.turns) for i in items)} questions" in readme
    for kind in KINDS:
        mine = [i for i in items if i.kind == kind]
        counts = [sum(i.lang == lang for i in mine) for lang in ("en", "fr", "es")]
        counts += [sum(i.split == split for i in mine) for split in ("dev", "test")]
        assert f"| `{kind}` | {' | '.join(map(str, counts))} |" in readme
