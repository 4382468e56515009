"""Runs that were made, as they lie on the disk, for tests of what looks at them."""

from __future__ import annotations

import io
import time
from pathlib import Path

from PIL import Image

from actions.action import Click, GroundedAction, Type
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
from app.runs.folders import new_folder
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
    folder = new_folder(Paths.within(home).runs, task, run_id, now=now)
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
