"""Local models in models.yaml, and what is said before one is started."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import UsageError
from app.models.config import ModelSetting, address_of, key_facts, make_client, model_setting
from app.models.local import client as local
from app.models.price import FREE
from app.models.price_table import known_prices
from app.models.profile import shipped_profiles
from app.safety.vault import Vault

PROFILES = shipped_profiles()


def setting(**entry: str) -> ModelSetting:
    return model_setting({"name": "mine", **entry}, "models.yaml, model 1")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Says which of torch and transformers are there; the checks before a start ask no more."""

    def say(names: str) -> None:
        def find(name: str) -> Any:
            return object() if name in names.split() else None

        monkeypatch.setattr(importlib.util, "find_spec", find)

    return say


def test_weights_give_the_name() -> None:
    found = setting(weights="~/models/Qwen3-VL-8B-Instruct/")
    assert (found.model, found.local) == ("Qwen3-VL-8B-Instruct", True)
    assert found.its_profile().name == "qwen3-vl"


def test_costs_nothing_and_wants_no_key() -> None:
    found = setting(model="ui-tars-1.5-7b", address="local")
    profile = found.its_profile()
    assert found.its_price(profile, known_prices(None)) == FREE
    assert not key_facts(found, profile, Vault({})).needed
    assert address_of(found, profile) == ""


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"weights": "/w", "address": "http://localhost:1/v1"}, "not both"),
        ({"model": "m", "device": "cpu"}, "go with weights"),
        ({"model": "m", "weights": ""}, "weights must be a text"),
    ],
)
def test_settings_that_make_no_sense(entry: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        setting(**entry)


def test_unknown_family() -> None:
    assert setting(weights="/models/some-model").its_profile().name == "compatible-text"
    with pytest.raises(UsageError, match="No profile for grounding"):
        setting(weights="/models/some-model").its_profile(purpose="grounding")


def test_torch_is_missing(installed: Callable[[str], None], tmp_path: Path) -> None:
    installed("transformers")
    with pytest.raises(UsageError, match=r"torch must be installed .* pip install torch==2"):
        make_client(setting(weights=str(tmp_path)), PROFILES["qwen3-vl"], Vault({}))
    installed("")
    with pytest.raises(UsageError, match="torch and transformers must be installed"):
        make_client(setting(weights=str(tmp_path)), PROFILES["qwen3-vl"], Vault({}))


def test_weights_are_missing(
    installed: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed("torch transformers")
    with pytest.raises(UsageError, match=r"model mine cannot be used\. The folder .* not exist"):
        make_client(setting(weights=str(tmp_path / "w")), PROFILES["qwen3-vl"], Vault({}))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    named = setting(model="Qwen/Qwen3-VL-8B-Instruct", address="local")
    with pytest.raises(UsageError, match="hf download Qwen/Qwen3-VL-8B-Instruct"):
        make_client(named, PROFILES["qwen3-vl"], Vault({}))


@pytest.mark.parametrize("profile", ["compatible", "openai-computer", "anthropic", "gemini"])
def test_profiles_that_call_tools(installed: Callable[[str], None], profile: str) -> None:
    installed("torch transformers")
    with pytest.raises(UsageError, match="compatible-text"):
        make_client(setting(weights="/w"), PROFILES[profile], Vault({}))


def test_unknown_type(installed: Callable[[str], None]) -> None:
    installed("torch transformers")
    with pytest.raises(UsageError, match="there are auto, float32, bfloat16, float16"):
        make_client(setting(weights="/w", dtype="int4"), PROFILES["qwen3-vl"], Vault({}))


@pytest.mark.parametrize(
    ("told", "text", "thought"),
    [
        ({"thinks": True, "text": "I see.\n</think>\n\nDone."}, "Done.", "I see."),
        ({"thinks": False, "text": "<think>Hm.</think>Done."}, "Done.", "Hm."),
        ({"thinks": True, "text": "I see and"}, "", "I see and"),
        ({"thinks": False, "text": "Done. <think>"}, "Done. <think>", ""),
    ],
)
def test_thoughts(told: dict[str, Any], text: str, thought: str) -> None:
    found = local._reply({"read": 3, "written": 2, "cut": False, **told})
    assert (found.text, found.thought, found.usage.output) == (text, thought, 2)
