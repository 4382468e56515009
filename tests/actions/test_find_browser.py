from __future__ import annotations

from pathlib import Path

import pytest

from actions.environments import find_browser as module
from actions.environments.find_browser import VARIABLE, find_browser
from actions.errors import EnvironmentUnavailable


def program(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_given_path_wins_over_all(tmp_path: Path) -> None:
    mine = program(tmp_path, "mine")
    environ = {"PATH": str(tmp_path), VARIABLE: str(program(tmp_path, "chromium"))}
    assert find_browser(str(mine), environ) == mine


def test_variable_wins_over_path(tmp_path: Path) -> None:
    program(tmp_path, "chromium")
    mine = program(tmp_path, "mine")
    assert find_browser("", {"PATH": str(tmp_path), VARIABLE: str(mine)}) == mine


def test_chrome_before_chromium_before_edge(tmp_path: Path) -> None:
    for name in ("microsoft-edge", "chromium", "google-chrome"):
        program(tmp_path, name)
    found = list(module.candidates({"PATH": str(tmp_path)}))
    assert [path.name for path in found[:3]] == ["google-chrome", "chromium", "microsoft-edge"]


def test_a_command_will_do(tmp_path: Path) -> None:
    mine = program(tmp_path, "my-browser")
    assert find_browser("my-browser", {"PATH": str(tmp_path)}) == mine


@pytest.mark.parametrize(
    ("name", "problem"), [("missing", "does not exist"), ("text", "no program")]
)
def test_a_wrong_path_is_named(tmp_path: Path, name: str, problem: str) -> None:
    (tmp_path / "text").write_text("")
    with pytest.raises(EnvironmentUnavailable, match="--browser-path") as raised:
        find_browser(str(tmp_path / name), {"PATH": ""})
    assert problem.split()[-1] in str(raised.value)


def test_none_installed_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PLACES", {})
    with pytest.raises(EnvironmentUnavailable, match="--browser-path") as raised:
        find_browser("", {"PATH": "/nonexistent"})
    assert "install" in str(raised.value)
