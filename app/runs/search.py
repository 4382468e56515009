"""Finding runs: by words, by how they ended, where they worked, with which skill, and when."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from actions.trajectory import Outcome
from app.runs.index import RunState, RunSummary


class Group(StrEnum):
    """How runs ended, coarsely: what a person looks for."""

    DONE = "done"
    UNSURE = "unverified"
    FAILED = "failed"
    STOPPED = "stopped"
    RUNNING = "running"


_GROUPS: dict[str, Group] = {
    Outcome.DONE_VERIFIED.value: Group.DONE,
    Outcome.DONE_UNVERIFIED.value: Group.UNSURE,
    Outcome.STOPPED.value: Group.STOPPED,
    RunState.RUNNING.value: Group.RUNNING,
}


def group_of(outcome: str) -> Group:
    """The group of an outcome or state of a run.

    >>> group_of("gave up")
    <Group.FAILED: 'failed'>
    """
    return _GROUPS.get(outcome, Group.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Which runs are wanted; what is empty holds of every run.

    Attributes:
        words: all of them are found in the task, the answer, the places or the note.
        groups: how it ended.
        application: one of those that were in front.
        skill: one of those that were run.
        since: began at or after, in seconds since the epoch.
        until: began before.
    """

    words: str = ""
    groups: Collection[Group] = ()
    application: str = ""
    skill: str = ""
    since: float = 0.0
    until: float = float("inf")

    def finds(self, run: RunSummary) -> bool:
        """Whether a run is wanted."""
        if self.groups and group_of(run.outcome) not in self.groups:
            return False
        if self.application and self.application not in run.applications:
            return False
        if self.skill and self.skill not in run.skills:
            return False
        if not self.since <= run.started < self.until:
            return False
        if not self.words:
            return True
        said = (run.id, run.task, run.answer, run.note, run.outcome, run.environment)
        text = "\n".join((*said, *run.applications, *run.skills)).casefold()
        return all(word in text for word in self.words.casefold().split())


def days_ago(days: int, *, now: float | None = None) -> float:
    """The midnight that began the day so many days ago, in seconds since the epoch; 0 is today."""
    today = time.localtime(time.time() if now is None else now)
    return time.mktime((today.tm_year, today.tm_mon, today.tm_mday - days, 0, 0, 0, 0, 0, -1))


def found_in(runs: Iterable[RunSummary], *, skills: bool = False) -> list[str]:
    """The applications, or the skills, of runs, by name."""
    names = {name for run in runs for name in (run.skills if skills else run.applications)}
    return sorted(names, key=str.casefold)
