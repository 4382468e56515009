"""A recording on disk: what was heard, line by line, as a run's log is.

`recordings/<time>-<slug>-<id>/events.jsonl` begins with what the recording is for; each event is
on disk before the next one is taken, so after a crash all but the last is there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from actions.action import Claim
from actions.trajectory import Task
from app.errors import RunNotFound
from app.runs.folders import new_folder, new_run_id, run_folders, run_id_of
from app.runs.log import RunLog
from app.runs.read import UnreadableRun, read_lines
from perception.events import Allowed, InputEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingBegan:
    """The first line of a recording.

    Attributes:
        id: of the recording.
        task: what the person says that it is for.
        environment: "browser", "desktop" or "sandbox".
        allowed: what may be recorded.
        home: the home folder that paths on a desktop count from; "" if there is none.
    """

    id: str
    task: Task
    environment: str
    allowed: Allowed
    home: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingEnded:
    """The last line of a recording that came to its end.

    Attributes:
        claims: what was true then and can be checked, as files that were written.
    """

    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A recording read back.

    Attributes:
        claims: what is known to be true at its end.
        fault: why it could not be read to its end; "" if it was.
    """

    began: RecordingBegan
    events: tuple[InputEvent, ...]
    folder: Path
    claims: tuple[Claim, ...] = ()
    fault: str = ""


_TYPES: dict[str, type] = {
    each.__name__: each for each in (RecordingBegan, RecordingEnded, *get_args(InputEvent))
}


def begin(recordings: Path, task: Task) -> tuple[str, Path]:
    """The id and the new folder of a recording.

    Raises:
        StorageError: it cannot be made.
    """
    identity = new_run_id()
    return identity, new_folder(recordings, task.text, identity)


def open_log(folder: Path, began: RecordingBegan, secrets: tuple[str, ...]) -> RunLog:
    """The log of a recording, with its first line.

    Args:
        folder: of the recording.
        began: its first line.
        secrets: values that must not be on disk, longest first.

    Raises:
        StorageError: it cannot be written.
    """
    pattern = re.compile("|".join(map(re.escape, secrets))) if secrets else None
    log = RunLog(folder, (lambda text: pattern.sub("•••", text)) if pattern else None)
    log.write(began)
    return log


def read_recording(folder: Path) -> Recorded:
    """A recording, as far as it can be read.

    Raises:
        UnreadableRun: there is none.
        StorageError: it cannot be opened.
    """
    lines = read_lines(folder, _TYPES)
    events = [event for _, _, event in lines.entries]
    if not events or not isinstance(events[0], RecordingBegan):
        raise UnreadableRun(f"There is no recording in {folder}.")
    claims = events[-1].claims if isinstance(events[-1], RecordingEnded) else ()
    return Recorded(
        began=events[0],
        events=tuple(each for each in events[1:] if not isinstance(each, RecordingEnded)),
        folder=folder,
        claims=claims,
        fault=lines.fault,
    )


def find_recording(recordings: Path, name: str) -> Path:
    """The folder of a recording by its id, the beginning of it, or "last".

    Raises:
        RunNotFound: none, or several, answer to the name.
    """
    folders = list(run_folders(recordings))
    if name == "last" and folders:
        return folders[0]
    found = [each for each in folders if name and (run_id_of(each) or "").startswith(name)]
    if len(found) == 1:
        return found[0]
    raise RunNotFound(f"There is {'no' if not found else 'more than one'} recording {name!r}.")
