"""Mouse and keyboard over the live view as what a person does in the environment."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from actions.action import Button, Click, Drag, Modifier, Press, Scroll, Type
from actions.target import PointOn
from app.engine.hold import ByHand
from perception.geometry import Point

_BUTTONS: Mapping[Qt.MouseButton, Button] = {
    Qt.MouseButton.LeftButton: "left",
    Qt.MouseButton.RightButton: "right",
    Qt.MouseButton.MiddleButton: "middle",
}
_MODIFIERS: tuple[tuple[Qt.KeyboardModifier, Modifier], ...] = (
    (Qt.KeyboardModifier.ControlModifier, "Control"),
    (Qt.KeyboardModifier.AltModifier, "Alt"),
    (Qt.KeyboardModifier.ShiftModifier, "Shift"),
    (Qt.KeyboardModifier.MetaModifier, "Meta"),
)
_KEYS: Mapping[int, str] = {
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Shift+Tab",
    Qt.Key.Key_Escape: "Escape",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_Insert: "Insert",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
    Qt.Key.Key_PageUp: "PageUp",
    Qt.Key.Key_PageDown: "PageDown",
    Qt.Key.Key_Left: "ArrowLeft",
    Qt.Key.Key_Right: "ArrowRight",
    Qt.Key.Key_Up: "ArrowUp",
    Qt.Key.Key_Down: "ArrowDown",
    Qt.Key.Key_Menu: "ContextMenu",
    **{getattr(Qt.Key, f"Key_F{n}"): f"F{n}" for n in range(1, 13)},
}
_NOTCH = 120  # eighths of a degree: one notch of a wheel (Qt's unit)
_LINES = 3  # for a notch, as desktops have it


def clicked(event: QMouseEvent, at: Point, *, again: bool) -> ByHand | None:
    """A click; None for a button that has no name.

    Args:
        event: the release, or the double-click.
        at: in environment pixels.
        again: it is the second one of a double-click.
    """
    button = _BUTTONS.get(event.button())
    if button is None:
        return None
    held = tuple(name for flag, name in _MODIFIERS if event.modifiers() & flag)
    count = 2 if again else 1
    target = PointOn(x=at.x, y=at.y)
    return ByHand(action=Click(target=target, button=button, count=count, modifiers=held))


def dragged(event: QMouseEvent, begin: Point, end: Point) -> ByHand | None:
    """A drag from one point to another, in environment pixels."""
    button = _BUTTONS.get(event.button())
    if button is None:
        return None
    path = (PointOn(x=begin.x, y=begin.y), PointOn(x=end.x, y=end.y))
    return ByHand(action=Drag(path=path, button=button))


def scrolled(event: QWheelEvent, at: Point) -> ByHand:
    """A turn of the wheel at a point, in environment pixels."""
    turned = event.angleDelta()
    lines = _LINES / _NOTCH
    target = PointOn(x=at.x, y=at.y)
    action = Scroll(target=target, dx=-turned.x() * lines, dy=-turned.y() * lines)
    return ByHand(action=action, plain=True)


def typed(text: str) -> ByHand:
    """Text from the keyboard or from an input method."""
    return ByHand(action=Type(text=text, clear=False))


def pressed(event: QKeyEvent) -> ByHand | None:
    """A key; None for a modifier alone and for keys that have no name."""
    text = event.text()
    shortcut = event.modifiers() & (
        Qt.KeyboardModifier.ControlModifier
        | Qt.KeyboardModifier.AltModifier
        | Qt.KeyboardModifier.MetaModifier
    )
    if text and text.isprintable() and not shortcut:
        return typed(text)
    named = _KEYS.get(event.key())
    if named is None:
        if not 0x20 < event.key() < 0x7F:
            return None
        named = chr(event.key()).lower()
    held = [name for flag, name in _MODIFIERS if event.modifiers() & flag]
    chord = "+".join([*(name for name in held if name not in named), named])
    return ByHand(action=Press(keys=chord))
