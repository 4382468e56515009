"""Runs over the fake environment, with everything real but the application."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest

from actions.fake import FakeEnvironment
from actions.trajectory import Outcome, Step, Task
from app.engine.approval import Approver, HeadlessApprover
from app.engine.events import Event, RunFinished, StepFinished
from app.engine.gate import Gate
from app.engine.run import run
from app.planners.scripted import ScriptedPlanner
from app.safety.permissions import Mode, default_permissions
from grounding.chain import default_grounder

E = TypeVar("E")


@dataclass
class Played:
    """What a run told."""

    environment: FakeEnvironment
    events: list[Event] = field(default_factory=list)

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def steps(self) -> list[Step]:
        return [event.step for event in self.of(StepFinished)]

    @property
    def end(self) -> RunFinished:
        last = self.events[-1]
        assert isinstance(last, RunFinished)
        return last

    @property
    def outcome(self) -> Outcome:
        return self.end.outcome


Play = Callable[..., Played]


@pytest.fixture
def play() -> Play:
    def play_it(
        script: Any,
        task: str = "do it",
        *,
        environment: FakeEnvironment | None = None,
        approver: Approver | None = None,
        mode: Mode = Mode.AUTO,
        heard: list[Event] | None = None,
        **options: Any,
    ) -> Played:
        played = Played(environment or FakeEnvironment(), [] if heard is None else heard)
        planner = script if hasattr(script, "decide") else ScriptedPlanner(script)
        for event in run(
            Task(text=task),
            environment=played.environment,
            planner=planner,
            grounder=default_grounder(),
            gate=options.pop("gate", None) or Gate(default_permissions(), mode),
            approver=approver or HeadlessApprover(yes=True, commits=True),
            **options,
        ):
            played.events.append(event)
        return played

    return play_it


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """Helper threads end with their run, unless a test leaves a deaf call behind on purpose."""
    yield
    for thread in threading.enumerate():
        if thread.name in ("deskhand-calls", "deskhand-run"):
            thread.join(20)
            assert not thread.is_alive()
