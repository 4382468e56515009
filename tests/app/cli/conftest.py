"""A home of one's own, scripts for the scripted planner, and ways to call the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli import main

SETTINGS = "https://fake.example/settings"

TYPE = {"is": "Type", "text": "Ada", "into": {"is": "Description", "text": "Display name"}}
SAVE = {"is": "Click", "target": {"is": "Description", "text": "Save", "role": "button"}}
WAIT = {"is": "Wait", "seconds": 60}


def finish(answer: str = "Saved.", **more: Any) -> dict[str, Any]:
    return {"is": "Finish", "answer": answer, **more}


@dataclass
class Called:
    """What came of a call."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("DESKHAND_HOME", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def call(home: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., Called]:
    """Calls the command line in this process."""

    def call(*arguments: str) -> Called:
        capfd.readouterr()
        code = main(arguments)
        out, err = capfd.readouterr()
        return Called(code, out, err)

    return call


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., list[str]]:
    """Options of `run` that play a script in the fake application."""

    def script(*actions: dict[str, Any], url: str = SETTINGS) -> list[str]:
        path = tmp_path / "script.json"
        path.write_text(json.dumps(actions))
        return ["--in", "fake", "--url", url, "--planner", f"script:{path}"]

    return script


@pytest.fixture
def start(home: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts the command line in a process of its own."""

    def start(*arguments: str, **options: Any) -> subprocess.Popen[str]:
        program = "import sys; from app.cli import main; sys.exit(main())"
        return subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            **{
                "stdin": subprocess.DEVNULL,
                "stdout": subprocess.PIPE,
                "stderr": subprocess.PIPE,
                "text": True,
                "env": os.environ | {"DESKHAND_HOME": str(home)},
                **options,
            },
        )

    return start
