"""Programs on the accessibility bus: whose window is whose, and where it is on the screen.

Toolkits disagree on coordinates. GTK 4 and some others count from the window's own corner; Qt and
GTK 3 count in logical pixels where the screen is scaled; Chromium does so for its window and not
for the page in it. What a program says of its window is compared with where the window really is,
and all boxes in it are repaired by the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from perception.geometry import Box, Point
from perception.platforms.atspi_walk import (
    ACCESSIBLE,
    APPLICATION,
    COMPONENT,
    NOWHERE,
    Place,
    ask,
    get,
)
from perception.platforms.dbus import Bus, Call, numbers, text
from perception.platforms.interface import WindowInfo

_REGISTRY: Place = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_CLOSE = 3  # pixels; less than that is no displacement but a border
_MOST_FRAMES = 100


@dataclass(frozen=True, slots=True)
class App:
    """A program on the bus.

    Attributes:
        toolkit: "gtk3", "gtk4", "qt", "chromium", "libreoffice", or the toolkit's own name.
    """

    root: Place
    pid: int
    toolkit: str

    @property
    def name(self) -> str:
        """Its bus name."""
        return self.root[0]


@dataclass(frozen=True, slots=True)
class Frame:
    """A top-level object of a program, as it tells of it."""

    place: Place
    app: App
    title: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class Placing:
    """How raw boxes of one window become boxes on the screen.

    Attributes:
        scale: environment pixels per raw pixel.
        dx: added after scaling; `dy` likewise.
    """

    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def on_screen(self, raw: Box) -> Box:
        """A raw box in environment pixels."""
        return raw.scaled(self.scale).moved(self.dx, self.dy)

    def raw(self, point: Point) -> Point:
        """A point in environment pixels as the program counts."""
        return Point((point.x - self.dx) / self.scale, (point.y - self.dy) / self.scale)

    def raw_box(self, box: Box) -> Box:
        """A box in environment pixels as the program counts."""
        return box.moved(-self.dx, -self.dy).scaled(1 / self.scale)

    @property
    def inside(self) -> Placing:
        """For a page that counts in physical pixels inside a window that does not."""
        return Placing(1.0, 0.0, 0.0) if self.scale != 1.0 else self


class Apps:
    """The programs on the accessibility bus; what does not change is asked once."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._known: dict[str, App] = {}

    def all(self, timeout: float) -> tuple[App, ...]:
        """The programs that are there now. One that does not answer is no longer listed as new."""
        listed = self._bus.call(ask(_REGISTRY, ACCESSIBLE, "GetChildren"), timeout)
        places = [(each[0], each[1]) for each in listed] if isinstance(listed, list) else []
        self._known = {name: app for name, app in self._known.items() if app.root in places}
        self._learn([place for place in places if place[0] not in self._known], timeout)
        return tuple(self._known.values())

    def _learn(self, places: Sequence[Place], timeout: float) -> None:
        calls: list[Call] = []
        for place in places:
            calls += [
                Call(
                    "org.freedesktop.DBus",
                    "/org/freedesktop/DBus",
                    "org.freedesktop.DBus",
                    "GetConnectionUnixProcessID",
                    "s",
                    text(place[0]),
                ),
                get(place, APPLICATION, "ToolkitName"),
                get(place, APPLICATION, "Version"),
                get(place, ACCESSIBLE, "Name"),
            ]
        answers = self._bus.calls(calls, timeout)
        for at, place in enumerate(places):
            pid, toolkit, version, name = answers[4 * at : 4 * at + 4]
            if isinstance(pid, int) and isinstance(toolkit, str):
                kind = toolkit_of(toolkit, version, name)
                self._known[place[0]] = App(root=place, pid=pid, toolkit=kind)

    def frames(self, pids: Iterable[int], timeout: float, silent: set[str]) -> list[Frame]:
        """The top-level objects of the programs with these process ids.

        Args:
            pids: of programs.
            timeout: seconds without an answer.
            silent: gets the bus names of those that do not answer.
        """
        wanted = set(pids)
        apps = [app for app in self.all(timeout) if app.pid in wanted]
        listed = self._bus.calls(
            [ask(app.root, ACCESSIBLE, "GetChildren") for app in apps], timeout
        )
        places: list[tuple[App, Place]] = []
        for app, answer in zip(apps, listed, strict=True):
            if not isinstance(answer, list):
                silent.add(app.name)
                continue
            places += [
                (app, (name, path)) for name, path in answer[:_MOST_FRAMES] if path != NOWHERE
            ]
        calls: list[Call] = []
        for _, place in places:
            calls += [
                get(place, ACCESSIBLE, "Name"),
                ask(place, COMPONENT, "GetExtents", "u", numbers(0)),
            ]
        answers = self._bus.calls(calls, timeout)
        found = []
        for at, (app, place) in enumerate(places):
            title, box = answers[2 * at : 2 * at + 2]
            raw = Box(*box) if isinstance(box, tuple) and len(box) == 4 else None
            found.append(Frame(place, app, title if isinstance(title, str) else "", raw))
        return found


