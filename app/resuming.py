"""Going on with a run that was broken off: what is known of it, and the run that goes on."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from app.errors import UsageError
from app.launch import LaunchOptions
from app.paths import Paths
from app.runs.folders import find_run
from app.runs.lock import held
from app.runs.read import read
from app.runs.recover import Recovered, note_for_planner, recover
from app.runs.words import in_words


class Seen(StrEnum):
    """What a person found who looked whether an action was done."""

    DONE = "done"
    NOT_DONE = "not done"


def look_back(home: Paths, name: str) -> Recovered:
    """What is known of a run.

    Args:
        home: where things lie.
        name: of the run, as `find_run` takes it.

    Raises:
        RunNotFound: there is none.
        UsageError: it is under way, or done.
        UnreadableRun: its log says nothing.
    """
    folder = find_run(home.runs, name)
    if held(folder):
        raise UsageError(f"The run {name} is still under way.")
    return recover(read(folder))


def doubt(recovered: Recovered) -> str:
    """What cannot be taken back and may have been done, in words; "" if there is no such thing."""
    unknown = recovered.unknown_commit
    return in_words(unknown.action.action, unknown.action) if unknown is not None else ""


def settled(recovered: Recovered, seen: Seen) -> Recovered:
    """What is known once a person has looked whether the doubtful action was done."""
    if seen is Seen.DONE:
        return replace(recovered, unknown=None)
    others = tuple(each for each in recovered.commits if each != recovered.unknown_commit)
    return replace(recovered, unknown=None, commits=others)


def going_on(recovered: Recovered, options: LaunchOptions) -> LaunchOptions:
    """The options of the run that goes on.

    Args:
        recovered: of the run that was broken off; nothing is in doubt any more.
        options: how it is to go on; what they leave open is taken from the earlier run.
    """
    where = options.where
    return replace(
        options,
        task=recovered.task.text,
        values=recovered.task.values,
        planner=recovered.planner,
        parent=recovered.run_id,
        earlier=recovered.commits,
        note=note_for_planner(recovered),
        where=replace(
            where,
            environment=where.environment or recovered.environment,
            url=where.url or recovered.task.url,
        ),
    )
