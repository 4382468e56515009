"""From a run or a recording to a skill in the library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from actions.action import Claim, Finish
from actions.trajectory import Outcome
from app.errors import DeskhandError
from app.runs.folders import run_id_of
from app.runs.read import RunRecord
from app.step_pictures import step_picture
from grounding.by_picture import take
from grounding.pictures import PICTURES
from skills.check import name_fault, pictures
from skills.demonstration import Demonstration
from skills.generalise import Learned, NothingToLearn, generalise
from skills.load import SkillError
from skills.print import digest
from skills.skill import Kind, Skill
from skills.store import Store, now


class CannotLearn(DeskhandError):
    """Nothing can be learned from it; the message says why, and what to do."""

    exit_code = 1


def from_run(record: RunRecord, *, unverified: bool = False) -> Demonstration:
    """What a run shows.

    Args:
        record: of the run.
        unverified: also a run of which nobody checked whether it did what was wanted.

    Raises:
        CannotLearn: it did not come to a good end, or it was itself a skill that was run.
    """
    run_id = run_id_of(record.folder) or record.folder.name
    trajectory = record.trajectory()
    if record.started is not None and record.started.task.text.startswith("Run the skill "):
        raise CannotLearn(f"The run {run_id} was a skill that was run; there is nothing to learn.")
    if trajectory.outcome is Outcome.DONE_UNVERIFIED and not unverified:
        raise CannotLearn(
            f"Nobody checked whether the run {run_id} did what was wanted. Look at it with "
            f"`deskhand runs show {run_id}`; if it did, save it with --unverified."
        )
    if trajectory.outcome not in (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED):
        ended = trajectory.outcome.value if trajectory.outcome else "it has no end"
        raise CannotLearn(f"The run {run_id} did not get it done: {ended}.")
    return Demonstration(trajectory=trajectory, claims=tuple(_held(record)), source=run_id)


def _shown(learned: Learned) -> Iterator[tuple[str, bytes]]:
    for step, taken in learned.shown.items():
        picture = step_picture(taken)
        if picture is not None:
            yield step, picture


def _held(record: RunRecord) -> Iterator[Claim]:
    """The claims of a run that held when they were checked."""
    finished = record.finished
    if finished is None or not isinstance(finished.control, Finish):
        return
    checked = finished.verification.claims if finished.verification is not None else ()
    for at, claim in enumerate(finished.control.claims):
        if at < len(checked) and checked[at].held:
            yield claim


def learn(
    shown: Demonstration,
    store: Store,
    *,
    kind: Kind,
    name: str = "",
    others: Sequence[Demonstration] = (),
    again: bool = False,
    loops: bool = True,
) -> Learned:
    """A draft of a skill, not yet in the library.

    Args:
        shown: what was done.
        store: the library, for names that are taken.
        kind: whether a person showed it or a run did it.
        name: of the skill; "" takes one from the instruction.
        others: the same done with other values.
        again: it is a new version of the skill of that name.
        loops: whether what was done again and again may become a loop over a table.

    Raises:
        CannotLearn: there is nothing in it that could be done again, or the name is none.
    """
    if name and (reason := name_fault(name)):
        raise CannotLearn(f"{name!r} is no name for a skill: {reason}.")
    if name and name in store.names() and not again:
        raise CannotLearn(f"There is a skill called {name} already; take another name.")
    try:
        learned = generalise(
            shown,
            others=others,
            kind=kind,
            name=name,
            taken=store.names(),
            picture=take,
            created=now(),
            loops=loops,
        )
    except NothingToLearn as failure:
        raise CannotLearn(f"No skill can be made of it: {failure}.") from None
    if not again:
        return learned
    before = store.get(name)
    newest = max([*store.versions(name), before.version])
    provenance = replace(learned.skill.provenance, parent=digest(before))
    return replace(learned, skill=replace(learned.skill, version=newest + 1, provenance=provenance))


def keep(learned: Learned, store: Store) -> Skill:
    """Put a draft into the library.

    Raises:
        CannotLearn: it cannot be written, or is no valid skill.
    """
    skill = replace(learned.skill, trust="draft")
    try:
        store.put(skill, {way: png for way in pictures(skill) if (png := PICTURES.get(way))})
        store.keep_shown(skill.name, dict(_shown(learned)))
    except SkillError as failure:
        raise CannotLearn(f"What was made of it is no valid skill: {failure}") from None
    except OSError as failure:
        raise CannotLearn(f"{skill.name} cannot be written: {failure.strerror}.") from failure
    return skill
