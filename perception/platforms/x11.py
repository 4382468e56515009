"""The windows and monitors of an X display, as EWMH, ICCCM and RandR tell of them."""

from __future__ import annotations

import contextlib
import struct
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

import xcffib
import xcffib.randr
import xcffib.res
import xcffib.shape
import xcffib.xproto

from perception.geometry import Box, Point
from perception.platforms.interface import Monitor, PlatformGone, WindowInfo, WindowKind
from perception.platforms.processes import program_of
from perception.platforms.session import DesktopSession
from perception.platforms.x11_connection import open_display

T = TypeVar("T")

_KINDS: Mapping[str, WindowKind] = {
    "_NET_WM_WINDOW_TYPE_DIALOG": "dialog",
    "_NET_WM_WINDOW_TYPE_UTILITY": "normal",
    "_NET_WM_WINDOW_TYPE_MENU": "menu",
    "_NET_WM_WINDOW_TYPE_DROPDOWN_MENU": "menu",
    "_NET_WM_WINDOW_TYPE_POPUP_MENU": "menu",
    "_NET_WM_WINDOW_TYPE_COMBO": "menu",
    "_NET_WM_WINDOW_TYPE_TOOLTIP": "tooltip",
    "_NET_WM_WINDOW_TYPE_NOTIFICATION": "popup",
    "_NET_WM_WINDOW_TYPE_SPLASH": "popup",
    "_NET_WM_WINDOW_TYPE_DND": "popup",
    "_NET_WM_WINDOW_TYPE_DOCK": "dock",
    "_NET_WM_WINDOW_TYPE_DESKTOP": "desktop",
    "_NET_WM_WINDOW_TYPE_NORMAL": "normal",
}
_PROPERTIES = (
    "_NET_WM_NAME",
    "WM_NAME",
    "WM_CLASS",
    "_NET_WM_PID",
    "_NET_WM_STATE",
    "_NET_WM_DESKTOP",
    "WM_TRANSIENT_FOR",
    "_NET_WM_WINDOW_TYPE",
    "_GTK_FRAME_EXTENTS",
)
_LONGEST = 4096  # of a property, in units of four bytes
_ALL_DESKTOPS = 0xFFFFFFFF
_SMALLEST = 2  # pixels; programs keep windows of one pixel for their own ends


class _Boxes(NamedTuple):
    """Where a window is on the screen: itself, with its frame, and where it takes clicks."""

    box: Box
    frame: Box
    shape: tuple[Box, ...]


