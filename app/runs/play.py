"""A run to look at again, step by step, without all that was seen in it.

A log holds every element of every observation; whoever plays a run needs a picture, the places
that were aimed at and some words of each step. So a run of thousands of steps stays small.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from actions.trajectory import Step, Timing
from app.engine.events import ActionIntended, Decided, Risk, RunFinished, StepFinished
from app.engine.spending import Spending
from app.runs.folders import run_id_of
from app.runs.read import RunRecord, UnreadableRun, read
from app.runs.words import Say, in_words
from perception.geometry import Box, Viewport
from perception.observation import Observation
from perception.screenshot import Screenshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One step.

    Attributes:
        number: from 1; 0 for how it looked at the end.
        title: what was done.
        thought: why, as the planner said.
        change: what came of it.
        error: what went wrong.
        place: title of the window or page, and its address.
        seconds: that it took; `timing` says for what.
        spent: what models used up for it.
        picture: before the step; None where none was taken.
        viewport: what the picture shows.
        targets: what was aimed at, in environment pixels.
    """

    number: int
    title: str
    thought: str = ""
    change: str = ""
    error: str = ""
    place: str = ""
    seconds: float = 0.0
    timing: Timing = field(default_factory=Timing)
    spent: Spending = field(default_factory=Spending)
    picture: Screenshot | None = None
    viewport: Viewport | None = None
    targets: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Playback:
    """A run.

    Attributes:
        outcome: as in `Outcome`; "" for a run without an end.
        said: the answer, or why it ended so.
        unknown: an action of which nobody knows whether it was done, and that would have changed
            something; "" if there is none.
        fault: why the log could not be read to its end.
        files: that it produced.
    """

    id: str
    task: str
    steps: tuple[Played, ...]
    outcome: str = ""
    said: str = ""
    unknown: str = ""
    fault: str = ""
    files: tuple[str, ...] = ()
    spent: Spending = field(default_factory=Spending)


def playback(folder: Path, say: Say = str) -> Playback:
    """What is needed to look at a run again.

    Args:
        folder: of the run.
        say: translates the phrases of `app.runs.words`.

    Raises:
        UnreadableRun: nothing can be read of it.
        StorageError: its log cannot be opened.
    """
    record = read(folder)
    if record.started is None:
        raise UnreadableRun(f"Nothing can be read of the run in {folder}: {record.fault}.")
    finished = record.finished
    steps, pending = _steps(record, say)
    if (last := _end(record, finished)) is not None:
        steps.append(last)
    return Playback(
        id=run_id_of(folder) or folder.name,
        task=record.started.task.text,
        steps=tuple(steps),
        outcome=finished.outcome.value if finished else "",
        said=(finished.answer or finished.reason) if finished else "",
        unknown=in_words(pending.action.action, pending.action, say) if pending else "",
        fault=record.fault,
        files=finished.files if finished else (),
        spent=record.spent,
    )


def _steps(record: RunRecord, say: Say) -> tuple[list[Played], ActionIntended | None]:
    """The steps, and the action that has no result though it changes something."""
    steps: list[Played] = []
    pending: ActionIntended | None = None
    spent = Spending()
    for event in record.events:
        if isinstance(event, Decided):
            spent = event.spent
        elif isinstance(event, ActionIntended):
            pending = event if event.verdict.risk is not Risk.READ else None
        elif isinstance(event, StepFinished):
            steps.append(_played(event.step, spent, say))
            pending, spent = None, Spending()
    return steps, pending


def _played(step: Step, spent: Spending, say: Say) -> Played:
    spots = step.grounded.groundings if step.grounded is not None else ()
    return Played(
        number=step.index + 1,
        title=in_words(step.action, step.grounded, say),
        thought=step.decision.thought,
        change=str(step.change or ""),
        error=step.error,
        place=_place(step.observation),
        seconds=step.timing.total,
        timing=step.timing,
        spent=spent,
        picture=step.observation.screenshot,
        viewport=step.observation.viewport,
        targets=tuple(each.element.box for each in spots if each.element is not None),
    )


def _end(record: RunRecord, finished: RunFinished | None) -> Played | None:
    """How it looked at the end, if there is a picture of that."""
    last = record.steps[-1] if record.steps else None
    seen = (finished.final if finished else None) or (last.after if last else None)
    if seen is None or seen.screenshot is None:
        return None
    return Played(
        number=0,
        title="",
        place=_place(seen),
        picture=seen.screenshot,
        viewport=seen.viewport,
    )


def _place(seen: Observation) -> str:
    active = seen.active
    return " · ".join(part for part in (active.title, active.url) if part) if active else ""
