"""`deskhand skills verify` carries out a skill's tests; a skill touches no file beyond its list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_skills import change_contact

from actions.action import GroundedAction, Open
from app.cli import main
from app.demo.server import DemoSite
from app.engine.events import Effect
from app.engine.gate import Gate
from app.safety.permissions import Mode, default_permissions
from app.skills_shelf import scope_of
from perception.geometry import Size, Viewport
from perception.observation import Observation
from skills.load import parse
from skills.store import Store
from skills.values import bind

NAME = "demo-change-contact"
FLAGS = ("--headless", "--yes", "--commits", "--json")


@pytest.fixture
def site() -> Iterator[DemoSite]:
    with DemoSite() as site:
        yield site


@pytest.mark.campaign  # half a minute
def test_a_draft_whose_test_holds_is_verified(
    site: DemoSite,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DESKHAND_HOME", str(tmp_path))
    library = Store(tmp_path / "skills")
    library.put(parse(change_contact(site.url, trust="draft")))
    tests = library.folder(NAME) / "tests"
    tests.mkdir()
    (tests / "there.yaml").write_text(
        "about: somebody who is there\nwith: {contact: Chen Wei, phone: '+49 1', city: Bremen}\n"
    )
    (tests / "nobody.yaml").write_text(
        "with: {contact: Nobody Atall, phone: '+49 2', city: Rome}\nexpect: halt\n"
    )
    code = main(["skills", "verify", NAME, *FLAGS])
    told = json.loads(capfd.readouterr().out)
    assert code == 0, told
    assert [(each["name"], each["passed"]) for each in told["tests"]] == [
        ("nobody", True),
        ("there", True),
    ]
    assert site.state.contact("Chen Wei").phone == "+49 1"
    assert library.get(NAME).trust == "verified"
    kept = [(each.success, each.verified) for each in library.evidence(NAME)]
    assert kept == [(False, False), (True, True)]
    # One that does not come out as expected fails, and says why.
    (tests / "there.yaml").write_text("with: {contact: Nobody, phone: '1', city: Rome}\n")
    (tests / "nobody.yaml").unlink()
    assert main(["skills", "verify", NAME, *FLAGS]) == 1
    assert "expected" in json.loads(capfd.readouterr().out)["tests"][0]["reason"]
    (tests / "there.yaml").write_text("with: {contact: A, phone: '1'}\nexpected: done\n")
    assert main(["skills", "verify", NAME, *FLAGS]) == 1
    assert "'expected' is not known here" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("path", "effect"),
    [
        ("~/reports/may.pdf", Effect.ALLOW),
        ("~/reports/../secrets.txt", Effect.DENY),
        ("/etc/hosts", Effect.DENY),
        ("~/given.odt", Effect.ALLOW),
    ],
)
def test_files_beyond_the_list_are_refused(path: str, effect: Effect) -> None:
    skill = parse(
        "schema: 1\nname: open-it\ndescription: Open a file.\n"
        "parameters:\n  - {name: file, type: path}\n"
        'capabilities:\n  origins: ["file://"]\n  actions: [open]\n  files: ["~/reports/*"]\n'
        "steps:\n  - {id: s1, do: open, what: '{{file}}', kind: file}\n"
    )

    def nothing(name: str) -> object:
        raise KeyError(name)

    scope = scope_of(skill, nothing, bind(skill, {"file": "~/given.odt"}))  # type: ignore[arg-type]  # none is called
    gate = Gate(default_permissions(), Mode.AUTO)
    seen = Observation(viewport=Viewport(size=Size(800, 600)), surfaces=(), elements=())
    action = GroundedAction(action=Open(what=path, kind="file"))
    gate.narrow(scope)
    verdict = gate.check(action, seen)
    refused = verdict.rule == "skill-scope"
    assert refused is (effect is Effect.DENY), verdict
