"""A run as a person watches it on the terminal: one line for each step."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from actions.trajectory import Outcome, Step
from app.cli.terminal import console, safe
from app.engine.events import (
    ActionIntended,
    ApprovalGiven,
    ApprovalRequested,
    Asked,
    Corrected,
    Decided,
    Event,
    GivenBack,
    Observed,
    Paused,
    PreviewAnswered,
    Previewed,
    Resumed,
    RunFinished,
    RunStarted,
    Steered,
    StepFinished,
    TakenOver,
    Warned,
)
from app.models.wire import Loading, Retrying
from app.runs.format import EVENTS
from app.runs.words import in_words

GOOD = (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED)

MEANINGS = {
    Outcome.DONE_VERIFIED: "Done, and a second reading agrees.",
    Outcome.DONE_UNVERIFIED: "Done, as far as can be told: it could not be verified.",
    Outcome.FAILED: "Failed.",
    Outcome.GAVE_UP: "Gave up.",
    Outcome.LIMIT: "A limit was reached before the task was done.",
    Outcome.STOPPED: "Stopped.",
    Outcome.REFUSED: "Refused: something that was needed was not allowed.",
    Outcome.UNAVAILABLE: "The environment is not available.",
    Outcome.CRASHED: "Crashed.",
}

_COLOURS = {
    Outcome.DONE_VERIFIED: "bold green",
    Outcome.DONE_UNVERIFIED: "bold yellow",
    Outcome.STOPPED: "bold yellow",
}


class Progress:
    """Shows events on standard error as they come.

    On a terminal a last line says what is going on right now; elsewhere only finished things are
    written.

    Args:
        to: the console; standard error by default.
    """

    def __init__(self, to: Console | None = None) -> None:
        self._console = to or console(stderr=True)
        self._live: Live | None = None
        self._spinner = Spinner("dots")
        self._doing = ""
        self._since = time.monotonic()

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show what is going on while the block runs."""
        if not self._console.is_terminal:
            yield
            return
        self._live = Live(
            get_renderable=self._now,
            console=self._console,
            transient=True,
            refresh_per_second=8,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        try:
            with self._live:
                yield
        finally:
            self._live = None

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Take the moving line away while the person is asked something."""
        if self._live is None:
            yield
            return
        self._live.stop()
        try:
            yield
        finally:
            if self._live is not None:
                self._live.start()

    def doing(self, text: str) -> None:
        """Say what is going on right now."""
        self._doing, self._since = safe(text, 200), time.monotonic()

    def show(self, event: Event) -> None:
        """Show one event."""
        match event:
            case RunStarted():
                self._started(event)
                self.doing("Looking")
            case Observed():
                self.doing("Deciding")
            case Decided():
                self.doing("Finding the target")
            case ActionIntended():
                self.doing(in_words(event.action.action, event.action))
            case StepFinished():
                self._step(event.step)
                self.doing("Deciding")
            case Warned():
                self._line("!", Text(safe(event.text, 300), "yellow"))
            case Steered():
                self._line("›", Text(f"you: {safe(event.message.text, 300)}", "cyan"))
            case ApprovalGiven():
                said = f"{event.approval.answer.value} (by {event.approval.by})"
                self._line("?", Text(f"approval: {said}", "cyan"))
            case Corrected():
                self._line("›", Text(f"you: {safe(event.meant.described(), 300)} is meant", "cyan"))
            case Paused():
                self.doing("Paused")
            case TakenOver():
                self.doing("You have taken over")
            case GivenBack() | Resumed():
                self.doing("Looking")
            case Previewed() | PreviewAnswered():
                pass  # only a window asks for previews
            case ApprovalRequested() | Asked() | RunFinished():
                pass  # the command asks, and tells the end

    def hear(self, text: str) -> None:
        """Show that a model is loaded, or asked again; what it says as it says it is not shown."""
        if isinstance(text, Loading):
            self.doing(text[:1].upper() + text[1:])
        if isinstance(text, Retrying):
            self._line("…", Text(safe(text, 300), "yellow"))

    def print(self, *parts: RenderableType) -> None:
        """Print above the moving line."""
        self._console.print(*parts)

    def _started(self, event: RunStarted) -> None:
        self.print(Text(safe(event.task.text, 500), "bold"))
        facts = [f"in {event.environment}", f"planner {event.planner}", f"run {event.run_id}"]
        if event.parent:
            facts.append(f"goes on from {event.parent}")
        self.print(Text(" · ".join(safe(fact, 60) for fact in facts), "dim"))

    def _step(self, step: Step) -> None:
        lines = [Text(safe(in_words(step.action, step.grounded), 160))]
        if step.error:
            lines.append(Text(safe(step.error, 400), "red"))
        elif step.reply:
            lines.append(Text(f"answer: {safe(step.reply, 200)}", "dim"))
        elif step.change is not None:
            lines.append(Text(safe(str(step.change), 200), "dim"))
        if step.note and not step.error:
            lines.append(Text(safe(step.note, 200), "dim italic"))
        self._line(f"{step.index + 1}", *lines, seconds=f"{step.timing.total:.1f} s")

    def _line(self, mark: str, *lines: Text, seconds: str = "") -> None:
        if not self._console.is_terminal:
            for number, line in enumerate(lines):
                end = f"  ({seconds})" if seconds and not number else ""
                self.print(Text(f"{'' if number else mark:>4} {line.plain}{end}"))
            return
        row = Table.grid(padding=(0, 1), expand=True)
        row.add_column(width=4, justify="right", style="dim")
        row.add_column(ratio=1, overflow="fold")
        row.add_column(width=7, justify="right", style="dim", no_wrap=True)
        row.add_row(mark, Group(*lines), seconds)
        self.print(row)

    def _now(self) -> RenderableType:
        if not self._doing:
            return Text("")
        waited = time.monotonic() - self._since
        shown = f" {self._doing} …" + (f" {waited:.0f} s" if waited >= 2 else "")
        self._spinner.update(text=Text(shown, "dim", no_wrap=True, overflow="ellipsis"))
        return self._spinner


def tell_end(to: Console, finished: RunFinished, run_id: str, folder: Path, steps: int) -> None:
    """The end of a run in plain words, on standard error."""
    colour = _COLOURS.get(finished.outcome, "bold red")
    plural = "" if steps == 1 else "s"
    line = Text(MEANINGS[finished.outcome], colour)
    line.append(f"  ({steps} step{plural}, {finished.seconds:.1f} s)", "dim")
    to.print(line)
    if finished.spent:
        to.print(Text(f"Models: {finished.spent}", "dim"))
    if finished.reason and finished.outcome is not Outcome.DONE_VERIFIED:
        to.print(Text(safe(finished.reason[:2000])))
    if finished.verification is not None:
        for claim in finished.verification.claims:
            mark, style = ("✓", "green") if claim.held else ("✗", "red")
            said = f"  {mark} {safe(claim.text, 200)} ({safe(claim.method, 60)})"
            to.print(Text(said + (f": {safe(claim.reason, 200)}" if claim.reason else ""), style))
    # Paths are left to the terminal to wrap, so that they can be copied.
    for path in finished.files:
        to.print(Text(f"File {safe(path)}"), soft_wrap=True)
    to.print(Text(f"Run {run_id}, log {folder / EVENTS}", "dim"), soft_wrap=True)
