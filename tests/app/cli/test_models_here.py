"""`deskhand models` for models that run on this machine."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

Call = Callable[..., Any]
BUILDER = Path(__file__).parents[2] / "support" / "tiny_models.py"


def test_set_up_with_weights(call: Call, home: Path, tmp_path: Path) -> None:
    weights = tmp_path / "Qwen3-VL-8B"
    added = call("models", "add", "qwen", "--weights", "Qwen3-VL-8B", "--dtype", "bfloat16")
    assert added.code == 0
    entry = {"name": "qwen", "model": "Qwen3-VL-8B", "weights": str(weights), "dtype": "bfloat16"}
    assert yaml.safe_load((home / "models.yaml").read_text("utf-8")) == {"models": [entry]}
    shown = call("models", "show", "qwen", "--json").json
    assert (shown["protocol"], shown["profile"], shown["price"]) == ("local", "qwen3-vl", "free")
    assert shown["weights"] == str(weights)
    # There is no such folder, or no torch: either is said before anything is done.
    assert "must be installed" in shown["problem"] or "does not exist" in shown["problem"]
    used = call("run", "Press Save", "--in", "fake", "--planner", "qwen")
    assert (used.code, list(home.glob("runs/*"))) == (2, [])
    assert "must be installed" in used.err or "does not exist" in used.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--weights", "w", "--address", "http://localhost:1/v1"], "not both"),
        (["--device", "cuda"], "device and dtype go with weights"),
    ],
)
def test_options_that_do_not_go_together(call: Call, options: list[str], words: str) -> None:
    refused = call("models", "add", "qwen3-vl", *options)
    assert refused.code == 2
    assert words in refused.err


@pytest.mark.skipif(
    importlib.util.find_spec("torch") is None or importlib.util.find_spec("xgrammar") is None,
    reason="torch and xgrammar not installed; installer/test installs them",
)
@pytest.mark.campaign
def test_a_run_with_random_weights(call: Call, home: Path, tmp_path: Path) -> None:
    """It does whatever it does: what counts is that every part takes the other's words."""
    subprocess.run([sys.executable, str(BUILDER), str(tmp_path / "tiny")], check=True, timeout=150)
    weights = str(tmp_path / "tiny" / "qwen3-vl")
    assert call("models", "add", "tiny", "--weights", weights).code == 0
    task = ["Press Save", "--in", "fake", "--url", "https://fake.example/settings"]
    ran = call("run", *task, "--planner", "tiny", "--max-steps", "1", "--json")
    assert ran.json["outcome"] not in ("crashed", "environment not available"), ran.err
    assert ran.json["models"]["calls"] >= 1
    prompts = call("runs", "show", "last", "--prompts")
    assert "<picture screens/" in prompts.out
