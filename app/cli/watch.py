"""Watching a run to its end, and answering what it asks."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from actions.trajectory import EXIT_CODES, Outcome, Step
from app.cli.interrupts import Interrupts
from app.cli.progress import Progress, tell_end
from app.cli.terminal import ask, attended, console, safe, say
from app.engine.events import (
    Answer,
    ApprovalRequest,
    ApprovalRequested,
    Asked,
    Event,
    Risk,
    RunFinished,
    StepFinished,
)
from app.engine.handle import RunHandle
from app.launch import Launched
from app.paths import paths
from app.proposals import proposals
from app.runs.format import EVENTS
from app.runs.words import in_words

_RECENT = 40  # runs that are looked at for what was done again and again
_STOPPED_WITHIN = 0.8  # seconds after Ctrl-C; a browser that takes longer is left behind


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A run that came to its end before our eyes."""

    launched: Launched
    finished: RunFinished
    steps: tuple[Step, ...]
    report: Path | None = None

    @property
    def exit_code(self) -> int:
        """Of the command."""
        return EXIT_CODES[self.finished.outcome]


def watch(launched: Launched, *, report: bool = False, progress: Progress | None = None) -> Watched:
    """Show a run as it goes on, answer what it asks, and tell its end.

    Args:
        launched: the run.
        report: write the report at the end.
        progress: where it is shown.
    """
    handle = launched.handle
    progress = progress or Progress()
    interrupts = Interrupts(handle)
    steps: list[Step] = []
    with interrupts.caught():
        with progress.shown():
            progress.doing("Starting")
            for event in handle.events():
                progress.show(event)
                if isinstance(event, StepFinished):
                    steps.append(event.step)
                if _waits(event, launched):
                    _answer(event, handle, progress, interrupts)
        finished = handle.result()
        tell_end(console(stderr=True), finished, launched.run_id, launched.folder, len(steps))
        path = _report(launched.folder) if report else None
        if finished.outcome is Outcome.DONE_VERIFIED and attended():
            _propose(launched.run_id)
        closed = handle.join(interrupts.left(_STOPPED_WITHIN) if interrupts.stopped else 10)
        if interrupts.stopped or not closed:
            atexit.register(_leave, EXIT_CODES[finished.outcome])
    return Watched(launched=launched, finished=finished, steps=tuple(steps), report=path)


def _propose(run_id: str) -> None:
    """Say so if a skill could be made of what this run and others did."""
    for each in proposals(paths(), newest=_RECENT):
        if run_id in each.runs:
            console(stderr=True).print(
                f"This was done {len(each.runs)} times now. `deskhand skills propose` makes a "
                "skill of it.",
                highlight=False,
            )
            return


def as_json(watched: Watched, data: Any = None) -> dict[str, Any]:
    """A watched run for programs."""
    finished, launched = watched.finished, watched.launched
    verification = finished.verification
    return {
        "run": launched.run_id,
        "outcome": str(finished.outcome),
        "exit_code": watched.exit_code,
        "answer": finished.answer,
        "data": data,
        "reason": finished.reason,
        "verified": verification.agreed if verification else None,
        "claims": [
            {"text": claim.text, "held": claim.held, "method": claim.method}
            for claim in (verification.claims if verification else ())
        ],
        "steps": [
            {
                "action": in_words(step.action, step.grounded),
                "risk": step.risk,
                "change": str(step.change) if step.change is not None else "",
                "error": step.error,
                "seconds": round(step.timing.total, 3),
            }
            for step in watched.steps
        ],
        "files": list(finished.files),
        "seconds": round(finished.seconds, 3),
        "models": asdict(finished.spent),
        "log": str(launched.folder / EVENTS),
        "report": str(watched.report) if watched.report else None,
    }


def _leave(code: int) -> None:
    """End the process at once: a browser's threads that still run do not survive an orderly end.

    The browser ends by itself when its connection to us is gone.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _report(folder: Path) -> Path | None:
    from app.errors import DeskhandError
    from app.runs.report import write_report

    try:
        path = write_report(folder)
    except DeskhandError as failure:
        say(str(failure))
        return None
    say(f"Report {path}")
    return path


def _waits(event: Event, launched: Launched) -> bool:
    """Whether the run waits for the person now."""
    if isinstance(event, ApprovalRequested):
        return launched.asks(event.request)
    return isinstance(event, Asked) and launched.options.attended


def _told(heard: bool) -> None:
    """Say so if an answer came too late."""
    if not heard:
        say("  Too late: the run did not wait for it any more.")


def _answer(event: Event, handle: RunHandle, progress: Progress, interrupts: Interrupts) -> None:
    with progress.quiet():
        interrupts.asking = True
        try:
            if isinstance(event, ApprovalRequested):
                _approve(event.request, handle)
            elif isinstance(event, Asked):
                _reply(event, handle)
        except KeyboardInterrupt:
            say("")  # the run is being stopped; its end comes as an event
        finally:
            interrupts.asking = False


def _approve(request: ApprovalRequest, handle: RunHandle) -> None:
    say("")
    say(f"May I? {in_words(request.action.action, request.action)}")
    if request.origin:
        say(f"  where  {request.origin}")
    if request.data:
        say(f"  data   {safe(request.data, 500)}")
    if request.verdict.reason:
        say(f"  why    {request.verdict.reason} (rule {request.verdict.rule})")
    if request.verdict.risk is Risk.COMMIT:
        say("  This cannot be taken back.")
    while True:
        said = ask("  [y] yes  [t] yes, for this task  [n] no (you may add why): ")
        letter, _, note = said.partition(" ")
        answer = {
            "y": Answer.ONCE,
            "yes": Answer.ONCE,
            "t": Answer.TASK,
            "n": Answer.DENY,
            "no": Answer.DENY,
            "": None,
        }.get(letter.lower())
        if answer is not None:
            break
        if not handle.running:
            return
    _told(handle.approve(request.id, answer, note.strip()))


def _reply(event: Asked, handle: RunHandle) -> None:
    say("")
    say(event.question)
    for number, option in enumerate(event.options, 1):
        say(f"  {number}. {option}")
    said = ask("  Your answer: ")
    if event.options and said.isdecimal() and 0 < int(said) <= len(event.options):
        said = event.options[int(said) - 1]
    _told(handle.reply(said))