def toolkit_of(toolkit: str, version: object, name: object) -> str:
    """A toolkit by what a program says of it.

    >>> toolkit_of("GTK", "4.8.3", "calculator"), toolkit_of("gtk", "3.24.38", "soffice")
    ('gtk4', 'libreoffice')
    """
    low = toolkit.casefold()
    program = str(name).casefold()
    if program.startswith(("soffice", "libreoffice")) or low == "vcl":
        return "libreoffice"
    if low in ("gtk", "gail"):
        return "gtk4" if str(version).startswith("4") else "gtk3"
    return low


def match(windows: Sequence[WindowInfo], frames: Sequence[Frame]) -> dict[str, Frame]:
    """Which frame shows which window: the window's ref to its frame, best pairs first.

    A frame that fits none of its program's windows is left out: some programs keep frames that no
    window belongs to.
    """
    pairs = []
    for window in windows:
        for at, frame in enumerate(frames):
            if frame.app.pid == window.pid:
                fit = _fit(window, frame)
                if fit > 0:
                    pairs.append((fit, -at, window, frame))
    found: dict[str, Frame] = {}
    taken: set[Place] = set()
    for _, _, window, frame in sorted(pairs, key=lambda pair: pair[:2], reverse=True):
        if window.ref not in found and frame.place not in taken:
            found[window.ref] = frame
            taken.add(frame.place)
    return found


def _fit(window: WindowInfo, frame: Frame) -> float:
    """How well a frame fits a window; 0 if it does not."""
    titled = bool(window.title) and window.title == frame.title
    if frame.box is None or frame.box.area <= 0:
        return 1.0 if titled else 0.0
    sizes = [_alike(frame.box, box) for box in (window.box, window.frame)]
    places = [frame.box.overlap(box) for box in (window.box, window.frame)]
    shape = max(sizes)
    if window.override and shape < 0.8:
        return 0.0
    if not titled and shape < 0.5:
        return 0.0
    return 2.0 * titled + shape + max(places)


def _alike(one: Box, other: Box) -> float:
    """How alike two sizes are, whatever their scale, 0 to 1."""
    if min(one.width, one.height, other.width, other.height) <= 0:
        return 0.0
    wide, high = other.width / one.width, other.height / one.height
    same = min(wide, high) / max(wide, high)
    return same if 0.2 < wide < 5 else 0.0


def placing(window: WindowInfo, frame: Frame) -> Placing:
    """How the boxes in a window are to be repaired."""
    raw = frame.box
    if raw is None or raw.area <= 0:
        return Placing()
    for real in (window.box, window.frame):
        if _near(raw, real):
            return Placing()
    scale = _scale(raw, window)
    scaled = raw.scaled(scale)
    for real in (window.box, window.frame):
        if _near(scaled, real):
            return Placing(scale)
    # Shadows that the window has and the frame has not lie evenly around it.
    real = min((window.box, window.frame), key=lambda box: abs(box.area - scaled.area))
    if abs(scaled.width - real.width) <= _CLOSE and abs(scaled.height - real.height) <= _CLOSE:
        return Placing(scale, real.x - scaled.x, real.y - scaled.y)
    middle, actual = scaled.center, window.box.center
    return Placing(scale, actual.x - middle.x, actual.y - middle.y)


def _near(one: Box, other: Box) -> bool:
    return all(abs(a - b) <= _CLOSE for a, b in zip(one, other, strict=True))


def _scale(raw: Box, window: WindowInfo) -> float:
    """Environment pixels per raw pixel: 1 unless both sides agree on another number."""
    for real in (window.box, window.frame):
        wide, high = real.width / raw.width, real.height / raw.height
        steps = round(wide * 4) / 4
        if steps != 1.0 and abs(wide - high) < 0.05 * wide and abs(wide - steps) < 0.06 * steps:
            return max(steps, 0.25)
    return 1.0


def by_pid(windows: Iterable[WindowInfo]) -> Mapping[int, list[WindowInfo]]:
    """Windows by the process that they belong to."""
    found: dict[int, list[WindowInfo]] = {}
    for window in windows:
        found.setdefault(window.pid, []).append(window)
    return found
