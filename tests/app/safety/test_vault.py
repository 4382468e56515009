"""The vault against a real Secret Service: gnome-keyring on a session bus of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.safety.vault import Vault, VaultError, variable_of

UNLOCK = 'printf %s "${PASSWORD-}" | gnome-keyring-daemon --unlock --components=secrets >/dev/null;'

SCRIPT = """
import json, sys
from app.safety.vault import Vault, VaultError
vault = Vault({}, patience=float(sys.argv[1]))
try:
    before = vault.find("models/x")
    vault.keep("models/x", "s3cret — ü😀")
    found = vault.find("models/x")
    told = [vault.describe(), repr(found), found.value, found.source]
    gone = [vault.forget("models/x"), vault.forget("models/x"), vault.find("models/x")]
    print(json.dumps([before, told, gone]))
except VaultError as error:
    print(json.dumps(str(error)))
"""


def run_with_keyring(folder: Path, before: str, patience: float, **extra: str) -> object:
    """What the script prints on a fresh session bus, after a shell command to prepare it."""
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(runtime),
        "PYTHONPATH": os.pathsep.join(sys.path),
        **extra,
    }
    inner = f"{before} exec {sys.executable} -W error -c '{SCRIPT}' {patience}"
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", inner],
        env=variables, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_secret_is_kept_found_and_forgotten(tmp_path: Path) -> None:
    before, told, gone = run_with_keyring(tmp_path, UNLOCK, 20, PASSWORD="p")  # type: ignore[misc] # three lists
    assert before is None
    assert told[1:] == ["Found(•••, 'keyring')", "s3cret — ü😀", "keyring"]
    assert gone == [True, False, None]
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"s3cret" not in file.read_bytes(), file


def test_a_locked_keyring_that_nobody_unlocks_is_an_error(tmp_path: Path) -> None:
    said = run_with_keyring(tmp_path, "", 5)
    assert isinstance(said, str)
    assert "environment variable" in said


def test_a_keyring_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    daemons = (
        "ours() { for each in $(pgrep gnome-keyring-d); do"
        ' grep -qs "$XDG_RUNTIME_DIR" /proc/$each/environ && echo $each; done; };'
    )
    freeze = "sleep 0.5; kill -STOP $(ours); (sleep 6; kill -KILL $(ours)) >/dev/null 2>&1 &"
    said = run_with_keyring(tmp_path, UNLOCK + daemons + freeze, 3, PASSWORD="p")
    assert isinstance(said, str)
    assert "within 3 s" in said


def test_a_silent_keyring_is_waited_for_only_once() -> None:
    vault, never = Vault({}, patience=0.1), threading.Event()
    with pytest.raises(VaultError, match="did not answer"):
        vault._ask(lambda: never.wait(30))
    with pytest.raises(VaultError, match="did not answer"):
        vault._ask(lambda: pytest.fail("asked again"))
    never.set()


def test_without_a_bus_it_is_said(tmp_path: Path) -> None:
    said = run_with_keyring(tmp_path, "unset DBUS_SESSION_BUS_ADDRESS;", 20)
    assert isinstance(said, str)
    assert "no keyring" in said


def test_a_keyring_that_keeps_nothing_safe_is_refused(tmp_path: Path) -> None:
    said = run_with_keyring(
        tmp_path, UNLOCK, 20, PASSWORD="p", PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring"
    )
    assert isinstance(said, str)
    assert "no keyring" in said


def test_variables_come_first() -> None:
    vault = Vault({"OPENAI_API_KEY": " key ", variable_of("site"): "other"}, patience=1)
    found = vault.find("models/openai", ("OPENAI_API_KEY",))
    assert found is not None
    assert (found.value, found.source) == ("key", "environment")
    assert vault.resolve("site") == "other"
    assert "key" not in repr(found).replace("keyring", "")


@pytest.mark.parametrize(("name", "value"), [("", "x"), ("../x", "x"), ("a b", "x"), ("a", "")])
def test_nonsense_is_refused(name: str, value: str) -> None:
    with pytest.raises(VaultError):
        Vault({}, patience=10).keep(name, value)
