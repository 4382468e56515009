"""The model server as a person would have it in the list of models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from model_server.server import KEY

from app.safety.vault import variable_of


def list_model(
    home: Path,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    *,
    name: str = "tested",
    key: str = KEY,
    **setting: Any,
) -> None:
    """Write `models.yaml` with one model, and give its key.

    Args:
        home: the folder of the settings; made where there is none.
        address: of the server, without a path.
        setting: what else the file says of the model.
    """
    monkeypatch.setenv(variable_of("models/test"), key)
    entry = {
        "name": name, "model": "test-model", "profile": "compatible",
        "address": f"{address}/v1", "key": "models/test", **setting,
    }  # fmt: skip
    home.mkdir(exist_ok=True)
    (home / "models.yaml").write_text(json.dumps({"models": [entry]}), "utf-8")
