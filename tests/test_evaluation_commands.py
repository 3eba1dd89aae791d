import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from icpc_assistant.errors import AssistantError, IndexStale, UsageError
from icpc_assistant.evaluation import commands

CORPUS = Path(__file__).parent / "data" / "corpus"
FORUM = "Third River Forum brings mayors to Ghent"
PLEDGE = "The pledge was signed by twelve mayors."


def answerable(question, form="twelve mayors"):
    return {
        "question": question, "answerable": True, "answers": [[form]], "evidence": [PLEDGE],
        "bulletins": [FORUM],
    }  # fmt: skip


LINES = [
    ("mayors", answerable("How many mayors signed the pledge?")),
    ("caterer", {"question": "Who catered the forum?", "answerable": False}),
    ("signers", answerable("Which text was signed in Ghent?", "pledge")),
]


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "set.jsonl"
    rows = (
        {"id": i, "lang": "en", "kind": "factual", "group": "forum", "turns": [turn]}
        for i, turn in LINES
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def cli(tmp_path, monkeypatch):
    """Run `eval` with a corpus of its own, in a working folder of its own; raise what it raises."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ICPC_CORPUS", str(CORPUS))
    monkeypatch.setenv("ICPC_INDEX", str(tmp_path / "index"))

    def cli(*arguments):
        result = CliRunner().invoke(commands.evaluate, [str(a) for a in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return cli


def ran(cli, questions, system, *options):
    result = cli("run", questions, "--system", system, *options)
    assert result.exit_code == 0
    return Path(result.stdout.splitlines()[-1])


def test_check_counts_a_sound_set(cli, questions):
    result = cli("check", questions)
    assert result.stdout == "3 lines, 3 questions (3 lines dev, 0 test), no fault.\n"


def test_check_prints_every_fault_and_fails(cli, questions):
    text = questions.read_text().replace("twelve mayors.", "ten mayors.").replace("en", "xx", 1)
    questions.write_text(text)
    result = CliRunner().invoke(commands.evaluate, ["check", str(questions)])
    assert isinstance(result.exception, AssistantError)
    assert result.exception.exit_code == 1
    assert str(result.exception) == "2 faults found; mend them and run the check again."
    assert [line.split("set.jsonl:")[1].split(":")[0] for line in result.stdout.splitlines()] == [
        "1",
        "3",
    ]


def test_check_knows_the_corpus_by_option(cli, questions, tmp_path):
    bulletins = tmp_path / "other" / "bulletins"
    bulletins.mkdir(parents=True)
    (bulletins / "a.md").write_text("---\ntitle: A\ndate: unknown\nlanguage: en\n---\n\nNothing.\n")
    with pytest.raises(AssistantError, match="faults found"):
        cli("check", questions, "--corpus", tmp_path / "other")


def test_run_names_its_folder_and_goes_on_where_it_was(cli, questions, tmp_path):
    folder = ran(cli, questions, "oracle")
    assert folder.parent == Path("runs")
    assert len((folder / "answers.jsonl").read_text().splitlines()) == 3
    again = cli("run", questions, "--system", "oracle")
    assert again.stdout.splitlines()[-1] == str(folder)
    assert "3 lines answered, 0 of them now." in again.stderr
    fresh = cli("run", questions, "--system", "oracle", "--fresh")
    assert "3 lines answered, 3 of them now." in fresh.stderr


def test_run_asks_what_is_worked_on_unless_told_otherwise(cli, questions):
    held = {
        "id": "held",
        "lang": "en",
        "kind": "factual",
        "group": "rivers",
        "turns": [LINES[0][1]],
    }
    with questions.open("a", encoding="utf-8") as file:
        file.write(json.dumps(held) + "\n")

    def asked(*options):
        lines = (ran(cli, questions, "oracle", *options) / "answers.jsonl").read_text("utf-8")
        return [json.loads(line)["id"] for line in lines.splitlines()]

    assert asked() == ["mayors", "caterer", "signers"]
    assert asked("--split", "all") == ["mayors", "caterer", "signers", "held"]
    assert asked("--split", "test") == ["held"]
    assert "never for tuning" in " ".join(cli("run", "--help").stdout.split())


def test_run_takes_its_options(cli, questions):
    folder = ran(
        cli, questions, "random", "--split", "dev", "--limit", 2, "--seed", 5, "--output", "mine"
    )
    assert folder == Path("mine")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert [manifest[k] for k in ("system", "split", "limit", "seed")] == ["random", "dev", 2, 5]
    with pytest.raises(UsageError, match="with --output"):
        cli("run", questions, "--output", "mine", "--system", "random")


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        (["none.jsonl"], UsageError, "cannot be read"),
        (["SET", "--split", "test", "--system", "empty"], UsageError, "no question of the split"),
        (["SET", "--system", "bm52"], UsageError, "choose one of"),
        (["SET", "--system", "assistant-llm"], UsageError, "set ICPC_LLM"),
        (["SET", "--no-rebuild"], IndexStale, "run `icpc-assistant index`"),
        (["SET", "--corpus", "nowhere"], AssistantError, "nowhere"),
    ],
)
def test_run_says_what_is_wrong(cli, questions, arguments, error, says):
    with pytest.raises(error, match=says):
        cli("run", *(str(questions) if a == "SET" else a for a in arguments))


@pytest.mark.parametrize("arguments", [["--limit", "0"], ["--split", "train"], ["--seed", "x"]])
def test_run_refuses_what_cannot_be_meant(cli, questions, arguments):
    assert cli("run", questions, *arguments).exit_code == 2


def test_score_prints_means_and_json(cli, questions):
    pytest.importorskip("ir_measures")
    folder = ran(cli, questions, "oracle")
    shown = cli("score", folder).stdout
    line = next(line for line in shown.splitlines() if "items_found" in line)
    assert "1.000" in line
    assert line.rstrip("│ ").endswith("2")
    assert "kind=factual" in shown
    assert "By slice: mean · n, 95 % interval; dim below 10" in shown
    assert "quotes word for word" in shown
    found = json.loads(cli("score", folder, "--json").stdout)
    assert found["overall"]["right"]["mean"] == 1
    assert (folder / "scores.jsonl").exists()


def test_an_unfinished_run_is_scored_and_said(cli, questions):
    pytest.importorskip("ir_measures")
    folder = ran(cli, questions, "oracle")
    answers = folder / "answers.jsonl"
    answers.write_text("".join(answers.read_text().splitlines(keepends=True)[:2]))
    shown = cli("score", folder).stdout
    assert "3 turns, 1 not answered (they take the worst score)" in shown
    assert (
        json.loads(cli("score", folder, "--json").stdout)["overall"]["items_found"]["mean"] == 0.5
    )


def test_compare_shows_both_answers_of_what_was_lost_and_won(cli, questions):
    pytest.importorskip("ir_measures")
    one, other = ran(cli, questions, "oracle"), ran(cli, questions, "empty")
    shown = cli("compare", one, other).stdout
    assert "Lost: 2" in shown
    assert "Won: 0" in shown
    assert "mayors#0 (factual)" in shown
    assert "answered: twelve mayors" in shown
    assert "abstained:" in shown
    cells = [line.split("│")[1:-1] for line in shown.splitlines() if line.startswith("│")]
    right = next(row for row in cells if row[0].strip() == "right")
    assert [cell.strip() for cell in right[1:4]] == ["1.000", "0.333", "-0.667"]
    few = cli("compare", one, other, "--most", 1).stdout
    assert "… and 1 more." in few
    found = json.loads(cli("compare", other, one, "--json").stdout)
    assert [turn["id"] for turn in found["won"]] == ["mayors", "signers"]


def test_compare_refuses_other_questions(cli, questions, tmp_path):
    one = ran(cli, questions, "oracle")
    questions.write_text(questions.read_text().replace('"mayors"', '"majors"'))
    with pytest.raises(UsageError, match="common"):
        cli("compare", one, ran(cli, questions, "oracle"))


def in_languages(questions):
    """Ask the first line in French too, and let both be one question."""
    rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    french = rows[0] | {
        "id": "maires",
        "lang": "fr",
        "turns": [answerable("Combien de maires ont signé ?")],
    }
    for row in (rows[0], french):
        row["same"] = "mayors"
    questions.write_text("".join(json.dumps(row) + "\n" for row in [*rows, french]), "utf-8")
    return questions


def test_languages_says_how_often_the_same_bulletins_come_back(cli, questions):
    with pytest.raises(UsageError, match="in several languages; run a set whose lines share"):
        cli("languages", ran(cli, questions, "oracle"))
    folder = ran(cli, in_languages(questions), "oracle")
    shown = cli("languages", folder, "--differing").stdout
    assert "1 questions, each in several languages" in shown
    assert [w for w in ("pairs_equal", "kind=factual", "Differing: 0") if w not in shown] == []
    found = json.loads(cli("languages", folder, "--json").stdout)
    assert (found["questions"], found["overall"]["all_exact"]["mean"]) == (1, 1.0)
    # That which declines everything agrees with itself, and is never right.
    found = json.loads(cli("languages", ran(cli, questions, "empty"), "--json").stdout)
    means = {name: interval["mean"] for name, interval in found["overall"].items()}
    assert (means["pairs_equal"], means["exact"]) == (1.0, 0.0)


def test_rewrites_sets_our_rewrite_between_the_bare_words_and_a_persons(
    cli, questions, world_index, monkeypatch
):
    pytest.importorskip("ir_measures")
    monkeypatch.setenv("ICPC_INDEX", str(world_index))
    with pytest.raises(UsageError, match=r"\(split 'dev'\) has a person's rewrite; write"):
        cli("rewrites", questions)
    follow_up = answerable("And how many mayors?") | {
        "standalone": "How many mayors signed the pledge in Ghent?"
    }
    talk = {"id": "talk", "lang": "en", "kind": "conversation", "group": "forum"}
    talk["turns"] = [answerable("Which text was signed in Ghent?", "pledge"), follow_up]
    with questions.open("a", encoding="utf-8") as file:
        file.write(json.dumps(talk) + "\n")
    shown = cli("rewrites", questions).stdout
    assert "1 follow-ups of 1 conversations: the bare turn, our rewrite, a person's" in shown
    assert [w for w in ("fused.R@5", "read.Success@1", "right", "closed") if w not in shown] == []
    found = json.loads(cli("rewrites", questions, "--json").stdout)
    assert (found["right"]["person"], found["right"]["n"]) == (1.0, 1)
    manifests = [json.loads((f / "manifest.json").read_text()) for f in Path("runs").iterdir()]
    assert {m["system"] for m in manifests} == {"assistant", "assistant-bare", "assistant-told"}
    assert {m["answered"] for m in manifests} == {1}  # the conversation alone
    assert "never for tuning" in " ".join(cli("rewrites", "--help").stdout.split())


def test_gate_passes_fails_and_takes_a_new_baseline(cli, questions):
    pytest.importorskip("ir_measures")
    good, bad = ran(cli, questions, "oracle"), ran(cli, questions, "empty")
    with pytest.raises(UsageError):
        cli("gate", good, "--baseline", "baseline.json")
    assert cli("gate", good, "--baseline", "baseline.json", "--update").exit_code == 0
    assert Path("baseline.json").is_file()
    assert "The gate passes." in cli("gate", good, "--baseline", "baseline.json").stdout
    result = CliRunner().invoke(
        commands.evaluate, ["gate", str(bad), "--baseline", "baseline.json"]
    )
    assert isinstance(result.exception, AssistantError)
    assert "The gate does not pass; mend" in str(result.exception)
    assert "2 questions lost, 0 won." in result.stdout
    assert "mayors#0 (factual)" in result.stdout
    cli("gate", bad, "--baseline", "baseline.json", "--update")
    assert "The gate passes." in cli("gate", bad, "--baseline", "baseline.json").stdout


def test_gate_asks_the_assistant_where_no_run_is_named(cli, questions, world_index, monkeypatch):
    pytest.importorskip("ir_measures")
    monkeypatch.setenv("ICPC_INDEX", str(world_index))
    arguments = ["gate", "--set", questions, "--baseline", "baseline.json"]
    cli(*arguments, "--update")
    assert splits_run() == ["dev"]
    result = cli(*arguments, "--all")
    assert "The gate passes." in result.stdout
    assert splits_run() == ["dev"]
    result = cli(*arguments)
    assert "The gate passes." in result.stdout
    assert splits_run() == ["dev", "gate"]


def splits_run():
    manifests = [json.loads((f / "manifest.json").read_text()) for f in Path("runs").iterdir()]
    assert {(m["system"], m["complete"]) for m in manifests} == {("assistant", True)}
    return sorted(m["split"] for m in manifests)


def test_report_writes_page_summary_and_tests(cli, questions):
    pytest.importorskip("jinja2")
    pytest.importorskip("junitparser")
    one, other = ran(cli, questions, "oracle"), ran(cli, questions, "empty")
    result = cli("report", one, "--against", other, "--markdown", "s.md", "--junit", "s.xml")
    assert result.stdout.splitlines() == [str(one / "report.html"), "s.md", "s.xml"]
    assert "How many mayors signed the pledge?" in (one / "report.html").read_text()
    assert "## Against empty: 2 turns won, 0 lost, of 3" in Path("s.md").read_text()
    assert "won; before, abstained: " in Path("s.xml").read_text()
    cli("report", other, "--output", "page.html")
    assert "<html" in Path("page.html").read_text()


def test_report_says_where_it_cannot_write(cli, questions):
    pytest.importorskip("jinja2")
    folder = ran(cli, questions, "oracle")
    with pytest.raises(AssistantError, match="can be written"):
        cli("report", folder, "--markdown", "no/such/folder.md")


@pytest.mark.parametrize(
    "arguments",
    [
        ["score", "nowhere"],
        ["report", "nowhere"],
        ["report", "RUN", "--against", "nowhere"],
        ["gate", "nowhere"],
        ["languages", "nowhere"],
        ["compare", "nowhere", "RUN"],
        ["compare", "RUN", "nowhere"],
    ],
)
def test_a_run_that_is_not_there(cli, questions, arguments):
    folder = ran(cli, questions, "empty")
    with pytest.raises(UsageError, match="nowhere is no run folder .*eval run"):
        cli(*(folder if a == "RUN" else a for a in arguments))
    assert not Path("nowhere").exists()
    assert not (folder / "report.html").exists()


def test_beir_prints_a_table(cli, tmp_path):
    pytest.importorskip("ir_measures")
    folder = tmp_path / "birds"
    folder.mkdir()
    (folder / "corpus.jsonl").write_text('{"_id": "1", "title": "Birds", "text": "A swift flies."}')
    (folder / "queries.jsonl").write_text(
        '{"_id": "q", "text": "What flies?", "answers": ["swift"], "doc": "1"}'
    )
    (folder / "qrels.tsv").write_text("q\t1\t1\n")
    shown = cli("beir", folder, "--system", "oracle", "--system", "empty").stdout
    assert "birds" in shown
    wanted = ("oracle", "fused", "1.000", "empty", "R@20", "RR@10", f"Folder {folder}, measured 20")
    assert [w for w in wanted if w not in shown] == []
    table = cli("beir", folder, "--system", "empty", "--markdown").stdout
    assert table.splitlines()[2].startswith("| system | ranking | nDCG@10 |")
    assert "| empty | – | – |" in table
    assert table.splitlines()[-1].startswith(f"Folder {folder}, measured 20")
    with pytest.raises(UsageError, match="cannot be read"):
        cli("beir", tmp_path / "none")


def test_a_missing_library_is_said_with_its_remedy(cli, questions, monkeypatch):
    folder = ran(cli, questions, "oracle")
    for name in [
        n for n in sys.modules if n.startswith(("icpc_assistant.evaluation.score", "ir_measures"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(AssistantError, match=r"'ir_measures'; run `pip install"):
        cli("score", folder)


def test_importing_the_commands_is_instant():
    code = "import sys; import icpc_assistant.evaluation.commands; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"numpy", "pydantic", "rich", "scipy", "sklearn", "jinja2", "ir_measures", "pandas"}
    assert not heavy & set(done.stdout.split())
