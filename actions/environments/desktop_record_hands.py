"""From what mouse and keyboard give to events: what was pressed, and where keys went."""

from __future__ import annotations

import collections
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from actions.environments.desktop_record_find import Finder
from actions.environments.desktop_record_keys import HELD, named
from actions.environments.desktop_record_look import Looker
from actions.environments.desktop_record_mask import Mask
from actions.environments.desktop_record_scene import Scene, aimed_at, alike
from actions.environments.desktop_record_stream import Pending, Stream
from actions.environments.desktop_record_values import Key, Values
from perception.element import Element
from perception.events import (
    Elsewhere,
    InputEvent,
    KeyPressed,
    MarkKind,
    PointerPressed,
    PointerReleased,
    Scrolled,
    Snapshot,
    SurfaceActivated,
)
from perception.geometry import Point
from perception.platforms.atspi_values import Heard
from perception.platforms.interface import WindowInfo
from perception.platforms.own_input import (
    BUTTON_PRESS,
    BUTTON_RELEASE,
    KEY_PRESS,
    KEY_RELEASE,
    MOTION,
    OwnInput,
)
from perception.platforms.x11_events import RawInput
from perception.platforms.x11_events_keys import KeyReader, Stroke

_BUTTONS: dict[int, Literal["left", "middle", "right"]] = {1: "left", 2: "middle", 3: "right"}
_WHEEL = {4: (0, -1), 5: (0, 1), 6: (-1, 0), 7: (1, 0)}
_PRESS_LIMIT = 0.8  # seconds that an event waits for a program to say what was pressed
_KEY_LIMIT = 2.0  # that a key waits for its program to say where it went
_LEAVES = frozenset({"Enter", "NumpadEnter", "Tab", "Shift+Tab", "Escape"})
# Keys that give no text and leave the focus where it is.
_EDITS = frozenset({"Backspace", "Delete", "Control+v", "Control+x", "Control+z", "Control+y"})
_STAYS = _EDITS | {
    "ArrowLeft", "ArrowRight", "Home", "End", "Control+a", "Control+c", "Shift+ArrowLeft",
    "Shift+ArrowRight", "Shift+Home", "Shift+End", "Control+ArrowLeft", "Control+ArrowRight",
}  # fmt: skip
_MOVING = 1.5  # seconds in which the focus moves, if it does
_BEFORE = 0.0004  # seconds by which a snapshot stands before what was done in it
_MOVED = 4.0  # pixels from which a press is a drag
_MODIFIERS = (("Control", 4), ("Alt", 8), ("Shift", 1), ("Meta", 64))
_ENTERED = 2.0  # seconds


@dataclass(eq=False)
class _Press:
    """A button that is down."""

    point: Point
    window: WindowInfo | None
    element: Element | None
    live: Element | None = None
    up: bool = False

    @property
    def found(self) -> Element | None:
        """What was pressed, as far as it is known."""
        return self.live or self.element


