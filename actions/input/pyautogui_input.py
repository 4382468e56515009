"""Mouse and keyboard by pyautogui: the fallback where nothing better is available.

The only door to pyautogui, which is imported when it is first needed: that takes seconds, and needs
a display. Its own pauses and its fail-safe (an error while the pointer is in a corner, where it may
well belong) are off; text goes by the clipboard, because it drops what is not ASCII and mistypes
what the layout has elsewhere.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from actions import keys as key_names
from actions.action import Button, Modifier
from actions.context import RunContext
from actions.errors import EnvironmentUnavailable, InvalidAction
from perception.geometry import Point

T = TypeVar("T")

KEY_NAMES = {
    "Control": "ctrl", "Alt": "alt", "AltGraph": "altright", "Shift": "shift", "Meta": "win",
    "Enter": "enter", "NumpadEnter": "enter", "Tab": "tab", "Escape": "esc", "Space": "space",
    "Backspace": "backspace", "Delete": "delete", "Insert": "insert", "Home": "home", "End": "end",
    "PageUp": "pageup", "PageDown": "pagedown", "ArrowLeft": "left", "ArrowRight": "right",
    "ArrowUp": "up", "ArrowDown": "down", "CapsLock": "capslock", "NumLock": "numlock",
    "ScrollLock": "scrolllock", "PrintScreen": "printscreen", "Pause": "pause",
    "ContextMenu": "apps", "AudioVolumeUp": "volumeup", "AudioVolumeDown": "volumedown",
    "AudioVolumeMute": "volumemute", "BrowserBack": "browserback",
    "BrowserForward": "browserforward", "BrowserRefresh": "browserrefresh",
    **{f"F{number}": f"f{number}" for number in range(1, 25)},
}  # fmt: skip
_BETWEEN_CLICKS = 0.04
_DRAG_STEP = 12  # pixels
_DRAG_PAUSE = 0.006
_LET_GO = 2.0  # seconds that a window manager may hold the pointer after a press
_PASTED = 0.25  # seconds that a program has to take what is pasted


class PyautoguiInput:
    """Implements `InputBackend`. Used by one thread.

    Raises:
        EnvironmentUnavailable: there is no display that pyautogui could use.
    """

    def __init__(self) -> None:
        self._hands = _pyautogui()
        self._at: tuple[int, int] | tuple[None, None] = None, None
        self._down_keys: list[str] = []
        self._down_buttons: list[Button] = []
        self._closed = False

    def pointer(self) -> Point:
        """Where the pointer is."""
        found = self._run(self._hands.position)
        return Point(found.x, found.y)

    def move(self, point: Point) -> None:
        """Move the pointer there."""
        self._at = x, y = round(point.x), round(point.y)
        self._run(lambda: self._hands.moveTo(x, y, _pause=False))

    def click(
        self,
        point: Point,
        context: RunContext,
        *,
        button: Button = "left",
        count: int = 1,
        modifiers: Sequence[Modifier] = (),
    ) -> None:
        """Click there; see `InputBackend.click`."""
        self.move(point)
        self._with_keys(
            [KEY_NAMES[each] for each in modifiers],
            lambda: self._clicks(button, count, context),
        )

    def _clicks(self, button: Button, count: int, context: RunContext) -> None:
        for at in range(count):
            if at:
                context.sleep(_BETWEEN_CLICKS)
            self.button(button, down=True)
            self.button(button, down=False)

    def button(self, button: Button, *, down: bool) -> None:
        """Press or release a mouse button where the pointer is."""
        # Without a place pyautogui asks for the pointer's and goes there, which is the old one
        # while a window manager still holds the pointer after the click before.
        x, y = self._at
        if down:
            self._run(lambda: self._hands.mouseDown(x, y, button=button, _pause=False))
            self._down_buttons.append(button)
        else:
            self._run(lambda: self._hands.mouseUp(x, y, button=button, _pause=False))
            self._down_buttons = [each for each in self._down_buttons if each != button]
            self._run(self._await_release)

    def _await_release(self) -> None:
        """Wait until no button is down: see `X11Input._release`; only X can hold the pointer."""
        display = getattr(self._hands.platformModule, "_display", None)
        end = time.monotonic() + _LET_GO
        while display is not None and display.screen().root.query_pointer().mask & 0x1F00:
            if self._down_buttons or time.monotonic() > end:
                return
            time.sleep(0.002)

    def drag(
        self,
        path: Sequence[Point],
        context: RunContext,
        *,
        button: Button = "left",
        modifiers: Sequence[Modifier] = (),
    ) -> None:
        """Drag along the path; see `InputBackend.drag`."""

        def pull() -> None:
            self.button(button, down=True)
            try:
                for start, end in zip(path, path[1:], strict=False):  # noqa: RUF007 - by pairs
                    steps = max(int(start.distance(end) // _DRAG_STEP), 3)
                    for step in range(1, steps + 1):
                        context.check()
                        part = step / steps
                        self.move(start.offset((end.x - start.x) * part, (end.y - start.y) * part))
                        time.sleep(_DRAG_PAUSE)
            finally:
                self.button(button, down=False)

        self.move(path[0])
        self._with_keys([KEY_NAMES[each] for each in modifiers], pull)

    def scroll(self, point: Point, dx: float, dy: float) -> None:
        """Turn the wheel there."""
        self.move(point)
        if dy:
            self._run(lambda: self._hands.scroll(-round(dy), _pause=False))
        if dx:
            self._run(lambda: self._hands.hscroll(round(dx), _pause=False))

    def press(self, keys: str, context: RunContext, *, repeat: int = 1) -> None:
        """Press keys or chords; see `InputBackend.press`."""
        chords = [self._names(chord) for chord in key_names.parse(keys)]
        for _ in range(repeat):
            for names in chords:
                context.check()
                self._with_keys(names, lambda: None)

    def hold(self, keys: str, seconds: float, context: RunContext) -> None:
        """Hold a key or a chord down."""
        chords = key_names.parse(keys)
        if len(chords) != 1:
            raise InvalidAction(f"{keys!r} is more than one chord: only one can be held")
        self._with_keys(self._names(chords[0]), lambda: context.sleep(seconds))

    def type_text(self, text: str, context: RunContext, *, secret: bool = False) -> None:
        """Type a text, by the clipboard; a secret by keys, which must be on the keyboard.

        Raises:
            InvalidAction: a secret has characters that pyautogui cannot type.
        """
        if not secret:
            self.paste(text, context)
            return
        if not text.isascii() or any(each in text for each in "<>"):
            raise InvalidAction("this secret cannot be typed here: it has more than plain letters")
        for character in text:
            context.check()
            self._run(lambda each=character: self._hands.write(each, _pause=False))  # type: ignore[misc] # a default keeps this round's character

    def paste(self, text: str, context: RunContext, *, keys: str = "Control+v") -> None:
        """Paste a text; see `InputBackend.paste`."""
        import pyperclip

        before = self.clipboard()
        self._run(lambda: pyperclip.copy(text))
        self.press(keys, context)
        context.sleep(_PASTED)
        if before is not None:
            self._run(lambda: pyperclip.copy(before))

    def clipboard(self) -> str | None:
        """The text on the clipboard."""
        import pyperclip

        found = self._run(pyperclip.paste)
        return str(found) if found else None

    def release_all(self) -> None:
        """Release every button and key that this backend holds down."""
        for button in list(self._down_buttons):
            self.button(button, down=False)
        for name in list(self._down_keys):
            self._run(lambda each=name: self._hands.keyUp(each, _pause=False))  # type: ignore[misc] # see above
        self._down_keys = []

    def close(self) -> None:
        """Release everything."""
        if not self._closed:
            self.release_all()
            self._closed = True

    def _names(self, chord: key_names.Chord) -> list[str]:
        names = [KEY_NAMES.get(each, each.lower()) for each in (*chord.modifiers, chord.key)]
        for name in names:
            if name not in self._hands.KEYBOARD_KEYS:
                raise InvalidAction(f"pyautogui has no key {name!r}")
        return names

    def _with_keys(self, names: Sequence[str], work: Callable[[], None]) -> None:
        held: list[str] = []
        try:
            for name in names:
                self._run(lambda each=name: self._hands.keyDown(each, _pause=False))  # type: ignore[misc] # see above
                held.append(name)
                self._down_keys.append(name)
            work()
        finally:
            for name in reversed(held):
                self._run(lambda each=name: self._hands.keyUp(each, _pause=False))  # type: ignore[misc] # see above
                self._down_keys.remove(name)

    def _run(self, work: Callable[[], T]) -> T:
        if self._closed:
            raise EnvironmentUnavailable("the display is closed")
        try:
            return work()
        except (OSError, RuntimeError) as failure:
            raise EnvironmentUnavailable(f"the display is gone ({failure})") from failure


def _pyautogui() -> Any:
    """The module, with its pauses and its fail-safe off.

    Raises:
        EnvironmentUnavailable: it cannot be used here.
    """
    # It brings a window of its own along, which ends the program where there is no tkinter.
    absent = "mouseinfo" not in sys.modules
    if absent:
        sys.modules["mouseinfo"] = None  # type: ignore[assignment] # so an import of it fails
    try:
        import pyautogui
    except Exception as failure:  # a bare KeyError, Xlib's own kinds, ...
        raise EnvironmentUnavailable(f"pyautogui finds no display ({failure})") from failure
    finally:
        if absent:
            del sys.modules["mouseinfo"]
    pyautogui.PAUSE = 0
    pyautogui.FAILSAFE = False
    return pyautogui
