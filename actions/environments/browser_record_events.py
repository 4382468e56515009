"""What a page script told -> the events of a recording."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from actions.environments.browser_record_mask import Mask
from actions.environments.browser_tabs import Tab
from perception.element import Element
from perception.events import (
    FilesChosen,
    InputEvent,
    KeyPressed,
    Pasted,
    PointerPressed,
    PointerReleased,
    Scrolled,
    ValueChanged,
)
from perception.page_listen import Heard, PageListener, known_better

_BUTTONS: Mapping[int, Literal["left", "middle", "right"]] = {0: "left", 1: "middle", 2: "right"}
_NAMED = {" ": "Space"}

# What the browser itself does on a key that the page was told of; what comes of it is told.
_OF_THE_BROWSER = frozenset(
    {
        "Alt+ArrowLeft",
        "Alt+ArrowRight",
        "Alt+Home",
        "Alt+d",
        "Alt+F4",
        "BrowserBack",
        "BrowserForward",
        "BrowserRefresh",
        "Control+F4",
        "Control+F5",
        "Control+PageDown",
        "Control+PageUp",
        "Control+Shift+R",
        "Control+Shift+T",
        "Control+Shift+Tab",
        "Control+Tab",
        "Control+k",
        "Control+l",
        "Control+n",
        "Control+r",
        "Control+t",
        "Control+w",
        "F5",
        "F6",
        *(f"Control+{digit}" for digit in range(1, 10)),
        *(f"Alt+{digit}" for digit in range(1, 10)),
    }
)


@dataclass(slots=True)
class _Edit:
    """A field that is being changed: what it was, and what it was last told to hold."""

    element: Element
    was: str
    value: str
    secret: bool
    at: float
    told: str | None = None


class Translator:
    """Events of one tab.

    Args:
        tab: the tab.
        listener: to its page.
        mask: what may be told.
    """

    def __init__(self, tab: Tab, listener: PageListener, mask: Mask) -> None:
        self._tab = tab
        self._listener = listener
        self._mask = mask
        self._edits: dict[str, _Edit] = {}
        self._ours: dict[str, str] = {}  # what Deskhand itself put into a field
        self._dragging = False

    def events(self, heard: Heard, at: float) -> Iterator[InputEvent]:
        """The events that a message stands for.

        Args:
            heard: the message, of a document that may be told of.
            at: seconds since the recording began.
        """
        told = heard.told
        match heard.kind:
            case "press":
                yield from self._press(heard, at)
            case "release" | "drop" | "dragend":
                yield from self._release(heard, at)
            case "wheel":
                yield Scrolled(
                    at=at,
                    surface=self._tab.ref,
                    point=self._listener.point(heard),
                    dx=round(told["dx"], 2),
                    dy=round(told["dy"], 2),
                    element=self.element(heard),
                )
            case "key":
                yield from self._key(heard, at)
            case "composed":
                yield KeyPressed(
                    at=at,
                    surface=self._tab.ref,
                    keys="",
                    text=self._mask.text(told["text"]),
                    secret=told["secret"],
                    element=self.element(heard),
                )
            case "paste":
                yield Pasted(
                    at=at,
                    surface=self._tab.ref,
                    text=self._mask.text(told["text"]),
                    element=self.element(heard),
                )
            case "value":
                yield from self._value(heard, at)
            case "files":
                yield FilesChosen(
                    at=at,
                    surface=self._tab.ref,
                    element=self.element(heard),
                    paths=self._paths(heard),
                )

    def element(self, heard: Heard) -> Element | None:
        """What a message is about."""
        found = self._listener.element(heard, heard.told.get("element"))
        if found is None:
            return None
        reading = self._tab.reading
        known = None
        if reading is not None:
            known = next((each for each in reading.elements if each.ref == found.ref), None)
        return self._mask.element(known_better(found, known), self._tab)

    def keep_secret(self, heard: Heard) -> None:
        """Note what a secret field holds; to be called with every message, told or not."""
        if heard.kind == "value" and heard.told["secret"]:
            found = self._listener.element(heard, heard.told.get("element"))
            if found is not None:
                self._mask.keep(self._tab, found.ref, heard.told["value"])

    def disown(self, heard: Heard) -> None:
        """A message of what Deskhand itself did."""
        if heard.kind == "value":
            found = self._listener.element(heard, heard.told.get("element"))
            if found is not None:
                self._ours[found.ref] = heard.told["value"]
                self._edits.pop(found.ref, None)

    def so_far(self, at: float) -> Iterator[InputEvent]:
        """What fields that are still being changed hold by now."""
        for edit in self._edits.values():
            if edit.told != edit.value:
                edit.told = edit.value
                yield self._changed(edit, at, final=False)

    def finish(self, at: float) -> Iterator[InputEvent]:
        """The document goes away: what its fields held last."""
        edits, self._edits = self._edits, {}
        self._ours.clear()
        for edit in edits.values():
            if edit.value != edit.was or edit.told is not None:
                yield self._changed(edit, at, final=True)

    def _press(self, heard: Heard, at: float) -> Iterator[InputEvent]:
        if of_the_browser(heard):
            return
        button = _BUTTONS[heard.told["button"]]
        self._dragging = True
        yield PointerPressed(
            at=at,
            surface=self._tab.ref,
            point=self._listener.point(heard),
            button=button,
            modifiers=tuple(heard.told["held"]),
            element=self.element(heard),
        )

    def _release(self, heard: Heard, at: float) -> Iterator[InputEvent]:
        button = _BUTTONS.get(heard.told.get("button", 0))
        if button is None or not self._dragging:  # a drop is followed by the end of its drag
            return
        self._dragging = False
        yield PointerReleased(
            at=at,
            surface=self._tab.ref,
            point=self._listener.point(heard),
            button=button,
            element=self.element(heard),
        )

    def _key(self, heard: Heard, at: float) -> Iterator[InputEvent]:
        told = heard.told
        if of_the_browser(heard):
            return
        keys = "" if told["secret"] else spelled(told["key"], told["held"])
        yield KeyPressed(
            at=at,
            surface=self._tab.ref,
            keys=keys,
            text=told["key"] if told["typed"] and not told["secret"] else "",
            secret=told["secret"],
            element=self.element(heard),
        )

    def _value(self, heard: Heard, at: float) -> Iterator[InputEvent]:
        told = heard.told
        element = self.element(heard)
        if element is None:
            return
        value, secret = told["value"], told["secret"]
        if self._ours.get(element.ref) == value:
            return
        self._ours.pop(element.ref, None)
        edit = self._edits.pop(element.ref, None)
        if edit is None:
            edit = _Edit(element, told["was"], value, secret, at)
        edit.value, edit.secret = value, secret or edit.secret
        if not told["final"]:
            self._edits[element.ref] = edit
        elif value != edit.was or edit.told is not None:
            yield self._changed(edit, at, final=True)

    def _changed(self, edit: _Edit, at: float, *, final: bool) -> ValueChanged:
        return ValueChanged(
            at=at,
            surface=self._tab.ref,
            element=edit.element,
            value="" if edit.secret else self._mask.text(edit.value),
            secret=edit.secret,
            final=final,
        )

    def _paths(self, heard: Heard) -> tuple[str, ...]:
        names = heard.told["names"]
        paths = self._listener.chosen_files(heard, len(names))
        return tuple(path or name for path, name in zip(paths, names, strict=True))


def of_the_browser(heard: Heard) -> bool:
    """Whether the browser itself acts on a key or a button of the mouse, not the page."""
    if heard.kind == "key":
        return spelled(heard.told["key"], heard.told["held"]) in _OF_THE_BROWSER
    return heard.kind == "press" and heard.told["button"] not in _BUTTONS


def leads_on(heard: Heard) -> bool:
    """Whether a page may go somewhere by itself because of a message."""
    if of_the_browser(heard):
        return False
    return heard.kind != "key" or heard.told["key"] in ("Enter", " ", "Escape")


def opens_aside(heard: Heard) -> bool:
    """Whether a press on a link opens it in a tab that stays behind."""
    held = heard.told["held"]
    plain = "Shift" not in held
    return plain and (heard.told["button"] == 1 or "Control" in held or "Meta" in held)


def spelled(key: str, held: Any) -> str:
    """A key with the modifiers that are held, as `Press.keys` spells it.

    >>> spelled("A", ["Shift"]), spelled(" ", []), spelled("S", ["Control", "Shift"])
    ('A', 'Space', 'Control+Shift+S')
    """
    name = _NAMED.get(key, key)
    if held == ["Shift"] and len(key) == 1 and key != " ":
        return name
    return "+".join([*held, name])
