"""Mouse and keyboard of an X display, by the XTEST extension."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import xcffib
import xcffib.xproto
import xcffib.xtest

from actions import keys as key_names
from actions.action import Button, Modifier
from actions.context import RunContext
from actions.errors import EnvironmentUnavailable, InvalidAction
from actions.input.clipboard import Clipboard
from actions.input.x11_keymap import NAMED, Key, Keymap, keysym
from perception.geometry import Point
from perception.platforms.interface import PlatformGone
from perception.platforms.own_input import own_input
from perception.platforms.session import DesktopSession
from perception.platforms.x11_connection import open_display

T = TypeVar("T")

_KEY_PRESS, _KEY_RELEASE, _BUTTON_PRESS, _BUTTON_RELEASE, _MOTION = 2, 3, 4, 5, 6
_BUTTONS: dict[Button, int] = {"left": 1, "middle": 2, "right": 3}
_UP, _DOWN, _LEFT, _RIGHT = 4, 5, 6, 7  # buttons of the wheel

_BETWEEN_KEYS = 0.002  # seconds
_BETWEEN_CLICKS = 0.04
_NO_DOUBLE = 0.5  # two clicks of their own, this far apart, are no double click
_SAME_SPOT = 5  # pixels
_DRAG_STEP = 12  # pixels
_DRAG_PAUSE = 0.006
_DRAG_HOLD = 0.08
_MOST_WHEEL = 200
_LET_GO = 2.0  # seconds that a window manager may hold the pointer after a press


class X11Input:
    """Implements `InputBackend`. Used by one thread.

    Args:
        session: of the display.

    Raises:
        EnvironmentUnavailable: there is no display.
    """

    def __init__(self, session: DesktopSession) -> None:
        try:
            self._connection: Any = open_display(session)
        except PlatformGone as failure:
            raise EnvironmentUnavailable(str(failure)) from failure
        self._root: int = self._connection.get_setup().roots[0].root
        self._test = self._connection(xcffib.xtest.key)
        self._keymap = Keymap(self._connection)
        self._clipboard: Clipboard | None = None
        self._session = session
        self._own = own_input(session.display)
        self._down_keys: list[int] = []
        self._down_buttons: list[int] = []
        self._clicked = (0.0, Point(-100, -100))
        self._closed = False

    # The pointer.

    def pointer(self) -> Point:
        """Where the pointer is."""

        def ask() -> Point:
            reply = self._connection.core.QueryPointer(self._root).reply()
            return Point(reply.root_x, reply.root_y)

        return self._run(ask)

    def move(self, point: Point) -> None:
        """Move the pointer there."""
        self._run(lambda: self._move(point, sync=True))

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
            self._keep_apart(point, context)
            self._move(point, sync=True)
            with self._held(modifiers):
                for at in range(count):
                    if at:
                        context.sleep(_BETWEEN_CLICKS)
                    with self._pressed(_BUTTONS[button]):
                        time.sleep(0.01)  # some programs miss a press that ends at once
            self._clicked = (time.monotonic(), point)

        self._run(do)

    def button(self, button: Button, *, down: bool) -> None:
        """Press or release a mouse button where the pointer is."""
        number = _BUTTONS[button]

        def do() -> None:
            if down:
                self._fake(_BUTTON_PRESS, number)
                self._down_buttons.append(number)
                self._sync()
            else:
                self._down_buttons = [each for each in self._down_buttons if each != number]
                self._release(number)

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
            self._move(path[0], sync=True)
            with self._held(modifiers), self._pressed(_BUTTONS[button]):
                context.sleep(_DRAG_HOLD)
                for start, end in itertools.pairwise(path):
                    for point in _between(start, end):
                        context.check()
                        self._move(point, sync=True)
                        time.sleep(_DRAG_PAUSE)
                context.sleep(_DRAG_HOLD)

        self._run(do)

    def scroll(self, point: Point, dx: float, dy: float) -> None:
        """Turn the wheel there."""

        def do() -> None:
            self._move(point, sync=True)
            for amount, back, forth in ((dy, _UP, _DOWN), (dx, _LEFT, _RIGHT)):
                for _ in range(min(round(abs(amount)), _MOST_WHEEL)):
                    with self._pressed(forth if amount > 0 else back):
                        pass
                    time.sleep(0.004)

        self._run(do)

    # The keyboard.

    def press(self, keys: str, context: RunContext, *, repeat: int = 1) -> None:
        """Press keys or chords; see `InputBackend.press`."""
        chords = key_names.parse(keys)

        def do() -> None:
            for _ in range(repeat):
                for chord in chords:
                    context.check()
                    with self._chord(chord):
                        pass
                    time.sleep(_BETWEEN_KEYS)

        self._run(do)

    def hold(self, keys: str, seconds: float, context: RunContext) -> None:
        """Hold a key or a chord down."""
        chords = key_names.parse(keys)
        if len(chords) != 1:
            raise InvalidAction(f"{keys!r} is more than one chord: only one can be held")

        def do() -> None:
            with self._chord(chords[0]):
                context.sleep(seconds)

        self._run(do)

    def type_text(self, text: str, context: RunContext, *, secret: bool = False) -> None:
        """Type any text; see `InputBackend.type_text`."""
        del secret  # keys never touch the clipboard

        def do() -> None:
            self._keymap.reload()
            with self._neutral():
                for piece in self._pieces(text):
                    self._type(piece, context)

        self._run(do)

    def _pieces(self, text: str) -> Iterator[str]:
        """Parts of a text such that the characters that the layout lacks fit on spare keys."""
        room = max(self._keymap.room, 1)
        lacking: set[str] = set()
        start = 0
        for at, character in enumerate(text):
            if character in lacking or not self._lacks(character):
                continue
            if len(lacking) == room:
                yield text[start:at]
                start, lacking = at, set()
            lacking.add(character)
        yield text[start:]

    def _lacks(self, character: str) -> bool:
        return character not in "\n\t\r" and self._keymap.find(character) is None

    def _type(self, text: str, context: RunContext) -> None:
        self._keymap.borrow(keysym(each) for each in text if self._lacks(each))
        for at, character in enumerate(text.replace("\r\n", "\n").replace("\r", "\n")):
            if at % 8 == 0:
                context.check()
                self._sync()
            key = self._key_of(character)
            self._strike(key)
            time.sleep(_BETWEEN_KEYS)
        self._keymap.used()
        self._sync()

    def _key_of(self, character: str) -> Key:
        name = {"\n": "Enter", "\t": "Tab"}.get(character)
        key = self._keymap.named(name) if name else self._keymap.find(character)
        if key is None:
            raise InvalidAction(f"no key can be found for {character!r}")
        return key

    def _strike(self, key: Key) -> None:
        modifiers = ["Shift"] if key.shift else []
        if key.level3:
            modifiers.append("AltGraph")
        with self._held_keys([self._code(each) for each in modifiers]), self._key(key.code):
            pass

    # The clipboard.

    def paste(self, text: str, context: RunContext, *, keys: str = "Control+v") -> None:
        """Paste a text; see `InputBackend.paste`."""
        clipboard = self._own_clipboard()
        before = clipboard.text()
        clipboard.put(text)
        self.press(keys, context)
        clipboard.await_taken(context, 2.0)
        if before is not None:
            clipboard.put(before)

    def clipboard(self) -> str | None:
        """The text on the clipboard."""
        return self._own_clipboard().text()

    def _own_clipboard(self) -> Clipboard:
        if self._clipboard is None:
            self._clipboard = Clipboard(self._session)
        return self._clipboard

    # Ending.

    def release_all(self) -> None:
        """Release every button and key that this backend holds down."""

        def do() -> None:
            for number in self._down_buttons:
                self._fake(_BUTTON_RELEASE, number)
            for code in self._down_keys:
                self._fake(_KEY_RELEASE, code)
            self._down_buttons, self._down_keys = [], []
            self._sync()

        self._run(do)

    def close(self) -> None:
        """Release everything, give borrowed keys back, and let go of the display."""
        if self._closed:
            return
        try:
            self.release_all()
            self._run(self._keymap.give_back)
        except EnvironmentUnavailable:
            pass  # the display went first
        finally:
            self._closed = True
            if self._clipboard is not None:
                self._clipboard.close()
            self._connection.disconnect()

    # Events.

    def _run(self, work: Callable[[], T]) -> T:
        if self._closed:
            raise EnvironmentUnavailable("the display is closed")
        try:
            return work()
        except xcffib.ConnectionException as failure:
            raise EnvironmentUnavailable("the display is gone") from failure

    def _fake(self, kind: int, detail: int, x: int = 0, y: int = 0) -> None:
        self._own.announce(kind, detail)
        self._test.FakeInput(kind, detail, 0, self._root, x, y, 0)

    def _sync(self) -> None:
        """Wait until the server has taken in everything."""
        self._connection.core.GetInputFocus().reply()

    def _move(self, point: Point, *, sync: bool) -> None:
        self._fake(_MOTION, 0, round(point.x), round(point.y))
        if sync:
            self._sync()

    def _keep_apart(self, point: Point, context: RunContext) -> None:
        """Wait so that this click and the one before it are not taken for a double click."""
        when, where = self._clicked
        if where.distance(point) <= _SAME_SPOT:
            context.sleep(max(when + _NO_DOUBLE - time.monotonic(), 0))

    @contextmanager
    def _pressed(self, number: int) -> Iterator[None]:
        self._fake(_BUTTON_PRESS, number)
        self._sync()
        self._down_buttons.append(number)
        try:
            yield
        finally:
            self._down_buttons.remove(number)
            self._release(number)

    def _release(self, number: int) -> None:
        """Release a button, and wait until that has happened.

        A window manager holds the pointer at a press until it has looked at it. If the pointer is
        moved on before, the server gives the release the new place: a click becomes a drag.
        """
        self._fake(_BUTTON_RELEASE, number)
        held = 0x80 << number  # in the server's mask; buttons beyond the wheel have none
        end = time.monotonic() + _LET_GO
        while self._connection.core.QueryPointer(self._root).reply().mask & held & 0x1F00:
            if time.monotonic() > end:
                return  # something has taken the pointer for good; what is done shows in the look
            time.sleep(0.002)

    @contextmanager
    def _key(self, code: int) -> Iterator[None]:
        self._fake(_KEY_PRESS, code)
        self._down_keys.append(code)
        try:
            yield
        finally:
            self._fake(_KEY_RELEASE, code)
            self._down_keys.remove(code)

    @contextmanager
    def _held_keys(self, codes: Sequence[int]) -> Iterator[None]:
        if not codes:
            yield
            return
        with self._key(codes[0]), self._held_keys(codes[1:]):
            yield

    @contextmanager
    def _held(self, modifiers: Sequence[str]) -> Iterator[None]:
        with self._held_keys([self._code(each) for each in modifiers]):
            if modifiers:
                self._sync()
            yield

    @contextmanager
    def _chord(self, chord: key_names.Chord) -> Iterator[None]:
        key, extra = self._chord_key(chord)
        with self._held([*chord.modifiers, *extra]), self._key(key.code):
            self._sync()
            yield
        self._sync()

    def _chord_key(self, chord: key_names.Chord) -> tuple[Key, list[str]]:
        """The key of a chord, and the modifiers that it needs beside those that are asked for."""
        if chord.key in NAMED:
            return Key(self._code(chord.key)), []
        character = chord.key
        if chord.modifiers and "Shift" not in chord.modifiers and character.isalpha():
            character = character.lower()
        self._keymap.reload()
        key = self._keymap.find(character)
        if key is None:
            self._keymap.borrow([keysym(character)])
            key = self._key_of(character)
        extra = ["Shift"] if key.shift and "Shift" not in chord.modifiers else []
        if key.level3:
            extra.append("AltGraph")
        return key, extra

    def _code(self, name: str) -> int:
        key = self._keymap.named(name)
        if key is None:
            self._keymap.borrow([NAMED[name]])
            self._keymap.reload()
            raise InvalidAction(f"this keyboard has no key {name}")
        return key.code

    @contextmanager
    def _neutral(self) -> Iterator[None]:
        """Nothing held and no lock on while text is typed; the lock comes back afterwards."""
        for code in self._held_by_others():
            self._fake(_KEY_RELEASE, code)
        locked = self._keymap.locked()
        if locked:
            with self._key(self._code("CapsLock")):
                pass
        try:
            yield
        finally:
            if locked:
                with self._key(self._code("CapsLock")):
                    pass
                self._sync()

    def _held_by_others(self) -> list[int]:
        """Modifier keys that are down now."""
        down = self._connection.core.QueryKeymap().reply().keys
        mapping = self._connection.core.GetModifierMapping().reply()
        codes = {code for code in mapping.keycodes if code}
        return [code for code in codes if down[code // 8] >> (code % 8) & 1]


def _between(start: Point, end: Point) -> Iterator[Point]:
    """Points on the way, close enough that programs notice the movement; the end is the last."""
    steps = max(int(start.distance(end) // _DRAG_STEP), 3)
    for step in range(1, steps + 1):
        part = step / steps
        yield Point(start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part)
