"""One demonstration site and one browser for all end-to-end tests of a module."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from actions.action import GroundedAction, Open
from actions.context import RunContext
from actions.environment import Environment
from actions.environments.browser import BrowserOptions, open_browser
from actions.trajectory import Step, Task
from app.demo.server import DemoSite
from app.engine.approval import HeadlessApprover
from app.engine.events import RunFinished, StepFinished
from app.engine.gate import Gate
from app.engine.handle import RunHandle
from app.engine.limits import Limits
from app.engine.planner import Planner
from app.planners.builtin import BuiltinPlanner
from app.runs.log import record
from app.runs.words import in_words
from app.safety.permissions import default_permissions
from grounding.chain import default_grounder

sys.path.insert(0, str(Path(__file__).parent))  # for the helpers beside this file


@dataclass(frozen=True, slots=True)
class Done:
    """A run that is over."""

    result: RunFinished
    steps: tuple[Step, ...]
    folder: Path

    def told(self) -> str:
        """The run in words, for the message of a test that failed."""
        lines = [
            f"{step.index + 1}. {in_words(step.action, step.grounded)}"
            + (f"\n   thought: {step.decision.thought}" if step.decision.thought else "")
            + (f"\n   ERROR: {step.error}" if step.error else "")
            + (f"\n   change: {step.change}"[:300] if step.change else "")
            for step in self.steps
        ]
        verification = self.result.verification
        claims = [f"claim: {claim}" for claim in verification.claims] if verification else []
        end = f"{self.result.outcome}: {self.result.answer!r} ({self.result.reason})"
        return "\n".join([*lines, end, *claims])


class Desk:
    """Carries out tasks on the demonstration site, as the command line would."""

    def __init__(self, site: DemoSite, environment: Environment, folder: Path) -> None:
        self.site = site
        self.environment = environment
        self._folder = folder
        self._runs = 0

    def open(self, path: str) -> None:
        """Begin at a page of the site."""
        context = RunContext()
        self.environment.execute(GroundedAction(action=Open(what=self.site.url + path)), context)
        self.environment.settle(context)

    def perform(
        self,
        text: str,
        path: str = "/",
        *,
        planner: Planner | None = None,
        attachments: tuple[str, ...] = (),
        steps: int = 25,
    ) -> Done:
        """Reset the site and carry out a task on it, edits and commits allowed."""
        self.site.reset()
        self.open(path)
        self._runs += 1
        folder = self._folder / f"run-{self._runs}"
        handle = RunHandle.start(
            Task(text=text, url=self.site.url + path, attachments=attachments),
            environment=self.environment,
            planner=planner or BuiltinPlanner(),
            grounder=default_grounder(),
            gate=Gate(default_permissions()),
            approver=HeadlessApprover(yes=True, commits=True),
            limits=Limits(steps=steps, minutes=1),
            record=lambda events: record(events, folder),
            run_id=f"run-{self._runs}",
        )
        done = tuple(event.step for event in handle.events() if isinstance(event, StepFinished))
        return Done(handle.result(timeout=30), done, folder)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    with DemoSite() as site:
        environment = open_browser(BrowserOptions(downloads=folder / "downloads"))
        yield Desk(site, environment, folder)
        environment.close()
