"""What is installed, live and configured, and what is wrong with the remedy."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from icpc_assistant.config import Settings
from icpc_assistant.errors import AssistantError, brief

Level = Literal["ok", "warn", "fail"]

_PACKAGES = (
    "chromadb",
    "llama-index-core",
    "sentence-transformers",
    "torch",
    "onnxruntime",
    "bm25s",
    "gradio",
)
_LLM_PACKAGES = {
    "openai": ("llama_index.llms.openai_like", "icpc-assistant[openai]"),
    "ollama": ("llama_index.llms.ollama", "icpc-assistant[ollama]"),
}

_ASKED = 50  # questions and vectors that a deep examination tries
_TITLE = 200  # characters of a title in a question
_SAME = 0.999  # cosine of a vector with itself, in single precision


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    level: Level
    name: str
    text: str


def examine(settings: Settings, *, deep: bool = False) -> Iterator[Finding]:
    """Yield the findings one by one; none of the checks changes anything, or ends the others.

    ``deep`` also reads every byte of the index and verifies every quotation in it.
    """
    checks: list[tuple[str, Callable[[Settings], Finding]]] = [
        ("Python", _python),
        ("packages", _packages),
        ("encoder", _encoder),
        ("corpus", _corpus),
        ("index", _index),
        ("vectors", _vectors),
        ("answer", _answer),
        ("LLM", _llm),
        ("access", _access),
        ("address", _address),
    ]
    if deep:
        checks += [("files", _files), ("quotes", _quotes), ("neighbours", _neighbours)]
    yield from (_checked(name, check, settings) for name, check in checks)


def _checked(name: str, check: Callable[[Settings], Finding], settings: Settings) -> Finding:
    try:
        return check(settings)
    except AssistantError as error:
        return Finding("fail", name, str(error))
    # Whatever is wrong with this installation, the other lines may say what.
    except Exception as error:
        if os.environ.get("ICPC_DEBUG"):
            raise
        return Finding(
            "fail",
            name,
            f"something unforeseen went wrong ({type(error).__name__}: {brief(error)}); run "
            "`icpc-assistant doctor` again with ICPC_DEBUG=1 to see where.",
        )


def _python(_: Settings) -> Finding:
    return Finding("ok", "Python", ".".join(map(str, sys.version_info[:3])))


def _packages(_: Settings) -> Finding:
    found, missing = [], []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(package)
    if missing:
        return Finding("fail", "packages", f"missing {', '.join(missing)}; run `make env`.")
    return Finding("ok", "packages", ", ".join(found))


def _encoder(settings: Settings) -> Finding:
    from icpc_assistant.encoder import encoder_identity

    identity = encoder_identity(settings)
    sha = str(identity.get("weights_sha256") or "")
    proof = f", weights sha256 {sha[:12]}…" if sha else ""
    return Finding("ok", "encoder", f"{identity['name']}{proof}")


def _corpus(settings: Settings) -> Finding:
    from icpc_assistant.bulletins import read_corpus

    bulletins = read_corpus(settings.corpus)
    return Finding("ok", "corpus", f"{len(bulletins)} bulletins in {settings.corpus}")


def _index(settings: Settings) -> Finding:
    from icpc_assistant.bulletins import read_corpus
    from icpc_assistant.index import index_state
    from icpc_assistant.index.versions import live_version

    state = index_state(settings, read_corpus(settings.corpus))
    live = live_version(settings.index)
    version = f"version {live.name} is " if live else ""
    if state.status == "current":
        return Finding("ok", "index", f"{version}up to date in {settings.index}")
    found = f"{version}{state.status} ({state.reason})"
    return Finding("warn", "index", f"{found}; run `icpc-assistant index`.")


def _vectors(settings: Settings) -> Finding:
    """Say where the vectors are searched; ask the Chroma server, in bounded time."""
    from icpc_assistant.index import server_holding
    from icpc_assistant.index.store import may_open
    from icpc_assistant.index.versions import live_version

    if not settings.chroma_url:
        live = live_version(settings.index)
        if live and (live / "chroma").is_dir() and not may_open(live / "chroma"):
            return Finding(
                "warn",
                "vectors",
                "in the index folder, where this user may not write, so that Chroma cannot open "
                "them and they are searched one by one; make it writable if that is too slow.",
            )
        return Finding("ok", "vectors", "in the index folder; a Chroma server is not configured")
    where = f"Chroma server {settings.chroma_url}"
    found = server_holding(settings)
    if not found.complete:
        return Finding(
            "fail",
            "vectors",
            f"{where}, version {found.server}, answers, but has not all vectors of index "
            f"{found.version}; run `icpc-assistant index`.",
        )
    if found.exposed:
        return Finding(
            "warn", "vectors", f"{where} is sent its token unencrypted; give it an https address."
        )
    return Finding(
        "ok",
        "vectors",
        f"{where}, version {found.server}, answers and has those of index {found.version}",
    )


def _answer(settings: Settings) -> Finding:
    """Open the live index and ask it something: the check that everything works together."""
    from icpc_assistant.assistant import Assistant
    from icpc_assistant.index import Index

    assistant = Assistant(Index.open(settings), settings)
    answer = assistant.ask("When was the last event?")
    notices = "".join(f" {notice}" for notice in answer.notices)
    total = answer.timings_ms["total"]
    return Finding("ok", "answer", f"index {assistant.version} answers in {total:.0f} ms.{notices}")


def _llm(settings: Settings) -> Finding:
    """Say which LLM is configured; ask its endpoint for its models, in bounded time."""
    from icpc_assistant.reader.llm_client import address, knock, refusal

    if settings.llm == "none":
        return Finding("ok", "LLM", "none configured; answers are extractive")
    module, extra = _LLM_PACKAGES[settings.llm]
    try:
        found = importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        found = False
    if not found:
        return Finding("fail", "LLM", f"{module} is missing; run `pip install '{extra}'`.")
    status = knock(settings)
    where = f"{settings.llm} {settings.llm_model} at {_public(address(settings))}"
    if status < 300:
        return Finding("ok", "LLM", f"{where} is reachable")
    if status == 404:  # as of a gateway that has no such list, or of a wrong path
        said = "is reachable, but lists no models there (HTTP 404); correct ICPC_LLM_URL, if wrong."
        return Finding("warn", "LLM", f"{where} {said}")
    refused = status in {401, 403}
    return Finding("fail" if refused else "warn", "LLM", f"{where} {refusal(status)}")


def _public(url: str) -> str:
    """Return an address without what may be secret in it: name and password, query."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _access(settings: Settings) -> Finding:
    """Say who may come in; a file that cannot be read lets the server not start."""
    from icpc_assistant.serving.credentials import ApiKeys, CredentialFile

    told = []
    if settings.api_keys_file:
        told.append(f"{len(ApiKeys(settings.api_keys_file).entries())} API keys")
    if settings.users_file:
        told.append(f"{len(CredentialFile(settings.users_file, 'scrypt').entries())} users")
    if told:
        return Finding("ok", "access", f"only with these: {', '.join(told)}")
    if settings.host in ("127.0.0.1", "localhost", "::1"):
        return Finding("ok", "access", "whoever uses this machine")
    return Finding("ok", "access", f"whoever reaches {settings.host}; ICPC_USERS_FILE asks who")


