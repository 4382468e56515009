"""The steps of a recording while it is being reduced, and what has been seen so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from actions.action import (
    Click,
    Drag,
    EnvironmentAction,
    GroundedAction,
    Move,
    Press,
    Scroll,
    Select,
    SetValue,
    Type,
    targets,
)
from actions.target import Grounding
from actions.trajectory import Decision, Step
from perception.change import diff
from perception.element import Element
from perception.geometry import Box, Point, Size, Viewport
from perception.observation import Notice, Observation
from skills.demonstration import Hint
from skills.typed import is_cell

# What an action risks: "read", "edit" or "commit".
Judge = Callable[[GroundedAction, Observation], str]

_FAR = 6  # steps back in which a field that is left late may have been typed into
_ENTRIES = frozenset({"option", "menuitem", "listitem", "text", "label", "generic", "cell"})


def empty() -> Observation:
    """What is known before anything has been seen."""
    return Observation(viewport=Viewport(size=Size(1, 1)), surfaces=(), elements=())


@dataclass
class Recorded:
    """Steps, each with what was seen before and after it.

    Args:
        judge: what an action risks.

    Attributes:
        steps: so far.
        hints: what the person said, by `Step.index`; before the first step under -1.
        notes: what could not be understood.
        now: what was seen last, with the values that are known to have been entered since.
        held: what was seen when the mouse button that is still down was pressed.
        busy: something is under way, so what is seen now is not what the last step led to.
        fresh: something was seen since the last step.
        at: when the last step was taken, in seconds since the recording began.
    """

    judge: Judge
    steps: list[Step] = field(default_factory=list)
    hints: dict[int, list[Hint]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    now: Observation = field(default_factory=empty)
    held: Observation | None = None
    busy: bool = False
    fresh: bool = True
    at: float = 0.0
    _count: int = 0

    @property
    def last(self) -> Step | None:
        """The last step."""
        return self.steps[-1] if self.steps else None

    # Seeing.

    def see(self, observation: Observation) -> None:
        """This is what there is now."""
        self.now = observation
        self.fresh = True
        if not self.busy and self.held is None and self.steps:
            self.led_to(observation)

    def led_to(self, observation: Observation) -> None:
        """This is what the last step led to."""
        last = self.steps[-1]
        before = last.after.notices if last.after is not None else ()
        kept = tuple(each for each in before if each not in observation.notices)
        if kept:
            observation = replace(observation, notices=(*observation.notices, *kept))
        self.steps[-1] = replace(
            last, after=observation, change=diff(last.observation, observation)
        )

    def close_last(self) -> None:
        """What the last step led to, if nobody has looked since, is what is known now."""
        if self.steps and self.steps[-1].after is None:
            self.steps[-1] = replace(self.steps[-1], after=self.now)

    def notice(self, notice: Notice) -> None:
        """Something came of the last step."""
        if self.steps:
            last = self.steps[-1]
            seen = last.after or self.now
            seen = replace(seen, notices=(*seen.notices, notice))
            self.steps[-1] = replace(last, after=seen)

    def resolved(self, element: Element | None, point: Point | None = None) -> Element | None:
        """An event's element as it was seen before the event; None where nothing is known."""
        if element is None:
            return self._at_point(point) if point is not None else None
        known = self.now.by_ref.get(element.ref)
        if known is not None and known.role == element.role:
            return known
        alike = [each for each in self.now.elements if _same(each, element)]
        there = (each for each in alike if each.box.contains(element.box.center))
        only = alike[0] if len(alike) == 1 and is_cell(element) and element.name else element
        return next(there, only)

    def _at_point(self, point: Point) -> Element | None:
        inside = [each for each in self.now.elements if Box.__contains__(each.box, point)]
        return min(inside, key=lambda e: (not e.interactive, e.box.area), default=None)

    def know(self, element: Element, value: str) -> None:
        """A field holds something else now, though nobody has looked at the whole again."""
        self.now = with_value(self.now, element, value)
        if self.held is not None:
            self.held = with_value(self.held, element, value)

    # Steps.

    def add(
        self,
        action: EnvironmentAction,
        at: float,
        elements: Iterable[Element] = (),
        observation: Observation | None = None,
    ) -> None:
        """One more step.

        Args:
            action: that was done; its targets are refs of the elements.
            at: seconds since the recording began.
            elements: for its targets, in order.
            observation: before it; by default what was seen last.
        """
        self.close_last()
        seen = observation or self.now
        spots = tuple(
            Grounding(
                target=target,
                element=element,
                surface=element.surface,
                point=element.click_point or element.box.center,
                families=("shown",),
            )
            for target, element in zip(targets(action), elements, strict=False)
        )
        grounded = GroundedAction(action=action, groundings=spots)
        self.steps.append(
            Step(
                index=self._count,
                observation=seen,
                decision=Decision(actions=(action,)),
                action=action,
                grounded=grounded,
                risk=self.judge(grounded, seen),
            )
        )
        self._count += 1
        self.at, self.fresh = at, False

    def change_last(self, action: EnvironmentAction, at: float) -> None:
        """The last step was more than that: a second click, one more turn of the wheel."""
        last = self.steps[-1]
        assert last.grounded is not None
        grounded = replace(last.grounded, action=action)
        risk = self.judge(grounded, last.observation)
        self.steps[-1] = replace(last, action=action, grounded=grounded, risk=risk, after=None)
        self.at, self.fresh = at, False

    def drop_last(self) -> Step:
        """Forget the last step; the step."""
        dropped = self.steps.pop()
        self.hints.pop(dropped.index, None)
        return dropped

    def drop_on(self, element: Element) -> Observation:
        """Forget the steps that only led to an element getting its value.

        Returns:
            What was seen before the first of them.
        """
        sure = 0
        for count, step in enumerate(reversed(self.steps), 1):
            if not self.acts_in(step, element):
                break
            into = acted_on(step)
            if into is not None and (into.ref == element.ref or into.parent == element.ref):
                sure = count
                if isinstance(step.action, Click) and into.ref == element.ref:
                    break  # with this it began
        first = self.now
        for _ in range(sure):
            first = self.drop_last().observation
        return first

    def acts_in(self, step: Step, element: Element) -> bool:
        """Whether a step acted on a control, on a part of it, or moved through its entries."""
        if isinstance(step.action, Press):
            return acted_on(step) is None and _moves(step.action)
        acted = acted_on(step)
        if isinstance(step.action, Type):
            return acted is not None and acted.ref == element.ref
        if not isinstance(step.action, Click | Drag | Scroll | SetValue | Select | Move):
            return False
        return acted is not None and (
            acted.ref == element.ref
            or acted.parent == element.ref
            or acted.ref == element.parent
            or acted.role in _ENTRIES
            or (acted.name != "" and acted.name == element.name)
        )

    def last_typed(self, element: Element) -> int | None:
        """The place of the last step that typed into an element, if that is not long ago."""
        for at in range(len(self.steps) - 1, max(-1, len(self.steps) - _FAR), -1):
            into = acted_on(self.steps[at])
            typed = isinstance(self.steps[at].action, Type)
            if typed and into is not None and into.ref == element.ref:
                return at
        return None

    def correct(self, at: int, element: Element, value: str) -> None:
        """The keys of a step did not tell what the field made of them."""
        step = self.steps[at]
        action = step.action
        assert isinstance(action, Type)
        if not isinstance(action.text, str) or (not action.clear and value.endswith(action.text)):
            return
        if action.text == value:
            return
        new = replace(action, text=value, clear=True)
        assert step.grounded is not None
        after = with_value(step.after, element, value) if step.after is not None else None
        grounded = replace(step.grounded, action=new)
        self.steps[at] = replace(step, action=new, grounded=grounded, after=after)
        for later in range(at + 1, len(self.steps)):
            seen = with_value(self.steps[later].observation, element, value)
            self.steps[later] = replace(self.steps[later], observation=seen)
        self.know(element, value)


