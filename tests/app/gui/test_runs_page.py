"""Earlier runs in the window: found, looked at, judged, deleted and brought back."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pytest
from PIL import Image
from window_person import deskhand_window, wait_for

from actions.action import Click, GroundedAction, Type
from actions.environments.private_desktop import PrivateDesktop
from actions.target import Description, Grounding
from actions.trajectory import Decision, Outcome, Step, Task, Timing
from app.engine.events import (
    ActionIntended,
    Decided,
    Effect,
    Event,
    Observed,
    Risk,
    RunFinished,
    RunStarted,
    StepFinished,
    Verdict,
)
from app.paths import Paths
from app.runs.folders import new_folder, run_folders
from app.runs.log import record
from perception.element import Element
from perception.geometry import Box, Point, Size, Viewport
from perception.observation import Observation, Surface
from perception.screenshot import Screenshot

_SIZE = Size(400, 300)


def a_run(
    home: Path,
    run_id: str,
    task: str,
    *,
    outcome: Outcome = Outcome.DONE_VERIFIED,
    host: str = "shop.test",
    steps: int = 3,
    days_ago: float = 0,
) -> Path:
    """A run that was made, as it lies on the disk."""
    now = time.time() - days_ago * 86_400
    events: list[Event] = [
        RunStarted(run_id=run_id, task=Task(text=task), environment="browser", planner="builtin")
    ]
    seen = _seen(host, 0)
    for index in range(steps):
        field = seen.elements[0]
        spot = Grounding(
            target=Description(text="x"), element=field, surface="t1", point=Point(60, 32)
        )
        grounded = (
            GroundedAction(action=Type(text=f"text {index}"), groundings=(spot,))
            if index % 2
            else GroundedAction(action=Click(target=Description(text="x")), groundings=(spot,))
        )
        decision = Decision(actions=(grounded.action,), thought=f"thought {index}")
        verdict = Verdict(effect=Effect.ALLOW, risk=Risk.EDIT, rule="mode-ask-risky")
        after = _seen(host, index + 1)
        step = Step(
            index=index,
            observation=seen,
            decision=decision,
            action=grounded.action,
            grounded=grounded,
            after=after,
            timing=Timing(act=0.5),
        )
        events += [
            Observed(index=index, observation=seen),
            Decided(index=index, decision=decision),
            ActionIntended(index=index, action=grounded, verdict=verdict),
            StepFinished(step=step),
        ]
        seen = after
    events.append(RunFinished(outcome=outcome, answer=f"Answer of {task}.", seconds=4, final=seen))
    folder = new_folder(Paths(config=home, data=home).runs, task, run_id, now=now)
    list(record(events, folder))
    return folder


def _seen(host: str, number: int) -> Observation:
    file = io.BytesIO()
    Image.new("RGB", (400, 300), (40 * number % 255, 90, 160)).save(file, "PNG")
    surface = Surface(
        ref="t1", title=f"Page {number}", url=f"https://{host}/{number}",
        box=Box(0, 0, 400, 300), active=True,
    )  # fmt: skip
    field = Element(ref="e1", surface="t1", role="textbox", name="Name", box=Box(10, 20, 100, 24))
    return Observation(
        screenshot=Screenshot(file.getvalue(), _SIZE),
        viewport=Viewport(size=_SIZE),
        surfaces=(surface,),
        elements=(field,),
        place_key=f"page {number}",
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    a_run(folder, "aaaaaa", "Order twelve lamps")
    a_run(folder, "bbbbbb", "Cancel the order", outcome=Outcome.GAVE_UP, days_ago=3)
    a_run(folder, "cccccc", "Write to Ada", host="mail.test", days_ago=40)
    return folder


def test_runs_are_found_looked_at_judged_and_deleted(desktop: PrivateDesktop, home: Path) -> None:
    with deskhand_window(desktop, home) as person:
        person.click("tab", "Runs")
        person.find("gridcell", "Order twelve lamps")
        person.find("text", "3 runs")

        person.type("Search", "order")
        wait_for(lambda: not person.all("gridcell", "Write to Ada"), 10)
        assert person.all("gridcell", "Cancel the order")
        person.type("Search", "lamps")
        wait_for(lambda: not person.all("gridcell", "Cancel the order"), 10)

        person.click("gridcell", "Order twelve lamps")
        person.find("listitem", 'Type “text 1” into textbox "Name"', usable=False)
        person.find("text", "1 / 4", usable=False)
        person.press("Right")
        person.find("text", "2 / 4", usable=False)
        person.press("Right")
        person.press("Left")
        person.find("text", "2 / 4", usable=False)

        person.click("checkbox", "It did not do what I wanted")
        person.type("Note", "six were enough")
        person.press("Tab")
        (folder,) = (each for each in run_folders(home / "runs") if each.name.endswith("aaaaaa"))
        told = folder / "feedback.json"
        wait_for(lambda: told.exists() and "six were enough" in told.read_text(), 20)
        assert json.loads(told.read_text())["opinion"] == "bad"

        person.click("button", "Delete")
        wait_for(lambda: not folder.exists(), 20)
        person.find("text", "1 run deleted", usable=False)
        person.click("button", "Undo")
        wait_for(folder.exists, 20)
        person.find("gridcell", "Order twelve lamps")


@pytest.mark.campaign
def test_what_others_do_is_noticed(desktop: PrivateDesktop, home: Path) -> None:
    with deskhand_window(desktop, home) as person:
        person.click("tab", "Runs")
        person.find("gridcell", "Order twelve lamps")
        a_run(home, "dddddd", "Made elsewhere")
        person.find("gridcell", "Made elsewhere")


@pytest.mark.campaign
def test_a_run_is_exported(desktop: PrivateDesktop, home: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    with deskhand_window(desktop, home) as person:
        person.click("tab", "Runs")
        person.click("gridcell", "Order twelve lamps")
        person.click("button", "Export…")
        person.type("New folder", str(target))
        person.click("button", "Export")
        person.find("text", "1 run written", usable=False)
        person.click("button", "Close")
    assert (target / "success.jsonl").is_file()


@pytest.mark.campaign
def test_thousands_of_runs_are_searched_at_once(desktop: PrivateDesktop, tmp_path: Path) -> None:
    """The list of 3,000 runs appears and is searched within a few seconds of a loaded machine."""
    folder = tmp_path / "home"
    first = a_run(folder, "aaaaaa", "Order twelve lamps", steps=1)
    log = (first / "events.jsonl").read_bytes()
    for number in range(3000):
        made = folder / "runs" / f"20260101-{number:06}-copy-{_id(number)}"
        made.mkdir()
        (made / "events.jsonl").write_bytes(log.replace(b"twelve", b"%06d" % number))
    with deskhand_window(desktop, folder) as person:
        person.click("tab", "Runs")
        person.find("text", "3001 runs", 120, usable=False)
        began = time.monotonic()
        person.type("Search", "002999")
        person.find("gridcell", "Order 002999 lamps", 30)
        wait_for(lambda: len(person.all("gridcell", "Order")) == 1, 30)
        assert time.monotonic() - began < 20


def _id(number: int) -> str:
    letters = "abcdefghjk"
    return "".join(letters[int(digit)] for digit in f"{number:06}")


def test_the_steps_of_a_long_run_stay_small(tmp_path: Path) -> None:
    """What a player keeps of a step does not hold on to what was seen in it."""
    from app.runs.play import playback

    played = playback(a_run(tmp_path, "aaaaaa", "Long", steps=5))
    assert all(not isinstance(value, Observation) for each in played.steps for value in _of(each))
    assert len(played.steps) == 6


def _of(step: object) -> list[object]:
    return [getattr(step, name) for name in step.__dataclass_fields__]  # type: ignore[attr-defined]
