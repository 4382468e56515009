"""Finding elements of windows as they are now, and reaching them."""

from __future__ import annotations

from actions.context import RunContext
from actions.environments.desktop_parts import Parts
from actions.errors import ActionTimedOut, InvalidAction, TargetChanged, TargetNotReady
from actions.target import Grounding
from perception.element import Element, Visibility
from perception.fusion import replaced
from perception.geometry import Point
from perception.platforms.interface import (
    ElementGone,
    Live,
    NotOffered,
    WindowInfo,
)

_WHEEL = 3  # clicks at a time
_MOST_TURNS = 80
_SETTLED = 0.04  # seconds after a turn of the wheel, or after a window was moved
_MARGIN = 8  # pixels between an element and the end of the screen


class Aim:
    """Reaches elements.

    Args:
        parts: of the desktop.
        private: whether the pointer is ours to move: on the person's desktop, what can be done
            without it is done without it.
        hidden: process ids whose windows are not there for us.
    """

    def __init__(self, parts: Parts, *, private: bool, hidden: frozenset[int]) -> None:
        self._parts = parts
        self._private = private
        self._hidden = hidden

    def windows(self) -> tuple[WindowInfo, ...]:
        """The windows on the virtual desktop that is shown, front first, without our own."""
        current, _ = self._parts.windows.current_desktop()
        return tuple(
            each
            for each in self._parts.windows.windows()
            if each.pid not in self._hidden
            and each.kind != "desktop"
            and (each.desktop in (current, -1) or each.override or each.minimized)
        )

    def window(self, ref: str) -> WindowInfo:
        """The window with this ref; "" means the active one.

        Raises:
            TargetChanged: it is gone.
        """
        for each in self.windows():
            if each.ref == ref or (not ref and each.active):
                return each
        raise TargetChanged(f"there is no window {ref}" if ref else "no window is active")

    def live(self, element: Element, context: RunContext) -> Live | None:
        """An element as it is now, brought into view if it can be; None if it is gone."""
        live = self._parts.tree.live(element.ref, scroll=True)
        if live is None or live.element.visibility is not Visibility.OFFSCREEN:
            return live
        return self._moved_in(live, context) or self._turned_to(live, context) or live

    def current(self, grounding: Grounding, context: RunContext) -> Element | None:
        """The element of a grounding, as it is now; None for a bare point.

        Raises:
            TargetChanged: it is gone, or is something else now.
            TargetNotReady: it is disabled.
        """
        meant = grounding.element
        if meant is None or grounding.bare:
            return None
        live = self.live(meant, context)
        if live is None:
            raise TargetChanged(f"{meant.described()} is not there any more")
        renamed = live.element.name != meant.name and not _tells_its_value(meant)
        if live.element.role != meant.role or renamed or replaced(meant, live.element):
            raise TargetChanged(f"{meant.described()} is now {live.element.described()}")
        if "disabled" in live.element.states:
            raise TargetNotReady(f"{meant.described()} is disabled")
        return live.element

    def over(self, element: Element, point: Point) -> str:
        """What lies over the element at a point, in words; "" if its own window does.

        Menus and lists that an element opens have windows of their own, of the same program.
        """
        top = self._parts.windows.at(point)
        if top is None:
            return "no window"
        own = next((each for each in self.windows() if each.ref == element.surface), None)
        if own is None:
            return "another virtual desktop"
        if top.id == own.id or (top.pid == own.pid and top.override):
            return ""
        if top.pid in self._hidden:
            return "a window of Deskhand"
        return f'the window "{top.title or top.application}"'

    def point(self, element: Element, context: RunContext) -> Point:
        """Where a click reaches the element now; its window is raised if another lies over it.

        Raises:
            TargetChanged: something else lies over it.
        """
        for attempt in range(2):
            place = element.click_point
            over = self.over(element, place) if place is not None else "something"
            if place is not None and not over:
                return place
            if attempt:
                raise TargetChanged(f"{over} lies over {element.described()}")
            self._parts.control.focus(self.window(element.surface).id, context)
            context.sleep(0.1)
            live = self.live(element, context)
            if live is None:
                raise TargetChanged(f"{element.described()} is not there any more")
            element = live.element
        raise AssertionError("unreachable")

    def click(self, element: Element, context: RunContext) -> str:
        """Click an element once; on the person's desktop, without the pointer where it can be.

        Raises:
            TargetChanged: it cannot be reached.
        """
        if not self._private or element.click_point is None:
            try:
                if element.role in _PRESSED and self._parts.tree.invoke(element.ref):
                    return "done through the accessibility tree"
            except (NotOffered, ElementGone):
                pass  # then by the mouse, which says what is wrong
        self._parts.input.click(self.point(element, context), context)
        return ""

    def focus(self, element: Element, context: RunContext) -> None:
        """Give an element the keyboard's focus.

        Raises:
            TargetChanged: it cannot be reached.
        """
        window = self.window(element.surface)
        if not window.active and not window.override:
            self._parts.control.focus(window.id, context)
        if not self._private:
            try:
                if self._parts.tree.focus(element.ref):
                    context.sleep(0.05)
                    return
            except (NotOffered, ElementGone):
                pass
        live = self._parts.tree.live(element.ref)
        if live is not None and "focused" in live.element.states and element.role != "gridcell":
            return
        self._parts.input.click(self.point(element, context), context)
        context.sleep(0.05)

    def _moved_in(self, live: Live, context: RunContext) -> Live | None:
        """Move the element's window where it reaches beyond the screen; None if it does not."""
        element = live.element
        window = next((each for each in self.windows() if each.ref == element.surface), None)
        monitors = [each.box for each in self._parts.windows.monitors()]
        place = element.box.center
        if (
            window is None
            or window.minimized
            or window.override
            or not monitors
            or not window.box.contains(place)
            or any(each.contains(place) for each in monitors)
        ):
            return None
        screen = max(monitors, key=lambda each: each.intersection(window.box).area)
        # The element's own corner at the far end, its beginning at the near one.
        right = min(screen.right - element.box.right - _MARGIN, 0)
        down = min(screen.bottom - element.box.bottom - _MARGIN, 0)
        if element.box.x + right < screen.x:
            right = screen.x - element.box.x + _MARGIN
        if element.box.y + down < screen.y:
            down = screen.y - element.box.y + _MARGIN
        to = Point(window.box.x + right, window.box.y + down)
        try:
            self._parts.control.move(window.id, to, context)
        except (ActionTimedOut, InvalidAction):
            return None  # whoever manages the windows does not let it
        context.sleep(_SETTLED)
        again = self._parts.tree.live(element.ref)
        return again if again and again.element.visibility is Visibility.VISIBLE else None

    def _turned_to(self, live: Live, context: RunContext) -> Live | None:
        """Turn the wheel until the element is in view; None if that does not bring it there."""
        element = live.element
        window = next((each for each in self.windows() if each.ref == element.surface), None)
        if window is None or window.minimized or element.box.area <= 0:
            return None
        middle = window.box.center
        if self.over(element, middle):
            self._parts.control.focus(window.id, context)
        for _ in range(_MOST_TURNS):
            context.check()
            box = element.box
            below, right = box.center.y - middle.y, box.center.x - middle.x
            before = box
            steep = abs(below) > window.box.height / 2 - 1 or abs(right) < window.box.width / 2
            dy = (_WHEEL if below > 0 else -_WHEEL) if steep else 0
            dx = 0 if steep else (_WHEEL if right > 0 else -_WHEEL)
            self._parts.input.scroll(middle, dx, dy)
            context.sleep(_SETTLED)
            again = self._parts.tree.live(element.ref)
            if again is None:
                return None
            element = again.element
            if element.visibility is Visibility.VISIBLE:
                return again
            if element.box == before:
                return None
        return None


_PRESSED = frozenset(
    {"button", "menuitem", "menuitemcheckbox", "menuitemradio", "checkbox", "radio", "link", "tab"}
    | {"switch"}
)


def _tells_its_value(element: Element) -> bool:
    """Whether its name changes with what it holds."""
    return element.role in ("combobox", "textbox", "paragraph", "cell", "gridcell", "text", "tab")
