"""What a person does in an environment that they have taken over.

They may act in its own window; then a `Witness` listens. Or they act through the live view: each
click and key comes here, is carried out, and is kept as a step with the element that was under it.
What was typed is kept only where it stands in an open field afterwards; else it may have been a
password, and dots are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from actions.action import (
    Click,
    EnvironmentAction,
    GroundedAction,
    Type,
    targets,
)
from actions.context import RunContext
from actions.environment import Environment
from actions.errors import ActionError
from actions.target import ElementRef, Grounding, PointOn
from actions.trajectory import Decision, Step
from app.engine.hold import ByHand
from app.runs.words import in_words
from perception.change import diff
from perception.element import Element, Visibility
from perception.geometry import Point
from perception.observation import Observation

_REST = 0.6  # seconds that a page may take to come to rest after a click
_BY_HAND = Decision(actions=(), thought="by the person")


class Witness(Protocol):
    """Listens to what the person does in the environment's own window."""

    def begin(self, seen: Observation) -> None:
        """Begin to listen to what is in front; what is done elsewhere is not kept.

        Args:
            seen: what there is.
        """

    def end(self) -> tuple[Step, ...]:
        """Stop; what was done, as far as it could be understood."""


class NoWitness:
    """Nobody listens."""

    def begin(self, seen: Observation) -> None:
        """Nothing."""

    def end(self) -> tuple[Step, ...]:
        """Nothing is known."""
        return ()


class Hands:
    """The person's hands, through the live view.

    Args:
        environment: that they have.
        seen: what was seen last; None if nothing was.
    """

    def __init__(self, environment: Environment, seen: Observation | None) -> None:
        self._environment = environment
        self._seen = seen
        self._stale = True
        self._steps: list[Step] = []
        self._typed = ""  # since the last look

    def do(self, deed: ByHand, context: RunContext) -> None:
        """Carry it out; what cannot be done is told as progress."""
        try:
            if deed.plain:
                self._environment.execute(self._placed(deed.action, None), context)
                self._stale = True
            elif targets(deed.action):
                self._point(deed.action, context)
            else:
                self._key(deed.action, context)
        except ActionError as failure:
            context.emit(str(failure))

    def steps(self, context: RunContext) -> tuple[Step, ...]:
        """What was done, with what came of the last of it."""
        if self._steps and self._steps[-1].after is None:
            self._look(context)
        return tuple(self._steps)

    def _point(self, action: EnvironmentAction, context: RunContext) -> None:
        before = self._look(context) if self._stale or self._seen is None else self._seen
        grounded = self._placed(action, before)
        self._environment.execute(grounded, context)
        self._environment.settle(context, limit=_REST)
        kept = _on_element(grounded)
        self._keep(kept.action, kept, before)
        self._look(context)

    def _key(self, action: EnvironmentAction, context: RunContext) -> None:
        if isinstance(action, Type) and isinstance(action.text, str):
            if not self._typed:  # a key may have moved the focus
                before = self._look(context) if self._stale or self._seen is None else self._seen
                dots = Type(text="", clear=False)
                self._keep(dots, None, before)
            self._environment.execute(GroundedAction(action=action), context)
            self._typed += action.text
        else:
            before = self._look(context) if self._stale or self._seen is None else self._seen
            self._environment.execute(GroundedAction(action=action), context)
            self._keep(action, None, before)
        self._stale = True

    def _keep(
        self, action: EnvironmentAction, grounded: GroundedAction | None, before: Observation
    ) -> None:
        step = Step(
            index=len(self._steps),
            observation=before,
            decision=replace(_BY_HAND, actions=(action,)),
            action=action,
            grounded=grounded,
        )
        self._steps.append(step)

    def _look(self, context: RunContext) -> Observation:
        seen = self._environment.observe(context, screenshot=False)
        if self._steps and self._steps[-1].after is None:
            last = self._steps[-1]
            if self._typed:
                last = _told_typed(last, self._typed, seen)
                self._typed = ""
            change = diff(last.observation, seen)
            self._steps[-1] = replace(last, after=seen, change=change)
        self._seen, self._stale = seen, False
        return seen

    def _placed(self, action: EnvironmentAction, seen: Observation | None) -> GroundedAction:
        """The action with its points as they are; with the elements that are there."""
        groundings = []
        for target in targets(action):
            if isinstance(target, PointOn):
                point = Point(target.x, target.y)
                element = element_at(seen, point) if seen is not None else None
                surface = element.surface if element is not None else _front(seen)
                groundings.append(
                    Grounding(target=target, element=element, surface=surface, point=point)
                )
        return GroundedAction(action=action, groundings=tuple(groundings))


def told(steps: Sequence[Step]) -> str:
    """What the person did, in words for a planner."""
    return "; ".join(in_words(step.action, step.grounded) for step in steps)


def element_at(seen: Observation, point: Point) -> Element | None:
    """What lies under a point: of the visible elements there the smallest; controls before text.

    Args:
        seen: the observation.
        point: in environment pixels.
    """
    there = [
        each
        for each in seen.elements
        if each.box.contains(point) and each.visibility is Visibility.VISIBLE and each.box.width
    ]
    controls = [each for each in there if each.interactive] or there
    return min(controls, key=lambda each: each.box.width * each.box.height, default=None)


def _on_element(grounded: GroundedAction) -> GroundedAction:
    """A click on an element rather than on a point, so that it can be learned from."""
    spot = grounded.grounding
    if spot is None or spot.element is None or not isinstance(grounded.action, Click):
        return grounded
    ref = ElementRef(ref=spot.element.ref)
    return GroundedAction(
        action=replace(grounded.action, target=ref), groundings=(replace(spot, target=ref),)
    )


def _told_typed(step: Step, text: str, seen: Observation) -> Step:
    """A step of typing with what may be told of it.

    Args:
        step: with what was seen before.
        text: that was typed.
        seen: what is there now.
    """
    focus = step.observation.by_ref.get(step.observation.focused or "")
    now = seen.by_ref.get(focus.ref) if focus is not None else None
    stands = now is not None and now.editable and text in (now.value or "")
    secret = now is None or "password" in now.states
    secret = secret or (now is not None and now.attributes.get("autocomplete") == "one-time-code")
    action = Type(text=text if stands and not secret else "•" * len(text), clear=False)
    if focus is None or focus.click_point is None:
        return replace(step, action=action)
    into = ElementRef(ref=focus.ref)
    spot = Grounding(target=into, element=focus, surface=focus.surface, point=focus.click_point)
    action = replace(action, into=into)
    return replace(step, action=action, grounded=GroundedAction(action=action, groundings=(spot,)))


def _front(seen: Observation | None) -> str:
    return seen.active.ref if seen is not None and seen.active is not None else ""
