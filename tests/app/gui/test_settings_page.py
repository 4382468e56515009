"""Settings in the window: written to the files, read back from them, keys never shown."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from window_person import WindowPerson, deskhand_window, wait_for

from actions.environments.private_desktop import PrivateDesktop
from app.models.config import load_models
from app.safety.permissions import Mode
from app.safety.permissions_file import own_permissions
from app.settings import Settings, SettingsError, load_settings, parse_settings, set_setting


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def part(person: WindowPerson, name: str) -> None:
    """Turn to a part of the settings."""
    person.click("tab", "Settings")
    person.click("listitem", name)


def test_what_is_set_stands_in_the_file_and_the_other_way_round(
    desktop: PrivateDesktop, home: Path
) -> None:
    file = home / "settings.yaml"
    file.write_text("# mine\nmax_steps: 40  # enough\n")
    with deskhand_window(desktop, home) as person:
        part(person, "Runs")
        person.find("spinbutton", "Most steps of a run")
        wait_for(lambda: person.find("spinbutton", "Most steps").value == "40", 20)
        person.type("Most steps of a run", "25", role="spinbutton")
        person.press("Tab")
        wait_for(lambda: load_settings(file).max_steps == 25, 20)
        assert file.read_text().startswith("# mine\n")

        set_setting(file, "max_steps", "33")  # as the command line does
        wait_for(lambda: person.find("spinbutton", "Most steps").value == "33", 20)

        part(person, "Permissions")
        person.click("button", "Add a rule…")
        person.type("Places (empty: anywhere)", "https://shop.example.com")
        person.type("Name of the rule", "shop")
        person.find("text", "Ask before anything in https://shop.example.com.", usable=False)
        person.click("button", "Add")
        wait_for(lambda: (home / "permissions.yaml").exists(), 20)
        (rule,) = own_permissions(home / "permissions.yaml").rules
        assert (rule.id, rule.origins) == ("shop", ("https://shop.example.com",))
        person.find("gridcell", "Ask before anything in https://shop.example.com", usable=False)


@pytest.mark.campaign
def test_faults_are_told_and_the_mode_is_changed(desktop: PrivateDesktop, home: Path) -> None:
    (home / "settings.yaml").write_text("max_steps: many\n")
    with deskhand_window(desktop, home) as person:
        person.find("text", str(home / "settings.yaml"), usable=False)
        part(person, "Runs")
        (home / "settings.yaml").write_text("max_steps: 12\n")
        wait_for(lambda: person.find("spinbutton", "Most steps").value == "12", 30)
        part(person, "Permissions")
        person.click("combobox", "What no rule speaks of")
        person.press("Home")
        person.press("Enter")
        permissions = home / "permissions.yaml"
        wait_for(permissions.exists, 20)
        assert own_permissions(permissions).mode is Mode.OBSERVE


class _Server(BaseHTTPRequestHandler):
    """A server of models that has none and answers nothing."""

    def do_GET(self) -> None:
        self.send_response(503)
        self.end_headers()

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.server_address[1]}/v1"
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.mark.campaign
def test_a_model_is_added_tried_and_removed(
    desktop: PrivateDesktop, home: Path, server: str
) -> None:
    with deskhand_window(desktop, home) as person:
        part(person, "Models")
        person.click("button", "Add…")
        person.click("combobox", "Where it runs")
        person.press("Down")
        person.press("Enter")
        person.type("Model", "qwen3-vl-8b")
        person.type("Address", server)
        person.press("Enter")
        person.find("gridcell", "qwen3-vl-8b", usable=False)
        (model,) = load_models(home / "models.yaml").values()
        assert model.address == server
        person.click("gridcell", "qwen3-vl-8b")
        person.click("button", "Try it out")
        person.find("textbox", "About this model", usable=False)
        wait_for(lambda: "✗" in (person.find("textbox", "About this model").value or ""), 90)
        person.click("button", "Remove…")
        person.press("Alt+y")
        wait_for(lambda: not load_models(home / "models.yaml"), 20)


@pytest.mark.campaign
def test_a_key_that_cannot_be_kept_is_said_and_not_shown(
    desktop: PrivateDesktop, home: Path
) -> None:
    """There is no keyring here: nothing falls back to a file in clear."""
    with deskhand_window(desktop, home) as person:
        part(person, "Keys")
        person.click("button", "Set…")
        person.type("Key", "sk-not-a-real-key")
        person.click("button", "Set")
        person.find("text", "There is no keyring", usable=False)
        seen = [f"{each.name} {each.value}" for each in person.see().elements]
        assert not any("sk-not-a-real-key" in each for each in seen)
        person.press("Escape")
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert not any(b"sk-not-a-real-key" in path.read_bytes() for path in kept)


@pytest.mark.parametrize("keys", ["Ctrl+.", "Ctrl+Shift+P", "F9", "Meta+Escape", ""])
def test_keys_that_can_be_set(keys: str) -> None:
    assert parse_settings(f'stop_key: "{keys}"').stop_key == keys


@pytest.mark.parametrize(
    "line", ["stop_key: a", "stop_key: Ctrl+", "language: fr", "appearance: x"]
)
def test_what_cannot_be_set_is_said(line: str) -> None:
    with pytest.raises(SettingsError, match=line.partition(":")[0]):
        parse_settings(line)


def test_auto_is_as_if_nothing_was_said() -> None:
    assert parse_settings("headless: auto") == Settings()
