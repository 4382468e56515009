"""The steps that count: without what failed, what did nothing, and what was taken back.

The same for a run of a planner and for a recording of a person. A step that cannot be taken back
always counts, and so does all that led to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from actions.action import (
    Click,
    GroundedAction,
    Move,
    Navigate,
    Open,
    Press,
    Scroll,
    Type,
    Upload,
    Wait,
    Window,
    targets,
)
from actions.schema import ENVIRONMENT_ACTIONS, name_of
from actions.trajectory import Step
from perception.element import TEXT_ROLES
from perception.observation import Observation

_COPIES = frozenset({"Control+c", "Control+Insert", "Control+Shift+c"})
_PASTES = frozenset({"Control+v", "Shift+Insert", "Control+Shift+v"})
_MOVES_FOCUS = frozenset({"Tab", "Shift+Tab"})


def cleaned(steps: Sequence[Step], marked: Iterable[int] = ()) -> tuple[Step, ...]:
    """The steps that count, in order, with their indices as they were.

    Args:
        steps: as they were taken.
        marked: indices of steps that the person said something about; these are kept.
    """
    kept = [step for step in steps if _done(step)]
    keep = frozenset(marked)
    kept = _without_detours(kept, keep)
    kept = [
        step
        for at, step in enumerate(kept)
        if step.index in keep or not _idle(step, kept[at + 1 :])
    ]
    return tuple(part for step in kept for part in _parted(step))


def state_of(observation: Observation) -> tuple[object, ...]:
    """What has been reached: where we are, and what everything is set to.

    Unlike `Observation.progress_key` it does not know the focus nor what the pixels look like.
    """
    active = observation.active
    settings = frozenset(
        (each.role, each.name, each.value, each.states & _SETTINGS)
        for each in observation.elements
        if each.value or each.states & _SETTINGS
    )
    surfaces = frozenset((each.ref, each.title, each.url) for each in observation.surfaces)
    where = active.ref if active is not None else ""
    return (where, surfaces, observation.place_key, settings, observation.dialogs)


_SETTINGS = frozenset({"checked", "mixed", "selected", "expanded", "pressed"})


def _done(step: Step) -> bool:
    return (
        not step.error
        and step.after is not None
        and name_of(step.action) in ENVIRONMENT_ACTIONS
        and not isinstance(step.action, Wait)
    )


def _without_detours(steps: Sequence[Step], keep: frozenset[int]) -> list[Step]:
    """Without the steps between two moments at which everything was the same."""
    kept: list[Step] = []
    states: list[tuple[object, ...]] = []
    for step in steps:
        states.append(state_of(step.observation))
        kept.append(step)
        assert step.after is not None
        now = state_of(step.after)
        if now not in states or not _seen_apart(step):
            continue
        at = states.index(now)
        between = kept[at:]
        if len(between) < 2 or any(_counts(each, keep) for each in between):
            continue
        kept, states = kept[:at], states[:at]
    return kept


def _seen_apart(step: Step) -> bool:
    """Whether before and after were looked at separately; otherwise they tell nothing."""
    return step.after is not step.observation


def _counts(step: Step, keep: frozenset[int]) -> bool:
    """Whether a step may have done something that its states do not show."""
    lasting = isinstance(step.action, Type | Upload | Open)
    return step.risk == "commit" or step.index in keep or lasting or not _seen_apart(step)


def _idle(step: Step, rest: Sequence[Step]) -> bool:
    """Whether a step did nothing that a later one needs."""
    action, after = step.action, step.after
    assert after is not None
    if isinstance(action, Scroll | Move):
        return not _was_needed(step, rest)
    if step.risk == "commit" or not _seen_apart(step):
        return _only_focuses(step, rest)
    if isinstance(action, Window | Navigate) and action.how in ("focus", "activate"):
        return not rest or _surface_of(rest[0]) not in ("", action.surface)
    if isinstance(action, Press) and action.keys in _COPIES:
        return not any(isinstance(s.action, Press) and s.action.keys in _PASTES for s in rest)
    key = after.progress_key
    if key and step.observation.progress_key == key and not after.notices:
        return not isinstance(action, Type | Upload)
    return _only_focuses(step, rest)


def _only_focuses(step: Step, rest: Sequence[Step]) -> bool:
    """Whether a step only moved the focus to where the next one acts by itself."""
    action = step.action
    if step.risk == "commit" or not rest or not targets(rest[0].action):
        return False
    spot = step.grounded.grounding if step.grounded is not None else None
    element = spot.element if spot is not None else None
    if isinstance(action, Press):
        focusing = action.keys in _MOVES_FOCUS
    else:
        focusing = (
            isinstance(action, Click)
            and action.button == "left"
            and element is not None
            and (element.role in TEXT_ROLES or "editable" in element.states)
        )
    if not focusing:
        return False
    assert step.after is not None
    same = state_of(step.observation) == state_of(step.after)
    follows = rest[0].grounded.grounding if rest[0].grounded is not None else None
    into = follows.element.ref if follows is not None and follows.element is not None else ""
    typed_there = element is not None and into == element.ref and isinstance(rest[0].action, Type)
    if not _seen_apart(step):
        return isinstance(action, Press) or typed_there
    one, other = step.observation, step.after
    stayed = [s.ref for s in one.surfaces] == [s.ref for s in other.surfaces]
    return same or (typed_there and stayed and one.dialogs == other.dialogs)


def _was_needed(step: Step, rest: Sequence[Step]) -> bool:
    """Whether what the next step acts on came only by this one."""
    then = next((each for each in rest if not isinstance(each.action, Scroll | Move)), None)
    if then is None or then.grounded is None or then.grounded.grounding is None:
        return False
    element = then.grounded.grounding.element
    if element is None:
        return False
    before = step.observation
    return not any(
        each.ref == element.ref or (each.role, each.name) == (element.role, element.name)
        for each in before.elements
    )


def _surface_of(step: Step) -> str:
    spot = step.grounded.grounding if step.grounded is not None else None
    return spot.surface if spot is not None else ""


def _parted(step: Step) -> tuple[Step, ...]:
    """Typing that also sends, as two steps: what is sent can then be checked before it is."""
    action = step.action
    if not (isinstance(action, Type) and action.submit and isinstance(action.text, str)):
        return (step,)
    spot = step.grounded.grounding if step.grounded is not None else None
    if spot is None or spot.element is None:
        return (step,)
    filled = replace(spot.element, value=action.text)
    elements = tuple(
        filled if each.ref == filled.ref else each for each in step.observation.elements
    )
    between = replace(step.observation, elements=elements, focused=filled.ref)
    typed = replace(action, submit=False)
    sent = Press(keys="Enter", target=action.into)
    spot_now = replace(spot, element=filled)
    return (
        replace(
            step,
            action=typed,
            grounded=GroundedAction(action=typed, groundings=(spot,)),
            after=between,
            risk="edit",
        ),
        replace(
            step,
            action=sent,
            observation=between,
            grounded=GroundedAction(action=sent, groundings=(spot_now,)),
        ),
    )
