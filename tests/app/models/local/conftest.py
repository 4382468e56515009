"""Tiny models, built once, and clients that run them."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from local_models import client_for

from app.models.local.client import LocalClient

BUILDER = Path(__file__).parents[3] / "support" / "tiny_models.py"


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the folders of two tiny models."""
    missing = [each for each in ("torch", "xgrammar") if importlib.util.find_spec(each) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed; installer/test installs them")
    folder = tmp_path_factory.mktemp("tiny")
    built = subprocess.run(
        [sys.executable, str(BUILDER), str(folder)], capture_output=True, text=True, timeout=150
    )
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="session")
def second(tiny: Path) -> Iterator[LocalClient]:
    """Qwen2.5-VL."""
    client = client_for(tiny / "qwen2.5-vl", "qwen2.5-vl")
    yield client
    client.close()


@pytest.fixture(scope="session")
def third(tiny: Path) -> Iterator[LocalClient]:
    """Qwen3-VL."""
    client = client_for(tiny / "qwen3-vl", "qwen3-vl")
    yield client
    client.close()
