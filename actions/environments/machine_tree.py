"""The accessibility trees of a machine, from the XML that its server tells.

The XML has no identities: from one reading to the next, an object is the same one if it has the
same role and name in the same place of the tree, or stands where one with its role stood.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from actions.environments.machine_http import MachineFault, MachineGone
from actions.environments.machine_look import Look
from actions.environments.machine_nodes import OPTIONS, Top, tops
from actions.environments.machine_windows import MachineWindows
from actions.environments.machine_xml import RawTree
from perception.element import Element
from perception.geometry import Box, Point
from perception.platforms import atspi_roles as roles
from perception.platforms.atspi_apps import App, Frame, placing
from perception.platforms.atspi_elements import Placed, Scene, elements, single
from perception.platforms.atspi_walk import Node
from perception.platforms.interface import (
    ElementGone,
    Live,
    NotOffered,
    PlatformGone,
    TreeReading,
    WindowInfo,
)
from perception.platforms.visible import above, covers

_SAME_PLACE = 0.5  # overlap from which an object stands where another stood
_TOUCH = 15.0  # seconds that a program may take to do what it is asked
_SCROLLED = 0.15
_LEAST_FIT = 0.5


@dataclass(slots=True)
class _Scan:
    """One reading of all trees.

    Attributes:
        tops: the windows.
        refs: of the nodes, by their identity here.
        nodes: by ref.
        homes: the window that each node is in.
    """

    raw: RawTree
    tops: list[Top]
    refs: dict[Node, str] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    homes: dict[Node, Top] = field(default_factory=dict)


class MachineTree:
    """Implements `ElementTree`. Used by one thread.

    Args:
        look: at the machine.
        windows: of it.
    """

    def __init__(self, look: Look, windows: MachineWindows) -> None:
        self._look = look
        self._windows = windows
        self._scan: _Scan | None = None
        self._elements: dict[str, Element] = {}  # of the last reading
        self._count = 0

    def read(
        self, windows: Sequence[WindowInfo], *, whole: bool = False, budget: float = 2.0
    ) -> TreeReading:
        """The elements of these windows; see `ElementTree.read`.

        `budget` is for programs on this machine; one at the end of a line has its own limit.
        """
        del budget
        try:
            scan = self._fetched()
        except MachineGone as failure:
            raise PlatformGone(str(failure)) from failure
        except MachineFault as failure:
            said = f"the machine's accessibility tree: {failure}"
            return TreeReading(elements=(), complete=False, unread=(said,))
        matched = self._matched(windows, scan)
        found: list[Element] = []
        focused = None
        unread = [_named(each) for each in windows if each.ref not in matched]
        for window in windows:
            top = matched.get(window.ref)
            if top is None:
                continue
            scene = self._scene(window, top, scan)
            for placed in elements(top.node, scene):
                if not whole and not _shows(placed.node, top):
                    continue
                found.append(_with_options(placed))
                if roles.has(placed.node.states, roles.FOCUSED):
                    focused = placed.element.ref
        if scan.raw.cut:
            unread.append("the machine's accessibility tree was too large to be read whole")
        self._elements = {each.ref: each for each in found}
        return TreeReading(
            elements=tuple(found),
            focused=focused,
            complete=not unread,
            unread=tuple(dict.fromkeys(unread)),
        )

    def live(self, ref: str, *, scroll: bool = False) -> Live | None:
        """The element as it is now; see `ElementTree.live`."""
        element = self._now(ref)
        if element is None:
            return None
        if scroll and element.click_point is None and self._touched(ref, "scroll"):
            time.sleep(_SCROLLED)
            element = self._now(ref) or element
        return Live(element=element, hit=None)

    def at(self, point: Point) -> Element | None:
        """The innermost element under the point, now."""
        window = self._windows.at(point)
        if window is None:
            return None
        here = [
            each
            for each in self.read([window]).elements
            if each.click_point is not None and each.box.contains(point)
        ]
        return min(here, key=lambda each: each.box.area, default=None)

    def actions(self, ref: str) -> tuple[str, ...]:
        """The names of the actions that the element offers."""
        said = self._asked(ref, "actions", {})
        return tuple(map(str, said)) if isinstance(said, list) else ()

    def invoke(self, ref: str, action: str = "") -> bool:
        """Do an action of the element: the named one, or the first."""
        return bool(self._asked(ref, "action", {"action": action}))

    def set_text(self, ref: str, text: str) -> bool:
        """Replace the whole text of an editable element."""
        return bool(self._asked(ref, "text", {"text": text}))

    def text(self, ref: str) -> str | None:
        """The whole text of an element, now; None if it has none. Never a password's."""
        node = self._node(ref)
        if node is None:
            raise ElementGone(f"{ref} is not there any more")
        return None if node.role == roles.PASSWORD else node.text

    def set_number(self, ref: str, value: float) -> bool:
        """Set the value of a slider, a spin button or a numeric cell."""
        self._asked(ref, "number", {"number": value})
        return True

    def select(self, ref: str, *, on: bool = True) -> bool:
        """Select the element in its container, or deselect it."""
        return bool(self._asked(ref, "select", {"on": on}))

    def focus(self, ref: str) -> bool:
        """Give it the keyboard's focus."""
        return bool(self._asked(ref, "focus", {}))

    def changes(self) -> int:
        """How often something was done: a machine tells of no events."""
        return self._look.turn

    def close(self) -> None:
        """Nothing is held."""

    # Reading.

    def _fetched(self) -> _Scan:
        """The trees as they are now, each object under the ref that it has had."""
        raw = self._look.tree(self._look.limits.tree)
        before = self._scan
        if before is not None and before.raw is raw:
            return before
        scan = _Scan(raw, tops(raw, self._windows.toolkits))
        known = {} if before is None else {_key(top): top for top in before.tops}
        taken: set[Top] = set()
        for top in scan.tops:
            old = known.get(_key(top)) or _renamed(top, known.values(), taken)
            if old is not None:
                taken.add(old)
            self._align(top, old, before, scan)
        self._scan = scan
        return scan

    def _align(self, top: Top, old: Top | None, before: _Scan | None, scan: _Scan) -> None:
        """Give the nodes of a window refs: those of the objects that they have been before."""
        stack: list[tuple[Node, Node | None]] = [(top.node, old.node if old is not None else None)]
        while stack:
            node, was = stack.pop()
            ref = before.refs.get(was) if before is not None and was is not None else None
            if ref is None:
                self._count += 1
                ref = f"a{self._count}"
            scan.refs[node], scan.nodes[ref], scan.homes[node] = ref, node, top
            pairs = _paired(node.children, was.children if was is not None else [])
            stack += [(child, pairs.get(child)) for child in reversed(node.children)]

    def _matched(self, windows: Sequence[WindowInfo], scan: _Scan) -> dict[str, Top]:
        """Which tree is of which window: best pairs first."""
        pairs = []
        for window in windows:
            programs = self._windows.pids.get(window.pid, set())
            for at, top in enumerate(scan.tops):
                fit = _fit(window, top, programs)
                if fit > _LEAST_FIT:
                    pairs.append((fit, -at, window.ref, top))
        found: dict[str, Top] = {}
        taken: set[Top] = set()
        for _, _, ref, top in sorted(pairs, key=lambda each: each[:2], reverse=True):
            if ref not in found and top not in taken:
                found[ref] = top
                taken.add(top)
        return found

    def _scene(self, window: WindowInfo, top: Top, scan: _Scan) -> Scene:
        stack = self._windows.windows()
        frame = Frame(("", ""), App(("", ""), window.pid, top.toolkit), top.title, top.node.box)
        return Scene(
            window=window,
            placing=placing(window, frame),
            toolkit=top.toolkit,
            covers=covers(window, stack),
            screen=[self._windows.screen()],
            ref=lambda node: scan.refs[node],
            popups=[
                (each.box, covers(each, stack))
                for each in above(window, stack)
                if each.override and (each.pid == window.pid or not each.pid)
            ],
        )

    # One element.

    def _node(self, ref: str) -> Node | None:
        try:
            return self._fetched().nodes.get(ref)
        except MachineGone as failure:
            raise PlatformGone(str(failure)) from failure
        except MachineFault:
            return None

    def _now(self, ref: str) -> Element | None:
        before = self._elements.get(ref)
        node = self._node(ref)
        scan = self._scan
        if node is None or scan is None or node not in scan.homes:
            return None
        top = scan.homes[node]
        windows = self._windows.windows()
        window = next((e for e in windows if before is not None and e.ref == before.surface), None)
        matched = self._matched(windows, scan)
        if window is None or matched.get(window.ref) is not top:
            window = next((e for e in windows if matched.get(e.ref) is top), None)
        if window is None:
            return None
        scene = self._scene(window, top, scan)
        for placed in elements(top.node, scene):
            if placed.node is node:
                return _with_options(placed)
        made = single(node, scene, scene.placing)
        return replace(made, parent=before.parent) if made is not None and before else made

    def _touched(self, ref: str, how: str) -> bool:
        try:
            return bool(self._asked(ref, how, {}))
        except (NotOffered, ElementGone):
            return False

    def _asked(self, ref: str, how: str, given: dict[str, Any]) -> Any:
        """Have the machine ask an object directly.

        Raises:
            ElementGone: it is not there any more.
            NotOffered: the machine cannot, or the object does not offer it.
        """
        node, scan = self._node(ref), self._scan
        if node is None or scan is None:
            raise ElementGone(f"{ref} is not there any more")
        if scan.raw.windows:
            raise NotOffered("the programs of this machine cannot be asked directly")
        program, number, start = scan.homes[node].path
        tag, path = node.place
        steps = [*start, *map(int, filter(None, path.split("/")))]
        asked = {"path": [program, number, steps], "role": tag, "how": how, **given}
        try:
            said = self._look.ask("touch", asked, _TOUCH)
        except MachineGone as failure:
            raise PlatformGone(str(failure)) from failure
        except MachineFault as failure:
            raise NotOffered(f"the machine cannot ask it: {failure}") from failure
        finally:
            if how != "actions":
                self._look.touched()
        if not isinstance(said, dict) or said.get("gone"):
            raise ElementGone(f"{ref} was not found in the tree of {program}")
        if "refused" in said:
            raise NotOffered(str(said["refused"]))
        return said.get("done")


