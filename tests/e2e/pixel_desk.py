"""Carries out tasks in applications without a tree, as `deskhand run` does, and judges by state."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from pixel_tasks import PixelTask, Refusal, State, Wording

from actions.environment import Environment
from actions.trajectory import Outcome, Step
from app.engine.events import RunFinished, StepFinished
from app.launch import LaunchOptions, launch
from app.paths import Paths
from app.runs.words import in_words
from app.settings import Settings
from app.where import Where

GOOD = (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED)
_LATE = 5.0  # seconds that an application may take to keep what was done last


@dataclass(frozen=True, slots=True)
class Tried:
    """One task, carried out in one wording."""

    text: str
    result: RunFinished
    steps: tuple[Step, ...]
    state: State
    achieved: bool
    folder: Path

    @property
    def done(self) -> bool:
        """Whether the run says so, and the application's state agrees."""
        return self.achieved and self.result.outcome in GOOD

    def told(self) -> str:
        """The run in words, for the message of a test that failed."""
        lines = [self.text]
        for step in self.steps:
            lines.append(f"{step.index + 1}. {in_words(step.action, step.grounded)}")
            lines += [f"   ERROR {step.error}"] if step.error else []
        end = self.result
        lines.append(f"{end.outcome.value}: {end.answer!r} ({end.reason}), {end.seconds:.0f} s")
        lines.append(f"achieved: {self.achieved}; state: {dict(self.state)}; {self.folder}")
        return "\n".join(lines)


def refuse(refusal: Refusal, folder: Path) -> Tried:
    """Carry out a task that cannot be done; `achieved` says that nothing was touched."""
    wording = Wording(refusal.text, refusal.untouched)
    task = PixelTask(
        name=refusal.text,
        kind=refusal.kind,
        stage=refusal.stage,
        where=refusal.where,
        wordings=(wording, wording, wording),
    )
    return attempt(task, wording, folder)


def attempt(task: PixelTask, wording: Wording, folder: Path, *, minutes: float = 4.0) -> Tried:
    """Set the application up and carry out the task in a browser or private desktop of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    begin = folder / "begin"
    begin.mkdir()
    states: list[State] = []
    examined = threading.Event()

    with task.stage(folder) as stage:
        for path, content in stage.files.items():
            (begin / path).parent.mkdir(parents=True, exist_ok=True)
            (begin / path).write_bytes(content)

        def examine(_finished: RunFinished, _environment: Environment) -> None:
            end = time.monotonic() + _LATE
            while not wording.achieved(stage.state()) and time.monotonic() < end:
                time.sleep(0.1)
            states.append(stage.state())
            examined.set()

        text = wording.text.format(url=stage.url)
        sandboxed = task.where == "sandbox"
        options = LaunchOptions(
            task=text,
            where=Where(
                environment=task.where,
                home=begin if sandboxed else None,
                opens=stage.opens if task.begun and sandboxed else "",
            ),
            yes=True,
            commits=True,
            max_steps=40,
            minutes=minutes,
        )
        paths = Paths.within(folder / "home")
        launched = launch(options, paths, Settings(), examine=examine)
        steps = tuple(
            event.step for event in launched.handle.events() if isinstance(event, StepFinished)
        )
        result = launched.handle.result(timeout=30)
        examined.wait(30)
        launched.handle.join(30)  # until the environment is closed
    if not states:  # it did not even begin
        raise AssertionError(f"{text}: {result.outcome.value}: {result.reason}")
    state = states[0]
    return Tried(text, result, steps, state, wording.achieved(state), launched.folder)
