"""The accessibility trees of a Windows desktop, by UI Automation. Not yet run on a real machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from perception.element import Element
from perception.geometry import Point
from perception.platforms.controls import Scene, elements, is_part, made
from perception.platforms.interface import (
    ElementGone,
    Live,
    NotOffered,
    PlatformGone,
    TreeReading,
    WindowInfo,
    WindowSystem,
)
from perception.platforms.ledger import Known, Ledger
from perception.platforms.uia_api import (
    Pattern,
    UiaApi,
    UiaDenied,
    UiaGone,
    UiaHandle,
    UiaNode,
    UiaRefused,
    UiaSilent,
)
from perception.platforms.uia_roles import control, role_of
from perception.platforms.uia_walk import asks_more, controls, more, read
from perception.platforms.win_api import User32Api

_TIMEOUT = 1.0  # seconds that a program may leave a question unanswered
_DEEPEST = 60
_ELEVATED = (
    "runs with more rights than Deskhand, which cannot look in; start Deskhand as administrator"
)
_LONGEST_TEXT = 1_000_000  # characters

# What can be done to an element: names of actions, the pattern that offers them.
_ACTIONS: dict[str, Pattern] = {
    "click": Pattern.INVOKE,
    "toggle": Pattern.TOGGLE,
    "expand": Pattern.EXPAND_COLLAPSE,
    "collapse": Pattern.EXPAND_COLLAPSE,
    "select": Pattern.SELECTION_ITEM,
    "default": Pattern.LEGACY,
}


class UiaTree:
    """Implements `ElementTree`. Used by one thread.

    Args:
        api: UI Automation: `uia_com.Uia`, or a fake.
        user32: tells which windows hang, and counts events.
        windows: tells what lies over what; None if nothing is known of that.
        clock: seconds; another one than the usual for tests.
    """

    def __init__(
        self,
        api: UiaApi,
        user32: User32Api,
        windows: WindowSystem | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._api = api
        self._user32 = user32
        self._clock = clock
        self._ledger: Ledger[UiaHandle] = Ledger("uia", windows)
        self._windows = windows
        self._closed = False

    def read(
        self, windows: Sequence[WindowInfo], *, whole: bool = False, budget: float = 2.0
    ) -> TreeReading:
        """The elements of these windows; see `ElementTree.read`."""
        if self._closed:
            raise PlatformGone("UI Automation is no longer asked")
        deadline = self._clock() + budget
        scenes = self._ledger.scenes()
        unread: list[str] = []
        reading = []
        focus: object = None
        for window in windows:
            if self._user32.hung(window.id):
                unread.append(f"{_called(window)} does not answer")
                continue
            if self._user32.elevated(window.pid):
                unread.append(f"{_called(window)} {_ELEVATED}")
                continue
            found = read(self._api, window.id, whole=whole, deadline=deadline, clock=self._clock)
            if found.why:
                unread.append(f"{_called(window)} {found.why}")
            if found.root is None:
                continue
            top, nodes = controls(self._api, found.root, deadline=deadline, clock=self._clock)
            for each in elements(top, scenes(window), whole=whole):
                reading.append((each, nodes[each.control.key].handle, window))
                if "focused" in each.element.states:
                    focus = each.control.key  # the innermost comes last
        shown = self._ledger.enter(reading)
        return TreeReading(
            elements=shown,
            focused=self._ledger.ref(focus) if isinstance(focus, tuple) else None,
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
                self._api.scroll_into_view(known.handle)
            except (UiaGone, UiaSilent, UiaRefused, UiaDenied):
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
        window = self._windows.at(point) if self._windows is not None else None
        if window is None or self._user32.hung(window.id):
            return None
        scene = self._ledger.scenes()(window)
        inside: Element | None = None
        try:
            handle = self._api.at(point, timeout=_TIMEOUT)
            for _ in range(_DEEPEST):
                if handle is None:
                    break
                node = self._api.read(handle, "element", visible=False, timeout=_TIMEOUT)
                known = self._ledger.known(self._ledger.ref(node.runtime_id))
                if known is not None:
                    return self._now(known, scene) if is_part(inside) else inside
                if inside is None and role_of(node, None):
                    inside = made(control(node), scene, keep=True)
                handle = self._api.parent(handle)
        except (UiaGone, UiaSilent, UiaDenied):
            return inside
        return inside

    def actions(self, ref: str) -> tuple[str, ...]:
        """The names of the actions that the element offers."""
        with _told():
            node = self._node(self._ledger.handle(ref))
        offered = [name for name, pattern in _ACTIONS.items() if pattern in node.patterns]
        if node.expanded == 0:
            offered.remove("collapse")
        elif node.expanded in (1, 2):
            offered.remove("expand")
        elif "expand" in offered:  # a leaf
            offered = [name for name in offered if name not in ("expand", "collapse")]
        return tuple(offered)

    def invoke(self, ref: str, action: str = "") -> bool:
        """Do an action of the element: the named one, or the first."""
        offered = self.actions(ref)
        if not offered or (action and action not in offered):
            raise NotOffered(f"it offers {', '.join(offered) or 'no action'}, not {action!r}")
        handle = self._ledger.handle(ref)
        with _told():
            match action or offered[0]:
                case "click":
                    self._api.invoke(handle)
                case "toggle":
                    self._api.toggle(handle)
                case "expand":
                    self._api.expand(handle, on=True)
                case "collapse":
                    self._api.expand(handle, on=False)
                case "select":
                    self._api.select(handle, "only")
                case _:
                    self._api.legacy_action(handle)
        return True

    def set_text(self, ref: str, text: str) -> bool:
        """Replace the whole text of an editable element."""
        handle = self._ledger.handle(ref)
        with _told():
            node = self._node(handle)
            if Pattern.VALUE not in node.patterns or node.read_only:
                raise NotOffered("it takes no text at once")
            self._api.set_value(handle, text)
        return True

    def text(self, ref: str) -> str | None:
        """The whole text of an element, now; None if it has none. Never a password's."""
        handle = self._ledger.handle(ref)
        with _told():
            node = self._node(handle)
            if node.password:
                return None
            if Pattern.VALUE in node.patterns and role_of(node, node) != "document":
                return node.value
            if Pattern.TEXT in node.patterns:
                return self._api.text(handle, _LONGEST_TEXT)
        return node.name if role_of(node, node) == "text" else None

    def set_number(self, ref: str, value: float) -> bool:
        """Set the value of a slider or a spin button."""
        handle = self._ledger.handle(ref)
        with _told():
            if Pattern.RANGE_VALUE not in self._node(handle).patterns:
                raise NotOffered("it takes no number")
            self._api.set_number(handle, value)
        return True

    def select(self, ref: str, *, on: bool = True) -> bool:
        """Select the element in its container, beside others where several can be."""
        handle = self._ledger.handle(ref)
        with _told():
            if Pattern.SELECTION_ITEM not in self._node(handle).patterns:
                raise NotOffered("it cannot be selected")
            if not on:
                self._api.select(handle, "remove")
            else:
                self._api.select(handle, "add" if self._among_several(handle) else "only")
        return True

    def focus(self, ref: str) -> bool:
        """Give it the keyboard's focus."""
        handle = self._ledger.handle(ref)
        with _told():
            if not self._node(handle).focusable:
                raise NotOffered("it takes no focus")
            self._api.set_focus(handle)
        return True

    def changes(self) -> int:
        """A counter that grows with every event which tells of a change."""
        return self._user32.events()

    def close(self) -> None:
        """Let go of UI Automation. Idempotent."""
        if not self._closed:
            self._closed = True
            self._api.close()

    # One element.

    def _node(self, handle: UiaHandle) -> UiaNode:
        return self._api.read(handle, "element", visible=False, timeout=_TIMEOUT)

    def _now(self, known: Known[UiaHandle], scene: Scene) -> Element | None:
        """The element read anew; None if it is gone."""
        try:
            node = self._node(known.handle)
            told = more(self._api, node) if asks_more(node) else None
        except (UiaGone, UiaSilent, UiaDenied):
            return None
        if node.runtime_id != known.key:
            return None  # the place has been given to another element
        before = known.element
        element = made(control(node, None, told), scene, parent=before.parent, keep=True)
        if element is None:
            return None
        # What depends on the place in the tree stays as it was read there.
        return replace(
            element,
            ref=before.ref,
            role=before.role,
            name=element.name or before.name,
            value=element.value if element.value is not None else before.value,
            states=element.states | (before.states & {"modal"}),
        )

    def _hit(self, known: Known[UiaHandle], point: Point) -> tuple[bool | None, str]:
        """Whether UI Automation's own hit test leads to the target; None if it cannot tell."""
        top = self._windows.at(point) if self._windows is not None else known.window
        if top is not None and top.id != known.window.id:
            return False, f'window "{top.title or top.application}"'
        try:
            found = self._api.at(point, timeout=_TIMEOUT)
            if found is None:
                return None, ""
            chain = list(self._around(found))
            if known.key in chain:
                return True, ""
            if chain[0] in self._around(known.handle):
                return None, ""  # it does not look further in
            node = self._node(found)
        except (UiaGone, UiaSilent, UiaDenied):
            return None, ""
        role = role_of(node, node) or "something"
        return False, f'{role} "{node.name}"' if node.name else role

    def _around(self, handle: UiaHandle) -> Iterator[tuple[int, ...]]:
        """What an element is and what those around it are, innermost first."""
        at: UiaHandle | None = handle
        for _ in range(_DEEPEST):
            if at is None:
                return
            yield self._api.runtime_id(at)
            at = self._api.parent(at)

    def _among_several(self, handle: UiaHandle) -> bool:
        around = self._api.parent(handle)
        for _ in range(3):  # groups may lie between an item and its list
            if around is None:
                return False
            several = self._node(around).several
            if several is not None:
                return several
            around = self._api.parent(around)
        return False


@contextmanager
def _told() -> Iterator[None]:
    """What UI Automation raises, as `ElementTree` does."""
    try:
        yield
    except UiaGone as failure:
        raise ElementGone(str(failure) or "it is no longer there") from failure
    except UiaSilent as failure:
        raise ElementGone("the program does not answer") from failure
    except UiaDenied as failure:
        raise NotOffered(
            "the program runs with more rights than Deskhand; start Deskhand as administrator"
        ) from failure
    except UiaRefused as failure:
        raise NotOffered(str(failure) or "it does not offer this now") from failure


def _called(window: WindowInfo) -> str:
    return window.application or window.title or "a program"
