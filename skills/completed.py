"""Where somebody typed the beginning of a value and took the rest from the list that came up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from actions.action import Click, Type
from actions.trajectory import Step
from perception.element import Element
from perception.predicate import fold
from skills.spellings import spoken_of

_OFFERED = frozenset({"option", "listitem", "menuitem", "treeitem", "row", "cell", "gridcell"})


def completed(steps: Sequence[Step], instruction: str) -> tuple[Step, ...]:
    """The steps with all of such a value typed: another one may have another beginning.

    Args:
        steps: of a demonstration.
        instruction: it must speak of the value that was taken.
    """
    made = list(steps)
    for at, (step, then) in enumerate(pairwise(steps)):
        action = step.action
        taken = _taken(then)
        if taken is None or not isinstance(action, Type) or not isinstance(action.text, str):
            continue
        begins = len(action.text) > 0 and fold(taken.name).startswith(fold(action.text))
        offered = taken.ref not in step.observation.by_ref
        if begins and offered and spoken_of(taken.name, instruction):
            whole = replace(action, text=taken.name)
            assert step.grounded is not None
            made[at] = replace(step, action=whole, grounded=replace(step.grounded, action=whole))
    return tuple(made)


def _taken(step: Step) -> Element | None:
    """What was clicked in a list."""
    spot = step.grounded.grounding if step.grounded is not None else None
    element = spot.element if spot is not None else None
    clicked = isinstance(step.action, Click) and element is not None
    return element if clicked and element is not None and element.role in _OFFERED else None
