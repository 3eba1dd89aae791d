"""What a run was made with: all that decides its answers, and all a reader may want to know."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import icpc_assistant
from icpc_assistant._version import __version__
from icpc_assistant.config import Settings
from icpc_assistant.evaluation.world import World

# What must be the same for a run to go on, with the words for what differs.
IDENTITY = {
    "system": "its system",
    "set_digest": "the question set",
    "split": "its split",
    "limit": "its limit",
    "seed": "its seed",
    "questions_digest": "what it asks",
    "code_digest": "the code",
    "corpus_digest": "the corpus",
    "index_digest": "the index",
    "settings_digest": "a setting",
    "aliases_digest": "which names are one",
    "libraries_digest": "a library",
}
# Settings that decide no answer: where things lie (their digests count), how they are served, and
# what must not be written down.
_APART = frozenset({
    "corpus", "index", "host", "port", "threads", "feedback", "feedback_file",
    "chroma_url", "chroma_tenant", "chroma_database", "chroma_timeout",
})  # fmt: skip
_SECRET = frozenset({"llm_key", "chroma_token"})
_LIBRARIES = (
    "bm25s", "chromadb", "ir-measures", "llama-index-core", "numpy", "onnxruntime", "PyStemmer",
    "rapidfuzz", "scikit-learn", "scipy", "sentencex", "tokenizers",
)  # fmt: skip


def identity(world: World, system: str) -> dict[str, Any]:
    """Return the digests of everything but the set and the system that decides the answers."""
    from icpc_assistant.bulletins.aliases import read_aliases
    from icpc_assistant.index import corpus_digest

    index = world.opened
    settings = _settings(world.settings)
    deciding = {name: value for name, value in settings.items() if name not in _APART}
    if system != "assistant-llm":
        deciding = {n: v for n, v in deciding.items() if not n.startswith("llm")}
    return {
        "code_digest": _code_digest(),
        "corpus_digest": corpus_digest(list(world.bulletins.values())),
        "index_digest": "" if index is None else _index_digest(index.manifest),
        "settings_digest": _sha256(json.dumps(deciding, sort_keys=True)),
        "aliases_digest": _sha256(repr(read_aliases(world.settings.corpus))),
        "libraries_digest": _sha256(json.dumps(_versions(), sort_keys=True)),
    }


def surroundings(world: World, system: str) -> dict[str, Any]:
    """Return what a reader may want to know: versions, settings (no key), machine."""
    index = world.opened
    reader = {"assistant": "extractive", "assistant-llm": f"llm:{world.settings.llm_model}"}
    code = {"version": __version__, "commit": _commit()}
    return {
        "code": {name: value for name, value in code.items() if value},
        "index_version": None if index is None else index.version,
        "encoder": None if index is None else index.manifest["encoder"],
        "reader": reader.get(system),
        "settings": _settings(world.settings),
        "libraries": dict(sorted(_versions().items())),
        "machine": {
            "system": platform.system(),
            "architecture": platform.machine(),
            "cpus": os.cpu_count(),
            "python": platform.python_version(),
        },
    }


def _settings(settings: Settings) -> dict[str, Any]:
    values: dict[str, Any] = settings.model_dump(mode="json", exclude=set(_SECRET))
    return values


def _index_digest(manifest: dict[str, Any]) -> str:
    """Return a digest of what an index holds; two builds of the same have the same.

    The vector store is left out: it holds vectors.npy again, in files that differ each time.
    """
    files = manifest["files"]
    held = {name: files[name]["sha256"] for name in files if not name.startswith("chroma/")}
    return _sha256(json.dumps(held, sort_keys=True))


@cache
def _code_digest() -> str:
    """Return a sha256 over the package's files, but for those that only judge or show answers."""
    source = Path(icpc_assistant.__file__).parent
    answering = {"baselines.py", "probes.py", "run.py", "systems.py", "world.py"}
    digest = hashlib.sha256()
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source)
        if path.suffix not in (".py", ".tsv") or not path.is_file():
            continue
        if name.parts[0] == "evaluation" and name.name not in answering:
            continue
        if (
            name.parts[0] in ("api.py", "chat", "cli.py", "doctor.py")
            or "feedback" in name.parts[0]
        ):
            continue
        digest.update(f"{name.as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def _commit() -> str:
    """Return the commit of the checkout this code lies in, "-dirty" after it if changed; or ""."""
    source = Path(icpc_assistant.__file__).parent
    root = source.parents[1]
    # An installed package may lie in somebody else's repository, whose commit says nothing.
    if not (root / ".git").exists() or not (root / "pyproject.toml").is_file():
        return ""
    git = ("git", "--no-optional-locks", "-C", str(root))
    try:
        commit = _said(*git, "rev-parse", "HEAD")
        return commit + ("-dirty" if _said(*git, "status", "--porcelain", str(source)) else "")
    except (OSError, subprocess.SubprocessError):
        return ""


def _said(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    return done.stdout.strip()


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