def _key(top: Top) -> tuple[str, int, str]:
    return top.program, top.path[1], top.title


def _renamed(top: Top, known: Iterable[Top], taken: set[Top]) -> Top | None:
    """The window that this one has been, by its place in its program."""
    for old in known:
        if old not in taken and old.path == top.path and old.node.role == top.node.role:
            return old
    return None


def _paired(now: Sequence[Node], before: Sequence[Node]) -> dict[Node, Node]:
    """Which of some children has been which before."""
    pairs: dict[Node, Node] = {}
    left: dict[tuple[int, str], list[Node]] = {}
    for old in before:
        left.setdefault((old.role, old.name), []).append(old)
    for new in now:
        same = left.get((new.role, new.name))
        if same:
            pairs[new] = same.pop(0)
    kept = set(pairs.values())
    for new in now:
        if new in pairs:
            continue
        for old in before:
            if old not in kept and old.role == new.role and _same_place(old.box, new.box):
                pairs[new] = old
                kept.add(old)
                break
    return pairs


def _same_place(one: Box | None, other: Box | None) -> bool:
    return one is None or other is None or one.overlap(other) > _SAME_PLACE


def _shows(node: Node, top: Top) -> bool:
    """Whether a node says that it is not scrolled away. GTK 4 says so of windows only."""
    return top.toolkit == "gtk4" or roles.has(node.states, roles.SHOWING)


