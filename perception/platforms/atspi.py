"""The accessibility trees of an X11 desktop, over AT-SPI."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from perception.element import Element
from perception.geometry import Box, Point
from perception.platforms import atspi_roles as roles
from perception.platforms.atspi_apps import App, Apps, Frame, Placing, match, placing
from perception.platforms.atspi_bus import Events, accessibility_address
from perception.platforms.atspi_elements import Scene, elements, floats, in_popup, single
from perception.platforms.atspi_roles import has
from perception.platforms.atspi_walk import (
    ACCESSIBLE,
    ACTION,
    COMPONENT,
    EDITABLE_TEXT,
    NOWHERE,
    SELECTION,
    TEXT,
    VALUE,
    Node,
    Place,
    Table,
    Walk,
    ask,
    get,
    set_double,
)
from perception.platforms.dbus import Bus, Call, Failed, numbers
from perception.platforms.dbus import text as packed_text
from perception.platforms.interface import (
    ElementGone,
    Live,
    NotOffered,
    TreeReading,
    WindowInfo,
    WindowSystem,
)
from perception.platforms.session import DesktopSession
from perception.platforms.visible import above, covers

_TIMEOUT = 1.0  # seconds that a program may leave a call unanswered
_ACT_TIMEOUT = 5.0  # that it may take to do something
_ANYWHERE = 6  # how ScrollTo is to bring something into view
_SAME_PLACE = 0.5  # overlap from which a new object stands where a vanished one stood


@dataclass(frozen=True, slots=True)
class _Known:
    """Where an element of the last reading lives."""

    place: Place
    scene: Scene
    placing: Placing
    element: Element | None = None
    floating: bool = False


class AtspiTree:
    """Implements `ElementTree`.

    Args:
        session: of the desktop.
        windows: tells what lies over what; None if nothing is known of that.
        timeout: seconds that a program may leave a call unanswered.

    Raises:
        PlatformGone: there is no accessibility bus.
    """

    def __init__(
        self,
        session: DesktopSession,
        windows: WindowSystem | None = None,
        *,
        timeout: float = _TIMEOUT,
    ) -> None:
        self._windows = windows
        self._timeout = timeout
        address = accessibility_address(session)
        self._bus = Bus(address)
        self._events = Events(address)
        self._apps = Apps(self._bus)
        self._known: dict[str, _Known] = {}
        self._refs: dict[Place, str] = {}
        self._tables: dict[Place, Table] = {}
        self._count = 0

    def read(
        self, windows: Sequence[WindowInfo], *, whole: bool = False, budget: float = 2.0
    ) -> TreeReading:
        """The elements of these windows; see `ElementTree.read`."""
        deadline = time.monotonic() + budget
        silent: set[str] = set()
        frames = self._apps.frames({each.pid for each in windows}, self._timeout, silent)
        matched = match(windows, frames)
        unread = [_named(each) for each in windows if each.ref not in matched]
        # Refs of windows that are not read now, or do not answer, stay good.
        read = {ref for ref, frame in matched.items() if frame.app.name not in silent}
        before = self._known
        self._known = {
            ref: known for ref, known in before.items() if known.scene.window.ref not in read
        }
        found: list[Element] = []
        focused: Place | None = None
        complete = not unread
        for window in windows:
            frame = matched.get(window.ref)
            if frame is None:
                continue
            scene = self._scene(window, frame)
            walk = self._walk(scene, frame, deadline, whole=whole)
            for root in walk.read([frame.place]):
                for each in elements(root, scene):
                    ref = each.element.ref
                    self._known[ref] = _Known(
                        each.node.place, scene, each.placing, each.element, floats(each.node)
                    )
                    found.append(each.element)
                focused = self._focused(root) or focused
            if walk.cut and whole:
                complete = False
                unread.append(f"{window.application}: what is scrolled out of very long lists")
            if walk.unread:
                complete = False
            if walk.unread:
                self._keep(before, window.ref)
                late = "was not read to its end" if found else "does not answer"
                unread.append(f"{window.application or window.title} {late}")
        found = self._renamed(found, before)
        shown = {each.ref for each in found}
        if focused is not None and self._refs.get(focused) not in shown:
            focused = self._around(focused, shown)
        return TreeReading(
            elements=tuple(found),
            focused=self._refs.get(focused) if focused is not None else None,
            complete=complete,
            unread=tuple(dict.fromkeys(unread)),
        )

    def live(self, ref: str, *, scroll: bool = False) -> Live | None:
        """The element as it is now; see `ElementTree.live`."""
        known = self._known.get(ref)
        if known is None:
            return None
        scene = self._scene_now(known.scene)
        if scene is None:
            return None
        element = self._look(ref, known, scene)
        if element is None:
            return None
        if scroll and element.click_point is None:
            scrolled = ask(known.place, COMPONENT, "ScrollTo", "u", numbers(_ANYWHERE))
            if self._bus.call(scrolled, self._timeout) is True:
                time.sleep(0.05)
                element = self._look(ref, known, scene) or element
        if element.click_point is None:
            return Live(element=element, hit=None)
        hit, obstacle = self._hit(known, element.click_point, scene)
        return Live(element=element, hit=hit, obstacle=obstacle)

    def at(self, point: Point) -> Element | None:
        """The innermost element under the point, now."""
        window = self._windows.at(point) if self._windows is not None else None
        if window is None:
            return None
        matched = match([window], self._apps.frames({window.pid}, self._timeout, set()))
        frame = matched.get(window.ref)
        if frame is None:
            return None
        scene = self._scene(window, frame)
        chain = self._chain(frame.place, point, scene.placing)
        for place in reversed(chain):
            ref = self._refs.get(place)
            known = self._known.get(ref or "")
            if ref is not None and known is not None and known.element is not None:
                return self._look(ref, known, scene)
        if not chain:
            return None
        ref = self._ref_of(chain[-1])
        return self._look(ref, _Known(chain[-1], scene, scene.placing), scene)

    def actions(self, ref: str) -> tuple[str, ...]:
        """The names of the actions that the element offers."""
        place = self._place(ref)
        count = self._answer(get(place, ACTION, "NActions"))
        calls = [
            ask(place, ACTION, "GetName", "i", numbers(at)) for at in range(min(int(count), 20))
        ]
        answers = self._bus.calls(calls, self._timeout)
        return tuple(each if isinstance(each, str) else "" for each in answers)

    def invoke(self, ref: str, action: str = "") -> bool:
        """Do an action of the element: the named one, or the first."""
        at = 0
        if action:
            names = self.actions(ref)
            if action not in names:
                raise NotOffered(f"it offers no action {action!r}")
            at = names.index(action)
        return bool(self._answer(ask(self._place(ref), ACTION, "DoAction", "i", numbers(at))))

    def set_text(self, ref: str, text: str) -> bool:
        """Replace the whole text of an editable element."""
        call = ask(self._place(ref), EDITABLE_TEXT, "SetTextContents", "s", packed_text(text))
        return bool(self._answer(call))

    def text(self, ref: str) -> str | None:
        """The whole text of an element, now; None if it has none. Never a password's."""
        known = self._known.get(ref)
        if known is None:
            raise ElementGone(ref)
        if known.element is not None and "password" in known.element.states:
            return None
        try:
            count = int(self._answer(get(known.place, TEXT, "CharacterCount")))
            answer = self._answer(ask(known.place, TEXT, "GetText", "ii", numbers(0, count)))
        except NotOffered:
            return None
        return str(answer)

    def set_number(self, ref: str, value: float) -> bool:
        """Set the value of a slider, a spin button or a numeric cell."""
        self._answer(set_double(self._place(ref), VALUE, "CurrentValue", value))
        return True

    def select(self, ref: str, *, on: bool = True) -> bool:
        """Select the element in its container, or deselect it."""
        place = self._place(ref)
        parent = self._answer(get(place, ACCESSIBLE, "Parent"))
        index = self._answer(ask(place, ACCESSIBLE, "GetIndexInParent"))
        member = "SelectChild" if on else "DeselectChild"
        around = (parent[0], parent[1])
        return bool(self._answer(ask(around, SELECTION, member, "i", numbers(int(index)))))

    def focus(self, ref: str) -> bool:
        """Give it the keyboard's focus."""
        return bool(self._answer(ask(self._place(ref), COMPONENT, "GrabFocus")))

    def changes(self) -> int:
        """A counter that grows with every event which tells of a change."""
        return self._events.count

    def pressed(self, point: Point) -> Element | None:
        """What a press at a point is for, now: the innermost element there that is operated.

        Where there is none, the innermost of all.
        """
        window = self._windows.at(point) if self._windows is not None else None
        frame = self._frame(window) if window is not None else None
        if window is None or frame is None:
            return None
        scene = self._scene(window, frame)
        innermost = None
        for place in reversed(self._chain(frame.place, point, scene.placing)):
            known = _Known(place, scene, scene.placing)
            found = self._look(self._ref_of(place), known, scene)
            if found is not None and found.interactive:
                return found
            innermost = innermost or found
        return innermost

    def look(self, place: Place, window: WindowInfo) -> Element | None:
        """What lives at a place in a window, now."""
        frame = self._frame(window)
        if frame is None:
            return None
        scene = self._scene(window, frame)
        return self._look(self._ref_of(place), _Known(place, scene, scene.placing), scene)

    def _frame(self, window: WindowInfo) -> Frame | None:
        frames = self._apps.frames({window.pid}, self._timeout, set())
        return match([window], frames).get(window.ref)

    def place_of(self, ref: str) -> Place | None:
        """Where an element of the last reading lives. May be called from any thread."""
        known = self._known.get(ref)
        return known.place if known is not None else None

    def ref_at(self, place: Place) -> str | None:
        """The ref of what lives there, if it has ever been read. May be called from any thread."""
        return self._refs.get(place)

    def close(self) -> None:
        """Let go of the bus."""
        self._events.close()
        self._bus.close()

    # Reading.

    def _keep(self, before: Mapping[str, _Known], window: str) -> None:
        """Keep what was known of a window that was not read to its end."""
        for ref, known in before.items():
            if known.scene.window.ref == window:
                self._known.setdefault(ref, known)

    def _walk(self, scene: Scene, frame: Frame, deadline: float, *, whole: bool) -> Walk:
        lenient = frozenset({frame.app.name}) if frame.app.toolkit == "gtk4" else frozenset()
        window_box = scene.placing.raw_box(scene.window.box)

        def clip(node: Node) -> Box:
            area = window_box
            around: Node | None = node
            while around is not None:
                if around.box is not None:
                    area = area.intersection(around.box)
                around = around.parent
            return area

        return Walk(
            self._bus,
            timeout=self._timeout,
            deadline=deadline,
            whole=whole,
            lenient=lenient,
            clip=clip,
            tables=self._tables,
        )

    def _scene(self, window: WindowInfo, frame: Frame) -> Scene:
        placed = placing(window, frame)
        return self._scene_of(window, placed, frame.app)

    def _scene_of(self, window: WindowInfo, placed: Placing, app: App | str) -> Scene:
        popups: list[tuple[Box, Sequence[Box]]] = []
        stack: Sequence[WindowInfo] = ()
        screen: list[Box] = [window.box]
        if self._windows is not None:
            screen = [monitor.box for monitor in self._windows.monitors()]
            stack = self._windows.windows()
            popups = [
                (each.box, covers(each, stack))
                for each in above(window, stack)
                if each.override and each.pid == window.pid
            ]
        return Scene(
            window=window,
            placing=placed,
            toolkit=app if isinstance(app, str) else app.toolkit,
            covers=covers(window, stack),
            screen=screen,
            ref=lambda node: self._ref_of(node.place),
            popups=popups,
        )

    def _scene_now(self, scene: Scene) -> Scene | None:
        """The scene with its window where it is now; None if the window is gone."""
        if self._windows is None:
            return scene
        window = next((w for w in self._windows.windows() if w.id == scene.window.id), None)
        if window is None:
            return None
        frames = self._apps.frames({window.pid}, self._timeout, set())
        frame = match([window], frames).get(window.ref)
        return self._scene(window, frame) if frame is not None else None

    def _focused(self, root: Node) -> Place | None:
        """The innermost focused object; windows and documents say that they are focused, too."""
        found = None
        for node in root.walk():
            if has(node.states, roles.FOCUSED):
                found = node.place
        return found

    def _around(self, place: Place, shown: set[str]) -> Place | None:
        """The nearest enclosing object that has an element."""
        for _ in range(8):
            parent = self._bus.call(get(place, ACCESSIBLE, "Parent"), self._timeout)
            if not isinstance(parent, tuple) or parent[1] == NOWHERE:
                return None
            place = (parent[0], parent[1])
            if self._refs.get(place) in shown:
                return place
        return None

    def _look(self, ref: str, known: _Known, scene: Scene) -> Element | None:
        """Read one object anew."""
        walk = Walk(
            self._bus,
            timeout=self._timeout,
            deadline=time.monotonic() + 2 * self._timeout,
            whole=True,
            lenient=frozenset(),
            clip=lambda _node: scene.window.box,
        )
        node = walk.single(known.place)
        if node is None or not (has(node.states, roles.SHOWING) or has(node.states, roles.VISIBLE)):
            return None  # gone, or hidden by its program
        element = single(node, self._scene_for(known, scene), known.placing)
        if element is None:
            return None
        before = known.element
        parent = before.parent if before is not None else None
        # What depends on the place in the tree stays as it was read there.
        role = before.role if before is not None else element.role
        name = element.name if before is None or element.name else before.name
        value = element.value if before is None or before.value is not None else None
        if before is not None and before.role == "combobox" and before.value is not None:
            name, value = (before.name, element.value if element.value is not None else node.name)
        return replace(element, ref=ref, parent=parent, role=role, name=name, value=value)

    def _scene_for(self, known: _Known, scene: Scene) -> Scene:
        """The scene as a single object of it is seen; see `floating`."""
        if known.floating and scene.popups:
            box = known.element.box if known.element is not None else scene.window.box
            return in_popup(scene, box)
        return scene

    # Hit tests.

    def _chain(self, start: Place, point: Point, placed: Placing) -> list[Place]:
        """The objects under a point, from the window inwards."""
        raw = placed.raw(point)
        found: list[Place] = []
        place = start
        for _ in range(40):
            call = ask(
                place, COMPONENT, "GetAccessibleAtPoint", "iiu", numbers(int(raw.x), int(raw.y), 0)
            )
            answer = self._bus.call(call, self._timeout)
            if not isinstance(answer, tuple) or answer[1] == NOWHERE:
                break
            place = (answer[0], answer[1])
            if place in found or place == start:
                break
            found.append(place)
        return found

    def _hit(self, known: _Known, point: Point, scene: Scene) -> tuple[bool | None, str]:
        """Whether the toolkit's own hit test leads to the target; None if it cannot tell."""
        target = known.place
        root = self._ancestors(target)
        if not root:
            return None, ""
        # Where boxes count in logical pixels, Chromium's hit test still takes physical ones.
        spaces = dict.fromkeys((scene.placing, known.placing, Placing(1.0)))
        chain: list[Place] = []
        for space in spaces if scene.placing.scale != 1 else list(spaces)[:2]:
            chain = self._chain(root[-1], point, space)
            if chain and (target in chain or target in self._ancestors(chain[-1])):
                return True, ""
        if not chain:
            return None, ""
        end = chain[-1]
        if end in root:
            return None, ""  # it does not look further in
        top = self._windows.at(point) if self._windows is not None else None
        if top is not None and top.override and top.id != scene.window.id:
            return None, ""  # GTK answers with what lies under a menu, in the window that opened it
        if self._drawn_before(end, target):
            return None, ""  # GTK answers with what lies under a button that floats over a picture
        name = self._bus.call(get(end, ACCESSIBLE, "Name"), self._timeout)
        role = self._bus.call(ask(end, ACCESSIBLE, "GetRole"), self._timeout)
        same = known.element is not None and name == known.element.name
        if role == roles.TABLE_CELL and same and self._ancestors(end)[:1] == root[:1]:
            return True, ""  # LibreOffice makes a new object whenever it is asked for a cell
        shown = roles.ROLES.get(role, "something") if isinstance(role, int) else "something"
        return False, f'{shown} "{name}"' if isinstance(name, str) and name else shown

    def _drawn_before(self, one: Place, other: Place) -> bool:
        """Whether one object is drawn before the other, so that it cannot lie over it."""
        first = [one, *self._ancestors(one)]
        second = [other, *self._ancestors(other)]
        common = next((each for each in first if each in second), None)
        if common is None or common in (one, other):
            return False
        branches = (first[first.index(common) - 1], second[second.index(common) - 1])
        places = [
            self._bus.call(ask(each, ACCESSIBLE, "GetIndexInParent"), self._timeout)
            for each in branches
        ]
        return all(isinstance(each, int) for each in places) and 0 <= places[0] < places[1]

    def _ancestors(self, place: Place) -> list[Place]:
        """The objects around one, nearest first, up to its window."""
        found: list[Place] = []
        for _ in range(60):
            answer = self._bus.call(get(place, ACCESSIBLE, "Parent"), self._timeout)
            if not isinstance(answer, tuple) or answer[1] in (NOWHERE, _ROOT):
                break
            place = (answer[0], answer[1])
            if place in found:
                break
            found.append(place)
        return found

    # Refs and answers.

    def _ref_of(self, place: Place) -> str:
        if place not in self._refs:
            self._count += 1
            self._refs[place] = f"a{self._count}"
        return self._refs[place]

    def _renamed(self, found: list[Element], before: Mapping[str, _Known]) -> list[Element]:
        """Let elements that stand in for vanished ones, as after a redraw, take over their refs."""
        shown = {element.ref for element in found}
        vanished: dict[tuple[str, str, str], list[_Known]] = {}
        for ref, known in before.items():
            if ref not in shown and known.element is not None:
                key = (known.element.surface, known.element.role, known.element.name)
                vanished.setdefault(key, []).append(known)
        if not vanished:
            return found
        renamed: dict[str, str] = {}
        for element in found:
            if element.ref in before:
                continue
            twins = vanished.get((element.surface, element.role, element.name), [])
            twin = next(
                (
                    k
                    for k in twins
                    if k.element and k.element.box.overlap(element.box) > _SAME_PLACE
                ),
                None,
            )
            if twin is not None and twin.element is not None:
                twins.remove(twin)
                renamed[element.ref] = twin.element.ref
        for new, old in renamed.items():
            known = self._known.pop(new)
            self._known[old] = known
            self._refs[known.place] = old
        fresh = [
            replace(
                element,
                ref=renamed.get(element.ref, element.ref),
                parent=renamed.get(element.parent, element.parent) if element.parent else None,
            )
            for element in found
        ]
        for element in fresh:
            self._known[element.ref] = replace(self._known[element.ref], element=element)
        return fresh

    def _place(self, ref: str) -> Place:
        known = self._known.get(ref)
        if known is None:
            raise ElementGone(ref)
        return known.place

    def _answer(self, call: Call) -> Any:
        """The answer to a call that acts.

        Raises:
            NotOffered: the object has no such method.
            ElementGone: it is not there any more.
        """
        answer = self._bus.call(call, _ACT_TIMEOUT)
        if isinstance(answer, Failed):
            kind = answer.name.rpartition(".")[2]
            if kind in ("UnknownMethod", "UnknownInterface", "UnknownProperty", "NotSupported"):
                raise NotOffered(answer.message or answer.name)
            if answer.name == "silent":
                raise ElementGone("the program does not answer")
            if kind in ("UnknownObject", "ServiceUnknown", "NoReply", "Disconnected"):
                raise ElementGone(answer.message or answer.name)
            raise NotOffered(f"{answer.name}: {answer.message}")
        return answer


_ROOT = "/org/a11y/atspi/accessible/root"


def _named(window: WindowInfo) -> str:
    return f"{window.application or 'a program'} tells nothing of its window {window.title!r}"
