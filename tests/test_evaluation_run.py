import dataclasses
import json
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from icpc_assistant.bulletins import read_corpus
from icpc_assistant.config import load_settings
from icpc_assistant.errors import AssistantError, UsageError
from icpc_assistant.evaluation import run as running
from icpc_assistant.evaluation.dataset import Item, Turn, digest_of, read_stored
from icpc_assistant.evaluation.run import Plan, planned, run, spread
from icpc_assistant.evaluation.world import World
from llm_server import LlmServer

CORPUS = Path(__file__).parent / "data" / "corpus"
FORUM = "Third River Forum brings mayors to Ghent"
PLEDGE = "The pledge was signed by twelve mayors."


@pytest.fixture(scope="module")
def bulletins():
    return read_corpus(CORPUS)


@pytest.fixture
def no_index(bulletins):
    return World(load_settings(corpus=CORPUS, index=Path("/nowhere/at/all")), bulletins)


@pytest.fixture
def indexed(world_index, bulletins):
    return World(load_settings(corpus=CORPUS, index=world_index), bulletins)


def lines():
    """Six lines: four of dev (by `forum`) and two of test (by `rivers`); one is a conversation."""
    answerable = {
        "question": "How many mayors signed the pledge?", "answerable": True,
        "answers": [["twelve mayors"]], "evidence": [PLEDGE], "bulletins": [FORUM],
    }  # fmt: skip
    follow_up = answerable | {"question": "Who signed it?"}
    refused = {"question": "Who catered the forum?", "answerable": False}
    rows = [[answerable], [refused], [answerable, follow_up], [refused], [answerable], [refused]]
    return [
        {
            "id": f"q{n}",
            "lang": "en",
            "kind": "conversation" if len(turns) > 1 else "factual",
            "group": "rivers" if n in (1, 4) else "forum",
            "turns": turns,
        }
        for n, turns in enumerate(rows)
    ]


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "set.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in lines()), "utf-8")
    return path