def _with_options(placed: Placed) -> Element:
    """The element, with what can be chosen in it."""
    options = placed.node.attributes.get(OPTIONS)
    if not options:
        return placed.element
    attributes = {**placed.element.attributes, OPTIONS: options}
    return replace(placed.element, attributes=MappingProxyType(attributes))


def _fit(window: WindowInfo, top: Top, programs: Collection[str]) -> float:
    """How well a tree fits a window; 0 if it does not."""
    if programs and top.program not in programs:
        return 0.0
    titled = bool(window.title) and (window.title == top.title or top.title in window.title)
    titled = titled and bool(top.title)
    box = top.node.box
    if box is None or box.area <= 0:
        return 1.0 if titled else 0.0
    shape = max(_alike(box, window.box), _alike(box, window.frame))
    place = max(box.overlap(window.box), box.overlap(window.frame))
    if window.override and shape < 0.8:
        return 0.0
    if not titled and (shape < _LEAST_FIT or (not programs and place < _LEAST_FIT / 2)):
        return 0.0
    return 2.0 * titled + shape + place


def _alike(one: Box, other: Box) -> float:
    if min(one.width, one.height, other.width, other.height) <= 0:
        return 0.0
    wide, high = other.width / one.width, other.height / one.height
    return min(wide, high) / max(wide, high) if 0.2 < wide < 5 else 0.0


def _named(window: WindowInfo) -> str:
    return f"{window.application or 'a program'} tells nothing of its window {window.title!r}"
