"""Keys as text typed into fields, and as commands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from actions.action import Press, SecretRef, Type
from actions.target import ElementRef
from perception.element import TEXT_ROLES, Element
from perception.events import KeyPressed, Pasted
from skills.recorded import Recorded, acted_on
from skills.typed import Typing, is_cell, is_character, is_field

_PASTE = frozenset({"Control+v", "Shift+Insert", "Control+Shift+v"})
_MODIFIERS = frozenset({"Control", "Shift", "Alt", "Meta", "CapsLock", "NumLock", "AltGraph"})
_COMMANDED = frozenset(
    {"button", "checkbox", "radio", "switch", "link", "slider", "combobox", "listbox", "option"}
    | {"menu", "menuitem", "menubar", "menuitemcheckbox", "menuitemradio", "tree", "treeitem"}
)
_LEAVES = frozenset(
    {"Enter", "Tab", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"}
)
_STARTS = frozenset({"Backspace", "Delete", "Control+a"})


@dataclass
class Keyboard:
    """Hears the keys.

    Args:
        recorded: where the steps go.
    """

    recorded: Recorded
    typing: Typing | None = None
    _pasting: KeyPressed | None = None

    def press(self, event: KeyPressed) -> None:
        """A key went down."""
        if event.keys in _MODIFIERS or (not event.keys and not event.secret):
            return
        if event.keys in _PASTE and not event.secret:
            self._pasting = event
            return
        element = self._field(self.recorded.resolved(event.element))
        typing = self.typing
        if typing is not None and typing.element is None and element is not None:
            typing.element = element if is_cell(element) else None  # only now it is known
        if typing is not None and _same(typing.element, element) and typing.takes(event):
            return
        if element is not None and _answers(element) and not event.secret:
            self._command(event, element)
            return
        starts = is_character(event) or event.secret or event.keys in _STARTS
        if starts and (is_character(event) or is_field(element)):
            typing = self.begin(element if is_field(element) else None, event.at)
            if typing.takes(event):
                return
            self._stop()
        self._command(event, element)

    def paste(self, event: Pasted) -> None:
        """Text came from the clipboard."""
        self._pasting = None
        element = self.recorded.resolved(event.element)
        typing = self.typing
        if typing is None or not _same(typing.element, element):
            typing = self.begin(element, event.at)
        typing.text += event.text
        typing.last = event.at

    def paste_missed(self, *, into_field: bool) -> None:
        """What was pasted was no text, or a field that tells itself what it holds now."""
        pressed, self._pasting = self._pasting, None
        if pressed is not None and not into_field:
            self._command(pressed, self.recorded.resolved(pressed.element))

    def _field(self, element: Element | None) -> Element | None:
        """The field that takes the keys, where the program says that something else has the focus.

        Some toolkits call a tab focused as well as the text in it. In a cell that was just left by
        a key, and that is told again because nobody has looked since, nothing is typed.
        """
        if element is not None and is_cell(element) and self._left(element):
            return None
        if element is not None and is_field(element):
            return element
        fields = [
            each
            for each in self.recorded.now.elements
            if "focused" in each.states
            and is_field(each)
            and not (is_cell(each) and self._left(each))
            and (element is None or each.surface == element.surface)
        ]
        return fields[0] if len(fields) == 1 else element

    def _left(self, cell: Element) -> bool:
        """Whether a key has led out of a cell, and nothing was seen since."""
        if self.recorded.fresh:
            return False
        left = False
        for step in reversed(self.recorded.steps):
            into = acted_on(step)
            if isinstance(step.action, Press) and into is None:
                left = left or step.action.keys.removeprefix("Shift+") in _LEAVES
            elif isinstance(step.action, Type):
                if into is not None:
                    return left and into.ref == cell.ref
            else:
                return False
        return False

    def begin(self, element: Element | None, at: float) -> Typing:
        """A new stretch of typing begins; the one before ends."""
        self.flush()
        old = element.value or "" if element is not None else ""
        self.typing = Typing(element, self.recorded.now, at, at, old=old)
        self.recorded.busy = True
        return self.typing

    def drop(self, element: Element) -> Typing | None:
        """Forget what is being typed into an element; what it was."""
        typing = self.typing
        if typing is None or typing.element is None or typing.element.ref != element.ref:
            return None
        return self._stop()

    def flush(self) -> None:
        """What was typed so far is a step."""
        typing = self._stop()
        if typing is None:
            return
        element = typing.element
        if typing.unsure and typing.value is None and element is not None:
            seen = self.recorded.now.by_ref.get(element.ref)
            known = seen is not None and not _shows_more(element)
            typing.value = seen.value if seen is not None and known else None
        action = typing.action()
        if action is None:
            return
        if isinstance(action.text, SecretRef):
            action = replace(action, text=SecretRef(name=self._secret_name(element)))
        inside = (element,) if element is not None else ()
        self.recorded.add(action, typing.last, inside, typing.observation)
        if element is not None and isinstance(action.text, str):
            held = action.text if action.clear else typing.old + action.text
            self.recorded.know(element, typing.value if typing.value is not None else held)
        if self.recorded.now is not typing.observation:
            self.recorded.led_to(self.recorded.now)

    def _stop(self) -> Typing | None:
        typing, self.typing = self.typing, None
        self.recorded.busy = False
        return typing

    def _command(self, event: KeyPressed, element: Element | None) -> None:
        """A key that is no text."""
        self.flush()
        keys = "Space" if event.keys == " " else event.keys
        last = self.recorded.last
        repeated = (
            last is not None
            and isinstance(last.action, Press)
            and not self.recorded.fresh
            and (last.action.keys, last.action.target) == (keys, None)
        )
        if repeated and last is not None and isinstance(last.action, Press):
            more = replace(last.action, repeat=min(last.action.repeat + 1, 100))
            self.recorded.change_last(more, event.at)
        elif keys == "Enter" and element is not None and _is_line(element):
            press = Press(keys=keys, target=ElementRef(ref=element.ref))
            self.recorded.add(press, event.at, (element,))
        else:
            self.recorded.add(Press(keys=keys), event.at)

    def _secret_name(self, element: Element | None) -> str:
        """What a secret is called in the vault: after the place that it belongs to."""
        seen = self.recorded.now
        surface = seen.surface(element.surface) if element is not None else seen.active
        place = urlsplit(surface.url).netloc if surface is not None and surface.url else ""
        place = place or (surface.application.casefold() if surface is not None else "")
        label = (element.name if element is not None else "") or "password"
        word = "".join(c if c.isascii() and c.isalnum() else "-" for c in label.casefold())
        return "/".join(filter(None, [place, word.strip("-")[:40] or "password"]))


def _same(one: Element | None, other: Element | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.ref == other.ref


def _shows_more(element: Element) -> bool:
    """Whether what it shows is not what was typed."""
    return element.attributes.get("terminal") == "true"


def _answers(element: Element) -> bool:
    """Whether a character there is a command: Space on a button, a letter in a menu."""
    return element.role in _COMMANDED and not is_field(element)


def _is_line(element: Element) -> bool:
    """Whether Enter there sends what was typed."""
    return element.role in TEXT_ROLES and "multiline" not in element.states