def rows(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def untimed(folder):
    """Return a run's files as far as two runs of the same must agree."""
    answers = rows(folder / "answers.jsonl")
    for answer in (turn for row in answers for turn in row["turns"]):
        assert answer.pop("timings_ms")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    del manifest["created"]
    others = ("questions.jsonl", "bulletins.jsonl", "stages.jsonl", "run.trec")
    return [answers, manifest, *((folder / name).read_bytes() for name in others)]


class StoppedError(Exception):
    pass


def stopping_after(number):
    """Return a progress callback that breaks the run off once ``number`` items are answered."""

    def progress(done, total, stage):
        if done == number:
            raise StoppedError

    return progress


# What is asked


def test_the_plan_takes_its_split_and_limit(questions, bulletins):
    def ids(*arguments):
        return [item.id for item in planned(questions, bulletins, *arguments).items]

    assert ids() == ["q0", "q1", "q2", "q3", "q4", "q5"]
    assert ids("dev") == ["q0", "q2", "q3", "q5"]
    assert ids("test") == ["q1", "q4"]
    assert ids("dev", 2) == ["q0", "q3"]
    assert ids("all", 99) == ids()
    # `printf %s q0 | sha256sum`, as a number, modulo 2: q0 0, q2 1, q3 1, q5 1.
    assert ids("gate") == ["q0"]


def test_the_digest_is_that_of_the_whole_set(questions, bulletins):
    whole = planned(questions, bulletins)
    assert planned(questions, bulletins, "dev", 1).digest == whole.digest
    questions.write_text(questions.read_text().replace("Who catered", "Who cleaned"))
    assert planned(questions, bulletins).digest != whole.digest


def test_a_split_of_nothing_is_refused(questions, bulletins):
    questions.write_text(json.dumps(lines()[0]))
    with pytest.raises(UsageError, match="no question of the split 'test'"):
        planned(questions, bulletins, "test")


@pytest.mark.parametrize(
    ("limit", "kept"), [(None, "abcdef"), (9, "abcdef"), (3, "ace"), (4, "abde"), (1, "a")]
)
def test_a_limit_is_spread_evenly(limit, kept):
    assert "".join(spread("abcdef", limit)) == kept


# What is written


def test_a_run_folder_holds_all_that_comes_after_needs(questions, bulletins, no_index, tmp_path):
    plan = planned(questions, bulletins)
    ran = run(plan, no_index, "oracle", tmp_path / "run")
    assert (ran.folder, ran.items, ran.fresh) == (tmp_path / "run", 6, 6)
    stored = read_stored(ran.folder / "questions.jsonl")
    assert [(i.id, i.split) for i in stored] == [(i.id, i.split) for i in plan.items]
    assert rows(ran.folder / "questions.jsonl")[0] == lines()[0] | {"split": "dev"}
    written = {row["id"]: row for row in rows(ran.folder / "bulletins.jsonl")}
    assert written.keys() == {b.id for b in bulletins}
    for b in bulletins:
        assert written[b.id] == {
            "id": b.id, "title": b.title, "date": b.date, "language": b.language, "body": b.body,
        }  # fmt: skip
    answers = rows(ran.folder / "answers.jsonl")
    assert [row["id"] for row in answers] == [item.id for item in plan.items]
    assert [len(row["turns"]) for row in answers] == [1, 1, 2, 1, 1, 1]
    first = answers[0]["turns"][0]
    assert (first["status"], first["short_answer"]) == ("answered", "twelve mayors")
    assert answers[1]["turns"][0]["status"] == "abstained"
    body = written["2019-05-14-river-forum"]["body"]
    at = body.index(PLEDGE)
    stages = rows(ran.folder / "stages.jsonl")
    assert [(row["id"], row["turn"]) for row in stages[:4]] == [
        ("q0", 0), ("q1", 0), ("q2", 0), ("q2", 1),
    ]  # fmt: skip
    place = ["2019-05-14-river-forum", at, at + len(PLEDGE), 1.0]
    assert stages[0]["stages"] == {"fused": [place], "read": [place]}
    trec = (ran.folder / "run.trec").read_text().splitlines()
    passage = f"2019-05-14-river-forum:{at}-{at + len(PLEDGE)}"
    assert trec == [f"q{n} Q0 {passage} 1 1.000000 oracle" for n in ("0#0", "2#0", "2#1", "4#0")]


def test_the_trec_file_is_one(questions, bulletins, indexed, tmp_path):
    ir_measures = pytest.importorskip("ir_measures")
    folder = run(planned(questions, bulletins), indexed, "hybrid", tmp_path / "run").folder
    found = list(ir_measures.read_trec_run(str(folder / "run.trec")))
    assert {entry.query_id for entry in found} == {
        "q0#0", "q1#0", "q2#0", "q2#1", "q3#0", "q4#0", "q5#0",
    }  # fmt: skip
    passages = {p.id for p in indexed.index.passages}
    assert {entry.doc_id for entry in found} <= passages


def test_the_manifest_says_what_was_run_with_what(questions, bulletins, indexed, tmp_path):
    plan = planned(questions, bulletins, "dev", 3)
    folder = run(plan, indexed, "assistant", tmp_path / "run").folder
    found = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert found["format"] == 1
    assert found["set"] == str(questions)
    assert (found["system"], found["split"], found["limit"], found["seed"]) == (
        "assistant", "dev", 3, 0,
    )  # fmt: skip
    assert (found["answered"], found["complete"]) == (3, True)
    assert found["set_digest"] == plan.digest
    assert found["questions_digest"] == digest_of(read_stored(folder / "questions.jsonl"))
    assert found["questions_digest"] != plan.digest  # three of the four of dev
    assert found["index_version"] == indexed.index.version
    assert found["encoder"]["name"] == "all-MiniLM-L6-v2"
    assert found["reader"] == "extractive"
    assert found["settings"]["abstain_below"] == 0.5
    assert "numpy" in found["libraries"]
    assert found["machine"]["python"]
    assert found["code"]["version"]


def test_no_key_is_written_down(questions, bulletins, indexed, tmp_path):
    settings = indexed.settings.model_copy(update={"llm_key": "hush-hush"})
    world = World(settings, bulletins)
    folder = run(planned(questions, bulletins), world, "empty", tmp_path / "run").folder
    assert not any(b"hush" in path.read_bytes() for path in folder.iterdir())


def test_a_run_with_an_llm_is_the_llms(questions, bulletins, indexed, tmp_path):
    pytest.importorskip("llama_index.llms.openai_like")
    said = "Twelve mayors put their names to it."
    sentence = {"text": said, "quotes": [{"passage": 0, "quote": PLEDGE}]}
    reply = {"answerable": True, "short_answer": "twelve mayors", "sentences": [sentence]}

    def says(prompt):
        return json.dumps(reply if "catered" not in prompt else {"answerable": False})

    with LlmServer(says) as server:
        given = {"llm": "openai", "llm_model": "little", "llm_url": f"{server.origin}/v1"}
        settings = indexed.settings.model_copy(update=given | {"llm_key": SecretStr("hush-hush")})
        world = World(settings, bulletins)
        folder = run(planned(questions, bulletins), world, "assistant-llm", tmp_path / "r").folder
        prompts = [request["body"]["messages"][-1]["content"] for request in server.requests]
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (manifest["system"], manifest["reader"]) == ("assistant-llm", "llm:little")
    assert manifest["settings"]["llm_url"].endswith("/v1")
    assert b"hush" not in (folder / "manifest.json").read_bytes()
    answers = {row["id"]: row["turns"] for row in rows(folder / "answers.jsonl")}
    first = answers["q0"][0]
    assert (first["status"], first["short_answer"]) == ("answered", "twelve mayors")
    assert [statement["text"] for statement in first["statements"]] == [said]
    assert [citation["quote"] for citation in first["citations"]] == [PLEDGE]
    assert answers["q1"][0]["status"] == "abstained"
    assert any("How many mayors signed the pledge?" in prompt for prompt in prompts)
    # The same set without the LLM is another run.
    other = run(planned(questions, bulletins), world, "assistant", tmp_path / "a").folder
    without = json.loads((other / "manifest.json").read_text("utf-8"))
    assert without["reader"] == "extractive"
    assert without["settings_digest"] != manifest["settings_digest"]


def test_a_question_that_cannot_be_asked_is_an_abstention(bulletins, indexed, tmp_path):
    turns = (Turn("¿?", True), Turn("How many mayors signed the pledge?", True))
    item = Item("q", "es", "conversation", "plain", "", "dev", turns, {"id": "q"})
    folder = run(Plan("set", (item,), "d"), indexed, "assistant", tmp_path / "run").folder
    (row,) = rows(folder / "answers.jsonl")
    assert [turn["status"] for turn in row["turns"]] == ["abstained", "answered"]
    assert "type a few words" in row["turns"][0]["text"]


def test_a_conversation_goes_on_from_its_own_answers(bulletins, no_index, tmp_path, monkeypatch):
    seen = []

    class Counting:
        name = "counting"

        def answer(self, turn, item, history):
            seen.append([(e.question, e.answer) for e in history])
            reply = running.Reply(turn.question, "en").saying("abstained", "abstain")
            return running.replace(reply, text=f"answer {len(history)}"), {}

    monkeypatch.setattr(running, "open_system", lambda *_: Counting())
    turns = tuple(Turn(question, True) for question in ("one", "two", "three"))
    items = tuple(Item(i, "en", "conversation", "plain", "", "dev", turns, {"id": i}) for i in "ab")
    run(Plan("set", items, "d"), no_index, "counting", tmp_path / "run")
    said = [("one", "answer 0"), ("two", "answer 1")]
    assert seen == [[], said[:1], said, [], said[:1], said]


# The same again


@pytest.mark.parametrize("system", ["random", "hybrid", "assistant"])
def test_two_runs_differ_in_their_timings_only(questions, bulletins, indexed, tmp_path, system):
    plan = planned(questions, bulletins)
    one, other = (run(plan, indexed, system, tmp_path / name).folder for name in "ab")
    assert untimed(one) == untimed(other)


def test_the_same_run_tomorrow_is_the_same(questions, bulletins, indexed, tmp_path, monkeypatch):
    """What "last year" means is the run's day, not the clock's."""
    row = lines()[1] | {"kind": "collection", "operation": "list_time"}
    row["turns"] = [
        {"question": "Which events were there last year?", "answerable": True, "empty": True}
    ]
    questions.write_text(json.dumps(row))

    class Clock(date):
        @classmethod
        def today(cls):
            return cls(2021, 3, 1)

    named = indexed.settings.model_copy(update={"today": date(2021, 3, 1)})
    worlds = [indexed, World(indexed.settings, bulletins), World(named, bulletins)]
    folders = []
    for number, world in enumerate(worlds):
        folders.append(
            run(planned(questions, bulletins), world, "assistant", tmp_path / f"{number}").folder
        )
        monkeypatch.setattr("icpc_assistant.assistant.date", Clock)
    first, second, other = (untimed(folder) for folder in folders)
    assert first == second
    assert first[1]["settings"]["today"] == "2026-01-01"
    # A day that the settings name counts, and makes another run of it.
    assert other[1]["settings"]["today"] == "2021-03-01"
    assert other[1]["settings_digest"] != first[1]["settings_digest"]
    assert other[0] != first[0]


def test_another_seed_is_another_run(questions, bulletins, no_index, tmp_path):
    folders = [
        run(planned(questions, bulletins, seed=seed), no_index, "random", root=tmp_path).folder
        for seed in (0, 1)
    ]
    one, other = (rows(folder / "answers.jsonl") for folder in folders)
    assert [row["turns"][0]["confidence"] for row in one] != [
        row["turns"][0]["confidence"] for row in other
    ]


def test_a_run_finds_its_own_folder_again_and_a_changed_one_does_not(
    questions, bulletins, no_index, tmp_path
):
    def folder(system="empty", world=no_index, **fields):
        return run(planned(questions, bulletins, **fields), world, system, root=tmp_path)

    first = folder()
    assert first.folder.parent == tmp_path
    assert first.folder.name.startswith("set-all-empty-")
    again = folder()
    assert (again.folder, again.fresh) == (first.folder, 0)
    changed = World(no_index.settings.model_copy(update={"abstain_below": 0.4}), bulletins)
    fewer = World(no_index.settings, bulletins[1:])
    served = World(no_index.settings.model_copy(update={"port": 1}), bulletins)
    assert folder(world=served).folder == first.folder
    others = {
        folder(system="oracle").folder, folder(split="dev").folder, folder(limit=2).folder,
        folder(seed=1).folder, folder(world=changed).folder, folder(world=fewer).folder,
    }  # fmt: skip
    assert len(others | {first.folder}) == 7


def test_other_questions_of_the_same_set_are_another_run(questions, bulletins, no_index, tmp_path):
    plan = planned(questions, bulletins)
    first = run(plan, no_index, "empty", root=tmp_path)
    # As when the gate's share of the dev split changes.
    fewer = dataclasses.replace(plan, items=plan.items[1:])
    other = run(fewer, no_index, "empty", root=tmp_path)
    assert other.folder != first.folder
    assert other.fresh == len(fewer.items)
    with pytest.raises(UsageError, match=r"\(what it asks differs\); name another folder"):
        run(fewer, no_index, "empty", first.folder)


def test_what_decides_answers_beside_settings_and_bulletins_makes_another_run(
    questions, bulletins, no_index, tmp_path, monkeypatch
):
    from icpc_assistant.evaluation import provenance

    corpus = tmp_path / "corpus"
    corpus.mkdir()
    world = World(no_index.settings.model_copy(update={"corpus": corpus}), bulletins)

    def folder():
        return run(planned(questions, bulletins), world, "empty", root=tmp_path / "runs").folder

    first = folder()
    (corpus / "aliases.toml").write_text('[[person]]\nnames = ["Ann Roe", "A. Roe"]\n', "utf-8")
    named = folder()
    monkeypatch.setattr(provenance, "_versions", lambda: {"numpy": "0.0"})
    assert len({first, named, folder()}) == 3


# Interruptions


@pytest.mark.parametrize("number", [1, 3, 5])
def test_an_interrupted_run_goes_on(questions, bulletins, no_index, tmp_path, number):
    plan = planned(questions, bulletins)
    whole = run(plan, no_index, "random", tmp_path / "whole").folder
    with pytest.raises(StoppedError):
        run(plan, no_index, "random", tmp_path / "run", progress=stopping_after(number))
    broken = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert (broken["answered"], broken["complete"]) == (number, False)
    ran = run(plan, no_index, "random", tmp_path / "run")
    assert ran.fresh == 6 - number
    assert untimed(ran.folder) == untimed(whole)


@pytest.mark.parametrize("cut", [1, 40, 300])
def test_a_torn_last_line_is_dropped(questions, bulletins, no_index, tmp_path, cut):
    plan = planned(questions, bulletins)
    whole = run(plan, no_index, "random", tmp_path / "whole").folder
    folder = run(plan, no_index, "random", tmp_path / "run").folder
    answers = folder / "answers.jsonl"
    answers.write_bytes(answers.read_bytes()[:-cut])
    assert run(plan, no_index, "random", folder).fresh == 1
    assert untimed(folder) == untimed(whole)


def test_stages_of_an_item_that_was_not_finished_do_not_stand_twice(
    questions, bulletins, no_index, tmp_path
):
    plan = planned(questions, bulletins)
    whole = run(plan, no_index, "oracle", tmp_path / "whole").folder
    folder = run(plan, no_index, "oracle", tmp_path / "run").folder
    answers = folder / "answers.jsonl"
    kept = answers.read_text().splitlines(keepends=True)[:2]
    answers.write_text("".join(kept))  # as if killed after the stages of the third item
    stages = folder / "stages.jsonl"
    stages.write_text("".join(stages.read_text().splitlines(keepends=True)[:3]) + '{"id": "q2"')
    assert run(plan, no_index, "oracle", folder).fresh == 4
    assert untimed(folder) == untimed(whole)


def test_a_run_killed_before_its_first_answer_goes_on(questions, bulletins, no_index, tmp_path):
    plan = planned(questions, bulletins)
    whole = run(plan, no_index, "random", tmp_path / "whole").folder
    folder = run(plan, no_index, "random", tmp_path / "run").folder
    for name in ("answers.jsonl", "bulletins.jsonl", "stages.jsonl", "run.trec"):
        (folder / name).unlink()
    (folder / "questions.jsonl").write_text('{"id": "q0"')
    assert run(plan, no_index, "random", folder).fresh == 6
    assert untimed(folder) == untimed(whole)


def test_a_folder_is_begun_anew_when_told_to(questions, bulletins, no_index, tmp_path):
    run(planned(questions, bulletins), no_index, "oracle", tmp_path / "run")
    (tmp_path / "run" / "scores.jsonl").write_text("old")
    (tmp_path / "run" / "report.html").write_text("old")
    ran = run(planned(questions, bulletins), no_index, "empty", tmp_path / "run", fresh=True)
    assert ran.fresh == 6
    assert not (ran.folder / "scores.jsonl").exists()
    assert (ran.folder / "report.html").exists()
    assert {
        turn["status"] for row in rows(ran.folder / "answers.jsonl") for turn in row["turns"]
    } == {"abstained"}


# What is refused


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"system": "empty"}, "its system differs"),
        ({"split": "dev"}, "its split differs"),
        ({"limit": 2}, "its limit differs"),
        ({"seed": 7}, "its seed differs"),
        ({"settings": {"retrieved": 3}}, "a setting differs"),
        ({"bulletins": 1}, "the corpus differs"),
        ({"set": True}, "the question set differs"),
        ({"code": True}, "the code differs"),
    ],
)
def test_another_runs_folder_is_refused(
    questions, bulletins, no_index, tmp_path, monkeypatch, change, says
):
    run(planned(questions, bulletins), no_index, "random", tmp_path / "run")
    before = untimed(tmp_path / "run")
    fields = {key: change[key] for key in ("split", "limit", "seed") if key in change}
    if "set" in change:
        questions.write_text(questions.read_text().replace("catered", "cleaned"))
    if "code" in change:
        from icpc_assistant.evaluation import provenance

        monkeypatch.setattr(provenance, "_code_digest", lambda: "other")
    settings = no_index.settings.model_copy(update=change.get("settings", {}))
    world = World(settings, bulletins[change.get("bulletins", 0) :])
    with pytest.raises(UsageError, match=rf"\({says}\); name another folder"):
        run(
            planned(questions, bulletins, **fields),
            world,
            change.get("system", "random"),
            tmp_path / "run",
        )
    assert untimed(tmp_path / "run") == before


