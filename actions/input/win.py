"""Mouse and keyboard of a Windows desktop, by SendInput. Not yet run on a real machine."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from actions import keys as key_names
from actions.action import Button, Modifier
from actions.context import RunContext
from actions.errors import EnvironmentUnavailable, InvalidAction, TargetNotReady
from actions.input import win_keys
from actions.input.pace import between, keep_apart, only_one
from perception.geometry import Box, Point
from perception.platforms import win_api
from perception.platforms.win_api import (
    KEY_EXTENDED,
    KEY_UNICODE,
    KEY_UP,
    KeyInput,
    MouseInput,
    User32Api,
    Win32Denied,
)

T = TypeVar("T")

_DOWN_UP: dict[Button, tuple[int, int]] = {
    "left": (win_api.LEFT_DOWN, win_api.LEFT_UP),
    "middle": (win_api.MIDDLE_DOWN, win_api.MIDDLE_UP),
    "right": (win_api.RIGHT_DOWN, win_api.RIGHT_UP),
}
_AT_ONCE = 16  # characters that are sent in one go
_BETWEEN_KEYS = 0.002  # seconds
_BETWEEN_CLICKS = 0.04
_DRAG_PAUSE = 0.006
_DRAG_HOLD = 0.08
_PASTED = 0.4  # seconds that a program may take to fetch what was put on the clipboard
_MOST_WHEEL = 200  # lines
_LEFT_RIGHT = (0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0x5B, 0x5C)  # the modifier keys, each side


class WinInput:
    """Implements `InputBackend`. Used by one thread.

    Args:
        api: `win_user32.User32`, or a fake.
    """

    def __init__(self, api: User32Api) -> None:
        self._api = api
        self._down_keys: list[win_keys.Stroke] = []
        self._down_buttons: list[Button] = []
        self._clicked = (0.0, Point(-100_000, -100_000))
        self._closed = False

    # The pointer.

    def pointer(self) -> Point:
        """Where the pointer is."""
        return self._run(self._api.cursor)

    def move(self, point: Point) -> None:
        """Move the pointer there."""
        self._run(lambda: self._move(point))

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

        def do() -> None:
            self._reachable(self._api.window_at(point))
            keep_apart(self._clicked, point, self._api.double_click_time(), context)
            self._move(point)
            with self._held(modifiers):
                for at in range(count):
                    if at:
                        context.sleep(_BETWEEN_CLICKS)
                    with self._pressed(button):
                        time.sleep(0.01)  # some programs miss a press that ends at once
            self._clicked = (time.monotonic(), point)

        self._run(do)

    def button(self, button: Button, *, down: bool) -> None:
        """Press or release a mouse button where the pointer is."""

        def do() -> None:
            self._send(MouseInput(flags=_DOWN_UP[button][0 if down else 1]))
            self._down_buttons = [each for each in self._down_buttons if each != button]
            if down:
                self._down_buttons.append(button)

        self._run(do)

    def drag(
        self,
        path: Sequence[Point],
        context: RunContext,
        *,
        button: Button = "left",
        modifiers: Sequence[Modifier] = (),
    ) -> None:
        """Drag along the path; see `InputBackend.drag`."""

        def do() -> None:
            self._reachable(self._api.window_at(path[0]))
            self._move(path[0])
            with self._held(modifiers), self._pressed(button):
                context.sleep(_DRAG_HOLD)
                for start, end in itertools.pairwise(path):
                    for point in between(start, end):
                        context.check()
                        self._move(point)
                        time.sleep(_DRAG_PAUSE)
                context.sleep(_DRAG_HOLD)

        self._run(do)

    def scroll(self, point: Point, dx: float, dy: float) -> None:
        """Turn the wheel there."""

        def do() -> None:
            self._move(point)
            # Windows counts the wheel upwards, and to the right.
            for amount, flag in ((-dy, win_api.MOUSE_WHEEL), (dx, win_api.MOUSE_HWHEEL)):
                left = min(round(abs(amount) * win_api.WHEEL_NOTCH), _MOST_WHEEL * 120)
                while left > 0:
                    turn = min(left, win_api.WHEEL_NOTCH)
                    self._send(MouseInput(data=turn if amount > 0 else -turn, flags=flag))
                    left -= turn
                    time.sleep(0.004)

        self._run(do)

    # The keyboard.

    def press(self, keys: str, context: RunContext, *, repeat: int = 1) -> None:
        """Press keys or chords; see `InputBackend.press`."""
        chords = key_names.parse(keys)

        def do() -> None:
            self._reachable(self._api.foreground())
            for _ in range(repeat):
                for chord in chords:
                    context.check()
                    stroke = win_keys.stroke(chord, self._api)
                    if stroke is None:
                        self._type(chord.key)
                    else:
                        with self._chord(chord, stroke):
                            pass
                    time.sleep(_BETWEEN_KEYS)

        self._run(do)

    def hold(self, keys: str, seconds: float, context: RunContext) -> None:
        """Hold a key or a chord down."""
        chord = only_one(keys)

        def do() -> None:
            self._reachable(self._api.foreground())
            stroke = win_keys.stroke(chord, self._api)
            if stroke is None:
                raise InvalidAction(f"the keyboard's layout has no key {chord.key!r} to hold")
            with self._chord(chord, stroke):
                context.sleep(seconds)

        self._run(do)

    def type_text(self, text: str, context: RunContext, *, secret: bool = False) -> None:
        """Type any text; see `InputBackend.type_text`."""
        del secret  # keys never touch the clipboard

        def do() -> None:
            self._reachable(self._api.foreground())
            self._let_go()
            plain = text.replace("\r\n", "\n").replace("\r", "\n")
            for at in range(0, len(plain), _AT_ONCE):
                context.check()
                self._type(plain[at : at + _AT_ONCE])
                time.sleep(_BETWEEN_KEYS * _AT_ONCE)

        self._run(do)

    def _type(self, text: str) -> None:
        """Send characters as such: each UTF-16 code unit is pressed and released."""
        events: list[KeyInput] = []
        for character in text:
            key = {"\n": win_keys.ENTER, "\t": win_keys.TAB}.get(character)
            if key is not None:
                stroke = win_keys.Stroke(key)
                events += [self._event(stroke, up=False), self._event(stroke, up=True)]
                continue
            data = character.encode("utf-16-le", "surrogatepass")
            for low, high in zip(data[::2], data[1::2], strict=True):
                unit = low | high << 8
                events.append(KeyInput(scan=unit, flags=KEY_UNICODE))
                events.append(KeyInput(scan=unit, flags=KEY_UNICODE | KEY_UP))
        self._send(*events)

    # The clipboard.

    def paste(self, text: str, context: RunContext, *, keys: str = "Control+v") -> None:
        """Paste a text; see `InputBackend.paste`."""
        before = self._run(self._api.clipboard_text)
        self._run(lambda: self._api.set_clipboard_text(text))
        ours = self._api.clipboard_number()
        try:
            self.press(keys, context)
            context.sleep(_PASTED)
        finally:
            # What somebody else has put there meanwhile stays.
            if self._api.clipboard_number() == ours:
                self._run(lambda: self._api.set_clipboard_text(before))

    def clipboard(self) -> str | None:
        """The text on the clipboard."""
        return self._run(self._api.clipboard_text)

    # Ending.

    def release_all(self) -> None:
        """Release every button and key that this backend holds down."""

        def do() -> None:
            buttons, self._down_buttons = self._down_buttons, []
            keys, self._down_keys = self._down_keys, []
            events: list[KeyInput | MouseInput] = [
                MouseInput(flags=_DOWN_UP[each][1]) for each in buttons
            ]
            events += [self._event(each, up=True) for each in reversed(keys)]
            if events:
                self._send(*events)

        self._run(do)

    def close(self) -> None:
        """Release everything. The API is its giver's to close."""
        if self._closed:
            return
        try:
            self.release_all()
        except EnvironmentUnavailable:
            pass  # the screen was locked meanwhile, which releases everything
        finally:
            self._closed = True

    # Events.

    def _run(self, work: Callable[[], T]) -> T:
        if self._closed:
            raise EnvironmentUnavailable("the desktop is closed")
        try:
            return work()
        except Win32Denied as failure:
            raise EnvironmentUnavailable(
                f"Windows takes no input from Deskhand now ({failure}): unlock the screen or "
                "answer what the system asks, and try again"
            ) from failure

    def _send(self, *events: KeyInput | MouseInput) -> None:
        if self._api.send(events) != len(events):
            raise Win32Denied("the events were not taken")

    def _reachable(self, hwnd: int) -> None:
        """Make sure that a window takes our events.

        Windows drops those to a program with more rights without a word (UIPI).
        """
        window = self._api.window(hwnd) if hwnd else None
        if window is not None and self._api.elevated(window.pid):
            raise TargetNotReady(
                f'the window "{window.title}" runs as administrator and takes no input from '
                "Deskhand; start Deskhand as administrator to operate it, or do this step yourself"
            )

    def _move(self, point: Point) -> None:
        """Move the pointer, exactly: Windows may round elsewhere where monitors differ in scale."""
        goal = Point(round(point.x), round(point.y))
        flags = win_api.MOUSE_MOVE | win_api.MOUSE_ABSOLUTE | win_api.MOUSE_VIRTUAL_DESK
        x, y = normalized(goal, self._screen())
        self._send(MouseInput(x=x, y=y, flags=flags))
        if self._api.cursor() != goal:
            self._api.set_cursor(goal)

    def _screen(self) -> Box:
        boxes = [each.box for each in self._api.monitors()]
        if not boxes:
            raise Win32Denied("there is no monitor")
        left, top = min(box.x for box in boxes), min(box.y for box in boxes)
        right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
        return Box(left, top, right - left, bottom - top)

    def _event(self, stroke: win_keys.Stroke, *, up: bool) -> KeyInput:
        flags = (KEY_EXTENDED if stroke.extended else 0) | (KEY_UP if up else 0)
        return KeyInput(key=stroke.key, scan=self._api.scan_code(stroke.key), flags=flags)

    @contextmanager
    def _pressed(self, button: Button) -> Iterator[None]:
        down, up = _DOWN_UP[button]
        self._send(MouseInput(flags=down))
        self._down_buttons.append(button)
        try:
            yield
        finally:
            self._send(MouseInput(flags=up))
            self._down_buttons.remove(button)

    @contextmanager
    def _key(self, stroke: win_keys.Stroke) -> Iterator[None]:
        self._send(self._event(stroke, up=False))
        self._down_keys.append(stroke)
        try:
            yield
        finally:
            self._send(self._event(stroke, up=True))
            self._down_keys.remove(stroke)

    @contextmanager
    def _held(self, modifiers: Sequence[str]) -> Iterator[None]:
        with ExitStack() as stack:
            for name in modifiers:
                extended = name in win_keys.EXTENDED
                stack.enter_context(
                    self._key(win_keys.Stroke(win_keys.NAMED[name], extended=extended))
                )
            yield

    @contextmanager
    def _chord(self, chord: key_names.Chord, stroke: win_keys.Stroke) -> Iterator[None]:
        with ExitStack() as stack:
            stack.enter_context(self._held(chord.modifiers))
            for each in stroke.held:
                extended = each == win_keys.RIGHT_ALT
                stack.enter_context(self._key(win_keys.Stroke(each, extended=extended)))
            stack.enter_context(self._key(stroke))
            yield

    def _let_go(self) -> None:
        """Release modifier keys that are held down, so that text is not taken for shortcuts."""
        for key in _LEFT_RIGHT:
            if self._api.is_down(key):
                extended = key in (0xA3, win_keys.RIGHT_ALT, 0x5B, 0x5C)
                self._send(self._event(win_keys.Stroke(key, extended=extended), up=True))


def normalized(point: Point, screen: Box) -> tuple[int, int]:
    """A point as SendInput takes it: 0 to 65535 over the virtual screen.

    Windows turns it back by `n * size // 65536`; the smallest n that gives the point is sent.

    >>> normalized(Point(-1920, 0), Box(-1920, 0, 4480, 1440))
    (0, 0)
    """
    across, down = int(point.x - screen.x), int(point.y - screen.y)
    return -(-across * 65536 // int(screen.width)), -(-down * 65536 // int(screen.height))