def acted_on(step: Step) -> Element | None:
    """The (first) element that a step acted on."""
    spot = step.grounded.grounding if step.grounded is not None else None
    return spot.element if spot is not None else None


def with_value(observation: Observation, element: Element, value: str) -> Observation:
    """The observation in which an element holds a value; passwords are left alone."""
    known = observation.by_ref.get(element.ref)
    if known is None or "password" in known.states:
        return observation
    if value in ("true", "false") and known.value in (None, "on"):
        states = known.states - {"checked"} | ({"checked"} if value == "true" else set())
        new = replace(known, states=frozenset(states))
    else:
        new = replace(known, value=value)
    elements = tuple(new if each is known else each for each in observation.elements)
    return replace(observation, elements=elements, progress_key="")


def _same(one: Element, other: Element) -> bool:
    cells = {one.role, other.role} <= {"cell", "gridcell"}  # words for the same thing
    alike = one.role == other.role or cells
    return alike and (one.name, one.surface) == (other.name, other.surface)


def _moves(action: Press) -> bool:
    """Whether a key only moves through the entries of a control, or takes one."""
    keys = action.keys.removeprefix("Shift+").removeprefix("Alt+")
    return keys in ("Space", "Home", "End", "Tab") or keys.startswith(("Arrow", "Page"))