def _files(settings: Settings) -> Finding:
    """Compare every file of the live index with the sha256 its manifest gives."""
    from icpc_assistant.index import damaged_content
    from icpc_assistant.index.versions import live_version, read_manifest

    folder = live_version(settings.index)
    if folder is None:
        return Finding("fail", "files", "no version is live; run `icpc-assistant index`.")
    try:
        manifest = read_manifest(folder)
        damaged = damaged_content(folder, manifest)
    except (OSError, ValueError) as error:
        return Finding("fail", "files", f"{error}; run `icpc-assistant index --force`.")
    if damaged:
        return Finding(
            "fail",
            "files",
            f"{damaged} is not as it was built; run `icpc-assistant index --force`.",
        )
    return Finding("ok", "files", f"{len(manifest['files'])} files of {folder.name} as built")


def _quotes(settings: Settings) -> Finding:
    """Verify every passage, and ask about every bulletin and verify what is quoted."""
    from icpc_assistant.assistant import Assistant
    from icpc_assistant.citations import verified
    from icpc_assistant.index import Index

    assistant = Assistant(Index.open(settings), settings)
    known = {b.id: b for b in assistant.bulletins}
    wrong = [
        p.id for p in assistant.passages if known[p.bulletin_id].body[p.start : p.end] != p.text
    ]
    quotes = 0
    for bulletin in assistant.bulletins[-_ASKED:]:
        answer = assistant.ask(f"When was {bulletin.title[:_TITLE]}?")
        quotes += len(answer.citations)
        if not verified(answer.citations, known):
            wrong.append(bulletin.id)
    if wrong:
        return Finding(
            "fail", "quotes",
            f"{len(wrong)} do not stand in their bulletin, as {wrong[0]}; run `icpc-assistant "
            "index --force`.",
        )  # fmt: skip
    passages = len(assistant.passages)
    return Finding("ok", "quotes", f"{passages} passages and {quotes} quotes, word for word")


def _neighbours(settings: Settings) -> Finding:
    """Search the vector store and the vectors themselves; they must agree."""
    from icpc_assistant.index import Index

    index = Index.open(settings)
    try:
        rows = range(0, len(index.vectors), max(1, len(index.vectors) // _ASKED))
        lost = sum(float(index.nearest(index.vectors[row], 1)[1][0]) < _SAME for row in rows)
        notices = index.notices
    finally:
        index.close()
    if lost or notices:
        what = "; ".join(notices) or f"{lost} of {len(rows)} vectors do not find themselves"
        return Finding("fail", "neighbours", f"{what}; run `icpc-assistant index --force`.")
    return Finding("ok", "neighbours", f"{len(rows)} of {len(index.vectors)} find themselves")


def _address(settings: Settings) -> Finding:
    where = f"{settings.host}:{settings.port}"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            return Finding("warn", "address", f"{where} is in use; give `chat` another --port.")
    return Finding("ok", "address", f"{where} is free")
