"""What is found out about a folder of weights before torch is started."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest

from app.models.local.weights import WeightsError, cached, look_at


def save(file: Path, tensors: dict[str, tuple[str, list[int], int]], cut: int = 0) -> None:
    """A safetensors file of zeros: for each tensor its type, shape and bytes."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    at = 0
    for name, (kind, shape, size) in tensors.items():
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    file.write_bytes((struct.pack("<Q", len(text)) + text + bytes(at))[: -cut or None])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole one: 12 numbers of 16 bits and 3 of 32."""
    (tmp_path / "config.json").write_text('{"model_type": "qwen3_vl"}')
    tensors = {"a": ("BF16", [3, 4], 24), "b": ("F32", [3], 12)}
    save(tmp_path / "model.safetensors", tensors)
    return tmp_path


def test_sizes(folder: Path) -> None:
    found = look_at(folder)
    assert found.kind == "qwen3_vl"
    assert [found.bytes_as(each) for each in ("auto", "bfloat16", "float32")] == [36, 30, 60]


def test_packed_weights_are_not_widened(folder: Path) -> None:
    (folder / "config.json").write_text('{"model_type": "x", "quantization_config": {}}')
    assert look_at(folder).bytes_as("float32") == 36


def test_several_files(folder: Path) -> None:
    save(folder / "model-2.safetensors", {"c": ("F16", [5], 10)})
    placed = {"a": "model.safetensors", "b": "model.safetensors", "c": "model-2.safetensors"}
    index = folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": placed}))
    assert look_at(folder).bytes_as("auto") == 46
    (folder / "model-2.safetensors").unlink()
    with pytest.raises(WeightsError, match=r"model-2\.safetensors is missing"):
        look_at(folder)
    index.write_text(json.dumps({"weight_map": {"a": "../secret.safetensors"}}))
    with pytest.raises(WeightsError, match="not to be trusted"):
        look_at(folder)
    index.write_text("{}")
    with pytest.raises(WeightsError, match="lists no tensors"):
        look_at(folder)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"does not exist\. Download"):
        look_at(tmp_path / "gone")
    (tmp_path / "file").touch()
    with pytest.raises(WeightsError, match="is a file"):
        look_at(tmp_path / "file")
    with pytest.raises(WeightsError, match=r"no config\.json"):
        look_at(tmp_path)


@pytest.mark.parametrize("config", ["", "[]", "{}", "[" * 100_000, '{"model_type": 3}'])
def test_broken_configuration(folder: Path, config: str) -> None:
    (folder / "config.json").write_text(config)
    with pytest.raises(WeightsError, match="download it again"):
        look_at(folder)


def test_download_cut_off(folder: Path) -> None:
    save(folder / "model.safetensors", {"a": ("BF16", [3, 4], 24)}, cut=5)
    with pytest.raises(WeightsError, match="download is incomplete"):
        look_at(folder)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "broken"),
        (b"\xff" * 100, "broken"),
        (struct.pack("<Q", 4) + b"[[[[", "list of tensors"),
        (struct.pack("<Q", 8) + b'{"a": 1}', "list of tensors"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "git lfs pull"),
    ],
)
def test_no_safetensors(folder: Path, data: bytes, words: str) -> None:
    (folder / "model.safetensors").write_bytes(data)
    with pytest.raises(WeightsError, match=words):
        look_at(folder)


@pytest.mark.parametrize(
    ("name", "words"),
    [("model.gguf", "llama.cpp"), ("pytorch_model.bin", "pickles"), ("x.txt", "no weights")],
)
def test_other_weights(folder: Path, name: str, words: str) -> None:
    (folder / "model.safetensors").rename(folder / name)
    with pytest.raises(WeightsError, match=words):
        look_at(folder)


def test_cache_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    assert cached("maker/model") is None
    model = tmp_path / "hub" / "models--maker--model"
    (model / "refs").mkdir(parents=True)
    (model / "refs" / "main").write_text("abc\n")
    assert cached("maker/model") is None
    (model / "snapshots" / "abc").mkdir(parents=True)
    assert cached("maker/model") == model / "snapshots" / "abc"
