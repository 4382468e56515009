"""The doctor tries the real browser of this machine."""

import json
import os
from pathlib import Path

import pytest

from actions.environments.private_desktop import PrivateDesktop
from app.doctor import SAMPLES, Check, Health, run_doctor
from app.paths import Paths


def home(folder: Path) -> Paths:
    return Paths.within(folder)


def test_a_working_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delitem(os.environ, name, raising=False)
    told: list[Check] = []
    report = run_doctor(home=home(tmp_path), told=told.append)
    assert report.healthy, str(report)
    assert report.exit_code == 0
    assert tuple(told) == report.checks
    by_name = {check.name: check for check in report.checks}
    assert by_name["Click"].detail == "the page counted one click"
    assert all(sample in by_name["Type and read back"].detail for sample in SAMPLES)
    assert by_name["Download"].health is Health.WORKS
    assert by_name["Screenshot"].health is Health.WORKS
    assert by_name["Private desktop"].health is Health.WORKS, by_name["Private desktop"].detail
    assert "2 monitors" in by_name["Private desktop"].detail
    assert by_name["This desktop"].health is Health.LIMITED
    assert list((tmp_path / "runs").iterdir()) == []  # it leaves nothing behind
    json.dumps(report.as_json())


def test_no_browser(tmp_path: Path) -> None:
    report = run_doctor(browser_path=str(tmp_path / "nothing"), home=home(tmp_path))
    assert report.exit_code == 4
    (failed,) = (check for check in report.checks if check.health is Health.FAILS)
    assert failed.name == "Browser"
    assert "does not exist" in failed.detail


def test_a_browser_that_does_not_start(tmp_path: Path) -> None:
    broken = tmp_path / "browser"
    broken.write_text("#!/bin/sh\necho cannot open shared object file >&2\nexit 127\n")
    broken.chmod(0o755)
    report = run_doctor(browser_path=str(broken), home=home(tmp_path))
    assert report.exit_code == 4
    assert report.checks[-1].name == "Start"
    assert report.checks[-1].health is Health.FAILS
    assert report.checks[-1].remedy


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    report = run_doctor(browser_path="nothing-here", home=home(blocked))
    by_name = {check.name: check for check in report.checks}
    assert by_name["Run folder"].health is Health.FAILS
    assert "DESKHAND_HOME" in by_name["Run folder"].remedy


def test_no_display_is_said_and_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delitem(os.environ, name, raising=False)
    report = run_doctor(browser_path="nothing-here", home=home(tmp_path))
    check = next(check for check in report.checks if check.name == "Display")
    assert check.health is Health.LIMITED
    assert "without a window" in check.detail


def test_the_desktop_of_the_session(
    tmp_path: Path, desktop: PrivateDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, desktop.session.variables[name])
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    report = run_doctor(browser_path="nothing-here", home=home(tmp_path))
    check = next(check for check in report.checks if check.name == "This desktop")
    assert check.health is Health.WORKS, check.detail
    assert check.detail == "seen, clicked and typed into on 1 monitor"
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    report = run_doctor(browser_path="nothing-here", home=home(tmp_path))
    check = next(check for check in report.checks if check.name == "This desktop")
    assert check.health is Health.LIMITED
    assert "Wayland" in check.detail
