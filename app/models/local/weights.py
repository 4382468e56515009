"""What a folder of weights holds: looked at before torch is started, so that faults show at once.

The header of a safetensors file is eight bytes with its length and then JSON that names for each
tensor its type, shape and place (the format is described by the safetensors project).
"""

from __future__ import annotations

import json
import math
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LONGEST_HEADER = 100_000_000  # bytes; the format's own limit
_BITS = {
    "F64": 64, "I64": 64, "U64": 64, "F32": 32, "I32": 32, "U32": 32, "F16": 16, "BF16": 16,
    "I16": 16, "U16": 16, "F8_E4M3": 8, "F8_E5M2": 8, "I8": 8, "U8": 8, "BOOL": 8, "F4": 4,
}  # fmt: skip
_FLOATS = frozenset({"F64", "F32", "F16", "BF16"})
_WANTED = {"float32": 32, "bfloat16": 16, "float16": 16}

DTYPES = ("auto", *_WANTED)


class WeightsError(ValueError):
    """A folder cannot be used as weights. The message says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A folder of weights that looks complete.

    Attributes:
        folder: where they lie.
        kind: `model_type` of its configuration: "qwen2_5_vl".
        quantised: stored in a packed form that is not widened.
        bits: for each type of tensor, how many bits there are of it.
    """

    folder: Path
    kind: str
    quantised: bool
    bits: Mapping[str, int]

    def bytes_as(self, dtype: str) -> int:
        """How much memory they take, in bytes.

        Args:
            dtype: a name in `DTYPES`; "auto" is the type in which they are stored.
        """
        total = 0
        for kind, bits in self.bits.items():
            wanted = _WANTED.get(dtype)
            if wanted is not None and kind in _FLOATS and not self.quantised:
                bits = bits * wanted // _BITS[kind]
            total += bits
        return total // 8


def look_at(folder: Path) -> Weights:
    """What a folder holds.

    Raises:
        WeightsError: it is missing, incomplete or broken, or holds another kind of weights.
    """
    if not folder.exists():
        raise WeightsError(
            f"The folder of weights {folder} does not exist. Download the model there first, as "
            "with `hf download NAME --local-dir FOLDER`, or correct `weights:` in models.yaml."
        )
    if not folder.is_dir():
        raise WeightsError(f"{folder} is a file; `weights:` names the folder around it.")
    config = _json(folder / "config.json", "it has no config.json")
    kind = config.get("model_type")
    if not isinstance(kind, str) or not kind:
        raise WeightsError(f"{folder}/config.json names no model_type; download it again.")
    files = _files(folder)
    bits: dict[str, int] = {}
    for file in files:
        for name, count in _header(file).items():
            bits[name] = bits.get(name, 0) + count
    return Weights(
        folder=folder,
        kind=kind,
        quantised="quantization_config" in config,
        bits=bits,
    )


def cached(name: str) -> Path | None:
    """Where the Hugging Face cache of this machine has a model, if it has it.

    Args:
        name: as on the hub: "Qwen/Qwen3-VL-8B-Instruct".
    """
    home = Path(os.environ.get("HF_HOME") or "~/.cache/huggingface").expanduser()
    cache = Path(os.environ.get("HF_HUB_CACHE") or home / "hub").expanduser()
    model = cache / ("models--" + name.replace("/", "--"))
    try:
        revision = (model / "refs" / "main").read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError, ValueError):
        return None
    found = model / "snapshots" / revision
    return found if revision and found.is_dir() else None


def _files(folder: Path) -> list[Path]:
    """The safetensors files, all of which are there."""
    index = folder / "model.safetensors.index.json"
    if index.exists():
        placed = _json(index, "").get("weight_map")
        if not isinstance(placed, dict) or not placed:
            raise WeightsError(f"{index} lists no tensors; download it again.")
        names = sorted({str(each) for each in placed.values()})
        if any(Path(name).name != name for name in names):
            raise WeightsError(f"{index} names files outside its folder; it is not to be trusted.")
        missing = [name for name in names if not (folder / name).is_file()]
        if missing:
            raise WeightsError(
                f"The weights in {folder} are incomplete: {missing[0]}"
                + (f" and {len(missing) - 1} more files are" if missing[1:] else " is")
                + " missing. Download them again; what is there already is kept."
            )
        return [folder / name for name in names]
    found = sorted(folder.glob("*.safetensors"))
    if not found and any(folder.glob("*.gguf")):
        raise WeightsError(
            f"{folder} holds GGUF weights, which transformers does not run: start them with "
            "llama.cpp or Ollama and give its address in models.yaml."
        )
    if not found and any(folder.glob("*.bin")):
        raise WeightsError(
            f"{folder} holds weights as pickles (.bin), which can run code when they are read. "
            "Take those that end in .safetensors."
        )
    if not found:
        raise WeightsError(
            f"There are no weights (*.safetensors) in {folder}. Is the download complete?"
        )
    return found


def _header(file: Path) -> Mapping[str, int]:
    """Bits per type of a safetensors file, whose length is checked."""
    size = file.stat().st_size
    broken = f"{file} is broken, or its download is incomplete: download it again"
    with file.open("rb") as stream:
        start = stream.read(8)
        if start.startswith(b"version "):
            raise WeightsError(
                f"{file} is only a pointer of Git LFS. Fetch the file itself, with `git lfs pull`."
            )
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
        if not 2 <= length <= min(size - 8, _LONGEST_HEADER):
            raise WeightsError(f"{broken} ({size} bytes).")
        text = stream.read(length)
    try:
        tensors = json.loads(text)
        tensors.pop("__metadata__", None)
        end = max((each["data_offsets"][1] for each in tensors.values()), default=0)
        bits: dict[str, int] = {}
        for each in tensors.values():
            count = math.prod(each["shape"]) * _BITS.get(each["dtype"], 16)
            bits[each["dtype"]] = bits.get(each["dtype"], 0) + count
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as failure:
        raise WeightsError(f"{broken} (its list of tensors cannot be read).") from failure
    if 8 + length + end != size:
        raise WeightsError(f"{broken} ({size} of {8 + length + end} bytes).")
    return bits


def _json(file: Path, missing: str) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except FileNotFoundError as failure:
        raise WeightsError(
            f"{file.parent} is no folder of weights: {missing}. It must be that of a model as "
            "transformers saves it."
        ) from failure
    except (OSError, ValueError, RecursionError) as failure:
        raise WeightsError(f"{file} cannot be read ({failure}); download it again.") from failure
    if not isinstance(found, dict):
        raise WeightsError(f"{file} is no JSON object; download it again.")
    return found
