"""What a person thinks of a run: kept beside its log, which is never changed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from app.errors import UsageError
from app.result import write_output

NAME = "feedback.json"
LONGEST = 4000  # characters of a note


class Opinion(StrEnum):
    """Whether it did what was wanted."""

    NONE = ""
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """An opinion and a note; both may be empty."""

    opinion: Opinion = Opinion.NONE
    note: str = ""


def feedback_on(folder: Path) -> Feedback:
    """What was said of the run in a folder; nothing if the file is missing or damaged."""
    try:
        said = json.loads((folder / NAME).read_text("utf-8"))
        return Feedback(opinion=Opinion(said["opinion"]), note=str(said["note"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Feedback()


def give_feedback(folder: Path, feedback: Feedback) -> None:
    """Keep what was said, instead of what was said before.

    Raises:
        UsageError: the note is too long.
        StorageError: it cannot be written.
    """
    if len(feedback.note) > LONGEST:
        raise UsageError(f"A note has at most {LONGEST} characters.")
    write_output(folder / NAME, json.dumps(asdict(feedback), ensure_ascii=False) + "\n")
