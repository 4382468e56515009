"""The windows of a machine, as a script there tells of them, and changing them.

Where no such script can be run (no python-xlib, or Windows), the accessibility tree has to say
which windows there are, and only the front one can be told for certain.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from actions.context import RunContext
from actions.environments.machine_http import MachineFault, MachineGone, MachineSilent
from actions.environments.machine_look import Look
from actions.environments.machine_nodes import Top, tops
from actions.errors import ActionTimedOut, EnvironmentUnavailable, TargetChanged
from perception.geometry import Box, Point, Size
from perception.platforms.interface import Monitor, PlatformGone, WindowInfo, WindowKind

logger = logging.getLogger(__name__)

_KINDS: Mapping[str, WindowKind] = {
    "DIALOG": "dialog", "UTILITY": "normal", "MENU": "menu", "DROPDOWN_MENU": "menu",
    "POPUP_MENU": "menu", "COMBO": "menu", "TOOLTIP": "tooltip", "NOTIFICATION": "popup",
    "SPLASH": "popup", "DND": "popup", "DOCK": "dock", "DESKTOP": "desktop", "NORMAL": "normal",
}  # fmt: skip
_LIMIT = 8.0  # seconds that a window manager has
_NEAR = 64  # pixels: sizes come in steps in terminals
_MOST = 500  # windows
_SMALLEST = 2  # pixels


class MachineWindows:
    """Implements `WindowSystem`. May be called from any thread.

    Args:
        look: at the machine.
        listed: whether it can list its windows; else only the trees tell of them.
    """

    def __init__(self, look: Look, *, listed: bool = True) -> None:
        self._look = look
        self._refs: dict[Any, str] = {}
        self._plain = not listed
        self._size: Size | None = None
        self.toolkits: dict[str, str] = {}  # by the name of the program
        self.pids: dict[int, set[str]] = {}  # process id to what its programs are called

    def windows(self) -> tuple[WindowInfo, ...]:
        """All top-level windows, front first; see `WindowSystem.windows`."""
        if not self._plain:
            said = self._said()
            if said is not None:
                return self._told(said)
        return self._of_trees()

    def monitors(self) -> tuple[Monitor, ...]:
        """The one monitor that is known of."""
        return (Monitor(name="screen", box=self.screen(), primary=True),)

    def screen(self) -> Box:
        """The screen, in the pixels that it is clicked in."""
        if self._size is None:
            try:
                self._size = Size(*self._look.screen_size())
            except MachineGone as failure:
                raise PlatformGone(str(failure)) from failure
            except MachineFault:
                from actions.environments.machine_capture import size_of

                try:
                    self._size = size_of(self._look.picture())
                except (MachineFault, ValueError) as failure:
                    raise PlatformGone(
                        f"the machine does not tell how large its screen is: {failure}"
                    ) from failure
        return Box(0, 0, *self._size)

    def at(self, point: Point) -> WindowInfo | None:
        """The front-most window under the point."""
        for each in self.windows():
            if not each.minimized and any(part.contains(point) for part in each.region):
                return each
        return None

    def current_desktop(self) -> tuple[int, int]:
        """The number of the virtual desktop shown, and how many there are."""
        said = None if self._plain else self._said()
        if said is None:
            return 0, 1
        return _whole(said.get("desktop")), max(_whole(said.get("desktops")), 1)

    def close(self) -> None:
        """Nothing is held."""

    @property
    def listed(self) -> bool:
        """Whether the machine lists its windows; else they are guessed from the trees."""
        return not self._plain

    def _said(self) -> Mapping[str, Any] | None:
        """What the script says; None where it cannot be run.

        Raises:
            PlatformGone: the machine is gone.
        """
        try:
            said = self._look.windows()
        except (MachineGone, MachineSilent) as failure:
            raise PlatformGone(str(failure)) from failure
        except MachineFault as failure:
            logger.info("the machine does not list its windows: %s", failure)
            if self._size is None:
                self._plain = True  # it never could
            return None
        if not isinstance(said, dict) or not isinstance(said.get("windows"), list):
            return None
        size = _numbers(said.get("screen"), 2)
        if size is not None and min(size) > 0:
            self._size = Size(*size)
        self._learn(said.get("programs"))
        return said

    def _learn(self, programs: object) -> None:
        """Take in which programs there are, and with what they draw."""
        from perception.platforms.atspi_apps import toolkit_of

        for each in programs if isinstance(programs, list) else ():
            if isinstance(each, list) and len(each) == 4 and isinstance(each[0], str):
                name, pid, toolkit, version = each
                self.toolkits[name] = toolkit_of(str(toolkit), version, name)
                if isinstance(pid, int) and pid > 0:
                    self.pids.setdefault(pid, set()).add(name)

    def _told(self, said: Mapping[str, Any]) -> tuple[WindowInfo, ...]:
        screen = self.screen()
        found = []
        for each in said["windows"][:_MOST]:
            info = self._info(each, screen) if isinstance(each, dict) else None
            if info is not None:
                found.append(info)
        ordered = sorted(found, key=lambda each: each.minimized)
        return tuple(_at(each, stacking) for stacking, each in enumerate(ordered))

    def _info(self, said: Mapping[str, Any], screen: Box) -> WindowInfo | None:
        sides, edges = _numbers(said.get("box"), 4), _numbers(said.get("frame"), 4)
        if sides is None or edges is None:
            return None
        box, frame = Box(*map(float, sides)), Box(*map(float, edges))
        managed = said.get("managed") is True
        kinds = [each.removeprefix("_NET_WM_WINDOW_TYPE_") for each in _texts(said.get("kinds"))]
        kind = next((_KINDS[each] for each in kinds if each in _KINDS), None)
        names, title = _texts(said.get("class")), str(said.get("title", ""))
        pid = _whole(said.get("pid"))
        if not managed:
            outside = box.intersection(screen).area <= 0
            if outside or min(box.width, box.height) < _SMALLEST:
                return None
            if not names and not title and kind is None and not pid:
                return None  # the window manager's own
        shadow = _numbers(said.get("shadow"), 4)
        if shadow is not None:
            left, right, top, bottom = shadow
            inner = Box(
                box.x + left, box.y + top, box.width - left - right, box.height - top - bottom
            )
            box, frame = inner, inner if frame == box else frame
        states = set(_texts(said.get("states")))
        desktop = _whole(said.get("desktop"))
        number = _whole(said.get("id"))
        return WindowInfo(
            id=number,
            ref=self._ref(number),
            pid=pid,
            application=self._application(names, pid),
            title=title,
            box=box,
            frame=frame,
            active=said.get("active") is True,
            minimized="_NET_WM_STATE_HIDDEN" in states,
            maximized={"_NET_WM_STATE_MAXIMIZED_VERT", "_NET_WM_STATE_MAXIMIZED_HORZ"} <= states,
            desktop=-1 if desktop == 0xFFFFFFFF else desktop,
            transient_for=_whole(said.get("transient")),
            override=not managed,
            kind=kind or ("normal" if managed else "popup"),
        )

    def _application(self, names: list[str], pid: int) -> str:
        programs = sorted(each.casefold() for each in self.pids.get(pid, ()))
        office = [each for each in programs if each.startswith("soffice")]
        return (office or [each.casefold() for each in names[-1:]] or programs or [""])[0]

    def _of_trees(self) -> tuple[WindowInfo, ...]:
        """The windows that the trees tell of, the active one first."""
        try:
            found = tops(self._look.tree(self._look.limits.tree))
        except MachineGone as failure:
            raise PlatformGone(str(failure)) from failure
        except MachineFault:
            found = []
        screen = self.screen()
        placed = [(top, top.node.box) for top in found]
        kept = [(top, box) for top, box in placed if box is not None and box.area > 0]
        kept.sort(key=lambda pair: not pair[0].active)
        windows = [self._guessed(top, box) for top, box in kept]
        if not windows:  # a picture is all there is
            windows = [
                WindowInfo(id=1, ref=self._ref("screen"), title="screen", box=screen, frame=screen)
            ]
        if not any(each.active for each in windows):
            windows[0] = _active(windows[0])
        return tuple(_at(each, stacking) for stacking, each in enumerate(windows))

    def _guessed(self, top: Top, box: Box) -> WindowInfo:
        ref = self._ref(top.path)
        return WindowInfo(
            id=int(ref[1:]),
            ref=ref,
            application=top.program.casefold(),
            title=top.title,
            box=box,
            frame=box,
            active=top.active,
        )

    def _ref(self, key: Any) -> str:
        return self._refs.setdefault(key, f"w{len(self._refs) + 1}")


class MachineControl:
    """Implements `WindowControl`.

    Args:
        look: at the machine.
        windows: of it.
    """

    def __init__(self, look: Look, windows: MachineWindows) -> None:
        self._look = look
        self._windows = windows

    def focus(self, window: int, context: RunContext) -> None:
        """Bring it to the front and give it the keys."""
        there = self._info(window).desktop
        if there >= 0 and there != self._windows.current_desktop()[0]:
            self.show_desktop(there, context)
        self._done(window, "focus", {}, lambda info: info.active and not info.minimized, context)

    def move(self, window: int, to: Point, context: RunContext) -> None:
        """Move the top left corner of its frame."""
        if self._info(window).maximized:
            self.restore(window, context)
        x, y = round(to.x), round(to.y)

        def near(info: WindowInfo) -> bool:
            return abs(info.frame.x - x) <= 2 and abs(info.frame.y - y) <= 2

        self._done(window, "move", {"x": x, "y": y}, near, context)

    def resize(self, window: int, size: Size, context: RunContext) -> None:
        """Make its frame this large."""
        if self._info(window).maximized:
            self.restore(window, context)
        info = self._info(window)
        wide = max(round(size.width - info.frame.width + info.box.width), 1)
        high = max(round(size.height - info.frame.height + info.box.height), 1)
        before = info.box.size

        def near(info: WindowInfo) -> bool:
            apart = abs(info.box.width - wide), abs(info.box.height - high)
            return max(apart) <= 2 or (info.box.size != before and max(apart) <= _NEAR)

        self._done(window, "resize", {"width": wide, "height": high}, near, context)

    def minimize(self, window: int, context: RunContext) -> None:
        """Take it off the screen."""
        self._done(window, "minimize", {}, lambda info: info.minimized, context)

    def maximize(self, window: int, context: RunContext) -> None:
        """Fill the work area with it."""
        self._done(window, "maximize", {}, lambda info: info.maximized, context)

    def restore(self, window: int, context: RunContext) -> None:
        """Undo minimising and maximising."""
        if self._info(window).minimized:
            self.focus(window, context)

        def plain(info: WindowInfo) -> bool:
            return not info.maximized and not info.minimized

        self._done(window, "restore", {}, plain, context)

    def close_window(self, window: int, context: RunContext) -> None:
        """Ask it to close; see `WindowControl.close_window`."""
        self._info(window)
        before = {each.id for each in self._windows.windows()}
        self._ask(window, "close", {})
        end = time.monotonic() + _LIMIT / 2
        while time.monotonic() < end:
            now = {each.id for each in self._windows.windows()}
            if window not in now or now - before:  # gone, or it asks back
                return
            context.sleep(0.1)

    def to_desktop(self, window: int, desktop: int, context: RunContext) -> None:
        """Send it to a virtual desktop."""
        self._exists(desktop)
        given = {"desktop": desktop}
        self._done(window, "to_desktop", given, lambda info: info.desktop in (desktop, -1), context)

    def show_desktop(self, desktop: int, context: RunContext) -> None:
        """Switch to a virtual desktop."""
        self._exists(desktop)
        self._ask(0, "show_desktop", {"desktop": desktop})
        end = time.monotonic() + _LIMIT
        while self._windows.current_desktop()[0] != desktop:
            if time.monotonic() > end:
                raise ActionTimedOut(f"the machine did not switch to desktop {desktop}")
            context.sleep(0.1)

    def close(self) -> None:
        """Nothing is held."""

    def _exists(self, desktop: int) -> None:
        count = self._windows.current_desktop()[1]
        if not 0 <= desktop < count:
            raise TargetChanged(f"there is no virtual desktop {desktop}: there are {count}, from 0")

    def _info(self, window: int) -> WindowInfo:
        found = next((each for each in self._windows.windows() if each.id == window), None)
        if found is None:
            raise TargetChanged("the window is not there any more")
        return found

    def _ask(self, window: int, how: str, given: Mapping[str, int]) -> None:
        if not self._windows.listed:
            raise ActionTimedOut(
                f"this machine lets nobody {how} windows from outside: use its own title bars, "
                "menus and key chords"
            )
        try:
            self._look.ask("control", {"how": how, "window": window, **given}, 15.0)
        except MachineGone as failure:
            raise EnvironmentUnavailable(str(failure)) from failure
        except MachineFault as failure:
            raise ActionTimedOut(f"the machine did not {how} the window: {failure}") from failure
        finally:
            self._look.touched()

    def _done(
        self,
        window: int,
        how: str,
        given: Mapping[str, int],
        reached: Callable[[WindowInfo], bool],
        context: RunContext,
    ) -> None:
        """Ask for something and wait until it is so."""
        if reached(self._info(window)):
            return
        self._ask(window, how, given)
        end = time.monotonic() + _LIMIT
        while not reached(info := self._info(window)):
            if time.monotonic() > end:
                raise ActionTimedOut(f"the machine did not {how} the window {info.title!r}")
            context.sleep(0.1)
            self._look.touched()


def _at(info: WindowInfo, stacking: int) -> WindowInfo:
    return replace(info, stacking=stacking)


def _active(info: WindowInfo) -> WindowInfo:
    return replace(info, active=True)


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _numbers(value: object, count: int) -> list[int] | None:
    """So many whole numbers of a sane size; None for anything else."""
    if not isinstance(value, list) or len(value) != count:
        return None
    if not all(isinstance(each, int) and abs(each) <= 100_000 for each in value):
        return None
    return value


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
