"""`deskhand record`: show something once, and it is a skill."""

from __future__ import annotations

import argparse
import contextlib
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from actions.trajectory import Step, Task
from app.cli.draft import show_draft
from app.cli.options import where as where_of
from app.cli.record_keys import Command, Commands
from app.cli.skills import store
from app.cli.terminal import ask, attended, print_json, safe, say
from app.instruction import clean_instruction
from app.learning import CannotLearn, keep
from app.namer import worded_by
from app.paths import paths
from app.recording.folder import Recorded, find_recording, read_recording
from app.recording.learned import learned_from
from app.recording.session import Session, step_in_words
from app.recording.start import recording
from app.where import Where
from skills.print import print_skill
from skills.review import open_reviews

_HELP = (
    "[Enter] done  [p] pause  [m] mark the last value as a parameter  [w] what came may take long  "
    "[c] check what the pointer is on  [u] undo the last step"
)


def record(options: argparse.Namespace) -> int:
    """Record what a person does, and make a skill of it."""
    if options.again:
        recorded = read_recording(find_recording(paths().recordings, options.again))
        return _learn(recorded, options)
    task = Task(text=clean_instruction(options.task or _asked()))
    where = _where(options)
    recorded = _record(task, where, options)
    return _learn(recorded, options)


def _asked() -> str:
    return ask("What do you show, in words? ") if attended() else ""


def _where(options: argparse.Namespace) -> Where:
    where = where_of(options)
    if where.environment == "browser" and where.headless is None:
        return replace(where, headless=False if options.headless is None else options.headless)
    if where.environment == "sandbox" and not options.vnc:
        return replace(where, show=True)
    return where


def _record(task: Task, where: Where, options: argparse.Namespace) -> Recorded:
    with recording(task, where, options.allow, paths()) as session:
        _listen(session, options)
    return session.end()


def _listen(session: Session, options: argparse.Namespace) -> None:
    """Listen until the person says that it is done."""
    say("Recording. Wait until it says that it is ready.")
    told: list[str] = []
    ready = _Ready(session)
    deadline = time.monotonic() + options.minutes * 60 if options.minutes else None
    with Commands() as commands, _interruptible() as interrupted:

        def over() -> bool:
            ready.tell()
            late = deadline is not None and time.monotonic() > deadline
            return late or bool(interrupted) or _obeyed(session, commands)

        session.listen(over, lambda steps: _tell(steps, told))
    _tell(session.steps, told, whole=True)


class _Ready:
    """Tells when what the person is to work in has been read: at the start, and of each window."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._told: set[str] = set()

    def tell(self) -> None:
        """Say so, once for each window or tab."""
        ref, title = self._session.in_front
        if not ref or ref in self._told:
            return
        if self._told:
            say(f"Ready for “{safe(title, 60)}”.")
        else:
            say("Ready. Show it now." + (f"\n{_HELP}" if attended() else ""))
        self._told.add(ref)


def _obeyed(session: Session, commands: Commands) -> bool:
    """Do what the person asks for by a key; whether it was to end."""
    for command in commands.waiting():
        if command.kind == "end":
            return True
        _obey(session, command)
    return False


def _obey(session: Session, command: Command) -> None:
    if command.kind == "end":
        return
    session.mark(command.kind, command.note)
    say(
        {
            "pause": "Paused: nothing is recorded. [p] goes on.",
            "resume": "Recording.",
            "parameter": "The last value differs from use to use.",
            "wait": "What came last will be waited for.",
            "check": "What the pointer is on will be checked.",
            "undo": "The last step is forgotten.",
        }[command.kind]
    )


def _tell(steps: tuple[Step, ...], told: list[str], *, whole: bool = False) -> None:
    """Say each step once, when the next one shows that it is over."""
    over = steps if whole else steps[:-1]
    lines = [step_in_words(step) for step in over]
    if lines[: len(told)] != told:  # something was taken back: told again only from there
        same = 0
        while same < min(len(lines), len(told)) and lines[same] == told[same]:
            same += 1
        del told[same:]
    for line in lines[len(told) :]:
        say(f"  {len(told) + 1:3} {line}")
        told.append(line)


@contextlib.contextmanager
def _interruptible() -> Iterator[list[int]]:
    """Ctrl-C ends the recording in good order; the list is filled by it."""
    import signal

    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield came
    finally:
        signal.signal(signal.SIGINT, before)


def _learn(recorded: Recorded, options: argparse.Namespace) -> int:
    library = store()
    folder: Path = recorded.folder
    if recorded.fault:
        say(f"The recording could not be read to its end: {recorded.fault}.")
    try:
        learned = learned_from(
            recorded, library, paths(), name=options.name, like=options.like or ""
        )
        named = bool(options.name or options.like)
        learned = worded_by(options.namer, learned, paths(), library.names(), keep_name=named)
    except CannotLearn:
        say(f"What was recorded is kept: deskhand record --again {recorded.began.id}")
        raise
    if options.json:
        skill = keep(learned, library)
        print_json(
            {
                "name": skill.name,
                "recording": str(folder),
                "reviews": [str(each) for each in open_reviews(skill)],
                "notes": list(learned.notes),
                "secrets": list(learned.secrets),
                "yaml": print_skill(skill),
            }
        )
        return 0
    return show_draft(learned, library)
