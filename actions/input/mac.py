"""Mouse and keyboard of a Mac, by Quartz events. Not yet run on a real machine."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from actions import keys as key_names
from actions.action import Button, Modifier
from actions.context import RunContext
from actions.errors import EnvironmentUnavailable, InvalidAction
from actions.input import mac_keys
from actions.input.pace import between, keep_apart, only_one
from perception.geometry import Point
from perception.platforms.ax_windows import explained
from perception.platforms.interface import PlatformGone
from perception.platforms.mac_api import MouseStep, QuartzApi
from perception.platforms.mac_space import MacSpace

T = TypeVar("T")

_BETWEEN_KEYS = 0.004  # seconds; macOS drops characters that come faster
_BETWEEN_CLICKS = 0.04
_DRAG_PAUSE = 0.006
_DRAG_HOLD = 0.08
_PASTED = 0.4  # seconds that a program may take to fetch what was put on the clipboard
_MOST_WHEEL = 200  # lines


class MacInput:
    """Implements `InputBackend`. Used by one thread.

    Args:
        api: `mac_quartz.WindowServer`, or a fake.
        space: tells how the displays lie now.

    Raises:
        EnvironmentUnavailable: the permission is not given; the message says what to do.
    """

    def __init__(self, api: QuartzApi, space: Callable[[], MacSpace]) -> None:
        self._api = api
        self._space = space
        self._down_keys: list[int] = []
        self._down_buttons: list[Button] = []
        self._flags = 0
        self._clicked = (0.0, Point(-100_000, -100_000))
        self._closed = False
        self._allowed()

    # The pointer.

    def pointer(self) -> Point:
        """Where the pointer is."""

        def ask() -> Point:
            found = self._space().to_pixels(self._api.pointer())
            return Point(round(found.x), round(found.y))

        return self._run(ask)

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
            keep_apart(self._clicked, point, self._api.double_click_time(), context)
            self._move(point)
            with self._held(modifiers):
                for at in range(count):
                    if at:
                        context.sleep(_BETWEEN_CLICKS)
                    # Programs go by the number of the click, not by its time.
                    with self._pressed(button, at + 1):
                        time.sleep(0.01)
            self._clicked = (time.monotonic(), point)

        self._run(do)

    def button(self, button: Button, *, down: bool) -> None:
        """Press or release a mouse button where the pointer is."""

        def do() -> None:
            self._mouse("down" if down else "up", self._api.pointer(), button, 1)
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
            self._move(path[0])
            with self._held(modifiers), self._pressed(button, 1):
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
            for amount, across in ((dx, True), (dy, False)):
                step = 1 if amount > 0 else -1
                for _ in range(min(round(abs(amount)), _MOST_WHEEL)):
                    self._api.post_scroll(step if across else 0, 0 if across else step)
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
                    wanted = mac_keys.SHORTCUTS.get(chord.key, chord)
                    stroke = mac_keys.stroke(wanted, self._api)
                    if stroke is None:
                        self._type(wanted.key)
                    else:
                        with self._chord(wanted, stroke):
                            pass
                    time.sleep(_BETWEEN_KEYS)

        self._run(do)

    def hold(self, keys: str, seconds: float, context: RunContext) -> None:
        """Hold a key or a chord down."""
        chord = only_one(keys)

        def do() -> None:
            stroke = mac_keys.stroke(chord, self._api)
            if stroke is None:
                raise InvalidAction(f"the keyboard's layout has no key {chord.key!r} to hold")
            with self._chord(chord, stroke):
                context.sleep(seconds)

        self._run(do)

    def type_text(self, text: str, context: RunContext, *, secret: bool = False) -> None:
        """Type any text; see `InputBackend.type_text`."""
        del secret  # keys never touch the clipboard

        def do() -> None:
            self._let_go()
            for character in text.replace("\r\n", "\n").replace("\r", "\n"):
                context.check()
                self._type(character)
                time.sleep(_BETWEEN_KEYS)

        self._run(do)

    def _type(self, text: str) -> None:
        """Type a character as such, whatever the layout; line feeds and tabs are keys."""
        code = {"\n": mac_keys.ENTER, "\t": mac_keys.TAB}.get(text)
        for down in (True, False):
            if code is not None:
                self._api.post_key(code, down=down, flags=0)
            else:
                self._api.post_key(0, down=down, flags=0, text=text)

    # The clipboard.

    def paste(self, text: str, context: RunContext, *, keys: str = "Meta+v") -> None:
        """Paste a text; see `InputBackend.paste`. Control+v, as others have it, is Meta+v here."""
        before = self._api.clipboard_text()
        self._api.set_clipboard_text(text)
        ours = self._api.clipboard_number()
        try:
            self.press(_mac(keys), context)
            context.sleep(_PASTED)
        finally:
            # What somebody else has put there meanwhile stays.
            if self._api.clipboard_number() == ours:
                self._api.set_clipboard_text(before)

    def clipboard(self) -> str | None:
        """The text on the clipboard."""
        return self._run(self._api.clipboard_text)

    # Ending.

    def release_all(self) -> None:
        """Release every button and key that this backend holds down."""
        buttons, self._down_buttons = self._down_buttons, []
        keys, self._down_keys = self._down_keys, []
        self._flags = 0
        for button in buttons:
            self._mouse("up", self._api.pointer(), button, 1)
        for code in reversed(keys):
            self._api.post_key(code, down=False, flags=0)

    def close(self) -> None:
        """Release everything. The API is its giver's to close."""
        if not self._closed:
            self._closed = True
            self.release_all()

    # Events.

    def _run(self, work: Callable[[], T]) -> T:
        if self._closed:
            raise EnvironmentUnavailable("the desktop is closed")
        self._allowed()
        if self._api.locked():
            raise EnvironmentUnavailable(
                "the screen is locked, or another user has it now: unlock it and try again"
            )
        try:
            return work()
        except PlatformGone as failure:
            raise EnvironmentUnavailable(str(failure)) from failure

    def _allowed(self) -> None:
        # Without the permission macOS drops events without a word.
        if not self._api.may_post():
            raise EnvironmentUnavailable(explained("Accessibility"))

    def _move(self, point: Point) -> None:
        # The middle of the pixel: points are coarser, and edges belong to one side only.
        goal = self._space().to_points(Point(round(point.x) + 0.5, round(point.y) + 0.5))
        if self._down_buttons:
            self._mouse("drag", goal, self._down_buttons[-1], 1)
        else:
            self._mouse("move", goal, "left", 0)

    def _mouse(self, step: MouseStep, point: Point, button: Button, count: int) -> None:
        self._api.post_mouse(step, point, button, count, self._flags)

    @contextmanager
    def _pressed(self, button: Button, count: int) -> Iterator[None]:
        self._mouse("down", self._api.pointer(), button, count)
        self._down_buttons.append(button)
        try:
            yield
        finally:
            self._down_buttons.remove(button)
            self._mouse("up", self._api.pointer(), button, count)

    @contextmanager
    def _key(self, code: int, flags: int) -> Iterator[None]:
        self._api.post_key(code, down=True, flags=flags)
        self._down_keys.append(code)
        try:
            yield
        finally:
            self._down_keys.remove(code)
            self._api.post_key(code, down=False, flags=self._flags)

    @contextmanager
    def _held(self, modifiers: Sequence[Modifier]) -> Iterator[None]:
        """Hold modifiers down: their keys, and their flags with everything that is posted."""
        if not modifiers:
            yield
            return
        code, flag = mac_keys.MODIFIERS[modifiers[0]]
        before = self._flags
        self._flags |= flag
        self._api.post_key(code, down=True, flags=self._flags)
        self._down_keys.append(code)
        try:
            with self._held(modifiers[1:]):
                yield
        finally:
            self._flags = before
            self._down_keys.remove(code)
            self._api.post_key(code, down=False, flags=before)

    @contextmanager
    def _chord(self, chord: key_names.Chord, stroke: mac_keys.Stroke) -> Iterator[None]:
        with self._held((*chord.modifiers, *stroke.held)), self._key(stroke.code, stroke.flags):
            yield

    def _let_go(self) -> None:
        """Release modifier keys that are held down, so that text is not taken for shortcuts."""
        held = self._api.held_flags()
        for code, flag in mac_keys.MODIFIERS.values():
            if held & flag:
                self._api.post_key(code, down=False, flags=0)


def _mac(keys: str) -> str:
    """The shortcut for pasting of other platforms, a terminal's too, as a Mac has it."""
    return "Meta+v" if key_names.parse(keys)[-1].key.lower() == "v" else keys
