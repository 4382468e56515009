"""What controls have come to hold: chosen, switched, set; and what fields made of the keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from actions.action import Click, Press, Select, SetValue, Upload
from actions.target import ElementRef
from perception.element import Element
from perception.events import FilesChosen, ValueChanged
from skills.recorded import Recorded, acted_on, with_value
from skills.reduce_keys import Keyboard
from skills.reduce_pointer import Pointer
from skills.typed import is_field

_SWITCHED = frozenset({"checkbox", "switch", "menuitemcheckbox"})
_SET = frozenset({"slider", "spinbutton", "scrollbar"})
_SET_TYPES = frozenset({"date", "time", "datetime-local", "month", "week", "color", "range"})


@dataclass
class Values:
    """Hears of values.

    Args:
        recorded: where the steps go.
        keyboard: knows what is being typed.
        pointer: knows what is being pressed.
    """

    recorded: Recorded
    keyboard: Keyboard
    pointer: Pointer

    def change(self, event: ValueChanged) -> None:
        """A control holds something else."""
        if event.element.attributes.get("terminal") == "true":
            return  # what it shows is not what was typed
        element = self.recorded.resolved(event.element) or event.element
        if element.attributes.get("type") in _SET_TYPES and not event.secret:
            self._assigned(element, event)
            return
        if event.final and _chosen_by_keys(element) and self._picked(element, event):
            return
        typing = self.keyboard.typing
        if typing is not None and typing.element is not None and typing.element.ref == element.ref:
            typing.secret = typing.secret or event.secret
            typing.value = event.value
            if event.final:
                self.keyboard.flush()
            return
        if event.secret:
            self._secret(element, event)
        elif element.role == "radio":
            self._radio(element, event)
        elif _is_list(element):
            self._set(Select, element, event, options=tuple(event.value.split("\n")))
        elif _is_set(element):
            self._set(SetValue, element, event, value=event.value)
        elif is_field(element):
            self._text(element, event)

    def files(self, event: FilesChosen) -> None:
        """Files were given to a field."""
        self.keyboard.flush()
        element = self.recorded.resolved(event.element)
        last = self.recorded.last
        seen = None
        if last is not None and isinstance(last.action, Click):
            element = element or acted_on(last)
            seen = self.recorded.drop_last().observation
        if element is None:
            self.recorded.notes.append("files were given to something that nothing is known of")
            return
        upload = Upload(target=ElementRef(ref=element.ref), paths=event.paths)
        self.recorded.add(upload, event.at, (element,), seen)

    def _assigned(self, element: Element, event: ValueChanged) -> None:
        """A date, a time or a colour: told anew with each part of it that is entered."""
        typing = self.keyboard.drop(element)
        if typing is not None:
            self.keyboard.recorded.add(
                SetValue(target=ElementRef(ref=element.ref), value=event.value),
                event.at,
                (element,),
                typing.observation,
            )
        last = self.recorded.last
        if event.value and last is not None and self.recorded.acts_in(last, element):
            self._set(SetValue, element, replace(event, final=True), value=event.value)

    def _picked(self, element: Element, event: ValueChanged) -> bool:
        """An entry of a list was gone to by the letters it begins with; False if it was not."""
        typing = self.keyboard.drop(element)
        if typing is None:
            return False
        count = len(self.recorded.steps)
        first = self.recorded.drop_on(element)
        before = typing.observation if len(self.recorded.steps) == count else first
        choose = Select(target=ElementRef(ref=element.ref), options=tuple(event.value.split("\n")))
        self.recorded.add(choose, event.at, (element,), before)
        self.recorded.know(element, event.value)
        return True

    def _set(self, kind: Any, element: Element, event: ValueChanged, **more: Any) -> None:
        """A control was set, by what was done to it; that is taken back for it."""
        if not event.final or not self._touched(element):
            return
        first = self.pointer.swallow(element) or self.recorded.drop_on(element)
        before = with_value(first, element, element.value or "") if element.value else first
        set_it = kind(target=ElementRef(ref=element.ref), **more)
        self.recorded.add(set_it, event.at, (element,), before)
        self.recorded.know(element, event.value)
        if self.recorded.now is not before:
            self.recorded.led_to(self.recorded.now)

    def _touched(self, element: Element) -> bool:
        """Whether the person did something of late that could have set the control."""
        if self.recorded.held is not None:
            return True
        last = self.recorded.last
        if last is None:
            return False
        return isinstance(last.action, Press) or self.recorded.acts_in(last, element)

    def _radio(self, element: Element, event: ValueChanged) -> None:
        if event.value != "true" or not self._touched(element):
            return
        last = self.recorded.last
        there = acted_on(last) if last is not None and isinstance(last.action, Click) else None
        if there is not None and there.ref == element.ref:
            return
        before = self.recorded.drop_on(element)
        click = Click(target=ElementRef(ref=element.ref))
        self.recorded.add(click, event.at, (element,), before)

    def _secret(self, element: Element, event: ValueChanged) -> None:
        if self.recorded.last_typed(element) is None:
            self.keyboard.begin(element, event.at).secret = True
            self.keyboard.flush()

    def _text(self, element: Element, event: ValueChanged) -> None:
        """What a text field holds in the end; told late, when it is left."""
        at = self.recorded.last_typed(element)
        if at is not None:
            self.recorded.correct(at, element, event.value)
        elif self._touched(element) and event.value != (element.value or ""):
            typing = self.keyboard.begin(element, event.at)
            typing.value, typing.unsure = event.value, True
            if event.final:
                self.keyboard.flush()


def _chosen_by_keys(element: Element) -> bool:
    """Whether letters choose one of its entries rather than become its text."""
    return element.role == "listbox" or element.attributes.get("tag") == "select"


def _is_list(element: Element) -> bool:
    if element.role == "listbox":
        return True
    return element.role == "combobox" and (
        bool(element.attributes.get("options")) or "editable" not in element.states
    )


def _is_set(element: Element) -> bool:
    return (
        element.role in _SWITCHED
        or element.role in _SET
        or element.attributes.get("type") in _SET_TYPES
    )
