"""What runs have in common is proposed once, and becomes a skill."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.action import Action, Claim, Click, Finish, GroundedAction, Type
from actions.target import ElementRef, Grounding
from actions.trajectory import Decision, Outcome, Step, Task
from app.cli import main
from app.engine.events import (
    CheckedClaim,
    Event,
    Observed,
    RunFinished,
    RunStarted,
    StepFinished,
    Verification,
)
from app.paths import paths
from app.proposals import proposals
from app.runs.folders import new_folder
from app.runs.log import RunLog
from perception.element import Element
from perception.geometry import Box, Point, Size, Viewport
from perception.observation import Observation, Surface
from perception.predicate import Text

NAMES = ("Ada Lovelace", "Alan Turing", "Grace Hopper")


def page(at: int, name: str) -> Observation:
    """The page after so many steps."""
    url = ("list", "new", "new", "done")[at]
    elements = [
        Element(ref="e1", surface="t1", role="link", name="New contact", box=Box(0, 0, 90, 20)),
        Element(
            ref="e2",
            surface="t1",
            role="textbox",
            name="Full name",
            value=name if at > 1 else "",
            states=frozenset({"editable"}),
            box=Box(0, 40, 90, 20),
        ),
        Element(
            ref="e3",
            surface="t1",
            role="button",
            name="Save",
            box=Box(0, 80, 90, 20),
            attributes={"id": "save"},
        ),
    ]
    shown = {0: elements[:1], 1: elements[1:], 2: elements[1:]}.get(at, [])
    if at == 3:
        shown = [Element(ref="e9", surface="t1", role="heading", name=name, box=Box(0, 0, 90, 20))]
    return Observation(
        viewport=Viewport(size=Size(800, 600)),
        surfaces=(
            Surface(
                ref="t1",
                url=f"https://crm.test/{url}",
                origin="https://crm.test",
                title=url,
                box=Box(0, 0, 800, 600),
                active=True,
            ),
        ),
        elements=tuple(shown),
        place_key=url,
        progress_key=f"{url}{at}",
    )


def run(home: Path, run_id: str, name: str, outcome: Outcome = Outcome.DONE_VERIFIED) -> None:
    """A run of three steps on disk."""
    folder = new_folder(home, "Add a contact", run_id)
    acts: list[tuple[Action, str]] = [
        (Click(target=ElementRef(ref="e1")), "e1"),
        (Type(text=name, into=ElementRef(ref="e2")), "e2"),
        (Click(target=ElementRef(ref="e3")), "e3"),
    ]
    task = Task(text=f'Add the contact "{name}"')
    events: list[Event] = [
        RunStarted(run_id=run_id, task=task, environment="fake", planner="builtin")
    ]
    for at, (action, ref) in enumerate(acts):
        before, after = page(at, name), page(at + 1, name)
        element = before.by_ref[ref]
        spot = Grounding(
            target=ElementRef(ref=ref), element=element, surface="t1", point=Point(10, 10)
        )
        grounded = GroundedAction(action=action, groundings=(spot,))  # type: ignore[arg-type]
        step = Step(
            index=at,
            observation=before,
            decision=Decision(actions=(action,)),
            action=action,
            grounded=grounded,
            after=after,
            risk="commit" if at == 2 else "edit",
        )
        events += [Observed(index=at, observation=before), StepFinished(step=step)]
    claim = Claim(predicate=Text(text=name), durable=True)
    checked = Verification(
        agreed=True, claims=(CheckedClaim(text=name, held=True, method="reloaded"),)
    )
    events.append(
        RunFinished(
            outcome=outcome, answer="", control=Finish(claims=(claim,)), verification=checked
        )
    )
    log = RunLog(folder)
    for event in events:
        log.write(event)
    log.close()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESKHAND_HOME", str(tmp_path))
    return paths().runs


def test_twice_is_not_proposed_three_times_is(home: Path) -> None:
    run(home, "aaaaaa", NAMES[0])
    run(home, "bbbbbb", NAMES[1])
    run(home, "cccccc", NAMES[2], Outcome.FAILED)
    assert proposals(paths()) == []
    run(home, "dddddd", NAMES[2])
    (found,) = proposals(paths())
    assert set(found.runs) == {"aaaaaa", "bbbbbb", "dddddd"}
    assert len(found.tasks) == 3


def test_it_becomes_a_skill_and_is_not_proposed_again(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for at, name in enumerate(NAMES):
        run(home, "abcdef"[at] * 6, name)
    assert main(["skills", "propose"]) == 0
    listed = capsys.readouterr().out
    assert "done 3 times" in listed
    assert 'Click button "Save"' in listed
    assert main(["skills", "propose", "2"]) == 2
    assert "no proposal 2" in capsys.readouterr().err
    assert main(["skills", "propose", "1", "--name", "add-contact"]) == 0
    assert "deskhand skills run add-contact" in capsys.readouterr().out
    assert main(["skills", "show", "add-contact", "--yaml"]) == 0
    text = capsys.readouterr().out
    assert not any(name in text.partition("steps:")[2].partition("provenance")[0] for name in NAMES)
    assert all(run_id in text for run_id in ("aaaaaa", "bbbbbb", "cccccc"))
    assert proposals(paths()) == []


def test_what_was_dismissed_is_not_proposed_again(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for at, name in enumerate(NAMES):
        run(home, "abcdef"[at] * 6, name)
    assert main(["skills", "propose", "1", "--dismiss"]) == 0
    assert proposals(paths()) == []
    capsys.readouterr()
    assert main(["skills", "propose"]) == 0
    assert "Nothing was done three times" in capsys.readouterr().err


def test_what_is_remembered_of_runs_can_be_lost(home: Path) -> None:
    for at, name in enumerate(NAMES):
        run(home, "abcdef"[at] * 6, name)
    assert len(proposals(paths())) == 1
    remembered = paths().data / "learned" / "steps.jsonl"
    remembered.write_bytes(remembered.read_bytes()[:-30] + b"\xff")
    assert len(proposals(paths())) == 1
    remembered.unlink()
    assert len(proposals(paths())) == 1
