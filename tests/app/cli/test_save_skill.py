"""A run of the built-in planner becomes a skill that does the same with other values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import main
from app.demo.sample import TASK
from app.demo.server import DemoSite
from skills.check import faults
from skills.store import Store

RUN = ("--headless", "--yes", "--commits")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESKHAND_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def site() -> Iterator[DemoSite]:
    with DemoSite() as site:
        yield site


def test_a_verified_run_is_a_skill_in_one_command(
    home: Path, site: DemoSite, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", TASK, "--url", site.url, *RUN]) == 0
    capfd.readouterr()
    assert main(["runs", "save-skill", "last", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["name"] == "edit-contact"
    assert told["reviews"] == []
    skill = Store(home / "skills").get("edit-contact")
    assert faults(skill) == []
    assert [each.name for each in skill.parameters] == ["contact", "phone", "city"]
    values = {"contact": "Anna Bergström", "phone": "+46 8 123", "city": "Umeå"}
    given = [part for name, text in values.items() for part in ("--with", f"{name}={text}")]
    assert main(["skills", "run", "edit-contact", *given, *RUN]) == 0, capfd.readouterr().err
    contact = site.state.contact("Anna Bergström")
    assert (contact.phone, contact.city) == ("+46 8 123", "Umeå")
    assert site.state.contact("Anna Berg").city != "Umeå"  # nor anybody who is called almost so
    assert main(["runs", "save-skill", "last"]) == 1
    assert "was a skill" in capfd.readouterr().err


def test_a_run_that_did_not_get_it_done_is_no_skill(
    home: Path, site: DemoSite, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", 'Click "Nothing of this name"', "--url", site.url, *RUN]) == 1
    assert main(["runs", "save-skill", "last"]) == 1
    assert "did not get it done" in capfd.readouterr().err
    assert Store(home / "skills").names() == []
