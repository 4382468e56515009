"""Presses and releases of the mouse as clicks, double clicks and drags."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, get_args

from actions.action import Click, Drag, Modifier, Move, Scroll
from actions.target import ElementRef
from perception.element import Element
from perception.events import PointerPressed, PointerReleased, PointerRested, Scrolled
from perception.geometry import Point
from perception.observation import Observation
from skills.recorded import Recorded, acted_on
from skills.typed import is_field

DOUBLE = 0.5  # seconds between the clicks of a double click
NEAR = 4.0  # pixels that a hand moves while it clicks


@dataclass
class Pointer:
    """Hears the pointer.

    Args:
        recorded: where the steps go.
    """

    recorded: Recorded
    _began: PointerPressed | None = None
    _element: Element | None = None
    _where: Point | None = None  # of the last click

    def press(self, event: PointerPressed) -> None:
        """A button went down."""
        self.release_missed()
        self._began = event
        self._element = self.recorded.resolved(event.element, event.point)
        self.recorded.held = self.recorded.now

    def swallow(self, element: Element) -> Observation | None:
        """Forget a press on a control that has its value already; what was seen before it."""
        pressed = self._element if self._began is not None else None
        if pressed is None or element.ref not in (pressed.ref, pressed.parent):
            return None
        self._began = None
        before, self.recorded.held = self.recorded.held, None
        return before

    def release_missed(self) -> None:
        """A release that was not heard, as where the press closed the window."""
        if (began := self._began) is not None:
            self.release(PointerReleased(at=began.at, surface=began.surface, point=began.point))

    def release(self, event: PointerReleased) -> None:
        """A button went up."""
        began, self._began = self._began, None
        before, self.recorded.held = self.recorded.held, None
        if began is None:
            return
        element = self._element
        if element is None:
            self.recorded.notes.append("a click on something that nothing is known of was left out")
            return
        target = self.recorded.resolved(event.element)
        if target is not None and target.ref != element.ref:
            moved = began.point.distance(event.point)
            if moved > NEAR:
                path = (ElementRef(ref=element.ref), ElementRef(ref=target.ref))
                drag = Drag(path=path, button=began.button)
                self.recorded.add(drag, event.at, (element, target), before)
                return
        if is_field(element) and began.point.distance(event.point) > NEAR:
            return  # a selection of text: what follows tells what it was for
        if self._again(began, element):
            last = self.recorded.steps[-1].action
            assert isinstance(last, Click)
            again = replace(last, count=min(last.count + 1, 3))
            self.recorded.change_last(again, event.at)
        else:
            held: Any = tuple(each for each in began.modifiers if each in get_args(Modifier))
            target_ref = ElementRef(ref=element.ref)
            click = Click(target=target_ref, button=began.button, modifiers=held)
            self.recorded.add(click, event.at, (element,), before)
        self._where = began.point

    def rest(self, event: PointerRested) -> None:
        """The pointer stayed over something that changed by it."""
        element = self.recorded.resolved(event.element)
        if element is not None:
            self.recorded.add(Move(target=ElementRef(ref=element.ref)), event.at, (element,))

    def scroll(self, event: Scrolled) -> None:
        """The wheel was turned."""
        last = self.recorded.last
        if last is not None and isinstance(last.action, Scroll):
            dx, dy = last.action.dx + event.dx, last.action.dy + event.dy
            self.recorded.change_last(replace(last.action, dx=dx, dy=dy), event.at)
            return
        element = self.recorded.resolved(event.element, event.point)
        named = element is not None and element.name and not element.weak_name
        action = Scroll(dx=event.dx, dy=event.dy)
        if named and element is not None:
            action = replace(action, target=ElementRef(ref=element.ref))
            self.recorded.add(action, event.at, (element,))
        else:
            self.recorded.add(action, event.at)

    def _again(self, began: PointerPressed, element: Element) -> bool:
        """Whether a press belongs to the click before it."""
        last = self.recorded.last
        if last is None or not isinstance(last.action, Click) or self._where is None:
            return False
        before = acted_on(last)
        return (
            before is not None
            and before.ref == element.ref
            and last.action.button == began.button == "left"
            and self._where.distance(began.point) <= NEAR
            and began.at - self.recorded.at <= DOUBLE
        )