def test_a_folder_of_other_files_is_left_alone(questions, bulletins, no_index, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"holds other files \(thesis.txt\); name an empty"):
        run(planned(questions, bulletins), no_index, "empty", tmp_path / "run")
    with pytest.raises(UsageError, match="holds other files"):
        run(planned(questions, bulletins), no_index, "empty", tmp_path / "run", fresh=True)
    assert (tmp_path / "run" / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize("manifest", ["", "[]", '{"format": 99}', "[" * 100_000])
def test_a_manifest_that_is_none(questions, bulletins, no_index, tmp_path, manifest):
    run(planned(questions, bulletins), no_index, "empty", tmp_path / "run")
    (tmp_path / "run" / "manifest.json").write_text(manifest)
    with pytest.raises(UsageError, match="not the manifest of a run; name another"):
        run(planned(questions, bulletins), no_index, "empty", tmp_path / "run")


def test_answers_of_other_questions(questions, bulletins, no_index, tmp_path):
    folder = run(planned(questions, bulletins), no_index, "empty", tmp_path / "run").folder
    text = (folder / "answers.jsonl").read_text()
    (folder / "answers.jsonl").write_text(text.replace('"q0"', '"x0"'))
    with pytest.raises(UsageError, match="add --fresh"):
        run(planned(questions, bulletins), no_index, "empty", folder)


def test_two_processes_do_not_write_one_run(questions, bulletins, no_index, tmp_path):
    from filelock import FileLock

    (tmp_path / "run").mkdir()
    with FileLock(tmp_path / "run" / ".lock"), pytest.raises(AssistantError, match="wait for it"):
        run(planned(questions, bulletins), no_index, "empty", tmp_path / "run")


def test_a_place_that_cannot_be_written(questions, bulletins, no_index, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(AssistantError, match="with room, with --output"):
        run(planned(questions, bulletins), no_index, "empty", tmp_path / "file" / "run")
