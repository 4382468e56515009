"""`deskhand keys` against a real Secret Service, and where there is none."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.safety.vault import variable_of

Call = Callable[..., Any]
UNLOCK = "printf p | gnome-keyring-daemon --unlock --components=secrets >/dev/null;"
DESKHAND = f"{sys.executable} -W error -c 'import sys; from app.cli import main; sys.exit(main())'"
KEY = "sk-a-very-secret-key"
MODELS = (
    "models: [{name: mine, model: gpt-5.4, key: models/work}, {name: gem, model: gemini-3.5-flash}]"
)


def on_keyring(folder: Path, script: str) -> list[str]:
    """What a shell script prints on a fresh session bus with an unlocked keyring."""
    runtime, home = folder / "run", folder / "home"
    runtime.mkdir(mode=0o700)
    home.mkdir()
    (home / "models.yaml").write_text(MODELS, "utf-8")
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(runtime),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DESKHAND_HOME": str(home),
        "GEMINI_API_KEY": KEY,
    }
    inner = f'{UNLOCK} deskhand() {{ {DESKHAND} "$@"; }}; {script}'
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", inner],
        env=variables, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert KEY not in done.stdout + done.stderr
    assert done.stdout, done.stderr
    return done.stdout.splitlines()


def test_a_key_is_kept_listed_used_and_deleted(tmp_path: Path) -> None:
    lines = on_keyring(
        tmp_path,
        f"printf '{KEY}\\n' | deskhand keys set openai; printf {KEY} | deskhand keys set mine;"
        "deskhand keys list; deskhand models list; deskhand keys list --json | tr -d ' \\n'; echo;"
        "deskhand keys delete openai; echo $?;"
        "deskhand keys delete openai --yes; deskhand keys delete openai --yes; echo $?;"
        "deskhand keys list",
    )
    assert lines[0].startswith("The key is kept under models/openai in ")
    assert lines[1].startswith("The key is kept under models/work in ")
    assert lines[2:5] == [
        "models/work: keyring; for mine",
        "models/google: GEMINI_API_KEY; for gem",
        "models/openai: keyring",
    ]
    told = "\n".join(lines)
    assert "https://api.openai.com/v1; key from the keyring" in told
    assert "key from the environment" in told
    listed = json.loads(next(line for line in lines if line.startswith('{"keys"')))
    assert {"name": "models/work", "source": "keyring", "models": ["mine"]} in listed["keys"]
    assert lines[-5:] == [
        "2",
        "models/openai is deleted from the keyring.",
        "2",
        "models/work: keyring; for mine",
        "models/google: GEMINI_API_KEY; for gem",
    ]
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or KEY.encode() not in file.read_bytes(), file


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_keyring_it_is_said_before_a_key_is_asked_for(call: Call) -> None:
    refused = call("keys", "set", "openai")
    assert refused.code == 5
    assert "no keyring that keeps secrets safely" in refused.err
    listed = call("keys", "list")
    assert listed.code == 0
    assert "no keyring" in listed.err
    data = call("keys", "list", "--json").json
    assert data["keys"] == []
    assert "no keyring" in data["problem"]


def test_variables_are_listed_by_name(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv(variable_of("models/anthropic"), KEY)
    listed = call("keys")
    assert "models/openai: OPENAI_API_KEY" in listed.out
    assert "models/anthropic: DESKHAND_SECRET_MODELS_ANTHROPIC" in listed.out
    assert KEY not in listed.out + listed.err


@pytest.mark.parametrize("given", ["", "\n", "two words", "a\x1bb", "x" * 20_000])
def test_what_is_no_key_is_refused(tmp_path: Path, given: str) -> None:
    (tmp_path / "given").write_text(given, "utf-8")
    lines = on_keyring(
        tmp_path,
        f"deskhand keys set openai --json < {tmp_path / 'given'} | tr -d '\\n'; echo;"
        "deskhand keys set 'a b' --json <<< key | tr -d '\\n'; echo; deskhand keys list",
    )
    assert '"exit_code": 2' in lines[0]
    assert "no name" in lines[1]
    assert lines[2:] == ["models/work: missing; for mine", "models/google: GEMINI_API_KEY; for gem"]


def test_a_typed_key_is_not_shown(tmp_path: Path) -> None:
    """On a terminal of its own, as a person types it."""
    script = tmp_path / "script"
    script.write_text(
        f"export XDG_RUNTIME_DIR={tmp_path}/run HOME={tmp_path} DESKHAND_HOME={tmp_path}/home\n"
        f"unset PYTHON_KEYRING_BACKEND; mkdir -m 700 $XDG_RUNTIME_DIR\n{UNLOCK}\n"
        f"{DESKHAND} keys set openai && {DESKHAND} keys list\n"
    )
    parent, child = pty.openpty()
    process = subprocess.Popen(
        ["dbus-run-session", "--", "bash", str(script)],
        stdin=child, stdout=child, stderr=child, start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    os.close(child)
    shown = b""
    until = time.monotonic() + 60
    typed = False
    while time.monotonic() < until and b"models/openai: keyring" not in shown:
        if select.select([parent], [], [], 0.5)[0]:
            try:
                shown += os.read(parent, 4096)
            except OSError:  # the other side is closed
                break
        if not typed and b"not shown" in shown:
            os.write(parent, f"{KEY}\n".encode())
            typed = True
    process.wait(30)
    os.close(parent)
    assert b"models/openai: keyring" in shown, shown
    assert KEY.encode() not in shown
