"""The shape of the package, read from its sources and from a fresh interpreter."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import icpc_assistant

SOURCE = Path(icpc_assistant.__file__).parent

# From the ground up; a module may import from its own tier's left or from lower tiers.
TIERS = (
    ("_version", "silence", "types", "errors", "commands", "clock", "tracing"),
    ("config", "terms"),
    ("lexicon",),
    ("glossing", "vocabulary", "entities", "wording", "bulletins"),
    ("timespan", "sparse", "encoder", "chunking"),
    ("cards", "crossencoder", "intent"),
    ("query", "card_reading"),
    ("index", "question_generation"),
    ("retrieval", "reader", "drafting"),
    ("citations", "refusals"),
    ("listing",),
    ("collection", "following", "joining", "llm_questions", "gathering"),
    ("conversation",),
    ("assistant", "feedback"),
    ("opening", "live", "search"),
    (
        "batch",
        "chat",
        "evaluation",
        "feedback_commands",
        "cards_commands",
        "corpus_commands",
        "directory_commands",
        "gathering_commands",
        "questions_commands",
    ),
    ("serving", "pages_routes"),
    ("directory_routes", "doctor", "mcp_server"),
    ("access_commands", "mcp_commands"),
    ("api",),
    ("cli",),
)
TIER = {name: tier for tier, names in enumerate(TIERS) for name in names}


def modules() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if path != SOURCE / "__init__.py"]


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("icpc_assistant"):
            parts = (node.module or "").split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_go_one_way(path):
    own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    assert own in TIER, "a new module needs its place in the table above"
    for other in imported(path) - {own}:
        assert TIER[other] < TIER[own], f"{own} imports {other}"


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("__init__.py")), ids=lambda p: p.parent.name)
def test_no_function_of_a_package_is_called_as_one_of_its_modules(path):
    """Importing the module would put it in the function's place."""
    defined = {n.name for n in ast.parse(path.read_text("utf-8")).body if hasattr(n, "name")}
    inside = {p.stem for p in path.parent.iterdir() if p.is_dir() or p.suffix == ".py"}
    assert not defined & inside


def test_all_is_the_public_root():
    for name in icpc_assistant.__all__:
        assert getattr(icpc_assistant, name) is not None
    with pytest.raises(AttributeError):
        _ = icpc_assistant.nonesuch


def loaded_by(statement: str) -> set[str]:
    code = f"import sys, json\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


HEAVY = {
    "torch", "sentence_transformers", "transformers", "chromadb", "llama_index", "gradio",
    "fastapi", "onnxruntime", "numpy", "pydantic", "bm25s", "rich",
}  # fmt: skip


def test_the_root_imports_nothing_heavy():
    assert not loaded_by("import icpc_assistant") & HEAVY


def test_the_help_imports_nothing_heavy():
    assert not loaded_by("import icpc_assistant.cli") & HEAVY


def test_modules_stay_readable():
    for path in modules():
        assert len(path.read_text("utf-8").splitlines()) <= 450, path
