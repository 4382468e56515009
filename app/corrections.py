"""What a person corrected, or did during a takeover, becomes a suggestion to learn from.

The window calls these two; see `app.suggestions` for how what they give is accepted or dismissed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.action import RunSkill
from actions.schema import name_of
from actions.trajectory import Step, Task
from app.engine.events import Decided, Event, StepFinished
from app.errors import DeskhandError
from app.paths import Paths
from app.recording.session import risk_of
from app.suggestions import Suggestion, of_patch, of_tip
from app.tips import TipBook
from perception.element import Element
from perception.events import InputEvent
from perception.observation import Observation
from skills.corrected import lesson_of_correction, lesson_of_takeover, patch_of, step_at
from skills.generalise import NothingToLearn
from skills.heal import Patch
from skills.load import SkillError
from skills.reduce import reduce
from skills.store import Store
from skills.tidy import cleaned
from skills.tips import Lesson
from skills.transcribe import element_of
from skills.values import ValuesError, bind

_NEAR = 3  # steps before a takeover among which the one that failed is looked for


class NothingLearned(DeskhandError):
    """Nothing can be learned from it; the message says why, for the person."""

    exit_code = 1


def from_correction(
    home: Paths,
    *,
    step: Step,
    chosen: Element,
    seen: Observation,
    run: str,
    skill: RunSkill | None = None,
) -> Suggestion:
    """Not that one: this one.

    Args:
        home: where tips and skills lie.
        step: that was taken, or was about to be: its action, what was found for it
            (`grounded`), its observation and its decision.
        chosen: what the person pointed at.
        seen: the observation that `chosen` is of.
        run: id of the run.
        skill: that the step is one of (`running_skill`); None if a planner decided it.

    Returns:
        What is kept now and waits for the person's word: a patch of the skill's step, or a tip.

    Raises:
        NothingLearned: the message says why.
        StorageError: it cannot be written.
    """
    try:
        if skill is not None:
            return _keep_patch(home, _patch(home, skill, step, chosen, seen), run)
        return _keep_tip(home, lesson_of_correction(step, chosen, seen), run)
    except NothingToLearn as nothing:
        raise NothingLearned(f"Nothing is learned from it: {nothing}.") from None


def from_takeover(
    home: Paths,
    *,
    events: Iterable[InputEvent],
    before: Sequence[Step],
    run: str,
    after: Sequence[Step] = (),
    skill: RunSkill | None = None,
) -> Suggestion:
    """What the person did while they had taken over.

    Args:
        home: where tips and skills lie.
        events: that a recorder heard meanwhile (`app.recording.takeover`).
        before: the steps of the run until then.
        run: its id.
        after: the steps of the run since it was given back, if it is asked for later: where the
            failed step works then, the tip says that what the person did must come first.
        skill: that was running then (`running_skill`).

    Returns:
        What is kept now and waits for the person's word.

    Raises:
        NothingLearned: nothing was done, or nothing that can be named; the message says so.
        StorageError: it cannot be written.
    """
    heard = reduce(events, Task(text=""), judge=risk_of, source=run).trajectory.steps
    shown = cleaned(heard) or heard
    return from_deeds(home, shown=shown, before=before, run=run, after=after, skill=skill)


def from_deeds(
    home: Paths,
    *,
    shown: Sequence[Step],
    before: Sequence[Step],
    run: str,
    after: Sequence[Step] = (),
    skill: RunSkill | None = None,
) -> Suggestion:
    """The same for what is known as steps already, as `GivenBack` tells them.

    Raises:
        NothingLearned: nothing was done, or nothing that can be named; the message says so.
        StorageError: it cannot be written.
    """
    if not shown:
        raise NothingLearned("Nothing is learned from it: nothing was done.")
    failed = next((step for step in reversed(before[-_NEAR:]) if step.error), None)
    try:
        if skill is not None and failed is not None:
            instead = _done_instead(failed, shown)
            if instead is not None:
                chosen = element_of(instead)
                assert chosen is not None
                patch = _patch(home, skill, failed, chosen, instead.observation)
                return _keep_patch(home, patch, run)
        return _keep_tip(home, lesson_of_takeover(failed, shown, after), run)
    except NothingToLearn as nothing:
        raise NothingLearned(f"Nothing is learned from it: {nothing}.") from None


def running_skill(events: Iterable[Event]) -> RunSkill | None:
    """The skill that decides at the end of these events of a run; None if its planner does."""
    running: list[RunSkill] = []
    for event in events:
        if isinstance(event, Decided):
            running += [each for each in event.decision.actions if isinstance(each, RunSkill)]
        elif (
            isinstance(event, StepFinished) and isinstance(event.step.action, RunSkill) and running
        ):
            running.pop()
    return running[-1] if running else None


def _patch(home: Paths, skill: RunSkill, step: Step, chosen: Element, seen: Observation) -> Patch:
    store = Store(home.skills)
    try:
        ran = store.get(skill.name)
        texts = bind(ran, dict(skill.arguments)).texts
        of, node, values = step_at(ran, step.decision.subgoal, texts, store.get)
    except (KeyError, OSError) as failure:
        raise NothingToLearn(str(failure)) from None
    except (SkillError, ValuesError) as failure:
        raise NothingToLearn(f"{skill.name} is not what it was: {failure}") from None
    return patch_of(of, node, values, chosen, seen)


def _done_instead(failed: Step, shown: Sequence[Step]) -> Step | None:
    """The first thing that the person did of the kind that failed, to something."""
    return next(
        (
            step
            for step in shown
            if name_of(step.action) == name_of(failed.action) and element_of(step) is not None
        ),
        None,
    )


def _keep_tip(home: Paths, lesson: Lesson, run: str) -> Suggestion:
    return of_tip(TipBook(home).propose(lesson, run))


def _keep_patch(home: Paths, patch: Patch, run: str) -> Suggestion:
    Store(home.skills).sight(patch, run, verified=False)
    return of_patch(patch)