class X11Windows:
    """Implements `WindowSystem`. May be called from any thread.

    Args:
        session: of the display.

    Raises:
        PlatformGone: there is no display.
    """

    def __init__(self, session: DesktopSession) -> None:
        self._processes = session.processes
        self._connection: Any = open_display(session)
        self._root: int = self._connection.get_setup().roots[0].root
        self._randr = self._connection(xcffib.randr.key)
        self._resources = self._connection(xcffib.res.key)
        self._shapes = self._connection(xcffib.shape.key)
        self._atoms: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._refs: dict[int, str] = {}
        self._count = 0
        self._pids: dict[int, int] = {}
        self._closed = False
        self._lock = threading.Lock()

    def windows(self) -> tuple[WindowInfo, ...]:
        """All top-level windows, front first; see `WindowSystem.windows`."""
        return self._run(self._windows)

    def monitors(self) -> tuple[Monitor, ...]:
        """The monitors, the primary one first."""
        return self._run(self._monitors)

    def screen(self) -> Box:
        """The virtual screen."""
        return self._run(self._screen)

    def at(self, point: Point) -> WindowInfo | None:
        """The front-most window under the point; shaped windows are looked through."""

        def find() -> WindowInfo | None:
            x, y = int(point.x), int(point.y)
            top = self._reply(
                self._connection.core.TranslateCoordinates(self._root, self._root, x, y)
            )
            if top is None or not top.child:
                return None
            tops = self._tops()
            return next((each for each in self._windows() if tops.get(each.id) == top.child), None)

        return self._run(find)

    def current_desktop(self) -> tuple[int, int]:
        """The number of the virtual desktop shown, and how many there are."""

        def ask() -> tuple[int, int]:
            current = self._numbers(self._root, "_NET_CURRENT_DESKTOP")
            count = self._numbers(self._root, "_NET_NUMBER_OF_DESKTOPS")
            return (current[0] if current else 0, count[0] if count else 1)

        return self._run(ask)

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._connection.disconnect()

    def _run(self, question: Callable[[], T]) -> T:
        if self._closed:
            raise PlatformGone("the connection to the X display is closed")
        try:
            with self._lock:
                return question()
        except xcffib.ConnectionException as failure:
            raise PlatformGone("the X display is gone") from failure

    # Windows.

    def _windows(self) -> tuple[WindowInfo, ...]:
        clients = self._clients()
        tops = self._tops(clients)
        order = self._stacking()
        managed = {tops[client]: client for client in clients if client in tops}
        active = self._active()
        found: list[WindowInfo] = []
        shown = [managed.get(top, top) for top in order]
        hidden = [client for client in clients if client not in shown]
        facts = self._facts([*shown, *hidden])
        self._learn_pids([window for window in (*shown, *hidden) if window in facts])
        frames = {managed.get(top, top): top for top in order}
        boxes = self._boxes({*shown, *hidden} & set(facts), frames)
        for window in (*shown, *hidden):
            if window not in facts or window not in boxes:
                continue
            info = self._info(window, facts[window], boxes[window], window in clients)
            if info is not None:
                found.append(info)
        self._forget({each.id for each in found})
        ordered = sorted(found, key=lambda each: each.minimized)
        return tuple(
            _placed(each, stacking, each.id == active) for stacking, each in enumerate(ordered)
        )

    def _clients(self) -> list[int]:
        """The windows that the window manager cares for."""
        for name in ("_NET_CLIENT_LIST_STACKING", "_NET_CLIENT_LIST"):
            found = self._numbers(self._root, name)
            if found:
                return found
        return []

    def _stacking(self) -> list[int]:
        """The children of the root window that are on the screen, front first."""
        tree = self._reply(self._connection.core.QueryTree(self._root))
        children = list(tree.children) if tree is not None else []
        cookies = [self._connection.core.GetWindowAttributes(each) for each in children]
        found = []
        for child, cookie in zip(children, cookies, strict=True):
            attributes = self._reply(cookie)
            if (
                attributes is not None
                and attributes.map_state == xcffib.xproto.MapState.Viewable
                and attributes._class == xcffib.xproto.WindowClass.InputOutput
            ):
                found.append(child)
        return found[::-1]

    def _tops(self, windows: Sequence[int] | None = None) -> dict[int, int]:
        """For each window the child of the root that it lies in (its frame, or itself)."""
        waiting = {each: each for each in (windows if windows is not None else self._clients())}
        if windows is None:
            waiting |= {each: each for each in self._stacking()}
        found: dict[int, int] = {}
        while waiting:
            cookies = {
                window: self._connection.core.QueryTree(at) for window, at in waiting.items()
            }
            above: dict[int, int] = {}
            for window, cookie in cookies.items():
                tree = self._reply(cookie)
                if tree is None or not tree.parent:
                    continue
                if tree.parent == self._root:
                    found[window] = waiting[window]
                else:
                    above[window] = tree.parent
            waiting = above
        return found

    def _active(self) -> int:
        found = self._numbers(self._root, "_NET_ACTIVE_WINDOW")
        if found and found[0]:
            return found[0]
        focus = self._reply(self._connection.core.GetInputFocus())
        window = int(focus.focus) if focus is not None else 0
        if window <= 1:  # none, or wherever the pointer is
            return 0
        return self._tops([window]).get(window, 0)

    def _facts(self, windows: Sequence[int]) -> dict[int, dict[str, tuple[int, bytes]]]:
        """The properties of windows: name to format and data. Windows that are gone are not in."""
        core, anything = self._connection.core, xcffib.xproto.Atom.Any
        atoms = {name: self._atom(name) for name in _PROPERTIES}
        cookies = {
            window: {
                name: core.GetProperty(False, window, atom, anything, 0, _LONGEST)
                for name, atom in atoms.items()
            }
            for window in windows
        }
        found = {}
        for window, asked in cookies.items():
            replies = {name: self._reply(cookie) for name, cookie in asked.items()}
            if None not in replies.values():
                found[window] = {
                    name: (reply.format, bytes(reply.value.buf()))
                    for name, reply in replies.items()
                    if reply.value_len
                }
        return found

    def _boxes(self, windows: Iterable[int], frames: Mapping[int, int]) -> dict[int, _Boxes]:
        """Where each window is on the screen."""
        core, shapes, kinds = self._connection.core, self._shapes, xcffib.shape.SK
        asked = []
        for window in windows:
            frame = frames.get(window, window)
            asked.append(
                (
                    window,
                    core.GetGeometry(window),
                    core.TranslateCoordinates(window, self._root, 0, 0),
                    core.GetGeometry(frame),
                    core.TranslateCoordinates(frame, self._root, 0, 0),
                    shapes.GetRectangles(frame, kinds.Bounding),
                    shapes.GetRectangles(frame, kinds.Input),
                )
            )
        found = {}
        for window, *cookies in asked:
            answers = [self._reply(cookie) for cookie in cookies]
            if None in answers:
                continue
            geometry, place, outer, corner, drawn, clicked = answers
            border = outer.border_width
            shape = _common(_rectangles(drawn), _rectangles(clicked))
            found[window] = _Boxes(
                Box(place.dst_x, place.dst_y, geometry.width, geometry.height),
                Box(
                    corner.dst_x - border,
                    corner.dst_y - border,
                    outer.width + 2 * border,
                    outer.height + 2 * border,
                ),
                tuple(each.moved(corner.dst_x, corner.dst_y) for each in shape),
            )
        return found

    def _info(
        self,
        window: int,
        facts: Mapping[str, tuple[int, bytes]],
        boxes: _Boxes,
        managed: bool,
    ) -> WindowInfo | None:
        box, frame, shape = boxes
        states = {self._name(atom) for atom in _numbers(facts.get("_NET_WM_STATE"))}
        kinds = [self._name(atom) for atom in _numbers(facts.get("_NET_WM_WINDOW_TYPE"))]
        kind = next((_KINDS[each] for each in kinds if each in _KINDS), None)
        if not managed:
            outside = box.intersection(self._screen()).area <= 0
            if outside or min(box.width, box.height) < _SMALLEST:
                return None
            named = "WM_CLASS" in facts or "WM_NAME" in facts or "_NET_WM_NAME" in facts
            if not named and kind is None and window not in self._pids:
                return None  # the window manager's own
        shadow = _numbers(facts.get("_GTK_FRAME_EXTENTS"))
        if len(shadow) == 4:
            left, right, top, bottom = shadow
            inner = Box(
                box.x + left, box.y + top, box.width - left - right, box.height - top - bottom
            )
            box, frame = inner, inner if frame == box else frame
        desktop = _numbers(facts.get("_NET_WM_DESKTOP"))
        pid = self._pids.get(window, 0)
        names = _texts(facts.get("WM_CLASS"))
        return WindowInfo(
            id=window,
            ref=self._ref(window),
            pid=pid,
            application=program_of(pid, self._processes) or (names[-1].casefold() if names else ""),
            title=_text(facts.get("_NET_WM_NAME")) or _text(facts.get("WM_NAME"), "latin-1"),
            box=box,
            frame=frame,
            minimized="_NET_WM_STATE_HIDDEN" in states,
            maximized={"_NET_WM_STATE_MAXIMIZED_VERT", "_NET_WM_STATE_MAXIMIZED_HORZ"} <= states,
            desktop=-1 if desktop[:1] == [_ALL_DESKTOPS] else (desktop or [0])[0],
            transient_for=(_numbers(facts.get("WM_TRANSIENT_FOR")) or [0])[0],
            override=not managed,
            shape=None if shape == (frame,) else shape,
            kind=kind or ("normal" if managed else "popup"),
        )

    def _learn_pids(self, windows: Sequence[int]) -> None:
        """Ask the X server, not the windows, which processes they belong to."""
        unknown = [each for each in windows if each not in self._pids]
        mask = xcffib.res.ClientIdMask.LocalClientPID
        spec: Any = xcffib.res.ClientIdSpec
        cookies = [
            self._resources.QueryClientIds(1, [spec.synthetic(window, mask)]) for window in unknown
        ]
        for window, cookie in zip(unknown, cookies, strict=True):
            reply = self._reply(cookie)
            for entry in reply.ids if reply is not None else ():
                if entry.spec.mask == mask and len(entry.value):
                    self._pids[window] = entry.value[0]

    def _ref(self, window: int) -> str:
        if window not in self._refs:
            self._count += 1
            self._refs[window] = f"w{self._count}"
        return self._refs[window]

    def _forget(self, alive: set[int]) -> None:
        for gone in [each for each in self._pids if each not in alive]:
            del self._pids[gone]
            self._refs.pop(gone, None)  # its X id may come back for another window

    # Monitors.

    def _screen(self) -> Box:
        geometry = self._reply(self._connection.core.GetGeometry(self._root))
        if geometry is None:
            raise PlatformGone("the X display has no root window")
        return Box(0, 0, geometry.width, geometry.height)

    def _monitors(self) -> tuple[Monitor, ...]:
        scale = self._scale()
        reply = self._reply(self._randr.GetMonitors(self._root, True))
        found = [
            Monitor(
                name=self._name(each.name),
                box=Box(each.x, each.y, each.width, each.height),
                scale=scale,
                primary=bool(each.primary),
            )
            for each in (reply.monitors if reply is not None else ())
        ]
        if not found:
            found = [Monitor(name="screen", box=self._screen(), scale=scale, primary=True)]
        return tuple(sorted(found, key=lambda each: not each.primary))

    def _scale(self) -> float:
        """Physical pixels per logical one, as the resource Xft.dpi has it."""
        value = self._property(self._root, "RESOURCE_MANAGER")
        for line in _text(value).splitlines():
            name, _, number = line.partition(":")
            if name.strip() == "Xft.dpi":
                with contextlib.suppress(ValueError):
                    return max(round(float(number) / 96 * 4) / 4, 1.0)
        return 1.0

    # Properties and replies.

    def _property(self, window: int, name: str) -> tuple[int, bytes] | None:
        reply = self._reply(
            self._connection.core.GetProperty(
                False, window, self._atom(name), xcffib.xproto.Atom.Any, 0, _LONGEST * 16
            )
        )
        if reply is None or not reply.value_len:
            return None
        return reply.format, bytes(reply.value.buf())

    def _numbers(self, window: int, name: str) -> list[int]:
        return _numbers(self._property(window, name))

    def _atom(self, name: str) -> int:
        if name not in self._atoms:
            reply = self._connection.core.InternAtom(False, len(name), name).reply()
            self._atoms[name] = reply.atom
            self._names[reply.atom] = name
        return self._atoms[name]

    def _name(self, atom: int) -> str:
        if atom not in self._names:
            reply = self._reply(self._connection.core.GetAtomName(atom))
            self._names[atom] = bytes(reply.name.buf()).decode("latin-1") if reply else ""
        return self._names[atom]

    def _reply(self, cookie: Any) -> Any:
        """The answer; None if the window is gone."""
        try:
            return cookie.reply()
        except xcffib.Error:
            return None


def _placed(info: WindowInfo, stacking: int, active: bool) -> WindowInfo:
    return replace(info, stacking=stacking, active=active and not info.minimized)


def _rectangles(reply: Any) -> list[Box]:
    return [Box(each.x, each.y, each.width, each.height) for each in reply.rectangles]


def _common(one: Sequence[Box], other: Sequence[Box]) -> list[Box]:
    """What two sets of rectangles have in common."""
    if one == other:
        return list(one)
    both = (first.intersection(second) for first in one for second in other)
    return [each for each in both if each.area > 0]


def _numbers(value: tuple[int, bytes] | None) -> list[int]:
    if value is None or value[0] != 32:
        return []
    data = value[1]
    return list(struct.unpack(f"={len(data) // 4}I", data[: len(data) // 4 * 4]))


def _text(value: tuple[int, bytes] | None, encoding: str = "utf-8") -> str:
    if value is None or value[0] != 8:
        return ""
    return value[1].rstrip(b"\0").decode(encoding, "replace")


def _texts(value: tuple[int, bytes] | None) -> list[str]:
    return [each for each in _text(value, "latin-1").split("\0") if each]