class Hands:
    """Hears mouse and keyboard; all its methods but `hear` may be called from any thread.

    Args:
        scene: the screen as it was last known.
        mask: what may be told.
        looker: is told of each input.
        finder: says what is under the pointer now.
        values: follows fields and the focus.
        keys: the keyboard's map.
        stream: where the events go.
        since: seconds since the recording began.
        own: what Deskhand itself does.
        changes: the counter of the tree's changes.
    """

    def __init__(
        self,
        *,
        scene: Scene,
        mask: Mask,
        looker: Looker,
        finder: Finder,
        values: Values,
        keys: KeyReader,
        stream: Stream,
        since: Callable[[float], float],
        own: OwnInput,
        changes: Callable[[], int],
    ) -> None:
        self._scene = scene
        self._mask = mask
        self._looker = looker
        self._finder = finder
        self._values = values
        self._keys = keys
        self._stream = stream
        self._since = since
        self._own = own
        self._changes = changes
        self._down: dict[int, _Press] = {}
        self._point = Point(-1, -1)
        self._entered: dict[int, float] = {}
        self._lock = threading.Lock()
        self._elsewhere = False
        self._alone = ""  # a modifier that is down, and nothing else since
        # When something was done that may move the focus.
        self._moves: collections.deque[float] = collections.deque([float("-inf")], maxlen=200)
        self._last: _Press | None = None  # the press that did
        self.paused = False
        self.last_told = float("-inf")

    def hear(self, raw: RawInput) -> None:
        """An event of mouse or keyboard, on the listener's thread."""
        self._point = raw.point
        x, y = int(raw.point.x), int(raw.point.y)
        own = raw.injected or raw.kind == MOTION
        if own and self._own.claims(raw.kind, raw.detail, x, y):
            if raw.kind != MOTION:
                self._looker.input(raw.at)
            return
        if self.paused or raw.kind == MOTION:
            return
        self._looker.input(raw.at)
        if raw.kind == BUTTON_PRESS:
            self._keys.forget()
            self._alone = ""
            if raw.detail in _BUTTONS:
                self._pressed(raw)
            elif raw.detail in _WHEEL:
                self._scrolled(raw)
        elif raw.kind == BUTTON_RELEASE and raw.detail in _BUTTONS:
            self._released(raw)
        elif raw.kind == KEY_PRESS:
            self._key(raw)
        elif raw.kind == KEY_RELEASE and self._alone:
            alone, self._alone = self._alone, ""
            self._key_of(raw, Stroke(0, 0, "", ()), alone)

    def entered(self, window: WindowInfo) -> bool:
        """Whether it was told already that the person went to this window, by a press in it."""
        return time.monotonic() - self._entered.get(window.id, float("-inf")) < _ENTERED

    def marked(self, kind: MarkKind) -> Element | None:
        """What a mark is about: what is under the pointer, or what has the focus."""
        if kind == "check":
            window = self._scene.window_at(self._point)
            return self._scene.element_at(self._point, window) if window is not None else None
        active = self._scene.active
        if kind != "parameter" or active is None:
            return None
        now = time.monotonic()
        key = Key(at=now, text=False, moved=None, pressed=lambda: None, next_moved=lambda: now)
        return self._values.focus(active, key, now, "told")[0]

    # The pointer.

    def _pressed(self, raw: RawInput) -> None:
        window = self._scene.window_at(raw.point)
        element = self._scene.element_at(raw.point, window) if window is not None else None
        press = _Press(raw.point, window, element)
        self._down[raw.detail] = press
        self._moves.append(raw.at)
        self._last = press
        if not self._may_tell(window):
            self._outside(raw.at)
            return
        self.last_told = raw.at
        if window is not None:
            self._enter(window, raw.at)
        seen = self._scene.seen
        fresh = element is not None and seen is not None and self._changes() == seen.changes
        self._values.leave(raw.at, element)
        if element is not None and fresh:
            self._values.touch(element)
        before = Pending(at=raw.at - _BEFORE, make=lambda: self._torn_event(raw, press))
        pending = Pending(at=raw.at, make=lambda: self._press_event(raw, press))
        if fresh:
            self._stream.put(pending)
            return
        for each in (before, pending):
            each.needs, each.deadline = 1, raw.at + _PRESS_LIMIT
            self._stream.put(each)

        def resolved(found: Element | None) -> None:
            self._resolved(press, found)
            for each in (before, pending):
                self._stream.found(each)

        self._finder.pressed(raw.point, resolved)

    def _resolved(self, press: _Press, found: Element | None) -> None:
        """The window has said what is under the pointer: now, and hopefully still."""
        shown = self._scene.like(found) if found is not None else None
        if found is not None and self._still(press, found):
            if shown is not None:
                press.live = shown
            elif press.element is None or not _agree(press.element, found):
                press.live = found
        if press.found is not None:
            self._values.touch(press.found)

    def _still(self, press: _Press, found: Element) -> bool:
        """Whether what is found now is what was there at the press.

        Once the button is up, a program may have answered to it; then what was seen before counts.
        """
        window, windows = press.window, self._scene.windows
        if window is None:
            return press.element is None
        if all(each.id != window.id for each in windows) or (press.up and press.element):
            return False
        if found.surface == window.ref:
            return True
        owner = next((each for each in windows if each.ref == found.surface), None)
        return owner is None or (window.override and owner.pid == window.pid and not press.up)

    def _torn_event(self, raw: RawInput, press: _Press) -> InputEvent | None:
        """What was being read when something was pressed, if only that shows what it was."""
        torn = self._scene.torn(raw.at)
        if press.found is not None or torn is None or press.window is None:
            return None
        seen = torn.observation
        found = aimed_at(seen, raw.point, press.window, self._scene.windows)
        if found is None or seen.surface(press.window.ref) is None:
            return None
        press.element = found
        self._values.touch(found)
        active = seen.active
        at = self._since(raw.at - _BEFORE)
        return Snapshot(at=at, surface=active.ref if active else "", observation=seen)

    def _press_event(self, raw: RawInput, press: _Press) -> InputEvent | None:
        self._elsewhere = False
        element = press.found
        return PointerPressed(
            at=self._since(raw.at),
            surface=element.surface if element else press.window.ref if press.window else "",
            point=raw.point,
            button=_BUTTONS[raw.detail],
            modifiers=tuple(name for name, bit in _MODIFIERS if raw.state & bit),
            element=self._mask.element(element),
        )

    def _released(self, raw: RawInput) -> None:
        press = self._down.pop(raw.detail, None)
        if press is None or not self._may_tell(press.window):
            return
        press.up = True
        moved = press.point.distance(raw.point) >= _MOVED
        window = self._scene.window_at(raw.point) if moved else press.window
        if not self._may_tell(window):
            self._outside(raw.at)
            window = None
        there = self._scene.element_at(raw.point, window) if moved and window is not None else None

        def make() -> InputEvent:
            element = there if moved else press.found
            return PointerReleased(
                at=self._since(raw.at),
                surface=element.surface if element else window.ref if window else "",
                point=raw.point,
                button=_BUTTONS[raw.detail],
                element=self._mask.element(element),
            )

        self._stream.put(Pending(at=raw.at, make=make))

    def _scrolled(self, raw: RawInput) -> None:
        window = self._scene.window_at(raw.point)
        if not self._may_tell(window):
            self._outside(raw.at)
            return
        self.last_told = raw.at
        element = self._scene.element_at(raw.point, window) if window is not None else None
        dx, dy = _WHEEL[raw.detail]
        event = Scrolled(
            at=self._since(raw.at),
            surface=element.surface if element else window.ref if window else "",
            point=raw.point,
            dx=dx,
            dy=dy,
            element=self._mask.element(element),
        )
        self._told(raw.at, event)

    def _enter(self, window: WindowInfo, at: float) -> None:
        """A press in a window that is not active makes it active first."""
        active = self._scene.active
        if window.active or window.override or window.kind not in ("normal", "dialog"):
            return
        if active is not None and active.id != window.id:
            self._entered[window.id] = time.monotonic()
            self._told(at, SurfaceActivated(at=self._since(at), surface=window.ref))

    # The keyboard.

    def _key(self, raw: RawInput) -> None:
        stroke = self._keys.read(raw.detail, raw.state)
        name = named(stroke, self._keys.character(stroke.plain))
        if name.rpartition("+")[2] in HELD:
            self._alone = name if name in ("Meta", "Alt") else ""
            return
        self._alone = ""
        if name:
            self._key_of(raw, stroke, name)

    def _key_of(self, raw: RawInput, stroke: Stroke, name: str) -> None:
        window = self._scene.active or self._scene.window_at(raw.point)
        if not self._may_tell(window) or window is None:
            self._outside(raw.at)
            return
        self.last_told = raw.at
        if name in _LEAVES or (not stroke.text and stroke.modifiers and name not in _STAYS):
            self._values.leave(raw.at, None)
        moved = self._moves[-1] if raw.at - self._moves[-1] < _MOVING else None
        pressed = self._last
        key = Key(
            at=raw.at,
            text=bool(stroke.text),
            moved=moved,
            pressed=lambda: pressed.found if pressed is not None else None,
            next_moved=lambda: self._next_moved(raw.at),
        )
        if not stroke.text and name not in _STAYS:
            self._moves.append(raw.at)
            self._last = None
        went: list[tuple[Element | None, bool]] = []
        pending = Pending(at=raw.at, make=lambda: None, needs=1, deadline=raw.at + _KEY_LIMIT)

        def confirmed(how: Heard) -> None:
            went[:] = [self._values.focus(window, key, time.monotonic(), how)]
            element, secret = went[0]
            if element is not None and (stroke.text or secret or name in _EDITS):
                self._values.touch(element)
            self._stream.found(pending)

        def make() -> InputEvent:
            self._elsewhere = False
            silent = not went
            element, secret = (
                self._values.focus(window, key, raw.at, "silent") if silent else went[0]
            )
            hidden = secret and bool(stroke.text)
            return KeyPressed(
                at=self._since(raw.at),
                surface=element.surface if element else window.ref,
                keys="" if hidden else name,
                text="" if hidden else stroke.text,
                secret=secret,
                element=self._mask.element(element),
            )

        pending.make = make
        self._stream.put(pending)
        self._values.confirm(window, key, confirmed)

    def _next_moved(self, at: float) -> float:
        """When the focus may have been moved first after a time."""
        return next((each for each in self._moves.copy() if each > at), float("inf"))

    # What may be told.

    def _may_tell(self, window: WindowInfo | None) -> bool:
        return self._mask.allows(window.application if window is not None else "")

    def _outside(self, at: float) -> None:
        """Something was done where nothing is told of it; several in a row are told as one."""

        def make() -> InputEvent | None:
            if self._elsewhere:
                return None
            self._elsewhere = True
            return Elsewhere(at=self._since(at))

        self._stream.put(Pending(at=at, make=make))

    def _told(self, at: float, event: InputEvent) -> None:
        def make() -> InputEvent:
            self._elsewhere = False
            return event

        self._stream.put(Pending(at=at, make=make))


def _agree(seen: Element, found: Element) -> bool:
    """Whether what a window tells of a point is what the snapshot shows there, or lies in it."""
    common = seen.box.intersection(found.box).area
    smaller = min(seen.box.area, found.box.area)
    return common > 0.9 * smaller and (
        not found.interactive or found.role == seen.role or alike(found, [seen]) is not None
    )
