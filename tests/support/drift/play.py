"""Shows a task once, then replays what was learned on a changed interface, and judges that."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from drift.mutators import Right

from actions.action import Action
from actions.environment import Environment
from actions.trajectory import Outcome, Step, Task, Trajectory
from app.engine.approval import HeadlessApprover
from app.engine.events import Event, RunFinished, StepFinished
from app.engine.gate import Gate
from app.engine.limits import Limits
from app.engine.planner import Planner
from app.engine.run import run
from app.planners.rows import RowsPlanner
from app.planners.scripted import ScriptedPlanner
from app.safety.permissions import default_permissions
from app.skills_shelf import Shelf
from grounding.chain import default_grounder
from skills.demonstration import Demonstration
from skills.filling import claims_of
from skills.generalise import generalise
from skills.skill import Skill
from skills.store import Store
from skills.values import bind

State = Literal["right", "untouched", "wrong"]
Verdict = Literal[
    "right", "healed", "halted rightly", "halted falsely", "wrong and told", "silently wrong"
]
GOOD = (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How a replay went.

    Attributes:
        succeeded: it says that it was done.
        reason: in words.
        healed: how many targets were found although some of their anchors did not fit.
        steps: actions that were taken.
        seconds: from beginning to end.
        outcome: of the run.
    """

    succeeded: bool
    reason: str = ""
    healed: int = 0
    steps: int = 0
    seconds: float = 0.0
    outcome: str = ""


def judge(played: Played, state: State, right: Right) -> Verdict:
    """What a replay was, by the application's own state.

    Success that is claimed with any other state than the right one is silently wrong; so is a
    right effect where nobody could know that it was meant.
    """
    if played.succeeded:
        if state != "right" or right == "halt":
            return "silently wrong"
        return "healed" if played.healed else "right"
    if state == "wrong":
        return "wrong and told"
    if state == "right":
        return "halted falsely"  # it was done and told as a failure
    return "halted falsely" if right == "act" else "halted rightly"


def learn(
    environment: Environment, text: str, actions: Sequence[Action], name: str, url: str = ""
) -> Skill:
    """Show a task once and make a skill of it, as `deskhand runs save-skill` does."""
    task = Task(text=text, url=url)
    events = _run(task, environment, ScriptedPlanner(list(actions)))
    steps = [event.step for event in events if isinstance(event, StepFinished)]
    last = events[-1]
    assert isinstance(last, RunFinished)
    if last.outcome not in GOOD:
        told = "; ".join(f"{step.action}: {step.error}" for step in steps if step.error)
        raise AssertionError(f"the demonstration of {name} failed: {last.reason} {told}")
    trajectory = Trajectory(task=task, steps=tuple(steps), outcome=last.outcome)
    claims = getattr(last.control, "claims", ())
    shown = Demonstration(trajectory=trajectory, claims=claims, source="drift")
    learned = generalise(shown, kind="demo", name=name)
    return replace(learned.skill, trust="verified")


def replay(
    environment: Environment, skill: Skill, values: dict[str, str], folder: Path
) -> tuple[Played, tuple[Step, ...]]:
    """Replay a skill as `deskhand skills run` does, in a library of its own."""
    store = Store(folder)
    store.put(skill)
    claims = claims_of(skill, bind(skill, values))
    planner = RowsPlanner(skill.name, [(1, tuple(values.items()))], claims=claims)
    places = " ".join([*skill.capabilities.origins, *skill.capabilities.apps])
    task = Task(text=f"Run the skill {skill.name} on {places}")
    shelf = Shelf(store, default_grounder(), run_id=f"drift-{time.time_ns()}")
    began = time.monotonic()
    events = _run(task, environment, planner, shelf)
    last = events[-1]
    assert isinstance(last, RunFinished)
    steps = tuple(event.step for event in events if isinstance(event, StepFinished))
    acted = [step for step in steps if step.grounded is not None]
    healed = [patch for patch, _ in store.patches(skill.name)]
    played = Played(
        succeeded=last.outcome in GOOD,
        reason=last.reason or last.answer,
        healed=len(healed),
        steps=len(acted),
        seconds=time.monotonic() - began,
        outcome=last.outcome.value,
    )
    return played, steps


def _run(
    task: Task, environment: Environment, planner: Planner, shelf: Shelf | None = None
) -> list[Event]:
    return list(
        run(
            task,
            environment=environment,
            planner=planner,
            grounder=default_grounder(),
            gate=Gate(default_permissions()),
            approver=HeadlessApprover(yes=True, commits=True),
            limits=Limits(steps=120, minutes=2),
            skills=shelf,
        )
    )
