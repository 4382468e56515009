"""What was typed into one field: keys, corrections and pastes, joined to one text."""

from __future__ import annotations

from dataclasses import dataclass

from actions.action import SecretRef, Type
from actions.target import ElementRef
from perception.element import TEXT_ROLES, Element
from perception.events import KeyPressed
from perception.observation import Observation

# Keys that change a text, or where the next character goes, in ways that only the field knows.
_UNSURE = frozenset(
    {"Delete", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp"}
    | {"PageDown", "Control+z", "Control+y", "Control+Shift+z", "Control+x", "Control+Backspace"}
    | {"Control+Delete", "Control+Home", "Control+End", "Control+ArrowLeft", "Control+ArrowRight"}
    | {"Shift+ArrowLeft", "Shift+ArrowRight", "Shift+Home", "Shift+End"}
)


@dataclass(slots=True)
class Typing:
    """One stretch of typing, under way.

    Attributes:
        element: typed into; None where nothing is known of it.
        observation: before the first key.
        began: seconds since the recording began.
        last: when the last key came.
        text: what was typed so far, as far as the keys tell.
        unsure: the keys alone do not tell what the field holds.
        all: everything was selected first.
        value: what the field says that it holds; None where it has not said.
        secret: it is a password field; nothing of it is known.
        old: what the field held before.
    """

    element: Element | None
    observation: Observation
    began: float
    last: float
    text: str = ""
    unsure: bool = False
    all: bool = False
    value: str | None = None
    secret: bool = False
    old: str = ""

    def takes(self, event: KeyPressed) -> bool:
        """Take a key into the text; whether it is one that belongs there."""
        if event.secret or self.secret:
            taken = not event.keys or bool(event.text) or event.keys in (*_UNSURE, "Backspace")
            self.secret = self.secret or event.secret
            return taken
        if event.keys == "Enter":
            if self.element is None or not is_multiline(self.element) or is_cell(self.element):
                return False
            self.text += "\n"
        elif event.keys == "Backspace":
            if not self.text:
                self.unsure = True
            self.text = self.text[:-1]
        elif event.keys == "Control+a":
            self.all, self.text, self.unsure = True, "", False
        elif event.keys in _UNSURE and not (self.element is not None and is_cell(self.element)):
            self.unsure = True
        elif is_character(event):
            self.text += event.text
        else:
            return False
        self.last = event.at
        return True

    def action(self) -> Type | None:
        """The typing as one action; None if it came to nothing."""
        into = ElementRef(ref=self.element.ref) if self.element is not None else None
        if self.secret:
            return Type(text=SecretRef(name=""), into=into)
        if self.value is not None and not self._holds_more():
            if self._appended():
                return Type(text=self.text, into=into, clear=False)
            if self.value == self.old and not self.text:
                return None
            return Type(text=self.value, into=into)
        if not self.text:
            return None
        replaced = self.all or (self.element is not None and not self.old)
        return Type(text=self.text, into=into, clear=replaced)

    def _appended(self) -> bool:
        """Whether the new text was added at the end of an old one that stays."""
        known = bool(self.old) and not self.all and not self.unsure and bool(self.text)
        return known and self.value == self.old + self.text

    def _holds_more(self) -> bool:
        """Whether the field's value is that of a whole document around what was typed."""
        if self.element is None or not self.old or self.all or self.unsure or not self.value:
            return False
        return is_multiline(self.element) and self.text in self.value


def is_character(event: KeyPressed) -> bool:
    """Whether a key gives text rather than a command."""
    if len(event.text) != 1 or not event.text.isprintable():
        return False
    return not any(f"{modifier}+" in event.keys for modifier in ("Control", "Alt", "Meta"))


def is_field(element: Element | None) -> bool:
    """Whether characters typed there become its text; where nothing is known, they may."""
    return (
        element is None
        or element.role in TEXT_ROLES
        or bool(element.states & {"editable", "multiline"})
        or element.attributes.get("terminal") == "true"
        or element.role in ("cell", "gridcell", "document", "terminal")
    )


def is_cell(element: Element) -> bool:
    """Whether it is a cell of a table: Enter and Tab go on to another one."""
    return element.role in ("cell", "gridcell")


def is_multiline(element: Element) -> bool:
    """Whether Enter begins a new line there."""
    return "multiline" in element.states
