"""What was done three times is offered as a skill.

The steps of each verified run are remembered by what they are known by (`skills.induce`), so that
only new runs are read. What was answered to a proposal is remembered as well: it is made once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from actions.trajectory import Outcome, Task, Trajectory
from app.errors import storage_error
from app.learning import CannotLearn, from_run
from app.paths import Paths, ensure_folder
from app.result import write_output
from app.runs.folders import find_run
from app.runs.index import RunSummary, list_runs
from app.runs.read import UnreadableRun, read
from skills.demonstration import Demonstration
from skills.induce import Motif, motifs, sequenced

Answer = Literal["saved", "dismissed"]

_MOST = 10
_WHOLE = 0.8  # of a run's steps: then its claims are those of the motif


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A stretch of steps that was done again and again.

    Attributes:
        motif: the stretch.
        tasks: what the runs were asked for, each once, the newest first.
    """

    motif: Motif
    tasks: tuple[str, ...]

    @property
    def runs(self) -> tuple[str, ...]:
        """The ids of the runs, the newest first."""
        return tuple(run for run, _ in self.motif.places)


def proposals(home: Paths, newest: int | None = None) -> list[Proposal]:
    """What may become a skill, the worthiest first; without what was answered already.

    Args:
        home: where the runs are.
        newest: looks at so many runs only.
    """
    runs = list_runs(home)[:newest]
    known = dict(_sequences(home, runs))
    tasks = {run.id: run.task for run in runs}
    answered = _answers(home)
    found: list[Proposal] = []
    for motif in motifs([(run, known[run]) for run in tasks if run in known]):
        if motif.digest in answered or any(_overlap(motif, each.motif) for each in found):
            continue
        asked = dict.fromkeys(tasks[run] for run, _ in motif.places)
        found.append(Proposal(motif=motif, tasks=tuple(asked)))
        if len(found) == _MOST:
            break
    return found


def demonstration(proposal: Proposal, home: Paths) -> Demonstration:
    """What the newest of the runs shows of it.

    Raises:
        CannotLearn: that run cannot be read any more.
    """
    run, first = proposal.motif.places[0]
    shown = from_run(read(find_run(home.runs, run)))
    steps = sequenced(run, shown.trajectory.steps).steps
    size = len(proposal.motif.tokens)
    taken = steps[first : first + size]
    if len(taken) < size:
        raise CannotLearn(f"The run {run} is not what it was.")
    whole = size >= _WHOLE * len(steps)
    trajectory = Trajectory(
        task=Task(text=shown.trajectory.task.text),
        steps=taken,
        outcome=shown.trajectory.outcome,
    )
    return replace(shown, trajectory=trajectory, claims=shown.claims if whole else ())


def answer(proposal: Proposal, given: Answer, home: Paths) -> None:
    """Remember what was answered.

    Raises:
        StorageError: it cannot be written.
    """
    answers = _answers(home) | {proposal.motif.digest: given}
    file = _folder(home) / "answers.json"
    write_output(file, json.dumps(answers, indent=1) + "\n")


def _sequences(home: Paths, runs: Sequence[RunSummary]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Ids of verified runs and what their steps are known by; what is new is remembered."""
    file = _folder(home) / "steps.jsonl"
    known = _remembered(file)
    fresh: list[str] = []
    for run in runs:
        if run.outcome != Outcome.DONE_VERIFIED.value:
            continue
        if run.id not in known:
            try:
                shown = from_run(read(Path(run.folder)))
                known[run.id] = sequenced(run.id, shown.trajectory.steps).tokens
            except (CannotLearn, UnreadableRun):
                known[run.id] = ()
            fresh.append(json.dumps([run.id, known[run.id]], ensure_ascii=False))
        yield run.id, known[run.id]
    if fresh:
        try:
            with file.open("a", encoding="utf-8") as stream:
                stream.write("".join(f"{line}\n" for line in fresh))
        except OSError as failure:
            raise storage_error("write", file, failure) from failure


def _remembered(file: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    try:
        lines = file.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return found
    except (OSError, UnicodeDecodeError):
        lines = []  # it is only remembered; the runs tell it again
    for line in lines:
        try:
            run, tokens = json.loads(line)
            found[str(run)] = tuple(str(each) for each in tokens)
        except (ValueError, TypeError):
            continue  # a line that was not written to its end
    return found


def _answers(home: Paths) -> dict[str, str]:
    try:
        found = json.loads((_folder(home) / "answers.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _folder(home: Paths) -> Path:
    folder = home.data / "learned"
    ensure_folder(folder)
    return folder


def _overlap(one: Motif, other: Motif) -> bool:
    """Whether one is part of the other."""
    short, long = sorted((one.tokens, other.tokens), key=len)
    size = len(short)
    return any(long[at : at + size] == short for at in range(len(long) - size + 1))
