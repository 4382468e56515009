"""Presses, releases and turns of the wheel, and what they are for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from actions.environments.desktop_record_find import Finder
from actions.environments.desktop_record_scene import Scene, aimed_at, alike
from actions.environments.desktop_record_stream import Pending
from actions.environments.desktop_record_tell import Teller
from actions.environments.desktop_record_values import TURNED, Values
from perception.element import Element
from perception.events import (
    InputEvent,
    PointerPressed,
    PointerReleased,
    Scrolled,
    Snapshot,
    SurfaceActivated,
)
from perception.geometry import Point
from perception.platforms.atspi_walk import Place
from perception.platforms.interface import WindowInfo
from perception.platforms.x11_events import RawInput

_BUTTONS: dict[int, Literal["left", "middle", "right"]] = {1: "left", 2: "middle", 3: "right"}
_WHEEL = {4: (0, -1), 5: (0, 1), 6: (-1, 0), 7: (1, 0)}
_MODIFIERS = (("Control", 4), ("Alt", 8), ("Shift", 1), ("Meta", 64))  # bits of an X state
_LIMIT = 0.8  # seconds that a press waits for a program to say what was pressed
_BEFORE = 0.0004  # seconds by which a snapshot stands before what was done in it
_MOVED = 4.0  # pixels from which a press is a drag
_SAME = 0.8  # overlap from which something is where it was
_ENTERED = 2.0  # seconds

Known = Callable[[], None]


@dataclass(eq=False)
class Press:
    """A button that went down.

    Attributes:
        window: it was pressed in; None for none.
        shown: what was pressed, by the snapshot before.
        live: by what the window said then.
        up: the button went up again.
    """

    point: Point
    window: WindowInfo | None
    shown: Element | None
    live: Element | None = None
    up: bool = False

    @property
    def found(self) -> Element | None:
        """What was pressed, as far as it is known."""
        return self.live or self.shown


class Pointer:
    """Hears the mouse, on the listener's thread.

    Args:
        scene: the screen as it was last known.
        finder: says what is under the pointer now.
        values: follows what is pressed.
        teller: puts events into the stream.
    """

    def __init__(self, scene: Scene, finder: Finder, values: Values, teller: Teller) -> None:
        self._scene = scene
        self._finder = finder
        self._values = values
        self._teller = teller
        self._down: dict[int, Press] = {}
        self._entered: dict[int, float] = {}
        self._last: Press | None = None  # that may have moved the focus

    def entered(self, window: WindowInfo) -> bool:
        """Whether it was told already that the person went to this window, by a press in it."""
        return time.monotonic() - self._entered.get(window.id, float("-inf")) < _ENTERED

    def last_found(self) -> Callable[[], Element | None]:
        """Says, sooner or later, what the press is for that moved the focus last."""
        press = self._last
        return lambda: press.found if press is not None else None

    def forget(self) -> None:
        """Something else than a press has moved the focus."""
        self._last = None

    def pressed(self, raw: RawInput) -> None:
        """A button went down."""
        window = self._scene.window_at(raw.point)
        if self._scene.ours(window):
            return
        if raw.detail in _WHEEL:
            self._turned(raw, window)
            return
        if raw.detail not in _BUTTONS:
            return
        shown = self._scene.element_at(raw.point, window) if window is not None else None
        press = Press(raw.point, window, shown)
        self._down[raw.detail] = self._last = press
        self._teller.moves.append(raw.at)
        if not self._teller.may_tell(window):
            self._teller.outside(raw.at, window)
            return
        self._teller.last = raw.at
        if window is not None:
            self._enter(window, raw.at)
        self._tell(raw, press)

    def released(self, raw: RawInput) -> None:
        """A button went up."""
        press = self._down.pop(raw.detail, None)
        if press is None or not self._teller.may_tell(press.window):
            return
        press.up = True
        moved = press.point.distance(raw.point) >= _MOVED
        window = self._scene.window_at(raw.point) if moved else press.window
        if not self._teller.may_tell(window):
            self._teller.outside(raw.at, window)
            window = None
        there = self._scene.element_at(raw.point, window) if moved and window is not None else None

        def make() -> InputEvent:
            element = there if moved else press.found
            return PointerReleased(
                at=self._teller.since(raw.at),
                surface=_surface(element, window),
                point=raw.point,
                button=_BUTTONS[raw.detail],
                element=self._teller.masked(element),
            )

        self._teller.put(Pending(at=raw.at, make=make))

    def _turned(self, raw: RawInput, window: WindowInfo | None) -> None:
        if not self._teller.may_tell(window):
            self._teller.outside(raw.at, window)
            return
        self._teller.last = raw.at
        element = self._scene.element_at(raw.point, window) if window is not None else None
        if element is not None and element.role in TURNED:
            self._values.touch(element)
        dx, dy = _WHEEL[raw.detail]
        event = Scrolled(
            at=self._teller.since(raw.at),
            surface=_surface(element, window),
            point=raw.point,
            dx=dx,
            dy=dy,
            element=self._teller.masked(element),
        )
        self._teller.now(raw.at, event)

    def _enter(self, window: WindowInfo, at: float) -> None:
        """A press in a window that is not active makes it active first."""
        active = self._scene.active
        if window.active or window.override or window.kind not in ("normal", "dialog"):
            return
        was = self._scene.worked_in if self._scene.ours(active) else active and active.id
        if was and was != window.id:
            self._entered[window.id] = time.monotonic()
            event = SurfaceActivated(at=self._teller.since(at), surface=window.ref)
            self._teller.now(at, event)

    # What was pressed.

    def _tell(self, raw: RawInput, press: Press) -> None:
        seen = self._scene.seen
        fresh = press.shown is not None and seen is not None and self._finder.unchanged(seen)
        torn = Pending(at=raw.at - _BEFORE, make=lambda: self._torn(raw, press))
        pending = Pending(at=raw.at, make=lambda: self._event(raw, press))
        for each in (torn, pending):
            each.needs, each.deadline = 2, raw.at + _LIMIT
            self._teller.put(each)

        def known() -> None:
            for each in (torn, pending):
                self._teller.stream.found(each)

        def left() -> None:
            self._values.leave(raw.at, press.shown)
            if press.found is not None:
                self._values.touch(press.found)
            known()

        self._values.after_keys(left)
        if fresh:
            known()
        else:
            self._finder.pressed(raw.point, lambda found: self._resolve(press, found, known))

    def _resolve(self, press: Press, found: Element | None, known: Known) -> None:
        """The window has said what is under the pointer: now, and hopefully still."""
        if found is None or not self._still(press, found):
            known()
            return
        better = self._scene.like(found) or found
        shown = press.shown
        place = self._values.place(shown) if shown is not None else None
        if shown is None or (place is None and not _agree(shown, found) and not press.up):
            press.live = better
            self._values.touch(better)
        elif place is not None and press.window is not None and not _agree(shown, found):
            self._settle(press, shown, place, better, known)
            return
        known()

    def _settle(
        self, press: Press, shown: Element, place: Place, other: Element, known: Known
    ) -> None:
        """The snapshot showed one thing there, the window tells of another.

        If what the snapshot showed is still where it was, it was what was pressed: the press has
        opened the other over it.
        """
        assert press.window is not None

        def looked(still: Element | None) -> None:
            if (still is None or still.box.overlap(shown.box) < _SAME) and not press.up:
                press.live = other
                self._values.touch(other)
            known()

        self._finder.look(place, press.window, looked)

    def _still(self, press: Press, found: Element) -> bool:
        """Whether what is found now may be what was there at the press.

        Once the button is up, a program may have answered to it; then what was seen before counts.
        """
        window, windows = press.window, self._scene.windows
        if window is None:
            return press.shown is None
        if all(each.id != window.id for each in windows) or (press.up and press.shown):
            return False
        if found.surface == window.ref:
            return True
        owner = next((each for each in windows if each.ref == found.surface), None)
        return owner is None or (window.override and owner.pid == window.pid and not press.up)

    def _torn(self, raw: RawInput, press: Press) -> InputEvent | None:
        """What was being read when something was pressed, if only that shows what it was."""
        torn = self._scene.torn(raw.at)
        if press.found is not None or torn is None or press.window is None:
            return None
        seen = torn.observation
        found = aimed_at(seen, raw.point, press.window, self._scene.windows)
        if found is None or seen.surface(press.window.ref) is None:
            return None
        press.shown = found
        self._values.touch(found)
        active = seen.active
        at = self._teller.since(raw.at - _BEFORE)
        return Snapshot(at=at, surface=active.ref if active else "", observation=seen)

    def _event(self, raw: RawInput, press: Press) -> InputEvent:
        element = press.found
        return PointerPressed(
            at=self._teller.since(raw.at),
            surface=_surface(element, press.window),
            point=raw.point,
            button=_BUTTONS[raw.detail],
            modifiers=tuple(name for name, bit in _MODIFIERS if raw.state & bit),
            element=self._teller.masked(element),
        )


def _surface(element: Element | None, window: WindowInfo | None) -> str:
    if element is not None:
        return element.surface
    return window.ref if window is not None else ""


def _agree(seen: Element, found: Element) -> bool:
    """Whether what a window tells of a point is what the snapshot shows there, or lies in it."""
    common = seen.box.intersection(found.box).area
    smaller = min(seen.box.area, found.box.area)
    return common > 0.9 * smaller and (
        not found.interactive or found.role == seen.role or alike(found, [seen]) is not None
    )
