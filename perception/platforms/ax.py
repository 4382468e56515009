"""The accessibility trees of a Mac, by AX. Not yet run on a real machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from perception.element import Element
from perception.geometry import Point
from perception.platforms.ax_api import (
    AxApi,
    AxDenied,
    AxGone,
    AxHandle,
    AxRefused,
    AxSilent,
)
from perception.platforms.ax_roles import ATTRIBUTES, AxNode, control, role_of
from perception.platforms.ax_walk import Found, controls, read
from perception.platforms.ax_windows import element_of, explained
from perception.platforms.controls import Control, Made, Scene, elements, is_part, made
from perception.platforms.interface import (
    ElementGone,
    Live,
    NotOffered,
    PlatformGone,
    TreeReading,
    WindowInfo,
)
from perception.platforms.ledger import Known, Ledger
from perception.platforms.mac import MacWindows
from perception.platforms.mac_api import QuartzApi
from perception.platforms.mac_space import MacSpace

_TIMEOUT = 1.0  # seconds that a program may leave a question unanswered
_ACT_TIMEOUT = 5.0  # that it may take to do something
_DEEPEST = 60

# Names of actions as other platforms have them, and AX's own.
_ACTIONS = {
    "click": "AXPress",
    "confirm": "AXConfirm",
    "open": "AXOpen",
    "pick": "AXPick",
    "menu": "AXShowMenu",
    "increment": "AXIncrement",
    "decrement": "AXDecrement",
}

_Reading = list[tuple[Made, AxHandle, WindowInfo]]


class AxTree:
    """Implements `ElementTree`. Used by one thread.

    Args:
        api: AX: `ax_pyobjc.Ax`, or a fake.
        quartz: the window server.
        windows: tells what lies over what, and converts points.
        clock: seconds; another one than the usual for tests.

    Raises:
        PlatformGone: the permission "Accessibility" is not given; the message says what to do.
    """

    def __init__(
        self,
        api: AxApi,
        quartz: QuartzApi,
        windows: MacWindows,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not api.trusted(ask=True):
            raise PlatformGone(explained("Accessibility"))
        self._api = api
        self._quartz = quartz
        self._windows = windows
        self._clock = clock
        self._ledger: Ledger[AxHandle] = Ledger("ax", windows)
        self._woken: set[int] = set()
        self._closed = False

    def read(
        self, windows: Sequence[WindowInfo], *, whole: bool = False, budget: float = 2.0
    ) -> TreeReading:
        """The elements of these windows; see `ElementTree.read`."""
        if self._closed:
            raise PlatformGone("AX is no longer asked")
        deadline = self._clock() + budget
        scenes = self._ledger.scenes()
        unread: list[str] = []
        reading: _Reading = []
        focus: AxHandle | None = None
        for window in windows:
            if window.kind in ("menu", "tooltip", "dock", "desktop"):
                continue  # menus are told with the window of the program that opened them
            why = self._read_window(window, scenes(window), reading, whole, deadline)
            if why:
                unread.append(f"{window.application or window.title or 'a program'} {why}")
        for each, handle, _ in reading:
            if "focused" in each.element.states:
                focus = handle  # the innermost comes last
        shown = self._ledger.enter(reading)
        return TreeReading(
            elements=shown,
            focused=self._ledger.ref(focus) if focus is not None else None,
            complete=not unread,
            unread=tuple(dict.fromkeys(unread)),
        )

    def live(self, ref: str, *, scroll: bool = False) -> Live | None:
        """The element as it is now; see `ElementTree.live`."""
        known = self._ledger.known(ref)
        scene = self._ledger.scene_now(known.window) if known is not None else None
        if known is None or scene is None:
            return None
        element = self._now(known, scene)
        if element is not None and scroll and element.click_point is None:
            try:
                self._api.perform(known.handle, "AXScrollToVisible")
            except (AxGone, AxSilent, AxRefused):
                pass  # it is told as it is: out of view
            else:
                element = self._now(known, scene)
        if element is None:
            return None
        if element.click_point is None:
            return Live(element=element)
        hit, obstacle = self._hit(known, element.click_point)
        return Live(element=element, hit=hit, obstacle=obstacle)

    def at(self, point: Point) -> Element | None:
        """The innermost element under the point, now."""
        window = self._windows.at(point)
        if window is None:
            return None
        scene = self._ledger.scenes()(window)
        inside: Element | None = None
        self._api.limit(_TIMEOUT)
        try:
            space = self._windows.space
            handle = self._api.at(space.to_points(point))
            for around in self._around(handle) if handle is not None else ():
                known = self._ledger.known(self._ledger.ref(around))
                if known is not None:
                    return self._now(known, scene) if is_part(inside) else inside
                node = AxNode(around, self._api.values(around, ATTRIBUTES))
                if inside is None and role_of(node):
                    inside = made(self._control(node, space), scene, keep=True)
        except (AxGone, AxSilent):
            return inside
        return inside

    def actions(self, ref: str) -> tuple[str, ...]:
        """The names of the actions that the element offers."""
        with self._told():
            offered = self._api.actions(self._ledger.handle(ref))
        return tuple(ours for ours, theirs in _ACTIONS.items() if theirs in offered)

    def invoke(self, ref: str, action: str = "") -> bool:
        """Do an action of the element: the named one, or the first."""
        offered = self.actions(ref)
        if not offered or (action and action not in offered):
            raise NotOffered(f"it offers {', '.join(offered) or 'no action'}, not {action!r}")
        with self._told():
            self._api.perform(self._ledger.handle(ref), _ACTIONS[action or offered[0]])
        return True

    def set_text(self, ref: str, text: str) -> bool:
        """Replace the whole text of an editable element."""
        handle = self._ledger.handle(ref)
        with self._told():
            value = self._api.values(handle, ("AXValue", "AXRole"))
            written = isinstance(value.get("AXValue", ""), str)
            if not written or not self._api.settable(handle, "AXValue"):
                raise NotOffered("it takes no text at once")
            self._api.set(handle, "AXValue", text)
        return True

    def text(self, ref: str) -> str | None:
        """The whole text of an element, now; None if it has none. Never a password's."""
        handle = self._ledger.handle(ref)
        with self._told():
            values = self._api.values(handle, ("AXValue", "AXSubrole"))
        if values.get("AXSubrole") == "AXSecureTextField":
            return None
        value = values.get("AXValue")
        return value if isinstance(value, str) else None

    def set_number(self, ref: str, value: float) -> bool:
        """Set the value of a slider or a stepper."""
        handle = self._ledger.handle(ref)
        with self._told():
            now = self._api.values(handle, ("AXValue", "AXMinValue", "AXMaxValue"))
            number = isinstance(now.get("AXValue"), (int, float))
            if not number or not self._api.settable(handle, "AXValue"):
                raise NotOffered("it takes no number")
            least, most = now.get("AXMinValue"), now.get("AXMaxValue")
            if (
                isinstance(least, (int, float))
                and isinstance(most, (int, float))
                and (not least <= value <= most)
            ):
                raise NotOffered(f"it takes numbers from {least:g} to {most:g}")
            self._api.set(handle, "AXValue", float(value))
        return True

    def select(self, ref: str, *, on: bool = True) -> bool:
        """Select the element in its container, beside others where several can be."""
        handle = self._ledger.handle(ref)
        with self._told():
            if self._api.settable(handle, "AXSelected"):
                self._api.set(handle, "AXSelected", on)
                return True
            # A tab, a radio button: pressing it is how it is selected.
            if on and "AXPress" in self._api.actions(handle):
                self._api.perform(handle, "AXPress")
                return True
        raise NotOffered("it cannot be selected")

    def focus(self, ref: str) -> bool:
        """Give it the keyboard's focus."""
        handle = self._ledger.handle(ref)
        with self._told():
            if not self._api.settable(handle, "AXFocused"):
                raise NotOffered("it takes no focus")
            self._api.set(handle, "AXFocused", True)
        return True

    def changes(self) -> int:
        """A counter that grows with every event which tells of a change."""
        return self._api.changes()

    def close(self) -> None:
        """Let go of AX. Idempotent."""
        if not self._closed:
            self._closed = True
            self._api.close()

    # Reading.

    def _read_window(
        self,
        window: WindowInfo,
        scene: Scene,
        reading: _Reading,
        whole: bool,
        deadline: float,
    ) -> str:
        """Read one window, and the menus if it is the active one; why that is not all."""
        left = deadline - self._clock()
        if left <= 0:
            return "was not read in time"
        self._api.limit(min(left, _TIMEOUT))
        try:
            self._wake(window.pid)
            element = element_of(self._api, self._quartz.windows(), window.id)
            if element is None:
                return f"tells nothing of its window {window.title!r}"
            clip = element.box
            found = read(
                self._api, element.handle, whole=whole, clip=clip, deadline=deadline,
                clock=self._clock,
            )  # fmt: skip
            self._enter(found, window, scene, reading, whole)
            if window.active and not found.why:
                self._read_menus(window, scene, reading, deadline)
        except AxSilent:
            return "does not answer"
        except AxDenied as failure:
            raise PlatformGone(explained("Accessibility")) from failure
        return found.why

    def _read_menus(
        self, window: WindowInfo, scene: Scene, reading: _Reading, deadline: float
    ) -> None:
        """The menu bar of the program at the top of the screen, and the menu that is open."""
        application = self._api.application(window.pid)
        bar = self._api.values(application, ("AXMenuBar",)).get("AXMenuBar")
        if not isinstance(bar, AxHandle):
            return
        found = read(self._api, bar, whole=True, clip=None, deadline=deadline, clock=self._clock)
        screen = self._windows.screen()
        # It belongs to the window's surface but lies outside it, and over everything.
        scene = replace(scene, window=replace(window, frame=screen), covers=())
        self._enter(found, window, scene, reading, whole=False)

    def _enter(
        self, found: Found, window: WindowInfo, scene: Scene, reading: _Reading, whole: bool
    ) -> None:
        if found.root is None:
            return
        texts = {
            node.handle: node.text("AXValue") or node.text("AXTitle") for node in found.root.walk()
        }
        space = self._windows.space
        top, nodes = controls(found.root, lambda node: self._control(node, space, texts))
        if top.role:  # a menu bar is one of the elements, a window is their surface
            top = Control(key=("around", window.id), children=[top])
        for each in elements(top, scene, whole=whole):
            reading.append((each, nodes[each.control.key].handle, window))

    def _control(
        self, node: AxNode, space: MacSpace, texts: Mapping[AxHandle, str] | None = None
    ) -> Control:
        return control(node, space.box_to_pixels, lambda handle: (texts or {}).get(handle, ""))

    def _wake(self, pid: int) -> None:
        """Tell a program that somebody reads its tree: those built on Electron wait for that."""
        if pid in self._woken:
            return
        self._woken.add(pid)
        try:
            self._api.set(self._api.application(pid), "AXManualAccessibility", True)
        except (AxRefused, AxGone):
            return  # most programs know no such attribute

    # One element.

    def _now(self, known: Known[AxHandle], scene: Scene) -> Element | None:
        """The element read anew; None if it is gone."""
        self._api.limit(_TIMEOUT)
        before = known.element
        try:
            node = AxNode(known.handle, self._api.values(known.handle, ATTRIBUTES))
        except (AxGone, AxSilent):
            return None
        if not node.values:
            return None  # macOS tells nothing of elements whose window has been closed
        told = self._control(node, self._windows.space)
        if node.text("AXRole") in ("AXMenuItem", "AXMenuBarItem", "AXMenu", "AXMenuBar"):
            around = replace(scene.window, frame=self._windows.screen())
            scene = replace(scene, window=around, covers=())
        element = made(told, scene, parent=before.parent, keep=True)
        if element is None:
            return None
        # What depends on the place in the tree stays as it was read there.
        states = element.states
        if before.role == "tab" and states & {"checked"}:
            states = (states - {"checked"}) | {"selected"}
        return replace(
            element, ref=before.ref, role=before.role, name=element.name or before.name,
            states=states,
        )  # fmt: skip

    def _hit(self, known: Known[AxHandle], point: Point) -> tuple[bool | None, str]:
        """Whether AX' own hit test leads to the target; None if it cannot tell."""
        top = self._windows.at(point)
        if top is not None and top.pid != known.window.pid:
            return False, f'window "{top.title or top.application}"'
        try:
            found = self._api.at(self._windows.space.to_points(point))
            if found is None:
                return None, ""
            if known.handle in self._around(found):
                return True, ""
            if found in self._around(known.handle):
                return None, ""  # it does not look further in
            node = AxNode(found, self._api.values(found, ATTRIBUTES))
        except (AxGone, AxSilent):
            return None, ""
        told = self._control(node, self._windows.space)
        role = told.role or "something"
        return False, f'{role} "{told.name}"' if told.name else role

    def _around(self, handle: AxHandle) -> Iterator[AxHandle]:
        """An element and those around it, innermost first."""
        at = handle
        for _ in range(_DEEPEST):
            yield at
            parent = self._api.values(at, ("AXParent",)).get("AXParent")
            if not isinstance(parent, AxHandle):
                return
            at = parent

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What AX raises, as `ElementTree` does."""
        self._api.limit(_ACT_TIMEOUT)
        try:
            yield
        except AxGone as failure:
            raise ElementGone(str(failure) or "it is no longer there") from failure
        except AxSilent as failure:
            raise ElementGone("the program does not answer") from failure
        except AxRefused as failure:
            raise NotOffered(str(failure) or "it does not offer this now") from failure
        except AxDenied as failure:
            raise PlatformGone(explained("Accessibility")) from failure
